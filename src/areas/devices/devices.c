/* Devices, their batches and policies: the rules. */
#include "areas/devices/devices.h"

#include "app/audit.h"
#include "app/unit.h"
#include "crypt/crypt.h"

/* --- words --- */

const char *const DEVICE_CATEGORIES[] = {"none", "o_o_b_e", NULL};
const char *const DEVICE_SETTINGS[] = {"none",
                                       "remove_oem_preinstalls",
                                       "oobe_user_not_local_admin",
                                       "skip_express_settings",
                                       "skip_oem_registration",
                                       "skip_eula",
                                       NULL};
static const char *const SETTING_LABELS[] = {N_("Nothing"),
                                             N_("Remove programs that the maker installed"),
                                             N_("Whoever starts it is no local administrator"),
                                             N_("Skip the privacy settings"),
                                             N_("Skip the registration with the maker"),
                                             N_("Skip the licence terms")};
static const struct {
    const char *id, *label;
} STATES[] = {{"queued", N_("Waits for its turn")},
              {"processing", N_("Being worked off")},
              {"finished", N_("Done")},
              {"finished_with_errors", N_("Done, with devices that were refused")}};
static const struct {
    const char *id, *code, *text;
} PROBLEMS[] = {
    {"unknown", "3000",
     N_("The device is not known by this: give the hardware hash, or the product key, or the serial number with maker "
        "and model.")},
    {"taken", "806", N_("The device is there already.")},
    {"elsewhere", "808", N_("The device is there already, with another customer.")},
    {"no_device", "3001", N_("There is no device with this id.")},
    {"no_policy", "3002", N_("There is no policy with this id.")},
};

/* Clients write "SkipEula", "skip_eula" and "skipeula" alike. */
bool device_same_word(Str typed, const char *word)
{
    size_t i = 0;
    for (;; i++, word++) {
        while (i < typed.n && typed.p[i] == '_') {
            i++;
        }
        while (*word == '_') {
            word++;
        }
        if (i == typed.n || !*word) {
            return i == typed.n && !*word;
        }
        char c = typed.p[i];
        if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != *word) {
            return false;
        }
    }
}
static const char *word_of(const char *const *words, Str typed)
{
    for (; *words; words++) {
        if (device_same_word(typed, *words)) {
            return *words;
        }
    }
    return NULL;
}
const char *device_setting_label(Str word)
{
    for (size_t i = 0; DEVICE_SETTINGS[i]; i++) {
        if (device_same_word(word, DEVICE_SETTINGS[i])) {
            return SETTING_LABELS[i];
        }
    }
    return NULL;
}
const char *device_state_label(Str state)
{
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        if (str_eq(state, str_from(STATES[i].id))) {
            return STATES[i].label;
        }
    }
    return NULL;
}
const char *device_problem_code(Str problem)
{
    for (size_t i = 0; i < COUNT_OF(PROBLEMS); i++) {
        if (str_eq(problem, str_from(PROBLEMS[i].id))) {
            return PROBLEMS[i].code;
        }
    }
    return "";
}
const char *device_problem_text(Str problem)
{
    for (size_t i = 0; i < COUNT_OF(PROBLEMS); i++) {
        if (str_eq(problem, str_from(PROBLEMS[i].id))) {
            return PROBLEMS[i].text;
        }
    }
    return NULL;
}
size_t device_settings_split(Arena *arena, Str settings, Str **ret)
{
    size_t n = 0;
    *ret = arena_array(arena, Str, COUNT_OF(DEVICE_SETTINGS));
    Str word;
    while (n + 1 < COUNT_OF(DEVICE_SETTINGS) && str_split(&settings, ' ', &word)) {
        if (word.n) {
            (*ret)[n++] = word;
        }
    }
    return n;
}

/* --- policies --- */

static void check_text(Ctx *ctx, Str field, Str value, bool needed, Msg missing)
{
    if (needed && str_empty(value)) {
        problem_field(ctx, field, missing);
    } else if (problem_unless_line(ctx, field, value) && value.n > DEVICE_NAME_MAX) {
        problem_field(ctx, field, MSG("At most 100 letters"));
    }
}

/* Each word once, in the order of the table: what is stored does not depend on how it was sent. */
static Str settings_of(Ctx *ctx, const DevicePolicy *p)
{
    Str words[COUNT_OF(DEVICE_SETTINGS)];
    size_t n = 0;
    for (size_t k = 0; DEVICE_SETTINGS[k]; k++) {
        for (size_t i = 0; i < p->settings_n; i++) {
            if (device_same_word(p->settings[i], DEVICE_SETTINGS[k])) {
                words[n++] = str_from(DEVICE_SETTINGS[k]);
                break;
            }
        }
    }
    for (size_t i = 0; i < p->settings_n; i++) {
        if (!word_of(DEVICE_SETTINGS, p->settings[i])) {
            problem_field(ctx, S("policySettings"), MSG1("There is no setting {word}", "word", p->settings[i]));
        }
    }
    if (p->settings_n == 0) {
        problem_field(ctx, S("policySettings"), MSG("Choose at least one setting"));
    }
    return str_join(ctx->arena, words, n, S(" "));
}

static Str json_of_policy(Ctx *ctx, Str name, Str category, Str description, Str settings)
{
    return AUDIT_JSON(ctx->arena, {"name", name}, {"category", category}, {"description", description},
                      {"settings", settings});
}

Err device_policy_find(AccountCtx a, Id id, DevicePolicyGetRow *ret)
{
    Err err = q_device_policy_get(a, &(DevicePolicyGetArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND ? problem(a.ctx, ERR_NOT_FOUND, MSG("There is no such policy"),
                                          MSG("It may have been deleted. Go back to the customer's devices."))
                                : err;
}

static Err check_name_free(AccountCtx a, Id own, Str name_key)
{
    DevicePolicyNamedRow other;
    Err err = q_device_policy_named(a, &(DevicePolicyNamedArgs){.name_key = name_key}, &other);
    if (err == OK && !id_eq(other.id, own)) {
        problem_field(a.ctx, S("name"), MSG("Another policy of this customer has this name"));
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err check_room(AccountCtx a)
{
    DevicePoliciesRow *rows;
    size_t n;
    TRY(q_device_policies(a, NULL, &rows, &n));
    if (n >= DEVICE_POLICIES_MAX) {
        problem_field(a.ctx, S("name"), MSG("A customer has at most 100 policies"));
    }
    return OK;
}

Err device_policy_save(AccountCtx a, Id id, const DevicePolicy *p, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    DevicePolicyGetRow before = {0};
    if (!id_is_nil(id)) {
        TRY(device_policy_find(a, id, &before));
    }
    Str name = str_trim(p->name), description = str_trim(p->description), name_key = fold_search(ctx->arena, name);
    const char *category = word_of(DEVICE_CATEGORIES, p->category);
    check_text(ctx, S("name"), name, true, MSG("Give the policy a name"));
    check_text(ctx, S("description"), description, false, (Msg){0});
    if (!category) {
        problem_field(ctx, S("category"), MSG("Choose a category: none or o_o_b_e"));
    }
    Str settings = settings_of(ctx, p);
    TRY(check_name_free(a, id, name_key));
    if (id_is_nil(id)) {
        TRY(check_room(a));
    }
    TRY(problem_check(ctx));
    *ret_id = id_is_nil(id) ? ctx_new_id(ctx) : id;
    ctx->audit.target_id = *ret_id;
    ctx->audit.target_name = name;
    ctx->audit.after = json_of_policy(ctx, name, str_from(category), description, settings);
    if (id_is_nil(id)) {
        return q_device_policy_add(a,
                                   &(DevicePolicyAddArgs){.id = *ret_id,
                                                          .name = name,
                                                          .name_key = name_key,
                                                          .category = str_from(category),
                                                          .description = description,
                                                          .settings = settings},
                                   NULL);
    }
    ctx->audit.before = json_of_policy(ctx, before.name, before.category, before.description, before.settings);
    return q_device_policy_put(a,
                               &(DevicePolicyPutArgs){.id = id,
                                                      .name = name,
                                                      .name_key = name_key,
                                                      .category = str_from(category),
                                                      .description = description,
                                                      .settings = settings},
                               NULL);
}

Err device_policy_delete(AccountCtx a, Id id)
{
    DevicePolicyGetRow p;
    TRY(device_policy_find(a, id, &p));
    TRY(q_device_policy_unassign(a, &(DevicePolicyUnassignArgs){.policy_id = id}, NULL));
    a.ctx->audit.target_id = id;
    a.ctx->audit.target_name = p.name;
    a.ctx->audit.before = json_of_policy(a.ctx, p.name, p.category, p.description, p.settings);
    return q_device_policy_drop(a, &(DevicePolicyDropArgs){.id = id}, NULL);
}

/* --- batches --- */

bool device_is_known_by(const DeviceFacts *d)
{
    return d->hardware_hash.n || d->product_key.n || (d->serial_number.n && d->maker.n && d->model.n);
}

/* The strongest of what is given. Maker, model and serial number are told apart without case, as people type them. */
Str device_known_as(Arena *arena, const DeviceFacts *d)
{
    Str text;
    if (d->hardware_hash.n) {
        text = str_fmt(arena, "hash %.*s", S_ARG(d->hardware_hash));
    } else if (d->product_key.n) {
        text = str_concat(arena, S("key "), str_upper_ascii(arena, d->product_key));
    } else {
        text = str_lower_ascii(arena, str_fmt(arena, "serial %zu %.*s %zu %.*s %.*s", d->maker.n, S_ARG(d->maker),
                                              d->model.n, S_ARG(d->model), S_ARG(d->serial_number)));
    }
    return digest_hex(arena, digest_sha256(text));
}

void device_batch_check_name(Ctx *ctx, Str name)
{
    check_text(ctx, S("batchId"), name, true, MSG("Give the batch a name"));
}

static Err no_batch(Ctx *ctx)
{
    return problem(ctx, ERR_NOT_FOUND, MSG("There is no such batch of devices"),
                   MSG("Go back to the customer's devices and choose another one."));
}
Err device_batch_find(AccountCtx a, Str name, DeviceBatchNamedRow *ret)
{
    Err err = q_device_batch_named(a, &(DeviceBatchNamedArgs){.name_key = fold_search(a.ctx->arena, name)}, ret);
    return err == ERR_NOT_FOUND ? no_batch(a.ctx) : err;
}

static Err enqueue(Ctx *ctx, Id upload_id, size_t n)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("customer"));
    json_id(&j, ctx->customer_id);
    json_obj_end(&j);
    Id job_id;
    return job_enqueue(ctx,
                       &(JobAsk){.kind = "devices.upload",
                                 .key = id_text(ctx->arena, upload_id),
                                 .payload = buf_str(&b),
                                 .account_id = ctx->account_id,
                                 .user_id = ctx->actor.user_id,
                                 .total = (int64_t)n},
                       &job_id);
}

static Err upload(AccountCtx a, Id batch_id, const DeviceFacts *d, size_t n, Id *ret)
{
    Ctx *ctx = a.ctx;
    if (n == 0 || n > DEVICES_MAX) {
        problem_field(ctx, S("devices"),
                      n ? MSG("At most 500 devices at once; send the rest in another list")
                        : MSG("Give at least one device"));
    }
    TRY(problem_check(ctx));
    *ret = ctx_new_id(ctx);
    TRY(q_device_upload_add(a, &(DeviceUploadAddArgs){.id = *ret, .batch_id = batch_id, .lines_n = (int64_t)n}, NULL));
    for (size_t i = 0; i < n; i++) {
        TRY(q_device_upload_line_add(a,
                                     &(DeviceUploadLineAddArgs){.upload_id = *ret,
                                                                .line = (int64_t)i + 1,
                                                                .device_id = d[i].id,
                                                                .serial_number = str_trim(d[i].serial_number),
                                                                .product_key = str_trim(d[i].product_key),
                                                                .hardware_hash = str_trim(d[i].hardware_hash),
                                                                .model = str_trim(d[i].model),
                                                                .maker = str_trim(d[i].maker),
                                                                .policy = str_trim(d[i].policy)},
                                     NULL));
    }
    ctx->audit.target_id = *ret;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"devices", str_fmt(ctx->arena, "%zu", n)});
    return enqueue(ctx, *ret, n);
}

Err device_batch_new(AccountCtx a, Str name, const DeviceFacts *d, size_t n, Id *ret_upload_id)
{
    Ctx *ctx = a.ctx;
    DeviceBatchNamedRow other;
    name = str_trim(name);
    Str name_key = fold_search(ctx->arena, name);
    device_batch_check_name(ctx, name);
    Err err = q_device_batch_named(a, &(DeviceBatchNamedArgs){.name_key = name_key}, &other);
    if (err == OK) {
        problem_field(ctx, S("batchId"), MSG("Another batch of this customer has this name"));
    } else if (err != ERR_NOT_FOUND) {
        return err;
    }
    Id id = ctx_new_id(ctx);
    if (ctx->problem.fields_n == 0) {
        TRY(q_device_batch_add(a, &(DeviceBatchAddArgs){.id = id, .name = name, .name_key = name_key}, NULL));
    }
    TRY(upload(a, id, d, n, ret_upload_id));
    ctx->audit.target_name = name;
    return OK;
}
Err device_batch_more(AccountCtx a, Id batch_id, const DeviceFacts *d, size_t n, Id *ret_upload_id)
{
    return upload(a, batch_id, d, n, ret_upload_id);
}
Err device_policies_give(AccountCtx a, const DeviceFacts *d, size_t n, Id *ret_upload_id)
{
    return upload(a, ID_NIL, d, n, ret_upload_id);
}
Err device_upload_find(AccountCtx a, Id id, DeviceUploadGetRow *ret)
{
    Err err = q_device_upload_get(a, &(DeviceUploadGetArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND ? problem(a.ctx, ERR_NOT_FOUND, MSG("There is no such upload of devices"),
                                          MSG("Go back to the customer's devices."))
                                : err;
}

/* --- one device --- */

Err device_find(AccountCtx a, Id batch_id, Id id, DeviceGetRow *ret)
{
    Err err = q_device_get(a, &(DeviceGetArgs){.id = id}, ret);
    if (err == ERR_NOT_FOUND || (err == OK && !id_is_nil(batch_id) && !id_eq(ret->batch_id, batch_id))) {
        return problem(a.ctx, ERR_NOT_FOUND, MSG("There is no such device in this batch"),
                       MSG("It may have been deleted. Go back to the customer's devices."));
    }
    return err;
}

/* The policy that a text names: nil for "none". ERR_NOT_FOUND without a problem. */
static Err policy_of_text(AccountCtx a, Str text, Id *ret)
{
    *ret = ID_NIL;
    if (str_eq(text, S("none"))) {
        return OK;
    }
    DevicePolicyGetRow p;
    if (id_parse(text, ret) != OK) {
        return ERR_NOT_FOUND;
    }
    return q_device_policy_get(a, &(DevicePolicyGetArgs){.id = *ret}, &p);
}

Err device_policy_set(AccountCtx a, const DeviceGetRow *d, Str policy)
{
    Ctx *ctx = a.ctx;
    Id to;
    Err err = policy_of_text(a, policy, &to);
    if (err == ERR_NOT_FOUND) {
        problem_field(ctx, S("policies"), MSG_OF(device_problem_text(S("no_policy"))));
        return problem_check(ctx);
    }
    TRY(err);
    Str before = id_is_nil(d->policy_id) ? S("") : id_text(ctx->arena, d->policy_id);
    ctx->audit.target_id = d->id;
    ctx->audit.target_name = d->serial_number;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"policy", before});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"policy", id_is_nil(to) ? S("") : id_text(ctx->arena, to)});
    return q_device_policy_give(a, &(DevicePolicyGiveArgs){.policy_id = to, .id = d->id}, NULL);
}

Err device_delete(AccountCtx a, const DeviceGetRow *d)
{
    a.ctx->audit.target_id = d->id;
    a.ctx->audit.target_name = d->serial_number;
    a.ctx->audit.before = AUDIT_JSON(a.ctx->arena, {"serialNumber", d->serial_number}, {"model", d->model});
    TRY(q_device_drop(a, &(DeviceDropArgs){.id = d->id}, NULL));
    return q_device_batch_grow(a, &(DeviceBatchGrowArgs){.by = -1, .id = d->batch_id}, NULL);
}

/* --- the job: a hundred lines a step, in one unit --- */

typedef struct Step {
    JobRun *job;
    int64_t done;
    bool over;
} Step;

static DeviceFacts facts_of_line(const DeviceUploadWaitingRow *l)
{
    return (DeviceFacts){.id = l->device_id,
                         .serial_number = l->serial_number,
                         .product_key = l->product_key,
                         .hardware_hash = l->hardware_hash,
                         .model = l->model,
                         .maker = l->maker,
                         .policy = l->policy};
}

Err device_check(AccountCtx a, const DeviceFacts *d, Str *ret_problem)
{
    DeviceKnownRow known;
    *ret_problem = S("");
    if (!device_is_known_by(d)) {
        *ret_problem = S("unknown");
        return OK;
    }
    Err err = q_device_known(a, &(DeviceKnownArgs){.known_as = device_known_as(a.ctx->arena, d)}, &known);
    if (err == OK) {
        *ret_problem = id_eq(known.customer_id, a.ctx->customer_id) ? S("taken") : S("elsewhere");
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

/* ret_problem: a word of the table, empty when it was done. */
static Err add_device(AccountCtx a, Id batch_id, const DeviceFacts *d, Id policy_id, Id *ret_id, Str *ret_problem)
{
    Ctx *ctx = a.ctx;
    TRY(device_check(a, d, ret_problem));
    if (ret_problem->n) {
        return OK;
    }
    *ret_id = ctx_new_id(ctx);
    return q_device_add(a,
                        &(DeviceAddArgs){.id = *ret_id,
                                         .batch_id = batch_id,
                                         .policy_id = policy_id,
                                         .known_as = device_known_as(ctx->arena, d),
                                         .serial_number = d->serial_number,
                                         .product_key = d->product_key,
                                         .hardware_hash = d->hardware_hash,
                                         .model = d->model,
                                         .maker = d->maker},
                        NULL);
}

Err device_make(AccountCtx a, Str batch, const DeviceFacts *d, Id policy_id, Id *ret_id, Str *ret_problem)
{
    Ctx *ctx = a.ctx;
    DeviceBatchNamedRow row;
    Str name_key = fold_search(ctx->arena, batch);
    Err err = q_device_batch_named(a, &(DeviceBatchNamedArgs){.name_key = name_key}, &row);
    if (err == ERR_NOT_FOUND) {
        row.id = ctx_new_id(ctx);
        err = q_device_batch_add(a, &(DeviceBatchAddArgs){.id = row.id, .name = batch, .name_key = name_key}, NULL);
    }
    TRY(err);
    TRY(add_device(a, row.id, d, policy_id, ret_id, ret_problem));
    if (ret_problem->n) {
        return OK;
    }
    ctx->audit.target_id = *ret_id;
    ctx->audit.target_name = d->serial_number;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"serialNumber", d->serial_number}, {"model", d->model},
                                  {"policy", id_is_nil(policy_id) ? S("") : id_text(ctx->arena, policy_id)});
    return q_device_batch_grow(a, &(DeviceBatchGrowArgs){.by = 1, .id = row.id}, NULL);
}

static Err give_policy(AccountCtx a, const DeviceFacts *d, Id policy_id, Str *ret_problem)
{
    DeviceGetRow row;
    Err err = q_device_get(a, &(DeviceGetArgs){.id = d->id}, &row);
    if (err == ERR_NOT_FOUND) {
        *ret_problem = S("no_device");
        return OK;
    }
    TRY(err);
    if (str_empty(d->policy)) {
        *ret_problem = S("no_policy");
        return OK;
    }
    return q_device_policy_give(a, &(DevicePolicyGiveArgs){.policy_id = policy_id, .id = d->id}, NULL);
}

static Err work_line(AccountCtx a, const DeviceUploadGetRow *u, const DeviceUploadWaitingRow *l, int64_t *added)
{
    DeviceFacts d = facts_of_line(l);
    Id policy_id = ID_NIL, device_id = d.id;
    Str problem = S("");
    Err err = str_empty(d.policy) ? OK : policy_of_text(a, d.policy, &policy_id);
    if (err == ERR_NOT_FOUND) {
        problem = S("no_policy");
    } else if (err != OK) {
        return err;
    } else if (id_is_nil(u->batch_id)) {
        TRY(give_policy(a, &d, policy_id, &problem));
    } else {
        TRY(add_device(a, u->batch_id, &d, policy_id, &device_id, &problem));
        *added += problem.n == 0;
    }
    return q_device_upload_line_put(a,
                                    &(DeviceUploadLinePutArgs){.state = problem.n ? S("refused") : S("done"),
                                                               .problem = problem,
                                                               .device_id = device_id,
                                                               .upload_id = u->id,
                                                               .line = l->line},
                                    NULL);
}

static Err end_upload(AccountCtx a, Id id)
{
    DeviceUploadRefusedRow refused;
    TRY(q_device_upload_refused(a, &(DeviceUploadRefusedArgs){.upload_id = id}, &refused));
    Str state = refused.n ? S("finished_with_errors") : S("finished");
    return q_device_upload_end(a, &(DeviceUploadEndArgs){.state = state, .id = id}, NULL);
}

static Err step_unit(Ctx *ctx, void *arg)
{
    Step *s = arg;
    AccountCtx a = account_of(ctx, s->job->account_id);
    const JsonValue *payload;
    Id id;
    TRY(json_parse(ctx->arena, s->job->payload, JSON_LIMITS_DEFAULT, &payload, NULL));
    TRY(id_parse(json_exact_text(payload, S("customer")), &ctx->customer_id));
    TRY(id_parse(s->job->key, &id));
    s->done = 0;
    s->over = true;
    ctx->audit.target_id = id;
    DeviceUploadGetRow u;
    Err err = q_device_upload_get(a, &(DeviceUploadGetArgs){.id = id}, &u);
    if (err != OK) {
        ctx->audit.skip = err == ERR_NOT_FOUND; /* its customer is gone */
        return err == ERR_NOT_FOUND ? OK : err;
    }
    TRY(q_device_upload_begin(a, &(DeviceUploadBeginArgs){.id = id}, NULL));
    DeviceUploadWaitingRow *lines;
    size_t n;
    TRY(q_device_upload_waiting(a, &(DeviceUploadWaitingArgs){.upload_id = id}, &lines, &n));
    int64_t added = 0;
    for (size_t i = 0; i < n; i++) {
        TRY(work_line(a, &u, &lines[i], &added));
    }
    if (added) {
        TRY(q_device_batch_grow(a, &(DeviceBatchGrowArgs){.by = added, .id = u.batch_id}, NULL));
    }
    s->done = (int64_t)n;
    s->over = s->job->done + (int64_t)n >= u.lines_n || n == 0;
    return s->over ? end_upload(a, id) : OK;
}

Err devices_upload_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Step s = {.job = job};
    TRY(unit_run(ctx, MODE_WRITE, "devices.work", step_unit, &s));
    job->done += s.done;
    *ret_next = s.over ? JOB_DONE : JOB_AGAIN;
    return OK;
}

Err devices_customer_gone(AccountCtx a)
{
    TRY(q_device_upload_lines_drop(a, NULL, NULL));
    TRY(q_device_uploads_drop(a, NULL, NULL));
    TRY(q_devices_drop(a, NULL, NULL));
    TRY(q_device_batches_drop(a, NULL, NULL));
    return q_device_policies_drop(a, NULL, NULL);
}

/* One customer's devices in the portal: policies, the list, one of each. */
#include "areas/devices/pages.h"
#include "app/export.h"
#include "areas/customers/customers.h"
#include "areas/devices/devices_view.h"
#include "base/utf8.h"
#include "gen/devices_html.h"
#include "ui/field.h"
#include "ui/lists.h"

enum { EXPORT_DEVICES_MAX = 20000 };

Url devices_url(Ctx *ctx, const char *rest)
{
    return (Url){str_concat(ctx->arena, customer_page_url(ctx, ctx->customer_id, "/devices").s, str_from(rest))};
}
static Url url_of(Ctx *ctx, const char *before, Id id, const char *rest)
{
    return (Url){str_fmt(ctx->arena, "%.*s%s/%.*s%s", S_ARG(devices_url(ctx, "").s), before,
                         S_ARG(id_text(ctx->arena, id)), rest)};
}

/* --- the list --- */

typedef struct DevicesAsk {
    Str q, after, before;
    bool compact;
    int size;
} DevicesAsk;
static void take(void *arg, Str name, Str value)
{
    DevicesAsk *ask = arg;
    value = utf8_prefix(str_trim(value), 100);
    if (!list_take(name, value, &ask->size, &ask->compact, &ask->after, &ask->before) && str_eq(name, S("q"))) {
        ask->q = value;
    }
}
static Str query_of(Ctx *ctx, const DevicesAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
    list_put(&b, "q", ask->q);
    if (ask->size != LIST_SIZE) {
        list_put(&b, "size", str_fmt(ctx->arena, "%d", ask->size));
    }
    return buf_str(&b);
}
static Err read_devices(AccountCtx a, const DevicesAsk *ask, PageAsk page, DevicesListRow **ret, size_t *ret_n,
                        PageInfo *info)
{
    DevicesListArgs args = {.with_q = ask->q.n > 0,
                            .pattern = str_fmt(a.ctx->arena, "%.*s%%", S_ARG(str_lower_ascii(a.ctx->arena, ask->q)))};
    Err err = q_devices_list(a, &args, &page, ret, ret_n, info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = q_devices_list(a, &args, &page, ret, ret_n, info);
    }
    return err;
}
/* Devices without a serial number are known by something longer. */
static Str name_of(Str serial_number, Str product_key, Id id, Arena *arena)
{
    return serial_number.n ? serial_number : product_key.n ? product_key : id_text(arena, id);
}
static Str settings_words(Ctx *ctx, Str settings)
{
    Str *words, all = S("");
    size_t n = device_settings_split(ctx->arena, settings, &words);
    for (size_t i = 0; i < n; i++) {
        Str label = tr(ctx->locale, NULL, device_setting_label(words[i]));
        all = str_fmt(ctx->arena, "%.*s%s%.*s", S_ARG(all), i ? "; " : "", S_ARG(label));
    }
    return all;
}
static Err fill_policies(AccountCtx a, DevicesView *v)
{
    DevicePoliciesRow *rows;
    TRY(q_device_policies(a, NULL, &rows, &v->policies_n));
    DevicePolicyLine *lines = arena_array(a.ctx->arena, DevicePolicyLine, v->policies_n + 1);
    for (size_t i = 0; i < v->policies_n; i++) {
        lines[i] = (DevicePolicyLine){.name = rows[i].name,
                                      .description = rows[i].description,
                                      .settings = settings_words(a.ctx, rows[i].settings),
                                      .url = url_of(a.ctx, "/policies", rows[i].id, ""),
                                      .devices = rows[i].devices_n};
    }
    v->policies = lines;
    return OK;
}
static Err fill_uploads(AccountCtx a, DevicesView *v)
{
    DeviceUploadsRow *rows;
    TRY(q_device_uploads(a, NULL, &rows, &v->uploads_n));
    DeviceUploadLine *lines = arena_array(a.ctx->arena, DeviceUploadLine, v->uploads_n + 1);
    for (size_t i = 0; i < v->uploads_n; i++) {
        lines[i] = (DeviceUploadLine){.batch = rows[i].name,
                                      .state = MSG_OF(device_state_label(rows[i].state)),
                                      .at = rows[i].created_at,
                                      .devices = rows[i].lines_n};
    }
    v->uploads = lines;
    return OK;
}
static void fill_rows(Ctx *ctx, const DevicesListRow *rows, size_t n, DevicesView *v)
{
    DeviceLine *lines = arena_array(ctx->arena, DeviceLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        const DevicesListRow *d = &rows[i];
        lines[i] = (DeviceLine){.serial_number = name_of(d->serial_number, d->product_key, d->id, ctx->arena),
                                .model = str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(d->maker), S_ARG(d->model))),
                                .batch = d->batch,
                                .policy = d->policy,
                                .url = url_of(ctx, "", d->id, "")};
    }
    v->rows = lines;
    v->rows_n = n;
}
Err page_devices(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomerFrame *frame;
    DevicesListRow *rows;
    size_t n;
    PageInfo info;
    DevicesAsk ask = {.size = LIST_SIZE};
    TRY(customer_frame_view(a, MSG("Devices"), NULL, &frame));
    list_each_asked(ctx, take, &ask);
    TRY(read_devices(a, &ask, (PageAsk){.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}, &rows,
                     &n, &info));
    DevicesView *v = arena_new(ctx->arena, DevicesView);
    v->frame = frame;
    v->may_manage = ctx_may(ctx, &DEVICES_MANAGE);
    v->filtered = ask.q.n > 0;
    v->self = devices_url(ctx, "");
    v->import_url = devices_url(ctx, "/import");
    v->policy_url = devices_url(ctx, "/policies/new");
    v->q = (FieldView){.kind = FIELD_SEARCH,
                       .name = S("q"),
                       .value = ask.q,
                       .label = MSG("Serial number, model or batch"),
                       .autocomplete = S("off")};
    Str query = query_of(ctx, &ask);
    Url export = list_url(ctx->arena, devices_url(ctx, "/export"), query);
    v->export = (ExportView){.csv = url_with(ctx->arena, export, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, export, S("format"), S("xlsx")),
                             .about = MSG("All that match")};
    fill_rows(ctx, rows, n, v);
    TRY(fill_policies(a, v));
    TRY(fill_uploads(a, v));
    DevicesAsk rest = ask;
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, v->self, query, query_of(ctx, &rest), &info, n, ask.size, &v->pager);
    RENDER(ctx, 200, devices, v);
    return OK;
}

static const ExportColumn COLUMNS[] = {{"serialNumber", N_("Serial number"), EXPORT_TEXT, 24},
                                       {"productKey", N_("Product key"), EXPORT_TEXT, 30},
                                       {"modelName", N_("Model"), EXPORT_TEXT, 24},
                                       {"oemManufacturerName", N_("Maker"), EXPORT_TEXT, 20},
                                       {"batchId", N_("Batch"), EXPORT_TEXT, 24},
                                       {"policy", N_("Policy"), EXPORT_TEXT, 24},
                                       {"uploaded", N_("Uploaded"), EXPORT_TIME, 20},
                                       {"id", N_("Device ID"), EXPORT_ID, 36}};
static Err fill_export(AccountCtx a, Export *e, void *arg)
{
    PageAsk page = {.size = 500};
    do {
        DevicesListRow *rows;
        size_t n;
        PageInfo info;
        TRY(read_devices(a, arg, page, &rows, &n, &info));
        for (size_t i = 0; i < n && export_rows(e) < EXPORT_DEVICES_MAX; i++) {
            const DevicesListRow *d = &rows[i];
            ExportCell cells[] = {
                {.text = d->serial_number}, {.text = d->product_key}, {.text = d->model},      {.text = d->maker},
                {.text = d->batch},         {.text = d->policy},      {.time = d->created_at}, {.id = d->id}};
            TRY(export_row(e, cells));
        }
        page.after = info.next;
    } while (page.after.n && export_rows(e) < EXPORT_DEVICES_MAX);
    return OK;
}
Err page_devices_export(AccountCtx a)
{
    DevicesAsk ask = {.size = LIST_SIZE};
    list_each_asked(a.ctx, take, &ask);
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Devices"),
                                        .file = "devices",
                                        .fill = fill_export,
                                        .arg = &ask});
}

/* --- one device --- */

static Err device_of_path(AccountCtx a, DeviceGetRow *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("device"), &id));
    return device_find(a, ID_NIL, id, ret);
}
static Err policy_options(AccountCtx a, Id chosen, OptionView **ret, size_t *ret_n)
{
    DevicePoliciesRow *rows;
    size_t n;
    TRY(q_device_policies(a, NULL, &rows, &n));
    *ret = arena_array(a.ctx->arena, OptionView, n + 1);
    (*ret)[0] = (OptionView){.value = S("none"), .label = MSG("No policy"), .selected = id_is_nil(chosen)};
    for (size_t i = 0; i < n; i++) {
        (*ret)[i + 1] = (OptionView){
            .value = id_text(a.ctx->arena, rows[i].id), .text = rows[i].name, .selected = id_eq(rows[i].id, chosen)};
    }
    *ret_n = n + 1;
    return OK;
}
static void fact(DeviceView *v, Msg label, Str text)
{
    if (text.n) {
        v->facts[v->facts_n++] = (FactView){.label = label, .text = text, .kind = FACT_TEXT};
    }
}
static Err device_view(AccountCtx a, const DeviceGetRow *d, DeviceView **ret)
{
    static const Str NAMES[] = {S_INIT("policies")};
    Ctx *ctx = a.ctx;
    CustomerFrame *frame;
    OptionView *options;
    size_t options_n;
    Str name = name_of(d->serial_number, d->product_key, d->id, ctx->arena);
    Crumb parent = {.label = MSG("Devices"), .url = devices_url(ctx, "")};
    TRY(customer_frame_view(a, MSG1("{name}", "name", name), &parent, &frame));
    TRY(policy_options(a, d->policy_id, &options, &options_n));
    DeviceView *v = arena_new(ctx->arena, DeviceView);
    v->frame = frame;
    v->name = name;
    v->may_manage = ctx_may(ctx, &DEVICES_MANAGE);
    fact(v, MSG("Serial number"), d->serial_number);
    fact(v, MSG("Product key"), d->product_key);
    fact(v, MSG("Model"), d->model);
    fact(v, MSG("Maker"), d->maker);
    fact(v, MSG("Device ID"), id_text(ctx->arena, d->id));
    v->form = (FormView){.action = url_of(ctx, "", d->id, "/policy"), .errors = ui_errors(ctx, NAMES, 1)};
    v->policy = ui_select(ctx, S("policies"), MSG("Policy"), options, options_n);
    v->policy.hint = MSG("What the first start of the device skips.");
    v->delete_url = url_of(ctx, "", d->id, "/delete");
    *ret = v;
    return OK;
}
Err page_device(AccountCtx a)
{
    DeviceGetRow d;
    DeviceView *v;
    TRY(device_of_path(a, &d));
    TRY(device_view(a, &d, &v));
    RENDER(a.ctx, 200, device, v);
    return OK;
}
Err page_device_policy_give(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    DeviceGetRow d;
    TRY(device_of_path(a, &d));
    Err err = device_policy_set(a, &d, ctx_form(ctx, S("policies")));
    if (err == ERR_INVALID) {
        DeviceView *v;
        TRY(device_view(a, &d, &v));
        return RENDER_FAILED(ctx, device, v);
    }
    TRY(err);
    ctx_redirect(ctx, url_of(ctx, "", d.id, ""), MSG("The device's policy is saved"));
    return OK;
}
Err page_device_delete(AccountCtx a)
{
    DeviceGetRow d;
    TRY(device_of_path(a, &d));
    TRY(device_delete(a, &d));
    ctx_redirect(a.ctx, devices_url(a.ctx, ""), MSG("The device is deleted"));
    return OK;
}

/* --- one policy --- */

static Err policy_view(AccountCtx a, Id id, const DevicePolicy *p, int64_t devices, DevicePolicyView **ret)
{
    static const Str NAMES[] = {S_INIT("name"), S_INIT("description"), S_INIT("policySettings"), S_INIT("category")};
    Ctx *ctx = a.ctx;
    CustomerFrame *frame;
    bool is_new = id_is_nil(id);
    Crumb parent = {.label = MSG("Devices"), .url = devices_url(ctx, "")};
    Msg title = is_new ? MSG("Add a policy") : MSG("Configuration policy");
    TRY(customer_frame_view(a, title, &parent, &frame));
    DevicePolicyView *v = arena_new(ctx->arena, DevicePolicyView);
    *v = (DevicePolicyView){
        .frame = frame,
        .title = title,
        .form = {.action = is_new ? devices_url(ctx, "/policies/new") : url_of(ctx, "/policies", id, ""),
                 .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))},
        .name = ui_field(ctx, S("name"), p->name, MSG("Name")),
        .description = ui_field(ctx, S("description"), p->description, MSG("Description")),
        .settings_error = problem_of_field(ctx, S("policySettings")),
        .may_manage = ctx_may(ctx, &DEVICES_MANAGE),
        .is_new = is_new,
        .devices = devices,
        .cancel = parent.url,
        .delete_url = url_of(ctx, "/policies", id, "/delete")};
    v->description.optional = true;
    for (size_t i = 1; DEVICE_SETTINGS[i]; i++) { /* the first is "nothing" */
        DeviceSetting *s = &v->settings[v->settings_n++];
        *s = (DeviceSetting){.word = str_from(DEVICE_SETTINGS[i]),
                             .label = MSG_OF(device_setting_label(str_from(DEVICE_SETTINGS[i])))};
        for (size_t k = 0; k < p->settings_n; k++) {
            s->checked = s->checked || device_same_word(p->settings[k], DEVICE_SETTINGS[i]);
        }
    }
    v->frame->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return OK;
}
static Err policy_of_path(AccountCtx a, DevicePolicyGetRow *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("policy"), &id));
    return device_policy_find(a, id, ret);
}
static DevicePolicy typed_policy(Ctx *ctx, Str category)
{
    Str *settings = arena_array(ctx->arena, Str, 8);
    DevicePolicy p = {.name = ctx_form(ctx, S("name")),
                      .description = ctx_form(ctx, S("description")),
                      .category = category,
                      .settings = settings};
    while (p.settings_n < 8 && ctx_form_nth(ctx, S("policySettings"), p.settings_n, &settings[p.settings_n])) {
        p.settings_n++;
    }
    return p;
}
static Err save_policy(AccountCtx a, Id id, const DevicePolicy *p, int64_t devices)
{
    Id saved;
    Err err = device_policy_save(a, id, p, &saved);
    if (err == ERR_INVALID) {
        DevicePolicyView *v;
        TRY(policy_view(a, id, p, devices, &v));
        return RENDER_FAILED(a.ctx, device_policy_form, v);
    }
    TRY(err);
    ctx_redirect(a.ctx, devices_url(a.ctx, ""), MSG("The policy is saved"));
    return OK;
}
Err page_device_policy_new(AccountCtx a)
{
    DevicePolicyView *v;
    TRY(policy_view(a, ID_NIL, &(DevicePolicy){0}, 0, &v));
    RENDER(a.ctx, 200, device_policy_form, v);
    return OK;
}
Err page_device_policy_add(AccountCtx a)
{
    DevicePolicy p = typed_policy(a.ctx, S("o_o_b_e"));
    return save_policy(a, ID_NIL, &p, 0);
}
Err page_device_policy(AccountCtx a)
{
    DevicePolicyGetRow row;
    DevicePolicyView *v;
    Str *settings;
    TRY(policy_of_path(a, &row));
    DevicePolicy p = {.name = row.name, .description = row.description, .category = row.category};
    p.settings_n = device_settings_split(a.ctx->arena, row.settings, &settings);
    p.settings = settings;
    TRY(policy_view(a, row.id, &p, row.devices_n, &v));
    RENDER(a.ctx, 200, device_policy_form, v);
    return OK;
}
Err page_device_policy_save(AccountCtx a)
{
    DevicePolicyGetRow row;
    TRY(policy_of_path(a, &row));
    DevicePolicy p = typed_policy(a.ctx, row.category);
    return save_policy(a, row.id, &p, row.devices_n);
}
Err page_device_policy_delete(AccountCtx a)
{
    DevicePolicyGetRow row;
    TRY(policy_of_path(a, &row));
    TRY(device_policy_delete(a, row.id));
    ctx_redirect(a.ctx, devices_url(a.ctx, ""), MSG("The policy is deleted"));
    return OK;
}

/* Agreements: versions, what an account has to sign, signing, and telling of new versions; see agreements.h. */
#include "areas/agreements/agreements.h"

#include "app/area.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/agreements/pages.h"
#include "areas/programs/programs.h"
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include "crypt/crypt.h"
#include "gen/agreements_q.h"

enum { ACCOUNTS_A_STEP = 50 };

const AgreementKind AGREEMENT_KINDS[] = {
    {S_INIT("partner"), N_("Partner agreement"), &AGREEMENTS_SIGN},
    {S_INIT("publisher"), N_("Publisher agreement"), &AGREEMENTS_SIGN_PUBLISHER},
    {S_INIT("cpv"), N_("Agreement for control panels"), &AGREEMENTS_SIGN_CPV},
    {S_INIT("membership"), N_("Membership agreement"), &AGREEMENTS_SIGN},
    {S_INIT("customer"), N_("Customer agreement"), NULL},
    {S_INIT("cloud"), N_("Cloud agreement"), NULL},
};
const size_t AGREEMENT_KINDS_N = COUNT_OF(AGREEMENT_KINDS);

const AgreementKind *agreement_kind(Str id)
{
    for (size_t i = 0; i < AGREEMENT_KINDS_N; i++) {
        if (str_eq(AGREEMENT_KINDS[i].id, id)) {
            return &AGREEMENT_KINDS[i];
        }
    }
    return NULL;
}

/* --- versions --- */

Err agreement_find(Ctx *ctx, Id id, Agreement *ret)
{
    AgreementGetRow r;
    VendorText texts[2];
    Err err = q_agreement_get(system_of(ctx), &(AgreementGetArgs){.id = id}, &r);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("This agreement is not there."), MSG("Go back to the list of agreements."));
    }
    TRY(err);
    TRY(vendor_texts_get(ctx, (Id[2]){r.title_id, r.body_id}, 2, texts));
    *ret = (Agreement){.id = r.id,
                       .title_id = r.title_id,
                       .body_id = r.body_id,
                       .version = r.version,
                       .state = r.state,
                       .in = {.kind = r.kind,
                              .number = r.number,
                              .countries = r.countries,
                              .again = r.again,
                              .from = r.from_at,
                              .title = texts[0],
                              .body = texts[1]}};
    return OK;
}

void agreement_check(Ctx *ctx, const AgreementInput *in)
{
    Str rest = in->countries, word;
    if (!agreement_kind(in->kind)) {
        problem_field(ctx, S("kind"), MSG("Choose a kind of agreement."));
    }
    if (!in->number.n || utf8_count(in->number) > AGREEMENT_NUMBER_MAX || utf8_has_control(in->number)) {
        problem_field(ctx, S("number"), MSG("Enter a number of the version, as 2026.1, of at most 20 characters."));
    }
    if (!time_is_set(in->from)) {
        problem_field(ctx, S("from"), MSG("Enter the first day as 2026-11-21."));
    }
    while (str_split(&rest, ' ', &word)) {
        if (word.n && !country_known(word)) {
            problem_field(ctx, S("countries"),
                          MSG("Enter codes of two capital letters with spaces between them, as FR DE."));
            break;
        }
    }
    vendor_text_check(ctx, "title", &in->title, AGREEMENT_TITLE_MAX, true);
    vendor_text_check(ctx, "body", &in->body, AGREEMENT_BODY_MAX, true);
}

Err agreement_make(OperatorCtx o, const AgreementInput *in, Id *ret_id)
{
    Ctx *ctx = o.ctx;
    AgreementAddArgs args = {.id = ctx_new_id(ctx),
                             .kind = in->kind,
                             .number = in->number,
                             .countries = in->countries,
                             .again = in->again,
                             .from_at = in->from,
                             .title_id = ctx_new_id(ctx),
                             .body_id = ctx_new_id(ctx)};
    *ret_id = args.id;
    TRY(q_agreement_add(o, &args, NULL));
    TRY(vendor_text_put(ctx, args.title_id, &in->title));
    return vendor_text_put(ctx, args.body_id, &in->body);
}

static Err not_a_draft(Ctx *ctx)
{
    return problem(ctx, ERR_CONFLICT,
                   MSG("What was published is not changed any more: people have signed it as it is."),
                   MSG("Write a new version."));
}

Err agreement_change(OperatorCtx o, const Agreement *was, int64_t version, const AgreementInput *in)
{
    int64_t changed;
    if (!str_eq(was->state, S("draft"))) {
        return not_a_draft(o.ctx);
    }
    AgreementSaveArgs args = {.kind = in->kind,
                              .number = in->number,
                              .countries = in->countries,
                              .again = in->again,
                              .from_at = in->from,
                              .id = was->id,
                              .version = version};
    TRY(q_agreement_save(o, &args, &changed));
    if (!changed) {
        o.ctx->problem.stale = true;
        return ERR_STALE;
    }
    TRY(vendor_text_put(o.ctx, was->title_id, &in->title));
    return vendor_text_put(o.ctx, was->body_id, &in->body);
}

static Err move_state(OperatorCtx o, const Agreement *a, const char *was, const char *to)
{
    int64_t changed;
    AgreementStatePutArgs args = {.state = str_from(to), .id = a->id, .was = str_from(was)};
    TRY(q_agreement_state_put(o, &args, &changed));
    return changed ? OK
                   : problem(o.ctx, ERR_CONFLICT, MSG("This version stands elsewhere meanwhile."),
                             MSG("Reload the page to see its state."));
}

Err agreement_publish(OperatorCtx o, const Agreement *a)
{
    Ctx *ctx = o.ctx;
    int64_t due_days, remind_days;
    Id job;
    agreement_check(ctx, &a->in);
    TRY(problem_check(ctx));
    TRY(move_state(o, a, "draft", "published"));
    if (!agreement_kind(a->in.kind)->sign) {
        return OK; /* partners read what their customers accept; nobody of theirs signs it */
    }
    TRY(setting_int(ctx, ID_NIL, S("agreements.due_days"), &due_days));
    TRY(setting_int(ctx, ID_NIL, S("agreements.remind_days"), &remind_days));
    int64_t until = num_max_i64(0, time_diff(a->in.from, ctx->wall));
    Date due = date_in_zone(S(""), time_add(ctx->now, until + due_days * TIME_DAY));
    JobAsk ask = {.kind = AGREEMENT_JOBS[0].kind,
                  .key = id_text(ctx->arena, a->id),
                  .payload = str_fmt(ctx->arena, "{\"due\":%d}", due.days),
                  .delay_us = until,
                  .total = -1};
    TRY(job_enqueue(ctx, &ask, &job));
    if (!a->in.again) {
        return OK;
    }
    ask.kind = AGREEMENT_JOBS[1].kind;
    ask.delay_us = until + remind_days * TIME_DAY;
    return job_enqueue(ctx, &ask, &job);
}

Err agreement_withdraw(OperatorCtx o, const Agreement *a) { return move_state(o, a, "published", "withdrawn"); }

Err agreement_remove(OperatorCtx o, const Agreement *a)
{
    int64_t changed;
    TRY(q_agreement_drop(o, &(AgreementDropArgs){.id = a->id}, &changed));
    return changed ? OK : not_a_draft(o.ctx);
}

Str agreement_plain(Ctx *ctx, const Agreement *a, size_t language)
{
    return str_fmt(ctx->arena, "%.*s\n\n%.*s\n", S_ARG(a->in.title.in[language]), S_ARG(a->in.body.in[language]));
}
Str agreement_hash(Ctx *ctx, const Agreement *a, size_t language)
{
    return digest_hex(ctx->arena, digest_sha256(agreement_plain(ctx, a, language)));
}

/* --- what an account has to sign --- */

typedef struct Reading {
    AccountCtx a;
    AgreementCurrentRow *current;
    SignatureListRow *signatures;
    AgreementProgramsRow *programs;
    size_t current_n, signatures_n, programs_n;
    AccountAgreement *list;
    size_t n;
} Reading;

static bool is_for(Str countries, Str country) { return countries.n == 0 || str_has_word(countries, country); }

static const SignatureListRow *signature_of(const Reading *r, Id agreement)
{
    for (size_t i = 0; i < r->signatures_n; i++) {
        if (id_eq(r->signatures[i].agreement_id, agreement)) {
            return &r->signatures[i];
        }
    }
    return NULL;
}

/* Does a signature of an earlier version hold? Not when this one, or one between, asks for a new one. */
static bool signed_before(const Reading *r, const AgreementKind *kind, bool *ret_any)
{
    bool again = false;
    *ret_any = false;
    for (size_t i = 0; i < r->current_n; i++) { /* the newest first */
        const AgreementCurrentRow *c = &r->current[i];
        if (str_eq(c->kind, kind->id) && is_for(c->countries, r->a.ctx->account.country)) {
            if (signature_of(r, c->id)) {
                *ret_any = true;
                return !again;
            }
            again = again || c->again;
        }
    }
    for (size_t i = 0; i < r->signatures_n; i++) {
        *ret_any = *ret_any || str_eq(r->signatures[i].kind, kind->id);
    }
    return false;
}

static SignState standing_of(const Reading *r, const AgreementKind *kind, Str *ret_program_state, Id *ret_program)
{
    bool any;
    if (signed_before(r, kind, &any)) {
        return SIGNED_BEFORE;
    }
    bool ready = false;
    for (size_t i = 0; i < r->programs_n; i++) {
        if (str_eq(r->programs[i].agreement, kind->id)) {
            bool waits = str_eq(r->programs[i].state, S("pending")) || str_eq(r->programs[i].state, S("asked"));
            ready = ready || !waits;
            *ret_program_state = r->programs[i].state;
            *ret_program = r->programs[i].name_id;
        }
    }
    return !ready ? SIGN_LATER : any ? SIGN_AGAIN : SIGN_NOW;
}

static bool asked_for(const Reading *r, const AgreementKind *kind)
{
    for (size_t i = 0; i < r->programs_n; i++) {
        if (str_eq(r->programs[i].agreement, kind->id)) {
            return true;
        }
    }
    return false;
}

static void add_open(Reading *r, const AgreementKind *kind, Id *program_names)
{
    for (size_t i = 0; i < r->current_n; i++) {
        const AgreementCurrentRow *c = &r->current[i];
        if (!str_eq(c->kind, kind->id) || !is_for(c->countries, r->a.ctx->account.country)) {
            continue;
        }
        if (!signature_of(r, c->id) && asked_for(r, kind)) {
            Str state = S("");
            Id program = ID_NIL;
            SignState s = standing_of(r, kind, &state, &program);
            program_names[r->n] = program;
            r->list[r->n++] = (AccountAgreement){.id = c->id,
                                                 .title_id = c->title_id,
                                                 .kind = kind,
                                                 .number = c->number,
                                                 .from = c->from_at,
                                                 .standing = s,
                                                 .signed_at = TIME_NONE};
        }
        return; /* the newest that is for this country */
    }
}

static Err read_names(Reading *r, const Id *program_names)
{
    Ctx *ctx = r->a.ctx;
    Id *ids = arena_array(ctx->arena, Id, 2 * r->n);
    VendorText *texts = arena_array(ctx->arena, VendorText, 2 * r->n);
    size_t n = num_min_size(r->n, VENDOR_TEXTS_MAX / 2);
    for (size_t i = 0; i < n; i++) {
        ids[2 * i] = r->list[i].title_id;
        ids[2 * i + 1] = program_names[i];
    }
    TRY(vendor_texts_get(ctx, ids, 2 * n, texts));
    for (size_t i = 0; i < n; i++) {
        r->list[i].title = vendor_text(&texts[2 * i], ctx->locale);
        r->list[i].program = vendor_text(&texts[2 * i + 1], ctx->locale);
    }
    return OK;
}

Err agreements_of_account(AccountCtx a, AccountAgreement **ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    Reading r = {.a = a};
    TRY(q_agreement_current(system_of(ctx), NULL, &r.current, &r.current_n));
    TRY(q_signature_list(a, NULL, &r.signatures, &r.signatures_n));
    TRY(q_agreement_programs(a, NULL, &r.programs, &r.programs_n));
    r.list = arena_array(ctx->arena, AccountAgreement, AGREEMENT_KINDS_N + r.signatures_n);
    Id *program_names = arena_array(ctx->arena, Id, AGREEMENT_KINDS_N + r.signatures_n);
    for (size_t i = 0; i < AGREEMENT_KINDS_N; i++) {
        if (AGREEMENT_KINDS[i].sign && ctx_may(ctx, AGREEMENT_KINDS[i].sign)) {
            add_open(&r, &AGREEMENT_KINDS[i], program_names);
        }
    }
    for (size_t i = 0; i < r.signatures_n; i++) {
        const SignatureListRow *s = &r.signatures[i];
        const AgreementKind *kind = agreement_kind(s->kind);
        if (kind && kind->sign && ctx_may(ctx, kind->sign)) {
            r.list[r.n++] = (AccountAgreement){.id = s->agreement_id,
                                               .title_id = s->title_id,
                                               .kind = kind,
                                               .number = s->number,
                                               .from = s->from_at,
                                               .standing = SIGNED,
                                               .signature_id = s->id,
                                               .signed_at = s->created_at,
                                               .signed_by_id = s->user_id,
                                               .signed_by = s->name,
                                               .email = s->email,
                                               .hash = s->hash,
                                               .locale = s->locale,
                                               .address = s->address,
                                               .agent = s->agent,
                                               .country = s->country};
        }
    }
    *ret = r.list;
    *ret_n = r.n;
    return read_names(&r, program_names);
}

/* --- signing --- */

static Str action_key(Ctx *ctx, Str kind) { return str_fmt(ctx->arena, "agreement %.*s", S_ARG(kind)); }

static Err find_open(AccountCtx a, const Agreement *g, AccountAgreement *ret)
{
    AccountAgreement *list;
    size_t n;
    TRY(agreements_of_account(a, &list, &n));
    for (size_t i = 0; i < n; i++) {
        if (id_eq(list[i].id, g->id)) {
            *ret = list[i];
            return OK;
        }
    }
    return problem(a.ctx, ERR_NOT_FOUND, MSG("This agreement is not there."),
                   MSG("Go back to the list of agreements."));
}

static Err check_sign(AccountCtx a, const Agreement *g, const SignAsk *ask)
{
    Ctx *ctx = a.ctx;
    AccountAgreement open = {0};
    TRY(find_open(a, g, &open));
    if (open.standing == SIGNED) {
        return problem(ctx, ERR_CONFLICT, MSG("This version is signed already."), MSG("Open the list of agreements."));
    }
    if (open.standing == SIGN_LATER) {
        return problem(ctx, ERR_CONFLICT, MSG("It can be signed once the vendor has qualified the account."),
                       MSG1("See how it stands in the program {program}.", "program", open.program));
    }
    if (!ask->name.n || utf8_count(ask->name) > AGREEMENT_NAME_MAX || utf8_has_control(ask->name)) {
        problem_field(ctx, S("name"), MSG("Enter your first and last name, at most 120 characters."));
    }
    if (ask->unknown) {
        problem_field(ctx, S("read"), MSG("The text is not there in this language. Choose one of those above it."));
    }
    if (!ask->read) {
        problem_field(ctx, S("read"), MSG("Confirm that you have read it and may sign for the company."));
    }
    if (!str_eq(ask->hash, agreement_hash(ctx, g, ask->language))) {
        problem_field(ctx, S("read"), MSG("The text is another one meanwhile. Read it again and sign."));
    }
    return problem_check(ctx);
}

Err agreement_record(AccountCtx a, const Agreement *g, const SignAsk *ask, bool *ret_made)
{
    Ctx *ctx = a.ctx;
    size_t n;
    int64_t made;
    const Str *tags = locale_languages(&n, NULL);
    SignatureAddArgs args = {.id = ctx_new_id(ctx),
                             .agreement_id = g->id,
                             .kind = g->in.kind,
                             .country = ctx->account.country,
                             .locale = tags[ask->language],
                             .hash = ask->hash,
                             .name = ask->name,
                             .email = ctx->actor.email,
                             .address = ctx->req ? ctx->req->remote : S(""),
                             .agent = str_sub(ctx->req ? http_header(ctx->req, S("user-agent")) : S(""), 0, 300)};
    TRY(q_signature_add(a, &args, &made));
    *ret_made = made > 0;
    return OK;
}

Err agreement_sign(AccountCtx a, const Agreement *g, const SignAsk *ask)
{
    Ctx *ctx = a.ctx;
    bool made;
    TRY(check_sign(a, g, ask));
    TRY(agreement_record(a, g, ask, &made));
    if (!made) {
        return problem(ctx, ERR_CONFLICT, MSG("This version is signed already."), MSG("Open the list of agreements."));
    }
    TRY(tell_done(ctx, ctx->account_id, action_key(ctx, g->in.kind)));
    return programs_agreement_signed(ctx, ctx->account_id, g->in.kind);
}

Err agreement_in_force(Ctx *ctx, const char *kind, Str country, Agreement *ret, bool *ret_there)
{
    AgreementCurrentRow *rows;
    size_t n;
    *ret_there = false;
    TRY(q_agreement_current(system_of(ctx), NULL, &rows, &n));
    for (size_t i = 0; i < n && !*ret_there; i++) {
        *ret_there = str_eq(rows[i].kind, str_from(kind)) && is_for(rows[i].countries, country);
        if (*ret_there) {
            TRY(agreement_find(ctx, rows[i].id, ret));
        }
    }
    return OK;
}

Err agreement_versions(Ctx *ctx, Str kind, Str country, AgreementVersion **ret, size_t *ret_n)
{
    AgreementCurrentRow *rows;
    size_t n;
    TRY(q_agreement_current(system_of(ctx), NULL, &rows, &n));
    *ret = arena_array(ctx->arena, AgreementVersion, n + 1);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        const AgreementCurrentRow *r = &rows[i];
        if (str_eq(r->kind, kind) && is_for(r->countries, country)) {
            (*ret)[(*ret_n)++] = (AgreementVersion){r->id, r->title_id, r->number, r->again, r->from_at};
        }
    }
    return OK;
}

/* --- telling of a new version --- */

/* A round of telling: of a version that has begun to hold, or once more of one that is still not signed. */
typedef struct Round {
    Agreement g;
    Date due; /* DATE_NONE: none was set when it was published */
    bool again;
} Round;

static Err tell_one(Ctx *ctx, const Round *r, const AgreementAccountsRow *account)
{
    const Agreement *g = &r->g;
    const AgreementKind *kind = agreement_kind(g->in.kind);
    Tell t = {
        .category = S("agreements"),
        .account_id = account->account_id,
        .icon = S("file"),
        .title = MSG1("A new version is to be signed: {title}", "title", tell_in_languages(ctx->arena, g->in.title.in)),
        .url = url_account(ctx->arena,
                           str_z(ctx->arena, str_fmt(ctx->arena, "/a/{account}/settings/agreements/%.*s",
                                                     S_ARG(id_text(ctx->arena, g->id)))),
                           account->public_id),
        .action = MSG("Read and sign"),
        .action_key = action_key(ctx, g->in.kind),
        .due = g->in.again ? r->due : DATE_NONE,
        .recommended = !g->in.again};
    if (r->again) { /* the action stands already: this is mail, and the bell once more */
        bool late = r->due.days < date_in_zone(S(""), ctx->now).days;
        t.title = MSG1("Still to be signed: {title}", "title", tell_in_languages(ctx->arena, g->in.title.in));
        t.line = late ? MSG("The day by which it was to be signed is over. What is not signed closes programs.")
                      : MSG("It is to be signed by the day that the Action Center names.");
        t.action_key = S("");
    }
    return tell_roles(ctx, account->account_id, str_from(kind->sign->roles), &t);
}

static Date due_of(Ctx *ctx, Str payload)
{
    const JsonValue *v;
    int64_t days;
    JsonLimits limits = {.depth_max = 2, .bytes_max = 200, .members_max = 4};
    bool there = payload.n && json_parse(ctx->arena, payload, limits, &v, NULL) == OK && json_get(v, S("due")) &&
                 json_to_i64(json_get(v, S("due")), &days) == OK;
    return there ? (Date){(int32_t)days} : DATE_NONE;
}

/* Some accounts further; those that have signed are passed over. ret_more: there are further ones. */
static Err tell_some(Ctx *ctx, JobRun *job, const Round *r, bool *ret_more)
{
    Id after = ID_NIL;
    AgreementAccountsRow *rows;
    AgreementSignedByRow *signed_by;
    size_t n, signed_n;
    if (job->cursor.n) {
        TRY(id_parse(job->cursor, &after));
    }
    AgreementAccountsArgs args = {.kind = r->g.in.kind, .after = after, .max = ACCOUNTS_A_STEP};
    TRY(q_agreement_accounts(system_of(ctx), &args, &rows, &n));
    Id *ids = arena_array(ctx->arena, Id, n);
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[i].account_id;
    }
    TRY(q_agreement_signed_by(system_of(ctx),
                              &(AgreementSignedByArgs){.agreement_id = r->g.id, .accounts = ids, .accounts_n = n},
                              &signed_by, &signed_n));
    for (size_t i = 0; i < n; i++) {
        bool there = !is_for(r->g.in.countries, rows[i].country);
        for (size_t k = 0; k < signed_n; k++) {
            there = there || id_eq(signed_by[k].account_id, rows[i].account_id);
        }
        if (!there) {
            TRY(tell_one(ctx, r, &rows[i]));
            job->done++;
        }
    }
    *ret_more = n == ACCOUNTS_A_STEP;
    job->cursor = *ret_more ? id_text(ctx->arena, rows[n - 1].account_id) : S("");
    return OK;
}

/* Of the version that the job is about; *ret_holds false: it was withdrawn, or is gone. */
static Err round_of(Ctx *ctx, JobRun *job, bool again, Round *ret, bool *ret_holds)
{
    Id id;
    *ret = (Round){.again = again, .due = due_of(ctx, job->payload)};
    TRY(id_parse(job->key, &id));
    Err err = agreement_find(ctx, id, &ret->g);
    *ret_holds = err == OK && str_eq(ret->g.state, S("published"));
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err tell_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Round r;
    bool holds, more = false;
    TRY(round_of(ctx, job, false, &r, &holds));
    if (holds) {
        TRY(tell_some(ctx, job, &r, &more));
    }
    *ret_next = more ? JOB_AGAIN : JOB_DONE;
    return OK;
}

/* Round after round, until the day by which it is to be signed is over and that was said once. */
static Err remind_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Round r;
    int64_t days;
    bool holds, more = false;
    *ret_next = JOB_DONE;
    TRY(setting_int(ctx, ID_NIL, S("agreements.remind_days"), &days));
    TRY(round_of(ctx, job, true, &r, &holds));
    if (!holds) {
        return OK;
    }
    TRY(tell_some(ctx, job, &r, &more));
    if (more) {
        *ret_next = JOB_AGAIN;
    } else if (date_in_zone(S(""), ctx->now).days <= r.due.days) {
        job->run_after_us = days * TIME_DAY;
        *ret_next = JOB_LATER;
    }
    return OK;
}

const JobKind AGREEMENT_JOBS[2] = {
    {.kind = "agreements.tell", .title = N_("New version of an agreement"), .step = tell_step},
    {.kind = "agreements.remind",
     .title = N_("Reminder of an agreement that is not signed"),
     .step = remind_step,
     .business_clock = true}};

/* Tax exemptions: the machine, what a certificate must say, the decision, the clock, and the answer for billing. */
#include "areas/payout/exemption.h"

#include "app/audit.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "app/work.h"
#include "base/utf8.h"
#include "gen/payout_q.h"

#define PAGE "/a/{account}/settings/payout/exemptions"
#define ONE PAGE "/{id}"
#define DESK "/operator/payout/exemptions/{id}"
#define OPEN                                                                                                           \
    {                                                                                                                  \
        N_("Open the certificate"), DESK, &OPERATOR_PAYOUT                                                             \
    }
#define SEE                                                                                                            \
    {                                                                                                                  \
        N_("See the certificate"), ONE, &PAYOUT_VIEW                                                                   \
    }
#define CORRECT                                                                                                        \
    {                                                                                                                  \
        N_("See the reason and correct it"), ONE, &PAYOUT_VIEW                                                         \
    }
#define FILER N_("A Global admin of the account.")

static const MachineState STATES[] = {
    {.id = "pending",
     .name = N_("Pending decision"),
     .tone = STATE_WAIT,
     .means = N_("The certificate is with the vendor. Taxes are on invoices as before."),
     .why = N_("It was filed or corrected, and the vendor decides on it."),
     .next = N_("The vendor's staff accepts it, asks for a correction, or rejects it with a reason."),
     .who = N_("The vendor's staff."),
     .when = N_("As a rule within two weeks."),
     .partner = SEE,
     .vendor = {N_("Decide on it"), DESK, &OPERATOR_PAYOUT},
     .first = true},
    {.id = "action_required",
     .name = N_("Action required"),
     .tone = STATE_WARN,
     .means = N_("The certificate does not count yet. Taxes are on invoices as before."),
     .why = N_("Something in it has to be corrected."),
     .next = N_("Correct what the reason names and send it again; the vendor then decides."),
     .who = FILER,
     .when = N_("There is no last day, but taxes are on invoices until then."),
     .partner = CORRECT,
     .vendor = OPEN},
    {.id = "approved",
     .name = N_("Accepted"),
     .tone = STATE_GOOD,
     .means = N_("In this region no tax is put on invoices while the certificate holds."),
     .why = N_("The vendor accepted the certificate."),
     .next = N_("It ends with its last day; you are told before, so that it can be renewed."),
     .who = N_("Nobody has to do anything."),
     .when = N_("It holds to the last day that stands in it."),
     .partner = SEE,
     .vendor = OPEN},
    {.id = "rejected",
     .name = N_("Rejected"),
     .tone = STATE_BAD,
     .means = N_("The certificate does not count. Taxes are on invoices as before."),
     .why = N_("The vendor rejected it."),
     .next = N_("Send another document, or withdraw the certificate."),
     .who = FILER,
     .when = N_("There is no last day, but taxes are on invoices until then."),
     .partner = CORRECT,
     .vendor = OPEN},
    {.id = "expired",
     .name = N_("Expired"),
     .tone = STATE_WARN,
     .means = N_("The certificate has ended. Taxes are on invoices again."),
     .why = N_("Its last day is over."),
     .next = N_("Send the new certificate; the vendor then decides."),
     .who = FILER,
     .when = N_("There is no last day, but taxes are on invoices until then."),
     .partner = {N_("Renew it"), ONE, &PAYOUT_VIEW},
     .vendor = OPEN},
    {.id = "withdrawn",
     .name = N_("Withdrawn"),
     .tone = STATE_OFF,
     .means = N_("The account has taken the certificate back. It does not count."),
     .why = N_("Somebody of the account withdrew it."),
     .next = N_("Nothing. A new certificate can be filed at any time."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: this is the end."),
     .ends = true},
};

#define PARTNER(ID, NAME, FROM, TO)                                                                                    \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_PARTNER, .perm = &EXEMPTION_FILE        \
    }
#define VENDOR(ID, NAME, FROM, TO, REASON)                                                                             \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_VENDOR,                                 \
        .perm = &OPERATOR_PAYOUT_DECIDE, .reason = (REASON)                                                            \
    }
static const MachineMove MOVES[] = {
    PARTNER("correct", N_("Correct"), "action_required", "pending"),
    PARTNER("correct", N_("Correct"), "rejected", "pending"),
    PARTNER("renew", N_("Renew"), "expired", "pending"),
    PARTNER("withdraw", N_("Withdraw"), "pending", "withdrawn"),
    PARTNER("withdraw", N_("Withdraw"), "action_required", "withdrawn"),
    PARTNER("withdraw", N_("Withdraw"), "rejected", "withdrawn"),
    VENDOR("accept", N_("Accept"), "pending", "approved", false),
    VENDOR("ask", N_("Ask for a correction"), "pending", "action_required", true),
    VENDOR("reject", N_("Reject"), "pending", "rejected", true),
    VENDOR("reject", N_("Reject"), "approved", "rejected", true),
    {.id = "expire",
     .name = N_("Expire"),
     .from = "approved",
     .to = "expired",
     .mover = MOVER_TIMER,
     .limit = "payout.exemption_max_days"},
};

static Err exemption_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    ExemptionStateRow row;
    TRY(q_exemption_state(system_of(ctx), &(ExemptionStateArgs){.account_id = account_id, .id = subject_id}, &row));
    *ret = row.state;
    return OK;
}

static Err exemption_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed;
    ExemptionStatePutArgs args = {.to_state = step->to,
                                  .reason = step->reason,
                                  .account_id = step->account_id,
                                  .id = step->subject_id,
                                  .from_state = step->from};
    TRY(q_exemption_state_put(system_of(ctx), &args, &changed));
    if (!changed) {
        return ERR_STALE;
    }
    return str_eq(step->to, S("pending"))
               ? work_add(
                     ctx,
                     &(WorkNew){.kind = EXEMPTION_WORK, .account_id = step->account_id, .subject_id = step->subject_id})
               : work_done(ctx, EXEMPTION_WORK, step->subject_id, str_z(ctx->arena, step->to));
}

const Machine TAX_EXEMPTION = {
    .id = "tax_exemption",
    .name = N_("Tax exemption"),
    .source = "portal-workflows.md 11 (tax exemption)",
    .states = LIST(STATES),
    .moves = LIST(MOVES),
    .read = exemption_read,
    .write = exemption_write,
};

/* --- finding --- */

#define EXEMPTION(R)                                                                                                   \
    ((Exemption){.account_id = (R).account_id,                                                                         \
                 .id = (R).id,                                                                                         \
                 .file_id = (R).file_id,                                                                               \
                 .version = (R).version,                                                                               \
                 .updated_at = (R).updated_at,                                                                         \
                 .since = (R).since,                                                                                   \
                 .from = (R).valid_from,                                                                               \
                 .until = (R).valid_until,                                                                             \
                 .state = (R).state,                                                                                   \
                 .reason = (R).reason,                                                                                 \
                 .region = (R).region,                                                                                 \
                 .number = (R).number,                                                                                 \
                 .file_name = (R).file_name})

Err exemption_list(AccountCtx a, Exemption **ret, size_t *ret_n)
{
    ExemptionListRow *rows;
    TRY(q_exemption_list(a, NULL, &rows, ret_n));
    *ret = arena_array(a.ctx->arena, Exemption, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = EXEMPTION(rows[i]);
    }
    return OK;
}

Err exemption_find(AccountCtx a, Id id, Exemption *ret)
{
    ExemptionGetRow row;
    Err err = q_exemption_get(a, &(ExemptionGetArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND) {
        return problem(a.ctx, err, MSG("There is no such certificate in this account."),
                       MSG("Choose one from the list of tax exemptions."));
    }
    TRY(err);
    *ret = EXEMPTION(row);
    return OK;
}

Err exemption_desk_find(OperatorCtx o, Id id, Exemption *ret)
{
    ExemptionDeskGetRow row;
    Err err = q_exemption_desk_get(o, &(ExemptionDeskGetArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND) {
        return problem(o.ctx, err, MSG("There is no such certificate."), MSG("Choose one from the list."));
    }
    TRY(err);
    *ret = EXEMPTION(row);
    ret->account_name = row.account_name;
    ret->public_id = row.public_id;
    ret->partner_id = row.partner_id;
    return OK;
}

Str exemption_region(Ctx *ctx, Str region)
{
    Str country = country_name(ctx->arena, ctx->locale, str_sub(region, 0, 2));
    return region.n > 3 ? str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(country), S_ARG(str_skip(region, 3))) : country;
}

/* --- what people type --- */

static bool is_part(Str part)
{
    for (size_t i = 0; i < part.n; i++) {
        if (!((part.p[i] >= 'A' && part.p[i] <= 'Z') || (part.p[i] >= '0' && part.p[i] <= '9'))) {
            return false;
        }
    }
    return part.n <= 3;
}

Err exemption_check(Ctx *ctx, const ExemptionInput *in, Exemption *ret)
{
    int64_t max;
    TRY(setting_int(ctx, ID_NIL, S("payout.exemption_max_days"), &max));
    *ret = (Exemption){.number = in->number};
    if (!country_known(in->country)) {
        problem_field(ctx, S("country"), MSG("Choose the country."));
    }
    if (!is_part(in->part)) {
        problem_field(ctx, S("part"),
                      MSG("Enter the code of the state or province, at most three letters and digits, as CA."));
    }
    ret->region = in->part.n ? str_fmt(ctx->arena, "%.*s-%.*s", S_ARG(in->country), S_ARG(in->part)) : in->country;
    if (problem_unless_line(ctx, S("number"), in->number) &&
        (!in->number.n || utf8_count(in->number) > EXEMPTION_NUMBER_MAX)) {
        problem_field(ctx, S("number"), MSG("Enter the number of the certificate, at most 60 characters."));
    }
    bool from = date_parse(in->from, &ret->from) == OK, until = date_parse(in->until, &ret->until) == OK;
    Date today = date_of(ctx->now);
    if (!from) {
        problem_field(ctx, S("from"), MSG("Enter the first day, as 2026-11-26."));
    }
    if (!until) {
        problem_field(ctx, S("until"), MSG("Enter the last day, as 2026-11-26."));
    } else if (ret->until.days < today.days) {
        problem_field(ctx, S("until"), MSG("The certificate has ended already. File one that holds."));
    } else if (from && ret->until.days < ret->from.days) {
        problem_field(ctx, S("until"), MSG("The last day is before the first."));
    } else if (ret->until.days > today.days + max) {
        problem_field(ctx, S("until"),
                      MSG1("The vendor takes certificates for at most {n} days from now.", "n",
                           str_fmt(ctx->arena, "%lld", (long long)max)));
    }
    return OK;
}

/* --- saving --- */

static Str action_key(Ctx *ctx, Id id) { return str_concat(ctx->arena, S("exemption/"), id_text(ctx->arena, id)); }

static Str exemption_json(Ctx *ctx, const Exemption *e)
{
    return AUDIT_JSON(ctx->arena, {"region", e->region}, {"certificate", e->number},
                      {"validFrom", date_iso(ctx->arena, e->from)}, {"validUntil", date_iso(ctx->arena, e->until)},
                      {"document", e->file_name});
}

static void audit_of(Ctx *ctx, Id id, Str region)
{
    ctx->audit.target_kind = S("tax_exemption");
    ctx->audit.target_id = id;
    ctx->audit.target_name = region;
}

static Err add(AccountCtx a, const Exemption *e, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    ExemptionCountRow room;
    TRY(q_exemption_count(a, NULL, &room));
    if (room.n >= EXEMPTIONS_MAX) {
        return problem(ctx, ERR_CONFLICT, MSG("There are 100 certificates already."),
                       MSG("Renew one that has ended instead of filing a new one."));
    }
    *ret_id = ctx_new_id(ctx);
    audit_of(ctx, *ret_id, e->region);
    TRY(q_exemption_add(a,
                        &(ExemptionAddArgs){.id = *ret_id,
                                            .region = e->region,
                                            .number = e->number,
                                            .valid_from = e->from,
                                            .valid_until = e->until,
                                            .file_id = e->file_id,
                                            .file_name = e->file_name},
                        NULL));
    TRY(machine_begin(ctx, &TAX_EXEMPTION, ctx->account_id, *ret_id, MOVER_PARTNER));
    return work_add(ctx, &(WorkNew){.kind = EXEMPTION_WORK, .account_id = ctx->account_id, .subject_id = *ret_id});
}

Err exemption_save(AccountCtx a, const Exemption *was, const Exemption *in, const Upload *file, int64_t version,
                   Id *ret_id)
{
    Ctx *ctx = a.ctx;
    Exemption e = *in;
    int64_t changed;
    if (file) {
        TRY(upload_publish(ctx, file, &e.file_id));
        e.file_name = file->name;
    } else if (was) {
        e.file_id = was->file_id;
        e.file_name = was->file_name;
    }
    ctx->audit.before = was ? exemption_json(ctx, was) : S("");
    ctx->audit.after = exemption_json(ctx, &e);
    if (!was) {
        return add(a, &e, ret_id);
    }
    *ret_id = was->id;
    audit_of(ctx, was->id, e.region);
    TRY(q_exemption_put(a,
                        &(ExemptionPutArgs){.id = was->id,
                                            .region = e.region,
                                            .number = e.number,
                                            .valid_from = e.from,
                                            .valid_until = e.until,
                                            .file_id = e.file_id,
                                            .file_name = e.file_name,
                                            .version = version},
                        &changed));
    if (!changed) {
        return ERR_STALE;
    }
    TRY(tell_done(ctx, ctx->account_id, action_key(ctx, was->id)));
    return machine_move(
        ctx, &TAX_EXEMPTION,
        &(MachineAsk){
            .account_id = ctx->account_id, .subject_id = was->id, .to = S("pending"), .mover = MOVER_PARTNER});
}

Err exemption_withdraw(AccountCtx a, const Exemption *e)
{
    Ctx *ctx = a.ctx;
    audit_of(ctx, e->id, e->region);
    TRY(tell_done(ctx, ctx->account_id, action_key(ctx, e->id)));
    return machine_move(
        ctx, &TAX_EXEMPTION,
        &(MachineAsk){
            .account_id = ctx->account_id, .subject_id = e->id, .to = S("withdrawn"), .mover = MOVER_PARTNER});
}

/* --- the vendor's decision, and the clock --- */

static Err tell_filers(Ctx *ctx, const Exemption *e, const char *words, Str reason, bool to_do, Date due)
{
    Msg title = {.id = words, .args = {{"number", e->number}}};
    return tell_roles(ctx, e->account_id, str_from(EXEMPTION_FILE.roles),
                      &(Tell){.category = S("payout"),
                              .account_id = e->account_id,
                              .icon = S("file"),
                              .title = title,
                              .line = reason.n ? MSG1("Reason: {reason}", "reason", reason) : (Msg){0},
                              .url = url_fmt(ctx->arena, "/a/%s/settings/payout/exemptions/%i", e->public_id, e->id),
                              .action = MSG("See the certificate"),
                              .action_key = to_do ? action_key(ctx, e->id) : S(""),
                              .due = due});
}

/* The first moment behind the last day. */
static Time end_of(Date until) { return time_of_date((Date){until.days + 1}); }

static Err start_clock(Ctx *ctx, const Exemption *e)
{
    Id job;
    int64_t days;
    TRY(setting_int(ctx, ID_NIL, S("payout.warn_days"), &days));
    int64_t delay = time_diff(end_of(e->until), ctx->now) - days * TIME_DAY;
    return job_enqueue(
        ctx,
        &(JobAsk){
            .kind = EXEMPTION_CLOCK, .key = id_text(ctx->arena, e->id), .delay_us = delay > 0 ? delay : 0, .total = -1},
        &job);
}

Err exemption_decide(OperatorCtx o, const Exemption *e, Str to, Str reason)
{
    Ctx *ctx = o.ctx;
    bool accept = str_eq(to, S("approved"));
    int64_t held;
    ExemptionLookedAtArgs looked = {.account_id = e->account_id, .id = e->id, .version = e->version};
    TRY(q_exemption_looked_at(system_of(ctx), &looked, &held));
    if (!held) {
        return ERR_STALE;
    }
    (void)account_of(ctx, e->account_id); /* the row of the log is the account's */
    audit_of(ctx, e->id, e->region);
    TRY(machine_move(
        ctx, &TAX_EXEMPTION,
        &(MachineAsk){
            .account_id = e->account_id, .subject_id = e->id, .to = to, .mover = MOVER_VENDOR, .reason = reason}));
    if (accept) {
        TRY(start_clock(ctx, e));
    }
    TRY(tell_done(ctx, e->account_id, action_key(ctx, e->id)));
    const char *words = accept                      ? N_("The tax exemption {number} is accepted")
                        : str_eq(to, S("rejected")) ? N_("The tax exemption {number} is rejected")
                                                    : N_("The tax exemption {number} has to be corrected");
    return tell_filers(ctx, e, words, accept ? S("") : str_trim(reason), !accept, DATE_NONE);
}

Err exemption_clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    ExemptionClockRow row;
    int64_t days;
    Id id;
    *ret_next = JOB_DONE;
    TRY(id_parse(job->key, &id));
    Err err = q_exemption_clock(system_of(ctx), &(ExemptionClockArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND || (err == OK && !str_eq(row.state, S("approved")))) {
        return OK; /* changed meanwhile; the next decision starts it again */
    }
    TRY(err);
    TRY(setting_int(ctx, ID_NIL, S("payout.warn_days"), &days));
    int64_t left = time_diff(end_of(row.valid_until), ctx->now), to_warning = left - days * TIME_DAY;
    Exemption e = {.account_id = row.account_id, .id = id, .number = row.number, .public_id = row.public_id};
    *ret_next = left > 0 ? JOB_LATER : JOB_DONE;
    job->run_after_us = to_warning > 0 ? to_warning : left;
    (void)account_of(ctx, e.account_id);
    audit_of(ctx, id, row.region);
    if (left <= 0) {
        TRY(tell_done(ctx, e.account_id, action_key(ctx, id)));
        TRY(machine_move(
            ctx, &TAX_EXEMPTION,
            &(MachineAsk){.account_id = e.account_id, .subject_id = id, .to = S("expired"), .mover = MOVER_TIMER}));
        return tell_filers(ctx, &e, N_("The tax exemption {number} has ended"), S(""), true, DATE_NONE);
    }
    if (to_warning <= 0 && !time_is_set(row.warned_at)) {
        ExemptionWarnedPutArgs warned = {.account_id = e.account_id, .id = id};
        TRY(q_exemption_warned_put(system_of(ctx), &warned, NULL));
        ctx->audit.after = AUDIT_JSON(ctx->arena, {"validUntil", date_iso(ctx->arena, row.valid_until)});
        return tell_filers(ctx, &e, N_("The tax exemption {number} ends soon: get the new certificate"), S(""), true,
                           row.valid_until);
    }
    ctx->audit.skip = true;
    return OK;
}

/* --- for billing --- */

Err tax_is_exempt(Ctx *ctx, Id account_id, Str region, Time at, bool *ret)
{
    ExemptionHoldsRow row;
    ExemptionHoldsArgs args = {
        .account_id = account_id, .region = region, .country = str_sub(region, 0, 2), .day = date_of(at)};
    TRY(q_exemption_holds(system_of(ctx), &args, &row));
    *ret = row.n > 0;
    return OK;
}

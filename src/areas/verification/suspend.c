/* What follows a rejection that nobody mends: a warning, then the account is suspended; it stands as before once
 * everything is accepted (portal-workflows.md 2: rejected for too long). */
#include "app/job.h"
#include "app/mail.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/partners/partners.h"
#include "areas/verification/verification.h"

enum { WARN_DAYS = 7 };
#define PEOPLE S("global_admin account_admin owner mpn_partner_admin compliance_admin")

static Err enqueue(Ctx *ctx, size_t at, Id account_id, int64_t days)
{
    Id job;
    return job_enqueue(ctx,
                       &(JobAsk){.kind = VERIFICATION_JOBS[at].kind,
                                 .key = id_text(ctx->arena, account_id),
                                 .payload = S("{}"),
                                 .account_id = account_id,
                                 .delay_us = days * TIME_DAY,
                                 .total = -1},
                       &job);
}

static Err days_of(Ctx *ctx, int64_t *ret_warn, int64_t *ret_suspend)
{
    TRY(setting_int(ctx, ID_NIL, S("verification.suspend_days"), ret_suspend));
    *ret_warn = *ret_suspend > 2 * WARN_DAYS ? *ret_suspend - WARN_DAYS : *ret_suspend / 2;
    return OK;
}

Err verification_rejected(Ctx *ctx, Id account_id)
{
    int64_t warn, suspend;
    TRY(days_of(ctx, &warn, &suspend));
    TRY(enqueue(ctx, 0, account_id, warn));
    return enqueue(ctx, 1, account_id, suspend);
}

/* Is it due? Mended meanwhile: it never will be. Rejected anew, or the vendor gives more days: later. */
static Err due(Ctx *ctx, JobRun *job, bool suspends, JobNext *ret_next, Id *ret_account, Time *ret_until, bool *ret_due)
{
    VerificationOverallRow row;
    int64_t warn, suspend;
    *ret_due = false;
    *ret_next = JOB_DONE;
    ctx->audit.skip = true;
    TRY(id_parse(job->key, ret_account));
    TRY(days_of(ctx, &warn, &suspend));
    Err err = q_verification_overall(system_of(ctx), &(VerificationOverallArgs){.account_id = *ret_account}, &row);
    if (err == ERR_NOT_FOUND || (err == OK && !str_eq(row.state, S("rejected")))) {
        return OK;
    }
    TRY(err);
    int64_t left = time_diff(time_add(row.since, (suspends ? suspend : warn) * TIME_DAY), ctx->now);
    *ret_until = time_add(row.since, suspend * TIME_DAY);
    if (left > 0) {
        *ret_next = JOB_LATER;
        job->run_after_us = left;
        return OK;
    }
    *ret_due = true;
    return OK;
}

static Err tell(Ctx *ctx, Id account_id, Msg title, Msg line)
{
    VerificationLegalRow l;
    TRY(q_verification_legal(system_of(ctx), &(VerificationLegalArgs){.account_id = account_id}, &l));
    Url url = url_fmt(ctx->arena, "/a/%s/settings/verification", l.public_id);
    TRY(tell_roles(ctx, account_id, PEOPLE,
                   &(Tell){.category = S("verification"),
                           .icon = S("warning"),
                           .title = title,
                           .line = line,
                           .url = url,
                           .action = MSG("Fix now")}));
    Msg action = MSG("Open the partner center");
    return l.email.n ? tell_address(ctx, l.email, l.first_name, locale_get(l.locale), S("verification"), &title, &line,
                                    1, url, &action)
                     : OK;
}

static Err noted(Ctx *ctx, Id account_id)
{
    (void)account_of(ctx, account_id); /* the row of the log is the account's */
    ctx->audit.skip = false;
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = account_id;
    return OK;
}

static Err warn_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Id account_id;
    Time until;
    VerificationStandingRow standing;
    bool is_due;
    TRY(due(ctx, job, false, ret_next, &account_id, &until, &is_due));
    if (!is_due) {
        return OK;
    }
    TRY(q_verification_standing(system_of(ctx), &(VerificationStandingArgs){.account_id = account_id}, &standing));
    if (!str_eq(standing.state, S("active")) && !str_eq(standing.state, S("restricted"))) {
        return OK; /* it cannot sell anyway */
    }
    TRY(noted(ctx, account_id));
    return tell(
        ctx, account_id, MSG("The account is about to be suspended"),
        MSG1("Its verification is rejected. What stands in the reason has to be mended by {date}; after that day "
             "the account is suspended.",
             "date", tell_date(ctx->arena, date_in_zone(S(""), until))));
}

/* In the account's language, as its people and the vendor's staff read it. */
static Err reason_of(Ctx *ctx, Id account_id, Msg said, Str *ret)
{
    VerificationLegalRow l;
    TRY(q_verification_legal(system_of(ctx), &(VerificationLegalArgs){.account_id = account_id}, &l));
    *ret = msg_text(ctx->arena, locale_get(l.locale), &said);
    return OK;
}

static Err stand(Ctx *ctx, Id account_id, Str to, Str reason)
{
    return machine_move(
        ctx, &PARTNER_ACCOUNT,
        &(MachineAsk){
            .account_id = account_id, .subject_id = account_id, .to = to, .mover = MOVER_SYSTEM, .reason = reason});
}

static Err suspend_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Id account_id;
    Time until;
    VerificationStandingRow standing;
    Str reason;
    bool is_due;
    TRY(due(ctx, job, true, ret_next, &account_id, &until, &is_due));
    if (!is_due) {
        return OK;
    }
    SystemCtx s = system_of(ctx);
    TRY(q_verification_standing(s, &(VerificationStandingArgs){.account_id = account_id}, &standing));
    if (!str_eq(standing.state, S("active")) && !str_eq(standing.state, S("restricted"))) {
        return OK;
    }
    Msg why = MSG("The verification of the account is rejected and was not mended in time. Mend what stands in its "
                  "reason: when everything is accepted, the account stands as before.");
    TRY(noted(ctx, account_id));
    TRY(reason_of(ctx, account_id, why, &reason));
    VerificationSuspensionAddArgs args = {.account_id = account_id, .was = standing.state, .reason = standing.reason};
    TRY(q_verification_suspension_add(s, &args, NULL));
    TRY(stand(ctx, account_id, S("suspended"), reason));
    return tell(ctx, account_id, MSG("The account is suspended"), why);
}

Err verification_lift(Ctx *ctx, Id account_id)
{
    SystemCtx s = system_of(ctx);
    VerificationSuspensionRow row;
    Str reason;
    int64_t dropped;
    Err err = q_verification_suspension(s, &(VerificationSuspensionArgs){.account_id = account_id}, &row);
    TRY(q_verification_suspension_drop(s, &(VerificationSuspensionDropArgs){.account_id = account_id}, &dropped));
    if (err == ERR_NOT_FOUND) {
        return OK; /* never, or somebody has decided on the account since: that stays */
    }
    TRY(err);
    TRY(reason_of(ctx, account_id, MSG("The verification of the account is accepted."), &reason));
    return stand(ctx, account_id, row.was, str_eq(row.was, S("restricted")) && row.reason.n ? row.reason : reason);
}

const JobKind VERIFICATION_JOBS[VERIFICATION_JOBS_N] = {
    {.kind = "verification.warn",
     .title = N_("Warning before an account is suspended"),
     .step = warn_step,
     .business_clock = true},
    {.kind = "verification.suspend",
     .title = N_("Suspension of an account whose verification stays rejected"),
     .step = suspend_step,
     .business_clock = true},
};

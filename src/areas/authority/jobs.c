/* Once a day: who looks after an application is told of credentials that end soon, and what has ended is swept away.
 * There is no timetable: whatever makes something that ends asks for the job, and each run asks for the next. */
#include "areas/authority/jobs.h"

#include "app/app.h"
#include "app/job.h"
#include "app/tell.h"
#include "app/unit.h"
#include "gen/authority_q.h"

enum { WARN_DAYS = 30, SOON_DAYS = 7, SWEPT_AT_ONCE = 200, KEPT_DAYS = 2 };
#define KEEPERS S("global_admin cpv_global_admin owner manager")

Err authority_daily(Ctx *ctx, Str key)
{
    Id id;
    JobAsk ask = {.kind = "authority.daily", .key = key, .delay_us = TIME_DAY, .total = -1};
    return job_enqueue(ctx, &ask, &id);
}

/* --- what ends soon --- */

static Url app_page(Ctx *ctx, Id account_id, Id app)
{
    AuthorityAccountRow account;
    if (q_authority_account(system_of(ctx), &(AuthorityAccountArgs){.id = account_id}, &account) != OK) {
        return url_static("/");
    }
    return url_fmt(ctx->arena, "/a/%s/settings/applications/%i", account.public_id, app);
}

static Err tell_keepers(Ctx *ctx, Id account_id, Id app, Id credential, Msg title, Msg line, Time ends)
{
    Tell t = {.category = S("applications"),
              .account_id = account_id,
              .icon = S("key"),
              .title = title,
              .line = line,
              .url = app_page(ctx, account_id, app),
              .action = MSG("Replace it"),
              .action_key = id_text(ctx->arena, credential),
              .due = date_of(ends)};
    TRY(tell_done(ctx, account_id, t.action_key)); /* in the last week it is told anew, not renewed in silence */
    return tell_roles(ctx, account_id, KEEPERS, &t);
}

static Err warn_secrets(Ctx *ctx, Time until, Time soon, Time again)
{
    EndingSecretsRow *rows;
    size_t n;
    TRY(q_ending_secrets(system_of(ctx), &(EndingSecretsArgs){.until = until, .soon = soon, .again = again}, &rows,
                         &n));
    for (size_t i = 0; i < n; i++) {
        TRY(tell_keepers(ctx, rows[i].account_id, rows[i].application_id, rows[i].id,
                         MSG2("A secret of {name} ends on {date}", "name", rows[i].application_name, "date",
                              tell_date(ctx->arena, date_of(rows[i].expires_at))),
                         MSG("Make a new one, change the program, then remove the old one."), rows[i].expires_at));
        TRY(q_secret_warned(system_of(ctx), &(SecretWarnedArgs){.id = rows[i].id}, NULL));
    }
    return OK;
}

static Err warn_certificates(Ctx *ctx, Time until, Time soon, Time again)
{
    EndingCertificatesRow *rows;
    size_t n;
    TRY(q_ending_certificates(system_of(ctx), &(EndingCertificatesArgs){.until = until, .soon = soon, .again = again},
                              &rows, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(tell_keepers(ctx, rows[i].account_id, rows[i].application_id, rows[i].id,
                         MSG2("A certificate of {name} ends on {date}", "name", rows[i].application_name, "date",
                              tell_date(ctx->arena, date_of(rows[i].expires_at))),
                         MSG("Add a new one, change the program, then remove the old one."), rows[i].expires_at));
        TRY(q_certificate_warned(system_of(ctx), &(CertificateWarnedArgs){.id = rows[i].id}, NULL));
    }
    return OK;
}

static Err warn_token(Ctx *ctx, const EndingTokensRow *t)
{
    Msg title = MSG2("The service token {name} ends on {date}", "name", t->name, "date",
                     tell_date(ctx->arena, date_of(t->expires_at)));
    Msg line = MSG("Make a new one and change the script.");
    if (!id_is_nil(t->application_id)) {
        return tell_keepers(ctx, t->account_id, t->application_id, t->id, title, line, t->expires_at);
    }
    Tell tell = {.category = S("applications"),
                 .user_id = t->user_id,
                 .account_id = t->account_id,
                 .icon = S("key"),
                 .title = title,
                 .line = line,
                 .url = url_static("/me/tokens"),
                 .action = MSG("Replace it"),
                 .action_key = id_text(ctx->arena, t->id),
                 .due = date_of(t->expires_at)};
    TRY(tell_done(ctx, t->account_id, tell.action_key));
    return tell_user(ctx, &tell);
}

static Err warn_tokens(Ctx *ctx, Time until, Time soon, Time again)
{
    EndingTokensRow *rows;
    size_t n;
    TRY(q_ending_tokens(system_of(ctx), &(EndingTokensArgs){.until = until, .soon = soon, .again = again}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(warn_token(ctx, &rows[i]));
        TRY(q_token_warned(system_of(ctx), &(TokenWarnedArgs){.id = rows[i].id}, NULL));
    }
    return OK;
}

/* Told a month before, and once more in the last week. */
static Err warn(Ctx *ctx)
{
    Time until = time_add(ctx->wall, WARN_DAYS * TIME_DAY), soon = time_add(ctx->wall, SOON_DAYS * TIME_DAY),
         again = time_add(ctx->wall, -SOON_DAYS * TIME_DAY);
    TRY(warn_secrets(ctx, until, soon, again));
    TRY(warn_certificates(ctx, until, soon, again));
    return warn_tokens(ctx, until, soon, again);
}

/* --- what has ended --- */

static Err sweep_codes(Ctx *ctx, Time before, size_t *ret_n)
{
    SweepCodesRow *rows;
    TRY(q_sweep_codes(system_of(ctx), &(SweepCodesArgs){.before = before}, &rows, ret_n));
    for (size_t i = 0; i < *ret_n; i++) {
        TRY(q_sweep_code(system_of(ctx), &(SweepCodeArgs){.code_hash = rows[i].code_hash}, NULL));
    }
    return OK;
}

static Err sweep_devices(Ctx *ctx, Time before, size_t *ret_n)
{
    SweepDevicesRow *rows;
    TRY(q_sweep_devices(system_of(ctx), &(SweepDevicesArgs){.before = before}, &rows, ret_n));
    for (size_t i = 0; i < *ret_n; i++) {
        TRY(q_sweep_device(system_of(ctx), &(SweepDeviceArgs){.id = rows[i].id}, NULL));
    }
    return OK;
}

static Err sweep_refreshes(Ctx *ctx, Time before, size_t *ret_n)
{
    SweepRefreshesRow *rows;
    TRY(q_sweep_refreshes(system_of(ctx), &(SweepRefreshesArgs){.before = before}, &rows, ret_n));
    for (size_t i = 0; i < *ret_n; i++) {
        TRY(q_sweep_refresh(system_of(ctx), &(SweepRefreshArgs){.token_hash = rows[i].token_hash}, NULL));
    }
    return OK;
}

/* One step warns and takes what fits in a unit; more is another step. */
Err authority_daily_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Time before = time_add(ctx->wall, -KEPT_DAYS * TIME_DAY);
    size_t codes, devices, refreshes;
    if (job->cursor.n == 0) {
        TRY(warn(ctx));
        TRY(authority_daily(ctx,
                            str_eq(job->key, S("a")) ? S("b") : S("a"))); /* its own key is still taken by itself */
        job->cursor = S("warned");
    }
    TRY(sweep_codes(ctx, before, &codes));
    TRY(sweep_devices(ctx, before, &devices));
    TRY(sweep_refreshes(ctx, before, &refreshes));
    *ret_next = codes == SWEPT_AT_ONCE || devices == SWEPT_AT_ONCE || refreshes == SWEPT_AT_ONCE ? JOB_AGAIN : JOB_DONE;
    return OK;
}

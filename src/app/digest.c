/* One mail a day with what waits for it. */
#include "app/digest.h"
#include "app/kernel.h"
#include "app/mail.h"
#include "app/notify.h"
#include "app/tell.h"
#include "base/num.h"
#include "gen/app_q.h"

enum { ITEMS_MAX = 50 };

/* Half hours are tried, so that zones of half and quarter hours and days on which the clocks change need no rule. */
Time digest_next(Str tz, int hour, Time from)
{
    enum { STEPS = 2 * 26 };
    Time t = {from.us - from.us % (TIME_HOUR / 2)};
    int before = hour_in_zone(tz, from);
    for (int i = 1; i <= STEPS; i++) {
        t = time_add(t, TIME_HOUR / 2);
        int now = hour_in_zone(tz, t);
        if (now != before && now == hour) {
            return t;
        }
        before = now;
    }
    return time_add(from, TIME_DAY); /* the hour that a change of clocks left out */
}

Err digest_plan(Ctx *ctx, Id user_id, int hour, Str tz)
{
    Id id;
    return job_enqueue(ctx,
                       &(JobAsk){.kind = DIGEST_JOB.kind,
                                 .key = id_text(ctx->arena, user_id),
                                 .user_id = user_id,
                                 .delay_us = time_diff(digest_next(tz, hour, ctx->wall), ctx->wall),
                                 .total = -1},
                       &id);
}

Err digest_replan(Ctx *ctx, Id user_id, int hour, Str tz)
{
    return q_digest_move(
        system_of(ctx),
        &(DigestMoveArgs){.run_at = digest_next(tz, hour, ctx->wall), .key = id_text(ctx->arena, user_id)}, NULL);
}

static Err letter_of(Ctx *ctx, const TellPersonRow *who, Id user_id, const DigestItemsRow *rows, size_t n)
{
    Arena *a = ctx->arena;
    const Locale *l = locale_get(who->locale);
    LetterItem *items = arena_array(a, LetterItem, n);
    for (size_t i = 0; i < n; i++) {
        items[i] =
            (LetterItem){.title = tell_resolve(a, l, who->time_zone, msg_unpack(a, rows[i].msg, rows[i].args)),
                         .line = tell_resolve(a, l, who->time_zone, msg_unpack(a, rows[i].line, rows[i].line_args)),
                         .url = rows[i].url.n ? mail_link(ctx, (Url){rows[i].url}) : (Url){S("")},
                         .at = rows[i].created_at};
    }
    Letter letter = {.locale = l,
                     .tz = who->time_zone,
                     .name = who->first_name,
                     .title =
                         MSGN("{n} notice since your last digest", "{n} notices since your last digest", (int64_t)n),
                     .link = mail_link(ctx, url_static(MAIL_NOTICES_PATH)),
                     .action = MSG("All notifications"),
                     .due = DATE_NONE,
                     .items = items,
                     .items_n = n,
                     .to_member = true};
    Mail mail = {.to = who->notice_email.n ? who->notice_email : who->email,
                 .to_name = str_trim(str_fmt(a, "%.*s %.*s", S_ARG(who->first_name), S_ARG(who->last_name))),
                 .category = S("digest"),
                 .user_id = user_id};
    TRY(letter_write(ctx, &letter, &mail));
    return mail_queue(ctx, &mail);
}

static Err digest_unit(Ctx *ctx, void *arg)
{
    const JobRun *job = arg;
    SystemCtx s = system_of(ctx);
    TellPersonRow who;
    DigestItemsRow *rows;
    size_t n;
    Err err = q_tell_person(s, &(TellPersonArgs){.category = S(""), .user_id = job->user_id}, &who);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    TRY(q_digest_items(s, &(DigestItemsArgs){.user_id = job->user_id, .max = ITEMS_MAX}, &rows, &n));
    TRY(q_digest_clear(s, &(DigestClearArgs){.user_id = job->user_id}, NULL));
    return n && str_eq(who.state, S("active")) ? letter_of(ctx, &who, job->user_id, rows, n) : OK;
}

/* Bookkeeping, which the audit chain does not tell: each notice is there already. */
static Err digest_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    *ret_next = JOB_DONE;
    return unit_run(ctx, MODE_WRITE, NULL, digest_unit, job);
}

const JobKind DIGEST_JOB = {.kind = "mail.digest", .title = N_("Daily digest"), .step = digest_step, .outside = true};

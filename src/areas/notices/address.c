/* Where notices go: another address than the sign-in's, confirmed by a link that is mailed to it. */
#include "app/digest.h"
#include "app/mail.h"
#include "app/session.h"
#include "app/unit.h"
#include "areas/notices/notices.h"
#include "gen/notices_q.h"

Err notices_me(SelfCtx s, NoticeMe *ret)
{
    Ctx *ctx = s.ctx;
    NoticeMeRow me;
    NoticeCheckWaitingRow wait;
    MailSuppression stop;
    TRY(q_notice_me(s, NULL, &me));
    *ret = (NoticeMe){.sign_in_email = me.email,
                      .email = me.notice_email.n ? me.notice_email : me.email,
                      .other = me.notice_email.n > 0,
                      .digest_hour = me.digest_hour >= 0 ? (int)me.digest_hour : DIGEST_HOUR,
                      .tz = me.time_zone,
                      .first_name = me.first_name};
    TRY(mail_suppression(ctx, ret->email, &stop, &ret->stopped));
    if (ret->stopped) {
        ret->stopped_reason = stop.reason;
        ret->stopped_answer = stop.answer;
        ret->stopped_since = stop.since;
    }
    Err err = q_notice_check_waiting(s, NULL, &wait);
    if (err == OK) {
        ret->waiting = true;
        ret->waiting_id = wait.id;
        ret->waiting_email = wait.email;
        ret->sent_at = wait.sent_at;
        ret->expires_at = wait.expires_at;
        ret->expired = wait.expires_at.us <= ctx->wall.us;
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static Digest token_digest(Ctx *ctx, Str token)
{
    return secret_digest(ctx->app, str_concat(ctx->arena, S("notice-address|"), token));
}

static Err send_link(Ctx *ctx, Str email, Str first_name, Str token)
{
    Msg title = MSG("Confirm this address for your notices"),
        lines[] = {MSG1("{name} wants notices of the partner center to go to this address. Confirm it to receive them "
                        "here.",
                        "name", ctx->actor.name),
                   MSG("The link holds for 48 hours and works once.")},
        action = MSG("Confirm this address");
    return tell_address(ctx, email, first_name, ctx->locale, S("security"), &title, lines, COUNT_OF(lines),
                        url_fmt(ctx->arena, "/confirm-address/%s", token), &action);
}

static Err too_many(Ctx *ctx)
{
    return problem(ctx, ERR_LIMIT, MSG("Many links were sent today."),
                   MSG("Look for them in the mailbox and its spam folder, or try again tomorrow."));
}

static Err sends_left(SelfCtx s)
{
    NoticeChecksSentRow row;
    Time since = time_add(s.ctx->wall, -TIME_DAY);
    TRY(q_notice_checks_sent(s, &(NoticeChecksSentArgs){.sent_from = since}, &row));
    return row.n < CHECK_SENDS_A_DAY ? OK : too_many(s.ctx);
}

Err address_ask(SelfCtx s, Str email)
{
    Ctx *ctx = s.ctx;
    NoticeMe me;
    Str key = mail_key(ctx->arena, email);
    TRY(notices_me(s, &me));
    if (!mail_is_email(key)) {
        problem_field(ctx, S("email"), MSG("Enter an e-mail address, as name@company.example."));
    } else if (str_eq(key, mail_key(ctx->arena, me.email))) {
        problem_field(ctx, S("email"), MSG("Notices go to this address already."));
    }
    TRY(problem_check(ctx));
    if (str_eq(key, mail_key(ctx->arena, me.sign_in_email))) {
        return address_back(s); /* it was proven when they began to sign in with it */
    }
    TRY(sends_left(s));
    Str token = token_new(ctx->arena, 24);
    Digest hash = token_digest(ctx, token);
    TRY(q_notice_check_withdraw(s, NULL, NULL));
    TRY(q_notice_check_add(s,
                           &(NoticeCheckAddArgs){.id = ctx_new_id(ctx),
                                                 .email = key,
                                                 .token_hash = digest_str(&hash),
                                                 .expires_at = time_add(ctx->wall, CHECK_HOURS * TIME_HOUR)},
                           NULL));
    return send_link(ctx, key, me.first_name, token);
}

Err address_again(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    NoticeMe me;
    TRY(notices_me(s, &me));
    if (!me.waiting) {
        return problem(ctx, ERR_CONFLICT, MSG("No address waits to be confirmed."),
                       MSG("Reload the page to see where notices go."));
    }
    if (time_diff(ctx->wall, me.sent_at) < CHECK_PAUSE_S * TIME_SECOND) {
        return problem(ctx, ERR_LIMIT, MSG("A link was sent within the last minute."),
                       MSG("Give it a moment to arrive, then ask again."));
    }
    TRY(sends_left(s));
    Str token = token_new(ctx->arena, 24);
    Digest hash = token_digest(ctx, token);
    TRY(q_notice_check_again(s,
                             &(NoticeCheckAgainArgs){.id = me.waiting_id,
                                                     .token_hash = digest_str(&hash),
                                                     .expires_at = time_add(ctx->wall, CHECK_HOURS * TIME_HOUR)},
                             NULL));
    return send_link(ctx, me.waiting_email, me.first_name, token);
}

Err address_withdraw(SelfCtx s) { return q_notice_check_withdraw(s, NULL, NULL); }

/* Whoever changes it on a stolen session is told of where the owner still reads. */
static Err tell_old(Ctx *ctx, Str old, Str now, Str first_name, const Locale *l)
{
    Msg title = MSG("The address for your notices was changed"),
        lines[] = {MSG1("Notices of the partner center go to {address} from now on.", "address", now),
                   MSG("If you did not do this, change your password and tell an admin of your company.")},
        action = MSG("See your preferences");
    return tell_address(ctx, old, first_name, l, S("security"), &title, lines, COUNT_OF(lines),
                        url_static(MAIL_PREFERENCES_PATH), &action);
}

Err address_back(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    NoticeMe me;
    TRY(notices_me(s, &me));
    TRY(q_notice_check_withdraw(s, NULL, NULL));
    if (!me.other) {
        return OK;
    }
    TRY(q_notice_set_email(
        system_of(ctx),
        &(NoticeSetEmailArgs){.user_id = ctx->actor.user_id, .email = S(""), .digest_hour = me.digest_hour}, NULL));
    TRY(tell_done_for(ctx, ctx->actor.user_id, MAIL_ADDRESS_ACTION));
    return tell_old(ctx, me.email, me.sign_in_email, me.first_name, ctx->locale);
}

Err address_lift(SelfCtx s)
{
    NoticeMe me;
    bool was;
    TRY(notices_me(s, &me));
    return mail_lift(s.ctx, me.email, &was);
}

/* --- the link --- */

Err address_check(SystemCtx s, Str token, AddressCheck *ret)
{
    NoticeCheckByTokenRow row;
    Digest hash = token_digest(s.ctx, token);
    *ret = (AddressCheck){.state = CHECK_UNKNOWN};
    Err err = q_notice_check_by_token(s, &(NoticeCheckByTokenArgs){.token_hash = digest_str(&hash)}, &row);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    *ret = (AddressCheck){.id = row.id,
                          .user_id = row.user_id,
                          .email = row.email,
                          .old_email = row.notice_email.n ? row.notice_email : row.sign_in_email,
                          .first_name = row.first_name,
                          .locale = row.locale};
    if (str_eq(row.outcome, S("confirmed"))) {
        ret->state = CHECK_USED;
    } else if (!str_eq(row.outcome, S("waiting")) || !str_eq(row.state, S("active"))) {
        ret->state = CHECK_UNKNOWN;
    } else {
        ret->state = row.expires_at.us <= s.ctx->wall.us ? CHECK_EXPIRED : CHECK_HOLDS;
    }
    return OK;
}

static Err refused(Ctx *ctx, const AddressCheck *c)
{
    if (c->state == CHECK_USED) {
        return problem(ctx, ERR_CONFLICT, MSG("This address is confirmed already."),
                       MSG("Notices go there. There is nothing more to do."));
    }
    if (c->state == CHECK_EXPIRED) {
        return problem(ctx, ERR_CONFLICT, MSG("This link is older than 48 hours and does not hold any more."),
                       MSG("Ask for a new one under My preferences, Notices and mail."));
    }
    return problem(ctx, ERR_NOT_FOUND, MSG("This link does not hold."),
                   MSG("A newer one may have been sent, or the request was withdrawn. Ask for a new one under My "
                       "preferences, Notices and mail."));
}

Err address_confirm(SystemCtx s, Str token, AddressCheck *ret)
{
    Ctx *ctx = s.ctx;
    int64_t changed;
    bool was;
    TRY(address_check(s, token, ret));
    if (ret->state != CHECK_HOLDS) {
        return refused(ctx, ret);
    }
    TRY(q_notice_check_confirm(s, &(NoticeCheckConfirmArgs){.id = ret->id}, &changed));
    if (changed == 0) {
        ret->state = CHECK_USED;
        return refused(ctx, ret);
    }
    TRY(q_notice_set_email(
        s, &(NoticeSetEmailArgs){.user_id = ret->user_id, .email = ret->email, .digest_hour = DIGEST_HOUR}, NULL));
    TRY(mail_lift(ctx, ret->email, &was)); /* a mail just arrived there */
    TRY(tell_done_for(ctx, ret->user_id, MAIL_ADDRESS_ACTION));
    return tell_old(ctx, ret->old_email, ret->email, ret->first_name, locale_get(ret->locale));
}

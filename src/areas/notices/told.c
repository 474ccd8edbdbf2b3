/* Notices and mail: how and where a person is told; the pages behind links in mail. */
#include "areas/notices/pages.h"

#include "app/audit.h"
#include "app/mail.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "base/num.h"
#include "gen/notices_html.h"
#include "gen/notices_q.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE CENTER "/preferences"

static void audit_me(Ctx *ctx)
{
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = ctx->actor.user_id;
    ctx->audit.target_name = ctx->actor.email;
}

Msg stopped_reason(Str reason)
{
    if (str_eq(reason, S("refused"))) {
        return MSG("Its server says that there is no such address.");
    }
    return str_eq(reason, S("bounced")) ? MSG("A mail to it came back.") : MSG("The vendor stopped mail to it.");
}

/* --- the page --- */

static const ChoiceRow *choice_rows(Ctx *ctx, const NoticeChoice *choices, size_t n)
{
    static const char *const LABELS[] = {N_("At once"), N_("In the daily digest"), N_("No mail")};
    ChoiceRow *rows = arena_array(ctx->arena, ChoiceRow, n + 1);
    for (size_t i = 0; i < n; i++) {
        const NoticeCategory *c = choices[i].category;
        rows[i] = (ChoiceRow){.id = str_from(c->id),
                              .name = MSG_OF(c->name),
                              .about = MSG_OF(c->about),
                              .why = c->mandatory ? MSG_OF(c->mandatory) : (Msg){0}};
        for (TellMail m = TELL_NOW; m <= TELL_OFF; m++) {
            rows[i].options[m] =
                (OptionView){.value = tell_mail_word(m), .label = MSG_OF(LABELS[m]), .selected = choices[i].mail == m};
        }
    }
    return rows;
}

static FieldView hour_field(Ctx *ctx, const NoticeMe *me)
{
    OptionView *o = arena_array(ctx->arena, OptionView, 24);
    for (int h = 0; h < 24; h++) {
        o[h] = (OptionView){.value = str_fmt(ctx->arena, "%d", h),
                            .text = str_fmt(ctx->arena, "%02d:00", h),
                            .selected = h == me->digest_hour};
    }
    FieldView f = ui_select(ctx, S("hour"), MSG("Hour of the daily digest"), o, 24);
    f.hint = MSG1("In your time zone, {zone}. There is no mail on a day without news.", "zone", me->tz);
    f.width = S("w-4");
    return f;
}

static Err told_view(SelfCtx s, Str email, ToldView **ret)
{
    static const Str names[] = {S_INIT("email")};
    Ctx *ctx = s.ctx;
    ToldView *v = arena_new(ctx->arena, ToldView);
    NoticeMe *me = arena_new(ctx->arena, NoticeMe);
    NoticeChoice *choices;
    size_t n;
    TRY(notices_me(s, me));
    TRY(notices_choices(s, &choices, &n));
    TRY(center_frame_fill(s, TAB_PREFERENCES, MSG("Notices and mail"), &v->frame));
    v->me = me;
    v->stopped_why = stopped_reason(me->stopped_reason);
    v->form = (FormView){.action = url_static(CENTER "/address"), .errors = ui_errors(ctx, names, COUNT_OF(names))};
    v->email = ui_field(ctx, S("email"), email, MSG("Another address"));
    v->email.kind = FIELD_EMAIL;
    v->email.autocomplete = S("email");
    v->email.hint = MSG("A link is sent there. Until it is followed, notices go where they go now.");
    Str *fields = arena_array(ctx->arena, Str, n + 1);
    for (size_t i = 0; i < n; i++) {
        fields[i] = str_from(choices[i].category->id);
    }
    fields[n] = S("hour");
    v->choices = (FormView){.action = url_static(PAGE), .wide = true, .errors = ui_errors(ctx, fields, n + 1)};
    v->rows = choice_rows(ctx, choices, n);
    v->rows_n = n;
    v->hour = hour_field(ctx, me);
    v->again = url_static(CENTER "/address/again");
    v->withdraw = url_static(CENTER "/address/withdraw");
    v->back = url_static(CENTER "/address/sign-in");
    v->lift = url_static(CENTER "/address/lift");
    v->my_preferences = url_static("/me/preferences");
    v->frame.shell->failed = v->form.errors.links_n + v->choices.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err told_page(SelfCtx s)
{
    ToldView *v;
    TRY(told_view(s, S(""), &v));
    RENDER(s.ctx, 200, told, v);
    return OK;
}

static Str choices_json(Ctx *ctx, const NoticeChoice *choices, size_t n, int hour)
{
    AuditField *fields = arena_array(ctx->arena, AuditField, n + 1);
    size_t fields_n = 0;
    for (size_t i = 0; i < n; i++) {
        if (!choices[i].category->mandatory) {
            fields[fields_n++] = (AuditField){choices[i].category->id, tell_mail_word(choices[i].mail)};
        }
    }
    fields[fields_n++] = (AuditField){"digestHour", str_fmt(ctx->arena, "%d", hour)};
    return audit_json(ctx->arena, fields, fields_n);
}

/* What the form brings and the page does not offer. */
static void check_choices(Ctx *ctx, const NoticeChoice *choices, size_t n, int64_t *ret_hour)
{
    Str hour = str_trim(ctx_form(ctx, S("hour")));
    if (hour.n && (str_to_i64(hour, ret_hour) != OK || *ret_hour < 0 || *ret_hour > 23)) {
        problem_field(ctx, S("hour"), MSG("Choose an hour of the day, 0 to 23."));
    }
    for (size_t i = 0; i < n; i++) {
        TellMail mail;
        Str id = str_from(choices[i].category->id), word = ctx_form(ctx, id);
        if (word.n && !tell_mail_parse(word, &mail)) {
            problem_field(ctx, id,
                          MSG1("{category}: choose one of the ways that are offered.", "category",
                               tr(ctx->locale, NULL, choices[i].category->name)));
        }
    }
}

/* A field for each category, named by its id; what the form does not bring stays. */
Err told_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    NoticeChoice *choices;
    size_t n;
    NoticeMe me;
    TRY(notices_choices(s, &choices, &n));
    TRY(notices_me(s, &me));
    int64_t hour = me.digest_hour;
    check_choices(ctx, choices, n, &hour);
    if (problem_check(ctx) != OK) {
        ToldView *v;
        TRY(told_view(s, S(""), &v));
        return RENDER_FAILED(ctx, told, v);
    }
    audit_me(ctx);
    ctx->audit.before = choices_json(ctx, choices, n, me.digest_hour);
    for (size_t i = 0; i < n; i++) {
        TellMail mail;
        if (tell_mail_parse(ctx_form(ctx, str_from(choices[i].category->id)), &mail) && mail != choices[i].mail) {
            choices[i].mail = choices[i].category->mandatory ? TELL_NOW : mail;
            TRY(notices_choose(s, &choices[i]));
        }
    }
    if (hour != me.digest_hour) {
        TRY(notices_set_hour(s, (int)hour));
    }
    TRY(tell_done_for(ctx, ctx->actor.user_id, NOTICES_CHOICE_ACTION));
    ctx->audit.after = choices_json(ctx, choices, n, (int)hour);
    ctx_redirect(ctx, url_static(PAGE), MSG("Your choices are saved."));
    return OK;
}

/* --- the address --- */

static Err to_page(Ctx *ctx, Msg status)
{
    ctx_redirect(ctx, url_static(PAGE), status);
    return OK;
}

Err address_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Str email = str_trim(ctx_form(ctx, S("email")));
    Err err = address_ask(s, email);
    if (err == ERR_INVALID) {
        ToldView *v;
        TRY(told_view(s, email, &v));
        return RENDER_FAILED(ctx, told, v);
    }
    TRY(err);
    audit_me(ctx);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"noticeAddress", email});
    NoticeMe me;
    TRY(notices_me(s, &me));
    return to_page(ctx, me.waiting ? MSG1("A link is on its way to {address}.", "address", me.waiting_email)
                                   : MSG("Notices go to your sign-in address again."));
}

Err address_again_post(SelfCtx s)
{
    TRY(address_again(s));
    audit_me(s.ctx);
    return to_page(s.ctx, MSG("A new link is on its way. The one before it does not hold any more."));
}

Err address_withdraw_post(SelfCtx s)
{
    TRY(address_withdraw(s));
    audit_me(s.ctx);
    return to_page(s.ctx, MSG("The new address is withdrawn. Notices go where they went before."));
}

Err address_back_post(SelfCtx s)
{
    NoticeMe me;
    TRY(notices_me(s, &me));
    TRY(address_back(s));
    audit_me(s.ctx);
    s.ctx->audit.before = AUDIT_JSON(s.ctx->arena, {"noticeAddress", me.email});
    return to_page(s.ctx, MSG("Notices go to your sign-in address again."));
}

Err address_lift_post(SelfCtx s)
{
    NoticeMe me;
    TRY(notices_me(s, &me));
    TRY(address_lift(s));
    s.ctx->audit.target_kind = S("address");
    s.ctx->audit.target_name = me.email;
    s.ctx->audit.skip = !me.stopped;
    return to_page(s.ctx, MSG("Mail goes to this address again."));
}

/* --- behind the link of a mail: following it changes nothing, since mail programs follow links too; the button does
 * --- */

static AddressConfirmView *confirm_view(Ctx *ctx, const AddressCheck *c)
{
    AddressConfirmView *v = arena_new(ctx->arena, AddressConfirmView);
    v->title = MSG("Confirm an address");
    v->door = door_view(ctx, v->title);
    v->email = c->email;
    v->holds = c->state == CHECK_HOLDS;
    v->signed_in = ctx->actor.kind != ACTOR_NONE;
    v->action = url_fmt(ctx->arena, "/confirm-address/%s", ctx_param(ctx, S("token")));
    v->preferences = url_static(PAGE);
    return v;
}

Err address_confirm_page(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    AddressCheck c;
    TRY(address_check(system_of(ctx), ctx_param(ctx, S("token")), &c));
    AddressConfirmView *v = confirm_view(ctx, &c);
    if (c.state == CHECK_USED) {
        v->title = MSG("This address is confirmed");
        v->what = MSG1("Notices go to {address}.", "address", c.email);
    } else if (c.state == CHECK_EXPIRED) {
        v->title = MSG("This link is too old");
        v->what = MSG("It held for 48 hours.");
        v->hint = MSG("Sign in and ask for a new one under My preferences, Notices and mail.");
    } else if (c.state == CHECK_UNKNOWN) {
        v->title = MSG("This link does not hold");
        v->what = MSG("A newer link may have been sent, or the address was withdrawn.");
        v->hint = MSG("Sign in and ask for a new one under My preferences, Notices and mail.");
    }
    RENDER(ctx, c.state == CHECK_UNKNOWN ? 404 : c.state == CHECK_EXPIRED ? 410 : 200, address_confirm, v);
    return OK;
}

Err address_confirm_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    AddressCheck c;
    TRY(address_confirm(system_of(ctx), ctx_param(ctx, S("token")), &c));
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = c.user_id;
    ctx->audit.target_name = c.old_email;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"noticeAddress", c.old_email});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"noticeAddress", c.email});
    if (id_eq(ctx->actor.user_id, c.user_id)) {
        return to_page(ctx, MSG1("Notices go to {address} from now on.", "address", c.email));
    }
    ctx_redirect(ctx, url_fmt(ctx->arena, "/confirm-address/%s", ctx_param(ctx, S("token"))), (Msg){0});
    return OK;
}

/* --- stopping a category's mail --- */

Err stop_page(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Id user;
    const NoticeCategory *category;
    StopView *v = arena_new(ctx->arena, StopView);
    if (mail_stop_read(ctx, ctx_param(ctx, S("token")), &user, &category) != OK) {
        return problem(ctx, ERR_NOT_FOUND, MSG("This link does not hold."),
                       MSG("Sign in and choose what you are mailed under My preferences, Notices and mail."));
    }
    *v = (StopView){.door = door_view(ctx, MSG("Stop mail")),
                    .category = MSG_OF(category->name),
                    .why = category->mandatory ? MSG_OF(category->mandatory) : (Msg){0},
                    .stopped = ctx_has_query(ctx, S("stopped")),
                    .signed_in = ctx->actor.kind != ACTOR_NONE,
                    .action = url_fmt(ctx->arena, "/stop-mail/%s", ctx_param(ctx, S("token"))),
                    .preferences = url_static(PAGE)};
    RENDER(ctx, 200, stop_mail, v);
    return OK;
}

/* Also for mail programs, which send it on their own (RFC 8058): no session, no form token; the link is the proof. */
Err stop_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Id user;
    const NoticeCategory *category;
    if (mail_stop_read(ctx, ctx_param(ctx, S("token")), &user, &category) != OK) {
        return problem(ctx, ERR_NOT_FOUND, MSG("This link does not hold."), (Msg){0});
    }
    TRY(stop_do(system_of(ctx), user, category));
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = user;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {category->id, S("off")});
    ctx->audit.skip = category->mandatory != NULL;
    ctx_redirect(ctx, url_fmt(ctx->arena, "/stop-mail/%s?stopped=1", ctx_param(ctx, S("token"))), (Msg){0});
    return OK;
}

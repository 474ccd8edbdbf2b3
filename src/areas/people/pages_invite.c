/* Invitations: the list with their states, asking people, sending again, withdrawing. */
#include "app/audit.h"
#include "app/mail.h"
#include "areas/people/invite.h"
#include "areas/people/pages.h"
#include "base/utf8.h"
#include "gen/people_html.h"
#include "gen/people_q.h"
#include "ui/lists.h"
#include "ui/shell.h"

static const OptionView STATES[] = {{.value = S_INIT(""), .label = {.id = N_("Any state")}},
                                    {.value = S_INIT("pending"), .label = {.id = N_("Invitation pending")}},
                                    {.value = S_INIT("accepted"), .label = {.id = N_("Accepted")}},
                                    {.value = S_INIT("expired"), .label = {.id = N_("Expired")}},
                                    {.value = S_INIT("withdrawn"), .label = {.id = N_("Withdrawn")}}};

static StateView state_of(Ctx *ctx, Str state, Time expires_at)
{
    if (str_eq(state, S("pending"))) {
        return expires_at.us > ctx->wall.us ? (StateView){STATE_WAIT, MSG("Invitation pending")}
                                            : (StateView){STATE_WARN, MSG("Expired")};
    }
    return str_eq(state, S("accepted")) ? (StateView){STATE_GOOD, MSG("Accepted")}
                                        : (StateView){STATE_OFF, MSG("Withdrawn")};
}

static Err line_of(AccountCtx a, const PeopleWorld *w, const InvitationListRow *r, InvitationLine *ret)
{
    Ctx *ctx = a.ctx;
    RolePlan plan;
    bool pending = str_eq(r->state, S("pending")), may = pending && ctx_may(ctx, &USERS_INVITE);
    plan_parse(r->roles, r->locations.n ? S("locations") : S("account"), r->locations, r->program, &plan);
    Url base = url_fmt(ctx->arena, "/a/%s/settings/users/invitations/%i", ctx->account.public_id, r->id);
    *ret = (InvitationLine){.email = r->email,
                            .scope = plan_scope_name(ctx, w, &plan),
                            .by = person_name(ctx->arena, r->first_name, r->last_name),
                            .state = state_of(ctx, r->state, r->expires_at),
                            .sent = r->sent_at,
                            .expires = r->expires_at,
                            .sends = r->sends,
                            .may_resend = may,
                            .may_withdraw = may,
                            .resend = {str_concat(ctx->arena, base.s, S("/resend"))},
                            .withdraw = {str_concat(ctx->arena, base.s, S("/withdraw"))},
                            .person_url = id_is_nil(r->user_id) ? (Url){S("")} : person_url(ctx, r->user_id, "")};
    return plan_role_names(a, &plan, &ret->roles);
}

Err page_user_invitations(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str state = ctx_query(ctx, S("state"));
    bool expired = str_eq(state, S("expired")), pending = str_eq(state, S("pending"));
    bool known = expired || pending || str_eq(state, S("accepted")) || str_eq(state, S("withdrawn"));
    InvitationListArgs args = {.with_state = known,
                               .state = expired ? S("pending") : state,
                               .with_open = pending,
                               .open_from = ctx->wall,
                               .with_late = expired,
                               .late_to = ctx->wall};
    PageAsk ask = {
        .descending = true, .size = 50, .after = ctx_query(ctx, S("after")), .before = ctx_query(ctx, S("before"))};
    InvitationListRow *rows;
    size_t n;
    PageInfo info;
    PeopleWorld w;
    TRY(people_world(a, &w));
    TRY(q_invitation_list(a, &args, &ask, &rows, &n, &info));
    InvitationsView *v = arena_new(ctx->arena, InvitationsView);
    InvitationLine *lines = arena_array(ctx->arena, InvitationLine, n + 1);
    Str *addresses = arena_array(ctx->arena, Str, n + 1);
    bool *held = arena_array(ctx->arena, bool, n + 1);
    for (size_t i = 0; i < n; i++) {
        addresses[i] = rows[i].email;
    }
    TRY(mail_suppressed(ctx, addresses, n, held));
    for (size_t i = 0; i < n; i++) {
        TRY(line_of(a, &w, &rows[i], &lines[i]));
        lines[i].held = held[i] && lines[i].may_resend;
    }
    v->lines = lines;
    v->lines_n = n;
    v->shell = people_shell(ctx, MSG("Invitations"));
    v->tabs = people_tabs(ctx, TAB_INVITATIONS, &v->tabs_n);
    v->state = people_select(ctx, "state", STATES, COUNT_OF(STATES), state, MSG("State"));
    v->action = v->clear = people_url(ctx, "/invitations");
    v->invite_url = people_url(ctx, "/invite");
    v->may_invite = ctx_may(ctx, &USERS_INVITE);
    v->filtered = known;
    Url here = url_with(ctx->arena, v->action, S("state"), known ? state : S(""));
    v->pager = (PagerView){.has_next = info.next.n > 0,
                           .has_previous = info.previous.n > 0,
                           .next = url_with(ctx->arena, here, S("after"), info.next),
                           .previous = url_with(ctx->arena, here, S("before"), info.previous)};
    RENDER(ctx, 200, invitations, v);
    return OK;
}

/* --- asking --- */

static FieldView language_field(Ctx *ctx, Str chosen)
{
    const Str *names;
    size_t n;
    const Str *tags = locale_languages(&n, &names);
    OptionView *o = arena_array(ctx->arena, OptionView, n + 1);
    for (size_t i = 0; i < n; i++) {
        o[i] = (OptionView){.value = tags[i], .text = names[i]};
    }
    return people_select(ctx, "language", o, n, chosen, MSG("Language of the letter"));
}

static Err invite_view(AccountCtx a, const PeopleWorld *w, const RolePlan *plan, Str emails, Str message, Str language,
                       InviteView **ret)
{
    Ctx *ctx = a.ctx;
    InviteView *v = arena_new(ctx->arena, InviteView);
    v->shell = people_sub_shell(ctx, MSG("Invite people from outside"), S(""));
    v->form = (FormView){.action = people_url(ctx, "/invite"), .errors = people_errors(ctx)};
    v->emails = people_area(ctx, "emails", emails, MSG("E-mail addresses"), 3000);
    v->emails.hint = MSG("At most 10, separated by commas or semicolons.");
    v->message = people_area(ctx, "message", message, MSG("Message"), INVITE_MESSAGE_MAX);
    v->message.optional = true;
    v->message.hint = MSG("Stands in the letter.");
    v->language = language_field(ctx, language);
    v->back = people_url(ctx, "/invitations");
    *ret = v;
    return role_picker(a, w, plan, true, &v->picker);
}

Err page_user_invite(AccountCtx a)
{
    PeopleWorld w;
    InviteView *v;
    TRY(people_world(a, &w));
    TRY(invite_view(a, &w, &(RolePlan){.scope = S("account")}, S(""), S(""), locale_language(a.ctx->locale), &v));
    RENDER(a.ctx, 200, invite, v);
    return OK;
}

Err page_user_invite_do(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PeopleWorld w;
    RolePlan plan;
    Str emails[INVITE_MAX], text = ctx_form(ctx, S("emails")), message = str_trim(ctx_form(ctx, S("message"))),
                            language = ctx_form(ctx, S("language"));
    size_t n;
    TRY(people_world(a, &w));
    TRY(role_plan_of_form(a, &plan));
    TRY(invite_read(a, &w, text, emails, &n));
    if (utf8_count(message) > INVITE_MESSAGE_MAX || !utf8_valid(message)) {
        problem_field(ctx, S("message"), MSG1("Use at most {n} characters.", "n", S("1000")));
    }
    if (str_eq(plan.scope, S("directory"))) {
        plan.scope = S("account");
    }
    Err err = plan_check(a, &w, &plan, true, true);
    if (err == ERR_INVALID) {
        InviteView *v;
        TRY(invite_view(a, &w, &plan, text, message, language, &v));
        return RENDER_FAILED(ctx, invite, v);
    }
    TRY(err);
    for (size_t i = 0; i < n; i++) {
        TRY(invite_send(a, &w,
                        &(InviteNew){.email = emails[i], .message = message, .locale = language, .plan = &plan}));
        TRY(audit_also(ctx, "invitation.send"));
    }
    ctx->audit.skip = true;
    ctx_redirect(ctx, people_url(ctx, "/invitations"),
                 MSGN("{n} invitation is on its way.", "{n} invitations are on their way.", (int64_t)n));
    return OK;
}

static Err path_invitation(AccountCtx a, Id *ret) { return ctx_param_id(a.ctx, S("invitation"), ret); }

Err page_user_invitation_resend(AccountCtx a)
{
    Id id;
    TRY(path_invitation(a, &id));
    TRY(invite_again(a, id));
    ctx_redirect(a.ctx, people_url(a.ctx, "/invitations"),
                 MSG("The invitation is sent again, with a new link. The old link opens nothing any more."));
    return OK;
}

Err page_user_invitation_withdraw(AccountCtx a)
{
    Id id;
    TRY(path_invitation(a, &id));
    TRY(invite_withdraw(a, id));
    ctx_redirect(a.ctx, people_url(a.ctx, "/invitations"), MSG("The invitation is withdrawn. Its link opens nothing."));
    return OK;
}

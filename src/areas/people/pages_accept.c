/* The page behind an invitation's link, for somebody who may be nobody here yet. */
#include "app/mail.h"
#include "app/session.h"
#include "app/setting.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/people/invite.h"
#include "areas/people/pages.h"
#include "base/utf8.h"
#include "gen/identity_html.h"
#include "gen/people_html.h"
#include "gen/people_q.h"

typedef struct Accept {
    Str token, first_name, last_name, hash;
    InvitationByTokenRow inv;
    InviteState state;
    InvitationPersonRow person; /* who signs in with the invited address */
    bool has_person;
    PasswordWords words;
    AcceptView *view;
    Id user_id;
} Accept;

static Err look(Ctx *ctx, void *arg)
{
    Accept *c = arg;
    TRY(invite_find(system_of(ctx), c->token, &c->inv, &c->state));
    if (c->state != INVITE_OPEN) {
        return OK;
    }
    Err err = q_invitation_person(system_of(ctx), &(InvitationPersonArgs){.name = c->inv.email_key}, &c->person);
    c->has_person = err == OK;
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    return identity_password_words(system_of(ctx), ID_NIL, &c->words);
}

static void say_why(const Accept *c, AcceptView *v)
{
    Msg again = MSG("Ask whoever invited you to send the invitation again.");
    switch (c->state) {
    case INVITE_OPEN:
        return;
    case INVITE_NONE:
        v->problem = MSG("This link opens no invitation.");
        v->hint =
            MSG("Check that the whole link was opened. If the invitation was sent again, only the newest link holds.");
        return;
    case INVITE_EXPIRED:
        v->problem = MSG("This invitation has expired.");
        v->hint = again;
        return;
    case INVITE_ACCEPTED:
        v->problem = MSG("This invitation was used already.");
        v->hint = MSG("If it was you, sign in.");
        return;
    case INVITE_WITHDRAWN:
        v->problem = MSG("This invitation was withdrawn.");
        v->hint = MSG("Ask whoever invited you.");
        return;
    }
}

/* People of the vendor and of customers do not work as guests of a partner. */
static bool can_be_guest(const Accept *c)
{
    return !c->has_person || (str_eq(c->person.kind, S("partner")) && str_eq(c->person.state, S("active")));
}

static FieldView secret(Ctx *ctx, const char *name, Msg label)
{
    FieldView f = people_field(ctx, name, S(""), label);
    f.kind = FIELD_PASSWORD;
    f.autocomplete = S("new-password");
    return f;
}

static Str roles_of(Ctx *ctx, Str roles)
{
    Str s = S(""), one;
    while (roles.n && str_split(&roles, ' ', &one)) {
        Str name = people_role_name(ctx, one, S(""));
        s = s.n ? str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(s), S_ARG(name)) : name;
    }
    return s;
}

static Err fill(Ctx *ctx, void *arg)
{
    Accept *c = arg;
    AcceptView *v = arena_new(ctx->arena, AcceptView);
    c->view = v;
    v->door = door_view(ctx, MSG("Invitation"));
    v->door->shell->failed = ctx->problem.fields_n != 0;
    v->errors = people_errors(ctx);
    v->sign_in = url_static("/sign-in");
    say_why(c, v);
    if (c->state != INVITE_OPEN) {
        return OK;
    }
    if (!can_be_guest(c)) {
        v->problem = MSG1("{email} cannot be a guest of a partner.", "email", c->inv.email);
        v->hint = MSG("Ask for an invitation to another address.");
        return OK;
    }
    v->here = url_fmt(ctx->arena, "/invitation/%s", c->token);
    v->accept = url_fmt(ctx->arena, "/invitation/%s/accept", c->token);
    v->sign_in = url_with(ctx->arena, v->sign_in, S("return"), v->here.s);
    v->account = c->inv.account_name;
    v->by = person_name(ctx->arena, c->inv.first_name, c->inv.last_name);
    v->email = c->inv.email;
    v->message = c->inv.message;
    v->roles = roles_of(ctx, c->inv.roles);
    v->expires = c->inv.expires_at;
    TRY(installation_get(ctx, S("vendor_name"), &v->vendor));
    v->has_sign_in = c->has_person;
    v->signed_in = ctx->actor.kind == ACTOR_USER || ctx->actor.kind == ACTOR_OPERATOR;
    v->me = ctx->actor.email;
    v->right_person = ctx->actor.kind == ACTOR_USER && c->has_person && id_eq(c->person.id, ctx->actor.user_id);
    v->right_person = v->right_person || (ctx->actor.kind == ACTOR_USER &&
                                          str_eq(mail_key(ctx->arena, ctx->actor.email), c->inv.email_key));
    v->first_name = people_field(ctx, "first_name", c->first_name, MSG("First name"));
    v->first_name.autocomplete = S("given-name");
    v->last_name = people_field(ctx, "last_name", c->last_name, MSG("Last name"));
    v->last_name.autocomplete = S("family-name");
    v->password = secret(ctx, "password", MSG("Password"));
    v->password.hint = MSG1("At least {n} characters. A few unrelated words are easy to remember.", "n",
                            str_fmt(ctx->arena, "%d", PASSWORD_MIN));
    v->again = secret(ctx, "again", MSG("Password, again"));
    return OK;
}

Err page_user_accept(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Accept c = {.token = ctx_param(ctx, S("token"))};
    TRY(look(ctx, &c));
    TRY(fill(ctx, &c));
    AcceptView *v = c.view;
    ctx_header(ctx, S("Referrer-Policy"), S("no-referrer"));
    RENDER(ctx, c.state == INVITE_OPEN ? 200 : 404, accept, v);
    return OK;
}

/* --- a new person --- */

static Err make_person(Ctx *ctx, void *arg)
{
    Accept *c = arg;
    TRY(look(ctx, c)); /* may have ended meanwhile */
    if (c->state != INVITE_OPEN || c->has_person) {
        return problem(ctx, ERR_CONFLICT, MSG("This invitation was used already."), MSG("Sign in."));
    }
    NewUser u = {.id = ctx_new_id(ctx),
                 .directory_id = c->inv.directory_id,
                 .last_account_id = c->inv.account_id,
                 .sign_in = c->inv.email_key,
                 .first_name = c->first_name,
                 .last_name = c->last_name,
                 .password_hash = c->hash,
                 .locale = locale_tag(ctx->locale),
                 .time_zone = c->inv.time_zone,
                 .guest = true,
                 .origin = S("invitation")};
    TRY(identity_add_user(system_of(ctx), &u));
    c->user_id = u.id;
    return invite_accept(ctx, &c->inv, u.id, person_name(ctx->arena, c->first_name, c->last_name));
}

static Err failed(Ctx *ctx, Accept *c)
{
    TRY(unit_run(ctx, MODE_READ, NULL, fill, c));
    AcceptView *v = c->view;
    return RENDER_FAILED(ctx, accept, v);
}

Err page_user_accept_new(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Accept c = {.token = ctx_param(ctx, S("token")),
                .first_name = str_trim(ctx_form(ctx, S("first_name"))),
                .last_name = str_trim(ctx_form(ctx, S("last_name")))};
    Str password = identity_password(ctx->arena, ctx_form(ctx, S("password")));
    TRY(unit_run(ctx, MODE_READ, NULL, look, &c));
    if (c.state != INVITE_OPEN || c.has_person) {
        return failed(ctx, &c);
    }
    person_check_facts(ctx, S(""), &(PersonNew){.first_name = c.first_name, .last_name = c.last_name});
    identity_password_word(&c.words, c.inv.email_key);
    identity_password_word(&c.words, c.first_name);
    identity_password_word(&c.words, c.last_name);
    identity_check_password(ctx, S("password"), password, &c.words);
    if (!str_eq(password, identity_password(ctx->arena, ctx_form(ctx, S("again"))))) {
        problem_field(ctx, S("again"), MSG("The two passwords are not the same."));
    }
    if (problem_check(ctx) != OK) {
        return failed(ctx, &c);
    }
    c.hash = password_hash(ctx->arena, password);
    Actor actor = ctx->actor; /* somebody else may be signed in beside */
    AccountRef account = ctx->account;
    Id account_id = ctx->account_id;
    TRY(unit_run(ctx, MODE_WRITE, "invitation.accept", make_person, &c));
    ctx->actor = actor;
    ctx->account = account;
    ctx->account_id = account_id;
    Url home = url_fmt(ctx->arena, "/a/%s", c.inv.public_id);
    return signin_proved(ctx, c.user_id, AUTH_PASSWORD, home.s);
}

/* --- somebody who signs in already --- */

Err page_user_accept_mine(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Accept c = {.token = ctx_param(ctx, S("token"))};
    TRY(look(ctx, &c));
    TRY(fill(ctx, &c));
    if (c.state != INVITE_OPEN || !c.view->right_person) {
        AcceptView *v = c.view;
        ctx->audit.skip = true;
        return RENDER_FAILED(ctx, accept, v);
    }
    Url home = url_fmt(ctx->arena, "/a/%s", c.inv.public_id);
    TRY(invite_accept(ctx, &c.inv, ctx->actor.user_id, ctx->actor.name));
    ctx_redirect(ctx, home, MSG1("Welcome to {account}.", "account", c.inv.account_name));
    return OK;
}

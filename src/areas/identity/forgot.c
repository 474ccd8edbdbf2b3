/* A forgotten password: a link by mail, good once and for half an hour.
 *
 * Whoever asks learns nothing: every name gets the same answer in the same time, because the name is looked up later,
 * by a job. Whoever asks for somebody else's name does them no harm: their password and sessions stay as they are until
 * the link is used, at most a few mails go out, and links that went out stay good. */
#include "areas/identity/pages.h"

#include "app/app.h"
#include "app/job.h"
#include "app/session.h"
#include "app/tell.h"
#include "app/unit.h"
#include "gen/identity_html.h"
#include "gen/identity_q.h"
#include "ui/shell.h"

enum {
    LINK_MINUTES = 30,
    LINKS_MAX = 3,         /* good ones of one person; who asks for more has them in the mailbox */
    ASKS_MAX = 5,          /* of one name from one network before it waits */
    ASKS_MAX_NETWORK = 30, /* of any name */
    NAME_MAX = 254,
};

static ForgotView *forgot_view(Ctx *ctx, Str email)
{
    static const Str names[] = {S_INIT("email")};
    ForgotView *v = arena_new(ctx->arena, ForgotView);
    v->door = door_view(ctx, MSG("Forgotten password"));
    v->email = text_field(ctx, names[0], email, MSG("Work e-mail"));
    v->email.kind = FIELD_EMAIL;
    v->email.autocomplete = S("username");
    v->email.inputmode = S("email");
    v->email.focus = true;
    v->errors = error_summary(ctx, names, COUNT_OF(names));
    v->door->shell->failed = v->errors.links_n > 0;
    v->minutes = LINK_MINUTES;
    return v;
}

Err forgot_page(PublicCtx p)
{
    ForgotView *v = forgot_view(p.ctx, str_sub(ctx_query(p.ctx, S("email")), 0, NAME_MAX));
    RENDER(p.ctx, 200, forgot, v);
    return OK;
}

typedef struct Ask {
    Str key;
    SignInKeys keys;
    int64_t wait_s;
} Ask;

static Err ask_unit(Ctx *ctx, void *arg)
{
    Ask *a = arg;
    SystemCtx s = system_of(ctx);
    TRY(identity_wait(s, &a->keys, &a->wait_s));
    if (a->wait_s > 0) {
        return OK;
    }
    int64_t all;
    Id job;
    TRY(identity_counters_failed(s, &a->keys, ASKS_MAX, ASKS_MAX_NETWORK, &all));
    return job_enqueue(ctx, &(JobAsk){.kind = "identity.forgot", .key = a->key, .payload = S("{}")}, &job);
}

/* Counters of their own: asking for a link does not make the password wait, nor the other way round. */
static SignInKeys ask_keys(Ctx *ctx, Str key)
{
    SignInKeys door = identity_sign_in_keys(ctx, key, ctx->req->remote, http_cookie(ctx->req, S(DEVICE_COOKIE)));
    return (SignInKeys){
        .name = secret_digest(ctx->app, str_concat(ctx->arena, S("forgot|"), digest_hex(ctx->arena, door.name))),
        .network = secret_digest(ctx->app, str_concat(ctx->arena, S("forgot|"), digest_hex(ctx->arena, door.network))),
        .known_device = door.known_device};
}

Err forgot_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Str email = str_trim(ctx_form(ctx, S("email")));
    Ask a = {.key = identity_name_key(ctx->arena, email)};
    if (email.n == 0 || email.n > NAME_MAX || str_find_char(email, '@') <= 0) {
        problem_field(ctx, S("email"), MSG("Enter your work e-mail."));
    } else {
        a.keys = ask_keys(ctx, a.key);
        TRY(unit_run(ctx, MODE_WRITE, NULL, ask_unit, &a));
    }
    if (a.wait_s > 0) {
        problem_field(ctx, S("email"),
                      MSGN("You have asked often. Look into your mailbox, or try again in {n} minute.",
                           "You have asked often. Look into your mailbox, or try again in {n} minutes.",
                           (a.wait_s + 59) / 60));
    }
    ForgotView *v = forgot_view(ctx, email);
    if (a.wait_s > 0) { /* as the door itself says it */
        ctx_header(ctx, S("Retry-After"), str_fmt(ctx->arena, "%lld", (long long)a.wait_s));
        RENDER(ctx, 429, forgot, v);
        return OK;
    }
    if (problem_check(ctx) != OK) {
        return RENDER_FAILED(ctx, forgot, v);
    }
    RENDER(ctx, 200, forgot_sent, v);
    return OK;
}

/* --- the job: who it is, and the mail --- */

static Str link_text(Arena *a, Str token) { return str_concat(a, S("password link|"), token); }

static Err make_link(Ctx *ctx, Id user_id, int64_t life_us, Url *ret)
{
    Str token = token_new(ctx->arena, 24);
    Digest hash = secret_digest(ctx->app, link_text(ctx->arena, token));
    TRY(q_identity_link_add(system_of(ctx),
                            &(IdentityLinkAddArgs){.id = ctx_new_id(ctx),
                                                   .user_id = user_id,
                                                   .token_hash = digest_str(&hash),
                                                   .expires_at = time_add(ctx->wall, life_us)},
                            NULL));
    *ret = url_fmt(ctx->arena, "/sign-in/reset/%s", token);
    return OK;
}

Err identity_send_first_link(Ctx *ctx, Id user_id, Str company)
{
    Url link;
    TRY(identity_end_links(system_of(ctx), user_id));
    TRY(make_link(ctx, user_id, FIRST_LINK_DAYS * TIME_DAY, &link));
    return tell_user(
        ctx,
        &(Tell){.category = S("security"),
                .user_id = user_id,
                .icon = S("key"),
                .title = MSG1("You can sign in for {company}", "company", company),
                .line = MSG1("An account of the partner center was made for you. Choose a password by this link; it "
                             "holds {n} days and once.",
                             "n", str_fmt(ctx->arena, "%d", FIRST_LINK_DAYS)),
                .url = link,
                .action = MSG("Choose a password"),
                .secret_in_mail_only = true});
}

static Err send_link(Ctx *ctx, Id user_id)
{
    Url link;
    TRY(make_link(ctx, user_id, LINK_MINUTES * TIME_MINUTE, &link));
    return tell_user(
        ctx,
        &(Tell){.category = S("security"),
                .user_id = user_id,
                .icon = S("key"),
                .title = MSG("Choose a new password"),
                .line = MSG1("Somebody asked for this link because the password is forgotten. It holds {n} minutes "
                             "and once. If it was not you, do nothing: your password stays as it is.",
                             "n", str_fmt(ctx->arena, "%d", LINK_MINUTES)),
                .url = link,
                .action = MSG("Choose a new password"),
                .secret_in_mail_only = true});
}

Err forgot_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    SystemCtx s = system_of(ctx);
    *ret_next = JOB_DONE;
    SignInUser user;
    TRY(identity_find(s, job->key, &user));
    if (!user.found) {
        return OK; /* unknown, suspended, removed, or without a password of ours: nobody is told */
    }
    SignInAt at;
    TRY(sign_in_elsewhere(s, S(""), user.id, &at));
    if (at.only) {
        return OK; /* their organization keeps the password */
    }
    IdentityLinksGoodRow good;
    TRY(q_identity_links_good(s, &(IdentityLinksGoodArgs){.user_id = user.id}, &good));
    return good.n >= LINKS_MAX ? OK : send_link(ctx, user.id);
}

/* --- the link --- */

typedef struct Reset {
    Str token;
    IdentityLinkRow link;
    bool good;
    Str name;
    PasswordWords words;
    Str hash;
    bool lost; /* somebody used the link meanwhile */
} Reset;

static Err reset_look(Ctx *ctx, void *arg)
{
    Reset *r = arg;
    SystemCtx s = system_of(ctx);
    Digest hash = secret_digest(ctx->app, link_text(ctx->arena, r->token));
    Err err = q_identity_link(s, &(IdentityLinkArgs){.token_hash = digest_str(&hash)}, &r->link);
    r->good = err == OK;
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    return identity_password_words(s, r->link.user_id, &r->words);
}

static ResetView *reset_view(Ctx *ctx, const Reset *r)
{
    static const Str names[] = {S_INIT("password"), S_INIT("again")};
    ResetView *v = arena_new(ctx->arena, ResetView);
    v->first = r->link.first_time;
    v->door = door_view(ctx, v->first ? MSG("Choose your password") : MSG("Choose a new password"));
    v->name = r->link.sign_in;
    v->action = url_fmt(ctx->arena, "/sign-in/reset/%s", r->token);
    v->password = new_password_field(ctx, names[0], v->first ? MSG("Password") : MSG("New password"));
    v->again = new_password_field(ctx, names[1], v->first ? MSG("Password, again") : MSG("New password, again"));
    v->again.hint = (Msg){0};
    v->errors = error_summary(ctx, names, COUNT_OF(names));
    v->door->shell->failed = v->errors.links_n > 0;
    return v;
}

/* The same for a link that was used, is too old, or never was. */
static Err link_over(Ctx *ctx)
{
    ResetView *v = arena_new(ctx->arena, ResetView);
    v->door = door_view(ctx, MSG("This link does not hold any more"));
    v->door->shell->failed = true;
    RENDER(ctx, 404, reset_over, v);
    return ERR_NOT_FOUND;
}

Err reset_page(PublicCtx p)
{
    Reset r = {.token = ctx_param(p.ctx, S("token"))};
    TRY(reset_look(p.ctx, &r));
    if (!r.good) {
        return link_over(p.ctx);
    }
    ResetView *v = reset_view(p.ctx, &r);
    RENDER(p.ctx, 200, reset, v);
    return OK;
}

static Err reset_store(Ctx *ctx, void *arg)
{
    Reset *r = arg;
    SystemCtx s = system_of(ctx);
    int64_t changed = 0;
    TRY(q_identity_link_use(s, &(IdentityLinkUseArgs){.id = r->link.id}, &changed));
    r->lost = changed == 0;
    if (r->lost) {
        ctx->audit.skip = true;
        return OK;
    }
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = r->link.user_id;
    ctx->actor.name = r->link.sign_in;
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = r->link.user_id;
    ctx->audit.target_name = r->link.sign_in;
    TRY(q_identity_set_password((SelfCtx){ctx}, &(IdentitySetPasswordArgs){.password_hash = r->hash}, NULL));
    TRY(identity_end_links(s, r->link.user_id));
    TRY(session_end_all(s, r->link.user_id, ID_NIL));
    if (r->link.first_time) {
        return identity_tell(
            ctx, r->link.user_id, MSG("You have chosen your password by the link that was mailed to you"),
            MSG("If it was not you, tell a global admin of your company or the vendor now."), "/me/sign-in");
    }
    return identity_tell(ctx, r->link.user_id, MSG("Your password was changed by a link that was mailed to you"),
                         MSG("All sessions are ended. If it was not you, tell a global admin of your company now."),
                         "/me/sign-in");
}

Err identity_end_links(SystemCtx s, Id user_id)
{
    return q_identity_links_end(s, &(IdentityLinksEndArgs){.user_id = user_id}, NULL);
}

Err reset_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Reset r = {.token = ctx_param(ctx, S("token"))};
    TRY(unit_run(ctx, MODE_READ, NULL, reset_look, &r));
    if (!r.good) {
        return link_over(ctx);
    }
    Str password = identity_password(ctx->arena, ctx_form(ctx, S("password")));
    identity_check_password(ctx, S("password"), password, &r.words);
    if (!str_eq(password, identity_password(ctx->arena, ctx_form(ctx, S("again"))))) {
        problem_field(ctx, S("again"), MSG("The two passwords are not the same."));
    }
    if (problem_check(ctx) != OK) {
        ResetView *v = reset_view(ctx, &r);
        return RENDER_FAILED(ctx, reset, v);
    }
    r.hash = password_hash(ctx->arena, password);
    Actor was = ctx->actor; /* somebody else may be signed in beside */
    TRY(unit_run(ctx, MODE_WRITE, "identity.password_reset", reset_store, &r));
    ctx->actor = was;
    return r.lost ? link_over(ctx) : signin_proved(ctx, r.link.user_id, AUTH_MAIL | AUTH_PASSWORD, S("/"));
}

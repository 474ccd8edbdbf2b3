/* What is missing until a session may begin, and beginning it. No pages here: those are in door.c and steps.c. */
#include "areas/identity/signin.h"

#include "app/agent.h"
#include "app/app.h"
#include "app/session.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/identity/pages.h"
#include "base/num.h"
#include "gen/identity_q.h"

enum { PENDING_MINUTES = 15 };

int signin_strength(unsigned methods)
{
    if (methods & (AUTH_PASSKEY | AUTH_FEDERATED_MFA)) {
        return 2;
    }
    int first = methods & (AUTH_PASSWORD | AUTH_FEDERATED | AUTH_MAIL) ? 1 : 0;
    return first + (methods & (AUTH_TOTP | AUTH_RECOVERY) ? 1 : 0);
}

Str identity_amr(Ctx *ctx)
{
    static const struct {
        unsigned bit;
        const char *word;
    } WORDS[] = {{AUTH_PASSWORD, "pwd"},
                 {AUTH_TOTP | AUTH_RECOVERY, "otp"},
                 {AUTH_PASSKEY, "swk user"},
                 {AUTH_MAIL, "mail"},
                 {AUTH_FEDERATED, "fed"}};
    Buf b = buf_on_arena(ctx->arena, 128);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        if (session_methods(ctx) & WORDS[i].bit) {
            buf_fmt(&b, "%s%s", b.n ? " " : "", WORDS[i].word);
        }
    }
    if (session_strength(ctx) >= 2) {
        buf_fmt(&b, "%smfa", b.n ? " " : "");
    }
    return buf_str(&b);
}

/* --- the cookie of a sign-in that has begun --- */

static Str step_cookie(const Ctx *ctx) { return secure(ctx) ? S("__Host-entente_step") : S("entente_step"); }

static void put_step_cookie(Ctx *ctx, Str secret, int64_t life_s)
{
    ctx_cookie(ctx, str_fmt(ctx->arena, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%lld%s",
                            S_ARG(step_cookie(ctx)), S_ARG(secret), (long long)life_s, secure(ctx) ? "; Secure" : ""));
}

static Digest step_digest(Ctx *ctx, Str secret)
{
    return secret_digest(ctx->app, str_concat(ctx->arena, S("sign-in step|"), secret));
}

Err signin_pending(SystemCtx s, SignInPending *ret)
{
    Ctx *ctx = s.ctx;
    Str cookie = ctx->req ? http_cookie(ctx->req, step_cookie(ctx)) : S("");
    if (!cookie.n || cookie.n > 128) {
        return ERR_NOT_FOUND;
    }
    Digest digest = step_digest(ctx, cookie);
    IdentityPendingByTokenRow row;
    TRY(q_identity_pending_by_token(s, &(IdentityPendingByTokenArgs){.token_hash = digest_str(&digest)}, &row));
    *ret = (SignInPending){.id = row.id,
                           .user_id = row.user_id,
                           .methods = (unsigned)row.methods,
                           .next = row.return_to,
                           .refused = row.refused,
                           .put_off = row.put_off};
    return OK;
}

/* --- what is missing --- */

typedef struct Proof {
    Id user_id;
    unsigned methods;
    Str next;
    IdentitySignerRow user;
    SignInPending pending; /* of the same person; else its id is nil */
    SignInAt at;           /* where the person signs in elsewhere */
    SignInStep step;
    Str secret;
} Proof;

SignInStep signin_step(const SignInFacts *f)
{
    bool strong = signin_strength(f->methods) >= 2;
    if (!strong && factors_any(&f->factors)) {
        return SIGN_IN_CODE;
    }
    if (f->must_change) {
        return SIGN_IN_PASSWORD;
    }
    bool later = f->put_off && !mfa_in_force(&f->demand, f->today);
    return !strong && f->demand.policy == MFA_REQUIRED && !later ? SIGN_IN_ENROLL : SIGN_IN_DONE;
}

static Err facts_of(SystemCtx s, Id user_id, SignInFacts *f)
{
    f->today = date_of(s.ctx->wall);
    TRY(factors_of(s, user_id, &f->factors));
    return mfa_demand(s, user_id, &f->demand);
}

Url signin_page_of(SignInStep step)
{
    switch (step) {
    case SIGN_IN_CODE:
        return url_static("/sign-in/code");
    case SIGN_IN_PASSWORD:
        return url_static("/sign-in/password");
    case SIGN_IN_ENROLL:
        return url_static("/sign-in/second-factor");
    case SIGN_IN_DONE:
        return url_static("/");
    }
    return url_static("/sign-in");
}

Err step_look(Ctx *ctx, void *arg)
{
    Step *t = arg;
    SystemCtx s = system_of(ctx);
    *t = (Step){0};
    Err err = signin_pending(s, &t->pending);
    IdentitySignerRow row;
    if (err == OK) {
        err = q_identity_signer(s, &(IdentitySignerArgs){.id = t->pending.user_id}, &row);
    }
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    t->found = true;
    t->name = row.sign_in;
    t->first_name = row.first_name;
    t->email = row.email;
    t->password_hash = row.password_hash;
    t->directory_id = row.directory_id;
    t->directory_name = row.directory_name;
    t->facts =
        (SignInFacts){.methods = t->pending.methods, .must_change = row.must_change, .put_off = t->pending.put_off};
    TRY(facts_of(s, t->pending.user_id, &t->facts));
    t->now = signin_step(&t->facts);
    return OK;
}

bool step_is(Ctx *ctx, const Step *t, SignInStep wanted)
{
    if (t->found && t->now == wanted) {
        return true;
    }
    if (t->found && t->now != SIGN_IN_DONE) {
        ctx_redirect(ctx, signin_page_of(t->now), (Msg){0});
    } else {
        ctx_redirect(ctx, url_static("/sign-in"), MSG("The time for this step is over. Sign in again."));
    }
    return false;
}

void step_act_as(Ctx *ctx, const Step *t)
{
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = t->pending.user_id;
    ctx->actor.directory_id = t->directory_id;
    ctx->actor.name = t->name;
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = t->pending.user_id;
    ctx->audit.target_name = t->name;
}

static Err gather(Ctx *ctx, void *arg)
{
    Proof *p = arg;
    SystemCtx s = system_of(ctx);
    TRY(q_identity_signer(s, &(IdentitySignerArgs){.id = p->user_id}, &p->user));
    if (!str_eq(p->user.state, S("active")) || !str_eq(p->user.directory_state, S("active"))) {
        return ERR_NOT_FOUND;
    }
    TRY(sign_in_elsewhere(s, S(""), p->user_id, &p->at));
    Err err = signin_pending(s, &p->pending);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    if (err == OK && id_eq(p->pending.user_id, p->user_id)) {
        p->methods |= p->pending.methods;
    } else {
        p->pending = (SignInPending){.id = ID_NIL};
    }
    if (p->methods & (AUTH_PASSWORD | AUTH_TOTP | AUTH_RECOVERY | AUTH_PASSKEY | AUTH_MAIL)) {
        p->methods &= ~(unsigned)AUTH_UNASKED; /* something was proved here */
    }
    SignInFacts f = {.methods = p->methods, .must_change = p->user.must_change, .put_off = p->pending.put_off};
    TRY(facts_of(s, p->user_id, &f));
    p->step = signin_step(&f);
    return OK;
}

/* Each step has a secret of its own: what an earlier one was known by opens nothing. */
static Err go_on(Ctx *ctx, void *arg)
{
    Proof *p = arg;
    SystemCtx s = system_of(ctx);
    if (!id_is_nil(p->pending.id)) {
        TRY(q_identity_pending_end(s, &(IdentityPendingEndArgs){.id = p->pending.id}, NULL));
    }
    Id id = ctx_new_id(ctx);
    if (id.b[15] % 16 == 0) {
        TRY(q_identity_pending_sweep(s, NULL, NULL));
    }
    p->secret = token_new(ctx->arena, 32);
    Digest digest = step_digest(ctx, p->secret);
    return q_identity_pending_insert(
        s,
        &(IdentityPendingInsertArgs){.id = id,
                                     .user_id = p->user_id,
                                     .token_hash = digest_str(&digest),
                                     .methods = p->methods,
                                     .return_to = p->next,
                                     .put_off = p->pending.put_off,
                                     .expires_at = time_add(ctx->wall, PENDING_MINUTES * TIME_MINUTE)},
        NULL);
}

/* --- beginning --- */

/* The account to begin in: the last one if it is still theirs, else the first. */
static Err account_to_begin(Ctx *ctx, Id last, Id *ret)
{
    const AccountOption *options;
    size_t n;
    TRY(session_accounts((SelfCtx){ctx}, &options, &n));
    *ret = n ? options[0].id : ID_NIL;
    for (size_t i = 0; i < n; i++) {
        if (id_eq(options[i].id, last)) {
            *ret = last;
        }
    }
    return OK;
}

/* From here on the request acts as the person who has just proved who they are. */
static void act_as(Ctx *ctx, const Proof *p)
{
    ctx->actor.kind = str_eq(p->user.directory_kind, S("operator")) ? ACTOR_OPERATOR : ACTOR_USER;
    ctx->actor.user_id = p->user_id;
    ctx->actor.directory_id = p->user.directory_id;
    ctx->actor.name = str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(p->user.first_name), S_ARG(p->user.last_name)));
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = p->user_id;
    ctx->audit.target_name = p->user.sign_in;
}

/* Not at the first sign-in of all, which is no surprise. */
static Err tell_of_new_device(Ctx *ctx, const Proof *p)
{
    IdentitySessionAnyRow *rows;
    size_t n;
    TRY(q_identity_session_any(system_of(ctx), &(IdentitySessionAnyArgs){.user_id = p->user_id}, &rows, &n));
    if (!n) {
        return OK;
    }
    Str device = agent_short(ctx->arena, http_header(ctx->req, S("user-agent")));
    Msg line = MSG2("{when}, {place}. If it was not you, end that session and change your password.", "when",
                    tell_time(ctx->arena, ctx->wall), "place",
                    str_fmt(ctx->arena, "%.*s%s%.*s", S_ARG(device), device.n ? ", " : "", S_ARG(ctx->req->remote)));
    return identity_tell(ctx, p->user_id, MSG("You signed in from a browser we have not seen before"), line,
                         "/me/sessions");
}

static Err begin(Ctx *ctx, void *arg)
{
    Proof *p = arg;
    SystemCtx s = system_of(ctx);
    act_as(ctx, p);
    SignInKeys keys =
        identity_sign_in_keys(ctx, p->user.sign_in, ctx->req->remote, http_cookie(ctx->req, S(DEVICE_COOKIE)));
    TRY(identity_succeeded(s, &keys));
    if (!keys.known_device) {
        TRY(tell_of_new_device(ctx, p));
    }
    if (!id_is_nil(p->pending.id)) {
        TRY(q_identity_pending_end(s, &(IdentityPendingEndArgs){.id = p->pending.id}, NULL));
    }
    Id session;
    SessionNew n = {.user_id = p->user_id,
                    .directory_id = p->user.directory_id,
                    .methods = p->methods,
                    .strength = signin_strength(p->methods)};
    TRY(account_to_begin(ctx, p->user.last_account_id, &n.account_id));
    ctx->account_id = n.account_id; /* its activity log tells of it */
    return session_start(s, &n, &session);
}

static Err confirm(Ctx *ctx, void *arg)
{
    Proof *p = arg;
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = p->user_id;
    ctx->audit.target_name = p->user.sign_in;
    if (!id_is_nil(p->pending.id)) {
        TRY(q_identity_pending_end(system_of(ctx), &(IdentityPendingEndArgs){.id = p->pending.id}, NULL));
    }
    return session_renew((SelfCtx){ctx}, p->methods, signin_strength(p->methods));
}

/* A form that waited for the proof goes to its address as it was sent; the browser sends it there by itself. */
static void answer_confirmed(Ctx *ctx, const Proof *p)
{
    Str waits_at = safe_return(ctx_form(ctx, S("for")));
    if (ctx_form(ctx, S("_kept")).n && !str_eq(waits_at, S("/"))) {
        ctx->out.status = 307;
        ctx->out.redirect = waits_at;
        return;
    }
    ctx_redirect(ctx, url_of_path(p->next), (Msg){0});
}

static void put_device_cookie(Ctx *ctx, Str name)
{
    Str device = identity_device_new(ctx, name, http_cookie(ctx->req, S(DEVICE_COOKIE)));
    ctx_cookie(ctx, str_fmt(ctx->arena, DEVICE_COOKIE "=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000%s",
                            S_ARG(device), secure(ctx) ? "; Secure" : ""));
}

static bool is_signed_in_as(const Ctx *ctx, Id user_id)
{
    return (ctx->actor.kind == ACTOR_USER || ctx->actor.kind == ACTOR_OPERATOR) && id_eq(ctx->actor.user_id, user_id) &&
           !id_is_nil(ctx->actor.session_id);
}

Err signin_proved(Ctx *ctx, Id user_id, unsigned methods, Str next)
{
    Proof p = {.user_id = user_id, .methods = methods, .next = safe_return(next)};
    Err err = unit_run(ctx, MODE_READ, NULL, gather, &p);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, ERR_FORBIDDEN, MSG("You cannot sign in with this."),
                       MSG("Ask a global admin of your company."));
    }
    TRY(err);
    if (p.at.only && !(p.methods & AUTH_FEDERATED)) { /* whatever was proved: the organization wants it done there */
        ctx_redirect(ctx, url_with(ctx->arena, p.at.url, S("return"), p.next), (Msg){0});
        return OK;
    }
    if (p.step != SIGN_IN_DONE) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, go_on, &p));
        put_step_cookie(ctx, p.secret, PENDING_MINUTES * 60);
        ctx_redirect(ctx, signin_page_of(p.step), (Msg){0});
        return OK;
    }
    if (is_signed_in_as(ctx, user_id) && p.methods & AUTH_UNASKED) {
        ctx_redirect(ctx, url_of_path(p.next), (Msg){0});
    } else if (is_signed_in_as(ctx, user_id)) {
        TRY(unit_run(ctx, MODE_WRITE, "identity.confirm", confirm, &p));
        answer_confirmed(ctx, &p);
    } else {
        TRY(unit_run(ctx, MODE_WRITE, "identity.sign_in", begin, &p));
        put_device_cookie(ctx, p.user.sign_in);
        ctx_redirect(ctx, url_of_path(p.next), (Msg){0});
    }
    if (!id_is_nil(p.pending.id)) {
        put_step_cookie(ctx, S(""), 0);
    }
    return OK;
}

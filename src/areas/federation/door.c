/* The way to the provider and back: the page that leads there, the answer, our public key, and signing out there. All
 * before sign-in, so nobody's rights are asked; what can be done here is to sign in. */
#include "areas/federation/pages.h"

#include "app/app.h"
#include "app/tried.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/federation_html.h"
#include "gen/federation_q.h"
#include "ui/shell.h"

#define LOGOUT_PURPOSE S("federation logout")
enum { HINT_MAX = 254, LOGOUT_HOURS = 24, TOKEN_KEPT_MAX = 2600, COOKIE_KEPT_MAX = 3900 };

typedef struct Door {
    Connection c;
    Str directory_name;
    Msg problem;
} Door;

static Err not_there(Ctx *ctx)
{
    return problem(ctx, ERR_NOT_FOUND, MSG("This organization does not sign in at a provider."),
                   MSG("Go to the sign-in page and sign in with your password."));
}

static Err look(Ctx *ctx, void *arg)
{
    Door *d = arg;
    FederationDirectoryRow row;
    DirectoryCtx dir = directory_ctx(ctx, d->c.directory_id);
    Err err = q_federation_directory(dir, NULL, &row);
    if (err == ERR_NOT_FOUND || (err == OK && !str_eq(row.state, S("active")))) {
        return not_there(ctx);
    }
    TRY(err);
    d->directory_name = row.name;
    return connection_get(dir, &d->c);
}

static Err find(Ctx *ctx, Door *ret)
{
    *ret = (Door){0};
    TRY(ctx_param_id(ctx, S("directory"), &ret->c.directory_id));
    return ctx->db ? look(ctx, ret) : unit_run(ctx, MODE_READ, NULL, look, ret);
}

static Err find_open(Ctx *ctx, Door *ret)
{
    TRY(find(ctx, ret));
    return ret->c.on ? OK : not_there(ctx);
}

/* --- the page that leads there --- */

static Str hint_of(Ctx *ctx)
{
    Str hint = ctx_query(ctx, S("hint"));
    return hint.n <= HINT_MAX && !utf8_has_control(hint) ? hint : S("");
}

static Url go_url(Ctx *ctx, const Door *d, Str next)
{
    Url to = url_fmt(ctx->arena, "/sign-in/at/%i/go", d->c.directory_id);
    to = url_with(ctx->arena, to, S("hint"), hint_of(ctx));
    to = url_with(ctx->arena, to, S("confirm"), ctx_has_query(ctx, S("confirm")) ? S("1") : S(""));
    return str_eq(next, S("/")) ? to : url_with(ctx->arena, to, S("return"), next);
}

Err at_page(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Door d;
    TRY(find_open(ctx, &d));
    Str next = safe_return(ctx_query(ctx, S("return")));
    AtView *v = arena_new(ctx->arena, AtView);
    *v = (AtView){.door = door_view(ctx, MSG("Sign in")),
                  .provider = d.c.name,
                  .organization = d.directory_name,
                  .confirm = ctx_has_query(ctx, S("confirm")),
                  .go = go_url(ctx, &d, next)};
    Url back = url_with(ctx->arena, url_static("/sign-in"), S("return"), str_eq(next, S("/")) ? S("") : next);
    v->other = back;
    if (!d.c.enforced && hint_of(ctx).n) {
        v->password = url_with(ctx->arena, back, S("email"), hint_of(ctx));
    }
    RENDER(ctx, 200, federation_at, v);
    return OK;
}

/* --- when it does not work --- */

static Err failed(Ctx *ctx, const Door *d, int status, const Failure *f)
{
    FailedView *v = arena_new(ctx->arena, FailedView);
    *v = (FailedView){.door = door_view(ctx, MSG("Not signed in")),
                      .provider = d->c.name,
                      .what = f->what,
                      .said = f->said,
                      .theirs = f->theirs,
                      .again = url_fmt(ctx->arena, "/sign-in/at/%i", d->c.directory_id),
                      .other = d->c.enforced ? (Url){{0}} : url_static("/sign-in")};
    v->door->shell->failed = true;
    if (f->log.n) {
        ctx->problem.log = f->log;
    }
    RENDER(ctx, status, federation_failed, v);
    return OK;
}

typedef struct Note {
    const Door *d;
    Msg what;
} Note;

static Err note_failure(Ctx *ctx, void *arg)
{
    const Note *n = arg;
    return provider_failed(directory_ctx(ctx, n->d->c.directory_id), &n->d->c, n->what);
}

/* What is the provider's fault, or the settings', is noted for those who run the directory. */
static Err failed_there(Ctx *ctx, const Door *d, const Failure *f)
{
    if (f->theirs) {
        Note n = {d, f->what};
        TRY(unit_run(ctx, MODE_WRITE, NULL, note_failure, &n));
    }
    return failed(ctx, d, f->theirs ? 502 : 403, f);
}

/* --- going there --- */

Err at_go(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Door d;
    Provider provider;
    TRY(find_open(ctx, &d));
    Str next = safe_return(ctx_query(ctx, S("return")));
    Err err = provider_get(ctx, &d.c, &provider, &d.problem);
    if (err == ERR_UNAVAILABLE || err == ERR_BUSY) {
        Failure f = {.what = d.problem, .retry = true, .log = S("the provider cannot be reached")};
        return failed(ctx, &d, 503, &f);
    }
    TRY(err);
    bool confirm = ctx_has_query(ctx, S("confirm")) && !id_is_nil(ctx->actor.user_id);
    Str to = attempt_begin(ctx, &d.c, &provider, confirm ? ATTEMPT_CONFIRM : ATTEMPT_SIGN_IN, hint_of(ctx), next);
    ctx_redirect(ctx, url_external(ctx->arena, to), (Msg){0});
    return OK;
}

/* --- coming back --- */

/* What signing out there needs later: a cookie that only the sign-out addresses get. */
static void keep_for_logout(Ctx *ctx, const Door *d, Id user_id, Str id_token)
{
    Str token = id_token.n <= TOKEN_KEPT_MAX ? id_token : S("");
    Str plain = str_fmt(ctx->arena, "%.*s %.*s %.*s", S_ARG(id_text(ctx->arena, d->c.directory_id)),
                        S_ARG(id_text(ctx->arena, user_id)), S_ARG(token));
    Str sealed = base64url_encode(ctx->arena,
                                  keyring_seal(ctx->arena, ctx->app->options.ring, LOGOUT_PURPOSE, S("cookie"), plain));
    if (sealed.n <= COOKIE_KEPT_MAX) {
        ctx_cookie(ctx, str_fmt(ctx->arena, "entente_at=%.*s; Path=/sign-out; HttpOnly; SameSite=Lax; Max-Age=%d%s",
                                S_ARG(sealed), LOGOUT_HOURS * 3600, secure(ctx) ? "; Secure" : ""));
    }
}

static bool kept_for_logout(Ctx *ctx, Id *ret_directory, Id *ret_user, Str *ret_token)
{
    Str cookie = ctx->req ? http_cookie(ctx->req, S("entente_at")) : S(""), sealed, plain, directory, user;
    return cookie.n && cookie.n <= COOKIE_KEPT_MAX && base64url_decode(ctx->arena, cookie, &sealed) == OK &&
           keyring_unseal(ctx->arena, ctx->app->options.ring, LOGOUT_PURPOSE, S("cookie"), sealed, &plain) == OK &&
           str_split(&plain, ' ', &directory) && str_split(&plain, ' ', &user) &&
           id_parse(directory, ret_directory) == OK && id_parse(user, ret_user) == OK && (*ret_token = plain, true);
}

static void drop_for_logout(Ctx *ctx)
{
    ctx_cookie(ctx, str_fmt(ctx->arena, "entente_at=; Path=/sign-out; HttpOnly; SameSite=Lax; Max-Age=0%s",
                            secure(ctx) ? "; Secure" : ""));
}

/* RFC 9207: an answer says whose it is, so that one provider's cannot be passed off as another's. */
static bool issuer_holds(Ctx *ctx, const Connection *c, const Provider *p)
{
    Str iss = ctx_query(ctx, S("iss"));
    return ctx_has_query(ctx, S("iss")) ? str_eq(iss, c->issuer) : !p->doc.iss_sent;
}

typedef struct Proven {
    const Connection *c;
    Id user_id;
} Proven;

static Err note_proven(Ctx *ctx, void *arg)
{
    const Proven *p = arg;
    return connection_proven(directory_ctx(ctx, p->c->directory_id), p->c, p->user_id);
}

typedef struct TriedBy {
    Id user_id;
    EntryHow how;
    Str next;
} TriedBy;

static Err note_tried(Ctx *ctx, void *arg)
{
    const TriedBy *t = arg;
    return tried_note(ctx, t->user_id, t->how == ENTRY_SUSPENDED ? TRIED_SUSPENDED : TRIED_PROVIDER, t->next);
}

static Err enter(Ctx *ctx, Door *d, const Attempt *at, const Claims *claims, Str id_token)
{
    EntryResult result;
    TRY(entry_enter(ctx, &d->c, claims, &result));
    if (entry_refused(result.how)) {
        if (!id_is_nil(result.user_id)) {
            TriedBy by = {.user_id = result.user_id, .how = result.how, .next = at->next};
            TRY(unit_run(ctx, MODE_WRITE, NULL, note_tried, &by));
        }
        Failure f = {.what = entry_refusal(result.how), .retry = false, .log = S("federation: person refused")};
        return failed(ctx, d, 403, &f);
    }
    if (at->purpose == ATTEMPT_CONFIRM && !id_eq(at->user_id, result.user_id)) {
        Failure f = {.what = MSG("You proved your presence as somebody else than who is signed in here."),
                     .retry = true};
        return failed(ctx, d, 403, &f);
    }
    Proven proven = {.c = &d->c, .user_id = result.user_id};
    if (!time_is_set(d->c.proven_at)) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, note_proven, &proven));
    }
    keep_for_logout(ctx, d, result.user_id, id_token);
    unsigned methods = AUTH_FEDERATED;
    /* A provider that knew them still, and did not ask, proves nobody's presence now. */
    Time asked = claims->person.auth_time;
    if (!time_is_set(asked) || time_diff(at->began_at, asked) > OPENID_SKEW_S * TIME_SECOND) {
        methods |= AUTH_UNASKED;
    }
    if (d->c.trust_mfa && claims->person.two_factors) {
        methods |= AUTH_FEDERATED_MFA;
    }
    return signin_proved(ctx, result.user_id, methods, at->next);
}

/* The provider's answer, checked in the order in which nothing is believed before its time: whose sign-in it is, that
 * it comes once, whose answer it is, what it says. */
static Err answered(Ctx *ctx, Door *d, const Attempt *at)
{
    Provider provider;
    Failure f = {0};
    Claims claims;
    Str id_token = S("");
    Err err = provider_get(ctx, &d->c, &provider, &d->problem);
    if (err == ERR_UNAVAILABLE || err == ERR_BUSY) {
        f = (Failure){.what = d->problem, .retry = true};
        return failed(ctx, d, 503, &f);
    }
    TRY(err);
    if (!issuer_holds(ctx, &d->c, &provider)) {
        f = (Failure){.what = MSG("The answer does not come from the provider that was asked."),
                      .theirs = true,
                      .retry = true,
                      .log = S("authorization answer: iss")};
        return failed_there(ctx, d, &f);
    }
    Str error = ctx_query(ctx, S("error"));
    if (error.n || ctx_query(ctx, S("code")).n == 0) {
        bool theirs = !str_eq(error, S("access_denied")) && !str_eq(error, S("login_required"));
        f = (Failure){.what = openid_error(error),
                      .said = utf8_prefix(ctx_query(ctx, S("error_description")), 300),
                      .theirs = theirs,
                      .retry = true,
                      .log = str_fmt(ctx->arena, "authorization answer: %.*s", S_ARG(utf8_prefix(error, 60)))};
        return failed_there(ctx, d, &f);
    }
    err = exchange(ctx, &d->c, &provider, at, &claims, &id_token, &f);
    if (err == ERR_UNAUTHENTICATED) {
        return failed_there(ctx, d, &f);
    }
    TRY(err);
    return at->purpose == ATTEMPT_TRY ? try_report(ctx, &d->c, at, &claims) : enter(ctx, d, at, &claims, id_token);
}

Err at_callback(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Door d;
    Attempt at;
    TRY(find(ctx, &d));
    if (!d.c.there) {
        return not_there(ctx);
    }
    Err err = attempt_find(ctx, d.c.directory_id, ctx_query(ctx, S("state")), &at);
    if (err == OK) {
        err = attempt_use(ctx, &at);
    }
    if (err == ERR_NOT_FOUND || err == ERR_CONFLICT) {
        Failure f = {.what = err == ERR_CONFLICT
                                 ? MSG("This answer of the provider was used already.")
                                 : MSG("This sign-in was not begun in this browser, or more than ten minutes ago."),
                     .retry = true,
                     .log = err == ERR_CONFLICT ? S("callback: replayed") : S("callback: unknown state")};
        return failed(ctx, &d, 403, &f);
    }
    TRY(err);
    if (!d.c.on && at.purpose != ATTEMPT_TRY) {
        return not_there(ctx);
    }
    return answered(ctx, &d, &at);
}

/* --- our public key --- */

Err at_keys(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Door d;
    Str jwk;
    JwtKey *key = NULL;
    TRY(find(ctx, &d));
    if (!d.c.there || d.c.client_auth != CLIENT_PRIVATE_KEY || connection_secret(ctx, &d.c, &jwk) != OK) {
        return problem(ctx, ERR_NOT_FOUND, MSG("This page does not exist, or you cannot see it."), (Msg){0});
    }
    TRY(jwt_key_load(jwk, &key));
    ctx->out.status = 200;
    ctx->out.body = jwt_public_jwks(ctx->arena, (const JwtKey *const[]){key}, 1);
    ctx->out.content_type = S("application/jwk-set+json");
    ctx_header(ctx, S("Cache-Control"), S("public, max-age=3600"));
    jwt_key_free(key);
    return OK;
}

/* --- signing out there --- */

Url federation_signed_out_to(Ctx *ctx, Id user_id)
{
    Id directory, user;
    Str token;
    Door d = {0};
    if (!kept_for_logout(ctx, &directory, &user, &token) || !id_eq(user, user_id)) {
        return (Url){0};
    }
    d.c.directory_id = directory;
    return look(ctx, &d) == OK && d.c.there ? url_static("/sign-out/at") : (Url){0};
}

/* RP-Initiated Logout 1.0. Without an address for it at the provider there is only our own sign-out to tell of. */
static Url logout_url(Ctx *ctx, const Connection *c, const OpenidProvider *p, Str token, Str back)
{
    if (p->end_session.n == 0) {
        return (Url){0};
    }
    Url to = url_external(ctx->arena, p->end_session);
    to = url_with(ctx->arena, to, S("client_id"), c->client_id);
    to = url_with(ctx->arena, to, S("post_logout_redirect_uri"), back);
    return url_with(ctx->arena, to, S("id_token_hint"), token);
}

typedef struct Leaving {
    Door d;
    Str back;
} Leaving;

static Err look_leaving(Ctx *ctx, void *arg)
{
    Leaving *l = arg;
    l->back = connection_logout_uri(ctx);
    return look(ctx, &l->d);
}

Err signed_out_page(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Leaving l = {0};
    Id user;
    Str token;
    Provider provider;
    if (!kept_for_logout(ctx, &l.d.c.directory_id, &user, &token) ||
        unit_run(ctx, MODE_READ, NULL, look_leaving, &l) != OK || !l.d.c.there) {
        ctx_redirect(ctx, url_static("/sign-in"), (Msg){0});
        return OK;
    }
    SignedOutView *v = arena_new(ctx->arena, SignedOutView);
    *v = (SignedOutView){.door = door_view(ctx, MSG("You are signed out")), .provider = l.d.c.name};
    if (provider_get(ctx, &l.d.c, &provider, &l.d.problem) == OK) {
        v->there = logout_url(ctx, &l.d.c, &provider.doc, token, l.back);
    }
    drop_for_logout(ctx);
    RENDER(ctx, 200, federation_signed_out, v);
    return OK;
}

/* --- for identity --- */

Err federation_sign_in_at(SystemCtx s, Str email, Id user_id, SignInAt *ret)
{
    Ctx *ctx = s.ctx;
    if (!id_is_nil(user_id)) {
        FederationOfUserRow row;
        Err err = q_federation_of_user(s, &(FederationOfUserArgs){.user_id = user_id}, &row);
        if (err == OK) {
            *ret = (SignInAt){.name = row.name,
                              .url = url_fmt(ctx->arena, "/sign-in/at/%i", row.directory_id),
                              .only = row.enforced && !id_eq(row.break_glass_id, user_id)};
        }
        return err == ERR_NOT_FOUND ? OK : err;
    }
    if (email.n == 0) {
        FederationAnyRow any;
        TRY(q_federation_any(s, NULL, &any));
        ret->name = any.n ? S("?") : S("");
        return OK;
    }
    ptrdiff_t at = str_rfind_char(email, '@');
    FederationOfDomainRow row;
    Err err =
        at <= 0 ? ERR_NOT_FOUND
                : q_federation_of_domain(s, &(FederationOfDomainArgs){.domain = str_skip(email, (size_t)at + 1)}, &row);
    if (err == OK && !(row.enforced && str_eq(row.break_glass_name, email))) {
        *ret = (SignInAt){
            .name = row.name, .url = url_fmt(ctx->arena, "/sign-in/at/%i", row.directory_id), .only = row.enforced};
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

/* The person who keeps a way in for the day the provider fails. */
Err federation_person_leaves(SystemCtx s, Id user_id, Id directory_id)
{
    FederationOfUserRow row;
    Err err = q_federation_of_user(s, &(FederationOfUserArgs){.user_id = user_id}, &row);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    bool keeps = row.enforced && id_eq(row.break_glass_id, user_id) && id_eq(row.directory_id, directory_id);
    return keeps
               ? problem(s.ctx, ERR_CONFLICT, MSG("This person keeps a way in for the day the sign-in provider fails."),
                         MSG("Name another one under Sign-in and provisioning first."))
               : OK;
}

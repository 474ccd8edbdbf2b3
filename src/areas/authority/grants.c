/* From a code, a refresh token or a device to tokens. Each is looked at in a reading unit, so that a wrong one costs no
 * write; what is used up is used up by a compare-and-set, so that of two at once one wins and the other is a replay. */
#include "areas/authority/oauth.h"

#include "areas/authority/jobs.h"
#include "gen/authority_q.h"

static const OauthError BAD_CODE = {"invalid_grant", 400,
                                    "The code does not hold: it is not of this application and address, was used "
                                    "already, or is older than five minutes.",
                                    0};
static const OauthError NO_CODE = {"invalid_request", 400, "The body must contain code and redirect_uri.", 0};
static const OauthError BAD_VERIFIER = {
    "invalid_grant", 400, "The code_verifier does not fit the code_challenge of the request (method S256).", 0};
static const OauthError NO_REFRESH = {"invalid_request", 400, "The body must contain refresh_token.", 0};
static const OauthError BAD_REFRESH = {"invalid_grant", 400,
                                       "The refresh token does not hold any more. The person has to sign in again.", 0};
static const OauthError REUSED = {"invalid_grant", 400,
                                  "This refresh token was replaced by a newer one. Because it was used again, all "
                                  "tokens of this sign-in are ended; the "
                                  "person has to sign in again.",
                                  0};
static const OauthError GONE_PERSON = {"invalid_grant", 400,
                                       "The person cannot sign in now, or has signed out everywhere or changed the "
                                       "password since. They have to sign in again.",
                                       0};
static const OauthError MORE_SCOPE = {
    "invalid_scope", 400, "The refresh token was not given for this scope. The person has to be asked for it.", 0};

enum { VERIFIER_MIN = 43, VERIFIER_MAX = 128 };

Err oauth_person(SystemCtx s, Id user_id, OauthPerson *ret)
{
    AuthorityPersonRow row;
    TRY(q_authority_person(s, &(AuthorityPersonArgs){.id = user_id}, &row));
    *ret = (OauthPerson){.id = row.id,
                         .first_name = row.first_name,
                         .last_name = row.last_name,
                         .sign_in = row.sign_in,
                         .email = row.email,
                         .password_at = row.password_at,
                         .signed_out_at = row.signed_out_at,
                         .may = str_eq(row.state, S("active")) && str_eq(row.directory_state, S("active")) &&
                                !row.must_change};
    return OK;
}

/* Whether what was begun then still counts: not after a new password, nor after signing out everywhere. The session
 * through which that was done stays and can begin anew, so it is not the sign-in's time that is compared. */
static bool person_stands(const OauthPerson *p, Time since)
{
    bool changed = (time_is_set(p->password_at) && p->password_at.us > since.us) ||
                   (time_is_set(p->signed_out_at) && p->signed_out_at.us > since.us);
    return p->may && !changed;
}

static Digest hash_of(Ctx *ctx, const char *kind, Str secret)
{
    return secret_digest(ctx->app, str_fmt(ctx->arena, "%s|%.*s", kind, S_ARG(secret)));
}

/* What follows is done in the name of the person, by the application. */
static void act_for(Ctx *ctx, const OauthApp *app, Id account_id, const OauthPerson *p)
{
    ctx->account_id = account_id;
    ctx->actor.kind = ACTOR_APPLICATION;
    ctx->actor.application_id = app->id;
    ctx->actor.user_id = p->id;
    ctx->actor.name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(p->first_name), S_ARG(p->last_name));
}

static void audit_app(Ctx *ctx, const OauthApp *app)
{
    ctx->audit.target_kind = S("application");
    ctx->audit.target_id = app->id;
    ctx->audit.target_name = app->name;
}

/* --- beginning --- */

static Err refresh_add(SystemCtx s, Id grant_id, Time not_after, Str *ret)
{
    Ctx *ctx = s.ctx;
    Str token = token_new(ctx->arena, 32);
    Digest hash = hash_of(ctx, "refresh", token);
    Time until = time_add(ctx->wall, AUTHORITY_REFRESH_DAYS * TIME_DAY);
    TRY(q_authority_refresh_add(s,
                                &(AuthorityRefreshAddArgs){.token_hash = digest_str(&hash),
                                                           .grant_id = grant_id,
                                                           .expires_at = until.us < not_after.us ? until : not_after},
                                NULL));
    *ret = token;
    return OK;
}

Err oauth_begin_grant(SystemCtx s, const OauthApp *app, const OauthSignIn *in, Id *ret_grant, Str *ret_refresh)
{
    Ctx *ctx = s.ctx;
    *ret_grant = ctx_new_id(ctx);
    *ret_refresh = S("");
    Time until = time_add(ctx->wall, AUTHORITY_GRANT_DAYS * TIME_DAY);
    TRY(q_authority_grant_add(s,
                              &(AuthorityGrantAddArgs){.account_id = in->account_id,
                                                       .id = *ret_grant,
                                                       .application_id = app->id,
                                                       .directory_id = in->directory_id,
                                                       .user_id = in->user_id,
                                                       .how = in->how,
                                                       .scopes = api_scope_names(ctx->arena, in->scope.scopes),
                                                       .claims = in->scope.claims,
                                                       .amr = in->amr,
                                                       .auth_at = in->auth_at,
                                                       .expires_at = until},
                              NULL));
    audit_app(ctx, app);
    TRY(authority_daily(ctx, S("first")));
    return oauth_has_word(in->scope.claims, S("offline_access")) ? refresh_add(s, *ret_grant, until, ret_refresh) : OK;
}

static Err end_grant(SystemCtx s, Id grant_id, const char *why)
{
    return q_authority_grant_end(s, &(AuthorityGrantEndArgs){.id = grant_id, .why = str_from(why)}, NULL);
}

/* --- the code --- */

typedef struct CodeWork {
    OauthAsk *ask;
    Digest hash;
    Str redirect_uri, verifier;
    AuthorityCodeRow row;
    OauthAnswer answer;
    const OauthError *e;
    bool burn, replay, used_meanwhile;
} CodeWork;

/* S256 only; a challenge needs its verifier, and a verifier its challenge (RFC 9700 2.1.1: no downgrade). */
static bool verifier_fits(Arena *a, Str challenge, Str verifier)
{
    if (challenge.n == 0) {
        return verifier.n == 0;
    }
    Digest d = digest_sha256(verifier);
    return verifier.n >= VERIFIER_MIN && verifier.n <= VERIFIER_MAX &&
           str_eq_secret(challenge, base64url_encode(a, digest_str(&d)));
}

static Err code_find(Ctx *ctx, void *arg)
{
    CodeWork *w = arg;
    SystemCtx s = system_of(ctx);
    TRY(oauth_client(s, &w->ask->tenant, &w->ask->shown, &w->ask->client, &w->e));
    if (w->e) {
        return OK;
    }
    w->e = &BAD_CODE;
    Err err = q_authority_code(s, &(AuthorityCodeArgs){.code_hash = digest_str(&w->hash)}, &w->row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    const AuthorityCodeRow *c = &w->row;
    Id tenant = w->ask->tenant.directory_id;
    if (!id_eq(c->application_id, w->ask->client.app.id) || (!id_is_nil(tenant) && !id_eq(tenant, c->directory_id))) {
        return OK;
    }
    if (time_is_set(c->used_at)) {
        w->replay = !id_is_nil(c->grant_id);
        return OK;
    }
    w->burn = true; /* whoever shows a code wrongly shows it once */
    if (c->expires_at.us <= ctx->wall.us || !str_eq(c->redirect_uri, w->redirect_uri)) {
        return OK;
    }
    bool missing = c->challenge.n == 0 && w->ask->client.app.require_pkce; /* asked for since the code was given */
    if (missing || !verifier_fits(ctx->arena, c->challenge, w->verifier)) {
        w->e = &BAD_VERIFIER;
        return OK;
    }
    TRY(oauth_person(s, c->user_id, &w->answer.person));
    w->e = person_stands(&w->answer.person, c->created_at) ? NULL : &GONE_PERSON;
    return OK;
}

static Err code_burn(Ctx *ctx, void *arg)
{
    CodeWork *w = arg;
    return q_authority_code_use(system_of(ctx),
                                &(AuthorityCodeUseArgs){.code_hash = digest_str(&w->hash), .grant_id = ID_NIL}, NULL);
}

static Err code_replay(Ctx *ctx, void *arg)
{
    CodeWork *w = arg;
    ctx->account_id = w->row.account_id;
    audit_app(ctx, &w->ask->client.app);
    return end_grant(system_of(ctx), w->row.grant_id, "code_replay");
}

static Err code_redeem(Ctx *ctx, void *arg)
{
    CodeWork *w = arg;
    SystemCtx s = system_of(ctx);
    OauthAnswer *t = &w->answer;
    OauthSignIn in = {.account_id = w->row.account_id,
                      .directory_id = w->row.directory_id,
                      .user_id = w->row.user_id,
                      .how = S("code"),
                      .amr = w->row.amr,
                      .auth_at = w->row.auth_at,
                      .scope = t->scope};
    act_for(ctx, &w->ask->client.app, w->row.account_id, &t->person);
    TRY(oauth_begin_grant(s, &w->ask->client.app, &in, &t->grant_id, &t->refresh));
    int64_t changed = 0;
    TRY(q_authority_code_use(s, &(AuthorityCodeUseArgs){.code_hash = digest_str(&w->hash), .grant_id = t->grant_id},
                             &changed));
    w->used_meanwhile = changed == 0;
    return changed ? OK : ERR_CONFLICT; /* rolls the grant back: somebody else was first with this code */
}

static Err code_refuse(Ctx *ctx, CodeWork *w)
{
    if (w->replay) {
        TRY(unit_run(ctx, MODE_WRITE, "authority.code_replay", code_replay, w));
    } else if (w->burn) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, code_burn, w));
    }
    return oauth_refuse(ctx, w->e, S(""));
}

Err oauth_grant_code(Ctx *ctx, OauthAsk *ask)
{
    CodeWork w = {.ask = ask,
                  .redirect_uri = ctx_form(ctx, S("redirect_uri")),
                  .verifier = ctx_form(ctx, S("code_verifier")),
                  .answer = {.auth_at = TIME_NONE}};
    Str code = ctx_form(ctx, S("code"));
    if (code.n == 0 || w.redirect_uri.n == 0) {
        return oauth_refuse(ctx, &NO_CODE, S(""));
    }
    w.hash = hash_of(ctx, "code", code);
    TRY(unit_run(ctx, MODE_READ, NULL, code_find, &w));
    if (w.e) {
        return code_refuse(ctx, &w);
    }
    OauthAnswer *t = &w.answer;
    t->client = ask->client;
    t->scope = (OauthScope){.audience = w.row.audience, .scopes = api_scope_set(w.row.scopes), .claims = w.row.claims};
    /* The token endpoint may name another API of ours than the request did; the permissions are the same. */
    Str resource = ctx_form(ctx, S("resource"));
    if (!ask->v2 && resource.n) {
        OauthScope other;
        const OauthError *e = oauth_resource(ctx, resource, &other);
        if (e) {
            return oauth_refuse(ctx, e, S(""));
        }
        t->scope.audience = other.audience;
    }
    Err err = unit_run(ctx, MODE_WRITE, "authority.sign_in", code_redeem, &w);
    if (err == ERR_CONFLICT && w.used_meanwhile) {
        w.e = &BAD_CODE;
        return oauth_refuse(ctx, w.e, S(""));
    }
    TRY(err);
    t->directory_id = w.row.directory_id;
    t->account_id = w.row.account_id;
    t->amr = w.row.amr;
    t->auth_at = w.row.auth_at;
    t->nonce = w.row.nonce;
    return oauth_answer(ctx, t, ask->v2);
}

/* --- the refresh token --- */

typedef struct RefreshWork {
    OauthAsk *ask;
    Digest hash;
    Str shown;
    AuthorityRefreshRow row;
    OauthAnswer answer;
    OauthScope wanted;
    const OauthError *e;
    bool reused;
} RefreshWork;

static bool refresh_lives(const AuthorityRefreshRow *r, const OauthAsk *ask, Time wall)
{
    const OauthApp *app = &ask->client.app;
    Id tenant = ask->tenant.directory_id;
    return id_eq(r->application_id, app->id) && (id_is_nil(tenant) || id_eq(tenant, r->directory_id)) &&
           !time_is_set(r->ended_at) && r->expires_at.us > wall.us && r->grant_expires_at.us > wall.us &&
           str_eq(r->account_state, S("active")) && (app->multi_tenant || id_eq(r->directory_id, app->directory_id));
}

/* What is asked for now, within what was given then and what the application has today. */
static const OauthError *refresh_scope(const RefreshWork *w, OauthScope *ret)
{
    ApiScopeSet given = api_scope_both(api_scope_set(w->row.scopes), w->ask->client.app.scopes);
    *ret = (OauthScope){.audience = w->wanted.audience, .all = w->wanted.all, .claims = w->row.claims};
    bool named = !w->wanted.all && !api_scope_empty(w->wanted.scopes);
    ret->scopes = named ? w->wanted.scopes : given;
    return api_scope_within(ret->scopes, given) ? NULL : &MORE_SCOPE;
}

static Err refresh_find(Ctx *ctx, void *arg)
{
    RefreshWork *w = arg;
    SystemCtx s = system_of(ctx);
    TRY(oauth_client(s, &w->ask->tenant, &w->ask->shown, &w->ask->client, &w->e));
    if (w->e) {
        return OK;
    }
    w->e = &BAD_REFRESH;
    Err err = q_authority_refresh(s, &(AuthorityRefreshArgs){.token_hash = digest_str(&w->hash)}, &w->row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    if (!refresh_lives(&w->row, w->ask, ctx->wall)) {
        return OK;
    }
    if (time_is_set(w->row.used_at)) {
        w->reused = true;
        w->e = &REUSED;
        return OK;
    }
    OauthPerson *p = &w->answer.person;
    TRY(oauth_person(s, w->row.user_id, p));
    w->e = person_stands(p, w->row.grant_created_at) ? refresh_scope(w, &w->answer.scope) : &GONE_PERSON;
    return OK;
}

static Err refresh_reused(Ctx *ctx, void *arg)
{
    RefreshWork *w = arg;
    ctx->account_id = w->row.account_id;
    audit_app(ctx, &w->ask->client.app);
    return end_grant(system_of(ctx), w->row.grant_id, "refresh_reuse");
}

/* A client that keeps a secret may go on with the token it has, if it was not set to change it: it proves itself each
 * time, and known programs keep one refresh token in a vault. */
static Err refresh_use(Ctx *ctx, void *arg)
{
    RefreshWork *w = arg;
    SystemCtx s = system_of(ctx);
    w->reused = false;
    TRY(q_authority_grant_touch(s, &(AuthorityGrantTouchArgs){.id = w->row.grant_id}, NULL));
    if (!w->ask->client.app.rotate_refresh) {
        Time until = time_add(ctx->wall, AUTHORITY_REFRESH_DAYS * TIME_DAY);
        w->answer.refresh = w->shown;
        return q_authority_refresh_extend(
            s,
            &(AuthorityRefreshExtendArgs){.token_hash = digest_str(&w->hash),
                                          .expires_at =
                                              until.us < w->row.grant_expires_at.us ? until : w->row.grant_expires_at},
            NULL);
    }
    int64_t changed = 0;
    TRY(q_authority_refresh_use(s, &(AuthorityRefreshUseArgs){.token_hash = digest_str(&w->hash)}, &changed));
    if (changed == 0) {
        w->reused = true; /* two at once with one token: one of them should not have it */
        return end_grant(s, w->row.grant_id, "refresh_reuse");
    }
    return refresh_add(s, w->row.grant_id, w->row.grant_expires_at, &w->answer.refresh);
}

Err oauth_grant_refresh(Ctx *ctx, OauthAsk *ask)
{
    RefreshWork w = {.ask = ask, .shown = ctx_form(ctx, S("refresh_token")), .answer = {.auth_at = TIME_NONE}};
    if (w.shown.n == 0) {
        return oauth_refuse(ctx, &NO_REFRESH, S(""));
    }
    const OauthError *e =
        ask->v2 ? oauth_scope(ctx, ctx_form(ctx, S("scope")).n ? ctx_form(ctx, S("scope")) : S("openid"), &w.wanted)
                : oauth_resource(ctx, ctx_form(ctx, S("resource")), &w.wanted);
    if (e) {
        return oauth_refuse(ctx, e, S(""));
    }
    w.hash = hash_of(ctx, "refresh", w.shown);
    TRY(unit_run(ctx, MODE_READ, NULL, refresh_find, &w));
    if (w.reused) {
        TRY(unit_run(ctx, MODE_WRITE, "authority.refresh_reuse", refresh_reused, &w));
    }
    if (w.e) {
        return oauth_refuse(ctx, w.e, S(""));
    }
    TRY(unit_run(ctx, MODE_WRITE, NULL, refresh_use, &w));
    if (w.reused) {
        return oauth_refuse(ctx, &REUSED, S(""));
    }
    OauthAnswer *t = &w.answer;
    t->client = ask->client;
    t->directory_id = w.row.directory_id;
    t->account_id = w.row.account_id;
    t->grant_id = w.row.grant_id;
    t->amr = w.row.amr;
    t->auth_at = w.row.auth_at;
    return oauth_answer(ctx, t, ask->v2);
}

/* --- the device --- */

static const OauthError NO_DEVICE_CODE = {"invalid_request", 400, "The body must contain device_code.", 0};
static const OauthError BAD_DEVICE_CODE = {
    "invalid_grant", 400, "The device code does not hold: it is not of this application, or was used already.", 0};
static const OauthError PENDING = {"authorization_pending", 400, "The person has not answered yet.", 0};
static const OauthError SLOW_DOWN = {"slow_down", 400, "Ask again after the interval that was answered, not sooner.",
                                     0};
static const OauthError EXPIRED = {"expired_token", 400, "The time to answer has passed. Begin again with a new code.",
                                   0};
static const OauthError DENIED = {"access_denied", 400, "The person has declined.", 0};

typedef struct DeviceWork {
    OauthAsk *ask;
    Digest hash;
    AuthorityDeviceRow row;
    OauthAnswer answer;
    const OauthError *e;
    bool taken;
} DeviceWork;

/* A second sooner than told is a clock's business; more is a client that does not wait. */
static bool polls_too_fast(const AuthorityDeviceRow *d, Time wall)
{
    return time_is_set(d->polled_at) && time_diff(wall, d->polled_at) < (AUTHORITY_POLL_S - 1) * TIME_SECOND;
}

static const OauthError *device_state(const AuthorityDeviceRow *d, Time wall)
{
    if (str_eq(d->state, S("used"))) {
        return &BAD_DEVICE_CODE;
    }
    if (str_eq(d->state, S("denied"))) {
        return &DENIED;
    }
    if (d->expires_at.us <= wall.us) {
        return &EXPIRED;
    }
    if (str_eq(d->state, S("waiting"))) {
        return polls_too_fast(d, wall) ? &SLOW_DOWN : &PENDING;
    }
    return NULL;
}

static Err device_find(Ctx *ctx, void *arg)
{
    DeviceWork *w = arg;
    SystemCtx s = system_of(ctx);
    TRY(oauth_client(s, &w->ask->tenant, &w->ask->shown, &w->ask->client, &w->e));
    if (w->e) {
        return OK;
    }
    w->e = &BAD_DEVICE_CODE;
    Err err = q_authority_device(s, &(AuthorityDeviceArgs){.device_hash = digest_str(&w->hash)}, &w->row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    if (!id_eq(w->row.application_id, w->ask->client.app.id)) {
        return OK;
    }
    w->e = device_state(&w->row, ctx->wall);
    if (w->e) {
        return OK;
    }
    TRY(oauth_person(s, w->row.user_id, &w->answer.person));
    w->e = person_stands(&w->answer.person, w->row.created_at) ? NULL : &GONE_PERSON;
    return OK;
}

static Err device_polled(Ctx *ctx, void *arg)
{
    DeviceWork *w = arg;
    return q_authority_device_polled(system_of(ctx), &(AuthorityDevicePolledArgs){.id = w->row.id}, NULL);
}

static Err device_redeem(Ctx *ctx, void *arg)
{
    DeviceWork *w = arg;
    SystemCtx s = system_of(ctx);
    OauthAnswer *t = &w->answer;
    int64_t changed = 0;
    TRY(q_authority_device_use(s, &(AuthorityDeviceUseArgs){.id = w->row.id}, &changed));
    w->taken = changed == 0;
    if (w->taken) {
        return ERR_CONFLICT;
    }
    OauthSignIn in = {.account_id = w->row.account_id,
                      .directory_id = t->directory_id,
                      .user_id = w->row.user_id,
                      .how = S("device"),
                      .amr = w->row.amr,
                      .auth_at = w->row.auth_at,
                      .scope = t->scope};
    act_for(ctx, &w->ask->client.app, w->row.account_id, &t->person);
    return oauth_begin_grant(s, &w->ask->client.app, &in, &t->grant_id, &t->refresh);
}

Err oauth_grant_device(Ctx *ctx, OauthAsk *ask)
{
    DeviceWork w = {.ask = ask, .answer = {.auth_at = TIME_NONE}};
    Str code = ctx_form(ctx, S("device_code"));
    if (code.n == 0) {
        return oauth_refuse(ctx, &NO_DEVICE_CODE, S(""));
    }
    w.hash = hash_of(ctx, "device", code);
    TRY(unit_run(ctx, MODE_READ, NULL, device_find, &w));
    if (w.e == &PENDING || w.e == &SLOW_DOWN) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, device_polled, &w));
    }
    if (w.e) {
        return oauth_refuse(ctx, w.e, S(""));
    }
    OauthAnswer *t = &w.answer;
    t->client = ask->client;
    t->directory_id = w.row.account_directory_id;
    t->scope = (OauthScope){.audience = w.row.audience, .scopes = api_scope_set(w.row.scopes), .claims = w.row.claims};
    Err err = unit_run(ctx, MODE_WRITE, "authority.sign_in", device_redeem, &w);
    if (err == ERR_CONFLICT && w.taken) {
        return oauth_refuse(ctx, &BAD_DEVICE_CODE, S(""));
    }
    TRY(err);
    t->account_id = w.row.account_id;
    t->amr = w.row.amr;
    t->auth_at = w.row.auth_at;
    return oauth_answer(ctx, t, ask->v2);
}

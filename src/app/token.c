/* Access tokens of the API: signed by a key that the key ring seals in the database. A verified token is remembered by
 * its keyed hash until it ends; the application, its account and its person are read for every call. */
#include "app/kernel.h"
#include "app/rights.h"
#include "base/json.h"
#include "gen/app_q.h"
#include "os/os.h"

static const char KEY_NAME[] = "token_key";

/* --- the signing key --- */

static Err key_read(Ctx *ctx, void *arg)
{
    InstallationFindRow row;
    Err err = q_installation_find(system_of(ctx), &(InstallationFindArgs){.key = str_from(KEY_NAME)}, &row);
    *(Str *)arg = err == OK ? row.value : S("");
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err key_write(Ctx *ctx, void *arg)
{
    Str there;
    TRY(key_read(ctx, &there));
    if (there.n) {
        *(Str *)arg = there; /* another process was first */
        return OK;
    }
    return q_installation_store(system_of(ctx),
                                &(InstallationStoreArgs){.key = str_from(KEY_NAME), .value = *(Str *)arg}, NULL);
}

Err token_key_load(App *app, Ctx *ctx)
{
    uint8_t key[32];
    keyring_key(app->options.ring, S("seal/token"), key);
    Str stored, jwk;
    TRY(unit_run(ctx, MODE_READ, NULL, key_read, &stored));
    if (!stored.n) {
        TRY(jwt_key_new(ctx->arena, &jwk));
        stored = base64url_encode(ctx->arena, seal(ctx->arena, key, str_from(KEY_NAME), jwk));
        TRY(unit_run(ctx, MODE_WRITE, NULL, key_write, &stored));
    }
    Str sealed;
    TRY(base64url_decode(ctx->arena, stored, &sealed));
    TRY(unseal(ctx->arena, key, str_from(KEY_NAME), sealed, &jwk));
    return jwt_key_load(jwk, &app->jwt);
}

/* --- issuing --- */

static void claim_text(Json *j, Str name, Str value)
{
    json_key(j, name);
    json_str(j, value);
}

static void claim_second(Json *j, Str name, int64_t us)
{
    json_key(j, name);
    json_i64(j, us / TIME_SECOND);
}

Err token_issue(Ctx *ctx, const TokenGrant *g, Str *ret)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    claim_text(&j, S("aud"), g->audience);
    claim_text(&j, S("iss"), g->issuer);
    claim_text(&j, S("appid"), id_text(ctx->arena, g->application_id));
    claim_text(&j, S("tid"), id_text(ctx->arena, g->directory_id));
    claim_text(&j, S("idtyp"), id_is_nil(g->user_id) ? S("app") : S("user"));
    if (!id_is_nil(g->user_id)) {
        claim_text(&j, S("oid"), id_text(ctx->arena, g->user_id));
    }
    claim_second(&j, S("iat"), ctx->wall.us);
    claim_second(&j, S("nbf"), ctx->wall.us);
    claim_second(&j, S("exp"), ctx->wall.us + g->life_us);
    claim_text(&j, S("jti"), id_text(ctx->arena, ctx_new_id(ctx)));
    claim_text(&j, S("ver"), S("1.0"));
    json_obj_end(&j);
    return jwt_sign(ctx->arena, ctx->app->jwt, buf_str(&b), ret);
}

/* --- accepting --- */

static Err claim_id(const JsonValue *claims, Str name, Id *ret)
{
    const JsonValue *v = json_get(claims, name);
    return v && v->kind == JSON_STRING ? id_parse(v->text, ret) : ERR_UNAUTHENTICATED;
}

static Err claim_us(const JsonValue *claims, Str name, int64_t *ret)
{
    const JsonValue *v = json_get(claims, name);
    int64_t seconds = 0;
    if (!v || json_to_i64(v, &seconds) != OK || __builtin_mul_overflow(seconds, TIME_SECOND, ret)) {
        return ERR_UNAUTHENTICATED;
    }
    return OK;
}

static Err token_verify(Request *r, Str token, TokenSlot *slot)
{
    Arena *a = r->ctx.arena;
    Str text;
    const JsonValue *claims = NULL;
    if (!r->ctx.app->jwt || jwt_verify(a, r->ctx.app->jwt, token, &text) != OK ||
        json_parse(a, text, JSON_LIMITS_DEFAULT, &claims, NULL) != OK) {
        return ERR_UNAUTHENTICATED;
    }
    int64_t from_us = 0;
    slot->user_id = ID_NIL;
    TRY(claim_id(claims, S("appid"), &slot->application_id));
    TRY(claim_us(claims, S("exp"), &slot->expires_us));
    TRY(claim_us(claims, S("nbf"), &from_us));
    if (json_get(claims, S("oid"))) {
        TRY(claim_id(claims, S("oid"), &slot->user_id));
    }
    return from_us > r->ctx.wall.us + TIME_MINUTE ? ERR_UNAUTHENTICATED : OK;
}

static Err token_load(Request *r, TokenSlot *slot, const ApplicationActorRow *app)
{
    SystemCtx s = system_of(&r->ctx);
    RightsAccount account;
    Rights rights;
    TRY(rights_account(s, app->account_id, &account));
    TRY(id_is_nil(slot->user_id) ? rights_of_application(s, app->id, &account, &rights)
                                 : rights_of_user(s, slot->user_id, &account, &rights));
    slot->roles = rights.roles;
    slot->perms = rights.perms;
    return OK;
}

static void token_apply(Request *r, const TokenSlot *slot, const ApplicationActorRow *app)
{
    Ctx *ctx = &r->ctx;
    ctx->actor = (Actor){.kind = ACTOR_APPLICATION,
                         .user_id = slot->user_id,
                         .application_id = app->id,
                         .directory_id = app->directory_id,
                         .name = app->name,
                         .roles = slot->roles,
                         .perms = slot->perms,
                         .on_api = true,
                         .app_only = id_is_nil(slot->user_id)};
    ctx->account_id = app->account_id;
    ctx->account = (AccountRef){.id = app->account_id,
                                .name = app->account_name,
                                .kind = app->kind,
                                .country = app->country,
                                .public_id = app->public_id};
    ctx->tz = S("");
    r->member = true;
    r->authenticated = r->bearer = true;
}

Err actor_by_bearer(Request *r, Str token)
{
    Ctx *ctx = &r->ctx;
    Digest digest = digest_of_moment(ctx->app->key_moment, token);
    uint64_t h;
    memcpy(&h, digest.b, sizeof h);
    TokenSlot *slot = &r->lane->tokens[h % TOKEN_SLOTS];
    if (!slot->used || memcmp(slot->token.b, digest.b, sizeof digest.b) != 0) {
        memset(slot, 0, sizeof *slot);
        TRY(token_verify(r, token, slot));
        slot->token = digest;
        slot->used = true;
    }
    if (slot->expires_us <= ctx->wall.us) {
        return ERR_UNAUTHENTICATED;
    }
    ApplicationActorRow app;
    Err err = q_application_actor(system_of(ctx), &(ApplicationActorArgs){.id = slot->application_id}, &app);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? ERR_UNAUTHENTICATED : err;
    }
    ApplicationUserRow user = {.rights_version = -1};
    if (!id_is_nil(slot->user_id)) {
        err = q_application_user(system_of(ctx), &(ApplicationUserArgs){.id = slot->user_id}, &user);
        if (err != OK) {
            return err == ERR_NOT_FOUND ? ERR_UNAUTHENTICATED : err;
        }
    }
    if (!slot->loaded || slot->account_rights != app.rights_version || slot->version != app.version ||
        slot->user_rights != user.rights_version) {
        slot->loaded = false;
        TRY(token_load(r, slot, &app));
        slot->account_rights = app.rights_version;
        slot->version = app.version;
        slot->user_rights = user.rights_version;
        slot->loaded = true;
    }
    token_apply(r, slot, &app);
    return OK;
}

/* Access tokens of the API, and service tokens: who calls. A verified token is remembered by its keyed hash until it
 * ends; what can end it sooner is read for every call: the application, the sign-in it comes from, its account and its
 * person. A change that needs more than these rows moves a version on, and then the rest is loaded anew. */
#include "app/kernel.h"
#include "app/rights.h"
#include "app/setting.h"
#include "base/json.h"
#include "gen/app_q.h"
#include "os/os.h"

enum { SERVICE_TOKEN_RANDOM = 32, SERVICE_TOKEN_SUM = 6, CLOCK_SKEW_S = 60 };

/* --- names --- */

static Err ask_public_url(Ctx *ctx, void *arg) { return installation_get(ctx, S("public_url"), arg); }

static void keep_base(App *app, Str url)
{
    int none = 0;
    if (url.n < sizeof app->public_base && atomic_compare_exchange_strong(&app->public_base_state, &none, 1)) {
        memcpy(app->public_base, url.p, url.n);
        app->public_base[url.n] = 0;
        atomic_store(&app->public_base_state, 2);
    }
}

static Str without_slash(Str url) { return str_ends(url, S("/")) ? str_sub(url, 0, url.n - 1) : url; }

/* What set-up was told; empty while there is nothing, as in the demo, and then asked again a second later at most. */
static Str base_of_setup(Ctx *ctx)
{
    enum { AGAIN_US = 1000000 };
    App *app = ctx->app;
    if (atomic_load(&app->public_base_state) == 2) {
        return str_from(app->public_base);
    }
    int64_t now_us = os_monotonic_ns() / 1000, asked_us = atomic_load(&app->public_base_us);
    if (asked_us && now_us - asked_us < AGAIN_US) {
        return S("");
    }
    Str url = S("");
    Err err = ctx->db ? ask_public_url(ctx, &url) : unit_run(ctx, MODE_READ, NULL, ask_public_url, &url);
    if (err != OK) {
        return S("");
    }
    url = without_slash(str_trim(url));
    if (url.n) {
        keep_base(app, url);
    } else {
        atomic_store(&app->public_base_us, now_us);
    }
    return url;
}

/* The configured address, else the one set-up was given. Only where there is neither does the request's Host count:
 * issuer and endpoints would follow whoever sends it. */
Str token_base_url(Ctx *ctx)
{
    if (ctx->app->options.public_url && ctx->app->options.public_url[0]) {
        return without_slash(str_from(ctx->app->options.public_url));
    }
    Str url = base_of_setup(ctx);
    if (url.n) {
        return url;
    }
    return ctx->req ? str_fmt(ctx->arena, "%s://%.*s", ctx->req->tls ? "https" : "http", S_ARG(ctx->req->host)) : S("");
}

bool token_audience_known(Str audience, Str own)
{
    static const Str KNOWN[] = {
        S_INIT("https://graph.windows.net"),
        S_INIT("https://api.partnercenter.microsoft.com"),
        S_INIT("https://api.partner.microsoft.com"),
        S_INIT("https://api.partnercustomeradministration.microsoft.com"),
        S_INIT("fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"),
    };
    for (size_t i = 0; i < COUNT_OF(KNOWN); i++) {
        if (str_eq_nocase(KNOWN[i], audience)) {
            return true;
        }
    }
    return own.n && str_eq_nocase(audience, own);
}

/* --- issuing --- */

static void claim_text(Json *j, Str name, Str value)
{
    if (value.n) {
        json_key(j, name);
        json_str(j, value);
    }
}

static void claim_id_text(Arena *a, Json *j, Str name, Id id)
{
    if (!id_is_nil(id)) {
        claim_text(j, name, id_text(a, id));
    }
}

static void claim_second(Json *j, Str name, int64_t us)
{
    json_key(j, name);
    json_i64(j, us / TIME_SECOND);
}

static void claim_words(Json *j, Str name, Str words)
{
    Str word;
    if (words.n == 0) {
        return;
    }
    json_key(j, name);
    json_arr(j);
    while (str_split(&words, ' ', &word)) {
        json_str(j, word);
    }
    json_arr_end(j);
}

/* Of a person: scp, a text; of an application alone: roles, a list. */
static void claims_of_caller(Ctx *ctx, Json *j, const TokenGrant *g)
{
    Str scopes = g->scopes;
    bool person = !id_is_nil(g->user_id);
    claim_text(j, S("idtyp"), person ? S("user") : S("app"));
    claim_id_text(ctx->arena, j, S("oid"), person ? g->user_id : g->application_id);
    claim_text(j, S("sub"), g->subject.n ? g->subject : id_text(ctx->arena, person ? g->user_id : g->application_id));
    if (!person) {
        claim_words(j, S("roles"), scopes);
        return;
    }
    Str scp = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(g->claims), S_ARG(scopes));
    claim_text(j, S("scp"), str_trim(scp));
    claim_text(j, S("name"), g->name);
    claim_text(j, g->v2 ? S("preferred_username") : S("upn"), g->user_name);
    claim_words(j, S("amr"), g->amr);
    if (time_is_set(g->auth_at)) {
        claim_second(j, S("auth_time"), g->auth_at.us);
    }
}

Err token_issue(Ctx *ctx, const TokenGrant *g, Str *ret)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    claim_text(&j, S("aud"), g->audience);
    claim_text(&j, S("iss"), g->issuer);
    claim_second(&j, S("iat"), ctx->wall.us);
    claim_second(&j, S("nbf"), ctx->wall.us);
    claim_second(&j, S("exp"), ctx->wall.us + g->life_us);
    claim_id_text(ctx->arena, &j, S("appid"), g->application_id);
    claim_text(&j, S("appidacr"), id_is_nil(g->credential_id) ? S("0") : S("1"));
    if (g->v2) {
        claim_id_text(ctx->arena, &j, S("azp"), g->application_id);
        claim_text(&j, S("azpacr"), id_is_nil(g->credential_id) ? S("0") : S("1"));
    }
    claim_id_text(ctx->arena, &j, S("tid"), g->directory_id);
    claims_of_caller(ctx, &j, g);
    claim_id_text(ctx->arena, &j, S("grt"), g->grant_id);
    claim_id_text(ctx->arena, &j, S("crd"), g->credential_id);
    claim_id_text(ctx->arena, &j, S("jti"), ctx_new_id(ctx));
    claim_text(&j, S("ver"), g->v2 ? S("2.0") : S("1.0"));
    json_obj_end(&j);
    return token_sign(ctx, buf_str(&b), ret);
}

/* --- reading --- */

static Err claim_id(const JsonValue *claims, Str name, Id *ret)
{
    const JsonValue *v = json_get(claims, name);
    return v && v->kind == JSON_STRING ? id_parse(v->text, ret) : ERR_UNAUTHENTICATED;
}

static Err claim_id_or_nil(const JsonValue *claims, Str name, Id *ret)
{
    *ret = ID_NIL;
    return json_get(claims, name) ? claim_id(claims, name, ret) : OK;
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

static Str claim_str(const JsonValue *claims, Str name)
{
    const JsonValue *v = json_get(claims, name);
    return v && v->kind == JSON_STRING ? v->text : S("");
}

static Str claim_list(Arena *a, const JsonValue *claims, Str name)
{
    const JsonValue *v = json_get(claims, name);
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    for (size_t i = 0; v && v->kind == JSON_ARRAY && i < v->n; i++) {
        if (v->items[i].kind == JSON_STRING) {
            buf_add(&b, b.n ? S(" ") : S(""));
            buf_add(&b, v->items[i].text);
        }
    }
    return buf_str(&b);
}

static bool has_word(Str words, Str word)
{
    Str one;
    while (str_split(&words, ' ', &one)) {
        if (str_eq(one, word)) {
            return true;
        }
    }
    return false;
}

static const Str CLAIM_SCOPES[] = {S_INIT("openid"), S_INIT("profile"), S_INIT("email")};

static unsigned claim_bits(Str scp)
{
    unsigned bits = 0;
    for (size_t i = 0; i < COUNT_OF(CLAIM_SCOPES); i++) {
        bits |= has_word(scp, CLAIM_SCOPES[i]) ? 1u << i : 0;
    }
    return bits;
}

Str token_claims_of(Ctx *ctx)
{
    Buf b = buf_on_arena(ctx->arena, 64);
    for (size_t i = 0; i < COUNT_OF(CLAIM_SCOPES); i++) {
        if (request_of(ctx)->claims >> i & 1) {
            buf_fmt(&b, "%s%.*s", b.n ? " " : "", S_ARG(CLAIM_SCOPES[i]));
        }
    }
    return buf_str(&b);
}

/* idtyp stands in access tokens only: an id token, which is signed by the same key, opens nothing here. */
static Err token_claims(Request *r, const JsonValue *claims, TokenSlot *slot)
{
    Arena *a = r->ctx.arena;
    int64_t from_us = 0;
    Str kind = claim_str(claims, S("idtyp"));
    bool person = str_eq(kind, S("user"));
    if ((!person && !str_eq(kind, S("app"))) ||
        !token_audience_known(claim_str(claims, S("aud")), token_base_url(&r->ctx))) {
        return ERR_UNAUTHENTICATED;
    }
    TRY(claim_id(claims, S("appid"), &slot->application_id));
    TRY(claim_id(claims, S("tid"), &slot->directory_id));
    TRY(claim_us(claims, S("iat"), &slot->issued_us));
    TRY(claim_us(claims, S("exp"), &slot->expires_us));
    TRY(claim_us(claims, S("nbf"), &from_us));
    TRY(claim_id_or_nil(claims, S("grt"), &slot->grant_id));
    TRY(claim_id_or_nil(claims, S("crd"), &slot->credential_id));
    slot->user_id = ID_NIL;
    if (person) {
        TRY(claim_id(claims, S("oid"), &slot->user_id));
    }
    slot->asked = api_scope_set(person ? claim_str(claims, S("scp")) : claim_list(a, claims, S("roles")));
    slot->mfa = has_word(claim_list(a, claims, S("amr")), S("mfa"));
    slot->claims = person ? claim_bits(claim_str(claims, S("scp"))) : 0;
    return from_us > r->ctx.wall.us + CLOCK_SKEW_S * TIME_SECOND ? ERR_UNAUTHENTICATED : OK;
}

static Err token_verify(Request *r, Str token, TokenSlot *slot)
{
    Str text;
    const JsonValue *claims = NULL;
    if (token_verify_signature(&r->ctx, token, &text) != OK ||
        json_parse(r->ctx.arena, text, JSON_LIMITS_DEFAULT, &claims, NULL) != OK) {
        return ERR_UNAUTHENTICATED;
    }
    return token_claims(r, claims, slot);
}

/* --- whose it is now --- */

/* What the rows say of the caller: the application's, or a service token's. */
typedef struct Caller {
    Id application_id, account_id, directory_id;
    Str name, account_name, public_id, kind, country, scopes;
    int64_t version, account_rights, user_rights;
    Time tokens_from, seen;
} Caller;

#define CALLER_OF(ROW)                                                                                                 \
    ((Caller){.application_id = (ROW).id,                                                                              \
              .account_id = (ROW).account_id,                                                                          \
              .directory_id = (ROW).directory_id,                                                                      \
              .name = (ROW).name,                                                                                      \
              .account_name = (ROW).account_name,                                                                      \
              .public_id = (ROW).public_id,                                                                            \
              .kind = (ROW).kind,                                                                                      \
              .country = (ROW).country,                                                                                \
              .scopes = (ROW).scopes,                                                                                  \
              .version = (ROW).version,                                                                                \
              .account_rights = (ROW).rights_version,                                                                  \
              .user_rights = -1,                                                                                       \
              .tokens_from = (ROW).tokens_from,                                                                        \
              .seen = (ROW).last_used_at})

static Err caller_at_home(SystemCtx s, const TokenSlot *slot, Caller *ret)
{
    ApplicationActorRow row;
    TRY(q_application_actor(s, &(ApplicationActorArgs){.id = slot->application_id}, &row));
    *ret = CALLER_OF(row);
    return id_eq(row.directory_id, slot->directory_id) ? OK : ERR_NOT_FOUND;
}

static Err caller_by_grant(SystemCtx s, const TokenSlot *slot, Caller *ret)
{
    ApplicationActorByGrantRow row;
    TRY(q_application_actor_by_grant(
        s, &(ApplicationActorByGrantArgs){.grant_id = slot->grant_id, .id = slot->application_id}, &row));
    *ret = CALLER_OF(row);
    return OK;
}

static Err caller_abroad(SystemCtx s, const TokenSlot *slot, Caller *ret)
{
    ApplicationActorAbroadRow row;
    TRY(q_application_actor_abroad(
        s, &(ApplicationActorAbroadArgs){.id = slot->application_id, .directory_id = slot->directory_id}, &row));
    *ret = CALLER_OF(row);
    return OK;
}

static Err caller_find(SystemCtx s, const TokenSlot *slot, Caller *ret)
{
    if (!id_is_nil(slot->grant_id)) {
        return caller_by_grant(s, slot, ret);
    }
    Err err = caller_at_home(s, slot, ret);
    return err == ERR_NOT_FOUND && id_is_nil(slot->user_id) ? caller_abroad(s, slot, ret) : err;
}

static Err slot_load(Request *r, TokenSlot *slot, const Caller *c)
{
    Ctx *ctx = &r->ctx;
    slot->loaded = false;
    if (!id_is_nil(slot->credential_id)) {
        ApplicationCredentialRow row;
        TRY(q_application_credential(
            system_of(ctx),
            &(ApplicationCredentialArgs){.id = slot->credential_id, .application_id = slot->application_id}, &row));
    }
    SystemCtx s = system_of(ctx);
    RightsAccount account;
    Rights rights;
    TRY(rights_account(s, c->account_id, &account));
    TRY(id_is_nil(slot->user_id) ? rights_of_application(s, c->application_id, &account, &rights)
                                 : rights_of_user(s, slot->user_id, &account, &rights));
    slot->standing = account.standing;
    slot->roles = rights.roles;
    slot->perms = rights.perms;
    slot->scopes = api_scope_both(slot->asked, api_scope_set(c->scopes));
    slot->account_rights = c->account_rights;
    slot->version = c->version;
    slot->user_rights = c->user_rights;
    slot->loaded = true;
    return OK;
}

static void slot_use(Request *r, const TokenSlot *slot, const Caller *c)
{
    Ctx *ctx = &r->ctx;
    bool app = !id_is_nil(c->application_id);
    ctx->actor = (Actor){.kind = app ? ACTOR_APPLICATION : ACTOR_USER,
                         .user_id = slot->user_id,
                         .application_id = c->application_id,
                         .directory_id = c->directory_id,
                         .name = c->name,
                         .roles = slot->roles,
                         .perms = slot->perms,
                         .on_api = true,
                         .app_only = id_is_nil(slot->user_id),
                         .mfa = slot->mfa};
    ctx->account_id = c->account_id;
    ctx->account = (AccountRef){.id = c->account_id,
                                .name = c->account_name,
                                .kind = c->kind,
                                .country = c->country,
                                .public_id = c->public_id,
                                .standing = slot->standing};
    ctx->tz = S("");
    r->scopes = slot->scopes;
    r->claims = slot->claims;
    r->member = true;
    r->authenticated = r->bearer = true;
}

static bool slot_is_current(const TokenSlot *slot, const Caller *c)
{
    return slot->loaded && slot->account_rights == c->account_rights && slot->version == c->version &&
           slot->user_rights == c->user_rights;
}

/* The lane's slot of a token, and whether it holds this one already. */
static TokenSlot *slot_of(Request *r, const Digest *digest, bool *ret_known)
{
    uint64_t h;
    lane_forget_old(r->lane);
    memcpy(&h, digest->b, sizeof h);
    TokenSlot *slot = &r->lane->tokens[h % TOKEN_SLOTS];
    *ret_known = slot->used && memcmp(slot->token.b, digest->b, sizeof digest->b) == 0;
    if (!*ret_known) {
        memset(slot, 0, sizeof *slot);
    }
    return slot;
}

static Err gone(Err err) { return err == ERR_NOT_FOUND ? ERR_UNAUTHENTICATED : err; }

/* --- service tokens --- */

static const char LETTERS[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static void checksum(Str text, char out[SERVICE_TOKEN_SUM])
{
    Digest d = digest_sha256(text);
    for (size_t i = 0; i < SERVICE_TOKEN_SUM; i++) {
        out[i] = LETTERS[d.b[i] % 62];
    }
}

Str service_token_new(Arena *a)
{
    static const size_t head = sizeof SERVICE_TOKEN_PREFIX - 1;
    char *p = arena_alloc(a, head + SERVICE_TOKEN_RANDOM + SERVICE_TOKEN_SUM, 1);
    memcpy(p, SERVICE_TOKEN_PREFIX, head);
    for (size_t i = 0; i < SERVICE_TOKEN_RANDOM;) {
        uint64_t bits = os_random_u64();
        for (size_t k = 0; k < 10 && i < SERVICE_TOKEN_RANDOM; k++, bits >>= 6) {
            if ((bits & 63) < 62) { /* each of the 62 as often */
                p[head + i++] = LETTERS[bits & 63];
            }
        }
    }
    checksum(str_of(p, head + SERVICE_TOKEN_RANDOM), p + head + SERVICE_TOKEN_RANDOM);
    return str_of(p, head + SERVICE_TOKEN_RANDOM + SERVICE_TOKEN_SUM);
}

bool service_token_well_formed(Str token)
{
    static const size_t head = sizeof SERVICE_TOKEN_PREFIX - 1;
    char sum[SERVICE_TOKEN_SUM];
    if (token.n != head + SERVICE_TOKEN_RANDOM + SERVICE_TOKEN_SUM || !str_starts(token, S(SERVICE_TOKEN_PREFIX))) {
        return false;
    }
    checksum(str_sub(token, 0, head + SERVICE_TOKEN_RANDOM), sum);
    return memcmp(sum, token.p + head + SERVICE_TOKEN_RANDOM, sizeof sum) == 0;
}

static Str person_name(Arena *a, const ServiceTokenActorRow *t)
{
    return str_fmt(a, "%.*s %.*s", S_ARG(t->first_name), S_ARG(t->last_name));
}

static Err actor_by_service_token(Request *r, Str token)
{
    Ctx *ctx = &r->ctx;
    if (!service_token_well_formed(token)) {
        return ERR_UNAUTHENTICATED;
    }
    Digest digest = secret_digest(ctx->app, token);
    ServiceTokenActorRow t;
    TRY(gone(q_service_token_actor(system_of(ctx), &(ServiceTokenActorArgs){.token_hash = digest_str(&digest)}, &t)));
    bool known;
    TokenSlot *slot = slot_of(r, &digest, &known);
    if (!known) {
        slot->application_id = t.application_id;
        slot->user_id = t.user_id;
        slot->directory_id = t.directory_id;
        slot->asked = api_scope_set(t.scopes);
        slot->mfa = has_word(t.amr, S("mfa"));
        slot->token = digest;
        slot->used = true;
    }
    bool app = !id_is_nil(t.application_id);
    Caller c = {.application_id = t.application_id,
                .account_id = t.account_id,
                .directory_id = t.directory_id,
                .name = app ? t.application_name : person_name(ctx->arena, &t),
                .account_name = t.account_name,
                .public_id = t.public_id,
                .kind = t.kind,
                .country = t.country,
                .scopes = t.scopes_max,
                .version = t.version,
                .account_rights = t.rights_version,
                .user_rights = t.user_rights};
    if (!slot_is_current(slot, &c)) {
        TRY(gone(slot_load(r, slot, &c)));
    }
    slot_use(r, slot, &c);
    used_note(ctx, USED_SERVICE_TOKEN, t.id, t.last_used_at);
    return OK;
}

/* --- accepting --- */

static Err person_rights(Ctx *ctx, const TokenSlot *slot, Caller *c)
{
    ApplicationUserRow user;
    if (id_is_nil(slot->user_id)) {
        return OK;
    }
    TRY(q_application_user(system_of(ctx), &(ApplicationUserArgs){.id = slot->user_id}, &user));
    c->user_rights = user.rights_version;
    /* Signed out everywhere: what was opened before holds no more. */
    bool out = time_is_set(user.signed_out_at) && slot->issued_us <= user.signed_out_at.us;
    return out ? ERR_UNAUTHENTICATED : OK;
}

Err actor_by_bearer(Request *r, Str token)
{
    Ctx *ctx = &r->ctx;
    if (str_starts(token, S(SERVICE_TOKEN_PREFIX))) {
        return actor_by_service_token(r, token);
    }
    Digest digest = digest_of_moment(ctx->app->key_moment, token);
    bool known;
    TokenSlot *slot = slot_of(r, &digest, &known);
    if (!known || slot->keys != token_keys_epoch(ctx->app)) {
        memset(slot, 0, sizeof *slot);
        TRY(token_verify(r, token, slot));
        slot->keys = token_keys_epoch(ctx->app);
        slot->token = digest;
        slot->used = true;
    }
    if (slot->expires_us <= ctx->wall.us) {
        return ERR_UNAUTHENTICATED;
    }
    Caller c;
    TRY(gone(caller_find(system_of(ctx), slot, &c)));
    TRY(gone(person_rights(ctx, slot, &c)));
    /* Seconds on both sides: a token of the very second counts as issued before. */
    if (time_is_set(c.tokens_from) && slot->issued_us / TIME_SECOND <= c.tokens_from.us / TIME_SECOND) {
        return ERR_UNAUTHENTICATED;
    }
    if (!slot_is_current(slot, &c)) {
        TRY(gone(slot_load(r, slot, &c)));
    }
    slot_use(r, slot, &c);
    used_note(ctx, USED_APPLICATION, c.application_id, c.seen);
    return OK;
}

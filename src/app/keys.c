/* Keys that sign tokens: read from the database where the key ring seals them, shared by all threads, replaced in time.
 *
 * A new key is published a day before it signs, so that whoever keeps a copy of the public set has it by then; the old
 * one is published until the last token it signed has ended. Any process may make the next key: its number is the row's
 * key, and of two at once one wins. A process reads the keys again every minute, and at once when a token names a key
 * it does not know. */
#include "app/kernel.h"
#include "gen/app_q.h"

enum {
    KEYS_MAX = 16,
    KEY_DAYS = 90,
    ANNOUNCE_HOURS = 24,
    READ_AGAIN_S = 60,
    ASK_AGAIN_S = 5, /* after a token with a key nobody knows: not for each such token */
    CERTIFICATE_YEARS = 5,
};
static const char LEGACY_NAME[] = "token_key"; /* of version 0.1.0: one key, without a certificate */

typedef struct TokenKey {
    JwtKey *jwt;
    int64_t generation;
    Time created_at, use_at, gone_at;
} TokenKey;
typedef struct KeySet {
    TokenKey keys[KEYS_MAX]; /* newest first */
    size_t n;
} KeySet;
struct TokenKeys {
    pthread_mutex_t lock; /* of a change */
    _Atomic(KeySet *) set;
    _Atomic int64_t read_us;
    Arena *arena;     /* sets and keys live until the process ends: somebody may still be using an old one */
    JwtKey *all[256]; /* to free */
    size_t all_n;
};

static const KeySet *keys_now(App *app)
{
    static const KeySet none;
    const KeySet *set = app->token_keys ? atomic_load(&app->token_keys->set) : NULL;
    return set ? set : &none;
}

/* --- reading --- */

static Err key_open(Ctx *ctx, const SigningKeysRow *row, JwtKey **ret)
{
    Str jwk;
    TRY(keyring_unseal(ctx->arena, ctx->app->options.ring, S("token"), row->kid, row->key_sealed, &jwk));
    TRY(jwt_key_load(jwk, ret));
    jwt_key_certify(*ret, row->certificate);
    return OK;
}

static const TokenKey *key_of_generation(const KeySet *set, int64_t generation)
{
    for (size_t i = 0; i < set->n; i++) {
        if (set->keys[i].generation == generation) {
            return &set->keys[i];
        }
    }
    return NULL;
}

static Err set_make(Ctx *ctx, const SigningKeysRow *rows, size_t n, KeySet *set)
{
    struct TokenKeys *t = ctx->app->token_keys;
    for (size_t i = 0; i < n && set->n < KEYS_MAX; i++) {
        const TokenKey *known = key_of_generation(keys_now(ctx->app), rows[i].generation);
        JwtKey *jwt = known ? known->jwt : NULL;
        if (!jwt) {
            if (t->all_n == COUNT_OF(t->all)) {
                return ERR_TOO_LARGE;
            }
            TRY(key_open(ctx, &rows[i], &jwt));
            t->all[t->all_n++] = jwt;
        }
        set->keys[set->n++] = (TokenKey){.jwt = jwt,
                                         .generation = rows[i].generation,
                                         .created_at = rows[i].created_at,
                                         .use_at = rows[i].use_at,
                                         .gone_at = rows[i].gone_at};
    }
    return OK;
}

/* In a unit. */
static Err keys_read(Ctx *ctx, void *arg)
{
    (void)arg;
    struct TokenKeys *t = ctx->app->token_keys;
    SigningKeysRow *rows;
    size_t n;
    TRY(q_signing_keys(system_of(ctx), &(SigningKeysArgs){.at = ctx->wall}, &rows, &n));
    (void)pthread_mutex_lock(&t->lock);
    const KeySet *old = keys_now(ctx->app);
    bool same = n == old->n;
    for (size_t i = 0; same && i < n; i++) {
        same = rows[i].generation == old->keys[i].generation && rows[i].use_at.us == old->keys[i].use_at.us &&
               rows[i].gone_at.us == old->keys[i].gone_at.us;
    }
    Err err = OK;
    if (!same) {
        KeySet *set = arena_new(t->arena, KeySet);
        err = set_make(ctx, rows, n, set);
        if (err == OK) {
            atomic_store(&t->set, set);
        }
    }
    (void)pthread_mutex_unlock(&t->lock);
    atomic_store(&t->read_us, ctx->wall.us);
    return err;
}

/* --- making --- */

typedef struct NewKey {
    int64_t generation; /* the one before; 0: there is none */
    Str jwk, kid, sealed, certificate;
    Time use_at, gone_at;
    bool added;
} NewKey;

static Err newest(Ctx *ctx, void *arg)
{
    NewKey *k = arg;
    SigningKeysRow *rows;
    size_t n;
    TRY(q_signing_keys(system_of(ctx), &(SigningKeysArgs){.at = ctx->wall}, &rows, &n));
    k->generation = n ? rows[0].generation : 0;
    k->use_at = n ? rows[0].use_at : TIME_NONE;
    return OK;
}

static Err key_put(Ctx *ctx, void *arg)
{
    NewKey *k = arg;
    int64_t changed = 0;
    TRY(q_signing_key_add(system_of(ctx),
                          &(SigningKeyAddArgs){.generation = k->generation + 1,
                                               .at = ctx->wall,
                                               .kid = k->kid,
                                               .key_sealed = k->sealed,
                                               .certificate = k->certificate,
                                               .use_at = k->use_at},
                          &changed));
    k->added = changed == 1;
    if (!k->added) {
        ctx->audit.skip = true; /* another process was first */
        return OK;
    }
    ctx->audit.target_kind = S("signing_key");
    ctx->audit.target_name = k->kid;
    return q_signing_key_retire(system_of(ctx),
                                &(SigningKeyRetireArgs){.gone_at = k->gone_at, .generation = k->generation + 1}, NULL);
}

static Err key_seal(Ctx *ctx, NewKey *k)
{
    const JsonValue *jwk = NULL;
    TRY(json_parse(ctx->arena, k->jwk, JSON_LIMITS_DEFAULT, &jwk, NULL));
    const JsonValue *kid = json_get(jwk, S("kid"));
    if (!kid) {
        return ERR_INTERNAL;
    }
    k->kid = kid->text;
    k->sealed = keyring_seal(ctx->arena, ctx->app->options.ring, S("token"), k->kid, k->jwk);
    return OK;
}

/* k->generation is the newest one; the next begins to sign after announce_us. */
static Err key_make(Ctx *ctx, NewKey *k, int64_t announce_us)
{
    Period valid = {time_add(ctx->wall, -TIME_HOUR), time_add(ctx->wall, CERTIFICATE_YEARS * 365 * TIME_DAY)};
    TRY(jwt_key_new_certified(ctx->arena, "Entente token signing", valid, &k->jwk, &k->certificate));
    k->use_at = time_add(ctx->wall, announce_us);
    k->gone_at = announce_us ? time_add(k->use_at, TOKEN_LIFE_MAX_US + TIME_HOUR) : ctx->wall;
    return key_seal(ctx, k);
}

static Err legacy_find(Ctx *ctx, void *arg)
{
    InstallationFindRow row;
    Err err = q_installation_find(system_of(ctx), &(InstallationFindArgs){.key = str_from(LEGACY_NAME)}, &row);
    *(Str *)arg = err == OK ? row.value : S("");
    return err == ERR_NOT_FOUND ? OK : err;
}

/* The key of version 0.1.0 goes on signing until the first rotation. */
static Err legacy_take(Ctx *ctx, Str stored, NewKey *k)
{
    uint8_t key[32];
    Str sealed;
    keyring_key(ctx->app->options.ring, S("seal/token"), key);
    TRY(base64url_decode(ctx->arena, stored, &sealed));
    TRY(unseal(ctx->arena, key, str_from(LEGACY_NAME), sealed, &k->jwk));
    k->use_at = ctx->wall;
    k->gone_at = ctx->wall;
    k->certificate = S("");
    return key_seal(ctx, k);
}

Err token_keys_rotate(Ctx *ctx, TokenRotation how)
{
    NewKey k = {0};
    TRY(unit_run(ctx, MODE_READ, NULL, newest, &k));
    bool waiting = k.generation && k.use_at.us > ctx->wall.us;
    if (waiting && how != TOKEN_ROTATE_NOW) {
        return OK; /* the next one is announced already */
    }
    TRY(key_make(ctx, &k, how == TOKEN_ROTATE_NOW ? 0 : ANNOUNCE_HOURS * TIME_HOUR));
    TRY(unit_run(ctx, MODE_WRITE, "authority.key_rotate", key_put, &k));
    return unit_run(ctx, MODE_READ, NULL, keys_read, NULL);
}

Err token_keys_open(App *app, Ctx *ctx)
{
    struct TokenKeys *t = arena_new(app->arena, struct TokenKeys);
    t->arena = arena_create(0);
    (void)pthread_mutex_init(&t->lock, NULL);
    app->token_keys = t;
    TRY(unit_run(ctx, MODE_READ, NULL, keys_read, NULL));
    if (keys_now(app)->n) {
        return OK;
    }
    NewKey k = {0};
    Str stored;
    TRY(unit_run(ctx, MODE_READ, NULL, legacy_find, &stored));
    TRY(stored.n ? legacy_take(ctx, stored, &k) : key_make(ctx, &k, 0));
    TRY(unit_run(ctx, MODE_WRITE, NULL, key_put, &k));
    TRY(unit_run(ctx, MODE_READ, NULL, keys_read, NULL));
    return keys_now(app)->n ? OK : ERR_INTERNAL;
}

void token_keys_close(App *app)
{
    struct TokenKeys *t = app->token_keys;
    for (size_t i = 0; t && i < t->all_n; i++) {
        jwt_key_free(t->all[i]);
    }
    if (t) {
        arena_destroy(t->arena);
    }
}

Err token_keys_turn(App *app)
{
    Time wall = app_wall(app);
    if (wall.us - atomic_load(&app->token_keys->read_us) < READ_AGAIN_S * TIME_SECOND) {
        return OK;
    }
    Arena *a = arena_create(0);
    Ctx *ctx = ctx_system(app, a);
    Err err = unit_run(ctx, MODE_READ, NULL, keys_read, NULL);
    const KeySet *set = keys_now(app);
    if (err == OK && set->n && time_diff(wall, set->keys[0].use_at) > (KEY_DAYS * 24 - ANNOUNCE_HOURS) * TIME_HOUR) {
        err = token_keys_rotate(ctx, TOKEN_ROTATE_ANNOUNCED);
    }
    house_note(ctx, "keys that sign tokens", err);
    arena_destroy(a);
    return err;
}

/* --- using --- */

const void *token_keys_epoch(App *app) { return keys_now(app); }

static bool key_is_gone(const TokenKey *k, Time wall) { return time_is_set(k->gone_at) && k->gone_at.us <= wall.us; }

static const TokenKey *signing(Ctx *ctx)
{
    const KeySet *set = keys_now(ctx->app);
    for (size_t i = 0; i < set->n; i++) {
        if (set->keys[i].use_at.us <= ctx->wall.us) {
            return &set->keys[i];
        }
    }
    return set->n ? &set->keys[set->n - 1] : NULL; /* a clock that went back */
}

Err token_sign(Ctx *ctx, Str claims, Str *ret)
{
    const TokenKey *k = signing(ctx);
    return k ? jwt_sign(ctx->arena, k->jwt, claims, ret) : ERR_INTERNAL;
}

static const TokenKey *key_by_kid(Ctx *ctx, Str kid)
{
    const KeySet *set = keys_now(ctx->app);
    for (size_t i = 0; i < set->n; i++) {
        if (str_eq(jwt_key_id(set->keys[i].jwt), kid)) {
            return &set->keys[i];
        }
    }
    return NULL;
}

Err token_sign_bytes(Ctx *ctx, Str bytes, Str *ret, Str *ret_kid)
{
    const TokenKey *k = signing(ctx);
    if (!k) {
        return ERR_INTERNAL;
    }
    *ret_kid = jwt_key_id(k->jwt);
    return jwt_sign_bytes(ctx->arena, k->jwt, bytes, ret);
}

Str token_certificate(Ctx *ctx, Str kid)
{
    const TokenKey *k = key_by_kid(ctx, kid);
    return k ? jwt_key_certificate(ctx->arena, k->jwt) : S("");
}

Err token_verify_signature(Ctx *ctx, Str token, Str *ret_claims)
{
    JwtHead head;
    TRY(jwt_head(ctx->arena, token, &head));
    const TokenKey *k = key_by_kid(ctx, head.kid);
    if (!k && head.kid.n && ctx->db) {
        int64_t since = ctx->wall.us - atomic_load(&ctx->app->token_keys->read_us);
        if (since > ASK_AGAIN_S * TIME_SECOND || since < 0) {
            TRY(keys_read(ctx, NULL)); /* another process may have made one */
            k = key_by_kid(ctx, head.kid);
        }
    }
    return k && !key_is_gone(k, ctx->wall) ? jwt_verify(ctx->arena, k->jwt, token, ret_claims) : ERR_UNAUTHENTICATED;
}

Str token_jwks(Ctx *ctx)
{
    const KeySet *set = keys_now(ctx->app);
    const JwtKey *keys[KEYS_MAX] = {NULL};
    size_t n = 0;
    for (size_t i = 0; i < set->n; i++) {
        if (!key_is_gone(&set->keys[i], ctx->wall)) {
            keys[n++] = set->keys[i].jwt;
        }
    }
    return jwt_public_jwks(ctx->arena, keys, n);
}

size_t token_keys_list(Ctx *ctx, TokenKeyInfo **ret)
{
    const KeySet *set = keys_now(ctx->app);
    const TokenKey *now = signing(ctx);
    *ret = arena_array(ctx->arena, TokenKeyInfo, set->n);
    for (size_t i = 0; i < set->n; i++) {
        const TokenKey *k = &set->keys[i];
        (*ret)[i] = (TokenKeyInfo){.kid = jwt_key_id(k->jwt),
                                   .created_at = k->created_at,
                                   .use_at = k->use_at,
                                   .gone_at = k->gone_at,
                                   .signing = k == now};
    }
    return set->n;
}

/* The ceremonies of WebAuthn Level 3, read from what a browser sends. Section numbers are that document's. */
#include "crypt/webauthn.h"

#include "base/json.h"
#include "crypt/cbor.h"
#include "crypt/cose.h"

/* Flags of the authenticator data, 6.1. */
enum { FLAG_UP = 1, FLAG_UV = 4, FLAG_BE = 8, FLAG_BS = 16, FLAG_AT = 64, FLAG_ED = 128 };
enum { DATA_MIN = 37, AAGUID = 16, HASH = 32 };

const char *webauthn_why(WebauthnWhy why)
{
    static const char *const NAMES[] = {
        [WEBAUTHN_OK] = "ok",
        [WEBAUTHN_FORM] = "form",
        [WEBAUTHN_TYPE] = "type",
        [WEBAUTHN_CHALLENGE] = "challenge",
        [WEBAUTHN_ORIGIN] = "origin",
        [WEBAUTHN_RP] = "relying_party",
        [WEBAUTHN_PRESENCE] = "presence",
        [WEBAUTHN_VERIFICATION] = "verification",
        [WEBAUTHN_BACKUP] = "backup",
        [WEBAUTHN_ID] = "credential_id",
        [WEBAUTHN_ALGORITHM] = "algorithm",
        [WEBAUTHN_KEY] = "key",
        [WEBAUTHN_SIGNATURE] = "signature",
        [WEBAUTHN_COUNTER] = "counter",
    };
    return NAMES[why];
}

/* --- client data, 5.8.1 --- */

/* Exactly this name: json_get would also take one that differs in case, which no client sends. */
static const JsonValue *member(const JsonValue *o, Str name)
{
    for (size_t i = 0; i < o->n; i++) {
        if (str_eq(o->names[i], name)) {
            return &o->items[i];
        }
    }
    return NULL;
}

static bool is_text(const JsonValue *v, Str text) { return v && v->kind == JSON_STRING && str_eq(v->text, text); }

static Err client_read(Arena *a, Str client_data, const JsonValue **ret)
{
    const JsonLimits limits = {.depth_max = 8, .bytes_max = WEBAUTHN_CLIENT_DATA_MAX, .members_max = 100};
    TRY(json_parse(a, client_data, limits, ret, NULL));
    return (*ret)->kind == JSON_OBJECT ? OK : ERR_PARSE;
}

static Err challenge_of(Arena *a, const JsonValue *client, Str *ret)
{
    const JsonValue *v = member(client, S("challenge"));
    return v && v->kind == JSON_STRING ? base64url_decode(a, v->text, ret) : ERR_PARSE;
}

Err webauthn_challenge(Arena *a, Str client_data, Str *ret)
{
    const JsonValue *client;
    TRY(client_read(a, client_data, &client));
    return challenge_of(a, client, ret);
}

static WebauthnWhy client_check(Arena *a, const WebauthnExpect *e, Str type, Str client_data)
{
    const JsonValue *client;
    Str challenge;
    if (client_read(a, client_data, &client) != OK) {
        return WEBAUTHN_FORM;
    }
    if (!is_text(member(client, S("type")), type)) {
        return WEBAUTHN_TYPE;
    }
    if (challenge_of(a, client, &challenge) != OK || e->challenge.n == 0 || !str_eq_secret(challenge, e->challenge)) {
        return WEBAUTHN_CHALLENGE;
    }
    /* Our pages are in no other site's frame, so neither is a ceremony of ours. */
    const JsonValue *cross = member(client, S("crossOrigin"));
    bool framed = (cross && (cross->kind != JSON_BOOL || cross->boolean)) || member(client, S("topOrigin"));
    return !is_text(member(client, S("origin")), e->origin) || framed ? WEBAUTHN_ORIGIN : WEBAUTHN_OK;
}

/* --- authenticator data, 6.1 --- */

typedef struct AuthData {
    Str rp_hash;
    uint8_t flags;
    uint32_t count;
    Str aaguid, id, key_bytes;
    CoseKey key;
    Err key_err;
} AuthData;

static unsigned byte_at(Str s, size_t at) { return (unsigned char)s.p[at]; }

/* aaguid, two bytes of length, the id, the key. */
static bool attested_read(Str *rest, AuthData *d)
{
    if (rest->n < AAGUID + 2) {
        return false;
    }
    size_t id_n = byte_at(*rest, AAGUID) << 8 | byte_at(*rest, AAGUID + 1);
    d->aaguid = str_sub(*rest, 0, AAGUID);
    *rest = str_skip(*rest, AAGUID + 2);
    if (rest->n < id_n) {
        return false;
    }
    d->id = str_sub(*rest, 0, id_n);
    *rest = str_skip(*rest, id_n);
    Str before = *rest;
    d->key_err = cose_take(rest, &d->key);
    if (d->key_err == ERR_PARSE) {
        return false;
    }
    d->key_bytes = str_sub(before, 0, before.n - rest->n);
    return true;
}

static bool data_read(Str bytes, bool attested, AuthData *d)
{
    *d = (AuthData){0};
    if (bytes.n < DATA_MIN) {
        return false;
    }
    d->rp_hash = str_sub(bytes, 0, HASH);
    d->flags = (uint8_t)byte_at(bytes, HASH);
    for (size_t i = 0; i < 4; i++) {
        d->count = d->count << 8 | byte_at(bytes, HASH + 1 + i);
    }
    Str rest = str_skip(bytes, DATA_MIN);
    if (((d->flags & FLAG_AT) != 0) != attested || (attested && !attested_read(&rest, d))) {
        return false;
    }
    if (d->flags & FLAG_ED) { /* extensions: we ask for none that would tell us anything here */
        CborItem head;
        Str copy = rest;
        if (cbor_take(&copy, &head) != OK || head.kind != CBOR_PAIRS || cbor_skip(&rest) != OK) {
            return false;
        }
    }
    return rest.n == 0;
}

static WebauthnWhy data_check(const WebauthnExpect *e, const AuthData *d)
{
    Digest rp = digest_sha256(e->rp_id);
    if (!str_eq(d->rp_hash, digest_str(&rp))) {
        return WEBAUTHN_RP;
    }
    if (!(d->flags & FLAG_UP)) {
        return WEBAUTHN_PRESENCE;
    }
    if (e->verified && !(d->flags & FLAG_UV)) {
        return WEBAUTHN_VERIFICATION;
    }
    return (d->flags & FLAG_BS) && !(d->flags & FLAG_BE) ? WEBAUTHN_BACKUP : WEBAUTHN_OK;
}

/* --- registration, 7.1 --- */

/* attestationObject, 6.5: a map of "fmt", "attStmt" and "authData" in any order, each once. */
static bool object_read(Str object, Str *ret_format, Str *ret_data, bool *ret_empty)
{
    CborItem head, name, value;
    bool statement = false, format = false, data = false;
    if (object.n > WEBAUTHN_OBJECT_MAX || cbor_take(&object, &head) != OK || head.kind != CBOR_PAIRS) {
        return false;
    }
    for (size_t i = 0; i < head.n; i++) {
        if (cbor_take(&object, &name) != OK || name.kind != CBOR_TEXT) {
            return false;
        }
        Str copy = object;
        if (cbor_take(&copy, &value) != OK || cbor_skip(&object) != OK) {
            return false;
        }
        if (str_eq(name.bytes, S("fmt")) && value.kind == CBOR_TEXT && !format) {
            format = true;
            *ret_format = value.bytes;
        } else if (str_eq(name.bytes, S("authData")) && value.kind == CBOR_BYTES && !data) {
            data = true;
            *ret_data = value.bytes;
        } else if (str_eq(name.bytes, S("attStmt")) && (value.kind == CBOR_PAIRS || value.kind == CBOR_LIST) &&
                   !statement) {
            statement = true;
            *ret_empty = value.n == 0;
        } else {
            return false;
        }
    }
    return object.n == 0 && format && data && statement;
}

WebauthnWhy webauthn_register(Arena *a, const WebauthnExpect *e, Str client_data, Str object, WebauthnCredential *ret)
{
    WebauthnWhy why = client_check(a, e, S("webauthn.create"), client_data);
    if (why != WEBAUTHN_OK) {
        return why;
    }
    Str format = S(""), bytes = S("");
    bool empty = false;
    AuthData d;
    /* 8.7: the statement of "none" is empty. */
    if (!object_read(object, &format, &bytes, &empty) || (str_eq(format, S("none")) && !empty) ||
        !data_read(bytes, true, &d)) {
        return WEBAUTHN_FORM;
    }
    why = data_check(e, &d);
    if (why != WEBAUTHN_OK) {
        return why;
    }
    if (d.id.n == 0 || d.id.n > WEBAUTHN_ID_MAX) {
        return WEBAUTHN_ID;
    }
    if (d.key_err != OK) {
        return WEBAUTHN_ALGORITHM;
    }
    if (d.key_bytes.n > WEBAUTHN_KEY_MAX || cose_check(&d.key) != OK) {
        return WEBAUTHN_KEY;
    }
    *ret = (WebauthnCredential){
        .id = str_copy(a, d.id),
        .key = str_copy(a, d.key_bytes),
        .alg = (int)d.key.alg,
        .count = d.count,
        .verified = d.flags & FLAG_UV,
        .backup_eligible = d.flags & FLAG_BE,
        .backed_up = d.flags & FLAG_BS,
    };
    memcpy(ret->aaguid, d.aaguid.p, AAGUID);
    return WEBAUTHN_OK;
}

/* --- assertion, 7.2 --- */

static bool signature_holds(Arena *a, Str key, Str authenticator_data, Str client_data, Str signature)
{
    CoseKey k;
    if (cose_take(&key, &k) != OK || key.n) {
        return false;
    }
    Digest hash = digest_sha256(client_data);
    return cose_verify(&k, str_concat(a, authenticator_data, digest_str(&hash)), signature);
}

WebauthnWhy webauthn_assert(Arena *a, const WebauthnExpect *e, const WebauthnCredential *known, Str client_data,
                            Str authenticator_data, Str signature, WebauthnCredential *ret)
{
    WebauthnWhy why = client_check(a, e, S("webauthn.get"), client_data);
    if (why != WEBAUTHN_OK) {
        return why;
    }
    AuthData d;
    if (authenticator_data.n > WEBAUTHN_OBJECT_MAX || !data_read(authenticator_data, false, &d)) {
        return WEBAUTHN_FORM;
    }
    why = data_check(e, &d);
    if (why != WEBAUTHN_OK) {
        return why;
    }
    /* Whether a credential can be backed up is decided when it is made. */
    if (((d.flags & FLAG_BE) != 0) != known->backup_eligible) {
        return WEBAUTHN_BACKUP;
    }
    if (!signature_holds(a, known->key, authenticator_data, client_data, signature)) {
        return WEBAUTHN_SIGNATURE;
    }
    /* 6.1.1: zero on both sides is an authenticator that does not count. */
    if ((d.count || known->count) && d.count <= known->count) {
        return WEBAUTHN_COUNTER;
    }
    if (ret) {
        *ret = *known;
        ret->count = d.count;
        ret->verified = d.flags & FLAG_UV;
        ret->backed_up = d.flags & FLAG_BS;
    }
    return WEBAUTHN_OK;
}

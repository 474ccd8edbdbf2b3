/* Passkeys: where they hold, challenges that need no storage until they are answered, adding one, proving with one. */
#include "areas/identity/passkey.h"

#include "app/app.h"
#include "app/audit.h"
#include "app/session.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/identity/factor.h"
#include "gen/identity_q.h"
#include "os/os.h"

enum { NONCE = 16, MAC = 16, CHALLENGE = 8 + NONCE + MAC };

Err passkeys_usable(SystemCtx s, Id user_id, int64_t *ret)
{
    PasskeyCountRow row;
    TRY(q_passkey_count(s, &(PasskeyCountArgs){.user_id = user_id}, &row));
    *ret = row.n;
    return OK;
}

Err passkeys_remove_all(SystemCtx s, Id user_id, int64_t *ret)
{
    return q_passkey_remove_all(s, &(PasskeyRemoveAllArgs){.user_id = user_id}, ret);
}

/* --- where --- */

/* "example.com" of "example.com:8443"; an address in brackets stays whole. */
static Str host_alone(Str host)
{
    ptrdiff_t colon = str_rfind_char(host, ':');
    return colon >= 0 && str_find_char(str_skip(host, (size_t)colon), ']') < 0 ? str_sub(host, 0, (size_t)colon) : host;
}

/* Browsers give no relying party to a number, only to a name. */
static bool is_number(Str host)
{
    bool digits = host.n > 0;
    for (size_t i = 0; i < host.n; i++) {
        digits = digits && (host.p[i] == '.' || (host.p[i] >= '0' && host.p[i] <= '9'));
    }
    return digits || str_find_char(host, ':') >= 0 || str_find_char(host, '[') >= 0;
}

static bool is_or_below(Str host, Str domain)
{
    return str_eq(host, domain) || (str_ends(host, domain) && host.p[host.n - domain.n - 1] == '.');
}

PasskeySite passkey_site_of(Arena *a, Str public_url, Str domain, Str scheme, Str host)
{
    PasskeySite site = {0};
    Str asked = str_lower_ascii(a, host), known = S("");
    ptrdiff_t mark = str_find(public_url, S("://"));
    if (mark > 0) {
        scheme = str_sub(public_url, 0, (size_t)mark);
        known = str_skip(public_url, (size_t)mark + 3);
        ptrdiff_t slash = str_find_char(known, '/');
        known = str_lower_ascii(a, slash >= 0 ? str_sub(known, 0, (size_t)slash) : known);
    }
    Str at = known.n ? known : asked;
    scheme = str_lower_ascii(a, scheme);
    Str usual = str_eq(scheme, S("https")) ? S(":443") : S(":80");
    at = str_ends(at, usual) ? str_sub(at, 0, at.n - usual.n) : at; /* as browsers write an origin */
    site.origin = str_fmt(a, "%.*s://%.*s", S_ARG(scheme), S_ARG(at));
    Str name = host_alone(at);
    domain = str_lower_ascii(a, domain);
    site.domain = domain.n && is_or_below(name, domain) ? domain : name;
    if (is_number(name) || name.n == 0) {
        site.why_not = MSG("Passkeys need an address with a name, such as partners.example.com. This partner center is "
                           "opened by a number now.");
    } else if (known.n && !str_eq(host_alone(asked), name)) {
        site.why_not = MSG1("Passkeys work at {address} only. Open this page there.", "address", site.origin);
    } else if (!str_eq(scheme, S("https")) && !is_or_below(name, S("localhost"))) {
        site.why_not = MSG("Passkeys need a secure connection: the address of this partner center has to begin with "
                           "https://.");
    }
    return site;
}

PasskeySite passkey_site(const Ctx *ctx)
{
    const AppOptions *o = &ctx->app->options;
    bool tls = ctx->req->tls || o->secure_cookies;
    return passkey_site_of(ctx->arena, str_from(o->public_url), str_from(o->passkeys_at), tls ? S("https") : S("http"),
                           ctx->req->host);
}

/* --- challenges: end of life, 16 random bytes, and a keyed hash over both, the purpose and this browser --- */

static Digest challenge_mac(Ctx *ctx, PasskeyFor purpose, Id user_id, Str head)
{
    static const char *const NAMES[] = {"sign-in", "second", "confirm", "add"};
    Str who = purpose == PASSKEY_SIGN_IN ? S("") : id_text(ctx->arena, user_id);
    return form_bound(ctx, str_fmt(ctx->arena, "passkey|%s|%.*s|%.*s", NAMES[purpose], S_ARG(who),
                                   S_ARG(base64url_encode(ctx->arena, head))));
}

Str passkey_challenge(Ctx *ctx, PasskeyFor purpose, Id user_id)
{
    uint8_t *b = arena_alloc(ctx->arena, CHALLENGE, 1);
    uint64_t until = (uint64_t)time_add(ctx->wall, PASSKEY_MINUTES * TIME_MINUTE).us;
    for (size_t i = 0; i < 8; i++) {
        b[i] = (uint8_t)(until >> 8 * (7 - i));
    }
    os_random(b + 8, NONCE);
    Digest mac = challenge_mac(ctx, purpose, user_id, str_of((const char *)b, 8 + NONCE));
    memcpy(b + 8 + NONCE, mac.b, MAC);
    return str_of((const char *)b, CHALLENGE);
}

typedef enum ChallengeState { CHALLENGE_OURS, CHALLENGE_OLD, CHALLENGE_FOREIGN } ChallengeState;

static Time challenge_until(Str c)
{
    uint64_t until = 0;
    for (size_t i = 0; i < 8; i++) {
        until = until << 8 | (unsigned char)c.p[i];
    }
    return (Time){(int64_t)until};
}

static ChallengeState challenge_check(Ctx *ctx, PasskeyFor purpose, Id user_id, Str c)
{
    if (c.n != CHALLENGE) {
        return CHALLENGE_FOREIGN;
    }
    Digest mac = challenge_mac(ctx, purpose, user_id, str_sub(c, 0, 8 + NONCE));
    if (!str_eq_secret(str_skip(c, 8 + NONCE), str_of((const char *)mac.b, MAC))) {
        return CHALLENGE_FOREIGN;
    }
    return challenge_until(c).us < ctx->wall.us ? CHALLENGE_OLD : CHALLENGE_OURS;
}

/* In a WRITE unit; false: it was answered before. */
static Err challenge_spend(Ctx *ctx, Str c, bool *ret_first)
{
    SystemCtx s = system_of(ctx);
    int64_t changed = 0;
    if (c.p[8] == 0) { /* one in 256 sweeps */
        TRY(q_passkey_spent_sweep(s, NULL, NULL));
    }
    TRY(q_passkey_spend(s, &(PasskeySpendArgs){.challenge = str_sub(c, 8, NONCE), .until = challenge_until(c)},
                        &changed));
    *ret_first = changed > 0;
    return OK;
}

/* --- what is said --- */

static PasskeyRefusal refusal(const char *why, Msg what, Msg hint)
{
    return (PasskeyRefusal){.what = what, .hint = hint, .why = why};
}

static PasskeyRefusal refused_old(void)
{
    return refusal("old", MSG("This page was open too long for a passkey."), MSG("Try again: it takes a moment."));
}

static PasskeyRefusal refused_foreign(const char *why)
{
    return refusal(why, MSG("The answer of your passkey does not belong to this page, or was used already."),
                   MSG("Open the page again and try once more."));
}

static PasskeyRefusal refused_unknown(void)
{
    return refusal("unknown", MSG("This passkey is not known here, or was removed."),
                   MSG("Sign in another way. You can add the passkey again under Passkeys, and delete the old one "
                       "from your device."));
}

static PasskeyRefusal refused_blocked(void)
{
    return refusal("blocked", MSG("This passkey is blocked, because a copy of it seems to be in use."),
                   MSG("Sign in another way, remove this passkey and add a new one."));
}

static PasskeyRefusal refused_by(WebauthnWhy why)
{
    switch (why) {
    case WEBAUTHN_ORIGIN:
    case WEBAUTHN_RP:
        return refusal(webauthn_why(why), MSG("This passkey was used on another site than this one."),
                       MSG("Check the address in your browser, and open the partner center by its own."));
    case WEBAUTHN_PRESENCE:
    case WEBAUTHN_VERIFICATION:
        return refusal(webauthn_why(why), MSG("Your passkey did not check that it is you."),
                       MSG("Set up a PIN, a fingerprint or your face on the device, or sign in another way."));
    case WEBAUTHN_ALGORITHM:
    case WEBAUTHN_KEY:
    case WEBAUTHN_ID:
        return refusal(webauthn_why(why), MSG("This device makes keys that cannot be used here."),
                       MSG("Use another device or security key."));
    case WEBAUTHN_COUNTER:
        return refused_blocked();
    case WEBAUTHN_TYPE:
    case WEBAUTHN_CHALLENGE:
        return refused_foreign(webauthn_why(why));
    case WEBAUTHN_FORM:
    case WEBAUTHN_BACKUP:
    case WEBAUTHN_SIGNATURE:
    case WEBAUTHN_OK:
        break;
    }
    return refusal(webauthn_why(why), MSG("The answer of your passkey cannot be right."),
                   MSG("Try again. If it goes on, sign in another way and add the passkey anew."));
}

/* --- options for the browser --- */

/* The same for all passkeys of a person, and nothing that can be read by others. */
static Str user_handle(Ctx *ctx, Id user_id)
{
    Digest d = secret_digest(ctx->app, str_fmt(ctx->arena, "passkey-user|%.*s", S_ARG(id_text(ctx->arena, user_id))));
    return str_copy(ctx->arena, digest_str(&d));
}

static void json_bytes(Json *j, Ctx *ctx, const char *name, Str bytes)
{
    json_key(j, str_from(name));
    json_str(j, base64url_encode(ctx->arena, bytes));
}

static void json_text(Json *j, const char *name, Str text)
{
    json_key(j, str_from(name));
    json_str(j, text);
}

static void json_credential(Json *j, Ctx *ctx, Str id, Str transports)
{
    json_obj(j);
    json_text(j, "type", S("public-key"));
    json_bytes(j, ctx, "id", id);
    json_key(j, S("transports"));
    json_arr(j);
    Str one;
    while (str_split(&transports, ' ', &one)) {
        if (one.n) {
            json_str(j, one);
        }
    }
    json_arr_end(j);
    json_obj_end(j);
}

static void json_common(Json *j, Ctx *ctx, PasskeyFor purpose, Id user_id)
{
    json_bytes(j, ctx, "challenge", passkey_challenge(ctx, purpose, user_id));
    json_key(j, S("timeout"));
    json_i64(j, 5 * 60 * 1000);
}

static bool must_verify(PasskeyFor purpose) { return purpose == PASSKEY_SIGN_IN || purpose == PASSKEY_CONFIRM; }

Err passkey_options_get(Ctx *ctx, PasskeyFor purpose, Id user_id, Str *ret)
{
    PasskeySite site = passkey_site(ctx);
    PasskeyOfUserRow *rows = NULL;
    size_t n = 0;
    if (purpose != PASSKEY_SIGN_IN) {
        TRY(q_passkey_of_user(system_of(ctx), &(PasskeyOfUserArgs){.user_id = user_id, .domain = site.domain}, &rows,
                              &n));
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_common(&j, ctx, purpose, user_id);
    json_text(&j, "rpId", site.domain);
    json_text(&j, "userVerification", must_verify(purpose) ? S("required") : S("preferred"));
    json_key(&j, S("allowCredentials"));
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        json_credential(&j, ctx, rows[i].credential_id, rows[i].transports);
    }
    json_arr_end(&j);
    json_obj_end(&j);
    *ret = buf_str(&b);
    return b.full ? ERR_TOO_LARGE : OK;
}

static void json_party(Json *j, Ctx *ctx, const PasskeySite *site, Str vendor, const IdentityMeRow *me)
{
    json_key(j, S("rp"));
    json_obj(j);
    json_text(j, "id", site->domain);
    json_text(j, "name", vendor.n ? vendor : S("Entente"));
    json_obj_end(j);
    json_key(j, S("user"));
    json_obj(j);
    json_bytes(j, ctx, "id", user_handle(ctx, ctx->actor.user_id));
    json_text(j, "name", me->sign_in);
    json_text(j, "displayName", str_fmt(ctx->arena, "%.*s %.*s", S_ARG(me->first_name), S_ARG(me->last_name)));
    json_obj_end(j);
}

static void json_wishes(Json *j)
{
    static const int ALGORITHMS[] = {WEBAUTHN_ES256, WEBAUTHN_EDDSA, WEBAUTHN_RS256};
    json_key(j, S("pubKeyCredParams"));
    json_arr(j);
    for (size_t i = 0; i < COUNT_OF(ALGORITHMS); i++) {
        json_obj(j);
        json_text(j, "type", S("public-key"));
        json_key(j, S("alg"));
        json_i64(j, ALGORITHMS[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_text(j, "attestation", S("none"));
    json_key(j, S("authenticatorSelection"));
    json_obj(j);
    json_text(j, "residentKey", S("preferred")); /* a security key without room for it still is a second factor */
    json_text(j, "userVerification", S("preferred"));
    json_obj_end(j);
    json_key(j, S("extensions"));
    json_obj(j);
    json_key(j, S("credProps"));
    json_bool(j, true);
    json_obj_end(j);
}

Err passkey_options_create(SelfCtx s, Str *ret)
{
    Ctx *ctx = s.ctx;
    PasskeySite site = passkey_site(ctx);
    IdentityMeRow me;
    PasskeyListRow *rows = NULL;
    size_t n = 0;
    Str vendor;
    TRY(q_identity_me(s, NULL, &me));
    TRY(q_passkey_list(s, NULL, &rows, &n));
    TRY(installation_get(ctx, S("vendor_name"), &vendor));
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_common(&j, ctx, PASSKEY_ADD, ctx->actor.user_id);
    json_party(&j, ctx, &site, vendor, &me);
    json_wishes(&j);
    json_key(&j, S("excludeCredentials"));
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        json_credential(&j, ctx, rows[i].credential_id, rows[i].transports);
    }
    json_arr_end(&j);
    json_obj_end(&j);
    *ret = buf_str(&b);
    return b.full ? ERR_TOO_LARGE : OK;
}

/* --- adding --- */

/* Words of a browser ("usb internal"), kept for the browser only. */
static Str transports_kept(Arena *a, Str text)
{
    Buf b = buf_on_arena(a, 200);
    Str one;
    while (str_split(&text, ' ', &one)) {
        bool plain = one.n > 0 && one.n <= 20;
        for (size_t i = 0; plain && i < one.n; i++) {
            plain = (one.p[i] >= 'a' && one.p[i] <= 'z') || one.p[i] == '-';
        }
        if (plain && b.n + one.n < 100) {
            buf_fmt(&b, "%s%.*s", b.n ? " " : "", S_ARG(one));
        }
    }
    return buf_str(&b);
}

static Err tell_owner(Ctx *ctx, Id user_id, Msg title, Msg line)
{
    return tell_user(ctx, &(Tell){.category = S("security"),
                                  .user_id = user_id,
                                  .icon = S("key"),
                                  .title = title,
                                  .line = line,
                                  .url = url_static("/me/passkeys")});
}

static Err stop(PasskeyRefusal why, PasskeyRefusal *ret)
{
    *ret = why;
    return ERR_INVALID;
}

static Err register_checked(SelfCtx s, const WebauthnCredential *c, Str name, bool discoverable, Str transports,
                            PasskeyRefusal *ret)
{
    Ctx *ctx = s.ctx;
    int64_t changed = 0;
    Id id = ctx_new_id(ctx);
    TRY(q_passkey_add(s,
                      &(PasskeyAddArgs){.id = id,
                                        .name = name,
                                        .domain = passkey_site(ctx).domain,
                                        .credential_id = c->id,
                                        .public_key = c->key,
                                        .sign_count = c->count,
                                        .portable = c->backup_eligible,
                                        .copied = c->backed_up,
                                        .discoverable = discoverable,
                                        .transports = transports_kept(ctx->arena, transports)},
                      &changed));
    if (changed == 0) {
        return stop(refusal("twice", MSG("This passkey is registered already."),
                            MSG("Choose another device, or remove the passkey that stands in the list first.")),
                    ret);
    }
    ctx->audit.target_kind = S("passkey");
    ctx->audit.target_id = id;
    ctx->audit.target_name = name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"passkeyName", name});
    TRY(factors_changed(system_of(ctx), ctx->actor.user_id));
    return tell_owner(ctx, ctx->actor.user_id, MSG1("A passkey was added: {name}", "name", name),
                      MSG("If it was not you, remove it and change your password."));
}

Err passkey_register(SelfCtx s, const PasskeyAnswer *answer, Str name, bool discoverable, Str transports,
                     PasskeyRefusal *ret)
{
    Ctx *ctx = s.ctx;
    PasskeySite site = passkey_site(ctx);
    Str challenge;
    WebauthnCredential c;
    bool first = false;
    PasskeyListRow *rows = NULL;
    size_t n = 0;
    if (webauthn_challenge(ctx->arena, answer->client_data, &challenge) != OK) {
        return stop(refused_by(WEBAUTHN_FORM), ret);
    }
    ChallengeState state = challenge_check(ctx, PASSKEY_ADD, ctx->actor.user_id, challenge);
    if (state != CHALLENGE_OURS) {
        return stop(state == CHALLENGE_OLD ? refused_old() : refused_foreign("challenge"), ret);
    }
    TRY(challenge_spend(ctx, challenge, &first));
    if (!first) {
        return stop(refused_foreign("replay"), ret);
    }
    WebauthnExpect expect = {.challenge = challenge, .origin = site.origin, .rp_id = site.domain};
    WebauthnWhy why = webauthn_register(ctx->arena, &expect, answer->client_data, answer->object, &c);
    if (why != WEBAUTHN_OK) {
        return stop(refused_by(why), ret);
    }
    TRY(q_passkey_list(s, NULL, &rows, &n));
    if (n >= PASSKEYS_MAX) {
        return stop(refusal("many",
                            MSG1("You have {n} passkeys, which is the most there can be.", "n",
                                 str_fmt(ctx->arena, "%d", PASSKEYS_MAX)),
                            MSG("Remove one that you do not use any more.")),
                    ret);
    }
    return register_checked(s, &c, name, discoverable, transports, ret);
}

Err passkey_remove(SelfCtx s, Id id, Str name)
{
    int64_t changed = 0;
    TRY(q_passkey_remove(s, &(PasskeyRemoveArgs){.id = id}, &changed));
    if (changed == 0) {
        return ERR_NOT_FOUND;
    }
    TRY(factors_changed(system_of(s.ctx), s.ctx->actor.user_id));
    TRY(factors_check_left(system_of(s.ctx), s.ctx->actor.user_id));
    s.ctx->audit.before = AUDIT_JSON(s.ctx->arena, {"passkeyName", name});
    return tell_owner(s.ctx, s.ctx->actor.user_id, MSG1("A passkey was removed: {name}", "name", name),
                      MSG("If it was not you, change your password and look at your sessions."));
}

/* --- proving --- */

typedef struct Proof {
    const PasskeyAnswer *answer;
    PasskeyByCredentialRow row;
    bool found, first;
    int64_t changed;
    Str challenge;
    WebauthnCredential after;
} Proof;

/* The challenge is used up before anything is looked at: an answer that comes twice, from its sender or from whoever
 * copied it, says nothing about the passkey, above all not that there are two of it. */
static Err take_up(Ctx *ctx, void *arg)
{
    Proof *p = arg;
    p->found = false;
    TRY(challenge_spend(ctx, p->challenge, &p->first));
    if (!p->first) {
        return OK;
    }
    Err err =
        q_passkey_by_credential(system_of(ctx), &(PasskeyByCredentialArgs){.credential_id = p->answer->id}, &p->row);
    p->found = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

/* The counter moves on only from where it was read. */
static Err note_use(Ctx *ctx, void *arg)
{
    Proof *p = arg;
    return q_passkey_used(
        system_of(ctx),
        &(PasskeyUsedArgs){
            .sign_count = p->after.count, .copied = p->after.backed_up, .id = p->row.id, .before = p->row.sign_count},
        &p->changed);
}

static Err block(Ctx *ctx, void *arg)
{
    Proof *p = arg;
    TRY(q_passkey_block(system_of(ctx), &(PasskeyBlockArgs){.id = p->row.id}, &p->changed));
    ctx->audit.target_kind = S("passkey");
    ctx->audit.target_id = p->row.id;
    ctx->audit.target_name = p->row.name;
    ctx->audit.skip = p->changed == 0;
    if (p->changed == 0) {
        return OK;
    }
    TRY(factors_changed(system_of(ctx), p->row.user_id));
    return tell_owner(ctx, p->row.user_id, MSG1("The passkey {name} was blocked", "name", p->row.name),
                      MSG("It was used with an older counter than before: there seems to be a copy of it. Remove it, "
                          "and add a new one."));
}

/* Only what is stored can be right; the rest of 7.2 is crypt's. */
static WebauthnWhy verify(Ctx *ctx, PasskeyFor purpose, Proof *p)
{
    PasskeySite site = passkey_site(ctx);
    WebauthnExpect expect = {
        .challenge = p->challenge, .origin = site.origin, .rp_id = site.domain, .verified = must_verify(purpose)};
    WebauthnCredential known = {.id = p->answer->id,
                                .key = p->row.public_key,
                                .count = (uint32_t)p->row.sign_count,
                                .backup_eligible = p->row.portable};
    return webauthn_assert(ctx->arena, &expect, &known, p->answer->client_data, p->answer->data, p->answer->signature,
                           &p->after);
}

static bool is_whose(Ctx *ctx, PasskeyFor purpose, Id user_id, const Proof *p)
{
    Str handle = user_handle(ctx, p->row.user_id);
    if (p->answer->user_handle.n && !str_eq(p->answer->user_handle, handle)) {
        return false;
    }
    /* 7.2: who is not known beforehand is named by the authenticator. */
    return purpose == PASSKEY_SIGN_IN ? p->answer->user_handle.n > 0 : id_eq(p->row.user_id, user_id);
}

static ChallengeState challenge_read(Ctx *ctx, PasskeyFor purpose, Id user_id, Proof *p, PasskeyRefusal *ret)
{
    if (webauthn_challenge(ctx->arena, p->answer->client_data, &p->challenge) != OK) {
        *ret = refused_by(WEBAUTHN_FORM);
        return CHALLENGE_FOREIGN;
    }
    ChallengeState state = challenge_check(ctx, purpose, user_id, p->challenge);
    if (state != CHALLENGE_OURS) {
        *ret = state == CHALLENGE_OLD ? refused_old() : refused_foreign("challenge");
    }
    return state;
}

Err passkey_prove(Ctx *ctx, PasskeyFor purpose, Id user_id, const PasskeyAnswer *answer, Id *ret_user,
                  PasskeyRefusal *ret)
{
    Proof p = {.answer = answer};
    *ret = (PasskeyRefusal){0};
    *ret_user = ID_NIL;
    if (challenge_read(ctx, purpose, user_id, &p, ret) != CHALLENGE_OURS) {
        return OK;
    }
    TRY(unit_run(ctx, MODE_WRITE, NULL, take_up, &p));
    if (!p.first) {
        *ret = refused_foreign("replay");
        return OK;
    }
    if (!p.found || !is_whose(ctx, purpose, user_id, &p)) {
        *ret = refused_unknown();
        return OK;
    }
    WebauthnWhy why = verify(ctx, purpose, &p);
    bool blocked = str_eq(p.row.state, S("blocked"));
    if (why == WEBAUTHN_COUNTER && !blocked) {
        TRY(unit_run(ctx, MODE_WRITE, "identity.passkey_block", block, &p));
    }
    if (why != WEBAUTHN_OK || blocked) {
        *ret_user = p.row.user_id;
        *ret = blocked && why == WEBAUTHN_OK ? refused_blocked() : refused_by(why);
        return OK;
    }
    TRY(unit_run(ctx, MODE_WRITE, NULL, note_use, &p));
    if (p.changed == 0) { /* removed, blocked, or used with this counter meanwhile */
        *ret = refused_unknown();
        return OK;
    }
    *ret_user = p.row.user_id;
    return OK;
}

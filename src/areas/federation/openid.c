/* OpenID Connect: documents and tokens of a provider. */
#include "areas/federation/openid.h"

#include "base/num.h"
#include "base/utf8.h"

static const JsonLimits LIMITS = {.depth_max = 16, .bytes_max = OPENID_DOCUMENT_MAX, .members_max = 5000};

/* --- discovery --- */

Str openid_discovery_url(Arena *a, Str issuer)
{
    Str base = str_ends(issuer, S("/")) ? str_sub(issuer, 0, issuer.n - 1) : issuer;
    return str_concat(a, base, S("/.well-known/openid-configuration"));
}

bool openid_issuer_ok(Str issuer, bool (*url_ok)(Str url, const void *arg), const void *arg)
{
    return issuer.n <= OPENID_TEXT_MAX && url_ok(issuer, arg) && str_find_char(issuer, '?') < 0 &&
           str_find_char(issuer, '#') < 0;
}

static bool list_has(const JsonValue *list, Str word)
{
    for (size_t i = 0; list && list->kind == JSON_ARRAY && i < list->n; i++) {
        if (list->items[i].kind == JSON_STRING && str_eq(list->items[i].text, word)) {
            return true;
        }
    }
    return false;
}

static Str algs_of(Arena *a, const JsonValue *list)
{
    static const Str TAKEN[] = {S_INIT("RS256"), S_INIT("ES256"), S_INIT("EdDSA")};
    Str found[COUNT_OF(TAKEN)];
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(TAKEN); i++) {
        if (list_has(list, TAKEN[i])) {
            found[n++] = TAKEN[i];
        }
    }
    return str_join(a, found, n, S(" "));
}

static Err useless(Msg *ret, Msg problem)
{
    *ret = problem;
    return ERR_INVALID;
}

/* An address that must be there. */
static bool needed(const JsonValue *v, Str name, bool (*url_ok)(Str, const void *), const void *arg, Str *ret)
{
    *ret = json_exact_text(v, name);
    return ret->n > 0 && ret->n <= OPENID_TEXT_MAX && url_ok(*ret, arg);
}

static Err addresses(Arena *a, const JsonValue *v, bool (*url_ok)(Str, const void *), const void *arg,
                     OpenidProvider *ret, Msg *ret_problem)
{
    const struct {
        Str name;
        Str *to;
        bool must;
    } ALL[] = {{S("authorization_endpoint"), &ret->authorization, true},
               {S("token_endpoint"), &ret->token, true},
               {S("jwks_uri"), &ret->keys, true},
               {S("userinfo_endpoint"), &ret->userinfo, false},
               {S("end_session_endpoint"), &ret->end_session, false}};
    for (size_t i = 0; i < COUNT_OF(ALL); i++) {
        if (needed(v, ALL[i].name, url_ok, arg, ALL[i].to)) {
            continue;
        }
        if (ALL[i].must) {
            return useless(ret_problem,
                           MSG1("Its document has no usable address as {name}.", "name", str_copy(a, ALL[i].name)));
        }
        *ALL[i].to = S("");
    }
    return OK;
}

Err openid_discovery(Arena *a, Str json, Str issuer, bool (*url_ok)(Str url, const void *arg), const void *arg,
                     OpenidProvider *ret, Msg *ret_problem)
{
    const JsonValue *v = NULL;
    *ret = (OpenidProvider){0};
    if (json_parse(a, json, LIMITS, &v, NULL) != OK || v->kind != JSON_OBJECT) {
        return useless(ret_problem, MSG("What is published there is not a document of an OpenID provider."));
    }
    ret->issuer = json_exact_text(v, S("issuer"));
    if (!str_eq(ret->issuer, issuer)) {
        return useless(ret_problem,
                       MSG1("Its document names another issuer: \"{issuer}\". Write the issuer exactly so.", "issuer",
                            utf8_prefix(ret->issuer, 200)));
    }
    TRY(addresses(a, v, url_ok, arg, ret, ret_problem));
    const JsonValue *types = json_exact(v, S("response_types_supported"));
    if (types && !list_has(types, S("code"))) {
        return useless(ret_problem, MSG("It does not offer the authorization code flow."));
    }
    const JsonValue *methods = json_exact(v, S("code_challenge_methods_supported"));
    ret->s256 = list_has(methods, S("S256"));
    ret->s256_unsaid = methods == NULL;
    if (methods && !ret->s256) {
        return useless(ret_problem, MSG("It does not take PKCE with S256."));
    }
    const JsonValue *algs = json_exact(v, S("id_token_signing_alg_values_supported"));
    ret->algs = algs ? algs_of(a, algs) : S("RS256");
    if (ret->algs.n == 0) {
        return useless(ret_problem, MSG("It signs with none of RS256, ES256 and EdDSA."));
    }
    const JsonValue *ways = json_exact(v, S("token_endpoint_auth_methods_supported"));
    ret->basic = !ways || list_has(ways, S("client_secret_basic"));
    ret->post = list_has(ways, S("client_secret_post"));
    ret->private_key = list_has(ways, S("private_key_jwt"));
    const JsonValue *iss = json_exact(v, S("authorization_response_iss_parameter_supported"));
    ret->iss_sent = iss && iss->kind == JSON_BOOL && iss->boolean;
    return OK;
}

/* --- asking --- */

Str openid_challenge(Arena *a, Str verifier)
{
    Digest d = digest_sha256(verifier);
    return base64url_encode(a, digest_str(&d));
}

static void param(Buf *b, char *separator, Str name, Str value)
{
    if (value.n) {
        buf_addc(b, *separator);
        buf_add(b, name);
        buf_addc(b, '=');
        buf_add_url(b, value);
        *separator = '&';
    }
}

Str openid_ask_url(Arena *a, const OpenidProvider *p, const OpenidAsk *ask)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    buf_add(&b, p->authorization);
    char separator = str_find_char(p->authorization, '?') < 0 ? '?' : '&';
    param(&b, &separator, S("response_type"), S("code"));
    param(&b, &separator, S("client_id"), ask->client_id);
    param(&b, &separator, S("redirect_uri"), ask->redirect_uri);
    param(&b, &separator, S("scope"), ask->scopes);
    param(&b, &separator, S("state"), ask->state);
    param(&b, &separator, S("nonce"), ask->nonce);
    param(&b, &separator, S("code_challenge"), ask->challenge);
    param(&b, &separator, S("code_challenge_method"), S("S256"));
    param(&b, &separator, S("login_hint"), ask->login_hint);
    param(&b, &separator, S("ui_locales"), ask->locales);
    if (ask->again) {
        param(&b, &separator, S("prompt"), S("login"));
        param(&b, &separator, S("max_age"), S("0"));
    }
    return buf_str(&b);
}

/* RFC 6749, sections 4.1.2.1 and 5.2; OpenID Connect Core, section 3.1.2.6. */
Msg openid_error(Str error)
{
    static const struct {
        Str error;
        const char *words;
    } WORDS[] = {
        {S_INIT("access_denied"), N_("You cancelled the sign-in there, or it is not allowed for you.")},
        {S_INIT("login_required"), N_("The provider could not sign you in without asking.")},
        {S_INIT("interaction_required"), N_("The provider wanted to ask you something and could not.")},
        {S_INIT("consent_required"), N_("The provider needs your consent, or that of your administrator.")},
        {S_INIT("account_selection_required"), N_("The provider could not tell which of your accounts to use.")},
        {S_INIT("temporarily_unavailable"), N_("The provider cannot sign anybody in just now.")},
        {S_INIT("server_error"), N_("The provider failed on its side.")},
        {S_INIT("invalid_scope"), N_("The provider does not know one of the scopes that are set up.")},
        {S_INIT("unauthorized_client"), N_("The provider does not let this center sign people in.")},
        {S_INIT("invalid_client"), N_("The provider does not accept this center's credentials.")},
        {S_INIT("invalid_grant"), N_("The provider's answer has expired, or was used already.")},
        {S_INIT("invalid_request"), N_("The provider did not understand the request.")},
        {S_INIT("unsupported_response_type"), N_("The provider did not understand the request.")},
        {S_INIT("unmet_authentication_requirements"),
         N_("The provider could not sign you in as strongly as was asked.")},
    };
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        if (str_eq(WORDS[i].error, error)) {
            return MSG_OF(WORDS[i].words);
        }
    }
    return MSG("The provider refused the sign-in.");
}

/* --- id tokens --- */

const char *openid_why(OpenidWhy why)
{
    static const char *const WORDS[] = {"ok",    "claims", "issuer", "audience", "party",   "expired",
                                        "early", "old",    "nonce",  "hash",     "presence"};
    return WORDS[why];
}

Msg openid_why_words(OpenidWhy why)
{
    switch (why) {
    case OPENID_OK:
        return (Msg){0};
    case OPENID_ISSUER:
    case OPENID_AUDIENCE:
    case OPENID_PARTY:
        return MSG("The provider's answer was made for somebody else.");
    case OPENID_EXPIRED:
    case OPENID_OLD:
        return MSG("The provider's answer has expired. If this happens every time, its clock and ours differ.");
    case OPENID_EARLY:
        return MSG("The provider's answer comes from the future: its clock and ours differ.");
    case OPENID_NONCE:
        return MSG("The provider's answer belongs to another sign-in.");
    case OPENID_PRESENCE:
        return MSG("The provider did not ask you to prove your presence anew.");
    case OPENID_CLAIMS:
    case OPENID_HASH:
        break;
    }
    return MSG("The provider's answer is not complete.");
}

static bool seconds(const JsonValue *claims, Str name, int64_t *ret)
{
    const JsonValue *v = json_exact(claims, name);
    int64_t us;
    if (!v || v->kind != JSON_NUMBER) {
        return false;
    }
    Str whole = v->text;
    ptrdiff_t dot = str_find_char(whole, '.'); /* NumericDate may have a fraction */
    whole = dot > 0 ? str_sub(whole, 0, (size_t)dot) : whole;
    return str_to_i64(whole, ret) == OK && num_mul_i64(*ret, TIME_SECOND, &us);
}

static bool audience_holds(const JsonValue *aud, Str client_id, bool *ret_several)
{
    *ret_several = aud->kind == JSON_ARRAY && aud->n > 1;
    return (aud->kind == JSON_STRING && str_eq(aud->text, client_id)) || list_has(aud, client_id);
}

static OpenidWhy check_parties(const OpenidExpect *e, const JsonValue *c)
{
    if (!str_eq(json_exact_text(c, S("iss")), e->issuer)) {
        return OPENID_ISSUER;
    }
    const JsonValue *aud = json_exact(c, S("aud")), *azp = json_exact(c, S("azp"));
    bool several = false;
    if (!aud || !audience_holds(aud, e->client_id, &several)) {
        return OPENID_AUDIENCE;
    }
    if (azp ? azp->kind != JSON_STRING || !str_eq(azp->text, e->client_id) : several) {
        return OPENID_PARTY;
    }
    return OPENID_OK;
}

static OpenidWhy check_times(const OpenidExpect *e, const JsonValue *c)
{
    int64_t now = e->wall.us / TIME_SECOND, exp, iat, nbf, at;
    if (!seconds(c, S("exp"), &exp) || !seconds(c, S("iat"), &iat)) {
        return OPENID_CLAIMS;
    }
    if (exp <= now - OPENID_SKEW_S) {
        return OPENID_EXPIRED;
    }
    if (iat > now + OPENID_SKEW_S || (seconds(c, S("nbf"), &nbf) && nbf > now + OPENID_SKEW_S)) {
        return OPENID_EARLY;
    }
    if (iat < now - OPENID_FRESH_S - OPENID_SKEW_S) {
        return OPENID_OLD;
    }
    if (time_is_set(e->presence_after) &&
        (!seconds(c, S("auth_time"), &at) || at < e->presence_after.us / TIME_SECOND - OPENID_SKEW_S)) {
        return OPENID_PRESENCE;
    }
    return OPENID_OK;
}

static OpenidWhy check_bonds(Arena *a, const OpenidExpect *e, const JoseToken *token, const JsonValue *c)
{
    if (e->nonce.n == 0 || !str_eq_secret(json_exact_text(c, S("nonce")), e->nonce)) {
        return OPENID_NONCE;
    }
    const JsonValue *hash = json_exact(c, S("at_hash"));
    if (hash && !str_eq(json_exact_text(c, S("at_hash")), jose_half_hash(a, token->alg, e->access_token))) {
        return OPENID_HASH;
    }
    return OPENID_OK;
}

OpenidWhy openid_check(Arena *a, const OpenidExpect *e, const JoseToken *token, const JsonValue **ret_claims)
{
    const JsonValue *c = NULL;
    if (json_parse(a, token->claims, LIMITS, &c, NULL) != OK || c->kind != JSON_OBJECT) {
        return OPENID_CLAIMS;
    }
    Str sub = json_exact_text(c, S("sub"));
    OpenidWhy why = check_parties(e, c);
    if (why == OPENID_OK && (sub.n == 0 || sub.n > OPENID_SUBJECT_MAX || utf8_has_control(sub))) {
        why = OPENID_CLAIMS;
    }
    why = why == OPENID_OK ? check_times(e, c) : why;
    why = why == OPENID_OK ? check_bonds(a, e, token, c) : why;
    if (why == OPENID_OK) {
        *ret_claims = c;
    }
    return why;
}

/* --- the person --- */

const JsonValue *openid_claim(const JsonValue *claims, Str name)
{
    const JsonValue *whole = json_exact(claims, name);
    ptrdiff_t dot = str_find_char(name, '.');
    if (whole || dot <= 0 || !claims) {
        return whole;
    }
    const JsonValue *inner = json_exact(claims, str_sub(name, 0, (size_t)dot));
    return inner && inner->kind == JSON_OBJECT ? openid_claim(inner, str_skip(name, (size_t)dot + 1)) : NULL;
}

static const JsonValue *of_either(const JsonValue *claims, const JsonValue *more, Str name)
{
    const JsonValue *v = json_exact(claims, name);
    return v ? v : json_exact(more, name);
}

static Str text_of(Arena *a, const JsonValue *claims, const JsonValue *more, Str name)
{
    const JsonValue *v = of_either(claims, more, name);
    if (!v || v->kind != JSON_STRING || utf8_has_control(v->text)) {
        return S("");
    }
    return str_copy(a, utf8_prefix(str_trim(v->text), 200));
}

/* RFC 8176, in two kinds: something one knows, and something one has or is. */
static bool methods_are_two(const JsonValue *amr)
{
    static const Str KNOWN[] = {S_INIT("pwd"), S_INIT("pin"), S_INIT("kba")};
    static const Str HELD[] = {S_INIT("otp"),  S_INIT("sms"), S_INIT("tel"),  S_INIT("hwk"),
                               S_INIT("swk"),  S_INIT("sc"),  S_INIT("face"), S_INIT("fpt"),
                               S_INIT("iris"), S_INIT("vbm"), S_INIT("pop")};
    bool known = false, held = false;
    for (size_t i = 0; i < COUNT_OF(KNOWN); i++) {
        known = known || list_has(amr, KNOWN[i]);
    }
    for (size_t i = 0; i < COUNT_OF(HELD); i++) {
        held = held || list_has(amr, HELD[i]);
    }
    return list_has(amr, S("mfa")) || (known && held);
}

static bool class_is_two(Str acr)
{
    static const Str CLASSES[] = {
        S_INIT("phr"),
        S_INIT("phrh"),
        S_INIT("https://refeds.org/profile/mfa"),
        S_INIT("http://schemas.openid.net/pape/policies/2007/06/multi-factor"),
        S_INIT("http://schemas.openid.net/pape/policies/2007/06/multi-factor-physical"),
    };
    for (size_t i = 0; i < COUNT_OF(CLASSES); i++) {
        if (str_eq(CLASSES[i], acr)) {
            return true;
        }
    }
    return false;
}

void openid_person(Arena *a, const JsonValue *claims, const JsonValue *more, OpenidPerson *ret)
{
    int64_t at;
    *ret = (OpenidPerson){.subject = str_copy(a, json_exact_text(claims, S("sub"))),
                          .email = str_lower_ascii(a, text_of(a, claims, more, S("email"))),
                          .given_name = text_of(a, claims, more, S("given_name")),
                          .family_name = text_of(a, claims, more, S("family_name")),
                          .locale = text_of(a, claims, more, S("locale")),
                          .zone = text_of(a, claims, more, S("zoneinfo")),
                          .auth_time = seconds(claims, S("auth_time"), &at) ? (Time){at * TIME_SECOND} : TIME_NONE};
    if (ret->email.n == 0) { /* some providers have the address in the sign-in name only */
        Str name = text_of(a, claims, more, S("preferred_username"));
        ret->email = str_find_char(name, '@') > 0 ? str_lower_ascii(a, name) : S("");
        ret->email_unsaid = true;
    } else {
        const JsonValue *v = of_either(claims, more, S("email_verified"));
        ret->email_unsaid = v == NULL;
        ret->email_verified =
            v && (v->kind == JSON_BOOL ? v->boolean : v->kind == JSON_STRING && str_eq(v->text, S("true")));
    }
    if (ret->given_name.n == 0 && ret->family_name.n == 0) {
        ret->given_name = text_of(a, claims, more, S("name"));
    }
    ret->two_factors = methods_are_two(json_exact(claims, S("amr"))) || class_is_two(json_exact_text(claims, S("acr")));
}

/* --- what gives a role --- */

/* Each star takes as little as it can; only the last one is ever tried again, so the time is at most text times
 * pattern. */
bool openid_like(Str text, Str pattern)
{
    size_t t = 0, p = 0, star = SIZE_MAX, from = 0;
    while (t < text.n) {
        if (p < pattern.n && pattern.p[p] == '*') {
            star = p++;
            from = t;
        } else if (p < pattern.n && pattern.p[p] == text.p[t]) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*') {
        p++;
    }
    return p == pattern.n;
}

static bool text_holds(Str text, OpenidTest test, Str value)
{
    switch (test) {
    case OPENID_IS:
        return str_eq(text, value);
    case OPENID_LIKE:
        return openid_like(text, value);
    case OPENID_ANY:
        return text.n > 0;
    }
    return false;
}

bool openid_claim_holds(const JsonValue *claim, OpenidTest test, Str value)
{
    if (!claim) {
        return false;
    }
    switch (claim->kind) {
    case JSON_STRING:
        return text_holds(claim->text, test, value);
    case JSON_NUMBER:
        return text_holds(claim->text, test, value);
    case JSON_BOOL:
        return text_holds(claim->boolean ? S("true") : S("false"), test, value);
    case JSON_ARRAY:
        for (size_t i = 0; i < claim->n; i++) {
            if (claim->items[i].kind != JSON_ARRAY && claim->items[i].kind != JSON_OBJECT &&
                openid_claim_holds(&claim->items[i], test, value)) {
                return true;
            }
        }
        return false;
    case JSON_OBJECT:
        return test == OPENID_ANY && claim->n > 0;
    case JSON_NULL:
        break;
    }
    return false;
}

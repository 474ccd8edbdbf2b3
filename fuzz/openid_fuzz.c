/* What an OpenID provider publishes and says: its discovery document, its key set, the claims of an id token, and rules
 * over those claims. Parts end with the byte 0xFE. The first byte says which one the rest is. */
#include "areas/federation/openid.h"
#include "base/utf8.h"
#include "fuzz_ctx.h"
#include "http/client.h"

#define ISSUER S("https://id.example")

static bool any_https(Str url, const void *arg)
{
    (void)arg;
    return http_url_ok(url, false);
}

/* A document that is taken is whole: its addresses can be called, and asking leads to the one that it names. */
static void discovery(Arena *a, Str json)
{
    OpenidProvider p;
    Msg problem = {0};
    if (openid_discovery(a, json, ISSUER, any_https, NULL, &p, &problem) != OK) {
        assert(msg_is_set(problem));
        return;
    }
    assert(str_eq(p.issuer, ISSUER) && p.algs.n > 0);
    assert(any_https(p.authorization, NULL) && any_https(p.token, NULL) && any_https(p.keys, NULL));
    assert(p.userinfo.n == 0 || any_https(p.userinfo, NULL));
    assert(p.end_session.n == 0 || any_https(p.end_session, NULL));
    Str url = openid_ask_url(a, &p,
                             &(OpenidAsk){.client_id = S("me"),
                                          .redirect_uri = S("https://us.example/back"),
                                          .scopes = S("openid"),
                                          .state = S("s"),
                                          .nonce = S("n"),
                                          .challenge = openid_challenge(a, S("v"))});
    assert(str_starts(url, p.authorization) && str_find(url, S("&code_challenge_method=S256")) > 0);
}

static void keys(Arena *a, Str json)
{
    JwkSet set;
    if (jwk_set_parse(a, json, &set) == OK) {
        assert(set.n <= JWK_SET_MAX);
        for (size_t i = 0; i < set.n; i++) {
            assert(str_eq(str_from(set.keys[i].alg), S("RS256")) || str_eq(str_from(set.keys[i].alg), S("ES256")) ||
                   str_eq(str_from(set.keys[i].alg), S("EdDSA")));
        }
    }
}

static bool clean(Str s) { return utf8_valid(s) && !utf8_has_control(s) && utf8_prefix(s, 200).n == s.n; }

/* Claims that hold are those of this request; whatever is read of the person can be stored and shown. */
static void claims(Arena *a, Str json, Str more)
{
    const JsonValue *c = NULL, *m = NULL;
    OpenidExpect e = {.issuer = ISSUER,
                      .client_id = S("me"),
                      .nonce = S("n"),
                      .access_token = S("t"),
                      .wall = {FUZZ_WALL},
                      .presence_after = TIME_NONE};
    JoseToken token = {.alg = S("RS256"), .claims = json};
    OpenidWhy why = openid_check(a, &e, &token, &c);
    assert(openid_why(why)[0]);
    if (why != OPENID_OK) {
        return;
    }
    assert(str_eq(json_exact_text(c, S("iss")), ISSUER) && str_eq(json_exact_text(c, S("nonce")), S("n")));
    if (json_parse(a, more, JSON_LIMITS_DEFAULT, &m, NULL) != OK || m->kind != JSON_OBJECT) {
        m = NULL;
    }
    OpenidPerson p;
    openid_person(a, c, m, &p);
    assert(p.subject.n > 0 && p.subject.n <= OPENID_SUBJECT_MAX && !utf8_has_control(p.subject));
    assert(clean(p.email) && clean(p.given_name) && clean(p.family_name) && clean(p.locale) && clean(p.zone));
    assert(!(p.email_verified && p.email_unsaid));
}

/* A rule: the claim's name, the value, the claims. What is equal is also alike and there. */
static void rule(Arena *a, Str name, Str value, Str json)
{
    const JsonValue *c = NULL;
    (void)openid_like(json, value);
    assert(openid_like(value, S("*")));
    if (str_find_char(value, '*') < 0) {
        assert(openid_like(json, value) == str_eq(json, value));
    }
    if (json_parse(a, json, JSON_LIMITS_DEFAULT, &c, NULL) != OK || c->kind != JSON_OBJECT) {
        return;
    }
    const JsonValue *claim = openid_claim(c, name);
    bool is = openid_claim_holds(claim, OPENID_IS, value), like = openid_claim_holds(claim, OPENID_LIKE, value);
    assert(!is || value.n == 0 || openid_claim_holds(claim, OPENID_ANY, S("")));
    assert(!is || like || str_find_char(value, '*') >= 0);
    assert(claim || (!is && !like));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0) {
        return 0;
    }
    fuzz_begin();
    Arena *a = arena_create(64 << 20);
    uint8_t what = data[0];
    data++;
    n--;
    Str first = fuzz_part(&data, &n), second = fuzz_part(&data, &n), third = fuzz_part(&data, &n);
    switch (what % 4) {
    case 0:
        discovery(a, first);
        break;
    case 1:
        keys(a, first);
        break;
    case 2:
        claims(a, first, second);
        break;
    default:
        rule(a, first, second, third);
        break;
    }
    arena_destroy(a);
    return 0;
}

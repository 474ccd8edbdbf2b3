/* Federation's rules: what an id token must hold, filters and patches of SCIM, and through the dispatcher what depends
 * on clocks and on where calls may go. Sign-in with a real provider and provisioning by a client: tests/wire. */
#include "app/person.h"
#include "app/rights.h"
#include "app/session.h"
#include "areas/federation/domain.h"
#include "areas/federation/entry.h"
#include "areas/federation/exchange.h"
#include "areas/federation/federation.h"
#include "areas/federation/pages.h"
#include "areas/federation/scim_patch.h"
#include "areas/identity/identity.h"
#include "gen/federation_q.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static bool any_https(Str url, const void *arg)
{
    (void)arg;
    return http_url_ok(url, false);
}

static const JsonValue *json(Arena *a, const char *text)
{
    const JsonValue *v = NULL;
    char *copy = str_z(a, str_from(text));
    for (char *p = copy; *p; p++) {
        *p = *p == '\'' ? '"' : *p;
    }
    assert_ok(json_parse(a, str_from(copy), JSON_LIMITS_DEFAULT, &v, NULL));
    return v;
}

static Str text_of(Arena *a, const JsonValue *v)
{
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_value(&j, v);
    return buf_str(&b);
}

/* --- discovery --- */

#define DOCUMENT(MORE)                                                                                                 \
    "{\"issuer\":\"https://id.example\",\"authorization_endpoint\":\"https://id.example/a\",\"token_endpoint\":"       \
    "\"https://id.example/t\",\"jwks_uri\":\"https://id.example/k\",\"response_types_supported\":[\"code\"]" MORE "}"

static Err discover(Arena *a, const char *document, OpenidProvider *ret, Msg *problem)
{
    return openid_discovery(a, str_from(document), S("https://id.example"), any_https, NULL, ret, problem);
}

static void test_a_discovery_document_is_taken_when_it_is_whole_and_names_its_issuer(void **state)
{
    Arena *a = *state;
    OpenidProvider p;
    Msg m;
    assert_ok(discover(a, DOCUMENT(",\"code_challenge_methods_supported\":[\"plain\",\"S256\"]"), &p, &m));
    assert_true(p.s256 && p.basic && !p.post && !p.iss_sent);
    assert_str(p.algs, "RS256");
    assert_ok(discover(a,
                       DOCUMENT(",\"id_token_signing_alg_values_supported\":[\"PS256\",\"EdDSA\",\"ES256\"],"
                                "\"end_session_endpoint\":\"http://id.example/plain\","
                                "\"authorization_response_iss_parameter_supported\":true"),
                       &p, &m));
    assert_str(p.algs, "ES256 EdDSA");
    assert_true(p.iss_sent && p.s256_unsaid);
    assert_int_equal(p.end_session.n, 0); /* an address that may not be called is none */
    static const char *const BAD[] = {
        "",
        "[]",
        "{}",
        "{\"issuer\":\"https://id.example/\"}",
        "{\"issuer\":\"https://id.example\"}",
        "{\"issuer\":\"https://id.example\",\"authorization_endpoint\":\"javascript:alert(1)\",\"token_endpoint\":"
        "\"https://id.example/t\",\"jwks_uri\":\"https://id.example/k\"}",
        DOCUMENT(",\"code_challenge_methods_supported\":[\"plain\"]"),
        DOCUMENT(",\"id_token_signing_alg_values_supported\":[\"HS256\",\"none\"]"),
        "{\"issuer\":\"https://id.example\",\"authorization_endpoint\":\"https://id.example/a\",\"token_endpoint\":"
        "\"https://id.example/t\",\"jwks_uri\":\"https://id.example/k\",\"response_types_supported\":[\"id_token\"]}",
    };
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        m = (Msg){0};
        assert_int_equal(discover(a, BAD[i], &p, &m), ERR_INVALID);
        assert_true(msg_is_set(m));
    }
    assert_str(openid_discovery_url(a, S("https://id.example/t/")),
               "https://id.example/t/.well-known/openid-configuration");
    assert_false(openid_issuer_ok(S("https://id.example/?x"), any_https, NULL));
    assert_false(openid_issuer_ok(S("http://id.example"), any_https, NULL));
}

static void test_the_request_is_escaped_and_keeps_what_the_address_has(void **state)
{
    Arena *a = *state;
    OpenidProvider p = {.authorization = S("https://id.example/a?tenant=1")};
    OpenidAsk ask = {.client_id = S("a&b"),
                     .redirect_uri = S("https://x.example/cb?y=1"),
                     .scopes = S("openid email"),
                     .state = S("s"),
                     .nonce = S("n"),
                     .challenge = openid_challenge(a, S("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")),
                     .again = true};
    Str url = openid_ask_url(a, &p, &ask);
    assert_true(
        str_starts(url, S("https://id.example/a?tenant=1&response_type=code&client_id=a%26b&redirect_uri=https%3A")));
    /* RFC 7636, appendix B. */
    assert_true(str_find(url, S("&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&")) > 0);
    assert_true(str_ends(url, S("&prompt=login&max_age=0")));
}

/* --- id tokens --- */

static const OpenidExpect EXPECT = {.issuer = S_INIT("https://id.example"),
                                    .client_id = S_INIT("me"),
                                    .nonce = S_INIT("n-1"),
                                    .access_token = S_INIT("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
                                    .wall = {INT64_C(1800000000) * TIME_SECOND},
                                    .presence_after = {INT64_MIN}};

static OpenidWhy check_at(Arena *a, const OpenidExpect *e, const char *claims)
{
    JoseToken token = {.alg = S("RS256"), .claims = text_of(a, json(a, claims))};
    const JsonValue *ret = NULL;
    return openid_check(a, e, &token, &ret);
}
static OpenidWhy check(Arena *a, const char *claims) { return check_at(a, &EXPECT, claims); }
#define CLAIMS(MORE) "{'iss':'https://id.example','aud':'me','sub':'1','nonce':'n-1'," MORE "}"
#define TIMES "'iat':1800000000,'exp':1800000300"

static void test_an_id_token_is_ours_fresh_and_of_this_request(void **state)
{
    Arena *a = *state;
    assert_int_equal(check(a, CLAIMS(TIMES)), OPENID_OK);
    assert_int_equal(check(a, CLAIMS(TIMES ",'at_hash':'77QmUPtjPfzWtF2AnpK9RQ'")), OPENID_OK);
    assert_int_equal(check(a, CLAIMS(TIMES ",'at_hash':'77QmUPtjPfzWtF2AnpK9RR'")), OPENID_HASH);
    assert_int_equal(check(a, CLAIMS(TIMES ",'azp':'me'")), OPENID_OK);
    assert_int_equal(check(a, CLAIMS(TIMES ",'azp':'you'")), OPENID_PARTY);
    assert_int_equal(
        check(a, "{'iss':'https://id.example','aud':['me','you'],'azp':'me','sub':'1','nonce':'n-1'," TIMES "}"),
        OPENID_OK);
    assert_int_equal(check(a, "{'iss':'https://id.example','aud':['me','you'],'sub':'1','nonce':'n-1'," TIMES "}"),
                     OPENID_PARTY);
    assert_int_equal(check(a, "{'iss':'https://id.example','aud':['you'],'sub':'1','nonce':'n-1'," TIMES "}"),
                     OPENID_AUDIENCE);
    assert_int_equal(check(a, "{'iss':'https://id.example','sub':'1','nonce':'n-1'," TIMES "}"), OPENID_AUDIENCE);
    assert_int_equal(check(a, "{'iss':'https://id.example/','aud':'me','sub':'1','nonce':'n-1'," TIMES "}"),
                     OPENID_ISSUER);
    assert_int_equal(check(a, "{'iss':'https://id.example','aud':'me','nonce':'n-1'," TIMES "}"), OPENID_CLAIMS);
    assert_int_equal(check(a, "{'iss':'https://id.example','aud':'me','sub':7,'nonce':'n-1'," TIMES "}"),
                     OPENID_CLAIMS);
    assert_int_equal(check(a, "{'iss':'https://id.example','aud':'me','sub':'1'," TIMES "}"), OPENID_NONCE);
    assert_int_equal(check(a, "{'iss':'https://id.example','aud':'me','sub':'1','nonce':'n-2'," TIMES "}"),
                     OPENID_NONCE);
    OpenidExpect none = EXPECT;
    none.nonce = S("");
    assert_int_equal(check_at(a, &none, "{'iss':'https://id.example','aud':'me','sub':'1','nonce':''," TIMES "}"),
                     OPENID_NONCE);
}

static void test_clocks_may_differ_by_two_minutes_and_no_more(void **state)
{
    Arena *a = *state;
    static const struct {
        int64_t iat, exp;
        OpenidWhy why;
    } TABLE[] = {
        {0, -119, OPENID_OK},     {0, -120, OPENID_EXPIRED}, {120, 400, OPENID_OK},
        {121, 400, OPENID_EARLY}, {-720, 300, OPENID_OK},    {-721, 300, OPENID_OLD},
    };
    for (size_t i = 0; i < COUNT_OF(TABLE); i++) {
        Str claims = str_fmt(a, CLAIMS("'iat':%lld,'exp':%lld"), (long long)(1800000000 + TABLE[i].iat),
                             (long long)(1800000000 + TABLE[i].exp));
        assert_int_equal(check(a, str_z(a, claims)), TABLE[i].why);
    }
    assert_int_equal(check(a, CLAIMS("'iat':1800000000.5,'exp':1800000300.25")), OPENID_OK);
    assert_int_equal(check(a, CLAIMS("'iat':'1800000000','exp':1800000300")), OPENID_CLAIMS);
    assert_int_equal(check(a, CLAIMS("'iat':1800000000,'exp':99999999999999999999")), OPENID_CLAIMS);
    assert_int_equal(check(a, CLAIMS(TIMES ",'nbf':1800000121")), OPENID_EARLY);
    OpenidExpect now = EXPECT;
    now.presence_after = EXPECT.wall;
    assert_int_equal(check_at(a, &now, CLAIMS(TIMES)), OPENID_PRESENCE);
    assert_int_equal(check_at(a, &now, CLAIMS(TIMES ",'auth_time':1799999800")), OPENID_PRESENCE);
    assert_int_equal(check_at(a, &now, CLAIMS(TIMES ",'auth_time':1799999990")), OPENID_OK);
}

static void test_a_person_is_read_from_both_places_and_strength_from_amr_and_acr(void **state)
{
    Arena *a = *state;
    OpenidPerson p;
    openid_person(a, json(a, "{'sub':'1','email':'A@X.example','email_verified':true,'amr':['pwd','otp']}"),
                  json(a, "{'sub':'1','email':'other@x.example','given_name':'Ada'}"), &p);
    assert_str(p.email, "a@x.example");
    assert_str(p.given_name, "Ada");
    assert_true(p.email_verified && p.two_factors && !p.email_unsaid);
    openid_person(a, json(a, "{'sub':'1','preferred_username':'a@x.example','name':'Ada B','amr':['pwd']}"), NULL, &p);
    assert_str(p.email, "a@x.example");
    assert_str(p.given_name, "Ada B");
    assert_true(!p.email_verified && p.email_unsaid && !p.two_factors);
    openid_person(a, json(a, "{'sub':'1','email':'a@x.example','email_verified':'true','acr':'phr'}"), NULL, &p);
    assert_true(p.email_verified && p.two_factors);
    openid_person(a, json(a, "{'sub':'1','email':'a@x.example','email_verified':1,'acr':'0','amr':'mfa'}"), NULL, &p);
    assert_true(!p.email_verified && !p.two_factors);
    openid_person(a, json(a, "{'sub':'1','amr':['hwk','pin']}"), NULL, &p);
    assert_true(p.two_factors && p.email.n == 0);
}

static void test_a_rule_holds_for_texts_lists_and_claims_inside_others(void **state)
{
    Arena *a = *state;
    const JsonValue *c = json(a, "{'dept':'Sales','groups':['staff','sales-fr',7],'realm_access':{'roles':['admin']},"
                                 "'a.b':'whole','ok':true,'n':3,'no':null}");
    assert_true(openid_claim_holds(openid_claim(c, S("dept")), OPENID_IS, S("Sales")));
    assert_false(openid_claim_holds(openid_claim(c, S("dept")), OPENID_IS, S("sales")));
    assert_false(openid_claim_holds(openid_claim(c, S("dept")), OPENID_IS, S("Sale")));
    assert_true(openid_claim_holds(openid_claim(c, S("groups")), OPENID_LIKE, S("sales-*")));
    assert_true(openid_claim_holds(openid_claim(c, S("groups")), OPENID_IS, S("7")));
    assert_false(openid_claim_holds(openid_claim(c, S("groups")), OPENID_IS, S("sales")));
    assert_true(openid_claim_holds(openid_claim(c, S("realm_access.roles")), OPENID_IS, S("admin")));
    assert_true(openid_claim_holds(openid_claim(c, S("a.b")), OPENID_IS, S("whole")));
    assert_true(openid_claim_holds(openid_claim(c, S("ok")), OPENID_IS, S("true")));
    assert_true(openid_claim_holds(openid_claim(c, S("realm_access")), OPENID_ANY, S("")));
    assert_false(openid_claim_holds(openid_claim(c, S("no")), OPENID_ANY, S("")));
    assert_null(openid_claim(c, S("dept.x")));
    assert_null(openid_claim(c, S(".")));
    assert_true(openid_like(S("abcabd"), S("*ab*d")));
    assert_true(openid_like(S(""), S("**")));
    assert_false(openid_like(S("abc"), S("a*d")));
    assert_false(openid_like(S("abc"), S("")));
}

/* --- filters --- */

static void test_a_filter_becomes_a_tree_with_and_before_or(void **state)
{
    Arena *a = *state;
    static const struct {
        const char *text, *tree;
    } TABLE[] = {
        {"userName eq \"x\"", "userName eq \"x\""},
        {"title pr or userName eq \"a\" and active EQ True", "(title pr or (userName eq \"a\" and active eq true))"},
        {"not (title pr) and (nickName sw \"n\" or externalId ne null)",
         "(not (title pr) and (nickName sw \"n\" or externalId ne null))"},
        {"emails[type eq \"work\" and value co \"@x\"]", "emails[(type eq \"work\" and value co \"@x\")]"},
        {"emails co \"x\"", "emails.value co \"x\""},
        {"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq \"7\"", "+manager.value eq \"7\""},
        {"URN:ietf:params:scim:schemas:core:2.0:user:NAME.familyname co \"O'Malley\"",
         "name.familyName co \"O'Malley\""},
        {"  meta.lastModified  ge \"2026-01-01T00:00:00Z\" ", "meta.lastModified ge \"2026-01-01T00:00:00Z\""},
        {"active eq \"False\"", "active eq false"},
        {"userName eq \"a \\\"quoted\\\" \\u00e9\"", "userName eq \"a \\\"quoted\\\" \xc3\xa9\""},
    };
    for (size_t i = 0; i < COUNT_OF(TABLE); i++) {
        const ScimFilter *f;
        ScimFault fault = {0};
        assert_ok(scim_filter_parse(a, &SCIM_USER, str_from(TABLE[i].text), &f, &fault));
        Buf b = buf_on_arena(a, BUF_MAX_SMALL);
        scim_filter_write(&b, f);
        assert_str_is(buf_str(&b), str_from(TABLE[i].tree));
    }
}

static void test_a_filter_that_cannot_be_says_where(void **state)
{
    Arena *a = *state;
    static const char *const BAD[] = {
        "",
        " ",
        "userName",
        "userName eq",
        "userName eq x",
        "userName eq \"x",
        "eq \"x\"",
        "nothing pr",
        "userName.x pr",
        "(title pr",
        "title pr)",
        "not title pr",
        "title pr and",
        "title pr title pr",
        "active gt true",
        "active eq \"maybe\"",
        "userName eq true",
        "name eq \"x\"",
        "emails[type eq \"work\"",
        "emails[emails pr]",
        "userName[value pr]",
        "emails[type eq \"work\"].value pr",
        "meta.created gt \"yesterday\"",
        "title gt null",
        "title eq {}",
        "title eq [1]",
        "urn:ietf:params:scim:schemas:core:2.0:User pr",
        "emails[type eq \"a\"][type eq \"b\"]",
    };
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        const ScimFilter *f;
        ScimFault fault = {0};
        assert_int_equal(scim_filter_parse(a, &SCIM_USER, str_from(BAD[i]), &f, &fault), ERR_INVALID);
        assert_int_equal(fault.status, 400);
        assert_string_equal(fault.type, "invalidFilter");
    }
    Buf deep = buf_on_arena(a, BUF_MAX_SMALL);
    for (int i = 0; i < 1000; i++) {
        buf_addc(&deep, '(');
    }
    const ScimFilter *f;
    ScimFault fault = {0};
    assert_int_equal(scim_filter_parse(a, &SCIM_USER, buf_str(&deep), &f, &fault), ERR_INVALID);
}

static bool fits(Arena *a, const char *filter, const char *resource)
{
    const ScimFilter *f;
    ScimFault fault = {0};
    assert_ok(scim_filter_parse(a, &SCIM_USER, str_from(filter), &f, &fault));
    return scim_fits(&SCIM_USER, f, json(a, resource));
}

static void test_one_value_must_pass_all_of_a_bracket(void **state)
{
    Arena *a = *state;
    const char *r = "{'emails':[{'value':'a@home.example','type':'home'},{'value':'b@work.example','type':'work'}]}";
    assert_true(fits(a, "emails[type eq \"work\" and value co \"work\"]", r));
    assert_false(fits(a, "emails[type eq \"work\" and value co \"home\"]", r));
    assert_true(fits(a, "emails.type eq \"work\" and emails.value co \"home\"", r));
    assert_true(fits(a, "emails[not (type eq \"work\")]", r));
    assert_true(fits(a, "emails[type eq \"WORK\"]", r));
    assert_false(fits(a, "emails[primary eq true]", r));
    assert_true(fits(a, "title eq null and nickName ne \"x\" and not (title pr)", r));
    assert_false(fits(a, "externalId eq \"x\"", "{'externalId':'X'}"));
}

static void test_an_index_is_asked_only_for_what_all_that_fit_must_have(void **state)
{
    Arena *a = *state;
    const ScimFilter *f;
    ScimFault fault = {0};
    ScimHint h;
    assert_ok(
        scim_filter_parse(a, &SCIM_USER, S("userName eq \"Ann\" and (title pr or externalId eq \"7\")"), &f, &fault));
    scim_hint(a, f, &h);
    assert_str(h.user_name, "Ann");
    assert_int_equal(h.external_id.n, 0);
    assert_ok(scim_filter_parse(a, &SCIM_USER, S("userName eq \"Ann\" or externalId eq \"7\""), &f, &fault));
    scim_hint(a, f, &h);
    assert_int_equal(h.user_name.n + h.external_id.n, 0);
    assert_ok(scim_filter_parse(a, &SCIM_USER, S("not (userName eq \"Ann\")"), &f, &fault));
    scim_hint(a, f, &h);
    assert_int_equal(h.user_name.n, 0);
    assert_ok(scim_filter_parse(a, &SCIM_GROUP, S("members[value eq \"m\"] and displayName eq \"d\""), &f, &fault));
    scim_hint(a, f, &h);
    assert_str(h.member, "m");
    assert_str(h.display_name, "d");
}

/* --- patches --- */

static Str patched(Arena *a, const char *resource, const char *operations, ScimFault *fault)
{
    const JsonValue *ret = NULL, *body = json(a, str_z(a, str_fmt(a, "{'Operations':[%s]}", operations)));
    *fault = (ScimFault){0};
    return scim_patch(a, &SCIM_USER, json(a, resource), body, &ret, fault) == OK ? text_of(a, ret) : S("");
}

static void test_operations_change_what_they_name_and_nothing_else(void **state)
{
    Arena *a = *state;
    static const struct {
        const char *before, *operations, *after;
    } TABLE[] = {
        {"{'nickName':'a'}", "{'op':'replace','path':'nickName','value':'b'}", "{'nickName':'b'}"},
        {"{'nickName':'a'}", "{'op':'add','path':'title','value':'t'}", "{'nickName':'a','title':'t'}"},
        {"{'name':{'givenName':'a','familyName':'b'}}", "{'op':'replace','path':'name','value':{'givenName':'c'}}",
         "{'name':{'givenName':'c','familyName':'b'}}"},
        {"{'name':{'givenName':'a'}}", "{'op':'remove','path':'name.givenName'}", "{}"},
        {"{'emails':[{'value':'a','primary':true}]}",
         "{'op':'add','path':'emails','value':{'value':'b','primary':true}}",
         "{'emails':[{'value':'a','primary':false},{'value':'b','primary':true}]}"},
        {"{'emails':[{'value':'a'}]}", "{'op':'add','path':'emails','value':[{'value':'a'},{'value':'a'}]}",
         "{'emails':[{'value':'a'}]}"},
        {"{}", "{'op':'Add','path':'emails[type eq \\\"work\\\" and primary eq true].value','value':'x'}",
         "{'emails':[{'type':'work','primary':true,'value':'x'}]}"},
        {"{'emails':[{'value':'a','type':'work'}]}", "{'op':'remove','path':'emails[type eq \\\"home\\\"]'}",
         "{'emails':[{'value':'a','type':'work'}]}"},
        {"{'emails':[{'value':'a','type':'work'}]}", "{'op':'remove','path':'emails[type eq \\\"work\\\"].type'}",
         "{'emails':[{'value':'a'}]}"},
        {"{'active':true}", "{'op':'replace','path':'active','value':'FALSE'}", "{'active':false}"},
        {"{}", "{'op':'add','value':{'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'manager':'7'}}}",
         "{'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'manager':{'value':'7'}}}"},
        {"{'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'department':'d'}}",
         "{'op':'remove','path':'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'}", "{}"},
        {"{'nickName':'a'}", "{'op':'replace','value':{'id':'x','meta':{},'unknown':1,'NICKNAME':'b'}}",
         "{'nickName':'b'}"},
        {"{'nickName':'a'}", "{'op':'add','path':'nickName','value':null}", "{}"},
    };
    for (size_t i = 0; i < COUNT_OF(TABLE); i++) {
        ScimFault fault;
        Str got = patched(a, TABLE[i].before, TABLE[i].operations, &fault);
        assert_str_is(got, text_of(a, json(a, TABLE[i].after)));
    }
}

static void test_operations_that_cannot_be_say_why(void **state)
{
    Arena *a = *state;
    static const struct {
        const char *operations, *type;
    } TABLE[] = {
        {"{'op':'replace','path':'id','value':'x'}", "mutability"},
        {"{'op':'remove','path':'userName'}", "mutability"},
        {"{'op':'replace','path':'emails[type eq \\\"none\\\"].value','value':'x'}", "noTarget"},
        {"{'op':'add','path':'emails[type ne \\\"none\\\"].value','value':'x'}", "noTarget"},
        {"{'op':'remove'}", "noTarget"},
        {"{'op':'move','path':'title'}", "invalidSyntax"},
        {"{'path':'title'}", "invalidSyntax"},
        {"7", "invalidSyntax"},
        {"{'op':'add','path':'titel','value':'x'}", "invalidPath"},
        {"{'op':'add','path':'emails[','value':'x'}", "invalidPath"},
        {"{'op':'add','path':'title'}", "invalidValue"},
        {"{'op':'add','path':'active','value':'perhaps'}", "invalidValue"},
        {"{'op':'add','path':'title','value':['a','b']}", "invalidValue"},
        {"{'op':'add','value':'x'}", "invalidValue"},
    };
    for (size_t i = 0; i < COUNT_OF(TABLE); i++) {
        ScimFault fault;
        (void)patched(a, "{'userName':'u'}", TABLE[i].operations, &fault);
        assert_int_equal(fault.status, 400);
        assert_string_equal(fault.type, TABLE[i].type);
    }
}

/* --- through the dispatcher --- */

#define KNOWN_DOCUMENT                                                                                                 \
    S("{\"issuer\":\"https://id.example\",\"authorization_endpoint\":\"https://id.example/auth\",\"token_endpoint\":"  \
      "\"https://127.0.0.1:9/token\",\"jwks_uri\":\"https://id.example/keys\"}")
#define KNOWN_KEYS                                                                                                     \
    S("{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"1\",\"x\":\"11qYAYKxCrfVS_"                           \
      "7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}")

typedef struct SetUp {
    Fixture *f;
    bool known; /* what the provider publishes is kept already */
} SetUp;

static Err set_up(Ctx *ctx, void *arg)
{
    SetUp *s = arg;
    DirectoryCtx d = directory_ctx(ctx, s->f->directory);
    static const Str DOMAINS[] = {S_INIT("test.example")};
    Connection now;
    ConnectionInput in = {.name = S("Contoso"),
                          .issuer = S("https://id.example"),
                          .client_id = S("me"),
                          .scopes = S("openid email"),
                          .domains = DOMAINS,
                          .domains_n = 1};
    TRY(connection_get(d, &now));
    TRY(connection_save(d, &now, &in, connection_seal(ctx, s->f->directory, S("secret")), 0));
    TRY(connection_switch(d, true, false, ID_NIL));
    return s->known
               ? q_federation_provider_put(d,
                                           &(FederationProviderPutArgs){.issuer = S("https://id.example"),
                                                                        .discovery = KNOWN_DOCUMENT,
                                                                        .fresh_until = time_add(ctx->wall, TIME_DAY),
                                                                        .keys = KNOWN_KEYS,
                                                                        .keys_until = time_add(ctx->wall, TIME_DAY)},
                                           NULL)
               : OK;
}

static Fixture *with_provider(bool known)
{
    Fixture *f = fixture_open();
    SetUp s = {f, known};
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, set_up, &s));
    return f;
}

static Str at(Fixture *f, const char *rest)
{
    return str_fmt(f->arena, "/sign-in/at/%.*s%s", S_ARG(id_text(f->arena, f->directory)), rest);
}

static FixtureAnswer get(Fixture *f, Str path, Str cookie)
{
    return fixture_request(f, "GET", str_z(f->arena, path), &(FixtureSend){.cookie = cookie});
}

static Str state_of(Str location)
{
    Str rest = str_skip(location, (size_t)str_find(location, S("&state=")) + 7);
    return str_sub(rest, 0, (size_t)str_find_char(rest, '&'));
}

static void test_a_sign_in_is_taken_back_within_ten_minutes(void **state)
{
    (void)state;
    Fixture *f = with_provider(true);
    FixtureAnswer go = get(f, at(f, "/go?return=/me"), S(""));
    assert_int_equal(go.status, 303);
    assert_true(str_starts(go.location, S("https://id.example/auth?response_type=code&client_id=me&")));
    Str cookie = str_sub(go.set_cookie, 0, (size_t)str_find_char(go.set_cookie, ';'));
    Str back = at(f, str_z(f->arena, str_fmt(f->arena, "/callback?code=x&state=%.*s", S_ARG(state_of(go.location)))));
    fixture_set_wall(f, time_add(app_wall(f->app), 11 * TIME_MINUTE));
    FixtureAnswer late = get(f, back, cookie);
    assert_int_equal(late.status, 403);
    assert_true(str_find(late.body, S("more than ten minutes ago")) > 0);
    /* In time it is believed so far, and goes on to the token endpoint: a private address, which is not called. */
    fixture_set_wall(f, time_add(app_wall(f->app), -10 * TIME_MINUTE));
    FixtureAnswer soon = get(f, back, cookie);
    assert_int_equal(soon.status, 502);
    assert_true(str_find(soon.body, S("leads to a private address")) > 0);
    /* And once only, though that failed. */
    FixtureAnswer again = get(f, back, cookie);
    assert_int_equal(again.status, 403);
    assert_true(str_find(again.body, S("was used already")) > 0);
    fixture_close(f);
}

static void test_a_sealed_cookie_cannot_be_made_or_moved(void **state)
{
    (void)state;
    Fixture *f = with_provider(true);
    FixtureAnswer go = get(f, at(f, "/go"), S("")), other = get(f, at(f, "/go"), S(""));
    Str cookie = str_sub(go.set_cookie, 0, (size_t)str_find_char(go.set_cookie, ';'));
    Str second = str_sub(other.set_cookie, 0, (size_t)str_find_char(other.set_cookie, ';'));
    Str name = str_sub(cookie, 0, (size_t)str_find_char(cookie, '='));
    Str state_text = state_of(go.location);
    Str back = at(f, str_z(f->arena, str_fmt(f->arena, "/callback?code=x&state=%.*s", S_ARG(state_text))));
    /* The value of another sign-in under this one's name. */
    Str swapped =
        str_fmt(f->arena, "%.*s%.*s", S_ARG(name), S_ARG(str_skip(second, (size_t)str_find_char(second, '='))));
    assert_int_equal(get(f, back, swapped).status, 403);
    char *bent = str_z(f->arena, cookie);
    bent[cookie.n - 3] = bent[cookie.n - 3] == 'A' ? 'B' : 'A';
    assert_int_equal(get(f, back, str_from(bent)).status, 403);
    assert_int_equal(get(f, back, S("")).status, 403);
    fixture_close(f);
}

static void test_a_provider_known_from_before_is_used_some_days_while_it_is_down(void **state)
{
    (void)state;
    Fixture *f = with_provider(true);
    Time start = app_wall(f->app);
    fixture_set_wall(f, time_add(start, 3 * TIME_DAY));
    assert_int_equal(get(f, at(f, "/go"), S("")).status, 303);
    fixture_set_wall(f, time_add(start, 5 * TIME_DAY));
    FixtureAnswer down = get(f, at(f, "/go"), S(""));
    assert_int_equal(down.status, 503);
    fixture_close(f);
}

static void test_a_real_installation_calls_no_private_address_and_no_plain_http(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    static const char FORM[] = "version=0&name=X&client_id=me&client_auth=secret_basic&secret=s&scopes=openid&domains="
                               "test.example&issuer=";
    const char *save = "/a/test/settings/sign-in/provider";
    Str plain = str_fmt(f->arena, "%shttp://127.0.0.1:9", FORM);
    FixtureAnswer bad = fixture_request(f, "POST", save, &(FixtureSend){.cookie = cookie, .form = plain});
    assert_int_equal(bad.status, 422);
    Str inside = str_fmt(f->arena, "%shttps://127.0.0.1:9", FORM);
    FixtureAnswer saved = fixture_request(f, "POST", save, &(FixtureSend){.cookie = cookie, .form = inside});
    assert_int_equal(saved.status, 303);
    FixtureAnswer report =
        fixture_request(f, "POST", "/a/test/settings/sign-in/test", &(FixtureSend){.cookie = cookie, .form = S("x=1")});
    assert_int_equal(report.status, 200);
    assert_true(str_find(report.body, S("leads to a private address")) > 0);
    fixture_close(f);
}

static void test_only_a_global_admin_sets_it_up_and_only_for_the_own_directory(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str colleague = fixture_sign_in(f, f->colleague, f->account),
        stranger = fixture_sign_in(f, f->stranger, f->other_account);
    assert_int_equal(get(f, S("/a/test/settings/sign-in"), colleague).status, 403);
    assert_int_equal(get(f, S("/a/test/settings/sign-in"), stranger).status, 404);
    assert_int_equal(get(f, S("/operator/sign-in"), fixture_sign_in(f, f->user, f->account)).status, 404);
    /* A domain that belongs elsewhere is not routed, whatever the form says. */
    Str cookie = fixture_sign_in(f, f->user, f->account);
    Str form = S("version=0&name=X&client_id=me&client_auth=secret_basic&secret=s&scopes=openid&domains=test.example&"
                 "domains=other.example&issuer=https://id.example");
    assert_int_equal(
        fixture_request(f, "POST", "/a/test/settings/sign-in/provider", &(FixtureSend){.cookie = cookie, .form = form})
            .status,
        303);
    FixtureAnswer page = get(f, S("/a/test/settings/sign-in"), cookie);
    assert_true(str_find(page.body, S("test.example")) > 0);
    assert_true(str_find(page.body, S("other.example")) < 0);
    fixture_close(f);
}

typedef struct Asked {
    Fixture *f;
    bool directory, account;
} Asked;

static Err ask_managed(Ctx *ctx, void *arg)
{
    Asked *a = arg;
    TRY(federation_is_provisioned(directory_ctx(ctx, a->f->directory), &a->directory));
    return federation_manages_people(account_of(ctx, a->f->account), &a->account);
}

static void test_a_directory_is_managed_from_outside_from_the_first_token_until_it_is_stopped(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Asked asked = {.f = f};
    Str cookie = fixture_sign_in(f, f->user, f->account);
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, ask_managed, &asked));
    assert_false(asked.directory || asked.account);
    FixtureAnswer made = fixture_request(f, "POST", "/a/test/settings/sign-in/tokens",
                                         &(FixtureSend){.cookie = cookie, .form = S("name=Sync&days=90")});
    assert_int_equal(made.status, 200);
    assert_true(str_find(made.body, S("entente_scim_")) > 0);
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, ask_managed, &asked));
    assert_true(asked.directory && asked.account);
    FixtureAnswer stop =
        fixture_request(f, "POST", "/a/test/settings/sign-in/stop", &(FixtureSend){.cookie = cookie, .form = S("x=1")});
    assert_int_equal(stop.status, 303);
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, ask_managed, &asked));
    assert_false(asked.directory || asked.account);
    fixture_close(f);
}

static void test_a_token_expires_by_the_clock(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer made = fixture_request(f, "POST", "/a/test/settings/sign-in/tokens",
                                         &(FixtureSend){.cookie = cookie, .form = S("name=Sync&days=90")});
    Str token = str_skip(made.body, (size_t)str_find(made.body, S("entente_scim_")));
    token = str_sub(token, 0, (size_t)str_find_char(token, '<'));
    const char *users =
        str_z(f->arena, str_fmt(f->arena, "/scim/v2/%.*s/Users", S_ARG(id_text(f->arena, f->directory))));
    assert_int_equal(fixture_request(f, "GET", users, &(FixtureSend){.bearer = token}).status, 200);
    fixture_set_wall(f, time_add(app_wall(f->app), 90 * TIME_DAY + TIME_MINUTE));
    assert_int_equal(fixture_request(f, "GET", users, &(FixtureSend){.bearer = token}).status, 401);
    fixture_close(f);
}

/* --- who comes in, and who is left alone --- */

typedef struct Entering {
    Fixture *f;
    const char *claims;
    EntryResult result;
    SignInAt at;
    Id user, location;
    Err err;
} Entering;

static Err decide(Ctx *ctx, void *arg)
{
    Entering *e = arg;
    Connection c;
    Claims claims = {0};
    DirectoryCtx d = directory_ctx(ctx, e->f->directory);
    TRY(connection_get(d, &c));
    TRY(json_parse(ctx->arena, str_from(e->claims), JSON_LIMITS_DEFAULT, &claims.token, NULL));
    openid_person(ctx->arena, claims.token, NULL, &claims.person);
    return entry_decide(d, &c, &claims, &e->result);
}

static Err link_person(Ctx *ctx, void *arg)
{
    Entering *e = arg;
    int64_t changed;
    TRY(q_federation_link_add(
        directory_ctx(ctx, e->f->directory),
        &(FederationLinkAddArgs){.issuer = S("https://id.example"), .subject = S("s1"), .user_id = e->user}, &changed));
    return changed == 1 ? OK : ERR_CONFLICT;
}

static Err remove_person(Ctx *ctx, void *arg)
{
    Entering *e = arg;
    bool changed;
    e->err =
        person_move(system_of(ctx),
                    &(PersonMove){.user_id = e->user, .directory_id = e->f->directory, .to = PERSON_REMOVED}, &changed);
    return e->err;
}

static void test_who_was_removed_by_hand_and_comes_again_is_somebody_new(void **state)
{
    (void)state;
    Fixture *f = with_provider(true);
    Entering e = {.f = f,
                  .user = f->colleague,
                  .claims = "{\"sub\":\"s1\",\"email\":\"bob@test.example\",\"email_verified\":true}"};
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, link_person, &e));
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, decide, &e));
    assert_int_equal(e.result.how, ENTRY_KNOWN);
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, remove_person, &e));
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, decide, &e));
    assert_int_equal(e.result.how, ENTRY_NOT_ADDED); /* not "suspended", for ever */
    Id again = fixture_user(f, f->directory, "bob@test.example", "");
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, decide, &e));
    assert_int_equal(e.result.how, ENTRY_LINKED);
    assert_true(id_eq(e.result.user_id, again));
    e.user = again;
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, link_person, &e));
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, decide, &e));
    assert_true(e.result.how == ENTRY_KNOWN && id_eq(e.result.user_id, again));
    /* Nobody takes the link of somebody who is here. */
    e.user = f->user;
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, link_person, &e), ERR_CONFLICT);
    fixture_close(f);
}

static Err enforce(Ctx *ctx, void *arg)
{
    Entering *e = arg;
    return connection_switch(directory_ctx(ctx, e->f->directory), true, true, e->f->user);
}

static Err ask_at(Ctx *ctx, void *arg)
{
    Entering *e = arg;
    e->at = (SignInAt){0};
    return federation_sign_in_at(system_of(ctx), S(""), e->user, &e->at);
}

static Err add_guest(Ctx *ctx, void *arg)
{
    Entering *e = arg;
    e->user = ctx_new_id(ctx);
    return identity_add_user(system_of(ctx), &(NewUser){.id = e->user,
                                                        .directory_id = e->f->directory,
                                                        .sign_in = S("guest@far.example"),
                                                        .first_name = S("G"),
                                                        .last_name = S("U"),
                                                        .locale = S("en-GB"),
                                                        .time_zone = S("UTC"),
                                                        .guest = true,
                                                        .origin = S("invitation")});
}

static void test_guests_keep_their_own_way_in_when_passwords_are_switched_off(void **state)
{
    (void)state;
    Fixture *f = with_provider(true);
    Entering e = {.f = f};
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, enforce, &e));
    e.user = f->colleague;
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, ask_at, &e));
    assert_true(e.at.only);
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, add_guest, &e));
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, ask_at, &e));
    assert_false(e.at.only); /* the provider would refuse their address */
    fixture_close(f);
}

static Str page_of(Fixture *f, Id user, const char *path)
{
    FixtureAnswer a = fixture_request(f, "GET", path, &(FixtureSend){.cookie = fixture_sign_in(f, user, f->account)});
    assert_int_equal(a.status, 200);
    return a.body;
}

/* Somebody of the directory who has a password here as well. */
static Err add_with_password(Ctx *ctx, void *arg)
{
    Entering *e = arg;
    e->user = ctx_new_id(ctx);
    TRY(identity_add_user(system_of(ctx), &(NewUser){.id = e->user,
                                                     .directory_id = e->f->directory,
                                                     .sign_in = S("pia@test.example"),
                                                     .first_name = S("Pia"),
                                                     .last_name = S("W"),
                                                     .password_hash = S("$argon2id$x"),
                                                     .locale = S("en-GB"),
                                                     .time_zone = S("UTC")}));
    return identity_grant(system_of(ctx), e->user, e->f->directory, e->f->account, S("report_viewer"));
}

static void test_who_comes_from_the_provider_only_is_reminded_of_no_factor_here(void **state)
{
    (void)state;
    Fixture *f = with_provider(true);
    Entering e = {.f = f};
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, add_with_password, &e));
    assert_true(str_find(page_of(f, e.user, "/a/test"), S("second-factor/later")) > 0);
    assert_true(str_find(page_of(f, f->colleague, "/a/test"), S("second-factor/later")) < 0); /* no password here */
    assert_true(str_find(page_of(f, f->colleague, "/a/test/settings"), S("You sign in at ")) > 0);
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, enforce, &e));
    assert_true(str_find(page_of(f, e.user, "/a/test"), S("second-factor/later")) < 0);
    Str card = page_of(f, e.user, "/a/test/settings");
    card = str_skip(card, (size_t)str_find(card, S("id=\"sign-in-card\"")));
    assert_true(str_find(card, S("You sign in at ")) > 0);
    assert_true(str_find(card, S("/me/password")) < 0);
    fixture_close(f);
}

static void test_who_keeps_a_way_in_is_removed_by_nobody(void **state)
{
    (void)state;
    Fixture *f = with_provider(true);
    Entering e = {.f = f, .user = f->user};
    (void)fixture_user(f, f->directory, "more@test.example", "global_admin"); /* so that it is not the last one */
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, enforce, &e));
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, remove_person, &e), ERR_CONFLICT);
    e.user = f->colleague;
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, remove_person, &e));
    fixture_close(f);
}

/* The colleague is Global admin of e->location only. */
static Err admin_there(Ctx *ctx, void *arg)
{
    Entering *e = arg;
    bool changed;
    return rights_give(account_of(ctx, e->location),
                       &(RightsChange){.user_id = e->f->colleague, .role = S("global_admin")}, &changed);
}

static void test_who_runs_a_location_does_not_take_the_directory_over(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Entering e = {.f = f, .location = fixture_account(f, true)};
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, admin_there, &e));
    Str local = fixture_sign_in(f, f->colleague, e.location), boss = fixture_sign_in(f, f->user, e.location);
    FixtureAnswer no = get(f, S("/a/loc/settings/sign-in"), local);
    assert_int_equal(no.status, 403);
    assert_true(str_find(no.body, S("is set up in")) > 0);
    FixtureAnswer rule =
        fixture_request(f, "POST", "/a/loc/settings/sign-in/rules",
                        &(FixtureSend){.cookie = local, .form = S("claim=sub&test=any&role=global_admin&account=")});
    assert_int_equal(rule.status, 403);
    assert_int_equal(get(f, S("/a/loc/settings/sign-in"), boss).status, 200);
    fixture_close(f);
}

static void test_a_rule_gives_nothing_that_its_maker_could_not_give_by_hand(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Id second = fixture_account(f, false);
    Entering e = {.f = f, .location = f->account};
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, admin_there, &e));
    Str local = fixture_sign_in(f, f->colleague, f->account); /* Global admin of the first company only */
    const char *add = "/a/test/settings/sign-in/rules";
    Str here =
        str_fmt(f->arena, "claim=sub&test=any&role=sales_agent&account=%.*s", S_ARG(id_text(f->arena, f->account)));
    Str there = str_fmt(f->arena, "claim=sub&test=any&role=sales_agent&account=%.*s", S_ARG(id_text(f->arena, second)));
    const struct {
        Str form;
        int status;
    } CASES[] = {{S("claim=sub&test=any&role=global_admin&account="), 422}, {there, 422}, {here, 303}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        FixtureAnswer a = fixture_request(f, "POST", add, &(FixtureSend){.cookie = local, .form = CASES[i].form});
        assert_int_equal(a.status, CASES[i].status);
    }
    /* The same of roles that new people get. */
    FixtureAnswer jit = fixture_request(
        f, "POST", "/a/test/settings/sign-in/provider",
        &(FixtureSend){.cookie = local,
                       .form =
                           S("version=0&name=X&client_id=me&client_auth=secret_basic&secret=s&scopes=openid&"
                             "domains=test.example&issuer=https://id.example&jit=1&jit_roles=admin_agent&account=")});
    assert_int_equal(jit.status, 422);
    assert_true(str_find(jit.body, S("would reach every account")) > 0);
    /* Somebody whose own role reaches everywhere may. */
    Str all = fixture_sign_in(f, f->user, f->account);
    assert_int_equal(fixture_request(f, "POST", add, &(FixtureSend){.cookie = all, .form = CASES[0].form}).status, 303);
    fixture_close(f);
}

static void test_a_domain_is_read_in_one_spelling_or_not_at_all(void **state)
{
    Arena *a = *state;
    static const char *const GOOD[][2] = {{" Example.COM. ", "example.com"},
                                          {"@example.com", "example.com"},
                                          {"a-b.co.uk", "a-b.co.uk"},
                                          {"xn--bcher-kva.example", "xn--bcher-kva.example"},
                                          {"4you.example", "4you.example"}};
    static const char *const BAD[] = {"",
                                      "localhost",
                                      "example",
                                      ".example.com",
                                      "example..com",
                                      "-a.example",
                                      "a-.example",
                                      "a b.example",
                                      "a_b.example",
                                      "192.0.2.1",
                                      "b\xc3\xbc.example",
                                      "a.example/x",
                                      "a.example:80",
                                      "ada@a.example",
                                      "a.example\n"
                                      "b.example"};
    Str name;
    for (size_t i = 0; i < COUNT_OF(GOOD); i++) {
        assert_true(domain_read(a, str_from(GOOD[i][0]), &name));
        assert_true(str_eq(name, str_from(GOOD[i][1])));
    }
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        assert_false(domain_read(a, str_from(BAD[i]), &name));
    }
    Buf label = buf_on_arena(a, 256), whole = buf_on_arena(a, 512);
    for (int i = 0; i < 63; i++) {
        buf_addc(&label, 'a');
    }
    assert_true(domain_read(a, str_fmt(a, "%.*s.example", S_ARG(buf_str(&label))), &name));
    assert_false(domain_read(a, str_fmt(a, "%.*sa.example", S_ARG(buf_str(&label))), &name));
    for (int i = 0; i < 4; i++) {
        buf_fmt(&whole, "%.*s.", S_ARG(buf_str(&label)));
    }
    assert_false(domain_read(a, str_fmt(a, "%.*sexample", S_ARG(buf_str(&whole))), &name));
}

static void test_a_domain_is_proved_by_its_own_text_and_no_other(void **state)
{
    (void)state;
    Str texts[] = {S("v=spf1 -all"), S(" entente-domain-verification=abc-DEF_1 ")};
    assert_true(domain_proved(texts, 2, S("abc-DEF_1")));
    assert_false(domain_proved(texts, 1, S("abc-DEF_1")));
    assert_false(domain_proved(texts, 2, S("abc-DEF_")));
    assert_false(domain_proved(texts, 2, S("abc-def_1")));
    assert_false(domain_proved(texts, 2, S("")));
    Str bare[] = {S("entente-domain-verification="), S("abc-DEF_1")};
    assert_false(domain_proved(bare, 2, S("")));
    assert_false(domain_proved(bare, 2, S("abc-DEF_1")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_a_discovery_document_is_taken_when_it_is_whole_and_names_its_issuer),
        UNIT_TEST(test_the_request_is_escaped_and_keeps_what_the_address_has),
        UNIT_TEST(test_an_id_token_is_ours_fresh_and_of_this_request),
        UNIT_TEST(test_clocks_may_differ_by_two_minutes_and_no_more),
        UNIT_TEST(test_a_person_is_read_from_both_places_and_strength_from_amr_and_acr),
        UNIT_TEST(test_a_rule_holds_for_texts_lists_and_claims_inside_others),
        UNIT_TEST(test_a_filter_becomes_a_tree_with_and_before_or),
        UNIT_TEST(test_a_filter_that_cannot_be_says_where),
        UNIT_TEST(test_one_value_must_pass_all_of_a_bracket),
        UNIT_TEST(test_an_index_is_asked_only_for_what_all_that_fit_must_have),
        UNIT_TEST(test_operations_change_what_they_name_and_nothing_else),
        UNIT_TEST(test_operations_that_cannot_be_say_why),
        UNIT_TEST(test_a_domain_is_read_in_one_spelling_or_not_at_all),
        UNIT_TEST(test_a_domain_is_proved_by_its_own_text_and_no_other),
        cmocka_unit_test(test_who_was_removed_by_hand_and_comes_again_is_somebody_new),
        cmocka_unit_test(test_guests_keep_their_own_way_in_when_passwords_are_switched_off),
        cmocka_unit_test(test_who_comes_from_the_provider_only_is_reminded_of_no_factor_here),
        cmocka_unit_test(test_who_keeps_a_way_in_is_removed_by_nobody),
        cmocka_unit_test(test_who_runs_a_location_does_not_take_the_directory_over),
        cmocka_unit_test(test_a_rule_gives_nothing_that_its_maker_could_not_give_by_hand),
        cmocka_unit_test(test_a_sign_in_is_taken_back_within_ten_minutes),
        cmocka_unit_test(test_a_sealed_cookie_cannot_be_made_or_moved),
        cmocka_unit_test(test_a_provider_known_from_before_is_used_some_days_while_it_is_down),
        cmocka_unit_test(test_a_real_installation_calls_no_private_address_and_no_plain_http),
        cmocka_unit_test(test_only_a_global_admin_sets_it_up_and_only_for_the_own_directory),
        cmocka_unit_test(test_a_directory_is_managed_from_outside_from_the_first_token_until_it_is_stopped),
        cmocka_unit_test(test_a_token_expires_by_the_clock),
    };
    return FIXTURE_RUN(tests);
}

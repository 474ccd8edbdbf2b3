/* What strangers send to the authority before anybody is known: the address of a request for sign-in, redirect
 * addresses, scopes, the code of a device, certificates and the assertions they sign. The first byte says which. */
#include "areas/authority/authorize.h"
#include "areas/identity/identity.h"
#include "crypt/cert.h"
#include "fuzz_ctx.h"

static void redirects(Arena *a, Str text)
{
    Str asked = text, registered;
    (void)str_split(&asked, '\n', &registered);
    bool good = authority_redirect_flaw(registered) == REDIRECT_OK;
    if (good) {
        Str origin = authority_redirect_origin(a, registered);
        assert(origin.n > 0 && str_starts(registered, origin));
        for (size_t i = 0; i < origin.n; i++) { /* it becomes part of a header, among words with a meaning */
            assert(origin.p[i] > ' ' && origin.p[i] < 127 && !strchr(";,\\\"'#*@?", origin.p[i]));
        }
        assert(authority_redirect_fits(registered, registered));
    }
    for (size_t i = 0; good && i < registered.n; i++) {
        assert(registered.p[i] > ' ' && registered.p[i] < 127 && registered.p[i] != '#');
    }
    if (good && authority_redirect_fits(registered, asked) && !str_eq(registered, asked)) {
        static const Str LOOPBACKS[] = {S_INIT("http://localhost"), S_INIT("http://127.0.0.1"), S_INIT("http://[::1]")};
        bool loopback = false; /* only the port of such a one may be another */
        for (size_t i = 0; i < COUNT_OF(LOOPBACKS); i++) {
            Str rest = str_skip(asked, LOOPBACKS[i].n);
            loopback |= str_starts_nocase(registered, LOOPBACKS[i]) && str_starts_nocase(asked, LOOPBACKS[i]) &&
                        (rest.n == 0 || strchr(":/?", rest.p[0]));
        }
        assert(loopback && authority_redirect_flaw(asked) == REDIRECT_OK);
    }
}

static void requests(Request *r, Str text)
{
    static const Str CARRIED[] = {S_INIT("client_id"), S_INIT("redirect_uri"), S_INIT("state"), S_INIT("scope"),
                                  S_INIT("code_challenge")};
    Authorize w = {.path = S("/common/oauth2/v2.0/authorize")}, back = w;
    if (authorize_query(r->ctx.arena, text, &w.query) != OK) {
        return;
    }
    assert(w.query.n <= AUTHORIZE_PARAMS_MAX);
    w.prompt = authorize_param(&w.query, S("prompt"));
    Str again = authorize_again(&r->ctx, &w, INT64_MAX);
    if (again.n > RETURN_MAX) {
        return; /* the application is told */
    }
    assert(str_eq(safe_return(again), again));
    ptrdiff_t mark = str_find_char(again, '?');
    assert(authorize_query(r->ctx.arena, str_skip(again, (size_t)mark + 1), &back.query) == OK && !back.query.twice);
    for (size_t i = 0; i < COUNT_OF(CARRIED); i++) {
        assert(str_eq(authorize_param(&w.query, CARRIED[i]), authorize_param(&back.query, CARRIED[i])));
    }
}

static void scopes(Request *r, Str text)
{
    OauthScope scope;
    if (!oauth_scope(&r->ctx, text, &scope)) {
        assert(token_audience_known(scope.audience, token_base_url(&r->ctx)));
        assert(scope.all || scope.claims.n || !api_scope_empty(scope.scopes));
        OauthApp app = {.scopes = api_scope_set(S("customers.read"))};
        assert(oauth_scope_for(&app, &scope) || api_scope_within(scope.scopes, app.scopes));
    }
    if (!oauth_resource(&r->ctx, text, &scope)) {
        assert(token_audience_known(scope.audience, token_base_url(&r->ctx)));
    }
}

static void user_codes(Arena *a, Str text)
{
    Str code = authority_user_code(a, text);
    assert(code.n == 0 || str_eq(authority_user_code(a, code), code));
}

static void certificates(Arena *a, Str text)
{
    Cert cert, again;
    if (cert_read(a, text, &cert) == CERT_OK) {
        assert(cert.n.n * 8 >= CERT_RSA_BITS_MIN && cert.n.n * 8 <= CERT_RSA_BITS_MAX + 8);
        assert(cert_read(a, cert.der, &again) == CERT_OK && str_eq(cert.sha256, again.sha256));
    }
}

static const Str AUDIENCE = S_INIT("https://entente.example/common/v2.0");
static const Id CLIENT = {{1}};

/* signs: the text is claims, which the right key signs. */
static void assertions(Request *r, Str text, bool sign)
{
    static JwtKey *key;
    static OauthCert known;
    static Arena *forever;
    Arena *a = r->ctx.arena;
    if (!forever) {
        forever = arena_create(1 << 20);
        Str jwk;
        Cert cert;
        Period valid = {{FUZZ_WALL - TIME_DAY}, {FUZZ_WALL + TIME_DAY}};
        if (jwt_key_new_certified(forever, "fuzz", valid, &jwk, &known.der) != OK || jwt_key_load(jwk, &key) != OK ||
            cert_read(forever, known.der, &cert) != CERT_OK) {
            abort();
        }
        jwt_key_certify(key, known.der);
        known = (OauthCert){
            .der = known.der, .sha1 = cert.sha1, .sha256 = cert.sha256, .starts_at = cert.from, .expires_at = cert.to};
    }
    Str token = text;
    if (sign && jwt_sign(a, key, text, &token) != OK) {
        return;
    }
    bool taken = oauth_assertion(&r->ctx, CLIENT, &AUDIENCE, 1, token, &known, 1) != NULL;
    assert(!taken || (sign && str_find(text, S("exp")) >= 0 && str_find(text, S("aud")) >= 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static App app;
    fuzz_begin();
    app.options.public_url = "https://entente.example";
    if (n == 0) {
        return 0;
    }
    Arena *a = arena_create(FUZZ_ARENA);
    Request r;
    fuzz_request(&r, NULL, a);
    r.ctx.app = &app;
    Str text = str_of((const char *)data + 1, n - 1);
    switch (data[0]) {
    case 'r':
        redirects(a, text);
        break;
    case 'q':
        requests(&r, text);
        break;
    case 's':
        scopes(&r, text);
        break;
    case 'd':
        user_codes(a, text);
        break;
    case 'c':
        certificates(a, text);
        break;
    case 'a':
        assertions(&r, text, false);
        break;
    case 'j':
        assertions(&r, text, true);
        break;
    default:
        break;
    }
    arena_destroy(a);
    return 0;
}

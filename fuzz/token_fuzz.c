/* Access tokens: what comes in a header, and claims that we signed ourselves. Nothing but our own signature is taken,
 * and claims without an application or an end are not. The reader of token.c is private to it, so it is compiled in
 * here, with the keys. A service token is its own shape or nothing. */
#include "../src/app/keys.c"
#include "../src/app/token.c"
#include "fuzz_ctx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static App app;
    static Arena *forever;
    fuzz_begin();
    if (!forever) {
        forever = arena_create(FUZZ_ARENA);
        Str jwk;
        static struct TokenKeys keys;
        static KeySet set = {.n = 1};
        if (jwt_key_new(forever, &jwk) != OK || jwt_key_load(jwk, &set.keys[0].jwt) != OK) {
            abort();
        }
        set.keys[0].use_at = (Time){1};
        set.keys[0].gone_at = TIME_NONE;
        atomic_store(&keys.set, &set);
        app.token_keys = &keys;
    }
    if (n == 0) {
        return 0;
    }
    Arena *a = arena_create(FUZZ_ARENA);
    Request r;
    fuzz_request(&r, NULL, a);
    r.ctx.app = &app;
    TokenSlot slot = {0};
    Str text = str_of((const char *)data + 1, n - 1), token;
    if (data[0] & 2) {
        bool whole = service_token_well_formed(text);
        assert(!whole || (text.n == 49 && str_starts(text, S(SERVICE_TOKEN_PREFIX))));
    } else if (data[0] & 1) {
        assert(token_verify(&r, text, &slot) != OK);
    } else if (token_sign(&r.ctx, text, &token) == OK && token_verify(&r, token, &slot) == OK) {
        assert(str_find(text, S("exp")) >= 0);
        char *bad = (char *)(uintptr_t)token.p;
        size_t at = (size_t)str_find_char(token, '.') + 1;
        bad[at] = bad[at] == 'A' ? 'B' : 'A';
        assert(token_verify(&r, token, &slot) != OK);
    }
    arena_destroy(a);
    return 0;
}

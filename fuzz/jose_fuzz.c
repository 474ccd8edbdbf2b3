/* Tokens and key sets of others: no bytes of a token or of a key set make anything but a verdict, and a token that was
 * not signed with a key of the set never holds. The first line is the token, the rest the key set. */
#include "crypt/jose.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    Arena *a = arena_create(64 << 20);
    Str rest = str_of((const char *)data, n), token = S("");
    (void)str_split(&rest, '\n', &token);
    JwkSet set;
    JoseToken t;
    if (jwk_set_parse(a, rest, &set) == OK) {
        assert(set.n <= JWK_SET_MAX);
        JoseWhy why = jose_verify(a, &set, token, &t);
        assert(why != JOSE_OK || (set.n > 0 && t.claims.n > 0));
        assert(jose_why(why)[0]);
    }
    JwkSet none = {0};
    assert(jose_verify(a, &none, token, &t) != JOSE_OK);
    arena_destroy(a);
    return 0;
}

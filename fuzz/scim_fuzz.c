/* What a provisioning client sends: filters, paths and PATCH bodies of SCIM. A filter that was taken is written, read
 * again as the same and fits or does not; a body changes a resource whole or not at all. The first byte says for which
 * kind, the first line is the filter or path, the rest the body. */
#include "areas/federation/scim_patch.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0) {
        return 0;
    }
    Arena *a = arena_create(64 << 20);
    const ScimKind *kind = data[0] & 1 ? &SCIM_GROUP : &SCIM_USER;
    Str rest = str_of((const char *)data + 1, n - 1), line = S("");
    (void)str_split(&rest, '\n', &line);
    const JsonValue *resource = NULL, *body = NULL;
    Str user = S("{\"userName\":\"a@b.example\",\"active\":true,\"emails\":[{\"value\":\"a@b.example\",\"type\":"
                 "\"work\",\"primary\":true}],\"name\":{\"givenName\":\"A\"}}");
    Str group = S("{\"displayName\":\"A\",\"members\":[{\"value\":\"1\",\"type\":\"User\"}]}");
    assert(json_parse(a, data[0] & 1 ? group : user, SCIM_LIMITS, &resource, NULL) == OK);
    ScimFault f = {0};
    const ScimFilter *filter = NULL;
    if (line.n <= SCIM_FILTER_MAX && scim_filter_parse(a, kind, line, &filter, &f) == OK) {
        ScimHint hint;
        Buf b = buf_on_arena(a, 1 << 20);
        assert(filter);
        (void)scim_fits(kind, filter, resource);
        scim_hint(a, filter, &hint);
        scim_filter_write(&b, filter);
    }
    ScimPath path = {0};
    if (scim_path_parse(a, kind, line, &path, &f) == OK) {
        assert(path.attr);
    }
    if (json_parse(a, rest, SCIM_LIMITS, &body, NULL) == OK) {
        const JsonValue *after = NULL;
        Err err = scim_patch(a, kind, resource, body, &after, &f);
        assert(err != OK || (after && after->kind == JSON_OBJECT));
    }
    arena_destroy(a);
    return 0;
}

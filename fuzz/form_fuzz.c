/* Cookies, query and form fields as handlers ask for them: every value is a view of the request or a decoded copy of
 * it. */
#include "fuzz_ctx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_begin();
    Arena *a = arena_create(FUZZ_ARENA);
    Str all = str_of((const char *)data, n);
    HttpHeader headers[] = {{S("cookie"), fuzz_part(&data, &n)},
                            {S("cookie"), fuzz_part(&data, &n)},
                            {S("content-type"), fuzz_part(&data, &n)}};
    if (headers[2].value.n == 0) {
        headers[2].value = S("application/x-www-form-urlencoded");
    }
    HttpRequest req = {.arena = a,
                       .method = HTTP_POST,
                       .path = S("/"),
                       .query = fuzz_part(&data, &n),
                       .headers = headers,
                       .headers_n = 3,
                       .body_fd = -1};
    req.body = str_of((const char *)data, n);
    req.body_size = n;
    Request r;
    fuzz_request(&r, &req, a);
    assert(http_cookie(&req, S("entente")).n <= all.n && http_cookie(&req, S("")).n <= all.n);
    size_t query_n = 0;
    const Param *query = ctx_query_all(&r.ctx, &query_n);
    for (size_t i = 0; i < query_n; i++) {
        assert(query[i].name.n <= req.query.n && query[i].value.n <= req.query.n &&
               ctx_has_query(&r.ctx, query[i].name));
    }
    Str name, value, first;
    for (size_t i = 0; ctx_form_at(&r.ctx, i, &name, &value); i++) {
        assert(name.n <= req.body.n && value.n <= req.body.n);
        assert(name.n == 0 || ctx_form_nth(&r.ctx, name, 0, &first));
    }
    Str rest = req.body;
    Err err = OK;
    while (http_next_param(a, &rest, &name, &value, &err)) {
        assert(name.n + value.n <= req.body.n);
    }
    (void)(ctx_upload(&r.ctx, S("file"), &name, &value) == OK);
    (void)ctx_query(&r.ctx, S("q"));
    arena_destroy(a);
    return 0;
}

/* Cursors and continuation tokens. A cursor that is taken is the one we would write: there is one text for a place.
 * What a token asks for is within the bounds of the list. */
#include "app/collection.h"
#include "crypt/crypt.h"
#include "fuzz_ctx.h"

static void fuzz_cursor(Arena *a, const uint8_t *data, size_t n)
{
    DbValue keys[PAGE_KEYS_MAX] = {0};
    size_t keys_n = (size_t)(data[0] & 3) + 1;
    uint32_t order = (data[0] >> 2) & 7;
    for (size_t i = 0; i < keys_n; i++) {
        keys[i].type = (DbType)((data[1] >> (i * 2)) % 4 == 0   ? DB_ID
                                : (data[1] >> (i * 2)) % 4 == 1 ? DB_TEXT
                                : (data[1] >> (i * 2)) % 4 == 2 ? DB_TIME
                                                                : DB_BOOL);
    }
    bool plain = data[0] & 32; /* the bytes behind the right head, so that the keys are reached */
    Str text = str_of((const char *)data + 2, n - 2);
    if (plain) {
        Str head = page_cursor_encode(a, S("customer_list"), order, NULL, 0), bytes;
        assert(base64url_decode(a, head, &bytes) == OK);
        text = base64url_encode(a, str_concat(a, bytes, text));
    }
    if (page_cursor_decode(a, S("customer_list"), order, text, keys, keys_n) == OK) {
        assert(str_eq(page_cursor_encode(a, S("customer_list"), order, keys, keys_n), text));
        assert(page_cursor_decode(a, S("customer_lists"), order, text, keys, keys_n) != OK);
        assert(page_cursor_decode(a, S("customer_list"), order + 1, text, keys, keys_n) != OK);
    }
}

static void fuzz_token(Arena *a, const uint8_t *data, size_t n)
{
    bool plain = data[0] & 32;
    data++, n--;
    HttpHeader header = {S("ms-continuationtoken"), fuzz_part(&data, &n)};
    header.value = plain && header.value.n ? base64url_encode(a, header.value) : header.value;
    HttpRequest req = {.arena = a,
                       .method = HTTP_GET,
                       .path = S("/v1/customers"),
                       .query = fuzz_part(&data, &n),
                       .headers = &header,
                       .headers_n = 1,
                       .body_fd = -1};
    Request r;
    fuzz_request(&r, &req, a);
    CollectionAsk ask;
    Err err = collection_ask(&r.ctx, 20, 500, &ask);
    if (err != OK) {
        assert(err == ERR_INVALID && msg_is_set(r.ctx.problem.message));
        return;
    }
    assert(ask.size >= 1 && ask.size <= 500 && ask.offset >= 0 && ask.offset <= INT32_MAX &&
           !(ask.after.n && ask.before.n));
    Str filter = collection_param(&r.ctx, &ask, S("filter"));
    assert(filter.n <= n + req.query.n + ask.query.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n < 2) {
        return 0;
    }
    fuzz_begin();
    Arena *a = arena_create(FUZZ_ARENA);
    if (data[0] & 64) {
        fuzz_token(a, data, n);
    } else {
        fuzz_cursor(a, data, n);
    }
    arena_destroy(a);
    return 0;
}

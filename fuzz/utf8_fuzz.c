/* UTF-8 on any bytes: the functions agree with one another, and the vector scans of the escapers with plain loops. */
#include "base/json.h"
#include "base/utf8.h"

#include <assert.h>

static bool valid_by_decoding(Str s)
{
    Str rest = s;
    uint32_t cp;
    while (rest.n) {
        Str before = rest;
        (void)utf8_next(&rest, &cp);
        char bytes[4];
        size_t n = utf8_encode(cp, bytes);
        if (before.n - rest.n != n || memcmp(before.p, bytes, n) != 0) {
            return false;
        }
    }
    return true;
}

static void check_html(Arena *a, Str s)
{
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    buf_add_html(&b, s);
    size_t at = 0;
    for (size_t i = 0; i < s.n; i++) {
        static const char specials[] = "&<>\"'";
        static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
        const char *special = s.p[i] ? strchr(specials, s.p[i]) : NULL;
        Str want = special ? str_from(entities[special - specials]) : str_of(s.p + i, 1);
        assert(str_eq(str_sub(buf_str(&b), at, want.n), want));
        at += want.n;
    }
    assert(at == b.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 4096) {
        return 0;
    }
    Arena *a = arena_create(0);
    Str s = str_of((const char *)data, size);
    bool valid = utf8_valid(s);
    assert(valid == valid_by_decoding(s));
    assert(utf8_valid(str_sub(s, 0, utf8_valid_prefix(s))));
    Str repaired = utf8_repair(a, s);
    assert(utf8_valid(repaired) && (!valid || str_eq(repaired, s)));
    size_t count = utf8_count(s);
    assert(count == utf8_count(repaired));
    for (size_t n = 0; n <= count && n < 20; n++) {
        Str prefix = utf8_prefix(s, n);
        assert(utf8_count(prefix) == n && str_starts(s, prefix));
    }
    assert(str_eq(utf8_prefix(s, count), s));
    (void)utf8_has_control(s);
    check_html(a, s);
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_str(&j, s);
    const JsonValue *v = NULL;
    Err err = json_parse(a, buf_str(&b), JSON_LIMITS_DEFAULT, &v, NULL);
    assert(err == OK && v->kind == JSON_STRING && str_eq(v->text, repaired));
    arena_destroy(a);
    return 0;
}

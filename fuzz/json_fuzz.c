/* The JSON reader: what it takes, the library parser takes and understands in the same way, and our writer writes so
 * that it reads back as the same tree. The library is stricter nowhere and laxer in known ways (duplicate names, half
 * surrogates), so only this direction is compared. */
#include "base/json.h"
#include "base/utf8.h"

#include <assert.h>
#define json_bool library_bool /* the one name that both have */
#include <json-c/json.h>
#undef json_bool
#include <stdlib.h>

static void write_value(Json *j, const JsonValue *v)
{
    switch (v->kind) {
    case JSON_NULL:
        json_null(j);
        break;
    case JSON_BOOL:
        json_bool(j, v->boolean);
        break;
    case JSON_NUMBER:
        json_raw(j, v->text);
        break;
    case JSON_STRING:
        json_str(j, v->text);
        break;
    case JSON_ARRAY:
        json_arr(j);
        for (size_t i = 0; i < v->n; i++) {
            write_value(j, &v->items[i]);
        }
        json_arr_end(j);
        break;
    case JSON_OBJECT:
        json_obj(j);
        for (size_t i = 0; i < v->n; i++) {
            json_key(j, v->names[i]);
            write_value(j, &v->items[i]);
        }
        json_obj_end(j);
        break;
    }
}

static void check_same(const JsonValue *x, const JsonValue *y)
{
    assert(x->kind == y->kind && x->n == y->n && x->boolean == y->boolean && str_eq(x->text, y->text));
    for (size_t i = 0; i < x->n; i++) {
        assert(x->kind != JSON_OBJECT || str_eq(x->names[i], y->names[i]));
        check_same(&x->items[i], &y->items[i]);
    }
}

/* json-c 0.16 reads a good pair of surrogates and then tests only the low 16 bits of the character, so that U+1DE00
 * ("\\ud837\\ude00", RFC 8259 section 7) becomes U+FFFD there. */
static bool library_errs(Str text)
{
    uint32_t cp;
    while (utf8_next(&text, &cp)) {
        if (cp > 0xFFFF && (cp & 0xF800) == 0xD800) {
            return true;
        }
    }
    return false;
}

static void check_library(const JsonValue *v, struct json_object *o)
{
    switch (v->kind) {
    case JSON_NULL:
        assert(json_object_is_type(o, json_type_null));
        break;
    case JSON_BOOL:
        assert(json_object_is_type(o, json_type_boolean) && json_object_get_boolean(o) == v->boolean);
        break;
    case JSON_NUMBER: {
        int64_t whole;
        bool is_int = json_object_is_type(o, json_type_int);
        assert(is_int || json_object_is_type(o, json_type_double));
        if (is_int && json_to_i64(v, &whole) == OK) {
            assert(json_object_get_int64(o) == whole);
        }
        break;
    }
    case JSON_STRING:
        assert(json_object_is_type(o, json_type_string));
        if (library_errs(v->text)) {
            break;
        }
        assert(str_eq(v->text, str_of(json_object_get_string(o), (size_t)json_object_get_string_len(o))));
        break;
    case JSON_ARRAY:
        assert(json_object_is_type(o, json_type_array) && json_object_array_length(o) == v->n);
        for (size_t i = 0; i < v->n; i++) {
            check_library(&v->items[i], json_object_array_get_idx(o, i));
        }
        break;
    case JSON_OBJECT:
        assert(json_object_is_type(o, json_type_object));
        for (size_t i = 0; i < v->n; i++) {
            struct json_object *member = NULL;
            char *name = strndup(v->names[i].p, v->names[i].n);
            bool same = strlen(name) == v->names[i].n; /* the library cuts names at a zero byte */
            if (same && !library_errs(v->names[i])) {
                assert(json_object_object_get_ex(o, name, &member));
                check_library(&v->items[i], member);
            }
            free(name);
        }
        break;
    }
}

static bool has_zero_name(const JsonValue *v)
{
    for (size_t i = 0; i < v->n; i++) {
        if ((v->kind == JSON_OBJECT && str_find_char(v->names[i], '\0') >= 0) || has_zero_name(&v->items[i])) {
            return true;
        }
    }
    return false;
}

static void compare_with_library(const JsonValue *v, Str text)
{
    if (has_zero_name(v)) {
        return; /* two names may become one there */
    }
    text = str_starts(text, S("\xEF\xBB\xBF")) ? str_skip(text, 3) : text;
    char *z = strndup(text.p, text.n); /* the end tells the library that a number is over */
    struct json_tokener *tok = json_tokener_new_ex(100);
    json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    struct json_object *o = json_tokener_parse_ex(tok, z, (int)text.n + 1);
    assert(json_tokener_get_error(tok) == json_tokener_success);
    check_library(v, o);
    json_object_put(o);
    json_tokener_free(tok);
    free(z);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *a = arena_create(64 << 20);
    JsonLimits limits = {.depth_max = 32, .bytes_max = 1 << 16, .members_max = 5000};
    Str text = str_of((const char *)data, size), why = S("");
    const JsonValue *v = NULL, *again = NULL;
    Err err = json_parse(a, text, limits, &v, &why);
    assert(err == OK || (why.n && (err == ERR_PARSE || err == ERR_TOO_LARGE)));
    if (err == OK) {
        compare_with_library(v, text);
        Buf b = buf_on_arena(a, BUF_MAX_PAGE);
        Json j = json_writer(&b);
        write_value(&j, v);
        assert(j.depth == 0 && !b.full);
        limits.bytes_max = BUF_MAX_PAGE; /* control characters grow when written */
        assert(json_parse(a, buf_str(&b), limits, &again, &why) == OK);
        check_same(v, again);
        Dec d;
        (void)(json_to_dec(v, &d) == OK);
    }
    arena_destroy(a);
    return 0;
}

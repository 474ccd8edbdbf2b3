/* base/json: what the writer escapes, what the reader takes and refuses. */
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include "unit.h"

static const JsonValue *parse(Arena *a, Str text)
{
    const JsonValue *v = NULL;
    Str why = S("");
    if (json_parse(a, text, JSON_LIMITS_DEFAULT, &v, &why) != OK) {
        fail_msg("refused: %.*s", S_ARG(why));
    }
    return v;
}

static void the_writer_keeps_commas_and_nesting(void **state)
{
    Buf b = buf_on_arena(*state, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("a"));
    json_i64(&j, -5);
    json_key(&j, S("b"));
    json_arr(&j);
    json_bool(&j, true);
    json_null(&j);
    json_obj(&j);
    json_obj_end(&j);
    json_arr(&j);
    json_arr_end(&j);
    json_str(&j, S("x"));
    json_arr_end(&j);
    json_key(&j, S("c\""));
    json_dec(&j, (Dec){150000000});
    json_key(&j, S("d"));
    json_money(&j, (Money){1999, {"EUR"}});
    json_key(&j, S("e"));
    json_id(&j, ID_NIL);
    json_key(&j, S("f"));
    json_time(&j, (Time){0});
    json_key(&j, S("g"));
    json_date(&j, date_from_ymd(2026, 11, 21));
    json_key(&j, S("h"));
    json_time(&j, TIME_NONE);
    json_key(&j, S("i"));
    json_raw(&j, S("{}"));
    json_obj_end(&j);
    assert_int_equal(j.depth, 0);
    assert_str(buf_str(&b), "{\"a\":-5,\"b\":[true,null,{},[],\"x\"],\"c\\\"\":1.5,\"d\":19.99,"
                            "\"e\":\"00000000-0000-0000-0000-000000000000\",\"f\":\"1970-01-01T00:00:00Z\","
                            "\"g\":\"2026-11-21\",\"h\":null,\"i\":{}}");
}

static Str written(Arena *a, Str s)
{
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_str(&j, s);
    return buf_str(&b);
}

static void strings_are_escaped_as_the_standard_says(void **state)
{
    Arena *a = *state;
    assert_str(written(a, S("a\"b\\c/d")), "\"a\\\"b\\\\c/d\"");
    assert_str(written(a, S("\b\f\n\r\t\x01\x1f\x7f")), "\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
    assert_str(written(a, str_of("\0", 1)), "\"\\u0000\"");
    assert_str(written(a, S("\xC3\xA9\xF0\x9F\x98\x80")), "\"\xC3\xA9\xF0\x9F\x98\x80\"");
    assert_str(written(a, S("a\xFF\x62\xC3")), "\"a\xEF\xBF\xBD\x62\xEF\xBF\xBD\"");
    assert_str(written(a, S("")), "\"\"");
}

/* All bytes at all places of texts around the vector width: what is written reads back as the repaired text. */
static void whatever_is_written_reads_back(void **state)
{
    Arena *a = *state;
    for (unsigned byte = 0; byte < 256; byte++) {
        for (size_t n = 1; n < 36; n++) {
            char text[40];
            memset(text, 'a', n);
            text[n - 1 - (byte * 7 + n) % n] = (char)byte;
            Str s = str_of(text, n);
            const JsonValue *v = parse(a, written(a, s));
            assert_int_equal(v->kind, JSON_STRING);
            assert_str_is(v->text, utf8_repair(a, s));
        }
        arena_reset(a);
    }
}

static void a_document_becomes_a_tree(void **state)
{
    Arena *a = *state;
    const JsonValue *v = parse(
        a, S("\xEF\xBB\xBF {\"name\" : \"x\\u00e9\\ud83d\\ude00\\n\" ,\r\n\t\"list\":[1,2.50,-3e+2,true,false,null,"
             "[],{}], \"\":0}  "));
    assert_int_equal(v->kind, JSON_OBJECT);
    assert_int_equal(v->n, 3);
    assert_str(json_get(v, S("name"))->text, "x\xC3\xA9\xF0\x9F\x98\x80\n");
    const JsonValue *list = json_get(v, S("list"));
    assert_int_equal(list->kind, JSON_ARRAY);
    assert_int_equal(list->n, 8);
    assert_str(list->items[1].text, "2.50"); /* as written */
    assert_str(list->items[2].text, "-3e+2");
    assert_true(list->items[3].boolean && !list->items[4].boolean);
    assert_int_equal(list->items[5].kind, JSON_NULL);
    assert_int_equal(list->items[7].kind, JSON_OBJECT);
    assert_non_null(json_get(v, S("")));
    assert_null(json_get(v, S("other")));
    assert_null(json_get(list, S("x")));
    assert_null(json_get(NULL, S("x")));
    assert_str(parse(a, S("\"success\""))->text, "success");
    assert_int_equal(parse(a, S("null"))->kind, JSON_NULL);
}

static void names_are_found_without_case_and_the_exact_one_wins(void **state)
{
    Arena *a = *state;
    const JsonValue *v = parse(a, S("{\"hasPurchasableAddOns\":1,\"hasPurchasableAddons\":2}"));
    assert_str(json_get(v, S("hasPurchasableAddons"))->text, "2");
    assert_str(json_get(v, S("hasPurchasableAddOns"))->text, "1");
    assert_str(json_get(v, S("haspurchasableaddons"))->text, "1"); /* the first */
}

static void the_tree_does_not_point_into_the_text(void **state)
{
    char text[] = "{\"a\":[\"b\",12]}";
    const JsonValue *v = parse(*state, str_from(text));
    memset(text, 'z', sizeof text - 1);
    assert_str(v->names[0], "a");
    assert_str(v->items[0].items[0].text, "b");
    assert_str(v->items[0].items[1].text, "12");
}

static void what_is_not_json_is_refused_with_its_place(void **state)
{
    Arena *a = *state;
    static const struct {
        const char *text, *why;
    } rows[] = {
        {"", "JSON ends too early at byte 0"},
        {"   ", "JSON ends too early at byte 3"},
        {"{", "JSON ends too early at byte 1"},
        {"[1", "JSON ends too early at byte 2"},
        {"[1,]", "JSON has a comma before the end at byte 3"},
        {"{\"a\":1,}", "JSON has a comma before the end at byte 7"},
        {"[1 2]", "JSON needs a comma or the end here at byte 3"},
        {"{a:1}", "JSON needs a name in quotes at byte 1"},
        {"{\"a\" 1}", "JSON needs a colon after a name at byte 5"},
        {"{\"a\":1}x", "JSON goes on after the end at byte 7"},
        {"\"abc", "JSON ends too early at byte 4"},
        {"\"a\\", "JSON ends too early at byte 3"},
        {"\"a\nb\"", "JSON has a control character in a string at byte 2"},
        {"\"\\x\"", "JSON has an unknown escape at byte 2"},
        {"\"\\u12g4\"", "JSON needs four hex digits after \\u at byte 3"},
        {"\"\\ud800\"", "JSON holds half of a surrogate pair at byte 7"},
        {"\"\\ud800\\u0041\"", "JSON holds half of a surrogate pair at byte 13"},
        {"\"\\udc00\"", "JSON holds half of a surrogate pair at byte 7"},
        {"01", "JSON goes on after the end at byte 1"},
        {"-", "JSON ends too early at byte 1"},
        {"+1", "JSON has an unexpected character at byte 0"},
        {"1.", "JSON ends too early at byte 2"},
        {"1.e5", "JSON needs a digit after the point at byte 2"},
        {"1e", "JSON ends too early at byte 2"},
        {".5", "JSON has an unexpected character at byte 0"},
        {"NaN", "JSON has an unexpected character at byte 0"},
        {"tru", "JSON has an unexpected character at byte 0"},
        {"True", "JSON has an unexpected character at byte 0"},
        {"'a'", "JSON has an unexpected character at byte 0"},
        {"[1] // no", "JSON goes on after the end at byte 4"},
        {"\"\xFF\"", "JSON is not UTF-8 at byte 1"},
        {"{\"a\":1,\"b\":2,\"a\":3}", "JSON has the same name twice in an object at byte 19"},
        {"{\"a\":1,\"\\u0061\":3}", "JSON has the same name twice in an object at byte 18"},
        {"]", "JSON has an unexpected character at byte 0"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const JsonValue *v;
        Str why = S("");
        assert_int_equal(json_parse(a, str_from(rows[i].text), JSON_LIMITS_DEFAULT, &v, &why), ERR_PARSE);
        assert_str_is(why, str_from(rows[i].why));
        assert_int_equal(json_parse(a, str_from(rows[i].text), JSON_LIMITS_DEFAULT, &v, NULL), ERR_PARSE);
    }
    const JsonValue *v;
    assert_int_equal(json_parse(a, str_of("[1]\0", 4), JSON_LIMITS_DEFAULT, &v, NULL), ERR_PARSE);
}

static void limits_hold(void **state)
{
    Arena *a = *state;
    const JsonValue *v;
    Str why;
    JsonLimits limits = {.depth_max = 3, .bytes_max = 40, .members_max = 5};
    assert_ok(json_parse(a, S("[[[1]]]"), limits, &v, &why));
    assert_ok(json_parse(a, S("[[[]],[[]],{}]"), limits, &v, &why)); /* beside is not below */
    assert_int_equal(json_parse(a, S("[[[[1]]]]"), limits, &v, &why), ERR_TOO_LARGE);
    assert_str(why, "JSON is nested too deeply at byte 3");
    assert_ok(json_parse(a, S("[1,2,3,4,5]"), limits, &v, &why));
    assert_int_equal(json_parse(a, S("[1,2,3,4,5,6]"), limits, &v, &why), ERR_TOO_LARGE);
    assert_int_equal(json_parse(a, S("\"0123456789012345678901234567890123456789\""), limits, &v, &why), ERR_TOO_LARGE);
    assert_str(why, "JSON is too large at byte 0");
}

static void duplicates_are_found_among_many_names(void **state)
{
    Arena *a = *state;
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    for (int twice = 0; twice < 2; twice++) {
        buf_clear(&b);
        Json j = json_writer(&b);
        json_obj(&j);
        for (int i = 0; i < 1000; i++) {
            json_key(&j, str_fmt(a, "name%d", i));
            json_i64(&j, i);
        }
        if (twice) {
            json_key(&j, S("name500"));
            json_i64(&j, 0);
        }
        json_obj_end(&j);
        const JsonValue *v;
        assert_int_equal(json_parse(a, buf_str(&b), JSON_LIMITS_DEFAULT, &v, NULL), twice ? ERR_PARSE : OK);
        if (!twice) {
            assert_str(json_get(v, S("name999"))->text, "999");
        }
    }
}

static void numbers_become_integers_exactly_or_not_at_all(void **state)
{
    static const struct {
        const char *text;
        bool whole, decimal;
        int64_t value, units;
    } rows[] = {
        {"0", true, true, 0, 0},
        {"-0", true, true, 0, 0},
        {"12", true, true, 12, 1200000000},
        {"12.0", true, true, 12, 1200000000},
        {"1e2", true, true, 100, 10000000000},
        {"1.5E1", true, true, 15, 1500000000},
        {"120e-1", true, true, 12, 1200000000},
        {"0e99999999999", true, true, 0, 0},
        {"0.0000000000000", true, true, 0, 0},
        {"9223372036854775807", true, false, INT64_MAX, 0},
        {"-9223372036854775808", true, false, INT64_MIN, 0},
        {"9223372036854775808", false, false, 0, 0},
        {"12.345", false, true, 0, 1234500000},
        {"0.00000001", false, true, 0, 1},
        {"0.000000001", false, false, 0, 0},
        {"0.30000000000000004", false, false, 0, 0},
        {"1e30", false, false, 0, 0},
        {"1e999999999999999999999", false, false, 0, 0},
        {"1e9223372036854775807", false, false, 0, 0},
        {"1e-9223372036854775807", false, false, 0, 0},
        {"1e-5", false, true, 0, 1000},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const JsonValue *v = parse(*state, str_from(rows[i].text));
        int64_t value = 0;
        Dec d = {0};
        assert_int_equal(json_to_i64(v, &value) == OK, rows[i].whole);
        assert_true(value == rows[i].value);
        assert_int_equal(json_to_dec(v, &d) == OK, rows[i].decimal);
        assert_true(d.units == rows[i].units);
    }
    int64_t value;
    assert_int_equal(json_to_i64(parse(*state, S("\"1\"")), &value), ERR_PARSE);
    assert_int_equal(json_to_i64(NULL, &value), ERR_PARSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(the_writer_keeps_commas_and_nesting),
        UNIT_TEST(strings_are_escaped_as_the_standard_says),
        UNIT_TEST(whatever_is_written_reads_back),
        UNIT_TEST(a_document_becomes_a_tree),
        UNIT_TEST(names_are_found_without_case_and_the_exact_one_wins),
        UNIT_TEST(the_tree_does_not_point_into_the_text),
        UNIT_TEST(what_is_not_json_is_refused_with_its_place),
        UNIT_TEST(limits_hold),
        UNIT_TEST(duplicates_are_found_among_many_names),
        UNIT_TEST(numbers_become_integers_exactly_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* http/request, http/negotiate, http/multipart, http/proxy: what is read out of a request. */
#include "unit.h"

#include "http/internal.h"
#include "http/multipart.h"

static HttpRequest with(const HttpHeader *headers, size_t n)
{
    return (HttpRequest){.headers = headers, .headers_n = n, .body_fd = -1};
}

static void a_header_is_found_by_its_lower_case_name_and_the_first_one_counts(void **state)
{
    (void)state;
    const HttpHeader headers[] = {{S_INIT("a"), S_INIT("1")}, {S_INIT("b"), S_INIT("2")}, {S_INIT("b"), S_INIT("3")}};
    HttpRequest req = with(headers, 3);
    assert_str(http_header(&req, S("b")), "2");
    assert_str(http_header(&req, S("c")), "");
}

static void a_cookie_is_found_by_its_whole_name(void **state)
{
    (void)state;
    const HttpHeader headers[] = {{S_INIT("cookie"), S_INIT("xsid=no; sid=yes=1;quoted=\"q v\"; empty=")},
                                  {S_INIT("cookie"), S_INIT("second=2")}};
    HttpRequest req = with(headers, 2);
    assert_str(http_cookie(&req, S("sid")), "yes=1");
    assert_str(http_cookie(&req, S("quoted")), "q v");
    assert_str(http_cookie(&req, S("second")), "2");
    assert_str(http_cookie(&req, S("empty")), "");
    assert_str(http_cookie(&req, S("id")), "");
}

static void decoding_is_strict(void **state)
{
    Str got;
    assert_ok(http_decode(*state, S("a%20b+c%C3%a9"), false, &got));
    assert_str(got, "a b+c\xC3\xA9");
    assert_ok(http_decode(*state, S("a+b"), true, &got));
    assert_str(got, "a b");
    assert_ok(http_decode(*state, S(""), true, &got));
    assert_str(got, "");
    static const char *bad[] = {"%", "%2", "%g0", "a%0", "%00", "x%0g", "%%20"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(http_decode(*state, str_from(bad[i]), false, &got), ERR_PARSE);
    }
    assert_int_equal(http_decode(*state, str_of("a\0b", 3), false, &got), ERR_PARSE);
}

static void form_pairs_come_one_by_one_and_a_bad_one_says_so(void **state)
{
    Str rest = S("a=1&&b+c=%26&d&=e&f=%zz&g=1"), name, value;
    Err err;
    static const struct {
        Str name, value;
    } rows[] = {
        {S_INIT("a"), S_INIT("1")}, {S_INIT("b c"), S_INIT("&")}, {S_INIT("d"), S_INIT("")}, {S_INIT(""), S_INIT("e")}};
    for (size_t i = 0; i < 4; i++) {
        assert_true(http_next_param(*state, &rest, &name, &value, &err));
        assert_str_is(name, rows[i].name);
        assert_str_is(value, rows[i].value);
    }
    assert_false(http_next_param(*state, &rest, &name, &value, &err));
    assert_int_equal(err, ERR_PARSE);
    rest = S("");
    assert_false(http_next_param(*state, &rest, &name, &value, &err));
    assert_int_equal(err, OK);
}

static void ranges_follow_rfc_9110(void **state)
{
    (void)state;
    static const struct {
        Str value;
        RangeKind kind;
        uint64_t from, n;
    } rows[] = {
        {S_INIT("bytes=0-0"), RANGE_PART, 0, 1},
        {S_INIT("bytes=2-"), RANGE_PART, 2, 8},
        {S_INIT("bytes=-3"), RANGE_PART, 7, 3},
        {S_INIT("bytes=-30"), RANGE_PART, 0, 10},
        {S_INIT("bytes=9-99"), RANGE_PART, 9, 1},
        {S_INIT("bytes=10-"), RANGE_UNSATISFIABLE, 0, 0},
        {S_INIT("bytes=-0"), RANGE_UNSATISFIABLE, 0, 0},
        {S_INIT("bytes=1-0"), RANGE_WHOLE, 0, 0},
        {S_INIT("bytes=0-1,3-4"), RANGE_WHOLE, 0, 0},
        {S_INIT("bytes=+1-2"), RANGE_WHOLE, 0, 0},
        {S_INIT("bytes"), RANGE_WHOLE, 0, 0},
        {S_INIT(""), RANGE_WHOLE, 0, 0},
        {S_INIT("bytes=18446744073709551616-"), RANGE_WHOLE, 0, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const HttpHeader headers[] = {{S_INIT("range"), rows[i].value}};
        HttpRequest req = with(headers, 1);
        uint64_t from = 0, n = 0;
        assert_int_equal(negotiate_range(&req, S(""), TIME_NONE, 10, &from, &n), rows[i].kind);
        if (rows[i].kind == RANGE_PART) {
            assert_int_equal(from, rows[i].from);
            assert_int_equal(n, rows[i].n);
        }
    }
}

static void codings_follow_their_weights(void **state)
{
    (void)state;
    assert_int_equal(negotiate_coding(S("gzip, deflate, br"), true, true), CODING_BR);
    assert_int_equal(negotiate_coding(S("gzip, deflate, br"), false, true), CODING_GZIP);
    assert_int_equal(negotiate_coding(S("br;q=0.2,GZIP;q=0.3"), true, true), CODING_GZIP);
    assert_int_equal(negotiate_coding(S("*;q=0.1"), true, true), CODING_BR);
    assert_int_equal(negotiate_coding(S("br;q=0, *"), true, false), CODING_IDENTITY);
    assert_int_equal(negotiate_coding(S("br;q=1.001"), true, true), CODING_IDENTITY);
    assert_int_equal(negotiate_coding(S(""), true, true), CODING_IDENTITY);
}

static void the_date_is_written_as_rfc_9110_wants_it(void **state)
{
    (void)state;
    char date[29];
    http_date_into(date, (Time){INT64_C(784111777) * TIME_SECOND});
    assert_str(str_of(date, 29), "Sun, 06 Nov 1994 08:49:37 GMT");
}

static const char form_type[] = "multipart/form-data; boundary=\"x y\"; charset=utf-8";

static void a_form_is_cut_into_its_parts(void **state)
{
    static const char body[] =
        "--x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n--x y\r\n"
        "content-type: text/csv\r\nCONTENT-DISPOSITION:form-data;name=\"f%22\\\"g\"; "
        "filename=\"C:\\dir\\b.csv\"\r\n\r\n"
        "1,2\r\n--x\r\n3\r\n--x y \t\r\nContent-Disposition: form-data; name=empty\r\n\r\n\r\n--x y--\r\nepilogue";
    HttpPart *parts;
    size_t n;
    assert_ok(http_multipart(*state, str_from(form_type), str_from(body), &parts, &n));
    assert_int_equal(n, 3);
    assert_str(parts[0].name, "a");
    assert_str(parts[0].bytes, "value");
    assert_str(parts[0].filename, "");
    assert_str(parts[1].name, "f\"\"g");
    assert_str(parts[1].filename, "C:\\dir\\b.csv");
    assert_str(parts[1].content_type, "text/csv");
    assert_str(parts[1].bytes, "1,2\r\n--x\r\n3");
    assert_str(parts[2].name, "empty");
    assert_str(parts[2].bytes, "");
}

static void a_broken_form_is_refused(void **state)
{
    static const char *types[] = {"",
                                  "text/plain; boundary=x",
                                  "multipart/form-data",
                                  "multipart/form-data; boundary=",
                                  "multipart/form-data; boundary=\"a",
                                  "multipart/form-data; boundary=a; boundary=b"};
    static const char *bodies[] = {"",
                                   "--x y",
                                   "--x y\r\n",
                                   "--x y\r\n\r\nv\r\n--x y--",
                                   "--x y\r\nA: b\r\n\r\nv\r\n--x y--",
                                   "--x y\r\nContent-Disposition: form-data; name=a\r\n\r\nv",
                                   "--x y\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n--x y",
                                   "--x y\r\nContent-Disposition: form-data; filename=a\r\n\r\nv\r\n--x y--",
                                   "--x y\r\nContent-Disposition: form-data; name=\"a\r\n\r\nv\r\n--x y--",
                                   "--x y\nContent-Disposition: form-data; name=a\n\nv\n--x y--",
                                   "--x yz\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n--x yz--"};
    HttpPart *parts;
    size_t n;
    Str good = S("--a\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n--a--");
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        assert_int_equal(http_multipart(*state, str_from(types[i]), good, &parts, &n), ERR_PARSE);
    }
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        assert_int_equal(http_multipart(*state, str_from(form_type), str_from(bodies[i]), &parts, &n), ERR_PARSE);
    }
}

static void networks_of_proxies_are_matched_by_their_bits(void **state)
{
    (void)state;
    Proxies *p = proxies_parse(" 127.0.0.1, 10.128.0.0/9 ,2001:db8::/33, unix");
    assert_non_null(p);
    assert_true(proxies_trust(p, "127.0.0.1"));
    assert_false(proxies_trust(p, "127.0.0.2"));
    assert_true(proxies_trust(p, "10.200.1.1"));
    assert_false(proxies_trust(p, "10.127.1.1"));
    assert_true(proxies_trust(p, "2001:db8:7fff::1"));
    assert_false(proxies_trust(p, "2001:db8:8000::1"));
    assert_true(proxies_trust_unix(p));
    proxies_free(p);
    static const char *bad[] = {"localhost", "10.0.0.0/33", "::/129", "10.0.0.0/", "1.2.3", "10.0.0.0/-1"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_null(proxies_parse(bad[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(a_header_is_found_by_its_lower_case_name_and_the_first_one_counts),
        UNIT_TEST(a_cookie_is_found_by_its_whole_name),
        UNIT_TEST(decoding_is_strict),
        UNIT_TEST(form_pairs_come_one_by_one_and_a_bad_one_says_so),
        UNIT_TEST(ranges_follow_rfc_9110),
        UNIT_TEST(codings_follow_their_weights),
        UNIT_TEST(the_date_is_written_as_rfc_9110_wants_it),
        UNIT_TEST(a_form_is_cut_into_its_parts),
        UNIT_TEST(a_broken_form_is_refused),
        UNIT_TEST(networks_of_proxies_are_matched_by_their_bits),
    };
    return cmocka_run_group_tests_name("http_request", tests, NULL, NULL);
}

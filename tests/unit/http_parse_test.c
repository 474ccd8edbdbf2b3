/* http/parse: the request head and chunked framing. The refusals one by one are in tests/wire/http_strict.mjs; here
 * is what the parser says of what it takes. */
#include "unit.h"

#include "http/parse.h"

static HttpHead head;
static char bytes[4096];

static HttpParse parse(const char *text)
{
    size_t n = strlen(text);
    memcpy(bytes, text, n);
    return http_head_parse(bytes, n, sizeof(bytes), &head);
}

static void a_request_is_cut_into_its_parts(void **state)
{
    (void)state;
    assert_int_equal(
        parse("GET /a/b%20c?d=e&f HTTP/1.1\r\nHost: example.com:80\r\nX-Long-Name:  v w\t \r\nA:\r\n\r\nrest"),
        HTTP_PARSE_DONE);
    assert_int_equal(head.method, HTTP_GET);
    assert_str(head.target, "/a/b%20c?d=e&f");
    assert_str(head.path, "/a/b%20c");
    assert_str(head.query, "d=e&f");
    assert_str(head.host, "example.com:80");
    assert_int_equal(head.headers_n, 3);
    assert_str(head.headers[1].name, "x-long-name");
    assert_str(head.headers[1].value, "v w");
    assert_str(head.headers[2].value, "");
    assert_str(str_of(bytes + head.size, 4), "rest");
    assert_true(head.keep_alive);
    assert_int_equal(head.content_length, -1);
}

static void every_method_has_its_name(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        HttpMethod method;
    } rows[] = {
        {"GET", HTTP_GET},     {"HEAD", HTTP_HEAD},      {"POST", HTTP_POST},       {"PUT", HTTP_PUT},
        {"PATCH", HTTP_PATCH}, {"DELETE", HTTP_DELETE},  {"OPTIONS", HTTP_OPTIONS}, {"get", HTTP_OTHER},
        {"TRACE", HTTP_OTHER}, {"PROPFIND", HTTP_OTHER}, {"GETS", HTTP_OTHER},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[128];
        snprintf(text, sizeof(text), "%s / HTTP/1.1\r\nHost: x\r\n\r\n", rows[i].text);
        assert_int_equal(parse(text), HTTP_PARSE_DONE);
        assert_int_equal(head.method, rows[i].method);
        assert_str_is(head.method_text, str_from(rows[i].text));
    }
}

static void an_absolute_target_is_reduced_and_names_the_host(void **state)
{
    (void)state;
    assert_int_equal(parse("GET http://other:81/p?q HTTP/1.1\r\nHost: x\r\n\r\n"), HTTP_PARSE_DONE);
    assert_str(head.host, "other:81");
    assert_str(head.target, "/p?q");
    assert_str(head.path, "/p");
    assert_int_equal(parse("GET HTTPS://other HTTP/1.1\r\nHost: x\r\n\r\n"), HTTP_PARSE_DONE);
    assert_str(head.path, "/");
    assert_int_equal(parse("GET http://other?q HTTP/1.1\r\nHost: x\r\n\r\n"), HTTP_PARSE_DONE);
    assert_str(head.path, "/");
    assert_str(head.query, "q");
}

static void version_and_connection_say_whether_it_stays_open(void **state)
{
    (void)state;
    static const struct {
        const char *rest;
        bool open;
    } rows[] = {
        {"HTTP/1.1\r\nHost: x", true},
        {"HTTP/1.1\r\nHost: x\r\nConnection: close", false},
        {"HTTP/1.1\r\nHost: x\r\nConnection: Upgrade , CLOSE", false},
        {"HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\nConnection: close", false},
        {"HTTP/1.1\r\nHost: x\r\nConnection: closed", true},
        {"HTTP/1.2\r\nHost: x", true},
        {"HTTP/1.0", false},
        {"HTTP/1.0\r\nConnection: Keep-Alive", true},
        {"HTTP/1.0\r\nConnection: keep-alive, close", false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[256];
        snprintf(text, sizeof(text), "GET / %s\r\n\r\n", rows[i].rest);
        assert_int_equal(parse(text), HTTP_PARSE_DONE);
        assert_int_equal(head.keep_alive, rows[i].open);
    }
}

static void framing_fields_are_understood(void **state)
{
    (void)state;
    assert_int_equal(parse("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0042\r\nExpect: 100-Continue\r\n\r\n"),
                     HTTP_PARSE_DONE);
    assert_int_equal(head.content_length, 42);
    assert_true(head.expect_continue);
    assert_int_equal(parse("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"), HTTP_PARSE_DONE);
    assert_true(head.chunked);
    assert_int_equal(parse("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9223372036854775807\r\n\r\n"),
                     HTTP_PARSE_DONE);
    assert_true(head.content_length == INT64_MAX);
    assert_int_equal(parse("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9223372036854775808\r\n\r\n"),
                     HTTP_PARSE_REFUSED);
    assert_int_equal(head.status, 400);
}

static void a_head_that_is_not_whole_asks_for_more_at_every_byte(void **state)
{
    (void)state;
    static const char text[] = "\r\nPOST /a?b=%20 HTTP/1.1\r\nHost: [::1]:8080\r\nContent-Length: 3\r\n\r\n";
    for (size_t n = 0; n < sizeof(text) - 1; n++) {
        memcpy(bytes, text, sizeof(text));
        assert_int_equal(http_head_parse(bytes, n, sizeof(bytes), &head), HTTP_PARSE_MORE);
    }
    memcpy(bytes, text, sizeof(text));
    assert_int_equal(http_head_parse(bytes, sizeof(text) - 1, sizeof(bytes), &head), HTTP_PARSE_DONE);
}

static void a_head_over_the_limit_is_431_and_one_at_the_limit_is_taken(void **state)
{
    (void)state;
    static const char text[] = "GET / HTTP/1.1\r\nHost: x\r\nA: bcdef\r\n\r\n";
    size_t n = sizeof(text) - 1;
    memcpy(bytes, text, n);
    assert_int_equal(http_head_parse(bytes, n, n, &head), HTTP_PARSE_DONE);
    memcpy(bytes, text, n);
    assert_int_equal(http_head_parse(bytes, n, n - 1, &head), HTTP_PARSE_REFUSED);
    assert_int_equal(head.status, 431);
    memcpy(bytes, text, n);
    assert_int_equal(http_head_parse(bytes, n, 10, &head), HTTP_PARSE_REFUSED);
    assert_int_equal(head.status, 414); /* the request line alone is longer */
}

static void a_control_character_is_found_at_every_place_of_a_value(void **state)
{
    (void)state;
    for (size_t at = 0; at < 64; at++) {
        char text[256];
        int n = snprintf(text, sizeof(text), "GET / HTTP/1.1\r\nHost: x\r\nA: %064d\r\n\r\n", 0);
        text[29 - 2 + at] = (char)(at % 2 ? 0x7f : 0x01);
        memcpy(bytes, text, (size_t)n);
        assert_int_equal(http_head_parse(bytes, (size_t)n, sizeof(bytes), &head), HTTP_PARSE_REFUSED);
        assert_int_equal(head.status, 400);
    }
}

static void what_is_malformed_is_refused_with_its_status(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *text;
    } rows[] = {
        {400, "GET / HTTP/1.1\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost : x\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: x\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: x\r\n y\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: 127.0.0.1:99999\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: ..\r\n\r\n"},
        {501, "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"},
        {417, "GET / HTTP/1.1\r\nHost: x\r\nExpect: more\r\n\r\n"},
        {400, "GET a HTTP/1.1\r\nHost: x\r\n\r\n"},
        {400, "GET / HTTP/0.9\r\nHost: x\r\n\r\n"},
        {505, "GET / HTTP/2.0\r\nHost: x\r\n\r\n"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(parse(rows[i].text), HTTP_PARSE_REFUSED);
        assert_int_equal(head.status, rows[i].status);
        assert_non_null(head.why);
    }
}

static void hosts_are_names_or_addresses_with_a_port(void **state)
{
    (void)state;
    static const char *good[] = {"x", "a.b-c_d", "127.0.0.1:8080", "[::1]", "[2001:db8::1]:80", "x:"};
    static const char *bad[] = {"",    "a b",   "a,b", "a:b", "[::1", "[]",      "[x]",
                                "::1", "a:1:2", "u@h", "a/b", ":1",   "x:123456"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(http_host_valid(str_from(good[i])));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(http_host_valid(str_from(bad[i])));
    }
}

/* Eats the text in reads of `piece` bytes; the data goes to bytes. */
static HttpChunkState eat(const char *text, size_t piece, size_t *ret_used, size_t *ret_data_n)
{
    HttpChunks c = {0};
    size_t n = strlen(text), used = 0, data_n = 0;
    while (used < n && c.state != CHUNK_DONE && c.state != CHUNK_BAD) {
        Str data;
        used += http_chunks_eat(&c, text + used, n - used < piece ? n - used : piece, &data);
        memcpy(bytes + data_n, data.p, data.n);
        data_n += data.n;
    }
    *ret_used = used;
    *ret_data_n = data_n;
    return c.state;
}

static void chunks_come_together_however_they_are_cut(void **state)
{
    (void)state;
    static const char text[] = "5;a=\"b\"\r\nhello\r\n00C ;x\r\n, big world!\r\n0;last\r\nX-Sum: 1\r\nY:\r\n\r\nGET";
    for (size_t piece = 1; piece < sizeof(text); piece++) {
        size_t used, n;
        assert_int_equal(eat(text, piece, &used, &n), CHUNK_DONE);
        assert_str(str_of(bytes, n), "hello, big world!");
        assert_int_equal(used, sizeof(text) - 1 - 3);
    }
}

static void bad_chunks_are_refused(void **state)
{
    (void)state;
    static const char *rows[] = {"x\r\n",
                                 "0x1\r\na\r\n",
                                 " 1\r\n",
                                 "1 \r\n",
                                 "1\na",
                                 "1\r\nab\r\n",
                                 "1\r\na\n",
                                 "1;\x01\r\n",
                                 "0\r\n a: b\r\n",
                                 "0\r\na b: c\r\n",
                                 "0\r\na\r\n",
                                 "0\r\na: b\n",
                                 "1234567890abcdef\r\n",
                                 "\r\n",
                                 "-1\r\n",
                                 "0\r\n\n"};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t used, n;
        assert_int_equal(eat(rows[i], 100, &used, &n), CHUNK_BAD);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_cut_into_its_parts),
        cmocka_unit_test(every_method_has_its_name),
        cmocka_unit_test(an_absolute_target_is_reduced_and_names_the_host),
        cmocka_unit_test(version_and_connection_say_whether_it_stays_open),
        cmocka_unit_test(framing_fields_are_understood),
        cmocka_unit_test(a_head_that_is_not_whole_asks_for_more_at_every_byte),
        cmocka_unit_test(a_head_over_the_limit_is_431_and_one_at_the_limit_is_taken),
        cmocka_unit_test(a_control_character_is_found_at_every_place_of_a_value),
        cmocka_unit_test(what_is_malformed_is_refused_with_its_status),
        cmocka_unit_test(hosts_are_names_or_addresses_with_a_port),
        cmocka_unit_test(chunks_come_together_however_they_are_cut),
        cmocka_unit_test(bad_chunks_are_refused),
    };
    return cmocka_run_group_tests_name("http_parse", tests, NULL, NULL);
}

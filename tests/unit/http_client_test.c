/* http/client: where a call may go, what comes back, and its limits; against a server in this process. */
#include "unit.h"

#include "http/client.h"
#include "http/net.h"

typedef struct World {
    HttpServer *server;
    Arena *arena;
    int port;
    HttpRequest *kept; /* of a request that is not answered until the end */
} World;

static void redirect(const HttpRequest *req, HttpResponse *res)
{
    Str to;
    res->status = 302;
    assert_ok(http_decode(req->arena, str_skip(req->query, 3), false, &to));
    http_add_header(res, S("Location"), to);
}

static void handle(HttpRequest *req, void *user)
{
    World *w = user;
    HttpResponse res = {.status = 200, .last_modified = TIME_NONE, .content_type = S("application/json")};
    if (str_eq(req->path, S("/slow"))) {
        w->kept = req;
        return;
    }
    if (str_eq(req->path, S("/to"))) {
        redirect(req, &res);
    } else if (str_eq(req->path, S("/large"))) {
        res.body = str_of(arena_alloc(req->arena, 5000, 1), 5000);
    } else if (str_eq(req->path, S("/again"))) {
        res.status = 302;
        http_add_header(&res, S("Location"), S("/again"));
    } else {
        res.body = str_fmt(req->arena, "%.*s %.*s|%.*s|%.*s", S_ARG(req->method_text), S_ARG(req->path),
                           S_ARG(http_header(req, S("authorization"))), S_ARG(req->body));
        http_add_header(&res, S("X-Kept"), S("as it was"));
    }
    http_respond(req, &res);
}

static int setup(void **state)
{
    World *w = calloc(1, sizeof(*w));
    w->arena = arena_create(0);
    HttpConfig config = http_config_default();
    config.port = 0;
    config.loops = 1;
    HttpApp app = {.user = w, .handle = handle};
    char why[256];
    *state = w;
    if (http_server_start(&config, &app, &w->server, why) != OK) {
        return -1;
    }
    w->port = http_server_port(w->server);
    return 0;
}

static int teardown(void **state)
{
    World *w = *state;
    if (w->kept) {
        http_respond(w->kept, &(HttpResponse){.status = 200, .last_modified = TIME_NONE});
    }
    http_server_stop(w->server, 1000);
    http_server_free(w->server);
    arena_destroy(w->arena);
    free(w);
    return 0;
}

static Str address(World *w, const char *path) { return str_fmt(w->arena, "http://127.0.0.1:%d%s", w->port, path); }

static void test_an_answer_comes_with_status_headers_and_body(void **state)
{
    World *w = *state;
    HttpReply r;
    HttpHeader bearer = {S("Authorization"), S("Bearer x")};
    assert_ok(http_call(
        w->arena, &(HttpCall){.url = address(w, "/a"), .anywhere = true, .headers = &bearer, .headers_n = 1}, &r));
    assert_int_equal(r.status, 200);
    assert_str(r.body, "GET /a|Bearer x|");
    assert_str(r.content_type, "application/json");
    assert_str(http_reply_header(&r, S("x-kept")), "as it was");
    assert_ok(http_call(w->arena, &(HttpCall){.url = address(w, "/b"), .anywhere = true, .body = S("k=v")}, &r));
    assert_str(r.body, "POST /b||k=v");
}

static void test_a_loopback_address_is_not_called_unless_it_may(void **state)
{
    World *w = *state;
    HttpReply r;
    Str url = str_fmt(w->arena, "https://localhost:%d/", w->port);
    assert_int_equal(http_call(w->arena, &(HttpCall){.url = url}, &r), ERR_FORBIDDEN);
    assert_int_equal(r.failure, HTTP_CALL_PRIVATE);
    /* Allowed by its network, the call is made; the server speaks no TLS. */
    Str networks = S("10.0.0.0/8, 127.0.0.0/8, ::1");
    assert_int_equal(http_call(w->arena, &(HttpCall){.url = url, .networks = networks}, &r), ERR_UNAVAILABLE);
    assert_int_equal(r.failure, HTTP_CALL_TLS);
}

static void test_numbers_that_mean_a_private_address_are_refused_too(void **state)
{
    World *w = *state;
    static const char *const HOSTS[] = {"2130706433", "0x7f000001",          "0177.0.0.1",      "127.1",
                                        "[::1]",      "[::ffff:127.0.0.1]",  "169.254.169.254", "0.0.0.0",
                                        "[fe80::1]",  "[64:ff9b::a9fe:a9fe]"};
    for (size_t i = 0; i < sizeof HOSTS / sizeof HOSTS[0]; i++) {
        HttpReply r;
        Str url = str_fmt(w->arena, "https://%s:%d/", HOSTS[i], w->port);
        assert_true(http_call(w->arena, &(HttpCall){.url = url, .timeout_ms = 2000}, &r) != OK);
        assert_int_equal(r.failure, HTTP_CALL_PRIVATE);
    }
}

static void test_plain_http_is_refused(void **state)
{
    World *w = *state;
    HttpReply r;
    assert_int_equal(http_call(w->arena, &(HttpCall){.url = address(w, "/a"), .networks = S("127.0.0.0/8")}, &r),
                     ERR_INVALID);
    assert_int_equal(r.failure, HTTP_CALL_ADDRESS);
}

static void test_what_is_not_an_address_is_refused(void **state)
{
    (void)state;
    assert_true(http_url_ok(S("https://id.example/x?y=1"), false));
    assert_true(http_url_ok(S("https://[2001:db8::1]:8443/"), false));
    static const char *const BAD[] = {"",
                                      "https://",
                                      "https:///x",
                                      "https://:443/",
                                      "http://id.example/",
                                      "https://user@id.example/",
                                      "https://id.example/#x",
                                      "https://id.example/a b",
                                      "file:///etc/passwd",
                                      "gopher://id.example/",
                                      "https://id.example\\@b/",
                                      "//id.example/",
                                      "https://id.example/\r\nX: y"};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_false(http_url_ok(str_from(BAD[i]), false));
    }
    assert_true(http_url_ok(S("http://id.example/"), true));
    assert_false(http_url_ok(S("ftp://id.example/"), true));
}

static void test_redirects_are_followed_only_as_far_as_asked(void **state)
{
    World *w = *state;
    HttpReply r;
    Str to = str_fmt(w->arena, "http://127.0.0.1:%d/to?to=/end", w->port);
    assert_ok(http_call(w->arena, &(HttpCall){.url = to, .anywhere = true}, &r));
    assert_int_equal(r.status, 302);
    assert_ok(http_call(w->arena, &(HttpCall){.url = to, .anywhere = true, .redirects_max = 1}, &r));
    assert_str(r.body, "GET /end||");
    assert_true(str_ends(r.url, S("/end")));
    assert_int_equal(
        http_call(w->arena, &(HttpCall){.url = address(w, "/again"), .anywhere = true, .redirects_max = 3}, &r),
        ERR_UNAVAILABLE);
    assert_int_equal(r.failure, HTTP_CALL_REDIRECT);
    Str file = str_fmt(w->arena, "http://127.0.0.1:%d/to?to=file:%%2f%%2f%%2fetc%%2fpasswd", w->port);
    assert_int_equal(http_call(w->arena, &(HttpCall){.url = file, .anywhere = true, .redirects_max = 3}, &r),
                     ERR_UNAVAILABLE);
    assert_int_equal(r.failure, HTTP_CALL_REDIRECT);
}

static void test_an_answer_over_the_limit_is_cut(void **state)
{
    World *w = *state;
    HttpReply r;
    assert_int_equal(
        http_call(w->arena, &(HttpCall){.url = address(w, "/large"), .anywhere = true, .body_max = 4000}, &r),
        ERR_TOO_LARGE);
    assert_ok(http_call(w->arena, &(HttpCall){.url = address(w, "/large"), .anywhere = true, .body_max = 5000}, &r));
    assert_int_equal(r.body.n, 5000);
}

static void test_a_server_that_does_not_answer_ends_the_call_in_time(void **state)
{
    World *w = *state;
    HttpReply r;
    assert_int_equal(
        http_call(w->arena, &(HttpCall){.url = address(w, "/slow"), .anywhere = true, .timeout_ms = 150}, &r),
        ERR_UNAVAILABLE);
    assert_int_equal(r.failure, HTTP_CALL_TIME);
    assert_true(r.took_us < 3 * TIME_SECOND);
}

static void test_nobody_there_is_said(void **state)
{
    World *w = *state;
    HttpReply r;
    assert_int_equal(http_call(w->arena, &(HttpCall){.url = S("http://127.0.0.1:1/"), .anywhere = true}, &r),
                     ERR_UNAVAILABLE);
    assert_int_equal(r.failure, HTTP_CALL_CONNECT);
    assert_int_equal(http_call(w->arena, &(HttpCall){.url = S("https://nobody.invalid/"), .anywhere = true}, &r),
                     ERR_UNAVAILABLE);
    assert_int_equal(r.failure, HTTP_CALL_NAME);
}

static void test_private_networks_are_known(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        bool private_;
    } TABLE[] = {
        {"8.8.8.8", false},
        {"1.1.1.1", false},
        {"10.0.0.1", true},
        {"172.15.255.255", false},
        {"172.16.0.1", true},
        {"172.31.255.255", true},
        {"172.32.0.1", false},
        {"192.168.1.1", true},
        {"127.255.0.1", true},
        {"169.254.169.254", true},
        {"100.64.0.1", true},
        {"100.128.0.1", false},
        {"0.0.0.0", true},
        {"224.0.0.1", true},
        {"255.255.255.255", true},
        {"198.18.0.1", true},
        {"2606:4700::1111", false},
        {"::1", true},
        {"::", true},
        {"fd00::1", true},
        {"fe80::1", true},
        {"ff02::1", true},
        {"::ffff:10.0.0.1", true},
        {"::ffff:8.8.8.8", false},
        {"64:ff9b::10.0.0.1", true},
        {"64:ff9b::8.8.8.8", false},
        {"2002:a00:1::", true},
        {"2001:db8::1", true},
        {"::10.0.0.1", true},
    };
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        Net net;
        assert_true(net_parse_address(str_from(TABLE[i].address), &net));
        if (net_is_private(&net) != TABLE[i].private_) {
            fail_msg("%s", TABLE[i].address);
        }
    }
    assert_true(net_list_ok(S("10.0.0.0/8, ::1")));
    assert_true(net_list_ok(S("")));
    assert_false(net_list_ok(S("10.0.0.0/33")));
    assert_false(net_list_ok(S("ten")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_an_answer_comes_with_status_headers_and_body, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_loopback_address_is_not_called_unless_it_may, setup, teardown),
        cmocka_unit_test_setup_teardown(test_numbers_that_mean_a_private_address_are_refused_too, setup, teardown),
        cmocka_unit_test_setup_teardown(test_plain_http_is_refused, setup, teardown),
        cmocka_unit_test(test_what_is_not_an_address_is_refused),
        cmocka_unit_test_setup_teardown(test_redirects_are_followed_only_as_far_as_asked, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_answer_over_the_limit_is_cut, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_server_that_does_not_answer_ends_the_call_in_time, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nobody_there_is_said, setup, teardown),
        cmocka_unit_test(test_private_networks_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

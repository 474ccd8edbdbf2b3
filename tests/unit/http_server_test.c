/* http/server: a server in this process, asked over a socket: answers, headers, the line for the log, the stop. */
#include "unit.h"

#include "http/http.h"
#include "http/multipart.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct World {
    HttpServer *server;
    Arena *arena;
    atomic_int lines, last_status;
    _Atomic uint64_t last_bytes;
} World;

static void *answer_elsewhere(void *arg)
{
    HttpRequest *req = arg;
    HttpResponse res = {.status = 200, .last_modified = TIME_NONE, .body = S("elsewhere")};
    http_respond(req, &res);
    return NULL;
}

static void handle(HttpRequest *req, void *user)
{
    (void)user;
    HttpResponse res = {.status = 200, .last_modified = TIME_NONE, .content_type = S("text/plain"), .body = S("hello")};
    if (str_eq(req->path, S("/thread"))) {
        pthread_t thread;
        pthread_create(&thread, NULL, answer_elsewhere, req);
        pthread_detach(thread);
        return;
    }
    if (str_eq(req->path, S("/split"))) {
        http_add_header(&res, S("Location"), S("/x\r\nSet-Cookie: a=b"));
    } else if (str_eq(req->path, S("/bytes"))) {
        assert_ok(http_body_bytes(req, &res.body));
    } else if (str_eq(req->path, S("/none"))) {
        res = (HttpResponse){.status = 204, .last_modified = TIME_NONE};
    } else if (str_eq(req->path, S("/headers"))) {
        for (int i = 0; i < HTTP_HEADERS_MAX; i++) {
            http_add_header(&res, S("X-Long"), str_fmt(req->arena, "%0500d", i));
        }
    }
    http_respond(req, &res);
}

static HttpBodyPlan plan(HttpRequest *req, void *user)
{
    (void)req;
    (void)user;
    return (HttpBodyPlan){.body_max = 1000, .body_memory_max = 10};
}

static void done(const HttpRequest *req, int status, uint64_t bytes, int64_t us, void *user)
{
    World *w = user;
    assert_true(us >= 0);
    assert_true(req->remote.n > 0);
    w->last_status = status;
    w->last_bytes = bytes;
    w->lines++;
}

static Str error_body(Arena *a, int status, Str why, Str target, Str *ret_content_type, void *user)
{
    (void)a;
    (void)why;
    (void)target;
    (void)user;
    *ret_content_type = S("text/html");
    return status == 400 ? S("<p>our words</p>") : S("");
}

static int setup(void **state)
{
    World *w = calloc(1, sizeof(*w));
    w->arena = arena_create(0);
    HttpConfig config = http_config_default();
    config.port = 0;
    config.loops = 2;
    config.requests_max = 3;
    HttpApp app = {.user = w, .handle = handle, .plan = plan, .done = done, .error_body = error_body};
    char why[256];
    *state = w;
    return http_server_start(&config, &app, &w->server, why) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    World *w = *state;
    http_server_stop(w->server, 1000);
    http_server_free(w->server);
    arena_destroy(w->arena);
    free(w);
    return 0;
}

static int dial(const World *w)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)http_server_port(w->server)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
    return fd;
}

/* Sends the text, closes our side, and returns all that comes back. */
static Str ask(World *w, const char *text)
{
    int fd = dial(w);
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
    shutdown(fd, SHUT_WR);
    char *p = arena_alloc(w->arena, 65536, 1);
    size_t n = 0;
    ssize_t got;
    while ((got = recv(fd, p + n, 65536 - n, 0)) > 0) {
        n += (size_t)got;
    }
    close(fd);
    return str_of(p, n);
}

static bool has(Str s, const char *part) { return str_find(s, str_from(part)) >= 0; }

static void an_answer_has_length_type_and_body(void **state)
{
    Str got = ask(*state, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(str_starts(got, S("HTTP/1.1 200 OK\r\nDate: ")));
    assert_true(has(got, "Content-Length: 5\r\n"));
    assert_true(has(got, "Content-Type: text/plain\r\n"));
    assert_true(str_ends(got, S("\r\n\r\nhello")));
}

static void a_header_value_cannot_begin_another_header(void **state)
{
    Str got = ask(*state, "GET /split HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(has(got, "Location: /x  Set-Cookie: a=b\r\n"));
    assert_false(has(got, "\nSet-Cookie"));
}

static void a_status_without_body_has_no_length(void **state)
{
    Str got = ask(*state, "GET /none HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(str_starts(got, S("HTTP/1.1 204 No Content\r\n")));
    assert_false(has(got, "Content-Length"));
}

static void headers_larger_than_the_inline_room_go_out_whole(void **state)
{
    Str got = ask(*state, "GET /headers HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(got.n > 24 * 500);
    assert_true(str_ends(got, S("0023\r\n\r\nhello")));
}

static void a_spilled_body_reads_as_bytes(void **state)
{
    Str got = ask(*state, "POST /bytes HTTP/1.1\r\nHost: x\r\nContent-Length: 26\r\n\r\nabcdefghijklmnopqrstuvwxyz");
    assert_true(str_ends(got, S("\r\n\r\nabcdefghijklmnopqrstuvwxyz")));
    got = ask(*state, "POST /bytes HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
    assert_true(str_ends(got, S("\r\n\r\nabc")));
}

static void a_body_over_the_plan_is_413(void **state)
{
    Str got = ask(*state, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n");
    assert_true(str_starts(got, S("HTTP/1.1 413 ")));
}

static void a_refusal_has_the_words_of_the_application(void **state)
{
    Str got = ask(*state, "GET / HTTP/1.1\r\n\r\n");
    assert_true(str_starts(got, S("HTTP/1.1 400 ")));
    assert_true(has(got, "Content-Type: text/html\r\n"));
    assert_true(has(got, "Connection: close\r\n"));
    assert_true(str_ends(got, S("<p>our words</p>")));
}

static void the_last_request_of_a_connection_says_close(void **state)
{
    Str got = ask(*state, "GET /thread HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
                          "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
    size_t n = 0;
    for (Str rest = got; str_find(rest, S("HTTP/1.1 200")) >= 0; n++) {
        rest = str_skip(rest, (size_t)str_find(rest, S("HTTP/1.1 200")) + 5);
    }
    assert_int_equal(n, 3);
    assert_true(has(got, "Connection: close\r\n"));
    assert_true(has(got, "elsewhere"));
}

static void every_request_leaves_one_line(void **state)
{
    World *w = *state;
    Str got = ask(w, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(w->lines, 1);
    assert_int_equal(w->last_status, 200);
    assert_int_equal(w->last_bytes, got.n);
    ask(w, "GET / HTTP/1.1\r\n\r\n");
    assert_int_equal(w->lines, 2);
    assert_int_equal(w->last_status, 400);
    HttpStats stats = http_server_stats(w->server);
    assert_int_equal(stats.requests, 1);
    assert_int_equal(stats.refused, 1);
}

static void a_start_that_cannot_work_says_why(void **state)
{
    World *w = *state;
    HttpApp app = {.handle = handle};
    HttpServer *second;
    char why[256] = "";
    HttpConfig config = http_config_default();
    config.port = http_server_port(w->server);
    assert_int_equal(http_server_start(&config, &app, &second, why), ERR_IO);
    assert_true(has(str_from(why), "Another program listens there"));
    config.port = 0;
    config.tls_cert = config.tls_key = "/nowhere/cert.pem";
    assert_int_equal(http_server_start(&config, &app, &second, why), ERR_INVALID);
    assert_true(has(str_from(why), "/nowhere/cert.pem"));
    config.tls_cert = NULL;
    config.trusted_proxies = "everybody";
    assert_int_equal(http_server_start(&config, &app, &second, why), ERR_INVALID);
    assert_true(has(str_from(why), "everybody"));
}

#define SERVER_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(an_answer_has_length_type_and_body),
        SERVER_TEST(a_header_value_cannot_begin_another_header),
        SERVER_TEST(a_status_without_body_has_no_length),
        SERVER_TEST(headers_larger_than_the_inline_room_go_out_whole),
        SERVER_TEST(a_spilled_body_reads_as_bytes),
        SERVER_TEST(a_body_over_the_plan_is_413),
        SERVER_TEST(a_refusal_has_the_words_of_the_application),
        SERVER_TEST(the_last_request_of_a_connection_says_close),
        SERVER_TEST(every_request_leaves_one_line),
        SERVER_TEST(a_start_that_cannot_work_says_why),
    };
    return cmocka_run_group_tests_name("http_server", tests, NULL, NULL);
}

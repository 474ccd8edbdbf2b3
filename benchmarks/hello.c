/* The web server alone: every GET is answered with the same bytes at once. The baseline that ./bench compares the
 * product with.
 *
 *   hello PORT LOOPS BYTES [CERT KEY]
 *
 * POST echoes the size of the body, and a few addresses exercise what the strictness tests (tests/wire/http_strict.mjs)
 * need to see: /later answers from another thread, /stream sends 4 MB in pieces, /file serves itself by range, /slow
 * answers after 300 ms, /big sends 64 MB, /page is compressible text with a validator. */
#include "http/http.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Hello {
    Str body, page;
    const char *self;
} Hello;

static Str big; /* made when first asked for, so that it does not count where memory is measured */

static Str filled(size_t n, const char *words)
{
    char *p = malloc(n + 1);
    size_t words_n = strlen(words);
    for (size_t i = 0; p && i < n; i++) {
        p[i] = words[(i + i / 1024) % words_n];
    }
    return str_of(p ? p : "", p ? n : 0);
}

static pthread_once_t big_once = PTHREAD_ONCE_INIT;
static void make_big(void) { big = filled(64 << 20, "0123456789abcdef"); }

static HttpResponse plain(Str body)
{
    return (HttpResponse){.status = 200, .content_type = S("text/plain"), .body = body, .last_modified = TIME_NONE};
}

static void *answer_later(void *arg)
{
    HttpRequest *req = arg;
    usleep(str_eq(req->path, S("/slow")) ? 300000 : 2000);
    HttpResponse res = plain(str_fmt(req->arena, "later %.*s\n", S_ARG(req->query)));
    http_respond(req, &res);
    return NULL;
}

static void *stream_later(void *arg)
{
    HttpResponse res = plain(S(""));
    static const char line[1024] = {[0 ... 1022] = 's', [1023] = '\n'};
    HttpStream *stream = http_stream_begin(arg, &res);
    bool gone = false;
    for (int i = 0; i < 4096 && !gone; i++) {
        gone = http_stream_write(stream, str_of(line, sizeof(line))) != OK;
    }
    http_stream_end(stream, gone);
    return NULL;
}

static void on_thread(HttpRequest *req, void *(*run)(void *))
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, run, req) == 0) {
        pthread_detach(thread);
        return;
    }
    HttpResponse res = plain(S("no thread\n"));
    res.status = 503;
    http_respond(req, &res);
}

static void serve_file(HttpRequest *req, Hello *hello)
{
    HttpResponse res = plain(S(""));
    struct stat st;
    res.file_fd = open(hello->self, O_RDONLY | O_CLOEXEC);
    if (res.file_fd < 0 || fstat(res.file_fd, &st) != 0) {
        res.status = 404;
        res.file_fd = -1;
    } else {
        res.file_size = (uint64_t)st.st_size;
        res.file_ranges = true;
        res.etag = S("\"self\"");
        res.last_modified = (Time){st.st_mtime * TIME_SECOND};
        res.content_type = S("application/octet-stream");
    }
    http_respond(req, &res);
}

static void handle(HttpRequest *req, void *user)
{
    Hello *hello = user;
    HttpResponse res = plain(hello->body);
    if (req->path.n == 1 && req->method == HTTP_GET) {
        http_respond(req, &res);
        return;
    }
    if (str_eq(req->path, S("/later")) || str_eq(req->path, S("/slow"))) {
        on_thread(req, answer_later);
        return;
    }
    if (str_eq(req->path, S("/stream"))) {
        on_thread(req, stream_later);
        return;
    }
    if (str_eq(req->path, S("/file"))) {
        serve_file(req, hello);
        return;
    }
    if (str_eq(req->path, S("/page"))) {
        res = plain(hello->page);
        res.compress = true;
        res.etag = S("\"page\"");
    } else if (str_eq(req->path, S("/big"))) {
        pthread_once(&big_once, make_big);
        res = plain(big);
    } else if (str_eq(req->path, S("/who"))) {
        res = plain(str_fmt(req->arena, "%.*s %s %.*s %.*s\n", S_ARG(req->remote), req->tls ? "tls" : "plain",
                            S_ARG(req->host), S_ARG(req->target)));
    } else if (req->method == HTTP_POST || req->method == HTTP_PUT) {
        res = plain(str_fmt(req->arena, "body %zu %s\n", req->body_size, req->body_fd >= 0 ? "file" : "memory"));
    } else if (req->method == HTTP_OPTIONS) {
        res.status = 204;
        http_add_header(&res, S("Allow"), S("GET, HEAD, POST, OPTIONS"));
    }
    http_respond(req, &res);
}

static HttpBodyPlan plan(HttpRequest *req, void *user)
{
    (void)user;
    if (str_eq(req->path, S("/large"))) {
        return (HttpBodyPlan){.body_max = 256 << 20, .body_memory_max = 64 << 10};
    }
    return (HttpBodyPlan){.body_max = 1 << 20, .body_memory_max = 1 << 20};
}

static unsigned long number(const char *text) { return strtoul(text, NULL, 10); }

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: hello PORT LOOPS BYTES [CERT KEY]\n");
        return 2;
    }
    sigset_t wait_for;
    sigemptyset(&wait_for);
    sigaddset(&wait_for, SIGINT);
    sigaddset(&wait_for, SIGTERM);
    sigaddset(&wait_for, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &wait_for, NULL);
    static Hello hello;
    hello = (Hello){.body = filled(number(argv[3]), "Hello, world. "),
                    .self = argv[0],
                    .page = filled(20000, "<p>The quick brown fox</p>")};
    HttpConfig config = http_config_default();
    config.port = (int)number(argv[1]);
    config.loops = (unsigned)number(argv[2]);
    config.trusted_proxies = getenv("HELLO_PROXIES");
    config.address = getenv("HELLO_ADDRESS") ? getenv("HELLO_ADDRESS") : config.address;
    config.connections_max = getenv("HELLO_CONNECTIONS") ? (unsigned)number(getenv("HELLO_CONNECTIONS")) : 4096;
    config.header_timeout_ms = getenv("HELLO_HEADER_MS") ? (unsigned)number(getenv("HELLO_HEADER_MS")) : 10000;
    config.keepalive_timeout_ms = getenv("HELLO_IDLE_MS") ? (unsigned)number(getenv("HELLO_IDLE_MS")) : 75000;
    config.listen_fd = getenv("HELLO_FD") ? (int)number(getenv("HELLO_FD")) : -1;
    config.tls_cert = argc > 5 ? argv[4] : NULL;
    config.tls_key = argc > 5 ? argv[5] : NULL;
    HttpApp app = {.user = &hello, .handle = handle, .plan = plan};
    HttpServer *server;
    char why[256];
    if (http_server_start(&config, &app, &server, why) != OK) {
        fprintf(stderr, "hello: %s\n", why);
        return 1;
    }
    printf("%d\n", http_server_port(server));
    fflush(stdout);
    int got;
    while (sigwait(&wait_for, &got) == 0 && got == SIGHUP) {
        if (http_server_reload_tls(server, why) != OK) {
            fprintf(stderr, "hello: %s\n", why);
        }
    }
    http_server_stop(server, 5000);
    http_server_free(server);
    return 0;
}

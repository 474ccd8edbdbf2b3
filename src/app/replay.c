#include "app/replay.h"

#include "app/kernel.h"
#include "os/os.h"

typedef struct Replay {
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool done;
    int status;
} Replay;

/* On whatever thread it is answered; what it was answered with is in the record by now. */
static void answered(Request *r, const HttpResponse *res)
{
    Replay *p = r->answered_arg;
    (void)pthread_mutex_lock(&p->lock);
    p->status = res->drop ? 0 : res->status;
    p->done = true;
    (void)pthread_cond_signal(&p->ended);
    (void)pthread_mutex_unlock(&p->lock);
}

static HttpMethod method_of(Str text)
{
    static const Str NAMES[] = {
        [HTTP_GET] = S_INIT("GET"), [HTTP_HEAD] = S_INIT("HEAD"),   [HTTP_POST] = S_INIT("POST"),
        [HTTP_PUT] = S_INIT("PUT"), [HTTP_PATCH] = S_INIT("PATCH"), [HTTP_DELETE] = S_INIT("DELETE")};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        if (str_eq(NAMES[i], text)) {
            return (HttpMethod)i;
        }
    }
    return HTTP_OTHER;
}

/* Its own ids: with the old ones a write would be answered from the first time. */
static size_t headers_of(Str lines, HttpHeader *headers, size_t max)
{
    Str line, name;
    size_t n = 0;
    while (lines.n && n < max && str_split(&lines, '\n', &line)) {
        if (str_split(&line, ':', &name) && name.n && !str_starts(name, S("ms-requestid")) &&
            !str_starts(name, S("ms-correlationid")) && !str_starts(name, S("entente-fault"))) {
            headers[n++] = (HttpHeader){name, str_trim(line)};
        }
    }
    return n;
}

static HttpRequest *request_of_call(Arena *a, const RecordedCall *c, const HttpRequest *by)
{
    enum { HEADERS = 16 };
    HttpRequest *req = arena_new(a, HttpRequest);
    HttpHeader *headers = arena_array(a, HttpHeader, HEADERS);
    Str query = c->target, path;
    (void)str_split(&query, '?', &path);
    *req = (HttpRequest){.arena = a,
                         .method = method_of(c->method),
                         .method_text = c->method,
                         .target = c->target,
                         .path = c->path,
                         .query = query,
                         .host = by->host,
                         .headers = headers,
                         .headers_n = headers_of(c->request_headers, headers, HEADERS),
                         .body = c->request_body,
                         .body_fd = -1,
                         .body_size = c->request_body.n,
                         .remote = by->remote,
                         .tls = by->tls,
                         .start_ns = os_monotonic_ns()};
    return req;
}

Err replay_call(Ctx *ctx, const RecordedCall *call, int *ret_status)
{
    App *app = ctx->app;
    RouteMatch m = {0};
    Arena *a = arena_create(ARENA_REQUEST_BUDGET);
    HttpRequest *req = request_of_call(a, call, ctx->req);
    Err err = route_match(app->routes, a, req->method, req->method_text, req->path, &m);
    if (call->request_cut || (err == OK && m.route->kind != ROUTE_API)) {
        arena_destroy(a);
        return ERR_UNSUPPORTED;
    }
    Replay p = {0};
    (void)pthread_mutex_init(&p.lock, NULL);
    (void)pthread_cond_init(&p.ended, NULL);
    Request *r = request_new(app, a);
    r->answered = answered;
    r->answered_arg = &p;
    dispatch_again(r, req, ctx);
    (void)pthread_mutex_lock(&p.lock);
    while (!p.done) {
        (void)pthread_cond_wait(&p.ended, &p.lock);
    }
    (void)pthread_mutex_unlock(&p.lock);
    *ret_status = p.status;
    (void)pthread_mutex_destroy(&p.lock);
    (void)pthread_cond_destroy(&p.ended);
    arena_destroy(a);
    return OK;
}

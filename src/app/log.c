/* The log: one JSON line a request and a line for what happens beside requests, to stderr. No addresses, names or
 * query texts: the route's pattern and ids only. Lines are gathered per lane and written a few times a second. */
#include "app/kernel.h"
#include "base/json.h"
#include "base/num.h"
#include <unistd.h>

static int level_rank(const char *level)
{
    return !level || strcmp(level, "info") == 0 ? 0 : strcmp(level, "warn") == 0 ? 1 : 2;
}

static void write_all(Str s)
{
    while (s.n) {
        ssize_t n = write(STDERR_FILENO, s.p, s.n);
        if (n <= 0) {
            return;
        }
        s = str_skip(s, (size_t)n);
    }
}

void lane_log_flush(Lane *lane)
{
    (void)pthread_mutex_lock(&lane->lock);
    write_all(buf_str(&lane->log));
    buf_clear(&lane->log);
    (void)pthread_mutex_unlock(&lane->lock);
}

static void field_str(Json *j, Str name, Str value)
{
    if (value.n) {
        json_key(j, name);
        json_str(j, value);
    }
}

static void field_int(Json *j, Str name, int64_t value)
{
    json_key(j, name);
    json_i64(j, value);
}

static void field_id(Json *j, Str name, Id id)
{
    if (!id_is_nil(id)) {
        json_key(j, name);
        json_id(j, id);
    }
}

/* A request that the server refused before anybody handled it is the client's fault whatever its number says (501,
 * 505), but for 503. */
static bool is_ours(const Request *r, int status) { return r ? status >= 500 : status == 503; }

static void request_line(Json *j, const Request *r, const HttpRequest *req, int status, uint64_t bytes, int64_t us,
                         App *app)
{
    json_obj(j);
    json_key(j, S("at"));
    json_time(j, r ? r->ctx.wall : app_wall(app));
    field_str(j, S("level"), is_ours(r, status) ? S("error") : S("info"));
    field_str(j, S("method"), req->method_text);
    field_str(j, S("route"), r && r->ctx.route ? str_from(r->ctx.route->path) : S("-"));
    field_int(j, S("status"), status);
    field_int(j, S("bytes"), (int64_t)bytes);
    field_int(j, S("us"), us);
    if (r) {
        field_str(j, S("request"), r->ctx.request_id);
        field_id(j, S("account"), r->ctx.account_id);
        field_id(j, S("user"), r->ctx.actor.user_id);
        field_id(j, S("application"), r->ctx.actor.application_id);
        if (r->err != OK) {
            field_str(j, S("problem"), str_from(err_name(r->err)));
            field_str(j, S("detail"), r->ctx.problem.log);
        }
        if (r->replayed) {
            field_str(j, S("replayed"), S("yes"));
        }
    }
    json_obj_end(j);
}

static void count(Metrics *m, const Request *r, int status, uint64_t bytes, int64_t us)
{
    static const int64_t edges[METRIC_BUCKETS - 1] = {100,   250,   500,    1000,   2500,   5000,
                                                      10000, 25000, 100000, 500000, 2500000};
    size_t i = 0;
    while (i < COUNT_OF(edges) && us > edges[i]) {
        i++;
    }
    size_t class = status >= 100 && status < 600 ? (size_t)status / 100 : 5;
    (void)atomic_fetch_add_explicit(&m->requests[class], 1, memory_order_relaxed);
    (void)atomic_fetch_add_explicit(&m->buckets[i], 1, memory_order_relaxed);
    (void)atomic_fetch_add_explicit(&m->us_sum, (uint64_t)us, memory_order_relaxed);
    (void)atomic_fetch_add_explicit(&m->bytes_out, bytes, memory_order_relaxed);
    if (r && r->ctx.route) {
        (void)atomic_fetch_add_explicit(&m->by_mode[r->ctx.route->mode], 1, memory_order_relaxed);
    }
}

void log_request(const HttpRequest *req, int status, uint64_t bytes, int64_t us, void *user)
{
    App *app = user;
    const Request *r = req->user;
    Lane *lane = app->lanes[req->loop < app->options.loops ? req->loop : 0];
    count(&lane->metrics, r, status, bytes, us);
    if (!is_ours(r, status) && (app->options.quiet || level_rank(app->options.log_level) > 0)) {
        return;
    }
    (void)pthread_mutex_lock(&lane->lock);
    Json j = json_writer(&lane->log);
    request_line(&j, r, req, status, bytes, us, app);
    buf_addc(&lane->log, '\n');
    bool full = lane->log.n > LOG_FLUSH_BYTES;
    (void)pthread_mutex_unlock(&lane->lock);
    if (full) {
        lane_log_flush(lane);
    }
}

void log_line(App *app, const char *level, Str what, Str detail)
{
    if (level_rank(level) < level_rank(app->options.log_level)) {
        return;
    }
    char room[2048];
    Buf b = {.p = room, .cap = sizeof room, .max = sizeof room};
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("at"));
    json_time(&j, app_wall(app));
    field_str(&j, S("level"), str_from(level));
    field_str(&j, S("what"), what);
    field_str(&j, S("detail"), str_sub(detail, 0, 1500));
    json_obj_end(&j);
    buf_addc(&b, '\n');
    write_all(buf_str(&b));
}

#include "app/fault.h"

#include "app/kernel.h"
#include "base/num.h"
#include "os/os.h"

struct Faults {
    App *app;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    FaultRulesRow rules[FAULT_RULES_MAX];
    int64_t seen[FAULT_RULES_MAX], met[FAULT_RULES_MAX];
    size_t n;
    _Atomic size_t rules_n; /* read without the lock: mostly there are none */
    Arena *arena;           /* of the rules' texts */
    Request *held;          /* by the time they are let go */
    size_t held_n;
    OsThread *thread;
    bool closed;
};

/* --- what is asked for --- */

/* splitmix64: each call has a number of its own, that looks like chance and comes out the same again. */
static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

bool fault_strikes(int64_t seed, int64_t n, int64_t percent)
{
    return (int64_t)(mix(mix((uint64_t)seed) + (uint64_t)n) % 100) < percent;
}

static bool next_segment(Str *rest, Str *ret)
{
    while (rest->n && str_split(rest, '/', ret)) {
        if (ret->n) {
            return true;
        }
    }
    return false;
}

bool fault_path_fits(Str pattern, Str path)
{
    Str want, got;
    while (next_segment(&pattern, &want)) {
        if (str_eq(want, S("**"))) {
            return true;
        }
        if (!next_segment(&path, &got) || (!str_eq(want, S("*")) && !str_eq_nocase(want, got))) {
            return false;
        }
    }
    return !next_segment(&path, &got);
}

/* A part that a route leaves open is met by any word of the pattern. */
static bool path_may_fit(Str pattern, Str route)
{
    Str want, got;
    while (next_segment(&pattern, &want)) {
        if (str_eq(want, S("**"))) {
            return true;
        }
        if (!next_segment(&route, &got) ||
            (!str_eq(want, S("*")) && !str_starts(got, S("{")) && !str_eq_nocase(want, got))) {
            return false;
        }
    }
    return !next_segment(&route, &got);
}

bool fault_path_meets(Arena *a, Str method, Str pattern)
{
    const RouteInfo *routes;
    size_t n = routes_all(a, &routes);
    for (size_t i = 0; i < n; i++) {
        Str path = str_from(routes[i].route->path);
        if (route_is_api_path(path) &&
            (!method.n || (str_eq(method, str_from(routes[i].route->method)) ||
                           (str_eq(method, S("HEAD")) && str_eq(str_from(routes[i].route->method), S("GET"))))) &&
            path_may_fit(pattern, path)) {
            return true;
        }
    }
    return false;
}

static bool take(Fault *f, Str effect, int64_t amount, bool has_amount)
{
    if (str_eq(effect, S("status"))) {
        f->status = (int)amount;
        return has_amount && amount >= 400 && amount <= 599;
    }
    if (str_eq(effect, S("delay"))) {
        f->delay_ms = amount;
        return has_amount && amount >= 0 && amount <= FAULT_DELAY_MAX_MS;
    }
    if (str_eq(effect, S("throttle"))) {
        f->status = 429;
        f->retry_s = has_amount ? amount : 1;
        return f->retry_s >= 0 && f->retry_s <= FAULT_RETRY_MAX_S;
    }
    f->drop = f->drop || str_eq(effect, S("drop"));
    f->drop_after = f->drop_after || str_eq(effect, S("drop_after"));
    f->twice = f->twice || str_eq(effect, S("duplicate"));
    f->stale = f->stale || str_eq(effect, S("stale"));
    return !has_amount && (str_eq(effect, S("drop")) || str_eq(effect, S("drop_after")) ||
                           str_eq(effect, S("duplicate")) || str_eq(effect, S("stale")));
}

static uint64_t number_of(Str text)
{
    uint64_t h = UINT64_C(1469598103934665603);
    for (size_t i = 0; i < text.n; i++) {
        h = (h ^ (unsigned char)text.p[i]) * UINT64_C(1099511628211);
    }
    return h;
}

Err fault_parse(Str header, Str request, Fault *ret)
{
    Str part;
    int64_t rate = 100, seed = 0;
    *ret = (Fault){0};
    while (header.n && str_split(&header, ';', &part)) {
        Str value = str_trim(part), name;
        if (value.n == 0) {
            continue;
        }
        bool has_value = str_find_char(value, '=') >= 0;
        (void)str_split(&value, '=', &name);
        name = str_trim(name);
        value = str_trim(value);
        int64_t amount = 0;
        bool after = has_value && str_eq(name, S("drop")) && str_eq(value, S("after"));
        if (has_value && !after && str_to_i64(value, &amount) != OK) {
            return ERR_PARSE;
        }
        if (str_eq(name, S("rate")) && has_value && amount >= 0 && amount <= 100) {
            rate = amount;
        } else if (str_eq(name, S("seed")) && has_value) {
            seed = amount;
        } else if (!take(ret, after ? S("drop_after") : name, amount, has_value && !after)) {
            return ERR_PARSE;
        }
    }
    if (!fault_strikes(seed, (int64_t)(number_of(request) >> 1), rate)) {
        *ret = (Fault){0};
    }
    return OK;
}

/* --- rules --- */

typedef struct Reading {
    FaultRulesRow *rows;
    size_t n;
} Reading;

static Err read_rules(Ctx *ctx, void *arg)
{
    Reading *r = arg;
    return q_fault_rules(system_of(ctx), NULL, &r->rows, &r->n);
}

Err faults_reload(App *app)
{
    Faults *f = app->faults;
    Reading r = {0};
    if (!f) {
        return OK;
    }
    Arena *a = arena_create(0);
    Err err = unit_run(ctx_system(app, a), MODE_READ, NULL, read_rules, &r);
    if (err != OK) {
        arena_destroy(a);
        return err;
    }
    (void)pthread_mutex_lock(&f->lock);
    Arena *old = f->arena;
    f->arena = a;
    f->n = num_min_size(r.n, FAULT_RULES_MAX);
    for (size_t i = 0; i < f->n; i++) {
        f->rules[i] = r.rows[i];
        f->seen[i] = f->met[i] = 0;
    }
    atomic_store(&f->rules_n, f->n);
    (void)pthread_mutex_unlock(&f->lock);
    if (old) {
        arena_destroy(old);
    }
    return OK;
}

int64_t faults_met(App *app, Id rule)
{
    Faults *f = app->faults;
    int64_t met = 0;
    (void)pthread_mutex_lock(&f->lock);
    for (size_t i = 0; i < f->n; i++) {
        met = id_eq(f->rules[i].id, rule) ? f->met[i] : met;
    }
    (void)pthread_mutex_unlock(&f->lock);
    return met;
}

static void of_rules(Faults *f, const HttpRequest *req, Fault *ret)
{
    if (atomic_load(&f->rules_n) == 0) {
        return;
    }
    (void)pthread_mutex_lock(&f->lock);
    for (size_t i = 0; i < f->n; i++) {
        const FaultRulesRow *r = &f->rules[i];
        if ((r->method.n && !str_eq(r->method, req->method_text)) || !fault_path_fits(r->path, req->path) ||
            (r->times > 0 && f->met[i] >= r->times)) {
            continue;
        }
        if (fault_strikes(r->seed, f->seen[i]++, r->percent)) {
            f->met[i]++;
            bool bare =
                str_starts(r->effect, S("drop")) || str_eq(r->effect, S("duplicate")) || str_eq(r->effect, S("stale"));
            (void)take(ret, r->effect, r->amount, !bare);
        }
    }
    (void)pthread_mutex_unlock(&f->lock);
}

/* --- being met --- */

static Err err_of_status(int status)
{
    return status == 401   ? ERR_UNAUTHENTICATED
           : status == 403 ? ERR_FORBIDDEN
           : status == 404 ? ERR_NOT_FOUND
           : status == 409 ? ERR_CONFLICT
           : status == 412 ? ERR_STALE
           : status == 429 ? ERR_LIMIT
           : status == 503 ? ERR_BUSY
           : status >= 500 ? ERR_INTERNAL
                           : ERR_INVALID;
}

/* True: the request is answered, and not handled. */
static bool refused(Request *r)
{
    Ctx *ctx = &r->ctx;
    const Fault *f = &r->fault;
    if (f->drop) {
        ctx->out.body = S("dropped");
        r->fault.drop_after = true;
        dispatch_finish(r, OK);
        return true;
    }
    if (f->status) {
        ctx->problem.retry_after_s = f->retry_s;
        ctx_header(ctx, S("Entente-Fault"), f->retry_s ? S("throttle") : S("status"));
        dispatch_finish(r, problem_api(ctx, err_of_status(f->status), f->status, 0, MSG("This fault was asked for.")));
        return true;
    }
    if (f->stale) {
        ctx_header(ctx, S("Entente-Fault"), S("stale"));
        dispatch_finish(r,
                        problem_api(ctx, ERR_STALE, 400, 2055, MSG("It was changed since it was read; read it again")));
        return true;
    }
    return false;
}

static void on_worker(Lane *lane, Task *t)
{
    if (!refused((Request *)((char *)t - offsetof(Request, task)))) {
        dispatch_on_worker(lane, t);
    }
}

static void let_go_on_worker(Request *r)
{
    r->task.run = on_worker;
    if (queue_put(r->ctx.app->work, &r->task) != OK) {
        dispatch_finish(r, ERR_BUSY);
    }
}

static Request *take_due(Faults *f, int64_t now_ns)
{
    Request *first = f->held;
    if (!first || (!f->closed && first->held_until_ns > now_ns)) {
        return NULL;
    }
    f->held = first->held_next;
    f->held_n--;
    return first;
}

static void hold_thread(void *arg)
{
    Faults *f = arg;
    (void)pthread_mutex_lock(&f->lock);
    for (;;) {
        Request *r = take_due(f, os_monotonic_ns());
        if (r) {
            (void)pthread_mutex_unlock(&f->lock);
            let_go_on_worker(r);
            (void)pthread_mutex_lock(&f->lock);
        } else if (f->closed) {
            break;
        } else if (f->held) {
            struct timespec until = {.tv_sec = f->held->held_until_ns / 1000000000,
                                     .tv_nsec = f->held->held_until_ns % 1000000000};
            (void)pthread_cond_timedwait(&f->wake, &f->lock, &until);
        } else {
            (void)pthread_cond_wait(&f->wake, &f->lock);
        }
    }
    (void)pthread_mutex_unlock(&f->lock);
}

/* False: there are too many held, or no thread: it goes on at once. */
static bool hold(Faults *f, Request *r)
{
    (void)pthread_mutex_lock(&f->lock);
    bool can = !f->closed && f->held_n < FAULT_HELD_MAX &&
               (f->thread || os_thread_start("fault", hold_thread, f, &f->thread) == OK);
    if (can) {
        r->held_until_ns = os_monotonic_ns() + r->fault.delay_ms * 1000000;
        Request **at = &f->held;
        while (*at && (*at)->held_until_ns <= r->held_until_ns) {
            at = &(*at)->held_next;
        }
        r->held_next = *at;
        *at = r;
        f->held_n++;
        (void)pthread_cond_signal(&f->wake);
    }
    (void)pthread_mutex_unlock(&f->lock);
    return can;
}

bool fault_meets(Request *r)
{
    Ctx *ctx = &r->ctx;
    Faults *f = ctx->app->faults;
    if (!f || !r->api || str_starts_nocase(ctx->req->path, S("/sandbox"))) {
        return false; /* what orders the faults is not met by them */
    }
    Str asked = http_header(ctx->req, S("entente-fault"));
    if (asked.n && fault_parse(asked, ctx->request_id, &r->fault) != OK) {
        dispatch_finish(r, problem_api(ctx, ERR_INVALID, 400, 3000,
                                       MSG("Entente-Fault cannot be read; it is such as \"status=503; delay=200\"")));
        return true;
    }
    of_rules(f, ctx->req, &r->fault);
    if (r->fault.delay_ms > 0 && hold(f, r)) {
        return true;
    }
    return refused(r);
}

/* --- opening and closing --- */

Faults *faults_open(App *app)
{
    Faults *f = arena_new(app->arena, Faults);
    f->app = app;
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&f->lock, NULL);
    (void)pthread_cond_init(&f->wake, &monotonic);
    return f;
}

void faults_close(Faults *f)
{
    (void)pthread_mutex_lock(&f->lock);
    f->closed = true;
    (void)pthread_cond_signal(&f->wake);
    (void)pthread_mutex_unlock(&f->lock);
    if (f->thread) {
        os_thread_join(f->thread);
    }
    if (f->arena) {
        arena_destroy(f->arena);
    }
}

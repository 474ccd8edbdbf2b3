/* The life of one request, in the order of ARCHITECTURE.md. It runs in phases that may be on different threads, one at
 * a time; a Request goes from hand to hand and nobody else touches it meanwhile.
 *
 *   loop:    route -> (SQLite) who asks, may they, the reading handler, inside one read transaction and a small budget
 *            -> answer. Over the budget: the whole again on a worker.
 *   worker:  the same with a large budget; all reads on PostgreSQL; handlers outside of units.
 *   writer:  the unit of a writing route; answered by the writer after the commit, pages are drawn by a worker. */
#include "app/kernel.h"
#include "base/utf8.h"
#include "os/os.h"

static void dispatch_lane(Request *r, Lane *lane, int64_t budget_us);

/* --- request ids --- */

static bool id_is_plain(Str s)
{
    if (s.n == 0 || s.n > 64) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!(c == '-' || c == '.' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
              (c >= 'A' && c <= 'Z'))) {
            return false;
        }
    }
    return true;
}

static void request_ids(Request *r)
{
    Ctx *ctx = &r->ctx;
    id_to(r->request_id_text, ctx_new_id(ctx));
    ctx->request_id = str_of(r->request_id_text, ID_TEXT);
    ctx->correlation_id = ctx->request_id;
    if (!r->api) {
        return;
    }
    Str sent = http_header(ctx->req, S("ms-requestid")), correlation = http_header(ctx->req, S("ms-correlationid"));
    if (id_is_plain(sent)) {
        ctx->request_id = sent;
    }
    ctx->correlation_id = id_is_plain(correlation) ? correlation : ctx->request_id;
}

/* --- ending --- */

void dispatch_finish(Request *r, Err err)
{
    r->err = err;
    answer(r);
}

static void refuse_busy(Request *r)
{
    (void)atomic_fetch_add_explicit(&r->ctx.app->refused_busy, 1, memory_order_relaxed);
    ctx_reset_answer(&r->ctx);
    r->ctx.problem.retry_after_s = 1;
    dispatch_finish(r, ERR_BUSY);
}

static void to_worker(Request *r, void (*run)(Lane *, Task *))
{
    r->task.run = run;
    if (queue_put(r->ctx.app->work, &r->task) != OK) {
        refuse_busy(r);
    }
}

/* Forty milliseconds each on a thread of its own: whoever comes when many wait is told so, instead of waiting too. */
static void to_hasher(Request *r, void (*run)(Lane *, Task *))
{
    Ctx *ctx = &r->ctx;
    r->task.run = run;
    if (queue_put(ctx->app->hashing, &r->task) == OK) {
        return;
    }
    (void)atomic_fetch_add_explicit(&ctx->app->refused_busy, 1, memory_order_relaxed);
    ctx_reset_answer(ctx);
    ctx->problem.retry_after_s = 3;
    dispatch_finish(r, problem(ctx, ERR_BUSY, MSG("Many people are signing in at this moment."),
                               MSG("Wait a few seconds, go back and try again.")));
}

static Request *request_of_task(Task *t) { return (Request *)((char *)t - offsetof(Request, task)); }

void dispatch_on_worker(Lane *lane, Task *t)
{
    Request *r = request_of_task(t);
    dispatch_lane(r, lane, r->ctx.app->options.read_budget_us);
}

static void draw_on_worker(Lane *lane, Task *t)
{
    (void)lane;
    answer(request_of_task(t));
}

/* --- writing --- */

static void to_writer(Request *r);

static void refusal_kept(UnitItem *it)
{
    Request *r = (Request *)((char *)it - offsetof(Request, unit));
    r->ctx.out = r->after_out;
    r->ctx.problem = *r->after_problem;
    answer(r);
}

static Err refusal_unit(Ctx *ctx, void *arg)
{
    Request *r = request_of(ctx);
    (void)arg;
    r->after_fn(system_of(ctx), r->after_arg);
    return OK;
}

/* What must survive the refusal is written in a unit of its own, before the answer; the answer itself stands aside. */
static bool keep_refusal(Request *r)
{
    Ctx *ctx = &r->ctx;
    if (!ctx->after_refusal) {
        return false;
    }
    r->after_fn = ctx->after_refusal;
    r->after_arg = ctx->after_refusal_arg;
    r->after_out = ctx->out;
    r->after_problem = arena_new(ctx->arena, Problem);
    *r->after_problem = ctx->problem;
    r->unit = (UnitItem){.ctx = ctx, .fn = refusal_unit, .done = refusal_kept};
    return writer_put(ctx->app->writer, &r->unit) == OK;
}

static void written(UnitItem *it)
{
    Request *r = (Request *)((char *)it - offsetof(Request, unit));
    Ctx *ctx = &r->ctx;
    if (it->err != OK && it->err != r->err) {
        ctx_reset_answer(ctx); /* not the handler's refusal but the engine's: its answer says too much */
    }
    r->err = it->err;
    if (r->err != OK && keep_refusal(r)) {
        return;
    }
    if (r->err == OK && r->fault.twice) { /* as though it had come twice: with a request id the second is a replay */
        r->fault.twice = false;
        to_writer(r);
        return;
    }
    if (ctx->out.render && !r->answer.n) {
        r->task.run = draw_on_worker;
        if (queue_put(ctx->app->work, &r->task) == OK) {
            return;
        }
    }
    answer(r);
}

/* The row keeps the handler's type as its scope; it is called with that type again. */
static Err call_handler(Ctx *ctx)
{
    RouteFn fn = ctx->route->fn;
    switch (ctx->route->scope) {
    case SCOPE_PUBLIC:
        return ((Err(*)(PublicCtx))fn)((PublicCtx){ctx});
    case SCOPE_SELF:
        return ((Err(*)(SelfCtx))fn)((SelfCtx){ctx});
    case SCOPE_ACCOUNT:
        return ((Err(*)(AccountCtx))fn)((AccountCtx){ctx});
    case SCOPE_CUSTOMER:
        return ((Err(*)(CustomerCtx))fn)((CustomerCtx){ctx});
    case SCOPE_DIRECTORY:
        return ((Err(*)(DirectoryCtx))fn)((DirectoryCtx){ctx});
    case SCOPE_OPERATOR:
        return ((Err(*)(OperatorCtx))fn)((OperatorCtx){ctx});
    case SCOPE_SYSTEM:
        return ((Err(*)(SystemCtx))fn)((SystemCtx){ctx});
    }
    return ERR_INTERNAL;
}

static Err run_handler(Request *r)
{
    TRY(check_reach(r));
    return call_handler(&r->ctx);
}

/* On PostgreSQL a twin with the same key may have committed behind this unit's snapshot; then its effect is what stands
 * in the way ("this name is taken"). A refusal is only said after a second look at the key. */
static bool look_again(Request *r)
{
    bool refused = r->err == ERR_CONFLICT || r->err == ERR_INVALID || r->err == ERR_STALE || r->err == ERR_NOT_FOUND;
    if (!refused || !r->idem_key.n || r->looked_again || r->ctx.app->engine == DB_SQLITE) {
        return false;
    }
    return r->looked_again = true;
}

static Err write_unit(Ctx *ctx, void *arg)
{
    Request *r = arg;
    (void)ctx;
    bool replayed = false;
    r->replayed = false;
    r->err = idempotency_find(r, &replayed);
    if (r->err == OK && replayed) {
        ctx->audit.skip = true;
        r->replayed = true;
        return OK;
    }
    if (r->err == OK) {
        r->err = run_handler(r);
        if (look_again(r)) {
            return r->err = ERR_SERIALIZE;
        }
    }
    if (r->err == OK) {
        r->err = idempotency_keep(r);
    }
    return r->err;
}

static void to_writer(Request *r)
{
    r->unit = (UnitItem){.ctx = &r->ctx, .action = r->ctx.route->action, .fn = write_unit, .arg = r, .done = written};
    if (writer_put(r->ctx.app->writer, &r->unit) != OK) {
        refuse_busy(r);
    }
}

/* --- outside of units --- */

static void outside(Lane *lane, Task *t)
{
    Request *r = request_of_task(t);
    r->lane = lane;
    r->err = lane_reader(lane, &r->conn);
    r->err = r->err != OK ? r->err : unit_guarded(&r->ctx, check_then_handle, r);
    r->conn = NULL;
    if (r->err != OK && keep_refusal(r)) {
        return;
    }
    answer(r);
}

Err check_then_handle(Ctx *ctx, void *arg)
{
    (void)ctx;
    return run_handler(arg);
}

/* --- who, may they, and reading --- */

static bool needs_database(const Route *route) { return route->perm != &PERM_PUBLIC || route->mode == MODE_READ; }

static Err who_by_bearer(Request *r)
{
    Ctx *ctx = &r->ctx;
    Str header = http_header(ctx->req, S("authorization"));
    if (!str_starts_nocase(header, S("bearer "))) {
        return OK;
    }
    Str token = str_trim(str_skip(header, 7));
    Err err = ctx->route->authenticate ? ctx->route->authenticate(system_of(ctx), token) : actor_by_bearer(r, token);
    r->authenticated = r->bearer = err == OK;
    return err == ERR_UNAUTHENTICATED ? OK : err;
}

static Err who(Request *r)
{
    Ctx *ctx = &r->ctx;
    if (r->acting) {
        return OK;
    }
    Str account = ctx_param(ctx, S("account"));
    if (r->api || ctx->route->authenticate) {
        return who_by_bearer(r);
    }
    Str cookie = session_cookie(r);
    if (cookie.n == 0 || cookie.n > 128) {
        return OK;
    }
    Err err = actor_by_cookie(r, cookie, account);
    return err == ERR_NOT_FOUND ? OK : err;
}

/* Inside the read transaction: everything up to the handler, and the handler of a reading route. */
static Err read_phase(Ctx *ctx, void *arg)
{
    Request *r = arg;
    TRY(who(r));
    TRY(check_limit(r));
    TRY(check_account(r));
    if (r->ctx.out.render || r->ctx.out.redirect.n) {
        return OK; /* an offer to switch, or the way to the sign-in page */
    }
    TRY(check_rights(r));
    TRY(check_form(r));
    TRY(check_charset(r));
    TRY(check_presence(r));
    if (r->ctx.out.redirect.n) {
        return OK; /* the way to the proof */
    }
    r->checked = true;
    return ctx->route->mode == MODE_READ ? run_handler(r) : OK;
}

static void read_again_on_worker(Request *r)
{
    Ctx *ctx = &r->ctx;
    (void)atomic_fetch_add_explicit(&r->lane->metrics.budget_reruns, 1, memory_order_relaxed);
    ctx_reset_answer(ctx);
    memset(&ctx->actor, 0, sizeof ctx->actor);
    ctx->account_id = ctx->customer_id = ctx->directory_id = ID_NIL;
    memset(&ctx->account, 0, sizeof ctx->account);
    r->authenticated = r->bearer = r->member = r->viewing = r->checked = false;
    r->foreign_form = r->late_form = false;
    r->csrf_secret = r->csrf = (Str){0};
    r->own_session = r->own_user = ID_NIL;
    to_worker(r, dispatch_on_worker);
}

static void after_checks(Request *r, Lane *lane, bool on_loop)
{
    const Route *route = r->ctx.route;
    if (!r->checked || route->mode == MODE_READ) {
        answer(r);
    } else if (route->mode == MODE_WRITE) {
        idempotency_key(r);
        to_writer(r);
    } else if (route->mode == MODE_NONE) {
        r->err = unit_guarded(&r->ctx, check_then_handle, r);
        answer(r);
    } else if (route->hashing) {
        to_hasher(r, outside);
    } else if (on_loop) {
        to_worker(r, outside);
    } else {
        outside(lane, &r->task);
    }
}

static void dispatch_lane(Request *r, Lane *lane, int64_t budget_us)
{
    Ctx *ctx = &r->ctx;
    bool on_loop = lane->index < ctx->app->options.loops;
    r->lane = lane;
    r->conn = NULL;
    if (needs_database(ctx->route) || session_cookie(r).n) {
        DbConn *reader = NULL;
        r->err = lane_reader(lane, &reader);
        r->err = r->err != OK ? r->err : unit_read(ctx, reader, budget_us, read_phase, r);
    } else {
        r->err = unit_guarded(ctx, read_phase, r);
    }
    if (r->err == ERR_BUDGET && on_loop) {
        read_again_on_worker(r);
        return;
    }
    if (r->err != OK) {
        if (!keep_refusal(r)) {
            answer(r);
        }
        return;
    }
    after_checks(r, lane, on_loop);
}

/* --- the beginning --- */

/* An address that leads nowhere, asked for by somebody who is signed in: the refusal stands in their own frame, with
 * their menu and the search. */
static Err no_page(PublicCtx p)
{
    return problem(p.ctx, ERR_NOT_FOUND, MSG("This page does not exist, or you cannot see it."),
                   MSG("Check the address, or go to the home page."));
}
static const Route NO_PAGE = ROUTE("GET", "/{nothing}", &PERM_PUBLIC, NULL, MODE_READ, no_page);

static Err not_that_way(PublicCtx p) { return p.ctx ? ERR_UNSUPPORTED : ERR_INTERNAL; }
static const Route NOT_THAT_WAY = ROUTE("GET", "/{nothing}", &PERM_PUBLIC, NULL, MODE_READ, not_that_way);

static Str bytes_words(Arena *a, size_t n)
{
    return n >= 1 << 20 ? str_fmt(a, "%zu MB", n >> 20) : str_fmt(a, "%zu KB", n >> 10);
}

static Err too_large(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    size_t max = dispatch_plan((HttpRequest *)(uintptr_t)ctx->req, ctx->app).body_max;
    return problem(
        ctx, ERR_TOO_LARGE,
        MSG1("What you sent is larger than the {size} that this address takes.", "size", bytes_words(ctx->arena, max)),
        MSG("Nothing was changed. Choose a smaller file, split it or shorten the text, then send it again."));
}
static const Route TOO_LARGE = ROUTE("GET", "/{nothing}", &PERM_PUBLIC, NULL, MODE_READ, too_large);

/* Why a page's address was refused is said in the person's own frame and language, when there is somebody. */
static void stand_in(Request *r, RouteMatch *m, Err *err)
{
    HttpMethod method = r->ctx.req->method;
    bool reads = method == HTTP_GET || method == HTTP_HEAD, page = !m->api && session_cookie(r).n;
    const Route *by = NULL;
    if (*err == ERR_NOT_FOUND && page && reads) {
        by = &NO_PAGE;
    } else if (*err == ERR_UNSUPPORTED && page && m->other && m->other->kind == ROUTE_PAGE && method != HTTP_OPTIONS) {
        by = &NOT_THAT_WAY;
    } else if (*err == OK && r->ctx.req->cut && m->route->kind == ROUTE_PAGE && page) {
        by = &TOO_LARGE;
    }
    if (by) {
        m->route = by;
        r->standing_in = true;
        *err = OK;
    }
}

/* The parameters of its path are looked up and kept as text, which escapes of other bytes are not; so are those of a
 * query of the API. A page passes over what it cannot read in its query. */
static Err address_is_text(const Request *r, Ctx *ctx)
{
    Str address = r->api ? ctx->req->target : ctx->req->path, plain;
    if (str_find_char(address, '%') < 0 ||
        (http_decode(ctx->arena, address, false, &plain) == OK && utf8_valid(plain))) {
        return OK;
    }
    return problem(ctx, ERR_PARSE, MSG("The address holds bytes that are no text."),
                   MSG("Check the link, or start from the list."));
}

static Err find_route(Request *r)
{
    Ctx *ctx = &r->ctx;
    RouteMatch m = {0};
    Err err = route_match(ctx->app->routes, ctx->arena, ctx->req->method, ctx->req->method_text, ctx->req->path, &m);
    r->api = m.api;
    r->allow = m.allow;
    bool wrong_way = err == ERR_UNSUPPORTED; /* and too large: the size is said, which ends the connection */
    stand_in(r, &m, &err);
    if (wrong_way && ctx->req->cut && !r->standing_in) {
        ctx->route = m.other && m.other->kind != ROUTE_PAGE ? m.other : NULL;
        return too_large((PublicCtx){ctx});
    }
    if (err != OK) {
        ctx->route = m.other && m.other->kind != ROUTE_PAGE ? m.other : NULL; /* errors in the address's own form */
        return err;
    }
    ctx->route = m.route;
    r->area = m.area;
    r->api = m.api || m.route->kind == ROUTE_API;
    ctx->params_n = m.params_n;
    memcpy(ctx->params, m.params, sizeof ctx->params);
    TRY(address_is_text(r, ctx));
    return ctx->req->cut && !r->standing_in ? too_large((PublicCtx){ctx}) : OK;
}

static bool runs_on_loop(const Request *r)
{
    const App *app = r->ctx.app;
    if (r->ctx.req->body_fd >= 0) {
        return false; /* a spilled body is mapped and scanned: not on the loop */
    }
    return app->engine == DB_SQLITE ||
           (!needs_database(r->ctx.route) && !session_cookie(r).n && r->ctx.route->mode == MODE_NONE);
}

static void public_locale(Request *r)
{
    Str chosen = http_cookie(r->ctx.req, S("entente_lang"));
    if (r->api) {
        Str x = http_header(r->ctx.req, S("x-locale"));
        r->ctx.locale = locale_get(x.n ? x : S("en-US"));
        return;
    }
    r->ctx.locale =
        chosen.n && chosen.n < 20 ? locale_get(chosen) : locale_accept(http_header(r->ctx.req, S("accept-language")));
    Str theme = http_cookie(r->ctx.req, S("entente_theme"));
    r->ctx.theme = str_eq(theme, S("dark")) ? S("dark") : str_eq(theme, S("light")) ? S("light") : S("");
}

void dispatch_handle(HttpRequest *req, void *user)
{
    App *app = user;
    Request *r = request_new(app, req->arena);
    Ctx *ctx = &r->ctx;
    ctx->req = req;
    req->user = r;
    r->lane = app->lanes[req->loop < app->options.loops ? req->loop : 0];
    Err err = find_route(r);
    request_ids(r);
    public_locale(r);
    if (err != OK) {
        dispatch_finish(r, err);
        return;
    }
    if (fault_meets(r)) {
        return;
    }
    if (runs_on_loop(r)) {
        dispatch_lane(r, r->lane, app->options.inline_budget_us);
    } else {
        to_worker(r, dispatch_on_worker);
    }
}

void dispatch_again(Request *r, HttpRequest *req, const Ctx *by)
{
    Ctx *ctx = &r->ctx;
    ctx->req = req;
    req->user = r;
    Lane *lane = r->lane = request_of((Ctx *)(uintptr_t)by)->lane;
    Err err = find_route(r);
    request_ids(r);
    public_locale(r);
    r->acting = r->authenticated = r->bearer = r->member = true;
    r->scopes = api_scope_set(S(API_SCOPE_ALL));
    ctx->actor = by->actor;
    ctx->actor.on_api = true;
    ctx->account_id = by->account_id;
    ctx->account = by->account;
    if (err != OK) {
        dispatch_finish(r, err);
        return;
    }
    dispatch_lane(r, lane, ctx->app->options.read_budget_us); /* met by no fault: a delayed one would wait for us */
}

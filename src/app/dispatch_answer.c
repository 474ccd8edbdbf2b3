/* From what the handler left in ctx->out, or from its problem, to an HTTP response with the headers every answer has.
 */
#include "app/kernel.h"
#include "app/record.h"
#include "app/session.h"
#include "app/why.h"
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include "os/os.h"
#include <unistd.h>

enum { BODY_PAGE = 64 << 10, BODY_API = 1 << 20, BODY_MEMORY = 1 << 20 };

static const char CONTENT_POLICY[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                                     "font-src 'self'; connect-src 'self'; "
                                     "manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/* --- the API's errors --- */

typedef struct ApiError {
    Err err;
    int status;
    int64_t code;
    const char *text;
} ApiError;
static const ApiError API_ERRORS[] = {
    {ERR_NOT_FOUND, 404, 1000, "The resource does not exist."},
    {ERR_INVALID, 400, 2000, "Some properties of the request are not right."},
    {ERR_PARSE, 400, 800002, "The request is not well-formed."},
    {ERR_UNAUTHENTICATED, 401, 800001, "The request has no access token, or the token does not hold."},
    {ERR_FORBIDDEN, 403, 2032, "The caller may not do this."},
    {ERR_CONFLICT, 409, 800060, "The request conflicts with what is there."},
    {ERR_STALE, 400, 2055, "The etag is not the current one."},
    {ERR_LIMIT, 429, 429, "Too many requests."},
    {ERR_TOO_LARGE, 413, 800002, "The request is too large."},
    {ERR_UNSUPPORTED, 405, 800002, "The method is not supported here."},
    {ERR_BUSY, 503, 800003, "The service is busy; try again."},
    {ERR_SERIALIZE, 503, 800003, "The service is busy; try again."},
    {ERR_BUDGET, 503, 800003, "The request took too long; try again."},
    {ERR_UNAVAILABLE, 503, 800003, "The service is not available now; try again."},
    {ERR_DISK_FULL, 503, 800003, "The service cannot store anything now; try again later."},
    {ERR_READ_ONLY, 503, 800003, "The service cannot store anything now; try again later."},
};
static const ApiError API_INTERNAL = {ERR_INTERNAL, 500, 800003, "The server failed on this request."};

static const ApiError *api_error(Err err)
{
    for (size_t i = 0; i < COUNT_OF(API_ERRORS); i++) {
        if (API_ERRORS[i].err == err) {
            return &API_ERRORS[i];
        }
    }
    return &API_INTERNAL;
}

static Str field_line(Ctx *ctx, const ProblemField *f)
{
    Buf b = buf_on_arena(ctx->arena, 2048);
    buf_add(&b, f->field);
    buf_add(&b, S(": "));
    msg_write(&b, ctx->locale, &f->message);
    return buf_str(&b);
}

/* --- a refusal of the API explains itself --- */

static Str role_label(const WhyRole *role)
{
    const Role *r = role_find(role->role);
    return r ? str_from(r->name) : role->name;
}

/* Which permission is missing and what would help, for whoever reads the description: English, as all of it. */
static Str missing_words(Ctx *ctx, const Perm *perm, const Why *w)
{
    enum { NAMED = 6 };
    Buf b = buf_on_arena(ctx->arena, 2048);
    buf_fmt(&b, "The caller does not have the permission %.*s (%s).", S_ARG(perm->id), perm->label);
    if (w && why_no_role_helps(w)) {
        Msg why = why_sentence(ctx, w, true);
        buf_addc(&b, ' ');
        msg_write(&b, locale_get(S("en-US")), &why);
    }
    for (size_t i = 0; w && i < w->roles_n && i < NAMED; i++) {
        buf_fmt(&b, "%s%.*s", i ? ", " : " Roles that give it: ", S_ARG(role_label(&w->roles[i])));
    }
    if (w && w->roles_n) {
        buf_add(&b, w->roles_n > NAMED ? S(", and others.") : S("."));
    }
    return buf_str(&b);
}

/* Stays as it is: programs read it. Clients that do not know the member pass over it. */
static void missing_member(Json *j, const Perm *perm, const Why *w)
{
    json_key(j, S("missingPermission"));
    json_obj(j);
    json_key(j, S("permission"));
    json_str(j, perm->id);
    json_key(j, S("roles")); /* ids, the weakest first */
    json_arr(j);
    for (size_t i = 0; w && i < w->roles_n; i++) {
        json_str(j, w->roles[i].role);
    }
    json_arr_end(j);
    json_obj_end(j);
}

/* NULL: nothing that the caller is told. */
static const Perm *missing_of(const Ctx *ctx, Err err)
{
    const Perm *p = err == ERR_FORBIDDEN && ctx->problem.permission.n ? perm_find(ctx->problem.permission) : NULL;
    return p && !p->operator_only ? p : NULL;
}

Str api_error_body(Ctx *ctx, Err err, Str words)
{
    const Problem *p = &ctx->problem;
    const ApiError *e = api_error(err);
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    const Perm *missing = missing_of(ctx, err);
    const Why *why = missing ? ctx_why(ctx) : NULL;
    Str text = words.n                  ? words
               : missing                ? missing_words(ctx, missing, why)
               : msg_is_set(p->message) ? msg_text(ctx->arena, ctx->locale, &p->message)
                                        : str_from(e->text);
    json_obj(&j);
    if (err == ERR_LIMIT) { /* the gateway's shape */
        json_key(&j, S("statusCode"));
        json_i64(&j, 429);
        json_key(&j, S("message"));
        json_str(&j, text);
        json_obj_end(&j);
        return buf_str(&b);
    }
    json_key(&j, S("code"));
    json_i64(&j, p->api_code ? p->api_code : e->code);
    json_key(&j, S("description"));
    json_str(&j, utf8_prefix(text, 1024));
    json_key(&j, S("data"));
    json_arr(&j);
    for (size_t i = 0; i < p->fields_n; i++) {
        json_str(&j, field_line(ctx, &p->fields[i]));
    }
    json_arr_end(&j);
    json_key(&j, S("source"));
    json_str(&j, S("PartnerFD"));
    if (missing) {
        missing_member(&j, missing, why);
    }
    json_obj_end(&j);
    return buf_str(&b);
}

/* --- problems --- */

typedef struct Words {
    Err err;
    const char *message, *hint;
} Words;
static const Words WORDS[] = {
    {ERR_NOT_FOUND, N_("This page does not exist, or you cannot see it."),
     N_("Check the address, or go to the home page.")},
    {ERR_INVALID, N_("Something in the form needs a correction."), N_("Go back and correct the marked fields.")},
    {ERR_PARSE, N_("The request did not arrive whole."), N_("Go back and try again.")},
    {ERR_UNAUTHENTICATED, N_("You are not signed in."), N_("Sign in, then try again.")},
    {ERR_FORBIDDEN, N_("You do not have the permission for this."),
     N_("Ask an administrator of your organization for a role that has it.")},
    {ERR_CONFLICT, N_("This does not fit what is there now."),
     N_("Reload the page, look at the current state and try again.")},
    {ERR_STALE, N_("Somebody else has changed this meanwhile."),
     N_("Reload the page, look at the change and make yours again.")},
    {ERR_LIMIT, N_("Too many requests in a short time."), N_("Wait a moment, then try again.")},
    {ERR_TOO_LARGE, N_("This is too large."), N_("Send less at a time.")},
    {ERR_UNSUPPORTED, N_("This address cannot be used that way."), N_("Go to the home page and start from there.")},
    {ERR_BUSY, N_("The service is busy."), N_("Try again in a moment. Nothing was changed.")},
    {ERR_SERIALIZE, N_("Others are changing the same thing right now."),
     N_("Try again in a moment. Nothing was changed.")},
    {ERR_BUDGET, N_("This took too long and was stopped."), N_("Narrow the search or filter, then try again.")},
    {ERR_UNAVAILABLE, N_("The database cannot be reached now."), N_("Try again in a moment. Nothing was changed.")},
    {ERR_DISK_FULL, N_("Nothing can be stored now: the disk is full."),
     N_("Tell the administrator of the service. Nothing was changed.")},
    {ERR_READ_ONLY, N_("Nothing can be stored now: the disk is read-only."),
     N_("Tell the administrator of the service. Nothing was changed.")},
    {ERR_IO, N_("Something went wrong on our side."),
     N_("Try again. If it stays so, give support the request id below.")},
    {ERR_INTERNAL, N_("Something went wrong on our side."),
     N_("Try again. If it stays so, give support the request id below.")},
};

static void problem_words(Ctx *ctx, Err err)
{
    if (msg_is_set(ctx->problem.message)) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        if (WORDS[i].err == err) {
            ctx->problem.message = MSG_OF(WORDS[i].message);
            ctx->problem.hint = MSG_OF(WORDS[i].hint);
        }
    }
}

/* Words only the wire API has; its texts for developers are not translated. */
static Str api_words(Request *r, int status)
{
    Ctx *ctx = &r->ctx;
    /* First: a word that is to come may stand where a route has an id ("subscriptions/overage"). */
    Str area = r->api && status == 404 ? deferred_area(ctx->req->path, ctx->route) : S("");
    if (area.n) {
        return str_fmt(ctx->arena, "The area \"%.*s\" of the API is not offered by this version.", S_ARG(area));
    }
    if (r->err == ERR_UNSUPPORTED && r->allow.n) {
        return str_fmt(ctx->arena, "This address does not take %.*s; it takes %.*s.",
                       S_ARG(utf8_prefix(ctx->req->method_text, 32)), S_ARG(r->allow));
    }
    return S("");
}

static void answer_api_problem(Request *r)
{
    Ctx *ctx = &r->ctx;
    int status = ctx->problem.status ? ctx->problem.status : api_error(r->err)->status;
    if (r->api && status == 405) {
        status = 404; /* docs/decisions/0013: known clients repeat a 405 without end */
    }
    ctx->out.status = status;
    if (ctx->route && ctx->route->error_body) {
        ctx->out.body = ctx->route->error_body(ctx, r->err, status, &ctx->out.content_type);
    } else {
        ctx->out.body = api_error_body(ctx, r->err, api_words(r, status));
        ctx->out.content_type = S("application/json; charset=utf-8");
    }
    if (status == 401) {
        bool shown = http_header(ctx->req, S("authorization")).n > 0;
        ctx_header(ctx, S("WWW-Authenticate"), shown ? S("Bearer error=\"invalid_token\"") : S("Bearer"));
    }
}

static void answer_problem(Request *r)
{
    Ctx *ctx = &r->ctx;
    if (ctx->out.file_fd >= 0) {
        close(ctx->out.file_fd);
        ctx->out.file_fd = -1;
    }
    if (ctx->out.render && (ctx->out.status >= 400 || ctx->out.tried)) {
        return; /* the form again, with its messages; or what would be */
    }
    if (ctx->out.body.p && ctx->out.status >= 400) {
        return; /* an answer of the handler's own making: the token endpoint's errors */
    }
    ctx->out.redirect = (Str){0};
    ctx->out.render = NULL;
    bool busy = problem_status(r->err) == 503;
    if (busy && !ctx->problem.retry_after_s) {
        ctx->problem.retry_after_s = 1;
    }
    if (r->api || (ctx->route && ctx->route->kind != ROUTE_PAGE)) {
        answer_api_problem(r);
        return;
    }
    problem_words(ctx, r->err);
    ctx->problem.stale = r->err == ERR_STALE;
    int status = ctx->problem.status ? ctx->problem.status : problem_status(r->err);
    APP_HOOKS.error_page(ctx, status);
    ctx->out.status = status;
}

/* --- pages --- */

/* An error page of somebody signed out has no form, so it makes no cookie: it may be fetched beside a page that has. */
static Str form_token(Request *r)
{
    bool bare = r->ctx.actor.kind == ACTOR_NONE && r->ctx.out.status >= 400 && r->err != OK && r->err != ERR_INVALID;
    return bare ? S("") : csrf_token(&r->ctx);
}

static Err draw(Ctx *ctx, void *arg)
{
    (void)arg;
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    buf_reserve(&b, 72 << 10); /* a page of fifty rows, with its frame; what is left over goes with the arena */
    uint64_t key[2] = {os_random_u64(), os_random_u64()};
    Out o = {.b = &b,
             .locale = ctx->locale,
             .tz = ctx->tz,
             .now = ctx->now,
             .asset_base = S("/assets/"),
             .csrf = form_token(request_of(ctx)),
             .viewing = session_is_viewing(ctx),
             .form_key = base64url_encode(ctx->arena, str_of((const char *)key, sizeof key))};
    ctx->out.render(&o, ctx->out.view);
    if (b.full) {
        return ERR_TOO_LARGE;
    }
    ctx->out.body = buf_str(&b);
    ctx->out.content_type = S("text/html; charset=utf-8");
    ctx->out.render = NULL;
    return OK;
}

void answer_render(Request *r)
{
    if (r->ctx.out.render && unit_guarded(&r->ctx, draw, NULL) != OK) {
        r->ctx.out.render = NULL;
        r->ctx.out.body = S("");
        r->ctx.out.status = 500;
    }
}

/* --- headers --- */

static void headers_api(Request *r, HttpResponse *res)
{
    Ctx *ctx = &r->ctx;
    http_add_header(res, S("MS-RequestId"), ctx->request_id);
    http_add_header(res, S("MS-CorrelationId"), ctx->correlation_id);
    http_add_header(res, S("MS-CV"),
                    str_concat(ctx->arena, str_sub(str_of(r->request_id_text, ID_TEXT), 19, 17), S(".0")));
    http_add_header(res, S("MS-ServerId"), ctx->app->server_id);
    http_add_header(res, S("X-Locale"), locale_tag(ctx->locale));
}

static bool has_header(const HttpResponse *res, Str name)
{
    for (size_t i = 0; i < res->headers_n; i++) {
        if (str_eq_nocase(res->headers[i].name, name)) {
            return true;
        }
    }
    return false;
}

static void headers_page(Request *r, HttpResponse *res)
{
    Str policy = str_of(CONTENT_POLICY, sizeof CONTENT_POLICY - 1), further = r->ctx.out.form_action;
    if (!has_header(res, S("Content-Security-Policy"))) { /* a handler's own: a mail shown as it was sent */
        http_add_header(res, S("Content-Security-Policy"),
                        further.n ? str_fmt(r->ctx.arena, "%.*s %.*s", S_ARG(policy), S_ARG(further)) : policy);
    }
    http_add_header(res, S("Referrer-Policy"), S("same-origin"));
    http_add_header(res, S("X-Frame-Options"), S("DENY"));
    http_add_header(res, S("Cross-Origin-Opener-Policy"), S("same-origin"));
    http_add_header(res, S("X-Request-Id"), r->ctx.request_id);
}

static void headers_limit(Request *r, HttpResponse *res)
{
    Ctx *ctx = &r->ctx;
    if (r->limit > 0) {
        http_add_header(res, S("RateLimit-Limit"), str_fmt(ctx->arena, "%lld", (long long)r->limit));
        http_add_header(res, S("RateLimit-Remaining"), str_fmt(ctx->arena, "%lld", (long long)r->limit_left));
        http_add_header(res, S("RateLimit-Reset"), str_fmt(ctx->arena, "%lld", (long long)r->limit_reset_s));
    }
    if (r->err != OK && ctx->problem.retry_after_s > 0) {
        http_add_header(res, S("Retry-After"), str_fmt(ctx->arena, "%lld", (long long)ctx->problem.retry_after_s));
    }
}

static void headers_all(Request *r, HttpResponse *res)
{
    Ctx *ctx = &r->ctx;
    for (size_t i = 0; i < ctx->out.headers_n; i++) {
        http_add_header(res, ctx->out.headers[i].name, ctx->out.headers[i].value);
    }
    for (size_t i = 0; i < ctx->out.cookies_n; i++) {
        http_add_header(res, S("Set-Cookie"), ctx->out.cookies[i]);
    }
    http_add_header(res, S("X-Content-Type-Options"), S("nosniff"));
    if (!has_header(res, S("Cache-Control"))) {
        http_add_header(res, S("Cache-Control"), S("no-store"));
    }
    if (cookie_is_secure(r)) {
        http_add_header(res, S("Strict-Transport-Security"), S("max-age=31536000"));
    }
    if (r->allow.n) {
        http_add_header(res, S("Allow"), r->allow);
    }
    headers_limit(r, res);
    if (r->api) {
        headers_api(r, res);
    } else {
        headers_page(r, res);
    }
}

/* --- the end of every request --- */

static void to_response(Request *r, HttpResponse *res)
{
    Ctx *ctx = &r->ctx;
    if (ctx->out.redirect.n) {
        res->status = ctx->out.status >= 300 && ctx->out.status < 400 ? ctx->out.status : 303;
        http_add_header(res, S("Location"), ctx->out.redirect);
        return;
    }
    res->content_type = ctx->out.content_type;
    res->body = ctx->out.body;
    res->status = ctx->out.status;
    if (ctx->out.file_fd >= 0) {
        res->file_fd = ctx->out.file_fd;
        res->file_size = ctx->out.file_size;
        res->file_ranges = true;
        if (ctx->out.file_name.n) {
            http_add_header(res, S("Content-Disposition"), file_disposition(ctx->arena, ctx->out.file_name));
        }
    }
    if (!res->status) {
        res->status = res->body.n || res->file_fd > 0 ? 200 : 204;
    }
    res->compress = true;
}

static void note_refusal(Request *r)
{
    Ctx *ctx = &r->ctx;
    int status = ctx->out.status;
    bool refused = status == 403 || status == 404 || status == 429;
    if (refused && ctx->route && ctx->actor.kind != ACTOR_NONE) {
        refusal_note(r, status);
    }
}

static Err build(Ctx *ctx, void *arg)
{
    Request *r = request_of(ctx);
    HttpResponse *res = arg;
    bool asked_server = ctx->req->method == HTTP_OPTIONS && str_eq(ctx->req->path, S("*"));
    if (asked_server || (r->err == ERR_UNSUPPORTED && r->allow.n && ctx->req->method == HTTP_OPTIONS)) {
        r->err = OK;
        ctx->out.status = 204;
    }
    if (r->err != OK) {
        answer_problem(r);
        note_refusal(r);
    }
    if (ctx->out.render) {
        TRY(draw(ctx, NULL));
    }
    if (r->asset) {
        *res = *r->asset;
    } else {
        to_response(r, res);
    }
    headers_all(r, res);
    return OK;
}

void answer(Request *r)
{
    Ctx *ctx = &r->ctx;
    if (r->stream) {
        http_stream_end(r->stream, r->err != OK);
        return;
    }
    HttpResponse res = {.file_fd = -1, .last_modified = TIME_NONE};
    if (unit_guarded(ctx, build, &res) != OK) {
        /* Out of this request's memory: nothing more is taken from it. */
        res = (HttpResponse){.status = 503,
                             .file_fd = -1,
                             .last_modified = TIME_NONE,
                             .content_type = S("text/plain; charset=utf-8"),
                             .body = S("This page grew too large. Narrow the search or filter, then try again.\n")};
        http_add_header(&res, S("Retry-After"), S("1"));
    }
    ctx->out.status = res.status;
    res.drop = r->fault.drop_after;
    if (ctx->app->record && r->api) {
        record_note(ctx, &res, res.drop, fault_is_set(&r->fault));
    }
    if (r->answered) {
        r->answered(r, &res);
    } else {
        ctx->app->respond(ctx->req, &res);
    }
}

void ctx_stream_begin(Ctx *ctx, Str content_type, Str file_name)
{
    Request *r = request_of(ctx);
    HttpResponse res = {.status = 200, .file_fd = -1, .last_modified = TIME_NONE, .content_type = content_type};
    if (file_name.n) {
        http_add_header(&res, S("Content-Disposition"), file_disposition(ctx->arena, file_name));
    }
    headers_all(r, &res);
    ctx->out.status = 200;
    r->stream = http_stream_begin(ctx->req, &res);
}

Err ctx_stream_write(Ctx *ctx, Str bytes)
{
    Request *r = request_of(ctx);
    return r->stream ? http_stream_write(r->stream, bytes) : ERR_IO;
}

/* "attachment" with a plain name and, for others, the extended one of RFC 6266. */
Str file_disposition(Arena *a, Str name)
{
    Buf b = buf_on_arena(a, 2048);
    buf_add(&b, S("attachment; filename=\""));
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        buf_addc(&b, c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '%' ? '_' : (char)c);
    }
    buf_add(&b, S("\"; filename*=UTF-8''"));
    buf_add_url(&b, name);
    return buf_str(&b);
}

/* --- what the server asks before and without a request --- */

HttpBodyPlan dispatch_plan(HttpRequest *req, void *user)
{
    App *app = user;
    RouteMatch m = {0};
    bool api = route_is_api_path(req->path);
    HttpBodyPlan plan = {.body_max = api ? BODY_API : BODY_PAGE, .body_memory_max = BODY_MEMORY};
    if (route_match(app->routes, req->arena, req->method, req->method_text, req->path, &m) == OK && m.route->body_max) {
        plan.body_max = m.route->upload && app->options.upload_max
                            ? num_min_size(m.route->body_max, app->options.upload_max)
                            : m.route->body_max;
    }
    return plan;
}

/* An address that grew too long is something that people meet: a filter too many. They get a page like any other. */
static Str page_of_long_address(App *app, Arena *a, Str *ret_content_type)
{
    Request *r = request_new(app, a);
    Ctx *ctx = &r->ctx;
    ctx->request_id = id_text(a, os_id_v7());
    r->err = problem(ctx, ERR_TOO_LARGE, MSG("The address of this page is longer than the server takes."),
                     MSG("Go back and ask for less at once: fewer filters, or shorter words in them."));
    APP_HOOKS.error_page(ctx, 414);
    if (draw(ctx, NULL) != OK) {
        return S("");
    }
    *ret_content_type = ctx->out.content_type;
    return ctx->out.body;
}

/* What the server refuses before there is a request: the API's clients read JSON, whatever it is about. */
Str dispatch_error_body(Arena *a, int status, Str why, Str target, Str *ret_content_type, void *user)
{
    Str page = status == 414 && !route_is_api_path(target) ? page_of_long_address(user, a, ret_content_type) : S("");
    if (page.n) {
        return page;
    }
    if (!route_is_api_path(target)) {
        *ret_content_type = S("text/plain; charset=utf-8");
        return why;
    }
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("code"));
    json_i64(&j, api_error(status >= 500 && status != 501 ? ERR_BUSY : ERR_PARSE)->code);
    json_key(&j, S("description"));
    json_str(&j, why);
    json_key(&j, S("data"));
    json_arr(&j);
    json_arr_end(&j);
    json_key(&j, S("source"));
    json_str(&j, S("PartnerFD"));
    json_obj_end(&j);
    *ret_content_type = S("application/json; charset=utf-8");
    return buf_str(&b);
}

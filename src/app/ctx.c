/* What handlers ask of their request: parameters, forms, uploads, and how they answer. Not for deciding who may. */
#include "app/kernel.h"
#include "base/utf8.h"
#include "http/multipart.h"
#include "os/os.h"

enum { QUERY_MAX = 64, FORM_MAX = 512 };

Request *request_new(App *app, Arena *a)
{
    Request *r = arena_new(a, Request);
    r->ctx.app = app;
    r->ctx.arena = a;
    r->ctx.wall = app_wall(app);
    r->ctx.now = app_now(app);
    r->ctx.environment = app->options.sandbox ? S("sandbox") : S("production");
    r->ctx.locale = locale_get(S("en-US"));
    r->ctx.out.file_fd = -1;
    return r;
}

/* A unit may run again: what the first try answered, complained of or noted is forgotten. */
void ctx_reset_answer(Ctx *ctx)
{
    memset(&ctx->out, 0, sizeof ctx->out);
    ctx->out.file_fd = -1;
    memset(&ctx->audit, 0, sizeof ctx->audit);
    ctx->problem.status = 0;
    ctx->problem.api_code = 0;
    ctx->problem.message = ctx->problem.hint = (Msg){0};
    ctx->problem.log = ctx->problem.permission = (Str){0};
    ctx->problem.retry_after_s = 0;
    ctx->problem.fields_n = 0;
    ctx->after_refusal = NULL;
    ctx->after_refusal_arg = NULL;
}

Ctx *ctx_system(App *app, Arena *a)
{
    Request *r = request_new(app, a);
    r->ctx.actor.kind = ACTOR_JOB;
    r->ctx.actor.name = S("system");
    r->ctx.request_id = id_text(a, os_id_v7());
    return &r->ctx;
}

AccountCtx account_of(Ctx *ctx, Id account_id)
{
    ctx->account_id = account_id;
    ctx->account.id = account_id;
    return (AccountCtx){ctx};
}

DirectoryCtx directory_ctx(Ctx *ctx, Id directory_id)
{
    ctx->directory_id = directory_id;
    return (DirectoryCtx){ctx};
}

Str ctx_param(const Ctx *ctx, Str name)
{
    for (size_t i = 0; i < ctx->params_n; i++) {
        if (str_eq(ctx->params[i].name, name)) {
            return ctx->params[i].value;
        }
    }
    return (Str){"", 0};
}

Err ctx_param_id(Ctx *ctx, Str name, Id *ret)
{
    if (id_parse(ctx_param(ctx, name), ret) == OK) {
        return OK;
    }
    return problem(ctx, ERR_NOT_FOUND, MSG("This address does not lead to anything."),
                   MSG("Check the link, or start from the list."));
}

/* --- query --- */

static void query_read(Request *r)
{
    r->query_read = true;
    if (!r->ctx.req || r->ctx.req->query.n == 0) {
        return;
    }
    r->query = arena_array(r->ctx.arena, Param, QUERY_MAX);
    Str rest = r->ctx.req->query, name, value;
    Err err = OK;
    while (r->query_n < QUERY_MAX && http_next_param(r->ctx.arena, &rest, &name, &value, &err)) {
        if (err == OK) {
            r->query[r->query_n++] = (Param){name, value};
        }
        err = OK;
    }
}

static const Param *query_find(const Ctx *ctx, Str name)
{
    Request *r = (Request *)(uintptr_t)ctx;
    if (!r->query_read) {
        query_read(r);
    }
    for (size_t i = 0; i < r->query_n; i++) {
        if (r->api ? str_eq_nocase(r->query[i].name, name) : str_eq(r->query[i].name, name)) {
            return &r->query[i];
        }
    }
    return NULL;
}

const Param *ctx_query_all(const Ctx *ctx, size_t *ret_n)
{
    Request *r = (Request *)(uintptr_t)ctx;
    if (!r->query_read) {
        query_read(r);
    }
    *ret_n = r->query_n;
    return r->query;
}

Str ctx_query(const Ctx *ctx, Str name)
{
    const Param *p = query_find(ctx, name);
    if (p) {
        return p->value;
    }
    /* A form that was sent may stand in the place of the query: searches that are POSTed. */
    const Request *r = (const Request *)ctx;
    for (size_t i = 0; i < r->form_n; i++) {
        if (!r->form[i].file && str_eq(r->form[i].name, name)) {
            return r->form[i].value;
        }
    }
    return (Str){"", 0};
}

bool ctx_has_query(const Ctx *ctx, Str name) { return query_find(ctx, name) != NULL; }

/* --- forms --- */

/* What no database keeps as text is no text: pages send UTF-8, so these bytes come from somewhere else. */
static bool is_text(Str s) { return utf8_valid(s) && str_find_char(s, 0) < 0; }

static Err form_urlencoded(Request *r, Str body)
{
    r->form = arena_array(r->ctx.arena, FormField, FORM_MAX);
    Str name, value;
    Err err = OK;
    while (http_next_param(r->ctx.arena, &body, &name, &value, &err)) {
        TRY(err);
        if (r->form_n == FORM_MAX) {
            return ERR_TOO_LARGE;
        }
        if (!is_text(name) || !is_text(value)) {
            return ERR_PARSE;
        }
        r->form[r->form_n++] = (FormField){.name = name, .value = value};
    }
    return err;
}

static Err form_multipart(Request *r, Str type, Str body)
{
    HttpPart *parts = NULL;
    size_t n = 0;
    TRY(http_multipart(r->ctx.arena, type, body, &parts, &n));
    r->form = arena_array(r->ctx.arena, FormField, n);
    for (size_t i = 0; i < n; i++) {
        if (!is_text(parts[i].name) || (str_empty(parts[i].filename) && !is_text(parts[i].bytes))) {
            return ERR_PARSE;
        }
        r->form[r->form_n++] =
            (FormField){parts[i].name, parts[i].bytes, parts[i].filename, !str_empty(parts[i].filename)};
    }
    return OK;
}

static Err form_parse(Request *r, Str type, Str body)
{
    if (str_starts_nocase(type, S("application/x-www-form-urlencoded"))) {
        return form_urlencoded(r, body);
    }
    return str_starts_nocase(type, S("multipart/form-data")) ? form_multipart(r, type, body) : OK;
}

static Str kept_context(const Request *r, Str path)
{
    return str_fmt(r->ctx.arena, "form|%.*s|%.*s", S_ARG(id_text(r->ctx.arena, r->own_user)), S_ARG(path));
}

/* A form that was kept while its sender proved their presence comes back sealed, in a field of another form. It is good
 * for the person and the address that it was sealed for, for as long as a proof is, and only where proofs are asked. */
Err ctx_form_seal(Ctx *ctx, Str path, Str *ret)
{
    Request *r = request_of(ctx);
    Str body, type = http_header(ctx->req, S("content-type"));
    TRY(http_body_bytes(ctx->req, &body));
    Str until = str_fmt(ctx->arena, "%lld", (long long)time_add(ctx->wall, ctx->app->options.step_up_us).us);
    Str plain = str_fmt(ctx->arena, "%.*s\n%.*s\n%.*s", S_ARG(until), S_ARG(type), S_ARG(body));
    *ret = base64url_encode(ctx->arena, seal(ctx->arena, r->ctx.app->key_kept, kept_context(r, path), plain));
    return OK;
}

static void form_unseal(Request *r, Str sealed)
{
    Ctx *ctx = &r->ctx;
    Str bytes, plain, until, type;
    int64_t until_us;
    if (base64url_decode(ctx->arena, sealed, &bytes) != OK ||
        unseal(ctx->arena, ctx->app->key_kept, kept_context(r, ctx->req->path), bytes, &plain) != OK ||
        !str_split(&plain, '\n', &until) || !str_split(&plain, '\n', &type) || str_to_i64(until, &until_us) != OK ||
        until_us < ctx->wall.us) {
        return;
    }
    r->form_n = 0;
    r->form_err = form_parse(r, type, plain);
}

static void form_read(Request *r)
{
    r->form_read = true;
    HttpRequest *req = r->ctx.req;
    if (!req || req->body_size == 0) {
        return;
    }
    Str type = http_header(req, S("content-type"));
    Str body = {0};
    if ((r->form_err = http_body_bytes(req, &body)) != OK) {
        return;
    }
    r->form_err = form_parse(r, type, body);
    for (size_t i = 0; r->ctx.route && r->ctx.route->step_up && i < r->form_n; i++) {
        if (!r->form[i].file && str_eq(r->form[i].name, S("_kept"))) {
            form_unseal(r, r->form[i].value);
            return;
        }
    }
}

bool ctx_form_nth(Ctx *ctx, Str name, size_t n, Str *ret)
{
    Request *r = request_of(ctx);
    if (!r->form_read) {
        form_read(r);
    }
    for (size_t i = 0; i < r->form_n; i++) {
        if (!r->form[i].file && str_eq(r->form[i].name, name) && n-- == 0) {
            *ret = r->form[i].value;
            return true;
        }
    }
    return false;
}

bool ctx_form_at(Ctx *ctx, size_t at, Str *ret_name, Str *ret_value)
{
    Request *r = request_of(ctx);
    if (!r->form_read) {
        form_read(r);
    }
    if (at >= r->form_n) {
        return false;
    }
    *ret_name = r->form[at].file ? S("") : r->form[at].name;
    *ret_value = r->form[at].value;
    return true;
}

Str ctx_form(Ctx *ctx, Str name)
{
    Str value = {"", 0};
    (void)ctx_form_nth(ctx, name, 0, &value);
    return value;
}

Err ctx_upload(Ctx *ctx, Str name, Str *ret_filename, Str *ret_bytes)
{
    return ctx_upload_nth(ctx, name, 0, ret_filename, ret_bytes);
}

Err ctx_upload_nth(Ctx *ctx, Str name, size_t n, Str *ret_filename, Str *ret_bytes)
{
    Request *r = request_of(ctx);
    if (!r->form_read) {
        form_read(r);
    }
    TRY(r->form_err);
    for (size_t i = 0; i < r->form_n; i++) {
        if (r->form[i].file && str_eq(r->form[i].name, name) && n-- == 0) {
            *ret_filename = r->form[i].filename;
            *ret_bytes = r->form[i].value;
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

bool ctx_may(const Ctx *ctx, const Perm *perm)
{
    if (perm == &PERM_PUBLIC) {
        return true;
    }
    if (perm == &PERM_SIGNED_IN) {
        return ctx->actor.kind != ACTOR_NONE;
    }
    return perm_in(&ctx->actor.perms, perm);
}

/* Ids of one request grow in the order they are made, though its clock stands still: lists by id show rows of one unit
 * as they were written. 14 bits count, 48 are random. */
Id ctx_new_id(Ctx *ctx)
{
    Request *r = request_of(ctx);
    uint64_t bits = os_random_u64();
    uint8_t random[10] = {(uint8_t)(r->ids >> 8 & 0x3f), (uint8_t)r->ids};
    memcpy(random + 2, &bits, 6);
    r->ids++;
    return id_v7(ctx->wall, random);
}

/* --- answers --- */

void ctx_render(Ctx *ctx, int status, RenderFn render, const void *view)
{
    ctx->out.status = status;
    ctx->out.render = render;
    ctx->out.view = view;
}

void ctx_header(Ctx *ctx, Str name, Str value)
{
    if (ctx->out.headers_n < COUNT_OF(ctx->out.headers)) {
        ctx->out.headers[ctx->out.headers_n++] = (HttpHeader){name, value};
    }
}

void ctx_cookie(Ctx *ctx, Str set_cookie_value)
{
    if (ctx->out.cookies_n < COUNT_OF(ctx->out.cookies)) {
        ctx->out.cookies[ctx->out.cookies_n++] = set_cookie_value;
    }
}

const struct Why *ctx_why(Ctx *ctx) { return request_of(ctx)->why; }

unsigned ctx_sides(Ctx *ctx) { return request_of(ctx)->sides; }

bool ctx_has_directories(Ctx *ctx) { return request_of(ctx)->directories_n > 1; }

bool ctx_has_accounts(Ctx *ctx) { return request_of(ctx)->accounts_n > 1; }

Str ctx_current_account_name(Ctx *ctx) { return request_of(ctx)->current_name; }

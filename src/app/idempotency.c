/* The same request twice has one effect and one answer. The key is the client's (MS-RequestId, a form's hidden
 * form_key); the row is written in the unit of the effect and holds the answer, sealed, since it may show a secret
 * once. Only successes are kept. A twin that runs meanwhile waits: on SQLite behind the one writer, on PostgreSQL at
 * the row. */
#include "app/kernel.h"
#include "gen/app_q.h"
#include "http/multipart.h"

enum { KEY_MAX = 100, KEEP_US_DAYS = 1 };

static bool method_changes(HttpMethod m)
{
    return m == HTTP_POST || m == HTTP_PUT || m == HTTP_PATCH || m == HTTP_DELETE;
}

static void hash_field(Buf *b, Str s)
{
    buf_add_u64(b, s.n);
    buf_addc(b, ':');
    buf_add(b, s);
}

static Digest form_hash(Request *r)
{
    Buf b = buf_on_arena(r->ctx.arena, BUF_MAX_FILE);
    for (size_t i = 0; i < r->form_n; i++) {
        if (!str_eq(r->form[i].name, S("csrf")) && !str_eq(r->form[i].name, S("_csrf"))) {
            hash_field(&b, r->form[i].name);
            hash_field(&b, r->form[i].filename);
            Digest d = digest_sha256(r->form[i].value);
            buf_add(&b, digest_str(&d));
        }
    }
    return digest_sha256(buf_str(&b));
}

static Digest body_hash(Request *r)
{
    Ctx *ctx = &r->ctx;
    Str body = {0};
    Digest content = {{0}};
    if (!r->api) {
        content = form_hash(r);
    } else if (http_body_bytes(ctx->req, &body) == OK) {
        content = digest_sha256(body);
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    hash_field(&b, ctx->req->method_text);
    hash_field(&b, ctx->req->target);
    buf_add(&b, digest_str(&content));
    return digest_sha256(buf_str(&b));
}

void idempotency_key(Request *r)
{
    Ctx *ctx = &r->ctx;
    if (ctx->actor.kind == ACTOR_NONE || ctx->route->authenticate || !method_changes(ctx->req->method)) {
        return;
    }
    Str key = r->api ? http_header(ctx->req, S("ms-requestid")) : ctx_form(ctx, S("form_key"));
    if (!r->api && !key.n) {
        key = ctx_form(ctx, S("_key"));
    }
    if (key.n == 0 || key.n > KEY_MAX) {
        return;
    }
    Id guid;
    r->idem_key =
        r->api && id_parse(key, &guid) == OK ? id_text(ctx->arena, guid) : key; /* a GUID is one in either case */
    r->idem_account = ctx->account_id;
    r->idem_hash = body_hash(r);
}

static Id idem_actor(const Request *r)
{
    return id_is_nil(r->ctx.actor.application_id) ? r->ctx.actor.user_id : r->ctx.actor.application_id;
}

static Str idem_route(Request *r) { return str_fmt(r->ctx.arena, "%s %s", r->ctx.route->method, r->ctx.route->path); }

/* --- the answer as bytes --- */

static Str answer_pack(Ctx *ctx)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE + BUF_MAX_SMALL);
    hash_field(&b, ctx->out.redirect);
    hash_field(&b, ctx->out.content_type);
    hash_field(&b, ctx->out.body);
    for (size_t i = 0; i < ctx->out.headers_n; i++) {
        hash_field(&b, ctx->out.headers[i].name);
        hash_field(&b, ctx->out.headers[i].value);
    }
    return buf_str(&b);
}

static bool cut(Str *rest, Str *ret)
{
    Str length;
    uint64_t n = 0;
    if (!rest->n || !str_split(rest, ':', &length) || str_to_u64(length, &n) != OK || n > rest->n) {
        return false;
    }
    *ret = str_sub(*rest, 0, n);
    *rest = str_skip(*rest, n);
    return true;
}

static Err answer_unpack(Ctx *ctx, Str packed, int status)
{
    Str name, value;
    if (!cut(&packed, &ctx->out.redirect) || !cut(&packed, &ctx->out.content_type) || !cut(&packed, &ctx->out.body)) {
        return ERR_INTERNAL;
    }
    while (cut(&packed, &name) && cut(&packed, &value)) {
        ctx_header(ctx, name, value);
    }
    ctx->out.status = status;
    return OK;
}

/* --- inside the unit --- */

static Str seal_context(Request *r) { return str_concat(r->ctx.arena, S("idempotency.answer/"), r->idem_key); }

Err idempotency_find(Request *r, bool *ret_replayed)
{
    Ctx *ctx = &r->ctx;
    *ret_replayed = false;
    if (!r->idem_key.n) {
        return OK;
    }
    IdempotencyGetRow row;
    Err err = q_idempotency_get(system_of(ctx),
                                &(IdempotencyGetArgs){.account_id = r->idem_account,
                                                      .actor_id = idem_actor(r),
                                                      .request_key = r->idem_key,
                                                      .route = idem_route(r)},
                                &row);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    if (!str_eq(row.body_hash, digest_str(&r->idem_hash))) {
        return problem_api(ctx, ERR_CONFLICT, 409, 800060,
                           MSG("This request id was used already for another request."));
    }
    Str packed;
    TRY(unseal(ctx->arena, ctx->app->key_idempotency, seal_context(r), row.answer, &packed));
    TRY(answer_unpack(ctx, packed, (int)row.status));
    *ret_replayed = true;
    return OK;
}

Err idempotency_keep(Request *r)
{
    Ctx *ctx = &r->ctx;
    if (!r->idem_key.n || ctx->out.file_fd >= 0 || ctx->out.status >= 400) {
        return OK;
    }
    answer_render(r); /* before the commit, so that the stored answer is the one that is sent */
    Str sealed = seal(ctx->arena, ctx->app->key_idempotency, seal_context(r), answer_pack(ctx));
    Err err = q_idempotency_insert(system_of(ctx),
                                   &(IdempotencyInsertArgs){.account_id = r->idem_account,
                                                            .actor_id = idem_actor(r),
                                                            .request_key = r->idem_key,
                                                            .route = idem_route(r),
                                                            .body_hash = digest_str(&r->idem_hash),
                                                            .status = ctx->out.status,
                                                            .answer = sealed,
                                                            .at = ctx->wall},
                                   NULL);
    if (err == OK) {
        r->own_changes++;
    }
    return err == ERR_CONFLICT ? ERR_SERIALIZE : err;
}

/* --- a day later --- */

static Err expire_unit(Ctx *ctx, void *arg)
{
    size_t n = 0;
    IdempotencyOldRow *rows = NULL;
    TRY(q_idempotency_old(system_of(ctx),
                          &(IdempotencyOldArgs){.before = time_add(ctx->wall, -KEEP_US_DAYS * TIME_DAY)}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(q_idempotency_drop(system_of(ctx),
                               &(IdempotencyDropArgs){.account_id = rows[i].account_id,
                                                      .actor_id = rows[i].actor_id,
                                                      .request_key = rows[i].request_key,
                                                      .route = rows[i].route},
                               NULL));
    }
    *(size_t *)arg = n;
    return OK;
}

Err idempotency_expire(App *app)
{
    Arena *a = arena_create(0);
    size_t n = 1;
    Err err = OK;
    while (err == OK && n > 0) {
        arena_reset(a);
        Ctx *ctx = ctx_system(app, a);
        err = unit_run(ctx, MODE_WRITE, NULL, expire_unit, &n);
        house_note(ctx, "answers past their day", err);
    }
    arena_destroy(a);
    return err;
}

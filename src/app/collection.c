/* The API's lists.
 *
 * A continuation token is base64url of {"q": query without paging, "s": size, "a" and "b": cursors, "t": how many match
 * in all, where that was counted}. It is not secret and not trusted: cursors are checked by the keyset code, sizes and
 * filters as if they came from the address. */
#include "app/collection.h"
#include "crypt/crypt.h"

static bool is_paging(Str name)
{
    return str_eq_nocase(name, S("seekOperation")) || str_eq_nocase(name, S("seek_operation")) ||
           str_eq_nocase(name, S("MS-ContinuationToken"));
}

/* The raw pairs of a query that `keep` accepts. */
static Str query_without(Arena *a, Str query, bool (*drop)(Str name))
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    Str pair;
    while (str_split(&query, '&', &pair)) {
        ptrdiff_t eq = str_find_char(pair, '=');
        if (pair.n == 0 || drop(str_sub(pair, 0, eq < 0 ? pair.n : (size_t)eq))) {
            continue;
        }
        if (b.n) {
            buf_addc(&b, '&');
        }
        buf_add(&b, pair);
    }
    return buf_str(&b);
}

static Str param_of(Arena *a, Str query, Str name)
{
    Str key, value;
    Err err = OK;
    while (http_next_param(a, &query, &key, &value, &err)) {
        if (str_eq_nocase(key, name)) {
            return value;
        }
    }
    return S("");
}

static Str raw_query(const Ctx *ctx) { return ctx->req ? ctx->req->query : S(""); }

static Err refuse(Ctx *ctx, Msg message) { return problem_api(ctx, ERR_INVALID, 400, 3000, message); }

static Str token_of(Ctx *ctx)
{
    Str token = ctx->req ? http_header(ctx->req, S("ms-continuationtoken")) : S("");
    return token.n ? token : param_of(ctx->arena, raw_query(ctx), S("MS-ContinuationToken"));
}

static Str member(const JsonValue *v, Str name)
{
    const JsonValue *m = json_get(v, name);
    return m && m->kind == JSON_STRING ? m->text : S("");
}

static Err token_read(Ctx *ctx, Str token, CollectionAsk *ask, int64_t *size)
{
    Str json;
    const JsonValue *v;
    if (token.n > 8192 || base64url_decode(ctx->arena, token, &json) != OK ||
        json_parse(ctx->arena, json, (JsonLimits){.depth_max = 2, .bytes_max = 8192, .members_max = 8}, &v, NULL) !=
            OK ||
        v->kind != JSON_OBJECT) {
        return refuse(ctx, MSG("The continuation token is not one of this list. Start again from the first page."));
    }
    ask->query = member(v, S("q"));
    ask->after = member(v, S("a"));
    ask->before = member(v, S("b"));
    if (json_get(v, S("s")) && json_to_i64(json_get(v, S("s")), size) != OK) {
        *size = 0;
    }
    if (json_get(v, S("t")) && (json_to_i64(json_get(v, S("t")), &ask->total) != OK || ask->total < 0)) {
        ask->total = -1;
    }
    return OK;
}

static Err number_param(Ctx *ctx, Str query, Str name, int64_t *ret)
{
    Str text = param_of(ctx->arena, query, name);
    if (text.n && (str_to_i64(text, ret) != OK || *ret < 0 || *ret > INT32_MAX)) {
        return refuse(ctx, MSG1("{name} must be a whole number from 0", "name", name));
    }
    return OK;
}

static Err refuse_operation(Ctx *ctx, Str operation)
{
    if (str_eq_nocase(operation, S("Previous"))) {
        return refuse(ctx, MSG("There is no page before this one. Use the token of links.previous."));
    }
    return refuse(ctx, MSG("seekOperation takes First, Last, Next, Previous and PageIndex"));
}

/* A token may know both ways on; the operation chooses. Without one it goes on. First, Last and PageIndex, which is the
 * place that offset names, need no token. */
static Err seek(Ctx *ctx, Str operation, CollectionAsk *ask)
{
    if (str_eq_nocase(operation, S("First")) || str_eq_nocase(operation, S("PageIndex"))) {
        ask->after = ask->before = S("");
        return OK;
    }
    if (str_eq_nocase(operation, S("Last"))) {
        ask->after = ask->before = S("");
        ask->seek = ask->last = true;
        return OK;
    }
    bool back = str_eq_nocase(operation, S("Previous"));
    if (operation.n && !back && !str_eq_nocase(operation, S("Next"))) {
        return refuse_operation(ctx, operation);
    }
    if (back && ask->before.n == 0) {
        return refuse_operation(ctx, operation);
    }
    ask->seek = true;
    ask->after = back ? S("") : ask->after;
    ask->before = ask->after.n ? S("") : ask->before;
    return OK;
}

Err collection_ask(Ctx *ctx, uint32_t size_default, uint32_t size_max, CollectionAsk *ret)
{
    CollectionAsk ask = {.query = query_without(ctx->arena, raw_query(ctx), is_paging), .total = -1};
    Str own = ask.query, token = token_of(ctx), operation = param_of(ctx->arena, raw_query(ctx), S("seekOperation"));
    operation = operation.n ? operation : param_of(ctx->arena, raw_query(ctx), S("seek_operation"));
    int64_t size = 0;
    if (token.n) {
        TRY(token_read(ctx, token, &ask, &size));
        TRY(seek(ctx, operation, &ask));
        ask.query = ask.query.n ? ask.query : own; /* clients may repeat the query; the token's counts */
    } else if (operation.n && !str_eq_nocase(operation, S("Next"))) {
        TRY(seek(ctx, operation, &ask)); /* "Next" of nothing is the first page */
    }
    TRY(number_param(ctx, own, S("size"), &size));
    TRY(number_param(ctx, own, S("offset"), &ask.offset));
    ask.size = size <= 0 ? size_default : size > size_max ? size_max : (uint32_t)size;
    *ret = ask;
    return OK;
}

Str collection_param(Ctx *ctx, const CollectionAsk *ask, Str name)
{
    Str own = param_of(ctx->arena, raw_query(ctx), name);
    return own.n ? own : param_of(ctx->arena, ask->query, name);
}

/* --- The envelope. */

static Str token_make(Arena *a, const CollectionAsk *ask, int64_t total, Str after, Str before)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("q"));
    json_str(&j, ask->query);
    json_key(&j, S("s"));
    json_i64(&j, ask->size);
    if (total >= 0) {
        json_key(&j, S("t"));
        json_i64(&j, total);
    }
    if (after.n) {
        json_key(&j, S("a"));
        json_str(&j, after);
    }
    if (before.n) {
        json_key(&j, S("b"));
        json_str(&j, before);
    }
    json_obj_end(&j);
    return base64url_encode(a, buf_str(&b));
}

/* Without the version: clients put it in front themselves (spec api-sdk-needs.md). */
static Str path_of(const Ctx *ctx)
{
    Str path = ctx->req ? ctx->req->path : S("");
    while (str_starts(path, S("//"))) {
        path = str_skip(path, 1);
    }
    if (str_starts_nocase(path, S("/v1/"))) {
        path = str_skip(path, 3);
        while (str_starts(path, S("//"))) {
            path = str_skip(path, 1);
        }
    }
    return path;
}

static void link_write(Json *j, Str name, Str uri, Str token)
{
    json_key(j, name);
    json_obj(j);
    json_key(j, S("uri"));
    json_str(j, uri);
    json_key(j, S("method"));
    json_str(j, S("GET"));
    json_key(j, S("headers"));
    json_arr(j);
    if (token.n) {
        json_obj(j);
        json_key(j, S("key"));
        json_str(j, S("MS-ContinuationToken"));
        json_key(j, S("value"));
        json_str(j, token);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_obj_end(j);
}

void collection_link(Json *j, Str name, Str uri) { link_write(j, name, uri, S("")); }

/* java.net.URI and its kin refuse raw braces, quotes and spaces, which browsers and curl send. */
static Str uri_clean(Arena *a, Str uri)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    for (size_t i = 0; i < uri.n; i++) {
        unsigned char c = (unsigned char)uri.p[i];
        if (c <= ' ' || c >= 0x7F || strchr("\"<>\\^`{|}[]", c)) {
            buf_fmt(&b, "%%%02X", c);
        } else {
            buf_addc(&b, (char)c);
        }
    }
    return buf_str(&b);
}

static Str uri_of(Ctx *ctx, Str query, Str more)
{
    Str both = query.n && more.n ? str_fmt(ctx->arena, "%.*s&%.*s", S_ARG(query), S_ARG(more)) : query.n ? query : more;
    Str path = path_of(ctx);
    return uri_clean(ctx->arena, both.n ? str_fmt(ctx->arena, "%.*s?%.*s", S_ARG(path), S_ARG(both)) : path);
}

static bool is_offset(Str name)
{
    return str_eq_nocase(name, S("offset")) || str_eq_nocase(name, S("size")) || is_paging(name);
}

static void links_by_offset(Ctx *ctx, Json *j, const CollectionAsk *ask, const Collection *c)
{
    Str rest = query_without(ctx->arena, ask->query, is_offset);
    int64_t next = ask->offset + ask->size;
    if (next < c->total) {
        link_write(j, S("next"),
                   uri_of(ctx, rest, str_fmt(ctx->arena, "size=%u&offset=%lld", ask->size, (long long)next)), S(""));
    }
    if (ask->offset > 0) {
        int64_t before = num_max_i64(ask->offset - ask->size, 0);
        link_write(j, S("previous"),
                   uri_of(ctx, rest, str_fmt(ctx->arena, "size=%u&offset=%lld", ask->size, (long long)before)), S(""));
    }
}

static void write_links(Ctx *ctx, Json *j, const CollectionAsk *ask, const Collection *c, Str next, Str previous)
{
    json_key(j, S("links"));
    json_obj(j);
    link_write(j, S("self"), uri_of(ctx, query_without(ctx->arena, raw_query(ctx), is_paging), S("")), S(""));
    if (c->by_offset) {
        links_by_offset(ctx, j, ask, c);
    }
    if (next.n) {
        link_write(j, S("next"), uri_of(ctx, ask->query, S("seekOperation=Next")), next);
    }
    if (previous.n) {
        link_write(j, S("previous"), uri_of(ctx, ask->query, S("seekOperation=Previous")), previous);
    }
    json_obj_end(j);
}

void ctx_json_collection(Ctx *ctx, const CollectionAsk *ask, const Collection *c)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    buf_reserve(&b, 512 + c->items_n * 512);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("totalCount"));
    json_i64(&j, c->total >= 0 ? c->total : (int64_t)c->items_n);
    json_key(&j, c->items_name ? str_from(c->items_name) : S("items"));
    json_arr(&j);
    for (size_t i = 0; i < c->items_n; i++) {
        if (i) {
            buf_addc(&b, ',');
        }
        shape_write(&b, c->shape, (const char *)c->items + i * c->shape->size);
    }
    json_arr_end(&j);
    int64_t kept = c->keep_total ? c->total : -1;
    Str next = c->page.next.n ? token_make(ctx->arena, ask, kept, c->page.next, c->page.previous) : S("");
    Str previous = c->page.previous.n ? token_make(ctx->arena, ask, kept, S(""), c->page.previous) : S("");
    write_links(ctx, &j, ask, c, next, previous);
    if (next.n) {
        json_key(&j, S("continuationToken"));
        json_str(&j, next);
    }
    json_key(&j, S("attributes"));
    json_obj(&j);
    json_key(&j, S("objectType"));
    json_str(&j, c->object_type ? str_from(c->object_type) : S("Collection"));
    json_obj_end(&j);
    json_obj_end(&j);
    ctx_json_text(ctx, 200, buf_str(&b));
}

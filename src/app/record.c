#include "app/record.h"

#include "app/kernel.h"
#include "base/num.h"
#include "base/utf8.h"
#include "os/os.h"

/* Each call has an arena of its own, which ends when the ring comes round. */
typedef struct Kept {
    Arena *arena;
    RecordedCall call;
} Kept;
struct Record {
    pthread_mutex_t lock;
    Kept ring[RECORD_CALLS_MAX];
    int64_t n;     /* noted so far: the newest is ring[(n - 1) % RECORD_CALLS_MAX] */
    int64_t first; /* the oldest that is still there, from 1 */
};

Record *record_open(void)
{
    Record *r = calloc(1, sizeof *r);
    if (r) {
        r->first = 1;
        (void)pthread_mutex_init(&r->lock, NULL);
    }
    return r;
}

static void empty_locked(Record *r)
{
    for (size_t i = 0; i < RECORD_CALLS_MAX; i++) {
        if (r->ring[i].arena) {
            arena_destroy(r->ring[i].arena);
            r->ring[i].arena = NULL;
        }
    }
    r->first = r->n + 1;
}

void record_empty(Record *r)
{
    (void)pthread_mutex_lock(&r->lock);
    empty_locked(r);
    (void)pthread_mutex_unlock(&r->lock);
}

void record_close(Record *r)
{
    empty_locked(r);
    (void)pthread_mutex_destroy(&r->lock);
    free(r);
}

/* --- secrets --- */

static bool has_part(Str text, Str part)
{
    for (size_t at = 0; at + part.n <= text.n; at++) {
        if (str_eq_nocase(str_sub(text, at, part.n), part)) {
            return true;
        }
    }
    return false;
}

static bool is_secret(Str name)
{
    static const Str WITHIN[] = {S_INIT("password"),      S_INIT("passwd"),   S_INIT("passphrase"), S_INIT("secret"),
                                 S_INIT("token"),         S_INIT("apikey"),   S_INIT("api_key"),    S_INIT("api-key"),
                                 S_INIT("authorization"), S_INIT("assertion")};
    static const Str WHOLE[] = {S_INIT("sig"), S_INIT("signature"), S_INIT("pwd"), S_INIT("pass"),
                                S_INIT("code_verifier")};
    for (size_t i = 0; i < COUNT_OF(WITHIN); i++) {
        if (has_part(name, WITHIN[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < COUNT_OF(WHOLE); i++) {
        if (str_eq_nocase(name, WHOLE[i])) {
            return true;
        }
    }
    return false;
}

/* From behind an opening quote to the closing one, or to the end of a text that was cut. */
static size_t string_end(Str t, size_t at)
{
    while (at < t.n && t.p[at] != '"') {
        at += t.p[at] == '\\' ? 2 : 1;
    }
    return num_min_size(at, t.n);
}

static size_t blank_end(Str t, size_t at)
{
    while (at < t.n && (t.p[at] == ' ' || t.p[at] == '\t' || t.p[at] == '\r' || t.p[at] == '\n')) {
        at++;
    }
    return at;
}

/* A sign-in's code stands in addresses and forms; in JSON `code` is that of an error, which has to be seen. */
static bool is_secret_parameter(Str name) { return is_secret(name) || str_eq_nocase(name, S("code")); }

static Str query_without(Arena *a, Str t)
{
    Buf b = buf_on_arena(a, t.n * 2 + 64);
    Str part;
    for (bool more = false; t.n && str_split(&t, '&', &part); more = true) {
        ptrdiff_t is = str_find_char(part, '=');
        buf_add(&b, more ? S("&") : S(""));
        if (is > 0 && is_secret_parameter(str_sub(part, 0, (size_t)is))) {
            buf_add(&b, str_sub(part, 0, (size_t)is + 1));
            buf_add(&b, S("(removed)"));
        } else {
            buf_add(&b, part);
        }
    }
    return buf_str(&b);
}

/* An address inside a text, as the links of an answer are: what stands behind its question mark. */
static Str link_without(Arena *a, Str value)
{
    ptrdiff_t at = str_find_char(value, '?');
    if (at < 0 || str_find_char(str_skip(value, (size_t)at), '=') < 0) {
        return value;
    }
    size_t query = (size_t)at + 1;
    return str_concat(a, str_sub(value, 0, query), query_without(a, str_skip(value, query)));
}

static Str json_without(Arena *a, Str t)
{
    Buf b = buf_on_arena(a, t.n * 2 + 64);
    size_t from = 0, at = 0;
    while (at < t.n) {
        if (t.p[at] != '"') {
            at++;
            continue;
        }
        size_t end = string_end(t, at + 1);
        Str name = str_sub(t, at + 1, end - at - 1);
        size_t colon = blank_end(t, num_min_size(end + 1, t.n));
        size_t value = colon < t.n && t.p[colon] == ':' ? blank_end(t, colon + 1) : t.n;
        at = num_min_size(end + 1, t.n);
        if (value >= t.n || t.p[value] != '"') { /* no member, or one that is no string: then this may be one itself */
            buf_add(&b, str_sub(t, from, num_min_size(end - name.n, t.n) - from));
            buf_add(&b, link_without(a, name));
            from = num_min_size(end, t.n);
            continue;
        }
        size_t close = string_end(t, value + 1);
        buf_add(&b, str_sub(t, from, value + 1 - from));
        buf_add(&b, is_secret(name) ? S("(removed)") : link_without(a, str_sub(t, value + 1, close - value - 1)));
        buf_add(&b, is_secret(name) && close == t.n ? S("\"") : S(""));
        from = num_min_size(close, t.n);
        at = num_min_size(close + 1, t.n);
    }
    buf_add(&b, str_skip(t, from));
    return buf_str(&b);
}

Str record_without_secrets(Arena *a, Str text)
{
    size_t at = blank_end(text, 0);
    bool json = at < text.n && (text.p[at] == '{' || text.p[at] == '[' || text.p[at] == '"' || text.p[at] == '\xef');
    return json ? json_without(a, text) : query_without(a, text);
}

/* --- noting --- */

static Str body_of(Arena *a, Str body, bool *ret_cut)
{
    *ret_cut = body.n > RECORD_BODY_MAX;
    Str whole = utf8_valid(body) ? utf8_prefix(body, RECORD_BODY_MAX) : S("");
    return str_copy(a, record_without_secrets(a, whole));
}

static Str request_headers(Arena *a, const HttpRequest *req)
{
    static const Str SHOWN[] = {S_INIT("accept"),
                                S_INIT("content-type"),
                                S_INIT("if-match"),
                                S_INIT("ms-requestid"),
                                S_INIT("ms-correlationid"),
                                S_INIT("x-locale"),
                                S_INIT("ms-continuationtoken"),
                                S_INIT("entente-fault"),
                                S_INIT("user-agent")};
    Buf b = buf_on_arena(a, 4096);
    for (size_t i = 0; i < COUNT_OF(SHOWN); i++) {
        Str v = http_header(req, SHOWN[i]);
        if (v.n && utf8_valid(v)) {
            buf_fmt(&b, "%.*s: %.*s\n", S_ARG(SHOWN[i]), S_ARG(utf8_prefix(v, 300)));
        }
    }
    return buf_str(&b);
}

static Str response_headers(Arena *a, const HttpResponse *res)
{
    static const Str LEFT_OUT[] = {S_INIT("set-cookie"), S_INIT("strict-transport-security"),
                                   S_INIT("x-content-type-options")};
    Buf b = buf_on_arena(a, 4096);
    if (res->content_type.n) {
        buf_fmt(&b, "Content-Type: %.*s\n", S_ARG(res->content_type));
    }
    for (size_t i = 0; i < res->headers_n; i++) {
        bool out = false;
        for (size_t k = 0; k < COUNT_OF(LEFT_OUT); k++) {
            out = out || str_eq_nocase(res->headers[i].name, LEFT_OUT[k]);
        }
        if (!out) {
            Str value = link_without(a, res->headers[i].value);
            buf_fmt(&b, "%.*s: %.*s\n", S_ARG(res->headers[i].name), S_ARG(utf8_prefix(value, 300)));
        }
    }
    return buf_str(&b);
}

void record_note(Ctx *ctx, const HttpResponse *res, bool dropped, bool faulty)
{
    Record *r = ctx->app->record;
    const HttpRequest *req = ctx->req;
    Arena *a = arena_create(0);
    Str sent = S("");
    RecordedCall c = {.at = ctx->wall,
                      .now = ctx->now,
                      .status = dropped ? 0 : res->status,
                      .took_us = (os_monotonic_ns() - req->start_ns) / 1000,
                      .faulty = faulty};
    c.method = str_copy(a, utf8_prefix(req->method_text, 16));
    c.path = str_copy(a, utf8_prefix(req->path, 500));
    c.target = c.path;
    if (req->query.n && utf8_valid(req->query)) {
        Str query = query_without(a, utf8_prefix(req->query, 1500));
        c.target = str_fmt(a, "%.*s?%.*s", S_ARG(c.path), S_ARG(query));
    }
    c.who = str_copy(a, ctx->actor.name);
    c.request_id = str_copy(a, ctx->request_id);
    c.request_headers = request_headers(a, req);
    c.response_headers = response_headers(a, res);
    if (req->body_fd < 0) {
        sent = req->body;
    }
    c.request_body = body_of(a, sent, &c.request_cut);
    c.request_cut = c.request_cut || req->body_fd >= 0;
    c.response_body = body_of(a, res->body, &c.response_cut);
    (void)pthread_mutex_lock(&r->lock);
    Kept *k = &r->ring[r->n % RECORD_CALLS_MAX];
    Arena *old = k->arena;
    c.number = ++r->n;
    r->first = num_max_i64(r->first, r->n - RECORD_CALLS_MAX + 1);
    *k = (Kept){a, c};
    (void)pthread_mutex_unlock(&r->lock);
    if (old) {
        arena_destroy(old);
    }
}

/* --- reading --- */

static RecordedCall copy_call(Arena *a, const RecordedCall *from)
{
    RecordedCall c = *from;
    Str *texts[] = {&c.method,          &c.target,           &c.path,         &c.who,          &c.request_id,
                    &c.request_headers, &c.response_headers, &c.request_body, &c.response_body};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        *texts[i] = str_copy(a, *texts[i]);
    }
    return c;
}

static bool wanted(const RecordedCall *c, const RecordAsk *ask)
{
    return (ask->before == 0 || c->number < ask->before) && (!ask->method.n || str_eq_nocase(c->method, ask->method)) &&
           (ask->from == 0 || c->status >= ask->from) && (ask->to == 0 || c->status <= ask->to) &&
           has_part(c->target, ask->path);
}

size_t record_list(Record *r, Arena *a, const RecordAsk *ask, RecordedCall *ret, bool *ret_more)
{
    size_t n = 0;
    *ret_more = false;
    (void)pthread_mutex_lock(&r->lock);
    for (int64_t i = r->n; i >= r->first; i--) {
        const RecordedCall *c = &r->ring[(i - 1) % RECORD_CALLS_MAX].call;
        if (!wanted(c, ask)) {
            continue;
        }
        if (n == ask->max) {
            *ret_more = true;
            break;
        }
        ret[n++] = copy_call(a, c);
    }
    (void)pthread_mutex_unlock(&r->lock);
    return n;
}

bool record_get(Record *r, Arena *a, int64_t number, RecordedCall *ret)
{
    (void)pthread_mutex_lock(&r->lock);
    bool there = number >= r->first && number <= r->n;
    if (there) {
        *ret = copy_call(a, &r->ring[(number - 1) % RECORD_CALLS_MAX].call);
    }
    (void)pthread_mutex_unlock(&r->lock);
    return there;
}

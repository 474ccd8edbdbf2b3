/* An answer's head, and which bytes follow it: conditional requests, ranges, codings, connection.
 *
 * Runs in whatever thread answers, so that compressing costs the loop nothing. */
#include "http/internal.h"

#include <assert.h>

/* Where the head is written; its size was reckoned before, so nothing is tested while writing. */
typedef struct Out {
    char *p;
} Out;

static inline void put(Out *o, Str s)
{
    memcpy(o->p, s.p, s.n);
    o->p += s.n;
}

static void put_u64(Out *o, uint64_t v)
{
    char digits[20];
    size_t n = 0;
    do {
        digits[n++] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    while (n > 0) {
        *o->p++ = digits[--n];
    }
}

static void put_field(Out *o, Str name, Str value)
{
    put(o, name);
    put(o, S(": "));
    char *start = o->p;
    put(o, value);
    if (!http_value_is_clean(value)) { /* what came from elsewhere must not begin a header of its own */
        for (char *c = start; c < o->p; c++) {
            *c = (unsigned char)*c < 0x20 || *c == 0x7f ? ' ' : *c;
        }
    }
    put(o, S("\r\n"));
}

static const struct {
    int status;
    Str line;
} status_lines[] = {
    {100, S_INIT("HTTP/1.1 100 Continue\r\n")},
    {200, S_INIT("HTTP/1.1 200 OK\r\n")},
    {201, S_INIT("HTTP/1.1 201 Created\r\n")},
    {202, S_INIT("HTTP/1.1 202 Accepted\r\n")},
    {204, S_INIT("HTTP/1.1 204 No Content\r\n")},
    {206, S_INIT("HTTP/1.1 206 Partial Content\r\n")},
    {301, S_INIT("HTTP/1.1 301 Moved Permanently\r\n")},
    {302, S_INIT("HTTP/1.1 302 Found\r\n")},
    {303, S_INIT("HTTP/1.1 303 See Other\r\n")},
    {304, S_INIT("HTTP/1.1 304 Not Modified\r\n")},
    {307, S_INIT("HTTP/1.1 307 Temporary Redirect\r\n")},
    {308, S_INIT("HTTP/1.1 308 Permanent Redirect\r\n")},
    {400, S_INIT("HTTP/1.1 400 Bad Request\r\n")},
    {401, S_INIT("HTTP/1.1 401 Unauthorized\r\n")},
    {402, S_INIT("HTTP/1.1 402 Payment Required\r\n")},
    {403, S_INIT("HTTP/1.1 403 Forbidden\r\n")},
    {404, S_INIT("HTTP/1.1 404 Not Found\r\n")},
    {405, S_INIT("HTTP/1.1 405 Method Not Allowed\r\n")},
    {406, S_INIT("HTTP/1.1 406 Not Acceptable\r\n")},
    {408, S_INIT("HTTP/1.1 408 Request Timeout\r\n")},
    {409, S_INIT("HTTP/1.1 409 Conflict\r\n")},
    {410, S_INIT("HTTP/1.1 410 Gone\r\n")},
    {411, S_INIT("HTTP/1.1 411 Length Required\r\n")},
    {412, S_INIT("HTTP/1.1 412 Precondition Failed\r\n")},
    {413, S_INIT("HTTP/1.1 413 Content Too Large\r\n")},
    {414, S_INIT("HTTP/1.1 414 URI Too Long\r\n")},
    {415, S_INIT("HTTP/1.1 415 Unsupported Media Type\r\n")},
    {416, S_INIT("HTTP/1.1 416 Range Not Satisfiable\r\n")},
    {417, S_INIT("HTTP/1.1 417 Expectation Failed\r\n")},
    {422, S_INIT("HTTP/1.1 422 Unprocessable Content\r\n")},
    {428, S_INIT("HTTP/1.1 428 Precondition Required\r\n")},
    {429, S_INIT("HTTP/1.1 429 Too Many Requests\r\n")},
    {431, S_INIT("HTTP/1.1 431 Request Header Fields Too Large\r\n")},
    {500, S_INIT("HTTP/1.1 500 Internal Server Error\r\n")},
    {501, S_INIT("HTTP/1.1 501 Not Implemented\r\n")},
    {502, S_INIT("HTTP/1.1 502 Bad Gateway\r\n")},
    {503, S_INIT("HTTP/1.1 503 Service Unavailable\r\n")},
    {504, S_INIT("HTTP/1.1 504 Gateway Timeout\r\n")},
    {505, S_INIT("HTTP/1.1 505 HTTP Version Not Supported\r\n")},
    {507, S_INIT("HTTP/1.1 507 Insufficient Storage\r\n")},
};

static Str status_line(int status)
{
    for (size_t i = 0; i < COUNT_OF(status_lines); i++) {
        if (status_lines[i].status == status) {
            return status_lines[i].line;
        }
    }
    return S("");
}

static void put_status(Out *o, int status)
{
    Str line = status_line(status);
    if (line.n) {
        put(o, line);
        return;
    }
    put(o, S("HTTP/1.1 "));
    put_u64(o, (uint64_t)status);
    put(o, S(" Status\r\n"));
}

void http_date_into(char out[29], Time t)
{
    static const char days[] = "MonTueWedThuFriSatSun";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    Civil c = time_civil(t);
    char text[64];
    snprintf(text, sizeof(text), "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", days + 3 * date_weekday(date_of(t)), c.day,
             months + 3 * (c.month - 1), (int)c.year, c.hour, c.minute, c.second);
    memcpy(out, text, 29);
}

/* The Date field, made once a second in each thread. */
static void put_date(Out *o)
{
    static _Thread_local int64_t second = -1;
    static _Thread_local char field[] = "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n";
    int64_t now = os_wall().us / TIME_SECOND;
    if (now != second) {
        second = now;
        http_date_into(field + 6, (Time){now * TIME_SECOND});
    }
    put(o, str_of(field, sizeof(field) - 1));
}

/* What is decided about an answer before its head is written. */
typedef struct Plan {
    int status;
    Coding coding;
    Str body; /* memory */
    bool file;
    bool bodiless;   /* by its status: no length is given either, but for 205 */
    uint64_t length; /* of what follows the head, or would for HEAD */
    uint64_t from, whole;
} Plan;

static void choose_coding(Exchange *ex, const HttpResponse *res, Plan *plan)
{
    bool ready = res->body_br.n > 0 || res->body_gz.n > 0;
    if (plan->bodiless || plan->file || !(ready || (res->compress && res->body.n >= HTTP_COMPRESS_MIN))) {
        return;
    }
    Coding coding = negotiate_coding(http_header(&ex->req, S("accept-encoding")), !ready || res->body_br.n > 0,
                                     !ready || res->body_gz.n > 0);
    if (coding == CODING_IDENTITY) {
        return;
    }
    if (ready) {
        plan->body = coding == CODING_BR ? res->body_br : res->body_gz;
        plan->coding = coding;
        return;
    }
    size_t n = 0;
    ex->packed = compress_body(coding, res->body, &n);
    if (ex->packed) {
        plan->body = str_of((const char *)ex->packed, n);
        plan->coding = coding;
    }
}

static void choose_range(const Exchange *ex, const HttpResponse *res, Plan *plan)
{
    if (!res->file_ranges || plan->status != 200 || plan->coding != CODING_IDENTITY || ex->req.method != HTTP_GET) {
        return;
    }
    plan->whole = plan->length;
    switch (negotiate_range(&ex->req, res->etag, res->last_modified, plan->whole, &plan->from, &plan->length)) {
    case RANGE_WHOLE:
        plan->length = plan->whole;
        plan->from = 0;
        return;
    case RANGE_PART:
        plan->status = 206;
        break;
    case RANGE_UNSATISFIABLE:
        plan->status = 416;
        plan->length = 0;
        plan->from = 0;
        break;
    }
    plan->body = plan->file ? S("") : str_sub(plan->body, (size_t)plan->from, (size_t)plan->length);
}

static Plan make_plan(Exchange *ex, const HttpResponse *res)
{
    bool reads = ex->req.method == HTTP_GET || ex->req.method == HTTP_HEAD;
    Plan plan = {.status = res->status, .body = res->body, .file = res->file_fd > 0};
    if (res->status == 200 && reads && negotiate_not_modified(&ex->req, res->etag, res->last_modified)) {
        plan.status = 304;
    }
    plan.bodiless = plan.status == 204 || plan.status == 304 || plan.status < 200;
    if (plan.bodiless) {
        plan.body = S("");
        plan.file = false;
        return plan;
    }
    choose_coding(ex, res, &plan);
    plan.length = plan.file ? res->file_size : plan.body.n;
    choose_range(ex, res, &plan);
    return plan;
}

static size_t head_bound(const HttpResponse *res)
{
    size_t n = 640 + res->content_type.n + res->etag.n;
    for (size_t i = 0; i < res->headers_n; i++) {
        n += res->headers[i].name.n + res->headers[i].value.n + 4;
    }
    return n;
}

static void put_validators(Out *o, const HttpResponse *res, const Plan *plan)
{
    if (res->etag.n) {
        /* The bytes differ by coding, so a strong validator would lie. */
        bool weaken = (res->compress || res->body_br.n || res->body_gz.n) && !str_starts(res->etag, S("W/"));
        put(o, S("ETag: "));
        put(o, weaken ? S("W/") : S(""));
        put(o, res->etag);
        put(o, S("\r\n"));
    }
    if (time_is_set(res->last_modified)) {
        char date[29];
        http_date_into(date, res->last_modified);
        put_field(o, S("Last-Modified"), str_of(date, sizeof(date)));
    }
    if (res->compress || res->body_br.n || res->body_gz.n) {
        put(o, S("Vary: Accept-Encoding\r\n"));
    }
    if (res->file_ranges && !plan->bodiless) {
        put(o, S("Accept-Ranges: bytes\r\n"));
    }
}

static void put_content(Out *o, const HttpResponse *res, const Plan *plan)
{
    if (plan->coding != CODING_IDENTITY) {
        put(o, plan->coding == CODING_BR ? S("Content-Encoding: br\r\n") : S("Content-Encoding: gzip\r\n"));
    }
    if (plan->status == 206 && plan->whole) {
        put(o, S("Content-Range: bytes "));
        put_u64(o, plan->from);
        put(o, S("-"));
        put_u64(o, plan->from + plan->length - 1);
        put(o, S("/"));
        put_u64(o, plan->whole);
        put(o, S("\r\n"));
    } else if (plan->status == 416 && res->status == 200) {
        put(o, S("Content-Range: bytes */"));
        put_u64(o, plan->whole);
        put(o, S("\r\n"));
    }
}

static void put_framing(Out *o, const Exchange *ex, const Plan *plan, bool stream)
{
    if (ex->close) {
        put(o, S("Connection: close\r\n"));
    } else if (ex->minor == 0) {
        put(o, S("Connection: keep-alive\r\n"));
    }
    if (plan->bodiless) {
        return;
    }
    if (!stream) {
        put(o, S("Content-Length: "));
        put_u64(o, plan->length);
        put(o, S("\r\n"));
    } else if (ex->minor > 0) {
        put(o, S("Transfer-Encoding: chunked\r\n"));
    }
}

static void lay_out(Exchange *ex, const HttpResponse *res, const Plan *plan, Str head)
{
    ex->spans[0] = head;
    ex->spans_n = 1;
    ex->span_at = 0;
    ex->file_fd = res->file_fd > 0 ? res->file_fd : -1; /* closed at the end, sent or not */
    if (ex->req.method == HTTP_HEAD || plan->bodiless) {
        return;
    }
    if (plan->file) {
        ex->file_at = (off_t)plan->from;
        ex->file_left = plan->length;
    } else if (plan->body.n > 0) {
        ex->spans[1] = plan->body;
        ex->spans_n = 2;
    }
}

void response_build(Exchange *ex, const HttpResponse *res, bool stream)
{
    assert(res->status >= 200 && res->status <= 999 && res->headers_n <= HTTP_HEADERS_MAX);
    Plan plan = make_plan(ex, res);
    ex->status = plan.status;
    ex->close = res->close || !ex->keep_alive || (stream && ex->minor == 0 && !plan.bodiless) ||
                atomic_load_explicit(&ex->loop->server->stopping, memory_order_relaxed);
    size_t bound = head_bound(res);
    char *head = ex->head;
    if (bound > sizeof(ex->head)) {
        head = ex->head_heap = malloc(bound);
        if (!head) {
            abort();
        }
    }
    Out o = {head};
    put_status(&o, plan.status);
    put_date(&o);
    put_framing(&o, ex, &plan, stream);
    if (res->content_type.n && !plan.bodiless && plan.status != 416) {
        put_field(&o, S("Content-Type"), res->content_type);
    }
    put_content(&o, res, &plan);
    put_validators(&o, res, &plan);
    for (size_t i = 0; i < res->headers_n; i++) {
        put_field(&o, res->headers[i].name, res->headers[i].value);
    }
    put(&o, S("\r\n"));
    assert((size_t)(o.p - head) <= bound);
    lay_out(ex, res, &plan, str_of(head, (size_t)(o.p - head)));
}

void response_refuse(Exchange *ex, int status, const char *why)
{
    const HttpApp *app = &ex->loop->server->app;
    HttpResponse res = {
        .status = status, .close = true, .last_modified = TIME_NONE, .content_type = S("text/plain; charset=utf-8")};
    Str body;
    if (app->error_body) {
        body = app->error_body(ex->req.arena, status, str_from(why), ex->req.target, &res.content_type, app->user);
    } else {
        body = str_fmt(ex->req.arena, "%s\n", why);
    }
    res.body = body;
    if (status == 503) {
        http_add_header(&res, S("Retry-After"), S("5"));
    }
    response_build(ex, &res, false);
    ex->answered = true;
}

void response_continue(Exchange *ex)
{
    ex->interim = true;
    ex->answered = true;
    ex->spans[0] = S("HTTP/1.1 100 Continue\r\n\r\n");
    ex->spans_n = 1;
}

void http_add_header(HttpResponse *res, Str name, Str value)
{
    assert(res->headers_n < HTTP_HEADERS_MAX);
    res->headers[res->headers_n++] = (HttpHeader){name, value};
}

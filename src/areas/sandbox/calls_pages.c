/* The last calls of a sandbox: the list, one of them, and either as a HAR file. */
#include "areas/sandbox/pages.h"

#include "app/export.h"
#include "app/kernel.h"
#include "app/record.h"
#include "app/replay.h"
#include "areas/home/home.h"
#include "areas/sandbox/sandbox_view.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/sandbox_html.h"
#include "ui/field.h"
#include "ui/lists.h"

#define PAGE "/a/{account}/settings/sandbox/calls"
enum { HAR_MAX = 100 };

typedef struct CallsAsk {
    Str method, path, status;
    int64_t before;
} CallsAsk;

static void take(void *arg, Str name, Str value)
{
    CallsAsk *ask = arg;
    if (str_eq(name, S("method"))) {
        ask->method = value;
    } else if (str_eq(name, S("path"))) {
        ask->path = utf8_prefix(str_trim(value), 200);
    } else if (str_eq(name, S("status"))) {
        ask->status = value;
    } else if (str_eq(name, S("before")) && str_to_i64(value, &ask->before) != OK) {
        ask->before = 0;
    }
}

static Str query_of(Arena *a, const CallsAsk *ask, int64_t before)
{
    Buf b = buf_on_arena(a, LIST_QUERY_MAX);
    list_put(&b, "method", ask->method);
    list_put(&b, "path", ask->path);
    list_put(&b, "status", ask->status);
    list_put(&b, "before", before ? str_fmt(a, "%lld", (long long)before) : S(""));
    return buf_str(&b);
}

static const struct {
    const char *id, *label;
    int from, to;
} ANSWERS[] = {{"", N_("Any answer"), 0, 0},
               {"good", N_("Done"), 200, 399},
               {"refused", N_("Refused: 4xx"), 400, 499},
               {"failed", N_("Failed: 5xx"), 500, 599}};
static const char *const METHODS[] = {"", "GET", "POST", "PUT", "PATCH", "DELETE"};

static RecordAsk record_ask(const CallsAsk *ask, size_t max)
{
    RecordAsk r = {.method = ask->method, .path = ask->path, .before = ask->before, .max = max};
    for (size_t i = 0; i < COUNT_OF(ANSWERS); i++) {
        if (str_eq(str_from(ANSWERS[i].id), ask->status)) {
            r.from = ANSWERS[i].from;
            r.to = ANSWERS[i].to;
        }
    }
    return r;
}

static StateView state_of(Ctx *ctx, const RecordedCall *c)
{
    if (c->status == 0) {
        return (StateView){STATE_BAD, MSG("Connection ended")};
    }
    Msg said = MSG1("{status}", "status", str_fmt(ctx->arena, "%d", c->status));
    return c->status < 400   ? (StateView){STATE_GOOD, said}
           : c->status < 500 ? (StateView){STATE_WARN, said}
                             : (StateView){STATE_BAD, said};
}

static FieldView method_filter(Ctx *ctx, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, COUNT_OF(METHODS));
    for (size_t i = 0; i < COUNT_OF(METHODS); i++) {
        Str id = str_from(METHODS[i]);
        o[i] = (OptionView){.value = id, .text = id, .selected = str_eq(id, chosen)};
    }
    o[0].label = MSG("Any method");
    return ui_select(ctx, S("method"), MSG("Method"), o, COUNT_OF(METHODS));
}

static FieldView answer_filter(Ctx *ctx, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, COUNT_OF(ANSWERS));
    for (size_t i = 0; i < COUNT_OF(ANSWERS); i++) {
        Str id = str_from(ANSWERS[i].id);
        o[i] = (OptionView){.value = id, .label = MSG_OF(ANSWERS[i].label), .selected = str_eq(id, chosen)};
    }
    return ui_select(ctx, S("status"), MSG("Answer"), o, COUNT_OF(ANSWERS));
}

static void fill_lines(Ctx *ctx, const CallsAsk *ask, CallsView *v)
{
    RecordAsk r = record_ask(ask, LIST_SIZE);
    RecordedCall *calls = arena_array(ctx->arena, RecordedCall, LIST_SIZE);
    v->rows_n = record_list(ctx->app->record, ctx->arena, &r, calls, &v->has_older);
    CallLine *lines = arena_array(ctx->arena, CallLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        const RecordedCall *c = &calls[i];
        lines[i] = (CallLine){.number = c->number,
                              .ms = (c->took_us + 500) / 1000,
                              .at = c->at,
                              .method = c->method,
                              .target = c->target,
                              .who = c->who,
                              .state = state_of(ctx, c),
                              .url = url_fmt(ctx->arena, "%u/%d", home_path(ctx, PAGE), c->number)};
    }
    v->rows = lines;
    if (v->has_older) {
        v->older = list_url(ctx->arena, v->self, query_of(ctx->arena, ask, calls[v->rows_n - 1].number));
    }
}

Err sandbox_calls_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CallsView *v = arena_new(ctx->arena, CallsView);
    CallsAsk ask = {0};
    list_each_asked(ctx, take, &ask);
    v->self = home_path(ctx, PAGE);
    v->sandbox = home_path(ctx, "/a/{account}/settings/sandbox");
    v->here = ctx->app->record != NULL;
    v->filtered = ask.method.n || ask.path.n || ask.status.n;
    v->method = method_filter(ctx, ask.method);
    v->status = answer_filter(ctx, ask.status);
    v->path = ui_field(ctx, S("path"), ask.path, MSG("Part of the address"));
    v->path.kind = FIELD_SEARCH;
    v->har = list_url(ctx->arena, home_path(ctx, PAGE "/har"), query_of(ctx->arena, &ask, 0));
    v->export = list_export(ctx->arena, home_path(ctx, PAGE "/export"), query_of(ctx->arena, &ask, 0));
    v->export.about = MSG("All that match, of the last 500");
    v->empty = home_path(ctx, PAGE "/forget");
    v->may_run = ctx_may(ctx, &SANDBOX_RUN);
    if (v->here) {
        fill_lines(ctx, &ask, v);
    }
    v->shell = sandbox_shell(ctx, MSG("Last calls"));
    RENDER(ctx, 200, sandbox_calls, v);
    return OK;
}

static Err no_call(Ctx *ctx)
{
    return problem(ctx, ERR_NOT_FOUND, MSG("This call is not kept any more."),
                   MSG("The last 500 calls are, until the sandbox is opened anew."));
}

static Str base_of(const Ctx *ctx)
{
    return str_from(ctx->app->options.public_url ? ctx->app->options.public_url : "");
}

/* A quote inside ends the quoting, stands escaped, and begins it again. */
static void add_quoted(Buf *b, Str text)
{
    buf_addc(b, '\'');
    for (size_t i = 0; i < text.n; i++) {
        buf_add(b, text.p[i] == '\'' ? S("'\\''") : str_sub(text, i, 1));
    }
    buf_addc(b, '\'');
}

static Str curl_of(Ctx *ctx, const RecordedCall *c)
{
    Buf b = buf_on_arena(ctx->arena, 256 << 10);
    Str headers = c->request_headers, line;
    buf_fmt(&b, "curl -i -X %.*s \\\n  -H \"Authorization: Bearer $TOKEN\" \\\n", S_ARG(c->method));
    while (headers.n && str_split(&headers, '\n', &line)) {
        if (line.n && !str_starts(line, S("user-agent:"))) {
            buf_add(&b, S("  -H "));
            add_quoted(&b, line);
            buf_add(&b, S(" \\\n"));
        }
    }
    if (c->request_body.n) {
        buf_add(&b, S("  --data-binary "));
        add_quoted(&b, c->request_body);
        buf_add(&b, S(" \\\n"));
    }
    buf_add(&b, S("  "));
    add_quoted(&b, str_concat(ctx->arena, base_of(ctx), c->target));
    buf_addc(&b, '\n');
    return buf_str(&b);
}

static Err call_of_path(Ctx *ctx, RecordedCall *ret)
{
    int64_t number = 0;
    bool there = ctx->app->record && str_to_i64(ctx_param(ctx, S("call")), &number) == OK &&
                 record_get(ctx->app->record, ctx->arena, number, ret);
    return there ? OK : no_call(ctx);
}

Err sandbox_call_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    RecordedCall c;
    TRY(call_of_path(ctx, &c));
    CallView *v = arena_new(ctx->arena, CallView);
    FactView *f = arena_array(ctx->arena, FactView, 6);
    f[0] = (FactView){.label = MSG("Answer"), .state = state_of(ctx, &c), .kind = FACT_STATE};
    f[1] = (FactView){.label = MSG("When"), .at = c.at, .kind = FACT_TIME};
    f[2] = (FactView){.label = MSG("By the sandbox's clock"), .at = c.now, .kind = FACT_TIME};
    f[3] = (FactView){.label = MSG("Milliseconds"),
                      .text = str_fmt(ctx->arena, "%lld", (long long)((c.took_us + 500) / 1000)),
                      .kind = FACT_TEXT};
    f[4] = (FactView){.label = MSG("Who"), .text = c.who, .kind = FACT_TEXT};
    f[5] = (FactView){.label = MSG("Request id"), .text = c.request_id, .kind = FACT_TEXT};
    *v = (CallView){.shell = sandbox_shell(
                        ctx, MSG1("{call}", "call", str_fmt(ctx->arena, "%.*s %.*s", S_ARG(c.method), S_ARG(c.path)))),
                    .facts = f,
                    .facts_n = 6,
                    .request_headers = c.request_headers,
                    .request_body = c.request_body,
                    .response_headers = c.response_headers,
                    .response_body = c.response_body,
                    .request_cut = c.request_cut,
                    .response_cut = c.response_cut,
                    .curl = curl_of(ctx, &c),
                    .may_replay = !c.request_cut && ctx_may(ctx, &SANDBOX_RUN),
                    .replay = url_fmt(ctx->arena, "%u/%d/replay", home_path(ctx, PAGE), c.number),
                    .har = url_fmt(ctx->arena, "%u?call=%d", home_path(ctx, PAGE "/har"), c.number)};
    RENDER(ctx, 200, sandbox_call, v);
    return OK;
}

Err sandbox_call_replay_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    RecordedCall c;
    int status;
    TRY(call_of_path(ctx, &c));
    Err err = replay_call(ctx, &c, &status);
    if (err == ERR_UNSUPPORTED) {
        return problem(ctx, ERR_CONFLICT, MSG("This call cannot be sent again: its body is not kept whole."),
                       MSG("Send it with curl from where it came."));
    }
    TRY(err);
    ctx_redirect(ctx, home_path(ctx, PAGE),
                 status
                     ? MSG1("Sent again, as you: answered with {status}.", "status", str_fmt(ctx->arena, "%d", status))
                     : MSG("Sent again, as you: the connection ended."));
    return OK;
}

Err sandbox_calls_empty_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    if (!ctx->app->record) {
        return no_call(ctx);
    }
    record_empty(ctx->app->record);
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("The calls are forgotten."));
    return OK;
}

/* --- as a table --- */

static const ExportColumn COLUMNS[] = {
    {"call", N_("Call"), EXPORT_INT, 8},      {"at", N_("When"), EXPORT_TIME, 20},
    {"method", N_("Method"), EXPORT_TEXT, 8}, {"address", N_("Address"), EXPORT_TEXT, 60},
    {"answer", N_("Answer"), EXPORT_INT, 8},  {"milliseconds", N_("Milliseconds"), EXPORT_INT, 12},
    {"who", N_("Who"), EXPORT_TEXT, 24},      {"requestId", N_("Request id"), EXPORT_TEXT, 36},
};

static Err fill_file(AccountCtx a, Export *e, void *arg)
{
    Ctx *ctx = a.ctx;
    RecordAsk r = record_ask(arg, RECORD_CALLS_MAX);
    RecordedCall *calls = arena_array(ctx->arena, RecordedCall, RECORD_CALLS_MAX);
    bool more;
    size_t n = record_list(ctx->app->record, ctx->arena, &r, calls, &more);
    for (size_t i = 0; i < n; i++) {
        const RecordedCall *c = &calls[i];
        ExportCell cells[COUNT_OF(COLUMNS)] = {{.i = c->number},
                                               {.time = c->at},
                                               {.text = c->method},
                                               {.text = c->target},
                                               {.empty = c->status == 0, .i = c->status},
                                               {.i = (c->took_us + 500) / 1000},
                                               {.text = c->who},
                                               {.text = c->request_id}};
        TRY(export_row(e, cells));
    }
    return OK;
}

Err sandbox_calls_export(AccountCtx a)
{
    CallsAsk ask = {0};
    if (!a.ctx->app->record) {
        return no_call(a.ctx);
    }
    list_each_asked(a.ctx, take, &ask);
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Last calls"),
                                        .file = "sandbox-calls",
                                        .fill = fill_file,
                                        .arg = &ask});
}

/* --- HAR 1.2 --- */

static void har_text(Json *j, Str name, Str text)
{
    json_key(j, name);
    json_str(j, text);
}

static void har_number(Json *j, Str name, int64_t n)
{
    json_key(j, name);
    json_i64(j, n);
}

static void har_list(Json *j, Str name)
{
    json_key(j, name);
    json_arr(j);
}

static Str header_of(Str lines, Str name)
{
    Str line, key;
    while (lines.n && str_split(&lines, '\n', &line)) {
        if (str_split(&line, ':', &key) && str_eq_nocase(key, name)) {
            return str_trim(line);
        }
    }
    return S("");
}

static void har_headers(Json *j, Str lines)
{
    Str line, key;
    har_list(j, S("headers"));
    while (lines.n && str_split(&lines, '\n', &line)) {
        if (line.n && str_split(&line, ':', &key)) {
            json_obj(j);
            har_text(j, S("name"), key);
            har_text(j, S("value"), str_trim(line));
            json_obj_end(j);
        }
    }
    json_arr_end(j);
    har_list(j, S("cookies"));
    json_arr_end(j);
    har_number(j, S("headersSize"), -1);
}

static void har_query(Ctx *ctx, Json *j, Str target)
{
    Str path, name, value;
    Err err = OK;
    (void)str_split(&target, '?', &path);
    har_list(j, S("queryString"));
    while (http_next_param(ctx->arena, &target, &name, &value, &err)) {
        json_obj(j);
        har_text(j, S("name"), name);
        har_text(j, S("value"), value);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static void har_request(Ctx *ctx, Json *j, const RecordedCall *c)
{
    json_key(j, S("request"));
    json_obj(j);
    har_text(j, S("method"), c->method);
    har_text(j, S("url"), str_concat(ctx->arena, base_of(ctx), c->target));
    har_text(j, S("httpVersion"), S("HTTP/1.1"));
    har_headers(j, c->request_headers);
    har_query(ctx, j, c->target);
    har_number(j, S("bodySize"), (int64_t)c->request_body.n);
    if (c->request_body.n) {
        json_key(j, S("postData"));
        json_obj(j);
        har_text(j, S("mimeType"), header_of(c->request_headers, S("content-type")));
        har_text(j, S("text"), c->request_body);
        json_obj_end(j);
    }
    json_obj_end(j);
}

static void har_response(Json *j, const RecordedCall *c)
{
    json_key(j, S("response"));
    json_obj(j);
    har_number(j, S("status"), c->status);
    har_text(j, S("statusText"), S(""));
    har_text(j, S("httpVersion"), S("HTTP/1.1"));
    har_headers(j, c->response_headers);
    har_text(j, S("redirectURL"), header_of(c->response_headers, S("location")));
    har_number(j, S("bodySize"), (int64_t)c->response_body.n);
    json_key(j, S("content"));
    json_obj(j);
    har_number(j, S("size"), (int64_t)c->response_body.n);
    har_text(j, S("mimeType"), header_of(c->response_headers, S("content-type")));
    har_text(j, S("text"), c->response_body);
    json_obj_end(j);
    json_obj_end(j);
}

static void har_entry(Ctx *ctx, Json *j, const RecordedCall *c)
{
    int64_t ms = (c->took_us + 500) / 1000;
    json_obj(j);
    json_key(j, S("startedDateTime"));
    json_time(j, c->at);
    har_number(j, S("time"), ms);
    har_request(ctx, j, c);
    har_response(j, c);
    json_key(j, S("cache"));
    json_obj(j);
    json_obj_end(j);
    json_key(j, S("timings"));
    json_obj(j);
    har_number(j, S("send"), 0);
    har_number(j, S("wait"), ms);
    har_number(j, S("receive"), 0);
    json_obj_end(j);
    json_obj_end(j);
}

static size_t calls_of_har(Ctx *ctx, RecordedCall *calls)
{
    CallsAsk ask = {0};
    bool more;
    int64_t number = 0;
    list_each_asked(ctx, take, &ask);
    if (str_to_i64(ctx_query(ctx, S("call")), &number) == OK) {
        return record_get(ctx->app->record, ctx->arena, number, calls);
    }
    RecordAsk r = record_ask(&ask, HAR_MAX);
    return record_list(ctx->app->record, ctx->arena, &r, calls, &more);
}

Err sandbox_calls_har(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    if (!ctx->app->record) {
        return no_call(ctx);
    }
    RecordedCall *calls = arena_array(ctx->arena, RecordedCall, HAR_MAX);
    size_t n = calls_of_har(ctx, calls);
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("log"));
    json_obj(&j);
    har_text(&j, S("version"), S("1.2"));
    json_key(&j, S("creator"));
    json_obj(&j);
    har_text(&j, S("name"), S("Entente"));
    har_text(&j, S("version"), S("1"));
    json_obj_end(&j);
    har_list(&j, S("entries"));
    for (size_t i = n; i > 0; i--) { /* a HAR is in the order of time */
        har_entry(ctx, &j, &calls[i - 1]);
    }
    json_arr_end(&j);
    json_obj_end(&j);
    json_obj_end(&j);
    if (b.full) {
        return ERR_TOO_LARGE;
    }
    ctx->out.status = 200;
    ctx->out.body = buf_str(&b);
    ctx->out.content_type = S("application/json; charset=utf-8");
    ctx_header(ctx, S("Content-Disposition"), S("attachment; filename=\"calls.har\""));
    return OK;
}

/* Files of transactions and payments over the wire (api-endpoints.tsv, payouts): asked for with a filter, made by a
 * job, fetched by a signed address that holds for an hour. */
#include "areas/earnings/pages.h"

#include "app/app.h"
#include "app/filter.h"
#include "app/session.h"
#include "app/shape.h"
#include "app/unit.h"
#include "base/csv.h"
#include "crypt/crypt.h"

enum { FILTER_MAX = 3000, FILTER_DEPTH = 40, LINK_SECONDS = 3600, YEARS = 3, FILE_CHUNK = 1000 };

/* --- $filter: comparisons with and, or and parentheses --- */

typedef struct Test { /* a tree: AND and OR have both sides */
    enum { TEST_ALL, TEST_AND, TEST_OR, TEST_IS } kind;
    Str field, op, value;
    const struct Test *left, *right;
} Test;
typedef struct Parser {
    Ctx *ctx;
    Str rest;
    const char *fields; /* by spaces */
    int depth;
    Msg wrong;
} Parser;

static Str token(Parser *p)
{
    p->rest = str_trim(p->rest);
    size_t n = 0;
    if (p->rest.n && (p->rest.p[0] == '(' || p->rest.p[0] == ')')) {
        n = 1;
    } else if (p->rest.n && p->rest.p[0] == '\'') {
        n = 1;
        while (n < p->rest.n && (p->rest.p[n] != '\'' || (n + 1 < p->rest.n && p->rest.p[n + 1] == '\''))) {
            n += p->rest.p[n] == '\'' ? 2 : 1;
        }
        n += n < p->rest.n;
    } else {
        while (n < p->rest.n && p->rest.p[n] != ' ' && p->rest.p[n] != '(' && p->rest.p[n] != ')') {
            n++;
        }
    }
    Str t = str_sub(p->rest, 0, n);
    p->rest = str_skip(p->rest, n);
    return t;
}
static bool next_is(Parser *p, Str word)
{
    Parser ahead = *p;
    if (!str_eq_nocase(token(&ahead), word)) {
        return false;
    }
    *p = ahead;
    return true;
}
static Str unquoted(Arena *a, Str t)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    if (t.n < 2 || t.p[0] != '\'') {
        return t;
    }
    for (size_t i = 1; i + 1 < t.n; i++) {
        buf_addc(&b, t.p[i]);
        i += t.p[i] == '\'';
    }
    return buf_str(&b);
}

static const Test *either(Parser *p);
static const Test *refuse(Parser *p, Msg why)
{
    if (!msg_is_set(p->wrong)) {
        p->wrong = why;
    }
    return NULL;
}
static const Test *single(Parser *p)
{
    Test *t = arena_new(p->ctx->arena, Test);
    if (++p->depth > FILTER_DEPTH) {
        return refuse(p, MSG("$filter has too many parts"));
    }
    if (next_is(p, S("("))) {
        const Test *inside = either(p);
        return inside && next_is(p, S(")")) ? inside : refuse(p, MSG("$filter has a parenthesis that is not closed"));
    }
    *t = (Test){.kind = TEST_IS, .field = token(p), .op = token(p)};
    t->value = token(p);
    Str rest = str_from(p->fields), name;
    bool known = false;
    while (str_split(&rest, ' ', &name)) {
        if (str_eq_nocase(name, t->field)) {
            t->field = name;
            known = true;
        }
    }
    if (!known) {
        return refuse(
            p, MSG2("$filter names {field}. It takes {fields}", "field", t->field, "fields", str_from(p->fields)));
    }
    if (!str_has_word(S("eq ne gt ge lt le"), t->op) || !t->value.n || str_has_word(S("( ) and or"), t->value)) {
        return refuse(p, MSG1("$filter compares {field} by eq, ne, gt, ge, lt or le and a value", "field", t->field));
    }
    t->value = unquoted(p->ctx->arena, t->value);
    return t;
}
static const Test *joined(Parser *p, const Test *left, const Test *right, int kind)
{
    Test *t = arena_new(p->ctx->arena, Test);
    *t = (Test){.kind = kind, .left = left, .right = right};
    return t;
}
static const Test *both(Parser *p)
{
    const Test *t = single(p);
    while (t && next_is(p, S("and"))) {
        const Test *right = single(p);
        t = right ? joined(p, t, right, TEST_AND) : NULL;
    }
    return t;
}
static const Test *either(Parser *p)
{
    const Test *t = both(p);
    while (t && next_is(p, S("or"))) {
        const Test *right = both(p);
        t = right ? joined(p, t, right, TEST_OR) : NULL;
    }
    return t;
}
static const Test *filter_of(Ctx *ctx, Str text, const char *fields, Msg *ret_wrong)
{
    static const Test ALL = {.kind = TEST_ALL};
    Parser p = {.ctx = ctx, .rest = text, .fields = fields};
    if (!str_trim(text).n) {
        return &ALL;
    }
    const Test *t = either(&p);
    if (t && str_trim(p.rest).n) {
        t = refuse(&p, MSG("$filter goes on where it should end: join comparisons by and, or"));
    }
    *ret_wrong = p.wrong;
    return t;
}

/* What a row holds under a field: text, or a number or moment that compares as one. */
typedef struct Held {
    Str text;
    Dec number;
    Time time;
    enum { HELD_TEXT, HELD_NUMBER, HELD_TIME } kind;
} Held;
static int order_of(const Held *h, Str value, bool *ret_comparable)
{
    Dec d;
    Time t;
    *ret_comparable = true;
    if (h->kind == HELD_NUMBER) {
        *ret_comparable = dec_parse(value, &d) == OK;
        return !*ret_comparable ? 0 : (h->number.units > d.units) - (h->number.units < d.units);
    }
    if (h->kind == HELD_TIME) {
        *ret_comparable = time_is_set(h->time) && time_parse(value, &t) == OK;
        return !*ret_comparable ? 0 : (h->time.us > t.us) - (h->time.us < t.us);
    }
    return filter_word_eq(h->text, value) ? 0 : str_cmp(h->text, value);
}
static bool fits(const Test *t, Held (*get)(const void *row, Str field), const void *row)
{
    if (t->kind == TEST_ALL) {
        return true;
    }
    if (t->kind != TEST_IS) {
        bool left = fits(t->left, get, row);
        return t->kind == TEST_AND ? left && fits(t->right, get, row) : left || fits(t->right, get, row);
    }
    Held h = get(row, t->field);
    bool comparable;
    int order = order_of(&h, t->value, &comparable);
    return comparable && (str_eq(t->op, S("eq"))   ? order == 0
                          : str_eq(t->op, S("ne")) ? order != 0
                          : str_eq(t->op, S("gt")) ? order > 0
                          : str_eq(t->op, S("ge")) ? order >= 0
                          : str_eq(t->op, S("lt")) ? order < 0
                                                   : order <= 0);
}

#define HISTORY_FIELDS                                                                                                 \
    "enrollmentParticipantId earningForDate transactionAmount earningAmount engagementName payableSubType "            \
    "payoutStatus programName"
#define PAYMENT_FIELDS "programName payoutStatusUpdateTS enrollmentParticipantId payoutOrderType paymentId"

typedef struct HistoryRow {
    const EarningHistoryRow *r;
    Str program, engagement;
} HistoryRow;
static Held history_held(const void *row, Str field)
{
    const HistoryRow *h = row;
    const EarningHistoryRow *r = h->r;
    Held t = {.kind = HELD_TEXT};
    if (str_eq(field, S("earningForDate"))) {
        return (Held){.kind = HELD_TIME, .time = time_of_date(r->earned_on)};
    }
    if (str_eq(field, S("earningAmount"))) {
        return (Held){.kind = HELD_NUMBER, .number = earn_dec(r->amount, r->currency)};
    }
    if (str_eq(field, S("transactionAmount"))) {
        return (Held){.kind = HELD_NUMBER, .number = earn_dec(r->sold, r->sold_currency)};
    }
    t.text = str_eq(field, S("enrollmentParticipantId")) ? r->location_partner
             : str_eq(field, S("engagementName"))        ? h->engagement
             : str_eq(field, S("payableSubType"))        ? r->kind
             : str_eq(field, S("payoutStatus"))          ? (r->payment_state.n ? r->payment_state : r->state)
                                                         : h->program;
    return t;
}
typedef struct PaymentRow {
    const PaymentListRow *r;
    Str program;
} PaymentRow;
static Held payment_held(const void *row, Str field)
{
    const PaymentRow *p = row;
    const PaymentListRow *r = p->r;
    if (str_eq(field, S("payoutStatusUpdateTS"))) {
        return (Held){.kind = HELD_TIME, .time = r->since};
    }
    return (Held){.kind = HELD_TEXT,
                  .text = str_eq(field, S("enrollmentParticipantId")) ? r->location_partner
                          : str_eq(field, S("paymentId"))             ? r->number
                          : str_eq(field, S("payoutOrderType"))       ? r->program
                                                                      : p->program};
}

/* --- asking --- */

typedef struct ApiRequest {
    Id id;
    Time at;
    Str path, query, link, state;
} ApiRequest;
static const Field REQUEST_FIELDS[] = {
    FIELD(ApiRequest, id, "requestId", F_ID_),      FIELD(ApiRequest, at, "requestDateTime", F_TIME_),
    FIELD(ApiRequest, path, "requestPath", F_STR),  FIELD(ApiRequest, query, "requestQueryString", F_STR),
    FIELD(ApiRequest, link, "blobLocation", F_STR), FIELD(ApiRequest, state, "status", F_STR),
};
static const Shape REQUEST = SHAPE_AS(ExportRequest, ApiRequest, REQUEST_FIELDS);
typedef struct ApiRequests {
    ApiRequest *list;
    size_t n;
    Str next;
    int64_t total;
} ApiRequests;
static const Field REQUESTS_FIELDS[] = {
    FIELD_LIST(ApiRequests, list, n, "value", &REQUEST, .flags = FIELD_ALWAYS),
    FIELD(ApiRequests, next, "nextLink", F_STR, .flags = FIELD_NULL),
    FIELD(ApiRequests, total, "totalCount", F_INT, .flags = FIELD_ALWAYS),
};
const Shape API_EXPORT_REQUESTS = SHAPE_AS(ExportRequests, ApiRequests, REQUESTS_FIELDS);

/* The account, the request and until when, under a key of the installation's. */
static Digest signature(Ctx *ctx, Str what)
{
    uint8_t key[32];
    keyring_key(ctx->app->options.ring, S("payout file"), key);
    return digest_keyed(key, what);
}
static Str signed_link(Ctx *ctx, Id id)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    buf_add(&b, str_of((const char *)ctx->account_id.b, sizeof ctx->account_id.b));
    buf_add(&b, str_of((const char *)id.b, sizeof id.b));
    int64_t until = ctx->wall.us / TIME_SECOND + LINK_SECONDS;
    for (int i = 7; i >= 0; i--) {
        buf_addc(&b, (char)(until >> (8 * i)));
    }
    Digest d = signature(ctx, buf_str(&b));
    buf_add(&b, digest_str(&d));
    return str_fmt(ctx->arena, "%.*s/v1.0/payouts/files/%.*s", S_ARG(token_base_url(ctx)),
                   S_ARG(base64url_encode(ctx->arena, buf_str(&b))));
}

static void answer(AccountCtx a, int status, const ExportOneRow *r)
{
    Ctx *ctx = a.ctx;
    ApiRequest *one = arena_new(ctx->arena, ApiRequest);
    bool done = str_eq(r->state, S("Completed"));
    *one = (ApiRequest){.id = r->id,
                        .at = r->created_at,
                        .path = str_fmt(ctx->arena, "/v1.0/payouts/%.*s", S_ARG(r->kind)),
                        .query = r->query,
                        .state = r->state,
                        .link = done ? signed_link(ctx, r->id) : S("")};
    ctx_json(ctx, status, &API_EXPORT_REQUESTS, &(ApiRequests){.list = one, .n = 1, .total = 1});
}

static Err ask(AccountCtx a, const char *kind, const char *fields)
{
    Ctx *ctx = a.ctx;
    Str filter = ctx_query(ctx, S("$filter")), format = ctx_query(ctx, S("fileFormat"));
    Msg wrong = {0};
    Id id = ctx_new_id(ctx), job;
    ExportOneRow row;
    if (!filter.n) {
        filter = ctx_query(ctx, S("filter"));
    }
    format = format.n ? str_lower_ascii(ctx->arena, format) : S("csv");
    if (!str_has_word(S("csv tsv"), format)) {
        return problem_api(ctx, ERR_INVALID, 400, 2000, MSG("fileFormat takes csv and tsv"));
    }
    if (filter.n > FILTER_MAX) {
        return problem_api(ctx, ERR_INVALID, 400, 2000, MSG("$filter holds at most 3,000 characters"));
    }
    if (!filter_of(ctx, filter, fields, &wrong)) {
        return problem_api(ctx, ERR_INVALID, 400, 2000, msg_is_set(wrong) ? wrong : MSG("$filter is cut short"));
    }
    Str query = str_fmt(ctx->arena, "%s%.*s%sfileFormat=%.*s", filter.n ? "$filter=" : "", S_ARG(filter),
                        filter.n ? "&" : "", S_ARG(format));
    TRY(q_export_add(
        a, &(ExportAddArgs){.id = id, .kind = str_from(kind), .format = format, .query = query, .filter = filter},
        NULL));
    TRY(job_enqueue(ctx,
                    &(JobAsk){.kind = "payouts.file",
                              .key = id_text(ctx->arena, id),
                              .account_id = ctx->account_id,
                              .user_id = ctx->actor.user_id,
                              .total = -1},
                    &job));
    TRY(q_export_job_put(a, &(ExportJobPutArgs){.id = id, .job_id = job}, NULL));
    TRY(q_export_one(a, &(ExportOneArgs){.id = id}, &row));
    ctx->audit.target_kind = S("export");
    ctx->audit.target_id = id;
    answer(a, 202, &row);
    return OK;
}
Err api_history_ask(AccountCtx a) { return ask(a, "transactionhistory", HISTORY_FIELDS); }
Err api_payments_ask(AccountCtx a) { return ask(a, "payments", PAYMENT_FIELDS); }

static Err of_path(AccountCtx a, const char *kind, ExportOneRow *ret)
{
    Id id;
    Err err = id_parse(ctx_param(a.ctx, S("request_id")), &id) == OK ? q_export_one(a, &(ExportOneArgs){.id = id}, ret)
                                                                     : ERR_NOT_FOUND;
    if (err == OK && !str_eq(ret->kind, str_from(kind))) {
        err = ERR_NOT_FOUND;
    }
    return err == ERR_NOT_FOUND ? problem_api(a.ctx, err, 404, 1000, MSG("There is no such export request")) : err;
}
static Err get(AccountCtx a, const char *kind)
{
    ExportOneRow row;
    TRY(of_path(a, kind, &row));
    answer(a, 200, &row);
    return OK;
}
Err api_history_get(AccountCtx a) { return get(a, "transactionhistory"); }
Err api_payments_get(AccountCtx a) { return get(a, "payments"); }

static Err gone(AccountCtx a, const char *kind)
{
    Ctx *ctx = a.ctx;
    ExportOneRow row;
    TRY(of_path(a, kind, &row));
    if (!id_is_nil(row.file_id)) {
        TRY(file_remove(ctx, ctx->account_id, row.file_id));
    }
    ctx->audit.target_kind = S("export");
    ctx->audit.target_id = row.id;
    TRY(q_export_gone(a, &(ExportGoneArgs){.id = row.id, .kind = str_from(kind)}, NULL));
    row.state = S("Deleted");
    answer(a, 200, &row);
    return OK;
}
Err api_history_delete(AccountCtx a) { return gone(a, "transactionhistory"); }
Err api_payments_delete(AccountCtx a) { return gone(a, "payments"); }

/* --- the job --- */

typedef struct Making {
    Id account_id, id;
    ExportOneRow row;
    bool there;
    FileStage *stage;
    Arena *chunk;
    Str after, to;
    const Test *test;
    FileDone done;
} Making;

static Err read_ask(Ctx *ctx, void *arg)
{
    Making *m = arg;
    Msg wrong = {0};
    Err err = q_export_one(account_of(ctx, m->account_id), &(ExportOneArgs){.id = m->id}, &m->row);
    m->there = err == OK;
    if (!m->there) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    bool history = str_eq(m->row.kind, S("transactionhistory"));
    m->test = filter_of(ctx, m->row.filter, history ? HISTORY_FIELDS : PAYMENT_FIELDS, &wrong);
    return m->test ? OK : ERR_INTERNAL;
}
static Err put_state(Ctx *ctx, void *arg)
{
    Making *m = arg;
    Id file = ID_NIL;
    AccountCtx a = account_of(ctx, m->account_id);
    if (str_eq(m->to, S("Completed"))) {
        Str ending = str_eq(m->row.format, S("tsv")) ? S("tsv") : S("csv");
        TRY(file_publish(
            ctx,
            &(FilePublish){.done = &m->done,
                           .name = str_fmt(ctx->arena, "%.*s.%.*s", S_ARG(m->row.kind), S_ARG(ending)),
                           .content_type = str_eq(ending, S("tsv")) ? S("text/tab-separated-values") : S("text/csv"),
                           .expires_at = file_keep_until(ctx)},
            &file));
    }
    return q_export_state_put(a, &(ExportStatePutArgs){.id = m->id, .state = m->to, .file_id = file}, NULL);
}

static void put_cells(Arena *a, Buf *b, const ExportColumn *columns, const ExportCell *cells, size_t n, char separator)
{
    for (size_t i = 0; i < n; i++) {
        const ExportCell *c = &cells[i];
        if (columns[i].type == EXPORT_TEXT) {
            csv_add_text(b, c->empty ? S("") : c->text, separator, i == 0);
        } else {
            Str plain = c->empty ? S("") : columns[i].type == EXPORT_DEC ? dec_text(a, c->dec) : date_iso(a, c->date);
            csv_add_plain(b, plain, separator, i == 0);
        }
    }
    csv_end_row(b);
}
static void put_heads(Buf *b, const ExportColumn *columns, size_t n, char separator)
{
    for (size_t i = 0; i < n; i++) {
        csv_add_plain(b, str_from(columns[i].key), separator, i == 0);
    }
    csv_end_row(b);
}

static Err write_history(AccountCtx a, Making *m, const Programs *all, Buf *b, PageInfo *info)
{
    Ctx *ctx = a.ctx;
    EarningHistoryRow *rows;
    size_t n;
    char separator = str_eq(m->row.format, S("tsv")) ? '\t' : ',';
    Date since = date_add_months(date_of(ctx->now), -12 * YEARS);
    TRY(history_read(a, &(HistoryAsk){.low = since, .high = DATE_NONE},
                     (PageAsk){.size = FILE_CHUNK, .after = m->after}, &rows, &n, info));
    for (size_t i = 0; i < n; i++) {
        ExportCell cells[HISTORY_COLUMNS];
        const JsonValue *detail;
        bool more = json_parse(ctx->arena, rows[i].detail, JSON_LIMITS_DEFAULT, &detail, NULL) == OK;
        HistoryRow row = {.r = &rows[i],
                          .program = earn_program(ctx, all, rows[i].program),
                          .engagement = more ? json_exact_text(detail, S("engagementName")) : S("")};
        if (fits(m->test, history_held, &row)) {
            TRY(history_cells(ctx, all, &rows[i], cells));
            put_cells(ctx->arena, b, HISTORY_FILE, cells, HISTORY_COLUMNS, separator);
        }
    }
    return OK;
}
static Err write_payments(AccountCtx a, Making *m, const Programs *all, Buf *b, PageInfo *info)
{
    Ctx *ctx = a.ctx;
    PaymentListRow *rows;
    size_t n;
    char separator = str_eq(m->row.format, S("tsv")) ? '\t' : ',';
    Time since = time_of_date(date_add_months(date_of(ctx->now), -12 * YEARS));
    TRY(q_payment_list(a, &(PaymentListArgs){.since_low = since},
                       &(PageAsk){.size = FILE_CHUNK, .after = m->after, .descending = true}, &rows, &n, info));
    for (size_t i = 0; i < n; i++) {
        ExportCell cells[PAYMENT_COLUMNS];
        PaymentRow row = {.r = &rows[i], .program = earn_program(ctx, all, rows[i].program)};
        if (fits(m->test, payment_held, &row)) {
            payment_cells(ctx, all, &rows[i], cells);
            put_cells(ctx->arena, b, PAYMENTS_FILE, cells, PAYMENT_COLUMNS, separator);
        }
    }
    return OK;
}
static Err write_chunk(Ctx *ctx, void *arg)
{
    Making *m = arg;
    Programs all;
    PageInfo info;
    AccountCtx a = account_of(ctx, m->account_id);
    Arena *outer = ctx->arena;
    ctx->arena = m->chunk;
    Buf b = buf_on_arena(m->chunk, BUF_MAX_PAGE);
    bool history = str_eq(m->row.kind, S("transactionhistory"));
    char separator = str_eq(m->row.format, S("tsv")) ? '\t' : ',';
    Err err = programs_load(ctx, &all);
    if (err == OK && !m->after.n) {
        put_heads(&b, history ? HISTORY_FILE : PAYMENTS_FILE, history ? HISTORY_COLUMNS : PAYMENT_COLUMNS, separator);
    }
    err = err != OK ? err : history ? write_history(a, m, &all, &b, &info) : write_payments(a, m, &all, &b, &info);
    ctx->arena = outer;
    TRY(err);
    m->after = str_copy(outer, info.next);
    return b.full ? ERR_TOO_LARGE : file_stage_write(m->stage, buf_str(&b));
}

static Err make_file(Ctx *ctx, Making *m)
{
    Err err;
    m->after = S("");
    (void)account_of(ctx, m->account_id);
    TRY(file_stage(ctx, m->account_id, &m->stage));
    do {
        m->chunk = arena_create(16 << 20);
        err = unit_run(ctx, MODE_READ, NULL, write_chunk, m);
        arena_destroy(m->chunk);
    } while (err == OK && m->after.n);
    if (err != OK) {
        file_stage_abandon(m->stage);
        return err;
    }
    return file_stage_finish(m->stage, ctx->arena, &m->done);
}

/* From the beginning each time: a file that was begun by a process that ended is swept. */
Err export_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Making m = {.account_id = job->account_id};
    *ret_next = JOB_DONE;
    TRY(id_parse(job->key, &m.id));
    TRY(unit_run(ctx, MODE_READ, NULL, read_ask, &m));
    if (!m.there || str_eq(m.row.state, S("Completed"))) {
        return OK; /* deleted meanwhile */
    }
    m.to = S("Processing");
    TRY(unit_run(ctx, MODE_WRITE, NULL, put_state, &m));
    Err err = make_file(ctx, &m);
    m.to = err == OK ? S("Completed") : S("Failed");
    Err put = unit_run(ctx, MODE_WRITE, NULL, put_state, &m);
    return err != OK ? err : put;
}

/* --- the signed address --- */

typedef struct Fetching {
    Id account_id, id;
    FileInfo info;
} Fetching;
static Err find_file(Ctx *ctx, void *arg)
{
    Fetching *f = arg;
    ExportOneRow row;
    AccountCtx a = account_of(ctx, f->account_id);
    TRY(q_export_one(a, &(ExportOneArgs){.id = f->id}, &row));
    return id_is_nil(row.file_id) ? ERR_NOT_FOUND : file_find(a, row.file_id, &f->info);
}
Err api_file(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Str bytes;
    Fetching f = {0};
    int64_t until = 0;
    int fd;
    enum { HEAD = 40, WHOLE = 72 };
    if (base64url_decode(ctx->arena, ctx_param(ctx, S("token")), &bytes) != OK || bytes.n != WHOLE) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 1000, MSG("There is no such file"));
    }
    Digest d = signature(ctx, str_sub(bytes, 0, HEAD));
    if (!str_eq_secret(digest_str(&d), str_skip(bytes, HEAD))) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 1000, MSG("There is no such file"));
    }
    memcpy(f.account_id.b, bytes.p, 16);
    memcpy(f.id.b, bytes.p + 16, 16);
    for (int i = 0; i < 8; i++) {
        until = until << 8 | (unsigned char)bytes.p[32 + i];
    }
    if (ctx->wall.us / TIME_SECOND > until) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 1000,
                           MSG("This address has expired. Read the export request again"));
    }
    Err err = unit_run(ctx, MODE_READ, NULL, find_file, &f);
    if (err == ERR_NOT_FOUND) {
        return problem_api(ctx, err, 404, 1000, MSG("There is no such file"));
    }
    TRY(err);
    TRY(file_open_plain(ctx, &f.info, &fd));
    ctx->out.file_fd = fd;
    ctx->out.file_size = (uint64_t)f.info.size;
    ctx->out.file_name = f.info.name;
    ctx->out.content_type = f.info.content_type;
    return OK;
}

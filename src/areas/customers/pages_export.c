/* Customers as a file: what a filter selects, or what was ticked. Up to 5,000 rows at once, more by a job. */
#include "app/audit.h"
#include "app/export.h"
#include "app/file.h"
#include "app/job.h"
#include "app/shape.h"
#include "app/unit.h"
#include "areas/customers/jobs.h"
#include "areas/customers/pages.h"
#include "gen/customers_html.h"
#include "ui/shell.h"

enum { DIRECT_MAX = 5000, CHUNK = 1000, STEP_CHUNKS = 20, SELECTED_MAX = 500 };

static const ExportColumn COLUMNS[] = {
    {"id", N_("Tenant ID"), EXPORT_ID, 36},
    {"name", N_("Company name"), EXPORT_TEXT, 40},
    {"domain", N_("Primary domain name"), EXPORT_TEXT, 30},
    {"kind", N_("Relationship"), EXPORT_MSG, 14},
    {"reseller", N_("Reseller"), EXPORT_TEXT, 24},
    {"country", N_("Country"), EXPORT_TEXT, 8},
    {"state", N_("State"), EXPORT_MSG, 16},
    {"since", N_("Customer since"), EXPORT_TIME, 20},
};

static Err write_row(Export *e, const CustomerListRow *r)
{
    ExportCell cells[COUNT_OF(COLUMNS)] = {
        {.id = r->customer_id},
        {.text = r->name},
        {.text = r->domain},
        {.msg = customer_kind_msg(r->kind)},
        {.empty = r->reseller_name.n == 0, .text = r->reseller_name},
        {.text = r->country},
        {.msg = customer_state(str_eq(r->state, S("ended"))).label},
        {.time = r->created_at},
    };
    return export_row(e, cells);
}
static Err to_buf(void *sink, Str bytes)
{
    Buf *b = sink;
    buf_add(b, bytes);
    return b->full ? ERR_TOO_LARGE : OK;
}
static ExportOptions options_of(const Locale *locale, Str tz, ExportFormat format)
{
    return (ExportOptions){.format = format,
                           .locale = locale,
                           .tz = tz,
                           .columns = COLUMNS,
                           .columns_n = COUNT_OF(COLUMNS),
                           .sheet = S("Customers")};
}
static Str file_name(Ctx *ctx, ExportFormat format)
{
    return str_fmt(ctx->arena, "customers-%.*s.%.*s", S_ARG(date_iso(ctx->arena, date_of(ctx->now))),
                   S_ARG(export_extension(format)));
}

/* At most max rows into the answer; ERR_TOO_LARGE when there are more. */
static Err direct(AccountCtx a, const ListAsk *ask, ExportFormat format, int64_t max)
{
    Ctx *ctx = a.ctx;
    Buf *body = arena_new(ctx->arena, Buf);
    *body = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    ExportOptions options = options_of(ctx->locale, ctx->tz, format);
    options.write = to_buf;
    options.sink = body;
    Export *e;
    TRY(export_begin(ctx->arena, &options, &e));
    PageAsk page = {.order = ask->order, .descending = ask->descending, .size = CHUNK};
    Err err = OK;
    do {
        CustomerListRow *rows;
        size_t n = 0;
        PageInfo info;
        err = list_read(a, ask, &page, &rows, &n, &info);
        if (err == OK && export_rows(e) + (int64_t)n > max) {
            err = ERR_TOO_LARGE;
        }
        for (size_t i = 0; i < n && err == OK; i++) {
            err = write_row(e, &rows[i]);
        }
        page.after = info.next;
    } while (err == OK && page.after.n);
    if (err != OK) {
        export_abandon(e);
        return err;
    }
    TRY(export_end(e));
    ctx->out.body = buf_str(body);
    ctx->out.content_type = export_content_type(format);
    customer_download_name(ctx, file_name(ctx, format));
    return OK;
}

Err page_customers_export(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ExportFormat format;
    if (export_format(ctx_query(ctx, S("format")), &format) != OK) {
        format = EXPORT_CSV;
    }
    ListAsk ask;
    TRY(list_ask_of_request(a, &ask));
    Err err = direct(a, &ask, format, DIRECT_MAX);
    if (err != ERR_TOO_LARGE) {
        return err;
    }
    ExportBigView *v = arena_new(ctx->arena, ExportBigView);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = customers_crumb(ctx);
    crumbs[1] = (Crumb){.label = MSG("Export")};
    v->shell = shell_view(ctx, MSG("Export customers"), crumbs, 2);
    v->shell->workspace = MSG("Customers");
    HiddenField *keep = arena_array(ctx->arena, HiddenField, 2);
    keep[0] = (HiddenField){S("query"), list_query(ctx, &ask)};
    keep[1] = (HiddenField){S("format"), export_extension(format)};
    v->keep = keep;
    v->keep_n = 2;
    v->form = (FormView){.action = customers_url(ctx, "/export"), .no_guard = true};
    v->cancel = customers_url(ctx, "");
    v->limit = DIRECT_MAX;
    RENDER(ctx, 200, customers_export_big, v);
    return OK;
}

/* --- the job --- */

static Url job_url(Ctx *ctx, Id job_id, const char *rest);

typedef struct ExportPayload {
    Str query, format, locale, tz;
} ExportPayload;
static const Field PAYLOAD_FIELDS[] = {
    FIELD(ExportPayload, query, "query", F_STR, .max = 4000), FIELD(ExportPayload, format, "format", F_STR),
    FIELD(ExportPayload, locale, "locale", F_STR), FIELD(ExportPayload, tz, "tz", F_STR)};
static const Shape PAYLOAD = SHAPE(ExportPayload, PAYLOAD_FIELDS);

Err page_customers_export_start(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ExportFormat format;
    if (export_format(ctx_form(ctx, S("format")), &format) != OK) {
        format = EXPORT_CSV;
    }
    ListAsk ask;
    TRY(list_ask_of_query(a, ctx_form(ctx, S("query")), &ask));
    ExportPayload payload = {list_query(ctx, &ask), export_extension(format), locale_tag(ctx->locale), ctx->tz};
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    shape_write(&b, &PAYLOAD, &payload);
    Id job_id;
    Id key = ctx_new_id(ctx);
    TRY(job_enqueue(ctx,
                    &(JobAsk){.kind = "customers.export",
                              .key = id_text(ctx->arena, key),
                              .payload = buf_str(&b),
                              .account_id = ctx->account_id,
                              .user_id = ctx->actor.user_id,
                              .total = -1},
                    &job_id));
    ctx_redirect(ctx, job_url(ctx, job_id, ""), (Msg){0});
    return OK;
}

/* One run over the rows. CSV stops after some chunks and goes on in the next step from (file token, row cursor); a
 * spreadsheet is one piece, so it is made in one step. */
typedef struct ExportRun {
    JobRun *job;
    ExportPayload payload;
    ExportFormat format;
    FileStage *stage;
    bool muted; /* continuing a CSV: its heading is there already */
    Arena *chunk;
    PageAsk page;
    Export *out;
    FileDone done;
    Id file_id;
} ExportRun;

static Err to_stage(void *sink, Str bytes)
{
    ExportRun *r = sink;
    if (r->muted) { /* the heading line, which the file has already; the writer may keep it back until later */
        ptrdiff_t end = str_find_char(bytes, '\n');
        r->muted = end < 0;
        bytes = end < 0 ? S("") : str_skip(bytes, (size_t)end + 1);
    }
    return bytes.n ? file_stage_write(r->stage, bytes) : OK;
}
/* Rows live in an arena of their own, given back after each chunk: a million rows take no more memory than a thousand.
 */
static Err chunk_unit(Ctx *ctx, void *arg)
{
    ExportRun *r = arg;
    AccountCtx a = account_of(ctx, r->job->account_id);
    Arena *outer = ctx->arena;
    ctx->arena = r->chunk;
    ListAsk ask;
    CustomerListRow *rows;
    size_t n = 0;
    PageInfo info = {0};
    Err err = list_ask_of_query(a, r->payload.query, &ask);
    if (err == OK) {
        r->page.order = ask.order;
        r->page.descending = ask.descending;
        err = list_read(a, &ask, &r->page, &rows, &n, &info);
    }
    for (size_t i = 0; i < n && err == OK; i++) {
        err = write_row(r->out, &rows[i]);
    }
    ctx->arena = outer;
    r->page.after = err == OK ? str_copy(outer, info.next) : r->page.after;
    r->job->done += err == OK ? (int64_t)n : 0;
    return err;
}
static Err publish_unit(Ctx *ctx, void *arg)
{
    ExportRun *r = arg;
    (void)account_of(ctx, r->job->account_id);
    return file_publish(ctx,
                        &(FilePublish){.done = &r->done,
                                       .name = file_name(ctx, r->format),
                                       .content_type = export_content_type(r->format),
                                       .user_id = r->job->user_id,
                                       .expires_at = file_keep_until(ctx)},
                        &r->file_id);
}
static Err finish(Ctx *ctx, ExportRun *r)
{
    Err err = export_end(r->out);
    if (err != OK) {
        file_stage_abandon(r->stage);
        return err;
    }
    TRY(file_stage_finish(r->stage, ctx->arena, &r->done));
    TRY(unit_run(ctx, MODE_WRITE, "customers.export", publish_unit, r));
    r->job->result = id_text(ctx->arena, r->file_id);
    r->job->total = r->job->done;
    return OK;
}
static Err open_stage(Ctx *ctx, ExportRun *r)
{
    Str cursor = r->job->cursor;
    Str token = {"", 0};
    if (!str_split(&cursor, ' ', &token) || str_empty(token)) {
        return file_stage(ctx, r->job->account_id, &r->stage);
    }
    r->page.after = str_copy(ctx->arena, cursor);
    r->muted = true;
    Err err = file_stage_resume(ctx, token, &r->stage);
    if (err == ERR_NOT_FOUND) { /* swept meanwhile: from the start */
        r->page.after = S("");
        r->muted = false;
        r->job->done = 0;
        return file_stage(ctx, r->job->account_id, &r->stage);
    }
    return err;
}
Err customers_export_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    ExportRun r = {.job = job, .page = {.size = CHUNK}};
    TRY(shape_read_text(ctx, &PAYLOAD, job->payload, &r.payload));
    TRY(export_format(r.payload.format, &r.format));
    TRY(open_stage(ctx, &r));
    ExportOptions options = options_of(locale_get(r.payload.locale), r.payload.tz, r.format);
    options.write = to_stage;
    options.sink = &r;
    Err err = export_begin(ctx->arena, &options, &r.out);
    if (err != OK) {
        file_stage_abandon(r.stage);
        return err;
    }
    r.chunk = arena_create(0);
    int chunks = 0;
    do {
        err = unit_run(ctx, MODE_READ, NULL, chunk_unit, &r);
        arena_reset(r.chunk);
    } while (err == OK && r.page.after.n && (++chunks < STEP_CHUNKS || r.format == EXPORT_XLSX));
    arena_destroy(r.chunk);
    if (err != OK) {
        export_abandon(r.out);
        file_stage_abandon(r.stage);
        return err;
    }
    if (!r.page.after.n) {
        *ret_next = JOB_DONE;
        return finish(ctx, &r);
    }
    /* Flushes what the writer holds; for CSV the end adds nothing. */
    Str token;
    err = export_end(r.out);
    err = err == OK ? file_stage_suspend(r.stage, ctx->arena, &token) : err;
    TRY(err);
    job->cursor = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(token), S_ARG(r.page.after));
    *ret_next = JOB_AGAIN;
    return OK;
}

/* --- what was ticked --- */

static Err selected(AccountCtx a, ListAsk *ret)
{
    Ctx *ctx = a.ctx;
    *ret = (ListAsk){.by_ids = true, .size = 50, .state = S("all"), .ids = arena_array(ctx->arena, Id, SELECTED_MAX)};
    Str text;
    for (size_t i = 0; i < SELECTED_MAX && ctx_form_nth(ctx, S("id"), i, &text); i++) {
        if (id_parse(text, &ret->ids[ret->ids_n]) == OK) {
            ret->ids_n++;
        }
    }
    ret->nothing = ret->ids_n == 0;
    return OK;
}
static Err back(Ctx *ctx, Msg said)
{
    Str query = ctx_form(ctx, S("query"));
    Url url = customers_url(ctx, "");
    Str rest = query;
    Str name;
    Str value;
    Err err = OK;
    while (http_next_param(ctx->arena, &rest, &name, &value,
                           &err)) { /* rebuilt piece by piece: nothing foreign gets into the address */
        if (err == OK) {
            url = url_with(ctx->arena, url, name, value);
        }
    }
    ctx_redirect(ctx, url, said);
    return OK;
}
Err page_selected_tag(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ListAsk ask;
    TRY(selected(a, &ask));
    if (ask.nothing) {
        ctx->audit.skip = true;
        return back(ctx, MSG("Tick the customers first"));
    }
    CustomerListRow *rows;
    size_t n;
    PageInfo info;
    TRY(list_read(a, &ask, &(PageAsk){.size = SELECTED_MAX}, &rows, &n, &info)); /* only those in reach */
    Str tag = ctx_form(ctx, S("tag"));
    for (size_t i = 0; i < n; i++) {
        Err err = customer_tags_add(a, (CustomerId){rows[i].customer_id}, rows[i].name, tag);
        if (err == ERR_INVALID) {
            Msg why = ctx->problem.fields[0].message;
            return problem(ctx, ERR_INVALID, why, MSG("Go back, change the tag and try again. Nothing was changed."));
        }
        TRY(err);
        TRY(audit_also(ctx, "customer.tag.add"));
    }
    ctx->audit.skip = true; /* each customer has a row of its own */
    return back(ctx, MSGN("Tag added to {n} customer", "Tag added to {n} customers", (int64_t)n));
}
Err page_selected_export(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ListAsk ask;
    TRY(selected(a, &ask));
    ctx->audit.skip = true; /* reads only; a file of what the page showed */
    if (ask.nothing) {
        return back(ctx, MSG("Tick the customers first"));
    }
    ExportFormat format;
    if (export_format(ctx_form(ctx, S("do")), &format) != OK) {
        format = EXPORT_CSV;
    }
    return direct(a, &ask, format, SELECTED_MAX);
}

/* --- the job's page and its file --- */

static Url job_url(Ctx *ctx, Id job_id, const char *rest)
{
    Url url = url_fmt(ctx->arena, "/a/%s/customers/export/%s", ctx->account.public_id, id_text(ctx->arena, job_id));
    return (Url){str_concat(ctx->arena, url.s, str_from(rest))};
}
/* Only exports, and only one's own. */
static Err job_of_path(AccountCtx a, JobStatus *ret)
{
    Ctx *ctx = a.ctx;
    Id id;
    TRY(ctx_param_id(ctx, S("job"), &id));
    Err err = job_status(a, id, ret);
    if (err == OK && (!str_eq(ret->kind, S("customers.export")) || !id_eq(ret->user_id, ctx->actor.user_id))) {
        err = ERR_NOT_FOUND;
    }
    return err == ERR_NOT_FOUND ? problem(ctx, err, MSG("There is no such export"),
                                          MSG("Exports are kept for a week; make it again from the list."))
                                : err;
}
Err page_customers_export_job(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    JobStatus job;
    TRY(job_of_path(a, &job));
    ExportJobView *v = arena_new(ctx->arena, ExportJobView);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = customers_crumb(ctx);
    crumbs[1] = (Crumb){.label = MSG("Export")};
    v->shell = shell_view(ctx, MSG("Export customers"), crumbs, 2);
    v->shell->workspace = MSG("Customers");
    bool done = str_eq(job.state, S("done"));
    bool failed = str_eq(job.state, S("failed"));
    bool cancelled = str_eq(job.state, S("cancelled"));
    v->progress =
        (ProgressView){.title = MSG("Export of customers"),
                       .done = job.done,
                       .total = job.total,
                       .started_at = job.started_at,
                       .started_by = ctx->actor.name,
                       .running = !done && !failed && !cancelled,
                       .failed = failed,
                       .self = job_url(ctx, job.id, ""),
                       .result_label = MSG("Download the file"),
                       .state = done                                               ? MSG("Done")
                                : failed                                           ? MSG("Stopped")
                                : cancelled                                        ? MSG("Cancelled")
                                : str_eq(job.state, S("waiting")) && job.done == 0 ? MSG("Waiting for its turn")
                                                                                   : MSG("Running")};
    if (failed) {
        v->progress.problem = MSG("The file could not be made. Nothing was changed; try again from the list.");
    }
    if (done) {
        v->progress.result = job_url(ctx, job.id, "/file");
    }
    if (v->progress.running) {
        v->progress.cancel = job_url(ctx, job.id, "/cancel");
        v->shell->refresh_url = v->progress.self;
        v->shell->refresh_s = 5;
    }
    RENDER(ctx, 200, customers_export_job, v);
    return OK;
}
Err page_customers_export_cancel(AccountCtx a)
{
    JobStatus job;
    TRY(job_of_path(a, &job));
    TRY(job_cancel(a, job.id));
    ctx_redirect(a.ctx, job_url(a.ctx, job.id, ""), MSG("The export is cancelled"));
    return OK;
}

typedef struct FoundFile {
    FileInfo info;
} FoundFile;
static Err find_file(Ctx *ctx, void *arg)
{
    FoundFile *found = arg;
    AccountCtx a = account_of(ctx, ctx->account_id);
    JobStatus job;
    TRY(job_of_path(a, &job));
    Id file_id;
    Err err = id_parse(job.result, &file_id) == OK ? file_find(a, file_id, &found->info) : ERR_NOT_FOUND;
    return err == ERR_NOT_FOUND ? problem(ctx, err, MSG("This file is not there any more"),
                                          MSG("Exports are kept for a week; make it again from the list."))
                                : err;
}
/* Unsealing a large file takes longer than a unit may: the row is read in a short one, the bytes outside. */
Err page_customers_export_file(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    FoundFile found;
    TRY(unit_run(ctx, MODE_READ, NULL, find_file, &found));
    int fd;
    TRY(file_open_plain(ctx, &found.info, &fd));
    ctx->out.file_fd = fd;
    ctx->out.file_size = (uint64_t)found.info.size;
    ctx->out.file_name = found.info.name;
    ctx->out.content_type = found.info.content_type;
    return OK;
}

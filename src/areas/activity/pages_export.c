/* The log as a file: what the filters select. Up to 5,000 rows at once, more by a job; the vendor's desk gets a stream
 * of any length. */
#include "app/unit.h"
#include "areas/activity/pages.h"
#include "gen/activity_html.h"
#include "ui/shell.h"

static const ExportColumn COLUMNS[] = {
    {"at", N_("Time"), EXPORT_TIME, 20},
    {"what", N_("Action"), EXPORT_TEXT, 44},
    {"outcome", N_("Outcome"), EXPORT_MSG, 12},
    {"target", N_("Done to"), EXPORT_TEXT, 30},
    {"kind", N_("Kind of thing"), EXPORT_TEXT, 20},
    {"customer", N_("Affected customer"), EXPORT_TEXT, 30},
    {"customer_id", N_("Tenant ID"), EXPORT_ID, 36},
    {"who", N_("Person"), EXPORT_TEXT, 26},
    {"how", N_("How"), EXPORT_TEXT, 26},
    {"address", N_("Address"), EXPORT_TEXT, 18},
    {"device", N_("Device"), EXPORT_TEXT, 20},
    {"application", N_("Application"), EXPORT_TEXT, 20},
    {"behalf", N_("On behalf of"), EXPORT_TEXT, 20},
    {"changes", N_("What changed"), EXPORT_TEXT, 60},
    {"permission", N_("Missing permission"), EXPORT_TEXT, 20},
    {"times", N_("Times"), EXPORT_INT, 8},
    {"operation", N_("Operation"), EXPORT_TEXT, 30},
    {"resource", N_("Code of the kind of thing"), EXPORT_TEXT, 20},
    {"request", N_("Request"), EXPORT_TEXT, 36},
    {"entry", N_("Entry"), EXPORT_ID, 36},
};

static Str words(Ctx *ctx, Msg msg) { return msg_is_set(msg) ? msg_text(ctx->arena, ctx->locale, &msg) : S(""); }

static ExportCell text_cell(Str text) { return (ExportCell){.empty = text.n == 0, .text = text}; }

static Err write_row(Ctx *ctx, Export *out, const ActivityListRow *row)
{
    Entry e;
    entry_of_row(ctx, row, &e);
    ExportCell cells[COUNT_OF(COLUMNS)] = {
        {.time = e.at},
        text_cell(words(ctx, e.what)),
        {.msg = entry_state(e.refused).label},
        text_cell(e.target),
        text_cell(words(ctx, e.resource_label)),
        text_cell(e.customer),
        {.empty = id_is_nil(e.customer_id), .id = e.customer_id},
        text_cell(e.who.n ? e.who : words(ctx, e.who_msg)),
        text_cell(words(ctx, e.how)),
        text_cell(e.address),
        text_cell(e.agent),
        text_cell(e.application),
        text_cell(e.behalf),
        text_cell(diff_text(ctx, &e.diff)),
        text_cell(e.permission),
        {.i = e.times},
        text_cell(e.operation),
        text_cell(e.resource),
        text_cell(e.request_id),
        {.id = e.id},
    };
    return export_row(out, cells);
}

static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    ActivityAsk ask;
    TRY(ask_of_query(a, query, &ask));
    PageAsk page = {.descending = !ask.oldest, .size = EXPORT_CHUNK, .after = after};
    ActivityListRow *rows;
    size_t n;
    PageInfo info;
    TRY(ask_read(a, &ask, &page, &rows, &n, &info));
    for (size_t i = 0; i < n; i++) {
        TRY(write_row(a.ctx, e, &rows[i]));
    }
    *ret_next = info.next;
    *ret_rows = (int64_t)n;
    return OK;
}

const ExportList ACTIVITY_FILE = {.kind = "activity.export",
                                  .file = "activity",
                                  .sheet = N_("Activity log"),
                                  .columns = COLUMNS,
                                  .columns_n = COUNT_OF(COLUMNS),
                                  .chunk = write_chunk};

/* What a request asks for, as clean text. */
static Err asked(const Desk *d, Str *ret)
{
    ActivityAsk ask;
    TRY(ask_of_request(d, &ask));
    *ret = ask_query(d->ctx, &ask, S(""));
    return OK;
}

static ActivityExportView *export_view(const Desk *d)
{
    ActivityExportView *v = arena_new(d->ctx->arena, ActivityExportView);
    v->shell = desk_shell(d, MSG("Export the activity log"), false);
    v->cancel = desk_url(d, "");
    v->limit = EXPORT_DIRECT_MAX;
    return v;
}

Err page_activity_export(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Desk d;
    Str query;
    desk_of_account(a, &d);
    TRY(asked(&d, &query));
    ExportFormat format = export_asked(ctx_query(ctx, S("format")));
    Err err = export_direct(a, &ACTIVITY_FILE, query, format, EXPORT_DIRECT_MAX);
    if (err != ERR_TOO_LARGE) {
        return err;
    }
    ActivityExportView *v = export_view(&d);
    HiddenField *keep = arena_array(ctx->arena, HiddenField, 2);
    keep[0] = (HiddenField){S("query"), query};
    keep[1] = (HiddenField){S("format"), export_extension(format)};
    v->keep = keep;
    v->keep_n = 2;
    v->form = (FormView){.action = desk_url(&d, "/export"), .no_guard = true};
    RENDER(ctx, 200, activity_export_big, v);
    return OK;
}

static Url job_url(Ctx *ctx, Id job)
{
    return url_fmt(ctx->arena, "/a/%s/settings/activity/export/%i", ctx->account.public_id, job);
}

Err page_activity_export_start(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ActivityAsk ask;
    Id job;
    Str given = ctx_form(ctx, S("query"));
    if (given.n > LIST_QUERY_MAX) {
        return problem(ctx, ERR_TOO_LARGE, MSG("This view is too long to export"),
                       MSG("Take away a filter, then try again."));
    }
    TRY(ask_of_query(a, given, &ask));
    Str query = ask_query(ctx, &ask, S(""));
    TRY(export_job_start(a, &ACTIVITY_FILE, query, export_asked(ctx_form(ctx, S("format"))), &job));
    ctx->audit.target_kind = S("export");
    ctx->audit.target_id = job;
    ctx_redirect(ctx, job_url(ctx, job), (Msg){0});
    return OK;
}

Err activity_export_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    return export_job_step(ctx, job, ret_next, &ACTIVITY_FILE, "activity.export");
}

Err page_activity_export_job(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Desk d;
    JobStatus job;
    desk_of_account(a, &d);
    TRY(export_job_find(a, &ACTIVITY_FILE, &job));
    ActivityExportView *v = export_view(&d);
    export_job_progress(ctx, &job, job_url(ctx, job.id), MSG("Export of the activity log"), &v->progress);
    if (v->progress.running) {
        v->shell->refresh_url = v->progress.self;
        v->shell->refresh_s = 5;
    }
    RENDER(ctx, 200, activity_export_job, v);
    return OK;
}

Err page_activity_export_cancel(AccountCtx a)
{
    JobStatus job;
    TRY(export_job_find(a, &ACTIVITY_FILE, &job));
    TRY(job_cancel(a, job.id));
    a.ctx->audit.target_kind = S("export");
    a.ctx->audit.target_id = job.id;
    ctx_redirect(a.ctx, job_url(a.ctx, job.id), MSG("The export is cancelled"));
    return OK;
}

Err page_activity_export_file(AccountCtx a) { return export_job_file(a, &ACTIVITY_FILE); }

/* --- the vendor's desk --- */

typedef struct VendorExport {
    Desk desk;
    Str query;
} VendorExport;

static Err vendor_asked(Ctx *ctx, void *arg)
{
    VendorExport *v = arg;
    TRY(desk_of_vendor((OperatorCtx){ctx}, &v->desk));
    return asked(&v->desk, &v->query);
}

static Err note_export(Ctx *ctx, void *arg)
{
    VendorExport *v = arg;
    ctx->account_id = v->desk.account_id;
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = v->desk.account_id;
    ctx->audit.target_name = v->desk.account_name;
    return OK;
}

/* The account whose log leaves the house is told in that log. */
Err vendor_activity_export(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    VendorExport v = {.query = S("")};
    TRY(unit_run(ctx, MODE_READ, NULL, vendor_asked, &v));
    if (v.desk.word.n) {
        return problem(ctx, ERR_NOT_FOUND, MSG("No partner account, or more than one, goes by that name."),
                       MSG("Choose the account on the page of the log first."));
    }
    TRY(unit_run(ctx, MODE_WRITE, "activity.export", note_export, &v));
    ctx->account_id = ID_NIL;
    return export_stream(ctx, v.desk.account_id, &ACTIVITY_FILE, v.query, export_asked(ctx_query(ctx, S("format"))));
}

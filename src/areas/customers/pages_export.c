/* Customers as a file: what a filter selects, or what was ticked. Up to 5,000 rows at once, more by a job. */
#include "app/export_job.h"
#include "areas/customers/jobs.h"
#include "areas/customers/pages_selected.h"
#include "gen/customers_html.h"
#include "ui/lists.h"
#include "ui/shell.h"

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
static Err write_rows(AccountCtx a, const ListAsk *ask, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    PageAsk page = {.order = ask->order, .descending = ask->descending, .size = EXPORT_CHUNK, .after = after};
    CustomerListRow *rows;
    size_t n = 0;
    PageInfo info;
    TRY(list_read(a, ask, &page, &rows, &n, &info));
    for (size_t i = 0; i < n; i++) {
        TRY(write_row(e, &rows[i]));
    }
    *ret_next = info.next;
    *ret_rows = (int64_t)n;
    return OK;
}
static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    ListAsk ask;
    TRY(list_ask_of_query(a, query, &ask));
    return write_rows(a, &ask, after, e, ret_next, ret_rows);
}
static const ExportList LIST_FILE = {.kind = "customers.export",
                                     .file = "customers",
                                     .sheet = N_("Customers"),
                                     .columns = COLUMNS,
                                     .columns_n = COUNT_OF(COLUMNS),
                                     .chunk = write_chunk};

static Url job_url(Ctx *ctx, Id job_id)
{
    return url_fmt(ctx->arena, "/a/%s/customers/export/%i", ctx->account.public_id, job_id);
}
static ShellView *export_shell(Ctx *ctx)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = customers_crumb(ctx);
    crumbs[1] = (Crumb){.label = MSG("Export")};
    ShellView *shell = shell_view(ctx, MSG("Export customers"), crumbs, 2);
    shell->workspace = MSG("Customers");
    return shell;
}

Err page_customers_export(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ExportFormat format = export_asked(ctx_query(ctx, S("format")));
    ListAsk ask;
    TRY(list_ask_of_request(a, &ask));
    Str query = list_query(ctx, &ask);
    Err err = export_direct(a, &LIST_FILE, query, format, EXPORT_DIRECT_MAX);
    if (err != ERR_TOO_LARGE) {
        return err;
    }
    ExportBigView *v = arena_new(ctx->arena, ExportBigView);
    v->shell = export_shell(ctx);
    HiddenField *keep = arena_array(ctx->arena, HiddenField, 2);
    keep[0] = (HiddenField){S("query"), query};
    keep[1] = (HiddenField){S("format"), export_extension(format)};
    v->keep = keep;
    v->keep_n = 2;
    v->form = (FormView){.action = customers_url(ctx, "/export"), .no_guard = true};
    v->cancel = customers_url(ctx, "");
    v->limit = EXPORT_DIRECT_MAX;
    RENDER(ctx, 200, customers_export_big, v);
    return OK;
}

/* --- by a job --- */

Err page_customers_export_start(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ListAsk ask;
    TRY(list_ask_of_query(a, ctx_form(ctx, S("query")), &ask));
    Id job_id;
    TRY(export_job_start(a, &LIST_FILE, list_query(ctx, &ask), export_asked(ctx_form(ctx, S("format"))), &job_id));
    ctx_redirect(ctx, job_url(ctx, job_id), (Msg){0});
    return OK;
}
Err customers_export_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    return export_job_step(ctx, job, ret_next, &LIST_FILE, "customers.export");
}
Err page_customers_export_job(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    JobStatus job;
    TRY(export_job_find(a, &LIST_FILE, &job));
    ExportJobView *v = arena_new(ctx->arena, ExportJobView);
    v->shell = export_shell(ctx);
    export_job_progress(ctx, &job, job_url(ctx, job.id), MSG("Export of customers"), &v->progress);
    if (v->progress.running) {
        v->shell->refresh_url = v->progress.self;
        v->shell->refresh_s = 5;
    }
    RENDER(ctx, 200, customers_export_job, v);
    return OK;
}
Err page_customers_export_cancel(AccountCtx a)
{
    JobStatus job;
    TRY(export_job_find(a, &LIST_FILE, &job));
    TRY(job_cancel(a, job.id));
    ctx_redirect(a.ctx, job_url(a.ctx, job.id), MSG("The export is cancelled"));
    return OK;
}
Err page_customers_export_file(AccountCtx a) { return export_job_file(a, &LIST_FILE); }

/* The ids stand in the form that was sent, so there is no query to read again. */
static Err write_selected(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    (void)query;
    ListAsk ask;
    customers_selected(a.ctx, &ask);
    return write_rows(a, &ask, after, e, ret_next, ret_rows);
}
Err customers_export_selected(AccountCtx a, ExportFormat format, int64_t max)
{
    ExportList list = LIST_FILE;
    list.chunk = write_selected;
    return export_direct(a, &list, S(""), format, max);
}

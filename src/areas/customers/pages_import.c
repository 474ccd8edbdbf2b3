/* Import of a CSV file: upload, a dry run that shows every row's problem, then a job that adds what can be added. */
#include "app/job.h"
#include "app/shape.h"
#include "app/unit.h"
#include "areas/customers/import.h"
#include "areas/customers/jobs.h"
#include "areas/customers/pages.h"
#include "base/csv.h"
#include "base/utf8.h"
#include "gen/customers_html.h"
#include "ui/shell.h"

enum { PROBLEMS_SHOWN = 200, RESULTS_SHOWN = 500, ROWS_A_STEP = 100 };

static Url import_url(Ctx *ctx, Id id, const char *rest)
{
    Url url = url_fmt(ctx->arena, "/a/%s/customers/import/%s", ctx->account.public_id, id_text(ctx->arena, id));
    return (Url){str_concat(ctx->arena, url.s, str_from(rest))};
}
static ShellView *import_shell(Ctx *ctx, Str file_name)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    crumbs[0] = customers_crumb(ctx);
    crumbs[1] = (Crumb){.label = MSG("Import"), .url = customers_url(ctx, "/import")};
    crumbs[2] = (Crumb){.text = file_name};
    ShellView *shell = shell_view(ctx, MSG("Import customers"), crumbs, file_name.n ? 3 : 2);
    shell->workspace = MSG("Customers");
    shell->failed = ctx->problem.fields_n != 0;
    return shell;
}
static Msg state_msg(Str state)
{
    if (str_eq(state, S("running"))) {
        return MSG("Being imported");
    }
    return str_eq(state, S("done")) ? MSG("Imported") : MSG("Checked, not imported");
}

static Err imports_view(AccountCtx a, ImportsView **ret)
{
    Ctx *ctx = a.ctx;
    ImportsView *v = arena_new(ctx->arena, ImportsView);
    v->shell = import_shell(ctx, S(""));
    v->form = (FormView){
        .action = customers_url(ctx, "/import"), .errors = customer_errors(ctx), .upload = true, .no_guard = true};
    v->file = customer_field(ctx, "file", S(""), MSG("CSV file"));
    v->file.kind = FIELD_FILE;
    v->file.accept = S(".csv,text/csv");
    v->file.hint = MSG("At most 5,000 rows and 2 MB.");
    v->template_url = customers_url(ctx, "/import/template");
    CustomerImportsRow *rows;
    TRY(q_customer_imports(a, NULL, &rows, &v->lines_n));
    struct ImportLine *lines = arena_array(ctx->arena, struct ImportLine, v->lines_n + 1);
    for (size_t i = 0; i < v->lines_n; i++) {
        lines[i] = (struct ImportLine){rows[i].file_name, import_url(ctx, rows[i].id, ""), rows[i].created_at,
                                       state_msg(rows[i].state)};
    }
    v->lines = lines;
    *ret = v;
    return OK;
}
Err page_imports(AccountCtx a)
{
    ImportsView *v;
    TRY(imports_view(a, &v));
    RENDER(a.ctx, 200, customers_imports, v);
    return OK;
}

Err page_import_template(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    char separator = locale_decimal_comma(ctx->locale) ? ';' : ',';
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    buf_add(&b, S("\xef\xbb\xbf"));
    for (size_t i = 0; i < IMPORT_COLUMNS_N; i++) {
        csv_add_text(&b, str_from(IMPORT_COLUMNS[i]), separator, i == 0);
    }
    csv_end_row(&b);
    static const char *const example[] = {"Windmill Sails",
                                          "windmillsails.example",
                                          "NL",
                                          "Herengracht 12",
                                          "",
                                          "Amsterdam",
                                          "",
                                          "1015 BK",
                                          "020 123 4567",
                                          "",
                                          "Femke",
                                          "Bos",
                                          "femke.bos@windmillsails.example",
                                          "nl-NL"};
    for (size_t i = 0; i < COUNT_OF(example); i++) {
        csv_add_text(&b, str_from(example[i]), separator, i == 0);
    }
    csv_end_row(&b);
    ctx->out.body = buf_str(&b);
    ctx->out.content_type = S("text/csv; charset=utf-8");
    customer_download_name(ctx, S("customers-template.csv"));
    return OK;
}

Err page_import_upload(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str name;
    Str bytes = {"", 0};
    Err err = ctx_upload(ctx, S("file"), &name, &bytes);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    if (err == ERR_NOT_FOUND || str_empty(bytes)) {
        problem_field(ctx, S("file"), MSG("Choose a CSV file that is not empty"));
    } else if (bytes.n > IMPORT_BYTES_MAX) {
        problem_field(ctx, S("file"), MSG("The file is larger than 2 MB; split it"));
    }
    if (problem_check(ctx) != OK) {
        ImportsView *v;
        TRY(imports_view(a, &v));
        return RENDER_FAILED(ctx, customers_imports, v);
    }
    Id id = ctx_new_id(ctx);
    name = utf8_valid(name) && !utf8_has_control(name) && name.n ? utf8_prefix(name, 100) : S("customers.csv");
    TRY(q_customer_import_add(a, &(CustomerImportAddArgs){.id = id, .file_name = name, .body = bytes}, NULL));
    ctx_redirect(ctx, import_url(ctx, id, ""), (Msg){0});
    return OK;
}

/* --- the dry run and the result --- */

static Err import_of_path(AccountCtx a, CustomerImportGetRow *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("import"), &id));
    Err err = q_customer_import_get(a, &(CustomerImportGetArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND ? problem(a.ctx, err, MSG("There is no such imported file"), (Msg){0}) : err;
}
static Err fill_checked(AccountCtx a, const CustomerImportGetRow *row, ImportView *v)
{
    ImportFile file;
    TRY(import_check(a, row->body, 0, 0, &file));
    v->checked = true;
    v->whole = file.whole;
    ImportRowView *lines = arena_array(a.ctx->arena, ImportRowView, PROBLEMS_SHOWN);
    for (size_t i = 0; i < file.rows_n; i++) {
        const ImportRow *r = &file.rows[i];
        v->rows++;
        v->bad += r->bad;
        v->good += !r->bad;
        v->warned += !r->bad && r->problems_n;
        for (size_t p = 0; p < r->problems_n; p++) {
            if (v->problems_n == PROBLEMS_SHOWN) {
                v->problems_more++;
                continue;
            }
            lines[v->problems_n++] = (ImportRowView){.line = r->line,
                                                     .company = r->customer.company.name,
                                                     .domain = r->customer.company.domain,
                                                     .field = r->problems[p].field,
                                                     .problem = r->problems[p].message};
        }
    }
    v->problems = lines;
    return OK;
}
static Err fill_done(AccountCtx a, const CustomerImportGetRow *row, ImportView *v)
{
    Ctx *ctx = a.ctx;
    CustomerImportRowsRow *rows;
    size_t n;
    TRY(q_customer_import_rows(a, &(CustomerImportRowsArgs){.import_id = row->id}, &rows, &n));
    ImportRowView *lines = arena_array(ctx->arena, ImportRowView, RESULTS_SHOWN);
    for (size_t i = 0; i < n; i++) {
        bool added = str_eq(rows[i].outcome, S("added"));
        v->good += added;
        v->bad += !added;
        if (v->results_n < RESULTS_SHOWN) {
            lines[v->results_n++] = (ImportRowView){.line = rows[i].line,
                                                    .company = rows[i].company,
                                                    .text = rows[i].problem,
                                                    .url = added && !id_is_nil(rows[i].customer_id)
                                                               ? customer_url(ctx, rows[i].customer_id, "")
                                                               : (Url){{"", 0}}};
        }
    }
    v->results = lines;
    return OK;
}
static Err fill_progress(AccountCtx a, const CustomerImportGetRow *row, ImportView *v)
{
    JobStatus job;
    Err err = job_status(a, row->job_id, &job);
    if (err == ERR_NOT_FOUND) {
        v->running = false;
        return OK;
    }
    TRY(err);
    bool failed = str_eq(job.state, S("failed")) || str_eq(job.state, S("cancelled"));
    v->progress = (ProgressView){.title = MSG("Import of customers"),
                                 .done = job.done,
                                 .total = job.total,
                                 .started_at = job.started_at,
                                 .running = v->running && !failed,
                                 .failed = failed,
                                 .state = failed                            ? MSG("Stopped")
                                          : v->done                         ? MSG("Done")
                                          : str_eq(job.state, S("waiting")) ? MSG("Waiting for its turn")
                                                                            : MSG("Running"),
                                 .self = import_url(a.ctx, row->id, "")};
    if (failed) {
        v->progress.problem = MSG("The import stopped. What was added before stays; import the rest as a new file.");
        v->done = true;
        v->running = false;
    }
    if (v->running) {
        v->shell->refresh_url = v->progress.self;
        v->shell->refresh_s = 3;
    }
    return OK;
}
Err page_import(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomerImportGetRow row;
    TRY(import_of_path(a, &row));
    ImportView *v = arena_new(ctx->arena, ImportView);
    v->shell = import_shell(ctx, row.file_name);
    v->file_name = row.file_name;
    v->report_url = import_url(ctx, row.id, "/report");
    v->cancel = customers_url(ctx, "/import");
    v->form = (FormView){.action = import_url(ctx, row.id, "/run"), .no_guard = true};
    v->running = str_eq(row.state, S("running"));
    v->done = str_eq(row.state, S("done"));
    if (v->running || v->done) {
        TRY(fill_progress(a, &row, v));
        if (v->done) {
            TRY(fill_done(a, &row, v));
        }
    } else {
        TRY(fill_checked(a, &row, v));
    }
    RENDER(ctx, 200, customers_import, v);
    return OK;
}

static void report_line(Buf *b, char separator, int64_t line, Str company, Str outcome, Str text)
{
    char digits[20];
    csv_add_plain(b, str_of(digits, num_i64_into(digits, line)), separator, true);
    csv_add_text(b, company, separator, false);
    csv_add_text(b, outcome, separator, false);
    csv_add_text(b, text, separator, false);
    csv_end_row(b);
}
Err page_import_report(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomerImportGetRow row;
    TRY(import_of_path(a, &row));
    char separator = locale_decimal_comma(ctx->locale) ? ';' : ',';
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    buf_add(&b, S("\xef\xbb\xbf"));
    Str heads[] = {tr(ctx->locale, NULL, "Row"), tr(ctx->locale, NULL, "Company"), tr(ctx->locale, NULL, "Result"),
                   tr(ctx->locale, NULL, "Problem")};
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        csv_add_text(&b, heads[i], separator, i == 0);
    }
    csv_end_row(&b);
    if (str_eq(row.state, S("checked"))) {
        ImportFile file;
        TRY(import_check(a, row.body, 0, 0, &file));
        for (size_t i = 0; i < file.rows_n; i++) {
            const ImportRow *r = &file.rows[i];
            Str can = tr(ctx->locale, NULL, r->bad ? TR("Cannot be added") : TR("Can be added"));
            for (size_t p = 0; p < r->problems_n; p++) {
                report_line(&b, separator, r->line, r->customer.company.name, can,
                            msg_text(ctx->arena, ctx->locale, &r->problems[p].message));
            }
            if (r->problems_n == 0) {
                report_line(&b, separator, r->line, r->customer.company.name, can, S(""));
            }
        }
    } else {
        CustomerImportRowsRow *rows;
        size_t n;
        TRY(q_customer_import_rows(a, &(CustomerImportRowsArgs){.import_id = row.id}, &rows, &n));
        for (size_t i = 0; i < n; i++) {
            Str outcome = tr(ctx->locale, NULL, str_eq(rows[i].outcome, S("added")) ? TR("Added") : TR("Refused"));
            report_line(&b, separator, rows[i].line, rows[i].company, outcome, rows[i].problem);
        }
    }
    ctx->out.body = buf_str(&b);
    ctx->out.content_type = S("text/csv; charset=utf-8");
    customer_download_name(ctx, S("import-report.csv"));
    return OK;
}

/* --- the job --- */

typedef struct ImportPayload {
    Id import_id;
    Str locale;
} ImportPayload;
static const Field PAYLOAD_FIELDS[] = {FIELD(ImportPayload, import_id, "import", F_ID_),
                                       FIELD(ImportPayload, locale, "locale", F_STR)};
static const Shape PAYLOAD = SHAPE(ImportPayload, PAYLOAD_FIELDS);

Err page_import_run(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomerImportGetRow row;
    TRY(import_of_path(a, &row));
    if (!str_eq(row.state, S("checked"))) {
        ctx->audit.skip = true;
        ctx_redirect(ctx, import_url(ctx, row.id, ""), (Msg){0});
        return OK;
    }
    ImportFile file;
    TRY(import_check(a, row.body, 0, 0, &file));
    if (msg_is_set(file.whole)) {
        return problem(ctx, ERR_CONFLICT, file.whole, (Msg){0});
    }
    ImportPayload payload = {row.id, locale_tag(ctx->locale)};
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    shape_write(&b, &PAYLOAD, &payload);
    Id job_id;
    TRY(job_enqueue(ctx,
                    &(JobAsk){.kind = "customers.import",
                              .key = id_text(ctx->arena, row.id),
                              .payload = buf_str(&b),
                              .account_id = ctx->account_id,
                              .user_id = ctx->actor.user_id,
                              .total = (int64_t)file.rows_n},
                    &job_id));
    TRY(q_customer_import_state(a, &(CustomerImportStateArgs){.state = S("running"), .job_id = job_id, .id = row.id},
                                NULL));
    ctx_redirect(ctx, import_url(ctx, row.id, ""), (Msg){0});
    return OK;
}

typedef struct ImportRun {
    JobRun *job;
    ImportPayload payload;
    CustomerImportGetRow row;
    ImportFile file;
    size_t from;
    ImportRow *current;
} ImportRun;

static Err load_unit(Ctx *ctx, void *arg)
{
    ImportRun *r = arg;
    AccountCtx a = account_of(ctx, r->job->account_id);
    TRY(q_customer_import_get(a, &(CustomerImportGetArgs){.id = r->payload.import_id}, &r->row));
    return import_check(a, r->row.body, r->from, r->from + ROWS_A_STEP, &r->file);
}
static Err note_result(AccountCtx a, const ImportRun *r, Str outcome, Id customer_id, Str problem_text)
{
    return q_customer_import_row_add(a,
                                     &(CustomerImportRowAddArgs){.import_id = r->row.id,
                                                                 .line = r->current->line,
                                                                 .company = r->current->customer.company.name,
                                                                 .outcome = outcome,
                                                                 .customer_id = customer_id,
                                                                 .problem = problem_text},
                                     NULL);
}
/* One row, one unit, one audit row. A row that has a result was done before a crash and is left alone. */
static Err row_unit(Ctx *ctx, void *arg)
{
    ImportRun *r = arg;
    AccountCtx a = account_of(ctx, r->job->account_id);
    CustomerImportRowGetRow seen;
    Err err = q_customer_import_row_get(
        a, &(CustomerImportRowGetArgs){.import_id = r->row.id, .line = r->current->line}, &seen);
    if (err == OK) {
        ctx->audit.skip = true;
        return OK;
    }
    if (err != ERR_NOT_FOUND) {
        return err;
    }
    ImportRow *row = r->current;
    if (!row->bad) { /* taken since the check of this step */
        ctx->problem = (Problem){0};
        TRY(customer_check_domain_free(a, S("domain"), row->customer.company.domain));
        if (ctx->problem.fields_n) {
            row->bad = true;
            row->problems[0] = (ImportProblem){.message = ctx->problem.fields[0].message};
            ctx->problem = (Problem){0};
        }
    }
    if (row->bad) {
        ctx->audit.after = S("{\"state\":\"refused\"}");
        return note_result(a, r, S("refused"), ID_NIL,
                           msg_text(ctx->arena, locale_get(r->payload.locale), &row->problems[0].message));
    }
    CustomerCreated made;
    TRY(customer_create(a, &row->customer, &made));
    return note_result(a, r, S("added"), made.id.id, S(""));
}
static Err done_unit(Ctx *ctx, void *arg)
{
    ImportRun *r = arg;
    AccountCtx a = account_of(ctx, r->job->account_id);
    return q_customer_import_state(
        a, &(CustomerImportStateArgs){.state = S("done"), .job_id = r->job->id, .id = r->row.id}, NULL);
}
Err customers_import_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    ImportRun r = {.job = job};
    TRY(shape_read_text(ctx, &PAYLOAD, job->payload, &r.payload));
    r.from = (size_t)job->done;
    TRY(unit_run(ctx, MODE_READ, NULL, load_unit, &r));
    for (size_t i = 0; i < r.file.rows_n; i++) {
        r.current = &r.file.rows[i];
        const char *action = r.current->bad ? "customers.import.refused" : "customers.import";
        TRY(unit_run(ctx, MODE_WRITE, action, row_unit, &r));
    }
    job->done += (int64_t)r.file.rows_n;
    if (r.file.rows_n == ROWS_A_STEP) {
        *ret_next = JOB_AGAIN;
        return OK;
    }
    *ret_next = JOB_DONE;
    job->total = job->done;
    return unit_run(ctx, MODE_WRITE, "customers.import.done", done_unit, &r);
}

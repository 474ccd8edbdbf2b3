/* See import.h. */
#include "ui/import.h"
#include "base/csv.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/ui_html.h"

enum { PROBLEMS_SHOWN = 200, RESULTS_SHOWN = 500, NAME_MAX_BYTES = 100 };

Url import_page_url(Ctx *ctx, const ImportPages *p, Id id, const char *rest)
{
    Url base = p->at(ctx, "/");
    return (Url){str_concat(ctx->arena, str_concat(ctx->arena, base.s, id_text(ctx->arena, id)), str_from(rest))};
}

/* --- CSV as an answer --- */

CsvAnswer csv_answer(Ctx *ctx, size_t max)
{
    CsvAnswer c = {.ctx = ctx,
                   .b = buf_on_arena(ctx->arena, max),
                   .separator = locale_decimal_comma(ctx->locale) ? ';' : ',',
                   .first = true};
    buf_add(&c.b, S("\xef\xbb\xbf"));
    return c;
}

void csv_answer_text(CsvAnswer *c, Str text)
{
    csv_add_text(&c->b, text, c->separator, c->first);
    c->first = false;
}

void csv_answer_number(CsvAnswer *c, int64_t n)
{
    char digits[20];
    csv_add_plain(&c->b, str_of(digits, num_i64_into(digits, n)), c->separator, c->first);
    c->first = false;
}

void csv_answer_row(CsvAnswer *c)
{
    csv_end_row(&c->b);
    c->first = true;
}

void csv_answer_end(CsvAnswer *c, const char *name)
{
    Ctx *ctx = c->ctx;
    ctx->out.body = buf_str(&c->b);
    ctx->out.content_type = S("text/csv; charset=utf-8");
    ctx_header(ctx, S("Content-Disposition"), str_fmt(ctx->arena, "attachment; filename=\"%s\"", name));
}

/* --- the files --- */

static Msg state_msg(Str state)
{
    if (str_eq(state, S("running"))) {
        return MSG("Being imported");
    }
    return str_eq(state, S("done")) ? MSG("Imported") : MSG("Checked, not imported");
}

static ShellView *shell_of(Ctx *ctx, const ImportPages *p, Str file_name)
{
    ShellView *shell = p->shell(ctx, file_name);
    shell->failed = ctx->problem.fields_n != 0;
    return shell;
}

static Err files_view(AccountCtx a, const ImportPages *p, ImportFilesView **ret)
{
    Ctx *ctx = a.ctx;
    ImportFilesView *v = arena_new(ctx->arena, ImportFilesView);
    ErrorLink *problems = arena_array(ctx->arena, ErrorLink, 1);
    problems[0] = (ErrorLink){problem_of_field(ctx, S("file")), S("file")};
    v->shell = shell_of(ctx, p, S(""));
    v->about = MSG_OF(p->about);
    v->form = (FormView){.action = p->at(ctx, ""),
                         .errors = {problems, ctx->problem.fields_n ? 1 : 0},
                         .upload = true,
                         .no_guard = true};
    v->file = (FieldView){.kind = FIELD_FILE,
                          .name = S("file"),
                          .label = MSG("CSV file"),
                          .hint = MSG("At most 5,000 rows and 2 MB."),
                          .error = problems[0].text,
                          .accept = S(".csv,text/csv")};
    v->template_url = p->at(ctx, "/template");
    ImportFile *files;
    TRY(import_files(a, p->kind, &files, &v->lines_n));
    struct ImportLine *lines = arena_array(ctx->arena, struct ImportLine, v->lines_n + 1);
    for (size_t i = 0; i < v->lines_n; i++) {
        lines[i] = (struct ImportLine){files[i].file_name, import_page_url(ctx, p, files[i].id, ""),
                                       files[i].created_at, state_msg(files[i].state)};
    }
    v->lines = lines;
    *ret = v;
    return OK;
}

Err import_page_files(AccountCtx a, const ImportPages *p)
{
    ImportFilesView *v;
    TRY(files_view(a, p, &v));
    RENDER(a.ctx, 200, import_files, v);
    return OK;
}

Err import_page_template(AccountCtx a, const ImportPages *p)
{
    CsvAnswer c = csv_answer(a.ctx, BUF_MAX_SMALL);
    for (size_t i = 0; i < p->kind->columns_n; i++) {
        csv_answer_text(&c, str_from(p->kind->columns[i].name));
    }
    csv_answer_row(&c);
    for (size_t i = 0; i < p->kind->columns_n; i++) {
        csv_answer_text(&c, str_from(p->example[i]));
    }
    csv_answer_row(&c);
    csv_answer_end(&c, p->template_name);
    return OK;
}

Err import_page_upload(AccountCtx a, const ImportPages *p)
{
    Ctx *ctx = a.ctx;
    Str name = {"", 0}, bytes = {"", 0};
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
        ImportFilesView *v;
        TRY(files_view(a, p, &v));
        return RENDER_FAILED(ctx, import_files, v);
    }
    Id id;
    bool plain = utf8_valid(name) && !utf8_has_control(name) && name.n;
    TRY(import_add(a, p->kind, plain ? utf8_prefix(name, NAME_MAX_BYTES) : str_from(p->file_name), bytes, &id));
    ctx_redirect(ctx, import_page_url(ctx, p, id, ""), (Msg){0});
    return OK;
}

/* --- one: the dry run, how far it is, what came of it --- */

Err import_page_find(AccountCtx a, const ImportPages *p, ImportFile *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("import"), &id));
    return import_find(a, p->kind, id, ret);
}

/* What will be made, of kinds whose rows say it. */
static void fill_plan(Ctx *ctx, const ImportPages *p, const ImportRows *found, ImportFileView *v)
{
    ImportRowView *lines = arena_array(ctx->arena, ImportRowView, PROBLEMS_SHOWN);
    v->sums_n = p->sums ? p->sums(found, v->sums) : 0;
    for (size_t i = 0; i < found->rows_n; i++) {
        const ImportRow *r = &found->rows[i];
        if (r->bad || !r->makes.n) {
            continue;
        }
        if (v->plan_n == PROBLEMS_SHOWN) {
            v->plan_more++;
            continue;
        }
        lines[v->plan_n++] = (ImportRowView){.line = r->line, .name = r->name, .text = r->makes};
    }
    v->plan = lines;
}

static Err fill_checked(AccountCtx a, const ImportPages *p, const ImportFile *file, ImportFileView *v)
{
    ImportRows found;
    TRY(import_check(a, p->kind, file->body, 0, 0, &found));
    v->checked = true;
    v->whole = found.whole;
    ImportRowView *lines = arena_array(a.ctx->arena, ImportRowView, PROBLEMS_SHOWN);
    for (size_t i = 0; i < found.rows_n; i++) {
        const ImportRow *r = &found.rows[i];
        v->rows++;
        v->bad += r->bad;
        v->good += !r->bad;
        v->warned += !r->bad && r->problems_n;
        for (size_t k = 0; k < r->problems_n; k++) {
            if (v->problems_n == PROBLEMS_SHOWN) {
                v->problems_more++;
                continue;
            }
            lines[v->problems_n++] = (ImportRowView){
                .line = r->line, .name = r->name, .field = r->problems[k].field, .problem = r->problems[k].message};
        }
    }
    v->problems = lines;
    fill_plan(a.ctx, p, &found, v);
    v->add = p->add(v->good);
    return OK;
}

static Err fill_done(AccountCtx a, const ImportPages *p, const ImportFile *file, ImportFileView *v)
{
    Ctx *ctx = a.ctx;
    ImportResult *rows;
    size_t n;
    TRY(import_results(a, file->id, &rows, &n));
    ImportRowView *lines = arena_array(ctx->arena, ImportRowView, RESULTS_SHOWN);
    for (size_t i = 0; i < n; i++) {
        v->good += rows[i].added;
        v->bad += !rows[i].added;
        if (v->results_n == RESULTS_SHOWN) {
            v->results_more++;
            continue;
        }
        bool leads = rows[i].added && !id_is_nil(rows[i].what_id);
        lines[v->results_n++] = (ImportRowView){.line = rows[i].line,
                                                .name = rows[i].name,
                                                .text = rows[i].problem,
                                                .url = leads ? p->thing(ctx, rows[i].what_id) : (Url){{"", 0}}};
    }
    v->results = lines;
    return OK;
}

static Err fill_progress(AccountCtx a, const ImportPages *p, const ImportFile *file, ImportFileView *v)
{
    JobStatus job;
    Err err = job_status(a, file->job_id, &job);
    if (err == ERR_NOT_FOUND) {
        v->running = false;
        return OK;
    }
    TRY(err);
    bool failed = str_eq(job.state, S("failed")) || str_eq(job.state, S("cancelled"));
    v->progress = (ProgressView){.title = MSG_OF(p->task),
                                 .done = job.done,
                                 .total = job.total,
                                 .started_at = job.started_at,
                                 .running = v->running && !failed,
                                 .failed = failed,
                                 .state = failed                            ? MSG("Stopped")
                                          : v->done                         ? MSG("Done")
                                          : str_eq(job.state, S("waiting")) ? MSG("Waiting for its turn")
                                                                            : MSG("Running"),
                                 .self = import_page_url(a.ctx, p, file->id, "")};
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

Err import_page_view(AccountCtx a, const ImportPages *p, const ImportFile *file, ImportFileView **ret)
{
    Ctx *ctx = a.ctx;
    ImportFileView *v = arena_new(ctx->arena, ImportFileView);
    v->shell = shell_of(ctx, p, file->file_name);
    v->file_name = file->file_name;
    v->what = MSG_OF(p->what);
    v->report_url = import_page_url(ctx, p, file->id, "/report");
    v->cancel = p->at(ctx, "");
    v->form = (FormView){.action = import_page_url(ctx, p, file->id, "/run"), .no_guard = true};
    v->running = str_eq(file->state, S("running"));
    v->done = str_eq(file->state, S("done"));
    *ret = v;
    if (!v->running && !v->done) {
        return fill_checked(a, p, file, v);
    }
    TRY(fill_progress(a, p, file, v));
    return v->done ? fill_done(a, p, file, v) : OK;
}

Err import_page_file(AccountCtx a, const ImportPages *p)
{
    ImportFile file;
    ImportFileView *v;
    TRY(import_page_find(a, p, &file));
    TRY(import_page_view(a, p, &file, &v));
    RENDER(a.ctx, 200, import_file, v);
    return OK;
}

Err import_page_run(AccountCtx a, const ImportPages *p)
{
    Ctx *ctx = a.ctx;
    ImportFile file;
    bool started;
    TRY(import_page_find(a, p, &file));
    TRY(import_start(a, p->kind, &file, &started));
    ctx->audit.skip = !started;
    ctx_redirect(ctx, import_page_url(ctx, p, file.id, ""), (Msg){0});
    return OK;
}

/* --- the report --- */

static void report_line(CsvAnswer *c, int64_t line, Str name, Str outcome, Str text)
{
    csv_answer_number(c, line);
    csv_answer_text(c, name);
    csv_answer_text(c, outcome);
    csv_answer_text(c, text);
    csv_answer_row(c);
}

static Err report_checked(AccountCtx a, const ImportPages *p, const ImportFile *file, CsvAnswer *c)
{
    Ctx *ctx = a.ctx;
    ImportRows found;
    TRY(import_check(a, p->kind, file->body, 0, 0, &found));
    for (size_t i = 0; i < found.rows_n; i++) {
        const ImportRow *r = &found.rows[i];
        Str can = tr(ctx->locale, NULL, r->bad ? TR("Cannot be added") : TR("Can be added"));
        for (size_t k = 0; k < r->problems_n; k++) {
            report_line(c, r->line, r->name, can, msg_text(ctx->arena, ctx->locale, &r->problems[k].message));
        }
        if (r->problems_n == 0) {
            report_line(c, r->line, r->name, can, S(""));
        }
    }
    return OK;
}

static Err report_done(AccountCtx a, const ImportFile *file, CsvAnswer *c)
{
    ImportResult *rows;
    size_t n;
    TRY(import_results(a, file->id, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        Str outcome = tr(a.ctx->locale, NULL, rows[i].added ? TR("Added") : TR("Refused"));
        report_line(c, rows[i].line, rows[i].name, outcome, rows[i].problem);
    }
    return OK;
}

Err import_page_report(AccountCtx a, const ImportPages *p)
{
    Ctx *ctx = a.ctx;
    ImportFile file;
    TRY(import_page_find(a, p, &file));
    CsvAnswer c = csv_answer(ctx, BUF_MAX_PAGE);
    const char *const heads[] = {TR("Row"), p->what, TR("Result"), TR("Problem")};
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        csv_answer_text(&c, tr(ctx->locale, NULL, heads[i]));
    }
    csv_answer_row(&c);
    TRY(str_eq(file.state, S("checked")) ? report_checked(a, p, &file, &c) : report_done(a, &file, &c));
    csv_answer_end(&c, "import-report.csv");
    return OK;
}

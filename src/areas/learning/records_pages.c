/* The vendor's records of certificates that were earned elsewhere: one by one, or a file taken whole or not at all. And
 * the figures of what is learned. */
#include "areas/learning/pages.h"

#include "app/audit.h"
#include "base/csv.h"
#include "base/num.h"
#include "gen/learning_html.h"
#include "ui/field.h"
#include "ui/import.h"
#include "ui/shell.h"

enum { PAGE_SIZE = 50, FILE_ROWS_MAX = 500, FILE_BYTES_MAX = 1 << 20, PROBLEMS_SHOWN = 50, WEEKS = 12 };

/* --- the page --- */

static Err records_view(OperatorCtx o, const RecordInput *in, RecordsView **ret)
{
    static const Str NAMES[] = {S_INIT("profile"),       S_INIT("email"),  S_INIT("name"),
                                S_INIT("certification"), S_INIT("number"), S_INIT("issued_on")};
    static const Str FILE_NAMES[] = {S_INIT("file")};
    Ctx *ctx = o.ctx;
    Certification *all;
    LearningRecordsRow *rows;
    PageInfo page;
    size_t n;
    Str q = str_trim(ctx_query(ctx, S("q")));
    PageAsk ask = {.descending = true,
                   .size = PAGE_SIZE,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    RecordsView *v = arena_new(ctx->arena, RecordsView);
    TRY(certification_list(ctx, &all, &n));
    LearningRecordsArgs args = {
        .profile_low = S(""), .with_profile = q.n > 0, .profile_key = str_lower_ascii(ctx->arena, q)};
    TRY(q_learning_records(o, &args, &ask, &rows, &v->rows_n, &page));
    RecordRow *list = arena_array(ctx->arena, RecordRow, v->rows_n);
    for (size_t i = 0; i < v->rows_n; i++) {
        const Certification *c = certification_of(all, n, rows[i].certification_id);
        list[i] = (RecordRow){.profile = rows[i].profile,
                              .name = rows[i].name,
                              .email = rows[i].email,
                              .certification = c ? vendor_text(&c->title, ctx->locale) : S(""),
                              .number = rows[i].number,
                              .issued_on = rows[i].issued_on,
                              .taken = !id_is_nil(rows[i].award_id)};
    }
    v->shell = learning_desk_shell(ctx, MSG("Certificates recorded"), S(""));
    v->tabs = learning_desk_tabs(ctx, 2, &v->tabs_n);
    v->may_edit = ctx_may(ctx, &OPERATOR_LEARNING_EDIT);
    v->rows = list;
    v->here = url_static(LEARNING_DESK "/records");
    v->q = ui_field(ctx, S("q"), q, MSG("Learning profile"));
    v->q.kind = FIELD_SEARCH;
    v->filtered = q.n > 0;
    Url here = q.n ? url_with(ctx->arena, v->here, S("q"), q) : v->here;
    v->pager = (PagerView){.has_next = page.next.n > 0,
                           .has_previous = page.previous.n > 0,
                           .next = url_with(ctx->arena, here, S("after"), page.next),
                           .previous = url_with(ctx->arena, here, S("before"), page.previous)};
    v->form = (FormView){.action = v->here, .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))};
    v->file_form = (FormView){
        .action = url_static(LEARNING_DESK "/records/file"), .errors = ui_errors(ctx, FILE_NAMES, 1), .upload = true};
    v->shell->failed = v->form.errors.links_n + v->file_form.errors.links_n > 0;
    v->profile = ui_field(ctx, S("profile"), in->profile, MSG("Id of the learning profile"));
    v->email = ui_field(ctx, S("email"), in->email, MSG("E-mail of the profile"));
    v->email.optional = true;
    v->email.hint = MSG("Whoever has this address here and links the profile needs no approval.");
    v->name = ui_field(ctx, S("name"), in->name, MSG("Name"));
    v->name.optional = true;
    v->number = ui_field(ctx, S("number"), in->number, MSG("Number of the certificate"));
    v->number.optional = true;
    v->certification =
        certification_select(ctx, S("certification"), MSG("Choose a certification"), all, n, in->certification_id);
    v->issued_on =
        ui_field(ctx, S("issued_on"),
                 date_is_set(in->issued_on) ? date_iso(ctx->arena, in->issued_on) : ctx_form(ctx, S("issued_on")),
                 MSG("Given on"));
    v->issued_on.kind = FIELD_DATE;
    v->issued_on.width = S("w-8");
    v->file = ui_field(ctx, S("file"), S(""), MSG("CSV file"));
    v->file.kind = FIELD_FILE;
    v->file.accept = S(".csv,text/csv");
    v->file.hint = MSG("Columns profile, email, name, certification (its code), number and issuedOn, at most 500 rows. "
                       "It is taken whole or not at all.");
    v->template_url = url_static(LEARNING_DESK "/records/template");
    *ret = v;
    return OK;
}

Err learning_records_page(OperatorCtx o)
{
    RecordInput in = {.issued_on = DATE_NONE};
    RecordsView *v;
    TRY(records_view(o, &in, &v));
    RENDER(o.ctx, 200, learning_records, v);
    return OK;
}

Err learning_records_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    bool made;
    RecordInput in = {.profile = str_trim(ctx_form(ctx, S("profile"))),
                      .email = str_trim(ctx_form(ctx, S("email"))),
                      .name = str_trim(ctx_form(ctx, S("name"))),
                      .number = str_trim(ctx_form(ctx, S("number")))};
    if (id_parse(ctx_form(ctx, S("certification")), &in.certification_id) != OK) {
        in.certification_id = ID_NIL; /* the check says what is asked for */
    }
    if (date_parse(str_trim(ctx_form(ctx, S("issued_on"))), &in.issued_on) != OK) {
        in.issued_on = DATE_NONE;
    }
    record_check(ctx, &in);
    if (problem_check(ctx) != OK) {
        RecordsView *v;
        TRY(records_view(o, &in, &v));
        return RENDER_FAILED(ctx, learning_records, v);
    }
    Certification c;
    TRY(certification_find(ctx, in.certification_id, &c));
    TRY(record_add(ctx, &in, &made));
    learning_audit(ctx, ID_NIL, in.profile);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"profile", in.profile}, {"certification", c.code},
                                  {"issuedOn", date_iso(ctx->arena, in.issued_on)});
    ctx_redirect(ctx, url_static(LEARNING_DESK "/records"),
                 made ? MSG("The certificate is recorded.") : MSG("It was recorded before."));
    return OK;
}

/* --- a file --- */

enum { COL_PROFILE, COL_EMAIL, COL_NAME, COL_CERTIFICATION, COL_NUMBER, COL_ISSUED, COLS };
static const char *const COLUMNS[COLS] = {"profile", "email", "name", "certification", "number", "issuedOn"};

Err learning_records_template(OperatorCtx o)
{
    static const char *const EXAMPLE[COLS] = {"alex-4711", "alex@harbor.example", "Alex Example", "privacy-officer",
                                              "IDC-2291",  "2026-03-02"};
    CsvAnswer c = csv_answer(o.ctx, BUF_MAX_SMALL);
    for (size_t i = 0; i < COLS; i++) {
        csv_answer_text(&c, str_from(COLUMNS[i]));
    }
    csv_answer_row(&c);
    for (size_t i = 0; i < COLS; i++) {
        csv_answer_text(&c, str_from(EXAMPLE[i]));
    }
    csv_answer_row(&c);
    csv_answer_end(&c, "certificates-template.csv");
    return OK;
}

typedef struct Reading {
    Ctx *ctx;
    Certification *all;
    size_t all_n;
    int at[COLS]; /* column of the file; -1: not there */
    RecordInput *rows;
    size_t n;
    LineProblem *problems;
    size_t problems_n;
} Reading;

static void complain(Reading *r, size_t line, Msg m)
{
    if (r->problems_n < PROBLEMS_SHOWN) {
        r->problems[r->problems_n++] = (LineProblem){.line = (int64_t)line, .message = m};
    }
}

static bool read_head(Reading *r, const CsvRow *row)
{
    for (size_t i = 0; i < COLS; i++) {
        r->at[i] = -1;
        for (size_t k = 0; k < row->n; k++) {
            if (str_eq_nocase(str_trim(row->cells[k]), str_from(COLUMNS[i]))) {
                r->at[i] = (int)k;
            }
        }
    }
    return r->at[COL_PROFILE] >= 0 && r->at[COL_CERTIFICATION] >= 0 && r->at[COL_ISSUED] >= 0;
}

static Str cell(const Reading *r, const CsvRow *row, int column)
{
    int at = r->at[column];
    return at >= 0 && (size_t)at < row->n ? str_copy(r->ctx->arena, str_trim(row->cells[at])) : S("");
}

static void read_row(Reading *r, const CsvRow *row)
{
    Problem was = r->ctx->problem;
    Str code = cell(r, row, COL_CERTIFICATION);
    RecordInput in = {.profile = cell(r, row, COL_PROFILE),
                      .email = cell(r, row, COL_EMAIL),
                      .name = cell(r, row, COL_NAME),
                      .number = cell(r, row, COL_NUMBER)};
    for (size_t i = 0; i < r->all_n; i++) {
        if (str_eq(r->all[i].code, code)) {
            in.certification_id = r->all[i].id;
        }
    }
    if (date_parse(cell(r, row, COL_ISSUED), &in.issued_on) != OK) {
        in.issued_on = DATE_NONE;
    }
    r->ctx->problem = (Problem){0};
    record_check(r->ctx, &in);
    for (size_t i = 0; i < r->ctx->problem.fields_n; i++) {
        complain(r, row->line, r->ctx->problem.fields[i].message);
    }
    r->ctx->problem = was;
    r->rows[r->n++] = in;
}

static void read_file(Reading *r, Str bytes)
{
    CsvReader *csv = csv_reader(r->ctx->arena, bytes, 1000);
    CsvRow row;
    Str why;
    bool head = false;
    for (;;) {
        Err err = csv_next(csv, r->ctx->arena, &row, &why);
        if (err == ERR_NOT_FOUND) {
            break;
        }
        if (err != OK) {
            complain(r, row.line, MSG("This row cannot be read: a quote is left open, or a cell is too long."));
            continue;
        }
        if (!head) {
            head = true;
            if (!read_head(r, &row)) {
                complain(r, row.line,
                         MSG("The first line has to name the columns profile, certification and issuedOn."));
                return;
            }
            continue;
        }
        if (r->n == FILE_ROWS_MAX) {
            complain(r, row.line, MSG("The file has more than 500 rows. Divide it."));
            return;
        }
        read_row(r, &row);
    }
    if (r->n == 0 && r->problems_n == 0) {
        complain(r, 1, MSG("The file holds no row."));
    }
}

Err learning_records_file_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Str name = S(""), bytes = S("");
    int64_t added = 0;
    Reading r = {.ctx = ctx,
                 .rows = arena_array(ctx->arena, RecordInput, FILE_ROWS_MAX),
                 .problems = arena_array(ctx->arena, LineProblem, PROBLEMS_SHOWN)};
    TRY(certification_list(ctx, &r.all, &r.all_n));
    Err err = ctx_upload(ctx, S("file"), &name, &bytes);
    if (err != OK || !bytes.n) {
        problem_field(ctx, S("file"), MSG("Choose a CSV file."));
    } else if (bytes.n > FILE_BYTES_MAX) {
        problem_field(ctx, S("file"), MSG("The file is larger than 1 MB. Divide it."));
    } else {
        read_file(&r, bytes);
        if (r.problems_n) {
            problem_field(ctx, S("file"),
                          MSG("Nothing was recorded: put right the rows below and send the file again."));
        }
    }
    if (problem_check(ctx) != OK) {
        RecordInput in = {.issued_on = DATE_NONE};
        RecordsView *v;
        TRY(records_view(o, &in, &v));
        v->problems = r.problems;
        v->problems_n = r.problems_n;
        return RENDER_FAILED(ctx, learning_records, v);
    }
    for (size_t i = 0; i < r.n; i++) { /* bounded by FILE_ROWS_MAX; each may be somebody's at once */
        bool made;
        TRY(record_add(ctx, &r.rows[i], &made));
        added += made;
    }
    learning_audit(ctx, ID_NIL, name);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"rows", str_fmt(ctx->arena, "%zu", r.n)},
                                  {"added", str_fmt(ctx->arena, "%lld", (long long)added)});
    ctx_redirect(ctx, url_static(LEARNING_DESK "/records"),
                 MSGN("{n} certificate is recorded; the others were before.",
                      "{n} certificates are recorded; the others were before.", added));
    return OK;
}

/* --- figures --- */

static Err fill_weeks(OperatorCtx o, LearningStatisticsView *v)
{
    Ctx *ctx = o.ctx;
    Time since = {(ctx->now.us / TIME_DAY - 7 * WEEKS + 1) * TIME_DAY};
    int64_t *done = arena_array(ctx->arena, int64_t, WEEKS), *passed = arena_array(ctx->arena, int64_t, WEEKS);
    int64_t done_sum = 0, passed_sum = 0;
    Str *labels = arena_array(ctx->arena, Str, WEEKS);
    LearningDoneWeeksRow *a;
    LearningPassedWeeksRow *b;
    size_t a_n, b_n;
    TRY(q_learning_done_weeks(o, &(LearningDoneWeeksArgs){.since_low = since}, &a, &a_n));
    TRY(q_learning_passed_weeks(o, &(LearningPassedWeeksArgs){.since_low = since}, &b, &b_n));
    for (size_t i = 0; i < a_n; i++) {
        if (a[i].week >= 0 && a[i].week < WEEKS) {
            done[a[i].week] = a[i].n;
            done_sum += a[i].n;
        }
    }
    for (size_t i = 0; i < b_n; i++) {
        if (b[i].week >= 0 && b[i].week < WEEKS) {
            passed[b[i].week] = b[i].n;
            passed_sum += b[i].n;
        }
    }
    for (int i = 0; i < WEEKS; i++) {
        Buf t = buf_on_arena(ctx->arena, 64);
        fmt_date(&t, ctx->locale, date_of(time_add(since, 7 * i * TIME_DAY)), DATE_DAY_MONTH);
        labels[i] = buf_str(&t);
    }
    ChartSeries *series = arena_array(ctx->arena, ChartSeries, 2);
    series[0] = (ChartSeries){.name = MSG("Trainings finished"), .values = done, .colour = 1};
    series[1] = (ChartSeries){.name = MSG("Assessments passed"), .values = passed, .colour = 3};
    v->weeks = (ChartView){.id = S("weeks"),
                           .title = MSG("Twelve weeks"),
                           .finding = MSG2("In twelve weeks {done} trainings were finished and {passed} assessments "
                                           "passed.",
                                           "done", str_fmt(ctx->arena, "%lld", (long long)done_sum), "passed",
                                           str_fmt(ctx->arena, "%lld", (long long)passed_sum)),
                           .label_head = MSG("Week from"),
                           .labels = labels,
                           .n = WEEKS,
                           .series = series,
                           .series_n = 2};
    return OK;
}

static LearningFigure figure_of(Ctx *ctx, const LearningItem *i)
{
    return (LearningFigure){.title = vendor_text(&i->title, ctx->locale),
                            .kind = learning_kind(i),
                            .url = learning_desk_url(ctx, i->id, "")};
}

Err learning_statistics_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    LearningItem *all;
    LearningItemTakenRow *taken;
    LearningItemTriedRow *tried;
    size_t n, taken_n, tried_n;
    LearningStatisticsView *v = arena_new(ctx->arena, LearningStatisticsView);
    TRY(learning_list(ctx, &all, &n));
    TRY(q_learning_item_taken(o, NULL, &taken, &taken_n));
    TRY(q_learning_item_tried(o, NULL, &tried, &tried_n));
    LearningFigure *trainings = arena_array(ctx->arena, LearningFigure, n),
                   *assessments = arena_array(ctx->arena, LearningFigure, n);
    for (size_t i = 0; i < n; i++) {
        LearningFigure f = figure_of(ctx, &all[i]);
        for (size_t k = 0; k < taken_n && learning_is_training(&all[i]); k++) {
            if (id_eq(taken[k].item_id, all[i].id)) {
                f.begun = taken[k].begun;
                f.done = taken[k].done;
                f.rate = taken[k].done * 100 / num_max_i64(taken[k].begun, 1);
            }
        }
        for (size_t k = 0; k < tried_n && !learning_is_training(&all[i]); k++) {
            if (id_eq(tried[k].item_id, all[i].id)) {
                f.begun = tried[k].tried;
                f.done = tried[k].passed;
                f.rate = tried[k].passed * 100 / num_max_i64(tried[k].tried, 1);
                f.score = tried[k].score / num_max_i64(tried[k].tried, 1);
            }
        }
        if (!str_eq(all[i].state, S("draft"))) {
            *(learning_is_training(&all[i]) ? &trainings[v->trainings_n++] : &assessments[v->assessments_n++]) = f;
        }
    }
    v->shell = learning_desk_shell(ctx, MSG("What is learned"), S(""));
    v->tabs = learning_desk_tabs(ctx, 3, &v->tabs_n);
    v->trainings = trainings;
    v->assessments = assessments;
    TRY(fill_weeks(o, v));
    RENDER(ctx, 200, learning_statistics, v);
    return OK;
}

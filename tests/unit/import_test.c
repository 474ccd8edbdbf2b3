/* Files that people bring: what the reader finds, what the job does with each row, and what stays of one that is
 * refused while it is made. The kind is the test's own; its rows are files too, so that what a row writes can be
 * counted. */
#include "app/import.h"
#include "app/unit.h"
#include "gen/app_q.h"
#include "lib/app_fixture.h"
#include "unit.h"

enum { COL_NAME, COL_NOTE };
static const ImportColumn COLUMNS[] = {
    [COL_NAME] = {"name", N_("Name"), true, .field = "the_name"}, [COL_NOTE] = {"note", N_("Note"), false}};
static int made;

static Err begin(AccountCtx a, void **ret)
{
    *ret = a.ctx;
    return OK;
}
static Err check(AccountCtx a, void *state, const Str *cells, ImportRow *row)
{
    assert_ptr_equal(state, a.ctx);
    row->name = cells[COL_NAME];
    if (row->name.n == 0) {
        import_warn(row, (Msg){0}, MSG("Name"));
        problem_field(a.ctx, S("the_name"), MSG("Enter the first name."));
    } else if (cells[COL_NOTE].n) {
        import_warn(row, (Msg){0}, MSG("Note"));
    }
    return OK;
}
static const ImportKind KIND;
static Err make(AccountCtx a, const ImportFile *file, ImportRow *row, Id *ret_id)
{
    assert_true(file->body.n > 0);
    made++;
    TRY(import_add(a, &(ImportKind){.kind = "made"}, row->name, S("x"), ret_id));
    if (str_eq(row->name, S("late"))) { /* after it has written */
        problem_field(a.ctx, S("the_name"), MSG("Late."));
    }
    return str_eq(row->name, S("rule")) ? problem(a.ctx, ERR_FORBIDDEN, MSG("By a rule."), (Msg){0}) : OK;
}
static const ImportKind KIND = {.kind = "users.import",
                                .action = "person.import",
                                .refused = "person.import.refused",
                                .end = "users.import.done",
                                .columns = COLUMNS,
                                .columns_n = COUNT_OF(COLUMNS),
                                .begin = begin,
                                .check = check,
                                .make = make};

typedef struct Reading {
    Str body;
    size_t from, to;
    ImportRows rows;
} Reading;
static Err read_unit(Ctx *ctx, void *arg)
{
    Reading *r = arg;
    return import_check(account_of(ctx, ctx->account_id), &KIND, r->body, r->from, r->to, &r->rows);
}
static Reading reading(Fixture *f, const char *body, size_t from, size_t to)
{
    Reading r = {.body = str_from(body), .from = from, .to = to};
    assert_ok(fixture_unit(f, MODE_READ, f->account, read_unit, &r));
    return r;
}
static void says(Fixture *f, const char *body, const char *why)
{
    Reading r = reading(f, body, 0, 0);
    assert_str_is(msg_text(f->arena, locale_get(S("en-US")), &r.rows.whole), str_from(why));
}

static void a_file_is_read_by_its_first_line_and_what_cannot_be_read_is_said(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Reading r = reading(f, "note;NAME;more\n;  Ann ;1\nx;Bo\nx;;\n", 0, 0);
    assert_int_equal(r.rows.rows_n, 3);
    assert_str(r.rows.rows[0].name, "Ann");
    assert_int_equal(r.rows.rows[0].line, 2);
    assert_int_equal(r.rows.rows[1].problems_n, 1);
    assert_true(r.rows.rows[1].problems[0].warning);
    assert_false(r.rows.rows[1].bad);
    assert_true(r.rows.rows[2].bad);
    assert_str(msg_text(f->arena, locale_get(S("en-US")), &r.rows.rows[2].problems[1].field), "Name");
    r = reading(f, "name\nAnn\nBo\nCy\nDi\n", 1, 3);
    assert_int_equal(r.rows.rows_n, 2);
    assert_str(r.rows.rows[0].name, "Bo");
    says(f, "", "The file is empty.");
    says(f, "name\n", "The file has a first line and no rows.");
    says(f, "nome\nx\n", "The first line has no column name. Take the template and keep its first line.");
    says(f, "name\n\xff\n", "The file is not UTF-8 text. Save it as CSV UTF-8.");
    says(f, "PK\x03\x04xl/workbook.xml\nname\n",
         "This is a file of a spreadsheet program. Open it there, save it as CSV UTF-8, and bring that.");
    fixture_close(f);
}

static void a_cell_too_long_is_called_so_and_empty_rows_are_none(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    char *body = arena_alloc(f->arena, 120000, 1);
    size_t n = (size_t)snprintf(body, 64, "name;note\nAnn;\n");
    memset(body + n, 'x', 100000);
    memcpy(body + n + 100000, ";\n;\nBo;\n;;;;\n ; \n", sizeof ";\n;\nBo;\n;;;;\n ; \n");
    Reading r = reading(f, body, 0, 0);
    assert_int_equal(r.rows.rows_n, 3);
    assert_true(r.rows.rows[1].bad);
    assert_str_is(
        msg_text(f->arena, locale_get(S("en-US")), &r.rows.rows[1].problems[0].message),
        S("A cell of this row is longer than 8192 bytes. Shorten it, or close the quotation marks around it."));
    assert_str(r.rows.rows[2].name, "Bo");
    assert_int_equal(r.rows.rows[2].line, 5);
    Reading second = reading(f, body, 2, 3); /* the job reads a part: rows count the same there */
    assert_int_equal(second.rows.rows_n, 1);
    assert_str(second.rows.rows[0].name, "Bo");
    fixture_close(f);
}

/* --- the job --- */

typedef struct Work {
    Id file_id;
    const char *body;
    ImportFile file;
    ImportResult *results;
    size_t results_n, made_n;
    int64_t taken, refused;
} Work;
static Err add_unit(Ctx *ctx, void *arg)
{
    Work *w = arg;
    bool started;
    AccountCtx a = account_of(ctx, ctx->account_id);
    ctx->audit.skip = false;
    TRY(import_add(a, &KIND, S("x.csv"), str_from(w->body), &w->file_id));
    TRY(import_find(a, &KIND, w->file_id, &w->file));
    TRY(import_start(a, &KIND, &w->file, &started));
    assert_true(started);
    TRY(import_find(a, &KIND, w->file_id, &w->file));
    TRY(import_start(a, &KIND, &w->file, &started));
    assert_false(started); /* begun already */
    return OK;
}
static Err look_unit(Ctx *ctx, void *arg)
{
    Work *w = arg;
    AccountCtx a = account_of(ctx, ctx->account_id);
    ImportFile *files;
    AuditChainRow *rows;
    size_t n;
    TRY(import_find(a, &KIND, w->file_id, &w->file));
    TRY(import_results(a, w->file_id, &w->results, &w->results_n));
    TRY(import_files(a, &(ImportKind){.kind = "made"}, &files, &w->made_n));
    TRY(q_audit_chain(system_of(ctx), &(AuditChainArgs){.account_id = ctx->account_id, .after_seq = 0}, &rows, &n));
    w->taken = w->refused = 0;
    for (size_t i = 0; i < n; i++) {
        w->taken += str_eq(rows[i].action, S("person.import"));
        w->refused += str_eq(rows[i].action, S("person.import.refused"));
    }
    return OK;
}
/* Twice: as after a crash behind the last row. */
static void work_off_twice(Fixture *f, Work *w)
{
    Str payload = str_fmt(f->arena, "{\"import\":\"%.*s\",\"locale\":\"en-US\"}", S_ARG(id_text(f->arena, w->file_id)));
    for (int i = 0; i < 2; i++) {
        Ctx *ctx = ctx_system(f->app, f->arena);
        JobRun job = {.payload = payload, .account_id = f->account, .user_id = f->user};
        JobNext next = JOB_AGAIN;
        assert_ok(import_step(ctx, &job, &next, &KIND));
        assert_int_equal(next, JOB_DONE);
    }
    assert_ok(house_turn(f->app, true)); /* PostgreSQL seals its chain apart */
    assert_ok(fixture_unit(f, MODE_READ, f->account, look_unit, w));
}

static void a_row_that_is_refused_while_it_is_made_leaves_nothing_and_is_told_as_refused(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    made = 0; /* the tests run once more on PostgreSQL */
    Work w = {.body = "name,note\nAnn,\n,y\nlate,\nrule,\nBo,x\n"};
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, add_unit, &w));
    work_off_twice(f, &w);
    assert_int_equal(w.results_n, 5);
    static const char *const WHY[] = {"", "Enter the first name.", "Late.", "By a rule.", ""};
    for (size_t i = 0; i < COUNT_OF(WHY); i++) {
        assert_str_is(w.results[i].problem, str_from(WHY[i]));
        assert_int_equal(w.results[i].added, WHY[i][0] == 0);
    }
    assert_int_equal(w.made_n, 2); /* what the refused ones wrote is undone */
    assert_int_equal(w.taken, 2);
    assert_int_equal(w.refused, 3);
    assert_int_equal(made, 4); /* and nothing is made again */
    assert_str(w.file.state, "done");
    assert_int_equal(w.file.body.n, 0);
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_by_its_first_line_and_what_cannot_be_read_is_said),
        cmocka_unit_test(a_cell_too_long_is_called_so_and_empty_rows_are_none),
        cmocka_unit_test(a_row_that_is_refused_while_it_is_made_leaves_nothing_and_is_told_as_refused),
    };
    return FIXTURE_RUN(tests);
}

/* The catalogue as a CSV file: what the vendor's export writes, `entente import programs FILE` reads, and the demo's
 * own. A row is a program; its requirements stand in one cell, one a line, as kind|param|amount|text|text (texts in the
 * order of the languages). */
#include "areas/programs/file.h"

#include "app/demo.h"
#include "app/unit.h"
#include "areas/programs/enrollment.h"
#include "base/csv.h"
#include "gen/programs_q.h"
#include "os/os.h"

/* The file of the demo stands between two symbols; the build runs at the root of the tree. */
__asm__(".section .rodata\n"
        ".global programs_northlight_begin\n"
        "programs_northlight_begin:\n"
        ".incbin \"data/programs-northlight.csv\"\n"
        ".global programs_northlight_end\n"
        "programs_northlight_end:\n"
        ".byte 0\n"
        ".previous\n");
extern const char programs_northlight_begin[], programs_northlight_end[];

enum { COLUMNS_MAX = 40, CELL_MAX = 16384 };
typedef struct Reading {
    Ctx *ctx;
    CsvRow head, row;
    ProgramFull *all;
    size_t all_n;
    Requirement *requirements;
    size_t requirements_n;
    Str touched[PROGRAMS_MAX]; /* ids of programs that are added or changed, each once */
    size_t touched_n;
} Reading;

/* Notes that a program is not as it was; false: that was noted before. */
static bool touch(Reading *r, Str id)
{
    for (size_t i = 0; i < r->touched_n; i++) {
        if (str_eq(r->touched[i], id)) {
            return false;
        }
    }
    if (r->touched_n < PROGRAMS_MAX) {
        r->touched[r->touched_n++] = id;
    }
    return true;
}

static Str cell(const Reading *r, Str column)
{
    for (size_t i = 0; i < r->head.n && i < r->row.n; i++) {
        if (str_eq(r->head.cells[i], column)) {
            return str_trim(r->row.cells[i]);
        }
    }
    return S("");
}

static VendorText texts_of(const Reading *r, const char *name)
{
    VendorText t = {0};
    size_t n;
    const Str *tags = locale_languages(&n, NULL);
    for (size_t i = 0; i < n && i < VENDOR_LANGUAGES_MAX; i++) {
        t.in[i] = cell(r, str_fmt(r->ctx->arena, "%s_%.*s", name, S_ARG(tags[i])));
    }
    return t;
}

/* --- requirements in a cell --- */

Str requirements_cell(Ctx *ctx, const Requirement *list, size_t n)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    size_t languages;
    (void)locale_languages(&languages, NULL);
    for (size_t i = 0; i < n; i++) {
        buf_fmt(&b, "%s%.*s|%.*s|", b.n ? "\n" : "", S_ARG(list[i].kind->id), S_ARG(list[i].param));
        if (list[i].amount) {
            buf_fmt(&b, "%lld", (long long)list[i].amount);
        }
        for (size_t l = 0; l < languages && l < VENDOR_LANGUAGES_MAX && list[i].kind->worded; l++) {
            buf_fmt(&b, "|%.*s", S_ARG(list[i].text.in[l]));
        }
    }
    return buf_str(&b);
}

static Err parse_requirement(Reading *r, Str program, Str line, Requirement *ret)
{
    Str kind = S(""), param = S(""), amount = S(""), text;
    (void)str_split(&line, '|', &kind);
    (void)str_split(&line, '|', &param);
    (void)str_split(&line, '|', &amount);
    *ret = (Requirement){.program = program, .kind = requirement_kind(str_trim(kind)), .param = str_trim(param)};
    if (amount.n && str_to_i64(str_trim(amount), &ret->amount) != OK) {
        problem_field(r->ctx, S("amount"), MSG("Enter a whole number above 0."));
    }
    for (size_t l = 0; l < VENDOR_LANGUAGES_MAX && str_split(&line, '|', &text); l++) {
        ret->text.in[l] = str_trim(text);
    }
    requirement_check(r->ctx, ret, r->all, r->all_n);
    return problem_check(r->ctx);
}

static Err write_requirements(Reading *r, Str program, Str text, CatalogueWritten *ret)
{
    Ctx *ctx = r->ctx;
    Requirement *was = NULL;
    size_t was_n = 0;
    for (size_t i = 0; i < r->requirements_n; i++) {
        if (str_eq(r->requirements[i].program, program)) {
            was = was ? was : &r->requirements[i];
            was_n++;
        }
    }
    Requirement now[PROGRAM_REQUIREMENTS_MAX];
    size_t n = 0;
    Str line;
    while (text.n && n < PROGRAM_REQUIREMENTS_MAX && str_split(&text, '\n', &line)) {
        if (str_trim(line).n) {
            TRY(parse_requirement(r, program, str_trim(line), &now[n]));
            n++;
        }
    }
    if (str_eq(requirements_cell(ctx, was, was_n), requirements_cell(ctx, now, n))) {
        return OK; /* what the desk has confirmed of them stands */
    }
    ret->changed += touch(r, program);
    TRY(q_program_requirements_drop(system_of(ctx), &(ProgramRequirementsDropArgs){.program = program}, NULL));
    for (size_t i = 0; i < n; i++) {
        now[i].place = (int64_t)i + 1;
        TRY(requirement_put(ctx, &now[i]));
    }
    return OK;
}

/* --- rows --- */

static const ProgramFull *known(const Reading *r, Str id)
{
    for (size_t i = 0; i < r->all_n; i++) {
        if (str_eq(r->all[i].id, id)) {
            return &r->all[i];
        }
    }
    return NULL;
}

static void input_of_row(Reading *r, ProgramInput *ret)
{
    *ret = (ProgramInput){.side = cell(r, S("side")),
                          .approval = cell(r, S("approval")),
                          .countries = cell(r, S("countries")),
                          .brings = cell(r, S("brings")),
                          .agreement = cell(r, S("agreement")),
                          .questions = cell(r, S("questions")),
                          .excludes = cell(r, S("excludes")),
                          .name = texts_of(r, "name"),
                          .about = texts_of(r, "about")};
    if (str_to_i64(cell(r, S("days")), &ret->days) != OK) {
        ret->days = 0; /* refused by the check, with the rest of the row */
    }
}

static bool same_texts(const VendorText *x, const VendorText *y)
{
    bool same = true;
    for (size_t i = 0; i < VENDOR_LANGUAGES_MAX; i++) {
        same = same && str_eq(x->in[i], y->in[i]);
    }
    return same;
}

static bool same_input(const ProgramInput *x, const ProgramInput *y)
{
    return str_eq(x->side, y->side) && str_eq(x->approval, y->approval) && str_eq(x->countries, y->countries) &&
           str_eq(x->brings, y->brings) && str_eq(x->agreement, y->agreement) && str_eq(x->questions, y->questions) &&
           str_eq(x->excludes, y->excludes) && x->days == y->days && same_texts(&x->name, &y->name) &&
           same_texts(&x->about, &y->about);
}

static Err write_row(Reading *r, CatalogueWritten *ret)
{
    Ctx *ctx = r->ctx;
    ProgramInput in;
    Str id = cell(r, S("id")), state = cell(r, S("state"));
    const ProgramFull *was = known(r, id);
    input_of_row(r, &in);
    catalogue_check(ctx, id, &in, r->all, r->all_n, !was);
    TRY(problem_check(ctx));
    if (was) {
        if (same_input(&was->in, &in) && (!state.n || str_eq(state, was->state))) {
            return OK;
        }
        TRY(catalogue_change(ctx, was, was->version, &in));
        ret->changed += touch(r, id);
    } else {
        TRY(catalogue_make(ctx, id, &in));
        (void)touch(r, id);
        ret->added++;
    }
    if (str_eq(state, S("published")) || str_eq(state, S("retired")) || str_eq(state, S("draft"))) {
        Str before = was ? was->state : S("draft");
        TRY(q_program_state_put(system_of(ctx), &(ProgramStatePutArgs){.state = state, .id = id, .was = before}, NULL));
    }
    return OK;
}

static Err of_line(Ctx *ctx, Err err, size_t line)
{
    if (err == ERR_INVALID && ctx->problem.fields_n) {
        Str what = msg_text(ctx->arena, ctx->locale, &ctx->problem.fields[0].message);
        return problem(ctx, err,
                       MSG2("Line {line} of the file cannot be taken: {what}", "line", str_fmt(ctx->arena, "%zu", line),
                            "what", what),
                       MSG("Nothing of the file was taken. Mend the line and import again."));
    }
    return err;
}

static bool has_column(const CsvRow *head, Str name)
{
    for (size_t i = 0; i < head->n; i++) {
        if (str_eq(str_trim(head->cells[i]), name)) {
            return true;
        }
    }
    return false;
}

/* A file of something else is said to be that, before a row of it is looked at. */
static Err read_head(Reading *r, CsvReader *csv)
{
    Str why;
    Err err = csv_next(csv, r->ctx->arena, &r->head, &why);
    if (err == ERR_NOT_FOUND) {
        return problem(r->ctx, ERR_INVALID, MSG("The file is empty."),
                       MSG("Its first line names the columns, as the export of the page Programs writes them."));
    }
    TRY(err);
    return has_column(&r->head, S("id"))
               ? OK
               : problem(r->ctx, ERR_INVALID, MSG("The first line of the file names no column \"id\"."),
                         MSG("Its first line names the columns, as the export of the page Programs writes them."));
}

/* Programs may name each other before their own row comes: rows first, then what they ask for. */
static Err read_rows(Reading *r, Str bytes, bool requirements, CatalogueWritten *ret)
{
    Ctx *ctx = r->ctx;
    Str why;
    Err err;
    CsvReader *csv = csv_reader(ctx->arena, bytes, CELL_MAX);
    TRY(read_head(r, csv));
    for (size_t i = 0; i < PROGRAMS_MAX; i++) {
        err = csv_next(csv, ctx->arena, &r->row, &why);
        if (err == ERR_NOT_FOUND) {
            return OK;
        }
        ret->rows += requirements;
        err = err != OK      ? err
              : requirements ? write_requirements(r, cell(r, S("id")), cell(r, S("requirements")), ret)
                             : write_row(r, ret);
        if (err != OK) {
            return of_line(ctx, err, r->row.line);
        }
    }
    return OK;
}

Err catalogue_read_file(Ctx *ctx, Str bytes, CatalogueWritten *ret)
{
    Reading r = {.ctx = ctx};
    *ret = (CatalogueWritten){0};
    TRY(catalogue_list(ctx, &r.all, &r.all_n));
    TRY(read_rows(&r, bytes, false, ret));
    TRY(catalogue_list(ctx, &r.all, &r.all_n));
    TRY(catalogue_requirements(ctx, S(""), &r.requirements, &r.requirements_n));
    return read_rows(&r, bytes, true, ret);
}

/* --- the command and the demo --- */

typedef struct Job {
    Str bytes;
    CatalogueWritten written;
} Job;

static Err in_unit(Ctx *ctx, void *arg)
{
    Job *job = arg;
    ctx->audit.target_kind = S("program");
    return catalogue_read_file(ctx, job->bytes, &job->written);
}

int programs_import(CommandRun *run)
{
    Job job = {0};
    Err err = os_read_file(run->arena, run->words[0], CATALOGUE_FILE_MAX, &job.bytes);
    if (err != OK) {
        return command_fail(run, "cannot read %s (%s); check the name and the rights", run->words[0], err_name(err));
    }
    Arena *scratch = arena_create(0);
    Ctx *ctx = ctx_system(run->app, scratch);
    err = unit_run(ctx, MODE_WRITE, "programs.import", in_unit, &job);
    int code = err == OK ? EXIT_OK : command_problem(run, ctx, err);
    if (err == OK) {
        const CatalogueWritten *w = &job.written;
        printf("%lld programs added, %lld changed, %lld as they were\n", (long long)w->added, (long long)w->changed,
               (long long)(w->rows - w->added - w->changed));
    }
    arena_destroy(scratch);
    return code;
}

/* Who of the demo has applied and waits: one for longer than the vendor says, one since a few days. */
static const struct DemoApplication {
    const char *account, *user, *name, *program, *purpose;
    int64_t days_ago;
} APPLICATIONS[] = {
    {"mooring", "n.byrne", "Niamh Byrne", "cpv", "Our panel manages the tenants of forty Irish schools.", 17},
    {"alder", "c.moreau", "Camille Moreau", "cpv", "Un panneau pour les directions informatiques de nos clients.", 3},
};

static Err apply(Ctx *ctx, void *arg)
{
    const DemoCtx *d = ((void **)arg)[0];
    const struct DemoApplication *q = ((void **)arg)[1];
    Id account = demo_get(d, str_fmt(ctx->arena, "account/%s", q->account));
    EnrollmentWorld w;
    size_t program;
    demo_at(ctx, time_add(d->start, -q->days_ago * TIME_DAY));
    (void)account_of(ctx, account);
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = demo_get(d, str_fmt(ctx->arena, "user/%s", q->user));
    ctx->actor.name = str_from(q->name);
    perm_put(&ctx->actor.perms, &PROGRAMS_ENROLL);
    ctx->audit.target_kind = S("program");
    TRY(enrollment_world(ctx, account, &w));
    TRY(enrollment_find(&w, str_from(q->program), &program));
    EnrollmentAnswers answers = {.purpose = str_from(q->purpose)};
    return enrollment_apply(&w, program, &answers, S(""));
}

Err programs_demo(DemoCtx *demo)
{
    Job job = {.bytes =
                   str_of(programs_northlight_begin, (size_t)(programs_northlight_end - programs_northlight_begin))};
    TRY(demo_unit(demo, "programs.import", in_unit, &job));
    for (size_t i = 0; i < COUNT_OF(APPLICATIONS); i++) {
        void *arg[2] = {demo, (void *)(uintptr_t)&APPLICATIONS[i]};
        TRY(demo_unit(demo, "programs.enroll", apply, arg));
    }
    return OK;
}

/* CSV files of companies: on the vendor's page with a dry run, and by `entente import registry FILE`. A row whose
 * number is there already takes the place of what was. */
#include "app/audit.h"
#include "app/unit.h"
#include "areas/registry/pages.h"
#include "base/map.h"
#include "os/os.h"

enum { COL_COUNTRY, COL_NUMBER, COL_NAME, COL_LINE1, COL_LINE2, COL_CITY, COL_STATE, COL_POSTAL, COLS };
enum { UNIT_ROWS = 50, SAID_MAX = 20 };
static const ImportColumn COLUMNS[COLS] = {
    [COL_COUNTRY] = {"country", N_("Country"), true},
    [COL_NUMBER] = {"registrationNumber", N_("Registration number"), true, .field = "registration_id"},
    [COL_NAME] = {"legalName", N_("Legal name"), true, .field = "legal_name"},
    [COL_LINE1] = {"addressLine1", N_("Street and number"), false, .field = "line1"},
    [COL_LINE2] = {"addressLine2", N_("Building, floor or department"), false, .field = "line2"},
    [COL_CITY] = {"city", N_("Town or city"), false},
    [COL_STATE] = {"state", N_("State or province"), false},
    [COL_POSTAL] = {"postalCode", N_("Postal code"), false, .field = "postal_code"},
};

static Err begin(AccountCtx a, void **ret)
{
    Map *seen = arena_new(a.ctx->arena, Map);
    *seen = map_on_arena(a.ctx->arena, 256);
    *ret = seen;
    return OK;
}

static Err check(AccountCtx a, void *state, const Str *cells, ImportRow *row)
{
    Ctx *ctx = a.ctx;
    RegistryCompany *c = arena_new(ctx->arena, RegistryCompany), old;
    *c = (RegistryCompany){.country = str_upper_ascii(ctx->arena, cells[COL_COUNTRY]),
                           .number = cells[COL_NUMBER],
                           .legal_name = cells[COL_NAME],
                           .line1 = cells[COL_LINE1],
                           .line2 = cells[COL_LINE2],
                           .city = cells[COL_CITY],
                           .state = cells[COL_STATE],
                           .postal_code = cells[COL_POSTAL]};
    row->name = c->legal_name;
    row->what = c;
    registry_check(ctx, c);
    if (ctx->problem.fields_n) {
        return OK;
    }
    Str key = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(c->country), S_ARG(c->number));
    const int64_t *line = map_get(state, key);
    if (line) {
        problem_field(
            ctx, S("registration_id"),
            MSG1("This number stands in line {n} already", "n", str_fmt(ctx->arena, "%lld", (long long)*line)));
        return OK;
    }
    map_put(state, key, &row->line);
    Err err = registry_of_number(ctx, c->country, c->number, &old);
    if (err == OK) {
        import_warn(row, MSG("Legal name"),
                    MSG1("There is {name} with this number; the row takes its place", "name", old.legal_name));
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static Str company_json(Ctx *ctx, const RegistryCompany *c)
{
    return AUDIT_JSON(ctx->arena, {"country", c->country}, {"registrationNumber", c->number},
                      {"legalName", c->legal_name}, {"legalAddress", registry_place(ctx->arena, c)});
}

static Err keep(Ctx *ctx, RegistryCompany *c)
{
    RegistryCompany old;
    bool added;
    Err err = registry_of_number(ctx, c->country, c->number, &old);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    TRY(registry_put(ctx, c, &added));
    ctx->audit.target_kind = S("registry");
    ctx->audit.target_id = c->id;
    ctx->audit.target_name = c->legal_name;
    ctx->audit.before = added ? S("") : company_json(ctx, &old);
    ctx->audit.after = company_json(ctx, c);
    return OK;
}

static Err make(AccountCtx a, const ImportFile *file, ImportRow *row, Id *ret_id)
{
    RegistryCompany *c = row->what;
    (void)file;
    TRY(keep(a.ctx, c));
    *ret_id = c->id;
    return OK;
}

const ImportKind REGISTRY_FILE = {
    .kind = "registry.import",
    .action = "registry.company",
    .refused = "registry.company.refused",
    .end = "registry.import.done",
    .columns = COLUMNS,
    .columns_n = COLS,
    .begin = begin,
    .check = check,
    .make = make,
};

Err registry_import_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    return import_step(ctx, job, ret_next, &REGISTRY_FILE);
}

/* --- the command --- */

typedef struct Reading {
    Str bytes;
    ImportRows rows;
} Reading;
static Err read(Ctx *ctx, void *arg)
{
    Reading *r = arg;
    return import_check((AccountCtx){ctx}, &REGISTRY_FILE, r->bytes, 0, 0, &r->rows);
}

/* Some rows; what was counted by a unit that runs again does not count. */
typedef struct Part {
    const ImportRows *rows;
    size_t from, to;
    int64_t added, changed;
} Part;
static Err write_part(Ctx *ctx, void *arg)
{
    Part *p = arg;
    p->added = p->changed = 0;
    for (size_t i = p->from; i < p->to; i++) {
        RegistryCompany c;
        bool added;
        if (p->rows->rows[i].bad) {
            continue;
        }
        c = *(const RegistryCompany *)p->rows->rows[i].what;
        TRY(registry_put(ctx, &c, &added));
        p->added += added;
        p->changed += !added;
    }
    ctx->audit.target_kind = S("registry");
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"added", str_fmt(ctx->arena, "%lld", (long long)p->added)},
                                  {"changed", str_fmt(ctx->arena, "%lld", (long long)p->changed)});
    ctx->audit.skip = !p->added && !p->changed;
    return OK;
}

static int64_t say_refusals(const Ctx *ctx, const ImportRows *rows)
{
    int64_t bad = 0;
    for (size_t i = 0; i < rows->rows_n; i++) {
        const ImportRow *row = &rows->rows[i];
        if (!row->bad || bad++ >= SAID_MAX) {
            continue;
        }
        for (size_t k = 0; k < row->problems_n; k++) {
            const ImportProblem *p = &row->problems[k];
            if (!p->warning) {
                printf("  line %lld: %.*s: %.*s\n", (long long)row->line,
                       S_ARG(msg_text(ctx->arena, ctx->locale, &p->field)),
                       S_ARG(msg_text(ctx->arena, ctx->locale, &p->message)));
            }
        }
    }
    if (bad > SAID_MAX) {
        printf("  and %lld rows more\n", (long long)(bad - SAID_MAX));
    }
    return bad;
}

int registry_import(CommandRun *run)
{
    Reading r = {0};
    int64_t added = 0, changed = 0;
    Err err = os_read_file(run->arena, run->words[0], IMPORT_BYTES_MAX, &r.bytes);
    if (err != OK) {
        return command_fail(run, "cannot read %s (%s); check the name and the rights, and that it has at most 2 MB",
                            run->words[0], err_name(err));
    }
    Ctx *ctx = ctx_system(run->app, run->arena);
    err = unit_run(ctx, MODE_READ, NULL, read, &r);
    if (err != OK) {
        return command_problem(run, ctx, err);
    }
    if (msg_is_set(r.rows.whole)) {
        return command_fail(run, "%s: %s", run->words[0],
                            str_z(run->arena, msg_text(run->arena, ctx->locale, &r.rows.whole)));
    }
    int64_t bad = say_refusals(ctx, &r.rows);
    printf("%zu rows read, %lld refused\n", r.rows.rows_n, (long long)bad);
    if (command_option(run, "dry-run")) {
        printf("nothing was written\n");
        return bad ? EXIT_FAILED : EXIT_OK;
    }
    for (size_t at = 0; at < r.rows.rows_n; at += UNIT_ROWS) {
        size_t to = at + UNIT_ROWS < r.rows.rows_n ? at + UNIT_ROWS : r.rows.rows_n;
        Part part = {.rows = &r.rows, .from = at, .to = to};
        Ctx *write = ctx_system(run->app, run->arena);
        err = unit_run(write, MODE_WRITE, "registry.import", write_part, &part);
        if (err != OK) {
            return command_problem(run, write, err);
        }
        added += part.added;
        changed += part.changed;
        command_progress("companies", (int64_t)to, (int64_t)r.rows.rows_n);
    }
    printf("companies: %lld added, %lld changed\n", (long long)added, (long long)changed);
    return bad ? EXIT_FAILED : EXIT_OK;
}

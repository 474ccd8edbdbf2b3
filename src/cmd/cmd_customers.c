/* entente import customers, export customers: the portal's import and export for whoever owns the machine. */
#include "app/export.h"
#include "app/route.h"
#include "app/unit.h"
#include "areas/customers/customers.h"
#include "areas/customers/customers_list.h"
#include "areas/customers/import.h"
#include "cmd/cmd.h"
#include "gen/app_q.h"
#include "gen/customers_q.h"
#include "os/os.h"
#include <errno.h>
#include <unistd.h>

enum { CHUNK = 1000 };

typedef struct Work {
    CommandRun *run;
    Str name;
    Id account;
    Str body;
    ImportRows file;
    const NewCustomer *row;
    PageAsk ask;
    CustomerListRow *rows;
    size_t rows_n;
    PageInfo page;
} Work;

static Err account_unit(Ctx *ctx, void *arg)
{
    Work *w = arg;
    CommandAccountRow row;
    TRY(q_command_account(system_of(ctx), &(CommandAccountArgs){.public_id = w->name}, &row));
    w->account = row.id;
    return OK;
}

/* By its public id, or by its id. */
static int account_find(Work *w)
{
    const char *name = command_option(w->run, "account");
    if (!name) {
        return command_usage(w->run,
                             "--account ID is missing: the public id of the account, as in its addresses (/a/ID/...).");
    }
    w->name = str_from(name);
    if (id_parse(w->name, &w->account) == OK) {
        return EXIT_OK;
    }
    Ctx *ctx = ctx_system(w->run->app, w->run->arena);
    Err err = unit_run(ctx, MODE_READ, NULL, account_unit, w);
    if (err == ERR_NOT_FOUND) {
        return command_fail(w->run, "there is no account \"%s\".", name);
    }
    return err == OK ? EXIT_OK : command_problem(w->run, ctx, err);
}

/* --- Import. */

static Err check_unit(Ctx *ctx, void *arg)
{
    Work *w = arg;
    return import_check(account_of(ctx, w->account), &CUSTOMERS_FILE, w->body, 0, 0, &w->file);
}

static Err create_unit(Ctx *ctx, void *arg)
{
    Work *w = arg;
    CustomerCreated made;
    NewCustomer copy = *w->row; /* the unit may run again */
    return customer_create(account_of(ctx, w->account), &copy, &made);
}

static void say_problems(CommandRun *r, const ImportRow *row)
{
    const Locale *l = locale_get(S("en-US"));
    for (size_t i = 0; i < row->problems_n; i++) {
        Str field = msg_text(r->arena, l, &row->problems[i].field),
            text = msg_text(r->arena, l, &row->problems[i].message);
        fprintf(stderr, "line %lld: %s%.*s: %.*s\n", (long long)row->line, row->problems[i].warning ? "warning: " : "",
                S_ARG(field), S_ARG(text));
    }
}

static int create_all(Work *w, int64_t *ret_added)
{
    int code = EXIT_OK;
    for (size_t i = 0; i < w->file.rows_n; i++) {
        if (w->file.rows[i].bad) {
            continue;
        }
        Arena *a = arena_create(0);
        Ctx *ctx = ctx_system(w->run->app, a);
        w->row = w->file.rows[i].what;
        Err err = unit_run(ctx, MODE_WRITE, "customer.create", create_unit, w);
        if (err != OK) {
            fprintf(stderr, "line %lld:\n", (long long)w->file.rows[i].line);
            code = command_problem(w->run, ctx, err);
        }
        *ret_added += err == OK;
        arena_destroy(a);
        command_progress("customers", (int64_t)i + 1, (int64_t)w->file.rows_n);
    }
    return code;
}

static int import(CommandRun *r)
{
    Work w = {.run = r};
    int code = account_find(&w);
    if (code != EXIT_OK) {
        return code;
    }
    Err err = os_read_file(r->arena, r->words[0], IMPORT_BYTES_MAX, &w.body);
    if (err != OK) {
        return command_fail(r, "%s cannot be read (%s); it may have %d bytes at most.", r->words[0], err_name(err),
                            (int)IMPORT_BYTES_MAX);
    }
    Ctx *ctx = ctx_system(r->app, r->arena);
    err = unit_run(ctx, MODE_READ, NULL, check_unit, &w);
    if (err != OK) {
        return command_problem(r, ctx, err);
    }
    if (msg_is_set(w.file.whole)) {
        Str why = msg_text(r->arena, locale_get(S("en-US")), &w.file.whole);
        return command_fail(r, "%s: %.*s", r->words[0], S_ARG(why));
    }
    size_t bad = 0;
    for (size_t i = 0; i < w.file.rows_n; i++) {
        say_problems(r, &w.file.rows[i]);
        bad += w.file.rows[i].bad;
    }
    bool dry = command_option(r, "dry-run") != NULL;
    int64_t added = 0;
    code = dry ? EXIT_OK : create_all(&w, &added);
    printf("%zu rows read, %lld customers added, %zu refused.%s\n", w.file.rows_n, (long long)added, bad,
           dry ? " Nothing was written (--dry-run)." : "");
    return bad ? EXIT_FAILED : code;
}

/* --- Export. */

static const ExportColumn COLUMNS[] = {
    {"id", N_("Tenant ID"), EXPORT_ID, 36},
    {"name", N_("Company name"), EXPORT_TEXT, 40},
    {"domain", N_("Primary domain name"), EXPORT_TEXT, 30},
    {"kind", N_("Relationship"), EXPORT_TEXT, 14},
    {"reseller", N_("Reseller"), EXPORT_TEXT, 24},
    {"country", N_("Country"), EXPORT_TEXT, 8},
    {"state", N_("State"), EXPORT_TEXT, 16},
    {"since", N_("Customer since"), EXPORT_TIME, 20},
};

static Err page_unit(Ctx *ctx, void *arg)
{
    Work *w = arg;
    return customer_list(account_of(ctx, w->account), &(CustomersWanted){.by_ids = false}, &w->ask, &w->rows,
                         &w->rows_n, &w->page);
}

static Err to_file(void *sink, Str bytes) { return fwrite(bytes.p, 1, bytes.n, sink) == bytes.n ? OK : os_err(errno); }

static Err write_rows(Export *e, const Work *w)
{
    for (size_t i = 0; i < w->rows_n; i++) {
        const CustomerListRow *r = &w->rows[i];
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.id = r->customer_id},
            {.text = r->name},
            {.text = r->domain},
            {.text = r->kind},
            {.empty = r->reseller_name_null, .text = r->reseller_name},
            {.text = r->country},
            {.text = r->state},
            {.time = r->created_at},
        };
        TRY(export_row(e, cells));
    }
    return OK;
}

static int export_pages(Work *w, Export *e)
{
    char cursor[2048];
    do {
        Arena *a = arena_create(0);
        Ctx *ctx = ctx_system(w->run->app, a);
        Err err = unit_run(ctx, MODE_READ, NULL, page_unit, w);
        int code = err == OK ? EXIT_OK : command_problem(w->run, ctx, err);
        if (err == OK && (err = write_rows(e, w)) != OK) {
            code = command_fail(w->run,
                                "the file cannot be written (%s); make room, or take CSV for more than 1,048,575 rows.",
                                err_name(err));
        }
        size_t n = w->page.next.n < sizeof cursor ? w->page.next.n : 0;
        memcpy(cursor, w->page.next.p ? w->page.next.p : "", n);
        w->ask.after = str_of(cursor, n);
        arena_destroy(a);
        if (code != EXIT_OK) {
            return code;
        }
        command_progress("customers", export_rows(e), w->ask.after.n ? -1 : export_rows(e));
    } while (w->ask.after.n);
    return EXIT_OK;
}

static int export_to(Work *w, FILE *to, ExportFormat format)
{
    const char *language = command_option(w->run, "locale");
    ExportOptions o = {.format = format,
                       .locale = locale_get(language ? str_from(language) : S("en-US")),
                       .tz = S("UTC"),
                       .columns = COLUMNS,
                       .columns_n = COUNT_OF(COLUMNS),
                       .sheet = S("Customers"),
                       .write = to_file,
                       .sink = to};
    Export *e;
    w->ask = (PageAsk){.order = CUSTOMER_LIST_BY_NAME, .size = CHUNK};
    if (export_begin(w->run->arena, &o, &e) != OK) {
        return command_fail(w->run, "the export cannot begin; see that /tmp has room.");
    }
    int code = export_pages(w, e);
    int64_t rows = export_rows(e);
    if (code != EXIT_OK) {
        export_abandon(e);
        return code;
    }
    if (export_end(e) != OK || fflush(to) != 0) {
        return command_fail(w->run, "the file cannot be written to its end; make room and try again.");
    }
    fprintf(stderr, "%lld customers.\n", (long long)rows);
    return EXIT_OK;
}

static int export(CommandRun *r)
{
    Work w = {.run = r};
    ExportFormat format = EXPORT_CSV;
    const char *out = command_option(r, "out"), *word = command_option(r, "format");
    if (word && export_format(str_from(word), &format) != OK) {
        return command_usage(r, "--format must be csv or xlsx, not \"%s\".", word);
    }
    int code = account_find(&w);
    if (code != EXIT_OK) {
        return code;
    }
    if (!out || strcmp(out, "-") == 0) {
        return export_to(&w, stdout, format);
    }
    const char *part = str_z(r->arena, str_fmt(r->arena, "%s.part", out));
    FILE *to = fopen(part, "wbe");
    if (!to) {
        return command_fail(r, "%s cannot be written: %s.", part, strerror(errno));
    }
    code = export_to(&w, to, format);
    bool bad = fsync(fileno(to)) != 0;
    bad = fclose(to) != 0 || bad;
    if (code == EXIT_OK && (bad || rename(part, out) != 0)) {
        code = command_fail(r, "%s cannot be written: %s.", out, strerror(errno));
    }
    if (code != EXIT_OK) {
        (void)unlink(part);
    }
    return code;
}

static const CommandOption IMPORT_OPTIONS[] = {
    {"account", "ID", "Public id of the account that gets the customers, as in its addresses (/a/ID/...)."},
    {"dry-run", NULL, "Say what is wrong with which line; write nothing."}};
const Command CMD_IMPORT_CUSTOMERS = {
    .group = "import",
    .name = "customers",
    .words = "FILE",
    .about = "Add the customers of a CSV file",
    LIST_OF(IMPORT_OPTIONS),
    .needs_app = true,
    .run = import,
    .help = "Every line is tested by the rules of the portal first, and what is wrong is said with its line. Good "
            "lines are added, each\nwhole or not at all; lines whose domain is taken are refused, so running it again "
            "adds nothing twice.",
};
static const CommandOption EXPORT_OPTIONS[] = {
    {"account", "ID", "Public id of the account, as in its addresses (/a/ID/...)."},
    {"format", "csv|xlsx", "csv when not given."},
    {"out", "FILE", "Where to; standard output when not given."},
    {"locale", "TAG", "Language and numbers, such as fr-FR; en-US when not given."},
};
const Command CMD_EXPORT_CUSTOMERS = {
    .group = "export",
    .name = "customers",
    .about = "Write an account's customers as CSV or XLSX",
    LIST_OF(EXPORT_OPTIONS),
    .needs_app = true,
    .run = export,
    .help = "Read in short transactions, in the order of names, in constant memory: what changes meanwhile may or may "
            "not be in it.",
};

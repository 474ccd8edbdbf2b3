/* entente verify, migrate: the proof that what is stored holds, and bringing a database up to date. */
#include "app/audit.h"
#include "areas/billing/billing.h"
#include "areas/ledger/ledger.h"
#include "cmd/cmd.h"
#include "db/migrate.h"
#include "gen/app_q.h"
#include "os/os.h"

static int verify_database(CommandRun *r)
{
    DbConn *conn;
    char why[256] = "";
    Err err = db_connect(r->app->db, DB_READER, &conn, why);
    if (err != OK) {
        return command_fail(r, "database: %s", why);
    }
    int number = 0;
    err = migrate_state(conn, &number);
    if (err == OK) {
        err = db_verify(conn, why);
    }
    db_disconnect(conn);
    if (err != OK) {
        return command_fail(
            r, "database: does not hold: %s. Restore the last backup (`entente restore`), and have the disk checked.",
            why[0] ? why : err_name(err));
    }
    printf("database: holds (schema %d)\n", number);
    return EXIT_OK;
}

typedef struct FilePage {
    Id after;
    CommandFilesRow *rows;
    size_t n;
} FilePage;

static Err files_unit(Ctx *ctx, void *arg)
{
    FilePage *p = arg;
    return q_command_files(system_of(ctx), &(CommandFilesArgs){.after = p->after}, &p->rows, &p->n);
}

/* Every published file is there. */
static int verify_files(CommandRun *r)
{
    FilePage p = {.after = ID_NIL};
    int64_t all = 0, missing = 0;
    do {
        Arena *a = arena_create(0);
        Ctx *ctx = ctx_system(r->app, a);
        Err err = unit_run(ctx, MODE_READ, NULL, files_unit, &p);
        if (err != OK) {
            int code = command_problem(r, ctx, err);
            arena_destroy(a);
            return code;
        }
        for (size_t i = 0; i < p.n; i++) {
            const char *path =
                str_z(a, str_fmt(a, "%s/files/%.*s", r->app->options.data_dir, S_ARG(p.rows[i].stored_as)));
            if (!os_exists(path)) {
                fprintf(stderr, "files: %s is missing\n", path);
                missing++;
            }
            p.after = p.rows[i].id;
        }
        all += (int64_t)p.n;
        arena_destroy(a);
    } while (p.n == 500);
    if (missing) {
        return command_fail(r, "files: %lld of %lld are missing; copy them from the last backup.", (long long)missing,
                            (long long)all);
    }
    printf("files: all there (%lld)\n", (long long)all);
    return EXIT_OK;
}

static int verify_audit(CommandRun *r)
{
    AuditReport report = {.rows = 0};
    Ctx *ctx = ctx_system(r->app, r->arena);
    Err err = audit_verify(ctx, &report);
    if (err == ERR_CONFLICT) {
        return command_fail(r, "audit: %.*s Keep this database and compare it with the last backup.",
                            S_ARG(audit_report_text(ctx, &report)));
    }
    if (err != OK) {
        return command_problem(r, ctx, err);
    }
    printf("audit: holds (%lld rows in %lld chains, %lld not sealed yet; ends sealed since %.*s)\n",
           (long long)report.rows, (long long)report.chains, (long long)report.unsealed,
           S_ARG(time_iso(r->arena, report.since)));
    return EXIT_OK;
}

static int verify_billing(CommandRun *r)
{
    BillingReport report = {0};
    Ctx *ctx = ctx_system(r->app, r->arena);
    Err err = billing_verify(ctx, &report);
    if (err == ERR_CONFLICT) {
        return command_fail(r,
                            "billing: does not hold: account %.*s: %.*s. Keep this database and compare it with the "
                            "last backup.",
                            S_ARG(id_text(r->arena, report.account)), S_ARG(report.why));
    }
    if (err != OK) {
        return command_problem(r, ctx, err);
    }
    printf("billing: holds (%lld documents, %lld charges, %lld of them open)\n", (long long)report.documents,
           (long long)report.charges, (long long)report.open);
    return EXIT_OK;
}

static int verify_ledger(CommandRun *r)
{
    LedgerReport report;
    Ctx *ctx = ctx_system(r->app, r->arena);
    Err err = ledger_verify(ctx, &report);
    if (err == ERR_CONFLICT) {
        return command_fail(r,
                            "ledger: does not hold: account %.*s, month %.*s, entry %lld: %.*s. Keep this database and "
                            "compare it with the last backup.",
                            S_ARG(id_text(r->arena, report.account)), S_ARG(date_iso(r->arena, report.period)),
                            (long long)report.number, S_ARG(report.why));
    }
    if (err != OK) {
        return command_problem(r, ctx, err);
    }
    printf("ledger: holds (%lld postings in %lld entries of %lld months)\n", (long long)report.postings,
           (long long)report.entries, (long long)report.periods);
    return verify_billing(r);
}

static int verify(CommandRun *r)
{
    Str what = r->words_n ? str_from(r->words[0]) : S("all");
    bool all = str_eq(what, S("all"));
    static const struct {
        Str name;
        int (*run)(CommandRun *r);
    } PARTS[] = {
        {S_INIT("database"), verify_database},
        {S_INIT("database"), verify_files},
        {S_INIT("audit"), verify_audit},
        {S_INIT("ledger"), verify_ledger},
    };
    int code = EXIT_OK;
    bool known = all;
    for (size_t i = 0; i < COUNT_OF(PARTS); i++) {
        if (all || str_eq(what, PARTS[i].name)) {
            known = true;
            int one = PARTS[i].run(r);
            code = one != EXIT_OK ? one : code;
        }
    }
    return known ? code
                 : command_usage(r, "\"%.*s\" cannot be verified; choose all, database, audit or ledger.", S_ARG(what));
}

const Command CMD_VERIFY = {.name = "verify",
                            .words = "[PART]",
                            .about = "Prove that database, files, audit chain and ledger hold",
                            .needs_app = true,
                            .run = verify,
                            .help = "PART is all, database, audit or ledger; all when not given. Exits 0 only if "
                                    "everything asked for holds.\nMay run beside a serving process."};

static int migrate(CommandRun *r)
{
    App *app = NULL;
    if (!cmd_has_data(r)) {
        return command_fail(r, "there is no data in %.*s; `entente serve` makes a new database.",
                            S_ARG(r->config->data));
    }
    int code = cmd_open(r, (AppOptions){.migrate = true, .no_jobs = true}, &app);
    if (code != EXIT_OK) {
        return code;
    }
    printf("The database is up to date (schema %d).\n", MIGRATIONS[MIGRATIONS_N - 1].number);
    cmd_close(app);
    return EXIT_OK;
}

const Command CMD_MIGRATE = {
    .name = "migrate",
    .about = "Bring the database's schema up to date",
    .any_flag = true,
    .run = migrate,
    .help = "Makes a copy of a SQLite database beside it first. A database newer than the program is refused."};

/* A file of customers to import: every row is good or says what is wrong with it, and nothing is written. Names are
 * looked up in a database of one partner. */
#include "areas/customers/customers.h"
#include "areas/customers/import.h"
#include "db/migrate.h"
#include "fuzz_ctx.h"

enum { ROWS = 64 };
static const char WORLD[] =
    "INSERT INTO directory (id, created_at, version, kind, name, default_domain, country, state) VALUES "
    "(x'00000000000000000000000000000001', 1, 1, 'partner', 'Fuzz', 'fuzz.example', 'FR', 'active');"
    "INSERT INTO account (id, created_at, version, parent_id, directory_id, public_id, partner_id, kind, name, "
    "country, city, currency, locale, "
    "time_zone, state, rights_version) VALUES (x'00000000000000000000000000000002', 1, 1, NULL, "
    "x'00000000000000000000000000000001', 'fuzz', '', "
    "'direct', 'Fuzz', 'FR', 'Lyon', 'EUR', 'fr-FR', 'Europe/Paris', 'active', 1);"
    "INSERT INTO claim (kind, name, owner_id, created_at) VALUES ('domain', 'taken.example', "
    "x'00000000000000000000000000000001', 1);";

static DbConn *open_world(void)
{
    static Db *db; /* a leak check looks for what nobody points at */
    static DbConn *conn;
    char why[256];
    int n;
    if (!conn && (db_open(&(DbConfig){.url = ":memory:"}, &db, why) != OK ||
                  db_connect(db, DB_WRITER, &conn, why) != OK || migrate_run(conn, (Time){FUZZ_WALL}, &n, why) != OK ||
                  db_run_script(conn, WORLD) != OK || db_begin(conn) != OK)) {
        fprintf(stderr, "%s\n", why);
        abort();
    }
    return conn;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_begin();
    DbConn *conn = open_world();
    Arena *a = arena_create(FUZZ_ARENA);
    Request r;
    fuzz_request(&r, NULL, a);
    r.ctx.db = conn;
    r.ctx.account_id = r.ctx.account.id = (Id){.b = {[15] = 2}};
    Str body = str_of((const char *)data, n);
    if (n && data[0] == '\n') { /* rows alone under the template's first line */
        Buf head = buf_on_arena(a, BUF_MAX_SMALL);
        for (size_t i = 0; i < CUSTOMERS_FILE.columns_n; i++) {
            buf_fmt(&head, "%s%s", i ? "," : "", CUSTOMERS_FILE.columns[i].name);
        }
        body = str_concat(a, buf_str(&head), body);
    }
    int64_t before = db_changes_total(conn);
    ImportRows f;
    Err err = import_check((AccountCtx){&r.ctx}, &CUSTOMERS_FILE, body, 0, ROWS,
                           &f); /* not all rows: room for 5,000 is cleared, which is slow */
    assert(err == OK && db_changes_total(conn) == before);
    assert(f.rows_n <= ROWS && (!f.rows_n || f.rows));
    for (size_t i = 0; i < f.rows_n; i++) {
        const ImportRow *row = &f.rows[i];
        bool wrong = false;
        for (size_t k = 0; k < row->problems_n; k++) {
            assert(msg_is_set(row->problems[k].message));
            wrong |= !row->problems[k].warning;
        }
        assert(row->line > 0 && row->problems_n <= IMPORT_PROBLEMS_MAX &&
               (wrong || !row->bad || row->problems_n == IMPORT_PROBLEMS_MAX));
        const NewCustomer *c = row->what;
        assert(row->bad || (c->company.name.n && c->company.domain.n && c->company.address.country.n == 2));
    }
    arena_destroy(a);
    return 0;
}

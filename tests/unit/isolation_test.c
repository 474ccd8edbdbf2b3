/* Every query from every wrong position (architecture, section 5), from the tables that sqlgen writes: a query that is
 * added later is in it without a line here. The world is the demo's; rows for tables that the demo leaves empty are
 * made below. Positions: a stranger, a second direct partner of the same customer, a provider and its reseller.
 *
 * Arguments come from the victim's own rows: whoever knows all their ids still gets nothing. That they are good
 * arguments is shown by the owner, who does get rows with them. */
#include "app/dbcall.h"
#include "app/demo.h"
#include "app/queryinfo.h"
#include "lib/app_fixture.h"
#include "unit.h"

enum { SETS = 4, LISTED = 16, CUSTOMERS = 120, SLOT_READ = 900000, SLOT_MAKE = 910000, TEXT_MIN = 6 };

typedef struct Cell {
    bool null;
    int64_t i;
    Str s; /* ids: their 16 bytes */
} Cell;
typedef struct Rows {
    Cell *cells;
    size_t n, cols;
} Rows;
typedef struct Position {
    const char *name;
    Id account, user, directory, customer;
} Position;

static Fixture *fixture;
static Arena *arena;
static Db *db;
static DbConn *conn;
static Rows *world; /* parallel to QUERY_TABLES */
static Position harbor, mooring, alder, cobalt, estrella;

/* --- tables --- */

static size_t table_named(const char *name)
{
    for (size_t i = 0; i < QUERY_TABLES_N; i++) {
        if (strcmp(QUERY_TABLES[i].name, name) == 0) {
            return i;
        }
    }
    fail_msg("no table %s", name);
    return 0;
}

static int column_named(size_t table, const char *name)
{
    const QueryTable *t = &QUERY_TABLES[table];
    for (size_t i = 0; i < t->columns_n; i++) {
        if (strcmp(t->columns[i], name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static void read_text(uint32_t key, DbEngine engine, Buf *out)
{
    (void)engine;
    const QueryTable *t = &QUERY_TABLES[key];
    buf_add(out, S("SELECT "));
    for (size_t i = 0; i < t->columns_n; i++) {
        buf_fmt(out, "%s%s", i ? ", " : "", t->columns[i]);
    }
    buf_fmt(out, " FROM %s ORDER BY 1", t->name);
    for (size_t i = 2; i <= t->columns_n; i++) {
        buf_fmt(out, ", %zu", i);
    }
}

static void make_text(uint32_t key, DbEngine engine, Buf *out)
{
    (void)engine;
    const QueryTable *t = &QUERY_TABLES[key];
    buf_fmt(out, "INSERT INTO %s (", t->name);
    for (size_t i = 0; i < t->columns_n; i++) {
        buf_fmt(out, "%s%s", i ? ", " : "", t->columns[i]);
    }
    for (size_t i = 0; i < t->columns_n; i++) {
        buf_fmt(out, "%s?%zu", i ? ", " : ") VALUES (", i + 1);
    }
    buf_addc(out, ')');
}

static Cell cell_of(const DbCursor *cur, DbType type, int col)
{
    Cell c = {.null = db_null(cur, col)};
    if (c.null) {
        return c;
    }
    if (type == DB_ID) {
        Id id = db_id(cur, col);
        c.s = str_copy(arena, str_of((const char *)id.b, sizeof id.b));
    } else if (type == DB_TEXT || type == DB_BYTES || type == DB_JSON) {
        c.s = db_text(cur, col, arena);
    } else {
        c.i = db_int(cur, col);
    }
    return c;
}

/* All rows of a statement; the error when it fails. */
static Err read_rows(const DbQuery *q, uint32_t key, const DbValue *v, size_t n, Rows *ret)
{
    *ret = (Rows){.cols = q->cols_n};
    DbCursor cur;
    TRY(db_start(conn, q, key, v, n, &cur));
    size_t cap = 0;
    Err err;
    while ((err = db_next(&cur)) == OK) {
        if (ret->n == cap) {
            cap = cap ? cap * 2 : 16;
            Cell *grown = arena_alloc_array(arena, cap * ret->cols, sizeof(Cell), 16);
            if (ret->n) {
                memcpy(grown, ret->cells, ret->n * ret->cols * sizeof(Cell));
            }
            ret->cells = grown;
        }
        for (size_t i = 0; i < ret->cols; i++) {
            ret->cells[ret->n * ret->cols + i] = cell_of(&cur, q->cols[i], (int)i);
        }
        ret->n++;
    }
    db_finish(&cur);
    return err == ERR_NOT_FOUND ? OK : err;
}

static Rows read_table(size_t i)
{
    const QueryTable *t = &QUERY_TABLES[i];
    DbQuery *q = arena_new(arena, DbQuery); /* kept by the connection */
    *q = (DbQuery){.name = t->name,
                   .slot = SLOT_READ + (uint32_t)i,
                   .cols_n = (uint8_t)t->columns_n,
                   .cols = t->types,
                   .text = read_text};
    Rows rows;
    assert_ok(read_rows(q, (uint32_t)i, NULL, 0, &rows));
    return rows;
}

static void read_world(void)
{
    assert_ok(db_begin(conn));
    for (size_t i = 0; i < QUERY_TABLES_N; i++) {
        world[i] = read_table(i);
    }
    db_rollback(conn);
}

static const Cell *cell_at(const Rows *r, size_t row, int col) { return &r->cells[row * r->cols + (size_t)col]; }
static bool is_id(const Cell *c, Id id)
{
    return !c->null && c->s.n == sizeof id.b && memcmp(c->s.p, id.b, sizeof id.b) == 0;
}
static Id id_of(const Cell *c)
{
    Id id = ID_NIL;
    if (!c->null && c->s.n == sizeof id.b) {
        memcpy(id.b, c->s.p, sizeof id.b);
    }
    return id;
}

/* Whose a row is: its first column that names an owner decides. */
static bool belongs(size_t table, const Rows *rows, size_t row, const Position *p)
{
    const struct {
        const char *column;
        Id id;
    } owners[] = {
        {"account_id", p->account},     {"user_id", p->user},      {"customer_id", p->customer},
        {"directory_id", p->directory}, {"owner_id", p->customer},
    };
    bool person = strcmp(QUERY_TABLES[table].owner, "self") == 0;
    for (size_t i = person ? 1 : 0; i < COUNT_OF(owners); i++) {
        int col = column_named(table, owners[i].column);
        if (col >= 0 && strcmp(QUERY_TABLES[table].name, "account") != 0) {
            return is_id(cell_at(rows, row, col), owners[i].id);
        }
    }
    int col = column_named(table, "id");
    const Cell *c = col >= 0 ? cell_at(rows, row, col) : NULL;
    return c && (is_id(c, p->account) || is_id(c, p->customer) || is_id(c, p->directory) || is_id(c, p->user));
}

/* The k-th row of the victim, those of its customer first; -1: it has none. */
static ptrdiff_t row_of(size_t table, const Position *p, size_t k)
{
    const Rows *rows = &world[table];
    int customer = column_named(table, "customer_id"), user = column_named(table, "user_id");
    ptrdiff_t found = -1;
    size_t n = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < rows->n; i++) {
            bool near = (customer < 0 || is_id(cell_at(rows, i, customer), p->customer)) &&
                        (user < 0 || is_id(cell_at(rows, i, user), p->user));
            if (near != (pass == 0) || !belongs(table, rows, i, p)) {
                continue;
            }
            found = found < 0 ? (ptrdiff_t)i : found;
            if (n++ == k) {
                return (ptrdiff_t)i;
            }
        }
    }
    return found;
}

/* --- rows for the tables that the demo leaves empty --- */

static Str word_for(const char *table, const char *column)
{
    static const struct {
        const char *table, *column, *word;
    } WORDS[] = {
        {"catalog_choice", "product_code", "NLDESK000001"},
        {"import_file", "state", "checked"},
        {"import_row", "outcome", "added"},
        {"subscription_bulk", "act", "stop"},
        {"subscription_bulk_line", "state", "waiting"},
        {"migration", "state", "created"},
        {"migration_schedule", "state", "scheduled"},
        {"payout_profile", "kind", "bank"},
        {"payout_profile", "state", "pending"},
        {"payout_profile", "form", "iban"},
        {"payout_profile", "method", "wire"},
        {"tax_exemption", "state", "pending"},
        {"granular_relationship", "state", "active"},
        {"relationship_request", "state", "asked"},
        {"relationship_request", "rights", "delegated"},
        {"customer_qualification", "kind", "education"},
        {"customer_domain", "authentication", "managed"},
        {"customer_domain", "method", "dns"},
        {"customer_qualification", "state", "approved"},
        {"customer_qualification", "segment", "k12"},
        {"cart", "state", "active"},
        {"ledger_posting", "currency", "EUR"},
        {"earning", "state", "upcoming"},
        {"earning", "source", "manual"},
        {"earning", "kind", "rebate"},
        {"earning", "currency", "EUR"},
        {"partner_payment", "state", "in_progress"},
        {"partner_payment", "currency", "EUR"},
        {"earning_export", "kind", "payments"},
        {"earning_export", "format", "csv"},
        {"earning_export", "state", "Queued"},
        {"order_document", "kind", "POAttachment"},
        {"sandbox", "state", "ready"},
        {"webhook_delivery", "state", "waiting"},
        {"customer_agreement_link", "state", "open"},
        {"account_enrollment", "state", "submitted"},
        {"verification_suspension", "was", "active"},
        {"reseller_qualification", "code", "education"},
        {"job", "state", "done"},
        {"job", "clock", "wall"},
        {"passkey", "state", "active"},
        {"directory_group", "origin", "direct"},
        {"custom_role", "state", "active"},
        {"access_request", "state", "open"},
        {"application", "state", "active"},
        {"token_grant", "how", "code"},
        {"notice_choice", "mail", "digest"},
        {"notice_address_check", "outcome", "waiting"},
        {"notification", "action_state", "open"},
        {"federation_connection", "state", "on"},
        {"federation_connection", "client_auth", "secret_basic"},
        {"federation_rule", "test", "is"},
        {"provisioning", "state", "on"},
        {"account_request", "state", "open"},
        {"tenant_request", "state", "waiting"},
        {"account_deletion", "state", "waiting"},
        {"support_request", "state", "open"},
        {"support_request", "severity", "minimal"},
        {"support_request", "last_by", "partner"},
        {"support_message", "kind", "partner"},
        {"device_policy", "category", "none"},
        {"device_upload", "state", "queued"},
        {"device_upload_line", "state", "refused"},
        {"device_upload_line", "problem", "taken"},
        {"support_appointment", "state", "proposed"},
        {"support_appointment", "way", "phone"},
    };
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        if (strcmp(WORDS[i].table, table) == 0 && strcmp(WORDS[i].column, column) == 0) {
            return str_from(WORDS[i].word);
        }
    }
    return S("");
}

static DbValue made_value(const char *table, const char *column, DbType type, const Position *p)
{
    static uint8_t next;
    if (type == DB_ID && (strcmp(column, "invited_by") == 0 || strcmp(column, "terms_id") == 0)) {
        return q_null(type);
    }
    if (type == DB_ID) {
        const struct {
            const char *column;
            Id id;
        } known[] = {{"account_id", p->account},
                     {"user_id", p->user},
                     {"updated_by", p->user},
                     {"location_id", p->account},
                     {"customer_id", p->customer},
                     {"granted_by", p->user},
                     {"made_by", p->user},
                     {"creator_id", p->user},
                     {"jit_account_id", p->account},
                     {"break_glass_id", p->user},
                     {"saved_by", p->user},
                     {"sent_by", p->user},
                     {"reseller_account_id", p->account}};
        for (size_t i = 0; i < COUNT_OF(known); i++) {
            if (strcmp(column, known[i].column) == 0) {
                return q_id(known[i].id);
            }
        }
        /* A row made before, of the same owner. */
        static const char *const MADE_BEFORE[][2] = {
            {"import_id", "import_file"},      {"group_id", "directory_group"},   {"role_id", "custom_role"},
            {"application_id", "application"}, {"request_id", "support_request"}, {"bank_id", "payout_profile"},
            {"tax_id", "payout_profile"},      {"policy_id", "device_policy"},    {"batch_id", "device_batch"},
            {"upload_id", "device_upload"},    {"message_id", "support_message"}, {"delivery_id", "webhook_delivery"},
            {"resource_id", "usage_resource"}, {"bulk_id", "subscription_bulk"},  {"subscription_id", "subscription"},
            {"migration_id", "migration"}};
        for (size_t k = 0; k < COUNT_OF(MADE_BEFORE); k++) {
            size_t t = table_named(MADE_BEFORE[k][1]);
            Rows rows = strcmp(column, MADE_BEFORE[k][0]) == 0 ? read_table(t) : (Rows){0};
            for (size_t i = 0; i < rows.n; i++) {
                if (belongs(t, &rows, i, p)) {
                    return q_id(id_of(cell_at(&rows, i, column_named(t, "id"))));
                }
            }
        }
        static const char *const VENDORS[][2] = {{"product_id", "product"}, {"meter_id", "usage_meter"}};
        for (size_t k = 0; k < COUNT_OF(VENDORS); k++) {
            if (strcmp(column, VENDORS[k][0]) == 0) {
                size_t t = table_named(VENDORS[k][1]);
                Rows rows = read_table(t);
                return q_id(id_of(cell_at(&rows, 0, column_named(t, "id"))));
            }
        }
        Id id = ctx_new_id(ctx_system(fixture->app, arena));
        return q_id(id);
    }
    if (type == DB_TEXT || type == DB_BYTES || type == DB_JSON) {
        Str word = word_for(table, column);
        size_t orders = table_named("sale_order");
        Rows rows = strcmp(column, "order_id") == 0 ? read_table(orders) : (Rows){0};
        for (size_t i = 0; i < rows.n && !word.n; i++) { /* an order of the same owner */
            if (belongs(orders, &rows, i, p)) {
                word = cell_at(&rows, i, column_named(orders, "id"))->s;
            }
        }
        Str made = str_fmt(arena, "only %s %s %s %d", p->name, table, column, next++);
        return q_str(type, word.n ? word : type == DB_JSON ? S("{}") : made);
    }
    if (strcmp(table, "ledger_period") == 0 && strcmp(column, "closed_at") == 0) {
        return q_null(type);
    }
    if (strcmp(column, "ended_at") == 0 || strcmp(column, "keys_asked_at") == 0 || strcmp(column, "removed_at") == 0) {
        return q_null(type);
    }
    return type == DB_TIME ? q_time((Time){INT64_C(4000000000000000)}) : q_int(type, 1);
}

static void make_rows(const Position *p)
{
    static const char *const MADE[] = {
        "catalog_choice",
        "customer_tag",
        "customer_draft",
        "customer_welcome",
        "import_file",
        "import_row",
        "account_setting",
        "account_support",
        "billing_profile",
        "security_contact",
        "organization_profile",
        "sales_number",
        "location_address",
        "verification_suspension",
        "reseller_qualification",
        "payout_profile",
        "payout_assignment",
        "tax_exemption",
        "payment_hold",
        "earning_export",
        "cart",
        "customer_overage",
        "order_purchase",
        "order_document",
        "product_upgrade",
        "subscription_bulk",
        "subscription_bulk_line",
        "subscription_price",
        "migration",
        "migration_line",
        "migration_event",
        "migration_schedule",
        "file",
        "user_preference",
        "notification",
        "example_note",
        "session",
        "search_term",
        "search_record",
        "setting",
        "counter",
        "directory_group",
        "group_member",
        "group_grant",
        "role_block",
        "custom_role",
        "custom_role_permission",
        "authenticator",
        "application",
        "application_certificate",
        "application_consent",
        "token_grant",
        "service_token",
        "access_request",
        "passkey",
        "notice_person",
        "notice_choice",
        "notice_address_check",
        "federation_connection",
        "federation_provider",
        "federation_domain",
        "federation_rule",
        "federation_link",
        "domain_ask",
        "provisioning",
        "provisioning_token",
        "scim_user",
        "person_draft",
        "person_credential",
        "account_request",
        "tenant_request",
        "account_deletion",
        "shared_services",
        "support_request",
        "support_message",
        "support_file",
        "support_appointment",
        "sandbox",
        "account_enrollment",
        "device_policy",
        "device_batch",
        "device",
        "device_upload",
        "device_upload_line",
        "self_serve_policy",
        "customer_domain",
        "customer_qualification",
        "granular_relationship",
        "relationship_request",
        "sandbox_reseller",
        "validation_code",
        "customer_budget",
        "usage_resource",
        "usage_record",
        "usage_month",
        "usage_customer_month",
        "usage_feed",
        "ledger_period",
        "ledger_entry",
        "ledger_posting",
        "ledger_balance",
        "customer_user",
        "licence_pool",
        "user_licence",
        "webhook",
        "webhook_delivery",
        "webhook_try",
        "customer_agreement_link",
        "customer_consent",
        "customer_consent_grant",
    };
    assert_ok(db_begin(conn));
    for (size_t i = 0; i < COUNT_OF(MADE); i++) {
        size_t at = table_named(MADE[i]);
        const QueryTable *t = &QUERY_TABLES[at];
        DbValue v[64];
        for (size_t k = 0; k < t->columns_n; k++) {
            bool directory = t->types[k] == DB_ID && strcmp(t->columns[k], "directory_id") == 0;
            v[k] = directory ? q_id(p->directory) : made_value(t->name, t->columns[k], t->types[k], p);
        }
        DbQuery *q = arena_new(arena, DbQuery);
        *q = (DbQuery){.name = t->name, .slot = SLOT_MAKE + (uint32_t)at, .writes = true, .text = make_text};
        bool more = strcmp(t->name, "customer_tag") == 0 || strcmp(t->name, "notification") == 0; /* read, archived */
        if (row_of(at, p, 0) < 0 || more) {
            Err err = db_exec(conn, q, (uint32_t)at, v, t->columns_n, NULL);
            if (err != OK) {
                print_error("make_rows: no row of %s can be made: %s (%s)\n", t->name, err_name(err),
                            db_last_error(conn));
            }
            assert_ok(err);
        }
    }
    assert_ok(db_commit(conn));
}

/* --- the world --- */

static Position position(const DemoCtx *d, const char *key, const char *user)
{
    Position p = {.name = key,
                  .account = demo_get(d, str_fmt(arena, "account/%s", key)),
                  .directory = demo_get(d, str_fmt(arena, "directory/%s", key))};
    size_t t = table_named("app_user");
    for (size_t i = 0; i < world[t].n; i++) {
        if (str_starts(cell_at(&world[t], i, column_named(t, "sign_in"))->s, str_fmt(arena, "%s@", user))) {
            p.user = id_of(cell_at(&world[t], i, column_named(t, "id")));
        }
    }
    t = table_named("customer_access");
    for (size_t i = 0; i < world[t].n && id_is_nil(p.customer); i++) {
        if (is_id(cell_at(&world[t], i, column_named(t, "account_id")), p.account)) {
            p.customer = id_of(cell_at(&world[t], i, column_named(t, "customer_id")));
        }
    }
    assert_false(id_is_nil(p.account) || id_is_nil(p.user) || id_is_nil(p.customer) || id_is_nil(p.directory));
    return p;
}

/* A customer that both see. */
static Id shared_by(const Position *a, const Position *b)
{
    size_t t = table_named("customer_access");
    const Rows *r = &world[t];
    int account = column_named(t, "account_id"), customer = column_named(t, "customer_id");
    for (size_t i = 0; i < r->n; i++) {
        for (size_t k = 0; is_id(cell_at(r, i, account), a->account) && k < r->n; k++) {
            if (is_id(cell_at(r, k, account), b->account) &&
                str_eq(cell_at(r, i, customer)->s, cell_at(r, k, customer)->s)) {
                return id_of(cell_at(r, i, customer));
            }
        }
    }
    fail_msg("%s and %s share no customer", a->name, b->name);
    return ID_NIL;
}

static int set_up(void **state)
{
    (void)state;
    char why[256];
    fixture = fixture_open();
    arena = arena_create(0);
    DemoCtx d;
    demo_start(&d, fixture->app, arena, CUSTOMERS);
    assert_ok(demo_run_areas(&d));
    demo_end(&d);
    const char *url =
        fixture_on_postgres() ? getenv("ENTENTE_TEST_PG") : str_z(arena, str_fmt(arena, "%s/test.db", fixture->dir));
    assert_ok(db_open(&(DbConfig){.url = url}, &db, why));
    assert_ok(db_connect(db, DB_WRITER, &conn, why));
    world = arena_array(arena, Rows, QUERY_TABLES_N);
    read_world();
    harbor = position(&d, "harbor", "a.okonjo");
    mooring = position(&d, "mooring", "n.byrne");
    alder = position(&d, "alder", "h.lefevre");
    cobalt = position(&d, "cobalt", "e.cole");
    estrella = position(&d, "estrella", "l.romero");
    alder.customer = cobalt.customer = shared_by(&alder, &cobalt);
    harbor.customer = mooring.customer = shared_by(&harbor, &mooring);
    make_rows(&harbor);
    make_rows(&mooring);
    make_rows(&alder);
    make_rows(&cobalt);
    read_world();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    db_disconnect(conn);
    db_close(db);
    fixture_close(fixture);
    arena_destroy(arena);
    return 0;
}

/* --- running a query as somebody, with arguments from the rows of somebody else --- */

static bool is_low(const char *name) { return strstr(name, "low") || strstr(name, "from"); }
static bool is_high(const char *name)
{
    return strstr(name, "high") || strncmp(name, "to_", 3) == 0 ||
           (strlen(name) > 3 && strcmp(name + strlen(name) - 3, "_to") == 0);
}

/* Ids a page begins after: the first page. */
static bool is_after(const char *name) { return strcmp(name, "after") == 0; }

static DbValue default_value(const QueryParam *p, const Position *victim)
{
    bool low = is_low(p->name), high = is_high(p->name);
    switch (p->type) {
    case DB_ID:
        if (low || high) { /* the ends of a range of ids */
            Id end = ID_NIL;
            memset(end.b, high ? 0xff : 0, sizeof end.b);
            return q_id(end);
        }
        return q_id(is_after(p->name) ? ID_NIL : victim->customer);
    case DB_TEXT:
    case DB_BYTES:
    case DB_JSON:
        return q_str(p->type, high ? S("\xF4\x8F\xBF\xBF") : strstr(p->name, "pattern") && !low ? S("%") : S(""));
    case DB_TIME:
        return q_time((Time){low ? 1 : high ? INT64_C(9000000000000000) : INT64_C(1795248000000000)});
    case DB_DATE:
        return q_int(p->type, low ? 0 : high ? 2932897 : 1000);
    case DB_MINOR:
    case DB_INT:
    case DB_DEC:
        return q_int(p->type, strcmp(p->name, "skip") == 0 ? 0 : 1000);
    case DB_BOOL:
        break;
    }
    return q_int(p->type, 0);
}

static DbValue argument(const QueryParam *p, const Position *victim, size_t k)
{
    bool range =
        is_low(p->name) || is_high(p->name) || strstr(p->name, "pattern") || (p->type == DB_ID && is_after(p->name));
    ptrdiff_t row = p->table && !range ? row_of(table_named(p->table), victim, k) : -1;
    if (row < 0) {
        return default_value(p, victim);
    }
    if (k % 2 && p->type == DB_ID &&
        strcmp(p->table, "account") == 0) { /* accounts that one may ask for are those of resellers */
        return q_id(strcmp(p->column, "directory_id") == 0 ? mooring.directory : mooring.account);
    }
    size_t t = table_named(p->table);
    const Cell *c = cell_at(&world[t], (size_t)row, column_named(t, p->column));
    if (c->null) {
        return q_null(p->type);
    }
    if (p->type == DB_ID) {
        return q_id(id_of(c));
    }
    return p->type == DB_TEXT || p->type == DB_BYTES || p->type == DB_JSON ? q_str(p->type, c->s)
                                                                           : q_int(p->type, c->i);
}

static DbValue context(const QueryParam *p, const Position *actor, const Position *victim)
{
    if (strcmp(p->name, "account") == 0) {
        return q_id(actor->account);
    }
    if (strcmp(p->name, "customer") == 0) {
        return q_id(victim->customer);
    }
    if (strcmp(p->name, "directory") == 0) {
        return q_id(actor->directory);
    }
    return strcmp(p->name, "user") == 0 ? q_id(actor->user) : q_time((Time){INT64_C(1795248000000000)});
}

typedef struct Call {
    DbValue v[128];
    size_t n;
    uint32_t key;
} Call;

/* set: which of the victim's rows; filters: a bit mask. */
static void prepare(const QueryInfo *q, const Position *actor, const Position *victim, size_t set, uint32_t filters,
                    Call *ret)
{
    *ret = (Call){.key = filters};
    for (size_t i = 0; i < q->params_n; i++) {
        const QueryParam *p = &q->params[i];
        if (!p->list) {
            ret->v[ret->n++] = p->context ? context(p, actor, victim) : argument(p, victim, set);
        }
    }
    assert_int_equal(ret->n, q->fixed_n);
    if (q->kind == QUERY_PAGE) {
        ret->v[ret->n++] = q_int(DB_INT, 200);
        for (unsigned i = 0; i < q->keys_max; i++) {
            ret->v[ret->n++] = q_null(DB_INT);
        }
    }
    unsigned list = 0;
    for (size_t i = 0; i < q->params_n; i++) {
        if (q->params[i].list) {
            size_t args = 0;
            assert_ok(q_list_add(LISTED, list++, &ret->key, &args));
            for (size_t k = 0; k < args; k++) { /* many: which of them fit the other arguments is chance */
                ret->v[ret->n++] = argument(&q->params[i], victim, set + k);
            }
        }
    }
}

/* A row that tells something: counts of nothing and sums of nothing do not. */
static bool tells(const Rows *r)
{
    for (size_t i = 0; i < r->n * r->cols; i++) {
        if (!r->cells[i].null && (r->cells[i].i != 0 || r->cells[i].s.n)) {
            return true;
        }
    }
    return false;
}

static uint32_t filter_sets(const QueryInfo *q) { return q->filters_n ? (uint32_t)q->filters_n + 2 : 1; }
static uint32_t filter_set(const QueryInfo *q, uint32_t i)
{
    return i == 0 ? 0 : i > q->filters_n ? (1u << q->filters_n) - 1 : 1u << (i - 1);
}

/* What the vendor sells is the same for everybody. What an account says of it is not, and is looked for in the rows. */
static bool is_of_vendor(const QueryInfo *q)
{
    return strstr(q->place, "areas/prices/queries.sql") || strstr(q->place, "areas/price_lists/queries.sql") ||
           strstr(q->place, "areas/catalog/queries_items.sql") || strstr(q->place, "areas/usage/queries_meters.sql") ||
           strcmp(q->name, "own_list") == 0 || strcmp(q->name, "own_order") == 0 || strncmp(q->name, "sold_", 5) == 0;
}

static bool is_asked(const QueryInfo *q) { return q->scope != QUERY_OPERATOR && q->scope != QUERY_SYSTEM; }

/* What exempted queries may do after all: answer or change for everybody, or for those that serve the same customer. An
 * exemption from sqlgen's rules is none from this test. */
static bool is_waived(const QueryInfo *q, bool related)
{
    static const struct {
        const char *name;
        bool everybody;
    } WAIVED[] = {
        {"announcement_current", true},
        {"product_list", true},
        {"product_get", true},
        {"product_plans", true},
        {"product_find", true},
        {"product_count", true},
        {"customer_claim_get", true},
        {"customer_claims_drop", true},
        {"customer_domain_claims_drop", false},
        {"customer_domains_drop", false},
        {"customer_directory_kind", true},
        {"profile_by_number", true},
        {"partner_links", false},
        {"transfer_lines_gone", false},
        {"transfers_gone", false},
        {"partner_link_get", false},
        {"partner_link_between", false},
        {"merge_list", false},
        {"merge_get", false},
        {"tenant_requests", false},
        {"tenant_request_get", false},
        {"customer_holders", true},
        {"customer_company_put", false},
        {"customer_access_rename", false},
        {"customer_access_end", false},
        {"customer_access_drop", false},
        {"customer_access_reopen", false},
        {"rel_providers", false},
        {"rel_services", true},
        {"customer_tags_drop", false},
        {"pool_plans", true},
        {"cuser_claim_add", true},
        {"pool_change", false},
        {"pool_take", false},
        {"pool_pass", false},
        {"licence_pass", false},
        {"licence_drop", false},
        {"licence_drop_all", false},
        {"cuser_licences_gone", false},
        {"cuser_pools_gone", false},
        {"cuser_role_drop", false},
        {"cuser_roles", false},
        {"cuser_roles_gone", false},
        {"cuser_more", false},
        {"cusers_gone", false},
    };
    for (size_t i = 0; q->exempt && i < COUNT_OF(WAIVED); i++) {
        if (strcmp(WAIVED[i].name, q->name) == 0) {
            return WAIVED[i].everybody || related;
        }
    }
    return false;
}

typedef size_t (*Look)(const QueryInfo *q, const Position *actor, const Position *victim, const Rows *rows, void *arg);

/* Runs every read with every set of arguments; the sum of what look says. */
static size_t each_read(const Position *actor, const Position *victim, Look look, void *arg)
{
    size_t sum = 0;
    for (size_t a = 0; a < QUERY_AREAS_N; a++) {
        for (size_t i = 0; i < QUERY_AREAS[a].n; i++) {
            const QueryInfo *q = &QUERY_AREAS[a].queries[i];
            for (uint32_t k = 0; is_asked(q) && q->kind != QUERY_EXEC && k < SETS * filter_sets(q); k++) {
                Call c;
                Rows rows;
                prepare(q, actor, victim, k % SETS, filter_set(q, k / SETS), &c);
                assert_ok(db_begin(conn));
                assert_ok(read_rows(q->query, c.key, c.v, c.n, &rows));
                db_rollback(conn);
                sum += look(q, actor, victim, &rows, arg);
            }
        }
    }
    return sum;
}

static size_t any_row(const QueryInfo *q, const Position *actor, const Position *victim, const Rows *rows, void *arg)
{
    (void)arg;
    if (!tells(rows) || is_waived(q, false) || is_of_vendor(q)) {
        return 0;
    }
    print_error("%s (%s): %s gets %zu rows with the arguments of %s\n", q->name, q->place, actor->name, rows->n,
                victim->name);
    return 1;
}

static void a_stranger_gets_no_row_from_any_query(void **state)
{
    (void)state;
    Position nobody = {.name = "a stranger",
                       .account = ctx_new_id(ctx_system(fixture->app, arena)),
                       .user = ctx_new_id(ctx_system(fixture->app, arena))};
    size_t n = each_read(&nobody, &harbor, any_row, NULL) + each_read(&nobody, &mooring, any_row, NULL) +
               each_read(&nobody, &alder, any_row, NULL);
    assert_int_equal(n, 0);
}

/* --- what is only the victim's --- */

static bool shows_to_all(const char *table)
{
    static const char *const ALL[] = {"directory",  "account", "app_user",     "customer",        "claim",
                                      "role_grant", "product", "service_plan", "catalog_product", "usage_meter"};
    for (size_t i = 0; i < COUNT_OF(ALL); i++) {
        if (strcmp(ALL[i], table) == 0) {
            return true;
        }
    }
    return false;
}

static void note(Map *m, const Rows *r, size_t row, bool put)
{
    for (size_t i = 0; i < r->cols; i++) {
        const Cell *c = cell_at(r, row, (int)i);
        if (!c->null && c->s.n >= TEXT_MIN) {
            if (put) {
                map_put(m, c->s, world);
            } else {
                (void)map_remove(m, c->s);
            }
        }
    }
}

/* Ids and texts that stand in rows of the victim's account and nowhere the actor may look. Of a provider's customer the
 * reseller sees the billing profile: it is the provider that is billed. */
static Map only_of(const Position *victim, const Position *actor)
{
    Map m = map_on_arena(arena, 4096);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t t = 0; t < QUERY_TABLES_N; t++) {
            int account = column_named(t, "account_id"), other = column_named(t, "other_account_id");
            /* Mail to others that somebody caused: the mailbox of a demo shows it to them. */
            int by = column_named(t, "by_user_id");
            bool provided =
                victim == &harbor && actor == &mooring &&
                (strcmp(QUERY_TABLES[t].name, "customer_billing") == 0 ||
                 strcmp(QUERY_TABLES[t].name, "customer_qualification") == 0); /* a reseller reads its provider's */
            for (size_t i = 0; i < world[t].n; i++) {
                bool theirs = account >= 0 && is_id(cell_at(&world[t], i, account), victim->account) &&
                              !shows_to_all(QUERY_TABLES[t].name);
                bool open = shows_to_all(QUERY_TABLES[t].name) || belongs(t, &world[t], i, actor) ||
                            (account >= 0 && is_id(cell_at(&world[t], i, account), actor->account)) ||
                            (other >= 0 && is_id(cell_at(&world[t], i, other), actor->account)) || /* of both sides */
                            (by >= 0 && is_id(cell_at(&world[t], i, by), actor->user));
                if (pass == 0 && theirs && !provided) {
                    note(&m, &world[t], i, true);
                } else if (pass == 1 && (open || (theirs && provided))) {
                    note(&m, &world[t], i, false);
                }
            }
        }
    }
    return m;
}

static size_t any_secret(const QueryInfo *q, const Position *actor, const Position *victim, const Rows *rows, void *arg)
{
    const Map *secrets = arg;
    if (strstr(q->place, "areas/catalog/queries_items.sql") || strstr(q->place, "areas/prices/queries.sql") ||
        strstr(q->place, "areas/price_lists/queries.sql")) {
        return 0; /* orders repeat the vendor's words of what was bought */
    }
    for (size_t i = 0; i < rows->n * rows->cols; i++) {
        const Cell *c = &rows->cells[i];
        if (!c->null && c->s.n >= TEXT_MIN && map_get(secrets, c->s)) {
            print_error("%s (%s): %s sees in column %zu what is only %s's: \"%.*s\"\n", q->name, q->place, actor->name,
                        i % rows->cols, victim->name, c->s.n == 16 ? 4 : (int)c->s.n, c->s.n == 16 ? "(id)" : c->s.p);
            return 1;
        }
    }
    return 0;
}

static size_t secrets_seen(const Position *actor, const Position *victim)
{
    Map secrets = only_of(victim, actor);
    return each_read(actor, victim, any_secret, &secrets);
}

static void a_second_partner_sees_nothing_that_is_only_the_first_ones(void **state)
{
    (void)state;
    assert_int_equal(secrets_seen(&cobalt, &alder) + secrets_seen(&alder, &cobalt), 0);
}

static void a_provider_and_its_reseller_see_nothing_that_is_only_the_others(void **state)
{
    (void)state;
    assert_int_equal(secrets_seen(&mooring, &harbor) + secrets_seen(&harbor, &mooring), 0);
}

static void another_account_sees_nothing_of_a_stranger(void **state)
{
    (void)state;
    assert_int_equal(secrets_seen(&estrella, &harbor) + secrets_seen(&cobalt, &harbor) + secrets_seen(&harbor, &alder),
                     0);
}

/* --- writes --- */

static bool same_rows(size_t table, const Rows *before, const Rows *after, const Position *victim)
{
    size_t i = 0, k = 0;
    for (;;) {
        while (i < before->n && !belongs(table, before, i, victim)) {
            i++;
        }
        while (k < after->n && !belongs(table, after, k, victim)) {
            k++;
        }
        if (i == before->n || k == after->n) {
            return i == before->n && k == after->n;
        }
        for (size_t c = 0; c < before->cols; c++) {
            const Cell *x = cell_at(before, i, (int)c), *y = cell_at(after, k, (int)c);
            if (x->null != y->null || x->i != y->i || !str_eq(x->s, y->s)) {
                return false;
            }
        }
        i++, k++;
    }
}

/* Runs a write and takes it back; whether the victim's rows are other than before. */
static bool changes(const QueryInfo *q, const Call *c, const Position *victim, int64_t *ret_changed)
{
    bool other = false;
    *ret_changed = 0;
    assert_ok(db_begin(conn));
    if (db_exec(conn, q->query, c->key, c->v, c->n, ret_changed) == OK && *ret_changed) {
        for (const char *const *t = q->writes; *t; t++) {
            size_t at = table_named(*t);
            Rows after = read_table(at);
            other = other || !same_rows(at, &world[at], &after, victim);
        }
    }
    db_rollback(conn);
    return other;
}

static size_t rows_changed(const Position *actor, const Position *victim)
{
    bool related = memcmp(actor->customer.b, victim->customer.b, sizeof victim->customer.b) ==
                   0; /* they serve the same customer */
    size_t n = 0;
    for (size_t a = 0; a < QUERY_AREAS_N; a++) {
        for (size_t i = 0; i < QUERY_AREAS[a].n; i++) {
            const QueryInfo *q = &QUERY_AREAS[a].queries[i];
            for (size_t set = 0; is_asked(q) && q->kind == QUERY_EXEC && set < SETS; set++) {
                Call c;
                int64_t changed;
                prepare(q, actor, victim, set, (1u << q->filters_n) - 1, &c);
                if (changes(q, &c, victim, &changed) && !is_waived(q, related)) {
                    print_error("%s (%s): %s changes rows of %s\n", q->name, q->place, actor->name, victim->name);
                    n++;
                }
            }
        }
    }
    return n;
}

static void nobody_changes_a_row_of_another_account(void **state)
{
    (void)state;
    Position nobody = {.name = "a stranger",
                       .account = ctx_new_id(ctx_system(fixture->app, arena)),
                       .user = ctx_new_id(ctx_system(fixture->app, arena))};
    assert_int_equal(rows_changed(&nobody, &harbor) + rows_changed(&cobalt, &harbor) + rows_changed(&cobalt, &alder) +
                         rows_changed(&alder, &cobalt) + rows_changed(&harbor, &mooring) +
                         rows_changed(&mooring, &harbor),
                     0);
}

/* --- the control --- */

static bool finds(const QueryInfo *q, const Position *owner)
{
    bool found = false;
    for (uint32_t k = 0; !found && k < SETS * filter_sets(q); k++) {
        Call c;
        prepare(q, owner, owner, k % SETS, q->kind == QUERY_EXEC ? (1u << q->filters_n) - 1 : filter_set(q, k / SETS),
                &c);
        if (q->kind == QUERY_EXEC) {
            int64_t changed;
            (void)changes(q, &c, owner, &changed);
            found = changed > 0;
        } else {
            Rows rows;
            assert_ok(db_begin(conn));
            found = read_rows(q->query, c.key, c.v, c.n, &rows) == OK && tells(&rows);
            db_rollback(conn);
        }
    }
    return found;
}

/* Without this the tests above could pass with arguments that find nothing for anybody. */
static void the_owner_finds_rows_with_the_same_arguments(void **state)
{
    (void)state;
    /* A customer with rows in other tables stays: the database refuses. The next two write only what is new, and the
     * arguments are what the rows say already. What others name stays: uploads, batches and policies of devices,
     * consents with grants; of the one line of an upload its state is refused. Roles that came from a provider: nobody
     * of the demo has one. What an account says of sessions is numbers alone, all zero there. */
    static const char *const NONE[] = {
        "customer_drop", "customer_directory_drop", "federation_user_name", "provisioning_put", "federation_grants",
        "federation_grant_drop", "session_rule", "device_uploads_drop", "device_batches_drop", "device_policies_drop",
        "device_policy_drop", "device_upload_waiting", "aconsent_drop",
        /* Orders and subscriptions with lines and events stay as well. People of a customer, pools with seats given and
         * deliveries in other states are not among the rows that are made. */
        "order_drop", "subscription_drop", "migrations_gone", "cuser_get", "cuser_password", "cuser_role_members",
        "cuser_save", "cuser_state", "pool_give_back", "pool_give_back_all", "webhook_deliveries_purge",
        "webhook_delivery_again", "webhook_delivery_before", "webhook_tests_since", "webhook_tries_purge",
        /* What stands beside a subscription stands, in the demo, beside those of other customers. */
        "contacts_drop", "registrations_drop",
        /* Hours of usage are made of the address's times; a resource that was used stays. */
        "usage_utilization", "usage_resources_drop",
        /* A line of a payment run that was paid stays. A made-up currency has no rate. */
        "line_take", "rate_on",
        /* What was used is charged already; places and days of taxes are in none of an account's rows. */
        "charge_usage_missing", "billing_exemption", "tax_rule_of",
        /* Nobody has paid in the demo. */
        "invoices_paid_last"};
    size_t asked = 0, without = 0;
    for (size_t a = 0; a < QUERY_AREAS_N; a++) {
        for (size_t i = 0; i < QUERY_AREAS[a].n; i++) {
            const QueryInfo *q = &QUERY_AREAS[a].queries[i];
            bool inserts = q->kind == QUERY_EXEC && strstr(q->name, "_add");
            bool known = is_of_vendor(q); /* made-up markets, segments and terms have no price */
            for (size_t k = 0; k < COUNT_OF(NONE); k++) {
                known = known || strcmp(NONE[k], q->name) == 0;
            }
            if (is_asked(q) && !q->exempt && !inserts && !known) {
                asked++;
                if (!finds(q, &harbor) && !finds(q, &alder) && !finds(q, &mooring)) {
                    without++;
                    print_error("%s (%s) finds nothing for its owner either: give its table a row in make_rows\n",
                                q->name, q->place);
                }
            }
        }
    }
    assert_true(asked > 50);
    assert_int_equal(without, 0);
}

int main(void)
{
    /* One world for all, since it takes seconds to make: the first makes it, the last takes it down. */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_owner_finds_rows_with_the_same_arguments, set_up),
        cmocka_unit_test(a_stranger_gets_no_row_from_any_query),
        cmocka_unit_test(a_second_partner_sees_nothing_that_is_only_the_first_ones),
        cmocka_unit_test(a_provider_and_its_reseller_see_nothing_that_is_only_the_others),
        cmocka_unit_test(another_account_sees_nothing_of_a_stranger),
        cmocka_unit_test_teardown(nobody_changes_a_row_of_another_account, tear_down),
    };
    return FIXTURE_RUN(tests);
}

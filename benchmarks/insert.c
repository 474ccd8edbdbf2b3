/* The baseline of "durable creation of customers": a bare SQLite loop that writes the same rows as one creation does,
 * as many creations to a commit as there are clients, with the same durability (WAL, synchronous=FULL). No HTTP, no
 * checks, no reads. Usage: insert DIR SCHEMA.sql SECONDS CLIENTS [change]. Prints {"rate": creations a second, "rows":
 * rows each}. With `change`: a subscription among a hundred thousand is changed instead, with what a change leaves
 * behind. */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct Write {
    const char *table;
    int times;
} Write;

/* What one creation by the API writes, as counting the rows of every table before and after fifty of them showed, and
 * the two counters it moves (a replaced row each). The head of the audit chain is written once a commit. */
static const Write CREATION[] = {
    {"directory", 1}, {"customer", 1}, {"customer_access", 1}, {"customer_billing", 1},
    {"claim", 2},     {"app_user", 1}, {"search_record", 2},   {"search_term", 7},
    {"counter", 2},   {"audit", 1},    {"audit_detail", 1},    {"audit_head", 0},
};
/* What a change of a subscription writes beside its row. */
static const Write CHANGE[] = {{"subscription_event", 1}, {"audit", 1}, {"audit_detail", 1}, {"audit_head", 0}};
enum { TABLES_MAX = sizeof CREATION / sizeof CREATION[0], COLUMNS_MAX = 60, TEXT_MAX = 400, THERE = 100000 };

/* Columns whose checks allow certain words only. */
static const char *const WORDS[][2] = {
    {"directory.kind", "customer"},      {"directory.state", "active"},
    {"customer_access.kind", "direct"},  {"customer_access.rights", "none"},
    {"customer_access.state", "active"}, {"claim.kind", "domain"},
    {"app_user.state", "active"},        {"app_user.theme", ""},
    {"audit.outcome", "done"},           {"subscription.state", "active"},
};

/* owner: the same account throughout, as its rows have. empty: a creation leaves it null. */
typedef struct Column {
    bool text, blob, boolean, owner, empty, json, few;
    const char *word;
    int bytes;
} Column;
typedef struct Table {
    sqlite3_stmt *insert;
    Column columns[COLUMNS_MAX];
    int n;
} Table;

static uint64_t serial; /* ids are made in order of time and names stand in order too, as those of the other side */

static void must(int rc, sqlite3 *db, const char *what)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW) {
        fprintf(stderr, "insert: %s: %s\n", what, sqlite3_errmsg(db));
        exit(1);
    }
}

static void table_open(sqlite3 *db, const char *name, Table *t)
{
    char sql[2000];
    snprintf(sql, sizeof sql, "SELECT name, type, [notnull] FROM pragma_table_info('%s')", name);
    sqlite3_stmt *info = NULL;
    must(sqlite3_prepare_v2(db, sql, -1, &info, NULL), db, sql);
    size_t at = (size_t)snprintf(sql, sizeof sql, "INSERT OR REPLACE INTO %s VALUES (", name);
    while (sqlite3_step(info) == SQLITE_ROW && t->n < COLUMNS_MAX) {
        const char *column = (const char *)sqlite3_column_text(info, 0),
                   *type = (const char *)sqlite3_column_text(info, 1);
        Column *c = &t->columns[t->n];
        char full[200];
        snprintf(full, sizeof full, "%s.%s", name, column);
        for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
            c->word = strcmp(WORDS[i][0], full) == 0 ? WORDS[i][1] : c->word;
        }
        c->text = strcmp(type, "TEXT") == 0;
        c->blob = strcmp(type, "BLOB") == 0;
        static const char *const BOOLEANS[] = {"must_change", "quiet", "own", "trial", "addon", "usage", "renews"};
        for (size_t i = 0; i < sizeof BOOLEANS / sizeof BOOLEANS[0]; i++) {
            c->boolean |= strcmp(column, BOOLEANS[i]) == 0;
        }
        c->owner = strcmp(column, "account_id") == 0 || strcmp(column, "billing_account_id") == 0;
        c->json = strcmp(column, "after_json") == 0;
        c->few = strcmp(full, "counter.name") == 0 || strcmp(full, "counter.shard") == 0;
        c->empty = sqlite3_column_int(info, 2) == 0 && strcmp(name, "audit") != 0 && strcmp(column, "ends_at") != 0;
        c->empty |= strcmp(column, "on_behalf_of") == 0;
        c->bytes = strstr(column, "hash") || strstr(column, "digest") ? 32 : 16;
        at += (size_t)snprintf(sql + at, sizeof sql - at, "%s?", t->n ? ", " : "");
        t->n++;
    }
    sqlite3_finalize(info);
    snprintf(sql + at, sizeof sql - at, ")");
    must(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &t->insert, NULL), db, sql);
}

/* What a creation's audit keeps of it. */
static int json_into(char out[TEXT_MAX])
{
    return snprintf(
        out, TEXT_MAX,
        "{\"companyName\":\"Bench %llx Works\",\"domain\":\"b%llx.onmicrosoft.com\",\"addressLine1\":\"1 Harbor Way\","
        "\"city\":\"Redlands\",\"state\":\"CA\",\"postalCode\":\"92373\",\"country\":\"US\",\"phoneNumber\":"
        "\"2065550100\"}",
        (unsigned long long)serial, (unsigned long long)serial);
}

static void blob_into(unsigned char out[32], uint64_t n)
{
    memset(out, 7, 32);
    for (int i = 0; i < 8; i++) {
        out[i] = (unsigned char)(n >> (56 - 8 * i));
    }
}

static void column_bind(sqlite3_stmt *s, int at, const Column *c, char text[TEXT_MAX], unsigned char blob[32], int nth)
{
    if (c->empty) {
        sqlite3_bind_null(s, at);
    } else if (c->word) {
        sqlite3_bind_text(s, at, c->word, -1, SQLITE_STATIC);
    } else if (c->text) {
        int n = c->json  ? json_into(text)
                : c->few ? snprintf(text, TEXT_MAX, "customers%d", nth)
                         : snprintf(text, TEXT_MAX, "bench %012llx works", (unsigned long long)serial);
        sqlite3_bind_text(s, at, text, n, SQLITE_STATIC);
    } else if (c->blob) {
        blob_into(blob, c->owner ? 1 : serial);
        sqlite3_bind_blob(s, at, blob, c->bytes, SQLITE_STATIC);
    } else {
        sqlite3_bind_int64(s, at, c->boolean ? 1 : c->few ? 0 : (int64_t)serial);
    }
}

static void row_insert(sqlite3 *db, Table *t, int nth)
{
    static char text[COLUMNS_MAX][TEXT_MAX];
    static unsigned char blob[COLUMNS_MAX][32];
    serial++;
    for (int i = 0; i < t->n; i++) {
        column_bind(t->insert, i + 1, &t->columns[i], text[i], blob[i], nth);
    }
    must(sqlite3_step(t->insert), db, "row");
    sqlite3_reset(t->insert);
}

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void schema_load(sqlite3 *db, const char *path)
{
    FILE *f = fopen(path, "r");
    if (!f) {
        fprintf(stderr, "insert: cannot read %s\n", path);
        exit(1);
    }
    static char sql[1 << 20];
    size_t n = fread(sql, 1, sizeof sql - 1, f);
    sql[n] = 0;
    fclose(f);
    must(sqlite3_exec(db, sql, NULL, NULL, NULL), db, "schema");
}

/* The rows that changes find: the id of each is its serial. */
static sqlite3_stmt *subscriptions(sqlite3 *db, uint64_t *ret_first)
{
    Table t = {0};
    sqlite3_stmt *update = NULL;
    table_open(db, "subscription", &t);
    *ret_first = serial + 1;
    must(sqlite3_exec(db, "BEGIN", NULL, NULL, NULL), db, "begin");
    for (int i = 0; i < THERE; i++) {
        row_insert(db, &t, 0);
    }
    must(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), db, "commit");
    sqlite3_finalize(t.insert);
    const char *sql = "UPDATE subscription SET version = version + 1, friendly_name = ?, quantity = ?, renews = ? "
                      "WHERE account_id = ? AND id = ?";
    must(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &update, NULL), db, sql);
    return update;
}

static void subscription_change(sqlite3 *db, sqlite3_stmt *s, uint64_t first)
{
    unsigned char account[32], id[32];
    char name[40];
    serial++;
    blob_into(account, 1);
    blob_into(id, first + serial * 7919 % THERE);
    int n = snprintf(name, sizeof name, "renamed %llx", (unsigned long long)serial);
    sqlite3_bind_text(s, 1, name, n, SQLITE_STATIC);
    sqlite3_bind_int64(s, 2, 25);
    sqlite3_bind_int64(s, 3, 1);
    sqlite3_bind_blob(s, 4, account, 16, SQLITE_STATIC);
    sqlite3_bind_blob(s, 5, id, 16, SQLITE_STATIC);
    must(sqlite3_step(s), db, "change");
    sqlite3_reset(s);
}

int main(int argc, char **argv)
{
    bool change = argc == 6 && strcmp(argv[5], "change") == 0;
    if (argc != 5 && !change) {
        fprintf(stderr, "usage: insert DIR SCHEMA.sql SECONDS CLIENTS [change]\n");
        return 2;
    }
    char path[500];
    snprintf(path, sizeof path, "%s/bare.db", argv[1]);
    sqlite3 *db = NULL;
    must(sqlite3_open(path, &db), db, "open");
    must(
        sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=OFF", NULL, NULL, NULL),
        db, "settings");
    schema_load(db, argv[2]);
    static Table tables[TABLES_MAX];
    const Write *writes = change ? CHANGE : CREATION;
    int tables_n = change ? (int)(sizeof CHANGE / sizeof CHANGE[0]) : TABLES_MAX, rows = change;
    for (int i = 0; i < tables_n; i++) {
        table_open(db, writes[i].table, &tables[i]);
        rows += writes[i].times;
    }
    uint64_t first = 0;
    sqlite3_stmt *update = change ? subscriptions(db, &first) : NULL;
    double began = seconds_now(), until = began + strtod(argv[3], NULL);
    long clients = strtol(argv[4], NULL, 10), created = 0;
    while (seconds_now() < until) {
        must(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), db, "begin");
        for (long c = 0; c < clients; c++, created++) {
            if (update) {
                subscription_change(db, update, first);
            }
            for (int i = 0; i < tables_n; i++) {
                for (int k = 0; k < writes[i].times; k++) {
                    row_insert(db, &tables[i], k);
                }
            }
        }
        row_insert(db, &tables[tables_n - 1], 0);
        must(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), db, "commit");
    }
    printf("{\"rate\": %.1f, \"rows\": %d}\n", (double)created / (seconds_now() - began), rows);
    for (int i = 0; i < tables_n; i++) {
        sqlite3_finalize(tables[i].insert);
    }
    sqlite3_finalize(update);
    sqlite3_close(db);
    return 0;
}

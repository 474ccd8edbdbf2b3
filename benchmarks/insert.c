/* The baseline of "durable creation of customers": a bare SQLite loop that writes the same rows as one creation does, as
 * many creations to a commit as there are clients, with the same durability (WAL, synchronous=FULL). No HTTP, no
 * checks, no reads. Usage: insert DIR SCHEMA.sql SECONDS CLIENTS. Prints {"rate": creations a second, "rows": rows each}. */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What one creation writes (src/areas/customers/customers.c and the unit's own rows in src/app). */
static const struct { const char *table; int times; } WRITES[] = {
    {"directory", 1}, {"customer", 1}, {"customer_access", 1}, {"customer_billing", 1}, {"claim", 2}, {"app_user", 1},
    {"search_record", 1}, {"search_term", 7}, {"counter", 2}, {"audit", 1}, {"audit_detail", 1},
};
enum { TABLES = sizeof WRITES / sizeof WRITES[0], COLUMNS_MAX = 40 };

/* Columns whose checks allow certain words only. */
static const char *const WORDS[][2] = {
    {"directory.kind", "customer"}, {"directory.state", "active"}, {"customer_access.kind", "direct"}, {"customer_access.rights", "none"},
    {"customer_access.state", "active"}, {"claim.kind", "domain"}, {"app_user.state", "active"}, {"app_user.theme", ""},
    {"audit.outcome", "done"},
};

typedef struct Column { bool text, blob, boolean; const char *word; int bytes; } Column;
typedef struct Table { sqlite3_stmt *insert; Column columns[COLUMNS_MAX]; int n; } Table;

static uint64_t state = 88172645463325252u;
static uint64_t random_u64(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

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
    snprintf(sql, sizeof sql, "SELECT name, type FROM pragma_table_info('%s')", name);
    sqlite3_stmt *info = NULL;
    must(sqlite3_prepare_v2(db, sql, -1, &info, NULL), db, sql);
    size_t at = (size_t)snprintf(sql, sizeof sql, "INSERT OR REPLACE INTO %s VALUES (", name);
    while (sqlite3_step(info) == SQLITE_ROW && t->n < COLUMNS_MAX) {
        const char *column = (const char *)sqlite3_column_text(info, 0), *type = (const char *)sqlite3_column_text(info, 1);
        Column *c = &t->columns[t->n];
        char full[200];
        snprintf(full, sizeof full, "%s.%s", name, column);
        for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
            c->word = strcmp(WORDS[i][0], full) == 0 ? WORDS[i][1] : c->word;
        }
        c->text = strcmp(type, "TEXT") == 0;
        c->blob = strcmp(type, "BLOB") == 0;
        c->boolean = strcmp(column, "must_change") == 0;
        c->bytes = strstr(column, "hash") || strstr(column, "digest") ? 32 : 16;
        at += (size_t)snprintf(sql + at, sizeof sql - at, "%s?", t->n ? ", " : "");
        t->n++;
    }
    sqlite3_finalize(info);
    snprintf(sql + at, sizeof sql - at, ")");
    must(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &t->insert, NULL), db, sql);
}

static void row_insert(sqlite3 *db, Table *t)
{
    char text[COLUMNS_MAX][48];
    unsigned char blob[COLUMNS_MAX][32];
    for (int i = 0; i < t->n; i++) {
        Column *c = &t->columns[i];
        if (c->word) {
            sqlite3_bind_text(t->insert, i + 1, c->word, -1, SQLITE_STATIC);
        } else if (c->text) {
            int n = snprintf(text[i], sizeof text[i], "%llxworks", (unsigned long long)random_u64());
            sqlite3_bind_text(t->insert, i + 1, text[i], n, SQLITE_STATIC);
        } else if (c->blob) {
            for (int k = 0; k < 4; k++) {
                uint64_t r = random_u64();
                memcpy(blob[i] + k * 8, &r, 8);
            }
            sqlite3_bind_blob(t->insert, i + 1, blob[i], c->bytes, SQLITE_STATIC);
        } else {
            sqlite3_bind_int64(t->insert, i + 1, c->boolean ? 1 : (int64_t)(random_u64() >> 14));
        }
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

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: insert DIR SCHEMA.sql SECONDS CLIENTS\n");
        return 2;
    }
    char path[500];
    snprintf(path, sizeof path, "%s/bare.db", argv[1]);
    sqlite3 *db = NULL;
    must(sqlite3_open(path, &db), db, "open");
    must(sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=OFF", NULL, NULL, NULL), db, "settings");
    schema_load(db, argv[2]);
    static Table tables[TABLES];
    int rows = 0;
    for (int i = 0; i < TABLES; i++) {
        table_open(db, WRITES[i].table, &tables[i]);
        rows += WRITES[i].times;
    }
    double began = seconds_now(), until = began + strtod(argv[3], NULL);
    long clients = strtol(argv[4], NULL, 10), created = 0;
    while (seconds_now() < until) {
        must(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), db, "begin");
        for (long c = 0; c < clients; c++, created++) {
            for (int i = 0; i < TABLES; i++) {
                for (int k = 0; k < WRITES[i].times; k++) {
                    row_insert(db, &tables[i]);
                }
            }
        }
        must(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), db, "commit");
    }
    printf("{\"rate\": %.1f, \"rows\": %d}\n", (double)created / (seconds_now() - began), rows);
    for (int i = 0; i < TABLES; i++) {
        sqlite3_finalize(tables[i].insert);
    }
    sqlite3_close(db);
    return 0;
}

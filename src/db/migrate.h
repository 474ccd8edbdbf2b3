/* Schema migrations: numbered files over the whole project (src/app/NNNN_*.sql, src/areas/<area>/NNNN_*.sql), one text
 * for both engines, each in one transaction, recorded in schema_migration(number, name, sha256, applied_at).
 * docs/sqlgen.md tells the dialect. The build embeds them in number order as MIGRATIONS (tools/sqlgen). */
#pragma once
#include "db/engine.h"

/* canonical: the statements as written, without comments; its hash tells that a migration was changed later. */
typedef struct Migration {
    int number;
    const char *name, *canonical, *sqlite, *postgres;
} Migration;
extern const Migration MIGRATIONS[];
extern const size_t MIGRATIONS_N;

/* Applies what is missing. Refuses a database newer than this binary (ERR_CONFLICT) and a changed old migration. */
MUST_USE Err migrate_run(DbConn *conn, Time wall, int *ret_applied, char ret_why[256]);
/* OK when the schema is exactly this binary's; ERR_NOT_FOUND when empty; ERR_STALE when older; ERR_CONFLICT when it has
 * what this binary has not or another text of it, or lacks one before its newest. */
MUST_USE Err migrate_state(DbConn *conn, int *ret_number);
/* Which of these ERR_CONFLICT is, in a sentence with the way out. */
MUST_USE Err migrate_check(DbConn *conn, char ret_why[256]);
/* The same for a list that is given: for tests. */
typedef struct MigrationList {
    const Migration *items;
    size_t n;
} MigrationList;
MUST_USE Err migrate_run_list(DbConn *conn, MigrationList list, Time wall, int *ret_applied, char ret_why[256]);
MUST_USE Err migrate_state_list(DbConn *conn, MigrationList list, int *ret_number);

/* All tables with their columns, read from the migrations' own text, so that what copies rows needs no edit for a new
 * table; and the statements that copy. The one place where SQL is made of parts: the parts are the project's
 * migrations, never input. Once read, the tables do not change. */
#pragma once
#include "db/engine.h"

enum { TABLES_MAX = 400, TABLE_COLUMNS_MAX = 64, TABLE_KEYS_MAX = 12, TABLE_ROWS = 40 /* of a TABLE_WRITE_MANY */ };
typedef struct TableColumn {
    Str name;
    DbType type;
    Str refers; /* the table whose rows its values name; empty */
} TableColumn;
typedef struct Table {
    Str name;
    TableColumn columns[TABLE_COLUMNS_MAX];
    size_t columns_n;
    size_t keys[TABLE_KEYS_MAX];
    size_t keys_n;
    int parent;  /* column that refers to this table; -1 */
    bool filled; /* a migration puts rows into it: a new database has some */
} Table;

/* In the order in which they are made, so what a row refers to stands before it. False: the migrations cannot be read,
 * which is a fault of the program. */
bool tables_read(const Table **ret, size_t *ret_n);
/* NULL: no table of that name. After tables_read. */
const Table *table_find(Str name);

typedef enum TableText {
    TABLE_READ,          /* all rows in the order of their key; of a table with a parent column those without one */
    TABLE_READ_AFTER,    /* after a key */
    TABLE_READ_CHILDREN, /* those with a parent */
    TABLE_LAST,          /* the last key */
    TABLE_COUNT,
    TABLE_WRITE_ONE, /* what is there already is left as it is */
    TABLE_WRITE_MANY
} TableText;
typedef struct TableQuery {
    DbQuery q;
    DbType types[TABLE_COLUMNS_MAX];
    uint32_t key;
} TableQuery;
void table_query(TableQuery *q, const Table *t, TableText text);
/* The value of a row's column; text is copied into the arena. */
DbValue table_value(const DbCursor *cur, int col, DbType type, Arena *a);
MUST_USE Err table_count(DbConn *conn, const Table *t, int64_t *ret);

#include "app/tables.h"

#include "db/migrate.h"

#include <pthread.h>

enum { SLOT = 0x7ffd0000, KINDS = 8 };

static Table TABLES[TABLES_MAX]; /* written by tables_read alone; DbQuery.text gets no argument of ours */
static size_t TABLES_N;
static bool readable;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool type_of(Str word, DbType *ret)
{
    static const struct {
        Str word;
        DbType type;
    } TYPES[] = {
        {S_INIT("id"), DB_ID},       {S_INIT("time"), DB_TIME}, {S_INIT("date"), DB_DATE}, {S_INIT("minor"), DB_MINOR},
        {S_INIT("int"), DB_INT},     {S_INIT("dec"), DB_DEC},   {S_INIT("bool"), DB_BOOL}, {S_INIT("text"), DB_TEXT},
        {S_INIT("bytes"), DB_BYTES}, {S_INIT("json"), DB_JSON},
    };
    for (size_t i = 0; i < COUNT_OF(TYPES); i++) {
        if (str_eq(word, TYPES[i].word)) {
            *ret = TYPES[i].type;
            return true;
        }
    }
    return false;
}

static Str word_next(Str *rest)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '(' && rest->p[n] != ',' && rest->p[n] != ')' &&
           rest->p[n] != ';') {
        n++;
    }
    Str word = str_sub(*rest, 0, n);
    *rest = str_skip(*rest, n);
    return word;
}

/* The part before the next comma that is not within parentheses or quotes. */
static bool part_next(Str *rest, Str *ret)
{
    int depth = 0;
    bool quoted = false;
    size_t i = 0;
    if (str_trim(*rest).n == 0) {
        return false;
    }
    for (; i < rest->n; i++) {
        char c = rest->p[i];
        quoted = quoted != (c == '\'');
        depth += !quoted && c == '(' ? 1 : !quoted && c == ')' ? -1 : 0;
        if (!quoted && depth == 0 && c == ',') {
            break;
        }
    }
    *ret = str_trim(str_sub(*rest, 0, i));
    *rest = str_skip(*rest, i + 1);
    return true;
}

static Table *find(Str name)
{
    for (size_t i = 0; i < TABLES_N; i++) {
        if (str_eq(TABLES[i].name, name)) {
            return &TABLES[i];
        }
    }
    return NULL;
}

static bool key_add(Table *t, Str column)
{
    for (size_t i = 0; i < t->columns_n; i++) {
        if (str_eq(t->columns[i].name, column) && t->keys_n < TABLE_KEYS_MAX) {
            t->keys[t->keys_n++] = i;
            return true;
        }
    }
    return false;
}

static bool column_add(Table *t, Str def)
{
    Str rest = def, name = word_next(&rest), type = word_next(&rest);
    if (t->columns_n == TABLE_COLUMNS_MAX || !type_of(type, &t->columns[t->columns_n].type)) {
        return false;
    }
    TableColumn *c = &t->columns[t->columns_n++];
    c->name = name;
    c->refers = S("");
    ptrdiff_t refers = str_find(rest, S("REFERENCES "));
    if (refers >= 0) {
        Str to = str_skip(rest, (size_t)refers + 11);
        c->refers = word_next(&to);
        t->parent = str_eq(c->refers, t->name) ? (int)t->columns_n - 1 : t->parent;
    }
    return str_find(rest, S("PRIMARY KEY")) < 0 || key_add(t, name);
}

static bool table_parse(Str statement)
{
    Str rest = str_skip(statement, sizeof("CREATE TABLE ") - 1);
    if (TABLES_N == TABLES_MAX) {
        return false;
    }
    Table *t = &TABLES[TABLES_N++];
    *t = (Table){.name = word_next(&rest), .parent = -1};
    ptrdiff_t open = str_find_char(rest, '('), close = str_rfind_char(rest, ')');
    if (open < 0 || close < open) {
        return false;
    }
    Str inside = str_sub(rest, (size_t)open + 1, (size_t)(close - open) - 1), part;
    while (part_next(&inside, &part)) {
        if (str_starts(part, S("PRIMARY KEY"))) {
            Str keys = str_skip(part, (size_t)str_find_char(part, '(') + 1), key;
            keys = str_sub(keys, 0, (size_t)str_find_char(keys, ')'));
            while (part_next(&keys, &key)) {
                if (!key_add(t, key)) {
                    return false;
                }
            }
        } else if (!str_starts(part, S("UNIQUE")) && !str_starts(part, S("CHECK")) && !str_starts(part, S("FOREIGN")) &&
                   !column_add(t, part)) {
            return false;
        }
    }
    return t->keys_n > 0;
}

static bool column_later(Str statement)
{
    Str rest = str_skip(statement, sizeof("ALTER TABLE ") - 1);
    Table *t = find(word_next(&rest));
    ptrdiff_t at = str_find(rest, S("ADD COLUMN "));
    return t && at >= 0 && column_add(t, str_skip(rest, (size_t)at + 11));
}

/* What a later migration takes away is not there to be copied. */
static bool table_drop(Str statement)
{
    Str rest = str_skip(statement, sizeof("DROP TABLE ") - 1);
    Table *t = find(word_next(&rest));
    if (!t) {
        return false;
    }
    memmove(t, t + 1, (size_t)(&TABLES[TABLES_N] - (t + 1)) * sizeof *t);
    TABLES_N--;
    return true;
}

/* Rows that a migration makes of others are none in an empty database; those it brings along are there. */
static void note_filled(Str statement)
{
    Str rest = str_skip(statement, sizeof("INSERT INTO ") - 1);
    Table *t = find(word_next(&rest));
    if (t && str_find(rest, S(") VALUES")) >= 0) {
        t->filled = true;
    }
}

static bool schema_read(void)
{
    for (size_t i = 0; i < MIGRATIONS_N; i++) {
        Str all = str_from(MIGRATIONS[i].canonical), statement;
        while (str_split(&all, '\n', &statement)) {
            if ((str_starts(statement, S("CREATE TABLE ")) && !table_parse(statement)) ||
                (str_starts(statement, S("ALTER TABLE ")) && !column_later(statement)) ||
                (str_starts(statement, S("DROP TABLE ")) && !table_drop(statement))) {
                return false;
            }
            if (str_starts(statement, S("INSERT INTO "))) {
                note_filled(statement);
            }
        }
    }
    return true;
}

static void read_once(void) { readable = schema_read(); }

bool tables_read(const Table **ret, size_t *ret_n)
{
    (void)pthread_once(&once, read_once);
    *ret = TABLES;
    *ret_n = TABLES_N;
    return readable;
}

const Table *table_find(Str name) { return find(name); }

/* --- Statements. The key of a DbQuery's text is table * KINDS + text. */

static void names(Buf *b, const Table *t, bool keys, const char *after)
{
    size_t n = keys ? t->keys_n : t->columns_n;
    for (size_t i = 0; i < n; i++) {
        Str name = t->columns[keys ? t->keys[i] : i].name;
        buf_fmt(b, "%s%.*s%s", i ? ", " : "", S_ARG(name), after);
    }
}

static void read_text(Buf *b, const Table *t, TableText kind)
{
    buf_add(b, S("SELECT "));
    names(b, t, false, "");
    buf_fmt(b, " FROM %.*s", S_ARG(t->name));
    if (kind == TABLE_READ_AFTER) {
        buf_add(b, S(" WHERE ("));
        names(b, t, true, "");
        buf_add(b, S(") > ("));
        for (size_t i = 0; i < t->keys_n; i++) {
            buf_fmt(b, "%s?%zu", i ? ", " : "", i + 1);
        }
        buf_addc(b, ')');
    } else if (t->parent >= 0) {
        buf_fmt(b, " WHERE %.*s IS %sNULL", S_ARG(t->columns[t->parent].name),
                kind == TABLE_READ_CHILDREN ? "NOT " : "");
    }
    buf_add(b, S(" ORDER BY "));
    names(b, t, true, "");
}

static void write_text(Buf *b, const Table *t, size_t rows)
{
    buf_fmt(b, "INSERT INTO %.*s (", S_ARG(t->name));
    names(b, t, false, "");
    buf_add(b, S(") VALUES "));
    for (size_t r = 0, at = 1; r < rows; r++) {
        buf_add(b, r ? S(", (") : S("("));
        for (size_t c = 0; c < t->columns_n; c++, at++) {
            buf_fmt(b, "%s?%zu", c ? ", " : "", at);
        }
        buf_addc(b, ')');
    }
    buf_add(b, S(" ON CONFLICT DO NOTHING"));
}

static void text(uint32_t key, DbEngine engine, Buf *b)
{
    (void)engine;
    const Table *t = &TABLES[key / KINDS];
    TableText kind = (TableText)(key % KINDS);
    switch (kind) {
    case TABLE_READ:
    case TABLE_READ_AFTER:
    case TABLE_READ_CHILDREN:
        read_text(b, t, kind);
        break;
    case TABLE_LAST:
        buf_add(b, S("SELECT "));
        names(b, t, true, "");
        buf_fmt(b, " FROM %.*s ORDER BY ", S_ARG(t->name));
        names(b, t, true, " DESC");
        buf_add(b, S(" LIMIT 1"));
        break;
    case TABLE_COUNT:
        buf_fmt(b, "SELECT count(*) FROM %.*s", S_ARG(t->name));
        break;
    case TABLE_WRITE_ONE:
        write_text(b, t, 1);
        break;
    case TABLE_WRITE_MANY:
        write_text(b, t, TABLE_ROWS);
        break;
    }
}

void table_query(TableQuery *p, const Table *t, TableText kind)
{
    bool keys = kind == TABLE_LAST, writes = kind == TABLE_WRITE_ONE || kind == TABLE_WRITE_MANY;
    size_t n = writes ? 0 : kind == TABLE_COUNT ? 1 : keys ? t->keys_n : t->columns_n;
    for (size_t i = 0; i < n; i++) {
        p->types[i] = kind == TABLE_COUNT ? DB_INT : t->columns[keys ? t->keys[i] : i].type;
    }
    p->q =
        (DbQuery){.name = "copy", .slot = SLOT, .writes = writes, .cols_n = (uint8_t)n, .cols = p->types, .text = text};
    p->key = (uint32_t)((size_t)(t - TABLES) * KINDS + kind);
}

DbValue table_value(const DbCursor *cur, int col, DbType type, Arena *a)
{
    DbValue v = {.type = type, .null = db_null(cur, col)};
    switch (type) {
    case DB_ID:
        v.id = db_id(cur, col);
        break;
    case DB_TEXT:
    case DB_BYTES:
    case DB_JSON:
        v.s = db_text(cur, col, a);
        break;
    case DB_TIME:
    case DB_DATE:
    case DB_MINOR:
    case DB_INT:
    case DB_DEC:
    case DB_BOOL:
        v.i = db_int(cur, col);
        break;
    }
    return v;
}

Err table_count(DbConn *conn, const Table *t, int64_t *ret)
{
    TableQuery p;
    DbCursor cur;
    table_query(&p, t, TABLE_COUNT);
    TRY(db_start(conn, &p.q, p.key, NULL, 0, &cur));
    TRY(db_next(&cur));
    *ret = db_int(&cur, 0);
    db_finish(&cur);
    return OK;
}

/* Migrations: one text of our dialect in, a text for each engine and the schema out. */
#include "sqlgen.h"
#include <sqlite3.h>

typedef struct Stmt { /* one statement: its tokens and the comments before it */
    Gen *g;
    Migration *m;
    Tok *t;
    size_t n;
} Stmt;

Table *schema_table(const Gen *g, Str name)
{
    for (size_t i = 0; i < g->tables_n; i++) {
        if (str_eq_nocase(g->tables[i]->name, name)) {
            return g->tables[i];
        }
    }
    return NULL;
}

Column *table_column(const Table *t, Str name)
{
    for (size_t i = 0; i < t->columns_n; i++) {
        if (str_eq_nocase(t->columns[i].name, name)) {
            return &t->columns[i];
        }
    }
    return NULL;
}

/* Words that one of the engines does not take as a bare name. */
static bool is_reserved(Str s)
{
    static const char *const WORDS[] = {
        "all",
        "analyse",
        "analyze",
        "and",
        "any",
        "array",
        "as",
        "asc",
        "asymmetric",
        "authorization",
        "between",
        "both",
        "case",
        "cast",
        "check",
        "collate",
        "collation",
        "column",
        "commit",
        "constraint",
        "create",
        "cross",
        "current_date",
        "current_role",
        "current_time",
        "current_timestamp",
        "current_user",
        "default",
        "deferrable",
        "delete",
        "desc",
        "distinct",
        "do",
        "drop",
        "else",
        "end",
        "escape",
        "except",
        "exists",
        "false",
        "fetch",
        "for",
        "foreign",
        "freeze",
        "from",
        "full",
        "grant",
        "group",
        "having",
        "ilike",
        "in",
        "index",
        "initially",
        "inner",
        "insert",
        "intersect",
        "into",
        "is",
        "isnull",
        "join",
        "lateral",
        "leading",
        "left",
        "like",
        "limit",
        "localtime",
        "localtimestamp",
        "natural",
        "not",
        "nothing",
        "notnull",
        "null",
        "offset",
        "on",
        "only",
        "or",
        "order",
        "outer",
        "overlaps",
        "placing",
        "primary",
        "references",
        "returning",
        "right",
        "rollback",
        "select",
        "session_user",
        "set",
        "similar",
        "some",
        "symmetric",
        "table",
        "tablesample",
        "then",
        "to",
        "trailing",
        "transaction",
        "true",
        "union",
        "unique",
        "update",
        "user",
        "using",
        "values",
        "variadic",
        "verbose",
        "when",
        "where",
        "window",
        "with",
    };
    for (size_t i = 0; i < sizeof(WORDS) / sizeof(WORDS[0]); i++) {
        if (str_is(s, WORDS[i])) {
            return true;
        }
    }
    return false;
}

static bool name_ok(const Stmt *s, const Tok *t, const char *what)
{
    if (t->kind != TOK_WORD) {
        return sg_error(s->g, s->m->path, t->line, "the name of the %s is missing", what);
    }
    if (is_reserved(t->s)) {
        return sg_error(s->g, s->m->path, t->line, "'%.*s' is a word of SQL; give the %s another name", S_ARG(t->s),
                        what);
    }
    for (size_t i = 0; i < t->s.n; i++) {
        if (t->s.p[i] >= 'A' && t->s.p[i] <= 'Z') {
            return sg_error(s->g, s->m->path, t->line, "'%.*s': names are lower case", S_ARG(t->s));
        }
    }
    return true;
}

static bool tok_is(const Stmt *s, size_t i, const char *word)
{
    return i < s->n && s->t[i].kind != TOK_STRING && str_is(s->t[i].s, word);
}

static void put(Stmt *s, const char *text)
{
    buf_add(&s->m->sqlite, str_from(text));
    buf_add(&s->m->postgres, str_from(text));
    buf_add(&s->m->canonical, str_from(text));
}

static void put_blob(Buf *out, Str literal)
{
    Str hex = str_sub(literal, 2, literal.n - 3);
    if (hex.n == 32) {
        buf_fmt(out, "'%.*s'::uuid", S_ARG(hex));
    } else {
        buf_fmt(out, "'\\x%.*s'::bytea", S_ARG(hex));
    }
}

static void put_tok(Stmt *s, const Tok *t)
{
    put(s, t->space ? " " : "");
    buf_add(&s->m->sqlite, t->s);
    buf_add(&s->m->canonical, t->s);
    if (t->kind == TOK_BLOB) {
        put_blob(&s->m->postgres, t->s);
    } else {
        buf_add(&s->m->postgres, t->s);
    }
}

static void put_range(Stmt *s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        put_tok(s, &s->t[i]);
    }
}

static size_t item_end(const Stmt *s, size_t from, int depth)
{
    size_t i = from;
    while (i < s->n && !(s->t[i].depth == depth && str_eq(s->t[i].s, S(","))) && s->t[i].depth >= depth) {
        i++;
    }
    return i;
}

/* The table that REFERENCES names must be there before: PostgreSQL asks so. */
static bool references_ok(Stmt *s, Str self, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (i + 1 < to && tok_is(s, i, "references") && !str_eq(s->t[i + 1].s, self) &&
            !schema_table(s->g, s->t[i + 1].s)) {
            return sg_error(s->g, s->m->path, s->t[i].line,
                            "the table '%.*s' is not there yet; move this table behind it", S_ARG(s->t[i + 1].s));
        }
        if (tok_is(s, i, "cascade") || tok_is(s, i, "trigger") || tok_is(s, i, "autoincrement")) {
            return sg_error(s->g, s->m->path, s->t[i].line, "'%.*s' is not used; the rules delete what they own",
                            S_ARG(s->t[i].s));
        }
    }
    return true;
}

static Column *add_column(Stmt *s, Table *t, Column c)
{
    Column *grown = arena_array(s->g->arena, Column, t->columns_n + 1);
    if (t->columns_n) {
        memcpy(grown, t->columns, t->columns_n * sizeof(Column));
    }
    grown[t->columns_n] = c;
    t->columns = grown;
    return &t->columns[t->columns_n++];
}

static bool not_null_in(const Stmt *s, size_t from, size_t to)
{
    for (size_t i = from; i + 1 < to; i++) {
        if (tok_is(s, i, "not") && tok_is(s, i + 1, "null")) {
            return true;
        }
    }
    return false;
}

static bool bool_default_ok(const Stmt *s, size_t from, size_t to)
{
    for (size_t i = from; i + 1 < to; i++) {
        if (tok_is(s, i, "default") && !tok_is(s, i + 1, "true") && !tok_is(s, i + 1, "false")) {
            return sg_error(s->g, s->m->path, s->t[i].line, "the default of a bool is TRUE or FALSE");
        }
    }
    return true;
}

/* name type rest */
static bool column(Stmt *s, Table *table, size_t from, size_t to, bool adding)
{
    const Tok *name = &s->t[from];
    if (!name_ok(s, name, "column")) {
        return false;
    }
    Type type = from + 1 < to ? type_of(s->t[from + 1].s) : TYPE_NONE;
    if (type == TYPE_NONE) {
        return sg_error(s->g, s->m->path, name->line,
                        "the type of '%.*s' is not one of ours; use id time date minor int dec bool text bytes json",
                        S_ARG(name->s));
    }
    if (table_column(table, name->s)) {
        return sg_error(s->g, s->m->path, name->line, "the column '%.*s' is there already", S_ARG(name->s));
    }
    bool key = false;
    for (size_t i = from; i < to; i++) {
        key = key || tok_is(s, i, "primary");
    }
    bool not_null = not_null_in(s, from, to);
    if (adding && not_null) {
        bool has_default = false;
        for (size_t i = from; i < to; i++) {
            has_default = has_default || tok_is(s, i, "default");
        }
        if (!has_default) {
            return sg_error(s->g, s->m->path, name->line,
                            "a column added as NOT NULL needs a DEFAULT for the rows that are there");
        }
    }
    if (!references_ok(s, table->name, from, to) || (type == TYPE_BOOL && !bool_default_ok(s, from, to))) {
        return false;
    }
    put_tok(s, name);
    buf_fmt(&s->m->sqlite, " %s", TYPES[type].sqlite);
    buf_fmt(&s->m->postgres, " %s", TYPES[type].postgres);
    buf_fmt(&s->m->canonical, " %.*s", S_ARG(TYPES[type].name));
    put_range(s, from + 2, to);
    if (key && !not_null) {
        put(s, " NOT NULL");
    }
    if (type == TYPE_BOOL) {
        buf_fmt(&s->m->sqlite, " CHECK (%.*s IN (0, 1))", S_ARG(name->s));
    }
    add_column(s, table, (Column){.name = name->s, .type = type, .not_null = not_null || key});
    return true;
}

static bool is_constraint(const Stmt *s, size_t i)
{
    static const char *const WORDS[] = {"primary", "unique", "foreign", "check", "constraint"};
    for (size_t k = 0; k < 5; k++) {
        if (tok_is(s, i, WORDS[k])) {
            return true;
        }
    }
    return false;
}

static bool primary_key_columns(Stmt *s, Table *t, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (!tok_is(s, i, "primary")) {
            continue;
        }
        for (i += 2; i < to && !str_eq(s->t[i].s, S(")")); i++) {
            Column *c = s->t[i].kind == TOK_WORD ? table_column(t, s->t[i].s) : NULL;
            if (c && !c->not_null) {
                return sg_error(s->g, s->m->path, s->t[i].line, "'%.*s' is part of the key; say NOT NULL",
                                S_ARG(c->name));
            }
        }
    }
    return true;
}

static Owner owner_named(Str s)
{
    static const char *const NAMES[] = {"", "account", "customer", "directory", "self", "operator", "system"};
    for (int i = OWNER_ACCOUNT; i <= OWNER_SYSTEM; i++) {
        if (str_eq(s, str_from(NAMES[i]))) {
            return (Owner)i;
        }
    }
    return OWNER_NONE;
}

typedef struct Notes {
    Owner owner;
    bool clustered;
    Str owner_text;
    int line;
    PeopleNotes people;
} Notes;

static bool create_table(Stmt *s, Notes notes)
{
    size_t at = 2;
    if (!name_ok(s, &s->t[at], "table")) {
        return false;
    }
    Str name = s->t[at].s;
    if (schema_table(s->g, name)) {
        return sg_error(s->g, s->m->path, s->t[at].line, "the table '%.*s' is there already", S_ARG(name));
    }
    if (!tok_is(s, at + 1, "(")) {
        return sg_error(s->g, s->m->path, s->t[at].line, "CREATE TABLE name ( is expected");
    }
    Table *t = arena_new(s->g->arena, Table);
    t->name = name;
    put_range(s, 0, at + 2);
    size_t i = at + 2;
    while (i < s->n && !(s->t[i].depth == 0 && str_eq(s->t[i].s, S(")")))) {
        size_t to = item_end(s, i, 1);
        if (is_constraint(s, i)) {
            if (!references_ok(s, name, i, to) || !primary_key_columns(s, t, i, to)) {
                return false;
            }
            put_range(s, i, to);
        } else if (!column(s, t, i, to, false)) {
            return false;
        }
        i = to;
        if (i < s->n && str_eq(s->t[i].s, S(","))) {
            put(s, ",");
            i++;
        }
    }
    if (i + 1 != s->n) {
        return sg_error(s->g, s->m->path, s->t[s->n - 1].line, "nothing stands behind the table's ')' but ';'");
    }
    put(s, ")");
    buf_add(&s->m->sqlite, notes.clustered ? S(" STRICT, WITHOUT ROWID") : S(" STRICT"));
    t->owner = notes.owner;
    t->people = notes.people;
    t->path = s->m->path;
    if (t->owner == OWNER_NONE) {
        t->owner = table_column(t, S("account_id"))    ? OWNER_ACCOUNT
                   : table_column(t, S("customer_id")) ? OWNER_CUSTOMER
                                                       : OWNER_OPERATOR;
    }
    s->g->tables = sg_grow(s->g, s->g->tables, s->g->tables_n, &s->g->tables_cap, sizeof(Table *));
    s->g->tables[s->g->tables_n++] = t;
    return true;
}

/* ALTER TABLE name ADD COLUMN name type rest */
static bool alter_table(Stmt *s)
{
    if (!tok_is(s, 3, "add") || !tok_is(s, 4, "column") || s->n < 7) {
        return sg_error(s->g, s->m->path, s->t[0].line, "ALTER TABLE knows ADD COLUMN only");
    }
    Table *t = schema_table(s->g, s->t[2].s);
    if (!t) {
        return sg_error(s->g, s->m->path, s->t[0].line, "there is no table '%.*s'", S_ARG(s->t[2].s));
    }
    put_range(s, 0, 5);
    return column(s, t, 5, s->n, true);
}

/* DROP TABLE name: what it held has moved elsewhere. */
static bool drop_table(Stmt *s)
{
    Gen *g = s->g;
    for (size_t i = 0; i < g->tables_n; i++) {
        if (str_eq(g->tables[i]->name, s->t[2].s)) {
            memmove(&g->tables[i], &g->tables[i + 1], (g->tables_n - i - 1) * sizeof(Table *));
            g->tables_n--;
            put_range(s, 0, s->n);
            return true;
        }
    }
    return sg_error(g, s->m->path, s->t[0].line, "there is no table '%.*s'", S_ARG(s->t[2].s));
}

static bool statement(Stmt *s, Notes notes)
{
    if (tok_is(s, 0, "create") && tok_is(s, 1, "table")) {
        return create_table(s, notes);
    }
    if (notes.owner != OWNER_NONE || notes.clustered || notes.people.line) {
        return sg_error(s->g, s->m->path, notes.line ? notes.line : notes.people.line,
                        "'-- owner:' and '-- clustered' stand before CREATE TABLE only");
    }
    if (tok_is(s, 0, "alter") && tok_is(s, 1, "table")) {
        return alter_table(s);
    }
    if (tok_is(s, 0, "drop") && tok_is(s, 1, "table") && s->n == 3) {
        return drop_table(s);
    }
    bool index = tok_is(s, 0, "create") && (tok_is(s, 1, "index") || (tok_is(s, 1, "unique") && tok_is(s, 2, "index")));
    bool drop = tok_is(s, 0, "drop") && tok_is(s, 1, "index") && s->n == 3; /* to make it anew, of other columns */
    if (index || drop || (tok_is(s, 0, "insert") && tok_is(s, 1, "into"))) {
        put_range(s, 0, s->n);
        return true;
    }
    return sg_error(s->g, s->m->path, s->t[0].line,
                    "a migration knows CREATE TABLE, CREATE [UNIQUE] INDEX, DROP TABLE, DROP INDEX, INSERT INTO and "
                    "ALTER TABLE ... "
                    "ADD COLUMN");
}

static bool read_note(Gen *g, Migration *m, const Tok *c, Notes *notes)
{
    Str text = str_trim(str_skip(c->s, 2));
    if (str_eq(text, S("clustered"))) {
        notes->clustered = true;
        notes->line = c->line;
    } else if (str_starts(text, S("owner:"))) {
        Str rest = str_trim(str_skip(text, 6));
        Str word = rest;
        (void)str_split(&rest, ' ', &word); /* a remark in words may follow */
        notes->owner = owner_named(word);
        notes->line = c->line;
        if (notes->owner == OWNER_NONE) {
            return sg_error(g, m->path, c->line, "the owner is account, customer, directory, self, operator or system");
        }
    }
    static const char *const PEOPLE[] = {"person:", "erase:", "mentions:", "export:"};
    Str *const into[] = {&notes->people.person, &notes->people.erase, &notes->people.mentions, &notes->people.exported};
    for (size_t i = 0; i < 4; i++) {
        if (str_starts(text, str_from(PEOPLE[i]))) {
            *into[i] = str_trim(str_skip(text, str_from(PEOPLE[i]).n));
            notes->people.line = c->line;
        }
    }
    return true;
}

bool migration_read(Gen *g, Migration *m)
{
    TokList l = {0};
    if (!lex(g, m->path, m->text, 1, false, NULL, &l)) {
        return false;
    }
    Buf *bufs[] = {&m->sqlite, &m->postgres, &m->canonical};
    for (size_t i = 0; i < 3; i++) {
        *bufs[i] = buf_on_arena(g->arena, BUF_MAX_PAGE);
    }
    Tok *kept = arena_array(g->arena, Tok, l.n + 1);
    Notes notes = {0};
    size_t n = 0;
    bool ok = true;
    for (size_t i = 0; i < l.n; i++) {
        if (l.t[i].kind == TOK_COMMENT) {
            ok = read_note(g, m, &l.t[i], &notes) && ok;
        } else if (str_eq(l.t[i].s, S(";"))) {
            Stmt s = {.g = g, .m = m, .t = kept, .n = n};
            ok = n && statement(&s, notes) && ok;
            put(&s, ";\n");
            m->lines = sg_grow(g, m->lines, m->lines_n, &m->lines_cap, sizeof(int));
            m->lines[m->lines_n++] = n ? kept[0].line : l.t[i].line;
            notes = (Notes){0};
            n = 0;
        } else {
            kept[n] = l.t[i];
            kept[n].space = n && (l.t[i].space || l.t[i - 1].kind == TOK_COMMENT);
            n++;
        }
    }
    if (n) {
        return sg_error(g, m->path, kept[0].line, "the statement does not end with ';'");
    }
    return ok;
}

/* One statement after the other, so that a refusal has its line. */
static bool apply(Gen *g, sqlite3 *h, Migration *m)
{
    const char *rest = buf_z(&m->sqlite);
    for (size_t i = 0; i < m->lines_n; i++) {
        sqlite3_stmt *stmt = NULL;
        int rc = sqlite3_prepare_v2(h, rest, -1, &stmt, &rest);
        if (rc == SQLITE_OK) {
            rc = sqlite3_step(stmt);
        }
        sqlite3_finalize(stmt);
        if (rc != SQLITE_DONE) {
            return sg_error(g, m->path, m->lines[i], "SQLite does not take it: %s", sqlite3_errmsg(h));
        }
    }
    return true;
}

bool schema_open(Gen *g)
{
    sqlite3 *h = NULL; /* foreign keys stay off here: their checks would count as tables the query touches */
    if (sqlite3_open(":memory:", &h) != SQLITE_OK) {
        return sg_error(g, "sqlgen", 0, "SQLite cannot open a database in memory");
    }
    g->sqlite = h;
    bool ok = true;
    for (size_t i = 0; ok && i < g->migrations_n; i++) {
        ok = apply(g, h, g->migrations[i]);
    }
    return ok;
}

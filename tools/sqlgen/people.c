/* What each table holds of people: read from the notes above CREATE TABLE, written out as build/gen/gen/personal.c,
 * which the archive of somebody's data and the erasing of a person run (app/personal.h). docs/sqlgen.md "People" is the
 * grammar. */
#include "sqlgen.h"
#include <sqlite3.h>

enum { KEY_COLUMNS_MAX = 8 };

/* Columns by these names hold something of a person, or say whose the row is. */
static bool looks_personal(Str column)
{
    static const char *const NAMES[] = {
        "user_id",     "person_id",    "email",     "email_key",  "phone",      "telephone",   "mobile",
        "first_name",  "last_name",    "full_name", "sign_in",    "user_name",  "person_name", "contact_name",
        "to_address",  "address",      "agent",     "actor_name", "creator_id", "author_id",   "creator_name",
        "author_name", "seen_address", "holder",    "birth_date", "job_title",
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (str_eq(column, str_from(NAMES[i]))) {
            return true;
        }
    }
    return false;
}

/* --- Reading the notes. */

static bool list_next(Str *rest, char sep, Str *ret)
{
    Str part;
    while (str_split(rest, sep, &part)) {
        *ret = str_trim(part);
        if (ret->n) {
            return true;
        }
    }
    return false;
}

static bool columns_exist(Gen *g, const Table *t, Str list)
{
    Str name;
    bool ok = true;
    while (list_next(&list, ',', &name)) {
        name = str_starts(name, S("unique ")) ? str_trim(str_skip(name, 7)) : name;
        if (!table_column(t, name)) {
            ok = sg_error(g, t->path, t->people.line, "the table '%.*s' has no column '%.*s'", S_ARG(t->name),
                          S_ARG(name));
        }
    }
    return ok;
}

typedef struct Erase {
    Str verb;   /* delete, empty, keep, nothing, log, company */
    Str empty;  /* columns */
    Str reason; /* law, audit, accounting, contract */
} Erase;

static bool is_one_of(Str word, const char *words)
{
    Str rest = str_from(words), one;
    while (str_split(&rest, ' ', &one)) {
        if (str_eq(word, one)) {
            return true;
        }
    }
    return false;
}

static bool erase_read(Gen *g, const Table *t, Erase *ret)
{
    *ret = (Erase){.verb = S(""), .empty = S(""), .reason = S("")};
    Str rest = t->people.erase, part;
    while (list_next(&rest, ';', &part)) {
        Str more = part, word = S("");
        (void)str_split(&more, ' ', &word);
        if (str_eq(word, S("empty")) && columns_exist(g, t, more)) {
            ret->empty = str_trim(more);
            ret->verb = S("empty");
        } else if (str_eq(word, S("keep")) && is_one_of(str_trim(more), "law audit accounting contract")) {
            ret->reason = str_trim(more);
            ret->verb = ret->empty.n ? ret->verb : S("keep");
        } else if (is_one_of(part, "delete nothing log company")) {
            ret->verb = part;
        } else {
            return sg_error(g, t->path, t->people.line,
                            "'-- erase:' is delete, empty COLUMNS, keep law|audit|accounting|contract, nothing, log or "
                            "company");
        }
    }
    return true;
}

static bool notes_hold(Gen *g, const Table *t)
{
    Erase e;
    const PeopleNotes *p = &t->people;
    if (!erase_read(g, t, &e) || !columns_exist(g, t, p->person) || !columns_exist(g, t, p->mentions)) {
        return false;
    }
    if (p->exported.n && !str_eq(p->exported, S("no secret")) && !str_eq(p->exported, S("no derived")) &&
        !str_eq(p->exported, S("no internal"))) {
        return sg_error(g, t->path, p->line, "'-- export:' is no secret, no derived or no internal");
    }
    if (p->person.n && !p->erase.n) {
        return sg_error(g, t->path, p->line, "'-- person:' needs an '-- erase:' that says what becomes of the rows");
    }
    bool acts = str_eq(e.verb, S("delete")) || str_eq(e.verb, S("empty")) || str_eq(e.verb, S("keep"));
    return !acts || p->person.n ||
           sg_error(g, t->path, p->line, "'-- erase:' needs a '-- person:' that names the column of whose a row is");
}

bool people_check(Gen *g)
{
    bool ok = true;
    for (size_t i = 0; i < g->tables_n; i++) {
        const Table *t = g->tables[i];
        for (size_t c = 0; !t->people.erase.n && c < t->columns_n; c++) {
            if (looks_personal(t->columns[c].name)) {
                ok = sg_error(g, t->path, 0,
                              "the table '%.*s' holds something of people (%.*s) and does not say what is exported and "
                              "erased: write '-- person: COLUMN' and '-- erase: ...' above CREATE TABLE, or '-- erase: "
                              "company' (docs/sqlgen.md, People)",
                              S_ARG(t->name), S_ARG(t->columns[c].name));
                break;
            }
        }
    }
    return ok;
}

/* --- Writing them out. */

typedef struct Keys {
    Column *columns[KEY_COLUMNS_MAX];
    size_t n;
} Keys;

static bool keys_of(Gen *g, const Table *t, Keys *ret)
{
    *ret = (Keys){.n = 0};
    sqlite3_stmt *stmt = NULL;
    const char *sql = "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk";
    if (sqlite3_prepare_v2(g->sqlite, sql, -1, &stmt, NULL) != SQLITE_OK) {
        return false;
    }
    sqlite3_bind_text(stmt, 1, t->name.p, (int)t->name.n, SQLITE_STATIC);
    while (ret->n < KEY_COLUMNS_MAX && sqlite3_step(stmt) == SQLITE_ROW) {
        Str name = str_from((const char *)sqlite3_column_text(stmt, 0));
        ret->columns[ret->n++] = table_column(t, name);
    }
    sqlite3_finalize(stmt);
    return ret->n > 0;
}

/* Bytes are keys, digests and sealed secrets: they never leave. */
static bool leaves(const Column *c) { return c->type != TYPE_BYTES && !str_ends(c->name, S("_hash")); }

static void names(Buf *out, const Keys *k, const char *joined)
{
    for (size_t i = 0; i < k->n; i++) {
        buf_fmt(out, "%s%.*s", i ? joined : "", S_ARG(k->columns[i]->name));
    }
}

/* Whose rows: ids are the first parameter, an address the next. */
static void person_where(Buf *out, const Table *t, bool *ret_id, bool *ret_email)
{
    Str rest = t->people.person, name;
    *ret_id = *ret_email = false;
    while (list_next(&rest, ',', &name)) {
        Column *c = table_column(t, name);
        bool id = c && c->type == TYPE_ID;
        *(id ? ret_id : ret_email) = true;
    }
    rest = t->people.person;
    for (int n = 0; list_next(&rest, ',', &name); n++) {
        Column *c = table_column(t, name);
        bool id = c && c->type == TYPE_ID;
        buf_fmt(out, "%s%.*s = ?%d", n ? " OR " : "", S_ARG(name), id || !*ret_id ? 1 : 2);
    }
}

static bool account_where(Buf *out, const Table *t, bool *ret_account, bool *ret_directory)
{
    *ret_account = *ret_directory = false;
    Column *account = table_column(t, S("account_id")), *directory = table_column(t, S("directory_id"));
    Column *customer = table_column(t, S("customer_id"));
    if (t->owner == OWNER_ACCOUNT && (account || str_eq(t->name, S("account")))) {
        *ret_account = true;
        buf_fmt(out, "%s = ?1", account ? "account_id" : "id");
    } else if (t->owner == OWNER_DIRECTORY && str_eq(t->name, S("directory"))) {
        *ret_directory = true;
        buf_add(out, S("id = ?1"));
    } else if (t->owner == OWNER_DIRECTORY && directory) {
        *ret_directory = true;
        *ret_account = account != NULL;
        buf_fmt(out, "directory_id = ?%d%s", account ? 2 : 1,
                account ? " AND (account_id = ?1 OR account_id IS NULL)" : "");
    } else if (t->owner == OWNER_CUSTOMER) {
        *ret_account = true;
        buf_fmt(out, "%s IN (SELECT x.customer_id FROM customer_access x WHERE x.account_id = ?1)",
                customer ? "customer_id" : "id");
    }
    return *ret_account || *ret_directory;
}

static void types(Buf *out, const Column *c, bool *first)
{
    buf_fmt(out, "%s%s", *first ? "" : ", ", TYPES[c->type].db);
    *first = false;
}

static void empty_value(Buf *out, const Column *c)
{
    if (!c->not_null) {
        buf_add(out, S("NULL"));
        return;
    }
    buf_add(out, c->type == TYPE_JSON                                                  ? S("'{}'")
                 : c->type == TYPE_TEXT                                                ? S("''")
                 : c->type == TYPE_BOOL                                                ? S("FALSE")
                 : c->type == TYPE_INT || c->type == TYPE_DEC || c->type == TYPE_MINOR ? S("0")
                                                                                       : S("NULL"));
}

static void erase_text(Buf *out, const Table *t, const Erase *e, int params, bool *ret_unique)
{
    *ret_unique = false;
    if (str_eq(e->verb, S("delete"))) {
        buf_fmt(out, "DELETE FROM %.*s", S_ARG(t->name));
        return;
    }
    if (!e->empty.n) {
        return;
    }
    buf_fmt(out, "UPDATE %.*s SET ", S_ARG(t->name));
    Str rest = e->empty, name;
    for (int n = 0; list_next(&rest, ',', &name); n++) {
        bool unique = str_starts(name, S("unique "));
        name = unique ? str_trim(str_skip(name, 7)) : name;
        buf_fmt(out, "%s%.*s = ", n ? ", " : "", S_ARG(name));
        if (unique) {
            *ret_unique = true;
            buf_fmt(out, "?%d", params + 1);
        } else {
            empty_value(out, table_column(t, name));
        }
    }
}

static void mentions(Gen *g, Buf *out, const Table *t, const Keys *k)
{
    Str rest = t->people.mentions, name;
    Buf set = buf_on_arena(g->arena, BUF_MAX_SMALL);
    size_t n = 0;
    buf_fmt(out, "     .mentions = \"%.*s\", .mention_types = (const DbType[]){", S_ARG(t->people.mentions));
    bool first = true;
    for (size_t i = 0; i < k->n; i++) {
        types(out, k->columns[i], &first);
    }
    while (list_next(&rest, ',', &name)) {
        types(out, table_column(t, name), &first);
        buf_fmt(&set, "%s%.*s = ?%zu", n ? ", " : "", S_ARG(name), n + 1);
        n++;
    }
    buf_fmt(out, "}, .mentions_n = %zu, .rewrite = \"UPDATE %.*s SET %.*s WHERE ", n, S_ARG(t->name),
            S_ARG(buf_str(&set)));
    for (size_t i = 0; i < k->n; i++) {
        buf_fmt(out, "%s%.*s = ?%zu", i ? " AND " : "", S_ARG(k->columns[i]->name), n + i + 1);
    }
    buf_add(out, S("\",\n"));
}

static void table_out(Gen *g, Buf *out, const Table *t, const Keys *k)
{
    Erase e;
    bool by_id, by_email, by_account, by_directory, unique, first = true;
    Buf person = buf_on_arena(g->arena, BUF_MAX_SMALL), account = buf_on_arena(g->arena, BUF_MAX_SMALL);
    Buf erase = buf_on_arena(g->arena, BUF_MAX_SMALL);
    if (!erase_read(g, t, &e)) {
        return;
    }
    person_where(&person, t, &by_id, &by_email);
    (void)account_where(&account, t, &by_account, &by_directory);
    erase_text(&erase, t, &e, by_id + by_email, &unique);
    size_t n = 0;
    buf_fmt(out, "    {.name = \"%.*s\",\n     .columns = (const char *const[]){", S_ARG(t->name));
    for (size_t i = 0; i < t->columns_n; i++) {
        if (leaves(&t->columns[i])) {
            buf_fmt(out, "%s\"%.*s\"", n++ ? ", " : "", S_ARG(t->columns[i].name));
        }
    }
    buf_fmt(out, "}, .columns_n = %zu,\n     .types = (const DbType[]){", n);
    for (size_t i = 0; i < t->columns_n; i++) {
        if (leaves(&t->columns[i])) {
            types(out, &t->columns[i], &first);
        }
    }
    for (size_t i = 0; i < k->n; i++) {
        types(out, k->columns[i], &first);
    }
    buf_add(out, S("},\n     .keys = \""));
    names(out, k, ", ");
    buf_fmt(out,
            "\", .keys_n = %zu, .by_id = %s, .by_email = %s, .by_account = %s, .by_directory = %s, .unique = %s,\n",
            k->n, by_id ? "true" : "false", by_email ? "true" : "false", by_account ? "true" : "false",
            by_directory ? "true" : "false", unique ? "true" : "false");
    buf_fmt(out, "     .person = \"%.*s\", .account = \"%.*s\",\n", S_ARG(buf_str(&person)), S_ARG(buf_str(&account)));
    buf_fmt(out, "     .verb = \"%.*s\", .keep = \"%.*s\", .erase = \"%.*s\", .exported_not = \"%.*s\",\n",
            S_ARG(e.verb), S_ARG(e.reason), S_ARG(buf_str(&erase)),
            S_ARG(str_starts(t->people.exported, S("no ")) ? str_skip(t->people.exported, 3) : S("")));
    if (t->people.mentions.n) {
        mentions(g, out, t, k);
    }
    buf_add(out, S("    },\n"));
}

static bool matters(Gen *g, const Table *t)
{
    Buf none = buf_on_arena(g->arena, BUF_MAX_SMALL);
    bool account, directory;
    return t->people.person.n || t->people.mentions.n || account_where(&none, t, &account, &directory);
}

void emit_people(Gen *g, Buf *out)
{
    buf_add(out,
            S("/* Generated by sqlgen from the notes of the migrations: what tables hold of people and accounts. */\n"
              "#include \"app/personal.h\"\n\nconst PersonalTable PERSONAL_TABLES[] = {\n"));
    size_t n = 0;
    for (size_t i = 0; i < g->tables_n; i++) {
        const Table *t = g->tables[i];
        Keys k;
        if (!notes_hold(g, t) || !matters(g, t) || !keys_of(g, t, &k)) {
            continue;
        }
        bool example = str_find(str_from(t->path), S("/_")) >= 0; /* as in migrations.c */
        buf_add(out, example ? S("#ifdef ENTENTE_TEST\n") : S(""));
        table_out(g, out, t, &k);
        buf_add(out, example ? S("#endif\n") : S(""));
        n += !example;
    }
    buf_fmt(out, "%s};\nconst size_t PERSONAL_TABLES_N = %s;\n", n ? "" : "    {0},\n",
            n ? "sizeof PERSONAL_TABLES / sizeof PERSONAL_TABLES[0]" : "0");
}

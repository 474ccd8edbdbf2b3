/* See personal.h. The one place of the running program, beside `entente copy`, that makes SQL from parts: the parts are
 * written by sqlgen from the project's migrations, never input, and every value is a parameter. */
#include "app/personal.h"

#include "app/tables.h"

enum { KINDS = 16, SLOT = 0x7ffc0000 };
typedef enum TextKind {
    TEXT_ROWS,
    TEXT_ROWS_AFTER,
    TEXT_COUNT,
    TEXT_ERASE,
    TEXT_SCAN,
    TEXT_SCAN_AFTER,
    TEXT_REWRITE
} TextKind;

static int params_of(const PersonalTable *t, PersonalOf of)
{
    return of == PERSONAL_PERSON ? t->by_id + t->by_email : t->by_account + t->by_directory;
}

static const char *condition(const PersonalTable *t, PersonalOf of)
{
    return of == PERSONAL_PERSON ? t->person : t->account;
}

bool personal_has(const PersonalTable *t, PersonalOf of) { return condition(t, of)[0] != '\0'; }

static void key_after(Buf *b, const PersonalTable *t, int first)
{
    buf_fmt(b, "(%s) > (", t->keys);
    for (size_t i = 0; i < t->keys_n; i++) {
        buf_fmt(b, "%s?%d", i ? ", " : "", first + (int)i);
    }
    buf_addc(b, ')');
}

static void rows_text(Buf *b, const PersonalTable *t, PersonalOf of, bool after)
{
    int n = params_of(t, of);
    buf_add(b, S("SELECT "));
    for (size_t i = 0; i < t->columns_n; i++) {
        buf_fmt(b, "%s, ", t->columns[i]);
    }
    buf_fmt(b, "%s FROM %s WHERE (%s)", t->keys, t->name, condition(t, of));
    if (after) {
        buf_add(b, S(" AND "));
        key_after(b, t, n + 2);
    }
    buf_fmt(b, " ORDER BY %s LIMIT ?%d", t->keys, n + 1);
}

static void scan_text(Buf *b, const PersonalTable *t, bool after)
{
    buf_fmt(b, "SELECT %s, %s FROM %s", t->keys, t->mentions, t->name);
    if (after) {
        buf_add(b, S(" WHERE "));
        key_after(b, t, 2);
    }
    buf_fmt(b, " ORDER BY %s LIMIT ?1", t->keys);
}

static void text(uint32_t key, DbEngine engine, Buf *b)
{
    (void)engine;
    const PersonalTable *t = &PERSONAL_TABLES[key / KINDS];
    PersonalOf of = (PersonalOf)(key & 1);
    TextKind kind = (TextKind)(key % KINDS / 2);
    switch (kind) {
    case TEXT_ROWS:
    case TEXT_ROWS_AFTER:
        rows_text(b, t, of, kind == TEXT_ROWS_AFTER);
        break;
    case TEXT_COUNT:
        buf_fmt(b, "SELECT count(*) FROM %s WHERE (%s)", t->name, condition(t, of));
        break;
    case TEXT_ERASE:
        buf_fmt(b, "%s WHERE (%s)", t->erase, condition(t, of));
        break;
    case TEXT_SCAN:
    case TEXT_SCAN_AFTER:
        scan_text(b, t, kind == TEXT_SCAN_AFTER);
        break;
    case TEXT_REWRITE:
        buf_add(b, str_from(t->rewrite));
        break;
    }
}

typedef struct Asked {
    DbQuery q;
    uint32_t key;
    DbValue args[PERSONAL_KEYS_MAX + PERSONAL_MENTIONS_MAX + 4];
    size_t n;
} Asked;

static void ask(Asked *a, size_t table, PersonalOf of, TextKind kind)
{
    static const DbType COUNT[] = {DB_INT};
    const PersonalTable *t = &PERSONAL_TABLES[table];
    bool scan = kind == TEXT_SCAN || kind == TEXT_SCAN_AFTER;
    bool writes = kind == TEXT_ERASE || kind == TEXT_REWRITE;
    size_t cols = kind == TEXT_COUNT ? 1 : scan ? t->keys_n + t->mentions_n : t->columns_n + t->keys_n;
    *a = (Asked){.q = {.name = "personal",
                       .slot = SLOT,
                       .writes = writes,
                       .cols_n = writes ? 0 : (uint8_t)cols,
                       .cols = kind == TEXT_COUNT ? COUNT
                               : scan             ? t->mention_types
                                                  : t->types,
                       .text = text},
                 .key = (uint32_t)table * KINDS + (uint32_t)kind * 2 + (uint32_t)of};
}

static void add(Asked *a, DbValue v) { a->args[a->n++] = v; }
static DbValue of_id(Id id) { return (DbValue){.type = DB_ID, .id = id}; }
static DbValue of_text(Str s) { return (DbValue){.type = DB_TEXT, .s = s}; }

static void add_who(Asked *a, const PersonalTable *t, const PersonalWho *who)
{
    if (who->of == PERSONAL_PERSON) {
        if (t->by_id) {
            add(a, of_id(who->id));
        }
        if (t->by_email) { /* nobody's address is a lone @: an empty one would be that of all who were erased */
            add(a, of_text(who->email.n ? who->email : S("@")));
        }
        return;
    }
    if (t->by_account) {
        add(a, of_id(who->id));
    }
    if (t->by_directory) {
        add(a, of_id(who->directory_id));
    }
}

static Err run(Ctx *ctx, const Asked *a, int64_t max, DbValue **ret, size_t *ret_n)
{
    DbCursor cur;
    size_t cols = a->q.cols_n, n = 0;
    DbValue *rows = arena_array(ctx->arena, DbValue, (size_t)max * cols);
    TRY(db_start(ctx->db, &a->q, a->key, a->args, a->n, &cur));
    Err err = OK;
    while ((err = db_next(&cur)) == OK && n < (size_t)max) {
        for (size_t i = 0; i < cols; i++) {
            rows[n * cols + i] = table_value(&cur, (int)i, a->q.cols[i], ctx->arena);
        }
        n++;
    }
    db_finish(&cur);
    *ret = rows;
    *ret_n = n;
    return err == ERR_NOT_FOUND ? OK : err;
}

Err personal_rows(Ctx *ctx, size_t table, const PersonalWho *who, const DbValue *after, int64_t max, DbValue **ret,
                  size_t *ret_n)
{
    Asked a;
    const PersonalTable *t = &PERSONAL_TABLES[table];
    ask(&a, table, who->of, after ? TEXT_ROWS_AFTER : TEXT_ROWS);
    add_who(&a, t, who);
    add(&a, (DbValue){.type = DB_INT, .i = max});
    for (size_t i = 0; after && i < t->keys_n; i++) {
        add(&a, after[i]);
    }
    return run(ctx, &a, max, ret, ret_n);
}

Err personal_count(Ctx *ctx, size_t table, const PersonalWho *who, int64_t *ret)
{
    Asked a;
    DbCursor cur;
    ask(&a, table, who->of, TEXT_COUNT);
    add_who(&a, &PERSONAL_TABLES[table], who);
    TRY(db_start(ctx->db, &a.q, a.key, a.args, a.n, &cur));
    TRY(db_next(&cur));
    *ret = db_int(&cur, 0);
    db_finish(&cur);
    return OK;
}

Err personal_erase(Ctx *ctx, size_t table, const PersonalWho *who, Str unique, int64_t *ret_changed)
{
    Asked a;
    const PersonalTable *t = &PERSONAL_TABLES[table];
    *ret_changed = 0;
    if (!t->erase[0]) {
        return OK;
    }
    ask(&a, table, who->of, TEXT_ERASE);
    add_who(&a, t, who);
    if (t->unique) {
        add(&a, of_text(unique));
    }
    return db_exec(ctx->db, &a.q, a.key, a.args, a.n, ret_changed);
}

Err personal_mentions(Ctx *ctx, size_t table, const DbValue *after, int64_t max, DbValue **ret, size_t *ret_n)
{
    Asked a;
    const PersonalTable *t = &PERSONAL_TABLES[table];
    ask(&a, table, PERSONAL_PERSON, after ? TEXT_SCAN_AFTER : TEXT_SCAN);
    add(&a, (DbValue){.type = DB_INT, .i = max});
    for (size_t i = 0; after && i < t->keys_n; i++) {
        add(&a, after[i]);
    }
    return run(ctx, &a, max, ret, ret_n);
}

Err personal_rewrite(Ctx *ctx, size_t table, const DbValue *row)
{
    Asked a;
    const PersonalTable *t = &PERSONAL_TABLES[table];
    ask(&a, table, PERSONAL_PERSON, TEXT_REWRITE);
    for (size_t i = 0; i < t->mentions_n; i++) {
        add(&a, row[t->keys_n + i]);
    }
    for (size_t i = 0; i < t->keys_n; i++) {
        add(&a, row[i]);
    }
    return db_exec(ctx->db, &a.q, a.key, a.args, a.n, NULL);
}

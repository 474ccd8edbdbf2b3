/* SQLite as the SQL compiler: every variant is prepared, types and nullability are read from the statement, and the
 * authorizer tells which tables it touches, so that a query of a scope without its owner's parameter is refused. */
#include "base/num.h"
#include "sqlgen.h"
#include <sqlite3.h>
#include <stdio.h>

static void render_piece(const Query *q, const Piece *p, Variant v, Buf *out)
{
    const Order *o = &q->orders[v.order];
    switch (p->kind) {
    case PIECE_TEXT:
        buf_add(out, p->text);
        return;
    case PIECE_LIST: {
        unsigned first = q->fixed_n + 1 + (q->kind == KIND_PAGE ? 1 + q->keys_max : 0) + p->list * v.list_n;
        for (unsigned i = 0; i < v.list_n; i++) {
            buf_fmt(out, "%s?%u", i ? ", " : "", first + i);
        }
        return;
    }
    case PIECE_KEYS:
        for (size_t i = 0; i < o->keys_n; i++) {
            buf_fmt(out, ", %.*s", S_ARG(o->keys[i]));
        }
        return;
    case PIECE_PAGE:
        if (v.cursor) {
            buf_add(out, S(" AND ("));
            for (size_t i = 0; i < o->keys_n; i++) {
                buf_fmt(out, "%s%.*s", i ? ", " : "", S_ARG(o->keys[i]));
            }
            buf_fmt(out, ") %c (", v.descending ? '<' : '>');
            for (unsigned i = 0; i < o->keys_n; i++) {
                buf_fmt(out, "%s?%u", i ? ", " : "", q->fixed_n + 2 + i);
            }
            buf_addc(out, ')');
        }
        buf_add(out, S(" ORDER BY "));
        for (size_t i = 0; i < o->keys_n; i++) {
            buf_fmt(out, "%s%.*s%s", i ? ", " : "", S_ARG(o->keys[i]), v.descending ? " DESC" : "");
        }
        buf_fmt(out, " LIMIT ?%u", q->fixed_n + 1);
        return;
    }
}

void render(const Query *q, Variant v, Buf *out)
{
    for (size_t i = 0; i < q->pieces_n; i++) {
        const Piece *p = &q->pieces[i];
        bool on = p->filter < 0 || (v.filters & (1u << p->filter));
        if (on && (p->only == ONLY_BOTH || p->only == v.engine)) {
            render_piece(q, p, v, out);
        }
    }
}

static bool each_page_variant(Gen *g, Query *q, Variant v, bool (*f)(Gen *g, Query *q, Variant v))
{
    if (q->kind != KIND_PAGE) {
        return f(g, q, v);
    }
    for (v.order = 0; v.order < q->orders_n; v.order++) {
        for (int i = 0; i < 4; i++) {
            v.descending = i & 1;
            v.cursor = i & 2;
            if (!f(g, q, v)) {
                return false;
            }
        }
    }
    return true;
}

bool each_variant(Gen *g, Query *q, Only engine, bool (*f)(Gen *g, Query *q, Variant v))
{
    unsigned all = (1u << q->filters_n) - 1;
    for (unsigned mask = 0; mask <= all; mask++) {
        Variant v = {.filters = mask, .engine = engine, .list_n = 2};
        bool wanted = __builtin_popcount(mask) <= 2 || mask == all;
        if (wanted && !each_page_variant(g, q, v, f)) {
            return false;
        }
    }
    return true;
}

static Touch *touch(Gen *g, const char *table)
{
    Query *q = g->current;
    Table *t = table ? schema_table(g, str_from(table)) : NULL;
    if (!t) {
        return NULL;
    }
    for (size_t i = 0; i < q->touches_n; i++) {
        if (q->touches[i].table == t) {
            return &q->touches[i];
        }
    }
    if (q->touches_n == USED_MAX) {
        return NULL;
    }
    q->touches[q->touches_n] = (Touch){.table = t};
    return &q->touches[q->touches_n++];
}

/* What a query gives must follow from its arguments and the database alone: a result may be kept (db/keep.h), and a
 * unit has one clock. */
static bool varies_by_itself(const char *function)
{
    static const char *const NAMES[] = {
        "random",        "randomblob",       "date",         "time",         "datetime",          "julianday",
        "strftime",      "unixepoch",        "current_date", "current_time", "current_timestamp", "changes",
        "total_changes", "last_insert_rowid"};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        if (str_eq_nocase(str_from(function), str_from(NAMES[i]))) {
            return true;
        }
    }
    return false;
}

static int authorize(void *arg, int action, const char *a, const char *b, const char *db, const char *trigger)
{
    (void)db, (void)trigger;
    Gen *g = arg;
    if (action == SQLITE_FUNCTION && b && varies_by_itself(b)) {
        g->varies = str_copy(g->arena, str_from(b));
        return SQLITE_DENY;
    }
    Touch *t = touch(g, a);
    if (!t) {
        return SQLITE_OK;
    }
    switch (action) {
    case SQLITE_READ:
        t->reads = true;
        break;
    case SQLITE_INSERT:
        t->inserts = true;
        break;
    case SQLITE_UPDATE:
        t->updates = true;
        break;
    case SQLITE_DELETE:
        t->deletes = true;
        break;
    default:
        break;
    }
    return SQLITE_OK;
}

static sqlite3_stmt *prepare(Gen *g, const Query *q, Variant v)
{
    Buf text = buf_on_arena(g->arena, BUF_MAX_SMALL);
    render(q, v, &text);
    sqlite3_stmt *stmt = NULL;
    g->varies = S("");
    if (sqlite3_prepare_v2(g->sqlite, buf_z(&text), -1, &stmt, NULL) != SQLITE_OK) {
        if (g->varies.n) {
            sg_error(g, q->path, q->line, "%.*s: %.*s() does not follow from the arguments; hand the value in",
                     S_ARG(q->name), S_ARG(g->varies));
            return NULL;
        }
        sg_error(g, q->path, q->line, "%.*s: %s, in: %.*s", S_ARG(q->name), sqlite3_errmsg(g->sqlite),
                 S_ARG(buf_str(&text)));
        return NULL;
    }
    return stmt;
}

static bool check_variant(Gen *g, Query *q, Variant v)
{
    sqlite3_stmt *stmt = prepare(g, q, v);
    sqlite3_finalize(stmt);
    return stmt != NULL;
}

/* a LEFT JOIN makes every column of its table nullable. */
static bool left_joined(const Query *q, Str table, Str alias)
{
    for (size_t i = 0; i < q->uses_n; i++) {
        const Use *u = &q->uses[i];
        if (u->left && str_eq_nocase(u->table, table) && (alias.n == 0 || str_eq_nocase(u->alias, alias))) {
            return true;
        }
    }
    return false;
}

static Column *origin(Gen *g, const Query *q, sqlite3_stmt *stmt, int i, Table **ret_table)
{
    const char *table = sqlite3_column_table_name(stmt, i);
    const char *column = sqlite3_column_origin_name(stmt, i);
    Table *t = table ? schema_table(g, str_from(table)) : NULL;
    if (!t && q->writes && q->uses_n) { /* RETURNING tells no origin */
        t = schema_table(g, q->uses[0].table);
        column = sqlite3_column_name(stmt, i);
    }
    *ret_table = t;
    return t && column ? table_column(t, str_from(column)) : NULL;
}

static bool item_type(Gen *g, Query *q, Item *it, sqlite3_stmt *stmt, int i)
{
    if (it->marked) {
        return true;
    }
    Table *table = NULL;
    Column *c = origin(g, q, stmt, i, &table);
    const Tok *first = &q->toks.t[it->from];
    bool plain = it->to - it->from == 1 || it->to - it->from == 3;
    if (!c || (q->writes && !plain)) {
        return sg_error(g, q->path, it->line, "%.*s: the type of '%.*s' cannot be seen; add it: AS %.*s::int",
                        S_ARG(q->name), S_ARG(it->name), S_ARG(it->name));
    }
    Str alias = it->to - it->from == 3 ? first->s : S("");
    it->type = c->type;
    it->nullable = !c->not_null || left_joined(q, table->name, alias);
    return true;
}

static bool key_types(Gen *g, Query *q, size_t o)
{
    Order *order = &q->orders[o];
    sqlite3_stmt *stmt = prepare(g, q, (Variant){.order = o, .engine = ONLY_SQLITE, .list_n = 2});
    bool ok = stmt != NULL;
    for (size_t i = 0; ok && i < order->keys_n; i++) {
        Table *table = NULL;
        Column *c = origin(g, q, stmt, (int)(q->items_n + i), &table);
        if (order->marked[i] && order->types[i] != TYPE_NONE) {
            continue;
        }
        if (!c) {
            ok = sg_error(g, q->path, q->line,
                          "%.*s: the type of '%.*s' in the order cannot be seen; add it: %.*s::text", S_ARG(q->name),
                          S_ARG(order->keys[i]), S_ARG(order->keys[i]));
        } else if (!c->not_null || left_joined(q, table->name, S(""))) {
            ok = sg_error(
                g, q->path, q->line,
                "%.*s: '%.*s' in the order may be null, which has no place in an order; use coalesce(%.*s, ...)::%.*s",
                S_ARG(q->name), S_ARG(order->keys[i]), S_ARG(order->keys[i]), S_ARG(TYPES[c->type].name));
        } else {
            order->types[i] = c->type;
        }
    }
    sqlite3_finalize(stmt);
    return ok;
}

static bool result_types(Gen *g, Query *q)
{
    sqlite3_stmt *stmt = prepare(g, q, (Variant){.engine = ONLY_SQLITE, .list_n = 2});
    bool ok = stmt != NULL;
    int expected = (int)(q->items_n + (q->kind == KIND_PAGE ? q->orders[0].keys_n : 0));
    if (ok && sqlite3_column_count(stmt) != expected) {
        ok = sg_error(g, q->path, q->line, "%.*s: SQLite sees %d columns where %d are written", S_ARG(q->name),
                      sqlite3_column_count(stmt), expected);
    }
    for (size_t i = 0; ok && i < q->items_n; i++) {
        ok = item_type(g, q, &q->items[i], stmt, (int)i);
    }
    sqlite3_finalize(stmt);
    for (size_t o = 0; ok && o < q->orders_n; o++) {
        ok = key_types(g, q, o);
    }
    return ok;
}

/* Scopes */
static const char *const OWNER_NAMES[] = {"", "account", "customer", "directory", "self", "operator", "system"};
static const char *const SCOPE_NAMES[] = {"account", "customer", "self", "directory", "operator", "system"};

static size_t top_word(const Query *q, const char *word)
{
    for (size_t i = 0; i < q->toks.n; i++) {
        if (q->toks.t[i].depth == 0 && q->toks.t[i].kind == TOK_WORD && str_is(q->toks.t[i].s, word)) {
            return i;
        }
    }
    return q->toks.n;
}

/* Whether :name binds the query to its owner: always there (not in a filter), compared by = or written into a row, and
 * in an UPDATE or DELETE behind WHERE. */
static bool bound_by(const Query *q, const char *name)
{
    size_t where = top_word(q, "where"), values = top_word(q, "values");
    bool changes = top_word(q, "update") == 0 || top_word(q, "delete") == 0;
    for (size_t i = 1; i < q->toks.n; i++) {
        const Tok *t = &q->toks.t[i], *before = &q->toks.t[i - 1], *after = &q->toks.t[i + 1];
        if (t->kind != TOK_PARAM || !str_eq(t->s, str_from(name)) || t->filter >= 0 || t->only != ONLY_BOTH) {
            continue;
        }
        bool compared = (i >= 2 && str_eq(before->s, S("=")) && q->toks.t[i - 2].kind == TOK_WORD) ||
                        (i + 2 < q->toks.n && str_eq(after->s, S("=")) && q->toks.t[i + 2].kind == TOK_WORD);
        bool inserted = top_word(q, "insert") == 0 && (i > values || t->depth == 0);
        if ((compared || inserted) && (!changes || (where < q->toks.n && i > where))) {
            return true;
        }
    }
    return false;
}

static bool has(const Table *t, const char *column) { return table_column(t, str_from(column)) != NULL; }

static bool reaches_customers(const Query *q)
{
    for (size_t i = 0; i < q->touches_n; i++) {
        const Touch *t = &q->touches[i];
        if (t->reads && t->table->owner == OWNER_ACCOUNT && has(t->table, "customer_id") &&
            has(t->table, "account_id")) {
            return true;
        }
    }
    return false;
}

/* A new row of an account's table is this account's: its account_id is :account (of a directory's: :directory). */
static bool inserts_own(Gen *g, const Query *q, const Table *t, const char *context, const char *column)
{
    if (top_word(q, "select") < q->toks.n && top_word(q, "where") < q->toks.n) {
        return true; /* copied from rows that the general rule looks at */
    }
    for (size_t i = 0; i < q->toks.n; i++) {
        const Tok *tok = &q->toks.t[i];
        Column *c = tok->kind == TOK_PARAM && str_eq(tok->s, str_from(context)) ? insert_column(g, q, i) : NULL;
        if (c && c == table_column(t, str_from(column))) {
            return true;
        }
    }
    return false;
}

static bool is_directory(const Table *t) { return str_eq(t->name, S("directory")); }

/* A directory's query: rows of that directory only, whoever else owns them. */
static const char *directory_problem(Gen *g, const Query *q, const Touch *t)
{
    if (t->table->owner == OWNER_OPERATOR) {
        return t->inserts || t->updates || t->deletes
                   ? "belongs to the vendor: only scope=operator and scope=system write it"
                   : NULL;
    }
    if (!has(t->table, "directory_id") && !is_directory(t->table)) {
        return "has no directory_id: use scope=system";
    }
    if (t->inserts && !inserts_own(g, q, t->table, "directory", "directory_id")) {
        return "is a directory's table: a new row's directory_id is :directory";
    }
    return bound_by(q, "directory") ? NULL : "is a directory's table: compare its directory_id with :directory";
}

/* What is wrong with a partner's query touching this table; NULL when nothing is. */
static const char *touch_problem(Gen *g, const Query *q, const Touch *t)
{
    if (q->scope == SCOPE_DIRECTORY) {
        return directory_problem(g, q, t);
    }
    if (t->inserts && !t->reads && t->table->owner != OWNER_SYSTEM && t->table->owner != OWNER_OPERATOR) {
        bool is_owner = !has(t->table, "account_id") && !has(t->table, "customer_id") &&
                        !has(t->table, "directory_id") && !has(t->table, "user_id");
        if (is_owner && t->table->owner != OWNER_ACCOUNT) {
            return NULL; /* a new customer or directory: the row is the owner itself and belongs to nobody yet */
        }
    }
    if (t->inserts && t->table->owner == OWNER_ACCOUNT && q->scope == SCOPE_ACCOUNT &&
        !inserts_own(g, q, t->table, "account", "account_id")) {
        return "is an account's table: a new row's account_id is :account";
    }
    bool account = bound_by(q, "account"), customer = bound_by(q, "customer"), user = bound_by(q, "user");
    bool writes = t->inserts || t->updates || t->deletes;
    bool columns = has(t->table, "account_id") || has(t->table, "customer_id") || has(t->table, "user_id");
    bool own = (q->scope == SCOPE_ACCOUNT && account) || (q->scope == SCOPE_CUSTOMER && (customer || account)) ||
               (q->scope == SCOPE_SELF && user);
    switch (t->table->owner) {
    case OWNER_ACCOUNT:
        return own || (q->scope == SCOPE_ACCOUNT && customer && has(t->table, "customer_id") && account)
                   ? NULL
                   : "is an account's table: compare its account_id with :account (in scope customer or self: "
                     ":customer or :user)";
    case OWNER_CUSTOMER:
        if (q->scope == SCOPE_ACCOUNT) {
            return customer || (account && reaches_customers(q))
                       ? NULL
                       : "is a customer's table: join customer_access ON its customer_id with account_id = :account, "
                         "or compare with :customer";
        }
        return (q->scope == SCOPE_CUSTOMER && customer) || (q->scope == SCOPE_SELF && user)
                   ? NULL
                   : "is a customer's table: compare its customer_id with :customer (in scope self: a column with "
                     ":user)";
    case OWNER_SELF:
        return user || (columns && own && q->scope != SCOPE_ACCOUNT)
                   ? NULL
                   : "holds a person's own rows: compare its user_id with :user";
    case OWNER_DIRECTORY:
        return account || customer || user ? NULL
                                           : "belongs to a directory: bind the query by :account, :customer or :user";
    case OWNER_OPERATOR:
        return writes ? "belongs to the vendor: only scope=operator and scope=system write it" : NULL;
    case OWNER_SYSTEM:
    case OWNER_NONE:
        return columns && (account || customer || user)
                   ? NULL
                   : "belongs to the system: use scope=system, or bind its account_id or user_id";
    }
    return NULL;
}

/* One bound table is not enough: each use of an account's table has its own account column compared with something, be
 * it :account or the column of another use, so that a join cannot leave the account. */
/* The other side: a column, a sub-query, or the context; an argument may be anybody's. */
static bool binds(const Tok *other, const char *context)
{
    return other->kind == TOK_WORD || (other->kind == TOK_PARAM && str_eq(other->s, str_from(context)));
}

/* The context parameter and the column by which a scope owns a table; a table without the column is the owner itself.
 */
typedef struct Bond {
    const char *context, *column;
} Bond;
static Bond bond_of(const Query *q)
{
    return q->scope == SCOPE_DIRECTORY ? (Bond){"directory", "directory_id"} : (Bond){"account", "account_id"};
}

static bool names_owner(const Query *q, size_t i, const Use *u, const Table *t)
{
    Bond bond = bond_of(q);
    const Tok *tok = &q->toks.t[i];
    bool owner =
        str_eq_nocase(tok->s, str_from(bond.column)) || (!has(t, bond.column) && str_eq_nocase(tok->s, S("id")));
    if (tok->kind != TOK_WORD || !owner || (tok->filter >= 0 && tok->filter != u->filter)) {
        return false;
    }
    bool dotted = i >= 2 && str_eq(q->toks.t[i - 1].s, S("."));
    if (dotted && !str_eq_nocase(q->toks.t[i - 2].s, u->alias)) {
        return false;
    }
    size_t from = dotted ? i - 2 : i;
    Str after = q->toks.t[i + 1].s, before = from >= 2 ? q->toks.t[from - 1].s : S("");
    if (str_eq(after, S("=")) && i + 2 < q->toks.n && binds(&q->toks.t[i + 2], bond.context)) {
        return true;
    }
    if (str_is(after, "in") && i + 3 < q->toks.n && binds(&q->toks.t[i + 3], bond.context)) { /* IN ( */
        return true;
    }
    return str_eq(before, S("=")) && binds(&q->toks.t[from - 2], bond.context);
}

static bool use_bound(const Query *q, const Use *u, const Table *t)
{
    for (size_t i = 0; i < q->toks.n; i++) {
        if (names_owner(q, i, u, t)) {
            return true;
        }
    }
    return false;
}

static bool uses_bound(Gen *g, const Query *q)
{
    Bond bond = bond_of(q);
    for (size_t k = 0; k < q->uses_n; k++) {
        const Use *u = &q->uses[k];
        const Table *t = schema_table(g, u->table);
        bool target = u->at && str_is(q->toks.t[u->at - 1].s, "into");
        bool asked =
            t && (q->scope == SCOPE_DIRECTORY ? has(t, "directory_id") || is_directory(t) : t->owner == OWNER_ACCOUNT);
        if (asked && !target && !use_bound(q, u, t)) {
            const char *column = has(t, bond.column) ? bond.column : "id";
            return sg_error(g, q->path, q->toks.t[u->at].line,
                            "%.*s: compare %.*s.%s with :%s or with the %s of a table that is bound; or add "
                            "exempt=\"reason\"",
                            S_ARG(q->name), S_ARG(u->alias), column, bond.context, bond.column);
        }
    }
    return true;
}

static bool scopes_ok(Gen *g, Query *q)
{
    bool partner = q->scope != SCOPE_OPERATOR && q->scope != SCOPE_SYSTEM;
    for (size_t i = 0; partner && i < q->touches_n; i++) {
        const char *problem = touch_problem(g, q, &q->touches[i]);
        if (problem && !q->exempt.n) {
            const Table *t = q->touches[i].table;
            return sg_error(g, q->path, q->line,
                            "%.*s: scope=%s touches '%.*s' (owner: %s), which %s; or add exempt=\"reason\"",
                            S_ARG(q->name), SCOPE_NAMES[q->scope], S_ARG(t->name), OWNER_NAMES[t->owner], problem);
        }
    }
    return !partner || q->exempt.n || uses_bound(g, q);
}

bool query_check(Gen *g, Query *q)
{
    g->current = q;
    sqlite3_set_authorizer(g->sqlite, authorize, g);
    bool ok = each_variant(g, q, ONLY_SQLITE, check_variant);
    sqlite3_set_authorizer(g->sqlite, NULL, NULL);
    return ok && result_types(g, q) && scopes_ok(g, q);
}

/* Plans: what an empty database's planner would walk or sort whole. Small tables make some of it right; a page never
 * is. */
static bool plan_variant(Gen *g, Query *q, Variant v)
{
    Buf text = buf_on_arena(g->arena, BUF_MAX_SMALL);
    buf_add(&text, S("EXPLAIN QUERY PLAN "));
    render(q, v, &text);
    sqlite3_stmt *stmt = NULL;
    g->varies = S("");
    if (sqlite3_prepare_v2(g->sqlite, buf_z(&text), -1, &stmt, NULL) != SQLITE_OK) {
        if (g->varies.n) {
            sg_error(g, q->path, q->line, "%.*s: %.*s() does not follow from the arguments; hand the value in",
                     S_ARG(q->name), S_ARG(g->varies));
            return NULL;
        }
        return sg_error(g, q->path, q->line, "%.*s: %s", S_ARG(q->name), sqlite3_errmsg(g->sqlite));
    }
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        Str detail = str_from((const char *)sqlite3_column_text(stmt, 3));
        bool scan = str_starts(detail, S("SCAN ")) && str_find(detail, S("CONSTANT ROW")) < 0;
        if (scan || str_find(detail, S("TEMP B-TREE")) >= 0) {
            printf("%.*s\tfilters=%u order=%zu%s%s\t%.*s\n", S_ARG(q->name), v.filters, v.order,
                   v.descending ? " descending" : "", v.cursor ? " cursor" : "", S_ARG(detail));
        }
    }
    sqlite3_finalize(stmt);
    return true;
}

void query_plans(Gen *g, Query *q) { (void)each_variant(g, q, ONLY_SQLITE, plan_variant); }

/* One query's tokens to what it means: tables, parameters with their types, result columns, and the pieces of its text.
 * This reads SQL only as far as types and paging need it; whether it is right SQL, SQLite says in check.c. */
#include "sqlgen.h"

static const Tok *at(const Query *q, size_t i) { return &q->toks.t[i < q->toks.n ? i : q->toks.n]; }

static bool is(const Query *q, size_t i, const char *word)
{
    const Tok *t = at(q, i);
    return (t->kind == TOK_WORD || t->kind == TOK_OP) && str_is(t->s, word);
}

static bool fail(Gen *g, const Query *q, int line, const char *fmt, Str arg)
{
    Str text = str_fmt(g->arena, "%.*s: ", S_ARG(q->name));
    Buf b = buf_on_arena(g->arena, BUF_MAX_SMALL);
    for (const char *p = fmt; *p; p++) { /* the one place for the value is marked %s */
        if (p[0] == '%' && p[1] == 's') {
            buf_add(&b, arg);
            p++;
        } else {
            buf_addc(&b, *p);
        }
    }
    return sg_error(g, q->path, line, "%.*s%s", S_ARG(text), buf_z(&b));
}

static bool one_of(Str s, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_is(s, words[i])) {
            return true;
        }
    }
    return false;
}
#define ONE_OF(s, ...)                                                                                                 \
    one_of((s), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* First token from `from` at depth 0 that is the word; toks.n when there is none. */
static size_t find_top(const Query *q, size_t from, const char *word)
{
    for (size_t i = from; i < q->toks.n; i++) {
        if (q->toks.t[i].depth == 0 && is(q, i, word)) {
            return i;
        }
    }
    return q->toks.n;
}

/* Tables */
static bool is_clause_word(Str s)
{
    return ONE_OF(s, "where", "join", "left", "inner", "cross", "on", "set", "group", "order", "limit", "union",
                  "values", "returning", "select", "using", "having", "do", "default", "except", "intersect", "right",
                  "full", "natural");
}

static bool add_use(Gen *g, Query *q, size_t *i, bool left)
{
    if (at(q, *i)->kind != TOK_WORD) {
        return true;
    }
    if (q->uses_n == USED_MAX) {
        return fail(g, q, at(q, *i)->line, "names too many tables; split it%s", S(""));
    }
    Use *u = &q->uses[q->uses_n++];
    *u = (Use){.table = at(q, *i)->s, .alias = at(q, *i)->s, .left = left, .filter = at(q, *i)->filter, .at = *i};
    size_t k = *i + 1;
    k += is(q, k, "as");
    if (at(q, k)->kind == TOK_WORD && !is_clause_word(at(q, k)->s)) {
        u->alias = at(q, k)->s;
        k++;
    }
    *i = k;
    return true;
}

static bool find_uses(Gen *g, Query *q)
{
    for (size_t i = 0; i < q->toks.n; i++) {
        bool join = is(q, i, "join");
        bool from = is(q, i, "from") && !(i && is(q, i - 1, "distinct"));
        bool update = is(q, i, "update") && at(q, i + 1)->kind == TOK_WORD && !is(q, i + 1, "set");
        if (!join && !from && !update && !is(q, i, "into")) {
            continue;
        }
        bool left = join && i && (is(q, i - 1, "left") || (is(q, i - 1, "outer") && i > 1 && is(q, i - 2, "left")));
        int depth = at(q, i)->depth;
        size_t k = i + 1;
        if (!add_use(g, q, &k, left)) {
            return false;
        }
        while (from && is(q, k, ",") && at(q, k)->depth == depth) {
            k++;
            if (!add_use(g, q, &k, false)) {
                return false;
            }
        }
    }
    return true;
}

static Table *table_of_alias(Gen *g, const Query *q, Str alias)
{
    for (size_t i = 0; i < q->uses_n; i++) {
        if (str_eq_nocase(q->uses[i].alias, alias)) {
            return schema_table(g, q->uses[i].table);
        }
    }
    if (str_is(alias, "excluded")) {
        size_t into = find_top(q, 0, "into");
        return schema_table(g, at(q, into + 1)->s);
    }
    return NULL;
}

/* The column that ends at token i ("a.b" or "b"); NULL when it is not one. *ret_from is its first token. */
static Column *column_ending(Gen *g, const Query *q, size_t i, size_t *ret_from)
{
    if (at(q, i)->kind != TOK_WORD) {
        return NULL;
    }
    if (i >= 2 && is(q, i - 1, ".") && at(q, i - 2)->kind == TOK_WORD) {
        *ret_from = i - 2;
        Table *t = table_of_alias(g, q, at(q, i - 2)->s);
        if (t) {
            return table_column(t, at(q, i)->s);
        }
    } else {
        *ret_from = i;
    }
    if (is(q, i + 1, ".") || is(q, i + 1, "(")) {
        return NULL;
    }
    /* A bare name, or one of a sub-query: whichever table here has such a column, when they agree on its type. */
    Column *found = NULL;
    for (size_t k = 0; k < q->uses_n; k++) {
        Table *t = schema_table(g, q->uses[k].table);
        Column *c = t ? table_column(t, at(q, i)->s) : NULL;
        if (c && found && c->type != found->type) {
            return NULL;
        }
        found = c ? c : found;
    }
    return found;
}

static Column *column_starting(Gen *g, const Query *q, size_t i)
{
    size_t from = 0;
    bool dotted = is(q, i + 1, ".");
    return column_ending(g, q, dotted ? i + 2 : i, &from);
}

/* Parameters */
static Param *param_named(Query *q, Str name)
{
    for (size_t i = 0; i < q->params_n; i++) {
        if (str_eq(q->params[i].name, name)) {
            return &q->params[i];
        }
    }
    return NULL;
}

static Type context_type(Str name)
{
    if (ONE_OF(name, "account", "customer", "user", "directory")) {
        return TYPE_ID;
    }
    return ONE_OF(name, "now", "wall") ? TYPE_TIME : TYPE_NONE;
}

/* INSERT INTO t (a, b) VALUES (:x, :y) or SELECT :x, ...: the column at the place of token i. */
Column *insert_column(Gen *g, const Query *q, size_t i)
{
    size_t into = find_top(q, 0, "into");
    Table *t = into < q->toks.n ? schema_table(g, at(q, into + 1)->s) : NULL;
    if (!t || !is(q, into + 2, "(")) {
        return NULL;
    }
    size_t values = find_top(q, into, "values"), select = find_top(q, into, "select");
    size_t start = values < q->toks.n ? values + 1 : select;
    int depth = values < q->toks.n ? 1 : 0;
    if (start >= i || at(q, i)->depth != depth) {
        return NULL;
    }
    if (depth == 0 && find_top(q, select, "from") < i) {
        return NULL;
    }
    size_t place = 0;
    for (size_t k = i; k > start; k--) { /* back to the parenthesis or SELECT that opens the row */
        if (at(q, k)->depth < depth) {
            break;
        }
        place += at(q, k)->depth == depth && is(q, k, ",");
    }
    bool alone_before = is(q, i - 1, ",") || is(q, i - 1, "(") || is(q, i - 1, "select");
    bool alone_after = is(q, i + 1, ",") || is(q, i + 1, ")") || at(q, i + 1)->kind == TOK_MARK ||
                       at(q, i + 1)->kind == TOK_END || is(q, i + 1, "from") || is(q, i + 1, "where") ||
                       is(q, i + 1, "on") || is(q, i + 1, "returning");
    if (!alone_before || !alone_after) {
        return NULL;
    }
    for (size_t k = into + 3; k < q->toks.n && !is(q, k, ")"); k++) {
        if (at(q, k)->kind == TOK_WORD && place-- == 0) {
            return table_column(t, at(q, k)->s);
        }
    }
    return NULL;
}

static bool is_compare(const Query *q, size_t i)
{
    return ONE_OF(at(q, i)->s, "=", "<>", "!=", "<", ">", "<=", ">=", "==", "like", "+", "-", "||");
}

/* a IN (1, :x): the column before the IN whose parentheses hold token i. */
static Column *column_of_in(Gen *g, const Query *q, size_t i)
{
    size_t k = i, from = 0;
    while (k > 0 && at(q, k)->depth >= at(q, i)->depth) {
        k--;
    }
    if (k < 2 || !is(q, k, "(") || !is(q, k - 1, "in")) {
        return NULL;
    }
    return column_ending(g, q, is(q, k - 2, "not") ? k - 3 : k - 2, &from);
}

/* The column that parameter token i meets. */
static Column *column_met(Gen *g, const Query *q, size_t i)
{
    size_t from = 0;
    size_t k = i;
    while (k >= 1 && is(q, k - 1, "(")) {
        k--;
    }
    if (k >= 2 && is_compare(q, k - 1)) {
        Column *c = column_ending(g, q, k - 2, &from);
        if (c) {
            return c;
        }
    }
    Column *in = column_of_in(g, q, i);
    if (in) {
        return in;
    }
    if (i >= 2 && is(q, i - 1, "between")) {
        return column_ending(g, q, i - 2, &from);
    }
    if (i >= 4 && is(q, i - 1, "and") && is(q, i - 3, "between")) {
        return column_ending(g, q, i - 4, &from);
    }
    if (i >= 5 && is(q, i - 1, "from") && is(q, i - 2, "distinct")) {
        return column_ending(g, q, is(q, i - 4, "not") ? i - 5 : i - 4, &from);
    }
    if (i >= 2 && is(q, i - 1, "is")) {
        return column_ending(g, q, i - 2, &from);
    }
    if (i >= 4 && is(q, i - 1, ",") && ONE_OF(at(q, i - 3)->s, "(", ".")) { /* coalesce(col, :x) */
        Column *c = column_ending(g, q, i - 2, &from);
        if (c && from >= 2 && is(q, from - 1, "(") && is(q, from - 2, "coalesce")) {
            return c;
        }
    }
    if (i >= 2 && is(q, i - 1, "(") && is(q, i - 2, "coalesce") && is(q, i + 1, ",")) {
        Column *c = column_starting(g, q, i + 2);
        if (c) {
            return c;
        }
    }
    size_t after = i + 1;
    after += at(q, after)->kind == TOK_MARK;
    return is_compare(q, after) ? column_starting(g, q, after + 1) : NULL;
}

static Column *param_column_at(Gen *g, const Query *q, size_t i)
{
    Column *c = insert_column(g, q, i);
    return c ? c : column_met(g, q, i);
}

static Type param_type_at(Gen *g, const Query *q, size_t i)
{
    const Tok *mark = at(q, i + 1);
    if (mark->kind == TOK_MARK) {
        return type_of(mark->s);
    }
    if (i && (is(q, i - 1, "limit") || is(q, i - 1, "offset"))) {
        return TYPE_INT;
    }
    Column *c = param_column_at(g, q, i);
    return c ? c->type : TYPE_NONE;
}

static bool note_param(Gen *g, Query *q, size_t i)
{
    Tok *t = &q->toks.t[i];
    Param *p = param_named(q, t->s);
    if (!p) {
        if (q->params_n == PARAMS_MAX) {
            return fail(g, q, t->line, "has too many parameters%s", S(""));
        }
        p = &q->params[q->params_n++];
        *p = (Param){.name = t->s, .type = context_type(t->s), .line = t->line, .filter = t->filter, .list = t->list};
        p->context = p->type != TYPE_NONE;
    }
    Tok *mark = &q->toks.t[i + 1];
    bool marked = i + 1 < q->toks.n && mark->kind == TOK_MARK;
    Type type = p->context ? p->type : param_type_at(g, q, i);
    p->column = p->column ? p->column : param_column_at(g, q, i);
    if (marked) {
        mark->drop = true;
        p->nullable = p->nullable || mark->nullable;
    }
    p->nullable = p->nullable || t->nullable;
    p->filter = p->filter == t->filter ? p->filter : -1;
    if (p->list != t->list || (p->list && p->context)) {
        return fail(g, q, t->line, ":%s... is a list; write it so everywhere", t->s);
    }
    if (type != TYPE_NONE && p->type != TYPE_NONE && type != p->type) {
        return fail(g, q, t->line, ":%s meets columns of different types; use two parameters or mark it ::type", t->s);
    }
    p->type = p->type != TYPE_NONE ? p->type : type;
    bool in = i >= 2 && is(q, i - 1, "(") && is(q, i - 2, "in");
    if (t->list && (!in || !is(q, i + 1 + marked, ")") || (i >= 3 && is(q, i - 3, "not")))) {
        return fail(g, q, t->line, "a list stands alone in IN (:%s...), and not in NOT IN", t->s);
    }
    return true;
}

static bool find_params(Gen *g, Query *q)
{
    for (size_t i = 0; i < q->toks.n; i++) {
        if (q->toks.t[i].kind == TOK_PARAM && !note_param(g, q, i)) {
            return false;
        }
    }
    for (size_t i = 0; i < q->params_n; i++) {
        Param *p = &q->params[i];
        if (p->type == TYPE_NONE) {
            return fail(g, q, p->line, "the type of :%s cannot be seen; mark it, such as :%s::int", p->name);
        }
        for (size_t f = 0; f < q->filters_n; f++) {
            Str with = str_fmt(g->arena, "with_%.*s", S_ARG(q->filters[f]));
            if (str_eq(with, p->name)) {
                return fail(g, q, p->line, ":%s is the name of a filter's switch; take another", p->name);
            }
        }
        if (p->list) {
            p->number = q->lists_n++;
            if (q->lists_n > LISTS_MAX) {
                return fail(g, q, p->line, "has too many list parameters; three are the most%s", S(""));
            }
        } else {
            p->number = ++q->fixed_n;
        }
    }
    return true;
}

/* Result columns */
static bool read_item(Gen *g, Query *q, size_t from, size_t to)
{
    if (q->items_n == COLS_MAX) {
        return fail(g, q, at(q, from)->line, "has too many columns%s", S(""));
    }
    Item *it = &q->items[q->items_n++];
    *it = (Item){.from = from, .line = at(q, from)->line};
    for (size_t i = from; i < to; i++) { /* a mark behind the expression or behind its name */
        Tok *t = &q->toks.t[i];
        if (t->kind == TOK_MARK && !t->drop && t->depth == at(q, from)->depth) {
            it->type = type_of(t->s);
            it->nullable = t->nullable;
            it->marked = true;
            t->drop = true;
        }
    }
    size_t end = to;
    while (end > from && at(q, end - 1)->drop) {
        end--;
    }
    const Tok *last = at(q, end - 1);
    if (end == from || last->kind != TOK_WORD) {
        return fail(g, q, it->line, "a result column needs a name; add AS name%s", S(""));
    }
    it->name = last->s;
    it->to = end;
    if (end - from >= 3 && is(q, end - 2, "as")) {
        it->to = end - 2;
    } else if (!(end - from == 1 || (end - from == 3 && is(q, end - 2, ".")))) {
        return fail(g, q, it->line, "a result column needs a name; add AS before it%s", S(""));
    }
    while (it->to > from && at(q, it->to - 1)->drop) {
        it->to--;
    }
    for (size_t i = 0; i + 1 < q->items_n; i++) {
        if (str_eq(q->items[i].name, it->name)) {
            return fail(g, q, it->line, "two result columns are named '%s'; rename one with AS", it->name);
        }
    }
    if (ONE_OF(it->name, "default", "int", "long", "short", "char", "bool", "switch", "case", "break", "return",
               "static", "const", "register", "struct", "union", "enum", "signed", "unsigned", "float", "double",
               "void", "auto", "if", "else", "while", "for", "goto", "do", "inline", "volatile", "extern", "typedef",
               "sizeof", "continue", "restrict")) {
        return fail(g, q, it->line, "'%s' is a word of C; rename it with AS", it->name);
    }
    return true;
}

static bool read_items(Gen *g, Query *q, size_t from, size_t to)
{
    while (is(q, from, "distinct") || is(q, from, "all")) {
        from++;
    }
    size_t start = from;
    for (size_t i = from; i <= to; i++) {
        if (i < to && at(q, i)->filter >= 0) {
            return fail(g, q, at(q, i)->line, "a filter cannot stand among the result columns%s", S(""));
        }
        if (i == to || (at(q, i)->depth == 0 && is(q, i, ","))) {
            if (i == start || is(q, start, "*")) {
                return fail(g, q, at(q, start)->line, "write the columns out, there is no SELECT *%s", S(""));
            }
            if (!read_item(g, q, start, i)) {
                return false;
            }
            start = i + 1;
        }
    }
    return true;
}

/* PostgreSQL has its own types for sums and counts: the mark becomes a cast there. */
static void cast_items(Query *q)
{
    for (size_t i = 0; i < q->items_n; i++) {
        Item *it = &q->items[i];
        size_t last = it->to - 1;
        if (it->marked && it->type != TYPE_BYTES && q->toks.t[it->from].only == ONLY_BOTH) {
            q->toks.t[it->from].cast_open = true;
            q->toks.t[last].cast_close = true;
            q->toks.t[last].cast = it->type;
        }
    }
}

/* Text */
static Piece *add_piece(Gen *g, Query *q, size_t *cap, PieceKind kind)
{
    q->pieces = sg_grow(g, q->pieces, q->pieces_n, cap, sizeof(Piece));
    Piece *p = &q->pieces[q->pieces_n++];
    *p = (Piece){.kind = kind, .filter = -1};
    return p;
}

typedef struct Writer {
    Gen *g;
    Query *q;
    size_t cap;
    Buf b;
    int filter;
    Only only;
} Writer;

static void flush(Writer *w)
{
    if (w->b.n) {
        Piece *p = add_piece(w->g, w->q, &w->cap, PIECE_TEXT);
        p->text = str_copy(w->g->arena, buf_str(&w->b));
        p->filter = w->filter;
        p->only = w->only;
        buf_clear(&w->b);
    }
}

static void write_in(Writer *w, int filter, Only only, Str s)
{
    if (w->filter != filter || w->only != only) {
        flush(w);
        w->filter = filter;
        w->only = only;
    }
    buf_add(&w->b, s);
}

static void write_blob(Writer *w, const Tok *t)
{
    Str hex = str_sub(t->s, 2, t->s.n - 3);
    Arena *a = w->g->arena;
    if (t->only != ONLY_PG) {
        write_in(w, t->filter, ONLY_SQLITE, t->s);
    }
    if (t->only != ONLY_SQLITE) {
        write_in(w, t->filter, ONLY_PG,
                 hex.n == 32 ? str_fmt(a, "'%.*s'::uuid", S_ARG(hex)) : str_fmt(a, "'\\x%.*s'::bytea", S_ARG(hex)));
    }
}

static const char *cast_type(Type t) { return t == TYPE_TEXT ? "TEXT" : TYPES[t].postgres; }

static void write_tok(Writer *w, size_t i)
{
    const Tok *t = at(w->q, i);
    if (t->drop) {
        return;
    }
    if (t->space && (w->q->pieces_n || w->b.n)) {
        write_in(w, t->filter, t->only, S(" "));
    }
    if (t->cast_open) {
        write_in(w, t->filter, ONLY_PG, S("CAST("));
    }
    const Param *p = t->kind == TOK_PARAM ? param_named(w->q, t->s) : NULL;
    if (p && p->list) {
        flush(w);
        Piece *piece = add_piece(w->g, w->q, &w->cap, PIECE_LIST);
        piece->filter = t->filter;
        piece->only = t->only;
        piece->list = p->number;
    } else if (p) {
        write_in(w, t->filter, t->only, str_fmt(w->g->arena, "?%u", p->number));
    } else if (t->kind == TOK_BLOB) {
        write_blob(w, t);
    } else {
        write_in(w, t->filter, t->only, t->s);
    }
    if (t->cast_close) {
        write_in(w, t->filter, ONLY_PG, str_fmt(w->g->arena, " AS %s)", cast_type(t->cast)));
    }
}

static bool make_pieces(Gen *g, Query *q, size_t items_end)
{
    bool page = q->kind == KIND_PAGE;
    Writer w = {.g = g, .q = q, .b = buf_on_arena(g->arena, BUF_MAX_SMALL), .filter = -1};
    bool where = !page || find_top(q, 0, "where") < q->toks.n;
    for (size_t i = 0; i <= q->toks.n; i++) {
        if (page && i == items_end) {
            flush(&w);
            add_piece(g, q, &w.cap, PIECE_KEYS);
        }
        if (!where && (i == q->toks.n || (at(q, i)->filter >= 0 && i > items_end))) {
            write_in(&w, -1, ONLY_BOTH, S(" WHERE TRUE"));
            where = true;
        }
        if (i < q->toks.n) {
            write_tok(&w, i);
        }
    }
    flush(&w);
    if (page) {
        add_piece(g, q, &w.cap, PIECE_PAGE);
    }
    return true;
}

static bool page_ok(Gen *g, const Query *q, size_t from)
{
    static const char *const WORDS[] = {"group",  "order",  "limit",  "offset",   "union",
                                        "having", "window", "except", "intersect"};
    for (size_t i = from; i < q->toks.n; i++) {
        const Tok *t = at(q, i);
        if (t->depth == 0 && t->kind == TOK_WORD && one_of(t->s, WORDS, 9)) {
            return fail(g, q, t->line, "a :page query gets its order and limit from order=; put %s into a sub-query",
                        t->s);
        }
    }
    return true;
}

static bool shape_ok(Gen *g, Query *q, bool select, size_t returning)
{
    if (q->kind == KIND_EXEC) {
        return (!select && returning == q->toks.n) ||
               fail(g, q, q->line, "an :exec query changes rows and returns none; use :one or :many%s", S(""));
    }
    if (!select && returning == q->toks.n) {
        return fail(g, q, q->line, "gives no rows; make it :exec or add RETURNING%s", S(""));
    }
    if (q->kind == KIND_PAGE && !select) {
        return fail(g, q, q->line, "a :page query is a SELECT%s", S(""));
    }
    if (q->kind == KIND_MANY && select && find_top(q, 0, "limit") == q->toks.n) {
        return fail(g, q, q->line, "a :many query needs a LIMIT; a list for people is a :page%s", S(""));
    }
    return true;
}

bool query_understand(Gen *g, Query *q)
{
    if (!lex(g, q->path, q->sql, q->sql_line, true, q, &q->toks)) {
        return false;
    }
    while (q->toks.n && str_eq(at(q, q->toks.n - 1)->s, S(";"))) {
        q->toks.n--;
        q->toks.t[q->toks.n].kind = TOK_END;
        q->toks.t[q->toks.n].s = S("");
    }
    for (size_t i = 0; i < q->toks.n; i++) {
        if (str_eq(at(q, i)->s, S(";")) && at(q, i)->kind == TOK_OP) {
            return fail(g, q, at(q, i)->line, "a query is one statement; start the next with -- name:%s", S(""));
        }
    }
    size_t insert = find_top(q, 0, "insert"), update = find_top(q, 0, "update"), del = find_top(q, 0, "delete");
    q->writes = insert < q->toks.n || update < q->toks.n || del < q->toks.n;
    size_t select = find_top(q, 0, "select");
    size_t returning = find_top(q, 0, "returning");
    if (!q->writes && select == q->toks.n) {
        return fail(g, q, q->sql_line, "is not SELECT, INSERT, UPDATE or DELETE%s", S(""));
    }
    if (!shape_ok(g, q, !q->writes, returning) || !find_uses(g, q) || !find_params(g, q)) {
        return false;
    }
    size_t items_end = 0;
    if (q->kind != KIND_EXEC) {
        size_t from = q->writes ? returning + 1 : select + 1;
        items_end = q->writes ? q->toks.n : find_top(q, select, "from");
        if (!read_items(g, q, from, items_end) || (q->kind == KIND_PAGE && !page_ok(g, q, items_end))) {
            return false;
        }
        cast_items(q);
    }
    for (size_t i = 0; i < q->orders_n; i++) {
        q->keys_max = q->orders[i].keys_n > q->keys_max ? (unsigned)q->orders[i].keys_n : q->keys_max;
    }
    for (size_t i = 0; i < q->toks.n; i++) {
        if (q->toks.t[i].kind == TOK_MARK && !q->toks.t[i].drop) {
            return fail(g, q, at(q, i)->line,
                        "::%s stands where no type is asked for; it goes behind a parameter or a result column",
                        at(q, i)->s);
        }
    }
    return make_pieces(g, q, items_end);
}

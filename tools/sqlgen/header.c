/* queries.sql to queries: the comment above, the header line, the text. */
#include "sqlgen.h"

typedef struct Reader {
    Gen *g;
    const char *path;
    Str rest;
    int line;
    Str comment; /* of the lines just above */
    Query *q;    /* whose text is being collected */
    const char *sql_from;
    Area *area;
} Reader;

static bool is_name(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c == '_' && i) || (c >= '0' && c <= '9' && i))) {
            return false;
        }
    }
    return s.n > 0;
}

static bool kind_of(Str s, Kind *ret)
{
    static const char *const NAMES[] = {":one", ":many", ":page", ":exec"};
    for (int i = 0; i < 4; i++) {
        if (str_eq(s, str_from(NAMES[i]))) {
            *ret = (Kind)i;
            return true;
        }
    }
    return false;
}

static bool scope_of(Str s, Scope *ret)
{
    static const char *const NAMES[] = {"account", "customer", "self", "directory", "operator", "system"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (str_eq(s, str_from(NAMES[i]))) {
            *ret = (Scope)i;
            return true;
        }
    }
    return false;
}

/* Cuts one word off; a word goes on inside parentheses and double quotes. */
static Str take_attribute(Str *rest)
{
    *rest = str_trim(*rest);
    int depth = 0;
    bool quoted = false;
    size_t i = 0;
    for (; i < rest->n; i++) {
        char c = rest->p[i];
        quoted = quoted != (c == '"');
        depth += quoted ? 0 : (c == '(') - (c == ')');
        if ((c == ' ' || c == '\t') && !quoted && depth == 0) {
            break;
        }
    }
    Str word = str_sub(*rest, 0, i);
    *rest = str_skip(*rest, i);
    return word;
}

/* name(key,key): keys are split at the commas outside of parentheses and may end with ::type. */
static bool read_order(Reader *r, Str value)
{
    Query *q = r->q;
    ptrdiff_t open = str_find_char(value, '(');
    if (q->kind != KIND_PAGE || q->orders_n == ORDERS_MAX || open <= 0 || !str_ends(value, S(")"))) {
        return sg_error(r->g, r->path, r->line,
                        "an order is written order=name(column,column), on a :page query, at most %d", ORDERS_MAX);
    }
    Order *o = &q->orders[q->orders_n++];
    o->name = str_sub(value, 0, (size_t)open);
    Str keys = str_sub(value, (size_t)open + 1, value.n - (size_t)open - 2);
    int depth = 0;
    size_t from = 0;
    for (size_t i = 0; i <= keys.n; i++) {
        char c = i < keys.n ? keys.p[i] : ',';
        depth += (c == '(') - (c == ')');
        if (c != ',' || depth != 0) {
            continue;
        }
        if (o->keys_n == KEYS_MAX) {
            return sg_error(r->g, r->path, r->line, "an order has at most %d columns", KEYS_MAX);
        }
        Str key = str_trim(str_sub(keys, from, i - from));
        ptrdiff_t mark = str_find(key, S("::"));
        if (mark > 0) {
            o->types[o->keys_n] = type_of(str_skip(key, (size_t)mark + 2));
            o->marked[o->keys_n] = true;
            key = str_sub(key, 0, (size_t)mark);
        }
        o->keys[o->keys_n++] = key;
        from = i + 1;
    }
    return is_name(o->name) ||
           sg_error(r->g, r->path, r->line, "the order's name is lower case: order=name(column,column)");
}

static bool read_attributes(Reader *r, Str rest, bool *scoped)
{
    for (Str a = take_attribute(&rest); a.n; a = take_attribute(&rest)) {
        if (str_starts(a, S("scope="))) {
            *scoped = scope_of(str_skip(a, 6), &r->q->scope);
            if (!*scoped) {
                return sg_error(r->g, r->path, r->line,
                                "the scope is account, customer, self, directory, operator or system");
            }
        } else if (str_starts(a, S("exempt=\"")) && a.n > 9 && str_ends(a, S("\""))) {
            r->q->exempt = str_sub(a, 8, a.n - 9);
        } else if (str_starts(a, S("order="))) {
            if (!read_order(r, str_skip(a, 6))) {
                return false;
            }
        } else {
            return sg_error(r->g, r->path, r->line,
                            "'%.*s' is not known; write scope=, order=name(column,...) or exempt=\"reason\"", S_ARG(a));
        }
    }
    return true;
}

static void finish(Reader *r, const char *end)
{
    if (!r->q) {
        return;
    }
    r->q->sql = str_of(r->sql_from, (size_t)(end - r->sql_from));
    Area *a = r->area;
    a->queries = sg_grow(r->g, a->queries, a->queries_n, &a->queries_cap, sizeof(Query *));
    a->queries[a->queries_n++] = r->q;
    r->q = NULL;
}

static Query *query_named(const Gen *g, Str name)
{
    for (size_t i = 0; i < g->areas_n; i++) {
        for (size_t k = 0; k < g->areas[i]->queries_n; k++) {
            if (str_eq(g->areas[i]->queries[k]->name, name)) {
                return g->areas[i]->queries[k];
            }
        }
    }
    return NULL;
}

static bool read_header(Reader *r, Str text)
{
    Str rest = text;
    Str name = take_attribute(&rest);
    Str kind = take_attribute(&rest);
    Query *q = arena_new(r->g->arena, Query);
    *q = (Query){.name = name, .comment = r->comment, .path = r->path, .line = r->line};
    Query *twin = query_named(r->g, name);
    if (twin) {
        return sg_error(r->g, r->path, r->line, "the query '%.*s' is there already: %s:%d", S_ARG(name), twin->path,
                        twin->line);
    }
    if (!is_name(name)) {
        return sg_error(r->g, r->path, r->line,
                        "a query starts with: -- name: lower_case_name :one|:many|:page|:exec scope=...");
    }
    if (!kind_of(kind, &q->kind)) {
        return sg_error(r->g, r->path, r->line, "the kind of '%.*s' is :one, :many, :page or :exec", S_ARG(name));
    }
    r->q = q;
    bool scoped = false;
    if (!read_attributes(r, rest, &scoped)) {
        return false;
    }
    if (!scoped) {
        return sg_error(r->g, r->path, r->line,
                        "say whose rows '%.*s' is about: scope=account|customer|self|directory|operator|system",
                        S_ARG(name));
    }
    if (q->kind == KIND_PAGE && q->orders_n == 0) {
        return sg_error(r->g, r->path, r->line,
                        "a :page query needs an order=name(column,...) whose last column makes it total");
    }
    return true;
}

bool queries_read(Gen *g, const char *path, Str text, Area *area)
{
    Reader r = {.g = g, .path = path, .rest = text, .area = area};
    const char *comment_from = NULL;
    Str line;
    bool ok = true;
    while (str_split(&r.rest, '\n', &line)) {
        r.line++;
        Str t = str_trim(line);
        if (!str_starts(t, S("--"))) {
            comment_from = NULL;
            if (r.q && !r.q->sql_line) {
                r.q->sql_line = r.line;
                r.sql_from = line.p;
            }
            continue;
        }
        Str body = str_trim(str_skip(t, 2));
        if (!str_starts(body, S("name:"))) {
            comment_from = comment_from ? comment_from : line.p;
            if (r.q && !r.q->sql_line && !r.q->comment.n) {
                r.q->comment = t; /* said below the header instead of above */
            }
            continue;
        }
        const char *end = comment_from ? comment_from : line.p;
        r.comment = str_trim(str_of(end, (size_t)(line.p - end)));
        if (r.q && !r.q->sql_line) {
            ok = sg_error(g, path, r.q->line, "the query '%.*s' has no text", S_ARG(r.q->name));
            r.q = NULL;
        }
        finish(&r, end);
        comment_from = NULL;
        if (!read_header(&r, str_trim(str_skip(body, 5)))) {
            r.q = NULL;
            ok = false;
        }
    }
    if (r.q && !r.q->sql_line) {
        return sg_error(g, path, r.q->line, "the query '%.*s' has no text", S_ARG(r.q->name));
    }
    finish(&r, text.p + text.n);
    return ok;
}

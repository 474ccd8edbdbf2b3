/* The C that comes out. It is plain: a struct for the arguments, one for the row, a function that writes the SQL of a
 * variant, one that reads a row, and one that calls app/dbcall.h. Files are rewritten only when they change. */
#include "sqlgen.h"
#include <stdio.h>
#include <sys/stat.h>

enum { ORDER_SHIFT = 8, LIST_SHIFT = 16 }; /* as in app/dbcall.h */

static Str pascal(Gen *g, Str snake)
{
    Buf b = buf_on_arena(g->arena, BUF_MAX_SMALL);
    bool up = true;
    for (size_t i = 0; i < snake.n; i++) {
        char c = snake.p[i];
        if (c == '_') {
            up = true;
            continue;
        }
        buf_addc(&b, up && c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
        up = false;
    }
    return buf_str(&b);
}

static Str upper(Gen *g, Str s)
{
    Str out = str_copy(g->arena, s);
    char *p = (char *)out.p;
    for (size_t i = 0; i < out.n; i++) {
        p[i] = p[i] >= 'a' && p[i] <= 'z' ? (char)(p[i] - 32) : p[i];
    }
    return out;
}

static bool has_flag(Type t) /* types without a value that means unset */
{
    return t != TYPE_ID && t != TYPE_TIME && t != TYPE_DATE;
}

void literal(Buf *out, Str s, const char *indent)
{
    size_t column = 0;
    buf_addc(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (column > 100 && c == ' ') {
            buf_fmt(out, "\"\n%s\"", indent);
            column = 0;
        }
        column++;
        if (c == '\n') {
            buf_add(out, S("\\n"));
            if (i + 1 < s.n) {
                buf_fmt(out, "\"\n%s\"", indent);
            }
            column = 0;
        } else if (c == '"' || c == '\\') {
            buf_addc(out, '\\');
            buf_addc(out, c);
        } else {
            buf_addc(out, c);
        }
    }
    buf_addc(out, '"');
}

static void comment(Buf *out, Str text)
{
    Str rest = text, line;
    if (!text.n) {
        return;
    }
    buf_add(out, S("/*"));
    bool first = true;
    while (str_split(&rest, '\n', &line)) {
        line = str_trim(line);
        line = str_starts(line, S("--")) ? str_trim(str_skip(line, 2)) : line;
        buf_add(out, first ? S(" ") : S("\n * "));
        first = false;
        for (size_t i = 0; i < line.n; i++) {
            bool closes = line.p[i] == '*' && i + 1 < line.n && line.p[i + 1] == '/';
            buf_addc(out, closes ? '+' : line.p[i]);
        }
    }
    buf_add(out, S(" */\n"));
}

/* Header */
static void args_struct(Buf *out, const Query *q, Str name)
{
    bool any = false;
    buf_fmt(out, "typedef struct %.*sArgs {\n", S_ARG(name));
    for (size_t i = 0; i < q->params_n; i++) {
        const Param *p = &q->params[i];
        if (p->context) {
            continue;
        }
        any = true;
        if (p->list) {
            buf_fmt(out, "    const %s *%.*s; /* 1 to 500 */\n    size_t %.*s_n;\n", TYPES[p->type].c, S_ARG(p->name),
                    S_ARG(p->name));
            continue;
        }
        buf_fmt(out, "    %s %.*s;%s\n", TYPES[p->type].c, S_ARG(p->name),
                p->nullable && !has_flag(p->type) ? " /* unset: NULL */" : "");
        if (p->nullable && has_flag(p->type)) {
            buf_fmt(out, "    bool %.*s_null;\n", S_ARG(p->name));
        }
    }
    for (size_t i = 0; i < q->filters_n; i++) {
        buf_fmt(out, "    bool with_%.*s; /* filter */\n", S_ARG(q->filters[i]));
        any = true;
    }
    if (!any) {
        buf_add(out, S("    char none; /* no arguments: pass NULL */\n"));
    }
    buf_fmt(out, "} %.*sArgs;\n", S_ARG(name));
}

static void row_struct(Buf *out, const Query *q, Str name)
{
    if (!q->items_n) {
        return;
    }
    buf_fmt(out, "typedef struct %.*sRow {\n", S_ARG(name));
    for (size_t i = 0; i < q->items_n; i++) {
        const Item *it = &q->items[i];
        buf_fmt(out, "    %s %.*s;%s\n", TYPES[it->type].c, S_ARG(it->name),
                it->nullable && !has_flag(it->type) ? " /* may be unset */" : "");
        if (it->nullable && has_flag(it->type)) {
            buf_fmt(out, "    bool %.*s_null;\n", S_ARG(it->name));
        }
    }
    buf_fmt(out, "} %.*sRow;\n", S_ARG(name));
}

static void signature(Buf *out, const Query *q, Str name)
{
    static const char *const CTX[] = {"AccountCtx",   "CustomerCtx", "SelfCtx",
                                      "DirectoryCtx", "OperatorCtx", "SystemCtx"};
    buf_fmt(out, "Err q_%.*s(%s c, const %.*sArgs *args, ", S_ARG(q->name), CTX[q->scope], S_ARG(name));
    switch (q->kind) {
    case KIND_ONE:
        buf_fmt(out, "%.*sRow *ret)", S_ARG(name));
        return;
    case KIND_MANY:
        buf_fmt(out, "%.*sRow **ret, size_t *ret_n)", S_ARG(name));
        return;
    case KIND_PAGE:
        buf_fmt(out, "const PageAsk *ask, %.*sRow **ret, size_t *ret_n, PageInfo *ret_page)", S_ARG(name));
        return;
    case KIND_EXEC:
        buf_add(out, S("int64_t *ret_changed)"));
        return;
    }
}

static void query_header(Gen *g, Buf *out, const Query *q)
{
    Str name = pascal(g, q->name), up = upper(g, q->name);
    buf_addc(out, '\n');
    comment(out, q->comment);
    args_struct(out, q, name);
    row_struct(out, q, name);
    if (q->orders_n) {
        buf_add(out, S("enum {"));
        for (size_t i = 0; i < q->orders_n; i++) {
            buf_fmt(out, "%s%.*s_BY_%.*s", i ? ", " : " ", S_ARG(up), S_ARG(upper(g, q->orders[i].name)));
        }
        buf_add(out, S(" };\n"));
    }
    buf_add(out, S("MUST_USE "));
    signature(out, q, name);
    buf_add(out, S(";\n"));
}

/* Text of a variant */
static bool same_condition(const Piece *a, const Piece *b) { return a->filter == b->filter && a->only == b->only; }

static void piece_code(Buf *out, const Query *q, size_t at)
{
    const Piece *p = &q->pieces[at];
    bool conditional = p->filter >= 0 || p->only != ONLY_BOTH;
    bool opens = conditional && (at == 0 || !same_condition(p, p - 1));
    bool closes = conditional && (at + 1 == q->pieces_n || !same_condition(p, p + 1));
    if (opens) {
        buf_add(out, S("    if ("));
        if (p->filter >= 0) {
            buf_fmt(out, "key & %uu", 1u << p->filter);
        }
        if (p->only != ONLY_BOTH) {
            buf_fmt(out, "%sengine == %s", p->filter >= 0 ? " && " : "",
                    p->only == ONLY_PG ? "DB_POSTGRES" : "DB_SQLITE");
        }
        buf_add(out, S(") {\n"));
    }
    buf_add(out, conditional ? S("        ") : S("    "));
    unsigned after = q->fixed_n + 1 + (q->kind == KIND_PAGE ? 1 + q->keys_max : 0);
    switch (p->kind) {
    case PIECE_TEXT:
        buf_add(out, S("buf_add(out, S("));
        literal(out, p->text, "                   ");
        buf_add(out, S("));\n"));
        break;
    case PIECE_LIST:
        buf_fmt(out, "q_text_list(out, key, %u, %u);\n", p->list, after);
        break;
    case PIECE_KEYS:
        buf_fmt(out, "q_text_keys(out, key, %.*s_orders);\n", S_ARG(q->name));
        break;
    case PIECE_PAGE:
        buf_fmt(out, "q_text_page(out, key, %.*s_orders, %u);\n", S_ARG(q->name), q->fixed_n + 1);
        break;
    }
    if (closes) {
        buf_add(out, S("    }\n"));
    }
}

static void text_function(Buf *out, const Query *q)
{
    bool key = false, engine = false;
    for (size_t i = 0; i < q->pieces_n; i++) {
        key = key || q->pieces[i].filter >= 0 || q->pieces[i].kind != PIECE_TEXT;
        engine = engine || q->pieces[i].only != ONLY_BOTH;
    }
    for (size_t o = 0; o < q->orders_n; o++) {
        buf_fmt(out, "static const Str %.*s_keys_%zu[] = {", S_ARG(q->name), o);
        for (size_t i = 0; i < q->orders[o].keys_n; i++) {
            buf_add(out, i ? S(", S_INIT(") : S("S_INIT("));
            literal(out, q->orders[o].keys[i], "    ");
            buf_addc(out, ')');
        }
        buf_add(out, S("};\n"));
    }
    if (q->orders_n) {
        buf_fmt(out, "static const QOrder %.*s_orders[] = {", S_ARG(q->name));
        for (size_t o = 0; o < q->orders_n; o++) {
            buf_fmt(out, "%s{%.*s_keys_%zu, %zu}", o ? ", " : "", S_ARG(q->name), o, q->orders[o].keys_n);
        }
        buf_add(out, S("};\n"));
    }
    buf_fmt(out, "static void %.*s_text(uint32_t key, DbEngine engine, Buf *out)\n{\n", S_ARG(q->name));
    buf_add(out, key ? S("") : S("    (void)key;\n"));
    buf_add(out, engine ? S("") : S("    (void)engine;\n"));
    for (size_t i = 0; i < q->pieces_n; i++) {
        piece_code(out, q, i);
    }
    buf_add(out, S("}\n"));
}

static void descriptor(Buf *out, const Query *q, size_t order)
{
    size_t keys = q->orders_n ? q->orders[order].keys_n : 0;
    buf_fmt(out, "{.name = \"%.*s\", .slot = %uu, .writes = %s, .cols_n = %zu, .cols = ", S_ARG(q->name),
            q->slot + (unsigned)order, q->writes ? "true" : "false", q->items_n + keys);
    if (q->items_n) {
        buf_add(out, S("(const DbType[]){"));
        for (size_t i = 0; i < q->items_n; i++) {
            buf_fmt(out, "%s%s", i ? ", " : "", TYPES[q->items[i].type].db);
        }
        for (size_t i = 0; i < keys; i++) {
            buf_fmt(out, ", %s", TYPES[q->orders[order].types[i]].db);
        }
        buf_addc(out, '}');
    } else {
        buf_add(out, S("NULL"));
    }
    buf_fmt(out, ", .text = %.*s_text}", S_ARG(q->name));
}

static void descriptors(Buf *out, const Query *q)
{
    size_t n = q->orders_n ? q->orders_n : 1;
    buf_fmt(out, "static const DbQuery %.*s_query[] = {\n", S_ARG(q->name));
    for (size_t i = 0; i < n; i++) {
        buf_add(out, S("    "));
        descriptor(out, q, i);
        buf_add(out, S(",\n"));
    }
    buf_add(out, S("};\n"));
}

static void read_function(Buf *out, const Query *q, Str name)
{
    static const char *const READ[TYPE_N] = {
        [TYPE_ID] = "db_id(cur, %zu)",         [TYPE_TIME] = "db_time(cur, %zu)",
        [TYPE_DATE] = "db_date(cur, %zu)",     [TYPE_MINOR] = "db_int(cur, %zu)",
        [TYPE_INT] = "db_int(cur, %zu)",       [TYPE_DEC] = "(Dec){db_int(cur, %zu)}",
        [TYPE_BOOL] = "db_int(cur, %zu) != 0", [TYPE_TEXT] = "db_text(cur, %zu, a)",
        [TYPE_BYTES] = "db_text(cur, %zu, a)", [TYPE_JSON] = "db_text(cur, %zu, a)",
    };
    bool arena = false;
    for (size_t i = 0; i < q->items_n; i++) {
        arena = arena || TYPES[q->items[i].type].c[0] == 'S';
    }
    buf_fmt(out, "static void %.*s_read(const DbCursor *cur, Arena *a, void *row)\n{\n    %.*sRow *r = row;\n",
            S_ARG(q->name), S_ARG(name));
    buf_add(out, arena ? S("") : S("    (void)a;\n"));
    for (size_t i = 0; i < q->items_n; i++) {
        const Item *it = &q->items[i];
        Str form = str_from(READ[it->type]);
        ptrdiff_t place = str_find(form, S("%zu"));
        buf_fmt(out, "    r->%.*s = %.*s%zu%.*s;\n", S_ARG(it->name), (int)place, form.p, i,
                S_ARG(str_skip(form, (size_t)place + 3)));
        if (it->nullable && has_flag(it->type)) {
            buf_fmt(out, "    r->%.*s_null = db_null(cur, %zu);\n", S_ARG(it->name), i);
        }
    }
    buf_add(out, S("}\n"));
}

/* Values */
static void context_value(Buf *out, const Param *p)
{
    static const struct {
        const char *name, *from;
    } FROM[] = {
        {"account", "c.ctx->account_id"}, {"customer", "c.ctx->customer_id"},
        {"user", "c.ctx->actor.user_id"}, {"now", "c.ctx->now"},
        {"wall", "c.ctx->wall"},          {"directory", "c.ctx->directory_id"},
    };
    for (size_t i = 0; i < sizeof FROM / sizeof FROM[0]; i++) {
        if (str_eq(p->name, str_from(FROM[i].name))) {
            buf_fmt(out, "%s(%s)",
                    p->type == TYPE_TIME ? "q_time"
                    : p->nullable        ? "q_id_or_null"
                                         : "q_id",
                    FROM[i].from);
        }
    }
}

static void value_of(Buf *out, const Param *p, const char *expression)
{
    switch (p->type) {
    case TYPE_ID:
        buf_fmt(out, "%s(%s)", p->nullable ? "q_id_or_null" : "q_id", expression);
        break;
    case TYPE_TIME:
        buf_fmt(out, "q_time(%s)", expression);
        break;
    case TYPE_DATE:
        buf_fmt(out, "q_date(%s)", expression);
        break;
    case TYPE_DEC:
        buf_fmt(out, "q_int(DB_DEC, %s.units)", expression);
        break;
    case TYPE_BOOL:
    case TYPE_INT:
    case TYPE_MINOR:
        buf_fmt(out, "q_int(%s, %s)", TYPES[p->type].db, expression);
        break;
    case TYPE_TEXT:
    case TYPE_BYTES:
    case TYPE_JSON:
        buf_fmt(out, "q_str(%s, %s)", TYPES[p->type].db, expression);
        break;
    case TYPE_NONE:
    case TYPE_N:
        break;
    }
}

static void fixed_value(Gen *g, Buf *out, const Param *p)
{
    buf_fmt(out, "    v[%u] = ", p->number - 1);
    if (p->context) {
        context_value(out, p);
    } else {
        const char *field = str_z(g->arena, str_fmt(g->arena, "args->%.*s", S_ARG(p->name)));
        if (p->nullable && has_flag(p->type)) {
            buf_fmt(out, "%s_null ? q_null(%s) : ", field, TYPES[p->type].db);
        }
        value_of(out, p, field);
    }
    buf_add(out, S(";\n"));
}

static void list_value(Gen *g, Buf *out, const Param *p)
{
    Str n = p->name;
    buf_fmt(out,
            "    for (size_t i = 0, padded = q_list_padded(args->%.*s_n); i < padded; i++) {\n        v[n++] = "
            "args->%.*s_n == 0 ? q_null(%s)\n                 : ",
            S_ARG(n), S_ARG(n), TYPES[p->type].db);
    value_of(out, p,
             str_z(g->arena, str_fmt(g->arena, "args->%.*s[i < args->%.*s_n ? i : args->%.*s_n - 1]", S_ARG(n),
                                     S_ARG(n), S_ARG(n))));
    buf_add(out, S(";\n    }\n"));
}

static void values(Gen *g, Buf *out, const Query *q)
{
    unsigned n = q->fixed_n + (q->kind == KIND_PAGE ? 1 + q->keys_max : 0);
    buf_add(out, S("    uint32_t key = 0;\n"));
    for (size_t i = 0; i < q->filters_n; i++) {
        buf_fmt(out, "    key |= args->with_%.*s ? %uu : 0;\n", S_ARG(q->filters[i]), 1u << i);
    }
    if (q->lists_n) {
        buf_fmt(out, "    size_t n = %u;\n", n);
        for (size_t i = 0; i < q->params_n; i++) {
            if (q->params[i].list) {
                buf_fmt(out, "    TRY(q_list_add(args->%.*s_n, %u, &key, &n));\n", S_ARG(q->params[i].name),
                        q->params[i].number);
            }
        }
        buf_add(out, S("    DbValue *v = arena_array(c.ctx->arena, DbValue, n);\n"));
        buf_fmt(out, "    n = %u;\n", n);
    } else {
        buf_fmt(out, n ? "    DbValue v[%u];\n" : "    const DbValue *v = NULL; /* has %u parameters */\n", n);
    }
    for (size_t i = 0; i < q->params_n; i++) {
        if (!q->params[i].list) {
            fixed_value(g, out, &q->params[i]);
        }
    }
    for (size_t i = 0; i < q->params_n; i++) {
        if (q->params[i].list) {
            list_value(g, out, &q->params[i]);
        }
    }
}

static void call_function(Gen *g, Buf *out, const Query *q, Str name)
{
    signature(out, q, name);
    buf_add(out, S("\n{\n"));
    bool uses_args = q->filters_n > 0;
    for (size_t i = 0; i < q->params_n; i++) {
        uses_args = uses_args || !q->params[i].context;
    }
    if (uses_args) {
        buf_fmt(out, "    static const %.*sArgs none;\n    args = args ? args : &none;\n", S_ARG(name));
    } else {
        buf_add(out, S("    (void)args;\n"));
    }
    values(g, out, q);
    Str count =
        q->lists_n ? S("n") : str_fmt(g->arena, "%u", q->fixed_n + (q->kind == KIND_PAGE ? 1 + q->keys_max : 0));
    Str id = q->name;
    switch (q->kind) {
    case KIND_ONE:
        buf_fmt(out, "    return q_run_one(c.ctx, %.*s_query, key, v, %.*s, %.*s_read, ret);\n", S_ARG(id),
                S_ARG(count), S_ARG(id));
        break;
    case KIND_MANY:
        buf_fmt(out,
                "    void *rows = NULL;\n    TRY(q_run_many(c.ctx, %.*s_query, key, v, %.*s, %.*s_read, "
                "sizeof(%.*sRow), &rows, ret_n));\n"
                "    *ret = rows;\n    return OK;\n",
                S_ARG(id), S_ARG(count), S_ARG(id), S_ARG(name));
        break;
    case KIND_PAGE:
        buf_fmt(out,
                "    static const QPage page = {.orders = %.*s_query, .orders_n = %zu, .fixed_n = %u, .keys_max = %u, "
                ".cols_n = %zu,\n"
                "                               .read = %.*s_read, .row_size = sizeof(%.*sRow)};\n",
                S_ARG(id), q->orders_n, q->fixed_n, q->keys_max, q->items_n, S_ARG(id), S_ARG(name));
        buf_fmt(
            out,
            "    void *rows = NULL;\n    TRY(q_run_page(c.ctx, &page, key, v, %.*s, ask, &rows, ret_n, ret_page));\n"
            "    *ret = rows;\n    return OK;\n",
            S_ARG(count));
        break;
    case KIND_EXEC:
        buf_fmt(out, "    return q_run_exec(c.ctx, %.*s_query, key, v, %.*s, ret_changed);\n", S_ARG(id), S_ARG(count));
        break;
    }
    buf_add(out, S("}\n"));
}

static void query_code(Gen *g, Buf *out, const Query *q)
{
    Str name = pascal(g, q->name);
    buf_fmt(out, "\n/* %s:%d */\n", q->path, q->line);
    text_function(out, q);
    descriptors(out, q);
    if (q->items_n) {
        read_function(out, q, name);
    }
    call_function(g, out, q, name);
}

/* Files */
static bool write_if_changed(Gen *g, const char *path, Buf *text)
{
    Str want = buf_str(text);
    FILE *f = fopen(path, "rb");
    if (f) {
        char *have = arena_alloc(g->arena, want.n + 1, 1);
        size_t n = fread(have, 1, want.n + 1, f);
        fclose(f);
        if (n == want.n && memcmp(have, want.p, n) == 0) {
            return true;
        }
    }
    f = fopen(path, "wb");
    if (!f || fwrite(want.p, 1, want.n, f) != want.n || fclose(f) != 0) {
        return sg_error(g, path, 0, "cannot be written");
    }
    return true;
}

static bool emit_area(Gen *g, const char *dir, const Area *a)
{
    Buf h = buf_on_arena(g->arena, BUF_MAX_PAGE), c = buf_on_arena(g->arena, BUF_MAX_PAGE);
    buf_fmt(&h,
            "/* Generated by sqlgen from the queries of %.*s. */\n#pragma once\n#include \"app/page.h\"\n#include "
            "\"app/scope.h\"\n"
            "#include \"base/id.h\"\n#include \"base/money.h\"\n#include \"base/time.h\"\n",
            S_ARG(a->name));
    buf_fmt(
        &c,
        "/* Generated by sqlgen from the queries of %.*s. */\n#include \"gen/%.*s_q.h\"\n#include \"app/dbcall.h\"\n",
        S_ARG(a->name), S_ARG(a->name));
    for (size_t i = 0; i < a->queries_n; i++) {
        query_header(g, &h, a->queries[i]);
        query_code(g, &c, a->queries[i]);
    }
    emit_info(g, &c, a);
    return write_if_changed(g, str_z(g->arena, str_fmt(g->arena, "%s/%.*s_q.h", dir, S_ARG(a->name))), &h) &&
           write_if_changed(g, str_z(g->arena, str_fmt(g->arena, "%s/%.*s_q.c", dir, S_ARG(a->name))), &c);
}

static bool emit_migrations(Gen *g, const char *dir)
{
    Buf c = buf_on_arena(g->arena, BUF_MAX_PAGE);
    Buf lite = buf_on_arena(g->arena, BUF_MAX_PAGE), pg = buf_on_arena(g->arena, BUF_MAX_PAGE);
    buf_add(&c, S("/* Generated by sqlgen from the migrations. */\n#include \"db/migrate.h\"\n\nconst Migration "
                  "MIGRATIONS[] = {\n"));
    for (size_t i = 0; i < g->migrations_n; i++) {
        Migration *m = g->migrations[i];
        bool example = str_find(str_from(m->path), S("/_")) >= 0; /* areas/_example is compiled for tests only */
        buf_add(&c, example ? S("#ifdef ENTENTE_TEST\n") : S(""));
        buf_fmt(&c, "    {.number = %d, .name = \"%.*s\",\n     .canonical = ", m->number, S_ARG(m->name));
        literal(&c, buf_str(&m->canonical), "        ");
        buf_add(&c, S(",\n     .sqlite = "));
        literal(&c, buf_str(&m->sqlite), "        ");
        buf_add(&c, S(",\n     .postgres = "));
        literal(&c, buf_str(&m->postgres), "        ");
        buf_add(&c, example ? S("},\n#endif\n") : S("},\n"));
        buf_fmt(&lite, "-- %s\n%.*s\n", m->path, S_ARG(buf_str(&m->sqlite)));
        buf_fmt(&pg, "-- %s\n%.*s\n", m->path, S_ARG(buf_str(&m->postgres)));
    }
    if (!g->migrations_n) {
        buf_add(&c, S("    {0},\n"));
    }
    buf_fmt(&c, "};\nconst size_t MIGRATIONS_N = %s;\n",
            g->migrations_n ? "sizeof MIGRATIONS / sizeof MIGRATIONS[0]" : "0");
    return write_if_changed(g, str_z(g->arena, str_fmt(g->arena, "%s/migrations.c", dir)), &c) &&
           write_if_changed(g, str_z(g->arena, str_fmt(g->arena, "%s/schema_sqlite.sql", dir)), &lite) &&
           write_if_changed(g, str_z(g->arena, str_fmt(g->arena, "%s/schema_postgres.sql", dir)), &pg);
}

bool emit_all(Gen *g, const char *out_dir)
{
    const char *dir = str_z(g->arena, str_fmt(g->arena, "%s/gen", out_dir));
    mkdir(out_dir, 0777); /* there already, or fopen says so */
    mkdir(dir, 0777);
    bool ok = emit_migrations(g, dir);
    for (size_t i = 0; i < g->areas_n; i++) {
        ok = emit_area(g, dir, g->areas[i]) && ok;
    }
    Buf info = buf_on_arena(g->arena, BUF_MAX_PAGE);
    emit_info_all(g, &info);
    Buf people = buf_on_arena(g->arena, BUF_MAX_PAGE);
    emit_people(g, &people);
    ok = write_if_changed(g, str_z(g->arena, str_fmt(g->arena, "%s/personal.c", dir)), &people) && ok;
    return write_if_changed(g, str_z(g->arena, str_fmt(g->arena, "%s/query_info.c", dir)), &info) && ok;
}

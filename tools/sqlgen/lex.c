/* Text to tokens: SQL of our dialect, the [filter: ] and {engine: } blocks, parameters and type marks. */
#include "sqlgen.h"

const TypeInfo TYPES[TYPE_N] = {
    [TYPE_NONE] = {S_INIT(""), "", "", "", "", 0},
    [TYPE_ID] = {S_INIT("id"), "DB_ID", "Id", "BLOB", "UUID", 2950},
    [TYPE_TIME] = {S_INIT("time"), "DB_TIME", "Time", "INTEGER", "BIGINT", 20},
    [TYPE_DATE] = {S_INIT("date"), "DB_DATE", "Date", "INTEGER", "INTEGER", 23},
    [TYPE_MINOR] = {S_INIT("minor"), "DB_MINOR", "int64_t", "INTEGER", "BIGINT", 20},
    [TYPE_INT] = {S_INIT("int"), "DB_INT", "int64_t", "INTEGER", "BIGINT", 20},
    [TYPE_DEC] = {S_INIT("dec"), "DB_DEC", "Dec", "INTEGER", "BIGINT", 20},
    [TYPE_BOOL] = {S_INIT("bool"), "DB_BOOL", "bool", "INTEGER", "BOOLEAN", 16},
    [TYPE_TEXT] = {S_INIT("text"), "DB_TEXT", "Str", "TEXT", "TEXT COLLATE \"C\"", 25},
    [TYPE_BYTES] = {S_INIT("bytes"), "DB_BYTES", "Str", "BLOB", "BYTEA", 17},
    [TYPE_JSON] = {S_INIT("json"), "DB_JSON", "Str", "TEXT", "TEXT", 25},
};

Type type_of(Str name)
{
    for (Type t = TYPE_ID; t < TYPE_N; t++) {
        if (str_eq(TYPES[t].name, name)) {
            return t;
        }
    }
    return TYPE_NONE;
}

bool str_is(Str s, const char *lower) { return str_eq_nocase(s, str_from(lower)); }

typedef struct Lexer {
    Gen *g;
    const char *path;
    const char *p, *end;
    int line, depth, filter, filter_line;
    Only only;
    Query *q; /* NULL in a migration */
    TokList *out;
} Lexer;

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static Tok *push(Lexer *x, TokKind kind, const char *from, const char *to, bool space)
{
    TokList *l = x->out;
    l->t = sg_grow(x->g, l->t, l->n, &l->cap, sizeof(Tok));
    Tok *t = &l->t[l->n++];
    *t = (Tok){.kind = kind,
               .s = str_of(from, (size_t)(to - from)),
               .line = x->line,
               .depth = x->depth,
               .filter = x->filter,
               .only = x->only,
               .space = space};
    return t;
}

static Str take_word(Lexer *x)
{
    const char *from = x->p;
    while (x->p < x->end && is_word(*x->p)) {
        x->p++;
    }
    return str_of(from, (size_t)(x->p - from));
}

static bool take_char(Lexer *x, char c)
{
    if (x->p < x->end && *x->p == c) {
        x->p++;
        return true;
    }
    return false;
}

static bool skip_space(Lexer *x)
{
    bool any = false;
    while (x->p < x->end && (*x->p == ' ' || *x->p == '\t' || *x->p == '\n' || *x->p == '\r')) {
        x->line += *x->p == '\n';
        x->p++;
        any = true;
    }
    return any;
}

static bool lex_quoted(Lexer *x, TokKind kind, const char *from, bool space)
{
    int line = x->line;
    x->p++;
    for (; x->p < x->end; x->p++) {
        x->line += *x->p == '\n';
        if (*x->p != '\'') {
            continue;
        }
        x->p++;
        if (x->p == x->end || *x->p != '\'') {
            Tok *t = push(x, kind, from, x->p, space);
            t->line = line;
            return true;
        }
    }
    return sg_error(x->g, x->path, line, "a string is not closed; add the missing quote");
}

/* :name, :name?, :name... and ::type, ::type? */
static bool lex_colon(Lexer *x, bool space)
{
    bool mark = x->p + 1 < x->end && x->p[1] == ':';
    x->p += mark ? 2 : 1;
    Str word = take_word(x);
    if (!word.n) {
        return sg_error(x->g, x->path, x->line, "a name is missing after ':'; write :name or ::type");
    }
    if (!x->q) {
        return sg_error(x->g, x->path, x->line, "a migration has no parameters and no type marks");
    }
    Tok *t = push(x, mark ? TOK_MARK : TOK_PARAM, word.p, word.p + word.n, space);
    if (mark && type_of(word) == TYPE_NONE) {
        return sg_error(x->g, x->path, x->line,
                        "'::%.*s' is not a type; use id time date minor int dec bool text bytes json", S_ARG(word));
    }
    if (!mark && x->end - x->p >= 3 && memcmp(x->p, "...", 3) == 0) {
        t->list = true;
        x->p += 3;
    }
    t->nullable = take_char(x, '?');
    return true;
}

static bool lex_filter_open(Lexer *x)
{
    if (x->filter >= 0) {
        return sg_error(x->g, x->path, x->line, "a [filter: ] stands inside another; close the first with ']'");
    }
    x->p++;
    Str name = take_word(x);
    if (!name.n || !take_char(x, ':')) {
        return sg_error(x->g, x->path, x->line, "a filter is written [name: SQL]");
    }
    if (x->q->filters_n == FILTERS_MAX) {
        return sg_error(x->g, x->path, x->line, "a query has at most %d filters; make two queries", FILTERS_MAX);
    }
    for (size_t i = 0; i < x->q->filters_n; i++) {
        if (str_eq(x->q->filters[i], name)) {
            return sg_error(x->g, x->path, x->line, "the filter '%.*s' is there twice; give it another name",
                            S_ARG(name));
        }
    }
    x->filter = (int)x->q->filters_n;
    x->filter_line = x->line;
    x->q->filters[x->q->filters_n++] = name;
    return true;
}

static bool lex_engine_open(Lexer *x)
{
    x->p++;
    skip_space(x);
    Str name = take_word(x);
    bool sqlite = str_eq(name, S("sqlite"));
    if (x->only != ONLY_BOTH || (!sqlite && !str_eq(name, S("pg"))) || !take_char(x, ':')) {
        return sg_error(x->g, x->path, x->line, "an engine block is written {sqlite: SQL}{pg: SQL}");
    }
    x->only = sqlite ? ONLY_SQLITE : ONLY_PG;
    x->q->engine_blocks++;
    return true;
}

/* The brackets of blocks. *ret_done tells that one was read. */
static bool lex_block(Lexer *x, bool *ret_done)
{
    *ret_done = true;
    switch (*x->p) {
    case '[':
        return lex_filter_open(x);
    case ']':
        if (x->filter < 0) {
            return sg_error(x->g, x->path, x->line, "']' without a filter; a filter is written [name: SQL]");
        }
        x->filter = -1;
        x->p++;
        return true;
    case '{':
        return lex_engine_open(x);
    case '}':
        if (x->only == ONLY_BOTH) {
            return sg_error(x->g, x->path, x->line, "'}' without a block; a block is written {sqlite: SQL}{pg: SQL}");
        }
        x->only = ONLY_BOTH;
        x->p++;
        return true;
    default:
        *ret_done = false;
        return true;
    }
}

static void lex_operator(Lexer *x, bool space)
{
    static const char *const LONG[] = {"<=", ">=", "<>", "!=", "||", "=="};
    const char *from = x->p;
    if (*from == '(') {
        push(x, TOK_OP, from, from + 1, space);
        x->p++;
        x->depth++;
        return;
    }
    if (*from == ')') {
        x->depth--;
        push(x, TOK_OP, from, from + 1, space);
        x->p++;
        return;
    }
    size_t n = 1;
    for (size_t i = 0; i < sizeof(LONG) / sizeof(LONG[0]); i++) {
        if (x->end - from >= 2 && memcmp(from, LONG[i], 2) == 0) {
            n = 2;
        }
    }
    x->p += n;
    push(x, TOK_OP, from, x->p, space);
}

static bool lex_one(Lexer *x, bool space)
{
    const char *from = x->p;
    char c = *from;
    if (c == '-' && from + 1 < x->end && from[1] == '-') {
        while (x->p < x->end && *x->p != '\n') {
            x->p++;
        }
        if (!x->q) {
            push(x, TOK_COMMENT, from, x->p, space);
        }
        return true;
    }
    if (c == '\'') {
        return lex_quoted(x, TOK_STRING, from, space);
    }
    if ((c == 'x' || c == 'X') && from + 1 < x->end && from[1] == '\'') {
        x->p++;
        return lex_quoted(x, TOK_BLOB, from, space);
    }
    if (c == '"' || c == '`' || c == '$' || c == '@' || c == '?' || c == '#') {
        return sg_error(x->g, x->path, x->line, "'%c' is not used here; names are plain lower case, parameters :name",
                        c);
    }
    if (c == ':') {
        return lex_colon(x, space);
    }
    if (is_digit(c)) {
        while (x->p < x->end && (is_word(*x->p) || *x->p == '.')) {
            x->p++;
        }
        push(x, TOK_NUMBER, from, x->p, space);
        return true;
    }
    if (is_word(c)) {
        take_word(x);
        push(x, TOK_WORD, from, x->p, space);
        return true;
    }
    lex_operator(x, space);
    if (x->depth < 0) {
        return sg_error(x->g, x->path, x->line, "')' without '('");
    }
    return true;
}

bool lex(Gen *g, const char *path, Str text, int line, bool query, Query *q, TokList *ret)
{
    Lexer x = {.g = g,
               .path = path,
               .p = text.p,
               .end = text.p + text.n,
               .line = line,
               .filter = -1,
               .q = query ? q : NULL,
               .out = ret};
    bool space = false;
    for (;;) {
        space = skip_space(&x) || space;
        if (x.p == x.end) {
            break;
        }
        bool block = false;
        if (query && !lex_block(&x, &block)) {
            return false;
        }
        if (block) {
            space = true;
            continue;
        }
        if (!lex_one(&x, space)) {
            return false;
        }
        space = false;
    }
    if (x.filter >= 0) {
        return sg_error(g, path, x.filter_line, "the filter is not closed; add ']'");
    }
    if (x.only != ONLY_BOTH) {
        return sg_error(g, path, x.line, "the engine block is not closed; add '}'");
    }
    if (x.depth != 0) {
        return sg_error(g, path, line, "'(' is not closed");
    }
    push(&x, TOK_END, x.p, x.p, false);
    ret->n--; /* the end stands behind the last token but is not counted */
    return true;
}

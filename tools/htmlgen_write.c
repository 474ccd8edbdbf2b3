/* htmlgen: errors, small helpers on text, and writing C. */
#include "htmlgen_gen.h"
#include <stdio.h>

/* --- errors ------------------------------------------------------------ */

void fail_at(Gen *g, int line, const char *fmt, ...) __attribute__((noreturn, format(printf, 3, 4)));
void fail_at(Gen *g, int line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    Str what = str_vfmt(g->arena, fmt, ap);
    va_end(ap);
    fprintf(stderr, "%.*s:%d: %.*s\n", S_ARG(g->path), line, S_ARG(what));
    longjmp(g->fail, 1);
}

/* --- small text helpers ------------------------------------------------ */

bool is_identifier(Str s)
{
    if (str_empty(s) || is_digit(s.p[0])) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (!is_word(s.p[i])) {
            return false;
        }
    }
    return true;
}

void step(Gen *g)
{
    if (g->text.p[g->at] == '\n') {
        g->line++;
    }
    g->at++;
}

Str take_name(Gen *g)
{
    size_t from = g->at;
    while (is_name(peek(g, 0))) {
        g->at++;
    }
    return str_sub(g->text, from, g->at - from);
}

/* Index just past a C string or character literal that begins at s[i]. */
size_t skip_literal(Str s, size_t i)
{
    char quote = s.p[i++];
    while (i < s.n && s.p[i] != quote) {
        i += s.p[i] == '\\' && i + 1 < s.n ? 2 : 1;
    }
    return i < s.n ? i + 1 : i;
}

/* Index of the first `c` outside literals and brackets, or -1. */
ptrdiff_t find_outside(Str s, char c)
{
    int depth = 0;
    for (size_t i = 0; i < s.n;) {
        char x = s.p[i];
        if (depth == 0 && x == c) {
            return (ptrdiff_t)i;
        }
        if (x == '"' || x == '\'') {
            i = skip_literal(s, i);
            continue;
        }
        depth += x == '(' || x == '[' || x == '{' ? 1 : x == ')' || x == ']' || x == '}' ? -1 : 0;
        i++;
    }
    return -1;
}

/* Cuts the part before a top-level comma off *rest. */
bool split_args(Str *rest, Str *ret)
{
    if (str_empty(str_trim(*rest))) {
        return false;
    }
    ptrdiff_t i = find_outside(*rest, ',');
    *ret = str_trim(i < 0 ? *rest : str_sub(*rest, 0, (size_t)i));
    *rest = i < 0 ? S("") : str_skip(*rest, (size_t)i + 1);
    return true;
}

/* --- writing C --------------------------------------------------------- */

static void add_literal(Buf *b, Str s)
{
    buf_addc(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\n') {
            buf_add(b, S("\\n"));
        } else if (c == '"' || c == '\\') {
            buf_addc(b, '\\');
            buf_addc(b, c);
        } else {
            buf_addc(b, c);
        }
    }
    buf_addc(b, '"');
}

void flush(Gen *g)
{
    if (g->run.n == 0) {
        return;
    }
    buf_add(g->c, S("    out_raw(o, S("));
    add_literal(g->c, buf_str(&g->run));
    buf_add(g->c, S("));\n"));
    buf_clear(&g->run);
}

/* Errors of the compiler in what follows point at the template. */
void point(Gen *g, int line)
{
    flush(g);
    buf_fmt(g->c, "#line %d \"%.*s\"\n", line, S_ARG(g->path));
}

bool in_svg(const Gen *g)
{
    for (size_t i = 0; i < g->depth; i++) {
        if (names_have(NAMES_SVG, g->open[i].name)) {
            return true;
        }
    }
    return false;
}

bool in_verbatim(const Gen *g)
{
    return g->depth &&
           (str_eq(g->open[g->depth - 1].name, S("pre")) || str_eq(g->open[g->depth - 1].name, S("textarea")));
}

bool breaks_text(const Gen *g, Str name)
{
    if (!str_eq(name, S("svg")) && (in_svg(g) || names_have(NAMES_SVG, name))) {
        return !str_eq(name, S("tspan"));
    }
    return names_have(NAMES_BLOCK, name);
}

/* White space waits until it is known what follows it. */
void flush_space(Gen *g, bool before_block)
{
    if (g->ws && !before_block && g->after != AFTER_BLOCK) {
        raw(g, g->ws_newline ? S("\n") : S(" "));
    }
    g->ws = g->ws_newline = false;
}

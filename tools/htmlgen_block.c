/* htmlgen: if, for, call, wrap; each branch leaves the HTML as it found it. */
#include "htmlgen_gen.h"

static Block *push_block(Gen *g, BlockKind kind, int line)
{
    if (g->blocks_n == BLOCKS_MAX) {
        FAIL(g, "more than %d blocks inside each other; split the template", BLOCKS_MAX);
    }
    Block *b = &g->blocks[g->blocks_n++];
    *b = (Block){.kind = kind, .line = line, .place = g->place, .depth = g->depth, .attrs_n = g->attrs_n};
    return b;
}

/* A branch ends: the HTML must stand as the block found it. */
static void check_branch(Gen *g, const Block *b)
{
    if (g->depth > b->depth) {
        Element e = g->open[g->depth - 1];
        FAIL(g, "<%.*s> of line %d is still open at the end of the block of line %d; close it inside the block",
             S_ARG(e.name), e.line, b->line);
    }
    if (g->place != b->place) {
        FAIL(g, "the block of line %d began %s and ends %s; begin and end it in the same place", b->line,
             place_name(b->place), place_name(g->place));
    }
    if (g->place == IN_TEXT) {
        flush_space(g, false);
    }
    flush(g);
    g->attrs_n = b->attrs_n;
}

void before_control(Gen *g)
{
    if (g->place == IN_TEXT) {
        flush_space(g, false);
        g->after = AFTER_TEXT;
    }
}

void begin_if(Gen *g, Str cond, int line)
{
    before_control(g);
    if (str_empty(cond)) {
        FAIL(g, "{{ if }} has no condition; write {{ if condition }}");
    }
    push_block(g, BLOCK_IF, line);
    point(g, line);
    buf_fmt(g->c, "    if (%.*s) {\n", S_ARG(cond));
}

static Block *open_if(Gen *g, const char *what)
{
    if (g->blocks_n == 0 || g->blocks[g->blocks_n - 1].kind != BLOCK_IF) {
        FAIL(g, "%s without {{ if }}; open one before it", what);
    }
    Block *b = &g->blocks[g->blocks_n - 1];
    if (b->has_else) {
        FAIL(g, "%s after {{ else }} of the block of line %d; {{ else }} is the last branch", what, b->line);
    }
    return b;
}

void next_branch(Gen *g, Str cond, bool is_else, int line)
{
    Block *b = open_if(g, is_else ? "{{ else }}" : "{{ elif }}");
    check_branch(g, b);
    b->has_else = is_else;
    g->after = AFTER_TEXT;
    if (is_else) {
        buf_add(g->c, S("    } else {\n"));
        return;
    }
    if (str_empty(cond)) {
        FAIL(g, "{{ elif }} has no condition; write {{ elif condition }}");
    }
    buf_fmt(g->c, "    }\n#line %d \"%.*s\"\n    else if (%.*s) {\n", line, S_ARG(g->path), S_ARG(cond));
}

/* The last word of a declaration: "const Row *r" gives "r". */
Str declared_name(Str s)
{
    s = str_trim(s);
    size_t i = s.n;
    while (i > 0 && is_word(s.p[i - 1])) {
        i--;
    }
    return str_skip(s, i);
}

static ptrdiff_t find_word_in(Str s)
{
    for (size_t i = 1; i + 3 < s.n; i++) {
        if (is_space(s.p[i - 1]) && s.p[i] == 'i' && s.p[i + 1] == 'n' && is_space(s.p[i + 2])) {
            return (ptrdiff_t)i;
        }
    }
    return -1;
}

void begin_for(Gen *g, Str rest, int line)
{
    before_control(g);
    static const char *form = "{{ for }} is not understood; write {{ for const Row *row in array, count }}";
    ptrdiff_t in = find_word_in(rest);
    if (in < 0) {
        FAIL(g, "%s", form);
    }
    Str decl = str_trim(str_sub(rest, 0, (size_t)in));
    Str tail = str_skip(rest, (size_t)in + 2);
    Str var = declared_name(decl);
    Str array, count;
    if (!is_identifier(var) || var.n == decl.n || !split_args(&tail, &array) || !split_args(&tail, &count) ||
        !str_empty(str_trim(tail))) {
        FAIL(g, "%s", form);
    }
    push_block(g, BLOCK_FOR, line);
    point(g, line);
    buf_fmt(g->c, "    for (size_t %.*s_i = 0; %.*s_i < (size_t)(%.*s); %.*s_i++) {\n", S_ARG(var), S_ARG(var),
            S_ARG(count), S_ARG(var));
    buf_fmt(g->c, "#line %d \"%.*s\"\n    %.*s = &(%.*s)[%.*s_i];\n    (void)%.*s;\n", line, S_ARG(g->path),
            S_ARG(decl), S_ARG(array), S_ARG(var), S_ARG(var));
}

/* "name(args)" into its parts. */
void take_call(Gen *g, Str rest, const char *what, Str *ret_name, Str *ret_args)
{
    ptrdiff_t paren = str_find_char(rest, '(');
    Str name = paren < 0 ? S("") : str_trim(str_sub(rest, 0, (size_t)paren));
    if (!is_identifier(name) || !str_ends(rest, S(")"))) {
        FAIL(g, "%s is not understood; write {{ %s name(arguments) }}", what,
             str_starts(str_from(what), S("{{ wrap")) ? "wrap" : "call");
    }
    *ret_name = name;
    *ret_args = str_trim(str_sub(rest, (size_t)paren + 1, rest.n - (size_t)paren - 2));
}

void write_call(Gen *g, Str name, const char *suffix, Str args, int line)
{
    point(g, line);
    buf_fmt(g->c, "    %.*s_html%s(o%s%.*s);\n", S_ARG(name), suffix, args.n ? ", " : "", S_ARG(args));
}

void begin_wrap(Gen *g, Str rest, int line)
{
    need_text(g, "{{ wrap }}");
    Str name, args;
    take_call(g, rest, "{{ wrap }}", &name, &args);
    write_call(g, name, "_open", args, line);
    Block *b = push_block(g, BLOCK_WRAP, line);
    b->wrap_name = name;
    b->wrap_args = args;
}

void end_block(Gen *g, int line)
{
    if (g->blocks_n == 0) {
        end_template(g);
        return;
    }
    Block b = g->blocks[g->blocks_n - 1];
    check_branch(g, &b);
    g->blocks_n--;
    g->after = AFTER_TEXT;
    if (b.kind == BLOCK_WRAP) {
        write_call(g, b.wrap_name, "_close", b.wrap_args, line);
    } else {
        buf_add(g->c, S("    }\n"));
    }
}

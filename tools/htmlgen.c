/* htmlgen: templates to typed C. docs/htmlgen.md is the contract.
 *
 * One pass over each file. A small tokenizer follows the HTML (text, tag, attribute value, open elements), so that it is
 * known at each {{ tag }} where it stands; what may stand there is decided then. Static markup gathers in `run` and is
 * written as one out_raw before the next dynamic thing. A block (if, for, wrap) must leave the HTML as it found it, so
 * every branch is balanced by itself. The first mistake of a file is reported; other files are still read.
 *
 * Not a job of this tool: checking C expressions (the compiler does, #line points it at the template), or the nesting
 * rules of HTML beyond balance (the browser tests run a validator). */
#include "base/buf.h"
#include "base/num.h"
#include "htmlgen_names.h"
#include <errno.h>
#include <setjmp.h>
#include <sys/stat.h>

enum { DEPTH_MAX = 64, BLOCKS_MAX = 32, ATTRS_MAX = 40, ARGS_MAX = 8, SOURCES_MAX = 4096 };

typedef enum Place { IN_NOTHING /* outside a template */, IN_TEXT, IN_TAG, IN_VALUE } Place;
typedef enum Part { PART_NONE, PART_FRAGMENT /* "#" so far */, PART_TEXT, PART_URL } Part; /* of an address so far */
typedef enum After { AFTER_TEXT, AFTER_BLOCK } After;
typedef enum BlockKind { BLOCK_IF, BLOCK_FOR, BLOCK_WRAP } BlockKind;

typedef struct Element {
    Str name;
    int line;
} Element;

typedef struct Block {
    BlockKind kind;
    int line;
    bool has_else;
    Place place;
    size_t depth, attrs_n;
    Str wrap_name, wrap_args;
} Block;

typedef struct Gen {
    Arena *arena;
    Str path, text;
    size_t at;
    int line;
    jmp_buf fail;

    Buf *c, *h, *includes; /* the area's files, being built */
    Buf run;               /* static markup not yet written */
    Buf lets;              /* top-level locals before the slot, for the closing half */

    Place place;
    Element open[DEPTH_MAX];
    size_t depth;
    Str tag, attr;
    int tag_line;
    Str attrs[ATTRS_MAX];
    size_t attrs_n;
    Part part;
    bool address, ws, ws_newline;
    After after;
    Block blocks[BLOCKS_MAX];
    size_t blocks_n;

    Str name, params;
    int template_line;
    bool slot, templates_any;
    const Str *icons;
    size_t icons_n;
} Gen;

/* --- errors ------------------------------------------------------------ */

static void fail_at(Gen *g, int line, const char *fmt, ...) __attribute__((noreturn, format(printf, 3, 4)));
static void fail_at(Gen *g, int line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    Str what = str_vfmt(g->arena, fmt, ap);
    va_end(ap);
    fprintf(stderr, "%.*s:%d: %.*s\n", S_ARG(g->path), line, S_ARG(what));
    longjmp(g->fail, 1);
}
#define FAIL(g, ...) fail_at((g), (g)->line, __VA_ARGS__)

/* --- small text helpers ------------------------------------------------ */

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }
static bool is_name(char c) { return is_word(c) || c == '-' || c == ':'; }

static bool is_identifier(Str s)
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

static char peek(const Gen *g, size_t ahead) { return g->at + ahead < g->text.n ? g->text.p[g->at + ahead] : '\0'; }
static bool looking_at(const Gen *g, Str s) { return str_starts(str_skip(g->text, g->at), s); }

static void step(Gen *g)
{
    if (g->text.p[g->at] == '\n') {
        g->line++;
    }
    g->at++;
}

static Str take_name(Gen *g)
{
    size_t from = g->at;
    while (is_name(peek(g, 0))) {
        g->at++;
    }
    return str_sub(g->text, from, g->at - from);
}

/* Index just past a C string or character literal that begins at s[i]. */
static size_t skip_literal(Str s, size_t i)
{
    char quote = s.p[i++];
    while (i < s.n && s.p[i] != quote) {
        i += s.p[i] == '\\' && i + 1 < s.n ? 2 : 1;
    }
    return i < s.n ? i + 1 : i;
}

/* Index of the first `c` outside literals and brackets, or -1. */
static ptrdiff_t find_outside(Str s, char c)
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
static bool split_args(Str *rest, Str *ret)
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

static void raw(Gen *g, Str s) { buf_add(&g->run, s); }

static void flush(Gen *g)
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
static void point(Gen *g, int line)
{
    flush(g);
    buf_fmt(g->c, "#line %d \"%.*s\"\n", line, S_ARG(g->path));
}

static bool in_svg(const Gen *g)
{
    for (size_t i = 0; i < g->depth; i++) {
        if (names_have(NAMES_SVG, g->open[i].name)) {
            return true;
        }
    }
    return false;
}

static bool in_verbatim(const Gen *g)
{
    return g->depth && (str_eq(g->open[g->depth - 1].name, S("pre")) || str_eq(g->open[g->depth - 1].name, S("textarea")));
}

static bool breaks_text(const Gen *g, Str name)
{
    if (!str_eq(name, S("svg")) && (in_svg(g) || names_have(NAMES_SVG, name))) {
        return !str_eq(name, S("tspan"));
    }
    return names_have(NAMES_BLOCK, name);
}

/* White space waits until it is known what follows it. */
static void flush_space(Gen *g, bool before_block)
{
    if (g->ws && !before_block && g->after != AFTER_BLOCK) {
        raw(g, g->ws_newline ? S("\n") : S(" "));
    }
    g->ws = g->ws_newline = false;
}

/* --- HTML -------------------------------------------------------------- */

static void check_entity(Gen *g)
{
    size_t i = 1;
    if (peek(g, i) == '#') {
        i++;
    }
    while (is_letter(peek(g, i)) || is_digit(peek(g, i))) {
        i++;
    }
    if (i == 1 || peek(g, i) != ';') {
        FAIL(g, "a bare & in the text; write &amp;");
    }
}

static size_t block_floor(const Gen *g) { return g->blocks_n ? g->blocks[g->blocks_n - 1].depth : 0; }

static void close_element(Gen *g)
{
    g->at += 2;
    Str name = take_name(g);
    while (is_space(peek(g, 0))) {
        step(g);
    }
    if (peek(g, 0) != '>') {
        FAIL(g, "</%.*s is not finished; write </%.*s>", S_ARG(name), S_ARG(name));
    }
    g->at++;
    if (g->depth == 0) {
        FAIL(g, "</%.*s> closes nothing; remove it or open <%.*s> before it", S_ARG(name), S_ARG(name));
    }
    Element top = g->open[g->depth - 1];
    if (!str_eq(top.name, name)) {
        FAIL(g, "</%.*s> where <%.*s> of line %d is open; close <%.*s> first", S_ARG(name), S_ARG(top.name), top.line,
             S_ARG(top.name));
    }
    if (g->depth <= block_floor(g)) {
        FAIL(g, "</%.*s> closes an element of line %d, outside the block of line %d; a block must be balanced by itself",
             S_ARG(name), top.line, g->blocks[g->blocks_n - 1].line);
    }
    bool block = breaks_text(g, name);
    flush_space(g, block);
    g->depth--;
    raw(g, S("</"));
    raw(g, name);
    raw(g, S(">"));
    g->after = block && !str_eq(name, S("svg")) ? AFTER_BLOCK : AFTER_TEXT;
}

static void open_element(Gen *g)
{
    g->at++;
    g->tag_line = g->line;
    g->tag = take_name(g);
    bool known = in_svg(g) || names_have(NAMES_SVG, g->tag) || names_have(NAMES_BLOCK, g->tag) || names_have(NAMES_INLINE, g->tag);
    if (!known) {
        FAIL(g, "<%.*s> is no element of HTML; correct the name", S_ARG(g->tag));
    }
    flush_space(g, breaks_text(g, g->tag));
    raw(g, S("<"));
    raw(g, g->tag);
    g->attrs_n = 0;
    g->place = IN_TAG;
}

static void refuse_script_text(Gen *g)
{
    int line = g->line;
    while (g->at < g->text.n && is_space(peek(g, 0))) {
        step(g);
    }
    if (!looking_at(g, S("</script>"))) {
        fail_at(g, line, "script text in a page is refused by the content policy; put it under web/js and load it by src");
    }
}

static void end_open_tag(Gen *g, bool self_closed)
{
    bool is_void = names_have(NAMES_VOID, g->tag);
    bool svg = in_svg(g) || names_have(NAMES_SVG, g->tag);
    bool block = breaks_text(g, g->tag);
    if (self_closed && !is_void && !svg) {
        FAIL(g, "<%.*s/> does not close itself in HTML; write <%.*s></%.*s>", S_ARG(g->tag), S_ARG(g->tag), S_ARG(g->tag));
    }
    raw(g, self_closed && svg ? S("/>") : S(">"));
    g->place = IN_TEXT;
    g->after = block ? AFTER_BLOCK : AFTER_TEXT;
    if (self_closed || (is_void && !svg)) {
        return;
    }
    if (g->depth == DEPTH_MAX) {
        FAIL(g, "more than %d elements inside each other; split the template", DEPTH_MAX);
    }
    g->open[g->depth++] = (Element){g->tag, g->tag_line};
    if (str_eq(g->tag, S("svg"))) {
        g->after = AFTER_BLOCK;
    }
    if (str_eq(g->tag, S("script"))) {
        refuse_script_text(g);
    }
}

static void begin_attribute(Gen *g)
{
    Str name = take_name(g);
    if (str_starts_nocase(name, S("on"))) {
        FAIL(g, "%.*s= is refused by the content policy; give the element a data- attribute and handle it in web/js",
             S_ARG(name));
    }
    if (str_eq_nocase(name, S("style"))) {
        FAIL(g, "style= is refused by the content policy; use a class of web/css");
    }
    for (size_t i = 0; i < g->attrs_n; i++) {
        if (str_eq(g->attrs[i], name)) {
            FAIL(g, "%.*s= stands twice in <%.*s>; keep one", S_ARG(name), S_ARG(g->tag));
        }
    }
    if (g->attrs_n == ATTRS_MAX) {
        FAIL(g, "more than %d attributes in <%.*s>; remove some", ATTRS_MAX, S_ARG(g->tag));
    }
    g->attrs[g->attrs_n++] = name;
    raw(g, S(" "));
    raw(g, name);
    if (peek(g, 0) != '=') {
        return;
    }
    g->at++;
    if (peek(g, 0) != '"') {
        FAIL(g, "the value of %.*s= is not quoted; write %.*s=\"...\"", S_ARG(name), S_ARG(name));
    }
    g->at++;
    raw(g, S("=\""));
    g->attr = name;
    g->address = names_have(NAMES_ADDRESS, name);
    g->part = PART_NONE;
    g->place = IN_VALUE;
}

static void read_tag_char(Gen *g)
{
    char c = peek(g, 0);
    if (is_space(c)) {
        step(g);
    } else if (c == '>') {
        g->at++;
        end_open_tag(g, false);
    } else if (c == '/' && peek(g, 1) == '>') {
        g->at += 2;
        end_open_tag(g, true);
    } else if (is_name(c)) {
        begin_attribute(g);
    } else {
        FAIL(g, "unexpected '%c' in <%.*s>; attributes are name=\"value\"", c, S_ARG(g->tag));
    }
}

static void read_value_char(Gen *g)
{
    char c = peek(g, 0);
    if (c == '"') {
        g->at++;
        raw(g, S("\""));
        g->place = IN_TAG;
        return;
    }
    if (c == '&') {
        check_entity(g);
    }
    if (g->address && g->part == PART_URL && c != '#') {
        FAIL(g, "text after the address in %.*s=; build the whole address with url_fmt or url_with", S_ARG(g->attr));
    }
    if (g->address) {
        bool fragment = g->part == PART_FRAGMENT || (g->part == PART_NONE && c == '#');
        g->part = fragment ? PART_FRAGMENT : PART_TEXT;
    }
    if (is_space(c)) {
        while (is_space(peek(g, 0))) {
            step(g);
        }
        raw(g, S(" "));
        return;
    }
    raw(g, str_sub(g->text, g->at, 1));
    step(g);
}

static void skip_comment(Gen *g)
{
    int line = g->line;
    while (g->at < g->text.n && !looking_at(g, S("-->"))) {
        step(g);
    }
    if (g->at >= g->text.n) {
        fail_at(g, line, "<!-- is not closed; write -->");
    }
    g->at += 3;
}

static void read_text_char(Gen *g)
{
    char c = peek(g, 0);
    if (is_space(c) && !in_verbatim(g)) {
        g->ws = true;
        g->ws_newline = g->ws_newline || c == '\n';
        step(g);
        return;
    }
    if (c == '<' && looking_at(g, S("<!--"))) {
        skip_comment(g);
    } else if (c == '<' && peek(g, 1) == '!') {
        while (g->at < g->text.n && peek(g, 0) != '>') {
            raw(g, str_sub(g->text, g->at, 1));
            step(g);
        }
        raw(g, S(">"));
        g->at++;
        g->after = AFTER_BLOCK;
    } else if (c == '<' && peek(g, 1) == '/') {
        close_element(g);
    } else if (c == '<' && is_letter(peek(g, 1))) {
        open_element(g);
    } else if (c == '<') {
        FAIL(g, "a bare < in the text; write &lt;");
    } else {
        if (c == '&') {
            check_entity(g);
        }
        flush_space(g, false);
        raw(g, str_sub(g->text, g->at, 1));
        step(g);
        g->after = AFTER_TEXT;
    }
}

/* --- holes ------------------------------------------------------------- */

static const char *place_name(Place p)
{
    switch (p) {
    case IN_NOTHING: return "outside a template";
    case IN_TEXT: return "in the text";
    case IN_TAG: return "inside a tag";
    case IN_VALUE: return "in an attribute";
    }
    return "";
}

static void need_text(Gen *g, const char *what)
{
    if (g->place != IN_TEXT) {
        FAIL(g, "%s stands %s; it writes markup, so it may stand in text only", what, place_name(g->place));
    }
    flush_space(g, false);
    g->after = AFTER_TEXT;
}

/* The call that prints an expression where the cursor stands. */
static const char *printer(Gen *g)
{
    if (g->place == IN_TAG) {
        FAIL(g, "a hole stands inside the tag <%.*s>; put it into a quoted value, or use {{ bool name if condition }}",
             S_ARG(g->tag));
    }
    if (g->place == IN_TEXT) {
        flush_space(g, false);
        g->after = AFTER_TEXT;
        return "OUT";
    }
    if (names_have(NAMES_REFUSED, g->attr)) {
        FAIL(g, "a hole in %.*s= is refused; no type makes it safe", S_ARG(g->attr));
    }
    if (!g->address) {
        return "OUT_ATTR";
    }
    switch (g->part) {
    case PART_NONE: g->part = PART_URL; return "OUT_URL";
    case PART_FRAGMENT: return "OUT_ATTR";
    case PART_TEXT:
    case PART_URL: break;
    }
    FAIL(g, "a hole in the middle of an address; build the whole address with url_fmt and print that");
}

static void hole(Gen *g, Str expr, int line)
{
    const char *out = printer(g);
    point(g, line);
    buf_fmt(g->c, "    %s(o, %.*s);\n", out, S_ARG(expr));
}

/* --- texts ------------------------------------------------------------- */

typedef struct Arg {
    Str name, expr;
} Arg;

/* A C string literal at the start of *rest; *ret is it with its quotes. */
static Str take_string(Gen *g, Str *rest, const char *what)
{
    *rest = str_trim(*rest);
    if (str_empty(*rest) || rest->p[0] != '"') {
        FAIL(g, "%s needs a text in double quotes", what);
    }
    size_t n = skip_literal(*rest, 0);
    Str ret = str_sub(*rest, 0, n);
    if (n < 3) {
        FAIL(g, "%s has an empty text; write the text or remove the tag", what);
    }
    *rest = str_trim(str_skip(*rest, n));
    return ret;
}

static size_t take_args(Gen *g, Str rest, Arg args[ARGS_MAX], size_t n)
{
    Str part;
    while (split_args(&rest, &part)) {
        ptrdiff_t eq = find_outside(part, '=');
        Str name = eq < 0 ? S("") : str_trim(str_sub(part, 0, (size_t)eq));
        if (!is_identifier(name)) {
            FAIL(g, "'%.*s' is no argument of a text; write name=expression, separated by commas", S_ARG(part));
        }
        if (n == ARGS_MAX) {
            FAIL(g, "more than %d arguments in a text; split it", ARGS_MAX);
        }
        args[n++] = (Arg){name, str_trim(str_skip(part, (size_t)eq + 1))};
    }
    return n;
}

static bool has_placeholder(Str text, Str name)
{
    for (size_t i = 0; i + name.n + 2 <= text.n; i++) {
        if (text.p[i] == '{' && str_eq(str_sub(text, i + 1, name.n), name) && text.p[i + 1 + name.n] == '}') {
            return true;
        }
    }
    return false;
}

static void check_placeholders(Gen *g, Str text, const Arg *args, size_t n)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '{') {
            continue;
        }
        ptrdiff_t end = str_find_char(str_skip(text, i), '}');
        Str name = end < 0 ? S("") : str_sub(text, i + 1, (size_t)end - 1);
        if (!is_identifier(name)) {
            FAIL(g, "a bare { in a text; placeholders are {name}");
        }
        bool found = false;
        for (size_t a = 0; a < n; a++) {
            found = found || str_eq(args[a].name, name);
        }
        if (!found) {
            FAIL(g, "{%.*s} has no argument; add %.*s=expression", S_ARG(name), S_ARG(name));
        }
    }
}

static void check_args_used(Gen *g, Str text, Str other, const Arg *args, size_t n)
{
    for (size_t a = 0; a < n; a++) {
        if (!has_placeholder(text, args[a].name) && !has_placeholder(other, args[a].name)) {
            FAIL(g, "argument %.*s does not stand in the text; write {%.*s} where it goes", S_ARG(args[a].name),
                 S_ARG(args[a].name));
        }
    }
}

/* Prints a text with arguments: the runtime walks the translation, this code prints each argument by its type. */
static void text_args(Gen *g, const char *out, const Arg *args, size_t n, int line)
{
    buf_add(g->c, S("    static const Str names_[] = {"));
    for (size_t i = 0; i < n; i++) {
        buf_fmt(g->c, "S_INIT(\"%.*s\"), ", S_ARG(args[i].name));
    }
    buf_fmt(g->c, "};\n    for (int a_; (a_ = out_text_next(o, &text_, names_, %zu)) >= 0;) {\n    switch (a_) {\n", n);
    for (size_t i = 0; i < n; i++) {
        buf_fmt(g->c, "    case %zu:\n#line %d \"%.*s\"\n    %s(o, %.*s);\n    break;\n", i, line, S_ARG(g->path), out,
                S_ARG(args[i].expr));
    }
    buf_add(g->c, S("    default: break;\n    }\n    }\n"));
}

static void refuse_in_address(Gen *g)
{
    if (g->place == IN_VALUE && g->address) {
        FAIL(g, "a translated text in %.*s= is refused; an address is no text", S_ARG(g->attr));
    }
}

static void text_plain(Gen *g, Str rest, bool context, int line)
{
    const char *what = context ? "{{ tc }}" : "{{ t }}";
    Str ctx = context ? take_string(g, &rest, what) : S("");
    Str text = take_string(g, &rest, what);
    Arg args[ARGS_MAX];
    size_t n = take_args(g, rest, args, 0);
    check_placeholders(g, text, args, n);
    check_args_used(g, text, S(""), args, n);
    refuse_in_address(g);
    const char *out = printer(g);
    point(g, line);
    if (context) {
        buf_fmt(g->c, "    { static TextSite site_ = {TRC(%.*s, %.*s), NULL};\n", S_ARG(ctx), S_ARG(text));
    } else {
        buf_fmt(g->c, "    { static TextSite site_ = {NULL, TR(%.*s), NULL};\n", S_ARG(text));
    }
    if (n == 0) {
        buf_add(g->c, S("    out_text(o, &site_); }\n"));
        return;
    }
    buf_add(g->c, S("    OutText text_ = out_text_begin(o, &site_);\n"));
    text_args(g, out, args, n, line);
    buf_add(g->c, S("    }\n"));
}

/* "COUNT name=expr, ..." or "COUNT, name=expr": the count ends before a word that is followed by a single '='. */
static Str take_count(Gen *g, Str *rest)
{
    Str s = *rest;
    ptrdiff_t comma = find_outside(s, ',');
    size_t end = comma < 0 ? s.n : (size_t)comma;
    for (size_t i = 1; i < end; i++) {
        if (!is_space(s.p[i - 1]) || !is_letter(s.p[i])) {
            continue;
        }
        size_t j = i;
        while (j < end && is_word(s.p[j])) {
            j++;
        }
        while (j < end && is_space(s.p[j])) {
            j++;
        }
        if (j + 1 < end && s.p[j] == '=' && s.p[j + 1] != '=') {
            *rest = str_skip(s, i);
            return str_trim(str_sub(s, 0, i));
        }
    }
    *rest = comma < 0 ? S("") : str_skip(s, end + 1);
    Str count = str_trim(str_sub(s, 0, end));
    if (str_empty(count)) {
        FAIL(g, "{{ tn }} has no count; write {{ tn \"{n} row\" \"{n} rows\" count }}");
    }
    return count;
}

static void text_plural(Gen *g, Str rest, int line)
{
    Str one = take_string(g, &rest, "{{ tn }}");
    Str many = take_string(g, &rest, "{{ tn }}");
    Arg args[ARGS_MAX];
    args[0] = (Arg){S("n"), S("n_")};
    Str count = take_count(g, &rest);
    size_t n = take_args(g, rest, args, 1);
    check_placeholders(g, one, args, n);
    check_placeholders(g, many, args, n);
    check_args_used(g, one, many, args + 1, n - 1);
    refuse_in_address(g);
    const char *out = printer(g);
    point(g, line);
    buf_fmt(g->c, "    { const int64_t n_ = (int64_t)(%.*s);\n", S_ARG(count));
    buf_fmt(g->c, "    OutText text_ = out_plural_begin(o, TRN(%.*s, %.*s), n_);\n", S_ARG(one), S_ARG(many));
    text_args(g, out, args, n, line);
    buf_add(g->c, S("    }\n"));
}

/* --- blocks ------------------------------------------------------------ */

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

static void before_control(Gen *g)
{
    if (g->place == IN_TEXT) {
        flush_space(g, false);
        g->after = AFTER_TEXT;
    }
}

static void begin_if(Gen *g, Str cond, int line)
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

static void next_branch(Gen *g, Str cond, bool is_else, int line)
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
static Str declared_name(Str s)
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

static void begin_for(Gen *g, Str rest, int line)
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
static void take_call(Gen *g, Str rest, const char *what, Str *ret_name, Str *ret_args)
{
    ptrdiff_t paren = str_find_char(rest, '(');
    Str name = paren < 0 ? S("") : str_trim(str_sub(rest, 0, (size_t)paren));
    if (!is_identifier(name) || !str_ends(rest, S(")"))) {
        FAIL(g, "%s is not understood; write {{ %s name(arguments) }}", what, str_starts(str_from(what), S("{{ wrap")) ? "wrap" : "call");
    }
    *ret_name = name;
    *ret_args = str_trim(str_sub(rest, (size_t)paren + 1, rest.n - (size_t)paren - 2));
}

static void write_call(Gen *g, Str name, const char *suffix, Str args, int line)
{
    point(g, line);
    buf_fmt(g->c, "    %.*s_html%s(o%s%.*s);\n", S_ARG(name), suffix, args.n ? ", " : "", S_ARG(args));
}

static void begin_wrap(Gen *g, Str rest, int line)
{
    need_text(g, "{{ wrap }}");
    Str name, args;
    take_call(g, rest, "{{ wrap }}", &name, &args);
    write_call(g, name, "_open", args, line);
    Block *b = push_block(g, BLOCK_WRAP, line);
    b->wrap_name = name;
    b->wrap_args = args;
}

static void end_template(Gen *g);

static void end_block(Gen *g, int line)
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

/* --- templates --------------------------------------------------------- */

static void write_head(Gen *g, const char *suffix, bool body)
{
    Buf *to = body ? g->c : g->h;
    if (body) {
        buf_fmt(to, "#line %d \"%.*s\"\n", g->template_line, S_ARG(g->path));
    }
    buf_fmt(to, "void %.*s_html%s(Out *o%s%.*s)%s\n", S_ARG(g->name), suffix, g->params.n ? ", " : "", S_ARG(g->params),
            body ? "\n{" : ";");
    if (!body) {
        return;
    }
    /* Neither half of a wrapping template must use all of its parameters. */
    Str rest = g->params, param;
    buf_add(to, S("    (void)o;\n"));
    while (split_args(&rest, &param)) {
        buf_fmt(to, "    (void)%.*s;\n", S_ARG(declared_name(param)));
    }
}

static void begin_template(Gen *g, Str rest, int line)
{
    if (g->place != IN_NOTHING) {
        end_template(g);
    }
    Str name, params;
    ptrdiff_t paren = str_find_char(rest, '(');
    name = paren < 0 ? S("") : str_trim(str_sub(rest, 0, (size_t)paren));
    if (!is_identifier(name) || !str_ends(rest, S(")"))) {
        FAIL(g, "{{ template }} is not understood; write {{ template name (const View *v) }}");
    }
    params = str_trim(str_sub(rest, (size_t)paren + 1, rest.n - (size_t)paren - 2));
    if (str_eq(params, S("void"))) {
        params = S("");
    }
    g->name = name;
    g->params = params;
    g->template_line = line;
    g->slot = false;
    g->templates_any = true;
    g->place = IN_TEXT;
    g->after = AFTER_BLOCK;
    g->depth = g->blocks_n = 0;
    g->ws = g->ws_newline = false;
    buf_clear(&g->run);
    buf_clear(&g->lets);
    /* Whether it has a slot decides the name of the function; the slot is found by looking ahead to the next template. */
    Str body = str_skip(g->text, g->at);
    ptrdiff_t next = str_find(body, S("{{ template "));
    body = next < 0 ? body : str_sub(body, 0, (size_t)next);
    bool wraps = str_find(body, S("{{ slot }}")) >= 0;
    write_head(g, wraps ? "_open" : "", true);
    write_head(g, wraps ? "_open" : "", false);
    if (wraps) {
        write_head(g, "_close", false);
    }
}

/* RENDER needs one signature for all pages. */
static void write_render(Gen *g)
{
    bool one_const_pointer = str_starts(g->params, S("const ")) && str_find_char(g->params, '*') > 0 &&
                             str_find_char(g->params, ',') < 0;
    if (g->slot || !one_const_pointer) {
        return;
    }
    buf_fmt(g->h, "void %.*s_render(Out *o, const void *v);\n", S_ARG(g->name));
    buf_fmt(g->c, "void %.*s_render(Out *o, const void *v)\n{\n    %.*s_html(o, v);\n}\n", S_ARG(g->name), S_ARG(g->name));
}

static void end_template(Gen *g)
{
    if (g->place == IN_NOTHING) {
        FAIL(g, "{{ end }} closes nothing; remove it");
    }
    if (g->blocks_n) {
        fail_at(g, g->blocks[g->blocks_n - 1].line, "this block has no {{ end }}; add it");
    }
    if (g->place != IN_TEXT) {
        FAIL(g, "the tag <%.*s> of line %d is not finished; close it with >", S_ARG(g->tag), g->tag_line);
    }
    if (g->depth) {
        Element e = g->open[g->depth - 1];
        fail_at(g, e.line, "<%.*s> is not closed in the template %.*s; write </%.*s>", S_ARG(e.name), S_ARG(g->name),
                S_ARG(e.name));
    }
    flush(g);
    buf_add(g->c, S("}\n"));
    write_render(g);
    buf_add(g->c, S("\n"));
    g->place = IN_NOTHING;
    g->ws = g->ws_newline = false;
}

static void write_slot(Gen *g)
{
    need_text(g, "{{ slot }}");
    if (g->slot) {
        FAIL(g, "a second {{ slot }}; a template has one");
    }
    for (size_t i = 0; i < g->blocks_n; i++) {
        if (g->blocks[i].kind != BLOCK_WRAP) {
            FAIL(g, "{{ slot }} inside the block of line %d; put it outside of if and for", g->blocks[i].line);
        }
    }
    g->slot = true;
    flush(g);
    buf_add(g->c, S("}\n"));
    write_head(g, "_close", true);
    buf_add(g->c, buf_str(&g->lets));
}

static void write_let(Gen *g, Str rest, int line)
{
    before_control(g);
    ptrdiff_t eq = find_outside(rest, '=');
    Str var = eq < 0 ? S("") : declared_name(str_sub(rest, 0, (size_t)eq));
    if (!is_identifier(var)) {
        FAIL(g, "{{ let }} is not understood; write {{ let Type name = expression }}");
    }
    Str c = str_fmt(g->arena, "#line %d \"%.*s\"\n    %.*s;\n    (void)%.*s;\n", line, S_ARG(g->path), S_ARG(rest),
                    S_ARG(var));
    flush(g);
    buf_add(g->c, c);
    if (g->blocks_n == 0 && !g->slot) {
        buf_add(&g->lets, c);
    }
}

static void write_bool(Gen *g, Str rest, int line)
{
    ptrdiff_t cut = str_find(rest, S(" if "));
    Str name = cut < 0 ? S("") : str_trim(str_sub(rest, 0, (size_t)cut));
    if (g->place != IN_TAG) {
        FAIL(g, "{{ bool }} stands %s; it is an attribute, so it stands inside a tag", place_name(g->place));
    }
    if (str_empty(name) || !is_letter(name.p[0]) || str_starts_nocase(name, S("on"))) {
        FAIL(g, "{{ bool }} is not understood; write {{ bool checked if condition }}");
    }
    point(g, line);
    buf_fmt(g->c, "    if (%.*s) {\n    out_raw(o, S(\" %.*s\"));\n    }\n", S_ARG(str_trim(str_skip(rest, (size_t)cut + 4))),
            S_ARG(name));
}

static void write_icon(Gen *g, Str name, bool small)
{
    need_text(g, small ? "{{ icon_s }}" : "{{ icon }}");
    bool known = false;
    for (size_t i = 0; i < g->icons_n; i++) {
        known = known || str_eq(g->icons[i], name);
    }
    if (!known) {
        FAIL(g, "no icon '%.*s' in the sprite; add it to web/icons or use one that is there", S_ARG(name));
    }
    flush(g);
    buf_fmt(g->c, "    out_icon(o, S(\"%.*s\"), %s);\n", S_ARG(name), small ? "ICON_SMALL" : "ICON_NORMAL");
}

/* --- {{ tags }} -------------------------------------------------------- */

/* Alone on its line, a control tag takes the line with it. */
static void skip_own_line(Gen *g, size_t begin)
{
    size_t i = begin;
    while (i > 0 && (g->text.p[i - 1] == ' ' || g->text.p[i - 1] == '\t')) {
        i--;
    }
    if (i > 0 && g->text.p[i - 1] != '\n') {
        return;
    }
    size_t j = g->at;
    while (j < g->text.n && (g->text.p[j] == ' ' || g->text.p[j] == '\t' || g->text.p[j] == '\r')) {
        j++;
    }
    if (j < g->text.n && g->text.p[j] == '\n' && !in_verbatim(g)) {
        g->at = j + 1;
        g->line++;
    }
}

static Str take_tag(Gen *g)
{
    int line = g->line;
    size_t from = g->at + 2;
    Str rest = str_skip(g->text, from);
    bool comment = rest.n > 0 && rest.p[0] == '#';
    for (size_t i = 0; i + 1 < rest.n;) {
        if (rest.p[i] == '}' && rest.p[i + 1] == '}') {
            Str inside = str_sub(rest, 0, i);
            for (size_t k = 0; k < i; k++) {
                g->line += rest.p[k] == '\n';
            }
            g->at = from + i + 2;
            return str_trim(inside);
        }
        i = !comment && (rest.p[i] == '"' || rest.p[i] == '\'') ? skip_literal(rest, i) : i + 1;
    }
    fail_at(g, line, "{{ is not closed; write }}");
}

/* True and *ret_rest when the tag is `word` alone or followed by white space. */
static bool is_word_tag(Str tag, Str word, Str *ret_rest)
{
    if (!str_starts(tag, word) || (tag.n > word.n && !is_space(tag.p[word.n]))) {
        return false;
    }
    *ret_rest = str_trim(str_skip(tag, word.n));
    return true;
}

static void write_include(Gen *g, Str rest)
{
    if (g->place != IN_NOTHING || g->templates_any) {
        FAIL(g, "{{ include }} after a template; put it at the top of the file");
    }
    Str header = take_string(g, &rest, "{{ include }}");
    Str line = str_fmt(g->arena, "#include %.*s\n", S_ARG(header));
    if (str_find(buf_str(g->includes), line) < 0) {
        buf_add(g->includes, line);
    }
}

/* Tags without output of their own. False when the tag is none of them. */
static bool control_tag(Gen *g, Str tag, int line)
{
    Str rest;
    if (is_word_tag(tag, S("template"), &rest)) {
        begin_template(g, rest, line);
    } else if (is_word_tag(tag, S("include"), &rest)) {
        write_include(g, rest);
    } else if (g->place == IN_NOTHING) {
        FAIL(g, "{{ %.*s }} stands outside a template; begin with {{ template name (const View *v) }}", S_ARG(tag));
    } else if (is_word_tag(tag, S("if"), &rest)) {
        begin_if(g, rest, line);
    } else if (is_word_tag(tag, S("elif"), &rest)) {
        next_branch(g, rest, false, line);
    } else if (str_eq(tag, S("else"))) {
        next_branch(g, S(""), true, line);
    } else if (is_word_tag(tag, S("for"), &rest)) {
        begin_for(g, rest, line);
    } else if (str_eq(tag, S("end"))) {
        end_block(g, line);
    } else if (is_word_tag(tag, S("let"), &rest)) {
        write_let(g, rest, line);
    } else if (is_word_tag(tag, S("wrap"), &rest)) {
        begin_wrap(g, rest, line);
    } else if (str_eq(tag, S("slot"))) {
        write_slot(g);
    } else {
        return false;
    }
    return true;
}

static void output_tag(Gen *g, Str tag, int line)
{
    Str rest, name, args;
    /* A variable may be called t, so the word alone is a hole. */
    if (is_word_tag(tag, S("t"), &rest) && rest.n) {
        text_plain(g, rest, false, line);
    } else if (is_word_tag(tag, S("tc"), &rest) && rest.n) {
        text_plain(g, rest, true, line);
    } else if (is_word_tag(tag, S("tn"), &rest) && rest.n) {
        text_plural(g, rest, line);
    } else if (is_word_tag(tag, S("call"), &rest)) {
        need_text(g, "{{ call }}");
        take_call(g, rest, "{{ call }}", &name, &args);
        write_call(g, name, "", args, line);
    } else if (is_word_tag(tag, S("bool"), &rest)) {
        write_bool(g, rest, line);
    } else if (is_word_tag(tag, S("icon"), &rest)) {
        write_icon(g, rest, false);
    } else if (is_word_tag(tag, S("icon_s"), &rest)) {
        write_icon(g, rest, true);
    } else if (is_word_tag(tag, S("icon_of"), &rest)) {
        need_text(g, "{{ icon_of }}");
        point(g, line);
        buf_fmt(g->c, "    out_icon(o, %.*s, ICON_NORMAL);\n", S_ARG(rest));
    } else {
        hole(g, tag, line);
    }
}

static void read_tag(Gen *g)
{
    size_t begin = g->at;
    int line = g->line;
    Str tag = take_tag(g);
    if (tag.n && tag.p[0] == '#') {
        skip_own_line(g, begin);
        return;
    }
    if (str_empty(tag)) {
        FAIL(g, "an empty {{ }}; write an expression or remove it");
    }
    if (control_tag(g, tag, line)) {
        if (g->place != IN_VALUE) {
            skip_own_line(g, begin);
        }
        return;
    }
    output_tag(g, tag, line);
}

static void read_source(Gen *g)
{
    while (g->at < g->text.n) {
        if (looking_at(g, S("{{"))) {
            read_tag(g);
            continue;
        }
        switch (g->place) {
        case IN_NOTHING:
            if (!is_space(peek(g, 0))) {
                FAIL(g, "text outside a template; begin with {{ template name (const View *v) }}");
            }
            step(g);
            break;
        case IN_TEXT: read_text_char(g); break;
        case IN_TAG: read_tag_char(g); break;
        case IN_VALUE: read_value_char(g); break;
        }
    }
    if (g->place != IN_NOTHING) {
        end_template(g);
    } else if (!g->templates_any) {
        fail_at(g, 1, "no template in this file; begin with {{ template name (const View *v) }}");
    }
}

/* --- files ------------------------------------------------------------- */

static bool read_file(Arena *a, const char *path, Str *ret)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        return false;
    }
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    char chunk[16384];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0) {
        buf_add(&b, str_of(chunk, n));
    }
    bool ok = !ferror(f) && !b.full;
    fclose(f);
    *ret = buf_str(&b);
    return ok;
}

/* Left alone when the bytes are the same, so that make rebuilds nothing. */
static bool write_file(Arena *a, Str path, Str bytes)
{
    char *z = str_z(a, path);
    Str old;
    if (read_file(a, z, &old) && str_eq(old, bytes)) {
        return true;
    }
    FILE *f = fopen(z, "wb");
    bool ok = f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n;
    if (f && fclose(f) != 0) {
        ok = false;
    }
    if (!ok) {
        fprintf(stderr, "htmlgen: cannot write %s: %s\n", z, strerror(errno));
    }
    return ok;
}

/* The name of the folder the file lies in. */
static Str area_of(Str path)
{
    ptrdiff_t slash = str_rfind_char(path, '/');
    if (slash <= 0) {
        return S("page");
    }
    Str folder = str_sub(path, 0, (size_t)slash);
    ptrdiff_t before = str_rfind_char(folder, '/');
    return before < 0 ? folder : str_skip(folder, (size_t)before + 1);
}

static bool read_icons(Arena *a, const char *path, const Str **ret, size_t *ret_n)
{
    Str text;
    if (!read_file(a, path, &text)) {
        fprintf(stderr, "htmlgen: cannot read the sprite %s: %s\n", path, strerror(errno));
        return false;
    }
    Str *icons = arena_array(a, Str, 1024);
    size_t n = 0;
    ptrdiff_t hit;
    while (n < 1024 && (hit = str_find(text, S("<symbol id=\""))) >= 0) {
        text = str_skip(text, (size_t)hit + 12);
        icons[n++] = str_sub(text, 0, (size_t)str_find_char(text, '"'));
    }
    *ret = icons;
    *ret_n = n;
    return true;
}

typedef struct Job {
    Arena *arena;
    const char *out;
    const Str *paths;
    size_t paths_n;
    const Str *icons;
    size_t icons_n;
} Job;

static bool gen_source(const Job *job, Str path, Buf *c, Buf *h, Buf *includes)
{
    Gen *g = arena_new(job->arena, Gen);
    g->arena = job->arena;
    g->path = path;
    g->line = 1;
    g->c = c;
    g->h = h;
    g->includes = includes;
    g->icons = job->icons;
    g->icons_n = job->icons_n;
    g->run = buf_on_arena(job->arena, BUF_MAX_PAGE);
    g->lets = buf_on_arena(job->arena, BUF_MAX_SMALL);
    if (!read_file(job->arena, str_z(job->arena, path), &g->text)) {
        fprintf(stderr, "htmlgen: cannot read %.*s: %s\n", S_ARG(path), strerror(errno));
        return false;
    }
    if (setjmp(g->fail)) {
        return false;
    }
    read_source(g);
    return true;
}

static bool gen_area(const Job *job, Str area)
{
    Arena *a = job->arena;
    Buf c = buf_on_arena(a, BUF_MAX_FILE), h = buf_on_arena(a, BUF_MAX_FILE), includes = buf_on_arena(a, BUF_MAX_SMALL);
    bool ok = true;
    for (size_t i = 0; i < job->paths_n; i++) {
        if (str_eq(area_of(job->paths[i]), area)) {
            ok = gen_source(job, job->paths[i], &c, &h, &includes) && ok;
        }
    }
    if (!ok) {
        return false;
    }
    Str use_ui = str_eq(area, S("ui")) ? S("") : S("#include \"gen/ui_html.h\"\n");
    Str head = str_fmt(a, "/* Made by htmlgen; edit the templates. */\n#pragma once\n#include \"ui/out.h\"\n%.*s%.*s\n%.*s",
                       S_ARG(use_ui), S_ARG(buf_str(&includes)), S_ARG(buf_str(&h)));
    Str body = str_fmt(a, "/* Made by htmlgen; edit the templates. */\n#include \"gen/%.*s_html.h\"\n\n%.*s", S_ARG(area),
                       S_ARG(buf_str(&c)));
    return write_file(a, str_fmt(a, "%s/gen/%.*s_html.h", job->out, S_ARG(area)), head) &&
           write_file(a, str_fmt(a, "%s/gen/%.*s_html.c", job->out, S_ARG(area)), body);
}

static bool gen_all(const Job *job)
{
    bool ok = true;
    for (size_t i = 0; i < job->paths_n; i++) {
        Str area = area_of(job->paths[i]);
        bool seen = false;
        for (size_t k = 0; k < i; k++) {
            seen = seen || str_eq(area_of(job->paths[k]), area);
        }
        if (!seen) {
            ok = gen_area(job, area) && ok;
        }
    }
    return ok;
}

int main(int argc, char **argv)
{
    Arena *a = arena_create(0);
    Job job = {.arena = a};
    Str *paths = arena_array(a, Str, SOURCES_MAX);
    for (int i = 1; i < argc; i++) {
        Str arg = str_from(argv[i]);
        if (str_eq(arg, S("--out")) && i + 1 < argc) {
            job.out = argv[++i];
        } else if (str_eq(arg, S("--icons")) && i + 1 < argc) {
            if (!read_icons(a, argv[++i], &job.icons, &job.icons_n)) {
                return 1;
            }
        } else if (str_ends(arg, S(".html")) && job.paths_n < SOURCES_MAX) {
            paths[job.paths_n++] = arg;
        } else {
            fprintf(stderr, "htmlgen: '%s' is not understood\n", argv[i]);
            return 2;
        }
    }
    job.paths = paths;
    if (!job.out) {
        fprintf(stderr, "usage: htmlgen --out build/gen --icons web/icons/icons.svg FILE.html...\n");
        return 2;
    }
    mkdir(job.out, 0777);
    mkdir(str_z(a, str_fmt(a, "%s/gen", job.out)), 0777);
    bool ok = gen_all(&job);
    arena_destroy(a);
    return ok ? 0 : 1;
}

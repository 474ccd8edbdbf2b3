/* htmlgen: follows the HTML of a template: text, tags, attribute values, open elements, white space. */
#include "htmlgen_gen.h"

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
        FAIL(g,
             "</%.*s> closes an element of line %d, outside the block of line %d; a block must be balanced by itself",
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
    bool known = in_svg(g) || names_have(NAMES_SVG, g->tag) || names_have(NAMES_BLOCK, g->tag) ||
                 names_have(NAMES_INLINE, g->tag);
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
        fail_at(g, line,
                "script text in a page is refused by the content policy; put it under web/js and load it by src");
    }
}

static void end_open_tag(Gen *g, bool self_closed)
{
    bool is_void = names_have(NAMES_VOID, g->tag);
    bool svg = in_svg(g) || names_have(NAMES_SVG, g->tag);
    bool block = breaks_text(g, g->tag);
    if (self_closed && !is_void && !svg) {
        FAIL(g, "<%.*s/> does not close itself in HTML; write <%.*s></%.*s>", S_ARG(g->tag), S_ARG(g->tag),
             S_ARG(g->tag));
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

void read_tag_char(Gen *g)
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

void read_value_char(Gen *g)
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

void read_text_char(Gen *g)
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

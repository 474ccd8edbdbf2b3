/* htmlgen: templates, their slots and locals, and the {{ tags }} themselves. */
#include "htmlgen_gen.h"

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
    /* Whether it has a slot decides the name of the function; the slot is found by looking ahead to the next template.
     */
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
    bool one_const_pointer =
        str_starts(g->params, S("const ")) && str_find_char(g->params, '*') > 0 && str_find_char(g->params, ',') < 0;
    if (g->slot || !one_const_pointer) {
        return;
    }
    buf_fmt(g->h, "void %.*s_render(Out *o, const void *v);\n", S_ARG(g->name));
    buf_fmt(g->c, "void %.*s_render(Out *o, const void *v)\n{\n    %.*s_html(o, v);\n}\n", S_ARG(g->name),
            S_ARG(g->name));
}

void end_template(Gen *g)
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
    buf_fmt(g->c, "    if (%.*s) {\n    out_raw(o, S(\" %.*s\"));\n    }\n",
            S_ARG(str_trim(str_skip(rest, (size_t)cut + 4))), S_ARG(name));
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

void read_source(Gen *g)
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
        case IN_TEXT:
            read_text_char(g);
            break;
        case IN_TAG:
            read_tag_char(g);
            break;
        case IN_VALUE:
            read_value_char(g);
            break;
        }
    }
    if (g->place != IN_NOTHING) {
        end_template(g);
    } else if (!g->templates_any) {
        fail_at(g, 1, "no template in this file; begin with {{ template name (const View *v) }}");
    }
}

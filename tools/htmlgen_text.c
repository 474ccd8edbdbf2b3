/* htmlgen: holes and translated texts; which printer may stand where. */
#include "htmlgen_gen.h"

/* --- holes ------------------------------------------------------------- */

const char *place_name(Place p)
{
    switch (p) {
    case IN_NOTHING:
        return "outside a template";
    case IN_TEXT:
        return "in the text";
    case IN_TAG:
        return "inside a tag";
    case IN_VALUE:
        return "in an attribute";
    }
    return "";
}

void need_text(Gen *g, const char *what)
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
    case PART_NONE:
        g->part = PART_URL;
        return "OUT_URL";
    case PART_FRAGMENT:
        return "OUT_ATTR";
    case PART_TEXT:
    case PART_URL:
        break;
    }
    FAIL(g, "a hole in the middle of an address; build the whole address with url_fmt and print that");
}

void hole(Gen *g, Str expr, int line)
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
Str take_string(Gen *g, Str *rest, const char *what)
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

void text_plain(Gen *g, Str rest, bool context, int line)
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

void text_plural(Gen *g, Str rest, int line)
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

/* Turns docs/help/TOPIC.LANG.md into build/gen/gen/help.h and help.c: the help topics as constant data, so that the
 * binary needs no file beside it. Markdown is rendered here by libcmark with raw HTML off, which is why the pages may
 * print it as trusted markup. A topic must exist in every language that any topic has: a missing one stops the build.
 * Not for text written by users. */
#include "base/buf.h"
#include <cmark.h>
#include <stdio.h>
#include <stdlib.h>

enum { TOPICS_MAX = 400, LANGS_MAX = 8 };

typedef struct Topic {
    Str name, lang, title, keywords, pages, html, text;
    int64_t order;
} Topic;

typedef struct Help {
    Arena *a;
    Topic topics[TOPICS_MAX];
    size_t n;
    int failures;
} Help;

static void fail(Help *h, const char *path, const char *why)
{
    fprintf(stderr, "helpgen: %s: %s\n", path, why);
    h->failures++;
}

static bool read_all(Arena *a, const char *path, Str *ret)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        return false;
    }
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    char chunk[8192];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;) {
        buf_add(&b, str_of(chunk, n));
    }
    fclose(f);
    *ret = buf_str(&b);
    return !b.full;
}

/* "docs/help/find-your-way.en.md" gives "find-your-way" and "en". */
static bool split_name(Str path, Str *ret_name, Str *ret_lang)
{
    ptrdiff_t slash = str_rfind_char(path, '/');
    Str file = str_skip(path, (size_t)(slash + 1));
    if (!str_ends(file, S(".md"))) {
        return false;
    }
    file.n -= 3;
    ptrdiff_t dot = str_rfind_char(file, '.');
    if (dot <= 0) {
        return false;
    }
    *ret_name = str_sub(file, 0, (size_t)dot);
    *ret_lang = str_skip(file, (size_t)dot + 1);
    return ret_lang->n == 2;
}

/* Takes the front matter between two "---" lines off the text. */
static bool front_matter(Str *text, Topic *t)
{
    Str line;
    if (!str_split(text, '\n', &line) || !str_eq(str_trim(line), S("---"))) {
        return false;
    }
    while (str_split(text, '\n', &line)) {
        line = str_trim(line);
        if (str_eq(line, S("---"))) {
            return t->title.n > 0;
        }
        ptrdiff_t colon = str_find_char(line, ':');
        if (colon < 0) {
            return false;
        }
        Str key = str_sub(line, 0, (size_t)colon);
        Str value = str_trim(str_skip(line, (size_t)colon + 1));
        if (str_eq(key, S("title"))) {
            t->title = value;
        } else if (str_eq(key, S("keywords"))) {
            t->keywords = value;
        } else if (str_eq(key, S("pages"))) {
            t->pages = value;
        } else if (str_eq(key, S("order"))) {
            if (str_to_i64(value, &t->order) != OK) {
                return false;
            }
        } else {
            return false;
        }
    }
    return false;
}

static void add_file(Help *h, const char *path)
{
    if (h->n == TOPICS_MAX) {
        fail(h, path, "too many help files; raise TOPICS_MAX");
        return;
    }
    Topic *t = &h->topics[h->n];
    *t = (Topic){.order = 100};
    Str text;
    if (!read_all(h->a, path, &text)) {
        fail(h, path, "cannot be read");
        return;
    }
    if (!split_name(str_from(path), &t->name, &t->lang)) {
        fail(h, path, "name must be TOPIC.LANG.md, as find-your-way.en.md");
        return;
    }
    if (!front_matter(&text, t)) {
        fail(h, path, "must begin with --- lines holding title, keywords, pages, order");
        return;
    }
    /* CMARK_OPT_DEFAULT leaves raw HTML and javascript: links out. */
    char *html = cmark_markdown_to_html(text.p, text.n, CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8);
    t->html = str_copy(h->a, str_from(html));
    free(html);
    t->text = text;
    h->n++;
}

static const Topic *find(const Help *h, Str name, Str lang)
{
    for (size_t i = 0; i < h->n; i++) {
        if (str_eq(h->topics[i].name, name) && str_eq(h->topics[i].lang, lang)) {
            return &h->topics[i];
        }
    }
    return NULL;
}

static void check_languages(Help *h)
{
    for (size_t i = 0; i < h->n; i++) {
        for (size_t k = 0; k < h->n; k++) {
            if (!find(h, h->topics[i].name, h->topics[k].lang)) {
                fail(h, str_z(h->a, h->topics[i].name),
                     str_z(h->a, str_concat(h->a, S("has no text in "), h->topics[k].lang)));
                return;
            }
        }
    }
}

static int by_order(const void *x, const void *y)
{
    const Topic *p = x, *q = y;
    if (p->order != q->order) {
        return p->order < q->order ? -1 : 1;
    }
    int c = str_cmp(p->name, q->name);
    return c ? c : str_cmp(p->lang, q->lang);
}

static void add_literal(Buf *b, const char *field, Str s)
{
    buf_fmt(b, "     .%s = S_INIT(\"", field);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '\n') {
            buf_add(b, S("\\n\"\n        \""));
        } else if (c == '"' || c == '\\' || c < 32 || c > 126 || c == '?') {
            buf_fmt(b, "\\%03o", c);
        } else {
            buf_addc(b, (char)c);
        }
    }
    buf_add(b, S("\"),\n"));
}

static bool write_if_changed(Arena *a, const char *path, Str text)
{
    Str old;
    if (read_all(a, path, &old) && str_eq(old, text)) {
        return true;
    }
    FILE *f = fopen(path, "wb");
    if (!f) {
        fprintf(stderr, "helpgen: %s: cannot be written\n", path);
        return false;
    }
    bool ok = fwrite(text.p, 1, text.n, f) == text.n;
    return fclose(f) == 0 && ok;
}

static bool write_header(Arena *a, Str out)
{
    Str text = S("/* Generated by tools/helpgen.c from docs/help. */\n"
                 "#pragma once\n"
                 "#include \"base/str.h\"\n\n"
                 "typedef struct HelpTopic {\n"
                 "    Str topic, lang, title, keywords;\n"
                 "    Str pages; /* routes that it is the help of, with all below them, \"=/path\" without; of the "
                 "English text */\n"
                 "    Str html; /* made at build time from our own text with raw HTML off: trusted */\n"
                 "    Str text; /* as written: for searching */\n"
                 "} HelpTopic;\n"
                 "extern const HelpTopic HELP_TOPICS[]; /* by order, topic, language */\n"
                 "extern const size_t HELP_TOPICS_N;\n");
    return write_if_changed(a, str_z(a, str_concat(a, out, S("/gen/help.h"))), text);
}

static bool write_source(Help *h, Str out)
{
    Buf b = buf_on_arena(h->a, BUF_MAX_FILE);
    buf_add(&b, S("/* Generated by tools/helpgen.c from docs/help. */\n#include \"gen/help.h\"\n\nconst HelpTopic "
                  "HELP_TOPICS[] = {\n"));
    for (size_t i = 0; i < h->n; i++) {
        const Topic *t = &h->topics[i];
        buf_add(&b, S("    {\n"));
        add_literal(&b, "topic", t->name);
        add_literal(&b, "lang", t->lang);
        add_literal(&b, "title", t->title);
        add_literal(&b, "keywords", t->keywords);
        add_literal(&b, "pages", t->pages);
        add_literal(&b, "html", t->html);
        add_literal(&b, "text", t->text);
        buf_add(&b, S("    },\n"));
    }
    if (h->n == 0) {
        buf_add(&b, S("    {.topic = S_INIT(\"\")},\n"));
    }
    buf_fmt(&b, "};\nconst size_t HELP_TOPICS_N = %zu;\n", h->n);
    return write_if_changed(h->a, str_z(h->a, str_concat(h->a, out, S("/gen/help.c"))), buf_str(&b));
}

int main(int argc, char **argv)
{
    if (argc < 3 || !str_eq(str_from(argv[1]), S("--out"))) {
        fprintf(stderr, "usage: helpgen --out DIR [docs/help/TOPIC.LANG.md ...]\n");
        return 2;
    }
    static Help help;
    help.a = arena_create(64 << 20);
    for (int i = 3; i < argc; i++) {
        add_file(&help, argv[i]);
    }
    check_languages(&help);
    if (help.failures) {
        return 1;
    }
    qsort(help.topics, help.n, sizeof help.topics[0], by_order);
    Str out = str_from(argv[2]);
    return write_header(help.a, out) && write_source(&help, out) ? 0 : 1;
}

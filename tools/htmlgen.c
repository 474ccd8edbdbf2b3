/* htmlgen: templates to typed C. docs/htmlgen.md is the contract.
 *
 * One pass over each file. A small tokenizer follows the HTML (text, tag, attribute value, open elements), so that it
 * is known at each {{ tag }} where it stands; what may stand there is decided then. Static markup gathers in `run` and
 * is written as one out_raw before the next dynamic thing. A block (if, for, wrap) must leave the HTML as it found it,
 * so every branch is balanced by itself. The first mistake of a file is reported; other files are still read.
 *
 * Not a job of this tool: checking C expressions (the compiler does, #line points it at the template), or the nesting
 * rules of HTML beyond balance (the browser tests run a validator). */
#include "htmlgen_gen.h"
#include <stdio.h>
#include <sys/stat.h>

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
    Str head =
        str_fmt(a, "/* Made by htmlgen; edit the templates. */\n#pragma once\n#include \"app/out.h\"\n%.*s%.*s\n%.*s",
                S_ARG(use_ui), S_ARG(buf_str(&includes)), S_ARG(buf_str(&h)));
    Str body = str_fmt(a, "/* Made by htmlgen; edit the templates. */\n#include \"gen/%.*s_html.h\"\n\n%.*s",
                       S_ARG(area), S_ARG(buf_str(&c)));
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

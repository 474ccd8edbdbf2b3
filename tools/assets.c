/* assets: web/ into the program. Style sheets of web/css are joined, in order of their names, to app.css without
 * comments and needless space; every other file keeps its name. Each gets a name with its content's hash, so that
 * browsers may keep it for a year, and is stored as it is, as brotli and as gzip. "/assets/NAME" in a style sheet or
 * script becomes the hashed address. Fails when a first visit would load more than FIRST_VISIT_MAX bytes.
 *
 * Bytes reach the program by .incbin: a C array of them would take the compiler seconds.
 * usage: assets --out build/gen web */
#include "base/buf.h"
#include "base/num.h"
#include <brotli/encode.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zlib.h>

enum { FILES_MAX = 256, FIRST_VISIT_MAX = 50 * 1024 };

typedef struct File {
    Str folder, name, bytes, gz, br;
    char hash[17];
    Str hashed; /* "app.3f2a9c1b.css" */
} File;

typedef struct Assets {
    Arena *arena;
    const char *out;
    File files[FILES_MAX];
    size_t n;
} Assets;

static void die(const char *what, Str which)
{
    fprintf(stderr, "assets: %s %.*s: %s\n", what, S_ARG(which), strerror(errno));
    exit(1);
}

static bool read_file(Arena *a, Str path, Str *ret)
{
    FILE *f = fopen(str_z(a, path), "rb");
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

static void write_file(Arena *a, Str path, Str bytes)
{
    Str old;
    if (read_file(a, path, &old) && str_eq(old, bytes)) {
        return;
    }
    FILE *f = fopen(str_z(a, path), "wb");
    if (!f || fwrite(bytes.p, 1, bytes.n, f) != bytes.n || fclose(f) != 0) {
        die("cannot write", path);
    }
}

/* --- reading web/ ------------------------------------------------------ */

static int by_name(const void *x, const void *y)
{
    const File *a = x, *b = y;
    return str_cmp(a->name, b->name);
}

static void read_folder(Assets *as, const char *web, const char *folder)
{
    Str path = str_fmt(as->arena, "%s/%s", web, folder);
    DIR *dir = opendir(str_z(as->arena, path));
    if (!dir) {
        return;
    }
    size_t first = as->n;
    struct dirent *e;
    while ((e = readdir(dir)) != NULL) {
        if (e->d_name[0] == '.' || as->n == FILES_MAX) {
            continue;
        }
        File *f = &as->files[as->n];
        f->folder = str_from(folder);
        f->name = str_copy(as->arena, str_from(e->d_name));
        Str file = str_fmt(as->arena, "%.*s/%s", S_ARG(path), e->d_name);
        if (!read_file(as->arena, file, &f->bytes)) {
            die("cannot read", file);
        }
        as->n++;
    }
    closedir(dir);
    qsort(as->files + first, as->n - first, sizeof(File), by_name);
}

/* Comments go, runs of white space become one space, and none next to what separates anyway. */
static Str css_smaller(Arena *a, Str s)
{
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    bool space = false;
    for (size_t i = 0; i < s.n;) {
        char c = s.p[i];
        if (c == '/' && i + 1 < s.n && s.p[i + 1] == '*') {
            ptrdiff_t end = str_find(str_skip(s, i + 2), S("*/"));
            i = end < 0 ? s.n : i + 2 + (size_t)end + 2;
            continue;
        }
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            space = true;
            i++;
            continue;
        }
        char before = b.n ? b.p[b.n - 1] : '{';
        bool loose = strchr("{};,", c) == NULL && strchr("{};,", before) == NULL;
        if (space && loose) {
            buf_addc(&b, ' ');
        }
        if (c == '}' && before == ';') {
            b.n--;
        }
        space = false;
        size_t from = i++;
        if (c == '"' || c == '\'') {
            while (i < s.n && s.p[i] != c) {
                i += s.p[i] == '\\' ? 2 : 1;
            }
            i++;
        }
        buf_add(&b, str_sub(s, from, i - from));
    }
    return buf_str(&b);
}

static void join_css(Assets *as, const char *web)
{
    size_t first = as->n;
    read_folder(as, web, "css");
    if (as->n == first) {
        return;
    }
    Buf b = buf_on_arena(as->arena, BUF_MAX_PAGE);
    for (size_t i = first; i < as->n; i++) {
        buf_add(&b, as->files[i].bytes);
        buf_addc(&b, '\n');
    }
    as->n = first;
    as->files[as->n++] = (File){.folder = S("css"), .name = S("app.css"), .bytes = css_smaller(as->arena, buf_str(&b))};
}

/* --- names ------------------------------------------------------------- */

static void name_by_content(Assets *as, File *f)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < f->bytes.n; i++) {
        h = (h ^ (unsigned char)f->bytes.p[i]) * UINT64_C(0x100000001b3);
    }
    h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
    h ^= h >> 33;
    snprintf(f->hash, sizeof f->hash, "%016llx", (unsigned long long)h);
    ptrdiff_t dot = str_rfind_char(f->name, '.');
    Str stem = dot < 0 ? f->name : str_sub(f->name, 0, (size_t)dot);
    Str ending = dot < 0 ? S("") : str_skip(f->name, (size_t)dot);
    f->hashed = str_fmt(as->arena, "%.*s.%.8s%.*s", S_ARG(stem), f->hash, S_ARG(ending));
}

/* "/assets/NAME" to "/assets/HASHED" for the assets named so far. */
static Str link_names(Assets *as, Str s, size_t known)
{
    Buf b = buf_on_arena(as->arena, BUF_MAX_PAGE);
    ptrdiff_t hit;
    while ((hit = str_find(s, S("/assets/"))) >= 0) {
        size_t at = (size_t)hit + 8;
        buf_add(&b, str_sub(s, 0, at));
        s = str_skip(s, at);
        for (size_t i = 0; i < known; i++) {
            if (str_starts(s, as->files[i].name)) {
                buf_add(&b, as->files[i].hashed);
                s = str_skip(s, as->files[i].name.n);
                break;
            }
        }
    }
    buf_add(&b, s);
    return buf_str(&b);
}

/* --- compression ------------------------------------------------------- */

static Str gzip(Arena *a, Str s)
{
    z_stream z = {0};
    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
        die("zlib does not start", S(""));
    }
    uLong max = deflateBound(&z, (uLong)s.n);
    unsigned char *out = arena_alloc(a, max, 1);
    z.next_in = (unsigned char *)(uintptr_t)s.p;
    z.avail_in = (uInt)s.n;
    z.next_out = out;
    z.avail_out = (uInt)max;
    bool done = deflate(&z, Z_FINISH) == Z_STREAM_END;
    size_t n = z.total_out;
    deflateEnd(&z);
    return done && n < s.n ? str_of((char *)out, n) : S("");
}

static Str brotli(Arena *a, Str s)
{
    size_t n = BrotliEncoderMaxCompressedSize(s.n) + 64;
    uint8_t *out = arena_alloc(a, n, 1);
    if (!BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, s.n, (const uint8_t *)s.p,
                               &n, out)) {
        return S("");
    }
    return n < s.n ? str_of((char *)out, n) : S("");
}

static bool compressible(Str name)
{
    return str_ends(name, S(".css")) || str_ends(name, S(".js")) || str_ends(name, S(".svg")) ||
           str_ends(name, S(".txt"));
}

/* --- writing ----------------------------------------------------------- */

static Str content_type(Str name)
{
    static const struct {
        Str ending, type;
    } types[] = {
        {S_INIT(".css"), S_INIT("text/css; charset=utf-8")},
        {S_INIT(".js"), S_INIT("text/javascript; charset=utf-8")},
        {S_INIT(".svg"), S_INIT("image/svg+xml")},
        {S_INIT(".png"), S_INIT("image/png")},
        {S_INIT(".txt"), S_INIT("text/plain; charset=utf-8")},
        {S_INIT(".webp"), S_INIT("image/webp")},
    };
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (str_ends(name, types[i].ending)) {
            return types[i].type;
        }
    }
    return S("application/octet-stream");
}

/* One blob: the file beside the source, its label in the assembly. */
static void put_blob(Assets *as, Buf *s, size_t i, const char *kind, Str bytes)
{
    if (str_empty(bytes)) {
        return;
    }
    Str path =
        str_fmt(as->arena, "%s/gen/assets/%.*s%s%s", as->out, S_ARG(as->files[i].hashed), *kind ? "." : "", kind);
    write_file(as->arena, path, bytes);
    buf_fmt(s, ".globl asset_%zu_%s\nasset_%zu_%s:\n.incbin \"%.*s\"\n", i, *kind ? kind : "raw", i,
            *kind ? kind : "raw", S_ARG(path));
}

static void put_str(Buf *c, size_t i, const char *field, const char *kind, Str bytes)
{
    if (bytes.n) {
        buf_fmt(c, ", .%s = {asset_%zu_%s, %zu}", field, i, kind, bytes.n);
    }
}

static void write_sources(Assets *as)
{
    Buf c = buf_on_arena(as->arena, BUF_MAX_PAGE), s = buf_on_arena(as->arena, BUF_MAX_PAGE);
    buf_add(&s, S("/* Made by tools/assets. */\n.section .rodata\n"));
    buf_add(&c, S("/* Made by tools/assets from web/. */\n#include \"ui/asset.h\"\n\n"));
    for (size_t i = 0; i < as->n; i++) {
        File *f = &as->files[i];
        put_blob(as, &s, i, "", f->bytes);
        put_blob(as, &s, i, "gz", f->gz);
        put_blob(as, &s, i, "br", f->br);
        buf_fmt(&c, "extern const char asset_%zu_raw[], asset_%zu_gz[], asset_%zu_br[];\n", i, i, i);
    }
    buf_add(&s, S(".section .note.GNU-stack,\"\",@progbits\n"));
    buf_add(&c, S("\nconst Asset ASSETS[] = {\n"));
    for (size_t i = 0; i < as->n; i++) {
        File *f = &as->files[i];
        buf_fmt(&c,
                "    {.name = S_INIT(\"%.*s\"), .path = S_INIT(\"/assets/%.*s\"), .content_type = S_INIT(\"%.*s\"), "
                ".etag = S_INIT(\"\\\"%s\\\"\")",
                S_ARG(f->name), S_ARG(f->hashed), S_ARG(content_type(f->name)), f->hash);
        put_str(&c, i, "bytes", "raw", f->bytes);
        put_str(&c, i, "gz", "gz", f->gz);
        put_str(&c, i, "br", "br", f->br);
        buf_add(&c, S("},\n"));
    }
    buf_add(&c, S("};\nconst size_t ASSETS_N = sizeof ASSETS / sizeof ASSETS[0];\n"));
    write_file(as->arena, str_fmt(as->arena, "%s/gen/assets.c", as->out), buf_str(&c));
    write_file(as->arena, str_fmt(as->arena, "%s/gen/assets_bytes.S", as->out), buf_str(&s));
}

static bool check_first_visit(const Assets *as)
{
    size_t sum = 0;
    for (size_t i = 0; i < as->n; i++) {
        sum += as->files[i].gz.n ? as->files[i].gz.n : as->files[i].bytes.n;
    }
    if (sum <= FIRST_VISIT_MAX) {
        return true;
    }
    fprintf(stderr, "assets: a first visit loads %zu bytes of assets, %d are allowed; the parts:\n", sum,
            FIRST_VISIT_MAX);
    for (size_t i = 0; i < as->n; i++) {
        const File *f = &as->files[i];
        fprintf(stderr, "  %6zu %.*s\n", f->gz.n ? f->gz.n : f->bytes.n, S_ARG(f->name));
    }
    return false;
}

int main(int argc, char **argv)
{
    if (argc != 4 || !str_eq(str_from(argv[1]), S("--out"))) {
        fprintf(stderr, "usage: assets --out build/gen web\n");
        return 2;
    }
    Arena *a = arena_create(0);
    Assets *as = arena_new(a, Assets);
    as->arena = a;
    as->out = argv[2];
    mkdir(as->out, 0777);
    mkdir(str_z(a, str_fmt(a, "%s/gen", as->out)), 0777);
    mkdir(str_z(a, str_fmt(a, "%s/gen/assets", as->out)), 0777);
    /* What is referred to comes before what refers to it. */
    read_folder(as, argv[3], "img");
    read_folder(as, argv[3], "icons");
    join_css(as, argv[3]);
    read_folder(as, argv[3], "js");
    if (as->n == 0) {
        fprintf(stderr, "assets: nothing under %s; expected css/, js/, icons/, img/\n", argv[3]);
        return 1;
    }
    for (size_t i = 0; i < as->n; i++) {
        File *f = &as->files[i];
        if (str_ends(f->name, S(".css")) || str_ends(f->name, S(".js"))) {
            f->bytes = link_names(as, f->bytes, i);
        }
        name_by_content(as, f);
        if (compressible(f->name)) {
            f->gz = gzip(a, f->bytes);
            f->br = brotli(a, f->bytes);
        }
    }
    if (!check_first_visit(as)) {
        return 1;
    }
    write_sources(as);
    arena_destroy(a);
    return 0;
}

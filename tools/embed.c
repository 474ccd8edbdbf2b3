/* embed: compiled catalogues (build/mo/fr.mo ...) as a C array, so that the program needs no file beside it.
 * usage: embed --out build/gen build/mo/fr.mo ... */
#include "base/buf.h"
#include <errno.h>
#include <stdio.h>

static bool read_file(Arena *a, const char *path, Str *ret)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        return false;
    }
    Buf b = buf_on_arena(a, BUF_MAX_FILE);
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

/* "build/mo/fr.mo" gives "fr". */
static Str language_of(Str path)
{
    ptrdiff_t slash = str_rfind_char(path, '/');
    Str name = str_skip(path, (size_t)(slash + 1));
    ptrdiff_t dot = str_find_char(name, '.');
    return dot < 0 ? name : str_sub(name, 0, (size_t)dot);
}

static void add_bytes(Buf *b, int i, Str bytes)
{
    buf_fmt(b, "static const unsigned char mo_%d[] __attribute__((aligned(8))) = {", i);
    for (size_t k = 0; k < bytes.n; k++) {
        if (k % 32 == 0) {
            buf_addc(b, '\n');
        }
        buf_add_u64(b, (unsigned char)bytes.p[k]);
        buf_addc(b, ',');
    }
    buf_add(b, S("\n};\n"));
}

int main(int argc, char **argv)
{
    if (argc < 3 || !str_eq(str_from(argv[1]), S("--out"))) {
        fprintf(stderr, "usage: embed --out build/gen build/mo/LANGUAGE.mo ...\n");
        return 2;
    }
    Arena *a = arena_create(0);
    Buf data = buf_on_arena(a, BUF_MAX_FILE), list = buf_on_arena(a, BUF_MAX_SMALL);
    buf_add(&data, S("/* Made by tools/embed from po/. */\n#include \"app/catalogue.h\"\n\n"));
    for (int i = 3; i < argc; i++) {
        Str bytes;
        if (!read_file(a, argv[i], &bytes)) {
            fprintf(stderr, "embed: cannot read %s: %s\n", argv[i], strerror(errno));
            return 1;
        }
        add_bytes(&data, i, bytes);
        buf_fmt(&list, "    {\"%.*s\", mo_%d, sizeof mo_%d},\n", S_ARG(language_of(str_from(argv[i]))), i, i);
    }
    /* The last entry keeps the array from being empty; CATALOGUES_N leaves it out. */
    buf_fmt(&data, "\nconst Catalogue CATALOGUES[] = {\n%.*s    {0},\n};\nconst size_t CATALOGUES_N = %d;\n",
            S_ARG(buf_str(&list)), argc - 3);
    Str old, path = str_fmt(a, "%s/gen/catalogues.c", argv[2]);
    if (read_file(a, str_z(a, path), &old) && str_eq(old, buf_str(&data))) {
        return 0;
    }
    FILE *f = fopen(str_z(a, path), "wb");
    if (!f || fwrite(data.p, 1, data.n, f) != data.n || fclose(f) != 0) {
        fprintf(stderr, "embed: cannot write %.*s: %s\n", S_ARG(path), strerror(errno));
        return 1;
    }
    arena_destroy(a);
    return 0;
}

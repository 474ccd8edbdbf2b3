/* `entente import catalog FILE`, and the demo's own catalogue, which is built into the program. */
#include "app/unit.h"
#include "areas/catalog/catalog.h"
#include "areas/catalog/items.h"
#include "areas/catalog/pages.h"
#include "os/os.h"

enum { UNIT_PRODUCTS = 20, FILE_MAX = 64 << 20 };

/* The file of the demo stands between two symbols; the build runs at the root of the tree. */
__asm__(".section .rodata\n"
        ".global catalog_northlight_begin\n"
        "catalog_northlight_begin:\n"
        ".incbin \"data/catalog-northlight.csv\"\n"
        ".global catalog_northlight_end\n"
        "catalog_northlight_end:\n"
        ".byte 0\n"
        ".previous\n");
extern const char catalog_northlight_begin[], catalog_northlight_end[];

typedef struct Part {
    const CatalogFile *file;
    size_t from, to;
    CatalogWritten *written;
    CatalogWritten before;
} Part;

/* A unit may run again: what it counted the first time does not count. */
static Err write_part(Ctx *ctx, void *arg)
{
    Part *p = arg;
    *p->written = p->before;
    return catalog_write(ctx, p->file, p->from, p->to, p->written);
}

static void print_report(const CatalogFile *f, const CatalogWritten *w)
{
    printf("%lld rows read%s: %zu products with %zu service plans\n", (long long)f->rows,
           f->bom ? " (a byte order mark was dropped)" : "", f->products_n, f->plans_n);
    printf("repaired: %lld cells (no-break spaces, blanks around, capitals in ids); %lld repeated rows; %lld rows with "
           "a second name, the first kept\n",
           (long long)f->repaired, (long long)f->repeated, (long long)f->renamed);
    printf("refused: %lld rows\n", (long long)f->refused);
    for (size_t i = 0; i < f->refusals_n; i++) {
        printf("  line %lld %s: \"%.*s\"\n", (long long)f->refusals[i].line, f->refusals[i].why,
               S_ARG(f->refusals[i].cell));
    }
    printf("products: %lld added, %lld changed, %lld as they were; service plans: %lld added, %lld changed\n",
           (long long)w->added, (long long)w->changed, (long long)w->same, (long long)w->plans_added,
           (long long)w->plans_changed);
    if (w->indexed) {
        printf("search: %lld products entered\n", (long long)w->indexed);
    }
}

int catalog_import(CommandRun *run)
{
    Str bytes;
    Err err = os_read_file(run->arena, run->words[0], FILE_MAX, &bytes);
    if (err != OK) {
        return command_fail(run, "cannot read %s (%s); check the name and the rights", run->words[0], err_name(err));
    }
    CatalogFile file;
    Str why = {"", 0};
    if (catalog_read(run->arena, bytes, &file, &why) != OK) {
        return command_fail(run, "%s is not a catalogue: %.*s", run->words[0], S_ARG(why));
    }
    CatalogWritten written = {0};
    Arena *scratch = arena_create(0);
    for (size_t at = 0; at < file.products_n; at += UNIT_PRODUCTS) {
        Ctx *ctx = ctx_system(run->app, scratch);
        Part part = {&file, at, at + UNIT_PRODUCTS, &written, written};
        err = unit_run(ctx, MODE_WRITE, "catalog.import", write_part, &part);
        if (err != OK) {
            int code = command_problem(run, ctx, err);
            arena_destroy(scratch);
            return code;
        }
        arena_reset(scratch);
        command_progress("products", (int64_t)num_min_size(at + UNIT_PRODUCTS, file.products_n),
                         (int64_t)file.products_n);
    }
    arena_destroy(scratch);
    print_report(&file, &written);
    return file.refused && file.products_n == 0 ? EXIT_FAILED : EXIT_OK;
}

Err catalog_demo(DemoCtx *demo)
{
    CatalogFile *file = arena_new(demo->arena, CatalogFile);
    Str why;
    TRY(catalog_read(demo->arena,
                     str_of(catalog_northlight_begin, (size_t)(catalog_northlight_end - catalog_northlight_begin)),
                     file, &why));
    CatalogWritten written = {0};
    for (size_t at = 0; at < file->products_n; at += UNIT_PRODUCTS) {
        Part part = {file, at, at + UNIT_PRODUCTS, &written, written};
        TRY(demo_unit(demo, "catalog.import", write_part, &part));
    }
    return catalog_items_demo(demo);
}

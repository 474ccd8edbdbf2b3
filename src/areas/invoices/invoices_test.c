/* A document with its charges on the wire, on the pages, in the files and as PDF: the sums are the document's everywhere.
 */
#include "areas/invoices/invoices.h"

#include "app/unit.h"
#include "areas/invoices/files.h"
#include "base/csv.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

/* --- rows of the area billing --- */

static Str RAW;
static uint32_t RAW_KEY;
static void raw_text(uint32_t key, DbEngine engine, Buf *out)
{
    (void)key;
    (void)engine;
    buf_add(out, RAW);
}
static Err raw_write(Ctx *ctx, void *arg)
{
    RAW = *(Str *)arg;
    DbQuery q = {.name = "raw", .slot = 0x7ffb0001, .writes = true, .text = raw_text};
    return db_exec(ctx->db, &q, ++RAW_KEY, NULL, 0, NULL);
}
static const char *blob(Fixture *f, Id id, char out[48])
{
    Buf b = buf_on_arena(f->arena, 64);
    bool pg = fixture_on_postgres(f);
    if (pg) {
        buf_fmt(&b, "'%.*s'", S_ARG(id_text(f->arena, id)));
    } else {
        buf_add(&b, S("x'"));
        for (int i = 0; i < 16; i++) {
            buf_fmt(&b, "%02x", id.b[i]);
        }
        buf_addc(&b, '\'');
    }
    memcpy(out, buf_z(&b), b.n + 1);
    return out;
}

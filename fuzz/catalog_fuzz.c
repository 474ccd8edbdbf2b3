/* A catalogue to import: every row is counted as read, and what is kept is whole. */
#include "areas/catalog/catalog.h"
#include "fuzz_ctx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char HEAD[] =
        "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names\n";
    Arena *a = arena_create(FUZZ_ARENA);
    Str bytes = str_of((const char *)data, n), why = S("");
    if (n && data[0] == '\n') { /* rows alone, so that they are reached */
        bytes = str_concat(a, str_from(HEAD), str_skip(bytes, 1));
    }
    CatalogFile f;
    Err err = catalog_read(a, bytes, &f, &why);
    assert(err == OK || (err == ERR_PARSE && why.n));
    if (err == OK) {
        assert(f.repeated + f.refused <= f.rows + 1 && f.refusals_n <= CATALOG_REFUSALS_MAX);
        int64_t pairs = 0;
        for (size_t i = 0; i < f.products_n; i++) {
            const CatalogProduct *p = f.products[i];
            assert(p->sku.n && p->name.n && p->plans_n && !id_is_nil(p->id));
            pairs += (int64_t)p->plans_n;
        }
        assert(pairs == f.rows - f.repeated - f.refused || f.refused > 0);
        for (size_t i = 0; i < f.plans_n; i++) {
            assert(f.plans[i]->code.n && f.plans[i]->name.n);
        }
    }
    arena_destroy(a);
    return 0;
}

/* Catalogues of translations: an image is refused or every entry of it is found again, and a plural rule gives a form
 * that exists. */
#include "app/i18n_priv.h"
#include "fuzz_ctx.h"

static void find_all(CatalogueTable *t)
{
    for (size_t i = 0; i < t->entries_n; i++) {
        const TrEntry *e = &t->entries[i];
        assert(e->forms_n <= FORMS_MAX && e->id >= e->key.p && e->id <= e->key.p + e->key.n);
        char context[256];
        size_t context_n = e->id > e->key.p ? (size_t)(e->id - e->key.p) - 1 : 0;
        if (strlen(e->id) != e->key.n - (size_t)(e->id - e->key.p) || context_n >= sizeof context ||
            memchr(e->key.p, 0, context_n)) {
            continue; /* a name with a zero byte in it is never asked for */
        }
        memcpy(context, e->key.p, context_n);
        context[context_n] = 0;
        const TrEntry *found = catalogue_find(t, e->id > e->key.p ? context : NULL, e->id);
        assert(e->id == e->key.p + 1 || (found && str_eq(found->key, e->key)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    Arena *a = arena_create(FUZZ_ARENA);
    CatalogueTable *t = NULL;
    if (n && data[0] == 'n') { /* a rule alone: "nplurals=..." */
        PluralRule rule;
        if (plural_parse(str_of((const char *)data, n), &rule) == OK) {
            for (uint64_t i = 0; i < 120; i++) {
                assert(plural_form(&rule, i) < rule.forms_n);
            }
            assert(plural_form(&rule, UINT64_MAX) < rule.forms_n);
        }
    } else {
        unsigned char *copy = malloc(n + 1); /* a block of its own, so that ASan sees a step outside */
        memcpy(copy, data, n);
        Catalogue from = {"xx", copy, n};
        if (catalogue_load(a, &from, &t) == OK) {
            find_all(t);
            assert(plural_form(&t->plural, 7) < t->plural.forms_n);
            (void)catalogue_find(t, NULL, "Customers");
        }
        free(copy);
    }
    arena_destroy(a);
    return 0;
}

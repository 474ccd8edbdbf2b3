/* Names of countries and languages, by ICU, once a locale. */
#include "app/i18n_priv.h"
#include <stdlib.h>
#include <unicode/ucal.h>
#include <unicode/ucol.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

static int letter(char c) { return c >= 'a' && c <= 'z' ? c - 'a' : c >= 'A' && c <= 'Z' ? c - 'A' : -1; }

/* Of 676 places; -1 when these are not two letters. */
static int country_place(Str code)
{
    int first = code.n == 2 ? letter(code.p[0]) : -1, second = code.n == 2 ? letter(code.p[1]) : -1;
    return first < 0 || second < 0 ? -1 : first * 26 + second;
}

typedef struct SortName {
    NamedCode named;
    uint8_t key[96];
} SortName;

static int by_key(const void *x, const void *y)
{
    return memcmp(((const SortName *)x)->key, ((const SortName *)y)->key, sizeof((const SortName *)x)->key);
}

static Str country_ask(Arena *a, const char *icu, const char *code)
{
    char id[8];
    UChar name[128];
    UErrorCode e = U_ZERO_ERROR;
    snprintf(id, sizeof id, "und_%.2s", code);
    int32_t n = uloc_getDisplayCountry(id, icu, name, 128, &e);
    return U_SUCCESS(e) && n > 0 ? i18n_utf8(a, name, n) : str_from(code);
}

static void sort_key(const UCollator *collator, Str name, uint8_t key[96])
{
    UChar wide[128];
    int32_t n = 0;
    UErrorCode e = U_ZERO_ERROR;
    u_strFromUTF8WithSub(wide, 128, &n, name.p, (int32_t)name.n, 0xFFFD, NULL, &e);
    if (U_SUCCESS(e)) {
        ucol_getSortKey(collator, wide, n, key, 96);
    }
}

bool language_known(Str iso639)
{
    const char *const *codes = uloc_getISOLanguages();
    while (*codes && !str_eq_nocase(str_from(*codes), iso639)) {
        codes++;
    }
    return *codes != NULL;
}

static CountryTable *countries_make(Arena *a, const Locale *l)
{
    const char *const *codes = uloc_getISOCountries();
    size_t n = 0;
    while (codes[n]) {
        n++;
    }
    UErrorCode e = U_ZERO_ERROR;
    UCollator *collator = ucol_open(l->icu, &e);
    Arena *scratch = arena_create(0);
    SortName *sorted = arena_array(scratch, SortName, n);
    for (size_t i = 0; i < n; i++) {
        sorted[i].named = (NamedCode){str_from(codes[i]), country_ask(a, l->icu, codes[i])};
        sort_key(collator, sorted[i].named.name, sorted[i].key);
    }
    qsort(sorted, n, sizeof *sorted, by_key);
    CountryTable *t = arena_new(a, CountryTable);
    t->by_name = arena_array(a, NamedCode, n);
    t->n = n;
    for (size_t i = 0; i < n; i++) {
        int place = country_place(sorted[i].named.code);
        t->by_name[i] = sorted[i].named;
        if (place >= 0) {
            t->at[place] = (uint16_t)(i + 1);
        }
    }
    ucol_close(collator);
    arena_destroy(scratch);
    return t;
}

static const CountryTable *countries(const Locale *shared)
{
    Locale *l = (Locale *)(uintptr_t)shared; /* only its cache changes, by one atomic store */
    const CountryTable *t = atomic_load_explicit(&l->countries, memory_order_acquire);
    if (!t) {
        pthread_mutex_lock(&i18n_lock);
        t = atomic_load_explicit(&l->countries, memory_order_relaxed);
        if (!t) {
            t = countries_make(i18n_arena(), l);
            atomic_store_explicit(&l->countries, t, memory_order_release);
        }
        pthread_mutex_unlock(&i18n_lock);
    }
    return t;
}

const NamedCode *country_list(const Locale *l, size_t *ret_n)
{
    const CountryTable *t = countries(l);
    *ret_n = t->n;
    return t->by_name;
}

static const NamedCode *country_find(const Locale *l, Str iso2)
{
    const CountryTable *t = countries(l);
    int place = country_place(iso2);
    return place >= 0 && t->at[place] ? &t->by_name[t->at[place] - 1] : NULL;
}

Str country_name(Arena *a, const Locale *l, Str iso2)
{
    (void)a; /* the table keeps the text */
    const NamedCode *found = country_find(l, iso2);
    return found ? found->name : iso2;
}

bool country_known(Str iso2) { return country_find(locale_get(S("en-US")), iso2) != NULL; }

Str language_name(Arena *a, const Locale *l, Str tag)
{
    char id[64];
    UChar name[160];
    UErrorCode e = U_ZERO_ERROR;
    uloc_forLanguageTag(str_z(a, str_sub(tag, 0, 60)), id, (int32_t)sizeof id, NULL, &e);
    int32_t n = U_SUCCESS(e) ? uloc_getDisplayName(id, l->icu, name, 160, &e) : 0;
    return U_SUCCESS(e) && n > 0 ? i18n_utf8(a, name, n) : tag;
}

Str zone_of_country(Arena *a, Str iso2)
{
    char code[3] = {0};
    UErrorCode e = U_ZERO_ERROR;
    int32_t n = 0;
    if (!country_known(iso2)) {
        return S("UTC");
    }
    memcpy(code, iso2.p, 2);
    UEnumeration *zones = ucal_openTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, code, NULL, &e);
    const char *first = U_SUCCESS(e) ? uenum_next(zones, &n, &e) : NULL;
    Str zone = first && U_SUCCESS(e) ? str_copy(a, str_of(first, (size_t)n)) : S("UTC");
    uenum_close(zones);
    return zone_known(zone) ? zone : S("UTC");
}

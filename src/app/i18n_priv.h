/* Inside of i18n.c, catalogue.c, format.c and names.c. Nobody else includes it, but the tests. */
#pragma once
#include "app/catalogue.h"
#include "app/i18n.h"
#include <pthread.h>
#include <stdatomic.h>
#include <unicode/utypes.h>

enum {
    FORMS_MAX = 6,
    TR_CACHE = 4096 /* slots, a power of two */,
    MONEY_CACHE = 512,
    DATE_TOKENS_MAX = 24,
    LOCALE_MAX = 192
};

typedef struct TrEntry {
    Str key;        /* "context\004id" or "id" */
    const char *id; /* the part after the context */
    Str forms[FORMS_MAX];
    size_t forms_n;
} TrEntry;

/* A step of the compiled plural rule, for a stack machine. */
typedef struct PluralOp {
    enum {
        PL_N,
        PL_NUMBER,
        PL_NOT,
        PL_MUL,
        PL_DIV,
        PL_MOD,
        PL_ADD,
        PL_SUB,
        PL_LT,
        PL_LE,
        PL_GT,
        PL_GE,
        PL_EQ,
        PL_NE,
        PL_AND,
        PL_OR,
        PL_IF
    } op;
    uint64_t number;
} PluralOp;
typedef struct PluralRule {
    PluralOp ops[64];
    size_t ops_n;
    unsigned forms_n;
} PluralRule;

typedef struct CatalogueTable {
    Str language;
    TrEntry *entries;
    size_t entries_n;
    uint32_t *slots;
    size_t slots_mask; /* index + 1 into entries, open addressing */
    PluralRule plural;
    _Atomic(const TrEntry *)
        by_pointer[TR_CACHE]; /* where a static id was found last; content is compared all the same */
} CatalogueTable;

typedef struct NumberSymbols {
    Str group, decimal, minus;
    int primary, secondary, minimum; /* digits of the groups; 0: no grouping */
} NumberSymbols;
typedef struct MoneyForm {
    char code[4];
    Str before, after, minus_before, minus_after;
} MoneyForm;
typedef enum DateField {
    DF_TEXT,
    DF_YEAR,
    DF_YEAR2,
    DF_MONTH,
    DF_MONTH2,
    DF_MONTH_SHORT,
    DF_MONTH_WIDE,
    DF_SMONTH_SHORT,
    DF_SMONTH_WIDE,
    DF_DAY,
    DF_DAY2,
    DF_WEEKDAY_SHORT,
    DF_WEEKDAY_WIDE,
    DF_HOUR24,
    DF_HOUR24_2,
    DF_HOUR12,
    DF_HOUR12_2,
    DF_MINUTE2,
    DF_MINUTE,
    DF_AMPM
} DateField;
typedef struct DatePattern {
    struct {
        DateField field;
        Str text;
    } tokens[DATE_TOKENS_MAX];
    size_t n;
} DatePattern;

struct Locale {
    Str tag, language;
    char icu[32]; /* "fr_CA", terminated */
    bool rtl, decimal_comma;
    bool shipped; /* language and region alone, in a language that is shipped: locale_get finds it as it is */
    bool ascii_digits;
    Str digits[10];
    CatalogueTable *catalogue; /* NULL: the ids themselves */
    NumberSymbols number, money;
    _Atomic(const MoneyForm *) money_forms[MONEY_CACHE];
    Str months_short[12], months_wide[12], smonths_short[12], smonths_wide[12], weekdays_short[7], weekdays_wide[7],
        ampm[2]; /* weekdays: 0 Monday */
    DatePattern date[4], time;
    _Atomic(const struct CountryTable *) countries;
};
typedef struct CountryTable {
    NamedCode *by_name;
    size_t n;
    uint16_t at[26 * 26];
} CountryTable; /* at: by the two letters, index into by_name and one */

/* Process lifetime; i18n_lock is held while allocating from it. */
extern pthread_mutex_t i18n_lock;
Arena *i18n_arena(void);
Str i18n_utf8(Arena *a, const UChar *s, int32_t n);

MUST_USE Err catalogue_load(Arena *a, const Catalogue *from, CatalogueTable **ret);
const TrEntry *catalogue_find(CatalogueTable *t, const char *context, const char *id);
unsigned plural_form(const PluralRule *r, uint64_t n);
MUST_USE Err plural_parse(Str rule, PluralRule *ret); /* "nplurals=2; plural=(n > 1);" */
/* Takes patterns and symbols from ICU; under i18n_lock. */
MUST_USE Err format_load(Arena *a, Locale *l);
/* A locale whose formats are exactly this one's, whatever languages are shipped: what locale_get builds on. */
const Locale *locale_formats(Str tag);

/* The price that holds: the one place that says what something costs in a market at a moment. Carts, orders, renewals
 * and bills ask here, and price lists show the same rows. Prices are facts: none is ever changed, so that the answer
 * for a day is the same for ever (README.md). */
#pragma once
#include "app/ctx.h"

/* May look at price lists: partners that buy of the vendor themselves. */
extern const Perm PRICES_VIEW, PRICES_EXPORT;

typedef struct PriceKey {
    Str product_code, sku_code, availability; /* as the catalogue has them, in upper case */
    Str market;                               /* ISO country, in upper case */
    Str currency;                             /* ISO 4217, in upper case */
    Str term;                                 /* "P1M", "P1Y", "P3Y"; empty: bought once */
    Str cycle;                                /* billing plan: "monthly", "annual", "triennial", "one_time", "none" */
} PriceKey;
typedef struct PriceAsk {
    PriceKey key; /* availability may be empty when segment is not */
    Str segment;  /* "commercial", "education", "government", "nonprofit"; empty: whatever the availability's is */
    int64_t quantity;
} PriceAsk;
typedef struct PriceRow {
    Str sku_code, availability, segment, currency, term, cycle;
    Time from_at, until_at; /* of its generation; until_at TIME_NONE: open */
    int64_t tier_min;       /* the tier that the quantity ends in */
    int64_t tier_max;       /* 0: no end */
    Dec unit_price;         /* of that tier, a unit and billing cycle, in major units */
    Dec listed;             /* of that tier, for the whole term, as price lists name it */
    Dec erp;                /* what the vendor recommends to ask of customers, for the term; 0: nothing */
    Dec effective;          /* a unit and cycle over all tiers that the quantity fills (price_effective) */
    Dec charge;             /* all units, a cycle (price_graduated) */
    Date sale_ends_on;      /* DATE_NONE: none */
    Id list_id;             /* the list that brought it; nil: from before there were lists */
} PriceRow;
/* Inside a unit. ERR_NOT_FOUND without a problem: it has no price then, so it is not sold so. A day is looked at as it
 * ends, so that a price that begins on it holds. */
MUST_USE Err price_at(AccountCtx a, const PriceAsk *ask, Time at, PriceRow *ret);
MUST_USE Err price_on(AccountCtx a, const PriceAsk *ask, Date day, PriceRow *ret);
/* All that holds at a moment for a product (sku_code empty) or a SKU; the first tier of each term and cycle. */
MUST_USE Err prices_at(AccountCtx a, const PriceKey *key, Time at, PriceRow **ret, size_t *ret_n);

typedef struct PricePromotion {
    Str id;
    Dec percent, unit_price; /* off; what a unit costs with it (price_discounted) */
} PricePromotion;
/* The promotion that counts for what is asked at a moment, of unit_price; the segment is needed. ERR_NOT_FOUND without
 * a problem: none. Source: spec portal-workflows.md 8.3, "highest discount wins". */
MUST_USE Err price_promotion(AccountCtx a, const PriceAsk *ask, Time at, Dec unit_price, PricePromotion *ret);

/* --- the rules of amounts, each once --- */

/* A unit with percent off, rounded half up to what the currency has. */
MUST_USE Err price_discounted(Dec unit_price, Dec percent, Str currency, Dec *ret);

/* How many billing cycles a term has: a year by the month 12, three years by the year 3; else 1. */
int64_t price_cycles(Str term, Str cycle);
/* What a cycle costs of what lists name for the term. Source: spec portal-workflows.md 12, "Annual price shown for
 * term; monthly plan = 1/12". Rounded half up to what the currency has; what is paid as it is used keeps all digits. */
MUST_USE Err price_of_cycle(Dec listed, Str term, Str cycle, Str currency, bool usage, Dec *ret);
typedef struct PriceTier {
    int64_t min, max; /* max 0: no end */
    Dec unit_price;
} PriceTier;
/* Each unit at the price of the tier that it falls in. Source: spec portal-workflows.md 12, "Tiers by
 * PricingTierRangeMin/Max (graduated)". Exact. Tiers by min. */
MUST_USE Err price_graduated(const PriceTier *tiers, size_t n, int64_t quantity, Dec *ret);
/* What one unit comes to: the graduated charge by the quantity, rounded half even to 8 digits, so that times the
 * quantity it is the charge again once rounded to the currency. */
MUST_USE Err price_effective(const PriceTier *tiers, size_t n, int64_t quantity, Dec *ret);
/* What a partner keeps of the recommended price, in percent with two digits, rounded half up; false: nothing is
 * recommended. */
bool price_margin(Dec listed, Dec erp, Dec *ret);
/* The change of a price in percent with two digits, rounded half up; false: it was nothing before. */
bool price_change(Dec before, Dec after, Dec *ret);
/* Has the amount no more digits than the currency? */
bool price_fits_currency(Dec amount, Str currency);

/* --- writing, for lists and their like --- */

typedef struct PriceNew {
    PriceKey key;
    int64_t tier_min, tier_max;
    Time from_at, ends_at; /* ends_at TIME_NONE: none */
    Dec listed, amount, erp;
    bool has_erp;
    Date sale_ends_on;
    Str tags;
    Id list_id;
} PriceNew;
/* In a WRITE unit. Ends the generation before it. The same one twice is left alone. */
MUST_USE Err price_put(SystemCtx s, const PriceNew *p);
/* The same in every market that pays in its currency; the market of the key is not looked at. */
MUST_USE Err price_put_everywhere(SystemCtx s, const PriceNew *p);
/* The generation of the key that begins then, which has not begun yet: the one before it goes on. */
MUST_USE Err price_withdraw(SystemCtx s, const PriceKey *key, Time from_at);

/* --- exchange rates --- */

/* How much of `to` a unit of `from` was worth on a day: both by the US dollar, rounded half even to 8 digits.
 * ERR_NOT_FOUND without a problem: no rate is known then. */
MUST_USE Err fx_rate(AccountCtx a, Str from, Str to, Date day, Dec *ret);
/* The day whose rate a month's bills use: two business days before its end. Source: spec portal-workflows.md 10, "rate
 * fixed 2 business days before month end 16:00 UTC". */
Date fx_fixed_on(int year, int month);

/* What is sold: items by their ids, and what they lead to. */
#include "areas/catalog/items.h"
#include "app/filter.h"
#include "areas/catalog/catalog.h"
#include "areas/prices/prices.h"
#include "gen/catalog_q.h"

static const char *const LEADS[] = {"addon", "upgrade", "conversion"};

Err catalog_currency(AccountCtx a, Str country, Str *ret)
{
    MarketGetRow row;
    TRY(q_market_get(a, &(MarketGetArgs){.country = str_upper_ascii(a.ctx->arena, str_trim(country))}, &row));
    *ret = row.currency;
    return OK;
}

static Err read_prices(AccountCtx a, CatalogItem *i)
{
    PriceRow *rows;
    size_t n;
    PriceKey key = {.product_code = i->product_code,
                    .sku_code = i->sku_code,
                    .availability = i->availability_code,
                    .market = i->country,
                    .currency = i->currency};
    TRY(prices_at(a, &key, a.ctx->now, &rows, &n));
    for (size_t k = 0; k < n && i->terms_n < CATALOG_TERMS_MAX; k++) {
        i->terms[i->terms_n++] = catalog_term_of(a.ctx, &rows[k]);
    }
    return i->terms_n ? OK : ERR_NOT_FOUND;
}

CatalogTerm catalog_term_of(const Ctx *ctx, const PriceRow *r)
{
    bool ended = date_is_set(r->sale_ends_on) && date_of(ctx->now).days >= r->sale_ends_on.days;
    return (CatalogTerm){.duration = r->term, .billing_cycle = r->cycle, .unit_price = r->unit_price, .ended = ended};
}

Err catalog_term_for(AccountCtx a, const CatalogItem *i, const CatalogTerm *term, int64_t quantity,
                     const CatalogTerm **ret)
{
    PriceRow row;
    PriceAsk ask = {.key = {.product_code = i->product_code,
                            .sku_code = i->sku_code,
                            .availability = i->availability_code,
                            .market = i->country,
                            .currency = i->currency,
                            .term = term->duration,
                            .cycle = term->billing_cycle},
                    .quantity = quantity};
    Err err = price_at(a, &ask, a.ctx->now, &row);
    *ret = term;
    if (err == OK && row.effective.units != term->unit_price.units) {
        CatalogTerm *own = arena_new(a.ctx->arena, CatalogTerm);
        *own = *term;
        own->unit_price = row.effective;
        *ret = own;
    }
    return err == ERR_NOT_FOUND ? OK : err; /* more than the tiers say: refused by the item's own limits */
}

CatalogItem catalog_item_of(const ItemSkusRow *r)
{
    return (CatalogItem){.product_code = r->product_code,
                         .sku_code = r->code,
                         .offer_id = r->offer_id,
                         .product_title = r->product_title,
                         .title = r->title,
                         .description = r->description,
                         .publisher = r->publisher,
                         .target_view = r->target_view,
                         .kind = r->kind,
                         .sub_kind = r->sub_kind,
                         .unit = r->unit,
                         .licence_id = r->licence_id,
                         .trial = r->trial,
                         .addon = r->addon,
                         .usage = r->usage,
                         .renews = r->renews,
                         .own = r->own,
                         .quantity_min = r->quantity_min,
                         .quantity_max = r->quantity_max};
}

void catalog_item_name(Arena *arena, CatalogItem *item, Str availability)
{
    item->availability_code = availability;
    item->item_id =
        str_fmt(arena, "%.*s:%.*s:%.*s", S_ARG(item->product_code), S_ARG(item->sku_code), S_ARG(availability));
}

/* Completes an item of a SKU by one of its availabilities. */
static Err complete(AccountCtx a, const ItemSkusRow *sku, Str availability, Str segment, Str country, Str currency,
                    CatalogItem *ret)
{
    *ret = catalog_item_of(sku);
    catalog_item_name(a.ctx->arena, ret, availability);
    ret->segment = segment;
    ret->country = str_upper_ascii(a.ctx->arena, country);
    ret->currency = currency;
    return read_prices(a, ret);
}

static bool split_id(Arena *arena, Str item_id, Str part[3])
{
    Str rest = str_upper_ascii(arena, str_trim(item_id));
    for (size_t k = 0; k < 3; k++) {
        ptrdiff_t colon = str_find_char(rest, ':');
        if ((colon < 0) != (k == 2)) {
            return false;
        }
        part[k] = k == 2 ? rest : str_of(rest.p, (size_t)colon);
        rest = k == 2 ? rest : str_skip(rest, (size_t)colon + 1);
    }
    return part[0].n && part[1].n && part[2].n;
}

Err catalog_item_get(AccountCtx a, Str item_id, Str country, CatalogItem *ret)
{
    Str part[3], currency;
    if (!split_id(a.ctx->arena, item_id, part)) {
        return ERR_NOT_FOUND;
    }
    TRY(catalog_currency(a, country, &currency));
    ItemAvailabilityRow v;
    TRY(q_item_availability(a, &(ItemAvailabilityArgs){.product_code = part[0], .sku_code = part[1], .code = part[2]},
                            &v));
    ItemSkusRow *rows;
    size_t n;
    TRY(q_item_skus(a,
                    &(ItemSkusArgs){.country = str_upper_ascii(a.ctx->arena, country),
                                    .currency = currency,
                                    .segment = v.segment,
                                    .with_product = true,
                                    .product_code = part[0],
                                    .with_sku = true,
                                    .code = part[1]},
                    &rows, &n));
    return n ? complete(a, &rows[0], part[2], v.segment, country, currency, ret) : ERR_NOT_FOUND;
}

Err catalog_offer_get(AccountCtx a, Str offer_id, Str country, CatalogItem *ret)
{
    Str currency;
    TRY(catalog_currency(a, country, &currency));
    ItemSkusRow *rows;
    size_t n, at = 0;
    TRY(q_item_skus(a,
                    &(ItemSkusArgs){.country = str_upper_ascii(a.ctx->arena, country),
                                    .currency = currency,
                                    .with_offer = true,
                                    .offer_id = str_lower_ascii(a.ctx->arena, str_trim(offer_id))},
                    &rows, &n));
    if (n == 0) {
        return ERR_NOT_FOUND;
    }
    ItemAvailabilitiesRow *v;
    TRY(q_item_availabilities(a,
                              &(ItemAvailabilitiesArgs){.product_code = rows[0].product_code,
                                                        .sku_code = rows[0].code,
                                                        .country = str_upper_ascii(a.ctx->arena, country),
                                                        .currency = currency},
                              &v, &n));
    while (at + 1 < n && !str_eq(v[at].segment, S("commercial"))) {
        at++;
    }
    return n ? complete(a, &rows[0], v[at].code, v[at].segment, country, currency, ret) : ERR_NOT_FOUND;
}

Err catalog_successor(AccountCtx a, Str item_id, Str country, CatalogItem *ret)
{
    Str part[3];
    ItemSuccessorRow row;
    if (!split_id(a.ctx->arena, item_id, part)) {
        return ERR_NOT_FOUND;
    }
    TRY(q_item_successor(a, &(ItemSuccessorArgs){.product_code = part[0], .sku_code = part[1]}, &row));
    return catalog_offer_get(a, row.offer_id, country, ret);
}

Err catalog_reopen_older(SystemCtx s) { return q_item_older_reopen(s, NULL, NULL); }

const CatalogTerm *catalog_term(const CatalogItem *i, Str duration, Str billing_cycle)
{
    for (size_t k = 0; k < i->terms_n; k++) {
        const CatalogTerm *t = &i->terms[k];
        bool lasts = duration.n == 0 || str_eq_nocase(t->duration, duration);
        if (lasts && (billing_cycle.n == 0 || filter_word_eq(t->billing_cycle, billing_cycle))) {
            return t;
        }
    }
    return NULL;
}

/* Off a hundred, rounded as money of the currency is, so that an amount is what the price shown makes. */
static Err price_with(const CatalogItem *i, Dec price, Dec percent, Dec *ret)
{
    Dec left;
    Currency cur;
    Money one;
    TRY(dec_add((Dec){100 * DEC_SCALE}, (Dec){-percent.units}, &left));
    TRY(dec_mul(price, (Dec){left.units / 100}, ROUND_HALF_UP, ret));
    TRY(currency_parse(i->currency, &cur));
    TRY(dec_to_money(*ret, (Dec){DEC_SCALE}, cur, ROUND_HALF_UP, &one));
    int64_t unit = DEC_SCALE;
    for (int digits = currency_digits(cur); digits > 0; digits--) {
        unit /= 10;
    }
    ret->units = one.minor * unit;
    return OK;
}

Err catalog_promotion_price(AccountCtx a, Str promotion_id, const CatalogItem *i, const CatalogTerm *term,
                            int64_t quantity, bool *ret_fits, Dec *ret_price)
{
    PromotionListRow *rows;
    size_t n;
    *ret_fits = false;
    *ret_price = term->unit_price;
    TRY(q_promotion_list(
        a, &(PromotionListArgs){.with_sku = true, .product_code = i->product_code, .sku_code = i->sku_code}, &rows,
        &n));
    for (size_t k = 0; k < n && !*ret_fits; k++) {
        const PromotionListRow *p = &rows[k];
        bool terms = str_eq_nocase(p->term, term->duration) && filter_word_eq(p->cycle, term->billing_cycle);
        bool seats = quantity >= p->seats_min && quantity <= p->seats_max;
        *ret_fits = str_eq_nocase(p->id, promotion_id) && terms && seats;
        if (*ret_fits) {
            TRY(price_with(i, term->unit_price, p->percent, ret_price));
        }
    }
    return OK;
}

Err catalog_promotion_name(AccountCtx a, Str promotion_id, Str *ret)
{
    PromotionListRow *rows;
    size_t n;
    TRY(q_promotion_list(a, &(PromotionListArgs){.with_id = true, .id = promotion_id}, &rows, &n));
    *ret = n ? rows[0].name : promotion_id;
    return OK;
}

static Err targets(AccountCtx a, const ItemTargetsArgs *args, bool bases, CatalogTarget **ret, size_t *ret_n)
{
    ItemTargetsRow *rows;
    TRY(q_item_targets(a, args, &rows, ret_n));
    *ret = arena_array(a.ctx->arena, CatalogTarget, *ret_n);
    for (size_t k = 0; k < *ret_n; k++) {
        const ItemTargetsRow *r = &rows[k];
        (*ret)[k] = bases ? (CatalogTarget){r->product_code, r->sku_code, r->offer_id}
                          : (CatalogTarget){r->target_product_code, r->target_sku_code, r->target_offer_id};
    }
    return OK;
}

Err catalog_targets(AccountCtx a, const CatalogItem *i, CatalogLead kind, CatalogTarget **ret, size_t *ret_n)
{
    return targets(a,
                   &(ItemTargetsArgs){.with_from = true,
                                      .product_code = i->product_code,
                                      .with_sku = true,
                                      .sku_code = i->sku_code,
                                      .with_kind = true,
                                      .kind = str_from(LEADS[kind])},
                   false, ret, ret_n);
}

Err catalog_bases(AccountCtx a, const CatalogItem *i, CatalogLead kind, CatalogTarget **ret, size_t *ret_n)
{
    return targets(a,
                   &(ItemTargetsArgs){.with_to = true,
                                      .target_product_code = i->product_code,
                                      .target_sku_code = i->sku_code,
                                      .with_kind = true,
                                      .kind = str_from(LEADS[kind])},
                   true, ret, ret_n);
}

/* The older kind of offers, promotions, margins and inventory on the wire (spec api-endpoints.tsv, offers and catalog).
 */
#include "areas/catalog/items.h"

#include "app/collection.h"
#include "app/filter.h"
#include "app/resource.h"
#include "base/csv.h"

/* --- offers --- */

typedef struct ApiCategory {
    Str id, name, locale, country;
    int64_t rank;
    ApiAttributes attributes;
} ApiCategory;
static const Field CATEGORY_FIELDS[] = {
    FIELD(ApiCategory, id, "id", F_STR),
    FIELD(ApiCategory, name, "name", F_STR),
    FIELD(ApiCategory, rank, "rank", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiCategory, locale, "locale", F_STR),
    FIELD(ApiCategory, country, "country", F_STR),
    FIELD(ApiCategory, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_OFFER_CATEGORY = SHAPE(ApiCategory, CATEGORY_FIELDS);
typedef struct ApiOfferProduct {
    Str id, name, unit;
} ApiOfferProduct;
static const Field OFFER_PRODUCT_FIELDS[] = {
    FIELD(ApiOfferProduct, id, "id", F_STR),
    FIELD(ApiOfferProduct, name, "name", F_STR),
    FIELD(ApiOfferProduct, unit, "unit", F_STR),
};
static const Shape API_OFFER_PRODUCT = SHAPE(ApiOfferProduct, OFFER_PRODUCT_FIELDS);
typedef struct ApiOffer {
    Str id, name, description, uri, locale, country, limit_unit, billing, unit;
    int64_t quantity_min, quantity_max, rank, limit;
    ApiCategory category;
    bool has_category, addon, has_addons, buyable, renews, trial;
    Str *cycles, *requires, *upgrades, *conversions;
    size_t cycles_n, requires_n, upgrades_n, conversions_n;
    ApiOfferProduct product;
    ApiLinks links;
    ApiAttributes attributes;
} ApiOffer;
static const Field OFFER_FIELDS[] = {
    FIELD(ApiOffer, id, "id", F_STR),
    FIELD(ApiOffer, name, "name", F_STR),
    FIELD(ApiOffer, description, "description", F_STR, .max = 1000),
    FIELD(ApiOffer, quantity_min, "minimumQuantity", F_INT),
    FIELD(ApiOffer, quantity_max, "maximumQuantity", F_INT),
    FIELD(ApiOffer, rank, "rank", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiOffer, uri, "uri", F_STR),
    FIELD(ApiOffer, locale, "locale", F_STR),
    FIELD(ApiOffer, country, "country", F_STR),
    FIELD_PART(ApiOffer, category, has_category, "category", &API_OFFER_CATEGORY),
    FIELD(ApiOffer, limit_unit, "limitUnitOfMeasure", F_STR),
    FIELD(ApiOffer, limit, "limit", F_INT, .flags = FIELD_ALWAYS),
    FIELD_STRS(ApiOffer, requires, requires_n, "prerequisiteOffers", .flags = FIELD_ALWAYS),
    FIELD(ApiOffer, addon, "isAddOn", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiOffer, has_addons, "hasAddOns", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiOffer, buyable, "isAvailableForPurchase", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiOffer, billing, "billing", F_STR),
    FIELD_STRS(ApiOffer, cycles, cycles_n, "supportedBillingCycles", .flags = FIELD_ALWAYS),
    FIELD(ApiOffer, renews, "isAutoRenewable", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD_STRS(ApiOffer, upgrades, upgrades_n, "upgradeTargetOffers", .flags = FIELD_ALWAYS),
    FIELD_STRS(ApiOffer, conversions, conversions_n, "conversionTargetOffers", .flags = FIELD_ALWAYS),
    FIELD(ApiOffer, trial, "isTrial", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiOffer, product, "product", F_OBJECT, .shape = &API_OFFER_PRODUCT),
    FIELD(ApiOffer, unit, "unitType", F_STR),
    FIELD(ApiOffer, links, "links", F_OBJECT, .shape = &API_LINKS),
    FIELD(ApiOffer, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_OFFER = SHAPE(ApiOffer, OFFER_FIELDS);

typedef struct OfferWorld { /* what all offers of an answer need, read once */
    CatalogAsk ask;
    Str locale;
    CategoryListRow *categories;
    ItemCyclesRow *cycles;
    ItemTargetsRow *targets;
    size_t categories_n, cycles_n, targets_n;
} OfferWorld;

static Err read_world(AccountCtx a, CollectionAsk *page, OfferWorld *ret)
{
    TRY(catalog_ask(a, page, &ret->ask));
    ret->locale = locale_tag(a.ctx->locale);
    TRY(q_category_list(a, NULL, &ret->categories, &ret->categories_n));
    TRY(q_item_cycles(a, &(ItemCyclesArgs){.country = ret->ask.country, .currency = ret->ask.currency}, &ret->cycles,
                      &ret->cycles_n));
    return q_item_targets(a, &(ItemTargetsArgs){0}, &ret->targets, &ret->targets_n);
}

static ApiCategory wire_category(const OfferWorld *w, const CategoryListRow *r)
{
    return (ApiCategory){.id = r->id,
                         .name = r->name,
                         .rank = r->place,
                         .locale = w->locale,
                         .country = w->ask.country,
                         .attributes = {.object_type = S("OfferCategory")}};
}

static void add_targets(Arena *arena, const OfferWorld *w, ApiOffer *o)
{
    o->requires = arena_array(arena, Str, w->targets_n + 1);
    o->upgrades = arena_array(arena, Str, w->targets_n + 1);
    o->conversions = arena_array(arena, Str, w->targets_n + 1);
    for (size_t i = 0; i < w->targets_n; i++) {
        const ItemTargetsRow *t = &w->targets[i];
        bool from = str_eq(t->offer_id, o->id), to = str_eq(t->target_offer_id, o->id);
        if (str_eq(t->kind, S("addon"))) {
            o->has_addons |= from;
            if (to) {
                o->requires[o->requires_n++] = t->offer_id;
            }
        } else if (from && str_eq(t->kind, S("upgrade"))) {
            o->upgrades[o->upgrades_n++] = t->target_offer_id;
        } else if (from) {
            o->conversions[o->conversions_n++] = t->target_offer_id;
        }
    }
}

static ApiOffer wire_offer(Ctx *ctx, const OfferWorld *w, const ItemSkusRow *r)
{
    Str path = str_fmt(ctx->arena, "/offers/%.*s?country=%.*s", S_ARG(r->offer_id), S_ARG(w->ask.country));
    ApiOffer o = {
        .id = r->offer_id,
        .name = r->title,
        .description = r->description,
        .quantity_min = r->quantity_min,
        .quantity_max = r->quantity_max,
        .rank = r->place,
        .uri = path,
        .locale = w->locale,
        .country = w->ask.country,
        .limit_unit = S("none"),
        .billing = r->usage ? S("usage") : S("license"),
        .unit = r->unit,
        .addon = r->addon,
        .buyable = true,
        .renews = r->renews,
        .trial = r->trial,
        .cycles = arena_array(ctx->arena, Str, w->cycles_n + 1),
        .product = {r->product_code, r->product_title, r->unit},
        .links = resource_self(path),
        .attributes = {.object_type = S("Offer")},
    };
    for (size_t i = 0; i < w->cycles_n; i++) {
        if (str_eq(w->cycles[i].product_code, r->product_code) && str_eq(w->cycles[i].sku_code, r->code)) {
            o.cycles[o.cycles_n++] = w->cycles[i].cycle;
        }
    }
    for (size_t i = 0; i < w->categories_n; i++) {
        if (str_eq(w->categories[i].id, r->category_id)) {
            o.category = wire_category(w, &w->categories[i]);
            o.has_category = true;
        }
    }
    add_targets(ctx->arena, w, &o);
    return o;
}

/* The part of a list that an offset asks for. */
static void answer_offers(Ctx *ctx, const CollectionAsk *page, const OfferWorld *w, const ItemSkusRow *rows, size_t n)
{
    size_t from = (size_t)num_min_i64(page->offset, (int64_t)n), shown = num_min_size(n - from, page->size);
    ApiOffer *items = arena_array(ctx->arena, ApiOffer, shown);
    for (size_t i = 0; i < shown; i++) {
        items[i] = wire_offer(ctx, w, &rows[from + i]);
    }
    ctx_json_collection(
        ctx, page,
        &(Collection){.shape = &API_OFFER, .items = items, .items_n = shown, .total = (int64_t)n, .by_offset = true});
}

static Err read_offers(AccountCtx a, const OfferWorld *w, ItemSkusArgs args, ItemSkusRow **ret, size_t *ret_n)
{
    args.country = w->ask.country;
    args.currency = w->ask.currency;
    args.segment = w->ask.segment;
    return q_item_skus(a, &args, ret, ret_n);
}

Err api_offers(AccountCtx a)
{
    CollectionAsk page;
    OfferWorld w;
    ItemSkusRow *rows;
    size_t n;
    TRY(read_world(a, &page, &w));
    Str category = collection_param(a.ctx, &page, S("offer_category_id"));
    TRY(read_offers(a, &w, (ItemSkusArgs){.with_category = category.n > 0, .category_id = category}, &rows, &n));
    answer_offers(a.ctx, &page, &w, rows, n);
    return OK;
}

static Err offer_of_path(AccountCtx a, const OfferWorld *w, ItemSkusRow *ret)
{
    ItemSkusRow *rows;
    size_t n;
    Str id = str_lower_ascii(a.ctx->arena, ctx_param(a.ctx, S("offer")));
    TRY(read_offers(a, w, (ItemSkusArgs){.with_offer = true, .offer_id = id}, &rows, &n));
    if (n == 0) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 800004, MSG("There is no such offer in this country"));
    }
    *ret = rows[0];
    return OK;
}

Err api_offer(AccountCtx a)
{
    CollectionAsk page;
    OfferWorld w;
    ItemSkusRow row;
    TRY(read_world(a, &page, &w));
    TRY(offer_of_path(a, &w, &row));
    ApiOffer o = wire_offer(a.ctx, &w, &row);
    ctx_json(a.ctx, 200, &API_OFFER, &o);
    return OK;
}

Err api_offer_addons(AccountCtx a)
{
    CollectionAsk page;
    OfferWorld w;
    ItemSkusRow base, *rows;
    size_t n;
    TRY(read_world(a, &page, &w));
    TRY(offer_of_path(a, &w, &base));
    TRY(read_offers(a, &w, (ItemSkusArgs){.with_addon_of = true, .base_offer_id = base.offer_id}, &rows, &n));
    answer_offers(a.ctx, &page, &w, rows, n);
    return OK;
}

Err api_offer_categories(AccountCtx a)
{
    CollectionAsk page;
    OfferWorld w;
    TRY(read_world(a, &page, &w));
    ApiCategory *items = arena_array(a.ctx->arena, ApiCategory, w.categories_n);
    for (size_t i = 0; i < w.categories_n; i++) {
        items[i] = wire_category(&w, &w.categories[i]);
    }
    ctx_json_collection(
        a.ctx, &page,
        &(Collection){.shape = &API_OFFER_CATEGORY, .items = items, .items_n = w.categories_n, .total = -1});
    return OK;
}

/* --- promotions --- */

typedef struct ApiPricePolicy {
    Str type, value;
} ApiPricePolicy;
static const Field POLICY_FIELDS[] = {FIELD(ApiPricePolicy, type, "policyType", F_STR),
                                      FIELD(ApiPricePolicy, value, "value", F_STR)};
static const Shape API_PRICE_POLICY = SHAPE(ApiPricePolicy, POLICY_FIELDS);
typedef struct ApiPromotionTerm {
    Str duration, cycle;
} ApiPromotionTerm;
static const Field PROMOTION_TERM_FIELDS[] = {FIELD(ApiPromotionTerm, duration, "duration", F_STR),
                                              FIELD(ApiPromotionTerm, cycle, "billingCycle", F_STR)};
static const Shape API_PROMOTION_TERM = SHAPE(ApiPromotionTerm, PROMOTION_TERM_FIELDS);
typedef struct ApiRequired {
    Str product, sku;
    ApiPromotionTerm term;
    const ApiPricePolicy *policies;
    size_t policies_n;
} ApiRequired;
static const Field REQUIRED_FIELDS[] = {
    FIELD(ApiRequired, product, "productId", F_STR),
    FIELD(ApiRequired, sku, "skuId", F_STR),
    FIELD(ApiRequired, term, "term", F_OBJECT, .shape = &API_PROMOTION_TERM),
    FIELD_LIST(ApiRequired, policies, policies_n, "pricingPolicies", &API_PRICE_POLICY, .flags = FIELD_ALWAYS),
};
static const Shape API_REQUIRED = SHAPE(ApiRequired, REQUIRED_FIELDS);
typedef struct ApiSeats {
    int64_t min, max;
    Str type;
} ApiSeats;
static const Field SEATS_FIELDS[] = {FIELD(ApiSeats, min, "minSeats", F_INT), FIELD(ApiSeats, max, "maxSeats", F_INT),
                                     FIELD(ApiSeats, type, "type", F_STR)};
static const Shape API_SEATS = SHAPE(ApiSeats, SEATS_FIELDS);
typedef struct ApiConstraints {
    const ApiSeats *seats;
    size_t seats_n;
} ApiConstraints;
static const Field CONSTRAINTS_FIELDS[] = {
    FIELD_LIST(ApiConstraints, seats, seats_n, "seatConstraints", &API_SEATS, .flags = FIELD_ALWAYS)};
static const Shape API_CONSTRAINTS = SHAPE(ApiConstraints, CONSTRAINTS_FIELDS);
typedef struct ApiPromotion {
    Str id, name, description;
    Time from, until;
    const ApiRequired *required;
    size_t required_n;
    ApiConstraints constraints;
} ApiPromotion;
static const Field PROMOTION_FIELDS[] = {
    FIELD(ApiPromotion, id, "id", F_STR),
    FIELD(ApiPromotion, name, "name", F_STR),
    FIELD(ApiPromotion, description, "description", F_STR, .max = 1000),
    FIELD(ApiPromotion, from, "startDate", F_TIME_),
    FIELD(ApiPromotion, until, "endDate", F_TIME_),
    FIELD_LIST(ApiPromotion, required, required_n, "requiredProducts", &API_REQUIRED, .flags = FIELD_ALWAYS),
    FIELD(ApiPromotion, constraints, "promotionConstraints", F_OBJECT, .shape = &API_CONSTRAINTS),
};
const Shape API_PROMOTION = SHAPE(ApiPromotion, PROMOTION_FIELDS);

static ApiPromotion wire_promotion(Arena *arena, const PromotionListRow *r)
{
    ApiPricePolicy *policy = arena_array(arena, ApiPricePolicy, 1);
    *policy = (ApiPricePolicy){S("PercentDiscount"), dec_text(arena, r->percent)};
    ApiRequired *required = arena_array(arena, ApiRequired, 1);
    *required = (ApiRequired){r->product_code, r->sku_code, {r->term, r->cycle}, policy, 1};
    ApiSeats *seats = arena_array(arena, ApiSeats, 1);
    *seats = (ApiSeats){r->seats_min, r->seats_max, S("SubscriptionQuantity")};
    return (ApiPromotion){r->id, r->name, r->description, r->from_at, r->until_at, required, 1, {seats, 1}};
}

Err api_promotions(AccountCtx a)
{
    CollectionAsk page;
    CatalogAsk ask;
    PromotionListRow *rows;
    size_t n;
    TRY(catalog_ask(a, &page, &ask));
    Str segment = str_lower_ascii(a.ctx->arena, collection_param(a.ctx, &page, S("segment")));
    TRY(q_promotion_list(a, &(PromotionListArgs){.with_segment = segment.n > 0, .segment = segment}, &rows, &n));
    ApiPromotion *items = arena_array(a.ctx->arena, ApiPromotion, n);
    for (size_t i = 0; i < n; i++) {
        items[i] = wire_promotion(a.ctx->arena, &rows[i]);
    }
    ctx_json_collection(a.ctx, &page,
                        &(Collection){.shape = &API_PROMOTION, .items = items, .items_n = n, .total = -1});
    return OK;
}

Err api_promotion(AccountCtx a)
{
    CollectionAsk page;
    CatalogAsk ask;
    PromotionListRow *rows;
    size_t n;
    TRY(catalog_ask(a, &page, &ask));
    Str id = str_upper_ascii(a.ctx->arena, ctx_param(a.ctx, S("promotion")));
    TRY(q_promotion_list(a, &(PromotionListArgs){.with_id = true, .id = id}, &rows, &n));
    if (n == 0) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 400013, MSG("There is no such promotion now"));
    }
    ApiPromotion w = wire_promotion(a.ctx->arena, &rows[0]);
    ctx_json(a.ctx, 200, &API_PROMOTION, &w);
    return OK;
}

/* --- may an item have a promotion? --- */

typedef struct ApiAsked {
    int64_t id, quantity;
    Str item_id, term, cycle, promotion_id;
} ApiAsked;
static const Field ASKED_ITEM_FIELDS[] = {
    FIELD(ApiAsked, id, "id", F_INT),
    FIELD(ApiAsked, item_id, "catalogItemId", F_STR, .flags = FIELD_REQUIRED),
    FIELD(ApiAsked, quantity, "quantity", F_INT),
    FIELD(ApiAsked, term, "termDuration", F_STR),
    FIELD(ApiAsked, cycle, "billingCycle", F_STR),
    FIELD(ApiAsked, promotion_id, "promotionId", F_STR),
};
static const Shape API_ASKED = SHAPE(ApiAsked, ASKED_ITEM_FIELDS);
typedef struct ApiAskedList {
    ApiAsked *items;
    size_t items_n;
} ApiAskedList;
static const Field ASKED_FIELDS[] = {
    FIELD_LIST(ApiAskedList, items, items_n, "items", &API_ASKED, .max = 100, .flags = FIELD_REQUIRED)};
const Shape API_PROMOTION_ASKED = SHAPE(ApiAskedList, ASKED_FIELDS);

typedef struct ApiWhyNot {
    Str type, description;
    int64_t min, max;
} ApiWhyNot;
static const Field WHY_NOT_FIELDS[] = {
    FIELD(ApiWhyNot, type, "type", F_STR),
    FIELD(ApiWhyNot, description, "description", F_STR),
    FIELD(ApiWhyNot, min, "minimumRequiredSeats", F_INT),
    FIELD(ApiWhyNot, max, "maximumRequiredSeats", F_INT),
};
static const Shape API_WHY_NOT = SHAPE(ApiWhyNot, WHY_NOT_FIELDS);
typedef struct ApiEligibility {
    Str promotion_id;
    bool eligible;
    ApiWhyNot *errors;
    size_t errors_n;
    ApiAttributes attributes;
} ApiEligibility;
static const Field ELIGIBILITY_FIELDS[] = {
    FIELD(ApiEligibility, promotion_id, "promotionId", F_STR),
    FIELD(ApiEligibility, eligible, "isEligible", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD_LIST(ApiEligibility, errors, errors_n, "errors", &API_WHY_NOT, .flags = FIELD_ALWAYS),
    FIELD(ApiEligibility, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
static const Shape API_ELIGIBILITY = SHAPE(ApiEligibility, ELIGIBILITY_FIELDS);
typedef struct ApiEligibilities {
    ApiAsked asked;
    ApiEligibility *list;
    size_t list_n;
    ApiAttributes attributes;
} ApiEligibilities;
static const Field ELIGIBILITIES_FIELDS[] = {
    FIELD(ApiEligibilities, asked.id, "id", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiEligibilities, asked.item_id, "catalogItemId", F_STR),
    FIELD(ApiEligibilities, asked.quantity, "quantity", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiEligibilities, asked.term, "termDuration", F_STR),
    FIELD(ApiEligibilities, asked.cycle, "billingCycle", F_STR),
    FIELD_LIST(ApiEligibilities, list, list_n, "eligibilities", &API_ELIGIBILITY, .flags = FIELD_ALWAYS),
    FIELD(ApiEligibilities, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_PROMOTION_ELIGIBILITY = SHAPE(ApiEligibilities, ELIGIBILITIES_FIELDS);

static Str said(Ctx *ctx, const char *text) { return tr(ctx->locale, NULL, text); }

static void not_for(Arena *arena, ApiEligibility *e, ApiWhyNot why)
{
    if (!e->errors) {
        e->errors = arena_array(arena, ApiWhyNot, 3);
    }
    e->errors[e->errors_n++] = why;
    e->eligible = false;
}

static ApiEligibility judge(Ctx *ctx, const ApiAsked *asked, const PromotionListRow *p)
{
    ApiEligibility e = {
        .promotion_id = p->id, .eligible = true, .attributes = {.object_type = S("PromotionEligibility")}};
    bool term = asked->term.n == 0 || str_eq_nocase(asked->term, p->term);
    if (!term || (asked->cycle.n && !filter_word_eq(asked->cycle, p->cycle))) {
        not_for(ctx->arena, &e,
                (ApiWhyNot){.type = S("Term"), .description = said(ctx, N_("The promotion is for another term."))});
    }
    if (asked->quantity < p->seats_min || asked->quantity > p->seats_max) {
        not_for(ctx->arena, &e,
                (ApiWhyNot){.type = S("SeatCount"),
                            .description = said(ctx, N_("The promotion is for another number of seats.")),
                            .min = p->seats_min,
                            .max = p->seats_max});
    }
    return e;
}

/* One item asked about, against all promotions of now. */
static Err judge_item(AccountCtx a, const CatalogAsk *ask, const PromotionListRow *rows, size_t n,
                      const ApiAsked *asked, ApiEligibilities *ret)
{
    Arena *arena = a.ctx->arena;
    CatalogItem item;
    *ret = (ApiEligibilities){.asked = *asked,
                              .list = arena_array(arena, ApiEligibility, n + 1),
                              .attributes = {.object_type = S("PromotionEligibilities")}};
    Err err = catalog_item_get(a, asked->item_id, ask->country, &item);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    for (size_t i = 0; err == OK && i < n; i++) {
        bool of = str_eq(rows[i].product_code, item.product_code) && str_eq(rows[i].sku_code, item.sku_code);
        if (of && (asked->promotion_id.n == 0 || str_eq_nocase(asked->promotion_id, rows[i].id))) {
            ret->list[ret->list_n++] = judge(a.ctx, asked, &rows[i]);
        }
    }
    if (ret->list_n == 0) {
        Str type = err != OK               ? S("InvalidCatalogItemId")
                   : asked->promotion_id.n ? S("InvalidPromotion")
                                           : S("NoPromotionsAvailable");
        ApiEligibility *e = &ret->list[ret->list_n++];
        *e = (ApiEligibility){.promotion_id = asked->promotion_id,
                              .attributes = {.object_type = S("PromotionEligibility")}};
        not_for(arena, e,
                (ApiWhyNot){.type = type, .description = said(a.ctx, N_("There is no promotion for this item."))});
    }
    return OK;
}

Err api_promotion_eligibilities(AccountCtx a)
{
    CollectionAsk page;
    CatalogAsk ask;
    ApiAskedList body = {0};
    PromotionListRow *rows;
    size_t n;
    TRY(catalog_ask(a, &page, &ask));
    TRY(resource_bad_property(a.ctx, shape_read(a.ctx, &API_PROMOTION_ASKED, &body)));
    TRY(q_promotion_list(a, &(PromotionListArgs){0}, &rows, &n));
    ApiEligibilities *items = arena_array(a.ctx->arena, ApiEligibilities, body.items_n);
    for (size_t i = 0; i < body.items_n; i++) {
        TRY(judge_item(a, &ask, rows, n, &body.items[i], &items[i]));
    }
    ctx_json_collection(
        a.ctx, &page,
        &(Collection){.shape = &API_PROMOTION_ELIGIBILITY, .items = items, .items_n = body.items_n, .total = -1});
    return OK;
}

/* --- margins --- */

const char MARGINS_SCHEMA[] =
    "{\"type\":\"object\",\"properties\":{\"pageSize\":{\"type\":\"integer\"},\"totalSize\":{\"type\":\"integer\"},"
    "\"results\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}}},\"required\":[\"pageSize\",\"totalSize\","
    "\"results\"]}";

static Str margin_status(const Ctx *ctx, const MarginListRow *r)
{
    return time_is_set(r->until_at) && r->until_at.us <= ctx->now.us ? S("Expired")
           : r->from_at.us > ctx->now.us                             ? S("Scheduled")
                                                                     : S("Active");
}

static void write_margin(Ctx *ctx, Json *j, const MarginListRow *r)
{
    struct {
        Str key, value;
    } const texts[] = {{S("id"), r->id},
                       {S("productId"), r->product_code},
                       {S("productTitle"), r->product_title},
                       {S("productType"), r->kind},
                       {S("publisherName"), r->publisher},
                       {S("skuId"), r->sku_code},
                       {S("skuTitle"), r->sku_title},
                       {S("type"), S("Percentage")},
                       {S("status"), margin_status(ctx, r)}};
    json_obj(j);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        json_key(j, texts[i].key);
        json_str(j, texts[i].value);
    }
    json_key(j, S("marginPercentage"));
    json_dec(j, r->percent);
    json_key(j, S("startDate"));
    json_time(j, r->from_at);
    json_key(j, S("endDate"));
    json_time(j, r->until_at);
    json_key(j, S("statusDate"));
    json_time(j, r->created_at);
    json_obj_end(j);
}

Err api_margins(AccountCtx a)
{
    MarginListRow *rows;
    size_t n;
    TRY(q_margin_list(a, NULL, &rows, &n));
    Buf b = buf_on_arena(a.ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("pageSize"));
    json_i64(&j, (int64_t)n);
    json_key(&j, S("totalSize"));
    json_i64(&j, (int64_t)n);
    json_key(&j, S("results"));
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        write_margin(a.ctx, &j, &rows[i]);
    }
    json_arr_end(&j);
    json_obj_end(&j);
    ctx_json_text(a.ctx, 200, buf_str(&b));
    return OK;
}

Err api_margins_download(AccountCtx a)
{
    static const char *const COLUMNS[] = {"ProductId", "ProductTitle", "SkuId",   "SkuTitle", "PublisherName",
                                          "Margin",    "StartDate",    "EndDate", "Status"};
    MarginListRow *rows;
    size_t n;
    TRY(q_margin_list(a, NULL, &rows, &n));
    Buf b = buf_on_arena(a.ctx->arena, BUF_MAX_PAGE);
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        csv_add_plain(&b, str_from(COLUMNS[i]), ',', i == 0);
    }
    csv_end_row(&b);
    for (size_t i = 0; i < n; i++) {
        const MarginListRow *r = &rows[i];
        const Str texts[] = {r->product_code, r->product_title, r->sku_code, r->sku_title, r->publisher};
        for (size_t k = 0; k < COUNT_OF(texts); k++) {
            csv_add_text(&b, texts[k], ',', k == 0);
        }
        csv_add_plain(&b, dec_text(a.ctx->arena, r->percent), ',', false);
        csv_add_plain(&b, time_iso(a.ctx->arena, r->from_at), ',', false);
        csv_add_plain(&b, time_is_set(r->until_at) ? time_iso(a.ctx->arena, r->until_at) : S(""), ',', false);
        csv_add_plain(&b, margin_status(a.ctx, r), ',', false);
        csv_end_row(&b);
    }
    a.ctx->out.body = buf_str(&b);
    a.ctx->out.content_type = S("text/csv; charset=utf-8");
    a.ctx->out.file_name = S("margins.csv");
    return OK;
}

/* --- inventory --- */

typedef struct ApiInventoryItem {
    Str product, sku;
} ApiInventoryItem;
static const Field INVENTORY_ITEM_FIELDS[] = {
    FIELD(ApiInventoryItem, product, "productId", F_STR, .flags = FIELD_REQUIRED),
    FIELD(ApiInventoryItem, sku, "skuId", F_STR),
};
static const Shape API_INVENTORY_ITEM = SHAPE(ApiInventoryItem, INVENTORY_ITEM_FIELDS);
typedef struct ApiInventory {
    ApiInventoryItem *items;
    size_t items_n;
    Str context;
} ApiInventory;
static const Field INVENTORY_FIELDS[] = {
    FIELD_LIST(ApiInventory, items, items_n, "targetItems", &API_INVENTORY_ITEM, .max = 100, .flags = FIELD_REQUIRED),
    FIELD(ApiInventory, context, "inventoryContext", F_RAW, .max = 4000),
};
const Shape API_INVENTORY_CHECK = SHAPE(ApiInventory, INVENTORY_FIELDS);
const char INVENTORY_SCHEMA[] =
    "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"productId\":{\"type\":\"string\"},\"skuId\":{"
    "\"type\":\"string\"},\"isRestricted\":{\"type\":\"boolean\"},\"restrictions\":{\"type\":\"array\",\"items\":{"
    "\"type\":\"object\"}}},\"required\":[\"productId\",\"isRestricted\"]}}";

static void write_inventory(Json *j, const ApiInventoryItem *item, Str reason, Str description)
{
    json_obj(j);
    json_key(j, S("productId"));
    json_str(j, item->product);
    json_key(j, S("skuId"));
    json_str(j, item->sku);
    json_key(j, S("isRestricted"));
    json_bool(j, reason.n > 0);
    json_key(j, S("restrictions"));
    json_arr(j);
    if (reason.n) {
        json_obj(j);
        json_key(j, S("reasonCode"));
        json_str(j, reason);
        json_key(j, S("description"));
        json_str(j, description);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_obj_end(j);
}

/* What stands in the way of each item: not on sale in the country, or a subscription that has to be named first. */
Err api_inventory(AccountCtx a)
{
    CollectionAsk page;
    CatalogAsk ask;
    ApiInventory body = {0};
    ItemSkusRow *rows;
    size_t n;
    TRY(catalog_ask(a, &page, &ask));
    TRY(resource_bad_property(a.ctx, shape_read(a.ctx, &API_INVENTORY_CHECK, &body)));
    TRY(q_item_skus(a, &(ItemSkusArgs){.country = ask.country, .currency = ask.currency}, &rows, &n));
    bool named = str_find(str_lower_ascii(a.ctx->arena, body.context), S("\"azuresubscriptionid\"")) >= 0;
    Buf b = buf_on_arena(a.ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_arr(&j);
    for (size_t i = 0; i < body.items_n; i++) {
        const ApiInventoryItem *item = &body.items[i];
        Str reason = S("NotAvailableForSale"),
            description = said(a.ctx, N_("The item is not on sale in this country."));
        for (size_t k = 0; k < n; k++) {
            if (str_eq_nocase(rows[k].product_code, item->product) &&
                (item->sku.n == 0 || str_eq_nocase(rows[k].code, item->sku))) {
                bool asks = rows[k].restricted.n > 0 && !named;
                reason = asks ? S("NotAvailableForRegion") : S("");
                description =
                    said(a.ctx, N_("The item needs the subscription that it is for; name it in inventoryContext."));
                break;
            }
        }
        write_inventory(&j, item, reason, description);
    }
    json_arr_end(&j);
    ctx_json_text(a.ctx, 200, buf_str(&b));
    return OK;
}

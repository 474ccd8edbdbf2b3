/* Utilization records and rate cards on the wire (spec api-resources.tsv, AzureUtilizationRecord, AzureRateCard). */
#include "areas/usage/api.h"

#include "app/collection.h"
#include "app/resource.h"
#include "areas/catalog/catalog.h"
#include "areas/customers/customers.h"
#include "areas/usage/rates.h"

enum { UTILIZATIONS_MAX = 1000 };

typedef struct ApiUsedMeter {
    Id id;
    Str name, category, subcategory, region;
} ApiUsedMeter;
static const Field USED_METER_FIELDS[] = {
    FIELD(ApiUsedMeter, id, "id", F_ID_),
    FIELD(ApiUsedMeter, name, "name", F_STR),
    FIELD(ApiUsedMeter, category, "category", F_STR),
    FIELD(ApiUsedMeter, subcategory, "subcategory", F_STR),
    FIELD(ApiUsedMeter, region, "region", F_STR),
};
static const Shape USED_METER = SHAPE_AS(AzureResource, ApiUsedMeter, USED_METER_FIELDS);
typedef struct ApiInstance {
    Str uri, location, part, order, more;
} ApiInstance;
static const Field INSTANCE_FIELDS[] = {
    FIELD(ApiInstance, uri, "resourceUri", F_STR),
    FIELD(ApiInstance, location, "location", F_STR),
    FIELD(ApiInstance, part, "partNumber", F_STR, .flags = FIELD_ALWAYS),
    FIELD(ApiInstance, order, "orderNumber", F_STR, .flags = FIELD_ALWAYS),
    FIELD(ApiInstance, more, "additionalInfo", F_RAW),
};
static const Shape INSTANCE = SHAPE_AS(AzureInstanceData, ApiInstance, INSTANCE_FIELDS);
typedef struct ApiUtilization {
    Time from, to;
    ApiUsedMeter resource;
    Dec quantity;
    Str unit, info;
    ApiInstance instance;
    bool has_instance;
    ApiAttributes attributes;
} ApiUtilization;
static const Field UTILIZATION_FIELDS[] = {
    FIELD(ApiUtilization, from, "usageStartTime", F_TIME_),
    FIELD(ApiUtilization, to, "usageEndTime", F_TIME_),
    FIELD(ApiUtilization, resource, "resource", F_OBJECT, .shape = &USED_METER),
    FIELD(ApiUtilization, quantity, "quantity", F_DEC_, .flags = FIELD_ALWAYS),
    FIELD(ApiUtilization, unit, "unit", F_STR),
    FIELD(ApiUtilization, info, "infoFields", F_RAW),
    FIELD_PART(ApiUtilization, instance, has_instance, "instanceData", &INSTANCE),
    FIELD(ApiUtilization, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_UTILIZATION = SHAPE_AS(AzureUtilizationRecord, ApiUtilization, UTILIZATION_FIELDS);

/* --- utilizations --- */

typedef struct UsedAsk {
    Time from, to;
    bool hourly, details;
} UsedAsk;

static Err refuse(Ctx *ctx, Msg why) { return problem_api(ctx, ERR_INVALID, 400, 2000, why); }

static Err time_param(Ctx *ctx, const CollectionAsk *page, const char *name, Time *ret)
{
    Str text = collection_param(ctx, page, str_from(name));
    if (text.n == 0 || time_parse(text, ret) != OK) {
        return refuse(ctx, MSG1("{name} is needed, as 2026-11-21T00:00:00Z", "name", str_from(name)));
    }
    return OK;
}

static Err used_ask(Ctx *ctx, const CollectionAsk *page, UsedAsk *ret)
{
    Str granularity = collection_param(ctx, page, S("granularity"));
    Str details = collection_param(ctx, page, S("show_details"));
    TRY(time_param(ctx, page, "start_time", &ret->from));
    TRY(time_param(ctx, page, "end_time", &ret->to));
    ret->hourly = str_eq_nocase(granularity, S("hourly"));
    ret->details = !str_eq_nocase(details, S("false"));
    if (granularity.n && !ret->hourly && !str_eq_nocase(granularity, S("daily"))) {
        return refuse(ctx, MSG("granularity takes daily and hourly"));
    }
    if (ret->from.us >= ret->to.us) {
        return refuse(ctx, MSG("end_time lies behind start_time"));
    }
    int64_t step = ret->hourly ? TIME_HOUR : TIME_DAY;
    if (ret->from.us % step || ret->to.us % step) {
        return refuse(ctx, MSG("Times are at midnight UTC for days and on the full hour for hours"));
    }
    return OK;
}

static ApiUtilization wire_used(Arena *arena, const UsedAsk *ask, Id subscription_id, const UsageUtilizationRow *r)
{
    Time from = time_add(time_of_date(r->day), r->hour * TIME_HOUR);
    ApiUtilization w = {.from = from,
                        .to = time_add(from, ask->hourly ? TIME_HOUR : TIME_DAY),
                        .resource = {.id = r->meter_id,
                                     .name = r->name,
                                     .category = r->category,
                                     .subcategory = r->subcategory,
                                     .region = r->region},
                        .quantity = r->quantity,
                        .unit = r->unit,
                        .info = S("{}"),
                        .has_instance = ask->details,
                        .attributes = {.object_type = S("AzureUtilizationRecord")}};
    if (ask->details) {
        w.instance = (ApiInstance){.uri = usage_uri(arena, subscription_id, r->group_name, r->kind, r->resource_name),
                                   .location = r->resource_region,
                                   .more = S("{}")};
    }
    return w;
}

Err api_utilizations(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk page;
    UsedAsk ask;
    Id id;
    Customer customer;
    UsageSubscriptionsRow *subs;
    UsageUtilizationRow *rows;
    size_t n;
    PageInfo info;
    TRY(customer_enter(a));
    TRY(customer_get(a, &customer));
    TRY(ctx_param_id(ctx, S("subscription"), &id));
    TRY(q_usage_subscriptions(
        a, &(UsageSubscriptionsArgs){.month = usage_month_of(ctx->now), .with_one = true, .id = id}, &subs, &n));
    if (n == 0) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 20003, MSG("There is no such metered subscription"));
    }
    TRY(collection_ask(ctx, UTILIZATIONS_MAX, UTILIZATIONS_MAX, &page));
    TRY(used_ask(ctx, &page, &ask));
    TRY(q_usage_utilization(
        a,
        &(UsageUtilizationArgs){.hourly = ask.hourly,
                                .details = ask.details,
                                .subscription_id = id,
                                .from_day = date_of(ask.from),
                                .to_day = date_of(ask.to),
                                .from_hour = ask.from.us / TIME_HOUR,
                                .to_hour = ask.to.us / TIME_HOUR},
        &(PageAsk){.size = page.size, .after = page.after, .before = page.before, .last = page.last}, &rows, &n,
        &info));
    ApiUtilization *items = arena_array(ctx->arena, ApiUtilization, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = wire_used(ctx->arena, &ask, id, &rows[i]);
    }
    ctx_json_collection(
        ctx, &page, &(Collection){.shape = &API_UTILIZATION, .items = items, .items_n = n, .total = -1, .page = info});
    return OK;
}

/* --- rate cards --- */

typedef struct ApiMeter {
    Id id;
    Str name, rates, category, subcategory, region, unit;
    Str *tags;
    size_t tags_n;
    Dec included;
    Time from;
} ApiMeter;
static const Field METER_FIELDS[] = {
    FIELD(ApiMeter, id, "id", F_ID_),
    FIELD(ApiMeter, name, "name", F_STR),
    FIELD(ApiMeter, rates, "rates", F_RAW),
    FIELD_STRS(ApiMeter, tags, tags_n, "tags", .flags = FIELD_ALWAYS),
    FIELD(ApiMeter, category, "category", F_STR),
    FIELD(ApiMeter, subcategory, "subcategory", F_STR, .flags = FIELD_ALWAYS),
    FIELD(ApiMeter, region, "region", F_STR, .flags = FIELD_ALWAYS),
    FIELD(ApiMeter, unit, "unit", F_STR),
    FIELD(ApiMeter, included, "includedQuantity", F_DEC_, .flags = FIELD_ALWAYS),
    FIELD(ApiMeter, from, "effectiveDate", F_TIME_),
};
static const Shape API_METER = SHAPE_AS(AzureMeter, ApiMeter, METER_FIELDS);
typedef struct ApiOfferTerm {
    Str name;
    Dec discount;
    Str *excluded;
    size_t excluded_n;
    Time from;
} ApiOfferTerm;
static const Field OFFER_TERM_FIELDS[] = {
    FIELD(ApiOfferTerm, name, "name", F_STR),
    FIELD(ApiOfferTerm, discount, "discount", F_DEC_, .flags = FIELD_ALWAYS),
    FIELD_STRS(ApiOfferTerm, excluded, excluded_n, "excludedMeterIds", .flags = FIELD_ALWAYS),
    FIELD(ApiOfferTerm, from, "effectiveDate", F_TIME_),
};
static const Shape API_OFFER_TERM = SHAPE_AS(AzureOfferTerm, ApiOfferTerm, OFFER_TERM_FIELDS);
typedef struct ApiRateCard {
    Str locale, currency;
    bool tax_included;
    ApiMeter *meters;
    ApiOfferTerm *terms;
    size_t meters_n, terms_n;
    ApiLinks links;
    ApiAttributes attributes;
} ApiRateCard;
static const Field RATE_CARD_FIELDS[] = {
    FIELD(ApiRateCard, locale, "locale", F_STR),
    FIELD(ApiRateCard, currency, "currency", F_STR),
    FIELD(ApiRateCard, tax_included, "isTaxIncluded", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD_LIST(ApiRateCard, meters, meters_n, "meters", &API_METER, .flags = FIELD_ALWAYS),
    FIELD_LIST(ApiRateCard, terms, terms_n, "offerTerms", &API_OFFER_TERM, .flags = FIELD_ALWAYS),
    FIELD(ApiRateCard, links, "links", F_OBJECT, .shape = &API_LINKS),
    FIELD(ApiRateCard, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_RATE_CARD = SHAPE_AS(AzureRateCard, ApiRateCard, RATE_CARD_FIELDS);

/* {"0":0.096,"200":0.09} */
static Str rates_of(Arena *arena, const UsageMeter *m)
{
    Buf b = buf_on_arena(arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    for (size_t i = 0; i < m->tiers_n; i++) {
        json_key(&j, dec_text(arena, m->tiers[i].from));
        json_dec(&j, m->tiers[i].price);
    }
    json_obj_end(&j);
    return buf_str(&b);
}

/* The market names a currency where none is asked for; without both it is what the account bills in. */
static Err currency_of(AccountCtx a, Str *ret)
{
    Ctx *ctx = a.ctx;
    Str currency = ctx_query(ctx, S("currency")), region = ctx_query(ctx, S("region"));
    BudgetCurrencyRow own;
    Currency known;
    if (currency.n && currency_parse(currency, &known) != OK) {
        return refuse(ctx, MSG("currency is a code such as EUR"));
    }
    if (region.n) {
        Err err = catalog_currency(a, str_upper_ascii(ctx->arena, region), ret);
        if (err != OK) {
            return err == ERR_NOT_FOUND ? refuse(ctx, MSG("Nothing is sold in this region")) : err;
        }
    } else {
        TRY(q_budget_currency(a, NULL, &own));
        *ret = own.currency;
    }
    *ret = currency.n ? str_upper_ascii(ctx->arena, currency) : *ret;
    return OK;
}

static Err answer_card(AccountCtx a, bool shared)
{
    Ctx *ctx = a.ctx;
    Str currency;
    UsageMeters meters;
    TRY(currency_of(a, &currency));
    TRY(usage_meters(a, &(UsageMetersArgs){.with_shared = true, .shared = shared}, currency, &meters));
    Str locale = ctx->req ? http_header(ctx->req, S("x-locale")) : S("");
    ApiRateCard w = {.locale = locale.n ? locale : S("en-US"),
                     .currency = currency,
                     .meters = arena_array(ctx->arena, ApiMeter, meters.n + 1),
                     .links = resource_self(shared ? S("/ratecards/azure-shared") : S("/ratecards/azure")),
                     .attributes = {.object_type = S("AzureRateCard")}};
    for (size_t i = 0; i < meters.n; i++) {
        const UsageMetersRow *r = meters.list[i].row;
        if (meters.list[i].tiers_n) {
            w.meters[w.meters_n++] = (ApiMeter){.id = r->id,
                                                .name = r->name,
                                                .rates = rates_of(ctx->arena, &meters.list[i]),
                                                .category = r->category,
                                                .subcategory = r->subcategory,
                                                .region = r->region,
                                                .unit = r->unit,
                                                .included = r->included,
                                                .from = r->from_at};
        }
    }
    ctx_json(ctx, 200, &API_RATE_CARD, &w);
    return OK;
}
Err api_rate_card(AccountCtx a) { return answer_card(a, false); }
Err api_rate_card_shared(AccountCtx a) { return answer_card(a, true); }

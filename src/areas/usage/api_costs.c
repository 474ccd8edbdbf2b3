/* Service costs on the wire (spec api-resources.tsv, ServiceCostsSummary and ServiceCostLineItem). */
#include "areas/usage/api.h"

#include "app/collection.h"
#include "app/resource.h"
#include "areas/customers/customers.h"
#include "areas/usage/costs.h"
#include "gen/usage_q.h"

typedef struct ApiCostTotals {
    Time from, to;
    Dec pretax, tax, total;
    Str currency, customer_id;
} ApiCostTotals;
#define TOTALS(T, AT)                                                                                                  \
    FIELD(T, AT from, "billingStartDate", F_TIME_), FIELD(T, AT to, "billingEndDate", F_TIME_),                        \
        FIELD(T, AT pretax, "pretaxTotal", F_DEC_, .flags = FIELD_ALWAYS),                                             \
        FIELD(T, AT tax, "tax", F_DEC_, .flags = FIELD_ALWAYS),                                                        \
        FIELD(T, AT total, "afterTaxTotal", F_DEC_, .flags = FIELD_ALWAYS),                                            \
        FIELD(T, AT currency, "currencyCode", F_STR), FIELD(T, AT currency, "currencySymbol", F_STR),                  \
        FIELD(T, AT customer_id, "customerId", F_STR)
static const Field TOTALS_FIELDS[] = {TOTALS(ApiCostTotals, )};
static const Shape COST_TOTALS = SHAPE_AS(ServiceCostsTotals, ApiCostTotals, TOTALS_FIELDS);
typedef struct ApiCostDetail {
    Str type;
    ApiCostTotals summary;
} ApiCostDetail;
static const Field DETAIL_FIELDS[] = {
    FIELD(ApiCostDetail, type, "invoiceType", F_STR),
    FIELD(ApiCostDetail, summary, "summary", F_OBJECT, .shape = &COST_TOTALS),
};
static const Shape COST_DETAIL = SHAPE_AS(ServiceCostsSummaryDetail, ApiCostDetail, DETAIL_FIELDS);
typedef struct ApiCostLinks {
    ApiLink lines, self;
} ApiCostLinks;
static const Field COST_LINK_FIELDS[] = {
    FIELD(ApiCostLinks, lines, "serviceCostLineItems", F_OBJECT, .shape = &API_LINK),
    FIELD(ApiCostLinks, self, "self", F_OBJECT, .shape = &API_LINK),
};
static const Shape COST_LINKS = SHAPE_AS(ServiceCostsSummaryLinks, ApiCostLinks, COST_LINK_FIELDS);
typedef struct ApiCosts {
    ApiCostTotals totals;
    ApiCostDetail *details;
    size_t details_n;
    ApiCostLinks links;
    ApiAttributes attributes;
} ApiCosts;
static const Field COSTS_FIELDS[] = {
    TOTALS(ApiCosts, totals.),
    FIELD_LIST(ApiCosts, details, details_n, "details", &COST_DETAIL, .flags = FIELD_ALWAYS),
    FIELD(ApiCosts, links, "links", F_OBJECT, .shape = &COST_LINKS),
    FIELD(ApiCosts, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_COSTS = SHAPE_AS(ServiceCostsSummary, ApiCosts, COSTS_FIELDS);

typedef struct ApiCostLine {
    Time from, to;
    Str name, order_id, offer_id, offer, reseller, charge, currency, customer_id, customer, product, sku, availability,
        publisher, term;
    Id subscription_id;
    Dec quantity, price, pretax, tax, total;
    ApiAttributes attributes;
} ApiCostLine;
static const Field COST_LINE_FIELDS[] = {
    FIELD(ApiCostLine, from, "startDate", F_TIME_),
    FIELD(ApiCostLine, to, "endDate", F_TIME_),
    FIELD(ApiCostLine, name, "subscriptionFriendlyName", F_STR),
    FIELD(ApiCostLine, subscription_id, "subscriptionId", F_ID_),
    FIELD(ApiCostLine, order_id, "orderId", F_STR),
    FIELD(ApiCostLine, offer_id, "offerId", F_STR),
    FIELD(ApiCostLine, offer, "offerName", F_STR),
    FIELD(ApiCostLine, reseller, "resellerMpnId", F_STR),
    FIELD(ApiCostLine, charge, "chargeType", F_STR),
    FIELD(ApiCostLine, quantity, "quantity", F_DEC_, .flags = FIELD_ALWAYS),
    FIELD(ApiCostLine, price, "unitPrice", F_DEC_, .flags = FIELD_ALWAYS),
    FIELD(ApiCostLine, pretax, "pretaxTotal", F_DEC_, .flags = FIELD_ALWAYS),
    FIELD(ApiCostLine, tax, "tax", F_DEC_, .flags = FIELD_ALWAYS),
    FIELD(ApiCostLine, total, "afterTaxTotal", F_DEC_, .flags = FIELD_ALWAYS),
    FIELD(ApiCostLine, currency, "currencyCode", F_STR),
    FIELD(ApiCostLine, currency, "currencySymbol", F_STR),
    FIELD(ApiCostLine, customer_id, "customerId", F_STR),
    FIELD(ApiCostLine, customer, "customerName", F_STR),
    FIELD(ApiCostLine, product, "productId", F_STR),
    FIELD(ApiCostLine, sku, "skuId", F_STR),
    FIELD(ApiCostLine, availability, "availabilityId", F_STR),
    FIELD(ApiCostLine, offer, "productName", F_STR),
    FIELD(ApiCostLine, offer, "skuName", F_STR),
    FIELD(ApiCostLine, publisher, "publisherName", F_STR),
    FIELD(ApiCostLine, term, "termAndBillingCycle", F_STR),
    FIELD(ApiCostLine, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_COST_LINE = SHAPE_AS(ServiceCostLineItem, ApiCostLine, COST_LINE_FIELDS);

/* The most recent period is the last whole month, the current one the running month. */
static Err enter_costs(AccountCtx a, Customer *customer, Date *ret_month)
{
    Ctx *ctx = a.ctx;
    Str period = ctx_param(ctx, S("period"));
    TRY(customer_enter(a));
    TRY(customer_get(a, customer));
    *ret_month = usage_month_of(ctx->now);
    if (str_eq_nocase(period, S("mostrecent"))) {
        *ret_month = date_add_months(*ret_month, -1);
    } else if (!str_eq_nocase(period, S("current"))) {
        return problem_api(ctx, ERR_INVALID, 400, 2000, MSG("The billing period is mostrecent or current"));
    }
    return OK;
}

static Time last_moment(Date month) { return time_add(time_of_date(usage_month_next(month)), -TIME_SECOND); }

/* The details of lines by kind and currency; the first one's currency is the summary's. */
static Err sum_up(Ctx *ctx, Date month, const CostLine *lines, size_t n, ApiCosts *w)
{
    w->details = arena_array(ctx->arena, ApiCostDetail, n + 1);
    for (size_t i = 0; i < n; i++) {
        Str type = lines[i].once ? S("OneTime") : S("Recurring");
        size_t at = 0;
        while (at < w->details_n &&
               !(str_eq(w->details[at].type, type) && str_eq(w->details[at].summary.currency, lines[i].currency))) {
            at++;
        }
        if (at == w->details_n) {
            w->details[w->details_n++] = (ApiCostDetail){type,
                                                         {.from = time_of_date(month),
                                                          .to = last_moment(month),
                                                          .currency = lines[i].currency,
                                                          .customer_id = w->totals.customer_id}};
        }
        ApiCostTotals *t = &w->details[at].summary;
        TRY(dec_add(t->pretax, lines[i].total, &t->pretax));
        t->total = t->pretax;
        if (str_eq(lines[i].currency, w->totals.currency)) {
            TRY(dec_add(w->totals.pretax, lines[i].total, &w->totals.pretax));
        }
    }
    w->totals.total = w->totals.pretax;
    return OK;
}

Err api_costs(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Customer customer;
    Date month;
    CostLine *lines;
    BudgetCurrencyRow own;
    size_t n;
    TRY(enter_costs(a, &customer, &month));
    TRY(costs_of(a, month, &lines, &n));
    TRY(q_budget_currency(a, NULL, &own));
    Str id = id_text(ctx->arena, ctx->customer_id);
    Str at = str_fmt(ctx->arena, "/customers/%.*s/servicecosts/%.*s", S_ARG(id), S_ARG(ctx_param(ctx, S("period"))));
    ApiCosts w = {.totals = {.from = time_of_date(month),
                             .to = last_moment(month),
                             .currency = n ? lines[0].currency : own.currency,
                             .customer_id = id},
                  .links = {.lines = resource_self(str_concat(ctx->arena, at, S("/lineitems"))).self,
                            .self = resource_self(at).self},
                  .attributes = {.object_type = S("ServiceCostsSummary")}};
    TRY(sum_up(ctx, month, lines, n, &w));
    ctx_json(ctx, 200, &API_COSTS, &w);
    return OK;
}

static Str part_of(Str item_id, int which)
{
    Str part = S("");
    for (int i = 0; i <= which; i++) {
        if (!str_split(&item_id, ':', &part)) {
            return S("");
        }
    }
    return part;
}

Err api_cost_lines(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Customer customer;
    Date month;
    CostLine *lines;
    CollectionAsk ask;
    size_t n;
    TRY(enter_costs(a, &customer, &month));
    TRY(costs_of(a, month, &lines, &n));
    TRY(collection_ask(ctx, 2000, 2000, &ask));
    ApiCostLine *items = arena_array(ctx->arena, ApiCostLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        const Subscription *s = lines[i].sub;
        items[i] = (ApiCostLine){.from = time_of_date(lines[i].from),
                                 .to = time_of_date(lines[i].to),
                                 .name = s->friendly_name,
                                 .subscription_id = s->id,
                                 .order_id = s->order_id,
                                 .offer_id = s->offer_id,
                                 .offer = s->title,
                                 .reseller = s->partner_number,
                                 .charge = str_from(lines[i].charge),
                                 .currency = lines[i].currency,
                                 .customer_id = id_text(ctx->arena, ctx->customer_id),
                                 .customer = customer.company.name,
                                 .product = part_of(s->item_id, 0),
                                 .sku = part_of(s->item_id, 1),
                                 .availability = part_of(s->item_id, 2),
                                 .publisher = s->publisher,
                                 .term = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(s->term), S_ARG(s->cycle)),
                                 .quantity = lines[i].quantity,
                                 .price = lines[i].price,
                                 .pretax = lines[i].total,
                                 .total = lines[i].total,
                                 .attributes = {.object_type = S("ServiceCostLineItem")}};
    }
    ctx_json_collection(ctx, &ask, &(Collection){.shape = &API_COST_LINE, .items = items, .items_n = n, .total = -1});
    return OK;
}

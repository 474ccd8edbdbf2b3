/* Lines of documents, and charges that no document has yet, on the wire: five kinds of items of one row (spec
 * api-resources.tsv). Newer commerce and its use are read by a token, the older kinds by an offset. */
#include "app/collection.h"
#include "app/filter.h"
#include "app/resource.h"
#include "areas/invoices/api.h"
#include "areas/invoices/invoices.h"

typedef struct ApiLine {
    Str partner_id, partner_name, invoice_id, mpn, customer_id, customer, domain, country, order_id, product_id, sku_id,
        availability_id, product, sku, charge, unit, currency, publisher, description, name, subscription_id, offer_id,
        term, cycle, adjustment, credit_reason, pricing_currency, meter, type, provider, promotion, reference,
        rate_text;
    int64_t mpn_n, reseller;
    Time ordered_at, from, to, sub_from, sub_to, rate_day;
    Dec price, effective, quantity, subtotal, tax, total, rate, priced, none;
    ApiAttributes attributes;
} ApiLine;
#define TEXT(M, NAME) FIELD(ApiLine, M, NAME, F_STR)
#define NUMBER(M, NAME) FIELD(ApiLine, M, NAME, F_DEC_, .flags = FIELD_ALWAYS)
#define WHEN(M, NAME) FIELD(ApiLine, M, NAME, F_TIME_)
#define WHOLE(M, NAME) FIELD(ApiLine, M, NAME, F_INT, .flags = FIELD_ALWAYS)
#define ENDS                                                                                                           \
    TEXT(type, "invoiceLineItemType"), TEXT(provider, "billingProvider"),                                              \
        FIELD(ApiLine, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES)
static const Field ONETIME_FIELDS[] = {
    TEXT(partner_id, "partnerId"),
    TEXT(customer_id, "customerId"),
    TEXT(customer, "customerName"),
    TEXT(domain, "customerDomainName"),
    TEXT(country, "customerCountry"),
    TEXT(invoice_id, "invoiceNumber"),
    TEXT(mpn, "mpnId"),
    WHOLE(reseller, "resellerMpnId"),
    TEXT(order_id, "orderId"),
    WHEN(ordered_at, "orderDate"),
    TEXT(product_id, "productId"),
    TEXT(sku_id, "skuId"),
    TEXT(availability_id, "availabilityId"),
    TEXT(product, "productName"),
    TEXT(sku, "skuName"),
    TEXT(charge, "chargeType"),
    NUMBER(price, "unitPrice"),
    NUMBER(effective, "effectiveUnitPrice"),
    TEXT(unit, "unitType"),
    NUMBER(quantity, "quantity"),
    NUMBER(subtotal, "subtotal"),
    NUMBER(tax, "taxTotal"),
    NUMBER(total, "totalForCustomer"),
    TEXT(currency, "currency"),
    TEXT(publisher, "publisherName"),
    TEXT(description, "subscriptionDescription"),
    TEXT(subscription_id, "subscriptionId"),
    WHEN(from, "chargeStartDate"),
    WHEN(to, "chargeEndDate"),
    TEXT(term, "termAndBillingCycle"),
    TEXT(adjustment, "priceAdjustmentDescription"),
    TEXT(credit_reason, "creditReasonCode"),
    TEXT(pricing_currency, "pricingCurrency"),
    NUMBER(rate, "pcToBCExchangeRate"),
    WHEN(rate_day, "pcToBCExchangeRateDate"),
    NUMBER(quantity, "billableQuantity"),
    TEXT(meter, "meterDescription"),
    TEXT(cycle, "billingFrequency"),
    TEXT(promotion, "promotionId"),
    WHEN(sub_from, "subscriptionStartDate"),
    WHEN(sub_to, "subscriptionEndDate"),
    TEXT(reference, "referenceId"),
    ENDS,
};
const Shape API_ONETIME_LINE = SHAPE_AS(OneTimeInvoiceLineItem, ApiLine, ONETIME_FIELDS);
static const Field LICENSE_FIELDS[] = {
    TEXT(partner_id, "partnerId"),
    WHOLE(mpn_n, "mpnId"),
    WHOLE(reseller, "tier2MpnId"),
    TEXT(invoice_id, "invoiceNumber"),
    TEXT(customer_id, "customerId"),
    TEXT(customer, "customerName"),
    TEXT(domain, "domainName"),
    TEXT(order_id, "orderId"),
    TEXT(subscription_id, "subscriptionId"),
    TEXT(offer_id, "offerId"),
    TEXT(offer_id, "durableOfferId"),
    TEXT(product, "offerName"),
    TEXT(name, "subscriptionName"),
    TEXT(description, "subscriptionDescription"),
    WHEN(sub_from, "subscriptionStartDate"),
    WHEN(sub_to, "subscriptionEndDate"),
    WHEN(from, "chargeStartDate"),
    WHEN(to, "chargeEndDate"),
    TEXT(charge, "chargeType"),
    NUMBER(price, "unitPrice"),
    NUMBER(quantity, "quantity"),
    NUMBER(subtotal, "amount"),
    NUMBER(none, "totalOtherDiscount"),
    NUMBER(subtotal, "subtotal"),
    NUMBER(tax, "tax"),
    NUMBER(total, "totalForCustomer"),
    TEXT(currency, "currency"),
    TEXT(cycle, "billingCycleType"),
    ENDS,
};
const Shape API_LICENSE_LINE = SHAPE_AS(LicenseBasedLineItem, ApiLine, LICENSE_FIELDS);
#define USE                                                                                                            \
    TEXT(partner_id, "partnerId"), TEXT(partner_name, "partnerName"), TEXT(partner_id, "partnerBillableAccountId"),    \
        TEXT(customer, "customerCompanyName"), WHOLE(mpn_n, "mpnId"), WHOLE(reseller, "tier2MpnId"),                   \
        TEXT(invoice_id, "invoiceNumber"), WHEN(from, "chargeStartDate"), WHEN(to, "chargeEndDate"),                   \
        TEXT(subscription_id, "subscriptionId"), TEXT(name, "subscriptionName"),                                       \
        TEXT(description, "subscriptionDescription"), TEXT(order_id, "orderId"), TEXT(product, "serviceName"),         \
        TEXT(sku, "serviceType"), TEXT(meter, "resourceGuid"), TEXT(product, "resourceName"), TEXT(country, "region"), \
        NUMBER(quantity, "consumedQuantity"), TEXT(unit, "unit"), TEXT(customer_id, "customerId"),                     \
        TEXT(domain, "domainName"), TEXT(cycle, "billingCycleType"), ENDS
static const Field USAGE_FIELDS[] = {
    USE,
    TEXT(customer, "customerName"),
    TEXT(sku_id, "sku"),
    NUMBER(none, "includedQuantity"),
    NUMBER(quantity, "overageQuantity"),
    NUMBER(price, "listPrice"),
    NUMBER(subtotal, "pretaxCharges"),
    NUMBER(tax, "taxAmount"),
    NUMBER(total, "postTaxTotal"),
    TEXT(currency, "currency"),
    NUMBER(effective, "pretaxEffectiveRate"),
    NUMBER(effective, "postTaxEffectiveRate"),
    TEXT(charge, "chargeType"),
};
const Shape API_USAGE_LINE = SHAPE_AS(UsageBasedLineItem, ApiLine, USAGE_FIELDS);
static const Field DAILY_FIELDS[] = {
    USE,
    WHEN(from, "usageDate"),
    TEXT(product, "meteredService"),
    TEXT(sku, "meteredServiceType"),
    TEXT(country, "meteredRegion"),
};
const Shape API_DAILY_LINE = SHAPE_AS(DailyUsageLineItem, ApiLine, DAILY_FIELDS);
static const Field RATED_FIELDS[] = {
    TEXT(partner_id, "partnerId"),
    TEXT(partner_name, "partnerName"),
    TEXT(customer_id, "customerId"),
    TEXT(customer, "customerName"),
    TEXT(domain, "customerDomainName"),
    TEXT(country, "customerCountry"),
    TEXT(mpn, "mpnId"),
    WHOLE(reseller, "resellerMpnId"),
    TEXT(invoice_id, "invoiceNumber"),
    TEXT(product_id, "productId"),
    TEXT(sku_id, "skuId"),
    TEXT(availability_id, "availabilityId"),
    TEXT(sku, "skuName"),
    TEXT(product, "productName"),
    TEXT(publisher, "publisherName"),
    TEXT(subscription_id, "subscriptionId"),
    TEXT(description, "subscriptionDescription"),
    WHEN(from, "chargeStartDate"),
    WHEN(to, "chargeEndDate"),
    WHEN(from, "usageDate"),
    TEXT(meter, "meterId"),
    TEXT(product, "meterName"),
    TEXT(unit, "unitOfMeasure"),
    TEXT(charge, "chargeType"),
    NUMBER(price, "unitPrice"),
    NUMBER(quantity, "quantity"),
    TEXT(unit, "unitType"),
    NUMBER(subtotal, "billingPreTaxTotal"),
    TEXT(currency, "billingCurrency"),
    NUMBER(priced, "pricingPreTaxTotal"),
    TEXT(pricing_currency, "pricingCurrency"),
    TEXT(subscription_id, "entitlementId"),
    TEXT(description, "entitlementDescription"),
    TEXT(rate_text, "pcToBCExchangeRate"),
    WHEN(rate_day, "pcToBCExchangeRateDate"),
    NUMBER(effective, "effectiveUnitPrice"),
    ENDS,
};
const Shape API_RATED_LINE = SHAPE_AS(DailyRatedUsageLineItem, ApiLine, RATED_FIELDS);

/* --- which kind --- */

typedef struct LineKind {
    const Shape *shape;
    const char *provider; /* of charges; NULL: all */
    const char *type, *said;
    bool by_offset;
} LineKind;
/* Path forms of enums have no underscore, some clients send the names of their constants. */
static Err kind_of(Ctx *ctx, Str provider, Str type, LineKind *ret)
{
    bool use = filter_word_eq(type, S("usagelineitems"));
    if (!use && !filter_word_eq(type, S("billinglineitems"))) {
        return problem_api(ctx, ERR_INVALID, 400, 2000,
                           MSG("invoiceLineItemType is billinglineitems or usagelineitems"));
    }
    *ret = (LineKind){.type = use ? "usage_line_items" : "billing_line_items"};
    if (filter_word_eq(provider, S("onetime"))) {
        ret->shape = use ? &API_RATED_LINE : &API_ONETIME_LINE;
        ret->provider = use ? "azure" : "onetime";
        ret->said = "one_time";
    } else if (filter_word_eq(provider, S("azure"))) {
        *ret = (LineKind){use ? &API_DAILY_LINE : &API_USAGE_LINE, "azure", ret->type, "azure", true};
    } else if (filter_word_eq(provider, S("office")) && !use) {
        *ret = (LineKind){&API_LICENSE_LINE, "office", ret->type, "office", true};
    } else if (filter_word_eq(provider, S("all")) && !use) {
        *ret = (LineKind){&API_ONETIME_LINE, NULL, ret->type, "all", false};
    } else if (filter_word_eq(provider, S("marketplace")) && use) {
        *ret = (LineKind){&API_RATED_LINE, "marketplace", ret->type, "marketplace", false};
    } else {
        return problem_api(
            ctx, ERR_INVALID, 400, 2000,
            MSG("No lines have this provider and invoicelineitemtype: the reference page lists which go together"));
    }
    return OK;
}

/* --- rows --- */

static Str cycle_word(Str cycle)
{
    return filter_word_eq(cycle, S("onetime"))   ? S("one_time")
           : filter_word_eq(cycle, S("monthly")) ? S("monthly")
           : filter_word_eq(cycle, S("annual"))  ? S("annual")
           : filter_word_eq(cycle, S("none"))    ? S("none")
                                                 : S("unknown"); /* clients refuse any other word */
}

static int64_t number_in(Str text)
{
    int64_t n;
    return str_to_i64(text, &n) == OK ? n : 0;
}

static ApiLine wire_line(Ctx *ctx, const InvoicesPartnerRow *own, const LineKind *kind, const InvoiceLine *l)
{
    Arena *a = ctx->arena;
    Dec subtotal = invoice_major(l->net, l->currency), tax = invoice_major(l->tax, l->currency), priced = {0};
    if (dec_mul(l->effective_price, l->quantity, ROUND_DOWN, &priced) != OK) {
        priced = subtotal;
    }
    return (ApiLine){.partner_id = id_text(a, own->directory_id),
                     .partner_name = own->name,
                     .invoice_id = l->invoice_id,
                     .mpn = own->partner_id,
                     .mpn_n = number_in(own->partner_id),
                     .reseller = number_in(l->partner_number),
                     .customer_id = id_text(a, l->customer_id),
                     .customer = l->customer_name,
                     .domain = l->customer_domain,
                     .country = l->customer_country,
                     .order_id = l->order_id,
                     .ordered_at = l->ordered_at,
                     .product_id = invoice_item_part(l->item_id, 0),
                     .sku_id = invoice_item_part(l->item_id, 1),
                     .availability_id = invoice_item_part(l->item_id, 2),
                     .product = l->product_title,
                     .sku = l->sku_title,
                     .charge = l->kind,
                     .unit = l->unit,
                     .currency = l->currency,
                     .publisher = l->publisher,
                     .description = l->sku_title,
                     .name = l->friendly_name,
                     .subscription_id = id_is_nil(l->subscription_id) ? S("") : id_text(a, l->subscription_id),
                     .offer_id = l->offer_id,
                     .term = str_trim(str_fmt(a, "%.*s %.*s", S_ARG(l->term), S_ARG(l->cycle))),
                     .cycle = cycle_word(l->cycle),
                     .adjustment = l->adjustment,
                     .credit_reason = l->credit_reason,
                     .pricing_currency = l->pricing_currency,
                     .meter = id_is_nil(l->meter_id) ? S("") : id_text(a, l->meter_id),
                     .type = str_from(kind->type),
                     .provider = str_from(kind->said),
                     .promotion = l->promotion_id,
                     .reference = id_text(a, l->reference_id),
                     .from = l->charge_from,
                     .to = l->charge_to,
                     .sub_from = l->sub_from,
                     .sub_to = l->sub_to,
                     .rate_day = date_is_set(l->rate_day) ? time_of_date(l->rate_day) : TIME_NONE,
                     .price = l->unit_price,
                     .effective = l->effective_price,
                     .quantity = l->quantity,
                     .subtotal = subtotal,
                     .tax = tax,
                     .total = invoice_major(l->net + l->tax, l->currency),
                     .rate = l->rate,
                     .rate_text = dec_text(a, l->rate),
                     .priced = priced,
                     .attributes = {.object_type = str_from(kind->shape->name)}};
}

static Err answer(AccountCtx a, const CollectionAsk *ask, const LineKind *kind, const InvoicePage *page, int64_t total)
{
    Ctx *ctx = a.ctx;
    InvoicesPartnerRow own;
    TRY(q_invoices_partner(a, NULL, &own));
    ApiLine *items = arena_array(ctx->arena, ApiLine, page->n + 1);
    for (size_t i = 0; i < page->n; i++) {
        items[i] = wire_line(ctx, &own, kind, &page->lines[i]);
    }
    ctx_json_collection(ctx, ask,
                        &(Collection){.shape = kind->shape,
                                      .items = items,
                                      .items_n = page->n,
                                      .total = kind->by_offset ? total : -1,
                                      .page = page->page,
                                      .by_offset = kind->by_offset});
    return OK;
}

enum { SIZE_MAX_OF_LINES = 1000, OFFSET_MAX_OF_LINES = 100000 };

static bool only_credit(Ctx *ctx, const CollectionAsk *ask)
{
    return str_eq_nocase(collection_param(ctx, ask, S("hasPartnerEarnedCredit")), S("true"));
}

Err api_invoice_lines(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    LineKind kind;
    Invoice invoice;
    InvoicePage page = {0};
    TRY(invoice_named(a, ctx_param(ctx, S("invoice")), &invoice));
    TRY(collection_ask(ctx, SIZE_MAX_OF_LINES, SIZE_MAX_OF_LINES, &ask));
    Str provider = ctx_param(ctx, S("provider")), type = ctx_param(ctx, S("type"));
    TRY(kind_of(ctx, provider.n ? provider : collection_param(ctx, &ask, S("provider")),
                type.n ? type : collection_param(ctx, &ask, S("invoicelineitemtype")), &kind));
    Str currency = collection_param(ctx, &ask, S("currencycode"));
    if (currency.n && !str_eq_nocase(currency, invoice.currency)) {
        return answer(a, &ask, &kind, &page, 0);
    }
    Str of = str_from(kind.provider);
    if (!kind.by_offset) {
        TRY(invoice_lines(a,
                          &(InvoicesLinesArgs){.invoice_id = invoice.id,
                                               .with_provider = kind.provider != NULL,
                                               .provider = of,
                                               .with_credit = only_credit(ctx, &ask)},
                          &(PageAsk){.size = ask.size, .after = ask.after, .before = ask.before, .last = ask.last},
                          &page));
        return answer(a, &ask, &kind, &page, -1);
    }
    if (ask.offset > OFFSET_MAX_OF_LINES) {
        return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("An offset goes to 100000 at most"));
    }
    InvoicesLinesCountRow count;
    TRY(q_invoices_lines_count(a, &(InvoicesLinesCountArgs){.invoice_id = invoice.id, .provider = of}, &count));
    TRY(q_invoices_lines_at(
        a,
        &(InvoicesLinesAtArgs){
            .invoice_id = invoice.id, .with_provider = true, .provider = of, .size = ask.size, .skip = ask.offset},
        &page.lines, &page.n));
    return answer(a, &ask, &kind, &page, count.n);
}

Err api_open_lines(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    LineKind kind;
    InvoicePage page = {0};
    InvoicesPartnerRow own;
    TRY(collection_ask(ctx, SIZE_MAX_OF_LINES, SIZE_MAX_OF_LINES, &ask));
    TRY(kind_of(ctx, collection_param(ctx, &ask, S("provider")), collection_param(ctx, &ask, S("invoicelineitemtype")),
                &kind));
    kind.by_offset = false;
    Str period = collection_param(ctx, &ask, S("period")), currency = collection_param(ctx, &ask, S("currencycode"));
    bool previous = str_eq_nocase(period, S("previous"));
    if (!previous && period.n && !str_eq_nocase(period, S("current"))) {
        return problem_api(ctx, ERR_INVALID, 400, 2000, MSG("period is current or previous"));
    }
    TRY(q_invoices_partner(a, NULL, &own));
    Date month = date_add_months(invoice_month_of(ctx->now), previous ? -1 : 0);
    TRY(invoice_open(a,
                     &(InvoicesOpenArgs){.period = month,
                                         .currency = str_upper_ascii(ctx->arena, currency.n ? currency : own.currency),
                                         .with_provider = kind.provider != NULL,
                                         .provider = str_from(kind.provider),
                                         .with_credit = only_credit(ctx, &ask)},
                     &(PageAsk){.size = ask.size, .after = ask.after, .before = ask.before, .last = ask.last}, &page));
    return answer(a, &ask, &kind, &page, -1);
}

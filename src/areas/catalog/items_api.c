/* Products, SKUs and availabilities on the wire, for a country or for one customer (spec api-endpoints.tsv, catalog).
 */
#include "areas/catalog/items.h"

#include "app/collection.h"
#include "app/filter.h"
#include "app/resource.h"
#include "areas/customers/customers.h"
#include "areas/prices/prices.h"

/* --- shapes --- */

typedef struct ApiType {
    Str id, name;
} ApiType;
static const Field TYPE_FIELDS[] = {FIELD(ApiType, id, "id", F_STR), FIELD(ApiType, name, "displayName", F_STR)};
static const Shape API_TYPE = SHAPE(ApiType, TYPE_FIELDS);
typedef struct ApiItemType {
    Str id, name;
    ApiType sub;
    bool has_sub;
} ApiItemType;
static const Field ITEM_TYPE_FIELDS[] = {
    FIELD(ApiItemType, id, "id", F_STR),
    FIELD(ApiItemType, name, "displayName", F_STR),
    FIELD_PART(ApiItemType, sub, has_sub, "subType", &API_TYPE),
};
static const Shape API_ITEM_TYPE = SHAPE(ApiItemType, ITEM_TYPE_FIELDS);

typedef struct ApiItemLinks {
    ApiLink skus, availabilities, self;
} ApiItemLinks;
static const Field PRODUCT_LINK_FIELDS[] = {
    FIELD(ApiItemLinks, skus, "skus", F_OBJECT, .shape = &API_LINK),
    FIELD(ApiItemLinks, self, "self", F_OBJECT, .shape = &API_LINK),
};
static const Shape PRODUCT_LINKS = SHAPE_AS(ApiProductLinks, ApiItemLinks, PRODUCT_LINK_FIELDS);
static const Field SKU_LINK_FIELDS[] = {
    FIELD(ApiItemLinks, availabilities, "availabilities", F_OBJECT, .shape = &API_LINK),
    FIELD(ApiItemLinks, self, "self", F_OBJECT, .shape = &API_LINK),
};
static const Shape SKU_LINKS = SHAPE_AS(ApiSkuLinks, ApiItemLinks, SKU_LINK_FIELDS);
typedef struct ApiProduct {
    Str id, title, description, publisher;
    ApiItemType type;
    bool own;
    ApiItemLinks links;
} ApiProduct;
static const Field PRODUCT_FIELDS[] = {
    FIELD(ApiProduct, id, "id", F_STR),
    FIELD(ApiProduct, title, "title", F_STR),
    FIELD(ApiProduct, description, "description", F_STR, .max = 1000),
    FIELD(ApiProduct, type, "productType", F_OBJECT, .shape = &API_ITEM_TYPE),
    FIELD(ApiProduct, own, "isMicrosoftProduct", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiProduct, publisher, "publisherName", F_STR),
    FIELD(ApiProduct, links, "links", F_OBJECT, .shape = &PRODUCT_LINKS),
};
const Shape API_PRODUCT = SHAPE(ApiProduct, PRODUCT_FIELDS);

typedef struct ApiDynamic {
    bool own, addon, constraints;
    Str provisioning_id;
    Str *prerequisites, *upgrades;
    size_t prerequisites_n, upgrades_n;
} ApiDynamic;
static const Field DYNAMIC_FIELDS[] = {
    FIELD(ApiDynamic, own, "isMicrosoftProduct", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiDynamic, constraints, "hasConstraints", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiDynamic, addon, "isAddon", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD_STRS(ApiDynamic, prerequisites, prerequisites_n, "prerequisiteSkus", .flags = FIELD_ALWAYS),
    FIELD_STRS(ApiDynamic, upgrades, upgrades_n, "upgradeTargetOffers", .flags = FIELD_ALWAYS),
    FIELD(ApiDynamic, provisioning_id, "provisioningId", F_STR),
};
static const Shape API_DYNAMIC = SHAPE(ApiDynamic, DYNAMIC_FIELDS);

typedef struct ApiSku {
    Str id, product_id, title, description, consumption;
    int64_t quantity_min, quantity_max;
    bool trial;
    Str *cycles, *prerequisites, *inventory, *provisioning;
    size_t cycles_n, prerequisites_n, inventory_n, provisioning_n;
    ApiDynamic dynamic;
    ApiItemLinks links;
} ApiSku;
static const Field SKU_FIELDS[] = {
    FIELD(ApiSku, id, "id", F_STR),
    FIELD(ApiSku, product_id, "productId", F_STR),
    FIELD(ApiSku, title, "title", F_STR),
    FIELD(ApiSku, description, "description", F_STR, .max = 1000),
    FIELD(ApiSku, quantity_min, "minimumQuantity", F_INT),
    FIELD(ApiSku, quantity_max, "maximumQuantity", F_INT),
    FIELD(ApiSku, trial, "isTrial", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD_STRS(ApiSku, cycles, cycles_n, "supportedBillingCycles", .flags = FIELD_ALWAYS),
    FIELD_STRS(ApiSku, prerequisites, prerequisites_n, "purchasePrerequisites", .flags = FIELD_ALWAYS),
    FIELD_STRS(ApiSku, inventory, inventory_n, "inventoryVariables", .flags = FIELD_ALWAYS),
    FIELD_STRS(ApiSku, provisioning, provisioning_n, "provisioningVariables", .flags = FIELD_ALWAYS),
    FIELD(ApiSku, consumption, "consumptionType", F_STR),
    FIELD(ApiSku, dynamic, "dynamicAttributes", F_OBJECT, .shape = &API_DYNAMIC),
    FIELD(ApiSku, links, "links", F_OBJECT, .shape = &SKU_LINKS),
};
const Shape API_SKU = SHAPE(ApiSku, SKU_FIELDS);

typedef struct ApiRefund {
    Str type, after;
} ApiRefund;
static const Field REFUND_FIELDS[] = {FIELD(ApiRefund, type, "type", F_STR),
                                      FIELD(ApiRefund, after, "expiresAfter", F_STR)};
static const Shape API_REFUND = SHAPE(ApiRefund, REFUND_FIELDS);
typedef struct ApiCancel {
    const ApiRefund *refunds;
    size_t refunds_n;
} ApiCancel;
static const Field CANCEL_FIELDS[] = {
    FIELD_LIST(ApiCancel, refunds, refunds_n, "refundOptions", &API_REFUND, .flags = FIELD_ALWAYS)};
static const Shape API_CANCEL = SHAPE(ApiCancel, CANCEL_FIELDS);
typedef struct ApiRenewal {
    Str to, term;
    bool automatic;
} ApiRenewal;
static const Field RENEWAL_FIELDS[] = {
    FIELD(ApiRenewal, to, "renewToId", F_STR),
    FIELD(ApiRenewal, automatic, "isAutoRenewable", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiRenewal, term, "termDuration", F_STR),
};
static const Shape API_RENEWAL = SHAPE(ApiRenewal, RENEWAL_FIELDS);
typedef struct ApiTerm {
    Str duration, cycle, description;
    const ApiRenewal *renewals;
    const ApiCancel *cancels;
    size_t renewals_n, cancels_n;
} ApiTerm;
static const Field TERM_FIELDS[] = {
    FIELD(ApiTerm, duration, "duration", F_STR),
    FIELD(ApiTerm, description, "description", F_STR),
    FIELD(ApiTerm, cycle, "billingCycle", F_STR),
    FIELD_LIST(ApiTerm, renewals, renewals_n, "renewalOptions", &API_RENEWAL),
    FIELD_LIST(ApiTerm, cancels, cancels_n, "cancellationPolicies", &API_CANCEL),
};
static const Shape API_TERM = SHAPE(ApiTerm, TERM_FIELDS);
typedef struct ApiCurrency {
    Str code, symbol;
} ApiCurrency;
static const Field CURRENCY_FIELDS[] = {FIELD(ApiCurrency, code, "code", F_STR),
                                        FIELD(ApiCurrency, symbol, "symbol", F_STR)};
static const Shape API_CURRENCY = SHAPE(ApiCurrency, CURRENCY_FIELDS);
typedef struct ApiAvailability {
    Str id, product_id, sku_id, item_id, segment, country;
    ApiCurrency currency;
    bool purchasable, renewable;
    ApiProduct product;
    ApiSku sku;
    ApiTerm *terms;
    size_t terms_n;
    ApiLinks links;
} ApiAvailability;
static const Field AVAILABILITY_FIELDS[] = {
    FIELD(ApiAvailability, id, "id", F_STR),
    FIELD(ApiAvailability, product_id, "productId", F_STR),
    FIELD(ApiAvailability, sku_id, "skuId", F_STR),
    FIELD(ApiAvailability, item_id, "catalogItemId", F_STR),
    FIELD(ApiAvailability, currency, "defaultCurrency", F_OBJECT, .shape = &API_CURRENCY),
    FIELD(ApiAvailability, segment, "segment", F_STR),
    FIELD(ApiAvailability, country, "country", F_STR),
    FIELD(ApiAvailability, purchasable, "isPurchasable", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiAvailability, renewable, "isRenewable", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiAvailability, product, "product", F_OBJECT, .shape = &API_PRODUCT),
    FIELD(ApiAvailability, sku, "sku", F_OBJECT, .shape = &API_SKU),
    FIELD_LIST(ApiAvailability, terms, terms_n, "terms", &API_TERM, .flags = FIELD_ALWAYS),
    FIELD(ApiAvailability, links, "links", F_OBJECT, .shape = &API_LINKS),
};
const Shape API_AVAILABILITY = SHAPE(ApiAvailability, AVAILABILITY_FIELDS);

/* --- what is asked --- */

/* targetView (api-endpoints.tsv): each names the kinds of products it holds. */
typedef struct View {
    const char *asked;
    const char *holds[3];
} View;
static const View VIEWS[] = {
    {"OnlineServices", {"online_services"}},
    {"Software", {"software_perpetual", "software_subscriptions"}},
    {"SoftwarePerpetual", {"software_perpetual"}},
    {"SoftwareSubscriptions", {"software_subscriptions"}},
    {"SoftwareSUSELinux", {"software_suse"}},
    {"Azure", {"metered"}},
    {"MicrosoftAzure", {"metered"}},
    {"AzureReservations", {"reservations"}},
    {"AzureReservationsVM", {"reservations"}},
    {"AzureReservationsSQL", {"reservations_sql"}},
    {"AzureReservationsCosmosDb", {"reservations_documents"}},
    {"SpecializedOffers", {"specialized"}},
    {"MarketplaceSaaS", {"marketplace"}},
};
static const char *const SEGMENTS[] = {"commercial", "education", "government", "nonprofit"};

static Err read_segment(Ctx *ctx, Str text, Str *ret)
{
    *ret = S("");
    for (size_t i = 0; i < COUNT_OF(SEGMENTS) && text.n; i++) {
        if (filter_word_eq(text, str_from(SEGMENTS[i]))) {
            *ret = str_from(SEGMENTS[i]);
        }
    }
    return text.n && !ret->n ? problem_api(ctx, ERR_FORBIDDEN, 403, 400030,
                                           MSG1("There is no segment {name} to look at", "name", text))
                             : OK;
}

static Err read_view(Ctx *ctx, Str text, Str *views, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < COUNT_OF(VIEWS) && text.n; i++) {
        for (size_t k = 0; k < 3 && filter_word_eq(text, str_from(VIEWS[i].asked)) && VIEWS[i].holds[k]; k++) {
            views[(*n)++] = str_from(VIEWS[i].holds[k]);
        }
    }
    return text.n && !*n
               ? problem_api(ctx, ERR_FORBIDDEN, 403, 400036, MSG1("There is no view {name} to look at", "name", text))
               : OK;
}

static bool by_customer(const Ctx *ctx) { return ctx_param(ctx, S("customer")).n > 0; }

Err catalog_ask(AccountCtx a, CollectionAsk *page, CatalogAsk *ret)
{
    Ctx *ctx = a.ctx;
    TRY(collection_ask(ctx, CATALOG_LIST_MAX, CATALOG_LIST_MAX, page));
    *ret = (CatalogAsk){.country = str_upper_ascii(ctx->arena, str_trim(collection_param(ctx, page, S("country"))))};
    if (by_customer(ctx)) {
        TRY(customer_enter(a));
        Customer c;
        TRY(customer_get(a, &c));
        ret->country = c.company.address.country;
    }
    if (!ret->country.n) {
        return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("The query needs a country, such as country=US"));
    }
    TRY(read_segment(ctx, collection_param(ctx, page, S("targetSegment")), &ret->segment));
    TRY(read_view(ctx, collection_param(ctx, page, S("targetView")), ret->views, &ret->views_n));
    Err err = catalog_currency(a, ret->country, &ret->currency);
    return err == ERR_NOT_FOUND ? problem_api(ctx, ERR_INVALID, 400, 800070,
                                              MSG1("Nothing is sold in the country {name}", "name", ret->country))
                                : err;
}

/* --- rows to the wire --- */

static ApiLink link_to(Str uri) { return (ApiLink){.uri = uri, .method = S("GET")}; }
/* "/products" or "/customers/ID/products" and what follows, with the country when the path does not tell it. */
static Str uri_of(Ctx *ctx, const CatalogAsk *ask, Str rest)
{
    if (by_customer(ctx)) {
        char id[ID_TEXT];
        id_to(id, ctx->customer_id);
        return str_fmt(ctx->arena, "/customers/%.*s/products/%.*s", ID_TEXT, id, S_ARG(rest));
    }
    return str_fmt(ctx->arena, "/products/%.*s?country=%.*s", S_ARG(rest), S_ARG(ask->country));
}

static ApiItemType type_of(Str kind, Str sub)
{
    return (ApiItemType){.id = kind, .name = kind, .sub = {sub, sub}, .has_sub = sub.n > 0};
}

static ApiProduct wire_product(Ctx *ctx, const CatalogAsk *ask, const ItemProductsRow *r)
{
    return (ApiProduct){
        .id = r->code,
        .title = r->title,
        .description = r->description,
        .publisher = r->publisher,
        .type = type_of(r->kind, r->sub_kind),
        .own = r->own,
        .links = {.skus = link_to(uri_of(ctx, ask, str_concat(ctx->arena, r->code, S("/skus")))),
                  .self = link_to(uri_of(ctx, ask, r->code))},
    };
}

/* What a product's SKUs have beside their rows, read once for all of them. */
typedef struct Beside {
    ItemCyclesRow *cycles;
    ItemTargetsRow *from, *to;
    size_t cycles_n, from_n, to_n;
} Beside;

static Err read_beside(AccountCtx a, const CatalogAsk *ask, Str product, Beside *ret)
{
    TRY(q_item_cycles(
        a,
        &(ItemCyclesArgs){
            .country = ask->country, .currency = ask->currency, .with_product = true, .product_code = product},
        &ret->cycles, &ret->cycles_n));
    TRY(q_item_targets(a, &(ItemTargetsArgs){.with_from = true, .product_code = product}, &ret->from, &ret->from_n));
    return q_item_targets(a, &(ItemTargetsArgs){.with_to_product = true, .to_product = product}, &ret->to, &ret->to_n);
}

static Str sku_name(Arena *arena, Str product, Str sku)
{
    return str_fmt(arena, "%.*s:%.*s", S_ARG(product), S_ARG(sku));
}

static Str *cycles_of(Arena *arena, const Beside *b, const ItemSkusRow *r, size_t *ret_n)
{
    Str *list = arena_array(arena, Str, b->cycles_n + 1);
    *ret_n = 0;
    for (size_t i = 0; i < b->cycles_n; i++) {
        if (str_eq(b->cycles[i].sku_code, r->code) && str_eq(b->cycles[i].product_code, r->product_code)) {
            list[(*ret_n)++] = b->cycles[i].cycle;
        }
    }
    return list;
}

static ApiDynamic dynamic_of(Arena *arena, const Beside *b, const ItemSkusRow *r)
{
    ApiDynamic d = {.own = r->own,
                    .addon = r->addon,
                    .provisioning_id = id_is_nil(r->licence_id) ? S("") : id_text(arena, r->licence_id),
                    .prerequisites = arena_array(arena, Str, b->to_n + 1),
                    .upgrades = arena_array(arena, Str, b->from_n + 1)};
    for (size_t i = 0; i < b->to_n; i++) {
        const ItemTargetsRow *t = &b->to[i];
        if (str_eq(t->kind, S("addon")) && str_eq(t->target_sku_code, r->code)) {
            d.prerequisites[d.prerequisites_n++] = sku_name(arena, t->product_code, t->sku_code);
        }
    }
    for (size_t i = 0; i < b->from_n; i++) {
        const ItemTargetsRow *t = &b->from[i];
        if (str_eq(t->kind, S("upgrade")) && str_eq(t->sku_code, r->code)) {
            d.upgrades[d.upgrades_n++] = sku_name(arena, t->target_product_code, t->target_sku_code);
        }
    }
    d.constraints = d.prerequisites_n > 0;
    return d;
}

static ApiSku wire_sku(Ctx *ctx, const CatalogAsk *ask, const Beside *b, const ItemSkusRow *r)
{
    static Str check[] = {S_INIT("InventoryCheck")}, registration[] = {S_INIT("AzureSubscriptionRegistration")},
               variables[] = {S_INIT("CustomerId"), S_INIT("AzureSubscriptionId"), S_INIT("ArmRegionName")},
               provisioning[] = {S_INIT("Scope"), S_INIT("SubscriptionId"), S_INIT("Duration")};
    bool inventory = str_eq(r->restricted, S("inventory")), registered = str_eq(r->restricted, S("registration"));
    Str path = str_fmt(ctx->arena, "%.*s/skus/%.*s", S_ARG(r->product_code), S_ARG(r->code));
    ApiSku w = {
        .id = r->code,
        .product_id = r->product_code,
        .title = r->title,
        .description = r->description,
        .consumption = r->usage ? S("overage") : S(""),
        .quantity_min = r->quantity_min,
        .quantity_max = r->quantity_max,
        .trial = r->trial,
        .prerequisites = inventory ? check : registration,
        .prerequisites_n = inventory || registered ? 1 : 0,
        .inventory = variables,
        .inventory_n = inventory ? 3 : 0,
        .provisioning = provisioning,
        .provisioning_n = registered || inventory ? 3 : 0,
        .dynamic = dynamic_of(ctx->arena, b, r),
        .links = {.availabilities = link_to(uri_of(ctx, ask, str_concat(ctx->arena, path, S("/availabilities")))),
                  .self = link_to(uri_of(ctx, ask, path))},
    };
    w.cycles = cycles_of(ctx->arena, b, r, &w.cycles_n);
    return w;
}

/* --- products and SKUs --- */

static Err not_found(Ctx *ctx, int64_t api_code, const char *what)
{
    return problem_api(ctx, ERR_NOT_FOUND, 404, api_code, MSG_OF(what));
}

static Err read_products(AccountCtx a, const CatalogAsk *ask, Str code, ItemProductsRow **ret, size_t *ret_n)
{
    return q_item_products(a,
                           &(ItemProductsArgs){.country = ask->country,
                                               .currency = ask->currency,
                                               .segment = ask->segment,
                                               .with_code = code.n > 0,
                                               .code = str_upper_ascii(a.ctx->arena, code),
                                               .with_view = ask->views_n > 0,
                                               .views = ask->views,
                                               .views_n = ask->views_n},
                           ret, ret_n);
}

/* The product of the path; 404 when it is not sold to who asks. */
static Err product_of_path(AccountCtx a, const CatalogAsk *ask, ItemProductsRow *ret)
{
    ItemProductsRow *rows;
    size_t n;
    TRY(read_products(a, ask, ctx_param(a.ctx, S("product")), &rows, &n));
    if (n == 0) {
        return not_found(a.ctx, 400013, N_("There is no such product on sale in this country"));
    }
    *ret = rows[0];
    return OK;
}

static Err read_skus(AccountCtx a, const CatalogAsk *ask, Str product, Str sku, ItemSkusRow **ret, size_t *ret_n)
{
    return q_item_skus(a,
                       &(ItemSkusArgs){.country = ask->country,
                                       .currency = ask->currency,
                                       .segment = ask->segment,
                                       .with_product = true,
                                       .product_code = product,
                                       .with_sku = sku.n > 0,
                                       .code = sku},
                       ret, ret_n);
}

static Err sku_of_path(AccountCtx a, const CatalogAsk *ask, Str product, ItemSkusRow *ret)
{
    ItemSkusRow *rows;
    size_t n;
    TRY(read_skus(a, ask, product, str_upper_ascii(a.ctx->arena, ctx_param(a.ctx, S("sku"))), &rows, &n));
    if (n == 0) {
        return not_found(a.ctx, 400018, N_("There is no such SKU on sale in this country"));
    }
    *ret = rows[0];
    return OK;
}

Err api_products(AccountCtx a)
{
    CollectionAsk page;
    CatalogAsk ask;
    ItemProductsRow *rows;
    size_t n;
    TRY(catalog_ask(a, &page, &ask));
    TRY(read_products(a, &ask, S(""), &rows, &n));
    ApiProduct *items = arena_array(a.ctx->arena, ApiProduct, n);
    for (size_t i = 0; i < n; i++) {
        items[i] = wire_product(a.ctx, &ask, &rows[i]);
    }
    ctx_json_collection(a.ctx, &page, &(Collection){.shape = &API_PRODUCT, .items = items, .items_n = n, .total = -1});
    return OK;
}

Err api_product(AccountCtx a)
{
    CollectionAsk page;
    CatalogAsk ask;
    ItemProductsRow row;
    TRY(catalog_ask(a, &page, &ask));
    TRY(product_of_path(a, &ask, &row));
    ApiProduct w = wire_product(a.ctx, &ask, &row);
    ctx_json(a.ctx, 200, &API_PRODUCT, &w);
    return OK;
}

Err api_skus(AccountCtx a)
{
    CollectionAsk page;
    CatalogAsk ask;
    ItemProductsRow product;
    ItemSkusRow *rows;
    Beside beside;
    size_t n;
    TRY(catalog_ask(a, &page, &ask));
    TRY(product_of_path(a, &ask, &product));
    TRY(read_skus(a, &ask, product.code, S(""), &rows, &n));
    TRY(read_beside(a, &ask, product.code, &beside));
    ApiSku *items = arena_array(a.ctx->arena, ApiSku, n);
    for (size_t i = 0; i < n; i++) {
        items[i] = wire_sku(a.ctx, &ask, &beside, &rows[i]);
    }
    ctx_json_collection(a.ctx, &page, &(Collection){.shape = &API_SKU, .items = items, .items_n = n, .total = -1});
    return OK;
}

Err api_sku(AccountCtx a)
{
    CollectionAsk page;
    CatalogAsk ask;
    ItemProductsRow product;
    ItemSkusRow row;
    Beside beside;
    TRY(catalog_ask(a, &page, &ask));
    TRY(product_of_path(a, &ask, &product));
    TRY(sku_of_path(a, &ask, product.code, &row));
    TRY(read_beside(a, &ask, product.code, &beside));
    ApiSku w = wire_sku(a.ctx, &ask, &beside, &row);
    ctx_json(a.ctx, 200, &API_SKU, &w);
    return OK;
}

/* --- availabilities --- */

static const char *symbol_of(Str code)
{
    static const char *const SYMBOLS[][2] = {{"USD", "$"}, {"EUR", "€"},   {"GBP", "£"}, {"JPY", "¥"},
                                             {"INR", "₹"}, {"CAD", "$"},   {"AUD", "$"}, {"BRL", "R$"},
                                             {"MXN", "$"}, {"CHF", "CHF"}, {"PLN", "zł"}};
    for (size_t i = 0; i < COUNT_OF(SYMBOLS); i++) {
        if (str_eq(code, str_from(SYMBOLS[i][0]))) {
            return SYMBOLS[i][1];
        }
    }
    return "";
}

/* "P1Y" billed monthly says so in words, as catalogues do. */
static Str term_words(Arena *arena, Str duration, Str cycle)
{
    static const char *const LASTS[][2] = {{"P1M", "One month"}, {"P1Y", "One year"}, {"P3Y", "Three years"}};
    for (size_t i = 0; i < COUNT_OF(LASTS); i++) {
        if (str_eq(duration, str_from(LASTS[i][0]))) {
            return str_fmt(arena, "%s commitment, %.*s billing", LASTS[i][1], S_ARG(cycle));
        }
    }
    return str_fmt(arena, "Bought once");
}

static ApiTerm wire_term(Ctx *ctx, const ItemSkusRow *sku, Str item_id, const PriceRow *p)
{
    static const ApiRefund WHOLE[] = {{S_INIT("Full"), S_INIT("P7D")}};
    static const ApiCancel SEVEN_DAYS[] = {{WHOLE, 1}};
    ApiRenewal *renewal = arena_array(ctx->arena, ApiRenewal, 1);
    *renewal = (ApiRenewal){.to = item_id, .term = p->term, .automatic = sku->renews};
    return (ApiTerm){.duration = p->term,
                     .cycle = p->cycle,
                     .description = term_words(ctx->arena, p->term, p->cycle),
                     .renewals = renewal,
                     .renewals_n = sku->renews ? 1 : 0,
                     .cancels = SEVEN_DAYS,
                     .cancels_n = sku->usage ? 0 : 1};
}

typedef struct Shelf { /* where availabilities of one SKU are looked at */
    CatalogAsk ask;
    ItemProductsRow product;
    ItemSkusRow sku;
    Beside beside;
    PriceRow *prices;
    size_t prices_n;
} Shelf;

static Err read_shelf(AccountCtx a, CollectionAsk *page, Shelf *ret)
{
    TRY(catalog_ask(a, page, &ret->ask));
    TRY(product_of_path(a, &ret->ask, &ret->product));
    TRY(sku_of_path(a, &ret->ask, ret->product.code, &ret->sku));
    TRY(read_beside(a, &ret->ask, ret->product.code, &ret->beside));
    return prices_at(a,
                     &(PriceKey){.product_code = ret->product.code,
                                 .sku_code = ret->sku.code,
                                 .market = ret->ask.country,
                                 .currency = ret->ask.currency},
                     a.ctx->now, &ret->prices, &ret->prices_n);
}

static ApiAvailability wire_availability(Ctx *ctx, const Shelf *s, Str code, Str segment)
{
    Str path = str_fmt(ctx->arena, "%.*s/skus/%.*s/availabilities/%.*s", S_ARG(s->product.code), S_ARG(s->sku.code),
                       S_ARG(code));
    ApiAvailability w = {
        .id = code,
        .product_id = s->product.code,
        .sku_id = s->sku.code,
        .item_id = str_fmt(ctx->arena, "%.*s:%.*s:%.*s", S_ARG(s->product.code), S_ARG(s->sku.code), S_ARG(code)),
        .segment = segment,
        .country = s->ask.country,
        .currency = {s->ask.currency, str_from(symbol_of(s->ask.currency))},
        .purchasable = true,
        .renewable = s->sku.renews,
        .product = wire_product(ctx, &s->ask, &s->product),
        .sku = wire_sku(ctx, &s->ask, &s->beside, &s->sku),
        .terms = arena_array(ctx->arena, ApiTerm, s->prices_n),
        .links = resource_self(uri_of(ctx, &s->ask, path)),
    };
    for (size_t i = 0; i < s->prices_n; i++) {
        if (str_eq(s->prices[i].availability, code)) {
            w.terms[w.terms_n++] = wire_term(ctx, &s->sku, w.item_id, &s->prices[i]);
        }
    }
    return w;
}

static Err read_availabilities(AccountCtx a, const Shelf *s, ItemAvailabilitiesRow **ret, size_t *ret_n)
{
    return q_item_availabilities(a,
                                 &(ItemAvailabilitiesArgs){.product_code = s->product.code,
                                                           .sku_code = s->sku.code,
                                                           .segment = s->ask.segment,
                                                           .country = s->ask.country,
                                                           .currency = s->ask.currency},
                                 ret, ret_n);
}

Err api_availabilities(AccountCtx a)
{
    CollectionAsk page;
    Shelf s;
    ItemAvailabilitiesRow *rows;
    size_t n;
    TRY(read_shelf(a, &page, &s));
    TRY(read_availabilities(a, &s, &rows, &n));
    ApiAvailability *items = arena_array(a.ctx->arena, ApiAvailability, n);
    for (size_t i = 0; i < n; i++) {
        items[i] = wire_availability(a.ctx, &s, rows[i].code, rows[i].segment);
    }
    ctx_json_collection(a.ctx, &page,
                        &(Collection){.shape = &API_AVAILABILITY, .items = items, .items_n = n, .total = -1});
    return OK;
}

Err api_availability(AccountCtx a)
{
    CollectionAsk page;
    Shelf s;
    ItemAvailabilitiesRow *rows;
    size_t n;
    TRY(read_shelf(a, &page, &s));
    TRY(read_availabilities(a, &s, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_eq_nocase(rows[i].code, ctx_param(a.ctx, S("availability")))) {
            ApiAvailability w = wire_availability(a.ctx, &s, rows[i].code, rows[i].segment);
            ctx_json(a.ctx, 200, &API_AVAILABILITY, &w);
            return OK;
        }
    }
    return not_found(a.ctx, 400019, N_("There is no such availability now; read the list of the SKU again"));
}

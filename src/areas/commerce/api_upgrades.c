/* The older upgrades of a subscription, and of metered plans of a customer, on the wire (spec api-resources.tsv,
 * Upgrade, ProductUpgradeRequest). Both move what there is as transitions do. */
#include "app/audit.h"
#include "app/collection.h"
#include "app/filter.h"
#include "areas/commerce/api.h"
#include "areas/commerce/commerce_rules.h"
#include "areas/customers/customers.h"

enum { LIST_MAX = 100 };

/* --- of a subscription --- */

typedef struct ApiUpgradeError {
    Str code, description;
} ApiUpgradeError;
static const Field UPGRADE_ERROR_FIELDS[] = {
    FIELD(ApiUpgradeError, code, "code", F_STR),
    FIELD(ApiUpgradeError, description, "description", F_STR),
};
static const Shape API_UPGRADE_ERROR = SHAPE(ApiUpgradeError, UPGRADE_ERROR_FIELDS);
typedef struct ApiTargetOffer {
    Str id, name, description;
} ApiTargetOffer;
static const Field TARGET_OFFER_FIELDS[] = {
    FIELD(ApiTargetOffer, id, "id", F_STR),
    FIELD(ApiTargetOffer, name, "name", F_STR),
    FIELD(ApiTargetOffer, description, "description", F_STR, .max = 4000),
};
static const Shape API_TARGET_OFFER = SHAPE(ApiTargetOffer, TARGET_OFFER_FIELDS);
typedef struct ApiUpgrade {
    ApiTargetOffer target;
    Str type;
    bool eligible, has_target;
    int64_t quantity;
    ApiUpgradeError error, *errors;
    size_t errors_n;
    Id from_id, to_id;
    ApiUpgradeError *licence_errors;
    size_t licence_errors_n;
    ApiAttributes attributes;
} ApiUpgrade;
static const Field UPGRADE_FIELDS[] = {
    FIELD_PART(ApiUpgrade, target, has_target, "targetOffer", &API_TARGET_OFFER),
    FIELD(ApiUpgrade, type, "upgradeType", F_STR),
    FIELD(ApiUpgrade, eligible, "isEligible", F_BOOL_, .flags = FIELD_ALWAYS | FIELD_OUT_ONLY),
    FIELD(ApiUpgrade, quantity, "quantity", F_INT),
    FIELD_LIST(ApiUpgrade, errors, errors_n, "upgradeErrors", &API_UPGRADE_ERROR,
               .flags = FIELD_ALWAYS | FIELD_OUT_ONLY),
    FIELD(ApiUpgrade, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES, .flags = FIELD_OUT_ONLY),
};
const Shape API_UPGRADE = SHAPE(ApiUpgrade, UPGRADE_FIELDS);
static const Field UPGRADE_RESULT_FIELDS[] = {
    FIELD(ApiUpgrade, from_id, "sourceSubscriptionId", F_ID_),
    FIELD(ApiUpgrade, to_id, "targetSubscriptionId", F_ID_),
    FIELD(ApiUpgrade, type, "upgradeType", F_STR),
    FIELD_LIST(ApiUpgrade, errors, errors_n, "upgradeErrors", &API_UPGRADE_ERROR, .flags = FIELD_ALWAYS),
    FIELD_LIST(ApiUpgrade, licence_errors, licence_errors_n, "licenseErrors", &API_UPGRADE_ERROR,
               .flags = FIELD_ALWAYS),
    FIELD(ApiUpgrade, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_UPGRADE_RESULT = SHAPE_AS(ApiUpgradeResult, ApiUpgrade, UPGRADE_RESULT_FIELDS);

/* What stands in the way of any upgrade of it; no code: nothing. */
static Err in_the_way(AccountCtx a, const Subscription *s, ApiUpgradeError *ret)
{
    Subscription *addons;
    size_t n;
    *ret = (ApiUpgradeError){0};
    if (!str_eq(s->state, S("active"))) {
        *ret = (ApiUpgradeError){S("subscription_status_not_active"), S("The subscription is not active.")};
        return OK;
    }
    TRY(q_subscription_list(
        a, &(SubscriptionListArgs){.customer_id = a.ctx->customer_id, .with_parent = true, .parent_id = s->id}, &addons,
        &n));
    for (size_t i = 0; i < n; i++) {
        if (str_eq(addons[i].state, S("active"))) {
            *ret = (ApiUpgradeError){S("subscription_add_ons_present"), S("Add-ons stand on top of the subscription.")};
        }
    }
    return OK;
}

static void give_error(ApiUpgrade *w, ApiUpgradeError error)
{
    w->error = error;
    w->errors = &w->error;
    w->errors_n = error.code.n ? 1 : 0;
}

Err api_upgrades(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    Subscription s;
    CollectionAsk page;
    CatalogItem *items = NULL;
    ApiUpgradeError why;
    size_t n;
    TRY(commerce_subscription(a, &country, &s));
    TRY(collection_ask(ctx, LIST_MAX, LIST_MAX, &page));
    TRY(commerce_targets(a, country, &s, CATALOG_UPGRADE, &items, &n));
    TRY(in_the_way(a, &s, &why));
    ApiUpgrade *list = arena_array(ctx->arena, ApiUpgrade, n + 1);
    for (size_t i = 0; i < n; i++) {
        list[i] = (ApiUpgrade){.target = {items[i].offer_id, items[i].title, items[i].description},
                               .has_target = true,
                               .type = S("upgrade_with_license_transfer"),
                               .eligible = !why.code.n,
                               .quantity = s.quantity,
                               .attributes = {.object_type = S("Upgrade")}};
        give_error(&list[i], why);
    }
    ctx_json_collection(ctx, &page, &(Collection){.shape = &API_UPGRADE, .items = list, .items_n = n, .total = -1});
    return OK;
}

/* The item that is asked for, by the older or the newer kind of id; NULL: the subscription does not lead there. */
static const CatalogItem *item_asked(const CatalogItem *items, size_t n, Str id)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq_nocase(id, items[i].offer_id) || str_eq_nocase(id, items[i].item_id)) {
            return &items[i];
        }
    }
    return NULL;
}

static void audit_move(Ctx *ctx, const Subscription *s, Str was, Str became)
{
    ctx->audit.target_kind = S("subscription");
    ctx->audit.target_id = s->id;
    ctx->audit.target_name = s->friendly_name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"product", was});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"product", became});
}

/* What is in the way stands in the answer, which is 200 all the same (api-conventions.md, errors inside answers). */
Err api_upgrade(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    Subscription s;
    CatalogItem *items = NULL;
    ApiUpgrade w = {0};
    ApiUpgradeError why;
    size_t n;
    int64_t passed;
    TRY(commerce_subscription(a, &country, &s));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_UPGRADE, &w)));
    TRY(commerce_targets(a, country, &s, CATALOG_UPGRADE, &items, &n));
    TRY(in_the_way(a, &s, &why));
    const CatalogItem *to = item_asked(items, n, w.target.id);
    if (!why.code.n && !to) {
        why =
            n ? (ApiUpgradeError){S("subscription_target_offer_not_found"), S("The subscription does not lead there.")}
              : (ApiUpgradeError){S("subscription_does_not_have_any_upgrade_paths"),
                                  S("The subscription leads to nothing else.")};
    }
    bool people = !filter_word_eq(w.type, S("upgrade_only"));
    ApiUpgrade result = {.from_id = s.id,
                         .type = people ? S("upgrade_with_license_transfer") : S("upgrade_only"),
                         .attributes = {.object_type = S("UpgradeResult")}};
    give_error(&result, why);
    if (why.code.n) {
        ctx->audit.skip = true; /* nothing was changed */
    } else {
        Str was = s.title;
        TRY(subscription_move(a, country, &s, to->item_id, s.quantity, S(""), S(""), people, &result.to_id, &passed));
        audit_move(ctx, &s, was, to->title);
    }
    ctx_json(ctx, 200, &API_UPGRADE_RESULT, &result);
    return OK;
}

/* --- of a customer's metered plans --- */

typedef struct ApiUpgradeAsk {
    Str customer, family, id, reason, status;
    bool eligible;
    ApiAttributes attributes;
} ApiUpgradeAsk;
static const Field UPGRADE_ASK_FIELDS[] = {
    FIELD(ApiUpgradeAsk, customer, "customerId", F_STR, .flags = FIELD_REQUIRED),
    FIELD(ApiUpgradeAsk, family, "productFamily", F_STR, .flags = FIELD_REQUIRED),
};
const Shape API_UPGRADE_ASK = SHAPE(ApiUpgradeAsk, UPGRADE_ASK_FIELDS);
static const Field UPGRADE_MAY_FIELDS[] = {
    FIELD(ApiUpgradeAsk, customer, "customerId", F_STR),
    FIELD(ApiUpgradeAsk, family, "productFamily", F_STR),
    FIELD(ApiUpgradeAsk, eligible, "isEligible", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiUpgradeAsk, id, "upgradeId", F_STR),
    FIELD(ApiUpgradeAsk, reason, "reason", F_STR),
    FIELD(ApiUpgradeAsk, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_UPGRADE_MAY = SHAPE_AS(ApiProductUpgradeEligibility, ApiUpgradeAsk, UPGRADE_MAY_FIELDS);
typedef struct ApiUpgradeProduct {
    Str id, name;
} ApiUpgradeProduct;
static const Field UPGRADE_PRODUCT_FIELDS[] = {FIELD(ApiUpgradeProduct, id, "id", F_STR),
                                               FIELD(ApiUpgradeProduct, name, "name", F_STR)};
static const Shape API_UPGRADE_PRODUCT = SHAPE(ApiUpgradeProduct, UPGRADE_PRODUCT_FIELDS);
typedef struct ApiUpgradeLine {
    ApiUpgradeProduct from, to;
    Time at;
    Str status;
} ApiUpgradeLine;
static const Field UPGRADE_LINE_FIELDS[] = {
    FIELD(ApiUpgradeLine, from, "sourceProduct", F_OBJECT, .shape = &API_UPGRADE_PRODUCT),
    FIELD(ApiUpgradeLine, to, "targetProduct", F_OBJECT, .shape = &API_UPGRADE_PRODUCT),
    FIELD(ApiUpgradeLine, at, "upgradedDate", F_TIME_),
    FIELD(ApiUpgradeLine, status, "status", F_STR),
};
static const Shape API_UPGRADE_LINE = SHAPE(ApiUpgradeLine, UPGRADE_LINE_FIELDS);
typedef struct ApiUpgradeStatus {
    Str id, family, status;
    ApiUpgradeLine *lines;
    size_t lines_n;
    ApiAttributes attributes;
} ApiUpgradeStatus;
static const Field UPGRADE_STATUS_FIELDS[] = {
    FIELD(ApiUpgradeStatus, id, "id", F_STR),
    FIELD(ApiUpgradeStatus, family, "productFamily", F_STR),
    FIELD(ApiUpgradeStatus, status, "status", F_STR),
    FIELD_LIST(ApiUpgradeStatus, lines, lines_n, "lineItems", &API_UPGRADE_LINE, .flags = FIELD_ALWAYS),
    FIELD(ApiUpgradeStatus, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_UPGRADE_STATUS = SHAPE_AS(ApiProductUpgradeStatus, ApiUpgradeStatus, UPGRADE_STATUS_FIELDS);

/* The customer and family of the body; the customer has to be in reach. */
static Err read_ask(AccountCtx a, ApiUpgradeAsk *ret, Str *ret_country)
{
    Ctx *ctx = a.ctx;
    Customer c;
    *ret = (ApiUpgradeAsk){0};
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_UPGRADE_ASK, ret)));
    if (!filter_word_eq(ret->family, S("azure"))) {
        return commerce_refuse(ctx, 900107, MSG("Only the product family of plans that are paid as used is upgraded"));
    }
    if (id_parse(ret->customer, &ctx->customer_id) != OK) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 800006, MSG("There is no such customer"));
    }
    TRY(customer_reach(a, ctx->customer_id));
    TRY(customer_get(a, &c));
    *ret_country = c.company.address.country;
    return OK;
}

/* The active metered plans of the customer, and the first that leads to a newer one. */
typedef struct Upgradable {
    Subscription from;
    CatalogItem to;
    bool metered, found;
} Upgradable;
static Err find_upgradable(AccountCtx a, Str country, Upgradable *ret)
{
    Subscription *have;
    size_t n;
    *ret = (Upgradable){0};
    TRY(q_subscription_list(a, &(SubscriptionListArgs){.customer_id = a.ctx->customer_id}, &have, &n));
    for (size_t i = 0; i < n && !ret->found; i++) {
        CatalogItem *items = NULL;
        size_t items_n = 0;
        if (!have[i].usage || !str_eq(have[i].state, S("active"))) {
            continue;
        }
        ret->metered = true;
        TRY(commerce_targets(a, country, &have[i], CATALOG_UPGRADE, &items, &items_n));
        for (size_t k = 0; k < items_n && !ret->found; k++) {
            if (items[k].usage) {
                *ret = (Upgradable){.from = have[i], .to = items[k], .metered = true, .found = true};
            }
        }
    }
    return OK;
}

static Err last_upgrade(AccountCtx a, ProductUpgradeListRow *ret)
{
    ProductUpgradeListRow *rows;
    size_t n;
    TRY(q_product_upgrade_list(a, &(ProductUpgradeListArgs){.with_customer = true, .customer_id = a.ctx->customer_id},
                               &rows, &n));
    if (n == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = rows[0];
    return OK;
}

Err api_product_upgrade_may(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    ApiUpgradeAsk w;
    Upgradable u;
    ProductUpgradeListRow done;
    TRY(read_ask(a, &w, &country));
    TRY(find_upgradable(a, country, &u));
    w.eligible = u.found;
    Err err = last_upgrade(a, &done);
    if (err != ERR_NOT_FOUND) {
        TRY(err);
        w.id = id_text(ctx->arena, done.id);
    }
    w.reason = u.found     ? S("")
               : u.metered ? S("The customer's metered plans are of the newest kind.")
                           : S("The customer has no active plan that is paid as used.");
    w.attributes.object_type = S("ProductUpgradesEligibility");
    ctx_json(ctx, 200, &API_UPGRADE_MAY, &w);
    return OK;
}

Err api_product_upgrade(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    ApiUpgradeAsk w;
    Upgradable u;
    Id to_id, id = ctx_new_id(ctx);
    int64_t passed;
    TRY(read_ask(a, &w, &country));
    TRY(find_upgradable(a, country, &u));
    if (!u.found) {
        return u.metered ? commerce_refuse(ctx, 900110, MSG("The customer's metered plans are of the newest kind"))
                         : problem_api(ctx, ERR_FORBIDDEN, 403, 900108,
                                       MSG("The customer has no active plan that is paid as used"));
    }
    Str from_item = u.from.item_id, from_title = u.from.title;
    TRY(subscription_move(a, country, &u.from, u.to.item_id, u.from.quantity, S(""), S(""), true, &to_id, &passed));
    audit_move(ctx, &u.from, from_title, u.to.title);
    TRY(q_product_upgrade_add(a,
                              &(ProductUpgradeAddArgs){.id = id,
                                                       .customer_id = ctx->customer_id,
                                                       .family = S("Azure"),
                                                       .subscription_id = to_id,
                                                       .from_item = from_item,
                                                       .from_title = from_title,
                                                       .to_item = u.to.item_id,
                                                       .to_title = u.to.title},
                              NULL));
    ctx->out.status = 202;
    ctx_header(ctx, S("Location"), str_fmt(ctx->arena, "productUpgrades/%.*s", S_ARG(id_text(ctx->arena, id))));
    return OK;
}

Err api_product_upgrade_status(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    ApiUpgradeAsk ask;
    Id id;
    ProductUpgradeListRow *rows;
    size_t n = 0;
    TRY(read_ask(a, &ask, &country));
    if (id_parse(ctx_param(ctx, S("upgrade")), &id) == OK) {
        TRY(q_product_upgrade_list(a, &(ProductUpgradeListArgs){.with_id = true, .id = id}, &rows, &n));
    }
    if (n == 0) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 900106, MSG("There is no such upgrade"));
    }
    if (!id_eq(rows[0].customer_id, ctx->customer_id)) {
        return commerce_refuse(ctx, 900111, MSG("The upgrade is another customer's"));
    }
    const ProductUpgradeListRow *u = &rows[0];
    ApiUpgradeLine line = {{u->from_item, u->from_title}, {u->to_item, u->to_title}, u->created_at, S("Completed")};
    ApiUpgradeStatus w = {.id = id_text(ctx->arena, u->id),
                          .family = u->family,
                          .status = S("Completed"),
                          .lines = &line,
                          .lines_n = 1,
                          .attributes = {.object_type = S("ProductUpgradesStatus")}};
    ctx_json(ctx, 200, &API_UPGRADE_STATUS, &w);
    return OK;
}

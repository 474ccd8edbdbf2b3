/* What stands beside a subscription on the wire: who helps, registration for reservations, overage of a customer. */
#include "app/audit.h"
#include "app/collection.h"
#include "app/resource.h"
#include "areas/commerce/api.h"
#include "areas/commerce/commerce_rules.h"

enum { REGISTERING_S = 60 }; /* of business time */

/* --- support contact --- */

typedef struct ApiSupportContact {
    Str tenant_id, number, name;
    ApiLinks links;
    ApiAttributes attributes;
} ApiSupportContact;
static const Field SUPPORT_CONTACT_FIELDS[] = {
    FIELD(ApiSupportContact, tenant_id, "supportTenantId", F_STR, .max = 64),
    FIELD(ApiSupportContact, number, "supportMpnId", F_STR, .max = 32),
    FIELD(ApiSupportContact, name, "name", F_STR, .max = 200),
    FIELD(ApiSupportContact, links, "links", F_OBJECT, .shape = &API_LINKS, .flags = FIELD_OUT_ONLY),
    FIELD(ApiSupportContact, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES, .flags = FIELD_OUT_ONLY),
};
const Shape API_SUPPORT_CONTACT = SHAPE(ApiSupportContact, SUPPORT_CONTACT_FIELDS);

static Str subscription_path(Ctx *ctx, Id id, const char *rest)
{
    return commerce_path(ctx, str_fmt(ctx->arena, "subscriptions/%.*s/%s", S_ARG(id_text(ctx->arena, id)), rest));
}

static void answer_contact(Ctx *ctx, Id subscription_id, ApiSupportContact *w)
{
    w->links = resource_self(subscription_path(ctx, subscription_id, "supportcontact"));
    w->attributes = (ApiAttributes){.object_type = S("SupportContact")};
    ctx_json(ctx, 200, &API_SUPPORT_CONTACT, w);
}

/* Nobody named: the account that sold it. */
static Err contact_of(AccountCtx a, Id subscription_id, ApiSupportContact *ret)
{
    ContactGetRow row;
    SellerGetRow seller;
    Err err = q_contact_get(a, &(ContactGetArgs){.subscription_id = subscription_id}, &row);
    if (err != ERR_NOT_FOUND) {
        TRY(err);
        *ret = (ApiSupportContact){.tenant_id = row.tenant_id, .number = row.number, .name = row.name};
        return OK;
    }
    TRY(q_seller_get(a, NULL, &seller));
    *ret = (ApiSupportContact){
        .tenant_id = id_text(a.ctx->arena, seller.directory_id), .number = seller.partner_id, .name = seller.name};
    return OK;
}

Err api_support_contact(AccountCtx a)
{
    Str country;
    Subscription s;
    ApiSupportContact w;
    TRY(commerce_subscription(a, &country, &s));
    TRY(contact_of(a, s.id, &w));
    answer_contact(a.ctx, s.id, &w);
    return OK;
}

static void about(Ctx *ctx, const Subscription *s)
{
    ctx->audit.target_kind = S("subscription");
    ctx->audit.target_id = s->id;
    ctx->audit.target_name = s->friendly_name;
}

Err api_support_contact_put(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    Subscription s;
    ApiSupportContact before, w = {0};
    Id tenant;
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_SUPPORT_CONTACT, &w)));
    TRY(commerce_subscription(a, &country, &s));
    if (id_parse(w.tenant_id, &tenant) != OK) {
        problem_field(ctx, S("supportTenantId"), MSG("It is the id of a partner's directory"));
    }
    (void)problem_unless_line(ctx, S("name"), w.name);
    if (!str_trim(w.name).n) {
        problem_field(ctx, S("name"), MSG("Enter a value"));
    }
    TRY(resource_bad_property(ctx, problem_check(ctx)));
    TRY(contact_of(a, s.id, &before));
    about(ctx, &s);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"supportContact", before.name});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"supportContact", w.name});
    TRY(q_contact_add(
        a,
        &(ContactAddArgs){
            .subscription_id = s.id, .name = str_trim(w.name), .tenant_id = w.tenant_id, .number = str_trim(w.number)},
        NULL));
    answer_contact(ctx, s.id, &w);
    return OK;
}

/* --- registration --- */

typedef struct ApiRegistration {
    Id subscription_id;
    Str status;
    ApiAttributes attributes;
} ApiRegistration;
static const Field REGISTRATION_FIELDS[] = {
    FIELD(ApiRegistration, subscription_id, "subscriptionId", F_ID_),
    FIELD(ApiRegistration, status, "status", F_STR),
    FIELD(ApiRegistration, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_REGISTRATION = SHAPE_AS(ApiSubscriptionRegistration, ApiRegistration, REGISTRATION_FIELDS);

/* Only what is paid as used can hold reservations. */
Err api_subscription_register(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    Subscription s;
    TRY(commerce_subscription(a, &country, &s));
    if (!s.usage || !str_eq(s.state, S("active"))) {
        return commerce_refuse(ctx, 800012, MSG("Only an active subscription that is paid as used is registered"));
    }
    about(ctx, &s);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"registration", S("registering")});
    TRY(q_registration_add(a, &(RegistrationAddArgs){.subscription_id = s.id}, NULL));
    ctx->out.status = 202;
    ctx_header(ctx, S("Location"), subscription_path(ctx, s.id, "registrationstatus"));
    return OK;
}

Err api_registration_status(AccountCtx a)
{
    Str country;
    Subscription s;
    RegistrationGetRow row;
    TRY(commerce_subscription(a, &country, &s));
    ApiRegistration w = {.subscription_id = s.id, .attributes = {.object_type = S("SubscriptionRegistrationStatus")}};
    Err err = q_registration_get(a, &(RegistrationGetArgs){.subscription_id = s.id}, &row);
    if (err == ERR_NOT_FOUND) {
        w.status = S("notregistered");
    } else {
        TRY(err);
        bool over = time_diff(a.ctx->now, row.created_at) >= REGISTERING_S * TIME_SECOND;
        w.status = over ? S("registered") : S("registering");
    }
    ctx_json(a.ctx, 200, &API_REGISTRATION, &w);
    return OK;
}

/* --- overage --- */

/* `overage` in the resource, `overageEnabled` in the examples: both say the same (api-resources.tsv, Overage). */
typedef struct ApiOverage {
    Str entitlement_id, number, type;
    bool overage, enabled;
    ApiLinks links;
    ApiAttributes attributes;
} ApiOverage;
static const Field OVERAGE_FIELDS[] = {
    FIELD(ApiOverage, entitlement_id, "azureEntitlementId", F_STR),
    FIELD(ApiOverage, number, "partnerId", F_STR),
    FIELD(ApiOverage, type, "type", F_STR, .flags = FIELD_OUT_ONLY),
    FIELD(ApiOverage, overage, "overage", F_BOOL_, .flags = FIELD_ALWAYS | FIELD_OUT_ONLY),
    FIELD(ApiOverage, enabled, "overageEnabled", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiOverage, links, "links", F_OBJECT, .shape = &API_LINKS, .flags = FIELD_OUT_ONLY),
    FIELD(ApiOverage, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES, .flags = FIELD_OUT_ONLY),
};
const Shape API_OVERAGE = SHAPE(ApiOverage, OVERAGE_FIELDS);

static ApiOverage wire_overage(Ctx *ctx, Str entitlement_id, Str number, bool enabled)
{
    return (ApiOverage){.entitlement_id = entitlement_id,
                        .number = number,
                        .type = S("PhoneServices"),
                        .overage = enabled,
                        .enabled = enabled,
                        .links = resource_self(commerce_path(ctx, S("subscriptions/overage"))),
                        .attributes = {.object_type = S("Overage")}};
}

Err api_overage(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    OverageGetRow row;
    CollectionAsk page;
    TRY(commerce_enter(a, &country));
    TRY(collection_ask(ctx, 100, 100, &page));
    Err err = q_overage_get(a, &(OverageGetArgs){.customer_id = ctx->customer_id}, &row);
    if (err != ERR_NOT_FOUND) {
        TRY(err);
    }
    ApiOverage w = err == OK ? wire_overage(ctx, row.entitlement_id, row.number, row.enabled) : (ApiOverage){0};
    ctx_json_collection(ctx, &page,
                        &(Collection){.shape = &API_OVERAGE, .items = &w, .items_n = err == OK ? 1 : 0, .total = -1});
    return OK;
}

/* The metered subscription is an active one of this customer, and the number the account's own. */
Err api_overage_put(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    ApiOverage w = {0};
    SellerGetRow seller;
    Subscription s;
    Id id;
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_OVERAGE, &w)));
    TRY(commerce_enter(a, &country));
    TRY(q_seller_get(a, NULL, &seller));
    if (id_parse(w.entitlement_id, &id) != OK) {
        problem_field(ctx, S("azureEntitlementId"), MSG("It is the id of a subscription that is paid as used"));
        return resource_bad_property(ctx, problem_check(ctx));
    }
    TRY(subscription_get(a, id, &s));
    if (!s.usage || !str_eq(s.state, S("active"))) {
        return problem_api(ctx, ERR_FORBIDDEN, 403, 800112,
                           MSG("Only an active subscription that is paid as used takes overage"));
    }
    if (w.number.n && !str_eq(w.number, seller.partner_id)) {
        return problem_api(ctx, ERR_FORBIDDEN, 403, 800114, MSG("Overage is managed by the partner who sells here"));
    }
    about(ctx, &s);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"overage", w.enabled ? S("true") : S("false")});
    TRY(q_overage_add(a,
                      &(OverageAddArgs){.customer_id = ctx->customer_id,
                                        .entitlement_id = id_text(ctx->arena, s.id),
                                        .number = seller.partner_id,
                                        .enabled = w.enabled},
                      NULL));
    ApiOverage out = wire_overage(ctx, id_text(ctx->arena, s.id), seller.partner_id, w.enabled);
    ctx_json(ctx, 200, &API_OVERAGE, &out);
    return OK;
}

/* /v1/customers/{customer}/subscriptions, orders and carts. */
#pragma once
#include "app/resource.h"
#include "areas/commerce/commerce.h"

extern const Shape API_SUBSCRIPTION, API_SUBSCRIPTION_PATCH, API_ORDER, API_ORDER_NEW, API_ORDER_PATCH, API_CART,
    API_CART_NEW, API_CHECKOUT, API_PROVISIONING, API_LINE_PROVISIONING, API_TRANSITION, API_ELIGIBILITY_TO_MOVE,
    API_CONVERSION, API_CONVERSION_ASKED, API_CONVERSION_RESULT, API_END_DATE, API_SUPPORT_CONTACT, API_REGISTRATION,
    API_OVERAGE, API_ENTITLEMENT, API_RESERVED, API_RESERVED_MACHINES, API_ACTIVATION_LINK, API_ACTIVATION, API_METERED,
    API_METERED_REASON, API_UPGRADE, API_UPGRADE_RESULT, API_UPGRADE_ASK, API_UPGRADE_MAY, API_UPGRADE_STATUS,
    API_PURCHASE, API_DOCUMENT;
extern const char TRANSITIONS_SCHEMA[];

/* The customer of the path in reach, with its country. */
MUST_USE Err commerce_enter(AccountCtx a, Str *ret_country);

/* The same with the subscription of the path. */
MUST_USE Err commerce_subscription(AccountCtx a, Str *ret_country, Subscription *ret);

/* A link below the customer of the path. */
Str commerce_path(Ctx *ctx, Str rest);
ApiLink commerce_link(Ctx *ctx, Str rest);
ApiLink commerce_subscription_link(Ctx *ctx, Id id);
/* Billing cycles as the asking client knows them. */
Str commerce_wire_cycle(const Ctx *ctx, Str cycle);

Err api_subscription_list(AccountCtx a);
Err api_subscription(AccountCtx a);
Err api_subscription_patch(AccountCtx a);
Err api_subscription_addons(AccountCtx a);
Err api_subscription_provisioning(AccountCtx a);
Err api_transition_eligibilities(AccountCtx a);
Err api_transition(AccountCtx a);
Err api_transitions(AccountCtx a);
Err api_conversions(AccountCtx a);
Err api_convert(AccountCtx a);
Err api_end_dates(AccountCtx a);

Err api_support_contact(AccountCtx a);
Err api_support_contact_put(AccountCtx a);
Err api_subscription_register(AccountCtx a);
Err api_registration_status(AccountCtx a);
Err api_overage(AccountCtx a);
Err api_overage_put(AccountCtx a);

Err api_order_list(AccountCtx a);
Err api_order(AccountCtx a);
Err api_order_create(AccountCtx a);
Err api_order_patch(AccountCtx a);
Err api_order_provisioning(AccountCtx a);

Err api_order_links(AccountCtx a);
Err api_line_links(AccountCtx a);
Err api_order_attach(AccountCtx a);
Err api_entitlements(AccountCtx a);
Err api_reservation(AccountCtx a);
Err api_reserved_machine(AccountCtx a);
Err api_subscription_links(AccountCtx a);
Err api_subscription_activate(AccountCtx a);
Err api_metered_list(AccountCtx a);
Err api_metered(AccountCtx a);
Err api_metered_cancel(AccountCtx a);
Err api_metered_reactivate(AccountCtx a);
Err api_upgrades(AccountCtx a);
Err api_upgrade(AccountCtx a);
Err api_product_upgrade_may(AccountCtx a);
Err api_product_upgrade(AccountCtx a);
Err api_product_upgrade_status(AccountCtx a);

Err api_cart_create(AccountCtx a);
Err api_cart(AccountCtx a);
Err api_cart_put(AccountCtx a);
Err api_cart_checkout(AccountCtx a);

/* Orders, subscriptions and carts: what the kernel must know of the area. */
#include "app/area.h"
#include "areas/commerce/api.h"
#include "areas/commerce/commerce_rules.h"
#include "areas/commerce/demo.h"
#include "areas/commerce/pages.h"

#define PROGRAMS "csp_direct csp_provider csp_reseller"
const Perm COMMERCE_VIEW = PERM("commerce.view", N_("View orders and subscriptions of customers"),
                                "global_admin admin_agent sales_agent helpdesk_agent", .programs = PROGRAMS);
const Perm COMMERCE_BUY = PERM("commerce.buy", N_("Order for customers"), "global_admin admin_agent sales_agent",
                               .programs = "csp_direct csp_provider", .sells = true);
const Perm COMMERCE_MANAGE = PERM("commerce.manage", N_("Change subscriptions of customers"),
                                  "global_admin admin_agent sales_agent", .programs = "csp_direct csp_provider");
static const Perm *const PERMS[] = {&COMMERCE_VIEW, &COMMERCE_BUY, &COMMERCE_MANAGE};

#define C "/v1/customers/{customer}"
#define P "/a/{account}/customers/{customer}"
#define PAGE(METHOD, PATH, PERM_PTR, ACTION, MODE, HANDLER, ...)                                                       \
    ROUTE(METHOD, P PATH, PERM_PTR, ACTION, MODE, HANDLER, .summary = __VA_ARGS__)
#define API(METHOD, PATH, PERM_PTR, ACTION, MODE, HANDLER, AREA, ...)                                                  \
    ROUTE(METHOD, C PATH, PERM_PTR, ACTION, MODE, HANDLER, .kind = ROUTE_API, .api_area = AREA, __VA_ARGS__)
static const Route ROUTES[] = {
    API("GET", "/subscriptions", &COMMERCE_VIEW, NULL, MODE_READ, api_subscription_list, "subscriptions",
        .shape_out = &API_SUBSCRIPTION, .list = true, .query = "order_id mpn_id",
        .summary = "List the subscriptions of a customer"),
    API("GET", "/subscriptions/customtermenddates", &COMMERCE_VIEW, NULL, MODE_READ, api_end_dates, "subscriptions",
        .shape_out = &API_END_DATE, .list = true,
        .query = "term_duration term_start_date target_coterm_subscription_id",
        .summary = "List end dates that a new term may have"),
    API("GET", "/subscriptions/{subscription}", &COMMERCE_VIEW, NULL, MODE_READ, api_subscription, "subscriptions",
        .shape_out = &API_SUBSCRIPTION, .summary = "Get a subscription"),
    API("PATCH", "/subscriptions/{subscription}", &COMMERCE_MANAGE, "subscription.change", MODE_WRITE,
        api_subscription_patch, "subscriptions", .shape_in = &API_SUBSCRIPTION_PATCH, .shape_out = &API_SUBSCRIPTION,
        .summary = "Change a subscription"),
    API("GET", "/subscriptions/{subscription}/addons", &COMMERCE_VIEW, NULL, MODE_READ, api_subscription_addons,
        "subscriptions", .shape_out = &API_SUBSCRIPTION, .list = true, .summary = "List the add-ons of a subscription"),
    API("GET", "/subscriptions/{subscription}/provisioningstatus", &COMMERCE_VIEW, NULL, MODE_READ,
        api_subscription_provisioning, "subscriptions", .shape_out = &API_PROVISIONING,
        .summary = "Get how far provisioning is"),
    API("GET", "/subscriptions/{subscription}/transitioneligibilities", &COMMERCE_VIEW, NULL, MODE_READ,
        api_transition_eligibilities, "subscriptions", .shape_out = &API_ELIGIBILITY_TO_MOVE, .list = true,
        .query = "eligibilityType", .summary = "List what a subscription can become"),
    API("GET", "/subscriptions/{subscription}/transitions", &COMMERCE_VIEW, NULL, MODE_READ, api_transitions,
        "subscriptions", .schema_out = TRANSITIONS_SCHEMA, .query = "operation-id",
        .summary = "List what a subscription was moved to"),
    API("POST", "/subscriptions/{subscription}/transitions", &COMMERCE_MANAGE, "subscription.move", MODE_WRITE,
        api_transition, "subscriptions", .shape_in = &API_TRANSITION, .shape_out = &API_TRANSITION,
        .summary = "Move seats to another product"),
    API("GET", "/subscriptions/{subscription}/conversions", &COMMERCE_VIEW, NULL, MODE_READ, api_conversions,
        "subscriptions", .shape_out = &API_CONVERSION, .list = true, .summary = "List what a trial can become"),
    API("POST", "/subscriptions/{subscription}/conversions", &COMMERCE_MANAGE, "subscription.move", MODE_WRITE,
        api_convert, "subscriptions", .shape_in = &API_CONVERSION_ASKED, .shape_out = &API_CONVERSION_RESULT,
        .summary = "Make a trial a paid subscription"),

    API("GET", "/subscriptions/{subscription}/supportcontact", &COMMERCE_VIEW, NULL, MODE_READ, api_support_contact,
        "subscriptions", .shape_out = &API_SUPPORT_CONTACT, .summary = "Get who helps the people of a subscription"),
    API("PUT", "/subscriptions/{subscription}/supportcontact", &COMMERCE_MANAGE, "subscription.contact", MODE_WRITE,
        api_support_contact_put, "subscriptions", .shape_in = &API_SUPPORT_CONTACT, .shape_out = &API_SUPPORT_CONTACT,
        .summary = "Say who helps the people of a subscription"),
    API("POST", "/subscriptions/{subscription}/registrations", &COMMERCE_MANAGE, "subscription.register", MODE_WRITE,
        api_subscription_register, "subscriptions", .summary = "Register a subscription for reservations"),
    API("GET", "/subscriptions/{subscription}/registrationstatus", &COMMERCE_VIEW, NULL, MODE_READ,
        api_registration_status, "subscriptions", .shape_out = &API_REGISTRATION,
        .summary = "Get whether a subscription is registered for reservations"),
    API("GET", "/subscriptions/overage", &COMMERCE_VIEW, NULL, MODE_READ, api_overage, "subscriptions",
        .shape_out = &API_OVERAGE, .list = true, .summary = "Get what takes the overage of a customer"),
    API("PUT", "/subscriptions/overage", &COMMERCE_MANAGE, "subscription.overage", MODE_WRITE, api_overage_put,
        "subscriptions", .shape_in = &API_OVERAGE, .shape_out = &API_OVERAGE,
        .summary = "Set what takes the overage of a customer"),

    API("GET", "/orders", &COMMERCE_VIEW, NULL, MODE_READ, api_order_list, "orders", .shape_out = &API_ORDER,
        .list = true, .query = "billingType include_price includePrice", .summary = "List the orders of a customer"),
    API("POST", "/orders", &COMMERCE_BUY, "order.create", MODE_WRITE, api_order_create, "orders",
        .shape_in = &API_ORDER_NEW, .shape_out = &API_ORDER, .summary = "Place an order"),
    API("GET", "/orders/{order}", &COMMERCE_VIEW, NULL, MODE_READ, api_order, "orders", .shape_out = &API_ORDER,
        .query = "include_price includePrice", .summary = "Get an order"),
    API("PATCH", "/orders/{order}", &COMMERCE_BUY, "order.change", MODE_WRITE, api_order_patch, "orders",
        .shape_in = &API_ORDER_PATCH, .shape_out = &API_ORDER, .summary = "Add to an order, or cancel it in a sandbox"),
    API("GET", "/orders/{order}/provisioningstatus", &COMMERCE_VIEW, NULL, MODE_READ, api_order_provisioning, "orders",
        .shape_out = &API_LINE_PROVISIONING, .list = true, .summary = "Get how far the lines of an order are"),

    API("POST", "/carts", &COMMERCE_BUY, "cart.create", MODE_WRITE, api_cart_create, "carts", .shape_in = &API_CART_NEW,
        .shape_out = &API_CART, .summary = "Begin a cart"),
    API("GET", "/carts/{cart}", &COMMERCE_BUY, NULL, MODE_READ, api_cart, "carts", .shape_out = &API_CART,
        .summary = "Get a cart"),
    API("PUT", "/carts/{cart}", &COMMERCE_BUY, "cart.change", MODE_WRITE, api_cart_put, "carts",
        .shape_in = &API_CART_NEW, .shape_out = &API_CART, .summary = "Replace the lines of a cart"),
    API("POST", "/carts/{cart}/checkout", &COMMERCE_BUY, "cart.checkout", MODE_WRITE, api_cart_checkout, "carts",
        .shape_out = &API_CHECKOUT, .summary = "Order what is in a cart"),

    PAGE("GET", "/subscriptions", &COMMERCE_VIEW, NULL, MODE_READ, page_subscriptions, "Subscriptions of a customer"),
    PAGE("GET", "/subscriptions/export", &COMMERCE_VIEW, NULL, MODE_READ, page_subscriptions_export,
         "The subscriptions of a customer as a file"),
    PAGE("GET", "/subscriptions/{subscription}", &COMMERCE_VIEW, NULL, MODE_READ, page_subscription,
         "One subscription"),
    PAGE("GET", "/subscriptions/{subscription}/change", &COMMERCE_MANAGE, NULL, MODE_READ, page_subscription_change,
         "The form for seats, name and renewal"),
    PAGE("POST", "/subscriptions/{subscription}/change", &COMMERCE_MANAGE, "subscription.change", MODE_WRITE,
         page_subscription_change_save, "Show what a change does, then do it"),
    PAGE("GET", "/subscriptions/{subscription}/state", &COMMERCE_MANAGE, NULL, MODE_READ, page_subscription_state,
         "What suspending, making active or cancelling means"),
    PAGE("POST", "/subscriptions/{subscription}/state", &COMMERCE_MANAGE, "subscription.change", MODE_WRITE,
         page_subscription_state_save, "Suspend, make active or cancel"),
    PAGE("GET", "/subscriptions/{subscription}/move", &COMMERCE_MANAGE, NULL, MODE_READ, page_subscription_move,
         "What a subscription can become"),
    PAGE("POST", "/subscriptions/{subscription}/move", &COMMERCE_MANAGE, "subscription.move", MODE_WRITE,
         page_subscription_move_save, "Show what a move does, then do it"),
    PAGE("GET", "/orders", &COMMERCE_VIEW, NULL, MODE_READ, page_orders, "Orders of a customer"),
    PAGE("GET", "/orders/export", &COMMERCE_VIEW, NULL, MODE_READ, page_orders_export,
         "The orders of a customer as a file"),
    PAGE("GET", "/orders/{order}", &COMMERCE_VIEW, NULL, MODE_READ, page_order, "One order"),
    PAGE("GET", "/products", &COMMERCE_BUY, NULL, MODE_READ, page_shelf, "What can be sold to a customer"),
    PAGE("GET", "/products/{code}", &COMMERCE_BUY, NULL, MODE_READ, page_plans, "The plans of a product"),
    PAGE("GET", "/cart", &COMMERCE_BUY, NULL, MODE_READ, page_cart, "The cart of a customer"),
    PAGE("POST", "/cart", &COMMERCE_BUY, "cart.change", MODE_WRITE, page_cart_add, "Put something into the cart"),
    PAGE("POST", "/cart/lines", &COMMERCE_BUY, "cart.change", MODE_WRITE, page_cart_save,
         "Change or remove lines of the cart"),
    PAGE("POST", "/cart/order", &COMMERCE_BUY, "cart.checkout", MODE_WRITE, page_cart_order,
         "Order what is in the cart"),
};
static const NavEntry CUSTOMER_NAV[] = {
    {.label = N_("Subscriptions"), .path = P "/subscriptions", .perm = &COMMERCE_VIEW, .order = 10},
    {.label = N_("Orders"), .path = P "/orders", .perm = &COMMERCE_VIEW, .order = 20}};
static const AuditAction AUDITED[] = {
    AUDIT("order.create", "create_order", "order", N_("Placed an order")),
    AUDIT("order.change", "update_order", "order", N_("Changed an order")),
    AUDIT("cart.create", "create_cart", "cart", N_("Began a cart")),
    AUDIT("cart.change", "update_cart", "cart", N_("Changed a cart")),
    AUDIT("cart.checkout", "checkout_cart", "cart", N_("Checked out a cart")),
    AUDIT("subscription.change", "update_subscription", "subscription", N_("Changed a subscription")),
    AUDIT("subscription.move", "upgrade_subscription", "subscription", N_("Moved a subscription to another product")),
    AUDIT("subscription.contact", "update_support_contact", "subscription",
          N_("Said who helps the people of a subscription")),
    AUDIT("subscription.register", "register_subscription", "subscription",
          N_("Registered a subscription for reservations")),
    AUDIT("subscription.overage", "update_overage", "subscription", N_("Set what takes a customer's overage")),
    AUDIT("commerce.clock", "subscription_clock", "subscription", N_("Subscription renewed or ended by its date")),
};
static const AuditWord AUDIT_RESOURCES[] = {
    {"order", N_("Order")}, {"cart", N_("Cart")}, {"subscription", N_("Subscription")}};
static const AuditWord AUDIT_FIELDS[] = {
    {"order", N_("Order")},
    {"lines", N_("Lines")},
    {"quantity", N_("Quantity")},
    {"autoRenew", N_("Renews by itself")},
    {"billingCycle", N_("Billing cycle")},
    {"commitmentEnd", N_("End of the term")},
    {"supportContact", N_("Support contact")},
    {"registration", N_("Registration")},
    {"overage", N_("Overage")},
};
static const AuditValue AUDIT_VALUES[] = {
    {"state", "active", N_("Active")},       {"state", "suspended", N_("Suspended")},
    {"state", "expired", N_("Expired")},     {"state", "disabled", N_("Disabled")},
    {"state", "deleted", N_("Deleted")},     {"state", "ordered", N_("Ordered")},
    {"state", "completed", N_("Completed")}, {"state", "cancelled", N_("Cancelled")},
};
static const char *const NEEDS[] = {"catalog", "customer_agreements", "customers", "customer_users", NULL};

const Area area_commerce = {
    .name = "commerce",
    .title = N_("Orders and subscriptions"),
    .help = "subscriptions",
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .customer_nav = LIST(CUSTOMER_NAV),
    .jobs = LIST(COMMERCE_JOBS),
    .demo = commerce_demo,
    .customer_gone = commerce_customer_gone,
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
};

/* An order as the wire has it, for this area's files. */
#pragma once
#include "areas/commerce/api.h"

typedef struct ApiLineLinks {
    ApiLink subscription, provisioning;
} ApiLineLinks;
typedef struct ApiPricing {
    Dec list, price, extended;
} ApiPricing;
typedef struct ApiOrderLine {
    int64_t line, quantity;
    Str offer_id, friendly_name, term, cycle, kind, partner, promotion;
    Id subscription_id, parent_id;
    Time end;
    bool attested, has_pricing, has_links;
    ApiPricing pricing;
    ApiLineLinks links;
} ApiOrderLine;
typedef struct ApiOrderLinks {
    ApiLink provisioning, self;
} ApiOrderLinks;
typedef struct ApiOrder {
    Str id, alternate, customer, cycle, kind, currency, symbol, status;
    Time created;
    ApiOrderLine *lines;
    size_t lines_n;
    Dec total;
    bool has_links;
    ApiOrderLinks links;
    ApiAttributes attributes;
} ApiOrder;

/* price: with amounts. */
ApiOrder api_order_on_wire(Ctx *ctx, const OrderListRow *o, const OrderLinesRow *lines, size_t n, bool price);
/* One order of the customer with its lines; 404 with the wire's code. */
MUST_USE Err api_order_named(AccountCtx a, Str id, OrderListRow *ret, OrderLinesRow **ret_lines, size_t *ret_n);

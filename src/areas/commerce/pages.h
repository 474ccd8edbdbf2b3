/* The pages of one customer's subscriptions, orders and cart. */
#pragma once
#include "areas/commerce/cart.h"
#include "areas/commerce/commerce_rules.h"
#include "areas/commerce/commerce_view.h"
#include "areas/customers/customers.h"

Err page_subscriptions(AccountCtx a);
Err page_subscriptions_export(AccountCtx a);
Err page_subscription(AccountCtx a);
Err page_selling(AccountCtx a);
Err page_selling_export(AccountCtx a);
Err page_bulk_ask(AccountCtx a);
Err page_bulk(AccountCtx a);
Err page_bulk_cancel(AccountCtx a);
Err page_bulk_undo(AccountCtx a);
Err page_bulk_export(AccountCtx a);
Err page_subscription_change(AccountCtx a);
Err page_subscription_change_save(AccountCtx a);
Err page_subscription_state(AccountCtx a);
Err page_subscription_state_save(AccountCtx a);
Err page_subscription_move(AccountCtx a);
Err page_subscription_move_save(AccountCtx a);
Err page_orders(AccountCtx a);
Err page_orders_export(AccountCtx a);
Err page_order(AccountCtx a);
Err page_order_document(AccountCtx a);
Err page_documents_form(AccountCtx a);
Err page_documents_save(AccountCtx a);
Err page_software(AccountCtx a);
Err page_software_export(AccountCtx a);
Err page_software_one(AccountCtx a);
Err page_software_activate(AccountCtx a);
Err page_software_certificate(AccountCtx a);
Err page_shelf(AccountCtx a);
Err page_plans(AccountCtx a);
Err page_cart(AccountCtx a);
Err page_cart_add(AccountCtx a);
Err page_cart_save(AccountCtx a);
Err page_cart_order(AccountCtx a);

/* "/a/{account}/customers/{customer}" and a rest of this area: "/subscriptions", "/orders/%s". */
Url commerce_url(Ctx *ctx, const char *rest);
Url commerce_url_of(Ctx *ctx, const char *page, Str id);
Url subscription_url(Ctx *ctx, Id id, const char *rest);
/* The page on which software or a service is set up, and a rest: "/activate". */
Url software_url(Ctx *ctx, Id subscription_id, const char *rest);
StateView subscription_state(const Subscription *s, Time now);
/* A day in the reader's language; the days of a term are days of UTC. */
Str commerce_day(Ctx *ctx, Time t);
/* "1 year, each month" */
Msg commerce_terms(Ctx *ctx, Str term, Str cycle, bool usage);
/* Price of quantity units as money, rounded once; empty when it cannot be told. */
Str commerce_amount(Ctx *ctx, Dec unit_price, int64_t quantity, Str currency);
LifeView subscription_life(Ctx *ctx, const Subscription *s);
SubscriptionLine subscription_line(Ctx *ctx, const Subscription *s);
/* What is to come, in the order of its days; at most max. */
size_t subscription_next(Ctx *ctx, const Subscription *s, NextLine *ret, size_t max);

/* The days of the billing period that runs now: what quantity units more (or fewer) come to for the rest of it. */
typedef struct Proration {
    Date from, to; /* to: the day after the last */
    int64_t days, days_left;
    Money whole, part; /* of the units for the period, and for the days left; rounded once */
} Proration;
/* ERR_NOT_FOUND without a problem: nothing is billed by a period. */
MUST_USE Err subscription_proration(Ctx *ctx, const Subscription *s, int64_t quantity, Proration *ret);

/* The filter by state, and a state that it knows; empty: it is none. */
FieldView subscription_state_field(Ctx *ctx, Str chosen);
Str subscription_state_word(Str value);

/* The list of all that the account sells. */
typedef struct SellingAsk {
    Str q, state, product, renews, ends, after, before;
    uint32_t order;
    bool descending, compact, all; /* all: all that match are selected */
    int size;
    const Id *ids; /* only these; NULL: all that match */
    size_t ids_n;
    /* What the words of q mean, found once by selling_read: products and customers, or so many that any row is
     * compared. */
    bool found, many;
    Str *titles;
    Id *customers;
    size_t titles_n, customers_n;
} SellingAsk;
SellingAsk selling_ask_of(Ctx *ctx, Str query);
Str selling_query(Ctx *ctx, const SellingAsk *ask);
MUST_USE Err selling_read(AccountCtx a, SellingAsk *ask, PageAsk page, SellingPageRow **ret, size_t *ret_n,
                          PageInfo *ret_page);
/* "/a/{account}/subscriptions" and a rest. */
Url selling_url(Ctx *ctx, const char *rest);

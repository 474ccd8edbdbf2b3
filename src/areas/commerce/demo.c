/* The demo's orders: a few for the first customers of each account that sells, some long ago. What has run out since is
 * told by the clock, once the demo is served. */
#include "areas/commerce/demo.h"

#include "app/audit.h"
#include "areas/commerce/commerce.h"

typedef struct Sold {
    const char *offer, *term, *cycle;
    int64_t quantity;
    int days_ago;
} Sold;
#define OFFER(N) "6e6f7274-686c-4967-8874-0000000000" N
static const Sold SOLD[] = {
    {OFFER("02"), "P1Y", "monthly", 25, 200}, {OFFER("01"), "P1Y", "annual", 12, 340},
    {OFFER("03"), "P3Y", "monthly", 60, 90},  {OFFER("09"), "P1M", "monthly", 8, 20},
    {OFFER("14"), "P1M", "monthly", 1, 150},  {OFFER("06"), "P1M", "none", 25, 12},
    {OFFER("16"), "", "one_time", 3, 45},     {OFFER("07"), "P1Y", "monthly", 40, 3},
    {OFFER("04"), "P1Y", "monthly", 110, 60}, {OFFER("0e"), "P1Y", "monthly", 5, 28},
};
typedef struct Selling {
    DemoCtx *demo;
    const char *account;
    size_t at;
    bool done;
} Selling;

/* Somebody else helps at night; what is paid as used can hold reservations. */
static Err beside(AccountCtx a, Str order_id)
{
    Subscription *made;
    size_t n;
    SellerGetRow seller;
    TRY(q_seller_get(a, NULL, &seller));
    TRY(q_subscription_list(
        a, &(SubscriptionListArgs){.customer_id = a.ctx->customer_id, .with_order = true, .order_id = order_id}, &made,
        &n));
    if (n == 0) {
        return OK;
    }
    TRY(q_registration_add(a, &(RegistrationAddArgs){.subscription_id = made[0].id}, NULL));
    return q_contact_add(a,
                         &(ContactAddArgs){.subscription_id = made[0].id,
                                           .name = S("Night desk"),
                                           .tenant_id = id_text(a.ctx->arena, seller.directory_id),
                                           .number = seller.partner_id},
                         NULL);
}

static Err sell(Ctx *ctx, void *arg)
{
    Selling *sale = arg;
    AccountCtx a = account_of(ctx, demo_get(sale->demo, str_fmt(ctx->arena, "account/%s", sale->account)));
    CommerceCustomersRow *rows;
    size_t n;
    TRY(q_commerce_customers(a, NULL, &rows, &n));
    sale->done = sale->at >= n;
    if (sale->done) {
        ctx->audit.skip = true;
        return OK;
    }
    const Sold *sold = &SOLD[sale->at % COUNT_OF(SOLD)];
    ctx->customer_id = rows[sale->at].customer_id;
    Time then = time_add(sale->demo->start, -sold->days_ago * TIME_DAY);
    Time first = time_add(rows[sale->at].created_at, TIME_HOUR); /* nobody buys before there is a customer */
    demo_at(ctx, then.us > first.us ? then : first);
    OrderLineAsk line = {.item_id = str_from(sold->offer),
                         .term = str_from(sold->term),
                         .cycle = str_from(sold->cycle),
                         .quantity = sold->quantity,
                         .custom_end = TIME_NONE};
    bool fine;
    Str id;
    TRY(order_check(a, rows[sale->at].country, &line, 1, &fine));
    if (!fine) {
        ctx->audit.skip = true;
        return OK;
    }
    TRY(order_place(a, &line, 1, &id));
    TRY(line.item.usage ? beside(a, id) : OK);
    ctx->audit.target_kind = S("order");
    ctx->audit.target_name = id;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"order", id});
    return OK;
}

Err commerce_demo(DemoCtx *demo)
{
    static const char *const SELLERS[] = {"harbor", "alder", "cobalt"};
    for (size_t i = 0; i < COUNT_OF(SELLERS); i++) {
        Selling sale = {.demo = demo, .account = SELLERS[i]};
        for (; !sale.done && sale.at < 12; sale.at++) {
            TRY(demo_unit(demo, "order.create", sell, &sale));
        }
    }
    return OK;
}

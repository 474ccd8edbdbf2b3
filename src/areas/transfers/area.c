/* Transfers of subscriptions between partners: what the kernel must know of the area. */
#include "app/area.h"
#include "app/audit.h"
#include "app/demo.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/customers/customers.h"
#include "areas/transfers/api.h"
#include "areas/transfers/pages.h"

#define KINDS "direct provider"
const Perm TRANSFERS_VIEW = PERM("transfers.view", N_("View transfers of subscriptions"),
                                 "global_admin admin_agent sales_agent helpdesk_agent billing_admin", .kinds = KINDS);
const Perm TRANSFERS_MANAGE = PERM("transfers.manage", N_("Ask for and answer transfers of subscriptions"),
                                   "global_admin admin_agent", .kinds = KINDS, .sells = true);
static const Perm *const PERMS[] = {&TRANSFERS_VIEW, &TRANSFERS_MANAGE};

#define C "/a/{account}/customers/{customer}/transfers"
#define V "/v1/customers/{customer}/transfers"
#define WIRE .kind = ROUTE_API, .api_area = "transfers"
static const Route ROUTES[] = {
    ROUTE("GET", C, &TRANSFERS_VIEW, NULL, MODE_READ, transfers_page, .summary = "Transfers of a customer"),
    ROUTE("GET", C "/take", &TRANSFERS_MANAGE, NULL, MODE_READ, transfer_take_page,
          .summary = "The form that asks for subscriptions of another partner"),
    ROUTE("POST", C "/take", &TRANSFERS_MANAGE, "transfer.ask", MODE_WRITE, transfer_take_post),
    ROUTE("GET", C "/give", &TRANSFERS_MANAGE, NULL, MODE_READ, transfer_give_page,
          .summary = "The form that hands subscriptions over to another partner"),
    ROUTE("POST", C "/give", &TRANSFERS_MANAGE, "transfer.ask", MODE_WRITE, transfer_give_post),
    ROUTE("GET", C "/{transfer}", &TRANSFERS_VIEW, NULL, MODE_READ, transfer_page, .summary = "One transfer"),
    ROUTE("POST", C "/{transfer}/accept", &TRANSFERS_MANAGE, "transfer.accept", MODE_WRITE, transfer_accept_post),
    ROUTE("POST", C "/{transfer}/reject", &TRANSFERS_MANAGE, "transfer.reject", MODE_WRITE, transfer_reject_post),
    ROUTE("POST", C "/{transfer}/withdraw", &TRANSFERS_MANAGE, "transfer.withdraw", MODE_WRITE, transfer_withdraw_post),

    ROUTE("GET", "/v1/customers/{customer}/transferseligibility", &TRANSFERS_VIEW, NULL, MODE_READ,
          api_transfer_eligibility, WIRE, .query = "transferType",
          .schema_out = "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}",
          .summary = "Say which subscriptions could be transferred"),
    ROUTE("POST", V, &TRANSFERS_MANAGE, "transfer.ask", MODE_WRITE, api_transfer_create, WIRE,
          .shape_in = &API_TRANSFER, .shape_out = &API_TRANSFER, .summary = "Ask for a transfer"),
    ROUTE("GET", V, &TRANSFERS_VIEW, NULL, MODE_READ, api_transfer_list, WIRE,
          .schema_out = "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}",
          .summary = "List a customer's transfers"),
    ROUTE("GET", V "/{transfer}", &TRANSFERS_VIEW, NULL, MODE_READ, api_transfer_get, WIRE, .shape_out = &API_TRANSFER,
          .summary = "Get a transfer"),
    ROUTE("POST", V "/{transfer}/accept", &TRANSFERS_MANAGE, "transfer.accept", MODE_WRITE, api_transfer_accept, WIRE,
          .shape_in = &API_TRANSFER, .shape_out = &API_TRANSFER_RESULT, .answers = "200",
          .summary = "Accept a transfer"),
    ROUTE("PATCH", V "/{transfer}", &TRANSFERS_MANAGE, "transfer.reject", MODE_WRITE, api_transfer_patch, WIRE,
          .shape_in = &API_TRANSFER, .shape_out = &API_TRANSFER, .summary = "Reject a transfer"),
    ROUTE("DELETE", V "/{transfer}", &TRANSFERS_MANAGE, "transfer.withdraw", MODE_WRITE, api_transfer_delete, WIRE,
          .summary = "Take a transfer back"),
};
static const NavEntry CUSTOMER_NAV[] = {{.label = N_("Transfers"), .path = C, .perm = &TRANSFERS_VIEW, .order = 55}};
static const Machine *const MACHINES[] = {&SUBSCRIPTION_TRANSFER};
static const Setting SETTINGS[] = {{.key = S_INIT("transfers.days"),
                                    .label = N_("Days until a transfer of subscriptions expires without an answer"),
                                    .type = SETTING_INT,
                                    .initial = "30",
                                    .min = 1,
                                    .max = 90,
                                    .operator_ = true}};
static const NoticeCategory NOTICES[] = {
    {.id = "transfers",
     .name = N_("Transfers of subscriptions"),
     .about = N_("Another partner asks for subscriptions of a customer, offers some, or has answered.")}};
static const AuditAction AUDITED[] = {
    AUDIT("transfer.ask", "create_transfer", "transfer", N_("Asked for a transfer of subscriptions")),
    AUDIT("transfer.accept", "accept_transfer", "transfer", N_("Accepted a transfer of subscriptions")),
    AUDIT("transfer.reject", "update_transfer", "transfer", N_("Rejected a transfer of subscriptions")),
    AUDIT("transfer.withdraw", "withdraw_transfer", "transfer", N_("Took a transfer of subscriptions back")),
    AUDIT("transfers.clock", "expire_transfer", "transfer", N_("A transfer of subscriptions expired")),
};
static const AuditValue AUDIT_VALUES[] = {
    {"state", "completed", N_("Completed")},
    {"state", "rejected", N_("Rejected")},
    {"state", "withdrawn", N_("Taken back")},
    {"state", "expired", N_("Expired")},
};

/* Both sides' rows: the customer is gone for all. */
static Err customer_gone(AccountCtx a)
{
    TRY(q_transfer_lines_gone(a, NULL, NULL));
    return q_transfers_gone(a, NULL, NULL);
}

/* --- the demo: Alder offered Cobalt what it sells to the customer of both, and Cobalt said no --- */

typedef struct Told {
    DemoCtx *demo;
    const char *account, *name, *person, *person_name;
    int days_ago;
    Id *transfer;
} Told;

static AccountCtx told_account(Ctx *ctx, const Told *t)
{
    demo_at(ctx, time_add(t->demo->start, -t->days_ago * TIME_DAY));
    AccountCtx a = account_of(ctx, demo_get(t->demo, str_fmt(ctx->arena, "account/%s", t->account)));
    ctx->account.name = str_from(t->name);
    ctx->account.kind = S("direct");
    ctx->account.public_id = str_from(t->account);
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = demo_get(t->demo, str_fmt(ctx->arena, "user/%s", t->person));
    ctx->actor.name = str_from(t->person_name);
    perm_put(&ctx->actor.perms, &TRANSFERS_MANAGE);
    ctx->customer_id = demo_get(t->demo, S("customer/shared"));
    return a;
}

static Err demo_sell(Ctx *ctx, void *arg)
{
    Told *t = arg;
    OrderLineAsk line = {.item_id = S("NLDESK000001:0001:AVDESK000001"),
                         .term = S("P1Y"),
                         .cycle = S("monthly"),
                         .quantity = 12,
                         .custom_end = TIME_NONE};
    bool fine;
    Str order;
    Customer c;
    AccountCtx a = told_account(ctx, t);
    TRY(customer_get(a, &c));
    TRY(order_check(a, c.company.address.country, &line, 1, &fine));
    if (!fine) { /* another catalogue */
        ctx->audit.skip = true;
        return OK;
    }
    TRY(order_place(a, &line, 1, &order));
    ctx->audit.target_kind = S("order");
    ctx->audit.target_name = order;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"order", order});
    return OK;
}

static Err demo_ask(Ctx *ctx, void *arg)
{
    Told *t = arg;
    Subscription *rows;
    Msg *whys;
    size_t n;
    TransferOwnDirectoryRow cobalt;
    TRY(q_transfer_own_directory(account_of(ctx, demo_get(t->demo, S("account/cobalt"))), NULL, &cobalt));
    AccountCtx a = told_account(ctx, t);
    TRY(subscriptions_movable(a, &rows, &whys, &n));
    size_t at = 0;
    while (at < n && msg_is_set(whys[at])) {
        at++;
    }
    TransferAsk ask = {
        .give = at < n, .directory = cobalt.directory_id, .ids = at < n ? &rows[at].id : NULL, .ids_n = at < n};
    ask.body = S("You look after them on site; would you take this over?");
    return transfer_ask(a, &ask, t->transfer);
}

static Err demo_reject(Ctx *ctx, void *arg)
{
    Told *t = arg;
    Transfer found;
    AccountCtx a = told_account(ctx, t);
    TRY(transfer_get(a, *t->transfer, &found));
    return transfer_end(a, &found, S("rejected"), S("Not before their new year of business; ask again in January."));
}

static Err transfers_demo(DemoCtx *demo)
{
    Id transfer = ID_NIL;
    Told sell = {demo, "alder", "Alder & Finch", "h.lefevre", "Hugo Lefèvre", 90, &transfer};
    Told ask = {demo, "alder", "Alder & Finch", "h.lefevre", "Hugo Lefèvre", 12, &transfer};
    Told reject = {demo, "cobalt", "Cobalt Peak", "e.cole", "Ethan Cole", 9, &transfer};
    TRY(demo_unit(demo, "order.create", demo_sell, &sell));
    TRY(demo_unit(demo, "transfer.ask", demo_ask, &ask));
    return demo_unit(demo, "transfer.reject", demo_reject, &reject);
}

static const char *const NEEDS[] = {"customers", "catalog", "commerce", "home", NULL};
const Area area_transfers = {
    .name = "transfers",
    .title = N_("Transfers of subscriptions"),
    .housekeeping = false,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .customer_nav = LIST(CUSTOMER_NAV),
    .machines = LIST(MACHINES),
    .settings = LIST(SETTINGS),
    .notices = LIST(NOTICES),
    .jobs = LIST(TRANSFER_JOBS),
    .customer_gone = customer_gone,
    .demo = transfers_demo,
    .audit_actions = LIST(AUDITED),
    .audit_values = LIST(AUDIT_VALUES),
    .help = "transfers",
};

/* Price lists: what the kernel must know of this area. */
#include "app/area.h"
#include "app/tell.h"
#include "areas/price_lists/desk.h"
#include "areas/price_lists/pages.h"

static const Perm OPERATOR_PRICES = PERM("operator.prices", N_("Write price lists, exchange rates and promotions"),
                                         "operator_admin operator_catalog", .operator_only = true);
static const Perm PRICES_MARGINS =
    PERM("prices.margins", N_("View the margins of other publishers"),
         "global_admin billing_admin admin_agent sales_agent helpdesk_agent", .programs = "csp_direct csp_provider");
static const Perm *const PERMS[] = {&OPERATOR_PRICES, &PRICES_MARGINS};

#define API(PATH, HANDLER, ...)                                                                                        \
    ROUTE("GET", "/v1.0/sales/" PATH "/$value", &PRICES_EXPORT, NULL, MODE_OUTSIDE, HANDLER, .kind = ROUTE_API,        \
          .api_area = "pricing", .user_only = true, .schema_out = "{\"type\":\"string\",\"format\":\"binary\"}",       \
          __VA_ARGS__)
#define P "/a/{account}/pricing"
#define PAGE(PATH, HANDLER, ...) ROUTE("GET", P PATH, &PRICES_VIEW, NULL, MODE_READ, HANDLER, __VA_ARGS__)
#define FILE_OF(PATH, HANDLER, ...) ROUTE("GET", P PATH, &PRICES_EXPORT, NULL, MODE_OUTSIDE, HANDLER, __VA_ARGS__)
#define DESK(METHOD, PATH, ACTION, MODE, HANDLER, ...)                                                                 \
    ROUTE(METHOD, PATH, &OPERATOR_PRICES, ACTION, MODE, HANDLER, __VA_ARGS__)
#define L PRICE_DESK "/{list}"
static const Route ROUTES[] = {
    PAGE("/lists", page_price_list, .title = N_("Price lists"),
         .keywords = N_("prices month market download preview licences software services add-ons")),
    FILE_OF("/lists/export", page_price_list_file, .summary = "A price list in the documented columns"),
    PAGE("/lists/compare", page_price_compare, .title = N_("Compare price lists"),
         .keywords = N_("months changes new removed difference prices")),
    PAGE("/lists/item/{product}/{sku}", page_price_history, .summary = "What a plan cost and will cost"),
    PAGE("/matrix", page_matrix, .title = N_("Offer matrix"),
         .keywords = N_("licences limits prerequisites countries")),
    FILE_OF("/matrix/export", page_matrix_file, .summary = "The offer matrix in the documented columns"),
    PAGE("/rates", page_rates, .title = N_("Exchange rates"), .keywords = N_("currency rates dollars month")),
    FILE_OF("/rates/export", page_rates_file, .summary = "Exchange rates as a file"),
    PAGE("/promotions", page_promotions, .title = N_("Promotions"), .keywords = N_("discount offers percent")),

    ROUTE("GET", P "/margins", &PRICES_MARGINS, NULL, MODE_READ, page_margins, .title = N_("Marketplace margins"),
          .keywords = N_("publishers margin percent marketplace")),

    DESK("GET", PRICE_DESK, NULL, MODE_READ, price_desk, .title = N_("Prices"),
         .keywords = N_("price lists import publish draft")),
    DESK("POST", PRICE_DESK, "price_list.new", MODE_WRITE, price_desk_new, .summary = "Begin a list of prices"),
    DESK("POST", PRICE_DESK "/file", NULL, MODE_OUTSIDE, price_desk_file, .upload = true, .body_max = (size_t)1 << 30,
         .summary = "Bring a file of prices"),
    DESK("GET", L, NULL, MODE_READ, price_desk_list, .summary = "One list of prices on its way"),
    DESK("GET", L "/problems", NULL, MODE_OUTSIDE, price_desk_problems,
         .summary = "What is wrong with a file of prices"),
    DESK("GET", L "/row", NULL, MODE_READ, price_desk_row),
    DESK("POST", L "/row", "price_list.row.add", MODE_WRITE, price_desk_row_post, .summary = "Add a price to a draft"),
    DESK("POST", L "/drop", "price_list.row.drop", MODE_WRITE, price_desk_drop,
         .summary = "Take a price out of a draft"),
    DESK("POST", L "/publish", "price_list.publish", MODE_WRITE, price_desk_publish, .summary = "Let a list go live"),
    DESK("POST", L "/approve", "price_list.approve", MODE_WRITE, price_desk_approve,
         .summary = "Approve a list as the second person"),
    DESK("POST", L "/hold", "price_list.hold", MODE_WRITE, price_desk_hold, .summary = "Take a list back to a draft"),
    DESK("POST", L "/withdraw", "price_list.withdraw", MODE_WRITE, price_desk_withdraw,
         .summary = "Withdraw a list that has not begun"),
    DESK("POST", L "/discard", "price_list.discard", MODE_WRITE, price_desk_discard, .summary = "Discard a draft"),
    DESK("GET", "/operator/exchange-rates", NULL, MODE_READ, price_desk_rates, .title = N_("Exchange rates"),
         .keywords = N_("currency rates import")),
    DESK("POST", "/operator/exchange-rates", "exchange_rates.bring", MODE_WRITE, price_desk_rates_post, .upload = true,
         .body_max = 4 << 20, .summary = "Enter exchange rates from a file"),
    DESK("GET", "/operator/promotions", NULL, MODE_READ, price_desk_promotions, .title = N_("Promotions"),
         .keywords = N_("discount percent offers")),
    DESK("POST", "/operator/promotions", "promotion.add", MODE_WRITE, price_desk_promotion_post,
         .summary = "Add a promotion"),
    DESK("POST", "/operator/promotions/{promotion}/end", "promotion.end", MODE_WRITE, price_desk_promotion_end,
         .summary = "End a promotion today"),

    API("pricesheets(Market='{market}',PricesheetView='{view}')", api_pricesheet, .query = "timeline month",
        .summary = "Get the prices of a market as a file"),
    API("offermatrix(Month='{month}')", api_offermatrix, .summary = "Get the rules of offers as a file"),
    API("fxrates(Month='{month}')", api_fxrates, .summary = "Get the exchange rates of a month as a file"),
};
static const NavEntry NAV[] = {
    {.group = N_("Sell"),
     .label = N_("Price lists"),
     .icon = "pricing",
     .path = P "/lists",
     .perm = &PRICES_VIEW,
     .order = 21},
    {.group = N_("Vendor"),
     .label = N_("Prices"),
     .icon = "pricing",
     .path = PRICE_DESK,
     .perm = &OPERATOR_PRICES,
     .order = 22},
};
static const JobKind JOBS[] = {
    {.kind = LIST_READ_JOB,
     .title = N_("Check of a file of prices"),
     .step = list_read_step,
     .outside = true,
     .visible = true,
     .page = PRICE_DESK "/{key}"},
    {.kind = LIST_PUBLISH_JOB,
     .title = N_("Publishing of prices"),
     .step = list_publish_step,
     .outside = true,
     .business_clock = true},
    {.kind = LIST_WITHDRAW_JOB,
     .title = N_("Withdrawal of prices"),
     .step = list_withdraw_step,
     .outside = true,
     .business_clock = true},
};
static const Setting SETTINGS[] = {{.key = S_INIT("price_lists.four_eyes"),
                                    .label = N_("Price lists go live after a second person has looked at them"),
                                    .type = SETTING_BOOL,
                                    .initial = "0",
                                    .operator_ = true}};
static const NoticeCategory NOTICES[] = {{.id = "price_lists",
                                          .name = N_("Price lists"),
                                          .about = N_("Prices to come that can be looked at."),
                                          .initial = TELL_DIGEST}};
static const AuditAction AUDITED[] = {
    AUDIT("price_list.new", "begin_price_list", "price_list", N_("Began a list of prices")),
    AUDIT("price_list.bring", "bring_price_list", "price_list", N_("Brought a file of prices")),
    AUDIT("price_lists.read", "check_price_list", "price_list", N_("Checked a file of prices")),
    AUDIT("price_list.row.add", "add_price", "price_list", N_("Added a price to a list")),
    AUDIT("price_list.row.drop", "drop_price", "price_list", N_("Took a price out of a list")),
    AUDIT("price_list.publish", "publish_price_list", "price_list", N_("Asked for a list of prices to go live")),
    AUDIT("price_list.approve", "approve_price_list", "price_list", N_("Approved a list of prices")),
    AUDIT("price_list.hold", "hold_price_list", "price_list", N_("Took a list of prices back to a draft")),
    AUDIT("price_list.withdraw", "withdraw_price_list", "price_list", N_("Withdrew a list of prices")),
    AUDIT("price_list.discard", "discard_price_list", "price_list", N_("Discarded a list of prices")),
    AUDIT("price_lists.publish", "price_list_live", "price_list", N_("A list of prices went on towards going live")),
    AUDIT("price_lists.withdraw", "price_list_withdrawn", "price_list", N_("A list of prices was withdrawn")),
    AUDIT("price_list.report", "export_price_problems", "export", N_("Took the problems of a file of prices"),
          .no_diff = "a file of what is there"),
    AUDIT("exchange_rates.bring", "bring_exchange_rates", "price_list", N_("Entered exchange rates")),
    AUDIT("promotion.add", "add_promotion", "promotion", N_("Added a promotion")),
    AUDIT("promotion.end", "end_promotion", "promotion", N_("Ended a promotion")),
    AUDIT("price_lists.demo", "demo_price_lists", "price_list", N_("Made price lists of the demo"),
          .no_diff = "a world that is made at once"),
};
static const AuditWord AUDIT_RESOURCES[] = {{"price_list", N_("Price list")}, {"promotion", N_("Promotion")}};
static const AuditWord AUDIT_FIELDS[] = {
    {"file", N_("File")},          {"sku", N_("Plan")},    {"market", N_("Market")}, {"price", N_("Price of one")},
    {"from", N_("From")},          {"until", N_("Until")}, {"row", N_("Row")},       {"rows", N_("Rows")},
    {"percent", N_("Percent off")}};
static const AuditValue AUDIT_VALUES[] = {
    {"state", "draft", N_("Draft")},
    {"state", "reading", N_("Being read")},
    {"state", "checking", N_("Being checked")},
    {"state", "refused", N_("Not usable")},
    {"state", "waiting", N_("Waits for a second person")},
    {"state", "scheduled", N_("Scheduled")},
    {"state", "publishing", N_("Going live")},
    {"state", "live", N_("Live")},
    {"state", "withdrawing", N_("Being withdrawn")},
    {"state", "withdrawn", N_("Withdrawn")},
    {"state", "discarded", N_("Discarded")},
};
static const char *const NEEDS[] = {"catalog", "prices", NULL};

const Area area_price_lists = {
    .name = "price_lists",
    .title = N_("Price lists"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .jobs = LIST(JOBS),
    .settings = LIST(SETTINGS),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
    .demo = price_lists_demo,
    .help = "price-lists",
};

/* What the demo's vendor sells: an invented catalogue, in every market its partners' customers are in. */
#include "areas/catalog/items.h"
#include "areas/prices/prices.h"

#include "gen/catalog_q.h"

enum {                   /* terms and cycles a SKU is sold with */
       MONTH = 1,        /* P1M, monthly */
       YEAR_MONTHLY = 2, /* P1Y, monthly */
       YEAR = 4,         /* P1Y, annual */
       THREE_MONTHLY = 8,
       THREE = 16, /* P3Y, triennial */
       ONCE = 32,
       METERED = 64,
       FREE_MONTH = 128,   /* a trial */
       THREE_YEARLY = 256, /* P3Y, annual */
       SEATS = MONTH | YEAR_MONTHLY | YEAR,
       SEATS_LONG = SEATS | THREE_MONTHLY | THREE
};
typedef struct SoldTerm {
    int bit;
    const char *term, *cycle;
    int64_t percent; /* of the price of a month in a year's commitment */
} SoldTerm;
static const SoldTerm TERMS[] = {
    {MONTH, "P1M", "monthly", 120},        {YEAR_MONTHLY, "P1Y", "monthly", 100}, {YEAR, "P1Y", "annual", 1200},
    {THREE_MONTHLY, "P3Y", "monthly", 95}, {THREE, "P3Y", "triennial", 3420},     {ONCE, "", "one_time", 100},
    {METERED, "P1M", "monthly", 100},      {FREE_MONTH, "P1M", "none", 0},        {THREE_YEARLY, "P3Y", "annual", 1140},
};

typedef struct SoldMarket {
    const char *country, *currency;
} SoldMarket;
static const SoldMarket MARKETS[] = {
    {"NL", "EUR"}, {"BE", "EUR"}, {"DE", "EUR"}, {"AT", "EUR"}, {"FR", "EUR"}, {"IE", "EUR"}, {"FI", "EUR"},
    {"ES", "EUR"}, {"PT", "EUR"}, {"IT", "EUR"}, {"LU", "EUR"}, {"CH", "CHF"}, {"GB", "GBP"}, {"DK", "DKK"},
    {"NO", "NOK"}, {"SE", "SEK"}, {"PL", "PLN"}, {"HU", "HUF"}, {"US", "USD"}, {"CA", "CAD"}, {"AU", "AUD"},
    {"JP", "JPY"}, {"BR", "BRL"}, {"MX", "MXN"}, {"IN", "INR"}, {"KW", "KWD"},
};
typedef struct SoldCurrency {
    const char *code;
    int64_t per_mille; /* of a euro */
} SoldCurrency;
static const SoldCurrency CURRENCIES[] = {
    {"EUR", 1000},  {"USD", 1100},  {"GBP", 860},    {"CHF", 980},  {"DKK", 7450}, {"NOK", 11500},
    {"SEK", 11300}, {"PLN", 4300},  {"HUF", 390000}, {"CAD", 1480}, {"AUD", 1650}, {"JPY", 160000},
    {"BRL", 5900},  {"MXN", 19500}, {"INR", 91000},  {"KWD", 338},
};

typedef struct SoldProduct {
    const char *code, *title, *about, *view, *kind, *sub, *publisher;
} SoldProduct;
#define NL "Northlight"
static const SoldProduct PRODUCTS[] = {
    {"NLDESK000001", "Northlight Desk", "Mail, files, documents and calls for every desk.", "online_services",
     "OnlineServicesNCE", "", NL},
    {"NLPOST000002", "Northlight Post", "Mail and calendars.", "online_services", "OnlineServicesNCE", "", NL},
    {"NLGUARD00003", "Northlight Guard", "Protection of devices, mail and data.", "online_services",
     "OnlineServicesNCE", "", NL},
    {"NLKEYST00004", "Northlight Keystone", "Sign-in and identities.", "online_services", "OnlineServicesNCE", "", NL},
    {"NLPRISM00005", "Northlight Prism", "Reports and charts.", "online_services", "OnlineServicesNCE", "", NL},
    {"NLHEARTH0006", "Northlight Hearth", "Sales and service.", "online_services", "OnlineServicesNCE", "", NL},
    {"NLSCHOOL0007", "Northlight Desk for Schools", "Desk for teachers and pupils.", "online_services",
     "OnlineServicesNCE", "", NL},
    {"NLGIVING0008", "Northlight Desk Nonprofit", "Desk for those who give.", "online_services", "OnlineServicesNCE",
     "", NL},
    {"NLCOMPUTE009", "Northlight Compute plan", "Servers, storage and networks, paid as they are used.", "metered",
     "Azure", "", NL},
    {"NLRESERVE010", "Northlight Compute reservation", "Servers paid ahead, for less.", "reservations",
     "AzureReservations", "VirtualMachines", NL},
    {"NLFOLIO00011", "Northlight Folio Desktop", "Documents on one's own machine, bought once.", "software_perpetual",
     "Software", "Perpetual", NL},
    {"NLSERVER0012", "Northlight Harbour Server", "A server to run at home, for a year or three.",
     "software_subscriptions", "Software", "Subscription", NL},
    {"TKFORMS00013", "Tidemark Forms", "Forms and signatures.", "marketplace", "MarketplaceSaaS", "", "Tidemark"},
    {"NLMETER00014", "Northlight Compute, pay as you go", "The older metered plan; it becomes a Compute plan.",
     "metered", "Azure", "", NL},
    {"NLOLDDSK0015", "Northlight Desk, older kind", "Sold until the newer kind came.", "online_services",
     "OnlineServices", "", NL},
};

typedef struct SoldSku {
    const char *product, *code, *title, *licence; /* licence: code of the product whose plans a seat brings */
    int64_t cents;                                /* of a euro, a month */
    int terms;
    int64_t min, max;
    const char *category, *segment, *restricted;
    bool trial, addon;
} SoldSku;
#define COM "commercial"
static const SoldSku SKUS[] = {
    {"NLDESK000001", "0001", "Northlight Desk Basic", "NL_DESK_BASIC", 560, SEATS_LONG, 1, 300, "small", COM, "", 0, 0},
    {"NLDESK000001", "0002", "Northlight Desk Standard", "NL_DESK_STANDARD", 1170, SEATS_LONG, 1, 300, "small", COM, "",
     0, 0},
    {"NLDESK000001", "0003", "Northlight Desk Plus", "NL_DESK_PLUS", 2060, SEATS_LONG, 1, 10000, "enterprise", COM, "",
     0, 0},
    {"NLDESK000001", "0004", "Northlight Desk Complete", "NL_DESK_COMPLETE", 3440, SEATS_LONG, 1, 10000, "enterprise",
     COM, "", 0, 0},
    {"NLDESK000001", "0005", "Northlight Desk Frontline", "NL_DESK_FRONTLINE", 210, SEATS, 1, 10000, "enterprise", COM,
     "", 0, 0},
    {"NLDESK000001", "0006", "Northlight Desk Standard trial", "NL_DESK_STANDARD", 0, FREE_MONTH, 25, 25, "trial", COM,
     "", 1, 0},
    {"NLPOST000002", "0001", "Northlight Post", "NL_POST", 370, SEATS, 1, 10000, "small", COM, "", 0, 0},
    {"NLPOST000002", "0002", "Northlight Post Archive", "NL_POST_ARCHIVE", 280, SEATS, 1, 10000, "small", COM, "", 0,
     1},
    {"NLGUARD00003", "0001", "Northlight Guard", "NL_GUARD", 280, SEATS, 1, 10000, "enterprise", COM, "", 0, 0},
    {"NLGUARD00003", "0002", "Northlight Guard Complete", "NL_GUARD_COMPLETE", 1030, SEATS_LONG, 1, 10000, "enterprise",
     COM, "", 0, 0},
    {"NLGUARD00003", "0003", "Northlight Guard Mail", "NL_GUARD_MAIL", 190, SEATS, 1, 10000, "enterprise", COM, "", 0,
     1},
    {"NLKEYST00004", "0001", "Northlight Keystone", "NL_KEYSTONE", 560, SEATS, 1, 10000, "enterprise", COM, "", 0, 0},
    {"NLKEYST00004", "0002", "Northlight Keystone Plus", "NL_KEYSTONE_PLUS", 840, SEATS, 1, 10000, "enterprise", COM,
     "", 0, 0},
    {"NLPRISM00005", "0001", "Northlight Prism", "NL_PRISM", 940, SEATS, 1, 10000, "enterprise", COM, "", 0, 0},
    {"NLPRISM00005", "0002", "Northlight Prism Premium", "NL_PRISM_PREMIUM", 1870, SEATS, 1, 10000, "enterprise", COM,
     "", 0, 0},
    {"NLHEARTH0006", "0001", "Northlight Hearth Sales", "NL_HEARTH_SALES", 6090, SEATS_LONG, 1, 10000, "enterprise",
     COM, "", 0, 0},
    {"NLHEARTH0006", "0002", "Northlight Hearth Service", "NL_HEARTH_SERVICE", 4690, SEATS_LONG | THREE_YEARLY, 1,
     10000, "enterprise", COM, "", 0, 0},
    {"NLSCHOOL0007", "0001", "Northlight Desk for Schools Plus", "NL_DESK_FOR_SCHOOLS_PLUS", 240, YEAR | YEAR_MONTHLY,
     1, 50000, "enterprise", "education", "", 0, 0},
    {"NLGIVING0008", "0001", "Northlight Desk Nonprofit", "NL_DESK_NONPROFIT", 280, YEAR | YEAR_MONTHLY, 1, 300,
     "small", "nonprofit", "", 0, 0},
    {"NLCOMPUTE009", "0001", "Northlight Compute plan", "NL_COMPUTE", 0, METERED, 1, 1, "usage", COM, "", 0, 0},
    {"NLRESERVE010", "0001", "Reserved server, 4 cores", "", 8900, YEAR | THREE, 1, 100, "usage", COM, "registration",
     0, 0},
    {"NLFOLIO00011", "0001", "Northlight Folio Desktop", "", 28900, ONCE, 1, 1000, "software", COM, "", 0, 0},
    {"NLSERVER0012", "0001", "Northlight Harbour Server, 8 cores", "", 9200, YEAR | THREE, 1, 500, "software", COM, "",
     0, 0},
    {"TKFORMS00013", "0001", "Tidemark Forms", "", 1400, MONTH | YEAR, 1, 1000, "marketplace", COM, "", 0, 0},
    {"NLMETER00014", "0001", "Northlight Compute, pay as you go", "NL_COMPUTE", 0, METERED, 1, 1, "usage", COM, "", 0,
     0},
    {"NLOLDDSK0015", "0001", "Northlight Desk Basic (older kind)", "NL_DESK_BASIC", 500, YEAR | YEAR_MONTHLY, 1, 300,
     "small", COM, "", 0, 0},
    {"NLOLDDSK0015", "0002", "Northlight Desk Standard (older kind)", "NL_DESK_STANDARD", 1050, YEAR | YEAR_MONTHLY, 1,
     300, "small", COM, "", 0, 0},
    {"NLOLDDSK0015", "0003", "Northlight Post Archive (older kind)", "NL_POST_ARCHIVE", 250, YEAR | YEAR_MONTHLY, 1,
     10000, "small", COM, "", 0, 1},
    {"NLOLDDSK0015", "0004", "Northlight Desk Kiosk (older kind)", "NL_DESK_FRONTLINE", 150, YEAR | YEAR_MONTHLY, 1,
     10000, "small", COM, "", 0, 0},
};
/* What is not sold any more, since when, and what has taken its place. */
enum { OLD_UNTIL_DAYS = 60 };
typedef struct SoldSuccessor {
    const char *product, *sku, *to_product, *to_sku;
} SoldSuccessor;
static const SoldSuccessor SUCCESSORS[] = {
    {"NLOLDDSK0015", "0001", "NLDESK000001", "0001"},
    {"NLOLDDSK0015", "0002", "NLDESK000001", "0002"},
    {"NLOLDDSK0015", "0003", "NLPOST000002", "0002"},
};
typedef struct SoldTarget {
    const char *product, *sku, *kind, *to_product, *to_sku;
} SoldTarget;
static const SoldTarget TARGETS[] = {
    {"NLDESK000001", "0001", "upgrade", "NLDESK000001", "0002"},
    {"NLDESK000001", "0001", "upgrade", "NLDESK000001", "0003"},
    {"NLDESK000001", "0002", "upgrade", "NLDESK000001", "0003"},
    {"NLDESK000001", "0003", "upgrade", "NLDESK000001", "0004"},
    {"NLDESK000001", "0006", "conversion", "NLDESK000001", "0002"},
    {"NLPOST000002", "0001", "upgrade", "NLDESK000001", "0001"},
    {"NLPOST000002", "0001", "addon", "NLPOST000002", "0002"},
    {"NLDESK000001", "0001", "addon", "NLPOST000002", "0002"},
    {"NLDESK000001", "0002", "addon", "NLPOST000002", "0002"},
    {"NLDESK000001", "0001", "addon", "NLGUARD00003", "0003"},
    {"NLDESK000001", "0002", "addon", "NLGUARD00003", "0003"},
    {"NLDESK000001", "0003", "addon", "NLGUARD00003", "0003"},
    {"NLGUARD00003", "0001", "upgrade", "NLGUARD00003", "0002"},
    {"NLKEYST00004", "0001", "upgrade", "NLKEYST00004", "0002"},
    {"NLPRISM00005", "0001", "upgrade", "NLPRISM00005", "0002"},
    {"NLMETER00014", "0001", "upgrade", "NLCOMPUTE009", "0001"},
    {"NLOLDDSK0015", "0001", "addon", "NLOLDDSK0015", "0003"},
    {"NLOLDDSK0015", "0002", "addon", "NLOLDDSK0015", "0003"},
};
static const char *const CATEGORIES[][2] = {{"small", "Small business"}, {"enterprise", "Enterprise"},
                                            {"trial", "Trials"},         {"usage", "Paid by use"},
                                            {"software", "Software"},    {"marketplace", "Marketplace"}};

static Str availability_of(Arena *arena, const SoldSku *k)
{
    return str_fmt(arena, "AV%.6s%.4s", k->product + 2, k->code);
}

static Err write_frame(Ctx *ctx, void *arg)
{
    (void)arg;
    SystemCtx s = system_of(ctx);
    for (size_t i = 0; i < COUNT_OF(MARKETS); i++) {
        TRY(q_market_put(s, &(MarketPutArgs){str_from(MARKETS[i].country), str_from(MARKETS[i].currency)}, NULL));
    }
    for (size_t i = 0; i < COUNT_OF(CATEGORIES); i++) {
        TRY(q_category_put(s,
                           &(CategoryPutArgs){.id = str_from(CATEGORIES[i][0]),
                                              .name = str_from(CATEGORIES[i][1]),
                                              .place = (int64_t)i + 1},
                           NULL));
    }
    for (size_t i = 0; i < COUNT_OF(PRODUCTS); i++) {
        const SoldProduct *p = &PRODUCTS[i];
        TRY(q_item_product_put(s,
                               &(ItemProductPutArgs){.code = str_from(p->code),
                                                     .place = (int64_t)i + 1,
                                                     .title = str_from(p->title),
                                                     .title_key = fold_search(ctx->arena, str_from(p->title)),
                                                     .description = str_from(p->about),
                                                     .target_view = str_from(p->view),
                                                     .kind = str_from(p->kind),
                                                     .sub_kind = str_from(p->sub),
                                                     .publisher = str_from(p->publisher),
                                                     .own = str_eq(str_from(p->publisher), S(NL))},
                               NULL));
    }
    return OK;
}

bool catalog_demo_currency(size_t i, Str *ret_code, int64_t *ret_per_mille)
{
    if (i >= COUNT_OF(CURRENCIES)) {
        return false;
    }
    *ret_code = str_from(CURRENCIES[i].code);
    *ret_per_mille = CURRENCIES[i].per_mille;
    return true;
}

/* Rounded half up to what the currency has. */
static Dec price_of(const SoldSku *k, const SoldTerm *t, const SoldCurrency *c)
{
    Currency cur = {{0}};
    int64_t unit = DEC_SCALE / 100; /* of a cent, by a month's percent and a thousandth of the currency */
    if (currency_parse(str_from(c->code), &cur) == OK) {
        unit = DEC_SCALE;
        for (int i = currency_digits(cur); i > 0; i--) {
            unit /= 10;
        }
    }
    __int128 exact = (__int128)k->cents * t->percent * c->per_mille * (DEC_SCALE / 100);
    return (Dec){(int64_t)num_div_round(exact, (__int128)100000 * unit, ROUND_HALF_UP) * unit};
}

/* What is recommended: a quarter more, in whole coins. */
static Dec recommended(Dec listed, Str currency)
{
    Dec erp = {0};
    return price_of_cycle((Dec){listed.units / 4 * 5}, S(""), S("one_time"), currency, false, &erp) == OK ? erp
                                                                                                          : listed;
}

static Err write_prices(Ctx *ctx, const SoldSku *k, Str availability, Time from)
{
    for (size_t i = 0; i < COUNT_OF(TERMS); i++) {
        for (size_t c = 0; c < COUNT_OF(CURRENCIES) && (k->terms & TERMS[i].bit); c++) {
            Dec amount = price_of(k, &TERMS[i], &CURRENCIES[c]);
            Str term = str_from(TERMS[i].term), cycle = str_from(TERMS[i].cycle);
            PriceNew price = {
                .key = {.product_code = str_from(k->product),
                        .sku_code = str_from(k->code),
                        .availability = availability,
                        .currency = str_from(CURRENCIES[c].code),
                        .term = term,
                        .cycle = cycle},
                .tier_min = 1,
                .from_at = from,
                .ends_at = TIME_NONE,
                .sale_ends_on = DATE_NONE,
                .listed = {amount.units * price_cycles(term, cycle)},
                .amount = amount,
                .erp = recommended((Dec){amount.units * price_cycles(term, cycle)}, str_from(CURRENCIES[c].code)),
                .has_erp = amount.units > 0 && !(k->terms & METERED)};
            TRY(price_put_everywhere(system_of(ctx), &price));
        }
    }
    return OK;
}

static Err write_sku(Ctx *ctx, const SoldSku *k, size_t place, Time from, Time old_until)
{
    SystemCtx s = system_of(ctx);
    LicenceOfRow licence = {0};
    Err err = q_licence_of(s, &(LicenceOfArgs){.sku = str_from(k->licence)}, &licence);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    Str availability = availability_of(ctx->arena, k);
    TRY(q_item_sku_put(s,
                       &(ItemSkuPutArgs){.product_code = str_from(k->product),
                                         .code = str_from(k->code),
                                         .title = str_from(k->title),
                                         .description = str_from(k->title),
                                         .offer_id = str_fmt(ctx->arena, "6e6f7274-686c-4967-8874-%012zx", place + 1),
                                         .category_id = str_from(k->category),
                                         .licence_id = err == OK ? licence.id : ID_NIL,
                                         .unit = k->terms & METERED ? S("Usage-based") : S("Licenses"),
                                         .quantity_min = k->min,
                                         .quantity_max = k->max,
                                         .trial = k->trial,
                                         .addon = k->addon,
                                         .usage = (k->terms & METERED) != 0,
                                         .renews = !k->trial && !(k->terms & ONCE),
                                         .restricted = str_from(k->restricted)},
                       NULL));
    TRY(q_item_availability_put(
        s,
        &(ItemAvailabilityPutArgs){.product_code = str_from(k->product),
                                   .sku_code = str_from(k->code),
                                   .code = availability,
                                   .segment = str_from(k->segment),
                                   .from_at = from,
                                   .until_at = str_starts(str_from(k->product), S("NLOLD")) ? old_until : TIME_NONE},
        NULL));
    return write_prices(ctx, k, availability, from);
}

static Err write_leads(Ctx *ctx, Time from)
{
    SystemCtx s = system_of(ctx);
    for (size_t i = 0; i < COUNT_OF(TARGETS); i++) {
        const SoldTarget *t = &TARGETS[i];
        TRY(q_item_target_put(s,
                              &(ItemTargetPutArgs){.product_code = str_from(t->product),
                                                   .sku_code = str_from(t->sku),
                                                   .kind = str_from(t->kind),
                                                   .target_product_code = str_from(t->to_product),
                                                   .target_sku_code = str_from(t->to_sku)},
                              NULL));
    }
    TRY(q_promotion_put(s,
                        &(PromotionPutArgs){.id = S("NLDESK000001:0002:PROMO1"),
                                            .name = S("Desk Standard, a tenth off"),
                                            .description = S("A tenth off the first year of Desk Standard."),
                                            .product_code = S("NLDESK000001"),
                                            .sku_code = S("0002"),
                                            .segment = S(COM),
                                            .term = S("P1Y"),
                                            .cycle = S("monthly"),
                                            .percent = {10 * DEC_SCALE},
                                            .seats_min = 10,
                                            .seats_max = 300,
                                            .from_at = from,
                                            .until_at = time_add(ctx->now, 3650 * TIME_DAY)},
                        NULL));
    for (size_t i = 0; i < COUNT_OF(SUCCESSORS); i++) {
        const SoldSuccessor *m = &SUCCESSORS[i];
        TRY(q_item_successor_put(s,
                                 &(ItemSuccessorPutArgs){.product_code = str_from(m->product),
                                                         .sku_code = str_from(m->sku),
                                                         .target_product_code = str_from(m->to_product),
                                                         .target_sku_code = str_from(m->to_sku)},
                                 NULL));
    }
    return q_margin_put(s,
                        &(MarginPutArgs){.id = S("margin-tidemark-forms"),
                                         .product_code = S("TKFORMS00013"),
                                         .sku_code = S("0001"),
                                         .percent = {20 * DEC_SCALE},
                                         .from_at = from},
                        NULL);
}

typedef struct Part {
    Time from, old_until;
} Part;
static Err write_skus(Ctx *ctx, void *arg)
{
    const Part *part = arg;
    for (size_t i = 0; i < COUNT_OF(SKUS); i++) {
        TRY(write_sku(ctx, &SKUS[i], i, part->from, part->old_until));
    }
    return write_leads(ctx, part->from);
}

Err catalog_items_demo(DemoCtx *demo)
{
    Part part = {time_add(demo->start, -800 * TIME_DAY), time_add(demo->start, -OLD_UNTIL_DAYS * TIME_DAY)};
    TRY(demo_unit(demo, "catalog.items", write_frame, NULL));
    return demo_unit(demo, "catalog.items", write_skus, &part);
}

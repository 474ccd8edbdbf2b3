/* The catalogue: what the kernel must know of this area. */
#include "app/area.h"
#include "areas/catalog/catalog.h"
#include "areas/catalog/items.h"
#include "areas/catalog/pages.h"
#include "gen/catalog_q.h"

const Perm PERM_CATALOG_VIEW =
    PERM("catalog.view", N_("View products and prices"),
         "global_admin user_management_admin admin_agent sales_agent billing_admin helpdesk_agent "
         "mpn_partner_admin",
         .programs = "csp_direct csp_provider csp_reseller");
const Perm PERM_CATALOG_EXPORT =
    PERM("catalog.export", N_("Export products and prices"), "global_admin admin_agent sales_agent billing_admin",
         .programs = "csp_direct csp_provider csp_reseller");
const Perm PERM_CATALOG_ARRANGE =
    PERM("catalog.arrange", N_("Customize the account's catalogue"), "global_admin admin_agent sales_agent",
         .programs = "csp_direct csp_provider csp_reseller");
static const Perm *const PERMS[] = {&PERM_CATALOG_VIEW, &PERM_CATALOG_EXPORT, &PERM_CATALOG_ARRANGE};

#define P "/a/{account}/pricing"
#define C "/v1/customers/{customer}"
#define API(METHOD, PATH, ACTION, MODE, HANDLER, ...)                                                                  \
    ROUTE(METHOD, PATH, &PERM_CATALOG_VIEW, ACTION, MODE, HANDLER, .kind = ROUTE_API, .api_area = "catalog",           \
          __VA_ARGS__)
#define OFFERS(PATH, HANDLER, ...)                                                                                     \
    ROUTE("GET", PATH, &PERM_CATALOG_VIEW, NULL, MODE_READ, HANDLER, .kind = ROUTE_API, .api_area = "offers",          \
          __VA_ARGS__)
static const Route ROUTES[] = {
    ROUTE("GET", P, &PERM_CATALOG_VIEW, NULL, MODE_READ, page_pricing, .title = N_("Pricing"),
          .keywords = N_("products catalogue service plans prices"), .summary = "Products of the catalogue"),
    ROUTE("GET", P "/export", &PERM_CATALOG_EXPORT, NULL, MODE_READ, page_pricing_export,
          .summary = "Products and service plans as a file"),
    ROUTE("GET", P "/items", &PERM_CATALOG_VIEW, NULL, MODE_READ, page_items, .title = N_("Products on sale"),
          .keywords = N_("prices market term segment offers catalogue"),
          .summary = "What is sold, in the account's own order"),
    ROUTE("GET", P "/items/export", &PERM_CATALOG_EXPORT, NULL, MODE_READ, page_items_export,
          .summary = "What is sold with its prices as a file"),
    ROUTE("GET", P "/items/{code}", &PERM_CATALOG_VIEW, NULL, MODE_READ, page_item,
          .summary = "One product with its plans and prices"),
    ROUTE("GET", P "/arrange", &PERM_CATALOG_ARRANGE, NULL, MODE_READ, page_arrange,
          .title = N_("Customize the catalogue"), .keywords = N_("reorder products pin hide groups order"),
          .summary = "The account's own order of products"),
    ROUTE("POST", P "/arrange", &PERM_CATALOG_ARRANGE, "catalog.own.save", MODE_WRITE, page_arrange_act,
          .summary = "Move, pin or hide a product"),
    ROUTE("POST", P "/arrange/clear", &PERM_CATALOG_ARRANGE, "catalog.own.clear", MODE_WRITE, page_arrange_clear,
          .summary = "Back to the vendor's order"),
    ROUTE("GET", P "/arrange/{code}", &PERM_CATALOG_ARRANGE, NULL, MODE_READ, page_arrange_one),
    ROUTE("POST", P "/arrange/{code}", &PERM_CATALOG_ARRANGE, "catalog.own.save", MODE_WRITE, page_arrange_one_save,
          .summary = "Place, group, pin or hide one product"),
    ROUTE("GET", P "/{product}", &PERM_CATALOG_VIEW, NULL, MODE_READ, page_product,
          .summary = "One product with its service plans"),

    API("GET", "/v1/products", NULL, MODE_READ, api_products, .shape_out = &API_PRODUCT, .list = true,
        .query = "country targetView targetSegment reservationScope", .summary = "List products on sale in a country"),
    API("GET", "/v1/products/{product}", NULL, MODE_READ, api_product, .shape_out = &API_PRODUCT,
        .query = "country reservationScope", .summary = "Get a product"),
    API("GET", "/v1/products/{product}/skus", NULL, MODE_READ, api_skus, .shape_out = &API_SKU, .list = true,
        .query = "country targetSegment reservationScope", .summary = "List the SKUs of a product"),
    API("GET", "/v1/products/{product}/skus/{sku}", NULL, MODE_READ, api_sku, .shape_out = &API_SKU,
        .query = "country reservationScope", .summary = "Get a SKU"),
    API("GET", "/v1/products/{product}/skus/{sku}/availabilities", NULL, MODE_READ, api_availabilities,
        .shape_out = &API_AVAILABILITY, .list = true, .query = "country targetSegment targetView reservationScope",
        .summary = "List the availabilities of a SKU"),
    API("GET", "/v1/products/{product}/skus/{sku}/availabilities/{availability}", NULL, MODE_READ, api_availability,
        .shape_out = &API_AVAILABILITY, .query = "country", .summary = "Get an availability"),
    API("GET", C "/products", NULL, MODE_READ, api_products, .shape_out = &API_PRODUCT, .list = true,
        .query = "targetView targetSegment reservationScope", .summary = "List products that a customer can buy"),
    API("GET", C "/products/{product}", NULL, MODE_READ, api_product, .shape_out = &API_PRODUCT,
        .query = "reservationScope", .summary = "Get a product for a customer"),
    API("GET", C "/products/{product}/skus", NULL, MODE_READ, api_skus, .shape_out = &API_SKU, .list = true,
        .query = "targetSegment reservationScope", .summary = "List the SKUs of a product for a customer"),
    API("GET", C "/products/{product}/skus/{sku}", NULL, MODE_READ, api_sku, .shape_out = &API_SKU,
        .query = "reservationScope", .summary = "Get a SKU for a customer"),
    API("GET", C "/products/{product}/skus/{sku}/availabilities", NULL, MODE_READ, api_availabilities,
        .shape_out = &API_AVAILABILITY, .list = true, .query = "targetSegment reservationScope",
        .summary = "List the availabilities of a SKU for a customer"),
    API("GET", C "/products/{product}/skus/{sku}/availabilities/{availability}", NULL, MODE_READ, api_availability,
        .shape_out = &API_AVAILABILITY, .summary = "Get an availability for a customer"),
    API("POST", "/v1/extensions/product/checkinventory", NULL, MODE_READ, api_inventory,
        .shape_in = &API_INVENTORY_CHECK, .schema_out = INVENTORY_SCHEMA, .query = "country", .answers = "200",
        .summary = "Ask whether items can be bought"),
    API("GET", "/v1/productpromotions", NULL, MODE_READ, api_promotions, .shape_out = &API_PROMOTION, .list = true,
        .query = "country segment", .summary = "List promotions"),
    API("GET", "/v1/productpromotions/{promotion}", NULL, MODE_READ, api_promotion, .shape_out = &API_PROMOTION,
        .query = "country", .summary = "Get a promotion"),
    API("POST", C "/promotioneligibilities", NULL, MODE_READ, api_promotion_eligibilities,
        .shape_in = &API_PROMOTION_ASKED, .shape_out = &API_PROMOTION_ELIGIBILITY, .list = true, .answers = "200",
        .summary = "Ask which promotions items can have"),
    API("GET", "/v1/margins", NULL, MODE_READ, api_margins, .schema_out = MARGINS_SCHEMA, .summary = "List margins"),
    ROUTE("GET", "/v1/margins/download", &PERM_CATALOG_EXPORT, NULL, MODE_READ, api_margins_download, .kind = ROUTE_API,
          .api_area = "catalog", .query = "country", .media_out = "text/csv", .summary = "Margins as a file"),
    OFFERS("/v1/offers", api_offers, .shape_out = &API_OFFER, .list = true, .query = "country offer_category_id",
           .summary = "List offers of a country"),
    OFFERS("/v1/offers/{offer}", api_offer, .shape_out = &API_OFFER, .query = "country", .summary = "Get an offer"),
    OFFERS("/v1/offers/{offer}/addons", api_offer_addons, .shape_out = &API_OFFER, .list = true, .query = "country",
           .summary = "List the add-ons of an offer"),
    OFFERS("/v1/offercategories", api_offer_categories, .shape_out = &API_OFFER_CATEGORY, .list = true,
           .query = "country", .summary = "List categories of offers"),
    OFFERS(C "/offers", api_offers, .shape_out = &API_OFFER, .list = true,
           .summary = "List offers that a customer can buy"),
    OFFERS(C "/offercategories", api_offer_categories, .shape_out = &API_OFFER_CATEGORY, .list = true,
           .summary = "List categories of offers for a customer"),
};
static const NavEntry NAV[] = {{.group = N_("Sell"),
                                .label = N_("Pricing"),
                                .icon = "pricing",
                                .path = P,
                                .perm = &PERM_CATALOG_VIEW,
                                .order = 20}};

static Err tile_fill(AccountCtx a, TileView *tile)
{
    Ctx *ctx = a.ctx;
    ProductCountRow count;
    TRY(q_product_count(a, NULL, &count));
    Buf b = buf_on_arena(ctx->arena, 64);
    fmt_i64(&b, ctx->locale, count.n);
    tile->figure = buf_str(&b);
    tile->figure_label = MSGN("product", "products", count.n);
    tile->line = MSG("Products and the service plans in them");
    return OK;
}
static const Tile TILES[] = {{.title = N_("Pricing"),
                              .icon = "pricing",
                              .about = N_("The vendor's products and what is in each: search, compare, export."),
                              .path = P,
                              .perm = &PERM_CATALOG_VIEW,
                              .order = 20,
                              .fill = tile_fill}};
static const SearchProvider SEARCH[] = {
    {.kind = "product", .group = N_("Products"), .perm = &PERM_CATALOG_VIEW, .icon = "pricing", .path = P "/{id}"}};
static const Command COMMANDS[] = {{.group = "import",
                                    .name = "catalog",
                                    .words = "FILE",
                                    .about = "Loads products and service plans from a CSV file",
                                    .help =
                                        "Reads a file of six columns (product name, product code, product id, plan "
                                        "code, plan id, plan name), repairs what real files suffer from "
                                        "(byte order mark, no-break spaces, repeated rows), says what it refused and "
                                        "why, and writes what is new or changed. Running it twice changes nothing.",
                                    .needs_app = true,
                                    .run = catalog_import}};
static const AuditAction AUDITED[] = {
    AUDIT("catalog.import", "import_catalog", "catalog", N_("Imported products and service plans")),
    AUDIT("catalog.items", "import_offers", "catalog", N_("Imported what is sold, with its prices"),
          .no_diff = "many rows of a file at once"),
    AUDIT("catalog.own.save", "customize_catalog", "catalog", N_("Customized the catalogue")),
    AUDIT("catalog.own.clear", "reset_catalog", "catalog", N_("Took the catalogue back to the vendor's order"),
          .no_diff = "all products at once"),
};
static const AuditWord AUDIT_RESOURCES[] = {{"catalog", N_("Catalogue")}};
static const AuditWord AUDIT_FIELDS[] = {
    {"productsAdded", N_("Products added")},
    {"productsChanged", N_("Products changed")},
    {"plansAdded", N_("Service plans added")},
    {"plansChanged", N_("Service plans changed")},
    {"productsIndexed", N_("Products entered in the search")},
    {"place", N_("Position")},
    {"pinned", N_("Pinned")},
    {"hidden", N_("Hidden")},
    {"group", N_("Group")},
};
static const char *const NEEDS[] = {"identity", "customers", "prices", NULL};

const Area area_catalog = {
    .name = "catalog",
    .title = N_("Pricing"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .tiles = LIST(TILES),
    .search = LIST(SEARCH),
    .commands = LIST(COMMANDS),
    .demo = catalog_demo,
    .help = "pricing",
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
};

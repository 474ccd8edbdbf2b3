/* The catalogue: what the kernel must know of this area. */
#include "app/area.h"
#include "areas/catalog/catalog.h"
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
static const Perm *const PERMS[] = {&PERM_CATALOG_VIEW, &PERM_CATALOG_EXPORT};

#define P "/a/{account}/pricing"
static const Route ROUTES[] = {
    ROUTE("GET", P, &PERM_CATALOG_VIEW, NULL, MODE_READ, page_pricing, .title = N_("Pricing"),
          .keywords = N_("products catalogue service plans prices"), .summary = "Products of the catalogue"),
    ROUTE("GET", P "/export", &PERM_CATALOG_EXPORT, NULL, MODE_READ, page_pricing_export,
          .summary = "Products and service plans as a file"),
    ROUTE("GET", P "/{product}", &PERM_CATALOG_VIEW, NULL, MODE_READ, page_product,
          .summary = "One product with its service plans"),
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
};
static const AuditWord AUDIT_RESOURCES[] = {{"catalog", N_("Catalogue")}};
static const AuditWord AUDIT_FIELDS[] = {
    {"productsAdded", N_("Products added")},
    {"productsChanged", N_("Products changed")},
    {"plansAdded", N_("Service plans added")},
    {"plansChanged", N_("Service plans changed")},
    {"productsIndexed", N_("Products entered in the search")},
};
static const char *const NEEDS[] = {"identity", NULL};

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

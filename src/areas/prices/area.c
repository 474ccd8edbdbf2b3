/* Prices: what the kernel must know of this area. Its pages are those of areas/price_lists. */
#include "app/area.h"
#include "areas/prices/prices.h"

const Perm PRICES_VIEW = PERM("prices.view", N_("View price lists and exchange rates"),
                              "global_admin user_management_admin admin_agent mpn_partner_admin sales_agent "
                              "billing_admin",
                              .programs = "csp_direct csp_provider");
const Perm PRICES_EXPORT =
    PERM("prices.export", N_("Download price lists and exchange rates"),
         "global_admin user_management_admin admin_agent mpn_partner_admin sales_agent billing_admin",
         .programs = "csp_direct csp_provider");
static const Perm *const PERMS[] = {&PRICES_VIEW, &PRICES_EXPORT};

const Area area_prices = {.name = "prices", .title = N_("Prices"), .perms = LIST(PERMS)};

/* Business locations: what the kernel must know of the area. */
#include "app/area.h"
#include "app/program.h"
#include "areas/locations/pages.h"

const Perm LOCATIONS_VIEW = PERM("locations.view", N_("View business locations"),
                                 "global_admin account_admin mpn_partner_admin admin_agent sales_agent billing_admin "
                                 "compliance_admin owner manager");
const Perm LOCATIONS_EDIT =
    PERM("locations.edit", N_("Add, edit and close business locations"), "global_admin account_admin owner");
const Perm LOCATIONS_COUNTRY = PERM("locations.country", N_("Change the account's country"),
                                    "global_admin account_admin owner", .kinds = "developer learning");
static const Perm *const PERMS[] = {&LOCATIONS_VIEW, &LOCATIONS_EDIT, &LOCATIONS_COUNTRY};

#define P "/a/{account}/settings/locations"
static const Route ROUTES[] = {
    ROUTE("GET", P, &LOCATIONS_VIEW, NULL, MODE_READ, locations_page, .title = N_("Business locations"),
          .keywords = N_("location branch office address partner id country")),
    ROUTE("GET", P "/export", &LOCATIONS_VIEW, NULL, MODE_OUTSIDE, locations_export,
          .summary = "Business locations as a file"),
    ROUTE("GET", P "/add", &LOCATIONS_EDIT, NULL, MODE_READ, location_add_page, .title = N_("Add a location"),
          .keywords = N_("new location branch office")),
    ROUTE("POST", P, &LOCATIONS_EDIT, "location.add", MODE_WRITE, location_add_post, .summary = "Add a location"),
    ROUTE("GET", P "/country", &LOCATIONS_COUNTRY, NULL, MODE_READ, location_country_page,
          .summary = "Change the account's country"),
    ROUTE("POST", P "/country", &LOCATIONS_COUNTRY, "location.country", MODE_WRITE, location_country_post),
    ROUTE("GET", P "/{location}", &LOCATIONS_VIEW, NULL, MODE_READ, location_page, .summary = "One location"),
    ROUTE("GET", P "/{location}/edit", &LOCATIONS_EDIT, NULL, MODE_READ, location_edit_page),
    ROUTE("POST", P "/{location}", &LOCATIONS_EDIT, "location.edit", MODE_WRITE, location_edit_post),
    ROUTE("POST", P "/{location}/close", &LOCATIONS_EDIT, "location.close", MODE_WRITE, location_close_post),
};
static const NavEntry SETTINGS[] = {
    {.group = N_("Organization"),
     .label = N_("Business locations"),
     .icon = "globe",
     .path = P,
     .perm = &LOCATIONS_VIEW,
     .order = 30},
};
static const AuditAction AUDITED[] = {
    AUDIT("location.add", "add_location", "account", N_("Added a location")),
    AUDIT("location.edit", "update_location", "account", N_("Changed a location")),
    AUDIT("location.close", "close_location", "account", N_("Closed a location")),
    AUDIT("location.country", "change_account_country", "account", N_("Changed the account's country")),
    AUDIT("location.export", "export_locations", "account", N_("Exported the locations")),
};
static const char *const NEEDS[] = {"account", "home", "identity", "legal", "partners", NULL};

const Area area_locations = {
    .name = "locations",
    .title = N_("Business locations"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .settings_nav = LIST(SETTINGS),
    .audit_actions = LIST(AUDITED),
    .help = "organization-profile",
};

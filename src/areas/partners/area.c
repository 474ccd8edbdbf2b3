/* Partner accounts: what the kernel must know of the area. */
#include "app/area.h"
#include "areas/partners/pages.h"

const Perm PARTNERS_VIEW = PERM(
    "operator.partners", N_("See partner accounts"),
    "operator_admin operator_support operator_finance operator_catalog operator_verification", .operator_only = true);
const Perm PARTNERS_MANAGE = PERM("operator.partners_manage", N_("Restrict, suspend and reinstate partner accounts"),
                                  "operator_admin operator_verification", .operator_only = true);
const Perm PARTNERS_STANDING = PERM("partners.standing", N_("See how the account stands with the vendor"), "*");
static const Perm *const PERMS[] = {&PARTNERS_VIEW, &PARTNERS_MANAGE, &PARTNERS_STANDING};

static const Route ROUTES[] = {
    ROUTE("GET", "/a/{account}/settings/standing", &PARTNERS_STANDING, NULL, MODE_READ, standing_page,
          .title = N_("Account standing"), .keywords = N_("suspended restricted deauthorized reinstate state")),
    ROUTE("GET", "/operator/partners/{partner}", &PARTNERS_VIEW, NULL, MODE_READ, partner_page,
          .summary = "A partner account, for the vendor's staff"),
};
static const NavEntry SETTINGS[] = {
    {.group = N_("Account"),
     .label = N_("Account standing"),
     .icon = "shield",
     .path = "/a/{account}/settings/standing",
     .perm = &PARTNERS_STANDING,
     .order = 9},
};
static const Machine *const MACHINES[] = {&PARTNER_ACCOUNT};
static const char *const NEEDS[] = {"home", NULL};

const Area area_partners = {
    .name = "partners",
    .title = N_("Partner accounts"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .settings_nav = LIST(SETTINGS),
    .machines = LIST(MACHINES),
    .help = "account-standing",
};

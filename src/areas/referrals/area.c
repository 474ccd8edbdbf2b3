/* Referrals settings: what the kernel must know of the area. */
#include "app/area.h"
#include "app/demo.h"
#include "app/unit.h"
#include "areas/referrals/pages.h"

const Perm REFERRALS_SETTINGS = PERM("referrals.settings", N_("View referrals settings"),
                                     "referrals_admin referrals_user global_admin account_admin");
const Perm REFERRALS_ROUTING =
    PERM("referrals.routing", N_("Decide which referrals are taken, and for whom they are"), "referrals_admin");
static const Perm *const PERMS[] = {&REFERRALS_SETTINGS, &REFERRALS_ROUTING};

#define P "/a/{account}/settings/referrals"
static const Route ROUTES[] = {
    ROUTE("GET", P, &REFERRALS_SETTINGS, NULL, MODE_READ, referrals_page, .title = N_("Referrals settings"),
          .keywords = N_("leads routing rules capacity countries solution areas")),
    ROUTE("POST", P, &REFERRALS_ROUTING, "referrals.settings", MODE_WRITE, referrals_post),
    ROUTE("GET", P "/rules/new", &REFERRALS_ROUTING, NULL, MODE_READ, referral_rule_new_page),
    ROUTE("POST", P "/rules/new", &REFERRALS_ROUTING, "referrals.rule_add", MODE_WRITE, referral_rule_new_post),
    ROUTE("GET", P "/rules/{rule}", &REFERRALS_ROUTING, NULL, MODE_READ, referral_rule_page),
    ROUTE("POST", P "/rules/{rule}", &REFERRALS_ROUTING, "referrals.rule_edit", MODE_WRITE, referral_rule_post),
    ROUTE("POST", P "/rules/{rule}/up", &REFERRALS_ROUTING, "referrals.rule_order", MODE_WRITE, referral_rule_up_post),
    ROUTE("POST", P "/rules/{rule}/down", &REFERRALS_ROUTING, "referrals.rule_order", MODE_WRITE,
          referral_rule_down_post),
    ROUTE("POST", P "/rules/{rule}/remove", &REFERRALS_ROUTING, "referrals.rule_remove", MODE_WRITE,
          referral_rule_remove_post),
};
static const NavEntry SETTINGS[] = {{.group = N_("Account"),
                                     .label = N_("Referrals"),
                                     .icon = "referrals",
                                     .path = P,
                                     .perm = &REFERRALS_SETTINGS,
                                     .order = 27}};
static const AuditAction AUDITED[] = {
    AUDIT("referrals.settings", "update_referrals_settings", "account", N_("Changed referrals settings")),
    AUDIT("referrals.rule_add", "add_referral_rule", "account", N_("Added a routing rule of referrals")),
    AUDIT("referrals.rule_edit", "update_referral_rule", "account", N_("Changed a routing rule of referrals")),
    AUDIT("referrals.rule_order", "update_referral_rule", "account", N_("Moved a routing rule of referrals")),
    AUDIT("referrals.rule_remove", "remove_referral_rule", "account", N_("Removed a routing rule of referrals")),
    AUDIT("demo.referrals", "make_demo", "installation", N_("Made the referrals settings of the demo"),
          .no_diff = "the demo's world"),
};
static const AuditWord AUDIT_FIELDS[] = {{"takesReferrals", N_("Takes referrals")},
                                         {"countries", N_("Countries")},
                                         {"solutions", N_("Solution areas")},
                                         {"rule", N_("Rule")}};

static Err demo_rule(AccountCtx a, int64_t place, const char *countries, const char *solutions, Id user)
{
    return q_referral_rule_add(a,
                               &(ReferralRuleAddArgs){.id = ctx_new_id(a.ctx),
                                                      .place = place,
                                                      .countries = str_from(countries),
                                                      .solutions = str_from(solutions),
                                                      .sizes = S(""),
                                                      .languages = S(""),
                                                      .user_id = user},
                               NULL);
}

static Err demo_referrals(Ctx *ctx, void *arg)
{
    DemoCtx *d = arg;
    demo_at(ctx, time_add(d->start, -32 * TIME_DAY));
    AccountCtx a = account_of(ctx, demo_get(d, S("account/harbor")));
    ctx->actor.user_id = demo_get(d, S("user/j.smit"));
    TRY(q_referral_settings_add(a,
                                &(ReferralSettingsAddArgs){.takes = true,
                                                           .countries = S("BE DE LU NL"),
                                                           .solutions = S(""),
                                                           .sizes = S("1 50 250"),
                                                           .languages = S(""),
                                                           .days = S("1 2 3 4 5"),
                                                           .per_week = 12,
                                                           .open_max = 20,
                                                           .fallback_user_id = demo_get(d, S("user/j.smit")),
                                                           .tell = S("person_admins")},
                                NULL));
    TRY(demo_rule(a, 1, "DE", "", demo_get(d, S("user/m.visser"))));
    return demo_rule(a, 2, "BE NL", "security infrastructure", demo_get(d, S("user/a.okonjo")));
}
Err referrals_demo(DemoCtx *demo) { return demo_unit(demo, "demo.referrals", demo_referrals, demo); }

static const char *const NEEDS[] = {"home", "identity", NULL};
const Area area_referrals = {
    .name = "referrals",
    .title = N_("Referrals"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .settings_nav = LIST(SETTINGS),
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
    .demo = referrals_demo,
    .help = "referrals-settings",
};

/* The business profile and the public partner search: what the kernel must know of the area. */
#include "app/area.h"
#include "app/demo.h"
#include "app/program.h"
#include "app/unit.h"
#include "areas/business/pages.h"

const Perm BUSINESS_VIEW =
    PERM("business.view", N_("View the business profile"),
         "global_admin account_admin mpn_partner_admin business_profile_admin referrals_admin", .sides = SIDE_PARTNER);
const Perm BUSINESS_EDIT = PERM("business.edit", N_("Write and publish the business profile"),
                                "global_admin account_admin business_profile_admin", .sides = SIDE_PARTNER);
static const Perm *const PERMS[] = {&BUSINESS_VIEW, &BUSINESS_EDIT};

#define P "/a/{account}/settings/business"
static const Route ROUTES[] = {
    ROUTE("GET", P, &BUSINESS_VIEW, NULL, MODE_READ, business_page, .title = N_("Business profile"),
          .keywords = N_("public profile publish customers find partner search")),
    ROUTE("GET", P "/{country}", &BUSINESS_VIEW, NULL, MODE_READ, business_one_page,
          .summary = "The business profile for a country"),
    ROUTE("GET", P "/{country}/edit", &BUSINESS_EDIT, NULL, MODE_READ, business_edit_page),
    ROUTE("POST", P "/{country}", &BUSINESS_EDIT, "business.save", MODE_WRITE, business_post),
    ROUTE("GET", P "/{country}/preview", &BUSINESS_VIEW, NULL, MODE_READ, business_preview_page,
          .summary = "The draft as customers would read it"),
    ROUTE("POST", P "/{country}/publish", &BUSINESS_EDIT, "business.publish", MODE_WRITE, business_publish_post),
    ROUTE("POST", P "/{country}/unpublish", &BUSINESS_EDIT, "business.unpublish", MODE_WRITE, business_unpublish_post),

    ROUTE("GET", "/find-a-partner", &PERM_PUBLIC, NULL, MODE_READ, find_page, .query = "q country program after before",
          .summary = "The public partner search"),
    ROUTE("GET", "/find-a-partner/{listing}", &PERM_PUBLIC, NULL, MODE_READ, found_page,
          .summary = "A partner's public profile"),
};
static const NavEntry SETTINGS[] = {
    {.group = N_("Organization"),
     .label = N_("Business profile"),
     .icon = "globe",
     .path = P,
     .perm = &BUSINESS_VIEW,
     .order = 30},
};
static const Machine *const MACHINES[] = {&BUSINESS_LISTING};
static const AuditAction AUDITED[] = {
    AUDIT("business.save", "update_business_profile", "business_profile", N_("Changed the business profile")),
    AUDIT("business.publish", "publish_business_profile", "business_profile", N_("Published the business profile")),
    AUDIT("business.unpublish", "unpublish_business_profile", "business_profile",
          N_("Unpublished the business profile")),
};
static const AuditWord AUDIT_RESOURCES[] = {{"business_profile", N_("Business profile")}};
static const AuditValue AUDIT_VALUES[] = {
    {"state", "draft", N_("Draft")},
    {"state", "published", N_("Published")},
    {"state", "unpublished", N_("Unpublished")},
};

/* --- the demo --- */

typedef struct Told {
    const char *account, *person, *country;
    int days_ago;
    enum { LEFT_DRAFT, LEFT_PUBLISHED, LEFT_UNPUBLISHED } left;
    const char *name, *about, *city, *email, *phone, *website;
} Told;
static const Told TOLD[] = {
    {"harbor", "j.lindqvist", "NL", 61, LEFT_PUBLISHED, "Harbor Systems",
     "Cloud services for ports, logistics and trade, with a service desk in Rotterdam around the clock.\nWe work with "
     "resellers all over the Netherlands.",
     "Rotterdam", "hello@harborsystems.example", "+31 10 555 0100", "https://www.harborsystems.example"},
    {"harbor", "j.lindqvist", "BE", 5, LEFT_DRAFT, "Harbor Systems België",
     "Clouddiensten voor havens en logistiek in Antwerpen en Gent.", "Antwerpen", "be@harborsystems.example", "", ""},
    {"mooring", "n.byrne", "IE", 48, LEFT_PUBLISHED, "Mooring IT",
     "IT for small firms in the west of Ireland: set-up, backup and help that answers the phone.", "Galway",
     "office@mooring.example", "+353 91 555 014", "https://mooring.example"},
    {"alder", "c.moreau", "FR", 33, LEFT_PUBLISHED, "Alder & Finch",
     "Conseil et intégration pour l’industrie : messagerie, sécurité et postes de travail, à Lyon, Paris et Lille.",
     "Lyon", "contact@alderfinch.example", "+33 4 55 55 01 40", "https://www.alderfinch.example"},
    {"cobalt", "m.brooks", "US", 90, LEFT_UNPUBLISHED, "Cobalt Peak", "Managed services for mines and quarries.",
     "Denver", "info@cobaltpeak.example", "", ""},
};
typedef struct Step {
    DemoCtx *demo;
    const Told *told;
    int what; /* 0 save, 1 publish, 2 unpublish */
} Step;

static Err demo_step(Ctx *ctx, void *arg)
{
    const Step *s = arg;
    const Told *t = s->told;
    Business b;
    demo_at(ctx, time_add(s->demo->start, -(t->days_ago - 2 * s->what) * TIME_DAY));
    AccountCtx a = account_of(ctx, demo_get(s->demo, str_fmt(ctx->arena, "account/%s", t->account)));
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = demo_get(s->demo, str_fmt(ctx->arena, "user/%s", t->person));
    perm_put(&ctx->actor.perms, &BUSINESS_EDIT);
    TRY(business_get(a, str_from(t->country), &b));
    if (s->what == 0) {
        BusinessText text = {str_from(t->name),  str_from(t->about), str_from(t->city),
                             str_from(t->email), str_from(t->phone), str_from(t->website)};
        return business_save(a, &b, &text);
    }
    return s->what == 1 ? business_publish(a, &b) : business_unpublish(a, &b);
}

static Err business_demo(DemoCtx *demo)
{
    static const char *const ACTIONS[] = {"business.save", "business.publish", "business.unpublish"};
    for (size_t i = 0; i < COUNT_OF(TOLD); i++) {
        for (int what = 0; what <= (int)TOLD[i].left; what++) {
            TRY(demo_unit(demo, ACTIONS[what], demo_step, &(Step){demo, &TOLD[i], what}));
        }
    }
    return OK;
}

static const char *const NEEDS[] = {"identity", "home", "account", "partners", NULL};
const Area area_business = {
    .name = "business",
    .title = N_("Business profile"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .settings_nav = LIST(SETTINGS),
    .machines = LIST(MACHINES),
    .demo = business_demo,
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_values = LIST(AUDIT_VALUES),
    .help = "business-profile",
};

/* Links of providers with resellers: what the kernel must know of the area. */
#include "app/area.h"
#include "app/demo.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/links/pages.h"

#define KINDS "provider reseller"
const Perm LINKS_VIEW =
    PERM("links.view", N_("View links with partners"),
         "global_admin account_admin admin_agent sales_agent helpdesk_agent billing_admin", .kinds = KINDS);
const Perm LINKS_ASK =
    PERM("links.ask", N_("Ask a partner for a link"), "global_admin admin_agent", .kinds = KINDS, .sells = true);
const Perm LINKS_ANSWER =
    PERM("links.answer", N_("Accept, decline and end links with partners"), "global_admin admin_agent", .kinds = KINDS);
static const Perm *const PERMS[] = {&LINKS_VIEW, &LINKS_ASK, &LINKS_ANSWER};

#define P "/a/{account}/settings/links"
static const Route ROUTES[] = {
    ROUTE("GET", P, &LINKS_VIEW, NULL, MODE_READ, links_page, .title = N_("Links with partners"),
          .keywords = N_("indirect provider reseller link partnership invite")),
    ROUTE("POST", P, &LINKS_ASK, "link.ask", MODE_WRITE, link_ask_post, .summary = "Ask a partner for a link"),
    ROUTE("GET", P "/{link}", &LINKS_VIEW, NULL, MODE_READ, link_page, .summary = "One link with a partner"),
    ROUTE("POST", P "/{link}/accept", &LINKS_ANSWER, "link.accept", MODE_WRITE, link_accept_post),
    ROUTE("POST", P "/{link}/decline", &LINKS_ANSWER, "link.decline", MODE_WRITE, link_decline_post),
    ROUTE("POST", P "/{link}/withdraw", &LINKS_ANSWER, "link.withdraw", MODE_WRITE, link_withdraw_post),
    ROUTE("POST", P "/{link}/end", &LINKS_ANSWER, "link.end", MODE_WRITE, link_end_post),
};
static const NavEntry SETTINGS[] = {
    {.group = N_("Organization"),
     .label = N_("Links with partners"),
     .icon = "referrals",
     .path = P,
     .perm = &LINKS_VIEW,
     .order = 30},
};
static const Machine *const MACHINES[] = {&PARTNER_LINK};
static const NoticeCategory NOTICES[] = {
    {.id = "links",
     .name = N_("Links with partners"),
     .about = N_("A provider or reseller asks for a link, answers or ends one.")},
};
static const AuditAction AUDITED[] = {
    AUDIT("link.ask", "ask_partner_link", "partner_link", N_("Asked a partner for a link")),
    AUDIT("link.accept", "accept_partner_link", "partner_link", N_("Accepted a link with a partner")),
    AUDIT("link.decline", "decline_partner_link", "partner_link", N_("Declined a link with a partner")),
    AUDIT("link.withdraw", "withdraw_partner_link", "partner_link", N_("Took a request for a link back")),
    AUDIT("link.end", "end_partner_link", "partner_link", N_("Ended a link with a partner")),
};
static const AuditWord AUDIT_RESOURCES[] = {{"partner_link", N_("Link with a partner")}};
static const AuditWord AUDIT_FIELDS[] = {{"partner", N_("Partner")}};
static const AuditValue AUDIT_VALUES[] = {
    {"state", "asked", N_("Waits for the other partner")},
    {"state", "linked", N_("Linked")},
};

/* --- the demo: Mooring asked Harbor twice, and is linked since --- */

typedef struct Told {
    DemoCtx *demo;
    const char *account, *name, *kind, *person, *person_name, *to, *text;
    int days_ago;
    Id *link;
} Told;

static Err demo_step(Ctx *ctx, void *arg)
{
    Told *t = arg;
    PartnerLinkGetRow l;
    demo_at(ctx, time_add(t->demo->start, -t->days_ago * TIME_DAY));
    AccountCtx a = account_of(ctx, demo_get(t->demo, str_fmt(ctx->arena, "account/%s", t->account)));
    ctx->account.name = str_from(t->name);
    ctx->account.kind = str_from(t->kind);
    ctx->account.public_id = str_from(t->account);
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = demo_get(t->demo, str_fmt(ctx->arena, "user/%s", t->person));
    ctx->actor.name = str_from(t->person_name);
    perm_put(&ctx->actor.perms, &LINKS_ANSWER);
    if (!*t->to) {
        PartnerLinkNumberRow harbor;
        TRY(q_partner_link_number(
            system_of(ctx), &(PartnerLinkNumberArgs){.account_id = demo_get(t->demo, S("account/harbor"))}, &harbor));
        return link_ask(a, harbor.partner_id, str_from(t->text), t->link);
    }
    TRY(link_get(a, *t->link, &l));
    return link_move(a, &l, str_from(t->to), str_from(t->text));
}

#define MOORING "mooring", "Mooring IT", "reseller", "n.byrne", "Niamh Byrne"
#define HARBOR "harbor", "Harbor Systems", "provider", "a.okonjo", "Amara Okonjo"
static Err links_demo(DemoCtx *demo)
{
    Id link = ID_NIL;
    Told steps[] = {
        {demo, MOORING, "", "We look after forty firms in Galway and would like to sell through you.", 240, &link},
        {demo, HARBOR, "declined", "Your partner agreement is not signed yet. Sign it, then ask again.", 236, &link},
        {demo, MOORING, "", "The agreement is signed since yesterday.", 221, &link},
        {demo, HARBOR, "linked", "", 219, &link}};
    static const char *const ACTIONS[] = {"link.ask", "link.decline", "link.ask", "link.accept"};
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        TRY(demo_unit(demo, ACTIONS[i], demo_step, &steps[i]));
    }
    return OK;
}

static const char *const NEEDS[] = {"identity", "home", "account", "customers", "profile", NULL};
const Area area_links = {
    .name = "links",
    .title = N_("Links with partners"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .settings_nav = LIST(SETTINGS),
    .machines = LIST(MACHINES),
    .notices = LIST(NOTICES),
    .demo = links_demo,
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
    .help = "partner-links",
};

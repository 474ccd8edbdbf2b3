/* The demo's user management: two locations with roles of their own, groups, invitations in every state, somebody
 * suspended and somebody who has not come yet. */
#include "app/demo.h"
#include "app/person.h"
#include "app/rights.h"
#include "areas/identity/identity.h"
#include "areas/people/people.h"
#include "gen/people_q.h"

static Id found(DemoCtx *d, const char *kind, const char *key)
{
    return demo_get(d, str_fmt(d->arena, "%s/%s", kind, key));
}

/* --- two locations of Alder & Finch --- */

static Err make_locations(Ctx *ctx, void *arg)
{
    static const struct {
        const char *key, *public_id, *name, *city;
    } PLACES[] = {{"alder-paris", "alder-paris", "Alder & Finch Paris", "Paris"},
                  {"alder-lille", "alder-lille", "Alder & Finch Lille", "Lille"}};
    DemoCtx *d = arg;
    for (size_t i = 0; i < COUNT_OF(PLACES); i++) {
        NewAccount n = {.id = ctx_new_id(ctx),
                        .directory_id = found(d, "directory", "alder"),
                        .parent_id = found(d, "account", "alder"),
                        .public_id = str_from(PLACES[i].public_id),
                        .kind = S("direct"),
                        .name = str_from(PLACES[i].name),
                        .country = S("FR"),
                        .city = str_from(PLACES[i].city),
                        .currency = S("EUR"),
                        .locale = S("fr-FR"),
                        .time_zone = S("Europe/Paris"),
                        .programs = "mpn incentives"};
        TRY(identity_add_account(system_of(ctx), &n));
        demo_put(d, str_fmt(d->arena, "account/%s", PLACES[i].key), n.id);
    }
    return OK;
}

/* --- people --- */

typedef struct DemoColleague {
    const char *key, *directory, *domain, *first, *last, *locale, *account, *roles, *phone, *title, *origin;
    bool seen;
} DemoColleague;
static const DemoColleague COLLEAGUES[] = {
    {"q.nguyen", "harbor", "harbor.example", "Quang", "Nguyen", "en-NL", "harbor", "sales_agent", "+31 10 555 0131",
     "Inside sales", "direct", true},
    {"v.kovac", "harbor", "harbor.example", "Vesna", "Kovač", "en-NL", "harbor", "billing_admin", "+31 10 555 0132",
     "Invoice clerk", "direct", true},
    {"x.ahmed", "harbor", "harbor.example", "Ximena", "Ahmed", "en-NL", "harbor", "", "", "Trainee", "import", false},
    {"e.faure", "alder", "alderfinch.example", "Élise", "Faure", "fr-FR", "alder-paris", "report_viewer",
     "+33 1 55 55 01 41", "Responsable de site", "direct", true},
    {"m.petit", "alder", "alderfinch.example", "Mathis", "Petit", "fr-FR", "alder-lille",
     "incentives_user report_viewer", "", "Comptable", "direct", true},
};

static Err make_colleagues(Ctx *ctx, void *arg)
{
    DemoCtx *d = arg;
    for (size_t i = 0; i < COUNT_OF(COLLEAGUES); i++) {
        const DemoColleague *c = &COLLEAGUES[i];
        Str hash, role, rest = str_from(c->roles);
        (void)identity_temporary_password(ctx, &hash); /* nobody signs in as them */
        AccountCtx a = account_of(ctx, found(d, "account", c->account));
        PersonNew n = {.first_name = str_from(c->first),
                       .last_name = str_from(c->last),
                       .sign_in = str_fmt(ctx->arena, "%s@%s", c->key, c->domain),
                       .phone = str_from(c->phone),
                       .job_title = str_from(c->title),
                       .locale = str_from(c->locale),
                       .directory_id = found(d, "directory", c->directory),
                       .origin = str_from(c->origin)};
        Id id;
        TRY(person_make(a, &n, hash, &id));
        while (rest.n && str_split(&rest, ' ', &role)) {
            TRY(identity_grant(system_of(ctx), id, n.directory_id, ctx->account_id, role));
        }
        if (c->seen) {
            Time at = time_add(ctx->wall, -(int64_t)(i + 1) * 5 * TIME_HOUR);
            TRY(q_people_demo_seen(system_of(ctx), &(PeopleDemoSeenArgs){.at = at, .user_id = id}, NULL));
        }
        demo_put(d, str_fmt(d->arena, "user/%s", c->key), id);
    }
    return OK;
}

static Err finish_people(Ctx *ctx, void *arg)
{
    static const struct {
        const char *key, *phone, *title;
        int hours;
    } FACTS[] = {
        {"j.lindqvist", "+31 10 555 0101", "Managing director", 2},
        {"i.carvalho", "+31 10 555 0102", "Operations lead", 20},
        {"a.okonjo", "+31 10 555 0103", "Partner sales lead", 1},
        {"t.wojcik", "+31 10 555 0104", "Finance", 26},
        {"w.li", "+31 10 555 0105", "Service desk", 3},
        {"s.devries", "", "Programs", 50},
        {"p.bakker", "", "Programs", 75},
        {"n.haddad", "+31 10 555 0108", "Compliance", 4},
        {"j.smit", "", "Business development", 30},
        {"m.visser", "", "Business development", 31},
        {"e.mulder", "+31 10 555 0111", "Board", 200},
        {"l.jansen", "", "Analyst", 12},
        {"b.peters", "", "Reception", 500},
        {"y.demir", "", "Marketing", 9},
        {"c.moreau", "+33 4 55 55 01 01", "Directrice", 2},
        {"h.lefevre", "+33 4 55 55 01 02", "Support clients", 6},
        {"m.brooks", "+1 303 555 0101", "Owner", 8},
        {"l.romero", "+34 95 555 0101", "Fundadora", 3},
        {"n.byrne", "+353 91 555 010", "Director", 5},
        {"d.kramer", "+49 40 555 0101", "Geschäftsführung", 7},
    };
    DemoCtx *d = arg;
    for (size_t i = 0; i < COUNT_OF(FACTS); i++) {
        Time at = time_add(ctx->wall, -FACTS[i].hours * TIME_HOUR);
        TRY(q_people_demo_facts(system_of(ctx),
                                &(PeopleDemoFactsArgs){.phone = str_from(FACTS[i].phone),
                                                       .job_title = str_from(FACTS[i].title),
                                                       .at = at,
                                                       .user_id = found(d, "user", FACTS[i].key)},
                                NULL));
    }
    bool changed;
    ctx->actor.user_id = found(d, "user", "j.lindqvist");
    PersonMove move = {.user_id = found(d, "user", "v.kovac"),
                       .directory_id = found(d, "directory", "harbor"),
                       .to = PERSON_SUSPENDED,
                       .reason = S("On leave until spring")};
    return person_move(system_of(ctx), &move, &changed);
}

/* --- groups --- */

static Err make_groups(Ctx *ctx, void *arg)
{
    static const struct {
        const char *name, *about, *origin, *role, *members;
    } GROUPS[] = {{"Service desk", "Answers customers on weekdays", "direct", "helpdesk_agent", "q.nguyen x.ahmed"},
                  {"Rotterdam office", "Everybody at the quay, as the personnel system has it", "provisioning",
                   "report_viewer", "v.kovac"}};
    DemoCtx *d = arg;
    AccountCtx a = account_of(ctx, found(d, "account", "harbor"));
    Id directory = found(d, "directory", "harbor");
    for (size_t i = 0; i < COUNT_OF(GROUPS); i++) {
        Id id;
        bool changed;
        Str rest = str_from(GROUPS[i].members), key;
        TRY(group_add(system_of(ctx),
                      &(NewGroup){.directory_id = directory,
                                  .name = str_from(GROUPS[i].name),
                                  .about = str_from(GROUPS[i].about),
                                  .origin = str_from(GROUPS[i].origin)},
                      &id));
        TRY(rights_give(a, &(RightsChange){.group_id = id, .directory_id = directory, .role = str_from(GROUPS[i].role)},
                        &changed));
        while (rest.n && str_split(&rest, ' ', &key)) {
            TRY(group_member_add(system_of(ctx), id, demo_get(d, str_fmt(d->arena, "user/%.*s", S_ARG(key))),
                                 &changed));
        }
    }
    return OK;
}

/* --- invitations --- */

static Err make_invitations(Ctx *ctx, void *arg)
{
    static const struct {
        const char *email, *roles;
        int days;
        bool withdrawn;
    } ASKED[] = {{"r.okafor@saltmarsh.example", "referrals_admin", 14, false},
                 {"h.berg@fjordline.example", "business_profile_admin", -3, false},
                 {"k.ito@lanternworks.example", "referrals_admin", 10, true}};
    DemoCtx *d = arg;
    AccountCtx a = account_of(ctx, found(d, "account", "harbor"));
    ctx->actor.user_id = found(d, "user", "j.lindqvist");
    for (size_t i = 0; i < COUNT_OF(ASKED); i++) {
        Str email = str_from(ASKED[i].email), random = token_new(ctx->arena, 32);
        Digest hash = digest_sha256(random); /* no link leads to it */
        InvitationAddArgs row = {.id = ctx_new_id(ctx),
                                 .directory_id = found(d, "directory", "harbor"),
                                 .email = email,
                                 .email_key = email,
                                 .locale = S("en"),
                                 .message = S(""),
                                 .roles = str_from(ASKED[i].roles),
                                 .locations = S(""),
                                 .program = S(""),
                                 .token_hash = digest_str(&hash),
                                 .expires_at = time_add(ctx->wall, ASKED[i].days * TIME_DAY)};
        TRY(q_invitation_add(a, &row, NULL));
        if (ASKED[i].withdrawn) {
            TRY(q_invitation_withdraw(a, &(InvitationWithdrawArgs){.id = row.id}, NULL));
        }
    }
    return OK;
}

Err people_demo(DemoCtx *demo);
Err people_demo(DemoCtx *demo)
{
    TRY(demo_unit(demo, "demo.locations", make_locations, demo));
    TRY(demo_unit(demo, "demo.people", make_colleagues, demo));
    TRY(demo_unit(demo, "demo.people", finish_people, demo));
    TRY(demo_unit(demo, "demo.groups", make_groups, demo));
    return demo_unit(demo, "demo.invitations", make_invitations, demo);
}

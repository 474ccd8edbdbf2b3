/* The demo's user management: two locations with roles of their own, groups, invitations in every state, somebody
 * suspended and somebody who has not come yet. */
#include "app/demo.h"
#include "app/person.h"
#include "app/rights.h"
#include "areas/identity/identity.h"
#include "areas/people/people.h"
#include "base/num.h"
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
            TRY(person_seen(system_of(ctx), id));
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
        TRY(person_seen(system_of(ctx), found(d, "user", FACTS[i].key)));
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

/* --- any number, for looking at what a large organization meets --- */

enum { BATCH = 2000, ROLES_USED = 200 };
typedef struct Many {
    DemoCtx *demo;
    int64_t from, n;
    Id roles[ROLES_USED];
    size_t roles_n;
} Many;

static Err make_roles(Ctx *ctx, void *arg)
{
    static const char *const GIVES[] = {"customers.view", "catalog.view", "users.view"};
    static const char *const KINDS[] = {"Region", "Desk", "Project", "Shift", "Branch"};
    Many *m = arg;
    Id account = found(m->demo, "account", "harbor");
    m->roles_n = 0;
    for (int64_t i = 0; i < m->demo->roles; i++) {
        Str gives = str_from(GIVES[i % (int64_t)COUNT_OF(GIVES)]);
        NewCustomRole n = {.account_id = account,
                           .name = str_fmt(ctx->arena, "%s %03lld", KINDS[i % (int64_t)COUNT_OF(KINDS)], (long long)i),
                           .about = S("One of many, made by the demo"),
                           .permissions = &gives,
                           .permissions_n = 1};
        Id id;
        TRY(custom_role_add(system_of(ctx), &n, &id));
        if (m->roles_n < ROLES_USED) {
            m->roles[m->roles_n++] = id;
        }
    }
    return OK;
}

/* Half read reports, some sell, some hold a role of the account's own, a fifth nothing. */
static Str role_of(Ctx *ctx, const Many *m, int64_t i)
{
    int64_t at = i % 20;
    if (at >= 12 && at < 16 && m->roles_n) {
        return rights_custom_role(ctx->arena, m->roles[(size_t)(i / 20) % m->roles_n]);
    }
    return at < 10 ? S("report_viewer") : at < 16 ? S("sales_agent") : S("");
}

static Err make_many(Ctx *ctx, void *arg)
{
    static const char *const FIRST[] = {"Ada",  "Bo",   "Cleo", "Dirk", "Elin", "Finn", "Gwen", "Hugo", "Iris",
                                        "Jan",  "Kaat", "Lou",  "Mats", "Nele", "Otis", "Pia",  "Quin", "Rosa",
                                        "Siem", "Tove", "Ugo",  "Vera", "Wim",  "Xena", "Yara", "Zeno"};
    static const char *const LAST[] = {"Aerts",   "Bakker",   "Claes",   "Dekker", "Evers",   "Fransen",
                                       "Groot",   "Hendriks", "IJssel",  "Jonker", "Kuiper",  "Linden",
                                       "Mulders", "Noord",    "Otten",   "Prins",  "Quist",   "Ruiter",
                                       "Smeets",  "Timmer",   "Verhoef", "Wolff",  "Zijlstra"};
    Many *m = arg;
    Str hash;
    (void)identity_temporary_password(ctx, &hash); /* nobody signs in as them */
    AccountCtx a = account_of(ctx, found(m->demo, "account", "harbor"));
    for (int64_t i = m->from; i < m->from + m->n; i++) {
        PersonNew n = {.first_name = str_from(FIRST[i % (int64_t)COUNT_OF(FIRST)]),
                       .last_name = str_fmt(ctx->arena, "%s%lld", LAST[i * 7 % (int64_t)COUNT_OF(LAST)],
                                            (long long)(i / (int64_t)COUNT_OF(LAST) % 500)),
                       .sign_in = str_fmt(ctx->arena, "u%06lld@harbor.example", (long long)i),
                       .locale = S("en-NL"),
                       .directory_id = found(m->demo, "directory", "harbor"),
                       .origin = S("import")};
        Id id;
        Str role = role_of(ctx, m, i);
        TRY(person_make(a, &n, hash, &id));
        if (role.n) {
            TRY(identity_grant(system_of(ctx), id, n.directory_id, ctx->account_id, role));
        }
        if (i % 10 < 7) {
            Time at = time_add(ctx->wall, -(i % 400 + 1) * TIME_HOUR);
            TRY(q_people_demo_seen(system_of(ctx), &(PeopleDemoSeenArgs){.at = at, .user_id = id}, NULL));
            TRY(person_seen(system_of(ctx), id));
        }
    }
    return OK;
}

static Err make_large(DemoCtx *demo)
{
    Many m = {.demo = demo};
    if (demo->roles) {
        TRY(demo_unit(demo, "demo.roles", make_roles, &m));
    }
    for (int64_t done = 0; done < demo->users; done += BATCH) {
        m.from = done;
        m.n = num_min_i64(BATCH, demo->users - done);
        TRY(demo_unit(demo, "demo.users", make_many, &m));
        demo_progress(demo, "users", done + m.n, demo->users);
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
    TRY(demo_unit(demo, "demo.invitations", make_invitations, demo));
    return make_large(demo);
}

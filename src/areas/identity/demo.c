/* The demo's world of people: one vendor, six partner accounts of different kinds and countries, every role that can
 * be given held by somebody, and API applications. All names are invented. Later areas find what is made here by key:
 * "account/harbor", "directory/harbor", "user/a.okonjo". */
#include "areas/identity/identity.h"

#include "app/demo.h"
#include "app/setting.h"
#include "app/tell.h"

/* One password for all, since it is printed: a real installation never has one like it. */
#define DEMO_PASSWORD S("harbor-lantern-42")

typedef struct DemoDirectory {
    const char *key, *kind, *name, *domain, *country;
} DemoDirectory;
static const DemoDirectory DIRECTORIES[] = {
    {"northlight", "operator", "Northlight Cloud", "northlight.example", "SE"},
    {"harbor", "partner", "Harbor Systems", "harbor.example", "NL"},
    {"mooring", "partner", "Mooring IT", "mooring.example", "IE"},
    {"alder", "partner", "Alder & Finch", "alderfinch.example", "FR"},
    {"cobalt", "partner", "Cobalt Peak", "cobaltpeak.example", "US"},
    {"estrella", "partner", "Estrella Solo", "estrella.example", "ES"},
};

enum { MEMBERS_DAYS = 200 }; /* so long the accounts have been there, and in their programs */

typedef struct DemoAccount {
    const char *key, *directory, *public_id, *kind, *name, *country, *city, *currency, *locale, *zone, *programs;
    bool api;
} DemoAccount;
static const DemoAccount ACCOUNTS[] = {
    {"harbor", "harbor", "harbor", "provider", "Harbor Systems", "NL", "Rotterdam", "EUR", "en-NL", "Europe/Amsterdam",
     "mpn csp_provider incentives referrals", true},
    {"mooring", "mooring", "mooring", "reseller", "Mooring IT", "IE", "Galway", "EUR", "en-IE", "Europe/Dublin",
     "mpn csp_reseller referrals", false},
    {"alder", "alder", "alder", "direct", "Alder & Finch", "FR", "Lyon", "EUR", "fr-FR", "Europe/Paris",
     "mpn csp_direct incentives", true},
    {"cobalt", "cobalt", "cobalt", "direct", "Cobalt Peak", "US", "Denver", "USD", "en-US", "America/Denver",
     "mpn csp_direct incentives referrals", true},
    /* In Harbor's directory: people of Harbor can hold roles in both. */
    {"quayside", "harbor", "quayside", "developer", "Quayside Software", "DE", "Hamburg", "EUR", "en-DE",
     "Europe/Berlin", "marketplace", false},
    {"estrella", "estrella", "estrella", "direct", "Estrella Solo", "ES", "Sevilla", "EUR", "en-ES", "Europe/Madrid",
     "mpn csp_direct", true},
};

/* roles of one account; account NULL, or a star before the role: of the directory, which is every account of it.
 * second: another account's. */
typedef struct DemoPerson {
    const char *key, *directory, *first, *last, *locale, *account, *roles, *second_account, *second_roles, *guest_of;
} DemoPerson;
static const DemoPerson PEOPLE[] = {
    {"j.lindqvist", "harbor", "Jonas", "Lindqvist", "en-NL", "harbor", "global_admin", NULL, NULL, NULL},
    {"i.carvalho", "harbor", "Inês", "Carvalho", "en-NL", "harbor", "account_admin mpn_partner_admin", "quayside",
     "manager", NULL},
    {"a.okonjo", "harbor", "Amara", "Okonjo", "en-NL", "harbor", "admin_agent sales_agent", NULL, NULL, NULL},
    {"t.wojcik", "harbor", "Tomasz", "Wójcik", "en-NL", "harbor", "billing_admin", NULL, NULL, NULL},
    {"w.li", "harbor", "Wen", "Li", "en-NL", "harbor", "helpdesk_agent", NULL, NULL, NULL},
    {"s.devries", "harbor", "Sanne", "de Vries", "en-NL", "harbor", "incentives_admin channel_incentives_contact", NULL,
     NULL, NULL},
    {"p.bakker", "harbor", "Pieter", "Bakker", "en-NL", "harbor", "incentives_user", NULL, NULL, NULL},
    {"n.haddad", "harbor", "Noor", "Haddad", "en-NL", "harbor", "compliance_admin user_management_admin", NULL, NULL,
     NULL},
    {"j.smit", "harbor", "Joost", "Smit", "en-NL", "harbor",
     "referrals_admin co_sell_solution_admin business_profile_admin", NULL, NULL, NULL},
    {"m.visser", "harbor", "Mila", "Visser", "en-NL", "harbor", "referrals_user", NULL, NULL, NULL},
    {"e.mulder", "harbor", "Eva", "Mulder", "en-NL", "harbor", "executive_report_viewer", NULL, NULL, NULL},
    {"l.jansen", "harbor", "Lars", "Jansen", "en-NL", "harbor", "report_viewer", NULL, NULL, NULL},
    {"b.peters", "harbor", "Bram", "Peters", "en-NL", "harbor", "default_user", NULL, NULL, NULL},
    {"y.demir", "harbor", "Yasemin", "Demir", "en-NL", "harbor", "marketing_content_admin crm_admin", NULL, NULL, NULL},
    {"z.novak", "harbor", "Zuzana", "Novak", "en-NL", "harbor", "guest_user", NULL, NULL, NULL},
    {"d.kramer", "harbor", "Doris", "Kramer", "en-DE", "quayside", "owner", NULL, NULL, NULL},
    {"f.brandt", "harbor", "Felix", "Brandt", "en-DE", "quayside", "manager", NULL, NULL, NULL},
    {"h.vogt", "harbor", "Hanna", "Vogt", "en-DE", "quayside", "developer", NULL, NULL, NULL},
    {"k.lorenz", "harbor", "Kai", "Lorenz", "en-DE", "quayside", "business_contributor marketer", NULL, NULL, NULL},
    {"u.stein", "harbor", "Ulrike", "Stein", "en-DE", "quayside", "financial_contributor cpv_global_admin", NULL, NULL,
     NULL},
    {"n.byrne", "mooring", "Niamh", "Byrne", "en-IE", "mooring", "*global_admin admin_agent", NULL, NULL, NULL},
    /* Two directories: at home in Mooring's, a guest in Alder & Finch's. */
    {"c.doyle", "mooring", "Cian", "Doyle", "en-IE", "mooring", "sales_agent", "alder", "guest_user report_viewer",
     "alder"},
    {"c.moreau", "alder", "Camille", "Moreau", "fr-FR", "alder", "global_admin account_admin", NULL, NULL, NULL},
    {"h.lefevre", "alder", "Hugo", "Lefèvre", "fr-FR", "alder", "admin_agent", NULL, NULL, NULL},
    {"c.dubois", "alder", "Chloé", "Dubois", "fr-FR", "alder", "sales_agent", NULL, NULL, NULL},
    {"l.girard", "alder", "Louis", "Girard", "fr-FR", "alder", "billing_admin incentives_admin", NULL, NULL, NULL},
    {"m.brooks", "cobalt", "Maya", "Brooks", "en-US", "cobalt", "global_admin", NULL, NULL, NULL},
    {"e.cole", "cobalt", "Ethan", "Cole", "en-US", "cobalt", "admin_agent", NULL, NULL, NULL},
    {"r.chen", "cobalt", "Riley", "Chen", "en-US", "cobalt", "sales_agent helpdesk_agent", NULL, NULL, NULL},
    {"l.romero", "estrella", "Lucía", "Romero", "en-ES", "estrella",
     "global_admin account_admin admin_agent billing_admin incentives_admin", NULL, NULL, NULL},
    {"o.lund", "northlight", "Oskar", "Lund", "en-SE", NULL, "operator_admin", NULL, NULL, NULL},
    {"f.holm", "northlight", "Freja", "Holm", "en-SE", NULL, "operator_support operator_verification", NULL, NULL,
     NULL},
    {"a.strand", "northlight", "Arvid", "Strand", "en-SE", NULL, "operator_finance operator_catalog", NULL, NULL, NULL},
};

typedef struct DemoRun {
    DemoCtx *demo;
    Str hash;
} DemoRun;

static Str key_of(Arena *a, const char *kind, const char *key) { return str_fmt(a, "%s/%s", kind, key); }

static Err make_vendor(Ctx *ctx, void *arg)
{
    (void)arg;
    TRY(installation_put(ctx, S("vendor_name"), S("Northlight Cloud")));
    TRY(installation_put(ctx, S("languages"), S("en fr")));
    TRY(identity_membership_put(ctx, S("en"), S("Guild ID")));
    TRY(identity_membership_put(ctx, S("fr"), S("ID Guild")));
    /* Visitors of the demo sign in as the vendor's staff too, without setting anything up. */
    TRY(setting_put(ctx, ID_NIL, S("sign_in.staff_mfa"), S("encouraged")));
    return installation_put(ctx, S("currencies"), S("EUR USD GBP"));
}

static Err make_directories(Ctx *ctx, void *arg)
{
    DemoRun *run = arg;
    for (size_t i = 0; i < COUNT_OF(DIRECTORIES); i++) {
        const DemoDirectory *d = &DIRECTORIES[i];
        NewDirectory n = {.id = ctx_new_id(ctx),
                          .kind = str_from(d->kind),
                          .name = str_from(d->name),
                          .domain = str_from(d->domain),
                          .country = str_from(d->country)};
        TRY(identity_add_directory(system_of(ctx), &n));
        demo_put(run->demo, key_of(run->demo->arena, "directory", d->key), n.id);
    }
    return OK;
}

static Err make_accounts(Ctx *ctx, void *arg)
{
    DemoRun *run = arg;
    demo_at(ctx, time_add(run->demo->start, -MEMBERS_DAYS * TIME_DAY));
    for (size_t i = 0; i < COUNT_OF(ACCOUNTS); i++) {
        const DemoAccount *d = &ACCOUNTS[i];
        NewAccount n = {
            .id = ctx_new_id(ctx),
            .directory_id = demo_get(run->demo, key_of(ctx->arena, "directory", d->directory)),
            .public_id = str_from(d->public_id),
            .kind = str_from(d->kind),
            .name = str_from(d->name),
            .country = str_from(d->country),
            .city = str_from(d->city),
            .currency = str_from(d->currency),
            .locale = str_from(d->locale),
            .time_zone = str_from(d->zone),
            .programs = d->programs,
        };
        TRY(identity_add_account(system_of(ctx), &n));
        demo_put(run->demo, key_of(run->demo->arena, "account", d->key), n.id);
    }
    return OK;
}

static const DemoDirectory *directory_of(const char *key)
{
    for (size_t i = 0; i < COUNT_OF(DIRECTORIES); i++) {
        if (str_eq(str_from(DIRECTORIES[i].key), str_from(key))) {
            return &DIRECTORIES[i];
        }
    }
    return &DIRECTORIES[0];
}

static const DemoAccount *account_by_key(const char *key)
{
    for (size_t i = 0; key && i < COUNT_OF(ACCOUNTS); i++) {
        if (str_eq(str_from(ACCOUNTS[i].key), str_from(key))) {
            return &ACCOUNTS[i];
        }
    }
    return NULL;
}

static Str email_of(Arena *a, const DemoPerson *p)
{
    return str_fmt(a, "%s@%s", p->key, directory_of(p->directory)->domain);
}

static Err give(Ctx *ctx, Id user, Id directory, Id account, const char *roles)
{
    Str rest = str_from(roles), role;
    while (str_split(&rest, ' ', &role)) {
        bool whole = str_starts(role, S("*"));
        TRY(identity_grant(system_of(ctx), user, directory, whole ? ID_NIL : account,
                           whole ? str_skip(role, 1) : role));
    }
    return OK;
}

static Err make_person(Ctx *ctx, DemoRun *run, const DemoPerson *p)
{
    DemoCtx *d = run->demo;
    const DemoAccount *account = account_by_key(p->account);
    Id directory = demo_get(d, key_of(ctx->arena, "directory", p->directory));
    Id account_id = account ? demo_get(d, key_of(ctx->arena, "account", p->account)) : ID_NIL;
    NewUser n = {
        .id = ctx_new_id(ctx),
        .directory_id = directory,
        .last_account_id = account_id,
        .sign_in = email_of(ctx->arena, p),
        .first_name = str_from(p->first),
        .last_name = str_from(p->last),
        .password_hash = run->hash,
        .locale = str_from(p->locale),
        .time_zone = account ? str_from(account->zone) : S("Europe/Stockholm"),
    };
    TRY(identity_add_user(system_of(ctx), &n));
    TRY(give(ctx, n.id, directory, account_id, p->roles));
    if (p->second_account) {
        const DemoAccount *second = account_by_key(p->second_account);
        Id second_directory = demo_get(d, key_of(ctx->arena, "directory", second->directory));
        TRY(give(ctx, n.id, second_directory, demo_get(d, key_of(ctx->arena, "account", p->second_account)),
                 p->second_roles));
    }
    if (p->guest_of) {
        TRY(identity_add_member(system_of(ctx), n.id, demo_get(d, key_of(ctx->arena, "directory", p->guest_of))));
    }
    demo_put(d, key_of(d->arena, "user", p->key), n.id);
    return OK;
}

static Err make_people(Ctx *ctx, void *arg)
{
    DemoRun *run = arg;
    for (size_t i = 0; i < COUNT_OF(PEOPLE); i++) {
        TRY(make_person(ctx, run, &PEOPLE[i]));
    }
    return OK;
}

static Err welcome(Ctx *ctx, void *arg)
{
    DemoRun *run = arg;
    for (size_t i = 0; i < COUNT_OF(PEOPLE); i++) {
        const DemoPerson *p = &PEOPLE[i];
        const DemoAccount *account = account_by_key(p->account);
        if (account) {
            Url url = url_fmt(ctx->arena, "/a/%s/help/find-your-way", str_from(account->public_id));
            Tell tell = {.category = S("account"),
                         .user_id = demo_get(run->demo, key_of(ctx->arena, "user", p->key)),
                         .account_id = demo_get(run->demo, key_of(ctx->arena, "account", p->account)),
                         .icon = S("info"),
                         .title = MSG1("Welcome to the partner center of {vendor}", "vendor", S("Northlight Cloud")),
                         .line =
                             MSG("One page of help shows where things are, what you may do and whom to ask for more."),
                         .action = MSG("Find your way around"),
                         .url = url};
            TRY(tell_user(ctx, &tell));
        }
    }
    return OK;
}

static Err make_applications(Ctx *ctx, void *arg)
{
    DemoRun *run = arg;
    for (size_t i = 0; i < COUNT_OF(ACCOUNTS); i++) {
        const DemoAccount *d = &ACCOUNTS[i];
        if (!d->api) {
            continue;
        }
        Id directory = demo_get(run->demo, key_of(ctx->arena, "directory", d->directory));
        NewApplication n = {.id = ctx_new_id(ctx),
                            .account_id = demo_get(run->demo, key_of(ctx->arena, "account", d->key)),
                            .directory_id = directory,
                            .name = str_fmt(ctx->arena, "%s integration", d->name),
                            .expires_at = time_add(ctx->wall, 365 * TIME_DAY)};
        Str secret;
        TRY(identity_add_application(system_of(ctx), &n, &secret));
        Arena *a = run->demo->arena;
        Str tenant = id_text(a, directory);
        DemoApi api = {.account = str_from(d->name),
                       .tenant = tenant,
                       .client_id = id_text(a, n.id),
                       .client_secret = str_copy(a, secret),
                       .token_url = str_fmt(a, "/%.*s/oauth2/token", S_ARG(tenant)),
                       .base_url = S("")};
        demo_add_api(run->demo, &api);
        demo_put(run->demo, key_of(a, "application", d->key), n.id);
    }
    return OK;
}

static void print_people(DemoCtx *d)
{
    for (size_t i = 0; i < COUNT_OF(PEOPLE); i++) {
        const DemoPerson *p = &PEOPLE[i];
        const DemoAccount *account = account_by_key(p->account);
        Str name = account ? str_from(account->name) : S("Northlight Cloud");
        Str roles = str_starts(str_from(p->roles), S("*")) ? str_from(p->roles + 1) : str_from(p->roles);
        demo_add_portal(d, email_of(d->arena, p), DEMO_PASSWORD, name, roles);
    }
}

Err identity_demo(DemoCtx *demo);
Err identity_demo(DemoCtx *demo)
{
    DemoRun run = {.demo = demo, .hash = password_hash(demo->arena, DEMO_PASSWORD)};
    TRY(demo_unit(demo, "demo.vendor", make_vendor, &run));
    TRY(demo_unit(demo, "demo.directories", make_directories, &run));
    TRY(demo_unit(demo, "demo.accounts", make_accounts, &run));
    TRY(demo_unit(demo, "demo.people", make_people, &run));
    TRY(demo_unit(demo, "demo.applications", make_applications, &run));
    TRY(demo_unit(demo, "demo.welcome", welcome, &run));
    print_people(demo);
    return OK;
}

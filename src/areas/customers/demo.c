/* The demo's customers: a few told one by one, with a history, and any number made from word lists. All invented. */
#include "app/demo.h"
#include "app/country_rule.h"
#include "areas/customers/customers.h"
#include "gen/customers_q.h"

/* A batch is one unit. Each one writes the pages it has touched, which for rows all over their indexes is most pages
 * there are: few large ones write several times less. */
enum { BATCH = 8000, FIRST_PAGE = 60 };

typedef struct Town {
    const char *country, *culture, *city, *state, *phone;
} Town;
static const Town TOWNS[] = {
    {"NL", "nl-NL", "Utrecht", "", "+31 30 555 01"},     {"NL", "nl-NL", "Groningen", "", "+31 50 555 01"},
    {"NL", "nl-NL", "Eindhoven", "", "+31 40 555 01"},   {"BE", "nl-BE", "Gent", "", "+32 9 255 01 "},
    {"BE", "fr-BE", "Namur", "", "+32 81 55 01 "},       {"DE", "de-DE", "Bremen", "", "+49 421 555 01"},
    {"DE", "de-DE", "Leipzig", "", "+49 341 555 01"},    {"DE", "de-DE", "Kassel", "", "+49 561 555 01"},
    {"AT", "de-AT", "Graz", "", "+43 316 555 01"},       {"CH", "de-CH", "Luzern", "", "+41 41 555 01"},
    {"CH", "fr-CH", "Lausanne", "", "+41 21 555 01"},    {"FR", "fr-FR", "Lille", "", "+33 3 20 55 01"},
    {"FR", "fr-FR", "Nantes", "", "+33 2 40 55 01"},     {"FR", "fr-FR", "Grenoble", "", "+33 4 76 55 01"},
    {"IE", "en-IE", "Cork", "", "+353 21 555 01"},       {"IE", "en-IE", "Limerick", "", "+353 61 455 1"},
    {"GB", "en-GB", "Leeds", "", "+44 113 496 01"},      {"GB", "en-GB", "Bristol", "", "+44 117 496 01"},
    {"DK", "da-DK", "Aarhus", "", "+45 86 55 01"},       {"NO", "nb-NO", "Bergen", "", "+47 55 55 01"},
    {"SE", "sv-SE", "Uppsala", "", "+46 18 555 01"},     {"SE", "sv-SE", "Lund", "", "+46 46 555 01"},
    {"FI", "fi-FI", "Turku", "", "+358 2 555 01"},       {"ES", "es-ES", "Sevilla", "", "+34 95 555 01"},
    {"ES", "es-ES", "Bilbao", "", "+34 94 555 01"},      {"PT", "pt-PT", "Porto", "", "+351 22 555 01"},
    {"IT", "it-IT", "Torino", "", "+39 011 555 01"},     {"IT", "it-IT", "Verona", "", "+39 045 555 01"},
    {"PL", "pl-PL", "Poznan", "", "+48 61 555 01"},      {"PL", "pl-PL", "Lublin", "", "+48 81 555 01"},
    {"US", "en-US", "Denver", "CO", "+1 303 555 01"},    {"US", "en-US", "Portland", "OR", "+1 503 555 01"},
    {"US", "en-US", "Madison", "WI", "+1 608 555 01"},   {"US", "en-US", "Raleigh", "NC", "+1 919 555 01"},
    {"CA", "en-CA", "Halifax", "NS", "+1 902 555 01"},   {"CA", "fr-CA", "Sherbrooke", "QC", "+1 819 555 01"},
    {"AU", "en-AU", "Hobart", "TAS", "+61 3 5550 01"},   {"JP", "ja-JP", "Nagoya", "Aichi", "+81 52 555 01"},
    {"BR", "pt-BR", "Curitiba", "PR", "+55 41 3555 01"}, {"MX", "es-MX", "Puebla", "PUE", "+52 222 555 01"},
    {"HU", "en-GB", "Szeged", "", "+36 62 555 1"},       {"IN", "en-IN", "Pune", "MH", "+91 20 2555 01"},
};
static const char *const FIRST_WORDS[] = {
    "Alder",    "Amber",  "Anchor",  "Apple",  "Arbor",   "Ash",    "Aspen",  "Aurora",  "Basalt",   "Beacon",
    "Birch",    "Blue",   "Bramble", "Bridge", "Bright",  "Brook",  "Cedar",  "Chalk",   "Cinder",   "Clay",
    "Clover",   "Cobble", "Copper",  "Coral",  "Crane",   "Crest",  "Dale",   "Dawn",    "Delta",    "Dune",
    "East",     "Elder",  "Elm",     "Ember",  "Falcon",  "Fern",   "Field",  "Finch",   "Fjord",    "Flint",
    "Forge",    "Fox",    "Garnet",  "Glen",   "Granite", "Green",  "Grove",  "Harvest", "Hawthorn", "Hazel",
    "Heath",    "Heron",  "Hill",    "Holly",  "Iris",    "Iron",   "Ivory",  "Ivy",     "Jade",     "Juniper",
    "Kestrel",  "Lake",   "Lantern", "Larch",  "Laurel",  "Lime",   "Linden", "Loom",    "Lowland",  "Maple",
    "Marble",   "Marsh",  "Meadow",  "Mill",   "Mint",    "Moss",   "North",  "Oak",     "Ocean",    "Olive",
    "Onyx",     "Opal",   "Orchard", "Osprey", "Otter",   "Pebble", "Pine",   "Plum",    "Poplar",   "Quarry",
    "Quill",    "Raven",  "Reed",    "Ridge",  "River",   "Robin",  "Rowan",  "Saffron", "Sage",     "Sail",
    "Sand",     "Sedge",  "Silver",  "Slate",  "Sparrow", "Spruce", "Stone",  "Storm",   "Summit",   "Swift",
    "Sycamore", "Teal",   "Thistle", "Tide",   "Timber",  "Valley", "Violet", "Walnut",  "Weir",     "Willow",
    "Winter",   "Wren"};
static const char *const SECOND_WORDS[] = {
    "Works",     "Dental Group", "Freight",     "Textiles",   "Clinics",   "Seafood",   "Primary School",
    "Legal",     "Hotels",       "Tooling",     "Architects", "Dairy",     "Robotics",  "Foods",
    "Energy",    "Logistics",    "Pharma",      "Printing",   "Ceramics",  "Bikes",     "Optics",
    "Software",  "Media",        "Motors",      "Gardens",    "Insurance", "Bakery",    "Brewing",
    "Coffee",    "Consulting",   "Engineering", "Estates",    "Farms",     "Fashion",   "Finance",
    "Furniture", "Glass",        "Instruments", "Interiors",  "Kitchens",  "Labs",      "Lighting",
    "Marine",    "Metals",       "Mobility",    "Music",      "Outdoor",   "Packaging", "Paints",
    "Paper",     "Plastics",     "Plumbing",    "Publishing", "Rail",      "Recycling", "Research",
    "Security",  "Shipping",     "Solar",       "Sports",     "Steel",     "Studios",   "Tea",
    "Tiles",     "Timber",       "Tours",       "Toys",       "Training",  "Transport", "Travel",
    "Vets",      "Water",        "Wines",       "Wood",       "Wool",      "Yachts"};
static const char *const FIRST_NAMES[] = {"Femke", "Lars",  "Ines",  "Mateus", "Priya", "Noor",  "Hugo", "Clara",
                                          "Oskar", "Maja",  "Tariq", "Elena",  "Jonas", "Sofia", "Liam", "Aoife",
                                          "Kenji", "Marta", "Pavel", "Greta",  "Anna",  "Diego", "Emma", "Yusuf"};
static const char *const LAST_NAMES[] = {"Bos",     "Jensen",   "Carvalho", "Ferreira", "Raman",  "Haddad",
                                         "Lambert", "Weiss",    "Nilsson",  "Kowalska", "Aziz",   "Rossi",
                                         "Berg",    "Moreno",   "Murphy",   "Kelly",    "Tanaka", "Novak",
                                         "Horak",   "Lindgren", "Fischer",  "Vega",     "Martin", "Demir"};
#define OF(list, i) (list)[(i) % COUNT_OF(list)]

/* The i-th of n customers: they stand in order of their names and far enough apart to use all words, so that the rows
 * of a unit meet in the indexes; town and second word change with a step that shares no factor with their number. */
static Str registered(Str country)
{
    return customer_registered(country) ? str_from(country_id(COUNTRY_REGISTRATION, country)->example) : S("");
}
static NewCustomer made_up(Arena *arena, uint64_t i, uint64_t n)
{
    const uint64_t tails = COUNT_OF(SECOND_WORDS) * COUNT_OF(TOWNS);
    const uint64_t total = COUNT_OF(FIRST_WORDS) * tails;
    uint64_t at = n && n < total ? i * (total / n) : i % total;
    const char *first = OF(FIRST_WORDS, at / tails);
    uint64_t tail = (at * UINT64_C(1009)) % tails;
    const char *second = OF(SECOND_WORDS, tail);
    const Town *town = &OF(TOWNS, tail / COUNT_OF(SECOND_WORDS));
    uint64_t round = i / total;
    Buf domain = buf_on_arena(arena, 256);
    for (const char *s = str_z(arena, str_fmt(arena, "%s%s-%s", first, second, town->city)); *s; s++) {
        if (*s != ' ') {
            buf_addc(&domain, (char)(*s >= 'A' && *s <= 'Z' ? *s - 'A' + 'a' : *s));
        }
    }
    if (round) {
        buf_fmt(&domain, "%llu", (unsigned long long)round);
    }
    buf_add(&domain, S(".example"));
    const CountryAddress *rule = country_address(str_from(town->country));
    Str person = str_from(OF(FIRST_NAMES, i * 7));
    Str family = str_from(OF(LAST_NAMES, i * 11 + 3));
    PostalAddress p = {.line1 = str_fmt(arena, "%s Street %llu", first, (unsigned long long)(1 + i % 180)),
                       .city = str_from(town->city),
                       .state = str_from(town->state),
                       .postal_code = str_from(rule->postal_example),
                       .country = str_from(town->country),
                       .phone = str_fmt(arena, "%s%02llu", town->phone, (unsigned long long)(i % 100))};
    Str name = str_fmt(arena, "%s %s %s", first, second, town->city);
    return (NewCustomer){
        .company = {.name = name,
                    .domain = buf_str(&domain),
                    .registration_number = registered(str_from(town->country)),
                    .address = p},
        .billing = {.company_name = name,
                    .first_name = person,
                    .last_name = family,
                    .culture = str_from(town->culture),
                    .language = str_sub(str_from(town->culture), 0, 2),
                    .email = str_lower_ascii(
                        arena, str_fmt(arena, "%.*s.%.*s@%.*s", S_ARG(person), S_ARG(family), S_ARG(buf_str(&domain)))),
                    .address = p},
        .delegated = i % 3 == 0,
        .silent_user = true,
    };
}

/* --- told one by one --- */

typedef struct Told {
    const char *account, *reseller, *name, *domain;
    int town;
    int days_ago;
    const char *tags;
} Told;
static const Told TOLD[] = {
    {"harbor", "", "Alder Works", "alderworks.example", 0, 620, "Manufacturing, Key account"},
    {"harbor", "mooring", "Birchfield Dental Group", "birchfield.example", 14, 540, "Health"},
    {"harbor", "", "Cobalt Freight", "cobaltfreight.example", 3, 511, "Logistics"},
    {"harbor", "mooring", "Delmar Textiles", "delmar.example", 25, 470, ""},
    {"harbor", "", "Elm Street Clinics", "elmstreet.example", 15, 44, "Health"},
    {"harbor", "mooring", "Fjordline Seafood", "fjordline.example", 19, 330, ""},
    {"harbor", "", "Gables Primary School", "gables.example", 14, 301, "Education"},
    {"harbor", "", "Hartwood Legal", "hartwood.example", 1, 280, ""},
    {"harbor", "mooring", "Isla Verde Hotels", "islaverde.example", 23, 251, "Key account"},
    {"harbor", "", "Juniper Tooling", "junipertooling.example", 6, 232, "Manufacturing"},
    {"harbor", "", "Kestrel Architects", "kestrel.example", 2, 190, ""},
    {"harbor", "mooring", "Lowland Dairy", "lowlanddairy.example", 0, 155, "Food"},
    {"harbor", "", "Mistral Robotics", "mistralrobotics.example", 13, 90, "Manufacturing"},
    {"harbor", "", "Nordhavn Bikes", "nordhavnbikes.example", 18, 61, ""},
    {"harbor", "mooring", "Orla Coffee Roasters", "orlacoffee.example", 14, 20, "Food"},
    {"harbor", "", "Pico Energy", "picoenergy.example", 25, 6, ""},
    {"alder", "", "Atelier Beaumont", "atelierbeaumont.example", 12, 700, "Architecture"},
    {"alder", "", "Boulangeries Giraud", "boulangeries-giraud.example", 11, 512, "Food"},
    {"alder", "", "Clinique Saint-Rémy", "clinique-saintremy.example", 13, 433, "Health"},
    {"alder", "", "Domaine des Tilleuls", "domainedestilleuls.example", 13, 365, "Food"},
    {"alder", "", "Éditions Lumière Bleue", "lumierebleue.example", 11, 244, ""},
    {"alder", "", "Forges du Rhône", "forgesdurhone.example", 13, 120, "Manufacturing"},
    {"alder", "", "Garage Vernay", "garagevernay.example", 12, 33, ""},
    {"cobalt", "", "Aspen Ridge Outfitters", "aspenridge.example", 30, 655, "Retail"},
    {"cobalt", "", "Bluebird Pediatrics", "bluebirdpediatrics.example", 32, 430, "Health"},
    {"cobalt", "", "Cascade Timber Company", "cascadetimber.example", 31, 388, ""},
    {"cobalt", "", "Dogwood Credit Union", "dogwoodcu.example", 33, 211, "Finance"},
    {"cobalt", "", "Eagle Creek Brewing", "eaglecreekbrewing.example", 30, 77, "Food"},
    {"cobalt", "", "Front Range Solar", "frontrangesolar.example", 30, 12, ""},
    {"estrella", "", "Aceites del Sur", "aceitesdelsur.example", 23, 320, ""},
    {"estrella", "", "Taller Guadalquivir", "tallerguadalquivir.example", 23, 140, ""},
    {"estrella", "", "Viveros La Encina", "viveroslaencina.example", 24, 18, ""},
};
/* Served by two direct partners, each with a billing profile of its own. */
static const char *const SHARED = "Transalpin Machines";

typedef struct DemoRun {
    DemoCtx *demo;
    const Told *told;
    Id account_id, reseller_id, customer_id;
    uint64_t from, n, n_all;
} DemoRun;

static Id account_key(DemoRun *r, const char *key)
{
    return demo_get(r->demo, str_fmt(r->demo->arena, "account/%s", key));
}
static Time days_ago(const DemoCtx *d, int64_t days) { return time_add(d->start, -days * TIME_DAY); }

static NewCustomer told_customer(Arena *arena, const Told *t, uint64_t i)
{
    NewCustomer n = made_up(arena, i, 0);
    const Town *town = &TOWNS[t->town];
    const CountryAddress *rule = country_address(str_from(town->country));
    n.company.name = n.billing.company_name = str_from(t->name);
    n.company.domain = str_from(t->domain);
    n.company.registration_number = S("");
    n.company.address.city = str_from(town->city);
    n.company.address.state = str_from(town->state);
    n.company.address.country = str_from(town->country);
    n.company.address.postal_code = str_from(rule->postal_example);
    n.company.address.phone = str_fmt(arena, "%s%02llu", town->phone, (unsigned long long)(i % 100));
    n.billing.address = n.company.address;
    n.billing.culture = str_from(town->culture);
    n.billing.language = str_sub(n.billing.culture, 0, 2);
    n.billing.email = str_lower_ascii(arena, str_fmt(arena, "%.*s@%s", S_ARG(n.billing.first_name), t->domain));
    n.delegated = true;
    return n;
}
/* History has faces: each account's agent did what is told of it. */
static void act_as_agent(Ctx *ctx, DemoRun *r, const char *account)
{
    static const struct {
        const char *account, *key, *name;
    } agents[] = {{"harbor", "a.okonjo", "Amara Okonjo"},
                  {"alder", "h.lefevre", "Hugo Lefèvre"},
                  {"cobalt", "e.cole", "Ethan Cole"},
                  {"estrella", "l.romero", "Lucía Romero"}};
    for (size_t i = 0; i < COUNT_OF(agents); i++) {
        if (str_eq(str_from(agents[i].account), str_from(account))) {
            ctx->actor = (Actor){.kind = ACTOR_USER,
                                 .user_id = demo_get(r->demo, str_fmt(ctx->arena, "user/%s", agents[i].key)),
                                 .name = str_from(agents[i].name)};
        }
    }
}
static Err tell(Ctx *ctx, void *arg)
{
    DemoRun *r = arg;
    const Told *t = r->told;
    demo_at(ctx, days_ago(r->demo, t->days_ago));
    act_as_agent(ctx, r, t->account);
    AccountCtx a = account_of(ctx, r->account_id);
    NewCustomer n = told_customer(ctx->arena, t, 900001 + (uint64_t)(t - TOLD));
    n.reseller_account_id = r->reseller_id;
    CustomerCreated made;
    TRY(customer_create(a, &n, &made));
    r->customer_id = made.id.id;
    return OK;
}
static Err tell_tags(Ctx *ctx, void *arg)
{
    DemoRun *r = arg;
    demo_at(ctx, days_ago(r->demo, r->told->days_ago - 1));
    act_as_agent(ctx, r, r->told->account);
    AccountCtx a = account_of(ctx, r->account_id);
    ctx->customer_id = r->customer_id;
    Customer c;
    TRY(customer_get(a, &c));
    return customer_tags_add(a, c.id, c.company.name, str_from(r->told->tags));
}
static Err tell_moved(Ctx *ctx, void *arg)
{
    DemoRun *r = arg;
    demo_at(ctx, days_ago(r->demo, r->told->days_ago / 2));
    act_as_agent(ctx, r, r->told->account);
    AccountCtx a = account_of(ctx, r->account_id);
    ctx->customer_id = r->customer_id;
    Customer c;
    TRY(customer_get(a, &c));
    CompanyFacts moved = c.company;
    moved.address.line2 = S("2nd floor");
    return customer_company_save(a, &c, &moved, c.version);
}
static Err share(Ctx *ctx, void *arg)
{
    DemoRun *r = arg;
    demo_at(ctx, days_ago(r->demo, 150));
    act_as_agent(ctx, r, "cobalt");
    NewCustomer n =
        told_customer(ctx->arena, &(Told){.name = SHARED, .domain = "transalpin.example", .town = 10}, 900100);
    n.billing.first_name = S("Riley");
    n.billing.last_name = S("Meyer");
    return customer_share(ctx, r->account_id, (CustomerId){r->customer_id}, &n.billing);
}
static Err partner_up(Ctx *ctx, void *arg)
{
    DemoRun *r = arg;
    AccountCtx a = account_of(ctx, r->account_id);
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = r->reseller_id;
    return q_partnership_add(a, &(PartnershipAddArgs){.reseller_account_id = r->reseller_id}, NULL);
}
static Err tell_all(DemoRun *r)
{
    DemoCtx *d = r->demo;
    for (size_t i = 0; i < COUNT_OF(TOLD); i++) {
        r->told = &TOLD[i];
        r->account_id = account_key(r, TOLD[i].account);
        r->reseller_id = *TOLD[i].reseller ? account_key(r, TOLD[i].reseller) : ID_NIL;
        TRY(demo_unit(d, "customer.create", tell, r));
        demo_put(d, str_fmt(d->arena, "customer/%s", TOLD[i].domain), r->customer_id);
        if (*TOLD[i].tags) {
            TRY(demo_unit(d, "customer.tag.add", tell_tags, r));
        }
        if (i % 4 == 0) {
            TRY(demo_unit(d, "customer.company.save", tell_moved, r));
        }
    }
    static const Told shared = {"alder", "", "Transalpin Machines", "transalpin.example", 10, 260, "Manufacturing"};
    r->told = &shared;
    r->account_id = account_key(r, "alder");
    r->reseller_id = ID_NIL;
    TRY(demo_unit(d, "customer.create", tell, r));
    demo_put(d, S("customer/shared"), r->customer_id);
    r->account_id = account_key(r, "cobalt");
    return demo_unit(d, "customer.share", share, r);
}

/* --- any number --- */

/* Ninety of a hundred belong to the provider, so that one list is as long as the demo was asked to be. */
static Id owner_of(DemoRun *r, uint64_t i)
{
    uint64_t at = i % 100;
    return account_key(r, at < 90 ? "harbor" : at < 95 ? "alder" : at < 99 ? "cobalt" : "estrella");
}
static Err bulk(Ctx *ctx, void *arg)
{
    DemoRun *r = arg;
    for (uint64_t i = r->from; i < r->from + r->n; i++) {
        NewCustomer n = made_up(ctx->arena, i, r->n_all);
        ctx->now = time_add(days_ago(r->demo, 900),
                            (int64_t)((i * 7919) % 900) * TIME_DAY + (int64_t)(i % 86400) * TIME_SECOND);
        AccountCtx a = account_of(ctx, owner_of(r, i));
        n.reseller_account_id = i % 100 < 90 && i % 10 == 3 ? account_key(r, "mooring") : ID_NIL;
        CustomerCreated made;
        TRY(customer_create(a, &n, &made));
    }
    if (r->n > 1) { /* the row is of none of them */
        memset(&ctx->audit, 0, sizeof ctx->audit);
        ctx->customer_id = ID_NIL;
    }
    return OK;
}

/* Those on the first page of the list have a history too: one unit each, by their account's agent. */
static Err bulk_told(Ctx *ctx, void *arg)
{
    DemoRun *r = arg;
    uint64_t at = r->from % 100;
    act_as_agent(ctx, r, at < 90 ? "harbor" : at < 95 ? "alder" : at < 99 ? "cobalt" : "estrella");
    TRY(bulk(ctx, arg));
    demo_at(ctx, ctx->now);
    return OK;
}

Err customers_demo(DemoCtx *demo);
Err customers_demo(DemoCtx *demo)
{
    DemoRun r = {.demo = demo};
    r.account_id = account_key(&r, "harbor");
    r.reseller_id = account_key(&r, "mooring");
    TRY(demo_unit(demo, "partnership.add", partner_up, &r));
    TRY(tell_all(&r));
    int64_t rest = num_max_i64(0, demo->customers - (int64_t)COUNT_OF(TOLD) - 1); /* the told ones are always there */
    r.n_all = (uint64_t)rest;
    int64_t told = num_min_i64(FIRST_PAGE, rest);
    r.n = 1;
    for (r.from = 0; r.from < (uint64_t)told; r.from++) {
        TRY(demo_unit(demo, "customer.create", bulk_told, &r));
    }
    for (int64_t done = told; done < rest; done += BATCH) {
        r.from = (uint64_t)done;
        r.n = (uint64_t)num_min_i64(BATCH, rest - done);
        TRY(demo_unit(demo, "demo.customers", bulk, &r));
        demo_progress(demo, "customers", done + (int64_t)r.n, rest);
    }
    return OK;
}

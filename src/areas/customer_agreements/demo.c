/* The demo's agreements with customers: two kinds, one of them with a newer version in France and Belgium, and what
 * some customers have accepted. */
#include "app/demo.h"
#include "areas/customer_agreements/pages.h"

#include "app/tell.h"

Err customer_agreements_demo(DemoCtx *demo);

typedef struct Text {
    const char *kind, *number, *countries;
    bool again;
    int days_ago;
    const char *title[2], *body[2];
} Text;
static const Text TEXTS[] = {
    {"cloud",
     "2019.1",
     "",
     false,
     900,
     {"Northlight cloud agreement", "Contrat cloud Northlight"},
     {"# 1. Services\nNorthlight Cloud provides the services that the customer orders from its partner.\n# 2. Use\n- "
      "The "
      "customer's people alone use them.\n- The customer answers for what they do.",
      "# 1. Services\nNorthlight Cloud fournit les services que le client commande à son partenaire.\n# 2. "
      "Utilisation\n- Seules les personnes du client les utilisent.\n- Le client répond de ce qu’elles font."}},
    {"customer",
     "2025.1",
     "",
     false,
     300,
     {"Northlight customer agreement", "Contrat client Northlight"},
     {"# 1. What it is about\nThe customer uses services of Northlight Cloud and pays its partner for them.\n# 2. "
      "Data\n- Data stay the customer's.\n- They are given back within 90 days of the end.\n# 3. How it ends\nEach "
      "subscription ends as its order says.",
      "# 1. Objet\nLe client utilise des services de Northlight Cloud et les paie à son partenaire.\n# 2. Données\n- "
      "Les données restent celles du client.\n- Elles sont rendues dans les 90 jours qui suivent la fin.\n# 3. Fin du "
      "contrat\nChaque abonnement prend fin comme le dit sa commande."}},
    {"customer",
     "2026.1",
     "FR BE",
     true,
     20,
     {"Northlight customer agreement", "Contrat client Northlight"},
     {"# 1. What it is about\nThe customer uses services of Northlight Cloud and pays its partner for them.\n# 2. "
      "Data\n- Data stay the customer's, and within the European Union.\n- They are given back within 30 days of the "
      "end.\n# 3. How it ends\nEach subscription ends as its order says.",
      "# 1. Objet\nLe client utilise des services de Northlight Cloud et les paie à son partenaire.\n# 2. Données\n- "
      "Les données restent celles du client, et dans l’Union européenne.\n- Elles sont rendues dans les 30 jours qui "
      "suivent la fin.\n# 3. Fin du contrat\nChaque abonnement prend fin comme le dit sa commande."}},
};
typedef struct Writing {
    DemoCtx *demo;
    const Text *text;
} Writing;

static Err publish(Ctx *ctx, void *arg)
{
    const Writing *w = arg;
    const Text *t = w->text;
    Agreement g;
    Id id;
    AgreementInput in = {.kind = str_from(t->kind),
                         .number = str_from(t->number),
                         .countries = str_from(t->countries),
                         .again = t->again,
                         .from = time_add(w->demo->start, -t->days_ago * TIME_DAY)};
    for (size_t i = 0; i < 2; i++) {
        in.title.in[i] = str_from(t->title[i]);
        in.body.in[i] = str_from(t->body[i]);
    }
    TRY(agreement_make((OperatorCtx){ctx}, &in, &id));
    TRY(agreement_find(ctx, id, &g));
    ctx->audit.target_kind = S("agreement");
    ctx->audit.target_id = id;
    return agreement_publish((OperatorCtx){ctx}, &g);
}

/* --- what customers have accepted: three of each four of the first eight of an account --- */

static const struct {
    const char *first, *last;
} PEOPLE[] = {{"Nora", "Ellis"}, {"Tomas", "Berg"}, {"Inés", "Duarte"}, {"Paul", "Renard"},
              {"Mei", "Lang"},   {"Olga", "Stern"}, {"Ravi", "Nair"},   {"Léa", "Petit"}};
typedef struct Accepting {
    DemoCtx *demo;
    const char *account, *person;
} Accepting;

static Err accept_one(AccountCtx a, const Accepting *w, size_t i, const CagreeDemoCustomersRow *c)
{
    Ctx *ctx = a.ctx;
    AgreementVersion *versions;
    size_t n;
    TRY(agreement_versions(ctx, S("customer"), c->country, &versions, &n));
    if (n == 0) {
        return OK;
    }
    bool direct = i % 4 == 1;
    Str first = str_from(PEOPLE[i].first), last = str_from(PEOPLE[i].last);
    ctx->customer_id = c->customer_id;
    CagreeAddArgs row = {.id = ctx_new_id(ctx),
                         .agreement_id = versions[n - 1].id, /* the first: a newer one is still to be accepted */
                         .kind = S("customer"),
                         .way = direct ? S("direct") : S("attested"),
                         .agreed_at = time_add(w->demo->start, -(int64_t)(200 - 9 * i) * TIME_DAY),
                         .first_name = first,
                         .last_name = last,
                         .email = str_fmt(ctx->arena, "contact%zu@customer.example", i + 1),
                         .locale = direct ? S("en") : S("")};
    return q_cagree_add(a, &row, NULL);
}

static Err accept_some(Ctx *ctx, void *arg)
{
    const Accepting *w = arg;
    CagreeDemoCustomersRow *rows;
    size_t n;
    AccountCtx a = account_of(ctx, demo_get(w->demo, str_fmt(ctx->arena, "account/%s", w->account)));
    ctx->actor.user_id = demo_get(w->demo, str_fmt(ctx->arena, "user/%s", w->person));
    TRY(q_cagree_demo_customers(a, NULL, &rows, &n));
    for (size_t i = 0; i < n && i < COUNT_OF(PEOPLE); i++) {
        if (i % 4 != 3) {
            TRY(accept_one(a, w, i, &rows[i]));
        }
    }
    ctx->actor.user_id = ID_NIL;
    ctx->audit.target_kind = S("agreement");
    return OK;
}

Err customer_agreements_demo(DemoCtx *demo)
{
    static const struct {
        const char *account, *person;
    } SELLERS[] = {{"harbor", "j.lindqvist"}, {"alder", "c.moreau"}, {"cobalt", "m.brooks"}};
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        TRY(demo_unit(demo, "demo.customer_agreements", publish, &(Writing){demo, &TEXTS[i]}));
    }
    for (size_t i = 0; i < COUNT_OF(SELLERS); i++) {
        Accepting w = {demo, SELLERS[i].account, SELLERS[i].person};
        TRY(demo_unit(demo, "demo.customer_agreements", accept_some, &w));
    }
    return OK;
}

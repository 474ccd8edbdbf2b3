/* The demo's agreements, signed by the accounts that are in a program with one. */
#include "app/demo.h"
#include "areas/agreements/pages.h"
#include "base/num.h"
#include "gen/agreements_q.h"

Err agreements_demo(DemoCtx *demo);

static const struct Text {
    const char *kind, *title[2], *body[2];
} TEXTS[] = {
    {"partner",
     {"Northlight partner agreement", "Contrat de partenariat Northlight"},
     {"# 1. What it is about\nThe partner sells the services of Northlight Cloud in its own name.\n# 2. What the "
      "partner "
      "does\n- It supports its customers.\n- It pays what it orders within thirty days.\n# 3. How it ends\nEach side "
      "may "
      "end it at the end of a month.",
      "# 1. Objet\nLe partenaire vend les services de Northlight Cloud en son propre nom.\n# 2. Ce que fait le "
      "partenaire\n- Il assure l’assistance à ses clients.\n- Il paie ses commandes sous trente jours.\n# 3. Fin du "
      "contrat\nChaque partie peut y mettre fin à la fin d’un mois."}},
    {"publisher",
     {"Northlight publisher agreement", "Contrat d’éditeur Northlight"},
     {"# 1. Offers\nThe publisher answers for what it publishes.\n# 2. Money\nNorthlight Cloud pays each month what "
      "was "
      "sold, less its fee.",
      "# 1. Offres\nL’éditeur répond de ce qu’il publie.\n# 2. Argent\nNorthlight Cloud paie chaque mois ce qui a été "
      "vendu, moins sa commission."}},
    {"cpv",
     {"Northlight panels agreement", "Contrat des panneaux Northlight"},
     {"# 1. Access\nThe application sees only what each partner lets it see.",
      "# 1. Accès\nL’application ne voit que ce que chaque partenaire lui laisse voir."}},
};
static const struct Signer {
    const char *account, *person, *name, *email, *country, *locale, *kind;
} SIGNERS[] = {
    {"harbor", "j.lindqvist", "Jonas Lindqvist", "j.lindqvist@harbor.example", "NL", "en", "partner"},
    {"mooring", "n.byrne", "Niamh Byrne", "n.byrne@mooring.example", "IE", "en", "partner"},
    {"alder", "c.moreau", "Camille Moreau", "c.moreau@alderfinch.example", "FR", "fr", "partner"},
    {"cobalt", "m.brooks", "Maya Brooks", "m.brooks@cobaltpeak.example", "US", "en", "partner"},
    {"estrella", "l.romero", "Lucía Romero", "l.romero@estrella.example", "ES", "en", "partner"},
    {"quayside", "d.kramer", "Doris Kramer", "d.kramer@harbor.example", "DE", "en", "publisher"},
};

static Err make(Ctx *ctx, const DemoCtx *d, const struct Text *t)
{
    AgreementInput in = {.kind = str_from(t->kind), .number = S("2025.1"), .from = time_add(d->start, -300 * TIME_DAY)};
    OperatorCtx o = {ctx};
    Agreement g;
    Id id;
    for (size_t i = 0; i < 2; i++) {
        in.title.in[i] = str_from(t->title[i]);
        in.body.in[i] = str_from(t->body[i]);
    }
    TRY(agreement_make(o, &in, &id));
    AgreementStatePutArgs put = {.state = S("published"), .id = id, .was = S("draft")};
    TRY(q_agreement_state_put(o, &put, NULL));
    TRY(agreement_find(ctx, id, &g));
    for (size_t i = 0; i < COUNT_OF(SIGNERS); i++) {
        const struct Signer *s = &SIGNERS[i];
        if (!str_eq(str_from(s->kind), g.in.kind)) {
            continue;
        }
        AccountCtx a = account_of(ctx, demo_get(d, str_fmt(ctx->arena, "account/%s", s->account)));
        ctx->actor.user_id = demo_get(d, str_fmt(ctx->arena, "user/%s", s->person));
        SignatureAddArgs args = {.id = ctx_new_id(ctx),
                                 .agreement_id = id,
                                 .kind = g.in.kind,
                                 .country = str_from(s->country),
                                 .locale = str_from(s->locale),
                                 .hash = agreement_hash(ctx, &g, agreement_language(ctx, str_from(s->locale))),
                                 .name = str_from(s->name),
                                 .email = str_from(s->email),
                                 .address = S("192.0.2.7"),
                                 .agent = S("Firefox")};
        TRY(q_signature_add(a, &args, NULL));
        ctx->actor.user_id = ID_NIL;
    }
    return OK;
}

static Err make_all(Ctx *ctx, void *arg)
{
    const DemoCtx *d = arg;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        TRY(make(ctx, d, &TEXTS[i]));
    }
    ctx->audit.target_kind = S("agreement");
    return OK;
}

Err agreements_demo(DemoCtx *demo) { return demo_unit(demo, "demo.agreements", make_all, demo); }

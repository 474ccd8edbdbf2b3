/* The demo's support requests: one in each state, in both languages, one late. */
#include "app/demo.h"
#include "app/vendor_text.h"
#include "areas/support/support.h"
#include "gen/support_q.h"

typedef struct DemoRequest {
    const char *account, *user, *name, *language, *workspace, *problem, *severity, *summary, *details, *how, *answer;
    int64_t hours_ago;
} DemoRequest;
static const DemoRequest REQUESTS[] = {
    {"harbor", "j.lindqvist", "Jonas Lindqvist", "en", "customers", "broken", "critical",
     "A customer's domain is refused as taken, but nobody has it",
     "We add Linden Mills. Its domain lindenmills.example is refused as taken.\nThe customer says it never bought "
     "anything from anybody else.",
     "", "", 26},
    {"harbor", "j.lindqvist", "Jonas Lindqvist", "en", "account", "howto", "moderate",
     "How do we move a person to another location?",
     "Our accountant moved from Rotterdam to Antwerp. What do we change?", "ask",
     "Which person is it, and does the new location have its own PartnerID already?", 50},
    {"harbor", "a.okonjo", "Amara Okonjo", "en", "pricing", "data", "minimal", "A service plan is listed twice",
     "In the price list, the plan EXCHANGE_S_STANDARD stands twice under one product.", "close",
     "The second row was a leftover of an import and is gone. Reload the page.", 90},
    {"alder", "c.moreau", "Camille Moreau", "fr", "portal", "access", "moderate", "Je ne vois plus l’espace Clients",
     "Depuis lundi, l’espace Clients n’est plus dans le menu.\nMa collègue le voit toujours.", "answer",
     "Votre rôle Agent administrateur a été retiré lundi par un administrateur général de votre entreprise. "
     "Demandez-le dans Mon accès.",
     30},
};

static Err add(Ctx *ctx, void *arg)
{
    const DemoRequest *q = ((void **)arg)[0];
    DemoCtx *d = ((void **)arg)[1];
    Id user = demo_get(d, str_fmt(ctx->arena, "user/%s", q->user)), id;
    Id account = demo_get(d, str_fmt(ctx->arena, "account/%s", q->account));
    if (id_is_nil(user) || id_is_nil(account)) {
        return OK;
    }
    demo_at(ctx, time_add(d->start, -q->hours_ago * TIME_HOUR));
    AccountCtx a = account_of(ctx, account);
    const Locale *locale = ctx->locale;
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = user;
    ctx->actor.name = str_from(q->name);
    ctx->locale = locale_get(str_from(q->language));
    SupportNew in = {.summary = str_from(q->summary),
                     .workspace = str_from(q->workspace),
                     .problem = str_from(q->problem),
                     .severity = str_from(q->severity),
                     .details = str_from(q->details),
                     .email =
                         str_fmt(ctx->arena, "%s@%s.example", q->user, q->account[0] == 'h' ? "harbor" : "alderfinch")};
    TRY(support_create(a, &in, &id));
    ctx->locale = locale;
    if (!q->how[0]) {
        return OK;
    }
    SupportRequest r;
    ctx->actor.kind = ACTOR_OPERATOR;
    perm_put(&ctx->actor.perms, &SUPPORT_DESK);
    ctx->actor.user_id = demo_get(d, S("user/o.lund"));
    ctx->actor.name = S("Oskar Lund");
    demo_at(ctx, time_add(d->start, (2 - q->hours_ago) * TIME_HOUR));
    TRY(support_desk_find((OperatorCtx){ctx}, id, &r));
    return support_desk_say((OperatorCtx){ctx}, &r, str_from(q->how), str_from(q->answer), NULL);
}

/* --- what the desk has written beside --- */

static const struct Canned {
    const char *workspace, *title[2], *body[2];
} CANNED[] = {
    {"customers",
     {"A domain is taken", "Un domaine est déjà pris"},
     {"Hello {name},\nthe domain belongs to another directory. Its owner frees it under Domains, or confirms it to you "
      "by mail; then try again. We keep {number} open until it works.",
      "Bonjour {name},\nce domaine appartient à un autre annuaire. Son propriétaire le libère sous Domaines, ou vous "
      "le "
      "confirme par courriel ; réessayez ensuite. Nous gardons {number} ouverte jusqu’à ce que cela marche."}},
    {"portal",
     {"A workspace has gone", "Un espace a disparu"},
     {"Hello {name},\nyour role no longer opens that workspace. Under My access you see who can give it back, and can "
      "ask for it there.",
      "Bonjour {name},\nvotre rôle n’ouvre plus cet espace. Sous Mes accès, vous voyez qui peut vous le rendre, et "
      "pouvez "
      "le demander."}},
    {"",
     {"We need more time", "Il nous faut plus de temps"},
     {"Hello {name},\nwe have not found the cause of {number} yet. You hear from us tomorrow at the latest.",
      "Bonjour {name},\nnous n’avons pas encore trouvé la cause de {number}. Vous aurez de nos nouvelles demain au "
      "plus "
      "tard."}},
};
static const struct Said {
    const char *body[2];
    int64_t hours_ago;
} SAID[] = {
    {{"Some exports of customers stay at 0 %. We look into it.",
      "Certains exports de clients restent à 0 %. Nous cherchons."},
     12 * 24},
    {{"Exports run again; those that stood still were started anew.",
      "Les exports fonctionnent de nouveau ; ceux qui étaient bloqués ont été relancés."},
     12 * 24 - 3},
};

static Err put_pair(Ctx *ctx, Id id, const char *const in[2])
{
    VendorText t = {.in = {str_from(in[0]), str_from(in[1])}};
    return vendor_text_put(ctx, id, &t);
}

static Err add_desk(Ctx *ctx, void *arg)
{
    const DemoCtx *d = arg;
    OperatorCtx o = {ctx};
    static const char *const PAST[2] = {"Exports of customers stand still", "Les exports de clients sont bloqués"};
    static const char *const PLANNED[2] = {"Price lists are read only on Saturday night",
                                           "Les listes de prix en lecture seule samedi soir"};
    static const char *const PLANNED_BODY[2] = {"From 22:00 to 23:30 UTC price lists can be read and not changed.",
                                                "De 22 h 00 à 23 h 30 UTC, les listes de prix se lisent sans pouvoir "
                                                "être modifiées."};
    demo_at(ctx, time_add(d->start, -40 * TIME_DAY));
    ctx->audit.target_kind = S("support_answer");
    for (size_t i = 0; i < COUNT_OF(CANNED); i++) {
        SupportCannedAddArgs args = {.id = ctx_new_id(ctx),
                                     .workspace = str_from(CANNED[i].workspace),
                                     .title_id = ctx_new_id(ctx),
                                     .body_id = ctx_new_id(ctx)};
        TRY(q_support_canned_add(o, &args, NULL));
        TRY(put_pair(ctx, args.title_id, CANNED[i].title));
        TRY(put_pair(ctx, args.body_id, CANNED[i].body));
    }
    SupportIncidentAddArgs past = {
        .id = ctx_new_id(ctx), .workspace = S("customers"), .kind = S("degraded"), .title_id = ctx_new_id(ctx)};
    TRY(put_pair(ctx, past.title_id, PAST));
    for (size_t i = 0; i < COUNT_OF(SAID); i++) {
        bool last = i + 1 == COUNT_OF(SAID);
        demo_at(ctx, time_add(d->start, -SAID[i].hours_ago * TIME_HOUR));
        if (i == 0) {
            TRY(q_support_incident_add(o, &past, NULL));
        }
        SupportIncidentWordAddArgs word = {
            .id = ctx_new_id(ctx), .incident_id = past.id, .resolves = last, .body_id = ctx_new_id(ctx)};
        TRY(q_support_incident_word_add(o, &word, NULL));
        TRY(put_pair(ctx, word.body_id, SAID[i].body));
    }
    SupportIncidentSaveArgs over = {
        .kind = S("degraded"), .state = S("resolved"), .resolved_at = ctx->now, .id = past.id};
    TRY(q_support_incident_save(o, &over, NULL));
    demo_at(ctx, time_add(d->start, -2 * TIME_DAY));
    SupportIncidentAddArgs planned = {
        .id = ctx_new_id(ctx), .workspace = S("pricing"), .kind = S("planned"), .title_id = ctx_new_id(ctx)};
    TRY(put_pair(ctx, planned.title_id, PLANNED));
    TRY(q_support_incident_add(o, &planned, NULL));
    SupportIncidentWordAddArgs word = {.id = ctx_new_id(ctx), .incident_id = planned.id, .body_id = ctx_new_id(ctx)};
    TRY(q_support_incident_word_add(o, &word, NULL));
    return put_pair(ctx, word.body_id, PLANNED_BODY);
}

Err support_demo(DemoCtx *d)
{
    for (size_t i = 0; i < COUNT_OF(REQUESTS); i++) {
        void *arg[2] = {(void *)&REQUESTS[i], d};
        TRY(demo_unit(d, "demo.support", add, arg));
    }
    return demo_unit(d, "demo.support", add_desk, d);
}

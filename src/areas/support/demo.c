/* The demo's support requests: one in each state, in both languages, one late. */
#include "app/demo.h"
#include "areas/support/support.h"

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
    return support_desk_say((OperatorCtx){ctx}, &r, str_from(q->how), str_from(q->answer));
}

Err support_demo(DemoCtx *d)
{
    for (size_t i = 0; i < COUNT_OF(REQUESTS); i++) {
        void *arg[2] = {(void *)&REQUESTS[i], d};
        TRY(demo_unit(d, "demo.support", add, arg));
    }
    return OK;
}

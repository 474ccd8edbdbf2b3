/* The demo's requests to be erased: one that waits, one that was declined weeks ago. */
#include "areas/privacy/pages.h"

#include "app/demo.h"
#include "app/unit.h"
#include "areas/privacy/erasure.h"

typedef struct DemoErasure {
    const char *account, *user, *reason, *declined;
    int64_t days_ago;
} DemoErasure;
static const DemoErasure ERASURES[] = {
    {"cobalt", "r.chen", "I left the company at the end of last month.", NULL, 4},
    {"alder", "c.dubois", "Je ne travaille plus avec le portail.",
     "Votre travail sur les commandes de cette année est encore nécessaire à la clôture des comptes, en janvier.", 23},
};

typedef struct Act {
    DemoCtx *d;
    const DemoErasure *e;
    Id account, user, id;
} Act;

static Err ask(Ctx *ctx, void *arg)
{
    Act *a = arg;
    ErasureOfMeRow *rows;
    PrivacyPersonRow p;
    size_t n;
    demo_at(ctx, time_add(a->d->start, -a->e->days_ago * TIME_DAY));
    (void)account_of(ctx, a->account);
    TRY(q_privacy_person(system_of(ctx), &(PrivacyPersonArgs){.user_id = a->user}, &p));
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = a->user;
    ctx->account.public_id = str_from(a->e->account);
    ctx->actor.name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(p.first_name), S_ARG(p.last_name));
    TRY(erasure_ask(ctx, a->account, str_from(a->e->reason)));
    TRY(q_erasure_of_me(system_of(ctx), &(ErasureOfMeArgs){.user_id = a->user}, &rows, &n));
    a->id = n ? rows[0].id : ID_NIL;
    return OK;
}

static Err decline(Ctx *ctx, void *arg)
{
    Act *a = arg;
    ErasureGetRow e;
    demo_at(ctx, time_add(a->d->start, -(a->e->days_ago - 2) * TIME_DAY));
    (void)account_of(ctx, a->account);
    TRY(q_erasure_get(system_of(ctx), &(ErasureGetArgs){.id = a->id}, &e));
    ctx->actor.kind = ACTOR_OPERATOR;
    ctx->actor.user_id = demo_get(a->d, S("user/o.lund"));
    ctx->actor.name = S("Oskar Lund");
    perm_put(&ctx->actor.perms, &OPERATOR_PRIVACY);
    return erasure_decline(ctx, &e, MOVER_VENDOR, str_from(a->e->declined));
}

Err privacy_demo(DemoCtx *d)
{
    for (size_t i = 0; i < COUNT_OF(ERASURES); i++) {
        const DemoErasure *e = &ERASURES[i];
        Act a = {.d = d,
                 .e = e,
                 .account = demo_get(d, str_fmt(d->arena, "account/%s", e->account)),
                 .user = demo_get(d, str_fmt(d->arena, "user/%s", e->user))};
        if (id_is_nil(a.account) || id_is_nil(a.user)) {
            continue;
        }
        TRY(demo_unit(d, "demo.privacy", ask, &a));
        if (e->declined) {
            TRY(demo_unit(d, "demo.privacy", decline, &a));
        }
    }
    return OK;
}

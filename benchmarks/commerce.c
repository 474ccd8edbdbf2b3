/* Many subscriptions, as a large partner has them: six to each of some customers of one account of a data folder that
 * holds a demo, bought as any order is.
 * Usage: commerce DATA PUBLIC_ID, with the customers on standard input, a line each: ID COUNTRY. */
#include "areas/commerce/commerce.h"
#include "app/app.h"
#include "app/unit.h"
#include "gen/app_q.h"
#include "os/os.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

enum { EACH = 6, UNIT_CUSTOMERS = 400 };
#define OFFER(N) "6e6f7274-686c-4967-8874-0000000000" N
static const struct {
    const char *offer, *term, *cycle;
} SOLD[EACH] = {{OFFER("02"), "P1Y", "monthly"}, {OFFER("01"), "P1Y", "annual"},  {OFFER("03"), "P3Y", "monthly"},
                {OFFER("09"), "P1M", "monthly"}, {OFFER("07"), "P1Y", "monthly"}, {OFFER("04"), "P1Y", "monthly"}};

typedef struct Load {
    Str public_id;
    Id account;
    bool ended;
    long long made, refused;
} Load;

static void must(Err err, const char *what)
{
    if (err != OK) {
        fprintf(stderr, "commerce: %s: %s\n", what, err_name(err));
        exit(1);
    }
}

static Err find(Ctx *ctx, void *arg)
{
    Load *l = arg;
    ActorAccountByPublicIdRow row;
    TRY(q_actor_account_by_public_id(system_of(ctx), &(ActorAccountByPublicIdArgs){.public_id = l->public_id}, &row));
    l->account = row.id;
    return OK;
}

static Err sell(AccountCtx a, Str country, Load *l)
{
    OrderLineAsk lines[EACH], fine[EACH];
    Str order;
    for (size_t i = 0; i < EACH; i++) {
        lines[i] = (OrderLineAsk){.item_id = str_from(SOLD[i].offer),
                                  .term = str_from(SOLD[i].term),
                                  .cycle = str_from(SOLD[i].cycle),
                                  .quantity = 25 + (int64_t)i,
                                  .custom_end = TIME_NONE};
    }
    bool all;
    TRY(order_check(a, country, lines, EACH, &all));
    size_t n = 0;
    for (size_t i = 0; i < EACH; i++) {
        if (lines[i].cart_code) {
            l->refused++;
        } else {
            fine[n++] = lines[i];
        }
    }
    l->made += (long long)n;
    return n ? order_place(a, fine, n, &order) : OK;
}

static Err some(Ctx *ctx, void *arg)
{
    Load *l = arg;
    AccountCtx a = account_of(ctx, l->account);
    char id[64], country[8];
    ctx->audit.skip = true;
    for (int i = 0; i < UNIT_CUSTOMERS; i++) {
        if (scanf("%63s %7s", id, country) != 2) {
            l->ended = true;
            return OK;
        }
        TRY(id_parse(str_from(id), &ctx->customer_id));
        TRY(sell(a, str_copy(ctx->arena, str_from(country)), l));
    }
    return OK;
}

static Err unit(App *app, Mode mode, UnitFn fn, Load *l)
{
    Arena *a = arena_create(0);
    Err err = unit_run(ctx_system(app, a), mode, NULL, fn, l);
    arena_destroy(a);
    return err;
}

int main(int argc, char **argv)
{
    if (argc != 3 || crypt_init() != OK || i18n_init() != OK) {
        fprintf(stderr, "usage: commerce DATA PUBLIC_ID <CUSTOMERS\n");
        return 2;
    }
    Arena *a = arena_create(0);
    char why[256] = "", real[PATH_MAX]; /* the key ring lies beside the folder */
    KeyRing *ring = NULL;
    App *app = NULL;
    if (!realpath(argv[1], real)) {
        fprintf(stderr, "commerce: there is no folder %s\n", argv[1]);
        return 1;
    }
    must(keyring_open(str_z(a, str_fmt(a, "%s.keys", real)), false, &ring, why), why);
    AppOptions o = {.database = str_z(a, str_fmt(a, "%s/entente.db", argv[1])),
                    .data_dir = argv[1],
                    .ring = ring,
                    .no_jobs = true,
                    .bulk = true,
                    .cache_bytes = (size_t)1 << 30,
                    .write_budget_us = 120 * TIME_SECOND};
    must(app_open(&o, &app, why), why);
    Load l = {.public_id = str_from(argv[2])};
    must(unit(app, MODE_READ, find, &l), "account");
    int64_t began = os_monotonic_ns();
    while (!l.ended) {
        must(unit(app, MODE_WRITE, some, &l), "orders");
    }
    printf("{\"subscriptions\": %lld, \"refused\": %lld, \"seconds\": %.1f}\n", l.made, l.refused,
           (double)(os_monotonic_ns() - began) / 1e9);
    app_close(app);
    keyring_close(ring);
    arena_destroy(a);
    return 0;
}

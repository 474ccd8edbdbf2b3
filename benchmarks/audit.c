/* A log of many rows, as the years make them: appended to the chain of one account of a data folder that holds a demo,
 * with names for people, customers and things, so that the list, its filters, the export and the proof can be measured.
 * Usage: audit DATA PUBLIC_ID ROWS. The same each time but for the ids. */
#include "app/audit.h"
#include "app/app.h"
#include "app/audit_row.h"
#include "app/search.h"
#include "app/unit.h"
#include "os/os.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

enum { PEOPLE = 500, CUSTOMERS = 10000, THINGS = 200000, UNIT_ROWS = 5000, YEARS = 3 };

typedef struct Log {
    Str public_id;
    Id account;
    int64_t made, rows;
    Id people[PEOPLE], customers[CUSTOMERS], things[THINGS];
    const AuditAction *const *actions;
    size_t actions_n, named; /* how many people and customers have a name by now */
    uint64_t random;
} Log;

static uint64_t next(Log *l)
{
    l->random ^= l->random << 13;
    l->random ^= l->random >> 7;
    return l->random ^= l->random << 17;
}

static Err find(Ctx *ctx, void *arg)
{
    Log *l = arg;
    ActorAccountByPublicIdRow row;
    TRY(q_actor_account_by_public_id(system_of(ctx), &(ActorAccountByPublicIdArgs){.public_id = l->public_id}, &row));
    l->account = row.id;
    return OK;
}

static Err name_some(Ctx *ctx, void *arg)
{
    Log *l = arg;
    static const char *const FIRST[] = {"Ada", "Bo", "Cleo", "Dev", "Eva", "Finn", "Gia", "Hugo"};
    ctx->account_id = l->account;
    for (size_t end = l->named + 500; l->named < end && l->named < PEOPLE + CUSTOMERS; l->named++) {
        size_t i = l->named;
        Str name = i < PEOPLE ? str_fmt(ctx->arena, "%s Person%zu", FIRST[i % COUNT_OF(FIRST)], i)
                              : str_fmt(ctx->arena, "Company %zu", i - PEOPLE);
        TRY(search_put(ctx, l->account, S(AUDIT_KIND), i < PEOPLE ? l->people[i] : l->customers[i - PEOPLE], name,
                       S(""), S("")));
    }
    return OK;
}

static Err add(Ctx *ctx, Log *l, AuditHead *h)
{
    SystemCtx s = system_of(ctx);
    uint64_t r = next(l);
    size_t person = r % PEOPLE * (r >> 60 ? 1 : 0), customer = (r >> 12) % CUSTOMERS; /* one person does more */
    int64_t span = YEARS * 365 * TIME_DAY;
    Time at = {ctx->wall.us - span + span / l->rows * l->made};
    uint8_t random[10], salts[2][16];
    os_random(random, sizeof random);
    os_random(salts, sizeof salts);
    const AuditAction *a = l->actions[(r >> 30) % l->actions_n];
    bool refused = (r >> 40) % 50 == 0, of_customer = (r >> 45) % 3 != 0;
    Str who = str_of((const char *)salts[0], 16), what = str_of((const char *)salts[1], 16);
    Str actor = str_fmt(ctx->arena, "Person%zu", person),
        target = str_fmt(ctx->arena, "Thing %zu", (size_t)(r % THINGS));
    Str before = S("{\"city\":\"Lyon\",\"phone\":\"\"}"), after = S("{\"city\":\"Lille\",\"phone\":\"+33 1\"}");
    Digest hashes[2] = {audit_who_digest(ctx, who, actor, S("192.0.2.7"), S("Firefox, Linux")),
                        audit_what_digest(ctx, what, target, before, after)};
    AuditInsertArgs row = {.account_id = l->account,
                           .id = id_v7(at, random),
                           .at = at,
                           .business_at = at,
                           .action = str_from(a->action),
                           .actor_kind = S("user"),
                           .actor_id = l->people[person],
                           .actor_name = S(""),
                           .customer_id = of_customer ? l->customers[customer] : ID_NIL,
                           .target_kind = S("thing"),
                           .target_id = l->things[r % THINGS],
                           .target_name = S(""),
                           .outcome = refused ? S("refused") : S("done"),
                           .times = 1,
                           .request_id = S("bench"),
                           .detail_hash = str_of((const char *)hashes, sizeof hashes),
                           .sealed_as = AUDIT_SEALED_AS,
                           .operation = str_from(a->operation),
                           .resource = str_from(a->resource),
                           .permission = S(""),
                           .quiet = a->quiet};
    Digest digest = audit_row_digest(ctx, &row, h->seq + 1, &h->digest);
    row.seq = h->seq + 1;
    row.digest = digest_str(&digest);
    TRY(q_audit_insert(s, &row, NULL));
    h->seq++;
    h->digest = digest;
    h->dirty = true;
    l->made++;
    return q_audit_detail_insert(s,
                                 &(AuditDetailInsertArgs){.account_id = l->account,
                                                          .audit_id = row.id,
                                                          .salt = what,
                                                          .before_json = before,
                                                          .after_json = after,
                                                          .who_salt = who,
                                                          .actor_name = actor,
                                                          .address = S("192.0.2.7"),
                                                          .agent = S("Firefox, Linux"),
                                                          .target_name = target},
                                 NULL);
}

static Err add_some(Ctx *ctx, void *arg)
{
    Log *l = arg;
    AuditHead *head;
    TRY(audit_head_of(ctx, request_of(ctx)->audit, l->account, &head));
    for (int i = 0; i < UNIT_ROWS && l->made < l->rows; i++) {
        TRY(add(ctx, l, head));
    }
    return OK;
}

static void must(Err err, const char *what)
{
    if (err != OK) {
        fprintf(stderr, "audit: %s: %s\n", what, err_name(err));
        exit(1);
    }
}

static Err unit(App *app, Mode mode, UnitFn fn, Log *l)
{
    Arena *a = arena_create(0);
    Err err = unit_run(ctx_system(app, a), mode, NULL, fn, l);
    arena_destroy(a);
    return err;
}

int main(int argc, char **argv)
{
    if (argc != 4 || crypt_init() != OK || i18n_init() != OK) {
        fprintf(stderr, "usage: audit DATA PUBLIC_ID ROWS\n");
        return 2;
    }
    Arena *a = arena_create(0);
    char why[256] = "";
    KeyRing *ring = NULL;
    App *app = NULL;
    char real[PATH_MAX]; /* the key ring lies beside the folder */
    if (!realpath(argv[1], real)) {
        fprintf(stderr, "audit: there is no folder %s\n", argv[1]);
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
    Log *l = calloc(1, sizeof *l);
    l->public_id = str_from(argv[2]);
    l->random = 88172645463325252u;
    must(str_to_i64(str_from(argv[3]), &l->rows), "rows");
    os_random(l->people, sizeof l->people);
    os_random(l->customers, sizeof l->customers);
    os_random(l->things, sizeof l->things);
    l->actions_n = audit_actions_all(a, &l->actions);
    must(unit(app, MODE_READ, find, l), "account");
    while (l->named < PEOPLE + CUSTOMERS) {
        must(unit(app, MODE_WRITE, name_some, l), "names");
    }
    int64_t began = os_monotonic_ns();
    while (l->made < l->rows) {
        must(unit(app, MODE_WRITE, add_some, l), "rows");
        if (l->made % (100 * UNIT_ROWS) == 0) {
            fprintf(stderr, "%lld rows, %.0f s\n", (long long)l->made, (double)(os_monotonic_ns() - began) / 1e9);
        }
    }
    printf("{\"rows\": %lld, \"seconds\": %.1f, \"person\": \"%s\", \"customer\": \"%s\"}\n", (long long)l->made,
           (double)(os_monotonic_ns() - began) / 1e9, str_z(a, id_text(a, l->people[7])),
           str_z(a, id_text(a, l->customers[7])));
    app_close(app);
    keyring_close(ring);
    return 0;
}

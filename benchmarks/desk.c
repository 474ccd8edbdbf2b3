/* Partner accounts as the years make them, added to a data folder that holds a demo: by the same rules as the vendor's
 * own form, with the programs of their kind, so that the vendor's list and queues can be measured. What waits of them
 * is made of them by desk.sql. Usage: desk DATA ACCOUNTS. */
#include "app/app.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "os/os.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

enum { UNIT_ACCOUNTS = 250 };
typedef struct Making {
    int64_t made, accounts;
} Making;

static Err add(Ctx *ctx, int64_t i)
{
    static const char *const KINDS[] = {"direct", "reseller", "reseller", "provider", "developer", "learning"},
                             *const PROGRAMS[] = {"csp_direct mpn",   "csp_reseller mpn", "mpn",
                                                  "csp_provider mpn", "marketplace",      "learning"},
                             *const COUNTRIES[] = {"FR", "DE", "SE", "US", "IT", "ES", "NL", "PL"},
                             *const FIRST[] = {"Alder", "Birch", "Cedar", "Dunes", "Elm", "Fjord", "Glen", "Heath"},
                             *const LAST[] = {"Works", "Systems", "Trading", "Partners", "Consulting"};
    SystemCtx s = system_of(ctx);
    Id account = ctx_new_id(ctx), directory = ctx_new_id(ctx);
    size_t k = (size_t)i % COUNT_OF(KINDS);
    const char *country = COUNTRIES[(size_t)(i / 3) % COUNT_OF(COUNTRIES)];
    Str name = str_fmt(ctx->arena, "%s %s %lld", FIRST[(size_t)i % COUNT_OF(FIRST)],
                       LAST[(size_t)(i / 7) % COUNT_OF(LAST)], (long long)i);
    Str label = str_fmt(ctx->arena, "bench-%lld", (long long)i);
    TRY(identity_add_directory(s, &(NewDirectory){.id = directory,
                                                  .kind = S("partner"),
                                                  .name = name,
                                                  .domain = str_fmt(ctx->arena, "%.*s.example", S_ARG(label)),
                                                  .country = str_from(country)}));
    return identity_add_account(s, &(NewAccount){.id = account,
                                                 .directory_id = directory,
                                                 .public_id = label,
                                                 .kind = str_from(KINDS[k]),
                                                 .name = name,
                                                 .country = str_from(country),
                                                 .city = S("Harbour"),
                                                 .currency = S("EUR"),
                                                 .locale = S("en-GB"),
                                                 .time_zone = S("Europe/Paris"),
                                                 .programs = PROGRAMS[k]});
}

static Err add_some(Ctx *ctx, void *arg)
{
    Making *m = arg;
    int64_t made = m->made;
    for (int i = 0; i < UNIT_ACCOUNTS && made < m->accounts; i++) {
        TRY(add(ctx, made++));
    }
    ctx->audit.skip = true;
    m->made = made;
    return OK;
}

static void must(Err err, const char *what)
{
    if (err != OK) {
        fprintf(stderr, "desk: %s: %s\n", what, err_name(err));
        exit(1);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3 || crypt_init() != OK || i18n_init() != OK) {
        fprintf(stderr, "usage: desk DATA ACCOUNTS\n");
        return 2;
    }
    Arena *a = arena_create(0);
    char why[256] = "", real[PATH_MAX]; /* the key ring lies beside the folder */
    KeyRing *ring = NULL;
    App *app = NULL;
    Making m = {0};
    if (!realpath(argv[1], real)) {
        fprintf(stderr, "desk: there is no folder %s\n", argv[1]);
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
    must(str_to_i64(str_from(argv[2]), &m.accounts), "accounts");
    while (m.made < m.accounts) {
        Arena *unit = arena_create(0);
        must(unit_run(ctx_system(app, unit), MODE_WRITE, NULL, add_some, &m), "accounts");
        arena_destroy(unit);
    }
    printf("{\"accounts\": %lld}\n", (long long)m.made);
    app_close(app);
    keyring_close(ring);
    return 0;
}

/* Counters in shards. */
#include "app/counter.h"
#include "app/route.h"
#include "app/unit.h"
#include "gen/app_q.h"
#include "os/os.h"

enum { SHARDS = 16 };

Err counter_add(Ctx *ctx, Id account_id, Str name, int64_t delta)
{
    if (delta == 0) {
        return OK;
    }
    /* SQLite has one writer: one shard is enough, and one row is quicker to sum. */
    int64_t shard = db_conn_engine(ctx->db) == DB_SQLITE ? 0 : (int64_t)(os_random_u64() % SHARDS);
    CounterStoreArgs args = {.account_id = account_id, .name = name, .shard = shard, .delta = delta};
    return q_counter_store(system_of(ctx), &args, NULL);
}

Err counter_get(Ctx *ctx, Id account_id, Str name, int64_t *ret)
{
    CounterSumRow row;
    TRY(q_counter_sum(system_of(ctx), &(CounterSumArgs){.account_id = account_id, .name = name}, &row));
    *ret = row.value;
    return OK;
}

Err counter_range(Ctx *ctx, Id account_id, Str from, Str to, CounterValue **ret, size_t *ret_n)
{
    CounterRangeRow *rows;
    TRY(q_counter_range(system_of(ctx), &(CounterRangeArgs){.account_id = account_id, .from_name = from, .to_name = to},
                        &rows, ret_n));
    *ret = arena_array(ctx->arena, CounterValue, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = (CounterValue){rows[i].name, rows[i].value};
    }
    return OK;
}

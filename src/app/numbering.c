/* Numbers of a series. Series with gaps are dealt from eight stacks, each in steps of eight, so that writers on several
 * machines seldom meet at one row; a database keeps its numbers when it is copied to the other engine. */
#include "app/numbering.h"
#include "app/route.h"
#include "app/unit.h"
#include "gen/app_q.h"
#include "os/os.h"

enum { STACKS = 8 };

static Err take(Ctx *ctx, Str series, int64_t first, int64_t *ret)
{
    SystemCtx s = system_of(ctx);
    NumberingFindRow row;
    Err err = q_numbering_find(s, &(NumberingFindArgs){.series = series}, &row);
    if (err == ERR_NOT_FOUND) {
        TRY(q_numbering_start(s, &(NumberingStartArgs){.series = series, .next = first}, NULL));
        err = q_numbering_find(s, &(NumberingFindArgs){.series = series}, &row);
    }
    TRY(err);
    int64_t changed = 0;
    TRY(q_numbering_advance(s, &(NumberingAdvanceArgs){.series = series, .expected = row.next}, &changed));
    *ret = row.next;
    return changed == 1 ? OK : ERR_SERIALIZE; /* somebody took it between: the unit runs again */
}

Err numbering_gapless(Ctx *ctx, Str series, int64_t first, int64_t *ret) { return take(ctx, series, first, ret); }

Err numbering_next(Ctx *ctx, Str series, int64_t first, int64_t *ret)
{
    bool alone = db_conn_engine(ctx->db) == DB_SQLITE;
    int64_t stack = alone ? 0 : (int64_t)(os_random_u64() % STACKS), dealt;
    TRY(take(ctx, str_fmt(ctx->arena, "%.*s#%lld", S_ARG(series), (long long)stack), 0, &dealt));
    *ret = first + dealt * STACKS + stack;
    return OK;
}

/* What a page of the log is asked for, from an address or a stored query, and back into one. */
#include "app/audit.h"
#include "app/search.h"
#include "areas/activity/desk.h"
#include "base/utf8.h"
#include "http/http.h"

enum { WORDS_IDS_MAX = 200 };

static const Str PERIODS[] = {S_INIT("7d"), S_INIT("90d"), S_INIT("1y"), S_INIT("all")};

static Str known(Str value, const Str *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(value, words[i])) {
            return words[i];
        }
    }
    return S("");
}

/* Words that mean nothing are left out rather than refused: links may be old. */
static void take(void *arg, Str name, Str value)
{
    static const Str OUTCOMES[] = {S_INIT("done"), S_INIT("refused")};
    ActivityAsk *ask = arg;
    value = utf8_prefix(str_trim(value), 200);
    if (list_take(name, value, &ask->size, &ask->compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("q"))) {
        ask->q = value;
    } else if (str_eq(name, S("who"))) {
        ask->who = value;
    } else if (str_eq(name, S("customer"))) {
        ask->customer = value;
    } else if (str_eq(name, S("op")) && audit_operation_find(value)) {
        ask->op = value;
    } else if (str_eq(name, S("kind")) && audit_resource_label(value)) {
        ask->kind = value;
    } else if (str_eq(name, S("outcome"))) {
        ask->outcome = known(value, OUTCOMES, COUNT_OF(OUTCOMES));
    } else if (str_eq(name, S("period"))) {
        ask->period = known(value, PERIODS, COUNT_OF(PERIODS));
    } else if (str_eq(name, S("from"))) { /* what is no day stays in its field, with a word on it */
        ask->from = value;
    } else if (str_eq(name, S("to"))) {
        ask->to = value;
    } else if (str_eq(name, S("own"))) {
        ask->own = str_eq(value, S("1"));
    } else if (str_eq(name, S("sort"))) {
        ask->oldest = str_eq(value, S("at"));
    }
}

static void take_cols(Ctx *ctx, ActivityAsk *ask, Str name, Str value)
{
    if (str_eq(name, S("cols"))) {
        ask->cols = list_cols_add(ctx->arena, ask->cols, utf8_prefix(value, 200));
    }
}

/* --- the period --- */

/* Midnight at the reader's place. */
static Time day_begins(Ctx *ctx, Date day)
{
    Time midnight = time_of_date(day);
    int64_t ahead = time_in_zone(ctx->tz, midnight).us - midnight.us;
    return time_add(midnight, -ahead);
}

static Date period_start(const ActivityAsk *ask, Date today)
{
    if (str_eq(ask->period, S("7d"))) {
        return date_of(time_add(time_of_date(today), -7 * TIME_DAY));
    }
    if (str_eq(ask->period, S("90d"))) {
        return date_add_months(today, -3);
    }
    return date_add_months(today, str_eq(ask->period, S("1y")) ? -12 : -1);
}

static void resolve_period(Ctx *ctx, ActivityAsk *ask)
{
    static const uint8_t LAST[16] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    Date today = date_in_zone(ctx->tz, ctx->wall), from, to;
    bool has_from = date_parse(ask->from, &from) == OK, has_to = date_parse(ask->to, &to) == OK;
    ask->from_id = ID_NIL;
    memcpy(ask->to_id.b, LAST, sizeof LAST);
    if (!has_from && !has_to && !str_eq(ask->period, S("all"))) {
        from = period_start(ask, today);
        has_from = true;
    }
    if (has_from) {
        ask->from_id = audit_first_id(day_begins(ctx, from));
    }
    if (has_to) {
        ask->to_id = audit_first_id(day_begins(ctx, date_of(time_add(time_of_date(to), TIME_DAY))));
    }
}

/* --- words to ids --- */

/* An id is itself; words are names that things and people have, or had, in this log. */
static Err resolve_words(AccountCtx a, ActivityAsk *ask, Str words, bool customers, Id **ret, size_t *ret_n,
                         Str *ret_name)
{
    Ctx *ctx = a.ctx;
    *ret_n = 0;
    *ret_name = words;
    if (str_empty(words)) {
        return OK;
    }
    *ret = arena_array(ctx->arena, Id, 2 * WORDS_IDS_MAX);
    if (id_parse(words, &(*ret)[0]) == OK) {
        *ret_n = 1;
        ActivityNameRow row;
        Err err = q_activity_name(a, &(ActivityNameArgs){.record_id = (*ret)[0]}, &row);
        *ret_name = err == OK ? row.title : words;
        return err == ERR_NOT_FOUND ? OK : err;
    }
    static const char *const KINDS[] = {".audit", "customer"};
    for (size_t i = 0; i < (customers ? 2u : 1u); i++) {
        Id *ids;
        size_t n;
        TRY(search_ids(a, words, str_from(KINDS[i]), WORDS_IDS_MAX, &ids, &n));
        ask->truncated |= n == WORDS_IDS_MAX;
        if (n) {
            memcpy(*ret + *ret_n, ids, n * sizeof *ids);
        }
        *ret_n += n;
    }
    ask->nothing |= *ret_n == 0;
    return OK;
}

Err ask_resolve(AccountCtx a, ActivityAsk *ask)
{
    resolve_period(a.ctx, ask);
    TRY(resolve_words(a, ask, ask->q, false, &ask->targets, &ask->targets_n, &ask->target_name));
    TRY(resolve_words(a, ask, ask->who, false, &ask->actors, &ask->actors_n, &ask->actor_name));
    return resolve_words(a, ask, ask->customer, true, &ask->customers, &ask->customers_n, &ask->customer_name);
}

static Err resolve(AccountCtx a, void *arg) { return ask_resolve(a, arg); }

Err ask_of_request(const Desk *d, ActivityAsk *ret)
{
    Ctx *ctx = d->ctx;
    ListKept kept;
    TRY(list_kept((SelfCtx){ctx}, d->vendor ? ID_NIL : d->account_id, "activity", &kept));
    *ret = (ActivityAsk){.size = kept.size, .compact = kept.compact};
    size_t n;
    const Param *all = ctx_query_all(ctx, &n);
    for (size_t i = 0; i < n; i++) {
        take(ret, all[i].name, all[i].value);
        take_cols(ctx, ret, all[i].name, all[i].value);
    }
    ret->cols = ret->cols.n ? ret->cols : kept.cols;
    return desk_with(d, resolve, ret);
}

typedef struct Taking {
    Ctx *ctx;
    ActivityAsk *ask;
} Taking;
static void take_pair(void *arg, Str name, Str value)
{
    const Taking *t = arg;
    take(t->ask, name, value);
    take_cols(t->ctx, t->ask, name, value);
}

Err ask_of_query(AccountCtx a, Str query, ActivityAsk *ret)
{
    *ret = (ActivityAsk){.size = LIST_SIZE};
    list_each(a.ctx->arena, query, take_pair, &(Taking){a.ctx, ret});
    return ask_resolve(a, ret);
}

Str ask_query(Ctx *ctx, const ActivityAsk *ask, Str account)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "account", account);
    list_put(&b, "q", ask->q);
    list_put(&b, "who", ask->who);
    list_put(&b, "customer", ask->customer);
    list_put(&b, "op", ask->op);
    list_put(&b, "kind", ask->kind);
    list_put(&b, "outcome", ask->outcome);
    list_put(&b, "period", ask->period);
    list_put(&b, "from", ask->from);
    list_put(&b, "to", ask->to);
    list_put(&b, "own", ask->own ? S("1") : S(""));
    list_put(&b, "sort", ask->oldest ? S("at") : S(""));
    list_put(&b, "size", ask->size != LIST_SIZE ? str_fmt(ctx->arena, "%d", ask->size) : S(""));
    list_put(&b, "cols", ask->cols);
    list_put(&b, "density", ask->compact ? S("compact") : S(""));
    return buf_str(&b);
}

bool ask_is_filtered(const ActivityAsk *ask)
{
    return ask->q.n || ask->who.n || ask->customer.n || ask->op.n || ask->kind.n || ask->outcome.n;
}

/* --- reading --- */

/* A filter of what is left out by default brings it in. */
static bool quiet_too(const ActivityAsk *ask)
{
    const AuditAction *words = ask->op.n ? audit_operation_find(ask->op) : NULL;
    return ask->own || ask->kind.n || (words && words->quiet);
}

Err ask_read(AccountCtx a, const ActivityAsk *ask, const PageAsk *page, ActivityListRow **ret, size_t *ret_n,
             PageInfo *ret_page)
{
    *ret_n = 0;
    *ret_page = (PageInfo){0};
    if (ask->nothing) {
        return OK;
    }
    bool refused = str_eq(ask->outcome, S("refused"));
    ActivityListArgs args = {.from_id = ask->from_id,
                             .to_id = ask->to_id,
                             .quiet_too = quiet_too(ask),
                             .outcome = refused ? S("") : ask->outcome,
                             .with_operation = ask->op.n > 0,
                             .operation = ask->op,
                             .with_resource = ask->kind.n > 0,
                             .resource = ask->kind,
                             .with_refused = refused,
                             .with_actors = ask->actors_n > 0,
                             .actors = ask->actors,
                             .actors_n = ask->actors_n,
                             .with_customers = ask->customers_n > 0,
                             .customers = ask->customers,
                             .customers_n = ask->customers_n,
                             .with_targets = ask->targets_n > 0,
                             .targets = ask->targets,
                             .targets_n = ask->targets_n};
    return q_activity_list(a, &args, page, ret, ret_n, ret_page);
}

Err activity_row(AccountCtx a, Id id, ActivityListRow *ret)
{
    ActivityAsk ask = {.from_id = id, .to_id = id, .own = true};
    for (size_t i = sizeof id.b; i-- > 0 && ++ask.to_id.b[i] == 0;) {
        /* the next id */
    }
    ActivityListRow *rows;
    size_t n;
    PageInfo info;
    TRY(ask_read(a, &ask, &(PageAsk){.size = 1}, &rows, &n, &info));
    if (n == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = rows[0];
    return OK;
}

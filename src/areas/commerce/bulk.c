/* One act on many subscriptions: tried, begun, done step by step, taken back. */
#include "areas/commerce/bulk.h"
#include "app/audit.h"
#include "app/shape.h"
#include "app/unit.h"
#include "areas/commerce/pages.h"
#include "areas/people/people.h"
#include "base/num.h"

static const char *const WORDS[BULK_ACTS] = {
    [BULK_RENEW] = "renew", [BULK_STOP] = "stop", [BULK_ADD] = "add", [BULK_SET] = "set"};

BulkAct bulk_act_of(Str word)
{
    int act = 0;
    while (act < BULK_ACTS && !str_eq(word, str_from(WORDS[act]))) {
        act++;
    }
    return (BulkAct)act;
}
Str bulk_act_word(BulkAct act) { return str_from(WORDS[act]); }
bool bulk_seats(BulkAct act) { return act == BULK_ADD || act == BULK_SET; }

/* --- one subscription --- */

/* Of ctx->customer_id. */
static Err change_one(AccountCtx a, BulkAct act, int64_t quantity, Id id, Str country, Subscription *before,
                      Subscription *after)
{
    TRY(subscription_get(a, id, before));
    *after = *before;
    if (!bulk_seats(act) && !before->term.n) { /* the single change leaves it silently, as its form has no such field */
        return commerce_refuse(a.ctx, 800093, MSG("What has no term does not renew"));
    }
    SubscriptionChange c = {.renews_set = !bulk_seats(act),
                            .renews = act == BULK_RENEW,
                            .quantity_set = bulk_seats(act),
                            .quantity = act == BULK_ADD ? before->quantity + quantity : quantity};
    return subscription_change(a, country, after, &c);
}
static bool changed(const Subscription *before, const Subscription *after)
{
    return before->renews != after->renews || before->quantity != after->quantity;
}
static bool is_refusal(Err err)
{
    return err == ERR_INVALID || err == ERR_CONFLICT || err == ERR_NOT_FOUND || err == ERR_FORBIDDEN;
}
/* Why a rule was against it; the problem is gone then. */
static Msg take_reason(Ctx *ctx)
{
    Msg why = msg_is_set(ctx->problem.message) ? ctx->problem.message
              : ctx->problem.fields_n          ? ctx->problem.fields[0].message
                                               : MSG("It cannot be changed now");
    ctx->problem = (Problem){0};
    return why;
}

static void keep_part(Buf *b, Str part)
{
    for (size_t i = 0; i < part.n; i++) {
        buf_addc(b, part.p[i] == '\t' ? ' ' : part.p[i]);
    }
}

Str bulk_reason_keep(Arena *a, const Msg *why)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    keep_part(&b, str_from(why->id));
    if (!why->plural && !why->args[0].name) {
        return buf_str(&b);
    }
    buf_fmt(&b, "\t%lld\t", (long long)why->n);
    keep_part(&b, why->plural ? str_from(why->plural) : S(""));
    for (size_t i = 0; i < COUNT_OF(why->args) && why->args[i].name; i++) {
        buf_addc(&b, '\t');
        keep_part(&b, str_from(why->args[i].name));
        buf_addc(&b, '\t');
        keep_part(&b, why->args[i].value);
    }
    return buf_str(&b);
}

Msg bulk_reason(Arena *a, Str kept)
{
    Str rest = kept, id, n, plural, name, value;
    Msg m = {0};
    if (!kept.n || !str_split(&rest, '\t', &id)) {
        return m;
    }
    m.id = str_z(a, id);
    if (str_split(&rest, '\t', &n) && str_to_i64(n, &m.n) == OK && str_split(&rest, '\t', &plural)) {
        m.plural = plural.n ? str_z(a, plural) : NULL;
    }
    for (size_t i = 0; i < COUNT_OF(m.args) && str_split(&rest, '\t', &name) && str_split(&rest, '\t', &value); i++) {
        m.args[i] = (struct MsgArg){str_z(a, name), value};
    }
    return m;
}

/* --- what it would do --- */

static void count_reason(BulkFigures *f, Str why)
{
    size_t i = 0;
    while (i < f->reasons_n && i + 1 < BULK_REASONS_MAX && !str_eq(f->reasons[i].why, why)) {
        i++;
    }
    if (i == f->reasons_n) {
        f->reasons[f->reasons_n++].why = why;
    }
    f->reasons[i].n++;
    f->refused++;
}
static Err add_cost(Dec *sum, const Subscription *s)
{
    Dec cost;
    TRY(dec_mul(s->unit_price, (Dec){s->quantity * DEC_SCALE}, ROUND_HALF_UP, &cost));
    return dec_add(*sum, cost, sum);
}
static Err count_change(BulkFigures *f, const Subscription *before, const Subscription *after)
{
    size_t i = 0;
    f->change++;
    while (i < f->costs_n &&
           !(str_eq(f->costs[i].currency, before->currency) && str_eq(f->costs[i].cycle, before->cycle))) {
        i++;
    }
    if (i == BULK_COSTS_MAX) {
        return ERR_TOO_LARGE;
    }
    if (i == f->costs_n) {
        f->costs[f->costs_n++] = (BulkCost){.currency = before->currency, .cycle = before->cycle};
    }
    TRY(add_cost(&f->costs[i].before, before));
    return add_cost(&f->costs[i].after, after);
}

Err bulk_try(AccountCtx a, BulkAct act, int64_t quantity, const SellingPageRow *rows, size_t n, BulkFigures *ret)
{
    Ctx *ctx = a.ctx;
    *ret = (BulkFigures){0};
    for (size_t i = 0; i < n; i++) {
        Subscription before, after;
        ctx->customer_id = rows[i].customer_id;
        Err err = change_one(a, act, quantity, rows[i].id, rows[i].country, &before, &after);
        if (is_refusal(err)) {
            Msg why = take_reason(ctx);
            count_reason(ret, msg_text(ctx->arena, ctx->locale, &why));
        } else if (err == OK && changed(&before, &after)) {
            TRY(count_change(ret, &before, &after));
        } else {
            TRY(err);
            ret->same++;
        }
    }
    ctx->customer_id = ID_NIL;
    return OK;
}

/* --- the job --- */

typedef struct Payload {
    Id bulk;
    Str locale, query;
    bool whole; /* all that match the query: the job finds them first */
} Payload;
static const Field PAYLOAD_FIELDS[] = {
    FIELD(Payload, bulk, "bulk", F_ID_), FIELD(Payload, locale, "locale", F_STR, .max = 20),
    FIELD(Payload, query, "query", F_STR, .max = 4000), FIELD(Payload, whole, "whole", F_BOOL_)};
static const Shape PAYLOAD = SHAPE(Payload, PAYLOAD_FIELDS);

static Err begin(AccountCtx a, BulkAct act, int64_t quantity, int64_t total, Id undo_of, const Str *query, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    Id job_id;
    *ret_id = ctx_new_id(ctx);
    Payload payload = {
        .bulk = *ret_id, .locale = locale_tag(ctx->locale), .query = query ? *query : S(""), .whole = query != NULL};
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    shape_write(&b, &PAYLOAD, &payload);
    TRY(job_enqueue(ctx,
                    &(JobAsk){.kind = BULK_KIND,
                              .key = id_text(ctx->arena, *ret_id),
                              .payload = buf_str(&b),
                              .account_id = ctx->account_id,
                              .user_id = ctx->actor.user_id,
                              .total = total},
                    &job_id));
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"act", bulk_act_word(act)},
                                  {"quantity", bulk_seats(act) ? commerce_number(ctx->arena, quantity) : S("")});
    return q_bulk_add(a,
                      &(BulkAddArgs){.id = *ret_id,
                                     .user_id = ctx->actor.user_id,
                                     .job_id = job_id,
                                     .act = bulk_act_word(act),
                                     .quantity = quantity,
                                     .undo_of = undo_of},
                      NULL);
}
Err bulk_start(AccountCtx a, BulkAct act, int64_t quantity, const Id *ids, size_t n, Id *ret_id)
{
    TRY(begin(a, act, quantity, (int64_t)n, ID_NIL, NULL, ret_id));
    return q_bulk_lines_add(a, &(BulkLinesAddArgs){.bulk_id = *ret_id, .ids = ids, .ids_n = n}, NULL);
}
Err bulk_start_all(AccountCtx a, BulkAct act, int64_t quantity, Str query, Id *ret_id)
{
    return begin(a, act, quantity, -1, ID_NIL, &query, ret_id);
}
Err bulk_undo(AccountCtx a, const BulkGetRow *done, Id *ret_id)
{
    BulkAct act = bulk_act_of(done->act);
    if (bulk_seats(act)) {
        return problem(a.ctx, ERR_CONFLICT, MSG("Only auto-renew can be set back"),
                       MSG("Seats are taken off again by a change of seats, within seven days."));
    }
    TRY(begin(a, act == BULK_RENEW ? BULK_STOP : BULK_RENEW, 0, -1, done->id, NULL, ret_id));
    return q_bulk_undo_add(a, &(BulkUndoAddArgs){.bulk_id = *ret_id, .undo_of = done->id}, NULL);
}

typedef struct Step {
    JobRun *job;
    Payload payload;
    BulkGetRow bulk;
    BulkWaitingRow *lines;
    size_t n;
    const BulkWaitingRow *line;
    Str state, why, next;
    int64_t was, became;
} Step;

static Err read_unit(Ctx *ctx, void *arg)
{
    Step *s = arg;
    AccountCtx a = account_of(ctx, s->job->account_id);
    TRY(q_bulk_get(a, &(BulkGetArgs){.id = s->payload.bulk}, &s->bulk));
    return q_bulk_waiting(a, &(BulkWaitingArgs){.bulk_id = s->payload.bulk}, &s->lines, &s->n);
}
static Err note_line(Ctx *ctx, void *arg)
{
    const Step *s = arg;
    AccountCtx a = account_of(ctx, s->job->account_id);
    return q_bulk_line_set(a,
                           &(BulkLineSetArgs){.bulk_id = s->payload.bulk,
                                              .subscription_id = s->line->subscription_id,
                                              .state = s->state,
                                              .why = s->why,
                                              .was = s->was,
                                              .became = s->became},
                           NULL);
}
static void audit_line(Ctx *ctx, const Step *s, const Subscription *after)
{
    bool seats = bulk_seats(bulk_act_of(s->bulk.act));
    const char *member = seats ? "quantity" : "autoRenew";
    Str was = seats ? commerce_number(ctx->arena, s->was) : s->was ? S("true") : S("false");
    Str became = seats ? commerce_number(ctx->arena, s->became) : s->became ? S("true") : S("false");
    ctx->audit.target_kind = S("subscription");
    ctx->audit.target_id = after->id;
    ctx->audit.target_name = after->friendly_name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {member, was});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {member, became});
}
/* As whoever began it, with what they may do at this time. */
static Err do_unit(Ctx *ctx, void *arg)
{
    Step *s = arg;
    AccountCtx a = account_of(ctx, s->job->account_id);
    BulkAct act = bulk_act_of(s->bulk.act);
    Subscription before, after;
    TRY(people_act_as(a, s->job->user_id));
    if (act == BULK_ACTS || !ctx_may(ctx, &COMMERCE_MANAGE)) {
        return problem(ctx, ERR_FORBIDDEN, MSG("Whoever began this may not do it any more."), (Msg){0});
    }
    ctx->customer_id = s->line->customer_id;
    TRY(change_one(a, act, s->bulk.quantity, s->line->subscription_id, s->line->country, &before, &after));
    bool seats = bulk_seats(act), is_new = changed(&before, &after);
    s->was = seats ? before.quantity : before.renews;
    s->became = seats ? after.quantity : after.renews;
    s->state = is_new ? S("done") : S("same");
    audit_line(ctx, s, &after);
    ctx->audit.skip = !is_new; /* nothing is written here then */
    return is_new ? note_line(ctx, s) : OK;
}
static Err do_line(Ctx *ctx, Step *s)
{
    s->why = S("");
    memset(&ctx->audit, 0, sizeof ctx->audit);
    ctx->problem = (Problem){0};
    Err err = unit_run(ctx, MODE_WRITE, "subscription.change", do_unit, s);
    ctx->customer_id = ID_NIL;
    if (err != OK && !is_refusal(err)) {
        return err;
    }
    if (err != OK) {
        s->state = S("refused");
        Msg why = take_reason(ctx);
        s->why = bulk_reason_keep(ctx->arena, &why);
        s->was = s->became = 0;
    }
    memset(&ctx->audit, 0, sizeof ctx->audit);
    return str_eq(s->state, S("done")) ? OK : unit_run(ctx, MODE_WRITE, NULL, note_line, s);
}

/* All are found before the first is changed: what is changed may not match any more. */
#define FOUND S("found")
static Err find_unit(Ctx *ctx, void *arg)
{
    Step *s = arg;
    SellingPageRow *rows;
    PageInfo info;
    AccountCtx a = account_of(ctx, s->job->account_id);
    SellingAsk list = selling_ask_of(ctx, s->payload.query);
    TRY(selling_read(a, &list, (PageAsk){.size = BULK_MAX, .after = s->job->cursor}, &rows, &s->n, &info));
    Id *ids = arena_array(ctx->arena, Id, s->n + 1);
    for (size_t i = 0; i < s->n; i++) {
        ids[i] = rows[i].id;
    }
    s->next = info.next.n ? info.next : FOUND;
    return s->n ? q_bulk_lines_add(a, &(BulkLinesAddArgs){.bulk_id = s->payload.bulk, .ids = ids, .ids_n = s->n}, NULL)
                : OK;
}

Err bulk_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Step s = {.job = job};
    TRY(shape_read_text(ctx, &PAYLOAD, job->payload, &s.payload));
    ctx->locale = locale_get(s.payload.locale);
    if (s.payload.whole && !str_eq(job->cursor, FOUND)) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, find_unit, &s));
        job->total = num_max_i64(job->total, 0) + (int64_t)s.n;
        job->cursor = s.next;
        *ret_next = JOB_AGAIN;
        return OK;
    }
    TRY(unit_run(ctx, MODE_READ, NULL, read_unit, &s));
    for (size_t i = 0; i < s.n; i++) {
        s.line = &s.lines[i];
        TRY(do_line(ctx, &s));
        job->done++;
    }
    *ret_next = s.n ? JOB_AGAIN : JOB_DONE;
    job->total = s.n ? job->total : job->done;
    return OK;
}

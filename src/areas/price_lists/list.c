/* A list on its way: drafts, the second person, publishing and withdrawing. */
#include "areas/price_lists/list.h"

#include "app/audit.h"
#include "app/session.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"

enum { BATCH = 250 };

static bool is(Str state, const char *word) { return str_eq(state, str_from(word)); }

Err list_get(SystemCtx s, Id id, DraftGetRow *ret)
{
    Err err = q_draft_get(s, &(DraftGetArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND ? problem(s.ctx, err, MSG("There is no such list of prices."), (Msg){0}) : err;
}

static void target(Ctx *ctx, Id id, Str name)
{
    ctx->audit.target_kind = S("price_list");
    ctx->audit.target_id = id;
    ctx->audit.target_name = name;
}

/* From one state to another one, once; what is not given anew stays. */
static Err move(SystemCtx s, const DraftGetRow *l, const char *to, DraftMoveArgs with)
{
    int64_t changed;
    with.id = l->id;
    with.was = l->state;
    with.state = str_from(to);
    TRY(q_draft_move(s, &with, &changed));
    target(s.ctx, l->id, l->name);
    s.ctx->audit.before = AUDIT_JSON(s.ctx->arena, {"state", l->state});
    s.ctx->audit.after = AUDIT_JSON(s.ctx->arena, {"state", with.state});
    return changed ? OK : problem(s.ctx, ERR_CONFLICT, MSG("Somebody else was first."), MSG("Load the page again."));
}
static DraftMoveArgs keep(const DraftGetRow *l)
{
    return (DraftMoveArgs){.publish_at = l->publish_at,
                           .asked_by = l->asked_by,
                           .approved_by = l->approved_by,
                           .published_at = l->published_at};
}

static Err find(OperatorCtx o, Id id, const char *states, DraftGetRow *ret)
{
    TRY(list_get(system_of(o.ctx), id, ret));
    Str rest = str_from(states), word;
    while (str_split(&rest, ' ', &word)) {
        if (str_eq(word, ret->state)) {
            return OK;
        }
    }
    return problem(o.ctx, ERR_CONFLICT, MSG("The list is not in a state for this any more."),
                   MSG("Load the page again: it shows what can be done now."));
}

Err list_new(OperatorCtx o, Str name, Id *ret_id)
{
    Ctx *ctx = o.ctx;
    name = str_trim(name);
    if (!name.n || name.n > 100) {
        problem_field(ctx, S("name"), MSG("Enter a name of at most 100 characters."));
    }
    TRY(problem_check(ctx));
    *ret_id = ctx_new_id(ctx);
    target(ctx, *ret_id, name);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"name", name});
    return q_draft_add(system_of(ctx),
                       &(DraftAddArgs){.id = *ret_id, .name = name, .state = S("draft"), .made_by = ctx->actor.user_id},
                       NULL);
}

Err list_bring(OperatorCtx o, Str file_name, Id file_id, Id *ret_id)
{
    Ctx *ctx = o.ctx;
    Id job;
    *ret_id = ctx_new_id(ctx);
    target(ctx, *ret_id, file_name);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"file", file_name});
    TRY(q_draft_add(system_of(ctx),
                    &(DraftAddArgs){.id = *ret_id,
                                    .name = file_name,
                                    .state = S("reading"),
                                    .file_name = file_name,
                                    .file_id = file_id,
                                    .made_by = ctx->actor.user_id},
                    NULL));
    return job_enqueue(ctx,
                       &(JobAsk){.kind = LIST_READ_JOB,
                                 .key = id_text(ctx->arena, *ret_id),
                                 .payload = S("{}"),
                                 .user_id = ctx->actor.user_id,
                                 .total = -1},
                       &job);
}

Err list_row_add(OperatorCtx o, Id id, const Str cells[ROW_FIELDS])
{
    Ctx *ctx = o.ctx;
    SystemCtx s = system_of(ctx);
    DraftGetRow l;
    DraftRowLastRow last;
    RowRead r;
    TRY(find(o, id, "draft", &l));
    TRY(row_read(s, cells, &r));
    for (size_t i = 0; i < r.problems_n; i++) {
        problem_field(ctx, str_from(row_problem_field(str_from(r.problems[i].code))),
                      row_problem_msg(str_from(r.problems[i].code), r.problems[i].value));
    }
    TRY(problem_check(ctx));
    TRY(q_draft_row_last(s, &(DraftRowLastArgs){.list_id = id}, &last));
    r.row.list_id = id;
    r.row.row_no = last.n + 1;
    TRY(q_draft_row_add(s, &r.row, NULL));
    int64_t over, after;
    TRY(q_draft_overlaps(s, &(DraftOverlapsArgs){.list_id = id, .from_row = last.n, .to_row = last.n + 1}, &over));
    TRY(q_draft_overlaps_before(s, &(DraftOverlapsBeforeArgs){.list_id = id, .from_row = 0, .to_row = last.n + 1},
                                &after));
    over += after;
    if (over) {
        problem_field(ctx, S("EffectiveStartDate"), MSG("The list has a price of this item for these days already."));
    }
    TRY(problem_check(ctx));
    target(ctx, id, l.name);
    ctx->audit.after = AUDIT_JSON(
        ctx->arena, {"sku", str_fmt(ctx->arena, "%.*s:%.*s", S_ARG(r.row.product_code), S_ARG(r.row.sku_code))},
        {"market", r.row.market}, {"price", dec_text(ctx->arena, r.row.listed)}, {"currency", r.row.currency},
        {"from", date_iso(ctx->arena, r.row.from_on)});
    return q_draft_counts(s, &(DraftCountsArgs){.id = id}, NULL);
}

Err list_row_drop(OperatorCtx o, Id id, int64_t row_no)
{
    SystemCtx s = system_of(o.ctx);
    DraftGetRow l;
    TRY(find(o, id, "draft", &l));
    TRY(q_draft_row_drop(s, &(DraftRowDropArgs){.list_id = id, .row_no = row_no}, NULL));
    target(o.ctx, id, l.name);
    o.ctx->audit.before = AUDIT_JSON(o.ctx->arena, {"row", str_fmt(o.ctx->arena, "%lld", (long long)row_no)});
    return q_draft_counts(s, &(DraftCountsArgs){.id = id}, NULL);
}

/* --- going live --- */

static Err enqueue(Ctx *ctx, const char *kind, const DraftGetRow *l, Time at)
{
    Id job;
    bool later = time_is_set(at) && at.us > ctx->now.us;
    Str key = str_fmt(ctx->arena, "%.*s %lld", S_ARG(id_text(ctx->arena, l->id)), (long long)(later ? at.us : 0));
    return job_enqueue(ctx,
                       &(JobAsk){.kind = kind,
                                 .key = key,
                                 .payload = S("{}"),
                                 .delay_us = later ? at.us - ctx->now.us : 0,
                                 .total = l->rows_n},
                       &job);
}

Err list_publish(OperatorCtx o, Id id, Time at)
{
    Ctx *ctx = o.ctx;
    DraftGetRow l;
    bool four_eyes;
    TRY(find(o, id, "draft", &l));
    Time then = time_is_set(at) && at.us > ctx->now.us ? at : ctx->now;
    if (!l.rows_n) {
        return problem(ctx, ERR_CONFLICT, MSG("The list has no prices yet."), MSG("Add one first."));
    }
    if (time_of_date(l.first_on).us <= then.us) {
        return problem(ctx, ERR_CONFLICT, MSG("Some prices begin before the list would go live."),
                       MSG("Choose an earlier time, or bring a list whose prices begin later: a price never changes "
                           "for a day that has begun."));
    }
    int64_t taken;
    TRY(q_draft_taken(system_of(ctx), &(DraftTakenArgs){.list_id = id}, &taken));
    if (taken) {
        TRY(q_draft_counts(system_of(ctx), &(DraftCountsArgs){.id = id}, NULL));
        return move(system_of(ctx), &l, "refused", keep(&l)); /* its page says what is in the way */
    }
    TRY(setting_bool(ctx, ID_NIL, LIST_FOUR_EYES, &four_eyes));
    if (four_eyes) {
        return move(system_of(ctx), &l, "waiting",
                    (DraftMoveArgs){.publish_at = then, .asked_by = ctx->actor.user_id, .published_at = TIME_NONE});
    }
    TRY(move(system_of(ctx), &l, "scheduled",
             (DraftMoveArgs){.publish_at = then, .asked_by = ctx->actor.user_id, .published_at = TIME_NONE}));
    return enqueue(ctx, LIST_PUBLISH_JOB, &l, then);
}

Err list_approve(OperatorCtx o, Id id)
{
    Ctx *ctx = o.ctx;
    DraftGetRow l;
    TRY(find(o, id, "waiting", &l));
    if (id_eq(l.asked_by, ctx->actor.user_id)) {
        return problem(ctx, ERR_CONFLICT, MSG("You asked for it yourself; somebody else has to look at it too."),
                       MSG("Ask a colleague of the vendor's staff."));
    }
    Time then = l.publish_at.us > ctx->now.us ? l.publish_at : ctx->now;
    if (time_of_date(l.first_on).us <= then.us) {
        return problem(ctx, ERR_CONFLICT, MSG("Some prices begin before the list would go live."),
                       MSG("Send it back, and bring a list whose prices begin later."));
    }
    DraftMoveArgs with = keep(&l);
    with.publish_at = then;
    with.approved_by = ctx->actor.user_id;
    TRY(move(system_of(ctx), &l, "scheduled", with));
    return enqueue(ctx, LIST_PUBLISH_JOB, &l, then);
}

Err list_hold(OperatorCtx o, Id id)
{
    DraftGetRow l;
    TRY(find(o, id, "waiting scheduled", &l));
    return move(system_of(o.ctx), &l, "draft", (DraftMoveArgs){.publish_at = TIME_NONE, .published_at = TIME_NONE});
}

Err list_discard(OperatorCtx o, Id id)
{
    DraftGetRow l;
    TRY(find(o, id, "draft refused", &l));
    return move(system_of(o.ctx), &l, "discarded", keep(&l));
}

Err list_withdraw(OperatorCtx o, Id id)
{
    Ctx *ctx = o.ctx;
    DraftGetRow l;
    TRY(find(o, id, "live", &l));
    if (l.first_on.days <= date_of(ctx->now).days) {
        return problem(ctx, ERR_CONFLICT, MSG("The list has begun: its prices hold."),
                       MSG("Publish another list with the prices that shall hold from tomorrow on."));
    }
    TRY(move(system_of(ctx), &l, "withdrawing", keep(&l)));
    return enqueue(ctx, LIST_WITHDRAW_JOB, &l, TIME_NONE);
}

static PriceNew price_of(const DraftRowsRow *r, Id list_id)
{
    return (PriceNew){.key = {.product_code = r->product_code,
                              .sku_code = r->sku_code,
                              .availability = r->availability,
                              .market = r->market,
                              .currency = r->currency,
                              .term = r->term,
                              .cycle = r->cycle},
                      .tier_min = r->tier_min,
                      .tier_max = r->tier_max,
                      .from_at = time_of_date(r->from_on),
                      .ends_at = date_is_set(r->ends_on) ? time_of_date(r->ends_on) : TIME_NONE,
                      .listed = r->listed,
                      .amount = r->amount,
                      .erp = r->erp,
                      .has_erp = !r->erp_null,
                      .sale_ends_on = r->sale_ends_on,
                      .tags = r->tags,
                      .list_id = list_id};
}

/* Everybody who buys of the vendor hears of prices to come: one notice an account, 100 accounts a step. */
static Err tell_some(Ctx *ctx, const DraftGetRow *l, Id after, Id *ret_last)
{
    ListReadersRow *rows;
    size_t n;
    TRY(q_list_readers(system_of(ctx), &(ListReadersArgs){.after = after}, &rows, &n));
    *ret_last = ID_NIL;
    for (size_t i = 0; i < n; i++) {
        Msg title = MSG1("Prices from {day} on can be looked at", "day", tell_date(ctx->arena, l->first_on));
        TRY(tell_roles(ctx, rows[i].id, S("global_admin admin_agent sales_agent billing_admin"),
                       &(Tell){.category = S("price_lists"),
                               .icon = S("pricing"),
                               .title = title,
                               .url = url_fmt(ctx->arena, "/a/%s/pricing/lists?month=%s", rows[i].public_id,
                                              str_sub(date_iso(ctx->arena, l->first_on), 0, 7)),
                               .action = MSG("Look at the prices")}));
        *ret_last = rows[i].id;
    }
    return OK;
}

typedef struct Going {
    JobRun *job;
    Id id, last; /* last: the account that was told last */
    DraftGetRow list;
    int64_t n; /* done in this unit */
    bool back; /* withdrawing */
} Going;

static Err going_list(Ctx *ctx, void *arg)
{
    Going *g = arg;
    return list_get(system_of(ctx), g->id, &g->list);
}

/* Some prices in or out, from behind the row that was done last. */
static Err going_rows(Ctx *ctx, void *arg)
{
    Going *g = arg;
    SystemCtx s = system_of(ctx);
    DraftRowsRow *rows;
    size_t n;
    TRY(list_get(s, g->id, &g->list));
    TRY(q_draft_rows(s, &(DraftRowsArgs){.list_id = g->id, .row_no = g->list.rows_done, .most = BATCH}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        PriceNew p = price_of(&rows[i], g->id);
        TRY(g->back ? price_withdraw(s, &p.key, p.from_at) : price_put(s, &p));
    }
    g->n = (int64_t)n;
    return n ? q_draft_done(s, &(DraftDoneArgs){.id = g->id, .rows_done = rows[n - 1].row_no}, NULL) : OK;
}

static Err going_begin(Ctx *ctx, void *arg)
{
    Going *g = arg;
    SystemCtx s = system_of(ctx);
    int64_t taken;
    TRY(list_get(s, g->id, &g->list));
    TRY(q_draft_taken(s, &(DraftTakenArgs){.list_id = g->id}, &taken));
    TRY(q_draft_counts(s, &(DraftCountsArgs){.id = g->id}, NULL));
    return move(s, &g->list, taken ? "refused" : "publishing", keep(&g->list));
}
static Err going_end(Ctx *ctx, void *arg)
{
    Going *g = arg;
    DraftMoveArgs with = keep(&g->list);
    with.published_at = g->back ? g->list.published_at : ctx->now;
    return move(system_of(ctx), &g->list, g->back ? "withdrawn" : "live", with);
}
static Err going_tell(Ctx *ctx, void *arg)
{
    Going *g = arg;
    Id after = ID_NIL;
    if (id_parse(str_trim(str_skip(g->job->cursor, g->job->cursor.n ? 4 : 0)), &after) != OK) {
        after = ID_NIL;
    }
    return tell_some(ctx, &g->list, after, &g->last);
}

static Err going(Ctx *ctx, JobRun *job, Going *ret)
{
    Str rest = job->key, word;
    *ret = (Going){.job = job};
    (void)str_split(&rest, ' ', &word);
    TRY(id_parse(word, &ret->id));
    return unit_run(ctx, MODE_READ, NULL, going_list, ret);
}

/* Batches are no acts of their own: the rows of the log say when it began and when it was live. Behind all prices the
 * cursor is "tell" and the last account that was told. */
Err list_publish_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Going g;
    TRY(going(ctx, job, &g));
    *ret_next = JOB_AGAIN;
    if (is(g.list.state, "scheduled") && g.list.publish_at.us <= ctx->now.us) {
        return unit_run(ctx, MODE_WRITE, LIST_PUBLISH_JOB, going_begin, &g);
    }
    if (is(g.list.state, "publishing")) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, going_rows, &g));
        job->done += g.n;
        if (g.n == 0) {
            TRY(unit_run(ctx, MODE_WRITE, LIST_PUBLISH_JOB, going_end, &g));
            job->cursor = S("tell");
        }
        return OK;
    }
    bool told = job->cursor.n == 0 && job->done == 0;
    if (is(g.list.state, "live") && !told) { /* also when it stopped just behind the last price */
        TRY(unit_run(ctx, MODE_WRITE, NULL, going_tell, &g));
        job->cursor = str_fmt(ctx->arena, "tell %.*s", S_ARG(id_text(ctx->arena, g.last)));
        *ret_next = id_is_nil(g.last) ? JOB_DONE : JOB_AGAIN;
        return OK;
    }
    *ret_next = JOB_DONE; /* held, or done before */
    return OK;
}

Err list_withdraw_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Going g;
    TRY(going(ctx, job, &g));
    g.back = true;
    *ret_next = JOB_DONE;
    if (!is(g.list.state, "withdrawing")) {
        return OK;
    }
    TRY(unit_run(ctx, MODE_WRITE, NULL, going_rows, &g));
    job->done += g.n;
    if (g.n == 0) {
        return unit_run(ctx, MODE_WRITE, LIST_WITHDRAW_JOB, going_end, &g);
    }
    *ret_next = JOB_AGAIN;
    return OK;
}

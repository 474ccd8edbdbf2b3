/* Usage that is made here: what a metered plan's resources use on each day of business time, told a day later. */
#include "areas/usage/feed.h"

#include "app/app.h"
#include "app/audit.h"
#include "app/unit.h"
#include "areas/commerce/commerce.h"
#include "areas/usage/rates.h"
#include "base/json.h"

/* A resource has one or two kinds of meters, found by their category; hours: when they are reported. amount: on a usual
 * day, in hundredths of the meter's unit. */
typedef struct FedMeter {
    const char *category, *subcategory;
    int64_t amount;
    int hours;
} FedMeter;
typedef struct FedResource {
    const char *name, *group;
    FedMeter meters[2];
} FedResource;
static const FedResource FED[] = {
    {"web-1", "shop", {{"Servers", "2 cores", 2400, 2}, {"Storage", "Disks", 12800, 1}}},
    {"files", "shop", {{"Storage", "Objects", 6400, 1}, {"Network", "Traffic out", 900, 2}}},
    {"orders", "shop", {{"Data", "Standard", 2400, 2}}},
    {"batch-1", "back-office", {{"Servers", "8 cores", 800, 1}, {"Storage", "Disks", 25600, 1}}},
    {"web-2", "shop", {{"Servers", "2 cores", 1200, 2}}},
};
enum { FED_LEAST = 3, HOUR_FIRST = 9, HOURS_BETWEEN = 8, WEEKEND_PERCENT = 55, FED_AT_HOUR = 1 };

static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

uint64_t usage_seed(Id subscription_id)
{
    uint64_t seed = 0;
    for (size_t i = 0; i < sizeof subscription_id.b; i++) {
        seed = mix(seed ^ subscription_id.b[i]);
    }
    return seed >> 1; /* a whole number of the database */
}

static const UsageMeter *meter_named(const UsageMeters *meters, const FedMeter *f)
{
    for (size_t i = 0; i < meters->n; i++) {
        const UsageMetersRow *r = meters->list[i].row;
        if (str_eq(r->category, str_from(f->category)) && str_eq(r->subcategory, str_from(f->subcategory)) &&
            meters->list[i].tiers_n) {
            return &meters->list[i];
        }
    }
    return NULL;
}

/* 70 to 130 percent of the usual, less at the weekend. */
static int64_t amount_on(int64_t usual, uint64_t random, Date day)
{
    int64_t amount = usual * (70 + (int64_t)(random % 61)) / 100;
    return date_weekday(day) >= 5 ? amount * WEEKEND_PERCENT / 100 : amount;
}

static size_t add_meter(const FedResource *r, const FedMeter *f, const UsageMeter *m, uint64_t random, Date day,
                        UsageAsk *ret)
{
    int64_t amount = amount_on(f->amount, random, day) / f->hours;
    for (int h = 0; h < f->hours; h++) {
        ret[h] = (UsageAsk){.meter_id = m->row->id,
                            .resource = str_from(r->name),
                            .group = str_from(r->group),
                            .region = m->row->region,
                            .from = time_add(time_of_date(day), (HOUR_FIRST + h * HOURS_BETWEEN) * TIME_HOUR),
                            .quantity = {amount * (DEC_SCALE / 100)}};
    }
    return (size_t)f->hours;
}

Err usage_feed_day(AccountCtx a, Id subscription_id, uint64_t seed, Date day)
{
    Subscription s;
    BudgetCurrencyRow own;
    UsageMeters meters;
    UsageAsk asks[COUNT_OF(FED) * 4];
    size_t n = 0, resources = FED_LEAST + mix(seed) % (COUNT_OF(FED) - FED_LEAST + 1);
    TRY(subscription_get(a, subscription_id, &s));
    TRY(q_budget_currency(a, NULL, &own));
    TRY(usage_meters(a, &(UsageMetersArgs){.with_product = true, .product_code = usage_product_of(s.item_id)},
                     own.currency, &meters));
    for (size_t i = 0; i < resources; i++) {
        for (size_t k = 0; k < COUNT_OF(FED[i].meters) && FED[i].meters[k].category; k++) {
            const UsageMeter *m = meter_named(&meters, &FED[i].meters[k]);
            uint64_t random = mix(seed ^ mix((uint64_t)(uint32_t)day.days * 64 + i * 2 + k));
            n += m ? add_meter(&FED[i], &FED[i].meters[k], m, random, day, &asks[n]) : 0;
        }
    }
    return n ? usage_record_add(a, subscription_id, asks, n) : OK;
}

/* --- the clock --- */

static Time due_of(Date day) { return time_add(time_of_date(day), TIME_DAY + FED_AT_HOUR * TIME_HOUR); }

Err usage_feed_begin(AccountCtx a, Id subscription_id, Date day)
{
    Id job;
    TRY(q_usage_feed_add(a,
                         &(UsageFeedAddArgs){.subscription_id = subscription_id,
                                             .seed = (int64_t)usage_seed(subscription_id),
                                             .next_day = day,
                                             .due_at = due_of(day)},
                         NULL));
    return job_enqueue(a.ctx, &(JobAsk){.kind = USAGE_JOBS[0].kind, .key = S("all"), .total = -1}, &job);
}

static Err id_member(const JsonValue *o, Str name, Id *ret)
{
    const JsonValue *v = json_get(o, name);
    return v && v->kind == JSON_STRING ? id_parse(v->text, ret) : ERR_PARSE;
}

Err usage_bought_wanted(SystemCtx s, bool *ret)
{
    *ret = s.ctx->app->options.sandbox || s.ctx->app->options.sandbox_of; /* elsewhere use is reported */
    return OK;
}

Err usage_bought(SystemCtx s, Str payload)
{
    Ctx *ctx = s.ctx;
    const JsonValue *o;
    Id account, subscription_id;
    Subscription sub;
    TRY(json_parse(ctx->arena, payload, JSON_LIMITS_DEFAULT, &o, NULL));
    TRY(id_member(o, S("account"), &account));
    TRY(id_member(o, S("customer"), &ctx->customer_id));
    TRY(id_member(o, S("subscription"), &subscription_id));
    AccountCtx a = account_of(ctx, account);
    TRY(subscription_get(a, subscription_id, &sub));
    return sub.usage ? usage_feed_begin(a, subscription_id, date_of(ctx->now)) : OK;
}

/* A plan that is not active, or whose use was cancelled, uses nothing that day; of one that is deleted nothing comes
 * any more. */
static Err feed_one(Ctx *ctx, const UsageFeedsDueRow *f)
{
    AccountCtx a = account_of(ctx, f->account_id);
    ctx->customer_id = f->customer_id;
    Subscription s;
    TRY(subscription_get(a, f->subscription_id, &s));
    if (str_eq(s.state, S("deleted"))) {
        return q_usage_feed_drop(a, &(UsageFeedDropArgs){.subscription_id = f->subscription_id}, NULL);
    }
    bool runs;
    TRY(entitlement_runs(a, s.id, &runs));
    if (str_eq(s.state, S("active")) && runs) {
        TRY(usage_feed_day(a, f->subscription_id, (uint64_t)f->seed, f->next_day));
    }
    Date next = {f->next_day.days + 1};
    return q_usage_feed_set(
        a, &(UsageFeedSetArgs){.subscription_id = f->subscription_id, .next_day = next, .due_at = due_of(next)}, NULL);
}

/* The longest overdue first, some a unit, so that plans go through the days together. */
static Err clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    UsageFeedsDueRow *rows;
    UsageFeedNextRow *next;
    size_t n, next_n;
    TRY(q_usage_feeds_due(system_of(ctx), NULL, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(feed_one(ctx, &rows[i]));
        job->done++;
    }
    ctx->account_id = ctx->customer_id = ID_NIL;
    ctx->audit.skip = n == 0;
    TRY(q_usage_feed_next(system_of(ctx), NULL, &next, &next_n));
    if (next_n == 0) {
        *ret_next = JOB_DONE;
        return OK;
    }
    *ret_next = next[0].due_at.us <= ctx->now.us ? JOB_AGAIN : JOB_LATER;
    job->run_after_us = num_min_i64(next[0].due_at.us - ctx->now.us, TIME_HOUR);
    return OK;
}
const JobKind USAGE_JOBS[1] = {{.kind = "usage.clock",
                                .title = N_("Usage of metered plans of the sandbox"),
                                .step = clock_step,
                                .business_clock = true}};

/* The demo's earnings and payments: a year of two partners, in each state that a page explains, and a run that waits
 * for somebody to release it. */
#include "app/demo.h"

#include "app/setting.h"
#include "app/unit.h"
#include "areas/earnings/pages.h"

enum { MONTHS = 12, PARTNERS = 2 };
typedef struct DemoEarning {
    const char *kind, *lever, *product, *customer, *country, *currency, *adjustment;
    int64_t amount;
    int day;
} DemoEarning;
typedef struct DemoPartner {
    const char *account, *program;
    DemoEarning list[4];
} DemoPartner;
static const DemoPartner PARTNERS_OF[PARTNERS] = {
    {"harbor",
     "incentives",
     {{"rebate", "Growth", "Cloud productivity", "Windmill Sails", "NL", "EUR", "", 184250, 6},
      {"rebate", "Core", "Servers by the hour", "Polder Works", "NL", "EUR", "", 96320, 13},
      {"fee", "Workload", "Workload assessment", "Lakeshore Mills", "US", "USD", "", 150000, 19},
      {"coop", "Co-op", "Co-op funds", "", "NL", "EUR", "", 41000, 24}}},
    {"quayside",
     "marketplace",
     {{"sale", "", "Dock Scheduler", "Alder Works", "DE", "EUR", "", 229900, 4},
      {"sale", "", "Dock Scheduler", "Brightwater", "US", "USD", "", 118800, 11},
      {"sale", "", "Tide Tables", "Polder Works", "GB", "GBP", "", 64950, 22},
      {0}}},
};

typedef struct Demo {
    DemoCtx *d;
    const DemoPartner *p;
    int month; /* 0: the month of the demo; -1: the one before */
    Date first;
    Id run, earning;
    const char *to, *reason, *account;
    int skip; /* payments from the newest on */
} Demo;

static Id person(DemoCtx *d, const char *key) { return demo_get(d, str_from(key)); }
static void as_staff(Ctx *ctx, DemoCtx *d, bool second)
{
    static const Perm *const MAY[] = {&OPERATOR_EARNINGS_ENTER, &OPERATOR_PAYMENTS_FILE, &OPERATOR_PAYMENTS_RUN,
                                      &OPERATOR_PAYMENTS_RELEASE};
    ctx->actor.kind = ACTOR_OPERATOR;
    ctx->actor.user_id = person(d, second ? "user/o.lund" : "user/a.strand");
    ctx->actor.name = second ? S("Oskar Lund") : S("Arvid Strand");
    for (size_t i = 0; i < COUNT_OF(MAY); i++) {
        perm_put(&ctx->actor.perms, MAY[i]);
    }
}
static AccountCtx account(Ctx *ctx, DemoCtx *d, const char *name)
{
    return account_of(ctx, demo_get(d, str_fmt(ctx->arena, "account/%s", name)));
}

static Err settings_and_rates(Ctx *ctx, void *arg)
{
    Demo *m = arg;
    static const char *const SET[][2] = {{"earnings.debtor", "Northlight AB"},
                                         {"earnings.debtor_iban", "SE4550000000058398257466"},
                                         {"earnings.debtor_bic", "ESSESESS"},
                                         {"earnings.thresholds", "marketplace:EUR 75.00"}};
    static const int64_t EUR[] = {8412, 8390, 8455, 8520, 8601, 8577, 8544, 8633, 8690, 8722, 8675, 8701, 8740, 8710};
    for (size_t i = 0; i < COUNT_OF(SET); i++) {
        TRY(setting_put(ctx, ID_NIL, str_from(SET[i][0]), str_from(SET[i][1])));
    }
    for (int i = 0; i < (int)COUNT_OF(EUR); i++) { /* euros for a dollar, then dollars for one */
        Date day = {date_add_months(m->first, i - (int)COUNT_OF(EUR) + 1).days - 1};
        Dec usd = {(int64_t)num_div_round((__int128)DEC_SCALE * 10000, EUR[i], ROUND_HALF_EVEN)};
        TRY(rate_put((OperatorCtx){ctx}, S("EUR"), day, usd));
        TRY(rate_put((OperatorCtx){ctx}, S("GBP"), day, (Dec){usd.units / 100 * 115}));
    }
    return OK;
}

static Err note(Ctx *ctx, void *arg)
{
    Demo *m = arg;
    AccountCtx a = account(ctx, m->d, m->p->account);
    Date first = date_add_months(m->first, m->month);
    for (size_t i = 0; i < COUNT_OF(m->p->list) && m->p->list[i].kind; i++) {
        const DemoEarning *e = &m->p->list[i];
        Date day = {first.days + e->day};
        if (time_of_date(day).us > m->d->start.us) {
            continue;
        }
        demo_at(ctx, time_add(time_of_date(day), 9 * TIME_HOUR));
        EarningNew n = {
            .source = i % 2 ? "import" : "manual",
            .source_key = str_fmt(ctx->arena, "%s-%.*s-%zu", m->p->account,
                                  S_ARG(str_sub(date_iso(ctx->arena, first), 0, 7)), i + 1),
            .program = str_from(m->p->program),
            .kind = str_from(e->kind),
            .lever = str_from(e->lever),
            .product = str_from(e->product),
            .adjustment = S(""),
            .customer = str_from(e->customer),
            .country = str_from(e->country),
            .earned_on = day,
            .sold_on = day,
            .detail = S("{\"engagementName\":\"Cloud growth\",\"quantity\":25,\"solutionArea\":\"Modern work\"}")};
        TRY(currency_parse(str_from(e->currency), &n.amount.cur));
        n.amount.minor = e->amount + demo_between(m->d, -e->amount / 5, e->amount / 4);
        n.sold = (Money){n.amount.minor * 8, n.amount.cur};
        bool made;
        TRY(earning_add(a, &n, &m->earning, &made));
    }
    return OK;
}

/* What came due since, by the day of the run. */
static Err come_due(Ctx *ctx, void *arg)
{
    Demo *m = arg;
    JobRun job = {0};
    JobNext next;
    Date day = {date_add_months(m->first, m->month).days + 9};
    Time at = time_add(time_of_date(day), 8 * TIME_HOUR);
    demo_at(ctx, m->month < 0 && at.us < m->d->start.us ? at : m->d->start); /* now, for the run that waits */
    (void)account(ctx, m->d, m->account);
    job.key = str_fmt(ctx->arena, "ready/%.*s/%.*s", S_ARG(id_text(ctx->arena, ctx->account_id)),
                      S_ARG(date_iso(ctx->arena, date_of(ctx->now))));
    TRY(earning_clock_step(ctx, &job, &next));
    return OK;
}

static Err lines_of(Ctx *ctx, Demo *m, AccountCtx a, Date rate_day, Date due, bool release)
{
    PaymentPlan *plans;
    size_t n;
    TRY(payment_plans(a, rate_day, &plans, &n));
    for (size_t i = 0; i < n; i++) {
        const PaymentPlan *p = &plans[i];
        Id line = ctx_new_id(ctx), payment;
        TRY(q_line_add(a,
                       &(LineAddArgs){.run_id = m->run,
                                      .id = line,
                                      .program = p->program,
                                      .location_id = p->location_id,
                                      .currency = p->currency,
                                      .earnings = p->earnings,
                                      .gross = p->gross,
                                      .withheld = p->withheld,
                                      .net = p->net,
                                      .state = p->why[0] ? S("kept") : S("proposed"),
                                      .why = str_from(p->why)},
                       NULL));
        if (release && !p->why[0]) {
            TRY(payment_make(a, p, m->run, rate_day, due, &payment));
            TRY(q_line_take(a,
                            &(LineTakeArgs){.run_id = m->run,
                                            .id = line,
                                            .from_state = S("proposed"),
                                            .to_state = S("made"),
                                            .why = S(""),
                                            .payment_id = payment},
                            NULL));
        }
    }
    return OK;
}

/* The run of a month: begun by one and released by another, or left to be released. */
static Err run_of(Ctx *ctx, void *arg)
{
    Demo *m = arg;
    OperatorCtx o = {ctx};
    bool release = m->month < 0;
    Date month = date_add_months(m->first, m->month);
    Time at = time_add(time_of_date((Date){month.days + 9}), 9 * TIME_HOUR);
    demo_at(ctx, release && at.us < m->d->start.us ? at : m->d->start);
    Date rate_day = payment_rate_day(month), due = {month.days + 14};
    m->run = ctx_new_id(ctx);
    as_staff(ctx, m->d, false);
    TRY(q_run_add(
        o,
        &(RunAddArgs){
            .id = m->run, .created_name = ctx->actor.name, .month = month, .rate_day = rate_day, .due_on = due},
        NULL));
    TRY(q_run_state_put(system_of(ctx),
                        &(RunStatePutArgs){.id = m->run, .from_state = S("checking"), .to_state = S("ready")}, NULL));
    if (release) {
        as_staff(ctx, m->d, true);
        TRY(q_run_release(o, &(RunReleaseArgs){.id = m->run, .released_name = ctx->actor.name}, NULL));
    }
    static const char *const WHO[] = {"harbor", "quayside", "alder"};
    for (size_t i = 0; i < COUNT_OF(WHO); i++) {
        TRY(lines_of(ctx, m, account(ctx, m->d, WHO[i]), rate_day, due, release));
    }
    (void)account_of(ctx, ID_NIL);
    ctx->audit.target_kind = S("payment_run");
    ctx->audit.target_id = m->run;
    return release ? q_run_state_put(
                         system_of(ctx),
                         &(RunStatePutArgs){
                             .id = m->run, .from_state = S("releasing"), .to_state = S("released"), .ends = true},
                         NULL)
                   : OK;
}

/* The newest payment but `skip` of an account moves on, five days after it was made. */
static Err move_on(Ctx *ctx, void *arg)
{
    Demo *m = arg;
    PaymentListRow *rows;
    PageInfo info;
    size_t n;
    AccountCtx a = account(ctx, m->d, m->account);
    TRY(q_payment_list(a, &(PaymentListArgs){.since_low = {1}}, &(PageAsk){.size = 20, .descending = true}, &rows, &n,
                       &info));
    if ((size_t)m->skip >= n) {
        ctx->audit.skip = true;
        return OK;
    }
    Time at = time_add(rows[m->skip].since, (str_eq(rows[m->skip].state, S("sent")) ? 3 : 5) * TIME_DAY);
    demo_at(ctx, at.us < m->d->start.us ? at : m->d->start);
    as_staff(ctx, m->d, true);
    return payment_move(ctx,
                        &(PaymentHappening){.account_id = ctx->account_id,
                                            .id = rows[m->skip].id,
                                            .to = str_from(m->to),
                                            .reason = str_from(m->reason),
                                            .bank_says = str_from(m->reason),
                                            .mover = str_eq(str_from(m->to), S("sent")) ? MOVER_SYSTEM : MOVER_VENDOR});
}
static Err moved(Demo *m, const char *who, int skip, const char *to, const char *reason)
{
    m->account = who;
    m->skip = skip;
    m->to = to;
    m->reason = reason;
    return demo_unit(m->d, "demo.earnings", move_on, m);
}

static Err single(Ctx *ctx, Demo *m, const char *who, const char *program, const char *key, const char *kind,
                  const char *adjustment, int64_t amount, int days_ago)
{
    AccountCtx a = account(ctx, m->d, who);
    demo_at(ctx, time_add(m->d->start, -days_ago * TIME_DAY));
    EarningNew n = {.source = "manual",
                    .source_key = str_from(key),
                    .program = str_from(program),
                    .kind = str_from(kind),
                    .lever = S(""),
                    .product = S("Cloud productivity"),
                    .adjustment = str_from(adjustment),
                    .customer = S(""),
                    .country = S(""),
                    .amount.minor = amount,
                    .earned_on = date_of(ctx->now),
                    .sold_on = DATE_NONE};
    bool made;
    TRY(currency_parse(S("EUR"), &n.amount.cur));
    return earning_add(a, &n, &m->earning, &made);
}
static Err odd_ones(Ctx *ctx, void *arg)
{
    Demo *m = arg;
    TRY(single(ctx, m, "harbor", "incentives", "adjustment-118", "adjustment", "ops_calc", 22500, 3));
    TRY(single(ctx, m, "harbor", "incentives", "recoup-7", "recoup", "", -31000, 2));
    TRY(single(ctx, m, "quayside", "marketplace", "dispute-31", "sale", "", 18000, 50));
    as_staff(ctx, m->d, false);
    TRY(earning_decide((OperatorCtx){ctx}, demo_get(m->d, S("account/quayside")), m->earning, S("rejected_review"),
                       S("The customer returned the offer within its first month.")));
    TRY(single(ctx, m, "alder", "incentives", "alder-old", "rebate", "", 48700, 300));
    return single(ctx, m, "alder", "incentives", "alder-new", "rebate", "", 61200, 70);
}
/* What the other could not be paid for too long. */
static Err forfeit(Ctx *ctx, void *arg)
{
    Demo *m = arg;
    JobRun job = {0};
    JobNext next;
    demo_at(ctx, time_add(m->d->start, -10 * TIME_DAY));
    (void)account(ctx, m->d, "alder");
    job.key = str_fmt(ctx->arena, "forfeit/%.*s/%.*s", S_ARG(id_text(ctx->arena, ctx->account_id)),
                      S_ARG(date_iso(ctx->arena, date_of(ctx->now))));
    return earning_clock_step(ctx, &job, &next);
}
static Err ask_invoices(Ctx *ctx, void *arg)
{
    (void)arg;
    return setting_put(ctx, ID_NIL, S("earnings.invoice_countries"), S("IN DE"));
}

Err earnings_demo(struct DemoCtx *d)
{
    Demo m = {.d = d, .first = month_of(date_of(d->start))};
    TRY(demo_unit(d, "demo.earnings", settings_and_rates, &m));
    m.month = 0;
    TRY(demo_unit(d, "demo.earnings", odd_ones, &m));
    for (int i = 0; i < MONTHS; i++) {
        m.month = i - MONTHS + 1;
        for (size_t k = 0; k < PARTNERS; k++) {
            m.p = &PARTNERS_OF[k];
            m.account = m.p->account;
            TRY(demo_unit(d, "demo.earnings", note, &m));
            TRY(demo_unit(d, "demo.earnings", come_due, &m));
        }
        m.account = "alder";
        TRY(demo_unit(d, "demo.earnings", come_due, &m));
        if (m.month == -1) {
            TRY(demo_unit(d, "demo.earnings", ask_invoices, &m));
        }
        TRY(demo_unit(d, "demo.earnings", run_of, &m));
        if (m.month < -1) {
            TRY(moved(&m, "harbor", 0, "sent", ""));
            TRY(m.month == -2
                    ? moved(&m, "quayside", 0, "rejected_bank", "BE01: The holder is not the one that the bank knows.")
                    : moved(&m, "quayside", 0, "sent", ""));
        }
        if (m.month == -4) {
            TRY(moved(&m, "harbor", 0, "reversed", "AC06: The account is blocked."));
            TRY(moved(&m, "harbor", 0, "reprocessing", ""));
            TRY(moved(&m, "harbor", 0, "sent", ""));
        }
        if (m.month == -3) {
            TRY(moved(&m, "harbor", 0, "reversed", "AC04: The account is closed."));
        }
    }
    TRY(demo_unit(d, "demo.earnings", forfeit, &m));
    return OK;
}

/* Earnings and payments: noted once, paid once, by rules that hold; what the bank says; who may what. */
#include "areas/earnings/earnings.h"

#include "app/setting.h"
#include "app/unit.h"
#include "areas/ledger/ledger.h"
#include "gen/earnings_q.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

typedef struct World {
    Fixture *f;
    FixtureCompany c;
    Id staff, other, run, bank, tax, earning, payment;
    Str currency;
    EarningNew n;
    bool made;
    const char *key, *value;
    PayoutProfile profile;
    Str xml, number;
    BankReport report;
    PaymentPlan plan;
    int64_t count, sum;
    Err err;
    int64_t withholding;
} World;

static void as(Ctx *ctx, Id user)
{
    ctx->actor.kind = ACTOR_OPERATOR;
    ctx->actor.user_id = user;
    ctx->actor.name = S("Staff");
    static const Perm *const ALL[] = {&OPERATOR_EARNINGS_ENTER, &OPERATOR_PAYMENTS_FILE, &OPERATOR_PAYMENTS_RUN,
                                      &OPERATOR_PAYMENTS_RELEASE};
    for (size_t i = 0; i < COUNT_OF(ALL); i++) {
        perm_put(&ctx->actor.perms, ALL[i]);
    }
}
static Err write(World *w, UnitFn fn) { return fixture_unit(w->f, MODE_WRITE, ID_NIL, fn, w); }
static void on(World *w, int year, int month, int day)
{
    fixture_set_now(w->f, time_add(time_of_date(date_from_ymd(year, month, day)), 10 * TIME_HOUR));
}

static Err save_profiles(Ctx *ctx, void *arg)
{
    World *w = arg;
    AccountCtx a = account_of(ctx, w->c.account);
    ctx->actor.user_id = w->c.user;
    PayoutBank bank = {.name = S("Main"),
                       .country = S("FR"),
                       .method = S("transfer"),
                       .currency = w->currency,
                       .holder = S("Maker & Sons SAS"),
                       .bank = S("Banque"),
                       .bic = S(""),
                       .iban = S("FR1420041010050500013M02606"),
                       .code = S(""),
                       .number = S("")};
    PayoutTax tax = {.name = S("Tax"),
                     .country = S("FR"),
                     .person = S("company"),
                     .holder = S("Maker & Sons SAS"),
                     .number = S("FR40303265045"),
                     .signed_by = S("Ada Byron"),
                     .declared = true};
    TRY(payout_bank_save(a, NULL, &bank, 0, &w->bank));
    return payout_tax_save(a, NULL, &tax, 0, &w->tax);
}
static Err approve(Ctx *ctx, void *arg)
{
    World *w = arg;
    as(ctx, w->staff);
    static const Perm *const P[] = {&OPERATOR_PAYOUT_DECIDE};
    perm_put(&ctx->actor.perms, P[0]);
    for (int i = 0; i < 2; i++) {
        PayoutProfile p;
        TRY(payout_desk_find((OperatorCtx){ctx}, i ? w->tax : w->bank, &p));
        TRY(payout_decide((OperatorCtx){ctx}, &p, S("approved"), S(""), i ? w->withholding : 0));
    }
    return OK;
}
static Err assign(Ctx *ctx, void *arg)
{
    World *w = arg;
    PayoutWorld pw;
    AccountCtx a = account_of(ctx, w->c.account);
    ctx->actor.user_id = w->c.user;
    TRY(payout_world(a, &pw));
    PayoutAssignment s = {.program = S("incentives"),
                          .location_id = w->c.account,
                          .bank_id = w->bank,
                          .tax_id = w->tax,
                          .currency = w->currency};
    return payout_assign(a, &pw, &s);
}
static Err rates(Ctx *ctx, void *arg)
{
    (void)arg;
    OperatorCtx o = {ctx};
    static const struct {
        int month;
        int64_t usd;
    } EUR[] = {{8, 110000000}, {9, 108000000}, {10, 112000000}, {11, 115000000}};
    for (size_t i = 0; i < COUNT_OF(EUR); i++) {
        TRY(rate_put(o, S("EUR"), (Date){date_from_ymd(2026, EUR[i].month + 1, 1).days - 1}, (Dec){EUR[i].usd}));
    }
    return OK;
}
static Err set(Ctx *ctx, void *arg)
{
    World *w = arg;
    return setting_put(ctx, ID_NIL, str_from(w->key), str_from(w->value));
}
static void setting(World *w, const char *key, const char *value)
{
    w->key = key;
    w->value = value;
    assert_ok(write(w, set));
}

/* A company that earns by incentives and is paid in euros, with what is kept back of sales in the vendor's country. */
static World open_world(void)
{
    World w = {.f = fixture_open(), .currency = S("EUR"), .withholding = 3000};
    w.c = fixture_company(w.f, "maker", "direct", "incentives");
    w.staff = fixture_staff(w.f, "first@northlight.example", "operator_finance");
    w.other = fixture_staff(w.f, "second@northlight.example", "operator_finance");
    on(&w, 2026, 9, 20);
    assert_ok(write(&w, rates));
    assert_ok(write(&w, save_profiles));
    assert_ok(write(&w, approve));
    assert_ok(write(&w, assign));
    setting(&w, "earnings.debtor", "Northlight AB");
    setting(&w, "earnings.debtor_iban", "DE89370400440532013000");
    return w;
}

static Currency cur(const char *code)
{
    Currency c;
    assert_ok(currency_parse(str_from(code), &c));
    return c;
}
static Err add(Ctx *ctx, void *arg)
{
    World *w = arg;
    AccountCtx a = account_of(ctx, w->c.account);
    TRY(earning_check(a, &w->n));
    return earning_add(a, &w->n, &w->earning, &w->made);
}
static EarningNew earned(const char *key, int64_t minor, const char *code, const char *country, Date d)
{
    return (EarningNew){.source = "manual",
                        .source_key = str_from(key),
                        .program = S("incentives"),
                        .kind = S("rebate"),
                        .lever = S(""),
                        .product = S("Cloud"),
                        .adjustment = S(""),
                        .customer = S(""),
                        .country = str_from(country),
                        .amount = {minor, cur(code)},
                        .earned_on = d,
                        .sold_on = DATE_NONE};
}
static Err enter(World *w, const char *key, int64_t minor, const char *code, const char *country)
{
    w->n = earned(key, minor, code, country, date_from_ymd(2026, 9, 15));
    return write(w, add);
}

typedef struct Ticking {
    World *w;
    Str key;
    JobNext next;
} Ticking;
static Err tick(Ctx *ctx, void *arg)
{
    Ticking *t = arg;
    JobRun job = {.key = t->key, .account_id = t->w->c.account};
    ctx->audit.action = "earnings.clock";
    return earning_clock_step(ctx, &job, &t->next);
}
static void clock_of(World *w, const char *what, int year, int month, int day)
{
    Ticking t = {.w = w};
    t.key = str_fmt(w->f->arena, "%s/%.*s/%.*s", what, S_ARG(id_text(w->f->arena, w->c.account)),
                    S_ARG(date_iso(w->f->arena, date_from_ymd(year, month, day))));
    do {
        assert_ok(fixture_unit(w->f, MODE_WRITE, ID_NIL, tick, &t));
    } while (t.next == JOB_AGAIN);
}
/* What was earned on the 15th of September is upcoming now, in the middle of October. */
static void ready(World *w)
{
    on(w, 2026, 10, 16);
    clock_of(w, "ready", 2026, 10, 15);
}

static Err read_earning(Ctx *ctx, void *arg)
{
    World *w = arg;
    EarningOneRow e;
    TRY(q_earning_one(account_of(ctx, w->c.account), &(EarningOneArgs){.id = w->earning}, &e));
    w->number = str_copy(w->f->arena, e.state);
    w->sum = e.paid;
    w->payment = e.payment_id;
    return OK;
}
static Str state_of_earning(World *w)
{
    assert_ok(fixture_unit(w->f, MODE_READ, ID_NIL, read_earning, w));
    return w->number;
}

static LedgerReport proof(World *w)
{
    LedgerReport r;
    assert_ok(ledger_verify(ctx_system(w->f->app, w->f->arena), &r));
    return r;
}
typedef struct Book {
    World *w;
    const char *book, *code;
    int64_t sum;
} Book;
static Err read_book(Ctx *ctx, void *arg)
{
    Book *b = arg;
    return ledger_book_sum(account_of(ctx, b->w->c.account), str_from(b->book), cur(b->code), date_from_ymd(2030, 1, 1),
                           &b->sum);
}
static int64_t book(World *w, const char *name, const char *code)
{
    Book b = {.w = w, .book = name, .code = code};
    assert_ok(fixture_unit(w->f, MODE_READ, ID_NIL, read_book, &b));
    return b.sum;
}

/* --- runs --- */

static Err begin_run(Ctx *ctx, void *arg)
{
    World *w = arg;
    as(ctx, w->staff);
    return run_begin((OperatorCtx){ctx}, &w->run);
}
static Err release_as_first(Ctx *ctx, void *arg)
{
    World *w = arg;
    as(ctx, w->staff);
    return run_release((OperatorCtx){ctx}, w->run);
}
static Err release_as_other(Ctx *ctx, void *arg)
{
    World *w = arg;
    as(ctx, w->other);
    return run_release((OperatorCtx){ctx}, w->run);
}
static Err step(World *w, JobRun *job, JobNext *next)
{
    Ctx *ctx = ctx_system(w->f->app, w->f->arena);
    return run_step(ctx, job, next);
}
/* Runs the job as the queue would; a step that fails begins again where the job stood before it. */
static void work(World *w, const char *what)
{
    JobRun job = {.key = str_fmt(w->f->arena, "%.*s/%s", S_ARG(id_text(w->f->arena, w->run)), what), .cursor = S("")};
    JobNext next = JOB_AGAIN;
    for (int i = 0; i < 200 && next != JOB_DONE; i++) {
        JobRun before = job;
        if (step(w, &job, &next) != OK) {
            job = before;
            next = JOB_AGAIN;
        }
    }
    assert_int_equal(next, JOB_DONE);
}
static Err count_payments(Ctx *ctx, void *arg)
{
    World *w = arg;
    PaymentSumsRow *rows;
    size_t n;
    TRY(q_payment_sums(account_of(ctx, w->c.account), NULL, &rows, &n));
    w->count = w->sum = 0;
    for (size_t i = 0; i < n; i++) {
        w->count += rows[i].n;
        w->sum += rows[i].net;
    }
    return OK;
}
static void expect_payments(World *w, int64_t n, int64_t net)
{
    assert_ok(fixture_unit(w->f, MODE_READ, ID_NIL, count_payments, w));
    assert_int_equal(w->count, n);
    assert_int_equal(w->sum, net);
}
static Err read_plan(Ctx *ctx, void *arg)
{
    World *w = arg;
    PaymentPlan *plans;
    size_t n;
    TRY(payment_plans(account_of(ctx, w->c.account), date_from_ymd(2026, 9, 30), &plans, &n));
    w->count = (int64_t)n;
    if (n) {
        w->plan = plans[0];
    }
    return OK;
}
static PaymentPlan plan(World *w)
{
    assert_ok(fixture_unit(w->f, MODE_READ, ID_NIL, read_plan, w));
    return w->plan;
}
static void pay(World *w)
{
    assert_ok(write(w, begin_run));
    work(w, "check");
    assert_ok(write(w, release_as_other));
    work(w, "release");
}

static void an_earning_is_noted_once_whatever_how_often_its_source_tells_it(void **state)
{
    (void)state;
    World w = open_world();
    assert_ok(enter(&w, "A-1", 100000, "EUR", ""));
    Id first = w.earning;
    assert_true(w.made);
    assert_ok(enter(&w, "A-1", 100000, "EUR", ""));
    assert_false(w.made);
    assert_true(id_eq(first, w.earning));
    assert_int_equal(enter(&w, "A-1", 100001, "EUR", ""), ERR_CONFLICT);
    assert_int_equal(book(&w, "payable", "EUR"), -100000);
    assert_int_equal(book(&w, "incentive_cost", "EUR"), 100000);
    proof(&w);
    fixture_close(w.f);
}

static void what_does_not_hold_is_refused_under_its_field(void **state)
{
    (void)state;
    World w = open_world();
    w.n = earned("", 0, "EUR", "XX", date_from_ymd(2027, 1, 1));
    w.n.program = S("csp_direct");
    w.n.kind = S("gift");
    w.n.adjustment = S("ops");
    assert_int_equal(write(&w, add), ERR_INVALID);
    assert_int_equal(enter(&w, "B-1", 100, "JPY", ""), ERR_INVALID); /* no rate */
    fixture_close(w.f);
}

static void it_waits_as_its_program_has_it_and_then_is_upcoming(void **state)
{
    (void)state;
    World w = open_world();
    assert_ok(enter(&w, "A-1", 100000, "EUR", ""));
    on(&w, 2026, 10, 14);
    clock_of(&w, "ready", 2026, 10, 14);
    assert_str(state_of_earning(&w), "unprocessed");
    ready(&w);
    assert_str(state_of_earning(&w), "upcoming");
    fixture_close(w.f);
}

static void a_run_pays_nothing_until_somebody_else_releases_it_and_then_once(void **state)
{
    (void)state;
    World w = open_world();
    assert_ok(enter(&w, "A-1", 100000, "EUR", "US"));
    assert_ok(enter(&w, "A-2", 50001, "EUR", "FR"));
    ready(&w);
    assert_ok(write(&w, begin_run));
    Id run = w.run;
    assert_int_equal(write(&w, begin_run), ERR_CONFLICT); /* of two who begin, one does */
    w.run = run;
    work(&w, "check");
    expect_payments(&w, 0, 0);
    assert_int_equal(write(&w, release_as_first), ERR_FORBIDDEN);
    assert_ok(write(&w, release_as_other));
    assert_int_equal(write(&w, release_as_other), ERR_CONFLICT);
    work(&w, "release");
    work(&w, "release");
    expect_payments(&w, 1, 150001 - 30000); /* 30 % of the sale in the vendor's country */
    assert_str(state_of_earning(&w), "in_payment");
    assert_int_equal(book(&w, "withheld_tax", "EUR"), -30000);
    assert_int_equal(book(&w, "payable", "EUR"), -120001);
    proof(&w);
    pay(&w); /* nothing is left to pay */
    expect_payments(&w, 1, 120001);
    fixture_close(w.f);
}

static void a_process_that_ends_at_any_step_of_a_run_pays_all_of_it_once(void **state)
{
    (void)state;
    for (int n = 0; n < 12; n++) {
        World w = open_world();
        assert_ok(enter(&w, "A-1", 100000, "EUR", "US"));
        assert_ok(enter(&w, "A-2", -20000, "EUR", "US"));
        assert_ok(enter(&w, "A-3", 30000, "USD", "US"));
        ready(&w);
        clock_of(&w, "ready", 2026, 9, 15);
        assert_ok(write(&w, begin_run));
        RUN_DIES_BEFORE = n % 6;
        work(&w, "check");
        expect_payments(&w, 0, 0);
        assert_ok(write(&w, release_as_other));
        RUN_DIES_BEFORE = n;
        work(&w, "release");
        RUN_DIES_BEFORE = -1;
        int64_t usd = 27778; /* 300.00 at 1 / 1.08 */
        int64_t gross = 80000 + usd, withheld = (gross * 30 + 50) / 100;
        expect_payments(&w, 1, gross - withheld);
        assert_int_equal(book(&w, "payable", "EUR"), -(gross - withheld));
        assert_int_equal(book(&w, "payable", "USD"), 0);
        proof(&w);
        fixture_close(w.f);
    }
}

static void two_processes_at_one_release_make_one_payment(void **state)
{
    (void)state;
    World w = open_world();
    assert_ok(enter(&w, "A-1", 100000, "EUR", ""));
    ready(&w);
    assert_ok(write(&w, begin_run));
    work(&w, "check");
    assert_ok(write(&w, release_as_other));
    JobRun one = {.key = str_fmt(w.f->arena, "%.*s/release", S_ARG(id_text(w.f->arena, w.run))), .cursor = S("")};
    JobRun two = one;
    JobNext next;
    assert_ok(step(&w, &one, &next));
    assert_ok(step(&w, &two, &next));
    assert_ok(step(&w, &one, &next));
    expect_payments(&w, 1, 70000);
    proof(&w);
    fixture_close(w.f);
}

static void what_changed_since_it_was_checked_is_left_for_the_next_run(void **state)
{
    (void)state;
    World w = open_world();
    assert_ok(enter(&w, "A-1", 100000, "EUR", "FR"));
    ready(&w);
    assert_ok(write(&w, begin_run));
    work(&w, "check");
    w.n = earned("A-2", -100, "EUR", "FR", date_from_ymd(2026, 9, 15));
    assert_ok(write(&w, add));
    clock_of(&w, "ready", 2026, 9, 15);
    assert_ok(write(&w, release_as_other));
    work(&w, "release");
    expect_payments(&w, 0, 0);
    pay(&w);
    expect_payments(&w, 1, 99900);
    fixture_close(w.f);
}

static Err hold_it(Ctx *ctx, void *arg)
{
    World *w = arg;
    ctx->actor.user_id = w->c.user;
    return hold_put(account_of(ctx, w->c.account), str_from(w->key), w->made, w->value[0] == '1', S("We move banks."));
}
static void hold(World *w, const char *program, bool by_vendor, bool on_)
{
    w->key = program;
    w->value = on_ ? "1" : "0";
    w->made = by_vendor;
    assert_ok(write(w, hold_it));
}

static void what_stands_in_the_way_is_named_and_nothing_is_paid_until_it_is_put_right(void **state)
{
    (void)state;
    World w = open_world();
    assert_ok(enter(&w, "A-1", 4999, "EUR", "FR"));
    ready(&w);
    assert_string_equal(plan(&w).why, "threshold");
    assert_ok(enter(&w, "A-2", 1, "EUR", "FR"));
    clock_of(&w, "ready", 2026, 10, 15);
    assert_string_equal(plan(&w).why, "");
    setting(&w, "earnings.thresholds", "incentives:EUR 50.01");
    assert_string_equal(plan(&w).why, "threshold");
    setting(&w, "earnings.thresholds", "");
    hold(&w, "incentives", false, true);
    assert_string_equal(plan(&w).why, "hold");
    hold(&w, "incentives", false, false);
    hold(&w, "", true, true);
    assert_string_equal(plan(&w).why, "held");
    pay(&w);
    expect_payments(&w, 0, 0);
    hold(&w, "", true, false);
    assert_ok(enter(&w, "A-3", -9000, "EUR", "FR"));
    clock_of(&w, "ready", 2026, 9, 15);
    assert_string_equal(plan(&w).why, "negative");
    pay(&w);
    expect_payments(&w, 0, 0);
    fixture_close(w.f);
}

static void money_of_another_currency_is_exchanged_at_the_last_day_of_the_month_before_and_rounded_once(void **state)
{
    (void)state;
    World w = open_world();
    assert_ok(enter(&w, "A-1", 10001, "USD", "FR"));
    ready(&w);
    PaymentPlan p = plan(&w);
    assert_int_equal(p.parts_n, 1);
    assert_int_equal(p.parts[0].rate.units, 92592593); /* 1 / 1.08 */
    assert_int_equal(p.gross, 9260);
    pay(&w);
    expect_payments(&w, 1, 9260);
    (void)state_of_earning(&w);
    assert_int_equal(w.sum, 9260);
    assert_int_equal(book(&w, "payable", "USD"), 0);
    proof(&w);
    fixture_close(w.f);
}

/* --- the bank --- */

typedef struct Filing {
    World *w;
    Id file;
    FileInfo info;
} Filing;
static Err find_payment(Ctx *ctx, void *arg)
{
    World *w = arg;
    PaymentListRow *rows;
    PageInfo info;
    size_t n;
    TRY(q_payment_list(account_of(ctx, w->c.account), &(PaymentListArgs){.since_low = {1}},
                       &(PageAsk){.size = 1, .descending = true}, &rows, &n, &info));
    assert_int_equal(n, 1);
    w->payment = rows[0].id;
    w->number = str_copy(w->f->arena, rows[0].number);
    w->xml = str_copy(w->f->arena, rows[0].state);
    return OK;
}
static Str state_of_payment(World *w)
{
    assert_ok(fixture_unit(w->f, MODE_READ, ID_NIL, find_payment, w));
    return w->xml;
}
static Err find_file(Ctx *ctx, void *arg)
{
    Filing *f = arg;
    FileOneRow row;
    TRY(q_file_one((OperatorCtx){ctx}, &(FileOneArgs){.id = f->file}, &row));
    return file_find(account_of(ctx, ID_NIL), row.stored_id, &f->info);
}
static Str file_made(World *w, const char *currency)
{
    Filing f = {.w = w};
    Str xml;
    Ctx *ctx = ctx_system(w->f->app, w->f->arena);
    as(ctx, w->staff);
    w->err = bank_file_make((OperatorCtx){ctx}, str_from(currency), &f.file);
    if (w->err != OK) {
        return S("");
    }
    assert_ok(fixture_unit(w->f, MODE_READ, ID_NIL, find_file, &f));
    assert_ok(file_read_plain(ctx, &f.info, 1 << 20, &xml));
    return xml;
}
static Err take_report(Ctx *ctx, void *arg)
{
    World *w = arg;
    as(ctx, w->staff);
    ctx->audit.action = "payments.report";
    return bank_report_take((OperatorCtx){ctx}, S("report.xml"), w->xml, &w->report);
}
static Err report(World *w, const char *status, const char *code)
{
    w->xml = str_fmt(
        w->f->arena,
        "<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>"
        "<OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>%.*s</OrgnlEndToEndId><TxSts>%s</TxSts>"
        "<StsRsnInf><Rsn><Cd>%s</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>",
        S_ARG(w->number), status, code);
    return write(w, take_report);
}
static Err again(Ctx *ctx, void *arg)
{
    World *w = arg;
    as(ctx, w->staff);
    ctx->audit.action = "payments.decide";
    return payment_move(ctx, &(PaymentHappening){.account_id = w->c.account,
                                                 .id = w->payment,
                                                 .to = str_from(w->key),
                                                 .reason = str_from(w->value),
                                                 .bank_says = S(""),
                                                 .mover = MOVER_VENDOR});
}
static Err move(World *w, const char *to, const char *reason)
{
    w->key = to;
    w->value = reason;
    return write(w, again);
}

static void a_file_for_the_bank_holds_each_payment_once_and_the_bank_says_what_became_of_it(void **state)
{
    (void)state;
    World w = open_world();
    assert_ok(enter(&w, "A-1", 120050, "EUR", "FR"));
    ready(&w);
    pay(&w);
    assert_str(state_of_payment(&w), "in_progress");
    Str number = w.number, xml = file_made(&w, "EUR");
    assert_true(str_find(xml, S("<IBAN>FR1420041010050500013M02606</IBAN>")) > 0);
    assert_true(str_find(xml, S("<InstdAmt Ccy=\"EUR\">1200.50</InstdAmt>")) > 0);
    assert_true(str_find(xml, S("<Nm>Maker &amp; Sons SAS</Nm>")) > 0);
    assert_true(str_find(xml, number) > 0);
    (void)file_made(&w, "EUR"); /* it is in one already */
    assert_int_equal(w.err, ERR_CONFLICT);
    w.number = number;
    assert_ok(report(&w, "ACSP", ""));
    assert_str(state_of_payment(&w), "in_progress");
    assert_ok(report(&w, "RJCT", "AC04"));
    assert_int_equal(w.report.returned, 1);
    assert_str(state_of_payment(&w), "rejected_bank");
    assert_ok(report(&w, "RJCT", "AC04")); /* the same file again */
    assert_true(w.report.again);
    assert_ok(move(&w, "reprocessing", ""));
    assert_true(str_find(file_made(&w, "EUR"), number) > 0);
    w.number = number;
    assert_ok(report(&w, "ACSC", ""));
    assert_str(state_of_payment(&w), "sent");
    assert_int_equal(book(&w, "bank", "EUR"), -120050);
    assert_int_equal(book(&w, "payable", "EUR"), 0);
    assert_int_equal(move(&w, "reversed", ""), ERR_INVALID); /* why has to be said */
    assert_ok(move(&w, "reversed", "The bank sent it back."));
    assert_int_equal(book(&w, "bank", "EUR"), 0);
    assert_ok(move(&w, "reprocessing", ""));
    (void)file_made(&w, "EUR");
    assert_ok(move(&w, "sent", ""));
    assert_ok(move(&w, "incorrect", "Paid for another partner."));
    assert_int_equal(book(&w, "payable", "EUR"), 120050); /* to be netted */
    proof(&w);
    fixture_close(w.f);
}

static void what_is_no_whole_report_changes_nothing(void **state)
{
    (void)state;
    World w = open_world();
    static const char *const WRONG[] = {
        "", "text", "<a><b></a></b>", "<a>", "<!DOCTYPE x><a></a>", "<a><TxInfAndSts>", "</a>"};
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        BankStatus *list;
        size_t n;
        assert_int_not_equal(bank_report_read(w.f->arena, str_from(WRONG[i]), &list, &n), OK);
    }
    w.number = S("P1");
    assert_ok(report(&w, "ACSC", ""));
    assert_int_equal(w.report.unknown, 1);
    fixture_close(w.f);
}

static void what_cannot_be_paid_for_too_long_is_forfeited_and_only_for_lack_of_profiles(void **state)
{
    (void)state;
    World w = open_world();
    assert_ok(enter(&w, "A-1", 100000, "EUR", "FR"));
    ready(&w);
    on(&w, 2027, 6, 1);
    clock_of(&w, "forfeit", 2027, 6, 1);
    assert_str(state_of_earning(&w), "upcoming"); /* its profiles are approved: the run pays it */
    fixture_close(w.f);
    World v = {.f = fixture_open()};
    v.c = fixture_company(v.f, "maker", "direct", "incentives");
    on(&v, 2026, 9, 20);
    assert_ok(write(&v, rates));
    assert_ok(enter(&v, "A-1", 100000, "EUR", "FR"));
    ready(&v);
    assert_string_equal(plan(&v).why, "profile");
    on(&v, 2027, 6, 1);
    clock_of(&v, "forfeit", 2027, 6, 1);
    assert_str(state_of_earning(&v), "forfeited");
    assert_int_equal(book(&v, "payable", "EUR"), 0);
    proof(&v);
    fixture_close(v.f);
}

/* --- pages and the wire --- */

static FixtureAnswer get(World *w, Str cookie, const char *path)
{
    return fixture_request(w->f, "GET", path, &(FixtureSend){.cookie = cookie});
}
static bool has(FixtureAnswer a, const char *text) { return str_find(a.body, str_from(text)) >= 0; }

static void the_workspace_shows_payments_statements_and_what_stands_in_the_way(void **state)
{
    (void)state;
    World w = open_world();
    Str cookie = fixture_sign_in(w.f, w.c.user, w.c.account);
    assert_true(has(get(&w, cookie, "/a/maker/payouts"), "Nothing is upcoming"));
    assert_ok(enter(&w, "A-1", 120050, "EUR", "FR"));
    assert_ok(enter(&w, "A-2", 100, "EUR", "FR"));
    ready(&w);
    assert_true(has(get(&w, cookie, "/a/maker/payouts"), "1,201.50"));
    hold(&w, "", false, true);
    FixtureAnswer page = get(&w, cookie, "/a/maker/payouts");
    assert_true(has(page, "On hold, as the account asked") && has(page, "/a/maker/payouts/hold"));
    hold(&w, "", false, false);
    pay(&w);
    (void)state_of_payment(&w);
    FixtureAnswer list = get(&w, cookie, "/a/maker/payouts/payments");
    assert_int_equal(list.status, 200);
    assert_true(str_find(list.body, w.number) > 0);
    const char *one =
        str_z(w.f->arena, str_fmt(w.f->arena, "/a/maker/payouts/payments/%.*s", S_ARG(id_text(w.f->arena, w.payment))));
    assert_true(has(get(&w, cookie, one), "What it pays"));
    FixtureAnswer pdf = get(&w, cookie, str_z(w.f->arena, str_fmt(w.f->arena, "%s/statement.pdf", one)));
    assert_int_equal(pdf.status, 200);
    assert_true(str_starts(pdf.body, S("%PDF")));
    FixtureAnswer csv = get(&w, cookie, str_z(w.f->arena, str_fmt(w.f->arena, "%s/statement.csv", one)));
    assert_true(has(csv, "earningId") && has(csv, "A-2"));
    assert_true(has(get(&w, cookie, "/a/maker/payouts/history?q=a-1&cols=program&cols=usd"), "In US dollars"));
    fixture_close(w.f);
}

static void where_the_law_asks_for_it_a_payment_waits_for_the_partner_s_invoice(void **state)
{
    (void)state;
    World w = open_world();
    static const char PDF[] = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n";
    setting(&w, "earnings.invoice_countries", "IN FR");
    assert_ok(enter(&w, "A-1", 120050, "EUR", "FR"));
    ready(&w);
    pay(&w);
    assert_str(state_of_payment(&w), "pending_tax_invoice");
    (void)file_made(&w, "EUR");
    assert_int_equal(w.err, ERR_CONFLICT); /* nothing waits for a file */
    (void)state_of_payment(&w);
    Id keeper = fixture_user(w.f, w.c.directory, "keeper@maker.example", "incentives_admin");
    Str cookie = fixture_sign_in(w.f, keeper, w.c.account);
    Str viewer = fixture_sign_in(w.f, w.c.user, w.c.account);
    const char *one =
        str_z(w.f->arena, str_fmt(w.f->arena, "/a/maker/payouts/payments/%.*s", S_ARG(id_text(w.f->arena, w.payment))));
    const char *at = str_z(w.f->arena, str_fmt(w.f->arena, "%s/invoice", one));
    FixtureFile file = {S("document"), S("invoice.pdf"), str_from(PDF)};
    assert_true(has(get(&w, cookie, one), "Send the tax invoice"));
    FixtureSend send = {.cookie = viewer, .form = S("number=2026-7"), .files = &file, .files_n = 1};
    assert_int_equal(fixture_request(w.f, "POST", at, &send).status, 403);
    send.cookie = cookie;
    send.form = S("number=");
    FixtureAnswer wrong = fixture_request(w.f, "POST", at, &send);
    assert_int_equal(wrong.status, 422);
    assert_true(has(wrong, "Enter the number of the invoice"));
    send.form = S("number=2026-7");
    assert_int_equal(fixture_request(w.f, "POST", at, &send).status, 303);
    assert_str(state_of_payment(&w), "tax_invoice_review");
    assert_int_equal(move(&w, "tax_invoice_rejected", ""), ERR_INVALID);
    assert_ok(move(&w, "tax_invoice_rejected", "The VAT number is missing."));
    assert_true(has(get(&w, cookie, one), "The VAT number is missing."));
    send.form = S("number=2026-8");
    assert_int_equal(fixture_request(w.f, "POST", at, &send).status, 303);
    assert_ok(move(&w, "in_progress", ""));
    assert_true(has(get(&w, cookie, one), "2026-8"));
    assert_true(str_find(file_made(&w, "EUR"), S("1200.50")) > 0);
    fixture_close(w.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(an_earning_is_noted_once_whatever_how_often_its_source_tells_it),
        UNIT_TEST(what_does_not_hold_is_refused_under_its_field),
        UNIT_TEST(it_waits_as_its_program_has_it_and_then_is_upcoming),
        UNIT_TEST(a_run_pays_nothing_until_somebody_else_releases_it_and_then_once),
        UNIT_TEST(a_process_that_ends_at_any_step_of_a_run_pays_all_of_it_once),
        UNIT_TEST(two_processes_at_one_release_make_one_payment),
        UNIT_TEST(what_changed_since_it_was_checked_is_left_for_the_next_run),
        UNIT_TEST(what_stands_in_the_way_is_named_and_nothing_is_paid_until_it_is_put_right),
        UNIT_TEST(money_of_another_currency_is_exchanged_at_the_last_day_of_the_month_before_and_rounded_once),
        UNIT_TEST(a_file_for_the_bank_holds_each_payment_once_and_the_bank_says_what_became_of_it),
        UNIT_TEST(what_is_no_whole_report_changes_nothing),
        UNIT_TEST(what_cannot_be_paid_for_too_long_is_forfeited_and_only_for_lack_of_profiles),
        UNIT_TEST(where_the_law_asks_for_it_a_payment_waits_for_the_partner_s_invoice),
        UNIT_TEST(the_workspace_shows_payments_statements_and_what_stands_in_the_way),
    };
    return FIXTURE_RUN(tests);
}

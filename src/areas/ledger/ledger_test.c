/* The ledger: what is posted balances, once, and whatever is changed by hand is found. */
#include "areas/ledger/ledger.h"

#include "lib/app_fixture.h"
#include "unit/unit.h"

enum { HISTORY = 120, CODES = 3, LINES = 4 };
static const char *const CURRENCIES[CODES] = {"EUR", "JPY", "KWD"};
static const char *const BOOKS[] = {"receivable", "revenue",        "tax",     "bank",        "unassigned",
                                    "loss",       "incentive_cost", "payable", "withheld_tax"};

typedef struct World {
    Fixture *f;
    LedgerCause cause;
    LedgerPosting postings[LINES];
    size_t n;
    Id entry, first;
    Date period;
    int64_t sums[COUNT_OF(BOOKS)][CODES];
    Err err;
} World;

static Currency currency(const char *code)
{
    Currency c;
    assert_ok(currency_parse(str_from(code), &c));
    return c;
}
static Date march(void) { return date_from_ymd(2030, 3, 1); }
static World open_world(void)
{
    World w = {.f = fixture_open(), .period = march()};
    fixture_set_now(w.f, time_add(time_of_date(march()), 9 * TIME_DAY));
    return w;
}
static LedgerCause cause_of(Fixture *f, const char *part)
{
    return (LedgerCause){S("test"), ctx_new_id(ctx_system(f->app, f->arena)), str_from(part)};
}
static LedgerPosting line(LedgerKind kind, const char *code, int64_t minor)
{
    return (LedgerPosting){.kind = kind, .amount = {minor, currency(code)}, .source_kind = S("")};
}

static Err post(Ctx *ctx, void *arg)
{
    World *w = arg;
    return ledger_post(account_of(ctx, w->f->account), w->cause, w->postings, w->n, &w->entry);
}
static Err reverse(Ctx *ctx, void *arg)
{
    World *w = arg;
    return ledger_reverse(account_of(ctx, w->f->account), w->first, &w->entry);
}
static Err reverse_as_other(Ctx *ctx, void *arg)
{
    World *w = arg;
    return ledger_reverse(account_of(ctx, w->f->other_account), w->first, &w->entry);
}
static Err close_month(Ctx *ctx, void *arg)
{
    World *w = arg;
    return ledger_close(account_of(ctx, w->f->account), w->period);
}
static Err read_sums(Ctx *ctx, void *arg)
{
    World *w = arg;
    AccountCtx a = account_of(ctx, w->f->account);
    for (size_t i = 0; i < COUNT_OF(BOOKS); i++) {
        for (size_t k = 0; k < CODES; k++) {
            TRY(ledger_book_sum(a, str_from(BOOKS[i]), currency(CURRENCIES[k]), date_from_ymd(2031, 1, 1),
                                &w->sums[i][k]));
        }
    }
    return OK;
}
static Err run(World *w, UnitFn fn) { return fixture_unit(w->f, MODE_WRITE, w->f->account, fn, w); }
static int64_t book(World *w, const char *name, size_t code)
{
    assert_ok(run(w, read_sums));
    for (size_t i = 0; i < COUNT_OF(BOOKS); i++) {
        if (strcmp(BOOKS[i], name) == 0) {
            return w->sums[i][code];
        }
    }
    fail_msg("no book %s", name);
    return 0;
}
static LedgerReport proof(World *w, Err want)
{
    LedgerReport r;
    Err err = ledger_verify(ctx_system(w->f->app, w->f->arena), &r);
    if (err != want) {
        fail_msg("%s: entry %lld: %.*s", err_name(err), (long long)r.number, S_ARG(r.why));
    }
    return r;
}
/* A sale of 100.00 with 19.00 tax, and one in yen. */
static void post_sale(World *w)
{
    w->cause = cause_of(w->f, "");
    w->postings[0] = line(LEDGER_CHARGE, "EUR", 10000);
    w->postings[1] = line(LEDGER_CHARGE_TAX, "EUR", 1900);
    w->postings[2] = line(LEDGER_CHARGE, "JPY", 700);
    w->n = 3;
    assert_ok(run(w, post));
}

static void test_a_sale_stands_in_the_books_of_its_kinds_in_each_currency(void **state)
{
    (void)state;
    World w = open_world();
    post_sale(&w);
    assert_int_equal(book(&w, "receivable", 0), 11900);
    assert_int_equal(book(&w, "revenue", 0), -10000);
    assert_int_equal(book(&w, "tax", 0), -1900);
    assert_int_equal(book(&w, "receivable", 1), 700);
    assert_int_equal(book(&w, "receivable", 2), 0);
    LedgerReport r = proof(&w, OK);
    assert_int_equal(r.entries, 1);
    assert_int_equal(r.postings, 3);
    assert_int_equal(r.periods, 1);
    fixture_close(w.f);
}

static void test_a_cause_is_posted_once_and_not_with_other_amounts(void **state)
{
    (void)state;
    World w = open_world();
    post_sale(&w);
    w.first = w.entry;
    fixture_set_now(w.f, time_add(time_of_date(march()), 40 * TIME_DAY));
    assert_ok(run(&w, post));
    assert_true(id_eq(w.entry, w.first));
    w.postings[0].amount.minor++;
    assert_int_equal(run(&w, post), ERR_CONFLICT);
    w.postings[0].amount.minor--;
    w.n--;
    assert_int_equal(run(&w, post), ERR_CONFLICT);
    assert_int_equal(book(&w, "receivable", 0), 11900);
    w.cause.part = S("again");
    assert_ok(run(&w, post));
    assert_int_equal(book(&w, "receivable", 0), 23800);
    assert_int_equal(proof(&w, OK).entries, 2);
    fixture_close(w.f);
}

static void test_a_reversal_leaves_nothing_and_happens_once(void **state)
{
    (void)state;
    World w = open_world();
    post_sale(&w);
    w.first = w.entry;
    assert_int_equal(run(&w, reverse_as_other), ERR_NOT_FOUND);
    assert_ok(run(&w, reverse));
    Id reversal = w.entry;
    assert_false(id_eq(reversal, w.first));
    assert_ok(run(&w, reverse));
    assert_true(id_eq(w.entry, reversal));
    for (size_t i = 0; i < COUNT_OF(BOOKS); i++) {
        assert_int_equal(book(&w, BOOKS[i], 0), 0);
        assert_int_equal(book(&w, BOOKS[i], 1), 0);
    }
    assert_int_equal(proof(&w, OK).entries, 2);
    fixture_close(w.f);
}

static void test_a_month_that_is_closed_takes_nothing_more(void **state)
{
    (void)state;
    World w = open_world();
    post_sale(&w);
    w.first = w.entry;
    assert_int_equal(run(&w, close_month), ERR_CONFLICT); /* it is not over */
    fixture_set_now(w.f, time_of_date(date_from_ymd(2030, 4, 1)));
    w.period = date_from_ymd(2030, 3, 2);
    assert_int_equal(run(&w, close_month), ERR_INVALID);
    post_sale(&w);
    fixture_set_now(w.f, time_of_date(date_from_ymd(2030, 5, 1)));
    w.period = date_from_ymd(2030, 4, 1);
    assert_int_equal(run(&w, close_month), ERR_CONFLICT); /* March is open */
    w.period = march();
    assert_ok(run(&w, close_month));
    assert_int_equal(run(&w, close_month), ERR_CONFLICT);
    fixture_set_now(w.f, time_of_date(date_from_ymd(2030, 3, 31)));
    w.cause = cause_of(w.f, "late");
    assert_int_equal(run(&w, post), ERR_CONFLICT);
    assert_int_equal(book(&w, "receivable", 0), 23800);
    fixture_set_now(w.f, time_of_date(date_from_ymd(2030, 5, 1)));
    assert_ok(run(&w, reverse)); /* of an entry of the closed month, in the open one */
    assert_int_equal(book(&w, "receivable", 0), 11900);
    assert_int_equal(proof(&w, OK).periods, 3);
    fixture_close(w.f);
}

static void test_what_is_no_amount_is_not_posted(void **state)
{
    (void)state;
    World w = open_world();
    w.cause = cause_of(w.f, "");
    w.n = 0;
    assert_int_equal(run(&w, post), ERR_INVALID);
    w.n = 2;
    w.postings[0] = line(LEDGER_CHARGE, "EUR", 100);
    static const int64_t BAD[] = {0, -1, INT64_MIN};
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        w.postings[1] = line(LEDGER_CHARGE_TAX, "EUR", BAD[i]);
        assert_int_equal(run(&w, post), ERR_INVALID);
    }
    w.postings[1] = line(LEDGER_CHARGE_TAX, "EUR", 1);
    memcpy(w.postings[1].amount.cur.code, "QQQ", 4);
    assert_int_equal(run(&w, post), ERR_INVALID);
    w.postings[1] = line(LEDGER_KIND_N, "EUR", 1);
    assert_int_equal(run(&w, post), ERR_INVALID);
    w.postings[0] = line(LEDGER_CHARGE, "EUR", INT64_MAX);
    w.postings[1] = line(LEDGER_CHARGE_TAX, "EUR", 1);
    assert_int_equal(run(&w, post), ERR_TOO_LARGE);
    assert_int_equal(proof(&w, OK).entries, 0);
    fixture_close(w.f);
}

/* --- random histories beside a calculation of the test's own --- */

static uint64_t dice;
static uint64_t roll(uint64_t below)
{
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return dice % below;
}
/* What each kind debits and credits, written from the README. */
static const char *const SIDES[LEDGER_KIND_N][2] = {
    {"receivable", "revenue"},   {"receivable", "tax"},  {"revenue", "receivable"},
    {"tax", "receivable"},       {"bank", "unassigned"}, {"unassigned", "receivable"},
    {"unassigned", "bank"},      {"loss", "receivable"}, {"incentive_cost", "payable"},
    {"payable", "withheld_tax"}, {"payable", "bank"},    {"payable", "incentive_cost"}};
static void expect(int64_t want[COUNT_OF(BOOKS)][CODES], const LedgerPosting *p, size_t code, int sign)
{
    for (size_t i = 0; i < COUNT_OF(BOOKS); i++) {
        want[i][code] += strcmp(BOOKS[i], SIDES[p->kind][0]) == 0 ? sign * p->amount.minor : 0;
        want[i][code] -= strcmp(BOOKS[i], SIDES[p->kind][1]) == 0 ? sign * p->amount.minor : 0;
    }
}
static void random_entry(World *w, int64_t want[COUNT_OF(BOOKS)][CODES])
{
    bool turned = roll(4) == 0;
    w->cause = cause_of(w->f, "");
    w->n = 1 + roll(LINES);
    for (size_t k = 0; k < w->n; k++) {
        size_t code = roll(CODES);
        w->postings[k] = line((LedgerKind)roll(LEDGER_KIND_N), CURRENCIES[code], 1 + (int64_t)roll(1000000));
        expect(want, &w->postings[k], code, turned ? 0 : 1);
    }
    fixture_set_now(w->f, time_add(time_of_date(march()), (int64_t)roll(150) * TIME_DAY));
    assert_ok(run(w, post));
    w->first = w->entry;
    if (turned) {
        assert_ok(run(w, reverse));
    }
}

static void test_any_history_adds_up_in_any_order_of_months(void **state)
{
    (void)state;
    World w = open_world();
    const char *seed = getenv("ENTENTE_SEED");
    dice = (seed ? strtoull(seed, NULL, 10) : 1) * 2654435761u + 88172645463325252u;
    int64_t want[COUNT_OF(BOOKS)][CODES] = {{0}};
    for (int i = 0; i < HISTORY; i++) {
        random_entry(&w, want);
    }
    assert_ok(run(&w, read_sums));
    for (size_t k = 0; k < CODES; k++) {
        int64_t all = 0;
        for (size_t i = 0; i < COUNT_OF(BOOKS); i++) {
            assert_int_equal(w.sums[i][k], want[i][k]);
            all += w.sums[i][k];
        }
        assert_int_equal(all, 0);
    }
    assert_true(proof(&w, OK).entries >= HISTORY);
    fixture_close(w.f);
}

/* --- against somebody who can write the database --- */

static Err script(Fixture *f, Str sql)
{
    char why[256];
    DbConn *conn = NULL;
    assert_ok(db_connect(f->app->db, DB_WRITER, &conn, why));
    Err err = db_run_script(conn, str_z(f->arena, sql));
    db_disconnect(conn);
    return err;
}

static void test_the_database_takes_no_row_that_does_not_balance(void **state)
{
    (void)state;
    World w = open_world();
    post_sale(&w);
    static const char *const REFUSED[] = {
        "UPDATE ledger_posting SET credit = debit",
        "UPDATE ledger_posting SET amount = 0",
        "UPDATE ledger_posting SET amount = -amount",
        "UPDATE ledger_posting SET number = number + 7",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_period",
    };
    for (size_t i = 0; i < COUNT_OF(REFUSED); i++) {
        if (script(w.f, str_from(REFUSED[i])) == OK) {
            fail_msg("taken: %s", REFUSED[i]);
        }
    }
    proof(&w, OK);
    fixture_close(w.f);
}

/* Four entries in two months; the first month has three. */
static void post_several(World *w)
{
    for (int i = 0; i < 3; i++) {
        post_sale(w);
    }
    fixture_set_now(w->f, time_of_date(date_from_ymd(2030, 4, 2)));
    post_sale(w);
    proof(w, OK);
}
static void finds(World *w, const char *sql)
{
    if (script(w->f, str_from(sql)) != OK) {
        fail_msg("refused: %s", sql);
    }
    LedgerReport r;
    if (ledger_verify(ctx_system(w->f->app, w->f->arena), &r) != ERR_CONFLICT) {
        fail_msg("not found: %s", sql);
    }
    assert_true(r.why.n > 0);
    assert_true(id_eq(r.account, w->f->account));
}

static void test_whatever_is_changed_by_hand_is_found(void **state)
{
    (void)state;
    static const char *const CHANGES[][2] = {
        {"UPDATE ledger_posting SET amount = amount + 1 WHERE number = 2 AND place = 1",
         "UPDATE ledger_posting SET amount = amount - 1 WHERE number = 2 AND place = 1"},
        {"UPDATE ledger_posting SET currency = 'USD' WHERE number = 2 AND place = 1",
         "UPDATE ledger_posting SET currency = 'EUR' WHERE number = 2 AND place = 1"},
        {"UPDATE ledger_posting SET debit = 'bank' WHERE number = 2 AND place = 1",
         "UPDATE ledger_posting SET debit = 'receivable' WHERE number = 2 AND place = 1"},
        {"UPDATE ledger_posting SET credit = 'tax' WHERE number = 2 AND place = 1",
         "UPDATE ledger_posting SET credit = 'revenue' WHERE number = 2 AND place = 1"},
        {"UPDATE ledger_posting SET kind = 'payout' WHERE number = 2 AND place = 1",
         "UPDATE ledger_posting SET kind = 'charge' WHERE number = 2 AND place = 1"},
        {"UPDATE ledger_posting SET source_kind = 'x' WHERE number = 2 AND place = 1",
         "UPDATE ledger_posting SET source_kind = '' WHERE number = 2 AND place = 1"},
        {"UPDATE ledger_entry SET part = 'x' WHERE number = 3", "UPDATE ledger_entry SET part = '' WHERE number = 3"},
        {"UPDATE ledger_entry SET cause_kind = 'x' WHERE number = 3",
         "UPDATE ledger_entry SET cause_kind = 'test' WHERE number = 3"},
        {"UPDATE ledger_entry SET posted_at = posted_at + 1 WHERE number = 3",
         "UPDATE ledger_entry SET posted_at = posted_at - 1 WHERE number = 3"},
        {"UPDATE ledger_entry SET created_at = created_at + 1 WHERE number = 3",
         "UPDATE ledger_entry SET created_at = created_at - 1 WHERE number = 3"},
        {"UPDATE ledger_balance SET debit = debit + 1 WHERE book = 'tax'",
         "UPDATE ledger_balance SET debit = debit - 1 WHERE book = 'tax'"},
        {"UPDATE ledger_balance SET credit = credit + 1 WHERE book = 'tax'",
         "UPDATE ledger_balance SET credit = credit - 1 WHERE book = 'tax'"},
        {"UPDATE ledger_period SET entries = entries + 1", "UPDATE ledger_period SET entries = entries - 1"},
    };
    World w = open_world();
    post_several(&w);
    for (size_t i = 0; i < COUNT_OF(CHANGES); i++) {
        finds(&w, CHANGES[i][0]);
        assert_ok(script(w.f, str_from(CHANGES[i][1])));
        proof(&w, OK);
    }
    fixture_close(w.f);
}

static void test_whatever_is_taken_out_by_hand_is_found(void **state)
{
    (void)state;
    static const char *const GONE[] = {
        "DELETE FROM ledger_posting WHERE number = 2 AND place = 3",
        "DELETE FROM ledger_posting WHERE number = 2",
        "DELETE FROM ledger_posting WHERE number = 2; DELETE FROM ledger_entry WHERE number = 2",
        "DELETE FROM ledger_posting WHERE number = 3; DELETE FROM ledger_entry WHERE number = 3",
        "DELETE FROM ledger_posting; DELETE FROM ledger_entry",
        "DELETE FROM ledger_balance WHERE book = 'revenue'",
    };
    for (size_t i = 0; i < COUNT_OF(GONE); i++) {
        World w = open_world();
        post_several(&w);
        finds(&w, GONE[i]);
        fixture_close(w.f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_a_sale_stands_in_the_books_of_its_kinds_in_each_currency),
        UNIT_TEST(test_a_cause_is_posted_once_and_not_with_other_amounts),
        UNIT_TEST(test_a_reversal_leaves_nothing_and_happens_once),
        UNIT_TEST(test_a_month_that_is_closed_takes_nothing_more),
        UNIT_TEST(test_what_is_no_amount_is_not_posted),
        UNIT_TEST(test_any_history_adds_up_in_any_order_of_months),
        UNIT_TEST(test_the_database_takes_no_row_that_does_not_balance),
        UNIT_TEST(test_whatever_is_changed_by_hand_is_found),
        UNIT_TEST(test_whatever_is_taken_out_by_hand_is_found),
    };
    return FIXTURE_RUN(tests);
}

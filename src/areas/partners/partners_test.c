/* The promises of partner accounts, through the whole dispatcher. */
#include "app/unit.h"
#include "areas/partners/partners.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define STANDING "/a/test/settings/standing"

typedef struct Move {
    Id account;
    const char *to, *reason;
} Move;

/* As a rule of the system would. */
static Err move_unit(Ctx *ctx, void *arg)
{
    Move *m = arg;
    return machine_move(ctx, &PARTNER_ACCOUNT,
                        &(MachineAsk){.account_id = m->account,
                                      .subject_id = m->account,
                                      .to = str_from(m->to),
                                      .mover = MOVER_SYSTEM,
                                      .reason = str_from(m->reason)});
}

static Err move(Fixture *f, const char *to, const char *reason)
{
    return fixture_unit(f, MODE_WRITE, ID_NIL, move_unit, &(Move){f->account, to, reason});
}

static FixtureAnswer get(Fixture *f, Id user, const char *path)
{
    Str cookie = fixture_sign_in(f, user, f->account);
    return fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
}

static void test_a_new_account_stands_active_and_says_so(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    FixtureAnswer page = get(f, f->user, STANDING);
    assert_int_equal(page.status, 200);
    assert_true(str_find(page.body, S("nothing stands against it")) >= 0);
    fixture_close(f);
}

static void test_the_reason_stands_on_the_page_for_everybody_of_the_account_and_its_locations(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Id location = fixture_account(f, true);
    assert_int_equal(move(f, "suspended", "Invoice 4711 is 61 days overdue."), OK);
    FixtureAnswer page = get(f, f->colleague, STANDING);
    assert_int_equal(page.status, 200);
    assert_true(str_find(page.body, S("Invoice 4711 is 61 days overdue.")) >= 0);
    assert_true(str_find(page.body, S("Customers keep the services they have.")) >= 0);
    Str cookie = fixture_sign_in(f, f->user, location);
    page = fixture_request(f, "GET", "/a/loc/settings/standing", &(FixtureSend){.cookie = cookie});
    assert_int_equal(page.status, 200);
    assert_true(str_find(page.body, S("Invoice 4711 is 61 days overdue.")) >= 0);
    fixture_close(f);
}

static void test_a_standing_that_is_not_in_the_table_is_refused(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    assert_int_equal(move(f, "closed", "At once."), ERR_CONFLICT);
    assert_int_equal(move(f, "suspended", " "), ERR_INVALID);
    assert_int_equal(move(f, "suspended", "Overdue."), OK);
    assert_int_equal(move(f, "suspended", "Overdue."), ERR_CONFLICT);
    fixture_close(f);
}

static void test_a_stranger_reads_nothing_of_it(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->stranger, f->other_account);
    assert_int_equal(fixture_request(f, "GET", STANDING, &(FixtureSend){.cookie = cookie}).status, 404);
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_a_new_account_stands_active_and_says_so),
        UNIT_TEST(test_the_reason_stands_on_the_page_for_everybody_of_the_account_and_its_locations),
        UNIT_TEST(test_a_standing_that_is_not_in_the_table_is_refused),
        UNIT_TEST(test_a_stranger_reads_nothing_of_it),
    };
    return FIXTURE_RUN(tests);
}

/* The promises of enrolling in programs, by the partner and by the vendor's desk. */
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/programs/enrollment.h"
#include "base/num.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static Fixture *fx;
static Id desk_head, helper;

static Err script(Ctx *ctx, void *arg) { return db_run_script(ctx->db, arg); }
static void run(const char *sql) { assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, script, (void *)(uintptr_t)sql)); }
static Err add_staff(Ctx *ctx, void *arg)
{
    NewDirectory n = {
        .id = ctx_new_id(ctx), .kind = S("operator"), .name = S("V"), .domain = S("v.example"), .country = S("FR")};
    *(Id *)arg = n.id;
    return identity_add_directory(system_of(ctx), &n);
}
static int set_up(void **state)
{
    (void)state;
    Id directory;
    fx = fixture_open();
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, add_staff, &directory));
    desk_head = fixture_user(fx, directory, "boss@v.example", "operator_admin");
    helper = fixture_user(fx, directory, "help@v.example", "operator_support");
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    fixture_close(fx);
    return 0;
}

static bool shows(const FixtureAnswer *a, const char *text) { return str_find(a->body, str_from(text)) >= 0; }
static FixtureAnswer get(const char *path)
{
    return fixture_request(fx, "GET", path, &(FixtureSend){.cookie = fixture_sign_in(fx, fx->user, fx->account)});
}
static FixtureAnswer post_as(Id who, const char *path, const char *form)
{
    return fixture_request(fx, "POST", path,
                           &(FixtureSend){.cookie = fixture_sign_in(fx, who, fx->account), .form = str_from(form)});
}
static FixtureAnswer post(const char *path, const char *form) { return post_as(fx->user, path, form); }
static FixtureAnswer desk(const char *path)
{
    return fixture_request(fx, "GET", path, &(FixtureSend){.cookie = fixture_sign_in(fx, desk_head, ID_NIL)});
}
static FixtureAnswer decide_as(Id who, const char *path, const char *form)
{
    return fixture_request(fx, "POST", path,
                           &(FixtureSend){.cookie = fixture_sign_in(fx, who, ID_NIL), .form = str_from(form)});
}
static FixtureAnswer decide(const char *form)
{
    return decide_as(desk_head, "/operator/enrollments/test/hardware/decide", form);
}

#define OWN "/a/test/settings/programs"
#define HARDWARE OWN "/hardware"

static void an_application_is_decided_and_opens_what_the_program_brings(void **state)
{
    (void)state;
    assert_int_equal(get("/a/test/settings/developer").status, 403);
    FixtureAnswer list = get(OWN);
    assert_int_equal(list.status, 200);
    assert_true(shows(&list, "For partners") && shows(&list, "For developers") && shows(&list, "Not enrolled"));
    assert_int_equal(post(HARDWARE "/enroll", "").status, 303);
    FixtureAnswer page = get(HARDWARE);
    assert_true(shows(&page, "The application is with the vendor.") && shows(&page, "The vendor decides by"));
    assert_int_equal(get("/a/test/settings/developer").status, 403); /* not yet */
    FixtureAnswer queue = desk("/operator/enrollments");
    assert_true(shows(&queue, "/operator/enrollments/test/hardware"));
    assert_int_equal(decide("to=qualified").status, 303);
    page = get(HARDWARE);
    assert_true(shows(&page, "The account is in the program. Its workspaces and roles are open."));
    assert_int_equal(get("/a/test/settings/developer").status, 200);
    queue = desk("/operator/enrollments");
    assert_false(shows(&queue, "/operator/enrollments/test/hardware"));
    queue = desk("/operator/enrollments?show=in");
    assert_true(shows(&queue, "/operator/enrollments/test/hardware"));
    FixtureAnswer bell = get("/me/action-center/notifications");
    assert_true(shows(&bell, "Hardware: the account is in the program"));
    /* Leaving closes it at once. */
    assert_int_equal(post(HARDWARE "/leave", "").status, 303);
    assert_int_equal(get("/a/test/settings/developer").status, 403);
}

static void a_question_is_answered_a_rejection_appealed_and_each_reason_is_read(void **state)
{
    (void)state;
    assert_int_equal(post(HARDWARE "/enroll", "").status, 303);
    assert_int_equal(decide("").status, 422);
    FixtureAnswer bare = decide("to=asked&reason=+");
    assert_int_equal(bare.status, 422);
    assert_true(shows(&bare, "Write the reason."));
    assert_int_equal(decide("to=asked&reason=Which+certificate%3F").status, 303);
    FixtureAnswer page = get(HARDWARE);
    assert_true(shows(&page, "Which certificate?") && shows(&page, "Answer the vendor"));
    FixtureAnswer actions = get("/me/action-center/actions");
    assert_true(shows(&actions, "Hardware: the vendor asks you something"));
    assert_int_equal(post(HARDWARE "/answer", "reason=").status, 422);
    assert_int_equal(post(HARDWARE "/answer", "reason=Number+7").status, 303);
    actions = get("/me/action-center/actions");
    actions.body = str_skip(actions.body, (size_t)str_find(actions.body, S("<main"))); /* the bell still tells it */
    assert_false(shows(&actions, "Hardware: the vendor asks you something"));
    FixtureAnswer one = desk("/operator/enrollments/test/hardware");
    assert_true(shows(&one, "Number 7"));
    assert_int_equal(decide("to=rejected&reason=The+certificate+is+out+of+date").status, 303);
    page = get(HARDWARE);
    assert_true(shows(&page, "The certificate is out of date") && shows(&page, "Send the appeal"));
    assert_int_equal(post(HARDWARE "/answer", "reason=x").status, 409);
    assert_int_equal(post(HARDWARE "/appeal", "reason=It+is+renewed").status, 303);
    one = desk("/operator/enrollments/test/hardware");
    assert_true(shows(&one, "It is renewed"));
    page = get(HARDWARE); /* one's own plea is not why one waits */
    assert_true(shows(&page, "The account has applied, and the vendor decides on it."));
    assert_int_equal(decide("to=declined&reason=No").status, 303);
    assert_int_equal(post(HARDWARE "/enroll", "").status, 409);
    assert_int_equal(post(HARDWARE "/appeal", "reason=x").status, 409);
}

static void suspended_closes_and_reinstated_opens_again(void **state)
{
    (void)state;
    assert_int_equal(get("/a/test/customers").status, 200); /* csp_direct, enrolled when the account was made */
#define DIRECT "/operator/enrollments/test/csp_direct/decide"
    assert_int_equal(decide_as(desk_head, DIRECT, "to=suspended&reason=").status, 422);
    assert_int_equal(decide_as(helper, DIRECT, "to=suspended&reason=Because").status, 403);
    assert_int_equal(decide_as(desk_head, DIRECT, "to=suspended&reason=Invoice+7+is+open").status, 303);
    assert_int_equal(get("/a/test/customers").status, 403);
    FixtureAnswer page = get(OWN "/csp_direct");
    assert_true(shows(&page, "Invoice 7 is open") && shows(&page, "closed to the account for now"));
    assert_int_equal(decide_as(desk_head, DIRECT, "to=active").status, 303);
    assert_int_equal(get("/a/test/customers").status, 200);
    assert_int_equal(decide_as(desk_head, DIRECT, "to=restricted&reason=Revenue+is+too+low").status, 303);
    assert_int_equal(get("/a/test/customers").status, 200);
    assert_int_equal(decide_as(desk_head, DIRECT, "to=pending").status, 409);
}

static void what_is_missing_is_listed_and_holds_the_application_back(void **state)
{
    (void)state;
    run("INSERT INTO program_requirement (id, program, place, kind, param, amount, text_id) "
        "SELECT name_id, 'hardware', 1, 'profile', '', 0, NULL FROM program WHERE id = 'hardware'; "
        "INSERT INTO program_requirement (id, program, place, kind, param, amount, text_id) "
        "SELECT about_id, 'hardware', 2, 'months', 'csp_direct', 3, NULL FROM program WHERE id = 'hardware'; "
        "INSERT INTO program_requirement (id, program, place, kind, param, amount, text_id) "
        "SELECT name_id, 'addins', 1, 'program', 'mpn', 0, NULL FROM program WHERE id = 'addins';");
    FixtureAnswer page = get(HARDWARE);
    assert_true(shows(&page, "The e-mail for customers is missing.") && shows(&page, "/a/test/settings/company/edit"));
    assert_true(shows(&page, "Who may: ") && shows(&page, "It is met on "));
    assert_true(shows(&page, "You can enroll when the 2 requirements"));
    FixtureAnswer refused = post(HARDWARE "/enroll", "");
    assert_int_equal(refused.status, 409);
    assert_true(
        shows(&refused, "This is missing: The company profile is complete; The account has been in the program"));
    page = get(OWN "/addins");
    assert_true(shows(&page, "The account is not in that program.") && shows(&page, OWN "/mpn"));
    run("INSERT INTO account_support (account_id, updated_at, email, phone, website) SELECT id, created_at, "
        "'s@t.example', '+33 4 55 55 01 01', '' FROM account WHERE public_id = 'test'; "
        "UPDATE account SET city = 'Lyon';");
    page = get(HARDWARE);
    assert_false(shows(&page, "The e-mail for customers is missing."));
    run("UPDATE account_program SET since = since - 9000000000000;");
    page = get(HARDWARE);
    assert_false(shows(&page, "It is met on "));
    assert_int_equal(post(HARDWARE "/enroll", "").status, 303);
}

static void a_program_can_ask_for_an_accepted_verification(void **state)
{
    (void)state;
    run("INSERT INTO program_requirement (id, program, place, kind, param, amount, text_id) "
        "SELECT name_id, 'hardware', 1, 'verified', '', 0, NULL FROM program WHERE id = 'hardware'");
    FixtureAnswer page = get(HARDWARE);
    assert_true(shows(&page, "The vendor has not accepted every check of the account."));
    run("INSERT INTO account_verification (account_id, created_at, state, since, reason, passed) "
        "SELECT id, created_at, 'accepted', created_at, '', TRUE FROM account WHERE public_id = 'test'");
    page = get(HARDWARE);
    assert_false(shows(&page, "The vendor has not accepted every check of the account."));
    assert_int_equal(post(HARDWARE "/enroll", "").status, 303);
}

static Str requirement_at(const FixtureAnswer *one)
{
    ptrdiff_t at = str_find(one->body, S("name=\"requirement\" value=\""));
    assert_true(at > 0);
    return str_of(one->body.p + at + 26, 36);
}

static void nobody_is_qualified_before_the_desk_has_confirmed_what_it_has_to(void **state)
{
    (void)state;
    run("INSERT INTO program_requirement (id, program, place, kind, param, amount, text_id) "
        "SELECT name_id, 'hardware', 1, 'revenue', 'EUR', 5000, NULL FROM program WHERE id = 'hardware';");
    assert_int_equal(post(HARDWARE "/enroll", "").status, 303);
    FixtureAnswer refused = decide("to=qualified");
    assert_int_equal(refused.status, 422);
    assert_true(shows(&refused, "This is not met or not confirmed yet: "));
    Str id = requirement_at(&refused);
    Str yes = str_fmt(fx->arena, "requirement=%.*s&outcome=confirmed&note=", S_ARG(id));
    assert_int_equal(decide_as(desk_head, "/operator/enrollments/test/hardware/check", str_z(fx->arena, yes)).status,
                     303);
    assert_int_equal(decide("to=qualified").status, 303);
}

static void an_application_waits_in_the_work_queue_until_it_is_decided(void **state)
{
    (void)state;
    const char *queue = "/operator/work?kind=program_application";
    FixtureAnswer none = desk(queue);
    assert_true(shows(&none, "Nothing waits"));
    assert_int_equal(post(HARDWARE "/enroll", "").status, 303);
    FixtureAnswer waits = desk(queue);
    assert_true(shows(&waits, "href=\"/operator/enrollments/test/hardware\"") && shows(&waits, "Hardware"));
    FixtureAnswer home = desk("/operator");
    assert_true(shows(&home, "href=\"/operator/work?kind=program_application\">1<"));
    assert_int_equal(decide("to=asked&reason=Which+drivers%3F").status, 303);
    none = desk(queue);
    assert_true(shows(&none, "Nothing waits")); /* for the partner it does */
    assert_int_equal(post(HARDWARE "/answer", "answer=Printers&reason=Printers").status, 303);
    waits = desk(queue);
    assert_true(shows(&waits, "hardware"));
    /* The other account's application of the same program is its own. */
    run("INSERT INTO work_item (id, created_at, version, kind, state, due_at, account_id, subject_id, priority, "
        "market, "
        "language, outcome, ref) SELECT a.id, a.created_at, 1, 'program_application', 'open', a.created_at, a.id, "
        "p.name_id, 0, 'FR', 'en', '', 'hardware' FROM account a, program p WHERE a.public_id = 'other' AND p.id = "
        "'hardware';");
    assert_int_equal(decide("to=rejected&reason=Not+yet").status, 303);
    waits = desk(queue);
    assert_true(shows(&waits, "/operator/enrollments/other/hardware") &&
                !shows(&waits, "/operator/enrollments/test/hardware"));
    FixtureAnswer done = desk("/operator/work?kind=program_application&state=done");
    assert_true(shows(&done, "/operator/enrollments/test/hardware"));
}

static void the_vendor_ends_what_others_need_last_and_the_account_reads_of_it(void **state)
{
    (void)state;
    run("INSERT INTO program_requirement (id, program, place, kind, param, amount, text_id) "
        "SELECT name_id, 'hardware', 1, 'program', 'csp_direct', 0, NULL FROM program WHERE id = 'hardware';");
    assert_int_equal(post(HARDWARE "/enroll", "").status, 303);
    FixtureAnswer no = decide_as(desk_head, DIRECT, "to=ended&reason=Contract+ends");
    assert_int_equal(no.status, 409);
    assert_true(shows(&no, "Other programs of the account need this one: Hardware") && shows(&no, "End those first"));
    assert_int_equal(decide("to=bogus").status, 404);
    assert_int_equal(decide("to=rejected&reason=Contract+ends").status, 303);
    assert_int_equal(decide_as(desk_head, DIRECT, "to=ended&reason=Contract+ends").status, 303);
    FixtureAnswer log = get("/a/test/settings/activity?period=all");
    assert_true(shows(&log, "Decided on an account in a program"));
}

static void a_program_that_others_need_is_not_left_before_them(void **state)
{
    (void)state;
    run("INSERT INTO program_requirement (id, program, place, kind, param, amount, text_id) "
        "SELECT name_id, 'hardware', 1, 'program', 'csp_direct', 0, NULL FROM program WHERE id = 'hardware';");
    assert_int_equal(post(HARDWARE "/enroll", "").status, 303);
    FixtureAnswer refused = post(OWN "/csp_direct/leave", "");
    assert_int_equal(refused.status, 409);
    assert_true(shows(&refused, "Other programs of the account need this one: Hardware."));
    assert_int_equal(post(HARDWARE "/withdraw", "").status, 303);
    assert_int_equal(post(OWN "/csp_direct/leave", "").status, 303);
}

static void the_last_confirmation_of_the_desk_decides_where_approval_is_automatic(void **state)
{
    (void)state;
    run("UPDATE program SET approval = 'automatic' WHERE id = 'hardware'; "
        "INSERT INTO program_requirement (id, program, place, kind, param, amount, text_id) "
        "SELECT name_id, 'hardware', 1, 'revenue', 'EUR', 5000, NULL FROM program WHERE id = 'hardware';");
    assert_int_equal(post(HARDWARE "/enroll", "").status, 303);
    FixtureAnswer one = desk("/operator/enrollments/test/hardware");
    Str id = requirement_at(&one);
    const char *check = "/operator/enrollments/test/hardware/check";
    Str missing = str_fmt(fx->arena, "requirement=%.*s&outcome=missing&note=", S_ARG(id));
    FixtureAnswer bare = decide_as(desk_head, check, str_z(fx->arena, missing));
    assert_int_equal(bare.status, 422);
    assert_true(shows(&bare, "Say what is missing. The partner reads it"));
    missing = str_fmt(fx->arena, "requirement=%.*s&outcome=missing&note=4,000+only", S_ARG(id));
    assert_int_equal(decide_as(desk_head, check, str_z(fx->arena, missing)).status, 303);
    FixtureAnswer page = get(HARDWARE);
    assert_true(shows(&page, "4,000 only") && shows(&page, "could not confirm it"));
    Str good = str_fmt(fx->arena, "requirement=%.*s&outcome=confirmed", S_ARG(id));
    assert_int_equal(decide_as(helper, check, str_z(fx->arena, good)).status, 403);
    assert_int_equal(decide_as(desk_head, check, str_z(fx->arena, good)).status, 303);
    assert_int_equal(get("/a/test/settings/developer").status, 200);
    /* With nothing left to confirm, another account would be in at once. */
    assert_int_equal(post(HARDWARE "/leave", "").status, 303);
    assert_int_equal(post(HARDWARE "/enroll", "").status, 303);
    assert_int_equal(get("/a/test/settings/developer").status, 200);
}

static void programs_that_cannot_be_together_are_kept_apart(void **state)
{
    (void)state;
    FixtureAnswer page = get(OWN "/csp_reseller");
    assert_true(shows(&page, "An account in the program Solution provider, direct bill cannot be in this one too."));
    assert_int_equal(post(OWN "/csp_reseller/enroll", "tax_id=1").status, 409);
}

static void what_the_application_asks_is_checked_and_what_never_changes_stays(void **state)
{
    (void)state;
    run("UPDATE program SET questions = 'billing_anniversary domain tax_id reason', approval = 'automatic' WHERE id = "
        "'hardware'; INSERT INTO claim (kind, name, owner_id, created_at) SELECT 'domain', 'sell.test.example', "
        "directory_id, created_at FROM account WHERE public_id = 'test';");
    FixtureAnswer bad = post(HARDWARE "/enroll", "billing_day=31&domain=else.example&tax_id=DE1&purpose=");
    assert_int_equal(bad.status, 422);
    assert_true(shows(&bad, "from 1 to 28.") && shows(&bad, "Enter a domain that your directory owns."));
    assert_true(shows(&bad, "Say what the company wants to do") && shows(&bad, "value=\"DE1\""));
    assert_int_equal(
        post(HARDWARE "/enroll", "billing_day=5&domain=sell.test.example&tax_id=DE1&purpose=Drivers").status, 303);
    FixtureAnswer page = get(HARDWARE);
    assert_true(shows(&page, "sell.test.example") && shows(&page, "Drivers"));
    assert_int_equal(post(HARDWARE "/leave", "").status, 303);
    assert_int_equal(
        post(HARDWARE "/enroll", "billing_day=9&domain=sell.test.example&tax_id=DE2&purpose=Drivers").status, 303);
    page = get(HARDWARE);
    assert_true(shows(&page, "<dd>5</dd>") && shows(&page, "DE2") && !shows(&page, "<dd>9</dd>"));
}

static void who_enrolls_an_account_as_a_developer_first_becomes_its_owner(void **state)
{
    (void)state;
    assert_int_equal(get("/a/test/settings/payout/bank/new").status, 403);
    assert_int_equal(post(HARDWARE "/enroll", "").status, 303);
    assert_int_equal(get("/a/test/settings/payout/bank/new").status, 403); /* not yet */
    assert_int_equal(decide("to=qualified").status, 303);
    assert_int_equal(get("/a/test/settings/payout/bank/new").status, 200);
    FixtureAnswer log = get("/a/test/settings/activity");
    assert_true(shows(&log, "Became Owner, as who enrolled the account as a developer"));
    /* Nobody else becomes one beside the Owner there is. */
    assert_int_equal(post(HARDWARE "/leave", "").status, 303);
    Id second = fixture_user(fx, fx->directory, "second@test.example", "global_admin");
    assert_int_equal(post_as(second, HARDWARE "/enroll", "").status, 303);
    FixtureAnswer refused = fixture_request(fx, "GET", "/a/test/settings/payout/bank/new",
                                            &(FixtureSend){.cookie = fixture_sign_in(fx, second, fx->account)});
    assert_int_equal(refused.status, 403);
}

static void the_tax_id_of_legal_info_is_not_asked_for_again(void **state)
{
    (void)state;
    run("UPDATE program SET questions = 'tax_id' WHERE id = 'hardware'; INSERT INTO legal_profile (account_id, "
        "created_at, version, updated_at, updated_by, legal_name, line1, line2, city, state, postal_code, "
        "registration_id, tax_id, first_name, last_name, email, phone) SELECT a.id, a.created_at, 1, a.created_at, "
        "u.id, 'Test SAS', '1 Quai', '', 'Lyon', '', '69002', '', 'FR40303265045', 'Ada', 'Byron', "
        "'ada@test.example', '' FROM account a, app_user u WHERE a.public_id = 'test' ORDER BY u.id LIMIT 1;");
    FixtureAnswer page = get(HARDWARE);
    assert_true(shows(&page, "value=\"FR40303265045\""));
}

static void only_who_may_enroll_does_and_a_stranger_finds_nothing(void **state)
{
    (void)state;
    assert_int_equal(post_as(fx->colleague, HARDWARE "/enroll", "").status, 403);
    Id viewer = fixture_user(fx, fx->directory, "m@test.example", "manager");
    FixtureAnswer page =
        fixture_request(fx, "GET", HARDWARE, &(FixtureSend){.cookie = fixture_sign_in(fx, viewer, fx->account)});
    assert_int_equal(page.status, 200);
    assert_true(shows(&page, "To enroll takes one of these roles: "));
    assert_int_equal(post_as(viewer, HARDWARE "/enroll", "").status, 403);
    FixtureAnswer strange = fixture_request(
        fx, "GET", HARDWARE, &(FixtureSend){.cookie = fixture_sign_in(fx, fx->stranger, fx->other_account)});
    assert_int_equal(strange.status, 404);
    /* A program of another country, and one that is retired, are not there. */
    run("UPDATE program SET countries = 'US' WHERE id = 'hardware'; UPDATE program SET state = 'retired' WHERE id = "
        "'addins';");
    assert_int_equal(get(HARDWARE).status, 404);
    assert_int_equal(post(OWN "/addins/enroll", "").status, 404);
    assert_int_equal(get(OWN "/csp_direct").status, 200);
}

static void withdrawn_is_as_if_never_applied(void **state)
{
    (void)state;
    assert_int_equal(post(HARDWARE "/enroll", "").status, 303);
    assert_int_equal(post(HARDWARE "/withdraw", "").status, 303);
    FixtureAnswer page = get(HARDWARE);
    assert_true(shows(&page, "Not enrolled") && shows(&page, ">Enroll</button>"));
    assert_int_equal(post(HARDWARE "/withdraw", "").status, 409);
    assert_int_equal(post(HARDWARE "/enroll", "").status, 303);
}

/* The account is in this program alone. */
static void each_program_shows_the_settings_of_its_side(void **state)
{
    (void)state;
    static const struct {
        const char *program;
        bool developer;
    } OF[] = {{"csp_reseller", false}, {"csp_direct", false}, {"mpn", false},
              {"referrals", false},    {"marketplace", true}, {"desktop_apps", true},
              {"addins", true},        {"extensions", true},  {"hardware", true}};
    run("UPDATE program SET approval = 'automatic', questions = '', excludes = '';");
    assert_int_equal(post(OWN "/csp_direct/leave", "").status, 303);
    for (size_t i = 0; i < COUNT_OF(OF); i++) {
        const char *enroll = str_z(fx->arena, str_fmt(fx->arena, OWN "/%s/enroll", OF[i].program));
        const char *leave = str_z(fx->arena, str_fmt(fx->arena, OWN "/%s/leave", OF[i].program));
        assert_int_equal(post(enroll, "").status, 303);
        assert_int_equal(get("/a/test/settings/developer").status, OF[i].developer ? 200 : 403);
        assert_int_equal(get("/a/test/settings/partner").status, OF[i].developer ? 403 : 200);
        assert_int_equal(post(leave, "").status, 303);
    }
}

static void a_workspace_that_a_program_would_bring_leads_to_the_programs(void **state)
{
    (void)state;
    assert_int_equal(post(OWN "/csp_direct/leave", "").status, 303);
    FixtureAnswer page = get("/a/test/my-access/workspace/customers");
    assert_int_equal(page.status, 200);
    assert_true(shows(&page, "href=\"/a/test/settings/programs\""));
    assert_true(shows(&page, "Programs that bring it: Solution provider, direct bill"));
}

static void working_days_pass_over_weekends(void **state)
{
    (void)state;
    Date friday = date_from_ymd(2026, 11, 27);
    assert_int_equal(enrollment_due(friday, 1).days, date_from_ymd(2026, 11, 30).days);
    assert_int_equal(enrollment_due(friday, 5).days, date_from_ymd(2026, 12, 4).days);
    assert_int_equal(enrollment_due(date_from_ymd(2026, 11, 28), 1).days, date_from_ymd(2026, 11, 30).days);
}

#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(an_application_is_decided_and_opens_what_the_program_brings),
        T(a_program_can_ask_for_an_accepted_verification),
        T(a_question_is_answered_a_rejection_appealed_and_each_reason_is_read),
        T(suspended_closes_and_reinstated_opens_again),
        T(what_is_missing_is_listed_and_holds_the_application_back),
        T(nobody_is_qualified_before_the_desk_has_confirmed_what_it_has_to),
        T(a_program_that_others_need_is_not_left_before_them),
        T(an_application_waits_in_the_work_queue_until_it_is_decided),
        T(the_vendor_ends_what_others_need_last_and_the_account_reads_of_it),
        T(the_last_confirmation_of_the_desk_decides_where_approval_is_automatic),
        T(programs_that_cannot_be_together_are_kept_apart),
        T(what_the_application_asks_is_checked_and_what_never_changes_stays),
        T(the_tax_id_of_legal_info_is_not_asked_for_again),
        T(who_enrolls_an_account_as_a_developer_first_becomes_its_owner),
        T(only_who_may_enroll_does_and_a_stranger_finds_nothing),
        T(withdrawn_is_as_if_never_applied),
        T(each_program_shows_the_settings_of_its_side),
        T(a_workspace_that_a_program_would_bring_leads_to_the_programs),
        cmocka_unit_test(working_days_pass_over_weekends),
    };
    return FIXTURE_RUN(tests);
}

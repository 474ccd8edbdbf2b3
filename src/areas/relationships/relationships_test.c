/* Requests to companies: the drafted link, the company's answer by who leads it, and what it may not do. */
#include "areas/relationships/granular.h"

#include "app/unit.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define PAGE "/a/test/customers/requests"

typedef struct Made {
    Id id;
    Str user, password;
} Made;
/* A company that the other account brought here. */
static Err add_company(Ctx *ctx, void *arg)
{
    PostalAddress p = {.line1 = S("Rue 1"), .city = S("Lyon"), .postal_code = S("69001"), .country = S("FR")};
    NewCustomer n = {.company = {.name = S("Tannerie Basque"), .domain = S("tannerie.example"), .address = p},
                     .billing = {.company_name = S("Tannerie Basque"),
                                 .first_name = S("Luc"),
                                 .last_name = S("Petit"),
                                 .email = S("luc@elsewhere.example"),
                                 .culture = S("fr-FR"),
                                 .language = S("fr"),
                                 .address = p}};
    CustomerCreated c;
    Made *made = arg;
    TRY(customer_create(account_of(ctx, ctx->account_id), &n, &c));
    *made = (Made){c.id.id, c.user_name, c.password};
    return OK;
}
static Made company(Fixture *f)
{
    Made made;
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->other_account, add_company, &made), OK);
    return made;
}

static FixtureAnswer get(Fixture *f, Str cookie, Str path)
{
    return fixture_request(f, "GET", str_z(f->arena, path), &(FixtureSend){.cookie = cookie});
}
static FixtureAnswer post(Fixture *f, Str cookie, Str path, Str form)
{
    return fixture_request(f, "POST", str_z(f->arena, path), &(FixtureSend){.cookie = cookie, .form = form});
}
static bool has(FixtureAnswer a, const char *text) { return str_find(a.body, str_from(text)) >= 0; }

/* The path of the link in the drafted text. */
static Str link_of(Fixture *f, Str cookie, Str page)
{
    Str body = get(f, cookie, page).body;
    ptrdiff_t at = str_find(body, S("/relationship/request."));
    assert_true(at > 0);
    return str_sub(str_skip(body, (size_t)at), 0, S("/relationship/request.").n + 36 + 1 + 32);
}
static Str asked(Fixture *f, Str cookie)
{
    FixtureAnswer got = post(f, cookie, S(PAGE "/new"),
                             S("company=Tannerie+Basque&email=luc%40tannerie.example&rights=delegated&message=Hello"));
    assert_int_equal(got.status, 303);
    return got.location;
}
static Str reply(Fixture *f, const Made *who, const char *password, const char *what)
{
    return str_fmt(f->arena, "signIn=%.*s&password=%.*s%s&do=%s", S_ARG(who->user), password ? 0 : (int)who->password.n,
                   who->password.p, password ? password : "", what);
}
/* A form of somebody who is nobody here: the token of a cookie of its own. */
static FixtureAnswer answered(Fixture *f, Str link, Str form)
{
    Str whole = get(f, S(""), link).set_cookie;
    Str cookie = str_sub(whole, 0, (size_t)str_find_char(whole, ';'));
    return post(f, cookie, link, form);
}
static bool serves(Fixture *f, Str cookie, const Made *made)
{
    Str id = id_text(f->arena, made->id);
    return get(f, cookie, str_fmt(f->arena, "/a/test/customers/%.*s", S_ARG(id))).status == 200;
}

static void a_company_accepts_by_its_link_and_becomes_a_customer(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    Made made = company(f);
    FixtureAnswer empty = post(f, cookie, S(PAGE "/new"), S("company=&email=nobody&rights=none"));
    assert_true(empty.status == 422 && has(empty, "Enter the name of the company") && has(empty, "value=\"nobody\""));
    Str page = asked(f, cookie), link = link_of(f, cookie, page);
    assert_true(has(get(f, cookie, page), "Waits for the company") && has(get(f, cookie, page), "mailto:"));
    FixtureAnswer shown = get(f, S(""), link);
    assert_true(shown.status == 200 && has(shown, "rights to administer your users") && has(shown, "Hello"));
    FixtureAnswer wrong = answered(f, link, reply(f, &made, "guessed", "accept"));
    assert_true(wrong.status == 422 && has(wrong, "are not those of a company"));
    assert_false(serves(f, cookie, &made));
    assert_int_equal(answered(f, link, reply(f, &made, NULL, "accept")).status, 303);
    assert_true(has(get(f, S(""), link), "serves your company"));
    assert_true(has(get(f, cookie, page), "Luc Petit") && serves(f, cookie, &made));
    assert_int_equal(answered(f, link, reply(f, &made, NULL, "accept")).status, 422); /* once */
    fixture_close(f);
}

static void a_link_that_is_declined_withdrawn_or_made_up_makes_no_customer(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    Made made = company(f);
    Str page = asked(f, cookie), link = link_of(f, cookie, page);
    assert_int_equal(answered(f, link, reply(f, &made, NULL, "decline")).status, 303);
    assert_true(has(get(f, cookie, page), "Declined"));
    page = asked(f, cookie);
    link = link_of(f, cookie, page);
    assert_int_equal(post(f, cookie, str_concat(f->arena, page, S("/withdraw")), S("")).status, 303);
    assert_int_equal(answered(f, link, reply(f, &made, NULL, "accept")).status, 422);
    assert_true(has(get(f, S(""), link), "has withdrawn the request"));
    Str other = str_fmt(f->arena, "%.*sx", (int)link.n - 1, link.p);
    assert_int_equal(get(f, S(""), other).status, 404);
    assert_false(serves(f, cookie, &made));
    fixture_close(f);
}

static void a_company_that_left_comes_back_and_one_that_is_there_is_told_so(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    Made made = company(f);
    Str link = link_of(f, cookie, asked(f, cookie));
    assert_int_equal(answered(f, link, reply(f, &made, NULL, "accept")).status, 303);
    Str again = link_of(f, cookie, asked(f, cookie));
    FixtureAnswer twice = answered(f, again, reply(f, &made, NULL, "accept"));
    assert_true(twice.status == 409 && has(twice, "serves your company already"));
    Str end = str_fmt(f->arena, "/a/test/customers/%.*s/end", S_ARG(id_text(f->arena, made.id)));
    assert_int_equal(post(f, cookie, end, S("word=tannerie.example")).status, 303);
    assert_false(serves(f, cookie, &made));
    assert_int_equal(answered(f, again, reply(f, &made, NULL, "accept")).status, 303);
    assert_true(serves(f, cookie, &made));
    fixture_close(f);
}

/* --- granular administration --- */

static Str admin_link(Fixture *f, Str cookie, Str page)
{
    Str body = get(f, cookie, page).body;
    ptrdiff_t at = str_find(body, S("/admin-relationship/granular."));
    assert_true(at > 0);
    return str_sub(str_skip(body, (size_t)at), 0, S("/admin-relationship/granular.").n + 36 + 1 + 32);
}
/* A customer of the fixture's account, asked for two roles. */
static Str asked_for_roles(Fixture *f, Str cookie, Made *made, const char *form)
{
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, add_company, made), OK);
    Str id = id_text(f->arena, made->id);
    Str page = str_fmt(f->arena, "/a/test/customers/%.*s/admin/new", S_ARG(id));
    FixtureAnswer wrong = post(f, cookie, page, S("name=&days=900"));
    assert_true(wrong.status == 422 && has(wrong, "from 1 to 730") && has(wrong, "Choose at least one role"));
    FixtureAnswer got = post(f, cookie, page, str_from(form));
    assert_int_equal(got.status, 303);
    assert_int_equal(post(f, cookie, page, str_from(form)).status, 422); /* a name is used once */
    return got.location;
}
#define HELPDESK "&role=729827e3-9c14-49f7-bb1b-9608f156bbb8"

typedef struct Clock {
    Str key;
    JobNext next;
    int64_t after;
} Clock;
static Err tick(Ctx *ctx, void *arg)
{
    Clock *c = arg;
    JobRun job = {.key = c->key};
    ctx->audit.action = "relationships.granular_clock";
    TRY(GRANULAR_JOBS[0].step(ctx, &job, &c->next));
    c->after = job.run_after_us;
    return OK;
}

static void an_admin_relationship_is_approved_warned_of_and_ends_by_time(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    Made made;
    fixture_set_now(f, time_of_date(date_from_ymd(2026, 11, 1)));
    Str page = asked_for_roles(f, cookie, &made, "name=Night+desk&days=60" HELPDESK);
    Str link = admin_link(f, cookie, page);
    assert_true(has(get(f, S(""), link), "Helpdesk Administrator"));
    assert_int_equal(answered(f, link, reply(f, &made, "guessed", "approve")).status, 422);
    assert_int_equal(answered(f, link, reply(f, &made, NULL, "approve")).status, 303);
    assert_true(has(get(f, cookie, page), "Luc Petit") && has(get(f, S(""), link), "administers"));
    Clock c = {.key = str_fmt(f->arena, "%.*s+", 36, page.p + page.n - 36)};
    fixture_set_now(f, time_of_date(date_from_ymd(2026, 12, 2)));
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, tick, &c), OK);
    assert_true(c.next == JOB_LATER && c.after > 0 && has(get(f, cookie, S("/a/test")), "Night desk"));
    fixture_set_now(f, time_of_date(date_from_ymd(2027, 1, 1)));
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, tick, &c), OK);
    assert_int_equal(c.next, JOB_DONE);
    assert_true(has(get(f, cookie, page), "Expired") && has(get(f, S(""), link), "none of the roles any more"));
    fixture_close(f);
}

static void the_role_of_a_user_administrator_opens_the_customers_people_while_it_lasts(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    Str token = fixture_token(f, f->user);
    Made made;
    Str page = asked_for_roles(f, cookie, &made, "name=People&days=9&role=fe930be7-5e62-47db-91af-98c3a49a38b1");
    Str id = id_text(f->arena, made.id);
    const char *users = str_z(f->arena, str_fmt(f->arena, "/v1/customers/%.*s/users", S_ARG(id)));
    assert_int_equal(fixture_request(f, "GET", users, &(FixtureSend){.bearer = token}).status, 403);
    Str link = admin_link(f, cookie, page);
    assert_int_equal(answered(f, link, reply(f, &made, NULL, "approve")).status, 303);
    assert_int_equal(fixture_request(f, "GET", users, &(FixtureSend){.bearer = token}).status, 200);
    assert_int_equal(post(f, cookie, str_concat(f->arena, page, S("/end")), S("reason=Done.")).status, 303);
    assert_int_equal(fixture_request(f, "GET", users, &(FixtureSend){.bearer = token}).status, 403);
    fixture_close(f);
}

static void an_admin_relationship_goes_on_is_ended_by_either_side_or_lapses(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    Made made;
    fixture_set_now(f, time_of_date(date_from_ymd(2026, 11, 1)));
    Str page = asked_for_roles(f, cookie, &made, "name=Desk&days=10&extends=1" HELPDESK),
        link = admin_link(f, cookie, page);
    assert_true(has(get(f, cookie, page), "go on by six months by themselves")); /* in the mail to be sent */
    assert_int_equal(answered(f, link, reply(f, &made, NULL, "approve")).status, 303);
    Clock c = {.key = str_fmt(f->arena, "%.*s+", 36, page.p + page.n - 36)};
    fixture_set_now(f, time_of_date(date_from_ymd(2026, 11, 12)));
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, tick, &c), OK);
    assert_true(c.next == JOB_LATER && has(get(f, cookie, page), "Active"));
    assert_int_equal(answered(f, link, reply(f, &made, NULL, "end")).status, 303);
    assert_true(has(get(f, cookie, page), "Terminated"));
    Str id = id_text(f->arena, made.id), form = S("name=Second&days=10" HELPDESK);
    Str again = str_fmt(f->arena, "/a/test/customers/%.*s/admin/new", S_ARG(id));
    page = post(f, cookie, again, form).location;
    assert_false(has(get(f, cookie, page), "go on by six months by themselves"));
    Str end = str_concat(f->arena, page, S("/end"));
    assert_int_equal(post(f, cookie, end, S("reason=")).status, 422);
    assert_int_equal(post(f, cookie, end, S("reason=Done.")).status, 303);
    assert_true(has(get(f, cookie, page), "Done."));
    page = post(f, cookie, again, S("name=Third&days=10" HELPDESK)).location;
    c.key = str_fmt(f->arena, "%.*s", 36, page.p + page.n - 36);
    fixture_set_now(f, time_of_date(date_from_ymd(2027, 3, 1)));
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, tick, &c), OK);
    assert_true(has(get(f, cookie, page), "Request lapsed"));
    fixture_close(f);
}

/* --- what a company's facts are worth now --- */

/* As rules change, and as companies do that another partner brought: past the checks of the forms. */
static void set_facts(Fixture *f, const char *facts)
{
    DbConn *conn;
    char why[256];
    assert_int_equal(db_connect(f->app->db, DB_WRITER, &conn, why), OK);
    Str sql = str_fmt(f->arena, "UPDATE customer SET %s WHERE domain = 'tannerie.example'", facts);
    assert_int_equal(db_run_script(conn, str_z(f->arena, sql)), OK);
    db_disconnect(conn);
}
static void an_account_is_allowed_by_the_rules_of_its_country(void **state)
{
    (void)state;
    static const struct {
        const char *facts, *status;
    } CASES[] = {{"city = 'Lyon'", "\"Allowed\""},
                 {"postal_code = '6900'", "\"NotAllowed\""},
                 {"postal_code = '69001', address_line1 = ''", "\"Not Ready\""}};
    Fixture *f = fixture_open();
    Made made;
    Str bearer = fixture_token(f, ID_NIL);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, add_company, &made), OK);
    Str path = str_fmt(f->arena, "/v1/customers/%.*s/validationStatus?type=account", S_ARG(id_text(f->arena, made.id)));
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        set_facts(f, CASES[i].facts);
        FixtureAnswer got = fixture_request(f, "GET", str_z(f->arena, path), &(FixtureSend){.bearer = bearer});
        assert_int_equal(got.status, 200);
        if (!has(got, CASES[i].status)) {
            fail_msg("%s: %.*s", CASES[i].facts, S_ARG(got.body));
        }
    }
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(a_company_accepts_by_its_link_and_becomes_a_customer),
        UNIT_TEST(a_link_that_is_declined_withdrawn_or_made_up_makes_no_customer),
        UNIT_TEST(a_company_that_left_comes_back_and_one_that_is_there_is_told_so),
        UNIT_TEST(an_admin_relationship_is_approved_warned_of_and_ends_by_time),
        UNIT_TEST(the_role_of_a_user_administrator_opens_the_customers_people_while_it_lasts),
        UNIT_TEST(an_account_is_allowed_by_the_rules_of_its_country),
        UNIT_TEST(an_admin_relationship_goes_on_is_ended_by_either_side_or_lapses),
    };
    return FIXTURE_RUN(tests);
}

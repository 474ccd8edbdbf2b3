/* The promises of programs: the vendor's catalogue, and what accounts hold by it. */
#include "app/rights.h"
#include "areas/identity/identity.h"
#include "areas/programs/programs.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit/unit.h"

static Fixture *fx;
static Id staff, helper;

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
    staff = fixture_user(fx, directory, "boss@v.example", "operator_catalog");
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
static FixtureAnswer desk(Id who, const char *path)
{
    return fixture_request(fx, "GET", path, &(FixtureSend){.cookie = fixture_sign_in(fx, who, ID_NIL)});
}
static FixtureAnswer send(Id who, const char *path, const char *form)
{
    return fixture_request(fx, "POST", path,
                           &(FixtureSend){.cookie = fixture_sign_in(fx, who, ID_NIL), .form = str_from(form)});
}
static FixtureAnswer partner(const char *path)
{
    return fixture_request(fx, "GET", path, &(FixtureSend){.cookie = fixture_sign_in(fx, fx->user, fx->account)});
}

#define GARDEN                                                                                                         \
    "id=garden&name_en=Garden&name_fr=Jardin&about_en=Grow+things.&about_fr=Cultivez.&side=developer&approval=manual&" \
    "days=7&countries=fr,+de&brings=marketplace"

static void a_program_is_drafted_published_and_retired(void **state)
{
    (void)state;
    FixtureAnswer list = desk(staff, "/operator/programs");
    assert_int_equal(list.status, 200);
    assert_true(shows(&list, "Solution provider, direct bill")); /* carried over by the migration */
    assert_int_equal(send(staff, "/operator/programs/new", GARDEN).status, 303);
    FixtureAnswer one = desk(staff, "/operator/programs/garden");
    assert_int_equal(one.status, 200);
    assert_true(shows(&one, "Garden") && shows(&one, "Jardin") && shows(&one, "Draft"));
    assert_true(shows(&one, "France, Germany") && shows(&one, "Decided within 7 working days."));
    FixtureAnswer preview = desk(staff, "/operator/programs/preview?country=FR");
    assert_false(shows(&preview, "Grow things."));
    assert_int_equal(send(staff, "/operator/programs/garden/publish", "").status, 303);
    preview = desk(staff, "/operator/programs/preview?country=FR");
    assert_true(shows(&preview, "Grow things."));
    preview = desk(staff, "/operator/programs/preview?country=US");
    assert_false(shows(&preview, "Grow things."));
    assert_int_equal(send(staff, "/operator/programs/garden/delete", "").status, 409);
    assert_int_equal(send(staff, "/operator/programs/garden/retire", "").status, 303);
    preview = desk(staff, "/operator/programs/preview?country=FR");
    assert_false(shows(&preview, "Grow things."));
}

static void what_cannot_be_taken_is_refused_and_nothing_is_lost(void **state)
{
    (void)state;
    FixtureAnswer bad = send(staff, "/operator/programs/new",
                             "id=Not+so&name_en=Half+named&name_fr=&about_en=&about_fr=&side=&approval=manual&days=0&"
                             "countries=XX&brings=nonsense");
    assert_int_equal(bad.status, 422);
    assert_true(shows(&bad, "value=\"Half named\"") && shows(&bad, "value=\"Not so\""));
    assert_true(shows(&bad, "with a letter first") && shows(&bad, "Enter the text (français)."));
    assert_true(shows(&bad, "Choose the side of settings") && shows(&bad, "from 1 to 60"));
    assert_true(shows(&bad, "Nothing that can be opened is called nonsense."));
    assert_int_equal(send(staff, "/operator/programs/new", GARDEN).status, 303);
    FixtureAnswer twice = send(staff, "/operator/programs/new", GARDEN);
    assert_int_equal(twice.status, 422);
    assert_true(shows(&twice, "Another program has this id"));
    /* Published only with its text in each language. */
    assert_int_equal(
        send(staff, "/operator/programs/new", "id=bare&name_en=Bare&name_fr=Nu&side=partner&approval=automatic&days=1")
            .status,
        303);
    FixtureAnswer early = send(staff, "/operator/programs/bare/publish", "");
    assert_int_equal(early.status, 422);
    assert_true(shows(&early, "Enter the text (English)."));
    assert_int_equal(send(staff, "/operator/programs/bare/delete", "").status, 303);
    assert_int_equal(desk(staff, "/operator/programs/bare").status, 404);
}

static void a_save_over_somebody_elses_is_stale(void **state)
{
    (void)state;
    assert_int_equal(send(staff, "/operator/programs/new", GARDEN).status, 303);
    assert_int_equal(send(staff, "/operator/programs/garden/edit", GARDEN "&version=1").status, 303);
    assert_int_equal(send(staff, "/operator/programs/garden/edit", GARDEN "&version=1").status, 409);
}

static void only_those_who_write_the_catalogue_change_it(void **state)
{
    (void)state;
    assert_int_equal(desk(helper, "/operator/programs").status, 200);
    assert_int_equal(desk(helper, "/operator/programs/new").status, 403);
    assert_int_equal(send(helper, "/operator/programs/new", GARDEN).status, 403);
    assert_int_equal(send(helper, "/operator/programs/mpn/retire", "").status, 403);
}

static void requirements_are_said_in_words(void **state)
{
    (void)state;
    assert_int_equal(send(staff, "/operator/programs/new", GARDEN).status, 303);
#define ASK "/operator/programs/garden/requirements/new"
    FixtureAnswer bad = send(staff, ASK, "kind=months&param_program=garden&amount=none");
    assert_int_equal(bad.status, 422);
    assert_true(shows(&bad, "Choose another program.") && shows(&bad, "Enter a whole number above 0."));
    assert_int_equal(send(staff, ASK, "kind=revenue&param_currency=XXQ&amount=5").status, 422);
    assert_int_equal(send(staff, ASK, "kind=months&param_program=mpn&amount=12").status, 303);
    assert_int_equal(send(staff, ASK, "kind=revenue&param_currency=eur&amount=300000").status, 303);
    assert_int_equal(send(staff, ASK, "kind=check&text_en=A+fence&text_fr=Une+cloture").status, 303);
    FixtureAnswer one = desk(staff, "/operator/programs/garden");
    assert_true(shows(&one, "has been in the program Partner program for 12 months"));
    assert_true(shows(&one, "Revenue of at least 300,000 EUR") && shows(&one, "A fence"));
    ptrdiff_t at = str_find(one.body, S("/operator/programs/garden/requirements/"));
    Str path = str_of(one.body.p + at, (size_t)str_find(str_skip(one.body, (size_t)at), S("\"")));
    while (str_find(path, S("/remove")) < 0) { /* behind the link to add one */
        Str rest = str_skip(one.body, (size_t)at + 1);
        at += 1 + str_find(rest, S("/operator/programs/garden/requirements/"));
        path = str_of(one.body.p + at, (size_t)str_find(str_skip(one.body, (size_t)at), S("\"")));
    }
    assert_int_equal(send(staff, str_z(fx->arena, path), "").status, 303);
    one = desk(staff, "/operator/programs/garden");
    assert_false(shows(&one, "for 12 months"));
    assert_int_equal(send(staff, str_z(fx->arena, path), "").status, 404);
}

static void the_order_is_that_of_the_vendor(void **state)
{
    (void)state;
    FixtureAnswer list = desk(staff, "/operator/programs");
    assert_true(str_find(list.body, S("<code class=\"small muted\">mpn")) <
                str_find(list.body, S("<code class=\"small muted\">csp_direct")));
    assert_int_equal(send(staff, "/operator/programs/mpn/down", "").status, 303);
    list = desk(staff, "/operator/programs");
    assert_true(str_find(list.body, S("<code class=\"small muted\">mpn")) >
                str_find(list.body, S("<code class=\"small muted\">csp_direct")));
    assert_int_equal(send(staff, "/operator/programs/hardware/down", "").status, 303); /* the last: nothing happens */
}

/* What an account holds follows from what its programs open, at once. */
static void what_a_program_opens_is_the_vendors_to_say(void **state)
{
    (void)state;
    assert_int_equal(partner("/a/test/customers").status, 200);
    assert_int_equal(partner("/a/test/settings/developer").status, 403);
    /* Direct bill now opens the marketplace and stands on the developer side. */
#define DIRECT                                                                                                         \
    "name_en=Direct&name_fr=Direct&about_en=x&about_fr=x&approval=manual&days=5&brings=marketplace&side=developer&"    \
    "version=1"
    assert_int_equal(send(staff, "/operator/programs/csp_direct/edit", DIRECT).status, 303);
    assert_int_equal(partner("/a/test/customers").status, 403);
    assert_int_equal(partner("/a/test/settings/developer").status, 200);
    assert_int_equal(partner("/a/test/settings/partner").status, 403);
    /* A program of the vendor's own opens selling again. */
    assert_int_equal(send(staff, "/operator/programs/new", GARDEN "&brings=csp_direct").status, 303);
    run("INSERT INTO account_program (account_id, program, state, since) SELECT id, 'garden', 'active', created_at "
        "FROM "
        "account WHERE public_id = 'test'; UPDATE account SET rights_version = rights_version + 1;");
    assert_int_equal(partner("/a/test/customers").status, 200);
    FixtureAnswer company = partner("/a/test/settings/company");
    assert_true(shows(&company, "Garden"));
}

static Err read_file(Ctx *ctx, void *arg)
{
    CatalogueWritten *w = arg;
    Str bytes;
    TRY(os_read_file(ctx->arena, "data/programs-second.csv", CATALOGUE_FILE_MAX, &bytes));
    return catalogue_read_file(ctx, bytes, w);
}
static Str bad_bytes;
static Err read_bad(Ctx *ctx, void *arg)
{
    (void)arg;
    CatalogueWritten w;
    Err err = catalogue_read_file(ctx, bad_bytes, &w);
    assert_true(str_find(msg_text(ctx->arena, ctx->locale, &ctx->problem.message), S("Line 3 of the file")) >= 0);
    return err;
}

static void a_catalogue_is_read_from_a_file_and_written_the_same(void **state)
{
    (void)state;
    CatalogueWritten w;
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, read_file, &w));
    assert_int_equal(w.added, 1); /* the content creator; the twelve others are there */
    assert_int_equal(w.changed, 12);
    FixtureAnswer list = desk(staff, "/operator/programs");
    for (size_t i = 0; i < 9; i++) {
        static const char *const NAMES[] = {"CSP direct bill", "CSP indirect reseller",  "CPV",
                                            "Referrals",       "Commercial Marketplace", "Windows and Xbox",
                                            "Office Store",    "Edge extensions",        "Content creator"};
        assert_true(shows(&list, NAMES[i]));
    }
    FixtureAnswer first = desk(staff, "/operator/programs/export");
    assert_int_equal(first.status, 200);
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, read_file, &w));
    assert_int_equal(w.added, 0);
    FixtureAnswer second = desk(staff, "/operator/programs/export");
    assert_str_is(first.body, second.body);
    assert_int_equal(w.changed, 0); /* nothing was another */
    assert_int_equal(w.rows, 13);
    bad_bytes = S("id,side,approval,days,name_en,name_fr\nfine,partner,manual,5,Fine,Bien\nbad,nowhere,manual,5,B,M\n");
    assert_int_equal(fixture_unit(fx, MODE_WRITE, ID_NIL, read_bad, NULL), ERR_INVALID);
    list = desk(staff, "/operator/programs");
    assert_false(shows(&list, ">fine<"));
}

static const char *said_of_file;
static Err read_other(Ctx *ctx, void *arg)
{
    (void)arg;
    CatalogueWritten w;
    Err err = catalogue_read_file(ctx, bad_bytes, &w);
    assert_true(str_find(msg_text(ctx->arena, ctx->locale, &ctx->problem.message), str_from(said_of_file)) >= 0);
    return err;
}

static void a_file_of_something_else_is_said_to_be_that(void **state)
{
    (void)state;
    bad_bytes = S("");
    said_of_file = "The file is empty.";
    assert_int_equal(fixture_unit(fx, MODE_WRITE, ID_NIL, read_other, NULL), ERR_INVALID);
    bad_bytes = S("name,price\nNails,5\n");
    said_of_file = "names no column \"id\"";
    assert_int_equal(fixture_unit(fx, MODE_WRITE, ID_NIL, read_other, NULL), ERR_INVALID);
}

static void a_program_that_others_ask_for_is_not_retired_before_them(void **state)
{
    (void)state;
    run("INSERT INTO program_requirement (id, program, place, kind, param, amount, text_id) "
        "SELECT name_id, 'hardware', 1, 'program', 'mpn', 0, NULL FROM program WHERE id = 'hardware';");
    FixtureAnswer no = send(staff, "/operator/programs/mpn/retire", "");
    assert_int_equal(no.status, 409);
    assert_true(shows(&no, "Other programs ask for this one: Hardware."));
    assert_int_equal(send(staff, "/operator/programs/hardware/retire", "").status, 303);
    assert_int_equal(send(staff, "/operator/programs/mpn/retire", "").status, 303);
}

#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_program_is_drafted_published_and_retired),
        T(what_cannot_be_taken_is_refused_and_nothing_is_lost),
        T(a_save_over_somebody_elses_is_stale),
        T(only_those_who_write_the_catalogue_change_it),
        T(requirements_are_said_in_words),
        T(the_order_is_that_of_the_vendor),
        T(what_a_program_opens_is_the_vendors_to_say),
        T(a_catalogue_is_read_from_a_file_and_written_the_same),
        T(a_file_of_something_else_is_said_to_be_that),
        T(a_program_that_others_ask_for_is_not_retired_before_them),
    };
    return FIXTURE_RUN(tests);
}

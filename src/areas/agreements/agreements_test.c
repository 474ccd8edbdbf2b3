/* The promises of agreements, by the vendor who writes them and the partner who signs. */
#include "app/unit.h"
#include "areas/agreements/agreements.h"
#include "areas/identity/identity.h"
#include "base/num.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static Fixture *fx;
static Id boss, helper;

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
    boss = fixture_user(fx, directory, "boss@v.example", "operator_admin");
    helper = fixture_user(fx, directory, "help@v.example", "operator_support");
    run("UPDATE program SET agreement = 'publisher', approval = 'manual' WHERE id = 'hardware'; "
        "UPDATE program SET agreement = 'partner' WHERE id = 'csp_direct';");
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    fixture_close(fx);
    return 0;
}

static bool shows(const FixtureAnswer *a, const char *text) { return str_find(a->body, str_from(text)) >= 0; }
static FixtureAnswer get_as(Id who, const char *path)
{
    return fixture_request(fx, "GET", path, &(FixtureSend){.cookie = fixture_sign_in(fx, who, fx->account)});
}
static FixtureAnswer get(const char *path) { return get_as(fx->user, path); }
static FixtureAnswer post(Str path, const char *form)
{
    return fixture_request(
        fx, "POST", str_z(fx->arena, path),
        &(FixtureSend){.cookie = fixture_sign_in(fx, fx->user, fx->account), .form = str_from(form)});
}
static FixtureAnswer desk(const char *path)
{
    return fixture_request(fx, "GET", path, &(FixtureSend){.cookie = fixture_sign_in(fx, boss, ID_NIL)});
}
static FixtureAnswer write_as(Id who, Str path, const char *form)
{
    return fixture_request(fx, "POST", str_z(fx->arena, path),
                           &(FixtureSend){.cookie = fixture_sign_in(fx, who, ID_NIL), .form = str_from(form)});
}

#define OWN "/a/test/settings/agreements"
#define DRAFT(KIND, NUMBER, MORE) DRAFT_OF(KIND, NUMBER, "2020-01-01", MORE)
#define DRAFT_OF(KIND, NUMBER, FROM, MORE)                                                                             \
    "kind=" KIND "&number=" NUMBER "&from=" FROM "&title_en=Terms+" NUMBER "&title_fr=Conditions+" NUMBER              \
    "&body_en=%23+One%0A-+Pay.&body_fr=%23+Un%0A-+Payez." MORE

/* The path of the version at the desk. */
static Str drafted(const char *form)
{
    FixtureAnswer made = write_as(boss, S("/operator/agreements/new"), form);
    assert_int_equal(made.status, 303);
    return str_copy(fx->arena, made.location);
}
static Str published(const char *form)
{
    Str path = drafted(form);
    assert_int_equal(write_as(boss, str_concat(fx->arena, path, S("/publish")), "").status, 303);
    return path;
}
static Str own_path(Str desk_path, const char *rest)
{
    Str id = str_skip(desk_path, S("/operator/agreements/").n);
    return str_fmt(fx->arena, OWN "/%.*s%s", S_ARG(id), rest);
}
/* What the page's form carries, filled in by somebody. */
static const char *filled(Str page_path, const char *name)
{
    FixtureAnswer page = get(str_z(fx->arena, page_path));
    ptrdiff_t at = str_find(page.body, S("name=\"hash\" value=\""));
    assert_true(at > 0);
    Str hash = str_of(page.body.p + at + 19, 64);
    return str_z(fx->arena, str_fmt(fx->arena, "language=en&read=1&name=%s&hash=%.*s", name, S_ARG(hash)));
}

static void a_signature_opens_the_program_that_waited_for_it(void **state)
{
    (void)state;
    Str v = published(DRAFT("publisher", "1", ""));
    assert_int_equal(get("/a/test/settings/developer").status, 403);
    FixtureAnswer none = get(OWN);
    assert_true(shows(&none, "No agreement for you"));
    assert_int_equal(post(S("/a/test/settings/programs/hardware/enroll"), "").status, 303);
    FixtureAnswer early = get(OWN);
    assert_true(shows(&early, "Once the vendor has qualified the account for Hardware."));
    Str sign = own_path(v, "/sign");
    assert_int_equal(post(sign, "language=en&read=1&name=A&hash=x").status, 409);
    assert_int_equal(write_as(boss, S("/operator/enrollments/test/hardware/decide"), "to=qualified").status, 303);
    FixtureAnswer waits = get("/a/test/settings/programs/hardware");
    assert_true(shows(&waits, "Read and sign the agreement"));
    assert_int_equal(get("/a/test/settings/developer").status, 403);
    FixtureAnswer page = get(str_z(fx->arena, own_path(v, "")));
    assert_true(shows(&page, "Terms 1") && shows(&page, "<h2>One</h2>") && shows(&page, "Accept and sign"));
    FixtureAnswer bad = post(sign, "language=en&name=&hash=x");
    assert_int_equal(bad.status, 422);
    assert_true(shows(&bad, "Enter your first and last name") && shows(&bad, "Confirm that you have read it"));
    const char *form = filled(own_path(v, ""), "Ada+Test");
    FixtureAnswer odd = post(sign, str_z(fx->arena, str_fmt(fx->arena, "language=zz&%s", form + 12)));
    assert_int_equal(odd.status, 422);
    assert_true(shows(&odd, "The text is not there in this language."));
    assert_int_equal(post(sign, form).status, 303);
    assert_int_equal(get("/a/test/settings/developer").status, 200);
    assert_int_equal(post(sign, form).status, 409); /* once */
    FixtureAnswer list = get(OWN);
    assert_true(shows(&list, "Ada Test") && shows(&list, "Signed"));
    FixtureAnswer receipt = get(str_z(fx->arena, own_path(v, "/receipt")));
    assert_int_equal(receipt.status, 200);
    assert_true(shows(&receipt, "Signed by: Ada Test") && shows(&receipt, "SHA-256 of the text: "));
    FixtureAnswer log = get("/a/test/settings/activity?period=all");
    assert_true(shows(&log, "Signed an agreement"));
}

static void what_is_signed_is_what_was_shown_and_can_be_downloaded(void **state)
{
    (void)state;
    Str v = published(DRAFT("partner", "1", ""));
    FixtureAnswer file = get(str_z(fx->arena, own_path(v, "/download?language=fr")));
    assert_int_equal(file.status, 200);
    assert_str_is(file.body, S("Conditions 1\n\n# Un\n- Payez.\n"));
    FixtureAnswer pdf = get(str_z(fx->arena, own_path(v, "/pdf?language=fr")));
    assert_int_equal(pdf.status, 200);
    assert_true(str_starts(pdf.body, S("%PDF-1.")) && str_find(pdf.body, S("%%EOF")) > 0);
    assert_true(shows(&pdf, "/S /H1") && shows(&pdf, "/S /H2")); /* headings are marked */
    Str hash = digest_hex(fx->arena, digest_sha256(file.body));
    FixtureAnswer page = get(str_z(fx->arena, own_path(v, "?language=fr")));
    assert_true(str_find(page.body, hash) >= 0);
    Str other = str_fmt(fx->arena, "language=en&read=1&name=A&hash=%.*s", S_ARG(hash)); /* of the French text */
    FixtureAnswer refused = post(own_path(v, "/sign"), str_z(fx->arena, other));
    assert_int_equal(refused.status, 422);
    assert_true(shows(&refused, "The text is another one meanwhile."));
}

static void a_new_version_is_told_and_asks_again_only_where_the_vendor_says_so(void **state)
{
    (void)state;
    Str first = published(DRAFT("partner", "1", ""));
    jobs_run_due(fx->app, 20);
    FixtureAnswer told = get("/me/action-center/actions");
    assert_true(shows(&told, "A new version is to be signed: Terms 1"));
    assert_int_equal(post(own_path(first, "/sign"), filled(own_path(first, ""), "Ada")).status, 303);
    FixtureAnswer list = get(OWN);
    assert_false(shows(&list, "To be signed"));
    Str second = published(DRAFT_OF("partner", "2", "2020-02-01", ""));
    list = get(OWN);
    assert_true(shows(&list, "Terms 2") && shows(&list, "the earlier signature holds"));
    Str third = published(DRAFT_OF("partner", "3", "2020-03-01", "&again=1"));
    list = get(OWN);
    assert_true(shows(&list, "Terms 3") && shows(&list, "New version to be signed"));
    assert_int_equal(post(own_path(third, "/sign"), filled(own_path(third, ""), "Ada")).status, 303);
    FixtureAnswer desk_page = desk(str_z(fx->arena, third));
    assert_true(shows(&desk_page, "u@test.example") || shows(&desk_page, "Ada"));
    FixtureAnswer csv = desk(str_z(fx->arena, str_concat(fx->arena, third, S("/signatures/export"))));
    assert_int_equal(csv.status, 200);
    assert_true(shows(&csv, "Ada"));
    assert_int_equal(get(str_z(fx->arena, own_path(second, ""))).status, 404); /* the newest is to be signed */
}

static size_t reminders(void)
{
    FixtureAnswer page = get("/me/action-center/notifications");
    Str rest = str_skip(page.body, (size_t)str_find(page.body, S("<main")));
    size_t n = 0;
    for (ptrdiff_t at; (at = str_find(rest, S("Still to be signed: Terms 1"))) >= 0; n++) {
        rest = str_skip(rest, (size_t)at + 1);
    }
    return n;
}

static void what_is_not_signed_is_reminded_of_until_its_day_is_over(void **state)
{
    (void)state;
    Time start = {INT64_C(1900000000000000)};
    fixture_set_now(fx, start);
    published(DRAFT_OF("partner", "1", "2020-03-01", "&again=1"));
    (void)jobs_run_due(fx->app, 20);
    FixtureAnswer actions = get("/me/action-center/actions");
    assert_true(shows(&actions, "A new version is to be signed: Terms 1"));
    assert_int_equal(reminders(), 0);
    size_t one = 0; /* the words stand in a row of the page more than once */
    for (int week = 1; week <= 7; week++) {
        fixture_set_now(fx, time_add(start, week * 7 * TIME_DAY + TIME_HOUR));
        (void)jobs_run_due(fx->app, 20);
        one = one ? one : reminders();
    }
    /* After 7, 14, 21 and 28 days, and once when the thirtieth is over; then no more. */
    assert_true(one > 0);
    assert_int_equal(reminders(), 5 * one);
}

static void a_version_is_for_its_countries_and_from_its_day(void **state)
{
    (void)state;
    Str us = published(DRAFT("partner", "1", "&countries=us"));
    FixtureAnswer list = get(OWN);
    assert_true(shows(&list, "No agreement for you"));
    assert_int_equal(get(str_z(fx->arena, own_path(us, ""))).status, 404);
    published("kind=partner&number=9&from=2999-01-01&title_en=Later&title_fr=Tard&body_en=x&body_fr=x");
    list = get(OWN);
    assert_false(shows(&list, "Later"));
    published(DRAFT("partner", "2", "&countries=fr+de"));
    list = get(OWN);
    assert_true(shows(&list, "Terms 2"));
}

static void what_was_published_is_not_changed(void **state)
{
    (void)state;
    Str v = drafted(DRAFT("partner", "1", ""));
    assert_int_equal(write_as(helper, v, DRAFT("partner", "1", "&version=1")).status, 403);
    assert_int_equal(write_as(boss, v, DRAFT("partner", "1b", "&version=1")).status, 303);
    assert_int_equal(write_as(boss, v, DRAFT("partner", "1c", "&version=1")).status, 409);
    FixtureAnswer bad = write_as(boss, v, "kind=none&number=&from=&title_en=Kept&title_fr=&body_en=&body_fr=");
    assert_int_equal(bad.status, 422);
    assert_true(shows(&bad, "value=\"Kept\"") && shows(&bad, "Choose a kind of agreement."));
    assert_int_equal(write_as(boss, str_concat(fx->arena, v, S("/publish")), "").status, 303);
    assert_int_equal(write_as(boss, v, DRAFT("partner", "1d", "&version=3")).status, 409);
    assert_int_equal(write_as(boss, str_concat(fx->arena, v, S("/delete")), "").status, 409);
    assert_int_equal(write_as(boss, str_concat(fx->arena, v, S("/withdraw")), "").status, 303);
    FixtureAnswer list = get(OWN);
    assert_true(shows(&list, "No agreement for you"));
}

static void only_who_may_sign_a_kind_sees_it(void **state)
{
    (void)state;
    Str v = published(DRAFT("partner", "1", ""));
    Id owner = fixture_user(fx, fx->directory, "o@test.example", "owner");
    FixtureAnswer list = get_as(owner, OWN);
    assert_int_equal(list.status, 200);
    assert_true(shows(&list, "No agreement for you"));
    assert_int_equal(get_as(owner, str_z(fx->arena, own_path(v, ""))).status, 404);
    assert_int_equal(get_as(fx->colleague, OWN).status, 403);
    FixtureAnswer strange =
        fixture_request(fx, "GET", OWN, &(FixtureSend){.cookie = fixture_sign_in(fx, fx->stranger, fx->other_account)});
    assert_int_equal(strange.status, 404);
}

#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_signature_opens_the_program_that_waited_for_it),
        T(what_is_signed_is_what_was_shown_and_can_be_downloaded),
        T(a_new_version_is_told_and_asks_again_only_where_the_vendor_says_so),
        T(what_is_not_signed_is_reminded_of_until_its_day_is_over),
        T(a_version_is_for_its_countries_and_from_its_day),
        T(what_was_published_is_not_changed),
        T(only_who_may_sign_a_kind_sees_it),
    };
    return FIXTURE_RUN(tests);
}

/* Tax exemptions: filed with a document, decided with a reason, ended by the clock, and asked about by billing. */
#include "areas/payout/exemption.h"

#include "app/unit.h"
#include "areas/identity/identity.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define PAGE "/a/test/settings/payout/exemptions"
#define DESK "/operator/payout/exemptions"
#define PDF "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
#define CALIFORNIA "country=US&part=ca&number=CA-77&from=2026-01-01&until=2027-06-30"

static Err add_vendor(Ctx *ctx, void *arg)
{
    Id *id = arg;
    *id = ctx_new_id(ctx);
    return identity_add_directory(system_of(ctx), &(NewDirectory){.id = *id,
                                                                  .kind = S("operator"),
                                                                  .name = S("Northlight"),
                                                                  .domain = S("northlight.example"),
                                                                  .country = S("SE")});
}

static Str staff(Fixture *f)
{
    Id directory;
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, add_vendor, &directory), OK);
    return fixture_sign_in(f, fixture_user(f, directory, "desk@northlight.example", "operator_finance"), ID_NIL);
}

static FixtureAnswer get(Fixture *f, Str cookie, Str path)
{
    return fixture_request(f, "GET", str_z(f->arena, path), &(FixtureSend){.cookie = cookie});
}
static FixtureAnswer post(Fixture *f, Str cookie, Str path, const char *form)
{
    return fixture_request(f, "POST", str_z(f->arena, path), &(FixtureSend){.cookie = cookie, .form = str_from(form)});
}
static FixtureAnswer send(Fixture *f, Str cookie, Str path, const char *form, const char *bytes)
{
    FixtureFile file = {S("document"), S("certificate.pdf"), str_from(bytes)};
    return fixture_request(
        f, "POST", str_z(f->arena, path),
        &(FixtureSend){.cookie = cookie, .form = str_from(form), .files = &file, .files_n = bytes[0] ? 1 : 0});
}
static bool has(FixtureAnswer a, const char *text) { return str_find(a.body, str_from(text)) >= 0; }
static Str below(Fixture *f, Str page, const char *rest) { return str_concat(f->arena, page, str_from(rest)); }

static Str at_desk(Fixture *f, Str page)
{
    ptrdiff_t slash = str_rfind_char(page, '/');
    return str_fmt(f->arena, DESK "%.*s", S_ARG(str_skip(page, (size_t)slash)));
}
static Id id_of(Str page)
{
    Id id;
    assert_int_equal(id_parse(str_skip(page, (size_t)str_rfind_char(page, '/') + 1), &id), OK);
    return id;
}

/* The form's version as the desk's page shows it now, behind what is to be posted. */
static const char *seen(Fixture *f, Str desk, Str at, const char *form)
{
    Str body = get(f, desk, at).body, field = S("name=\"version\" value=\"");
    ptrdiff_t from = str_find(body, field);
    assert_true(from > 0);
    Str version = str_skip(body, (size_t)from + field.n);
    version = str_sub(version, 0, (size_t)str_find_char(version, '"'));
    return str_z(f->arena, str_fmt(f->arena, "%s&version=%.*s", form, S_ARG(version)));
}
static FixtureAnswer decide(Fixture *f, Str desk, Str at, const char *form)
{
    return post(f, desk, at, seen(f, desk, at, form));
}

static Str filed(Fixture *f, Str cookie)
{
    FixtureAnswer got = send(f, cookie, S(PAGE "/new"), CALIFORNIA, PDF);
    assert_int_equal(got.status, 303);
    return got.location;
}

typedef struct Asked {
    Str region;
    Time at;
    bool exempt;
} Asked;
static Err ask(Ctx *ctx, void *arg)
{
    Asked *a = arg;
    return tax_is_exempt(ctx, ctx->account_id, a->region, a->at, &a->exempt);
}
static bool exempt(Fixture *f, const char *region, int year, int month, int day)
{
    Asked a = {.region = str_from(region), .at = time_of_date(date_from_ymd(year, month, day))};
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, ask, &a), OK);
    return a.exempt;
}

static void a_certificate_is_filed_with_its_document_accepted_and_counts_from_its_first_to_its_last_day(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account), desk = staff(f);
    assert_true(has(get(f, cookie, S(PAGE)), "No tax exemption yet"));
    Str page = filed(f, cookie);
    assert_true(has(get(f, cookie, page), "Pending decision") && has(get(f, cookie, page), "United States, CA"));
    assert_false(exempt(f, "US-CA", 2026, 11, 21));
    assert_true(has(get(f, desk, S(DESK)), "CA-77"));
    assert_str(get(f, desk, below(f, at_desk(f, page), "/document")).body, PDF);
    assert_int_equal(decide(f, desk, at_desk(f, page), "to=approved&reason=").status, 303);
    assert_true(has(get(f, cookie, page), "Accepted"));
    assert_true(exempt(f, "US-CA", 2026, 1, 1) && exempt(f, "US-CA", 2027, 6, 30));
    assert_false(exempt(f, "US-CA", 2025, 12, 31));
    assert_false(exempt(f, "US-CA", 2027, 7, 1));
    assert_false(exempt(f, "US-NY", 2026, 11, 21));
    assert_false(exempt(f, "US", 2026, 11, 21));
    assert_str(get(f, cookie, below(f, page, "/document")).body, PDF);
    assert_int_equal(decide(f, desk, at_desk(f, page), "to=rejected&reason=It+was+revoked.").status, 303);
    assert_false(exempt(f, "US-CA", 2026, 11, 21));
    fixture_close(f);
}

static void one_of_a_whole_country_covers_its_parts(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account), desk = staff(f);
    FixtureAnswer got =
        send(f, cookie, S(PAGE "/new"), "country=FR&part=&number=F1&from=2026-01-01&until=2026-12-31", PDF);
    assert_int_equal(decide(f, desk, at_desk(f, got.location), "to=approved").status, 303);
    assert_true(exempt(f, "FR", 2026, 6, 1) && exempt(f, "FR-13", 2026, 6, 1));
    fixture_close(f);
}

static void what_is_missing_is_said_and_nothing_is_lost(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer got = send(f, cookie, S(PAGE "/new"), "country=&part=C-A&number=&from=soon&until=2026-01-01", "");
    assert_int_equal(got.status, 422);
    assert_true(has(got, "6 things to fix") && has(got, "has ended already"));
    FixtureAnswer page = send(f, cookie, S(PAGE "/new"), CALIFORNIA, "<html><script>1</script>");
    assert_int_equal(page.status, 422);
    assert_true(has(page, "certificate.pdf holds a web page") && has(page, "value=\"CA-77\""));
    FixtureAnswer back = send(f, cookie, S(PAGE "/new"), "country=US&number=1&from=2027-01-01&until=2026-12-31", PDF);
    assert_true(has(back, "The last day is before the first."));
    FixtureAnswer far = send(f, cookie, S(PAGE "/new"), "country=US&number=1&from=2026-01-01&until=2099-12-31", PDF);
    assert_true(has(far, "at most 1825 days"));
    fixture_close(f);
}

static void sent_back_it_is_corrected_and_in_the_end_withdrawn(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account), desk = staff(f);
    Str page = filed(f, cookie);
    assert_int_equal(get(f, cookie, below(f, page, "/edit")).status, 409); /* the vendor has it */
    assert_int_equal(decide(f, desk, at_desk(f, page), "to=action_required&reason=").status, 422);
    assert_int_equal(decide(f, desk, at_desk(f, page), "to=action_required&reason=Page+two+is+missing.").status, 303);
    assert_true(has(get(f, cookie, page), "Page two is missing."));
    assert_true(has(get(f, cookie, S("/a/test")), "has to be corrected"));
    FixtureAnswer stale = send(f, cookie, below(f, page, "/edit"), CALIFORNIA "&version=1", PDF);
    assert_true(has(stale, "Somebody changed this certificate meanwhile"));
    assert_int_equal(send(f, cookie, below(f, page, "/edit"), CALIFORNIA "&version=2", PDF).status, 303);
    assert_true(has(get(f, cookie, page), "Pending decision"));
    assert_int_equal(post(f, cookie, below(f, page, "/withdraw"), "").status, 303);
    assert_true(has(get(f, cookie, page), "Withdrawn"));
    assert_int_equal(post(f, desk, at_desk(f, page), "to=approved").status, 409);
    fixture_close(f);
}

static void of_two_decisions_on_one_certificate_the_second_is_refused(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account), desk = staff(f);
    Str page = filed(f, cookie), at = at_desk(f, page);
    const char *yes = seen(f, desk, at, "to=approved"), *no = seen(f, desk, at, "to=rejected&reason=Not+yours.");
    assert_int_equal(post(f, desk, at, yes).status, 303);
    FixtureAnswer second = post(f, desk, at, no);
    assert_int_equal(second.status, 409);
    assert_true(has(second, "changed since you looked at it") && has(second, "Not yours."));
    assert_true(has(get(f, cookie, page), "Accepted"));
    fixture_close(f);
}

static void who_may_only_see_files_nothing(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str page = filed(f, fixture_sign_in(f, f->user, f->account));
    Str viewer = fixture_sign_in(f, fixture_user(f, f->directory, "p@test.example", "incentives_admin"), f->account);
    assert_true(has(get(f, viewer, S(PAGE)), "Global admin"));
    assert_int_equal(get(f, viewer, page).status, 200);
    assert_int_equal(get(f, viewer, S(PAGE "/new")).status, 403);
    assert_int_equal(post(f, viewer, below(f, page, "/withdraw"), "").status, 403);
    assert_int_equal(get(f, fixture_sign_in(f, f->colleague, f->account), page).status, 403);
    fixture_close(f);
}

typedef struct Clock {
    Id id;
    JobNext next;
    int64_t after;
} Clock;
static Err tick(Ctx *ctx, void *arg)
{
    Clock *c = arg;
    JobRun job = {.key = id_text(ctx->arena, c->id)};
    ctx->audit.action = "payout.exemption_clock";
    TRY(exemption_clock_step(ctx, &job, &c->next));
    c->after = job.run_after_us;
    return OK;
}

static void it_is_warned_of_and_ends_and_still_counts_for_its_time(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account), desk = staff(f);
    Str page = filed(f, cookie);
    assert_int_equal(decide(f, desk, at_desk(f, page), "to=approved").status, 303);
    Clock c = {.id = id_of(page)};
    fixture_set_now(f, time_of_date(date_from_ymd(2027, 6, 1)));
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, tick, &c), OK);
    assert_int_equal(c.next, JOB_LATER);
    assert_int_equal(c.after, 30 * TIME_DAY);
    assert_true(has(get(f, cookie, S("/a/test")), "ends soon"));
    fixture_set_now(f, time_of_date(date_from_ymd(2027, 7, 1)));
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, tick, &c), OK);
    assert_int_equal(c.next, JOB_DONE);
    assert_true(has(get(f, cookie, page), "Expired"));
    assert_true(exempt(f, "US-CA", 2027, 1, 1));
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(a_certificate_is_filed_with_its_document_accepted_and_counts_from_its_first_to_its_last_day),
        UNIT_TEST(one_of_a_whole_country_covers_its_parts),
        UNIT_TEST(what_is_missing_is_said_and_nothing_is_lost),
        UNIT_TEST(sent_back_it_is_corrected_and_in_the_end_withdrawn),
        UNIT_TEST(of_two_decisions_on_one_certificate_the_second_is_refused),
        UNIT_TEST(who_may_only_see_files_nothing),
        UNIT_TEST(it_is_warned_of_and_ends_and_still_counts_for_its_time),
    };
    return FIXTURE_RUN(tests);
}

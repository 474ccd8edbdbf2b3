/* The promises of learning, by the vendor who writes it and the person who takes it. */
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/learning/study.h"
#include "base/num.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static Fixture *fx;
static Id boss, helper;

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
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    fixture_close(fx);
    return 0;
}

static bool shows(const FixtureAnswer *a, const char *text) { return str_find(a->body, str_from(text)) >= 0; }
static FixtureAnswer get_as(Id who, Str path)
{
    return fixture_request(fx, "GET", str_z(fx->arena, path),
                           &(FixtureSend){.cookie = fixture_sign_in(fx, who, fx->account)});
}
static FixtureAnswer get(Str path) { return get_as(fx->user, path); }
static FixtureAnswer post_as(Id who, Str path, const char *form)
{
    return fixture_request(fx, "POST", str_z(fx->arena, path),
                           &(FixtureSend){.cookie = fixture_sign_in(fx, who, fx->account), .form = str_from(form)});
}
static FixtureAnswer post(Str path, const char *form) { return post_as(fx->user, path, form); }
static FixtureAnswer write_as(Id who, Str path, const char *form)
{
    return fixture_request(fx, "POST", str_z(fx->arena, path),
                           &(FixtureSend){.cookie = fixture_sign_in(fx, who, ID_NIL), .form = str_from(form)});
}
static Str plus(Str path, const char *rest) { return str_concat(fx->arena, path, str_from(rest)); }
static Str made(FixtureAnswer a)
{
    assert_int_equal(a.status, 303);
    return str_copy(fx->arena, a.location);
}

#define OWN "/a/test/learning"
#define DESK "/operator/learning"
#define TEXTS "title_en=Switches&title_fr=Commutateurs&about_en=What+they+do.&about_fr=Leur+but."
#define PAGE(EN, FR) "title_en=" EN "&title_fr=" FR "&body_en=%23+One%0A-+Point&body_fr=%23+Un%0A-+Point"
#define QUESTION                                                                                                       \
    "title_en=What+is+two%3F&title_fr=Que+fait+deux+%3F&body_en=One%0A*Two%0AThree&body_fr=Un%0A*Deux%0ATrois"         \
    "&note_en=One+and+one+are+two.&note_fr=Un+et+un+font+deux."

static Str a_training(const char *more)
{
    Str path = made(write_as(boss, S(DESK "/new?kind=training"),
                             str_z(fx->arena, str_fmt(fx->arena,
                                                      "code=switches&" TEXTS "&field=technical&level=beginner"
                                                      "&minutes=15%s",
                                                      more))));
    (void)made(write_as(boss, plus(path, "/parts/new"), PAGE("First", "Premier")));
    (void)made(write_as(boss, plus(path, "/parts/new"), PAGE("Second", "Second")));
    (void)made(write_as(boss, plus(path, "/publish"), ""));
    return path;
}
static Str own_item(Str desk_path, const char *rest)
{
    Str id = str_skip(desk_path, S(DESK "/items/").n);
    return str_fmt(fx->arena, OWN "/items/%.*s%s", S_ARG(id), rest);
}
static Str a_certification(void)
{
    Str path = made(write_as(boss, S(DESK "/certifications/new"),
                             "code=two&title_en=Certified+in+two&title_fr=Certifi%C3%A9+en+deux&about_en=Knows+two."
                             "&about_fr=Conna%C3%AEt+deux.&field=sales&months=12"));
    (void)made(write_as(boss, plus(path, "/publish"), ""));
    return str_skip(path, S(DESK "/certifications/").n);
}
static Str an_assessment(Str certification, const char *rules)
{
    Str form = str_fmt(fx->arena,
                       "code=exam&" TEXTS "&field=sales&level=advanced&minutes=30&pass_mark=100&certification=%.*s%s",
                       S_ARG(certification), rules);
    Str path = made(write_as(boss, S(DESK "/new?kind=assessment"), str_z(fx->arena, form)));
    (void)made(write_as(boss, plus(path, "/parts/new"), QUESTION));
    (void)made(write_as(boss, plus(path, "/publish"), ""));
    return path;
}

static void a_training_is_written_in_both_languages_and_published_with_a_page(void **state)
{
    (void)state;
    FixtureAnswer bad = write_as(boss, S(DESK "/new?kind=training"), "code=A&title_en=x&minutes=0&link=ftp%3A%2F%2Fx");
    assert_int_equal(bad.status, 422);
    assert_true(shows(&bad, "Use small letters, digits") && shows(&bad, "Enter the text (français).") &&
                shows(&bad, "Choose a competency.") && shows(&bad, "Enter an address that begins with https://."));
    Str path = made(write_as(boss, S(DESK "/new?kind=training"),
                             "code=switches&" TEXTS "&field=technical&level=beginner&minutes=15"));
    assert_int_equal(write_as(boss, plus(path, "/publish"), "").status, 409); /* nothing to read */
    assert_int_equal(write_as(helper, plus(path, "/parts/new"), PAGE("A", "B")).status, 403);
    assert_int_equal(write_as(boss, plus(path, "/parts/new"), "title_en=x").status, 422);
    (void)made(write_as(boss, plus(path, "/parts/new"), PAGE("First", "Premier")));
    FixtureAnswer hidden = get(S(OWN "/catalogue"));
    assert_false(shows(&hidden, "Switches")); /* a draft */
    assert_int_equal(get(own_item(path, "")).status, 404);
    (void)made(write_as(boss, plus(path, "/publish"), ""));
    FixtureAnswer page = get(S(OWN "/catalogue"));
    assert_true(shows(&page, "Switches") && shows(&page, "Technical skills"));
    page = get(S(OWN "/catalogue?field=sales"));
    assert_true(shows(&page, "Nothing matches"));
    page = get(S(OWN "/catalogue?q=SWITCH"));
    assert_true(shows(&page, "What they do."));
    FixtureAnswer again = write_as(boss, S(DESK "/new?kind=training"),
                                   "code=switches&" TEXTS "&field=technical&level=beginner&minutes=15");
    assert_int_equal(again.status, 422);
    assert_true(shows(&again, "This code is taken."));
    (void)made(write_as(boss, plus(path, "/retire"), ""));
    page = get(S(OWN "/catalogue"));
    assert_false(shows(&page, "Switches"));
}

static void a_training_is_gone_on_with_where_it_was_left(void **state)
{
    (void)state;
    Str path = a_training("");
    FixtureAnswer page = get(own_item(path, ""));
    assert_true(shows(&page, "Not begun") && shows(&page, "Second"));
    assert_int_equal(get(own_item(path, "/pages/2")).status, 404); /* the first one first */
    page = get(own_item(path, "/pages/1"));
    assert_true(shows(&page, "page 1 of 2") && shows(&page, "<h2>One</h2>"));
    Str next = made(post(own_item(path, "/pages/1"), ""));
    assert_true(str_ends(next, S("/pages/2")));
    page = get(S(OWN));
    assert_true(shows(&page, "Go on where you left it") && shows(&page, "Page 1 of 2 read"));
    page = get(own_item(path, ""));
    assert_true(shows(&page, "/pages/2\">Go on"));
    FixtureAnswer other = get_as(fx->colleague, S(OWN));
    assert_false(shows(&other, "Go on where you left it"));
    (void)made(post(own_item(path, "/pages/2"), ""));
    page = get(S(OWN));
    assert_true(shows(&page, "You have finished 1 training or assessment.") && !shows(&page, "Page 1 of 2 read"));
    page = get(own_item(path, ""));
    assert_true(shows(&page, "Read it again"));
}

static void what_is_for_a_role_is_recommended_to_it(void **state)
{
    (void)state;
    (void)a_training("&roles=report_viewer");
    FixtureAnswer page = get_as(fx->colleague, S(OWN));
    assert_true(shows(&page, "Switches"));
    page = get(S(OWN));
    assert_true(!shows(&page, "Switches") && shows(&page, "Nothing is left to recommend."));
    page = get(S(OWN "/catalogue"));
    assert_true(shows(&page, "Switches"));
}

static void the_answers_of_a_question_are_the_same_in_each_language(void **state)
{
    (void)state;
    Str path = made(write_as(boss, S(DESK "/new?kind=assessment"),
                             "code=exam&" TEXTS "&field=sales&level=advanced&minutes=30&pass_mark=50"));
    FixtureAnswer bad =
        write_as(boss, plus(path, "/parts/new"), "title_en=Q&title_fr=Q&body_en=*One%0ATwo&body_fr=Un%0A*Deux");
    assert_int_equal(bad.status, 422);
    assert_true(shows(&bad, "Write the same answers in the same order in each language."));
    bad = write_as(boss, plus(path, "/parts/new"), "title_en=Q&title_fr=Q&body_en=One%0ATwo&body_fr=Un%0ADeux");
    assert_true(bad.status == 422 && shows(&bad, "a star before each that is right."));
    FixtureAnswer rules = write_as(boss, S(DESK "/new?kind=assessment"),
                                   "code=exam2&" TEXTS "&field=sales&level=advanced&minutes=30&pass_mark=101"
                                   "&attempts_max=2&wait_hours=0");
    assert_true(rules.status == 422 && shows(&rules, "Enter a whole number from 1 to 100."));
}

static void who_passes_holds_the_certification_with_its_certificate(void **state)
{
    (void)state;
    Str path = an_assessment(a_certification(), "");
    Str attempt = made(post(own_item(path, "/start"), ""));
    assert_str_is(made(post(own_item(path, "/start"), "")), attempt); /* the same one is gone on with */
    FixtureAnswer page = get(attempt);
    assert_true(shows(&page, "What is two?") && shows(&page, "type=\"radio\"") &&
                !shows(&page, "One and one are two."));
    assert_int_equal(get_as(fx->colleague, attempt).status, 404);
    (void)made(post(plus(attempt, "/save"), "q1=2"));
    page = get(attempt);
    assert_true(shows(&page, "value=\"2\" checked"));
    (void)made(post(plus(attempt, "/finish"), "q1=0"));
    page = get(attempt);
    assert_true(shows(&page, "Not passed") && shows(&page, "One and one are two.") && !shows(&page, ">Two<"));
    assert_int_equal(post(plus(attempt, "/finish"), "q1=1").status, 409);
    attempt = made(post(own_item(path, "/start"), ""));
    (void)made(post(plus(attempt, "/finish"), "q1=1"));
    page = get(attempt);
    assert_true(shows(&page, "See the certificate") && shows(&page, "1 of 1 question right"));
    page = get(S(OWN));
    assert_true(shows(&page, "Certified in two") && shows(&page, "Earned by an assessment") && shows(&page, "Valid"));
    ptrdiff_t at = str_find(page.body, S(OWN "/certificates/"));
    Str link = str_sub(page.body, (size_t)at, S(OWN "/certificates/").n + 36);
    page = get(link);
    assert_true(shows(&page, "This certifies that") && shows(&page, "Certified in two"));
    assert_int_equal(get_as(fx->colleague, link).status, 404);
    FixtureAnswer log = get(S("/a/test/settings/activity?period=all"));
    assert_true(shows(&log, "Handed in an assessment"));
}

static void failed_attempts_are_limited_for_some_hours(void **state)
{
    (void)state;
    Time now = {INT64_C(1795248000000000)};
    fixture_set_now(fx, now);
    Str path = an_assessment(S(""), "&attempts_max=1&wait_hours=24");
    Str attempt = made(post(own_item(path, "/start"), ""));
    (void)made(post(plus(attempt, "/finish"), "q1=0"));
    FixtureAnswer page = get(own_item(path, ""));
    assert_true(shows(&page, "It can be taken again from") && !shows(&page, "Take it again"));
    assert_int_equal(post(own_item(path, "/start"), "").status, 409);
    fixture_set_now(fx, time_add(now, 25 * TIME_HOUR));
    page = get(own_item(path, ""));
    assert_true(shows(&page, "Take it again"));
    (void)made(post(own_item(path, "/start"), ""));
}

static void answers_after_the_time_do_not_count(void **state)
{
    (void)state;
    Time now = {INT64_C(1795248000000000)};
    fixture_set_now(fx, now);
    Str path = an_assessment(S(""), "&limit_minutes=10");
    Str attempt = made(post(own_item(path, "/start"), ""));
    FixtureAnswer page = get(attempt);
    assert_true(shows(&page, "10 minutes are left."));
    (void)made(post(plus(attempt, "/save"), "q1=0"));
    fixture_set_now(fx, time_add(now, 20 * TIME_MINUTE));
    page = get(attempt);
    assert_true(shows(&page, "The time is over.") && !shows(&page, "type=\"radio\""));
    assert_int_equal(post(plus(attempt, "/save"), "q1=1").status, 409);
    (void)made(post(plus(attempt, "/finish"), "q1=1"));
    page = get(attempt);
    assert_true(shows(&page, "Not passed"));
}

static void an_order_follows_from_its_seed(void **state)
{
    (void)state;
    size_t a[8], b[8], seen = 0, differ = 0;
    exam_order(7, 8, a);
    exam_order(7, 8, b);
    assert_memory_equal(a, b, sizeof a);
    for (size_t i = 0; i < 8; i++) {
        seen |= (size_t)1 << a[i];
    }
    assert_int_equal(seen, 255);
    for (uint64_t seed = 0; seed < 20; seed++) {
        exam_order(seed, 8, b);
        differ += memcmp(a, b, sizeof a) != 0;
    }
    assert_true(differ >= 19);
}

typedef struct Expiry {
    Id award;
    JobRun job;
    JobNext next;
} Expiry;
static Err step(Ctx *ctx, void *arg)
{
    Expiry *e = arg;
    return award_expiry_step(ctx, &e->job, &e->next);
}

static void whoever_holds_a_certification_is_told_before_it_ends_and_when_it_has(void **state)
{
    (void)state;
    Time now = {INT64_C(1795248000000000)};
    fixture_set_now(fx, now);
    Str path = an_assessment(a_certification(), "");
    Str attempt = made(post(own_item(path, "/start"), ""));
    (void)made(post(plus(attempt, "/finish"), "q1=1"));
    FixtureAnswer page = get(S(OWN));
    ptrdiff_t at = str_find(page.body, S(OWN "/certificates/"));
    Str id = str_copy(fx->arena, str_sub(page.body, (size_t)at + S(OWN "/certificates/").n, 36));
    Expiry e = {.job = {.key = id}};
    fixture_set_now(fx, time_add(now, 340 * TIME_DAY));
    assert_ok(fixture_unit(fx, MODE_WRITE, fx->account, step, &e));
    assert_int_equal(e.next, JOB_LATER);
    FixtureAnswer bell = get(S("/me/action-center/notifications"));
    assert_true(shows(&bell, "Your certification ends on") && !shows(&bell, "Your certification has ended"));
    page = get(S(OWN));
    assert_true(shows(&page, "Ends soon"));
    fixture_set_now(fx, time_add(now, 370 * TIME_DAY));
    assert_ok(fixture_unit(fx, MODE_WRITE, fx->account, step, &e));
    assert_int_equal(e.next, JOB_DONE);
    bell = get(S("/me/action-center/notifications"));
    assert_true(shows(&bell, "Your certification has ended: Certified in two"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(NAME) cmocka_unit_test_setup_teardown(NAME, set_up, tear_down)
        T(a_training_is_written_in_both_languages_and_published_with_a_page),
        T(a_training_is_gone_on_with_where_it_was_left),
        T(what_is_for_a_role_is_recommended_to_it),
        T(the_answers_of_a_question_are_the_same_in_each_language),
        T(who_passes_holds_the_certification_with_its_certificate),
        T(failed_attempts_are_limited_for_some_hours),
        T(answers_after_the_time_do_not_count),
        T(an_order_follows_from_its_seed),
        T(whoever_holds_a_certification_is_told_before_it_ends_and_when_it_has),
    };
    return FIXTURE_RUN(tests);
}

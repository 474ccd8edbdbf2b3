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
static FixtureAnswer desk(Str path)
{
    return fixture_request(fx, "GET", str_z(fx->arena, path),
                           &(FixtureSend){.cookie = fixture_sign_in(fx, boss, ID_NIL)});
}
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
static Str long_word(size_t n)
{
    char *p = arena_alloc(fx->arena, n, 1);
    memset(p, 'x', n);
    return str_of(p, n);
}
static Str a_certification(void)
{
    Str issuer = str_concat(fx->arena, S("code=two&field=sales&months=12&issuer="), long_word(121));
    FixtureAnswer bad = write_as(boss, S(DESK "/certifications/new"), str_z(fx->arena, issuer));
    assert_true(bad.status == 422 && shows(&bad, "Use at most 120 characters."));
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

static void an_attempt_is_judged_by_the_questions_it_began_with(void **state)
{
    (void)state;
    Str path = an_assessment(a_certification(), "");
    Str attempt = made(post(own_item(path, "/start"), ""));
    FixtureAnswer page = get_as(boss, path);
    ptrdiff_t at = str_find(page.body, S("/parts/0"));
    assert_true(at > 0);
    Str part = str_fmt(fx->arena, "/parts/%.*s", S_ARG(str_sub(page.body, (size_t)at + S("/parts/").n, 36)));
    Str edit = str_concat(fx->arena, str_concat(fx->arena, path, part), S("/edit"));
    (void)made(
        write_as(boss, edit, "title_en=What+is+one%3F&title_fr=Que+fait+un+%3F&body_en=*One%0ATwo&body_fr=*Un%0ADeux"));
    page = get(attempt);
    assert_true(shows(&page, "What is two?") && !shows(&page, "What is one?"));
    (void)made(post(plus(attempt, "/finish"), "q1=1"));
    page = get(attempt);
    assert_true(shows(&page, "1 of 1 question right") && shows(&page, "One and one are two."));
    assert_int_equal(write_as(boss, edit, "title_en=x").status, 404); /* another stands in its place */
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
    assert_true(shows(&page, "Not passed") && shows(&page, "0 of 1 question right") && !shows(&page, ">Two<"));
    /* What would lead to the right answers waits until it is passed. */
    assert_true(!shows(&page, "One and one are two.") && !shows(&page, "Not right") && shows(&page, "Your answer"));
    assert_true(shows(&page, "Which of them were right, and why, is shown once it is passed."));
    assert_int_equal(post(plus(attempt, "/finish"), "q1=1").status, 409);
    attempt = made(post(own_item(path, "/start"), ""));
    (void)made(post(plus(attempt, "/finish"), "q1=1"));
    page = get(attempt);
    assert_true(shows(&page, "See the certificate") && shows(&page, "1 of 1 question right") &&
                shows(&page, "One and one are two."));
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
    assert_true(shows(&page, "The time is over.") && !shows(&page, "You may save") && !shows(&page, "type=\"radio\""));
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

/* --- learning profiles, claims, records --- */

static Str recorded(const char *profile, const char *email, Str certification)
{
    Str form = str_fmt(fx->arena, "profile=%s&email=%s&name=A&number=N1&certification=%.*s&issued_on=2026-11-01",
                       profile, email, S_ARG(certification));
    return made(write_as(boss, S(DESK "/records"), str_z(fx->arena, form)));
}
/* The path of the one thing of a kind that waits at the desk. */
static Str waiting(const char *kind)
{
    FixtureAnswer queue = desk(str_fmt(fx->arena, "/operator/work?kind=%s", kind));
    Str at = str_fmt(fx->arena, DESK "/%s/", strcmp(kind, "learning_claim") == 0 ? "claims" : "profiles");
    ptrdiff_t found = str_find(queue.body, at);
    assert_true(found > 0);
    return str_copy(fx->arena, str_sub(queue.body, (size_t)found, at.n + 36));
}
static Str address_of(Id user)
{
    FixtureAnswer me = get_as(user, S("/a/test/settings"));
    Str mark = S("Signed in as ");
    ptrdiff_t at = str_find(me.body, mark);
    assert_true(at > 0);
    Str rest = str_skip(me.body, (size_t)at + mark.n), email = S("");
    (void)str_split(&rest, '<', &email);
    return str_copy(fx->arena, email);
}

static void a_profile_in_the_vendors_records_is_linked_at_once_and_counts_for_the_company(void **state)
{
    (void)state;
    Str certification = a_certification();
    (void)recorded("ada-1", str_z(fx->arena, address_of(fx->user)), certification);
    FixtureAnswer page = get(S(OWN "/company"));
    assert_true(page.status == 200 && !shows(&page, "Recorded by the vendor"));
    assert_int_equal(post(S(OWN "/profile"), "profile=no+spaces").status, 422);
    (void)made(post(S(OWN "/profile"), "profile=ADA-1"));
    page = get(S(OWN "/profile"));
    assert_true(shows(&page, "Linked") && shows(&page, "Unlink the learning profile"));
    page = get(S(OWN));
    assert_true(shows(&page, "Certified in two") && shows(&page, "Recorded by the vendor"));
    page = get(S(OWN "/company"));
    assert_true(shows(&page, "Recorded by the vendor") && shows(&page, "Sales and offers"));
    assert_int_equal(get_as(fx->colleague, S(OWN "/company")).status, 403);
    assert_int_equal(post(S(OWN "/profile"), "profile=other").status, 409); /* one a person */
    (void)made(post(S(OWN "/profile/unlink"), ""));
    page = get(S(OWN "/company"));
    assert_false(shows(&page, "Recorded by the vendor"));
    FixtureAnswer soon = post(S(OWN "/profile"), "profile=ada-1");
    assert_true(soon.status == 409 && shows(&soon, "The next can be linked from"));
    fixture_set_now(fx, time_add((Time){INT64_C(1795248000000000)}, 40 * TIME_DAY));
    (void)made(post(S(OWN "/profile"), "profile=ada-1"));
    page = get(S(OWN "/company"));
    assert_true(shows(&page, "Recorded by the vendor"));
}

static void another_profile_waits_for_the_vendor_who_says_why_it_refuses(void **state)
{
    (void)state;
    (void)made(post(S(OWN "/profile"), "profile=bob-2"));
    FixtureAnswer page = get(S(OWN "/profile"));
    assert_true(shows(&page, "Waits for the vendor") && shows(&page, "Who has to act"));
    Str one = waiting("learning_profile");
    assert_int_equal(write_as(helper, one, "to=linked").status, 403);
    assert_int_equal(write_as(boss, one, "").status, 422);
    assert_int_equal(write_as(boss, one, "to=refused&reason=+").status, 422);
    (void)made(write_as(boss, one, "to=refused&reason=The+profile+is+of+somebody+else"));
    page = get(S(OWN "/profile"));
    assert_true(shows(&page, "The profile is of somebody else") && shows(&page, "Link a learning profile"));
    fixture_set_wall(fx, time_add(app_wall(fx->app), TIME_SECOND)); /* the newer one is shown */
    (void)made(post(S(OWN "/profile"), "profile=ada-2"));
    one = waiting("learning_profile");
    (void)made(write_as(boss, one, "to=linked"));
    page = get(S(OWN "/profile"));
    assert_true(shows(&page, "Unlink the learning profile"));
    FixtureAnswer bell = get(S("/me/action-center/notifications"));
    assert_true(shows(&bell, "Your learning profile is linked"));
}

static void a_profile_linked_at_another_company_ends_here_with_its_credit(void **state)
{
    (void)state;
    Str certification = a_certification();
    Str path = an_assessment(certification, "");
    Str attempt = made(post(own_item(path, "/start"), ""));
    (void)made(post(plus(attempt, "/finish"), "q1=1"));
    (void)recorded("ada-1", str_z(fx->arena, address_of(fx->user)), certification);
    (void)made(post(S(OWN "/profile"), "profile=ada-1"));
    FixtureAnswer page = get(S(OWN "/company"));
    assert_true(shows(&page, "Earned by an assessment") && shows(&page, "Recorded by the vendor"));
    fixture_set_now(fx, time_add((Time){INT64_C(1795248000000000)}, 40 * TIME_DAY));
    Str cookie = fixture_sign_in(fx, fx->stranger, fx->other_account);
    FixtureAnswer sent = fixture_request(fx, "POST", "/a/other/learning/profile",
                                         &(FixtureSend){.cookie = cookie, .form = S("profile=ada-1")});
    assert_int_equal(sent.status, 303);
    (void)made(write_as(boss, waiting("learning_profile"), "to=linked"));
    page = get(S(OWN "/company"));
    assert_false(shows(&page, "Earned by an assessment") || shows(&page, "Recorded by the vendor"));
    page = get(S(OWN "/profile"));
    assert_true(shows(&page, "Unlinked"));
    page = fixture_request(fx, "GET", "/a/other/learning", &(FixtureSend){.cookie = cookie});
    assert_true(shows(&page, "Certified in two"));
}

static void a_claim_is_rejected_with_a_reason_put_right_and_accepted(void **state)
{
    (void)state;
    Str certification = a_certification();
    FixtureAnswer bad = post(S(OWN "/claims/new"), "issued_on=x");
    assert_int_equal(bad.status, 422);
    assert_true(shows(&bad, "Choose the certification that it shows.") &&
                shows(&bad, "Enter its number or an address where it can be seen"));
    Str form = str_fmt(fx->arena, "certification=%.*s&issued_on=2026-10-01&number=X-1", S_ARG(certification));
    bad = post(S(OWN "/claims/new"), str_z(fx->arena, str_concat(fx->arena, form, long_word(60))));
    assert_true(bad.status == 422 && shows(&bad, "Use at most 60 characters."));
    Str claim = made(post(S(OWN "/claims/new"), str_z(fx->arena, form)));
    FixtureAnswer page = get(claim);
    assert_true(shows(&page, "Waits for the vendor") && shows(&page, "X-1"));
    assert_int_equal(get_as(fx->colleague, claim).status, 404);
    Str one = waiting("learning_claim");
    assert_int_equal(write_as(boss, one, "to=rejected").status, 422);
    (void)made(write_as(boss, one, "to=rejected&reason=The+number+is+not+known"));
    page = get(claim);
    assert_true(shows(&page, "The number is not known") && shows(&page, "Send the certificate"));
    form = str_fmt(fx->arena, "certification=%.*s&issued_on=2026-10-01&number=X-2", S_ARG(certification));
    (void)made(post(claim, str_z(fx->arena, form)));
    (void)made(write_as(boss, waiting("learning_claim"), "to=accepted"));
    page = get(S(OWN));
    assert_true(shows(&page, "Claimed, and accepted by the vendor") && shows(&page, "Accepted"));
    page = get(S(OWN "/company?state=valid"));
    assert_true(shows(&page, "Claimed, and accepted by the vendor"));
    page = get(S(OWN "/company?state=ended"));
    assert_true(shows(&page, "Nothing matches"));
    assert_int_equal(post(plus(claim, "/withdraw"), "").status, 409);
}

static void a_program_asks_for_people_with_a_certification(void **state)
{
    (void)state;
    Str certification = a_certification();
    Str path = an_assessment(certification, "");
    Str add = S("/operator/programs/hardware/requirements/new");
    FixtureAnswer form = desk(plus(add, "?kind=certified"));
    assert_true(shows(&form, "Certified in two"));
    FixtureAnswer bad = write_as(boss, add, "kind=certified&param_certification=none&amount=1");
    assert_true(bad.status == 422 && shows(&bad, "Choose a certification of the list."));
    (void)made(write_as(boss, add, "kind=certified&param_certification=two&amount=1"));
    FixtureAnswer page = get(S("/a/test/settings/programs/hardware"));
    assert_true(shows(&page, "1 person holds the certification Certified in two") &&
                shows(&page, "Nobody holds it now."));
    assert_int_equal(post(S("/a/test/settings/programs/hardware/enroll"), "").status, 409);
    Str attempt = made(post(own_item(path, "/start"), ""));
    (void)made(post(plus(attempt, "/finish"), "q1=1"));
    page = get(S("/a/test/settings/programs/hardware"));
    assert_false(shows(&page, "Nobody holds it now."));
    assert_int_equal(post(S("/a/test/settings/programs/hardware/enroll"), "").status, 303);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(NAME) cmocka_unit_test_setup_teardown(NAME, set_up, tear_down)
        T(a_training_is_written_in_both_languages_and_published_with_a_page),
        T(a_training_is_gone_on_with_where_it_was_left),
        T(what_is_for_a_role_is_recommended_to_it),
        T(the_answers_of_a_question_are_the_same_in_each_language),
        T(an_attempt_is_judged_by_the_questions_it_began_with),
        T(who_passes_holds_the_certification_with_its_certificate),
        T(failed_attempts_are_limited_for_some_hours),
        T(answers_after_the_time_do_not_count),
        T(an_order_follows_from_its_seed),
        T(whoever_holds_a_certification_is_told_before_it_ends_and_when_it_has),
        T(a_profile_in_the_vendors_records_is_linked_at_once_and_counts_for_the_company),
        T(another_profile_waits_for_the_vendor_who_says_why_it_refuses),
        T(a_profile_linked_at_another_company_ends_here_with_its_credit),
        T(a_claim_is_rejected_with_a_reason_put_right_and_accepted),
        T(a_program_asks_for_people_with_a_certification),
    };
    return FIXTURE_RUN(tests);
}

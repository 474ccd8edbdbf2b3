/* The promises of support, through the whole dispatcher. */
#include "app/job.h"
#include "app/mail.h"
#include "app/setting.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/support/calendar.h"
#include "areas/support/support.h"
#include "base/utf8.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define LIST_PAGE "/a/test/support"
#define DESK "/operator/support"

/* --- the world: the vendor's staff beside the fixture's partners --- */

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

static Str staff(Fixture *f, const char *roles)
{
    Id directory;
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, add_vendor, &directory), OK);
    return fixture_sign_in(f, fixture_user(f, directory, "desk@northlight.example", roles), ID_NIL);
}

static FixtureAnswer get(Fixture *f, Str cookie, Str path)
{
    return fixture_request(f, "GET", str_z(f->arena, path), &(FixtureSend){.cookie = cookie});
}

static FixtureAnswer post(Fixture *f, Str cookie, Str path, const char *form)
{
    return fixture_request(f, "POST", str_z(f->arena, path), &(FixtureSend){.cookie = cookie, .form = str_from(form)});
}

static bool has(FixtureAnswer a, const char *text) { return str_find(a.body, str_from(text)) >= 0; }

#define START "workspace=customers&problem=broken&summary=Domain+refused"
#define WHOLE START "&details=It+says+taken.&severity=critical&email=ada%40test.example&phone="

/* Makes one as the person of the cookie; its page. */
static Str made(Fixture *f, Str cookie)
{
    FixtureAnswer a = post(f, cookie, S(LIST_PAGE "/new/create"), WHOLE);
    assert_int_equal(a.status, 303);
    return a.location;
}

static Str below(Fixture *f, Str page, const char *rest) { return str_concat(f->arena, page, str_from(rest)); }
static Str at_desk(Fixture *f, Str page, const char *rest)
{
    ptrdiff_t slash = str_rfind_char(page, '/');
    return str_fmt(f->arena, DESK "%.*s%s", S_ARG(str_skip(page, (size_t)slash)), rest);
}

static Err put_setting(Ctx *ctx, void *arg)
{
    const char **kv = arg;
    return setting_put(ctx, ID_NIL, str_from(kv[0]), str_from(kv[1]));
}
static void set(Fixture *f, const char *key, const char *value)
{
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, put_setting, (const char *[]){key, value}), OK);
}

/* --- the partner --- */

static void test_a_request_is_made_after_its_solutions_were_shown(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer start = get(f, cookie, S(LIST_PAGE "/new?from=customers"));
    assert_true(has(start, "<option value=\"customers\" selected"));
    FixtureAnswer review =
        post(f, cookie, S(LIST_PAGE "/new"), "workspace=customers&problem=howto&summary=Passkeys+on+a+telephone");
    assert_int_equal(review.status, 200);
    assert_true(has(review, "/a/test/help/passkeys"));
    Str page = made(f, cookie);
    FixtureAnswer one = get(f, cookie, page);
    assert_true(has(one, "It says taken.") && has(one, "SR-1") && has(one, "Answer due"));
    assert_true(has(get(f, cookie, S(LIST_PAGE)), "Domain refused"));
    fixture_close(f);
}

static void test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer a = post(f, cookie, S(LIST_PAGE "/new"), "workspace=customers&problem=&summary=Kept");
    assert_int_equal(a.status, 422);
    assert_true(has(a, "Choose the kind of problem") && has(a, "value=\"Kept\""));
    a = post(f, cookie, S(LIST_PAGE "/new/create"), START "&details=&severity=moderate&email=nobody");
    assert_int_equal(a.status, 422);
    assert_true(has(a, "Describe what happens") && has(a, "Enter an e-mail address, as") && has(a, "Domain refused"));
    fixture_close(f);
}

static void test_only_the_creator_sees_it_unless_the_vendor_lets_admins(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str colleague = fixture_sign_in(f, f->colleague, f->account), admin = fixture_sign_in(f, f->user, f->account);
    Str page = made(f, colleague);
    assert_int_equal(get(f, admin, page).status, 404);
    assert_int_equal(post(f, admin, below(f, page, "/close"), "").status, 404);
    set(f, "support.colleagues", "1");
    assert_int_equal(get(f, admin, page).status, 200);
    assert_true(has(get(f, admin, S(LIST_PAGE "?of=all")), "Domain refused"));
    Str own = made(f, admin);
    assert_int_equal(get(f, colleague, own).status, 404);
    assert_int_equal(get(f, fixture_sign_in(f, f->stranger, f->other_account), page).status, 404);
    fixture_close(f);
}

static void test_it_is_escalated_once_closed_and_reopened_within_the_days(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account), page = made(f, cookie);
    assert_int_equal(post(f, cookie, below(f, page, "/escalate"), "").status, 303);
    assert_int_equal(post(f, cookie, below(f, page, "/escalate"), "").status, 409);
    assert_int_equal(post(f, cookie, below(f, page, "/close"), "").status, 303);
    assert_int_equal(post(f, cookie, below(f, page, "/answer"), "text=More").status, 409);
    assert_int_equal(post(f, cookie, below(f, page, "/reopen"), "text=+").status, 422);
    assert_int_equal(post(f, cookie, below(f, page, "/reopen"), "text=It+is+back").status, 303);
    assert_true(has(get(f, cookie, page), "It is back"));
    assert_int_equal(post(f, cookie, below(f, page, "/close"), "").status, 303);
    set(f, "support.reopen_days", "1");
    fixture_set_now(f, time_add((Time){INT64_C(1900000000000000)}, 0));
    FixtureAnswer late = post(f, cookie, below(f, page, "/reopen"), "text=Again");
    assert_int_equal(late.status, 409);
    assert_true(has(late, "too long ago"));
    fixture_close(f);
}

/* --- both sides --- */

static void test_the_desk_asks_the_partner_answers_and_the_desk_closes_it(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str partner = fixture_sign_in(f, f->user, f->account), desk = staff(f, "operator_support");
    Str page = made(f, partner), one = at_desk(f, page, "");
    FixtureAnswer queue = get(f, desk, S(DESK "?severity=critical"));
    assert_true(has(queue, "Domain refused") && has(queue, "1 open"));
    assert_int_equal(post(f, desk, at_desk(f, page, "/take"), "").status, 303);
    assert_true(has(get(f, desk, S(DESK "?assigned=me")), "Domain refused"));
    assert_int_equal(post(f, desk, one, "how=answer&text=We+look").status, 303);
    assert_true(has(get(f, partner, page), "nothing is due until"));
    assert_int_equal(post(f, desk, one, "how=note&text=Seen+this+before").status, 303);
    assert_int_equal(post(f, desk, one, "how=ask&text=").status, 422);
    assert_int_equal(post(f, desk, one, "how=ask&text=Which+domain+is+it%3F").status, 303);
    FixtureAnswer seen = get(f, partner, page);
    assert_true(has(seen, "Which domain is it?") && has(seen, "Waiting for your answer") &&
                !has(seen, "Waiting for the partner"));
    assert_false(has(seen, "Seen this before"));
    assert_true(has(get(f, partner, S("/me/action-center/actions")), "Answer the question"));
    assert_int_equal(post(f, partner, below(f, page, "/answer"), "text=harbor.example").status, 303);
    assert_false(has(get(f, partner, S("/me/action-center/actions")), "Answer the question"));
    assert_true(has(get(f, desk, one), "harbor.example"));
    assert_int_equal(post(f, desk, one, "how=close&text=It+is+free+now").status, 303);
    seen = get(f, partner, page);
    assert_true(has(seen, "It is free now") && has(seen, "Closed"));
    assert_int_equal(post(f, desk, one, "how=answer&text=More").status, 409);
    fixture_close(f);
}

static void test_the_queue_filters_and_is_the_vendor_s_alone(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str partner = fixture_sign_in(f, f->user, f->account), desk = staff(f, "operator_support");
    Str page = made(f, partner);
    assert_false(has(get(f, desk, S(DESK "?workspace=billing")), "Domain refused"));
    assert_false(has(get(f, desk, S(DESK "?language=fr")), "Domain refused"));
    assert_true(has(get(f, desk, S(DESK "?language=en&workspace=customers&state=open")), "Domain refused"));
    assert_int_equal(get(f, partner, S(DESK)).status, 404);
    assert_int_equal(get(f, partner, at_desk(f, page, "")).status, 404);
    fixture_close(f);
}

static void test_a_transfer_keeps_what_somebody_else_saved_meanwhile(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str partner = fixture_sign_in(f, f->user, f->account), desk = staff(f, "operator_admin");
    Str page = made(f, partner), to = at_desk(f, page, "/transfer");
    assert_int_equal(post(f, desk, to, "assigned=&workspace=billing&severity=minimal&version=1").status, 303);
    assert_int_equal(post(f, desk, to, "assigned=&workspace=pricing&severity=minimal&version=1").status, 409);
    assert_true(has(get(f, desk, S(DESK "?workspace=billing&severity=minimal")), "Domain refused"));
    fixture_close(f);
}

static void test_the_vendor_sets_hours_and_who_sees_what(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str partner = fixture_sign_in(f, f->user, f->account), admin = staff(f, "operator_admin");
    assert_true(has(get(f, partner, S(LIST_PAGE)), "9:00 to 18:00, Europe/Paris"));
#define SET                                                                                                            \
    "support.hours_a=1&support.hours_b=4&support.hours_c=8&support.open=8&support.wait_days=10&support.reopen_days=14" \
    "&support.appointment_days=30"
    FixtureAnswer bad = post(f, admin, S(DESK "/settings"), SET "&support.close=7&support.zone=Mars");
    assert_int_equal(bad.status, 422);
    assert_true(has(bad, "later than the beginning") && has(bad, "as Europe/Paris") && has(bad, "value=\"Mars\""));
    FixtureAnswer saved =
        post(f, admin, S(DESK "/settings"), SET "&support.close=20&support.zone=Europe%2FBerlin&support.colleagues=1");
    assert_int_equal(saved.status, 303);
    assert_true(has(get(f, partner, S(LIST_PAGE)), "8:00 to 20:00, Europe/Berlin"));
    assert_true(has(get(f, partner, S(LIST_PAGE)), "Of everybody"));
    assert_int_equal(get(f, partner, S(DESK "/settings")).status, 404);
    fixture_close(f);
}

/* --- the clock --- */

typedef struct Lapse {
    Id id;
    JobNext next;
} Lapse;
static Err lapse(Ctx *ctx, void *arg)
{
    Lapse *l = arg;
    JobRun job = {.key = id_text(ctx->arena, l->id)};
    return support_lapse_step(ctx, &job, &l->next);
}

static void test_a_question_without_an_answer_is_closed_and_says_so(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str partner = fixture_sign_in(f, f->user, f->account), desk = staff(f, "operator_support");
    Str page = made(f, partner);
    Lapse l;
    assert_int_equal(post(f, desk, at_desk(f, page, ""), "how=ask&text=Which+one%3F").status, 303);
    assert_int_equal(id_parse(str_skip(page, (size_t)str_rfind_char(page, '/') + 1), &l.id), OK);
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, lapse, &l), OK);
    assert_int_equal(l.next, JOB_LATER);
    fixture_set_now(f, (Time){INT64_C(1900000000000000)});
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, lapse, &l), OK);
    assert_int_equal(l.next, JOB_DONE);
    FixtureAnswer seen = get(f, partner, page);
    assert_true(has(seen, "No answer came to the question"));
    fixture_close(f);
}

static Str due(Fixture *f, const char *from, int64_t hours)
{
    Time t;
    assert_int_equal(time_parse(str_from(from), &t), OK);
    SupportHours h = {9, 18, S("Europe/Paris")};
    return time_iso(f->arena, support_after_hours(&h, t, hours));
}
#define assert_due(FROM, HOURS, WANTED)                                                                                \
    do {                                                                                                               \
        Str got = due(f, FROM, HOURS);                                                                                 \
        assert_string_equal(str_z(f->arena, got), WANTED);                                                             \
    } while (0)

static void test_hours_are_counted_when_the_desk_is_there(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    assert_due("2026-11-24T09:00:00Z", 2, "2026-11-24T11:00:00Z");  /* Tuesday, 10:00 in Paris */
    assert_due("2026-11-24T16:00:00Z", 2, "2026-11-25T09:00:00Z");  /* an hour today, one tomorrow */
    assert_due("2026-11-27T16:30:00Z", 4, "2026-11-30T11:30:00Z");  /* over the week-end */
    assert_due("2026-11-28T12:00:00Z", 8, "2026-11-30T16:00:00Z");  /* made on a Saturday */
    assert_due("2026-11-24T03:00:00Z", 2, "2026-11-24T10:00:00Z");  /* before the desk opens */
    assert_due("2026-11-24T09:00:00Z", 20, "2026-11-26T11:00:00Z"); /* more than two days of nine hours */
    assert_due("2027-03-26T16:00:00Z", 2, "2027-03-29T08:00:00Z");  /* into summer time */
    fixture_close(f);
}

/* --- the API --- */

static Str work_id(Fixture *f, FixtureAnswer queue)
{
    ptrdiff_t at = str_find(queue.body, S("name=\"id\" value=\""));
    assert_true(at > 0);
    return str_copy(f->arena, str_of(queue.body.p + at + 17, 36));
}

static void test_what_is_owed_stands_in_the_work_queue_and_is_taken_there_or_at_the_desk(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str partner = fixture_sign_in(f, f->user, f->account), desk = staff(f, "operator_support");
    Str page = made(f, partner), queue = S("/operator/work?kind=support_request");
    FixtureAnswer waits = get(f, desk, queue);
    assert_int_equal(waits.status, 200);
    assert_true(has(waits, "SR-100"));
    assert_true(has(waits, "urgent"));
    assert_true(has(waits, "Nobody yet"));
    Str id = work_id(f, waits);
    assert_int_equal(
        post(f, desk, S("/operator/work/assign"), str_z(f->arena, str_fmt(f->arena, "do=take&id=%.*s", S_ARG(id))))
            .status,
        303);
    assert_true(has(get(f, desk, S(DESK "?assigned=me")), "Domain refused")); /* one truth */
    assert_int_equal(post(f, desk, at_desk(f, page, ""), "how=answer&text=It+is+free+now.").status, 303);
    assert_true(has(get(f, desk, queue), "Nothing waits"));
    assert_int_equal(post(f, partner, below(f, page, "/answer"), "text=Still+refused.").status, 303);
    waits = get(f, desk, str_concat(f->arena, queue, S("&whose=mine"))); /* it comes back to who had it */
    assert_true(has(waits, "SR-100"));
    assert_int_equal(
        post(f, desk, at_desk(f, page, "/transfer"), "workspace=customers&severity=minimal&assigned=&version=99")
            .status,
        409);
    assert_int_equal(post(f, partner, below(f, page, "/close"), "").status, 303);
    assert_true(has(get(f, desk, queue), "Nothing waits"));
    fixture_close(f);
}

static void test_an_answer_written_once_is_used_in_the_language_of_whoever_asked(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str partner = fixture_sign_in(f, f->user, f->account), desk = staff(f, "operator_support");
    Str page = made(f, partner);
    FixtureAnswer bad = post(f, desk, S(DESK "/answers/new"), "workspace=customers&title_en=Taken&title_fr=&body_en=B");
    assert_int_equal(bad.status, 422);
    assert_true(has(bad, "value=\"Taken\""));
    FixtureAnswer done =
        post(f, desk, S(DESK "/answers/new"),
             "workspace=customers&title_en=Taken&title_fr=Pris&body_en=Hello+%7Bname%7D%2C+see+%7Bnumber%7D&"
             "body_fr=Bonjour+%7Bname%7D");
    assert_int_equal(done.status, 303);
    assert_true(has(get(f, desk, S(DESK "/answers")), "Taken"));
    FixtureAnswer one = get(f, desk, at_desk(f, page, ""));
    ptrdiff_t at = str_find(one.body, S("?canned="));
    assert_true(at > 0);
    Str with = str_fmt(f->arena, "?canned=%.*s", 36, one.body.p + at + 8);
    FixtureAnswer filled = get(f, desk, at_desk(f, page, str_z(f->arena, with)));
    assert_true(has(filled, "Hello Ada Test, see SR-"));
    assert_int_equal(post(f, partner, S(DESK "/answers/new"), "title_en=x").status, 404);
    fixture_close(f);
}

static void test_partners_read_how_services_work_and_are_told(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str partner = fixture_sign_in(f, f->user, f->account), desk = staff(f, "operator_support");
    assert_true(has(get(f, partner, S(LIST_PAGE "/health")), "Everything works"));
    FixtureAnswer bad =
        post(f, desk, S(DESK "/health/new"), "workspace=&kind=&title_en=Slow&title_fr=&body_en=&body_fr=");
    assert_int_equal(bad.status, 422);
    assert_true(has(bad, "Choose how it is.") && has(bad, "value=\"Slow\""));
    assert_int_equal(
        post(f, desk, S(DESK "/health/new"),
             "workspace=customers&kind=outage&title_en=Lists+fail&title_fr=Listes+en+panne&body_en=We+look&"
             "body_fr=Nous+cherchons&tell=on")
            .status,
        303);
    (void)jobs_run_due(f->app, 20);
    FixtureAnswer health = get(f, partner, S(LIST_PAGE "/health"));
    assert_true(has(health, "Lists fail") && has(health, "We look") && has(health, "Does not work"));
    assert_true(has(get(f, partner, S(LIST_PAGE)), "1 incident"));
    assert_true(has(get(f, partner, S("/me/action-center/notifications")), "Service health: Lists fail"));
    FixtureAnswer list = get(f, desk, S(DESK "/health"));
    ptrdiff_t at = str_find(list.body, S(DESK "/health/0"));
    assert_true(at > 0);
    Str one = str_copy(f->arena, str_of(list.body.p + at, strlen(DESK "/health/") + 36));
    assert_int_equal(post(f, desk, one, "kind=outage&body_en=It+works&body_fr=Cela+marche&resolves=on").status, 303);
    health = get(f, partner, S(LIST_PAGE "/health"));
    assert_true(has(health, "It works") && has(health, "Everything works") && has(health, "Over"));
    assert_int_equal(post(f, desk, one, "kind=outage&body_en=Again&body_fr=Encore").status, 409);
    fixture_close(f);
}

static void test_a_request_carries_one_of_the_company_s_numbers(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str partner = fixture_sign_in(f, f->user, f->account), desk = staff(f, "operator_support");
    FixtureAnswer form = post(f, partner, S(LIST_PAGE "/new"), START);
    assert_true(form.status == 200 && has(form, "name=\"partner_ref\""));
    FixtureAnswer bad = post(f, partner, S(LIST_PAGE "/new/create"), WHOLE "&partner_ref=999");
    assert_int_equal(bad.status, 422);
    assert_true(has(bad, "Choose one of your company"));
    Str page = made(f, partner); /* the account's own where none is chosen */
    assert_int_equal(get(f, desk, at_desk(f, page, "")).status, 200);
    fixture_close(f);
}

static FixtureAnswer api(Fixture *f, const char *method, Str path, Id user, const char *json)
{
    return fixture_request(f, method, str_z(f->arena, path),
                           &(FixtureSend){.bearer = fixture_token(f, user), .json = str_from(json)});
}

/* The text behind "id": of the answer. */
static Str id_in(FixtureAnswer a)
{
    ptrdiff_t at = str_find(a.body, S("\"id\":\""));
    while (at >= 0 && a.body.n > (size_t)at + 6 + 36 && a.body.p[at + 6 + 36] != '"') {
        Str rest = str_skip(a.body, (size_t)at + 1);
        ptrdiff_t next = str_find(rest, S("\"id\":\""));
        at = next < 0 ? -1 : at + 1 + next;
    }
    assert_true(at >= 0);
    return str_of(a.body.p + at + 6, 36);
}

#define V "/v1/servicerequests"
static void test_the_api_makes_lists_notes_and_closes_a_person_s_requests(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    FixtureAnswer topics = api(f, "GET", S(V "/supporttopics"), f->user, "");
    assert_int_equal(topics.status, 200);
    assert_true(has(topics, "\"objectType\":\"SupportTopic\"") && has(topics, "\"id\":\"billing\""));
    FixtureAnswer one = api(f, "POST", S(V "/fr-FR"), f->user,
                            "{\"title\":\"Domain refused\",\"description\":\"It says taken.\",\"severity\":"
                            "\"Critical\",\"supportTopicId\":\"customers\"}");
    assert_int_equal(one.status, 201);
    assert_true(has(one, "\"status\":\"open\"") && has(one, "\"severity\":\"critical\"") &&
                has(one, "\"description\":\"It says taken.\"") && has(one, "\"objectType\":\"ServiceRequest\""));
    Str path = str_fmt(f->arena, V "/%.*s", S_ARG(id_in(one)));
    fixture_set_now(f, (Time){INT64_C(1900000000000000)});
    FixtureAnswer noted = api(f, "PATCH", path, f->user, "{\"newNote\":{\"text\":\"It is harbor.example\"}}");
    assert_int_equal(noted.status, 200);
    assert_true(has(noted, "\"text\":\"It is harbor.example\""));
    assert_true(has(api(f, "PATCH", path, f->user, "{\"status\":\"closed\"}"), "\"status\":\"closed\""));
    FixtureAnswer list = api(f, "GET",
                             S(V "?filter=%7B%22Field%22%3A%22Status%22%2C%22Value%22%3A%22closed%22%2C"
                                 "%22Operator%22%3A%22equals%22%7D"),
                             f->user, "");
    assert_int_equal(list.status, 200);
    assert_true(has(list, "Domain refused") && has(list, "\"totalCount\":1"));
    assert_int_equal(api(f, "GET", path, f->colleague, "").status, 404);
    assert_true(has(api(f, "GET", S(V), f->colleague, ""), "\"totalCount\":0"));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(api(f, "POST", S(V "/en-US"), f->user,
                             "{\"title\":\"More\",\"description\":\"x\",\"supportTopicId\":\"customers\"}")
                             .status,
                         201);
    }
    FixtureAnswer page = api(f, "GET", S(V "?size=1&offset=1"), f->user, "");
    assert_true(has(page, "\"totalCount\":3") && has(page, "offset=2") && has(page, "offset=0"));
    fixture_close(f);
}

static void test_the_api_refuses_what_cannot_be_taken_with_the_wire_s_numbers(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    FixtureAnswer a = api(f, "POST", S(V "/en-US"), f->user, "{\"title\":\"\",\"description\":\"x\"}");
    assert_int_equal(a.status, 400);
    assert_true(has(a, "3000"));
    assert_int_equal(api(f, "GET", S(V), ID_NIL, "").status, 403);
    Id nobody = f->user;
    a = api(f, "GET", str_fmt(f->arena, V "/%.*s", S_ARG(id_text(f->arena, nobody))), f->user, "");
    assert_int_equal(a.status, 404);
    fixture_close(f);
}

/* --- files of messages --- */

static FixtureAnswer post_file(Fixture *f, Str cookie, Str path, const char *form, const char *name, const char *bytes)
{
    FixtureFile file = {.field = S("files"), .name = str_from(name), .bytes = str_from(bytes)};
    return fixture_request(f, "POST", str_z(f->arena, path),
                           &(FixtureSend){.cookie = cookie, .form = str_from(form), .files = &file, .files_n = 1});
}

/* The address of the first file on a page. */
static Str file_link(Fixture *f, Str body)
{
    ptrdiff_t at = str_find(body, S("/files/"));
    assert_true(at > 0);
    Str before = str_sub(body, 0, (size_t)at), rest = str_skip(body, (size_t)at);
    ptrdiff_t from = str_rfind_char(before, '"'), to = str_find_char(rest, '"');
    return str_concat(f->arena, str_skip(before, (size_t)from + 1), str_sub(rest, 0, (size_t)to));
}

static void test_files_of_messages_are_had_by_those_who_read_the_request(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str desk = staff(f, "operator_support"), partner = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer a =
        post_file(f, partner, S(LIST_PAGE "/new/create"), WHOLE, "../log.txt", "first line\nsecond line\n");
    assert_int_equal(a.status, 303);
    Str page = a.location, link = file_link(f, get(f, partner, page).body);
    a = get(f, partner, link);
    assert_int_equal(a.status, 200);
    assert_true(str_starts(fixture_header(&a, "content-disposition"), S("attachment")));
    assert_string_equal(str_z(f->arena, fixture_header(&a, "x-content-type-options")), "nosniff");
    assert_int_equal(get(f, desk, file_link(f, get(f, desk, at_desk(f, page, "")).body)).status, 200);
    assert_int_equal(get(f, fixture_sign_in(f, f->colleague, f->account), link).status, 404);
    assert_int_equal(get(f, fixture_sign_in(f, f->stranger, f->other_account), link).status, 404);

    /* What is not what it says, and a text that is missing: nothing is said and nothing lost. */
    a = post_file(f, partner, below(f, page, "/answer"), "text=Kept+words", "page.txt",
                  "<html><script>1</script></html>");
    assert_int_equal(a.status, 422);
    assert_true(has(a, "Kept words") && has(a, "page.txt"));
    assert_false(has(get(f, partner, page), "Kept words"));
    assert_int_equal(post_file(f, partner, below(f, page, "/answer"), "text=", "a.txt", "words").status, 422);

    /* The desk's: with an answer the partner has it, with a note nobody but the desk. */
    assert_int_equal(post_file(f, desk, at_desk(f, page, ""), "how=note&text=Ours", "ours.txt", "only ours").status,
                     303);
    assert_int_equal(post_file(f, desk, at_desk(f, page, ""), "how=answer&text=See", "guide.txt", "do this").status,
                     303);
    a = get(f, partner, page);
    assert_true(has(a, "guide.txt") && !has(a, "ours.txt"));
    FixtureAnswer d = get(f, desk, at_desk(f, page, ""));
    assert_true(has(d, "guide.txt") && has(d, "ours.txt"));
    Str ours = file_link(f, str_skip(d.body, (size_t)str_find(d.body, S("Ours"))));
    Str guess = below(f, page, str_z(f->arena, str_skip(ours, (size_t)str_find(ours, S("/files/")))));
    assert_int_equal(get(f, partner, guess).status, 404);
    fixture_close(f);
}

/* --- appointments --- */

/* A Wednesday at this hour, some weeks on. */
static Str wednesday(Fixture *f, int weeks)
{
    Date d = date_of(ctx_system(f->app, f->arena)->now);
    d.days += 7 * weeks + (2 - date_weekday(d) + 7) % 7;
    return date_iso(f->arena, d);
}
static const char *time_form(Fixture *f, int weeks, const char *rest)
{
    return str_z(f->arena, str_fmt(f->arena, "date=%.*s%s", S_ARG(wednesday(f, weeks)), rest));
}
static Str appointment_at_desk(Fixture *f, Str page, const char *rest)
{
    ptrdiff_t slash = str_rfind_char(page, '/');
    return str_fmt(f->arena, DESK "/appointments%.*s%s", S_ARG(str_skip(page, (size_t)slash)), rest);
}
static const char *version_of(Fixture *f, Str cookie, Str page)
{
    Str body = get(f, cookie, page).body;
    ptrdiff_t at = str_find(body, S("name=\"version\" value=\""));
    assert_true(at > 0);
    Str rest = str_skip(body, (size_t)at + 22);
    return str_z(f->arena, str_fmt(f->arena, "version=%.*s", (int)str_find_char(rest, '"'), rest.p));
}

static void test_an_appointment_is_proposed_moved_agreed_and_cancelled(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str desk = staff(f, "operator_support"), partner = fixture_sign_in(f, f->user, f->account), page = made(f, partner);
    set(f, "support.zone", "Europe/Paris");
    Str form = below(f, page, "/appointment");
#define CALL "&minutes=30&way=phone&place=01+23+45+67+89"
    assert_true(has(post(f, partner, form, time_form(f, 1, "&time=03:00" CALL)), "can be reached Monday to Friday"));
    assert_true(has(post(f, partner, form, "date=&time=9&minutes=30&way=phone&place="), "Enter the telephone number"));
    assert_int_equal(post(f, partner, form, time_form(f, 20, "&time=12:00" CALL)).status, 422);
    assert_int_equal(post(f, partner, form, time_form(f, -1, "&time=12:00" CALL)).status, 422);
    FixtureAnswer a = post(f, partner, form, time_form(f, 1, "&time=12:00" CALL));
    assert_int_equal(a.status, 303);
    Str mine = a.location, theirs = appointment_at_desk(f, mine, "");
    assert_int_equal(post(f, partner, form, time_form(f, 1, "&time=13:00" CALL)).status, 409);
    a = get(f, partner, mine);
    assert_true(has(a, "Time proposed") && has(a, "Europe/Paris") && has(a, "Time of the support desk"));
    assert_true(has(get(f, partner, page), "/support/appointments/"));
    assert_true(has(get(f, desk, S("/operator/work")), "Support appointments"));
    assert_int_equal(get(f, fixture_sign_in(f, f->colleague, f->account), mine).status, 404);
    assert_int_equal(get(f, fixture_sign_in(f, f->stranger, f->other_account), mine).status, 404);

    /* The desk offers another time with its reason; what it saw before is stale then. */
    const char *seen = version_of(f, desk, theirs);
    Str offer = str_concat(f->arena, str_from(time_form(f, 2, "&time=20:00&minutes=60&place=&")), str_from(seen));
    assert_int_equal(post(f, desk, below(f, theirs, "/move"), str_z(f->arena, offer)).status, 422);
    offer = str_concat(f->arena, offer, S("&reason=Nobody+is+here"));
    assert_int_equal(post(f, desk, below(f, theirs, "/move"), str_z(f->arena, offer)).status, 303);
    a = get(f, partner, mine);
    assert_true(has(a, "Other time offered") && has(a, "Nobody is here") && has(a, "Agree"));
    assert_int_equal(post(f, partner, below(f, mine, "/agree"), seen).status, 409);
    assert_int_equal(post(f, partner, below(f, mine, "/agree"), version_of(f, partner, mine)).status, 303);
    a = get(f, partner, below(f, mine, "/calendar"));
    assert_true(has(a, "STATUS:CONFIRMED\r\n") && has(a, "SEQUENCE:2\r\n") && has(a, "T200000Z\r\n"));
    assert_true(str_starts(fixture_header(&a, "content-disposition"), S("attachment")));

    assert_int_equal(post(f, desk, below(f, theirs, "/cancel"), "why=").status, 422);
    assert_int_equal(post(f, desk, below(f, theirs, "/cancel"), "why=We+are+ill").status, 303);
    assert_true(has(get(f, partner, mine), "We are ill"));
    assert_true(has(get(f, desk, below(f, theirs, "/calendar")), "METHOD:CANCEL"));
    assert_int_equal(post(f, desk, below(f, theirs, "/accept"), "version=1").status, 409);
    assert_int_equal(post(f, partner, form, time_form(f, 1, "&time=12:00" CALL)).status, 303);
    fixture_close(f);
}

static void test_a_calendar_file_has_short_lines_and_nothing_of_its_own_that_was_typed(void **state)
{
    (void)state;
    Arena *a = arena_create(1 << 20);
    Str file = calendar_write(
        a,
        &(CalendarEvent){.uid = S("u@x"),
                         .summary = S("Ein sehr langer Titel mit Umlauten äöüäöüäöüäöüäöüäöüäöüäöüäöü, und mehr; zwei"),
                         .place = S("one\r\nBEGIN:VEVENT"),
                         .url = S("https://x.example/a"),
                         .organizer_name = S("Nor\"th\r\nlight"),
                         .organizer = S("n@x.example")});
    assert_true(str_find(file, S("LOCATION:one\\nBEGIN:VEVENT\r\n")) > 0);
    assert_true(str_find(file, S("CN=\"Northlight\"")) > 0);
    Str rest = file, line;
    while (str_split(&rest, '\n', &line)) {
        assert_true(line.n <= 76 && utf8_valid(line));
    }
    Mail mail = {
        .to = S("a@b.example"), .subject = S("Hi"), .text = S("Words"), .html = S("<p>Words"), .calendar = file};
    Str sent = mail_format(a, &mail, S("c@d.example"), S("1@d"), (Time){0});
    assert_true(str_find(sent, S("multipart/mixed")) > 0 && str_find(sent, S("filename=\"appointment.ics\"")) > 0);
    assert_true(str_find(sent, S("<p>Words")) > 0 && str_find(sent, S("method=PUBLISH")) > 0);
    arena_destroy(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_files_of_messages_are_had_by_those_who_read_the_request),
        UNIT_TEST(test_an_appointment_is_proposed_moved_agreed_and_cancelled),
        UNIT_TEST(test_a_calendar_file_has_short_lines_and_nothing_of_its_own_that_was_typed),
        UNIT_TEST(test_a_request_is_made_after_its_solutions_were_shown),
        UNIT_TEST(test_what_is_missing_is_said_at_its_field_and_nothing_is_lost),
        UNIT_TEST(test_only_the_creator_sees_it_unless_the_vendor_lets_admins),
        UNIT_TEST(test_it_is_escalated_once_closed_and_reopened_within_the_days),
        UNIT_TEST(test_the_desk_asks_the_partner_answers_and_the_desk_closes_it),
        UNIT_TEST(test_the_queue_filters_and_is_the_vendor_s_alone),
        UNIT_TEST(test_a_transfer_keeps_what_somebody_else_saved_meanwhile),
        UNIT_TEST(test_a_question_without_an_answer_is_closed_and_says_so),
        UNIT_TEST(test_the_vendor_sets_hours_and_who_sees_what),
        UNIT_TEST(test_what_is_owed_stands_in_the_work_queue_and_is_taken_there_or_at_the_desk),
        UNIT_TEST(test_an_answer_written_once_is_used_in_the_language_of_whoever_asked),
        UNIT_TEST(test_partners_read_how_services_work_and_are_told),
        UNIT_TEST(test_a_request_carries_one_of_the_company_s_numbers),
        UNIT_TEST(test_the_api_makes_lists_notes_and_closes_a_person_s_requests),
        UNIT_TEST(test_the_api_refuses_what_cannot_be_taken_with_the_wire_s_numbers),
        UNIT_TEST(test_hours_are_counted_when_the_desk_is_there),
    };
    return FIXTURE_RUN(tests);
}

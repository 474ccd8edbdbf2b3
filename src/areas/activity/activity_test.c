/* The activity log: what it tells, what it finds, what it never shows. */
#include "app/audit.h"
#include "app/setting.h"
#include "areas/activity/desk.h"
#include "areas/activity/pages.h"
#include "areas/activity/words.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static int setup(void **state)
{
    *state = fixture_open();
    return 0;
}
static int teardown(void **state)
{
    fixture_close(*state);
    return 0;
}

/* --- words --- */

static void what_the_wire_can_tell_has_its_words(void **state)
{
    Fixture *f = *state;
    Str *operations;
    size_t n = wire_operations(f->arena, &operations);
    assert_true(n >= 6);
    for (size_t i = 0; i < n; i++) {
        const AuditAction *row = audit_operation_find(operations[i]);
        assert_non_null(row);
        assert_true(wire_operation_known(str_from(wire_operation(row))));
        assert_true(wire_resource_known(str_from(row->resource)));
    }
    assert_null(wire_operation(audit_action_find(S("identity.sign_in"))));
    assert_string_equal(wire_operation(audit_action_find(S("user.reset_password"))), "update_partner_user");
    assert_string_equal(wire_operation(audit_action_find(S("customers.import"))), "add_customer");
}

static void a_wire_word_that_an_action_names_is_one_of_the_wires(void **state)
{
    Fixture *f = *state;
    const AuditAction *const *rows;
    size_t n = audit_actions_all(f->arena, &rows);
    for (size_t i = 0; i < n; i++) {
        if (rows[i]->wire && !wire_operation_known(str_from(rows[i]->wire))) {
            fail_msg("%s: the wire has no operation %s", rows[i]->action, rows[i]->wire);
        }
    }
}

/* --- before and after --- */

static DiffView diff(Fixture *f, const char *before, const char *after)
{
    DiffView d;
    Ctx *ctx = ctx_system(f->app, f->arena);
    diff_of(ctx, str_from(before), str_from(after), &d);
    return d;
}

static void what_changed_comes_first_and_is_named_for_people(void **state)
{
    Fixture *f = *state;
    DiffView d = diff(f, "{\"companyName\":\"Alder\",\"city\":\"Lyon\",\"country\":\"FR\",\"addressLine2\":\"2nd\"}",
                      "{\"companyName\":\"Alder\",\"city\":\"Paris\",\"country\":\"DE\",\"email\":\"a@b.example\"}");
    assert_int_equal(d.rows_n, 5);
    assert_int_equal(d.changed_n, 4);
    assert_string_equal(d.rows[0].label.id, "Town or city");
    assert_str(d.rows[0].before, "Lyon");
    assert_str(d.rows[0].after, "Paris");
    assert_str(d.rows[1].before, "France");
    assert_str(d.rows[1].after, "Germany");
    assert_str(d.rows[4].after, "Alder");
    assert_false(d.rows[4].changed);
    Str text = diff_text(ctx_system(f->app, f->arena), &d);
    assert_true(str_starts(text, S("Town or city: Lyon → Paris; Country: France → Germany; ")));
}

static void nested_members_lists_and_words_of_areas_are_read(void **state)
{
    Fixture *f = *state;
    DiffView d = diff(f, "",
                      "{\"address\":{\"city\":\"Lyon\"},\"roles\":\"global_admin, admin_agent\",\"tags\":[\"a\",\"b\"],"
                      "\"relationship\":\"ended\",\"on\":true,\"n\":3,\"nobodyKnows\":\"x\"}");
    assert_int_equal(d.rows_n, 7);
    assert_false(d.had_before);
    assert_string_equal(d.rows[0].label.id, "Town or city");
    assert_str(d.rows[1].after, "Global admin, Admin agent");
    assert_str(d.rows[2].after, "a, b");
    assert_str(d.rows[3].after, "Ended");
    assert_str(d.rows[4].after, "Yes");
    assert_str(d.rows[5].after, "3");
    assert_null(d.rows[6].label.id);
    assert_str(d.rows[6].name, "nobodyKnows");
}

static void secrets_are_never_shown_whatever_was_recorded(void **state)
{
    Fixture *f = *state;
    DiffView d = diff(f, "{\"password\":\"hunter2-hunter2\"}",
                      "{\"password\":\"other-hunter2\",\"client_secret\":\"s3cr3t\",\"a\":{\"accessToken\":\"t0k3n\"},"
                      "\"api-key\":\"k3y\"}");
    assert_int_equal(d.rows_n, 4);
    for (size_t i = 0; i < d.rows_n; i++) {
        assert_str(d.rows[i].after, "not shown");
    }
}

static void what_is_no_json_shows_nothing_and_breaks_nothing(void **state)
{
    Fixture *f = *state;
    const char *const odd[] = {
        "", "{", "[]", "null", "{\"a\":", "\xff\xfe", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}"};
    for (size_t i = 0; i < COUNT_OF(odd); i++) {
        DiffView d = diff(f, odd[i], odd[i]);
        assert_int_equal(d.changed_n, 0);
    }
}

/* --- the list --- */

static FixtureAnswer get(Fixture *f, Str cookie, const char *target)
{
    return fixture_request(f, "GET", target, &(FixtureSend){.cookie = cookie});
}
static FixtureAnswer post(Fixture *f, Str cookie, const char *target, const char *form)
{
    FixtureSend send = {.cookie = cookie,
                        .form = str_from(form),
                        .headers = {{S("user-agent"), S("Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0")}},
                        .headers_n = 1};
    return fixture_request(f, "POST", target, &send);
}
static bool has(const FixtureAnswer *a, const char *words) { return str_find(a->body, str_from(words)) >= 0; }
static void shows(const FixtureAnswer *a, const char *words)
{
    assert_int_equal(a->status, 200);
    if (!has(a, words)) {
        fail_msg("\"%s\" is not in the page", words);
    }
}
static void hides(const FixtureAnswer *a, const char *words)
{
    assert_int_equal(a->status, 200);
    if (has(a, words)) {
        fail_msg("\"%s\" is in the page", words);
    }
}
static size_t entries(const FixtureAnswer *a)
{
    size_t n = 0;
    for (Str rest = a->body;;) {
        ptrdiff_t at = str_find(rest, S("<tr class=\"why-row\">"));
        if (at < 0) {
            return n;
        }
        n++;
        rest = str_skip(rest, (size_t)at + 1);
    }
}

typedef struct Act {
    const char *action, *name, *before, *after;
    Id actor, target, customer;
    const char *actor_name;
} Act;
static Err act_unit(Ctx *ctx, void *arg)
{
    const Act *a = arg;
    ctx->actor = (Actor){.kind = ACTOR_USER, .user_id = a->actor, .name = str_from(a->actor_name)};
    ctx->customer_id = a->customer;
    ctx->audit.action = a->action;
    ctx->audit.target_kind = S("customer");
    ctx->audit.target_id = a->target;
    ctx->audit.target_name = str_from(a->name);
    ctx->audit.before = str_from(a->before);
    ctx->audit.after = str_from(a->after);
    return installation_put(ctx, S("thing"), ctx->request_id);
}
/* One second after the one before, so that the order is known. */
static void act(Fixture *f, const char *action, const char *name, Id target)
{
    Act a = {action, name, "{\"city\":\"Lyon\"}", "{\"city\":\"Paris\"}", f->user, target, target, "Grace Hopper"};
    fixture_set_wall(f, time_add(app_wall(f->app), TIME_SECOND));
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, act_unit, &a));
}
static Id id_of(Fixture *f) { return ctx_new_id(ctx_system(f->app, f->arena)); }

#define LOG "/a/test/settings/activity"

static void the_list_tells_what_was_done_newest_first(void **state)
{
    Fixture *f = *state;
    act(f, "customer.create", "Alder Works", id_of(f));
    act(f, "customer.company.save", "Birch Dental", id_of(f));
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer got = get(f, cookie, LOG);
    shows(&got, "Added a customer");
    shows(&got, "Alder Works");
    shows(&got, "Town or city");
    shows(&got, "Grace Hopper");
    assert_true(str_find(got.body, S("Birch Dental")) < str_find(got.body, S("Alder Works")));
    got = get(f, cookie, LOG "?sort=at");
    assert_true(str_find(got.body, S("Alder Works")) < str_find(got.body, S("Birch Dental")));
}

static void each_filter_holds_the_list_to_what_it_says(void **state)
{
    Fixture *f = *state;
    Id alder = id_of(f), birch = id_of(f);
    act(f, "customer.create", "Alder Works", alder);
    act(f, "customer.create", "Birch Dental", birch);
    act(f, "customer.end", "Birch Dental", birch);
    act(f, "payout.bank_add", "Bank of somebody", id_of(f));
    Str cookie = fixture_sign_in(f, f->user, f->account);
    const struct {
        const char *query;
        size_t n;
    } cases[] = {
        {"?op=add_customer", 2},
        {"?kind=payout_profile", 1},
        {"?op=add_customer&q=birch", 1},
        {"?q=dental+bir", 2},
        {"?customer=alder", 1},
        {"?who=grace", 4},
        {"?who=nobody", 0},
        {"?outcome=done", 4},
        {"?outcome=refused", 0},
        {"?op=nonsense&kind=nonsense&outcome=nonsense&period=nonsense&size=7&from=never", 4},
        {"?from=2026-11-21&to=2026-11-21", 4},
        {"?to=2026-11-20", 0},
        {"?from=2026-11-22", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        FixtureAnswer got = get(f, cookie, str_z(f->arena, str_fmt(f->arena, LOG "%s", cases[i].query)));
        assert_int_equal(got.status, 200);
        if (entries(&got) != cases[i].n) {
            fail_msg("%s shows %zu entries, not %zu", cases[i].query, entries(&got), cases[i].n);
        }
    }
    Str by_id = str_fmt(f->arena, LOG "?customer=%.*s", S_ARG(id_text(f->arena, birch)));
    FixtureAnswer got = get(f, cookie, str_z(f->arena, by_id));
    assert_int_equal(entries(&got), 2);
    shows(&got, "<b>Birch Dental</b>"); /* the chip has its name */
}

static void the_last_month_is_shown_until_more_is_asked_for(void **state)
{
    Fixture *f = *state;
    act(f, "customer.create", "Old Works", id_of(f));
    fixture_set_wall(f, time_add(app_wall(f->app), 60 * TIME_DAY));
    act(f, "customer.create", "New Works", id_of(f));
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer got = get(f, cookie, LOG);
    shows(&got, "New Works");
    hides(&got, "Old Works");
    got = get(f, cookie, LOG "?period=90d");
    shows(&got, "Old Works");
    got = get(f, cookie, LOG "?period=7d&q=old");
    shows(&got, "Look at the whole time");
    got = get(f, cookie, LOG "?period=all&size=10&q=old");
    assert_int_equal(entries(&got), 1);
}

static void a_thing_is_found_by_the_names_it_had(void **state)
{
    Fixture *f = *state;
    Id id = id_of(f);
    act(f, "customer.create", "Alder Works", id);
    act(f, "customer.company.save", "Northwind Mills", id);
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer old = get(f, cookie, LOG "?q=alder"), new = get(f, cookie, LOG "?q=northw");
    assert_int_equal(entries(&old), 2);
    assert_int_equal(entries(&new), 2);
}

static void pages_follow_each_other_without_a_gap(void **state)
{
    Fixture *f = *state;
    for (int i = 0; i < 23; i++) {
        act(f, "customer.create", "Some Works", id_of(f));
    }
    Str cookie = fixture_sign_in(f, f->user, f->account);
    Str url = S(LOG "?size=10");
    size_t all = 0;
    for (int i = 0; i < 3; i++) {
        FixtureAnswer got = get(f, cookie, str_z(f->arena, url));
        all += entries(&got);
        ptrdiff_t at = str_find(got.body, S("rel=\"next\" href=\""));
        if (at < 0) {
            break;
        }
        Str href = str_skip(got.body, (size_t)at + 17);
        href = str_sub(href, 0, (size_t)str_find_char(href, '"'));
        Buf b = buf_on_arena(f->arena, BUF_MAX_SMALL);
        for (Str rest = href; rest.n;) {
            bool amp = str_starts(rest, S("&amp;"));
            buf_addc(&b, rest.p[0]);
            rest = str_skip(rest, amp ? 5 : 1);
        }
        url = buf_str(&b);
    }
    assert_int_equal(all, 23);
    FixtureAnswer got = get(f, cookie, LOG "?after=nonsense&before=worse");
    assert_int_equal(got.status, 200);
}

static void how_one_likes_to_see_things_is_left_out_until_asked(void **state)
{
    Fixture *f = *state;
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer done =
        post(f, cookie, LOG "/views", "name=A+name+of+more+than+forty+characters+that+nobody+reads&query=");
    assert_int_equal(done.status, 303); /* not cut in silence: said, and nothing saved */
    done = post(f, cookie, LOG "/views", "name=Mine&query=period%3Dall");
    assert_int_equal(done.status, 303);
    FixtureAnswer got = get(f, cookie, LOG);
    assert_int_equal(entries(&got), 0);
    shows(&got, "Show personal settings too");
    got = get(f, cookie, LOG "?own=1");
    assert_int_equal(entries(&got), 1);
    shows(&got, "Saved a view of a list");
    got = get(f, cookie, LOG);
    assert_true(str_find(got.body, S("A name of more than")) < 0);
    got = get(f, cookie, LOG "?op=update_preferences");
    assert_int_equal(entries(&got), 1);
}

static void who_did_it_from_where_is_told(void **state)
{
    Fixture *f = *state;
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer done = post(f, cookie, "/me", "first_name=Ada&last_name=Lovelace&version=1");
    assert_int_equal(done.status, 303);
    FixtureAnswer got = get(f, cookie, LOG);
    shows(&got, "Changed their own profile");
    shows(&got, "Firefox, Linux");
    shows(&got, "Lovelace");
    got = get(f, cookie, "/me/activity");
    shows(&got, "Changed their own profile");
    got = get(f, cookie, "/me");
    shows(&got, "Your recent activity");
}

static void what_was_refused_is_told_with_what_was_missing(void **state)
{
    Fixture *f = *state;
    Str poor = fixture_sign_in(f, f->colleague, f->account);
    for (int i = 0; i < 3; i++) {
        FixtureAnswer no = get(f, poor, LOG);
        assert_int_equal(no.status, 403);
        assert_true(has(&no, "activity.view"));
    }
    assert_ok(house_turn(f->app, true));
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer got = get(f, cookie, LOG "?outcome=refused");
    assert_int_equal(entries(&got), 1);
    shows(&got, "Refused for want of a permission: View the activity log");
    shows(&got, "activity.view");
    shows(&got, "<dt>Times within a minute</dt><dd>3</dd>");
    got = get(f, poor, "/me/activity");
    shows(&got, "Refused for want of a permission");
}

static void an_entry_has_its_page_and_another_accounts_has_none(void **state)
{
    Fixture *f = *state;
    act(f, "customer.company.save", "Alder Works", id_of(f));
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer got = get(f, cookie, LOG);
    ptrdiff_t at = str_find(got.body, S("href=\"" LOG "/0"));
    assert_true(at > 0);
    Str id = str_sub(str_skip(got.body, (size_t)at + sizeof("href=\"" LOG "/") - 1), 0, ID_TEXT);
    got = get(f, cookie, str_z(f->arena, str_fmt(f->arena, LOG "/%.*s", S_ARG(id))));
    shows(&got, "All that was done to it");
    shows(&got, "update_company_info");
    shows(&got, "Number in the chain");
    Str theirs = fixture_sign_in(f, f->stranger, f->other_account);
    got = get(f, theirs, str_z(f->arena, str_fmt(f->arena, "/a/other/settings/activity/%.*s", S_ARG(id))));
    assert_int_equal(got.status, 404);
    got = get(f, theirs, "/a/other/settings/activity?period=all");
    hides(&got, "Alder Works");
    assert_int_equal(get(f, cookie, LOG "/not-an-id").status, 404);
}

static void an_erased_person_is_shown_as_erased(void **state)
{
    Fixture *f = *state;
    act(f, "customer.company.save", "Alder Works", id_of(f));
    int64_t rows;
    assert_ok(audit_erase_person(ctx_system(f->app, f->arena), f->user, &rows));
    assert_int_equal(rows, 1);
    Id admin = fixture_user(f, f->directory, "root@test.example", "global_admin");
    Str cookie = fixture_sign_in(f, admin, f->account);
    FixtureAnswer got = get(f, cookie, LOG);
    hides(&got, "Grace Hopper");
    shows(&got, "Erased");
    shows(&got, "Alder Works");
    shows(&got, "Erased what the activity log says of a person");
    got = get(f, cookie, LOG "?who=grace");
    assert_int_equal(entries(&got), 0);
}

/* --- files --- */

static void the_list_is_a_file_of_the_same_rows(void **state)
{
    Fixture *f = *state;
    act(f, "customer.create", "Alder Works", id_of(f));
    act(f, "customer.end", "=cmd|' /C calc'!A0", id_of(f));
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer got = get(f, cookie, LOG "/export?op=add_customer&format=csv");
    shows(&got, "Alder Works");
    shows(&got, "Town or city: Lyon → Paris");
    hides(&got, "calc");
    got = get(f, cookie, LOG "/export?format=csv");
    hides(&got, ",=cmd"); /* no cell begins like a formula */
    got = get(f, cookie, LOG "/export?format=xlsx");
    assert_true(str_starts(got.body, S("PK")));
    Str poor = fixture_sign_in(f, f->colleague, f->account);
    assert_int_equal(get(f, poor, LOG "/export?format=csv").status, 403);
}

/* --- how long details are kept --- */

static Err keep_six_months(Ctx *ctx, void *arg)
{
    (void)arg;
    return setting_put(ctx, ID_NIL, S("activity.keep_months"), S("6"));
}

static void details_past_their_time_are_erased_once_a_day(void **state)
{
    Fixture *f = *state;
    act(f, "customer.create", "Old Works", id_of(f));
    fixture_set_wall(f, time_add(app_wall(f->app), 365 * TIME_DAY));
    act(f, "customer.create", "New Works", id_of(f));
    JobRun job = {.cursor = S("")};
    JobNext next = JOB_AGAIN;
    assert_ok(activity_expire_step(ctx_system(f->app, f->arena), &job, &next));
    assert_int_equal(next, JOB_DONE); /* kept for ever, as it is at first */
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, keep_six_months, NULL));
    assert_ok(audit_seal_some(f->app));
    do {
        assert_ok(activity_expire_step(ctx_system(f->app, f->arena), &job, &next));
    } while (next == JOB_AGAIN);
    assert_int_equal(next, JOB_LATER);
    assert_true(job.done >= 1);
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer got = get(f, cookie, LOG "?period=all");
    hides(&got, "Old Works");
    shows(&got, "New Works");
    got = get(f, cookie, LOG "?period=all&q=old");
    assert_int_equal(entries(&got), 0); /* the name is gone, too */
    got = get(f, cookie, LOG "?period=all&who=grace");
    assert_int_equal(entries(&got), 2); /* this one is still spoken of */
    assert_ok(audit_seal_some(f->app));
    AuditReport report;
    assert_ok(audit_verify(ctx_system(f->app, f->arena), &report));
}

/* --- pieces for other areas --- */

typedef struct Piece {
    Fixture *f;
    Id id;
    EventView *events;
    size_t n;
} Piece;
static Err of_target(Ctx *ctx, void *arg)
{
    Piece *p = arg;
    return activity_of_target(account_of(ctx, p->f->account), p->id, 2, &p->events, &p->n);
}
static Err of_actor(Ctx *ctx, void *arg)
{
    Piece *p = arg;
    return activity_of_actor(account_of(ctx, p->f->account), p->id, 10, &p->events, &p->n);
}
static Err of_actor_elsewhere(Ctx *ctx, void *arg)
{
    Piece *p = arg;
    return activity_of_actor(account_of(ctx, p->f->other_account), p->id, 10, &p->events, &p->n);
}

static void pieces_show_the_newest_of_a_thing_or_a_person(void **state)
{
    Fixture *f = *state;
    Piece p = {.f = f, .id = id_of(f)};
    act(f, "customer.create", "Alder Works", p.id);
    act(f, "customer.company.save", "Alder Works", p.id);
    act(f, "customer.end", "Alder Works", p.id);
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, of_target, &p));
    assert_int_equal(p.n, 2);
    assert_string_equal(p.events[0].what.id, "Ended the relationship with a customer");
    assert_str(p.events[0].who, "Grace Hopper");
    assert_str(p.events[0].url.s, ""); /* a job may not see the log */
    p.id = f->user;
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, of_actor, &p));
    assert_int_equal(p.n, 3);
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, of_actor_elsewhere, &p));
    assert_int_equal(p.n, 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(what_the_wire_can_tell_has_its_words),
        T(a_wire_word_that_an_action_names_is_one_of_the_wires),
        T(what_changed_comes_first_and_is_named_for_people),
        T(nested_members_lists_and_words_of_areas_are_read),
        T(secrets_are_never_shown_whatever_was_recorded),
        T(what_is_no_json_shows_nothing_and_breaks_nothing),
        T(the_list_tells_what_was_done_newest_first),
        T(each_filter_holds_the_list_to_what_it_says),
        T(the_last_month_is_shown_until_more_is_asked_for),
        T(a_thing_is_found_by_the_names_it_had),
        T(pages_follow_each_other_without_a_gap),
        T(how_one_likes_to_see_things_is_left_out_until_asked),
        T(who_did_it_from_where_is_told),
        T(what_was_refused_is_told_with_what_was_missing),
        T(an_entry_has_its_page_and_another_accounts_has_none),
        T(an_erased_person_is_shown_as_erased),
        T(the_list_is_a_file_of_the_same_rows),
        T(details_past_their_time_are_erased_once_a_day),
        T(pieces_show_the_newest_of_a_thing_or_a_person),
    };
    return FIXTURE_RUN(tests);
}

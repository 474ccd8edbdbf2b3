/* Access requests: asking, deciding, ending; and the pages that explain. */
#include "areas/access/access.h"

#include "app/person.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static Fixture *fx;
static int set_up(void **state)
{
    *state = fx = fixture_open();
    return 0;
}
static int tear_down(void **state)
{
    fixture_close(*state);
    return 0;
}

static FixtureAnswer get(Id user, const char *path)
{
    return fixture_request(fx, "GET", path, &(FixtureSend){.cookie = fixture_sign_in(fx, user, fx->account)});
}
static FixtureAnswer post(Id user, Str path, const char *form)
{
    return fixture_request(fx, "POST", str_z(fx->arena, path),
                           &(FixtureSend){.cookie = fixture_sign_in(fx, user, fx->account), .form = str_from(form)});
}
static bool shows(const FixtureAnswer *a, const char *text) { return str_find(a->body, str_from(text)) >= 0; }

/* Asks as the colleague for customers.view; the path of the request's own page. */
static Str asked(const char *reason)
{
    Str form = str_fmt(fx->arena, "permission=customers.view&reason=%s", reason);
    FixtureAnswer a = post(fx->colleague, S("/a/test/my-access/request"), str_z(fx->arena, form));
    assert_int_equal(a.status, 303);
    assert_true(str_starts(a.location, S("/a/test/my-access/requests/")));
    return str_copy(fx->arena, a.location);
}
static Str in_queue(Str own, const char *then)
{
    Str id = str_skip(own, S("/a/test/my-access/requests/").n);
    return str_fmt(fx->arena, "/a/test/settings/access-requests/%.*s%s", S_ARG(id), then);
}

static void my_access_says_why_a_workspace_is_not_granted_and_whom_to_ask(void **state)
{
    (void)state;
    FixtureAnswer page = get(fx->colleague, "/a/test/my-access");
    assert_int_equal(page.status, 200);
    assert_true(shows(&page, "Not granted"));
    assert_true(shows(&page, "None of your roles gives it."));
    FixtureAnswer one = get(fx->colleague, "/a/test/my-access/workspace/customers");
    assert_int_equal(one.status, 200);
    assert_true(shows(&one, "Global admin"));
    assert_true(shows(&one, "Request access"));
    assert_int_equal(get(fx->colleague, "/a/test/my-access/workspace/none").status, 404);
}

static void a_request_that_is_granted_opens_the_page_at_once_and_is_told(void **state)
{
    (void)state;
    assert_int_equal(get(fx->colleague, "/a/test/customers").status, 403);
    Str own = asked("Month+end");
    FixtureAnswer queue = get(fx->user, str_z(fx->arena, in_queue(own, "")));
    assert_int_equal(queue.status, 200);
    assert_true(shows(&queue, "Month end"));
    FixtureAnswer done = post(fx->user, in_queue(own, "/grant"), "role=sales_agent&scope=account");
    assert_int_equal(done.status, 303);
    assert_int_equal(get(fx->colleague, "/a/test/customers").status, 200);
    FixtureAnswer page = get(fx->colleague, str_z(fx->arena, own));
    assert_true(shows(&page, "Granted"));
    assert_true(shows(&page, "Sales agent"));
    /* Once: a second decision changes nothing. */
    assert_int_equal(post(fx->user, in_queue(own, "/decline"), "answer=No").status, 409);
}

static void asking_twice_is_one_request_and_a_reason_is_needed(void **state)
{
    (void)state;
    Str first = asked("One"), second = asked("Two");
    assert_str_is(first, second);
    FixtureAnswer bad = post(fx->colleague, S("/a/test/my-access/request"), "permission=customers.view&reason=+");
    assert_int_equal(bad.status, 422);
    assert_true(shows(&bad, "Say what you need it for"));
    assert_int_equal(post(fx->colleague, S("/a/test/my-access/request"), "permission=no.such&reason=x").status, 404);
    /* What one has already cannot be asked for. */
    assert_int_equal(post(fx->colleague, S("/a/test/my-access/request"), "permission=home.view&reason=x").status, 409);
}

static void declining_needs_an_answer_that_the_person_reads(void **state)
{
    (void)state;
    Str own = asked("One");
    FixtureAnswer bad = post(fx->user, in_queue(own, "/decline"), "answer=");
    assert_int_equal(bad.status, 422);
    assert_int_equal(post(fx->user, in_queue(own, "/decline"), "answer=Ask+in+spring").status, 303);
    FixtureAnswer page = get(fx->colleague, str_z(fx->arena, own));
    assert_true(shows(&page, "Ask in spring"));
    assert_true(shows(&page, "Ask again"));
}

static void only_a_role_that_holds_it_can_be_given_and_only_by_who_may(void **state)
{
    (void)state;
    Str own = asked("One");
    assert_int_equal(post(fx->user, in_queue(own, "/grant"), "role=report_viewer&scope=account").status, 422);
    assert_int_equal(get(fx->colleague, "/a/test/customers").status, 403);
    /* A user administrator decides requests, but may not give agents' roles. */
    Id helper = fixture_user(fx, fx->directory, "helper@test.example", "user_management_admin");
    assert_int_equal(post(helper, in_queue(own, "/grant"), "role=sales_agent&scope=account").status, 403);
    FixtureAnswer page = get(helper, str_z(fx->arena, in_queue(own, "")));
    assert_true(shows(&page, "None of the roles that would do is yours to give."));
    assert_int_equal(post(fx->colleague, in_queue(own, "/grant"), "role=sales_agent").status, 403);
}

static void the_roles_offered_for_a_request_begin_with_the_one_that_gives_least(void **state)
{
    (void)state;
    FixtureAnswer page = get(fx->user, str_z(fx->arena, in_queue(asked("One"), "")));
    Str rest = page.body, gives = S(": gives ");
    int64_t last = 0, n = 0;
    for (ptrdiff_t at; (at = str_find(rest, gives)) >= 0; n++) {
        rest = str_skip(rest, (size_t)at + gives.n);
        int64_t here = 0;
        for (size_t i = 0; i < rest.n && rest.p[i] >= '0' && rest.p[i] <= '9'; i++) {
            here = here * 10 + (rest.p[i] - '0');
        }
        assert_true(here >= last);
        last = here;
    }
    assert_true(n >= 3);
}

static void a_request_is_withdrawn_by_its_maker_only(void **state)
{
    (void)state;
    Str own = asked("One");
    Str path = str_concat(fx->arena, own, S("/withdraw"));
    assert_int_equal(post(fx->user, path, "x=1").status, 404);
    assert_int_equal(get(fx->user, str_z(fx->arena, own)).status, 404);
    assert_int_equal(post(fx->colleague, path, "x=1").status, 303);
    FixtureAnswer page = get(fx->colleague, str_z(fx->arena, own));
    assert_true(shows(&page, "Withdrawn"));
    assert_str_is(asked("Again").n ? S("new") : S(""), S("new"));
}

static void nobody_decides_and_the_request_ends(void **state)
{
    (void)state;
    Str own = asked("One");
    Ctx *ctx = ctx_system(fx->app, fx->arena);
    fixture_set_wall(fx, time_add(ctx->wall, (ACCESS_REQUEST_DAYS + 1) * TIME_DAY));
    while (jobs_run_due(fx->app, 50) > 0) {
    }
    FixtureAnswer page = get(fx->colleague, str_z(fx->arena, own));
    assert_true(shows(&page, "Expired"));
    assert_true(shows(&page, "Nobody decided within two weeks"));
}

static void why_explains_for_oneself_and_for_administrators_of_anyone(void **state)
{
    (void)state;
    FixtureAnswer own = get(fx->colleague, "/a/test/settings/why?permission=customers.view");
    assert_true(shows(&own, "None of your roles gives it."));
    Str other = str_fmt(fx->arena, "/a/test/settings/why?permission=customers.view&user=%.*s",
                        S_ARG(id_text(fx->arena, fx->user)));
    assert_int_equal(get(fx->colleague, str_z(fx->arena, other)).status, 404);
    other = str_fmt(fx->arena, "/a/test/settings/why?permission=customers.view&user=%.*s",
                    S_ARG(id_text(fx->arena, fx->colleague)));
    FixtureAnswer seen = get(fx->user, str_z(fx->arena, other));
    assert_int_equal(seen.status, 200);
    assert_true(shows(&seen, "roles gives it."));
    other = str_fmt(fx->arena, "/a/test/settings/why?permission=customers.view&user=%.*s",
                    S_ARG(id_text(fx->arena, fx->stranger)));
    assert_int_equal(get(fx->user, str_z(fx->arena, other)).status, 404);
}

static void who_may_give_the_role_is_led_to_give_it_and_not_told_that_nobody_can(void **state)
{
    (void)state;
    Id boss = fixture_user(fx, fx->directory, "boss@test.example", "global_admin");
    Str give = str_fmt(fx->arena, "/a/test/settings/users/%.*s", S_ARG(id_text(fx->arena, boss)));
    FixtureAnswer why = get(boss, "/a/test/settings/why?permission=security.alerts");
    assert_true(shows(&why, "you may give it to yourself") && shows(&why, "Give yourself a role"));
    assert_true(shows(&why, str_z(fx->arena, give)) && !shows(&why, "Nobody else in this account can give it"));
    FixtureAnswer page = get(boss, "/a/test/security-alerts");
    assert_int_equal(page.status, 403);
    assert_true(shows(&page, str_z(fx->arena, give)) && !shows(&page, "my-access/request"));
    why = get(fx->colleague, "/a/test/settings/why?permission=security.alerts");
    assert_true(!shows(&why, "Give yourself a role") && shows(&why, "Ada Test"));
}

static void the_refusal_names_roles_and_people_and_leads_to_the_request(void **state)
{
    (void)state;
    FixtureAnswer page = get(fx->colleague, "/a/test/customers");
    assert_int_equal(page.status, 403);
    assert_true(shows(&page, "customers.view"));
    assert_true(shows(&page, "None of your roles gives it."));
    assert_true(shows(&page, "Ada Test"));
    assert_true(shows(&page, "/a/test/my-access/request?permission=customers.view"));
}

/* --- two people side by side --- */

#define COMPARE "/a/test/settings/permissions/compare"

static void two_people_are_compared_with_where_each_permission_comes_from(void **state)
{
    (void)state;
    (void)fixture_user(fx, fx->directory, "sal@test.example", "sales_agent");
    (void)fixture_user(fx, fx->directory, "hel@test.example", "helpdesk_agent");
    FixtureAnswer a = get(fx->user, COMPARE "?first=Sal@test.example&second=hel@test.example");
    assert_int_equal(a.status, 200);
    assert_true(shows(&a, "The role Sales agent gives it.") && shows(&a, "The role Helpdesk agent gives it."));
    assert_true(shows(&a, "customers.view") && shows(&a, "customers.add")); /* of both; of the first only */
    a = get(fx->user, COMPARE "?first=sal@test.example&second=hel@test.example&show=differences");
    assert_true(shows(&a, "customers.add") && !shows(&a, ">customers.view<"));
    assert_true(shows(&a, "None of this person&#39;s roles gives it.") ||
                shows(&a, "None of this person's roles gives it."));
    FixtureAnswer file =
        get(fx->user, COMPARE "/export?first=sal@test.example&second=hel@test.example&show=differences");
    assert_int_equal(file.status, 200);
    assert_true(shows(&file, "customers.add") && !shows(&file, "customers.view,"));
}

static void who_cannot_be_compared_is_said_at_the_field_and_only_administrators_compare(void **state)
{
    (void)state;
    FixtureAnswer a = get(fx->user, COMPARE);
    assert_int_equal(a.status, 200);
    a = get(fx->user, COMPARE "?first=nobody@test.example&second=");
    assert_int_equal(a.status, 422);
    assert_true(shows(&a, "Nobody of this account signs in with this name") &&
                shows(&a, "value=\"nobody@test.example\""));
    Str path = str_fmt(fx->arena, COMPARE "?first=%.*s", S_ARG(id_text(fx->arena, fx->stranger)));
    assert_int_equal(get(fx->user, str_z(fx->arena, path)).status, 422);
    Str one = id_text(fx->arena, fx->colleague);
    path = str_fmt(fx->arena, COMPARE "?first=%.*s&second=%.*s", S_ARG(one), S_ARG(one));
    a = get(fx->user, str_z(fx->arena, path));
    assert_int_equal(a.status, 422);
    assert_true(shows(&a, "Choose somebody else"));
    assert_int_equal(get(fx->user, COMPARE "/export?first=nobody@test.example").status, 404);
    assert_int_equal(get(fx->colleague, COMPARE).status, 403);
    assert_int_equal(get(fx->colleague, COMPARE "/export").status, 403);
    a = get(fx->colleague, "/a/test/settings/permissions");
    assert_false(shows(&a, "Compare with somebody else"));
}

/* --- custom roles --- */

static Str made_role(const char *form)
{
    FixtureAnswer a = post(fx->user, S("/a/test/settings/roles"), form);
    assert_int_equal(a.status, 303);
    return str_copy(fx->arena, a.location); /* /a/test/settings/roles/<id> */
}

static void a_custom_role_gives_its_permissions_until_it_is_changed_or_removed(void **state)
{
    (void)state;
    Str page = made_role("name=Front+desk&about=Looks&permission=customers.view");
    Str id = str_skip(page, S("/a/test/settings/roles/").n);
    Str own = asked("Desk");
    Str form = str_fmt(fx->arena, "role=custom:%.*s&scope=account", S_ARG(id));
    assert_int_equal(post(fx->user, in_queue(own, "/grant"), str_z(fx->arena, form)).status, 303);
    assert_int_equal(get(fx->colleague, "/a/test/customers").status, 200);
    FixtureAnswer shown = get(fx->colleague, str_z(fx->arena, page));
    assert_true(shows(&shown, "Front desk"));
    /* Taken out: gone with the next request. */
    FixtureAnswer changed =
        post(fx->user, page, "name=Front+desk&about=Looks&permission=account.company_view&version=1");
    assert_int_equal(changed.status, 303);
    assert_int_equal(get(fx->colleague, "/a/test/customers").status, 403);
    assert_int_equal(get(fx->colleague, "/a/test/settings/company").status, 200);
    /* A stale save loses nothing of the other's. */
    assert_int_equal(post(fx->user, page, "name=Old&permission=customers.view&version=1").status, 409);
    assert_int_equal(post(fx->user, str_concat(fx->arena, page, S("/remove")), "version=2").status, 303);
    assert_int_equal(get(fx->colleague, "/a/test/settings/company").status, 403);
    FixtureAnswer why_not = get(fx->colleague, "/a/test/settings/why?permission=account.company_view");
    assert_true(shows(&why_not, "has been removed"));
}

static void whoever_may_give_no_role_at_all_is_offered_none_to_give(void **state)
{
    (void)state;
    Str page = made_role(
        "name=Hands&permission=customers.view&permission=users.view&permission=users.grant&permission=users.add");
    Str id = str_skip(page, S("/a/test/settings/roles/").n);
    Str own = asked("Hands");
    Str form = str_fmt(fx->arena, "role=custom:%.*s&scope=account", S_ARG(id));
    assert_int_equal(post(fx->user, in_queue(own, "/grant"), str_z(fx->arena, form)).status, 303);
    Str person = str_fmt(fx->arena, "/a/test/settings/users/%.*s", S_ARG(id_text(fx->arena, fx->user)));
    FixtureAnswer mine = get(fx->colleague, str_z(fx->arena, person));
    assert_int_equal(mine.status, 200);
    assert_false(shows(&mine, "Give a role"));
    FixtureAnswer list = get(fx->colleague, "/a/test/settings/users");
    assert_false(shows(&list, "Give roles"));
    Str other = str_fmt(fx->arena, "/a/test/settings/users/%.*s", S_ARG(id_text(fx->arena, fx->colleague)));
    FixtureAnswer theirs = get(fx->user, str_z(fx->arena, other));
    assert_true(shows(&theirs, "Give a role"));
}

static void a_custom_role_is_made_from_the_accounts_own_permissions_by_a_global_admin(void **state)
{
    (void)state;
    const struct {
        const char *form, *says;
    } WRONG[] = {
        {"name=&permission=customers.view", "Give the role a name"},
        {"name=global++ADMIN&permission=customers.view", "There is a role of that name already"},
        {"name=Empty", "Choose at least one permission"},
        {"name=Desk&permission=operator.home", "This account cannot give"},
        {"name=Desk&permission=home.view", "This account cannot give"},
    };
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        FixtureAnswer a = post(fx->user, S("/a/test/settings/roles"), WRONG[i].form);
        assert_int_equal(a.status, 422);
        assert_true(shows(&a, WRONG[i].says));
    }
    (void)made_role("name=Desk&permission=customers.view");
    FixtureAnswer twice = post(fx->user, S("/a/test/settings/roles"), "name=DESK&permission=customers.view");
    assert_int_equal(twice.status, 422);
    Id helper = fixture_user(fx, fx->directory, "aca@test.example", "account_admin");
    assert_int_equal(post(helper, S("/a/test/settings/roles"), "name=Mine&permission=customers.view").status, 403);
}

static void an_owner_makes_and_changes_roles_of_what_they_hold_only(void **state)
{
    (void)state;
    Id owner = fixture_user(fx, fx->directory, "owner@test.example", "owner");
    Str roles = S("/a/test/settings/roles");
    FixtureAnswer more = post(owner, roles, "name=Big&permission=access.decide&permission=customers.view");
    assert_int_equal(more.status, 422);
    assert_true(shows(&more, "This account cannot give"));
    assert_int_equal(post(owner, roles, "name=Small&permission=access.decide").status, 303);
    Str page = made_role("name=Desk&permission=customers.view");
    assert_int_equal(get(owner, str_z(fx->arena, page)).status, 200);
    assert_int_equal(get(owner, str_z(fx->arena, str_concat(fx->arena, page, S("/edit")))).status, 403);
    assert_int_equal(post(owner, page, "name=Desk&permission=access.decide&version=1").status, 403);
    assert_int_equal(post(owner, str_concat(fx->arena, page, S("/remove")), "version=1").status, 403);
    assert_int_equal(get(fx->user, str_z(fx->arena, str_concat(fx->arena, page, S("/edit")))).status, 200);
}

static void a_built_in_roles_page_says_what_it_gives_who_gives_it_and_what_is_to_come(void **state)
{
    (void)state;
    FixtureAnswer page = get(fx->user, "/a/test/settings/roles/admin_agent");
    assert_int_equal(page.status, 200);
    assert_true(shows(&page, "customers.view"));
    assert_true(shows(&page, "Global admin"));
    assert_true(shows(&page, "Billing"));
    assert_true(shows(&page, "Ada Test"));
    assert_int_equal(get(fx->user, "/a/test/settings/roles/operator_admin").status, 404);
    assert_int_equal(get(fx->user, "/a/test/settings/roles/nothing").status, 404);
    assert_int_equal(get(fx->user, "/a/test/settings/roles").status, 200);
}

typedef struct Holders {
    Id both, gone, mate;
} Holders;
/* One holds the role twice, one is suspended, one has it by a group alone. */
static Err give_to_holders(Ctx *ctx, void *arg)
{
    Holders *h = arg;
    AccountCtx a = account_of(ctx, fx->account);
    Id group;
    bool changed;
    TRY(rights_give(a, &(RightsChange){.user_id = h->both, .role = S("sales_agent"), .whole_directory = true},
                    &changed));
    TRY(group_add(system_of(ctx), &(NewGroup){.directory_id = fx->directory, .name = S("Sellers")}, &group));
    TRY(group_member_add(system_of(ctx), group, h->mate, &changed));
    TRY(group_member_add(system_of(ctx), group, h->both, &changed));
    TRY(rights_give(a, &(RightsChange){.group_id = group, .role = S("sales_agent")}, &changed));
    return person_move(system_of(ctx),
                       &(PersonMove){.user_id = h->gone, .directory_id = fx->directory, .to = PERSON_SUSPENDED},
                       &changed);
}
static void a_role_counts_each_person_once_by_whatever_way_and_nobody_who_is_gone(void **state)
{
    (void)state;
    Holders h = {.both = fixture_user(fx, fx->directory, "both@test.example", "sales_agent"),
                 .gone = fixture_user(fx, fx->directory, "gone@test.example", "sales_agent"),
                 .mate = fixture_user(fx, fx->directory, "mate@test.example", "")};
    assert_ok(fixture_unit(fx, MODE_WRITE, fx->account, give_to_holders, &h));
    FixtureAnswer page = get(fx->user, "/a/test/settings/roles");
    ptrdiff_t at = str_find(page.body, S("/settings/roles/sales_agent\""));
    assert_true(at >= 0);
    Str row = str_skip(page.body, (size_t)at);
    row.n = (size_t)str_find(row, S("</tr>"));
    assert_true(str_find(row, S("<td class=\"num fold\">2</td>")) >= 0);
}

typedef struct Desk {
    Id user, directory;
} Desk;
static Err add_desk(Ctx *ctx, void *arg)
{
    Desk *d = arg;
    d->directory = ctx_new_id(ctx);
    return identity_add_directory(system_of(ctx), &(NewDirectory){.id = d->directory,
                                                                  .kind = S("operator"),
                                                                  .name = S("Vendor"),
                                                                  .domain = S("vendor.example"),
                                                                  .country = S("SE")});
}

static void a_role_of_the_vendor_counts_in_every_account_and_only_the_desk_changes_it(void **state)
{
    (void)state;
    Desk d;
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, add_desk, &d));
    d.user = fixture_user(fx, d.directory, "o@vendor.example", "operator_admin");
    FixtureSend send = {.cookie = fixture_sign_in(fx, d.user, ID_NIL),
                        .form = S("name=Reader&permission=customers.view")};
    FixtureAnswer made = fixture_request(fx, "POST", "/operator/roles", &send);
    assert_int_equal(made.status, 303);
    Str id = str_copy(fx->arena, str_skip(made.location, S("/operator/roles/").n));
    Str page = str_concat(fx->arena, S("/a/test/settings/roles/"), id);
    assert_int_equal(get(fx->colleague, str_z(fx->arena, page)).status, 200);
    assert_int_equal(get(fx->colleague, "/operator/roles").status, 404);
    /* The account gives it, and cannot change it. */
    Str own = asked("Desk"), form = str_fmt(fx->arena, "role=custom:%.*s&scope=account", S_ARG(id));
    assert_int_equal(post(fx->user, in_queue(own, "/grant"), str_z(fx->arena, form)).status, 303);
    assert_int_equal(get(fx->colleague, "/a/test/customers").status, 200);
    assert_int_equal(post(fx->user, page, "name=Mine&permission=customers.view&version=1").status, 409);
    send.form = S("version=1");
    Str remove = str_fmt(fx->arena, "/operator/roles/%.*s/remove", S_ARG(id));
    assert_int_equal(fixture_request(fx, "POST", str_z(fx->arena, remove), &send).status, 303);
    assert_int_equal(get(fx->colleague, "/a/test/customers").status, 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(my_access_says_why_a_workspace_is_not_granted_and_whom_to_ask, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_request_that_is_granted_opens_the_page_at_once_and_is_told, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(asking_twice_is_one_request_and_a_reason_is_needed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(declining_needs_an_answer_that_the_person_reads, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_a_role_that_holds_it_can_be_given_and_only_by_who_may, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_roles_offered_for_a_request_begin_with_the_one_that_gives_least, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_request_is_withdrawn_by_its_maker_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_decides_and_the_request_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(why_explains_for_oneself_and_for_administrators_of_anyone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_may_give_the_role_is_led_to_give_it_and_not_told_that_nobody_can, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_custom_role_gives_its_permissions_until_it_is_changed_or_removed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_owner_makes_and_changes_roles_of_what_they_hold_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(whoever_may_give_no_role_at_all_is_offered_none_to_give, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_custom_role_is_made_from_the_accounts_own_permissions_by_a_global_admin,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_role_counts_each_person_once_by_whatever_way_and_nobody_who_is_gone, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_built_in_roles_page_says_what_it_gives_who_gives_it_and_what_is_to_come,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_role_of_the_vendor_counts_in_every_account_and_only_the_desk_changes_it,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_refusal_names_roles_and_people_and_leads_to_the_request, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_people_are_compared_with_where_each_permission_comes_from, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(who_cannot_be_compared_is_said_at_the_field_and_only_administrators_compare,
                                        set_up, tear_down),
    };
    return FIXTURE_RUN(tests);
}

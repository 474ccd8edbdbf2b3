/* User management: lists that find the right people, who may do what to whom, credentials shown once, invitations with
 * a clock, groups and what they displace. */
#include "app/person.h"
#include "app/rights.h"
#include "app/setting.h"
#include "areas/identity/identity.h"
#include "areas/people/import.h"
#include "areas/people/invite.h"
#include "areas/people/people.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit/unit.h"
#include <dirent.h>
#include <stdlib.h>

static Fixture *fx;
static Str cookie; /* of the fixture's Global admin */

static int set_up(void **state)
{
    *state = fx = fixture_open();
    cookie = fixture_sign_in(fx, fx->user, fx->account);
    return 0;
}
static int tear_down(void **state)
{
    fixture_close(*state);
    return 0;
}

static FixtureAnswer send_as(Str who, const char *method, Str path, const char *form)
{
    return fixture_request(fx, method, str_z(fx->arena, path),
                           &(FixtureSend){.cookie = who, .form = form ? str_from(form) : S("")});
}
static Str page(Str who, const char *path, int status)
{
    FixtureAnswer got = send_as(who, "GET", str_from(path), NULL);
    assert_int_equal(got.status, status);
    return got.body;
}
static FixtureAnswer post(Str who, Str path, const char *form) { return send_as(who, "POST", path, form); }
static bool has(Str body, const char *text) { return str_find(body, str_from(text)) >= 0; }
static Str path_of(Id id, const char *rest)
{
    return str_fmt(fx->arena, "/a/test/settings/users/%.*s%s", S_ARG(id_text(fx->arena, id)), rest);
}
static Str as(const char *sign_in, const char *roles)
{
    return fixture_sign_in(fx, fixture_user(fx, fx->directory, sign_in, roles), fx->account);
}

/* --- the list --- */

static void the_list_finds_people_by_name_role_status_and_says_what_it_shows(void **state)
{
    (void)state;
    Id zoe = fixture_user(fx, fx->directory, "zoe.klein@test.example", "sales_agent");
    Str all = page(cookie, "/a/test/settings/users", 200);
    assert_true(has(all, "zoe.klein@test.example") && has(all, "Sales agent") && has(all, "Never signed in"));
    assert_false(has(all, "eve@other.example"));
    assert_true(has(page(cookie, "/a/test/settings/users?role=sales_agent", 200), "zoe.klein@"));
    assert_true(has(page(cookie, "/a/test/settings/users?role=marketer", 200), "No user matches"));
    assert_true(has(page(cookie, "/a/test/settings/users?q=KLE", 200), "zoe.klein@"));
    assert_true(has(page(cookie, "/a/test/settings/users?q=klein+zo", 200), "zoe.klein@"));
    assert_false(has(page(cookie, "/a/test/settings/users?q=lein", 200), "zoe.klein@"));
    assert_false(has(page(cookie, "/a/test/settings/users?status=suspended", 200), "zoe.klein@"));
    assert_int_equal(post(cookie, path_of(zoe, "/suspend"), "reason=On+leave").status, 303);
    assert_true(has(page(cookie, "/a/test/settings/users?status=suspended", 200), "zoe.klein@"));
    assert_true(has(page(cookie, "/a/test/settings/users?family=agent", 200), "zoe.klein@"));
    assert_false(has(page(cookie, "/a/test/settings/users?family=admin", 200), "zoe.klein@"));
    assert_true(has(page(cookie, "/a/test/settings/users?family=admin", 200), "ada@test.example"));
    assert_int_equal(send_as(cookie, "GET", S("/a/test/settings/users?status=invited"), NULL).status, 303);
}

static void every_member_sees_who_the_administrators_are_with_their_contact(void **state)
{
    (void)state;
    Str member = as("mem@test.example", "default_user");
    Str admins = page(member, "/a/test/settings/admins", 200);
    assert_true(has(admins, "ada@test.example") && has(admins, "Global admin"));
    assert_false(has(admins, "bob@test.example"));
    page(member, "/a/test/settings/users", 403);
}

typedef struct Paging {
    Str seen[64];
    size_t n;
} Paging;
static void collect(Paging *p, Str body)
{
    for (int i = 0; i < 60; i++) {
        Str name = str_fmt(fx->arena, "pager%02d@test.example", i);
        bool known = false;
        for (size_t k = 0; k < p->n; k++) {
            known = known || str_eq(p->seen[k], name);
        }
        if (str_find(body, name) >= 0) {
            assert_false(known); /* on one page only */
            p->seen[p->n++] = name;
        }
    }
}
static void pages_of_the_list_show_everybody_once_in_order_and_lead_back(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++) {
        (void)fixture_user(fx, fx->directory, str_z(fx->arena, str_fmt(fx->arena, "pager%02d@test.example", i)), "");
    }
    Paging p = {0};
    Str body = page(cookie, "/a/test/settings/users?size=25", 200);
    for (int k = 0; k < 5; k++) {
        collect(&p, body);
        ptrdiff_t next = str_find(body, S("rel=\"next\" href=\""));
        if (next < 0) {
            break;
        }
        Str rest = str_skip(body, (size_t)next + 17), href = str_sub(rest, 0, (size_t)str_find_char(rest, '"'));
        Buf plain = buf_on_arena(fx->arena, 1024);
        for (size_t i = 0; i < href.n; i++) { /* &amp; */
            buf_addc(&plain, href.p[i]);
            i += href.p[i] == '&' ? 4 : 0;
        }
        body = page(cookie, str_z(fx->arena, buf_str(&plain)), 200);
    }
    assert_int_equal(p.n, 60);
    assert_true(has(body, "rel=\"prev\""));
}

static void an_export_holds_what_the_filter_shows_and_is_on_record(void **state)
{
    (void)state;
    (void)fixture_user(fx, fx->directory, "zoe@test.example", "sales_agent");
    page(as("uma@test.example", "mpn_partner_admin"), "/a/test/settings/users/export", 403);
    /* The stream itself is read over a socket: tests/wire. */
}

/* --- adding --- */

static Str draft_of(const FixtureAnswer *a)
{
    ptrdiff_t at = str_find(a->location, S("draft="));
    assert_true(at > 0);
    return str_skip(a->location, (size_t)at + 6);
}

static Str add_zoe(Str who, const char *roles, Str *ret_page)
{
    FixtureAnswer a =
        post(who, S("/a/test/settings/users/new"),
             "first_name=Zo%C3%A9&last_name=Klein&sign_in=zoe&domain=test.example&phone=%2B33+1+55+55+01+23");
    assert_int_equal(a.status, 303);
    Str draft = draft_of(&a);
    a = post(who, str_fmt(fx->arena, "/a/test/settings/users/new/roles?draft=%.*s", S_ARG(draft)), roles);
    assert_int_equal(a.status, 303);
    a = post(who, str_fmt(fx->arena, "/a/test/settings/users/new/review?draft=%.*s", S_ARG(draft)), "");
    assert_int_equal(a.status, 303);
    *ret_page = a.location;
    return a.location;
}

static void an_added_user_gets_credentials_that_are_shown_once_and_the_roles_chosen(void **state)
{
    (void)state;
    Str once;
    add_zoe(cookie, "roles=sales_agent&roles=report_viewer&scope=account", &once);
    FixtureAnswer shown = send_as(cookie, "GET", once, NULL);
    assert_int_equal(shown.status, 200);
    assert_true(has(shown.body, "zoe@test.example") && has(shown.body, "shown once"));
    shown = send_as(cookie, "GET", once, NULL);
    assert_true(has(shown.body, "not kept"));
    assert_false(has(shown.body, "zoe@test.example"));
    Str list = page(cookie, "/a/test/settings/users?q=zoe", 200);
    assert_true(has(list, "Report viewer, Sales agent"));
}

static void somebody_else_does_not_see_the_credentials(void **state)
{
    (void)state;
    Str once, other = as("second@test.example", "global_admin");
    add_zoe(cookie, "", &once);
    assert_false(has(send_as(other, "GET", once, NULL).body, "zoe@test.example"));
    assert_true(has(send_as(cookie, "GET", once, NULL).body, "zoe@test.example"));
}

static void credentials_are_forgotten_after_a_day(void **state)
{
    (void)state;
    Str once;
    add_zoe(cookie, "", &once);
    fixture_set_wall(fx, time_add(app_wall(fx->app), 25 * TIME_HOUR));
    Str later = fixture_sign_in(fx, fx->user, fx->account);
    assert_true(has(send_as(later, "GET", once, NULL).body, "not kept"));
}

static void what_is_wrong_with_a_new_user_is_said_and_nothing_typed_is_lost(void **state)
{
    (void)state;
    FixtureAnswer a = post(cookie, S("/a/test/settings/users/new"),
                           "first_name=&last_name=Klein&sign_in=zo+e&domain=test.example&email=x&phone=1");
    assert_int_equal(a.status, 422);
    assert_true(has(a.body, "4 things to fix") && has(a.body, "value=\"Klein\"") && has(a.body, "value=\"zo e\""));
    a = post(cookie, S("/a/test/settings/users/new"), "first_name=Z&last_name=K&sign_in=ada&domain=test.example");
    assert_int_equal(a.status, 422);
    assert_true(has(a.body, "ada@test.example is taken"));
    a = post(cookie, S("/a/test/settings/users/new"), "first_name=Z&last_name=K&sign_in=zoe&domain=other.example");
    assert_int_equal(a.status, 422);
    assert_true(has(a.body, "domain of the directory"));
}

static void a_user_management_admin_adds_people_and_gives_no_role_that_is_not_theirs_to_give(void **state)
{
    (void)state;
    Str uma = as("uma@test.example", "user_management_admin"), once;
    FixtureAnswer a =
        post(uma, S("/a/test/settings/users/new"), "first_name=Zo&last_name=Klein&sign_in=zoe&domain=test.example");
    Str draft = draft_of(&a);
    a = post(uma, str_fmt(fx->arena, "/a/test/settings/users/new/roles?draft=%.*s", S_ARG(draft)), "roles=admin_agent");
    assert_int_equal(a.status, 422);
    assert_true(has(a.body, "do not let you give the role Admin agent"));
    add_zoe(uma, "roles=default_user", &once);
    assert_true(has(page(cookie, "/a/test/settings/users?q=zoe", 200), "Member"));
}

/* --- one person --- */

static void a_role_is_given_and_taken_in_place_and_access_changes_at_once(void **state)
{
    (void)state;
    Str bob = fixture_sign_in(fx, fx->colleague, fx->account);
    page(bob, "/a/test/customers", 403);
    assert_int_equal(post(cookie, path_of(fx->colleague, "/roles"), "roles=sales_agent&scope=account").status, 303);
    page(bob, "/a/test/customers", 200);
    Str body = page(cookie, str_z(fx->arena, path_of(fx->colleague, "")), 200);
    assert_true(has(body, "Sales agent") && has(body, "Given directly") && has(body, "by Ada Test"));
    assert_int_equal(post(cookie, path_of(fx->colleague, "/roles/take"), "role=sales_agent&scope=account").status, 303);
    page(bob, "/a/test/customers", 403);
    assert_int_equal(post(cookie, path_of(fx->colleague, "/roles/take"), "role=sales_agent&scope=account").status, 303);
}

static void who_may_not_give_a_role_is_told_the_rule(void **state)
{
    (void)state;
    Str account_admin = as("acc@test.example", "account_admin");
    FixtureAnswer a = post(account_admin, path_of(fx->colleague, "/roles"), "roles=sales_agent&scope=account");
    assert_int_equal(a.status, 422);
    assert_true(has(a.body, "do not let you give the role Sales agent"));
    assert_int_equal(post(account_admin, path_of(fx->colleague, "/roles"), "roles=referrals_user").status, 303);
    a = post(account_admin, path_of(fx->user, "/roles/take"), "role=global_admin&scope=directory");
    assert_int_equal(a.status, 403);
}

static void the_last_global_admin_keeps_the_role_and_the_sign_in(void **state)
{
    (void)state;
    FixtureAnswer a = post(cookie, path_of(fx->user, "/roles/take"), "role=global_admin&scope=directory");
    assert_int_equal(a.status, 409);
    assert_true(has(a.body, "last Global admin"));
    Str uma = as("uma@test.example", "user_management_admin");
    assert_int_equal(post(uma, path_of(fx->user, "/suspend"), "").status, 403);
    FixtureAnswer oneself = post(cookie, path_of(fx->user, "/suspend"), "");
    assert_int_equal(oneself.status, 409);
    assert_true(has(oneself.body, "This cannot be done now") && !has(oneself.body, "Somebody else changed"));
    Id second = fixture_user(fx, fx->directory, "second@test.example", "global_admin");
    assert_int_equal(post(cookie, path_of(second, "/suspend"), "").status, 303);
    assert_int_equal(post(cookie, path_of(fx->user, "/roles/take"), "role=global_admin&scope=directory").status, 409);
}

static void nobody_resets_the_own_password_into_one_that_nobody_is_shown(void **state)
{
    (void)state;
    Str path = path_of(fx->user, "/reset");
    assert_true(has(page(cookie, str_z(fx->arena, path), 200), "cannot do this to yourself"));
    FixtureAnswer a = post(cookie, path, "");
    assert_int_equal(a.status, 409);
    assert_true(has(a.body, "Change password"));
    assert_false(has(page(cookie, str_z(fx->arena, path_of(fx->user, "")), 200), "/reset"));
    a = post(cookie, S("/a/test/settings/users/selected/reset"),
             str_z(fx->arena, str_fmt(fx->arena, "id=%.*s", S_ARG(id_text(fx->arena, fx->user)))));
    page(cookie, "/a/test/settings/users", 200);
}

static void only_a_global_admin_resets_the_password_of_one_and_of_other_administrators(void **state)
{
    (void)state;
    Str uma = as("uma@test.example", "user_management_admin");
    Id payer = fixture_user(fx, fx->directory, "pay@test.example", "billing_admin");
    assert_int_equal(post(uma, path_of(fx->user, "/reset"), "").status, 403);
    assert_int_equal(post(uma, path_of(payer, "/reset"), "").status, 403);
    FixtureAnswer a = post(uma, path_of(fx->colleague, "/reset"), "");
    assert_int_equal(a.status, 303);
    assert_true(has(send_as(uma, "GET", a.location, NULL).body, "bob@test.example"));
    assert_true(has(page(uma, str_z(fx->arena, path_of(fx->user, "/reset")), 200), "Only a Global admin"));
    assert_true(has(page(cookie, str_z(fx->arena, path_of(fx->colleague, "/reset")), 200), "fewer than two Global"));
}

static void a_reset_ends_sessions_and_a_suspension_too(void **state)
{
    (void)state;
    Str bob = fixture_sign_in(fx, fx->colleague, fx->account);
    page(bob, "/me", 200);
    assert_int_equal(post(cookie, path_of(fx->colleague, "/reset"), "").status, 303);
    page(bob, "/me", 303);
    bob = fixture_sign_in(fx, fx->colleague, fx->account);
    assert_int_equal(post(cookie, path_of(fx->colleague, "/suspend"), "reason=Gone").status, 303);
    page(bob, "/me", 303);
    assert_true(has(page(cookie, str_z(fx->arena, path_of(fx->colleague, "")), 200), "Gone"));
    assert_int_equal(post(cookie, path_of(fx->colleague, "/reset"), "").status, 409);
    assert_int_equal(post(cookie, path_of(fx->colleague, "/reinstate"), "").status, 303);
}

static void an_edit_changes_the_name_that_lists_and_sign_in_know(void **state)
{
    (void)state;
    Str form = S("first_name=Robert&last_name=Zimmer&sign_in=robert&domain=test.example&email=r%40mail.example&phone="
                 "&job_title=Clerk&version=1");
    assert_int_equal(post(cookie, path_of(fx->colleague, "/edit"), form.p).status, 303);
    assert_true(has(page(cookie, "/a/test/settings/users?q=zimmer", 200), "r@mail.example"));
    assert_true(has(page(cookie, "/a/test/settings/users?q=bob", 200), "No user matches"));
    assert_int_equal(post(cookie, path_of(fx->colleague, "/edit"), form.p).status, 422); /* an old version */
    (void)fixture_user(fx, fx->directory, "bob@test.example", "");                       /* the name is free */
}

static Str letters(int n) /* two bytes each */
{
    Buf b = buf_on_arena(fx->arena, BUF_MAX_SMALL);
    for (int i = 0; i < n; i++) {
        buf_fmt(&b, "%%C3%%A9");
    }
    return buf_str(&b);
}

static void a_name_has_the_same_limit_for_who_manages_people_and_for_oneself(void **state)
{
    (void)state;
    for (int more = 0; more < 2; more++) {
        Str name = letters(PERSON_NAME_MAX + more);
        int status = more ? 422 : 303;
        Str form = str_fmt(fx->arena, "first_name=%.*s&last_name=Klein&sign_in=zoe&domain=test.example", S_ARG(name));
        FixtureAnswer made = post(cookie, S("/a/test/settings/users/new"), str_z(fx->arena, form));
        assert_int_equal(made.status, status);
        form = str_fmt(fx->arena, "first_name=%.*s&last_name=Klein&version=1", S_ARG(name));
        FixtureAnswer own = fixture_request(
            fx, "POST", "/me", &(FixtureSend){.cookie = fixture_sign_in(fx, fx->colleague, fx->account), .form = form});
        assert_int_equal(own.status, status);
        if (more) {
            assert_true(has(made.body, "Use at most 120 characters, on one line."));
            assert_true(has(own.body, "Use at most 120 characters, on one line."));
        }
    }
}

static void removing_from_the_account_takes_roles_and_from_the_directory_the_sign_in(void **state)
{
    (void)state;
    Str bob = fixture_sign_in(fx, fx->colleague, fx->account);
    assert_int_equal(post(cookie, path_of(fx->colleague, "/remove"), "").status, 303);
    page(bob, "/a/test", 404);
    page(bob, "/me", 200);
    assert_true(has(page(cookie, "/a/test/settings/users?q=bob", 200), "No role here"));
    assert_int_equal(post(cookie, path_of(fx->colleague, "/remove-directory"), "reason=Left").status, 303);
    page(bob, "/me", 303);
    assert_true(has(page(cookie, "/a/test/settings/users?q=bob", 200), "No user matches"));
    assert_true(has(page(cookie, "/a/test/settings/users?status=removed", 200), "bob@test.example"));
    assert_int_equal(post(cookie, path_of(fx->colleague, "/reinstate"), "").status, 409);
}

static void whoever_was_removed_from_the_directory_does_not_come_back_by_any_page(void **state)
{
    (void)state;
    static const char *const FORMS[] = {"/suspend", "/edit", "/reset", "/remove"};
    static const char *const ACTS[] = {"/suspend", "/reinstate",    "/edit",  "/reset",
                                       "/remove",  "/sessions/end", "/roles", "/remove-directory"};
    assert_int_equal(post(cookie, path_of(fx->colleague, "/remove-directory"), "").status, 303);
    for (size_t i = 0; i < COUNT_OF(FORMS); i++) {
        assert_true(
            has(page(cookie, str_z(fx->arena, path_of(fx->colleague, FORMS[i])), 409), "anew; what they did stays"));
    }
    for (size_t i = 0; i < COUNT_OF(ACTS); i++) {
        int status = post(cookie, path_of(fx->colleague, ACTS[i]), "roles=sales_agent").status;
        assert_true(status == 409 || status == 404);
    }
    assert_true(has(page(cookie, "/a/test/settings/users?status=removed", 200), "bob@test.example"));
}

static void whoever_signed_in_was_seen_at_once(void **state)
{
    (void)state;
    Id zoe = fixture_user(fx, fx->directory, "zoe.klein@test.example", "sales_agent");
    assert_true(has(page(cookie, "/a/test/settings/users?status=unseen", 200), "zoe.klein@test.example"));
    (void)fixture_sign_in(fx, zoe, fx->account);
    assert_false(has(page(cookie, "/a/test/settings/users?status=unseen", 200), "zoe.klein@test.example"));
}

static void a_stranger_is_nobody_here(void **state)
{
    (void)state;
    page(cookie, str_z(fx->arena, path_of(fx->stranger, "")), 404);
    assert_int_equal(post(cookie, path_of(fx->stranger, "/roles"), "roles=sales_agent").status, 404);
    assert_int_equal(post(cookie, path_of(fx->stranger, "/suspend"), "").status, 404);
    Str list =
        send_as(cookie, "POST", S("/a/test/settings/users/selected"),
                str_z(fx->arena, str_fmt(fx->arena, "do=suspend&id=%.*s", S_ARG(id_text(fx->arena, fx->stranger)))))
            .location;
    assert_true(str_ends(list, S("/settings/users")));
}

/* --- several --- */

static void an_act_on_several_says_what_will_happen_and_leaves_who_is_refused_as_they_were(void **state)
{
    (void)state;
    Id zoe = fixture_user(fx, fx->directory, "zoe@test.example", "sales_agent");
    Str ids =
        str_fmt(fx->arena, "id=%.*s&id=%.*s", S_ARG(id_text(fx->arena, zoe)), S_ARG(id_text(fx->arena, fx->user)));
    FixtureAnswer a = post(cookie, S("/a/test/settings/users/selected"),
                           str_z(fx->arena, str_fmt(fx->arena, "do=suspend&%.*s", S_ARG(ids))));
    assert_int_equal(a.status, 200);
    assert_true(has(a.body, "1 person can no longer sign in") && has(a.body, "This is you."));
    a = post(cookie, S("/a/test/settings/users/selected/suspend"), str_z(fx->arena, ids));
    assert_int_equal(a.status, 303);
    assert_true(has(page(cookie, "/a/test/settings/users?status=suspended", 200), "zoe@"));
    page(cookie, "/a/test/settings/users", 200); /* still in */
    a = post(cookie, S("/a/test/settings/users/selected/give"),
             str_z(fx->arena,
                   str_fmt(fx->arena, "roles=report_viewer&scope=account&id=%.*s", S_ARG(id_text(fx->arena, zoe)))));
    assert_int_equal(a.status, 303);
    a = post(cookie, S("/a/test/settings/users/selected/take"),
             str_z(fx->arena, str_fmt(fx->arena, "role=sales_agent&id=%.*s", S_ARG(id_text(fx->arena, zoe)))));
    assert_int_equal(a.status, 303);
    assert_true(has(page(cookie, "/a/test/settings/users?q=zoe", 200), "Report viewer"));
    assert_false(has(page(cookie, "/a/test/settings/users?role=sales_agent", 200), "zoe@"));
}

static void passwords_of_several_are_shown_together_once(void **state)
{
    (void)state;
    Id zoe = fixture_user(fx, fx->directory, "zoe@test.example", "");
    FixtureAnswer a = post(cookie, S("/a/test/settings/users/selected/reset"),
                           str_z(fx->arena, str_fmt(fx->arena, "id=%.*s&id=%.*s", S_ARG(id_text(fx->arena, zoe)),
                                                    S_ARG(id_text(fx->arena, fx->colleague)))));
    assert_int_equal(a.status, 303);
    Str shown = send_as(cookie, "GET", a.location, NULL).body;
    assert_true(has(shown, "zoe@test.example") && has(shown, "bob@test.example"));
}

/* --- invitations --- */

typedef struct Invited {
    Str token; /* made here, since the real one is in the letter only */
    Str roles;
    Id id;
} Invited;
static Err invite_unit(Ctx *ctx, void *arg)
{
    Invited *i = arg;
    AccountCtx a = {ctx};
    Digest hash = secret_digest(ctx->app, str_concat(ctx->arena, S("invitation|"), i->token));
    i->id = ctx_new_id(ctx);
    ctx->actor.user_id = fx->user;
    return q_invitation_add(a,
                            &(InvitationAddArgs){.id = i->id,
                                                 .directory_id = fx->directory,
                                                 .email = S("guest@far.example"),
                                                 .email_key = S("guest@far.example"),
                                                 .locale = S("en"),
                                                 .message = S("Join us"),
                                                 .roles = i->roles,
                                                 .locations = S(""),
                                                 .program = S(""),
                                                 .token_hash = digest_str(&hash),
                                                 .expires_at = time_add(ctx->wall, INVITE_DAYS * TIME_DAY)},
                            NULL);
}
static Invited invited(const char *roles)
{
    Invited i = {.token = S("AbCdEfGhIjKlMnOpQrStUvWxYz012345"), .roles = str_from(roles)};
    assert_int_equal(fixture_unit(fx, MODE_WRITE, fx->account, invite_unit, &i), OK);
    return i;
}
static const char *const ACCEPT = "first_name=Gus&last_name=Tavo&password=a+quite+long+one&again=a+quite+long+one";
static Str link_of(const Invited *i) { return str_fmt(fx->arena, "/invitation/%.*s", S_ARG(i->token)); }
/* A form of somebody who is nobody yet: the token of a cookie of its own. */
static FixtureAnswer accept_as_new(const Invited *i)
{
    FixtureAnswer shown = send_as(S(""), "GET", link_of(i), NULL);
    Str whole = shown.set_cookie;
    Str mine = str_sub(whole, 0, (size_t)str_find_char(whole, ';'));
    return post(mine, link_of(i), ACCEPT);
}

static void an_invited_person_joins_as_a_guest_with_the_roles_and_the_link_works_once(void **state)
{
    (void)state;
    Invited i = invited("referrals_admin");
    Str shown = page(S(""), str_z(fx->arena, link_of(&i)), 200);
    assert_true(has(shown, "invites you to test") && has(shown, "Join us") && has(shown, "guest@far.example"));
    FixtureAnswer a = accept_as_new(&i);
    assert_int_equal(a.status, 303);
    assert_str(a.location, "/a/test");
    Str list = page(cookie, "/a/test/settings/users?kind=guest", 200);
    assert_true(has(list, "guest@far.example") && has(list, "Referrals admin") && has(list, "Invited"));
    assert_true(has(page(S(""), str_z(fx->arena, link_of(&i)), 404), "used already"));
    assert_true(has(page(cookie, "/a/test/settings/users/invitations?state=accepted", 200), "guest@far.example"));
}

static void who_is_known_already_has_the_invitation_in_the_bell_without_its_link(void **state)
{
    (void)state;
    const char *form = "emails=eve%40other.example%2Cnew%40far.example&language=en&message=Join+us&"
                       "roles=mpn_partner_admin&scope=account";
    assert_int_equal(post(cookie, S("/a/test/settings/users/invite"), form).status, 303);
    Str bell = page(fixture_sign_in(fx, fx->stranger, fx->other_account), "/me/action-center/notifications", 200);
    assert_true(has(bell, "invites you to") && has(bell, "in the mail to eve@other.example"));
    assert_false(has(bell, "/invitation/"));
}

static void an_invitation_expires_is_withdrawn_and_holds_only_while_whoever_sent_it_may_give_its_roles(void **state)
{
    (void)state;
    Invited i = invited("referrals_admin");
    Time then = app_wall(fx->app);
    fixture_set_wall(fx, time_add(then, INVITE_DAYS * TIME_DAY));
    assert_true(has(page(S(""), str_z(fx->arena, link_of(&i)), 404), "expired"));
    assert_int_equal(accept_as_new(&i).status, 422);
    fixture_set_wall(fx, then);
    Id second = fixture_user(fx, fx->directory, "second@test.example", "global_admin");
    Str other = fixture_sign_in(fx, second, fx->account);
    assert_int_equal(post(other, path_of(fx->user, "/roles/take"), "role=global_admin&scope=directory").status, 303);
    FixtureAnswer a = accept_as_new(&i);
    assert_int_equal(a.status, 409);
    assert_true(has(a.body, "may not give these roles any more"));
    Str act = str_fmt(fx->arena, "/a/test/settings/users/invitations/%.*s/withdraw", S_ARG(id_text(fx->arena, i.id)));
    assert_int_equal(post(other, act, "").status, 303);
    assert_true(has(page(S(""), str_z(fx->arena, link_of(&i)), 404), "withdrawn"));
    assert_int_equal(post(other, act, "").status, 409);
    assert_true(has(page(S(""), "/invitation/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 404), "opens no invitation"));
}

static void somebody_who_signs_in_elsewhere_accepts_with_that_sign_in_and_nobody_else_does(void **state)
{
    (void)state;
    Id guest = fixture_user(fx, fx->other_directory, "guest@far.example", "sales_agent");
    Invited i = invited("referrals_admin");
    assert_true(has(page(S(""), str_z(fx->arena, link_of(&i)), 200), "Sign in, then accept"));
    Str accept = str_concat(fx->arena, link_of(&i), S("/accept"));
    Str wrong = fixture_sign_in(fx, fx->stranger, fx->other_account);
    assert_int_equal(post(wrong, accept, "").status, 422);
    Str right = fixture_sign_in(fx, guest, fx->other_account);
    FixtureAnswer a = post(right, accept, "");
    assert_int_equal(a.status, 303);
    assert_str(a.location, "/a/test");
    assert_true(has(page(cookie, "/a/test/settings/users?kind=guest", 200), "guest@far.example"));
    /* Their home is not ours to touch. */
    assert_int_equal(post(cookie, path_of(guest, "/reset"), "").status, 409);
    assert_int_equal(send_as(cookie, "GET", path_of(guest, "/edit"), NULL).status, 409);
    assert_int_equal(post(cookie, path_of(guest, "/suspend"), "").status, 303);
    page(right, "/a/other", 200);
    page(right, "/a/test", 404);
}

static void addresses_are_refused_one_by_one_with_what_to_do(void **state)
{
    (void)state;
    FixtureAnswer a = post(cookie, S("/a/test/settings/users/invite"),
                           "emails=bad%3B+ada%40test.example%2C+x%40far.example&roles=referrals_admin");
    assert_int_equal(a.status, 422);
    assert_true(has(a.body, "bad is no e-mail address") && has(a.body, "address of your own directory"));
    a = post(cookie, S("/a/test/settings/users/invite"), "emails=x%40far.example&roles=sales_agent");
    assert_int_equal(a.status, 422);
    assert_true(has(a.body, "Guests cannot hold the role Sales agent"));
    a = post(cookie, S("/a/test/settings/users/invite"),
             "emails=a1%40f.example,a2%40f.example,a3%40f.example,a4%40f.example,a5%40f.example,a6%40f.example,"
             "a7%40f.example,a8%40f.example,a9%40f.example,a10%40f.example,a11%40f.example&roles=referrals_admin");
    assert_true(has(a.body, "at most 10"));
    a = post(cookie, S("/a/test/settings/users/invite"),
             "emails=x%40far.example;y%40far.example&roles=referrals_admin");
    assert_int_equal(a.status, 303);
    a = post(cookie, S("/a/test/settings/users/invite"), "emails=x%40far.example&roles=referrals_admin");
    assert_true(has(a.body, "invited already"));
    assert_true(invite_is_consumer(S("a@gmail.com")));
    assert_false(invite_is_consumer(S("a@notgmail.com")));
}

static Err forbid_consumer(Ctx *ctx, void *arg)
{
    (void)arg;
    return setting_put(ctx, ID_NIL, S("users.invite_consumer"), S("false"));
}
static void the_vendor_may_refuse_private_addresses(void **state)
{
    (void)state;
    const char *form = "emails=somebody%40gmail.com&roles=referrals_admin";
    assert_int_equal(post(cookie, S("/a/test/settings/users/invite"), form).status, 303);
    assert_int_equal(fixture_unit(fx, MODE_WRITE, ID_NIL, forbid_consumer, NULL), OK);
    form = "emails=another%40gmail.com&roles=referrals_admin";
    FixtureAnswer a = post(cookie, S("/a/test/settings/users/invite"), form);
    assert_int_equal(a.status, 422);
    assert_true(has(a.body, "private address"));
}

/* --- groups --- */

static Str make_group(const char *name)
{
    FixtureAnswer a =
        post(cookie, S("/a/test/settings/groups/new"), str_z(fx->arena, str_fmt(fx->arena, "name=%s", name)));
    assert_int_equal(a.status, 303);
    return a.location;
}

static void a_group_gives_its_roles_says_what_it_displaces_and_gives_own_roles_back(void **state)
{
    (void)state;
    Str group = make_group("Desk");
    Str add = str_concat(fx->arena, group, S("/members")), give = str_concat(fx->arena, group, S("/roles"));
    assert_int_equal(post(cookie, S("/a/test/settings/groups/new"), "name=desk").status, 422); /* the same name */
    FixtureAnswer a = post(cookie, add, "names=nobody%40test.example");
    assert_int_equal(a.status, 422);
    assert_true(has(a.body, "nobody@test.example is nobody of the directory"));
    assert_int_equal(post(cookie, add, "names=bob%40test.example").status, 303);
    a = post(cookie, give, "roles=sales_agent&scope=account");
    assert_int_equal(a.status, 200); /* asks first: own roles stop counting */
    assert_true(has(a.body, "For 1 member with roles of their own"));
    assert_int_equal(post(cookie, give, "roles=sales_agent&scope=account&confirm=1").status, 303);
    Str body = page(cookie, str_z(fx->arena, path_of(fx->colleague, "")), 200);
    assert_true(has(body, "does not count") && has(body, "Group Desk"));
    Str take = str_concat(fx->arena, group, S("/roles/take"));
    a = post(cookie, take, "role=sales_agent&scope=account");
    assert_true(has(a.body, "1 person loses the role Sales agent") && has(a.body, "last role here"));
    assert_int_equal(post(cookie, take, "role=sales_agent&scope=account&confirm=1").status, 303);
    assert_false(has(page(cookie, str_z(fx->arena, path_of(fx->colleague, "")), 200), "does not count"));
    assert_int_equal(post(cookie, str_concat(fx->arena, group, S("/remove")), "").status, 303);
    page(cookie, str_z(fx->arena, group), 404);
}

static void nobody_lets_somebody_into_a_group_that_gives_what_they_may_not_give(void **state)
{
    (void)state;
    Str group = make_group("Agents"), uma = as("uma@test.example", "user_management_admin");
    assert_int_equal(post(cookie, str_concat(fx->arena, group, S("/roles")), "roles=admin_agent&scope=account").status,
                     303);
    FixtureAnswer a = post(uma, str_concat(fx->arena, group, S("/members")), "names=uma%40test.example");
    assert_int_equal(a.status, 403);
    assert_true(has(page(uma, str_z(fx->arena, group), 200), "which your roles do not let you give"));
    /* No door to a refusal. */
    const char *away = str_z(fx->arena, str_concat(fx->arena, group, S("/remove\"")));
    assert_false(has(page(uma, str_z(fx->arena, group), 200), away));
    assert_true(has(page(cookie, str_z(fx->arena, group), 200), away));
}

typedef struct Kept {
    Id id;
} Kept;
static Err keep_group(Ctx *ctx, void *arg)
{
    Kept *k = arg;
    return group_add(system_of(ctx),
                     &(NewGroup){.directory_id = fx->directory, .name = S("Kept"), .origin = S("provisioning")},
                     &k->id);
}
static void a_provisioned_group_is_read_only_but_for_its_roles(void **state)
{
    (void)state;
    Kept k = {0};
    assert_int_equal(fixture_unit(fx, MODE_WRITE, ID_NIL, keep_group, &k), OK);
    Str group = str_fmt(fx->arena, "/a/test/settings/groups/%.*s", S_ARG(id_text(fx->arena, k.id)));
    assert_true(has(page(cookie, str_z(fx->arena, group), 200), "kept by provisioning"));
    assert_int_equal(post(cookie, str_concat(fx->arena, group, S("/members")), "names=bob%40test.example").status, 409);
    assert_int_equal(post(cookie, str_concat(fx->arena, group, S("/edit")), "name=X&version=1").status, 409);
    assert_int_equal(post(cookie, str_concat(fx->arena, group, S("/remove")), "").status, 409);
    assert_int_equal(post(cookie, str_concat(fx->arena, group, S("/roles")), "roles=sales_agent&scope=account").status,
                     303);
}

/* Mails on their way to an address or sent to it. */
static int by_name(const struct dirent *d) { return d->d_name[0] != '.'; }
static int mails_to(Str address)
{
    (void)jobs_run_due(fx->app, 1000);
    (void)jobs_run_due(fx->app, 1000);
    struct dirent **names = NULL;
    const char *dir = str_z(fx->arena, str_fmt(fx->arena, "%s/mail", fx->app->options.data_dir));
    int n = os_exists(dir) ? scandir(dir, &names, by_name, alphasort) : 0, found = 0;
    for (int i = 0; i < n; i++) {
        Str text;
        const char *path = str_z(fx->arena, str_fmt(fx->arena, "%s/%s", dir, names[i]->d_name));
        assert_int_equal(os_read_file(fx->arena, path, 1 << 20, &text), OK);
        found += str_find(text, str_fmt(fx->arena, "<%.*s>\r\nSubject:", S_ARG(address))) >= 0;
        free(names[i]);
    }
    free(names);
    return found;
}

static void who_puts_somebody_into_a_group_takes_what_it_displaces_and_must_be_allowed_to(void **state)
{
    (void)state;
    Str group = make_group("Everybody"), uma = as("uma@test.example", "user_management_admin");
    Str give = str_concat(fx->arena, group, S("/roles")), add = str_concat(fx->arena, group, S("/members"));
    (void)fixture_user(fx, fx->directory, "chief@test.example", "account_admin");
    (void)fixture_user(fx, fx->directory, "free@test.example", "default_user");
    /* The group holds "Member", which a User management admin may give. */
    assert_int_equal(post(uma, give, "roles=default_user&scope=account").status, 303);
    FixtureAnswer a = post(uma, add, "names=chief%40test.example");
    assert_int_equal(a.status, 403);
    assert_true(has(a.body, "holds the role Account admin, which would not count any more"));
    assert_int_equal(post(uma, add, "names=free%40test.example").status, 303);
    assert_int_equal(post(cookie, add, "names=chief%40test.example").status, 303);
    /* The other way round: the first role of a group that has them already. */
    Str second = make_group("Second");
    assert_int_equal(post(cookie, str_concat(fx->arena, second, S("/members")), "names=chief%40test.example").status,
                     303);
    a = post(uma, str_concat(fx->arena, second, S("/roles")), "roles=default_user&scope=account&confirm=1");
    assert_int_equal(a.status, 403);
    assert_true(has(a.body, "Members hold the role Account admin"));
}

typedef struct Given {
    Id user, account;
    const char *role;
} Given;
static Err give_there(Ctx *ctx, void *arg)
{
    Given *g = arg;
    bool changed;
    return rights_give(account_of(ctx, g->account), &(RightsChange){.user_id = g->user, .role = str_from(g->role)},
                       &changed);
}

static void a_group_that_gives_roles_in_another_company_is_closed_to_this_ones_administrators(void **state)
{
    (void)state;
    Id second = fixture_account(fx, false), local = fixture_user(fx, fx->directory, "local@test.example", "");
    Given g = {local, second, "global_admin"};
    assert_int_equal(fixture_unit(fx, MODE_WRITE, ID_NIL, give_there, &g), OK);
    Str group = make_group("Agents");
    assert_int_equal(post(cookie, str_concat(fx->arena, group, S("/roles")), "roles=admin_agent&scope=account").status,
                     303);
    Str there = fixture_sign_in(fx, local, second);
    Str path = str_concat(fx->arena, S("/a/second"), str_skip(group, S("/a/test").n));
    FixtureAnswer a = post(there, str_concat(fx->arena, path, S("/members")), "names=local%40test.example");
    assert_int_equal(a.status, 403);
    assert_true(has(a.body, "would reach every account of the directory"));
    assert_int_equal(post(cookie, str_concat(fx->arena, group, S("/members")), "names=local%40test.example").status,
                     303);
    /* Nor do they reset the passwords of its people. */
    Str reset = str_fmt(fx->arena, "/a/second/settings/users/%.*s/reset", S_ARG(id_text(fx->arena, fx->user)));
    a = post(there, reset, "");
    assert_int_equal(a.status, 403);
    assert_true(has(a.body, "directory is run by"));
}

static Str edit_form(const char *sign_in, const char *email)
{
    return str_fmt(fx->arena,
                   "first_name=Bob&last_name=Berg&sign_in=%s&domain=test.example&email=%s&phone=&job_title=Buyer"
                   "&version=1",
                   sign_in, email);
}

static void where_sign_in_mail_goes_is_changed_by_who_may_reset_passwords_and_the_old_address_is_told(void **state)
{
    (void)state;
    Str chief = as("chief@test.example", "account_admin");
    Str path = path_of(fx->colleague, "/edit");
    FixtureAnswer a = post(chief, path, str_z(fx->arena, edit_form("bob", "mine@evil.example")));
    assert_int_equal(a.status, 422);
    assert_true(has(a.body, "only who may reset passwords changes it"));
    a = post(chief, path, str_z(fx->arena, edit_form("mine", "bob@test.example")));
    assert_int_equal(a.status, 422);
    assert_true(has(page(chief, str_z(fx->arena, path), 200), "disabled"));
    /* As the browser sends it: without the fields that are off. */
    a = post(chief, path, "first_name=Bob&last_name=Berg&phone=&job_title=Buyer&version=1");
    assert_int_equal(a.status, 303);
    Str uma = as("uma@test.example", "user_management_admin");
    int before = mails_to(S("bob@test.example"));
    Str form = str_fmt(fx->arena,
                       "first_name=Bob&last_name=Berg&sign_in=bob&domain=test.example&email=%s&phone=&job_title=Buyer"
                       "&version=2",
                       "bob%40new.example");
    assert_int_equal(post(uma, path, str_z(fx->arena, form)).status, 303);
    assert_int_equal(mails_to(S("bob@test.example")), before + 1);
}

static void an_address_that_mail_cannot_go_to_is_said_in_the_form(void **state)
{
    (void)state;
    FixtureAnswer a = post(cookie, S("/a/test/settings/users/invite"),
                           "emails=%22x%22%40far.example,y%5C%40far.example&roles=referrals_admin&message=Hello+there");
    assert_int_equal(a.status, 422);
    assert_true(has(a.body, "is no e-mail address") && has(a.body, "Hello there"));
}

/* --- applications --- */

static void roles_of_an_application_are_given_and_taken_by_whoever_may_give_them(void **state)
{
    (void)state;
    Str base =
        str_fmt(fx->arena, "/a/test/settings/application-roles/%.*s", S_ARG(id_text(fx->arena, fx->application)));
    assert_true(has(page(cookie, "/a/test/settings/application-roles", 200), "Test client"));
    assert_int_equal(post(cookie, str_concat(fx->arena, base, S("/take")), "role=admin_agent").status, 303);
    assert_int_equal(post(cookie, str_concat(fx->arena, base, S("/take")), "role=billing_admin").status, 303);
    FixtureSend call = {.bearer = fixture_token(fx, ID_NIL)};
    assert_int_equal(fixture_request(fx, "GET", "/v1/customers?size=1", &call).status, 403);
    assert_int_equal(post(cookie, str_concat(fx->arena, base, S("/give")), "role=admin_agent").status, 303);
    assert_int_equal(fixture_request(fx, "GET", "/v1/customers?size=1", &call).status, 200);
    assert_int_equal(post(cookie, str_concat(fx->arena, base, S("/give")), "role=admin_agent").status, 303);
    assert_int_equal(post(cookie, str_concat(fx->arena, base, S("/take")), "role=billing_admin").status, 303);
    assert_int_equal(post(cookie, str_concat(fx->arena, base, S("/give")), "role=global_admin").status, 409);
}

/* --- files --- */

typedef struct FileWork {
    const char *body;
    Id file_id;
    ImportRows rows;
    ImportResult *results;
    size_t results_n;
} FileWork;
static Err as_admin(Ctx *ctx, AccountCtx *ret)
{
    *ret = account_of(ctx, fx->account);
    return people_act_as(*ret, fx->user);
}
static Err dry_run(Ctx *ctx, void *arg)
{
    FileWork *w = arg;
    AccountCtx a;
    TRY(as_admin(ctx, &a));
    return import_check(a, &PEOPLE_FILE, str_from(w->body), 0, 0, &w->rows);
}
static Err begin_file(Ctx *ctx, void *arg)
{
    FileWork *w = arg;
    AccountCtx a;
    ImportFile file;
    bool started;
    TRY(as_admin(ctx, &a));
    TRY(import_add(a, &PEOPLE_FILE, S("x.csv"), str_from(w->body), &w->file_id));
    TRY(import_find(a, &PEOPLE_FILE, w->file_id, &file));
    return import_start(a, &PEOPLE_FILE, &file, &started);
}
static Err results_of(Ctx *ctx, void *arg)
{
    FileWork *w = arg;
    return import_results(account_of(ctx, fx->account), w->file_id, &w->results, &w->results_n);
}
static void a_file_says_of_each_row_what_is_wrong_and_takes_roles_by_their_names(void **state)
{
    (void)state;
    FileWork w = {.body = "firstName,lastName,signIn,roles\n"
                          "Zo\xc3\xa9,Klein,zoe,\"Sales agent, report_viewer\"\n"
                          "Ada,Again,ADA@test.example,\n"
                          ",,zoe,Emperor\n"};
    assert_int_equal(fixture_unit(fx, MODE_READ, fx->account, dry_run, &w), OK);
    assert_int_equal(w.rows.rows_n, 3);
    assert_int_equal(w.rows.rows[0].problems_n, 0);
    assert_true(w.rows.rows[1].bad); /* taken */
    assert_int_equal(w.rows.rows[2].problems_n, 4);
}
static void an_import_acts_with_what_whoever_began_it_may_do_when_it_runs(void **state)
{
    (void)state;
    Id second = fixture_user(fx, fx->directory, "second@test.example", "global_admin");
    FileWork w = {.body = "firstName,lastName,signIn,roles\nZo\xc3\xa9,Klein,zoe,Sales agent\n"};
    assert_int_equal(fixture_unit(fx, MODE_WRITE, fx->account, begin_file, &w), OK);
    Str other = fixture_sign_in(fx, second, fx->account);
    assert_int_equal(post(other, path_of(fx->user, "/roles/take"), "role=global_admin&scope=directory").status, 303);
    assert_int_equal(post(other, path_of(fx->user, "/roles/take"), "role=admin_agent&scope=directory").status, 303);
    (void)jobs_run_due(fx->app, 10);
    assert_int_equal(fixture_unit(fx, MODE_READ, fx->account, results_of, &w), OK);
    assert_int_equal(w.results_n, 1);
    assert_false(w.results[0].added);
    assert_true(has(page(other, "/a/test/settings/users?q=zoe", 200), "No user matches"));
}

#define PEOPLE_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        PEOPLE_TEST(the_list_finds_people_by_name_role_status_and_says_what_it_shows),
        PEOPLE_TEST(every_member_sees_who_the_administrators_are_with_their_contact),
        PEOPLE_TEST(pages_of_the_list_show_everybody_once_in_order_and_lead_back),
        PEOPLE_TEST(an_export_holds_what_the_filter_shows_and_is_on_record),
        PEOPLE_TEST(an_added_user_gets_credentials_that_are_shown_once_and_the_roles_chosen),
        PEOPLE_TEST(somebody_else_does_not_see_the_credentials),
        PEOPLE_TEST(credentials_are_forgotten_after_a_day),
        PEOPLE_TEST(what_is_wrong_with_a_new_user_is_said_and_nothing_typed_is_lost),
        PEOPLE_TEST(a_user_management_admin_adds_people_and_gives_no_role_that_is_not_theirs_to_give),
        PEOPLE_TEST(a_role_is_given_and_taken_in_place_and_access_changes_at_once),
        PEOPLE_TEST(who_may_not_give_a_role_is_told_the_rule),
        PEOPLE_TEST(the_last_global_admin_keeps_the_role_and_the_sign_in),
        PEOPLE_TEST(nobody_resets_the_own_password_into_one_that_nobody_is_shown),
        PEOPLE_TEST(only_a_global_admin_resets_the_password_of_one_and_of_other_administrators),
        PEOPLE_TEST(a_reset_ends_sessions_and_a_suspension_too),
        PEOPLE_TEST(an_edit_changes_the_name_that_lists_and_sign_in_know),
        PEOPLE_TEST(a_name_has_the_same_limit_for_who_manages_people_and_for_oneself),
        PEOPLE_TEST(removing_from_the_account_takes_roles_and_from_the_directory_the_sign_in),
        PEOPLE_TEST(whoever_was_removed_from_the_directory_does_not_come_back_by_any_page),
        PEOPLE_TEST(whoever_signed_in_was_seen_at_once),
        PEOPLE_TEST(a_stranger_is_nobody_here),
        PEOPLE_TEST(an_act_on_several_says_what_will_happen_and_leaves_who_is_refused_as_they_were),
        PEOPLE_TEST(passwords_of_several_are_shown_together_once),
        PEOPLE_TEST(an_invited_person_joins_as_a_guest_with_the_roles_and_the_link_works_once),
        PEOPLE_TEST(who_is_known_already_has_the_invitation_in_the_bell_without_its_link),
        PEOPLE_TEST(an_invitation_expires_is_withdrawn_and_holds_only_while_whoever_sent_it_may_give_its_roles),
        PEOPLE_TEST(somebody_who_signs_in_elsewhere_accepts_with_that_sign_in_and_nobody_else_does),
        PEOPLE_TEST(addresses_are_refused_one_by_one_with_what_to_do),
        PEOPLE_TEST(the_vendor_may_refuse_private_addresses),
        PEOPLE_TEST(a_group_gives_its_roles_says_what_it_displaces_and_gives_own_roles_back),
        PEOPLE_TEST(nobody_lets_somebody_into_a_group_that_gives_what_they_may_not_give),
        PEOPLE_TEST(a_provisioned_group_is_read_only_but_for_its_roles),
        PEOPLE_TEST(a_file_says_of_each_row_what_is_wrong_and_takes_roles_by_their_names),
        PEOPLE_TEST(an_import_acts_with_what_whoever_began_it_may_do_when_it_runs),
        PEOPLE_TEST(who_puts_somebody_into_a_group_takes_what_it_displaces_and_must_be_allowed_to),
        PEOPLE_TEST(a_group_that_gives_roles_in_another_company_is_closed_to_this_ones_administrators),
        PEOPLE_TEST(where_sign_in_mail_goes_is_changed_by_who_may_reset_passwords_and_the_old_address_is_told),
        PEOPLE_TEST(an_address_that_mail_cannot_go_to_is_said_in_the_form),
        PEOPLE_TEST(roles_of_an_application_are_given_and_taken_by_whoever_may_give_them),
    };
    return FIXTURE_RUN(tests);
}

/* Rights: the rule of rights.h, point by point, and who may change them. */
#include "app/person.h"
#include "app/rights.h"
#include "app/setting.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "gen/app_q.h"
#include "lib/app_fixture.h"
#include "unit.h"
#include <pthread.h>

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

/* --- asking --- */
typedef struct Ask {
    Id user, account;
    Rights rights;
    RightsAccount of;
} Ask;
static Err ask(Ctx *ctx, void *arg)
{
    Ask *a = arg;
    TRY(rights_account(system_of(ctx), a->account, &a->of));
    return rights_of_user(system_of(ctx), a->user, &a->of, &a->rights);
}
static Rights rights(Id user, Id account)
{
    Ask a = {.user = user, .account = account};
    assert_ok(fixture_unit(fx, MODE_READ, ID_NIL, ask, &a));
    return a.rights;
}
static bool has(const Rights *r, const char *role) { return role_in(&r->roles, role_index(str_from(role))); }
static bool may(const Rights *r, const char *perm)
{
    const Perm *p = perm_find(str_from(perm));
    assert_non_null(p);
    return perm_in(&r->perms, p);
}

/* --- changing, as the system or as somebody with roles --- */
typedef struct Change {
    RightsChange c;
    const char *as; /* NULL: the system */
    Id by;          /* ID_NIL: the fixture's user */
    bool take, changed;
} Change;
static Err change_unit(Ctx *ctx, void *arg)
{
    Change *c = arg;
    if (c->as) {
        ctx->actor.kind = ACTOR_USER;
        ctx->actor.user_id = id_is_nil(c->by) ? fx->user : c->by;
        Str rest = str_from(c->as), one;
        while (str_split(&rest, ' ', &one)) {
            role_put(&ctx->actor.roles, role_index(one));
        }
    }
    AccountCtx a = {ctx};
    return c->take ? rights_take(a, &c->c, &c->changed) : rights_give(a, &c->c, &c->changed);
}
static Err change(Change *c) { return fixture_unit(fx, MODE_WRITE, fx->account, change_unit, c); }
static bool give(Id user, const char *role, bool whole)
{
    Change c = {.c = {.user_id = user, .role = str_from(role), .whole_directory = whole}};
    assert_ok(change(&c));
    return c.changed;
}

typedef struct Sql {
    Id id, account;
} Sql;

/* A location of the account "test". */
static Err add_location(Ctx *ctx, void *arg)
{
    Sql *s = arg;
    s->id = ctx_new_id(ctx);
    NewAccount n = {.id = s->id,
                    .directory_id = fx->directory,
                    .parent_id = s->account,
                    .public_id = S("loc"),
                    .kind = S("direct"),
                    .name = S("Location"),
                    .country = S("FR"),
                    .city = S("Lille"),
                    .currency = S("EUR"),
                    .locale = S("fr-FR"),
                    .time_zone = S("Europe/Paris"),
                    .programs = "csp_direct"};
    return identity_add_account(system_of(ctx), &n);
}

static void a_grant_on_the_company_covers_its_locations_and_one_on_a_location_nothing_else(void **state)
{
    (void)state;
    Sql s = {.account = fx->account};
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, add_location, &s));
    give(fx->colleague, "sales_agent", false);
    Rights there = rights(fx->colleague, s.id), here = rights(fx->colleague, fx->account);
    assert_true(has(&there, "sales_agent") && has(&here, "sales_agent"));
    assert_int_equal(here.held[here.held_n - 1].cover == COVER_ACCOUNT || here.held_n > 1, true);
    for (size_t i = 0; i < there.held_n; i++) {
        if (str_eq(there.held[i].role, S("sales_agent"))) {
            assert_int_equal(there.held[i].cover, COVER_COMPANY);
        }
    }
    /* On the location only. */
    Change c = {.c = {.user_id = fx->colleague, .role = S("helpdesk_agent")}};
    assert_ok(fixture_unit(fx, MODE_WRITE, s.id, change_unit, &c));
    there = rights(fx->colleague, s.id);
    here = rights(fx->colleague, fx->account);
    assert_true(has(&there, "helpdesk_agent"));
    assert_false(has(&here, "helpdesk_agent"));
}

static void a_directory_that_is_not_linked_gives_nothing(void **state)
{
    (void)state;
    Rights r = rights(fx->stranger, fx->account);
    assert_false(r.member);
    assert_int_equal(r.held_n, 0);
}

typedef struct Group {
    Id id, member;
} Group;
static Err add_group(Ctx *ctx, void *arg)
{
    Group *g = arg;
    TRY(group_add(system_of(ctx), &(NewGroup){.directory_id = fx->directory, .name = S("Desk")}, &g->id));
    bool changed = false;
    return group_member_add(system_of(ctx), g->id, g->member, &changed);
}

static void a_groups_roles_stand_in_place_of_its_members_own_but_for_kept_ones(void **state)
{
    (void)state;
    Group g = {.member = fx->user}; /* Global admin and admin agent */
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, add_group, &g));
    Rights before = rights(fx->user, fx->account);
    assert_true(has(&before, "admin_agent"));
    Change c = {.c = {.group_id = g.id, .role = S("report_viewer")}};
    assert_ok(change(&c));
    Rights after = rights(fx->user, fx->account);
    assert_false(has(&after, "admin_agent"));
    assert_true(has(&after, "report_viewer"));
    assert_true(has(&after, "global_admin")); /* kept */
    size_t waiting = 0;
    for (size_t i = 0; i < after.held_n; i++) {
        waiting += !after.held[i].counts;
        if (after.held[i].from == HELD_GROUP) {
            assert_str(after.held[i].group_name, "Desk");
        }
    }
    assert_int_equal(waiting, 1); /* still told, as what does not count */
    c.take = true;
    assert_ok(change(&c));
    after = rights(fx->user, fx->account);
    assert_true(has(&after, "admin_agent"));
}

static void a_role_brings_another_along(void **state)
{
    (void)state;
    give(fx->colleague, "mpn_partner_admin", true);
    Rights r = rights(fx->colleague, fx->account);
    assert_true(has(&r, "executive_report_viewer"));
    bool told = false;
    for (size_t i = 0; i < r.held_n; i++) {
        told = told || (r.held[i].from == HELD_BROUGHT && str_eq(r.held[i].brought_by, S("mpn_partner_admin")));
    }
    assert_true(told);
}

static void a_grant_for_one_program_gives_what_needs_that_program(void **state)
{
    (void)state;
    Change c = {.c = {.user_id = fx->colleague, .role = S("admin_agent"), .program = S("csp_direct")}};
    assert_ok(change(&c));
    Rights r = rights(fx->colleague, fx->account);
    assert_true(may(&r, "customers.view"));
    assert_false(may(&r, "account.company_view")); /* the same role, but no program is named there */
    c = (Change){.c = {.user_id = fx->colleague, .role = S("admin_agent")}};
    assert_ok(change(&c));
    r = rights(fx->colleague, fx->account);
    assert_true(may(&r, "account.company_view"));
}

static Err add_custom(Ctx *ctx, void *arg)
{
    Sql *s = arg;
    static const Str PERMISSIONS[] = {S_INIT("customers.view"), S_INIT("operator.home")};
    return custom_role_add(
        system_of(ctx),
        &(NewCustomRole){
            .account_id = s->account, .name = S("Front desk"), .permissions = PERMISSIONS, .permissions_n = 2},
        &s->id);
}

static void a_custom_role_gives_what_it_lists_and_the_account_allows(void **state)
{
    (void)state;
    Sql s = {.account = fx->account};
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, add_custom, &s));
    Str role = rights_custom_role(fx->arena, s.id);
    Change c = {.c = {.user_id = fx->colleague, .role = role}};
    assert_ok(change(&c));
    Rights r = rights(fx->colleague, fx->account);
    assert_true(may(&r, "customers.view"));
    assert_false(may(&r, "operator.home"));
    assert_false(may(&r, "customers.edit"));
    /* Another account's custom role cannot be given here. */
    Sql other = {.account = fx->other_account};
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, add_custom, &other));
    c = (Change){.c = {.user_id = fx->colleague, .role = rights_custom_role(fx->arena, other.id)}};
    assert_int_equal(change(&c), ERR_INVALID);
}

static void who_may_give_a_role_is_a_rule(void **state)
{
    (void)state;
    const struct {
        const char *as, *role;
        Err want;
    } CASES[] = {
        {"global_admin", "global_admin", OK},
        {"account_admin", "global_admin", ERR_FORBIDDEN},
        {"user_management_admin", "global_admin", ERR_FORBIDDEN},
        {"account_admin", "report_viewer", OK},
        {"account_admin", "compliance_admin", ERR_FORBIDDEN},
        {"global_admin", "compliance_admin", OK},
        {"mpn_partner_admin", "report_viewer", ERR_FORBIDDEN},
        {"manager", "developer", OK},
        {"manager", "owner", ERR_FORBIDDEN},
        {"user_management_admin", "default_user", OK},
        {"global_admin", "operator_admin", ERR_INVALID},
        {"global_admin", "customer_global_admin", ERR_INVALID},
        {"global_admin", "no_such_role", ERR_INVALID},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Change c = {.c = {.user_id = fx->colleague, .role = str_from(CASES[i].role)}, .as = CASES[i].as};
        Err err = change(&c);
        if (err != CASES[i].want) {
            fail_msg("%s gives %s: %d", CASES[i].as, CASES[i].role, err);
        }
    }
}

static void the_last_global_admin_stays(void **state)
{
    (void)state;
    Change c = {.c = {.user_id = fx->user, .role = S("global_admin"), .whole_directory = true},
                .take = true,
                .as = "global_admin"};
    assert_int_equal(change(&c), ERR_CONFLICT);
    give(fx->colleague, "global_admin", true);
    assert_ok(change(&c));
    assert_true(c.changed);
    Rights r = rights(fx->user, fx->account);
    assert_false(has(&r, "global_admin"));
}

static void giving_twice_changes_nothing_and_somebody_elses_person_gets_nothing(void **state)
{
    (void)state;
    assert_true(give(fx->colleague, "sales_agent", false));
    assert_false(give(fx->colleague, "sales_agent", false));
    Change c = {.c = {.user_id = fx->stranger, .role = S("sales_agent")}};
    assert_int_equal(change(&c), ERR_NOT_FOUND); /* not of this directory */
    assert_false(rights(fx->stranger, fx->account).member);
}

static void a_change_is_seen_by_the_next_request(void **state)
{
    (void)state;
    Str cookie = fixture_sign_in(fx, fx->colleague, fx->account);
    FixtureSend send = {.cookie = cookie};
    assert_int_equal(fixture_request(fx, "GET", "/a/test/customers", &send).status, 403);
    give(fx->colleague, "sales_agent", false);
    assert_int_equal(fixture_request(fx, "GET", "/a/test/customers", &send).status, 200);
    Change c = {.c = {.user_id = fx->colleague, .role = S("sales_agent")}, .take = true};
    assert_ok(change(&c));
    assert_int_equal(fixture_request(fx, "GET", "/a/test/customers", &send).status, 403);
}

/* --- who belongs, and how --- */

typedef struct Join {
    PersonJoin join;
    PersonMove move;
    bool changed;
} Join;
static Err join_unit(Ctx *ctx, void *arg) { return person_join(system_of(ctx), &((Join *)arg)->join); }
static Err move_unit(Ctx *ctx, void *arg)
{
    Join *j = arg;
    return person_move(system_of(ctx), &j->move, &j->changed);
}
static Err move(Id user, Id directory, PersonState to)
{
    Join j = {.move = {.user_id = user, .directory_id = directory, .to = to, .reason = S("left")}};
    return fixture_unit(fx, MODE_WRITE, ID_NIL, move_unit, &j);
}
static void join_as_guest(Id user)
{
    Join j = {.join = {.user_id = user, .directory_id = fx->directory, .guest = true, .origin = S("invitation")}};
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, join_unit, &j));
}
static Err put_guest_roles(Ctx *ctx, void *arg)
{
    return setting_put(ctx, ID_NIL, S("users.guest_roles"), *(Str *)arg);
}

static void a_guest_holds_only_roles_for_guests_and_the_vendor_may_add_some(void **state)
{
    (void)state;
    join_as_guest(fx->stranger);
    Change c = {.c = {.user_id = fx->stranger, .role = S("sales_agent")}};
    assert_int_equal(change(&c), ERR_CONFLICT);
    give(fx->stranger, "referrals_admin", false);
    Rights r = rights(fx->stranger, fx->account);
    assert_true(has(&r, "referrals_admin"));
    Str more = S("sales_agent report_viewer");
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, put_guest_roles, &more));
    assert_ok(change(&c));
    c.c.role = S("global_admin");
    assert_int_equal(change(&c), ERR_CONFLICT);
}

static void who_is_suspended_in_a_directory_holds_nothing_by_it_and_comes_back_with_all(void **state)
{
    (void)state;
    join_as_guest(fx->stranger);
    give(fx->stranger, "referrals_admin", false);
    assert_ok(move(fx->stranger, fx->directory, PERSON_SUSPENDED));
    Rights r = rights(fx->stranger, fx->account);
    assert_false(r.member);
    r = rights(fx->stranger, fx->other_account); /* at home nothing has changed */
    assert_true(has(&r, "global_admin"));
    assert_ok(move(fx->stranger, fx->directory, PERSON_ACTIVE));
    r = rights(fx->stranger, fx->account);
    assert_true(has(&r, "referrals_admin"));
    assert_ok(move(fx->stranger, fx->directory, PERSON_REMOVED));
    join_as_guest(fx->stranger); /* invited again: without the roles of then */
    r = rights(fx->stranger, fx->account);
    assert_false(r.member);
}

static void sessions_end_with_the_suspension_and_the_last_global_admin_is_neither_suspended_nor_removed(void **state)
{
    (void)state;
    Str cookie = fixture_sign_in(fx, fx->colleague, fx->account);
    FixtureSend send = {.cookie = cookie};
    assert_int_equal(fixture_request(fx, "GET", "/me", &send).status, 200);
    assert_ok(move(fx->colleague, fx->directory, PERSON_SUSPENDED));
    assert_int_equal(fixture_request(fx, "GET", "/me", &send).status, 303);
    assert_ok(move(fx->colleague, fx->directory, PERSON_ACTIVE));
    assert_int_equal(fixture_request(fx, "GET", "/me", &send).status, 303); /* the old session stays ended */
    assert_int_equal(move(fx->user, fx->directory, PERSON_SUSPENDED), ERR_CONFLICT);
    assert_int_equal(move(fx->user, fx->directory, PERSON_REMOVED), ERR_CONFLICT);
    give(fx->colleague, "global_admin", true);
    assert_ok(move(fx->user, fx->directory, PERSON_SUSPENDED));
    assert_int_equal(move(fx->colleague, fx->directory, PERSON_SUSPENDED), ERR_CONFLICT);
}

static void a_removed_persons_name_can_be_given_to_somebody_else(void **state)
{
    (void)state;
    assert_ok(move(fx->colleague, fx->directory, PERSON_REMOVED));
    Rights r = rights(fx->colleague, fx->account);
    assert_int_equal(r.held_n, 0);
    Id again = fixture_user(fx, fx->directory, "bob@test.example", "");
    assert_false(id_eq(again, fx->colleague));
    Change c = {.c = {.user_id = fx->colleague, .role = S("sales_agent")}};
    assert_int_equal(change(&c), ERR_NOT_FOUND);
}

static void a_role_is_given_for_one_location_of_the_account_and_no_other(void **state)
{
    (void)state;
    Sql s = {.account = fx->account};
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, add_location, &s));
    Change c = {.c = {.user_id = fx->colleague, .role = S("referrals_admin"), .location_id = s.id}};
    assert_ok(change(&c));
    Rights there = rights(fx->colleague, s.id), here = rights(fx->colleague, fx->account);
    assert_true(has(&there, "referrals_admin"));
    assert_false(has(&here, "referrals_admin"));
    c.take = true;
    assert_ok(change(&c));
    assert_true(c.changed);
    c = (Change){.c = {.user_id = fx->colleague, .role = S("referrals_admin"), .location_id = fx->other_account}};
    assert_int_equal(change(&c), ERR_INVALID);
}

static Err second_unit(Ctx *ctx, void *arg)
{
    Sql *s = arg;
    s->id = ctx_new_id(ctx);
    NewAccount n = {.id = s->id,
                    .directory_id = fx->directory,
                    .public_id = S("second"),
                    .kind = S("developer"),
                    .name = S("Second"),
                    .country = S("FR"),
                    .city = S("Lille"),
                    .currency = S("EUR"),
                    .locale = S("fr-FR"),
                    .time_zone = S("Europe/Paris"),
                    .programs = "marketplace"};
    return identity_add_account(system_of(ctx), &n);
}

/* Younger than the fixture's: the directory began with that one. */
static void add_second(Sql *s)
{
    fixture_set_wall(fx, time_add(app_wall(fx->app), TIME_SECOND));
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, second_unit, s));
}

static void what_reaches_other_companies_is_given_only_by_somebody_who_reaches_them(void **state)
{
    (void)state;
    Sql s = {0};
    add_second(&s);
    Id local = fixture_user(fx, fx->directory, "local@test.example", "");
    Change c = {.c = {.user_id = local, .role = S("global_admin")}};
    assert_ok(change(&c));
    Change whole = {.c = {.user_id = fx->colleague, .role = S("sales_agent"), .whole_directory = true},
                    .as = "global_admin",
                    .by = local};
    assert_int_equal(change(&whole), ERR_FORBIDDEN);
    whole.by = fx->user; /* whose own role covers the directory */
    assert_ok(change(&whole));
    whole.by = local;
    whole.take = true;
    assert_int_equal(change(&whole), ERR_FORBIDDEN);
    whole.take = false;
    whole.c.whole_directory = false;
    assert_ok(change(&whole));
}

typedef struct Over {
    const char *as;
    Id user;
} Over;
static Err over_unit(Ctx *ctx, void *arg)
{
    Over *o = arg;
    ctx->actor.kind = ACTOR_USER;
    role_put(&ctx->actor.roles, role_index(str_from(o->as)));
    return rights_check_over((AccountCtx){ctx}, o->user);
}

static void only_a_global_admin_acts_on_holders_of_guarded_roles(void **state)
{
    (void)state;
    Id agent = fixture_user(fx, fx->directory, "agent@test.example", "sales_agent");
    Id payer = fixture_user(fx, fx->directory, "payer@test.example", "billing_admin");
    const struct {
        Over over;
        Err err;
    } CASES[] = {{{"user_management_admin", agent}, OK},
                 {{"user_management_admin", payer}, ERR_FORBIDDEN},
                 {{"user_management_admin", fx->user}, ERR_FORBIDDEN},
                 {{"global_admin", fx->user}, OK}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Over o = CASES[i].over;
        assert_int_equal(fixture_unit(fx, MODE_READ, fx->account, over_unit, &o), CASES[i].err);
    }
}

static void an_application_holds_only_roles_for_applications(void **state)
{
    (void)state;
    Change c = {.c = {.application_id = fx->application, .role = S("manager")}};
    assert_ok(change(&c));
    c.c.role = S("global_admin");
    assert_int_equal(change(&c), ERR_CONFLICT);
}

typedef struct Many {
    Id users[2];
    RightsAccount account;
    Rights rights[2];
} Many;
static Err many_unit(Ctx *ctx, void *arg)
{
    Many *m = arg;
    TRY(rights_account(system_of(ctx), fx->account, &m->account));
    return rights_of_users(system_of(ctx), m->users, 2, &m->account, m->rights);
}

static void a_page_of_people_has_the_same_rights_as_each_alone(void **state)
{
    (void)state;
    give(fx->colleague, "mpn_partner_admin", false);
    Many m = {.users = {fx->colleague, fx->user}};
    assert_ok(fixture_unit(fx, MODE_READ, ID_NIL, many_unit, &m));
    for (size_t i = 0; i < 2; i++) {
        Rights alone = rights(m.users[i], fx->account);
        assert_memory_equal(&alone.roles, &m.rights[i].roles, sizeof alone.roles);
        assert_memory_equal(&alone.perms, &m.rights[i].perms, sizeof alone.perms);
        assert_int_equal(alone.held_n, m.rights[i].held_n);
    }
}

/* --- other companies of a directory, locations, and custom roles of an owner --- */

static Change as_local(Id by, const char *as, Id whom, const char *role, bool whole)
{
    return (Change){.c = {.user_id = whom, .role = str_from(role), .whole_directory = whole}, .as = as, .by = by};
}

static void an_administrator_of_one_location_reaches_no_further(void **state)
{
    (void)state;
    Sql s = {.account = fx->account};
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, add_location, &s));
    Id local = fixture_user(fx, fx->directory, "local@test.example", "");
    Change there = {.c = {.user_id = local, .role = S("global_admin")}};
    assert_ok(fixture_unit(fx, MODE_WRITE, s.id, change_unit, &there));
    Change whole = as_local(local, "global_admin", local, "global_admin", true);
    assert_int_equal(fixture_unit(fx, MODE_WRITE, s.id, change_unit, &whole), ERR_FORBIDDEN);
    whole = as_local(local, "global_admin", fx->user, "admin_agent", true);
    whole.take = true;
    assert_int_equal(fixture_unit(fx, MODE_WRITE, s.id, change_unit, &whole), ERR_FORBIDDEN);
    assert_false(rights(local, fx->account).member);
    /* Who holds it in the company may, from the location's pages too. */
    Id boss = fixture_user(fx, fx->directory, "boss@test.example", "");
    Change made = {.c = {.user_id = boss, .role = S("global_admin")}};
    assert_ok(change(&made));
    whole = as_local(boss, "global_admin", fx->colleague, "sales_agent", true);
    assert_ok(fixture_unit(fx, MODE_WRITE, s.id, change_unit, &whole));
}

typedef struct OverBy {
    Id by, whom;
} OverBy;
static Err over_by_unit(Ctx *ctx, void *arg)
{
    OverBy *o = arg;
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = o->by;
    role_put(&ctx->actor.roles, role_index(S("global_admin")));
    return rights_check_over((AccountCtx){ctx}, o->whom);
}

static void who_runs_another_company_of_the_directory_does_not_act_on_its_people(void **state)
{
    (void)state;
    Sql s = {0};
    add_second(&s);
    Id theirs = fixture_user(fx, fx->directory, "theirs@test.example", ""),
       worker = fixture_user(fx, fx->directory, "worker@test.example", ""),
       idle = fixture_user(fx, fx->directory, "idle@test.example", ""),
       ours = fixture_user(fx, fx->directory, "ours@test.example", "");
    Change c = {.c = {.user_id = theirs, .role = S("global_admin")}};
    assert_ok(fixture_unit(fx, MODE_WRITE, s.id, change_unit, &c));
    c = (Change){.c = {.user_id = worker, .role = S("default_user")}};
    assert_ok(fixture_unit(fx, MODE_WRITE, s.id, change_unit, &c));
    c = (Change){.c = {.user_id = ours, .role = S("sales_agent")}};
    assert_ok(change(&c));
    const struct {
        Id account;
        OverBy over;
        Err want;
    } CASES[] = {
        {s.id, {theirs, worker}, OK},              /* works for the second company only */
        {s.id, {theirs, ours}, ERR_FORBIDDEN},     /* for the first only */
        {s.id, {theirs, fx->user}, ERR_FORBIDDEN}, /* runs the directory */
        {s.id, {theirs, idle}, ERR_FORBIDDEN},     /* for nobody: the directory's */
        {fx->account, {fx->user, worker}, OK},     /* the account that the directory began with */
        {fx->account, {fx->user, idle}, OK},
        {s.id, {fx->user, idle}, OK}, /* from the other company's pages, by who runs both */
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        OverBy o = CASES[i].over;
        Err err = fixture_unit(fx, MODE_READ, CASES[i].account, over_by_unit, &o);
        if (err != CASES[i].want) {
            fail_msg("case %zu: %d", i, err);
        }
    }
}

static void nobody_takes_their_own_role_everywhere_while_a_company_has_no_other_global_admin(void **state)
{
    (void)state;
    Sql s = {0};
    add_second(&s);
    Change here = {.c = {.user_id = fx->colleague, .role = S("global_admin")}};
    assert_ok(change(&here));
    Change c = as_local(fx->user, "global_admin", fx->user, "global_admin", true);
    c.take = true;
    assert_int_equal(change(&c), ERR_CONFLICT); /* the second company would have none */
    Change there = {.c = {.user_id = fx->colleague, .role = S("global_admin")}};
    assert_ok(fixture_unit(fx, MODE_WRITE, s.id, change_unit, &there));
    assert_ok(change(&c));
    assert_true(c.changed);
}

static Err suspend_as_guest_unit(Ctx *ctx, void *arg)
{
    bool changed;
    return person_move(system_of(ctx),
                       &(PersonMove){.user_id = *(Id *)arg, .directory_id = fx->directory, .to = PERSON_SUSPENDED},
                       &changed);
}

static void a_suspended_global_admin_does_not_count_as_one_who_is_left(void **state)
{
    (void)state;
    Str more = S("global_admin");
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, put_guest_roles, &more));
    join_as_guest(fx->stranger);
    give(fx->stranger, "global_admin", false);
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, suspend_as_guest_unit, &fx->stranger));
    Change c = as_local(fx->user, "global_admin", fx->user, "global_admin", true);
    c.take = true;
    assert_int_equal(change(&c), ERR_CONFLICT);
}

static Err revive_unit(Ctx *ctx, void *arg)
{
    Id id = *(Id *)arg;
    TRY(q_person_member_move(
        system_of(ctx),
        &(PersonMemberMoveArgs){
            .state = S("active"), .state_by = id, .state_reason = S(""), .user_id = id, .directory_id = fx->directory},
        NULL));
    return q_person_user_move(system_of(ctx), &(PersonUserMoveArgs){.state = S("active"), .user_id = id}, NULL);
}

static void a_removed_person_stays_removed_and_counts_as_no_global_admin(void **state)
{
    (void)state;
    assert_ok(move(fx->colleague, fx->directory, PERSON_REMOVED));
    assert_int_equal(move(fx->colleague, fx->directory, PERSON_SUSPENDED), ERR_CONFLICT);
    assert_int_equal(move(fx->colleague, fx->directory, PERSON_ACTIVE), ERR_CONFLICT);
    assert_ok(move(fx->colleague, fx->directory, PERSON_REMOVED)); /* was so */
    /* Came back before that was refused: Active and Global admin, but no name lets them in. */
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, revive_unit, &fx->colleague));
    give(fx->colleague, "global_admin", false);
    assert_int_equal(move(fx->user, fx->directory, PERSON_REMOVED), ERR_CONFLICT);
    Change c = {.c = {.user_id = fx->user, .role = S("global_admin")}, .take = true};
    assert_int_equal(change(&c), ERR_CONFLICT);
}

typedef struct Owners {
    Id role;
    bool holds; /* the owner holds what is in it */
    Str name;
} Owners;
static Err add_owners_role(Ctx *ctx, void *arg)
{
    Owners *o = arg;
    const Str list[] = {S("users.view"), o->holds ? S("users.grant") : S("users.reset_password")};
    return custom_role_add(
        system_of(ctx),
        &(NewCustomRole){.account_id = fx->account, .name = o->name, .permissions = list, .permissions_n = 2},
        &o->role);
}
static Err give_owners_role(Ctx *ctx, void *arg)
{
    Owners *o = arg;
    bool changed;
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = fx->colleague;
    role_put(&ctx->actor.roles, role_index(S("owner")));
    perm_put(&ctx->actor.perms, perm_find(S("users.view")));
    perm_put(&ctx->actor.perms, perm_find(S("users.grant")));
    RightsChange c = {.user_id = fx->colleague, .role = rights_custom_role(ctx->arena, o->role)};
    return rights_give((AccountCtx){ctx}, &c, &changed);
}

static void an_owner_gives_no_custom_role_with_more_than_they_hold(void **state)
{
    (void)state;
    Owners more = {.name = S("More")}, same = {.name = S("Same"), .holds = true};
    assert_ok(fixture_unit(fx, MODE_WRITE, fx->account, add_owners_role, &more));
    assert_ok(fixture_unit(fx, MODE_WRITE, fx->account, add_owners_role, &same));
    assert_int_equal(fixture_unit(fx, MODE_WRITE, fx->account, give_owners_role, &more), ERR_FORBIDDEN);
    assert_ok(fixture_unit(fx, MODE_WRITE, fx->account, give_owners_role, &same));
}

/* --- two at once --- */

typedef struct AtOnce {
    pthread_barrier_t *both;
    bool met, taking; /* taking: the role; else suspends */
    Id by, whom;
    Err err;
} AtOnce;

/* Each has its snapshot before the other has written anything; only the first try waits for the other. */
static Err at_once_unit(Ctx *ctx, void *arg)
{
    AtOnce *o = arg;
    int64_t left;
    bool changed;
    AccountCtx a = {ctx};
    TRY(rights_admins_left(a, o->whom, &left));
    if (!o->met) {
        o->met = true;
        (void)pthread_barrier_wait(o->both);
    }
    if (o->taking) {
        ctx->actor.kind = ACTOR_USER;
        ctx->actor.user_id = o->by;
        role_put(&ctx->actor.roles, role_index(S("global_admin")));
        return rights_take(a, &(RightsChange){.user_id = o->whom, .role = S("global_admin"), .whole_directory = true},
                           &changed);
    }
    return person_move(system_of(ctx),
                       &(PersonMove){.user_id = o->whom, .directory_id = fx->directory, .to = PERSON_SUSPENDED},
                       &changed);
}

static void *at_once(void *arg)
{
    AtOnce *o = arg;
    Arena *arena = arena_create(0);
    Ctx *ctx = ctx_system(fx->app, arena);
    ctx->account_id = ctx->account.id = fx->account;
    o->err = unit_run(ctx, MODE_WRITE, "test.arrange", at_once_unit, o);
    arena_destroy(arena);
    return NULL;
}

/* On SQLite there is one writer, so that two are never at once. */
static void two_global_admins_who_end_each_other_at_once_do_not_both_succeed(void **state)
{
    (void)state;
    static const bool TAKING[2][2] = {{true, true}, {true, false}};
    for (size_t i = 0; fixture_on_postgres() && i < 2; i++) {
        Id other = fixture_user(fx, fx->directory, i ? "second@test.example" : "first@test.example", "global_admin");
        pthread_barrier_t both;
        assert_int_equal(pthread_barrier_init(&both, NULL, 2), 0);
        AtOnce o[2] = {{.both = &both, .taking = TAKING[i][0], .by = fx->user, .whom = other},
                       {.both = &both, .taking = TAKING[i][1], .by = other, .whom = fx->user}};
        pthread_t threads[2];
        for (size_t k = 0; k < 2; k++) {
            assert_int_equal(pthread_create(&threads[k], NULL, at_once, &o[k]), 0);
        }
        for (size_t k = 0; k < 2; k++) {
            assert_int_equal(pthread_join(threads[k], NULL), 0);
        }
        (void)pthread_barrier_destroy(&both);
        assert_int_equal((o[0].err == OK) + (o[1].err == OK), 1);
        assert_int_equal(o[0].err == OK ? o[1].err : o[0].err, ERR_CONFLICT);
        if (o[1].err == OK) { /* the fixture's own goes on with both again */
            assert_ok(move(fx->user, fx->directory, PERSON_ACTIVE));
            give(fx->user, "global_admin", true);
            assert_ok(move(other, fx->directory, PERSON_SUSPENDED));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_grant_on_the_company_covers_its_locations_and_one_on_a_location_nothing_else,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_directory_that_is_not_linked_gives_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_groups_roles_stand_in_place_of_its_members_own_but_for_kept_ones, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_role_brings_another_along, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_grant_for_one_program_gives_what_needs_that_program, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_custom_role_gives_what_it_lists_and_the_account_allows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_may_give_a_role_is_a_rule, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_last_global_admin_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(giving_twice_changes_nothing_and_somebody_elses_person_gets_nothing, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_change_is_seen_by_the_next_request, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_guest_holds_only_roles_for_guests_and_the_vendor_may_add_some, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(who_is_suspended_in_a_directory_holds_nothing_by_it_and_comes_back_with_all,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            sessions_end_with_the_suspension_and_the_last_global_admin_is_neither_suspended_nor_removed, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(a_removed_persons_name_can_be_given_to_somebody_else, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_role_is_given_for_one_location_of_the_account_and_no_other, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_reaches_other_companies_is_given_only_by_somebody_who_reaches_them, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(only_a_global_admin_acts_on_holders_of_guarded_roles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_application_holds_only_roles_for_applications, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_page_of_people_has_the_same_rights_as_each_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_administrator_of_one_location_reaches_no_further, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_runs_another_company_of_the_directory_does_not_act_on_its_people, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            nobody_takes_their_own_role_everywhere_while_a_company_has_no_other_global_admin, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_removed_person_stays_removed_and_counts_as_no_global_admin, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_suspended_global_admin_does_not_count_as_one_who_is_left, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_owner_gives_no_custom_role_with_more_than_they_hold, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_global_admins_who_end_each_other_at_once_do_not_both_succeed, set_up,
                                        tear_down),
    };
    return FIXTURE_RUN(tests);
}

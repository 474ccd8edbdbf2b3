/* The promises of partner accounts, through the whole dispatcher. */
#include "app/job.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/partners/partners.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit/unit.h"
#include <dirent.h>

#define STANDING "/a/test/settings/standing"
#define DESK "/operator/partners"

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

static Str staff(Fixture *f, const char *sign_in, const char *roles)
{
    static Id directory;
    if (str_starts(str_from(sign_in), S("admin@"))) {
        assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, add_vendor, &directory), OK);
    }
    return fixture_sign_in(f, fixture_user(f, directory, sign_in, roles), ID_NIL);
}

typedef struct Move {
    Id account;
    const char *to, *reason;
} Move;

/* As a rule of the system would. */
static Err move_unit(Ctx *ctx, void *arg)
{
    Move *m = arg;
    return machine_move(ctx, &PARTNER_ACCOUNT,
                        &(MachineAsk){.account_id = m->account,
                                      .subject_id = m->account,
                                      .to = str_from(m->to),
                                      .mover = MOVER_SYSTEM,
                                      .reason = str_from(m->reason)});
}

static Err move(Fixture *f, const char *to, const char *reason)
{
    return fixture_unit(f, MODE_WRITE, ID_NIL, move_unit, &(Move){f->account, to, reason});
}

static FixtureAnswer get(Fixture *f, Str cookie, const char *path)
{
    return fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
}

static FixtureAnswer post(Fixture *f, Str cookie, const char *path, const char *form)
{
    return fixture_request(f, "POST", path, &(FixtureSend){.cookie = cookie, .form = str_from(form)});
}

static bool has(FixtureAnswer a, const char *text) { return str_find(a.body, str_from(text)) >= 0; }

/* --- how an account stands --- */

static void test_a_new_account_stands_active_and_says_so(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    FixtureAnswer page = get(f, fixture_sign_in(f, f->user, f->account), STANDING);
    assert_int_equal(page.status, 200);
    assert_true(has(page, "nothing stands against it"));
    assert_false(has(page, "See why and what to do"));
    fixture_close(f);
}

static void test_the_reason_stands_on_the_page_for_everybody_of_the_account_and_its_locations(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Id location = fixture_account(f, true);
    assert_int_equal(move(f, "suspended", "Invoice 4711 is 61 days overdue."), OK);
    FixtureAnswer page = get(f, fixture_sign_in(f, f->colleague, f->account), STANDING);
    assert_int_equal(page.status, 200);
    assert_true(has(page, "Invoice 4711 is 61 days overdue."));
    assert_true(has(page, "changed for customers, who keep the services they have."));
    page = get(f, fixture_sign_in(f, f->user, location), "/a/loc/settings/standing");
    assert_int_equal(page.status, 200);
    assert_true(has(page, "Invoice 4711 is 61 days overdue."));
    fixture_close(f);
}

static void test_a_standing_that_is_not_in_the_table_is_refused(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    assert_int_equal(move(f, "deauthorized", "At once."), ERR_CONFLICT);
    assert_int_equal(move(f, "suspended", " "), ERR_INVALID);
    assert_int_equal(move(f, "suspended", "Overdue."), OK);
    assert_int_equal(move(f, "suspended", "Overdue."), ERR_CONFLICT);
    fixture_close(f);
}

static void test_a_rule_lifts_what_a_rule_laid_down_and_nothing_that_staff_decided(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    assert_int_equal(move(f, "suspended", "Overdue."), OK);
    assert_int_equal(move(f, "active", "Paid."), OK);
    Str admin = staff(f, "admin@northlight.example", "operator_admin");
    assert_int_equal(post(f, admin, "/operator/partners/test/move/suspended", "reason=Fraud.").status, 303);
    assert_int_equal(move(f, "active", "Paid."), ERR_CONFLICT);
    assert_int_equal(move(f, "restricted", "Paid a part."), ERR_CONFLICT);
    assert_int_equal(post(f, admin, "/operator/partners/test/move/active", "reason=").status, 303);
    fixture_close(f);
}

static void test_a_stranger_reads_nothing_of_it(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->stranger, f->other_account);
    assert_int_equal(get(f, cookie, STANDING).status, 404);
    assert_int_equal(get(f, cookie, DESK).status, 404);
    fixture_close(f);
}

/* --- what it takes --- */

static void test_a_restricted_account_sells_nothing_new_and_goes_on_otherwise(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    assert_int_equal(get(f, cookie, "/a/test/customers/add").status, 200);
    assert_int_equal(move(f, "restricted", "Revenue below the threshold."), OK);
    FixtureAnswer refused = get(f, cookie, "/a/test/customers/add");
    assert_int_equal(refused.status, 403);
    assert_true(has(refused, "nothing new can be sold"));
    assert_int_equal(get(f, cookie, "/a/test/customers").status, 200);
    assert_true(has(get(f, cookie, "/a/test"), "The account is restricted"));
    assert_int_equal(post(f, cookie, "/a/test/settings/company", "name=Test&city=Lyon&version=1").status, 303);
    assert_int_equal(move(f, "active", "Revenue is there."), OK);
    assert_int_equal(get(f, cookie, "/a/test/customers/add").status, 200);
    fixture_close(f);
}

static void test_a_suspended_account_is_read_and_writes_no_business_and_every_page_says_so(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    assert_int_equal(move(f, "suspended", "Overdue."), OK);
    const char *pages[] = {"/a/test", "/a/test/customers", "/a/test/settings/users", "/a/test/settings/company"};
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        FixtureAnswer page = get(f, cookie, pages[i]);
        assert_int_equal(page.status, 200);
        assert_true(has(page, "The account is suspended"));
        assert_true(has(page, "See why and what to do"));
    }
    assert_false(has(get(f, cookie, "/a/test/customers"), "/a/test/customers/add\""));
    assert_int_equal(post(f, cookie, "/a/test/example-notes", "body=Business").status, 403);
    /* Its own affairs go on: whoever has to put it right can bring in people. */
    assert_int_equal(get(f, cookie, "/a/test/settings/users/new").status, 200);
    fixture_close(f);
}

static void test_the_api_of_a_suspended_account_reads_and_refuses_to_write_by_the_wire_s_number(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str bearer = fixture_token(f, f->user);
    assert_int_equal(move(f, "suspended", "Overdue."), OK);
    FixtureAnswer read = fixture_request(f, "GET", "/v1/customers", &(FixtureSend){.bearer = bearer});
    assert_int_equal(read.status, 200);
    FixtureAnswer refused =
        fixture_request(f, "POST", "/v1/customers", &(FixtureSend){.bearer = bearer, .json = S("{}")});
    assert_int_equal(refused.status, 403);
    assert_true(has(refused, "\"code\":800039"));
    assert_int_equal(move(f, "active", "Paid."), OK);
    assert_int_equal(move(f, "restricted", "Revenue."), OK);
    refused = fixture_request(f, "POST", "/v1/customers", &(FixtureSend){.bearer = bearer, .json = S("{}")});
    assert_int_equal(refused.status, 403);
    assert_true(has(refused, "\"code\":2032"));
    fixture_close(f);
}

static void test_why_not_names_the_standing_and_no_role(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    assert_int_equal(move(f, "suspended", "Overdue."), OK);
    FixtureAnswer page = get(f, cookie, "/a/test/settings/why?permission=customers.edit");
    assert_int_equal(page.status, 200);
    assert_true(has(page, "nobody has it"));
    fixture_close(f);
}

/* --- the desk --- */

static void test_the_desk_suspends_with_a_reason_tells_the_admins_and_reinstates(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = staff(f, "admin@northlight.example", "operator_admin");
    Str partner = fixture_sign_in(f, f->user, f->account);
    assert_true(has(get(f, admin, DESK), "/operator/partners/test\""));
    assert_true(has(get(f, admin, DESK "/test/move/suspended"), "Nothing can be sold"));
    FixtureAnswer empty = post(f, admin, DESK "/test/move/suspended", "reason=+");
    assert_int_equal(empty.status, 422);
    assert_true(has(empty, "Write the reason"));
    FixtureAnswer done = post(f, admin, DESK "/test/move/suspended", "reason=Invoice+4711+is+overdue.");
    assert_int_equal(done.status, 303);
    FixtureAnswer page = get(f, admin, DESK "/test");
    assert_true(has(page, "Invoice 4711 is overdue.") && has(page, "Ada Test"));
    assert_true(has(get(f, partner, STANDING), "Invoice 4711 is overdue."));
    assert_true(has(get(f, partner, "/me/action-center/actions"), "is suspended"));
    assert_true(has(get(f, partner, "/a/test/settings/activity"), "Suspended the account"));
    /* Twice is refused in words, and there is no way from here to there. */
    assert_int_equal(post(f, admin, DESK "/test/move/suspended", "reason=Again").status, 409);
    assert_int_equal(post(f, admin, DESK "/test/move/closed", "reason=Gone").status, 409);
    assert_int_equal(post(f, admin, DESK "/test/move/active", "reason=Paid.").status, 303);
    assert_false(has(get(f, partner, "/me/action-center/actions"), "Mandatory"));
    assert_true(has(get(f, partner, "/me/action-center/notifications"), "is active again"));
    fixture_close(f);
}

static void test_the_primary_contact_is_told_too(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str partner = fixture_sign_in(f, f->user, f->account);
    assert_int_equal(post(f, partner, "/a/test/settings/partner-profile/contact", "person=bob%40test.example").status,
                     303);
    Str admin = staff(f, "admin@northlight.example", "operator_admin");
    assert_int_equal(post(f, admin, "/operator/partners/test/move/suspended", "reason=Overdue+since+May.").status, 303);
    Str contact = fixture_sign_in(f, f->colleague, f->account);
    assert_true(has(get(f, contact, "/me/action-center/notifications"), "Overdue since May."));
    fixture_close(f);
}

static void test_staff_without_the_permission_see_accounts_and_move_none(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    (void)staff(f, "admin@northlight.example", "operator_admin");
    Str finance = staff(f, "finance@northlight.example", "operator_finance");
    FixtureAnswer page = get(f, finance, DESK "/test");
    assert_int_equal(page.status, 200);
    assert_false(has(page, "/move/") || has(page, "View as partner"));
    assert_int_equal(get(f, finance, DESK "/test/move/suspended").status, 403);
    assert_int_equal(post(f, finance, DESK "/test/move/suspended", "reason=X").status, 403);
    assert_int_equal(get(f, finance, DESK "/add").status, 403);
    fixture_close(f);
}

static void test_the_vendor_sets_limits_and_a_contact_for_partners(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = staff(f, "admin@northlight.example", "operator_admin");
    assert_true(has(get(f, admin, "/operator/settings"), "value=\"30\""));
    FixtureAnswer wrong = post(f, admin, "/operator/settings",
                               "partners.answer_days=0&partners.contact=nobody&agreements.due_days=45&"
                               "agreements.remind_days=7&closure.days=14");
    assert_int_equal(wrong.status, 422);
    assert_true(has(wrong, "as name@example.com") && has(wrong, "value=\"45\""));
    assert_true(has(get(f, admin, "/operator/settings"), "value=\"30\"")); /* nothing of it was saved */
    fixture_close(f);
}

static void test_the_vendor_s_look_offers_no_door_that_refuses(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = staff(f, "admin@northlight.example", "operator_support operator_admin");
    assert_int_equal(post(f, admin, DESK "/test/view", "").status, 303);
    FixtureAnswer home = get(f, admin, "/a/test");
    assert_true(has(home, "as its people see it") && !has(home, "Good "));
    FixtureAnswer list = get(f, admin, "/a/test/customers");
    assert_int_equal(list.status, 200);
    assert_false(has(list, "/a/test/customers/add") || has(list, "/customers/import") ||
                 has(list, "/customers/export"));
    static const char *const FORMS[] = {"/a/test/customers/add", "/a/test/settings/users/new",
                                        "/a/test/settings/company/edit", "/a/test/settings/applications/new"};
    for (size_t i = 0; i < COUNT_OF(FORMS); i++) {
        FixtureAnswer form = get(f, admin, FORMS[i]);
        assert_int_equal(form.status, 403);
        assert_true(has(form, "nothing can be changed here"));
    }
    FixtureAnswer file = get(f, admin, "/a/test/settings/users/export");
    assert_int_equal(file.status, 403);
    assert_true(has(file, "not saved as files"));
    assert_int_equal(get(f, admin, "/a/test/customers/export").status, 403);
    assert_int_equal(get(f, admin, "/a/test/settings/agreements/export").status, 403);
    FixtureAnswer form = get(f, admin, "/a/test/support/new");
    assert_true(form.status == 200 && has(form, "this form cannot be sent"));
    fixture_close(f);
}

static void test_an_account_is_closed_after_its_authorization_and_then_nobody_works_in_it(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = staff(f, "admin@northlight.example", "operator_admin");
    assert_int_equal(post(f, admin, DESK "/test/move/deauthorized", "reason=Fraud.").status, 303);
    assert_int_equal(post(f, admin, DESK "/test/move/closed", "reason=Fraud+proven.").status, 303);
    /* Their people are told that, why, and whom to write to; the vendor's doors into it say that it is closed. */
    Str partner = fixture_sign_in(f, f->user, ID_NIL);
    FixtureAnswer told = get(f, partner, "/");
    assert_int_equal(told.status, 200);
    assert_true(has(told, "Account closed") && has(told, "Fraud proven.") && has(told, "nobody can work in it"));
    assert_true(has(told, "at the address that its agreements and invoices name"));
    assert_int_equal(
        post(f, admin, "/operator/settings",
             "partners.answer_days=5&partners.contact=partners%40northlight.example&agreements.due_days=30&"
             "agreements.remind_days=7&closure.days=14")
            .status,
        303);
    assert_true(has(get(f, partner, "/"), "partners@northlight.example"));
    FixtureAnswer shut = post(f, admin, DESK "/test/invite", "");
    assert_int_equal(shut.status, 409);
    assert_true(has(shut, "The account is closed"));
    assert_int_equal(post(f, admin, DESK "/test/view", "").status, 409);
    assert_int_equal(get(f, fixture_sign_in(f, f->user, f->account), "/a/test").status, 404);
    assert_false(has(get(f, admin, DESK), "/operator/partners/test\""));
    assert_true(has(get(f, admin, DESK "?state=closed"), "/operator/partners/test\""));
    fixture_close(f);
}

static void test_the_list_filters_and_sorts(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = staff(f, "admin@northlight.example", "operator_admin");
    assert_int_equal(move(f, "restricted", "Revenue."), OK);
    struct {
        const char *query;
        bool test, other;
    } const asked[] = {{"", true, true},
                       {"?q=tes", true, false},
                       {"?q=other.example", false, true},
                       {"?state=restricted", true, false},
                       {"?state=active", false, true},
                       {"?kind=direct", true, true},
                       {"?kind=provider", false, false},
                       {"?country=FR", true, true},
                       {"?country=DE", false, false},
                       {"?program=csp_direct", true, true},
                       {"?program=mpn", false, false},
                       {"?program=mpn&q=test", false, false},
                       {"?age=30", true, true},
                       {"?age=older", false, false},
                       {"?sort=-since", true, true},
                       {"?state=nonsense&sort=nonsense", true, true}};
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        Str path = str_concat(f->arena, S(DESK), str_from(asked[i].query));
        FixtureAnswer page = get(f, admin, str_z(f->arena, path));
        assert_int_equal(page.status, 200);
        assert_int_equal(has(page, "/operator/partners/test\""), asked[i].test);
        assert_int_equal(has(page, "/operator/partners/other\""), asked[i].other);
    }
    fixture_close(f);
}

static void test_staff_choose_columns_keep_them_and_save_views_of_the_list(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = staff(f, "admin@northlight.example", "operator_admin"),
        other = staff(f, "help@northlight.example", "operator_support");
    assert_true(has(get(f, admin, DESK), "data-label=\"Place\""));
    assert_false(has(get(f, admin, DESK "?cols=name&cols=state"), "data-label=\"Place\""));
    assert_true(has(get(f, admin, DESK "?cols=name&cols=address"), "data-label=\"Name in addresses\">test<"));
    assert_int_equal(post(f, admin, DESK "/choices", "query=cols%3Dname%2Cstate%26density%3Dcompact").status, 303);
    FixtureAnswer kept = get(f, admin, DESK);
    assert_false(has(kept, "data-label=\"Place\""));
    assert_true(has(kept, "data-density=\"compact\""));
    assert_true(has(get(f, other, DESK), "data-label=\"Place\"")); /* another's list is as it was */
    assert_int_equal(post(f, admin, DESK "/views", "name=Mine&query=kind%3Ddirect%26evil%3Dx").status, 303);
    FixtureAnswer saved = get(f, admin, DESK);
    assert_true(has(saved, "kind=direct"));
    assert_false(has(saved, "evil"));
    assert_true(has(saved, ">Mine</a>"));
    assert_false(has(get(f, other, DESK), ">Mine</a>"));
    assert_int_equal(post(f, admin, DESK "/views/remove", "name=Mine").status, 303);
    assert_false(has(get(f, admin, DESK), ">Mine</a>"));
    fixture_close(f);
}

/* --- adding --- */

#define COMPANY "name=Caf%C3%A9+Nord&country=FR&city=Lille&domain=cafenord.example&kind=reseller"
#define ADMIN "&first_name=L%C3%A9a&last_name=Roux&email=lea%40cafenord.example&language=fr&how=password&mfa=required"

static void test_an_account_is_added_step_by_step_and_its_admin_signs_in_with_what_was_shown(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = staff(f, "admin@northlight.example", "operator_admin");
    assert_true(has(post(f, admin, DESK "/add", COMPANY), "name=\"first_name\""));
    FixtureAnswer review = post(f, admin, DESK "/add/admin", COMPANY ADMIN);
    assert_int_equal(review.status, 200);
    assert_true(has(review, "lea@cafenord.example"));
    FixtureAnswer done = post(f, admin, DESK "/add/create", COMPANY ADMIN);
    assert_int_equal(done.status, 200);
    assert_true(has(done, "Temporary password") && has(done, "no-store") == false);
    assert_true(str_eq(fixture_header(&done, "Cache-Control"), S("no-store")));
    FixtureAnswer page = get(f, admin, DESK "/cafe-nord");
    assert_int_equal(page.status, 200);
    assert_true(has(page, "Roux") && has(page, "Never signed in"));
    /* The same once more: every part that is taken says so. */
    FixtureAnswer again = post(f, admin, DESK "/add", COMPANY);
    assert_int_equal(again.status, 422);
    assert_true(has(again, "belongs to an organization") && has(again, "in this country already"));
    fixture_close(f);
}

static void test_what_is_wrong_with_a_new_account_is_said_at_its_field_and_nothing_is_lost(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = staff(f, "admin@northlight.example", "operator_admin");
    FixtureAnswer wrong = post(f, admin, DESK "/add", "name=Nord&country=&city=&domain=nord&kind=other");
    assert_int_equal(wrong.status, 422);
    assert_true(has(wrong, "Choose the country") && has(wrong, "Enter the city") && has(wrong, "such as example.com"));
    assert_true(has(wrong, "value=\"Nord\""));
    wrong = post(f, admin, DESK "/add/admin",
                 COMPANY "&first_name=L&last_name=R&email=lea%40elsewhere.example&language=fr&how=invite&mfa=required");
    assert_int_equal(wrong.status, 422);
    assert_true(has(wrong, "has to end with @cafenord.example") && has(wrong, "Caf\xC3\xA9 Nord"));
    wrong = post(f, admin, DESK "/add/admin", "name=Test2&country=FR&city=Lyon&domain=test.example&kind=direct" ADMIN);
    assert_int_equal(wrong.status, 422);
    assert_true(has(wrong, "belongs to an organization"));
    fixture_close(f);
}

/* What the mail that was sent last says, as it is read: soft breaks of quoted-printable are gone. */
static Str last_mail(Fixture *f)
{
    struct dirent **names = NULL;
    const char *dir = str_z(f->arena, str_fmt(f->arena, "%s/mail", f->app->options.data_dir));
    (void)jobs_run_due(f->app, 1000);
    (void)jobs_run_due(f->app, 1000);
    int n = scandir(dir, &names, NULL, alphasort);
    Buf plain = buf_on_arena(f->arena, 1 << 20);
    for (int i = 0; i < n; i++) {
        Str text;
        const char *path = str_z(f->arena, str_fmt(f->arena, "%s/%s", dir, names[i]->d_name));
        if (names[i]->d_name[0] != '.' && os_read_file(f->arena, path, 1 << 20, &text) == OK) {
            plain.n = 0;
            for (size_t k = 0; k < text.n; k++) {
                bool soft = text.p[k] == '=' && k + 2 < text.n && text.p[k + 1] == '\r';
                if (soft) {
                    k += 2;
                } else {
                    buf_addc(&plain, text.p[k]);
                }
            }
        }
        free(names[i]);
    }
    free(names);
    return buf_str(&plain);
}

static void test_the_first_link_speaks_to_somebody_who_was_never_here(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = staff(f, "admin@northlight.example", "operator_admin");
    FixtureAnswer done =
        post(f, admin, DESK "/add/create",
             COMPANY "&first_name=L&last_name=R&email=lea%40cafenord.example&language=en&how=invite&mfa=encouraged");
    assert_int_equal(done.status, 200);
    Str mail = last_mail(f);
    ptrdiff_t at = str_find(mail, S("/sign-in/reset/"));
    assert_true(at > 0);
    assert_false(str_find(mail, S("what you are mailed")) >= 0); /* it asks for a sign-in */
    const char *link = str_z(f->arena, str_sub(mail, (size_t)at, 15 + 32));
    FixtureAnswer page = get(f, S(""), link);
    assert_int_equal(page.status, 200);
    assert_true(has(page, "Choose your password") && !has(page, "All your sessions are ended"));
    fixture_close(f);
}

static void test_an_invited_admin_gets_a_link_and_another_one_when_it_was_lost(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = staff(f, "admin@northlight.example", "operator_admin");
    FixtureAnswer done =
        post(f, admin, DESK "/add/create",
             COMPANY "&first_name=L&last_name=R&email=lea%40cafenord.example&language=fr&how=invite&mfa=encouraged");
    assert_int_equal(done.status, 200);
    assert_true(has(done, "is on its way to") && !has(done, "Temporary password"));
    assert_int_equal(post(f, admin, DESK "/cafe-nord/invite", "").status, 303);
    fixture_close(f);
}

/* --- looking --- */

static void test_the_vendor_views_as_a_partner_and_changes_nothing_and_the_partner_s_log_says_so(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = staff(f, "admin@northlight.example", "operator_support operator_admin");
    Str partner = fixture_sign_in(f, f->user, f->account);
    assert_int_equal(get(f, admin, "/a/test").status, 404);
    assert_int_equal(post(f, admin, DESK "/test/view", "").status, 303);
    const char *pages[] = {"/a/test", "/a/test/customers", "/a/test/settings/users", STANDING};
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        FixtureAnswer page = get(f, admin, pages[i]);
        assert_int_equal(page.status, 200);
        assert_true(has(page, "as the vendor. Nothing can be changed."));
    }
    assert_int_equal(get(f, admin, "/a/other").status, 404);
    FixtureAnswer refused = post(f, admin, "/a/test/settings/company", "name=Mine&city=Lyon&version=1");
    assert_int_equal(refused.status, 403);
    assert_true(has(refused, "nothing can be changed here"));
    assert_true(has(get(f, partner, "/a/test/settings/activity"), "began to look"));
    assert_int_equal(post(f, admin, DESK "/test/view/end", "").status, 303);
    assert_int_equal(get(f, admin, "/a/test").status, 404);
    /* It ends by itself. */
    assert_int_equal(post(f, admin, DESK "/test/view", "").status, 303);
    fixture_set_wall(f, time_add(app_wall(f->app), 61 * TIME_MINUTE));
    assert_int_equal(get(f, admin, "/a/test").status, 404);
    fixture_close(f);
}

/* --- asking to be reinstated, and the queue of those who answer --- */

static Str link_in(Fixture *f, FixtureAnswer page, const char *start)
{
    ptrdiff_t at = str_find(page.body, str_from(start));
    assert_true(at >= 0);
    Str rest = str_skip(page.body, (size_t)at);
    size_t n = 0;
    while (n < rest.n && rest.p[n] != '"' && rest.p[n] != '?') {
        n++;
    }
    return str_copy(f->arena, str_sub(rest, 0, n));
}

static void test_a_suspended_account_asks_is_declined_with_a_reason_asks_again_and_is_reinstated(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = staff(f, "admin@northlight.example", "operator_admin");
    Str partner = fixture_sign_in(f, f->user, f->account);
    assert_int_equal(post(f, partner, STANDING "/ask", "body=Why+not").status, 409);
    assert_int_equal(move(f, "suspended", "Overdue."), OK);
    assert_true(has(get(f, partner, STANDING), "What have you put right?"));
    assert_false(has(get(f, fixture_sign_in(f, f->colleague, f->account), STANDING), "What have you put right?"));
    FixtureAnswer empty = post(f, partner, STANDING "/ask", "body=+");
    assert_int_equal(empty.status, 422);
    assert_true(has(empty, "Write what you have put right"));
    assert_true(has(get(f, partner, "/a/test/settings/partner-profile"), "Suspended"));
    assert_int_equal(post(f, partner, STANDING "/ask", "body=Paid+on+Monday.").status, 303);
    FixtureAnswer page = get(f, partner, STANDING);
    assert_true(has(page, "Paid on Monday.") && has(page, "The vendor answers by"));
    assert_int_equal(post(f, partner, STANDING "/ask", "body=Again").status, 409);

    FixtureAnswer queue = get(f, admin, "/operator/work");
    assert_true(has(queue, "Account requests") && has(queue, "5 days left"));
    Str path = link_in(f, queue, "/operator/account-requests/");
    FixtureAnswer one = get(f, admin, str_z(f->arena, path));
    assert_true(has(one, "Paid on Monday.") && has(one, "Accept and reinstate"));
    Str decline = str_concat(f->arena, path, S("/decline"));
    assert_int_equal(post(f, admin, str_z(f->arena, decline), "reason=+").status, 422);
    assert_int_equal(post(f, admin, str_z(f->arena, decline), "reason=Only+half+is+paid.").status, 303);
    assert_int_equal(post(f, admin, str_z(f->arena, decline), "reason=Twice").status, 409);
    page = get(f, partner, STANDING);
    assert_true(has(page, "Only half is paid.") && has(page, "What have you put right?"));
    assert_true(has(get(f, partner, "/me/action-center/notifications"), "was declined"));
    assert_true(has(get(f, admin, "/operator/work"), "Nothing waits"));

    assert_int_equal(post(f, partner, STANDING "/ask", "body=All+is+paid.").status, 303);
    path = link_in(f, get(f, admin, "/operator/work"), "/operator/account-requests/");
    Str accept = str_concat(f->arena, path, S("/accept"));
    assert_int_equal(post(f, admin, str_z(f->arena, accept), "note=Thank+you.").status, 303);
    page = get(f, partner, STANDING);
    assert_true(has(page, "Thank you.") && !has(page, "What have you put right?"));
    assert_true(has(get(f, admin, "/operator/work?state=done"), "/operator/account-requests/"));
    assert_int_equal(post(f, admin, str_z(f->arena, accept), "").status, 409);
    fixture_close(f);
}

static void test_a_request_is_withdrawn_and_one_that_a_rule_made_idle_leaves_the_queue(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = staff(f, "admin@northlight.example", "operator_admin");
    Str partner = fixture_sign_in(f, f->user, f->account);
    assert_int_equal(move(f, "suspended", "Overdue."), OK);
    assert_int_equal(post(f, partner, STANDING "/ask", "body=Paid.").status, 303);
    assert_int_equal(post(f, partner, STANDING "/withdraw", "").status, 303);
    assert_true(has(get(f, admin, "/operator/work"), "Nothing waits"));
    assert_int_equal(post(f, partner, STANDING "/withdraw", "").status, 409);
    assert_int_equal(post(f, partner, STANDING "/ask", "body=Paid+now.").status, 303);
    assert_int_equal(move(f, "active", "The payment came."), OK);
    assert_true(has(get(f, admin, "/operator/work"), "Nothing waits"));
    fixture_close(f);
}

static void test_work_is_taken_assigned_released_and_filtered_by_those_whose_kind_it_is(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = staff(f, "admin@northlight.example", "operator_admin");
    Str finance = staff(f, "finance@northlight.example", "operator_finance");
    Str partner = fixture_sign_in(f, f->user, f->account);
    assert_int_equal(move(f, "suspended", "Overdue."), OK);
    assert_int_equal(post(f, partner, STANDING "/ask", "body=Paid.").status, 303);
    assert_true(has(get(f, admin, "/operator/work"), "Nobody yet"));
    FixtureAnswer queue = get(f, admin, "/operator/work");
    ptrdiff_t at = str_find(queue.body, S("name=\"id\" value=\""));
    assert_true(at >= 0);
    Str id = str_copy(f->arena, str_sub(str_skip(queue.body, (size_t)at), 17, 36));
    assert_false(has(get(f, finance, "/operator/work"), "account-requests"));
    Str take = str_fmt(f->arena, "do=take&id=%.*s", S_ARG(id));
    assert_int_equal(post(f, finance, "/operator/work/assign", str_z(f->arena, take)).status, 303);
    assert_true(has(get(f, admin, "/operator/work"), "Nobody yet"));
    assert_true(has(get(f, admin, "/operator/work?whose=mine"), "Nothing matches"));
    assert_int_equal(post(f, admin, "/operator/work/assign", str_z(f->arena, take)).status, 303);
    assert_true(has(get(f, admin, "/operator/work?whose=mine"), "/operator/account-requests/"));
    assert_true(has(get(f, admin, "/operator/work?whose=free"), "Nothing matches"));
    assert_true(has(get(f, admin, "/operator/work?market=FR"), "/operator/account-requests/"));
    assert_true(has(get(f, admin, "/operator/work?language=fr"), "Nothing matches"));
    assert_true(has(get(f, admin, "/operator/work?whose=late"), "Nothing matches"));
    Str release = str_fmt(f->arena, "do=release&id=%.*s", S_ARG(id));
    assert_int_equal(post(f, admin, "/operator/work/assign", str_z(f->arena, release)).status, 303);
    assert_true(has(get(f, admin, "/operator/work?whose=free"), "/operator/account-requests/"));
    assert_int_equal(post(f, admin, "/operator/work/assign", "do=take").status, 303);
    FixtureAnswer file = get(f, admin, "/operator/work/export?format=csv");
    assert_int_equal(file.status, 200);
    assert_true(has(file, "Account requests"));
    fixture_set_now(f, time_add(app_wall(f->app), 6 * TIME_DAY));
    assert_true(has(get(f, admin, "/operator/work?whose=late"), "1 day late"));
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_a_new_account_stands_active_and_says_so),
        UNIT_TEST(test_the_reason_stands_on_the_page_for_everybody_of_the_account_and_its_locations),
        UNIT_TEST(test_a_standing_that_is_not_in_the_table_is_refused),
        UNIT_TEST(test_a_rule_lifts_what_a_rule_laid_down_and_nothing_that_staff_decided),
        UNIT_TEST(test_a_stranger_reads_nothing_of_it),
        UNIT_TEST(test_a_restricted_account_sells_nothing_new_and_goes_on_otherwise),
        UNIT_TEST(test_a_suspended_account_is_read_and_writes_no_business_and_every_page_says_so),
        UNIT_TEST(test_the_api_of_a_suspended_account_reads_and_refuses_to_write_by_the_wire_s_number),
        UNIT_TEST(test_why_not_names_the_standing_and_no_role),
        UNIT_TEST(test_the_desk_suspends_with_a_reason_tells_the_admins_and_reinstates),
        UNIT_TEST(test_the_primary_contact_is_told_too),
        UNIT_TEST(test_staff_without_the_permission_see_accounts_and_move_none),
        UNIT_TEST(test_the_vendor_sets_limits_and_a_contact_for_partners),
        UNIT_TEST(test_the_vendor_s_look_offers_no_door_that_refuses),
        UNIT_TEST(test_an_account_is_closed_after_its_authorization_and_then_nobody_works_in_it),
        UNIT_TEST(test_the_list_filters_and_sorts),
        UNIT_TEST(test_staff_choose_columns_keep_them_and_save_views_of_the_list),
        UNIT_TEST(test_an_account_is_added_step_by_step_and_its_admin_signs_in_with_what_was_shown),
        UNIT_TEST(test_what_is_wrong_with_a_new_account_is_said_at_its_field_and_nothing_is_lost),
        UNIT_TEST(test_the_first_link_speaks_to_somebody_who_was_never_here),
        UNIT_TEST(test_an_invited_admin_gets_a_link_and_another_one_when_it_was_lost),
        UNIT_TEST(test_the_vendor_views_as_a_partner_and_changes_nothing_and_the_partner_s_log_says_so),
        UNIT_TEST(test_a_suspended_account_asks_is_declined_with_a_reason_asks_again_and_is_reinstated),
        UNIT_TEST(test_a_request_is_withdrawn_and_one_that_a_rule_made_idle_leaves_the_queue),
        UNIT_TEST(test_work_is_taken_assigned_released_and_filtered_by_those_whose_kind_it_is),
    };
    return FIXTURE_RUN(tests);
}

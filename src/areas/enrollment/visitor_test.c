/* Enrolling: which addresses, what a stranger learns, how much of it, what is made, and who decides. */
#include "app/mailbox.h"
#include "app/setting.h"
#include "app/unit.h"
#include "areas/enrollment/enrollment.h"
#include "areas/identity/identity.h"
#include "areas/registry/registry.h"
#include "areas/verification/verification.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit/unit.h"
#include <dirent.h>

#define COMPANY "name=Quai+Looms&country=FR&kind=reseller"
#define LEGAL "legal_name=Quai+Looms+SAS&line1=1+Quai&city=Lyon&postal_code=69002&registration_id=552008443&tax_id="
#define CONTACT "first_name=Ada&last_name=Byron&job_title=Director&phone=&authority=1"

static bool has(Str page, const char *words) { return str_find(page, str_from(words)) >= 0; }

/* Each act a second after the one before: mails are found by their age. */
static FixtureAnswer post(Fixture *f, Str path, const char *form)
{
    fixture_set_wall(f, time_add(app_wall(f->app), TIME_SECOND));
    return fixture_request(f, "POST", str_z(f->arena, path),
                           &(FixtureSend){.cookie = S("entente_form=0123456789abcdef"), .form = str_from(form)});
}
static FixtureAnswer get(Fixture *f, Str path)
{
    return fixture_request(f, "GET", str_z(f->arena, path), &(FixtureSend){0});
}
static Str below(Fixture *f, Str place, const char *rest) { return str_concat(f->arena, place, str_from(rest)); }

/* --- mail --- */

static int mails_only(const struct dirent *d) { return d->d_name[0] != '.'; }

/* The newest mail to an address that holds the words, without soft breaks; empty when there is none. How many there
 * are. Sends what waits. */
static Str mail_with(Fixture *f, const char *email, const char *words, int *ret_n)
{
    struct dirent **names = NULL;
    Str found = S("");
    (void)jobs_run_due(f->app, 1000);
    (void)jobs_run_due(f->app, 1000);
    const char *dir = str_z(f->arena, str_fmt(f->arena, "%s/mail", f->app->options.data_dir));
    int n = os_exists(dir) ? scandir(dir, &names, mails_only, alphasort) : 0;
    *ret_n = 0;
    for (int i = 0; i < n; i++) {
        Str text;
        const char *path = str_z(f->arena, str_fmt(f->arena, "%s/%s", dir, names[i]->d_name));
        assert_int_equal(os_read_file(f->arena, path, 1 << 20, &text), OK);
        Buf plain = buf_on_arena(f->arena, 1 << 20);
        for (size_t k = 0; k < text.n; k++) {
            bool soft = text.p[k] == '=' && k + 2 < text.n && text.p[k + 1] == '\r';
            k += soft ? 2 : 0;
            if (!soft) {
                buf_addc(&plain, text.p[k]);
            }
        }
        Str mail = str_copy(f->arena, buf_str(&plain));
        bool to = str_find(mail, str_fmt(f->arena, "To: %s", email)) >= 0 ||
                  str_find(mail, str_fmt(f->arena, "<%s>", email)) >= 0;
        if (to && has(mail, words)) {
            found = mail;
            ++*ret_n;
        }
        free(names[i]);
    }
    free(names);
    return found;
}

static Str mail_to(Fixture *f, const char *email, int *ret_n) { return mail_with(f, email, "", ret_n); }

static Str code_in(Str mail)
{
    ptrdiff_t at = str_find(mail, S("Enter the code "));
    return at < 0 ? S("") : str_sub(mail, (size_t)at + 15, 6);
}
static Str link_in(Str mail)
{
    ptrdiff_t at = str_find(mail, S("/enroll/"));
    return at < 0 ? S("") : str_sub(mail, (size_t)at, 8 + 43);
}

/* --- ways --- */

static Str begin(Fixture *f, const char *email)
{
    FixtureAnswer got = post(f, S("/enroll"), str_z(f->arena, str_fmt(f->arena, "email=%s", email)));
    assert_int_equal(got.status, 303);
    return str_copy(f->arena, got.location);
}
static void prove(Fixture *f, Str place, const char *email)
{
    int n;
    Str code = code_in(mail_to(f, email, &n));
    assert_int_equal(code.n, 6);
    FixtureAnswer got = post(f, below(f, place, "/code"), str_z(f->arena, str_concat(f->arena, S("code="), code)));
    assert_int_equal(got.status, 303);
}
static void fill_in(Fixture *f, Str place)
{
    assert_int_equal(post(f, below(f, place, "/company"), COMPANY).status, 303);
    assert_int_equal(post(f, below(f, place, "/legal"), LEGAL).status, 303);
    assert_int_equal(post(f, below(f, place, "/contact"), CONTACT).status, 303);
}
static void enrolled(Fixture *f, const char *email)
{
    Str place = begin(f, email);
    prove(f, place, email);
    fill_in(f, place);
    assert_int_equal(post(f, below(f, place, "/send"), "read=1").status, 303);
    assert_true(has(get(f, place).body, "Your enrollment is sent"));
}

typedef struct Set {
    const char *key, *value;
} Set;
static Err set_unit(Ctx *ctx, void *arg)
{
    const Set *s = arg;
    return setting_put(ctx, ID_NIL, str_from(s->key), str_from(s->value));
}
static void set(Fixture *f, const char *key, const char *value)
{
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, set_unit, &(Set){key, value}), OK);
}
static Err staff_unit(Ctx *ctx, void *arg)
{
    Id *ret = arg;
    *ret = ctx_new_id(ctx);
    return identity_add_directory(system_of(ctx), &(NewDirectory){.id = *ret,
                                                                  .kind = S("operator"),
                                                                  .name = S("Northlight"),
                                                                  .domain = S("northlight.example"),
                                                                  .country = S("NL")});
}
/* The cookie of the vendor's desk. */
static Str desk(Fixture *f)
{
    Id directory = ID_NIL;
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, staff_unit, &directory), OK);
    return fixture_sign_in(f, fixture_user(f, directory, "desk@northlight.example", "operator_admin"), ID_NIL);
}
static FixtureAnswer as(Fixture *f, Str cookie, Str path, const char *form)
{
    fixture_set_wall(f, time_add(app_wall(f->app), form ? TIME_SECOND : 0));
    return fixture_request(f, form ? "POST" : "GET", str_z(f->arena, path),
                           &(FixtureSend){.cookie = cookie, .form = form ? str_from(form) : S("")});
}
static Str its_page(Fixture *f, Str cookie)
{
    Str list = as(f, cookie, S("/operator/company-enrollments?state=submitted"), NULL).body;
    ptrdiff_t at = str_find(list, S("/operator/company-enrollments/0"));
    assert_true(at >= 0);
    return str_copy(f->arena, str_sub(list, (size_t)at, 30 + 36));
}
typedef struct Counted {
    int64_t drafts, accounts;
} Counted;
static Err count_unit(Ctx *ctx, void *arg)
{
    Counted *c = arg;
    EnrollAllSinceRow all;
    Id id;
    TRY(q_enroll_all_since(system_of(ctx), &(EnrollAllSinceArgs){.since = {0}}, &all));
    c->drafts = all.n;
    c->accounts = identity_directory_id(system_of(ctx), S("looms.example"), &id) == OK;
    return OK;
}
static Counted counted(Fixture *f)
{
    Counted c = {0};
    assert_int_equal(fixture_unit(f, MODE_READ, ID_NIL, count_unit, &c), OK);
    return c;
}

/* --- promises --- */

static void addresses_that_are_nobody_s_at_work_are_refused_with_the_reason(void **state)
{
    (void)state;
    static const struct {
        const char *email, *why;
    } CASES[] = {{"ada%40gmail.com", "Anybody can have an address at gmail.com"},
                 {"ada%40treasury.gov.uk", "belongs to a government"},
                 {"ada%40impots.gouv.fr", "belongs to a government"},
                 {"info%40looms.example", "several people read"},
                 {"info%2Bx%40looms.example", "several people read"},
                 {"ada", "Enter your work e-mail"}};
    Fixture *f = fixture_open();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const char *form = str_z(f->arena, str_fmt(f->arena, "email=%s", CASES[i].email));
        FixtureAnswer got = post(f, S("/enroll"), form);
        assert_int_equal(got.status, 422);
        assert_true(has(got.body, CASES[i].why));
    }
    assert_int_equal(counted(f).drafts, 0);
    set(f, "enrollment.no_consumer", "false");
    (void)begin(f, "ada%40gmail.com");
    assert_false(mailbox_under(S("notgov.uk"), S("gov.uk")));
    assert_int_equal(mailbox_kind(S("hallo.bund.de")), MAILBOX_GOVERNMENT);
    fixture_close(f);
}

static void the_vendor_s_words_stand_over_the_lists(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = desk(f);
    Str words = S("/operator/company-enrollments/settings/words");
    assert_int_equal(as(f, cookie, words, "kind=consumer&word=looms.example&refused=1&source=its+own+page").status,
                     303);
    assert_int_equal(as(f, cookie, words, "kind=consumer&word=gmail.com&source=a+partner+uses+it").status, 303);
    assert_int_equal(as(f, cookie, words, "kind=consumer&word=not+one&source=x").status, 422);
    assert_int_equal(as(f, cookie, words, "kind=consumer&word=b.example&source=").status, 422);
    assert_int_equal(post(f, S("/enroll"), "email=ada%40mail.looms.example").status, 422);
    assert_int_equal(post(f, S("/enroll"), "email=ada%40gmail.com").status, 303);
    fixture_close(f);
}

static void an_enrollment_makes_an_account_with_its_first_admin_which_the_vendor_approves(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    int n;
    Str cookie = desk(f);
    enrolled(f, "ada@looms.example");
    assert_int_equal(counted(f).accounts, 1);
    (void)mail_with(f, "ada@looms.example", "/sign-in/reset/", &n);
    assert_int_equal(n, 1);
    Str page = its_page(f, cookie), body = as(f, cookie, page, NULL).body;
    assert_true(has(body, "Ada Byron") && has(body, "ada@looms.example") && has(body, "Director"));
    assert_true(has(body, "Quai Looms SAS") && has(body, "552 008 443"));
    assert_true(has(as(f, cookie, S("/operator/partners/quai-looms"), NULL).body, "Restricted"));
    assert_true(has(as(f, cookie, S("/operator/work?kind=enrollment"), NULL).body, "Quai Looms"));
    assert_int_equal(as(f, cookie, below(f, page, "/approve"), "note=").status, 303);
    assert_true(has(as(f, cookie, S("/operator/partners/quai-looms"), NULL).body, "Active"));
    assert_false(has(as(f, cookie, S("/operator/work?kind=enrollment"), NULL).body, "Quai Looms"));
    (void)mail_with(f, "ada@looms.example", "is a partner now", &n);
    assert_true(n > 0);
    assert_int_equal(as(f, cookie, below(f, page, "/refuse"), "reason=no").status, 409);
    fixture_close(f);
}

typedef struct Checks {
    Fixture *f;
    Str email, business;
} Checks;
static Err checks_unit(Ctx *ctx, void *arg)
{
    Checks *ret = arg;
    VerificationAccountRow row;
    Verification v;
    OperatorCtx o = {ctx};
    TRY(q_verification_account(o, &(VerificationAccountArgs){.public_id = S("quai-looms")}, &row));
    TRY(verification_of(ctx, row.id, &v));
    for (size_t i = 0; i < v.checks_n; i++) {
        Str *to = str_eq(v.checks[i].kind->id, S("email"))      ? &ret->email
                  : str_eq(v.checks[i].kind->id, S("business")) ? &ret->business
                                                                : NULL;
        if (to) {
            *to = str_copy(ret->f->arena, v.checks[i].row.state);
        }
    }
    return OK;
}

static void the_mailbox_that_enrolled_is_not_asked_to_be_proved_again(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    int n;
    Checks checks = {.f = f};
    enrolled(f, "ada@looms.example");
    assert_int_equal(fixture_unit(f, MODE_READ, ID_NIL, checks_unit, &checks), OK);
    assert_str_is(checks.email, S("accepted"));
    assert_str_is(checks.business, S("pending"));
    (void)mail_with(f, "ada@looms.example", "The code to prove this address", &n);
    assert_int_equal(n, 0);
    fixture_close(f);
}

static void a_refusal_needs_a_reason_and_leaves_a_way_on(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    int n;
    Str cookie = desk(f);
    enrolled(f, "ada@looms.example");
    Str page = its_page(f, cookie);
    FixtureAnswer got = as(f, cookie, below(f, page, "/refuse"), "reason=+");
    assert_int_equal(got.status, 422);
    assert_int_equal(as(f, cookie, below(f, page, "/refuse"), "reason=Send+the+deed.").status, 303);
    (void)mail_with(f, "ada@looms.example", "Send the deed.", &n);
    assert_true(n > 0);
    assert_true(has(as(f, cookie, S("/operator/partners/quai-looms"), NULL).body, "Deauthorized"));
    assert_int_equal(as(f, cookie, below(f, page, "/approve"), "note=").status, 303);
    assert_true(has(as(f, cookie, S("/operator/partners/quai-looms"), NULL).body, "Active"));
    fixture_close(f);
}

static void an_account_whose_enrollment_is_not_approved_is_reinstated_by_approving_it(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = desk(f), move = S("/operator/partners/quai-looms/move/active");
    enrolled(f, "ada@looms.example");
    Str page = its_page(f, cookie);
    assert_str_is(as(f, cookie, move, NULL).location, page);
    FixtureAnswer got = as(f, cookie, move, "reason=");
    assert_int_equal(got.status, 409);
    assert_true(has(got.body, "approving it reinstates the account"));
    assert_int_equal(as(f, cookie, below(f, page, "/refuse"), "reason=Send+the+deed.").status, 303);
    assert_str_is(as(f, cookie, move, NULL).location, page);
    assert_int_equal(as(f, cookie, move, "reason=It+came.").status, 409);
    assert_true(has(as(f, cookie, S("/operator/partners/quai-looms"), NULL).body, "Deauthorized"));
    assert_int_equal(as(f, cookie, below(f, page, "/approve"), "note=It+came.").status, 303);
    assert_true(has(as(f, cookie, S("/operator/partners/quai-looms"), NULL).body, "Active"));
    /* Of one that is approved the account alone moves. */
    assert_int_equal(as(f, cookie, S("/operator/partners/quai-looms/move/suspended"), "reason=Dues.").status, 303);
    assert_int_equal(as(f, cookie, move, NULL).status, 200);
    assert_int_equal(as(f, cookie, move, "reason=Paid.").status, 303);
    fixture_close(f);
}

static void where_approval_is_automatic_the_account_is_active_at_once(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = desk(f);
    set(f, "enrollment.approval", "automatic");
    enrolled(f, "ada@looms.example");
    assert_true(has(as(f, cookie, S("/operator/partners/quai-looms"), NULL).body, "Active"));
    assert_true(has(as(f, cookie, S("/operator/company-enrollments?state=approved"), NULL).body, "Quai Looms"));
    fixture_close(f);
}

static Str main_of(Fixture *f, Str body, const char *email)
{
    ptrdiff_t from = str_find(body, S("<main")), to = str_find(body, S("<footer"));
    Buf b = buf_on_arena(f->arena, 1 << 16);
    body = str_sub(body, (size_t)from, (size_t)(to - from));
    for (size_t i = 0; i < body.n; i++) { /* without the address and the secrets of the page */
        Str rest = str_skip(body, i);
        if (str_starts(rest, str_from(email))) {
            i += strlen(email) - 1;
        } else if (str_starts(rest, S("/enroll/"))) {
            i += 8 + 31;
        } else if (str_starts(rest, S("value=\""))) {
            i += 6;
            while (i + 1 < body.n && body.p[i + 1] != '"') {
                i++;
            }
        } else {
            buf_addc(&b, body.p[i]);
        }
    }
    return buf_str(&b);
}

static void a_page_says_the_same_of_an_address_that_is_known_here(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    int n;
    (void)fixture_user(f, f->directory, "nora@test.example", "report_viewer");
    Str known = get(f, begin(f, "nora@test.example")).body, fresh = get(f, begin(f, "ivan@looms.example")).body;
    assert_str_is(main_of(f, known, "nora@test.example"), main_of(f, fresh, "ivan@looms.example"));
    Str mail = mail_to(f, "nora@test.example", &n);
    assert_true(has(mail, "You have an account here already") && code_in(mail).n == 0 && !has(mail, "/enroll/"));
    assert_int_equal(code_in(mail_to(f, "ivan@looms.example", &n)).n, 6);
    fixture_close(f);
}

/* What five wrong codes, another code and one more wrong one say. */
static bool wrong_after_another(Fixture *f, const char *email)
{
    int n;
    Str place = begin(f, email);
    (void)mail_to(f, email, &n);
    for (int i = 0; i < 5; i++) {
        (void)post(f, below(f, place, "/code"), "code=1");
    }
    assert_true(has(post(f, below(f, place, "/code"), "code=1").body, "Too many wrong codes"));
    assert_int_equal(post(f, below(f, place, "/again"), "").status, 303);
    (void)mail_to(f, email, &n);
    return has(post(f, below(f, place, "/code"), "code=1").body, "This is not the code, or it is too old");
}

static void wrong_codes_say_the_same_of_an_address_that_is_known_here(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    (void)fixture_user(f, f->directory, "nora@test.example", "report_viewer");
    assert_true(wrong_after_another(f, "ivan@looms.example"));
    assert_true(wrong_after_another(f, "nora@test.example"));
    fixture_close(f);
}

static void codes_hold_once_for_half_an_hour_and_five_tries(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    int n;
    Str place = begin(f, "ada@looms.example");
    Str code = code_in(mail_to(f, "ada@looms.example", &n)), wrong = str_eq(code, S("000000")) ? S("1") : S("000000");
    const char *good = str_z(f->arena, str_concat(f->arena, S("code="), code)),
               *bad = str_z(f->arena, str_concat(f->arena, S("code="), wrong));
    assert_int_equal(post(f, below(f, place, "/company"), COMPANY).status, 303); /* back to the code */
    assert_true(has(get(f, place).body, "Enter the code"));
    for (int i = 0; i < 5; i++) {
        assert_int_equal(post(f, below(f, place, "/code"), bad).status, 422);
    }
    FixtureAnswer got = post(f, below(f, place, "/code"), good);
    assert_int_equal(got.status, 422);
    assert_true(has(got.body, "Too many wrong codes"));
    assert_int_equal(post(f, below(f, place, "/again"), "").status, 303);
    code = code_in(mail_to(f, "ada@looms.example", &n));
    good = str_z(f->arena, str_concat(f->arena, S("code="), code));
    fixture_set_wall(f, time_add(app_wall(f->app), 30 * TIME_MINUTE));
    assert_int_equal(post(f, below(f, place, "/code"), good).status, 422);
    assert_int_equal(post(f, below(f, place, "/again"), "").status, 303);
    prove(f, place, "ada@looms.example");
    assert_int_equal(post(f, below(f, place, "/again"), "").status, 303);
    (void)mail_to(f, "ada@looms.example", &n);
    assert_int_equal(n, 3); /* and no more */
    fixture_close(f);
}

static void the_mail_s_link_goes_on_elsewhere_and_proves_nothing_for_whoever_typed_the_address(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    int n;
    Str place = begin(f, "ada@looms.example"), link = link_in(mail_to(f, "ada@looms.example", &n));
    assert_str_is(get(f, link).location, below(f, link, "/company"));
    assert_int_equal(post(f, below(f, link, "/company"), COMPANY).status, 303);
    assert_true(has(get(f, below(f, link, "/legal")).body, "Quai Looms"));
    /* Whoever typed the address, and has not the mailbox, sees none of it. */
    assert_true(has(get(f, place).body, "Enter the code"));
    assert_int_equal(get(f, below(f, place, "/legal")).status, 303);
    /* Begun anew elsewhere: it goes on where it was, and the link still holds. */
    Str again = begin(f, "ada@looms.example");
    prove(f, again, "ada@looms.example");
    assert_str_is(get(f, again).location, below(f, again, "/legal"));
    assert_true(has(get(f, below(f, link, "/company")).body, "Quai Looms"));
    fixture_close(f);
}

static void an_abandoned_enrollment_ends_after_the_vendor_s_days_and_is_deleted(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    set(f, "enrollment.days", "3");
    Str place = begin(f, "ada@looms.example");
    prove(f, place, "ada@looms.example");
    fixture_set_wall(f, time_add(app_wall(f->app), 2 * TIME_DAY));
    assert_int_equal(post(f, below(f, place, "/company"), COMPANY).status, 303); /* three days more */
    fixture_set_wall(f, time_add(app_wall(f->app), 2 * TIME_DAY));
    (void)jobs_run_due(f->app, 100);
    assert_int_equal(get(f, below(f, place, "/legal")).status, 200);
    fixture_set_wall(f, time_add(app_wall(f->app), 2 * TIME_DAY));
    (void)jobs_run_due(f->app, 100);
    assert_int_equal(get(f, place).status, 404);
    assert_int_equal(counted(f).drafts, 0);
    fixture_close(f);
}

static void a_domain_an_address_and_a_network_have_their_quota(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    int n;
    set(f, "enrollment.domain_a_day", "2");
    (void)begin(f, "a1@looms.example");
    (void)begin(f, "a2@looms.example");
    FixtureAnswer got = post(f, S("/enroll"), "email=a3%40looms.example");
    assert_int_equal(got.status, 429);
    assert_true(has(got.body, "addresses of this domain today"));
    set(f, "enrollment.domain_a_day", "1000");
    for (int i = 0; i < 5; i++) {
        got = post(f, S("/enroll"), "email=ivan%40mills.example");
    }
    assert_int_equal(got.status, 303);
    assert_int_equal(post(f, S("/enroll"), "email=ivan%40mills.example").status, 429);
    (void)mail_to(f, "ivan@mills.example", &n);
    assert_int_equal(n, 5);
    fixture_set_wall(f, time_add(app_wall(f->app), TIME_HOUR));
    (void)begin(f, "ivan%40mills.example");
    (void)mail_to(f, "ivan@mills.example", &n);
    assert_int_equal(n, 5); /* a day's mails to one address */
    for (int i = 0; i < 20; i++) {
        got = post(f, S("/enroll"), str_z(f->arena, str_fmt(f->arena, "email=b%d%%40other%d.example", i, i)));
    }
    assert_int_equal(got.status, 429);
    assert_true(has(got.body, "You have asked often"));
    set(f, "enrollment.all_a_day", "1");
    fixture_set_wall(f, time_add(app_wall(f->app), TIME_HOUR));
    assert_true(has(post(f, S("/enroll"), "email=c%40yet.example").body, "More companies enroll today"));
    fixture_close(f);
}

static FixtureAnswer begin_from(Fixture *f, const char *network, const char *email)
{
    fixture_set_wall(f, time_add(app_wall(f->app), TIME_SECOND));
    return fixture_request(f, "POST", "/enroll",
                           &(FixtureSend){.cookie = S("entente_form=0123456789abcdef"),
                                          .remote = network,
                                          .form = str_fmt(f->arena, "email=%s", email)});
}

static void addresses_that_nobody_has_proved_shut_no_domain_for_others(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    set(f, "enrollment.domain_a_day", "2");
    assert_int_equal(begin_from(f, "198.51.100.9", "n1@looms.example").status, 303);
    assert_int_equal(begin_from(f, "198.51.100.9", "n2@looms.example").status, 303);
    assert_int_equal(begin_from(f, "198.51.100.9", "n3@looms.example").status, 429);
    FixtureAnswer got = begin_from(f, "203.0.113.5", "ada@looms.example");
    assert_int_equal(got.status, 303);
    Str place = str_copy(f->arena, got.location);
    prove(f, place, "ada@looms.example");
    /* By the link in the mail, which is a proof, too. */
    int n;
    assert_int_equal(begin_from(f, "203.0.113.6", "ivan@looms.example").status, 303);
    Str link = link_in(mail_to(f, "ivan@looms.example", &n));
    assert_int_equal(post(f, below(f, link, "/company"), COMPANY).status, 303);
    set(f, "enrollment.all_a_day", "3"); /* four drafts, of which two are proved */
    assert_int_equal(begin_from(f, "203.0.113.8", "eve@yarns.example").status, 303);
    set(f, "enrollment.all_a_day", "2");
    assert_true(has(begin_from(f, "203.0.113.9", "lea@yarns.example").body, "More companies enroll today"));
    set(f, "enrollment.all_a_day", "1000");
    got = begin_from(f, "203.0.113.7", "bea@looms.example");
    assert_int_equal(got.status, 429);
    assert_true(has(got.body, "addresses of this domain today"));
    fixture_close(f);
}

static void who_belongs_to_an_organization_here_asks_its_admins(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    int n;
    (void)fixture_user(f, f->directory, "boss@test.example", "global_admin");
    Str place = begin(f, "ivan@test.example");
    prove(f, place, "ivan@test.example");
    assert_true(has(get(f, below(f, place, "/company")).body, "Ask its administrators"));
    assert_int_equal(post(f, below(f, place, "/company"), COMPANY).status, 303);
    assert_int_equal(get(f, below(f, place, "/legal")).status, 303); /* no second account of the domain */
    assert_int_equal(post(f, below(f, place, "/ask"), "").status, 303);
    assert_true(has(get(f, place).body, "Your administrators are asked"));
    assert_int_equal(post(f, below(f, place, "/ask"), "").status, 303);
    (void)mail_with(f, "boss@test.example", "asks to join", &n);
    assert_int_equal(n, 1);
    fixture_close(f);
}

static void the_vendor_closes_enrollment_or_takes_who_was_invited(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    int n;
    Str cookie = desk(f);
    set(f, "enrollment.mode", "off");
    assert_int_equal(post(f, S("/enroll"), "email=ada%40looms.example").status, 403);
    assert_false(has(get(f, S("/")).body, "/enroll"));
    set(f, "enrollment.mode", "invited");
    assert_int_equal(post(f, S("/enroll"), "email=ada%40looms.example").status, 403);
    FixtureAnswer hidden = as(f, cookie, S("/operator/company-enrollments/invite"), "emails=%E2%80%AEc%40d.example");
    assert_int_equal(hidden.status, 422);
    assert_true(has(hidden.body, "characters that cannot be seen"));
    FixtureAnswer sent =
        as(f, cookie, S("/operator/company-enrollments/invite"), "emails=info%40looms.example&language=en");
    assert_int_equal(sent.status, 303);
    Str mail = mail_to(f, "info@looms.example", &n), link = link_in(mail);
    assert_true(has(mail, "invites your company"));
    fill_in(f, link);
    assert_int_equal(post(f, below(f, link, "/send"), "read=1").status, 303);
    assert_int_equal(counted(f).accounts, 1);
    assert_int_equal(post(f, below(f, link, "/send"), "read=1").status, 303); /* once */
    fixture_close(f);
}

static void steps_are_checked_by_the_country_with_what_was_meant_and_again_when_sent(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str place = begin(f, "ada@looms.example");
    prove(f, place, "ada@looms.example");
    assert_int_equal(get(f, below(f, place, "/review")).status, 303); /* not yet */
    assert_int_equal(post(f, below(f, place, "/company"), "name=&country=XX&kind=provider").status, 422);
    assert_int_equal(post(f, below(f, place, "/company"), COMPANY).status, 303);
    FixtureAnswer got = post(f, below(f, place, "/legal"),
                             "legal_name=Q&line1=1&city=Lyon&postal_code=69OO2&registration_id=552OO8443");
    assert_int_equal(got.status, 422);
    assert_true(has(got.body, "Did you mean 69002?") && has(got.body, "Did you mean 552 008 443?"));
    assert_int_equal(post(f, below(f, place, "/legal"), LEGAL).status, 303);
    got = post(f, below(f, place, "/contact"), "first_name=Ada&last_name=Byron&job_title=Clerk");
    assert_true(got.status == 422 && has(got.body, "Only somebody who may bind the company"));
    assert_int_equal(post(f, below(f, place, "/contact"), CONTACT).status, 303);
    assert_true(has(post(f, below(f, place, "/send"), "").body, "Confirm that what you send is true"));
    /* Another country sends back to the numbers. */
    assert_int_equal(post(f, below(f, place, "/company"), "name=Quai&country=NL&kind=reseller").status, 303);
    assert_str_is(get(f, place).location, below(f, place, "/legal"));
    assert_int_equal(post(f, below(f, place, "/send"), "read=1").status, 303);
    assert_int_equal(counted(f).accounts, 0);
    fixture_close(f);
}

static Err company_unit(Ctx *ctx, void *arg)
{
    bool added;
    RegistryCompany *c = arg;
    return registry_put(ctx, c, &added);
}

static void a_company_of_the_register_is_looked_up_and_fills_the_form_or_all_is_entered_by_hand(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    const char *email = "ada@quailooms.example";
    Str place = begin(f, email);
    prove(f, place, email);
    assert_int_equal(post(f, below(f, place, "/company"), COMPANY).status, 303);
    assert_false(has(get(f, below(f, place, "/legal")).body, "Find the company in the register"));
    RegistryCompany c = {.country = S("FR"),
                         .number = S("552 008 443"),
                         .legal_name = S("Quai Looms SAS"),
                         .line1 = S("1 Quai"),
                         .city = S("Lyon"),
                         .postal_code = S("69002")};
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, company_unit, &c));
    Str page = get(f, below(f, place, "/legal?company=looms")).body;
    assert_true(has(page, "Find the company in the register") && has(page, "Use this company"));
    Str pick = str_fmt(f->arena, "/legal?pick=%.*s", S_ARG(id_text(f->arena, c.id)));
    page = get(f, below(f, place, str_z(f->arena, pick))).body;
    assert_true(has(page, "value=\"Quai Looms SAS\"") && has(page, "value=\"552 008 443\""));
    assert_false(has(get(f, below(f, place, "/legal")).body, "value=\"Quai Looms SAS\""));
    assert_int_equal(post(f, below(f, place, "/legal"), LEGAL).status, 303);
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_company_of_the_register_is_looked_up_and_fills_the_form_or_all_is_entered_by_hand),
        UNIT_TEST(addresses_that_are_nobody_s_at_work_are_refused_with_the_reason),
        UNIT_TEST(the_vendor_s_words_stand_over_the_lists),
        UNIT_TEST(an_enrollment_makes_an_account_with_its_first_admin_which_the_vendor_approves),
        UNIT_TEST(the_mailbox_that_enrolled_is_not_asked_to_be_proved_again),
        UNIT_TEST(a_refusal_needs_a_reason_and_leaves_a_way_on),
        UNIT_TEST(an_account_whose_enrollment_is_not_approved_is_reinstated_by_approving_it),
        UNIT_TEST(where_approval_is_automatic_the_account_is_active_at_once),
        UNIT_TEST(a_page_says_the_same_of_an_address_that_is_known_here),
        UNIT_TEST(wrong_codes_say_the_same_of_an_address_that_is_known_here),
        UNIT_TEST(codes_hold_once_for_half_an_hour_and_five_tries),
        UNIT_TEST(the_mail_s_link_goes_on_elsewhere_and_proves_nothing_for_whoever_typed_the_address),
        UNIT_TEST(an_abandoned_enrollment_ends_after_the_vendor_s_days_and_is_deleted),
        UNIT_TEST(a_domain_an_address_and_a_network_have_their_quota),
        UNIT_TEST(addresses_that_nobody_has_proved_shut_no_domain_for_others),
        UNIT_TEST(who_belongs_to_an_organization_here_asks_its_admins),
        UNIT_TEST(the_vendor_closes_enrollment_or_takes_who_was_invited),
        UNIT_TEST(steps_are_checked_by_the_country_with_what_was_meant_and_again_when_sent),
    };
    return FIXTURE_RUN(tests);
}

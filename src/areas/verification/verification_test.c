/* Verification: what begins a check and what begins it anew, the code to the contact, sending and deciding, and what
 * stays closed meanwhile. */
#include "app/session.h"
#include "app/setting.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/verification/verification.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define PAGE "/a/test/settings/verification"
#define LEGAL "/a/test/settings/legal"
#define ADDRESS                                                                                                        \
    "&line1=1+rue+de+la+Paix&line2=&city=Lyon&state=&postal_code=69002&registration_id=552008443&tax_id=&first_name="  \
    "Ada"
#define PDF "%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n"

static Fixture *f;
static Id vendor;
static Str admin, staff, second;

static int set_up(void **state)
{
    (void)state;
    f = fixture_open();
    vendor = ID_NIL;
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    fixture_close(f);
    return 0;
}

typedef struct Ask {
    const char *key, *value;
    Verification v;
    VerificationLegalRow legal;
} Ask;
static Err start_unit(Ctx *ctx, void *arg)
{
    (void)arg;
    return verification_start(ctx, f->account);
}
static Err read_unit(Ctx *ctx, void *arg)
{
    Ask *a = arg;
    return verification_of(ctx, f->account, &a->v);
}
static Err setting_unit(Ctx *ctx, void *arg)
{
    Ask *a = arg;
    return setting_put(ctx, ID_NIL, str_from(a->key), str_from(a->value));
}
static void set(const char *key, const char *value)
{
    Ask a = {.key = key, .value = value};
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, setting_unit, &a));
}
static Verification now(void)
{
    Ask a = {0};
    assert_ok(fixture_unit(f, MODE_READ, f->account, read_unit, &a));
    return a.v;
}
static const VerificationCheck *check_of(const Verification *v, const char *kind)
{
    for (size_t i = 0; i < v->checks_n; i++) {
        if (str_eq(v->checks[i].kind->id, str_from(kind))) {
            return &v->checks[i];
        }
    }
    return NULL;
}
static Str state_of(const char *kind)
{
    Verification v = now();
    const VerificationCheck *c = check_of(&v, kind);
    return c ? c->row.state : S("none");
}
static const char *path_of(const char *base, const char *kind, const char *rest)
{
    Verification v = now();
    return str_z(f->arena,
                 str_fmt(f->arena, "%s/%.*s%s", base, S_ARG(id_text(f->arena, check_of(&v, kind)->row.id)), rest));
}
static FixtureAnswer post(Str cookie, const char *path, const char *form)
{
    return fixture_request(f, "POST", path, &(FixtureSend){.cookie = cookie, .form = str_from(form)});
}
static FixtureAnswer get(Str cookie, const char *path)
{
    return fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
}
static bool has(FixtureAnswer a, const char *text) { return str_find(a.body, str_from(text)) >= 0; }
static void sign_in(void) { admin = fixture_sign_in(f, f->user, f->account); }
static void save_legal(const char *name, const char *last, const char *email, int version)
{
    Str form = str_fmt(f->arena, "legal_name=%s" ADDRESS "&last_name=%s&email=%s&phone=&version=%d", name, last, email,
                       version);
    assert_int_equal(post(admin, LEGAL, str_z(f->arena, form)).status, 303);
}
static void begin(void)
{
    sign_in();
    save_legal("Test+SAS", "Byron", "ada@test.example", 0);
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, start_unit, NULL));
    sign_in();
}

/* The vendor's people. */
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
static Id operator_of(const char *name)
{
    if (id_is_nil(vendor)) {
        assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, add_vendor, &vendor));
    }
    return fixture_user(f, vendor, name, "operator_verification");
}
static void decide(Str who, const char *kind, const char *form, int status)
{
    FixtureAnswer got = post(who, path_of("/operator/verification", kind, "/decide"), form);
    if (got.status != status) {
        print_error("%.*s\n", S_ARG(got.body));
    }
    assert_int_equal(got.status, status);
}
#define REASON "to=rejected&wants=data&reason=The+register+has+another+address.+Enter+the+one+it+has."

static void what_the_vendor_sets_is_asked_and_begins_when_legal_info_is_there(void **state)
{
    (void)state;
    sign_in();
    assert_true(has(get(admin, PAGE), "has not asked for a verification"));
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, start_unit, NULL));
    Verification v = now();
    assert_int_equal(v.checks_n, 3);
    assert_str_is(state_of("business"), S("needed"));
    sign_in();
    save_legal("Test+SAS", "Byron", "ada@test.example", 0);
    assert_str_is(state_of("business"), S("pending"));
    assert_str_is(state_of("employment"), S("pending"));
    assert_str_is(state_of("email"), S("needed"));
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, start_unit, NULL)); /* again: nothing else */
    assert_int_equal(now().checks_n, 3);
    set("verification.identity", "1");
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, start_unit, NULL));
    assert_str_is(state_of("identity"), S("needed"));
    FixtureAnswer page = get(admin, PAGE);
    assert_true(has(page, "0 of 4 checks are accepted") && has(page, "Enter the code") &&
                has(page, "Send what is missing"));
    page = get(admin, LEGAL);
    assert_true(has(page, "0 of 4 checks are accepted") && has(page, "The vendor decides by"));
}

static void nothing_is_sold_or_signed_before_all_is_accepted(void **state)
{
    (void)state;
    begin();
    FixtureAnswer got = get(admin, "/a/test/customers/add");
    assert_int_equal(got.status, 403);
    assert_true(has(got, "The account is not verified yet") && has(got, "Legal info"));
    got = post(admin, "/a/test/settings/agreements/01234567-89ab-7def-8123-456789abcdef/sign", "name=A");
    assert_true(got.status == 403 && has(got, "nothing can be bought, published or signed"));
    staff = fixture_sign_in(f, operator_of("staff@vendor.example"), ID_NIL);
    decide(staff, "business", "to=accepted", 303);
    decide(staff, "employment", "to=accepted", 303);
    assert_int_equal(get(admin, "/a/test/customers/add").status, 403);
    decide(staff, "email", "to=accepted", 303); /* confirmed by hand */
    assert_str_is(now().state, S("accepted"));
    sign_in();
    assert_int_equal(get(admin, "/a/test/customers/add").status, 200);
}

static void only_what_changed_is_checked_again(void **state)
{
    (void)state;
    begin();
    staff = fixture_sign_in(f, operator_of("staff@vendor.example"), ID_NIL);
    decide(staff, "business", "to=accepted", 303);
    decide(staff, "employment", "to=accepted", 303);
    decide(staff, "email", "to=accepted", 303);
    sign_in();
    save_legal("Test+SAS", "Lovelace", "ada@test.example", 1); /* another contact at the same address */
    assert_str_is(state_of("business"), S("accepted"));
    assert_str_is(state_of("employment"), S("pending"));
    assert_str_is(state_of("email"), S("accepted"));
    assert_str_is(now().state, S("pending"));
    sign_in();
    assert_int_equal(get(admin, "/a/test/customers/add").status, 200); /* it was accepted once */
    decide(staff, "employment", "to=accepted", 303);
    save_legal("Test+SAS", "Lovelace", "new@test.example", 2);
    assert_str_is(state_of("email"), S("needed"));
    assert_str_is(state_of("employment"), S("pending"));
    assert_str_is(state_of("business"), S("accepted"));
    decide(staff, "employment", "to=accepted", 303);
    save_legal("Another+SAS", "Lovelace", "new@test.example", 3);
    assert_str_is(state_of("business"), S("pending"));
}

static void a_rejection_says_what_to_do_and_is_mended_by_data_or_documents(void **state)
{
    (void)state;
    begin();
    staff = fixture_sign_in(f, operator_of("staff@vendor.example"), ID_NIL);
    decide(staff, "business", "to=rejected&wants=&reason=no", 422);
    decide(staff, "business", "to=rejected&wants=data&reason=wrong", 422);
    decide(staff, "business", REASON, 303);
    assert_str_is(now().state, S("rejected"));
    sign_in();
    FixtureAnswer page = get(admin, path_of(PAGE, "business", ""));
    assert_true(has(page, "The register has another address") && has(page, "wants legal info to be corrected") &&
                has(page, "Submit again"));
    page = post(admin, path_of(PAGE, "business", "/send"), "note=");
    assert_true(page.status == 422 && has(page, "Nothing has changed since the vendor looked"));
    FixtureFile bad = {S("documents"), S("kbis.pdf"), S("<html><script>1</script>")};
    FixtureSend send = {.cookie = admin, .form = S("kind=register&note=kept+words"), .files = &bad, .files_n = 1};
    page = fixture_request(f, "POST", path_of(PAGE, "business", "/send"), &send);
    assert_true(page.status == 422 && has(page, "kbis.pdf holds a web page") && has(page, "kept words"));
    FixtureFile good = {S("documents"), S("kbis.pdf"), S(PDF)};
    send.files = &good;
    assert_int_equal(fixture_request(f, "POST", path_of(PAGE, "business", "/send"), &send).status, 303);
    assert_str_is(state_of("business"), S("pending"));
    assert_str_is(now().state, S("pending"));
    page = get(staff, path_of("/operator/verification", "business", ""));
    assert_true(has(page, "kbis.pdf") && has(page, "Extract of the trade register") && has(page, "kept words"));
    ptrdiff_t at = str_find(page.body, S("/documents/"));
    Str from = str_skip(page.body, (size_t)at + 11);
    Str path = str_fmt(f->arena, "%s%.*s", path_of("/operator/verification", "business", "/documents/"),
                       (int)str_find_char(from, '"'), from.p);
    page = get(staff, str_z(f->arena, path));
    assert_true(page.status == 200 && str_eq(page.body, S(PDF)));
    assert_true(str_find(fixture_header(&page, "content-disposition"), S("attachment")) == 0);
    decide(staff, "business", REASON, 303);
    save_legal("Right+SAS", "Byron", "ada@test.example", 1); /* by data alone */
    sign_in();
    assert_int_equal(post(admin, path_of(PAGE, "business", "/send"), "note=").status, 303);
    assert_str_is(state_of("business"), S("pending"));
    decide(staff, "business", "to=accepted&seen=another", 409);
    decide(staff, "business", "to=refused&reason=We+do+no+business+with+this+company.", 303);
    sign_in();
    assert_int_equal(post(admin, path_of(PAGE, "business", "/send"), "note=please+look+once+more").status, 409);
}

/* The code as the mail has it: the only one of six digits whose hash is kept. */
static Err mail_unit(Ctx *ctx, void *arg)
{
    Str *ret = arg;
    VerificationCodeRow row;
    TRY(q_verification_code(system_of(ctx), &(VerificationCodeArgs){.account_id = f->account}, &row));
    Str account = id_text(ctx->arena, f->account);
    for (unsigned i = 0; i < 1000000; i++) {
        char text[80];
        int n = snprintf(text, sizeof text, "verification|%.*s|%06u", S_ARG(account), i);
        Digest d = secret_digest(ctx->app, str_of(text, (size_t)n));
        if (str_eq(digest_str(&d), row.code_hash)) {
            *ret = str_fmt(f->arena, "%06u", i);
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

static void the_code_that_the_contact_got_proves_the_address(void **state)
{
    (void)state;
    begin();
    const char *page = path_of(PAGE, "email", ""), *enter = path_of(PAGE, "email", "/code");
    assert_true(has(get(admin, page), "A code was mailed to ada@test.example."));
    Str code;
    assert_ok(fixture_unit(f, MODE_READ, f->account, mail_unit, &code));
    assert_int_equal(code.n, 6);
    assert_true(has(post(admin, enter, "code="), "Enter the code from the mail."));
    const char *wrong = str_eq(code, S("000000")) ? "code=000001" : "code=000000";
    for (int i = 0; i < 5; i++) {
        assert_true(has(post(admin, enter, wrong), "This is not the code"));
    }
    Str form = str_fmt(f->arena, "code=%.3s+%.3s", code.p, code.p + 3);
    assert_true(has(post(admin, enter, str_z(f->arena, form)), "entered wrongly too often"));
    assert_int_equal(post(admin, path_of(PAGE, "email", "/code/send"), "").status, 429);
    fixture_set_wall(f, time_add(ctx_system(f->app, f->arena)->wall, 2 * TIME_HOUR));
    sign_in();
    assert_int_equal(post(admin, path_of(PAGE, "email", "/code/send"), "").status, 303);
    assert_ok(fixture_unit(f, MODE_READ, f->account, mail_unit, &code));
    form = str_fmt(f->arena, "code=%.3s+%.3s", code.p, code.p + 3);
    assert_int_equal(post(admin, enter, str_z(f->arena, form)).status, 303);
    assert_str_is(state_of("email"), S("accepted"));
}

static void with_four_eyes_two_people_accept(void **state)
{
    (void)state;
    begin();
    set("verification.four_eyes", "1");
    staff = fixture_sign_in(f, operator_of("staff@vendor.example"), ID_NIL);
    second = fixture_sign_in(f, operator_of("second@vendor.example"), ID_NIL);
    decide(staff, "business", "to=accepted", 303);
    assert_str_is(state_of("business"), S("pending"));
    assert_true(
        has(get(second, path_of("/operator/verification", "business", "")), "a second person has to accept it too"));
    decide(staff, "business", "to=accepted", 409);
    decide(second, "business", "to=accepted", 303);
    assert_str_is(state_of("business"), S("accepted"));
}

static void the_queue_filters_takes_and_decides_several_at_once(void **state)
{
    (void)state;
    begin();
    staff = fixture_sign_in(f, operator_of("staff@vendor.example"), ID_NIL);
    FixtureAnswer page = get(staff, "/operator/verification?kind=business");
    assert_true(has(page, "5 days left") && has(page, "Nobody yet"));
    Verification v = now();
    Str ids = str_fmt(f->arena, "id=%.*s&id=%.*s", S_ARG(id_text(f->arena, check_of(&v, "business")->row.id)),
                      S_ARG(id_text(f->arena, check_of(&v, "employment")->row.id)));
    assert_int_equal(
        post(staff, "/operator/work/assign",
             str_z(f->arena,
                   str_fmt(f->arena, "%.*s&do=take&desk=verification_business&back=show%%3Dwaiting", S_ARG(ids))))
            .status,
        303);
    assert_true(has(get(staff, "/operator/verification?whose=free"), "Nothing waits here"));
    page = post(staff, "/operator/verification/selected",
                str_z(f->arena, str_fmt(f->arena, "%.*s&do=rejected&reason=no", S_ARG(ids))));
    assert_int_equal(page.status, 422);
    /* From a list of before the last change nothing is decided; from the one that is shown now it is. */
    page = post(staff, "/operator/verification/selected",
                str_z(f->arena, str_fmt(f->arena, "%.*s&do=accepted&as_of=1", S_ARG(ids))));
    assert_int_equal(page.status, 409);
    assert_true(has(page, "has changed what is checked since the list was read"));
    assert_str_is(state_of("employment"), S("pending"));
    page = get(staff, "/operator/verification?kind=business");
    ptrdiff_t at = str_find(page.body, S("name=\"as_of\" value=\""));
    Str as_of = str_skip(page.body, (size_t)at + 20);
    as_of = str_sub(as_of, 0, (size_t)str_find_char(as_of, '"'));
    assert_int_equal(post(staff, "/operator/verification/selected",
                          str_z(f->arena, str_fmt(f->arena, "%.*s&do=accepted&as_of=%.*s", S_ARG(ids), S_ARG(as_of))))
                         .status,
                     303);
    assert_str_is(state_of("employment"), S("accepted"));
    assert_true(has(get(staff, "/operator/verification/export?show=accepted&format=csv"), "Accepted"));
}

static Err standing_unit(Ctx *ctx, void *arg)
{
    VerificationStandingRow row;
    TRY(q_verification_standing(system_of(ctx), &(VerificationStandingArgs){.account_id = f->account}, &row));
    *(Str *)arg = str_copy(f->arena, row.state);
    return OK;
}
static Str standing(void)
{
    Str s = S("");
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, standing_unit, &s));
    return s;
}
static void days_later(int64_t days)
{
    Time t = time_add(app_wall(f->app), days * TIME_DAY);
    fixture_set_wall(f, t);
    fixture_set_now(f, t);
    (void)jobs_run_due(f->app, 1000);
}

static void what_stays_rejected_is_warned_of_then_suspended_and_lifted_when_accepted(void **state)
{
    (void)state;
    set("verification.email", "0");
    set("verification.employment", "0");
    begin();
    Id judge = operator_of("staff@vendor.example");
    staff = fixture_sign_in(f, judge, ID_NIL);
    decide(staff, "business", REASON, 303);
    days_later(22);
    assert_str_is(standing(), S("active"));
    sign_in();
    assert_false(has(get(admin, "/me/action-center/notifications"), "about to be suspended"));
    days_later(2);
    sign_in();
    assert_true(has(get(admin, "/me/action-center/notifications"), "about to be suspended"));
    assert_str_is(standing(), S("active"));
    days_later(7);
    assert_str_is(standing(), S("suspended"));
    sign_in();
    assert_true(has(get(admin, "/a/test/settings/standing"), "was not mended in time"));
    /* Once everything is accepted it stands as before, whoever accepted it. */
    save_legal("Right+SAS", "Byron", "ada@test.example", 1);
    if (str_eq(state_of("business"), S("rejected"))) {
        assert_int_equal(post(admin, path_of(PAGE, "business", "/send"), "note=").status, 303);
    }
    staff = fixture_sign_in(f, judge, ID_NIL);
    decide(staff, "business", "to=accepted", 303);
    assert_str_is(now().state, S("accepted"));
    assert_str_is(standing(), S("active"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_the_vendor_sets_is_asked_and_begins_when_legal_info_is_there, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_sold_or_signed_before_all_is_accepted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_what_changed_is_checked_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_rejection_says_what_to_do_and_is_mended_by_data_or_documents, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_code_that_the_contact_got_proves_the_address, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_stays_rejected_is_warned_of_then_suspended_and_lifted_when_accepted,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(with_four_eyes_two_people_accept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_queue_filters_takes_and_decides_several_at_once, set_up, tear_down),
    };
    return FIXTURE_RUN(tests);
}

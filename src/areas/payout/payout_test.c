/* Bank and tax profiles: sealed and masked, by the rules of the country, decided by the vendor with a reason, ended by
 * the clock; who may what. */
#include "areas/payout/payout.h"

#include "app/setting.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "gen/payout_q.h"
#include "gen/programs_q.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define PAGE "/a/test/settings/payout"
#define DESK "/operator/payout"
#define FR_BANK                                                                                                        \
    "name=Main&country=FR&method=transfer&currency=EUR&bank=Banque&bic=&holder=Test+SAS&iban=FR14+2004+1010+0505+"     \
    "0001+3M02+606"
#define FR_TAX "name=Abroad&country=FR&person=company&holder=Test+SAS&number=40303265045&signed_by=Ada+Byron"

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

static Str keeper(Fixture *f)
{
    return fixture_sign_in(f, fixture_user(f, f->directory, "payouts@test.example", "incentives_admin"), f->account);
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

/* Makes one; its page. */
static Str made(Fixture *f, Str cookie, const char *kind, const char *form)
{
    FixtureAnswer a = post(f, cookie, str_fmt(f->arena, PAGE "/%s/new", kind), form);
    assert_int_equal(a.status, 303);
    return a.location;
}

static Str at_desk(Fixture *f, Str page, const char *rest)
{
    ptrdiff_t slash = str_rfind_char(page, '/');
    return str_fmt(f->arena, DESK "/profiles%.*s%s", S_ARG(str_skip(page, (size_t)slash)), rest);
}
static Str edit_of(Fixture *f, Str page) { return str_concat(f->arena, page, S("/edit")); }

/* The form's version, behind what is to be posted. */
static const char *fresh(Fixture *f, Str cookie, Str edit, const char *form)
{
    FixtureAnswer page = get(f, cookie, edit);
    ptrdiff_t at = str_find(page.body, S("name=\"version\" value=\""));
    assert_true(at > 0);
    Str version = str_skip(page.body, (size_t)at + 22);
    version = str_sub(version, 0, (size_t)str_find_char(version, '"'));
    return str_z(f->arena, str_fmt(f->arena, "%s&version=%.*s", form, S_ARG(version)));
}

/* A decision on what the desk's page shows now. */
static FixtureAnswer decide(Fixture *f, Str desk, Str at, const char *form)
{
    return post(f, desk, at, fresh(f, desk, at, form));
}
/* What the list has to tick of a profile. */
static Str ticked(Fixture *f, Str desk, Str page)
{
    Str id = str_skip(page, (size_t)str_rfind_char(page, '/') + 1), body = get(f, desk, S(DESK)).body;
    ptrdiff_t at = str_find(body, str_fmt(f->arena, "name=\"id\" value=\"%.*s", S_ARG(id)));
    assert_true(at > 0);
    Str value = str_skip(body, (size_t)at + S("name=\"id\" value=\"").n);
    return str_fmt(f->arena, "id=%.*s", S_ARG(str_sub(value, 0, (size_t)str_find_char(value, '"'))));
}

typedef struct Seen {
    Id id;
    Str number, sealed;
} Seen;
static Err look(Ctx *ctx, void *arg)
{
    Seen *s = arg;
    PayoutSealedRow row;
    TRY(q_payout_sealed(account_of(ctx, ctx->account_id), &(PayoutSealedArgs){.id = s->id}, &row));
    s->sealed = row.number_sealed;
    return payout_reveal(ctx, ctx->account_id, s->id, &s->number);
}

static Id id_of(Str page)
{
    Id id;
    Str text = str_skip(page, (size_t)str_rfind_char(page, '/') + 1);
    assert_int_equal(id_parse(text, &id), OK);
    return id;
}

static void a_bank_number_is_sealed_masked_and_waits_for_the_vendor(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = keeper(f);
    assert_true(has(get(f, cookie, S(PAGE)), "No bank profile yet"));
    assert_true(has(get(f, cookie, S(PAGE "/bank/new")), "Country of the bank"));
    assert_true(has(get(f, cookie, S(PAGE "/bank/new?country=US&method=transfer&currency=USD")), "Routing number"));
    Str page = made(f, cookie, "bank", FR_BANK);
    FixtureAnswer shown = get(f, cookie, page);
    assert_true(has(shown, "2606") && has(shown, "Pending validation"));
    assert_false(has(shown, "13M02"));
    Seen s = {.id = id_of(page)};
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, look, &s), OK);
    assert_str(s.number, "FR1420041010050500013M02606");
    assert_true(str_find(s.sealed, S("2004")) < 0);
    fixture_close(f);
}

static void what_does_not_hold_is_refused_by_the_rules_of_the_country_and_nothing_is_lost(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = keeper(f);
#define HEAD "name=Main&method=wire&currency=EUR&bank=Banque&holder=Test"
    static const struct {
        const char *form, *says;
    } ROWS[] = {
        {HEAD "&country=FR&bic=BNPAFRPP&iban=FR1420041010050500013M02607", "This IBAN does not hold"},
        {HEAD "&country=DE&bic=COBADEFF&iban=FR1420041010050500013M02606", "of another country"},
        {HEAD "&country=FR&bic=&iban=FR1420041010050500013M02606", "an international transfer needs it"},
        {HEAD "&country=FR&bic=COBADEFF&iban=FR1420041010050500013M02606", "of a bank in another country"},
        {HEAD "&country=FR&bic=12&iban=FR1420041010050500013M02606", "A BIC has 8 or 11"},
        {HEAD "&country=US&bic=CHASUS33&code=021000022&number=123456", "Routing number"},
        {HEAD "&country=US&bic=CHASUS33&code=021000021&number=12", "4 to 17 digits"},
        {HEAD "&country=MX&bic=&number=032180000118359718", "18 digits"},
        {HEAD "&country=GB&bic=&iban=GB29NWBK60161331926819&code=601613&number=31926819", "not both"},
        {HEAD "&country=FR&bic=&iban=FR1420041010050500013M02606&number=31926819", "not both"},
        {"name=&method=pigeon&currency=XXX&bank=&holder=&country=FR&iban=", "6 things to fix"},
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        FixtureAnswer got = post(f, cookie, S(PAGE "/bank/new"), ROWS[i].form);
        assert_int_equal(got.status, 422);
        assert_true(has(got, ROWS[i].says));
    }
    FixtureAnswer kept = post(f, cookie, S(PAGE "/bank/new"), ROWS[0].form);
    assert_true(has(kept, "value=\"FR1420041010050500013M02607\"") && has(kept, "value=\"Banque\""));
    assert_int_equal(post(f, cookie, S(PAGE "/bank/new"),
                          "name=UK&method=transfer&currency=GBP&bank=Thames&holder=Test&country=GB&code=60-16-13&"
                          "number=31926819")
                         .status,
                     303);
    Str unknown =
        made(f, cookie, "bank",
             "name=Far&method=transfer&currency=USD&bank=Island&holder=Test&country=VU&code=1234&number=77881");
    assert_true(has(get(f, cookie, unknown), "not compared with a rule of the country"));
    fixture_close(f);
}

static void a_change_is_validated_again_a_name_is_not_and_a_stale_save_says_so(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = keeper(f), desk = staff(f, "operator_finance");
    Str page = made(f, cookie, "bank", FR_BANK), edit = edit_of(f, page);
    assert_int_equal(decide(f, desk, at_desk(f, page, ""), "to=approved&reason=").status, 303);
    assert_true(has(get(f, cookie, page), "Approved"));
#define SAME "country=FR&method=transfer&currency=EUR&bank=Banque&bic=&holder=Test+SAS&iban="
    assert_int_equal(post(f, cookie, edit, fresh(f, cookie, edit, SAME "&name=Renamed")).status, 303);
    assert_true(has(get(f, cookie, page), "Approved") && has(get(f, cookie, page), "Renamed"));
    FixtureAnswer stale = post(f, cookie, edit, SAME "&name=Other&version=1");
    assert_int_equal(stale.status, 422);
    assert_true(has(stale, "Somebody saved this profile meanwhile"));
    FixtureAnswer other =
        post(f, cookie, edit, fresh(f, cookie, edit, SAME "FR7630006000011234567890189&name=Renamed"));
    assert_int_equal(other.status, 303);
    assert_true(has(get(f, cookie, page), "Pending validation") && has(get(f, cookie, page), "0189"));
    fixture_close(f);
}

static void the_desk_sends_back_with_a_reason_rejects_and_approves_and_the_keepers_are_told(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = keeper(f), desk = staff(f, "operator_finance");
    Str page = made(f, cookie, "tax", FR_TAX "&treaty=1&declared=1"), at = at_desk(f, page, "");
    assert_true(has(get(f, desk, S(DESK)), "Abroad"));
    FixtureAnswer none = decide(f, desk, at, "to=action_required&reason=&withholding=0");
    assert_int_equal(none.status, 422);
    assert_int_equal(decide(f, desk, at, "to=action_required&reason=The+name+differs.&withholding=0").status, 303);
    assert_true(has(get(f, cookie, page), "The name differs."));
    assert_true(has(get(f, cookie, S("/a/test")), "has to be corrected"));
    assert_int_equal(post(f, desk, at, "to=approved&reason=&withholding=0&version=2").status, 409);
    assert_int_equal(post(f, desk, at, "to=approved&version=3").status, 409); /* not 422: no percentage mends it */
    FixtureAnswer again = post(f, cookie, edit_of(f, page),
                               fresh(f, cookie, edit_of(f, page),
                                     "name=Abroad&country=FR&person=company&holder=Test+France+SAS&number=&"
                                     "signed_by=Ada+Byron&treaty=1&declared=1"));
    assert_int_equal(again.status, 303);
    assert_int_equal(decide(f, desk, at, "to=approved&reason=&withholding=101").status, 422);
    assert_int_equal(decide(f, desk, at, "to=approved&reason=&withholding=12.5").status, 303);
    FixtureAnswer shown = get(f, cookie, page);
    assert_true(has(shown, "12.5%") && has(shown, "Approved") && has(shown, "W-8BEN-E"));
    assert_int_equal(decide(f, desk, at, "to=rejected&reason=It+was+withdrawn+by+the+office.&withholding=0").status,
                     303);
    assert_true(has(get(f, cookie, page), "It was withdrawn by the office."));
    fixture_close(f);
}

static void tax_numbers_follow_the_country_residents_keep_all_and_treaties_are_the_vendor_s(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = keeper(f);
    FixtureAnswer wrong = post(f, cookie, S(PAGE "/tax/new"),
                               "name=A&country=FR&person=company&holder=T&number=40303265046&signed_by=Ada&declared=1");
    assert_int_equal(wrong.status, 422);
    FixtureAnswer unsigned_ =
        post(f, cookie, S(PAGE "/tax/new"), "name=A&country=FR&person=company&holder=T&number=40303265045&signed_by=");
    assert_true(has(unsigned_, "Type your name") && has(unsigned_, "Tick the box"));
    FixtureAnswer no_treaty = post(f, cookie, S(PAGE "/tax/new"),
                                   "name=A&country=BR&person=person&holder=T&number=1&signed_by=A&declared=1&treaty=1");
    assert_true(has(no_treaty, "knows of no tax treaty"));
    Str page = made(f, cookie, "tax", "name=B&country=BR&person=person&holder=T&number=12345&signed_by=A&declared=1");
    assert_true(has(get(f, cookie, page), "30%") && has(get(f, cookie, page), "W-8BEN, person"));
    page = made(f, cookie, "tax", "name=C&country=US&person=company&holder=T&number=12-3456789&signed_by=A&declared=1");
    assert_true(has(get(f, cookie, page), "W-9") && has(get(f, cookie, page), ">0%"));
    FixtureAnswer twice = post(f, cookie, S(PAGE "/tax/new"),
                               "name=c&country=US&person=company&holder=T&number=12-3456789&signed_by=A&declared=1");
    assert_true(has(twice, "Another profile has this name"));
    fixture_close(f);
}

static void only_those_who_may_see_a_number_in_clear_and_it_is_in_the_log(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = keeper(f);
    Str page = made(f, cookie, "bank", FR_BANK);
    Str desk = staff(f, "operator_finance");
    assert_false(has(get(f, desk, at_desk(f, page, "")), "13M02"));
    FixtureAnswer clear = post(f, desk, at_desk(f, page, "/reveal"), "");
    assert_int_equal(clear.status, 200);
    assert_true(has(clear, "FR1420041010050500013M02606"));
    FixtureAnswer log =
        get(f, fixture_sign_in(f, f->user, f->account), S("/a/test/settings/activity?op=reveal_payout_number"));
    assert_true(has(log, "in clear"));
    Str support = fixture_sign_in(f, f->colleague, f->account);
    assert_int_equal(post(f, support, at_desk(f, page, "/reveal"), "").status, 404);
    fixture_close(f);
}

static void the_end_of_a_number_is_cut_by_characters_and_never_the_whole(void **state)
{
    (void)state;
    static const struct {
        const char *number, *end;
    } ROWS[] = {{"FR1420041010050500013M02606", "2606"},
                {"12345678", "5678"},
                {"1234567", "567"},
                {"1234", "34"},
                {"東東東東東", "東東"},
                {"q", ""},
                {"", ""}};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        assert_str_is(payout_end_of(str_from(ROWS[i].number)), str_from(ROWS[i].end));
    }
    Fixture *f = fixture_open();
    Str cookie = keeper(f);
#define JP_TAX "name=J&country=NL&person=person&holder=T&signed_by=A&declared=1&number="
    FixtureAnswer brief = post(f, cookie, S(PAGE "/tax/new"), JP_TAX "%E6%9D%B1%E6%9D%B1%E6%9D%B1");
    assert_int_equal(brief.status, 422);
    assert_true(has(brief, "at least 4 characters"));
    Str page = made(f, cookie, "tax", JP_TAX "%E6%9D%B1%E6%9D%B1%E6%9D%B1%E6%9D%B1%E6%9D%B1");
    FixtureAnswer shown = get(f, cookie, page);
    assert_true(has(shown, "•••• 東東") && !has(shown, "東東東"));
    page = made(f, cookie, "bank",
                "name=Short&method=transfer&currency=USD&bank=Island&holder=T&country=VU&code=1234&number=7788");
    shown = get(f, cookie, page);
    assert_true(has(shown, "•••• 88") && !has(shown, "7788"));
    fixture_close(f);
}

static void support_staff_read_the_desk_and_decide_nothing(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str page = made(f, keeper(f), "bank", FR_BANK), desk = staff(f, "operator_support");
    assert_true(has(get(f, desk, at_desk(f, page, "")), "2606"));
    assert_int_equal(post(f, desk, at_desk(f, page, ""), "to=approved").status, 403);
    assert_int_equal(post(f, desk, at_desk(f, page, "/reveal"), "").status, 403);
    assert_int_equal(get(f, desk, S(DESK "/settings")).status, 403);
    fixture_close(f);
}

static void several_are_approved_at_once(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = keeper(f), desk = staff(f, "operator_finance");
    Str one = made(f, cookie, "bank", FR_BANK), two = made(f, cookie, "tax", FR_TAX "&declared=1");
    const char *both =
        str_z(f->arena, str_fmt(f->arena, "%.*s&%.*s", S_ARG(ticked(f, desk, one)), S_ARG(ticked(f, desk, two))));
    assert_int_equal(post(f, desk, S(DESK "/accept"), both).status, 303);
    assert_true(has(get(f, cookie, one), "Approved") && has(get(f, cookie, two), "Approved"));
    assert_true(has(get(f, desk, S(DESK)), "No profile waits"));
    assert_int_equal(post(f, desk, S(DESK "/accept"), both).status, 303); /* decided already: nothing happens */
    fixture_close(f);
}

static void nothing_is_decided_that_changed_since_it_was_looked_at(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = keeper(f), desk = staff(f, "operator_finance");
    Str page = made(f, cookie, "bank", FR_BANK), at = at_desk(f, page, ""), edit = edit_of(f, page);
    const char *seen = fresh(f, desk, at, "to=approved&reason=My+words");
    const char *list = str_z(f->arena, ticked(f, desk, page));
#define SWAPPED "name=Main&country=FR&method=transfer&currency=EUR&bank=Banque&bic=&holder=Somebody+Else&iban="
    assert_int_equal(post(f, cookie, edit, fresh(f, cookie, edit, SWAPPED "FR7630006000011234567890189")).status, 303);
    FixtureAnswer late = post(f, desk, at, seen);
    assert_int_equal(late.status, 409);
    assert_true(has(late, "changed since you looked at it") && has(late, "My words") && has(late, "Somebody Else"));
    assert_true(has(late, "Changed while it waited"));
    assert_int_equal(post(f, desk, at, "to=approved").status, 409);
    assert_int_equal(post(f, desk, S(DESK "/accept"), list).status, 303);
    assert_true(has(get(f, cookie, page), "Pending validation"));
    assert_int_equal(decide(f, desk, at, "to=approved").status, 303);
    FixtureAnswer shown = get(f, cookie, page);
    assert_true(has(shown, "0189") && has(shown, "Changed while it waited") && has(shown, "Approved"));
    fixture_close(f);
}

static void of_two_decisions_on_one_look_the_second_is_refused(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = keeper(f), desk = staff(f, "operator_finance");
    Str page = made(f, cookie, "bank", FR_BANK), at = at_desk(f, page, "");
    const char *yes = fresh(f, desk, at, "to=approved"), *no = fresh(f, desk, at, "to=rejected&reason=Not+yours.");
    assert_int_equal(post(f, desk, at, yes).status, 303);
    FixtureAnswer second = post(f, desk, at, no);
    assert_int_equal(second.status, 409);
    assert_true(has(second, "Not yours."));
    assert_true(has(get(f, cookie, page), "Approved") && !has(get(f, cookie, page), "Rejected"));
    fixture_close(f);
}

static void who_may_only_view_enters_nothing_and_others_see_nothing(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str page = made(f, keeper(f), "bank", FR_BANK);
    Str viewer = fixture_sign_in(f, f->user, f->account); /* global admin: sees, may not enter */
    assert_true(has(get(f, viewer, S(PAGE)), "Incentives admin"));
    assert_int_equal(get(f, viewer, page).status, 200);
    assert_int_equal(get(f, viewer, edit_of(f, page)).status, 403);
    assert_int_equal(post(f, viewer, S(PAGE "/bank/new"), FR_BANK).status, 403);
    assert_int_equal(get(f, fixture_sign_in(f, f->colleague, f->account), S(PAGE)).status, 403);
    Str tax = str_fmt(f->arena, PAGE "/tax/%.*s", S_ARG(id_text(f->arena, id_of(page))));
    assert_int_equal(get(f, viewer, tax).status, 404);
    fixture_close(f);
}

typedef struct Clock {
    Id id;
    JobNext next;
    int64_t after;
} Clock;
static Err tick(Ctx *ctx, void *arg)
{
    Clock *c = arg;
    JobRun job = {.key = id_text(ctx->arena, c->id)};
    ctx->audit.action = "payout.clock";
    TRY(payout_clock_step(ctx, &job, &c->next));
    c->after = job.run_after_us;
    return OK;
}

static void a_declaration_is_warned_of_and_expires_on_its_day(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = keeper(f), desk = staff(f, "operator_finance");
    Str page = made(f, cookie, "tax", FR_TAX "&declared=1");
    fixture_set_now(f, time_of_date(date_from_ymd(2030, 6, 1)));
    assert_int_equal(decide(f, desk, at_desk(f, page, ""), "to=approved&withholding=30").status, 303);
    Clock c = {.id = id_of(page)};
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, tick, &c), OK);
    assert_int_equal(c.next, JOB_LATER);
    assert_true(c.after > 1000 * TIME_DAY);
    fixture_set_now(f, time_of_date(date_from_ymd(2033, 4, 30)));
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, tick, &c), OK);
    assert_int_equal(c.next, JOB_LATER);
    assert_int_equal(c.after, 31 * TIME_DAY);
    assert_true(has(get(f, cookie, S("/a/test")), "expires soon"));
    fixture_set_now(f, time_of_date(date_from_ymd(2033, 5, 31)));
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, tick, &c), OK);
    assert_int_equal(c.next, JOB_DONE);
    assert_true(has(get(f, cookie, page), "Its last day is over.") && has(get(f, cookie, S("/a/test")), "has expired"));
    fixture_close(f);
}

static void the_vendor_sets_currencies_countries_and_taxes(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = keeper(f), desk = staff(f, "operator_admin");
#define REST                                                                                                           \
    "&payout.tax_days=1095&payout.warn_days=60&payout.validate_days=2&payout.exemption_days=14&payout.exemption_max_"  \
    "days=1825"
    FixtureAnswer wrong = post(f, desk, S(DESK "/settings"),
                               "payout.currencies=EUR+fifty&payout.countries=FR+XX&payout.tax_home=ZZ&"
                               "payout.withholding=130&payout.treaties=FR" REST);
    assert_int_equal(wrong.status, 422);
    assert_true(has(wrong, "5 things to fix"));
    PayoutRules rules;
    Str word;
    assert_int_equal(payout_read_currencies(S("EUR 50 XXX 5"), &rules, &word), ERR_INVALID);
    assert_str(word, "XXX");
    assert_int_equal(post(f, desk, S(DESK "/settings"),
                          "payout.currencies=EUR+75.50%0D%0AJPY+9000&payout.countries=FR+DE&payout.tax_home=FR&"
                          "payout.withholding=12.5&payout.treaties=US+5" REST)
                         .status,
                     303);
    FixtureAnswer start = get(f, cookie, S(PAGE "/bank/new"));
    assert_true(has(start, "75.50") && has(start, "value=\"DE\"") && !has(start, "value=\"GB\""));
    FixtureAnswer got =
        post(f, cookie, S(PAGE "/bank/new"),
             "name=UK&method=transfer&currency=GBP&bank=T&holder=T&country=GB&code=601613&number=31926819");
    assert_true(has(got, "does not pay to banks of this country") && has(got, "a currency that the vendor pays in"));
    Str page = made(f, cookie, "tax", FR_TAX "&declared=1");
    assert_true(has(get(f, cookie, page), "Taxed in the vendor"));
    fixture_close(f);
}

static Err join(Ctx *ctx, void *arg)
{
    EnrollmentCountsPutArgs args = {.account_id = *(Id *)arg, .program = S("incentives"), .state = S("active")};
    return q_enrollment_counts_put(system_of(ctx), &args, NULL);
}

static const char *pair(Fixture *f, Str bank, Str tax, const char *more)
{
    return str_z(f->arena, str_fmt(f->arena, "bank=%.*s&tax=%.*s&%s", S_ARG(id_text(f->arena, id_of(bank))),
                                   S_ARG(id_text(f->arena, id_of(tax))), more));
}

static Err route_now(Ctx *ctx, void *arg)
{
    PayoutRoute *r = arg;
    PayoutWorld w;
    TRY(payout_world((AccountCtx){ctx}, &w));
    *r = payout_route(&w, S("incentives"), ctx->account_id);
    return OK;
}

static void profiles_are_assigned_once_approved_and_locations_have_the_account_s(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = keeper(f), desk = staff(f, "operator_finance");
    (void)fixture_account(f, true);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, join, &f->account), OK);
    Str bank = made(f, cookie, "bank", FR_BANK), tax = made(f, cookie, "tax", FR_TAX "&declared=1");
    Str one = S(PAGE "/assignment/incentives/test");
    FixtureAnswer early = post(f, cookie, one, pair(f, bank, tax, "currency=EUR"));
    assert_int_equal(early.status, 422);
    assert_true(has(early, "Main waits for the vendor") && has(early, "Abroad waits for the vendor"));
    assert_int_equal(decide(f, desk, at_desk(f, bank, ""), "to=approved").status, 303);
    assert_int_equal(decide(f, desk, at_desk(f, tax, ""), "to=approved&withholding=5").status, 303);
    assert_true(has(get(f, cookie, S("/a/test")), "Assign profiles to "));
    assert_true(has(get(f, cookie, S(PAGE "/assignment")), "no profiles yet"));
    FixtureAnswer crossed = post(f, cookie, one, pair(f, tax, bank, "currency=XXX"));
    assert_true(has(crossed, "Choose a bank profile") && has(crossed, "Choose a tax profile") &&
                has(crossed, "a currency that the vendor pays in"));
    assert_int_equal(post(f, cookie, one, pair(f, bank, tax, "currency=EUR&version=0")).status, 303);
    FixtureAnswer page = get(f, cookie, S(PAGE "/assignment"));
    assert_true(has(page, "Assigned") && has(page, "As the account"));
    FixtureAnswer stale = post(f, cookie, one, pair(f, bank, tax, "currency=USD&version=0"));
    assert_true(has(stale, "Somebody assigned other profiles meanwhile"));
    PayoutRoute r;
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, route_now, &r), OK);
    assert_int_equal(r.withholding, 500);
    assert_false(msg_is_set(r.why_not));
    assert_int_equal(post(f, cookie, one, pair(f, bank, tax, "currency=USD&held=1&version=1")).status, 303);
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, route_now, &r), OK);
    assert_true(msg_is_set(r.why_not));
    assert_int_equal(decide(f, desk, at_desk(f, bank, ""), "to=rejected&reason=Closed+by+the+bank.").status, 303);
    assert_true(has(get(f, cookie, S(PAGE "/assignment")), "A profile is not approved"));
    FixtureAnswer gone = post(f, cookie, one, pair(f, bank, tax, "currency=EUR&version=2"));
    assert_true(has(gone, "Closed by the bank."));
    assert_int_equal(post(f, cookie, S(PAGE "/assignment/marketplace/test"), pair(f, bank, tax, "")).status, 404);
    assert_int_equal(post(f, cookie, S(PAGE "/assignment/incentives/other"), pair(f, bank, tax, "")).status, 404);
    fixture_close(f);
}

static void staff_take_assign_and_release_on_the_queue_s_own_page(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = keeper(f), desk = staff(f, "operator_finance");
    Str page = made(f, cookie, "bank", FR_BANK);
    FixtureAnswer queue = get(f, desk, S("/operator/payout"));
    assert_true(has(queue, "days left") && has(queue, "Nobody yet") && has(queue, "View as table"));
    Str id = ticked(f, desk, page); /* id=ID.VERSION */
    Str form = str_fmt(f->arena, "do=take&%.*s&desk=payout_profile&back=%s", S_ARG(id),
                       "kind%3Dbank%26E%3Dx%26state%3Da%2526b");
    FixtureAnswer took = post(f, desk, S("/operator/work/assign"), str_z(f->arena, form));
    assert_int_equal(took.status, 303);
    assert_true(str_eq(took.location, S("/operator/payout?kind=bank&state=a%26b")));
    assert_false(has(get(f, desk, S("/operator/payout?whose=mine")), "No profile matches"));
    assert_true(has(get(f, desk, S("/operator/payout?whose=free")), "No profile matches"));
    assert_true(has(get(f, desk, S("/operator/payout?whose=late")), "No profile matches"));
    form = str_fmt(f->arena, "do=release&%.*s&desk=payout_profile", S_ARG(id));
    assert_int_equal(post(f, desk, S("/operator/work/assign"), str_z(f->arena, form)).status, 303);
    assert_true(has(get(f, desk, S("/operator/payout?whose=mine")), "No profile matches"));
    assert_false(has(get(f, desk, S("/operator/payout?whose=free")), "No profile matches"));
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(staff_take_assign_and_release_on_the_queue_s_own_page),
        UNIT_TEST(a_bank_number_is_sealed_masked_and_waits_for_the_vendor),
        UNIT_TEST(what_does_not_hold_is_refused_by_the_rules_of_the_country_and_nothing_is_lost),
        UNIT_TEST(a_change_is_validated_again_a_name_is_not_and_a_stale_save_says_so),
        UNIT_TEST(the_desk_sends_back_with_a_reason_rejects_and_approves_and_the_keepers_are_told),
        UNIT_TEST(tax_numbers_follow_the_country_residents_keep_all_and_treaties_are_the_vendor_s),
        UNIT_TEST(only_those_who_may_see_a_number_in_clear_and_it_is_in_the_log),
        UNIT_TEST(the_end_of_a_number_is_cut_by_characters_and_never_the_whole),
        UNIT_TEST(support_staff_read_the_desk_and_decide_nothing),
        UNIT_TEST(several_are_approved_at_once),
        UNIT_TEST(nothing_is_decided_that_changed_since_it_was_looked_at),
        UNIT_TEST(of_two_decisions_on_one_look_the_second_is_refused),
        UNIT_TEST(who_may_only_view_enters_nothing_and_others_see_nothing),
        UNIT_TEST(a_declaration_is_warned_of_and_expires_on_its_day),
        UNIT_TEST(profiles_are_assigned_once_approved_and_locations_have_the_account_s),
        UNIT_TEST(the_vendor_sets_currencies_countries_and_taxes),
    };
    return FIXTURE_RUN(tests);
}

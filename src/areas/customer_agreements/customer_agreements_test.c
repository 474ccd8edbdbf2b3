/* Acceptances: which version holds, what a link is good for, and what stands in the way of an order. */
#include "app/session.h"
#include "app/setting.h"
#include "app/unit.h"
#include "areas/customer_agreements/accept.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

typedef struct World {
    Fixture *f;
    Id customer;
    Time now;
} World;
static World w;

static AccountCtx enter(Ctx *ctx)
{
    ctx->customer_id = w.customer;
    ctx->actor.user_id = w.f->user;
    return account_of(ctx, w.f->account);
}

static Err add_customer(Ctx *ctx, void *arg)
{
    (void)arg;
    PostalAddress at = {.line1 = S("1 quai du Port"),
                        .city = S("Lyon"),
                        .postal_code = S("69002"),
                        .country = S("FR"),
                        .phone = S("+33 4 55 55 01 40")};
    NewCustomer n = {.company = {.name = S("Buyer"), .domain = S("buyer.example"), .address = at},
                     .billing = {.company_name = S("Buyer"),
                                 .first_name = S("Ada"),
                                 .last_name = S("Moore"),
                                 .email = S("ada@elsewhere.example"),
                                 .culture = S("fr-FR"),
                                 .language = S("fr"),
                                 .address = at},
                     .silent_user = true};
    CustomerCreated made;
    TRY(customer_create(account_of(ctx, w.f->account), &n, &made));
    w.customer = made.id.id;
    return OK;
}

typedef struct Version {
    const char *number, *countries;
    bool again;
} Version;
static Err publish_one(Ctx *ctx, void *arg)
{
    const Version *v = arg;
    Agreement g;
    Id id;
    AgreementInput in = {.kind = S("customer"),
                         .number = str_from(v->number),
                         .countries = str_from(v->countries),
                         .again = v->again,
                         .from = time_add(ctx->now, -TIME_SECOND)};
    for (size_t i = 0; i < 2; i++) {
        in.title.in[i] = S("Terms");
        in.body.in[i] = S("# One\nText");
    }
    TRY(agreement_make((OperatorCtx){ctx}, &in, &id));
    TRY(agreement_find(ctx, id, &g));
    return agreement_publish((OperatorCtx){ctx}, &g);
}
static void publish(const char *number, const char *countries, bool again)
{
    Version v = {number, countries, again};
    w.now = time_add(w.now, TIME_DAY);
    fixture_set_now(w.f, w.now);
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, ID_NIL, publish_one, &v), OK);
}

static int set_up(void **state)
{
    w = (World){.f = fixture_open(), .now = time_of_date(date_from_ymd(2030, 1, 10))};
    fixture_set_now(w.f, w.now);
    *state = w.f;
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, add_customer, NULL), OK);
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    fixture_close(w.f);
    return 0;
}

static Err read_standing(Ctx *ctx, void *arg)
{
    AgreedStanding s;
    TRY(agreed_of_customer(enter(ctx), S("customer"), S("FR"), &s));
    *(Agreed *)arg = s.agreed;
    return OK;
}
static Agreed standing(void)
{
    Agreed agreed = AGREED_NOTHING_ASKED;
    assert_int_equal(fixture_unit(w.f, MODE_READ, w.f->account, read_standing, &agreed), OK);
    return agreed;
}
static Err ask_whether(Ctx *ctx, void *arg)
{
    Err err = customer_agreement_check(enter(ctx), S("FR"));
    *(bool *)arg = err == ERR_CONFLICT && ctx->problem.api_code == 13605;
    return err == ERR_CONFLICT ? OK : err;
}
static bool in_the_way(void)
{
    bool is = false;
    assert_int_equal(fixture_unit(w.f, MODE_READ, w.f->account, ask_whether, &is), OK);
    return is;
}

typedef struct Attest {
    const char *first;
    int days_ahead;
    int64_t code;
} Attest;
static Err attest_one(Ctx *ctx, void *arg)
{
    Attest *t = arg;
    Customer c;
    AccountCtx a = enter(ctx);
    AgreementContact who = {str_from(t->first), S("Moore"), S("ada@elsewhere.example"), S("")};
    TRY(customer_get(a, &c));
    Err err = agreement_attest(a, &c, S("customer"), "", &who, time_add(ctx->now, t->days_ahead * TIME_DAY));
    t->code = ctx->problem.api_code;
    return err;
}
static Err attest(const char *first, int days_ahead, int64_t *ret_code)
{
    Attest t = {first, days_ahead, 0};
    Err err = fixture_unit(w.f, MODE_WRITE, w.f->account, attest_one, &t);
    if (ret_code) {
        *ret_code = t.code;
    }
    return err;
}

static void an_acceptance_holds_until_a_later_version_asks_for_it_again(void **state)
{
    (void)state;
    int64_t code;
    assert_int_equal(standing(), AGREED_NOTHING_ASKED);
    assert_int_equal(attest("Ada", 0, NULL), ERR_CONFLICT); /* nothing to accept */
    publish("1", "", false);
    publish("1b", "DE", true); /* another country's */
    assert_int_equal(standing(), AGREED_NOT_YET);
    assert_int_equal(attest("Ada", 1, NULL), ERR_INVALID); /* tomorrow */
    assert_int_equal(attest("", 0, NULL), ERR_INVALID);
    assert_int_equal(attest("Ada", -3, NULL), ERR_INVALID); /* before there was this version */
    assert_int_equal(attest("Ada", 0, NULL), OK);
    assert_int_equal(standing(), AGREED_ATTESTED);
    assert_int_equal(attest("Ada", -1, &code), ERR_CONFLICT);
    assert_int_equal(code, 600061);
    assert_int_equal(attest("Ben", 0, NULL), OK);

    publish("2", "", false);
    assert_int_equal(standing(), AGREED_ATTESTED);
    publish("3", "", true);
    assert_int_equal(standing(), AGREED_AGAIN);
    assert_int_equal(attest("Ada", 0, NULL), OK); /* the same contact, of a new version */
    assert_int_equal(standing(), AGREED_ATTESTED);
}

/* --- links --- */

static Err send_one(Ctx *ctx, void *arg)
{
    (void)arg;
    Customer c;
    AccountCtx a = enter(ctx);
    AgreementContact who = {S("Ada"), S("Moore"), S("ada@elsewhere.example"), S("")};
    TRY(customer_get(a, &c));
    return agreement_link_send(a, &c, S("customer"), &who);
}
static Str field_of_page(Str page, const char *before)
{
    ptrdiff_t at = str_find(page, str_from(before));
    assert_true(at >= 0);
    Str rest = str_skip(page, (size_t)at + strlen(before)), value;
    assert_true(str_split(&rest, '"', &value));
    return str_copy(w.f->arena, value);
}
static const char TOKEN[] = "a-link-that-this-test-knows";
static Err send_known(Ctx *ctx, void *arg)
{
    (void)arg;
    Digest hash = secret_digest(ctx->app, str_fmt(ctx->arena, "customer agreement|%s", TOKEN));
    CagreeLinkAddArgs row = {.id = ctx_new_id(ctx),
                             .kind = S("customer"),
                             .first_name = S("Ada"),
                             .last_name = S("Moore"),
                             .email = S("ada@elsewhere.example"),
                             .token_hash = digest_str(&hash),
                             .expires_at = time_add(ctx->wall, TIME_DAY)};
    return q_cagree_link_add(enter(ctx), &row, NULL);
}
#define LINK "/accept-agreement/a-link-that-this-test-knows"
static int open_link(void) { return fixture_request(w.f, "GET", LINK, &(FixtureSend){0}).status; }
static int accept_by(Str hash)
{
    Str form =
        str_fmt(w.f->arena, "firstName=Ada&lastName=Moore&email=ada%%40elsewhere.example&language=en&read=1&hash=%.*s",
                S_ARG(hash));
    return fixture_request(w.f, "POST", LINK,
                           &(FixtureSend){.cookie = S("entente_form=0123456789abcdef"), .form = form})
        .status;
}

static void a_link_stands_in_the_way_of_orders_until_it_is_used_and_the_newest_holds(void **state)
{
    (void)state;
    publish("1", "", false);
    assert_false(in_the_way()); /* nobody asks for it */
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, send_known, NULL), OK);
    assert_int_equal(standing(), AGREED_INVITED);
    assert_true(in_the_way());
    assert_int_equal(open_link(), 200);
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, send_one, NULL), OK);
    assert_int_equal(open_link(), 404); /* a newer one took its place */
    assert_true(in_the_way());
}

static void what_is_accepted_by_a_link_is_kept_with_the_digits_of_its_text(void **state)
{
    (void)state;
    publish("1", "", false);
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, send_known, NULL), OK);
    FixtureAnswer page = fixture_request(w.f, "GET", LINK, &(FixtureSend){0});
    Str hash = field_of_page(page.body, "name=\"hash\" value=\"");
    assert_int_equal(accept_by(S("0")), 422); /* another text */
    assert_int_equal(standing(), AGREED_INVITED);
    assert_int_equal(accept_by(hash), 303);
    assert_int_equal(standing(), AGREED_DIRECT);
    assert_false(in_the_way());
    assert_true(str_find(fixture_request(w.f, "GET", LINK, &(FixtureSend){0}).body, S("is accepted")) >= 0);
    assert_int_equal(accept_by(hash), 422); /* once */
    fixture_set_wall(w.f, time_add(app_wall(w.f->app), 40 * TIME_DAY));
    assert_int_equal(open_link(), 200); /* what became of it is told for good */
}

static Err require(Ctx *ctx, void *arg)
{
    (void)arg;
    return setting_put(ctx, ID_NIL, S("customer_agreements.required"), S("true"));
}

static void the_vendor_may_ask_it_of_every_customer(void **state)
{
    (void)state;
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, ID_NIL, require, NULL), OK);
    assert_false(in_the_way()); /* where there is nothing to accept */
    publish("1", "", false);
    assert_true(in_the_way());
    assert_int_equal(attest("Ada", 0, NULL), OK);
    assert_false(in_the_way());
    publish("2", "", true);
    assert_true(in_the_way());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_acceptance_holds_until_a_later_version_asks_for_it_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_link_stands_in_the_way_of_orders_until_it_is_used_and_the_newest_holds,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_accepted_by_a_link_is_kept_with_the_digits_of_its_text, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_vendor_may_ask_it_of_every_customer, set_up, tear_down),
    };
    return FIXTURE_RUN(tests);
}

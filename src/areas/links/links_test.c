/* Links: nobody is linked without their own consent, and none ends while something is sold through it. */
#include "app/unit.h"
#include "areas/customers/customers.h"
#include "areas/identity/identity.h"
#include "areas/links/links.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static Fixture *fx;
typedef struct Side {
    const char *name, *kind, *program;
    Id account, user, directory;
    Str number;
} Side;
static Side provider, reseller, third;

static Err add_side(Ctx *ctx, void *arg)
{
    Side *s = arg;
    SystemCtx sys = system_of(ctx);
    PartnerLinkNumberRow row;
    s->directory = ctx_new_id(ctx);
    s->account = ctx_new_id(ctx);
    TRY(identity_add_directory(sys, &(NewDirectory){.id = s->directory,
                                                    .kind = S("partner"),
                                                    .name = str_from(s->name),
                                                    .domain = str_fmt(ctx->arena, "%s.example", s->name),
                                                    .country = S("FR")}));
    TRY(identity_add_account(sys, &(NewAccount){.id = s->account,
                                                .directory_id = s->directory,
                                                .public_id = str_from(s->name),
                                                .kind = str_from(s->kind),
                                                .name = str_from(s->name),
                                                .country = S("FR"),
                                                .city = S("Lyon"),
                                                .currency = S("EUR"),
                                                .locale = S("en-FR"),
                                                .time_zone = S("Europe/Paris"),
                                                .programs = s->program}));
    TRY(q_partner_link_number(sys, &(PartnerLinkNumberArgs){.account_id = s->account}, &row));
    s->number = str_copy(fx->arena, row.partner_id);
    return OK;
}

static void make(Side *s, const char *name, const char *kind, const char *program)
{
    *s = (Side){.name = name, .kind = kind, .program = program};
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, add_side, s));
    s->user =
        fixture_user(fx, s->directory, str_z(fx->arena, str_fmt(fx->arena, "boss@%s.example", name)), "global_admin");
}

static int set_up(void **state)
{
    *state = fx = fixture_open();
    make(&provider, "prov", "provider", "mpn csp_provider");
    make(&reseller, "resell", "reseller", "mpn csp_reseller");
    make(&third, "third", "reseller", "mpn csp_reseller");
    return 0;
}
static int tear_down(void **state)
{
    fixture_close(*state);
    return 0;
}

static FixtureAnswer send(const Side *s, const char *method, const char *rest, const char *form)
{
    Str path = str_fmt(fx->arena, "/a/%s/settings/links%s", s->name, rest);
    FixtureSend with = {.cookie = fixture_sign_in(fx, s->user, s->account), .form = str_from(form ? form : "")};
    return fixture_request(fx, method, str_z(fx->arena, path), &with);
}
static bool shows(const FixtureAnswer *a, const char *text) { return str_find(a->body, str_from(text)) >= 0; }

/* Asks and returns "/<id>", the link's page below the list. */
static const char *ask(const Side *from, const Side *to, int status)
{
    FixtureAnswer got =
        send(from, "POST", "", str_z(fx->arena, str_fmt(fx->arena, "number=%.*s&body=Let+us+sell", S_ARG(to->number))));
    assert_int_equal(got.status, status);
    ptrdiff_t at = str_find(got.location, S("/links/"));
    return at < 0 ? "" : str_z(fx->arena, str_skip(got.location, (size_t)at + 6));
}
static const char *below(const char *link, const char *what)
{
    return str_z(fx->arena, str_fmt(fx->arena, "%s/%s", link, what));
}

static void a_link_stands_by_the_consent_of_both_whoever_asks(void **state)
{
    (void)state;
    const char *link = ask(&reseller, &provider, 303);
    (void)ask(&provider, &reseller, 422); /* one waits already, the other way round */
    assert_int_equal(send(&reseller, "POST", below(link, "accept"), NULL).status, 409);
    assert_int_equal(send(&third, "POST", below(link, "accept"), NULL).status, 404);
    assert_int_equal(send(&third, "GET", link, NULL).status, 404);
    FixtureAnswer page = send(&provider, "GET", link, NULL);
    assert_true(shows(&page, "Let us sell") && shows(&page, "Accept the link"));
    assert_int_equal(send(&provider, "POST", below(link, "accept"), NULL).status, 303);
    page = send(&reseller, "GET", link, NULL);
    assert_true(shows(&page, "Both partners have consented"));
    (void)ask(&provider, &reseller, 422); /* linked */
    link = ask(&provider, &third, 303);
    assert_int_equal(send(&third, "POST", below(link, "accept"), NULL).status, 303);
}

static void a_link_is_declined_with_a_reason_taken_back_and_ended(void **state)
{
    (void)state;
    const char *link = ask(&reseller, &provider, 303);
    FixtureAnswer bare = send(&provider, "POST", below(link, "decline"), "reason=");
    assert_int_equal(bare.status, 422);
    assert_true(shows(&bare, "Write the reason"));
    assert_int_equal(send(&provider, "POST", below(link, "decline"), "reason=Not+in+this+region").status, 303);
    FixtureAnswer page = send(&reseller, "GET", link, NULL);
    assert_true(shows(&page, "Not in this region"));
    link = ask(&reseller, &provider, 303);
    assert_int_equal(send(&provider, "POST", below(link, "withdraw"), NULL).status, 409);
    assert_int_equal(send(&reseller, "POST", below(link, "withdraw"), NULL).status, 303);
    assert_int_equal(send(&provider, "POST", below(link, "accept"), NULL).status, 409);
    link = ask(&provider, &reseller, 303);
    assert_int_equal(send(&reseller, "POST", below(link, "accept"), NULL).status, 303);
    assert_int_equal(send(&reseller, "POST", below(link, "end"), "reason=We+sell+alone").status, 303);
    page = send(&provider, "GET", link, NULL);
    assert_true(shows(&page, "We sell alone"));
    (void)ask(&provider, &reseller, 303); /* and begins anew */
}

static void who_is_asked_has_to_be_a_partner_of_the_other_kind(void **state)
{
    (void)state;
    FixtureAnswer none = send(&reseller, "POST", "", "number=1&body=Kept+words");
    assert_int_equal(none.status, 422);
    assert_true(shows(&none, "No partner has this number") && shows(&none, "Kept words"));
    (void)ask(&reseller, &reseller, 422);
    (void)ask(&reseller, &third, 422);
    FixtureSend direct = {.cookie = fixture_sign_in(fx, fx->user, fx->account)};
    assert_int_equal(fixture_request(fx, "GET", "/a/test/settings/links", &direct).status, 403);
}

static Err sell(Ctx *ctx, void *arg)
{
    const PostalAddress at = {.line1 = S("1 Quai"), .city = S("Lyon"), .postal_code = S("69002"), .country = S("FR")};
    NewCustomer n = {.company = {.name = S("Atelier Sud"), .domain = S("sud.example"), .address = at},
                     .billing = {.company_name = S("Atelier Sud"),
                                 .first_name = S("Ada"),
                                 .last_name = S("Byron"),
                                 .email = S("ada@sud.example"),
                                 .culture = S("fr-FR"),
                                 .language = S("fr"),
                                 .address = at},
                     .reseller_account_id = reseller.account,
                     .silent_user = true};
    CustomerCreated made;
    (void)arg;
    ctx->account.kind = S("provider");
    return customer_create(account_of(ctx, provider.account), &n, &made);
}

static void a_link_does_not_end_while_a_customer_is_sold_through_it(void **state)
{
    (void)state;
    const char *link = ask(&reseller, &provider, 303);
    assert_int_equal(send(&provider, "POST", below(link, "accept"), NULL).status, 303);
    assert_ok(fixture_unit(fx, MODE_WRITE, provider.account, sell, NULL));
    FixtureAnswer no = send(&reseller, "POST", below(link, "end"), "reason=We+sell+alone");
    assert_int_equal(no.status, 409);
    assert_true(shows(&no, "One customer is sold through this link"));
}

int main(void)
{
#define T(NAME) cmocka_unit_test_setup_teardown(NAME, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(a_link_stands_by_the_consent_of_both_whoever_asks),
        T(a_link_is_declined_with_a_reason_taken_back_and_ended),
        T(who_is_asked_has_to_be_a_partner_of_the_other_kind),
        T(a_link_does_not_end_while_a_customer_is_sold_through_it),
    };
    return FIXTURE_RUN(tests);
}

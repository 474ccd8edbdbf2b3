/* Qualifications of customers: asked for, decided with a reason, asked for again; codes that are used up. */
#include "areas/qualifications/qualifications.h"

#include "app/unit.h"
#include "areas/customers/customers.h"
#include "areas/identity/identity.h"
#include "gen/legal_q.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define DESK "/operator/customer-qualifications"

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
static Str staff(Fixture *f)
{
    Id directory;
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, add_vendor, &directory), OK);
    return fixture_sign_in(f, fixture_user(f, directory, "desk@northlight.example", "operator_verification"), ID_NIL);
}
static Err add_customer(Ctx *ctx, void *arg)
{
    PostalAddress p = {.line1 = S("Rue 1"), .city = S("Lyon"), .postal_code = S("69001"), .country = S("FR")};
    NewCustomer n = {.company = {.name = S("Lycée Bellecour"), .domain = S("lycee.example"), .address = p},
                     .billing = {.company_name = S("Lycée Bellecour"),
                                 .first_name = S("Luc"),
                                 .last_name = S("Petit"),
                                 .email = S("luc@elsewhere.example"),
                                 .culture = S("fr-FR"),
                                 .language = S("fr"),
                                 .address = p}};
    CustomerCreated made;
    TRY(customer_create(account_of(ctx, ctx->account_id), &n, &made));
    *(Id *)arg = made.id.id;
    return OK;
}
static Id customer(Fixture *f)
{
    Id id;
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, add_customer, &id), OK);
    return id;
}

static FixtureAnswer get(Fixture *f, Str cookie, Str path)
{
    return fixture_request(f, "GET", str_z(f->arena, path), &(FixtureSend){.cookie = cookie});
}
static FixtureAnswer post(Fixture *f, Str cookie, Str path, Str form)
{
    return fixture_request(f, "POST", str_z(f->arena, path), &(FixtureSend){.cookie = cookie, .form = form});
}
static bool has(FixtureAnswer a, const char *text) { return str_find(a.body, str_from(text)) >= 0; }
static Str page_of(Fixture *f, Id customer_id)
{
    return str_fmt(f->arena, "/a/test/customers/%.*s/qualifications", S_ARG(id_text(f->arena, customer_id)));
}
static Str at_desk(Fixture *f, Str page)
{
    ptrdiff_t slash = str_rfind_char(page, '/');
    return str_fmt(f->arena, DESK "%.*s", S_ARG(str_skip(page, (size_t)slash)));
}
static Str seen(Fixture *f, Str desk, Str at, const char *form)
{
    Str body = get(f, desk, at).body, field = S("name=\"version\" value=\"");
    ptrdiff_t from = str_find(body, field);
    assert_true(from > 0);
    Str version = str_skip(body, (size_t)from + field.n);
    version = str_sub(version, 0, (size_t)str_find_char(version, '"'));
    return str_fmt(f->arena, "%s&version=%.*s", form, S_ARG(version));
}
static FixtureAnswer decide(Fixture *f, Str desk, Str at, const char *form)
{
    return post(f, desk, at, seen(f, desk, at, form));
}

typedef struct Asked {
    Id customer;
    Str kind;
    bool holds;
} Asked;
static Err ask(Ctx *ctx, void *arg)
{
    Asked *asked = arg;
    ctx->customer_id = asked->customer;
    return qualification_holds(account_of(ctx, ctx->account_id), asked->kind, &asked->holds);
}
static bool holds(Fixture *f, Id customer_id, const char *kind)
{
    Asked asked = {.customer = customer_id, .kind = str_from(kind)};
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, ask, &asked), OK);
    return asked.holds;
}

static void a_school_is_asked_for_denied_with_a_reason_asked_for_again_and_approved(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account), desk = staff(f);
    Id id = customer(f);
    Str page = page_of(f, id);
    assert_true(has(get(f, cookie, page), "The customer has no special qualification"));
    FixtureAnswer wrong = post(f, cookie, page, S("kind=education&segment=&website=no+pages"));
    assert_int_equal(wrong.status, 422);
    assert_true(has(wrong, "Choose which kind of school it is.") && has(wrong, "value=\"no pages\""));
    Str one = post(f, cookie, page, S("kind=education&segment=k12&website=www.lycee.example")).location;
    assert_true(has(get(f, cookie, one), "In review"));
    assert_false(holds(f, id, "education"));
    Str at = at_desk(f, one);
    assert_true(has(get(f, desk, S(DESK)), "Lycée Bellecour") && has(get(f, desk, at), "www.lycee.example"));
    assert_int_equal(decide(f, desk, at, "to=denied&reason=").status, 422);
    assert_int_equal(decide(f, desk, at, "to=denied&reason=The+pages+are+empty.").status, 303);
    assert_true(has(get(f, cookie, one), "The pages are empty."));
    Str withdraw = str_concat(f->arena, one, S("/withdraw"));
    FixtureAnswer open_form = post(f, cookie, withdraw, S("")); /* drawn before it was denied */
    assert_true(open_form.status == 409 && has(open_form, "was denied"));
    assert_true(has(get(f, cookie, one), "The pages are empty."));
    assert_int_equal(post(f, cookie, page, S("kind=education&segment=higher&website=")).status, 303);
    assert_true(has(get(f, cookie, one), "In review"));
    Str stale = seen(f, desk, at, "to=approved");
    assert_int_equal(post(f, cookie, page, S("kind=education&segment=k12&website=")).status, 303);
    assert_int_equal(post(f, desk, at, stale).status, 409); /* it was changed since */
    assert_int_equal(decide(f, desk, at, "to=approved").status, 303);
    assert_true(has(get(f, cookie, one), "Approved") && holds(f, id, "education"));
    assert_false(holds(f, id, "nonprofit"));
    assert_int_equal(post(f, cookie, withdraw, S("")).status, 303);
    assert_false(holds(f, id, "education"));
    fixture_close(f);
}

static Err read_partner_id(Ctx *ctx, void *arg)
{
    LegalAccountRow row;
    TRY(q_legal_account(account_of(ctx, ctx->account_id), NULL, &row));
    *(Str *)arg = str_copy(ctx->arena, row.partner_id);
    return OK;
}
static Str partner_id(Fixture *f)
{
    Str number;
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, read_partner_id, &number), OK);
    return number;
}

static void a_code_qualifies_at_once_and_only_as_often_as_the_vendor_said(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account), desk = staff(f);
    Id id = customer(f);
    Str page = page_of(f, id);
    FixtureAnswer none = post(f, cookie, page, S("kind=government&code="));
    assert_true(none.status == 422 && has(none, "Choose the validation code"));
    assert_int_equal(post(f, desk, S(DESK "/codes"), S("partner=none&organization=&most=0")).status, 422);
    Str number = partner_id(f);
    Str form = str_fmt(f->arena, "partner=%.*s&organization=City+of+Lyon&most=1", S_ARG(number));
    assert_int_equal(post(f, desk, S(DESK "/codes"), form).status, 303);
    FixtureAnswer choice = get(f, cookie, page);
    ptrdiff_t at = str_find(choice.body, S("City of Lyon ("));
    assert_true(at > 0);
    Str code = str_sub(str_skip(choice.body, (size_t)at + S("City of Lyon (").n), 0, 9);
    form = str_fmt(f->arena, "kind=government&code=%.*s", S_ARG(code));
    assert_int_equal(post(f, cookie, page, S("kind=government&code=1")).status, 422);
    Str one = post(f, cookie, page, form).location;
    assert_true(has(get(f, cookie, one), "Approved") && holds(f, id, "government"));
    assert_int_equal(post(f, cookie, str_concat(f->arena, one, S("/withdraw")), S("")).status, 303);
    assert_int_equal(post(f, cookie, page, form).status, 422); /* used up */
    assert_false(holds(f, id, "government"));
    fixture_close(f);
}

static void who_may_only_see_asks_for_nothing_and_a_stranger_sees_nothing(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str page = page_of(f, customer(f));
    Str viewer = fixture_sign_in(f, fixture_user(f, f->directory, "p@test.example", "helpdesk_agent"), f->account);
    assert_true(has(get(f, viewer, page), "takes the role"));
    assert_int_equal(post(f, viewer, page, S("kind=nonprofit")).status, 403);
    Str one = post(f, fixture_sign_in(f, f->user, f->account), page, S("kind=nonprofit")).location;
    assert_int_equal(get(f, viewer, one).status, 200);
    Str stranger = fixture_sign_in(f, f->stranger, f->other_account);
    ptrdiff_t slash = str_rfind_char(one, '/');
    Str theirs = str_concat(f->arena, S("/a/other/qualifications"), str_skip(one, (size_t)slash));
    assert_int_equal(get(f, stranger, theirs).status, 404);
    fixture_close(f);
}

static FixtureAnswer call(Fixture *f, Str token, const char *method, Str path, const char *json)
{
    return fixture_request(f, method, str_z(f->arena, path),
                           &(FixtureSend){.bearer = token, .json = json ? str_from(json) : S("")});
}

static void the_wire_takes_words_numbers_and_objects_and_none_takes_all_back(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str token = fixture_token(f, f->user);
    Str id = id_text(f->arena, customer(f));
    Str base = str_fmt(f->arena, "/v1/customers/%.*s/qualification", S_ARG(id));
    Str all = str_concat(f->arena, base, S("s"));
    assert_str(call(f, token, "GET", all, NULL).body, "[]");
    FixtureAnswer made = call(f, token, "POST", all, "{\"Qualification\":\"Education\",\"EducationSegment\":\"K12\"}");
    assert_true(made.status == 201 && has(made, "\"InReview\""));
    assert_str(call(f, token, "GET", base, NULL).body, "\"none\"");
    assert_str(call(f, token, "PUT", base, "\"nonprofit\"").body, "\"nonprofit\"");
    assert_str(call(f, token, "PUT", base, "4").body, "\"stateOwnedEntity\"");
    assert_true(has(call(f, token, "GET", all, NULL), "StateOwnedEntity"));
    assert_int_equal(call(f, token, "POST", all, "{\"qualification\":\"Royal\"}").status, 400);
    FixtureAnswer code =
        call(f, token, "POST", all, "{\"qualification\":\"GovernmentCommunityCloud\",\"validationCode\":12}");
    assert_true(code.status == 400 && has(code, "validation code"));
    assert_int_equal(call(f, fixture_token(f, ID_NIL), "PUT", base, "\"none\"").status, 403);
    assert_str(call(f, token, "PUT", base, "\"none\"").body, "\"none\"");
    assert_str(call(f, token, "GET", all, NULL).body, "[]");
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(a_school_is_asked_for_denied_with_a_reason_asked_for_again_and_approved),
        UNIT_TEST(a_code_qualifies_at_once_and_only_as_often_as_the_vendor_said),
        UNIT_TEST(who_may_only_see_asks_for_nothing_and_a_stranger_sees_nothing),
        UNIT_TEST(the_wire_takes_words_numbers_and_objects_and_none_takes_all_back),
    };
    return FIXTURE_RUN(tests);
}

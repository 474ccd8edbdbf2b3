/* From method and path to a route: the rules of matching, and what stops the boot. */
#include "app/kernel.h"
#include "base/num.h"
#include "unit.h"

static Err page(PublicCtx p)
{
    (void)p;
    return OK;
}
static Err account_page(AccountCtx a)
{
    (void)a;
    return OK;
}

static const Route ROUTES[] = {
    ROUTE("GET", "/", &PERM_PUBLIC, NULL, MODE_NONE, page),
    ROUTE("GET", "/a/{account}/customers", &PERM_SIGNED_IN, NULL, MODE_READ, account_page),
    ROUTE("GET", "/a/{account}/customers/new", &PERM_SIGNED_IN, NULL, MODE_READ, account_page),
    ROUTE("GET", "/a/{account}/customers/{customer}", &PERM_SIGNED_IN, NULL, MODE_READ, account_page),
    ROUTE("POST", "/a/{account}/customers/{customer}", &PERM_SIGNED_IN, "x.y", MODE_WRITE, account_page),
    ROUTE("GET", "/a/{account}/customers/new/help", &PERM_SIGNED_IN, NULL, MODE_READ, account_page),
    ROUTE("GET", "/a/{account}/customers/{customer}/users", &PERM_SIGNED_IN, NULL, MODE_READ, account_page),
    ROUTE("GET", "/v1/customers/{customer}/subscribedSkus", &PERM_SIGNED_IN, NULL, MODE_READ, account_page,
          .kind = ROUTE_API),
    ROUTE("DELETE", "/v1/customers/{customer}", &PERM_SIGNED_IN, "x.y", MODE_WRITE, account_page, .kind = ROUTE_API),
    ROUTE("GET", "/v1.0/sheets(Market='{market}',View='{view}')/$value", &PERM_SIGNED_IN, NULL, MODE_READ, account_page,
          .kind = ROUTE_API),
    ROUTE("GET", "/v1.0/{other}/$value", &PERM_SIGNED_IN, NULL, MODE_READ, account_page, .kind = ROUTE_API),
};

static RouteMatch match(Arena *a, Err want, const char *method, const char *path)
{
    char why[256] = "";
    RouteTable *t = route_table_of(a, ROUTES, COUNT_OF(ROUTES), why);
    assert_non_null(t);
    RouteMatch m = {0};
    HttpMethod code = str_eq(str_from(method), S("HEAD")) ? HTTP_HEAD : HTTP_OTHER;
    assert_int_equal(route_match(t, a, code, str_from(method), str_from(path), &m), want);
    return m;
}

static void a_parameter_takes_one_segment_decoded(void **state)
{
    RouteMatch m = match(*state, OK, "GET", "/a/contoso/customers/a%20b");
    assert_string_equal(m.route->path, "/a/{account}/customers/{customer}");
    assert_int_equal(m.params_n, 2);
    assert_str(m.params[0].name, "account");
    assert_str(m.params[0].value, "contoso");
    assert_str(m.params[1].value, "a b");
}

static void a_static_segment_beats_a_parameter(void **state)
{
    assert_string_equal(match(*state, OK, "GET", "/a/x/customers/new").route->path, "/a/{account}/customers/new");
}

static void a_static_branch_that_leads_nowhere_falls_back_to_the_parameter(void **state)
{
    RouteMatch m = match(*state, OK, "GET", "/a/x/customers/new/users");
    assert_string_equal(m.route->path, "/a/{account}/customers/{customer}/users");
    assert_str(m.params[1].value, "new");
}

static void the_api_is_matched_without_case_and_keeps_the_values_case(void **state)
{
    RouteMatch m = match(*state, OK, "GET", "/V1/Customers/AbC/subscribedskus");
    assert_true(m.api);
    assert_str(m.params[0].value, "AbC");
}

static void the_api_takes_double_slashes_and_a_slash_at_the_end(void **state)
{
    (void)match(*state, OK, "DELETE", "/v1//customers/1/");
    (void)match(*state, OK, "DELETE", "//v1/customers//1");
}

static void parameters_may_stand_within_a_segment(void **state)
{
    RouteMatch m = match(*state, OK, "GET", "/v1.0/Sheets(market='FR',view=%27a_B%27)/$VALUE");
    assert_int_equal(m.params_n, 2);
    assert_str(m.params[0].name, "market");
    assert_str(m.params[0].value, "FR");
    assert_str(m.params[1].name, "view");
    assert_str(m.params[1].value, "a_B");
    assert_str(match(*state, OK, "GET", "/v1.0/sheets(Market='',View='')/$value").params[1].value, "");
    static const char *const OTHERS[] = {"/v1.0/sheets/$value", "/v1.0/sheets(Market='FR')/$value",
                                         "/v1.0/sheets(Market='FR',View='x/$value",
                                         "/v1.0/sheets(Market='FR',View='x')y/$value"};
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++) {
        assert_string_equal(match(*state, OK, "GET", OTHERS[i]).route->path, "/v1.0/{other}/$value");
    }
}

static void a_page_has_one_address(void **state)
{
    (void)match(*state, ERR_NOT_FOUND, "GET", "/a/x/customers/");
    (void)match(*state, ERR_NOT_FOUND, "GET", "/a//customers");
    (void)match(*state, ERR_NOT_FOUND, "GET", "/A/x/customers");
}

static void head_is_answered_by_get(void **state)
{
    assert_string_equal(match(*state, OK, "HEAD", "/").route->method, "GET");
}

static void another_method_is_told_which_are_allowed(void **state)
{
    assert_str(match(*state, ERR_UNSUPPORTED, "PUT", "/a/x/customers/1").allow, "GET, HEAD, POST");
}

static void bad_escapes_and_endless_paths_are_not_found(void **state)
{
    (void)match(*state, ERR_NOT_FOUND, "GET", "/a/%zz/customers");
    (void)match(*state, ERR_NOT_FOUND, "GET", "/a/%00/customers");
    (void)match(*state, ERR_NOT_FOUND, "GET", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z");
}

static void refused(Arena *a, Route row, Err want, const char *words)
{
    char why[256] = "";
    Route rows[2] = {ROUTES[0], row};
    assert_null(route_table_of(a, rows, 2, why));
    assert_non_null(strstr(why, words));
    (void)want;
}

static void a_row_that_breaks_a_rule_stops_the_boot(void **state)
{
    refused(*state, (Route)ROUTE("GET", "/", &PERM_PUBLIC, NULL, MODE_NONE, page), ERR_CONFLICT, "twice");
    refused(*state, (Route)ROUTE("POST", "/x", &PERM_PUBLIC, NULL, MODE_WRITE, page), ERR_INVALID, "audit action");
    refused(*state, (Route)ROUTE("GET", "/x", NULL, NULL, MODE_READ, page), ERR_INVALID, "permission");
    refused(*state, (Route)ROUTE("GET", "/x", &PERM_SIGNED_IN, NULL, MODE_READ, account_page), ERR_INVALID,
            "/a/{account}/");
    refused(*state, (Route)ROUTE("GET", "/a/{account}/x", &PERM_PUBLIC, NULL, MODE_READ, account_page), ERR_INVALID,
            "PublicCtx");
}

static void two_names_of_one_parameter_are_one_place(void **state)
{
    char why[256] = "";
    Route rows[2] = {ROUTE("GET", "/a/{account}/x/{one}", &PERM_SIGNED_IN, NULL, MODE_READ, account_page),
                     ROUTE("GET", "/a/{account}/x/{two}", &PERM_SIGNED_IN, NULL, MODE_READ, account_page)};
    assert_null(route_table_of(*state, rows, 2, why));
}

static void all_routes_of_the_product_fit_together(void **state)
{
    char why[256] = "";
    Err err = route_table_check(*state, why);
    assert_string_equal(why, "");
    assert_int_equal(err, OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(a_parameter_takes_one_segment_decoded),
        UNIT_TEST(a_static_segment_beats_a_parameter),
        UNIT_TEST(a_static_branch_that_leads_nowhere_falls_back_to_the_parameter),
        UNIT_TEST(the_api_is_matched_without_case_and_keeps_the_values_case),
        UNIT_TEST(the_api_takes_double_slashes_and_a_slash_at_the_end),
        UNIT_TEST(parameters_may_stand_within_a_segment),
        UNIT_TEST(a_page_has_one_address),
        UNIT_TEST(head_is_answered_by_get),
        UNIT_TEST(another_method_is_told_which_are_allowed),
        UNIT_TEST(bad_escapes_and_endless_paths_are_not_found),
        UNIT_TEST(a_row_that_breaks_a_rule_stops_the_boot),
        UNIT_TEST(two_names_of_one_parameter_are_one_place),
        UNIT_TEST(all_routes_of_the_product_fit_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The promises of the API's filter over customers: each operator and each joining finds what the words say, in order,
 * whatever the size of a page and however early a page is cut, there and back. */
#include "areas/customers/customers_filter.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static const char *const NAMES[] = {"Alder Works", "Alder",       "Älder Foods", "Birch & Sons", "Birch Mills",
                                    "Cedar",       "Cedar Works", "Dogwood",     "Elm Works",    "Zelkova 100%"};
enum { NAMES_N = COUNT_OF(NAMES) };

static Err make_all(Ctx *ctx, void *arg)
{
    AccountCtx a = account_of(ctx, *(Id *)arg);
    PostalAddress p = {.line1 = S("Rue 1"), .city = S("Lyon"), .postal_code = S("69001"), .country = S("FR")};
    for (size_t i = 0; i < NAMES_N + 2; i++) {
        Str name = i < NAMES_N ? str_from(NAMES[i]) : S("Alder Gone");
        NewCustomer n = {.company = {.name = name, .address = p},
                         .billing = {.company_name = name,
                                     .first_name = S("Luc"),
                                     .last_name = S("Petit"),
                                     .email = S("luc@elsewhere.example"),
                                     .culture = S("fr-FR"),
                                     .language = S("fr"),
                                     .address = p}};
        n.company.domain = str_fmt(ctx->arena, "c%zu.%s.example", NAMES_N + 2 - i, i % 2 ? "odd" : "even");
        CustomerCreated made;
        TRY(customer_create(a, &n, &made));
        if (i >= NAMES_N) { /* ended: no filter finds them */
            ctx->customer_id = made.id.id;
            Customer c;
            TRY(customer_get(a, &c));
            TRY(customer_end(a, &c));
        }
    }
    return OK;
}

typedef struct Walk {
    Id account;
    const char *filter, *expected;
    uint32_t size;
    int64_t looks, skip;
    bool back;
    Str found;
    size_t pages;
    bool cut;
} Walk;
/* The pages one after another, as one text; backwards, each page is put before the last. */
static Err walk(Ctx *ctx, void *arg)
{
    Walk *w = arg;
    AccountCtx a = account_of(ctx, w->account);
    Filter filter;
    CustomerFilter f;
    TRY(filter_read(ctx, str_from(w->filter), &filter));
    TRY(customer_filter_read(a, &filter, &f));
    CustomerFilterAsk ask = {.page = {.size = w->size, .last = w->back}, .looks = w->looks, .skip = w->skip};
    w->found = S("");
    for (w->pages = 0; w->pages < 60; w->pages++) {
        CustomerFound *rows;
        size_t n;
        PageInfo page;
        TRY(customer_filter_page(a, &f, &ask, &rows, &n, &page));
        w->cut = w->cut || ask.ret_cut;
        Str text = S("");
        for (size_t i = 0; i < n; i++) {
            text = str_fmt(ctx->arena, "%.*s%.*s,", S_ARG(text), S_ARG(rows[i].name));
        }
        w->found = w->back ? str_concat(ctx->arena, text, w->found) : str_concat(ctx->arena, w->found, text);
        assert_true(n <= w->size);
        Str on = w->back ? page.previous : page.next;
        if (on.n == 0) {
            return OK;
        }
        ask.skip = 0;
        ask.page.last = false;
        ask.page.after = w->back ? S("") : on;
        ask.page.before = w->back ? on : S("");
    }
    return ERR_INTERNAL;
}

#define LEAF(FIELD, OP, VALUE) "{\"Field\":\"" FIELD "\",\"Operator\":\"" OP "\",\"Value\":\"" VALUE "\"}"
#define BOTH(OP, LEFT, RIGHT) "{\"Operator\":\"" OP "\",\"LeftFilter\":" LEFT ",\"RightFilter\":" RIGHT "}"
#define NAME(OP, VALUE) LEAF("CompanyName", OP, VALUE)
#define ALL "Alder,Älder Foods,Alder Works,Birch Mills,Birch & Sons,Cedar,Cedar Works,Dogwood,Elm Works,Zelkova 100%,"

static const struct {
    const char *filter, *expected;
} CASES[] = {
    {NAME("equals", "ALDER"), "Alder,"},
    {NAME("not_equals", "cedar"), "Alder,Älder Foods,Alder Works,Birch Mills,Birch & Sons,Cedar Works,Dogwood,Elm "
                                  "Works,Zelkova 100%,"},
    {NAME("starts_with", "alder"), "Alder,Älder Foods,Alder Works,"},
    {NAME("NotStartsWith", "alder"), "Birch Mills,Birch & Sons,Cedar,Cedar Works,Dogwood,Elm Works,Zelkova 100%,"},
    {NAME("substring", "works"), "Alder Works,Cedar Works,Elm Works,"},
    {NAME("substring", "100%"), "Zelkova 100%,"},
    {NAME("greater_than", "dogwood"), "Elm Works,Zelkova 100%,"},
    {NAME("GreaterThanOrEquals", "Dogwood"), "Dogwood,Elm Works,Zelkova 100%,"},
    {NAME("less_than", "alder works"), "Alder,Älder Foods,"},
    {NAME("less_than_or_equals", "alder works"), "Alder,Älder Foods,Alder Works,"},
    {NAME("equals", "%%"), ""},
    {NAME("starts_with", "%%"), ""},
    {NAME("not_equals", "%%"), ALL},
    {NAME("starts_with", ""), ALL},
    {NAME("not_starts_with", ""), ""},
    {LEAF("Domain", "starts_with", "C1"), "Älder Foods,Alder,Alder Works,"},
    {LEAF("Domain", "substring", ".odd."), "Alder,Birch & Sons,Cedar,Dogwood,Zelkova 100%,"},
    {LEAF("Domain", "not_equals", "c3.odd.example"), "Älder Foods,Alder,Alder Works,Elm Works,Dogwood,Cedar "
                                                     "Works,Cedar,Birch Mills,Birch & Sons,"},
    {BOTH("and", NAME("greater_than", "alder"), NAME("less_than", "cedar")),
     "Älder Foods,Alder Works,Birch Mills,Birch & Sons,"},
    {BOTH("or", NAME("starts_with", "zel"), NAME("equals", "alder")), "Alder,Zelkova 100%,"},
    {BOTH("and", NAME("substring", "works"), LEAF("Domain", "substring", "even")),
     "Alder Works,Cedar Works,Elm Works,"},
    {BOTH("or", NAME("starts_with", "birch"), LEAF("Domain", "equals", "c3.odd.example")),
     "Birch Mills,Birch & Sons,Zelkova 100%,"},
    {BOTH("and", NAME("not_starts_with", "alder"),
          BOTH("or", NAME("substring", "works"), LEAF("Domain", "substring", "odd"))),
     "Birch & Sons,Cedar,Cedar Works,Dogwood,Elm Works,Zelkova 100%,"},
    {BOTH("and", NAME("equals", "alder"), NAME("equals", "cedar")), ""},
    {BOTH("And", LEAF("Domain", "starts_with", "c1"), NAME("substring", "works")), "Alder Works,"},
};

static void every_filter_finds_what_its_words_say_there_and_back_in_pages_of_any_size(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, make_all, &f->account), OK);
    static const struct {
        uint32_t size;
        int64_t looks;
    } how[] = {{100, 1000}, {1, 1000}, {3, 1000}, {3, 2}, {100, 3}, {1, 1}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        for (size_t k = 0; k < 2 * COUNT_OF(how); k++) {
            Walk w = {.account = f->account,
                      .filter = CASES[i].filter,
                      .size = how[k / 2].size,
                      .looks = how[k / 2].looks,
                      .back = k % 2};
            assert_int_equal(fixture_unit(f, MODE_READ, f->account, walk, &w), OK);
            if (!str_eq(w.found, str_from(CASES[i].expected))) {
                fail_msg("%s, %zu: %.*s", CASES[i].filter, k, S_ARG(w.found));
            }
        }
    }
    fixture_close(f);
}

static void a_page_looks_at_no_more_rows_than_it_may(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, make_all, &f->account), OK);
    Walk w = {.account = f->account, .filter = NAME("substring", "zelkova"), .size = 5, .looks = 3};
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, walk, &w), OK);
    assert_str_is(w.found, S("Zelkova 100%,"));
    assert_true(w.cut);
    assert_true(w.pages >= 3); /* twelve rows, three at a time */
    Walk near = {.account = f->account, .filter = NAME("starts_with", "zelkova"), .size = 5, .looks = 3};
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, walk, &near), OK);
    assert_str_is(near.found, S("Zelkova 100%,"));
    assert_false(near.cut); /* what is outside the span is not looked at */
    fixture_close(f);
}

#define NOT_CEDAR                                                                                                      \
    "%7B%22Field%22%3A%22CompanyName%22%2C%22Operator%22%3A%22not_equals%22%2C%22Value%22%3A%22cedar%22%7D"

static void an_offset_passes_over_what_matches_alone(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, make_all, &f->account), OK);
    Walk w = {.account = f->account, .filter = NAME("substring", "works"), .size = 1, .looks = 100, .skip = 1};
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, walk, &w), OK);
    assert_str_is(w.found, S("Cedar Works,Elm Works,"));
    fixture_close(f);
}

/* One answer on every page and for every size: how many there are. */
static void the_total_of_a_filter_is_how_many_match_not_how_many_are_shown(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, make_all, &f->account), OK);
    FixtureSend send = {.bearer = fixture_token(f, ID_NIL)};
    static const char *const SIZES[] = {"2", "5", "100"};
    for (size_t i = 0; i < COUNT_OF(SIZES); i++) {
        const char *path = str_z(f->arena, str_fmt(f->arena, "/v1/customers?size=%s&filter=%s", SIZES[i], NOT_CEDAR));
        FixtureAnswer a = fixture_request(f, "GET", path, &send);
        assert_int_equal(a.status, 200);
        assert_true(str_find(a.body, S("\"totalCount\":9,")) >= 0);
        ptrdiff_t at = str_find(a.body, S("\"continuationToken\":\""));
        assert_int_equal(at > 0, i < 2);
        if (at > 0) {
            Str token = str_skip(a.body, (size_t)at + 21);
            token = str_sub(token, 0, (size_t)str_find_char(token, '"'));
            FixtureSend next = {.bearer = send.bearer, .headers = {{S("ms-continuationtoken"), token}}, .headers_n = 1};
            FixtureAnswer b = fixture_request(f, "GET", "/v1/customers?seekOperation=Next", &next);
            assert_int_equal(b.status, 200);
            assert_true(str_find(b.body, S("\"totalCount\":9,")) >= 0);
        }
    }
    fixture_close(f);
}

static void what_the_list_has_no_field_for_is_named_with_what_it_has(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str token = fixture_token(f, f->user);
    static const struct {
        const char *filter, *words;
    } cases[] = {
        {"%7B%22Field%22%3A%22Country%22%2C%22Value%22%3A%22FR%22%7D", "CompanyName, Domain, IndirectReseller"},
        {"%7B%22Operator%22%3A%22and%22%2C%22LeftFilter%22%3A%7B%22Field%22%3A%22Domain%22%2C%22Value%22%3A%22a%22%7D%"
         "7D",
         "RightFilter is missing"},
        {"%7B%22Field%22%3A%22IndirectReseller%22%2C%22Operator%22%3A%22greater_than%22%2C%22Value%22%3A%22a%22%7D",
         "IndirectReseller with greater_than is not supported here"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *path = str_z(f->arena, str_fmt(f->arena, "/v1/customers?filter=%s", cases[i].filter));
        FixtureAnswer a = fixture_request(f, "GET", path, &(FixtureSend){.bearer = token});
        assert_int_equal(a.status, 400);
        assert_true(str_find(a.body, S("\"code\":2000")) >= 0);
        assert_true(str_find(a.body, str_from(cases[i].words)) >= 0);
    }
    fixture_close(f);
}

int main(void)
{
    if (i18n_init() != OK) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        UNIT_TEST(every_filter_finds_what_its_words_say_there_and_back_in_pages_of_any_size),
        UNIT_TEST(a_page_looks_at_no_more_rows_than_it_may),
        UNIT_TEST(an_offset_passes_over_what_matches_alone),
        UNIT_TEST(the_total_of_a_filter_is_how_many_match_not_how_many_are_shown),
        UNIT_TEST(what_the_list_has_no_field_for_is_named_with_what_it_has),
    };
    return FIXTURE_RUN(tests);
}

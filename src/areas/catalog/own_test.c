/* The promises of an account's own order of products. */
#include "areas/catalog/items.h"
#include "areas/catalog/own.h"
#include "areas/prices/prices.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define PRICING "/a/test/pricing"

/* Four products in the vendor's order: ONE, TWO, THREE, FOUR, each with a plan at a price in euro. */
static Err make_products(Ctx *ctx, void *arg)
{
    (void)arg;
    static const char *const CODES[] = {"ONE", "TWO", "THREE", "FOUR"};
    SystemCtx s = (SystemCtx){ctx};
    TRY(q_market_put(s, &(MarketPutArgs){.country = S("FR"), .currency = S("EUR")}, NULL));
    TRY(q_market_put(s, &(MarketPutArgs){.country = S("US"), .currency = S("USD")}, NULL));
    TRY(q_category_put(s, &(CategoryPutArgs){.id = S("all"), .name = S("All")}, NULL));
    for (size_t i = 0; i < COUNT_OF(CODES); i++) {
        Str code = str_from(CODES[i]);
        TRY(q_item_product_put(s,
                               &(ItemProductPutArgs){.code = code,
                                                     .place = (int64_t)i + 1,
                                                     .title = str_fmt(ctx->arena, "Product %s", CODES[i]),
                                                     .title_key = str_fmt(ctx->arena, "product %s", CODES[i]),
                                                     .target_view = i == 3 ? S("metered") : S("online_services")},
                               NULL));
        TRY(q_item_sku_put(s,
                           &(ItemSkuPutArgs){.product_code = code,
                                             .code = S("0001"),
                                             .title = str_fmt(ctx->arena, "Plan of %s", CODES[i]),
                                             .offer_id = str_fmt(ctx->arena, "offer-%s", CODES[i]),
                                             .category_id = S("all"),
                                             .quantity_min = 1,
                                             .quantity_max = 300},
                           NULL));
        TRY(q_item_availability_put(s,
                                    &(ItemAvailabilityPutArgs){.product_code = code,
                                                               .sku_code = S("0001"),
                                                               .code = S("AV"),
                                                               .segment = S("commercial"),
                                                               .from_at = ctx->now,
                                                               .until_at = TIME_NONE},
                                    NULL));
        PriceNew price = {.key = {.product_code = code,
                                  .sku_code = S("0001"),
                                  .availability = S("AV"),
                                  .currency = S("EUR"),
                                  .term = i == 0 ? S("P1M") : S("P1Y"),
                                  .cycle = S("monthly")},
                          .tier_min = 1,
                          .from_at = ctx->now,
                          .ends_at = TIME_NONE,
                          .sale_ends_on = DATE_NONE,
                          .listed = {(int64_t)(i + 1) * (i == 0 ? 1 : 12) * DEC_SCALE},
                          .amount = {(int64_t)(i + 1) * DEC_SCALE}};
        TRY(price_put_everywhere(s, &price));
    }
    return OK;
}
static Fixture *world(Str *ret_cookie)
{
    Fixture *f = fixture_open();
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, make_products, NULL), OK);
    *ret_cookie = fixture_sign_in(f, f->user, f->account);
    return f;
}
static void act(Fixture *f, Str cookie, const char *what)
{
    assert_int_equal(
        fixture_request(f, "POST", PRICING "/arrange", &(FixtureSend){.cookie = cookie, .form = str_from(what)}).status,
        303);
}
static Str page(Fixture *f, Str cookie, const char *path)
{
    FixtureAnswer got = fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
    assert_int_equal(got.status, 200);
    return got.body;
}
/* The products of the list of what is on sale, in the order in which they stand: "2413". */
static Str shown(Fixture *f, Str cookie, const char *path)
{
    static const char *const LINKS[] = {"items/ONE", "items/TWO", "items/THREE", "items/FOUR"};
    Str body = page(f, cookie, path);
    ptrdiff_t at[COUNT_OF(LINKS)];
    for (size_t i = 0; i < COUNT_OF(LINKS); i++) {
        at[i] = str_find(body, str_from(LINKS[i]));
    }
    Str order = S("");
    for (ptrdiff_t last = -1;;) {
        size_t next = COUNT_OF(LINKS);
        for (size_t i = 0; i < COUNT_OF(LINKS); i++) {
            if (at[i] > last && (next == COUNT_OF(LINKS) || at[i] < at[next])) {
                next = i;
            }
        }
        if (next == COUNT_OF(LINKS)) {
            return order;
        }
        last = at[next];
        order = str_fmt(f->arena, "%.*s%d", S_ARG(order), (int)next + 1);
    }
}

static void what_was_moved_or_pinned_stands_first_where_products_are_chosen(void **state)
{
    (void)state;
    Str cookie;
    Fixture *f = world(&cookie);
    assert_str_is(shown(f, cookie, PRICING "/items"), S("1234"));
    act(f, cookie, "first=THREE");
    assert_str_is(shown(f, cookie, PRICING "/items"), S("3124"));
    act(f, cookie, "down=ONE");
    assert_str_is(shown(f, cookie, PRICING "/items"), S("3214"));
    act(f, cookie, "pin=FOUR");
    assert_str_is(shown(f, cookie, PRICING "/items"), S("4321"));
    act(f, cookie, "unpin=FOUR");
    act(f, cookie, "up=FOUR");
    Str file = page(f, cookie, PRICING "/items/export?format=csv");
    assert_true(str_find(file, S("Product THREE")) < str_find(file, S("Product TWO"))); /* the file too */
    assert_int_equal(
        fixture_request(f, "POST", PRICING "/arrange/clear", &(FixtureSend){.cookie = cookie, .form = S("a=b")}).status,
        303);
    assert_str_is(shown(f, cookie, PRICING "/items"), S("1234"));
    fixture_close(f);
}
static void what_is_hidden_is_found_by_the_filter_only(void **state)
{
    (void)state;
    Str cookie;
    Fixture *f = world(&cookie);
    act(f, cookie, "hide=TWO");
    assert_str_is(shown(f, cookie, PRICING "/items"), S("134"));
    assert_str_is(shown(f, cookie, PRICING "/items?hidden=yes"), S("2"));
    act(f, cookie, "show=TWO");
    assert_str_is(shown(f, cookie, PRICING "/items"), S("1234"));
    fixture_close(f);
}
static void filters_narrow_the_list_by_type_term_group_words_and_market(void **state)
{
    (void)state;
    Str cookie;
    Fixture *f = world(&cookie);
    assert_str_is(shown(f, cookie, PRICING "/items?type=metered"), S("4"));
    assert_str_is(shown(f, cookie, PRICING "/items?term=P1M"), S("1"));
    assert_str_is(shown(f, cookie, PRICING "/items?q=plan+of+two"), S("2"));
    assert_str_is(shown(f, cookie, PRICING "/items?country=US"), S("")); /* no price in dollars */
    assert_str_is(shown(f, cookie, PRICING "/items?segment=education"), S(""));
    FixtureAnswer saved = fixture_request(f, "POST", PRICING "/arrange/TWO",
                                          &(FixtureSend){.cookie = cookie, .form = S("at=2&group=Daily&version=0")});
    assert_int_equal(saved.status, 303);
    assert_str_is(shown(f, cookie, PRICING "/items?group=Daily"), S("2"));
    assert_true(str_find(page(f, cookie, PRICING "/items/two"), S("Plan of TWO")) >= 0); /* ids know no case */
    fixture_close(f);
}
static void a_save_of_what_somebody_changed_since_is_refused_and_keeps_what_was_typed(void **state)
{
    (void)state;
    Str cookie;
    Fixture *f = world(&cookie);
    act(f, cookie, "hide=TWO");
    FixtureAnswer late = fixture_request(f, "POST", PRICING "/arrange/TWO",
                                         &(FixtureSend){.cookie = cookie, .form = S("at=1&group=Mine&version=0")});
    assert_int_equal(late.status, 422);
    assert_true(str_find(late.body, S("Somebody has changed this product")) >= 0);
    assert_true(str_find(late.body, S("value=\"Mine\"")) >= 0);
    FixtureAnswer bad = fixture_request(f, "POST", PRICING "/arrange/TWO",
                                        &(FixtureSend){.cookie = cookie, .form = S("at=none&version=1")});
    assert_int_equal(bad.status, 422);
    assert_true(str_find(bad.body, S("Write a place as a number")) >= 0);
    fixture_close(f);
}

/* Moves to and fro between the same two neighbours until no place is left between them. */
static Err move_often(Ctx *ctx, void *arg)
{
    AccountCtx a = (AccountCtx){ctx};
    Str *ret = arg;
    for (size_t i = 0; i < 60; i++) {
        Str code = i % 2 ? S("THREE") : S("FOUR");
        TRY(catalog_own_save(a, &(CatalogOwnAsk){.code = code, .at = 2, .version = -1}));
    }
    CatalogOwn *all;
    size_t n;
    TRY(catalog_own_all(a, &all, &n));
    *ret = S("");
    for (size_t i = 0; i < n; i++) {
        *ret = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(*ret), S_ARG(all[i].code));
    }
    return OK;
}
static void a_place_between_two_is_always_found(void **state)
{
    (void)state;
    Str cookie, order = S("");
    Fixture *f = world(&cookie);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, move_often, &order), OK);
    assert_str_is(order, S(" ONE THREE FOUR TWO"));
    fixture_close(f);
}
static void another_account_and_people_without_the_right_are_kept_out(void **state)
{
    (void)state;
    Str cookie;
    Fixture *f = world(&cookie);
    act(f, cookie, "hide=TWO");
    Str other = fixture_sign_in(f, f->stranger, f->other_account);
    assert_str_is(shown(f, other, "/a/other/pricing/items"), S("1234"));
    Str colleague = fixture_sign_in(f, f->colleague, f->account);
    assert_int_equal(
        fixture_request(f, "POST", PRICING "/arrange", &(FixtureSend){.cookie = colleague, .form = S("hide=ONE")})
            .status,
        403);
    assert_str_is(shown(f, cookie, PRICING "/items"), S("134"));
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(what_was_moved_or_pinned_stands_first_where_products_are_chosen),
        UNIT_TEST(what_is_hidden_is_found_by_the_filter_only),
        UNIT_TEST(filters_narrow_the_list_by_type_term_group_words_and_market),
        UNIT_TEST(a_save_of_what_somebody_changed_since_is_refused_and_keeps_what_was_typed),
        UNIT_TEST(a_place_between_two_is_always_found),
        UNIT_TEST(another_account_and_people_without_the_right_are_kept_out),
    };
    return FIXTURE_RUN(tests);
}

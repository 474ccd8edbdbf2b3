/* Shapes: JSON and forms into structs with every problem, structs into JSON; the collection envelope and its tokens. */
#include "app/collection.h"
#include "app/openapi.h"
#include "app/route.h"
#include "base/num.h"
#include "lib/app_fixture.h"
#include "unit.h"

typedef struct Address {
    Str city, country;
} Address;
typedef struct Line {
    Str sku;
    int64_t count;
} Line;
typedef struct Thing {
    Str name, note, kind, extra;
    int64_t seats;
    bool on;
    Money price;
    Dec rate;
    Time at;
    Date day;
    Id id;
    Address address;
    bool has_address;
    Line *lines;
    size_t lines_n;
    Str *tags;
    size_t tags_n;
} Thing;

static Err no_digits(Ctx *ctx, Str path, Str value)
{
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] >= '0' && value.p[i] <= '9') {
            problem_field(ctx, path, MSG("no digits"));
        }
    }
    return OK;
}
static const char *const KINDS[] = {"one_time", "monthly", NULL};
static const Field ADDRESS_FIELDS[] = {FIELD(Address, city, "city", F_STR, .flags = FIELD_REQUIRED, .max = 10),
                                       FIELD(Address, country, "country", F_STR, .check = no_digits)};
static const Shape ADDRESS = SHAPE(Address, ADDRESS_FIELDS);
static const Field LINE_FIELDS[] = {FIELD(Line, sku, "sku", F_STR, .flags = FIELD_REQUIRED),
                                    FIELD(Line, count, "count", F_INT, .flags = FIELD_ALWAYS)};
static const Shape LINE = SHAPE(Line, LINE_FIELDS);
static const Field FIELDS[] = {
    FIELD(Thing, name, "name", F_STR, .flags = FIELD_REQUIRED, .label = N_("Name"), .alias = "title"),
    FIELD(Thing, note, "note", F_STR, .max = 5, .flags = FIELD_NULL),
    FIELD(Thing, kind, "kind", F_ENUM_, .values = KINDS),
    FIELD(Thing, extra, "extra", F_RAW, .max = 40),
    FIELD(Thing, seats, "seats", F_INT),
    FIELD(Thing, on, "on", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(Thing, price, "price", F_MONEY_),
    FIELD(Thing, rate, "rate", F_DEC_),
    FIELD(Thing, at, "at", F_TIME_),
    FIELD(Thing, day, "day", F_DATE_),
    FIELD(Thing, id, "id", F_ID_, .flags = FIELD_OUT_ONLY),
    {.name = S_INIT("address"),
     .type = F_OBJECT,
     .offset = offsetof(Thing, address),
     .offset_n = offsetof(Thing, has_address),
     .shape = &ADDRESS},
    FIELD_LIST(Thing, lines, lines_n, "lines", &LINE, .max = 2),
    {.name = S_INIT("tags"), .type = F_STRS, .offset = offsetof(Thing, tags), .offset_n = offsetof(Thing, tags_n)},
    {.name = S_INIT("objectType"), .type = F_CONST, .constant = "Thing"},
};
static const Shape THING = SHAPE(Thing, FIELDS);

static Ctx *context(Arena *a)
{
    Ctx *ctx = arena_new(a, Ctx);
    ctx->arena = a;
    ctx->locale = locale_get(S("en-US"));
    return ctx;
}

static void every_type_is_read(void **state)
{
    Arena *a = *state;
    Ctx *ctx = context(a);
    Thing t = {.seats = 0};
    assert_ok(shape_read_text(ctx, &THING,
                              S("\xEF\xBB\xBF{\"NAME\":\"Ann\",\"note\":null,\"kind\":\"OneTime\",\"extra\":{\"a\":[1,"
                                "\"x\"]},\"seats\":\"12\",\"on\":true,\"price\":12.5,\"rate\":0.125,"
                                "\"at\":\"2026-11-21T05:46:00Z\",\"day\":\"2026-11-21\",\"id\":\"not "
                                "read\",\"address\":{\"city\":\"Lyon\"},\"lines\":[{\"sku\":\"A\",\"count\":2}],"
                                "\"tags\":[\"x\",\"y\"],\"unknown\":[{}]}"),
                              &t));
    assert_str(t.name, "Ann");
    assert_str(t.kind, "one_time");
    assert_str(t.extra, "{\"a\":[1,\"x\"]}");
    assert_int_equal(t.seats, 12);
    assert_true(t.on && t.has_address);
    assert_int_equal(t.price.minor, 1250);
    assert_int_equal(t.rate.units, 12500000);
    assert_str(time_iso(a, t.at), "2026-11-21T05:46:00Z");
    assert_int_equal(t.day.days, date_from_ymd(2026, 11, 21).days);
    assert_true(id_is_nil(t.id));
    assert_str(t.address.city, "Lyon");
    assert_int_equal(t.lines_n, 1);
    assert_int_equal(t.lines[0].count, 2);
    assert_int_equal(t.tags_n, 2);
    assert_str(t.tags[1], "y");
}

static void all_problems_are_collected_with_their_paths(void **state)
{
    Arena *a = *state;
    Ctx *ctx = context(a);
    Thing t = {.seats = 0};
    assert_int_equal(shape_read_text(ctx, &THING,
                                     S("{\"note\":\"too "
                                       "long\",\"kind\":\"weekly\",\"seats\":1.5,\"on\":\"maybe\",\"price\":1.005,"
                                       "\"rate\":\"x\",\"at\":\"yesterday\",\"day\":\"2026-02-30\","
                                       "\"extra\":[\"0123456789012345678901234567890123456789\"],"
                                       "\"address\":{\"country\":\"F4\"},\"lines\":[{\"count\":1},7],\"tags\":[1]}"),
                                     &t),
                     ERR_INVALID);
    static const char *const PATHS[] = {
        "name", "note", "kind",         "seats",           "on",           "price",    "rate",
        "at",   "day",  "address.city", "address.country", "lines[0].sku", "lines[1]", "tags",
        "extra"};
    for (size_t i = 0; i < COUNT_OF(PATHS); i++) {
        if (!msg_is_set(problem_of_field(ctx, str_from(PATHS[i])))) {
            fail_msg("no problem at %s", PATHS[i]);
        }
    }
    assert_int_equal(ctx->problem.fields_n, COUNT_OF(PATHS));
    Msg m = problem_of_field(ctx, S("name"));
    assert_str(msg_text(a, ctx->locale, &m), "Name is missing");
}

static void an_empty_body_is_an_empty_object_and_nonsense_is_refused(void **state)
{
    Arena *a = *state;
    Ctx *ctx = context(a);
    Address none = {.city = S("")};
    assert_int_equal(shape_read_text(ctx, &ADDRESS, S("  "), &none), ERR_INVALID);
    assert_true(msg_is_set(problem_of_field(ctx, S("city"))));
    ctx = context(a);
    assert_int_equal(shape_read_text(ctx, &ADDRESS, S("{\"city\":"), &none), ERR_PARSE);
    ctx = context(a);
    assert_int_equal(shape_read_text(ctx, &ADDRESS, S("\"success\""), &none), ERR_INVALID);
    ctx = context(a);
    assert_int_equal(shape_read_text(ctx, &ADDRESS, S("{\"city\":\"a\\u0000b\"}"), &none), ERR_INVALID);
    ctx = context(a);
    assert_int_equal(shape_read_text(ctx, &THING,
                                     S("{\"name\":\"x\",\"lines\":[{\"sku\":\"1\"},{\"sku\":\"2\"},{\"sku\":\"3\"}]}"),
                                     &(Thing){.seats = 0}),
                     ERR_INVALID);
}

static void a_struct_is_written_without_what_is_empty(void **state)
{
    Arena *a = *state;
    Line lines[] = {{S("A\"<"), 0}};
    Str tags[] = {S("x")};
    Currency eur;
    assert_ok(currency_parse(S("EUR"), &eur));
    Thing t = {.name = S("Ann"),
               .at = TIME_NONE,
               .day = DATE_NONE,
               .price = {1250, eur},
               .lines = lines,
               .lines_n = 1,
               .tags = tags,
               .tags_n = 1,
               .extra = S("[1]")};
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    shape_write(&b, &THING, &t);
    const JsonValue *v;
    assert_ok(json_parse(a, buf_str(&b), JSON_LIMITS_DEFAULT, &v, NULL));
    assert_int_equal(v->n, 8);
    assert_int_equal(json_get(v, S("note"))->kind, JSON_NULL);
    assert_false(json_get(v, S("on"))->boolean);
    assert_str(json_get(v, S("price"))->text, "12.5");
    assert_str(json_get(&json_get(v, S("lines"))->items[0], S("sku"))->text, "A\"<");
    assert_str(json_get(&json_get(v, S("lines"))->items[0], S("count"))->text, "0");
    assert_str(json_get(v, S("objectType"))->text, "Thing");
    assert_null(json_get(v, S("address")));
}

static void what_is_written_reads_back_the_same(void **state)
{
    Arena *a = *state;
    Thing t = {.name = S("\xC3\x89mile \\ \"x\"\n"),
               .seats = -5,
               .on = true,
               .rate = {-1},
               .at = {1},
               .day = {-1},
               .has_address = true,
               .address = {.city = S("Lyon")}},
          back = {.seats = 0};
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    shape_write(&b, &THING, &t);
    assert_ok(shape_read_text(context(a), &THING, buf_str(&b), &back));
    assert_str_is(back.name, t.name);
    assert_int_equal(back.seats, t.seats);
    assert_int_equal(back.rate.units, t.rate.units);
    assert_int_equal(back.at.us, t.at.us);
    assert_int_equal(back.day.days, t.day.days);
    assert_str(back.address.city, "Lyon");
}

/* --- Lists, over the wire. */

static Err list(AccountCtx a)
{
    static const Line LINES[] = {{S_INIT("A"), 1}, {S_INIT("B"), 2}, {S_INIT("C"), 3}};
    CollectionAsk ask;
    TRY(collection_ask(a.ctx, 2, 50, &ask));
    size_t from = ask.after.n ? 2 : 0;
    Str filter = collection_param(a.ctx, &ask, S("filter"));
    if (filter.n) {
        ctx_header(a.ctx, S("x-filter"), filter);
    }
    Collection c = {.shape = &LINE,
                    .items = LINES + from,
                    .items_n = num_min_size(ask.size, 3 - from),
                    .total = 3,
                    .page = {.next = from ? S("") : S("cur/sor"), .previous = from ? S("back") : S("")}};
    ctx_json_collection(a.ctx, &ask, &c);
    return OK;
}
static Err offsets(AccountCtx a)
{
    CollectionAsk ask;
    TRY(collection_ask(a.ctx, 10, 50, &ask));
    Collection c = {.shape = &LINE, .total = 25, .by_offset = true};
    ctx_json_collection(a.ctx, &ask, &c);
    return OK;
}
static const Route ROUTES[] = {
    ROUTE("GET", "/v1/things", &PERM_SIGNED_IN, NULL, MODE_READ, list, .kind = ROUTE_API, .summary = "List things",
          .shape_out = &LINE),
    ROUTE("GET", "/v1/offsets", &PERM_SIGNED_IN, NULL, MODE_READ, offsets, .kind = ROUTE_API),
};

static const JsonValue *get(Fixture *f, Str token, const char *path, Str continuation, int status, FixtureAnswer *ret)
{
    FixtureSend send = {
        .bearer = token, .headers = {{S("ms-continuationtoken"), continuation}}, .headers_n = continuation.n ? 1 : 0};
    *ret = fixture_request(f, "GET", path, &send);
    assert_int_equal(ret->status, status);
    const JsonValue *v;
    assert_ok(json_parse(f->arena, ret->body, JSON_LIMITS_DEFAULT, &v, NULL));
    return v;
}

static Str uri_of(const JsonValue *v, Str link)
{
    return json_get(json_get(json_get(v, S("links")), link), S("uri"))->text;
}

static void a_seek_that_repeats_nothing_keeps_the_whole_query(void **state)
{
    (void)state;
    Fixture *f = fixture_open_with(&(FixtureOptions){.routes = ROUTES, .routes_n = COUNT_OF(ROUTES)});
    Str bearer = fixture_token(f, f->user);
    FixtureAnswer raw;
    const JsonValue *v = get(f, bearer, "/v1/things?size=2&filter=%7B%22a%22%3A1%7D", S(""), 200, &raw);
    assert_str(json_get(v, S("totalCount"))->text, "3");
    assert_int_equal(json_get(v, S("items"))->n, 2);
    assert_str(json_get(json_get(v, S("attributes")), S("objectType"))->text, "Collection");
    assert_str(uri_of(v, S("self")), "/things?size=2&filter=%7B%22a%22%3A1%7D");
    assert_str(uri_of(v, S("next")), "/things?size=2&filter=%7B%22a%22%3A1%7D&seekOperation=Next");
    const JsonValue *header = &json_get(json_get(json_get(v, S("links")), S("next")), S("headers"))->items[0];
    assert_str(json_get(header, S("key"))->text, "MS-ContinuationToken");
    Str token = json_get(header, S("value"))->text;
    assert_str_is(json_get(v, S("continuationToken"))->text, token);
    assert_null(json_get(json_get(v, S("links")), S("previous")));

    v = get(f, bearer, "/v1//things?seekOperation=Next", token, 200, &raw);
    assert_int_equal(json_get(v, S("items"))->n, 1);
    assert_str(fixture_header(&raw, "x-filter"), "{\"a\":1}");
    assert_null(json_get(json_get(v, S("links")), S("next")));
    assert_non_null(json_get(json_get(v, S("links")), S("previous")));

    v = get(f, bearer, "/v1/things?seekOperation=Next", S("nonsense"), 400, &raw);
    assert_str(json_get(v, S("code"))->text, "3000");
    v = get(f, bearer, "/v1/things?size=-1", S(""), 400, &raw);
    v = get(f, bearer, "/v1/things?SIZE=1", S(""), 200, &raw);
    assert_int_equal(json_get(v, S("items"))->n, 1);
    fixture_close(f);
}

static void an_offset_list_links_its_neighbours(void **state)
{
    (void)state;
    Fixture *f = fixture_open_with(&(FixtureOptions){.routes = ROUTES, .routes_n = COUNT_OF(ROUTES)});
    Str bearer = fixture_token(f, f->user);
    FixtureAnswer raw;
    const JsonValue *v = get(f, bearer, "/v1/offsets?size=10&offset=10&q=x%20y", S(""), 200, &raw);
    assert_str(uri_of(v, S("next")), "/offsets?q=x%20y&size=10&offset=20");
    assert_str(uri_of(v, S("previous")), "/offsets?q=x%20y&size=10&offset=0");
    v = get(f, bearer, "/v1/offsets?size=10&offset=20", S(""), 200, &raw);
    assert_null(json_get(json_get(v, S("links")), S("next")));
    fixture_close(f);
}

static void the_description_of_the_api_is_json(void **state)
{
    Arena *a = *state;
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    openapi_write(&b, a, S(""));
    const JsonValue *v;
    Str why = S("");
    if (json_parse(a, buf_str(&b), (JsonLimits){.depth_max = 32, .bytes_max = 8 << 20, .members_max = 1000000}, &v,
                   &why) != OK) {
        fail_msg("%.*s", S_ARG(why));
    }
    assert_str(json_get(v, S("openapi"))->text, "3.1.0");
    assert_non_null(json_get(json_get(json_get(v, S("components")), S("schemas")), S("Error")));
}

static int set_up(void **state)
{
    (void)state;
    return i18n_init() == OK ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(every_type_is_read),
        UNIT_TEST(all_problems_are_collected_with_their_paths),
        UNIT_TEST(an_empty_body_is_an_empty_object_and_nonsense_is_refused),
        UNIT_TEST(a_struct_is_written_without_what_is_empty),
        UNIT_TEST(what_is_written_reads_back_the_same),
        UNIT_TEST(a_seek_that_repeats_nothing_keeps_the_whole_query),
        UNIT_TEST(an_offset_list_links_its_neighbours),
        UNIT_TEST(the_description_of_the_api_is_json),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}

/* The same request twice: one effect, one answer. */
#include "app/setting.h"
#include "app/unit.h"
#include "base/num.h"
#include "gen/app_q.h"
#include "lib/app_fixture.h"
#include "unit.h"

static _Atomic int effects;

static Err create(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    int n = atomic_fetch_add(&effects, 1) + 1;
    TRY(installation_put(ctx, str_fmt(ctx->arena, "effect/%d", n), S("1")));
    if (ctx_form(ctx, S("fail")).n) {
        return problem(ctx, ERR_CONFLICT, MSG("Not now."), (Msg){0});
    }
    ctx->out.status = 201;
    ctx->out.body = str_fmt(ctx->arena, "{\"secret\":\"s3cret-%d\"}", n);
    ctx->out.content_type = S("application/json; charset=utf-8");
    ctx_header(ctx, S("Location"), S("/things/1"));
    return OK;
}
/* As the vendor's desk does: what it did is written into the log of the account that it did it to. */
static Id elsewhere;
static Err create_elsewhere(AccountCtx a)
{
    TRY(create(a));
    (void)account_of(a.ctx, elsewhere);
    return OK;
}
static const Route ROUTES[] = {
    ROUTE("POST", "/v1/things", &PERM_SIGNED_IN, "thing.create", MODE_WRITE, create, .kind = ROUTE_API),
    ROUTE("POST", "/v1/others", &PERM_SIGNED_IN, "other.create", MODE_WRITE, create, .kind = ROUTE_API),
    ROUTE("POST", "/a/{account}/things", &PERM_SIGNED_IN, "thing.create", MODE_WRITE, create),
    ROUTE("POST", "/a/{account}/elsewhere", &PERM_SIGNED_IN, "thing.create", MODE_WRITE, create_elsewhere),
};

static int setup(void **state)
{
    *state = fixture_open_with(&(FixtureOptions){.routes = ROUTES, .routes_n = COUNT_OF(ROUTES)});
    atomic_store(&effects, 0);
    return 0;
}
static int teardown(void **state)
{
    fixture_close(*state);
    return 0;
}

static FixtureSend call(Fixture *f, Str token, Str key, Str json)
{
    (void)f;
    return (FixtureSend){.bearer = token, .json = json, .headers = {{S("ms-requestid"), key}}, .headers_n = 1};
}
static FixtureAnswer post(Fixture *f, const char *path, Str token, Str key, Str json)
{
    FixtureSend send = call(f, token, key, json);
    return fixture_request(f, "POST", path, &send);
}

static void a_repeated_call_gets_the_first_ones_answer(void **state)
{
    Fixture *f = *state;
    Str token = fixture_token(f, ID_NIL);
    FixtureAnswer a = post(f, "/v1/things", token, S("k1"), S("{\"a\":1}")),
                  b = post(f, "/v1/things", token, S("k1"), S("{\"a\":1}"));
    assert_int_equal(a.status, 201);
    assert_int_equal(b.status, 201);
    assert_str_is(b.body, a.body);
    assert_str_is(b.content_type, a.content_type);
    assert_str_is(fixture_header(&b, "Location"), fixture_header(&a, "Location"));
    assert_int_equal(atomic_load(&effects), 1);
}

static void the_same_key_for_something_else_is_refused(void **state)
{
    Fixture *f = *state;
    Str token = fixture_token(f, ID_NIL);
    assert_int_equal(post(f, "/v1/things", token, S("k1"), S("{\"a\":1}")).status, 201);
    assert_int_equal(post(f, "/v1/things", token, S("k1"), S("{\"a\":2}")).status, 409);
    assert_int_equal(post(f, "/v1/things?x=1", token, S("k1"), S("{\"a\":1}")).status, 409);
    assert_int_equal(atomic_load(&effects), 1);
}

static void keys_of_other_routes_and_callers_are_other_keys(void **state)
{
    Fixture *f = *state;
    Str app = fixture_token(f, ID_NIL);
    assert_int_equal(post(f, "/v1/things", app, S("k1"), S("{}")).status, 201);
    assert_int_equal(post(f, "/v1/others", app, S("k1"), S("{}")).status, 201);
    assert_int_equal(post(f, "/v1/things", app, S("k2"), S("{}")).status, 201);
    assert_int_equal(post(f, "/v1/things", app, S(""), S("{}")).status, 201);
    assert_int_equal(post(f, "/v1/things", app, S(""), S("{}")).status, 201);
    assert_int_equal(atomic_load(&effects), 5);
}

static void a_refusal_is_not_kept(void **state)
{
    Fixture *f = *state;
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureSend fails = {.cookie = cookie, .form = S("form_key=abc&fail=1")},
                good = {.cookie = cookie, .form = S("form_key=abc")};
    assert_int_equal(fixture_request(f, "POST", "/a/test/things", &fails).status, 409);
    assert_int_equal(fixture_request(f, "POST", "/a/test/things", &good).status, 201);
    /* PostgreSQL looks a second time before it refuses a twin, so the refused call may have run twice, to no effect. */
    assert_in_range(atomic_load(&effects), 2, 3);
}

static void a_form_sent_twice_has_one_effect_even_from_a_page_drawn_anew(void **state)
{
    Fixture *f = *state;
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureSend send = {.cookie = cookie,
                        .form = S("form_key=abc&name=x")}; /* each time with another mask of the token */
    FixtureAnswer a = fixture_request(f, "POST", "/a/test/things", &send),
                  b = fixture_request(f, "POST", "/a/test/things", &send);
    assert_str_is(b.body, a.body);
    assert_int_equal(atomic_load(&effects), 1);
}

static void a_handler_that_turns_to_another_account_gives_the_first_answer_too(void **state)
{
    Fixture *f = *state;
    elsewhere = f->other_account;
    FixtureSend send = {.cookie = fixture_sign_in(f, f->user, f->account), .form = S("_key=abc&name=x")};
    FixtureAnswer a = fixture_request(f, "POST", "/a/test/elsewhere", &send),
                  b = fixture_request(f, "POST", "/a/test/elsewhere", &send);
    assert_int_equal(a.status, 201);
    assert_int_equal(b.status, 201);
    assert_str_is(b.body, a.body);
    assert_int_equal(atomic_load(&effects), 1);
}

static Err effect_there(Ctx *ctx, void *arg)
{
    Str value;
    TRY(installation_get(ctx, str_fmt(ctx->arena, "effect/%d", *(int *)arg), &value));
    return value.n ? OK : ERR_NOT_FOUND;
}

static void twins_at_the_same_time_have_one_effect(void **state)
{
    Fixture *f = *state;
    Str token = fixture_token(f, ID_NIL);
    FixtureCall *calls[8];
    FixtureSend send = call(f, token, S("twin"), S("{}"));
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        calls[i] = fixture_begin(f, "POST", "/v1/things", &send);
    }
    Str first = {0};
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        FixtureAnswer a = fixture_wait(calls[i]);
        assert_int_equal(a.status, 201);
        first = first.n ? first : a.body;
        assert_str_is(a.body, first);
    }
    /* On PostgreSQL a twin may have run and been rolled back; what it did is not there. */
    int stored = 0;
    for (int i = 1; i <= (int)COUNT_OF(calls); i++) {
        stored += fixture_unit(f, MODE_READ, ID_NIL, effect_there, &i) == OK;
    }
    assert_int_equal(stored, 1);
}

static Err look_for_secret(Ctx *ctx, void *arg)
{
    IdempotencyGetRow row;
    Fixture *f = arg;
    TRY(q_idempotency_get(system_of(ctx),
                          &(IdempotencyGetArgs){.account_id = f->account,
                                                .actor_id = f->application,
                                                .request_key = S("k1"),
                                                .route = S("POST /v1/things")},
                          &row));
    return str_find(row.answer, S("s3cret")) < 0 ? OK : ERR_FORBIDDEN;
}

static void the_stored_answer_is_sealed_and_dropped_after_a_day(void **state)
{
    Fixture *f = *state;
    Str token = fixture_token(f, ID_NIL);
    assert_int_equal(post(f, "/v1/things", token, S("k1"), S("{}")).status, 201);
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, look_for_secret, f));
    fixture_set_wall(f, time_add(app_wall(f->app), 25 * TIME_HOUR));
    assert_ok(idempotency_expire(f->app));
    assert_int_equal(fixture_unit(f, MODE_READ, ID_NIL, look_for_secret, f), ERR_NOT_FOUND);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_repeated_call_gets_the_first_ones_answer),
        T(the_same_key_for_something_else_is_refused),
        T(keys_of_other_routes_and_callers_are_other_keys),
        T(a_refusal_is_not_kept),
        T(a_form_sent_twice_has_one_effect_even_from_a_page_drawn_anew),
        T(a_handler_that_turns_to_another_account_gives_the_first_answer_too),
        T(twins_at_the_same_time_have_one_effect),
        T(the_stored_answer_is_sealed_and_dropped_after_a_day),
    };
    return FIXTURE_RUN(tests);
}

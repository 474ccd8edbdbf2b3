/* The promises of the authority's README that need a clock to move or another process to act; what a client sees over
 * the wire is in tests/wire/authority.test.mjs. */
#include "app/tell.h"
#include "areas/authority/apps.h"
#include "areas/authority/authority.h"
#include "areas/authority/authorize.h"
#include "areas/authority/jobs.h"
#include "areas/identity/identity.h"
#include "gen/app_q.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define assert_has(text, part) assert_true(str_find((text), S(part)) >= 0)
#define VERIFIER "a-verifier-that-is-long-enough-to-be-one-0123456789"

/* --- redirect addresses --- */

static void test_redirect_addresses_are_https_or_loopback_or_a_scheme_of_ones_own(void **state)
{
    (void)state;
    static const struct {
        const char *uri;
        RedirectFlaw flaw;
    } CASES[] = {
        {"https://app.example/done", REDIRECT_OK},
        {"https://app.example:8443/done?x=1", REDIRECT_OK},
        {"https://[2001:db8::1]/done", REDIRECT_OK},
        {"http://localhost", REDIRECT_OK},
        {"http://127.0.0.1:4711/done", REDIRECT_OK},
        {"http://[::1]/done", REDIRECT_OK},
        {"example.app.mine:/done", REDIRECT_OK},
        {"msal01a21511-d8bb-7b00-8000-a2cc6e3b112b://auth", REDIRECT_OK},
        {"", REDIRECT_NOT_AN_ADDRESS},
        {"/done", REDIRECT_NOT_AN_ADDRESS},
        {"//app.example", REDIRECT_NOT_AN_ADDRESS},
        {"https:app.example", REDIRECT_NOT_AN_ADDRESS},
        {"https://", REDIRECT_NOT_AN_ADDRESS},
        {"https:///done", REDIRECT_NOT_AN_ADDRESS},
        {"https://app.example/a b", REDIRECT_NOT_AN_ADDRESS},
        {"https://app.example\\@evil.example", REDIRECT_NOT_AN_ADDRESS},
        {"https://app.example;script-src *", REDIRECT_NOT_AN_ADDRESS},
        {"https://app.example:99999/", REDIRECT_NOT_AN_ADDRESS},
        {"https://app.example:+80/", REDIRECT_NOT_AN_ADDRESS},
        {"https://app.example/#x", REDIRECT_FRAGMENT},
        {"https://*.example/", REDIRECT_WILDCARD},
        {"https://user@app.example/", REDIRECT_USER_INFO},
        {"http://app.example/", REDIRECT_PLAIN_HTTP},
        {"http://localhost.evil.example/", REDIRECT_PLAIN_HTTP},
        {"http://127.0.0.1.evil.example/", REDIRECT_PLAIN_HTTP},
        {"javascript:alert(1)", REDIRECT_SCHEME},
        {"data:text/html,x", REDIRECT_NOT_AN_ADDRESS}, /* the comma */
        {"data:x", REDIRECT_SCHEME},
        {"mine:/done", REDIRECT_SCHEME},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        if (authority_redirect_flaw(str_from(CASES[i].uri)) != CASES[i].flaw) {
            fail_msg("%s: %d", CASES[i].uri, (int)authority_redirect_flaw(str_from(CASES[i].uri)));
        }
    }
    char longest[AUTHORITY_REDIRECT_MAX + 2];
    memset(longest, 'a', sizeof longest);
    memcpy(longest, "https://app.example/", 20);
    assert_int_equal(authority_redirect_flaw(str_of(longest, AUTHORITY_REDIRECT_MAX)), REDIRECT_OK);
    assert_int_equal(authority_redirect_flaw(str_of(longest, AUTHORITY_REDIRECT_MAX + 1)), REDIRECT_TOO_LONG);
}

static void test_an_address_fits_letter_by_letter_but_for_the_port_of_a_loopback(void **state)
{
    (void)state;
    static const struct {
        const char *registered, *asked;
        bool fits;
    } CASES[] = {
        {"https://app.example/done", "https://app.example/done", true},
        {"https://app.example/done", "https://app.example/done/", false},
        {"https://app.example/done", "https://app.example/done?x=1", false},
        {"https://app.example/done", "https://APP.example/done", false},
        {"https://app.example/done", "https://app.example:443/done", false},
        {"http://localhost", "http://localhost:5000", true},
        {"http://localhost", "http://localhost:5000/", true},
        {"http://localhost/", "http://localhost", true},
        {"http://localhost", "http://localhost:5000/done", false},
        {"http://localhost:1/done", "http://localhost:2/done", true},
        {"http://localhost", "http://127.0.0.1:5000", false},
        {"http://127.0.0.1/x", "http://127.0.0.1:9/x", true},
        {"http://[::1]/x", "http://[::1]:9/x", true},
        {"http://localhost", "https://localhost:5000", false},
        {"http://localhost", "http://localhost:0", false},
        {"http://localhost", "http://localhost:x@evil.example", false},
        {"http://localhost", "http://localhost.evil.example", false},
        {"http://localhost", "", false},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        if (authority_redirect_fits(str_from(CASES[i].registered), str_from(CASES[i].asked)) != CASES[i].fits) {
            fail_msg("%s %s", CASES[i].registered, CASES[i].asked);
        }
    }
}

static void test_the_place_of_an_address_is_its_origin_or_scheme(void **state)
{
    Arena *a = *state;
    assert_str(authority_redirect_origin(a, S("https://app.example:8443/done?x=1")), "https://app.example:8443");
    assert_str(authority_redirect_origin(a, S("https://app.example?x")), "https://app.example");
    assert_str(authority_redirect_origin(a, S("example.app.mine:/done")), "example.app.mine:");
}

static void test_a_device_code_is_read_as_people_type_it(void **state)
{
    Arena *a = *state;
    assert_str(authority_user_code(a, S("bcdf-GHJK")), "BCDFGHJK");
    assert_str(authority_user_code(a, S(" b c d f g h j k ")), "BCDFGHJK");
    static const char *const BAD[] = {"", "BCDF", "BCDF-GHJA", "BCDF-GHJKL", "BCDF-GHJ1", "BCDF_GHJK", "ÉCDF-GHJK"};
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        assert_int_equal(authority_user_code(a, str_from(BAD[i])).n, 0);
    }
}

static void test_a_service_token_has_a_prefix_and_a_checksum(void **state)
{
    Arena *a = *state;
    Str one = service_token_new(a), two = service_token_new(a);
    assert_true(service_token_well_formed(one) && service_token_well_formed(two));
    assert_false(str_eq(one, two));
    for (size_t i = 0; i < one.n; i++) {
        char *bent = str_z(a, one);
        bent[i] = bent[i] == 'a' ? 'b' : 'a';
        assert_false(service_token_well_formed(str_of(bent, one.n)));
    }
    assert_false(service_token_well_formed(S("")));
    assert_false(service_token_well_formed(str_sub(one, 0, one.n - 1)));
}

static void test_scopes_take_away_and_never_give(void **state)
{
    Arena *a = *state;
    ApiScopeSet all = api_scope_set(S(API_SCOPE_ALL)), read = api_scope_set(S("customers.read")),
                write = api_scope_set(S("customers.write"));
    assert_true(api_scope_allows(all, "customers", true));
    assert_true(api_scope_allows(read, "customers", false));
    assert_false(api_scope_allows(read, "customers", true));
    assert_true(api_scope_allows(write, "customers", false)); /* who may change may read */
    assert_true(api_scope_within(read, write) && api_scope_within(write, all) && !api_scope_within(write, read));
    assert_str(api_scope_names(a, api_scope_both(all, read)), "customers.read");
    assert_str(api_scope_names(a, api_scope_both(write, read)), "customers.read");
    assert_str(api_scope_names(a, all), API_SCOPE_ALL);
    assert_true(api_scope_empty(api_scope_set(S("openid profile nothing.read"))));
    assert_null(api_scope_find(S("nothing.read")));
}

/* --- through the dispatcher --- */

typedef struct World {
    Fixture *f;
    Id client; /* a public one */
    Str cookie;
} World;

static Err add_client(Ctx *ctx, void *arg)
{
    World *w = arg;
    w->client = ctx_new_id(ctx);
    TRY(authority_add_application(system_of(ctx), &(NewClient){.id = w->client,
                                                               .account_id = w->f->account,
                                                               .directory_id = w->f->directory,
                                                               .name = S("Command line"),
                                                               .about = S(""),
                                                               .scopes = S(API_SCOPE_ALL),
                                                               .public_client = true}));
    TRY(authority_add_redirect(system_of(ctx), w->f->account, w->client, S("sign_in"), S("http://localhost")));
    return authority_add_redirect(system_of(ctx), w->f->account, w->f->application, S("sign_in"),
                                  S("https://app.example/done"));
}

static int setup(void **state)
{
    World *w = calloc(1, sizeof *w);
    w->f = fixture_open();
    assert_ok(fixture_unit(w->f, MODE_WRITE, ID_NIL, add_client, w));
    assert_ok(
        token_keys_rotate(ctx_system(w->f->app, w->f->arena), TOKEN_ROTATE_NOW)); /* the first has the real clock */
    w->cookie = fixture_sign_in(w->f, w->f->user, w->f->account);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    World *w = *state;
    fixture_close(w->f);
    free(w);
    return 0;
}

static void later(World *w, int64_t us) { fixture_set_wall(w->f, time_add(app_wall(w->f->app), us)); }

static Err script(Ctx *ctx, void *arg) { return db_run_script(ctx->db, arg); }
static void run(World *w, const char *sql)
{
    assert_ok(fixture_unit(w->f, MODE_WRITE, ID_NIL, script, (void *)(uintptr_t)sql));
}

static Str challenge(Arena *a)
{
    Digest d = digest_sha256(S(VERIFIER));
    return base64url_encode(a, digest_str(&d));
}

/* The address of a request; extra: "&prompt=none". */
static const char *authorize_at(World *w, const char *extra)
{
    Arena *a = w->f->arena;
    Str s = str_fmt(
        a,
        "/%.*s/oauth2/v2.0/authorize?client_id=%.*s&response_type=code&redirect_uri=http%%3A%%2F%%2Flocalhost%%3A5000"
        "&scope=openid%%20offline_access%%20https%%3A%%2F%%2Fapi.partnercenter.microsoft.com%%2F.default&state=s"
        "&code_challenge=%.*s&code_challenge_method=S256%s",
        S_ARG(id_text(a, w->f->directory)), S_ARG(id_text(a, w->client)), S_ARG(challenge(a)), extra);
    return str_z(a, s);
}

static Str between(Str text, Str from, char to)
{
    ptrdiff_t at = str_find(text, from);
    if (at < 0) {
        return S("");
    }
    Str rest = str_skip(text, (size_t)at + from.n);
    ptrdiff_t end = str_find_char(rest, to);
    return end < 0 ? rest : str_sub(rest, 0, (size_t)end);
}

static Str encoded(Arena *a, Str s)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    buf_add_url(&b, s);
    return buf_str(&b);
}

/* Asked, allowed, answered: the code. */
static Str a_code(World *w)
{
    Arena *a = w->f->arena;
    const char *at = authorize_at(w, "");
    FixtureAnswer got = fixture_request(w->f, "GET", at, &(FixtureSend){.cookie = w->cookie});
    if (got.status == 200) {
        Str all = str_from(at);
        ptrdiff_t mark = str_find_char(all, '?');
        Str form = str_fmt(a, "do=allow&path=%.*s&request=%.*s", S_ARG(encoded(a, str_sub(all, 0, (size_t)mark))),
                           S_ARG(encoded(a, str_skip(all, (size_t)mark + 1))));
        got = fixture_request(w->f, "POST", "/consent", &(FixtureSend){.cookie = w->cookie, .form = form});
    }
    assert_int_equal(got.status, 303);
    assert_true(str_starts(got.location, S("http://localhost:5000?code=")));
    return between(got.location, S("code="), '&');
}

static FixtureAnswer token_at(World *w, const char *form)
{
    Arena *a = w->f->arena;
    return fixture_request(w->f, "POST",
                           str_z(a, str_fmt(a, "/%.*s/oauth2/v2.0/token", S_ARG(id_text(a, w->f->directory)))),
                           &(FixtureSend){.form = str_from(form)});
}

static FixtureAnswer redeem(World *w, Str code)
{
    Arena *a = w->f->arena;
    return token_at(
        w,
        str_z(
            a,
            str_fmt(
                a,
                "grant_type=authorization_code&client_id=%.*s&code=%.*s&redirect_uri=http%%3A%%2F%%2Flocalhost%%3A5000"
                "&code_verifier=" VERIFIER,
                S_ARG(id_text(a, w->client)), S_ARG(code))));
}

static FixtureAnswer refresh(World *w, Str token)
{
    Arena *a = w->f->arena;
    return token_at(w, str_z(a, str_fmt(a, "grant_type=refresh_token&client_id=%.*s&refresh_token=%.*s",
                                        S_ARG(id_text(a, w->client)), S_ARG(token))));
}

static Str member(const FixtureAnswer *a, const char *name, Arena *arena)
{
    return between(a->body, str_fmt(arena, "\"%s\":\"", name), '"');
}

typedef struct SignedIn {
    Str access, refresh;
} SignedIn;
static SignedIn signed_in(World *w)
{
    FixtureAnswer got = redeem(w, a_code(w));
    assert_int_equal(got.status, 200);
    return (SignedIn){member(&got, "access_token", w->f->arena), member(&got, "refresh_token", w->f->arena)};
}

static int api(World *w, Str bearer)
{
    return fixture_request(w->f, "GET", "/v1/customers?size=1", &(FixtureSend){.bearer = bearer}).status;
}

static void a_code_is_good_for_five_minutes(void **state)
{
    World *w = *state;
    Str code = a_code(w), other = a_code(w);
    later(w, AUTHORITY_CODE_S * TIME_SECOND - 1);
    assert_int_equal(redeem(w, code).status, 200);
    later(w, 1);
    FixtureAnswer late = redeem(w, other);
    assert_int_equal(late.status, 400);
    assert_has(late.body, "invalid_grant");
}

static void an_access_token_is_good_for_an_hour_and_not_before_its_time(void **state)
{
    World *w = *state;
    SignedIn in = signed_in(w);
    assert_int_equal(api(w, in.access), 200);
    later(w, TIME_HOUR);
    assert_int_equal(api(w, in.access), 401);
    Time issued = app_wall(w->f->app);
    in = signed_in(w);
    fixture_restart(w->f); /* another server of ours, which has not seen it yet and whose clock is behind */
    fixture_set_wall(w->f, time_add(issued, -2 * TIME_MINUTE));
    assert_int_equal(api(w, in.access), 401);
    later(w, TIME_MINUTE + TIME_SECOND);
    assert_int_equal(api(w, in.access), 200);
}

static void a_refresh_token_ends_when_it_is_not_used_for_ninety_days_and_a_sign_in_after_a_year(void **state)
{
    World *w = *state;
    SignedIn in = signed_in(w);
    Str token = in.refresh;
    for (int i = 0; i < 4; i++) {
        later(w, (AUTHORITY_REFRESH_DAYS - 1) * TIME_DAY);
        FixtureAnswer got = refresh(w, token);
        assert_int_equal(got.status, 200);
        token = member(&got, "refresh_token", w->f->arena);
    }
    later(w, (AUTHORITY_REFRESH_DAYS - 1) * TIME_DAY);
    assert_int_equal(refresh(w, token).status, 400);
    w->cookie = fixture_sign_in(w->f, w->f->user, w->f->account);
    in = signed_in(w);
    later(w, AUTHORITY_REFRESH_DAYS * TIME_DAY);
    assert_int_equal(refresh(w, in.refresh).status, 400);
}

static void a_changed_password_and_signing_out_everywhere_end_what_was_opened_before(void **state)
{
    World *w = *state;
    SignedIn in = signed_in(w);
    later(w, TIME_MINUTE);
    run(w, "UPDATE app_user SET password_at = 1795248060000000 WHERE sign_in = 'ada@test.example';");
    FixtureAnswer got = refresh(w, in.refresh);
    assert_int_equal(got.status, 400);
    assert_has(got.body, "sign in again");
    run(w, "UPDATE app_user SET password_at = NULL WHERE sign_in = 'ada@test.example';");
    assert_int_equal(api(w, in.access), 200);
    run(w, "UPDATE app_user SET signed_out_at = 1795248060000000 WHERE sign_in = 'ada@test.example';");
    assert_int_equal(api(w, in.access), 401);
    assert_int_equal(refresh(w, in.refresh).status, 400);
}

static void a_suspended_person_and_a_changed_role_are_felt_by_the_next_call(void **state)
{
    World *w = *state;
    SignedIn in = signed_in(w);
    assert_int_equal(api(w, in.access), 200);
    run(w, "DELETE FROM role_grant WHERE role = 'admin_agent';DELETE FROM role_grant WHERE role = 'global_admin';"
           "UPDATE app_user SET rights_version = rights_version + 1;");
    assert_int_equal(api(w, in.access), 403);
    run(w, "UPDATE app_user SET state = 'suspended' WHERE sign_in = 'ada@test.example';");
    assert_int_equal(api(w, in.access), 401);
    assert_int_equal(refresh(w, in.refresh).status, 400);
}

static void who_holds_no_role_in_the_account_is_told_so_and_gets_no_code(void **state)
{
    World *w = *state;
    run(w, "DELETE FROM role_grant;UPDATE app_user SET rights_version = rights_version + 1;");
    FixtureAnswer got = fixture_request(w->f, "GET", authorize_at(w, ""), &(FixtureSend){.cookie = w->cookie});
    assert_int_equal(got.status, 400);
    assert_has(got.body, "You hold no role in");
    assert_int_equal(got.location.n, 0);
}

static void the_way_through_sign_in_keeps_the_request_and_then_asks(void **state)
{
    World *w = *state;
    FixtureAnswer got =
        fixture_request(w->f, "GET", authorize_at(w, "&prompt=consent&x-client-SKU=msal.js.node"), &(FixtureSend){0});
    assert_int_equal(got.status, 303);
    assert_true(str_starts(got.location, S("/sign-in?return=%2F")));
    Str back;
    assert_ok(http_decode(w->f->arena, between(got.location, S("return="), '&'), true, &back));
    assert_true(str_find(back, S("prompt=consent")) > 0 && str_find(back, S("resume=1")) > 0 &&
                str_find(back, S("x-client")) < 0);
    assert_str_is(safe_return(back), back);
    FixtureAnswer page = fixture_request(w->f, "GET", str_z(w->f->arena, back), &(FixtureSend){.cookie = w->cookie});
    assert_int_equal(page.status, 200);
    assert_has(page.body, "Command line");
    assert_has(fixture_header(&page, "Content-Security-Policy"), "form-action 'self' http://localhost:5000");
}

static void a_request_sent_as_a_form_becomes_the_same_by_its_address(void **state)
{
    World *w = *state;
    Str at = str_from(authorize_at(w, ""));
    size_t mark = (size_t)str_find_char(at, '?');
    FixtureAnswer got = fixture_request(w->f, "POST", str_z(w->f->arena, str_sub(at, 0, mark)),
                                        &(FixtureSend){.form = str_skip(at, mark + 1)});
    assert_int_equal(got.status, 303);
    assert_str_is(got.location, at);
}

/* --- keys --- */

static void the_next_key_is_published_before_it_signs_and_the_old_one_until_its_tokens_have_ended(void **state)
{
    World *w = *state;
    Fixture *f = w->f;
    Ctx *ctx = ctx_system(f->app, f->arena);
    TokenKeyInfo *keys;
    SignedIn first = signed_in(w);
    assert_int_equal(token_keys_list(ctx, &keys), 1);
    Str old = keys[0].kid;
    assert_ok(token_keys_rotate(ctx_system(f->app, f->arena), TOKEN_ROTATE_ANNOUNCED));
    assert_ok(token_keys_rotate(ctx_system(f->app, f->arena), TOKEN_ROTATE_ANNOUNCED)); /* one is waiting already */
    assert_int_equal(token_keys_list(ctx_system(f->app, f->arena), &keys), 2);
    assert_true(keys[1].signing && str_eq(keys[1].kid, old));
    FixtureAnswer jwks = fixture_request(f, "GET", "/common/discovery/v2.0/keys", &(FixtureSend){0});
    assert_true(str_find(jwks.body, keys[0].kid) > 0 && str_find(jwks.body, old) > 0);
    assert_int_equal(api(w, first.access), 200);
    later(w, TIME_DAY + TIME_MINUTE);
    w->cookie = fixture_sign_in(f, f->user, f->account);
    SignedIn second = signed_in(w);
    assert_int_equal(api(w, second.access), 200);
    token_keys_list(ctx_system(f->app, f->arena), &keys);
    assert_true(keys[0].signing);
    later(w, 3 * TIME_HOUR);
    assert_ok(token_keys_turn(f->app));
    assert_int_equal(token_keys_list(ctx_system(f->app, f->arena), &keys), 1);
}

static void a_key_that_leaked_ends_everything_it_signed(void **state)
{
    World *w = *state;
    SignedIn in = signed_in(w);
    assert_int_equal(api(w, in.access), 200);
    assert_ok(token_keys_rotate(ctx_system(w->f->app, w->f->arena), TOKEN_ROTATE_NOW));
    assert_int_equal(api(w, in.access), 401);
    FixtureAnswer got = refresh(w, in.refresh); /* refresh tokens are not signed */
    assert_int_equal(got.status, 200);
    assert_int_equal(api(w, member(&got, "access_token", w->f->arena)), 200);
}

static void a_running_server_makes_the_next_key_in_time(void **state)
{
    World *w = *state;
    TokenKeyInfo *keys;
    later(w, 88 * TIME_DAY);
    assert_ok(token_keys_turn(w->f->app));
    assert_int_equal(token_keys_list(ctx_system(w->f->app, w->f->arena), &keys), 1);
    later(w, TIME_DAY + TIME_MINUTE);
    assert_ok(token_keys_turn(w->f->app));
    assert_int_equal(token_keys_list(ctx_system(w->f->app, w->f->arena), &keys), 2);
    assert_int_equal(keys[0].use_at.us - app_wall(w->f->app).us, TIME_DAY);
}

static void keys_outlive_a_restart(void **state)
{
    World *w = *state;
    SignedIn in = signed_in(w);
    fixture_restart(w->f);
    assert_int_equal(api(w, in.access), 200);
}

/* --- App management --- */

typedef struct Work {
    World *w;
    Id app;
    Str secret;
    CertFlaw flaw;
} Work;

static Err add_secret(Ctx *ctx, void *arg)
{
    Work *k = arg;
    AppsOneRow app;
    AccountCtx a = {ctx};
    ctx->actor.user_id = k->w->f->user;
    TRY(app_get(a, k->w->f->application, &app));
    return app_secret_add(a, &app, S("reports"), 90, &k->secret);
}

static void keepers_are_reminded_of_a_secret_a_month_before_and_once_more_in_its_last_week(void **state)
{
    World *w = *state;
    Work k = {.w = w};
    assert_ok(fixture_unit(w->f, MODE_WRITE, w->f->account, add_secret, &k));
    int64_t days[] = {59, 2, 10, 14}; /* 31, 29, 19 and 5 days before it ends */
    int told[] = {0, 1, 1, 2};
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        later(w, days[i] * TIME_DAY);
        while (jobs_run_due(w->f->app, 1)) {
        }
        w->cookie = fixture_sign_in(w->f, w->f->user, w->f->account);
        FixtureAnswer page =
            fixture_request(w->f, "GET", "/me/action-center/notifications", &(FixtureSend){.cookie = w->cookie});
        assert_int_equal(page.status, 200);
        Str list = str_skip(page.body, (size_t)str_find(page.body, S("<main")));
        int n = 0;
        for (ptrdiff_t at; (at = str_find(list, S("\">A secret of Test client ends on"))) >= 0; n++) {
            list = str_skip(list, (size_t)at + 1);
        }
        assert_int_equal(n, told[i]);
    }
}

static Err sweep_count(Ctx *ctx, void *arg)
{
    SweepCodesRow *rows;
    size_t *n = arg;
    return q_sweep_codes(system_of(ctx), &(SweepCodesArgs){.before = time_add(ctx->wall, 999 * TIME_DAY)}, &rows, n);
}

static void what_has_ended_is_swept(void **state)
{
    World *w = *state;
    size_t n = 0;
    (void)signed_in(w);
    (void)a_code(w);
    assert_ok(fixture_unit(w->f, MODE_READ, ID_NIL, sweep_count, &n));
    assert_int_equal(n, 2);
    later(w, 4 * TIME_DAY);
    while (jobs_run_due(w->f->app, 1)) {
    }
    assert_ok(fixture_unit(w->f, MODE_READ, ID_NIL, sweep_count, &n));
    assert_int_equal(n, 0);
}

static Err count_refused(Ctx *ctx, void *arg)
{
    int64_t *times = arg;
    AuditChainRow *rows;
    size_t n;
    TRY(q_audit_chain(system_of(ctx), &(AuditChainArgs){.account_id = ctx->account_id, .after_seq = 0}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        *times += str_eq(rows[i].outcome, S("refused")) && rows[i].status == 401 ? rows[i].times : 0;
    }
    return OK;
}

static void a_secret_that_is_wrong_is_in_the_activity_log(void **state)
{
    World *w = *state;
    Arena *a = w->f->arena;
    Str form = str_fmt(a,
                       "grant_type=client_credentials&client_id=%.*s&client_secret=guess&scope=https%%3A%%2F%%2Fapi."
                       "partnercenter.microsoft.com%%2F.default",
                       S_ARG(id_text(a, w->f->application)));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(token_at(w, str_z(a, form)).status, 401);
    }
    assert_ok(house_turn(w->f->app, true));
    int64_t times = 0;
    assert_ok(fixture_unit(w->f, MODE_READ, w->f->account, count_refused, &times));
    assert_int_equal(times, 3);
}

static void the_last_use_of_an_application_and_its_secret_is_noted(void **state)
{
    World *w = *state;
    Arena *a = w->f->arena;
    Str form = str_fmt(a,
                       "grant_type=client_credentials&client_id=%.*s&client_secret=%.*s&scope=https%%3A%%2F%%2Fapi."
                       "partnercenter.microsoft.com%%2F.default",
                       S_ARG(id_text(a, w->f->application)), S_ARG(encoded(a, w->f->application_secret)));
    FixtureAnswer got = token_at(w, str_z(a, form));
    assert_int_equal(got.status, 200);
    assert_int_equal(api(w, member(&got, "access_token", a)), 200);
    assert_ok(house_turn(w->f->app, true));
    FixtureAnswer page = fixture_request(
        w->f, "GET", str_z(a, str_fmt(a, "/a/test/settings/applications/%.*s", S_ARG(id_text(a, w->f->application)))),
        &(FixtureSend){.cookie = w->cookie});
    assert_int_equal(page.status, 200);
    assert_has(page.body, "last used");
}

#define WORLD(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest rules[] = {
        UNIT_TEST(test_redirect_addresses_are_https_or_loopback_or_a_scheme_of_ones_own),
        UNIT_TEST(test_an_address_fits_letter_by_letter_but_for_the_port_of_a_loopback),
        UNIT_TEST(test_the_place_of_an_address_is_its_origin_or_scheme),
        UNIT_TEST(test_a_device_code_is_read_as_people_type_it),
        UNIT_TEST(test_a_service_token_has_a_prefix_and_a_checksum),
        UNIT_TEST(test_scopes_take_away_and_never_give),
    };
    const struct CMUnitTest flows[] = {
        WORLD(a_code_is_good_for_five_minutes),
        WORLD(an_access_token_is_good_for_an_hour_and_not_before_its_time),
        WORLD(a_refresh_token_ends_when_it_is_not_used_for_ninety_days_and_a_sign_in_after_a_year),
        WORLD(a_changed_password_and_signing_out_everywhere_end_what_was_opened_before),
        WORLD(a_suspended_person_and_a_changed_role_are_felt_by_the_next_call),
        WORLD(who_holds_no_role_in_the_account_is_told_so_and_gets_no_code),
        WORLD(the_way_through_sign_in_keeps_the_request_and_then_asks),
        WORLD(a_request_sent_as_a_form_becomes_the_same_by_its_address),
        WORLD(the_next_key_is_published_before_it_signs_and_the_old_one_until_its_tokens_have_ended),
        WORLD(a_key_that_leaked_ends_everything_it_signed),
        WORLD(a_running_server_makes_the_next_key_in_time),
        WORLD(keys_outlive_a_restart),
        WORLD(keepers_are_reminded_of_a_secret_a_month_before_and_once_more_in_its_last_week),
        WORLD(what_has_ended_is_swept),
        WORLD(a_secret_that_is_wrong_is_in_the_activity_log),
        WORLD(the_last_use_of_an_application_and_its_secret_is_noted),
    };
    return cmocka_run_group_tests(rules, NULL, NULL) + FIXTURE_RUN(flows);
}

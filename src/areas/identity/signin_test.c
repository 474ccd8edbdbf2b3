/* Second factors, steps of a sign-in, the rule, forgotten passwords: each promise a test, with fixed clocks, on both
 * engines. */
#include "app/notify.h"
#include "app/person.h"
#include "app/session.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/identity/enroll.h"
#include "areas/identity/pages.h"
#include "crypt/otp.h"
#include "gen/identity_q.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit/unit.h"
#include <dirent.h>
#include <stdlib.h>

#define PASSWORD "nine quiet herons at dusk"
#define has(body, words) assert_true(str_find((body), S(words)) >= 0)

/* --- codes --- */

/* RFC 6238, appendix B: the last six digits of its eight. */
static void test_codes_are_those_of_the_standard(void **state)
{
    (void)state;
    static const struct {
        int64_t time;
        uint32_t code;
    } VECTORS[] = {{59, 287082},       {1111111109, 81804},  {1111111111, 50471},
                   {1234567890, 5924}, {2000000000, 279037}, {20000000000, 353130}};
    for (size_t i = 0; i < COUNT_OF(VECTORS); i++) {
        assert_int_equal(otp_code(S("12345678901234567890"), VECTORS[i].time / 30), VECTORS[i].code);
    }
}

static void test_keys_are_base_32_of_the_standard(void **state)
{
    Arena *a = *state;
    assert_str(base32_encode(a, S("")), "");
    assert_str(base32_encode(a, S("f")), "MY");
    assert_str(base32_encode(a, S("fo")), "MZXQ");
    assert_str(base32_encode(a, S("foobar")), "MZXW6YTBOI");
}

static const Str SECRET = S_INIT("12345678901234567890");
static Time at_step(int64_t step) { return (Time){step * OTP_STEP_SECONDS * TIME_SECOND + 7}; }

static void test_a_code_is_taken_a_step_early_or_late_and_never_twice(void **state)
{
    (void)state;
    for (int64_t off = -3; off <= 3; off++) {
        TotpState s = {0};
        bool right = totp_check(SECRET, otp_code(SECRET, 1000 + off), at_step(1000), &s) == TOTP_RIGHT;
        assert_int_equal(right, off >= -1 && off <= 1);
    }
    TotpState s = {0};
    assert_int_equal(totp_check(SECRET, otp_code(SECRET, 1000), at_step(1000), &s), TOTP_RIGHT);
    assert_int_equal(totp_check(SECRET, otp_code(SECRET, 1000), at_step(1000), &s), TOTP_USED);
    assert_int_equal(totp_check(SECRET, otp_code(SECRET, 999), at_step(1000), &s), TOTP_USED);
    assert_int_equal(totp_check(SECRET, otp_code(SECRET, 1001), at_step(1001), &s), TOTP_RIGHT);
    assert_int_equal(totp_check(SECRET, 999999, at_step(1001), &s), TOTP_WRONG);
}

static void test_an_app_whose_clock_runs_away_is_followed_for_two_minutes(void **state)
{
    (void)state;
    TotpState s = {0};
    int64_t off = 0;
    for (int i = 0; i < 10; i++) { /* each time a step further than before */
        int64_t now = 1000 + 100 * i;
        if (totp_check(SECRET, otp_code(SECRET, now + off + 1), at_step(now), &s) != TOTP_RIGHT) {
            break;
        }
        off++;
    }
    assert_int_equal(off, TOTP_DRIFT_MAX + 1);
    assert_int_equal(s.drift, TOTP_DRIFT_MAX);
    TotpState still = {.drift = 3};
    assert_int_equal(totp_check(SECRET, otp_code(SECRET, 1000), at_step(1000), &still), TOTP_WRONG);
    assert_int_equal(totp_check(SECRET, otp_code(SECRET, 1002), at_step(1000), &still), TOTP_RIGHT);
}

/* --- the rule --- */

static Date day(int32_t n) { return (Date){20000 + n}; }

static void test_the_strictest_rule_holds_and_the_earliest_day(void **state)
{
    (void)state;
    MfaRule off = {MFA_OFF, DATE_NONE, 0}, soft = {MFA_ENCOURAGED, DATE_NONE, 0}, later = {MFA_REQUIRED, day(9), 0},
            soon = {MFA_REQUIRED, day(2), 0}, now = {MFA_REQUIRED, DATE_NONE, 0};
    assert_int_equal(mfa_stricter(off, soft).policy, MFA_ENCOURAGED);
    assert_int_equal(mfa_stricter(soft, later).policy, MFA_REQUIRED);
    assert_int_equal(mfa_stricter(later, soon).from.days, day(2).days);
    assert_int_equal(mfa_stricter(soon, later).from.days, day(2).days);
    assert_false(date_is_set(mfa_stricter(soon, now).from));
    assert_false(date_is_set(mfa_stricter(now, soon).from));
    assert_false(mfa_in_force(&soon, day(1)));
    assert_true(mfa_in_force(&soon, day(2)));
    assert_true(mfa_in_force(&now, day(0)));
    assert_false(mfa_in_force(&soft, day(99)));
}

static void test_what_is_missing_is_asked_in_this_order(void **state)
{
    (void)state;
    Factors app = {.authenticators = 1}, none = {0};
    MfaRule now = {MFA_REQUIRED, DATE_NONE, 0}, later = {MFA_REQUIRED, day(9), 0},
            soft = {MFA_ENCOURAGED, DATE_NONE, 0};
    const struct {
        SignInFacts facts;
        SignInStep step;
    } CASES[] = {
        {{.methods = AUTH_PASSWORD, .factors = none, .demand = soft}, SIGN_IN_DONE},
        {{.methods = AUTH_PASSWORD, .factors = app, .demand = soft}, SIGN_IN_CODE},
        {{.methods = AUTH_PASSWORD, .factors = app, .must_change = true, .demand = soft}, SIGN_IN_CODE},
        {{.methods = AUTH_PASSWORD | AUTH_TOTP, .factors = app, .must_change = true, .demand = now}, SIGN_IN_PASSWORD},
        {{.methods = AUTH_PASSWORD | AUTH_TOTP, .factors = app, .demand = now}, SIGN_IN_DONE},
        {{.methods = AUTH_PASSWORD, .must_change = true, .demand = now}, SIGN_IN_PASSWORD},
        {{.methods = AUTH_PASSWORD, .demand = now}, SIGN_IN_ENROLL},
        {{.methods = AUTH_PASSWORD, .demand = later}, SIGN_IN_ENROLL},
        {{.methods = AUTH_PASSWORD, .demand = later, .put_off = true}, SIGN_IN_DONE},
        {{.methods = AUTH_PASSWORD, .demand = now, .put_off = true}, SIGN_IN_ENROLL},
        {{.methods = AUTH_PASSKEY, .factors = {.passkeys = 1}, .demand = now}, SIGN_IN_DONE},
        {{.methods = AUTH_FEDERATED, .demand = now}, SIGN_IN_ENROLL},
        {{.methods = AUTH_FEDERATED | AUTH_FEDERATED_MFA, .demand = now}, SIGN_IN_DONE},
        {{.methods = AUTH_MAIL | AUTH_PASSWORD, .factors = app, .demand = soft}, SIGN_IN_CODE},
        {{.methods = AUTH_PASSWORD | AUTH_RECOVERY, .factors = app, .demand = now}, SIGN_IN_DONE},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        SignInFacts f = CASES[i].facts;
        f.today = day(0);
        assert_int_equal(signin_step(&f), CASES[i].step);
    }
}

static void test_states_are_those_people_know(void **state)
{
    (void)state;
    Factors app = {.authenticators = 1}, key = {.passkeys = 2}, none = {.recovery_left = 9};
    MfaRule asked = {MFA_REQUIRED, day(9), 0}, soft = {MFA_ENCOURAGED, DATE_NONE, 0};
    assert_int_equal(mfa_state(&none, &soft), MFA_STATE_DISABLED);
    assert_int_equal(mfa_state(&none, &asked), MFA_STATE_ENABLED);
    assert_int_equal(mfa_state(&app, &soft), MFA_STATE_ENFORCED);
    assert_int_equal(mfa_state(&key, &asked), MFA_STATE_ENFORCED);
}

/* --- through the dispatcher --- */

typedef struct World {
    Fixture *f;
    Id id;
    Str email, hash, secret, codes[RECOVERY_CODES];
    bool must_change;
} World;

static Err add_person(Ctx *ctx, void *arg)
{
    World *w = arg;
    w->id = ctx_new_id(ctx);
    TRY(identity_add_user(system_of(ctx), &(NewUser){.id = w->id,
                                                     .directory_id = w->f->directory,
                                                     .sign_in = w->email,
                                                     .first_name = S("Nora"),
                                                     .last_name = S("Vega"),
                                                     .password_hash = w->hash,
                                                     .locale = S("en"),
                                                     .time_zone = S("UTC"),
                                                     .must_change = w->must_change}));
    return identity_grant(system_of(ctx), w->id, w->f->directory, w->f->account, S("admin_agent"));
}

static World *world_with(Fixture *f, const char *email, bool must_change)
{
    World *w = arena_new(f->arena, World);
    *w = (World){
        .f = f, .email = str_from(email), .must_change = must_change, .hash = password_hash(f->arena, S(PASSWORD))};
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, add_person, w), OK);
    return w;
}

static World *world(void) { return world_with(fixture_open(), "nora@test.example", false); }

static Err add_app(Ctx *ctx, void *arg)
{
    World *w = arg;
    w->secret = S("abcdefghij0123456789");
    TRY(authenticator_add(system_of(ctx), w->id, S("phone"), w->secret, (TotpState){0}));
    return recovery_make(system_of(ctx), w->id, w->codes);
}

static void give_app(World *w) { assert_int_equal(fixture_unit(w->f, MODE_WRITE, ID_NIL, add_app, w), OK); }

static Str code_of(World *w, int64_t steps)
{
    int64_t now = app_wall(w->f->app).us / (OTP_STEP_SECONDS * TIME_SECOND);
    return str_fmt(w->f->arena, "%06u", otp_code(w->secret, now + steps));
}

static Str cookie_of(const FixtureAnswer *a, Str prefix)
{
    for (size_t i = 0; i < a->headers_n; i++) {
        if (str_eq_nocase(a->headers[i].name, S("Set-Cookie")) && str_starts(a->headers[i].value, prefix)) {
            Str v = a->headers[i].value;
            return str_sub(v, 0, (size_t)str_find_char(v, ';'));
        }
    }
    return S("");
}
#define SESSION S("entente=")
#define STEP S("entente_step=")

/* Somebody signed out sends a form; more: further cookies. */
static FixtureAnswer send(World *w, const char *path, Str form, Str more)
{
    Fixture *f = w->f;
    Str cookie = S("entente_form=0123456789abcdef");
    FixtureSend s = {.cookie = more.n ? str_fmt(f->arena, "%.*s; %.*s", S_ARG(cookie), S_ARG(more)) : cookie,
                     .no_csrf = true};
    s.form = str_fmt(f->arena, "%.*s&csrf=%.*s", S_ARG(form), S_ARG(fixture_csrf(f, cookie)));
    return fixture_request(f, "POST", path, &s);
}

static FixtureAnswer password_at(World *w, Str more)
{
    return send(w, "/sign-in",
                str_fmt(w->f->arena, "email=%.*s&password=nine+quiet+herons+at+dusk&return=/me", S_ARG(w->email)),
                more);
}

static FixtureAnswer code_at(World *w, Str code, Str more)
{
    return send(w, "/sign-in/code", str_fmt(w->f->arena, "code=%.*s", S_ARG(code)), more);
}

static void test_a_password_leads_to_the_code_and_the_code_to_the_session(void **state)
{
    (void)state;
    World *w = world();
    give_app(w);
    FixtureAnswer a = password_at(w, S(""));
    assert_str(a.location, "/sign-in/code");
    assert_int_equal(cookie_of(&a, SESSION).n, 0);
    Str step = cookie_of(&a, STEP);
    FixtureAnswer wrong = code_at(w, S("000000"), step);
    assert_int_equal(wrong.status, 422);
    has(wrong.body, "not right");
    FixtureAnswer in = code_at(w, code_of(w, 0), step);
    assert_int_equal(in.status, 303);
    assert_str(in.location, "/me");
    Str session = cookie_of(&in, SESSION);
    FixtureAnswer list = fixture_request(w->f, "GET", "/me/sessions", &(FixtureSend){.cookie = session});
    has(list.body, "Password and authenticator app");
    has(list.body, "Two factors");
    FixtureAnswer again = code_at(w, code_of(w, 1), step);
    assert_str(again.location, "/sign-in"); /* the step is spent */
    a = password_at(w, S(""));
    FixtureAnswer replay = code_at(w, code_of(w, 0), cookie_of(&a, STEP));
    assert_int_equal(replay.status, 422);
    has(replay.body, "used already");
    fixture_close(w->f);
}

static void test_no_step_can_be_skipped_by_its_address(void **state)
{
    (void)state;
    World *w = world_with(fixture_open(), "new@test.example", true);
    give_app(w);
    FixtureAnswer a = password_at(w, S(""));
    Str step = cookie_of(&a, STEP);
    Str form = S("password=four+amber+lanterns+glow&again=four+amber+lanterns+glow");
    assert_str(send(w, "/sign-in/password", form, step).location, "/sign-in/code");
    assert_str(send(w, "/sign-in/continue", S("a=b"), step).location, "/sign-in/code");
    assert_str(send(w, "/sign-in/later", S("a=b"), step).location, "/sign-in/code");
    assert_str(send(w, "/sign-in/second-factor", S("code=1"), step).location, "/sign-in/code");
    assert_str(send(w, "/sign-in/code", S("code=1"), S("")).location, "/sign-in");
    FixtureAnswer code = code_at(w, code_of(w, 0), step);
    assert_str(code.location, "/sign-in/password");
    FixtureAnswer in = send(w, "/sign-in/password", form, cookie_of(&code, STEP));
    assert_str(in.location, "/me");
    fixture_close(w->f);
}

static void test_a_recovery_code_lets_in_once_however_it_is_typed(void **state)
{
    (void)state;
    World *w = world();
    give_app(w);
    FixtureAnswer a = password_at(w, S(""));
    Buf loud = buf_on_arena(w->f->arena, 100);
    for (size_t i = 0; i < w->codes[0].n; i++) {
        char c = w->codes[0].p[i];
        buf_addc(&loud, c == '-' ? '+' : c == '0' ? 'O' : c == '1' ? 'l' : c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
    }
    FixtureAnswer in = code_at(w, buf_str(&loud), cookie_of(&a, STEP));
    assert_int_equal(in.status, 303);
    Str session = cookie_of(&in, SESSION);
    FixtureAnswer page = fixture_request(w->f, "GET", "/me/sign-in", &(FixtureSend){.cookie = session});
    has(page.body, "9 codes are left");
    a = password_at(w, S(""));
    FixtureAnswer twice = code_at(w, w->codes[0], cookie_of(&a, STEP));
    assert_int_equal(twice.status, 422);
    has(twice.body, "used already");
    fixture_close(w->f);
}

static void test_ten_wrong_codes_end_the_sign_in_and_five_make_it_wait(void **state)
{
    (void)state;
    World *w = world();
    give_app(w);
    FixtureAnswer a = password_at(w, S(""));
    Str step = cookie_of(&a, STEP);
    for (int i = 0; i < CODE_TRIES; i++) {
        assert_int_equal(code_at(w, S("000000"), step).status, 422);
    }
    FixtureAnswer wait = code_at(w, code_of(w, 0), step);
    assert_int_equal(wait.status, 422);
    has(wait.body, "Too many wrong codes");
    for (int i = 0; i < 4; i++) {
        fixture_set_wall(w->f, time_add(app_wall(w->f->app), (2 + (INT64_C(1) << i)) * TIME_MINUTE / 2));
        FixtureAnswer more = code_at(w, S("000000"), step);
        assert_int_equal(more.status, 422);
    }
    fixture_set_wall(w->f, time_add(app_wall(w->f->app), 9 * TIME_MINUTE));
    FixtureAnswer over = code_at(w, S("000000"), step);
    assert_int_equal(over.status, 303);
    assert_str(over.location, "/sign-in");
    fixture_close(w->f);
}

/* Somebody with the password who guesses codes elsewhere makes everybody wait but a browser that is known. */
static void test_guessed_codes_do_not_shut_the_person_out(void **state)
{
    (void)state;
    World *w = world();
    give_app(w);
    FixtureAnswer a = password_at(w, S(""));
    FixtureAnswer in = code_at(w, code_of(w, 0), cookie_of(&a, STEP));
    Str device = cookie_of(&in, S("entente_device="));
    assert_true(device.n > 40);
    fixture_set_wall(w->f, time_add(app_wall(w->f->app), TIME_MINUTE));
    a = password_at(w, S(""));
    Str thief = cookie_of(&a, STEP);
    for (int i = 0; i < CODE_TRIES; i++) {
        assert_int_equal(code_at(w, S("000000"), thief).status, 422);
    }
    a = password_at(w, device);
    assert_str(a.location, "/sign-in/code");
    Str both = str_fmt(w->f->arena, "%.*s; %.*s", S_ARG(cookie_of(&a, STEP)), S_ARG(device));
    assert_int_equal(code_at(w, code_of(w, 0), both).status, 303);
    fixture_close(w->f);
}

static Err count_notices(Ctx *ctx, void *arg)
{
    World *w = arg;
    ctx->actor.user_id = w->id;
    int64_t n;
    TRY(notify_unread((SelfCtx){ctx}, &n));
    w->hash = str_fmt(w->f->arena, "%lld", (long long)n);
    return OK;
}

static void test_a_browser_not_seen_before_is_told_but_not_the_first(void **state)
{
    (void)state;
    World *w = world();
    FixtureAnswer first = password_at(w, S(""));
    assert_int_equal(fixture_unit(w->f, MODE_READ, ID_NIL, count_notices, w), OK);
    assert_str(w->hash, "0");
    (void)password_at(w, cookie_of(&first, S("entente_device=")));
    assert_int_equal(fixture_unit(w->f, MODE_READ, ID_NIL, count_notices, w), OK);
    assert_str(w->hash, "0");
    (void)password_at(w, S(""));
    assert_int_equal(fixture_unit(w->f, MODE_READ, ID_NIL, count_notices, w), OK);
    assert_str(w->hash, "1");
    fixture_close(w->f);
}

static void test_one_browser_is_known_by_several_names(void **state)
{
    (void)state;
    World *w = world();
    Ctx *ctx = ctx_system(w->f->app, w->f->arena);
    Str random, cookie = identity_device_new(ctx, S("a@x"), S(""));
    cookie = identity_device_new(ctx, S("b@x"), cookie);
    assert_true(identity_device_is_known(ctx, S("a@x"), cookie, &random));
    assert_true(identity_device_is_known(ctx, S("b@x"), cookie, &random));
    assert_false(identity_device_is_known(ctx, S("c@x"), cookie, &random));
    Str same = identity_device_new(ctx, S("b@x"), cookie);
    assert_int_equal(same.n, cookie.n);
    for (int i = 0; i < 9; i++) {
        cookie = identity_device_new(ctx, str_fmt(w->f->arena, "%d@x", i), cookie);
    }
    assert_true(identity_device_is_known(ctx, S("8@x"), cookie, &random));
    assert_true(identity_device_is_known(ctx, S("3@x"), cookie, &random));
    assert_false(identity_device_is_known(ctx, S("a@x"), cookie, &random));
    assert_false(identity_device_is_known(ctx, S("a@x"), S("forged.forged"), &random));
    fixture_close(w->f);
}

/* --- the rule at the door --- */

typedef struct RulePut {
    Id account;
    MfaRule rule;
} RulePut;
static Err put_rule(Ctx *ctx, void *arg)
{
    RulePut *r = arg;
    return mfa_rule_put(ctx, r->account, &r->rule);
}

static void rule_for_all(World *w, MfaPolicy policy, int32_t days)
{
    Date today = date_of(app_wall(w->f->app));
    RulePut r = {w->f->account, {policy, (Date){today.days + days}, 0}};
    assert_int_equal(fixture_unit(w->f, MODE_WRITE, w->f->account, put_rule, &r), OK);
}

static Str sealed_of(FixtureAnswer *a)
{
    ptrdiff_t at = str_find(a->body, S("name=\"sealed\" value=\""));
    assert_true(at > 0);
    Str s = str_skip(a->body, (size_t)at + 21);
    return str_sub(s, 0, (size_t)str_find_char(s, '"'));
}

static Err open_sealed(Ctx *ctx, void *arg)
{
    World *w = arg;
    return totp_open_secret(ctx, w->id, w->hash, &w->secret);
}

static void test_required_from_a_day_can_be_put_off_until_it_comes(void **state)
{
    (void)state;
    World *w = world();
    rule_for_all(w, MFA_REQUIRED, 7);
    FixtureAnswer a = password_at(w, S(""));
    assert_str(a.location, "/sign-in/second-factor");
    Str step = cookie_of(&a, STEP);
    FixtureAnswer page = fixture_request(w->f, "GET", "/sign-in/second-factor", &(FixtureSend){.cookie = step});
    has(page.body, "Not now");
    FixtureAnswer in = send(w, "/sign-in/later", S("a=b"), step);
    assert_str(in.location, "/me");
    assert_true(cookie_of(&in, SESSION).n > 20);
    fixture_set_wall(w->f, time_add(app_wall(w->f->app), 7 * TIME_DAY));
    a = password_at(w, S(""));
    step = cookie_of(&a, STEP);
    page = fixture_request(w->f, "GET", "/sign-in/second-factor", &(FixtureSend){.cookie = step});
    assert_true(str_find(page.body, S("Not now")) < 0);
    FixtureAnswer no = send(w, "/sign-in/later", S("a=b"), step);
    assert_str(no.location, "/sign-in/second-factor");
    w->hash = sealed_of(&page);
    assert_int_equal(fixture_unit(w->f, MODE_READ, ID_NIL, open_sealed, w), OK);
    Str wrong = str_fmt(w->f->arena, "sealed=%.*s&code=000000", S_ARG(w->hash));
    assert_int_equal(send(w, "/sign-in/second-factor", wrong, step).status, 422);
    Str right = str_fmt(w->f->arena, "sealed=%.*s&code=%.*s", S_ARG(w->hash), S_ARG(code_of(w, 0)));
    FixtureAnswer codes = send(w, "/sign-in/second-factor", right, step);
    assert_int_equal(codes.status, 200);
    has(codes.body, "shown only now");
    assert_int_equal(cookie_of(&codes, SESSION).n, 0);
    in = send(w, "/sign-in/continue", S("a=b"), step);
    assert_str(in.location, "/me");
    fixture_close(w->f);
}

static void test_a_secret_that_is_shown_is_good_for_its_person_and_half_an_hour(void **state)
{
    (void)state;
    World *w = world();
    Ctx *ctx = ctx_system(w->f->app, w->f->arena);
    Str sealed = totp_new_secret(ctx, w->id), secret;
    assert_int_equal(totp_open_secret(ctx, w->id, sealed, &secret), OK);
    assert_int_equal(secret.n, OTP_SECRET_BYTES);
    assert_int_equal(totp_open_secret(ctx, w->f->user, sealed, &secret), ERR_PARSE);
    assert_int_equal(totp_open_secret(ctx, w->id, S("nonsense"), &secret), ERR_PARSE);
    ctx->wall = time_add(ctx->wall, NEW_SECRET_MINUTES * TIME_MINUTE + 1);
    assert_int_equal(totp_open_secret(ctx, w->id, sealed, &secret), ERR_PARSE);
    fixture_close(w->f);
}

static Err add_staff(Ctx *ctx, void *arg)
{
    World *w = arg;
    Id directory = ctx_new_id(ctx);
    TRY(identity_add_directory(system_of(ctx), &(NewDirectory){.id = directory,
                                                               .kind = S("operator"),
                                                               .name = S("Vendor"),
                                                               .domain = S("vendor.example"),
                                                               .country = S("SE")}));
    w->id = ctx_new_id(ctx);
    TRY(identity_add_user(system_of(ctx), &(NewUser){.id = w->id,
                                                     .directory_id = directory,
                                                     .sign_in = w->email,
                                                     .first_name = S("Ole"),
                                                     .last_name = S("Berg"),
                                                     .password_hash = w->hash,
                                                     .locale = S("en"),
                                                     .time_zone = S("UTC")}));
    return identity_grant(system_of(ctx), w->id, directory, ID_NIL, S("operator_admin"));
}

static void test_the_vendors_staff_need_a_second_factor_unless_the_vendor_says_otherwise(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    World w = {.f = f, .email = S("ole@vendor.example"), .hash = password_hash(f->arena, S(PASSWORD))};
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, add_staff, &w), OK);
    assert_str(password_at(&w, S("")).location, "/sign-in/second-factor");
    RulePut r = {ID_NIL, {MFA_ENCOURAGED, DATE_NONE, 0}};
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, put_rule, &r), OK);
    assert_str(password_at(&w, S("")).location, "/me");
    fixture_close(f);
}

static void test_a_stolen_session_cannot_take_the_factor_off_without_a_proof(void **state)
{
    (void)state;
    World *w = world();
    give_app(w);
    Str session = fixture_sign_in(w->f, w->id, w->f->account);
    FixtureAnswer page = fixture_request(w->f, "GET", "/me/sign-in", &(FixtureSend){.cookie = session});
    ptrdiff_t at = str_find(page.body, S("/me/sign-in/app/"));
    const char *path = str_z(w->f->arena, str_sub(page.body, (size_t)at, 16 + ID_TEXT + 7));
    fixture_set_wall(w->f, time_add(app_wall(w->f->app), 11 * TIME_MINUTE));
    FixtureAnswer a = fixture_request(w->f, "POST", path, &(FixtureSend){.cookie = session, .form = S("a=b")});
    assert_int_equal(a.status, 307);
    /* The password alone is no proof for somebody with a second factor. */
    FixtureSend confirm = {.cookie = session, .form = S("password=nine+quiet+herons+at+dusk&return=/me/sign-in")};
    FixtureAnswer half = fixture_request(w->f, "POST", "/sign-in/confirm", &confirm);
    assert_int_equal(half.status, 422);
    has(half.body, "Enter the code");
    confirm.form =
        str_fmt(w->f->arena, "password=nine+quiet+herons+at+dusk&code=%.*s&return=/me/sign-in", S_ARG(code_of(w, 0)));
    FixtureAnswer whole = fixture_request(w->f, "POST", "/sign-in/confirm", &confirm);
    assert_int_equal(whole.status, 303);
    Str now = cookie_of(&whole, SESSION);
    assert_int_equal(fixture_request(w->f, "POST", path, &(FixtureSend){.cookie = now, .form = S("a=b")}).status, 303);
    page = fixture_request(w->f, "GET", "/me/sign-in", &(FixtureSend){.cookie = now});
    has(page.body, "You get ten of them"); /* recovery codes went with it */
    fixture_close(w->f);
}

/* --- forgotten passwords --- */

/* The path of the reset link in the newest mail; empty when none waits or was sent. Sends what waits. */
static int by_name(const struct dirent *d) { return d->d_name[0] != '.'; }
static size_t links_in_mails(Fixture *f, Str ret[10])
{
    (void)jobs_run_due(f->app, 1000);
    (void)jobs_run_due(f->app, 1000);
    struct dirent **names = NULL;
    const char *dir = str_z(f->arena, str_fmt(f->arena, "%s/mail", f->app->options.data_dir));
    int n = os_exists(dir) ? scandir(dir, &names, by_name, alphasort) : 0;
    size_t found = 0;
    for (int i = 0; i < n; i++) {
        Str text;
        const char *path = str_z(f->arena, str_fmt(f->arena, "%s/%s", dir, names[i]->d_name));
        assert_int_equal(os_read_file(f->arena, path, 1 << 20, &text), OK);
        Buf plain = buf_on_arena(f->arena, 1 << 20);
        for (size_t k = 0; k < text.n; k++) { /* soft breaks of quoted-printable */
            bool soft = text.p[k] == '=' && k + 2 < text.n && text.p[k + 1] == '\r';
            if (soft) {
                k += 2;
            } else {
                buf_addc(&plain, text.p[k]);
            }
        }
        text = buf_str(&plain);
        ptrdiff_t at = str_find(text, S("/sign-in/reset/"));
        if (at >= 0 && found < 10) {
            ret[found++] = str_copy(f->arena, str_sub(text, (size_t)at, 15 + 32));
        }
        free(names[i]);
    }
    free(names);
    return found;
}

static FixtureAnswer forgot(World *w, const char *email, Str more)
{
    return send(w, "/sign-in/forgot", str_fmt(w->f->arena, "email=%s", email), more);
}

static Str without_name(Fixture *f, Str body, const char *email)
{
    ptrdiff_t from = str_find(body, S("<main")), to = str_find(body, S("<footer"));
    body = str_sub(body, (size_t)from, (size_t)(to - from));
    ptrdiff_t at = str_find(body, str_from(email));
    return at < 0 ? body
                  : str_fmt(f->arena, "%.*s%.*s", (int)at, body.p, S_ARG(str_skip(body, (size_t)at + strlen(email))));
}

#define NEW_PASSWORD "password=four+amber+lanterns+glow&again=four+amber+lanterns+glow"

static void test_a_forgotten_password_is_replaced_by_a_link_that_holds_once(void **state)
{
    (void)state;
    World *w = world();
    Str there = fixture_sign_in(w->f, w->id, w->f->account), links[10];
    FixtureAnswer known = forgot(w, "nora@test.example", S("")), unknown = forgot(w, "who@test.example", S(""));
    assert_int_equal(known.status, 200);
    assert_true(str_eq(without_name(w->f, known.body, "nora@test.example"),
                       without_name(w->f, unknown.body, "who@test.example")));
    assert_int_equal(links_in_mails(w->f, links), 1);
    const char *link = str_z(w->f->arena, links[0]);
    assert_int_equal(fixture_request(w->f, "GET", link, &(FixtureSend){0}).status, 200); /* a mail scanner looks */
    assert_int_equal(send(w, link, S("password=short&again=short"), S("")).status, 422);
    FixtureAnswer in = send(w, link, S(NEW_PASSWORD), S(""));
    assert_int_equal(in.status, 303);
    assert_true(cookie_of(&in, SESSION).n > 20);
    assert_int_equal(fixture_request(w->f, "GET", "/me", &(FixtureSend){.cookie = there}).status, 303);
    assert_int_equal(send(w, link, S(NEW_PASSWORD), S("")).status, 404);
    assert_int_equal(fixture_request(w->f, "GET", link, &(FixtureSend){0}).status, 404);
    assert_int_equal(password_at(w, S("")).status, 422);
    fixture_close(w->f);
}

static void test_a_link_ends_after_half_an_hour(void **state)
{
    (void)state;
    World *w = world();
    Str links[10];
    (void)forgot(w, "nora@test.example", S(""));
    assert_int_equal(links_in_mails(w->f, links), 1);
    fixture_set_wall(w->f, time_add(app_wall(w->f->app), 30 * TIME_MINUTE));
    FixtureAnswer late = send(w, str_z(w->f->arena, links[0]), S(NEW_PASSWORD), S(""));
    assert_int_equal(late.status, 404);
    has(late.body, "does not hold any more");
    has(late.body, "/sign-in/forgot");
    assert_str(password_at(w, S("")).location, "/me"); /* the old one is as it was */
    fixture_close(w->f);
}

static void test_a_link_ends_when_the_password_is_changed_by_other_means(void **state)
{
    (void)state;
    World *w = world();
    Str links[10], session = fixture_sign_in(w->f, w->id, w->f->account);
    (void)forgot(w, "nora@test.example", S(""));
    assert_int_equal(links_in_mails(w->f, links), 1);
    FixtureSend change = {.cookie = session, .form = S("current=nine+quiet+herons+at+dusk&" NEW_PASSWORD)};
    assert_int_equal(fixture_request(w->f, "POST", "/me/password", &change).status, 303);
    const char *other = "password=three+silver+kites+rise&again=three+silver+kites+rise";
    assert_int_equal(send(w, str_z(w->f->arena, links[0]), str_from(other), S("")).status, 404);
    fixture_close(w->f);
}

static Err join_as_guest(Ctx *ctx, void *arg)
{
    World *w = arg;
    return person_join(system_of(ctx), &(PersonJoin){.user_id = w->f->stranger,
                                                     .directory_id = w->f->directory,
                                                     .guest = true,
                                                     .origin = S("invitation")});
}

static Err factors_of_stranger(Ctx *ctx, void *arg)
{
    World *w = arg;
    Factors f;
    TRY(factors_of(system_of(ctx), w->f->stranger, &f));
    return factors_any(&f) ? OK : ERR_NOT_FOUND;
}

static void test_a_guests_second_factor_is_their_own_organizations_affair(void **state)
{
    (void)state;
    World *w = world();
    Id nora = w->id;
    w->id = w->f->stranger;
    give_app(w);
    assert_int_equal(fixture_unit(w->f, MODE_WRITE, ID_NIL, join_as_guest, w), OK);
    Str admin = fixture_sign_in(w->f, w->f->user, w->f->account);
    FixtureSend send_ = {.cookie = admin, .form = S("a=b")};
    const char *base = "/a/test/settings/sign-in-rules";
    FixtureAnswer page = fixture_request(w->f, "GET", base, &(FixtureSend){.cookie = admin});
    has(page.body, "Guest");
    const char *reset =
        str_z(w->f->arena, str_fmt(w->f->arena, "%s/%.*s/reset", base, S_ARG(id_text(w->f->arena, w->f->stranger))));
    assert_true(str_find(page.body, str_from(reset)) < 0);
    FixtureAnswer a = fixture_request(w->f, "POST", reset, &send_);
    assert_int_equal(a.status, 409);
    has(a.body, "another organization looks after");
    const char *ask =
        str_z(w->f->arena, str_fmt(w->f->arena, "%s/%.*s/ask", base, S_ARG(id_text(w->f->arena, w->f->stranger))));
    assert_int_equal(fixture_request(w->f, "POST", ask, &send_).status, 409);
    assert_int_equal(fixture_unit(w->f, MODE_READ, ID_NIL, factors_of_stranger, w), OK);
    const char *own =
        str_z(w->f->arena, str_fmt(w->f->arena, "%s/%.*s/reset", base, S_ARG(id_text(w->f->arena, nora))));
    assert_int_equal(fixture_request(w->f, "POST", own, &send_).status, 303);
    fixture_close(w->f);
}

static void test_the_day_from_which_a_factor_is_required_is_none_gone_by_but_one_that_is_stored_already(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = fixture_sign_in(f, f->user, f->account);
    static const char *const RULES = "/a/test/settings/sign-in-rules";
    Date today = date_of(app_wall(f->app));
    const struct {
        Date from;
        int status;
    } cases[] = {{{today.days - 10000}, 422}, {{today.days - 1}, 422}, {today, 303}, {{today.days + 30}, 303}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Str form = str_fmt(f->arena, "policy=required&days=14&from=%.*s", S_ARG(date_iso(f->arena, cases[i].from)));
        FixtureAnswer a = fixture_request(f, "POST", RULES, &(FixtureSend){.cookie = admin, .form = form});
        assert_int_equal(a.status, cases[i].status);
    }
    fixture_set_wall(f, time_add(app_wall(f->app), 40 * TIME_DAY));
    admin = fixture_sign_in(f, f->user, f->account);
    Str again = str_fmt(f->arena, "policy=required&days=20&from=%.*s", S_ARG(date_iso(f->arena, cases[3].from)));
    FixtureAnswer a = fixture_request(f, "POST", RULES, &(FixtureSend){.cookie = admin, .form = again});
    assert_true(a.status == 303);
    fixture_close(f);
}

static void test_a_reset_asks_for_the_second_factor_all_the_same(void **state)
{
    (void)state;
    World *w = world();
    give_app(w);
    Str links[10];
    (void)forgot(w, "nora@test.example", S(""));
    assert_int_equal(links_in_mails(w->f, links), 1);
    FixtureAnswer a = send(w, str_z(w->f->arena, links[0]), S(NEW_PASSWORD), S(""));
    assert_str(a.location, "/sign-in/code");
    assert_int_equal(cookie_of(&a, SESSION).n, 0);
    fixture_close(w->f);
}

static Err suspend(Ctx *ctx, void *arg)
{
    World *w = arg;
    bool changed;
    return person_move(system_of(ctx), &(PersonMove){w->id, w->f->directory, PERSON_SUSPENDED, S("")}, &changed);
}

static void test_nobody_is_mailed_who_cannot_sign_in_and_nobody_is_flooded(void **state)
{
    (void)state;
    World *w = world();
    Str links[10];
    for (int i = 0; i < 4; i++) {
        (void)forgot(w, "nora@test.example", S(""));
        (void)jobs_run_due(w->f->app, 100);
    }
    assert_int_equal(links_in_mails(w->f, links), 3);
    (void)forgot(w, "nora@test.example", S(""));
    FixtureAnswer wait = forgot(w, "nora@test.example", S(""));
    assert_int_equal(wait.status, 429);
    assert_true(fixture_header(&wait, "Retry-After").n > 0);
    has(wait.body, "You have asked often");
    has(wait.body, "nora@test.example"); /* what was typed stays */
    /* Whoever asks for her does not make her own password wait, nor end her sessions. */
    assert_str(password_at(w, S("")).location, "/me");
    World *gone = world_with(w->f, "gone@test.example", false);
    assert_int_equal(fixture_unit(w->f, MODE_WRITE, ID_NIL, suspend, gone), OK);
    assert_int_equal(forgot(w, "gone@test.example", S("")).status, 200);
    assert_int_equal(links_in_mails(w->f, links), 3);
    fixture_close(w->f);
}

/* --- sessions --- */

static void test_signing_out_everywhere_ends_all_and_what_programs_hold(void **state)
{
    (void)state;
    World *w = world();
    Str here = fixture_sign_in(w->f, w->id, w->f->account), there = fixture_sign_in(w->f, w->id, w->f->account);
    FixtureAnswer out =
        fixture_request(w->f, "POST", "/me/sessions/end-all", &(FixtureSend){.cookie = here, .form = S("a=b")});
    assert_int_equal(out.status, 303);
    assert_int_equal(fixture_request(w->f, "GET", "/me", &(FixtureSend){.cookie = here}).status, 303);
    assert_int_equal(fixture_request(w->f, "GET", "/me", &(FixtureSend){.cookie = there}).status, 303);
    fixture_close(w->f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_codes_are_those_of_the_standard),
        UNIT_TEST(test_keys_are_base_32_of_the_standard),
        UNIT_TEST(test_a_code_is_taken_a_step_early_or_late_and_never_twice),
        UNIT_TEST(test_an_app_whose_clock_runs_away_is_followed_for_two_minutes),
        UNIT_TEST(test_the_strictest_rule_holds_and_the_earliest_day),
        UNIT_TEST(test_what_is_missing_is_asked_in_this_order),
        UNIT_TEST(test_states_are_those_people_know),
        UNIT_TEST(test_a_password_leads_to_the_code_and_the_code_to_the_session),
        UNIT_TEST(test_no_step_can_be_skipped_by_its_address),
        UNIT_TEST(test_a_recovery_code_lets_in_once_however_it_is_typed),
        UNIT_TEST(test_ten_wrong_codes_end_the_sign_in_and_five_make_it_wait),
        UNIT_TEST(test_guessed_codes_do_not_shut_the_person_out),
        UNIT_TEST(test_a_browser_not_seen_before_is_told_but_not_the_first),
        UNIT_TEST(test_one_browser_is_known_by_several_names),
        UNIT_TEST(test_required_from_a_day_can_be_put_off_until_it_comes),
        UNIT_TEST(test_a_secret_that_is_shown_is_good_for_its_person_and_half_an_hour),
        UNIT_TEST(test_the_vendors_staff_need_a_second_factor_unless_the_vendor_says_otherwise),
        UNIT_TEST(test_a_stolen_session_cannot_take_the_factor_off_without_a_proof),
        UNIT_TEST(test_a_forgotten_password_is_replaced_by_a_link_that_holds_once),
        UNIT_TEST(test_a_link_ends_after_half_an_hour),
        UNIT_TEST(test_a_link_ends_when_the_password_is_changed_by_other_means),
        UNIT_TEST(test_a_guests_second_factor_is_their_own_organizations_affair),
        UNIT_TEST(test_the_day_from_which_a_factor_is_required_is_none_gone_by_but_one_that_is_stored_already),
        UNIT_TEST(test_a_reset_asks_for_the_second_factor_all_the_same),
        UNIT_TEST(test_nobody_is_mailed_who_cannot_sign_in_and_nobody_is_flooded),
        UNIT_TEST(test_signing_out_everywhere_ends_all_and_what_programs_hold),
    };
    return FIXTURE_RUN(tests);
}

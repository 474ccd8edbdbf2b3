/* The promises of identity's README, each as a test: rules alone first, then through the whole dispatcher. */
#include "app/session.h"
#include "areas/identity/identity.h"
#include "areas/identity/signin.h"
#include "gen/identity_q.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static Time at(int64_t minutes) { return (Time){INT64_C(1700000000) * TIME_SECOND + minutes * TIME_MINUTE}; }

static void test_five_wrong_passwords_make_a_name_wait_and_each_more_doubles_it(void **state)
{
    (void)state;
    SignInCounter c = {.until = TIME_NONE};
    for (int i = 0; i < 4; i++) {
        c = identity_counter_after(c, at(0), SIGN_IN_TRIES);
        assert_int_equal(identity_counter_wait(c, at(0)), 0);
    }
    c = identity_counter_after(c, at(0), SIGN_IN_TRIES);
    assert_int_equal(identity_counter_wait(c, at(0)), 60);
    c = identity_counter_after(c, at(1), SIGN_IN_TRIES);
    assert_int_equal(identity_counter_wait(c, at(1)), 120);
    for (int i = 0; i < 10; i++) {
        c = identity_counter_after(c, at(4), SIGN_IN_TRIES);
    }
    assert_int_equal(identity_counter_wait(c, at(4)), SIGN_IN_WAIT_MAX_MINUTES * 60);
}

static void test_failures_are_forgotten_after_the_window(void **state)
{
    (void)state;
    SignInCounter c = {.until = TIME_NONE};
    for (int i = 0; i < 4; i++) {
        c = identity_counter_after(c, at(0), SIGN_IN_TRIES);
    }
    c = identity_counter_after(c, at(SIGN_IN_WINDOW_MINUTES + 1), SIGN_IN_TRIES);
    assert_int_equal(c.count, 1);
}

static void test_a_network_is_an_address_of_four_or_the_first_half_of_six(void **state)
{
    Arena *a = *state;
    assert_str(identity_network(a, S("192.0.2.7")), "192.0.2.7");
    assert_str(identity_network(a, S("::ffff:192.0.2.7")), "192.0.2.7");
    assert_str(identity_network(a, S("2001:db8:1:2:3:4:5:6")), "2001:db8:1:2::/64");
    assert_str(identity_network(a, S("2001:db8::1")), "2001:db8:0:0::/64");
    assert_str(identity_network(a, S("::1")), "0:0:0:0::/64");
    assert_str(identity_network(a, S("2001:DB8:0:2::9")), "2001:db8:0:2::/64");
}

/* --- through the dispatcher --- */
#define PASSWORD "correct-horse-battery"

typedef struct NewPerson {
    const char *email;
    Str hash;
    bool must_change;
    Id directory, account, id;
} NewPerson;

static Err add_person(Ctx *ctx, void *arg)
{
    NewPerson *p = arg;
    p->id = ctx_new_id(ctx);
    NewUser u = {.id = p->id,
                 .directory_id = p->directory,
                 .sign_in = str_from(p->email),
                 .first_name = S("Ada"),
                 .last_name = S("Byron"),
                 .password_hash = p->hash,
                 .locale = S("en"),
                 .time_zone = S("UTC"),
                 .must_change = p->must_change};
    TRY(identity_add_user(system_of(ctx), &u));
    return identity_grant(system_of(ctx), p->id, p->directory, p->account, S("admin_agent"));
}

static NewPerson person(Fixture *f, const char *email, bool must_change)
{
    NewPerson p = {.email = email,
                   .hash = password_hash(f->arena, S(PASSWORD)),
                   .must_change = must_change,
                   .directory = f->directory,
                   .account = f->account};
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, add_person, &p), OK);
    return p;
}

/* The sign-in page, its form cookie and its token; then the form with more fields. */
static FixtureAnswer door(Fixture *f, const char *path, const char *fields, Str device)
{
    FixtureAnswer page = fixture_request(f, "GET", "/sign-in", &(FixtureSend){0});
    assert_int_equal(page.status, 200);
    ptrdiff_t end = str_find_char(page.set_cookie, ';');
    Str cookie = str_sub(page.set_cookie, 0, (size_t)end);
    ptrdiff_t at_token = str_find(page.body, S("name=\"_csrf\" value=\""));
    assert_true(at_token > 0);
    Str token = str_skip(page.body, (size_t)at_token + 20);
    token = str_sub(token, 0, (size_t)str_find_char(token, '"'));
    Buf form = buf_on_arena(f->arena, BUF_MAX_SMALL);
    buf_add(&form, S("_csrf="));
    buf_add_url(&form, token);
    buf_fmt(&form, "&%s", fields);
    if (device.n) {
        cookie = str_fmt(f->arena, "%.*s; %.*s", S_ARG(cookie), S_ARG(device));
    }
    return fixture_request(f, "POST", path, &(FixtureSend){.cookie = cookie, .form = buf_str(&form), .no_csrf = true});
}

static Str cookie_named(const FixtureAnswer *a, Str prefix)
{
    for (size_t i = 0; i < a->headers_n; i++) {
        if (str_eq_nocase(a->headers[i].name, S("Set-Cookie")) && str_starts(a->headers[i].value, prefix)) {
            Str v = a->headers[i].value;
            return str_sub(v, 0, (size_t)str_find_char(v, ';'));
        }
    }
    return S("");
}

static void test_the_right_password_opens_a_session_and_goes_where_the_person_was(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    (void)person(f, "ada@ada.example", false);
    FixtureAnswer got =
        door(f, "/sign-in", "email=%20Ada@ada.example&password=" PASSWORD "&return=/a/test/my-access", S(""));
    assert_int_equal(got.status, 303);
    assert_str(got.location, "/a/test/my-access");
    Str session = cookie_named(&got, S("entente="));
    assert_true(session.n > 20);
    FixtureAnswer home = fixture_request(f, "GET", "/a/test", &(FixtureSend){.cookie = session});
    assert_int_equal(home.status, 200);
    fixture_close(f);
}

static void test_a_return_address_of_another_site_is_not_followed(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    (void)person(f, "ada@ada.example", false);
    const char *bad[] = {"return=//evil.example/", "return=https://evil.example/", "return=/%5Cevil.example",
                         "return=%0D%0A/x"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        Str fields = str_fmt(f->arena, "email=ada@ada.example&password=" PASSWORD "&%s", bad[i]);
        FixtureAnswer got = door(f, "/sign-in", str_z(f->arena, fields), S(""));
        assert_int_equal(got.status, 303);
        assert_str(got.location, "/");
    }
    fixture_close(f);
}

static void test_a_wrong_password_and_an_unknown_name_get_the_same_words(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    (void)person(f, "ada@ada.example", false);
    FixtureAnswer wrong = door(f, "/sign-in", "email=ada@ada.example&password=nope", S(""));
    FixtureAnswer unknown = door(f, "/sign-in", "email=eve@ada.example&password=nope", S(""));
    assert_int_equal(wrong.status, 422);
    assert_int_equal(unknown.status, 422);
    assert_true(str_find(wrong.body, S("do not belong together")) > 0);
    assert_true(str_find(unknown.body, S("do not belong together")) > 0);
    assert_int_equal(cookie_named(&wrong, S("entente=")).n, 0);
    assert_true(str_find(wrong.body, S("nope")) < 0);
    fixture_close(f);
}

static void test_lock_out_holds_for_a_stranger_and_not_for_a_browser_that_is_known(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    (void)person(f, "ada@ada.example", false);
    FixtureAnswer in = door(f, "/sign-in", "email=ada@ada.example&password=" PASSWORD, S(""));
    Str device = cookie_named(&in, S("entente_device="));
    assert_true(device.n > 40);
    for (int i = 0; i < SIGN_IN_TRIES; i++) {
        assert_int_equal(door(f, "/sign-in", "email=ada@ada.example&password=guess", S("")).status, 422);
    }
    FixtureAnswer locked = door(f, "/sign-in", "email=ada@ada.example&password=" PASSWORD, S(""));
    assert_int_equal(locked.status, 429);
    assert_true(fixture_header(&locked, "Retry-After").n > 0);
    assert_int_equal(door(f, "/sign-in", "email=ada@ada.example&password=" PASSWORD, device).status, 303);
    assert_int_equal(door(f, "/sign-in", "email=eve@ada.example&password=x", S("")).status, 422);
    fixture_close(f);
}

/* The cookie of a sign-in that has begun. */
static Str step_of(const FixtureAnswer *a) { return cookie_named(a, S("entente_step=")); }

static void test_a_temporary_password_opens_nothing_but_the_choice_of_a_new_one(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    (void)person(f, "new@ada.example", true);
    FixtureAnswer got = door(f, "/sign-in", "email=new@ada.example&password=" PASSWORD "&return=/me", S(""));
    assert_int_equal(got.status, 303);
    assert_str(got.location, "/sign-in/password");
    assert_int_equal(cookie_named(&got, S("entente=")).n, 0);
    Str step = step_of(&got);
    assert_int_equal(fixture_request(f, "GET", "/me", &(FixtureSend){.cookie = step}).status, 303);
    assert_int_equal(fixture_request(f, "GET", "/sign-in/password", &(FixtureSend){.cookie = step}).status, 200);
    assert_int_equal(door(f, "/sign-in/password", "password=" PASSWORD "&again=" PASSWORD, step).status, 422);
    assert_int_equal(door(f, "/sign-in/password", "password=short&again=short", step).status, 422);
    const char *good = "password=a-better-longer-one&again=a-better-longer-one";
    assert_int_equal(door(f, "/sign-in/password", "password=a-better-longer-one&again=another", step).status, 422);
    FixtureAnswer forged = door(f, "/sign-in/password", good, S("entente_step=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    assert_str(forged.location, "/sign-in");
    FixtureAnswer in = door(f, "/sign-in/password", good, step);
    assert_int_equal(in.status, 303);
    assert_str(in.location, "/me");
    assert_true(cookie_named(&in, S("entente=")).n > 20);
    assert_str(door(f, "/sign-in/password", good, step).location, "/sign-in"); /* the step is spent */
    assert_int_equal(door(f, "/sign-in", "email=new@ada.example&password=a-better-longer-one", S("")).status, 303);
    fixture_close(f);
}

static Err give_temporary(Ctx *ctx, void *arg)
{
    Str *password = arg, hash;
    *password = identity_temporary_password(ctx, &hash);
    NewUser u = {.id = ctx_new_id(ctx),
                 .directory_id = *(Id *)(password + 1),
                 .sign_in = S("made@ada.example"),
                 .first_name = S("Made"),
                 .last_name = S("Up"),
                 .password_hash = hash,
                 .locale = S("en"),
                 .time_zone = S("UTC"),
                 .must_change = true};
    return identity_add_user(system_of(ctx), &u);
}

static void test_a_generated_password_opens_the_choice_of_a_new_one_and_nothing_near_it_does(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    struct {
        Str password;
        Id directory;
    } made = {.directory = f->directory};
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, give_temporary, &made), OK);
    Str form = str_fmt(f->arena, "email=made@ada.example&password=%.*s", S_ARG(made.password));
    FixtureAnswer got = door(f, "/sign-in", str_z(f->arena, form), S(""));
    assert_str(got.location, "/sign-in/password");
    form = str_fmt(f->arena, "password=%.*s&again=%.*s", S_ARG(made.password), S_ARG(made.password));
    assert_int_equal(door(f, "/sign-in/password", str_z(f->arena, form), step_of(&got)).status, 422);
    form = str_fmt(f->arena, "email=made@ada.example&password=%.*sx", S_ARG(made.password));
    assert_int_equal(door(f, "/sign-in", str_z(f->arena, form), S("")).status, 422);
    fixture_close(f);
}

static void test_the_time_to_choose_a_password_ends(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    (void)person(f, "new@ada.example", true);
    FixtureAnswer got = door(f, "/sign-in", "email=new@ada.example&password=" PASSWORD, S(""));
    Str step = step_of(&got);
    fixture_set_wall(f, time_add(app_wall(f->app), 15 * TIME_MINUTE + 1));
    FixtureAnswer late = door(f, "/sign-in/password", "password=a-better-longer-one&again=a-better-longer-one", step);
    assert_str(late.location, "/sign-in");
    assert_int_equal(cookie_named(&late, S("entente=")).n, 0);
    fixture_close(f);
}

static void test_a_proof_of_presence_lets_the_form_that_waited_through(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    NewPerson p = person(f, "ada@ada.example", false);
    Str cookie = fixture_sign_in(f, p.id, f->account);
    /* Sent here by the dispatcher, as the browser follows its 307. */
    FixtureSend arrives = {.cookie = cookie, .form = S("first_name=Kept")};
    FixtureAnswer page = fixture_request(f, "POST", "/sign-in/confirm?for=/me", &arrives);
    assert_int_equal(page.status, 200);
    assert_true(str_find(page.body, S("Kept")) < 0);
    ptrdiff_t at_kept = str_find(page.body, S("name=\"_kept\" value=\""));
    assert_true(at_kept > 0);
    Str kept = str_skip(page.body, (size_t)at_kept + 20);
    kept = str_sub(kept, 0, (size_t)str_find_char(kept, '"'));
    Str wrong = str_fmt(f->arena, "for=/me&return=/&_kept=%.*s&password=nope", S_ARG(kept));
    FixtureAnswer no = fixture_request(f, "POST", "/sign-in/confirm", &(FixtureSend){.cookie = cookie, .form = wrong});
    assert_int_equal(no.status, 422);
    assert_true(str_find(no.body, kept) > 0);
    Str right = str_fmt(f->arena, "for=/me&return=/&_kept=%.*s&password=" PASSWORD, S_ARG(kept));
    FixtureAnswer yes = fixture_request(f, "POST", "/sign-in/confirm", &(FixtureSend){.cookie = cookie, .form = right});
    assert_int_equal(yes.status, 307);
    assert_str(yes.location, "/me");
    assert_true(cookie_named(&yes, S("entente=")).n > 20);
    assert_int_equal(fixture_request(f, "GET", "/me", &(FixtureSend){.cookie = cookie}).status, 303); /* a new secret */
    Str now = cookie_named(&yes, S("entente="));
    assert_int_equal(fixture_request(f, "GET", "/me", &(FixtureSend){.cookie = now}).status, 200);
    fixture_close(f);
}

static void test_strength_counts_factors_and_not_proofs(void **state)
{
    (void)state;
    assert_int_equal(signin_strength(0), 0);
    assert_int_equal(signin_strength(AUTH_PASSWORD), 1);
    assert_int_equal(signin_strength(AUTH_PASSWORD | AUTH_MAIL | AUTH_FEDERATED), 1);
    assert_int_equal(signin_strength(AUTH_TOTP | AUTH_RECOVERY), 1);
    assert_int_equal(signin_strength(AUTH_PASSWORD | AUTH_TOTP), 2);
    assert_int_equal(signin_strength(AUTH_MAIL | AUTH_RECOVERY), 2);
    assert_int_equal(signin_strength(AUTH_PASSKEY), 2);
    assert_int_equal(signin_strength(AUTH_FEDERATED | AUTH_FEDERATED_MFA), 2);
}

static void test_sign_out_ends_the_session(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    assert_int_equal(fixture_request(f, "GET", "/me", &(FixtureSend){.cookie = cookie}).status, 200);
    FixtureAnswer out = fixture_request(f, "POST", "/sign-out", &(FixtureSend){.cookie = cookie, .form = S("a=b")});
    assert_int_equal(out.status, 303);
    assert_str(out.location, "/sign-in");
    FixtureAnswer after = fixture_request(f, "GET", "/me", &(FixtureSend){.cookie = cookie});
    assert_int_equal(after.status, 303);
    assert_true(str_starts(after.location, S("/sign-in")));
    fixture_close(f);
}

static void test_changing_the_password_ends_the_other_sessions(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    NewPerson p = person(f, "ada@ada.example", false);
    Str here = fixture_sign_in(f, p.id, f->account), there = fixture_sign_in(f, p.id, f->account);
    FixtureAnswer wrong = fixture_request(
        f, "POST", "/me/password",
        &(FixtureSend){.cookie = here, .form = S("current=no&password=a-better-longer-one&again=a-better-longer-one")});
    assert_int_equal(wrong.status, 422);
    FixtureAnswer got = fixture_request(
        f, "POST", "/me/password",
        &(FixtureSend){.cookie = here,
                       .form = S("current=" PASSWORD "&password=a-better-longer-one&again=a-better-longer-one")});
    assert_int_equal(got.status, 303);
    assert_int_equal(fixture_request(f, "GET", "/me", &(FixtureSend){.cookie = here}).status, 200);
    assert_int_equal(fixture_request(f, "GET", "/me", &(FixtureSend){.cookie = there}).status, 303);
    fixture_close(f);
}

static void test_sessions_are_listed_and_only_their_owner_ends_them(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str mine = fixture_sign_in(f, f->user, f->account), other = fixture_sign_in(f, f->user, f->account);
    Str strange = fixture_sign_in(f, f->stranger, f->other_account);
    FixtureAnswer list = fixture_request(f, "GET", "/me/sessions", &(FixtureSend){.cookie = other});
    assert_int_equal(list.status, 200);
    ptrdiff_t at_end = str_find(list.body, S("/me/sessions/"));
    while (str_eq(str_sub(list.body, (size_t)at_end + 13, 10), S("end-others"))) {
        at_end += 13 + str_find(str_skip(list.body, (size_t)at_end + 13), S("/me/sessions/"));
    }
    const char *path = str_z(f->arena, str_sub(list.body, (size_t)at_end, 13 + ID_TEXT + 4));
    assert_int_equal(fixture_request(f, "POST", path, &(FixtureSend){.cookie = strange, .form = S("a=b")}).status, 404);
    assert_int_equal(
        fixture_request(f, "POST", "/me/sessions/end-others", &(FixtureSend){.cookie = mine, .form = S("a=b")}).status,
        303);
    assert_int_equal(fixture_request(f, "GET", "/me", &(FixtureSend){.cookie = mine}).status, 200);
    assert_int_equal(fixture_request(f, "GET", "/me", &(FixtureSend){.cookie = other}).status, 303);
    fixture_close(f);
}

static void test_language_and_theme_change_at_once_and_return(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer got =
        fixture_request(f, "POST", "/language", &(FixtureSend){.cookie = cookie, .form = S("language=fr&return=/me")});
    assert_int_equal(got.status, 303);
    assert_str(got.location, "/me");
    FixtureAnswer me = fixture_request(f, "GET", "/me", &(FixtureSend){.cookie = cookie});
    assert_true(str_find(me.body, S("<html lang=\"fr")) >= 0);
    got = fixture_request(f, "POST", "/theme", &(FixtureSend){.cookie = cookie, .form = S("theme=dark&return=/me")});
    assert_int_equal(got.status, 303);
    me = fixture_request(f, "GET", "/me", &(FixtureSend){.cookie = cookie});
    assert_true(str_find(me.body, S("data-theme=\"dark\"")) > 0);
    got = fixture_request(f, "POST", "/language", &(FixtureSend){.cookie = cookie, .form = S("language=xx")});
    assert_int_equal(got.status, 422);
    fixture_close(f);
}

static void test_nobody_switches_to_an_account_that_is_not_theirs(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    assert_int_equal(
        fixture_request(f, "POST", "/switch", &(FixtureSend){.cookie = cookie, .form = S("account=other")}).status,
        404);
    FixtureAnswer got = fixture_request(
        f, "POST", "/switch", &(FixtureSend){.cookie = cookie, .form = S("account=test&return=/a/other/customers")});
    assert_int_equal(got.status, 303);
    assert_str(got.location, "/a/test");
    fixture_close(f);
}

static FixtureAnswer token_call(Fixture *f, const char *version, Id directory, const char *more, Str authorization)
{
    Str path = str_fmt(f->arena, "/%.*s%s", S_ARG(id_text(f->arena, directory)), version);
    FixtureSend send = {.form = str_from(more), .no_csrf = true};
    if (authorization.n) {
        send.headers[send.headers_n++] = (HttpHeader){S("authorization"), authorization};
    }
    return fixture_request(f, "POST", str_z(f->arena, path), &send);
}

static void test_an_application_gets_a_token_with_text_fields_in_version_one(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str id = id_text(f->arena, f->application);
    Str form = str_fmt(
        f->arena,
        "grant_type=client_credentials&client_id=%.*s&client_secret=%.*s&resource=https%%3A%%2F%%2Fgraph.windows.net",
        S_ARG(id), S_ARG(f->application_secret));
    FixtureAnswer got = token_call(f, "/oauth2/token", f->directory, str_z(f->arena, form), S(""));
    assert_int_equal(got.status, 200);
    const JsonValue *j;
    assert_int_equal(json_parse(f->arena, got.body, JSON_LIMITS_DEFAULT, &j, NULL), OK);
    const Str names[] = {S("token_type"), S("expires_in"), S("ext_expires_in"), S("expires_on"),
                         S("not_before"), S("resource"),   S("access_token")};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const JsonValue *v = json_get(j, names[i]);
        assert_non_null(v);
        assert_int_equal(v->kind, JSON_STRING);
    }
    assert_str_is(json_get(j, S("resource"))->text, S("https://graph.windows.net"));
    assert_str_is(fixture_header(&got, "Cache-Control"), S("no-store"));
    fixture_close(f);
}

static void test_version_two_has_numbers_and_a_scope_and_basic_credentials_are_taken(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str id = id_text(f->arena, f->application);
    Str basic =
        str_concat(f->arena, S("Basic "),
                   base64_encode(f->arena, str_fmt(f->arena, "%.*s:%.*s", S_ARG(id), S_ARG(f->application_secret))));
    FixtureAnswer got = token_call(
        f, "/oauth2/v2.0/token", f->directory,
        "grant_type=client_credentials&scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default", basic);
    assert_int_equal(got.status, 200);
    const JsonValue *j;
    assert_int_equal(json_parse(f->arena, got.body, JSON_LIMITS_DEFAULT, &j, NULL), OK);
    assert_int_equal(json_get(j, S("expires_in"))->kind, JSON_NUMBER);
    assert_null(json_get(j, S("resource")));
    fixture_close(f);
}

static void test_token_refusals_say_why_in_the_form_of_oauth(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str id = id_text(f->arena, f->application);
    Str wrong = str_fmt(f->arena, "grant_type=client_credentials&client_id=%.*s&client_secret=no", S_ARG(id));
    Str right = str_fmt(f->arena, "grant_type=client_credentials&client_id=%.*s&client_secret=%.*s", S_ARG(id),
                        S_ARG(f->application_secret));
    const struct {
        const char *form;
        Id directory;
        int status;
        const char *error;
    } cases[] = {
        {"client_id=a", f->directory, 400, "invalid_request"},
        {"grant_type=password", f->directory, 400, "unsupported_grant_type"},
        {"grant_type=client_credentials", f->directory, 400, "invalid_request"},
        {"grant_type=client_credentials&client_id=x&client_secret=y", f->directory, 400, "unauthorized_client"},
        {str_z(f->arena, wrong), f->directory, 401, "invalid_client"},
        {str_z(f->arena, right), f->other_directory, 400, "unauthorized_client"},
        {str_z(f->arena, right), f->application, 400, "invalid_request"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        FixtureAnswer got = token_call(f, "/oauth2/token", cases[i].directory, cases[i].form, S(""));
        assert_int_equal(got.status, cases[i].status);
        const JsonValue *j;
        assert_int_equal(json_parse(f->arena, got.body, JSON_LIMITS_DEFAULT, &j, NULL), OK);
        assert_str_is(json_get(j, S("error"))->text, str_from(cases[i].error));
        assert_int_equal(json_get(j, S("error_codes"))->kind, JSON_ARRAY);
        assert_true(json_get(j, S("error_description"))->text.n > 10);
    }
    fixture_close(f);
}

static void test_discovery_names_the_token_address_and_the_keys(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str path = str_fmt(f->arena, "/%.*s/.well-known/openid-configuration", S_ARG(id_text(f->arena, f->directory)));
    FixtureAnswer got = fixture_request(f, "GET", str_z(f->arena, path), &(FixtureSend){0});
    assert_int_equal(got.status, 200);
    assert_true(str_find(got.body, S("/oauth2/token")) > 0);
    path = str_fmt(f->arena, "/%.*s/discovery/keys", S_ARG(id_text(f->arena, f->directory)));
    got = fixture_request(f, "GET", str_z(f->arena, path), &(FixtureSend){0});
    assert_int_equal(got.status, 200);
    assert_true(str_find(got.body, S("\"keys\"")) > 0);
    assert_true(str_find(got.body, S("\"d\"")) < 0); /* nothing private */
    fixture_close(f);
}

static void test_the_set_up_link_is_for_an_empty_installation_only(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str path;
    assert_int_equal(identity_setup_link(ctx_system(f->app, f->arena), &path), ERR_CONFLICT);
    assert_int_equal(fixture_request(f, "GET", "/setup/abc", &(FixtureSend){0}).status, 404);
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_five_wrong_passwords_make_a_name_wait_and_each_more_doubles_it),
        UNIT_TEST(test_failures_are_forgotten_after_the_window),
        UNIT_TEST(test_a_network_is_an_address_of_four_or_the_first_half_of_six),
        UNIT_TEST(test_the_right_password_opens_a_session_and_goes_where_the_person_was),
        UNIT_TEST(test_a_return_address_of_another_site_is_not_followed),
        UNIT_TEST(test_a_wrong_password_and_an_unknown_name_get_the_same_words),
        UNIT_TEST(test_lock_out_holds_for_a_stranger_and_not_for_a_browser_that_is_known),
        UNIT_TEST(test_a_temporary_password_opens_nothing_but_the_choice_of_a_new_one),
        UNIT_TEST(test_a_generated_password_opens_the_choice_of_a_new_one_and_nothing_near_it_does),
        UNIT_TEST(test_the_time_to_choose_a_password_ends),
        UNIT_TEST(test_a_proof_of_presence_lets_the_form_that_waited_through),
        UNIT_TEST(test_strength_counts_factors_and_not_proofs),
        UNIT_TEST(test_sign_out_ends_the_session),
        UNIT_TEST(test_changing_the_password_ends_the_other_sessions),
        UNIT_TEST(test_sessions_are_listed_and_only_their_owner_ends_them),
        UNIT_TEST(test_language_and_theme_change_at_once_and_return),
        UNIT_TEST(test_nobody_switches_to_an_account_that_is_not_theirs),
        UNIT_TEST(test_an_application_gets_a_token_with_text_fields_in_version_one),
        UNIT_TEST(test_version_two_has_numbers_and_a_scope_and_basic_credentials_are_taken),
        UNIT_TEST(test_token_refusals_say_why_in_the_form_of_oauth),
        UNIT_TEST(test_discovery_names_the_token_address_and_the_keys),
        UNIT_TEST(test_the_set_up_link_is_for_an_empty_installation_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Passkeys of people, with an authenticator in software: where they hold, challenges, adding, whose they are. Signing
 * in with one is at the end. */
#include "areas/identity/passkey.h"

#include "lib/app_fixture.h"
#include "lib/authenticator.h"
#include "unit/unit.h"

static void test_passkeys_hold_at_the_public_address_and_nowhere_else(void **state)
{
    Arena *a = *state;
    const struct {
        const char *url, *domain, *scheme, *host, *origin, *rp;
        bool able;
    } cases[] = {
        {"https://p.example.com", "", "http", "p.example.com", "https://p.example.com", "p.example.com", true},
        {"https://P.Example.com/", "", "http", "p.example.com", "https://p.example.com", "p.example.com", true},
        {"https://p.example.com:443", "", "https", "p.example.com", "https://p.example.com", "p.example.com", true},
        {"https://p.example.com:8443/x", "", "https", "p.example.com:8443", "https://p.example.com:8443",
         "p.example.com", true},
        {"https://p.example.com", "example.com", "https", "p.example.com", "https://p.example.com", "example.com",
         true},
        {"https://p.example.com", "ample.com", "https", "p.example.com", "https://p.example.com", "p.example.com",
         true},
        {"https://p.example.com", "other.example", "https", "p.example.com", "https://p.example.com", "p.example.com",
         true},
        {"https://p.example.com", "", "https", "evil.example", "https://p.example.com", "p.example.com", false},
        {"", "", "https", "p.example.com", "https://p.example.com", "p.example.com", true},
        {"", "", "http", "p.example.com", "http://p.example.com", "p.example.com", false},
        {"", "", "http", "localhost:8080", "http://localhost:8080", "localhost", true},
        {"", "", "http", "localhost:80", "http://localhost", "localhost", true},
        {"", "", "http", "127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1", false},
        {"", "", "https", "[::1]:8080", "https://[::1]:8080", "[::1]", false},
        {"", "", "https", "", "https://", "", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        PasskeySite s = passkey_site_of(a, str_from(cases[i].url), str_from(cases[i].domain), str_from(cases[i].scheme),
                                        str_from(cases[i].host));
        assert_str_is(s.origin, str_from(cases[i].origin));
        assert_str_is(s.domain, str_from(cases[i].rp));
        assert_int_equal(!msg_is_set(s.why_not), cases[i].able);
    }
}

/* --- a person, their browser and their device --- */

typedef struct Person {
    Fixture *f;
    Str cookie;
    SoftKey key;
    SoftAsk ask;
} Person;

static Fixture *open_fixture(void)
{
    return fixture_open_with(&(FixtureOptions){.app = {.public_url = "https://test", .step_up_us = TIME_HOUR}});
}

static Person person_of(Fixture *f, Id user, int alg)
{
    return (Person){.f = f,
                    .cookie = fixture_sign_in(f, user, f->account),
                    .key = soft_key(f->arena, alg),
                    .ask = {.origin = S("https://test"), .rp_id = S("test"), .flags = SOFT_UP | SOFT_UV, .count = 1}};
}

static Str member(Fixture *f, Str json, const char *name)
{
    const JsonValue *o;
    assert_ok(json_parse(f->arena, json, JSON_LIMITS_DEFAULT, &o, NULL));
    const JsonValue *v = json_get(o, str_from(name));
    assert_non_null(v);
    return v->text;
}

/* The challenge that the server asks this person's browser with. */
static Str fetch_challenge(Person *p, const char *path)
{
    FixtureAnswer got = fixture_request(p->f, "GET", path, &(FixtureSend){.cookie = p->cookie});
    assert_int_equal(got.status, 200);
    Str challenge;
    assert_ok(base64url_decode(p->f->arena, member(p->f, got.body, "challenge"), &challenge));
    return challenge;
}

static FixtureAnswer send_new(Person *p, const SoftAnswer *r, const char *name)
{
    Arena *a = p->f->arena;
    Str form = str_fmt(a, "name=%s&client_data=%.*s&object=%.*s&transports=usb+internal+%%3Cb%%3E&discoverable=1", name,
                       S_ARG(base64url_encode(a, r->client_data)), S_ARG(base64url_encode(a, r->object)));
    return fixture_request(p->f, "POST", "/me/passkeys", &(FixtureSend){.cookie = p->cookie, .form = form});
}

static FixtureAnswer add(Person *p, const char *name)
{
    p->ask.challenge = fetch_challenge(p, "/me/passkeys/options");
    SoftAnswer r = soft_register(p->f->arena, &p->key, &p->ask);
    return send_new(p, &r, name);
}

/* The first factor of somebody is answered with their recovery codes, a further one with the way back to the list. */
static bool is_added(FixtureAnswer got)
{
    return got.status == 303 || (got.status == 200 && str_find(got.body, S("is added.")) > 0);
}

static bool says(const FixtureAnswer *got, const char *words) { return str_find(got->body, str_from(words)) >= 0; }

static Str list_of(Person *p)
{
    return fixture_request(p->f, "GET", "/me/passkeys", &(FixtureSend){.cookie = p->cookie}).body;
}

static void test_a_passkey_of_each_algorithm_is_added_and_listed(void **state)
{
    (void)state;
    Fixture *f = open_fixture();
    const int algs[] = {WEBAUTHN_ES256, WEBAUTHN_EDDSA, WEBAUTHN_RS256};
    for (size_t i = 0; i < COUNT_OF(algs); i++) {
        Person p = person_of(f, f->user, algs[i]);
        FixtureAnswer got = add(&p, i == 0 ? "Alpha" : i == 1 ? "Beta" : "Gamma");
        assert_true(is_added(got));
        soft_key_free(&p.key);
    }
    Person p = person_of(f, f->user, WEBAUTHN_ES256);
    Str list = list_of(&p);
    assert_true(str_find(list, S("Alpha")) > 0 && str_find(list, S("Beta")) > 0 && str_find(list, S("Gamma")) > 0);
    /* what there is is not made twice; what a browser says of transports is kept as far as it is plain */
    FixtureAnswer got = fixture_request(f, "GET", "/me/passkeys/options", &(FixtureSend){.cookie = p.cookie});
    assert_true(says(&got, "excludeCredentials\":[{") && says(&got, "\"transports\":[\"usb\",\"internal\"]"));
    assert_true(says(&got, "\"id\":\"test\"") && says(&got, "\"attestation\":\"none\""));
    soft_key_free(&p.key);
    fixture_close(f);
}

static void test_a_challenge_holds_once_for_this_session_this_purpose_and_ten_minutes(void **state)
{
    (void)state;
    Fixture *f = open_fixture();
    Person p = person_of(f, f->user, WEBAUTHN_ES256);
    p.ask.challenge = fetch_challenge(&p, "/me/passkeys/options");
    SoftAnswer r = soft_register(f->arena, &p.key, &p.ask);
    assert_true(is_added(send_new(&p, &r, "One")));
    /* replayed, with another key so that the key is not what is refused */
    SoftKey first = p.key;
    p.key = soft_key(f->arena, WEBAUTHN_ES256);
    r = soft_register(f->arena, &p.key, &p.ask);
    FixtureAnswer got = send_new(&p, &r, "Two");
    assert_int_equal(got.status, 422);
    assert_true(says(&got, "or was used already"));
    /* another session, even of the same person */
    p.ask.challenge = fetch_challenge(&p, "/me/passkeys/options");
    r = soft_register(f->arena, &p.key, &p.ask);
    Person elsewhere = p;
    elsewhere.cookie = fixture_sign_in(f, f->user, f->account);
    got = send_new(&elsewhere, &r, "Two");
    assert_int_equal(got.status, 422);
    assert_true(says(&got, "does not belong to this page"));
    /* not ours, not even in length */
    p.ask.challenge = S("0123456789abcdef0123456789abcdef01234567");
    r = soft_register(f->arena, &p.key, &p.ask);
    assert_int_equal(send_new(&p, &r, "Two").status, 422);
    p.ask.challenge = S("0123456789abcdef");
    r = soft_register(f->arena, &p.key, &p.ask);
    assert_int_equal(send_new(&p, &r, "Two").status, 422);
    /* too late */
    Time now = app_wall(f->app);
    fixture_set_wall(f, now);
    p.ask.challenge = fetch_challenge(&p, "/me/passkeys/options");
    r = soft_register(f->arena, &p.key, &p.ask);
    fixture_set_wall(f, time_add(now, PASSKEY_MINUTES * TIME_MINUTE + 1));
    got = send_new(&p, &r, "Two");
    assert_int_equal(got.status, 422);
    assert_true(says(&got, "open too long"));
    fixture_set_wall(f, time_add(now, PASSKEY_MINUTES * TIME_MINUTE));
    assert_true(is_added(send_new(&p, &r, "Two")));
    soft_key_free(&first);
    soft_key_free(&p.key);
    fixture_close(f);
}

static void test_a_credential_id_is_one_in_the_installation(void **state)
{
    (void)state;
    Fixture *f = open_fixture();
    Person p = person_of(f, f->user, WEBAUTHN_ES256);
    assert_true(is_added(add(&p, "Mine")));
    Person other = person_of(f, f->colleague, WEBAUTHN_ES256);
    other.key.id = p.key.id;
    FixtureAnswer got = add(&other, "Theirs");
    assert_int_equal(got.status, 422);
    assert_true(says(&got, "registered already"));
    assert_true(str_find(list_of(&other), S("Theirs")) < 0);
    soft_key_free(&p.key);
    soft_key_free(&other.key);
    fixture_close(f);
}

static void test_what_cannot_be_added_is_said_and_the_name_is_kept(void **state)
{
    (void)state;
    Fixture *f = open_fixture();
    Person p = person_of(f, f->user, WEBAUTHN_ES256);
    const SoftAsk right = p.ask;
    p.ask.origin = S("https://test.evil.example");
    FixtureAnswer got = add(&p, "Kept-Name");
    assert_int_equal(got.status, 422);
    assert_true(says(&got, "on another site") && says(&got, "Kept-Name"));
    p.ask = right;
    p.ask.rp_id = S("evil.example");
    got = add(&p, "A");
    assert_true(got.status == 422 && says(&got, "on another site"));
    p.ask = right;
    p.ask.flags = SOFT_UV;
    got = add(&p, "A");
    assert_true(got.status == 422 && says(&got, "did not check that it is you"));
    p.ask = right;
    got = add(&p, "");
    assert_true(got.status == 422 && says(&got, "Give the passkey a name."));
    char longer[PASSKEY_NAME_MAX + 2] = {0};
    memset(longer, 'x', PASSKEY_NAME_MAX + 1);
    got = add(&p, longer);
    assert_true(got.status == 422 && says(&got, "Use at most 60 characters."));
    got = send_new(&p, &(SoftAnswer){0}, "A");
    assert_true(got.status == 422 && says(&got, "Your browser sent no passkey."));
    got = send_new(&p, &(SoftAnswer){.client_data = S("{}"), .object = S("x")}, "A");
    assert_true(got.status == 422 && says(&got, "cannot be right"));
    assert_true(str_find(list_of(&p), S("You have no passkey yet.")) > 0);
    soft_key_free(&p.key);
    fixture_close(f);
}

/* The address of the first passkey in a list. */
static Str first_path(Fixture *f, Str list)
{
    ptrdiff_t at = str_find(list, S("href=\"/me/passkeys/0"));
    assert_true(at > 0);
    return str_copy(f->arena, str_sub(list, (size_t)at + 6, 13 + 36));
}

static void test_only_its_owner_sees_renames_and_removes_a_passkey(void **state)
{
    (void)state;
    Fixture *f = open_fixture();
    Person p = person_of(f, f->user, WEBAUTHN_ES256), other = person_of(f, f->colleague, WEBAUTHN_ES256);
    assert_true(is_added(add(&p, "Mine")));
    Str path = first_path(f, list_of(&p));
    const char *page = str_z(f->arena, path), *remove = str_z(f->arena, str_concat(f->arena, path, S("/remove")));
    const FixtureSend theirs = {.cookie = other.cookie, .form = S("name=Stolen&version=1")},
                      mine = {.cookie = p.cookie, .form = S("name=Renamed&version=1")};
    assert_int_equal(fixture_request(f, "GET", page, &theirs).status, 404);
    assert_int_equal(fixture_request(f, "POST", page, &theirs).status, 404);
    assert_int_equal(fixture_request(f, "POST", remove, &theirs).status, 404);
    assert_int_equal(fixture_request(f, "GET", page, &mine).status, 200);
    assert_int_equal(fixture_request(f, "POST", page, &mine).status, 303);
    FixtureAnswer got = fixture_request(f, "POST", page, &mine); /* of the version before */
    assert_true(got.status == 422 && says(&got, "changed meanwhile"));
    assert_true(str_find(list_of(&p), S("Renamed")) > 0);
    assert_int_equal(fixture_request(f, "POST", remove, &mine).status, 303);
    assert_int_equal(fixture_request(f, "POST", remove, &mine).status, 404);
    assert_true(str_find(list_of(&p), S("You have no passkey yet.")) > 0);
    soft_key_free(&p.key);
    soft_key_free(&other.key);
    fixture_close(f);
}

static void test_adding_and_removing_ask_for_a_fresh_proof(void **state)
{
    (void)state;
    Fixture *f = open_fixture();
    Person p = person_of(f, f->user, WEBAUTHN_ES256);
    assert_true(is_added(add(&p, "Mine")));
    Str path = first_path(f, list_of(&p));
    p.ask.challenge = fetch_challenge(&p, "/me/passkeys/options");
    SoftAnswer r = soft_register(f->arena, &p.key, &p.ask);
    fixture_set_wall(f, time_add(app_wall(f->app), 61 * TIME_MINUTE));
    const FixtureSend send = {.cookie = p.cookie, .form = S("a=b")};
    FixtureAnswer got = fixture_request(f, "GET", "/me/passkeys/add", &send);
    assert_true(got.status == 303 && str_starts(got.location, S("/sign-in/confirm?return=")));
    got = send_new(&p, &r, "Two");
    assert_true(got.status == 307 && str_starts(got.location, S("/sign-in/confirm?for=")));
    got = fixture_request(f, "POST", str_z(f->arena, str_concat(f->arena, path, S("/remove"))), &send);
    assert_true(got.status == 307 && str_starts(got.location, S("/sign-in/confirm?for=")));
    assert_true(str_find(list_of(&p), S("Mine")) > 0);
    soft_key_free(&p.key);
    fixture_close(f);
}

static void test_there_are_at_most_twenty(void **state)
{
    (void)state;
    Fixture *f = open_fixture();
    Person p = person_of(f, f->user, WEBAUTHN_ES256);
    for (int i = 0; i < PASSKEYS_MAX; i++) {
        soft_key_free(&p.key);
        p.key = soft_key(f->arena, WEBAUTHN_EDDSA);
        assert_true(is_added(add(&p, "One")));
    }
    soft_key_free(&p.key);
    p.key = soft_key(f->arena, WEBAUTHN_EDDSA);
    FixtureAnswer got = add(&p, "One");
    assert_true(got.status == 422 && says(&got, "the most there can be"));
    assert_true(str_find(list_of(&p), S("as many passkeys as there can be")) > 0);
    soft_key_free(&p.key);
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_passkeys_hold_at_the_public_address_and_nowhere_else),
        UNIT_TEST(test_a_passkey_of_each_algorithm_is_added_and_listed),
        UNIT_TEST(test_a_challenge_holds_once_for_this_session_this_purpose_and_ten_minutes),
        UNIT_TEST(test_a_credential_id_is_one_in_the_installation),
        UNIT_TEST(test_what_cannot_be_added_is_said_and_the_name_is_kept),
        UNIT_TEST(test_only_its_owner_sees_renames_and_removes_a_passkey),
        UNIT_TEST(test_adding_and_removing_ask_for_a_fresh_proof),
        UNIT_TEST(test_there_are_at_most_twenty),
    };
    return FIXTURE_RUN(tests);
}

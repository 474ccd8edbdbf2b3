/* What may be a password and what may not, and that people are told which. */
#include "areas/identity/identity.h"
#include "gen/identity_q.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

/* The message, or empty when it may be taken. */
static Str refusal(Fixture *f, const char *password, const PasswordWords *words)
{
    Ctx *ctx = ctx_system(f->app, f->arena);
    identity_check_password(ctx, S("password"), identity_password(f->arena, str_from(password)), words);
    Msg m = problem_of_field(ctx, S("password"));
    return msg_is_set(m) ? msg_text(f->arena, ctx->locale, &m) : S("");
}

#define TAKEN(password) assert_str(refusal(f, password, &words), "")
#define REFUSED(password, why) assert_true(str_find(refusal(f, password, &words), S(why)) >= 0)

static PasswordWords some_words(void)
{
    PasswordWords w = {0};
    identity_password_word(&w, S("m.brooks@cobaltpeak.example Maya Brooks"));
    identity_password_word(&w, S("Cobalt Peak"));
    identity_password_word(&w, S("Northlight Cloud"));
    return w;
}

static void test_a_password_is_long_and_may_be_anything(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    PasswordWords words = some_words();
    TAKEN("correct-horse-battery");
    TAKEN("harbor lantern 42 sky");
    TAKEN("               plum tree"); /* spaces are characters */
    TAKEN("все счастливые семьи");
    TAKEN("🐙🐙🦊🦊🐢🐢🐘🐘🐝🐝🦉🦉🐬🐬🦁"); /* code points count, not bytes */
    TAKEN("lower case letters only and no digit");
    REFUSED("14 characters.", "at least 15");
    REFUSED("", "at least 15");
    Str longest = S("");
    for (int i = 0; i < 26; i++) {
        longest = str_fmt(f->arena, "%.*sab%dcdefg%c", S_ARG(longest), i % 10, 'a' + i);
    }
    assert_int_equal(longest.n, 234);
    TAKEN(str_z(f->arena, longest));
    Str too_long = str_fmt(f->arena, "%.*sand a little more text!", S_ARG(longest));
    REFUSED(str_z(f->arena, too_long), "at most 256");
    fixture_close(f);
}

static void test_what_everybody_tries_is_refused_plain_decorated_and_repeated(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    PasswordWords words = {0};
    const char *easy[] = {"passwordpassword",    "PasswordPassword", "1qaz2wsx3edc4rfv",       "password1234567890",
                          "!!!!!sunshine!!!!!!", "iloveyou20242024", "aaaaaaaaaaaaaaaaaaaa",   "abcabcabcabcabcabc",
                          "123456789012345678",  "qwertyuiopasdfgh", "zyxwvutsrqponmlkjihgfe", "987654321098765",
                          "azertyuiopqsdfghj",   "trustno1trustno1"};
    for (size_t i = 0; i < COUNT_OF(easy); i++) {
        REFUSED(easy[i], "first that anybody would try");
    }
    TAKEN("password of the lighthouse");
    fixture_close(f);
}

static void test_names_that_are_known_do_not_make_a_password(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    PasswordWords words = some_words();
    REFUSED("MayaBrooks2024!!", "made of your name");
    REFUSED("cobalt-peak-2024", "made of your name");
    REFUSED("Northlight_Cloud_99", "made of your name");
    REFUSED("Cobáltpeak 12345678", "made of your name"); /* an accent hides nothing */
    TAKEN("cobalt blue tiles in the kitchen");
    fixture_close(f);
}

static Err read_words(Ctx *ctx, void *arg)
{
    Fixture *f = (Fixture *)arg;
    PasswordWords words;
    TRY(identity_password_words(system_of(ctx), f->user, &words));
    identity_check_password(ctx, S("password"), S("ada@test.example!"), &words);
    return problem_check(ctx);
}

static void test_the_words_about_a_person_come_from_the_database(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    assert_int_equal(fixture_unit(f, MODE_READ, ID_NIL, read_words, f), ERR_INVALID);
    fixture_close(f);
}

/* "é" as one character or as a letter and its accent: the same password. */
static void test_a_password_is_the_same_from_every_keyboard(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str composed = S("caf\xc3\xa9 noir du matin"), apart = S("cafe\xcc\x81 noir du matin");
    assert_false(str_eq(composed, apart));
    assert_true(str_eq(identity_password(f->arena, composed), identity_password(f->arena, apart)));
    Str hash = password_hash(f->arena, identity_password(f->arena, apart));
    assert_true(password_verify(hash, identity_password(f->arena, composed)));
    assert_str(identity_password(f->arena, S("\xff\xfe")), "\xff\xfe");
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_a_password_is_long_and_may_be_anything),
        UNIT_TEST(test_what_everybody_tries_is_refused_plain_decorated_and_repeated),
        UNIT_TEST(test_names_that_are_known_do_not_make_a_password),
        UNIT_TEST(test_the_words_about_a_person_come_from_the_database),
        UNIT_TEST(test_a_password_is_the_same_from_every_keyboard),
    };
    return FIXTURE_RUN(tests);
}

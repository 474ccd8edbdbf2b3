/* Telephone numbers: as people of sixty countries write them, kept as E.164 and shown at home and abroad as an
 * implementation that is not ours has it (tests/phones.py, run afresh by run_unit.sh); what is none is refused in the
 * portal with an example of that country, and by the API taken as it was given. */
#include "app/phone.h"
#include "app/typed.h"
#include "app/unit.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static bool next(Str *rest, Str *ret) { return str_split(rest, '\t', ret); }

static void compare_line(Arena *a, const char *path, const char *line, size_t *ret_countries, char last[3])
{
    Str rest = str_from(line), country, text, holds, stored, home, abroad;
    assert_true(next(&rest, &country) && next(&rest, &text) && next(&rest, &holds));
    if (!next(&rest, &stored) || !next(&rest, &home) || !next(&rest, &abroad)) {
        stored = home = abroad = S("");
    }
    PhoneAnswer got = phone_read(a, country, text);
    bool same = (got.verdict == PHONE_OK) == str_eq(holds, S("1")) && str_eq(got.stored, stored);
    if (got.verdict == PHONE_OK) {
        same = same && str_eq(phone_shown(a, country, stored), home) && str_eq(phone_shown(a, S(""), stored), abroad);
        PhoneAnswer again = phone_read(a, S(""), stored);
        same = same && str_eq(again.stored, stored);
    }
    if (!same) {
        fail_msg("%s: ours says %d %.*s %.*s: %s", path, got.verdict, S_ARG(got.stored),
                 S_ARG(phone_shown(a, country, stored)), line);
    }
    *ret_countries += memcmp(last, country.p, 2) != 0;
    memcpy(last, country.p, 2);
}

static size_t compare(Arena *a, const char *path, size_t *ret_countries)
{
    FILE *f = fopen(path, "r");
    char line[300], last[3] = "";
    size_t n = 0;
    while (f && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        if (line[0] == '#') {
            print_message("%s: %s\n", path, line);
            continue;
        }
        compare_line(a, path, line, ret_countries, last);
        n++;
    }
    if (f) {
        fclose(f);
    }
    return n;
}

static void numbers_of_sixty_countries_are_read_kept_and_shown_as_an_oracle_has_them(void **state)
{
    Arena *a = *state;
    size_t countries = 0, fresh = 0;
    assert_true(compare(a, "tests/unit/phones.tsv", &countries) > 1000);
    assert_true(countries >= 60);
    compare(a, "build/check/phones.tsv", &fresh);
}

static void a_number_is_shown_at_home_as_it_is_dialled_there_and_abroad_with_its_country(void **state)
{
    Arena *a = *state;
    assert_str(phone_shown(a, S("NL"), S("+31201234567")), "020 123 4567");
    assert_str(phone_shown(a, S("FR"), S("+31201234567")), "+31 20 123 4567");
    assert_str(phone_shown(a, S(""), S("+31201234567")), "+31 20 123 4567");
    assert_str(phone_shown(a, S("NL"), S("+31201234567;ext=12")), "020 123 4567 ext. 12");
    /* What the API took as it was given stays so. */
    assert_str(phone_shown(a, S("NL"), S("020 12")), "020 12");
    assert_str(phone_shown(a, S("NL"), S("+")), "+");
    assert_str(phone_shown(a, S("NL"), S("")), "");
}

static void an_extension_is_kept_and_an_endless_one_is_not(void **state)
{
    Arena *a = *state;
    assert_str(phone_read(a, S("NL"), S("020 123 4567 ext. 12")).stored, "+31201234567;ext=12");
    assert_str(phone_read(a, S("NL"), S("020 123 4567 x12")).stored, "+31201234567;ext=12");
    assert_int_equal(phone_read(a, S("NL"), S("020 123 4567 ext. 1234567890")).verdict, PHONE_TOO_LONG);
}

static void what_is_no_number_says_why(void **state)
{
    Arena *a = *state;
    static const struct {
        const char *country, *text;
        PhoneVerdict verdict;
    } CASES[] = {
        {"FR", "01 23 45", PHONE_TOO_SHORT},
        {"NL", "020 123 4567 89012", PHONE_TOO_LONG},
        {"NL", "ask at the desk", PHONE_NOT_A_NUMBER},
        {"NL", "+999 123 4567", PHONE_NO_COUNTRY},
        {"", "020 123 4567", PHONE_NO_COUNTRY},
        {"nl", "020 123 4567", PHONE_NO_COUNTRY},
        {"US", "123 456 7890", PHONE_NOT_ASSIGNED},
        {"NL", "\xff\xfe", PHONE_NOT_A_NUMBER},
        {"NL", "", PHONE_NOT_A_NUMBER},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        PhoneAnswer got = phone_read(a, str_from(CASES[i].country), str_from(CASES[i].text));
        if (got.verdict != CASES[i].verdict) {
            fail_msg("%s %s: %d", CASES[i].country, CASES[i].text, got.verdict);
        }
    }
}

static Str problem_of(Fixture *f, const char *locale, const char *country, const char *text)
{
    Ctx *ctx = ctx_system(f->app, f->arena);
    Str typed = str_from(text);
    ctx->locale = locale_get(str_from(locale));
    typed_phone(ctx, "phone", str_from(country), &typed);
    Msg m = problem_of_field(ctx, S("phone"));
    return msg_is_set(m) ? msg_text(f->arena, ctx->locale, &m) : S("");
}

static void a_mistake_is_answered_with_a_number_of_that_country(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Arena *a = f->arena;
    assert_str(problem_of(f, "en-US", "NL", "020 123 4567"), "");
    Str said = problem_of(f, "en-US", "FR", "01 23 45");
    assert_true(str_find(said, S("too short for France")) > 0);
    assert_true(str_find(said, phone_example(a, S("FR"))) > 0);
    /* A number with + is of its own country. */
    assert_true(str_find(problem_of(f, "en-US", "NL", "+33 1 23"), phone_example(a, S("FR"))) > 0);
    assert_true(str_find(problem_of(f, "en-US", "JP", "word"), phone_example(a, S("JP"))) > 0);
    /* Each country's example is a number. */
    assert_int_equal(phone_read(a, S(""), phone_example(a, S("BR"))).verdict, PHONE_OK);
    fixture_close(f);
}

static void the_api_takes_what_its_documents_show_and_keeps_numbers_as_the_portal_does(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    static const struct {
        const char *given, *kept;
    } CASES[] = {{"1234567890", "1234567890"},
                 {"(425) 555-0101", "+14255550101"},
                 {"4255550101", "+14255550101"},
                 {"555-555-5555", "555-555-5555"},
                 {"", ""}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Ctx *ctx = ctx_system(f->app, f->arena);
        ctx->actor.on_api = true;
        Str text = str_from(CASES[i].given);
        typed_phone(ctx, "phone", S("US"), &text);
        assert_int_equal(problem_check(ctx), OK);
        assert_true(str_eq(text, str_from(CASES[i].kept)));
    }
    Ctx *ctx = ctx_system(f->app, f->arena);
    ctx->actor.on_api = true;
    Str text = S("ask at the desk");
    typed_phone(ctx, "phone", S("US"), &text);
    assert_int_equal(problem_check(ctx), ERR_INVALID);
    assert_str(problem_of(f, "en-US", "US", "(425) 555-0101"), "");
    assert_true(problem_of(f, "en-US", "US", "1234567890").n > 0);
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(numbers_of_sixty_countries_are_read_kept_and_shown_as_an_oracle_has_them),
        UNIT_TEST(a_number_is_shown_at_home_as_it_is_dialled_there_and_abroad_with_its_country),
        UNIT_TEST(an_extension_is_kept_and_an_endless_one_is_not),
        UNIT_TEST(what_is_no_number_says_why),
        UNIT_TEST(a_mistake_is_answered_with_a_number_of_that_country),
        UNIT_TEST(the_api_takes_what_its_documents_show_and_keeps_numbers_as_the_portal_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What people type: amounts, whose thousands and fractions are told apart or refused, never guessed. */
#include "app/typed.h"

#include "app/unit.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static void an_amount_is_read_as_its_language_writes_it_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *locale, *text, *amount; /* NULL: refused */
    } CASES[] = {
        {"en-US", "1250.50", "1250.5"},
        {"en-US", "1,250.50", "1250.5"},
        {"en-US", "1,000", "1000"},
        {"en-US", "1.000", NULL},
        {"en-US", "0.125", "0.125"},
        {"en-NL", "1,000", NULL},
        {"en-NL", "1.000", "1000"},
        {"fr-FR", "1 250,50", "1250.5"},
        {"fr-FR", "1.250,50", "1250.5"},
        {"fr-FR", "12,5", "12.5"},
        {"en-US", "", NULL},
        {"en-US", "ten", NULL},
    };
    Fixture *f = fixture_open();
    Ctx *ctx = ctx_system(f->app, f->arena);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Dec got;
        ctx->locale = locale_get(str_from(CASES[i].locale));
        Err err = typed_amount(ctx, str_from(CASES[i].text), &got);
        Str text = err == OK ? dec_text(f->arena, got) : S("");
        if (!str_eq(text, str_from(CASES[i].amount ? CASES[i].amount : ""))) {
            fail_msg("%s \"%s\": %.*s", CASES[i].locale, CASES[i].text, S_ARG(text));
        }
    }
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_amount_is_read_as_its_language_writes_it_or_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

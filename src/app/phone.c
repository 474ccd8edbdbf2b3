/* Telephone numbers; see the header. */
#include "app/phone.h"

#include "base/str.h"

/* "" for anything that is not two capital letters. */
static void code_of(Str country, char ret[3])
{
    bool fits = country.n == 2;
    for (size_t i = 0; i < country.n && fits; i++) {
        fits = country.p[i] >= 'A' && country.p[i] <= 'Z';
    }
    memcpy(ret, fits ? country.p : "\0\0", 2);
    ret[2] = 0;
}

PhoneAnswer phone_read(Arena *a, Str country, Str text)
{
    char code[3];
    PhoneLibNumber number;
    code_of(country, code);
    PhoneVerdict verdict = phone_lib_read(text.n ? text.p : "", text.n, code, &number);
    return (PhoneAnswer){.verdict = verdict,
                         .country = str_copy(a, str_from(number.country)),
                         .stored = verdict == PHONE_OK ? str_copy(a, str_from(number.stored)) : S("")};
}

Str phone_example(Arena *a, Str country)
{
    char code[3], text[PHONE_LIB_TEXT_MAX];
    code_of(country, code);
    return *code && phone_lib_example(code, text) ? str_copy(a, str_from(text)) : S("");
}

Str phone_shown(Arena *a, Str reader_country, Str stored)
{
    char code[3], text[PHONE_LIB_TEXT_MAX];
    if (!str_starts(stored, S("+"))) {
        return stored;
    }
    code_of(reader_country, code);
    return phone_lib_show(stored.p, stored.n, code, text) ? str_copy(a, str_from(text)) : stored;
}

Msg phone_problem(Arena *a, const Locale *l, const PhoneAnswer *answer)
{
    Str example = phone_example(a, answer->country);
    Str country = answer->country.n ? country_name(a, l, answer->country) : S("");
    if (!example.n || answer->verdict == PHONE_NO_COUNTRY) {
        return MSG1("Begin the telephone number with + and the code of its country, like {example}", "example",
                    example.n ? example : S("+31 20 123 4567"));
    }
    switch (answer->verdict) {
    case PHONE_TOO_SHORT:
        return MSG2("This telephone number is too short for {country}. Enter one like {example}", "country", country,
                    "example", example);
    case PHONE_TOO_LONG:
        return MSG2("This telephone number is too long for {country}. Enter one like {example}", "country", country,
                    "example", example);
    case PHONE_NOT_A_NUMBER:
    case PHONE_NOT_ASSIGNED:
    case PHONE_NO_COUNTRY:
    case PHONE_OK:
        break;
    }
    return MSG2("{country} has no such telephone number. Enter one like {example}, or begin with + and the code of "
                "another country",
                "country", country, "example", example);
}

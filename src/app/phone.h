/* Telephone numbers as the portal takes, keeps and shows them. People write a number as they do at home; what is kept
 * is E.164 ("+31201234567", an extension behind it as ";ext=12"), what is shown is the national form to readers of the
 * number's own country and the international form to others. Where a number came by the API and is none, it is kept
 * as it was given (app/typed.h), so whatever shows one takes any text. */
#pragma once
#include "app/i18n.h"
#include "app/phone_lib.h"

typedef struct PhoneAnswer {
    PhoneVerdict verdict;
    Str country; /* whose number it is or was read as; empty when that is not known */
    Str stored;  /* OK only */
} PhoneAnswer;
/* country: the account's, by which a number without + is read; may be empty. Memory of the answer is the arena's. */
PhoneAnswer phone_read(Arena *a, Str country, Str text);
/* What to say at the field, with a number of the country to take as a pattern. The answer must not be OK. */
Msg phone_problem(Arena *a, const Locale *l, const PhoneAnswer *answer);
/* For people: as above; a text that is no stored number stays as it is. */
Str phone_shown(Arena *a, Str reader_country, Str stored);
/* "+31 10 123 4567"; empty when the country has no telephone numbers of its own. */
Str phone_example(Arena *a, Str country);

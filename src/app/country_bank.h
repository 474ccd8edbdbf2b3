/* Where money goes in each country, as data: what an IBAN holds there, how long the number of an account is where there
 * is none, and the code of a bank for the world (BIC). Pure functions over const tables, each row with the authority or
 * document it was taken from. The codes of banks inside a country are COUNTRY_BANK_CODE of country_rule.h. A country
 * without a row is "unchecked", and pages say so. Not here: whether an account exists, which only its bank knows. */
#pragma once
#include "app/country_rule.h"

typedef struct CountryBank {
    char code[3];
    const char *iban;    /* what stands behind the check number, as ISO 13616 has it: a class (n digits, a letters,
                          * c either) and a length each, "a4n6n8"; NULL: no IBAN */
    uint8_t min, max;    /* signs of the number of an account written without IBAN; 0: it is always an IBAN */
    CountryHolds *holds; /* check digits of that number; NULL: none, or none that is public */
    const char *name;    /* what the number is called there: "CLABE"; NULL: "Account number" */
    bool whole;          /* it names the bank too, so no bank code is asked for */
    const char *example; /* of an account number; NULL where min is 0 */
    const char *source;
} CountryBank;
const CountryBank *country_bank(Str code); /* NULL: nothing is known */
const CountryBank *country_banks(size_t *ret_n);

/* An IBAN as it is stored: no spaces, upper case. ERR_INVALID when it is none: wrong characters, a country that has
 * none, what its country does not put there, or a check number that does not hold (ISO 13616, mod 97). */
MUST_USE Err iban_parse(Arena *a, Str text, Str *ret);
/* Countries whose bank accounts have an IBAN. */
bool iban_country(Str iso2);

/* A BIC (ISO 9362), 8 or 11 signs, upper case. ERR_INVALID when it is none; ERR_CONFLICT when it is of a bank in
 * another country than the one given. */
MUST_USE Err bic_parse(Arena *a, Str text, Str country, Str *ret);

/* The number of an account without IBAN, in letters and digits alone. UNCHECKED: the country has no row, and 4 to 30
 * signs are taken as they are. */
CountryVerdict account_number_check(Arena *a, Str country, Str text, Str *ret);

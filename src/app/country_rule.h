/* What each country asks of a company's papers and of an address, as data: its registration number, its tax number, the
 * code of its banks, its postal codes. Pure functions over const tables (country_table.c), each row with the authority
 * or document it was taken from. A country without a row is "unchecked", and pages say so: nothing is accepted
 * silently. Not here: IBAN (areas/account), names of countries and their parts (ICU, iso-codes). */
#pragma once
#include "app/ctx.h"

typedef enum CountryKind { COUNTRY_REGISTRATION, COUNTRY_TAX, COUNTRY_BANK_CODE, COUNTRY_POSTAL } CountryKind;
typedef enum CountryVerdict {
    COUNTRY_UNCHECKED, /* no sourced rule */
    COUNTRY_OK,
    COUNTRY_WRONG
} CountryVerdict;

/* Compact text: digits and upper-case letters of one shape, prefix taken off. */
typedef bool CountryHolds(const char *text, size_t n);

typedef struct CountryId {
    char code[3];
    CountryKind kind;
    const char *name;    /* as the country calls it: "CNPJ"; not translated */
    const char *prefix;  /* may stand before it and belongs to the written form: "ATU12345675"; NULL: none */
    const char *shapes;  /* 9 digit, A letter, * either, ^x the letter x; other signs may be left out; | between */
    const char *example; /* holds; NULL for rows that only say that the country wants a number */
    CountryHolds *holds; /* check digits; NULL: only the shape is known */
    const char *source;
} CountryId;
typedef struct CountryAddress {
    char code[3];
    bool state;                          /* a state or province is part of every address */
    bool city_free;                      /* a city is not asked for */
    const char *states;                  /* their codes, spaces between; NULL: not known */
    bool optional;                       /* addresses without a postal code are usual */
    const char *postal, *postal_example; /* NULL: the country has none */
    const char *postal_name;             /* N_("ZIP code"); NULL: "Postal code" */
    const char *source;                  /* "": nothing is known of this country */
} CountryAddress;

const CountryId *country_id(CountryKind kind, Str code); /* NULL: none is known */
const CountryAddress *country_address(Str code);         /* never NULL */
/* A company of this country has to give its registration number. */
bool country_wants_registration(Str code);

typedef struct CountryAnswer {
    CountryVerdict verdict;
    bool digits;       /* the shape holds, the check digits do not */
    Str form;          /* OK: as it is written; UNCHECKED: as it was typed */
    Str proposal;      /* WRONG: what may have been meant, and holds; empty: nothing comes near */
    Str name, example; /* what is expected; empty when unchecked */
} CountryAnswer;
/* text must not be empty, except where the caller has asked for nothing. */
CountryAnswer country_check(Arena *a, CountryKind kind, Str code, Str text);
/* What to say at the field: unset when the verdict is not WRONG. */
Msg country_problem(const CountryAnswer *answer);
/* "CNPJ, like 11.222.333/0001-81", or that numbers of this country are not checked. */
Msg country_hint(CountryKind kind, Str code);

/* All rows; for documents and tests. */
const CountryId *country_ids(size_t *ret_n);
const CountryAddress *country_addresses(size_t *ret_n);

/* Telephone numbers by libphonenumber, which is C++: this header is all that the rest of the program sees of it, and
 * phone_lib.cc all that knows it. Plain C types only; nothing is allocated for the caller, nothing is kept of what is
 * passed in, and any thread may call at any time. The library reads its table of countries (some 15 ms, 4 MB) at the
 * first call and not when the program starts; docs/decisions/0110-telephone-numbers.md has the measurements.
 * The rules of the house (which country, what to say, what is stored) are app/phone.h. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    PHONE_LIB_TEXT_MAX = 64, /* bytes with the end of any text that is given back */
    PHONE_LIB_EXT_MAX = 8    /* digits of an extension */
};

typedef enum PhoneVerdict {
    PHONE_OK,
    PHONE_NOT_A_NUMBER, /* not a telephone number, whatever the country */
    PHONE_NO_COUNTRY,   /* neither a + with a known code nor a country to read it by */
    PHONE_TOO_SHORT,
    PHONE_TOO_LONG,
    PHONE_NOT_ASSIGNED /* of a fitting length, but the country gives out no such numbers */
} PhoneVerdict;

typedef struct PhoneLibNumber {
    char country[3]; /* whose number it is, or whose it was read as; "" when none: "001" numbers as +800 too */
    char stored[PHONE_LIB_TEXT_MAX]; /* OK: E.164, an extension behind it as RFC 3966 has it: "+31201234567;ext=12" */
} PhoneLibNumber;

/* Reads text (n bytes, any bytes, need not end in 0) as people write numbers: a leading + decides the country, else
 * `country` (two capital letters; "" for none). Errors are the verdict; what the library cannot do for lack of memory
 * is PHONE_NOT_A_NUMBER. */
PhoneVerdict phone_lib_read(const char *text, size_t n, const char *country, PhoneLibNumber *ret);

/* How a stored number is shown: "020 123 4567" to a reader of its own country, else "+31 20 123 4567", an extension
 * behind. False when `stored` is no number of phone_lib_read; ret is "" then. */
bool phone_lib_show(const char *stored, size_t n, const char *reader_country, char ret[PHONE_LIB_TEXT_MAX]);

/* A number of the country that is given to nobody in particular, in international form. False: the country has none. */
bool phone_lib_example(const char *country, char ret[PHONE_LIB_TEXT_MAX]);

#ifdef __cplusplus
}
#endif

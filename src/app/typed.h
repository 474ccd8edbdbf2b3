/* What people type about a company, held against the rules of its country (country_rule.h): lines of text, numbers,
 * addresses, telephones. All problems are collected under the names of the fields; nothing is written. */
#pragma once
#include "app/country_rule.h"

typedef struct Address {
    Str line1, line2, city, state, postal_code;
} Address;
/* Fields "line1", "line2", "city", "state", "postal_code"; the postal code comes back in its written form. */
void typed_address(Ctx *ctx, Str country, Address *address);
/* One line of at most max characters; when `needed` is set and there is none, what to enter. */
void typed_line(Ctx *ctx, const char *field, Str text, size_t max, Msg needed);
/* By the country's rule: the written form when it holds, else what is wrong; any line where there is no rule. */
void typed_number(Ctx *ctx, CountryKind kind, const char *field, Str country, Str *text);
/* Empty, or a telephone number, without + one of that country (app/phone.h); comes back as it is kept. By the API one
 * that no country gives out is taken as it stands when it has 5 to 15 digits and the usual signs between. */
void typed_phone(Ctx *ctx, const char *field, Str country, Str *text);
/* As a number is kept when it is one, else as it stands: for what is read in one place and checked in another. */
Str typed_phone_kept(Ctx *ctx, Str country, Str text);
/* An amount as people write it: "1250.50", "1,250.50", "1 250,50". ERR_PARSE: it is none, or there is nothing. */
MUST_USE Err typed_amount(Ctx *ctx, Str text, Dec *ret);
/* "Wijnhaven 21, 3011 WH, Rotterdam, Netherlands" in the reader's language. */
Str typed_address_text(Ctx *ctx, const Address *address, Str country);

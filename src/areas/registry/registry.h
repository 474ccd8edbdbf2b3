/* The company registry: what the vendor knows of companies from the registers of their countries. Companies are looked
 * up by words of their name or by their number, when they enroll and in their legal info, and what they say is held
 * against it for whoever decides on their verification. Rules only; nothing here is of one account. */
#pragma once
#include "app/area.h"

enum { REGISTRY_FOUND_MAX = 8, REGISTRY_ROWS_MAX = 50 };
typedef struct RegistryCompany {
    Id id;
    Str country, number, legal_name, line1, line2, city, state, postal_code;
} RegistryCompany;

/* Does the vendor have any company of this country? Where not, look-up is not offered. */
MUST_USE Err registry_has(Ctx *ctx, Str country, bool *ret);
/* By number, or by the beginnings of words of the name in any order; at most max, REGISTRY_ROWS_MAX at the most. Only
 * the first 200 companies that have the longest word are looked at. */
MUST_USE Err registry_find(Ctx *ctx, Str country, Str text, size_t max, RegistryCompany **ret, size_t *ret_n);
/* ERR_NOT_FOUND, without a problem. The number may be written in any way. */
MUST_USE Err registry_of_number(Ctx *ctx, Str country, Str number, RegistryCompany *ret);
MUST_USE Err registry_get(Ctx *ctx, Id id, RegistryCompany *ret);
/* What a file may hold: problems under the names of the fields; numbers and postal codes come back in written form. */
void registry_check(Ctx *ctx, RegistryCompany *c);
/* New, or in place of the one with that number. */
MUST_USE Err registry_put(Ctx *ctx, RegistryCompany *c, bool *ret_added);
/* "Quai 1, 69002 Lyon" */
Str registry_place(Arena *a, const RegistryCompany *c);

/* What is held against the register. given: what the company says of itself; its id is not used. */
typedef struct RegistryDifference {
    Msg label;
    Str given, registered;
    bool same;
} RegistryDifference;
typedef struct RegistryMatch {
    bool offered, found; /* offered: there are companies of the country at all */
    RegistryDifference rows[3];
    size_t rows_n, different;
} RegistryMatch;
MUST_USE Err registry_compare(Ctx *ctx, const RegistryCompany *given, RegistryMatch *ret);

/* The part of a page by which a company is looked up: template registry_lookup of gen/registry_html.h. A form that is
 * sent with GET: ?company=WORDS shows what is found, a link ?pick=ID fills the form below. */
typedef struct RegistryLine {
    Str name, number, place;
    Url use;
} RegistryLine;
typedef struct RegistryLookup {
    bool offered, asked, picked;
    Url action;
    FieldView text;
    const RegistryLine *lines;
    size_t lines_n;
    Str picked_name;
} RegistryLookup;
/* Reads the query of this request. ret_pick: what was picked; its id is nil when nothing was. */
MUST_USE Err registry_lookup_view(Ctx *ctx, Str country, Url self, RegistryLookup *ret, RegistryCompany *ret_pick);

/* The handlers and Shapes of utilities on the wire. */
#pragma once
#include "app/route.h"
#include "app/shape.h"

extern const Shape API_ADDRESS_ASKED, API_ADDRESS_VALIDATION, API_COUNTRY_RULES, API_ACCOUNT_SETTING,
    API_ENROLLED_PROGRAM;
Err api_address_validation(AccountCtx a);
Err api_country_rules(AccountCtx a);
Err api_account_setting(AccountCtx a);
Err api_account_setting_put(AccountCtx a);
Err api_enrolled_program(AccountCtx a);

/* A shape of country_rule.h ("9999 AA|99999") as a regular expression: signs that may be left out are optional. */
Str country_pattern(Arena *arena, const char *prefix, const char *shapes);
/* Calling codes (ITU-T E.164) of a country, spaces between: "1"; empty when it has none of its own. */
Str country_calling(Str iso2);

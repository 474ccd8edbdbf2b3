/* What people chose for themselves: columns of a list, density, saved views, tile order. */
#pragma once
#include "app/ctx.h"

/* account_id nil: for all accounts. Empty when not set. */
MUST_USE Err preference_get(SelfCtx s, Id account_id, Str key, Str *ret);
MUST_USE Err preference_put(SelfCtx s, Id account_id, Str key, Str value); /* empty removes it; at most 16 KB */
typedef struct Preference {
    Str key, value;
} Preference;
/* All whose key starts with prefix, in order of key; at most 200. */
MUST_USE Err preference_list(SelfCtx s, Id account_id, Str prefix, Preference **ret, size_t *ret_n);

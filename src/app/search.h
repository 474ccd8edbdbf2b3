/* Search: one index on both engines, account first, written in the same unit as the record, so that what was saved is
 * found and no other account's rows are walked. */
#pragma once
#include "app/i18n.h"
#include "app/out.h"
#include "app/scope.h"
#include "base/id.h"

typedef struct SearchHit {
    Str kind;
    Id id;
    Str title, line;
    Url url;
    Str icon;
} SearchHit;
/* kind: "customer". Replaces what was there for (account, kind, id). words: all text to be found by. title is kept for
 * showing. */
MUST_USE Err search_put(Ctx *ctx, Id account_id, Str kind, Id id, Str title, Str line, Str words);
MUST_USE Err search_drop(Ctx *ctx, Id account_id, Str kind, Id id);
/* Prefix of any word, any order, case and accents ignored; best first; at most max. kind empty: all the account's. */
MUST_USE Err search_find(AccountCtx a, Str text, Str kind, size_t max, SearchHit **ret, size_t *ret_n);
/* The same, ids only: for a list that shows its own columns. */
MUST_USE Err search_ids(AccountCtx a, Str text, Str kind, size_t max, Id **ret, size_t *ret_n);

struct Perm;
typedef struct SearchProvider { /* one kind of record */
    const char *kind, *group;   /* "customer", N_("Customers") */
    const struct Perm *perm;
    const char *icon;
    const char *path; /* "/a/{account}/customers/{id}" */
} SearchProvider;
/* The page of a record of that kind. */
Url search_record_page(Ctx *ctx, const SearchProvider *p, Id id);

/* The API's `filter` query: {"Field":"CompanyName","Value":"x","Operator":"starts_with"}. Keys in any case; operators
 * and field names without case and underscores. */
#pragma once
#include "app/ctx.h"

typedef enum FilterOp {
    FILTER_EQUALS,
    FILTER_NOT_EQUALS,
    FILTER_GREATER_THAN,
    FILTER_GREATER_THAN_OR_EQUALS,
    FILTER_LESS_THAN,
    FILTER_LESS_THAN_OR_EQUALS,
    FILTER_SUBSTRING,
    FILTER_STARTS_WITH,
    FILTER_NOT_STARTS_WITH,
    FILTER_AND,
    FILTER_OR
} FilterOp;
typedef struct Filter {
    bool set;
    Str field, value;
    FilterOp op;
    const struct Filter *left, *right; /* AND, OR */
} Filter;
/* text empty: *ret is not set. ERR_INVALID with the problem (API code 2000) when it is not a filter. */
MUST_USE Err filter_read(Ctx *ctx, Str text, Filter *ret);
/* Without case and underscores: filter_is(&f, S("CompanyName")). */
bool filter_is(const Filter *f, Str field);
/* The same comparison for any word: "OneTime" is "one_time". */
bool filter_word_eq(Str a, Str b);
/* The problem for a field or operator that this list does not have. */
Err filter_unsupported(Ctx *ctx, const Filter *f);
/* The problem for a field that this list does not have; fields: those it has. */
Err filter_unknown_field(Ctx *ctx, const Filter *f, Str fields);

/* The API's filter over an account's customers: every operator on the name and the domain, equal or not on the
 * reseller, and any joining of those with "and" and "or".
 *
 * Rows are looked at in order of the name or of the domain, only where the filter can hold (its spans of that key), and
 * at most so many a call: a page may so be short, or empty, and still lead on. Nothing is passed over twice. */
#pragma once
#include "app/filter.h"
#include "app/page.h"
#include "areas/customers/customers.h"

typedef struct CustomerTest CustomerTest; /* the filter with its values folded as the keys are */
typedef struct CustomerSpan {
    Str low, high; /* keys from (with) to (without) */
} CustomerSpan;
typedef struct CustomerFilter {
    const CustomerTest *test;
    bool by_domain; /* the order: of the domain, else of the name */
    const CustomerSpan *spans;
    size_t spans_n;
    Id only_reseller; /* set: the filter is this reseller and nothing else */
} CustomerFilter;
typedef struct CustomerFound {
    Id id;
    Str name, domain;
} CustomerFound;
typedef struct CustomerFilterAsk {
    PageAsk page;    /* order and descending are not looked at */
    int64_t skip;    /* matches passed over before the page begins */
    int64_t looks;   /* rows looked at, at most */
    bool ret_cut;    /* set when the looks were used up before the page was full */
    int64_t skipped; /* how many of skip were */
} CustomerFilterAsk;

enum { CUSTOMER_FILTER_LOOKS = 20000 };

/* ERR_INVALID with the problem (API codes 2000, 3000, 800016; 404 800015) for what this list cannot filter by. */
MUST_USE Err customer_filter_read(AccountCtx a, const Filter *f, CustomerFilter *ret);
/* One page of the active customers that match. */
MUST_USE Err customer_filter_page(AccountCtx a, const CustomerFilter *f, CustomerFilterAsk *ask, CustomerFound **ret,
                                  size_t *ret_n, PageInfo *ret_page);

/* One page of the customers that match. */
#pragma once
#include "app/page.h"
#include "areas/customers/customers.h"
#include "gen/customers_q.h"

typedef struct CustomersWanted {
    Str state, country, kind; /* empty: any */
    Id reseller;              /* ID_NIL: any */
    bool dated;               /* created from (with) to (without) */
    Time from, to;
    bool by_ids; /* of these alone */
    const Id *ids;
    size_t ids_n;
} CustomersWanted;
/* ask: order is one of CUSTOMER_LIST_BY_... */
MUST_USE Err customer_list(AccountCtx a, const CustomersWanted *w, const PageAsk *ask, CustomerListRow **ret,
                           size_t *ret_n, PageInfo *ret_page);
/* How many match; -1 when they are more than is cheap to count. */
MUST_USE Err customer_list_count(AccountCtx a, const CustomersWanted *w, int64_t *ret);

/* Two ways to a page of customers. Walking the order's index passes over what does not match: good where much does.
 * Gathering what one filter leaves and sorting it: good where that is little. Neither engine's planner knows which
 * (SQLite keeps no such numbers, and an account's list may be a million long or ten), so the filters are counted first,
 * each by its index and only up to FEW: past that a walk meets enough that match.
 *
 * What stays slow: two filters that leave much each and exclude one another are walked to the end of the list. */
#include "areas/customers/customers_list.h"
#include "base/num.h"

enum { FEW = 2000, FEW_GROWN = 20000 /* while somebody leafs through them */ };

typedef enum Narrow { BY_NOTHING, BY_COUNTRY, BY_KIND, BY_STATE, BY_RESELLER, BY_CREATED, BY_IDS, NARROWS } Narrow;

#define FILTERS(w)                                                                                                     \
    .state = (w)->state, .country = (w)->country, .kind = (w)->kind, .reseller_account_id = (w)->reseller,             \
    .created_from = (w)->dated ? (w)->from : (Time){INT64_MIN + 1}, .created_to = (w)->dated ? (w)->to : (Time)        \
    {                                                                                                                  \
        INT64_MAX                                                                                                      \
    }
#define ASKED(w)                                                                                                       \
    .with_state = (w)->state.n != 0, .with_country = (w)->country.n != 0, .with_kind = (w)->kind.n != 0,               \
    .with_reseller = !id_is_nil((w)->reseller), .with_created = (w)->dated
#define NARROWED(w, by)                                                                                                \
    .with_country = (by) == BY_COUNTRY, .f_country = (w)->country, .with_kind = (by) == BY_KIND, .f_kind = (w)->kind,  \
    .with_state = (by) == BY_STATE, .f_state = (w)->state, .with_reseller = (by) == BY_RESELLER,                       \
    .f_reseller = (w)->reseller, .with_created = (by) == BY_CREATED, .f_from = (w)->from, .f_to = (w)->to

/* Nearly every customer is active: that alone narrows nothing, and is not counted. */
static bool narrows(const CustomersWanted *w, Narrow by)
{
    switch (by) {
    case BY_COUNTRY:
        return w->country.n != 0;
    case BY_KIND:
        return w->kind.n != 0;
    case BY_STATE:
        return w->state.n != 0 && !str_eq(w->state, S("active"));
    case BY_RESELLER:
        return !id_is_nil(w->reseller);
    case BY_CREATED:
        return w->dated;
    case BY_NOTHING:
    case BY_IDS:
    case NARROWS:
        return false;
    }
    return false;
}

/* The filter that leaves least, if that is not more than most; else BY_NOTHING. */
static Err narrowest(AccountCtx a, const CustomersWanted *w, int64_t most, Narrow *ret)
{
    *ret = w->by_ids ? BY_IDS : BY_NOTHING;
    int64_t least = most + 1;
    for (Narrow by = BY_COUNTRY; by < BY_IDS && !w->by_ids && least > 0; by++) {
        if (!narrows(w, by)) {
            continue;
        }
        CustomerFewRowsRow row;
        TRY(q_customer_few_rows(a, &(CustomerFewRowsArgs){NARROWED(w, by), .most = least}, &row));
        if (row.n < least) {
            least = row.n;
            *ret = by;
        }
    }
    return OK;
}

/* Rows of one query as those of another that selects the same. */
#define AS_LIST_ROWS(arena, rows, n, ret)                                                                              \
    do {                                                                                                               \
        *(ret) = arena_array(arena, CustomerListRow, (n) + 1);                                                         \
        for (size_t i_ = 0; i_ < (n); i_++) {                                                                          \
            (*(ret))[i_] = (CustomerListRow){.customer_id = (rows)[i_].customer_id,                                    \
                                             .name = (rows)[i_].name,                                                  \
                                             .domain = (rows)[i_].domain,                                              \
                                             .country = (rows)[i_].country,                                            \
                                             .kind = (rows)[i_].kind,                                                  \
                                             .rights = (rows)[i_].rights,                                              \
                                             .state = (rows)[i_].state,                                                \
                                             .created_at = (rows)[i_].created_at,                                      \
                                             .reseller_name = (rows)[i_].reseller_name,                                \
                                             .reseller_name_null = (rows)[i_].reseller_name_null};                     \
        }                                                                                                              \
    } while (0)

static Err walk(AccountCtx a, const CustomersWanted *w, const PageAsk *ask, CustomerListRow **ret, size_t *ret_n,
                PageInfo *ret_page)
{
    if (ask->order == CUSTOMER_LIST_BY_NAME) {
        return q_customer_list(a, &(CustomerListArgs){FILTERS(w), ASKED(w)}, ask, ret, ret_n, ret_page);
    }
    CustomerWalkArgs args = {FILTERS(w), .with_since = w->dated && ask->order == CUSTOMER_LIST_BY_CREATED,
                             .walk_from = w->from, .walk_to = w->to};
    PageAsk by = *ask;
    by.order = ask->order == CUSTOMER_LIST_BY_CREATED ? CUSTOMER_WALK_BY_CREATED : CUSTOMER_WALK_BY_DOMAIN;
    CustomerWalkRow *rows;
    TRY(q_customer_walk(a, &args, &by, &rows, ret_n, ret_page));
    AS_LIST_ROWS(a.ctx->arena, rows, *ret_n, ret);
    return OK;
}

static Err gather(AccountCtx a, const CustomersWanted *w, Narrow by, const PageAsk *ask, CustomerListRow **ret,
                  size_t *ret_n, PageInfo *ret_page)
{
    _Static_assert((int)CUSTOMER_FEW_BY_CREATED == (int)CUSTOMER_LIST_BY_CREATED &&
                       (int)CUSTOMER_FEW_BY_DOMAIN == (int)CUSTOMER_LIST_BY_DOMAIN,
                   "both have the same orders");
    CustomerFewArgs args = {FILTERS(w), NARROWED(w, by), .with_ids = by == BY_IDS, .ids = w->ids, .ids_n = w->ids_n};
    CustomerFewRow *rows;
    TRY(q_customer_few(a, &args, ask, &rows, ret_n, ret_page));
    AS_LIST_ROWS(a.ctx->arena, rows, *ret_n, ret);
    return OK;
}

/* A cursor belongs to the way its page came by; customers may have come or gone since, so the other way is tried too.
 */
Err customer_list(AccountCtx a, const CustomersWanted *w, const PageAsk *ask, CustomerListRow **ret, size_t *ret_n,
                  PageInfo *ret_page)
{
    bool cursor = ask->after.n || ask->before.n;
    Err err = cursor && !w->by_ids ? walk(a, w, ask, ret, ret_n, ret_page) : ERR_INVALID;
    if (err != ERR_INVALID) {
        return err;
    }
    Narrow by;
    TRY(narrowest(a, w, cursor ? FEW_GROWN : FEW, &by));
    if (by == BY_NOTHING) {
        return cursor ? ERR_INVALID : walk(a, w, ask, ret, ret_n, ret_page);
    }
    return gather(a, w, by, ask, ret, ret_n, ret_page);
}

Err customer_list_count(AccountCtx a, const CustomersWanted *w, int64_t *ret)
{
    Narrow by;
    TRY(narrowest(a, w, FEW, &by));
    *ret = -1;
    if (by == BY_NOTHING) {
        return OK;
    }
    CustomerFewMatchingRow row;
    CustomerFewMatchingArgs args = {FILTERS(w), NARROWED(w, by), .with_ids = by == BY_IDS, .ids = w->ids,
                                    .ids_n = w->ids_n};
    TRY(q_customer_few_matching(a, &args, &row));
    *ret = row.n;
    return OK;
}

/* Carts, for this area's files: the API and the pages work on the same ones. */
#pragma once
#include "areas/commerce/api.h"

typedef struct ApiParticipant {
    Str key, value;
} ApiParticipant;
typedef struct ApiCartError {
    int64_t code;
    Str description;
} ApiCartError;
typedef struct ApiCartLine {
    int64_t id, quantity;
    Str item_id, friendly_name, currency, cycle, term, group, promotion;
    ApiParticipant *participants;
    size_t participants_n;
    Str context, renews_to; /* JSON */
    struct ApiCartLine *addons;
    size_t addons_n;
    bool has_error;
    Time end;
    ApiCartError error;
} ApiCartLine;
typedef struct ApiCart {
    Id id;
    Time created, changed, expires;
    Str status, user;
    ApiCartLine *lines;
    size_t lines_n;
    bool has_links;
    ApiLinks links;
    ApiAttributes attributes;
} ApiCart;

/* The cart of this id; 404 with the wire's code when there is none or it has expired. Its lines are as they were
 * checked last. */
MUST_USE Err cart_read(AccountCtx a, Str id, CartGetRow *ret_row, ApiCart *ret);
/* Lines with their add-ons: first the lines, then the add-ons in the order of the lines they stand in. */
size_t cart_count(const ApiCart *w);
ApiCartLine *cart_line(ApiCart *w, size_t i);
/* With what stands in it. */
void cart_remove(ApiCart *w, size_t i);
/* What stands in the way of each line, in the line itself; numbers the lines and completes what they leave open. ret:
 * one for each of cart_count, in the order of cart_line. */
MUST_USE Err cart_check(AccountCtx a, Str country, ApiCart *w, OrderLineAsk **ret, bool *ret_fine);
/* A new cart of these lines, which were checked. */
MUST_USE Err cart_make(AccountCtx a, ApiCart *w);
/* row: as it was read. ERR_SERIALIZE: somebody was quicker. */
MUST_USE Err cart_save(AccountCtx a, const CartGetRow *row, ApiCart *w, Str state);
/* Orders what cart_check found fine: one order a billing cycle and group. ret: their ids. */
MUST_USE Err cart_order(AccountCtx a, const CartGetRow *row, ApiCart *w, OrderLineAsk *lines, Str **ret, size_t *ret_n);

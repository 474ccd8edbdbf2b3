/* Documents of an order with what the customer paid, for this area's files: the API and the page keep them alike. */
#pragma once
#include "app/upload.h"
#include "areas/commerce/commerce_rules.h"

extern const UploadRule ORDER_DOCUMENTS, TENDER_DOCUMENTS;
typedef struct OrderDocuments {
    bool tender;
    Dec price, rate; /* rate: zero when there is none */
    Str currency, link;
    Upload *ordered, *tendered;
    size_t ordered_n, tendered_n;
} OrderDocuments;
typedef struct OrderDocument {
    Id id;
    Str name, kind;
    int64_t size;
} OrderDocument;
bool tender_link_ok(Str link);
/* In a WRITE unit, of an order of the customer. ERR_INVALID with the wire's code when there are too many. */
MUST_USE Err order_documents_keep(AccountCtx a, Str order_id, const OrderDocuments *d, OrderDocument **ret,
                                  size_t *ret_n);

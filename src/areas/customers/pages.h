/* The routes of this area's pages. Thin: input, one domain call, output. */
#pragma once
#include "app/page.h"
#include "app/route.h"
#include "areas/customers/customers.h"
#include "areas/customers/customers_view.h"
#include "gen/customers_q.h"

/* pages_list.c */
Err page_customers(AccountCtx a);
Err page_customers_choices(AccountCtx a);
Err page_customers_view_save(AccountCtx a);
Err page_customers_view_remove(AccountCtx a);
/* pages_export.c */
Err page_customers_export(AccountCtx a);
Err page_customers_export_start(AccountCtx a);
Err page_customers_export_job(AccountCtx a);
Err page_customers_export_cancel(AccountCtx a);
Err page_customers_export_file(AccountCtx a);
/* pages_selected.c */
Err page_selected_tag(AccountCtx a);
Err page_selected_export(AccountCtx a);
Err page_customers_tagging_start(AccountCtx a);
Err page_customers_tagging(AccountCtx a);
Err page_customers_tagging_cancel(AccountCtx a);
/* pages.c */
Err page_customer(AccountCtx a);
Err page_customer_account(AccountCtx a);
Err page_customer_activity(AccountCtx a);
Err page_customer_tag_add(AccountCtx a);
Err page_customer_tag_remove(AccountCtx a);
Err page_customer_delete(AccountCtx a);
Err page_customer_delete_do(AccountCtx a);
Err page_customer_end(AccountCtx a);
Err page_customer_end_do(AccountCtx a);
/* pages_edit.c */
Err page_customer_company(AccountCtx a);
Err page_customer_company_save(AccountCtx a);
Err page_customer_billing(AccountCtx a);
Err page_customer_billing_save(AccountCtx a);
/* pages_add.c */
Err page_add(AccountCtx a);
Err page_add_save(AccountCtx a);
Err page_add_billing(AccountCtx a);
Err page_add_billing_save(AccountCtx a);
Err page_add_review(AccountCtx a);
Err page_add_create(AccountCtx a);
Err page_add_discard(AccountCtx a);
Err page_customer_welcome(AccountCtx a);
/* pages_import.c */
Err page_imports(AccountCtx a);
Err page_import_template(AccountCtx a);
Err page_import_upload(AccountCtx a);
Err page_import(AccountCtx a);
Err page_import_run(AccountCtx a);
Err page_import_report(AccountCtx a);

/* Shared by the pages of this area. */
Url customers_url(Ctx *ctx, const char *rest); /* "/a/{account}/customers" and a static rest */
Url customer_url(Ctx *ctx, Id id, const char *rest);
Msg customer_kind_msg(Str kind);
StateView customer_state(bool ended);
FieldView customer_field(Ctx *ctx, const char *name, Str value, Msg label);
ErrorSummary customer_errors(Ctx *ctx);
Crumb customers_crumb(Ctx *ctx);
void customer_download_name(Ctx *ctx, Str name); /* the body is saved under this name, plain ASCII */
void address_form(Ctx *ctx, const PostalAddress *p, AddressForm *ret);
void address_read(Ctx *ctx, PostalAddress *ret);
FieldView language_field(Ctx *ctx, Str culture);
size_t company_facts(Ctx *ctx, const CompanyFacts *c, FactView *ret);
size_t billing_facts(Ctx *ctx, const BillingFacts *b, FactView *ret);
size_t address_text(Ctx *ctx, const PostalAddress *p, Str *ret);
FieldView country_field(Ctx *ctx, const char *name, Str value);

/* What a list page asks for; the same words serve the export and the batch actions. */
enum { LIST_WORDS = 8 }; /* filters at most */
typedef struct ListAsk {
    Str q, country, kind, state, tag, from, to, reseller_text, cols;
    Id reseller;
    uint32_t order;
    bool descending;
    int size;
    Str after, before;
    bool compact;
    bool all; /* all that match are selected; no part of the list's query */
    /* resolved */
    Id *ids;
    size_t ids_n;
    bool by_ids, nothing, truncated;
    /* What the address asks for and no list has: a country, a state, a day that is none. It narrows nothing. */
    struct {
        Msg label;
        Str value;
    } ignored[LIST_WORDS];
    size_t ignored_n;
} ListAsk;
/* From name and value pairs: a request's own, or a stored query. */
MUST_USE Err list_ask_of_request(AccountCtx a, ListAsk *ret);
MUST_USE Err list_ask_of_query(AccountCtx a, Str query, ListAsk *ret);
Str list_query(Ctx *ctx, const ListAsk *ask); /* "q=x&country=NL", no cursor */
bool list_is_filtered(const ListAsk *ask);
/* One page of rows; nothing is asked of the database when the search found nothing. */
MUST_USE Err list_read(AccountCtx a, const ListAsk *ask, const PageAsk *page, CustomerListRow **ret, size_t *ret_n,
                       PageInfo *ret_page);
/* How many match; -1 when they are more than is cheap to count. */
MUST_USE Err list_count(AccountCtx a, const ListAsk *ask, int64_t *ret);
/* The filters in words, at most LIST_WORDS of them. */
MUST_USE Err list_words(AccountCtx a, const ListAsk *ask, FactView *ret, size_t *ret_n);

/* Customers: the only header other areas may include. A customer is a directory; what a partner sees of it is its
 * access (README.md has the words). All functions run inside the caller's unit. */
#pragma once
#include "app/ctx.h"
#include "app/view.h"

ID_TYPE(CustomerId);

typedef struct PostalAddress {
    Str line1, line2, city, state, postal_code, country /* ISO 3166-1 alpha-2 */, phone;
} PostalAddress;
/* Facts of the company, the same for all its partners. The domain and the country never change. */
typedef struct CompanyFacts {
    Str name, domain, registration_number, email;
    PostalAddress address;
} CompanyFacts;
/* Who this partner bills, and where. culture "fr-FR", language "fr". */
typedef struct BillingFacts {
    Str company_name, first_name, last_name, email, culture, language;
    PostalAddress address;
} BillingFacts;
typedef struct NewCustomer {
    CompanyFacts company;
    BillingFacts billing;
    Id reseller_account_id; /* providers only; nil: sold by the provider itself */
    bool delegated;         /* starts with delegated administration */
    bool silent_user;       /* the first user gets no password: imports */
    bool own;               /* the partner itself: its own address is no mistake */
} NewCustomer;
typedef struct CustomerCreated {
    CustomerId id;
    Id commerce_id, billing_id;
    Str user_name, password; /* shown once */
} CustomerCreated;

/* A customer as the account sees it. Unset texts are empty. */
typedef struct Customer {
    CustomerId id;
    Str kind;   /* "direct", "provider", "reseller" */
    Str rights; /* "none", "delegated" */
    bool ended; /* set by the caller that ends it; never of one that was read */
    Time since;
    Id commerce_id, billing_id, billing_account_id, reseller_account_id, reseller_directory_id;
    Str reseller_name;
    CompanyFacts company;
    BillingFacts billing;
    int64_t version, billing_version;
} Customer;

/* The customer of ctx->customer_id. ERR_NOT_FOUND with the problem set when it is out of reach. */
MUST_USE Err customer_get(AccountCtx a, Customer *ret);
/* OK when the customer is in the account's reach; else ERR_NOT_FOUND with the problem set. For the dispatcher. */
MUST_USE Err customer_reach(AccountCtx a, Id customer_id);
/* The path parameter "customer" as ctx->customer_id; 404 when it is no id. Reach is tested by what is read next. */
MUST_USE Err customer_enter(AccountCtx a);

/* The frame of a page of one customer for the areas that list it in Area.customer_nav: the customer of the path, its
 * name, state and tabs, crumbs down to the title. parent: a crumb between the customer and the title, or NULL.
 * ERR_NOT_FOUND with the problem set. Inside a unit. Template: customer_frame (ui/customer.html). */
MUST_USE Err customer_frame_view(AccountCtx a, Msg title, const Crumb *parent, CustomerFrame **ret);
/* "/a/{account}/customers/{customer}/rest" of this account and that customer; rest alone will do. */
Url customer_page_url(Ctx *ctx, Id customer_id, const char *path);

/* Trims and folds what people type: white space, letter case of domain, country and postal code. */
void customer_tidy(Arena *arena, NewCustomer *n);
/* All problems of the facts, collected in ctx->problem; the field names are the wire's ("companyName", "addressLine1"),
 * after the given path. Nothing is read from the database. */
void customer_check_company(Ctx *ctx, Str path, const CompanyFacts *c);
void customer_check_address(Ctx *ctx, Str path, const PostalAddress *p, bool phone_needed);
void customer_check_billing(Ctx *ctx, Str path, const BillingFacts *b);
void customer_check_domain(Ctx *ctx, Str field, Str domain);
/* What depends on the partner: no e-mail of the vendor's domain or its own. own_domain empty: looked up. */
MUST_USE Err customer_check_email_owner(AccountCtx a, Str own_domain, Str field, Str email);
/* Adds a problem when the domain is somebody's already. */
MUST_USE Err customer_check_domain_free(AccountCtx a, Str field, Str domain);
/* Names that look wrong but may be right: the person confirms them. At most max. */
size_t customer_warnings(Arena *arena, const NewCustomer *n, Msg *ret, size_t max);

/* Everything of a customer in one unit: directory, company, access (two with a reseller), billing profile, claims,
 * first user, search, counters. Checks first; ERR_INVALID with the problems, ERR_CONFLICT when the domain is taken. */
MUST_USE Err customer_create(AccountCtx a, NewCustomer *n, CustomerCreated *ret);
/* The same from JSON, as POST /v1/customers takes it; silent: the first user gets no password. Problems are the wire's.
 */
MUST_USE Err customer_create_json(AccountCtx a, const JsonValue *object, bool silent, CustomerCreated *ret);
/* The reseller of this provider whose directory is given; API codes 800015 and 800016 when there is none. */
MUST_USE Err customer_reseller_of_directory(AccountCtx a, Id directory_id, Id *ret_account_id);

/* Saves of one customer in reach. version: what the person saw; another one is ERR_STALE. */
MUST_USE Err customer_company_save(AccountCtx a, const Customer *before, const CompanyFacts *facts, int64_t version);
MUST_USE Err customer_billing_save(AccountCtx a, const Customer *before, const BillingFacts *facts, int64_t version);
MUST_USE Err customer_drop_delegation(AccountCtx a, const Customer *c);
/* The relationship ends: off the list and the search, no rights. */
MUST_USE Err customer_end(AccountCtx a, const Customer *c);
/* Removes the customer altogether: only in a sandbox, or while it has no orders, and never one that another partner
 * serves. customer_may_delete says which; the message is why not. */
MUST_USE Err customer_may_delete(AccountCtx a, const Customer *c, bool *ret, Msg *ret_why);
MUST_USE Err customer_delete(AccountCtx a, const Customer *c);

enum { CUSTOMER_TAGS_MAX = 150, CUSTOMER_TAG_CHARS_MAX = 50 };
/* Sticks tags ("a, b") to a customer in reach; tags that are there stay. name: of the customer, for the audit. */
/* Tags apart from the customer that is to get them: ERR_INVALID with a field problem; how many there are. */
MUST_USE Err customer_tags_check(Ctx *ctx, Str tags, int64_t *ret_n);
MUST_USE Err customer_tags_add(AccountCtx a, CustomerId id, Str name, Str tags);
MUST_USE Err customer_tag_remove(AccountCtx a, Str tag);
MUST_USE Err customer_tags_of(AccountCtx a, Str **ret, size_t *ret_n);

/* The account serves a company that is there already, because it said so (areas/relationships); in the WRITE unit of
 * that account. n: the company as it is, who is billed, the rights, and the reseller of a provider; one that comes back
 * has the billing profile and the reseller that it had. */
MUST_USE Err customer_begin(AccountCtx a, CustomerId id, const NewCustomer *n, bool provider);
/* A second partner for a customer that is there already, with a billing profile of its own. For the demo. */
MUST_USE Err customer_share(Ctx *ctx, Id with_account_id, CustomerId id, const BillingFacts *billing);

/* Countries where the wire wants a registration number and a telephone of every customer, and takes one from no other;
 * their shapes are of app/country_rule.h. */
bool customer_registered(Str country);

/* A reseller sells through a provider from now on, or no longer; and how many customers it sells so. Whoever calls has
 * the consent of both (areas/links). In a WRITE unit. */
MUST_USE Err partnership_begin(SystemCtx s, Id provider_id, Id reseller_id);
MUST_USE Err partnership_end(SystemCtx s, Id provider_id, Id reseller_id);
MUST_USE Err partnership_customers(SystemCtx s, Id provider_id, Id reseller_id, int64_t *ret);

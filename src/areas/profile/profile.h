/* The organization's profiles beside legal info: to whom invoices go, whom to call about security, the numbers it is
 * known by. */
#pragma once
#include "app/route.h"
#include "app/typed.h"

extern const Perm PROFILE_BILLING_VIEW, PROFILE_BILLING_EDIT, PROFILE_BILLING_TAX, PROFILE_SECURITY_VIEW,
    PROFILE_SECURITY_EDIT, PROFILE_NUMBERS_VIEW, PROFILE_NUMBERS_EDIT;

/* --- billing profile --- */

enum { BILL_TO_PO_MAX = 40, BILL_TO_HISTORY_MAX = 50 };
typedef struct BillTo {
    Str company_name;
    Address address;
    Str first_name, last_name, email, phone; /* the contact */
    Str po_number, tax_id;                   /* empty: none */
} BillTo;
typedef struct BillToSaved {
    bool there;      /* false: nothing is saved, and facts are those of legal info, as far as there are */
    int64_t version; /* 0: nothing is saved */
    Time since;      /* in force from then on */
    Str by;          /* who saved it; empty: nobody that is known */
    BillTo facts;
} BillToSaved;
MUST_USE Err bill_to_get(AccountCtx a, BillToSaved *ret);
/* What was in force at a time: the address that an invoice of that date has. There is none before the first save. */
MUST_USE Err bill_to_at(AccountCtx a, Time at, BillToSaved *ret);
/* Newest first. */
MUST_USE Err bill_to_history(AccountCtx a, BillToSaved **ret, size_t *ret_n);
/* All problems; numbers in the written form of the account's country. */
void bill_to_check(Ctx *ctx, BillTo *b);
/* As the next version. ERR_STALE when `now` is not the newest any more. */
MUST_USE Err bill_to_save(AccountCtx a, const BillToSaved *now, const BillTo *b);

/* --- security contact --- */

typedef struct SecurityContact {
    bool there;
    int64_t version;
    Time saved_at;
    Str first_name, middle_name, last_name, email, phone;
} SecurityContact;
MUST_USE Err security_contact_get(AccountCtx a, SecurityContact *ret);
void security_contact_check(Ctx *ctx, SecurityContact *c);
/* ERR_STALE when now->version is not the current one. */
MUST_USE Err security_contact_save(AccountCtx a, const SecurityContact *now, const SecurityContact *c);

/* --- numbers --- */

typedef struct PartnerNumber {
    Id id; /* of the account or location */
    Str number, name, city, country;
    bool global; /* the account's own */
    bool sales;  /* the one that stands in sales */
} PartnerNumber;
enum { PARTNER_NUMBERS_MAX = 100 };
/* The account's own first. more: there are further ones. */
MUST_USE Err partner_numbers(AccountCtx a, PartnerNumber **ret, size_t *ret_n, bool *ret_more, int64_t *ret_version);
/* Sales carry the number of this location from now on. Problems at the field "location"; ERR_STALE. */
MUST_USE Err partner_numbers_set_sales(AccountCtx a, Str location, int64_t version);
/* Another partner by its number, as partners verify each other. ERR_NOT_FOUND. */
typedef struct PartnerKnown {
    Id id;
    Str name, number, kind, country;
} PartnerKnown;
MUST_USE Err partner_by_number(AccountCtx a, Str number, PartnerKnown *ret);

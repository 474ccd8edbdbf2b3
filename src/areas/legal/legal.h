/* Legal info: the name, address, numbers and primary contact by which the law knows an account. */
#pragma once
#include "app/country_rule.h"
#include "app/route.h"
#include "app/view.h"

extern const Perm LEGAL_VIEW, LEGAL_EDIT;

typedef struct LegalFacts {
    Str legal_name, line1, line2, city, state, postal_code, registration_id, tax_id;
    Str first_name, last_name, email, phone; /* the primary contact */
} LegalFacts;
typedef struct LegalProfile {
    bool there;
    int64_t version; /* 0: nothing is saved yet */
    Time saved_at;
    Str partner_id, country; /* of the account; the country never changes here */
    LegalFacts facts;
} LegalProfile;
MUST_USE Err legal_get(AccountCtx a, LegalProfile *ret);
/* All problems under the names of the fields, with what was probably meant; the numbers in their written form. */
void legal_check(Ctx *ctx, Str country, LegalFacts *f);
/* Its two halves, for forms of several pages: the company, and the primary contact. */
void legal_check_company(Ctx *ctx, Str country, LegalFacts *f);
void legal_check_contact(Ctx *ctx, Str country, LegalFacts *f);
/* ERR_STALE when version is not the current one. Numbers stand in the audit, as they stand in public registers. */
MUST_USE Err legal_save(AccountCtx a, const LegalProfile *now, const LegalFacts *f, int64_t version);

/* The fields of a form for them, named as the facts, with the country's names and examples as hints; templates
 * legal_company_fields and legal_contact_fields (gen/legal_html.h). */
typedef struct LegalFields {
    FieldView legal_name, line1, line2, city, state, postal_code, registration_id, tax_id;
    FieldView first_name, last_name, email, phone;
} LegalFields;
LegalFields legal_fields(Ctx *ctx, Str country, const LegalFacts *f);
LegalFacts legal_of_form(Ctx *ctx);
/* What a register has of the company, in place of what stands there; the tax number and the contact stay. */
struct RegistryCompany;
void legal_take(LegalFacts *f, const struct RegistryCompany *c);
/* The names, in the order of the form: the company's first, then those of the contact. */
enum { LEGAL_COMPANY_FIELDS = 8, LEGAL_FORM_FIELDS = 12 };
extern const Str LEGAL_FIELD_NAMES[LEGAL_FORM_FIELDS];

/* What the vendor can find a reseller fit for. */
enum { LEGAL_QUALIFICATIONS = 3 };
typedef struct LegalQualification {
    Str id;
    const char *name, *about; /* N_() */
} LegalQualification;
extern const LegalQualification QUALIFICATIONS[LEGAL_QUALIFICATIONS];
/* Which of them an account has; ret has room for all. Inside a unit. */
MUST_USE Err legal_qualified(Ctx *ctx, Id account_id, bool *ret);

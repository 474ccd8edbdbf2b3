/* Where the vendor pays to and how it taxes that: bank and tax profiles of an account, their assignment to programs and
 * locations, and what the vendor sets of them. Rules only; the words are in README.md. */
#pragma once
#include "app/area.h"
#include "app/machine.h"
#include "app/program.h"
#include "base/money.h"

extern const Perm PAYOUT_VIEW, PAYOUT_EDIT, OPERATOR_PAYOUT, OPERATOR_PAYOUT_DECIDE, OPERATOR_PAYOUT_UNMASK,
    OPERATOR_PAYOUT_SETTINGS;
extern const Machine PAYOUT_PROFILE;
extern const JobKind PAYOUT_JOBS[2];
#define PAYOUT_WORK "payout_profile"
#define PAYOUT_CLOCK "payout.clock"
enum { PAYOUT_PROFILES_MAX = 40, PAYOUT_NAME_MAX = 60, PAYOUT_HOLDER_MAX = 140, PAYOUT_BANK_MAX = 100 };

/* --- what the vendor sets --- */

enum { PAYOUT_CURRENCIES_MAX = 60, PAYOUT_TREATIES_MAX = 120 };
typedef struct PayoutRules {
    Money minimum[PAYOUT_CURRENCIES_MAX]; /* the currencies that are paid in, each with the least amount of a payment */
    size_t currencies_n;
    Str countries;       /* that are paid to, codes by spaces; empty: all */
    Str home;            /* country of the vendor's taxes: who is taxed there is a resident */
    int64_t withholding; /* hundredths of a percent, kept back from who is no resident and claims no treaty */
    struct {
        char country[3];
        int64_t rate;
    } treaties[PAYOUT_TREATIES_MAX];
    size_t treaties_n;
    int64_t tax_days; /* a declaration of who is no resident holds so long */
} PayoutRules;
MUST_USE Err payout_rules(Ctx *ctx, PayoutRules *ret);
const Money *payout_minimum(const PayoutRules *r, Str currency); /* NULL: it is not paid in */
bool payout_pays_to(const PayoutRules *r, Str country);
/* -1: there is no treaty with the country. */
int64_t payout_treaty(const PayoutRules *r, Str country);
/* "EUR 50.00 JPY 5000": ERR_INVALID with the word that does not fit. */
MUST_USE Err payout_read_currencies(Str text, PayoutRules *ret, Str *ret_wrong);
/* "FR 0 IN 15": the same. */
MUST_USE Err payout_read_treaties(Str text, PayoutRules *ret, Str *ret_wrong);
/* "12.5" as hundredths of a percent, 0 to 10000. */
MUST_USE Err payout_read_percent(Str text, int64_t *ret);
Str payout_percent(Ctx *ctx, int64_t hundredths); /* "12.5" */

/* --- profiles --- */

typedef struct PayoutProfile {
    Id account_id, id;
    int64_t version, withholding;
    Time updated_at, since, signed_at, expires_at;
    bool tax; /* else a bank profile */
    Str name, state, reason, country, holder, form, method, currency, bank, bic, last4, signed_by;
    bool checked, treaty;
    Str account_name, public_id, partner_id, account_country; /* of the desk's finding only */
} PayoutProfile;
/* In the order of kind and name. */
MUST_USE Err payout_list(AccountCtx a, PayoutProfile **ret, size_t *ret_n);
/* ERR_NOT_FOUND with a problem; tax: which of the two it has to be. */
MUST_USE Err payout_find(AccountCtx a, Id id, bool tax, PayoutProfile *ret);
MUST_USE Err payout_desk_find(OperatorCtx o, Id id, PayoutProfile *ret);
Str payout_masked(Ctx *ctx, Str last4); /* "•••• 1234" */
enum { PAYOUT_NUMBER_MIN = 4 };
/* The end of a number, as pages may show it: at most four characters, and never more than half of it. */
Str payout_end_of(Str number);

typedef struct PayoutBank {
    Str name, country, method, currency, holder, bank, bic, iban, code, number;
} PayoutBank;
/* was: the profile that is changed, or NULL. An empty number keeps what is there. Problems under the fields' names.
 * ERR_STALE when version is not the current one. */
MUST_USE Err payout_bank_save(AccountCtx a, const PayoutProfile *was, const PayoutBank *in, int64_t version,
                              Id *ret_id);
typedef struct PayoutTax {
    Str name, country, person /* company person */, holder, number, signed_by;
    bool treaty, declared;
} PayoutTax;
MUST_USE Err payout_tax_save(AccountCtx a, const PayoutProfile *was, const PayoutTax *in, int64_t version, Id *ret_id);
/* What somebody of this country declares: resident, company or person. */
Str payout_form(const PayoutRules *r, Str country, Str person);
Msg payout_form_name(const PayoutRules *r, Str form); /* "W-8BEN-E, foreign company" where the vendor's taxes are US */

/* The vendor's decision on what stands in *p: ERR_STALE with a problem when the profile is not of p->version any more.
 * withholding: of a tax profile that is approved. Whoever keeps the profiles is told. */
MUST_USE Err payout_decide(OperatorCtx o, const PayoutProfile *p, Str to, Str reason, int64_t withholding);
Err payout_changed_since(Ctx *ctx); /* the problem of that */
/* Code and number in clear, for the vendor's check and for payments; the route that asks is audited. */
MUST_USE Err payout_reveal(Ctx *ctx, Id account_id, Id id, Str *ret);
MUST_USE Err payout_clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next);

/* --- assignment --- */

typedef struct PayoutPlace { /* the account, or a location of it */
    Id id;
    Str name, city, public_id;
    bool own; /* the account itself, first of the list */
} PayoutPlace;
typedef struct PayoutAssignment {
    bool there;
    Str program, currency;
    Id location_id, bank_id, tax_id;
    int64_t version; /* 0: not there */
    bool held;
} PayoutAssignment;
/* Everything an assignment is made of: four statements, whatever the number of programs and locations. */
typedef struct PayoutWorld {
    PayoutPlace *places;
    size_t places_n;
    Str *programs; /* ids that the account stands in */
    size_t programs_n;
    PayoutProfile *profiles;
    size_t profiles_n;
    PayoutAssignment *assigned;
    size_t assigned_n;
} PayoutWorld;
/* Do its partners earn by it? By what it opens; other programs may be assigned too, and miss nothing without. */
bool payout_program_pays(const Programs *all, Str program);
/* Programs that pay and have no assignment for the account itself. */
MUST_USE Err payout_missing(AccountCtx a, int64_t *ret);
MUST_USE Err payout_world(AccountCtx a, PayoutWorld *ret);
/* Of that very place; .there false: none. */
PayoutAssignment payout_assigned(const PayoutWorld *w, Str program, Id location_id);
const PayoutProfile *payout_profile_of(const PayoutWorld *w, Id id); /* NULL: none */
/* Problems under bank, tax and currency: what is not approved is refused with its reason. ERR_STALE. */
MUST_USE Err payout_assign(AccountCtx a, const PayoutWorld *w, const PayoutAssignment *in);

/* --- for other areas --- */

/* By what a program pays at a location, which without an assignment of its own has the account's. why_not unset: it can
 * be paid now. */
typedef struct PayoutRoute {
    Id bank_id, tax_id;
    Str currency;
    int64_t withholding;
    Msg why_not;
} PayoutRoute;
PayoutRoute payout_route(const PayoutWorld *w, Str program, Id location_id);

/* For the overview of Account settings: how it stands, in one state and one sentence. */
typedef struct PayoutSummary {
    StateView state;
    Msg line;
    int64_t banks, taxes; /* approved */
    bool banks_any, taxes_any;
    int64_t wrong; /* that have to be corrected */
} PayoutSummary;
MUST_USE Err payout_summary(AccountCtx a, PayoutSummary *ret);

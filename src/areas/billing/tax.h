/* How an account is taxed, for this area's files. */
#pragma once
#include "areas/billing/billing.h"

/* parties: JSON of seller and buyer as they are on the day. reason: why there is no tax, as the document says it. */
typedef struct TaxChoice {
    Str category, name, reason, parties, po_number;
    Dec rate; /* percent */
    Id rule_id;
} TaxChoice;
typedef struct TaxAsk {
    Str seller, country, region, tax_id; /* countries; tax_id empty: none */
    bool exempt;
    Str certificate;
    const TaxRuleOfRow *rule;
} TaxAsk;
/* The choice without its parties. An exemption first; then the reverse charge between two countries of the EU where the
 * buyer has a VAT number; else the rule of the place. */
TaxChoice billing_tax_of(Arena *arena, const TaxAsk *ask);
/* ERR_NOT_FOUND with a problem: no rule for the buyer's country on that day. */
MUST_USE Err billing_tax_choose(AccountCtx a, Date day, TaxChoice *ret);

/* The area's own: asking for a qualification, deciding on it, and the vendor's validation codes. */
#pragma once
#include "app/machine.h"
#include "app/page.h"
#include "areas/qualifications/qualifications.h"

extern const Perm QUALIFICATIONS_VIEW, QUALIFICATIONS_ASK, OPERATOR_CUSTOMER_QUALIFY;
extern const Machine CUSTOMER_QUALIFICATION;
#define QUALIFICATION_WORK "customer_qualification"
enum { QUALIFICATION_WEBSITE_MAX = 200, CODE_ORGANIZATION_MAX = 120, CODE_CREATES_MAX = 100000, CODE_LENGTH_MAX = 9 };

typedef struct Qualification {
    Id account_id, id, customer_id;
    const QualificationKind *kind;
    Str state, reason, segment, website, customer_name;
    Time since, asked_at;
    int64_t code, version;                                          /* code: 0 for none */
    Str account_name, public_id, partner_id, domain, country, city; /* of the desk's finding only */
} Qualification;
/* All of a customer in reach, one a kind at most, withdrawn ones too. */
MUST_USE Err qualification_list(AccountCtx a, Qualification **ret, size_t *ret_n);
/* Sets ctx->customer_id. */
MUST_USE Err qualification_find(AccountCtx a, Id id, Qualification *ret);
MUST_USE Err qualification_desk_find(OperatorCtx o, Id id, Qualification *ret);

typedef struct QualificationAsk {
    const QualificationKind *kind;
    Str segment; /* "k12", "higher"; empty: not said */
    Str website, code;
    bool segment_needed; /* the older operation of the wire has no place for it */
} QualificationAsk;
/* In a WRITE unit. Problems under kind, segment, website and code. What is approved already stays as it is;
 * with a code of the vendor's it is approved at once. */
MUST_USE Err qualification_ask(AccountCtx a, const QualificationAsk *ask, Qualification *ret);
MUST_USE Err qualification_withdraw(AccountCtx a, const Qualification *q);
/* ERR_STALE when it is not of q->version any more. */
MUST_USE Err qualification_decide(OperatorCtx o, const Qualification *q, Str to, Str reason);
Str qualification_segment(Str word); /* "K12", "HigherEducation" and ours as "k12", "higher"; empty: none of them */

typedef struct CodeAsk {
    Str partner_id, organization, most;
} CodeAsk;
/* Problems under partner, organization and most. */
MUST_USE Err validation_code_issue(OperatorCtx o, const CodeAsk *ask, int64_t *ret_number);

/* A company enrolls: a visitor proves a work e-mail, says who the company is, and sends it; an account stands there at
 * once, with the visitor as its first Global admin, and the vendor approves or refuses it. Rules only.
 *
 *     /enroll --address--> a draft, and a job that mails a code --code or link--> company, legal, contact, review
 *          --sent--> account + first admin + legal info + evidence of the agreement;
 *                    approval "automatic": active at once; "manual": restricted, and in the vendor's work queue
 *
 * What a stranger may learn: nothing of accounts or people. The page says the same for an address that is known here;
 * who has that mailbox reads in it that they can sign in. Only a proved mailbox of a domain is told that its
 * organization has an account. */
#pragma once
#include "app/job.h"
#include "app/machine.h"
#include "areas/legal/legal.h"
#include "crypt/crypt.h"
#include "gen/enrollment_q.h"

extern const Perm ENROLLMENT_OWN, ENROLLMENT_DESK, ENROLLMENT_DECIDE, ENROLLMENT_SET;
extern const Machine ACCOUNT_ENROLLMENT;
#define ENROLLMENT_WORK "enrollment"
enum {
    ENROLL_CODE_MINUTES = 30,
    ENROLL_CODE_TRIES = 5,  /* of one code */
    ENROLL_CODES = 3,       /* of one draft */
    ENROLL_MAILS_A_DAY = 5, /* to one address */
    ENROLL_TITLE_MAX = 80,
    ENROLL_NOTE_MAX = 300
};

typedef EnrollDraftGetRow Draft;
typedef enum DraftStep { DRAFT_COMPANY, DRAFT_LEGAL, DRAFT_CONTACT, DRAFT_REVIEW, DRAFT_STEPS } DraftStep;
extern const Str DRAFT_STEP_NAMES[DRAFT_STEPS]; /* "company": as stored, and in addresses */
DraftStep draft_step(const Draft *d);

typedef struct EnrollRules {
    Str mode;     /* public, invited, off */
    Str approval; /* manual, automatic */
    Str kinds;    /* of accounts that may enroll themselves */
    int64_t days, answer_days, domain_a_day, all_a_day;
    bool consumer, government, role; /* refused */
} EnrollRules;
MUST_USE Err enroll_rules(Ctx *ctx, EnrollRules *ret);

/* Lower case. Problems under "email": not an address, or refused, with why. Inside a unit. */
MUST_USE Err enroll_check_address(Ctx *ctx, const EnrollRules *rules, Str *email);

/* A new draft and its mail. In a WRITE unit. token: the secret of the browser that begins it. */
MUST_USE Err draft_begin(Ctx *ctx, const EnrollRules *rules, Str email, Str token, Digest network);
/* By an invitation of the vendor's: no code, the mail's link proves it. A fresh mail where there is one. */
MUST_USE Err draft_invite(OperatorCtx o, const EnrollRules *rules, Str email, const Locale *locale);
/* Another code; false: no more are sent to it. */
MUST_USE Err draft_again(Ctx *ctx, const Draft *d, bool *ret_sent);
/* ERR_NOT_FOUND: none, or its time is over. */
MUST_USE Err draft_get(Ctx *ctx, Str token, Draft *ret);
bool draft_proved(const Draft *d);
/* false: not the code, or not any more. token: as in draft_get; a draft of before of the address goes on in its place.
 */
MUST_USE Err draft_prove(Ctx *ctx, const Draft *d, Str token, Str code, bool *ret_good);
MUST_USE Err draft_company_put(Ctx *ctx, const EnrollRules *rules, const Draft *d, Str name, Str country, Str kind);
MUST_USE Err draft_legal_put(Ctx *ctx, const EnrollRules *rules, const Draft *d, const LegalFacts *f);
typedef struct DraftContact {
    Str first_name, last_name, phone, job_title;
    bool authority;
} DraftContact;
MUST_USE Err draft_contact_put(Ctx *ctx, const EnrollRules *rules, const Draft *d, const DraftContact *c);
LegalFacts draft_facts(const Draft *d);
/* Problems under the names of the fields. */
void draft_check_company(Ctx *ctx, const EnrollRules *rules, Str name, Str country, Str kind);
void draft_check_contact(Ctx *ctx, const Draft *d, DraftContact *c);

/* The account that the organization of the draft's domain has here already. */
typedef struct DraftHome {
    bool taken;    /* the domain belongs to an organization here */
    Id account_id; /* nil: not a partner's */
    Str name, public_id;
} DraftHome;
MUST_USE Err draft_home(Ctx *ctx, const Draft *d, DraftHome *ret);
/* Asks its Global admins to let the visitor in. */
MUST_USE Err draft_ask(Ctx *ctx, const EnrollRules *rules, const Draft *d, const DraftHome *home);

/* Makes the account. terms: what was accepted, with the hash of what was shown; id nil: there was nothing to accept.
 * ERR_CONFLICT where the organization or the person has an account meanwhile; ERR_INVALID where a step has to be looked
 * at again: *ret_step. */
typedef struct EnrollTerms {
    Id id;
    Str hash;
    size_t language;
    bool read;
} EnrollTerms;
MUST_USE Err draft_send(Ctx *ctx, const EnrollRules *rules, const Draft *d, const EnrollTerms *terms,
                        DraftStep *ret_step);

/* By the vendor's hand; whoever enrolled is told. */
MUST_USE Err enrollment_approve(OperatorCtx o, const EnrolledGetRow *e, Str note);
MUST_USE Err enrollment_refuse(OperatorCtx o, const EnrolledGetRow *e, Str reason);

extern const JobKind ENROLLMENT_JOBS[2]; /* the mail of a draft; its end */

/* Verification: the vendor's independent checks of a company, and what they open. Rules. */
#pragma once
#include "app/job.h"
#include "app/machine.h"
#include "gen/verification_q.h"

extern const Perm VERIFICATION_VIEW, VERIFICATION_FIX, OPERATOR_VERIFICATION, OPERATOR_VERIFICATION_SET;
/* The company as a whole; each check; the check of the contact's e-mail, which a code settles. */
extern const Machine ACCOUNT_VERIFICATION, VERIFICATION_CHECK, VERIFICATION_EMAIL;

enum { VERIFICATION_KINDS = 5, VERIFICATION_NOTE_MAX = 1000, VERIFICATION_REASON_MIN = 20 };
typedef struct VerificationKind {
    Str id;              /* "business": stored */
    const char *name;    /* N_("Company") */
    const char *about;   /* N_(): what is compared with what */
    const char *setting; /* of the vendor: whether new accounts get it */
    const char *work;    /* kind of work; NULL: nobody at the vendor has to do it */
    bool by_documents;   /* begins only when the account has sent some */
} VerificationKind;
extern const VerificationKind VERIFICATION_KIND[VERIFICATION_KINDS]; /* in the order in which people read them */
const VerificationKind *verification_kind(Str id);
const Machine *verification_machine(Str kind);

/* Asks for the verification of a company, in a WRITE unit: a row for each check that the vendor's settings name, and
 * the code to the primary contact when there is legal info. The account buys, publishes and signs nothing before all
 * are accepted. Again: what is missing is added, nothing else changes. */
MUST_USE Err verification_start(Ctx *ctx, Id account_id);
/* The same; email: an address whose mailbox was proved already. When it is the primary contact's, its check is accepted
 * at once, and no code is mailed. */
MUST_USE Err verification_start_proved(Ctx *ctx, Id account_id, Str email);
/* Legal info was saved, in that unit: what waited for it begins, and accepted checks of what has changed begin anew. A
 * company that is not under verification: nothing. */
MUST_USE Err verification_legal_changed(Ctx *ctx, Id account_id);

typedef struct VerificationCheck {
    const VerificationKind *kind;
    VerificationChecksRow row;
} VerificationCheck;
typedef struct Verification {
    Id company_id;
    bool asked; /* else there is nothing below */
    bool own;   /* of the account itself, not of the company that it is a location of */
    Str state, reason;
    Time since;
    bool passed;
    VerificationCheck checks[VERIFICATION_KINDS];
    size_t checks_n, accepted_n;
} Verification;
MUST_USE Err verification_of(Ctx *ctx, Id company_id, Verification *ret);
MUST_USE Err verification_of_account(AccountCtx a, Verification *ret);
const VerificationCheck *verification_find(const Verification *v, Id check_id); /* NULL */
/* What of legal info a check is about, as one text; empty while there is none. */
Str verification_facts(Ctx *ctx, const VerificationKind *kind, const VerificationLegalRow *l);

/* The account's part. */
MUST_USE Err verification_code_send(Ctx *ctx, Id account_id); /* ERR_LIMIT with a problem when it is too soon */
/* Problem of the field "code". */
MUST_USE Err verification_code_enter(Ctx *ctx, Id account_id, Id check_id, Str code);
/* Sends it (again): needed, asked or rejected to pending. */
MUST_USE Err verification_submit(AccountCtx a, const VerificationCheck *c, Str note);

/* The vendor's part. to: accepted, asked, rejected, refused; wants: data documents both. Problems under reason, wants,
 * to. With four eyes the first acceptance is noted only: *ret_first. */
typedef struct VerificationDecision {
    Str to, reason, wants, seen; /* seen: of what was shown (verification_seen) */
    bool of_list; /* decided from the list as it was at as_of: what was saved since is not what it told of */
    Time as_of;
} VerificationDecision;
MUST_USE Err verification_decide(OperatorCtx o, const VerificationCheckFindRow *c, const VerificationDecision *d,
                                 bool *ret_first);
Str verification_seen(Ctx *ctx, Str facts);
/* Adds a check to one company. */
MUST_USE Err verification_ask(OperatorCtx o, Id account_id, const VerificationKind *kind);

/* What follows a rejection that is not mended: jobs that warn and suspend, by the business clock. In the unit that
 * rejects the company. */
enum { VERIFICATION_JOBS_N = 2 };
extern const JobKind VERIFICATION_JOBS[VERIFICATION_JOBS_N];
MUST_USE Err verification_rejected(Ctx *ctx, Id account_id);
/* In the unit that accepts it: an account that such a job suspended stands as before, and no other does. */
MUST_USE Err verification_lift(Ctx *ctx, Id account_id);

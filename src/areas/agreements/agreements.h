/* Agreements of the vendor with partners, and those that partners' customers accept: versions by country and language,
 * who may sign, and the evidence. Rules. */
#pragma once
#include "app/ctx.h"
#include "app/vendor_text.h"

enum { AGREEMENT_TITLE_MAX = 120, AGREEMENT_BODY_MAX = 60000, AGREEMENT_NUMBER_MAX = 20, AGREEMENT_NAME_MAX = 120 };

typedef struct AgreementKind {
    Str id;
    const char *name; /* N_("Partner agreement") */
    const Perm *sign; /* who sees and signs it; NULL: customers accept it, not accounts (areas/customer_agreements) */
} AgreementKind;
extern const Perm AGREEMENTS_VIEW;
extern const AgreementKind AGREEMENT_KINDS[];
extern const size_t AGREEMENT_KINDS_N;
const AgreementKind *agreement_kind(Str id);

typedef struct AgreementInput {
    Str kind, number, countries;
    bool again;
    Time from;
    VendorText title, body;
} AgreementInput;
typedef struct Agreement {
    Id id, title_id, body_id;
    int64_t version;
    Str state; /* draft published withdrawn */
    AgreementInput in;
} Agreement;
MUST_USE Err agreement_find(Ctx *ctx, Id id, Agreement *ret);
void agreement_check(Ctx *ctx, const AgreementInput *in);
MUST_USE Err agreement_make(OperatorCtx o, const AgreementInput *in, Id *ret_id);
MUST_USE Err agreement_change(OperatorCtx o, const Agreement *was, int64_t version, const AgreementInput *in);
/* Whoever it is for is told by a job, at its day. */
MUST_USE Err agreement_publish(OperatorCtx o, const Agreement *a);
MUST_USE Err agreement_withdraw(OperatorCtx o, const Agreement *a);
MUST_USE Err agreement_remove(OperatorCtx o, const Agreement *a);
/* SHA-256 of title and text in one language, as signed. */
Str agreement_hash(Ctx *ctx, const Agreement *a, size_t language);

/* What an account has to sign and has signed. */
typedef enum SignState { SIGN_NOW, SIGN_LATER, SIGN_AGAIN, SIGNED, SIGNED_BEFORE } SignState;
typedef struct AccountAgreement {
    Id id, title_id;
    const AgreementKind *kind;
    Str number;
    Time from;
    SignState standing; /* LATER: no program of the account is qualified yet */
    Str program;        /* for LATER: which */
    Id signature_id;
    Time signed_at;
    Id signed_by_id;
    Str signed_by, email, hash, locale, address, agent, country; /* of a signature */
    Str title;
} AccountAgreement;
/* Of the kinds that this person may sign: what stands open first, then signatures, the newest first. */
MUST_USE Err agreements_of_account(AccountCtx a, AccountAgreement **ret, size_t *ret_n);
/* Signs; ERR_CONFLICT when it is not to be signed (now). Problems under name, read. Programs that waited for it open.
 */
typedef struct SignAsk {
    Str name, hash; /* hash: of what was shown */
    size_t language;
    bool unknown; /* the language that was sent is none of ours */
    bool read;
} SignAsk;
MUST_USE Err agreement_sign(AccountCtx a, const Agreement *g, const SignAsk *ask);
/* The newest published version of a kind that holds now and is for this country; *ret_there false: none. For areas that
 * have it accepted before an account is there (enrollment). */
MUST_USE Err agreement_in_force(Ctx *ctx, const char *kind, Str country, Agreement *ret, bool *ret_there);
/* All published versions of a kind that hold now and are for this country, the newest first. */
typedef struct AgreementVersion {
    Id id, title_id;
    Str number;
    bool again;
    Time from;
} AgreementVersion;
MUST_USE Err agreement_versions(Ctx *ctx, Str kind, Str country, AgreementVersion **ret, size_t *ret_n);
/* Index among locale_languages; the reader's own for an unknown tag. */
size_t agreement_language(Ctx *ctx, Str tag);
/* The very bytes that the hash is of. */
Str agreement_plain(Ctx *ctx, const Agreement *a, size_t language);
/* Keeps the evidence of a signature that was given elsewhere: ctx holds the account and the person. Signed before: OK.
 */
MUST_USE Err agreement_record(AccountCtx a, const Agreement *g, const SignAsk *ask, bool *ret_made);

/* A text of the vendor in small blocks: "# heading", "- point", else a paragraph. Template agreement_text
 * (gen/agreements_html.h) shows them. */
typedef struct TextBlock {
    enum { BLOCK_PARAGRAPH, BLOCK_HEADING, BLOCK_POINT } kind;
    Str text;
} TextBlock;
const TextBlock *agreement_blocks(Arena *a, Str body, size_t *ret_n);

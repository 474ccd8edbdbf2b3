/* Certificates that exempt an account from the taxes of a region: filed with a document, decided by the vendor. Rules
 * only. */
#pragma once
#include "app/upload.h"
#include "areas/payout/payout.h"

extern const Perm EXEMPTION_FILE;
extern const Machine TAX_EXEMPTION;
extern const JobKind EXEMPTION_JOB;
#define EXEMPTION_WORK "tax_exemption"
#define EXEMPTION_CLOCK "payout.exemption_clock"
enum { EXEMPTIONS_MAX = 100, EXEMPTION_NUMBER_MAX = 60 };

typedef struct Exemption {
    Id account_id, id, file_id;
    int64_t version;
    Time updated_at, since;
    Date from, until; /* both days included */
    Str state, reason, region, number, file_name;
    Str account_name, public_id, partner_id; /* of the desk's finding only */
} Exemption;
MUST_USE Err exemption_list(AccountCtx a, Exemption **ret, size_t *ret_n);
MUST_USE Err exemption_find(AccountCtx a, Id id, Exemption *ret);
MUST_USE Err exemption_desk_find(OperatorCtx o, Id id, Exemption *ret);
Str exemption_region(Ctx *ctx, Str region); /* "United States, CA" */

typedef struct ExemptionInput {
    Str country, part, number, from, until; /* part: of the country, "CA"; from and until: as 2026-11-26 */
} ExemptionInput;
/* Problems under country, part, number, from, until. */
MUST_USE Err exemption_check(Ctx *ctx, const ExemptionInput *in, Exemption *ret);
/* In a WRITE unit, of what exemption_check found right. was: the one that is corrected or renewed, or NULL; file: NULL
 * keeps its document. ERR_STALE. */
MUST_USE Err exemption_save(AccountCtx a, const Exemption *was, const Exemption *in, const Upload *file,
                            int64_t version, Id *ret_id);
MUST_USE Err exemption_withdraw(AccountCtx a, const Exemption *e);
/* The vendor's decision; whoever files them is told. */
/* On what stands in *e: ERR_STALE with a problem when the certificate is not of e->version any more. */
MUST_USE Err exemption_decide(OperatorCtx o, const Exemption *e, Str to, Str reason);
MUST_USE Err exemption_clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next);

/* For billing: is the account exempt from the taxes of the region ("US", "US-CA") at that time? A certificate of a
 * country covers its parts. Inside a unit. */
MUST_USE Err tax_is_exempt(Ctx *ctx, Id account_id, Str region, Time at, bool *ret);

/* Sign-ins that were refused, in the activity log: of people who are known, under their name and in their own activity,
 * with the reason, the address and the application they were on their way to.
 *
 *     a refused sign-in --tried_note--> a counter (person, reason, hour) --a job, seconds later--> one row of the audit
 *                                             |
 *                                             +-- more of the same hour: counted --a job, at its end--> one row, times
 * n
 *
 * So guessing cannot flood the log, and nothing that depends on whether a name is known is written while somebody waits
 * for the answer: a name that nobody has is counted by the same statements. */
#pragma once
#include "app/ctx.h"
#include "app/job.h"
#include "crypt/crypt.h"

typedef enum TriedReason {
    TRIED_PASSWORD,  /* a wrong one */
    TRIED_LOCKED,    /* not looked at: too many wrong ones before */
    TRIED_SUSPENDED, /* the person may not sign in, or the organization */
    TRIED_CODE,      /* a wrong second factor */
    TRIED_PASSKEY,
    TRIED_PROVIDER, /* the organization's provider knows them, and they were not let in */
    TRIED_REASONS
} TriedReason;
/* In a WRITE unit. who: a person, or tried_nobody. next: where they wanted to go; an application is named there. */
MUST_USE Err tried_note(Ctx *ctx, Id who, TriedReason reason, Str next);
/* Stands for a name that nobody has, so that each such name is counted as each person is. name: a keyed hash of it. */
Id tried_nobody(Digest name);
extern const JobKind TRIED_JOB;

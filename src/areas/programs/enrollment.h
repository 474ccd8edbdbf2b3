/* An account in a program: what is met of what it asks, applying, and every later move. Rules only. */
#pragma once
#include "app/machine.h"
#include "areas/programs/programs.h"

extern const Machine PROGRAM_ENROLLMENT;
extern const Perm PROGRAMS_VIEW, PROGRAMS_ENROLL, OPERATOR_ENROLLMENTS, OPERATOR_ENROLLMENTS_DECIDE;

#define ENROLLMENT_WORK "program_application" /* of the work queue; ref: the program */

enum { ENROLLMENT_DAY_MAX = 28, ENROLLMENT_TAX_MAX = 40, ENROLLMENT_PURPOSE_MAX = 1000, ENROLLMENT_NOTE_MAX = 500 };

typedef enum MetState { MET_YES, MET_NO, MET_BY_DESK } MetState; /* BY_DESK: waits for the vendor's staff */
typedef struct Met {
    const Requirement *requirement;
    MetState state;
    Msg words, why; /* why: what is missing, or who confirms it; unset when met */
    Str note;       /* the desk's, on what is missing */
    Msg mend;       /* what mends it; unset: nothing that the account can open */
    Url url;        /* where; empty where this reader may not */
    Str who;        /* roles that may; names with commas between */
} Met;

typedef struct EnrollmentAnswers {
    int64_t billing_day; /* 1 to 28; 0: not asked */
    Str domain, tax_id, purpose;
} EnrollmentAnswers;
typedef struct Enrollment {
    Str state, reason; /* state "none": never applied, or withdrawn */
    Time since, due_at, accepted_at;
    EnrollmentAnswers answers;
} Enrollment;

/* An account and the whole catalogue, read at once: seven statements, whatever the number of programs. */
typedef struct EnrollmentWorld {
    Ctx *ctx;
    Id account_id, directory_id;
    Str country, public_id;
    Str tax_id; /* of legal info; empty: none there */
    ProgramFull *programs;
    Enrollment *enrollments; /* parallel to programs */
    size_t programs_n;
    Requirement *requirements;
    size_t requirements_n;
    struct EnrollmentFacts *facts;
} EnrollmentWorld;
MUST_USE Err enrollment_world(Ctx *ctx, Id account_id, EnrollmentWorld *ret);
/* Index of a program; ERR_NOT_FOUND with a problem. */
MUST_USE Err enrollment_find(const EnrollmentWorld *w, Str program, size_t *ret);
/* What is met of a program's requirements; ret has room for PROGRAM_REQUIREMENTS_MAX. */
size_t enrollment_met(const EnrollmentWorld *w, size_t program, Met *ret);
/* Is the account in it or on its way: anything but none, rejected, declined, ended. */
bool enrollment_stands(Str state);
/* May it be seen by the account: it is offered in its country, or the account stands or stood in it. */
bool enrollment_is_shown(const EnrollmentWorld *w, size_t program);

/* Applying. Problems under billing_day, domain, tax_id, purpose; ERR_CONFLICT says what is missing or in the way.
 * With automatic approval the account may be in the program when this returns. */
MUST_USE Err enrollment_apply(EnrollmentWorld *w, size_t program, const EnrollmentAnswers *answers, Str appeal);
/* Any other move of partner or vendor, with its notices. */
MUST_USE Err enrollment_move(EnrollmentWorld *w, size_t program, Str to, Mover mover, Str reason);
/* The desk's word on one requirement; goes on by itself when that was the last thing. note: required when missing. */
MUST_USE Err enrollment_confirm(EnrollmentWorld *w, size_t program, Id requirement, bool confirmed, Str note);
/* The last day for the decision, of a due_at; DATE_NONE without one. */
Date enrollment_due_day(Time due_at);
/* n working days after a day. */
Date enrollment_due(Date from, int64_t days);

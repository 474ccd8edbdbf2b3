/* Personal data: archives of what is stored of a person or an account. */
#pragma once
#include "app/export_job.h"
#include "app/personal.h"

/* Whose data. */
typedef struct PrivacySubject {
    PersonalOf of;
    Id id;
    Id within; /* an account's admin asks for one of its people: what other accounts hold is left out; nil: everything
                */
} PrivacySubject;
extern const ExportList PRIVACY_ARCHIVE;

/* In a WRITE unit: the job that makes the archive for whoever asks. */
MUST_USE Err privacy_archive_start(AccountCtx a, const PrivacySubject *subject, Id *ret_job);
MUST_USE Err privacy_archive_step(Ctx *ctx, JobRun *job, JobNext *ret_next);

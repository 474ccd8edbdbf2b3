/* Jobs of the kernel's own services, for job.c to find by their kind. */
#include "app/bounce.h"
#include "app/digest.h"
#include "app/file.h"
#include "app/kernel.h"
#include "app/mail.h"
#include "app/tried.h"
#include "base/num.h"

const JobKind *const KERNEL_JOBS[] = {&FILE_SWEEP_JOB, &MAIL_JOB,   &MAIL_SWEEP_JOB,
                                      &BOUNCE_JOB,     &DIGEST_JOB, &TRIED_JOB};
const size_t KERNEL_JOBS_N = COUNT_OF(KERNEL_JOBS);

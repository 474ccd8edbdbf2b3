/* Partners and their people from a file, and the waves in which they get their first links. */
#pragma once
#include "app/import.h"
#include "areas/partners/partners.h"

extern const ImportKind PARTNERS_FILE;
MUST_USE Err partners_import_step(Ctx *ctx, JobRun *job, JobNext *ret_next);

/* Waves: so many links at a time, so many hours apart. Off, running or paused, for the whole installation. */
typedef struct Waves {
    Str state;
    int64_t size, hours, last; /* last: number of the last wave */
    Time next_at;              /* TIME_NONE: not running */
} Waves;
MUST_USE Err waves_get(Ctx *ctx, Waves *ret);
/* In WRITE units. Problems under size and hours. */
MUST_USE Err waves_start(Ctx *ctx, Str size, Str hours);
MUST_USE Err waves_pause(Ctx *ctx);
MUST_USE Err waves_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
#define WAVES_JOB "partners.waves"

Err partner_imports_page(OperatorCtx o);
Err partner_import_template(OperatorCtx o);
Err partner_import_upload(OperatorCtx o);
Err partner_import_page(OperatorCtx o);
Err partner_import_run(OperatorCtx o);
Err partner_import_report(OperatorCtx o);
Err waves_page(OperatorCtx o);
Err waves_start_post(OperatorCtx o);
Err waves_pause_post(OperatorCtx o);
Err waves_export(OperatorCtx o);

/* Devices that a customer starts for the first time (README.md has the words): uploaded in batches, each with at most
 * one policy. All functions run inside the caller's unit, for the customer of ctx->customer_id. */
#pragma once
#include "app/ctx.h"
#include "app/job.h"
#include "app/page.h"
#include "gen/devices_q.h"

enum { DEVICES_MAX = 500, DEVICE_POLICIES_MAX = 100, DEVICE_NAME_MAX = 100, DEVICE_HASH_MAX = 8000 };

typedef struct DevicePolicy {
    Str name, category, description;
    const Str *settings; /* as typed; any case, with or without underscores */
    size_t settings_n;
} DevicePolicy;
/* The wire's words, ended by NULL, and what each means. */
extern const char *const DEVICE_CATEGORIES[], *const DEVICE_SETTINGS[];
const char *device_setting_label(Str word); /* N_(); NULL: no such word */
const char *device_state_label(Str state);  /* of an upload, N_() */
bool device_same_word(Str typed, const char *word);

/* ERR_INVALID with all problems of the fields "name", "category", "description", "policySettings". */
MUST_USE Err device_policy_save(AccountCtx a, Id id /* nil: a new one */, const DevicePolicy *p, Id *ret_id);
/* ERR_NOT_FOUND with the problem set. */
MUST_USE Err device_policy_find(AccountCtx a, Id id, DevicePolicyGetRow *ret);
/* Devices that had it have none from then on. */
MUST_USE Err device_policy_delete(AccountCtx a, Id id);
/* Settings apart: words of the arena. */
size_t device_settings_split(Arena *arena, Str settings, Str **ret);

typedef struct DeviceFacts {
    Id id; /* of a device that is there: for its policy */
    Str serial_number, product_key, hardware_hash, model, maker;
    Str policy; /* an id; "none" takes it away; empty: as it is */
} DeviceFacts;
/* Is it one of the ways in which a device is known? */
bool device_is_known_by(const DeviceFacts *d);
/* A digest of what it is known by: the strongest of what is given. */
Str device_known_as(Arena *arena, const DeviceFacts *d);
/* Why it cannot be added, a word for device_problem_text; empty: it can. */
MUST_USE Err device_check(AccountCtx a, const DeviceFacts *d, Str *ret_problem);
/* Problems of the field "batchId". */
void device_batch_check_name(Ctx *ctx, Str name);
/* One device into the batch of that name, which is made where there is none. */
MUST_USE Err device_make(AccountCtx a, Str batch, const DeviceFacts *d, Id policy_id, Id *ret_id, Str *ret_problem);
/* A batch by its name, or by its id. ERR_NOT_FOUND with the problem set. */
MUST_USE Err device_batch_find(AccountCtx a, Str name, DeviceBatchNamedRow *ret);
/* A new batch (ERR_INVALID, field "batchId", when the name is taken) or more for one; devices come by a job. */
MUST_USE Err device_batch_new(AccountCtx a, Str name, const DeviceFacts *d, size_t n, Id *ret_upload_id);
MUST_USE Err device_batch_more(AccountCtx a, Id batch_id, const DeviceFacts *d, size_t n, Id *ret_upload_id);
MUST_USE Err device_policies_give(AccountCtx a, const DeviceFacts *d, size_t n, Id *ret_upload_id);
MUST_USE Err device_upload_find(AccountCtx a, Id id, DeviceUploadGetRow *ret);
/* batch_id: nil for any. */
MUST_USE Err device_find(AccountCtx a, Id batch_id, Id id, DeviceGetRow *ret);
MUST_USE Err device_policy_set(AccountCtx a, const DeviceGetRow *d, Str policy);
MUST_USE Err device_delete(AccountCtx a, const DeviceGetRow *d);
/* What was wrong with a line: the wire's code and words. */
const char *device_problem_code(Str problem);
const char *device_problem_text(Str problem); /* N_() */

MUST_USE Err devices_upload_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
/* The customer goes: everything of it here goes too. */
MUST_USE Err devices_customer_gone(AccountCtx a);

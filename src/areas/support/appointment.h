/* Appointments of a request: the partner proposes a time, the desk accepts it or offers another. Rules only. */
#pragma once
#include "areas/support/support.h"

extern const Machine SUPPORT_APPOINTMENT;
#define APPOINTMENT_WORK "support_appointment"
#define APPOINTMENT_CLOCK "support.appointment_clock"
enum { APPOINTMENTS_MAX = 20 /* of one request */, APPOINTMENT_PLACE_MAX = 200 };
extern const SupportWord APPOINTMENT_WAYS[2];

typedef struct Appointment {
    Id account_id, request_id, id, creator_id;
    int64_t version, minutes, sequence;
    Str state, reason, zone, way, place;
    Time starts_at;
} Appointment;
MUST_USE Err appointment_find(AccountCtx a, Id id, Appointment *ret, SupportRequest *ret_request);
MUST_USE Err appointment_desk_find(OperatorCtx o, Id id, Appointment *ret, SupportRequest *ret_request);

/* What is typed; date and time are of the clock on the reader's wall. */
typedef struct AppointmentInput {
    Str date, time, minutes, way, place, reason;
    int64_t version; /* that the reader saw */
} AppointmentInput;
/* Problems under these names. The partner's times have to be in the support hours. */
MUST_USE Err appointment_propose(AccountCtx a, const SupportRequest *r, const AppointmentInput *in, Id *ret_id);
/* Another time: the partner's is a proposal, the vendor's an offer with its reason. ERR_STALE. */
MUST_USE Err appointment_move(Ctx *ctx, const SupportRequest *r, const Appointment *p, const AppointmentInput *in,
                              Mover by);
/* Agrees to what stands there. */
MUST_USE Err appointment_confirm(Ctx *ctx, const SupportRequest *r, const Appointment *p, int64_t version, Mover by);
/* reason: of the field "why". */
MUST_USE Err appointment_cancel(Ctx *ctx, const SupportRequest *r, const Appointment *p, Str reason, Mover by);
/* As a calendar file; inside a unit. */
MUST_USE Err appointment_calendar(Ctx *ctx, const SupportRequest *r, const Appointment *p, Str *ret);
/* May one be proposed? The request is not closed and none stands. */
MUST_USE Err appointment_may_propose(AccountCtx a, const SupportRequest *r, bool *ret);
MUST_USE Err appointment_clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next);

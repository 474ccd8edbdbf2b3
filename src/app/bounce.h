/* Mail that came back. Each mail leaves with a return address of its own ("bounces+MARK@host", a VERP), so that what
 * comes back names the mail whatever the other side wrote into it; the mark carries a keyed check, so that nobody can
 * make one for another's mail. */
#pragma once
#include "app/ctx.h"
#include "app/job.h"

/* The return address for a mail; the plain sender when no bounce address is configured. */
Str bounce_address(Arena *a, const App *app, Id mail_id);
/* The mail that a mark in the text is of; ERR_NOT_FOUND when no mark of ours stands there. */
MUST_USE Err bounce_mail_of(Arena *a, const App *app, Str text, Id *ret);

typedef enum BounceKind {
    BOUNCE_NONE /* no report of delivery: an automatic answer, spam */,
    BOUNCE_LATER,
    BOUNCE_FINAL
} BounceKind;
typedef struct Bounce {
    BounceKind kind;
    Str status, why; /* "5.1.1", the other side's words; why is one line */
} Bounce;
/* A delivery report (RFC 3464) or what old servers write; message: the whole mail. */
Bounce bounce_read(Arena *a, Str message);

typedef enum BounceTaken { BOUNCE_UNKNOWN, BOUNCE_IGNORED, BOUNCE_TAKEN } BounceTaken;
/* Opens its own units: marks the mail as bounced and its address as one not to write to. */
MUST_USE Err bounce_take(Ctx *ctx, Str message, BounceTaken *ret);
extern const JobKind BOUNCE_JOB; /* "mail.bounces": looks through mail_bounce_dir every minute */

/* The work queue of the vendor's staff: what waits for somebody there, of whatever kind, in one table that desks read
 * by (kind, state, due). Areas declare their kinds in Area.work; the desk /operator/work (areas/work) shows them all,
 * with filters, assignment, age, export and the week's figures. The thing itself, its page and its decision are the
 * area's.
 *
 *     static const WorkKind WORK[] = {{.id = "account_request", .name = N_("Account requests"),
 *                                      .perm = &PARTNERS_MANAGE, .limit = "partners.answer_days",
 *                                      .path = "/operator/partners/requests/{id}"}};
 *     TRY(work_add(ctx, &(WorkNew){.kind = "account_request", .account_id = a, .subject_id = id}));
 *     ...
 *     TRY(work_done(ctx, "account_request", id, "accepted"));     // in the unit that decides */
#pragma once
#include "app/ctx.h"

typedef struct WorkKind {
    const char *id;    /* stable, stored */
    const char *name;  /* N_("Account requests") */
    const char *about; /* N_(): one sentence */
    const Perm *perm;  /* whose staff see and take it */
    const char *limit; /* operator's setting of days until it is due */
    const char *path;  /* its page: {id} is the subject's id */
} WorkKind;
typedef struct WorkNew {
    const char *kind;
    Id account_id, subject_id;
    int priority; /* 0 as a rule; higher is shown as urgent */
    Str language; /* of whoever waits; empty: the actor's */
} WorkNew;
/* In a WRITE unit. One that is open for the subject already stays. */
MUST_USE Err work_add(Ctx *ctx, const WorkNew *n);
/* The decision is made, or it was taken back; outcome: a word of the kind's own, as its machine calls the state. None
 * that is open: OK. */
MUST_USE Err work_done(Ctx *ctx, const char *kind, Id subject_id, const char *outcome);

/* All kinds of all areas. */
enum { WORK_KINDS_MAX = 64 };
size_t work_kinds(const WorkKind *ret[WORK_KINDS_MAX]);
const WorkKind *work_kind(Str id); /* NULL: none of that name */
Url work_url(Ctx *ctx, const WorkKind *kind, Id subject_id);

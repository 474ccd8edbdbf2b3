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
#include "app/scope.h"

typedef struct WorkKind {
    const char *id;    /* stable, stored */
    const char *name;  /* N_("Account requests") */
    const char *about; /* N_(): one sentence */
    const Perm *perm;  /* whose staff see and take it */
    const char *limit; /* operator's setting of days until it is due; NULL: WorkNew.due_at says it */
    const char *path;  /* its page: {id} is the subject's id, {account} the account's public id, {ref} the ref */
    const char *desk;  /* the list that it stands in, with others of its kind; NULL: the work queue alone */
    bool of_program;   /* ref is a program's id: people read its name */
    /* Somebody was given these, or nobody any more (ID_NIL): for things that note it themselves. In the unit; NULL: the
     * queue alone knows. */
    Err (*assigned)(OperatorCtx o, const Id *subjects, size_t n, Id who);
} WorkKind;
typedef struct WorkNew {
    const char *kind;
    Id account_id, subject_id; /* subject: one of the account's of that kind */
    Id assigned_to;            /* ID_NIL: nobody yet */
    Time due_at;               /* {0}: by the kind's limit */
    int priority;              /* 0 as a rule; higher is shown as urgent */
    Str ref;                   /* what of the account it is: for the path, and to be read; may be empty */
    Str language;              /* of whoever waits; empty: the actor's */
} WorkNew;
/* In a WRITE unit. One that is open for the subject already stays. */
MUST_USE Err work_add(Ctx *ctx, const WorkNew *n);
/* The decision is made, or it was taken back; outcome: a word of the kind's own, as its machine calls the state. None
 * that is open: OK. */
MUST_USE Err work_done(Ctx *ctx, const char *kind, Id subject_id, const char *outcome);
/* The same where a subject is one of several accounts. */
MUST_USE Err work_done_of(Ctx *ctx, const char *kind, Id account_id, Id subject_id, const char *outcome);
/* What has become of one that is open: who works on it, by when, how urgent. None: OK. */
typedef struct WorkChange {
    const char *kind;
    Id subject_id, assigned_to;
    Time due_at;
    int priority;
} WorkChange;
MUST_USE Err work_change(Ctx *ctx, const WorkChange *c);

/* All kinds of all areas. */
enum { WORK_KINDS_MAX = 64 };
size_t work_kinds(const WorkKind *ret[WORK_KINDS_MAX]);
/* How much of each kind that this reader sees waits, and how much of it is late; kinds of nothing are there too. */
typedef struct WorkWaiting {
    const WorkKind *kind;
    int64_t n, late;
} WorkWaiting;
MUST_USE Err work_waiting(OperatorCtx o, WorkWaiting **ret, size_t *ret_n);
const WorkKind *work_kind(Str id); /* NULL: none of that name */
typedef struct WorkPlace {
    Id subject_id;
    Str public_id, ref;
} WorkPlace;
Url work_url(Ctx *ctx, const WorkKind *kind, const WorkPlace *at);

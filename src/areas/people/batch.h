/* Acting on several people: what pages_batch.c (a page and an act over those that were ticked) and batch_job.c (all
 * that match a filter) share. */
#pragma once
#include "areas/people/pages.h"

enum { PICKED_MAX = 200, BATCH_COUNT_MAX = 10000, BATCH_REASON_MAX = 200 };
typedef enum What { DO_GIVE, DO_TAKE, DO_GROUP, DO_SUSPEND, DO_SESSIONS, DO_RESET, WHATS } What;
typedef struct BatchWhat {
    const char *word, *path, *action; /* audit action of one person */
    const char *title, *button;       /* N_() */
    const Perm *perm;
} BatchWhat;
extern const BatchWhat BATCH_WHAT[WHATS];
What batch_what_of(Str word); /* WHATS: none */

typedef struct Picked {
    What what;
    PeopleWorld w;
    PeopleListRow *rows;
    size_t n;
    Str *roles; /* of each, as text */
    Msg *why_not;
    RolePlan plan;
    Str role, reason;
    Id group;      /* DO_RESET: the batch of credentials */
    bool many;     /* all that match a filter, and more than are looked at one by one */
    Str query;     /* that filter */
    int64_t total; /* as far as was counted */
} Picked;
/* Asks the rules of each row: why_not. */
MUST_USE Err batch_ask_all(AccountCtx a, Picked *p);
/* Each person who may is an audit row of their own; what a rule refuses for one leaves that one as they were. */
MUST_USE Err batch_act_on_all(AccountCtx a, Picked *p, int64_t *ret_done);
Msg batch_result(Ctx *ctx, int64_t done, int64_t left);

/* batch_job.c: with many, in place of acting at once. */
MUST_USE Err batch_start(AccountCtx a, const Picked *p);
/* How many match, at most BATCH_COUNT_MAX. */
MUST_USE Err batch_count(AccountCtx a, const PeopleWorld *w, Str query, int64_t *ret);

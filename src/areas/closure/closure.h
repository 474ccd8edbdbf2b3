/* Deleting a company's account: asked for by its Global admin, waited for, undone until then, done by a job. */
#pragma once
#include "app/job.h"
#include "app/machine.h"
#include "app/route.h"
#include "gen/closure_q.h"

/* Subject: the request. */
extern const Machine ACCOUNT_DELETION;
extern const Perm CLOSURE_ASK;
extern const JobKind CLOSURE_JOBS[1];
enum { CLOSURE_BODY_MAX = 1000, CLOSURE_BLOCKS_MAX = 8 };

/* What is in the way now, each with the page where it is put right. */
typedef struct ClosureBlock {
    Msg why, action;
    const char *page; /* "/a/{account}/..."; NULL: none */
} ClosureBlock;
MUST_USE Err closure_blocks(AccountCtx a, ClosureBlock ret[CLOSURE_BLOCKS_MAX], size_t *ret_n);
/* Problems at "body" and "number"; ERR_CONFLICT while something is in the way. */
MUST_USE Err closure_ask(AccountCtx a, Str number, Str body);
MUST_USE Err closure_withdraw(AccountCtx a);

/* An account's integration sandbox: one, with data, people and keys of its own, in a house beside this one
 * (app/estate.h). Source: spec portal-workflows.md 21, seed rows SC028 and SC029. */
#pragma once
#include "app/ctx.h"
#include "app/job.h"
#include "gen/sandbox_q.h"

extern const Perm SANDBOX_VIEW, SANDBOX_RUN, SANDBOX_MANAGE, SANDBOX_DESK;

typedef enum SandboxState { SANDBOX_NONE, SANDBOX_MAKING, SANDBOX_READY, SANDBOX_FAILED } SandboxState;
typedef struct Sandbox {
    SandboxState state;
    SandboxGetRow row; /* but for SANDBOX_NONE */
    Str label, url;
    bool open; /* it can be gone to now */
    bool busy; /* somebody makes, removes or renews it at this moment */
    int64_t bytes;
} Sandbox;
/* Whether sandboxes are served here at all, and there is room for one more. */
bool sandbox_possible(const App *app);
bool sandbox_room(const App *app);
/* Inside a unit. A making that nobody works at any more, and data that is gone, are a failure that says so. */
MUST_USE Err sandbox_read(AccountCtx a, Sandbox *ret);

/* Passwords that are shown once. */
typedef struct SandboxKeys {
    Str admin_sign_in, admin_password, staff_sign_in, staff_password;
} SandboxKeys;
typedef struct SandboxPerson {
    Str first_name, last_name, sign_in;
} SandboxPerson; /* its Global admin */
/* Problems under first_name, last_name and sign_in. */
void sandbox_check(Ctx *ctx, SandboxPerson *p);
/* The following run outside units and open their own; each is one row of the activity log, one at a time of an account
 * (ERR_CONFLICT with a problem). key: of the form; the same one again is answered by ret_again and does nothing.
 * Makes it, or makes it anew: all in it goes. ERR_CONFLICT with a problem: there is one, and anew is false. */
MUST_USE Err sandbox_make(AccountCtx a, const SandboxPerson *p, bool anew, Str key, SandboxKeys *ret, bool *ret_again);
MUST_USE Err sandbox_new_keys(AccountCtx a, Str key, SandboxKeys *ret, bool *ret_again);
MUST_USE Err sandbox_remove(AccountCtx a);
/* A copy of it, and back to that: all that came since goes. ERR_CONFLICT with a problem. */
MUST_USE Err sandbox_keep(AccountCtx a);
MUST_USE Err sandbox_go_back(AccountCtx a);
/* Ends sandboxes of accounts that are closed. */
extern const JobKind SANDBOX_JOBS[1];
/* The vendor's: by its label. ERR_NOT_FOUND with a problem. */
MUST_USE Err sandbox_remove_of(OperatorCtx o, Str label);

/* One that stands alone: a partner, a catalogue and an application, in a house that holds nothing yet. */
typedef struct SandboxFresh {
    Str tenant, client_id, client_secret, admin_sign_in, admin_password;
} SandboxFresh;
/* seed: a file (seed.h) that it is filled from, or empty; what is wrong with it is written to ret_problems, a line
 * each, with ERR_INVALID. */
MUST_USE Err sandbox_fresh(App *app, Arena *keep, bool limits, Str seed, SandboxFresh *ret, Str *ret_problems,
                           char ret_why[256]);

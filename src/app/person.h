/* Who belongs to a directory: the rows that lists of people are made of, the words they are found by, and whether they
 * may act. Whoever makes, renames, suspends or removes people does it through here (identity_add_user and
 * identity_add_member do), so that every list, session and token agrees. All inside WRITE units, and without asking who
 * may: the caller has done so. */
#pragma once
#include "app/ctx.h"

/* Characters of a first and of a last name, wherever it comes from: forms, files, provisioning, a provider's claims. */
enum { PERSON_NAME_MAX = 120 };
/* Fits, is text, and stands on one line. Empty fits too: whether a name is needed is the form's to say. */
bool person_name_fits(Str name);
Msg person_name_limit(Ctx *ctx); /* what a form says when it does not */

typedef struct PersonJoin {
    Id user_id, directory_id;
    bool guest; /* from outside, by invitation */
    Str origin; /* "direct", "invitation", "import", "provisioning", "federation", "setup"; empty: "direct" */
} PersonJoin;
/* Somebody who was removed from the directory belongs to it again, without the roles of then. */
MUST_USE Err person_join(SystemCtx s, const PersonJoin *join);
/* After a change of name or e-mail, by whomever. */
MUST_USE Err person_reindex(SystemCtx s, Id user_id);
MUST_USE Err person_seen(SystemCtx s, Id user_id); /* has signed in: is not among those who never did */

typedef enum PersonState { PERSON_ACTIVE, PERSON_SUSPENDED, PERSON_REMOVED } PersonState;
typedef struct PersonMove {
    Id user_id, directory_id;
    PersonState to;
    Str reason; /* people's words; may be empty */
} PersonMove;
/* At home (the directory they sign in to): suspended or removed, they can sign in to nothing; sessions and tokens end
 * now. Elsewhere: what they hold by this directory does not count. Removed also loses roles, groups and the name to
 * sign in with, and stays so. ERR_CONFLICT with a problem when an account would be left without a Global admin, and for
 * whoever was removed before. *ret_changed false: was so. */
MUST_USE Err person_move(SystemCtx s, const PersonMove *move, bool *ret_changed);
/* The problem of whoever was removed: ERR_CONFLICT. For pages that would act on them. */
MUST_USE Err person_gone(Ctx *ctx);
/* All sessions, and whatever else was opened before now. */
MUST_USE Err person_end_sessions(SystemCtx s, Id user_id);

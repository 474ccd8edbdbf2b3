/* Access: what of the account a person may open and why, and asking for what they may not. */
#pragma once
#include "app/why.h"

enum { ACCESS_REASON_MAX = 1000, ACCESS_REQUEST_DAYS = 14 };

typedef enum AccessState { ACCESS_OPEN, ACCESS_GRANTED, ACCESS_DECLINED, ACCESS_WITHDRAWN, ACCESS_EXPIRED } AccessState;
AccessState access_state_of(Str word);
const char *access_state_word(AccessState s);
typedef struct AccessRequest {
    Id id, user_id;
    Str person, email;
    const Perm *perm; /* NULL: of a permission that this version does not know */
    Str permission, reason, role, answer, decider;
    AccessState state;
    Time created_at, due_at, decided_at;
} AccessRequest;

/* The signed-in person asks for `permission`. One open request per person and permission: a second is the first
 * (*ret_again). ERR_INVALID with field problems ("reason"); ERR_CONFLICT when they have it, or no role would help. */
MUST_USE Err access_ask(AccountCtx a, Str permission, Str reason, Id *ret_id, bool *ret_again);
MUST_USE Err access_get(AccountCtx a, Id id, AccessRequest *ret);
/* One's own request only; ERR_NOT_FOUND else. */
MUST_USE Err access_withdraw(AccountCtx a, Id id);
/* Gives `role` (one of those that would do) and closes the request. `program` may be empty. When the person has the
 * permission by now, role may be empty and nothing is given. */
MUST_USE Err access_grant(AccountCtx a, Id id, Str role, bool whole_directory);
/* The answer is what the person reads, so it cannot be empty. */
MUST_USE Err access_decline(AccountCtx a, Id id, Str answer);
/* Name of a role, custom ones too, in the reader's language. */
Str access_role_name(Ctx *ctx, Str role, Str custom_name);

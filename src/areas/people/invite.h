/* Invitations of people from outside: who may be asked, the letter with its link, and what accepting does. */
#pragma once
#include "areas/people/people.h"

enum { INVITE_MAX = 10, INVITE_DAYS = 14, INVITE_MESSAGE_MAX = 1000 };

/* Addresses of a text, separated by commas, semicolons, spaces or lines; problems of the field "emails". Each is tidy
 * and of somebody who can be asked. */
MUST_USE Err invite_read(AccountCtx a, const PeopleWorld *w, Str text, Str ret[INVITE_MAX], size_t *ret_n);
/* Whether the address is one that anybody can have for nothing. */
bool invite_is_consumer(Str email);
typedef struct InviteNew {
    Str email, message, locale;
    const RolePlan *plan;
} InviteNew;
/* The row and the letter. */
MUST_USE Err invite_send(AccountCtx a, const PeopleWorld *w, const InviteNew *n);
/* A new link, the old one opens nothing; two weeks from now. */
MUST_USE Err invite_again(AccountCtx a, Id id);
MUST_USE Err invite_withdraw(AccountCtx a, Id id);

/* --- the invited --- */
typedef enum InviteState { INVITE_OPEN, INVITE_NONE, INVITE_EXPIRED, INVITE_ACCEPTED, INVITE_WITHDRAWN } InviteState;
/* By the link's secret. Nothing is told of an invitation that is none. */
MUST_USE Err invite_find(SystemCtx s, Str token, InvitationByTokenRow *ret, InviteState *ret_state);
/* In a WRITE unit: the person belongs to the directory as a guest and holds the roles, as far as whoever invited them
 * may still give them (else ERR_CONFLICT). The unit's account is the invitation's from now on, and its actor the
 * person. */
MUST_USE Err invite_accept(Ctx *ctx, const InvitationByTokenRow *inv, Id user_id, Str name);

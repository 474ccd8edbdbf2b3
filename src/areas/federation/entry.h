/* Who a person of the provider is here, and the roles that what it says gives them. Shared by the files of this area
 * only. */
#pragma once
#include "areas/federation/connection.h"

/* By (issuer, subject). Somebody who comes for the first time is found by a verified e-mail once, among the people of
 * this directory and inside its own domains; else added, when that is set up. Never by e-mail alone across directories:
 * a name that belongs elsewhere is refused. */
typedef enum EntryHow {
    ENTRY_KNOWN,      /* linked before */
    ENTRY_LINKED,     /* by e-mail, now */
    ENTRY_ADDED,      /* now */
    ENTRY_NO_EMAIL,   /* from here on: refused. The provider gives no address */
    ENTRY_UNVERIFIED, /* an address that the provider has not verified */
    ENTRY_FOREIGN,    /* an address outside the directory's domains */
    ENTRY_TAKEN,      /* the name belongs to another directory, or to somebody removed */
    ENTRY_OTHER,      /* the person here belongs to another account of the provider */
    ENTRY_NOT_ADDED,  /* unknown here, and people are not added on their own */
    ENTRY_SUSPENDED
} EntryHow;
Msg entry_refusal(EntryHow how); /* unset when not refused */
static inline bool entry_refused(EntryHow how) { return how >= ENTRY_NO_EMAIL; }

typedef struct EntryRole {
    Str role;
    Id account_id; /* ID_NIL: every account of the directory */
} EntryRole;
typedef struct EntryResult {
    EntryHow how;
    Id user_id; /* of somebody added: set by entry_enter */
    Str sign_in;
    EntryRole *given, *taken; /* by the rules, against what they hold of them now */
    size_t given_n, taken_n;
} EntryResult;

typedef struct Claims {
    const JsonValue *token, *more; /* more: of the userinfo endpoint; may be NULL */
    OpenidPerson person;
} Claims;
/* What would happen; changes nothing. Inside a unit. */
MUST_USE Err entry_decide(DirectoryCtx d, const Connection *c, const Claims *claims, EntryResult *ret);
/* The same, done: the link, the person, the roles. With no unit open; audited as the provider's act. */
MUST_USE Err entry_enter(Ctx *ctx, const Connection *c, const Claims *claims, EntryResult *ret);

/* May a role be given by a rule, or to people who are added, in a directory of this kind? */
bool entry_role_fits(const Role *role, bool operator_);

/* Why somebody may, or may not, do a thing: for every page and action that is refused, and for View permissions.
 * Everything comes from Rights (rights.h), which is also what the dispatcher enforces; nothing is computed twice. */
#pragma once
#include "app/rights.h"

typedef enum WhyReason {
    WHY_EVERYBODY,    /* granted: everybody who belongs to the account has it */
    WHY_BY_ROLE,      /* granted by `by` */
    WHY_OPERATOR,     /* only the vendor's staff have it */
    WHY_KIND,         /* not in accounts of this kind */
    WHY_SIDE,         /* it belongs to partners or to developers, and the account has no program of that side */
    WHY_PROGRAM,      /* the account is in none of the programs that bring it */
    WHY_STANDING,     /* not while the account stands as it does with the vendor */
    WHY_NOT_MEMBER,   /* the person holds nothing in the account */
    WHY_GROUP,        /* a role in `by` would give it, but a group's roles stand in place of it */
    WHY_ONE_PROGRAM,  /* a role in `by` would give it, but was given for one program only */
    WHY_ELSEWHERE,    /* a role that would give it is held in another account of the company (`elsewhere`) */
    WHY_ROLE_REMOVED, /* a custom role that was held has been removed */
    WHY_NO_ROLE,      /* none of the roles held gives it */
} WhyReason;
typedef struct WhyRole {
    Str role;          /* built-in, or "custom:<id>" */
    Str name;          /* of a custom role; empty: ROLES has it */
    size_t power;      /* for the order: what it gives in this account, and of equals what workspaces to come add */
    size_t now;        /* how many permissions it gives in this account */
    bool not_by_owner; /* a custom role with a permission that owners do not hold: only a Global admin gives it */
} WhyRole;
typedef struct WhyPerson { /* who can give one of the roles */
    Id user_id;
    Str name, email;
    const char *as; /* the role that lets them: an id of ROLES */
    Str gives;      /* the weakest of `roles` that they may give */
} WhyPerson;
typedef struct Why {
    const Perm *perm;
    bool granted;
    WhyReason reason;
    const HeldRole **by;
    size_t by_n;
    Str elsewhere; /* name of the other account */
    WhyRole *roles;
    size_t roles_n; /* that would do, weakest first; only roles that make sense in this account */
    WhyPerson *people;
    size_t people_n; /* at most WHY_PEOPLE_MAX, those closest to the asker first: Global admins last */
    Str own;         /* the weakest of `roles` that the person may give: to themselves too; empty: none */
} Why;
enum { WHY_PEOPLE_MAX = 8, WHY_ROLES_MAX = 40 };

/* For the rights of one person in a.ctx's account (rights_of_user). One look at who can give roles is shared by many
 * calls: pass the same WhyAsk. Inside a unit; WHY_ELSEWHERE asks the database once a WhyAsk. */
typedef enum WhyDepth { WHY_REASON_ONLY, WHY_ROLES, WHY_PEOPLE } WhyDepth;
typedef struct WhyAsk {
    AccountCtx a;
    Id user_id;
    RightsAccount account;
    Rights rights;
    WhyDepth depth;   /* what to fill: reason; and Why.roles; and Why.people */
    bool application; /* about an application that acts without a person: only roles that one may hold help it */
    /* filled when first needed */
    struct WhyGivers *givers;
    struct WhyElsewhere *elsewhere;
    struct WhyCustom *custom;
} WhyAsk;
MUST_USE Err why_ask(AccountCtx a, Id user_id, WhyDepth depth, WhyAsk *ret);
/* The same about an application that acts without a person. */
MUST_USE Err why_ask_application(AccountCtx a, Id application_id, WhyDepth depth, WhyAsk *ret);
/* Before many calls of why: reads the custom roles that hold any of these permissions at once. At most 500. */
MUST_USE Err why_prefetch(WhyAsk *ask, const Perm *const *perms, size_t n);
MUST_USE Err why(WhyAsk *ask, const Perm *p, Why *ret);
/* The account has no part in it: no role would give it here. */
bool why_no_role_helps(const Why *w);
/* One sentence: "The role Admin agent gives it, through the group Desk." / "No role of yours gives it." */
Msg why_sentence(Ctx *ctx, const Why *w, bool of_oneself);

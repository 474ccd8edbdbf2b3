/* What a person, or an application without a person, may do in an account, and how it came about. The session and the
 * token use this; so do the pages that explain it and the functions that change it: one computation, so that what is
 * enforced, what is shown and what is explained cannot differ.
 *
 * The rule (spec portal-workflows.md section 3, portal-roles.tsv):
 * 1. A grant covers one location account, a global account with all its locations, or every account of a directory
 *    (account_id nil). It counts only while its directory is linked to the account (account_directory).
 * 2. In an account where a group of the person holds a role, the groups' roles stand in place of the person's own, but
 *    for roles that are `kept` (Global admin).
 * 3. Some roles bring others along (Role.brings), unless an administrator blocked that for the person.
 * 4. A grant for one program gives only the permissions that need a word which this program brings.
 * 5. Permissions that the account's kind or programs do not allow are given by no role.
 * 6. What the account's standing with the vendor takes (standing.h) is given by no role.
 * 7. A custom role is a list of permissions; what it lists and the account does not allow is not given. */
#pragma once
#include "app/ctx.h"

typedef enum HeldFrom { HELD_OWN, HELD_GROUP, HELD_BROUGHT } HeldFrom;
typedef enum HeldCover { COVER_LOCATION, COVER_ACCOUNT, COVER_COMPANY, COVER_DIRECTORY } HeldCover;
typedef struct HeldRole {
    Str role;    /* "admin_agent", or "custom:<id>" */
    Str name;    /* of a custom role; empty: ROLES has it */
    Str program; /* empty: all */
    Str origin;  /* "direct", "invitation", "request", "import", "provisioning", "federation", "setup" */
    HeldFrom from;
    HeldCover cover; /* COVER_COMPANY: given on the global account of this location */
    bool counts;     /* false: a group's roles stand in place of it, or the custom role is removed */
    Id grant_id;     /* row of role_grant or group_grant; of what brought it for HELD_BROUGHT */
    Id account_id;   /* that the grant names; ID_NIL: every account of the directory */
    Id directory_id;
    Id group_id;
    Str group_name;
    Str brought_by; /* role id */
    Time since;
    Id granted_by; /* ID_NIL: set up by the vendor or the program */
    PermSet gives; /* what it gives in this account, or would if it counted */
} HeldRole;
typedef struct Rights {
    HeldRole *held;
    size_t held_n;
    RoleSet roles; /* the built-in ones that count */
    PermSet perms; /* the sum of what counts, and what everybody who belongs has */
    bool member;   /* holds anything that counts */
} Rights;

/* A program that an account is enrolled in. */
typedef struct AccountProgram {
    Str id, brings; /* brings: words by spaces, see program.h */
} AccountProgram;
/* Which account: what of its row decides. */
typedef struct RightsAccount {
    Id id, parent_id;
    Str kind;
    const AccountProgram *programs; /* active ones */
    size_t programs_n;
    ProgramSet brings; /* of all of them */
    Standing standing;
} RightsAccount;
/* With the account's programs. ERR_NOT_FOUND. Inside a unit. */
MUST_USE Err rights_account(SystemCtx s, Id account_id, RightsAccount *ret);
/* A person's rights in an account. Three statements at most. */
MUST_USE Err rights_of_user(SystemCtx s, Id user_id, const RightsAccount *account, Rights *ret);
/* The same for a page of people: as many statements, whatever n is (at most 500). */
MUST_USE Err rights_of_users(SystemCtx s, const Id *users, size_t n, const RightsAccount *account, Rights *ret);
/* A person's rights where no account is: the vendor's staff, and customers' own people. */
MUST_USE Err rights_of_directory(SystemCtx s, Id user_id, Id directory_id, bool operator_, Rights *ret);
/* An application that acts without a person. */
MUST_USE Err rights_of_application(SystemCtx s, Id application_id, const RightsAccount *account, Rights *ret);
/* May a holder of these roles give and take `role` ("custom:..." too)? */
bool rights_may_grant(const RoleSet *granter, Str role);

/* Changing rights. All inside a WRITE unit; they move the versions on, so that the next request sees it. The account's
 * directory must be linked. Problems are set for people: a role one may not give, the last Global admin. */
typedef struct RightsChange {
    Id user_id, group_id, application_id; /* exactly one */
    Id directory_id;      /* in which the principal belongs to (as member or guest); ID_NIL: the account's first */
    bool whole_directory; /* every account of the directory, now and later */
    Id location_id;       /* only this location of the account; ID_NIL: the account with all its locations */
    Str role, program;
    Str origin; /* as HeldRole.origin; empty: "direct" */
} RightsChange;
/* Gives a role in c's account; giving what is held already is OK and changes nothing (*ret_changed false). */
MUST_USE Err rights_give(AccountCtx c, const RightsChange *change, bool *ret_changed);
/* Takes it. ERR_CONFLICT with a problem when it is the last Global admin who could sign in. */
MUST_USE Err rights_take(AccountCtx c, const RightsChange *change, bool *ret_changed);
/* Checks only: OK, or the problem that rights_give/rights_take would set. */
MUST_USE Err rights_check(AccountCtx c, const RightsChange *change, bool taking);
/* How many people other than `but` could still act as Global admin of the account's directory (signed in, active). */
MUST_USE Err rights_admins_left(AccountCtx c, Id but_user_id, int64_t *ret);
/* What stands around giving, taking and acting on people (rights_people.c); each sets a problem for people.
 * May this change be made to this person or application at all: they belong to the directory, the location is one of
 * the account, guests and applications get only roles for them, and what reaches every account of a directory is given
 * by somebody whose own role does. rights_check calls it. */
MUST_USE Err rights_check_fits(AccountCtx c, const RightsChange *change, bool taking);
/* May guests hold it? By Role.guests and the vendor's setting users.guest_roles. */
MUST_USE Err rights_guest_may(Ctx *ctx, Str role, bool *ret);
/* What reaches every account of a directory is given and taken by somebody whose own role does. */
MUST_USE Err rights_check_everywhere(AccountCtx c, Id directory_id, Str role);
/* May the actor manage the directory as a whole: the account it began with is this one, or what the route asks for is
 * theirs there too. ret_keeper: that account's name. */
MUST_USE Err rights_runs_directory(AccountCtx c, Id directory_id, bool *ret, Str *ret_keeper);
/* Acts on the person themselves (password, state, address, removal): only a Global admin does so to holders of guarded
 * roles, in whatever account of the account's directories they hold them; and on people who do not work for this
 * account alone, only who runs the directory. */
MUST_USE Err rights_check_over(AccountCtx c, Id user_id);
/* Would an account of the directory be left without a Global admin who can sign in, if the person went; or is there
 * another reason to stay (Area.person_leaves)? ERR_CONFLICT. */
MUST_USE Err rights_check_leaving(SystemCtx s, Id user_id, Id directory_id);
/* The same of the role that somebody holds in every account of the directory. */
MUST_USE Err rights_check_taking_everywhere(SystemCtx s, Id user_id, Id directory_id);
/* In a WRITE unit that may take a Global admin's powers: of two that do so at once, one runs again and sees the other's
 * change (on PostgreSQL, where each works on a snapshot). */
MUST_USE Err rights_admins_meet(SystemCtx s, Id user_id, Id directory_id);
/* Cached rights of a person, of everybody in an account. */
MUST_USE Err rights_changed_user(SystemCtx s, Id user_id);
MUST_USE Err rights_changed_account(SystemCtx s, Id account_id);
/* In every account that is in the program: what it brings, or its side, is another now. */
MUST_USE Err rights_changed_program(SystemCtx s, Str program);
/* Wherever anybody holds the role. */
MUST_USE Err rights_changed_role(SystemCtx s, Str role);
/* And in its locations. */
MUST_USE Err rights_changed_account_tree(AccountCtx c);
/* The id in "custom:<id>"; false: a built-in role. */
bool rights_custom_id(Str role, Id *ret);
Str rights_custom_role(Arena *a, Id id);

/* Groups and custom roles: making them, for whoever has checked that the actor may. WRITE units. */
typedef struct NewGroup {
    Id directory_id;
    Str name, about, external_id;
    Str origin; /* empty: "direct" */
} NewGroup;
/* ERR_CONFLICT when the directory has a group of that name. */
MUST_USE Err group_add(SystemCtx s, const NewGroup *n, Id *ret_id);
/* Members belong to the group's directory (at home or as guests); anybody else is ERR_NOT_FOUND. */
MUST_USE Err group_member_add(SystemCtx s, Id group_id, Id user_id, bool *ret_changed);
MUST_USE Err group_member_drop(SystemCtx s, Id group_id, Id user_id, bool *ret_changed);
/* With members and grants. */
MUST_USE Err group_drop(SystemCtx s, Id group_id);
typedef struct NewCustomRole {
    Id account_id; /* ID_NIL: the vendor's, for all */
    Str name, about;
    const Str *permissions;
    size_t permissions_n;
} NewCustomRole;
MUST_USE Err custom_role_permission_add(SystemCtx s, Id account_id, Id role_id, Str permission);
MUST_USE Err custom_role_add(SystemCtx s, const NewCustomRole *n, Id *ret_id);

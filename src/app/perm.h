/* Permissions and roles as data. Areas declare permissions and which roles hold them; roles are the table in roles.c
 * (spec portal-roles.tsv). The matrix is built at boot, printed by `entente roles` and golden-listed. */
#pragma once
#include "base/str.h"

enum { PERM_MAX = 512, ROLE_MAX = 128 };
typedef struct PermSet {
    uint64_t w[PERM_MAX / 64];
} PermSet;
typedef struct RoleSet {
    uint64_t w[ROLE_MAX / 64];
} RoleSet;

/* What an account's programs open together, and on which sides they stand (program.h). NULL stands for none. */
typedef struct ProgramSet {
    const Str *words;
    size_t n;
    unsigned sides;
} ProgramSet;

typedef struct Perm {
    Str id;            /* "customers.view": stable, in audit rows, refusals and `entente routes` */
    const char *label; /* N_("View customers") */
    const char
        *roles; /* ids of roles that hold it: "global_admin admin_agent"; "*" everybody signed in to the account */
    const char *programs; /* words of which the account's programs bring one: "csp_direct csp_provider"; NULL: none */
    const char *kinds;    /* account kinds that can use it: "direct provider"; NULL: all */
    unsigned sides;       /* of accounts with a program of such a side; 0: of all */
    bool operator_only;   /* vendor's staff */
    bool sells;           /* something new is sold by it: not in a restricted account (standing.h) */
    bool reads;           /* its writing routes take a copy of what is there: exports */
} Perm;
#define PERM(ID, LABEL, ROLES, ...)                                                                                    \
    {                                                                                                                  \
        .id = S_INIT(ID), .label = (LABEL), .roles = (ROLES), __VA_ARGS__                                              \
    }
extern const Perm PERM_PUBLIC;    /* nobody needs to be signed in: golden-listed */
extern const Perm PERM_SIGNED_IN; /* any signed-in person, for their own things */

typedef enum RoleScope {
    ROLE_DIRECTORY,
    ROLE_ACCOUNT,
    ROLE_PROGRAM,
    ROLE_LOCATION,
    ROLE_PUBLISHER,
    ROLE_OPERATOR
} RoleScope;
/* How pages group roles: "Manages the account", "Assists customers" and so on. */
typedef enum RoleFamily {
    ROLE_FAMILY_ADMIN,
    ROLE_FAMILY_AGENT,
    ROLE_FAMILY_INCENTIVES,
    ROLE_FAMILY_REFERRALS,
    ROLE_FAMILY_INSIGHTS,
    ROLE_FAMILY_DEVELOPER,
    ROLE_FAMILY_MEMBER,
    ROLE_FAMILY_OPERATOR,
    ROLE_FAMILY_CUSTOMER,
    ROLE_FAMILIES
} RoleFamily;
typedef struct Role {
    Str id;
    const char *name; /* N_("Admin agent") */
    const char *about;
    RoleScope scope;
    RoleFamily family;
    const char *granted_by; /* ids of roles whose holders give and take it: "global_admin account_admin" */
    const char *brings;     /* ids of roles that come along with it; NULL: none */
    const char
        *programs; /* words of which the account's programs bring one for the role to make sense; NULL: any account */
    bool kept;     /* a group's roles never stand in place of it: nobody is locked out of their organization */
    bool guarded;  /* of its holders only a Global admin resets the password, suspends, changes or removes them */
    bool guests;   /* people from outside may hold it; the setting users.guest_roles adds to these */
    bool applications; /* an application that acts without a person may hold it */
} Role;
const char *role_family_name(RoleFamily f); /* N_("Manages the account") */
/* Can it be given to people of a partner: not the vendor's roles, not customers'. */
bool role_assignable(const Role *role);
/* Does the role make sense in an account with these programs? */
bool role_fits(const Role *role, const ProgramSet *programs);
extern const Role ROLES[];
extern const size_t ROLES_N;
const Role *role_find(Str id);
int role_index(Str id); /* -1 unknown */
static inline bool role_in(const RoleSet *s, int i) { return i >= 0 && (s->w[i / 64] >> (i % 64) & 1); }
static inline void role_put(RoleSet *s, int i) { s->w[i / 64] |= UINT64_C(1) << (i % 64); }
static inline void role_drop(RoleSet *s, int i) { s->w[i / 64] &= ~(UINT64_C(1) << (i % 64)); }
/* Union of what the roles give, minus what the account's kind and programs do not allow. */
PermSet perm_of_roles(const RoleSet *roles, Str account_kind, const ProgramSet *programs, bool operator_);
/* What an account allows at all: by its kind and programs, or the vendor's staff. */
PermSet perm_allowed_set(Str account_kind, const ProgramSet *programs, bool operator_);
/* What one role's row gives anywhere, without what everybody has. */
const PermSet *perm_role_set(int role);
/* What everybody who belongs has. */
const PermSet *perm_everybody_set(void);
/* Permissions that need this word of programs: what a role gives that was given for one program only. */
PermSet perm_program_set(Str word);
/* Does the account allow it at all: its kind, its programs, the vendor's or not? */
bool perm_allowed(const Perm *p, Str account_kind, const ProgramSet *programs, bool operator_);
/* Of that: has the account a program of the permission's side? */
bool perm_on_side(const Perm *p, const ProgramSet *programs);
void perm_put(PermSet *s, const Perm *p);
void perm_add(PermSet *into, const PermSet *from);
void perm_keep(PermSet *set, const PermSet *only);
void perm_drop(PermSet *set, const PermSet *these);
/* Does the role's own row hold it ("*" counts)? */
bool perm_role_holds(const Perm *p, int role);
bool perm_in(const PermSet *s, const Perm *p);
size_t perm_count(void);
const Perm *perm_at(size_t i);
const Perm *perm_find(Str id);
/* Roles that would give the permission, fewest powers first. */
size_t perm_roles(const Perm *p, const Role **ret, size_t max);

/* What the documents say (src/app/roles.tsv): a permission, the workspace that brings it, and who holds it. One that
 * perm_find knows is built and its own table decides; the others come with their workspace. */
typedef struct RoleFact {
    Str permission;
    const char *workspace; /* as the documents name it, English */
    const char *roles;     /* ids by spaces; a role may stand twice */
} RoleFact;
extern const RoleFact ROLE_FACTS[];
extern const size_t ROLE_FACTS_N;
/* How many permissions a role will bring with workspaces to come: for ordering roles by power. */
size_t role_planned(int role);

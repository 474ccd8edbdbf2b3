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

typedef struct Perm {
    Str id;            /* "customers.view": stable, in audit rows, refusals and `entente routes` */
    const char *label; /* N_("View customers") */
    const char
        *roles; /* ids of roles that hold it: "global_admin admin_agent"; "*" everybody signed in to the account */
    const char *programs; /* account programs of which one is needed: "csp_direct csp_provider"; NULL: none */
    const char *kinds;    /* account kinds that can use it: "direct provider"; NULL: all */
    bool operator_only;   /* vendor's staff */
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
typedef struct Role {
    Str id;
    const char *name;
    const char *about;
    RoleScope scope;
} Role; /* name N_("Admin agent") */
extern const Role ROLES[];
extern const size_t ROLES_N;
const Role *role_find(Str id);
int role_index(Str id); /* -1 unknown */
static inline bool role_in(const RoleSet *s, int i) { return i >= 0 && (s->w[i / 64] >> (i % 64) & 1); }
static inline void role_put(RoleSet *s, int i) { s->w[i / 64] |= UINT64_C(1) << (i % 64); }
/* Union of what the roles give, minus what the account's kind and programs do not allow. */
PermSet perm_of_roles(const RoleSet *roles, Str account_kind, const Str *programs, size_t programs_n, bool operator_);
bool perm_in(const PermSet *s, const Perm *p);
size_t perm_count(void);
const Perm *perm_at(size_t i);
const Perm *perm_find(Str id);
/* Roles that would give the permission, fewest powers first. */
size_t perm_roles(const Perm *p, const Role **ret, size_t max);

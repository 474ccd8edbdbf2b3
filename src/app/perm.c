/* The matrix of permissions and roles, made once from the areas' tables. Lookup afterwards is a bit test. */
#include "app/kernel.h"
#include "base/num.h"

const Perm PERM_PUBLIC = PERM("public", N_("Anybody"), "");
const Perm PERM_SIGNED_IN = PERM("signed_in", N_("Anybody who is signed in"), "*");

typedef struct PermRow {
    const Perm *perm;
    RoleSet roles;
    bool everybody;
} PermRow;
static struct {
    PermRow rows[PERM_MAX];
    size_t n;
    PermSet by_role[ROLE_MAX], everybody;
    size_t planned[ROLE_MAX];
} matrix; /* const after the first use */
/* Where a permission stands in the matrix, by its address: a check is made many times a page. */
enum { PERM_SLOTS = 2 * PERM_MAX };
static uint16_t perm_slots[PERM_SLOTS]; /* place + 1; 0: empty */
static pthread_once_t matrix_once = PTHREAD_ONCE_INIT;

const Role *role_find(Str id)
{
    int i = role_index(id);
    return i < 0 ? NULL : &ROLES[i];
}

int role_index(Str id)
{
    for (size_t i = 0; i < ROLES_N; i++) {
        if (str_eq(ROLES[i].id, id)) {
            return (int)i;
        }
    }
    return -1;
}

bool role_assignable(const Role *role)
{
    return role->family != ROLE_FAMILY_OPERATOR && role->family != ROLE_FAMILY_CUSTOMER;
}

static bool words_have(const char *words, Str word)
{
    Str rest = str_from(words), one;
    while (str_split(&rest, ' ', &one)) {
        if (str_eq(one, word)) {
            return true;
        }
    }
    return false;
}

bool role_fits(const Role *role, const ProgramSet *programs)
{
    for (size_t i = 0; role->programs && programs && i < programs->n; i++) {
        if (words_have(role->programs, programs->words[i])) {
            return true;
        }
    }
    return role->programs == NULL;
}

static void matrix_add(const Perm *perm)
{
    for (size_t i = 0; i < matrix.n; i++) {
        if (matrix.rows[i].perm == perm) {
            return;
        }
    }
    if (matrix.n == PERM_MAX) {
        fputs("entente: more permissions than PERM_MAX\n", stderr);
        abort();
    }
    PermRow *row = &matrix.rows[matrix.n++];
    row->perm = perm;
    Str rest = str_from(perm->roles), word;
    while (str_split(&rest, ' ', &word)) {
        int role = role_index(word);
        if (role >= 0) {
            role_put(&row->roles, role);
        } else if (str_eq(word, S("*"))) {
            row->everybody = true;
        } else if (word.n) {
            fprintf(stderr, "entente: permission %.*s names the role %.*s, which roles.c does not have\n",
                    S_ARG(perm->id), S_ARG(word));
            abort();
        }
    }
}

static void slots_make(void);

static void sets_make(void)
{
    for (size_t i = 0; i < matrix.n; i++) {
        uint64_t bit = UINT64_C(1) << (i % 64);
        matrix.everybody.w[i / 64] |= matrix.rows[i].everybody ? bit : 0;
        for (int role = 0; role < (int)ROLES_N; role++) {
            matrix.by_role[role].w[i / 64] |= role_in(&matrix.rows[i].roles, role) ? bit : 0;
        }
    }
}

static bool is_built(Str permission)
{
    for (size_t i = 0; i < matrix.n; i++) {
        if (str_eq(matrix.rows[i].perm->id, permission)) {
            return true;
        }
    }
    return false;
}

static void count_planned(void)
{
    for (size_t i = 0; i < ROLE_FACTS_N; i++) {
        for (int role = 0; role < (int)ROLES_N && !is_built(ROLE_FACTS[i].permission); role++) {
            matrix.planned[role] += words_have(ROLE_FACTS[i].roles, ROLES[role].id);
        }
    }
}

static void matrix_make(void)
{
    matrix_add(&PERM_PUBLIC);
    matrix_add(&PERM_SIGNED_IN);
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->perms_n; k++) {
            matrix_add(AREAS[i]->perms[k]);
        }
    }
    slots_make();
    sets_make();
    count_planned();
}

static void matrix_ready(void) { (void)pthread_once(&matrix_once, matrix_make); }

static size_t slot_of_perm(const Perm *p)
{
    uint64_t x = (uint64_t)(uintptr_t)p * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(x >> 40) % PERM_SLOTS;
}

static void slots_make(void)
{
    for (size_t i = 0; i < matrix.n; i++) {
        size_t at = slot_of_perm(matrix.rows[i].perm);
        while (perm_slots[at]) {
            at = (at + 1) % PERM_SLOTS;
        }
        perm_slots[at] = (uint16_t)(i + 1);
    }
}

static int perm_index(const Perm *p)
{
    for (size_t at = slot_of_perm(p); perm_slots[at]; at = (at + 1) % PERM_SLOTS) {
        if (matrix.rows[perm_slots[at] - 1].perm == p) {
            return perm_slots[at] - 1;
        }
    }
    return -1;
}

static bool programs_allow(const Perm *p, const ProgramSet *programs)
{
    if (!p->programs) {
        return true;
    }
    for (size_t i = 0; programs && i < programs->n; i++) {
        if (words_have(p->programs, programs->words[i])) {
            return true;
        }
    }
    return false;
}

bool perm_on_side(const Perm *p, const ProgramSet *programs)
{
    return !p->sides || (programs && (p->sides & programs->sides));
}

bool perm_allowed(const Perm *p, Str account_kind, const ProgramSet *programs, bool operator_)
{
    if (p == &PERM_SIGNED_IN || p == &PERM_PUBLIC) {
        return true;
    }
    if (p->operator_only != operator_) {
        return false;
    }
    return operator_ || ((!p->kinds || words_have(p->kinds, account_kind)) && perm_on_side(p, programs) &&
                         programs_allow(p, programs));
}

PermSet perm_allowed_set(Str account_kind, const ProgramSet *programs, bool operator_)
{
    matrix_ready();
    PermSet set = {0};
    for (size_t i = 0; i < matrix.n; i++) {
        if (perm_allowed(matrix.rows[i].perm, account_kind, programs, operator_)) {
            set.w[i / 64] |= UINT64_C(1) << (i % 64);
        }
    }
    return set;
}

const PermSet *perm_role_set(int role)
{
    static const PermSet NONE;
    matrix_ready();
    return role >= 0 && role < ROLE_MAX ? &matrix.by_role[role] : &NONE;
}

const PermSet *perm_everybody_set(void)
{
    matrix_ready();
    return &matrix.everybody;
}

PermSet perm_program_set(Str word)
{
    matrix_ready();
    PermSet set = {0};
    for (size_t i = 0; i < matrix.n; i++) {
        const Perm *p = matrix.rows[i].perm;
        if (p->programs && words_have(p->programs, word)) {
            set.w[i / 64] |= UINT64_C(1) << (i % 64);
        }
    }
    return set;
}

PermSet perm_of_roles(const RoleSet *roles, Str account_kind, const ProgramSet *programs, bool operator_)
{
    PermSet set = *perm_everybody_set(), allowed = perm_allowed_set(account_kind, programs, operator_);
    for (int i = 0; i < (int)ROLES_N; i++) {
        if (role_in(roles, i)) {
            perm_add(&set, &matrix.by_role[i]);
        }
    }
    perm_keep(&set, &allowed);
    return set;
}

void perm_put(PermSet *s, const Perm *p)
{
    matrix_ready();
    int i = perm_index(p);
    if (i >= 0) {
        s->w[i / 64] |= UINT64_C(1) << (i % 64);
    }
}

void perm_add(PermSet *into, const PermSet *from)
{
    for (size_t i = 0; i < COUNT_OF(into->w); i++) {
        into->w[i] |= from->w[i];
    }
}

void perm_keep(PermSet *set, const PermSet *only)
{
    for (size_t i = 0; i < COUNT_OF(set->w); i++) {
        set->w[i] &= only->w[i];
    }
}

void perm_drop(PermSet *set, const PermSet *these)
{
    for (size_t i = 0; i < COUNT_OF(set->w); i++) {
        set->w[i] &= ~these->w[i];
    }
}

bool perm_role_holds(const Perm *p, int role)
{
    matrix_ready();
    int i = perm_index(p);
    return i >= 0 && (matrix.rows[i].everybody || role_in(&matrix.rows[i].roles, role));
}

bool perm_in(const PermSet *s, const Perm *p)
{
    matrix_ready();
    int i = perm_index(p);
    return i >= 0 && (s->w[i / 64] >> (i % 64) & 1);
}

size_t perm_count(void)
{
    matrix_ready();
    return matrix.n;
}

const Perm *perm_at(size_t i)
{
    matrix_ready();
    return i < matrix.n ? matrix.rows[i].perm : NULL;
}

const Perm *perm_find(Str id)
{
    matrix_ready();
    for (size_t i = 0; i < matrix.n; i++) {
        if (str_eq(matrix.rows[i].perm->id, id)) {
            return matrix.rows[i].perm;
        }
    }
    return NULL;
}

size_t role_planned(int role)
{
    matrix_ready();
    return role >= 0 && role < ROLE_MAX ? matrix.planned[role] : 0;
}

/* How many permissions a role gives: its power, for ordering. */
static size_t role_power(int role)
{
    size_t n = 0;
    for (size_t i = 0; i < matrix.n; i++) {
        n += role_in(&matrix.rows[i].roles, role);
    }
    return n + matrix.planned[role];
}

size_t perm_roles(const Perm *p, const Role **ret, size_t max)
{
    matrix_ready();
    int index = perm_index(p);
    if (index < 0) {
        return 0;
    }
    struct {
        size_t power;
        const Role *role;
    } found[ROLE_MAX];
    size_t n = 0;
    for (size_t i = 0; i < ROLES_N; i++) {
        if (!role_in(&matrix.rows[index].roles, (int)i)) {
            continue;
        }
        size_t power = role_power((int)i), at = n++;
        for (; at > 0 && found[at - 1].power > power; at--) {
            found[at] = found[at - 1];
        }
        found[at].power = power;
        found[at].role = &ROLES[i];
    }
    for (size_t i = 0; i < n && i < max; i++) {
        ret[i] = found[i].role;
    }
    return num_min_size(n, max);
}

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
} matrix; /* const after the first use */
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

static void matrix_make(void)
{
    matrix_add(&PERM_PUBLIC);
    matrix_add(&PERM_SIGNED_IN);
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->perms_n; k++) {
            matrix_add(AREAS[i]->perms[k]);
        }
    }
}

static void matrix_ready(void) { (void)pthread_once(&matrix_once, matrix_make); }

static int perm_index(const Perm *p)
{
    /* Few hundred pointers; the areas' tables are asked at most a dozen times a page. */
    for (size_t i = 0; i < matrix.n; i++) {
        if (matrix.rows[i].perm == p) {
            return (int)i;
        }
    }
    return -1;
}

static bool roles_meet(const RoleSet *a, const RoleSet *b)
{
    uint64_t both = 0;
    for (size_t i = 0; i < COUNT_OF(a->w); i++) {
        both |= a->w[i] & b->w[i];
    }
    return both != 0;
}

static bool programs_allow(const Perm *p, const Str *programs, size_t n)
{
    if (!p->programs) {
        return true;
    }
    for (size_t i = 0; i < n; i++) {
        if (words_have(p->programs, programs[i])) {
            return true;
        }
    }
    return false;
}

PermSet perm_of_roles(const RoleSet *roles, Str account_kind, const Str *programs, size_t programs_n, bool operator_)
{
    matrix_ready();
    PermSet set = {0};
    for (size_t i = 0; i < matrix.n; i++) {
        const PermRow *row = &matrix.rows[i];
        const Perm *p = row->perm;
        if (p->operator_only != operator_ && p != &PERM_SIGNED_IN && p != &PERM_PUBLIC) {
            continue;
        }
        if (!operator_ &&
            ((p->kinds && !words_have(p->kinds, account_kind)) || !programs_allow(p, programs, programs_n))) {
            continue;
        }
        if (row->everybody || roles_meet(&row->roles, roles)) {
            set.w[i / 64] |= UINT64_C(1) << (i % 64);
        }
    }
    return set;
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

/* How many permissions a role gives: its power, for ordering. */
static size_t role_power(int role)
{
    size_t n = 0;
    for (size_t i = 0; i < matrix.n; i++) {
        n += role_in(&matrix.rows[i].roles, role);
    }
    return n;
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

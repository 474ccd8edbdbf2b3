/* Why somebody may or may not: see why.h. */
#include "app/why.h"

#include "app/program.h"
#include "app/standing.h"
#include "app/unit.h"
#include "base/num.h"
#include "gen/app_q.h"

enum { GIVERS_MAX = 100, CUSTOM_ROLES_MAX = 200 };

/* People who hold a role that lets them give roles, in the order they are named: by name. */
struct WhyGivers {
    WhyGiversRow *rows;
    size_t n;
};
/* Roles of the person in other accounts of the company. */
struct WhyElsewhere {
    WhyElsewhereRow *rows;
    size_t n;
};
/* Custom roles that can be given here, with a permission each row. */
struct WhyCustom {
    WhyCustomRow *rows;
    size_t n;
};

Err why_ask(AccountCtx a, Id user_id, WhyDepth depth, WhyAsk *ret)
{
    *ret = (WhyAsk){.a = a, .user_id = user_id, .depth = depth};
    TRY(rights_account(system_of(a.ctx), a.ctx->account_id, &ret->account));
    return rights_of_user(system_of(a.ctx), user_id, &ret->account, &ret->rights);
}

Err why_ask_application(AccountCtx a, Id application_id, WhyDepth depth, WhyAsk *ret)
{
    *ret = (WhyAsk){.a = a, .user_id = ID_NIL, .depth = depth, .application = true};
    TRY(rights_account(system_of(a.ctx), a.ctx->account_id, &ret->account));
    return rights_of_application(system_of(a.ctx), application_id, &ret->account, &ret->rights);
}

static bool has_word(const char *words, Str word)
{
    Str rest = str_from(words ? words : ""), one;
    while (rest.n && str_split(&rest, ' ', &one)) {
        if (str_eq(one, word)) {
            return true;
        }
    }
    return false;
}

static size_t power_of(const PermSet *set)
{
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(set->w); i++) {
        n += (size_t)__builtin_popcountll(set->w[i]);
    }
    return n;
}

/* --- the reason --- */

static void note_by(Why *w, const HeldRole *h) { w->by[w->by_n++] = h; }

/* Held roles that give it and count, or (second pass) that would and do not. */
static bool collect(const WhyAsk *ask, bool counting, Why *w)
{
    for (size_t i = 0; i < ask->rights.held_n; i++) {
        const HeldRole *h = &ask->rights.held[i];
        if (h->counts == counting && perm_in(&h->gives, w->perm)) {
            note_by(w, h);
        }
    }
    return w->by_n > 0;
}

static bool for_another_program(const WhyAsk *ask, Why *w)
{
    for (size_t i = 0; i < ask->rights.held_n; i++) {
        const HeldRole *h = &ask->rights.held[i];
        if (h->counts && h->program.n && perm_role_holds(w->perm, role_index(h->role))) {
            note_by(w, h);
        }
    }
    return w->by_n > 0;
}

static bool role_was_removed(const WhyAsk *ask)
{
    Id id;
    for (size_t i = 0; i < ask->rights.held_n; i++) {
        if (rights_custom_id(ask->rights.held[i].role, &id) && ask->rights.held[i].name.n == 0) {
            return true;
        }
    }
    return false;
}

static Err held_elsewhere(WhyAsk *ask, Why *w, bool *ret)
{
    *ret = false;
    if (id_is_nil(ask->user_id)) {
        return OK;
    }
    if (!ask->elsewhere) {
        ask->elsewhere = arena_new(ask->a.ctx->arena, struct WhyElsewhere);
        TRY(q_why_elsewhere(ask->a, &(WhyElsewhereArgs){.user_id = ask->user_id}, &ask->elsewhere->rows,
                            &ask->elsewhere->n));
    }
    for (size_t i = 0; i < ask->elsewhere->n && !*ret; i++) {
        if (perm_role_holds(w->perm, role_index(ask->elsewhere->rows[i].role))) {
            w->elsewhere = ask->elsewhere->rows[i].name;
            *ret = true;
        }
    }
    return OK;
}

static Err find_reason(WhyAsk *ask, Why *w)
{
    const RightsAccount *acc = &ask->account;
    const Perm *p = w->perm;
    bool elsewhere = false;
    if (w->granted) {
        w->reason = collect(ask, true, w) ? WHY_BY_ROLE : WHY_EVERYBODY;
    } else if (p->operator_only) {
        w->reason = WHY_OPERATOR;
    } else if (p->kinds && !has_word(p->kinds, acc->kind)) {
        w->reason = WHY_KIND;
    } else if (!perm_on_side(p, &acc->brings)) {
        w->reason = WHY_SIDE;
    } else if (!perm_allowed(p, acc->kind, &acc->brings, false)) {
        w->reason = WHY_PROGRAM;
    } else if (perm_in(standing_takes(acc->standing), p)) {
        w->reason = WHY_STANDING;
    } else if (collect(ask, false, w)) {
        w->reason = WHY_GROUP;
    } else if (for_another_program(ask, w)) {
        w->reason = WHY_ONE_PROGRAM;
    } else {
        TRY(held_elsewhere(ask, w, &elsewhere));
        w->reason = elsewhere                 ? WHY_ELSEWHERE
                    : role_was_removed(ask)   ? WHY_ROLE_REMOVED
                    : ask->rights.held_n == 0 ? WHY_NOT_MEMBER
                                              : WHY_NO_ROLE;
    }
    return OK;
}

/* --- roles that would do --- */

/* What a role gives here counts first: it is the figure people read. Workspaces to come only part the equal. */
enum { POWER_NOW = 1000 };

static void role_insert(Why *w, WhyRole role)
{
    size_t at = num_min_size(w->roles_n, WHY_ROLES_MAX - 1);
    if (w->roles_n == WHY_ROLES_MAX && w->roles[at].power <= role.power) {
        return;
    }
    for (; at > 0 && w->roles[at - 1].power > role.power; at--) {
        w->roles[at] = w->roles[at - 1];
    }
    w->roles[at] = role;
    w->roles_n = num_min_size(w->roles_n + 1, WHY_ROLES_MAX);
}

static void add_built_in(const WhyAsk *ask, const PermSet *allowed, Why *w)
{
    for (int i = 0; i < (int)ROLES_N; i++) {
        const Role *r = &ROLES[i];
        bool may_hold = !ask->application || r->applications;
        if (may_hold && role_assignable(r) && perm_role_holds(w->perm, i) && role_fits(r, &ask->account.brings)) {
            PermSet gives = *perm_role_set(i);
            perm_keep(&gives, allowed);
            size_t now = power_of(&gives);
            role_insert(w, (WhyRole){.role = r->id, .power = now * POWER_NOW + role_planned(i), .now = now});
        }
    }
}

/* What an owner holds here, and everybody: an owner's custom roles are made of it (rights_check). */
static const Str *owners_permissions(const WhyAsk *ask, size_t *ret_n)
{
    PermSet set = *perm_role_set(role_index(S("owner")));
    PermSet allowed = perm_allowed_set(ask->account.kind, &ask->account.brings, false);
    perm_add(&set, perm_everybody_set());
    perm_keep(&set, &allowed);
    Str *ids = arena_array(ask->a.ctx->arena, Str, perm_count());
    *ret_n = 0;
    for (size_t i = 0; i < perm_count(); i++) {
        if (perm_in(&set, perm_at(i))) {
            ids[(*ret_n)++] = perm_at(i)->id;
        }
    }
    return ids;
}

Err why_prefetch(WhyAsk *ask, const Perm *const *perms, size_t n)
{
    Str *ids = arena_array(ask->a.ctx->arena, Str, n);
    for (size_t i = 0; i < n; i++) {
        ids[i] = perms[i]->id;
    }
    size_t owners_n;
    const Str *owners = owners_permissions(ask, &owners_n);
    ask->custom = arena_new(ask->a.ctx->arena, struct WhyCustom);
    return q_why_custom(
        ask->a, &(WhyCustomArgs){.permissions = ids, .permissions_n = n, .owners = owners, .owners_n = owners_n},
        &ask->custom->rows, &ask->custom->n);
}

static Err add_custom(WhyAsk *ask, Why *w)
{
    struct WhyCustom *all = ask->custom;
    if (!all) {
        TRY(why_prefetch(ask, &w->perm, 1));
    }
    for (size_t i = 0; i < ask->custom->n; i++) {
        const WhyCustomRow *c = &ask->custom->rows[i];
        if (str_eq(c->permission, w->perm->id)) {
            role_insert(w, (WhyRole){.role = rights_custom_role(ask->a.ctx->arena, c->id),
                                     .name = c->name,
                                     .power = (size_t)c->held * POWER_NOW,
                                     .now = (size_t)c->held,
                                     .not_by_owner = c->of_owners < c->held});
        }
    }
    ask->custom = all; /* what was read for one permission says nothing of the next */
    return OK;
}

/* --- people who can give them --- */

static Err read_givers(WhyAsk *ask)
{
    if (ask->givers) {
        return OK;
    }
    ask->givers = arena_new(ask->a.ctx->arena, struct WhyGivers);
    return q_why_givers(ask->a, NULL, &ask->givers->rows, &ask->givers->n);
}

/* The weakest role that a holder of `as` may give; empty: none. */
static Str may_give(const Why *w, Str as)
{
    RoleSet one = {0};
    role_put(&one, role_index(as));
    for (size_t i = 0; i < w->roles_n; i++) {
        bool held = !w->roles[i].not_by_owner || !str_eq(as, S("owner"));
        if (held && rights_may_grant(&one, w->roles[i].role)) {
            return w->roles[i].role;
        }
    }
    return S("");
}

static bool named_already(const Why *w, Id user)
{
    for (size_t i = 0; i < w->people_n; i++) {
        if (id_eq(w->people[i].user_id, user)) {
            return true;
        }
    }
    return false;
}

/* Global admins come last: they are asked for everything already. */
static void add_people(const WhyAsk *ask, bool global, Why *w)
{
    for (size_t i = 0; i < ask->givers->n && w->people_n < WHY_PEOPLE_MAX; i++) {
        const WhyGiversRow *g = &ask->givers->rows[i];
        const Role *as = role_find(g->role);
        if (!as || as->kept != global || id_eq(g->id, ask->user_id) || named_already(w, g->id)) {
            continue;
        }
        Str gives = may_give(w, g->role);
        if (gives.n) {
            Str name = str_fmt(ask->a.ctx->arena, "%.*s %.*s", S_ARG(g->first_name), S_ARG(g->last_name));
            w->people[w->people_n++] =
                (WhyPerson){.user_id = g->id, .name = name, .email = g->email, .as = as->id.p, .gives = gives};
        }
    }
}

static Str own_gives(const WhyAsk *ask, const Why *w)
{
    Str gives = S("");
    for (size_t i = 0; i < ask->givers->n && !gives.n; i++) {
        const WhyGiversRow *g = &ask->givers->rows[i];
        gives = id_eq(g->id, ask->user_id) && role_find(g->role) ? may_give(w, g->role) : gives;
    }
    return gives;
}

bool why_no_role_helps(const Why *w)
{
    return w->reason == WHY_OPERATOR || w->reason == WHY_KIND || w->reason == WHY_SIDE || w->reason == WHY_PROGRAM ||
           w->reason == WHY_STANDING;
}

Err why(WhyAsk *ask, const Perm *p, Why *ret)
{
    Arena *arena = ask->a.ctx->arena;
    *ret = (Why){.perm = p, .granted = perm_in(&ask->rights.perms, p)};
    ret->by = arena_array(arena, const HeldRole *, ask->rights.held_n + 1);
    TRY(find_reason(ask, ret));
    if (ret->granted || ask->depth == WHY_REASON_ONLY || why_no_role_helps(ret)) {
        return OK;
    }
    PermSet allowed = perm_allowed_set(ask->account.kind, &ask->account.brings, false);
    ret->roles = arena_array(arena, WhyRole, WHY_ROLES_MAX);
    add_built_in(ask, &allowed, ret);
    TRY(add_custom(ask, ret));
    if (ask->depth == WHY_PEOPLE) {
        TRY(read_givers(ask));
        ret->people = arena_array(arena, WhyPerson, WHY_PEOPLE_MAX);
        add_people(ask, false, ret);
        add_people(ask, true, ret);
        ret->own = own_gives(ask, ret);
    }
    return OK;
}

/* --- in words --- */

static Str name_of(Ctx *ctx, const HeldRole *h)
{
    const Role *r = role_find(h->role);
    return r ? tr(ctx->locale, NULL, r->name) : h->name;
}

static Msg by_role(Ctx *ctx, const HeldRole *h)
{
    Str role = name_of(ctx, h);
    const Role *brings = role_find(h->brought_by);
    switch (h->from) {
    case HELD_GROUP:
        return MSG2("The role {role} gives it, through the group {group}.", "role", role, "group", h->group_name);
    case HELD_BROUGHT:
        return MSG2("The role {role} gives it, which comes along with {brings}.", "role", role, "brings",
                    brings ? tr(ctx->locale, NULL, brings->name) : h->brought_by);
    case HELD_OWN:
        break;
    }
    return MSG1("The role {role} gives it.", "role", role);
}

Msg why_sentence(Ctx *ctx, const Why *w, bool of_oneself)
{
    switch (w->reason) {
    case WHY_EVERYBODY:
        return MSG("Everybody who belongs to the account has it.");
    case WHY_BY_ROLE:
        return by_role(ctx, w->by[0]);
    case WHY_OPERATOR:
        return MSG("Only the vendor's own staff have it.");
    case WHY_KIND:
        return MSG("It does not exist in accounts of this kind.");
    case WHY_SIDE:
        return w->perm->sides == SIDE_PARTNER
                   ? MSG("It belongs to the partner side of settings, and the account is in no program of partners.")
                   : MSG("It belongs to the developer side of settings, and the account is in no program of "
                         "developers.");
    case WHY_PROGRAM:
        return MSG("The account is in none of the programs that bring it.");
    case WHY_STANDING:
        return MSG(
            "The vendor has restricted or suspended the account, or has not verified it yet; while that is so, nobody "
            "has it.");
    case WHY_NOT_MEMBER:
        return of_oneself ? MSG("You hold no role in this account.") : MSG("This person holds no role in the account.");
    case WHY_GROUP:
        return MSG1("The role {role} would give it, but the roles of a group stand in place of it.", "role",
                    name_of(ctx, w->by[0]));
    case WHY_ONE_PROGRAM:
        return MSG2("The role {role} would give it, but was given for the program {program} only.", "role",
                    name_of(ctx, w->by[0]), "program", w->by[0]->program);
    case WHY_ELSEWHERE:
        return MSG1("A role that would give it is held in {account}, not here.", "account", w->elsewhere);
    case WHY_ROLE_REMOVED:
        return of_oneself ? MSG("A role that you held here has been removed, and no other gives it.")
                          : MSG("A role that this person held has been removed, and no other gives it.");
    case WHY_NO_ROLE:
        return of_oneself ? MSG("None of your roles gives it.") : MSG("None of this person's roles gives it.");
    }
    return (Msg){0};
}

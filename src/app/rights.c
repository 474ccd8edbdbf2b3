/* Rights: who holds what in an account, and what it gives. See rights.h for the rule. */
#include "app/rights.h"

#include "app/program.h"
#include "app/standing.h"
#include "app/unit.h"
#include "base/num.h"
#include "gen/app_q.h"

enum { BROUGHT_MAX = 32, CUSTOM_MAX = 200 };

bool rights_custom_id(Str role, Id *ret)
{
    return str_starts(role, S("custom:")) && id_parse(str_skip(role, 7), ret) == OK;
}

Str rights_custom_role(Arena *a, Id id) { return str_concat(a, S("custom:"), id_text(a, id)); }

/* Each word once. */
static const Str *words_of(Arena *a, const AccountProgram *programs, size_t n, size_t *ret_n)
{
    Str *words = arena_array(a, Str, PROGRAM_OPENS_N);
    *ret_n = 0;
    for (size_t i = 0; i < PROGRAM_OPENS_N; i++) {
        bool there = false;
        for (size_t k = 0; k < n && !there; k++) {
            there = str_has_word(programs[k].brings, PROGRAM_OPENS[i].id);
        }
        if (there) {
            words[(*ret_n)++] = PROGRAM_OPENS[i].id;
        }
    }
    return words;
}

Err rights_account(SystemCtx s, Id account_id, RightsAccount *ret)
{
    RightsAccountRowRow row;
    TRY(q_rights_account_row(s, &(RightsAccountRowArgs){.id = account_id}, &row));
    ActorProgramsRow *rows = NULL;
    size_t n = 0;
    TRY(q_actor_programs(s, &(ActorProgramsArgs){.account_id = account_id}, &rows, &n));
    AccountProgram *programs = arena_array(s.ctx->arena, AccountProgram, n);
    *ret = (RightsAccount){.id = row.id,
                           .parent_id = row.parent_id,
                           .kind = row.kind,
                           .programs = programs,
                           .programs_n = n,
                           .standing = standing_of(row.standing)};
    for (size_t i = 0; i < n; i++) {
        programs[i] = (AccountProgram){rows[i].program, rows[i].brings};
        ret->brings.sides |= program_side(rows[i].side);
    }
    ret->brings.words = words_of(s.ctx->arena, programs, n, &ret->brings.n);
    return OK;
}

/* --- collecting --- */

static HeldCover cover_of(Id grant_account, const RightsAccount *account)
{
    if (id_is_nil(grant_account)) {
        return COVER_DIRECTORY;
    }
    if (!id_eq(grant_account, account->id)) {
        return COVER_COMPANY;
    }
    return id_is_nil(account->parent_id) ? COVER_ACCOUNT : COVER_LOCATION;
}

/* From a row of either query; a group's says which. */
#define HELD(row, way, account)                                                                                        \
    (HeldRole)                                                                                                         \
    {                                                                                                                  \
        .role = (row)->role, .program = (row)->program, .origin = (row)->origin, .from = (way),                        \
        .cover = cover_of((row)->account_id, account), .counts = true, .grant_id = (row)->id,                          \
        .account_id = (row)->account_id, .directory_id = (row)->directory_id, .since = (row)->created_at,              \
        .granted_by = (row)->granted_by                                                                                \
    }

static void add_own(const RightsOwnRow *rows, size_t n, const RightsAccount *account, Rights *r)
{
    for (size_t i = 0; i < n; i++) {
        r->held[r->held_n++] = HELD(&rows[i], HELD_OWN, account);
    }
}

static void add_groups(const RightsByGroupRow *rows, size_t n, const RightsAccount *account, Rights *r)
{
    for (size_t i = 0; i < n; i++) {
        HeldRole *held = &r->held[r->held_n++];
        *held = HELD(&rows[i], HELD_GROUP, account);
        held->group_id = rows[i].group_id;
        held->group_name = rows[i].group_name;
    }
}

/* Rule 2. */
static void let_groups_override(Rights *r)
{
    for (size_t i = 0; i < r->held_n; i++) {
        const Role *role = role_find(r->held[i].role);
        if (r->held[i].from == HELD_OWN && !(role && role->kept)) {
            r->held[i].counts = false;
        }
    }
}

static bool is_blocked(const RightsBlocksRow *blocks, size_t n, const HeldRole *by, Str role)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(blocks[i].role, role) && id_eq(blocks[i].directory_id, by->directory_id)) {
            return true;
        }
    }
    return false;
}

static bool held_already(const Rights *r, Str role, Str program)
{
    for (size_t i = 0; i < r->held_n; i++) {
        if (r->held[i].counts && str_eq(r->held[i].role, role) && str_eq(r->held[i].program, program)) {
            return true;
        }
    }
    return false;
}

/* Rule 3. What is brought brings nothing further. */
static Err add_brought(SystemCtx s, Id user_id, Rights *r)
{
    RightsBlocksRow *blocks = NULL;
    size_t blocks_n = 0, n = r->held_n;
    bool asked = false;
    for (size_t i = 0; i < n; i++) {
        HeldRole by = r->held[i];
        const Role *role = by.counts ? role_find(by.role) : NULL;
        Str rest = str_from(role && role->brings ? role->brings : ""), one;
        while (rest.n && str_split(&rest, ' ', &one)) {
            if (!asked) {
                TRY(q_rights_blocks(s, &(RightsBlocksArgs){.user_id = user_id}, &blocks, &blocks_n));
                asked = true;
            }
            if (r->held_n == n + BROUGHT_MAX || is_blocked(blocks, blocks_n, &by, one) ||
                held_already(r, one, by.program)) {
                continue;
            }
            HeldRole brought = by;
            brought.role = one;
            brought.from = HELD_BROUGHT;
            brought.brought_by = by.role;
            r->held[r->held_n++] = brought;
        }
    }
    return OK;
}

/* --- what they give --- */

static Err custom_permissions(SystemCtx s, Rights *r, RightsCustomRow **ret, size_t *ret_n)
{
    Id *ids = arena_array(s.ctx->arena, Id, r->held_n + 1);
    size_t n = 0;
    for (size_t i = 0; i < r->held_n && n < CUSTOM_MAX; i++) {
        n += rights_custom_id(r->held[i].role, &ids[n]) ? 1 : 0;
    }
    *ret_n = 0;
    return n ? q_rights_custom(s, &(RightsCustomArgs){.ids = ids, .ids_n = n}, ret, ret_n) : OK;
}

static void custom_gives(const PermSet *allowed, const RightsCustomRow *rows, size_t n, Id id, HeldRole *held)
{
    bool there = false;
    for (size_t i = 0; i < n; i++) {
        const Perm *p = id_eq(rows[i].role_id, id) ? perm_find(rows[i].permission) : NULL;
        if (id_eq(rows[i].role_id, id)) {
            there = true;
            held->name = rows[i].name;
        }
        if (p) {
            perm_put(&held->gives, p);
        }
    }
    perm_keep(&held->gives, allowed);
    held->counts = held->counts && there;
}

/* Permissions that need a word which the program brings; none of a program that the account is not in. */
static PermSet program_gives(const RightsAccount *account, Str program)
{
    PermSet set = {0};
    for (size_t i = 0; i < account->programs_n; i++) {
        Str rest = account->programs[i].brings, word;
        while (str_eq(account->programs[i].id, program) && str_split(&rest, ' ', &word)) {
            PermSet some = perm_program_set(word);
            perm_add(&set, &some);
        }
    }
    return set;
}

static void role_gives(const RightsAccount *account, const PermSet *allowed, int role, HeldRole *held)
{
    held->gives = *perm_role_set(role);
    perm_keep(&held->gives, allowed);
    if (held->program.n) { /* rule 4 */
        PermSet some = program_gives(account, held->program);
        perm_keep(&held->gives, &some);
    }
}

static Err compute(SystemCtx s, const RightsAccount *account, const PermSet *may, Rights *r)
{
    RightsCustomRow *custom = NULL;
    size_t custom_n = 0;
    PermSet allowed = may ? *may : perm_allowed_set(account->kind, &account->brings, false);
    TRY(custom_permissions(s, r, &custom, &custom_n));
    for (size_t i = 0; i < r->held_n; i++) {
        HeldRole *h = &r->held[i];
        int role = role_index(h->role);
        Id id;
        if (role >= 0) {
            role_gives(account, &allowed, role, h);
        } else if (rights_custom_id(h->role, &id)) {
            custom_gives(&allowed, custom, custom_n, id, h);
        } else {
            h->counts = false; /* a role that this version does not know */
        }
        if (h->counts) {
            perm_add(&r->perms, &h->gives);
            r->member = true;
            if (role >= 0) {
                role_put(&r->roles, role);
            }
        }
    }
    if (r->member) {
        PermSet everybody = *perm_everybody_set();
        perm_keep(&everybody, &allowed);
        perm_add(&r->perms, &everybody);
    }
    perm_drop(&r->perms, standing_takes(account->standing)); /* rule 6 */
    return OK;
}

/* What roles that are held could bring, at most. */
static size_t brings_max(const Rights *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->held_n && n < BROUGHT_MAX; i++) {
        const Role *role = role_find(r->held[i].role);
        Str rest = str_from(role && role->brings ? role->brings : ""), one;
        while (rest.n && str_split(&rest, ' ', &one)) {
            n++;
        }
    }
    return num_min_size(n, BROUGHT_MAX);
}

static Err one_of(SystemCtx s, Id user_id, const RightsAccount *account, const PermSet *allowed, Rights *r,
                  size_t groups_n)
{
    size_t brought = brings_max(r);
    if (brought) {
        HeldRole *more = arena_array(s.ctx->arena, HeldRole, r->held_n + brought);
        memcpy(more, r->held, r->held_n * sizeof *more);
        r->held = more;
    }
    if (groups_n) {
        let_groups_override(r);
    }
    TRY(add_brought(s, user_id, r));
    return compute(s, account, allowed, r);
}

Err rights_of_users(SystemCtx s, const Id *users, size_t n, const RightsAccount *account, Rights *ret)
{
    RightsOwnRow *own = NULL;
    RightsByGroupRow *of_groups = NULL;
    size_t own_n = 0, groups_n = 0;
    TRY(q_rights_own(
        s, &(RightsOwnArgs){.users = users, .users_n = n, .account_id = account->id, .parent_id = account->parent_id},
        &own, &own_n));
    TRY(q_rights_by_group(
        s,
        &(RightsByGroupArgs){.users = users, .users_n = n, .account_id = account->id, .parent_id = account->parent_id},
        &of_groups, &groups_n));
    PermSet allowed = perm_allowed_set(account->kind, &account->brings, false);
    for (size_t i = 0; i < n; i++) {
        const RightsOwnRow *o = NULL;
        const RightsByGroupRow *g = NULL;
        size_t o_n = 0, g_n = 0;
        for (size_t k = 0; k < own_n; k++) { /* rows of a person stand together */
            o = id_eq(own[k].user_id, users[i]) && !o ? &own[k] : o;
            o_n += id_eq(own[k].user_id, users[i]);
        }
        for (size_t k = 0; k < groups_n; k++) {
            g = id_eq(of_groups[k].user_id, users[i]) && !g ? &of_groups[k] : g;
            g_n += id_eq(of_groups[k].user_id, users[i]);
        }
        ret[i] = (Rights){.held = arena_array(s.ctx->arena, HeldRole, o_n + g_n)};
        add_own(o, o_n, account, &ret[i]);
        add_groups(g, g_n, account, &ret[i]);
        TRY(one_of(s, users[i], account, &allowed, &ret[i], g_n));
    }
    return OK;
}

Err rights_of_user(SystemCtx s, Id user_id, const RightsAccount *account, Rights *ret)
{
    return rights_of_users(s, &user_id, 1, account, ret);
}

Err rights_of_directory(SystemCtx s, Id user_id, Id directory_id, bool operator_, Rights *ret)
{
    ActorDirectoryRolesRow *rows = NULL;
    size_t n = 0;
    TRY(q_actor_directory_roles(s, &(ActorDirectoryRolesArgs){.user_id = user_id, .directory_id = directory_id}, &rows,
                                &n));
    *ret = (Rights){.held = arena_array(s.ctx->arena, HeldRole, n)};
    for (size_t i = 0; i < n; i++) {
        int role = role_index(rows[i].role);
        if (role >= 0) {
            role_put(&ret->roles, role);
            ret->held[ret->held_n++] = (HeldRole){.role = rows[i].role,
                                                  .program = S(""),
                                                  .origin = rows[i].origin,
                                                  .from = HELD_OWN,
                                                  .cover = COVER_DIRECTORY,
                                                  .counts = true,
                                                  .grant_id = rows[i].id,
                                                  .directory_id = directory_id,
                                                  .since = rows[i].created_at,
                                                  .granted_by = rows[i].granted_by,
                                                  .gives = *perm_role_set(role)};
        }
    }
    ret->member = ret->held_n > 0;
    ret->perms = perm_of_roles(&ret->roles, S(""), NULL, operator_);
    return OK;
}

Err rights_of_application(SystemCtx s, Id application_id, const RightsAccount *account, Rights *ret)
{
    RightsOfApplicationRow *rows = NULL;
    size_t n = 0;
    TRY(q_rights_of_application(
        s, &(RightsOfApplicationArgs){.application_id = application_id, .account_id = account->id}, &rows, &n));
    *ret = (Rights){.held = arena_array(s.ctx->arena, HeldRole, n + 1)};
    for (size_t i = 0; i < n; i++) {
        ret->held[ret->held_n++] = (HeldRole){.role = rows[i].role,
                                              .program = S(""),
                                              .origin = S("direct"),
                                              .from = HELD_OWN,
                                              .cover = COVER_ACCOUNT,
                                              .counts = true,
                                              .grant_id = application_id,
                                              .account_id = account->id,
                                              .since = rows[i].created_at,
                                              .granted_by = rows[i].granted_by};
    }
    return compute(s, account, NULL, ret);
}

/* --- changing --- */

static bool any_role_of(const char *names, const RoleSet *set)
{
    Str rest = str_from(names), one;
    while (str_split(&rest, ' ', &one)) {
        if (role_in(set, role_index(one))) {
            return true;
        }
    }
    return false;
}

bool rights_may_grant(const RoleSet *granter, Str role)
{
    const Role *r = role_find(role);
    Id custom;
    return any_role_of(r ? r->granted_by : "global_admin owner", granter) && (r || rights_custom_id(role, &custom));
}

Err rights_changed_user(SystemCtx s, Id user_id)
{
    return q_rights_user_moved(s, &(RightsUserMovedArgs){.id = user_id}, NULL);
}

Err rights_changed_account(SystemCtx s, Id account_id)
{
    return q_rights_account_moved(s, &(RightsAccountMovedArgs){.id = account_id}, NULL);
}

Err rights_changed_program(SystemCtx s, Str program)
{
    return q_rights_program_moved(s, &(RightsProgramMovedArgs){.program = program}, NULL);
}

Err rights_changed_role(SystemCtx s, Str role)
{
    return q_rights_role_moved(s, &(RightsRoleMovedArgs){.role = role}, NULL);
}

Err rights_changed_account_tree(AccountCtx c) { return q_rights_tree_moved(c, NULL, NULL); }

Err rights_admins_left(AccountCtx c, Id but_user_id, int64_t *ret)
{
    RightsAdminsLeftRow row;
    TRY(q_rights_admins_left(c, &(RightsAdminsLeftArgs){.but_user_id = but_user_id}, &row));
    *ret = row.n;
    return OK;
}

static Str name_of_role(Ctx *ctx, Str role)
{
    const Role *r = role_find(role);
    return r ? tr(ctx->locale, NULL, r->name) : role;
}

/* An owner's custom roles, and those of whoever else may give some, hold nothing that the giver does not. */
static Err check_custom(AccountCtx c, Str role, Id id)
{
    Ctx *ctx = c.ctx;
    RightsCustomRow *rows;
    size_t n;
    if (ctx->actor.kind == ACTOR_JOB || role_in(&ctx->actor.roles, role_index(S("global_admin")))) {
        return OK;
    }
    TRY(q_rights_custom(system_of(ctx), &(RightsCustomArgs){.ids = &id, .ids_n = 1}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        const Perm *p = perm_find(rows[i].permission);
        if (p && !ctx_may(ctx, p)) {
            ctx->problem.permission = S("users.grant");
            return problem(ctx, ERR_FORBIDDEN,
                           MSG2("The role {role} holds a permission that you do not: {permission}.", "role",
                                rows[i].name.n ? rows[i].name : role, "permission", tr(ctx->locale, NULL, p->label)),
                           MSG("A Global admin can do it."));
        }
    }
    return OK;
}

static Err directory_named(AccountCtx c, const RightsChange *change, Id *ret);

static Err check_last(AccountCtx c, const RightsChange *change)
{
    Ctx *ctx = c.ctx;
    int64_t left = 0;
    Id directory;
    if (change->whole_directory) {
        TRY(directory_named(c, change, &directory));
        return rights_check_taking_everywhere(system_of(ctx), change->user_id, directory);
    }
    TRY(rights_admins_left(c, change->user_id, &left));
    return left ? OK
                : problem(ctx, ERR_CONFLICT, MSG("This is the last Global admin of the organization."),
                          MSG("Make somebody else Global admin first; two are better than one."));
}

Err rights_check(AccountCtx c, const RightsChange *change, bool taking)
{
    Ctx *ctx = c.ctx;
    const Role *role = role_find(change->role);
    Id custom;
    if (role ? !role_assignable(role) : !rights_custom_id(change->role, &custom)) {
        return problem(ctx, ERR_INVALID, MSG("There is no such role."), MSG("Choose one of the roles in the list."));
    }
    if (!role) {
        RightsCustomThereRow there;
        Err err = q_rights_custom_there(c, &(RightsCustomThereArgs){.id = custom}, &there);
        if (err == ERR_NOT_FOUND && !taking) {
            return problem(ctx, ERR_INVALID, MSG("There is no such role."),
                           MSG("Choose one of the roles in the list."));
        }
        if (err != OK && err != ERR_NOT_FOUND) {
            return err;
        }
    }
    if (ctx->actor.kind != ACTOR_JOB && !rights_may_grant(&ctx->actor.roles, change->role)) {
        ctx->problem.permission = S("users.grant");
        return problem(
            ctx, ERR_FORBIDDEN,
            MSG1("Your roles do not let you give or take the role {role}.", "role", name_of_role(ctx, change->role)),
            MSG("A Global admin can do it, or name somebody who can."));
    }
    if (!role) {
        TRY(check_custom(c, change->role, custom));
    }
    TRY(rights_check_fits(c, change, taking));
    bool last = taking && !id_is_nil(change->user_id) && str_eq(change->role, S("global_admin"));
    return last ? check_last(c, change) : OK;
}

static Id account_named(AccountCtx c, const RightsChange *change)
{
    return change->whole_directory ? ID_NIL : id_is_nil(change->location_id) ? c.ctx->account_id : change->location_id;
}

static Err directory_named(AccountCtx c, const RightsChange *change, Id *ret)
{
    *ret = change->directory_id;
    if (!id_is_nil(*ret)) {
        return OK;
    }
    RightsHomeRow row;
    TRY(q_rights_home(c, NULL, &row));
    *ret = row.directory_id;
    return OK;
}

/* Who holds the role already, or no more, is left as they are: nothing is written, so that there is nothing to record.
 */
Err rights_give(AccountCtx c, const RightsChange *change, bool *ret_changed)
{
    Ctx *ctx = c.ctx;
    int64_t changed = 0;
    Id directory, account = account_named(c, change), by = ctx->actor.user_id;
    Str origin = change->origin.n ? change->origin : S("direct");
    TRY(rights_check(c, change, false));
    TRY(directory_named(c, change, &directory));
    if (!id_is_nil(change->application_id)) {
        TRY(q_rights_application_add(c,
                                     &(RightsApplicationAddArgs){.application_id = change->application_id,
                                                                 .role = change->role,
                                                                 .granted_by = by},
                                     &changed));
        TRY(changed ? rights_changed_account(system_of(ctx), ctx->account_id) : OK);
    } else if (!id_is_nil(change->group_id)) {
        TRY(q_rights_group_add(c,
                               &(RightsGroupAddArgs){.id = ctx_new_id(ctx),
                                                     .group_id = change->group_id,
                                                     .directory_id = directory,
                                                     .account_id = account,
                                                     .role = change->role,
                                                     .program = change->program,
                                                     .origin = origin,
                                                     .granted_by = by},
                               &changed));
        TRY(changed ? q_rights_accounts_moved(c, &(RightsAccountsMovedArgs){.directory_id = directory}, NULL) : OK);
    } else {
        TRY(q_rights_user_add(c,
                              &(RightsUserAddArgs){.id = ctx_new_id(ctx),
                                                   .user_id = change->user_id,
                                                   .directory_id = directory,
                                                   .account_id = account,
                                                   .role = change->role,
                                                   .program = change->program,
                                                   .origin = origin,
                                                   .granted_by = by},
                              &changed));
        TRY(changed ? rights_changed_user(system_of(ctx), change->user_id) : OK);
    }
    *ret_changed = changed > 0;
    return OK;
}

Err rights_take(AccountCtx c, const RightsChange *change, bool *ret_changed)
{
    Ctx *ctx = c.ctx;
    int64_t changed = 0;
    Id directory, account = account_named(c, change);
    TRY(directory_named(c, change, &directory));
    if (!id_is_nil(change->user_id) && str_eq(change->role, S("global_admin"))) {
        TRY(rights_admins_meet(system_of(ctx), change->user_id, directory));
    }
    TRY(rights_check(c, change, true));
    if (!id_is_nil(change->application_id)) {
        TRY(q_rights_application_drop(
            c, &(RightsApplicationDropArgs){.application_id = change->application_id, .role = change->role}, &changed));
        TRY(changed ? rights_changed_account(system_of(ctx), ctx->account_id) : OK);
    } else if (!id_is_nil(change->group_id)) {
        TRY(q_rights_group_drop(c,
                                &(RightsGroupDropArgs){.group_id = change->group_id,
                                                       .directory_id = directory,
                                                       .account_id = account,
                                                       .role = change->role,
                                                       .program = change->program,
                                                       .whole = change->whole_directory},
                                &changed));
        TRY(changed ? q_rights_accounts_moved(c, &(RightsAccountsMovedArgs){.directory_id = directory}, NULL) : OK);
    } else {
        TRY(q_rights_user_drop(c,
                               &(RightsUserDropArgs){.user_id = change->user_id,
                                                     .directory_id = directory,
                                                     .account_id = account,
                                                     .role = change->role,
                                                     .program = change->program,
                                                     .whole = change->whole_directory},
                               &changed));
        TRY(changed ? rights_changed_user(system_of(ctx), change->user_id) : OK);
    }
    *ret_changed = changed > 0;
    return OK;
}

/* --- groups and custom roles --- */

Err group_add(SystemCtx s, const NewGroup *n, Id *ret_id)
{
    int64_t changed = 0;
    *ret_id = ctx_new_id(s.ctx);
    TRY(q_group_insert(s,
                       &(GroupInsertArgs){.id = *ret_id,
                                          .directory_id = n->directory_id,
                                          .name = n->name,
                                          .name_key = fold_search(s.ctx->arena, n->name),
                                          .about = n->about,
                                          .external_id = n->external_id,
                                          .origin = n->origin.n ? n->origin : S("direct")},
                       &changed));
    return changed ? OK
                   : problem(s.ctx, ERR_CONFLICT, MSG1("There is a group named {name} already.", "name", n->name),
                             MSG("Choose another name."));
}

static Err group_moved(SystemCtx s, Id group_id)
{
    return q_group_accounts_moved(s, &(GroupAccountsMovedArgs){.group_id = group_id}, NULL);
}

Err group_member_add(SystemCtx s, Id group_id, Id user_id, bool *ret_changed)
{
    int64_t changed = 0;
    TRY(q_group_member_insert(s, &(GroupMemberInsertArgs){.group_id = group_id, .user_id = user_id}, &changed));
    *ret_changed = changed > 0;
    if (changed) {
        return rights_changed_user(s, user_id);
    }
    GroupMemberThereRow row;
    return q_group_member_there(s, &(GroupMemberThereArgs){.group_id = group_id, .user_id = user_id}, &row);
}

Err group_member_drop(SystemCtx s, Id group_id, Id user_id, bool *ret_changed)
{
    int64_t changed = 0;
    TRY(q_group_member_delete(s, &(GroupMemberDeleteArgs){.group_id = group_id, .user_id = user_id}, &changed));
    *ret_changed = changed > 0;
    return changed ? rights_changed_user(s, user_id) : OK;
}

Err group_drop(SystemCtx s, Id group_id)
{
    TRY(group_moved(s, group_id));
    TRY(q_group_members_delete(s, &(GroupMembersDeleteArgs){.group_id = group_id}, NULL));
    TRY(q_group_grants_delete(s, &(GroupGrantsDeleteArgs){.group_id = group_id}, NULL));
    return q_group_delete(s, &(GroupDeleteArgs){.id = group_id}, NULL);
}

Err custom_role_permission_add(SystemCtx s, Id account_id, Id role_id, Str permission)
{
    return q_custom_role_permission_insert(
        s, &(CustomRolePermissionInsertArgs){.account_id = account_id, .role_id = role_id, .permission = permission},
        NULL);
}

Err custom_role_add(SystemCtx s, const NewCustomRole *n, Id *ret_id)
{
    *ret_id = ctx_new_id(s.ctx);
    TRY(q_custom_role_insert(s,
                             &(CustomRoleInsertArgs){.account_id = n->account_id,
                                                     .id = *ret_id,
                                                     .updated_by = s.ctx->actor.user_id,
                                                     .name = n->name,
                                                     .name_key = fold_search(s.ctx->arena, n->name),
                                                     .about = n->about},
                             NULL));
    for (size_t i = 0; i < n->permissions_n; i++) {
        TRY(custom_role_permission_add(s, n->account_id, *ret_id, n->permissions[i]));
    }
    return OK;
}

/* Rules of custom roles. */
#include "areas/access/custom.h"

#include "app/unit.h"
#include "base/utf8.h"
#include "gen/access_q.h"

Err custom_account(AccountCtx a, RightsAccount *ret)
{
    *ret = (RightsAccount){0};
    return id_is_nil(a.ctx->account_id) ? OK : rights_account(system_of(a.ctx), a.ctx->account_id, ret);
}

/* Whoever is not Global admin makes roles of what they hold themselves. */
static bool holds(const Ctx *ctx, const Perm *p)
{
    return ctx->actor.kind != ACTOR_USER || role_in(&ctx->actor.roles, role_index(S("global_admin"))) ||
           ctx_may(ctx, p);
}

bool custom_offers(const Ctx *ctx, const RightsAccount *account, const Perm *p)
{
    if (p->operator_only || p == &PERM_PUBLIC || p == &PERM_SIGNED_IN || perm_in(perm_everybody_set(), p)) {
        return false;
    }
    return id_is_nil(account->id) || (holds(ctx, p) && perm_allowed(p, account->kind, &account->brings, false));
}

Err custom_get(AccountCtx a, Id id, CustomRole *ret)
{
    CustomRoleGetRow row;
    Err err = q_custom_role_get(a, &(CustomRoleGetArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND || (err == OK && !str_eq(row.state, S("active")))) {
        return problem(a.ctx, ERR_NOT_FOUND, MSG("There is no such role."), MSG("Start from the list of roles."));
    }
    TRY(err);
    CustomRolePermissionsRow *rows;
    size_t n;
    TRY(q_custom_role_permissions(a, &(CustomRolePermissionsArgs){.role_id = id}, &rows, &n));
    *ret = (CustomRole){.id = row.id,
                        .vendor = id_is_nil(row.account_id),
                        .version = row.version,
                        .name = row.name,
                        .about = row.about,
                        .permissions = arena_array(a.ctx->arena, const Perm *, n)};
    for (size_t i = 0; i < n; i++) {
        const Perm *p = perm_find(rows[i].permission);
        if (p) {
            ret->permissions[ret->permissions_n++] = p;
        }
    }
    return OK;
}

/* In English and as the reader knows it: lists and files name roles without saying which kind they are. */
static bool names_built_in(const Ctx *ctx, Str key)
{
    for (size_t i = 0; i < ROLES_N; i++) {
        if (str_eq(key, fold_search(ctx->arena, str_from(ROLES[i].name))) ||
            str_eq(key, fold_search(ctx->arena, tr(ctx->locale, NULL, ROLES[i].name)))) {
            return true;
        }
    }
    return false;
}

static Err check(AccountCtx a, Id id, const CustomInput *in)
{
    Ctx *ctx = a.ctx;
    RightsAccount account;
    TRY(custom_account(a, &account));
    if (in->name.n == 0) {
        problem_field(ctx, S("name"), MSG("Give the role a name that says what it is for."));
    } else if (utf8_count(in->name) > CUSTOM_NAME_MAX) {
        problem_field(ctx, S("name"), MSG("Keep the name under 80 characters."));
    }
    if (utf8_count(in->about) > CUSTOM_ABOUT_MAX) {
        problem_field(ctx, S("about"), MSG("Keep the description under 300 characters."));
    }
    if (in->permissions_n == 0) {
        problem_field(ctx, S("permission"), MSG("Choose at least one permission; without any the role gives nothing."));
    }
    for (size_t i = 0; i < in->permissions_n; i++) {
        if (!custom_offers(ctx, &account, in->permissions[i])) {
            problem_field(
                ctx, S("permission"),
                MSG1("This account cannot give {name}.", "name", tr(ctx->locale, NULL, in->permissions[i]->label)));
        }
    }
    CustomRoleNamedRow row;
    Str key = fold_search(ctx->arena, in->name);
    Err err = q_custom_role_named(a, &(CustomRoleNamedArgs){.name_key = key, .id = id}, &row);
    if (err == OK || names_built_in(ctx, key)) {
        problem_field(ctx, S("name"), MSG("There is a role of that name already."));
    } else if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    return problem_check(ctx);
}

static Str as_json(Ctx *ctx, Str name, Str about, const Perm *const *list, size_t n)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("name"));
    json_str(&j, name);
    json_key(&j, S("about"));
    json_str(&j, about);
    json_key(&j, S("permissions"));
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        json_str(&j, list[i]->id);
    }
    json_arr_end(&j);
    json_obj_end(&j);
    return buf_str(&b);
}

static void audited(Ctx *ctx, Id id, Str name)
{
    ctx->audit.target_kind = S("custom_role");
    ctx->audit.target_id = id;
    ctx->audit.target_name = name;
}

/* Cached rights of whoever may hold it. */
static Err moved(AccountCtx a, Id id)
{
    return id_is_nil(a.ctx->account_id) ? rights_changed_role(system_of(a.ctx), rights_custom_role(a.ctx->arena, id))
                                        : rights_changed_account_tree(a);
}

static Err put_permissions(AccountCtx a, Id id, const CustomInput *in)
{
    for (size_t i = 0; i < in->permissions_n; i++) {
        TRY(custom_role_permission_add(system_of(a.ctx), a.ctx->account_id, id, in->permissions[i]->id));
    }
    return moved(a, id);
}

Err custom_create(AccountCtx a, const CustomInput *in, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    TRY(check(a, ID_NIL, in));
    TRY(custom_role_add(system_of(ctx),
                        &(NewCustomRole){.account_id = ctx->account_id, .name = in->name, .about = in->about}, ret_id));
    TRY(put_permissions(a, *ret_id, in));
    audited(ctx, *ret_id, in->name);
    ctx->audit.after = as_json(ctx, in->name, in->about, in->permissions, in->permissions_n);
    return OK;
}

static Err put(AccountCtx a, const CustomRole *r, int64_t version, const CustomInput *in, Str state)
{
    int64_t changed = 0;
    TRY(q_custom_role_put(a,
                          &(CustomRolePutArgs){.name = in->name,
                                               .name_key = fold_search(a.ctx->arena, in->name),
                                               .about = in->about,
                                               .state = state,
                                               .updated_by = a.ctx->actor.user_id,
                                               .id = r->id,
                                               .version = version},
                          &changed));
    return changed ? OK
                   : problem(a.ctx, ERR_STALE, MSG("Somebody changed this role meanwhile."),
                             MSG("Open it again; nothing of yours was saved."));
}

static const Perm *beyond(const Ctx *ctx, const CustomRole *r)
{
    for (size_t i = 0; i < r->permissions_n; i++) {
        if (!id_is_nil(ctx->account_id) && !holds(ctx, r->permissions[i])) {
            return r->permissions[i];
        }
    }
    return NULL;
}

bool custom_may_change(const Ctx *ctx, const CustomRole *r)
{
    return (!r->vendor || id_is_nil(ctx->account_id)) && !beyond(ctx, r);
}

Err custom_get_own(AccountCtx a, Id id, CustomRole *ret)
{
    Ctx *ctx = a.ctx;
    TRY(custom_get(a, id, ret));
    if (ret->vendor && !id_is_nil(ctx->account_id)) {
        return problem(ctx, ERR_CONFLICT, MSG("This role is the vendor's."),
                       MSG("Make one of your own from it; the vendor's cannot be changed here."));
    }
    const Perm *p = beyond(ctx, ret);
    return p ? problem(ctx, ERR_FORBIDDEN,
                       MSG1("The role holds a permission that you do not: {permission}.", "permission",
                            tr(ctx->locale, NULL, p->label)),
                       MSG("A Global admin can change it."))
             : OK;
}

Err custom_update(AccountCtx a, Id id, int64_t version, const CustomInput *in)
{
    Ctx *ctx = a.ctx;
    CustomRole r;
    TRY(custom_get_own(a, id, &r));
    TRY(check(a, id, in));
    TRY(put(a, &r, version, in, S("active")));
    TRY(q_custom_role_permissions_drop(a, &(CustomRolePermissionsDropArgs){.role_id = id}, NULL));
    TRY(put_permissions(a, id, in));
    audited(ctx, id, in->name);
    ctx->audit.before = as_json(ctx, r.name, r.about, r.permissions, r.permissions_n);
    ctx->audit.after = as_json(ctx, in->name, in->about, in->permissions, in->permissions_n);
    return OK;
}

Err custom_remove(AccountCtx a, Id id, int64_t version)
{
    Ctx *ctx = a.ctx;
    CustomRole r;
    TRY(custom_get_own(a, id, &r));
    TRY(put(a, &r, version, &(CustomInput){.name = r.name, .about = r.about}, S("removed")));
    TRY(moved(a, id));
    audited(ctx, id, r.name);
    ctx->audit.before = as_json(ctx, r.name, r.about, r.permissions, r.permissions_n);
    return OK;
}

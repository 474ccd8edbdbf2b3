/* Rights: what stands around giving and taking roles, and who may act on whom. See rights.h. */
#include "app/area.h"
#include "app/rights.h"
#include "app/route.h"
#include "app/setting.h"
#include "app/unit.h"
#include "gen/app_q.h"

static Str role_word(Ctx *ctx, Str role)
{
    const Role *r = role_find(role);
    return r ? tr(ctx->locale, NULL, r->name) : role;
}

Err rights_guest_may(Ctx *ctx, Str role, bool *ret)
{
    const Role *r = role_find(role);
    Str more;
    TRY(setting_text(ctx, ID_NIL, S("users.guest_roles"), &more));
    *ret = (r && r->guests) || str_has_word(more, role);
    return OK;
}

static Err check_person(AccountCtx c, const RightsChange *change, Id directory_id)
{
    Ctx *ctx = c.ctx;
    RightsMemberRow m;
    Err err = q_rights_member(c, &(RightsMemberArgs){.user_id = change->user_id, .directory_id = directory_id}, &m);
    if (err == ERR_NOT_FOUND || (err == OK && str_eq(m.state, S("removed")))) {
        return problem(ctx, ERR_NOT_FOUND, MSG("This person does not belong to the directory."),
                       MSG("Add or invite them first."));
    }
    TRY(err);
    bool may = true;
    if (str_eq(m.kind, S("guest"))) {
        TRY(rights_guest_may(ctx, change->role, &may));
    }
    return may ? OK
               : problem(ctx, ERR_CONFLICT,
                         MSG1("Guests cannot hold the role {role}.", "role", role_word(ctx, change->role)),
                         MSG("Choose a role for guests, or add the person to your own directory."));
}

Err rights_check_everywhere(AccountCtx c, Id directory_id, Str role)
{
    Ctx *ctx = c.ctx;
    RightsElsewhereRow elsewhere;
    TRY(q_rights_elsewhere(c, &(RightsElsewhereArgs){.directory_id = directory_id}, &elsewhere));
    if (elsewhere.n == 0 || ctx->actor.kind == ACTOR_JOB) {
        return OK;
    }
    RightsEverywhereRow *rows;
    size_t n;
    TRY(q_rights_everywhere(c,
                            &(RightsEverywhereArgs){.user_id = ctx->actor.user_id,
                                                    .directory_id = directory_id,
                                                    .one = elsewhere.others == 0},
                            &rows, &n));
    RoleSet held = {0};
    for (size_t i = 0; i < n; i++) {
        role_put(&held, role_index(rows[i].role));
    }
    if (rights_may_grant(&held, role)) {
        return OK;
    }
    ctx->problem.permission = S("users.grant");
    return problem(ctx, ERR_FORBIDDEN,
                   MSG1("The role {role} would reach every account of the directory, and yours does not.", "role",
                        role_word(ctx, role)),
                   MSG("Choose this account only, or ask somebody whose own role covers every account."));
}

Err rights_check_fits(AccountCtx c, const RightsChange *change, bool taking)
{
    Ctx *ctx = c.ctx;
    Id directory_id = change->directory_id;
    if (id_is_nil(directory_id)) {
        RightsHomeRow home;
        TRY(q_rights_home(c, NULL, &home));
        directory_id = home.directory_id;
    }
    if (!id_is_nil(change->location_id)) {
        RightsLocationRow row;
        Err err = q_rights_location(c, &(RightsLocationArgs){.location_id = change->location_id}, &row);
        if (err == ERR_NOT_FOUND) {
            return problem(ctx, ERR_INVALID, MSG("This is no location of the account."),
                           MSG("Choose one of the locations in the list."));
        }
        TRY(err);
    }
    const Role *role = role_find(change->role);
    if (!taking && !id_is_nil(change->application_id) && !(role && role->applications)) {
        return problem(ctx, ERR_CONFLICT,
                       MSG1("Applications cannot hold the role {role}.", "role", role_word(ctx, change->role)),
                       MSG("Choose one of the roles in the list."));
    }
    if (!taking && !id_is_nil(change->user_id)) {
        TRY(check_person(c, change, directory_id));
    }
    return change->whole_directory ? rights_check_everywhere(c, directory_id, change->role) : OK;
}

/* What the actor does here, they could do in the account that the directory began with. */
static Err may_there(Ctx *ctx, Id keeper, bool *ret)
{
    RightsAccount account;
    Rights rights;
    TRY(rights_account(system_of(ctx), keeper, &account));
    TRY(rights_of_user(system_of(ctx), ctx->actor.user_id, &account, &rights));
    *ret = ctx->route && ctx->route->perm ? perm_in(&rights.perms, ctx->route->perm)
                                          : role_in(&rights.roles, role_index(S("global_admin")));
    return OK;
}

Err rights_runs_directory(AccountCtx c, Id directory_id, bool *ret, Str *ret_keeper)
{
    RightsKeeperRow keeper;
    *ret = c.ctx->actor.kind == ACTOR_JOB;
    *ret_keeper = S("");
    Err err = q_rights_keeper(c, &(RightsKeeperArgs){.directory_id = directory_id}, &keeper);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    *ret_keeper = keeper.name;
    *ret = *ret || id_eq(keeper.id, c.ctx->account_id);
    return *ret ? OK : may_there(c.ctx, keeper.id, ret);
}

/* People who hold nothing here, or something elsewhere too, are not this account's alone. */
static Err check_ours(AccountCtx c, Id user_id)
{
    Ctx *ctx = c.ctx;
    RightsDirectoryOfRow home;
    bool runs;
    Str keeper;
    Err err = q_rights_directory_of(c, &(RightsDirectoryOfArgs){.user_id = user_id}, &home);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err; /* nobody of the account: whoever looks for them says so */
    }
    TRY(rights_runs_directory(c, home.directory_id, &runs, &keeper));
    return runs ? OK
                : problem(ctx, ERR_FORBIDDEN,
                          MSG1("This person's directory is run by {account}, and they do not work for you alone.",
                               "account", keeper),
                          MSG("You decide about their roles here; ask an administrator of that account for the rest."));
}

Err rights_check_over(AccountCtx c, Id user_id)
{
    Ctx *ctx = c.ctx;
    if (ctx->actor.kind == ACTOR_JOB) {
        return OK;
    }
    RightsRolesOverRow *rows;
    size_t n;
    bool all = role_in(&ctx->actor.roles, role_index(S("global_admin"))), ours = true;
    TRY(q_rights_roles_over(c, &(RightsRolesOverArgs){.user_id = user_id}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        const Role *role = role_find(rows[i].role);
        ours = ours && !rows[i].elsewhere;
        if (role && role->guarded && !all) {
            return problem(ctx, ERR_FORBIDDEN,
                           MSG1("This person holds the role {role}. Only a Global admin can do this to them.", "role",
                                role_word(ctx, rows[i].role)),
                           MSG("Ask a Global admin of your organization."));
        }
    }
    return n && ours ? OK : check_ours(c, user_id);
}

static Err left_alone(SystemCtx s, Id user_id, Id directory_id, bool whole_only)
{
    RightsLeftAloneRow *rows;
    size_t n;
    TRY(q_rights_left_alone(
        s, &(RightsLeftAloneArgs){.user_id = user_id, .directory_id = directory_id, .whole_only = whole_only}, &rows,
        &n));
    return n == 0 ? OK
                  : problem(s.ctx, ERR_CONFLICT,
                            MSG1("This is the last Global admin of {account}.", "account", rows[0].name),
                            MSG("Make somebody else Global admin first; two are better than one."));
}

Err rights_check_taking_everywhere(SystemCtx s, Id user_id, Id directory_id)
{
    return left_alone(s, user_id, directory_id, true);
}

Err rights_admins_meet(SystemCtx s, Id user_id, Id directory_id)
{
    return q_rights_admins_meet(s, &(RightsAdminsMeetArgs){.directory_id = directory_id, .user_id = user_id}, NULL);
}

Err rights_check_leaving(SystemCtx s, Id user_id, Id directory_id)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        if (AREAS[i]->person_leaves) {
            TRY(AREAS[i]->person_leaves(s, user_id, directory_id));
        }
    }
    return left_alone(s, user_id, directory_id, false);
}

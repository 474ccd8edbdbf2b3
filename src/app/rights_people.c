/* Rights: what stands around giving and taking roles, and who may act on whom. See rights.h. */
#include "app/rights.h"
#include "app/setting.h"
#include "app/unit.h"
#include "gen/app_q.h"

static Str role_word(Ctx *ctx, Str role)
{
    const Role *r = role_find(role);
    return r ? tr(ctx->locale, NULL, r->name) : role;
}

static bool has_word(Str words, Str word)
{
    Str one;
    while (str_split(&words, ' ', &one)) {
        if (str_eq(one, word)) {
            return true;
        }
    }
    return false;
}

Err rights_guest_may(Ctx *ctx, Str role, bool *ret)
{
    const Role *r = role_find(role);
    Str more;
    TRY(setting_text(ctx, ID_NIL, S("users.guest_roles"), &more));
    *ret = (r && r->guests) || has_word(more, role);
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

/* What reaches accounts that the actor may have no say in. */
static Err check_everywhere(AccountCtx c, const RightsChange *change, Id directory_id)
{
    Ctx *ctx = c.ctx;
    RightsElsewhereRow elsewhere;
    TRY(q_rights_elsewhere(c, &(RightsElsewhereArgs){.directory_id = directory_id}, &elsewhere));
    if (elsewhere.n == 0 || ctx->actor.kind == ACTOR_JOB) {
        return OK;
    }
    RightsEverywhereRow *rows;
    size_t n;
    TRY(q_rights_everywhere(c, &(RightsEverywhereArgs){.user_id = ctx->actor.user_id, .directory_id = directory_id},
                            &rows, &n));
    RoleSet held = {0};
    for (size_t i = 0; i < n; i++) {
        role_put(&held, role_index(rows[i].role));
    }
    if (rights_may_grant(&held, change->role)) {
        return OK;
    }
    ctx->problem.permission = S("users.grant");
    return problem(ctx, ERR_FORBIDDEN,
                   MSG1("The role {role} would reach every account of the directory, and yours does not.", "role",
                        role_word(ctx, change->role)),
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
    return change->whole_directory ? check_everywhere(c, change, directory_id) : OK;
}

Err rights_check_over(AccountCtx c, Id user_id)
{
    Ctx *ctx = c.ctx;
    if (ctx->actor.kind == ACTOR_JOB || role_in(&ctx->actor.roles, role_index(S("global_admin")))) {
        return OK;
    }
    RightsRolesOverRow *rows;
    size_t n;
    TRY(q_rights_roles_over(c, &(RightsRolesOverArgs){.user_id = user_id}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        const Role *role = role_find(rows[i].role);
        if (role && role->guarded) {
            return problem(ctx, ERR_FORBIDDEN,
                           MSG1("This person holds the role {role}. Only a Global admin can do this to them.", "role",
                                role_word(ctx, rows[i].role)),
                           MSG("Ask a Global admin of your organization."));
        }
    }
    return OK;
}

Err rights_check_leaving(SystemCtx s, Id user_id, Id directory_id)
{
    RightsLeftAloneRow *rows;
    size_t n;
    TRY(q_rights_left_alone(s, &(RightsLeftAloneArgs){.user_id = user_id, .directory_id = directory_id}, &rows, &n));
    return n == 0 ? OK
                  : problem(s.ctx, ERR_CONFLICT,
                            MSG1("This is the last Global admin of {account}.", "account", rows[0].name),
                            MSG("Make somebody else Global admin first; two are better than one."));
}

/* What is done to a person: roles taken, suspended, reinstated, removed; and a group's members. The rules of who may
 * are asked here, so that a page, a page of several and a file do the same. */
#include "app/audit.h"
#include "app/person.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/people/people.h"
#include "gen/people_q.h"

/* --- roles --- */

/* How the account may name a grant: its own, one of its locations, or all of the directory. */
static bool names_us(const PeopleWorld *w, const PersonGrantsRow *g, Id account_id, RightsChange *change)
{
    if (id_is_nil(g->account_id)) {
        change->whole_directory = true;
        return true;
    }
    if (id_eq(g->account_id, account_id)) {
        return true;
    }
    change->location_id = g->account_id;
    return people_place(w->locations, w->locations_n, g->account_id) != NULL;
}

/* All of them, or none: what one rule refuses stops the others too. */
static Err take_grants(AccountCtx a, Id user_id, Str role, int64_t *ret_taken)
{
    PersonGrantsRow *rows;
    size_t n, ours_n = 0;
    PeopleWorld w;
    *ret_taken = 0;
    TRY(people_world(a, &w));
    TRY(q_person_grants(a, &(PersonGrantsArgs){.user_id = user_id}, &rows, &n));
    RightsChange *ours = arena_array(a.ctx->arena, RightsChange, n + 1);
    for (size_t i = 0; i < n; i++) {
        RightsChange c = {
            .user_id = user_id, .directory_id = rows[i].directory_id, .role = rows[i].role, .program = rows[i].program};
        if ((role.n == 0 || str_eq(role, rows[i].role)) && names_us(&w, &rows[i], a.ctx->account_id, &c)) {
            TRY(rights_check(a, &c, true));
            ours[ours_n++] = c;
        }
    }
    for (size_t i = 0; i < ours_n; i++) {
        bool changed;
        TRY(rights_take(a, &ours[i], &changed));
        *ret_taken += changed;
    }
    return OK;
}

Err person_tell_taken(AccountCtx a, Id user_id, Str role)
{
    Ctx *ctx = a.ctx;
    const Role *r = role_find(role);
    Str name;
    TRY(people_role_named(a, role, &name));
    Tell tell = {.category = S("account"),
                 .user_id = user_id,
                 .account_id = ctx->account_id,
                 .icon = S("key"),
                 .title = MSG2("You no longer hold the role {role} in {account}.", "role",
                               r ? tell_word(ctx->arena, r->name) : name, "account", ctx->account.name),
                 .url = url_fmt(ctx->arena, "/a/%s/settings/permissions", ctx->account.public_id),
                 .action = MSG("See what you may do")};
    return id_eq(user_id, ctx->actor.user_id) ? OK : tell_user(ctx, &tell);
}

Err person_take_role(AccountCtx a, Id user_id, Str role, bool *ret_changed)
{
    int64_t taken;
    TRY(take_grants(a, user_id, role, &taken));
    *ret_changed = taken > 0;
    return taken ? person_tell_taken(a, user_id, role) : OK;
}

/* --- state --- */

static Err check_acting(AccountCtx a, Id user_id)
{
    if (id_eq(user_id, a.ctx->actor.user_id)) {
        return problem(a.ctx, ERR_CONFLICT, MSG("You cannot do this to yourself."),
                       MSG("Ask another administrator of your organization."));
    }
    return rights_check_over(a, user_id);
}

static Err tell_state(AccountCtx a, Id user_id, Msg title, Str reason)
{
    Tell tell = {.category = S("account"),
                 .user_id = user_id,
                 .account_id = a.ctx->account_id,
                 .icon = S("lock"),
                 .title = title,
                 .line = reason.n ? MSG1("Reason: {reason}", "reason", reason) : (Msg){0},
                 .url = url_static("/sign-in")};
    return tell_user(a.ctx, &tell);
}

static Err audit_state(Ctx *ctx, const char *before, const char *after, Str reason)
{
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"state", str_from(before)});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", str_from(after)}, {"reason", reason});
    return OK;
}

Err person_suspend(AccountCtx a, Id user_id, Id directory_id, Str reason, bool *ret_changed)
{
    Ctx *ctx = a.ctx;
    TRY(check_acting(a, user_id));
    TRY(person_must_be_ours(a, user_id, directory_id));
    TRY(rights_check_leaving(system_of(ctx), user_id, directory_id));
    /* Told before: to somebody who is suspended nothing is sent any more. */
    TRY(tell_state(
        a, user_id,
        MSG2("Your access to {account} was suspended by {who}.", "account", ctx->account.name, "who", ctx->actor.name),
        reason));
    TRY(person_move(
        system_of(ctx),
        &(PersonMove){.user_id = user_id, .directory_id = directory_id, .to = PERSON_SUSPENDED, .reason = reason},
        ret_changed));
    return audit_state(ctx, "active", "suspended", reason);
}

Err person_reinstate(AccountCtx a, Id user_id, Id directory_id, bool *ret_changed)
{
    Ctx *ctx = a.ctx;
    TRY(check_acting(a, user_id));
    TRY(person_must_be_ours(a, user_id, directory_id));
    TRY(person_move(system_of(ctx),
                    &(PersonMove){.user_id = user_id, .directory_id = directory_id, .to = PERSON_ACTIVE}, ret_changed));
    TRY(tell_state(
        a, user_id,
        MSG2("Your access to {account} was given back by {who}.", "account", ctx->account.name, "who", ctx->actor.name),
        S("")));
    return audit_state(ctx, "suspended", "active", S(""));
}

/* --- removing --- */

static Err check_groups(AccountCtx a, const PersonGroupsRow *groups, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(groups[i].origin, S("provisioning"))) {
            return problem(
                a.ctx, ERR_CONFLICT,
                MSG1("The group {group} is kept by provisioning, and gives roles here.", "group", groups[i].name),
                MSG("Take the person out of it where it is kept, or take the group's roles."));
        }
    }
    return OK;
}

/* Groups of theirs that hold a role here. */
static Err groups_here(AccountCtx a, Id user_id, PersonGroupsRow **ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    PersonGroupsRow *rows;
    GroupGrantsRow *grants = NULL;
    size_t n, grants_n = 0;
    PeopleWorld w;
    TRY(people_world(a, &w));
    TRY(q_person_groups(a, &(PersonGroupsArgs){.user_id = user_id}, &rows, &n));
    Id *ids = arena_array(ctx->arena, Id, n + 1);
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[i].id;
    }
    if (n) {
        TRY(q_group_grants(
            a, &(GroupGrantsArgs){.groups = ids, .groups_n = n, .accounts = w.accounts, .accounts_n = w.accounts_n},
            &grants, &grants_n));
    }
    *ret = arena_array(ctx->arena, PersonGroupsRow, n + 1);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        bool here = false;
        for (size_t k = 0; k < grants_n; k++) {
            here = here || id_eq(grants[k].group_id, rows[i].id);
        }
        if (here) {
            (*ret)[(*ret_n)++] = rows[i];
        }
    }
    return OK;
}

Err person_leaves(AccountCtx a, const PersonGetRow *p, PersonLeaves *ret)
{
    Ctx *ctx = a.ctx;
    PersonGrantsRow *grants;
    PersonGroupsRow *groups, *here;
    PersonSessionsRow *sessions;
    size_t grants_n, here_n;
    PeopleWorld w;
    *ret = (PersonLeaves){.elsewhere = S("")};
    TRY(people_world(a, &w));
    TRY(q_person_grants(a, &(PersonGrantsArgs){.user_id = p->user_id}, &grants, &grants_n));
    for (size_t i = 0; i < grants_n; i++) {
        RightsChange c = {0};
        bool ours = names_us(&w, &grants[i], ctx->account_id, &c);
        ret->roles += ours;
        ret->roles_elsewhere += !ours || c.whole_directory;
        if (!ours && ret->elsewhere.n == 0) {
            ret->elsewhere = grants[i].account_name;
        }
    }
    size_t groups_n, sessions_n;
    TRY(q_person_groups(a, &(PersonGroupsArgs){.user_id = p->user_id}, &groups, &groups_n));
    TRY(groups_here(a, p->user_id, &here, &here_n));
    TRY(q_person_sessions(a, &(PersonSessionsArgs){.user_id = p->user_id}, &sessions, &sessions_n));
    ret->groups = (int64_t)groups_n;
    ret->groups_here = (int64_t)here_n;
    ret->sessions = (int64_t)sessions_n;
    return OK;
}

Err person_remove_here(AccountCtx a, const PersonGetRow *p)
{
    Ctx *ctx = a.ctx;
    PersonGroupsRow *groups;
    size_t n;
    int64_t taken;
    bool changed;
    Str before;
    TRY(check_acting(a, p->user_id));
    TRY(person_roles_text(a, p->user_id, &before));
    TRY(groups_here(a, p->user_id, &groups, &n));
    TRY(check_groups(a, groups, n));
    for (size_t i = 0; i < n; i++) {
        TRY(group_leave(a, groups[i].id, p->user_id, &changed));
    }
    TRY(take_grants(a, p->user_id, S(""), &taken));
    TRY(tell_state(a, p->user_id,
                   MSG2("{who} removed you from {account}.", "who", ctx->actor.name, "account", ctx->account.name),
                   S("")));
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"roles", before});
    return OK;
}

Err person_remove_directory(AccountCtx a, const PersonGetRow *p, Str reason)
{
    Ctx *ctx = a.ctx;
    bool changed;
    Str before;
    TRY(check_acting(a, p->user_id));
    TRY(person_must_be_ours(a, p->user_id, p->directory_id));
    TRY(rights_check_leaving(system_of(ctx), p->user_id, p->directory_id));
    TRY(person_roles_text(a, p->user_id, &before));
    TRY(tell_state(a, p->user_id,
                   MSG2("{who} removed you from the directory {directory}.", "who", ctx->actor.name, "directory",
                        p->directory_name),
                   reason));
    TRY(person_move(
        system_of(ctx),
        &(PersonMove){.user_id = p->user_id, .directory_id = p->directory_id, .to = PERSON_REMOVED, .reason = reason},
        &changed));
    if (person_at_home(p)) {
        TRY(identity_drop_factors(system_of(ctx), p->user_id));
    }
    ctx->audit.before =
        AUDIT_JSON(ctx->arena, {"state", str_eq(p->member_state, S("active")) ? S("active") : S("suspended")},
                   {"signIn", p->sign_in}, {"roles", before});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", S("removed")}, {"reason", reason});
    return OK;
}

/* --- groups --- */

Err group_check_members(AccountCtx a, const GroupGetRow *g)
{
    Ctx *ctx = a.ctx;
    GroupRolesAllRow *rows;
    size_t n;
    if (str_eq(g->origin, S("provisioning"))) {
        return problem(ctx, ERR_CONFLICT, MSG1("The members of {group} are kept by provisioning.", "group", g->name),
                       MSG("Change them where the group is kept; its roles can be changed here."));
    }
    TRY(q_group_roles_all(a, &(GroupRolesAllArgs){.group_id = g->id}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (rows[i].elsewhere) {
            TRY(rights_check_everywhere(a, rows[i].directory_id, rows[i].role));
        }
        if (!rights_may_grant(&ctx->actor.roles, rows[i].role)) {
            Str name;
            TRY(people_role_named(a, rows[i].role, &name));
            ctx->problem.permission = S("users.grant");
            return problem(ctx, ERR_FORBIDDEN,
                           MSG2("The group {group} gives the role {role}, which your roles do not let you give.",
                                "group", g->name, "role", name),
                           MSG("Ask a Global admin."));
        }
        RightsChange custom = {.group_id = g->id, .directory_id = g->directory_id, .role = rows[i].role};
        TRY(role_find(rows[i].role) ? OK : rights_check(a, &custom, true));
    }
    return OK;
}

Err group_check_displaced(AccountCtx a, Str role, Str person)
{
    Ctx *ctx = a.ctx;
    const Role *r = role_find(role);
    Str name;
    if ((r && r->kept) || rights_may_grant(&ctx->actor.roles, role)) {
        return OK;
    }
    TRY(people_role_named(a, role, &name));
    ctx->problem.permission = S("users.grant");
    return problem(ctx, ERR_FORBIDDEN,
                   person.n
                       ? MSG2("{person} holds the role {role}, which would not count any more and which your roles "
                              "do not let you take.",
                              "person", person, "role", name)
                       : MSG1("Members hold the role {role}, which would not count any more and which your roles "
                              "do not let you take.",
                              "role", name),
                   MSG("Ask a Global admin."));
}

/* In a group that holds roles somebody's own do not count: who puts them there takes those. */
static Err check_displaced(AccountCtx a, const GroupGetRow *g, const PersonGetRow *p)
{
    GroupRolesAllRow *given;
    PersonGrantsRow *own;
    size_t given_n, own_n;
    TRY(q_group_roles_all(a, &(GroupRolesAllArgs){.group_id = g->id}, &given, &given_n));
    if (given_n == 0) {
        return OK;
    }
    TRY(q_person_grants(a, &(PersonGrantsArgs){.user_id = p->user_id}, &own, &own_n));
    for (size_t i = 0; i < own_n; i++) {
        TRY(group_check_displaced(a, own[i].role, person_name(a.ctx->arena, p->first_name, p->last_name)));
    }
    return OK;
}

static Err check_guest(AccountCtx a, const GroupGetRow *g, const PersonGetRow *p)
{
    GroupRolesAllRow *rows;
    size_t n;
    if (!str_eq(p->kind, S("guest"))) {
        return OK;
    }
    TRY(q_group_roles_all(a, &(GroupRolesAllArgs){.group_id = g->id}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        bool may;
        TRY(rights_guest_may(a.ctx, rows[i].role, &may));
        if (!may) {
            return problem(a.ctx, ERR_CONFLICT,
                           MSG1("The group {group} gives a role that guests cannot hold.", "group", g->name), (Msg){0});
        }
    }
    return OK;
}

static Err group_of(AccountCtx a, Id group_id, GroupGetRow *ret)
{
    Err err = q_group_get(a, &(GroupGetArgs){.id = group_id}, ret);
    return err == ERR_NOT_FOUND
               ? problem(a.ctx, err, MSG("There is no such group."), MSG("Look in the list of groups."))
               : err;
}

Err group_join(AccountCtx a, Id group_id, Id user_id, bool *ret_changed)
{
    Ctx *ctx = a.ctx;
    GroupGetRow g;
    PersonGetRow p;
    TRY(group_of(a, group_id, &g));
    TRY(group_check_members(a, &g));
    TRY(person_get(a, user_id, &p));
    TRY(check_guest(a, &g, &p));
    TRY(check_displaced(a, &g, &p));
    Err err = group_member_add(system_of(ctx), group_id, user_id, ret_changed);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG1("This person does not belong to the directory of {group}.", "group", g.name),
                       (Msg){0});
    }
    TRY(err);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"group", g.name});
    return OK;
}

Err group_leave(AccountCtx a, Id group_id, Id user_id, bool *ret_changed)
{
    Ctx *ctx = a.ctx;
    GroupGetRow g;
    PersonGetRow p;
    TRY(group_of(a, group_id, &g));
    TRY(group_check_members(a, &g));
    TRY(person_get(a, user_id, &p));
    TRY(group_member_drop(system_of(ctx), group_id, user_id, ret_changed));
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"group", g.name});
    return OK;
}

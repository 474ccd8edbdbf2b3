/* Giving and taking roles in place, on the page of one person. */
#include "app/audit.h"
#include "app/unit.h"
#include "areas/people/pages.h"
#include "gen/people_html.h"
#include "gen/people_q.h"
#include "ui/shell.h"

static Err audit_roles(AccountCtx a, Id user_id, Str before)
{
    Ctx *ctx = a.ctx;
    Str after;
    TRY(person_roles_text(a, user_id, &after));
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"roles", before});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"roles", after});
    ctx->audit.skip = str_eq(before, after);
    return OK;
}

Err page_user_role_give(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PersonGetRow p;
    PeopleWorld w;
    RolePlan plan;
    Str before;
    int64_t given;
    TRY(person_of_path(a, &p));
    TRY(people_world(a, &w));
    TRY(role_plan_of_form(a, &plan));
    Err err = plan_check(a, &w, &plan, str_eq(p.kind, S("guest")), true);
    if (err == ERR_INVALID) {
        TRY(person_roles_page(a, &plan));
        return err; /* the page is made; nothing is written */
    }
    TRY(err);
    TRY(person_roles_text(a, p.user_id, &before));
    TRY(plan_give(a, &plan, p.user_id, p.directory_id, S("direct"), &given));
    TRY(audit_roles(a, p.user_id, before));
    ctx_redirect(ctx, person_url(ctx, p.user_id, ""),
                 given ? MSGN("{n} role is given.", "{n} roles are given.", given)
                       : MSG("They hold all of this already."));
    return OK;
}

Err page_user_role_take(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PersonGetRow p;
    Str before, scope = ctx_form(ctx, S("scope"));
    bool changed;
    TRY(person_of_path(a, &p));
    RightsChange c = {.user_id = p.user_id,
                      .directory_id = p.directory_id,
                      .role = ctx_form(ctx, S("role")),
                      .program = ctx_form(ctx, S("program")),
                      .whole_directory = str_eq(scope, S("directory"))};
    if (str_eq(scope, S("locations")) && id_parse(ctx_form(ctx, S("location")), &c.location_id) != OK) {
        return problem(ctx, ERR_INVALID, MSG("This is no location of the account."),
                       MSG("Choose one of the locations in the list."));
    }
    TRY(person_roles_text(a, p.user_id, &before));
    TRY(rights_take(a, &c, &changed));
    TRY(audit_roles(a, p.user_id, before));
    if (changed) {
        TRY(person_tell_taken(a, p.user_id, c.role));
    }
    ctx_redirect(ctx, person_url(ctx, p.user_id, ""),
                 changed ? MSG("The role is taken.") : MSG("They did not hold this role any more."));
    return OK;
}

Err page_person_group_drop(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PersonGetRow p;
    Id group;
    bool changed;
    TRY(person_of_path(a, &p));
    if (id_parse(ctx_form(ctx, S("group")), &group) != OK) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such group."), MSG("Look in the list of groups."));
    }
    TRY(group_leave(a, group, p.user_id, &changed));
    ctx->audit.skip = !changed;
    ctx_redirect(ctx, person_url(ctx, p.user_id, "/groups"), MSG("They are out of the group."));
    return OK;
}

/* Roles of applications that act without a person. The applications themselves are the authority's. */
#include "app/audit.h"
#include "app/unit.h"
#include "areas/people/pages.h"
#include "gen/people_html.h"
#include "gen/people_q.h"
#include "ui/shell.h"

static Url application_url(Ctx *ctx, Id id, const char *rest)
{
    Url base = url_fmt(ctx->arena, "/a/%s/settings/application-roles/%i", ctx->account.public_id, id);
    return (Url){str_concat(ctx->arena, base.s, str_from(rest))};
}

/* What may be given: to applications at all, in an account like this, by the reader, and not held yet. */
static FieldView role_choice(Ctx *ctx, const RightsAccount *account, const GroupRole *held, size_t held_n, Id id)
{
    OptionView *o = arena_array(ctx->arena, OptionView, ROLES_N + 1);
    size_t n = 0;
    for (size_t i = 0; i < ROLES_N; i++) {
        bool has = false;
        for (size_t k = 0; k < held_n; k++) {
            has = has || str_eq(held[k].role, ROLES[i].id);
        }
        if (ROLES[i].applications && !has && role_fits(&ROLES[i], &account->brings) &&
            rights_may_grant(&ctx->actor.roles, ROLES[i].id)) {
            o[n++] = (OptionView){.value = ROLES[i].id, .label = MSG_OF(ROLES[i].name)};
        }
    }
    FieldView f = people_select(ctx, "role", o, n, S(""), MSG("Role"));
    f.id = str_concat(ctx->arena, S("role-"), id_text(ctx->arena, id));
    return f;
}

Err page_applications(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PeopleApplicationsRow *rows;
    PeopleApplicationRolesRow *grants;
    size_t n, grants_n;
    RightsAccount account;
    TRY(rights_account(system_of(ctx), ctx->account_id, &account));
    TRY(q_people_applications(a, NULL, &rows, &n));
    TRY(q_people_application_roles(a, NULL, &grants, &grants_n));
    const Perm *manages = perm_find(S("apps.view")); /* of the area that registers them */
    bool may_open = manages && ctx_may(ctx, manages);
    ApplicationLine *lines = arena_array(ctx->arena, ApplicationLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        GroupRole *roles = arena_array(ctx->arena, GroupRole, grants_n + 1);
        size_t roles_n = 0;
        for (size_t k = 0; k < grants_n; k++) {
            if (id_eq(grants[k].application_id, rows[i].id)) {
                roles[roles_n++] = (GroupRole){.name = people_role_name(ctx, grants[k].role, S("")),
                                               .role = grants[k].role,
                                               .since = grants[k].created_at,
                                               .may_take = rights_may_grant(&ctx->actor.roles, grants[k].role)};
            }
        }
        lines[i] = (ApplicationLine){
            .id = id_text(ctx->arena, rows[i].id),
            .name = rows[i].name,
            .url = may_open ? url_fmt(ctx->arena, "/a/%s/settings/applications/%i", ctx->account.public_id, rows[i].id)
                            : (Url){S("")},
            .state = str_eq(rows[i].state, S("active")) ? (StateView){STATE_GOOD, MSG("Active")}
                                                        : (StateView){STATE_WARN, MSG("Suspended")},
            .roles = roles,
            .roles_n = roles_n,
            .role = role_choice(ctx, &account, roles, roles_n, rows[i].id),
            .give = application_url(ctx, rows[i].id, "/give"),
            .take = application_url(ctx, rows[i].id, "/take")};
    }
    ApplicationsView *v = arena_new(ctx->arena, ApplicationsView);
    *v = (ApplicationsView){.shell = people_shell(ctx, MSG("Roles of applications")), .lines = lines, .lines_n = n};
    v->tabs = people_tabs(ctx, TAB_APPLICATIONS, &v->tabs_n);
    v->manage = may_open ? url_fmt(ctx->arena, "/a/%s/settings/applications", ctx->account.public_id) : (Url){S("")};
    RENDER(ctx, 200, applications, v);
    return OK;
}

static Err change(AccountCtx a, bool taking)
{
    Ctx *ctx = a.ctx;
    Id id;
    PeopleApplicationRow app;
    bool changed;
    TRY(ctx_param_id(ctx, S("application"), &id));
    Err err = q_people_application(a, &(PeopleApplicationArgs){.id = id}, &app);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("There is no such application."), MSG("Look in the list of applications."));
    }
    TRY(err);
    RightsChange c = {.application_id = id, .role = ctx_form(ctx, S("role"))};
    ctx->audit.target_kind = S("application");
    ctx->audit.target_id = id;
    ctx->audit.target_name = app.name;
    TRY(taking ? rights_take(a, &c, &changed) : rights_give(a, &c, &changed));
    Str json = AUDIT_JSON(ctx->arena, {"roles", c.role});
    ctx->audit.before = taking ? json : S("");
    ctx->audit.after = taking ? S("") : json;
    ctx->audit.skip = !changed;
    ctx_redirect(ctx, url_fmt(ctx->arena, "/a/%s/settings/application-roles", ctx->account.public_id),
                 taking ? MSG("The role is taken.") : MSG("The role is given."));
    return OK;
}

Err page_application_give(AccountCtx a) { return change(a, false); }
Err page_application_take(AccountCtx a) { return change(a, true); }

/* Groups: the list, one group with its roles and members, and what a change of either does to people, before it does.
 */
#include "app/audit.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/people/pages.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/people_html.h"
#include "gen/people_q.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { NAME_CHARS_MAX = 80, ABOUT_CHARS_MAX = 200, NAMES_MAX = 200 };

static bool provisioned(Str origin) { return str_eq(origin, S("provisioning")); }

static ShellView *group_shell(Ctx *ctx, Msg title, Str name)
{
    ShellView *shell = people_sub_shell(ctx, title, name);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    memcpy(crumbs, shell->crumbs, 3 * sizeof *crumbs);
    crumbs[1] = (Crumb){.label = MSG("Groups"), .url = groups_url(ctx, "")};
    shell->crumbs = crumbs;
    return shell;
}

/* --- the list --- */

static Err grants_of(AccountCtx a, const PeopleWorld *w, const Id *ids, size_t n, GroupGrantsRow **ret, size_t *ret_n)
{
    *ret_n = 0;
    return n ? q_group_grants(a,
                              &(GroupGrantsArgs){
                                  .groups = ids, .groups_n = n, .accounts = w->accounts, .accounts_n = w->accounts_n},
                              ret, ret_n)
             : OK;
}

static Err role_texts(AccountCtx a, const PeopleWorld *w, const GroupListRow *rows, size_t n, Str *ret)
{
    Ctx *ctx = a.ctx;
    Id *ids = arena_array(ctx->arena, Id, n + 1);
    GroupGrantsRow *grants;
    size_t grants_n;
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[i].id;
        ret[i] = S("");
    }
    TRY(grants_of(a, w, ids, n, &grants, &grants_n));
    for (size_t k = 0; k < grants_n; k++) {
        Str name;
        TRY(people_role_named(a, grants[k].role, &name));
        for (size_t i = 0; i < n; i++) {
            if (id_eq(ids[i], grants[k].group_id)) {
                ret[i] = ret[i].n ? str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(ret[i]), S_ARG(name)) : name;
            }
        }
    }
    return OK;
}

Err page_groups(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PeopleWorld w;
    GroupListRow *rows;
    size_t n;
    PageInfo info;
    Str q = utf8_prefix(str_trim(ctx_query(ctx, S("q"))), 80), folded = fold_search(ctx->arena, q);
    GroupListArgs args = {.with_word = folded.n > 0, .pattern = str_fmt(ctx->arena, "%%%.*s%%", S_ARG(folded))};
    PageAsk ask = {.size = 50, .after = ctx_query(ctx, S("after")), .before = ctx_query(ctx, S("before"))};
    TRY(people_world(a, &w));
    TRY(q_group_list(a, &args, &ask, &rows, &n, &info));
    Str *roles = arena_array(ctx->arena, Str, n + 1);
    TRY(role_texts(a, &w, rows, n, roles));
    GroupLine *lines = arena_array(ctx->arena, GroupLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        lines[i] = (GroupLine){.name = rows[i].name,
                               .about = rows[i].about,
                               .roles = roles[i],
                               .url = group_url(ctx, rows[i].id, ""),
                               .members = rows[i].members,
                               .provisioned = provisioned(rows[i].origin)};
    }
    GroupsView *v = arena_new(ctx->arena, GroupsView);
    *v = (GroupsView){
        .shell = people_shell(ctx, MSG("Groups")),
        .lines = lines,
        .lines_n = n,
        .may_manage = ctx_may(ctx, &GROUPS_MANAGE),
        .new_url = groups_url(ctx, "/new"),
        .action = groups_url(ctx, ""),
        .q = {.kind = FIELD_SEARCH, .name = S("q"), .value = q, .label = MSG("Name"), .id = S("group-search")}};
    v->tabs = people_tabs(ctx, TAB_GROUPS, &v->tabs_n);
    Url here = url_with(ctx->arena, v->action, S("q"), q);
    v->pager = (PagerView){.has_next = info.next.n > 0,
                           .has_previous = info.previous.n > 0,
                           .next = url_with(ctx->arena, here, S("after"), info.next),
                           .previous = url_with(ctx->arena, here, S("before"), info.previous)};
    RENDER(ctx, 200, groups, v);
    return OK;
}

/* --- make and rename --- */

typedef struct GroupEdit {
    Str name, about, directory;
} GroupEdit;

static GroupEdit edit_of_form(Ctx *ctx)
{
    return (GroupEdit){str_trim(ctx_form(ctx, S("name"))), str_trim(ctx_form(ctx, S("about"))),
                       ctx_form(ctx, S("directory"))};
}

static Err check_group(AccountCtx a, const GroupEdit *e, Id directory_id, Id but_id)
{
    Ctx *ctx = a.ctx;
    if (e->name.n == 0 || utf8_count(e->name) > NAME_CHARS_MAX || utf8_has_control(e->name)) {
        problem_field(ctx, S("name"), MSG1("Enter a name of at most {n} characters.", "n", S("80")));
    }
    if (utf8_count(e->about) > ABOUT_CHARS_MAX) {
        problem_field(ctx, S("about"), MSG1("Use at most {n} characters.", "n", S("200")));
    }
    GroupNameTakenRow taken;
    Err err = q_group_name_taken(
        a, &(GroupNameTakenArgs){.directory_id = directory_id, .name_key = fold_search(ctx->arena, e->name)}, &taken);
    if (err == OK && !id_eq(taken.id, but_id)) {
        problem_field(ctx, S("name"), MSG1("There is a group named {name} already.", "name", e->name));
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static GroupFormView *form_view(Ctx *ctx, const PeopleWorld *w, const GroupEdit *e, Msg title, Url action, Url back)
{
    GroupFormView *v = arena_new(ctx->arena, GroupFormView);
    *v = (GroupFormView){.shell = group_shell(ctx, title, S("")),
                         .form = {.action = action, .errors = people_errors(ctx)},
                         .name = people_field(ctx, "name", e->name, MSG("Name")),
                         .about = people_field(ctx, "about", e->about, MSG("What it is for")),
                         .directory = directory_select(ctx, w, e->directory),
                         .many_directories = w->directories_n > 1,
                         .back = back};
    v->about.optional = true;
    return v;
}

Err page_group_new(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PeopleWorld w;
    TRY(people_world(a, &w));
    GroupFormView *v =
        form_view(ctx, &w, &(GroupEdit){0}, MSG("Make a group"), groups_url(ctx, "/new"), groups_url(ctx, ""));
    v->is_new = true;
    RENDER(ctx, 200, group_form, v);
    return OK;
}

Err page_group_new_do(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PeopleWorld w;
    GroupEdit e = edit_of_form(ctx);
    Id directory, id;
    TRY(people_world(a, &w));
    if (id_parse(e.directory, &directory) != OK || !people_place(w.directories, w.directories_n, directory)) {
        directory = w.directories[0].id;
    }
    TRY(check_group(a, &e, directory, ID_NIL));
    if (problem_check(ctx) != OK) {
        GroupFormView *v = form_view(ctx, &w, &e, MSG("Make a group"), groups_url(ctx, "/new"), groups_url(ctx, ""));
        v->is_new = true;
        return RENDER_FAILED(ctx, group_form, v);
    }
    TRY(group_add(system_of(ctx), &(NewGroup){.directory_id = directory, .name = e.name, .about = e.about}, &id));
    ctx->audit.target_kind = S("group");
    ctx->audit.target_id = id;
    ctx->audit.target_name = e.name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"name", e.name}, {"about", e.about});
    ctx_redirect(ctx, group_url(ctx, id, ""), MSG("The group is made. Give it roles and members."));
    return OK;
}

Err group_of_path(AccountCtx a, GroupGetRow *ret)
{
    Ctx *ctx = a.ctx;
    Id id;
    TRY(ctx_param_id(ctx, S("group"), &id));
    Err err = q_group_get(a, &(GroupGetArgs){.id = id}, ret);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("There is no such group."), MSG("Look in the list of groups."));
    }
    TRY(err);
    ctx->audit.target_kind = S("group");
    ctx->audit.target_id = id;
    ctx->audit.target_name = ret->name;
    return OK;
}

static Err must_be_ours(Ctx *ctx, const GroupGetRow *g)
{
    return provisioned(g->origin)
               ? problem(ctx, ERR_CONFLICT, MSG1("The group {group} is kept by provisioning.", "group", g->name),
                         MSG("Change it where it is kept; its roles can be changed here."))
               : OK;
}

Err page_group_edit(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    GroupGetRow g;
    TRY(group_of_path(a, &g));
    TRY(must_be_ours(ctx, &g));
    GroupEdit e = {g.name, g.about, S("")};
    GroupFormView *v = form_view(ctx, &(PeopleWorld){0}, &e, MSG("Rename the group"), group_url(ctx, g.id, "/edit"),
                                 group_url(ctx, g.id, ""));
    v->form.version = g.version;
    RENDER(ctx, 200, group_form, v);
    return OK;
}

Err page_group_edit_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    GroupGetRow g;
    GroupEdit e = edit_of_form(ctx);
    int64_t version = 0, changed;
    TRY(group_of_path(a, &g));
    TRY(must_be_ours(ctx, &g));
    TRY(check_group(a, &e, g.directory_id, g.id));
    if (str_to_i64(ctx_form(ctx, S("version")), &version) != OK || version != g.version) {
        problem_field(ctx, S("name"), MSG("Somebody changed this group meanwhile. Look at it, then save again."));
    }
    if (problem_check(ctx) != OK) {
        GroupFormView *v = form_view(ctx, &(PeopleWorld){0}, &e, MSG("Rename the group"), group_url(ctx, g.id, "/edit"),
                                     group_url(ctx, g.id, ""));
        v->form.version = g.version;
        return RENDER_FAILED(ctx, group_form, v);
    }
    TRY(q_group_edit(a,
                     &(GroupEditArgs){.name = e.name,
                                      .name_key = fold_search(ctx->arena, e.name),
                                      .about = e.about,
                                      .id = g.id,
                                      .version = version},
                     &changed));
    if (!changed) {
        return ERR_STALE;
    }
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"name", g.name}, {"about", g.about});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"name", e.name}, {"about", e.about});
    ctx_redirect(ctx, group_url(ctx, g.id, ""), MSG("The changes are saved."));
    return OK;
}

/* --- one group --- */

static Err fill_group_roles(AccountCtx a, const PeopleWorld *w, const GroupGetRow *g, GroupView *v)
{
    Ctx *ctx = a.ctx;
    GroupGrantsRow *rows;
    size_t n;
    TRY(grants_of(a, w, &g->id, 1, &rows, &n));
    GroupRole *roles = arena_array(ctx->arena, GroupRole, n + 1);
    for (size_t i = 0; i < n; i++) {
        const PeoplePlace *l = people_place(w->locations, w->locations_n, rows[i].account_id);
        bool whole = id_is_nil(rows[i].account_id), ours = id_eq(rows[i].account_id, ctx->account_id);
        Str name;
        TRY(people_role_named(a, rows[i].role, &name));
        roles[i] = (GroupRole){
            .name = name,
            .role = rows[i].role,
            .scope = l       ? l->name
                     : whole ? tr(ctx->locale, NULL, TR("Every account of the directory"))
                             : tr(ctx->locale, NULL, w->locations_n ? TR("The whole company") : TR("This account")),
            .program = rows[i].program,
            .only = only_program(&w->programs, rows[i].program),
            .since = rows[i].created_at,
            .take_scope = l       ? S("locations")
                          : whole ? S("directory")
                                  : S("account"),
            .location = l ? id_text(ctx->arena, l->id) : S(""),
            .whole = whole,
            .may_take = (ours || whole || l) && v->may_grant && rights_may_grant(&ctx->actor.roles, rows[i].role)};
    }
    v->roles = roles;
    v->roles_n = n;
    return OK;
}

static Err fill_members(AccountCtx a, const GroupGetRow *g, GroupView *v)
{
    Ctx *ctx = a.ctx;
    GroupMembersRow *rows;
    size_t n;
    PageInfo info;
    PageAsk ask = {.size = 50, .after = ctx_query(ctx, S("after")), .before = ctx_query(ctx, S("before"))};
    TRY(q_group_members(a, &(GroupMembersArgs){.group_id = g->id}, &ask, &rows, &n, &info));
    GroupMember *lines = arena_array(ctx->arena, GroupMember, n + 1);
    for (size_t i = 0; i < n; i++) {
        lines[i] = (GroupMember){
            .id = id_text(ctx->arena, rows[i].user_id),
            .name = person_name(ctx->arena, rows[i].first_name, rows[i].last_name),
            .sign_in = rows[i].sign_in,
            .url = person_url(ctx, rows[i].user_id, ""),
            .state = person_state(people_status(rows[i].state, rows[i].member_state, rows[i].last_seen_at))};
    }
    Url here = group_url(ctx, g->id, "");
    v->lines = lines;
    v->lines_n = n;
    v->pager = (PagerView){.has_next = info.next.n > 0,
                           .has_previous = info.previous.n > 0,
                           .next = url_with(ctx->arena, here, S("after"), info.next),
                           .previous = url_with(ctx->arena, here, S("before"), info.previous)};
    return OK;
}

/* A rule that keeps the reader from the members is said in place of the form. */
static Err fill_closed(AccountCtx a, const GroupGetRow *g, GroupView *v)
{
    Ctx *ctx = a.ctx;
    Err err = group_check_members(a, g);
    if (err != OK && err != ERR_FORBIDDEN && err != ERR_CONFLICT) {
        return err;
    }
    bool managed = false;
    v->may_members = err == OK && v->may_manage;
    if (v->may_members) {
        TRY(people_managed(a, g->directory_id, &managed));
    }
    v->may_hand_over = managed;
    v->may_take_back = v->may_manage && time_is_set(g->handed_over_at);
    v->closed = err == OK ? (Msg){0} : ctx->problem.message;
    if (err != OK) {
        ctx->problem = (Problem){0};
    }
    return OK;
}

static Err group_view(AccountCtx a, const GroupGetRow *g, const RolePlan *plan, Str names, GroupView **ret)
{
    Ctx *ctx = a.ctx;
    PeopleWorld w;
    GroupView *v = arena_new(ctx->arena, GroupView);
    TRY(people_world(a, &w));
    *v = (GroupView){.shell = group_shell(ctx, (Msg){0}, g->name),
                     .name = g->name,
                     .about = g->about,
                     .directory = g->directory_name,
                     .provisioned = provisioned(g->origin),
                     .handed_over_at = g->handed_over_at,
                     .hand_over = group_url(ctx, g->id, "/hand-over"),
                     .take_back = group_url(ctx, g->id, "/take-back"),
                     .members = g->members,
                     .may_manage = ctx_may(ctx, &GROUPS_MANAGE),
                     .may_grant = people_may_give(ctx),
                     .edit = group_url(ctx, g->id, "/edit"),
                     .remove = group_url(ctx, g->id, "/remove"),
                     .add = group_url(ctx, g->id, "/members"),
                     .drop = group_url(ctx, g->id, "/members/remove"),
                     .give = group_url(ctx, g->id, "/roles"),
                     .take = group_url(ctx, g->id, "/roles/take"),
                     .people_url = people_url(ctx, "")};
    TRY(role_picker(a, &w, plan, false, &v->picker));
    v->give_form = (FormView){.action = v->give, .errors = people_errors(ctx), .no_guard = true};
    v->add_form = (FormView){.action = v->add, .no_guard = true};
    v->names = people_area(ctx, "names", names, MSG("Sign-in names"), 10000);
    v->names.hint = MSG("At most 200, separated by commas, semicolons or lines. Or tick people in the list of users.");
    if (msg_is_set(v->names.error)) {
        v->add_form.errors = v->give_form.errors;
        v->give_form.errors = (ErrorSummary){0};
    }
    v->shell->failed = ctx->problem.fields_n > 0;
    TRY(fill_group_roles(a, &w, g, v));
    TRY(fill_members(a, g, v));
    *ret = v;
    return ctx->problem.fields_n ? OK : fill_closed(a, g, v);
}

Err page_group(AccountCtx a)
{
    GroupGetRow g;
    GroupView *v;
    TRY(group_of_path(a, &g));
    TRY(group_view(a, &g, &(RolePlan){.scope = S("account")}, S(""), &v));
    RENDER(a.ctx, 200, group, v);
    return OK;
}

/* --- members --- */

static Str one_separator(Arena *a, Str text)
{
    char *out = arena_alloc_raw(a, text.n + 1, 1);
    for (size_t i = 0; i < text.n; i++) {
        out[i] = str_find_char(S(";\n\r\t "), text.p[i]) >= 0 ? ',' : text.p[i];
    }
    return str_of(out, text.n);
}

/* Names into people; who is nobody of the directory is a problem of the field. */
static Err read_names(AccountCtx a, Str text, Id *ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    Str rest = one_separator(ctx->arena, text), one;
    *ret_n = 0;
    while (rest.n && *ret_n < NAMES_MAX && str_split(&rest, ',', &one)) {
        Str name = identity_name_key(ctx->arena, one);
        PersonBySignInRow p;
        if (name.n == 0) {
            continue;
        }
        Err err = q_person_by_sign_in(a, &(PersonBySignInArgs){.sign_in = name}, &p);
        if (err == OK && !str_eq(p.state, S("removed"))) {
            ret[(*ret_n)++] = p.id;
        } else if (err == OK || err == ERR_NOT_FOUND) {
            people_problem(ctx, "names", MSG1("{name} is nobody of the directory.", "name", name));
        } else {
            return err;
        }
    }
    if (*ret_n == 0 && ctx->problem.fields_n == 0) {
        people_problem(ctx, "names", MSG("Enter at least one sign-in name."));
    }
    return OK;
}

Err page_group_add(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    GroupGetRow g;
    Str names = ctx_form(ctx, S("names"));
    Id *ids = arena_array(ctx->arena, Id, NAMES_MAX);
    size_t n;
    int64_t joined = 0;
    TRY(group_of_path(a, &g));
    TRY(group_check_members(a, &g));
    TRY(read_names(a, names, ids, &n));
    if (problem_check(ctx) != OK) {
        GroupView *v;
        TRY(group_view(a, &g, &(RolePlan){.scope = S("account")}, names, &v));
        v->may_members = true;
        return RENDER_FAILED(ctx, group, v);
    }
    for (size_t i = 0; i < n; i++) {
        bool changed;
        TRY(group_join(a, g.id, ids[i], &changed)); /* its row names the person and, after, the group */
        if (changed) {
            TRY(audit_also(ctx, "group.members.add"));
            joined++;
        }
    }
    ctx->audit.skip = true;
    ctx_redirect(ctx, group_url(ctx, g.id, ""),
                 MSGN("{n} person joined the group.", "{n} people joined the group.", joined));
    return OK;
}

Err page_group_drop(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    GroupGetRow g;
    Id *ids = arena_array(ctx->arena, Id, NAMES_MAX);
    int64_t left = 0;
    TRY(group_of_path(a, &g));
    TRY(group_check_members(a, &g));
    size_t n = picked_ids(ctx, ids, NAMES_MAX);
    for (size_t i = 0; i < n; i++) {
        bool changed;
        TRY(group_leave(a, g.id, ids[i], &changed));
        if (changed) {
            TRY(audit_also(ctx, "group.members.remove"));
            left++;
        }
    }
    ctx->audit.skip = true;
    ctx_redirect(ctx, group_url(ctx, g.id, ""),
                 n ? MSGN("{n} person left the group.", "{n} people left the group.", left)
                   : MSG("Tick the people first."));
    return OK;
}

/* --- roles, with what they do to people --- */

static Err here_now(AccountCtx a, Id group_id, size_t *ret)
{
    PeopleWorld w;
    GroupGrantsRow *rows;
    TRY(people_world(a, &w));
    return grants_of(a, &w, &group_id, 1, &rows, ret);
}

static const HiddenField *kept_fields(Ctx *ctx, size_t *ret_n)
{
    enum { KEPT_MAX = 64 };
    HiddenField *keep = arena_array(ctx->arena, HiddenField, KEPT_MAX);
    Str name, value;
    *ret_n = 0;
    for (size_t i = 0; *ret_n < KEPT_MAX && ctx_form_at(ctx, i, &name, &value); i++) {
        if (name.n && name.p[0] != '_') {
            keep[(*ret_n)++] = (HiddenField){name, value};
        }
    }
    keep[*ret_n < KEPT_MAX ? (*ret_n)++ : KEPT_MAX - 1] = (HiddenField){S("confirm"), S("1")};
    return keep;
}

Err group_ask(AccountCtx a, const GroupGetRow *g, const GroupAct *act)
{
    Ctx *ctx = a.ctx;
    GroupActView *v = arena_new(ctx->arena, GroupActView);
    *v = (GroupActView){.shell = group_shell(ctx, (Msg){0}, g->name),
                        .form = {.action = group_url(ctx, g->id, act->rest), .no_guard = true},
                        .question = act->question,
                        .button = act->button,
                        .effects = act->effects,
                        .effects_n = act->n,
                        .danger = act->danger,
                        .back = group_url(ctx, g->id, "")};
    v->keep = kept_fields(ctx, &v->keep_n);
    ctx->audit.skip = true;
    RENDER(ctx, 200, group_act, v);
    return OK;
}

static Err ask_first(AccountCtx a, const GroupGetRow *g, Msg question, Msg button, const Msg *effects, size_t n,
                     const char *rest, bool danger)
{
    return group_ask(a, g, &(GroupAct){question, button, effects, n, rest, danger});
}

/* The group's first role here stands in place of what its members hold themselves. */
static Err check_displaced(AccountCtx a, const GroupGetRow *g)
{
    GroupMembersRolesRow *rows;
    size_t n;
    TRY(q_group_members_roles(a, &(GroupMembersRolesArgs){.group_id = g->id}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(group_check_displaced(a, rows[i].role, S("")));
    }
    return OK;
}

Err page_group_give(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    GroupGetRow g;
    PeopleWorld w;
    RolePlan plan;
    GroupOwnRolesRow own;
    size_t before;
    int64_t given = 0;
    TRY(group_of_path(a, &g));
    TRY(people_world(a, &w));
    TRY(role_plan_of_form(a, &plan));
    Err err = plan_check(a, &w, &plan, false, true);
    if (err == ERR_INVALID) {
        GroupView *v;
        TRY(group_view(a, &g, &plan, S(""), &v));
        return RENDER_FAILED(ctx, group, v);
    }
    TRY(err);
    TRY(q_group_own_roles(a, &(GroupOwnRolesArgs){.group_id = g.id}, &own));
    TRY(here_now(a, g.id, &before));
    if (before == 0) {
        TRY(check_displaced(a, &g));
    }
    if (before == 0 && own.n > 0 && !ctx_form(ctx, S("confirm")).n) {
        Msg *effects = arena_array(ctx->arena, Msg, 2);
        effects[0] = MSGN("{n} member gets the roles.", "{n} members get the roles.", g.members);
        effects[1] =
            MSGN("For {n} member with roles of their own here, those do not count while the group holds any. They "
                 "count again when the group holds none.",
                 "For {n} members with roles of their own here, those do not count while the group holds any. They "
                 "count again when the group holds none.",
                 own.n);
        return ask_first(a, &g, MSG1("Give roles to {group}?", "group", g.name), MSG("Give the roles"), effects, 2,
                         "/roles", false);
    }
    size_t places = str_eq(plan.scope, S("locations")) ? plan.locations_n : 1;
    for (size_t i = 0; i < plan.roles_n * places; i++) {
        bool changed;
        RightsChange c = {.group_id = g.id,
                          .directory_id = g.directory_id,
                          .role = plan.roles[i / places],
                          .program = plan.program,
                          .whole_directory = str_eq(plan.scope, S("directory")),
                          .location_id = str_eq(plan.scope, S("locations")) ? plan.locations[i % places] : ID_NIL};
        TRY(rights_give(a, &c, &changed));
        given += changed;
    }
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"roles", plan_roles_text(ctx->arena, &plan)}, {"program", plan.program});
    ctx->audit.skip = given == 0;
    ctx_redirect(ctx, group_url(ctx, g.id, ""),
                 given ? MSGN("{n} role is given.", "{n} roles are given.", given)
                       : MSG("The group holds all of this already."));
    return OK;
}

Err page_group_take(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    GroupGetRow g;
    size_t now;
    bool changed;
    Str scope = ctx_form(ctx, S("scope")), name;
    TRY(group_of_path(a, &g));
    RightsChange c = {.group_id = g.id,
                      .directory_id = g.directory_id,
                      .role = ctx_form(ctx, S("role")),
                      .program = ctx_form(ctx, S("program")),
                      .whole_directory = str_eq(scope, S("directory"))};
    if (str_eq(scope, S("locations")) && id_parse(ctx_form(ctx, S("location")), &c.location_id) != OK) {
        return problem(ctx, ERR_INVALID, MSG("This is no location of the account."),
                       MSG("Choose one of the locations in the list."));
    }
    TRY(rights_check(a, &c, true));
    TRY(people_role_named(a, c.role, &name));
    TRY(here_now(a, g.id, &now));
    if (g.members > 0 && !ctx_form(ctx, S("confirm")).n) {
        Msg *effects = arena_array(ctx->arena, Msg, 2);
        Msg lose = MSGN("{n} person loses the role {role}, unless they hold it otherwise.",
                        "{n} people lose the role {role}, unless they hold it otherwise.", g.members);
        lose.args[0] = (struct MsgArg){"role", name};
        effects[0] = lose;
        effects[1] = MSG("It is the group's last role here: its members' own roles count again.");
        return ask_first(a, &g, MSG2("Take {role} from {group}?", "role", name, "group", g.name), MSG("Take the role"),
                         effects, now == 1 ? 2 : 1, "/roles/take", true);
    }
    TRY(rights_take(a, &c, &changed));
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"roles", c.role}, {"program", c.program});
    ctx->audit.skip = !changed;
    ctx_redirect(ctx, group_url(ctx, g.id, ""),
                 changed ? MSG("The role is taken.") : MSG("The group did not hold this role any more."));
    return OK;
}

/* --- remove --- */

Err page_group_remove(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    GroupGetRow g;
    size_t now;
    TRY(group_of_path(a, &g));
    TRY(must_be_ours(ctx, &g));
    TRY(group_check_members(a, &g));
    TRY(here_now(a, g.id, &now));
    Msg *effects = arena_array(ctx->arena, Msg, 2);
    effects[0] = MSGN("{n} person loses what the group gives.", "{n} people lose what the group gives.", g.members);
    effects[1] = MSGN("{n} role of the group goes here; its members' own roles count again.",
                      "{n} roles of the group go here; its members' own roles count again.", (int64_t)now);
    return ask_first(a, &g, MSG1("Remove the group {group}?", "group", g.name), MSG("Remove the group"), effects, 2,
                     "/remove", true);
}

Err page_group_remove_do(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    GroupGetRow g;
    TRY(group_of_path(a, &g));
    TRY(must_be_ours(ctx, &g));
    TRY(group_check_members(a, &g));
    TRY(group_drop(system_of(ctx), g.id));
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"name", g.name}, {"about", g.about});
    ctx_redirect(ctx, groups_url(ctx, ""), MSG("The group is removed."));
    return OK;
}

/* Pages of roles: what each allows, who holds it and who may give it; and custom roles. */
#include "areas/access/pages.h"

#include "app/unit.h"
#include "areas/access/custom.h"
#include "areas/home/home.h"
#include "base/num.h"
#include "gen/access_html.h"
#include "gen/access_q.h"
#include "ui/shell.h"

/* The vendor's roles are those of no account: the same rules and pages, at the desk. */
static bool at_the_desk(const Ctx *ctx) { return id_is_nil(ctx->account_id); }

static Url roles_url(Ctx *ctx, Str rest)
{
    Str base = at_the_desk(ctx) ? S("/operator/roles") : home_path(ctx, "/a/{account}/settings/roles").s;
    return (Url){str_concat(ctx->arena, base, rest)};
}

static bool may_make(const Ctx *ctx) { return ctx_may(ctx, at_the_desk(ctx) ? &OPERATOR_ROLES : &ACCESS_ROLES); }

static ShellView *roles_shell(Ctx *ctx, Msg title)
{
    if (!at_the_desk(ctx)) {
        return access_shell(ctx, MSG("Roles"), "/a/{account}/settings/roles", title);
    }
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = (Crumb){.label = MSG("Roles for all accounts"), .url = roles_url(ctx, S(""))};
    crumbs[1] = (Crumb){.label = title};
    return shell_view(ctx, title, crumbs, 2);
}

/* People who lose something when the role changes. */
static Err holders_of(AccountCtx a, Id role_id, int64_t *ret)
{
    Ctx *ctx = a.ctx;
    Str role = rights_custom_role(ctx->arena, role_id);
    if (at_the_desk(ctx)) {
        VendorRoleHoldersRow row;
        TRY(q_vendor_role_holders((OperatorCtx){ctx}, &(VendorRoleHoldersArgs){.role = role}, &row));
        *ret = row.n;
        return OK;
    }
    RoleHoldersRow *rows;
    size_t n;
    TRY(q_role_holders(a, &(RoleHoldersArgs){.role = role}, &rows, &n));
    *ret = (int64_t)n;
    return OK;
}

static Url role_url(Ctx *ctx, Str id) { return roles_url(ctx, str_concat(ctx->arena, S("/"), id)); }

static int64_t gives_here(const RightsAccount *account, int role)
{
    PermSet set = *perm_role_set(role), allowed = perm_allowed_set(account->kind, &account->brings, false);
    int64_t n = 0;
    perm_keep(&set, &allowed);
    for (size_t i = 0; i < COUNT_OF(set.w); i++) {
        n += __builtin_popcountll(set.w[i]);
    }
    return n;
}

static int64_t count_of(const RoleCountsRow *rows, size_t n, Str role)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i].role, role)) {
            return rows[i].n;
        }
    }
    return 0;
}

/* --- the list --- */

static RoleLine built_in_line(Ctx *ctx, const RightsAccount *account, size_t i, const RoleCountsRow *counts, size_t n)
{
    return (RoleLine){.name_msg = MSG_OF(ROLES[i].name),
                      .about_msg = MSG_OF(ROLES[i].about),
                      .url = role_url(ctx, ROLES[i].id),
                      .gives = gives_here(account, (int)i),
                      .holders = count_of(counts, n, ROLES[i].id),
                      .held = role_in(&ctx->actor.roles, (int)i)};
}

static void fill_built_in(Ctx *ctx, const RightsAccount *account, const RoleCountsRow *counts, size_t counts_n,
                          RolesView *v)
{
    RoleSection *sections = arena_array(ctx->arena, RoleSection, ROLE_FAMILIES);
    RoleLine *other = arena_array(ctx->arena, RoleLine, ROLES_N);
    for (RoleFamily f = 0; f < ROLE_FAMILIES; f++) {
        RoleLine *rows = arena_array(ctx->arena, RoleLine, ROLES_N);
        size_t n = 0;
        for (size_t i = 0; i < ROLES_N; i++) {
            if (ROLES[i].family != f || !role_assignable(&ROLES[i])) {
                continue;
            }
            RoleLine line = built_in_line(ctx, account, i, counts, counts_n);
            if (role_fits(&ROLES[i], &account->brings)) {
                rows[n++] = line;
            } else {
                other[v->other_n++] = line;
            }
        }
        if (n) {
            sections[v->sections_n++] = (RoleSection){MSG_OF(role_family_name(f)), rows, n};
        }
    }
    v->sections = sections;
    v->other = other;
}

/* How many hold each role of the page: the built-in ones, and the custom ones of the rows. */
static Err counts_of(AccountCtx a, const CustomRolesRow *custom, size_t custom_n, RoleCountsRow **ret, size_t *ret_n)
{
    Arena *arena = a.ctx->arena;
    Str *roles = arena_array(arena, Str, ROLES_N + custom_n);
    for (size_t i = 0; i < ROLES_N; i++) {
        roles[i] = ROLES[i].id;
    }
    for (size_t i = 0; i < custom_n; i++) {
        roles[ROLES_N + i] = rights_custom_role(arena, custom[i].id);
    }
    return q_role_counts(a, &(RoleCountsArgs){.roles = roles, .roles_n = ROLES_N + custom_n}, ret, ret_n);
}

static Err read_custom(AccountCtx a, Str text, CustomRolesRow **ret, size_t *ret_n, PageInfo *ret_page)
{
    Ctx *ctx = a.ctx;
    CustomRolesArgs args = {.with_text = text.n > 0};
    if (text.n) {
        args.pattern = str_fmt(ctx->arena, "%%%.*s%%", S_ARG(fold_search(ctx->arena, text)));
    }
    PageAsk ask = {.order = CUSTOM_ROLES_BY_NAME,
                   .size = 50,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    return q_custom_roles(a, &args, &ask, ret, ret_n, ret_page);
}

static void fill_custom(Ctx *ctx, Str text, const CustomRolesRow *rows, size_t n, const PageInfo *page,
                        const RoleCountsRow *counts, size_t counts_n, RolesView *v)
{
    RoleLine *list = arena_array(ctx->arena, RoleLine, n);
    for (size_t i = 0; i < n; i++) {
        list[i] = (RoleLine){.name = rows[i].name,
                             .about = rows[i].about,
                             .url = role_url(ctx, id_text(ctx->arena, rows[i].id)),
                             .gives = rows[i].permissions,
                             .holders = count_of(counts, counts_n, rights_custom_role(ctx->arena, rows[i].id)),
                             .vendor = id_is_nil(rows[i].account_id)};
    }
    v->custom = list;
    v->custom_n = n;
    v->searched = text.n > 0;
    v->text = (FieldView){.kind = FIELD_SEARCH,
                          .name = S("q"),
                          .id = S("role-search"),
                          .value = text,
                          .label = MSG("Name of a custom role")};
    Url here = url_with(ctx->arena, roles_url(ctx, S("")), S("q"), text);
    v->pager = (PagerView){.has_next = page->next.n > 0,
                           .has_previous = page->previous.n > 0,
                           .next = url_with(ctx->arena, here, S("after"), page->next),
                           .previous = url_with(ctx->arena, here, S("before"), page->previous)};
}

Err roles_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    RightsAccount account;
    RoleCountsRow *counts;
    CustomRolesRow *custom;
    size_t n, custom_n;
    PageInfo page;
    RolesView *v = arena_new(ctx->arena, RolesView);
    Str text = str_trim(ctx_query(ctx, S("q")));
    TRY(rights_account(system_of(ctx), ctx->account_id, &account));
    TRY(read_custom(a, text, &custom, &custom_n, &page));
    TRY(counts_of(a, custom, custom_n, &counts, &n));
    fill_built_in(ctx, &account, counts, n, v);
    fill_custom(ctx, text, custom, custom_n, &page, counts, n, v);
    v->shell = access_shell(ctx, (Msg){0}, NULL, MSG("Roles"));
    v->action = roles_url(ctx, S(""));
    if (ctx_may(ctx, &ACCESS_ROLES)) {
        v->make = roles_url(ctx, S("/new"));
    }
    RENDER(ctx, 200, roles, v);
    return OK;
}

/* --- one role --- */

static Msg scope_name(RoleScope scope)
{
    switch (scope) {
    case ROLE_DIRECTORY:
        return MSG("The whole organization");
    case ROLE_ACCOUNT:
        return MSG("The account with all its locations");
    case ROLE_PROGRAM:
        return MSG("A program, in all or some locations");
    case ROLE_LOCATION:
        return MSG("All or some locations");
    case ROLE_PUBLISHER:
        return MSG("A publisher account");
    case ROLE_OPERATOR:
        return MSG("The vendor");
    }
    return (Msg){0};
}

/* Permissions by area, of a set. */
static const PermissionSection *sections_of(Ctx *ctx, const PermSet *set, size_t *ret_n, int64_t *ret_gives)
{
    PermissionSection *sections = arena_array(ctx->arena, PermissionSection, AREAS_N);
    *ret_n = 0;
    *ret_gives = 0;
    for (size_t i = 0; i < AREAS_N; i++) {
        PermissionLine *rows = arena_array(ctx->arena, PermissionLine, AREAS[i]->perms_n);
        size_t n = 0;
        for (size_t k = 0; k < AREAS[i]->perms_n; k++) {
            const Perm *p = AREAS[i]->perms[k];
            if (perm_in(set, p)) {
                rows[n++] = (PermissionLine){.label = MSG_OF(p->label), .id = p->id};
            }
        }
        if (n) {
            sections[(*ret_n)++] = (PermissionSection){MSG_OF(AREAS[i]->title), rows, n, (int64_t)n};
            *ret_gives += (int64_t)n;
        }
    }
    return sections;
}

static Str names_of(Ctx *ctx, const char *roles)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Str rest = str_from(roles ? roles : ""), one;
    while (rest.n && str_split(&rest, ' ', &one)) {
        buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(access_role_name(ctx, one, one)));
    }
    return buf_str(&b);
}

static bool word_in(const char *words, Str word)
{
    Str rest = str_from(words), one;
    while (rest.n && str_split(&rest, ' ', &one)) {
        if (str_eq(one, word)) {
            return true;
        }
    }
    return false;
}

/* Names of the workspaces in src/app/roles.tsv, in people's language. */
static Str workspace_name(Ctx *ctx, const char *name)
{
    static const char *const NAMES[] = {
        N_("Account settings"), N_("Benefits"),   N_("Billing"),  N_("Customers"),
        N_("Help + support"),   N_("Incentives"), N_("Insights"), N_("Marketplace offers"),
        N_("Membership"),       N_("Payouts"),    N_("Pricing"),  N_("Referrals"),
        N_("Customer pages"),
    };
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        if (str_eq(str_from(NAMES[i]), str_from(name))) {
            return tr(ctx->locale, NULL, NAMES[i]);
        }
    }
    return str_from(name);
}

static void fill_planned(Ctx *ctx, Str role, RoleView *v)
{
    PlannedLine *list = arena_array(ctx->arena, PlannedLine, ROLE_FACTS_N);
    for (size_t i = 0; i < ROLE_FACTS_N; i++) {
        const RoleFact *f = &ROLE_FACTS[i];
        if (perm_find(f->permission) || !word_in(f->roles, role)) {
            continue;
        }
        size_t at = 0;
        Str place = workspace_name(ctx, f->workspace);
        while (at < v->planned_n && !str_eq(list[at].workspace, place)) {
            at++;
        }
        v->planned_n += at == v->planned_n;
        list[at].workspace = place;
        list[at].n++;
    }
    v->planned = list;
}

static Err fill_holders(AccountCtx a, Str role, RoleView *v)
{
    Ctx *ctx = a.ctx;
    RoleHoldersRow *rows;
    size_t n;
    v->shows_holders = ctx_may(ctx, &ACCESS_OTHERS);
    if (!v->shows_holders) {
        return OK;
    }
    TRY(q_role_holders(a, &(RoleHoldersArgs){.role = role}, &rows, &n));
    AccessPersonView *list = arena_array(ctx->arena, AccessPersonView, n);
    v->holders_more = n > 100;
    v->holders_n = num_min_size(n, 100);
    for (size_t i = 0; i < v->holders_n; i++) {
        list[i] = (AccessPersonView){
            .name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name)),
            .email = rows[i].email};
    }
    v->holders = list;
    return OK;
}

static Err built_in_view(AccountCtx a, const Role *role, RoleView *v)
{
    Ctx *ctx = a.ctx;
    RightsAccount account;
    TRY(rights_account(system_of(ctx), ctx->account_id, &account));
    PermSet set = *perm_role_set(role_index(role->id)),
            allowed = perm_allowed_set(account.kind, &account.brings, false);
    perm_keep(&set, &allowed);
    *v = (RoleView){.shell = roles_shell(ctx, MSG_OF(role->name)),
                    .about_msg = MSG_OF(role->about),
                    .scope = scope_name(role->scope),
                    .granted_by = names_of(ctx, role->granted_by),
                    .brings = names_of(ctx, role->brings),
                    .held = role_in(&ctx->actor.roles, role_index(role->id))};
    v->sections = sections_of(ctx, &set, &v->sections_n, &v->gives);
    fill_planned(ctx, role->id, v);
    if (ctx_may(ctx, &ACCESS_ROLES) && v->gives) {
        v->make = url_with(ctx->arena, roles_url(ctx, S("/new")), S("from"), role->id);
    }
    return fill_holders(a, role->id, v);
}

static Err custom_view(AccountCtx a, Id id, RoleView *v)
{
    Ctx *ctx = a.ctx;
    CustomRole r;
    TRY(custom_get(a, id, &r));
    PermSet set = {0};
    for (size_t i = 0; i < r.permissions_n; i++) {
        perm_put(&set, r.permissions[i]);
    }
    *v = (RoleView){.shell = roles_shell(ctx, MSG1("{name}", "name", r.name)),
                    .about = r.about,
                    .scope = r.vendor ? MSG("Made by the vendor for all accounts") : MSG("Made in this account"),
                    .granted_by = names_of(ctx, "global_admin owner"),
                    .version = r.version};
    v->sections = sections_of(ctx, &set, &v->sections_n, &v->gives);
    if (may_make(ctx)) {
        Str text = id_text(ctx->arena, id);
        v->make = url_with(ctx->arena, roles_url(ctx, S("/new")), S("from"), text);
        if (custom_may_change(ctx, &r)) {
            v->edit = roles_url(ctx, str_fmt(ctx->arena, "/%.*s/edit", S_ARG(text)));
            v->remove = roles_url(ctx, str_fmt(ctx->arena, "/%.*s/remove", S_ARG(text)));
        }
    }
    TRY(holders_of(a, id, &v->losing));
    return at_the_desk(ctx) ? OK : fill_holders(a, rights_custom_role(ctx->arena, id), v);
}

Err role_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str text = ctx_param(ctx, S("role"));
    const Role *role = role_find(text);
    RoleView *v = arena_new(ctx->arena, RoleView);
    Id id;
    if (role && role_assignable(role)) {
        TRY(built_in_view(a, role, v));
    } else if (id_parse(text, &id) == OK) {
        TRY(custom_view(a, id, v));
    } else {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such role."), MSG("Start from the list of roles."));
    }
    RENDER(ctx, 200, role_detail, v);
    return OK;
}

/* --- making and changing --- */

static CustomInput input_of_form(Ctx *ctx)
{
    CustomInput in = {.name = str_trim(ctx_form(ctx, S("name"))),
                      .about = str_trim(ctx_form(ctx, S("about"))),
                      .permissions = arena_array(ctx->arena, const Perm *, PERM_MAX)};
    Str one;
    for (size_t i = 0; in.permissions_n < PERM_MAX && ctx_form_nth(ctx, S("permission"), i, &one); i++) {
        const Perm *p = perm_find(one);
        if (p) {
            in.permissions[in.permissions_n++] = p;
        }
    }
    return in;
}

static bool chosen(const CustomInput *in, const Perm *p)
{
    for (size_t i = 0; i < in->permissions_n; i++) {
        if (in->permissions[i] == p) {
            return true;
        }
    }
    return false;
}

static Err fill_picks(AccountCtx a, const CustomInput *in, RoleFormView *v)
{
    Ctx *ctx = a.ctx;
    RightsAccount account;
    TRY(custom_account(a, &account));
    RolePickSection *sections = arena_array(ctx->arena, RolePickSection, AREAS_N);
    for (size_t i = 0; i < AREAS_N; i++) {
        RolePick *rows = arena_array(ctx->arena, RolePick, AREAS[i]->perms_n);
        size_t n = 0;
        for (size_t k = 0; k < AREAS[i]->perms_n; k++) {
            const Perm *p = AREAS[i]->perms[k];
            if (custom_offers(ctx, &account, p)) {
                rows[n++] = (RolePick){p->id, MSG_OF(p->label), chosen(in, p)};
            }
        }
        if (n) {
            sections[v->sections_n++] = (RolePickSection){MSG_OF(AREAS[i]->title), rows, n};
        }
    }
    v->sections = sections;
    return OK;
}

static Err form_view(AccountCtx a, const CustomInput *in, Id id, int64_t version, RoleFormView **ret)
{
    Ctx *ctx = a.ctx;
    RoleFormView *v = arena_new(ctx->arena, RoleFormView);
    bool fresh = id_is_nil(id);
    Str text = fresh ? S("") : id_text(ctx->arena, id);
    *v = (RoleFormView){.shell = roles_shell(ctx, fresh ? MSG("Make a role") : MSG("Change the role")),
                        .form = {.action = fresh ? roles_url(ctx, S("")) : role_url(ctx, text),
                                 .errors = access_errors(ctx),
                                 .version = version,
                                 .wide = true},
                        .name = {.kind = FIELD_TEXT,
                                 .name = S("name"),
                                 .value = in->name,
                                 .label = MSG("Name"),
                                 .error = problem_of_field(ctx, S("name")),
                                 .max_length = CUSTOM_NAME_MAX},
                        .about = {.kind = FIELD_TEXTAREA,
                                  .name = S("about"),
                                  .value = in->about,
                                  .label = MSG("What it is for"),
                                  .optional = true,
                                  .rows = 2,
                                  .error = problem_of_field(ctx, S("about")),
                                  .max_length = CUSTOM_ABOUT_MAX},
                        .problem = problem_of_field(ctx, S("permission")),
                        .back = fresh ? roles_url(ctx, S("")) : role_url(ctx, text),
                        .fresh = fresh};
    v->shell->failed = v->form.errors.links_n > 0;
    TRY(fill_picks(a, in, v));
    if (!fresh) {
        TRY(holders_of(a, id, &v->holders));
    }
    *ret = v;
    return OK;
}

/* What a new role starts from: a built-in role or another custom one. */
static Err input_from(AccountCtx a, Str from, CustomInput *in)
{
    Ctx *ctx = a.ctx;
    const Role *role = role_find(from);
    Id id;
    *in = (CustomInput){.name = S(""), .about = S(""), .permissions = arena_array(ctx->arena, const Perm *, PERM_MAX)};
    if (role && role_assignable(role)) {
        in->about = tr(ctx->locale, NULL, role->about);
        for (size_t i = 0; i < perm_count(); i++) {
            if (perm_in(perm_role_set(role_index(role->id)), perm_at(i))) {
                in->permissions[in->permissions_n++] = perm_at(i);
            }
        }
    } else if (id_parse(from, &id) == OK) {
        CustomRole r;
        TRY(custom_get(a, id, &r));
        in->about = r.about;
        in->permissions = r.permissions;
        in->permissions_n = r.permissions_n;
    }
    return OK;
}

Err role_new_page(AccountCtx a)
{
    CustomInput in;
    RoleFormView *v;
    TRY(input_from(a, ctx_query(a.ctx, S("from")), &in));
    TRY(form_view(a, &in, ID_NIL, 0, &v));
    RENDER(a.ctx, 200, role_form, v);
    return OK;
}

Err role_create_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomInput in = input_of_form(ctx);
    Id id;
    Err err = custom_create(a, &in, &id);
    if (err == ERR_INVALID) {
        RoleFormView *v;
        TRY(form_view(a, &in, ID_NIL, 0, &v));
        return RENDER_FAILED(ctx, role_form, v);
    }
    TRY(err);
    ctx_redirect(ctx, role_url(ctx, id_text(ctx->arena, id)), MSG("The role is made. It can be given to people now."));
    return OK;
}

Err role_edit_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Id id;
    CustomRole r;
    RoleFormView *v;
    TRY(ctx_param_id(ctx, S("role"), &id));
    TRY(custom_get_own(a, id, &r));
    CustomInput in = {r.name, r.about, r.permissions, r.permissions_n};
    TRY(form_view(a, &in, id, r.version, &v));
    RENDER(ctx, 200, role_form, v);
    return OK;
}

static int64_t form_version(Ctx *ctx)
{
    int64_t version = 0;
    return str_to_i64(ctx_form(ctx, S("version")), &version) == OK ? version : 0;
}

Err role_update_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Id id;
    TRY(ctx_param_id(ctx, S("role"), &id));
    CustomInput in = input_of_form(ctx);
    Err err = custom_update(a, id, form_version(ctx), &in);
    if (err == ERR_INVALID) {
        RoleFormView *v;
        TRY(form_view(a, &in, id, form_version(ctx), &v));
        return RENDER_FAILED(ctx, role_form, v);
    }
    TRY(err);
    ctx_redirect(ctx, role_url(ctx, id_text(ctx->arena, id)), MSG("The role is changed, for everybody who holds it."));
    return OK;
}

Err role_remove_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Id id;
    TRY(ctx_param_id(ctx, S("role"), &id));
    TRY(custom_remove(a, id, form_version(ctx)));
    ctx_redirect(ctx, roles_url(ctx, S("")), MSG("The role is removed. Whoever held it has lost what only it gave."));
    return OK;
}

/* --- the vendor's desk --- */

Err desk_roles_page(OperatorCtx o)
{
    AccountCtx a = account_of(o.ctx, ID_NIL);
    RolesView *v = arena_new(o.ctx->arena, RolesView);
    CustomRolesRow *rows;
    size_t n;
    PageInfo page;
    Str text = str_trim(ctx_query(o.ctx, S("q")));
    TRY(read_custom(a, text, &rows, &n, &page));
    fill_custom(o.ctx, text, rows, n, &page, NULL, 0, v);
    Crumb *crumb = arena_new(o.ctx->arena, Crumb);
    crumb->label = MSG("Roles for all accounts");
    v->shell = shell_view(o.ctx, MSG("Roles for all accounts"), crumb, 1);
    v->action = roles_url(o.ctx, S(""));
    v->make = may_make(o.ctx) ? roles_url(o.ctx, S("/new")) : (Url){{0}};
    v->desk = true;
    RENDER(o.ctx, 200, roles, v);
    return OK;
}

Err desk_role_page(OperatorCtx o)
{
    Id id;
    RoleView *v = arena_new(o.ctx->arena, RoleView);
    AccountCtx a = account_of(o.ctx, ID_NIL);
    TRY(ctx_param_id(o.ctx, S("role"), &id));
    TRY(custom_view(a, id, v));
    RENDER(o.ctx, 200, role_detail, v);
    return OK;
}

Err desk_role_new_page(OperatorCtx o) { return role_new_page(account_of(o.ctx, ID_NIL)); }

Err desk_role_create_post(OperatorCtx o) { return role_create_post(account_of(o.ctx, ID_NIL)); }

Err desk_role_edit_page(OperatorCtx o) { return role_edit_page(account_of(o.ctx, ID_NIL)); }

Err desk_role_update_post(OperatorCtx o) { return role_update_post(account_of(o.ctx, ID_NIL)); }

Err desk_role_remove_post(OperatorCtx o) { return role_remove_post(account_of(o.ctx, ID_NIL)); }

/* What the pages of people share: addresses, frames, states, and the roles to choose from. */
#include "areas/people/pages.h"
#include "app/program.h"
#include "app/unit.h"
#include "gen/people_q.h"
#include "ui/shell.h"

static Url under(Ctx *ctx, const char *section, const char *rest)
{
    Url base = url_fmt(ctx->arena, "/a/%s/settings/", ctx->account.public_id);
    return (Url){str_concat(ctx->arena, str_concat(ctx->arena, base.s, str_from(section)), str_from(rest))};
}

Url people_url(Ctx *ctx, const char *rest) { return under(ctx, "users", rest); }
Url groups_url(Ctx *ctx, const char *rest) { return under(ctx, "groups", rest); }

static Url one(Ctx *ctx, const char *section, Id id, const char *rest)
{
    Url base = under(ctx, section, "/");
    return (Url){str_concat(ctx->arena, str_concat(ctx->arena, base.s, id_text(ctx->arena, id)), str_from(rest))};
}

Url person_url(Ctx *ctx, Id id, const char *rest) { return one(ctx, "users", id, rest); }
Url group_url(Ctx *ctx, Id id, const char *rest) { return one(ctx, "groups", id, rest); }

static ShellView *shell_of(Ctx *ctx, Msg title, Crumb *crumbs, size_t n)
{
    ShellView *shell = shell_view(ctx, title, crumbs, n);
    shell->workspace = MSG("Account settings");
    shell->failed = ctx->problem.fields_n != 0;
    return shell;
}

static Crumb settings_crumb(Ctx *ctx)
{
    return (Crumb){.label = MSG("Account settings"),
                   .url = url_fmt(ctx->arena, "/a/%s/settings", ctx->account.public_id)};
}

ShellView *people_shell(Ctx *ctx, Msg title)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = settings_crumb(ctx);
    crumbs[1] = (Crumb){.label = title};
    return shell_of(ctx, title, crumbs, 2);
}

ShellView *people_sub_shell(Ctx *ctx, Msg title, Str title_text)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    crumbs[0] = settings_crumb(ctx);
    crumbs[1] = (Crumb){.label = MSG("User management"), .url = people_url(ctx, "")};
    crumbs[2] = (Crumb){.label = title, .text = title_text};
    ShellView *shell = shell_of(ctx, title, crumbs, 3);
    shell->title_text = title_text;
    return shell;
}

const TabView *people_tabs(Ctx *ctx, PeopleTab current, size_t *ret_n)
{
    const struct {
        PeopleTab tab;
        const Perm *perm;
        Msg label;
        Url url;
    } all[] = {
        {TAB_PEOPLE, &USERS_VIEW, MSG("People"), people_url(ctx, "")},
        {TAB_INVITATIONS, &USERS_VIEW, MSG("Invitations"), people_url(ctx, "/invitations")},
        {TAB_GROUPS, &GROUPS_VIEW, MSG("Groups"), groups_url(ctx, "")},
        {TAB_APPLICATIONS, &APPLICATIONS_GRANT, MSG("Applications"), under(ctx, "application-roles", "")},
    };
    TabView *tabs = arena_array(ctx->arena, TabView, COUNT_OF(all));
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (ctx_may(ctx, all[i].perm)) {
            tabs[n++] = (TabView){all[i].label, all[i].url, all[i].tab == current, -1};
        }
    }
    *ret_n = n;
    return tabs;
}

StateView person_state(PersonStatus status)
{
    switch (status) {
    case PERSON_IS_ACTIVE:
        return (StateView){STATE_GOOD, MSG("Active")};
    case PERSON_IS_NEW:
        return (StateView){STATE_WAIT, MSG("Never signed in")};
    case PERSON_IS_SUSPENDED:
        return (StateView){STATE_WARN, MSG("Suspended")};
    case PERSON_IS_REMOVED:
        break;
    }
    return (StateView){STATE_OFF, MSG("Removed")};
}

Msg origin_msg(Str origin)
{
    static const struct {
        const char *id, *label;
    } ORIGINS[] = {{"direct", N_("Added here")},
                   {"invitation", N_("Invited")},
                   {"import", N_("Imported")},
                   {"provisioning", N_("Provisioned")},
                   {"federation", N_("Outside sign-in")},
                   {"request", N_("On request")},
                   {"setup", N_("Set up")}};
    for (size_t i = 0; i < COUNT_OF(ORIGINS); i++) {
        if (str_eq(origin, str_from(ORIGINS[i].id))) {
            return MSG_OF(ORIGINS[i].label);
        }
    }
    return MSG("Added here");
}

Msg only_program(const Programs *all, Str program) { return program.n ? programs_name(all, program) : (Msg){0}; }

/* The first character, not byte, of each. */
Str person_initials(Arena *a, Str first, Str last)
{
    size_t f = first.n ? 1 : 0, l = last.n ? 1 : 0;
    while (f < first.n && ((unsigned char)first.p[f] & 0xc0) == 0x80) {
        f++;
    }
    while (l < last.n && ((unsigned char)last.p[l] & 0xc0) == 0x80) {
        l++;
    }
    return str_concat(a, str_sub(first, 0, f), str_sub(last, 0, l));
}

FieldView people_field(Ctx *ctx, const char *name, Str value, Msg label)
{
    return (FieldView){.kind = FIELD_TEXT,
                       .name = str_from(name),
                       .value = value,
                       .label = label,
                       .error = problem_of_field(ctx, str_from(name)),
                       .autocomplete = S("off")};
}

FieldView people_area(Ctx *ctx, const char *name, Str value, Msg label, int64_t max)
{
    FieldView f = people_field(ctx, name, value, label);
    f.kind = FIELD_TEXTAREA;
    f.autocomplete = S("");
    f.max_length = max;
    return f;
}

FieldView people_select(Ctx *ctx, const char *name, const OptionView *options, size_t n, Str chosen, Msg label)
{
    OptionView *list = arena_array(ctx->arena, OptionView, n + 1);
    for (size_t i = 0; i < n; i++) {
        list[i] = options[i];
        list[i].selected = str_eq(options[i].value, chosen);
    }
    return (FieldView){.kind = FIELD_SELECT,
                       .name = str_from(name),
                       .value = chosen,
                       .label = label,
                       .error = problem_of_field(ctx, str_from(name)),
                       .options = list,
                       .options_n = n};
}

void people_problem(Ctx *ctx, const char *field, Msg message)
{
    bool first = !msg_is_set(problem_of_field(ctx, str_from(field)));
    problem_field(ctx, first ? str_from(field) : str_fmt(ctx->arena, "%s-%zu", field, ctx->problem.fields_n + 1),
                  message);
}

ErrorSummary people_errors(Ctx *ctx)
{
    ErrorLink *links = arena_array(ctx->arena, ErrorLink, ctx->problem.fields_n + 1);
    for (size_t i = 0; i < ctx->problem.fields_n; i++) {
        Str field = ctx->problem.fields[i].field; /* "emails-2": the second thing that is wrong with emails */
        ptrdiff_t more = str_find_char(field, '-');
        links[i] = (ErrorLink){ctx->problem.fields[i].message, more > 0 ? str_sub(field, 0, (size_t)more) : field};
    }
    return (ErrorSummary){links, ctx->problem.fields_n};
}

FieldView directory_select(Ctx *ctx, const PeopleWorld *w, Str chosen)
{
    OptionView *options = arena_array(ctx->arena, OptionView, w->directories_n + 1);
    for (size_t i = 0; i < w->directories_n; i++) {
        options[i] = (OptionView){
            .value = id_text(ctx->arena, w->directories[i].id),
            .text = str_fmt(ctx->arena, "%.*s (%.*s)", S_ARG(w->directories[i].name), S_ARG(w->directories[i].domain))};
    }
    return people_select(ctx, "directory", options, w->directories_n, chosen, MSG("Directory"));
}

size_t picked_ids(Ctx *ctx, Id *ret, size_t max)
{
    size_t n = 0;
    Str value;
    for (size_t i = 0; n < max && ctx_form_nth(ctx, S("id"), i, &value); i++) {
        n += id_parse(value, &ret[n]) == OK;
    }
    return n;
}

Err person_of_path(AccountCtx a, PersonGetRow *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("user"), &id));
    return person_get(a, id, ret);
}

void people_download(Ctx *ctx, Str name)
{
    ctx_header(ctx, S("Content-Disposition"), str_fmt(ctx->arena, "attachment; filename=\"%.*s\"", S_ARG(name)));
}

/* --- roles to choose from --- */

typedef struct Picking {
    AccountCtx a;
    const RolePlan *plan;
    RightsAccount account;
    RolePicker *ret;
    Str *closed;
    bool guest;
} Picking;

static bool chosen(const RolePlan *plan, Str role)
{
    for (size_t i = 0; i < plan->roles_n; i++) {
        if (str_eq(plan->roles[i], role)) {
            return true;
        }
    }
    return false;
}

static Err pick_family(Picking *p, RoleFamily family, RoleChoices *ret)
{
    Ctx *ctx = p->a.ctx;
    RoleChoice *choices = arena_array(ctx->arena, RoleChoice, ROLES_N);
    *ret = (RoleChoices){.title = MSG_OF(role_family_name(family)), .roles = choices};
    for (size_t i = 0; i < ROLES_N; i++) {
        const Role *r = &ROLES[i];
        bool guest_may = !p->guest;
        if (r->family != family || !role_assignable(r) || !role_fits(r, &p->account.brings)) {
            continue;
        }
        if (p->guest) {
            TRY(rights_guest_may(ctx, r->id, &guest_may));
        }
        if (!guest_may) {
            continue;
        }
        if (!rights_may_grant(&ctx->actor.roles, r->id)) {
            p->closed[p->ret->closed_n++] = tr(ctx->locale, NULL, r->name);
            continue;
        }
        choices[ret->roles_n++] = (RoleChoice){.id = r->id,
                                               .name = tr(ctx->locale, NULL, r->name),
                                               .about = MSG_OF(r->about),
                                               .checked = chosen(p->plan, r->id),
                                               .by_location = r->scope == ROLE_LOCATION || r->scope == ROLE_PROGRAM};
    }
    return OK;
}

static bool is_custom(Str role)
{
    Id id;
    return rights_custom_id(role, &id);
}

/* More than anybody would tick through: written by their names. */
static Err pick_own_by_name(Picking *p)
{
    Ctx *ctx = p->a.ctx;
    Str names = p->plan->own;
    for (size_t i = 0; !p->plan->own.n && i < p->plan->roles_n; i++) {
        Str name;
        if (is_custom(p->plan->roles[i])) {
            TRY(people_role_named(p->a, p->plan->roles[i], &name));
            names = names.n ? str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(names), S_ARG(name)) : name;
        }
    }
    p->ret->own = people_field(ctx, "own_roles", names, MSG("Roles made for this account"));
    p->ret->own.optional = true;
    p->ret->own.hint = MSG("There are many: write the names of those you mean, with commas between.");
    p->ret->own.max_length = 1000;
    p->ret->has_own = true;
    p->ret->roles_url = url_fmt(ctx->arena, "/a/%s/settings/roles", ctx->account.public_id);
    return OK;
}

static Err pick_custom(Picking *p, RoleChoices *ret)
{
    Ctx *ctx = p->a.ctx;
    *ret = (RoleChoices){.title = MSG("Roles made for this account")};
    if (p->guest || !rights_may_grant(&ctx->actor.roles, rights_custom_role(ctx->arena, ctx->account_id))) {
        return OK;
    }
    PeopleCustomNamesRow *rows;
    size_t n;
    TRY(q_people_custom_names(p->a, &(PeopleCustomNamesArgs){.most = OWN_ROLES_SHOWN + 1}, &rows, &n));
    if (n > OWN_ROLES_SHOWN) {
        return pick_own_by_name(p);
    }
    RoleChoice *choices = arena_array(ctx->arena, RoleChoice, n + 1);
    for (size_t i = 0; i < n; i++) {
        Str id = rights_custom_role(ctx->arena, rows[i].id);
        choices[i] = (RoleChoice){.id = id, .name = rows[i].name, .checked = chosen(p->plan, id), .by_location = true};
    }
    ret->roles = choices;
    ret->roles_n = n;
    return OK;
}

static void pick_program(Picking *p, const PeopleWorld *w)
{
    Ctx *ctx = p->a.ctx;
    OptionView *options = arena_array(ctx->arena, OptionView, p->account.programs_n + 1);
    options[0] = (OptionView){.value = S(""), .label = MSG("All programs")};
    for (size_t i = 0; i < p->account.programs_n; i++) {
        options[i + 1] = (OptionView){.value = p->account.programs[i].id,
                                      .label = programs_name(&w->programs, p->account.programs[i].id)};
    }
    p->ret->program =
        people_select(ctx, "program", options, p->account.programs_n + 1, p->plan->program, MSG("Program"));
    p->ret->program.hint = MSG("For one program, a role opens only what that program brings.");
    p->ret->has_programs = p->account.programs_n > 1;
}

static void pick_locations(Picking *p, const PeopleWorld *w)
{
    Ctx *ctx = p->a.ctx;
    PlaceChoice *places = arena_array(ctx->arena, PlaceChoice, w->locations_n + 1);
    for (size_t i = 0; i < w->locations_n; i++) {
        bool on = false;
        for (size_t k = 0; k < p->plan->locations_n; k++) {
            on = on || id_eq(p->plan->locations[k], w->locations[i].id);
        }
        places[i] =
            (PlaceChoice){id_text(ctx->arena, w->locations[i].id), w->locations[i].name, w->locations[i].domain, on};
    }
    p->ret->locations = places;
    p->ret->locations_n = w->locations_n;
    p->ret->has_locations = w->locations_n > 0;
}

Err role_picker(AccountCtx a, const PeopleWorld *w, const RolePlan *plan, bool guest, RolePicker *ret)
{
    Ctx *ctx = a.ctx;
    Picking p = {.a = a, .plan = plan, .ret = ret, .guest = guest, .closed = arena_array(ctx->arena, Str, ROLES_N)};
    RoleChoices *groups = arena_array(ctx->arena, RoleChoices, ROLE_FAMILIES + 1);
    TRY(rights_account(system_of(ctx), ctx->account_id, &p.account));
    *ret = (RolePicker){.groups = groups,
                        .roles_error = problem_of_field(ctx, S("roles")),
                        .scope_error = problem_of_field(ctx, S("scope")),
                        .locations_error = problem_of_field(ctx, S("locations")),
                        .scope = plan->scope.n ? plan->scope : S("account"),
                        .guest = guest,
                        .closed = p.closed};
    for (int f = 0; f < ROLE_FAMILIES; f++) {
        TRY(pick_family(&p, (RoleFamily)f, &groups[ret->groups_n]));
        ret->groups_n += groups[ret->groups_n].roles_n > 0;
    }
    TRY(pick_custom(&p, &groups[ret->groups_n]));
    ret->groups_n += groups[ret->groups_n].roles_n > 0;
    pick_program(&p, w);
    pick_locations(&p, w);
    PeopleElsewhereRow elsewhere;
    TRY(q_people_elsewhere(a, NULL, &elsewhere));
    ret->has_directory = elsewhere.n > 0 && !guest;
    ret->directory_name = w->directories_n ? w->directories[0].name : S("");
    return OK;
}

/* Names of own roles, with commas between. */
static Err own_roles_of_form(AccountCtx a, RolePlan *plan)
{
    Ctx *ctx = a.ctx;
    Str names[PLAN_ROLES_MAX], ids[PLAN_ROLES_MAX], rest = str_trim(ctx_form(ctx, S("own_roles"))), one;
    size_t n = 0;
    plan->own = rest;
    while (rest.n && n < PLAN_ROLES_MAX && str_split(&rest, ',', &one)) {
        names[n] = str_trim(one);
        n += names[n].n > 0;
    }
    plan->own = n ? plan->own : S("");
    TRY(people_custom_of_names(a, names, n, ids));
    for (size_t i = 0; i < n; i++) {
        if (ids[i].n == 0) {
            people_problem(ctx, "own_roles",
                           MSG1("There is no role {name}. Write it as the list of roles does.", "name", names[i]));
        } else if (!chosen(plan, ids[i]) && plan->roles_n < PLAN_ROLES_MAX) {
            plan->roles[plan->roles_n++] = ids[i];
        }
    }
    return OK;
}

Err role_plan_of_form(AccountCtx a, RolePlan *ret)
{
    Ctx *ctx = a.ctx;
    Str value;
    *ret = (RolePlan){.scope = ctx_form(ctx, S("scope")), .program = ctx_form(ctx, S("program"))};
    if (!str_eq(ret->scope, S("locations")) && !str_eq(ret->scope, S("directory"))) {
        ret->scope = S("account");
    }
    for (size_t i = 0; ret->roles_n < PLAN_ROLES_MAX && ctx_form_nth(ctx, S("roles"), i, &value); i++) {
        if (value.n && !chosen(ret, value)) {
            ret->roles[ret->roles_n++] = value;
        }
    }
    for (size_t i = 0; ret->locations_n < PLAN_LOCATIONS_MAX && ctx_form_nth(ctx, S("locations"), i, &value); i++) {
        ret->locations_n += id_parse(value, &ret->locations[ret->locations_n]) == OK;
    }
    return own_roles_of_form(a, ret);
}

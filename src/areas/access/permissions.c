/* View permissions: every role somebody holds with its scope and origin, and every permission with why. */
#include "areas/access/pages.h"

#include "app/export.h"
#include "app/program.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "gen/access_html.h"
#include "ui/shell.h"

static Msg cover_words(HeldCover cover)
{
    switch (cover) {
    case COVER_LOCATION:
        return MSG("This location");
    case COVER_ACCOUNT:
        return MSG("This account with its locations");
    case COVER_COMPANY:
        return MSG("The company with all its locations");
    case COVER_DIRECTORY:
        return MSG("Every account of the organization");
    }
    return (Msg){0};
}

static Msg origin_words(Ctx *ctx, const HeldRole *h)
{
    static const struct {
        Str origin;
        const char *words;
    } ORIGINS[] = {{S_INIT("direct"), N_("Given by an administrator")},
                   {S_INIT("invitation"), N_("Came with an invitation")},
                   {S_INIT("request"), N_("Given for a request for access")},
                   {S_INIT("import"), N_("Came with an import")},
                   {S_INIT("provisioning"), N_("Given by the directory's provisioning")},
                   {S_INIT("federation"), N_("Given at sign-in by the outside provider")},
                   {S_INIT("setup"), N_("Set up with the account")}};
    if (h->from == HELD_GROUP) {
        return MSG1("Through the group {group}", "group", h->group_name);
    }
    if (h->from == HELD_BROUGHT) {
        return MSG1("Comes along with {role}", "role", access_role_name(ctx, h->brought_by, S("")));
    }
    for (size_t i = 0; i < COUNT_OF(ORIGINS); i++) {
        if (str_eq(ORIGINS[i].origin, h->origin)) {
            return MSG_OF(ORIGINS[i].words);
        }
    }
    return (Msg){0};
}

static StateView held_state(const HeldRole *h)
{
    Id custom;
    if (h->counts) {
        return (StateView){STATE_GOOD, MSG("Counts")};
    }
    return rights_custom_id(h->role, &custom) && h->name.n == 0
               ? (StateView){STATE_OFF, MSG("Removed role")}
               : (StateView){STATE_WARN, MSG("Does not count: a group's roles stand in place of it")};
}

static int64_t count_of(const PermSet *set)
{
    int64_t n = 0;
    for (size_t i = 0; i < COUNT_OF(set->w); i++) {
        n += __builtin_popcountll(set->w[i]);
    }
    return n;
}

static Err fill_held(Ctx *ctx, const Rights *r, PermissionsView *v)
{
    Programs all;
    TRY(programs_load(ctx, &all));
    HeldView *list = arena_array(ctx->arena, HeldView, r->held_n);
    for (size_t i = 0; i < r->held_n; i++) {
        const HeldRole *h = &r->held[i];
        const Role *role = role_find(h->role);
        list[i] =
            (HeldView){.role = role ? MSG_OF(role->name) : (Msg){0},
                       .name = h->name.n ? h->name : h->role,
                       .line = role ? tr(ctx->locale, NULL, role->about) : S(""),
                       .scope = cover_words(h->cover),
                       .origin = origin_words(ctx, h),
                       .program = programs_find(&all, h->program) ? programs_find(&all, h->program)->name : h->program,
                       .state = held_state(h),
                       .since = h->since,
                       .gives = count_of(&h->gives)};
    }
    v->held = list;
    v->held_n = r->held_n;
    return OK;
}

Err access_each_permission(Ctx *ctx, EachPermission f, void *arg)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->perms_n; k++) {
            if (!AREAS[i]->perms[k]->operator_only) {
                TRY(f(ctx, AREAS[i], AREAS[i]->perms[k], arg));
            }
        }
    }
    return OK;
}

typedef struct Filling {
    WhyAsk *ask;
    PermissionsView *v;
    PermissionSection *sections;
    const Area *area;
    PermissionLine *rows;
    Str user; /* empty: oneself */
} Filling;

static Err add_line(Ctx *ctx, const Area *area, const Perm *perm, void *arg)
{
    Filling *f = arg;
    PermissionsView *v = f->v;
    Why w;
    TRY(why(f->ask, perm, &w));
    v->all++;
    v->granted += w.granted;
    if (!w.granted && !v->everything) {
        return OK;
    }
    if (f->area != area) {
        f->area = area;
        f->rows = arena_array(ctx->arena, PermissionLine, area->perms_n);
        f->sections[v->sections_n++] = (PermissionSection){.title = MSG_OF(area->title), .rows = f->rows};
    }
    PermissionSection *section = &f->sections[v->sections_n - 1];
    Url why_url = url_with(ctx->arena, home_path(ctx, "/a/{account}/settings/why"), S("permission"), perm->id);
    f->rows[section->rows_n++] = (PermissionLine){
        .label = MSG_OF(perm->label),
        .id = perm->id,
        .because = why_sentence(ctx, &w, f->user.n == 0),
        .state = w.granted ? (StateView){STATE_GOOD, MSG("Granted")} : (StateView){STATE_OFF, MSG("Not granted")},
        .why = f->user.n ? url_with(ctx->arena, why_url, S("user"), f->user) : why_url};
    section->granted += w.granted;
    return OK;
}

static Url with_user(Ctx *ctx, Url u, Str user) { return user.n ? url_with(ctx->arena, u, S("user"), user) : u; }

Err permissions_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PermissionsView *v = arena_new(ctx->arena, PermissionsView);
    WhyAsk ask;
    Id user;
    TRY(access_person_of(a, &user, &v->person));
    TRY(why_ask(a, user, WHY_REASON_ONLY, &ask));
    v->everything = str_eq(ctx_query(ctx, S("show")), S("all"));
    Filling f = {.ask = &ask,
                 .v = v,
                 .sections = arena_array(ctx->arena, PermissionSection, AREAS_N),
                 .user = v->person.n ? id_text(ctx->arena, user) : S("")};
    TRY(access_each_permission(ctx, add_line, &f));
    v->sections = f.sections;
    TRY(fill_held(ctx, &ask.rights, v));
    v->shell = access_shell(ctx, (Msg){0}, NULL, MSG("View permissions"));
    v->account = ctx->account.name;
    Url here = with_user(ctx, home_path(ctx, "/a/{account}/settings/permissions"), f.user);
    Url file = with_user(ctx, home_path(ctx, "/a/{account}/settings/permissions/export"), f.user);
    v->show_granted = here;
    v->show_all = url_with(ctx->arena, here, S("show"), S("all"));
    v->export = (ExportView){.csv = url_with(ctx->arena, file, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, file, S("format"), S("xlsx")),
                             .about = MSG("Every permission, with why")};
    v->roles_page = home_path(ctx, "/a/{account}/settings/roles");
    v->my_access = home_path(ctx, "/a/{account}/my-access");
    if (ctx_may(ctx, &ACCESS_OTHERS)) {
        v->compare = url_with(ctx->arena, home_path(ctx, "/a/{account}/settings/permissions/compare"), S("first"),
                              id_text(ctx->arena, user));
    }
    RENDER(ctx, 200, permissions, v);
    return OK;
}

/* --- export --- */

static const ExportColumn COLUMNS[] = {
    {"area", N_("Workspace"), EXPORT_TEXT, 20}, {"permission", N_("Permission"), EXPORT_TEXT, 44},
    {"code", N_("Code"), EXPORT_TEXT, 24},      {"state", N_("State"), EXPORT_MSG, 14},
    {"why", N_("Why"), EXPORT_MSG, 60},
};

typedef struct Exporting {
    Export *e;
    WhyAsk ask;
    Str person;
    Id user;
} Exporting;

static Err export_line(Ctx *ctx, const Area *area, const Perm *perm, void *arg)
{
    Exporting *x = arg;
    Why w;
    TRY(why(&x->ask, perm, &w));
    ExportCell cells[COUNT_OF(COLUMNS)] = {
        {.text = tr(ctx->locale, NULL, area->title)},
        {.text = tr(ctx->locale, NULL, perm->label)},
        {.text = perm->id},
        {.msg = w.granted ? MSG("Granted") : MSG("Not granted")},
        {.msg = why_sentence(ctx, &w, x->person.n == 0)},
    };
    return export_row(x->e, cells);
}

static Err export_all(AccountCtx a, Export *e, void *arg)
{
    Exporting *x = arg;
    x->e = e;
    TRY(why_ask(a, x->user, WHY_REASON_ONLY, &x->ask));
    return access_each_permission(a.ctx, export_line, x);
}

Err permissions_export(AccountCtx a)
{
    Exporting x = {0};
    TRY(access_person_of(a, &x.user, &x.person));
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Permissions"),
                                        .file = "permissions",
                                        .fill = export_all,
                                        .arg = &x});
}

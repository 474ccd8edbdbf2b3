/* Two people's permissions side by side: which each has, and from where. Why decides, as everywhere. */
#include "areas/access/pages.h"

#include "app/export.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "gen/access_html.h"
#include "gen/access_q.h"
#include "ui/field.h"
#include "ui/shell.h"

#define COMPARE_PATH "/a/{account}/settings/permissions/compare"

typedef struct Person {
    Id id;
    Str name, sign_in;
    WhyAsk ask;
} Person;

static const Str FIELDS[] = {S_INIT("first"), S_INIT("second")};

static Str full_name(Ctx *ctx, Str first, Str last)
{
    return str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(first), S_ARG(last)));
}

/* Whom the parameter names, by id (links) or by the name they sign in with (the form). Nobody: *ret stays empty, with a
 * problem of the field unless nothing was asked. */
static Err find_person(AccountCtx a, Str field, Person *ret)
{
    Ctx *ctx = a.ctx;
    Str asked = str_trim(ctx_query(ctx, field));
    *ret = (Person){0};
    if (!asked.n) {
        return OK;
    }
    Err err;
    if (id_parse(asked, &ret->id) == OK) {
        AccessPersonRow row;
        err = q_access_person(a, &(AccessPersonArgs){.id = ret->id}, &row);
        if (err == OK) {
            *ret =
                (Person){.id = row.id, .name = full_name(ctx, row.first_name, row.last_name), .sign_in = row.sign_in};
        }
    } else {
        AccessPersonNamedRow row;
        err = q_access_person_named(a, &(AccessPersonNamedArgs){.name = str_lower_ascii(ctx->arena, asked)}, &row);
        if (err == OK) {
            *ret =
                (Person){.id = row.id, .name = full_name(ctx, row.first_name, row.last_name), .sign_in = row.sign_in};
        }
    }
    if (err == ERR_NOT_FOUND) {
        ret->id = ID_NIL;
        problem_field(ctx, field,
                      MSG("Nobody of this account signs in with this name. Look it up in User management."));
        return OK;
    }
    TRY(err);
    return why_ask(a, ret->id, WHY_REASON_ONLY, &ret->ask);
}

/* Both, and nobody twice. */
static Err find_both(AccountCtx a, Person *first, Person *second)
{
    TRY(find_person(a, FIELDS[0], first));
    TRY(find_person(a, FIELDS[1], second));
    if (!id_is_nil(first->id) && id_eq(first->id, second->id)) {
        problem_field(a.ctx, FIELDS[1], MSG("Choose somebody else: this is the same person."));
        second->id = ID_NIL;
    }
    return OK;
}

static Str roles_that_count(Ctx *ctx, const Rights *r)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < r->held_n; i++) {
        bool again = !r->held[i].counts;
        for (size_t k = 0; k < i && !again; k++) {
            again = r->held[k].counts && str_eq(r->held[k].role, r->held[i].role);
        }
        if (!again) {
            Str name = access_role_name(ctx, r->held[i].role, r->held[i].name);
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(name));
        }
    }
    return buf_str(&b);
}

static Url of_user(Ctx *ctx, const char *path, const Person *p)
{
    return url_with(ctx->arena, home_path(ctx, path), S("user"), id_text(ctx->arena, p->id));
}

static ComparePerson person_view(Ctx *ctx, const Person *p)
{
    if (id_is_nil(p->id)) {
        return (ComparePerson){0};
    }
    return (ComparePerson){.name = p->name,
                           .roles = roles_that_count(ctx, &p->ask.rights),
                           .permissions = of_user(ctx, "/a/{account}/settings/permissions", p)};
}

/* --- the rows --- */

typedef struct Comparing {
    CompareView *v;
    Person *first, *second;
    CompareSection *sections;
    CompareLine *rows;
    const Area *area;
} Comparing;

static CompareSide side_of(Ctx *ctx, const Person *p, const Why *w)
{
    return (CompareSide){
        .state = w->granted ? (StateView){STATE_GOOD, MSG("Granted")} : (StateView){STATE_OFF, MSG("Not granted")},
        .because = why_sentence(ctx, w, false),
        .why = url_with(ctx->arena, of_user(ctx, "/a/{account}/settings/why", p), S("permission"), w->perm->id)};
}

static Err compare_line(Ctx *ctx, const Area *area, const Perm *perm, void *arg)
{
    Comparing *c = arg;
    CompareView *v = c->v;
    Why first, second;
    TRY(why(&c->first->ask, perm, &first));
    TRY(why(&c->second->ask, perm, &second));
    v->first.granted += first.granted;
    v->second.granted += second.granted;
    bool differs = first.granted != second.granted;
    if (!first.granted && !second.granted) {
        return OK; /* what neither has says nothing of the two */
    }
    v->all++;
    v->differing += differs;
    if (v->differences && !differs) {
        return OK;
    }
    if (c->area != area) {
        c->area = area;
        c->rows = arena_array(ctx->arena, CompareLine, area->perms_n);
        c->sections[v->sections_n++] = (CompareSection){.title = MSG_OF(area->title), .rows = c->rows};
    }
    CompareSection *section = &c->sections[v->sections_n - 1];
    section->differing += differs;
    c->rows[section->rows_n++] = (CompareLine){.label = MSG_OF(perm->label),
                                               .id = perm->id,
                                               .first = side_of(ctx, c->first, &first),
                                               .second = side_of(ctx, c->second, &second),
                                               .differs = differs};
    return OK;
}

static FieldView person_field(Ctx *ctx, size_t i, const Person *p, Msg label)
{
    Str typed = ctx_query(ctx, FIELDS[i]);
    FieldView f = ui_field(ctx, FIELDS[i], id_is_nil(p->id) ? typed : p->sign_in, label);
    f.kind = FIELD_EMAIL;
    f.max_length = 254;
    return f;
}

static Url with_both(Ctx *ctx, const char *path, const Person *first, const Person *second)
{
    Url u = url_with(ctx->arena, home_path(ctx, path), FIELDS[0], id_text(ctx->arena, first->id));
    return url_with(ctx->arena, u, FIELDS[1], id_text(ctx->arena, second->id));
}

static Err fill_comparison(Ctx *ctx, Person *first, Person *second, CompareView *v)
{
    Comparing c = {
        .v = v, .first = first, .second = second, .sections = arena_array(ctx->arena, CompareSection, AREAS_N)};
    v->differences = str_eq(ctx_query(ctx, S("show")), S("differences"));
    TRY(access_each_permission(ctx, compare_line, &c));
    v->sections = c.sections;
    v->show_all = with_both(ctx, COMPARE_PATH, first, second);
    v->show_differences = url_with(ctx->arena, v->show_all, S("show"), S("differences"));
    Url file = with_both(ctx, COMPARE_PATH "/export", first, second);
    file = v->differences ? url_with(ctx->arena, file, S("show"), S("differences")) : file;
    v->export = (ExportView){.csv = url_with(ctx->arena, file, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, file, S("format"), S("xlsx")),
                             .about = MSG("What is shown, with why")};
    return OK;
}

Err compare_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Person first, second;
    TRY(find_both(a, &first, &second));
    CompareView *v = arena_new(ctx->arena, CompareView);
    *v = (CompareView){
        .shell =
            access_shell(ctx, MSG("View permissions"), "/a/{account}/settings/permissions", MSG("Compare permissions")),
        .errors = ui_errors(ctx, FIELDS, COUNT_OF(FIELDS)),
        .first_field = person_field(ctx, 0, &first, MSG("Sign-in name of one person")),
        .second_field = person_field(ctx, 1, &second, MSG("Sign-in name of the other")),
        .action = home_path(ctx, COMPARE_PATH),
        .back = home_path(ctx, "/a/{account}/settings/permissions"),
        .first = person_view(ctx, &first),
        .second = person_view(ctx, &second),
        .chosen = !id_is_nil(first.id) && !id_is_nil(second.id),
    };
    v->shell->failed = v->errors.links_n > 0;
    if (v->errors.links_n) {
        return RENDER_FAILED(ctx, access_compare, v);
    }
    if (v->chosen) {
        TRY(fill_comparison(ctx, &first, &second, v));
    }
    RENDER(ctx, 200, access_compare, v);
    return OK;
}

/* --- export --- */

static const ExportColumn COLUMNS[] = {
    {"area", N_("Workspace"), EXPORT_TEXT, 20},
    {"permission", N_("Permission"), EXPORT_TEXT, 44},
    {"code", N_("Code"), EXPORT_TEXT, 24},
    {"first", N_("One person"), EXPORT_TEXT, 28},
    {"first_state", N_("State of the one"), EXPORT_MSG, 14},
    {"first_why", N_("Why the one"), EXPORT_MSG, 60},
    {"second", N_("The other"), EXPORT_TEXT, 28},
    {"second_state", N_("State of the other"), EXPORT_MSG, 14},
    {"second_why", N_("Why the other"), EXPORT_MSG, 60},
};

typedef struct Exporting {
    Export *e;
    Person first, second;
    bool differences;
} Exporting;

static Err export_line(Ctx *ctx, const Area *area, const Perm *perm, void *arg)
{
    Exporting *x = arg;
    Why first, second;
    TRY(why(&x->first.ask, perm, &first));
    TRY(why(&x->second.ask, perm, &second));
    bool shown = x->differences ? first.granted != second.granted : first.granted || second.granted;
    if (!shown) {
        return OK;
    }
    ExportCell cells[COUNT_OF(COLUMNS)] = {
        {.text = tr(ctx->locale, NULL, area->title)},
        {.text = tr(ctx->locale, NULL, perm->label)},
        {.text = perm->id},
        {.text = x->first.name},
        {.msg = first.granted ? MSG("Granted") : MSG("Not granted")},
        {.msg = why_sentence(ctx, &first, false)},
        {.text = x->second.name},
        {.msg = second.granted ? MSG("Granted") : MSG("Not granted")},
        {.msg = why_sentence(ctx, &second, false)},
    };
    return export_row(x->e, cells);
}

static Err export_all(AccountCtx a, Export *e, void *arg)
{
    Exporting *x = arg;
    x->e = e;
    return access_each_permission(a.ctx, export_line, x);
}

Err compare_export(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Exporting x = {.differences = str_eq(ctx_query(ctx, S("show")), S("differences"))};
    TRY(find_both(a, &x.first, &x.second));
    if (id_is_nil(x.first.id) || id_is_nil(x.second.id)) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such person here, or you cannot see them."),
                       MSG("Choose two people on the page Compare permissions."));
    }
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Permissions"),
                                        .file = "permissions-compared",
                                        .fill = export_all,
                                        .arg = &x});
}

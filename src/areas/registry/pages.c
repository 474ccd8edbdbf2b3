/* The vendor's pages of the company registry: what is kept, looking one up, and files. */
#include "areas/registry/pages.h"

#include "areas/registry/registry_view.h"
#include "base/utf8.h"
#include "gen/registry_html.h"
#include "gen/registry_q.h"
#include "ui/field.h"
#include "ui/import.h"
#include "ui/shell.h"

static ShellView *desk_shell(Ctx *ctx, Msg title, Str file_name)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 4);
    size_t n = 0;
    bool inner = msg_is_set(title);
    crumbs[n++] = (Crumb){.label = MSG("Vendor desk"), .url = url_static("/operator")};
    crumbs[n++] = (Crumb){.label = MSG("Company registry"), .url = inner ? url_static(REGISTRY_PAGE) : (Url){S("")}};
    if (inner) {
        crumbs[n++] = (Crumb){.label = title, .url = file_name.n ? url_static(REGISTRY_PAGE "/import") : (Url){S("")}};
    }
    if (file_name.n) {
        crumbs[n++] = (Crumb){.text = file_name};
    }
    ShellView *shell = shell_view(ctx, inner ? title : MSG("Company registry"), crumbs, n);
    shell->workspace = MSG("Vendor desk");
    return shell;
}

static Err fill_counts(OperatorCtx o, Str chosen, RegistryView *v)
{
    Ctx *ctx = o.ctx;
    RegistryCountsRow *rows;
    size_t n;
    TRY(q_registry_counts(o, NULL, &rows, &n));
    RegistryCount *counts = arena_array(ctx->arena, RegistryCount, n + 1);
    OptionView *options = arena_array(ctx->arena, OptionView, n + 1);
    for (size_t i = 0; i < n; i++) {
        Str name = country_name(ctx->arena, ctx->locale, rows[i].country);
        counts[i] =
            (RegistryCount){.country = name,
                            .n = rows[i].n,
                            .updated = rows[i].updated_at,
                            .url = url_with(ctx->arena, url_static(REGISTRY_PAGE), S("country"), rows[i].country)};
        options[i] = (OptionView){.value = rows[i].country, .text = name, .selected = str_eq(rows[i].country, chosen)};
    }
    v->counts = counts;
    v->counts_n = n;
    v->country = ui_select(ctx, S("country"), MSG("Country"), options, n);
    return OK;
}

static Err fill_first(OperatorCtx o, Str country, RegistryCompany **ret, size_t *ret_n)
{
    RegistryFirstRow *rows;
    TRY(q_registry_first(o, &(RegistryFirstArgs){.country = country}, &rows, ret_n));
    *ret = arena_array(o.ctx->arena, RegistryCompany, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        const RegistryFirstRow *r = &rows[i];
        (*ret)[i] = (RegistryCompany){r->id,    r->country, r->number, r->legal_name, r->line1,
                                      r->line2, r->city,    r->state,  r->postal_code};
    }
    return OK;
}

Err registry_list_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    RegistryView *v = arena_new(ctx->arena, RegistryView);
    RegistryCompany *found = NULL;
    Str country = ctx_query(ctx, S("country")), text = utf8_prefix(str_trim(ctx_query(ctx, S("company"))), 120);
    *v = (RegistryView){.shell = desk_shell(ctx, (Msg){0}, S("")),
                        .action = url_static(REGISTRY_PAGE),
                        .import_url = url_static(REGISTRY_PAGE "/import"),
                        .text = ui_field(ctx, S("company"), text, MSG("Name or registration number")),
                        .asked = country.n > 0};
    v->text.optional = true;
    TRY(fill_counts(o, country, v));
    if (text.n) {
        TRY(registry_find(ctx, country, text, REGISTRY_ROWS_MAX, &found, &v->lines_n));
    } else if (v->asked) {
        TRY(fill_first(o, country, &found, &v->lines_n));
    }
    RegistryLine *lines = arena_array(ctx->arena, RegistryLine, v->lines_n + 1);
    for (size_t i = 0; i < v->lines_n; i++) {
        lines[i] = (RegistryLine){
            .name = found[i].legal_name, .number = found[i].number, .place = registry_place(ctx->arena, &found[i])};
    }
    v->lines = lines;
    v->more = v->lines_n == REGISTRY_ROWS_MAX;
    RENDER(ctx, 200, registry_page, v);
    return OK;
}

/* --- files --- */

static const char *const EXAMPLE[] = {"FR", "552 008 443", "Quai Looms SAS", "1 Quai", "", "Lyon", "", "69002"};
static ShellView *file_shell(Ctx *ctx, Str file_name) { return desk_shell(ctx, MSG("Import companies"), file_name); }
static Msg add(int64_t n) { return MSGN("Import {n} company", "Import {n} companies", n); }
static Url at(Ctx *ctx, const char *rest)
{
    return (Url){str_concat(ctx->arena, S(REGISTRY_PAGE "/import"), str_from(rest))};
}
static Url thing(Ctx *ctx, Id id)
{
    (void)ctx;
    (void)id;
    return (Url){S("")}; /* found on the page by name or number */
}

static const ImportPages PAGES = {
    .kind = &REGISTRY_FILE,
    .title = N_("Import companies"),
    .about = N_("A CSV file with one company a row, as its register has it. It is checked first and every problem is "
                "shown; nothing is written before you say so. A row whose number is there already takes its place."),
    .task = N_("Import of companies"),
    .what = N_("Company"),
    .file_name = "registry.csv",
    .template_name = "registry-template.csv",
    .example = EXAMPLE,
    .add = add,
    .at = at,
    .thing = thing,
    .shell = file_shell};

Err registry_imports_page(OperatorCtx o) { return import_page_files(import_of_vendor(o), &PAGES); }
Err registry_import_template(OperatorCtx o) { return import_page_template(import_of_vendor(o), &PAGES); }
Err registry_import_upload(OperatorCtx o) { return import_page_upload(import_of_vendor(o), &PAGES); }
Err registry_import_page(OperatorCtx o) { return import_page_file(import_of_vendor(o), &PAGES); }
Err registry_import_run(OperatorCtx o) { return import_page_run(import_of_vendor(o), &PAGES); }
Err registry_import_report(OperatorCtx o) { return import_page_report(import_of_vendor(o), &PAGES); }

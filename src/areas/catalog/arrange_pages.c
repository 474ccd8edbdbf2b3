/* The account's own order of products: moved, pinned, hidden and grouped by the people who may. */
#include "areas/catalog/catalog.h"
#include "areas/catalog/catalog_view.h"
#include "areas/catalog/own.h"
#include "areas/catalog/pages.h"
#include "gen/catalog_html.h"
#include "ui/field.h"
#include "ui/shell.h"

static ShellView *arrange_shell(Ctx *ctx, Str product)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 4);
    crumbs[0] = (Crumb){.label = MSG("Pricing"), .url = catalog_url(ctx, "")};
    crumbs[1] = (Crumb){.label = MSG("On sale"), .url = catalog_url(ctx, "/items")};
    crumbs[2] = (Crumb){.label = MSG("Customize the catalogue"), .url = catalog_url(ctx, "/arrange")};
    crumbs[3] = (Crumb){.text = product};
    ShellView *shell = shell_view(ctx, MSG("Customize the catalogue"), crumbs, product.n ? 4 : 3);
    shell->workspace = MSG("Pricing");
    shell->failed = ctx->problem.fields_n != 0;
    return shell;
}

Err page_arrange(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ArrangeView *v = arena_new(ctx->arena, ArrangeView);
    CatalogOwn *all;
    TRY(catalog_own_all(a, &all, &v->rows_n));
    ArrangeLine *lines = arena_array(ctx->arena, ArrangeLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = (ArrangeLine){.code = all[i].code,
                                 .title = all[i].title,
                                 .group = all[i].group,
                                 .type = catalog_type_msg(all[i].target_view),
                                 .url = catalog_product_url(ctx, "/arrange", all[i].code),
                                 .at = all[i].at,
                                 .pinned = all[i].pinned,
                                 .hidden = all[i].hidden,
                                 .first = all[i].at == 1,
                                 .last = all[i].at == all[i].of};
        v->changed |= all[i].version > 0;
    }
    v->rows = lines;
    v->shell = arrange_shell(ctx, S(""));
    v->action = catalog_url(ctx, "/arrange");
    v->clear_url = catalog_url(ctx, "/arrange/clear");
    v->back_url = catalog_url(ctx, "/items");
    RENDER(ctx, 200, catalog_arrange, v);
    return OK;
}

/* Each button of a row is named by what it does and says to which product. */
typedef struct Act {
    const char *name;
    int64_t by; /* steps down; with first: to the top */
    bool first, pins, unpins, hides, shows;
} Act;
static const Act ACTS[] = {{.name = "up", .by = -1},          {.name = "down", .by = 1},
                           {.name = "first", .first = true},  {.name = "pin", .pins = true},
                           {.name = "unpin", .unpins = true}, {.name = "hide", .hides = true},
                           {.name = "show", .shows = true}};

static Err act_do(AccountCtx a, const Act *act, Str code)
{
    Ctx *ctx = a.ctx;
    CatalogOwn own;
    TRY(catalog_own_get(a, code, &own));
    int64_t at = act->first ? 1 : act->by ? own.at + act->by : 0;
    TRY(catalog_own_save(a, &(CatalogOwnAsk){.code = own.code,
                                             .group = own.group,
                                             .at = act->by && at < 1 ? 1 : at,
                                             .version = -1,
                                             .pinned = act->pins || (own.pinned && !act->unpins),
                                             .hidden = act->hides || (own.hidden && !act->shows)}));
    ctx_redirect(ctx, (Url){str_fmt(ctx->arena, "%.*s#p-%.*s", S_ARG(catalog_url(ctx, "/arrange").s), S_ARG(own.code))},
                 MSG1("{product}: saved", "product", own.title));
    return OK;
}
Err page_arrange_act(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    for (size_t i = 0; i < COUNT_OF(ACTS); i++) {
        Str code = ctx_form(ctx, str_from(ACTS[i].name));
        if (code.n) {
            return act_do(a, &ACTS[i], code);
        }
    }
    return ERR_NOT_FOUND;
}
Err page_arrange_clear(AccountCtx a)
{
    TRY(catalog_own_clear(a));
    ctx_redirect(a.ctx, catalog_url(a.ctx, "/arrange"), MSG("The products are in the vendor's order again"));
    return OK;
}

/* --- one product --- */

static ArrangeFormView *form_view(Ctx *ctx, const CatalogOwn *own, Str at, Str group, bool pinned, bool hidden)
{
    static const Str NAMES[] = {S_INIT("at"), S_INIT("group")};
    ArrangeFormView *v = arena_new(ctx->arena, ArrangeFormView);
    v->shell = arrange_shell(ctx, own->title);
    v->shell->title_text = own->title;
    v->title = own->title;
    v->back = catalog_url(ctx, "/arrange");
    v->form = (FormView){.action = catalog_product_url(ctx, "/arrange", own->code),
                         .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                         .version = own->version};
    v->at = ui_field(ctx, S("at"), at, MSG("Position"));
    v->at.inputmode = S("numeric");
    v->at.width = S("w-4");
    v->at.hint = MSG("1 is first: among the pinned products if it is pinned, else among the others.");
    v->group = ui_field(ctx, S("group"), group, MSG("Group"));
    v->group.optional = true;
    v->group.width = S("w-16");
    v->group.max_length = CATALOG_GROUP_MAX;
    v->group.autocomplete = S("off");
    v->group.hint = MSG("A name of your own, as Everyday. Lists of products can be filtered by it.");
    v->pinned = ui_field(ctx, S("pinned"), S("1"), MSG("Pin it above the others"));
    v->pinned.kind = FIELD_CHECKBOX;
    v->pinned.checked = pinned;
    v->hidden = ui_field(ctx, S("hidden"), S("1"), MSG("Hide it where products are chosen"));
    v->hidden.kind = FIELD_CHECKBOX;
    v->hidden.checked = hidden;
    v->hidden.hint = MSG("It can still be found with the filter for hidden products, and nothing sold changes.");
    return v;
}
Err page_arrange_one(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CatalogOwn own;
    TRY(catalog_own_get(a, ctx_param(ctx, S("code")), &own));
    RENDER(ctx, 200, catalog_arrange_one,
           form_view(ctx, &own, str_fmt(ctx->arena, "%lld", (long long)own.at), own.group, own.pinned, own.hidden));
    return OK;
}
Err page_arrange_one_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CatalogOwn own;
    TRY(catalog_own_get(a, ctx_param(ctx, S("code")), &own));
    Str at = str_trim(ctx_form(ctx, S("at"))), group = ctx_form(ctx, S("group"));
    CatalogOwnAsk ask = {.code = own.code,
                         .group = group,
                         .pinned = ctx_form(ctx, S("pinned")).n != 0,
                         .hidden = ctx_form(ctx, S("hidden")).n != 0};
    if (str_to_i64(at, &ask.at) != OK || ask.at < 1) {
        ask.at = -1;
    }
    if (str_to_i64(ctx_form(ctx, S("version")), &ask.version) != OK || ask.version < 0) {
        ask.version = 0;
    }
    Err err = catalog_own_save(a, &ask);
    if (err == ERR_INVALID) {
        return RENDER_FAILED(ctx, catalog_arrange_one, form_view(ctx, &own, at, group, ask.pinned, ask.hidden));
    }
    TRY(err);
    ctx_redirect(ctx, catalog_url(ctx, "/arrange"), MSG1("{product}: saved", "product", own.title));
    return OK;
}

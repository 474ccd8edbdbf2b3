/* The account's own tenant with its subscriptions and what they cost, buying, and one subscription. */
#include "areas/shared_services/pages.h"

#include "app/export.h"
#include "areas/account/account.h"
#include "areas/home/home.h"
#include "areas/legal/legal.h"
#include "areas/shared_services/shared_services_view.h"
#include "gen/shared_services_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/shared-services"

static Url one_url(Ctx *ctx, Id id)
{
    return url_fmt(ctx->arena, "/a/%s/settings/shared-services/%i", ctx->account.public_id, id);
}

static StateView state_said(Str state)
{
    return str_eq(state, S("active"))      ? (StateView){STATE_GOOD, MSG("Active")}
           : str_eq(state, S("suspended")) ? (StateView){STATE_WARN, MSG("Suspended")}
           : str_eq(state, S("expired"))   ? (StateView){STATE_WARN, MSG("Expired")}
           : str_eq(state, S("disabled"))  ? (StateView){STATE_BAD, MSG("Disabled")}
                                           : (StateView){STATE_OFF, MSG("Cancelled")};
}

/* --- what there is, and what it costs --- */

/* What is billed in a cycle, of what runs: unit price times quantity. */
static Err add_up(Ctx *ctx, const SharedSubscriptionsRow *rows, size_t n, SharedView *v)
{
    static const char *const CYCLES[] = {"monthly", "annual", "triennial"};
    SharedTotal *totals = arena_array(ctx->arena, SharedTotal, COUNT_OF(CYCLES));
    for (size_t c = 0; c < COUNT_OF(CYCLES); c++) {
        Dec sum = {0}, cost;
        Str currency = S("");
        for (size_t i = 0; i < n; i++) {
            bool runs = str_eq(rows[i].state, S("active")) || str_eq(rows[i].state, S("suspended"));
            if (runs && str_eq(rows[i].cycle, str_from(CYCLES[c]))) {
                TRY(dec_mul(rows[i].unit_price, (Dec){rows[i].quantity * DEC_SCALE}, ROUND_HALF_EVEN, &cost));
                TRY(dec_add(sum, cost, &sum));
                currency = rows[i].currency;
            }
        }
        if (currency.n) {
            totals[v->totals_n++] =
                (SharedTotal){catalog_cycle_msg(str_from(CYCLES[c])), catalog_amount(ctx, sum, currency)};
        }
    }
    v->totals = totals;
    return OK;
}

static Err fill_lines(AccountCtx a, const SharedGetRow *t, SharedView *v)
{
    Ctx *ctx = a.ctx;
    SharedSubscriptionsRow *rows;
    size_t n;
    TRY(q_shared_subscriptions(
        a, &(SharedSubscriptionsArgs){.customer_id = t->customer_id, .most = SHARED_SUBSCRIPTIONS_MAX + 1}, &rows, &n));
    v->more = n > SHARED_SUBSCRIPTIONS_MAX;
    v->lines_n = v->more ? SHARED_SUBSCRIPTIONS_MAX : n;
    SharedLine *lines = arena_array(ctx->arena, SharedLine, v->lines_n + 1);
    for (size_t i = 0; i < v->lines_n; i++) {
        Dec cost;
        TRY(dec_mul(rows[i].unit_price, (Dec){rows[i].quantity * DEC_SCALE}, ROUND_HALF_EVEN, &cost));
        lines[i] = (SharedLine){.title = rows[i].friendly_name,
                                .amount = catalog_amount(ctx, cost, rows[i].currency),
                                .term = catalog_term_msg(rows[i].term),
                                .cycle = catalog_cycle_msg(rows[i].cycle),
                                .quantity = rows[i].quantity,
                                .state = state_said(rows[i].state),
                                .url = one_url(ctx, rows[i].id)};
    }
    v->lines = lines;
    return add_up(ctx, rows, v->lines_n, v);
}

static Err fill_items(AccountCtx a, const SharedGetRow *t, Str chosen, SharedView *v)
{
    Ctx *ctx = a.ctx;
    SoldForOwnUseRow *rows;
    Str currency;
    size_t n = 0;
    Err err = catalog_currency(a, t->country, &currency);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    if (err == OK) {
        TRY(q_sold_for_own_use(a, &(SoldForOwnUseArgs){.country = t->country}, &rows, &n));
    }
    OptionView *options = arena_array(ctx->arena, OptionView, n + 1);
    for (size_t i = 0; i < n; i++) {
        Msg term = catalog_term_msg(rows[i].term), cycle = catalog_cycle_msg(rows[i].cycle);
        Str said = msg_text(ctx->arena, ctx->locale, &term), each = msg_text(ctx->arena, ctx->locale, &cycle);
        options[i] =
            (OptionView){.value = str_fmt(ctx->arena, "%.*s:%.*s:%.*s|%.*s|%.*s", S_ARG(rows[i].product_code),
                                          S_ARG(rows[i].sku_code), S_ARG(rows[i].availability), S_ARG(rows[i].term),
                                          S_ARG(rows[i].cycle)),
                         .text = str_fmt(ctx->arena, "%.*s, %.*s, %.*s: %.*s", S_ARG(rows[i].title), S_ARG(said),
                                         S_ARG(each), S_ARG(catalog_amount(ctx, rows[i].amount, currency)))};
    }
    v->item = ui_select(ctx, S("item"), MSG("What to buy"), options, n);
    v->item.value = chosen;
    v->may_buy = v->may_buy && n > 0;
    return OK;
}

static const FactView *tenant_facts(Ctx *ctx, const SharedGetRow *t, size_t *ret_n)
{
    FactView *f = arena_array(ctx->arena, FactView, 3);
    f[0] = (FactView){.label = MSG("Domain"), .text = t->domain};
    f[1] = (FactView){.label = MSG("Directory (tenant) ID"), .text = id_text(ctx->arena, t->customer_id)};
    f[2] = (FactView){.label = MSG("Since"), .at = t->created_at, .kind = FACT_TIME};
    *ret_n = 3;
    return f;
}

typedef struct Typed {
    Str domain, item, quantity;
} Typed;

static Err list_view(AccountCtx a, const Typed *typed, SharedView **ret)
{
    static const Str CREATE[] = {S_INIT("domain")}, BUY[] = {S_INIT("item"), S_INIT("quantity")};
    Ctx *ctx = a.ctx;
    SharedGetRow t;
    LegalProfile legal;
    SharedView *v = arena_new(ctx->arena, SharedView);
    *v = (SharedView){.shell = settings_shell(ctx, MSG("Shared services")),
                      .may_create = ctx_may(ctx, &SHARED_MANAGE),
                      .may_buy = ctx_may(ctx, &SHARED_BUY),
                      .legal_url = home_path(ctx, "/a/{account}/settings/legal"),
                      .create = {.action = home_path(ctx, PAGE), .errors = ui_errors(ctx, CREATE, 1)},
                      .buy = {.action = home_path(ctx, PAGE "/buy"), .errors = ui_errors(ctx, BUY, 2)}};
    v->domain = ui_field(ctx, S("domain"), typed->domain, MSG("Domain of the tenant"));
    v->domain.hint = MSG("It never changes, and nobody else may have it.");
    v->quantity = ui_field(ctx, S("quantity"), typed->quantity, MSG("How many"));
    v->quantity.width = S("w-4");
    v->quantity.inputmode = S("numeric");
    TRY(shared_enter(a, &t, &v->there));
    if (v->there) {
        v->facts = tenant_facts(ctx, &t, &v->facts_n);
        v->customer = url_fmt(ctx->arena, "/a/%s/customers/%i", ctx->account.public_id, t.customer_id);
        TRY(fill_lines(a, &t, v));
        v->export = list_export(ctx->arena, home_path(ctx, PAGE "/export"), S(""));
        TRY(fill_items(a, &t, typed->item, v));
    } else {
        TRY(legal_get(a, &legal));
        v->legal = legal.there;
    }
    v->shell->failed = v->create.errors.links_n + v->buy.errors.links_n > 0;
    *ret = v;
    return OK;
}

static Err list_failed(AccountCtx a, const Typed *typed)
{
    SharedView *v;
    a.ctx->customer_id = ID_NIL;
    TRY(list_view(a, typed, &v));
    return RENDER_FAILED(a.ctx, shared_services, v);
}

Err shared_page(AccountCtx a)
{
    SharedView *v;
    TRY(list_view(a, &(Typed){.quantity = S("1")}, &v));
    RENDER(a.ctx, 200, shared_services, v);
    return OK;
}

static const ExportColumn COLUMNS[] = {
    {"product", N_("Product"), EXPORT_TEXT, 40},  {"state", N_("State"), EXPORT_MSG, 14},
    {"quantity", N_("Quantity"), EXPORT_INT, 10}, {"unitPrice", N_("Unit price"), EXPORT_DEC, 14},
    {"cost", N_("Cost"), EXPORT_DEC, 14},         {"currency", N_("Currency"), EXPORT_TEXT, 8},
    {"term", N_("Term"), EXPORT_MSG, 14},         {"cycle", N_("Billing cycle"), EXPORT_MSG, 14},
    {"ends", N_("Ends"), EXPORT_TIME, 20},        {"id", N_("Subscription ID"), EXPORT_ID, 36},
};

static Err fill_file(AccountCtx a, Export *e, void *arg)
{
    enum { EXPORT_MOST = 5000 };
    (void)arg;
    SharedGetRow t;
    SharedSubscriptionsRow *rows;
    bool there;
    size_t n;
    TRY(shared_enter(a, &t, &there));
    if (!there) {
        return OK;
    }
    SharedSubscriptionsArgs args = {.customer_id = t.customer_id, .most = EXPORT_MOST};
    TRY(q_shared_subscriptions(a, &args, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        Dec cost;
        TRY(dec_mul(rows[i].unit_price, (Dec){rows[i].quantity * DEC_SCALE}, ROUND_HALF_EVEN, &cost));
        ExportCell cells[COUNT_OF(COLUMNS)] = {{.text = rows[i].friendly_name},
                                               {.msg = state_said(rows[i].state).label},
                                               {.i = rows[i].quantity},
                                               {.dec = rows[i].unit_price},
                                               {.dec = cost},
                                               {.text = rows[i].currency},
                                               {.msg = catalog_term_msg(rows[i].term)},
                                               {.msg = catalog_cycle_msg(rows[i].cycle)},
                                               {.empty = !time_is_set(rows[i].ends_at), .time = rows[i].ends_at},
                                               {.id = rows[i].id}};
        TRY(export_row(e, cells));
    }
    return OK;
}

Err shared_export(AccountCtx a)
{
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Shared services"),
                                        .file = "shared-services",
                                        .fill = fill_file});
}

Err shared_create_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Typed typed = {.domain = ctx_form(ctx, S("domain")), .quantity = S("1")};
    Err err = shared_create(a, typed.domain);
    if (err == ERR_INVALID) {
        return list_failed(a, &typed);
    }
    TRY(err);
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("The tenant is made. Buy what you need in it."));
    return OK;
}

static Err tenant(AccountCtx a, SharedGetRow *ret)
{
    bool there;
    TRY(shared_enter(a, ret, &there));
    return there ? OK
                 : problem(a.ctx, ERR_NOT_FOUND, MSG("The account has no tenant for shared services yet."),
                           MSG("Make it on the page Shared services."));
}

Err shared_buy_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SharedGetRow t;
    Typed typed = {.item = ctx_form(ctx, S("item")), .quantity = ctx_form(ctx, S("quantity"))};
    TRY(tenant(a, &t));
    Err err = shared_buy(a, &t, typed.item, typed.quantity);
    if (err == ERR_INVALID) {
        return list_failed(a, &typed);
    }
    TRY(err);
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("It is bought. Its cost is on the account's own invoice."));
    return OK;
}

/* --- one subscription --- */

static Err of_path(AccountCtx a, SharedGetRow *t, Subscription *s)
{
    Id id;
    TRY(tenant(a, t));
    TRY(ctx_param_id(a.ctx, S("subscription"), &id));
    return subscription_get(a, id, s);
}

static const FactView *subscription_facts(Ctx *ctx, const Subscription *s, size_t *ret_n)
{
    FactView *f = arena_array(ctx->arena, FactView, 5);
    size_t n = 0;
    f[n++] = (FactView){.label = MSG("Product"), .text = s->title};
    f[n++] = (FactView){.label = MSG("Term"), .msg = catalog_term_msg(s->term), .kind = FACT_MSG};
    f[n++] = (FactView){.label = MSG("Billed"), .msg = catalog_cycle_msg(s->cycle), .kind = FACT_MSG};
    f[n++] = (FactView){.label = MSG("Price of one"), .text = catalog_amount(ctx, s->unit_price, s->currency)};
    if (time_is_set(s->ends_at)) {
        f[n++] = (FactView){.label = MSG("End of the term"), .at = s->ends_at, .kind = FACT_TIME};
    }
    *ret_n = n;
    return f;
}

static Err one_view(AccountCtx a, const Subscription *s, Str quantity, bool renews, SharedOneView **ret)
{
    static const Str NAMES[] = {S_INIT("quantity")};
    Ctx *ctx = a.ctx;
    bool open = time_is_set(s->refund_until) && s->refund_until.us > ctx->now.us;
    bool active = str_eq(s->state, S("active"));
    SharedOneView *v = arena_new(ctx->arena, SharedOneView);
    *v = (SharedOneView){
        .shell = settings_sub_shell(ctx, MSG("Shared services"), PAGE, MSG1("{name}", "name", s->friendly_name)),
        .state = state_said(s->state),
        .may_change = active && ctx_may(ctx, &SHARED_MANAGE),
        .may_cancel = active && open && ctx_may(ctx, &SHARED_MANAGE),
        .renewable = s->term.n > 0,
        .change = {.action = one_url(ctx, s->id), .errors = ui_errors(ctx, NAMES, 1)},
        .cancel = {.action = url_fmt(ctx->arena, "%u/cancel", one_url(ctx, s->id))}};
    if (active && !open) {
        v->no_cancel = MSG(
            "The days in which it can be cancelled are over. Without renewal it ends with its term; nothing more is "
            "billed then.");
    }
    v->facts = subscription_facts(ctx, s, &v->facts_n);
    v->quantity = ui_field(ctx, S("quantity"), quantity, MSG("How many"));
    v->quantity.width = S("w-4");
    v->quantity.inputmode = S("numeric");
    v->quantity.hint = MSG("More at any time; fewer within seven days of adding them.");
    v->renews = ui_field(ctx, S("renews"), S("1"), MSG("Renews by itself"));
    v->renews.kind = FIELD_CHECKBOX;
    v->renews.checked = renews;
    v->shell->failed = v->change.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err shared_one_page(AccountCtx a)
{
    SharedGetRow t;
    Subscription s;
    SharedOneView *v;
    TRY(of_path(a, &t, &s));
    TRY(one_view(a, &s, str_fmt(a.ctx->arena, "%lld", (long long)s.quantity), s.renews, &v));
    RENDER(a.ctx, 200, shared_one, v);
    return OK;
}

Err shared_change_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SharedGetRow t;
    Subscription s, before;
    Str quantity = ctx_form(ctx, S("quantity"));
    bool renews = ctx_form(ctx, S("renews")).n > 0;
    TRY(of_path(a, &t, &s));
    before = s;
    Err err = shared_change(a, &t, &s, quantity, renews);
    if (err == ERR_INVALID) {
        SharedOneView *v;
        TRY(one_view(a, &before, quantity, renews, &v));
        return RENDER_FAILED(ctx, shared_one, v);
    }
    TRY(err);
    ctx_redirect(ctx, one_url(ctx, s.id), MSG("The subscription is changed."));
    return OK;
}

Err shared_cancel_post(AccountCtx a)
{
    SharedGetRow t;
    Subscription s;
    TRY(of_path(a, &t, &s));
    TRY(shared_cancel(a, &t, &s));
    ctx_redirect(a.ctx, home_path(a.ctx, PAGE), MSG("The subscription is cancelled."));
    return OK;
}

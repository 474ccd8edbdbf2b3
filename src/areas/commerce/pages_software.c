/* Software and keys of one customer: what was bought to be set up, its key, and what is left to do. */
#include "app/audit.h"
#include "app/export.h"
#include "areas/commerce/pages.h"
#include "base/utf8.h"
#include "gen/commerce_html.h"
#include "ui/field.h"
#include "ui/lists.h"

enum { EXPORT_SOFTWARE_MAX = 20000 };

typedef struct SoftwareAsk {
    Str q, state, after, before;
    bool compact;
    int size;
} SoftwareAsk;

static void take(void *arg, Str name, Str value)
{
    SoftwareAsk *ask = arg;
    value = utf8_prefix(str_trim(value), 100);
    if (list_take(name, value, &ask->size, &ask->compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("q"))) {
        ask->q = value;
    } else if (str_eq(name, S("state")) && (str_eq(value, S("waiting")) || str_eq(value, S("active")))) {
        ask->state = value;
    }
}
static SoftwareAsk ask_of(Ctx *ctx)
{
    SoftwareAsk ask = {.size = LIST_SIZE};
    list_each_asked(ctx, take, &ask);
    return ask;
}
static Str query_of(Ctx *ctx, const SoftwareAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
    list_put(&b, "q", ask->q);
    list_put(&b, "state", ask->state);
    if (ask->size != LIST_SIZE) {
        list_put(&b, "size", str_fmt(ctx->arena, "%d", ask->size));
    }
    return buf_str(&b);
}
static Err read_page(AccountCtx a, const SoftwareAsk *ask, PageAsk page, EntitlementPageRow **ret, size_t *ret_n,
                     PageInfo *ret_page)
{
    EntitlementPageArgs args = {.customer_id = a.ctx->customer_id,
                                .with_state = ask->state.n != 0,
                                .state = ask->state,
                                .with_q = ask->q.n != 0,
                                .pattern =
                                    str_fmt(a.ctx->arena, "%%%.*s%%", S_ARG(str_lower_ascii(a.ctx->arena, ask->q)))};
    Err err = q_entitlement_page(a, &args, &page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = q_entitlement_page(a, &args, &page, ret, ret_n, ret_page);
    }
    return err;
}

/* A subscription that ended has nothing to be set up any more. */
static StateView state_of(Str state, Str subscription_state)
{
    return !str_eq(subscription_state, S("active")) ? (StateView){STATE_OFF, MSG("Not usable")}
           : str_eq(state, S("waiting"))            ? (StateView){STATE_WARN, MSG("To be activated")}
                                                    : (StateView){STATE_GOOD, MSG("Activated")};
}
static Msg next_of(Str kind, Str state, Str subscription_state)
{
    bool software = str_eq(kind, S("software"));
    if (!str_eq(subscription_state, S("active"))) {
        return MSG("The subscription is not active: nothing can be set up now.");
    }
    if (!str_eq(state, S("waiting"))) {
        return MSG("Nothing is left to do.");
    }
    return software ? MSG("Install it at the customer and enter the product key; then mark it as activated here.")
                    : MSG("Set it up with its publisher for the customer; then mark it as activated here.");
}

static FieldView state_field(Ctx *ctx, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, 3);
    o[0] = (OptionView){.label = MSG("Any state"), .selected = chosen.n == 0};
    o[1] =
        (OptionView){.value = S("waiting"), .label = MSG("To be activated"), .selected = str_eq(chosen, S("waiting"))};
    o[2] = (OptionView){.value = S("active"), .label = MSG("Activated"), .selected = str_eq(chosen, S("active"))};
    return ui_select(ctx, S("state"), MSG("State"), o, 3);
}

static void fill_rows(Ctx *ctx, const EntitlementPageRow *rows, SoftwareView *v)
{
    SoftwareLine *lines = arena_array(ctx->arena, SoftwareLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        const EntitlementPageRow *r = &rows[i];
        lines[i] = (SoftwareLine){.name = r->friendly_name,
                                  .product = str_eq(r->title, r->friendly_name) ? r->publisher : r->title,
                                  .key = r->product_key,
                                  .url = software_url(ctx, r->subscription_id, ""),
                                  .quantity = r->quantity,
                                  .state = state_of(r->state, r->subscription_state),
                                  .next = next_of(r->kind, r->state, r->subscription_state)};
    }
    v->rows = lines;
}

Err page_software(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomerFrame *frame;
    TRY(customer_frame_view(a, MSG("Software and keys"), NULL, &frame));
    SoftwareAsk ask = ask_of(ctx);
    EntitlementPageRow *rows;
    PageInfo info;
    SoftwareView *v = arena_new(ctx->arena, SoftwareView);
    PageAsk page = {.order = ENTITLEMENT_PAGE_BY_NEWEST,
                    .size = (uint32_t)ask.size,
                    .descending = true,
                    .after = ask.after,
                    .before = ask.before};
    TRY(read_page(a, &ask, page, &rows, &v->rows_n, &info));
    v->frame = frame;
    v->may_buy = ctx_may(ctx, &COMMERCE_BUY);
    v->shop_url = commerce_url(ctx, "/products");
    v->clear_url = commerce_url(ctx, "/software");
    v->filtered = ask.q.n || ask.state.n;
    v->q = (FieldView){.kind = FIELD_SEARCH,
                       .name = S("q"),
                       .value = ask.q,
                       .label = MSG("Name or product"),
                       .autocomplete = S("off")};
    v->state = state_field(ctx, ask.state);
    Str query = query_of(ctx, &ask);
    Url export = list_url(ctx->arena, commerce_url(ctx, "/software/export"), query);
    v->export = (ExportView){.csv = url_with(ctx->arena, export, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, export, S("format"), S("xlsx")),
                             .about = MSG("All that match")};
    fill_rows(ctx, rows, v);
    SoftwareAsk rest = ask;
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, v->clear_url, query, query_of(ctx, &rest), &info, v->rows_n, ask.size, &v->pager);
    v->empty = (EmptyView){
        .title = MSG("No software yet"),
        .why = MSG("Software and services of other publishers that you order stand here, with their keys and with what "
                   "is left to set up.")};
    if (v->may_buy) {
        v->empty.action = MSG("Add products");
        v->empty.url = v->shop_url;
    }
    RENDER(ctx, 200, software, v);
    return OK;
}

/* --- as a file --- */

static const ExportColumn COLUMNS[] = {
    {"name", N_("Name"), EXPORT_TEXT, 36},           {"product", N_("Product"), EXPORT_TEXT, 36},
    {"publisher", N_("Publisher"), EXPORT_TEXT, 20}, {"quantity", N_("Quantity"), EXPORT_INT, 10},
    {"key", N_("Product key"), EXPORT_TEXT, 32},     {"state", N_("State"), EXPORT_MSG, 18},
    {"since", N_("Since"), EXPORT_TIME, 20},         {"order", N_("Order"), EXPORT_TEXT, 16}};
static Err fill_export(AccountCtx a, Export *e, void *arg)
{
    PageAsk page = {.order = ENTITLEMENT_PAGE_BY_NEWEST, .descending = true, .size = 500};
    do {
        EntitlementPageRow *rows;
        size_t n;
        PageInfo info;
        TRY(read_page(a, arg, page, &rows, &n, &info));
        for (size_t i = 0; i < n && export_rows(e) < EXPORT_SOFTWARE_MAX; i++) {
            const EntitlementPageRow *r = &rows[i];
            ExportCell cells[] = {{.text = r->friendly_name}, {.text = r->title},
                                  {.text = r->publisher},     {.i = r->quantity},
                                  {.text = r->product_key},   {.msg = state_of(r->state, r->subscription_state).label},
                                  {.time = r->since},         {.text = r->order_id}};
            TRY(export_row(e, cells));
        }
        page.after = info.next;
    } while (page.after.n && export_rows(e) < EXPORT_SOFTWARE_MAX);
    return OK;
}
Err page_software_export(AccountCtx a)
{
    Customer c;
    TRY(customer_enter(a));
    TRY(customer_get(a, &c));
    SoftwareAsk ask = ask_of(a.ctx);
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Software and keys"),
                                        .file = "software",
                                        .fill = fill_export,
                                        .arg = &ask});
}

/* --- one --- */

static Err of_path(AccountCtx a, Entitlement *ret)
{
    Id id;
    Customer c;
    TRY(customer_enter(a));
    TRY(customer_get(a, &c));
    TRY(ctx_param_id(a.ctx, S("subscription"), &id));
    Err err = entitlement_get(a, id, ret);
    bool other = err == OK && !str_eq(ret->kind, S("software")) && !str_eq(ret->kind, S("service"));
    return err == ERR_NOT_FOUND || other
               ? problem(a.ctx, ERR_NOT_FOUND, MSG("There is no such software."), MSG("Go back to the list."))
               : err;
}

Err page_software_one(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Entitlement e;
    CustomerFrame *frame;
    TRY(of_path(a, &e));
    Crumb all = {.label = MSG("Software and keys"), .url = commerce_url(ctx, "/software")};
    TRY(customer_frame_view(a, MSG1("{name}", "name", e.friendly_name), &all, &frame));
    SoftwareOneView *v = arena_new(ctx->arena, SoftwareOneView);
    v->frame = frame;
    v->name = e.friendly_name;
    v->key = e.product_key;
    v->state = state_of(e.state, e.subscription_state);
    v->next = next_of(e.kind, e.state, e.subscription_state);
    v->facts[v->facts_n++] = (FactView){.label = MSG("Product"), .text = e.title, .kind = FACT_TEXT};
    v->facts[v->facts_n++] = (FactView){.label = MSG("Publisher"), .text = e.publisher, .kind = FACT_TEXT};
    v->facts[v->facts_n++] =
        (FactView){.label = MSG("Quantity"), .text = commerce_number(ctx->arena, e.quantity), .kind = FACT_TEXT};
    v->facts[v->facts_n++] = (FactView){
        .label = str_eq(e.state, S("waiting")) ? MSG("Ordered") : MSG("Activated"), .at = e.since, .kind = FACT_TIME};
    v->may_activate =
        ctx_may(ctx, &COMMERCE_MANAGE) && str_eq(e.state, S("waiting")) && str_eq(e.subscription_state, S("active"));
    v->form = (FormView){.action = software_url(ctx, e.subscription_id, "/activate"), .no_guard = true};
    v->certificate_url = software_url(ctx, e.subscription_id, "/certificate");
    v->subscription_url = subscription_url(ctx, e.subscription_id, "");
    RENDER(ctx, 200, software_one, v);
    return OK;
}

Err page_software_activate(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Entitlement e;
    TRY(of_path(a, &e));
    ctx->audit.target_kind = S("subscription");
    ctx->audit.target_id = e.subscription_id;
    ctx->audit.target_name = e.friendly_name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"use", e.state});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"use", S("active")});
    TRY(entitlement_activate(a, &e));
    ctx_redirect(ctx, software_url(ctx, e.subscription_id, ""), MSG("It is marked as activated"));
    return OK;
}

static void put_line(Ctx *ctx, Buf *b, Msg label, Str value)
{
    buf_add(b, msg_text(ctx->arena, ctx->locale, &label));
    buf_add(b, S(": "));
    buf_add(b, value);
    buf_add(b, S("\r\n"));
}

/* A text that the customer keeps: what was bought, how much of it, and the key. */
Err page_software_certificate(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Entitlement e;
    Customer c;
    TRY(of_path(a, &e));
    TRY(customer_get(a, &c));
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    put_line(ctx, &b, MSG("Customer"), c.company.name);
    put_line(ctx, &b, MSG("Product"), e.title);
    put_line(ctx, &b, MSG("Publisher"), e.publisher);
    put_line(ctx, &b, MSG("Quantity"), commerce_number(ctx->arena, e.quantity));
    put_line(ctx, &b, MSG("Order"), e.order_id);
    put_line(ctx, &b, MSG("Since"), commerce_day(ctx, e.started_at));
    if (e.product_key.n) {
        put_line(ctx, &b, MSG("Product key"), e.product_key);
    }
    ctx_header(ctx, S("Content-Disposition"), S("attachment; filename=\"license-certificate.txt\""));
    ctx->out.status = 200;
    ctx->out.content_type = S("text/plain; charset=utf-8");
    ctx->out.body = buf_str(&b);
    return OK;
}

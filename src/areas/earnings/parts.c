/* What the area's pages share: figures, cells, filters, charts. */
#include "areas/earnings/pages.h"

#include "areas/home/home.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

static EarnPage *page_of(Ctx *ctx, Crumb first, Msg workspace, Msg title, Str text, const Crumb *middle,
                         size_t middle_n)
{
    EarnPage *v = arena_new(ctx->arena, EarnPage);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, middle_n + 2);
    size_t n = 0;
    bool top = !msg_is_set(title) && !text.n;
    crumbs[n++] = top ? (Crumb){.label = first.label} : first;
    for (size_t i = 0; i < middle_n; i++) {
        crumbs[n++] = middle[i];
    }
    if (!top) {
        crumbs[n++] = (Crumb){.label = title, .text = text};
    }
    v->shell = shell_view(ctx, top ? first.label : title, crumbs, n);
    v->shell->title_text = text;
    v->shell->workspace = workspace;
    return v;
}
EarnPage *earn_page_new(Ctx *ctx, Msg title, Str text, const Crumb *middle, size_t middle_n)
{
    return page_of(ctx, (Crumb){.label = MSG("Payouts"), .url = home_path(ctx, PAYOUTS_PAGE)}, MSG("Payouts"), title,
                   text, middle, middle_n);
}
EarnPage *earn_desk_new(Ctx *ctx, Msg title, Str text, const Crumb *middle, size_t middle_n)
{
    return page_of(ctx, (Crumb){.label = MSG("Vendor desk"), .url = url_static("/operator")}, MSG("Vendor desk"), title,
                   text, middle, middle_n);
}

void earn_fact(EarnPage *v, Msg label, Str text)
{
    if (v->facts_n < COUNT_OF(v->facts)) {
        v->facts[v->facts_n++] = (FactView){.label = label, .text = text, .kind = FACT_TEXT};
    }
}
void earn_fact_msg(EarnPage *v, Msg label, Msg msg)
{
    if (v->facts_n < COUNT_OF(v->facts)) {
        v->facts[v->facts_n++] = (FactView){.label = label, .msg = msg, .kind = FACT_MSG};
    }
}
void earn_action(EarnPage *v, Msg label, Url url, bool primary)
{
    if (v->actions_n < COUNT_OF(v->actions)) {
        v->actions[v->actions_n++] = (EarnAction){label, url, primary};
    }
}

EarnTable *earn_table_new(Ctx *ctx, EarnPage *v, Msg caption, const EarnColumn *columns, size_t columns_n,
                          size_t rows_n)
{
    EarnTable *t = &v->tables[v->tables_n++];
    EarnRow *rows = arena_array(ctx->arena, EarnRow, rows_n + 1);
    EarnCell *cells = arena_array(ctx->arena, EarnCell, rows_n * columns_n + 1);
    EarnColumn *kept = arena_array(ctx->arena, EarnColumn, columns_n);
    memcpy(kept, columns, columns_n * sizeof *columns);
    for (size_t i = 0; i < rows_n; i++) {
        rows[i].cells = cells + i * columns_n;
    }
    *t = (EarnTable){.caption = caption, .columns = kept, .columns_n = columns_n, .rows = rows, .rows_n = rows_n};
    return t;
}
EarnCell *earn_cells(EarnTable *t, size_t row) { return (EarnCell *)t->rows[row].cells; }

EarnForm *earn_form_new(Ctx *ctx, EarnPage *v, const char *id, Msg title, Url action, Msg submit, FieldView *fields,
                        size_t fields_n)
{
    EarnForm *f = &v->forms[v->forms_n++];
    Str *names = arena_array(ctx->arena, Str, fields_n + 1);
    for (size_t i = 0; i < fields_n; i++) {
        names[i] = fields[i].name;
    }
    *f = (EarnForm){.id = str_from(id),
                    .title = title,
                    .submit = submit,
                    .fields = fields,
                    .fields_n = fields_n,
                    .form = {.action = action, .errors = ui_errors(ctx, names, fields_n)}};
    v->shell->failed = v->shell->failed || f->form.errors.links_n > 0;
    return f;
}

Msg earn_msg3(const char *text, const char *n1, Str v1, const char *n2, Str v2, const char *n3, Str v3)
{
    Msg m = MSG_OF(text);
    m.args[0].name = n1;
    m.args[0].value = v1;
    m.args[1].name = n2;
    m.args[1].value = v2;
    m.args[2].name = n3;
    m.args[2].value = v3;
    return m;
}
EarnCell cell_text(Str text) { return (EarnCell){.kind = EARN_TEXT, .text = text}; }
EarnCell cell_link(Str text, Url url) { return (EarnCell){.kind = EARN_TEXT, .text = text, .url = url}; }
EarnCell cell_state(const Machine *m, MachineReader reader, Str state)
{
    return (EarnCell){.kind = EARN_STATE, .state = machine_state_view(m, reader, state)};
}
EarnCell cell_day(Date d) { return (EarnCell){.kind = EARN_DAY, .day = d}; }

Str earn_money(Ctx *ctx, int64_t minor, Str currency)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Money m = {.minor = minor};
    if (currency_parse(currency, &m.cur) == OK) {
        fmt_money(&b, ctx->locale, m);
    }
    return buf_str(&b);
}
Str earn_day(Ctx *ctx, Date d)
{
    Buf b = buf_on_arena(ctx->arena, 64);
    if (date_is_set(d)) {
        fmt_date(&b, ctx->locale, d, DATE_SHORT);
    }
    return buf_str(&b);
}
Str earn_month(Ctx *ctx, Date month)
{
    Buf b = buf_on_arena(ctx->arena, 64);
    fmt_date(&b, ctx->locale, month, DATE_MONTH);
    return buf_str(&b);
}
Dec earn_dec(int64_t minor, Str currency)
{
    Currency cur;
    int64_t scale = DEC_SCALE;
    if (currency_parse(currency, &cur) == OK) {
        for (int i = 0; i < currency_digits(cur); i++) {
            scale /= 10;
        }
    }
    return (Dec){minor * scale};
}

/* --- states --- */

static const MachineState *state_of(Str earning, Str payment)
{
    return payment.n ? machine_state(&PARTNER_PAYMENT, payment) : machine_state(&EARNING, earning);
}
StateView earn_state(MachineReader reader, Str earning, Str payment)
{
    return payment.n ? machine_state_view(&PARTNER_PAYMENT, reader, payment)
                     : machine_state_view(&EARNING, reader, earning);
}
Msg earn_state_means(Str earning, Str payment)
{
    const MachineState *s = state_of(earning, payment);
    return s ? MSG_OF(s->means) : (Msg){0};
}
Str earn_state_word(Str earning, Str payment)
{
    const MachineState *s = state_of(earning, payment);
    return s ? str_from(s->name) : S("");
}
bool earn_state_known(Str word, bool earnings)
{
    return machine_state(&PARTNER_PAYMENT, word) ||
           (earnings && machine_state(&EARNING, word) && !str_eq(word, S("in_payment")));
}
FieldView earn_state_filter(Ctx *ctx, Str chosen, bool earnings)
{
    OptionView *options = arena_array(ctx->arena, OptionView, EARNING.states_n + PARTNER_PAYMENT.states_n + 1);
    size_t n = 0;
    options[n++] = (OptionView){.value = S(""), .label = MSG("Any state"), .selected = !chosen.n};
    for (size_t k = earnings ? 0 : 1; k < 2; k++) {
        const Machine *m = k ? &PARTNER_PAYMENT : &EARNING;
        for (size_t i = 0; i < m->states_n; i++) {
            Str id = str_from(m->states[i].id);
            bool twice = k && earnings && machine_state(&EARNING, id); /* of both: one choice */
            if (!twice && !str_eq(id, S("in_payment"))) {
                options[n++] =
                    (OptionView){.value = id, .label = MSG_OF(m->states[i].name), .selected = str_eq(id, chosen)};
            }
        }
    }
    return ui_select(ctx, S("state"), MSG("State"), options, n);
}

/* --- programs, days, charts --- */

Str earn_program(Ctx *ctx, const Programs *all, Str id)
{
    Msg m = programs_name(all, id);
    return msg_text(ctx->arena, ctx->locale, &m);
}
FieldView earn_program_filter(Ctx *ctx, const Programs *all, Str chosen)
{
    OptionView *options = arena_array(ctx->arena, OptionView, all->n + 1);
    size_t n = 0;
    options[n++] = (OptionView){.value = S(""), .label = MSG("All programs"), .selected = !chosen.n};
    for (size_t i = 0; i < all->n; i++) {
        if (payout_program_pays(all, all->list[i].id)) {
            options[n++] = (OptionView){.value = all->list[i].id,
                                        .text = earn_program(ctx, all, all->list[i].id),
                                        .selected = str_eq(all->list[i].id, chosen)};
        }
    }
    return ui_select(ctx, S("program"), MSG("Program"), options, n);
}
FieldView earn_date_filter(Ctx *ctx, const char *name, Msg label, Date d)
{
    FieldView f = ui_field(ctx, str_from(name), date_is_set(d) ? date_iso(ctx->arena, d) : S(""), label);
    f.kind = FIELD_DATE;
    return f;
}

ChartView earn_months_chart(Ctx *ctx, const char *id, Msg title, const int64_t *values, size_t n, Date first)
{
    Str *labels = arena_array(ctx->arena, Str, n);
    ChartSeries *series = arena_array(ctx->arena, ChartSeries, 1);
    int64_t sum = 0;
    size_t most = 0;
    for (size_t i = 0; i < n; i++) {
        labels[i] = str_sub(date_iso(ctx->arena, date_add_months(first, (int)i)), 0, 7); /* short in any language */
        sum += values[i];
        most = values[i] > values[most] ? i : most;
    }
    series[0] = (ChartSeries){.name = MSG("US dollars"), .values = values, .colour = 1};
    return (ChartView){
        .id = str_from(id),
        .title = title,
        .finding = sum ? MSG1("Most was in {month}.", "month", earn_month(ctx, date_add_months(first, (int)most)))
                       : MSG("Nothing in this time."),
        .unit = MSG("US dollars, rounded"),
        .label_head = MSG("Month"),
        .labels = labels,
        .n = n,
        .series = series,
        .series_n = 1};
}

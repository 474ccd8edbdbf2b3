/* The vendor's pages of earnings: all of them, entering one, a file of them, one with its review, exchange rates, and
 * the settings of earnings and payments. */
#include "areas/earnings/pages.h"

#include "app/audit.h"
#include "app/country_bank.h"
#include "app/import.h"
#include "app/setting.h"
#include "app/typed.h"
#include "app/unit.h"
#include "gen/earnings_html.h"
#include "ui/field.h"
#include "ui/import.h"
#include "ui/lists.h"
#include "ui/shell.h"

static Crumb EARNINGS_CRUMB(void) { return (Crumb){.label = MSG("Earnings"), .url = url_static(EARN_DESK)}; }

/* --- the list --- */

typedef struct DeskAsk {
    Str state, program, partner, after, before;
    int size;
} DeskAsk;
static void take(void *arg, Str name, Str value)
{
    DeskAsk *ask = arg;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("state")) && machine_state(&EARNING, value)) {
        ask->state = value;
    } else if (str_eq(name, S("program")) && value.n <= 60) {
        ask->program = value;
    } else if (str_eq(name, S("partner")) && value.n <= 100) {
        ask->partner = str_trim(value);
    }
}
static Str query_of(Ctx *ctx, const DeskAsk *ask, bool size)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "state", ask->state);
    list_put(&b, "program", ask->program);
    list_put(&b, "partner", ask->partner);
    list_put(&b, "size", !size || ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}
static Err read_list(OperatorCtx o, const DeskAsk *ask, PageAsk page, DeskEarningsRow **ret, size_t *ret_n,
                     PageInfo *info)
{
    DeskEarningsArgs args = {.since_low = {1},
                             .with_state = ask->state.n > 0,
                             .state = ask->state,
                             .with_program = ask->program.n > 0,
                             .program = ask->program,
                             .with_partner = ask->partner.n > 0,
                             .partner = ask->partner,
                             .like =
                                 str_fmt(o.ctx->arena, "%%%.*s%%", S_ARG(str_lower_ascii(o.ctx->arena, ask->partner)))};
    page.descending = true;
    Err err = q_desk_earnings(o, &args, &page, ret, ret_n, info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) {
        page.after = page.before = S("");
        err = q_desk_earnings(o, &args, &page, ret, ret_n, info);
    }
    return err;
}

Err earnings_desk_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Programs all;
    DeskAsk ask = {.size = LIST_SIZE};
    DeskEarningsRow *rows;
    PageInfo info;
    size_t n;
    EarnPage *v = earn_desk_new(ctx, MSG("Earnings"), S(""), NULL, 0);
    list_each_asked(ctx, take, &ask);
    TRY(programs_load(ctx, &all));
    TRY(read_list(o, &ask, (PageAsk){.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}, &rows, &n,
                  &info));
    v->self = url_static(EARN_DESK);
    v->about = MSG(
        "What the vendor owes its partners. Each earning waits as its program has it, then goes into a payment run.");
    if (ctx_may(ctx, &OPERATOR_EARNINGS_ENTER)) {
        earn_action(v, MSG("Enter an earning"), url_static(EARN_DESK "/new"), true);
        earn_action(v, MSG("Import"), url_static(EARN_DESK "/import"), false);
    }
    earn_action(v, MSG("Exchange rates"), url_static(EARN_DESK "/rates"), false);
    earn_action(v, MSG("Payments"), url_static(PAY_DESK), false);
    OptionView *states = arena_array(ctx->arena, OptionView, EARNING.states_n + 1);
    states[0] = (OptionView){.value = S(""), .label = MSG("Any state"), .selected = !ask.state.n};
    for (size_t i = 0; i < EARNING.states_n; i++) {
        Str id = str_from(EARNING.states[i].id);
        states[i + 1] =
            (OptionView){.value = id, .label = MSG_OF(EARNING.states[i].name), .selected = str_eq(id, ask.state)};
    }
    v->filters[v->filters_n] = ui_field(ctx, S("partner"), ask.partner, MSG("Partner, by name or partner ID"));
    v->filters[v->filters_n++].kind = FIELD_SEARCH;
    v->filters[v->filters_n++] = ui_select(ctx, S("state"), MSG("State"), states, EARNING.states_n + 1);
    v->filters[v->filters_n++] = earn_program_filter(ctx, &all, ask.program);
    v->filtered = ask.state.n || ask.program.n || ask.partner.n;
    const EarnColumn columns[] = {{.label = MSG("Reference")},
                                  {.label = MSG("Partner")},
                                  {.label = MSG("Program")},
                                  {.label = MSG("Kind")},
                                  {.label = MSG("Amount"), .num = true},
                                  {.label = MSG("Earned on")},
                                  {.label = MSG("State")}};
    EarnTable *t = earn_table_new(ctx, v, MSG("Earnings"), columns, COUNT_OF(columns), n);
    for (size_t i = 0; i < n; i++) {
        const DeskEarningsRow *r = &rows[i];
        EarnCell *c = earn_cells(t, i);
        c[0] = cell_link(r->source_key, url_fmt(ctx->arena, EARN_DESK "/%i", r->id));
        c[1] = cell_text(r->name);
        c[1].sub = r->partner_id;
        c[2] = cell_text(earn_program(ctx, &all, r->program));
        c[3] = (EarnCell){.kind = EARN_MSG, .msg = earning_kind_name(r->kind)};
        c[4] = cell_text(earn_money(ctx, r->amount, r->currency));
        c[5] = cell_day(r->earned_on);
        c[6] = (EarnCell){.kind = EARN_STATE, .state = earn_state(READER_VENDOR, r->state, r->payment_state)};
    }
    t->empty = v->filtered
                   ? (EmptyView){.title = MSG("No earning matches"),
                                 .why = MSG("Look at all of them instead."),
                                 .action = MSG("Clear filters"),
                                 .url = v->self}
                   : (EmptyView){.title = MSG("No earning yet"), .why = MSG("Enter one, or bring a file of them.")};
    t->pager = arena_new(ctx->arena, PagerView);
    list_pager(ctx->arena, v->self, query_of(ctx, &ask, true), query_of(ctx, &ask, false), &info, n, ask.size,
               t->pager);
    v->export = arena_new(ctx->arena, ExportView);
    *v->export = list_export(ctx->arena, url_static(EARN_DESK "/export"), query_of(ctx, &ask, false));
    RENDER(ctx, 200, earn_page, v);
    return OK;
}

static const ExportColumn COLUMNS[] = {
    {"reference", N_("Reference"), EXPORT_TEXT, 24},
    {"partner", N_("Partner"), EXPORT_TEXT, 30},
    {"partnerId", N_("Partner ID"), EXPORT_TEXT, 14},
    {"program", N_("Program"), EXPORT_TEXT, 24},
    {"kind", N_("Kind"), EXPORT_MSG, 16},
    {"amount", N_("Amount"), EXPORT_DEC, 16},
    {"currency", N_("Currency"), EXPORT_TEXT, 10},
    {"earnedOn", N_("Earned on"), EXPORT_DATE, 12},
    {"upcomingFrom", N_("Upcoming from"), EXPORT_DATE, 12},
    {"state", N_("State"), EXPORT_MSG, 20},
    {"payment", N_("Payment"), EXPORT_TEXT, 14},
    {"id", N_("Earning ID"), EXPORT_ID, 36},
};
static Err chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Ctx *ctx = a.ctx;
    Programs all;
    DeskAsk ask = {.size = LIST_SIZE};
    DeskEarningsRow *rows;
    PageInfo info;
    size_t n;
    list_each(ctx->arena, query, take, &ask);
    TRY(programs_load(ctx, &all));
    TRY(read_list((OperatorCtx){ctx}, &ask, (PageAsk){.size = EXPORT_CHUNK, .after = after}, &rows, &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        const DeskEarningsRow *r = &rows[i];
        ExportCell cells[COUNT_OF(COLUMNS)] = {{.text = r->source_key},
                                               {.text = r->name},
                                               {.text = r->partner_id},
                                               {.text = earn_program(ctx, &all, r->program)},
                                               {.msg = earning_kind_name(r->kind)},
                                               {.dec = earn_dec(r->amount, r->currency)},
                                               {.text = r->currency},
                                               {.date = r->earned_on},
                                               {.date = r->ready_on},
                                               {.msg = earn_state(READER_VENDOR, r->state, r->payment_state).label},
                                               {.text = r->number},
                                               {.id = r->id}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}
static const ExportList LIST_FILE = {.kind = "earnings.export",
                                     .file = "earnings",
                                     .sheet = N_("Earnings"),
                                     .columns = COLUMNS,
                                     .columns_n = COUNT_OF(COLUMNS),
                                     .chunk = chunk};
Err earnings_desk_export(OperatorCtx o)
{
    DeskAsk ask = {.size = LIST_SIZE};
    list_each_asked(o.ctx, take, &ask);
    return export_stream_told(o.ctx, ID_NIL, &LIST_FILE, query_of(o.ctx, &ask, false));
}

/* --- entering one, by the form or a row of a file --- */

enum {
    IN_PARTNER,
    IN_PROGRAM,
    IN_LOCATION,
    IN_KIND,
    IN_ADJUSTMENT,
    IN_AMOUNT,
    IN_CURRENCY,
    IN_EARNED,
    IN_REFERENCE,
    IN_LEVER,
    IN_PRODUCT,
    IN_CUSTOMER,
    IN_COUNTRY,
    IN_SOLD,
    IN_SOLD_CURRENCY,
    IN_SOLD_ON,
    INS
};
static const ImportColumn IN[INS] = {
    [IN_PARTNER] = {"partner", N_("Partner ID"), true},
    [IN_PROGRAM] = {"program", N_("Program"), true},
    [IN_LOCATION] = {"location", N_("Partner ID of the location"), false},
    [IN_KIND] = {"kind", N_("Kind"), true},
    [IN_ADJUSTMENT] = {"adjustment", N_("Reason of the adjustment"), false},
    [IN_AMOUNT] = {"amount", N_("Amount"), true},
    [IN_CURRENCY] = {"currency", N_("Currency"), true},
    [IN_EARNED] = {"earned_on", N_("Earned on"), true},
    [IN_REFERENCE] = {"reference", N_("Reference"), true},
    [IN_LEVER] = {"lever", N_("Lever"), false},
    [IN_PRODUCT] = {"product", N_("Product"), false},
    [IN_CUSTOMER] = {"customer", N_("Customer"), false},
    [IN_COUNTRY] = {"country", N_("Country of the sale"), false},
    [IN_SOLD] = {"sold", N_("Amount of the sale"), false},
    [IN_SOLD_CURRENCY] = {"sold_currency", N_("Currency of the sale"), false},
    [IN_SOLD_ON] = {"sold_on", N_("Day of the sale"), false},
};

typedef struct Entered {
    EarningNew n;
    Id account_id;
} Entered;

static void read_money(Ctx *ctx, const char *amount_field, const char *currency_field, Str amount, Str currency,
                       Money *ret)
{
    Dec d;
    Str code = str_upper_ascii(ctx->arena, currency);
    if (!amount.n && !currency.n) {
        return;
    }
    if (currency_parse(code, &ret->cur) != OK) {
        *ret = (Money){0};
        problem_field(ctx, str_from(currency_field), MSG("Enter the currency by its code, as EUR."));
        return;
    }
    bool minus = str_starts(amount, S("-"));
    Money m;
    if (typed_amount(ctx, minus ? str_skip(amount, 1) : amount, &d) != OK ||
        dec_to_money(d, (Dec){DEC_SCALE}, ret->cur, ROUND_HALF_EVEN, &m) != OK ||
        earn_dec(m.minor, code).units != d.units) {
        problem_field(ctx, str_from(amount_field),
                      MSG("Write an amount in figures with at most the decimals of the currency, like 1250.50."));
        return;
    }
    ret->minor = minus ? -m.minor : m.minor;
}

static Err read_entered(OperatorCtx o, const Str *in, const char *source, Entered *ret)
{
    Ctx *ctx = o.ctx;
    DeskAccountRow at, place;
    *ret = (Entered){.n = {.source = source,
                           .source_key = in[IN_REFERENCE],
                           .program = in[IN_PROGRAM],
                           .kind = in[IN_KIND],
                           .adjustment = in[IN_ADJUSTMENT],
                           .lever = in[IN_LEVER],
                           .product = in[IN_PRODUCT],
                           .customer = in[IN_CUSTOMER],
                           .country = str_upper_ascii(ctx->arena, in[IN_COUNTRY]),
                           .earned_on = DATE_NONE,
                           .sold_on = DATE_NONE}};
    Err err = in[IN_PARTNER].n ? q_desk_account(o, &(DeskAccountArgs){.word = in[IN_PARTNER]}, &at) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) {
        problem_field(ctx, S("partner"), MSG("Enter the partner ID of an account that is open."));
        return OK;
    }
    TRY(err);
    ret->account_id = at.id;
    if (in[IN_LOCATION].n) {
        err = q_desk_account(o, &(DeskAccountArgs){.word = in[IN_LOCATION]}, &place);
        if (err == ERR_NOT_FOUND) {
            problem_field(ctx, S("location"), MSG("Choose the account or one of its locations."));
        } else {
            TRY(err);
            ret->n.location_id = place.id;
        }
    }
    read_money(ctx, "amount", "currency", in[IN_AMOUNT], in[IN_CURRENCY], &ret->n.amount);
    read_money(ctx, "sold", "sold_currency", in[IN_SOLD], in[IN_SOLD_CURRENCY], &ret->n.sold);
    (void)!date_parse(in[IN_EARNED], &ret->n.earned_on);
    if (in[IN_SOLD_ON].n && date_parse(in[IN_SOLD_ON], &ret->n.sold_on) != OK) {
        problem_field(ctx, S("sold_on"), MSG("Enter the day, as 2026-11-26."));
    }
    if (ctx->problem.fields_n) {
        return OK;
    }
    err = earning_check(account_of(ctx, at.id), &ret->n);
    (void)account_of(ctx, ID_NIL);
    return err == ERR_INVALID ? OK : err;
}

static FieldView choice(Ctx *ctx, const char *name, Msg label, const char *const (*words)[2], size_t n, Str chosen,
                        bool none)
{
    OptionView *options = arena_array(ctx->arena, OptionView, n + 1);
    size_t k = 0;
    if (none) {
        options[k++] = (OptionView){.value = S(""), .label = MSG("None")};
    }
    for (size_t i = 0; i < n; i++) {
        options[k++] = (OptionView){.value = str_from(words[i][0]),
                                    .label = MSG_OF(words[i][1]),
                                    .selected = str_eq(chosen, str_from(words[i][0]))};
    }
    return ui_select(ctx, str_from(name), label, options, k);
}

static Err new_view(OperatorCtx o, const Str *in, EarnPage **ret)
{
    Ctx *ctx = o.ctx;
    Programs all;
    const Crumb middle = EARNINGS_CRUMB();
    EarnPage *v = earn_desk_new(ctx, MSG("Enter an earning"), S(""), &middle, 1);
    FieldView *f = arena_array(ctx->arena, FieldView, INS);
    TRY(programs_load(ctx, &all));
    for (size_t i = 0; i < INS; i++) {
        f[i] = ui_field(ctx, str_from(IN[i].name), in[i], MSG_OF(IN[i].label));
        f[i].optional = !IN[i].needed;
        f[i].width = S("w-16");
    }
    OptionView *programs = arena_array(ctx->arena, OptionView, all.n + 1);
    size_t k = 0;
    for (size_t i = 0; i < all.n; i++) {
        if (payout_program_pays(&all, all.list[i].id)) {
            programs[k++] = (OptionView){.value = all.list[i].id,
                                         .text = earn_program(ctx, &all, all.list[i].id),
                                         .selected = str_eq(in[IN_PROGRAM], all.list[i].id)};
        }
    }
    f[IN_PROGRAM] = ui_select(ctx, S("program"), MSG("Program"), programs, k);
    f[IN_KIND] = choice(ctx, "kind", MSG("Kind"), EARNING_KINDS, EARNING_KINDS_N, in[IN_KIND], false);
    f[IN_ADJUSTMENT] = choice(ctx, "adjustment", MSG("Reason of the adjustment"), EARNING_ADJUSTMENTS,
                              EARNING_ADJUSTMENTS_N, in[IN_ADJUSTMENT], true);
    f[IN_EARNED].kind = f[IN_SOLD_ON].kind = FIELD_DATE;
    f[IN_AMOUNT].inputmode = f[IN_SOLD].inputmode = S("decimal");
    f[IN_AMOUNT].hint = MSG("With a minus sign it is taken back.");
    f[IN_REFERENCE].hint = MSG("Your own, once for each earning: entered twice it is kept once.");
    f[IN_COUNTRY].hint = MSG("Its code of two letters. It says whether taxes are kept back.");
    (void)earn_form_new(ctx, v, "earning", MSG("The earning"), url_static(EARN_DESK "/new"), MSG("Enter it"), f, INS);
    *ret = v;
    return OK;
}
Err earnings_new_page(OperatorCtx o)
{
    EarnPage *v;
    Str in[INS] = {0};
    in[IN_PARTNER] = ctx_query(o.ctx, S("partner"));
    TRY(new_view(o, in, &v));
    RENDER(o.ctx, 200, earn_page, v);
    return OK;
}
Err earnings_new_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Str in[INS];
    Entered e;
    Id id;
    bool made;
    for (size_t i = 0; i < INS; i++) {
        in[i] = str_trim(ctx_form(ctx, str_from(IN[i].name)));
    }
    TRY(read_entered(o, in, "manual", &e));
    if (problem_check(ctx) != OK) {
        EarnPage *v;
        TRY(new_view(o, in, &v));
        return RENDER_FAILED(ctx, earn_page, v);
    }
    TRY(earning_add(account_of(ctx, e.account_id), &e.n, &id, &made));
    ctx->audit.skip = !made;
    ctx_redirect(ctx, url_fmt(ctx->arena, EARN_DESK "/%i", id),
                 made ? MSG("The earning is entered.") : MSG("This earning was there already."));
    return OK;
}

/* --- a file of them --- */

static Err begin(AccountCtx a, void **ret)
{
    (void)a;
    *ret = NULL;
    return OK;
}
static Err check(AccountCtx a, void *state, const Str *cells, ImportRow *row)
{
    Entered *e = arena_new(a.ctx->arena, Entered);
    (void)state;
    row->what = e;
    row->name = cells[IN_REFERENCE];
    TRY(read_entered((OperatorCtx){a.ctx}, cells, "import", e));
    row->makes = e->account_id.b[0] || e->n.amount.cur.code[0]
                     ? earn_money(a.ctx, e->n.amount.minor, str_from(e->n.amount.cur.code))
                     : S("");
    return OK;
}
static Err make(AccountCtx a, const ImportFile *file, ImportRow *row, Id *ret_id)
{
    Entered *e = row->what;
    bool made;
    (void)file;
    Err err = earning_add(account_of(a.ctx, e->account_id), &e->n, ret_id, &made);
    (void)account_of(a.ctx, ID_NIL); /* the file's own rows are the vendor's */
    return err;
}
static const ImportKind FILE_OF = {.kind = "earnings.import",
                                   .action = "earnings.import",
                                   .refused = "earnings.import.refused",
                                   .end = "earnings.import.done",
                                   .columns = IN,
                                   .columns_n = INS,
                                   .begin = begin,
                                   .check = check,
                                   .make = make};
static const char *const EXAMPLE[INS] = {"4400101",
                                         "incentives",
                                         "",
                                         "rebate",
                                         "",
                                         "1250.50",
                                         "EUR",
                                         "2026-10-31",
                                         "INC-2026-10-0001",
                                         "Growth",
                                         "Cloud productivity",
                                         "Windmill Sails",
                                         "NL",
                                         "",
                                         "",
                                         ""};
static Msg add(int64_t n) { return MSGN("Add {n} earning", "Add {n} earnings", n); }
static Url at(Ctx *ctx, const char *rest) { return (Url){str_fmt(ctx->arena, EARN_DESK "/import%s", rest)}; }
static Url thing(Ctx *ctx, Id id) { return url_fmt(ctx->arena, EARN_DESK "/%i", id); }
static ShellView *import_shell(Ctx *ctx, Str file_name)
{
    const Crumb middle[2] = {EARNINGS_CRUMB(), {.label = MSG("Import"), .url = url_static(EARN_DESK "/import")}};
    EarnPage *v = file_name.n ? earn_desk_new(ctx, MSG("Import earnings"), file_name, middle, 2)
                              : earn_desk_new(ctx, MSG("Import earnings"), S(""), middle, 1);
    v->shell->title_text = S("");
    return v->shell;
}
static const ImportPages PAGES = {
    .kind = &FILE_OF,
    .title = N_("Import earnings"),
    .about = N_("A CSV file with one earning a row. It is checked first and every problem is shown; nothing is written "
                "before you say so. A reference that is there already is kept once."),
    .task = N_("Import of earnings"),
    .what = N_("Reference"),
    .file_name = "earnings.csv",
    .template_name = "earnings-template.csv",
    .example = EXAMPLE,
    .add = add,
    .at = at,
    .thing = thing,
    .shell = import_shell};
Err earnings_imports_page(OperatorCtx o) { return import_page_files(import_of_vendor(o), &PAGES); }
Err earnings_import_template(OperatorCtx o) { return import_page_template(import_of_vendor(o), &PAGES); }
Err earnings_import_upload(OperatorCtx o) { return import_page_upload(import_of_vendor(o), &PAGES); }
Err earnings_import_page(OperatorCtx o) { return import_page_file(import_of_vendor(o), &PAGES); }
Err earnings_import_run(OperatorCtx o) { return import_page_run(import_of_vendor(o), &PAGES); }
Err earnings_import_report(OperatorCtx o) { return import_page_report(import_of_vendor(o), &PAGES); }
Err earnings_import_step(Ctx *ctx, JobRun *job, JobNext *ret_next) { return import_step(ctx, job, ret_next, &FILE_OF); }

/* --- one --- */

static Err of_path(OperatorCtx o, DeskEarningRow *ret_at, EarningOneRow *ret)
{
    Id id;
    TRY(ctx_param_id(o.ctx, S("earning"), &id));
    Err err = q_desk_earning(o, &(DeskEarningArgs){.id = id}, ret_at);
    if (err == ERR_NOT_FOUND) {
        return problem(o.ctx, err, MSG("There is no such earning."), MSG("Choose one from the list."));
    }
    TRY(err);
    TRY(q_earning_one(account_of(o.ctx, ret_at->account_id), &(EarningOneArgs){.id = id}, ret));
    (void)account_of(o.ctx, ID_NIL);
    return OK;
}

static Err one_view(OperatorCtx o, const DeskEarningRow *at, const EarningOneRow *e, Str to, Str reason, EarnPage **ret)
{
    Ctx *ctx = o.ctx;
    Programs all;
    const Crumb middle = EARNINGS_CRUMB();
    EarnPage *v = earn_desk_new(ctx, (Msg){0}, e->source_key, &middle, 1);
    TRY(programs_load(ctx, &all));
    earn_action(v, MSG("Partner account"), url_fmt(ctx->arena, "/operator/partners/%s", at->public_id), false);
    if (!id_is_nil(e->payment_id)) {
        earn_action(v, MSG("Open the payment"), url_fmt(ctx->arena, PAY_DESK "/%i", e->payment_id), false);
    }
    earn_fact(v, MSG("Partner"), str_fmt(ctx->arena, "%.*s %.*s", S_ARG(at->name), S_ARG(at->partner_id)));
    earn_fact(v, MSG("Amount"), earn_money(ctx, e->amount, e->currency));
    earn_fact(v, MSG("In US dollars"), earn_money(ctx, e->usd, S("USD")));
    earn_fact(v, MSG("Program"), earn_program(ctx, &all, e->program));
    earn_fact_msg(v, MSG("Kind"), earning_kind_name(e->kind));
    if (e->adjustment.n) {
        earn_fact_msg(v, MSG("Reason of the adjustment"), earning_adjustment_name(e->adjustment));
    }
    earn_fact(v, MSG("Earned on"), earn_day(ctx, e->earned_on));
    earn_fact(v, MSG("Upcoming from"), earn_day(ctx, e->ready_on));
    if (e->product.n) {
        earn_fact(v, MSG("Product"), e->product);
    }
    if (e->customer.n) {
        earn_fact(v, MSG("Customer"), e->customer);
    }
    OptionView *moves = arena_array(ctx->arena, OptionView, EARNING.moves_n);
    size_t n = 0;
    for (size_t i = 0; i < EARNING.moves_n; i++) {
        const MachineMove *m = &EARNING.moves[i];
        if (m->mover == MOVER_VENDOR && str_eq(str_from(m->from), e->state)) {
            moves[n++] = (OptionView){
                .value = str_from(m->to), .label = MSG_OF(m->name), .selected = str_eq(to, str_from(m->to))};
        }
    }
    if (n && ctx_may(ctx, &OPERATOR_EARNINGS_ENTER)) {
        FieldView *f = arena_array(ctx->arena, FieldView, 2);
        f[0] = ui_field(ctx, S("to"), S(""), MSG("Decision"));
        f[0].kind = FIELD_RADIO;
        f[0].options = moves;
        f[0].options_n = n;
        f[1] = ui_field(ctx, S("reason"), reason, MSG("Reason for the partner"));
        f[1].kind = FIELD_TEXTAREA;
        f[1].max_length = MACHINE_REASON_MAX;
        (void)earn_form_new(ctx, v, "decide", MSG("Review"), url_fmt(ctx->arena, EARN_DESK "/%i", e->id), MSG("Decide"),
                            f, 2);
    }
    v->card = arena_new(ctx->arena, StateCard);
    TRY(machine_card(ctx, &EARNING, READER_VENDOR, at->account_id, e->id, v->card));
    v->card->action_url = (Url){0};
    TRY(machine_history(ctx, &EARNING, READER_VENDOR, at->account_id, e->id, &v->history, &v->history_n));
    v->state = v->card->state;
    v->has_state = true;
    *ret = v;
    return OK;
}
Err earnings_one_page(OperatorCtx o)
{
    DeskEarningRow at;
    EarningOneRow e;
    EarnPage *v;
    TRY(of_path(o, &at, &e));
    TRY(one_view(o, &at, &e, S(""), S(""), &v));
    RENDER(o.ctx, 200, earn_page, v);
    return OK;
}
Err earnings_one_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    DeskEarningRow at;
    EarningOneRow e;
    Str to = ctx_form(ctx, S("to")), reason = str_trim(ctx_form(ctx, S("reason")));
    TRY(of_path(o, &at, &e));
    if (!to.n) {
        problem_field(ctx, S("to"), MSG("Choose a decision."));
    }
    Err err = to.n ? earning_decide(o, at.account_id, e.id, to, reason) : problem_check(ctx);
    if (err == ERR_INVALID) {
        EarnPage *v;
        (void)account_of(ctx, ID_NIL);
        TRY(one_view(o, &at, &e, to, reason, &v));
        return RENDER_FAILED(ctx, earn_page, v);
    }
    TRY(err);
    ctx_redirect(ctx, url_fmt(ctx->arena, EARN_DESK "/%i", e.id), MSG("The decision is made."));
    return OK;
}

/* --- exchange rates --- */

static Err rates_view(OperatorCtx o, const Str in[3], EarnPage **ret)
{
    Ctx *ctx = o.ctx;
    RateLatestRow *rows;
    size_t n;
    const Crumb middle = EARNINGS_CRUMB();
    EarnPage *v = earn_desk_new(ctx, MSG("Exchange rates"), S(""), &middle, 1);
    TRY(q_rate_latest(o, &(RateLatestArgs){.oldest = {date_of(ctx->now).days - 400}}, &rows, &n));
    v->about = MSG("What a unit of a currency is worth in US dollars. An earning takes the latest rate up to its day, "
                   "a payment that of the "
                   "last day of the month before it; a rate of more than 62 days ago is not used.");
    const EarnColumn columns[] = {
        {.label = MSG("Currency")}, {.label = MSG("Day")}, {.label = MSG("US dollars for one"), .num = true}};
    EarnTable *t = earn_table_new(ctx, v, MSG("Exchange rates"), columns, 3, n);
    t->empty = (EmptyView){.title = MSG("No exchange rate yet"),
                           .why = MSG("Without one only US dollars can be entered and paid.")};
    for (size_t i = 0; i < n; i++) {
        EarnCell *c = earn_cells(t, i);
        Buf b = buf_on_arena(ctx->arena, 64);
        fmt_dec(&b, ctx->locale, rows[i].usd);
        c[0] = cell_text(rows[i].currency);
        c[1] = cell_day(rows[i].day);
        c[2] = cell_text(buf_str(&b));
    }
    if (ctx_may(ctx, &OPERATOR_EARNINGS_ENTER)) {
        FieldView *f = arena_array(ctx->arena, FieldView, 3);
        f[0] = ui_field(ctx, S("currency"), in[0], MSG("Currency"));
        f[0].hint = MSG("By its code, as EUR.");
        f[1] = ui_field(ctx, S("day"), in[1], MSG("Day"));
        f[1].kind = FIELD_DATE;
        f[2] = ui_field(ctx, S("usd"), in[2], MSG("US dollars for one"));
        f[2].inputmode = S("decimal");
        f[0].width = f[1].width = f[2].width = S("w-16");
        (void)earn_form_new(ctx, v, "rate", MSG("Enter a rate"), url_static(EARN_DESK "/rates"), MSG("Save the rate"),
                            f, 3);
    }
    *ret = v;
    return OK;
}
Err rates_page(OperatorCtx o)
{
    EarnPage *v;
    const Str in[3] = {{0}};
    TRY(rates_view(o, in, &v));
    RENDER(o.ctx, 200, earn_page, v);
    return OK;
}
Err rates_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    const Str in[3] = {str_trim(ctx_form(ctx, S("currency"))), ctx_form(ctx, S("day")),
                       str_trim(ctx_form(ctx, S("usd")))};
    Str code = str_upper_ascii(ctx->arena, in[0]);
    Currency cur;
    Date day = DATE_NONE;
    Dec usd = {0};
    if (currency_parse(code, &cur) != OK || str_eq(code, S("USD"))) {
        problem_field(ctx, S("currency"), MSG("Enter another currency than US dollars by its code, as EUR."));
    }
    if (date_parse(in[1], &day) != OK || day.days > date_of(ctx->now).days) {
        problem_field(ctx, S("day"), MSG("Enter a day that is not to come, as 2026-11-26."));
    }
    if (typed_amount(ctx, in[2], &usd) != OK || usd.units <= 0) {
        problem_field(ctx, S("usd"), MSG("Enter the rate in figures, like 1.0842."));
    }
    if (problem_check(ctx) != OK) {
        EarnPage *v;
        TRY(rates_view(o, in, &v));
        return RENDER_FAILED(ctx, earn_page, v);
    }
    TRY(rate_put(o, code, day, usd));
    ctx->audit.target_kind = S("earning");
    ctx->audit.target_name = code;
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"currency", code}, {"earnedOn", in[1]}, {"rate", dec_text(ctx->arena, usd)});
    ctx_redirect(ctx, url_static(EARN_DESK "/rates"), MSG("The rate is saved."));
    return OK;
}

/* --- settings --- */

static const struct {
    const char *key, *label, *hint;
} FIELDS[] = {
    {"earnings.thresholds", N_("Least payments of programs"),
     N_("As marketplace:USD 100.00, one after the other. Others have that of the currency.")},
    {"earnings.cooling_days", N_("Days an earning waits before it is upcoming"), NULL},
    {"earnings.cooling", N_("Other waiting times of programs, in days"), N_("As marketplace:30, one after the other.")},
    {"earnings.withhold_on", N_("Taxes are kept back from"),
     N_("all: everything earned; home: sales in the vendor's country alone.")},
    {"earnings.holds", N_("Partners may hold payments of"),
     N_("any: one program or all; program: of one; all: only of all; none: not at all.")},
    {"earnings.invoice_countries", N_("Countries that ask for a tax invoice"),
     N_("Codes of two letters with spaces between.")},
    {"earnings.escheat_countries", N_("Countries that claim unpaid amounts"),
     N_("Codes of two letters with spaces between. In all others they are forfeited.")},
    {"earnings.forfeit_days", N_("Days until an unpaid amount is forfeited"), NULL},
    {"earnings.escheat_days", N_("Days until an unpaid amount is handed to the state"), NULL},
    {"earnings.due_day", N_("Day of the month by which payments are sent"), NULL},
    {"earnings.debtor", N_("Holder of the vendor's bank account"), NULL},
    {"earnings.debtor_iban", N_("IBAN of the vendor's bank account"), NULL},
    {"earnings.debtor_bic", N_("BIC of the vendor's bank"), N_("May stay empty.")},
};
static Err settings_view(Ctx *ctx, const Str *in, EarnPage **ret)
{
    const Crumb middle = {.label = MSG("Payments"), .url = url_static(PAY_DESK)};
    EarnPage *v = earn_desk_new(ctx, MSG("Payment settings"), S(""), &middle, 1);
    FieldView *f = arena_array(ctx->arena, FieldView, COUNT_OF(FIELDS));
    for (size_t i = 0; i < COUNT_OF(FIELDS); i++) {
        f[i] = ui_field(ctx, str_from(FIELDS[i].key), in[i], MSG_OF(FIELDS[i].label));
        f[i].hint = FIELDS[i].hint ? MSG_OF(FIELDS[i].hint) : (Msg){0};
    }
    (void)earn_form_new(ctx, v, "settings", MSG("Earnings and payments"), url_static(PAY_DESK "/settings"), MSG("Save"),
                        f, COUNT_OF(FIELDS));
    *ret = v;
    return OK;
}
Err payment_settings_page(OperatorCtx o)
{
    Str in[COUNT_OF(FIELDS)];
    EarnPage *v;
    for (size_t i = 0; i < COUNT_OF(FIELDS); i++) {
        TRY(setting_text(o.ctx, ID_NIL, str_from(FIELDS[i].key), &in[i]));
    }
    TRY(settings_view(o.ctx, in, &v));
    RENDER(o.ctx, 200, earn_page, v);
    return OK;
}
static void check_countries(Ctx *ctx, const char *key, Str text)
{
    Str rest = text, word;
    while (str_split(&rest, ' ', &word)) {
        if (word.n && !country_known(word)) {
            problem_field(ctx, str_from(key), MSG1("{word} is not a code of a country.", "word", word));
            return;
        }
    }
}
Err payment_settings_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Str in[COUNT_OF(FIELDS)], was[COUNT_OF(FIELDS)], wrong, iban;
    AuditField before[COUNT_OF(FIELDS)], after[COUNT_OF(FIELDS)];
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(FIELDS); i++) {
        TRY(setting_text(ctx, ID_NIL, str_from(FIELDS[i].key), &was[i]));
        in[i] = str_trim(ctx_form(ctx, str_from(FIELDS[i].key)));
    }
    if (earning_read_thresholds(in[0], &wrong) != OK) {
        problem_field(ctx, S("earnings.thresholds"),
                      MSG1("{word} does not fit: write program, colon, currency and amount, as marketplace:USD 100.00.",
                           "word", wrong));
    }
    if (earning_read_cooling(in[2], &wrong) != OK) {
        problem_field(ctx, S("earnings.cooling"),
                      MSG1("{word} does not fit: write program, colon and days, as marketplace:30.", "word", wrong));
    }
    check_countries(ctx, "earnings.invoice_countries", in[5]);
    check_countries(ctx, "earnings.escheat_countries", in[6]);
    if (in[11].n && iban_parse(ctx->arena, in[11], &iban) != OK) {
        problem_field(ctx, S("earnings.debtor_iban"), MSG("This IBAN does not hold. Enter it as the bank writes it."));
    } else if (in[11].n) {
        in[11] = iban;
    }
    for (size_t i = 0; i < COUNT_OF(FIELDS); i++) {
        Err err = setting_put(ctx, ID_NIL, str_from(FIELDS[i].key), in[i]);
        if (err != OK && err != ERR_INVALID) {
            return err;
        }
        if (!str_eq(in[i], was[i]) && i != 11) {
            before[n] = (AuditField){FIELDS[i].key + sizeof "earnings." - 1, was[i]};
            after[n++] = (AuditField){FIELDS[i].key + sizeof "earnings." - 1, in[i]};
        }
    }
    if (problem_check(ctx) != OK) {
        EarnPage *v;
        TRY(settings_view(ctx, in, &v));
        return RENDER_FAILED(ctx, earn_page, v);
    }
    ctx->audit.target_kind = S("partner_payment");
    ctx->audit.before = audit_json(ctx->arena, before, n);
    ctx->audit.after = audit_json(ctx->arena, after, n);
    ctx_redirect(ctx, url_static(PAY_DESK "/settings"), MSG("The settings are saved."));
    return OK;
}

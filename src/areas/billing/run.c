/* Billing runs: account after account, each in a unit of its own, which makes the account's documents, takes their
 * charges off those that are open, posts them and moves the run on. Whatever ends the process between two units, the
 * next step goes on behind the last account; within one, nothing of it has happened. */
#include "areas/billing/run.h"

#include "app/audit.h"
#include "app/event.h"
#include "app/numbering.h"
#include "app/setting.h"
#include "app/unit.h"
#include "areas/billing/charges.h"
#include "areas/billing/tax.h"
#include "areas/ledger/ledger.h"
#include "base/json.h"

enum { PIECE_LINES = 500, LINES_MAX = 1000000 };

static Err go_on_job(Ctx *ctx, Id run)
{
    Id job;
    return job_enqueue(ctx, &(JobAsk){.kind = "billing.run", .key = id_text(ctx->arena, run), .total = -1}, &job);
}

Err billing_run_start(Ctx *ctx, Date period, bool dry, Id by, Id *ret)
{
    int64_t made;
    if (date_add_months(period, 1).days > date_of(ctx->now).days) {
        return problem(ctx, ERR_CONFLICT,
                       MSG("The month is not over: its charges are estimates until its last day has passed"), (Msg){0});
    }
    *ret = ctx_new_id(ctx);
    TRY(q_billing_run_add(
        system_of(ctx),
        &(BillingRunAddArgs){.id = *ret, .slot = dry ? S("dry") : S("real"), .period = period, .dry = dry, .by_id = by},
        &made));
    if (!made) {
        BillingRunOnRow on;
        TRY(q_billing_run_on(system_of(ctx), &(BillingRunOnArgs){.slot = dry ? S("dry") : S("real")}, &on));
        TRY(go_on_job(ctx, on.id));
        return problem(ctx, ERR_CONFLICT, MSG("A run is on: wait until it has ended, then begin the next"), (Msg){0});
    }
    return go_on_job(ctx, *ret);
}

/* --- one document --- */

typedef struct Doc {
    AccountCtx a;
    const BillingRunGetRow *run;
    Str currency, number;
    bool old, newer, used; /* whose lines it has: of the older kind, the newer, of metered use */
    Id *charges;
    int64_t *nets, *taxes;
    size_t n, at;
    int64_t net, tax;
    TaxChoice choice;
    bool more;
    PageAsk ask;
    char cursor[512];
} Doc;

static Err read_piece(Ctx *ctx, void *arg)
{
    Doc *d = arg;
    ChargeOpenLinesRow *rows;
    PageInfo page;
    size_t n;
    (void)ctx;
    d->ask.size = PIECE_LINES;
    d->ask.order = CHARGE_OPEN_LINES_BY_PLACE;
    TRY(q_charge_open_lines(d->a,
                            &(ChargeOpenLinesArgs){.upto = d->run->period, .currency = d->currency, .old = d->old},
                            &d->ask, &rows, &n, &page));
    for (size_t i = 0; i < n; i++) {
        if (d->at == d->n || !num_add_i64(d->net, rows[i].amount, &d->net)) {
            return ERR_SERIALIZE; /* more than were counted */
        }
        bool used = str_eq(rows[i].provider, S("azure"));
        d->used = d->used || used;
        d->newer = d->newer || (!used && !d->old);
        d->charges[d->at] = rows[i].charge_id;
        d->nets[d->at++] = rows[i].amount;
    }
    d->more = page.next.n > 0;
    if (d->more) {
        if (page.next.n > sizeof d->cursor) {
            return ERR_TOO_LARGE;
        }
        memcpy(d->cursor, page.next.p, page.next.n);
        d->ask.after = (Str){d->cursor, page.next.n};
    }
    return OK;
}

static Err write_piece(Ctx *ctx, void *arg)
{
    Doc *d = arg;
    (void)ctx;
    for (size_t k = 0; k < PIECE_LINES && d->at < d->n; k++, d->at++) {
        TRY(q_invoice_line_add(d->a,
                               &(InvoiceLineAddArgs){.invoice_id = d->number,
                                                     .place = (int64_t)d->at + 1,
                                                     .charge_id = d->charges[d->at],
                                                     .net = d->nets[d->at],
                                                     .tax_place = 1,
                                                     .tax = d->taxes[d->at]},
                               NULL));
    }
    d->more = d->at < d->n;
    return OK;
}

static Err collect(Doc *d, int64_t count)
{
    Arena *arena = d->a.ctx->arena;
    if (count > LINES_MAX) {
        return problem(d->a.ctx, ERR_TOO_LARGE,
                       MSG("There are more charges than one document takes: bill the months one by one"), (Msg){0});
    }
    d->n = (size_t)count;
    d->charges = arena_array(arena, Id, d->n + 1);
    d->nets = arena_array(arena, int64_t, d->n + 1);
    d->taxes = arena_array(arena, int64_t, d->n + 1);
    d->more = true;
    TRY(unit_in_pieces(d->a.ctx, read_piece, d, &d->more));
    if (d->at != d->n) {
        return ERR_SERIALIZE;
    }
    TRY(billing_tax(d->net, d->choice.rate, &d->tax));
    billing_tax_split(d->nets, d->n, d->choice.rate, d->tax, d->taxes);
    return OK;
}

/* One posting of the sum and one of its tax: lines stand in the document, which names the entry's cause. */
static Err post(Doc *d, Id cause)
{
    LedgerPosting p[2];
    size_t n = 0;
    Currency cur;
    Id entry;
    TRY(currency_parse(d->currency, &cur));
    if (d->net) {
        p[n++] = (LedgerPosting){.kind = d->net > 0 ? LEDGER_CHARGE : LEDGER_CREDIT,
                                 .amount = {d->net > 0 ? d->net : -d->net, cur}};
    }
    if (d->tax) {
        p[n++] = (LedgerPosting){.kind = d->tax > 0 ? LEDGER_CHARGE_TAX : LEDGER_CREDIT_TAX,
                                 .amount = {d->tax > 0 ? d->tax : -d->tax, cur}};
    }
    return n ? ledger_post(d->a, (LedgerCause){.kind = S("invoice"), .id = cause}, p, n, &entry) : OK;
}

static Err tell_ready(Doc *d)
{
    Arena *arena = d->a.ctx->arena;
    return event_emit(d->a.ctx, S("invoice.ready"), d->number,
                      str_fmt(arena, "{\"account\":\"%.*s\",\"invoice\":\"%.*s\"}",
                              S_ARG(id_text(arena, d->a.ctx->account_id)), S_ARG(d->number)));
}

static Str providers_of(const Doc *d)
{
    return d->old ? S("office") : d->newer && d->used ? S("onetime azure") : d->used ? S("azure") : S("onetime");
}

static Err make_document(Doc *d)
{
    Ctx *ctx = d->a.ctx;
    bool credit = d->net + d->tax < 0;
    const char *series = d->old ? (credit ? "DC" : "D") : credit ? "GC" : "G";
    int64_t number, dropped, terms;
    Id cause = ctx_new_id(ctx);
    TRY(setting_int(ctx, ID_NIL, S("billing.terms_days"), &terms));
    TRY(numbering_gapless(ctx, str_fmt(ctx->arena, "invoice.%s", series), 1, &number));
    d->number = str_fmt(ctx->arena, "%s%09lld", series, (long long)number);
    TRY(q_invoice_add(d->a,
                      &(InvoiceAddArgs){.id = d->number,
                                        .document = credit ? S("adjustment_note") : S("invoice"),
                                        .kind = d->old ? S("recurring") : S("one_time"),
                                        .amends = S(""),
                                        .run_id = d->run->id,
                                        .period = d->run->period,
                                        .period_from = time_of_date(d->run->period),
                                        .period_to = time_of_date(date_add_months(d->run->period, 1)),
                                        .due_on = {date_of(ctx->now).days + (int32_t)terms},
                                        .terms_days = terms,
                                        .currency = d->currency,
                                        .lines = (int64_t)d->n,
                                        .net = d->net,
                                        .tax = d->tax,
                                        .total = d->net + d->tax,
                                        .reason = credit ? S("More was taken back than was charged") : S(""),
                                        .po_number = d->choice.po_number,
                                        .parties = d->choice.parties,
                                        .cause_id = cause,
                                        .providers = providers_of(d)},
                      NULL));
    TRY(q_invoice_tax_add(d->a,
                          &(InvoiceTaxAddArgs){.invoice_id = d->number,
                                               .place = 1,
                                               .category = d->choice.category,
                                               .name = d->choice.name,
                                               .rate = d->choice.rate,
                                               .rule_id = d->choice.rule_id,
                                               .reason = d->choice.reason,
                                               .net = d->net,
                                               .tax = d->tax},
                          NULL));
    d->at = 0;
    d->more = d->n > 0;
    TRY(unit_in_pieces(ctx, write_piece, d, &d->more));
    TRY(q_charge_open_drop(d->a, &(ChargeOpenDropArgs){.upto = d->run->period, .currency = d->currency, .old = d->old},
                           &dropped));
    if (dropped != (int64_t)d->n) {
        return ERR_SERIALIZE; /* one came between: the unit runs again on what there is now */
    }
    TRY(post(d, cause));
    return tell_ready(d);
}

/* --- one account --- */

typedef struct Step {
    Id run, account;
    BillingRunGetRow row;
    bool more;
    Str error;
} Step;

static Err note(Ctx *ctx, const Step *s, const Doc *d, Str currency, Str series, Str error)
{
    return q_billing_run_account_add(system_of(ctx),
                                     &(BillingRunAccountAddArgs){.run_id = s->run,
                                                                 .account_id = s->account,
                                                                 .currency = currency,
                                                                 .series = series,
                                                                 .lines = d ? (int64_t)d->n : 0,
                                                                 .net = d ? d->net : 0,
                                                                 .tax = d ? d->tax : 0,
                                                                 .invoice_id = d ? d->number : S(""),
                                                                 .error = error},
                                     NULL);
}

static Err go_on(Ctx *ctx, const Step *s, int64_t documents, int64_t lines, int64_t errors)
{
    int64_t changed;
    TRY(q_billing_run_goes_on(system_of(ctx),
                              &(BillingRunGoesOnArgs){.id = s->run,
                                                      .version = s->row.version,
                                                      .last_account = s->account,
                                                      .documents = documents,
                                                      .lines = lines,
                                                      .errors = errors},
                              &changed));
    return changed == 1 ? OK : ERR_STALE; /* another worker was quicker, or the run was stopped */
}

static Err find_next(Ctx *ctx, void *arg)
{
    Step *s = arg;
    BillingAccountNextRow *rows;
    size_t n;
    TRY(q_billing_run_get(system_of(ctx), &(BillingRunGetArgs){.id = s->run}, &s->row));
    s->account = ID_NIL;
    if (!str_eq(s->row.state, S("running"))) {
        return OK;
    }
    TRY(q_billing_account_next(system_of(ctx),
                               &(BillingAccountNextArgs){.period = s->row.period,
                                                         .with_after = !id_is_nil(s->row.last_account),
                                                         .after = s->row.last_account},
                               &rows, &n));
    s->account = n ? rows[0].id : ID_NIL;
    return OK;
}

static Err bill_account(Ctx *ctx, void *arg)
{
    Step *s = arg;
    AccountCtx a = account_of(ctx, s->account);
    ChargeOpenGroupsRow *groups;
    TaxChoice choice;
    size_t n, used = 1;
    int64_t documents = 0, lines = 0;
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = s->account;
    for (bool more = true; more;) { /* what is read shrinks by what is written */
        TRY(billing_usage_charges(a, s->row.period, &used));
        more = used == 500;
    }
    ctx->customer_id = ID_NIL;
    TRY(q_charge_open_groups(a, &(ChargeOpenGroupsArgs){.period = s->row.period}, &groups, &n));
    if (n) {
        TRY(billing_tax_choose(a, date_of(ctx->now), &choice));
    }
    for (size_t i = 0; i < n; i++) {
        Doc d = {.a = a,
                 .run = &s->row,
                 .currency = groups[i].currency,
                 .choice = choice,
                 .old = str_eq(groups[i].series, S("D"))};
        TRY(collect(&d, groups[i].n));
        if (!s->row.dry) {
            TRY(make_document(&d));
            documents++;
        }
        lines += groups[i].n;
        TRY(note(ctx, s, &d, groups[i].currency, groups[i].series, S("")));
    }
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"run", id_text(ctx->arena, s->run)});
    return go_on(ctx, s, documents, lines, 0);
}

static Err skip_account(Ctx *ctx, void *arg)
{
    Step *s = arg;
    TRY(note(ctx, s, NULL, S(""), S(""), s->error));
    return go_on(ctx, s, 0, 0, 1);
}

static Err end_run(Ctx *ctx, void *arg)
{
    Step *s = arg;
    return q_billing_run_end(
        system_of(ctx), &(BillingRunEndArgs){.id = s->run, .slot = id_text(ctx->arena, s->run), .state = S("done")},
        NULL);
}

static Err forget(Ctx *ctx)
{
    ctx->account_id = ctx->customer_id = ID_NIL;
    return OK;
}

Err billing_run_within(Ctx *ctx, Id run, bool *ret_more)
{
    Step s = {.run = run};
    TRY(find_next(ctx, &s));
    *ret_more = !id_is_nil(s.account);
    TRY(*ret_more ? bill_account(ctx, &s) : end_run(ctx, &s));
    return forget(ctx);
}

Err billing_run_step(Ctx *ctx, Id run, bool *ret_more)
{
    Step s = {.run = run};
    TRY(unit_run(ctx, MODE_READ, NULL, find_next, &s));
    if (id_is_nil(s.account)) {
        *ret_more = false;
        return str_eq(s.row.state, S("running")) ? unit_run(ctx, MODE_WRITE, NULL, end_run, &s) : OK;
    }
    *ret_more = true;
    Err err = unit_run(ctx, MODE_WRITE, "billing.run", bill_account, &s);
    if (err != ERR_NOT_FOUND && err != ERR_INVALID && err != ERR_CONFLICT && err != ERR_TOO_LARGE) {
        TRY(forget(ctx));
        return err == ERR_STALE ? OK : err; /* the machine's own troubles: the job tries again */
    }
    s.error = msg_text(ctx->arena, ctx->locale, &ctx->problem.message);
    TRY(forget(ctx));
    err = unit_run(ctx, MODE_WRITE, NULL, skip_account, &s);
    return err == ERR_STALE ? OK : err;
}

/* --- by the clock --- */

Err billing_run_due(SystemCtx s, Time *ret)
{
    BillingRunLastRow *last;
    BillingFirstRow *first;
    Str how;
    int64_t day;
    size_t last_n, first_n;
    *ret = TIME_NONE;
    TRY(setting_text(s.ctx, ID_NIL, S("billing.run"), &how));
    TRY(setting_int(s.ctx, ID_NIL, S("billing.run_day"), &day));
    TRY(q_billing_run_last(s, NULL, &last, &last_n));
    TRY(q_billing_first(s, NULL, &first, &first_n));
    if (!str_eq(how, S("automatic")) || (!last_n && !first_n)) {
        return OK;
    }
    Date month = first_n ? first[0].period : date_add_months(last[0].period, 1);
    if (last_n && month.days <= last[0].period.days) {
        month = date_add_months(last[0].period, 1); /* what came late goes with the next month */
    }
    *ret = time_add(time_of_date(date_add_months(month, 1)), (day - 1) * TIME_DAY);
    return OK;
}

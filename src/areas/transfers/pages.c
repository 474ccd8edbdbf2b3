/* The transfers of a customer, the two forms that ask for one, and the page of one. */
#include "areas/transfers/pages.h"

#include "areas/customers/customers.h"
#include "areas/home/home.h"
#include "areas/transfers/transfers_view.h"
#include "gen/transfers_html.h"
#include "ui/field.h"
#include "ui/shell.h"

static Url transfers_url(Ctx *ctx) { return customer_page_url(ctx, ctx->customer_id, "/transfers"); }
static Url page_of(Ctx *ctx, Id id)
{
    return url_fmt(ctx->arena, "/a/%s/customers/%i/transfers/%i", ctx->account.public_id, ctx->customer_id, id);
}

Err transfers_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Transfer *rows;
    size_t n;
    TransfersView *v = arena_new(ctx->arena, TransfersView);
    TRY(customer_enter(a));
    TRY(customer_frame_view(a, MSG("Transfers"), NULL, &v->frame));
    TRY(transfer_list(a, &rows, &n));
    TransferLine *lines = arena_array(ctx->arena, TransferLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        lines[i] = (TransferLine){.name = transfer_is_asker(a, &rows[i]) ? rows[i].other_name : rows[i].asker_name,
                                  .which = transfer_gives(a, &rows[i]) ? MSG("From this account to the other partner")
                                                                       : MSG("From the other partner to this account"),
                                  .state = machine_state_view(&SUBSCRIPTION_TRANSFER, READER_PARTNER, rows[i].state),
                                  .since = rows[i].created_at,
                                  .url = page_of(ctx, rows[i].id)};
    }
    v->rows = lines;
    v->rows_n = n;
    v->may_ask = ctx_may(ctx, &TRANSFERS_MANAGE);
    v->take_url = customer_page_url(ctx, ctx->customer_id, "/transfers/take");
    v->give_url = customer_page_url(ctx, ctx->customer_id, "/transfers/give");
    RENDER(ctx, 200, transfers, v);
    return OK;
}

/* --- asking --- */

static bool ticked(Ctx *ctx, Id id)
{
    Str name = str_fmt(ctx->arena, "s_%.*s", S_ARG(id_text(ctx->arena, id)));
    return ctx_form(ctx, name).n > 0;
}

/* What this account has, to be ticked; all: at first everything that can go is. */
static Err choices_of(AccountCtx a, bool posted, const TransferChoice **ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    Subscription *rows;
    Msg *whys;
    size_t n;
    *ret_n = 0;
    TRY(subscriptions_movable(a, &rows, &whys, &n));
    TransferChoice *out = arena_array(ctx->arena, TransferChoice, n + 1);
    for (size_t i = 0; i < n; i++) {
        Msg why = whys[i];
        if (str_eq(rows[i].state, S("deleted"))) {
            continue;
        }
        out[(*ret_n)++] =
            (TransferChoice){.value = str_fmt(ctx->arena, "s_%.*s", S_ARG(id_text(ctx->arena, rows[i].id))),
                             .name = rows[i].friendly_name,
                             .quantity = str_fmt(ctx->arena, "%lld", (long long)rows[i].quantity),
                             .why = why,
                             .note = !msg_is_set(why) && rows[i].next_quantity
                                         ? MSG("What is planned for its next term does not go along")
                                         : (Msg){0},
                             .chosen = !msg_is_set(why) && (!posted || ticked(ctx, rows[i].id))};
    }
    *ret = out;
    return OK;
}

static Err chosen_ids(AccountCtx a, Id **ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    Subscription *rows;
    size_t n;
    *ret_n = 0;
    TRY(q_subscription_list(a, &(SubscriptionListArgs){.customer_id = ctx->customer_id}, &rows, &n));
    *ret = arena_array(ctx->arena, Id, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (ticked(ctx, rows[i].id)) {
            (*ret)[(*ret_n)++] = rows[i].id;
        }
    }
    return OK;
}

static Err ask_view(AccountCtx a, bool give, bool posted, TransferAskView **ret)
{
    static const Str NAMES[] = {S_INIT("number"), S_INIT("subscriptions"), S_INIT("partner"), S_INIT("body")};
    Ctx *ctx = a.ctx;
    TransferAskView *v = arena_new(ctx->arena, TransferAskView);
    Crumb parent = {.label = MSG("Transfers"), .url = transfers_url(ctx)};
    Url here = customer_page_url(ctx, ctx->customer_id, give ? "/transfers/give" : "/transfers/take");
    FormView form = {.action = here, .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))};
    FieldView number = ui_field(ctx, S("number"), ctx_form(ctx, S("number")), MSG("Number of the other partner"));
    FieldView partner = ui_field(ctx, S("partner"), ctx_form(ctx, S("partner")), MSG("Number of the reseller"));
    FieldView body = ui_field(ctx, S("body"), ctx_form(ctx, S("body")), MSG("Message"));
    v->choice_error = problem_of_field(ctx, S("subscriptions"));
    TRY(customer_frame_view(a, give ? MSG("Transfer subscriptions away") : MSG("Ask for subscriptions"), &parent,
                            &v->frame));
    v->give = give;
    v->form = form;
    v->number = number;
    v->number.hint = MSG("They find it on their page Identifiers. It has to be a partner of this customer.");
    v->number.width = S("w-16");
    v->number.inputmode = S("numeric");
    v->partner_number = partner;
    v->partner_number.optional = true;
    v->partner_number.width = S("w-16");
    v->partner_number.hint = MSG("Through whom the subscriptions are sold after the transfer.");
    v->body = body;
    v->body.kind = FIELD_TEXTAREA;
    v->body.optional = true;
    v->body.max_length = TRANSFER_BODY_MAX;
    v->back = transfers_url(ctx);
    if (give) {
        TRY(choices_of(a, posted, &v->choices, &v->choices_n));
    }
    v->frame->shell->failed = posted;
    *ret = v;
    return OK;
}

static Err ask_page(AccountCtx a, bool give)
{
    TransferAskView *v;
    TRY(customer_enter(a));
    TRY(ask_view(a, give, false, &v));
    RENDER(a.ctx, 200, transfer_ask, v);
    return OK;
}
Err transfer_take_page(AccountCtx a) { return ask_page(a, false); }
Err transfer_give_page(AccountCtx a) { return ask_page(a, true); }

static Err ask_post(AccountCtx a, bool give)
{
    Ctx *ctx = a.ctx;
    TransferAsk ask = {.give = give,
                       .number = str_trim(ctx_form(ctx, S("number"))),
                       .partner_number = give ? S("") : str_trim(ctx_form(ctx, S("partner"))),
                       .body = str_trim(ctx_form(ctx, S("body")))};
    Id id, *ids = NULL;
    TRY(customer_enter(a));
    if (give) {
        TRY(chosen_ids(a, &ids, &ask.ids_n));
        ask.ids = ids;
    }
    Err err = transfer_ask(a, &ask, &id);
    if (err == ERR_INVALID) {
        TransferAskView *v;
        TRY(ask_view(a, give, true, &v));
        return RENDER_FAILED(ctx, transfer_ask, v);
    }
    TRY(err);
    ctx_redirect(ctx, page_of(ctx, id), MSG("The other partner is asked. You are told when there is an answer."));
    return OK;
}
Err transfer_take_post(AccountCtx a) { return ask_post(a, false); }
Err transfer_give_post(AccountCtx a) { return ask_post(a, true); }

/* --- one --- */

static StateView line_state(Str state)
{
    bool moved = str_eq(state, S("moved")), stayed = str_eq(state, S("stayed"));
    return (StateView){.label = moved    ? MSG("Moved")
                                : stayed ? MSG("Stayed")
                                         : MSG("Asked for"),
                       .kind = moved    ? STATE_GOOD
                               : stayed ? STATE_BAD
                                        : STATE_WAIT};
}

static const Subscription *of_list(const Subscription *all, size_t n, Id id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(all[i].id, id)) {
            return &all[i];
        }
    }
    return NULL;
}

static Err fill_lines(AccountCtx a, const Transfer *t, TransferView *v)
{
    Ctx *ctx = a.ctx;
    TransferLinesRow *rows;
    Subscription *own;
    size_t own_n;
    TRY(transfer_lines(a, t->id, &rows, &v->lines_n));
    TRY(q_subscription_list(a, &(SubscriptionListArgs){.customer_id = ctx->customer_id}, &own, &own_n));
    TransferMoved *lines = arena_array(ctx->arena, TransferMoved, v->lines_n + 1);
    for (size_t i = 0; i < v->lines_n; i++) {
        const TransferLinesRow *r = &rows[i];
        const Subscription *s = of_list(own, own_n, v->gives ? r->subscription_id : r->new_id);
        lines[i] =
            (TransferMoved){.name = s            ? s->friendly_name
                                    : r->title.n ? r->title
                                                 : id_text(ctx->arena, r->subscription_id),
                            .quantity = r->quantity ? str_fmt(ctx->arena, "%lld", (long long)r->quantity) : S(""),
                            .state = line_state(r->state),
                            .why = r->why.n ? MSG_OF(str_z(ctx->arena, r->why)) : (Msg){0},
                            .url = s ? url_fmt(ctx->arena, "/a/%s/customers/%i/subscriptions/%i",
                                               ctx->account.public_id, ctx->customer_id, s->id)
                                     : (Url){{0}}};
    }
    v->lines = lines;
    return OK;
}

static const FactView *facts_of(Ctx *ctx, const Transfer *t, bool gives, bool asker, size_t *ret_n)
{
    FactView *f = arena_array(ctx->arena, FactView, 4);
    Str other = asker ? t->other_name : t->asker_name;
    f[0] = (FactView){.label = MSG("From"), .text = gives ? ctx->account.name : other};
    f[1] = (FactView){.label = MSG("To"), .text = gives ? other : ctx->account.name};
    f[2] = (FactView){.label = MSG("Asked by"), .text = t->asker_name};
    f[3] = (FactView){.label = MSG("Answer until"), .kind = FACT_TIME, .at = t->expires_at};
    *ret_n = 4;
    return f;
}

/* Of the other side's people it is told that it was their partner, not who. */
static Str told_by(const Transfer *t, bool asker, bool asked, Str by)
{
    bool by_asker = asked || str_eq(t->state, S("withdrawn"));
    return !by.n ? by : by_asker == asker ? by : by_asker ? t->asker_name : t->other_name;
}

static Err fill_states(AccountCtx a, const Transfer *t, TransferView *v)
{
    Ctx *ctx = a.ctx;
    bool asker = transfer_is_asker(a, t);
    const StateEvent *rows;
    TRY(machine_card(ctx, &SUBSCRIPTION_TRANSFER, READER_PARTNER, t->account_id, t->id, &v->card));
    v->card.action_url = (Url){{0}}; /* this is its page */
    v->card.by = told_by(t, asker, str_eq(t->state, S("asked")), v->card.by);
    TRY(machine_history(ctx, &SUBSCRIPTION_TRANSFER, READER_PARTNER, t->account_id, t->id, &rows, &v->history_n));
    StateEvent *history = arena_array(ctx->arena, StateEvent, v->history_n + 1);
    for (size_t i = 0; i < v->history_n; i++) { /* the last row is how it began */
        history[i] = rows[i];
        history[i].by = told_by(t, asker, i + 1 == v->history_n, rows[i].by);
    }
    v->history = history;
    return OK;
}

static FormView form_to(Ctx *ctx, Id id, const char *what)
{
    static const Str NAMES[] = {S_INIT("reason"), S_INIT("subscriptions")};
    return (FormView){.action = url_fmt(ctx->arena, "%u/%s", page_of(ctx, id), str_from(what)),
                      .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))};
}

static Err one_of(AccountCtx a, const Transfer *t, bool posted, TransferView **ret)
{
    Ctx *ctx = a.ctx;
    bool asker = transfer_is_asker(a, t), may = ctx_may(ctx, &TRANSFERS_MANAGE),
         open = str_eq(t->state, S("asked")) && t->expires_at.us > ctx->now.us;
    TransferView *v = arena_new(ctx->arena, TransferView);
    Crumb parent = {.label = MSG("Transfers"), .url = transfers_url(ctx)};
    v->choice_error = problem_of_field(ctx, S("subscriptions"));
    v->accept = form_to(ctx, t->id, "accept");
    v->reject = form_to(ctx, t->id, "reject");
    v->withdraw = form_to(ctx, t->id, "withdraw");
    v->reason = ui_field(ctx, S("reason"), ctx_form(ctx, S("reason")), MSG("Reason"));
    v->reason.kind = FIELD_TEXTAREA;
    v->reason.max_length = MACHINE_REASON_MAX;
    v->reason.hint = MSG("The other partner reads it.");
    TRY(customer_frame_view(a, MSG1("{name}", "name", asker ? t->other_name : t->asker_name), &parent, &v->frame));
    v->gives = transfer_gives(a, t);
    v->body = t->body;
    v->asker = t->asker_name;
    v->may_answer = may && open && !asker;
    v->may_withdraw = may && open && asker;
    v->facts = facts_of(ctx, t, v->gives, asker, &v->facts_n);
    TRY(fill_lines(a, t, v));
    if (v->may_answer && v->gives) {
        TRY(choices_of(a, posted, &v->choices, &v->choices_n));
    }
    TRY(fill_states(a, t, v));
    v->frame->shell->failed = posted;
    *ret = v;
    return OK;
}

static Err of_path(AccountCtx a, Transfer *ret)
{
    Id id;
    TRY(customer_enter(a));
    TRY(ctx_param_id(a.ctx, S("transfer"), &id));
    return transfer_get(a, id, ret);
}

Err transfer_page(AccountCtx a)
{
    Transfer t;
    TransferView *v;
    TRY(of_path(a, &t));
    TRY(one_of(a, &t, false, &v));
    RENDER(a.ctx, 200, transfer_one, v);
    return OK;
}

static Err answered(AccountCtx a, const Transfer *t, Err err, Msg said)
{
    if (err == ERR_INVALID) {
        TransferView *v;
        TRY(one_of(a, t, true, &v));
        return RENDER_FAILED(a.ctx, transfer_one, v);
    }
    TRY(err);
    ctx_redirect(a.ctx, page_of(a.ctx, t->id), said);
    return OK;
}

static Msg moved_words(const HandOver *h)
{
    int64_t stayed = 0;
    for (size_t i = 0; i < h->lines_n; i++) {
        stayed += !h->lines[i].moved;
    }
    return stayed ? MSGN("The subscriptions have moved, except {n} that stayed. Its line is below.",
                         "The subscriptions have moved, except {n} that stayed. Their lines are below.", stayed)
                  : MSG("The subscriptions have moved.");
}

Err transfer_accept_post(AccountCtx a)
{
    Transfer t;
    HandOver done;
    Id *ids = NULL;
    size_t n = 0;
    TRY(of_path(a, &t));
    if (transfer_gives(a, &t)) {
        TRY(chosen_ids(a, &ids, &n));
        if (!n) {
            problem_field(a.ctx, S("subscriptions"), MSG("Choose at least one subscription"));
            return answered(a, &t, ERR_INVALID, (Msg){0});
        }
    }
    Err err = transfer_accept(a, &t, ids, n, &done);
    return answered(a, &t, err, err == OK ? moved_words(&done) : (Msg){0});
}
Err transfer_reject_post(AccountCtx a)
{
    Transfer t;
    TRY(of_path(a, &t));
    return answered(a, &t, transfer_end(a, &t, S("rejected"), ctx_form(a.ctx, S("reason"))),
                    MSG("The transfer is rejected. The other partner reads your reason."));
}
Err transfer_withdraw_post(AccountCtx a)
{
    Transfer t;
    TRY(of_path(a, &t));
    return answered(a, &t, transfer_end(a, &t, S("withdrawn"), S("")), MSG("The request is taken back."));
}

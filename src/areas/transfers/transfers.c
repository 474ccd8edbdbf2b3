/* The rules of transfers, and their machine. */
#include "areas/transfers/transfers.h"

#include "app/audit.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/customers/customers.h"
#include "base/utf8.h"

#define CLOCK "transfers.clock"
#define PAGE "/a/{account}/customers/{customer}/transfers/{id}"

static const MachineState STATES[] = {
    {.id = "asked",
     .name = N_("Waits for the other partner"),
     .tone = STATE_WAIT,
     .means = N_("One partner has asked the other to transfer subscriptions of the customer. Nothing has moved yet."),
     .why = N_("A transfer needs both partners, and one of them has not answered."),
     .next =
         N_("The partner that was asked accepts, and the subscriptions move at once; or rejects it with a reason. The "
            "partner that asked can take it back."),
     .who = N_("A Global admin or Admin agent of the partner that was asked."),
     .when = N_("The request expires by itself on {date}."),
     .partner = {N_("Open the transfer"), PAGE, &TRANSFERS_VIEW},
     .first = true},
    {.id = "completed",
     .name = N_("Completed"),
     .tone = STATE_GOOD,
     .means =
         N_("The subscriptions have moved. The new partner bills them from now on; the customer's people keep their "
            "licenses."),
     .why = N_("Both partners have agreed."),
     .next = N_("Nothing has to happen. What stayed says why in its line."),
     .who = N_("Nobody has to do anything."),
     .when = N_("It is done."),
     .ends = true},
    {.id = "rejected",
     .name = N_("Rejected"),
     .tone = STATE_BAD,
     .means = N_("The partner that was asked does not agree. Nothing has moved."),
     .why = N_("The partner that was asked gave a reason."),
     .next = N_("When what stands in the reason is settled, either partner can ask again."),
     .who = N_("A Global admin or Admin agent of either partner, if it is still wanted."),
     .when = N_("There is no date: either partner can ask again at any time."),
     .ends = true},
    {.id = "withdrawn",
     .name = N_("Taken back"),
     .tone = STATE_OFF,
     .means = N_("The partner that asked took it back before there was an answer. Nothing has moved."),
     .why = N_("Somebody of the partner that asked withdrew it."),
     .next = N_("Either partner can ask again."),
     .who = N_("A Global admin or Admin agent of either partner, if it is still wanted."),
     .when = N_("There is no date: either partner can ask again at any time."),
     .ends = true},
    {.id = "expired",
     .name = N_("Expired"),
     .tone = STATE_OFF,
     .means = N_("Nobody answered in time. Nothing has moved."),
     .why = N_("The days that the vendor gives for an answer are over."),
     .next = N_("Either partner can ask again; the expired request stays in the list."),
     .who = N_("A Global admin or Admin agent of either partner, if it is still wanted."),
     .when = N_("There is no date: either partner can ask again at any time."),
     .ends = true},
};
#define BY_PARTNER(ID, NAME, TO, REASON)                                                                               \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = "asked", .to = (TO), .mover = MOVER_PARTNER, .perm = &TRANSFERS_MANAGE,    \
        .reason = (REASON)                                                                                             \
    }
static const MachineMove MOVES[] = {
    BY_PARTNER("accept", N_("Accept"), "completed", false),
    BY_PARTNER("reject", N_("Reject"), "rejected", true),
    BY_PARTNER("withdraw", N_("Withdraw"), "withdrawn", false),
    {.id = "expire",
     .name = N_("Expire"),
     .from = "asked",
     .to = "expired",
     .mover = MOVER_TIMER,
     .limit = "transfers.days"},
};

static Err transfer_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    (void)account_id;
    TransferStateRow row;
    TRY(q_transfer_state(system_of(ctx), &(TransferStateArgs){.id = subject_id}, &row));
    *ret = row.state;
    return OK;
}

static Err transfer_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed = 0;
    TRY(q_transfer_put(
        system_of(ctx),
        &(TransferPutArgs){
            .id = step->subject_id, .from_state = step->from, .to_state = step->to, .reason = step->reason},
        &changed));
    return changed ? OK : ERR_STALE;
}

const Machine SUBSCRIPTION_TRANSFER = {
    .id = "subscription_transfer",
    .name = N_("Transfer of subscriptions"),
    .source = "portal-workflows.md 9, portal-states.tsv (subscription transfer)",
    .states = STATES,
    .states_n = COUNT_OF(STATES),
    .moves = MOVES,
    .moves_n = COUNT_OF(MOVES),
    .read = transfer_read,
    .write = transfer_write,
};

/* --- reading --- */

/* What the side that takes reads; why is the other's own affair. */
static const Msg STAYED = {.id = N_("It stays with its partner")};

Err transfer_list(AccountCtx a, Transfer **ret, size_t *ret_n)
{
    return q_transfer_list(a, &(TransferListArgs){0}, ret, ret_n);
}

Err transfer_get(AccountCtx a, Id id, Transfer *ret)
{
    Transfer *rows;
    size_t n;
    TRY(q_transfer_list(a, &(TransferListArgs){.with_id = true, .id = id}, &rows, &n));
    if (!n) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 900100, MSG("There is no such transfer"));
    }
    *ret = rows[0];
    return OK;
}

Err transfer_lines(AccountCtx a, Id id, TransferLinesRow **ret, size_t *ret_n)
{
    TRY(q_transfer_lines(a, &(TransferLinesArgs){.with_one = !id_is_nil(id), .transfer_id = id}, ret, ret_n));
    for (size_t i = 0; i < *ret_n; i++) {
        TransferLinesRow *l = &(*ret)[i];
        bool named = str_eq(l->asks_as, S("source")), gives = id_eq(l->asker_id, a.ctx->account_id) == named;
        if (gives || !str_eq(l->state, S("stayed"))) {
            continue;
        }
        l->why = str_from(STAYED.id);
        if (!named) {
            l->title = l->offer_id = l->cycle = S("");
            l->quantity = 0;
        }
    }
    return OK;
}

bool transfer_is_asker(AccountCtx a, const Transfer *t) { return id_eq(t->account_id, a.ctx->account_id); }

bool transfer_gives(AccountCtx a, const Transfer *t)
{
    return transfer_is_asker(a, t) == str_eq(t->asks_as, S("source"));
}

/* --- asking --- */

typedef TransferPartnerRow Other;

static Err waits_already(Ctx *ctx)
{
    return problem_api(ctx, ERR_CONFLICT, 409, 900101,
                       MSG("A transfer between the two partners waits for its answer already"));
}

static Err find_other(AccountCtx a, const TransferAsk *ask, Other *ret)
{
    Ctx *ctx = a.ctx;
    TransferPartnerRow *rows;
    TransferBetweenRow *open;
    size_t n = 0, open_n;
    bool known = ask->number.n || !id_is_nil(ask->directory);
    if (known) {
        TransferPartnerArgs args = {.customer_id = ctx->customer_id,
                                    .with_directory = !id_is_nil(ask->directory),
                                    .directory_id = ask->directory,
                                    .with_number = id_is_nil(ask->directory),
                                    .number = ask->number};
        TRY(q_transfer_partner(system_of(ctx), &args, &rows, &n));
    }
    *ret = (Other){0};
    if (n && id_eq(rows[0].id, ctx->account_id)) {
        problem_field(ctx, S("number"), MSG("This is the account itself; enter the other partner"));
    } else if (!n) {
        problem_field(ctx, S("number"),
                      known ? MSG("No other partner of this customer has this number")
                            : MSG("Enter the number of the other partner"));
    } else {
        *ret = rows[0];
        TRY(q_transfer_between(a, &(TransferBetweenArgs){.other_account_id = ret->id}, &open, &open_n));
        if (open_n) {
            return waits_already(ctx);
        }
    }
    return OK;
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

static bool among(const Id *ids, size_t n, Id id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(ids[i], id)) {
            return true;
        }
    }
    return false;
}

/* What this account gives has to be its own, and able to go; what another gives is not ours to look at. */
static Err check_given(AccountCtx a, const TransferAsk *ask, Subscription **ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    *ret_n = 0;
    if (ask->ids_n > TRANSFER_LINES_MAX) {
        problem_field(ctx, S("subscriptions"), MSG("A transfer holds at most 200 subscriptions"));
    }
    for (size_t i = 1; i < ask->ids_n && i < TRANSFER_LINES_MAX; i++) {
        if (among(ask->ids, i, ask->ids[i])) {
            problem_field(ctx, S("subscriptions"), MSG("A subscription is named twice"));
        }
    }
    if (!ask->give) {
        return OK;
    }
    Msg *whys;
    TRY(subscriptions_movable(a, ret, &whys, ret_n));
    if (!ask->ids_n) {
        problem_field(ctx, S("subscriptions"), MSG("Choose at least one subscription"));
    }
    for (size_t i = 0; i < ask->ids_n; i++) {
        const Subscription *s = of_list(*ret, *ret_n, ask->ids[i]);
        Msg why = s ? whys[s - *ret] : MSG("The customer has no such subscription from this partner");
        if (msg_is_set(why)) {
            problem_field(ctx, S("subscriptions"), why);
            ctx->problem.api_code = 800078;
        }
    }
    return OK;
}

static Err add_line(AccountCtx a, Id transfer, Id other, size_t line, Id subscription, const Subscription *s)
{
    return q_transfer_line_add(
        a,
        &(TransferLineAddArgs){.transfer_id = transfer,
                               .line = (int64_t)line,
                               .other_account_id = other,
                               .subscription_id = subscription,
                               .title = s ? s->title : S(""), /* its own name for it is not for the other */
                               .offer_id = s ? s->offer_id : S(""),
                               .cycle = s ? s->cycle : S(""),
                               .quantity = s ? s->quantity : 0,
                               .state = S("asked"),
                               .why = S(""),
                               .order_id = S("")},
        NULL);
}

static Url page_of(Ctx *ctx, Str public_id, Id transfer)
{
    return url_fmt(ctx->arena, "/a/%s/customers/%i/transfers/%i", public_id, ctx->customer_id, transfer);
}

static void audit_of(Ctx *ctx, Id id, Str other)
{
    ctx->audit.target_kind = S("transfer");
    ctx->audit.target_id = id;
    ctx->audit.target_name = other;
}

static Err tell_asked(Ctx *ctx, const Other *other, const TransferAsk *ask, Id id, Str customer)
{
    return tell_roles(ctx, other->id, S("global_admin admin_agent"),
                      &(Tell){.category = S("transfers"),
                              .account_id = other->id,
                              .icon = S("referrals"),
                              .title = ask->give ? MSG2("{name} wants to transfer subscriptions of {customer} to you",
                                                        "name", ctx->account.name, "customer", customer)
                                                 : MSG2("{name} asks for subscriptions of {customer}", "name",
                                                        ctx->account.name, "customer", customer),
                              .line = MSG("Nothing moves before you have answered."),
                              .url = page_of(ctx, other->public_id, id),
                              .action = MSG("Answer"),
                              .action_key = id_text(ctx->arena, id)});
}

/* Since it was asked for, either may have lost the customer. */
static Err check_serving(Ctx *ctx, Id first, Id second)
{
    TransferServingRow row;
    Id both[] = {first, second};
    TRY(q_transfer_serving(
        system_of(ctx),
        &(TransferServingArgs){.customer_id = ctx->customer_id, .accounts = both, .accounts_n = COUNT_OF(both)}, &row));
    return row.n == COUNT_OF(both) ? OK
                                   : problem_api(ctx, ERR_CONFLICT, 400, 900102,
                                                 MSG("One of the two partners does not serve the customer any more. "
                                                     "Nothing can move between them"));
}

/* Through whom it is sold afterwards; empty: nobody. */
static Err check_number(Ctx *ctx, Str number)
{
    TransferNumberRow *rows;
    size_t n = 0;
    if (!number.n) {
        return OK;
    }
    if (number.n <= TRANSFER_NUMBER_MAX) {
        TRY(q_transfer_number(system_of(ctx), &(TransferNumberArgs){.number = number}, &rows, &n));
    }
    if (!n) {
        problem_field(ctx, S("partner"), MSG("No partner has this number"));
    }
    return OK;
}

/* The same whichever of the two asks. */
static Str open_pair(Ctx *ctx, Id first, Id second)
{
    bool in_order = id_cmp(first, second) < 0;
    return str_fmt(ctx->arena, "%.*s/%.*s/%.*s", S_ARG(id_text(ctx->arena, ctx->customer_id)),
                   S_ARG(id_text(ctx->arena, in_order ? first : second)),
                   S_ARG(id_text(ctx->arena, in_order ? second : first)));
}

Err transfer_ask(AccountCtx a, const TransferAsk *ask, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    Customer c;
    Other other;
    Subscription *own = NULL;
    size_t own_n;
    int64_t days, added;
    Id job;
    TRY(customer_get(a, &c));
    TRY(find_other(a, ask, &other));
    if (!id_is_nil(other.id)) {
        TRY(check_serving(ctx, ctx->account_id, other.id));
    }
    TRY(check_number(ctx, ask->partner_number));
    TRY(check_given(a, ask, &own, &own_n));
    if (utf8_lines_odd(ask->body) || utf8_count(ask->body) > TRANSFER_BODY_MAX) {
        problem_field(ctx, S("body"), MSG("A message is text of at most 1,000 characters"));
    }
    TRY(problem_check(ctx));
    TRY(setting_int(ctx, ID_NIL, S("transfers.days"), &days));
    *ret_id = ctx_new_id(ctx);
    TRY(q_transfer_add(a,
                       &(TransferAddArgs){.id = *ret_id,
                                          .other_account_id = other.id,
                                          .asks_as = ask->give ? S("source") : S("target"),
                                          .partner_number = ask->partner_number,
                                          .body = ask->body,
                                          .expires_at = time_add(ctx->now, days * TIME_DAY),
                                          .open_pair = open_pair(ctx, ctx->account_id, other.id)},
                       &added));
    if (!added) { /* the other asked in the same moment */
        return waits_already(ctx);
    }
    for (size_t i = 0; i < ask->ids_n; i++) {
        TRY(add_line(a, *ret_id, other.id, i, ask->ids[i], of_list(own, own_n, ask->ids[i])));
    }
    audit_of(ctx, *ret_id, c.company.name);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"partner", other.name}, {"state", S("asked")}, {"text", ask->body});
    TRY(machine_begin(ctx, &SUBSCRIPTION_TRANSFER, ctx->account_id, *ret_id, MOVER_PARTNER));
    TRY(job_enqueue(
        ctx, &(JobAsk){.kind = CLOCK, .key = id_text(ctx->arena, *ret_id), .delay_us = days * TIME_DAY, .total = -1},
        &job));
    return tell_asked(ctx, &other, ask, *ret_id, c.company.name);
}

/* --- answering --- */

/* Who may make a move is a matter of sides, too, which the machine's table does not know. */
static Err check_side(AccountCtx a, const Transfer *t, Str to)
{
    bool asker = transfer_is_asker(a, t), withdraws = str_eq(to, S("withdrawn"));
    if (!str_eq(t->state, S("asked"))) {
        return problem_api(a.ctx, ERR_CONFLICT, 400, 900102, MSG("The transfer is decided already"));
    }
    if (t->expires_at.us <= a.ctx->now.us) { /* the clock comes for it */
        return problem_api(a.ctx, ERR_CONFLICT, 400, 900102, MSG("The days for an answer are over. Ask anew"));
    }
    if (asker != withdraws) {
        return problem_api(a.ctx, ERR_CONFLICT, 400, 900102,
                           asker ? MSG("The other partner answers, since this account asked. You can take it back")
                                 : MSG("The other partner asked, and can take it back. You can accept or reject"));
    }
    return OK;
}

static Err move(AccountCtx a, const Transfer *t, Str to, Str reason)
{
    return machine_move(
        a.ctx, &SUBSCRIPTION_TRANSFER,
        &(MachineAsk){
            .account_id = t->account_id, .subject_id = t->id, .to = to, .mover = MOVER_PARTNER, .reason = reason});
}

static Err tell_end(AccountCtx a, const Transfer *t, Msg title, Str reason)
{
    Ctx *ctx = a.ctx;
    bool asker = transfer_is_asker(a, t);
    Id other = asker ? t->other_account_id : t->account_id;
    TRY(tell_done(ctx, t->other_account_id, id_text(ctx->arena, t->id)));
    return tell_roles(ctx, other, S("global_admin admin_agent"),
                      &(Tell){.category = S("transfers"),
                              .account_id = other,
                              .icon = S("referrals"),
                              .title = title,
                              .line = reason.n ? MSG1("Reason: {reason}", "reason", str_trim(reason)) : (Msg){0},
                              .url = page_of(ctx, asker ? t->other_public : t->asker_public, t->id),
                              .action = MSG("Open the transfer")});
}

Err transfer_end(AccountCtx a, const Transfer *t, Str to, Str reason)
{
    Ctx *ctx = a.ctx;
    bool asker = transfer_is_asker(a, t);
    TRY(check_side(a, t, to));
    audit_of(ctx, t->id, asker ? t->other_name : t->asker_name);
    TRY(move(a, t, to, reason));
    return tell_end(a, t,
                    asker ? MSG1("{name} took its transfer back", "name", ctx->account.name)
                          : MSG1("{name} rejected the transfer", "name", ctx->account.name),
                    reason);
}

static Err too_many(Ctx *ctx)
{
    problem_field(ctx, S("subscriptions"), MSG("A transfer holds at most 200 subscriptions. Choose which of them go"));
    return ERR_INVALID;
}

/* What is to go: what whoever gives chose now, else what was named, else all that can. */
static Err lines_of(AccountCtx a, const Transfer *t, const Id *ids, size_t ids_n, HandOver *h)
{
    Ctx *ctx = a.ctx;
    TransferLinesRow *named;
    Subscription *own;
    Msg *whys;
    size_t named_n, own_n;
    bool gives = transfer_gives(a, t);
    if (ids_n > TRANSFER_LINES_MAX) {
        return too_many(ctx);
    }
    TRY(transfer_lines(a, t->id, &named, &named_n));
    if (gives && ids_n) {
        h->lines = arena_array(ctx->arena, HandOverLine, ids_n);
        for (size_t i = 0; i < ids_n; i++) {
            if (!among(ids, i, ids[i])) {
                h->lines[h->lines_n++].id = ids[i];
            }
        }
        return OK;
    }
    if (named_n) {
        h->lines = arena_array(ctx->arena, HandOverLine, named_n);
        for (size_t i = 0; i < named_n; i++) {
            h->lines[h->lines_n++].id = named[i].subscription_id;
        }
        return OK;
    }
    TRY(subscriptions_movable(a, &own, &whys, &own_n));
    h->lines = arena_array(ctx->arena, HandOverLine, own_n + 1);
    for (size_t i = 0; i < own_n; i++) {
        if (!msg_is_set(whys[i])) {
            h->lines[h->lines_n++].id = own[i].id;
        }
    }
    return h->lines_n > TRANSFER_LINES_MAX ? too_many(ctx) : OK;
}

/* The lines as they are now stand in the place of those that were named; they are the asking account's rows. */
static Err write_lines(AccountCtx a, const Transfer *t, const HandOver *h)
{
    Ctx *ctx = a.ctx;
    Id back = ctx->account_id;
    AccountCtx asker = account_of(ctx, t->account_id);
    TRY(q_transfer_lines_drop(asker, &(TransferLinesDropArgs){.transfer_id = t->id}, NULL));
    for (size_t i = 0; i < h->lines_n; i++) {
        const HandOverLine *l = &h->lines[i];
        TRY(q_transfer_line_add(asker,
                                &(TransferLineAddArgs){.transfer_id = t->id,
                                                       .line = (int64_t)i,
                                                       .other_account_id = t->other_account_id,
                                                       .subscription_id = l->id,
                                                       .title = l->moved ? l->was.friendly_name : l->was.title,
                                                       .offer_id = l->was.offer_id,
                                                       .cycle = l->was.cycle,
                                                       .quantity = l->was.quantity,
                                                       .state = l->moved ? S("moved") : S("stayed"),
                                                       .why = l->moved ? S("") : str_from(l->why.id),
                                                       .new_id = l->to_id,
                                                       .order_id = l->order_id},
                                NULL));
    }
    (void)account_of(ctx, back);
    return OK;
}

Err transfer_accept(AccountCtx a, const Transfer *t, const Id *ids, size_t ids_n, HandOver *ret)
{
    Ctx *ctx = a.ctx;
    size_t moved = 0;
    bool gives = transfer_gives(a, t), asker_gives = str_eq(t->asks_as, S("source"));
    TRY(check_side(a, t, S("completed")));
    TRY(check_serving(ctx, t->account_id, t->other_account_id));
    *ret = (HandOver){.from = asker_gives ? t->account_id : t->other_account_id,
                      .to = asker_gives ? t->other_account_id : t->account_id,
                      .from_name = asker_gives ? t->asker_name : t->other_name,
                      .to_name = asker_gives ? t->other_name : t->asker_name,
                      .partner_number = t->partner_number};
    TRY(lines_of(a, t, ids, ids_n, ret));
    TRY(subscriptions_hand_over(ctx, ret));
    for (size_t i = 0; i < ret->lines_n; i++) {
        moved += ret->lines[i].moved ? 1 : 0;
    }
    if (!moved) { /* then nothing is decided: it can be rejected, or tried again */
        Msg why = !ret->lines_n ? MSG("There is no subscription that could go")
                  : gives       ? ret->lines[0].why
                                : MSG("None of it can go now. Ask the other partner to see to it");
        problem_field(ctx, S("subscriptions"), why);
        ctx->problem.api_code = 800078;
        return ERR_INVALID;
    }
    TRY(write_lines(a, t, ret));
    for (size_t i = 0; i < ret->lines_n && !gives; i++) {
        ret->lines[i].why = ret->lines[i].moved ? (Msg){0} : STAYED;
    }
    audit_of(ctx, t->id, gives ? ret->to_name : ret->from_name);
    TRY(move(a, t, S("completed"), S("")));
    return tell_end(a, t, MSG1("{name} accepted the transfer", "name", ctx->account.name), S(""));
}

/* --- the clock --- */

static Err clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    TransferStateRow row;
    Id id;
    *ret_next = JOB_DONE;
    TRY(id_parse(job->key, &id));
    Err err = q_transfer_state(system_of(ctx), &(TransferStateArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND || (err == OK && !str_eq(row.state, S("asked")))) {
        ctx->audit.skip = true;
        return OK; /* decided, or its customer is gone */
    }
    TRY(err);
    int64_t left = time_diff(row.expires_at, ctx->now);
    if (left > 0) {
        *ret_next = JOB_LATER;
        job->run_after_us = left;
        ctx->audit.skip = true;
        return OK;
    }
    (void)account_of(ctx, row.account_id);
    audit_of(ctx, id, S(""));
    return machine_move(
        ctx, &SUBSCRIPTION_TRANSFER,
        &(MachineAsk){.account_id = row.account_id, .subject_id = id, .to = S("expired"), .mover = MOVER_TIMER});
}

const JobKind TRANSFER_JOBS[1] = {
    {.kind = CLOCK, .title = N_("Clock of a transfer"), .step = clock_step, .business_clock = true}};

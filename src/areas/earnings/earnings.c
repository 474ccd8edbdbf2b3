/* Earnings: what a source hands over becomes a row, its posting and its clock; then the vendor's review and the days.
 */
#include "areas/earnings/earnings.h"

#include "app/audit.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/ledger/ledger.h"
#include "base/utf8.h"
#include "gen/earnings_q.h"

const char *const EARNING_KINDS[EARNING_KINDS_N][2] = {
    {"rebate", N_("Rebate")},         {"coop", N_("Co-op funds")},      {"fee", N_("Fee")},
    {"sale", N_("Sale of an offer")}, {"adjustment", N_("Adjustment")}, {"recoup", N_("Taken back")},
};
static const struct {
    const char *word, *name, *wire;
} ADJUSTMENTS[EARNING_ADJUSTMENTS_N] = {
    {"ar_compliance", N_("Unpaid invoices of the account"), "AR Compliance"},
    {"coop_rollover", N_("Co-op funds of an earlier period"), "Co-op rollover"},
    {"ops", N_("Correction by the vendor"), "Ops Adjustment"},
    {"ops_calc", N_("Correction of a wrong calculation"), "Ops Adjustment Microsoft incorrect calc"},
    {"ops_enrollment", N_("Correction of a wrong enrollment"), "Ops Adjustment incorrect enrollment"},
    {"partner_mapping", N_("Subscription of another partner"), "Partner mapping (subscription)"},
    {"policy_exception", N_("Exception to the rules"), "Policy Exception"},
    {"previous_period", N_("Earnings of an earlier period"), "Previous period earnings"},
};
const char *const EARNING_ADJUSTMENTS[EARNING_ADJUSTMENTS_N][2] = {
    {"ar_compliance", N_("Unpaid invoices of the account")},
    {"coop_rollover", N_("Co-op funds of an earlier period")},
    {"ops", N_("Correction by the vendor")},
    {"ops_calc", N_("Correction of a wrong calculation")},
    {"ops_enrollment", N_("Correction of a wrong enrollment")},
    {"partner_mapping", N_("Subscription of another partner")},
    {"policy_exception", N_("Exception to the rules")},
    {"previous_period", N_("Earnings of an earlier period")},
};

Msg earning_kind_name(Str kind)
{
    for (size_t i = 0; i < EARNING_KINDS_N; i++) {
        if (str_eq(str_from(EARNING_KINDS[i][0]), kind)) {
            return MSG_OF(EARNING_KINDS[i][1]);
        }
    }
    return (Msg){0};
}
static size_t adjustment_at(Str reason)
{
    size_t i = 0;
    while (i < EARNING_ADJUSTMENTS_N && !str_eq(str_from(ADJUSTMENTS[i].word), reason)) {
        i++;
    }
    return i;
}
Msg earning_adjustment_name(Str reason)
{
    size_t i = adjustment_at(reason);
    return i < EARNING_ADJUSTMENTS_N ? MSG_OF(ADJUSTMENTS[i].name) : (Msg){0};
}
Str earning_adjustment_wire(Str reason)
{
    size_t i = adjustment_at(reason);
    return i < EARNING_ADJUSTMENTS_N ? str_from(ADJUSTMENTS[i].wire) : S("");
}

/* --- checking --- */

static void check_text(Ctx *ctx, const char *field, Str text)
{
    if (problem_unless_line(ctx, str_from(field), text) && utf8_count(text) > EARNING_TEXT_MAX) {
        problem_field(ctx, str_from(field), MSG("Keep it to 120 characters."));
    }
}

static Err check_places(AccountCtx a, const EarningNew *n)
{
    PayoutWorld w;
    Programs all;
    bool place = id_is_nil(n->location_id), program = false;
    TRY(payout_world(a, &w));
    TRY(programs_load(a.ctx, &all));
    for (size_t i = 0; i < w.places_n; i++) {
        place = place || id_eq(w.places[i].id, n->location_id);
    }
    for (size_t i = 0; i < w.programs_n; i++) {
        program = program || str_eq(w.programs[i], n->program);
    }
    if (!place) {
        problem_field(a.ctx, S("location"), MSG("Choose the account or one of its locations."));
    }
    if (!program || !payout_program_pays(&all, n->program)) {
        problem_field(a.ctx, S("program"),
                      MSG("Choose a program by which the account earns and in which it is enrolled."));
    }
    return OK;
}

Err earning_check(AccountCtx a, const EarningNew *n)
{
    Ctx *ctx = a.ctx;
    Date today = date_of(ctx->now), rate_day;
    Dec rate;
    TRY(check_places(a, n));
    if (!msg_is_set(earning_kind_name(n->kind))) {
        problem_field(ctx, S("kind"), MSG("Choose what kind of earning it is."));
    }
    bool adjusts = str_eq(n->kind, S("adjustment"));
    if (adjusts && adjustment_at(n->adjustment) == EARNING_ADJUSTMENTS_N) {
        problem_field(ctx, S("adjustment"), MSG("Choose the reason of the adjustment."));
    }
    if (!adjusts && n->adjustment.n) {
        problem_field(ctx, S("adjustment"),
                      MSG("Only an adjustment has a reason. Leave it empty, or choose Adjustment."));
    }
    if (!n->amount.cur.code[0]) {
        problem_field(ctx, S("currency"), MSG("Enter the currency by its code, as EUR."));
    } else if (n->amount.minor == 0) {
        problem_field(ctx, S("amount"), MSG("Enter an amount that is not zero; with a minus sign it is taken back."));
    }
    if (n->country.n && !country_known(n->country)) {
        problem_field(ctx, S("country"), MSG("Enter the country by its code of two letters, as US."));
    }
    check_text(ctx, "lever", n->lever);
    check_text(ctx, "product", n->product);
    check_text(ctx, "customer", n->customer);
    check_text(ctx, "reference", n->source_key);
    if (!n->source_key.n) {
        problem_field(ctx, S("reference"), MSG("Enter a reference of your own, which names this earning once."));
    }
    if (!date_is_set(n->earned_on)) {
        problem_field(ctx, S("earned_on"), MSG("Enter the day, as 2026-11-26."));
    } else if (n->earned_on.days > today.days) {
        problem_field(ctx, S("earned_on"), MSG("The day is still to come. Enter it when it is earned."));
    } else if (n->amount.cur.code[0] &&
               rate_between(a, str_from(n->amount.cur.code), S("USD"), n->earned_on, &rate, &rate_day) != OK) {
        problem_field(ctx, S("currency"),
                      MSG("There is no exchange rate of this currency for that day. Enter one under Exchange rates."));
    }
    return problem_check(ctx);
}

/* --- adding --- */

static Str day_key(Ctx *ctx, Date day)
{
    return str_fmt(ctx->arena, "%.*s/%.*s", S_ARG(id_text(ctx->arena, ctx->account_id)),
                   S_ARG(date_iso(ctx->arena, day)));
}
/* One look at an account for each day on which something of it is due. */
static Err clock_for(AccountCtx a, const char *what, Date day)
{
    Ctx *ctx = a.ctx;
    Id job;
    int64_t delay = time_diff(time_of_date(day), ctx->now);
    return job_enqueue(ctx,
                       &(JobAsk){.kind = "earnings.clock",
                                 .key = str_fmt(ctx->arena, "%s/%.*s", what, S_ARG(day_key(ctx, day))),
                                 .account_id = ctx->account_id,
                                 .delay_us = delay > 0 ? delay : 0,
                                 .total = -1},
                       &job);
}

static Err post_it(AccountCtx a, Id id, Money amount)
{
    Id entry;
    LedgerPosting p = {.kind = amount.minor > 0 ? LEDGER_EARNING : LEDGER_RECOUP,
                       .amount = {amount.minor > 0 ? amount.minor : -amount.minor, amount.cur},
                       .source_kind = S("earning"),
                       .source_id = id};
    return ledger_post(a, (LedgerCause){S("earning"), id, S("")}, &p, 1, &entry);
}
/* What is not owed any more. */
static Err unpost(AccountCtx a, Id id, Money amount, const char *part)
{
    Id entry;
    LedgerPosting p = {.kind = amount.minor > 0 ? LEDGER_RECOUP : LEDGER_EARNING,
                       .amount = {amount.minor > 0 ? amount.minor : -amount.minor, amount.cur},
                       .source_kind = S("earning"),
                       .source_id = id};
    return ledger_post(a, (LedgerCause){S("earning"), id, str_from(part)}, &p, 1, &entry);
}

static Err found_there(AccountCtx a, const EarningNew *n, Id *ret_id)
{
    EarningOfSourceRow r;
    TRY(q_earning_of_source(a, &(EarningOfSourceArgs){.source = str_from(n->source), .source_key = n->source_key}, &r));
    *ret_id = r.id;
    if (r.amount != n->amount.minor || !str_eq(r.currency, str_from(n->amount.cur.code)) ||
        !str_eq(r.program, n->program) || r.earned_on.days != n->earned_on.days) {
        return problem(a.ctx, ERR_CONFLICT, MSG("An earning of this reference is there already, with another amount"),
                       MSG("Use a reference of its own, or enter the difference as an adjustment."));
    }
    return OK;
}

Err earning_add(AccountCtx a, const EarningNew *n, Id *ret_id, bool *ret_made)
{
    Ctx *ctx = a.ctx;
    EarningRules rules;
    Dec rate;
    Date rate_day;
    int64_t usd, added;
    Str currency = str_from(n->amount.cur.code);
    TRY(earning_rules(ctx, &rules));
    Err err = rate_between(a, currency, S("USD"), n->earned_on, &rate, &rate_day);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, ERR_CONFLICT, MSG1("There is no exchange rate of {currency}", "currency", currency),
                       MSG("Enter one under Exchange rates."));
    }
    TRY(err);
    TRY(rate_apply(n->amount.minor, currency, S("USD"), rate, &usd));
    /* What is taken back waits for nothing: it is netted with the next payment. */
    int64_t wait = n->amount.minor < 0 ? 0 : earning_cooling(&rules, n->program);
    Date ready = {n->earned_on.days + (int32_t)wait};
    Id location = id_is_nil(n->location_id) ? ctx->account_id : n->location_id;
    *ret_id = ctx_new_id(ctx);
    TRY(q_earning_add(a,
                      &(EarningAddArgs){.id = *ret_id,
                                        .source = str_from(n->source),
                                        .source_key = n->source_key,
                                        .program = n->program,
                                        .location_id = location,
                                        .kind = n->kind,
                                        .lever = n->lever,
                                        .product = n->product,
                                        .adjustment = n->adjustment,
                                        .buyer = n->customer,
                                        .country = n->country,
                                        .currency = currency,
                                        .amount = n->amount.minor,
                                        .usd = usd,
                                        .usd_rate = rate,
                                        .usd_day = rate_day,
                                        .sold = n->sold.minor,
                                        .sold_null = !n->sold.cur.code[0],
                                        .sold_currency = str_from(n->sold.cur.code),
                                        .sold_on = n->sold_on,
                                        .earned_on = n->earned_on,
                                        .ready_on = ready,
                                        .detail = n->detail.n ? n->detail : S("{}")},
                      &added));
    *ret_made = added > 0;
    if (!added) {
        return found_there(a, n, ret_id);
    }
    ctx->audit.target_kind = S("earning");
    ctx->audit.target_id = *ret_id;
    ctx->audit.target_name = n->source_key;
    char amount[40];
    size_t amount_n = money_major_into(amount, n->amount);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"program", n->program}, {"kind", n->kind},
                                  {"amount", str_fmt(ctx->arena, "%.*s", (int)amount_n, amount)},
                                  {"currency", currency}, {"earnedOn", date_iso(ctx->arena, n->earned_on)});
    TRY(machine_begin(ctx, &EARNING, ctx->account_id, *ret_id, MOVER_SYSTEM));
    TRY(post_it(a, *ret_id, n->amount));
    return clock_for(a, "ready", ready);
}

/* --- the vendor's review --- */

Err earning_decide(OperatorCtx o, Id account_id, Id id, Str to, Str reason)
{
    Ctx *ctx = o.ctx;
    AccountCtx a = account_of(ctx, account_id);
    EarningOneRow e;
    Money amount;
    TRY(q_earning_one(a, &(EarningOneArgs){.id = id}, &e));
    TRY(currency_parse(e.currency, &amount.cur));
    amount.minor = e.amount;
    ctx->audit.target_kind = S("earning");
    ctx->audit.target_id = id;
    ctx->audit.target_name = e.source_key;
    TRY(machine_move(
        ctx, &EARNING,
        &(MachineAsk){.account_id = account_id, .subject_id = id, .to = to, .reason = reason, .mover = MOVER_VENDOR}));
    /* The version tells the times apart: it may be rejected and taken up again more than once. */
    const char *part = str_z(ctx->arena, str_fmt(ctx->arena, "review/%lld", (long long)e.version));
    if (str_eq(to, S("rejected_review"))) {
        TRY(unpost(a, id, amount, part));
        EarningAccountRow at;
        TRY(q_earning_account(system_of(ctx), &(EarningAccountArgs){.account_id = account_id}, &at));
        return tell_roles(ctx, account_id, S("incentives_admin owner financial_contributor"),
                          &(Tell){.category = S("payments"),
                                  .icon = S("billing"),
                                  .title = MSG1("An earning was rejected during review: {name}", "name", e.source_key),
                                  .line = MSG1("{reason}", "reason", reason),
                                  .url = url_fmt(ctx->arena, "/a/%s/payouts/history/%i", at.public_id, id),
                                  .account_id = account_id});
    }
    return unpost(a, id, (Money){-amount.minor, amount.cur}, part);
}

/* --- the clock --- */

static Err make_ready(AccountCtx a, Date day, JobNext *ret_next)
{
    Ctx *ctx = a.ctx;
    EarningRules rules;
    EarningReadyRow *rows;
    EarningAccountRow at;
    size_t n;
    TRY(earning_rules(ctx, &rules));
    TRY(q_earning_ready(system_of(ctx), &(EarningReadyArgs){.account_id = ctx->account_id, .day = day}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(machine_move(
            ctx, &EARNING,
            &(MachineAsk){
                .account_id = ctx->account_id, .subject_id = rows[i].id, .to = S("upcoming"), .mover = MOVER_TIMER}));
    }
    ctx->audit.skip = n == 0;
    ctx->audit.target_kind = S("earning");
    ctx->audit.target_name = S("");
    if (n == 0 || n == 100) {
        *ret_next = n ? JOB_AGAIN : JOB_DONE;
        return OK;
    }
    TRY(q_earning_account(system_of(ctx), &(EarningAccountArgs){.account_id = ctx->account_id}, &at));
    bool to_state = str_has_word(rules.escheat_countries, at.country);
    int64_t days = to_state ? rules.escheat_days : rules.forfeit_days;
    return clock_for(a, to_state ? "escheat" : "forfeit", (Date){date_of(ctx->now).days + (int32_t)days});
}

/* What could not be paid for lack of profiles in all that time; what waits for anything else stays. */
static Err end_left(AccountCtx a, Date day, bool to_state, JobNext *ret_next)
{
    Ctx *ctx = a.ctx;
    EarningRules rules;
    PayoutWorld w;
    EarningLeftRow *rows;
    size_t n;
    int64_t ended = 0;
    TRY(earning_rules(ctx, &rules));
    TRY(payout_world(a, &w));
    day.days -= (int32_t)(to_state ? rules.escheat_days : rules.forfeit_days);
    TRY(q_earning_left(system_of(ctx), &(EarningLeftArgs){.account_id = ctx->account_id, .day = day}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        PayoutRoute route = payout_route(&w, rows[i].program, rows[i].location_id);
        const PayoutProfile *bank = payout_profile_of(&w, route.bank_id), *tax = payout_profile_of(&w, route.tax_id);
        bool approved = bank && tax && str_eq(bank->state, S("approved")) && str_eq(tax->state, S("approved"));
        if (approved) {
            continue;
        }
        Money amount = {.minor = rows[i].amount};
        Id entry;
        TRY(currency_parse(rows[i].currency, &amount.cur));
        TRY(machine_move(ctx, &EARNING,
                         &(MachineAsk){.account_id = ctx->account_id,
                                       .subject_id = rows[i].id,
                                       .to = to_state ? S("escheated") : S("forfeited"),
                                       .mover = MOVER_TIMER}));
        if (to_state) { /* paid, to the state's office */
            LedgerPosting p = {
                .kind = LEDGER_PAYOUT, .amount = amount, .source_kind = S("earning"), .source_id = rows[i].id};
            TRY(ledger_post(a, (LedgerCause){S("earning"), rows[i].id, S("escheated")}, &p, 1, &entry));
        } else {
            TRY(unpost(a, rows[i].id, amount, "forfeited"));
        }
        ended++;
    }
    ctx->audit.skip = ended == 0;
    ctx->audit.target_kind = S("earning");
    *ret_next = n == 100 && ended ? JOB_AGAIN : JOB_DONE;
    return OK;
}

Err earning_clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Str rest = job->key, what, account, day_text;
    Id id;
    Date day;
    *ret_next = JOB_DONE;
    if (!str_split(&rest, '/', &what) || !str_split(&rest, '/', &account) || !str_split(&rest, '/', &day_text) ||
        id_parse(account, &id) != OK || date_parse(day_text, &day) != OK) {
        return ERR_INVALID;
    }
    AccountCtx a = account_of(ctx, id);
    return str_eq(what, S("ready")) ? make_ready(a, day, ret_next)
                                    : end_left(a, day, str_eq(what, S("escheat")), ret_next);
}

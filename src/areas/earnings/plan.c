/* What a payment would be: the earnings of a program and place, less what is taken back and what is taxed, in the
 * currency that the profiles say, and what stands in the way of it. */
#include "areas/earnings/earnings.h"

#include "gen/earnings_q.h"

static const struct {
    const char *word, *name, *mend, *path;
} WHYS[] = {
    {"profile", N_("No bank and tax profile is assigned"),
     N_("Enter a tax profile and a bank profile, and assign them to the program."),
     "/a/{account}/settings/payout/assignment"},
    {"approval", N_("A profile is not approved"),
     N_("Look at the bank and tax profiles: correct or renew the one that is not approved, or wait for the vendor."),
     "/a/{account}/settings/payout"},
    {"hold", N_("On hold, as the account asked"), N_("Let the payments go on under Hold my payments."),
     "/a/{account}/payouts/hold"},
    {"held", N_("Held by the vendor"), N_("The reason stands under Hold my payments."), "/a/{account}/payouts/hold"},
    {"currency", N_("Nothing is paid in this currency"), N_("Choose another currency where profiles are assigned."),
     "/a/{account}/settings/payout/assignment"},
    {"threshold", N_("Below the least payment"), N_("It is kept until the least payment is reached."), NULL},
    {"negative", N_("More was taken back than earned"), N_("What is earned next is netted with it."), NULL},
    {"rate", N_("An exchange rate is missing"), N_("The vendor enters the rate; there is nothing to do."), NULL},
};
static size_t why_at(Str why)
{
    size_t i = 0;
    while (i < COUNT_OF(WHYS) && !str_eq(str_from(WHYS[i].word), why)) {
        i++;
    }
    return i;
}
Msg plan_why(Str why)
{
    size_t i = why_at(why);
    return i < COUNT_OF(WHYS)          ? MSG_OF(WHYS[i].name)
           : str_eq(why, S("changed")) ? MSG("Something changed since the run was checked")
                                       : (Msg){0};
}
Msg plan_mend(Str why)
{
    size_t i = why_at(why);
    return i < COUNT_OF(WHYS) ? MSG_OF(WHYS[i].mend) : (Msg){0};
}
const char *plan_mend_path(Str why)
{
    size_t i = why_at(why);
    return i < COUNT_OF(WHYS) ? WHYS[i].path : NULL;
}

typedef struct PlanWorld {
    EarningRules rules;
    PayoutWorld payout;
    HoldListRow *holds;
    size_t holds_n;
} PlanWorld;
static Err world(AccountCtx a, PlanWorld *ret)
{
    TRY(earning_rules(a.ctx, &ret->rules));
    TRY(payout_world(a, &ret->payout));
    return q_hold_list(a, NULL, &ret->holds, &ret->holds_n);
}

static bool held(const PlanWorld *w, Str program, bool by_vendor)
{
    for (size_t i = 0; i < w->holds_n; i++) {
        const HoldListRow *h = &w->holds[i];
        if (h->by_vendor == by_vendor && (!h->program.n || str_eq(h->program, program))) {
            return true;
        }
    }
    return false;
}

static const char *why_not(const PlanWorld *w, const PaymentPlan *p)
{
    const PayoutProfile *bank = payout_profile_of(&w->payout, p->route.bank_id);
    const PayoutProfile *tax = payout_profile_of(&w->payout, p->route.tax_id);
    if (!bank || !tax) {
        return "profile";
    }
    if (!str_eq(bank->state, S("approved")) || !str_eq(tax->state, S("approved"))) {
        return "approval";
    }
    return held(w, p->program, true)                                    ? "held"
           : held(w, p->program, false) || msg_is_set(p->route.why_not) ? "hold"
                                                                        : "";
}

static PlanPart *part_of(PaymentPlan *p, Str currency)
{
    size_t i = 0;
    while (i < p->parts_n && !str_eq(p->parts[i].currency, currency)) {
        i++;
    }
    if (i == PLAN_PARTS_MAX) {
        return NULL;
    }
    if (i == p->parts_n) {
        p->parts[p->parts_n++] = (PlanPart){.currency = currency};
    }
    return &p->parts[i];
}

static bool add_up(int64_t *sum, int64_t more) { return !__builtin_add_overflow(*sum, more, sum); }

static Err fill(AccountCtx a, const PlanWorld *w, Date rate_day, PaymentPlan *p)
{
    EarningPickRow *rows;
    size_t n;
    bool all_sales = !str_eq(w->rules.withhold_on, S("home"));
    p->route = payout_route(&w->payout, p->program, p->location_id);
    p->currency = p->route.currency;
    p->why = why_not(w, p);
    TRY(q_earning_pick(a, &(EarningPickArgs){.program = p->program, .location_id = p->location_id}, &rows, &n));
    p->list = arena_array(a.ctx->arena, struct PlanEarning, n + 1);
    if (n && !p->currency.n) {
        p->currency = rows[0].currency;
    }
    for (size_t i = 0; i < n; i++) {
        size_t before = p->parts_n;
        PlanPart *part = part_of(p, rows[i].currency);
        if (!part) {
            return ERR_TOO_LARGE;
        }
        if (p->parts_n > before &&
            rate_between(a, part->currency, p->currency, rate_day, &part->rate, &part->day) != OK) {
            part->rate = (Dec){0};
        }
        if (part->rate.units == 0) {
            p->why = "rate";
            continue;
        }
        struct PlanEarning *e = &p->list[p->earnings++];
        *e = (struct PlanEarning){.id = rows[i].id, .part = (size_t)(part - p->parts)};
        TRY(rate_apply(rows[i].amount, part->currency, p->currency, part->rate, &e->paid));
        bool taxed = all_sales || !rows[i].country.n || str_eq(rows[i].country, w->rules.payout.home);
        if (!add_up(&part->amount, rows[i].amount) || !add_up(&part->paid, e->paid) || !add_up(&p->gross, e->paid) ||
            !add_up(&p->taxed, taxed ? e->paid : 0) || !add_up(&p->usd, rows[i].usd)) {
            return ERR_TOO_LARGE;
        }
    }
    p->taxed = p->taxed < 0 ? 0 : p->taxed > p->gross ? p->gross : p->taxed;
    p->withheld =
        p->taxed > 0 ? (int64_t)num_div_round((__int128)p->taxed * p->route.withholding, 10000, ROUND_HALF_EVEN) : 0;
    p->net = p->gross - p->withheld;
    if (p->why[0]) {
        return OK;
    }
    bool paid_in = earning_threshold(&w->rules, p->program, p->currency, &p->least);
    p->why = !paid_in                      ? "currency"
             : p->gross < 0 || p->net <= 0 ? "negative"
             : p->gross < p->least.minor   ? "threshold"
                                           : "";
    return OK;
}

static Str place_name(const PayoutWorld *w, Id id)
{
    for (size_t i = 0; i < w->places_n; i++) {
        if (id_eq(w->places[i].id, id)) {
            return w->places[i].name;
        }
    }
    return S("");
}

Err payment_plans(AccountCtx a, Date rate_day, PaymentPlan **ret, size_t *ret_n)
{
    PlanWorld w;
    EarningGroupsRow *groups;
    TRY(world(a, &w));
    TRY(q_earning_groups(a, NULL, &groups, ret_n));
    *ret = arena_array(a.ctx->arena, PaymentPlan, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        PaymentPlan *p = &(*ret)[i];
        *p = (PaymentPlan){.program = groups[i].program,
                           .location_id = groups[i].location_id,
                           .location_name = place_name(&w.payout, groups[i].location_id)};
        TRY(fill(a, &w, rate_day, p));
    }
    return OK;
}

Err payment_plan(AccountCtx a, Date rate_day, Str program, Id location_id, PaymentPlan *ret)
{
    PlanWorld w;
    TRY(world(a, &w));
    *ret = (PaymentPlan){.program = program, .location_id = location_id};
    ret->location_name = place_name(&w.payout, location_id);
    TRY(fill(a, &w, rate_day, ret));
    return ret->earnings || ret->why[0] ? OK : ERR_NOT_FOUND;
}

Err hold_put(AccountCtx a, Str program, bool by_vendor, bool on, Str reason)
{
    Ctx *ctx = a.ctx;
    int64_t changed;
    ctx->audit.target_kind = S("partner_payment");
    ctx->audit.target_name = program;
    ctx->audit.before = on ? S("") : AUDIT_JSON(ctx->arena, {"held", S("1")}, {"program", program});
    ctx->audit.after = on ? AUDIT_JSON(ctx->arena, {"held", S("1")}, {"program", program}, {"reason", reason}) : S("");
    if (on) {
        TRY(q_hold_add(a, &(HoldAddArgs){.program = program, .by_vendor = by_vendor, .reason = reason}, &changed));
    } else {
        TRY(q_hold_end(a, &(HoldEndArgs){.program = program, .by_vendor = by_vendor}, &changed));
    }
    ctx->audit.skip = !changed;
    return OK;
}

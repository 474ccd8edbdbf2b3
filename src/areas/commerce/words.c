/* How people read a subscription: its terms, its life as a line, what is to come, what seats come to. */
#include "areas/commerce/pages.h"

Url commerce_url(Ctx *ctx, const char *rest) { return customer_page_url(ctx, ctx->customer_id, rest); }
Url commerce_url_of(Ctx *ctx, const char *page, Str id)
{
    return url_fmt(ctx->arena, "%u/%s", commerce_url(ctx, page), id);
}
Url subscription_url(Ctx *ctx, Id id, const char *rest)
{
    Url u = commerce_url_of(ctx, "/subscriptions", id_text(ctx->arena, id));
    return (Url){str_concat(ctx->arena, u.s, str_from(rest))};
}
Url software_url(Ctx *ctx, Id id, const char *rest)
{
    Url u = commerce_url_of(ctx, "/software", id_text(ctx->arena, id));
    return (Url){str_concat(ctx->arena, u.s, str_from(rest))};
}
static Str date_said(Ctx *ctx, Date d)
{
    enum { DAY_MAX = 64 };
    Buf b = buf_on_arena(ctx->arena, DAY_MAX);
    fmt_date(&b, ctx->locale, d, DATE_SHORT);
    return buf_str(&b);
}
Str commerce_day(Ctx *ctx, Time t) { return time_is_set(t) ? date_said(ctx, date_of(t)) : S(""); }

static Str said(Ctx *ctx, Msg m) { return msg_text(ctx->arena, ctx->locale, &m); }
Msg commerce_terms(Ctx *ctx, Str term, Str cycle, bool usage)
{
    if (usage) {
        return MSG("Paid as used");
    }
    if (!term.n) {
        return MSG("Bought once");
    }
    Str lasts = said(ctx, catalog_term_msg(term));
    return str_eq(cycle, S("monthly"))     ? MSG1("{term}, paid monthly", "term", lasts)
           : str_eq(cycle, S("annual"))    ? MSG1("{term}, paid yearly", "term", lasts)
           : str_eq(cycle, S("triennial")) ? MSG1("{term}, paid every three years", "term", lasts)
           : str_eq(cycle, S("one_time"))  ? MSG1("{term}, paid once", "term", lasts)
                                           : MSG1("{term}, free of charge", "term", lasts);
}
Str commerce_amount(Ctx *ctx, Dec unit_price, int64_t quantity, Str currency)
{
    Dec total;
    if (dec_mul(unit_price, (Dec){quantity * DEC_SCALE}, ROUND_HALF_UP, &total) != OK) {
        return S("");
    }
    return catalog_amount(ctx, total, currency);
}

StateView subscription_state(const Subscription *s, Time now)
{
    enum { SOON_DAYS = 30 };
    if (str_eq(s->state, S("active"))) {
        bool ends = !s->renews && time_is_set(s->ends_at) && s->ends_at.us - now.us < SOON_DAYS * TIME_DAY;
        return ends       ? (StateView){STATE_WARN, MSG("Ends soon")}
               : s->trial ? (StateView){STATE_WAIT, MSG("Trial")}
                          : (StateView){STATE_GOOD, MSG("Active")};
    }
    return str_eq(s->state, S("suspended"))  ? (StateView){STATE_BAD, MSG("Suspended")}
           : str_eq(s->state, S("expired"))  ? (StateView){STATE_WARN, MSG("Expired")}
           : str_eq(s->state, S("disabled")) ? (StateView){STATE_BAD, MSG("Disabled")}
                                             : (StateView){STATE_OFF, MSG("Deleted")};
}

/* --- the line --- */

enum { LIFE_FROM = 2, LIFE_TO = 240, LIFE_STOP = 200, LIFE_LATE = 244 };

static int64_t at_of(Time t, Time from, Time to, int64_t end)
{
    if (t.us <= from.us || to.us <= from.us) {
        return LIFE_FROM;
    }
    return t.us >= to.us
               ? end
               : LIFE_FROM + (t.us - from.us) / TIME_MINUTE * (end - LIFE_FROM) / ((to.us - from.us) / TIME_MINUTE);
}
static void life_words(Ctx *ctx, const Subscription *s, LifeView *v)
{
    bool free = time_is_set(s->refund_until) && s->refund_until.us > ctx->now.us;
    Str end = commerce_day(ctx, s->ends_at), due = commerce_day(ctx, s->due_at);
    if (str_eq(s->state, S("active"))) {
        v->left_strong = free;
        v->left = free ? MSG1("Cancel free until {date}", "date", commerce_day(ctx, s->refund_until))
                       : MSG1("Since {date}", "date", commerce_day(ctx, s->started_at));
        v->right_strong = true;
        v->right = !s->term.n  ? (Msg){0}
                   : s->renews ? MSG1("Renews on {date}", "date", end)
                               : MSG1("Ends on {date}", "date", end);
        return;
    }
    Str since = commerce_day(ctx, s->since);
    v->left = str_eq(s->state, S("suspended"))  ? MSG1("Suspended on {date}", "date", since)
              : str_eq(s->state, S("expired"))  ? MSG1("Expired on {date}", "date", since)
              : str_eq(s->state, S("disabled")) ? MSG1("Disabled on {date}", "date", since)
                                                : MSG1("Deleted on {date}", "date", since);
    v->right_strong = due.n > 0;
    v->right = !due.n                            ? (Msg){0}
               : str_eq(s->state, S("expired"))  ? MSG1("Disabled on {date}", "date", due)
               : str_eq(s->state, S("disabled")) ? MSG1("Deleted on {date}", "date", due)
                                                 : MSG1("Ends on {date}", "date", due);
}
LifeView subscription_life(Ctx *ctx, const Subscription *s)
{
    LifeView v = {0};
    life_words(ctx, s, &v);
    if (!s->term.n || !time_is_set(s->ends_at) || str_eq(s->state, S("deleted"))) {
        return v;
    }
    Arena *a = ctx->arena;
    v.drawn = true;
    v.stops = !s->renews;
    int64_t end = v.stops ? LIFE_STOP : LIFE_TO;
    int64_t now = at_of(ctx->now, s->term_from, s->ends_at, end);
    v.term = str_fmt(a, "M2 10H%lld", (long long)end);
    v.past = str_fmt(a, "M2 10H%lld", (long long)now);
    if (time_is_set(s->refund_until) && s->refund_until.us > ctx->now.us) {
        v.free = str_fmt(a, "M%lld 10H%lld", (long long)now,
                         (long long)at_of(s->refund_until, s->term_from, s->ends_at, end));
    }
    if (v.stops) {
        v.late = str_fmt(a, "M%d 10H%d", LIFE_STOP, LIFE_LATE);
    }
    v.end = str_fmt(a, "M%lld 4v12", (long long)end - 1);
    v.now = str_fmt(a, "M%lld 2v16", (long long)now);
    v.title = (Msg){.id = TR("Term {from} to {to}. {left}. {right}."),
                    .args = {{"from", commerce_day(ctx, s->term_from)},
                             {"to", commerce_day(ctx, time_add(s->ends_at, -TIME_DAY))},
                             {"left", said(ctx, v.left)},
                             {"right", said(ctx, v.right)}}};
    return v;
}
SubscriptionLine subscription_line(Ctx *ctx, const Subscription *s)
{
    return (SubscriptionLine){.name = s->friendly_name,
                              .amount =
                                  s->usage ? S("") : commerce_amount(ctx, s->unit_price, s->quantity, s->currency),
                              .each = catalog_amount(ctx, s->unit_price, s->currency),
                              .url = subscription_url(ctx, s->id, ""),
                              .terms = commerce_terms(ctx, s->term, s->cycle, s->usage),
                              .quantity = s->quantity,
                              .usage = s->usage,
                              .state = subscription_state(s, ctx->now),
                              .life = subscription_life(ctx, s)};
}

/* --- what is to come --- */

static Msg renewal_line(Ctx *ctx, const Subscription *s)
{
    bool changed = s->next_quantity > 0;
    int64_t n = changed ? s->next_quantity : s->quantity;
    Msg terms = commerce_terms(ctx, changed ? s->next_term : s->term, changed ? s->next_cycle : s->cycle, false);
    if (changed) {
        return MSG2("With {n} seats, {terms}, at the price of that day", "n", commerce_number(ctx->arena, n), "terms",
                    said(ctx, terms));
    }
    return (Msg){.id = TR("With {n} seats, {terms}; today that is {amount} a billing period"),
                 .args = {{"n", commerce_number(ctx->arena, n)},
                          {"terms", said(ctx, terms)},
                          {"amount", commerce_amount(ctx, s->unit_price, n, s->currency)}}};
}
static size_t of_active(Ctx *ctx, const Subscription *s, NextLine *ret)
{
    size_t n = 0;
    if (time_is_set(s->refund_until) && s->refund_until.us > ctx->now.us) {
        ret[n++] = (NextLine){date_of(s->refund_until), MSG("Free cancellation ends"),
                              s->term.n ? MSG("After that, seats can be added but not taken off before the term ends")
                                        : MSG("After that, it cannot be given back")};
    }
    if (!time_is_set(s->ends_at)) {
        return n;
    }
    if (s->renews) {
        ret[n++] =
            (NextLine){date_of(s->ends_at), s->trial ? MSG("The trial becomes a paid subscription") : MSG("Renews"),
                       renewal_line(ctx, s)};
        return n;
    }
    ret[n++] = (NextLine){date_of(s->ends_at), MSG("Ends"), MSG("People can work on for 30 days")};
    ret[n++] = (NextLine){date_of(time_add(s->ends_at, EXPIRED_DAYS * TIME_DAY)), MSG("Is disabled"),
                          MSG("People can no longer sign in to it; its data is kept for 90 days")};
    return n;
}
size_t subscription_next(Ctx *ctx, const Subscription *s, NextLine *ret, size_t max)
{
    if (max < 4) {
        return 0;
    }
    if (str_eq(s->state, S("active"))) {
        return of_active(ctx, s, ret);
    }
    if (!time_is_set(s->due_at)) {
        return 0;
    }
    Date on = date_of(s->due_at);
    ret[0] = str_eq(s->state, S("suspended"))
                 ? (NextLine){on, MSG("Ends"),
                              MSG("Unless it is made active and renewed before; its data is kept for 90 days")}
             : str_eq(s->state, S("expired"))
                 ? (NextLine){on, MSG("Is disabled"),
                              MSG("People can no longer sign in to it; its data is kept for 90 days")}
                 : (NextLine){on, MSG("Is deleted"), MSG("With all of its data")};
    return 1;
}

/* --- what seats come to --- */

Err subscription_proration(Ctx *ctx, const Subscription *s, int64_t quantity, Proration *ret)
{
    int months = str_eq(s->cycle, S("monthly"))     ? 1
                 : str_eq(s->cycle, S("annual"))    ? 12
                 : str_eq(s->cycle, S("triennial")) ? 36
                                                    : 0;
    Currency cur;
    if (!months || !time_is_set(s->ends_at) || currency_parse(s->currency, &cur) != OK) {
        return ERR_NOT_FOUND;
    }
    Date first = date_of(s->term_from), today = date_of(ctx->now), last = date_of(s->ends_at);
    *ret = (Proration){.from = first, .to = date_add_months(first, months)};
    for (int k = 2; ret->to.days <= today.days && ret->to.days < last.days;
         k++) { /* at most 36: a term is three years */
        ret->from = ret->to;
        ret->to = date_add_months(first, months * k);
    }
    ret->to = ret->to.days > last.days ? last : ret->to;
    ret->days = ret->to.days - ret->from.days;
    ret->days_left = ret->to.days - today.days;
    if (ret->days <= 0 || ret->days_left <= 0) {
        return ERR_NOT_FOUND;
    }
    TRY(dec_to_money(s->unit_price, (Dec){quantity * DEC_SCALE}, cur, ROUND_HALF_UP, &ret->whole));
    int64_t weights[] = {ret->days_left, ret->days - ret->days_left}, parts[2];
    Money magnitude = {ret->whole.minor < 0 ? -ret->whole.minor : ret->whole.minor, cur};
    TRY(money_split(magnitude, weights, 2, parts));
    ret->part = (Money){ret->whole.minor < 0 ? -parts[0] : parts[0], cur};
    return OK;
}

/* Changing a subscription: each form is first done and undone again, so that its page says what it would do. */
#include "areas/commerce/pages.h"
#include "gen/commerce_html.h"
#include "ui/field.h"

enum { KEEP_MAX = 12, EFFECTS_MAX = 12 };

typedef struct Change {
    Subscription s;
    Str country;
    ChangeView *v;
    HiddenField *keep;
    EffectLine *effects;
} Change;

/* The subscription of the path, and the frame of a page below its own. */
static Err enter(AccountCtx a, Msg title, const char *page, Change *c)
{
    Ctx *ctx = a.ctx;
    Id id;
    Customer customer;
    CustomerFrame *frame;
    *c = (Change){.v = arena_new(ctx->arena, ChangeView),
                  .keep = arena_array(ctx->arena, HiddenField, KEEP_MAX),
                  .effects = arena_array(ctx->arena, EffectLine, EFFECTS_MAX)};
    TRY(ctx_param_id(ctx, S("subscription"), &id));
    TRY(customer_enter(a));
    TRY(customer_get(a, &customer));
    c->country = customer.company.address.country;
    TRY(subscription_get(a, id, &c->s));
    Crumb parent = {.text = c->s.friendly_name, .url = subscription_url(ctx, id, "")};
    TRY(customer_frame_view(a, title, &parent, &frame));
    c->v->frame = frame;
    c->v->title = title;
    c->v->cancel = parent.url;
    c->v->form.action = subscription_url(ctx, id, page);
    c->v->form.version = c->s.version;
    c->v->keep = c->keep;
    c->v->effects = c->effects;
    return OK;
}
static void keep(Change *c, const char *name, Str value)
{
    if (c->v->keep_n < KEEP_MAX) {
        c->keep[c->v->keep_n++] = (HiddenField){str_from(name), value};
    }
}
static EffectLine *effect(Change *c, Msg what, Str before, Str after)
{
    EffectLine *e = &c->effects[c->v->effects_n < EFFECTS_MAX ? c->v->effects_n++ : EFFECTS_MAX - 1];
    *e = (EffectLine){.what = what, .before = before, .after = after};
    return e;
}
static Str said(Ctx *ctx, Msg m) { return msg_text(ctx->arena, ctx->locale, &m); }
static Str money_said(Ctx *ctx, Money m)
{
    enum { MONEY_MAX = 64 };
    Buf b = buf_on_arena(ctx->arena, MONEY_MAX);
    fmt_money(&b, ctx->locale, m);
    return buf_str(&b);
}
/* The rule that was broken, at the field it is about. */
static void failed_fields(Ctx *ctx, FieldView *field)
{
    if (ctx->problem.fields_n == 0 && field) {
        problem_field(ctx, field->name, ctx->problem.message);
        field->error = ctx->problem.message;
    }
}
static ErrorSummary errors_of(Ctx *ctx)
{
    ErrorLink *links = arena_array(ctx->arena, ErrorLink, ctx->problem.fields_n + 1);
    size_t n = 0;
    for (; n < ctx->problem.fields_n; n++) {
        links[n] = (ErrorLink){ctx->problem.fields[n].message, ctx->problem.fields[n].field};
    }
    if (n == 0) {
        links[n++] = (ErrorLink){ctx->problem.message, S("")};
    }
    return (ErrorSummary){links, n};
}
static Err form_again(AccountCtx a, Change *c)
{
    c->v->form.errors = errors_of(a.ctx);
    c->v->frame->shell->failed = true;
    return RENDER_FAILED(a.ctx, subscription_form, c->v);
}

/* --- seats, name, renewal --- */

static Str next_value(Ctx *ctx, const CatalogTerm *t)
{
    return str_fmt(ctx->arena, "%.*s %.*s", S_ARG(t->duration), S_ARG(t->billing_cycle));
}
/* The terms that the item is sold for, as choices for what comes after this one. */
static Err next_terms(AccountCtx a, Change *c, Str chosen)
{
    Ctx *ctx = a.ctx;
    CatalogItem item = {0};
    Err err = catalog_item_get(a, c->s.next_item.n ? c->s.next_item : c->s.item_id, c->country, &item);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    OptionView *o = arena_array(ctx->arena, OptionView, item.terms_n + 1);
    o[0] = (OptionView){.value = S(""), .label = MSG("As now"), .selected = chosen.n == 0};
    for (size_t i = 0; i < item.terms_n; i++) {
        const CatalogTerm *t = &item.terms[i];
        Str value = next_value(ctx, t);
        o[i + 1] =
            (OptionView){.value = value,
                         .text = str_fmt(ctx->arena, "%.*s (%.*s)",
                                         S_ARG(said(ctx, commerce_terms(ctx, t->duration, t->billing_cycle, false))),
                                         S_ARG(catalog_amount(ctx, t->unit_price, item.currency))),
                         .selected = str_eq(value, chosen)};
    }
    c->v->next_term = ui_select(ctx, S("nextTerm"), MSG("Term and billing of the next term"), o, item.terms_n + 1);
    return OK;
}
static Err seats_hint(AccountCtx a, const Subscription *s, Msg *ret)
{
    SeatsListRow *rows;
    size_t n;
    int64_t there = 0;
    Time until = TIME_NONE;
    TRY(subscription_seats(a, s->id, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        there += rows[i].quantity;
        until = rows[i].until_at;
    }
    Arena *arena = a.ctx->arena;
    *ret = there ? (Msg){.id = TR("From {low} to {high}. {n} can still be taken off, the oldest of them until {date}."),
                         .args = {{"low", commerce_number(arena, s->quantity_min)},
                                  {"high", commerce_number(arena, s->quantity_max)},
                                  {"n", commerce_number(arena, there)},
                                  {"date", commerce_day(a.ctx, until)}}}
                 : MSG2("From {low} to {high}. None can be taken off before the term ends.", "low",
                        commerce_number(arena, s->quantity), "high", commerce_number(arena, s->quantity_max));
    return OK;
}
static Err fill_change(AccountCtx a, Change *c, Str name, Str quantity, bool renews, Str next_quantity, Str next_term)
{
    Ctx *ctx = a.ctx;
    ChangeView *v = c->v;
    const Subscription *s = &c->s;
    v->has_name = true;
    v->has_quantity = s->term.n && !s->trial;
    v->has_renews = v->has_next = s->term.n > 0;
    v->name = ui_field(ctx, S("friendlyName"), name, MSG("Name"));
    v->name.max_length = 200;
    v->quantity = ui_field(ctx, S("quantity"), quantity, MSG("Seats now"));
    v->quantity.inputmode = S("numeric");
    v->quantity.width = S("w-8");
    TRY(seats_hint(a, s, &v->quantity.hint));
    v->renews = (FieldView){.kind = FIELD_CHECKBOX,
                            .name = S("renews"),
                            .label = MSG("Renews by itself at the end of the term"),
                            .checked = renews};
    v->next_quantity = ui_field(ctx, S("nextQuantity"), next_quantity, MSG("Seats of the next term"));
    v->next_quantity.optional = true;
    v->next_quantity.inputmode = S("numeric");
    v->next_quantity.width = S("w-8");
    v->next_quantity.hint = MSG("Empty: as many as at the end of this one. Here seats can also become fewer.");
    v->submit = MSG("Show what changes");
    return next_terms(a, c, next_term);
}
Err page_subscription_change(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Change c;
    TRY(enter(a, MSG("Change seats or renewal"), "/change", &c));
    const Subscription *s = &c.s;
    CatalogTerm next = {.duration = s->next_term, .billing_cycle = s->next_cycle};
    TRY(fill_change(a, &c, s->friendly_name, commerce_number(ctx->arena, s->quantity), s->renews,
                    s->next_quantity ? commerce_number(ctx->arena, s->next_quantity) : S(""),
                    s->next_quantity ? next_value(ctx, &next) : S("")));
    RENDER(ctx, 200, subscription_form, c.v);
    return OK;
}

static bool read_number(Ctx *ctx, const char *name, Str text, int64_t *ret)
{
    if (str_to_i64(text, ret) == OK && *ret > 0) {
        return true;
    }
    problem_field(ctx, str_from(name), MSG("Type a whole number"));
    return false;
}
/* What the form asks for, as the rules take it. */
static void read_change(Ctx *ctx, const Change *c, SubscriptionChange *ret)
{
    Str term = str_trim(ctx_form(ctx, S("nextTerm"))), next = str_trim(ctx_form(ctx, S("nextQuantity")));
    ptrdiff_t space = str_find_char(term, ' ');
    *ret = (SubscriptionChange){.name = str_trim(ctx_form(ctx, S("friendlyName"))),
                                .name_set = true,
                                .renews_set = c->s.term.n > 0,
                                .renews = ctx_form(ctx, S("renews")).n > 0,
                                .next_end = TIME_NONE};
    if (!ret->name.n) {
        problem_field(ctx, S("friendlyName"), MSG("Give it a name"));
    }
    (void)problem_unless_line(ctx, S("friendlyName"), ret->name);
    if (c->s.term.n && !c->s.trial) {
        ret->quantity_set = read_number(ctx, "quantity", str_trim(ctx_form(ctx, S("quantity"))), &ret->quantity);
    }
    if (!c->s.term.n || !ret->renews) {
        return;
    }
    ret->next_set = true;
    if (term.n && space <= 0) {
        problem_field(ctx, S("nextTerm"), MSG("Choose a term from the list"));
    }
    if (next.n || term.n) {
        ret->next_quantity = ret->quantity_set ? ret->quantity : c->s.quantity;
        if (next.n) {
            (void)read_number(ctx, "nextQuantity", next, &ret->next_quantity);
        }
        ret->next_item = c->s.next_item.n ? c->s.next_item : c->s.item_id;
        ret->next_term = space > 0 ? str_of(term.p, (size_t)space) : c->s.term;
        ret->next_cycle = space > 0 ? str_skip(term, (size_t)space + 1) : c->s.cycle;
    }
}
/* The days of this billing period that the seats are paid for, in figures. */
static void seats_effect(Ctx *ctx, const Subscription *before, const Subscription *after, Change *c)
{
    int64_t more = after->quantity - before->quantity;
    (void)effect(c, MSG("Seats"), commerce_number(ctx->arena, before->quantity),
                 commerce_number(ctx->arena, after->quantity));
    (void)effect(c, MSG("A whole billing period"),
                 commerce_amount(ctx, before->unit_price, before->quantity, before->currency),
                 commerce_amount(ctx, after->unit_price, after->quantity, after->currency));
    Proration p;
    if (subscription_proration(ctx, before, more, &p) != OK) {
        return;
    }
    Msg what = more > 0 ? MSGN("{n} more seat for {left} of {days} days of this billing period",
                               "{n} more seats for {left} of {days} days of this billing period", more)
                        : MSGN("{n} seat fewer, given back for {left} of {days} days of this billing period",
                               "{n} seats fewer, given back for {left} of {days} days of this billing period", -more);
    what.args[0] = (struct MsgArg){"left", commerce_number(ctx->arena, p.days_left)};
    what.args[1] = (struct MsgArg){"days", commerce_number(ctx->arena, p.days)};
    effect(c, what, S(""), S(""))->amount = money_said(ctx, p.part);
    Str name;
    if (before->promotion_id.n && catalog_promotion_name((AccountCtx){ctx}, before->promotion_id, &name) == OK) {
        effect(c, MSG1("The price of one is that of the promotion {name}", "name", name), S(""), S(""))->amount =
            catalog_amount(ctx, before->unit_price, before->currency);
    }
}
/* What the end of the term brings: behind the end of a right to cancel, which stands first while it is there. */
static Str next_said(Ctx *ctx, const Subscription *s)
{
    NextLine next[4];
    size_t n = subscription_next(ctx, s, next, COUNT_OF(next));
    bool free = str_eq(s->state, S("active")) && time_is_set(s->refund_until) && s->refund_until.us > ctx->now.us;
    size_t at = free ? 1 : 0;
    return at < n ? str_fmt(ctx->arena, "%.*s: %.*s", S_ARG(commerce_day(ctx, time_of_date(next[at].on))),
                            S_ARG(said(ctx, next[at].what)))
                  : S("");
}
static void change_effects(Ctx *ctx, const Subscription *before, const Subscription *after, Change *c)
{
    if (!str_eq(before->friendly_name, after->friendly_name)) {
        (void)effect(c, MSG("Name"), before->friendly_name, after->friendly_name);
    }
    if (before->quantity != after->quantity) {
        seats_effect(ctx, before, after, c);
    }
    bool next = before->next_quantity != after->next_quantity || !str_eq(before->next_term, after->next_term) ||
                !str_eq(before->next_cycle, after->next_cycle);
    if (before->renews != after->renews || next) {
        (void)effect(c, MSG("At the end of the term"), next_said(ctx, before), next_said(ctx, after));
    }
    if (after->next_quantity && next) {
        Msg terms = commerce_terms(ctx, after->next_term, after->next_cycle, false);
        Str now = said(ctx, commerce_terms(ctx, before->term, before->cycle, false));
        (void)effect(c, MSG("Seats of the next term"), commerce_number(ctx->arena, before->quantity),
                     commerce_number(ctx->arena, after->next_quantity));
        if (!str_eq(now, said(ctx, terms))) {
            (void)effect(c, MSG("Term and billing of the next term"), now, said(ctx, terms));
        }
    }
}
static FieldView *field_of_code(Change *c, int64_t code)
{
    switch (code) {
    case 800090:
    case 2002:
    case 2001:
    case 800095:
    case 800027:
        return &c->v->quantity;
    case 900275:
        return &c->v->next_quantity;
    case 800121:
    case 900142:
        return &c->v->next_term;
    default:
        return NULL;
    }
}
/* Of the subscription that the form was made from; 0: none. */
static int64_t seen_version(Ctx *ctx)
{
    int64_t version;
    return str_to_i64(ctx_form(ctx, S("version")), &version) == OK ? version : 0;
}
/* The first step shows what was tried, the second does it, unless somebody was quicker: then what it does now. */
static Err show_or_done(AccountCtx a, Change *c, Msg done)
{
    Ctx *ctx = a.ctx;
    if (ctx_form(ctx, S("confirm")).n && seen_version(ctx) == c->v->form.version) {
        ctx_redirect(ctx, subscription_url(ctx, c->s.id, ""), done);
        return OK;
    }
    c->v->review = true;
    c->v->note = ctx_form(ctx, S("confirm")).n ? MSG("It was changed meanwhile. This is what your change does now.")
                 : c->v->effects_n             ? (Msg){0}
                                               : MSG("Nothing changes.");
    keep(c, "confirm", S("1"));
    return RENDER_TRIED(ctx, subscription_form, c->v);
}
/* The wire drops the plan for the next term with a change of seats; who types both here means both. */
static Err change_both(AccountCtx a, Change *c, SubscriptionChange ask)
{
    SubscriptionChange then = {.next_set = ask.next_set,
                               .next_item = ask.next_item,
                               .next_term = ask.next_term,
                               .next_cycle = ask.next_cycle,
                               .next_quantity = ask.next_quantity,
                               .next_end = ask.next_end};
    ask.next_set = false;
    TRY(subscription_change(a, c->country, &c->s, &ask));
    return then.next_set ? subscription_change(a, c->country, &c->s, &then) : OK;
}
Err page_subscription_change_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Change c;
    SubscriptionChange ask;
    TRY(enter(a, MSG("Change seats or renewal"), "/change", &c));
    Subscription before = c.s;
    Str names[] = {S("friendlyName"), S("quantity"), S("renews"), S("nextQuantity"), S("nextTerm")};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        c.keep[c.v->keep_n++] = (HiddenField){names[i], ctx_form(ctx, names[i])};
    }
    read_change(ctx, &c, &ask);
    Err err = problem_check(ctx);
    err = err == OK ? change_both(a, &c, ask) : err;
    if (err == ERR_INVALID || err == ERR_CONFLICT) {
        c.s = before;
        TRY(fill_change(a, &c, c.keep[0].value, c.keep[1].value, c.keep[2].value.n > 0, c.keep[3].value,
                        c.keep[4].value));
        failed_fields(ctx, field_of_code(&c, ctx->problem.api_code));
        return form_again(a, &c);
    }
    TRY(err);
    ctx->audit.target_kind = S("subscription");
    ctx->audit.target_id = c.s.id;
    ctx->audit.target_name = c.s.friendly_name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"quantity", commerce_number(ctx->arena, before.quantity)},
                                   {"autoRenew", before.renews ? S("true") : S("false")});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"quantity", commerce_number(ctx->arena, c.s.quantity)},
                                  {"autoRenew", c.s.renews ? S("true") : S("false")});
    change_effects(ctx, &before, &c.s, &c);
    c.v->submit = MSG("Change the subscription");
    return show_or_done(a, &c, MSG("The subscription is changed"));
}

/* --- suspend, make active again, cancel --- */

static const struct {
    const char *to;
    const char *title, *done, *note;
    bool danger;
} STEPS[] = {{"suspended", N_("Suspend the subscription"), N_("The subscription is suspended"),
              N_("People can no longer use it. It is still billed until its term ends, auto-renew is switched off, and "
                 "it can be "
                 "made active again before the term ends."),
              true},
             {"active", N_("Make the subscription active again"), N_("The subscription is active again"),
              N_("People can use it at once. Auto-renew stays off until you switch it on."), false},
             {"deleted", N_("Cancel the subscription"), N_("The subscription is cancelled"),
              N_("It ends at once with all of its seats and cannot be brought back."), true}};

static Err enter_step(AccountCtx a, Str to, Change *c, size_t *ret_at)
{
    for (size_t i = 0; i < COUNT_OF(STEPS); i++) {
        if (str_eq(to, str_from(STEPS[i].to))) {
            *ret_at = i;
            TRY(enter(a, MSG_OF(STEPS[i].title), "/state", c));
            c->v->note = MSG_OF(STEPS[i].note);
            c->v->submit = MSG_OF(STEPS[i].title);
            c->v->danger = STEPS[i].danger;
            c->v->review = true;
            keep(c, "to", to);
            return OK;
        }
    }
    return problem(a.ctx, ERR_NOT_FOUND, MSG("There is no such page."), MSG("Go back to the subscription."));
}
static void state_effects(Ctx *ctx, Change *c, Str to)
{
    Subscription after = c->s;
    after.state = to;
    bool refund = str_eq(to, S("deleted")) && time_is_set(c->s.refund_until) && c->s.refund_until.us > ctx->now.us;
    (void)effect(c, MSG("State"), said(ctx, subscription_state(&c->s, ctx->now).label),
                 said(ctx, subscription_state(&after, ctx->now).label));
    Currency cur;
    Money back;
    if (refund && currency_parse(c->s.currency, &cur) == OK &&
        dec_to_money(c->s.unit_price, (Dec){-c->s.quantity * DEC_SCALE}, cur, ROUND_HALF_UP, &back) == OK) {
        EffectLine *e = effect(c, MSG("Given back: what this billing period costs"), S(""), S(""));
        e->amount = money_said(ctx, back);
    }
}
Err page_subscription_state(AccountCtx a)
{
    Change c;
    size_t at;
    Str to = ctx_query(a.ctx, S("to"));
    TRY(enter_step(a, to, &c, &at));
    state_effects(a.ctx, &c, to);
    RENDER(a.ctx, 200, subscription_form, c.v);
    return OK;
}
Err page_subscription_state_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Change c;
    size_t at;
    Str to = ctx_form(ctx, S("to"));
    TRY(enter_step(a, to, &c, &at));
    Str was = c.s.state;
    if (seen_version(ctx) != c.v->form.version) {
        c.v->note = MSG("It was changed meanwhile. This is what your change does now.");
        state_effects(ctx, &c, to);
        return RENDER_TRIED(ctx, subscription_form, c.v);
    }
    Err err = subscription_change(a, c.country, &c.s, &(SubscriptionChange){.state = to, .next_end = TIME_NONE});
    if (err == ERR_INVALID || err == ERR_CONFLICT) {
        c.v->keep_n = 0;
        c.v->review = false;
        c.v->submit = (Msg){0};
        return form_again(a, &c);
    }
    TRY(err);
    ctx->audit.target_kind = S("subscription");
    ctx->audit.target_id = c.s.id;
    ctx->audit.target_name = c.s.friendly_name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"state", was});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", c.s.state});
    ctx_redirect(ctx, subscription_url(ctx, c.s.id, ""), MSG_OF(STEPS[at].done));
    return OK;
}

/* --- to another product --- */

typedef struct MoveTargets {
    CatalogItem items[24];
    size_t n;
} MoveTargets;

static Err move_targets(AccountCtx a, Change *c, MoveTargets *ret)
{
    CatalogItem from;
    CatalogTarget *targets;
    size_t n;
    Err err = catalog_item_get(a, c->s.item_id, c->country, &from);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    TRY(catalog_targets(a, &from, c->s.trial ? CATALOG_CONVERSION : CATALOG_UPGRADE, &targets, &n));
    for (size_t i = 0; i < n && ret->n < COUNT_OF(ret->items); i++) { /* some few: what a plan can become */
        err = catalog_offer_get(a, targets[i].offer_id, c->country, &ret->items[ret->n]);
        if (err != OK && err != ERR_NOT_FOUND) {
            return err;
        }
        ret->n += err == OK;
    }
    return OK;
}
static Str move_value(Ctx *ctx, const CatalogItem *i, const CatalogTerm *t)
{
    return str_fmt(ctx->arena, "%.*s %.*s %.*s", S_ARG(i->item_id), S_ARG(t->duration), S_ARG(t->billing_cycle));
}
static Err fill_move(AccountCtx a, Change *c, Str chosen, Str quantity)
{
    Ctx *ctx = a.ctx;
    ChangeView *v = c->v;
    MoveTargets *targets = arena_new(ctx->arena, MoveTargets);
    TRY(move_targets(a, c, targets));
    OptionView *o = arena_array(ctx->arena, OptionView, targets->n * CATALOG_TERMS_MAX + 1);
    size_t n = 0;
    bool picked = false; /* the first that is billed as it is now */
    for (size_t i = 0; i < targets->n; i++) {
        const CatalogItem *item = &targets->items[i];
        for (size_t k = 0; k < item->terms_n; k++) {
            const CatalogTerm *t = &item->terms[k];
            if (!c->s.trial && !str_eq(t->duration, c->s.term)) {
                continue; /* the term stays as it is; only a trial begins one */
            }
            Str value = move_value(ctx, item, t);
            o[n] = (OptionView){
                .value = value,
                .text = str_fmt(ctx->arena, "%.*s: %.*s, %.*s", S_ARG(item->title),
                                S_ARG(catalog_amount(ctx, t->unit_price, item->currency)),
                                S_ARG(said(ctx, commerce_terms(ctx, t->duration, t->billing_cycle, false)))),
                .selected =
                    chosen.n ? str_eq(value, chosen) : !picked && (c->s.trial || str_eq(t->billing_cycle, c->s.cycle))};
            picked = picked || o[n].selected;
            n++;
        }
    }
    v->has_to = n > 0;
    v->has_quantity = n > 0 && !c->s.trial;
    v->to = ui_select(ctx, S("to"), MSG("New product"), o, n);
    v->to.kind = FIELD_RADIO;
    v->quantity = ui_field(ctx, S("quantity"), quantity, MSG("Seats to move"));
    v->quantity.inputmode = S("numeric");
    v->quantity.width = S("w-8");
    v->quantity.hint = MSG("All of them keep the subscription; fewer make a new one beside it, to the same end date.");
    v->note = n ? (Msg){0} : MSG("The catalogue has nothing that this can become.");
    v->submit = n ? MSG("Show what changes") : (Msg){0};
    return OK;
}
static Err enter_move(AccountCtx a, Change *c)
{
    TRY(enter(a, MSG("Move to another product"), "/move", c));
    if (c->s.trial) {
        c->v->title = c->v->frame->shell->title = MSG("Convert the trial");
    }
    return OK;
}
Err page_subscription_move(AccountCtx a)
{
    Change c;
    TRY(enter_move(a, &c));
    TRY(fill_move(a, &c, S(""), commerce_number(a.ctx->arena, c.s.quantity)));
    RENDER(a.ctx, 200, subscription_form, c.v);
    return OK;
}
static Err try_move(AccountCtx a, Change *c, Id *ret_to, int64_t *ret_passed)
{
    Ctx *ctx = a.ctx;
    Str part[3] = {{0}}, rest = ctx_form(ctx, S("to"));
    int64_t quantity = c->s.quantity;
    for (size_t i = 0; i < 3; i++) {
        ptrdiff_t space = str_find_char(rest, ' ');
        part[i] = space < 0 ? rest : str_of(rest.p, (size_t)space);
        rest = space < 0 ? S("") : str_skip(rest, (size_t)space + 1);
    }
    if (!part[0].n) {
        problem_field(ctx, S("to"), MSG("Choose a product"));
    }
    if (!c->s.trial) {
        (void)read_number(ctx, "quantity", str_trim(ctx_form(ctx, S("quantity"))), &quantity);
    }
    TRY(problem_check(ctx));
    return subscription_move(a, c->country, &c->s, part[0], quantity, part[1], part[2], true, ret_to, ret_passed);
}
Err page_subscription_move_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Change c;
    Id to = ID_NIL;
    int64_t passed = 0;
    Subscription after;
    TRY(enter_move(a, &c));
    Subscription before = c.s;
    keep(&c, "to", ctx_form(ctx, S("to")));
    keep(&c, "quantity", ctx_form(ctx, S("quantity")));
    Err err = try_move(a, &c, &to, &passed);
    if (err == ERR_INVALID || err == ERR_CONFLICT) {
        c.s = before;
        TRY(fill_move(a, &c, c.keep[0].value, c.keep[1].value));
        failed_fields(ctx, ctx->problem.api_code == 900275 ? &c.v->quantity : NULL);
        c.v->keep_n = 0;
        return form_again(a, &c);
    }
    TRY(err);
    TRY(subscription_get(a, to, &after));
    ctx->audit.target_kind = S("subscription");
    ctx->audit.target_id = before.id;
    ctx->audit.target_name = before.friendly_name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"quantity", commerce_number(ctx->arena, after.quantity)});
    (void)effect(&c, MSG("Product"), before.title, after.title);
    (void)effect(&c, MSG("Price of one"), catalog_amount(ctx, before.unit_price, before.currency),
                 catalog_amount(ctx, after.unit_price, after.currency));
    Str now = said(ctx, commerce_terms(ctx, before.term, before.cycle, false));
    Str then = said(ctx, commerce_terms(ctx, after.term, after.cycle, false));
    if (!str_eq(now, then)) {
        (void)effect(&c, MSG("Term and billing"), now, then);
    }
    if (passed) {
        (void)effect(&c, MSG("People whose license becomes one of the new product"), S(""),
                     commerce_number(ctx->arena, passed));
    }
    (void)effect(&c, MSG("Seats of the new product"), S(""), commerce_number(ctx->arena, after.quantity));
    (void)effect(&c, MSG("A whole billing period"),
                 commerce_amount(ctx, before.unit_price, after.quantity, before.currency),
                 commerce_amount(ctx, after.unit_price, after.quantity, after.currency));
    if (!id_eq(after.id, before.id)) {
        (void)effect(&c, MSG("Seats left of the old product"), commerce_number(ctx->arena, before.quantity),
                     commerce_number(ctx->arena, before.quantity - after.quantity));
    }
    c.v->submit = before.trial ? MSG("Convert the trial") : MSG("Move the seats");
    c.s.id = to;
    return show_or_done(a, &c, before.trial ? MSG("The trial is converted") : MSG("The seats are moved"));
}

/* The rules of shared services: the tenant is a customer, its subscriptions are those of commerce. */
#include "areas/shared_services/shared_services.h"

#include "app/audit.h"
#include "app/unit.h"
#include "areas/customers/customers.h"
#include "areas/legal/legal.h"

Err shared_enter(AccountCtx a, SharedGetRow *ret, bool *ret_there)
{
    SharedGetRow *rows;
    size_t n;
    TRY(q_shared_get(a, NULL, &rows, &n));
    *ret_there = n > 0;
    if (n) {
        *ret = rows[0];
        a.ctx->customer_id = rows[0].customer_id;
    }
    return OK;
}

static NewCustomer customer_of(Ctx *ctx, const SharedAccountRow *account, const LegalFacts *f, Str domain)
{
    const PostalAddress at = {.line1 = f->line1,
                              .line2 = f->line2,
                              .city = f->city,
                              .state = f->state,
                              .postal_code = f->postal_code,
                              .country = account->country,
                              .phone = f->phone};
    Str name = str_fmt(ctx->arena, "%.*s (%s)", S_ARG(account->name), "shared services");
    return (NewCustomer){
        .own = true,
        .silent_user = true,
        .company = {.name = name,
                    .domain = domain,
                    .email = f->email,
                    .registration_number = customer_registered(account->country) ? f->registration_id : S(""),
                    .address = at},
        .billing = {.company_name = f->legal_name,
                    .first_name = f->first_name,
                    .last_name = f->last_name,
                    .email = f->email,
                    .culture = account->locale,
                    .language = str_sub(account->locale, 0, 2),
                    .address = at}};
}

Err shared_create(AccountCtx a, Str domain)
{
    Ctx *ctx = a.ctx;
    SharedGetRow there;
    SharedAccountRow account;
    LegalProfile legal;
    CustomerCreated made;
    bool is_there;
    TRY(shared_enter(a, &there, &is_there));
    if (is_there) {
        return problem(ctx, ERR_CONFLICT, MSG("The tenant for shared services is there already."),
                       MSG("Open the page again."));
    }
    TRY(legal_get(a, &legal));
    if (!legal.there) {
        return problem(ctx, ERR_CONFLICT, MSG("Legal info is not complete yet."),
                       MSG("The tenant takes its name, address and contact from there. Complete it first."));
    }
    domain = str_lower_ascii(ctx->arena, str_trim(domain));
    if (!domain.n) {
        problem_field(ctx, S("domain"), MSG("Enter the domain of the tenant"));
        return problem_check(ctx);
    }
    customer_check_domain(ctx, S("domain"), domain);
    TRY(customer_check_domain_free(a, S("domain"), domain));
    TRY(problem_check(ctx));
    TRY(q_shared_account(a, NULL, &account));
    NewCustomer n = customer_of(ctx, &account, &legal.facts, domain);
    TRY(customer_create(a, &n, &made));
    return q_shared_add(a, &(SharedAddArgs){.customer_id = made.id.id}, NULL);
}

static bool whole_number(Str text, int64_t *ret) { return str_to_i64(str_trim(text), ret) == OK && *ret > 0; }

static Err bad(Ctx *ctx, const char *field, Msg why)
{
    ctx->problem = (Problem){0};
    problem_field(ctx, str_from(field), why);
    return problem_check(ctx);
}

Err shared_buy(AccountCtx a, const SharedGetRow *t, Str item, Str quantity)
{
    Ctx *ctx = a.ctx;
    OrderLineAsk line = {.custom_end = TIME_NONE};
    Str rest = item, order_id;
    bool fine, parts = str_split(&rest, '|', &line.item_id) && str_split(&rest, '|', &line.term);
    line.cycle = rest;
    if (!parts || !line.item_id.n) {
        problem_field(ctx, S("item"), MSG("Choose what to buy"));
    }
    if (!whole_number(quantity, &line.quantity)) {
        problem_field(ctx, S("quantity"), MSG("Enter how many, as a whole number"));
    }
    TRY(problem_check(ctx));
    TRY(order_check(a, t->country, &line, 1, &fine));
    if (!fine) {
        return bad(ctx, line.price ? "quantity" : "item", line.why);
    }
    TRY(order_place(a, &line, 1, &order_id));
    ctx->audit.target_kind = S("order");
    ctx->audit.target_name = order_id;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"order", order_id}, {"quantity", str_trim(quantity)});
    return OK;
}

static void about(Ctx *ctx, const Subscription *s)
{
    ctx->audit.target_kind = S("subscription");
    ctx->audit.target_id = s->id;
    ctx->audit.target_name = s->friendly_name;
}

static Str number_text(Ctx *ctx, int64_t n) { return str_fmt(ctx->arena, "%lld", (long long)n); }

Err shared_change(AccountCtx a, const SharedGetRow *t, Subscription *s, Str quantity, bool renews)
{
    Ctx *ctx = a.ctx;
    SubscriptionChange c = {.quantity_set = true, .renews_set = true, .renews = renews};
    Str was = number_text(ctx, s->quantity);
    if (!whole_number(quantity, &c.quantity)) {
        problem_field(ctx, S("quantity"), MSG("Enter how many, as a whole number"));
        return problem_check(ctx);
    }
    Err err = subscription_change(a, t->country, s, &c);
    if (err == ERR_INVALID) {
        return bad(ctx, "quantity", ctx->problem.message);
    }
    TRY(err);
    about(ctx, s);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"quantity", was});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"quantity", number_text(ctx, s->quantity)});
    return OK;
}

Err shared_cancel(AccountCtx a, const SharedGetRow *t, Subscription *s)
{
    Ctx *ctx = a.ctx;
    Str was = s->state;
    if (!time_is_set(s->refund_until) || s->refund_until.us <= ctx->now.us) {
        return problem(ctx, ERR_CONFLICT, MSG("The days in which it can be cancelled are over."),
                       MSG("Let it end with its term: take the mark from \"Renews by itself\"."));
    }
    SubscriptionChange c = {.state = S("deleted")};
    TRY(subscription_change(a, t->country, s, &c));
    about(ctx, s);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"state", was});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", s->state});
    return OK;
}

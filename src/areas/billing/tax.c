/* How an account is taxed: by its place, its number and its certificates. */
#include "areas/billing/tax.h"

#include "app/audit.h"
#include "app/setting.h"
#include "areas/profile/profile.h"

static bool in_union(Str country)
{
    const Str members = S("AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK");
    return country.n == 2 && str_find(members, country) >= 0;
}

TaxChoice billing_tax_of(Arena *arena, const TaxAsk *ask)
{
    TaxChoice c = {.category = ask->rule->category,
                   .name = ask->rule->name,
                   .rate = ask->rule->rate,
                   .rule_id = ask->rule->id,
                   .reason = S("")};
    if (ask->exempt) {
        c.category = S("E");
        c.rate = (Dec){0};
        c.reason = str_fmt(arena, "Exempt by certificate %.*s", S_ARG(ask->certificate));
    } else if (in_union(ask->seller) && in_union(ask->country) && !str_eq(ask->seller, ask->country) && ask->tax_id.n) {
        c.category = S("AE");
        c.rate = (Dec){0};
        c.reason = S("Reverse charge: Article 196 of Directive 2006/112/EC");
    } else if (str_eq(c.category, S("O"))) {
        c.reason = S("Not subject to tax");
    }
    return c;
}

Err billing_tax_choose(AccountCtx a, Date day, TaxChoice *ret)
{
    Ctx *ctx = a.ctx;
    BillingBuyerRow b;
    BillToSaved to;
    BillingExemptionRow *cert;
    TaxRuleOfRow *rule;
    size_t cert_n, rule_n;
    Str seller, name;
    TRY(setting_text(ctx, ID_NIL, S("billing.country"), &seller));
    TRY(installation_get(ctx, S("vendor_name"), &name));
    TRY(q_billing_buyer(a, NULL, &b));
    TRY(bill_to_get(a, &to));
    const Str parts[] = {b.country, str_fmt(ctx->arena, "%.*s-%.*s", S_ARG(b.country), S_ARG(to.facts.address.state))};
    const Str regions[] = {S(""), to.facts.address.state};
    TRY(q_billing_exemption(a, &(BillingExemptionArgs){.day = day, .regions = parts, .regions_n = 2}, &cert, &cert_n));
    TRY(q_tax_rule_of(a, &(TaxRuleOfArgs){.country = b.country, .day = day, .regions = regions, .regions_n = 2}, &rule,
                      &rule_n));
    if (!rule_n) {
        return problem(
            ctx, ERR_NOT_FOUND,
            MSG1("There is no tax rule for {country}: add one to the tax table, then run again", "country", b.country),
            (Msg){0});
    }
    *ret = billing_tax_of(ctx->arena, &(TaxAsk){.seller = seller,
                                                .country = b.country,
                                                .region = to.facts.address.state,
                                                .tax_id = to.facts.tax_id,
                                                .exempt = cert_n > 0,
                                                .certificate = cert_n ? cert[0].number : S(""),
                                                .rule = &rule[0]});
    ret->po_number = to.facts.po_number;
    ret->parties =
        AUDIT_JSON(ctx->arena, {"seller", name}, {"sellerCountry", seller},
                   {"buyer", to.facts.company_name.n ? to.facts.company_name : b.name}, {"buyerNumber", b.partner_id},
                   {"line1", to.facts.address.line1}, {"line2", to.facts.address.line2},
                   {"city", to.facts.address.city}, {"region", to.facts.address.state},
                   {"postalCode", to.facts.address.postal_code}, {"country", b.country}, {"taxId", to.facts.tax_id});
    return OK;
}

/* How an account is taxed: by its place, its number and its certificates. */
#include "areas/billing/tax.h"

#include "app/audit.h"
#include "app/setting.h"
#include "base/json.h"

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
    BillingExemptionRow *cert;
    TaxRuleOfRow *rule;
    size_t cert_n, rule_n;
    Str seller, name;
    TRY(setting_text(ctx, ID_NIL, S("billing.country"), &seller));
    TRY(installation_get(ctx, S("vendor_name"), &name));
    TRY(q_billing_buyer(a, NULL, &b));
    const Str parts[] = {b.country, str_fmt(ctx->arena, "%.*s-%.*s", S_ARG(b.country), S_ARG(b.region))};
    const Str regions[] = {S(""), b.region};
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
                                                .region = b.region,
                                                .tax_id = b.tax_id,
                                                .exempt = cert_n > 0,
                                                .certificate = cert_n ? cert[0].number : S(""),
                                                .rule = &rule[0]});
    ret->parties =
        AUDIT_JSON(ctx->arena, {"seller", name}, {"sellerCountry", seller}, {"buyer", b.legal_name},
                   {"buyerNumber", b.partner_id}, {"line1", b.line1}, {"line2", b.line2}, {"city", b.city},
                   {"region", b.region}, {"postalCode", b.postal_code}, {"country", b.country}, {"taxId", b.tax_id});
    return OK;
}

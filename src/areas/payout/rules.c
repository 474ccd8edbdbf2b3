/* What the vendor sets: currencies with their least payment, countries, and how much tax is kept back. Settings are
 * plain texts; what stands in them was checked when they were saved. */
#include "areas/payout/payout.h"

#include "app/setting.h"

static bool next_word(Str *rest, Str *ret)
{
    *rest = str_trim(*rest);
    if (!rest->n) {
        return false;
    }
    size_t n = 0;
    while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\n' && rest->p[n] != '\r' && rest->p[n] != '\t' &&
           rest->p[n] != ',' && rest->p[n] != ';') {
        n++;
    }
    *ret = str_sub(*rest, 0, n);
    *rest = str_skip(*rest, n < rest->n ? n + 1 : n);
    return n > 0 || next_word(rest, ret);
}

/* ISO 4217 has codes too that nobody is paid in: for tests, for no currency, metals, and units of accounts. */
static bool is_money(Currency cur)
{
    return !str_has_word(S("XXX XTS XAU XAG XPT XPD XBA XBB XBC XBD XDR XSU XUA"), str_from(cur.code));
}

Err payout_read_currencies(Str text, PayoutRules *ret, Str *ret_wrong)
{
    Str word, amount;
    ret->currencies_n = 0;
    while (next_word(&text, &word)) {
        Currency cur;
        Dec d;
        Money m;
        *ret_wrong = word;
        if (currency_parse(word, &cur) != OK || !is_money(cur) || ret->currencies_n == PAYOUT_CURRENCIES_MAX ||
            payout_minimum(ret, str_from(cur.code))) {
            return ERR_INVALID;
        }
        if (!next_word(&text, &amount)) {
            return ERR_INVALID;
        }
        *ret_wrong = amount;
        if (dec_parse(amount, &d) != OK || d.units < 0 ||
            dec_to_money(d, (Dec){DEC_SCALE}, cur, ROUND_HALF_UP, &m) != OK) {
            return ERR_INVALID;
        }
        ret->minimum[ret->currencies_n++] = m;
    }
    *ret_wrong = S("");
    return ret->currencies_n ? OK : ERR_INVALID;
}

Err payout_read_percent(Str text, int64_t *ret)
{
    Dec d;
    if (dec_parse(str_trim(text), &d) != OK || d.units < 0 || d.units > 100 * DEC_SCALE ||
        d.units % (DEC_SCALE / 100) != 0) {
        return ERR_INVALID;
    }
    *ret = d.units / (DEC_SCALE / 100);
    return OK;
}

Str payout_percent(Ctx *ctx, int64_t hundredths) { return dec_text(ctx->arena, (Dec){hundredths * (DEC_SCALE / 100)}); }

Err payout_read_treaties(Str text, PayoutRules *ret, Str *ret_wrong)
{
    Str word, rate;
    ret->treaties_n = 0;
    while (next_word(&text, &word)) {
        *ret_wrong = word;
        if (!country_known(word) || ret->treaties_n == PAYOUT_TREATIES_MAX || !next_word(&text, &rate)) {
            return ERR_INVALID;
        }
        *ret_wrong = rate;
        memcpy(ret->treaties[ret->treaties_n].country, word.p, 2);
        ret->treaties[ret->treaties_n].country[2] = 0;
        TRY(payout_read_percent(rate, &ret->treaties[ret->treaties_n].rate));
        ret->treaties_n++;
    }
    *ret_wrong = S("");
    return OK;
}

Err payout_rules(Ctx *ctx, PayoutRules *ret)
{
    Str currencies, treaties, wrong, rate;
    *ret = (PayoutRules){0};
    TRY(setting_text(ctx, ID_NIL, S("payout.currencies"), &currencies));
    TRY(setting_text(ctx, ID_NIL, S("payout.countries"), &ret->countries));
    TRY(setting_text(ctx, ID_NIL, S("payout.tax_home"), &ret->home));
    TRY(setting_text(ctx, ID_NIL, S("payout.withholding"), &rate));
    TRY(setting_text(ctx, ID_NIL, S("payout.treaties"), &treaties));
    TRY(setting_int(ctx, ID_NIL, S("payout.tax_days"), &ret->tax_days));
    if (payout_read_currencies(currencies, ret, &wrong) != OK || payout_read_treaties(treaties, ret, &wrong) != OK ||
        payout_read_percent(rate, &ret->withholding) != OK) {
        ctx->problem.log = S("a setting of payouts does not hold");
        return ERR_INTERNAL;
    }
    return OK;
}

const Money *payout_minimum(const PayoutRules *r, Str currency)
{
    for (size_t i = 0; i < r->currencies_n; i++) {
        if (str_eq(str_from(r->minimum[i].cur.code), currency)) {
            return &r->minimum[i];
        }
    }
    return NULL;
}

bool payout_pays_to(const PayoutRules *r, Str country)
{
    return !r->countries.n || str_has_word(r->countries, country);
}

int64_t payout_treaty(const PayoutRules *r, Str country)
{
    for (size_t i = 0; i < r->treaties_n; i++) {
        if (str_eq(str_from(r->treaties[i].country), country)) {
            return r->treaties[i].rate;
        }
    }
    return -1;
}

Str payout_form(const PayoutRules *r, Str country, Str person)
{
    return str_eq(country, r->home) ? S("resident") : str_eq(person, S("person")) ? S("person") : S("company");
}

Msg payout_form_name(const PayoutRules *r, Str form)
{
    bool us = str_eq(r->home, S("US"));
    if (str_eq(form, S("resident"))) {
        return us ? MSG("W-9, taxed in the United States") : MSG("Taxed in the vendor's country");
    }
    if (str_eq(form, S("person"))) {
        return us ? MSG("W-8BEN, person taxed elsewhere") : MSG("Person taxed elsewhere");
    }
    return us ? MSG("W-8BEN-E, company taxed elsewhere") : MSG("Company taxed elsewhere");
}

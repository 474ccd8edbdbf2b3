/* The catalogue's words and amounts as people read them. */
#include "areas/catalog/words.h"
#include "areas/catalog/catalog.h"

const Word TYPES[6] = {{"online_services", N_("Online services")},
                       {"metered", N_("Paid as used")},
                       {"reservations", N_("Reservations")},
                       {"software_perpetual", N_("Software, bought once")},
                       {"software_subscriptions", N_("Software subscriptions")},
                       {"marketplace", N_("Marketplace")}};
const Word SEGMENTS[4] = {{"commercial", N_("Commercial")},
                          {"education", N_("Education")},
                          {"government", N_("Government")},
                          {"nonprofit", N_("Nonprofit")}};
const Word TERMS[4] = {
    {"P1M", N_("1 month")}, {"P1Y", N_("1 year")}, {"P3Y", N_("3 years")}, {"once", N_("Bought once")}};
const Word CYCLES[5] = {{"monthly", N_("Each month")},
                        {"annual", N_("Each year")},
                        {"triennial", N_("Every three years")},
                        {"one_time", N_("Once")},
                        {"none", N_("Not billed")}};

const char *catalog_label(const Word *words, size_t n, Str word)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(word, str_from(words[i].word))) {
            return words[i].label;
        }
    }
    return NULL;
}
Msg catalog_said(const Word *words, size_t n, Str word)
{
    const char *label = catalog_label(words, n, word);
    return label ? MSG_OF(label) : MSG1("{word}", "word", word);
}
Msg catalog_type_msg(Str target_view) { return SAID(TYPES, target_view); }
Msg catalog_segment_msg(Str segment) { return SAID(SEGMENTS, segment); }
Msg catalog_term_msg(Str duration) { return SAID(TERMS, duration.n ? duration : S("once")); }
Msg catalog_cycle_msg(Str billing_cycle) { return SAID(CYCLES, billing_cycle); }

/* As money; a price of less than the smallest coin keeps its fractions. */
Str catalog_amount(Ctx *ctx, Dec amount, Str currency)
{
    enum { AMOUNT_MAX = 64 };
    Buf b = buf_on_arena(ctx->arena, AMOUNT_MAX);
    Currency cur;
    Money money;
    Dec back = {0};
    char text[40];
    if (currency_parse(currency, &cur) == OK &&
        dec_to_money(amount, (Dec){DEC_SCALE}, cur, ROUND_HALF_EVEN, &money) == OK &&
        dec_parse(str_of(text, money_major_into(text, money)), &back) == OK && back.units == amount.units) {
        fmt_money(&b, ctx->locale, money);
        return buf_str(&b);
    }
    fmt_dec(&b, ctx->locale, amount);
    buf_addc(&b, ' ');
    buf_add(&b, currency);
    return buf_str(&b);
}

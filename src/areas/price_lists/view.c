/* The views of price lists, and months. */
#include "areas/price_lists/view.h"

#include "areas/catalog/catalog.h"

/* Sections: spec portal-workflows.md 12. Add-ons stand in the list of licences too; here they are alone. */
const PriceView PRICE_VIEW[PRICE_VIEWS] = {
    {"licences", N_("Licences"), N_("Online services, by seats."), "online_services", "", "updatedlicensebased",
     SHEET_LICENCE},
    {"addons", N_("Add-ons"), N_("What is bought on top of something else."), "addons", "", "", SHEET_LICENCE},
    {"older", N_("Licences, older kind"), N_("Offers of the older kind, with their flags of change."), "older", "",
     "licensebased", SHEET_OLDER},
    {"perpetual", N_("Perpetual software"), N_("Software that is bought once."), "software_perpetual", "", "",
     SHEET_SOFTWARE},
    {"software", N_("Software subscriptions"), N_("Software for a year or three."), "software_subscriptions", "", "",
     SHEET_SOFTWARE},
    {"usage", N_("Plan consumption"), N_("Services that are paid as they are used."), "metered", "",
     "azure_consumption", SHEET_PLAN},
    {"reservations", N_("Plan reservations"), N_("Capacity that is paid ahead."), "reservations", "",
     "azure_reservations", SHEET_PLAN},
    {"marketplace", N_("Marketplace"), N_("Products of other publishers."), "marketplace", "", "marketplace",
     SHEET_LICENCE},
    {"all_software", N_("All software"), N_("Software of both kinds."), "software_perpetual", "software_subscriptions",
     "software", SHEET_SOFTWARE},
};

const PriceView *price_view(Str id)
{
    for (size_t i = 0; i < PRICE_VIEWS; i++) {
        if (str_eq(id, str_from(PRICE_VIEW[i].id))) {
            return &PRICE_VIEW[i];
        }
    }
    return NULL;
}
const PriceView *price_view_wire(Str id)
{
    for (size_t i = 0; i < PRICE_VIEWS && id.n; i++) {
        if (str_eq_nocase(id, str_from(PRICE_VIEW[i].wire))) {
            return &PRICE_VIEW[i];
        }
    }
    return NULL;
}

Date price_month_of(Time t)
{
    int year, month, day;
    date_ymd(date_of(t), &year, &month, &day);
    return date_from_ymd(year, month, 1);
}
Str month_word(Arena *a, Date month) { return str_sub(date_iso(a, month), 0, 7); }
Str month_said(Ctx *ctx, Date month)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_date(&b, ctx->locale, month, DATE_MONTH);
    return buf_str(&b);
}
bool month_parse(Str word, Date *ret)
{
    enum { DASHED = 7, PLAIN = 6, YEAR = 4 };
    char text[16];
    if (word.n != DASHED && word.n != PLAIN) {
        return false;
    }
    Str month = str_sub(word, word.n == DASHED ? YEAR + 1 : YEAR, 2);
    snprintf(text, sizeof text, "%.4s-%.*s-01", word.p, S_ARG(month));
    return (word.n == PLAIN || word.p[YEAR] == '-') && date_parse(str_from(text), ret) == OK;
}
Time month_end(Date month) { return time_of_date(date_add_months(month, 1)); }
Time month_moment(const Ctx *ctx, Date month)
{
    return month.days == price_month_of(ctx->now).days ? ctx->now : time_add(month_end(month), -1);
}

Str price_said(Ctx *ctx, Dec amount, Str currency) { return catalog_amount(ctx, amount, currency); }
Str percent_said(Ctx *ctx, Dec percent)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_dec(&b, ctx->locale, percent);
    buf_add(&b, S("\u00a0%"));
    return buf_str(&b);
}

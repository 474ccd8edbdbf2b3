/* What the vendor sets of payouts: currencies and least amounts, countries, taxes, and by when its staff answers. */
#include "areas/payout/pages.h"

#include "app/audit.h"
#include "app/setting.h"
#include "areas/payout/payout_view.h"
#include "gen/payout_html.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE PAYOUT_DESK "/settings"
enum { CURRENCIES, COUNTRIES, HOME, WITHHOLDING, TREATIES, TAX_DAYS, WARN, VALIDATE, EXEMPTION, LONGEST };
static const struct {
    const char *key, *label, *hint;
    bool lines;
} FIELDS[PAYOUT_SETTINGS_N] = {
    [CURRENCIES] = {"payout.currencies", N_("Currencies, each with its least payment"),
                    N_("As EUR 50.00 USD 50.00. What was earned below it is kept until it is reached."), true},
    [COUNTRIES] = {"payout.countries", N_("Countries of banks that are paid to"),
                   N_("Codes of two letters with spaces between. Empty: all countries."), true},
    [HOME] = {"payout.tax_home", N_("Country of the vendor's taxes"),
              N_("Its code of two letters. Who is taxed there declares it and has nothing kept back."), false},
    [WITHHOLDING] = {"payout.withholding", N_("Kept back without a treaty, in percent"), N_("As 30 or 12.5."), false},
    [TREATIES] = {"payout.treaties", N_("Tax treaties, each country with its percentage"),
                  N_("As FR 0 IN 15. Who claims one of them is offered it in the tax profile."), true},
    [TAX_DAYS] = {"payout.tax_days", N_("Days that a tax declaration from abroad holds"), NULL, false},
    [WARN] = {"payout.warn_days", N_("Days before its end when people are told to renew it"), NULL, false},
    [VALIDATE] = {"payout.validate_days", N_("Days until a bank or tax profile is validated"), NULL, false},
    [EXEMPTION] = {"payout.exemption_days", N_("Days until a tax exemption is decided"), NULL, false},
    [LONGEST] = {"payout.exemption_max_days", N_("Days from now for which a certificate is taken at most"), NULL,
                 false},
};

typedef struct Values {
    Str text[PAYOUT_SETTINGS_N];
} Values;

static Err values_now(Ctx *ctx, Values *ret)
{
    for (size_t i = 0; i < PAYOUT_SETTINGS_N; i++) {
        TRY(setting_text(ctx, ID_NIL, str_from(FIELDS[i].key), &ret->text[i]));
    }
    return OK;
}

static PayoutSettingsView *view_of(Ctx *ctx, const Values *values)
{
    PayoutSettingsView *v = arena_new(ctx->arena, PayoutSettingsView);
    Str names[PAYOUT_SETTINGS_N];
    Crumb crumbs[3] = {{.label = MSG("Vendor desk"), .url = url_static("/operator")},
                       {.label = MSG("Payout validation"), .url = url_static(PAYOUT_DESK)},
                       {.label = MSG("Payout settings")}};
    v->shell = shell_view(ctx, MSG("Payout settings"), crumbs, 3);
    v->shell->workspace = MSG("Vendor desk");
    v->shell->failed = ctx->problem.fields_n > 0;
    for (size_t i = 0; i < PAYOUT_SETTINGS_N; i++) {
        names[i] = str_from(FIELDS[i].key);
        FieldView f = ui_field(ctx, names[i], values->text[i], MSG_OF(FIELDS[i].label));
        f.hint = FIELDS[i].hint ? MSG_OF(FIELDS[i].hint) : (Msg){0};
        f.kind = FIELDS[i].lines ? FIELD_TEXTAREA : FIELD_TEXT;
        f.width = FIELDS[i].lines ? S("") : S("w-4");
        v->fields[i] = f;
    }
    v->fields[COUNTRIES].optional = v->fields[TREATIES].optional = true;
    v->form = (FormView){.action = url_static(PAGE), .errors = ui_errors(ctx, names, PAYOUT_SETTINGS_N)};
    v->cancel = url_static(PAYOUT_DESK);
    return v;
}

Err payout_settings_page(OperatorCtx o)
{
    Values now;
    TRY(values_now(o.ctx, &now));
    RENDER(o.ctx, 200, payout_settings, view_of(o.ctx, &now));
    return OK;
}

static void wrong(Ctx *ctx, int field, Str word, Msg without)
{
    problem_field(ctx, str_from(FIELDS[field].key),
                  word.n ? MSG1("{word} does not fit here. Write each with its number behind it.", "word", word)
                         : without);
}

static void check(Ctx *ctx, const Values *in)
{
    PayoutRules r = {0};
    Str word, rest = in->text[COUNTRIES];
    int64_t percent;
    if (payout_read_currencies(in->text[CURRENCIES], &r, &word) != OK) {
        wrong(ctx, CURRENCIES, word, MSG("Name at least one currency."));
    }
    if (payout_read_treaties(in->text[TREATIES], &r, &word) != OK) {
        wrong(ctx, TREATIES, word, (Msg){0});
    }
    while (str_split(&rest, ' ', &word)) {
        if (word.n && !country_known(word)) {
            problem_field(ctx, str_from(FIELDS[COUNTRIES].key),
                          MSG1("{word} is not a code of a country.", "word", word));
            break;
        }
    }
    if (!country_known(in->text[HOME])) {
        problem_field(ctx, str_from(FIELDS[HOME].key),
                      MSG1("{word} is not a code of a country.", "word", in->text[HOME]));
    }
    if (payout_read_percent(in->text[WITHHOLDING], &percent) != OK) {
        problem_field(ctx, str_from(FIELDS[WITHHOLDING].key),
                      MSG("Enter a percentage from 0 to 100, with at most two decimals."));
    }
}

static Str values_json(Ctx *ctx, const Values *v)
{
    return AUDIT_JSON(ctx->arena, {"currencies", v->text[CURRENCIES]}, {"countries", v->text[COUNTRIES]},
                      {"taxHome", v->text[HOME]}, {"withholding", v->text[WITHHOLDING]},
                      {"treaties", v->text[TREATIES]}, {"taxDays", v->text[TAX_DAYS]}, {"warnDays", v->text[WARN]},
                      {"validateDays", v->text[VALIDATE]}, {"exemptionDays", v->text[EXEMPTION]},
                      {"exemptionMaxDays", v->text[LONGEST]});
}

Err payout_settings_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Values before, in;
    TRY(values_now(ctx, &before));
    for (size_t i = 0; i < PAYOUT_SETTINGS_N; i++) {
        in.text[i] = str_trim(ctx_form(ctx, str_from(FIELDS[i].key)));
    }
    check(ctx, &in);
    for (size_t i = 0; i < PAYOUT_SETTINGS_N; i++) {
        Err err = setting_put(ctx, ID_NIL, str_from(FIELDS[i].key), in.text[i]);
        if (err != OK && err != ERR_INVALID) {
            return err;
        }
    }
    if (problem_check(ctx) != OK) {
        return RENDER_FAILED(ctx, payout_settings, view_of(ctx, &in));
    }
    ctx->audit.target_kind = S("payout_profile");
    ctx->audit.before = values_json(ctx, &before);
    ctx->audit.after = values_json(ctx, &in);
    ctx_redirect(ctx, url_static(PAGE), MSG("The settings are saved."));
    return OK;
}

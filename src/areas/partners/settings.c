/* What the vendor sets of its dealings with partners: limits of days, and whom people write to who cannot sign in. The
 * settings themselves are declared by the areas that they are of; labels and limits are theirs. */
#include "areas/partners/pages.h"

#include "app/area.h"
#include "app/audit.h"
#include "app/setting.h"
#include "areas/partners/partners_view.h"
#include "gen/partners_html.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE "/operator/settings"
static const struct {
    const char *key, *hint; /* hint: N_(), or NULL */
} OURS[DESK_SETTINGS] = {
    {"partners.answer_days",
     N_("An account that asks to be reinstated reads this limit, and the work queue counts from it.")},
    {"partners.contact", N_("Shown to people whose account is closed. Leave it empty to show none.")},
    {"agreements.due_days", N_("From the day on which it holds. The Action Center of each account names the day.")},
    {"agreements.remind_days", N_("By mail and bell, until it is signed or the day is over.")},
    {"closure.days", N_("From the day on which its Global admin asks. Until then they can keep it.")},
};

static const Setting *declared(Str key)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->settings_n; k++) {
            if (str_eq(AREAS[i]->settings[k].key, key)) {
                return &AREAS[i]->settings[k];
            }
        }
    }
    return NULL;
}

static Err values_now(Ctx *ctx, Str *ret)
{
    for (size_t i = 0; i < DESK_SETTINGS; i++) {
        TRY(setting_text(ctx, ID_NIL, str_from(OURS[i].key), &ret[i]));
    }
    return OK;
}

static DeskSettingsView *view_of(Ctx *ctx, const Str *values)
{
    DeskSettingsView *v = arena_new(ctx->arena, DeskSettingsView);
    Str names[DESK_SETTINGS];
    Crumb crumbs[2] = {desk_crumb(), {.label = MSG("Settings for partners")}};
    v->shell = shell_view(ctx, MSG("Settings for partners"), crumbs, 2);
    v->shell->workspace = MSG("Vendor desk");
    v->shell->failed = ctx->problem.fields_n > 0;
    for (size_t i = 0; i < DESK_SETTINGS; i++) {
        const Setting *s = declared(str_from(OURS[i].key));
        bool number = s && s->type == SETTING_INT;
        names[i] = str_from(OURS[i].key);
        v->fields[i] = ui_field(ctx, names[i], values[i], s ? MSG_OF(s->label) : (Msg){0});
        v->fields[i].width = number ? S("w-4") : S("w-16");
        v->fields[i].inputmode = number ? S("numeric") : S("email");
        v->fields[i].hint = MSG_OF(OURS[i].hint);
    }
    v->form = (FormView){.action = url_static(PAGE), .errors = ui_errors(ctx, names, DESK_SETTINGS)};
    v->cancel = url_static("/operator");
    return v;
}

Err desk_settings_page(OperatorCtx o)
{
    Str now[DESK_SETTINGS];
    TRY(values_now(o.ctx, now));
    RENDER(o.ctx, 200, desk_settings, view_of(o.ctx, now));
    return OK;
}

static Str values_json(Ctx *ctx, const Str *v)
{
    return AUDIT_JSON(ctx->arena, {"answerDays", v[0]}, {"partnersContact", v[1]}, {"signDays", v[2]},
                      {"remindDays", v[3]}, {"deletionDays", v[4]});
}

static bool is_address(Str e)
{
    ptrdiff_t at = str_find_char(e, '@');
    return at > 0 && str_find_char(str_skip(e, (size_t)at + 1), '.') > 0 && str_find_char(e, ' ') < 0;
}

Err desk_settings_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Str before[DESK_SETTINGS], in[DESK_SETTINGS];
    TRY(values_now(ctx, before));
    for (size_t i = 0; i < DESK_SETTINGS; i++) {
        in[i] = str_trim(ctx_form(ctx, str_from(OURS[i].key)));
        bool off = strcmp(OURS[i].key, "partners.contact") == 0 && in[i].n && !is_address(in[i]);
        if (off) {
            problem_field(ctx, str_from(OURS[i].key), MSG("Enter an e-mail address, as name@example.com."));
        }
        Err err = off ? ERR_INVALID : setting_put(ctx, ID_NIL, str_from(OURS[i].key), in[i]);
        if (err != OK && err != ERR_INVALID) {
            return err;
        }
    }
    if (problem_check(ctx) != OK) {
        return RENDER_FAILED(ctx, desk_settings, view_of(ctx, in));
    }
    ctx->audit.target_kind = S("partner_settings");
    ctx->audit.before = values_json(ctx, before);
    ctx->audit.after = values_json(ctx, in);
    ctx_redirect(ctx, url_static(PAGE), MSG("The settings are saved."));
    return OK;
}

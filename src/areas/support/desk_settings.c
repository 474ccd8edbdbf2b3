/* What the vendor sets of support: when the desk is there, by when it answers, and who sees what. */
#include "areas/support/pages.h"

#include "app/audit.h"
#include "app/setting.h"
#include "areas/support/support_view.h"
#include "gen/support_html.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE "/operator/support/settings"
static const struct {
    const char *key, *label, *width;
} NUMBERS[SUPPORT_NUMBERS] = {
    {"support.hours_a", N_("Hours to the first answer, severity A"), "w-4"},
    {"support.hours_b", N_("Hours to the first answer, severity B"), "w-4"},
    {"support.hours_c", N_("Hours to the first answer, severity C"), "w-4"},
    {"support.open", N_("Support hours begin at"), "w-4"},
    {"support.close", N_("Support hours end at"), "w-4"},
    {"support.zone", N_("Time zone of the support hours"), "w-16"},
    {"support.wait_days", N_("Days that a question waits for the partner's answer"), "w-4"},
    {"support.reopen_days", N_("Days in which a closed request can be reopened"), "w-4"},
    {"support.appointment_days", N_("Days ahead for which an appointment can be proposed"), "w-4"},
};
#define COLLEAGUES S("support.colleagues")

typedef struct Values {
    Str text[SUPPORT_NUMBERS];
    bool colleagues;
} Values;

static Err values_now(Ctx *ctx, Values *ret)
{
    for (size_t i = 0; i < SUPPORT_NUMBERS; i++) {
        TRY(setting_text(ctx, ID_NIL, str_from(NUMBERS[i].key), &ret->text[i]));
    }
    return setting_bool(ctx, ID_NIL, COLLEAGUES, &ret->colleagues);
}

static SupportSettingsView *view_of(Ctx *ctx, const Values *values)
{
    SupportSettingsView *v = arena_new(ctx->arena, SupportSettingsView);
    Str names[SUPPORT_NUMBERS];
    Crumb crumbs[3] = {desk_crumb(),
                       {.label = MSG("Support desk"), .url = url_static("/operator/support")},
                       {.label = MSG("Settings of the support desk")}};
    v->shell = shell_view(ctx, MSG("Settings of the support desk"), crumbs, 3);
    v->shell->workspace = MSG("Vendor desk");
    v->shell->failed = ctx->problem.fields_n > 0;
    for (size_t i = 0; i < SUPPORT_NUMBERS; i++) {
        names[i] = str_from(NUMBERS[i].key);
        v->fields[i] = ui_field(ctx, names[i], values->text[i], MSG_OF(NUMBERS[i].label));
        v->fields[i].width = str_from(NUMBERS[i].width);
        v->fields[i].inputmode = str_eq(names[i], S("support.zone")) ? S("") : S("numeric");
    }
    v->colleagues = (FieldView){.kind = FIELD_CHECKBOX,
                                .name = COLLEAGUES,
                                .label = MSG("Admins of an account see requests of their colleagues"),
                                .hint = MSG("Otherwise only whoever made a request sees it."),
                                .checked = values->colleagues};
    v->form = (FormView){.action = url_static(PAGE), .errors = ui_errors(ctx, names, SUPPORT_NUMBERS)};
    v->cancel = url_static("/operator/support");
    return v;
}

Err support_settings_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Values now;
    TRY(values_now(ctx, &now));
    RENDER(ctx, 200, support_settings, view_of(ctx, &now));
    return OK;
}

static void check(Ctx *ctx, const Values *in)
{
    int64_t open = 0, close = 0;
    if (!zone_known(in->text[5])) {
        problem_field(ctx, S("support.zone"), MSG("Enter a time zone, as Europe/Paris."));
    }
    if (str_to_i64(in->text[3], &open) == OK && str_to_i64(in->text[4], &close) == OK && close <= open) {
        problem_field(ctx, S("support.close"), MSG("The end has to be later than the beginning."));
    }
}

static Str values_json(Ctx *ctx, const Values *v)
{
    return AUDIT_JSON(ctx->arena, {"hoursA", v->text[0]}, {"hoursB", v->text[1]}, {"hoursC", v->text[2]},
                      {"supportOpens", v->text[3]}, {"supportCloses", v->text[4]}, {"timeZone", v->text[5]},
                      {"waitDays", v->text[6]}, {"reopenDays", v->text[7]}, {"appointmentDays", v->text[8]},
                      {"colleagues", v->colleagues ? S("1") : S("")});
}

Err support_settings_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Values before, in = {.colleagues = ctx_form(ctx, COLLEAGUES).n > 0};
    TRY(values_now(ctx, &before));
    for (size_t i = 0; i < SUPPORT_NUMBERS; i++) {
        in.text[i] = str_trim(ctx_form(ctx, str_from(NUMBERS[i].key)));
    }
    check(ctx, &in);
    for (size_t i = 0; i < SUPPORT_NUMBERS; i++) {
        Err err = setting_put(ctx, ID_NIL, str_from(NUMBERS[i].key), in.text[i]);
        if (err != OK && err != ERR_INVALID) {
            return err;
        }
    }
    if (problem_check(ctx) != OK) {
        return RENDER_FAILED(ctx, support_settings, view_of(ctx, &in));
    }
    TRY(setting_put(ctx, ID_NIL, COLLEAGUES, in.colleagues ? S("1") : S("0")));
    ctx->audit.target_kind = S("support_request");
    ctx->audit.before = values_json(ctx, &before);
    ctx->audit.after = values_json(ctx, &in);
    ctx_redirect(ctx, url_static(PAGE), MSG("The settings are saved."));
    return OK;
}

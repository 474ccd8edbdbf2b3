/* Settings by their declarations, and the installation's facts. */
#include "app/setting.h"
#include "app/area.h"
#include "app/unit.h"
#include "gen/app_q.h"

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

Err setting_text(Ctx *ctx, Id account_id, Str key, Str *ret)
{
    SettingFindRow row;
    Err err = q_setting_find(system_of(ctx), &(SettingFindArgs){.account_id = account_id, .key = key}, &row);
    if (err == ERR_NOT_FOUND) {
        const Setting *s = declared(key);
        *ret = s && s->initial ? str_from(s->initial) : S("");
        return OK;
    }
    TRY(err);
    *ret = row.value;
    return OK;
}

static bool is_true(Str text) { return str_eq(text, S("true")) || str_eq(text, S("1")); }

Err setting_bool(Ctx *ctx, Id account_id, Str key, bool *ret)
{
    Str text;
    TRY(setting_text(ctx, account_id, key, &text));
    *ret = is_true(text);
    return OK;
}

Err setting_int(Ctx *ctx, Id account_id, Str key, int64_t *ret)
{
    Str text;
    TRY(setting_text(ctx, account_id, key, &text));
    return str_to_i64(text, ret) == OK ? OK : ((*ret = 0), OK);
}

static bool listed(Str choices, Str value)
{
    Str word;
    while (str_split(&choices, ' ', &word)) {
        if (str_eq(word, value)) {
            return true;
        }
    }
    return false;
}

static bool fits(Ctx *ctx, const Setting *s, Str *value)
{
    int64_t v;
    switch (s->type) {
    case SETTING_BOOL:
        *value = is_true(*value) || str_eq(*value, S("on")) ? S("true") : S("false");
        return true;
    case SETTING_INT:
        if (str_to_i64(*value, &v) != OK || v < s->min || v > s->max) {
            problem_field(ctx, s->key,
                          MSG2("Enter a whole number from {min} to {max}", "min",
                               str_fmt(ctx->arena, "%lld", (long long)s->min), "max",
                               str_fmt(ctx->arena, "%lld", (long long)s->max)));
            return false;
        }
        return true;
    case SETTING_TEXT:
        if (s->max > 0 && value->n > (size_t)s->max) {
            problem_field(
                ctx, s->key,
                MSG1("Enter at most {max} characters", "max", str_fmt(ctx->arena, "%lld", (long long)s->max)));
            return false;
        }
        return true;
    case SETTING_CHOICE:
        if (!listed(str_from(s->choices ? s->choices : ""), *value)) {
            problem_field(ctx, s->key, MSG("Choose one of the list"));
            return false;
        }
        return true;
    }
    return false;
}

Err setting_put(Ctx *ctx, Id account_id, Str key, Str value)
{
    const Setting *s = declared(key);
    if (!s || s->operator_ != id_is_nil(account_id)) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such setting."), MSG("Reload the page."));
    }
    if (!fits(ctx, s, &value)) {
        return ERR_INVALID;
    }
    return q_setting_store(system_of(ctx), &(SettingStoreArgs){.account_id = account_id, .key = key, .value = value},
                           NULL);
}

Err installation_get(Ctx *ctx, Str key, Str *ret)
{
    InstallationFindRow row;
    Err err = q_installation_find(system_of(ctx), &(InstallationFindArgs){.key = key}, &row);
    *ret = err == OK ? row.value : S("");
    return err == ERR_NOT_FOUND ? OK : err;
}

Err installation_put(Ctx *ctx, Str key, Str value)
{
    return q_installation_store(system_of(ctx), &(InstallationStoreArgs){.key = key, .value = value}, NULL);
}

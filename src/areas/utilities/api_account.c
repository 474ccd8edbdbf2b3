/* Settings that clients keep with an account, and its programs, on the wire. */
#include "app/audit.h"
#include "app/resource.h"
#include "areas/utilities/api.h"
#include "base/json.h"
#include "gen/utilities_q.h"

enum { SETTING_NAME_MAX = 64, VALUE_MAX = 4000, SETTINGS_MAX = 100 };

typedef struct ApiSetting {
    Str name, value; /* value: JSON */
    Time changed;
    ApiAttributes attributes;
} ApiSetting;
static const Field SETTING_FIELDS[] = {
    FIELD(ApiSetting, name, "name", F_STR),
    FIELD(ApiSetting, value, "value", F_RAW, .max = VALUE_MAX, .flags = FIELD_REQUIRED),
    FIELD(ApiSetting, changed, "lastModifiedDate", F_TIME_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiSetting, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES, .flags = FIELD_OUT_ONLY),
};
const Shape API_ACCOUNT_SETTING = SHAPE_AS(ApiAccountSetting, ApiSetting, SETTING_FIELDS);

static bool is_name(Str s)
{
    bool fine = s.n > 0 && s.n <= SETTING_NAME_MAX;
    for (size_t i = 0; i < s.n && fine; i++) {
        char c = s.p[i];
        fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    }
    return fine;
}
/* Names are the same in any case, as everything in a path is. */
static Str asked_name(Ctx *ctx) { return str_lower_ascii(ctx->arena, ctx_param(ctx, S("name"))); }

static Err answer_setting(AccountCtx a, Str name)
{
    AccountSettingGetRow row;
    Err err = q_account_setting_get(a, &(AccountSettingGetArgs){.name = name}, &row);
    if (err == ERR_NOT_FOUND) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 0, MSG("The account has no setting of this name"));
    }
    TRY(err);
    ApiSetting w = {.name = row.name,
                    .value = row.value,
                    .changed = row.changed_at,
                    .attributes = {.object_type = S("AccountSetting")}};
    ctx_json(a.ctx, 200, &API_ACCOUNT_SETTING, &w);
    return OK;
}

Err api_account_setting(AccountCtx a) { return answer_setting(a, asked_name(a.ctx)); }

/* Room for one more, unless it is there already. */
static Err make_room(AccountCtx a, Str name, Str *ret_before)
{
    AccountSettingGetRow row;
    AccountSettingCountRow there;
    Err err = q_account_setting_get(a, &(AccountSettingGetArgs){.name = name}, &row);
    if (err != ERR_NOT_FOUND) {
        TRY(err);
        *ret_before = row.value;
        return OK;
    }
    *ret_before = S("");
    TRY(q_account_setting_count(a, NULL, &there));
    return there.n < SETTINGS_MAX ? OK
                                  : problem_api(a.ctx, ERR_INVALID, 400, 3000,
                                                MSG("An account keeps at most 100 settings; change one that is there"));
}

Err api_account_setting_put(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str name = asked_name(ctx), before;
    ApiSetting w = {0};
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_ACCOUNT_SETTING, &w)));
    if (!is_name(name)) {
        problem_field(ctx, S("name"), MSG("A name has up to 64 letters, digits, points, hyphens and underscores"));
    }
    if (w.name.n && !str_eq_nocase(w.name, name)) {
        problem_field(ctx, S("name"), MSG("It is another name than the one in the address"));
    }
    TRY(resource_bad_property(ctx, problem_check(ctx)));
    TRY(make_room(a, name, &before));
    ctx->audit.target_kind = S("account_setting");
    ctx->audit.target_name = name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"value", before});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"value", w.value});
    TRY(q_account_setting_add(a, &(AccountSettingAddArgs){.name = name, .value = w.value}, NULL));
    return answer_setting(a, name);
}

typedef struct ApiProgram {
    Str type, status;
    Time since;
    ApiAttributes attributes;
} ApiProgram;
static const Field PROGRAM_FIELDS[] = {
    FIELD(ApiProgram, type, "type", F_STR),
    FIELD(ApiProgram, status, "status", F_STR),
    FIELD(ApiProgram, since, "enrolledDate", F_TIME_),
    FIELD(ApiProgram, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_ENROLLED_PROGRAM = SHAPE_AS(ApiEnrolledProgram, ApiProgram, PROGRAM_FIELDS);

Err api_enrolled_program(AccountCtx a)
{
    EnrolledProgramGetRow row;
    Str type = str_lower_ascii(a.ctx->arena, ctx_param(a.ctx, S("type")));
    Err err = q_enrolled_program_get(a, &(EnrolledProgramGetArgs){.program = type}, &row);
    if (err == ERR_NOT_FOUND) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 0, MSG("The account is not enrolled in this program"));
    }
    TRY(err);
    ApiProgram w = {.type = row.program,
                    .status = row.state,
                    .since = row.since,
                    .attributes = {.object_type = S("EnrolledProgram")}};
    ctx_json(a.ctx, 200, &API_ENROLLED_PROGRAM, &w);
    return OK;
}

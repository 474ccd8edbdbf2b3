#include "ui/field.h"

#include "base/num.h"

FieldView ui_field(Ctx *ctx, Str name, Str value, Msg label)
{
    return (FieldView){
        .kind = FIELD_TEXT, .name = name, .value = value, .label = label, .error = problem_of_field(ctx, name)};
}

FieldView ui_select(Ctx *ctx, Str name, Msg label, const OptionView *options, size_t n)
{
    FieldView f = ui_field(ctx, name, S(""), label);
    f.kind = FIELD_SELECT;
    f.options = options;
    f.options_n = n;
    return f;
}

FieldView ui_country(Ctx *ctx, Str name, Str chosen, Msg label)
{
    size_t n;
    const NamedCode *list = country_list(ctx->locale, &n);
    OptionView *o = arena_array(ctx->arena, OptionView, n + 1);
    o[0] = (OptionView){.value = S(""), .label = MSG("Choose a country"), .selected = chosen.n == 0};
    for (size_t i = 0; i < n; i++) {
        o[i + 1] = (OptionView){.value = list[i].code, .text = list[i].name, .selected = str_eq(list[i].code, chosen)};
    }
    FieldView f = ui_select(ctx, name, label, o, n + 1);
    f.value = chosen;
    return f;
}

ErrorSummary ui_errors(Ctx *ctx, const Str *names, size_t n)
{
    ErrorLink *links = arena_array(ctx->arena, ErrorLink, n + 1);
    size_t links_n = 0;
    for (size_t i = 0; i < n; i++) {
        Msg m = problem_of_field(ctx, names[i]);
        if (msg_is_set(m)) {
            links[links_n++] = (ErrorLink){.text = m, .field = names[i]};
        }
    }
    return (ErrorSummary){links, links_n};
}

int64_t ui_version(Ctx *ctx)
{
    int64_t version = 0;
    return str_to_i64(ctx_form(ctx, S("version")), &version) == OK ? version : 0;
}

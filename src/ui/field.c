#include "ui/field.h"

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

/* Fields of forms with what is wrong with them, from the request's problem. */
#pragma once
#include "app/ctx.h"
#include "app/view.h"

/* A text field with its error, if it has one; the caller sets kind, hint and the like. */
FieldView ui_field(Ctx *ctx, Str name, Str value, Msg label);
/* A choice of one from options (borrowed); their `selected` is set by the caller. */
FieldView ui_select(Ctx *ctx, Str name, Msg label, const OptionView *options, size_t n);
/* All countries in the reader's language, behind an empty choice. */
FieldView ui_country(Ctx *ctx, Str name, Str chosen, Msg label);
/* The version that the form was filled from; 0 when there was nothing yet, which forms do not write. */
int64_t ui_version(Ctx *ctx);
/* Links to what is wrong, in the order of the names. */
ErrorSummary ui_errors(Ctx *ctx, const Str *names, size_t n);

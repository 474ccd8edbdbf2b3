/* The routes and permissions of this area. */
#pragma once
#include "app/route.h"
#include "areas/programs/programs.h"
#include "areas/programs/programs_view.h"

extern const Perm OPERATOR_PROGRAMS, OPERATOR_PROGRAMS_EDIT;
#define DESK "/operator/programs"

/* desk_pages.c */
Err programs_desk_page(OperatorCtx o);
Err programs_export(OperatorCtx o);
Err programs_preview_page(OperatorCtx o);
Err program_desk_page(OperatorCtx o);
Err program_publish_post(OperatorCtx o);
Err program_retire_post(OperatorCtx o);
Err program_remove_post(OperatorCtx o);
Err program_up_post(OperatorCtx o);
Err program_down_post(OperatorCtx o);
/* desk_forms.c */
Err program_new_page(OperatorCtx o);
Err program_new_post(OperatorCtx o);
Err program_edit_page(OperatorCtx o);
Err program_edit_post(OperatorCtx o);
Err requirement_new_page(OperatorCtx o);
Err requirement_new_post(OperatorCtx o);
Err requirement_remove_post(OperatorCtx o);

/* What both share. */
ShellView *programs_shell(Ctx *ctx, Msg title, Str name);
Url program_url(Ctx *ctx, Str id, const char *rest);
void program_audit(Ctx *ctx, const ProgramFull *p);
StateView program_state(Str state);
Msg program_side_name(Str side);
Msg program_decides(const ProgramInput *in);
const Str *program_paragraphs(Arena *a, Str body, size_t *ret_n);

/* The routes and permissions of this area. */
#pragma once
#include "app/route.h"
#include "areas/programs/enrollment.h"
#include "areas/programs/programs_view.h"

extern const Perm OPERATOR_PROGRAMS, OPERATOR_PROGRAMS_EDIT;
#define DESK "/operator/programs"
#define QUEUE "/operator/enrollments"

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
/* partner_pages.c */
Err programs_page(AccountCtx a);
Err program_page(AccountCtx a);
Err program_enroll_post(AccountCtx a);
Err program_answer_post(AccountCtx a);
Err program_appeal_post(AccountCtx a);
Err program_withdraw_post(AccountCtx a);
Err program_leave_post(AccountCtx a);
/* queue_pages.c */
Err enrollments_page(OperatorCtx o);
Err enrollments_several(OperatorCtx o);
Err enrollments_export(OperatorCtx o);
Err enrollment_page(OperatorCtx o);
Err enrollment_decide_post(OperatorCtx o);
Err enrollment_check_post(OperatorCtx o);

/* What they share. */
ShellView *programs_shell(Ctx *ctx, Msg title, Str name);
Url program_url(Ctx *ctx, Str id, const char *rest);
void program_audit(Ctx *ctx, const ProgramFull *p);
StateView program_state(Str state);
Msg program_side_name(Str side);
Msg program_decides(const ProgramInput *in);
/* ret has room for five. */
size_t program_answer_facts(Ctx *ctx, const Enrollment *e, FactView *ret);
MetRow program_met_row(const Met *m);
const Str *program_paragraphs(Arena *a, Str body, size_t *ret_n);

/* The routes and permissions of this area, and what its pages share. */
#pragma once
#include "app/route.h"
#include "areas/learning/learning_view.h"
#include "areas/learning/profile.h"
#include "areas/learning/study.h"

extern const Perm LEARNING_OWN, LEARNING_COMPANY, LEARNING_EXPORT, OPERATOR_LEARNING, OPERATOR_LEARNING_EDIT,
    OPERATOR_LEARNING_DECIDE;
#define LEARNING_DESK "/operator/learning"
#define LEARNING_HERE "/a/{account}/learning"

/* desk_pages.c */
Err learning_desk_page(OperatorCtx o);
Err learning_desk_item_page(OperatorCtx o);
Err learning_publish_post(OperatorCtx o);
Err learning_retire_post(OperatorCtx o);
Err learning_remove_post(OperatorCtx o);
Err learning_part_up_post(OperatorCtx o);
Err learning_part_remove_post(OperatorCtx o);
Err certifications_page(OperatorCtx o);
Err certification_publish_post(OperatorCtx o);
Err certification_retire_post(OperatorCtx o);
/* desk_forms.c */
Err learning_new_page(OperatorCtx o);
Err learning_new_post(OperatorCtx o);
Err learning_edit_page(OperatorCtx o);
Err learning_edit_post(OperatorCtx o);
Err learning_part_new_page(OperatorCtx o);
Err learning_part_new_post(OperatorCtx o);
Err learning_part_edit_page(OperatorCtx o);
Err learning_part_edit_post(OperatorCtx o);
Err certification_new_page(OperatorCtx o);
Err certification_new_post(OperatorCtx o);
Err certification_page(OperatorCtx o);
Err certification_post(OperatorCtx o);
/* own_pages.c */
Err my_learning_page(AccountCtx a);
Err learning_catalogue_page(AccountCtx a);
Err learning_item_page(AccountCtx a);
Err learning_read_page(AccountCtx a);
Err learning_read_post(AccountCtx a);
Err learning_done_post(AccountCtx a);
Err learning_start_post(AccountCtx a);
Err learning_certificate_page(AccountCtx a);
/* exam_pages.c */
Err learning_attempt_page(AccountCtx a);
Err learning_attempt_save_post(AccountCtx a);
Err learning_attempt_finish_post(AccountCtx a);
/* profile_pages.c */
Err learning_profile_page(AccountCtx a);
Err learning_profile_post(AccountCtx a);
Err learning_unlink_post(AccountCtx a);
Err learning_withdraw_post(AccountCtx a);
Err learning_claim_new_page(AccountCtx a);
Err learning_claim_new_post(AccountCtx a);
Err learning_claim_page(AccountCtx a);
Err learning_claim_post(AccountCtx a);
Err learning_claim_withdraw_post(AccountCtx a);
Err learning_claim_document(AccountCtx a);
/* decide_pages.c */
Err learning_profile_desk_page(OperatorCtx o);
Err learning_profile_decide_post(OperatorCtx o);
Err learning_claim_desk_page(OperatorCtx o);
Err learning_claim_decide_post(OperatorCtx o);
Err learning_claim_desk_document(OperatorCtx o);
/* records_pages.c */
Err learning_records_page(OperatorCtx o);
Err learning_records_post(OperatorCtx o);
Err learning_records_template(OperatorCtx o);
Err learning_records_file_post(OperatorCtx o);
Err learning_statistics_page(OperatorCtx o);
/* company_pages.c */
Err learning_company_page(AccountCtx a);
Err learning_company_export(AccountCtx a);

/* What they share. */
ShellView *learning_desk_shell(Ctx *ctx, Msg title, Str name);
const TabView *learning_desk_tabs(Ctx *ctx, size_t current, size_t *ret_n); /* 0 catalogue, 1 certifications ... */
Url learning_desk_url(Ctx *ctx, Id id, const char *rest);                   /* of an item */
Url certification_url(Ctx *ctx, Id id, const char *rest);
void learning_audit(Ctx *ctx, Id id, Str name);
ShellView *my_learning_shell(Ctx *ctx, Msg title, Str name);
Url my_learning_url(Ctx *ctx, const char *rest); /* rest: a literal of ours */
Url my_learning_at(Ctx *ctx, const char *what, Id id, const char *rest);
const LearningBlock *learning_blocks(Arena *a, Str body, size_t *ret_n);
Msg learning_kind(const LearningItem *i);
Msg learning_minutes(int64_t n);
Msg award_source(Str source);
/* An empty choice with `first`, then the words. */
FieldView learning_select(Ctx *ctx, Str name, Msg label, Msg first, const LearningWord *words, size_t n, Str chosen);
/* A choice of published certifications (and the one chosen); value: the id. */
FieldView certification_select(Ctx *ctx, Str name, Msg first, const Certification *all, size_t n, Id chosen);

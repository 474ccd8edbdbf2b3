/* The routes of this area's pages. Thin: input, one domain call, output. */
#pragma once
#include "app/route.h"
#include "areas/people/area_perms.h"
#include "areas/people/people.h"
#include "areas/people/people_view.h"

/* pages_list.c */
Err page_people(AccountCtx a);
Err page_people_choices(AccountCtx a);
Err page_people_view_save(AccountCtx a);
Err page_people_view_remove(AccountCtx a);
Err page_admins(AccountCtx a);
/* pages_export.c */
Err page_people_export(AccountCtx a);
/* pages_import.c */
Err page_user_imports(AccountCtx a);
Err page_user_import_template(AccountCtx a);
Err page_user_import_upload(AccountCtx a);
Err page_user_import(AccountCtx a);
Err page_user_import_run(AccountCtx a);
Err page_user_import_report(AccountCtx a);
Err page_user_credentials_file(AccountCtx a);
/* pages_batch.c */
Err page_user_batch(AccountCtx a);
Err page_user_batch_give(AccountCtx a);
Err page_user_batch_take(AccountCtx a);
Err page_user_batch_suspend(AccountCtx a);
Err page_user_batch_reset(AccountCtx a);
Err page_user_batch_sessions(AccountCtx a);
Err page_user_batch_group(AccountCtx a);
/* batch_job.c */
Err page_user_batch_job(AccountCtx a);
Err page_user_batch_cancel(AccountCtx a);
/* pages_add.c */
Err page_user_add(AccountCtx a);
Err page_user_add_save(AccountCtx a);
Err page_user_add_roles(AccountCtx a);
Err page_user_add_roles_save(AccountCtx a);
Err page_user_add_review(AccountCtx a);
Err page_user_add_create(AccountCtx a);
Err page_user_add_discard(AccountCtx a);
Err page_user_credentials(AccountCtx a);
/* pages_person.c */
Err page_person(AccountCtx a);
Err page_person_groups(AccountCtx a);
Err page_person_sign_ins(AccountCtx a);
Err page_person_activity(AccountCtx a);
/* pages_roles.c */
Err page_user_role_give(AccountCtx a);
Err page_user_role_take(AccountCtx a);
Err page_person_group_drop(AccountCtx a);
/* pages_edit.c */
Err page_person_edit(AccountCtx a);
Err page_person_edit_save(AccountCtx a);
/* pages_act.c */
Err page_user_suspend(AccountCtx a);
Err page_user_suspend_do(AccountCtx a);
Err page_user_reinstate(AccountCtx a);
Err page_user_reset(AccountCtx a);
Err page_user_reset_do(AccountCtx a);
Err page_user_end_sessions(AccountCtx a);
Err page_user_remove(AccountCtx a);
Err page_user_remove_do(AccountCtx a);
Err page_user_remove_directory_do(AccountCtx a);
/* pages_invite.c */
Err page_user_invitations(AccountCtx a);
Err page_user_invite(AccountCtx a);
Err page_user_invite_do(AccountCtx a);
Err page_user_invitation_resend(AccountCtx a);
Err page_user_invitation_withdraw(AccountCtx a);
/* pages_accept.c */
Err page_user_accept(PublicCtx p);
Err page_user_accept_new(PublicCtx p);
Err page_user_accept_mine(SelfCtx s);
/* pages_groups.c */
Err page_groups(AccountCtx a);
Err page_group_new(AccountCtx a);
Err page_group_new_do(AccountCtx a);
Err page_group(AccountCtx a);
Err page_group_edit(AccountCtx a);
Err page_group_edit_save(AccountCtx a);
Err page_group_add(AccountCtx a);
Err page_group_drop(AccountCtx a);
Err page_group_give(AccountCtx a);
Err page_group_take(AccountCtx a);
Err page_group_hand_over(AccountCtx a);
Err page_group_hand_over_do(AccountCtx a);
Err page_group_take_back(AccountCtx a);
/* The group of the address, named in the audit. ERR_NOT_FOUND with a problem. */
MUST_USE Err group_of_path(AccountCtx a, GroupGetRow *ret);
/* The page that says what an act does, before it does; what was sent goes along. */
typedef struct GroupAct {
    Msg question, button;
    const Msg *effects;
    size_t n;
    const char *rest;
    bool danger;
} GroupAct;
Err group_ask(AccountCtx a, const GroupGetRow *g, const GroupAct *act);
Err page_group_remove(AccountCtx a);
Err page_group_remove_do(AccountCtx a);
/* pages_applications.c */
Err page_applications(AccountCtx a);
Err page_application_give(AccountCtx a);
Err page_application_take(AccountCtx a);

/* pages.c: shared by the pages of this area. */
Url people_url(Ctx *ctx, const char *rest); /* "/a/{account}/settings/users" and a static rest */
Url person_url(Ctx *ctx, Id id, const char *rest);
Url groups_url(Ctx *ctx, const char *rest);
Url group_url(Ctx *ctx, Id id, const char *rest);
ShellView *people_shell(Ctx *ctx, Msg title);
/* Under the list: a person or a step. */
ShellView *people_sub_shell(Ctx *ctx, Msg title, Str title_text);
typedef enum PeopleTab { TAB_PEOPLE, TAB_INVITATIONS, TAB_GROUPS, TAB_APPLICATIONS } PeopleTab;
const TabView *people_tabs(Ctx *ctx, PeopleTab current, size_t *ret_n);
StateView person_state(PersonStatus status);
Msg origin_msg(Str origin);
Msg only_program(const Programs *all, Str program); /* its name; unset for all programs */
Str person_initials(Arena *a, Str first, Str last);
FieldView people_field(Ctx *ctx, const char *name, Str value, Msg label);
FieldView people_area(Ctx *ctx, const char *name, Str value, Msg label, int64_t max);
FieldView people_select(Ctx *ctx, const char *name, const OptionView *options, size_t n, Str chosen, Msg label);
ErrorSummary people_errors(Ctx *ctx);
/* Roles the reader may give here, by family, with the plan's ticked; guest: those guests may hold. */
MUST_USE Err role_picker(AccountCtx a, const PeopleWorld *w, const RolePlan *plan, bool guest, RolePicker *ret);
/* The picker's fields of this request's form. Names of own roles that there are none of are problems of "own_roles". */
MUST_USE Err role_plan_of_form(AccountCtx a, RolePlan *ret);
/* As many roles of the account's own are offered to tick; more are written by their names. */
enum { OWN_ROLES_SHOWN = 30 };
/* Directories to choose from, as options. */
FieldView directory_select(Ctx *ctx, const PeopleWorld *w, Str chosen);
/* The ids of the rows that were ticked: form fields "id", at most max. */
size_t picked_ids(Ctx *ctx, Id *ret, size_t max);
/* The page of a person's roles, with what was chosen in the form; 422 when fields have problems. */
MUST_USE Err person_roles_page(AccountCtx a, const RolePlan *plan);
MUST_USE Err person_of_path(AccountCtx a, PersonGetRow *ret);
void people_download(Ctx *ctx, Str name);   /* the body is saved under this name, plain ASCII */
Url credentials_url(Ctx *ctx, Id batch_id); /* the page that shows a batch once */

/* Shared by the page files of App management. */
#pragma once
#include "app/route.h"
#include "app/session.h"
#include "areas/authority/apps.h"
#include "areas/authority/authority_view.h"

/* The frame of Account settings, under "App management" and, with a name, under an application. */
ShellView *apps_shell(Ctx *ctx, Msg title, const AppsOneRow *app);
Url app_url(Ctx *ctx, Id id, const char *tail);
/* The application of {application}; ERR_NOT_FOUND with a problem. */
MUST_USE Err app_of_path(AccountCtx a, AppsOneRow *ret);
/* "Good", "ends in 12 days", "has ended". */
StateView ends_state(Ctx *ctx, Time ends);
/* Check boxes of scopes, and what was ticked. */
const ScopeChoice *scope_choices_of(Ctx *ctx, ApiScopeSet chosen, ApiScopeSet most, size_t *ret_n);
ApiScopeSet scopes_of_form(Ctx *ctx);
FieldView days_field(Ctx *ctx, const int *days, size_t n, int64_t chosen);
int64_t days_of_form(Ctx *ctx);
Str person_text(Ctx *ctx, Str first, Str last);
ErrorSummary apps_errors(Ctx *ctx);

/* Service tokens, of applications and of people. most: scopes that can be chosen. */
CredentialFormView *token_form_view(Ctx *ctx, ShellView *shell, Url action, Url back, ApiScopeSet most);
NewServiceToken token_of_form(Ctx *ctx);
void token_shown(Ctx *ctx, ShellView *shell, Str token, int64_t days, Url back);
MUST_USE Err token_must_be(Ctx *ctx, int64_t changed);
void token_audit(Ctx *ctx, Id id);

Err apps_page(AccountCtx a);
Err app_new_page(AccountCtx a);
Err app_new_post(AccountCtx a);
Err app_edit_page(AccountCtx a);
Err app_edit_post(AccountCtx a);
Err app_page(AccountCtx a);
Err secret_new_page(AccountCtx a);
Err secret_new_post(AccountCtx a);
Err secret_end_post(AccountCtx a);
Err certificate_new_page(AccountCtx a);
Err certificate_new_post(AccountCtx a);
Err certificate_end_post(AccountCtx a);
Err app_token_new_page(AccountCtx a);
Err app_token_new_post(AccountCtx a);
Err app_token_end_post(AccountCtx a);
Err app_role_give_post(AccountCtx a);
Err app_role_take_post(AccountCtx a);
Err app_revoke_page(AccountCtx a);
Err app_revoke_post(AccountCtx a);
Err app_suspend_page(AccountCtx a);
Err app_suspend_post(AccountCtx a);
Err app_resume_post(AccountCtx a);
Err app_remove_page(AccountCtx a);
Err app_remove_post(AccountCtx a);
Err app_consent_end_post(AccountCtx a);
Err foreign_consent_end_post(AccountCtx a);
Err person_token_end_post(AccountCtx a);

Err my_apps_page(SelfCtx s);
Err my_app_end_post(SelfCtx s);
Err my_tokens_page(SelfCtx s);
Err my_token_new_page(SelfCtx s);
Err my_token_new_post(SelfCtx s);
Err my_token_end_post(SelfCtx s);

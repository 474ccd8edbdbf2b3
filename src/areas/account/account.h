/* Account settings: company profile, people and roles of the account. */
#pragma once
#include "app/ctx.h"
#include "app/view.h"

extern const Perm ACCOUNT_COMPANY_VIEW, ACCOUNT_COMPANY_EDIT;

typedef struct CompanyInput {
    Str name, city, email, phone, website;
} CompanyInput;
void company_check(Ctx *ctx, CompanyInput *in);
MUST_USE Err company_save(AccountCtx a, const CompanyInput *in, int64_t version);
/* As it stands: the version and all that company_save takes. */
MUST_USE Err company_get(AccountCtx a, CompanyInput *ret, int64_t *ret_version);

/* The shell of a page of settings: "Account settings" and the page, or with a page between them. */
ShellView *settings_shell(Ctx *ctx, Msg title);
ShellView *settings_sub_shell(Ctx *ctx, Msg parent, const char *parent_path, Msg title);

/* The rules of managing applications and service tokens. All inside units; problems are set for people. */
#pragma once
#include "app/apiscope.h"
#include "areas/authority/authority.h"
#include "crypt/cert.h"
#include "gen/authority_q.h"

typedef struct AppForm {
    Str name, about, sign_in, sign_out; /* addresses: one a line */
    bool public_client, multi_tenant, app_only, rotate_refresh, require_pkce;
    ApiScopeSet scopes;
    int64_t version;
} AppForm;
/* Adds problems to the fields: name, about, sign_in, sign_out, scopes. */
void app_form_check(Ctx *ctx, const AppForm *f);
/* ERR_NOT_FOUND with a problem when it is not the account's. */
MUST_USE Err app_get(AccountCtx a, Id id, AppsOneRow *ret);
MUST_USE Err app_register(AccountCtx a, const AppForm *f, Id *ret_id);
/* ERR_STALE when somebody saved meanwhile. */
MUST_USE Err app_change(AccountCtx a, const AppsOneRow *was, const AppForm *f);
/* Each line of a text, without what surrounds it. False at the end. */
bool app_next_line(Str *rest, Str *ret);

/* A secret, shown once: at most AUTHORITY_SECRET_DAYS_MAX days. */
MUST_USE Err app_secret_add(AccountCtx a, const AppsOneRow *app, Str name, int64_t days, Str *ret_secret);
MUST_USE Err app_secret_end(AccountCtx a, const AppsOneRow *app, Id id);
/* Adds a problem to the field "certificate" when it cannot be taken. */
MUST_USE Err app_certificate_add(AccountCtx a, const AppsOneRow *app, Str name, Str text);
MUST_USE Err app_certificate_end(AccountCtx a, const AppsOneRow *app, Id id);
/* state: active, suspended, removed. All that was opened with it ends, but for active. */
MUST_USE Err app_set_state(AccountCtx a, const AppsOneRow *app, const char *state);
/* Every token that is out ends; the application may ask for new ones. */
MUST_USE Err app_revoke_tokens(AccountCtx a, const AppsOneRow *app);
/* Takes back what was allowed, with what was opened by it. */
MUST_USE Err app_consent_end(AccountCtx a, Id consent_id);

typedef struct NewServiceToken {
    Id account_id, user_id, application_id; /* user_id or application_id */
    Str name, amr;
    ApiScopeSet scopes;
    int64_t days;
} NewServiceToken;
/* Adds problems to the fields name, scopes, days. */
void service_token_check(Ctx *ctx, const NewServiceToken *n);
/* The token, shown once. */
MUST_USE Err service_token_add(Ctx *ctx, const NewServiceToken *n, Str *ret_token);

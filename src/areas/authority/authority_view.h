/* Models of the pages of the authority. */
#pragma once
#include "app/view.h"

/* --- pages between an application and its tokens: one card, no navigation --- */
typedef struct AskFrame {
    ShellView *shell;
    Str who, email; /* who is signed in; empty: nobody */
} AskFrame;
typedef struct ScopeLine {
    Str icon;
    Msg text;
} ScopeLine;

typedef struct AskErrorView { /* nothing can be told to the application */
    AskFrame frame;
    Msg what, hint;
    Str request_id;
    Url home, other; /* other: sign in as somebody else; may be unset */
} AskErrorView;

typedef struct ConsentView {
    AskFrame frame;
    Str app, about, maker, account, directory;
    bool abroad, for_all_only; /* for_all_only: the page of administrators */
    bool may_for_all;
    bool again; /* allowed before, and asked all the same: nobody can tell it from another program */
    const ScopeLine *lines;
    size_t lines_n;
    Str returns_to; /* "https://app.example" */
    Url action;
    const HiddenField *keep;
    size_t keep_n;
} ConsentView;

typedef struct AdminNeededView {
    AskFrame frame;
    Str app, maker, account;
    const Str *admins;
    size_t admins_n;
    Str link; /* to send them */
    Url back;
} AdminNeededView;

typedef struct ChooseView {
    AskFrame frame;
    Str app, hint;
    Url go_on, other;
} ChooseView;

typedef struct GoOnView { /* back to the application, where a redirect would be held back */
    AskFrame frame;
    Str app, place;
    Url to;
} GoOnView;
typedef struct FormPostView { /* response_mode=form_post */
    AskFrame frame;
    Str app, place;
    Url to;
    const HiddenField *fields;
    size_t fields_n;
} FormPostView;

typedef struct DeviceAskView {
    AskFrame frame;
    ErrorSummary errors;
    FieldView code;
} DeviceAskView;
typedef struct DeviceConsentView {
    AskFrame frame;
    Str app, about, maker, account, code, address;
    Time since;
    bool abroad;
    const ScopeLine *lines;
    size_t lines_n;
} DeviceConsentView;
typedef struct DeviceDoneView {
    AskFrame frame;
    Str app;
    bool allowed;
} DeviceDoneView;
typedef struct LeaveView { /* sign-out asked for by an application */
    AskFrame frame;
    Str app, place;
    const HiddenField *keep;
    size_t keep_n;
    Url stay;
} LeaveView;

/* --- App management --- */
typedef struct AppRow {
    Str name, about, id;
    Msg kind, credentials;
    StateView state;
    Time used;
    Url url;
    bool others;
} AppRow;
typedef struct ForeignRow {
    Str name, maker, who, scopes, by;
    Time since;
    Url end;
} ForeignRow;
typedef struct PersonTokenRow {
    Str name, hint, who, scopes;
    Time ends, used;
    Url end;
} PersonTokenRow;
typedef struct AppsView {
    ShellView *shell;
    FieldView text;
    Url action, clear, add, help;
    const AppRow *rows;
    size_t rows_n;
    PagerView pager;
    const ForeignRow *foreign;
    size_t foreign_n;
    const PersonTokenRow *tokens;
    size_t tokens_n;
    bool may_manage, may_consent, filtered;
    int64_t total;
} AppsView;

typedef struct ScopeChoice {
    Str value;
    Msg label, hint;
    bool chosen;
} ScopeChoice;
typedef struct AppFormView {
    ShellView *shell;
    FormView form;
    FieldView name, about, kind, sign_in, sign_out;
    bool fixed_kind, public_client; /* an application stays what it is */
    FieldView multi_tenant, app_only, rotate, pkce;
    const ScopeChoice *scopes;
    size_t scopes_n;
    Msg scopes_error;
    Url back;
} AppFormView;

typedef struct CredentialRow {
    Str name, hint;
    Time since, ends, used;
    StateView state;
    Url end;
} CredentialRow;
typedef struct ConsentRow {
    Str who, email, scopes, by;
    bool for_all;
    Time since;
    Url end;
} ConsentRow;
typedef struct LabelledText {
    Msg label;
    Str text;
} LabelledText;
typedef struct AppRoleRow {
    Msg name;
    Str id;
} AppRoleRow;
typedef struct AppView {
    ShellView *shell;
    Str name, about;
    StateView state;
    Msg kind;
    const LabelledText *ids; /* copied into programs */
    size_t ids_n;
    const LabelledText *addresses;
    size_t addresses_n;
    Time since, used;
    const Str *sign_in;
    size_t sign_in_n;
    const Str *sign_out;
    size_t sign_out_n;
    const CredentialRow *secrets;
    size_t secrets_n;
    const CredentialRow *certificates;
    size_t certificates_n;
    const CredentialRow *tokens;
    size_t tokens_n;
    const ScopeLine *scopes;
    size_t scopes_n;
    const AppRoleRow *roles;
    size_t roles_n;
    FieldView add_role;
    const ConsentRow *consents;
    size_t consents_n;
    int64_t grants;
    const EventView *events;
    size_t events_n;
    bool may_manage, public_client, others, alone, suspended;
    Url edit, new_secret, new_certificate, new_token, revoke, suspend, resume, remove, role_add, role_take, help;
} AppView;

typedef struct CredentialFormView { /* a secret or a service token */
    ShellView *shell;
    FormView form;
    FieldView name, days, account, certificate;
    const ScopeChoice *scopes;
    size_t scopes_n;
    Msg scopes_error;
    Msg intro, submit;
    bool is_certificate, has_account;
    Url back;
} CredentialFormView;
typedef struct ShownOnceView {
    ShellView *shell;
    Msg what, where;
    Str secret;
    const LabelledText *beside;
    size_t beside_n;
    Str example;
    Url back;
    Time ends;
} ShownOnceView;
typedef struct AppConfirmView {
    ShellView *shell;
    FormView form;
    Msg title, effect, submit;
    FieldView typed;
    bool asks;
    Url back;
} AppConfirmView;

/* --- a person's own --- */
typedef struct MyAppRow {
    Str name, about, maker, account;
    const ScopeLine *lines;
    size_t lines_n;
    Time since, used;
    Url end;
    bool for_all;
} MyAppRow;
typedef struct MyAppsView {
    ShellView *shell;
    const MyAppRow *rows;
    size_t rows_n;
} MyAppsView;
typedef struct MyTokenRow {
    Str name, hint, account, scopes;
    Time since, ends, used;
    StateView state;
    Url end;
} MyTokenRow;
typedef struct MyTokensView {
    ShellView *shell;
    const MyTokenRow *rows;
    size_t rows_n;
    Url add, help;
    bool may_add;
} MyTokensView;

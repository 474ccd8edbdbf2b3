/* Models of the pages of federation. */
#pragma once
#include "app/view.h"
#include "gen/identity_html.h"

/* --- before sign-in --- */
typedef struct AtView {
    DoorView *door;
    Str provider, organization;
    bool confirm;            /* somebody signed in proves their presence */
    Url go, other, password; /* password: empty where it is not taken, or the address is not known */
} AtView;
typedef struct FailedView {
    DoorView *door;
    Str provider;
    Msg what;
    Str said;    /* the provider's own words; empty: none */
    bool theirs; /* an administrator can do something about it */
    Url again, other;
} FailedView;
typedef struct SignedOutView {
    DoorView *door;
    Str provider;
    Url there; /* empty: the provider has no address for it */
} SignedOutView;

/* --- settings --- */
typedef struct CheckList { /* several of a list */
    Str name;
    Msg label, hint, error;
    const OptionView *options;
    size_t options_n;
} CheckList;
typedef struct RuleRow {
    Str claim, value;
    Msg test, role;
    Str account; /* empty: every account */
    Str what;    /* the whole rule in one line, for the button's name */
    Url remove;
} RuleRow;
typedef struct TokenRow {
    Str name;
    Time created_at, expires_at, used_at;
    StateView state;
    bool open;
    Url end;
} TokenRow;
typedef struct FederationView {
    ShellView *shell;
    bool there, on, enforced, provable; /* provable: a Global admin has signed in through it as it is set up now */
    StateView state;
    Str provider;
    const FactView *facts, *ours; /* ours: what the provider asks for */
    size_t facts_n, ours_n;
    NoticeView trouble;
    bool has_trouble;
    Url edit, test, try, switch_url, rule_add, domains;
    FieldView break_glass, released;
    Url release;
    ErrorSummary errors;
    const RuleRow *rules;
    size_t rules_n;
    bool provisioned;
    StateView provisioning;
    Str scim_url;
    const TokenRow *tokens;
    size_t tokens_n;
    Url token_add, stop;
} FederationView;
typedef struct ProviderFormView {
    ShellView *shell;
    FormView form;
    FieldView name, issuer, client_id, client_auth, secret, scopes, jit, jit_account, trust_email, trust_mfa;
    CheckList domains, jit_roles;
    Str redirect_uri, keys_uri;
    bool has_accounts;
    Url back;
} ProviderFormView;
typedef struct RuleFormView {
    ShellView *shell;
    FormView form;
    FieldView claim, test, value, role, account;
    bool has_accounts;
    Url back;
} RuleFormView;
typedef struct TokenFormView {
    ShellView *shell;
    FormView form;
    FieldView name, life;
    bool first; /* making it hands the people of the directory over */
    Url back;
} TokenFormView;
typedef struct TokenMadeView {
    ShellView *shell;
    Str name, token, scim_url;
    Time expires_at;
    Url back;
} TokenMadeView;
typedef struct ReportStep {
    StateView state;
    Msg what, detail;
    Str said;
} ReportStep;
typedef struct ReportView {
    ShellView *shell;
    Str provider;
    bool good;
    const ReportStep *steps;
    size_t steps_n;
    Url again, back;
} ReportView;
typedef struct ClaimRow {
    Str name, value;
} ClaimRow;
typedef struct TryView {
    DoorView *door;
    Str provider;
    StateView state;
    Msg outcome;
    Str sign_in;
    const ClaimRow *claims;
    size_t claims_n;
    const Msg *given, *taken;
    size_t given_n, taken_n;
    bool two_factors, counts; /* counts: the factors are trusted */
    Url back;
} TryView;

/* --- domains --- */
typedef struct DomainRow {
    Str name;
    bool first; /* the directory's first one: stays */
    Url remove;
} DomainRow;
typedef struct DomainAskRow {
    Str domain, record, text; /* what has to stand in the DNS */
    Time since, checked;
    Msg problem; /* of the last look; unset: none yet */
    Url check, cancel;
} DomainAskRow;
typedef struct DomainsView {
    ShellView *shell;
    const DomainRow *rows;
    size_t rows_n;
    const DomainAskRow *asks;
    size_t asks_n;
    FormView form;
    FieldView domain;
    Str vendor;
} DomainsView;
typedef struct VendorDomainRow {
    Str domain, directory, who, email;
    Time since, checked;
    Msg problem;
    Url confirm, decline;
} VendorDomainRow;
typedef struct VendorDomainsView {
    ShellView *shell;
    const VendorDomainRow *rows;
    size_t rows_n;
    PagerView pager;
} VendorDomainsView;

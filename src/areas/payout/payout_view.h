/* Models of the pages of bank and tax profiles. */
#pragma once
#include "app/machine.h"
#include "app/view.h"
#include "ui/work_panel.h"

typedef struct ProfileRow {
    Str name, holder, masked, country, currency, reason;
    Msg form;
    StateView state;
    Time until; /* TIME_NONE: no end */
    Url url;
} ProfileRow;
typedef struct ProfilesView {
    ShellView *shell;
    const ProfileRow *banks, *taxes;
    size_t banks_n, taxes_n;
    bool may_edit;
    Url add_bank, add_tax;
    Str editors; /* roles that may, for those who may not */
    Url why;     /* how one gets such a role */
} ProfilesView;
typedef struct ProfileView {
    ShellView *shell;
    Str name;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    const FactView *facts;
    size_t facts_n;
    bool may_edit;
    Url edit;
    Str editors;
    Url why;
} ProfileView;
/* The first step of both: for which country. */
typedef struct ProfileStartView {
    ShellView *shell;
    StepView steps[2];
    bool tax;
    Url action, back;
    FieldView country, method, currency, person;
} ProfileStartView;
typedef struct ProfileFormView {
    ShellView *shell;
    StepView steps[2];
    bool tax, changes, again; /* again: saving sends it to the vendor again */
    FormView form;
    Msg country_line;
    Url other_country, back;
    HiddenField kept[4];
    size_t kept_n;
    FieldView name, holder, bank, bic, iban, code, number, method, currency;
    FieldView treaty, signed_by, declared;
    bool has_iban, has_local, has_code, may_treaty;
    Msg form_name, withholding;
} ProfileFormView;

typedef struct AssignmentRow {
    Str program, place, bank, tax, currency;
    StateView bank_state, tax_state, state;
    bool has_bank, has_tax, held;
    Url url;
    Msg action;
} AssignmentRow;
typedef struct AssignmentsView {
    ShellView *shell;
    const AssignmentRow *rows;
    size_t rows_n, missing;
    FieldView place;
    bool places, may_edit; /* places: there is more than the account itself */
    Url here, profiles, programs;
    Str editors;
    Url why;
} AssignmentsView;
typedef struct AssignView {
    ShellView *shell;
    Str program, place;
    FormView form;
    FieldView bank, tax, currency, held;
    Url back, profiles;
    bool none; /* no profile of one kind at all */
} AssignView;

/* --- the vendor's desk --- */

typedef struct DeskRow {
    Str account, partner_id, name, country, masked, id;
    Msg kind, checked;
    StateView state;
    Time since;
    Url url;
    bool pending;
    WorkMark mark;
} DeskRow;
typedef struct PayoutDeskView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    WorkPanel panel;
    FieldView state, country, whose;
    const HiddenField *keep;
    size_t keep_n;
    const DeskRow *rows;
    size_t rows_n;
    PagerView pager;
    ExportView export;
    Url clear, settings, accept;
    Str query;
    bool filtered, may_decide;
} PayoutDeskView;
typedef struct PayoutDecideView {
    ShellView *shell;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    const FactView *facts;
    size_t facts_n;
    Str name, account, partner_id, number; /* number: in clear, only on the page that was asked for it */
    Url account_url, reveal;
    bool may_decide, may_unmask, tax;
    FormView form;
    FieldView to, reason, withholding;
} PayoutDecideView;
enum { PAYOUT_SETTINGS_N = 10 };
typedef struct PayoutSettingsView {
    ShellView *shell;
    FormView form;
    FieldView fields[PAYOUT_SETTINGS_N];
    Url cancel;
} PayoutSettingsView;

/* --- tax exemptions --- */

typedef struct ExemptionRow {
    Str account, partner_id; /* at the desk */
    Str region, number, reason;
    StateView state;
    Date from, until;
    Time since;
    Url url;
    WorkMark mark; /* at the desk */
} ExemptionRow;
typedef struct ExemptionsView {
    ShellView *shell;
    const ExemptionRow *rows;
    size_t rows_n;
    bool may_file;
    Url add;
    Str filers;
} ExemptionsView;
typedef struct ExemptionView {
    ShellView *shell;
    Str name, account, partner_id, document_name;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    const FactView *facts;
    size_t facts_n;
    Url document, correct, withdraw, account_url;
    bool may_correct, may_withdraw, may_decide;
    FormView form;
    FieldView to, reason;
} ExemptionView;
typedef struct ExemptionFormView {
    ShellView *shell;
    FormView form;
    FieldView country, part, number, from, until, document;
    Url back;
} ExemptionFormView;
typedef struct ExemptionsDeskView {
    ShellView *shell;
    WorkPanel panel;
    FieldView state, whose;
    const ExemptionRow *rows;
    size_t rows_n;
    PagerView pager;
    ExportView export;
    Url clear;
    bool filtered;
} ExemptionsDeskView;

/* Models of the pages of verification. */
#pragma once
#include "app/machine.h"
#include "app/view.h"
#include "areas/registry/registry.h"
#include "ui/work_panel.h"

typedef struct VerificationRow {
    Msg name, about;
    StateCard card;
    Str anchor;
    Url url; /* of the check's own page */
} VerificationRow;
typedef struct VerificationView {
    ShellView *shell;
    bool asked, own;
    StateCard whole;
    const StepView *steps;
    size_t steps_n;
    const VerificationRow *rows;
    size_t rows_n;
    Msg passed; /* "3 of 5 checks are accepted" */
    Url legal, company;
} VerificationView;

typedef struct VerificationDocument {
    Str name, size, by, note;
    Msg kind;
    Time at;
    Url url;
} VerificationDocument;
typedef struct VerificationCheckView {
    ShellView *shell;
    Msg name, about, wants;
    StateCard card;
    const FactView *facts;
    size_t facts_n;
    const VerificationDocument *documents;
    size_t documents_n;
    const StateEvent *history;
    size_t history_n;
    bool email, may_send, may_edit, code_sent;
    Msg code_to;
    Time sent_at;
    FormView form, again;
    FieldView kind, files, note, code;
    Msg submit;
    Url edit, back;
} VerificationCheckView;

typedef struct VerificationQueueLine {
    Str id, account, partner_id, market, who;
    Msg kind;
    StateView state, left;
    Time since;
    Url url;
} VerificationQueueLine;
typedef struct VerificationQueueView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    Url action, bulk, clear;
    Str show;
    FieldView kind, country, whose, reason, wants;
    const VerificationQueueLine *rows;
    size_t rows_n;
    WorkPanel panel;
    bool filtered, may_act;
    int64_t as_of; /* when the list was read */
    PagerView pager;
    ExportView export;
    Url settings;
    bool may_set;
    ErrorSummary errors;
} VerificationQueueView;

typedef struct VerificationDeskView {
    RegistryMatch match; /* of a company: not offered for other checks */
    ShellView *shell;
    Msg name, about, first, before, wants;
    Str before_text;
    StateCard card;
    const FactView *facts;
    size_t facts_n;
    const VerificationDocument *documents;
    size_t documents_n;
    const StateEvent *history;
    size_t history_n;
    const NavLink *others;
    const StateView *other_states;
    size_t others_n;
    bool open;
    FormView form;
    FieldView to, wants_field, reason;
    Str seen;
    Url partner, queue;
    bool has_partner;
} VerificationDeskView;

enum { VERIFICATION_SETTINGS = 9 };
typedef struct VerificationSettingsView {
    ShellView *shell;
    FormView form;
    FieldView fields[VERIFICATION_SETTINGS];
    Url cancel;
} VerificationSettingsView;

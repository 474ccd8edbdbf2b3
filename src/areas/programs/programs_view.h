/* Models of the pages of programs. */
#pragma once
#include "app/area.h"
#include "app/machine.h"
#include "app/view.h"
#include "ui/work_panel.h"

/* --- the vendor's desk --- */
typedef struct DeskRow {
    Str id, name;
    Msg side, approval;
    StateView state;
    Str countries; /* empty: all */
    Url url, up, down;
    bool first, last;
} DeskRow;
typedef struct DeskView {
    ShellView *shell;
    const DeskRow *rows;
    size_t rows_n;
    bool may_edit;
    Url add, preview;
    ExportView export;
} DeskView;
typedef struct LanguageFields {
    Str tag, name;
    FieldView first, second;
    bool has_second;
} LanguageFields;
typedef struct ProgramFormView {
    ShellView *shell;
    FormView form;
    bool fresh;
    FieldView id, side, approval, days, countries;
    const LanguageFields *languages;
    size_t languages_n;
    const OptionView *brings, *questions, *excludes;
    size_t brings_n, questions_n, excludes_n;
    Msg brings_error, excludes_error;
    FieldView agreement;
    bool has_agreement;
    Url back;
} ProgramFormView;
typedef struct RequirementRow {
    Msg text;
    bool by_desk;
    Url remove;
} RequirementRow;
typedef struct LanguageText {
    Str tag, name, title;
    const Str *paragraphs;
    size_t paragraphs_n;
} LanguageText;
typedef struct ProgramDeskView {
    ShellView *shell;
    StateView state;
    const FactView *facts;
    size_t facts_n;
    const LanguageText *texts;
    size_t texts_n;
    const RequirementRow *requirements;
    size_t requirements_n;
    Str workspaces, roles; /* what it opens; empty: nothing yet */
    ErrorSummary errors;
    bool may_edit, draft, published, retired;
    Url edit, publish, retire, remove, add_requirement, applications;
} ProgramDeskView;
typedef struct RequirementFormView {
    ShellView *shell;
    FormView form;
    FieldView kind, param_program, param_currency, param_certification, amount;
    const LanguageFields *languages;
    size_t languages_n;
    bool chosen, with_program, with_currency, with_certification, with_amount, worded;
    Str kind_id;
    Msg kind_label;
    Url action, back; /* action: GET, to choose the kind */
} RequirementFormView;
typedef struct PreviewCard {
    Str name, workspaces, roles;
    Msg side, decides;
    const Str *paragraphs;
    size_t paragraphs_n;
    const Msg *requirements;
    size_t requirements_n;
} PreviewCard;
typedef struct PreviewView {
    ShellView *shell;
    Url action;
    FieldView country;
    const PreviewCard *cards;
    size_t cards_n;
} PreviewView;

/* --- the partner's pages --- */
typedef struct ProgramCard {
    Str name;
    StateView state;
    const Str *paragraphs;
    size_t paragraphs_n;
    int64_t met, asked; /* of the requirements */
    Str workspaces;
    Url url;
    Msg action;
    bool enrolled; /* or on its way */
} ProgramCard;
typedef struct ProgramSideView {
    Msg title, about;
    Str id;
    const ProgramCard *cards;
    size_t cards_n;
} ProgramSideView;
typedef struct ProgramsView {
    ShellView *shell;
    const ProgramSideView *sides;
    size_t sides_n;
    Str who; /* roles that may enroll, where this reader may not */
} ProgramsView;
typedef struct MetRow {
    StateView state;
    Msg words, why, mend;
    Str note, who;
    Url url;
} MetRow;
typedef struct ProgramView {
    ShellView *shell;
    StateView state;
    Str name;
    const Str *paragraphs;
    size_t paragraphs_n;
    const StepView *steps;
    size_t steps_n;
    bool has_card;
    StateCard card;
    const MetRow *met;
    size_t met_n;
    Str workspaces, roles;
    Msg decides;
    const FactView *facts; /* what the application said */
    size_t facts_n;
    const StateEvent *history;
    size_t history_n;
    Msg blocked; /* why it cannot be applied for now; unset: it can */
    bool may_apply, may_withdraw, may_leave, may_answer, may_appeal;
    Str who; /* roles that may, where this reader may not */
    FormView form;
    FieldView billing_day, domain, tax_id, purpose, reason;
    bool asks_day, asks_domain, asks_tax, asks_purpose;
    Url withdraw, leave;
    FormView answer;
} ProgramView;

/* --- the vendor's applications --- */
typedef struct QueueRow {
    Str account, country, program;
    StateView state;
    Time since;
    Url url;
    WorkMark mark;
} QueueRow;
typedef struct QueueView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    Url action, clear;
    Str show;
    WorkPanel panel;
    FieldView program, whose;
    const QueueRow *rows;
    size_t rows_n;
    PagerView pager;
    ExportView export;
    bool filtered;
} QueueView;
typedef struct CheckRow {
    MetRow met;
    bool by_desk;
    Str requirement;
    Url action;
    FieldView note;
} CheckRow;
typedef struct DecideView {
    ShellView *shell;
    StateCard card;
    Url partner;
    bool has_partner;
    const FactView *facts;
    size_t facts_n;
    const CheckRow *checks;
    size_t checks_n;
    bool may_decide;
    ErrorSummary check_errors;
    FormView form;
    FieldView to, reason;
    const StateEvent *history;
    size_t history_n;
} DecideView;

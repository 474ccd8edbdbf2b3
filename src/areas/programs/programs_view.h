/* Models of the pages of programs. */
#pragma once
#include "app/area.h"
#include "app/view.h"

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
    FieldView kind, param_program, param_currency, amount;
    const LanguageFields *languages;
    size_t languages_n;
    bool chosen, with_program, with_currency, with_amount, worded;
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

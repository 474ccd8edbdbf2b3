/* Models of the pages of support. */
#pragma once
#include "app/machine.h"
#include "app/view.h"

typedef struct SupportLine {
    Str number, summary, account, who, assigned, language;
    Msg workspace, severity;
    StateView state;
    Time at, last, due;
    Url url;
    bool owed, late, escalated;
} SupportLine;
typedef struct SupportListView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    const SupportLine *rows;
    size_t rows_n;
    PagerView pager;
    Url add, articles;
    Msg hours;
    bool all, filtered;
} SupportListView;

typedef struct SupportSolution {
    Str title;
    Url url;
} SupportSolution;
typedef struct SupportNewView {
    ShellView *shell;
    StepView steps[2];
    FormView form;
    FieldView workspace, problem, summary, details, severity, email, phone;
    const HiddenField *kept;
    size_t kept_n;
    Str said; /* the summary, on the second page */
    Msg about;
    const SupportSolution *solutions;
    size_t solutions_n;
    Url back, cancel, articles;
} SupportNewView;

typedef struct SupportMessage {
    Str who, body;
    Time at;
    enum { MESSAGE_PARTNER, MESSAGE_VENDOR, MESSAGE_NOTE } kind;
} SupportMessage;
typedef struct SupportOneView {
    ShellView *shell;
    Str number, summary;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    FactView facts[6];
    size_t facts_n;
    const SupportMessage *messages;
    size_t messages_n;
    FormView answer, reopen;
    FieldView text;
    Url close, escalate;
    bool may_answer, may_close, may_reopen, may_escalate, escalated;
} SupportOneView;

/* --- the vendor's desk --- */

typedef struct SupportCount {
    Msg label;
    int64_t n, late;
    Url url;
} SupportCount;
typedef struct SupportQueueView {
    ShellView *shell;
    SupportCount counts[3];
    FieldView state, workspace, language, severity, assigned;
    const SupportLine *rows;
    size_t rows_n;
    PagerView pager;
    ExportView export;
    Url here, clear;
    Url settings; /* empty: not for this reader */
    bool filtered;
} SupportQueueView;
typedef struct SupportDeskView {
    ShellView *shell;
    Str number, summary, account, creator, email, phone, partner_id;
    Url account_url, mail_url;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    FactView facts[6];
    size_t facts_n;
    const SupportMessage *messages;
    size_t messages_n;
    FormView answer, transfer;
    FieldView text, how, assigned, workspace, severity;
    Url take;
    bool mine, closed, late;
} SupportDeskView;

enum { SUPPORT_NUMBERS = 8 };
typedef struct SupportSettingsView {
    ShellView *shell;
    FormView form;
    FieldView fields[SUPPORT_NUMBERS];
    FieldView colleagues;
    Url cancel;
} SupportSettingsView;

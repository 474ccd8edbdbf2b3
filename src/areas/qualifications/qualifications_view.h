/* Models of the pages of customers' qualifications. */
#pragma once
#include "app/machine.h"
#include "ui/work_panel.h"

typedef struct QualificationLine {
    Msg kind;
    Str customer, account, partner_id, reason;
    StateView state;
    Time since;
    Url url;
    WorkMark mark; /* at the desk */
} QualificationLine;
typedef struct CustomerQualificationsView {
    CustomerFrame *frame;
    const QualificationLine *rows;
    size_t rows_n;
    bool may_ask, asks_provider;
    FormView form;
    FieldView kind, segment, website, code;
} CustomerQualificationsView;
typedef struct QualificationView {
    ShellView *shell;
    Msg kind;
    Str customer, account, partner_id;
    Url customer_url, account_url, all_url, withdraw;
    bool may_withdraw, may_ask, may_decide;
    FactView facts[8];
    size_t facts_n;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    FormView form;
    FieldView to, reason;
} QualificationView;
typedef struct QualificationsDeskView {
    ShellView *shell;
    const QualificationLine *rows;
    size_t rows_n;
    WorkPanel panel;
    FieldView state, kind, whose;
    bool filtered;
    Url clear, codes;
    PagerView pager;
    ExportView export;
} QualificationsDeskView;
typedef struct CodeLine {
    Str number, organization, account, partner_id, left;
    Time since;
} CodeLine;
typedef struct CodesView {
    ShellView *shell;
    const CodeLine *rows;
    size_t rows_n;
    FormView form;
    FieldView partner, organization, most;
    PagerView pager;
} CodesView;

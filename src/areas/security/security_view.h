/* Models of the pages of security alerts: the partner's and the vendor's. */
#pragma once
#include "app/machine.h"

typedef struct AlertLine {
    Str title, customer, subscription, resource, account, partner_id;
    Msg kind;
    StateView state, severity;
    Time at;
    Url url;
    bool test;
} AlertLine;
typedef struct AlertsView {
    ShellView *shell;
    FactView facts[3];
    size_t facts_n;
    const AlertLine *rows;
    size_t rows_n;
    FieldView q, state, severity;
    bool filtered, desk;
    Url self, raise_url;
    ExportView export;
    PagerView pager;
    EmptyView empty;
} AlertsView;
typedef struct AlertAct {
    Msg label;
    Str to;
    bool danger;
} AlertAct;
typedef struct AlertView {
    ShellView *shell;
    Str title, description, customer, account, partner_id;
    Msg kind;
    bool test, desk;
    FactView facts[10];
    size_t facts_n;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    Url customer_url, subscription_url, account_url, action;
    const AlertAct *acts;
    size_t acts_n;
} AlertView;
typedef struct RaiseView {
    ShellView *shell;
    FormView form;
    FieldView subscription, kind, severity, confidence, title, description, resource, group, hits, test;
    Url cancel;
} RaiseView;

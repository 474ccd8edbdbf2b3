/* Models of the pages of merges. */
#pragma once
#include "app/machine.h"
#include "app/view.h"

typedef struct MergeLine {
    Str name, number;
    Msg as;
    StateView state;
    Time since;
    Url url;
} MergeLine;
typedef struct MergesView {
    ShellView *shell;
    const MergeLine *merges;
    size_t merges_n;
    bool more;
    FormView form;
    FieldView number, body;
    ExportView export;
    Str company; /* that this account is a location of: only the company merges; empty: none */
} MergesView;
typedef struct MergeView {
    ShellView *shell;
    StateCard card;
    const FactView *facts;
    size_t facts_n;
    Str body, asker, other_number;
    bool may_answer, may_withdraw, may_confirm;
    FormView accept, reject, withdraw, confirm;
    FieldView reason, number;
    const StateEvent *history;
    size_t history_n;
} MergeView;
typedef struct MergeDeskView {
    ShellView *shell;
    StateCard card;
    const FactView *asker, *other;
    size_t asker_n, other_n;
    Str asker_name, other_name, body;
    Url asker_url, other_url, queue;
    bool open;
    FormView merge, refuse;
    FieldView reason;
    const StateEvent *history;
    size_t history_n;
} MergeDeskView;

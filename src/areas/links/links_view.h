/* Models of the pages of links. */
#pragma once
#include "app/machine.h"
#include "app/view.h"

typedef struct LinkLine {
    Str name, number;
    Msg as;
    StateView state;
    Time since;
    Url url;
} LinkLine;
typedef struct LinksView {
    ShellView *shell;
    const LinkLine *links;
    size_t links_n;
    bool more, may_ask, provider;
    FormView form;
    FieldView number, body;
} LinksView;
typedef struct LinkView {
    ShellView *shell;
    StateCard card;
    const FactView *facts;
    size_t facts_n;
    Str body, asker;
    bool may_answer, may_withdraw, may_end;
    FormView accept, decline, withdraw, end;
    FieldView decline_reason, end_reason;
    const StateEvent *history;
    size_t history_n;
} LinkView;

/* Models of the pages of transfers. */
#pragma once
#include "app/machine.h"
#include "app/view.h"

typedef struct TransferLine {
    Str name;
    Msg which; /* "To this account", "From this account" */
    StateView state;
    Time since;
    Url url;
} TransferLine;
typedef struct TransferChoice {
    Str value, name, quantity;
    Msg why;  /* it stays */
    Msg note; /* it can go, and this does not go along */
    bool chosen;
} TransferChoice;
typedef struct TransfersView {
    CustomerFrame *frame;
    const TransferLine *rows;
    size_t rows_n;
    bool may_ask;
    Url take_url, give_url;
} TransfersView;
typedef struct TransferAskView {
    CustomerFrame *frame;
    bool give;
    FormView form;
    FieldView number, partner_number, body;
    Msg choice_error;
    const TransferChoice *choices;
    size_t choices_n;
    Url back;
} TransferAskView;
typedef struct TransferMoved {
    Str name, quantity;
    StateView state;
    Msg why;
    Url url; /* of this account's subscription; empty: the other's */
} TransferMoved;
typedef struct TransferView {
    CustomerFrame *frame;
    StateCard card;
    const FactView *facts;
    size_t facts_n;
    Str body, asker;
    const TransferMoved *lines;
    size_t lines_n;
    bool may_answer, may_withdraw, gives;
    FormView accept, reject, withdraw;
    FieldView reason;
    Msg choice_error;
    const TransferChoice *choices;
    size_t choices_n;
    const StateEvent *history;
    size_t history_n;
} TransferView;

/* Models of the pages of requests to companies. */
#pragma once
#include "app/machine.h"
#include "areas/identity/identity.h"

typedef struct RequestLine {
    Str company, email, answered_by;
    Msg rights;
    StateView state;
    Time asked_at;
    Url url;
} RequestLine;
typedef struct RequestsView {
    ShellView *shell;
    const RequestLine *rows;
    size_t rows_n;
    FieldView state;
    bool filtered, may_ask;
    Url self, add;
    PagerView pager;
    ExportView export;
} RequestsView;
typedef struct RequestFormView {
    ShellView *shell;
    FormView form;
    FieldView company, email, rights, reseller, message;
    bool provider;
    Url back;
} RequestFormView;
typedef struct RequestView {
    ShellView *shell;
    Str company, text, link;
    FactView facts[5];
    size_t facts_n;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    bool waits, may_withdraw;
    Url mail, withdraw, customer;
} RequestView;
/* The company's page. */
typedef struct RequestAnswerView {
    DoorView *door;
    Msg problem, hint; /* set: there is nothing to answer */
    ErrorSummary errors;
    Str asker, place, message, reseller;
    bool delegated;
    Url here;
    FieldView sign_in, password;
} RequestAnswerView;

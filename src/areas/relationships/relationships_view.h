/* Models of the pages of requests to companies. */
#pragma once
#include "app/machine.h"
#include "areas/relationships/prove.h"

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
    ProofFields proof;
} RequestAnswerView;

/* Granular administration. */
typedef struct GranularLine {
    Str name, customer, roles;
    StateView state;
    Time ends_at;
    Url url;
} GranularLine;
typedef struct GranularListView {
    ShellView *shell;     /* all customers; or: */
    CustomerFrame *frame; /* one of them */
    const GranularLine *rows;
    size_t rows_n;
    FieldView state;
    bool filtered, may_ask;
    Url self, add;
    PagerView pager;
    ExportView export;
} GranularListView;
typedef struct GranularFormView {
    CustomerFrame *frame;
    FormView form;
    FieldView name, days, extends, roles;
    const OptionView *role_options;
    size_t role_options_n;
    Msg roles_error;
    Url back;
} GranularFormView;
typedef struct GranularView {
    ShellView *shell;
    Str name, customer, text, link;
    Url customer_url;
    FactView facts[6];
    size_t facts_n;
    const Str *roles;
    size_t roles_n;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    bool waits, may_end;
    FormView end;
    FieldView reason;
} GranularView;
typedef struct GranularAnswerView {
    DoorView *door;
    Msg problem, hint;
    ErrorSummary errors;
    Str asker, company, name;
    const Str *roles;
    size_t roles_n;
    int64_t days;
    bool extends, active;
    Time ends_at;
    Url here;
    ProofFields proof;
} GranularAnswerView;

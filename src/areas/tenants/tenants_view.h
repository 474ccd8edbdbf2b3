/* Models of the pages of tenants. */
#pragma once
#include "app/machine.h"
#include "app/view.h"

typedef struct TenantLine {
    Str name, domain;
    Msg mark; /* "Primary"; unset: none */
    int64_t people;
    Url url;
} TenantLine;
typedef struct TenantRequestLine {
    Str who; /* the other side: the directory, or the account that asks */
    Msg as;
    StateView state;
    Time since;
    Url url;
} TenantRequestLine;
typedef struct TenantsView {
    ShellView *shell;
    const TenantLine *tenants;
    size_t tenants_n;
    const TenantRequestLine *requests;
    size_t requests_n;
    bool more, more_requests, may_ask, is_location;
    FormView form;
    FieldView domain, body;
    ExportView export, export_requests;
} TenantsView;
typedef struct TenantView {
    ShellView *shell;
    const FactView *facts;
    size_t facts_n;
    bool primary, may_edit;
    Msg no_primary, no_removal, people, groups;
    FormView make_primary, remove;
} TenantView;
typedef struct TenantRequestView {
    ShellView *shell;
    StateCard card;
    const FactView *facts;
    size_t facts_n;
    Str body, asker;
    Msg reach; /* what people of the directory would hold at once */
    bool may_answer, may_withdraw;
    FormView confirm, decline, withdraw;
    FieldView reason;
    const StateEvent *history;
    size_t history_n;
} TenantRequestView;

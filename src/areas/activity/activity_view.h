/* Models of the pages of the activity log. */
#pragma once
#include "ui/lists.h"

typedef struct DiffRow {
    Msg label;
    Str name; /* where the member has no label */
    Str before, after;
    bool changed;
} DiffRow;
typedef struct DiffView {
    const DiffRow *rows; /* changed ones first */
    size_t rows_n, changed_n;
    bool had_before; /* else it was made, and there is one column */
    bool had_after;  /* else it was taken away */
    bool erased;
} DiffView;

typedef struct ActivityLine {
    Url url;
    Str id;
    Time at;
    Msg what;
    Str target, who;
    Msg who_msg, how;
    Url who_url, customer_url, target_url; /* the list held to these; empty: none */
    Str customer, address, agent, application, request_id;
    Msg resource;
    StateView state;
    bool refused;
    int64_t times;
    const FactView *facts;
    size_t facts_n;
    DiffView diff;
} ActivityLine;

typedef struct NamedAccount {
    Str name, partner_id;
    Url url;
} NamedAccount;

typedef struct OptionGroup {
    Msg title;
    const OptionView *options;
    size_t n;
} OptionGroup;

typedef struct ActivityListView {
    ShellView *shell;
    bool vendor; /* the vendor's desk */
    Msg title;
    Str account_name;       /* vendor: whose log */
    Url self, clear, whole; /* whole: the same without the period */
    Url own_url;            /* with, or without, personal settings */
    bool own;
    FieldView account, q, who, customer, period, outcome, kind, from, to;
    const OptionGroup *operations;
    size_t operations_n;
    const HiddenField *keep;
    size_t keep_n;
    const ChipView *chips;
    size_t chips_n;
    ColumnsView columns;
    DensityView density;
    ExportView export;
    bool may_export, may_manage;
    Url manage_url;
    ListChoicesView choices;
    bool show_customer, show_who, show_outcome, show_address, show_agent, show_application, show_kind, show_request;
    size_t columns_n;
    SortView by_time;
    const ActivityLine *rows;
    size_t rows_n;
    PagerView pager;
    bool filtered, truncated, nothing, bounded;
    Msg caption;
    const NamedAccount *accounts;
    size_t accounts_n; /* vendor: several accounts go by that name */
} ActivityListView;

typedef struct ActivityEntryView {
    ShellView *shell;
    bool vendor;
    Msg what;
    StateView state;
    Time at;
    FactView facts[6];
    size_t facts_n;
    FactView more[14];
    size_t more_n;
    DiffView diff;
    Url back, record, of_actor, of_target, of_customer;
    Msg record_label;
} ActivityEntryView;

typedef struct OwnLine {
    Msg what;
    Str target, account, address, agent;
    StateView state;
    bool refused;
    Time at;
} OwnLine;
typedef struct OwnActivityView {
    ShellView *shell;
    const OwnLine *lines;
    size_t lines_n;
    PagerView pager;
    Url other; /* with, or without, personal settings */
    bool own;
} OwnActivityView;

typedef struct ActivityExportView {
    ShellView *shell;
    FormView form;
    const HiddenField *keep;
    size_t keep_n;
    Url cancel;
    int64_t limit;
    ProgressView progress;
} ActivityExportView;

typedef struct ActivityManageView {
    ShellView *shell;
    FormView keep_form, erase_form;
    FieldView months, person, confirm;
    bool found;
    Str name, sign_in;
    Url cancel;
} ActivityManageView;

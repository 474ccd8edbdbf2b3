/* Models of the pages of usage. */
#pragma once
#include "app/view.h"

typedef struct UsagePlanLine {
    Str name, cost;
    StateView state;
    Url url; /* its resources alone */
    bool current;
} UsagePlanLine;
typedef struct UsageResourceLine {
    Str name, group, kind, cost;
} UsageResourceLine;
typedef struct CustomerUsageView {
    CustomerFrame *frame;
    Url self, all; /* all: the resources of all plans */
    FieldView month;
    Str chosen; /* the month's name */
    FactView facts[5];
    size_t facts_n;
    StateView state;
    Msg means, next;
    int share; /* for the meter: 0 to 100 */
    ChartView days;
    EmptyView empty;
    const UsagePlanLine *plans;
    size_t plans_n;
    const UsageResourceLine *resources;
    size_t resources_n;
    PagerView pager;
    ExportView export;
    bool metered, used, one_plan, has_budget, may_budget;
    FormView form;
    FieldView amount, warn;
    Url remove;
} CustomerUsageView;

typedef struct UsageCustomerLine {
    Str name, cost, budget, share;
    Url url;
    StateView state;
} UsageCustomerLine;
typedef struct UsageView {
    ShellView *shell;
    Url self;
    FieldView q, month, state;
    FactView facts[4];
    size_t facts_n;
    SortView by_share, by_cost, by_name;
    const UsageCustomerLine *rows;
    size_t rows_n;
    bool filtered;
    PagerView pager;
    ExportView export;
    EmptyView empty;
} UsageView;

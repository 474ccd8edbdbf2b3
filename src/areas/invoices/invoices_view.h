/* Models of the pages of billing. */
#pragma once
#include "app/view.h"

typedef struct BillingSum {
    Str currency, owed, overdue, open;
} BillingSum;
typedef struct BillingRow {
    Str number, total, owed, of; /* of: what a note amends */
    Msg kind;
    Date issued, due;
    StateView state;
    Url url;
} BillingRow;
typedef struct BillingView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    const BillingSum *sums;
    size_t sums_n;
    const BillingRow *due;
    size_t due_n;
    bool charted;
    ChartView months, customers, products;
    Url profile;
    EmptyView empty;
} BillingView;
typedef struct BillingListView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    Url self;
    FieldView number, state, document, year;
    SortView by_issued, by_due, by_total, by_number;
    const BillingRow *rows;
    size_t rows_n;
    bool filtered;
    PagerView pager;
    ExportView export;
    EmptyView empty;
} BillingListView;

typedef struct BillingLine {
    int64_t place;
    Str product, customer, kind, quantity, price, net, tax;
    Url url; /* how it came about; empty: none */
} BillingLine;
typedef struct BillingFile {
    Msg name;
    ExportView files;
} BillingFile;
typedef struct BillingTax {
    Str name, rate, net, tax, reason;
} BillingTax;
typedef struct InvoiceView {
    ShellView *shell;
    Str number;
    Msg title;
    StateView state;
    FactView facts[14];
    size_t facts_n;
    const BillingTax *taxes;
    size_t taxes_n;
    const BillingRow *notes;
    size_t notes_n;
    Url amended, pdf, receipt, self;
    Str amends;
    FieldView q;
    const BillingLine *lines;
    size_t lines_n;
    PagerView pager;
    const BillingFile *files;
    size_t files_n;
    bool filtered;
} InvoiceView;

typedef struct EstimateSum {
    Str month, currency, net;
    int64_t n;
    Url url;
    bool current;
} EstimateSum;
typedef struct EstimateView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    Url self;
    const EstimateSum *sums;
    size_t sums_n;
    Msg heading;
    const BillingLine *lines;
    size_t lines_n;
    PagerView pager;
    ExportView export;
    EmptyView empty;
} EstimateView;

typedef struct ExplainView {
    ShellView *shell;
    Str product, net, formula;
    Msg rule, taxed;
    FactView facts[20];
    size_t facts_n;
    Url invoice;
    Str number;
} ExplainView;

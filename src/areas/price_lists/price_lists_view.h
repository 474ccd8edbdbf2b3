/* Models of the pages of prices. */
#pragma once
#include "app/view.h"

/* --- the vendor's desk --- */

typedef struct DeskListLine {
    Str name;
    Url url;
    StateView state;
    Time at;
    Date first_on;
    int64_t rows, problems;
} DeskListLine;
typedef struct DeskListsView {
    ShellView *shell;
    FormView bring_form, new_form;
    FieldView file, name, state;
    Url self;
    bool filtered;
    const DeskListLine *rows;
    size_t rows_n;
    PagerView pager;
    EmptyView empty;
} DeskListsView;
typedef struct DiffLine {
    int64_t row;
    Str title, code, market, before, after, change_said;
    Msg term, cycle, units;
    Date from, ends;
    StateView change;
} DiffLine;
typedef struct SumLine {
    Str currency, before, after, change_said;
    StateView change;
    int64_t n;
} SumLine;
typedef struct ProblemLine {
    int64_t row;
    Str field;
    Msg says;
} ProblemLine;
typedef struct DeskListView {
    ShellView *shell;
    Str name;
    StateView state;
    Msg means;
    FactView facts[6];
    size_t facts_n;
    bool running;
    ProgressView progress;
    bool may_publish, may_approve, may_hold, may_withdraw, may_discard, may_edit;
    FormView publish_form, drop_form;
    FieldView day, time;
    Msg publish_words;
    Url approve, hold, withdraw, discard, add_row, report;
    const ProblemLine *problems;
    size_t problems_n;
    int64_t problems_all;
    const SumLine *sums;
    size_t sums_n;
    const DiffLine *rows;
    size_t rows_n;
    PagerView pager;
} DeskListView;
enum { ROW_FORM_FIELDS = 14 };
typedef struct DeskRowView {
    ShellView *shell;
    FormView form;
    FieldView fields[ROW_FORM_FIELDS];
    size_t fields_n;
    Url back;
} DeskRowView;
typedef struct RateLine {
    Str currency, rate;
    Date on;
} RateLine;
typedef struct DeskRatesView {
    ShellView *shell;
    FormView form;
    FieldView file;
    const ProblemLine *problems;
    size_t problems_n;
    const RateLine *rows;
    size_t rows_n;
    PagerView pager;
} DeskRatesView;
typedef struct PromotionLine {
    Str id, name, about, item, percent;
    Msg segment, term, seats;
    Date from, until;
    StateView state;
    Url end; /* empty: it cannot be ended */
} PromotionLine;
typedef struct DeskPromotionsView {
    ShellView *shell;
    const PromotionLine *rows;
    size_t rows_n;
    PagerView pager;
    FormView form;
    FieldView fields[ROW_FORM_FIELDS];
    size_t fields_n;
} DeskPromotionsView;

/* --- the partner's pages --- */

typedef struct PriceLine_ {
    Str title, code, currency, price, cycle_price, erp, margin, before;
    Msg segment, term, cycle, units;
    Date from, ends, sale_ends;
    StateView change;
    Url url;
} PriceLine_;
typedef struct CountLine {
    StateView change;
    int64_t n;
    Url url;
} CountLine;
typedef struct PriceListView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    Url self, clear_url;
    bool filtered, may_export;
    FieldView view, country, month, segment, term, currency, change, q;
    Msg heading, about;
    NoticeView preview;
    bool has_preview;
    const CountLine *counts;
    size_t counts_n;
    Url csv, xlsx, zip;
    const PriceLine_ *rows;
    size_t rows_n;
    PagerView pager;
    EmptyView empty;
} PriceListView;
typedef struct CompareView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    Url self;
    FieldView view, country, before, after, change, q;
    Msg heading;
    const SumLine *sums;
    size_t sums_n;
    const DiffLine *rows;
    size_t rows_n;
    PagerView pager;
    EmptyView empty;
} CompareView;
typedef struct HistoryLine {
    Date from, until;
    Str price, cycle_price, erp, change_said;
    Msg units;
    StateView state;
} HistoryLine;
typedef struct HistoryView {
    ShellView *shell;
    Str title;
    FactView facts[6];
    size_t facts_n;
    bool drawn;
    ChartView chart;
    const HistoryLine *rows;
    size_t rows_n;
} HistoryView;
typedef struct MatrixLine {
    Str title, code, prerequisites, conversions, provisioning;
    Msg quantity, limit;
    int64_t countries_n;
} MatrixLine;
typedef struct MatrixView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    Url self, csv, xlsx, zip;
    bool may_export;
    FieldView month, q;
    const MatrixLine *rows;
    size_t rows_n;
    PagerView pager;
    EmptyView empty;
} MatrixView;
typedef struct RatesView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    Url self, csv, xlsx, zip;
    bool may_export, drawn;
    FieldView month, currency;
    Msg fixed;
    const RateLine *rows;
    size_t rows_n;
    ChartView chart;
    EmptyView empty;
} RatesView;
typedef struct MarginLine {
    Str title, publisher, plan, percent;
    Date from;
} MarginLine;
typedef struct MarginsView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    const MarginLine *rows;
    size_t rows_n;
    PagerView pager;
    EmptyView empty;
} MarginsView;
typedef struct PromotionsView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    Url self;
    FieldView segment;
    const PromotionLine *rows;
    size_t rows_n;
    PagerView pager;
    EmptyView empty;
} PromotionsView;

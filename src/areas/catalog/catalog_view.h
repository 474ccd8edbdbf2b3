/* Models of the pages of the catalogue. */
#pragma once
#include "app/view.h"

typedef struct ProductLine {
    Str name, sku;
    Url url;
    int64_t plans_n;
} ProductLine;
typedef struct PricingView {
    ShellView *shell;
    TabView tabs[2];
    int64_t total;
    bool filtered, may_export;
    Url self, clear_url;
    FieldView q;
    ExportView export;
    SortView by_name, by_sku;
    const ProductLine *rows;
    size_t rows_n;
    PagerView pager;
    EmptyView empty;
} PricingView;
typedef struct PlanLine {
    Str name, code;
} PlanLine;
typedef struct ProductView {
    ShellView *shell;
    Str name;
    FactView facts[3];
    size_t facts_n;
    const PlanLine *plans;
    size_t plans_n;
} ProductView;

/* --- what is sold, in the account's own order --- */

typedef struct ItemLine {
    Str title, description, code, group;
    Msg type;
    Url url;
    int64_t skus_n;
    bool pinned, hidden;
} ItemLine;
typedef struct ItemsView {
    ShellView *shell;
    TabView tabs[2];
    bool filtered, may_export, may_arrange;
    Url self, clear_url, arrange_url;
    FieldView q, country, type, segment, term, group, hidden;
    const ChipView *chips;
    size_t chips_n;
    ExportView export;
    SortView by_own, by_title;
    Msg market; /* in which prices are */
    const ItemLine *rows;
    size_t rows_n;
    PagerView pager;
    EmptyView empty;
} ItemsView;
typedef struct PriceLine {
    Msg segment, term, cycle;
    Str amount; /* with its currency */
    Date since;
} PriceLine;
typedef struct LeadLine {
    Msg kind;
    Str title;
    Url url;
} LeadLine;
typedef struct SkuView {
    Str id, title, description;
    FactView facts[6];
    size_t facts_n;
    bool trial, addon;
    PriceLine *prices;
    size_t prices_n;
    const LeadLine *leads;
    size_t leads_n;
    Url plans_url; /* empty: no licence */
} SkuView;
typedef struct ItemView {
    ShellView *shell;
    Str title, description;
    FactView facts[6];
    size_t facts_n;
    bool may_arrange;
    Url self, arrange_url;
    FieldView country;
    const SkuView *skus;
    size_t skus_n;
} ItemView;
typedef struct ArrangeLine {
    Str code, title, group;
    Msg type;
    Url url;
    int64_t at;
    bool pinned, hidden, first, last;
} ArrangeLine;
typedef struct ArrangeView {
    ShellView *shell;
    Url action, clear_url, back_url;
    bool changed;
    const ArrangeLine *rows;
    size_t rows_n;
} ArrangeView;
typedef struct ArrangeFormView {
    ShellView *shell;
    Str title;
    FormView form;
    FieldView at, group, pinned, hidden;
    Url back;
} ArrangeFormView;

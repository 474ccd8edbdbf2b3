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

/* Models of the pages of shared services. */
#pragma once
#include "app/view.h"

typedef struct SharedLine {
    Str title, amount;
    Msg term, cycle;
    int64_t quantity;
    StateView state;
    Url url;
} SharedLine;
typedef struct SharedTotal {
    Msg cycle;
    Str amount;
} SharedTotal;
typedef struct SharedView {
    ShellView *shell;
    bool there, may_create, may_buy, legal, more;
    const FactView *facts;
    size_t facts_n;
    const SharedLine *lines;
    size_t lines_n;
    const SharedTotal *totals;
    size_t totals_n;
    Url customer, legal_url;
    FormView create, buy;
    FieldView domain, item, quantity;
    ExportView export;
} SharedView;
typedef struct SharedOneView {
    ShellView *shell;
    const FactView *facts;
    size_t facts_n;
    StateView state;
    bool may_change, may_cancel, renewable;
    Msg no_cancel;
    FormView change, cancel;
    FieldView quantity, renews;
} SharedOneView;

/* Models of the pages of migrations. */
#pragma once
#include "app/machine.h"
#include "app/view.h"

typedef struct MigrationOptions { /* the same for all that are chosen */
    FieldView term, cycle, full_term, when, day;
} MigrationOptions;
typedef struct OldLine {
    Str id, name, customer, amount;
    int64_t quantity;
    Time ends;
    Url url;
    StateView state;
    bool can;
} OldLine;
typedef struct MigrationsView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    bool may, filtered;
    FieldView q;
    Url here, check;
    const OldLine *rows;
    size_t rows_n;
    MigrationOptions options;
    PagerView pager;
} MigrationsView;
typedef struct EffectLine { /* of one subscription, or of an add-on on it */
    Str name, customer, to, seats, before, after;
    Time ends;
    Msg why; /* it does not go */
    bool addon;
} EffectLine;
typedef struct EffectView {
    ShellView *shell;
    Msg sum, when;
    const EffectLine *rows;
    size_t rows_n;
    bool can;
    Msg submit;
    FormView form;
    const HiddenField *keep;
    size_t keep_n;
    Url back;
} EffectView;
typedef struct MovedLine {
    Str name, customer;
    Msg why;
    StateView state;
    Time at;
    Url url;
} MovedLine;
typedef struct HistoryView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    Msg progress; /* of one batch */
    FactView facts[6];
    size_t facts_n;
    FieldView state;
    Str batch;
    bool filtered;
    Url here;
    ExportView export;
    const MovedLine *rows;
    size_t rows_n;
    PagerView pager;
} HistoryView;
typedef struct MovedPart {
    Str name, to, terms, seats, order;
    Time ends;
    Url from_url, to_url; /* to_url empty: nothing yet */
} MovedPart;
typedef struct MigrationView {
    ShellView *shell;
    StateCard card;
    const FactView *facts;
    size_t facts_n;
    const MovedPart *parts;
    size_t parts_n;
    bool may_retry;
    Url retry;
    const StateEvent *history;
    size_t history_n;
} MigrationView;
typedef struct PlanLine {
    Str name, customer;
    Msg when, why;
    StateView state;
    Url url;
} PlanLine;
typedef struct PlansView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    const PlanLine *rows;
    size_t rows_n;
    PagerView pager;
} PlansView;
typedef struct PlanView {
    ShellView *shell;
    StateCard card;
    const FactView *facts;
    size_t facts_n;
    bool may;
    FormView form;
    MigrationOptions options;
    Url cancel, migration;
    const StateEvent *history;
    size_t history_n;
} PlanView;

/* The models of the area's pages. They are lists, figures and forms in one order, so one template shows all of them. */
#pragma once
#include "app/machine.h"
#include "app/view.h"

typedef struct EarnCell {
    enum { EARN_TEXT, EARN_MSG, EARN_STATE, EARN_DAY, EARN_AGO } kind;
    Str text, sub;
    Msg msg;
    StateView state;
    Date day;
    Time at;
    Url url; /* the first cell's row page; others may lead on too */
} EarnCell;
typedef struct EarnColumn {
    Msg label;
    bool num;
    SortView *sort; /* NULL: not sortable */
} EarnColumn;
typedef struct EarnTable {
    Str id;
    Msg title, caption; /* title unset: the page's own table */
    const EarnColumn *columns;
    size_t columns_n;
    const struct EarnRow *rows;
    size_t rows_n;
    EmptyView empty;
    PagerView *pager; /* NULL: it is all there */
} EarnTable;
typedef struct EarnAction {
    Msg label;
    Url url;
    bool primary;
} EarnAction;
typedef struct EarnForm {
    Str id;
    Msg title, about, submit;
    FormView form;
    const FieldView *fields;
    size_t fields_n;
    bool danger;
} EarnForm;
typedef struct EarnRow {
    const EarnCell *cells;
} EarnRow;

typedef struct EarnPage {
    ShellView *shell;
    StateView state;
    bool has_state;
    Msg about;
    EarnAction actions[6];
    size_t actions_n;
    NoticeView notices[12];
    size_t notices_n;
    FactView facts[14];
    size_t facts_n;
    ChartView charts[3];
    size_t charts_n;
    Url self;
    FieldView filters[6];
    size_t filters_n;
    bool filtered;
    ColumnsView *columns;
    ExportView *export;
    EarnTable tables[4];
    size_t tables_n;
    EarnForm forms[6];
    size_t forms_n;
    StateCard *card;
    const StateEvent *history;
    size_t history_n;
} EarnPage;

/* Models of the vendor's work queue. */
#pragma once
#include "app/view.h"

typedef struct WorkLine {
    Str id, account, partner_id, market, who, language;
    Str what; /* of the account: a program's name, a request's number; may be empty */
    Msg kind;
    StateView state; /* "2 days left", "1 day late", "Done" */
    Url url;
    Time since;
    bool urgent;
} WorkLine;
typedef struct WorkView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    FieldView whose, market, language, state;
    const HiddenField *keep;
    size_t keep_n;
    const ChipView *chips;
    size_t chips_n;
    Url self, clear_url, assign_url, back;
    const WorkLine *rows;
    size_t rows_n;
    SortView by_due, by_age;
    PagerView pager;
    ExportView export;
    FieldView who; /* to whom */
    int64_t waiting, late;
    Msg about;
    ChartView week;
    bool filtered, done, may_assign;
    Str query;
} WorkView;
/* Above a thing's own page: who works on it, and the way back. */

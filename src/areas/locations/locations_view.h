/* Models of the pages of locations. */
#pragma once
#include "app/view.h"

typedef struct LocationLine {
    Str name, number, place;
    StateView state;
    Url url;
} LocationLine;
typedef struct LocationsView {
    ShellView *shell;
    Msg membership;
    const LocationLine *rows;
    size_t rows_n;
    FieldView state;
    Url self, add, change;
    bool may_add, may_change, filtered, is_location;
    PagerView pager;
    ExportView export;
} LocationsView;
typedef struct LocationFormView {
    ShellView *shell;
    FormView form;
    FieldView country, name, line1, line2, city, state, postal_code;
    Str country_code, country_name;
    bool asks_country; /* the first step of adding */
    Url here, back;
} LocationFormView;
typedef struct LocationView {
    ShellView *shell;
    Msg membership;
    Str number;
    StateView state;
    const FactView *facts;
    size_t facts_n;
    const Msg *blocks;
    size_t blocks_n;
    Msg people;
    bool open, may_edit;
    FormView close;
    Url edit;
} LocationView;
typedef struct LocationCountryView {
    ShellView *shell;
    FormView form;
    Str country;
    FieldView location;
    bool any;
    Url add, back;
} LocationCountryView;

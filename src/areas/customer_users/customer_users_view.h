/* Models of the pages of a customer's people and licenses. */
#pragma once
#include "app/view.h"

typedef struct PoolLine {
    Str name, sku;
    int64_t enabled, assigned, free;
    StateView state;
} PoolLine;
typedef struct UserLine {
    Str name, sign_in, location;
    Url url;
    Time deleted_at;
    StateView state;
} UserLine;
typedef struct UsersView {
    const CustomerFrame *frame;
    bool may_manage, deleted, filtered, out_of_reach;
    Msg why;
    int64_t total;
    Url add_url, import_url, clear_url, other_url;
    FieldView q;
    ExportView export;
    const PoolLine *pools;
    size_t pools_n;
    const UserLine *rows;
    size_t rows_n;
    PagerView pager;
    EmptyView empty;
} UsersView;
typedef struct UserChoice {
    Str value, name;
    Msg note;
    bool checked, disabled;
} UserChoice;
typedef struct CustomerUserView {
    const CustomerFrame *frame;
    Str name;
    StateView state;
    bool may_manage, gone;
    FactView facts[4];
    size_t facts_n;
    FormView form, licences_form, roles_form, password_form;
    FieldView display_name, first_name, last_name, phone, location, password, change;
    const UserChoice *licences;
    size_t licences_n;
    const UserChoice *roles;
    size_t roles_n;
    Url delete_url, restore_url;
    Time until; /* gone: when it is too late */
} CustomerUserView;
typedef struct UserFormView {
    const CustomerFrame *frame;
    FormView form;
    FieldView sign_in, display_name, first_name, last_name, phone, location, password, change;
    Url cancel;
} UserFormView;

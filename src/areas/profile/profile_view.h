/* Models of the pages of profiles. */
#pragma once
#include "app/view.h"

typedef struct BillToLine {
    Time since;
    Str name, address, by;
} BillToLine;
typedef struct BillToView {
    ShellView *shell;
    bool there, may_edit, may_tax;
    const FactView *facts, *contact, *billing;
    size_t facts_n, contact_n, billing_n;
    const BillToLine *history;
    size_t history_n;
    Url edit, tax;
} BillToView;
typedef struct BillToFormView {
    ShellView *shell;
    FormView form;
    bool tax_only;
    FieldView company_name, line1, line2, city, state, postal_code, first_name, last_name, email, phone, po_number,
        tax_id;
    Str country, currency;
    Url back;
} BillToFormView;
typedef struct ContactsView {
    ShellView *shell;
    bool there, may_edit, may_primary;
    const FactView *security, *primary, *support;
    size_t security_n, primary_n, support_n;
    Url edit, primary_edit, support_edit; /* empty: not for this reader */
} ContactsView;
typedef struct SecurityFormView {
    ShellView *shell;
    FormView form;
    FieldView first_name, middle_name, last_name, email, phone;
    Url back;
} SecurityFormView;
typedef struct NumberLine {
    Str id, number, name, place;
    bool global, sales;
} NumberLine;
typedef struct NumbersView {
    ShellView *shell;
    Msg membership;
    Str directory_id, account_number;
    const NumberLine *numbers;
    size_t numbers_n;
    bool more, may_edit, sells;
    Url edit;
} NumbersView;
typedef struct SalesFormView {
    ShellView *shell;
    FormView form;
    FieldView location;
    Url back;
} SalesFormView;

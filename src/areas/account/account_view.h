/* Models of the pages of account settings. */
#pragma once
#include "app/area.h"
#include "app/view.h"

typedef struct CardView {
    Str icon;
    Msg title, line, action;
    Url url;
    StateView state;
    bool has_state;
} CardView;
typedef struct OverviewView {
    ShellView *shell;
    Str account;
    const CardView *cards;
    size_t cards_n;
    const PendingAction *todo;
    size_t todo_n;
} OverviewView;

typedef struct CompanyView {
    ShellView *shell;
    const FactView *facts;
    size_t facts_n;
    const FactView *support;
    size_t support_n;
    Str programs;
    bool may_edit;
    Url edit;
} CompanyView;
typedef struct CompanyFormView {
    ShellView *shell;
    FormView form;
    FieldView name, city, email, phone, website;
    Url back;
} CompanyFormView;

typedef struct BankView {
    ShellView *shell;
    bool there, may_edit;
    StateView state;
    Msg explained;
    const FactView *facts;
    size_t facts_n;
    Url edit;
    Str editors;
} BankView;
typedef struct BankFormView {
    ShellView *shell;
    FormView form;
    FieldView holder, country, iban, routing, number;
    Url back;
    bool replaces;
    Str masked;
} BankFormView;

/* Settings of one side: what partners, or developers, have. */
typedef struct SideView {
    ShellView *shell;
    Str account, programs; /* names of the programs of this side */
    const NavGroup *groups;
    size_t groups_n;
    bool developer;
    Str partner_id;
} SideView;

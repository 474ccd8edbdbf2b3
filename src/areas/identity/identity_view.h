/* Models of the pages of identity. */
#pragma once
#include "app/view.h"

typedef struct DoorLanguage {
    Str tag, name;
    bool current;
} DoorLanguage;
/* What the pages before sign-in share: they have no navigation. */
typedef struct DoorView {
    ShellView *shell;
    const DoorLanguage *languages;
    size_t languages_n;
    Str here;
} DoorView;

/* The button that asks the browser for a passkey, on whatever page somebody proves who they are. */
typedef struct PasskeyAsk {
    bool shown;
    bool autofill; /* offered in the field of the name too */
    Url options;
    Str purpose, next;
    Str waits_at, kept; /* see signin.h: a form that waits for the proof */
    Msg label;
} PasskeyAsk;

typedef struct SignInView {
    DoorView *door;
    PasskeyAsk passkey;
    FieldView email, password;
    bool email_first; /* the password is asked for on the next page, or elsewhere */
    Str next;
    Msg problem; /* above the form; unset: none */
} SignInView;

typedef struct FirstPasswordView { /* a temporary password must be replaced before anything else */
    DoorView *door;
    ErrorSummary errors;
    FieldView password, again;
    Str name;
} FirstPasswordView;

typedef struct ConfirmView { /* somebody signed in proves their presence before a dangerous act */
    DoorView *door;
    PasskeyAsk passkey;
    ErrorSummary errors;
    Msg problem, hint; /* a passkey that was refused */
    FieldView password;
    Str name, next;
    Str waits_at, kept; /* the address and the sealed form that wait; empty: none */
    bool no_password;   /* the person has none, or may not use it */
    Str at;             /* where else they can prove it; empty: nowhere */
    Url at_url;
    Url back;
} ConfirmView;

typedef struct SetupView {
    DoorView *door;
    ErrorSummary errors;
    FieldView vendor_name, public_url, country, currencies, first_name, last_name, email, password, again;
    const DoorLanguage *languages;
    size_t languages_n; /* current: offered */
    bool test_mail;
} SetupView;

typedef struct ProfileView {
    ShellView *shell;
    FormView form;
    FieldView first_name, last_name;
    Str email, directory;
    Time since;
    Time password_at;
} ProfileView;
typedef struct PasswordView {
    ShellView *shell;
    FormView form;
    FieldView current, password, again;
    Str name;
    Time changed_at;
} PasswordView;
typedef struct PreferencesView {
    ShellView *shell;
    FormView form;
    FieldView language, time_zone, theme;
} PreferencesView;
typedef struct SessionLine {
    Str browser, platform, address;
    Msg unknown;
    Time since, seen;
    bool current;
    Url end;
} SessionLine;
typedef struct SessionsView {
    ShellView *shell;
    const SessionLine *lines;
    size_t lines_n;
    bool others;
} SessionsView;

typedef struct OperatorAccount {
    Str name, partner_id, country, city;
    Msg kind;
    StateView state;
} OperatorAccount;
typedef struct OperatorView {
    ShellView *shell;
    Str name, email;
    const OperatorAccount *accounts;
    size_t accounts_n;
    PagerView pager;
} OperatorView;

typedef struct MyAccountRow {
    Str name, public_id, place, partner_id, company;
    Msg kind;
    bool current;
} MyAccountRow;
typedef struct MyAccountsView {
    ShellView *shell;
    const MyAccountRow *rows;
    size_t rows_n;
    FieldView text;
    PagerView pager;
    bool searched;
} MyAccountsView;

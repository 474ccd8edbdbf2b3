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
    Str beside;  /* who is signed in already and stays so; empty: nobody */
    Url back;
} SignInView;

typedef struct ForgotView {
    DoorView *door;
    ErrorSummary errors;
    FieldView email;
    int64_t minutes;
} ForgotView;
typedef struct ResetView {
    DoorView *door;
    ErrorSummary errors;
    FieldView password, again;
    Str name;
    Url action;
    bool first; /* they never had a password of their own */
} ResetView;

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
    FieldView password, code;
    bool has_code; /* a second factor is asked for too */
    Str name, next;
    Str waits_at, kept; /* the address and the sealed form that wait; empty: none */
    bool no_password;   /* the person has none, or may not use it */
    Str at;             /* where else they can prove it; empty: nowhere */
    Url at_url;
    Url back;
} ConfirmView;

typedef struct CodeView { /* the second factor, on the way in */
    DoorView *door;
    PasskeyAsk passkey;
    ErrorSummary errors;
    FieldView code;
    Str name;
    bool has_app, has_passkey, has_recovery;
} CodeView;
typedef struct EnrollAppView { /* an authenticator app is set up: picture, key, form */
    ErrorSummary errors;
    FieldView code, name;
    Str qr, key, uri, sealed; /* qr: path data, empty when there is no picture; sealed: the secret, for the form */
    int qr_size;
} EnrollAppView;
typedef struct EnrollDoorView {
    DoorView *door;
    EnrollAppView app;
    bool may_wait;
    Date until; /* may_wait: the first day on which it cannot be put off */
} EnrollDoorView;
typedef struct CodesView { /* recovery codes, shown once; none: there are some already */
    const Str *codes;
    size_t codes_n;
} CodesView;
typedef struct CodesDoorView {
    DoorView *door;
    CodesView codes;
} CodesDoorView;

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
    const EventView *events; /* what the person did lately */
    size_t events_n;
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
    Str browser, platform, address, seen_address; /* seen_address: when it is another one */
    Msg method;
    StateView strength;
    Time since, seen, until;
    Str account;          /* whose rule is stricter than the installation's; empty: none */
    int64_t idle_minutes; /* 0: none */
    bool over;            /* is asked to sign in again there */
    bool current;
    Url end;
} SessionLine;
typedef struct SessionsView {
    ShellView *shell;
    const SessionLine *lines;
    size_t lines_n;
    bool others;
    int64_t hours, idle_minutes;
} SessionsView;

typedef struct FactorLine {
    Str name; /* empty: not named */
    Time since, used;
    Url remove;
} FactorLine;
typedef struct FactorsView { /* what a person signs in with */
    ShellView *shell;
    Time password_at;
    bool has_password;
    const FactorLine *apps;
    size_t apps_n;
    int64_t passkeys;
    bool may_add, any;
    int64_t recovery_left;
    bool recovery_few;
    bool required, in_force;
    Date from;
} FactorsView;
typedef struct AddAppView {
    ShellView *shell;
    FormView form;
    EnrollAppView app;
} AddAppView;
typedef struct CodesPageView {
    ShellView *shell;
    Url next;
    CodesView codes;
} CodesPageView;

typedef struct MfaPersonLine {
    Id id;
    Str name, email;
    StateView state;
    Msg factors;
    Time seen;
    bool has, asked, self, guest; /* asked: by name, beside the rule; guest: at home in another organization */
    Url ask, reset;
} MfaPersonLine;
typedef struct MfaView { /* who must have a second factor, and who has one; how long sessions last */
    ShellView *shell;
    FormView form, limits;
    FieldView policy, from, days, idle, hours;
    int64_t idle_now, hours_now; /* what holds here; idle_now 0: as long as a session lasts */
    bool may_set, may_reset, staff;
    int64_t without;
    bool without_many;
    const MfaPersonLine *people;
    size_t people_n;
    bool only_without;
    Url here, all_url, without_url;
    PagerView pager;
} MfaView;

typedef struct MyAccountRow {
    Str name, public_id, place, partner_id, company;
    Msg kind;
    bool current;
} MyAccountRow;
typedef struct MyAccountsView {
    ShellView *shell;
    const MyAccountRow *rows;
    size_t rows_n;
    Msg membership_label;
    FieldView text;
    PagerView pager;
    bool searched;
} MyAccountsView;

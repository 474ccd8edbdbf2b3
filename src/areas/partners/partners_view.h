/* Models of the pages of partner accounts. */
#pragma once
#include "app/machine.h"
#include "app/view.h"
#include "ui/lists.h"

/* The account's own people: how it stands. */
typedef struct StandingView {
    ShellView *shell;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    bool asked, may_ask, may_withdraw;
    StateCard request;
    Str body; /* what was asked */
    FormView form;
    FieldView text;
    Url withdraw;
} StandingView;

/* --- the vendor's desk --- */

typedef struct DeskCount {
    StateView state;
    int64_t n;
    Url url;
} DeskCount;
typedef struct PartnerLine {
    Str name, partner_id, city, country, slug; /* slug: as addresses name it */
    Msg kind;
    StateView state;
    Str reason;
    Url url;
    Time added, since;
} PartnerLine;
typedef struct DeskWork {
    Msg kind;
    int64_t n, late;
    Url url;
} DeskWork;
typedef struct DeskView {
    ShellView *shell;
    Str name, email;
    Msg membership_label;
    const DeskCount *counts;
    size_t counts_n;
    const PartnerLine *newest;
    size_t newest_n;
    const DeskWork *work;
    size_t work_n;
    Url list, add, queue;
    bool may_list, may_add;
} DeskView;
enum { DESK_SETTINGS = 5 };
typedef struct DeskSettingsView {
    ShellView *shell;
    FormView form;
    FieldView fields[DESK_SETTINGS];
    Url cancel;
} DeskSettingsView;
typedef struct PartnersListView {
    ShellView *shell;
    FieldView q, state, kind, country, program, age;
    const HiddenField *keep;
    size_t keep_n;
    const ChipView *chips;
    size_t chips_n;
    SortView by_name, by_added, by_since;
    const PartnerLine *rows;
    size_t rows_n;
    Msg membership_label;
    PagerView pager;
    ExportView export;
    DensityView density;
    ColumnsView columns;
    ListChoicesView choices;
    bool show_kind, show_place, show_state, show_since, show_added, show_slug;
    bool compact, filtered, may_add, may_import;
    Url self, clear_url, add_url, import_url, waves_url;
} PartnersListView;

typedef struct PartnerAct {
    Msg label;
    Url url;
    bool danger;
} PartnerAct;
typedef struct PartnerAdmin {
    Str name, email;
    Time seen;
} PartnerAdmin;
typedef struct PartnerView {
    ShellView *shell;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    FactView facts[6], referrals[4];
    size_t facts_n, referrals_n;
    const PartnerAct *acts;
    size_t acts_n;
    const Msg *programs;
    size_t programs_n;
    const PartnerAdmin *admins;
    size_t admins_n;
    int64_t people, unseen;
    Url activity, view, invite, view_end, open;
    bool may_view, viewing, may_invite, may_verify;
    bool sells;
    Url qualify;
    Str public_id;
    Url verify; /* of the area verification, which knows this one */
} PartnerView;
typedef struct PartnerMoveView {
    ShellView *shell;
    FormView form;
    Str name;
    Msg effect, verb;
    FieldView reason;
    int64_t people;
    Url back;
    bool danger;
} PartnerMoveView;
typedef struct PartnerAddView {
    ShellView *shell;
    FormView form;
    const StepView *steps;
    size_t steps_n;
    const HiddenField *kept;
    size_t kept_n;
    FieldView name, country, city, domain, kind, another;
    bool has_twin;
    FieldView first_name, last_name, email, language, how, mfa;
    FactView company[6], admin[6];
    size_t company_n, admin_n;
    Url cancel;
    FormView to_company, to_admin; /* back, with what was typed */
    /* done */
    Msg membership_label;
    Str company_name, partner_id, sign_in, password;
    Url page, door, list;
} PartnerAddView;
typedef struct RequestView {
    ShellView *shell;
    StateCard card, account;
    Str body, by, email;
    Time at;
    bool open;
    FormView accept, decline;
    FieldView note, reason;
    Url page, queue;
} RequestView;

typedef struct InviteeLine {
    Str name, email, account;
    Url url;
    int64_t wave;
    Time invited, seen;
    StateView state;
} InviteeLine;
typedef struct WavesView {
    ShellView *shell;
    FormView form;
    FieldView size, hours;
    int64_t waiting, silent, came, last;
    bool running, paused;
    Time next_at;
    Str tabs_label;
    const TabView *tabs;
    size_t tabs_n;
    const InviteeLine *rows;
    size_t rows_n;
    PagerView pager;
    Url pause, import_url, export_url;
} WavesView;

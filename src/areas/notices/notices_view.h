/* Models of the pages of notices. */
#pragma once
#include "app/view.h"
#include "areas/identity/identity.h"
#include "areas/notices/notices.h"

typedef struct CenterFrame { /* what the pages of the Action Center share */
    ShellView *shell;
    TabView tabs[4];
    Url mailbox; /* of a demo; empty: none */
} CenterFrame;

typedef struct NoticeRow {
    const NoticeItem *item;
    Str id;
    Msg category;
    bool late;
} NoticeRow;
typedef struct CenterView {
    CenterFrame frame;
    const NoticeRow *actions, *notices;
    size_t actions_n, notices_n;
    const HomeNews *news;
    size_t news_n;
    Url all_actions, all_notices, preferences, post;
    Str back;
} CenterView;

typedef struct ActionsView {
    CenterFrame frame;
    NoticeActionState state;
    const NoticeRow *rows;
    size_t rows_n;
    Url show_open, show_archived, show_done, post;
    Str back;
} ActionsView;

typedef struct NoticesView {
    CenterFrame frame;
    FieldView show, category, account;
    bool accounts; /* more than one to choose from */
    const ChipView *chips;
    size_t chips_n;
    const NoticeRow *rows;
    size_t rows_n;
    bool archived, filtered;
    int64_t unread;
    Url here, clear, post;
    Str back; /* the list's query, for the way back */
    ExportView export;
    PagerView pager;
} NoticesView;

typedef struct ChoiceRow {
    Str id;
    Msg name, about, why; /* why: it cannot be switched off; unset: it can */
    OptionView options[3];
} ChoiceRow;
typedef struct ToldView {
    CenterFrame frame;
    const NoticeMe *me;
    Msg stopped_why;
    FormView form;
    FieldView email;
    FormView choices;
    const ChoiceRow *rows;
    size_t rows_n;
    FieldView hour;
    Url again, withdraw, back, lift, my_preferences;
} ToldView;

typedef struct AddressConfirmView {
    DoorView *door;
    Str email;
    bool holds, signed_in;
    Msg title, what, hint;
    Url action, preferences;
} AddressConfirmView;
typedef struct StopView {
    DoorView *door;
    Msg category, why; /* why: it cannot be stopped */
    bool stopped, signed_in;
    Url action, preferences;
} StopView;

/* --- mail, for admins and the vendor --- */
typedef struct StoppedRow {
    Str address, who, answer;
    Msg reason;
    Time since;
} StoppedRow;
typedef struct AccountMailView {
    ShellView *shell;
    const StoppedRow *rows;
    size_t rows_n;
    bool may_lift;
    Url lift;
} AccountMailView;
typedef struct MailRow {
    Str to, answer;
    Msg category;
    StateView state;
    Time at;
} MailRow;
typedef struct MailState {
    StateView state;
    int64_t n;
    Url url;
    bool current;
} MailState;
typedef struct OperatorMailView {
    ShellView *shell;
    Msg how; /* how mail leaves */
    Str server;
    const MailState *states;
    size_t states_n;
    const MailRow *rows;
    size_t rows_n;
    PagerView pager;
    FormView test;
    FieldView test_to;
    Url stopped;
} OperatorMailView;
typedef struct OperatorStoppedView {
    ShellView *shell;
    FieldView q;
    Url here, lift;
    const StoppedRow *rows;
    size_t rows_n;
    PagerView pager;
    FormView add;
    FieldView address, why;
    bool filtered;
} OperatorStoppedView;

/* --- the demo's mailbox --- */
typedef struct BoxRow {
    Str to, subject;
    Url url;
    Time at;
} BoxRow;
typedef struct BoxView {
    ShellView *shell;
    const BoxRow *rows;
    size_t rows_n;
    PagerView pager;
} BoxView;
typedef struct BoxPart { /* a stretch of the text; url set: a link of ours */
    Str text;
    Url url;
} BoxPart;
typedef struct BoxMailView {
    ShellView *shell;
    Str subject, from, to;
    Time at;
    const BoxPart *parts;
    size_t parts_n;
    Url html;
} BoxMailView;

/* --- announcements --- */
typedef struct AnnouncementRow {
    Str title;
    Url url;
    StateView state;
    Time from, until;
    int64_t told;
} AnnouncementRow;
typedef struct AnnouncementsView {
    ShellView *shell;
    const AnnouncementRow *rows;
    size_t rows_n;
    PagerView pager;
    Url add;
} AnnouncementsView;
typedef struct AnnouncementLanguage {
    Str tag, name;
    FieldView title, body;
    Str shown_title;
    const Str *paragraphs;
    size_t paragraphs_n;
} AnnouncementLanguage;
typedef struct AnnouncementView {
    ShellView *shell;
    bool draft, fresh; /* fresh: not saved yet */
    StateView state;
    FormView form;
    const AnnouncementLanguage *languages;
    size_t languages_n;
    const OptionView *kinds, *programs;
    size_t kinds_n, programs_n;
    FieldView countries, from, until;
    const FactView *facts;
    size_t facts_n;
    Url publish, withdraw, remove;
    Str version;
    int64_t reach; /* accounts it is for */
} AnnouncementView;
typedef struct AnnouncementPage { /* as partners read it */
    ShellView *shell;
    Str title;
    const Str *paragraphs;
    size_t paragraphs_n;
    Time from;
} AnnouncementPage;

/* Models of the pages of support. */
#pragma once
#include "app/machine.h"
#include "app/view.h"
#include "ui/work_panel.h"

typedef struct SupportLine {
    Str number, summary, account, who, assigned, language;
    Msg workspace, severity;
    StateView state;
    Time at, last, due;
    Url url;
    bool owed, late, escalated;
    WorkMark mark; /* at the desk */
} SupportLine;
typedef struct SupportCustomerView {
    const CustomerFrame *frame;
    bool filtered;
    Url self, add;
    FieldView state;
    const SupportLine *rows;
    size_t rows_n;
    PagerView pager;
} SupportCustomerView;
typedef struct SupportListView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    const SupportLine *rows;
    size_t rows_n;
    PagerView pager;
    Url add, articles, health;
    int64_t incidents; /* open ones */
    Msg hours;
    bool all, filtered;
} SupportListView;

typedef struct SupportSolution { /* a page that may help, or a text that may */
    Str title;
    Url url;
} SupportSolution;
typedef struct SupportNewView {
    ShellView *shell;
    StepView steps[2];
    FormView form;
    FieldView workspace, problem, summary, details, severity, email, phone, partner_ref, files;
    const HiddenField *kept;
    size_t kept_n;
    Str said;     /* the summary, on the second page */
    Str customer; /* whom it is about; empty: no customer */
    Msg about;
    const SupportSolution *solutions;
    size_t solutions_n;
    Url back, cancel, articles;
} SupportNewView;

typedef struct SupportFile {
    Str name, size;
    Url url;
} SupportFile;
typedef struct SupportMessage {
    Str who, body;
    Time at;
    enum { MESSAGE_PARTNER, MESSAGE_VENDOR, MESSAGE_NOTE } kind;
    const SupportFile *files;
    size_t files_n;
} SupportMessage;
typedef struct AppointmentLine {
    Time at;
    StateView state;
    Url url;
} AppointmentLine;
typedef struct AppointmentsView { /* of one request, on its page */
    const AppointmentLine *rows;
    size_t rows_n;
    Url propose; /* empty: not now */
} AppointmentsView;
/* One appointment, or (fresh) the form that proposes one. For both sides. */
typedef struct AppointmentView {
    ShellView *shell;
    bool fresh;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    FactView facts[6];
    size_t facts_n;
    Msg zone; /* in which the fields are */
    FormView confirm, move, cancel;
    FieldView date, time, minutes, way, place, reason, why;
    Msg confirm_label, move_label;
    bool may_confirm, may_move, may_cancel, vendor;
    Url calendar, request;
    Str number;
} AppointmentView;

typedef struct SupportOneView {
    ShellView *shell;
    Str number, summary;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    FactView facts[6];
    size_t facts_n;
    const SupportMessage *messages;
    size_t messages_n;
    FormView answer, reopen;
    FieldView text, files;
    Url close, escalate;
    AppointmentsView appointments;
    bool may_answer, may_close, may_reopen, may_escalate, escalated;
} SupportOneView;

/* --- the vendor's desk --- */

typedef struct SupportCount {
    Msg label;
    int64_t n, late;
    Url url, late_url;
} SupportCount;
typedef struct SupportQueueView {
    ShellView *shell;
    WorkPanel panel;
    SupportCount counts[3];
    FieldView state, workspace, language, severity, assigned, answer;
    const SupportLine *rows;
    size_t rows_n;
    PagerView pager;
    ExportView export;
    Url here, clear;
    Url settings; /* empty: not for this reader */
    Url answers, health;
    bool filtered;
} SupportQueueView;
typedef struct SupportDeskView {
    ShellView *shell;
    Str number, summary, account, creator, email, phone, partner_id;
    Url account_url, mail_url;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    FactView facts[6];
    size_t facts_n;
    const SupportMessage *messages;
    size_t messages_n;
    FormView answer, transfer;
    FieldView text, files, how, assigned, workspace, severity;
    const SupportSolution *canned;
    size_t canned_n;
    Url take;
    AppointmentsView appointments;
    bool mine, closed, late;
} SupportDeskView;

enum { SUPPORT_NUMBERS = 9 };
typedef struct SupportSettingsView {
    ShellView *shell;
    FormView form;
    FieldView fields[SUPPORT_NUMBERS];
    FieldView colleagues;
    Url cancel;
} SupportSettingsView;

/* --- canned answers, service health --- */

typedef struct SupportLanguage {
    Str name;
    FieldView title, body;
} SupportLanguage;
typedef struct SupportAnswerLine {
    Str title;
    Msg about;
    Time at;
    Url url;
} SupportAnswerLine;
typedef struct SupportAnswersView {
    ShellView *shell;
    const SupportAnswerLine *rows;
    size_t rows_n;
    Url add;
} SupportAnswersView;
typedef struct SupportAnswerView {
    ShellView *shell;
    FormView form;
    FieldView workspace;
    const SupportLanguage *languages;
    size_t languages_n;
    Url cancel, remove; /* remove empty: a new one */
} SupportAnswerView;

typedef struct SupportWordSaid {
    Str body;
    Time at;
} SupportWordSaid;
typedef struct SupportIncident {
    Str title;
    Msg workspace;
    StateView state;
    Time since, until;           /* until: it is over */
    const SupportWordSaid *said; /* newest first */
    size_t said_n;
    Url url; /* at the desk */
} SupportIncident;
typedef struct SupportService {
    Msg name;
    StateView state;
} SupportService;
typedef struct SupportHealthView {
    ShellView *shell;
    const SupportService *services;
    size_t services_n;
    const SupportIncident *open, *over;
    size_t open_n, over_n;
    bool desk;
    Url add;
} SupportHealthView;
typedef struct SupportIncidentView {
    ShellView *shell;
    FormView form;
    FieldView workspace, kind, resolves, tell;
    const SupportLanguage *languages;
    size_t languages_n;
    const SupportIncident *incident; /* NULL: a new one */
    bool fresh, closed;
    Url cancel;
} SupportIncidentView;

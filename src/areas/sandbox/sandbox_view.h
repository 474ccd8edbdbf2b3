#pragma once
#include "app/view.h"

typedef struct SandboxClockView {
    bool shown, may_turn;
    FormView form;
    const FactView *facts;
    size_t facts_n;
    FieldView until;
    const FactView *happened; /* what the last turn brought about */
    size_t happened_n;        /* 0: it was never turned */
    bool cut;                 /* it stopped short */
} SandboxClockView;

typedef struct SandboxView {
    ShellView *shell;
    bool inside; /* this is the sandbox */
    SandboxClockView clock;
    bool limits, may_run; /* the documented ones hold */
    Url faults, calls, seed, keep, restore, limit;
    bool may_keep, kept;
    Time kept_at;
    bool there, ready, making, possible, room, may_manage;
    StateView state;
    const FactView *facts;
    size_t facts_n;
    Msg problem; /* why it failed and what to do */
    Url open, make, keys, remove, guide;
    bool can_open;
} SandboxView;

typedef struct SandboxFormView {
    ShellView *shell;
    FormView form;
    FieldView first_name, last_name, sign_in;
    bool anew;
    Url back;
} SandboxFormView;

typedef struct SandboxKeysView {
    ShellView *shell;
    Str address;
    Url open, back;
    Str admin_sign_in, admin_password, staff_sign_in, staff_password;
} SandboxKeysView;

typedef struct SandboxRemoveView {
    ShellView *shell;
    FormView form;
    Str company, address;
    Url back;
} SandboxRemoveView;

typedef struct SandboxDeskRow {
    Str label, company, sign_in, size;
    Url partner, remove;
    StateView state;
    Time made_at;
} SandboxDeskRow;
typedef struct SandboxDeskView {
    ShellView *shell;
    const SandboxDeskRow *rows;
    size_t rows_n;
    int64_t open, most;
    bool possible, may_manage;
    PagerView pager;
    Url export;
} SandboxDeskView;

typedef struct FaultLine {
    Str method, path, amount;
    Msg effect;
    int64_t percent, seed, times, met;
    Url remove;
} FaultLine;
typedef struct FaultsView {
    ShellView *shell;
    bool here; /* this is a partner's own sandbox */
    bool may_run;
    const FaultLine *rows;
    size_t rows_n;
    FormView form;
    FieldView method, path, effect, amount, percent, seed, times;
    Url again, sandbox;
} FaultsView;

typedef struct CallLine {
    int64_t number, ms;
    Time at;
    Str method, target, who;
    StateView state;
    Url url;
} CallLine;
typedef struct CallsView {
    ShellView *shell;
    bool here, filtered, may_run;
    const CallLine *rows;
    size_t rows_n;
    FieldView method, path, status;
    Url self, older, har, empty, sandbox;
    bool has_older;
    ExportView export;
} CallsView;

typedef struct CallView {
    ShellView *shell;
    const FactView *facts;
    size_t facts_n;
    Str request_headers, request_body, response_headers, response_body, curl;
    bool request_cut, response_cut, may_replay;
    Url har, replay;
} CallView;

typedef struct SeedLine {
    Str where, text;
} SeedLine;
typedef struct SeedView {
    ShellView *shell;
    bool here, looked, done, more; /* looked: at a file; done: it was made */
    FormView form;
    FieldView file;
    int64_t customers, users, orders, subscriptions;
    const SeedLine *problems;
    size_t problems_n;
    Url sandbox, customers_url;
} SeedView;

typedef struct SandboxRestoreView {
    ShellView *shell;
    FormView form;
    Time kept_at;
    Url back;
} SandboxRestoreView;

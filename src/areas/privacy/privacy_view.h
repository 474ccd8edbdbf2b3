/* Models of the pages of personal data, and of the page of contents in an archive. */
#pragma once
#include "app/machine.h"
#include "app/view.h"

typedef struct ArchiveLine {
    Str name;
    int64_t rows;
    Url csv, json;
    Msg why; /* of what is not in it */
} ArchiveLine;
typedef struct ArchiveView {
    const Locale *locale;
    Msg title;
    Str who;
    Time made;
    bool within;
    const ArchiveLine *lines, *left;
    size_t lines_n, left_n;
} ArchiveView;

typedef struct ArchiveJob { /* an archive that was asked for */
    StateView state;
    Time at;
    Url url;
} ArchiveJob;
typedef struct ArchivesView {
    FormView form;
    const ArchiveJob *jobs;
    size_t jobs_n;
    int64_t days;
} ArchivesView;
typedef struct ErasureRequest { /* of the account's list */
    Str name;                   /* empty: erased */
    StateView state;
    Time at;
    Url url;
} ErasureRequest;
typedef struct ErasureLine {
    Msg name; /* unset: `table` */
    Str table;
    int64_t rows;
    Msg why;
} ErasureLine;
typedef struct ErasureView {
    ShellView *shell;
    bool vendor, open, done;
    Str who, email, account, reason, person_id; /* who: empty once erased */
    Time asked_at, done_at;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    const ErasureLine *kept;
    size_t kept_n;
    int64_t erased;
    FormView accept, decline;
    FieldView answer;
} ErasureView;
typedef struct PrivacyRulesView {
    ShellView *shell;
    FormView form;
    const FieldView *fields;
    size_t fields_n;
    Url queue;
} PrivacyRulesView;

typedef struct MyDataView {
    ShellView *shell;
    ArchivesView archives;
    bool may_ask, has_request, may_withdraw; /* none of the first two: staff, who have no account */
    StateCard card;
    Url withdraw;
    FormView erase_form;
    FieldView reason;
} MyDataView;
typedef struct AccountDataView {
    ShellView *shell;
    bool may_export;
    ArchivesView archives;
    FormView person_form;
    FieldView person;
    bool may_erase;
    const ErasureRequest *requests;
    size_t requests_n;
    FormView erase_form;
    FieldView erase_person, confirm;
} AccountDataView;
typedef struct ArchiveJobView {
    ShellView *shell;
    ProgressView progress;
    int64_t days;
} ArchiveJobView;

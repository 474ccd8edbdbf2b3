/* Models of the pages of personal data, and of the page of contents in an archive. */
#pragma once
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
typedef struct MyDataView {
    ShellView *shell;
    ArchivesView archives;
} MyDataView;
typedef struct AccountDataView {
    ShellView *shell;
    bool may_export;
    ArchivesView archives;
    FormView person_form;
    FieldView person;
} AccountDataView;
typedef struct ArchiveJobView {
    ShellView *shell;
    ProgressView progress;
    int64_t days;
} ArchiveJobView;

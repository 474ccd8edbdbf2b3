/* Models of the pages of notes. */
#pragma once
#include "app/view.h"

typedef struct NoteLine {
    Str body;
    Time at;
} NoteLine;
typedef struct NotesView {
    ShellView *shell;
    FormView form;
    FieldView body;
    const NoteLine *notes;
    size_t notes_n;
} NotesView;

/* Models of the pages of passkeys. */
#pragma once
#include "areas/identity/identity_view.h"

typedef struct PasskeyLine {
    Str name;
    StateView state; /* of one that cannot be used */
    bool usable, portable, alone;
    Time added, used;
    Url url;
} PasskeyLine;
typedef struct PasskeysView {
    ShellView *shell;
    Msg why_not; /* no passkeys at this address */
    const PasskeyLine *lines;
    size_t lines_n;
    bool full;
} PasskeysView;

typedef struct PasskeyAddView {
    ShellView *shell;
    Msg why_not, problem, hint;
    ErrorSummary errors;
    FieldView name;
} PasskeyAddView;

typedef struct PasskeyEditView {
    ShellView *shell;
    FormView form;
    FieldView name;
    PasskeyLine line;
    Url remove;
} PasskeyEditView;

typedef struct PasskeyRefusedView {
    DoorView *door;
    Msg what, hint;
    Url again;
} PasskeyRefusedView;

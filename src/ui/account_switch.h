/* Model of the page that offers to switch accounts. */
#pragma once
#include "app/view.h"

typedef struct AccountSwitchView {
    ShellView *shell;
    Str current, other, public_id, return_to;
    Url action, stay;
} AccountSwitchView;

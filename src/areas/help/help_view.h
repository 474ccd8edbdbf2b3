/* Models of the pages of help, search. */
#pragma once
#include "app/view.h"
#include "areas/help/help.h"

typedef struct SearchView {
    ShellView *shell;
    Str text;
    Url action;
    const FoundGroup *groups;
    size_t groups_n;
    int64_t n;
    Url help;
} SearchView;
typedef struct TopicLink {
    Str title;
    Url url;
    bool current;
} TopicLink;
typedef struct HelpView {
    ShellView *shell;
    const TopicLink *topics;
    size_t topics_n;
    Str title;
    Html body;
    bool one;
    Str lang;
    const NavLink *tasks;
    size_t tasks_n; /* what the topic's workspace offers to do at once */
} HelpView;

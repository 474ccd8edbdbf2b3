/* Models of the shell and of the components that every area uses. Plain structs: an area fills them, the templates of
 * src/ui print them. All strings are borrowed from the request's arena or static. */
#pragma once
#include "app/out.h"

typedef struct NavLink { Msg label; Url url; Str icon; bool current; const struct NavLink *sub; size_t sub_n; bool open; } NavLink;
typedef struct NavGroup { Msg title; const NavLink *links; size_t links_n; } NavGroup; /* title may be unset: no heading */
typedef struct Crumb { Msg label; Str text; Url url; } Crumb; /* label or text; the last one is the page */
typedef struct AccountChoice { Str name; Str line; Url url; bool current; } AccountChoice;
typedef struct NoticeView { enum { NOTICE_INFO, NOTICE_GOOD, NOTICE_WARN, NOTICE_BAD } kind; Msg text; Msg action; Url action_url; } NoticeView;
typedef struct PanelItem { Str icon; Msg text; Url url; Msg sub; Time at; bool unread; } PanelItem;

/* Everything around the page. The kernel fills it from Ctx (ui/shell.h, shell_view); an area sets title, crumbs, status. */
typedef struct ShellView {
    Msg title;            /* of the page; or: */
    Str title_text;       /* a record's name */
    Msg workspace;        /* second part of <title> */
    Str product, vendor;  /* "Entente"; the vendor's own name of the center */
    bool failed;          /* "Error: " before the title */
    bool signed_in;
    Str theme;            /* "", "light", "dark" */
    bool pane_small;
    Str account_name;
    const AccountChoice *accounts; size_t accounts_n; /* shown only when more than one */
    Str user_name, user_initials, user_roles;
    const NavGroup *nav; size_t nav_n;
    const Crumb *crumbs; size_t crumbs_n;             /* none on home */
    const PanelItem *notices; size_t notices_n; int64_t unread;
    const PanelItem *help; size_t help_n;             /* topics of this workspace */
    const NavLink *settings; size_t settings_n;       /* the gear's entries */
    const NavLink *profile; size_t profile_n;         /* the profile menu's entries */
    Url home_url, search_url, suggest_url, menu_url, notices_url, help_url, settings_url, profile_url, preferences_url, signout_url, return_url;
    Str search_text;
    Msg status;           /* said once in role=status after a redirect; unset: none */
    const NoticeView *banners; size_t banners_n;      /* under the top bar */
    Str request_id;
    Str lang, dir;        /* <html lang dir> */
    bool print_only;      /* page with a print sheet */
    Url refresh_url; int refresh_s;                   /* progress pages without script; 0: none */
} ShellView;

typedef struct FieldView { /* one form field, label above, hint below, error between hint and field */
    enum { FIELD_TEXT, FIELD_EMAIL, FIELD_TEL, FIELD_PASSWORD, FIELD_SEARCH, FIELD_NUMBER, FIELD_DATE, FIELD_TEXTAREA, FIELD_SELECT, FIELD_RADIO, FIELD_CHECKBOX, FIELD_FILE, FIELD_HIDDEN } kind;
    Str name, value;
    Msg label, hint, error;      /* error unset: none */
    bool optional, checked, disabled, focus;
    Str autocomplete, inputmode, width; /* width: CSS class w-4 .. w-full */
    const struct OptionView { Str value; Msg label; Str text; bool selected; } *options; size_t options_n;
    Str accept;                  /* FILE */
    int64_t max_length;          /* 0: none */
} FieldView;
typedef struct ErrorLink { Msg text; Str field; } ErrorLink; /* error summary, first in the form */
typedef struct ErrorSummary { const ErrorLink *links; size_t links_n; } ErrorSummary;

typedef struct PagerView { Url previous, next; bool has_previous, has_next; Msg shown; Url action; const struct HiddenField { Str name, value; } *keep; size_t keep_n; int size; } PagerView;
typedef struct ChipView { Msg label; Str value; Url remove; } ChipView;
typedef struct SortView { Msg label; Url url; enum { SORT_NONE, SORT_UP, SORT_DOWN } state; bool sortable; } SortView;
typedef struct StateView { enum { STATE_GOOD, STATE_WAIT, STATE_WARN, STATE_BAD, STATE_OFF } kind; Msg label; } StateView;
typedef struct TabView { Msg label; Url url; bool current; int64_t count; /* -1: none */ } TabView;
typedef struct StepView { Msg label; Url url; enum { STEP_TODO, STEP_CURRENT, STEP_DONE, STEP_BAD } state; } StepView;
typedef struct FactView { Msg label; Str text; Msg msg; Time at; StateView state; enum { FACT_TEXT, FACT_MSG, FACT_TIME, FACT_STATE } kind; } FactView;
typedef struct EventView { Msg what; Str who; Time at; } EventView;
typedef struct EmptyView { Msg title, why, action; Url url; } EmptyView;
typedef struct ProgressView { Msg title, state; int64_t done, total; Str started_by; Time started_at; Url result, cancel, self; Msg result_label; bool running, failed; Msg problem; } ProgressView;
typedef struct ErrorView { ShellView *shell; int status; Msg title, what, hint; const Str *admins; size_t admins_n; Str permission; Url action_url; Msg action; Str request_id; } ErrorView;

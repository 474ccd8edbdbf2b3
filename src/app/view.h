/* Models of the shell and of the components that every area uses. Plain structs: an area fills them, the templates of
 * src/ui print them. All strings are borrowed from the request's arena or static. */
#pragma once
#include "app/out.h"

typedef struct NavLink {
    Msg label;
    Url url;
    Str icon;
    bool current;
    const struct NavLink *sub;
    size_t sub_n;
    bool open;
} NavLink;
typedef struct NavGroup {
    Msg title;
    const NavLink *links;
    size_t links_n;
} NavGroup; /* title may be unset: no heading */
typedef struct MenuLinks {
    const NavGroup *nav;
    size_t nav_n;
    const NavGroup *settings;
    size_t settings_n; /* the gear's entries */
    const NavLink *profile;
    size_t profile_n; /* the profile menu's entries */
} MenuLinks;
/* The same, drawn: the pane's lists, the links of gear and profile menu, the lists beside a page of settings. */
typedef struct MenusView {
    Html pane, gear, profile, side;
} MenusView;
typedef struct Crumb {
    Msg label;
    Str text;
    Url url;
} Crumb; /* label or text; the last one is the page */
typedef struct AccountChoice {
    Str name;
    Str line;
    Url url;
    bool current;
    Str public_id; /* what POST /switch takes */
} AccountChoice;
typedef struct NoticeView {
    enum { NOTICE_INFO, NOTICE_GOOD, NOTICE_WARN, NOTICE_BAD } kind;
    Msg text;
    Msg action;
    Url action_url;
} NoticeView;
typedef struct PanelItem {
    Str icon;
    Msg text;
    Url url;
    Msg sub;
    Time at;
    bool unread;
    Str id; /* of a notification, to mark it as read when it is followed; empty: none */
} PanelItem;

typedef struct LanguageChoice {
    Str tag, name; /* "fr", "français" */
    bool current;
} LanguageChoice;

/* Somebody else who is signed in in the same browser. */
typedef struct PersonChoice {
    Str id, name, line; /* id: of the session, for POST /sign-in/switch */
} PersonChoice;

/* Everything around the page. The kernel fills it from Ctx (ui/shell.h, shell_view); an area sets title, crumbs,
 * status. */
typedef struct ShellView {
    Msg title;           /* of the page; or: */
    Str title_text;      /* a record's name */
    Msg workspace;       /* second part of <title> */
    Str product, vendor; /* "Entente"; the vendor's own name of the center */
    bool failed;         /* "Error: " before the title */
    bool signed_in;
    Str theme; /* "", "light", "dark" */
    bool pane_small;
    Str account_name;
    const AccountChoice *accounts;
    size_t accounts_n; /* shown only when more than one */
    Str user_name, user_initials, user_roles;
    MenusView menus;
    const Crumb *crumbs;
    size_t crumbs_n; /* none on home */
    const PanelItem *notices;
    size_t notices_n;
    int64_t unread;
    const PanelItem *help;
    size_t help_n; /* topics of this workspace */
    const NavLink *help_tasks;
    size_t help_tasks_n; /* tasks of this workspace */
    const NavLink *sides;
    size_t sides_n; /* partner settings, developer settings: by the account's programs */
    const AccountChoice *directories;
    size_t directories_n; /* shown only when more than one */
    Url accounts_url;     /* all accounts of the person, where the picker does not show all; empty: it does */
    Url home_url, search_url, suggest_url, menu_url, notices_url, actions_url, told_url, help_url, settings_url,
        profile_url, preferences_url, signout_url, return_url;
    Str search_text;
    Msg status; /* said once in role=status after a redirect; unset: none */
    const NoticeView *banners;
    size_t banners_n; /* under the top bar */
    Str request_id;
    Str lang, dir;   /* <html lang dir> */
    bool print_only; /* page with a print sheet */
    Url refresh_url;
    int refresh_s; /* progress pages without script; 0: none */
    Str version;   /* of the program: "1.0"; empty: not shown */
    const NavLink *foot;
    size_t foot_n; /* links at the end of the page; only ones that exist */
    const struct LanguageChoice *languages;
    size_t languages_n; /* shipped languages, for the profile menu */
    const PersonChoice *others;
    size_t others_n; /* more people of this browser: then the bar says as whom one acts */
    Str acting;      /* the signed-in person's name and address: compared between the tabs of a browser */
    Url another_url; /* sign in beside; empty: no such page */
    Str tz;          /* named beside times of people in other zones; empty: not shown */
} ShellView;
/* The whole menu as a page. */
typedef struct MenuPageView {
    const ShellView *shell;
    MenuLinks links;
} MenuPageView;
/* The template puts a link to home before the crumbs; an area lists what follows, ending with the page itself. */

typedef struct OptionView {
    Str value;
    Msg label;
    Str text;
    bool selected;
} OptionView;              /* label or text */
typedef struct FieldView { /* one form field, label above, hint below, error between hint and field */
    enum {
        FIELD_TEXT,
        FIELD_EMAIL,
        FIELD_TEL,
        FIELD_PASSWORD,
        FIELD_SEARCH,
        FIELD_NUMBER,
        FIELD_DATE,
        FIELD_TIME,
        FIELD_TEXTAREA,
        FIELD_SELECT,
        FIELD_RADIO,
        FIELD_CHECKBOX,
        FIELD_FILE,
        FIELD_HIDDEN
    } kind;
    Str name, value;
    Msg label, hint, error; /* error unset: none */
    bool optional, checked, disabled, focus;
    Str autocomplete, inputmode, width; /* width: CSS class w-4 .. w-full */
    const OptionView *options;
    size_t options_n;
    Str accept;         /* FILE */
    int64_t max_length; /* 0: none */
    Str id;             /* empty: the name; set where two forms of a page have a field of one name */
    Msg placeholder;    /* an example only ("alderworks.example"), never the label; unset: none */
    bool multiple;      /* FILE, SELECT */
    int rows;           /* TEXTAREA; 0: 4 */
} FieldView;
typedef struct HiddenField {
    Str name, value;
} HiddenField;
typedef struct ErrorLink {
    Msg text;
    Str field;
} ErrorLink; /* error summary, first in the form */
typedef struct ErrorSummary {
    const ErrorLink *links;
    size_t links_n;
} ErrorSummary;

/* {{ wrap form(&v->form) }} ... {{ end }}: a POST form with its error summary, CSRF token and key. */
typedef struct FormView {
    Url action;
    ErrorSummary errors;
    Str id;          /* empty: none */
    int64_t version; /* of the row, for stale saves; 0: none */
    bool upload;     /* multipart */
    bool wide;       /* not held to 640 px */
    bool no_guard;   /* leaving with changes needs no warning */
} FormView;

typedef struct PagerView {
    Url previous, next;
    bool has_previous, has_next;
    Msg shown;
    Url action;
    const HiddenField *keep;
    size_t keep_n;
    int size;
} PagerView;
typedef struct ChipView {
    Msg label;
    Str value;
    Url remove;
} ChipView;
typedef struct SortView {
    Msg label;
    Url url;
    enum { SORT_NONE, SORT_UP, SORT_DOWN } state;
    bool sortable;
} SortView;
typedef struct StateView {
    enum { STATE_GOOD, STATE_WAIT, STATE_WARN, STATE_BAD, STATE_OFF } kind;
    Msg label;
} StateView;
typedef struct TabView {
    Msg label;
    Url url;
    bool current;
    int64_t count; /* -1: none */
} TabView;
/* The head of each page of one customer, whichever area the page is of. */
typedef struct CustomerFrame {
    struct ShellView *shell;
    Str name;
    StateView state;
    const TabView *tabs;
    size_t tabs_n;
} CustomerFrame;
typedef struct StepView {
    Msg label;
    Url url;
    enum { STEP_TODO, STEP_CURRENT, STEP_DONE, STEP_BAD } state;
} StepView;
typedef struct FactView {
    Msg label;
    Str text;
    Msg msg;
    Time at;
    StateView state;
    enum { FACT_TEXT, FACT_MSG, FACT_TIME, FACT_STATE } kind;
} FactView;
typedef struct EventView {
    Msg what;
    Str who;
    Time at;
    Url url; /* of its own page; empty: none */
} EventView;
typedef struct EmptyView {
    Msg title, why, action;
    Url url;
} EmptyView;
typedef struct ProgressView {
    Msg title, state;
    int64_t done, total;
    Str started_by;
    Time started_at;
    Url result, cancel, self;
    Msg result_label;
    bool running, failed;
    Msg problem;
} ProgressView;
typedef struct ConflictRow {
    Msg label;
    Str yours, theirs;
} ConflictRow;
typedef struct AdminLine {
    Str name, email;
    Msg as;
} AdminLine;
typedef struct ErrorView {
    ShellView *shell;
    int status;
    Msg title, what, hint;
    const struct AdminLine *admins; /* who can give what is missing */
    size_t admins_n;
    Str permission;
    Msg because;      /* why it is missing */
    Url ask, explain; /* to ask for it; to read on; empty: no link */
    Url give;         /* to give oneself a role that has it; empty: not theirs to give */
    Url action_url;
    Msg action;
    Str request_id;
    Msg permission_label;
    Str roles, holders;
    Time at; /* 403: what the permission allows; the roles held, the roles that hold it, joined */
    const ConflictRow *conflicts;
    size_t conflicts_n;
    Str other;
    Time other_at; /* 409: both versions, who saved when */
    const HiddenField *keep;
    size_t keep_n;
    Url retry_url; /* 409, 403: what was entered, sent again to retry_url; empty: none */
} ErrorView;

/* Above a table: columns, density, export. */
typedef struct ColumnOption {
    Str key;
    Msg label;
    bool shown, fixed;
} ColumnOption;
typedef struct ColumnsView {
    Url action, reset;
    const ColumnOption *options;
    size_t options_n;
    const HiddenField *keep;
    size_t keep_n;
} ColumnsView;
typedef struct DensityView {
    Url url;
    bool compact;
} DensityView; /* url: to the other density */
typedef struct ExportView {
    Url csv, xlsx;
    Msg about;
} ExportView; /* about: "All 41 that match, all pages" */
typedef struct SavedView {
    Str name;
    Url url;
    bool current;
} SavedView;
typedef struct MenuView {
    Msg label;
    Str text;
    const NavLink *links;
    size_t links_n;
    bool primary, icon_only;
} MenuView; /* a button that opens links */

/* Charts. Values are whole units; unit is said once. A bar chart begins at zero. */
typedef struct ChartSeries {
    Msg name;
    const int64_t *values;
    int colour; /* 1..6 */
    bool dash;
} ChartSeries;
typedef struct ChartView {
    Str id;
    Msg title, finding, unit, label_head;
    const Str *labels;
    size_t n;
    const ChartSeries *series;
    size_t series_n;
} ChartView;

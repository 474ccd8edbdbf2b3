/* Models of the pages of people. */
#pragma once
#include "app/view.h"
#include "ui/lists.h"

/* --- list --- */
typedef struct PersonLine {
    Str id, name, sign_in, email, phone, job_title, roles, directory;
    Url url, phone_url;
    StateView state;
    Msg origin, factor;
    Time seen;
    Date added;
    bool guest, factor_bad, suspended;
} PersonLine;
typedef struct PeopleListView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    int64_t total; /* more_than: and there are more */
    bool more_than, filtered, compact, admins;
    Url self, add_url, invite_url, existing_url, clear_url, admins_url, action_url, batch_url;
    bool may_add, may_invite, may_grant, may_suspend, may_reset, may_export, may_groups, may_pick, managed;
    Url import_url;
    /* All that match, on all pages: the offer, or when it was taken what is selected and the way back. */
    bool all;
    Msg all_offer, all_said;
    Url all_url, page_url;
    Str query;
    FieldView q, family, role, status, kind, access, directory, location;
    FieldView own_role;
    bool many_directories, has_locations, many_roles;
    const HiddenField *keep;
    size_t keep_n;
    const ChipView *chips;
    size_t chips_n;
    ColumnsView columns;
    DensityView density;
    ExportView export;
    ListChoicesView choices;
    bool show_roles, show_state, show_seen, show_factor, show_origin, show_added, show_phone, show_job, show_directory,
        show_sign_in;
    SortView by_name, by_added;
    const PersonLine *rows;
    size_t rows_n;
    PagerView pager;
    int64_t invited; /* pending invitations */
    Url invitations_url;
    const NavLink *drafts;
    size_t drafts_n;
} PeopleListView;

/* --- roles to choose from --- */
typedef struct RoleChoice {
    Str id, name;
    Msg about;
    bool checked, by_location;
} RoleChoice;
typedef struct RoleChoices {
    Msg title;
    const RoleChoice *roles;
    size_t roles_n;
} RoleChoices;
typedef struct PlaceChoice {
    Str id, name, line;
    bool checked;
} PlaceChoice;
typedef struct RolePicker {
    const RoleChoices *groups;
    size_t groups_n;
    const Str *closed; /* names of roles that the reader may not give */
    size_t closed_n;
    Str givers; /* who may */
    Msg roles_error, scope_error, locations_error;
    Str scope;
    bool has_locations, has_directory; /* more than the account to choose from */
    Str directory_name;
    const PlaceChoice *locations;
    size_t locations_n;
    FieldView program;
    bool has_programs;
    bool guest;
    FieldView own; /* too many of the account's own to tick: written by name */
    bool has_own;
    Url roles_url;
} RolePicker;

/* --- acting on several --- */
typedef struct BatchLine {
    Str id, name, email, roles;
    Msg effect;
    bool able;
} BatchLine;
typedef struct BatchView {
    ShellView *shell;
    FormView form;
    Msg question, effect, warning, button;
    bool danger, picks_roles, picks_group, asks_reason, done_none;
    bool many, more_than; /* all that match a filter: `able` of them, or more than so many */
    Url who;              /* they, in the list */
    const BatchLine *lines;
    size_t lines_n;
    int64_t able, unable;
    RolePicker picker;
    FieldView role, reason, group, confirm;
    Str what, query;
    Url cancel;
} BatchView;
typedef struct BatchJobView {
    ShellView *shell;
    ProgressView progress;
    Msg result; /* unset: not done yet */
    Url list;
    bool secrets;
    FormView secrets_form;
    int64_t secrets_n;
} BatchJobView;
typedef struct CredentialLine {
    Str name, sign_in, password;
} CredentialLine;
typedef struct CredentialsView {
    ShellView *shell;
    const CredentialLine *lines;
    size_t lines_n;
    Url door, list_url, again_url;
    Msg again;
    Str vendor;
} CredentialsView;

/* --- adding --- */
typedef struct AddView {
    ShellView *shell;
    FormView form;
    const StepView *steps;
    size_t steps_n;
    FieldView first_name, last_name, sign_in, domain, email, phone, job_title, directory;
    bool many_directories, has_draft;
    RolePicker picker;
    FactView person[8], roles[4];
    size_t person_n, roles_n;
    Url person_url, roles_url, cancel, discard;
    Time saved_at;
} AddView;

/* --- one person --- */
typedef struct PersonRole {
    Str name, role, scope, program, by, group, why_not;
    Msg only; /* the program it holds for; unset: all */
    Msg about, from;
    Url group_url;
    Time since;
    bool counts, may_take, whole, brought;
    Str location; /* id of the account it names, when not this one */
    Str take_scope;
} PersonRole;
typedef struct PersonSession {
    Str browser, address;
    Time since, seen;
    Msg strength;
} PersonSession;
typedef struct PersonGroup {
    Str id, name, about;
    Url url;
    Time since;
    bool may_drop;
    Msg origin;
} PersonGroup;
typedef struct PersonView {
    ShellView *shell;
    Str name, initials;
    StateView state;
    bool guest, managed, may_edit, may_suspend, may_reinstate, may_reset, may_remove, may_grant, may_end, self,
        few_admins;
    Url edit, suspend, reinstate, reset, remove, end_sessions, give, take, permissions, drop_group;
    Str email;
    Url mail_url;
    const FactView *facts;
    size_t facts_n;
    TabView tabs[4];
    NoticeView notices[5];
    size_t notices_n;
    const PersonRole *roles;
    size_t roles_n;
    RolePicker picker;
    FormView give_form;
    const PersonGroup *groups;
    size_t groups_n;
    const PersonSession *sessions;
    size_t sessions_n;
    const FactView *factors;
    size_t factors_n;
    const EventView *changes;
    size_t changes_n;
    const EventView *done;
    size_t done_n;
    Url done_url, changes_url; /* all of it in the log; empty for who may not see it */
    Str directory;
} PersonView;
typedef struct PersonFormView {
    ShellView *shell;
    FormView form;
    FieldView first_name, last_name, sign_in, domain, email, phone, job_title;
    Url back;
} PersonFormView;
typedef struct PersonActView { /* suspend, reinstate, reset, remove: what will happen, and the button */
    ShellView *shell;
    FormView form;
    Msg question, button, second, warning;
    Url second_action;
    const Msg *effects;
    size_t effects_n;
    bool danger, blocked, has_reason, has_where;
    FieldView reason, where;
    Url back;
} PersonActView;

/* --- admins --- */
typedef struct PeopleAdmin {
    Str name, email, phone, roles;
    Url mail_url, phone_url;
} PeopleAdmin;
typedef struct AdminsView {
    ShellView *shell;
    const PeopleAdmin *lines;
    size_t lines_n;
    bool may_list;
    Url list_url, my_access;
    Str account;
} AdminsView;

/* --- invitations --- */
typedef struct InvitationLine {
    Str email, roles, scope, by;
    StateView state;
    Time sent, expires;
    int64_t sends;
    bool may_resend, may_withdraw, held; /* held: mail does not reach the address */
    Url resend, withdraw, person_url;
} InvitationLine;
typedef struct InvitationsView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    FieldView state;
    Url action, clear, invite_url;
    const ChipView *chips;
    size_t chips_n;
    bool may_invite, filtered;
    const InvitationLine *lines;
    size_t lines_n;
    PagerView pager;
} InvitationsView;
typedef struct InviteView {
    ShellView *shell;
    FormView form;
    FieldView emails, message, language;
    RolePicker picker;
    Url back;
} InviteView;

/* --- groups --- */
typedef struct GroupLine {
    Str name, about, roles;
    Url url;
    int64_t members;
    bool provisioned;
} GroupLine;
typedef struct GroupsView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    const GroupLine *lines;
    size_t lines_n;
    bool may_manage;
    Url new_url;
    FieldView q;
    Url action;
    PagerView pager;
} GroupsView;
typedef struct GroupMember {
    Str id, name, sign_in;
    Url url;
    StateView state;
} GroupMember;
typedef struct GroupRole {
    Str name, role, scope, program, take_scope, location;
    Msg only; /* the program it holds for; unset: all */
    bool may_take, whole;
    Time since;
} GroupRole;
typedef struct GroupView {
    ShellView *shell;
    Str name, about, directory;
    bool provisioned, may_manage, may_grant, may_members, may_hand_over, may_take_back;
    Time handed_over_at; /* made by hand and kept by the client since; unset: not so */
    int64_t members;
    Url edit, remove, add, drop, give, take, people_url, hand_over, take_back;
    const GroupRole *roles;
    size_t roles_n;
    const GroupMember *lines;
    size_t lines_n;
    PagerView pager;
    FormView add_form, give_form;
    FieldView names;
    RolePicker picker;
    Msg closed; /* why members cannot be changed by the reader */
} GroupView;
typedef struct GroupFormView {
    ShellView *shell;
    FormView form;
    FieldView name, about, directory;
    bool many_directories, is_new;
    Url back;
} GroupFormView;

typedef struct GroupActView { /* what a change does to people, before it does */
    ShellView *shell;
    FormView form;
    Msg question, button;
    const Msg *effects;
    size_t effects_n;
    bool danger;
    const HiddenField *keep;
    size_t keep_n;
    Url back;
} GroupActView;

/* --- applications --- */
typedef struct ApplicationLine {
    Str id, name;
    StateView state;
    Url url; /* in App management; empty for who may not open it */
    const GroupRole *roles;
    size_t roles_n;
    FieldView role;
    Url give, take;
} ApplicationLine;
typedef struct ApplicationsView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    const ApplicationLine *lines;
    size_t lines_n;
    Url manage; /* App management; empty for who may not open it */
} ApplicationsView;

/* --- the invited --- */
struct DoorView; /* of identity: the frame of pages before sign-in */
typedef struct AcceptView {
    struct DoorView *door;
    ErrorSummary errors;
    Str account, vendor, by, email, message, me;
    Str roles;
    Time expires;
    Url here, sign_in, accept;
    bool signed_in, right_person, has_sign_in;
    FieldView first_name, last_name, password, again;
    Msg problem, hint; /* the link opens nothing: why */
} AcceptView;

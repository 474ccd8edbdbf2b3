/* Models of the pages of access. */
#pragma once
#include "app/view.h"

typedef struct AccessPersonView {
    Str name, email;
    Msg role;  /* as what they can give it */
    Str gives; /* name of the weakest role they may give */
} AccessPersonView;
typedef struct AccessRoleView {
    Str name, about;
    int64_t power;
    Url url; /* on the page of roles; empty: none */
} AccessRoleView;
/* Why somebody may or may not: on every page that says so. */
typedef struct WhyView {
    Msg permission;
    Str permission_id, person; /* person empty: oneself */
    StateView state;
    Msg sentence, next; /* next: what can be done about it; unset: nothing */
    const AccessRoleView *roles;
    size_t roles_n;
    const AccessPersonView *people;
    size_t people_n;
    Url ask;          /* empty: asking would not help */
    Url give;         /* where one gives oneself such a role; empty: not theirs to give */
    Str programs;     /* that would bring it, joined; empty: not a matter of programs */
    Url programs_url; /* where they are enrolled in; empty: not for this reader */
} WhyView;

typedef struct AccessRowView {
    Str icon;
    Msg title, about;
    Url url, open;
    StateView state;
    Str by; /* roles that open it */
    Msg why;
    Str ask_name; /* whom to ask */
    bool granted, asked;
} AccessRowView;
typedef struct OwnRequestView {
    Msg what;
    Str code;
    Url url;
    StateView state;
    Time at;
} OwnRequestView;
typedef struct MyAccessView {
    ShellView *shell;
    Str account;
    const ChipView *chips;
    size_t chips_n;
    const AccessRowView *rows;
    size_t rows_n;
    const AccessRowView *absent; /* that the organization lacks */
    size_t absent_n;
    int64_t granted, all, missing, requested;
    enum { ACCESS_SHOW_ALL, ACCESS_SHOW_GRANTED, ACCESS_SHOW_MISSING } shown;
    Url show_all, show_granted, show_missing, permissions, roles_page, queue;
    int64_t waiting; /* requests that this person may decide; 0: none shown */
    const OwnRequestView *requests;
    size_t requests_n;
    const NavLink *roles;
    size_t roles_n;
} MyAccessView;

typedef struct WorkspaceView {
    ShellView *shell;
    Str icon;
    Msg title, about;
    StateView state;
    Url open;
    WhyView why;
    const NavLink *pages; /* of the workspace that this person may open */
    size_t pages_n;
    Url help;
    Msg help_title;
    const OwnRequestView *request; /* open one of this person; NULL: none */
} WorkspaceView;

typedef struct AskView {
    ShellView *shell;
    FormView form;
    WhyView why;
    FieldView reason;
    Url back;
} AskView;

/* A request's page, for who asked and for who decides. The five things that every state says. */
typedef struct RequestView {
    ShellView *shell;
    StateView state;
    Msg meaning, because, next, who;
    Time by_when; /* unset: no date */
    const FactView *facts;
    size_t facts_n;
    Str reason, answer;
    const AccessPersonView *people;
    size_t people_n;
    Url withdraw; /* empty: cannot */
    Url again;    /* empty: cannot */
    /* deciding */
    bool decides, has_it;
    FormView grant, decline;
    FieldView role, scope, answer_field;
    Msg cannot;      /* why this person cannot decide; unset: can */
    Url permissions; /* of the person who asks */
} RequestView;

typedef struct QueueRow {
    Str person, email;
    Msg what;
    Str code;
    Url url;
    StateView state;
    Time at, due;
    Str role;
} QueueRow;
typedef struct QueueView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    const QueueRow *rows;
    size_t rows_n;
    PagerView pager;
    ExportView export;
    bool open;
    Url all;
} QueueView;
typedef struct WhyPageView {
    ShellView *shell;
    WhyView why;
    FieldView permission;
    HiddenField user;
    Url action, back;
    bool chosen;
} WhyPageView;

/* View permissions. */
typedef struct HeldView {
    Msg role; /* or: */
    Str name, line;
    Msg scope, origin;
    Str program;
    StateView state; /* counts, or displaced by a group */
    Time since;
    int64_t gives;
} HeldView;
typedef struct PermissionLine {
    Msg label, because;
    Str id;
    StateView state;
    Url why;
} PermissionLine;
typedef struct PermissionSection {
    Msg title;
    const PermissionLine *rows;
    size_t rows_n;
    int64_t granted;
} PermissionSection;
typedef struct PermissionsView {
    ShellView *shell;
    Str account, person; /* person empty: oneself */
    const HeldView *held;
    size_t held_n;
    const PermissionSection *sections;
    size_t sections_n;
    int64_t granted, all;
    bool everything; /* also what is not granted */
    Url show_granted, show_all, roles_page, my_access;
    Url compare; /* empty: may not see others */
    ExportView export;
} PermissionsView;

/* Two people side by side. */
typedef struct CompareSide {
    StateView state;
    Msg because;
    Url why;
} CompareSide;
typedef struct CompareLine {
    Msg label;
    Str id;
    CompareSide first, second;
    bool differs;
} CompareLine;
typedef struct CompareSection {
    Msg title;
    const CompareLine *rows;
    size_t rows_n;
    int64_t differing;
} CompareSection;
typedef struct ComparePerson {
    Str name;  /* empty: not chosen yet */
    Str roles; /* that count, joined */
    Url permissions;
    int64_t granted;
} ComparePerson;
typedef struct CompareView {
    ShellView *shell;
    ErrorSummary errors;
    FieldView first_field, second_field;
    Url action, back;
    ComparePerson first, second;
    bool chosen, differences; /* differences: only what one of them has */
    const CompareSection *sections;
    size_t sections_n;
    int64_t all, differing;
    Url show_all, show_differences;
    ExportView export;
} CompareView;

/* Roles. */
enum { ROLE_PEOPLE_MOST = 500 }; /* counted no further; the query stops at one more */
typedef struct RoleLine {
    Msg name_msg, about_msg;
    Str name, about; /* of a custom role, where the messages are unset */
    Url url;
    int64_t gives, holders;
    bool held, vendor;
} RoleLine;
typedef struct RoleSection {
    Msg title;
    const RoleLine *rows;
    size_t rows_n;
} RoleSection;
typedef struct RolesView {
    ShellView *shell;
    const RoleSection *sections;
    size_t sections_n;
    const RoleLine *other; /* built-in ones that make no sense with this account's programs */
    size_t other_n;
    const RoleLine *custom;
    size_t custom_n;
    PagerView pager;
    FieldView text;
    Url action, make; /* make empty: may not */
    bool searched, desk;
} RolesView;
typedef struct PlannedLine {
    Str workspace;
    int64_t n;
} PlannedLine;
typedef struct RoleView {
    ShellView *shell;
    Msg about_msg;
    Str about;
    Msg scope;
    const PermissionSection *sections;
    size_t sections_n;
    int64_t gives;
    const PlannedLine *planned;
    size_t planned_n;
    Str granted_by, brings; /* names of roles, joined */
    const AccessPersonView *holders;
    size_t holders_n;
    bool holders_more, shows_holders, held;
    Url make, edit, remove, ask;
    int64_t version, losing; /* losing: people who hold it */
} RoleView;
typedef struct RolePick {
    Str id;
    Msg label;
    bool chosen;
} RolePick;
typedef struct RolePickSection {
    Msg title;
    const RolePick *rows;
    size_t rows_n;
} RolePickSection;
typedef struct RoleFormView {
    ShellView *shell;
    FormView form;
    FieldView name, about;
    Msg problem; /* of the permissions */
    const RolePickSection *sections;
    size_t sections_n;
    int64_t holders; /* of the role as it is */
    Url back;
    bool fresh;
} RoleFormView;

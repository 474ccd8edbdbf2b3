/* Models of the pages of account settings. */
#pragma once
#include "app/area.h"
#include "app/view.h"
#include "areas/identity/identity.h"

typedef struct CardView {
    Str icon;
    Msg title, line, action;
    Url url;
    StateView state;
    bool has_state;
} CardView;
typedef struct OverviewView {
    ShellView *shell;
    Str account;
    const CardView *cards;
    size_t cards_n;
    const PendingAction *todo;
    size_t todo_n;
    SignInSummary sign_in;
    MfaReminder reminder;
} OverviewView;

typedef struct CompanyView {
    ShellView *shell;
    const FactView *facts;
    size_t facts_n;
    const FactView *support;
    size_t support_n;
    Str programs;
    bool may_edit;
    Url edit;
} CompanyView;
typedef struct CompanyFormView {
    ShellView *shell;
    FormView form;
    FieldView name, city, email, phone, website;
    Url back;
} CompanyFormView;

/* Settings of one side: what partners, or developers, have. */
typedef struct SideView {
    ShellView *shell;
    Str account, programs; /* names of the programs of this side */
    const NavGroup *groups;
    size_t groups_n;
    bool developer;
    Msg membership_label; /* the vendor's word for the number */
    Str membership_id;
    Url details; /* where the number stands with what belongs to it; empty: not for this person */
} SideView;

/* Whom the vendor turns to; name empty: nobody is named. */
typedef struct ContactView {
    Str name, email, phone;
    Url edit; /* empty: may not */
} ContactView;
typedef struct ProgramLine {
    Msg name;
    Str since; /* day */
} ProgramLine;
typedef struct LocationLine {
    Str name, city, country, membership_id;
} LocationLine;
typedef struct PartnerProfileView {
    ShellView *shell;
    Msg membership_label, place, kind;
    Str membership_id, name;
    StateView state;
    Time since;
    const ProgramLine *programs;
    size_t programs_n;
    const LocationLine *locations;
    size_t locations_n;
    bool more_locations;
    ContactView contact;
    Url company; /* empty: may not */
} PartnerProfileView;
typedef struct DeveloperDetailsView {
    ShellView *shell;
    Msg membership_label, kind;
    Str membership_id, name, country;
    StateView state;
    Time since;
    const ProgramLine *programs;
    size_t programs_n;
    ContactView contact;
} DeveloperDetailsView;
typedef struct DirectoryLine {
    Str id, name, domain, country;
    ContactView contact;
    bool first; /* the one that the account began with */
} DirectoryLine;
typedef struct DirectoryProfileView {
    ShellView *shell;
    const DirectoryLine *directories;
    size_t directories_n;
} DirectoryProfileView;
typedef struct ContactFormView {
    ShellView *shell;
    FormView form;
    FieldView person;
    Str directory; /* id; empty: the account's own contact */
    Url back;
} ContactFormView;
typedef struct MembershipView {
    ShellView *shell;
    FormView form;
    const FieldView *fields; /* one a language */
    size_t fields_n;
} MembershipView;

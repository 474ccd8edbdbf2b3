/* Models of the pages of enrollment. */
#pragma once
#include "areas/agreements/agreements.h"
#include "areas/identity/identity.h"
#include "areas/legal/legal.h"
#include "areas/registry/registry.h"
#include "ui/work_panel.h"

/* A visitor's pages: all of them stand in the frame of those before sign-in. */
typedef struct VisitorView {
    DoorView *door;
    FormView form;
    Str email, vendor;
    const StepView *steps;
    size_t steps_n;
    bool closed, by_invitation; /* nobody enrolls; only who was invited */
    FieldView address;          /* the work e-mail */
    FieldView code;
    int64_t minutes;
    bool may_again;
    FieldView name, country, kind;
    bool home_taken, home_partner; /* the organization is here already; as a partner */
    Str home_name;
    Str country_name;
    LegalFields legal;
    RegistryLookup registry;
    FieldView job_title, authority;
    const FactView *company, *numbers, *contact;
    size_t company_n, numbers_n, contact_n;
    bool has_terms;
    Str terms_title, terms_number, terms_lang;
    const TextBlock *terms;
    size_t terms_n;
    Str terms_id, terms_hash, terms_language;
    FieldView read;
    Url here, company_url, legal_url, contact_url, again, discard, ask;
    Date until;
    bool asked, waits; /* asked: its admins; waits: for the vendor's approval */
    int64_t answer_days;
} VisitorView;

typedef struct OwnView {
    ShellView *shell;
    bool there;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    const FactView *facts, *business;
    size_t facts_n, business_n;
} OwnView;

typedef struct EnrollmentLine {
    Str name, country, person, email, reason;
    StateView state;
    Url url;
    Time at;
    WorkMark mark;
} EnrollmentLine;
typedef struct EnrollmentsView {
    ShellView *shell;
    Str tabs_label;
    const TabView *tabs;
    size_t tabs_n;
    const EnrollmentLine *rows;
    size_t rows_n;
    PagerView pager;
    ExportView export;
    WorkPanel panel;
    FieldView country, whose;
    Str state;
    bool filtered;
    Url action, clear;
    int64_t drafts;
    Msg mode;
    bool may_set, may_invite;
    Url settings, invite;
} EnrollmentsView;
typedef struct TwinLine {
    Str name, partner_id;
    Url url;
} TwinLine;
typedef struct EnrollmentView {
    ShellView *shell;
    StateCard card, account;
    const StateEvent *history;
    size_t history_n;
    const FactView *facts, *business;
    size_t facts_n, business_n;
    const TwinLine *twins;
    size_t twins_n;
    Msg membership_label;
    bool may_approve, may_refuse;
    FormView approve, refuse;
    FieldView note, reason;
    Url page, queue;
} EnrollmentView;
typedef struct InvitedLine {
    Str email;
    StateView state;
    Time at, until;
} InvitedLine;
typedef struct InviteEnrollView {
    ShellView *shell;
    FormView form;
    FieldView emails, language;
    const InvitedLine *rows;
    size_t rows_n;
    Url back;
} InviteEnrollView;
enum { ENROLL_NUMBERS = 4 };
typedef struct WordLine {
    Str kind, word, source;
    Msg kind_label;
    bool refused;
    Time at;
    Url drop;
} WordLine;
typedef struct EnrollSettingsView {
    ShellView *shell;
    FormView form, add;
    FieldView mode, approval, kinds[8], numbers[ENROLL_NUMBERS], consumer, government, role;
    size_t kinds_n;
    const FieldView *about; /* of the front page, one a language */
    size_t about_n;
    const WordLine *words;
    size_t words_n;
    FieldView kind, word, refused, source;
    Url back;
} EnrollSettingsView;

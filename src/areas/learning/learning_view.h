/* Models of the pages of learning. */
#pragma once
#include "app/area.h"
#include "app/machine.h"
#include "app/view.h"

/* A text of the vendor in small blocks: "# heading", "- point", else a paragraph. */
typedef struct LearningBlock {
    enum { LEARNING_PARAGRAPH, LEARNING_HEADING, LEARNING_POINT } kind;
    Str text;
} LearningBlock;

/* --- the vendor's desk --- */
typedef struct LearningDeskRow {
    Str title, code, certification;
    Msg kind, field, level;
    StateView state;
    int64_t parts, minutes;
    Url url;
} LearningDeskRow;
typedef struct LearningDeskView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    Url here;
    FieldView kind, state, field;
    const LearningDeskRow *rows;
    size_t rows_n;
    bool may_edit, filtered;
    Url add_training, add_assessment;
} LearningDeskView;
typedef struct LearningLanguage {
    Str tag, name;
    FieldView title, body, note;
    bool has_note;
} LearningLanguage;
typedef struct LearningFormView {
    ShellView *shell;
    FormView form;
    bool fresh, assessment;
    FieldView code, field, level, minutes, link, pass_mark, attempts_max, wait_hours, limit_minutes, certification;
    const LearningLanguage *languages;
    size_t languages_n;
    const OptionView *roles;
    size_t roles_n;
    Msg roles_error;
    Url back;
} LearningFormView;
typedef struct LearningPartRow {
    Str title;
    Url edit, up, remove;
    bool first;
    int64_t answers;
} LearningPartRow;
typedef struct LearningItemView {
    ShellView *shell;
    StateView state;
    const FactView *facts;
    size_t facts_n;
    bool may_edit, assessment, draft, published;
    Url edit, publish, retire, remove, add;
    const LearningPartRow *parts;
    size_t parts_n;
    const LearningBlock *about;
    size_t about_n;
} LearningItemView;
typedef struct LearningPartFormView {
    ShellView *shell;
    FormView form;
    bool assessment;
    const LearningLanguage *languages;
    size_t languages_n;
    Url back;
} LearningPartFormView;
typedef struct CertificationRow {
    Str title, code, issuer;
    Msg field, valid;
    StateView state;
    Url url;
} CertificationRow;
typedef struct CertificationsView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    const CertificationRow *rows;
    size_t rows_n;
    bool may_edit;
    Url add;
} CertificationsView;
typedef struct CertificationFormView {
    ShellView *shell;
    FormView form;
    bool fresh, may_edit, draft, published;
    StateView state;
    FieldView code, field, issuer, months;
    const LearningLanguage *languages;
    size_t languages_n;
    Url back, publish, retire;
} CertificationFormView;

/* --- a person's own pages --- */
typedef struct LearningCard {
    Str title, about;
    Msg kind, field, level, minutes, progress; /* progress unset: not begun */
    StateView state;
    Url url;
    Msg action;
    bool begun;
} LearningCard;
typedef struct AwardRow {
    Str title, number, account;
    StateView state;
    Date issued_on, expires_on; /* expires_on DATE_NONE: for ever */
    Msg source;
    Url url;
    bool elsewhere; /* credited to another company */
} AwardRow;
typedef struct ClaimRow {
    Str title, number;
    StateView state;
    Time since;
    Url url;
} ClaimRow;
typedef struct MyLearningView {
    ShellView *shell;
    const LearningCard *begun, *recommended;
    size_t begun_n, recommended_n;
    const AwardRow *awards;
    size_t awards_n;
    const ClaimRow *claims;
    size_t claims_n;
    Url catalogue, claim, profile, company;
    Str profile_id;
    StateView profile_state;
    bool has_profile;
    int64_t done;
} MyLearningView;
typedef struct CatalogueView {
    ShellView *shell;
    Url here, clear;
    FieldView q, kind, field, level;
    const LearningCard *cards;
    size_t cards_n;
    bool filtered;
} CatalogueView;
typedef struct ContentsRow {
    Str title;
    Url url;
    bool read, reachable;
} ContentsRow;
typedef struct TriedRow {
    Time at;
    StateView state;
    int64_t score;
    bool open;
    Url url;
} TriedRow;
typedef struct TakeView {
    ShellView *shell;
    StateView state;
    const FactView *facts;
    size_t facts_n;
    const LearningBlock *about;
    size_t about_n;
    bool assessment, done;
    const ContentsRow *contents;
    size_t contents_n;
    Url go, link, finish; /* finish: POST, of a training elsewhere */
    Msg go_label;
    const TriedRow *tried;
    size_t tried_n;
    Url start;    /* POST; empty: not now */
    Time next_at; /* when it may be taken again */
    Str gives;    /* the certification */
} TakeView;
typedef struct PageView {
    ShellView *shell;
    Str item, title;
    int64_t page, pages;
    const LearningBlock *blocks;
    size_t blocks_n;
    Url back, next, item_url; /* next: POST */
    bool last;
} PageView;
typedef struct ExamAnswerView {
    Str text, value, id;
    bool chosen, right;
} ExamAnswerView;
typedef struct ExamQuestionView {
    Str name, text, note;
    int64_t number;
    bool many, right;
    const ExamAnswerView *answers;
    size_t answers_n;
} ExamQuestionView;
typedef struct ExamView {
    ShellView *shell;
    Str item;
    const ExamQuestionView *questions;
    size_t questions_n;
    Url save, item_url, certificate;
    Time ends_at;
    bool open, over, passed;
    int64_t score, pass_mark, right;
    FormView form;
    Time next_at;
    Msg left;
} ExamView;
typedef struct CertificateView {
    ShellView *shell;
    Str title, person, issuer, number, account;
    Msg source;
    Date issued_on, expires_on;
    StateView state;
    const LearningBlock *about;
    size_t about_n;
} CertificateView;

/* --- learning profile and claims --- */
typedef struct ProfileLine {
    Str profile, account, reason;
    StateView state;
    Time since;
} ProfileLine;
typedef struct ProfileView {
    ShellView *shell;
    bool has_card, may_link, may_unlink, may_withdraw;
    StateCard card;
    FormView form;
    FieldView profile;
    Msg blocked; /* why none can be linked now */
    Url unlink, withdraw;
    const ProfileLine *lines;
    size_t lines_n;
} ProfileView;
typedef struct ClaimFormView {
    ShellView *shell;
    FormView form;
    FieldView certification, number, issued_on, link, document, note;
    Url back;
} ClaimFormView;
typedef struct ClaimView {
    ShellView *shell;
    StateCard card;
    const FactView *facts;
    size_t facts_n;
    const StateEvent *history;
    size_t history_n;
    bool may_edit, may_withdraw;
    ClaimFormView edit;
    Url withdraw, file;
    Str file_name;
} ClaimView;

/* --- the vendor decides --- */
typedef struct LearningDecideView {
    ShellView *shell;
    StateCard card;
    const FactView *facts;
    size_t facts_n;
    Url link, file;
    Str link_text, file_name;
    bool may_decide;
    FormView form;
    FieldView to, reason;
    const StateEvent *history;
    size_t history_n;
} LearningDecideView;
typedef struct RecordRow {
    Str profile, name, email, certification, number;
    Date issued_on;
    bool taken;
} RecordRow;
typedef struct LineProblem {
    int64_t line;
    Msg message;
} LineProblem;
typedef struct RecordsView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    bool may_edit;
    FormView form, file_form;
    FieldView profile, name, email, certification, number, issued_on, file;
    Url template_url, here;
    FieldView q;
    bool filtered;
    const RecordRow *rows;
    size_t rows_n;
    PagerView pager;
    const LineProblem *problems;
    size_t problems_n;
} RecordsView;
typedef struct LearningFigure {
    Str title;
    Msg kind;
    int64_t begun, done, rate, score;
    Url url;
} LearningFigure;
typedef struct LearningStatisticsView {
    ShellView *shell;
    const TabView *tabs;
    size_t tabs_n;
    ChartView weeks;
    const LearningFigure *trainings, *assessments;
    size_t trainings_n, assessments_n;
} LearningStatisticsView;

/* --- the company --- */
typedef struct HolderRow {
    Str name, email, certification, number;
    Msg source;
    StateView state;
    Date issued_on, expires_on;
} HolderRow;
typedef struct CompetencyRow {
    Msg field;
    int64_t awards, soon;
    Url url;
} CompetencyRow;
typedef struct CompanyLearningView {
    ShellView *shell;
    const FactView *facts;
    size_t facts_n;
    const CompetencyRow *fields;
    size_t fields_n;
    FieldView certification, field, state;
    Url here, clear;
    bool filtered, may_export;
    ExportView export;
    SortView by_name, by_issued, by_expires;
    const HolderRow *rows;
    size_t rows_n;
    PagerView pager;
} CompanyLearningView;

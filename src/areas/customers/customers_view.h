/* Models of the pages of customers. */
#pragma once
#include "ui/lists.h"

typedef struct CustomerLine {
    Str id, name, domain, country, reseller;
    Url url;
    Msg kind;
    StateView state;
    Date since;
    bool ended; /* no page any more: no link */
} CustomerLine;
typedef struct NamedView {
    Str name;
    Url url;
} NamedView;
typedef struct CustomersListView {
    ShellView *shell;
    int64_t total;
    bool filtered, may_add, may_import, may_tag, may_export, truncated, provider, compact;
    Url self, add_url, import_url, selected_tag_url, selected_export_url, clear_url;
    Str query; /* of this view, for "save" and "all that match" */
    FieldView q, kind, state, reseller, tag, from, to;
    const NamedCode *countries;
    size_t countries_n;
    Str country;
    const HiddenField *keep;
    size_t keep_n; /* sort, size, columns: kept by the filter form */
    const ChipView *chips;
    size_t chips_n;
    ColumnsView columns;
    DensityView density;
    ExportView export;
    ListChoicesView choices;
    bool show_domain, show_country, show_kind, show_reseller, show_state, show_since, show_id;
    SortView by_name, by_domain, by_since;
    const CustomerLine *rows;
    size_t rows_n;
    Html drawn_rows; /* of rows, which are not set where these were kept */
    PagerView pager;
    EmptyView empty;
    const Msg *ignored; /* what the address asks for in vain */
    size_t ignored_n;
    Msg match; /* "41 match" */
    /* All that match, on all pages: the offer, or when it was taken what is selected and the way back. */
    bool all;
    Msg all_offer, all_said;
    Url all_url, page_url;
    Msg caption;
    const NamedView *drafts;
    size_t drafts_n;
} CustomersListView;

typedef struct TagAllView {
    ShellView *shell;
    FormView form;
    Msg what;
    FactView words[8];
    size_t words_n;
    const HiddenField *keep;
    size_t keep_n;
    Url cancel;
} TagAllView;
typedef struct TaggingView {
    ShellView *shell;
    ProgressView progress;
    Url list;
} TaggingView;
typedef struct TagView {
    Str tag;
} TagView;
typedef struct CustomerView {
    ShellView *shell;
    Str name;
    StateView state;
    Url edit_company_url, edit_billing_url, delete_url, end_url, tags_url, tag_remove_url;
    bool may_edit, may_delete, may_end, may_tag, reseller_side;
    FactView facts[6];
    size_t facts_n;
    const TabView *tabs;
    size_t tabs_n;
    FactView company[10];
    size_t company_n;
    FactView billing[12];
    size_t billing_n;
    FactView ids[6];
    size_t ids_n;
    const Str *tags;
    size_t tags_n;
    FieldView tag;
    const EventView *events;
    size_t events_n;
    Url activity_url;
    PagerView pager;
} CustomerView;

typedef struct AddressForm {
    FieldView line1, line2, city, state, postal_code, country, phone;
} AddressForm;
typedef struct CustomerFormView { /* edit company, edit billing profile, and the wizard's steps */
    ShellView *shell;
    FormView form;
    const StepView *steps;
    size_t steps_n;
    Url cancel, discard;
    bool has_draft;
    Time saved_at;
    FieldView name, domain, registration_number, email, first_name, last_name, language, same, reseller, delegated;
    AddressForm address;
    bool shows_domain, shows_reseller;
    Str domain_text, country_text;
    const NamedView *drafts;
    size_t drafts_n;
} CustomerFormView;

typedef struct ReviewView {
    ShellView *shell;
    FormView form;
    const StepView *steps;
    size_t steps_n;
    FactView company[8];
    size_t company_n;
    FactView billing[10];
    size_t billing_n;
    Url company_url, billing_url, cancel, discard;
    const Msg *warnings;
    size_t warnings_n;
    FieldView confirm;
    Str user_name;
} ReviewView;

typedef struct WelcomeView {
    ShellView *shell;
    Str name, user_name, password;
    bool shown; /* the password stands here, for the only time */
    Url customer_url, add_url, list_url;
} WelcomeView;

typedef struct ConflictView {
    ShellView *shell;
    FormView form;
    Str name;
    const ConflictRow *rows;
    size_t rows_n;
    const HiddenField *yours;
    size_t yours_n;
    Url again;
} ConflictView;

typedef struct RemoveView {
    ShellView *shell;
    FormView form;
    Str name;
    FieldView word;
    bool deletes, may;
    Msg why;
    Url cancel;
    size_t tags_n;
} RemoveView;

typedef struct ExportBigView {
    ShellView *shell;
    FormView form;
    const HiddenField *keep;
    size_t keep_n;
    Url cancel;
    int64_t limit;
} ExportBigView;

typedef struct ExportJobView {
    ShellView *shell;
    ProgressView progress;
} ExportJobView;

/* Models of the pages of agreements. */
#pragma once
#include "app/area.h"
#include "app/view.h"
#include "areas/agreements/agreements.h"

typedef struct AgreementRow {
    Str title, number, by;
    Msg kind, why;
    StateView state;
    Time at;
    Url url, pdf;
} AgreementRow;
typedef struct AgreementsView {
    ShellView *shell;
    const AgreementRow *rows;
    size_t rows_n;
    ExportView export;
} AgreementsView;
typedef struct AgreementView {
    ShellView *shell;
    Str title, lang;
    StateView state;
    const FactView *facts;
    size_t facts_n;
    const TextBlock *blocks;
    size_t blocks_n;
    const NavLink *languages;
    size_t languages_n;
    Url download, pdf, receipt;
    Msg why_not; /* unset: it can be signed */
    Msg mend;    /* of what is in the way; unset: nothing to do here */
    Url mend_url;
    bool may_sign;
    FormView form;
    FieldView name, read;
    Str hash, language;
} AgreementView;

/* --- the vendor's desk --- */
typedef struct VersionRow {
    Str title, number, countries;
    Msg kind;
    StateView state;
    Time from;
    bool again;
    Url url;
} VersionRow;
typedef struct VersionsView {
    ShellView *shell;
    const VersionRow *rows;
    size_t rows_n;
    bool may_edit;
    Url add;
    PagerView pager;
} VersionsView;
typedef struct VersionLanguage {
    Str tag, name, title;
    FieldView title_field, body_field;
    const TextBlock *blocks;
    size_t blocks_n;
} VersionLanguage;
typedef struct EvidenceRow {
    Str account, name, email, address, agent, country, locale, hash;
    Str browser; /* of the agent, for people */
    Time at;
} EvidenceRow;
typedef struct VersionView {
    ShellView *shell;
    bool fresh, draft, published, may_edit;
    bool of_customers; /* accepted by partners' customers: no signatures of accounts */
    StateView state;
    const FactView *facts;
    size_t facts_n;
    FormView form;
    FieldView kind, number, countries, from, again;
    const VersionLanguage *languages;
    size_t languages_n;
    Url publish, withdraw, remove;
    const EvidenceRow *evidence;
    size_t evidence_n;
    PagerView pager;
    ExportView export;
} VersionView;

/* Models of the pages of legal info. */
#pragma once
#include "areas/legal/legal.h"
#include "areas/registry/registry.h"

typedef struct LegalProgram {
    Msg name;
    StateView state;
    Time since;
} LegalProgram;
typedef struct LegalCheck {
    Msg name, why, next, when, action;
    Str reason;
    StateView state;
    Url url; /* of the check's page */
    bool act;
} LegalCheck;
typedef struct LegalQualified {
    Msg name, about;
} LegalQualified;
typedef struct LegalView {
    ShellView *shell;
    bool there, may_edit;
    const FactView *facts, *contact;
    size_t facts_n, contact_n;
    const LegalProgram *programs;
    size_t programs_n;
    Url edit;
    bool asked; /* the company is under verification */
    StateView verified;
    Msg passed;
    const LegalCheck *checks;
    size_t checks_n;
    Url verification;
    TabView tabs[3];
    size_t tabs_n;
    bool reseller; /* the tab of what sellers have beside the rest */
    const FactView *bill_to, *security;
    size_t bill_to_n, security_n;
    Url billing, contacts;
    const LegalQualified *qualified;
    size_t qualified_n;
} LegalView;
typedef struct QualificationsView {
    ShellView *shell;
    FormView form;
    Str name;
    bool resells, has[LEGAL_QUALIFICATIONS];
    Url back;
} QualificationsView;
typedef struct LegalFormView {
    RegistryLookup registry;
    ShellView *shell;
    FormView form;
    LegalFields fields;
    Str country;
    Url back;
} LegalFormView;

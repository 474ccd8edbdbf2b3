/* Models of the pages of customers' agreements. */
#pragma once
#include "app/view.h"
#include "areas/agreements/agreements.h"
#include "areas/identity/identity.h"

/* --- the partner's pages under one customer --- */
typedef struct AcceptanceRow {
    Str title, number, who, email, phone, by; /* by: who recorded it; empty: the person itself */
    Msg way;
    Time agreed_at, recorded_at;
} AcceptanceRow;
typedef struct LinkRow {
    Str who, email, by;
    Msg kind;
    StateView state;
    Time sent_at, expires_at;
    Url withdraw;
} LinkRow;
typedef struct CustomerAgreementsView {
    CustomerFrame *frame;
    StateView state;
    Msg means, next;
    bool may, filtered;
    const AcceptanceRow *rows;
    size_t rows_n;
    const LinkRow *links;
    size_t links_n;
    const NavLink *filters;
    size_t filters_n;
    Url record, send, read; /* read: empty where there is no version */
    PagerView pager;
    ExportView export;
} CustomerAgreementsView;
typedef struct AgreementFormView {
    CustomerFrame *frame;
    FormView form;
    bool sends;   /* a link; else an acceptance is recorded */
    bool nothing; /* the vendor has no version to accept */
    FieldView kind, first_name, last_name, email, phone, agreed_on;
    bool has_kind;
    Url back;
} AgreementFormView;

/* --- public pages --- */
typedef struct AgreementReadView {
    DoorView *door;
    Str title, number, lang;
    Msg kind;
    Time from;
    bool there;
    const TextBlock *blocks;
    size_t blocks_n;
    Url action, download;
    FieldView country, language;
} AgreementReadView;
typedef struct AcceptAgreementView {
    DoorView *door;
    Msg problem, hint; /* of a link that opens nothing; unset: it does */
    bool done;
    Str account, customer, title, number, lang, hash;
    Time expires_at;
    const TextBlock *blocks;
    size_t blocks_n;
    const NavLink *languages;
    size_t languages_n;
    FormView form;
    FieldView first_name, last_name, email, phone, read;
} AcceptAgreementView;

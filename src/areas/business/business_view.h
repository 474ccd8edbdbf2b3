/* Models of the pages of the business profile, and of the public partner search. */
#pragma once
#include "app/machine.h"
#include "app/view.h"
#include "gen/identity_html.h"

typedef struct BusinessLine {
    Str country, name;
    StateView state;
    Time updated_at;
    Url url;
} BusinessLine;
typedef struct BusinessListView {
    ShellView *shell;
    const BusinessLine *lines;
    size_t lines_n;
    bool may_edit;
    FormView form; /* GET: which country is begun */
    FieldView country;
    Url search;
} BusinessListView;
typedef struct BusinessCard {
    Str name, about, place, email, phone, website;
    Url mail_url, phone_url, website_url;
    const Msg *programs;
    size_t programs_n;
} BusinessCard;
typedef struct BusinessView {
    ShellView *shell;
    StateCard card;
    bool there, may_edit, may_publish, may_unpublish, changed, shown;
    FormView publish, unpublish;
    Url edit, preview, open;
    BusinessCard listing;
    const StateEvent *history;
    size_t history_n;
} BusinessView;
typedef struct BusinessFormView {
    ShellView *shell;
    FormView form;
    FieldView name, about, city, email, phone, website;
    Url back;
} BusinessFormView;
typedef struct FindLine {
    Str name, place, about;
    Url url;
} FindLine;
typedef struct FindView {
    DoorView *door;
    Url action;
    FieldView q, country, program;
    bool asked;
    const FindLine *lines;
    size_t lines_n;
    Url previous, next; /* empty: none */
    Url all;
} FindView;
typedef struct FoundView {
    DoorView *door;
    BusinessCard listing;
    Url back;
    bool preview;
} FoundView;

/* Models of the pages of home. */
#pragma once
#include "app/area.h"
#include "app/view.h"
#include "areas/identity/identity.h"

typedef struct AdminView {
    Str name, email;
    Msg role;
} AdminView;
typedef struct RecentView {
    Str name;
    Msg kind;
    Url url;
} RecentView;

typedef struct HomeView {
    ShellView *shell;
    Date today;
    Msg greeting;
    const NavLink *quick;
    size_t quick_n;
    const TileView *tiles;
    size_t tiles_n;
    int64_t granted, all, hidden;
    const PendingAction *pending;
    size_t pending_n;
    int64_t late;
    const HomeNews *news;
    size_t news_n;
    const RecentView *recent;
    size_t recent_n;
    Str roles, missing; /* names, joined; may be empty */
    const AdminView *admins;
    size_t admins_n;
    Url arrange, my_access, introduction;
    MfaReminder reminder;
} HomeView;

typedef struct ArrangeRow {
    Str key, icon;
    Msg title;
    bool hidden, first, last;
} ArrangeRow;
typedef struct ArrangeView {
    ShellView *shell;
    const ArrangeRow *rows;
    size_t rows_n;
    Url action, home;
} ArrangeView;

typedef struct ClosedAccount {
    Str name;
    StateCard card;
} ClosedAccount;
typedef struct NoAccountView {
    ShellView *shell;
    Str name, vendor, contact; /* contact: an address of the vendor's; empty: none is set */
    const ClosedAccount *closed;
    size_t closed_n;
} NoAccountView;

/* The front page, for whoever is not signed in. */
typedef struct FrontView {
    DoorView *door;
    Str about; /* the vendor's own words; empty: ours */
    bool may_enroll, by_invitation;
    Url find; /* the public search of partners; empty: there is none */
} FrontView;

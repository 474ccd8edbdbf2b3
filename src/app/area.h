/* One domain area: everything the kernel must know of src/areas/<area>, in one const struct `area_<area>` (area.c).
 * The build collects all areas by wildcard into AREAS; nothing central is edited. */
#pragma once
#include "app/audit.h"
#include "app/command.h"
#include "app/job.h"
#include "app/machine.h"
#include "app/route.h"
#include "app/search.h"
#include "app/view.h"
#include "app/work.h"

typedef struct NavEntry {
    const char *group;               /* N_("Sell"), order given by NAV_GROUPS in ui/shell.c */
    const char *label, *icon, *path; /* "/a/{account}/customers" */
    const Perm *perm;
    int order;
} NavEntry;
/* What a tile shows; filled by tile_fill inside home's read unit. */
typedef struct TileView {
    Str icon;
    Msg title;
    Url url;
    Str figure;
    Msg figure_label;
    Msg line;
    Msg about;
    Msg action;
    Url action_url;
    Str action_icon; /* icon: of the action among the quick ones; the tile's own when empty */
    const int64_t *series;
    size_t series_n;
    enum { MICRO_NONE, MICRO_LINE, MICRO_BARS, MICRO_METER } micro;
    const NavLink *links;
    size_t links_n; /* shown on hover and focus with `about` */
} TileView;
typedef struct Tile {
    const char *title, *icon, *about, *path;
    const Perm *perm;
    int order;
    Err (*fill)(AccountCtx a, TileView *tile);
} Tile;
typedef struct PendingAction {
    Msg title, line;
    Url url;
    Date due;
    bool late;
} PendingAction;
/* News that home shows; texts are in the reader's language. */
typedef struct HomeNews {
    Str title;
    Url url;
    Time at;
} HomeNews;
/* The demo's part of this area; called by `entente demo` in dependency order inside system units. */
typedef struct DemoCtx DemoCtx;
typedef struct Sale Sale; /* areas/commerce/commerce.h */
/* A setting declared by an area, kept typed per account or for the operator. */
typedef struct Setting {
    Str key;
    const char *label;
    enum { SETTING_BOOL, SETTING_INT, SETTING_TEXT, SETTING_CHOICE } type;
    const char *initial;
    const char *choices;
    int64_t min, max;
    bool operator_;
} Setting;
/* Domain events: the row is written in the same unit; whoever lists the name in .on handles it as a job. */
typedef struct EventHandler {
    const char *event;
    Err (*handle)(SystemCtx s, Str payload);
    /* Asked in the unit in which it happened, of the account of its ctx: is there anybody to tell? One read by a key at
     * most. NULL: always. */
    Err (*wanted)(SystemCtx s, bool *ret);
} EventHandler;

/* A task that the help panel offers, to whoever may do it. */
typedef struct HelpTask {
    const char *label, *path; /* N_("Add a user"), "/a/{account}/settings/users/new" */
    const Perm *perm;
    Err (*possible)(AccountCtx a, bool *ret); /* in this account, now; NULL: always. Inside a unit */
} HelpTask;

/* A provider outside at which people sign in. */
typedef struct SignInAt {
    Str name;  /* "Contoso"; empty: nowhere else */
    Url url;   /* the page that leads there; ?return= may be added */
    bool only; /* this person cannot sign in here in any other way */
} SignInAt;

typedef struct Area {
    const char *name;         /* folder name */
    const char *title;        /* N_("Customers") */
    const char *const *needs; /* areas whose header it includes; NULL-terminated */
    bool housekeeping; /* its pages are the account's own affairs, which a suspended account keeps (standing.h) */
    const Perm *const *perms;
    size_t perms_n;
    const Route *routes;
    size_t routes_n;
    const NavEntry *nav;
    size_t nav_n;
    const NavEntry *settings_nav;
    size_t settings_nav_n; /* entries of the gear and of the Account settings pane */
    const NavEntry *customer_nav;
    size_t customer_nav_n; /* pages of one customer, "/a/{account}/customers/{customer}/...": its tabs */
    const Tile *tiles;
    size_t tiles_n;
    const JobKind *jobs;
    size_t jobs_n;
    const SearchProvider *search;
    size_t search_n;
    const Setting *settings;
    size_t settings_n;
    const EventHandler *on;
    size_t on_n;
    const struct NoticeCategory *notices;
    size_t notices_n;                 /* app/tell.h: what this area tells people about */
    const AuditAction *audit_actions; /* a row for each audit action of its routes, jobs and units */
    size_t audit_actions_n;
    const AuditWord *audit_resources; /* kinds of things beside the kernel's (app/audit_words.c) */
    size_t audit_resources_n;
    const AuditWord *audit_fields; /* members of before and after, by the words of its forms */
    size_t audit_fields_n;
    const AuditValue *audit_values; /* stored words among their values that people should not read as they are */
    size_t audit_values_n;
    const Machine *const *machines; /* app/machine.h: what its things can be in, and who moves them */
    size_t machines_n;
    const WorkKind *work; /* app/work.h: what of it waits for the vendor's staff */
    size_t work_n;
    Err (*pending)(AccountCtx a, PendingAction **ret, size_t *ret_n); /* NULL: none */
    Err (*news)(AccountCtx a, HomeNews **ret, size_t *ret_n);         /* NULL: none */
    Err (*demo)(DemoCtx *demo);                                       /* NULL: none */
    const Command *commands;
    size_t commands_n; /* {"import", "catalog", ...}: sub-commands of the program */
    /* One area owns customers: OK when {customer} of the path is in the account's reach, else ERR_NOT_FOUND. NULL in
     * the others. */
    Err (*customer_reach)(AccountCtx a, Id customer_id);
    /* A customer (ctx->customer_id) is deleted for good: what this area holds of it goes first. NULL: nothing. */
    Err (*customer_gone)(AccountCtx a);
    /* Something happened to what a partner sells (commerce.h): told in its unit, for what has to follow there. NULL:
     * nothing. */
    Err (*sold)(AccountCtx a, const Sale *sale);
    /* One area owns signing in elsewhere: where the people of an e-mail's domain sign in, or (user_id) a person who is
     * known, or (neither) whether there is such a place at all; and where to go on after signing out. In a unit. NULL
     * in the others. */
    Err (*sign_in_at)(SystemCtx s, Str email, Id user_id, SignInAt *ret);
    Url (*signed_out_to)(Ctx *ctx, Id user_id);
    /* Must somebody stay in a directory, whatever their roles? ERR_CONFLICT with a problem. In a unit. */
    Err (*person_leaves)(SystemCtx s, Id user_id, Id directory_id);
    const char *help; /* docs/help/<help>.<lang>.md topic; NULL: none */
    const HelpTask *help_tasks;
    size_t help_tasks_n; /* what the help panel of its pages leads to at once */
} Area;
extern const Area *const AREAS[]; /* generated: build/gen/gen/areas.c */
extern const size_t AREAS_N;
#define LIST(array) (array), COUNT_OF(array)

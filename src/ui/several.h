/* Several decisions at once in a queue of the vendor's staff: what is ticked is shown with what would become of each,
 * and with why where it cannot be; then each is decided in a unit of its own, and the page says how each went. A queue
 * declares a const SeveralDesk, names it in its WorkPanelAsk, and has one route whose handler is several_post:
 *
 *     ROUTE("POST", P "/several", &MAY, NULL, MODE_OUTSIDE, things_several, .summary = "Decide on what is selected")
 *     Err things_several(OperatorCtx o) { return several_post(o, &THINGS); }
 *
 * What would become of each is tried in a unit that is undone, so that the page and the decision follow one rule. */
#pragma once
#include "app/machine.h"
#include "app/scope.h"
#include "app/view.h"

enum { SEVERAL_MAX = 50 };

/* One that is ticked: an item of the work queue (app/work.h). */
typedef struct SeveralItem {
    Id id, account_id, subject_id;
    Str account, public_id, partner_id, ref;
} SeveralItem;
/* What the page says of it. seen: changes whenever the thing does; what is confirmed must be what was looked at. */
typedef struct SeveralLook {
    Str name, sub;
    Url url;
    int64_t seen;
    void *thing; /* for decide */
} SeveralLook;
typedef struct SeveralAct {
    Str to;             /* the state it leads to */
    const char *button; /* N_("Accept") */
    const char *title;  /* N_("Accept what is selected") */
    const char *said;   /* N_("Accepted"): how it went */
    bool reason;        /* one for all, which each partner reads */
} SeveralAct;
typedef struct SeveralDesk {
    const char *kind; /* of work */
    const char *path; /* of the list; the route is path "/several" */
    const char *name; /* N_("Tax exemptions") */
    const Machine *machine;
    const Perm *perm;
    const char *action; /* audit action of one decision */
    const SeveralAct *acts;
    size_t acts_n;
    /* Both in a unit. A refusal is a problem, as on the thing's own page. */
    Err (*look)(OperatorCtx o, const SeveralItem *item, SeveralLook *ret);
    Err (*decide)(OperatorCtx o, const SeveralItem *item, void *thing, Str to, Str reason);
} SeveralDesk;
MUST_USE Err several_post(OperatorCtx o, const SeveralDesk *desk);

/* The page. */
typedef struct SeveralRow {
    Str value; /* id.seen, to be sent back */
    Str name, sub;
    Url url;
    bool good, known;
    StateView is, becomes; /* becomes: where it is good */
    Msg said, hint;        /* why it is refused */
} SeveralRow;
typedef struct SeveralView {
    ShellView *shell;
    FormView form;
    FieldView reason;
    SeveralRow *rows;
    size_t rows_n;
    int64_t good, refused;
    Msg button, said;
    Str act, back;
    Url queue;
    bool done, asks_reason;
    Str reason_text; /* done: what was written */
} SeveralView;
/* The buttons of a list's batch bar. */
typedef struct SeveralButton {
    Msg label;
    Str act;
} SeveralButton;
size_t several_buttons(Ctx *ctx, const SeveralDesk *desk, const SeveralButton **ret, Url *ret_action);

/* What every queue of the vendor's staff has on its own page, whatever waits in it: who works on each thing and how
 * long it has, taking, assigning and giving back what is ticked, the filter by whose it is, and the week as a chart. A
 * page says which kinds of work it shows (WorkPanelAsk); all else follows from the work queue's rows (app/work.h).
 *
 *     WorkPanelAsk p = {.kinds = KINDS, .kinds_n = 1, .query = query, .acts = may};
 *     TRY(work_panel_fill(o, &p, &v->panel));
 *     TRY(work_panel_marks(o, &p, things, n, &marks));
 *
 * and in the template {{ call work_panel_count(&v->panel) }}, {{ call work_panel_batch(&v->panel) }}, {{ call
 * work_panel_th() }},
 * {{ call work_panel_td(&r->mark) }} and {{ call work_panel_chart(&v->panel) }}. */
#pragma once
#include "app/scope.h"
#include "app/view.h"
#include "app/work.h"
#include "ui/several.h"

typedef struct WorkPanelAsk {
    const char *const *kinds;
    size_t kinds_n;
    Str query;                  /* the page's own, to come back to */
    bool acts;                  /* rows are ticked here */
    const SeveralDesk *several; /* decided several at once; NULL: each on its page */
} WorkPanelAsk;
typedef struct WorkPanel {
    const Str *kinds; /* that the reader sees */
    size_t kinds_n;
    Str desk, query;
    Url assign;
    FieldView who; /* to whom */
    ChartView week;
    int64_t waiting, late;
    bool acts;
    const SeveralButton *decide; /* several at once */
    size_t decide_n;
    Url decide_at;
} WorkPanel;
MUST_USE Err work_panel_fill(OperatorCtx o, const WorkPanelAsk *ask, WorkPanel *ret);

/* A row of a page, and how it stands in the work queue. */
typedef struct WorkThing {
    Id account_id, subject_id;
    Str ref; /* where subjects are told apart by it: of_program */
} WorkThing;
typedef struct WorkMark {
    Str item; /* its id there, for the tick; empty: it does not wait */
    Str who;
    StateView left; /* "2 days left" */
    Time came;
    bool urgent;
} WorkMark;
MUST_USE Err work_panel_marks(OperatorCtx o, const WorkPanelAsk *ask, const WorkThing *things, size_t n,
                              WorkMark **ret);
/* "2 days left", "1 day late", with its tone; due not set: no date. */
StateView work_panel_left(const Ctx *ctx, Time due);

/* The filter by whose it is: "mine", "free", "late". For a query's filter
 *     [whose: AND EXISTS (SELECT 1 FROM work_item w WHERE w.kind = '...' AND w.subject_id = x.id AND w.state = 'open'
 *             AND w.due_at < :due_high AND (:anybody::bool OR w.assigned_to IS NOT DISTINCT FROM :assigned_to?::id))]
 */
typedef struct WorkWhose {
    bool on, anybody;
    Id assigned_to;
    Time due_high;
} WorkWhose;
bool work_panel_whose_known(Str word);
WorkWhose work_panel_whose(const Ctx *ctx, Str word);
FieldView work_panel_whose_field(Ctx *ctx, Str chosen);

/* Seven days with today the last: what came in of these kinds, and what was done. */
MUST_USE Err work_panel_week(OperatorCtx o, const Str *kinds, size_t n, ChartView *ret);
/* The staff whose roles let them do any of these kinds, as a choice; and whether one of them is. */
MUST_USE Err work_panel_staff(OperatorCtx o, const Str *kinds, size_t n, FieldView *ret);
MUST_USE Err work_panel_is_staff(OperatorCtx o, const Str *kinds, size_t n, Id who, bool *ret);

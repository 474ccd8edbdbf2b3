/* One row of the log as people read it. Within this area. */
#pragma once
#include "areas/activity/activity.h"
#include "areas/activity/activity_view.h"
#include "gen/activity_q.h"

/* What a row says, with nothing of the page it stands on. */
typedef struct Entry {
    Id id;
    Time at, business_at;
    Msg what;
    Str action, operation, resource;
    Msg resource_label;
    Str target; /* its name; empty: none, or erased */
    Id target_id;
    Str target_kind;
    bool refused;
    Str who;     /* a name; empty: who_msg */
    Msg who_msg; /* "System", "Erased person" */
    Msg how;     /* "In the background: Export of customers"; unset: by hand */
    Id actor_id;
    Str application, behalf, customer;
    Id customer_id, on_behalf_of, application_id;
    Str address, agent;
    Str permission;
    Msg permission_label;
    int64_t times, status, seq; /* seq 0: not sealed yet */
    Str request_id;
    DiffView diff;
} Entry;
void entry_of_row(Ctx *ctx, const ActivityListRow *row, Entry *ret);
StateView entry_state(bool refused);
Msg entry_times_label(const Entry *e); /* what e->times counts */

/* Members of before and after side by side, each named for people, the changed ones first. Secrets are never shown. */
void diff_of(Ctx *ctx, Str before, Str after, DiffView *ret);
/* "Town or city: Lyon → Paris", joined by "; ": for files. */
Str diff_text(Ctx *ctx, const DiffView *diff);

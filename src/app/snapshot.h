/* Copies of a whole sandbox that one goes back to as often as one likes: before each run of tests, say. Files beside
 * its database, by name. Going back puts the copy in the place of what is there in one transaction: nobody is turned
 * away, calls under way are done before it or after, what the process remembers of rights and time is read anew. Files
 * that people sent stay where they are. The clock goes back too: that is another course of events. */
#pragma once
#include "app/app.h"

enum { SNAPSHOTS_MAX = 20, SNAPSHOT_NAME_MAX = 40 };
typedef struct Snapshot {
    Str name;
    Time at; /* by the wall */
    int64_t bytes;
} Snapshot;
/* a-z, 0-9, and hyphens inside. */
bool snapshot_name_fits(Str name);
/* By name. Copies are of partners' own sandboxes only: another house has none, and ERR_UNSUPPORTED of the others. */
MUST_USE Err snapshot_list(const App *app, Arena *a, Snapshot **ret, size_t *ret_n);
MUST_USE Err snapshot_find(const App *app, Arena *a, Str name, Snapshot *ret);
/* Outside units, all of these. Nobody waits. ERR_CONFLICT: there is one of this name, and it is not to be replaced;
 * ERR_LIMIT: as many as may be. */
MUST_USE Err snapshot_make(App *app, Str name, bool replace, char ret_why[256]);
/* ERR_NOT_FOUND: none of this name; ERR_BUSY: the clock is being turned, or somebody goes back. */
MUST_USE Err snapshot_go_back(App *app, Str name, char ret_why[256]);
MUST_USE Err snapshot_remove(App *app, Str name);

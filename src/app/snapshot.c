#include "app/snapshot.h"

#include "app/clock.h"
#include "app/kernel.h"
#include "gen/app_q.h"
#include "os/os.h"

#define FOLDER "/snapshots"
#define TAIL S(".db")

bool snapshot_name_fits(Str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool hyphen = c == '-' && i > 0 && i + 1 < name.n;
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !hyphen) {
            return false;
        }
    }
    return name.n > 0 && name.n <= SNAPSHOT_NAME_MAX;
}

static const char *path_of(Arena *a, const App *app, Str name)
{
    return str_z(a, str_fmt(a, "%s" FOLDER "/%.*s.db", app->options.data_dir, S_ARG(name)));
}

static bool kept_here(const App *app) { return clock_may_turn(app) && app->options.data_dir; }

Err snapshot_find(const App *app, Arena *a, Str name, Snapshot *ret)
{
    if (!kept_here(app)) {
        return ERR_UNSUPPORTED;
    }
    if (!snapshot_name_fits(name) || !os_exists(path_of(a, app, name))) {
        return ERR_NOT_FOUND;
    }
    const char *path = path_of(a, app, name);
    *ret = (Snapshot){.name = str_copy(a, name), .at = os_file_time(path), .bytes = os_file_size(path)};
    return OK;
}

Err snapshot_list(const App *app, Arena *a, Snapshot **ret, size_t *ret_n)
{
    Str *names = NULL;
    size_t n = 0;
    *ret_n = 0;
    *ret = NULL;
    if (!kept_here(app)) {
        return ERR_UNSUPPORTED;
    }
    Err err = os_list_dir(a, str_z(a, str_fmt(a, "%s" FOLDER, app->options.data_dir)), &names, &n);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    *ret = arena_array(a, Snapshot, n + 1);
    for (size_t i = 0; i < n; i++) { /* what is being copied, or was cut off, has another ending */
        bool whole = str_ends(names[i], TAIL);
        Str name = whole ? str_sub(names[i], 0, names[i].n - TAIL.n) : S("");
        *ret_n += whole && snapshot_find(app, a, name, &(*ret)[*ret_n]) == OK;
    }
    return OK;
}

static Err room_for(const App *app, Arena *a, Str name, bool replace)
{
    Snapshot *all, same;
    size_t n;
    if (!snapshot_name_fits(name)) {
        return ERR_INVALID;
    }
    TRY(snapshot_list(app, a, &all, &n));
    if (snapshot_find(app, a, name, &same) == OK) {
        return replace ? OK : ERR_CONFLICT;
    }
    return n < SNAPSHOTS_MAX ? OK : ERR_LIMIT;
}

static Err make_in(App *app, Arena *a, Str name, bool replace, char why[256])
{
    DbConn *conn = NULL;
    TRY(room_for(app, a, name, replace));
    TRY(os_make_dir(str_z(a, str_fmt(a, "%s" FOLDER, app->options.data_dir)), 0700));
    TRY(spare_take(app, &conn));
    Err err = db_backup(conn, path_of(a, app, name), why);
    spare_give(app, conn);
    return err;
}

/* One at a time, and not while time is turned: a copy of half a turn would be nothing that ever was. */
static bool alone(App *app)
{
    bool free_ = false;
    return atomic_compare_exchange_strong(&app->turning, &free_, true);
}

Err snapshot_make(App *app, Str name, bool replace, char ret_why[256])
{
    ret_why[0] = 0;
    if (!alone(app)) {
        return ERR_BUSY;
    }
    Arena *a = arena_create(0);
    Err err = make_in(app, a, name, replace, ret_why);
    arena_destroy(a);
    atomic_store(&app->turning, false);
    return err;
}

static Err let_go(Ctx *ctx, void *arg)
{
    (void)arg;
    return q_clock_let_go(system_of(ctx), NULL, NULL);
}

static Err go_back(App *app, Arena *a, Str name, char why[256])
{
    Snapshot s;
    TRY(snapshot_find(app, a, name, &s));
    bool held = atomic_exchange(&app->jobs_held, true);
    Err err = db_restore(app->db, path_of(a, app, name), why);
    if (err == OK) {
        (void)atomic_fetch_add(&app->epoch, 1);
        err = unit_run(ctx_system(app, a), MODE_WRITE, NULL, let_go, NULL);
        err = err == OK ? clock_restore(app) : err;
        err = err == OK ? faults_reload(app) : err;
    }
    atomic_store(&app->jobs_held, held);
    return err;
}

Err snapshot_go_back(App *app, Str name, char ret_why[256])
{
    ret_why[0] = 0;
    if (!kept_here(app)) {
        return ERR_UNSUPPORTED;
    }
    if (!alone(app)) {
        return ERR_BUSY;
    }
    Arena *a = arena_create(0);
    Err err = go_back(app, a, name, ret_why);
    arena_destroy(a);
    atomic_store(&app->turning, false);
    return err;
}

Err snapshot_remove(App *app, Str name)
{
    Snapshot s;
    Arena *a = arena_create(0);
    Err err = snapshot_find(app, a, name, &s);
    err = err == OK ? os_remove(path_of(a, app, name)) : err;
    arena_destroy(a);
    return err;
}

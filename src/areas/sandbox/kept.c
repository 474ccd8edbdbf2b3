/* Copies of the sandbox that its owner goes back to as often as they like: one from its page in the main house, and
 * named ones from within it (app/snapshot.h). */
#include "areas/sandbox/kept.h"

#include "app/audit.h"
#include "app/clock.h"
#include "app/estate.h"
#include "app/problem.h"
#include "app/unit.h"

#define PORTAL S("portal") /* of the page's one copy */

static Err failed(Ctx *ctx, Err err, const char *why)
{
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, ERR_CONFLICT, MSG("There is no copy to go back to."), MSG("Keep one first."));
    }
    if (err == ERR_BUSY) {
        return problem(ctx, ERR_CONFLICT, MSG("The sandbox's clock is turned, or a copy is made or put back."),
                       MSG("Nothing was changed. Try again in a moment."));
    }
    ctx->problem.log = str_copy(ctx->arena, str_from(why[0] ? why : err_name(err)));
    return problem(ctx, ERR_UNAVAILABLE, MSG("The copy could not be used."),
                   MSG("Try again; if it fails again, write to the vendor's support."));
}

/* --- from its page --- */

static Err look(Ctx *ctx, void *arg)
{
    Sandbox *s = arg;
    TRY(sandbox_read((AccountCtx){ctx}, s));
    return s->state == SANDBOX_READY && s->open
               ? OK
               : problem(ctx, ERR_CONFLICT, MSG("The sandbox is not open at the moment."),
                         MSG("Try again in a minute."));
}

static void name_it(Ctx *ctx, Str label)
{
    ctx->audit.target_kind = S("sandbox");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = label;
}

static Err note_kept(Ctx *ctx, void *arg)
{
    name_it(ctx, *(const Str *)arg);
    return q_sandbox_kept((AccountCtx){ctx}, NULL, NULL);
}

static Err note_back(Ctx *ctx, void *arg)
{
    name_it(ctx, *(const Str *)arg);
    return q_sandbox_touched((AccountCtx){ctx}, NULL, NULL);
}

static Err keep_there(App *house, void *why) { return snapshot_make(house, PORTAL, true, why); }
static Err back_there(App *house, void *why) { return snapshot_go_back(house, PORTAL, why); }

static Err act(AccountCtx a, bool back)
{
    Ctx *ctx = a.ctx;
    Sandbox s;
    char why[256] = "";
    TRY(unit_run(ctx, MODE_READ, NULL, look, &s));
    Err err = back && !time_is_set(s.row.kept_at)
                  ? ERR_NOT_FOUND
                  : estate_visit(ctx->app, s.label, back ? back_there : keep_there, why);
    if (err != OK) {
        return failed(ctx, err, why);
    }
    return unit_run(ctx, MODE_WRITE, back ? "sandbox.restore" : "sandbox.keep", back ? note_back : note_kept, &s.label);
}

static Err held(AccountCtx a, bool back)
{
    Ctx *ctx = a.ctx;
    Str label = ctx->account.public_id;
    if (!ctx->app->estate) {
        return problem(ctx, ERR_CONFLICT, MSG("Sandboxes are not offered by this center."),
                       MSG("The vendor turns them on with the setting sandboxes_max."));
    }
    if (!estate_hold(ctx->app, label)) {
        return problem(ctx, ERR_CONFLICT, MSG("Somebody is making or removing this sandbox at the moment."),
                       MSG("Nothing was changed. Look at its page in a few seconds."));
    }
    Err err = act(a, back);
    estate_release(ctx->app, label);
    return err;
}

Err sandbox_keep(AccountCtx a) { return held(a, false); }
Err sandbox_go_back(AccountCtx a) { return held(a, true); }

/* --- from within it --- */

Err sandbox_own_only(Ctx *ctx)
{
    return clock_may_turn(ctx->app)
               ? OK
               : problem_api(ctx, ERR_FORBIDDEN, 403, 900127, MSG("This works in a partner's own sandbox only"));
}

static Err none(Ctx *ctx)
{
    return problem_api(ctx, ERR_NOT_FOUND, 404, 1000, MSG("There is no snapshot of this name"));
}

static Err note(Ctx *ctx, void *arg)
{
    name_it(ctx, *(const Str *)arg);
    ctx->audit.target_id = ID_NIL;
    return OK;
}

Err sandbox_snapshot_make(Ctx *ctx, Str name, Snapshot *ret)
{
    char why[256];
    if (!snapshot_name_fits(name)) {
        problem_field(ctx, S("name"), MSG("Use up to 40 small letters a-z, digits, and hyphens inside."));
        return problem_check(ctx);
    }
    Err err = snapshot_make(ctx->app, name, false, why);
    if (err == ERR_CONFLICT) {
        return problem(ctx, err, MSG("There is a snapshot of this name."),
                       MSG("Delete it first, or use another name."));
    }
    if (err == ERR_LIMIT) {
        return problem(ctx, ERR_CONFLICT, MSG("There are as many snapshots as a sandbox may have: 20."),
                       MSG("Delete one first."));
    }
    if (err != OK) {
        return failed(ctx, err, why);
    }
    TRY(unit_run(ctx, MODE_WRITE, "sandbox.keep", note, &name));
    return snapshot_find(ctx->app, ctx->arena, name, ret);
}

Err sandbox_snapshot_restore(Ctx *ctx, Str name, Snapshot *ret)
{
    char why[256];
    Err err = snapshot_go_back(ctx->app, name, why);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? none(ctx) : failed(ctx, err, why);
    }
    TRY(unit_run(ctx, MODE_WRITE, "sandbox.restore", note, &name));
    return snapshot_find(ctx->app, ctx->arena, name, ret);
}

Err sandbox_snapshot_remove(Ctx *ctx, Str name)
{
    Err err = snapshot_remove(ctx->app, name);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? none(ctx) : failed(ctx, err, "");
    }
    return unit_run(ctx, MODE_WRITE, "sandbox.snapshot.remove", note, &name);
}

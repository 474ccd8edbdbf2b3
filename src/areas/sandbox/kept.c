/* A copy of the sandbox that its owner goes back to as often as they like: before each run of tests, say. */
#include "areas/sandbox/sandbox.h"

#include "app/audit.h"
#include "app/estate.h"
#include "app/problem.h"
#include "app/unit.h"

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

static Err failed(Ctx *ctx, Err err, const char *why)
{
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, ERR_CONFLICT, MSG("There is no copy to go back to."), MSG("Keep one first."));
    }
    if (err == ERR_BUSY) {
        return problem(ctx, ERR_CONFLICT, MSG("Calls are under way in the sandbox."),
                       MSG("Nothing was changed. Try again in a moment."));
    }
    ctx->problem.log = str_copy(ctx->arena, str_from(why));
    return problem(ctx, ERR_UNAVAILABLE, MSG("The copy could not be used."),
                   MSG("Try again; if it fails again, write to the vendor's support."));
}

static Err act(AccountCtx a, bool back)
{
    Ctx *ctx = a.ctx;
    Sandbox s;
    char why[256] = "";
    TRY(unit_run(ctx, MODE_READ, NULL, look, &s));
    if (back && !time_is_set(s.row.kept_at)) {
        return failed(ctx, ERR_NOT_FOUND, why);
    }
    Err err = back ? estate_go_back(ctx->app, s.label, why) : estate_keep(ctx->app, s.label, why);
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

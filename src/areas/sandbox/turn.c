#include "areas/sandbox/turn.h"

#include "app/audit.h"
#include "app/clock.h"
#include "app/filter.h"
#include "areas/billing/billing.h"
#include "areas/commerce/commerce.h"
#include "areas/webhooks/webhooks.h"

/* Work in another house than the caller's has a Ctx of that house, on the caller's memory. */
static Ctx *in_house(Ctx *ctx, App *house) { return ctx->app == house ? ctx : ctx_system(house, ctx->arena); }

static Err read_ahead(Ctx *ctx, void *arg)
{
    SandboxClock *c = arg;
    SandboxTurnsRow *rows;
    CommerceAhead ahead;
    size_t n;
    SystemCtx s = system_of(ctx);
    TRY(q_sandbox_turns(s, NULL, &rows, &n));
    TRY(commerce_ahead(s, &ahead));
    c->renewal = ahead.renewal;
    TRY(billing_run_due(system_of(ctx), &c->invoice));
    c->event = ahead.event;
    c->turned = n > 0;
    if (n) {
        c->last = rows[0];
    }
    return OK;
}

static Err say(Ctx *ctx, Err err)
{
    if (err == ERR_BUSY) {
        return problem(ctx, ERR_CONFLICT, MSG("The clock is being turned at this moment."),
                       MSG("Wait until it stands, then look at what happened."));
    }
    return err == ERR_UNSUPPORTED ? problem_api(ctx, ERR_FORBIDDEN, 403, 900127,
                                                MSG("Only the clock of a partner's own sandbox is turned"))
                                  : err;
}

Err sandbox_clock_read(Ctx *ctx, App *house, SandboxClock *ret)
{
    *ret = (SandboxClock){.now = app_now(house), .wall = app_wall(house)};
    if (!clock_may_turn(house)) {
        return say(ctx, ERR_UNSUPPORTED);
    }
    Ctx *there = in_house(ctx, house);
    return there->db ? read_ahead(there, ret) : unit_run(there, MODE_READ, NULL, read_ahead, ret);
}

/* --- what is asked for --- */

static Err target_of_word(Ctx *ctx, const SandboxTurnAsk *ask, const SandboxClock *c, Time *ret)
{
    bool renewal = filter_word_eq(ask->to, S("next_renewal")), invoice = filter_word_eq(ask->to, S("next_invoice"));
    if (!renewal && !invoice && !filter_word_eq(ask->to, S("next_event"))) {
        problem_field(ctx, S("to"), MSG("Say next_renewal, next_invoice or next_event."));
        return problem_check(ctx);
    }
    *ret = renewal ? c->renewal : invoice ? c->invoice : c->event;
    if (!time_is_set(*ret)) {
        problem_field(ctx, S("to"),
                      invoice   ? MSG("Nothing is billed at any time. Order something first, then turn the clock.")
                      : renewal ? MSG("No subscription renews. Order one that renews, then turn the clock.")
                                : MSG("Nothing is due at any time. Order something first, then turn the clock."));
        return problem_check(ctx);
    }
    ret->us = ret->us > c->now.us ? ret->us : c->now.us; /* overdue: it happens now */
    return OK;
}

static Err target_of(Ctx *ctx, const SandboxTurnAsk *ask, const SandboxClock *c, Time *ret)
{
    int ways = time_is_set(ask->now) + (ask->advance.n > 0) + (ask->to.n > 0);
    if (ways != 1) {
        problem_field(ctx, S("advance"), MSG("Say one of now, advance and to."));
        return problem_check(ctx);
    }
    if (ask->to.n) {
        return target_of_word(ctx, ask, c, ret);
    }
    *ret = ask->now;
    if (ask->advance.n && time_add_duration(c->now, ask->advance, ret) != OK) {
        problem_field(ctx, S("advance"), MSG("Write a duration such as P1D, P1M, P1Y or PT12H."));
        return problem_check(ctx);
    }
    Str name = ask->advance.n ? S("advance") : S("now");
    if (ret->us < c->now.us) {
        problem_field(ctx, name, MSG("The clock goes forward only."));
    } else if (ret->us > c->now.us + CLOCK_TURN_YEARS * 366 * TIME_DAY) {
        problem_field(ctx, name, MSG("The clock goes ten years at a time at most."));
    }
    return problem_check(ctx);
}

/* --- turning --- */

typedef struct Noting {
    ClockTurn turn;
    SandboxTurnsRow row;
} Noting;

static Err note(Ctx *ctx, void *arg)
{
    Noting *n = arg;
    SystemCtx s = system_of(ctx);
    CommerceHappened h;
    int64_t events;
    TRY(commerce_happened(s, n->turn.from, &h));
    TRY(webhook_events_since(s, n->turn.began, &events));
    n->row = (SandboxTurnsRow){.created_at = ctx->wall,
                               .from_at = n->turn.from,
                               .to_at = n->turn.to,
                               .renewals = h.renewals,
                               .expiries = h.expiries,
                               .suspensions = h.suspensions,
                               .disabled = h.disabled,
                               .deletions = h.deletions,
                               .events = events,
                               .cut = n->turn.cut};
    ctx->audit.target_kind = S("sandbox");
    ctx->audit.target_name = S("clock");
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"clock", time_iso(ctx->arena, n->turn.from)});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"clock", time_iso(ctx->arena, n->turn.to)});
    return q_sandbox_turn_add(s,
                              &(SandboxTurnAddArgs){.id = ctx_new_id(ctx),
                                                    .from_at = n->row.from_at,
                                                    .to_at = n->row.to_at,
                                                    .renewals = h.renewals,
                                                    .expiries = h.expiries,
                                                    .suspensions = h.suspensions,
                                                    .disabled = h.disabled,
                                                    .deletions = h.deletions,
                                                    .events = events,
                                                    .cut = n->turn.cut},
                              NULL);
}

Err sandbox_clock_turn(Ctx *ctx, App *house, const SandboxTurnAsk *ask, SandboxClock *ret)
{
    Time to;
    TRY(sandbox_clock_read(ctx, house, ret));
    TRY(target_of(ctx, ask, ret, &to));
    Noting n = {0};
    Err err = clock_turn(house, to, &n.turn);
    if (err != OK) {
        return say(ctx, err);
    }
    TRY(unit_run(in_house(ctx, house), MODE_WRITE, "sandbox.clock", note, &n));
    return sandbox_clock_read(ctx, house, ret);
}

/* Pieces of the log for other areas' pages. */
#include "areas/activity/activity.h"
#include "app/audit.h"
#include "areas/activity/desk.h"
#include "ui/lists.h"

static Url entry_url(Ctx *ctx, Id id)
{
    return ctx_may(ctx, &ACTIVITY_VIEW) && ctx->account.public_id.n
               ? url_fmt(ctx->arena, "/a/%s/settings/activity/%i", ctx->account.public_id, id)
               : (Url){S("")};
}

/* What was done, and to what where the page does not say so already. */
static EventView event_of(Ctx *ctx, const ActivityListRow *row, bool name_target)
{
    Entry e;
    entry_of_row(ctx, row, &e);
    Msg what = e.what;
    if (name_target && e.target.n && !e.refused) {
        what = MSG2("{what}: {name}", "what", msg_text(ctx->arena, ctx->locale, &e.what), "name", e.target);
    }
    return (EventView){.what = what,
                       .who = e.who.n ? e.who : msg_text(ctx->arena, ctx->locale, &e.who_msg),
                       .at = e.at,
                       .url = entry_url(ctx, e.id)};
}

static Err events(AccountCtx a, const ActivityAsk *ask, const PageAsk *page, bool name_target, EventView **ret,
                  size_t *ret_n, PageInfo *ret_page)
{
    ActivityListRow *rows;
    TRY(ask_read(a, ask, page, &rows, ret_n, ret_page));
    *ret = arena_array(a.ctx->arena, EventView, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = event_of(a.ctx, &rows[i], name_target);
    }
    return OK;
}

/* Of the whole time; what was only refused is no part of a thing's history. */
static ActivityAsk whole(bool refused_too)
{
    ActivityAsk ask = {.period = S("all"), .outcome = refused_too ? S("") : S("done"), .from_id = ID_NIL};
    memset(ask.to_id.b, 0xff, sizeof ask.to_id.b);
    return ask;
}

Err activity_of_target(AccountCtx a, Id target_id, size_t max, EventView **ret, size_t *ret_n)
{
    ActivityAsk ask = whole(false);
    PageInfo info;
    ask.targets = &target_id;
    ask.targets_n = 1;
    return events(a, &ask, &(PageAsk){.descending = true, .size = (uint32_t)max}, false, ret, ret_n, &info);
}

Err activity_of_actor(AccountCtx a, Id actor_id, size_t max, EventView **ret, size_t *ret_n)
{
    ActivityAsk ask = whole(true);
    PageInfo info;
    ask.actors = &actor_id;
    ask.actors_n = 1;
    return events(a, &ask, &(PageAsk){.descending = true, .size = (uint32_t)max}, true, ret, ret_n, &info);
}

Err activity_of_customer(AccountCtx a, const PageAsk *page, EventView **ret, size_t *ret_n, PageInfo *ret_page)
{
    ActivityAsk ask = whole(false);
    ask.customers = &a.ctx->customer_id;
    ask.customers_n = 1;
    return events(a, &ask, page, false, ret, ret_n, ret_page);
}

Err activity_of_me(SelfCtx s, size_t max, EventView **ret, size_t *ret_n)
{
    Ctx *ctx = s.ctx;
    ActivityOwnRow *rows;
    PageInfo info;
    PageAsk page = {.descending = true, .size = (uint32_t)max};
    TRY(q_activity_own(s, &(ActivityOwnArgs){.quiet_too = false}, &page, &rows, ret_n, &info));
    *ret = arena_array(ctx->arena, EventView, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        const ActivityOwnRow *r = &rows[i];
        (*ret)[i] = (EventView){.what = activity_text(ctx, r->action, r->outcome, r->permission, r->status),
                                .who = r->account_name,
                                .at = r->at};
    }
    return OK;
}

static Url held_to(Ctx *ctx, Str name, Id id)
{
    if (!ctx_may(ctx, &ACTIVITY_VIEW)) {
        return (Url){S("")};
    }
    Url all = url_fmt(ctx->arena, "/a/%s/settings/activity?period=all", ctx->account.public_id);
    return url_with(ctx->arena, all, name, id_text(ctx->arena, id));
}
Url activity_url_of_actor(Ctx *ctx, Id actor_id) { return held_to(ctx, S("who"), actor_id); }
Url activity_url_of_target(Ctx *ctx, Id target_id) { return held_to(ctx, S("q"), target_id); }

Url activity_url_of_account(Ctx *ctx, Str public_id)
{
    return ctx_may(ctx, &OPERATOR_ACTIVITY)
               ? url_with(ctx->arena, url_static("/operator/activity"), S("account"), public_id)
               : (Url){S("")};
}

/* The activity log: what was done in an account, by whom, from where, and what it changed. Other areas show pieces of
 * it as timelines: {{ call events(v->events, v->events_n) }}. All functions run inside the caller's unit. */
#pragma once
#include "app/ctx.h"
#include "app/page.h"
#include "app/view.h"

/* Newest first, at most max; refused attempts are left out. An event links to its page for who may see the log. */
MUST_USE Err activity_of_target(AccountCtx a, Id target_id, size_t max, EventView **ret, size_t *ret_n);
/* What a person or an application did, refused attempts too. */
MUST_USE Err activity_of_actor(AccountCtx a, Id actor_id, size_t max, EventView **ret, size_t *ret_n);
/* What was done to or for the customer of ctx->customer_id, a page at a time. */
MUST_USE Err activity_of_customer(AccountCtx a, const PageAsk *ask, EventView **ret, size_t *ret_n, PageInfo *ret_page);
/* What the signed-in person did, in whatever account. */
MUST_USE Err activity_of_me(SelfCtx s, size_t max, EventView **ret, size_t *ret_n);

/* The log's page, held to a person, or to what was done to one; empty for who may not see it. */
Url activity_url_of_actor(Ctx *ctx, Id actor_id);
Url activity_url_of_target(Ctx *ctx, Id target_id);
/* On the vendor's desk: the log of an account. */
Url activity_url_of_account(Ctx *ctx, Str public_id);

/* What was done, in words: "Added a customer"; of a refusal what was missing. */
Msg activity_text(Ctx *ctx, Str action, Str outcome, Str permission, int64_t status);

/* Calls to other servers, by the installation's rules: where they may go (key outgoing_networks; anywhere in a sandbox)
 * and how many at once, so that a slow server elsewhere cannot hold all workers. For MODE_OUTSIDE handlers and outside
 * jobs, with no unit open. */
#pragma once
#include "app/ctx.h"
#include "http/client.h"

/* As http_call; `anywhere` and `networks` are set here. ERR_BUSY: too many calls are under way. */
MUST_USE Err outgoing_call(Ctx *ctx, const HttpCall *call, HttpReply *ret);
/* What went wrong with a call, for people: "The name {host} has no address." */
Msg outgoing_failure(Ctx *ctx, const HttpReply *reply);
/* An address that may be stored for later calls: https, in a sandbox http too. */
bool outgoing_url_ok(const Ctx *ctx, Str url);

/* The installation's rules for calls to other servers. */
#include "app/outgoing.h"

#include "app/app.h"
#include "base/num.h"

/* A call of a handler holds one of the workers; jobs have threads of their own. */
static bool place_take(App *app)
{
    unsigned most = app->options.workers > 2 ? app->options.workers / 2 : 1;
    if (atomic_fetch_add(&app->calls_out, 1) < most) {
        return true;
    }
    (void)atomic_fetch_sub(&app->calls_out, 1);
    return false;
}

static void place_give(App *app) { (void)atomic_fetch_sub(&app->calls_out, 1); }

/* A demo may call its own machine, and so may a sandbox that stands alone; a partner's beside a main house runs in the
 * vendor's network and calls by that one's rules. */
static bool anywhere(const Ctx *ctx) { return ctx->app->options.sandbox && !ctx->app->own_house; }

bool outgoing_url_ok(const Ctx *ctx, Str url) { return http_url_ok(url, anywhere(ctx)); }

static Err call_now(Ctx *ctx, const HttpCall *call, HttpReply *ret)
{
    HttpCall mine = *call;
    HttpHeader headers[16];
    size_t n = 0;
    for (; n < call->headers_n && n + 1 < COUNT_OF(headers); n++) {
        headers[n] = call->headers[n];
    }
    headers[n++] = (HttpHeader){S("User-Agent"), S("Entente/" ENTENTE_VERSION)};
    mine.headers = headers;
    mine.headers_n = n;
    mine.anywhere = anywhere(ctx);
    mine.networks = str_from(ctx->app->options.outgoing_networks);
    return http_call(ctx->arena, &mine, ret);
}

Err outgoing_call(Ctx *ctx, const HttpCall *call, HttpReply *ret)
{
    if (ctx->db) {
        ctx->problem.log = S("a call to another server inside a unit");
        return ERR_INTERNAL;
    }
    bool handler = ctx->req != NULL;
    if (handler && !place_take(ctx->app)) {
        *ret = (HttpReply){.failure = HTTP_CALL_BROKEN, .why = S("too many calls at once")};
        return ERR_BUSY;
    }
    Err err = call_now(ctx, call, ret);
    if (handler) {
        place_give(ctx->app);
    }
    return err;
}

static Str host_of(Str url)
{
    ptrdiff_t at = str_find(url, S("://"));
    Str host = at < 0 ? url : str_skip(url, (size_t)at + 3);
    for (size_t i = 0; i < host.n; i++) {
        if (host.p[i] == '/' || host.p[i] == '?') {
            return str_sub(host, 0, i);
        }
    }
    return host;
}

Msg outgoing_failure(Ctx *ctx, const HttpReply *reply)
{
    Str host = str_copy(ctx->arena, host_of(reply->url));
    switch (reply->failure) {
    case HTTP_CALL_FINE:
        return MSG2("{host} answered with status {status}.", "host", host, "status",
                    str_fmt(ctx->arena, "%d", reply->status));
    case HTTP_CALL_ADDRESS:
        return MSG("The address must begin with https://.");
    case HTTP_CALL_NAME:
        return MSG1("The name {host} has no address. Check its spelling.", "host", host);
    case HTTP_CALL_PRIVATE:
        return MSG1(
            "{host} leads to a private address, which this installation does not call. Whoever runs it can allow "
            "the network with outgoing_networks.",
            "host", host);
    case HTTP_CALL_CONNECT:
        return MSG1("Nobody answers at {host}.", "host", host);
    case HTTP_CALL_TLS:
        return MSG1("The certificate of {host} does not hold.", "host", host);
    case HTTP_CALL_TIME:
        return MSG1("{host} did not answer in time.", "host", host);
    case HTTP_CALL_SIZE:
        return MSG1("The answer of {host} is too large.", "host", host);
    case HTTP_CALL_REDIRECT:
        return MSG1("{host} redirects too often, or to an address without https.", "host", host);
    case HTTP_CALL_BROKEN:
        break;
    }
    return MSG1("The answer of {host} did not arrive whole.", "host", host);
}

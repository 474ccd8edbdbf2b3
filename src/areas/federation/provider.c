/* What a provider publishes: fetched outside of units, kept in federation_provider, refreshed by a job before it gets
 * old, so that a sign-in rarely waits for it. */
#include "app/app.h"
#include "app/job.h"
#include "app/notify.h"
#include "app/outgoing.h"
#include "app/unit.h"
#include "areas/federation/connection.h"
#include "base/num.h"
#include "gen/federation_q.h"

enum { REFRESH_HOURS = 6, GRACE_DAYS = 3, ASK_AGAIN_S = 60 };
/* What a Cache-Control header may ask for, and what is taken without one. */
#define LIFE_LEAST TIME_HOUR
#define LIFE_USUAL (12 * TIME_HOUR)
#define LIFE_MOST (24 * TIME_HOUR)

typedef struct Kept {
    Ctx *ctx;
    const Connection *c;
    FederationProviderRow row;
    bool there;
    Str discovery, keys;
    Time fresh_until, keys_until;
    Msg problem;
    int64_t changed;
} Kept;

static DirectoryCtx directory(Kept *k) { return directory_ctx(k->ctx, k->c->directory_id); }

static Err kept_read(Ctx *ctx, void *arg)
{
    Kept *k = arg;
    (void)ctx;
    Err err = q_federation_provider(directory(k), NULL, &k->row);
    k->there = err == OK && str_eq(k->row.issuer, k->c->issuer) && k->row.discovery.n > 2;
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err kept_write(Ctx *ctx, void *arg)
{
    Kept *k = arg;
    (void)ctx;
    return q_federation_provider_put(directory(k),
                                     &(FederationProviderPutArgs){.issuer = k->c->issuer,
                                                                  .discovery = k->discovery,
                                                                  .fresh_until = k->fresh_until,
                                                                  .keys = k->keys,
                                                                  .keys_until = k->keys_until},
                                     NULL);
}

Err provider_failed(DirectoryCtx d, const Connection *c, Msg what)
{
    return q_federation_provider_failed(d,
                                        &(FederationProviderFailedArgs){.issuer = c->issuer,
                                                                        .problem = str_from(what.id),
                                                                        .problem_args = msg_pack(d.ctx->arena, &what)},
                                        NULL);
}

static Err failure_write(Ctx *ctx, void *arg)
{
    Kept *k = arg;
    (void)ctx;
    return provider_failed(directory(k), k->c, k->problem);
}

static Err keys_ask(Ctx *ctx, void *arg)
{
    Kept *k = arg;
    return q_federation_keys_ask(
        directory(k), &(FederationKeysAskArgs){.before = time_add(ctx->wall, -ASK_AGAIN_S * TIME_SECOND)}, &k->changed);
}

/* --- fetching --- */

static int64_t life_of(const HttpReply *reply)
{
    Str rest = http_reply_header(reply, S("cache-control")), part;
    int64_t seconds;
    while (str_split(&rest, ',', &part)) {
        part = str_trim(part);
        if (str_starts_nocase(part, S("max-age=")) && str_to_i64(str_skip(part, 8), &seconds) == OK && seconds >= 0) {
            return num_clamp_i64(num_min_i64(seconds, INT64_C(1) << 32) * TIME_SECOND, LIFE_LEAST, LIFE_MOST);
        }
    }
    return LIFE_USUAL;
}

static Err fetch(Ctx *ctx, Str url, HttpReply *ret, Msg *ret_problem)
{
    static const HttpHeader ACCEPT = {S_INIT("Accept"), S_INIT("application/json")};
    Err err = outgoing_call(
        ctx,
        &(HttpCall){
            .url = url, .headers = &ACCEPT, .headers_n = 1, .redirects_max = 3, .body_max = OPENID_DOCUMENT_MAX},
        ret);
    if (err == ERR_BUSY || err == ERR_INTERNAL) {
        *ret_problem = MSG("Too many sign-ins are under way. Try again in a moment.");
        return err;
    }
    if (err != OK || ret->status != 200) {
        *ret_problem = outgoing_failure(ctx, ret);
        return ERR_UNAVAILABLE;
    }
    return OK;
}

static Err read_keys(Ctx *ctx, Str json, JwkSet *ret, Msg *ret_problem)
{
    if (jwk_set_parse(ctx->arena, json, ret) != OK) {
        *ret_problem = MSG("What it publishes as its keys is not a key set.");
        return ERR_UNAVAILABLE;
    }
    if (ret->n == 0) {
        *ret_problem = MSG("It publishes no key for RS256, ES256 or EdDSA that can be used.");
        return ERR_UNAVAILABLE;
    }
    return OK;
}

static Err fetch_all(Ctx *ctx, const Connection *c, Provider *ret, ProviderProbe *probe)
{
    probe->stage = PROBE_CALL;
    TRY(fetch(ctx, openid_discovery_url(ctx->arena, c->issuer), &probe->document, &probe->problem));
    probe->stage = PROBE_DOCUMENT;
    if (openid_discovery(ctx->arena, probe->document.body, c->issuer, provider_url_ok, ctx, &ret->doc,
                         &probe->problem) != OK) {
        return ERR_UNAVAILABLE;
    }
    probe->stage = PROBE_KEYS;
    TRY(fetch(ctx, ret->doc.keys, &probe->keys, &probe->problem));
    TRY(read_keys(ctx, probe->keys.body, &ret->keys, &probe->problem));
    probe->stage = PROBE_DONE;
    return OK;
}

Err provider_probe(Ctx *ctx, const Connection *c, Provider *ret, ProviderProbe *ret_probe)
{
    *ret_probe = (ProviderProbe){0};
    Kept k = {.ctx = ctx, .c = c};
    Err err = fetch_all(ctx, c, ret, ret_probe);
    if (err == OK) {
        k.discovery = ret_probe->document.body;
        k.keys = ret_probe->keys.body;
        k.fresh_until = time_add(ctx->wall, life_of(&ret_probe->document));
        k.keys_until = time_add(ctx->wall, life_of(&ret_probe->keys));
        return unit_run(ctx, MODE_WRITE, NULL, kept_write, &k);
    }
    if (err == ERR_UNAVAILABLE) {
        k.problem = ret_probe->problem;
        TRY(unit_run(ctx, MODE_WRITE, NULL, failure_write, &k));
    }
    return err;
}

Err provider_fetch(Ctx *ctx, const Connection *c, Provider *ret, Msg *ret_problem)
{
    ProviderProbe probe;
    Err err = provider_probe(ctx, c, ret, &probe);
    *ret_problem = probe.problem;
    return err;
}

/* From what is kept; false when it cannot be read. */
static bool from_kept(Ctx *ctx, const Kept *k, Provider *ret)
{
    Msg problem;
    return k->there &&
           openid_discovery(ctx->arena, k->row.discovery, k->c->issuer, provider_url_ok, ctx, &ret->doc, &problem) ==
               OK &&
           read_keys(ctx, k->row.keys, &ret->keys, &problem) == OK;
}

Err provider_get(Ctx *ctx, const Connection *c, Provider *ret, Msg *ret_problem)
{
    Kept k = {.ctx = ctx, .c = c};
    TRY(unit_run(ctx, MODE_READ, NULL, kept_read, &k));
    bool usable = from_kept(ctx, &k, ret);
    if (usable && k.row.fresh_until.us > ctx->wall.us && k.row.keys_until.us > ctx->wall.us) {
        return OK;
    }
    Provider fresh;
    Err err = provider_fetch(ctx, c, &fresh, ret_problem);
    if (err == OK) {
        *ret = fresh;
        return OK;
    }
    bool bearable = usable && k.row.fresh_until.us + GRACE_DAYS * TIME_DAY > ctx->wall.us &&
                    k.row.keys_until.us + GRACE_DAYS * TIME_DAY > ctx->wall.us;
    return bearable ? OK : err;
}

Err provider_keys_again(Ctx *ctx, const Connection *c, Provider *io, bool *ret_asked)
{
    Kept k = {.ctx = ctx, .c = c};
    Msg problem;
    *ret_asked = false;
    TRY(unit_run(ctx, MODE_WRITE, NULL, keys_ask, &k));
    if (k.changed == 0) { /* somebody else has just asked: what they got is there, or soon */
        return provider_get(ctx, c, io, &problem);
    }
    *ret_asked = true;
    Provider fresh;
    Err err = provider_fetch(ctx, c, &fresh, &problem);
    if (err == OK) {
        *io = fresh;
    }
    return err == ERR_UNAVAILABLE ? OK : err;
}

/* --- the job --- */

static Err connection_read(Ctx *ctx, void *arg)
{
    Connection *c = arg;
    return connection_get(directory_ctx(ctx, c->directory_id), c);
}

Err provider_refresh(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Connection c = {0};
    Provider p;
    Msg problem;
    *ret_next = JOB_DONE;
    if (id_parse(job->key, &c.directory_id) != OK) {
        return OK;
    }
    TRY(unit_run(ctx, MODE_READ, NULL, connection_read, &c));
    if (!c.on) {
        return OK;
    }
    Err err = provider_fetch(ctx, &c, &p, &problem);
    *ret_next = JOB_LATER;
    job->run_after_us = err == OK ? REFRESH_HOURS * TIME_HOUR : TIME_HOUR;
    return err == ERR_UNAVAILABLE ? OK : err; /* noted for the settings page; not a failure of ours */
}

Err provider_job_start(Ctx *ctx, Id directory_id)
{
    Id id;
    return job_enqueue(ctx, &(JobAsk){.kind = PROVIDER_JOB, .key = id_text(ctx->arena, directory_id), .total = -1},
                       &id);
}

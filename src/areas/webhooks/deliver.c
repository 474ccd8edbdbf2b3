/* The job that delivers one event: ten tries with growing pauses, then it is given up until somebody asks for it again.
 * An event waits for the older ones of the same resource, so they arrive in order. A try may be repeated when the
 * process dies behind it: at least once. */
#include "app/outgoing.h"
#include "app/session.h"
#include "app/unit.h"
#include "areas/webhooks/webhooks.h"
#include "base/utf8.h"

typedef struct Delivery {
    Id id;
    WebhookGetRow hook;
    WebhookDeliveryGetRow row;
    bool gone, early;
    Time wait_for;
    HttpReply reply;
    Err err;
    bool more; /* it is tried once more */
    int64_t pause_us;
} Delivery;

static Err look(Ctx *ctx, void *arg)
{
    Delivery *d = arg;
    AccountCtx a = account_of(ctx, ctx->account_id);
    WebhookDeliveryBeforeRow *before;
    size_t n;
    Err err = q_webhook_delivery_get(a, &(WebhookDeliveryGetArgs){.id = d->id}, &d->row);
    if (err == OK) {
        err = q_webhook_get(a, NULL, &d->hook);
    }
    d->gone = err == ERR_NOT_FOUND || (err == OK && !str_eq(d->row.state, S("waiting")));
    if (d->gone) {
        return OK;
    }
    TRY(err);
    TRY(q_webhook_delivery_before(a, &(WebhookDeliveryBeforeArgs){.resource = d->row.resource, .id = d->id}, &before,
                                  &n));
    d->early = n > 0 || d->hook.paused || d->row.next_at.us > ctx->wall.us;
    d->wait_for = n ? before[0].next_at : d->hook.paused ? time_add(ctx->wall, 30 * TIME_SECOND) : d->row.next_at;
    return OK;
}

static Err post(Ctx *ctx, Delivery *d)
{
    Str signature, kid, base = token_base_url(ctx);
    TRY(token_sign_bytes(ctx, d->row.body, &signature, &kid));
    base = base.n ? base : d->hook.base;
    Str text = base64_encode(ctx->arena, signature);
    HttpHeader headers[] = {
        {S("Content-Type"), S("application/json")},
        {d->hook.token_header ? S("X-MS-Signature") : S("Authorization"),
         d->hook.token_header ? text : str_fmt(ctx->arena, "Signature %.*s", S_ARG(text))},
        {S("X-MS-Signature-Algorithm"), S("rsa-sha256")},
        {S("X-MS-Certificate-Url"),
         str_fmt(ctx->arena, "%.*s/webhooks/certificates/%.*s.cer", S_ARG(base), S_ARG(kid))},
    };
    d->err = outgoing_call(ctx,
                           &(HttpCall){.method = S("POST"),
                                       .url = d->hook.url,
                                       .headers = headers,
                                       .headers_n = COUNT_OF(headers),
                                       .body = d->row.body},
                           &d->reply);
    return OK;
}

/* The name that the wire's status code goes by. */
static Str code_name(Ctx *ctx, int status)
{
    static const struct {
        int status;
        const char *name;
    } NAMES[] = {{200, "OK"},
                 {201, "Created"},
                 {202, "Accepted"},
                 {204, "NoContent"},
                 {400, "BadRequest"},
                 {401, "Unauthorized"},
                 {403, "Forbidden"},
                 {404, "NotFound"},
                 {405, "MethodNotAllowed"},
                 {429, "TooManyRequests"},
                 {500, "InternalServerError"},
                 {502, "BadGateway"},
                 {503, "ServiceUnavailable"},
                 {504, "GatewayTimeout"}};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        if (NAMES[i].status == status) {
            return str_from(NAMES[i].name);
        }
    }
    return str_fmt(ctx->arena, "%d", status);
}

static Err note(Ctx *ctx, void *arg)
{
    static const int PAUSE_S[WEBHOOK_TRIES_MAX] = {1, 5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 0};
    enum { ANSWER_MAX = 500 };
    Delivery *d = arg;
    AccountCtx a = account_of(ctx, ctx->account_id);
    bool fine = d->err == OK && d->reply.status >= 200 && d->reply.status < 300;
    int64_t tried = d->row.tries + 1;
    d->more = !fine && tried < WEBHOOK_TRIES_MAX;
    d->pause_us = d->more ? PAUSE_S[tried - 1] * TIME_SECOND : 0;
    Str answer = d->err == OK ? utf8_valid(d->reply.body) ? d->reply.body : S("") : d->reply.why;
    answer = utf8_prefix(answer, ANSWER_MAX);
    Str code = d->err == OK ? code_name(ctx, d->reply.status) : S("");
    TRY(q_webhook_delivery_tried(a,
                                 &(WebhookDeliveryTriedArgs){.id = d->id,
                                                             .state = fine      ? S("delivered")
                                                                      : d->more ? S("waiting")
                                                                                : S("offline"),
                                                             .next_at = time_add(ctx->wall, d->pause_us),
                                                             .last_answer = code.n ? code : answer},
                                 NULL));
    return q_webhook_try_add(a,
                             &(WebhookTryAddArgs){.id = ctx_new_id(ctx),
                                                  .delivery_id = d->id,
                                                  .at = ctx->wall,
                                                  .code = code,
                                                  .answer = answer,
                                                  .system_error = d->err != OK},
                             NULL);
}

static Err deliver_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Delivery *d = arena_new(ctx->arena, Delivery);
    *ret_next = JOB_DONE;
    TRY(id_parse(job->key, &d->id));
    TRY(unit_run(ctx, MODE_READ, NULL, look, d));
    if (d->gone) {
        return OK;
    }
    if (d->early) {
        int64_t left = d->wait_for.us - ctx->wall.us;
        job->run_after_us = (left > 0 ? left : 0) + TIME_SECOND / 2;
        *ret_next = JOB_LATER;
        return OK;
    }
    TRY(post(ctx, d));
    TRY(unit_run(ctx, MODE_WRITE, NULL, note, d));
    job->run_after_us = d->pause_us + 1;
    *ret_next = d->more ? JOB_LATER : JOB_DONE;
    return OK;
}

const JobKind WEBHOOK_JOBS[1] = {
    {.kind = "webhooks.deliver", .title = N_("Delivery of an event"), .step = deliver_step, .outside = true}};

/* The API of webhooks: /webhooks/v1/registration and what is below it. Names in PascalCase, but for validation events.
 */
#include "app/resource.h"
#include "app/session.h"
#include "areas/webhooks/pages.h"

typedef struct ApiWebhook {
    Id subscriber_id;
    Str url;
    Str *events;
    size_t events_n;
    bool token_header;
} ApiWebhook;
static const Field WEBHOOK_FIELDS[] = {
    FIELD(ApiWebhook, subscriber_id, "SubscriberId", F_ID_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiWebhook, url, "WebhookUrl", F_STR, .max = WEBHOOK_URL_MAX),
    FIELD_STRS(ApiWebhook, events, events_n, "WebhookEvents", .max = 100),
    FIELD(ApiWebhook, token_header, "SignatureTokenToMsSignatureHeader", F_BOOL_),
};
const Shape API_WEBHOOK = SHAPE(ApiWebhook, WEBHOOK_FIELDS);

typedef struct ApiTry {
    Str code, message, at;
    bool system_error;
} ApiTry;
static const Field TRY_FIELDS[] = {
    FIELD(ApiTry, code, "responseCode", F_STR, .flags = FIELD_ALWAYS),
    FIELD(ApiTry, message, "responseMessage", F_STR, .max = 500, .flags = FIELD_ALWAYS),
    FIELD(ApiTry, system_error, "systemError", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiTry, at, "dateTimeUtc", F_STR),
};
static const Shape API_TRY = SHAPE(ApiTry, TRY_FIELDS);
typedef struct ApiValidation {
    Id correlation_id, partner_id;
    Str status, callback;
    ApiTry *results;
    size_t results_n;
} ApiValidation;
static const Field VALIDATION_FIELDS[] = {
    FIELD(ApiValidation, correlation_id, "correlationId", F_ID_),
    FIELD(ApiValidation, partner_id, "partnerId", F_ID_),
    FIELD(ApiValidation, status, "status", F_STR),
    FIELD(ApiValidation, callback, "callbackUrl", F_STR),
    FIELD_LIST(ApiValidation, results, results_n, "results", &API_TRY, .max = 50, .flags = FIELD_ALWAYS),
};
const Shape API_VALIDATION = SHAPE(ApiValidation, VALIDATION_FIELDS);
typedef struct ApiCorrelation {
    Id id;
} ApiCorrelation;
static const Field CORRELATION_FIELDS[] = {FIELD(ApiCorrelation, id, "correlationId", F_ID_)};
const Shape API_CORRELATION = SHAPE(ApiCorrelation, CORRELATION_FIELDS);

static Err answer(Ctx *ctx, const WebhookGetRow *w, bool whole)
{
    ApiWebhook *out = arena_new(ctx->arena, ApiWebhook);
    *out = (ApiWebhook){.subscriber_id = whole ? w->subscriber_id : ID_NIL,
                        .url = w->url,
                        .events = arena_array(ctx->arena, Str, 100),
                        .token_header = w->token_header};
    Str rest = w->events, word;
    while (rest.n && out->events_n < 100 && str_split(&rest, ' ', &word)) {
        out->events[out->events_n++] = word;
    }
    ctx_json(ctx, 200, &API_WEBHOOK, out);
    return OK;
}

static Err not_registered(Ctx *ctx, Err err)
{
    return err == ERR_NOT_FOUND ? problem_api(ctx, err, 404, 0, MSG("No webhook is registered")) : err;
}

Err api_webhook_events(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Buf b = buf_on_arena(ctx->arena, 4096);
    Json j = json_writer(&b);
    json_arr(&j);
    for (size_t i = 0; WEBHOOK_EVENTS[i]; i++) {
        json_str(&j, str_from(WEBHOOK_EVENTS[i]));
    }
    json_arr_end(&j);
    ctx_json_text(ctx, 200, buf_str(&b));
    return OK;
}

Err api_webhook_get(AccountCtx a)
{
    WebhookGetRow w;
    TRY(not_registered(a.ctx, q_webhook_get(a, NULL, &w)));
    return answer(a.ctx, &w, false);
}

static Err save(AccountCtx a)
{
    ApiWebhook in = {0};
    WebhookGetRow w;
    TRY(resource_bad_property(a.ctx, shape_read(a.ctx, &API_WEBHOOK, &in)));
    TRY(resource_bad_property(
        a.ctx,
        webhook_save(a,
                     &(WebhookForm){
                         .url = in.url, .events = in.events, .events_n = in.events_n, .token_header = in.token_header},
                     &w)));
    return answer(a.ctx, &w, true);
}

Err api_webhook_post(AccountCtx a) { return save(a); }

Err api_webhook_put(AccountCtx a)
{
    WebhookGetRow w;
    TRY(not_registered(a.ctx, q_webhook_get(a, NULL, &w)));
    return save(a);
}

Err api_webhook_test(AccountCtx a)
{
    ApiCorrelation *out = arena_new(a.ctx->arena, ApiCorrelation);
    TRY(webhook_test(a, &out->id));
    ctx_json(a.ctx, 200, &API_CORRELATION, out);
    return OK;
}

static Err results_of(AccountCtx a, Id id, ApiValidation *out)
{
    Ctx *ctx = a.ctx;
    WebhookTriesRow *rows;
    TRY(q_webhook_tries(a, &(WebhookTriesArgs){.delivery_id = id}, &rows, &out->results_n));
    out->results = arena_array(ctx->arena, ApiTry, out->results_n + 1);
    for (size_t i = 0; i < out->results_n; i++) {
        Str at = time_iso(ctx->arena, rows[i].created_at);
        out->results[i] = (ApiTry){.code = rows[i].code,
                                   .message = rows[i].answer,
                                   .system_error = rows[i].system_error,
                                   .at = str_ends(at, S("Z")) ? str_sub(at, 0, at.n - 1) : at};
    }
    return OK;
}

Err api_webhook_validation(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Id id = ID_NIL;
    WebhookDeliveryGetRow d;
    WebhookGetRow w;
    WebhookAccountRow account;
    TRY(ctx_param_id(ctx, S("correlation"), &id));
    Err err = q_webhook_delivery_get(a, &(WebhookDeliveryGetArgs){.id = id}, &d);
    if (err == ERR_NOT_FOUND || (err == OK && !str_eq(d.event, S(WEBHOOK_TEST)))) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 0, MSG("There is no such test event"));
    }
    TRY(err);
    TRY(not_registered(ctx, q_webhook_get(a, NULL, &w)));
    TRY(q_webhook_account(a, NULL, &account));
    ApiValidation *out = arena_new(ctx->arena, ApiValidation);
    *out = (ApiValidation){.correlation_id = id,
                           .partner_id = account.directory_id,
                           .status = str_eq(d.state, S("delivered")) ? S("completed")
                                     : str_eq(d.state, S("offline")) ? S("failed")
                                                                     : S("pending"),
                           .callback = w.url};
    TRY(results_of(a, id, out));
    ctx_json(ctx, 200, &API_VALIDATION, out);
    return OK;
}

Err webhook_certificate(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Str name = ctx_param(ctx, S("file"));
    Str kid = str_ends(name, S(".cer")) ? str_sub(name, 0, name.n - 4) : S("");
    Str der = token_certificate(ctx, kid);
    if (!der.n) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such certificate."),
                       MSG("It may have been replaced; take the address of a newer event."));
    }
    ctx->out.status = 200;
    ctx->out.body = der;
    ctx->out.content_type = S("application/pkix-cert");
    return OK;
}

/* Registrations and events: what is sent and where to. The sending is deliver.c's. */
#include "areas/webhooks/webhooks.h"

#include "app/audit.h"
#include "app/outgoing.h"
#include "app/session.h"

const char *const WEBHOOK_EVENTS[] = {WEBHOOK_TEST,
                                      "subscription-updated",
                                      "usagerecords-thresholdExceeded",
                                      "azure-fraud-event-detected",
                                      "dap-admin-relationship-approved",
                                      "dap-admin-relationship-terminated",
                                      "reseller-relationship-accepted-by-customer",
                                      "granular-admin-relationship-activated",
                                      "granular-admin-relationship-approved",
                                      "granular-admin-relationship-expired",
                                      "granular-admin-relationship-terminated",
                                      "new-commerce-migration-created",
                                      "new-commerce-migration-completed",
                                      "new-commerce-migration-failed",
                                      "new-commerce-migration-schedule-failed",
                                      "invoice-ready",
                                      NULL};
/* Of things that are not here: a client that registers for all it knows is not refused for them. */
static const char *const NEVER_SENT[] = {"referral-created",
                                         "referral-updated",
                                         "related-referral-created",
                                         "related-referral-updated",
                                         "dap-admin-relationship-terminated-by-microsoft",
                                         "granular-admin-access-assignment-activated",
                                         "granular-admin-access-assignment-created",
                                         "granular-admin-access-assignment-deleted",
                                         "granular-admin-access-assignment-updated",
                                         NULL};

static bool among(const char *const *names, Str name)
{
    for (size_t i = 0; names[i]; i++) {
        if (str_eq_nocase(str_from(names[i]), name)) {
            return true;
        }
    }
    return false;
}

bool webhook_event_known(Str name) { return among(WEBHOOK_EVENTS, name) || among(NEVER_SENT, name); }

bool webhook_event_offered(Str name) { return among(WEBHOOK_EVENTS, name); }

bool webhook_chosen(Str events, Str name)
{
    Str rest = events, word;
    while (rest.n && str_split(&rest, ' ', &word)) {
        if (str_eq_nocase(word, name)) {
            return true;
        }
    }
    return false;
}

static Str events_text(Ctx *ctx, const WebhookForm *form)
{
    Buf b = buf_on_arena(ctx->arena, 4096);
    if (!form->events_n) {
        problem_field(ctx, S("WebhookEvents"), MSG("Choose at least one event"));
    }
    for (size_t i = 0; i < form->events_n; i++) {
        Str name = str_trim(form->events[i]);
        if (!webhook_event_known(name)) {
            problem_field(ctx, S("WebhookEvents"), MSG1("There is no event {name}", "name", name));
        } else if (!webhook_chosen(buf_str(&b), name)) {
            buf_fmt(&b, "%s%.*s", b.n ? " " : "", S_ARG(name));
        }
    }
    return buf_str(&b);
}

static void audit_registration(Ctx *ctx, const WebhookGetRow *old, Str url, Str events)
{
    ctx->audit.target_kind = S("webhook");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = url;
    if (old) {
        ctx->audit.before = AUDIT_JSON(ctx->arena, {"url", old->url}, {"events", old->events});
    }
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"url", url}, {"events", events});
}

Err webhook_save(AccountCtx a, const WebhookForm *form, WebhookGetRow *ret)
{
    Ctx *ctx = a.ctx;
    Str url = str_trim(form->url);
    if (problem_unless_line(ctx, S("WebhookUrl"), url) && (url.n > WEBHOOK_URL_MAX || !outgoing_url_ok(ctx, url))) {
        problem_field(ctx, S("WebhookUrl"),
                      MSG("Enter an address that begins with https://, of at most 500 characters"));
    }
    Str events = events_text(ctx, form), base = token_base_url(ctx);
    TRY(problem_check(ctx));
    WebhookGetRow old;
    Err err = q_webhook_get(a, NULL, &old);
    if (err == ERR_NOT_FOUND) {
        TRY(q_webhook_add(a,
                          &(WebhookAddArgs){.subscriber_id = ctx_new_id(ctx),
                                            .url = url,
                                            .events = events,
                                            .token_header = form->token_header,
                                            .base = base},
                          NULL));
    } else {
        TRY(err);
        TRY(q_webhook_put(
            a, &(WebhookPutArgs){.url = url, .events = events, .token_header = form->token_header, .base = base},
            NULL));
    }
    audit_registration(ctx, err == OK ? &old : NULL, url, events);
    return q_webhook_get(a, NULL, ret);
}

static Err registered(AccountCtx a, WebhookGetRow *ret)
{
    Err err = q_webhook_get(a, NULL, ret);
    return err == ERR_NOT_FOUND ? problem(a.ctx, err, MSG("No webhook is registered."),
                                          MSG("Register an address with its events first."))
                                : err;
}

Err webhook_set_paused(AccountCtx a, bool paused)
{
    WebhookGetRow w;
    TRY(registered(a, &w));
    a.ctx->audit.target_kind = S("webhook");
    a.ctx->audit.target_id = a.ctx->account_id;
    a.ctx->audit.target_name = w.url;
    return q_webhook_pause(a, &(WebhookPauseArgs){.paused = paused}, NULL);
}

/* --- events --- */

static Str body_of(Ctx *ctx, Str base, const WebhookNews *news)
{
    Buf b = buf_on_arena(ctx->arena, 4096);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("EventName"));
    json_str(&j, news->event);
    json_key(&j, S("ResourceUri"));
    json_str(&j, str_fmt(ctx->arena, "%.*s%.*s", S_ARG(base), S_ARG(news->path)));
    json_key(&j, S("ResourceName"));
    json_str(&j, news->resource_name);
    json_key(&j, S("AuditUri"));
    json_str(
        &j, str_fmt(ctx->arena, "%.*s/v1/auditrecords?startDate=%.10s", S_ARG(base), time_iso(ctx->arena, ctx->now).p));
    json_key(&j, S("ResourceChangeUtcDate"));
    json_time(&j, ctx->now);
    json_obj_end(&j);
    return buf_str(&b);
}

static Err deliver_later(AccountCtx a, Id id)
{
    Ctx *ctx = a.ctx;
    Id job;
    return job_enqueue(
        ctx,
        &(JobAsk){
            .kind = WEBHOOK_JOBS[0].kind, .key = id_text(ctx->arena, id), .account_id = ctx->account_id, .total = -1},
        &job);
}

static Err send(AccountCtx a, const WebhookGetRow *w, const WebhookNews *news, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    Time keep = time_add(ctx->wall, -WEBHOOK_KEEP_DAYS * TIME_DAY);
    *ret_id = ctx_new_id(ctx);
    TRY(q_webhook_tries_purge(a, &(WebhookTriesPurgeArgs){.before = keep}, NULL));
    TRY(q_webhook_deliveries_purge(a, &(WebhookDeliveriesPurgeArgs){.before = keep}, NULL));
    TRY(q_webhook_delivery_add(a,
                               &(WebhookDeliveryAddArgs){.id = *ret_id,
                                                         .at = ctx->wall,
                                                         .event = news->event,
                                                         .resource = news->path,
                                                         .body = body_of(ctx, w->base, news)},
                               NULL));
    return deliver_later(a, *ret_id);
}

Err webhook_wants(AccountCtx a, Str event, bool *ret)
{
    WebhookGetRow w;
    Err err = q_webhook_get(a, NULL, &w);
    *ret = err == OK && webhook_chosen(w.events, event);
    return err == ERR_NOT_FOUND ? OK : err;
}

Err webhook_tell(AccountCtx a, const WebhookNews *news)
{
    WebhookGetRow w;
    Id id;
    Err err = q_webhook_get(a, NULL, &w);
    if (err == ERR_NOT_FOUND || (err == OK && !webhook_chosen(w.events, news->event))) {
        return OK;
    }
    TRY(err);
    return send(a, &w, news, &id);
}

Err webhook_test(AccountCtx a, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    WebhookGetRow w;
    WebhookTestsSinceRow tests;
    TRY(registered(a, &w));
    if (!webhook_chosen(w.events, S(WEBHOOK_TEST))) {
        return problem(ctx, ERR_CONFLICT, MSG("The registration does not have the event test-created."),
                       MSG("Add it to the events, then send the test again."));
    }
    /* Two at once wait for each other at the row, and the second one counts the first. */
    TRY(q_webhook_pause(a, &(WebhookPauseArgs){.paused = w.paused}, NULL));
    TRY(q_webhook_tests_since(
        a, &(WebhookTestsSinceArgs){.event = S(WEBHOOK_TEST), .since = time_add(ctx->wall, -60 * TIME_SECOND)},
        &tests));
    if (tests.n >= WEBHOOK_TESTS_PER_MINUTE) {
        ctx->problem.retry_after_s = 60;
        return problem(ctx, ERR_LIMIT, MSG("Two test events a minute are sent, no more."), MSG("Wait a minute."));
    }
    ctx->audit.target_kind = S("webhook");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = w.url;
    return send(a, &w,
                &(WebhookNews){
                    .event = S(WEBHOOK_TEST), .resource_name = S("test"), .path = S("/webhooks/v1/registration/test")},
                ret_id);
}

Err webhook_again(AccountCtx a, Id id)
{
    Ctx *ctx = a.ctx;
    WebhookDeliveryGetRow d;
    int64_t changed = 0;
    Err err = q_webhook_delivery_get(a, &(WebhookDeliveryGetArgs){.id = id}, &d);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("There is no such delivery."), MSG("It may be older than seven days."));
    }
    TRY(err);
    TRY(q_webhook_delivery_again(a, &(WebhookDeliveryAgainArgs){.id = id, .at = ctx->wall}, &changed));
    if (!changed) {
        return problem(ctx, ERR_CONFLICT, MSG("This event is delivered, or still on its way."),
                       MSG("Reload the page to see its state."));
    }
    ctx->audit.target_kind = S("webhook");
    ctx->audit.target_id = id;
    ctx->audit.target_name = d.event;
    return deliver_later(a, id);
}

Err webhook_events_since(SystemCtx s, Time since, int64_t *ret)
{
    WebhookEventsSinceRow row;
    TRY(q_webhook_events_since(s, &(WebhookEventsSinceArgs){.since = since}, &row));
    *ret = row.n;
    return OK;
}

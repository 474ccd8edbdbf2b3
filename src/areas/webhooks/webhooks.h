/* Webhooks: an account names one address, and each event it chose is posted there, signed, at least once and in order
 * for each resource. Source: spec api-conventions.md, "Webhooks". */
#pragma once
#include "app/ctx.h"
#include "app/job.h"
#include "gen/webhooks_q.h"

extern const Perm WEBHOOKS_VIEW, WEBHOOKS_MANAGE;
enum { WEBHOOK_URL_MAX = 500, WEBHOOK_TRIES_MAX = 10, WEBHOOK_TESTS_PER_MINUTE = 2, WEBHOOK_KEEP_DAYS = 7 };
#define WEBHOOK_TEST "test-created"

extern const char *const WEBHOOK_EVENTS[]; /* those that are sent: what is offered; NULL at the end */
bool webhook_event_offered(Str name);
bool webhook_event_known(Str name); /* of the wire, sent or not */
/* Is the name among those (by spaces)? */
bool webhook_chosen(Str events, Str name);

typedef struct WebhookForm {
    Str url;
    const Str *events;
    size_t events_n;
    bool token_header;
} WebhookForm;
/* Inside units. Problems under WebhookUrl and WebhookEvents. _save makes the registration, or changes it. */
MUST_USE Err webhook_save(AccountCtx a, const WebhookForm *form, WebhookGetRow *ret);
MUST_USE Err webhook_set_paused(AccountCtx a, bool paused);
/* A test event. ERR_CONFLICT: not registered for it; ERR_LIMIT: too many a minute. With problems. */
MUST_USE Err webhook_test(AccountCtx a, Id *ret_id);
/* ERR_NOT_FOUND with a problem; ERR_CONFLICT: it is not given up. */
MUST_USE Err webhook_again(AccountCtx a, Id id);

typedef struct WebhookNews {
    Str event, resource_name; /* of the wire */
    Str path;                 /* of the resource, without host: "/v1/customers/..." */
} WebhookNews;
/* Has the account registered for it? */
MUST_USE Err webhook_wants(AccountCtx a, Str event, bool *ret);
/* Inside a WRITE unit: posted when the account has registered for it. */
MUST_USE Err webhook_tell(AccountCtx a, const WebhookNews *news);

/* How many events were told of in this house since then, by the wall's clock. */
MUST_USE Err webhook_events_since(SystemCtx s, Time since, int64_t *ret);

extern const JobKind WEBHOOK_JOBS[1];

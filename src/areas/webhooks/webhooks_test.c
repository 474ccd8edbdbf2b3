/* What is offered is sent: each event on the page has something that sends it, and nothing else is sent. */
#include "areas/webhooks/webhooks.h"

#include "app/area.h"
#include "app/unit.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

extern const Area area_webhooks;

enum { EVENTS_MAX = 64 };
typedef struct World {
    Fixture *f;
    Str events[EVENTS_MAX];
    size_t events_n, at;
    WebhookDeliveriesRow *rows;
    size_t rows_n;
} World;

static Err enroll(Ctx *ctx, void *arg)
{
    World *w = arg;
    WebhookGetRow row;
    WebhookForm form = {.url = S("https://127.0.0.1:1/none"), .events = w->events, .events_n = w->events_n};
    return webhook_save(account_of(ctx, w->f->account), &form, &row);
}

/* As the unit that has the cause tells of it. */
static Err happen(Ctx *ctx, void *arg)
{
    const World *w = arg;
    Str account = id_text(ctx->arena, w->f->account), other = id_text(ctx->arena, ctx_new_id(ctx));
    return area_webhooks.on[w->at].handle(
        system_of(ctx),
        str_fmt(ctx->arena,
                "{\"account\":\"%.*s\",\"customer\":\"%.*s\",\"subscription\":\"%.*s\",\"migration\":\"%.*s\","
                "\"invoice\":\"G000000001\",\"rights\":\"delegated\"}",
                S_ARG(account), S_ARG(other), S_ARG(other), S_ARG(other)));
}

static Err sent(Ctx *ctx, void *arg)
{
    World *w = arg;
    PageInfo info;
    return q_webhook_deliveries(account_of(ctx, w->f->account), &(WebhookDeliveriesArgs){0}, &(PageAsk){.size = 200},
                                &w->rows, &w->rows_n, &info);
}

static void each_event_that_is_offered_is_sent_by_something_and_no_other(void **state)
{
    (void)state;
    World w = {.f = fixture_open()};
    for (; WEBHOOK_EVENTS[w.events_n]; w.events_n++) {
        w.events[w.events_n] = str_from(WEBHOOK_EVENTS[w.events_n]);
        assert_true(webhook_event_known(w.events[w.events_n]));
    }
    w.events[w.events_n++] = S("referral-created"); /* known to clients, and never sent */
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, enroll, &w), OK);
    for (w.at = 0; w.at < area_webhooks.on_n; w.at++) {
        assert_int_equal(unit_run(ctx_system(w.f->app, w.f->arena), MODE_WRITE, NULL, happen, &w), OK);
    }
    assert_int_equal(fixture_unit(w.f, MODE_READ, w.f->account, sent, &w), OK);
    for (size_t i = 0; WEBHOOK_EVENTS[i]; i++) {
        size_t found = 0;
        for (size_t k = 0; k < w.rows_n; k++) {
            found += str_eq(w.rows[k].event, str_from(WEBHOOK_EVENTS[i]));
        }
        if ((found == 0) != (i == 0)) { /* the first is the test, which its own button sends */
            fail_msg("%s is offered and sent %zu times", WEBHOOK_EVENTS[i], found);
        }
    }
    for (size_t k = 0; k < w.rows_n; k++) {
        assert_true(webhook_event_offered(w.rows[k].event));
    }
    fixture_close(w.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_event_that_is_offered_is_sent_by_something_and_no_other),
    };
    return FIXTURE_RUN(tests);
}

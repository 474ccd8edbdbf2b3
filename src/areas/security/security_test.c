/* An alert reaches the people and the systems of the partner, and is over once somebody says what it was. */
#include "areas/security/security.h"

#include "app/demo.h"
#include "app/notify.h"
#include "areas/commerce/commerce.h"
#include "lib/app_fixture.h"
#include "lib/buyer.h"
#include "unit/unit.h"

/* Nobody listens at the port 1. */
#define REGISTRATION S("{\"WebhookUrl\":\"https://127.0.0.1:1/\",\"WebhookEvents\":[\"azure-fraud-event-detected\"]}")

typedef struct World {
    Fixture *f;
    Id customer, subscription, alert;
    const char *title;
    Str state;
    size_t actions;
    Err err;
} World;

static Err sell(Ctx *ctx, void *arg)
{
    World *w = arg;
    NewCustomer n = buyer();
    CustomerCreated made;
    AccountCtx a = account_of(ctx, ctx->account_id);
    OrderLineAsk line = {.item_id = S("NLCOMPUTE009:0001:AVCOMPUT0001"), .quantity = 1, .custom_end = TIME_NONE};
    bool fine;
    Str order;
    Subscription *subs;
    size_t subs_n;
    TRY(customer_create(a, &n, &made));
    ctx->customer_id = w->customer = made.id.id;
    TRY(order_check(a, S("US"), &line, 1, &fine));
    assert_true(fine);
    TRY(order_place(a, &line, 1, &order));
    TRY(q_subscription_list(a, &(SubscriptionListArgs){.customer_id = w->customer}, &subs, &subs_n));
    w->subscription = subs[0].id;
    return OK;
}

static World open_world(void)
{
    World w = {.f = fixture_open(), .title = "Connections to a mining pool"};
    DemoCtx *demo = arena_new(w.f->arena, DemoCtx);
    demo_start(demo, w.f->app, w.f->arena, 0);
    assert_ok(catalog_items_demo(demo));
    demo_end(demo);
    assert_ok(fixture_unit(w.f, MODE_WRITE, w.f->account, sell, &w));
    return w;
}

static Err raise(Ctx *ctx, void *arg)
{
    World *w = arg;
    AlertNew n = {.subscription = id_text(ctx->arena, w->subscription),
                  .kind = S("networkconnectionstocryptominingpools"),
                  .severity = S("high"),
                  .confidence = S("medium"),
                  .title = str_from(w->title),
                  .description = S("A server talks to a pool.")};
    w->err = alert_raise((OperatorCtx){ctx}, &n, &w->alert);
    return w->err;
}

static Err look(Ctx *ctx, void *arg)
{
    World *w = arg;
    AccountCtx a = account_of(ctx, w->f->account);
    Alert f;
    TRY(alert_find(a, w->alert, &f));
    w->state = str_copy(w->f->arena, f.state);
    return OK;
}

static int say(World *w, const char *json)
{
    Str path =
        str_fmt(w->f->arena, "/v1/fraudEvents/subscription/%.*s/status", S_ARG(id_text(w->f->arena, w->subscription)));
    FixtureSend send = {.bearer = fixture_token(w->f, w->f->user), .json = str_from(json)};
    return fixture_request(w->f, "POST", str_z(w->f->arena, path), &send).status;
}

static Err read_bell(Ctx *ctx, void *arg)
{
    World *w = arg;
    Notice *list;
    ctx->actor.user_id = w->f->user;
    return notify_list((SelfCtx){ctx}, 20, &list, &w->actions);
}
static size_t actions(World *w)
{
    assert_ok(fixture_unit(w->f, MODE_READ, ID_NIL, read_bell, w));
    return w->actions;
}

static void an_alert_reaches_people_and_the_webhook_and_ends_once(void **state)
{
    (void)state;
    World w = open_world();
    FixtureAnswer made = fixture_request(w.f, "POST", "/webhooks/v1/registration",
                                         &(FixtureSend){.bearer = fixture_token(w.f, w.f->user), .json = REGISTRATION});
    assert_int_equal(made.status, 200);
    assert_ok(fixture_unit(w.f, MODE_WRITE, ID_NIL, raise, &w));
    (void)jobs_run_due(w.f->app, 20);
    assert_ok(fixture_unit(w.f, MODE_READ, w.f->account, look, &w));
    assert_string_equal(str_z(w.f->arena, w.state), "active");
    Str cookie = fixture_sign_in(w.f, w.f->user, w.f->account);
    FixtureAnswer sent = fixture_request(w.f, "GET", "/a/test/settings/webhooks", &(FixtureSend){.cookie = cookie});
    assert_true(str_find(sent.body, S("/settings/webhooks/deliveries/")) >= 0);
    assert_int_equal(actions(&w), 1);

    assert_int_equal(say(&w, "{\"eventStatus\":\"Investigating\"}"), 200);
    assert_int_equal(say(&w, "{\"eventStatus\":\"Resolved\",\"resolvedReason\":\"Ignore\"}"), 200);
    assert_int_equal(say(&w, "{\"eventStatus\":\"Active\"}"), 200); /* none of them is open */
    assert_ok(fixture_unit(w.f, MODE_READ, w.f->account, look, &w));
    assert_string_equal(str_z(w.f->arena, w.state), "legitimate");
    fixture_close(w.f);
}

static void an_alert_needs_a_title_and_a_subscription_that_is_there(void **state)
{
    (void)state;
    World w = open_world();
    Id there = w.subscription;
    w.title = "";
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, ID_NIL, raise, &w), ERR_INVALID);
    w.title = "Something";
    w.subscription = w.customer;
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, ID_NIL, raise, &w), ERR_INVALID);
    w.subscription = there;
    assert_ok(fixture_unit(w.f, MODE_WRITE, ID_NIL, raise, &w));
    fixture_close(w.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_alert_reaches_people_and_the_webhook_and_ends_once),
        cmocka_unit_test(an_alert_needs_a_title_and_a_subscription_that_is_there),
    };
    return FIXTURE_RUN(tests);
}

/* The small services on rows: preferences, counters, numbers, settings, notifications. */
#include "app/counter.h"
#include "app/notify.h"
#include "app/numbering.h"
#include "app/preference.h"
#include "app/setting.h"
#include "app/tell.h"
#include "base/num.h"
#include "lib/app_fixture.h"
#include "unit.h"

static Fixture *F;

static int set_up(void **state)
{
    (void)state;
    F = fixture_open();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(F);
    return 0;
}

static SelfCtx person(Ctx *ctx, Id user)
{
    ctx->actor.user_id = user;
    return (SelfCtx){ctx};
}

static Err preferences(Ctx *ctx, void *arg)
{
    (void)arg;
    SelfCtx me = person(ctx, F->user);
    Str got;
    TRY(preference_get(me, F->account, S("list.cols"), &got));
    assert_str(got, "");
    TRY(preference_put(me, F->account, S("list.cols"), S("a,b")));
    TRY(preference_put(me, F->account, S("list.cols"), S("a,c")));
    TRY(preference_put(me, ID_NIL, S("list.cols"), S("everywhere")));
    TRY(preference_put(me, F->account, S("list.size"), S("50")));
    TRY(preference_put(me, F->account, S("lisu"), S("x")));
    TRY(preference_get(me, F->account, S("list.cols"), &got));
    assert_str(got, "a,c");
    Preference *all;
    size_t n;
    TRY(preference_list(me, F->account, S("list."), &all, &n));
    assert_int_equal(n, 2);
    assert_str(all[0].key, "list.cols");
    assert_str(all[1].value, "50");
    TRY(preference_put(me, F->account, S("list.size"), S("")));
    TRY(preference_list(me, F->account, S("list."), &all, &n));
    assert_int_equal(n, 1);
    TRY(preference_get(person(ctx, F->stranger), F->account, S("list.cols"), &got));
    assert_str(got, "");
    char *big = arena_alloc(ctx->arena, 20000, 1);
    memset(big, 'x', 20000);
    assert_int_equal(preference_put(me, F->account, S("k"), str_of(big, 20000)), ERR_INVALID);
    return OK;
}
static void preferences_belong_to_a_person_and_an_account(void **state)
{
    (void)state;
    assert_ok(fixture_unit(F, MODE_WRITE, F->account, preferences, NULL));
}

static Err counting(Ctx *ctx, void *arg)
{
    (void)arg;
    int64_t v;
    TRY(counter_get(ctx, F->account, S("customers"), &v));
    assert_int_equal(v, 0);
    TRY(counter_add(ctx, F->account, S("customers"), 5));
    TRY(counter_add(ctx, F->account, S("customers"), -2));
    TRY(counter_add(ctx, F->other_account, S("customers"), 7));
    TRY(counter_get(ctx, F->account, S("customers"), &v));
    assert_int_equal(v, 3);
    return OK;
}
static void counters_sum_their_changes(void **state)
{
    (void)state;
    assert_ok(fixture_unit(F, MODE_WRITE, F->account, counting, NULL));
}

static Err numbers(Ctx *ctx, void *arg)
{
    (void)arg;
    int64_t last = 0, v;
    for (int i = 0; i < 20; i++) {
        TRY(numbering_next(ctx, S("orders"), 1000, &v));
        assert_true(v >= 1000 && v > last);
        last = v;
    }
    for (int64_t i = 0; i < 20; i++) {
        TRY(numbering_gapless(ctx, S("invoices/2026"), 1, &v));
        assert_int_equal(v, 1 + i);
    }
    return OK;
}
static void numbers_grow_and_gapless_ones_have_no_gaps(void **state)
{
    (void)state;
    assert_ok(fixture_unit(F, MODE_WRITE, ID_NIL, numbers, NULL));
}

static Err facts(Ctx *ctx, void *arg)
{
    (void)arg;
    Str got;
    TRY(installation_get(ctx, S("nothing_such"), &got));
    assert_str(got, "");
    TRY(installation_put(ctx, S("colour"), S("blue")));
    TRY(installation_put(ctx, S("colour"), S("green")));
    TRY(installation_get(ctx, S("colour"), &got));
    assert_str(got, "green");
    assert_int_equal(setting_put(ctx, F->account, S("no.such.setting"), S("1")), ERR_NOT_FOUND);
    TRY(setting_text(ctx, F->account, S("no.such.setting"), &got));
    assert_str(got, "");
    return OK;
}
static void facts_and_settings_are_kept(void **state)
{
    (void)state;
    assert_ok(fixture_unit(F, MODE_WRITE, ID_NIL, facts, NULL));
}

static Err told(Ctx *ctx, Id user, Id account, Str icon, Msg title, Url url)
{
    return tell_user(
        ctx,
        &(Tell){
            .category = S("tasks"), .user_id = user, .account_id = account, .icon = icon, .title = title, .url = url});
}

static Err notices(Ctx *ctx, void *arg)
{
    (void)arg;
    Msg m = MSGN("{n} customer of {who} is ready", "{n} customers of {who} are ready", 3);
    m.args[0].name = "who";
    m.args[0].value = S("\"Ann\" {n}");
    TRY(told(ctx, F->user, F->account, S("check"), m, (Url){S("/a/test/x")}));
    Msg plain = MSG("Welcome");
    TRY(told(ctx, F->user, ID_NIL, S("info"), plain, (Url){S("/")}));
    SelfCtx me = person(ctx, F->user);
    Notice *all;
    size_t n;
    int64_t unread;
    TRY(notify_list(me, 10, &all, &n));
    assert_int_equal(n, 2);
    assert_str(msg_text(ctx->arena, locale_get(S("en-US")), &all[0].msg), "Welcome");
    assert_str(msg_text(ctx->arena, locale_get(S("en-US")), &all[1].msg), "3 customers of \"Ann\" {n} are ready");
    assert_true(all[0].unread);
    TRY(notify_unread(me, &unread));
    assert_int_equal(unread, 2);
    TRY(notify_read(person(ctx, F->stranger), all[0].id));
    TRY(notify_read(person(ctx, F->user), all[0].id));
    TRY(notify_unread(me, &unread));
    assert_int_equal(unread, 1);
    TRY(notify_read_all(me));
    TRY(notify_unread(me, &unread));
    assert_int_equal(unread, 0);
    TRY(notify_list(person(ctx, F->stranger), 10, &all, &n));
    assert_int_equal(n, 0);
    return OK;
}
static void notices_are_read_by_their_owner_in_any_language(void **state)
{
    (void)state;
    assert_ok(fixture_unit(F, MODE_WRITE, F->account, notices, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(preferences_belong_to_a_person_and_an_account),
        cmocka_unit_test(counters_sum_their_changes),
        cmocka_unit_test(numbers_grow_and_gapless_ones_have_no_gaps),
        cmocka_unit_test(facts_and_settings_are_kept),
        cmocka_unit_test(notices_are_read_by_their_owner_in_any_language),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* Notices: what can be put away, how people choose, addresses that are proven, news that reaches whom it is for. */
#include "app/digest.h"
#include "app/mail.h"
#include "areas/notices/announcements.h"
#include "areas/notices/mailbox.h"
#include "areas/notices/notices.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit/unit.h"
#include <dirent.h>

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

/* --- what the tests do as a person --- */

typedef struct As {
    Id user;
    Err (*fn)(SelfCtx s, void *arg);
    void *arg;
} As;
static Err as_unit(Ctx *ctx, void *arg)
{
    As *a = arg;
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = a->user;
    ctx->actor.name = S("Ada Moore");
    return a->fn((SelfCtx){ctx}, a->arg);
}
static Err as(Mode mode, Id user, Err (*fn)(SelfCtx, void *), void *arg)
{
    As a = {user, fn, arg};
    return fixture_unit(F, mode, F->account, as_unit, &a);
}
/* Business and wall time go on, so that ids grow. */
static void later(int64_t us) { fixture_set_wall(F, time_add(app_wall(F->app), us)); }

static Err tell_it(Ctx *ctx, void *arg) { return tell_user(ctx, arg); }
static void tell(const char *category, const char *key, bool recommended)
{
    later(TIME_SECOND);
    Tell t = {.category = str_from(category),
              .user_id = F->user,
              .account_id = F->account,
              .title = MSG("Choose what you are mailed"),
              .url = url_static("/a/test"),
              .action_key = str_from(key),
              .recommended = recommended};
    assert_ok(fixture_unit(F, MODE_WRITE, F->account, tell_it, &t));
}

typedef struct Listed {
    NoticeAsk ask;
    NoticeItem *items;
    size_t n;
} Listed;
static Err list_it(SelfCtx s, void *arg)
{
    Listed *l = arg;
    PageInfo page;
    PageAsk ask = {.descending = true, .size = 50};
    return notices_read(s, &l->ask, &ask, &l->items, &l->n, &page);
}
static Listed list(NoticeAsk ask)
{
    Listed l = {.ask = ask};
    assert_ok(as(MODE_READ, F->user, list_it, &l));
    return l;
}
static const NoticeAsk CURRENT = {0}, ARCHIVED = {.show = NOTICE_ARCHIVED};

typedef struct Doing {
    NoticeDo what;
    Id ids[10];
    size_t n;
    int64_t changed;
} Doing;
static Err do_it(SelfCtx s, void *arg)
{
    Doing *d = arg;
    return notices_do(s, d->what, d->ids, d->n, &d->changed);
}
static int64_t act(Id who, NoticeDo what, const NoticeItem *items, size_t n)
{
    Doing d = {.what = what, .n = n};
    for (size_t i = 0; i < n; i++) {
        d.ids[i] = items[i].id;
    }
    assert_ok(as(MODE_WRITE, who, do_it, &d));
    return d.changed;
}

static void notices_are_read_put_away_put_back_and_deleted_by_their_owner_only(void **state)
{
    (void)state;
    tell("account", "", false);
    tell("tasks", "", false);
    Listed l = list(CURRENT);
    assert_int_equal(l.n, 2);
    assert_true(l.items[0].at.us > l.items[1].at.us);
    assert_int_equal(act(F->stranger, NOTICE_DELETE, l.items, 2), 0);
    assert_int_equal(act(F->user, NOTICE_READ, l.items, 2), 2);
    assert_int_equal(list((NoticeAsk){.unread = true}).n, 0);
    assert_int_equal(act(F->user, NOTICE_UNREAD, l.items, 1), 1);
    assert_int_equal(list((NoticeAsk){.unread = true}).n, 1);
    assert_int_equal(list((NoticeAsk){.category = S("tasks")}).n, 1);
    assert_int_equal(list((NoticeAsk){.account_id = F->other_account}).n, 0);
    assert_int_equal(act(F->user, NOTICE_ARCHIVE, l.items, 1), 1);
    assert_int_equal(list(CURRENT).n, 1);
    assert_int_equal(list(ARCHIVED).n, 1);
    assert_int_equal(act(F->user, NOTICE_RESTORE, l.items, 2), 1);
    assert_int_equal(list(CURRENT).n, 2);
    assert_int_equal(act(F->user, NOTICE_DELETE, l.items, 2), 2);
    assert_int_equal(list(CURRENT).n, 0);
}

static Err open_actions(SelfCtx s, void *arg)
{
    Listed *l = arg;
    return notices_actions(s, ACTION_OPEN, F->account, &l->items, &l->n);
}
static size_t open_n(void)
{
    Listed l = {0};
    assert_ok(as(MODE_READ, F->user, open_actions, &l));
    return l.n;
}
static Err finish(Ctx *ctx, void *arg) { return tell_done(ctx, ctx->account_id, str_from(arg)); }

static void what_must_be_done_stays_until_it_is_done_and_what_is_recommended_can_be_put_away(void **state)
{
    (void)state;
    tell("account", "must", false);
    tell("account", "may", true);
    assert_int_equal(open_n(), 2);
    Listed l = list(CURRENT);
    assert_false(l.items[0].must);
    assert_true(l.items[1].must);
    assert_int_equal(act(F->user, NOTICE_ARCHIVE, l.items, 2), 1);
    assert_int_equal(act(F->user, NOTICE_DELETE, &l.items[1], 1), 0);
    assert_int_equal(open_n(), 1);
    assert_int_equal(act(F->user, NOTICE_RESTORE, l.items, 1), 1);
    assert_int_equal(open_n(), 2);
    assert_ok(fixture_unit(F, MODE_WRITE, F->account, finish, (void *)(uintptr_t) "must"));
    assert_int_equal(open_n(), 1);
    assert_int_equal(act(F->user, NOTICE_DELETE, &l.items[1], 1), 1);
}

/* --- mail --- */

static int is_mail(const struct dirent *d) { return d->d_name[0] != '.'; }
static size_t mails(Str ret[40])
{
    (void)jobs_run_due(F->app, 2000);
    struct dirent **names;
    const char *dir = str_z(F->arena, str_fmt(F->arena, "%s/mail", F->app->options.data_dir));
    int n = os_exists(dir) ? scandir(dir, &names, is_mail, alphasort) : 0;
    for (int i = 0; i < n; i++) {
        if (i < 40) {
            const char *path = str_z(F->arena, str_fmt(F->arena, "%s/%s", dir, names[i]->d_name));
            assert_ok(os_read_file(F->arena, path, 1 << 20, &ret[i]));
        }
        free(names[i]);
    }
    if (n > 0) {
        free(names);
    }
    return (size_t)n;
}

typedef struct Chosen {
    const char *category;
    TellMail mail;
} Chosen;
static Err choose_it(SelfCtx s, void *arg)
{
    const Chosen *c = arg;
    return notices_choose(s, &(NoticeChoice){notice_category(str_from(c->category)), c->mail});
}
static void choose(const char *category, TellMail mail)
{
    Chosen c = {category, mail};
    assert_ok(as(MODE_WRITE, F->user, choose_it, &c));
}

static void each_kind_is_mailed_as_it_was_chosen_and_some_always(void **state)
{
    (void)state;
    Str mail[40];
    choose("account", TELL_OFF);
    choose("security", TELL_OFF); /* has no effect */
    tell("account", "", false);
    assert_int_equal(mails(mail), 0);
    tell("security", "", false);
    assert_int_equal(mails(mail), 1);
    assert_true(str_find(mail[0], S("List-Unsubscribe")) < 0);
    choose("account", TELL_NOW);
    tell("account", "", false);
    assert_int_equal(mails(mail), 2);
    assert_true(str_find(mail[1], S("List-Unsubscribe: <http")) > 0);
    assert_int_equal(list(CURRENT).n, 3);
}

static Err set_hour(SelfCtx s, void *arg) { return notices_set_hour(s, *(int *)arg); }

static void a_choice_that_is_not_offered_is_refused_at_its_field_and_changes_nothing(void **state)
{
    (void)state;
    static const char *const PAGE = "/me/action-center/preferences";
    Str cookie = fixture_sign_in(F, F->user, F->account);
    static const struct {
        const char *form, *says; /* NULL: it is taken */
    } cases[] = {{"hour=99", "Choose an hour of the day, 0 to 23."},
                 {"hour=x", "Choose an hour of the day, 0 to 23."},
                 {"account=bogus", "choose one of the ways that are offered."},
                 {"hour=7&account=digest", NULL}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        FixtureAnswer a =
            fixture_request(F, "POST", PAGE, &(FixtureSend){.cookie = cookie, .form = str_from(cases[i].form)});
        assert_int_equal(a.status, cases[i].says ? 422 : 303);
        assert_true(!cases[i].says || str_find(a.body, str_from(cases[i].says)) >= 0);
    }
    FixtureAnswer page = fixture_request(F, "GET", PAGE, &(FixtureSend){.cookie = cookie});
    assert_true(str_find(page.body, S("value=\"7\" selected")) >= 0);
}

static void the_digest_is_one_mail_a_day_of_what_is_still_unread(void **state)
{
    (void)state;
    Str mail[40];
    int hour = 6;
    Time morning;
    assert_ok(time_parse(S("2026-11-22T05:00:00Z"), &morning));
    fixture_set_wall(F, morning);
    assert_ok(as(MODE_WRITE, F->user, set_hour, &hour));
    choose("account", TELL_DIGEST);
    choose("tasks", TELL_DIGEST);
    tell("account", "", false);
    tell("tasks", "", false);
    tell("tasks", "", false);
    Listed l = list(CURRENT);
    assert_int_equal(act(F->user, NOTICE_READ, l.items, 1), 1);
    assert_int_equal(mails(mail), 0); /* not yet */
    hour = 9;                         /* the one that waits moves with the hour */
    assert_ok(as(MODE_WRITE, F->user, set_hour, &hour));
    later(2 * TIME_HOUR);
    assert_int_equal(mails(mail), 0);
    later(2 * TIME_HOUR);
    assert_int_equal(mails(mail), 1);
    assert_true(str_find(mail[0], S("Subject: 2 notices since your last digest")) > 0);
    later(TIME_DAY);
    assert_int_equal(mails(mail), 1); /* a day without news */
    tell("account", "", false);
    later(TIME_DAY);
    assert_int_equal(mails(mail), 2);
    assert_true(str_find(mail[1], S("Subject: 1 notice since your last digest")) > 0);
}

/* --- addresses --- */

static Err ask_address(SelfCtx s, void *arg) { return address_ask(s, *(Str *)arg); }
static Err again(SelfCtx s, void *arg)
{
    (void)arg;
    return address_again(s);
}
static Err me_it(SelfCtx s, void *arg) { return notices_me(s, arg); }
static NoticeMe me(void)
{
    NoticeMe m;
    assert_ok(as(MODE_READ, F->user, me_it, &m));
    return m;
}

/* The secret in the newest mail to the address. */
static Str token_of(Str address)
{
    Str mail[40];
    size_t n = mails(mail);
    for (size_t i = n; i-- > 0;) {
        BoxMessage m;
        assert_ok(mailbox_read(F->arena, mail[i], &m));
        ptrdiff_t at = str_find(m.text, S("/confirm-address/"));
        if (str_find(m.to, address) >= 0 && at >= 0) {
            Str rest = str_skip(m.text, (size_t)at + 17), token;
            (void)str_split(&rest, '\n', &token);
            return token;
        }
    }
    return S("");
}

typedef struct Confirming {
    Str token;
    AddressCheck check;
} Confirming;
static Err confirm_it(Ctx *ctx, void *arg)
{
    Confirming *c = arg;
    return address_confirm(system_of(ctx), c->token, &c->check);
}
static Err confirm(Str token)
{
    Confirming c = {.token = token};
    later(TIME_SECOND);
    return fixture_unit(F, MODE_WRITE, ID_NIL, confirm_it, &c);
}

static void another_address_counts_once_its_link_was_followed_and_the_old_one_is_told(void **state)
{
    (void)state;
    Str email = S("Ada@Home.example"), old = me().email, mail[40];
    assert_ok(as(MODE_WRITE, F->user, ask_address, &email));
    assert_true(me().waiting);
    assert_str_is(me().email, old);
    Str token = token_of(S("ada@home.example"));
    assert_true(token.n > 20);
    assert_ok(confirm(token));
    assert_str(me().email, "ada@home.example");
    assert_false(me().waiting);
    assert_int_equal(confirm(token), ERR_CONFLICT); /* once */
    size_t n = mails(mail);
    assert_true(str_find(mail[n - 1], old) > 0);
    assert_true(str_find(mail[n - 1], S("was changed")) > 0);
    tell("account", "", false);
    n = mails(mail);
    assert_true(str_find(mail[n - 1], S("<ada@home.example>")) > 0);
    tell("security", "", false); /* about the sign-in: to the address one signs in with */
    n = mails(mail);
    assert_true(str_find(mail[n - 1], old) > 0);
}

static void a_link_is_too_old_after_two_days_and_a_newer_one_replaces_it(void **state)
{
    (void)state;
    Str email = S("ada@home.example");
    assert_ok(as(MODE_WRITE, F->user, ask_address, &email));
    Str first = token_of(email);
    assert_int_equal(as(MODE_WRITE, F->user, again, NULL), ERR_LIMIT); /* within a minute */
    later(2 * TIME_MINUTE);
    assert_ok(as(MODE_WRITE, F->user, again, NULL));
    Str second = token_of(email);
    assert_false(str_eq(first, second));
    assert_int_equal(confirm(first), ERR_NOT_FOUND);
    later(49 * TIME_HOUR);
    assert_int_equal(confirm(second), ERR_CONFLICT);
    assert_true(me().expired);
    assert_int_equal(confirm(S("made-up")), ERR_NOT_FOUND);
}

static void nobody_is_flooded_with_links(void **state)
{
    (void)state;
    Err err = OK;
    int sent = 0;
    for (; err == OK && sent < 30; sent++) {
        Str email = str_fmt(F->arena, "ada%d@home.example", sent);
        err = as(MODE_WRITE, F->user, ask_address, &email);
        later(TIME_MINUTE);
    }
    assert_int_equal(err, ERR_LIMIT);
    assert_int_equal(sent - 1, CHECK_SENDS_A_DAY);
}

static void what_is_no_address_is_refused_with_its_field(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "ada",
                                      "ada@",
                                      "@home.example",
                                      "ada@home",
                                      "a b@home.example",
                                      "ada@home.example>",
                                      "ada@@home.example",
                                      "ada@home..example"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        Str email = str_from(bad[i]);
        assert_int_equal(as(MODE_WRITE, F->user, ask_address, &email), ERR_INVALID);
    }
    Str same = me().email;
    assert_int_equal(as(MODE_WRITE, F->user, ask_address, &same), ERR_INVALID);
}

/* --- announcements --- */

static NewsInput news(const char *kinds, const char *countries)
{
    NewsInput in = {.kinds = str_from(kinds),
                    .countries = str_from(countries),
                    .from = app_wall(F->app),
                    .until = time_add(app_wall(F->app), TIME_DAY)};
    size_t n;
    (void)locale_languages(&n, NULL);
    for (size_t i = 0; i < n; i++) {
        in.text.title[i] = str_fmt(F->arena, "Title %zu", i);
        in.text.body[i] = S("Text");
    }
    return in;
}

static void news_is_for_kinds_programs_and_countries(void **state)
{
    (void)state;
    const Str programs[] = {S_INIT("csp_direct"), S_INIT("mpn")};
    NewsInput in = news("", "");
    assert_true(news_is_for(&in, S("direct"), S("FR"), NULL, 0));
    in.kinds = S("provider reseller");
    assert_false(news_is_for(&in, S("direct"), S("FR"), programs, 2));
    assert_true(news_is_for(&in, S("reseller"), S("FR"), programs, 2));
    in.countries = S("DE FR");
    assert_true(news_is_for(&in, S("reseller"), S("FR"), programs, 2));
    assert_false(news_is_for(&in, S("reseller"), S("NL"), programs, 2));
    in.programs = S("mpn");
    assert_true(news_is_for(&in, S("reseller"), S("DE"), programs, 2));
    assert_false(news_is_for(&in, S("reseller"), S("DE"), programs, 1));
}

typedef struct Publishing {
    NewsInput in;
    Id id;
} Publishing;
static Err publish_it(Ctx *ctx, void *arg)
{
    Publishing *p = arg;
    Announcement a;
    ctx->actor.user_id = F->stranger;
    TRY(announcement_make((OperatorCtx){ctx}, &p->in, &p->id));
    TRY(announcement_find(ctx, p->id, &a));
    return announcement_publish((OperatorCtx){ctx}, &a, a.version);
}
static Err withdraw_it(Ctx *ctx, void *arg)
{
    Publishing *p = arg;
    Announcement a;
    TRY(announcement_find(ctx, p->id, &a));
    return announcement_withdraw((OperatorCtx){ctx}, &a);
}
static Err current_it(Ctx *ctx, void *arg)
{
    size_t *n = arg;
    HomeNews *list_;
    ctx->account.kind = S("direct");
    ctx->account.country = S("FR");
    return announcements_current((AccountCtx){ctx}, &list_, n);
}
static size_t current(void)
{
    size_t n;
    assert_ok(fixture_unit(F, MODE_READ, F->account, current_it, &n));
    return n;
}

static void an_announcement_reaches_everybody_it_is_for_once_and_can_be_taken_back(void **state)
{
    (void)state;
    Publishing here = {.in = news("direct", "FR")}, elsewhere = {.in = news("", "JP")};
    assert_ok(fixture_unit(F, MODE_WRITE, ID_NIL, publish_it, &here));
    assert_ok(fixture_unit(F, MODE_WRITE, ID_NIL, publish_it, &elsewhere));
    (void)jobs_run_due(F->app, 100);
    Listed l = list(CURRENT);
    assert_int_equal(l.n, 1);
    assert_str_is(l.items[0].url.s, str_fmt(F->arena, "/me/announcements/%.*s", S_ARG(id_text(F->arena, here.id))));
    assert_int_equal(current(), 1);
    later(2 * TIME_DAY); /* past its last day */
    assert_int_equal(current(), 0);
    assert_ok(fixture_unit(F, MODE_WRITE, ID_NIL, withdraw_it, &here));
    (void)jobs_run_due(F->app, 100);
    assert_int_equal(list(CURRENT).n, 0);
    assert_int_equal(fixture_unit(F, MODE_WRITE, ID_NIL, withdraw_it, &here), ERR_CONFLICT);
}

static void one_that_begins_later_is_told_then_and_an_incomplete_one_is_not_published(void **state)
{
    (void)state;
    Publishing p = {.in = news("", "")}, half = {.in = news("", "")};
    p.in.from = time_add(app_wall(F->app), 5 * TIME_HOUR);
    half.in.text.title[0] = S("");
    assert_ok(fixture_unit(F, MODE_WRITE, ID_NIL, publish_it, &p));
    assert_int_equal(fixture_unit(F, MODE_WRITE, ID_NIL, publish_it, &half), ERR_INVALID);
    (void)jobs_run_due(F->app, 100);
    assert_int_equal(list(CURRENT).n, 0);
    later(6 * TIME_HOUR);
    (void)jobs_run_due(F->app, 100);
    assert_int_equal(list(CURRENT).n, 1);
}

/* --- the mailbox --- */

static void our_own_messages_are_read_back(void **state)
{
    (void)state;
    Mail mail = {.to = S("ann@example.com"),
                 .to_name = S("Ann"),
                 .subject = S("Créé à l’instant, avec un sujet assez long pour être coupé en plusieurs mots codés"),
                 .text = S("Été = chaud\n.point\nhttps://x.example/a?b=c"),
                 .html = S("<p>Été</p>")};
    Str text = mail_format(F->arena, &mail, S("Centre <no-reply@x.example>"), S("id@x"), (Time){0});
    BoxMessage m;
    assert_ok(mailbox_read(F->arena, text, &m));
    assert_str_is(m.subject, mail.subject);
    assert_str(m.to, "\"Ann\" <ann@example.com>");
    assert_true(str_find(m.text, mail.text) == 0);
    assert_true(str_find(m.html, mail.html) == 0);
    assert_int_equal(mailbox_read(F->arena, S("nonsense"), &m), ERR_PARSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        T(notices_are_read_put_away_put_back_and_deleted_by_their_owner_only),
        T(what_must_be_done_stays_until_it_is_done_and_what_is_recommended_can_be_put_away),
        T(each_kind_is_mailed_as_it_was_chosen_and_some_always),
        T(a_choice_that_is_not_offered_is_refused_at_its_field_and_changes_nothing),
        T(the_digest_is_one_mail_a_day_of_what_is_still_unread),
        T(another_address_counts_once_its_link_was_followed_and_the_old_one_is_told),
        T(a_link_is_too_old_after_two_days_and_a_newer_one_replaces_it),
        T(nobody_is_flooded_with_links),
        T(what_is_no_address_is_refused_with_its_field),
        T(news_is_for_kinds_programs_and_countries),
        T(an_announcement_reaches_everybody_it_is_for_once_and_can_be_taken_back),
        T(one_that_begins_later_is_told_then_and_an_incomplete_one_is_not_published),
        T(our_own_messages_are_read_back),
    };
    return FIXTURE_RUN(tests);
}

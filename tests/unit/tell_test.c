/* Telling people: the bell's row and the mail stand in the unit that told, in the reader's language and as they chose.
 */
#include "app/mail.h"
#include "app/notify.h"
#include "app/tell.h"
#include "gen/app_q.h"
#include "gen/identity_q.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit.h"
#include <dirent.h>

enum { MAILS_MAX = 20 };

static int set_up(void **state)
{
    *state = fixture_open();
    return 0;
}

static int tear_down(void **state)
{
    fixture_close(*state);
    return 0;
}

static int is_mail(const struct dirent *d) { return d->d_name[0] != '.'; }

/* Sends what waits and gives the messages, oldest first. */
static size_t mails(Fixture *f, Str ret[MAILS_MAX])
{
    (void)jobs_run_due(f->app, 1000);
    struct dirent **names;
    const char *dir = str_z(f->arena, str_fmt(f->arena, "%s/mail", f->app->options.data_dir));
    int n = os_exists(dir) ? scandir(dir, &names, is_mail, alphasort) : 0;
    for (int i = 0; i < n && i < MAILS_MAX; i++) {
        const char *path = str_z(f->arena, str_fmt(f->arena, "%s/%s", dir, names[i]->d_name));
        assert_ok(os_read_file(f->arena, path, 1 << 20, &ret[i]));
        free(names[i]);
    }
    if (n > 0) {
        free(names);
    }
    return (size_t)n;
}

static Err tell_it(Ctx *ctx, void *arg) { return tell_user(ctx, arg); }

typedef struct Bell {
    Id user;
    Notice *list;
    size_t n;
    int64_t unread;
} Bell;
static Err read_bell(Ctx *ctx, void *arg)
{
    Bell *b = arg;
    ctx->actor.user_id = b->user;
    TRY(notify_unread((SelfCtx){ctx}, &b->unread));
    return notify_list((SelfCtx){ctx}, 20, &b->list, &b->n);
}
static Bell bell_of(Fixture *f, Id user)
{
    Bell b = {.user = user};
    assert_ok(fixture_unit(f, MODE_READ, f->account, read_bell, &b));
    return b;
}

static Tell request(Fixture *f)
{
    return (Tell){.category = S("account"),
                  .user_id = f->user,
                  .account_id = f->account,
                  .icon = S("key"),
                  .title = MSG1("{task} is ready.", "task", tell_word(f->arena, "Admin agent")),
                  .line = MSG1("Last changed {when}.", "when", tell_date(f->arena, date_from_ymd(2030, 5, 4))),
                  .url = url_static("/a/test/settings"),
                  .action = MSG("Save"),
                  .action_key = S("request-1"),
                  .due = date_from_ymd(2030, 5, 17)};
}

static Err set_french(Ctx *ctx, void *arg)
{
    Fixture *f = arg;
    ctx->actor.user_id = f->user;
    return q_identity_set_language((SelfCtx){ctx}, &(IdentitySetLanguageArgs){.locale = S("fr-FR")}, NULL);
}

static void what_is_told_stands_in_the_bell_and_goes_by_mail_in_the_readers_language(void **state)
{
    Fixture *f = *state;
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, set_french, f));
    Tell t = request(f);
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, tell_it, &t));
    Bell b = bell_of(f, f->user);
    assert_int_equal(b.n, 1);
    assert_int_equal(b.unread, 1);
    Str mail[MAILS_MAX];
    assert_int_equal(mails(f, mail), 1);
    assert_true(str_find(mail[0], S("Content-Type: text/plain")) > 0);
    assert_true(str_find(mail[0], S("Content-Type: text/html")) > 0);
    assert_true(str_find(mail[0], S("/a/test/settings")) > 0);
    assert_true(str_find(mail[0], S("Bonjour ")) > 0);
    assert_true(str_find(mail[0], S("17 mai 2030")) > 0);
    assert_true(str_find(mail[0], S("4 mai 2030")) > 0);
    assert_true(str_find(mail[0], S("Agent d")) > 0); /* the role's name, in French */
}

static void an_open_action_is_told_once_and_done_for_everybody(void **state)
{
    Fixture *f = *state;
    Tell t = request(f);
    for (int i = 0; i < 3; i++) {
        assert_ok(fixture_unit(f, MODE_WRITE, f->account, tell_it, &t));
    }
    t.user_id = f->colleague;
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, tell_it, &t));
    Str mail[MAILS_MAX];
    assert_int_equal(mails(f, mail), 2);
    assert_int_equal(bell_of(f, f->user).n, 1);
    assert_int_equal(bell_of(f, f->colleague).unread, 1);
}

static Err finish(Ctx *ctx, void *arg) { return tell_done(ctx, ((Fixture *)arg)->account, S("request-1")); }

static void an_action_that_is_done_can_be_told_again(void **state)
{
    Fixture *f = *state;
    Tell t = request(f);
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, tell_it, &t));
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, finish, f));
    assert_int_equal(bell_of(f, f->user).unread, 0);
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, tell_it, &t));
    assert_int_equal(bell_of(f, f->user).unread, 1);
}

static void a_link_that_must_stay_secret_is_in_the_mail_only(void **state)
{
    Fixture *f = *state;
    Tell t = request(f);
    t.url = url_static("/confirm/very-secret");
    t.secret_in_mail_only = true;
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, tell_it, &t));
    assert_true(bell_of(f, f->user).list[0].url.s.n == 0);
    Str mail[MAILS_MAX];
    assert_int_equal(mails(f, mail), 1);
    assert_true(str_find(mail[0], S("/confirm/very-secret")) > 0);
}

static Err tell_then_fail(Ctx *ctx, void *arg)
{
    TRY(tell_user(ctx, arg));
    return ERR_INVALID;
}

static void what_fails_has_told_nobody(void **state)
{
    Fixture *f = *state;
    Tell t = request(f);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, tell_then_fail, &t), ERR_INVALID);
    assert_int_equal(bell_of(f, f->user).n, 0);
    Str mail[MAILS_MAX];
    assert_int_equal(mails(f, mail), 0);
}

static Err tell_unknown(Ctx *ctx, void *arg)
{
    Tell t = *(Tell *)arg;
    t.category = S("nobody-declared-it");
    return tell_user(ctx, &t);
}

static void a_category_that_no_area_declares_is_refused(void **state)
{
    Fixture *f = *state;
    Tell t = request(f);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, tell_unknown, &t), ERR_INTERNAL);
}

static Err tell_admins(Ctx *ctx, void *arg)
{
    return tell_roles(ctx, ctx->account_id, S("account_admin  global_admin"), arg);
}

static void who_holds_the_role_in_the_account_is_told_and_nobody_else(void **state)
{
    Fixture *f = *state;
    Tell t = request(f);
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, tell_admins, &t));
    assert_int_equal(bell_of(f, f->user).n, 1);
    assert_int_equal(bell_of(f, f->colleague).n, 0);
    assert_int_equal(bell_of(f, f->stranger).n, 0);
}

static Err tell_outside(Ctx *ctx, void *arg)
{
    (void)arg;
    Msg title = MSG("You are invited"), lines[] = {MSG1("Account: {account}", "account", S("Test & Co <x>"))},
        action = MSG("Open");
    return tell_address(ctx, S("ann@outside.example"), S("Ann"), locale_get(S("en")), S("invitations"), &title, lines,
                        1, url_static("/invitation/abc"), &action);
}

static void an_address_outside_gets_a_letter_with_an_absolute_link(void **state)
{
    Fixture *f = *state;
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, tell_outside, NULL));
    Str mail[MAILS_MAX];
    assert_int_equal(mails(f, mail), 1);
    assert_true(str_find(mail[0], S("To: \"Ann\" <ann@outside.example>")) > 0);
    assert_true(str_find(mail[0], S("http")) > 0);
    assert_true(str_find(mail[0], S("/invitation/abc")) > 0);
    assert_true(str_find(mail[0], S("Test &amp; Co &lt;x&gt;")) > 0);
    assert_true(str_find(mail[0], S("Test & Co <x>")) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        T(what_is_told_stands_in_the_bell_and_goes_by_mail_in_the_readers_language),
        T(an_open_action_is_told_once_and_done_for_everybody),
        T(an_action_that_is_done_can_be_told_again),
        T(a_link_that_must_stay_secret_is_in_the_mail_only),
        T(what_fails_has_told_nobody),
        T(a_category_that_no_area_declares_is_refused),
        T(who_holds_the_role_in_the_account_is_told_and_nobody_else),
        T(an_address_outside_gets_a_letter_with_an_absolute_link),
    };
    return FIXTURE_RUN(tests);
}

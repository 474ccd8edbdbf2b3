/* Mail: what a refusal means, what comes back and whose it is, the digest's hour, addresses not to write to. */
#include "app/bounce.h"
#include "app/digest.h"
#include "app/mail.h"
#include "app/notify.h"
#include "app/smtp.h"
#include "gen/app_q.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit.h"

static Fixture *F;
static Config CONFIG;

static int set_up(void **state)
{
    (void)state;
    F = fixture_open();
    CONFIG = config_default(F->arena, S(""));
    CONFIG.mail_dir = str_fmt(F->arena, "%s/out", F->dir);
    CONFIG.mail_from = S("Center <no-reply@vendor.example>");
    CONFIG.mail_bounce_address = S("back@mail.vendor.example");
    config_use(&CONFIG);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    config_use(NULL);
    fixture_close(F);
    return 0;
}

static void a_refusal_is_temporary_of_the_mail_or_of_the_address(void **state)
{
    (void)state;
    static const struct {
        const char *stage;
        int code;
        const char *answer;
        SmtpOutcome outcome;
    } cases[] = {
        {"RCPT", 550, "550 5.1.1 No such user", SMTP_NO_SUCH_ADDRESS},
        {"RCPT", 550, "550 no such user", SMTP_NO_SUCH_ADDRESS},
        {"RCPT", 553, "553 bad name", SMTP_NO_SUCH_ADDRESS},
        {"RCPT", 550, "550 5.2.1 mailbox disabled", SMTP_NO_SUCH_ADDRESS},
        {"RCPT", 552, "552 5.2.2 mailbox full", SMTP_REFUSED},
        {"RCPT", 554, "554 relay access denied", SMTP_REFUSED},
        {"RCPT", 550, "550 5.7.1 blocked by policy", SMTP_REFUSED},
        {"RCPT", 450, "450 4.2.0 greylisted", SMTP_LATER},
        {"RCPT", 550, "550 5.1.8 bad sender domain", SMTP_REFUSED},
        {".", 554, "554 5.7.1 spam", SMTP_REFUSED},
        {".", 550, "550 5.1.1 unknown after all", SMTP_NO_SUCH_ADDRESS},
        {".", 451, "451 try again", SMTP_LATER},
        {"AUTH", 535, "535 5.7.8 wrong password", SMTP_LATER},
        {"MAIL", 550, "550 sender not allowed", SMTP_LATER},
        {"EHLO", 554, "554 go away", SMTP_LATER},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        SmtpOutcome got = smtp_outcome(str_from(cases[i].stage), cases[i].code, str_from(cases[i].answer));
        if (got != cases[i].outcome) {
            print_error("%s %s\n", cases[i].stage, cases[i].answer);
        }
        assert_int_equal(got, cases[i].outcome);
    }
    assert_str(smtp_enhanced(S("550 5.1.1 x")), "5.1.1");
    assert_str(smtp_enhanced(S("550 version 5.10 of x")), "");
}

static void a_return_address_names_its_mail_and_cannot_be_made_up(void **state)
{
    (void)state;
    Id id = os_id_v7(), got;
    Str address = bounce_address(F->arena, F->app, id);
    assert_true(str_starts(address, S("back+")));
    assert_true(str_ends(address, S("@mail.vendor.example")));
    assert_true(str_find_char(address, '@') <= 64);
    assert_ok(bounce_mail_of(F->arena, F->app, str_fmt(F->arena, "To: <%.*s>\r\n", S_ARG(address)), &got));
    assert_true(id_eq(got, id));
    Str upper = str_copy(F->arena, address); /* some servers change the case */
    for (size_t i = 0; i < upper.n; i++) {
        char *p = (char *)(uintptr_t)upper.p + i;
        *p = *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
    }
    assert_ok(bounce_mail_of(F->arena, F->app, upper, &got));
    char *forged = str_z(F->arena, address);
    forged[10] = forged[10] == 'a' ? 'b' : 'a';
    assert_int_equal(bounce_mail_of(F->arena, F->app, str_from(forged), &got), ERR_NOT_FOUND);
    assert_int_equal(bounce_mail_of(F->arena, F->app, S("To: back+x@mail.vendor.example"), &got), ERR_NOT_FOUND);
}

#define REPORT(action, status, diagnostic)                                                                             \
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: "             \
    "text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; "             \
    "mx.example\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: " action "\r\nStatus: " status                  \
    "\r\nDiagnostic-Code: " diagnostic "\r\n--b--\r\n"

static void a_delivery_report_is_read(void **state)
{
    (void)state;
    Bounce b = bounce_read(F->arena, S(REPORT("failed", "5.1.1", "smtp; 550 5.1.1 No such\r\n user here")));
    assert_int_equal(b.kind, BOUNCE_FINAL);
    assert_str(b.status, "5.1.1");
    assert_str(b.why, "550 5.1.1 No such user here");
    assert_int_equal(bounce_read(F->arena, S(REPORT("delayed", "4.4.1", "smtp; 421 later"))).kind, BOUNCE_LATER);
    assert_int_equal(bounce_read(F->arena, S(REPORT("relayed", "2.0.0", "smtp; 250"))).kind, BOUNCE_NONE);
    assert_int_equal(bounce_read(F->arena, S("Subject: Out of office\r\n\r\nBack on Monday.\r\n")).kind, BOUNCE_NONE);
}

/* --- a mail on its way --- */
static Err queue_it(Ctx *ctx, void *arg) { return mail_queue(ctx, arg); }

typedef struct LastMail {
    MailGetRow row;
    Id id;
} LastMail;
static Err last_unit(Ctx *ctx, void *arg)
{
    LastMail *m = arg;
    MailOfStateRow *rows;
    size_t n;
    static const char *const states[] = {"waiting", "sent", "refused", "failed", "held", "bounced"};
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        TRY(q_mail_of_state(system_of(ctx), &(MailOfStateArgs){.state = str_from(states[i])}, &rows, &n));
        if (n && (id_is_nil(m->id) || id_cmp(rows[0].id, m->id) > 0)) {
            m->id = rows[0].id;
        }
    }
    return q_mail_get(system_of(ctx), &(MailGetArgs){.id = m->id}, &m->row);
}
static LastMail last(void)
{
    LastMail m = {.id = ID_NIL};
    assert_ok(fixture_unit(F, MODE_READ, ID_NIL, last_unit, &m));
    return m;
}

static void queue(Str to)
{
    fixture_set_wall(F, time_add(app_wall(F->app), TIME_SECOND)); /* ids grow with it */
    Mail m = {.to = to, .subject = S("Secret subject"), .text = S("The link: /x/secret")};
    assert_ok(fixture_unit(F, MODE_WRITE, ID_NIL, queue_it, &m));
}

static void the_words_of_a_mail_are_sealed_while_it_waits_and_gone_when_it_has_left(void **state)
{
    (void)state;
    queue(S("Ann@Far.example"));
    LastMail m = last();
    assert_str(m.row.state, "waiting");
    assert_str(m.row.to_key, "ann@far.example");
    assert_true(m.row.sealed.n > 0);
    assert_true(str_find(m.row.sealed, S("secret")) < 0);
    assert_true(jobs_run_due(F->app, 100) > 0);
    m = last();
    assert_str(m.row.state, "sent");
    assert_int_equal(m.row.sealed.n, 0);
}

typedef struct Lift {
    Str address;
    bool was, is;
    MailSuppression s;
} Lift;
static Err lift_unit(Ctx *ctx, void *arg)
{
    Lift *l = arg;
    return mail_lift(ctx, l->address, &l->was);
}
static Err suppression_unit(Ctx *ctx, void *arg)
{
    Lift *l = arg;
    return mail_suppression(ctx, l->address, &l->s, &l->is);
}
static Lift suppression_of(Str address)
{
    Lift l = {.address = address};
    assert_ok(fixture_unit(F, MODE_READ, ID_NIL, suppression_unit, &l));
    return l;
}

static BounceTaken take(Str message)
{
    BounceTaken taken;
    Arena *a = arena_create(0);
    assert_ok(bounce_take(ctx_system(F->app, a), message, &taken));
    arena_destroy(a);
    return taken;
}

static Str report_for(Id mail, const char *report)
{
    return str_fmt(F->arena, "To: %.*s\r\n%s", S_ARG(bounce_address(F->arena, F->app, mail)), report);
}

static void a_mail_that_comes_back_stops_mail_to_its_address_until_it_is_lifted(void **state)
{
    (void)state;
    queue(S("gone@far.example"));
    (void)jobs_run_due(F->app, 100);
    Id id = last().id;
    assert_int_equal(take(report_for(id, REPORT("delayed", "4.4.1", "smtp; 421 later"))), BOUNCE_IGNORED);
    assert_false(suppression_of(S("gone@far.example")).is);
    Str final = report_for(id, REPORT("failed", "5.1.1", "smtp; 550 5.1.1 No such user"));
    assert_int_equal(take(final), BOUNCE_TAKEN);
    assert_int_equal(take(final), BOUNCE_TAKEN); /* the same report twice changes nothing */
    Lift l = suppression_of(S(" GONE@far.example"));
    assert_true(l.is);
    assert_str(l.s.reason, "bounced");
    assert_str(l.s.answer, "550 5.1.1 No such user");
    assert_str(last().row.state, "bounced");
    queue(S("Gone@Far.example"));
    (void)jobs_run_due(F->app, 100);
    assert_str(last().row.state, "held");
    assert_ok(fixture_unit(F, MODE_WRITE, ID_NIL, lift_unit, &l));
    assert_true(l.was);
    queue(S("gone@far.example"));
    (void)jobs_run_due(F->app, 100);
    assert_str(last().row.state, "sent");
    assert_int_equal(take(S("Subject: win a prize\r\n\r\nAction: failed\r\n")), BOUNCE_UNKNOWN);
}

static void a_full_mailbox_loses_the_mail_and_not_the_address(void **state)
{
    (void)state;
    queue(S("full@far.example"));
    (void)jobs_run_due(F->app, 100);
    assert_int_equal(take(report_for(last().id, REPORT("failed", "5.2.2", "smtp; 552 5.2.2 full"))), BOUNCE_TAKEN);
    assert_str(last().row.state, "bounced");
    assert_false(suppression_of(S("full@far.example")).is);
}

typedef struct Bell {
    Id user;
    Notice *list;
    size_t n;
} Bell;
static Err read_bell(Ctx *ctx, void *arg)
{
    Bell *b = arg;
    ctx->actor.user_id = b->user;
    return notify_list((SelfCtx){ctx}, 20, &b->list, &b->n);
}

static Err user_email(Ctx *ctx, void *arg)
{
    TellPersonRow row;
    TRY(q_tell_person(system_of(ctx), &(TellPersonArgs){.category = S(""), .user_id = F->user}, &row));
    *(Str *)arg = row.email;
    return OK;
}

static void who_has_the_address_reads_in_the_bell_that_mail_does_not_reach_it(void **state)
{
    (void)state;
    Str email;
    assert_ok(fixture_unit(F, MODE_READ, ID_NIL, user_email, &email));
    queue(email);
    (void)jobs_run_due(F->app, 100);
    assert_int_equal(take(report_for(last().id, REPORT("failed", "5.1.1", "smtp; 550 No such user"))), BOUNCE_TAKEN);
    Bell b = {.user = F->user};
    assert_ok(fixture_unit(F, MODE_READ, ID_NIL, read_bell, &b));
    assert_int_equal(b.n, 1);
    assert_str(b.list[0].url.s, MAIL_PREFERENCES_PATH);
    assert_true(b.list[0].unread);
    Lift l = {.address = email};
    assert_ok(fixture_unit(F, MODE_WRITE, ID_NIL, lift_unit, &l));
    assert_ok(fixture_unit(F, MODE_READ, ID_NIL, read_bell, &b));
    assert_false(b.list[0].unread);
}

static void the_bounce_folder_is_looked_through_and_each_mail_taken_once(void **state)
{
    (void)state;
    queue(S("gone@far.example"));
    (void)jobs_run_due(F->app, 100);
    CONFIG.mail_bounce_dir = str_fmt(F->arena, "%s/back", F->dir);
    const char *dir = str_z(F->arena, CONFIG.mail_bounce_dir);
    assert_ok(os_make_dir(str_z(F->arena, str_fmt(F->arena, "%s/new", dir)), 0700));
    const char *file = str_z(F->arena, str_fmt(F->arena, "%s/new/1.eml", dir));
    assert_ok(os_write_file(file, report_for(last().id, REPORT("failed", "5.1.1", "smtp; 550 gone")), 0600));
    mail_begin(F->app);
    (void)jobs_run_due(F->app, 5);
    assert_true(suppression_of(S("gone@far.example")).is);
    assert_false(os_exists(file));
    assert_true(os_exists(str_z(F->arena, str_fmt(F->arena, "%s/cur/1.eml:2,S", dir))));
}

static void the_digest_comes_at_the_hour_on_the_persons_clock(void **state)
{
    (void)state;
    Time t;
    assert_ok(time_parse(S("2026-11-21T05:46:00Z"), &t));
    assert_str(time_iso(F->arena, digest_next(S("Europe/Paris"), 8, t)), "2026-11-21T07:00:00Z");
    assert_str(time_iso(F->arena, digest_next(S("UTC"), 5, t)), "2026-11-22T05:00:00Z");
    assert_str(time_iso(F->arena, digest_next(S("Asia/Kolkata"), 12, t)), "2026-11-21T06:30:00Z");
    /* Clocks go forward on 29 March 2026 at 02:00 in Paris: there is no 02:00 that day. */
    assert_ok(time_parse(S("2026-03-28T23:30:00Z"), &t));
    Time next = digest_next(S("Europe/Paris"), 2, t);
    assert_true(time_diff(next, t) > 0 && time_diff(next, t) <= 25 * TIME_HOUR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        T(a_refusal_is_temporary_of_the_mail_or_of_the_address),
        T(a_return_address_names_its_mail_and_cannot_be_made_up),
        T(a_delivery_report_is_read),
        T(the_words_of_a_mail_are_sealed_while_it_waits_and_gone_when_it_has_left),
        T(a_mail_that_comes_back_stops_mail_to_its_address_until_it_is_lifted),
        T(a_full_mailbox_loses_the_mail_and_not_the_address),
        T(who_has_the_address_reads_in_the_bell_that_mail_does_not_reach_it),
        T(the_bounce_folder_is_looked_through_and_each_mail_taken_once),
        T(the_digest_comes_at_the_hour_on_the_persons_clock),
    };
    return FIXTURE_RUN(tests);
}

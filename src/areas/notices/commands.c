/* entente mail test, bounce, lift: for whoever owns the machine. */
#include "areas/notices/commands.h"
#include "app/app.h"
#include "app/bounce.h"
#include "app/mail.h"
#include "app/smtp.h"
#include "app/unit.h"
#include "areas/notices/notices.h"
#include "os/os.h"

enum { MESSAGE_MAX = 1 << 20 };

/* Sent at once and without the outbox, so that the answer is the mail server's. */
static int test(CommandRun *run)
{
    const Config *c = run->config;
    Arena *a = run->arena;
    Str to = str_from(run->words[0]);
    if (!mail_is_email(to)) {
        return command_usage(run, "\"%.*s\" is not an e-mail address.", S_ARG(to));
    }
    if (c->smtp_url.n == 0 || c->mail_dir.n) {
        return command_fail(run, "mail is not sent: %s. Set smtp_url%s.",
                            c->mail_dir.n ? "mail_dir takes each as a file" : "smtp_url is empty",
                            c->mail_dir.n ? " and leave mail_dir out" : "");
    }
    Mail mail = {.to = to,
                 .subject = S("Mail from your partner center works"),
                 .text = S("This is the test mail that `entente mail test` was asked for.")};
    Str id = id_text(a, os_id_v7()), from = mail_bare_address(c->mail_from);
    ptrdiff_t at = str_rfind_char(from, '@');
    Str host = at >= 0 ? str_skip(from, (size_t)at + 1) : S("localhost");
    Str message = mail_format(a, &mail, c->mail_from, str_fmt(a, "%.*s@%.*s", S_ARG(id), S_ARG(host)), os_wall());
    SmtpResult r = smtp_send(a, c, from, to, message);
    if (r.outcome == SMTP_SENT) {
        printf("%.*s took it: %.*s\n", S_ARG(c->smtp_url), S_ARG(r.answer));
        return EXIT_OK;
    }
    return command_fail(run, "%.*s did not take it: %.*s. Look at smtp_url, smtp_user, smtp_tls and mail_from.",
                        S_ARG(c->smtp_url), S_ARG(r.answer));
}

/* For a mail server that pipes what comes to the bounce address into a program. */
static int bounce(CommandRun *run)
{
    char *bytes = arena_alloc_raw(run->arena, MESSAGE_MAX, 1);
    size_t n = fread(bytes, 1, MESSAGE_MAX, stdin);
    BounceTaken taken;
    Ctx *ctx = ctx_system(run->app, run->arena);
    Err err = bounce_take(ctx, str_of(bytes, n), &taken);
    if (err != OK) {
        return command_problem(run, ctx, err);
    }
    if (taken == BOUNCE_UNKNOWN) {
        return command_fail(run, "this is no answer to a mail of ours. Pipe the whole message, with its header.");
    }
    printf(taken == BOUNCE_TAKEN ? "taken\n" : "no final refusal: nothing was changed\n");
    return EXIT_OK;
}

typedef struct Lift {
    Str address;
    bool was;
} Lift;
static Err lift_unit(Ctx *ctx, void *arg)
{
    Lift *l = arg;
    ctx->audit.target_kind = S("address");
    ctx->audit.target_name = l->address;
    TRY(mail_lift(ctx, l->address, &l->was));
    ctx->audit.skip = !l->was;
    return OK;
}

static int lift(CommandRun *run)
{
    Lift l = {.address = mail_key(run->arena, str_from(run->words[0]))};
    Ctx *ctx = ctx_system(run->app, run->arena);
    Err err = unit_run(ctx, MODE_WRITE, "notices.lift", lift_unit, &l);
    if (err != OK) {
        return command_problem(run, ctx, err);
    }
    if (!l.was && str_find_char(l.address, '@') <= 0) {
        return command_fail(run, "\"%.*s\" is no mail address.", S_ARG(l.address));
    }
    printf(l.was ? "mail goes to %.*s again\n" : "mail to %.*s was not stopped\n", S_ARG(l.address));
    return EXIT_OK;
}

const Command NOTICES_COMMANDS[3] = {
    {.group = "mail",
     .name = "test",
     .words = "ADDRESS",
     .about = "Send a test mail and print the mail server's answer",
     .help = "Uses smtp_url and its like as configured; needs no data.",
     .any_flag = true,
     .run = test},
    {.group = "mail",
     .name = "bounce",
     .about = "Take in a mail that came back, from standard input",
     .help = "For a mail server that pipes what comes to mail_bounce_address into a program. Where it delivers to a "
             "Maildir,\nset mail_bounce_dir instead.",
     .needs_app = true,
     .run = bounce},
    {.group = "mail",
     .name = "lift",
     .words = "ADDRESS",
     .about = "Send mail to an address again that was refused or came back",
     .needs_app = true,
     .run = lift},
};

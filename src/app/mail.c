/* Mail: the outbox, what is kept from it, and the job that sends. */
#include "app/mail.h"
#include "app/bounce.h"
#include "app/kernel.h"
#include "app/setting.h"
#include "app/smtp.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/app_q.h"
#include "os/os.h"

/* With the kernel's growing pauses about two days: what RFC 5321 4.5.4.1 asks at least is that, less a little. */
enum { ATTEMPTS_MAX = 56 };

/* --- The outbox. */

bool mail_address_ok(Str to)
{
    ptrdiff_t at = str_find_char(to, '@');
    for (size_t i = 0; i < to.n; i++) {
        if ((unsigned char)to.p[i] <= ' ' || strchr("<>,;\"\\", to.p[i]) || to.p[i] == 0x7F) {
            return false;
        }
    }
    return at > 0 && (size_t)at + 1 < to.n && str_rfind_char(to, '@') == at && to.n <= 254 && utf8_valid(to);
}

bool mail_is_email(Str address)
{
    Str host = str_skip(address, (size_t)(str_find_char(address, '@') + 1));
    return mail_address_ok(address) && !utf8_has_control(address) && str_find_char(host, '.') > 0 &&
           !str_ends(host, S(".")) && str_find(host, S("..")) < 0;
}

Str mail_key(Arena *a, Str address) { return str_lower_ascii(a, str_trim(address)); }

static Str seal_context(Arena *a, Id id) { return str_concat(a, S("mail/"), id_text(a, id)); }

/* {"subject": ..., "text": ..., "html": ..., "stop": ..., "calendar": ...} */
static Str words_pack(Arena *a, const Mail *mail)
{
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_obj(&j);
    const struct {
        Str name, value;
    } members[] = {{S("subject"), mail->subject},
                   {S("text"), mail->text},
                   {S("html"), mail->html},
                   {S("stop"), mail->stop_url},
                   {S("calendar"), mail->calendar}};
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        json_key(&j, members[i].name);
        json_str(&j, members[i].value);
    }
    json_obj_end(&j);
    return buf_str(&b);
}

static Err queue_job(Ctx *ctx, Id mail_id)
{
    Id job;
    TRY(job_enqueue(ctx, &(JobAsk){.kind = MAIL_SWEEP_JOB.kind, .key = S("sweep"), .delay_us = TIME_DAY, .total = -1},
                    &job));
    Str key = id_text(ctx->arena, mail_id);
    return job_enqueue(ctx, &(JobAsk){.kind = MAIL_JOB.kind, .key = key, .total = -1}, &job);
}

Err mail_queue(Ctx *ctx, const Mail *mail)
{
    if (!mail_address_ok(mail->to)) {
        return problem(ctx, ERR_INVALID, MSG("That is not an e-mail address."), MSG("Write it like name@example.com."));
    }
    Arena *a = ctx->arena;
    Id id = ctx_new_id(ctx);
    MailInsertArgs args = {
        .id = id,
        .to_key = mail_key(a, mail->to),
        .to_address = mail->to,
        .to_name = mail->to_name,
        .user_id = mail->user_id,
        .account_id = mail->account_id,
        .by_user_id = ctx->actor.user_id,
        .category = mail->category,
        .sealed = keyring_seal(a, ctx->app->options.ring, S("mail"), seal_context(a, id), words_pack(a, mail)),
    };
    TRY(q_mail_insert(system_of(ctx), &args, NULL));
    return queue_job(ctx, id);
}

/* --- Letters. */

/* Stands in a link until the mail is sent, when what wrote it (a command, the demo) does not know where we listen. */
#define NO_BASE "http://127.0.0.1:8080"

/* Where people reach us. Never from a request's Host in a real installation: a link of ours would lead where the sender
 * of the request says. */
static Err public_base(Ctx *ctx, Str *ret)
{
    const App *app = ctx->app;
    *ret = str_from(app->options.public_url ? app->options.public_url : "");
    if (ret->n == 0) {
        TRY(installation_get(ctx, S("public_url"), ret));
    }
    if (ret->n == 0 && app->options.sandbox && ctx->req && ctx->req->host.n) {
        *ret = str_fmt(ctx->arena, "%s://%.*s", ctx->req->tls ? "https" : "http", S_ARG(ctx->req->host));
    }
    if (ret->n == 0) {
        *ret = app->served_url.n ? app->served_url : S(NO_BASE);
    }
    while (ret->n && ret->p[ret->n - 1] == '/') {
        ret->n--;
    }
    return OK;
}

Url mail_link(Ctx *ctx, Url path)
{
    Str base;
    if (public_base(ctx, &base) != OK) {
        base = S("");
    }
    return (Url){str_concat(ctx->arena, base, path.s)};
}

Err letter_write(Ctx *ctx, Letter *letter, Mail *mail)
{
    Arena *a = ctx->arena;
    TRY(installation_get(ctx, S("vendor_name"), &letter->vendor));
    bool inside = letter->to_member && !letter->at_the_door;
    letter->preferences_url = inside ? mail_link(ctx, url_static(MAIL_PREFERENCES_PATH)) : (Url){S("")};
    if (letter->to_member && letter->category && !letter->category->mandatory && !id_is_nil(mail->user_id)) {
        Str token = mail_stop_token(ctx, mail->user_id, str_from(letter->category->id));
        letter->stop_url = mail_link(ctx, url_fmt(a, "/stop-mail/%s", token));
        mail->stop_url = letter->stop_url.s;
    }
    Buf text = buf_on_arena(a, BUF_MAX_PAGE), html = buf_on_arena(a, BUF_MAX_PAGE);
    Out o = {.b = &html, .locale = letter->locale, .tz = letter->tz, .now = ctx->now};
    APP_HOOKS.letter(&o, &text, letter);
    if (text.full || html.full) {
        return ERR_TOO_LARGE;
    }
    mail->subject = msg_text(a, letter->locale, &letter->title);
    mail->text = buf_str(&text);
    mail->html = buf_str(&html);
    return OK;
}

bool mail_is_sent(const App *app)
{
    const Config *c = config_of_process();
    return c && c->smtp_url.n && c->mail_dir.n == 0 && !app->options.sandbox_of;
}

const char *mail_folder(Arena *a, const App *app)
{
    const Config *c = config_of_process();
    if (c && c->mail_dir.n && !app->options.sandbox_of) {
        return str_z(a, c->mail_dir);
    }
    return str_z(a, str_fmt(a, "%s/mail", app->options.data_dir ? app->options.data_dir : "."));
}

static Str text_member(const JsonValue *v, Str name)
{
    const JsonValue *m = json_get(v, name);
    return m && m->kind == JSON_STRING ? m->text : S("");
}

/* --- To a folder. */

static Err to_folder(Ctx *ctx, const char *dir, Str id, Str message)
{
    TRY(os_make_dir(dir, 0700));
    Err err = os_write_new_file(str_z(ctx->arena, str_fmt(ctx->arena, "%s/%.*s.eml", dir, S_ARG(id))), message, 0600);
    return err == ERR_CONFLICT ? OK : err; /* a repeat of the same mail */
}

/* --- One mail. */

typedef struct Sending {
    Id id;
    MailGetRow row;
    Mail mail;
    bool waiting, held;
    Str state, answer; /* where it ends */
} Sending;

static Str with_base(Ctx *ctx, Str text)
{
    Str base = ctx->app->served_url;
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    for (ptrdiff_t at; base.n && (at = str_find(text, S(NO_BASE))) >= 0;) {
        buf_add(&b, str_sub(text, 0, (size_t)at));
        buf_add(&b, base);
        text = str_skip(text, (size_t)at + sizeof NO_BASE - 1);
    }
    buf_add(&b, text);
    return buf_str(&b);
}

static Err read_mail(Ctx *ctx, void *arg)
{
    Sending *s = arg;
    MailSuppressionGetRow held;
    TRY(q_mail_get(system_of(ctx), &(MailGetArgs){.id = s->id}, &s->row));
    s->waiting = str_eq(s->row.state, S("waiting"));
    if (!s->waiting) {
        return OK;
    }
    Err err = q_mail_suppression_get(system_of(ctx), &(MailSuppressionGetArgs){.address = s->row.to_key}, &held);
    s->held = err == OK;
    if (err != ERR_NOT_FOUND) {
        s->answer = held.answer;
        return err;
    }
    Str words;
    const JsonValue *v;
    TRY(keyring_unseal(ctx->arena, ctx->app->options.ring, S("mail"), seal_context(ctx->arena, s->id), s->row.sealed,
                       &words));
    TRY(json_parse(ctx->arena, words, (JsonLimits){.depth_max = 4, .bytes_max = 4 << 20, .members_max = 100}, &v,
                   NULL));
    s->mail = (Mail){.to = s->row.to_address,
                     .to_name = s->row.to_name,
                     .subject = text_member(v, S("subject")),
                     .text = with_base(ctx, text_member(v, S("text"))),
                     .html = with_base(ctx, text_member(v, S("html"))),
                     .stop_url = with_base(ctx, text_member(v, S("stop"))),
                     .calendar = with_base(ctx, text_member(v, S("calendar")))};
    return OK;
}

static Err end_mail(Ctx *ctx, void *arg)
{
    const Sending *s = arg;
    TRY(q_mail_end(system_of(ctx), &(MailEndArgs){.state = s->state, .answer = s->answer, .empty = S(""), .id = s->id},
                   NULL));
    if (!str_eq(s->state, S("refused"))) {
        ctx->audit.skip = true;
        return OK;
    }
    ctx->audit.target_kind = S("address");
    ctx->audit.target_name = s->row.to_key;
    return mail_suppress(ctx, s->row.to_key, S("refused"), s->answer, s->id);
}

/* The row's id names the mail, so that a repeat is the same mail. */
static Str message_of(Ctx *ctx, const Config *c, const Sending *s)
{
    Str from = c ? c->mail_from : S("Entente <no-reply@localhost>"), bare = mail_bare_address(from);
    ptrdiff_t at = str_rfind_char(bare, '@');
    Str host = at >= 0 ? str_skip(bare, (size_t)at + 1) : S("localhost"), id = id_text(ctx->arena, s->id);
    return mail_format(ctx->arena, &s->mail, from, str_fmt(ctx->arena, "%.*s@%.*s", S_ARG(id), S_ARG(host)),
                       s->row.created_at);
}

static Err send_by_smtp(Ctx *ctx, const Config *c, Sending *s, const JobRun *job)
{
    SmtpResult r =
        smtp_send(ctx->arena, c, bounce_address(ctx->arena, ctx->app, s->id), s->mail.to, message_of(ctx, c, s));
    s->answer = r.answer;
    switch (r.outcome) {
    case SMTP_SENT:
        s->state = S("sent");
        return OK;
    case SMTP_NO_SUCH_ADDRESS:
        s->state = S("refused");
        return OK;
    case SMTP_REFUSED:
        s->state = S("failed");
        return OK;
    case SMTP_LATER:
        break;
    }
    if (job->attempt >= ATTEMPTS_MAX) {
        s->state = S("failed");
        return OK;
    }
    ctx->problem.log = str_fmt(ctx->arena, "mail server: %.*s", S_ARG(r.answer));
    return problem(ctx, ERR_UNAVAILABLE, MSG("The mail could not be sent."),
                   MSG("Check the mail server's settings; it is tried again."));
}

static Err deliver(Ctx *ctx, Sending *s, const JobRun *job)
{
    const Config *c = config_of_process();
    if (s->held) {
        s->state = S("held");
        return OK;
    }
    if (c && mail_is_sent(ctx->app)) {
        return send_by_smtp(ctx, c, s, job);
    }
    s->state = S("sent");
    return to_folder(ctx, mail_folder(ctx->arena, ctx->app), id_text(ctx->arena, s->id), message_of(ctx, c, s));
}

static Err mail_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Sending s = {0};
    *ret_next = JOB_DONE;
    TRY(id_parse(job->key, &s.id));
    TRY(unit_run(ctx, MODE_READ, NULL, read_mail, &s));
    if (!s.waiting) {
        return OK; /* sent by an earlier try that did not live to say so */
    }
    TRY(deliver(ctx, &s, job));
    bool audited = str_eq(s.state, S("refused"));
    return audited ? unit_run(ctx, MODE_WRITE, "mail.refused", end_mail, &s)
                   : unit_run(ctx, MODE_WRITE, NULL, end_mail, &s);
}

/* --- Addresses not to write to. */

/* The sign-in address of somebody who has another for notices is no matter. */
static bool uses(Arena *a, const MailUsersOfRow *user, Str key)
{
    return str_eq(mail_key(a, user->notice_email.n ? user->notice_email : user->email), key);
}

Err mail_suppress(Ctx *ctx, Str address, Str reason, Str answer, Id mail_id)
{
    Arena *a = ctx->arena;
    Str key = mail_key(a, address);
    MailUsersOfRow *users;
    size_t n;
    TRY(q_mail_suppress(system_of(ctx),
                        &(MailSuppressArgs){.address = key, .reason = reason, .answer = answer, .mail_id = mail_id},
                        NULL));
    TRY(q_mail_users_of(system_of(ctx), &(MailUsersOfArgs){.address = key}, &users, &n));
    for (size_t i = 0; i < n; i++) {
        if (!uses(a, &users[i], key)) {
            continue;
        }
        Tell t = {.category = S("security"),
                  .user_id = users[i].id,
                  .icon = S("warning"),
                  .title = MSG1("Mail does not reach {address}", "address", key),
                  .line = MSG("Give another address for your notices, or say that this one works again."),
                  .url = url_static(MAIL_PREFERENCES_PATH),
                  .action_key = MAIL_ADDRESS_ACTION,
                  .bell_only = true};
        TRY(tell_user(ctx, &t));
    }
    return OK;
}

Err mail_lift(Ctx *ctx, Str address, bool *ret_was)
{
    Str key = mail_key(ctx->arena, address);
    MailUsersOfRow *users;
    size_t n;
    int64_t changed;
    TRY(q_mail_lift(system_of(ctx), &(MailLiftArgs){.address = key}, &changed));
    *ret_was = changed > 0;
    TRY(q_mail_users_of(system_of(ctx), &(MailUsersOfArgs){.address = key}, &users, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(tell_done_for(ctx, users[i].id, MAIL_ADDRESS_ACTION));
    }
    return OK;
}

Err mail_suppressed(Ctx *ctx, const Str *addresses, size_t n, bool *ret)
{
    MailSuppressedRow *rows = NULL;
    size_t rows_n = 0;
    Str *keys = arena_array(ctx->arena, Str, n + 1);
    for (size_t i = 0; i < n; i++) {
        keys[i] = mail_key(ctx->arena, addresses[i]);
    }
    if (n) {
        TRY(q_mail_suppressed(system_of(ctx), &(MailSuppressedArgs){.addresses = keys, .addresses_n = n}, &rows,
                              &rows_n));
    }
    for (size_t i = 0; i < n; i++) {
        ret[i] = false;
        for (size_t k = 0; k < rows_n; k++) {
            ret[i] = ret[i] || str_eq(keys[i], rows[k].address);
        }
    }
    return OK;
}

Err mail_suppression(Ctx *ctx, Str address, MailSuppression *ret, bool *ret_is)
{
    MailSuppressionGetRow row;
    Err err = q_mail_suppression_get(system_of(ctx),
                                     &(MailSuppressionGetArgs){.address = mail_key(ctx->arena, address)}, &row);
    *ret_is = err == OK;
    if (err == OK) {
        *ret = (MailSuppression){.since = row.since, .reason = row.reason, .answer = row.answer};
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

/* --- What is kept of mail that has gone. */

static Err sweep_unit(Ctx *ctx, void *arg)
{
    const Config *c = config_of_process();
    int64_t days = c ? c->mail_days : 90;
    return q_mail_sweep(system_of(ctx), &(MailSweepArgs){.before = time_add(ctx->wall, -days * TIME_DAY)}, arg);
}

static Err sweep_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    int64_t changed = 0;
    TRY(unit_run(ctx, MODE_WRITE, NULL, sweep_unit, &changed));
    *ret_next = JOB_LATER;
    job->run_after_us = changed ? TIME_SECOND : TIME_DAY;
    return OK;
}

static Err begin_unit(Ctx *ctx, void *arg)
{
    (void)arg;
    Id id;
    return job_enqueue(ctx, &(JobAsk){.kind = BOUNCE_JOB.kind, .key = S("folder"), .total = -1}, &id);
}

void mail_begin(App *app)
{
    const Config *c = config_of_process();
    if (!c || c->mail_bounce_dir.n == 0) {
        return;
    }
    Arena *a = arena_create(0);
    Err err = unit_run(ctx_system(app, a), MODE_WRITE, NULL, begin_unit, NULL);
    if (err != OK) {
        log_line(app, "error", S("the bounce folder is not looked through"), str_from(err_name(err)));
    }
    arena_destroy(a);
}

const JobKind MAIL_JOB = {
    .kind = "mail.send", .title = N_("Mail"), .step = mail_step, .outside = true, .attempts_max = ATTEMPTS_MAX};
const JobKind MAIL_SWEEP_JOB = {
    .kind = "mail.sweep", .title = N_("Clearing of old mail"), .step = sweep_step, .outside = true};

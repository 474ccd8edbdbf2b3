/* Mail that came back: whose it was, what the report says, and the folder it comes to. */
#include "app/bounce.h"
#include "app/kernel.h"
#include "app/mail.h"
#include "app/smtp.h"
#include "app/tell.h"
#include "base/num.h"
#include "gen/app_q.h"
#include "os/os.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { MARK_CHECK = 8, ID_HEX = 32, MESSAGE_MAX = 1 << 20, FILES_A_TURN = 100, TURN_S = 60 };

/* --- the mark --- */

static Str hex_of(Arena *a, Str bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *p = arena_alloc_raw(a, 2 * bytes.n + 1, 1);
    for (size_t i = 0; i < bytes.n; i++) {
        p[2 * i] = digits[(unsigned char)bytes.p[i] >> 4];
        p[2 * i + 1] = digits[(unsigned char)bytes.p[i] & 15];
    }
    return str_of(p, 2 * bytes.n);
}

static Str check_of(Arena *a, const App *app, Id id)
{
    uint8_t key[32];
    keyring_key(app->options.ring, S("bounce"), key);
    Digest d = digest_keyed(key, id_text(a, id));
    return hex_of(a, str_of((const char *)d.b, MARK_CHECK));
}

/* The id without its hyphens, and the check. */
static Str mark_of(Arena *a, const App *app, Id id)
{
    Str text = id_text(a, id), part;
    Buf b = buf_on_arena(a, 128);
    while (str_split(&text, '-', &part)) {
        buf_add(&b, part);
    }
    buf_fmt(&b, ".%.*s", S_ARG(check_of(a, app, id)));
    return buf_str(&b);
}

Str bounce_address(Arena *a, const App *app, Id mail_id)
{
    const Config *c = config_of_process();
    Str plain = c ? mail_bare_address(c->mail_from) : S("no-reply@localhost");
    ptrdiff_t at = c ? str_rfind_char(c->mail_bounce_address, '@') : -1;
    if (at <= 0) {
        return plain;
    }
    return str_fmt(a, "%.*s+%.*s%.*s", (int)at, c->mail_bounce_address.p, S_ARG(mark_of(a, app, mail_id)),
                   S_ARG(str_skip(c->mail_bounce_address, (size_t)at)));
}

static bool is_hex(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f'))) {
            return false;
        }
    }
    return true;
}

static bool id_of_hex(Arena *a, Str hex, Id *ret)
{
    Str text = str_fmt(a, "%.8s-%.4s-%.4s-%.4s-%.12s", hex.p, hex.p + 8, hex.p + 12, hex.p + 16, hex.p + 20);
    return id_parse(text, ret) == OK;
}

Err bounce_mail_of(Arena *a, const App *app, Str text, Id *ret)
{
    enum { MARK_N = ID_HEX + 1 + 2 * MARK_CHECK };
    Str lower = str_lower_ascii(a, text);
    for (ptrdiff_t plus; (plus = str_find_char(lower, '+')) >= 0; lower = str_skip(lower, (size_t)plus + 1)) {
        Str mark = str_skip(lower, (size_t)plus + 1);
        if (mark.n < MARK_N || mark.p[ID_HEX] != '.' || !is_hex(str_sub(mark, 0, ID_HEX))) {
            continue;
        }
        if (id_of_hex(a, mark, ret) &&
            str_eq_secret(str_sub(mark, ID_HEX + 1, 2 * MARK_CHECK), check_of(a, app, *ret))) {
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

/* --- the report --- */

static bool next_line(Str *rest, Str *ret)
{
    if (!str_split(rest, '\n', ret)) {
        return false;
    }
    if (ret->n && ret->p[ret->n - 1] == '\r') {
        ret->n--;
    }
    return true;
}

/* The value of "Name: value" with its continuation lines, anywhere in the text; empty when there is none. */
static Str field_of(Arena *a, Str text, Str name)
{
    Str line;
    while (next_line(&text, &line)) {
        if (!str_starts_nocase(line, name) || line.n <= name.n || line.p[name.n] != ':') {
            continue;
        }
        Buf b = buf_on_arena(a, BUF_MAX_SMALL);
        buf_add(&b, str_trim(str_skip(line, name.n + 1)));
        while (text.n && (text.p[0] == ' ' || text.p[0] == '\t') && next_line(&text, &line)) {
            buf_fmt(&b, " %.*s", S_ARG(str_trim(line)));
        }
        return buf_str(&b);
    }
    return S("");
}

static Str one_line(Arena *a, Str s)
{
    char *out = str_z(a, str_sub(s, 0, num_min_size(s.n, 400)));
    for (char *p = out; *p; p++) {
        *p = (unsigned char)*p < 0x20 ? ' ' : *p;
    }
    return str_trim(str_from(out));
}

/* "smtp; 550 5.1.1 No such user" without its kind. */
static Str words_of(Str diagnostic)
{
    ptrdiff_t at = str_find_char(diagnostic, ';');
    return at >= 0 && at < 16 ? str_trim(str_skip(diagnostic, (size_t)at + 1)) : diagnostic;
}

Bounce bounce_read(Arena *a, Str message)
{
    /* RFC 3464: the fields of the recipient. What is neither "failed" nor "delayed" (relayed, expanded) is no bounce.
     */
    Str action = field_of(a, message, S("Action")), status = field_of(a, message, S("Status"));
    Str words = one_line(a, words_of(field_of(a, message, S("Diagnostic-Code"))));
    Bounce b = {.status = one_line(a, status), .why = words.n ? words : one_line(a, status)};
    if (str_starts_nocase(action, S("delayed")) || (action.n && str_starts(status, S("4.")))) {
        b.kind = BOUNCE_LATER;
    } else if (str_starts_nocase(action, S("failed"))) {
        b.kind = BOUNCE_FINAL;
    }
    return b;
}

/* --- taking it in --- */

typedef struct Taking {
    Id mail_id;
    Bounce bounce;
    bool known;
} Taking;

static Err take_unit(Ctx *ctx, void *arg)
{
    Taking *t = arg;
    SystemCtx s = system_of(ctx);
    MailGetRow row;
    int64_t changed;
    Err err = q_mail_get(s, &(MailGetArgs){.id = t->mail_id}, &row);
    t->known = err == OK;
    ctx->audit.skip = true;
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err; /* its record is not kept any more */
    }
    TRY(q_mail_bounced(s, &(MailBouncedArgs){.answer = t->bounce.why, .id = t->mail_id}, &changed));
    if (changed == 0) {
        return OK; /* told before */
    }
    ctx->audit.skip = false;
    ctx->audit.target_kind = S("address");
    ctx->audit.target_name = row.to_key;
    SmtpOutcome means = smtp_outcome(S("RCPT"), 550, t->bounce.status.n ? t->bounce.status : S("550"));
    if (means != SMTP_NO_SUCH_ADDRESS) {
        return OK; /* a full mailbox, a policy: this mail is lost, the address is not */
    }
    return mail_suppress(ctx, row.to_key, S("bounced"), t->bounce.why, t->mail_id);
}

Err bounce_take(Ctx *ctx, Str message, BounceTaken *ret)
{
    Taking t = {0};
    *ret = BOUNCE_UNKNOWN;
    if (bounce_mail_of(ctx->arena, ctx->app, message, &t.mail_id) != OK) {
        return OK;
    }
    t.bounce = bounce_read(ctx->arena, message);
    *ret = BOUNCE_IGNORED;
    if (t.bounce.kind != BOUNCE_FINAL) {
        return OK;
    }
    TRY(unit_run(ctx, MODE_WRITE, "mail.bounce", take_unit, &t));
    *ret = t.known ? BOUNCE_TAKEN : BOUNCE_UNKNOWN;
    return OK;
}

/* --- the folder: a Maildir, where `new` holds what nobody has looked at --- */

static Err take_file(Ctx *ctx, const char *dir, const char *name)
{
    Str message;
    BounceTaken taken;
    const char *from = str_z(ctx->arena, str_fmt(ctx->arena, "%s/new/%s", dir, name));
    const char *to = str_z(ctx->arena, str_fmt(ctx->arena, "%s/cur/%s:2,S", dir, name));
    Err err = os_read_file(ctx->arena, from, MESSAGE_MAX, &message);
    if (err == OK) {
        TRY(bounce_take(ctx, message, &taken));
        if (taken == BOUNCE_UNKNOWN) {
            log_line(ctx->app, "warn", S("a mail in the bounce folder is of no mail of ours"), str_from(name));
        }
    } else if (err != ERR_TOO_LARGE) {
        return err == ERR_NOT_FOUND ? OK : err; /* another process was faster */
    }
    return rename(from, to) == 0 || errno == ENOENT ? OK : os_err(errno);
}

static Err look_through(Ctx *ctx, const char *dir, size_t *ret_n)
{
    TRY(os_make_dir(str_z(ctx->arena, str_fmt(ctx->arena, "%s/cur", dir)), 0700));
    DIR *d = opendir(str_z(ctx->arena, str_fmt(ctx->arena, "%s/new", dir)));
    Err err = d ? OK : os_err(errno);
    for (struct dirent *e; err == OK && *ret_n < FILES_A_TURN && (e = readdir(d)) != NULL;) {
        if (e->d_name[0] != '.') {
            err = take_file(ctx, dir, e->d_name);
            *ret_n += 1;
        }
    }
    if (d) {
        (void)closedir(d);
    }
    return err;
}

static Err bounce_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    const Config *c = config_of_process();
    size_t n = 0;
    *ret_next = JOB_DONE;
    if (!c || c->mail_bounce_dir.n == 0) {
        return OK; /* switched off since */
    }
    Err err = look_through(ctx, str_z(ctx->arena, c->mail_bounce_dir), &n);
    if (err != OK) { /* said each time, tried for ever: the folder may come back */
        log_line(ctx->app, "error", S("the bounce folder cannot be looked through"),
                 str_fmt(ctx->arena, "%.*s: %s", S_ARG(c->mail_bounce_dir), err_name(err)));
    }
    *ret_next = JOB_LATER;
    job->run_after_us = n == FILES_A_TURN ? TIME_SECOND : TURN_S * TIME_SECOND;
    return OK;
}

const JobKind BOUNCE_JOB = {.kind = "mail.bounces", .title = N_("Returned mail"), .step = bounce_step, .outside = true};

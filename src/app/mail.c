/* Mail: the outbox job, the message's format, and the two ways out. */
#include "app/mail.h"
#include "app/app.h"
#include "app/config.h"
#include "app/setting.h"
#include "gen/app_q.h"
#include "os/os.h"
#include <curl/curl.h>
#include <pthread.h>

enum { LINE_MAX_QP = 74, SEND_TIMEOUT_S = 60 };

/* --- The message (RFC 5322, 2045, 2047). */

/* A header's value cannot begin a new header. */
static Str one_line(Arena *a, Str s)
{
    char *out = str_z(a, s);
    for (char *p = out; *p; p++) {
        if (*p == '\r' || *p == '\n') {
            *p = ' ';
        }
    }
    return str_trim(str_from(out));
}

static bool plain_ascii(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20 || (unsigned char)s.p[i] >= 0x7F) {
            return false;
        }
    }
    return true;
}

/* Encoded words of at most 45 bytes each, cut between characters. */
static void header_text(Buf *b, Arena *a, Str s)
{
    s = one_line(a, s);
    if (plain_ascii(s)) {
        buf_add(b, s);
        return;
    }
    for (bool first = true; s.n; first = false) {
        size_t n = num_min_size(s.n, 42);
        while (n > 1 && n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80) {
            n--;
        }
        Str word = base64_encode(a, str_sub(s, 0, n));
        buf_fmt(b, "%s=?UTF-8?B?%.*s?=", first ? "" : "\r\n ", S_ARG(word));
        s = str_skip(s, n);
    }
}

static void quoted_printable(Buf *b, Str s)
{
    size_t column = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '\r') {
            continue;
        }
        if (c == '\n') {
            buf_add(b, S("\r\n"));
            column = 0;
            continue;
        }
        bool line_ends = i + 1 == s.n || s.p[i + 1] == '\n' || s.p[i + 1] == '\r';
        bool literal = (c > 0x20 && c < 0x7F && c != '=') || ((c == ' ' || c == '\t') && !line_ends);
        size_t need = literal ? 1 : 3;
        if (column + need > LINE_MAX_QP) {
            buf_add(b, S("=\r\n"));
            column = 0;
        }
        if (literal && !(c == '.' && column == 0)) {
            buf_addc(b, (char)c);
        } else {
            buf_fmt(b, "=%02X", c); /* a dot that begins a line too: servers count it */
            need = 3;
        }
        column += need;
    }
    buf_add(b, S("\r\n"));
}

static void part(Buf *b, const char *type, Str body)
{
    buf_fmt(b, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", type);
    quoted_printable(b, body);
}

Str mail_format(Arena *a, const Mail *mail, Str from, Str message_id, Time date)
{
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    Str day = time_http(a, date), sender = one_line(a, from), to = one_line(a, mail->to);
    buf_fmt(&b, "Date: %.*s +0000\r\nFrom: ", (int)(day.n - 4), day.p);
    ptrdiff_t open = str_rfind_char(sender, '<');
    if (open > 0) {
        header_text(&b, a, str_trim(str_sub(sender, 0, (size_t)open)));
        buf_addc(&b, ' ');
        buf_add(&b, str_skip(sender, (size_t)open));
    } else {
        buf_add(&b, sender);
    }
    buf_add(&b, S("\r\nTo: "));
    if (mail->to_name.n && plain_ascii(mail->to_name) && str_find_char(mail->to_name, '"') < 0 &&
        str_find_char(mail->to_name, '\\') < 0) {
        buf_fmt(&b, "\"%.*s\" ", S_ARG(mail->to_name));
    } else if (mail->to_name.n) {
        header_text(&b, a, plain_ascii(mail->to_name) ? S("") : mail->to_name);
        buf_addc(&b, ' ');
    }
    buf_fmt(&b, "<%.*s>\r\nSubject: ", S_ARG(to));
    header_text(&b, a, mail->subject);
    buf_fmt(&b, "\r\nMessage-ID: <%.*s>\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n", S_ARG(message_id));
    if (mail->html.n == 0) {
        part(&b, "text/plain", mail->text);
        return buf_str(&b);
    }
    Str boundary = digest_hex(a, digest_sha256(message_id));
    buf_fmt(&b, "Content-Type: multipart/alternative; boundary=\"%.32s\"\r\n\r\n--%.32s\r\n", boundary.p, boundary.p);
    part(&b, "text/plain", mail->text);
    buf_fmt(&b, "--%.32s\r\n", boundary.p);
    part(&b, "text/html", mail->html);
    buf_fmt(&b, "--%.32s--\r\n", boundary.p);
    return buf_str(&b);
}

/* --- The outbox. */

static bool address_plain(Str to)
{
    ptrdiff_t at = str_find_char(to, '@');
    for (size_t i = 0; i < to.n; i++) {
        if ((unsigned char)to.p[i] <= ' ' || strchr("<>,;\"\\", to.p[i]) || to.p[i] == 0x7F) {
            return false;
        }
    }
    return at > 0 && (size_t)at + 1 < to.n && to.n <= 254;
}

Str mail_key(Arena *a, Str address) { return str_lower_ascii(a, str_trim(address)); }

static Str seal_context(Arena *a, Id id) { return str_concat(a, S("mail/"), id_text(a, id)); }

/* {"subject": ..., "text": ..., "html": ...} */
static Str words_pack(Arena *a, const Mail *mail)
{
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_obj(&j);
    const struct {
        Str name, value;
    } members[] = {{S("subject"), mail->subject}, {S("text"), mail->text}, {S("html"), mail->html}};
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
    Str key = id_text(ctx->arena, mail_id);
    return job_enqueue(ctx, &(JobAsk){.kind = MAIL_JOB.kind, .key = key, .total = -1}, &job);
}

Err mail_queue(Ctx *ctx, const Mail *mail)
{
    if (!address_plain(mail->to)) {
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

/* --- By SMTP. */

static pthread_once_t CURL_ONCE = PTHREAD_ONCE_INIT;
static void curl_begin(void) { (void)curl_global_init(CURL_GLOBAL_DEFAULT); }

static size_t feed(char *to, size_t size, size_t count, void *arg)
{
    Str *rest = arg;
    size_t n = num_min_size(size * count, rest->n);
    memcpy(to, rest->p, n);
    *rest = str_skip(*rest, n);
    return n;
}

static Str bare_address(Str from)
{
    ptrdiff_t open = str_rfind_char(from, '<'), close = str_rfind_char(from, '>');
    return open >= 0 && close > open ? str_sub(from, (size_t)open + 1, (size_t)(close - open) - 1) : str_trim(from);
}

static Err by_smtp(Ctx *ctx, const Config *c, Str to, Str message)
{
    pthread_once(&CURL_ONCE, curl_begin);
    CURL *curl = curl_easy_init();
    if (!curl) {
        return ERR_INTERNAL;
    }
    Str from = bare_address(c->mail_from);
    struct curl_slist *rcpt = curl_slist_append(NULL, str_z(ctx->arena, str_fmt(ctx->arena, "<%.*s>", S_ARG(to))));
    char why[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl, CURLOPT_URL, str_z(ctx->arena, c->smtp_url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     c->smtp_user.n ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_TRY); /* a password never in the clear */
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, str_z(ctx->arena, str_fmt(ctx->arena, "<%.*s>", S_ARG(from))));
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, rcpt);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, feed);
    curl_easy_setopt(curl, CURLOPT_READDATA, &message);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SEND_TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
    if (c->smtp_user.n) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, str_z(ctx->arena, c->smtp_user));
        curl_easy_setopt(curl, CURLOPT_PASSWORD, str_z(ctx->arena, c->smtp_password));
    }
    CURLcode code = curl_easy_perform(curl);
    Err err = OK;
    if (code != CURLE_OK) {
        ctx->problem.log = str_fmt(ctx->arena, "mail server: %s", why[0] ? why : curl_easy_strerror(code));
        err = problem(ctx, ERR_UNAVAILABLE, MSG("The mail could not be sent."),
                      MSG("Check the mail server's settings; it is tried again."));
    }
    curl_slist_free_all(rcpt);
    curl_easy_cleanup(curl);
    return err;
}

/* --- One mail. */

typedef struct Sending {
    Id id;
    MailGetRow row;
    Mail mail;
    Str state, answer;
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
    TRY(q_mail_get(system_of(ctx), &(MailGetArgs){.id = s->id}, &s->row));
    if (!str_eq(s->row.state, S("waiting"))) {
        return OK;
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
                     .html = with_base(ctx, text_member(v, S("html")))};
    return OK;
}

static Err end_mail(Ctx *ctx, void *arg)
{
    const Sending *s = arg;
    return q_mail_end(system_of(ctx),
                      &(MailEndArgs){.state = s->state, .answer = s->answer, .empty = S(""), .id = s->id}, NULL);
}

static Err deliver(Ctx *ctx, const Sending *s)
{
    const Config *c = config_of_process();
    Str from = c ? c->mail_from : S("Entente <no-reply@localhost>"), id = id_text(ctx->arena, s->id);
    ptrdiff_t at = str_rfind_char(bare_address(from), '@');
    Str host = at >= 0 ? str_skip(bare_address(from), (size_t)at + 1) : S("localhost");
    /* The row's id names the mail, so that a repeat is the same mail. */
    Str message = mail_format(ctx->arena, &s->mail, from, str_fmt(ctx->arena, "%.*s@%.*s", S_ARG(id), S_ARG(host)),
                              s->row.created_at);
    if (c && c->smtp_url.n && c->mail_dir.n == 0) {
        return by_smtp(ctx, c, s->mail.to, message);
    }
    const char *dir = c && c->mail_dir.n
                          ? str_z(ctx->arena, c->mail_dir)
                          : str_z(ctx->arena, str_fmt(ctx->arena, "%s/mail",
                                                      ctx->app->options.data_dir ? ctx->app->options.data_dir : "."));
    return to_folder(ctx, dir, id, message);
}

static Err mail_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Sending s = {.state = S("sent")};
    *ret_next = JOB_DONE;
    TRY(id_parse(job->key, &s.id));
    TRY(unit_run(ctx, MODE_READ, NULL, read_mail, &s));
    if (!str_eq(s.row.state, S("waiting"))) {
        return OK; /* sent by an earlier try that did not live to say so */
    }
    TRY(deliver(ctx, &s));
    return unit_run(ctx, MODE_WRITE, NULL, end_mail, &s);
}

const JobKind MAIL_JOB = {.kind = "mail.send", .title = N_("Mail"), .step = mail_step, .outside = true};

/* Mail: the outbox job, the message's format, and the two ways out. */
#include "app/mail.h"
#include "app/app.h"
#include "app/config.h"
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

Err mail_queue(Ctx *ctx, const Mail *mail)
{
    if (!address_plain(mail->to)) {
        return problem(ctx, ERR_INVALID, MSG("That is not an e-mail address."), MSG("Write it like name@example.com."));
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_obj(&j);
    const struct {
        Str name, value;
    } members[] = {{S("to"), mail->to},
                   {S("to_name"), mail->to_name},
                   {S("subject"), mail->subject},
                   {S("text"), mail->text},
                   {S("html"), mail->html}};
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        json_key(&j, members[i].name);
        json_str(&j, members[i].value);
    }
    json_obj_end(&j);
    Id id;
    Str key = mail->key.n ? mail->key : id_text(ctx->arena, ctx_new_id(ctx));
    return job_enqueue(ctx, &(JobAsk){.kind = MAIL_JOB.kind, .key = key, .payload = buf_str(&b), .total = -1}, &id);
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

static Err mail_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    const JsonValue *v;
    TRY(json_parse(ctx->arena, job->payload, (JsonLimits){.depth_max = 4, .bytes_max = 4 << 20, .members_max = 100}, &v,
                   NULL));
    Mail mail = {.to = text_member(v, S("to")),
                 .to_name = text_member(v, S("to_name")),
                 .subject = text_member(v, S("subject")),
                 .text = text_member(v, S("text")),
                 .html = text_member(v, S("html"))};
    const Config *c = config_of_process();
    Str from = c ? c->mail_from : S("Entente <no-reply@localhost>"), id = id_text(ctx->arena, job->id);
    ptrdiff_t at = str_rfind_char(bare_address(from), '@');
    Str host = at >= 0 ? str_skip(bare_address(from), (size_t)at + 1) : S("localhost");
    /* The job's id names the mail, so that a repeat is the same mail. */
    Str message =
        mail_format(ctx->arena, &mail, from, str_fmt(ctx->arena, "%.*s@%.*s", S_ARG(id), S_ARG(host)), ctx->wall);
    *ret_next = JOB_DONE;
    if (c && c->smtp_url.n && c->mail_dir.n == 0) {
        return by_smtp(ctx, c, mail.to, message);
    }
    const char *dir = c && c->mail_dir.n
                          ? str_z(ctx->arena, c->mail_dir)
                          : str_z(ctx->arena, str_fmt(ctx->arena, "%s/mail",
                                                      ctx->app->options.data_dir ? ctx->app->options.data_dir : "."));
    return to_folder(ctx, dir, id, message);
}

const JobKind MAIL_JOB = {.kind = "mail.send", .title = N_("Mail"), .step = mail_step, .outside = true};

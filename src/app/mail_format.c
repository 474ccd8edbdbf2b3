/* A mail as bytes on the wire (RFC 5322, 2045, 2047). */
#include "app/mail.h"
#include "base/num.h"
#include "crypt/crypt.h"

enum { LINE_MAX_QP = 74 };

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

static void words(Buf *b, const Mail *mail, Str boundary)
{
    if (mail->html.n == 0) {
        part(b, "text/plain", mail->text);
        return;
    }
    buf_fmt(b, "Content-Type: multipart/alternative; boundary=\"%.32s\"\r\n\r\n--%.32s\r\n", boundary.p, boundary.p);
    part(b, "text/plain", mail->text);
    buf_fmt(b, "--%.32s\r\n", boundary.p);
    part(b, "text/html", mail->html);
    buf_fmt(b, "--%.32s--\r\n", boundary.p);
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
    if (mail->stop_url.n) {
        Str stop = one_line(a, mail->stop_url);
        buf_fmt(&b, "List-Unsubscribe: <%.*s>\r\n", S_ARG(stop));
        if (str_starts(stop, S("https://"))) {
            buf_add(&b, S("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
        }
    }
    Str boundary = digest_hex(a, digest_sha256(message_id));
    if (mail->calendar.n) { /* the words as they are else, and the file behind them */
        buf_fmt(&b, "Content-Type: multipart/mixed; boundary=\"m%.32s\"\r\n\r\n--m%.32s\r\n", boundary.p, boundary.p);
    }
    words(&b, mail, boundary);
    if (mail->calendar.n) {
        buf_fmt(&b, "\r\n--m%.32s\r\nContent-Disposition: attachment; filename=\"appointment.ics\"\r\n", boundary.p);
        part(&b,
             str_find(mail->calendar, S("METHOD:CANCEL")) >= 0 ? "text/calendar; method=CANCEL"
                                                               : "text/calendar; method=PUBLISH",
             mail->calendar);
        buf_fmt(&b, "--m%.32s--\r\n", boundary.p);
    }
    return buf_str(&b);
}

Str mail_bare_address(Str from)
{
    ptrdiff_t open = str_rfind_char(from, '<'), close = str_rfind_char(from, '>');
    return open >= 0 && close > open ? str_sub(from, (size_t)open + 1, (size_t)(close - open) - 1) : str_trim(from);
}

/* Reads what mail_format writes: headers, encoded words, quoted-printable parts. Nothing else comes into the folder. */
#include "areas/notices/mailbox.h"
#include "base/buf.h"
#include "crypt/crypt.h"

static Str unfolded_header(Arena *a, Str head, Str name)
{
    Str line;
    while (str_split(&head, '\n', &line)) {
        line = str_trim(line);
        if (!str_starts_nocase(line, name) || line.n <= name.n || line.p[name.n] != ':') {
            continue;
        }
        Buf b = buf_on_arena(a, BUF_MAX_SMALL);
        buf_add(&b, str_trim(str_skip(line, name.n + 1)));
        while (head.n && (head.p[0] == ' ' || head.p[0] == '\t') && str_split(&head, '\n', &line)) {
            buf_fmt(&b, " %.*s", S_ARG(str_trim(line)));
        }
        return buf_str(&b);
    }
    return S("");
}

/* "=?UTF-8?B?...?=" words become text; white space between two of them goes. */
static Str words_decoded(Arena *a, Str s)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    const Str mark = S("=?UTF-8?B?");
    for (ptrdiff_t at; (at = str_find(s, mark)) >= 0;) {
        Str before = str_sub(s, 0, (size_t)at), rest = str_skip(s, (size_t)at + mark.n), word;
        ptrdiff_t end = str_find(rest, S("?="));
        if (end < 0) {
            break;
        }
        if (b.n == 0 || str_trim(before).n) {
            buf_add(&b, before);
        }
        if (base64_decode(a, str_sub(rest, 0, (size_t)end), &word) == OK) {
            buf_add(&b, word);
        }
        s = str_skip(rest, (size_t)end + 2);
    }
    buf_add(&b, s);
    return buf_str(&b);
}

static int hex(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

static Str qp_decoded(Arena *a, Str s)
{
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\r') {
            continue;
        }
        if (s.p[i] != '=' || i + 2 >= s.n) {
            buf_addc(&b, s.p[i]);
            continue;
        }
        int hi = hex(s.p[i + 1]), lo = hex(s.p[i + 2]);
        if (s.p[i + 1] == '\r' && s.p[i + 2] == '\n') {
            i += 2; /* a soft line break */
        } else if (hi >= 0 && lo >= 0) {
            buf_addc(&b, (char)(hi * 16 + lo));
            i += 2;
        }
    }
    return buf_str(&b);
}

static bool cut(Str whole, Str *ret_head, Str *ret_body)
{
    ptrdiff_t at = str_find(whole, S("\r\n\r\n"));
    if (at < 0) {
        return false;
    }
    *ret_head = str_sub(whole, 0, (size_t)at);
    *ret_body = str_skip(whole, (size_t)at + 4);
    return true;
}

static void take_part(Arena *a, Str head, Str body, BoxMessage *m)
{
    Str type = unfolded_header(a, head, S("Content-Type"));
    if (str_starts_nocase(type, S("text/plain"))) {
        m->text = qp_decoded(a, body);
    } else if (str_starts_nocase(type, S("text/html"))) {
        m->html = qp_decoded(a, body);
    }
}

Err mailbox_read(Arena *a, Str message, BoxMessage *ret)
{
    Str head, body, part_head, part_body;
    if (!cut(message, &head, &body)) {
        return ERR_PARSE;
    }
    *ret = (BoxMessage){.subject = words_decoded(a, unfolded_header(a, head, S("Subject"))),
                        .from = words_decoded(a, unfolded_header(a, head, S("From"))),
                        .to = words_decoded(a, unfolded_header(a, head, S("To")))};
    Str type = unfolded_header(a, head, S("Content-Type"));
    ptrdiff_t at = str_find(type, S("boundary=\""));
    if (at < 0) {
        take_part(a, head, body, ret);
        return OK;
    }
    Str boundary = str_skip(type, (size_t)at + 10);
    boundary = str_sub(boundary, 0, boundary.n ? boundary.n - 1 : 0);
    Str mark = str_fmt(a, "--%.*s\r\n", S_ARG(boundary)), end = str_fmt(a, "--%.*s--", S_ARG(boundary));
    for (ptrdiff_t start; (start = str_find(body, mark)) >= 0;) {
        body = str_skip(body, (size_t)start + mark.n);
        ptrdiff_t next = str_find(body, mark), last = str_find(body, end);
        ptrdiff_t stop = next >= 0 ? next : last >= 0 ? last : (ptrdiff_t)body.n;
        if (cut(str_sub(body, 0, (size_t)stop), &part_head, &part_body)) {
            take_part(a, part_head, part_body, ret);
        }
    }
    return OK;
}

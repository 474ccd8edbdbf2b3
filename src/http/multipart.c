/* multipart/form-data (RFC 7578) as views of a body that is there already.
 *
 * Strict where it matters: every part has a name, the closing delimiter must come, nothing but CR LF ends a line. The
 * escapes browsers use in names (%22, %0D, %0A) and the backslash-quote of other clients are undone; that is the only
 * copy made. */
#include "http/multipart.h"

#include "http/parse.h"

enum { PARTS_MAX = 1000, BOUNDARY_MAX = 70, PART_HEAD_MAX = 8192 };

static Str find(Str s, Str needle)
{
    const char *at = needle.n && s.n >= needle.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
    return at ? str_of(at, needle.n) : S("");
}

/* A quoted string at the start of s: its inside as written, *ret_rest behind it. */
static bool cut_quoted(Str s, Str *ret, Str *ret_rest)
{
    for (size_t i = 1; i < s.n; i++) {
        if (s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] == '"') {
            i++;
        } else if (s.p[i] == '"') {
            *ret = str_of(s.p + 1, i - 1);
            *ret_rest = str_skip(s, i + 1);
            return true;
        }
    }
    return false;
}

/* One "; name=value" off *rest. value keeps its escapes. False at the end; *ret_bad when it is no parameter. */
static bool next_parameter(Str *rest, Str *ret_name, Str *ret_value, bool *ret_bad)
{
    Str s = str_trim(*rest);
    *ret_bad = false;
    if (s.n == 0) {
        return false;
    }
    *ret_bad = true;
    if (s.p[0] != ';') {
        return false;
    }
    s = str_trim(str_skip(s, 1));
    if (s.n == 0) { /* a trailing semicolon is common and harmless */
        *ret_bad = false;
        return false;
    }
    ptrdiff_t mark = str_find_char(s, '=');
    if (mark <= 0) {
        return false;
    }
    *ret_name = str_trim(str_of(s.p, (size_t)mark));
    s = str_trim(str_skip(s, (size_t)mark + 1));
    if (s.n && s.p[0] == '"') {
        if (!cut_quoted(s, ret_value, rest)) {
            return false;
        }
    } else {
        size_t i = 0;
        while (i < s.n && http_token_lower[(uint8_t)s.p[i]]) {
            i++;
        }
        *ret_value = str_of(s.p, i);
        *rest = str_skip(s, i);
    }
    *ret_bad = false;
    return true;
}

static bool boundary_is_good(Str b)
{
    if (b.n == 0 || b.n > BOUNDARY_MAX) {
        return false;
    }
    for (size_t i = 0; i < b.n; i++) {
        if ((unsigned char)b.p[i] < 0x20 || (unsigned char)b.p[i] > 0x7e || b.p[i] == '"') {
            return false;
        }
    }
    return b.p[b.n - 1] != ' ';
}

static Err boundary_of(Str content_type, Str *ret)
{
    Str type = S("multipart/form-data");
    if (!str_starts_nocase(content_type, type)) {
        return ERR_PARSE;
    }
    Str rest = str_skip(content_type, type.n), name, value;
    bool bad;
    *ret = S("");
    while (next_parameter(&rest, &name, &value, &bad)) {
        if (str_eq_nocase(name, S("boundary"))) {
            if (ret->n) {
                return ERR_PARSE;
            }
            *ret = value;
        }
    }
    return !bad && boundary_is_good(*ret) ? OK : ERR_PARSE;
}

/* Undoes the escapes of a field or file name; ERR_PARSE when that yields a NUL. */
static Err unescape(Arena *a, Str s, Str *ret)
{
    if (s.n && memchr(s.p, 0, s.n)) {
        return ERR_PARSE;
    }
    *ret = s;
    if (!s.n || (!memchr(s.p, '%', s.n) && !memchr(s.p, '\\', s.n))) {
        return OK;
    }
    char *out = arena_alloc(a, s.n, 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        Str rest = str_skip(s, i);
        if (str_starts_nocase(rest, S("%22"))) {
            out[n++] = '"';
            i += 2;
        } else if (str_starts_nocase(rest, S("%0D")) || str_starts_nocase(rest, S("%0A"))) {
            out[n++] = s.p[i + 2] == 'A' || s.p[i + 2] == 'a' ? '\n' : '\r';
            i += 2;
        } else if (str_starts(rest, S("\\\""))) {
            out[n++] = '"';
            i++;
        } else {
            out[n++] = s.p[i];
        }
    }
    *ret = str_of(out, n);
    return OK;
}

static Err take_disposition(Arena *a, Str value, HttpPart *part, bool *ret_named)
{
    Str type = S("form-data"), name, v;
    if (!str_starts_nocase(value, type)) {
        return ERR_PARSE;
    }
    Str rest = str_skip(value, type.n);
    bool bad;
    while (next_parameter(&rest, &name, &v, &bad)) {
        if (str_eq_nocase(name, S("name"))) {
            if (*ret_named) {
                return ERR_PARSE;
            }
            *ret_named = true;
            TRY(unescape(a, v, &part->name));
        } else if (str_eq_nocase(name, S("filename"))) {
            TRY(unescape(a, v, &part->filename));
        }
    }
    return bad ? ERR_PARSE : OK;
}

/* head: the part's header lines, each with its CR LF. */
static Err take_part_head(Arena *a, Str head, HttpPart *part)
{
    bool named = false;
    while (head.n) {
        Str end = find(head, S("\r\n"));
        Str line = str_of(head.p, (size_t)(end.p - head.p));
        head = str_skip(head, line.n + 2);
        ptrdiff_t colon = str_find_char(line, ':');
        if (colon <= 0 || memchr(line.p, '\n', line.n) || memchr(line.p, '\r', line.n)) {
            return ERR_PARSE;
        }
        Str name = str_of(line.p, (size_t)colon), value = str_trim(str_skip(line, (size_t)colon + 1));
        if (str_eq_nocase(name, S("content-disposition"))) {
            TRY(take_disposition(a, value, part, &named));
        } else if (str_eq_nocase(name, S("content-type"))) {
            part->content_type = value;
        }
    }
    return named ? OK : ERR_PARSE;
}

/* Behind a delimiter: "--" for the end, or optional blanks and CR LF. *rest moves behind it. */
static Err after_delimiter(Str *rest, bool *ret_last)
{
    *ret_last = str_starts(*rest, S("--"));
    if (*ret_last) {
        return OK;
    }
    while (rest->n && (rest->p[0] == ' ' || rest->p[0] == '\t')) {
        *rest = str_skip(*rest, 1);
    }
    if (!str_starts(*rest, S("\r\n"))) {
        return ERR_PARSE;
    }
    *rest = str_skip(*rest, 2);
    return OK;
}

/* One part: head, empty line, bytes up to the next delimiter; *rest moves behind that delimiter. */
static Err take_part(Arena *a, Str *rest, Str delimiter, HttpPart *part)
{
    *part = (HttpPart){.name = S(""), .filename = S(""), .content_type = S(""), .bytes = S("")};
    Str empty_line = find(*rest, S("\r\n\r\n"));
    if (!empty_line.n) {
        return ERR_PARSE;
    }
    size_t head_n = (size_t)(empty_line.p - rest->p) + 2;
    if (head_n > PART_HEAD_MAX) {
        return ERR_TOO_LARGE;
    }
    TRY(take_part_head(a, str_of(rest->p, head_n), part));
    *rest = str_skip(*rest, head_n + 2);
    Str next = find(*rest, delimiter);
    if (!next.n) {
        return ERR_PARSE;
    }
    part->bytes = str_of(rest->p, (size_t)(next.p - rest->p));
    *rest = str_skip(*rest, part->bytes.n + delimiter.n);
    return OK;
}

Err http_multipart(Arena *a, Str content_type, Str body, HttpPart **ret, size_t *ret_n)
{
    Str boundary;
    TRY(boundary_of(content_type, &boundary));
    Str delimiter = str_concat(a, S("\r\n--"), boundary);
    Str first = str_skip(delimiter, 2);
    Str rest = body;
    if (str_starts(rest, first)) {
        rest = str_skip(rest, first.n);
    } else { /* a preamble is allowed, and ends with a line end */
        Str at = find(rest, delimiter);
        if (!at.n) {
            return ERR_PARSE;
        }
        rest = str_skip(rest, (size_t)(at.p - rest.p) + delimiter.n);
    }
    HttpPart *parts = NULL;
    size_t n = 0, cap = 0;
    bool last;
    TRY(after_delimiter(&rest, &last));
    while (!last) {
        if (n == PARTS_MAX) {
            return ERR_TOO_LARGE;
        }
        if (n == cap) {
            HttpPart *more = arena_array(a, HttpPart, cap ? cap * 2 : 8);
            if (n) {
                memcpy(more, parts, n * sizeof(*parts));
            }
            parts = more;
            cap = cap ? cap * 2 : 8;
        }
        TRY(take_part(a, &rest, delimiter, &parts[n++]));
        TRY(after_delimiter(&rest, &last));
    }
    *ret = parts;
    *ret_n = n;
    return OK;
}

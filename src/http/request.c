/* What a handler asks of a request: headers, cookies, decoded text, its body as one piece. */
#include "http/internal.h"
#include "http/multipart.h"

Str http_header(const HttpRequest *req, Str name_lower)
{
    for (size_t i = 0; i < req->headers_n; i++) {
        if (str_eq(req->headers[i].name, name_lower)) {
            return req->headers[i].value;
        }
    }
    return S("");
}

Str http_cookie(const HttpRequest *req, Str name)
{
    for (size_t i = 0; i < req->headers_n; i++) {
        Str list = req->headers[i].value, one;
        if (!str_eq(req->headers[i].name, S("cookie"))) {
            continue;
        }
        while (str_split(&list, ';', &one)) {
            one = str_trim(one);
            if (one.n > name.n && one.p[name.n] == '=' && memcmp(one.p, name.p, name.n) == 0) {
                Str value = str_skip(one, name.n + 1);
                bool quoted = value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"';
                return quoted ? str_sub(value, 1, value.n - 2) : value;
            }
        }
    }
    return S("");
}

static int hex_value(char ch)
{
    if (ch >= '0' && ch <= '9') {
        return ch - '0';
    }
    ch = (char)(ch | 0x20);
    return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}

Err http_decode(Arena *a, Str s, bool plus_is_space, Str *ret)
{
    if (!memchr(s.p ? s.p : "", '%', s.n) && !(plus_is_space && memchr(s.p ? s.p : "", '+', s.n))) {
        if (s.n && memchr(s.p, 0, s.n)) {
            return ERR_PARSE;
        }
        *ret = s;
        return OK;
    }
    char *out = arena_alloc(a, s.n, 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char ch = s.p[i];
        if (ch == '+' && plus_is_space) {
            ch = ' ';
        } else if (ch == '%') {
            int high = i + 2 < s.n ? hex_value(s.p[i + 1]) : -1;
            int low = i + 2 < s.n ? hex_value(s.p[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return ERR_PARSE;
            }
            ch = (char)(high * 16 + low);
            i += 2;
        }
        if (ch == 0) {
            return ERR_PARSE;
        }
        out[n++] = ch;
    }
    *ret = str_of(out, n);
    return OK;
}

bool http_next_param(Arena *a, Str *rest, Str *ret_name, Str *ret_value, Err *ret_err)
{
    *ret_err = OK;
    Str one;
    while (str_split(rest, '&', &one)) {
        if (one.n == 0) {
            continue;
        }
        ptrdiff_t mark = str_find_char(one, '=');
        Str name = mark < 0 ? one : str_of(one.p, (size_t)mark);
        Str value = mark < 0 ? S("") : str_skip(one, (size_t)mark + 1);
        *ret_err = http_decode(a, name, true, ret_name);
        if (*ret_err == OK) {
            *ret_err = http_decode(a, value, true, ret_value);
        }
        return *ret_err == OK;
    }
    return false;
}

Err http_body_bytes(HttpRequest *req, Str *ret)
{
    if (req->body_fd < 0) {
        *ret = req->body;
        return OK;
    }
    Exchange *ex = (Exchange *)req;
    if (ex->body_map.n == 0 && req->body_size > 0) {
        TRY(os_map_file(req->body_fd, req->body_size, &ex->body_map));
    }
    *ret = ex->body_map;
    return OK;
}

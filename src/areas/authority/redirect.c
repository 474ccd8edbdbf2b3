/* Redirect addresses: which may be registered, and when one that is asked for is a registered one. */
#include "areas/authority/authority.h"

/* "scheme:" and what follows it; false when there is none. */
static bool cut_scheme(Str uri, Str *ret_scheme, Str *ret_rest)
{
    ptrdiff_t colon = str_find_char(uri, ':');
    if (colon <= 0 || !((uri.p[0] | 32) >= 'a' && (uri.p[0] | 32) <= 'z')) {
        return false;
    }
    for (ptrdiff_t i = 1; i < colon; i++) {
        char c = uri.p[i];
        bool fine = ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (!fine) {
            return false;
        }
    }
    *ret_scheme = str_sub(uri, 0, (size_t)colon);
    *ret_rest = str_skip(uri, (size_t)colon + 1);
    return true;
}

/* Up to the path, the query, or the end. */
static Str authority_part(Str after_slashes)
{
    size_t n = 0;
    while (n < after_slashes.n && after_slashes.p[n] != '/' && after_slashes.p[n] != '?') {
        n++;
    }
    return str_sub(after_slashes, 0, n);
}

/* "[::1]:80" is "[::1]" and ":80". */
static Str host_part(Str authority, Str *ret_port)
{
    ptrdiff_t bracket = str_find_char(authority, ']');
    Str after = bracket >= 0 ? str_skip(authority, (size_t)bracket + 1) : authority;
    ptrdiff_t colon = str_find_char(after, ':');
    size_t at = (size_t)(after.p - authority.p) + (colon >= 0 ? (size_t)colon : after.n);
    *ret_port = str_skip(authority, at);
    return str_sub(authority, 0, at);
}

static bool is_loopback(Str host)
{
    return str_eq(host, S("127.0.0.1")) || str_eq(host, S("[::1]")) || str_eq_nocase(host, S("localhost"));
}

static bool port_is_fine(Str port)
{
    uint64_t n = 0;
    return port.n == 0 || (str_to_u64(str_skip(port, 1), &n) == OK && n > 0 && n < 65536 && port.p[1] != '+');
}

/* Letters, digits, dots, hyphens; or brackets with what stands in an IPv6 address. */
static bool host_is_fine(Str host)
{
    bool six = host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']';
    Str inner = six ? str_sub(host, 1, host.n - 2) : host;
    for (size_t i = 0; i < inner.n; i++) {
        char c = inner.p[i];
        bool hex = ((c | 32) >= 'a' && (c | 32) <= 'f') || (c >= '0' && c <= '9');
        bool fine =
            six ? hex || c == ':' || c == '.' : hex || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '-' || c == '.';
        if (!fine) {
            return false;
        }
    }
    return inner.n > 0 && inner.p[0] != '.' && inner.p[0] != '-';
}

static RedirectFlaw web_flaw(Str scheme, Str rest)
{
    if (!str_starts(rest, S("//"))) {
        return REDIRECT_NOT_AN_ADDRESS;
    }
    Str authority = authority_part(str_skip(rest, 2)), port;
    if (str_find_char(authority, '@') >= 0) {
        return REDIRECT_USER_INFO;
    }
    Str host = host_part(authority, &port);
    if (str_find_char(host, '*') >= 0) {
        return REDIRECT_WILDCARD;
    }
    if (!host_is_fine(host) || !port_is_fine(port)) {
        return REDIRECT_NOT_AN_ADDRESS;
    }
    bool plain = str_eq_nocase(scheme, S("http"));
    return plain && !is_loopback(host) ? REDIRECT_PLAIN_HTTP : REDIRECT_OK;
}

static RedirectFlaw own_scheme_flaw(Str scheme)
{
    static const Str RUN[] = {S_INIT("javascript"), S_INIT("data"),  S_INIT("vbscript"),   S_INIT("file"),
                              S_INIT("blob"),       S_INIT("about"), S_INIT("filesystem"), S_INIT("view-source")};
    for (size_t i = 0; i < COUNT_OF(RUN); i++) {
        if (str_eq_nocase(scheme, RUN[i])) {
            return REDIRECT_SCHEME;
        }
    }
    /* RFC 8252 7.1: a domain of the maker's, backwards; or what a known library makes of the client's id. */
    bool own = str_find_char(scheme, '.') > 0 || (str_starts(scheme, S("msal")) && scheme.n > 30);
    return own ? REDIRECT_OK : REDIRECT_SCHEME;
}

bool authority_redirect_sure(Str uri)
{
    Str scheme, rest, port;
    return cut_scheme(uri, &scheme, &rest) && str_eq_nocase(scheme, S("https")) && str_starts(rest, S("//")) &&
           !is_loopback(host_part(authority_part(str_skip(rest, 2)), &port));
}

RedirectFlaw authority_redirect_flaw(Str uri)
{
    Str scheme, rest;
    if (uri.n > AUTHORITY_REDIRECT_MAX) {
        return REDIRECT_TOO_LONG;
    }
    for (size_t i = 0; i < uri.n; i++) {
        unsigned char c = (unsigned char)uri.p[i];
        if (c <= ' ' || c >= 127 || c == '\\' || c == '"' || c == '<' || c == '>' || c == ';' || c == ',' ||
            c == '\'') {
            return REDIRECT_NOT_AN_ADDRESS; /* some of these would also end the page's policy */
        }
    }
    if (!cut_scheme(uri, &scheme, &rest) || rest.n == 0) {
        return REDIRECT_NOT_AN_ADDRESS;
    }
    if (str_find_char(uri, '#') >= 0) {
        return REDIRECT_FRAGMENT;
    }
    bool web = str_eq_nocase(scheme, S("https")) || str_eq_nocase(scheme, S("http"));
    return web ? web_flaw(scheme, rest) : own_scheme_flaw(scheme);
}

/* Of "http://127.0.0.1:4711/done": the host and what follows the port. */
static bool cut_loopback(Str uri, Str *ret_host, Str *ret_tail)
{
    if (!str_starts(uri, S("http://"))) {
        return false;
    }
    Str rest = str_skip(uri, 7), authority = authority_part(rest), port;
    *ret_host = host_part(authority, &port);
    *ret_tail = str_skip(rest, authority.n);
    return is_loopback(*ret_host);
}

bool authority_redirect_fits(Str registered, Str asked)
{
    Str host, tail, asked_host, asked_tail;
    if (str_eq(registered, asked)) {
        return true;
    }
    if (!cut_loopback(registered, &host, &tail) || !cut_loopback(asked, &asked_host, &asked_tail) ||
        authority_redirect_flaw(asked) != REDIRECT_OK) {
        return false;
    }
    /* "http://localhost" and "http://localhost/" are one address. */
    tail = str_eq(tail, S("/")) ? S("") : tail;
    asked_tail = str_eq(asked_tail, S("/")) ? S("") : asked_tail;
    return str_eq(host, asked_host) && str_eq(tail, asked_tail);
}

Str authority_redirect_origin(Arena *a, Str uri)
{
    Str scheme, rest;
    if (!cut_scheme(uri, &scheme, &rest)) {
        return S("");
    }
    if (!str_eq_nocase(scheme, S("https")) && !str_eq_nocase(scheme, S("http"))) {
        return str_concat(a, scheme, S(":"));
    }
    Str authority = authority_part(str_skip(rest, 2));
    return str_fmt(a, "%.*s://%.*s", S_ARG(scheme), S_ARG(authority));
}

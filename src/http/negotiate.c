/* What a request's conditional, range and coding headers ask for (RFC 9110 12.5.3, 13, 14). Pure. */
#include "http/internal.h"

/* "0", "0.5", "1.000" in thousandths; -1 for anything else. */
static int parse_quality(Str s)
{
    if (s.n == 0 || s.n > 5 || (s.p[0] != '0' && s.p[0] != '1') || (s.n > 1 && s.p[1] != '.')) {
        return -1;
    }
    int v = (s.p[0] - '0') * 1000;
    int unit = 100;
    for (size_t i = 2; i < s.n; i++, unit /= 10) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return -1;
        }
        v += (s.p[i] - '0') * unit;
    }
    return v <= 1000 ? v : -1;
}

static int quality_of(Str params)
{
    Str one;
    while (str_split(&params, ';', &one)) {
        one = str_trim(one);
        if (str_starts_nocase(one, S("q="))) {
            return parse_quality(str_skip(one, 2));
        }
    }
    return 1000;
}

Coding negotiate_coding(Str accept, bool br_there, bool gzip_there)
{
    int br = -1, gzip = -1, identity = -1, star = -1;
    Str one;
    while (str_split(&accept, ',', &one)) {
        ptrdiff_t mark = str_find_char(one, ';');
        Str name = str_trim(mark < 0 ? one : str_of(one.p, (size_t)mark));
        int q = mark < 0 ? 1000 : quality_of(str_skip(one, (size_t)mark + 1));
        if (q < 0) {
            q = 0; /* not understood: rather not */
        }
        if (str_eq_nocase(name, S("br"))) {
            br = q;
        } else if (str_eq_nocase(name, S("gzip")) || str_eq_nocase(name, S("x-gzip"))) {
            gzip = q;
        } else if (str_eq_nocase(name, S("identity"))) {
            identity = q;
        } else if (str_eq(name, S("*"))) {
            star = q;
        }
    }
    br = !br_there ? 0 : br >= 0 ? br : star > 0 ? star : 0;
    gzip = !gzip_there ? 0 : gzip >= 0 ? gzip : star > 0 ? star : 0;
    int best = br > gzip ? br : gzip;
    if (best <= 0 || identity > best) {
        return CODING_IDENTITY;
    }
    return br >= gzip ? CODING_BR : CODING_GZIP;
}

static Str opaque_of(Str etag) { return str_starts(etag, S("W/")) ? str_skip(etag, 2) : etag; }

/* Cuts one entity tag with its quotes off a list; false at the end or at what is no tag. */
static bool next_etag(Str *rest, Str *ret)
{
    while (rest->n && (rest->p[0] == ' ' || rest->p[0] == '\t' || rest->p[0] == ',')) {
        *rest = str_skip(*rest, 1);
    }
    size_t i = str_starts(*rest, S("W/")) ? 2 : 0;
    if (i >= rest->n || rest->p[i] != '"') {
        return false;
    }
    const char *end = memchr(rest->p + i + 1, '"', rest->n - i - 1);
    if (!end) {
        return false;
    }
    *ret = str_of(rest->p, (size_t)(end + 1 - rest->p));
    *rest = str_skip(*rest, ret->n);
    return true;
}

static bool list_has(Str list, Str etag)
{
    if (str_eq(str_trim(list), S("*"))) {
        return true;
    }
    Str one;
    while (next_etag(&list, &one)) {
        if (etag.n && str_eq(opaque_of(one), opaque_of(etag))) {
            return true;
        }
    }
    return false;
}

bool negotiate_not_modified(const HttpRequest *req, Str etag, Time last_modified)
{
    bool asked = false;
    for (size_t i = 0; i < req->headers_n; i++) {
        if (str_eq(req->headers[i].name, S("if-none-match"))) {
            asked = true;
            if (list_has(req->headers[i].value, etag)) {
                return true;
            }
        }
    }
    if (asked || !time_is_set(last_modified)) {
        return false; /* If-None-Match makes If-Modified-Since void */
    }
    Str since = http_header(req, S("if-modified-since"));
    Time t;
    return since.n && time_parse_http(since, &t) == OK && last_modified.us / TIME_SECOND <= t.us / TIME_SECOND;
}

/* If-Range: the part only when it is still of the same whole; strong comparison. */
static bool range_still_holds(const HttpRequest *req, Str etag, Time last_modified)
{
    Str v = http_header(req, S("if-range"));
    if (v.n == 0) {
        return true;
    }
    if (v.p[0] == '"') {
        return str_eq(v, etag);
    }
    Time t;
    return time_is_set(last_modified) && time_parse_http(v, &t) == OK &&
           last_modified.us / TIME_SECOND == t.us / TIME_SECOND;
}

static bool digits(Str s, uint64_t *ret)
{
    if (s.n == 0 || s.n > 19 || s.p[0] < '0' || s.p[0] > '9') {
        return false;
    }
    return str_to_u64(s, ret) == OK;
}

RangeKind negotiate_range(const HttpRequest *req, Str etag, Time last_modified, uint64_t size, uint64_t *ret_from,
                          uint64_t *ret_n)
{
    Str v = http_header(req, S("range"));
    /* Several ranges are answered with the whole: allowed, and nobody needs multipart/byteranges. */
    if (!str_starts_nocase(v, S("bytes=")) || str_find_char(v, ',') >= 0 ||
        !range_still_holds(req, etag, last_modified)) {
        return RANGE_WHOLE;
    }
    v = str_trim(str_skip(v, 6));
    ptrdiff_t dash = str_find_char(v, '-');
    if (dash < 0) {
        return RANGE_WHOLE;
    }
    Str first = str_of(v.p, (size_t)dash), last = str_skip(v, (size_t)dash + 1);
    uint64_t from, to;
    if (first.n == 0) {
        if (!digits(last, &to)) {
            return RANGE_WHOLE;
        }
        if (to == 0 || size == 0) {
            return RANGE_UNSATISFIABLE;
        }
        *ret_n = to < size ? to : size;
        *ret_from = size - *ret_n;
        return RANGE_PART;
    }
    to = UINT64_MAX;
    if (!digits(first, &from) || (last.n && !digits(last, &to)) || to < from) {
        return RANGE_WHOLE;
    }
    if (from >= size) {
        return RANGE_UNSATISFIABLE;
    }
    *ret_from = from;
    *ret_n = (to < size - 1 ? to : size - 1) - from + 1;
    return RANGE_PART;
}

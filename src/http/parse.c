/* The request head: one pass over its bytes, refusing at the first that is not allowed where it stands. */
#include "http/parse.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define ROW_UPPER(c) [(c)] = (uint8_t)((c) + 32)
#define ROW_SAME(c) [(c)] = (uint8_t)(c)
const uint8_t http_token_lower[256] = {
    ROW_UPPER('A'), ROW_UPPER('B'), ROW_UPPER('C'), ROW_UPPER('D'), ROW_UPPER('E'), ROW_UPPER('F'), ROW_UPPER('G'),
    ROW_UPPER('H'), ROW_UPPER('I'), ROW_UPPER('J'), ROW_UPPER('K'), ROW_UPPER('L'), ROW_UPPER('M'), ROW_UPPER('N'),
    ROW_UPPER('O'), ROW_UPPER('P'), ROW_UPPER('Q'), ROW_UPPER('R'), ROW_UPPER('S'), ROW_UPPER('T'), ROW_UPPER('U'),
    ROW_UPPER('V'), ROW_UPPER('W'), ROW_UPPER('X'), ROW_UPPER('Y'), ROW_UPPER('Z'), ROW_SAME('a'),  ROW_SAME('b'),
    ROW_SAME('c'),  ROW_SAME('d'),  ROW_SAME('e'),  ROW_SAME('f'),  ROW_SAME('g'),  ROW_SAME('h'),  ROW_SAME('i'),
    ROW_SAME('j'),  ROW_SAME('k'),  ROW_SAME('l'),  ROW_SAME('m'),  ROW_SAME('n'),  ROW_SAME('o'),  ROW_SAME('p'),
    ROW_SAME('q'),  ROW_SAME('r'),  ROW_SAME('s'),  ROW_SAME('t'),  ROW_SAME('u'),  ROW_SAME('v'),  ROW_SAME('w'),
    ROW_SAME('x'),  ROW_SAME('y'),  ROW_SAME('z'),  ROW_SAME('0'),  ROW_SAME('1'),  ROW_SAME('2'),  ROW_SAME('3'),
    ROW_SAME('4'),  ROW_SAME('5'),  ROW_SAME('6'),  ROW_SAME('7'),  ROW_SAME('8'),  ROW_SAME('9'),  ROW_SAME('!'),
    ROW_SAME('#'),  ROW_SAME('$'),  ROW_SAME('%'),  ROW_SAME('&'),  ROW_SAME('\''), ROW_SAME('*'),  ROW_SAME('+'),
    ROW_SAME('-'),  ROW_SAME('.'),  ROW_SAME('^'),  ROW_SAME('_'),  ROW_SAME('`'),  ROW_SAME('|'),  ROW_SAME('~'),
};

static HttpParse refuse(HttpHead *head, int status, const char *why)
{
    head->status = status;
    head->why = why;
    return HTTP_PARSE_REFUSED;
}

static inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
static inline bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* Bytes that may stand raw in a target. Wider than RFC 3986 by what browsers leave unescaped ([ ] ^ ` { | }, and in
 * a query the backslash); a fragment, quotes, angle brackets, spaces, controls and bytes over 0x7e are not. */
static inline bool is_target_char(unsigned char c)
{
    return c > 0x20 && c < 0x7f && c != '"' && c != '#' && c != '<' && c != '>';
}

static HttpMethod method_of(Str m)
{
    switch (m.n) {
    case 3:
        return memcmp(m.p, "GET", 3) == 0 ? HTTP_GET : memcmp(m.p, "PUT", 3) == 0 ? HTTP_PUT : HTTP_OTHER;
    case 4:
        return memcmp(m.p, "POST", 4) == 0 ? HTTP_POST : memcmp(m.p, "HEAD", 4) == 0 ? HTTP_HEAD : HTTP_OTHER;
    case 5:
        return memcmp(m.p, "PATCH", 5) == 0 ? HTTP_PATCH : HTTP_OTHER;
    case 6:
        return memcmp(m.p, "DELETE", 6) == 0 ? HTTP_DELETE : HTTP_OTHER;
    case 7:
        return memcmp(m.p, "OPTIONS", 7) == 0 ? HTTP_OPTIONS : HTTP_OTHER;
    default:
        return HTTP_OTHER;
    }
}

static bool ipv6_literal_valid(Str s)
{
    size_t colons = 0;
    for (size_t i = 0; i < s.n; i++) {
        colons += s.p[i] == ':';
        if (!is_hex(s.p[i]) && s.p[i] != ':' && s.p[i] != '.') {
            return false;
        }
    }
    return colons >= 2 && s.n <= 45;
}

bool http_host_valid(Str host)
{
    if (host.n == 0 || host.n > 261) {
        return false;
    }
    size_t i = 0;
    if (host.p[0] == '[') {
        ptrdiff_t end = str_find_char(host, ']');
        if (end < 0 || !ipv6_literal_valid(str_of(host.p + 1, (size_t)end - 1))) {
            return false;
        }
        i = (size_t)end + 1;
    } else {
        /* Registered names as people use them; the sub-delimiters of RFC 3986 only serve header tricks here. */
        while (i < host.n && (is_alpha(host.p[i]) || is_digit(host.p[i]) || host.p[i] == '-' || host.p[i] == '.' ||
                              host.p[i] == '_' || host.p[i] == '~')) {
            i++;
        }
        if (i == 0 || host.p[0] == '.' || str_find(str_sub(host, 0, i), S("..")) >= 0) {
            return false; /* a name has no empty labels */
        }
    }
    if (i == host.n) {
        return true;
    }
    if (host.p[i] != ':' || host.n - i > 6) {
        return false;
    }
    int64_t port = 0;
    for (i++; i < host.n; i++) {
        if (!is_digit(host.p[i])) {
            return false;
        }
        port = port * 10 + (host.p[i] - '0');
    }
    return port <= UINT16_MAX;
}

/* "http://host[:port]/path?query": the authority becomes the host (RFC 9112 3.2.2), the rest the target. */
static const char *target_reduce_absolute(HttpHead *head)
{
    Str t = head->target;
    size_t scheme = str_starts_nocase(t, S("http://")) ? 7 : str_starts_nocase(t, S("https://")) ? 8 : 0;
    if (scheme == 0) {
        return "The request target is neither a path nor an http address.";
    }
    Str rest = str_skip(t, scheme);
    size_t i = 0;
    while (i < rest.n && rest.p[i] != '/' && rest.p[i] != '?') {
        i++;
    }
    head->host = str_of(rest.p, i);
    if (!http_host_valid(head->host)) {
        return "The host of the request target is not a host name.";
    }
    head->target = str_skip(rest, i);
    if (head->target.n == 0) {
        head->target = S("/");
    }
    return NULL;
}

static const char *target_check_path(Str path)
{
    for (size_t i = 0; i < path.n; i++) {
        if (path.p[i] == '\\') {
            return "The request target holds a backslash.";
        }
    }
    return NULL;
}

/* Splits the target. NULL, or why it is refused. */
static const char *target_split(HttpHead *head)
{
    if (head->target.p[0] != '/') {
        if (head->target.n == 1 && head->target.p[0] == '*' && head->method == HTTP_OPTIONS) {
            head->path = head->target;
            head->query = S("");
            return NULL;
        }
        const char *why = target_reduce_absolute(head);
        if (why) {
            return why;
        }
    }
    Str t = head->target;
    const char *mark = memchr(t.p, '?', t.n);
    head->path = mark ? str_of(t.p, (size_t)(mark - t.p)) : t;
    head->query = mark ? str_skip(t, head->path.n + 1) : S("");
    if (head->path.n == 0) { /* absolute form without a path: "http://host?query" */
        head->path = S("/");
    }
    return target_check_path(head->path);
}

/* Version and line end: exactly "HTTP/d.d" CR LF. line: from after the target's space to the LF, which it holds. */
static HttpParse parse_version(Str line, HttpHead *head)
{
    if (line.n < 2 || line.p[line.n - 2] != '\r') {
        return refuse(head, 400, "A line of the header does not end with CR LF.");
    }
    if (line.n != 10 || memcmp(line.p, "HTTP/", 5) != 0 || !is_digit(line.p[5]) || line.p[6] != '.' ||
        !is_digit(line.p[7])) {
        return refuse(head, 400, "The request line does not end with an HTTP version.");
    }
    if (line.p[5] == '0') {
        return refuse(head, 400, "HTTP/0.9 is not served.");
    }
    if (line.p[5] != '1') {
        return refuse(head, 505, "Only HTTP/1.1 and HTTP/1.0 are served.");
    }
    head->minor = line.p[7] == '0' ? 0 : 1;
    return HTTP_PARSE_DONE;
}

/* As far as it could be read, the target says in whose words the refusal is answered. */
static HttpParse refuse_target(HttpHead *head, char *start, char *end, const char *why)
{
    head->target = str_of(start, (size_t)(end - start));
    return refuse(head, 400, why);
}

static HttpParse scan_target(char **at, char *end, HttpHead *head)
{
    char *p = *at, *start = p;
    while (p < end && is_target_char((unsigned char)*p)) {
        if (*p == '%' && end - p >= 3 && !(is_hex(p[1]) && is_hex(p[2]))) {
            return refuse_target(head, start, p,
                                 "The request target has a percent sign without two hexadecimal digits.");
        }
        if (*p == '%' && end - p >= 3 && p[1] == '0' && p[2] == '0') {
            return refuse_target(head, start, p, "The request target holds a NUL.");
        }
        p++;
    }
    if (p == end) {
        return HTTP_PARSE_MORE;
    }
    if (*p != ' ' || p == start) {
        return refuse_target(head, start, p, "The request target holds a byte that must be escaped, or is missing.");
    }
    head->target = str_of(start, (size_t)(p - start));
    *at = p + 1;
    return HTTP_PARSE_DONE;
}

static HttpParse parse_request_line(char **at, char *end, HttpHead *head)
{
    char *p = *at, *start = p;
    while (p < end && http_token_lower[(uint8_t)*p]) {
        p++;
    }
    if (p - start > HTTP_METHOD_MAX) {
        return refuse(head, 501, "The method is not known.");
    }
    if (p == end) {
        return HTTP_PARSE_MORE;
    }
    if (*p != ' ' || p == start) {
        return refuse(head, 400, "The request line does not begin with a method and a space.");
    }
    head->method_text = str_of(start, (size_t)(p - start));
    head->method = method_of(head->method_text);
    *at = p + 1;
    HttpParse r = scan_target(at, end, head);
    if (r != HTTP_PARSE_DONE) {
        return r;
    }
    p = *at;
    char *lf = memchr(p, '\n', (size_t)(end - p));
    if (!lf) {
        return end - p > 10 ? refuse(head, 400, "The request line does not end with an HTTP version.")
                            : HTTP_PARSE_MORE;
    }
    *at = lf + 1;
    r = parse_version(str_of(p, (size_t)(lf + 1 - p)), head);
    if (r != HTTP_PARSE_DONE) {
        return r;
    }
    if (str_eq(head->method_text, S("CONNECT"))) {
        return refuse(head, 501, "This server is not a proxy.");
    }
    const char *why = target_split(head);
    return why ? refuse(head, 400, why) : HTTP_PARSE_DONE;
}

/* First byte at or after p that is a control character (HTAB and DEL included), or end. */
static inline const char *find_control(const char *p, const char *end)
{
#ifdef __SSE2__
    const __m128i space = _mm_set1_epi8(0x20), del = _mm_set1_epi8(0x7f);
    while (end - p >= 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i printable = _mm_cmpeq_epi8(_mm_max_epu8(v, space), v);
        unsigned hits = (unsigned)_mm_movemask_epi8(
            _mm_or_si128(_mm_cmpeq_epi8(v, del), _mm_cmpeq_epi8(printable, _mm_setzero_si128())));
        if (hits) {
            return p + __builtin_ctz(hits);
        }
        p += 16;
    }
#endif
    while (p < end && (unsigned char)*p >= 0x20 && *p != 0x7f) {
        p++;
    }
    return p;
}

bool http_value_is_clean(Str value) { return find_control(value.p, value.p + value.n) == value.p + value.n; }

static const char *take_content_length(HttpHead *head, Str v)
{
    int64_t n = 0;
    if (v.n == 0 || v.n > 19) {
        return "Content-Length is not a number this server can hold.";
    }
    for (size_t i = 0; i < v.n; i++) {
        if (!is_digit(v.p[i]) || __builtin_mul_overflow(n, (int64_t)10, &n) ||
            __builtin_add_overflow(n, (int64_t)(v.p[i] - '0'), &n)) {
            return "Content-Length is not a number this server can hold.";
        }
    }
    head->content_length = n;
    return NULL;
}

static void take_connection(HttpHead *head, Str v)
{
    Str one;
    while (str_split(&v, ',', &one)) {
        one = str_trim(one);
        head->close_asked |= str_eq_nocase(one, S("close"));
        head->keep_alive_asked |= str_eq_nocase(one, S("keep-alive"));
    }
}

static HttpParse take_coding(HttpHead *head, Str v)
{
    if (head->codings++ > 0) {
        return refuse(head, 400, "Transfer-Encoding is given twice.");
    }
    if (str_eq_nocase(v, S("chunked"))) {
        head->chunked = true;
        return HTTP_PARSE_DONE;
    }
    /* A final coding other than chunked leaves the length open (RFC 9112 6.3): that one is malformed. */
    ptrdiff_t comma = str_rfind_char(v, ',');
    bool twice = str_starts_nocase(v, S("chunked")) && v.n > 7 && (v.p[7] == ',' || v.p[7] == ' ');
    if (twice) {
        return refuse(head, 400,
                      "Transfer-Encoding names chunked before its end."); /* 9112 6.1: only once, only last */
    }
    bool chunked_last = comma >= 0 && str_eq_nocase(str_trim(str_skip(v, (size_t)comma + 1)), S("chunked"));
    return chunked_last ? refuse(head, 501, "The only transfer coding served is chunked.")
                        : refuse(head, 400, "Transfer-Encoding does not end with chunked.");
}

/* Remembers what framing and connection need of one field. */
static HttpParse take_field(HttpHead *head, Str name, Str value)
{
    const char *why = NULL;
    switch (name.n) {
    case 4:
        if (memcmp(name.p, "host", 4) == 0) {
            if (head->hosts++ > 0) {
                return refuse(head, 400, "Host is given twice.");
            }
            if (!http_host_valid(value)) {
                return refuse(head, 400, "Host is not a host name.");
            }
            if (head->host.n == 0) { /* an absolute target has set it already, and counts more */
                head->host = value;
            }
        }
        break;
    case 6:
        if (memcmp(name.p, "expect", 6) == 0 && head->minor > 0) {
            if (!str_eq_nocase(value, S("100-continue"))) {
                return refuse(head, 417, "The only expectation served is 100-continue.");
            }
            head->expect_continue = true;
        }
        break;
    case 10:
        if (memcmp(name.p, "connection", 10) == 0) {
            take_connection(head, value);
        }
        break;
    case 14:
        if (memcmp(name.p, "content-length", 14) == 0) {
            why = head->lengths++ > 0 ? "Content-Length is given twice." : take_content_length(head, value);
        }
        break;
    case 17:
        if (memcmp(name.p, "transfer-encoding", 17) == 0) {
            return take_coding(head, value);
        }
        break;
    default:
        break;
    }
    return why ? refuse(head, 400, why) : HTTP_PARSE_DONE;
}

/* One field line at *at, which is neither empty nor begins with CR. */
static HttpParse parse_field(char **at, char *end, HttpHead *head)
{
    char *name = *at, *p = name;
    uint8_t lower;
    while (p < end && (lower = http_token_lower[(uint8_t)*p]) != 0) {
        *p++ = (char)lower;
    }
    if (p == end) {
        return HTTP_PARSE_MORE;
    }
    if (*p != ':' || p == name) {
        return *name == ' ' || *name == '\t' ? refuse(head, 400, "A header line begins with white space.")
                                             : refuse(head, 400, "A header name is not a token before a colon.");
    }
    char *name_end = p++;
    while (p < end && (*p == ' ' || *p == '\t')) {
        p++;
    }
    char *value = p;
    while ((p += find_control(p, end) - p) < end && *p == '\t') {
        p++;
    }
    if (p == end || (*p == '\r' && p + 1 == end)) {
        return HTTP_PARSE_MORE;
    }
    if (*p != '\r' || p[1] != '\n') {
        return refuse(head, 400, "A header value holds a control character, or its line does not end with CR LF.");
    }
    *at = p + 2;
    while (p > value && (p[-1] == ' ' || p[-1] == '\t')) {
        p--;
    }
    if (head->headers_n == HTTP_FIELDS_MAX) {
        return refuse(head, 431, "The header has too many fields.");
    }
    HttpHeader *h = &head->headers[head->headers_n++];
    h->name = str_of(name, (size_t)(name_end - name));
    h->value = str_of(value, (size_t)(p - value));
    return take_field(head, h->name, h->value);
}

/* What only the whole head can tell. */
static HttpParse finish_head(HttpHead *head)
{
    if (head->hosts == 0 && head->minor > 0) {
        return refuse(head, 400, "Host is missing.");
    }
    if (head->codings > 0 && head->lengths > 0) {
        return refuse(head, 400, "Content-Length and Transfer-Encoding are both given.");
    }
    if (head->codings > 0 && head->minor == 0) {
        return refuse(head, 400, "HTTP/1.0 knows no Transfer-Encoding.");
    }
    head->keep_alive = head->minor > 0 ? !head->close_asked : head->keep_alive_asked && !head->close_asked;
    return HTTP_PARSE_DONE;
}

static HttpParse parse_all(char *start, char *end, HttpHead *head)
{
    char *p = start;
    /* One empty line before a request is forgiven (RFC 9112 2.2): old clients send it after a body. */
    if (p < end && *p == '\r') {
        if (p + 1 == end) {
            return HTTP_PARSE_MORE;
        }
        if (p[1] != '\n') {
            return refuse(head, 400, "The request begins with a lone CR.");
        }
        p += 2;
    }
    HttpParse r = parse_request_line(&p, end, head);
    while (r == HTTP_PARSE_DONE) {
        if (p == end || (*p == '\r' && p + 1 == end)) {
            return HTTP_PARSE_MORE;
        }
        if (*p == '\r') {
            if (p[1] != '\n') {
                return refuse(head, 400, "A line of the header does not end with CR LF.");
            }
            head->size = (size_t)(p + 2 - start);
            return finish_head(head);
        }
        r = parse_field(&p, end, head);
    }
    return r;
}

/* The path of a request line that never ends says in whose words it is refused. */
static Str path_of_long_line(const char *p, size_t n)
{
    const char *start = memchr(p, ' ', n);
    size_t at = start ? (size_t)(start - p) + 1 : n, end = at;
    while (end < n && is_target_char((unsigned char)p[end]) && p[end] != '?') {
        end++;
    }
    return str_of(p + at, end - at);
}

HttpParse http_head_parse(char *p, size_t n, size_t limit, HttpHead *head)
{
    /* The array of fields is left as it is: 3 KB a request for nothing. */
    memset(head, 0, offsetof(HttpHead, headers));
    head->content_length = -1;
    size_t seen = n < limit ? n : limit;
    HttpParse r = parse_all(p, p + seen, head);
    if (r == HTTP_PARSE_MORE && n >= limit && !memchr(p, '\n', seen)) {
        head->target = path_of_long_line(p, seen);
        return refuse(head, 414, "The request line is longer than this server takes.");
    }
    if (r == HTTP_PARSE_MORE && n >= limit) {
        return refuse(head, 431, "The header is larger than this server takes.");
    }
    return r;
}

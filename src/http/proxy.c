/* Who the client is when a proxy of ours stands in front. X-Forwarded-For is read from the right, and only as long as
 * what stands there was written by somebody we trust: anything further left is the client's own claim. */
#include "http/internal.h"

#include <arpa/inet.h>

typedef struct Net {
    int family;
    uint8_t bytes[16];
    unsigned bits;
} Net;
enum { NETS_MAX = 64 };
struct Proxies {
    Net nets[NETS_MAX];
    size_t n;
    bool unix_peers;
};

static bool parse_address(Str s, Net *ret)
{
    char z[INET6_ADDRSTRLEN];
    if (s.n == 0 || s.n >= sizeof(z)) {
        return false;
    }
    memcpy(z, s.p, s.n);
    z[s.n] = 0;
    memset(ret, 0, sizeof(*ret));
    ret->family = memchr(z, ':', s.n) ? AF_INET6 : AF_INET;
    ret->bits = ret->family == AF_INET ? 32 : 128;
    return inet_pton(ret->family, z, ret->bytes) == 1;
}

static bool parse_net(Str s, Net *ret)
{
    ptrdiff_t slash = str_find_char(s, '/');
    if (!parse_address(slash < 0 ? s : str_of(s.p, (size_t)slash), ret)) {
        return false;
    }
    uint64_t bits = ret->bits;
    if (slash >= 0 && (str_to_u64(str_skip(s, (size_t)slash + 1), &bits) != OK || bits > ret->bits)) {
        return false;
    }
    ret->bits = (unsigned)bits;
    return true;
}

Proxies *proxies_parse(const char *list)
{
    Proxies *p = calloc(1, sizeof(*p));
    Str rest = str_from(list), one;
    while (p && str_split(&rest, ',', &one)) {
        one = str_trim(one);
        if (one.n == 0) {
            continue;
        }
        if (str_eq(one, S("unix"))) {
            p->unix_peers = true;
        } else if (p->n == NETS_MAX || !parse_net(one, &p->nets[p->n++])) {
            free(p);
            return NULL;
        }
    }
    return p;
}

void proxies_free(Proxies *p) { free(p); }

static bool net_has(const Net *net, const Net *address)
{
    if (net->family != address->family) {
        return false;
    }
    size_t whole = net->bits / 8;
    unsigned left = net->bits % 8;
    if (memcmp(net->bytes, address->bytes, whole) != 0) {
        return false;
    }
    return left == 0 || ((net->bytes[whole] ^ address->bytes[whole]) >> (8 - left)) == 0;
}

static bool trusts(const Proxies *p, const Net *address)
{
    for (size_t i = 0; i < p->n; i++) {
        if (net_has(&p->nets[i], address)) {
            return true;
        }
    }
    return false;
}

bool proxies_trust(const Proxies *p, const char *address)
{
    Net net;
    return p && parse_address(str_from(address), &net) && trusts(p, &net);
}

bool proxies_trust_unix(const Proxies *p) { return p && p->unix_peers; }

/* "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]:4711" to the address alone. */
static Str without_port(Str s)
{
    s = str_trim(s);
    if (s.n && s.p[0] == '[') {
        ptrdiff_t end = str_find_char(s, ']');
        return end < 0 ? S("") : str_sub(s, 1, (size_t)end - 1);
    }
    ptrdiff_t colon = str_find_char(s, ':');
    return colon >= 0 && colon == str_rfind_char(s, ':') ? str_of(s.p, (size_t)colon) : s;
}

/* False: the walk to the left ends here. */
static bool apply_one(const Proxies *p, HttpRequest *req, Str value)
{
    while (value.n) {
        ptrdiff_t comma = str_rfind_char(value, ',');
        Str one = without_port(comma < 0 ? value : str_skip(value, (size_t)comma + 1));
        Net net;
        if (!parse_address(one, &net)) {
            return false;
        }
        req->remote = one;
        if (!trusts(p, &net)) {
            return false;
        }
        value = comma < 0 ? S("") : str_of(value.p, (size_t)comma);
    }
    return true;
}

void proxies_apply(const Proxies *p, HttpRequest *req)
{
    for (size_t i = req->headers_n; i > 0; i--) {
        const HttpHeader *h = &req->headers[i - 1];
        if (str_eq(h->name, S("x-forwarded-for")) && !apply_one(p, req, h->value)) {
            break;
        }
    }
    for (size_t i = req->headers_n; i > 0; i--) {
        const HttpHeader *h = &req->headers[i - 1];
        if (str_eq(h->name, S("x-forwarded-proto"))) {
            ptrdiff_t comma = str_rfind_char(h->value, ',');
            req->tls = str_eq_nocase(str_trim(str_skip(h->value, (size_t)(comma + 1))), S("https"));
            return;
        }
    }
}

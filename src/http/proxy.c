/* Who the client is when a proxy of ours stands in front. X-Forwarded-For is read from the right, and only as long as
 * what stands there was written by somebody we trust: anything further left is the client's own claim. */
#include "http/internal.h"
#include "http/net.h"

enum { NETS_MAX = 64 };
struct Proxies {
    Net nets[NETS_MAX];
    size_t n;
    bool unix_peers;
};

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
        } else if (p->n == NETS_MAX || !net_parse(one, &p->nets[p->n++])) {
            free(p);
            return NULL;
        }
    }
    return p;
}

void proxies_free(Proxies *p) { free(p); }

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
    return p && net_parse_address(str_from(address), &net) && trusts(p, &net);
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
        if (!net_parse_address(one, &net)) {
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

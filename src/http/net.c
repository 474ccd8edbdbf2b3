/* Networks: parsing, containment, and the special-purpose ranges of the IANA registries. */
#include "http/net.h"

#include <arpa/inet.h>
#include <string.h>

bool net_parse_address(Str s, Net *ret)
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

bool net_parse(Str s, Net *ret)
{
    ptrdiff_t slash = str_find_char(s, '/');
    if (!net_parse_address(slash < 0 ? s : str_of(s.p, (size_t)slash), ret)) {
        return false;
    }
    uint64_t bits = ret->bits;
    if (slash >= 0 && (str_to_u64(str_skip(s, (size_t)slash + 1), &bits) != OK || bits > ret->bits)) {
        return false;
    }
    ret->bits = (unsigned)bits;
    return true;
}

bool net_has(const Net *net, const Net *address)
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

bool net_list_has(Str list, const Net *address)
{
    Str one;
    Net net;
    while (str_split(&list, ',', &one)) {
        if (net_parse(str_trim(one), &net) && net_has(&net, address)) {
            return true;
        }
    }
    return false;
}

bool net_list_ok(Str list)
{
    Str one;
    Net net;
    while (str_split(&list, ',', &one)) {
        one = str_trim(one);
        if (one.n && !net_parse(one, &net)) {
            return false;
        }
    }
    return true;
}

/* IANA IPv4 and IPv6 Special-Purpose Address Registries: what is not "globally reachable". */
#define PRIVATE_V4                                                                                                     \
    S("0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,169.254.0.0/16,172.16.0.0/12,192.0.0.0/24,192.0.2.0/24,"         \
      "192.88.99.0/24,192.168.0.0/16,198.18.0.0/15,198.51.100.0/24,203.0.113.0/24,224.0.0.0/4,240.0.0.0/4")
#define PRIVATE_V6                                                                                                     \
    S("::/128,::1/128,64:ff9b:1::/48,100::/64,2001::/23,2001:db8::/32,2002::/16,3fff::/20,5f00::/16,fc00::/7,"         \
      "fe80::/10,fec0::/10,ff00::/8")

bool net_is_private(const Net *address)
{
    if (address->family == AF_INET) {
        return net_list_has(PRIVATE_V4, address);
    }
    /* Mapped, compatible and translated addresses end with one of IPv4. */
    static const Str CARRIERS[] = {S_INIT("::ffff:0:0/96"), S_INIT("::/96"), S_INIT("64:ff9b::/96")};
    if (net_list_has(PRIVATE_V6, address)) {
        return true;
    }
    for (size_t i = 0; i < sizeof CARRIERS / sizeof CARRIERS[0]; i++) {
        if (net_list_has(CARRIERS[i], address)) {
            Net inner = {.family = AF_INET, .bits = 32};
            memcpy(inner.bytes, address->bytes + 12, 4);
            return net_list_has(PRIVATE_V4, &inner);
        }
    }
    return false;
}

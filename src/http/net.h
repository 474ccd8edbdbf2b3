/* Networks in text and whether an address is in one; and which addresses nobody outside may make us call. */
#pragma once
#include "base/str.h"

typedef struct Net {
    int family; /* AF_INET or AF_INET6 */
    uint8_t bytes[16];
    unsigned bits;
} Net;

/* "192.0.2.1", "2001:db8::1": a network of one. False when it is neither. */
bool net_parse_address(Str s, Net *ret);
/* The same, also with a length: "10.0.0.0/8". */
bool net_parse(Str s, Net *ret);
bool net_has(const Net *net, const Net *address);
/* Any network of a list by commas; false too when the list is empty. */
bool net_list_has(Str list, const Net *address);
/* Every part of the list is a network. */
bool net_list_ok(Str list);
/* Not reachable from the whole internet, or not by one machine: private, loopback, link-local, shared, documentation,
 * multicast and reserved ranges, and those of IPv6 that carry such an address of IPv4. */
bool net_is_private(const Net *address);

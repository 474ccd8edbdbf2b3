/* Questions to the domain name system, by the resolver of the C library. Reading answers is its part too. */
#include "base/buf.h"
#include "os/os.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

enum { ANSWER_MAX = 16384, WAIT_S = 2, TRIES = 2, TEXT_MAX = 1024 };

static bool read_server(Str server, struct sockaddr_in *ret)
{
    char host[INET_ADDRSTRLEN];
    ptrdiff_t colon = str_find_char(server, ':');
    Str address = colon < 0 ? server : str_sub(server, 0, (size_t)colon);
    uint64_t port = NAMESERVER_PORT;
    if (address.n == 0 || address.n >= sizeof host ||
        (colon >= 0 && (str_to_u64(str_skip(server, (size_t)colon + 1), &port) != OK || port == 0 || port > 65535))) {
        return false;
    }
    memcpy(host, address.p, address.n);
    host[address.n] = 0;
    *ret = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    return inet_pton(AF_INET, host, &ret->sin_addr) == 1;
}

bool os_dns_server_ok(Str server)
{
    struct sockaddr_in address;
    return read_server(server, &address);
}

/* A record is pieces of at most 255 bytes, each behind its length (RFC 1035, 3.3.14). */
static Str text_of(Arena *a, const unsigned char *data, size_t n)
{
    Buf b = buf_on_arena(a, TEXT_MAX);
    for (size_t at = 0; at < n;) {
        size_t piece = data[at++];
        piece = piece > n - at ? n - at : piece;
        buf_add(&b, str_of((const char *)data + at, piece));
        at += piece;
    }
    return buf_str(&b);
}

static Err read_answer(Arena *a, const unsigned char *answer, int length, Str *ret, size_t max, size_t *ret_n)
{
    ns_msg message;
    if (ns_initparse(answer, length, &message) != 0) {
        return ERR_UNAVAILABLE;
    }
    for (int i = 0; i < ns_msg_count(message, ns_s_an) && *ret_n < max; i++) {
        ns_rr record;
        if (ns_parserr(&message, ns_s_an, i, &record) == 0 && ns_rr_type(record) == ns_t_txt) {
            ret[(*ret_n)++] = text_of(a, ns_rr_rdata(record), ns_rr_rdlen(record));
        }
    }
    return *ret_n ? OK : ERR_NOT_FOUND;
}

Err os_dns_txt(Arena *a, Str name, Str server, Str *ret, size_t max, size_t *ret_n)
{
    struct __res_state state;
    struct sockaddr_in address;
    unsigned char answer[ANSWER_MAX];
    *ret_n = 0;
    memset(&state, 0, sizeof state);
    if ((server.n && !read_server(server, &address)) || res_ninit(&state) != 0) {
        return ERR_UNAVAILABLE;
    }
    state.retrans = WAIT_S;
    state.retry = TRIES;
    if (server.n) {
        state.nscount = 1;
        state.nsaddr_list[0] = address;
    }
    int n = res_nquery(&state, str_z(a, name), ns_c_in, ns_t_txt, answer, sizeof answer);
    int why = state.res_h_errno;
    res_nclose(&state);
    if (n < 0) {
        return why == HOST_NOT_FOUND || why == NO_DATA ? ERR_NOT_FOUND : ERR_UNAVAILABLE;
    }
    return read_answer(a, answer, n < (int)sizeof answer ? n : (int)sizeof answer, ret, max, ret_n);
}

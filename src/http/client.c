/* One outgoing call. What curl's callbacks collect is on the heap: an arena that runs out would jump over curl. */
#include "http/client.h"

#include "http/net.h"
#include "os/os.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECT_TIMEOUT_MS = 5000, HEADER_BYTES_MAX = 32 << 10, URL_MAX = 4096 };

typedef struct Call {
    const HttpCall *ask;
    Buf body, headers; /* headers: of the last answer, as they came */
    bool refused, large;
    char why[CURL_ERROR_SIZE];
} Call;

/* --- where it may go --- */

bool http_url_ok(Str url, bool anywhere)
{
    Str https = S("https://"), http = S("http://");
    bool secure = str_starts_nocase(url, https);
    if ((!secure && !(anywhere && str_starts_nocase(url, http))) || url.n > URL_MAX) {
        return false;
    }
    Str rest = str_skip(url, secure ? https.n : http.n);
    size_t host_n = 0;
    while (host_n < rest.n && rest.p[host_n] != '/' && rest.p[host_n] != '?') {
        host_n++;
    }
    Str host = str_of(rest.p, host_n);
    for (size_t i = 0; i < url.n; i++) {
        unsigned char c = (unsigned char)url.p[i];
        if (c <= ' ' || c >= 0x7f || c == '\\' || c == '#' || c == '"' || c == '<' || c == '>') {
            return false;
        }
    }
    return host.n > 0 && host.p[0] != ':' && str_find_char(host, '@') < 0;
}

static bool may_reach(const HttpCall *ask, const struct curl_sockaddr *to)
{
    Net address = {.family = to->family, .bits = to->family == AF_INET ? 32 : 128};
    if (to->family == AF_INET) {
        memcpy(address.bytes, &((const struct sockaddr_in *)(const void *)&to->addr)->sin_addr, 4);
    } else if (to->family == AF_INET6) {
        memcpy(address.bytes, &((const struct sockaddr_in6 *)(const void *)&to->addr)->sin6_addr, 16);
    } else {
        return false;
    }
    return ask->anywhere || !net_is_private(&address) || net_list_has(ask->networks, &address);
}

static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *to)
{
    Call *c = user;
    if (purpose != CURLSOCKTYPE_IPCXN || !may_reach(c->ask, to)) {
        c->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* --- what comes back --- */

static size_t take_body(char *bytes, size_t size, size_t n, void *user)
{
    Call *c = user;
    buf_add(&c->body, str_of(bytes, size * n));
    c->large = c->large || c->body.full;
    return c->body.full ? 0 : size * n;
}

static size_t take_header(char *bytes, size_t size, size_t n, void *user)
{
    Call *c = user;
    Str line = str_of(bytes, size * n);
    if (str_starts(line, S("HTTP/"))) { /* the next answer begins: a redirect's, or one after "100 Continue" */
        buf_clear(&c->headers);
        buf_clear(&c->body);
    }
    buf_add(&c->headers, line);
    c->large = c->large || c->headers.full;
    return c->headers.full ? 0 : line.n;
}

static void read_headers(Arena *a, Str text, HttpReply *ret)
{
    Str line;
    text = str_copy(a, text);
    while (ret->headers_n < HTTP_CALL_HEADERS_MAX && str_split(&text, '\n', &line)) {
        ptrdiff_t colon = str_find_char(line, ':');
        if (colon > 0) {
            ret->headers[ret->headers_n++] = (HttpHeader){str_lower_ascii(a, str_sub(line, 0, (size_t)colon)),
                                                          str_trim(str_skip(line, (size_t)colon + 1))};
        }
    }
}

Str http_reply_header(const HttpReply *reply, Str name_lower)
{
    for (size_t i = 0; i < reply->headers_n; i++) {
        if (str_eq(reply->headers[i].name, name_lower)) {
            return reply->headers[i].value;
        }
    }
    return S("");
}

/* --- the call --- */

static HttpCallFailure failure_of(const Call *c, CURLcode code)
{
    if (c->large) {
        return HTTP_CALL_SIZE;
    }
    if (code == CURLE_COULDNT_CONNECT) {
        return c->refused ? HTTP_CALL_PRIVATE : HTTP_CALL_CONNECT;
    }
    if (code == CURLE_COULDNT_RESOLVE_HOST) {
        return HTTP_CALL_NAME;
    }
    if (code == CURLE_OPERATION_TIMEDOUT) {
        return HTTP_CALL_TIME;
    }
    if (code == CURLE_TOO_MANY_REDIRECTS) {
        return HTTP_CALL_REDIRECT;
    }
    if (code == CURLE_UNSUPPORTED_PROTOCOL) {
        return HTTP_CALL_REDIRECT; /* the first address was looked at before */
    }
    if (code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CERTPROBLEM ||
        code == CURLE_SSL_CIPHER || code == CURLE_SSL_ISSUER_ERROR) {
        return HTTP_CALL_TLS;
    }
    return HTTP_CALL_BROKEN;
}

static Err err_of(HttpCallFailure failure)
{
    switch (failure) {
    case HTTP_CALL_FINE:
        return OK;
    case HTTP_CALL_ADDRESS:
        return ERR_INVALID;
    case HTTP_CALL_PRIVATE:
        return ERR_FORBIDDEN;
    case HTTP_CALL_SIZE:
        return ERR_TOO_LARGE;
    case HTTP_CALL_NAME:
    case HTTP_CALL_CONNECT:
    case HTTP_CALL_TLS:
    case HTTP_CALL_TIME:
    case HTTP_CALL_REDIRECT:
    case HTTP_CALL_BROKEN:
        break;
    }
    return ERR_UNAVAILABLE;
}

static pthread_once_t CURL_ONCE = PTHREAD_ONCE_INIT;
static void curl_begin(void) { (void)curl_global_init(CURL_GLOBAL_DEFAULT); }

static struct curl_slist *header_list(Arena *a, const HttpCall *ask)
{
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    for (size_t i = 0; i < ask->headers_n; i++) {
        Str name = ask->headers[i].name, value = ask->headers[i].value;
        if (memchr(value.p ? value.p : "", '\n', value.n) || memchr(value.p ? value.p : "", '\r', value.n)) {
            continue; /* a value cannot begin a new header */
        }
        list = curl_slist_append(list, str_z(a, str_fmt(a, "%.*s: %.*s", S_ARG(name), S_ARG(value))));
    }
    return list;
}

static void set_up(CURL *curl, Arena *a, Call *c, struct curl_slist *headers)
{
    const HttpCall *ask = c->ask;
    const char *protocols = ask->anywhere ? "http,https" : "https";
    Str method = ask->method.n ? ask->method : ask->body.p ? S("POST") : S("GET");
    bool get = str_eq(method, S("GET"));
    curl_easy_setopt(curl, CURLOPT_URL, str_z(a, ask->url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols);
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, protocols);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, get && ask->redirects_max ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)ask->redirects_max);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)(ask->timeout_ms ? ask->timeout_ms : HTTP_CALL_TIMEOUT_MS));
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, c);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, c);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, c);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, c->why);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    if (!get) {
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, str_z(a, method));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)ask->body.n);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, ask->body.n ? ask->body.p : "");
    }
}

static void take_reply(CURL *curl, Arena *a, Call *c, HttpReply *ret)
{
    long status = 0;
    char *url = NULL, *type = NULL; /* curl's */
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, &url);
    (void)curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    ret->status = (int)status;
    ret->url = str_copy(a, str_from(url));
    ret->content_type = str_copy(a, str_from(type));
    ret->body = str_copy(a, buf_str(&c->body));
    read_headers(a, buf_str(&c->headers), ret);
}

Err http_call(Arena *a, const HttpCall *call, HttpReply *ret)
{
    (void)pthread_once(&CURL_ONCE, curl_begin);
    *ret = (HttpReply){.failure = HTTP_CALL_ADDRESS, .why = S("not an address of https"), .url = call->url};
    if (!http_url_ok(call->url, call->anywhere)) {
        return ERR_INVALID;
    }
    CURL *curl = curl_easy_init();
    if (!curl) {
        ret->failure = HTTP_CALL_BROKEN;
        return ERR_INTERNAL;
    }
    Call c = {.ask = call,
              .body = buf_on_heap(call->body_max ? call->body_max : HTTP_CALL_BODY_MAX),
              .headers = buf_on_heap(HEADER_BYTES_MAX)};
    struct curl_slist *headers = header_list(a, call);
    set_up(curl, a, &c, headers);
    int64_t start_ns = os_monotonic_ns();
    CURLcode code = curl_easy_perform(curl);
    ret->took_us = (os_monotonic_ns() - start_ns) / 1000;
    ret->failure = code == CURLE_OK ? HTTP_CALL_FINE : failure_of(&c, code);
    char why[CURL_ERROR_SIZE + 1];
    (void)snprintf(why, sizeof why, "%s", c.why[0] ? c.why : curl_easy_strerror(code));
    curl_slist_free_all(headers);
    if (code == CURLE_OK) {
        take_reply(curl, a, &c, ret);
    }
    curl_easy_cleanup(curl);
    buf_free(&c.body);
    buf_free(&c.headers);
    ret->why = code == CURLE_OK ? S("") : str_copy(a, str_from(why));
    return err_of(ret->failure);
}

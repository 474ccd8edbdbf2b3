/* HTTP/1.1 server (RFC 9110, 9112): libuv loops, a small strict parser of ours, TLS by OpenSSL.
 *
 * Knows nothing of routes, sessions or the database. A request is complete when the handler sees it (body in memory or,
 * past body_memory_max, in an unlinked file). The handler runs on the loop that read it and must not block; it answers
 * at once or later, from any thread, exactly once, with http_respond or http_stream_begin. Everything of a request
 * lives in req->arena and dies with the answer's last byte. */
#pragma once
#include "base/buf.h"
#include "base/time.h"

typedef struct HttpServer HttpServer;
typedef struct HttpStream HttpStream;

typedef enum HttpMethod {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_OTHER
} HttpMethod;
typedef struct HttpHeader {
    Str name, value;
} HttpHeader; /* request: name lower-cased in place, value trimmed */

typedef struct HttpRequest {
    Arena *arena;
    HttpMethod method;
    Str method_text;
    Str target; /* as sent: origin form (an absolute form is reduced to it) */
    Str path;   /* the part before '?', still percent-encoded, never empty */
    Str query;  /* after '?', still encoded; empty when absent */
    Str host;   /* Host header */
    const HttpHeader *headers;
    size_t headers_n;
    Str body;    /* when in memory */
    int body_fd; /* -1, or an unlinked file that holds the body; closed by the server */
    size_t body_size;
    Str remote;       /* peer, or by trusted proxies the client: "192.0.2.1" */
    bool tls;         /* by us, or as a trusted proxy says */
    unsigned loop;    /* 0 .. loops-1: which loop thread this is, for per-loop caches */
    int64_t start_ns; /* monotonic, first byte seen */
    void *user;       /* the application's */
    bool cut;         /* the body is over the plan and is not here: for HttpApp.too_large */
} HttpRequest;

/* Value of a header, name in lower case; empty when absent. Repeated ones: the first. */
Str http_header(const HttpRequest *req, Str name_lower);
/* Cookie by name; empty when absent. */
Str http_cookie(const HttpRequest *req, Str name);
/* Percent-decoding into the arena; plus_is_space for form data. ERR_PARSE on a bad escape or a NUL. */
MUST_USE Err http_decode(Arena *a, Str s, bool plus_is_space, Str *ret);
/* Cuts "k=v&..." one pair at a time, decoded as form data. False at the end; a bad pair sets *ret_err. */
bool http_next_param(Arena *a, Str *rest, Str *ret_name, Str *ret_value, Err *ret_err);

enum { HTTP_HEADERS_MAX = 24 };
typedef struct HttpResponse {
    int status;
    Str content_type; /* empty: none */
    Str body;         /* in req->arena or static; or: */
    int file_fd;      /* 0 or less: none; else the body is file_size bytes of it; the server closes it */
    uint64_t file_size;
    bool file_ranges;                     /* honour Range (RFC 9110 14), with etag or last_modified as validator */
    Str etag;                             /* with quotes; If-None-Match answers 304 */
    Time last_modified;                   /* TIME_NONE: none */
    bool compress;                        /* br or gzip as the client accepts, above 1.4 KB, memory bodies only */
    Str body_br, body_gz;                 /* made at build time, for static assets; empty: none */
    bool close;                           /* close the connection after it */
    bool drop;                            /* close it instead: not a byte is sent */
    HttpHeader headers[HTTP_HEADERS_MAX]; /* further ones; names as they go out */
    size_t headers_n;
} HttpResponse;

/* Any thread. Copies the struct; strings stay in the arena. For HEAD the body is left out and its length kept. */
void http_respond(HttpRequest *req, const HttpResponse *res);
void http_add_header(HttpResponse *res, Str name, Str value);

/* A body of unknown length in constant memory, written by a worker thread (never by a loop). write blocks while the
 * client is slow and fails with ERR_IO once it is gone or too slow; small writes are gathered for up to 50 ms or until
 * the next write. end is always called, aborted true to cut. */
HttpStream *http_stream_begin(HttpRequest *req, const HttpResponse *res);
MUST_USE Err http_stream_write(HttpStream *s, Str bytes);
void http_stream_end(HttpStream *s, bool aborted);

/* What the application says once the header is read, before any byte of the body. Asked only when a body follows. */
typedef struct HttpBodyPlan {
    size_t body_max;        /* bytes; over it: 413 */
    size_t body_memory_max; /* above: to a file in spill_dir */
} HttpBodyPlan;

typedef struct HttpApp {
    void *user;
    void (*handle)(HttpRequest *req, void *user);
    /* As handle, for a request whose body is over its plan: the connection ends after the answer. NULL: 413 in plain
     * words. */
    void (*too_large)(HttpRequest *req, void *user);
    HttpBodyPlan (*plan)(HttpRequest *req, void *user); /* headers are set, body is not; NULL: 1 MB, in memory */
    /* One line a request, after its last byte: status, bytes sent, microseconds. Runs on the loop. May be NULL. Also
     * for what the server refused itself: req->user is NULL then, and method, path and headers may be empty. */
    void (*done)(const HttpRequest *req, int status, uint64_t bytes, int64_t us, void *user);
    /* On the loop, when it has answered what there was and is about to wait for more. May be NULL. */
    void (*wait)(unsigned loop, void *user);
    /* Body of an error the server itself answers (400, 408, 413, 417, 431, 501, 503, 505); may be NULL. target: as far
     * as it was read. */
    Str (*error_body)(Arena *a, int status, Str why, Str target, Str *ret_content_type, void *user);
} HttpApp;

typedef struct HttpConfig {
    const char *address;            /* "127.0.0.1", "::", or "unix:/path" */
    int port;                       /* 0: any; http_server_port tells */
    int listen_fd;                  /* systemd hand-over; -1: none */
    unsigned loops;                 /* threads; 0: one a core */
    const char *tls_cert, *tls_key; /* PEM files; NULL: plain */
    const char *trusted_proxies;    /* "127.0.0.1,10.0.0.0/8": whose X-Forwarded-For and -Proto count */
    const char *spill_dir;
    size_t header_max;             /* bytes of request line and header; 431 over it; default 16384 */
    unsigned connections_max;      /* default 4096; above: 503 and close */
    unsigned header_timeout_ms;    /* absolute, from the first byte; default 10000 */
    unsigned keepalive_timeout_ms; /* default 75000 */
    unsigned body_rate_min;        /* bytes a second over any 5 s window; default 500 */
    unsigned send_rate_min;        /* a reader slower than this is dropped; default 500 */
    unsigned requests_max;         /* per connection; 0: no limit */
    size_t request_memory_max;     /* budget of a request's arena, body in memory apart; 0: no limit; default 64 MB */
} HttpConfig;
HttpConfig http_config_default(void);

/* Starts the loops. ret_why: what failed and what to do, for the console. */
MUST_USE Err http_server_start(const HttpConfig *config, const HttpApp *app, HttpServer **ret, char ret_why[256]);
int http_server_port(const HttpServer *server);
/* Reads the certificate and key again (SIGHUP); the old ones stay when the new ones do not load. */
MUST_USE Err http_server_reload_tls(HttpServer *server, char ret_why[256]);
/* Stops accepting, finishes requests in flight, closes idle connections; returns when done or after grace_ms. */
void http_server_stop(HttpServer *server, unsigned grace_ms);
/* After http_server_stop. No other thread may hold a request any more: stop the workers before. */
void http_server_free(HttpServer *server);
typedef struct HttpStats {
    uint64_t accepted, open, requests, refused, bytes_in, bytes_out;
} HttpStats;
HttpStats http_server_stats(const HttpServer *server);

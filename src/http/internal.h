/* What the files of src/http share: loops, connections, exchanges. Not for other folders.
 *
 * Threads: a connection and its exchanges belong to one loop thread. The two things other threads may do to an
 * exchange are answering it and feeding its stream; both end in loop_post, which puts the exchange into its loop's
 * mailbox. Whatever is marked "loop" below is touched by the loop thread alone.
 *
 * A connection hands out one request at a time: the next one is parsed once the last is answered. So answers are in
 * order, two requests of one client never run against each other, and answers that were ready at once still leave in
 * one write. */
#pragma once
#include "base/num.h"
#include "http/http.h"
#include "http/parse.h"
#include "os/os.h"
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <stdatomic.h>
#include <sys/types.h>
#include <uv.h>

enum {
    HTTP_TICK_MS = 250,         /* how often deadlines are looked at */
    HTTP_BODY_WINDOW_MS = 5000, /* body_rate_min is measured over this */
    /* Longer than for bodies: a slow reader's kernel opens its window in steps of up to a whole segment. */
    HTTP_SEND_WINDOW_MS = 30000,
    HTTP_LINGER_MS = 5000, /* after the last answer, how long unread bytes are thrown away */
    HTTP_BATCH_MAX = 32,   /* answers that leave in one write */
    HTTP_BATCH_BYTES = 64 << 10,
    HTTP_READS_AT_ONCE = 64, /* before another connection has its turn */
    HTTP_SCRATCH = 64 << 10,
    HTTP_SENDFILE_MAX = 1 << 20,    /* bytes of a file sent before another connection has its turn */
    HTTP_STREAM_BUFFER = 256 << 10, /* bytes a stream's writer may be ahead of its client */
    HTTP_COMPRESS_MIN = 1400,
    HTTP_BODY_ARENA_MAX =
        64 << 10,           /* bodies up to this go to the arena at once, larger ones to the heap as they come */
    HTTP_POOL_MAX = 256,    /* exchanges and input buffers a loop keeps */
    HTTP_REFUSED_MAX = 256, /* connections over connections_max that still get their 503 */
    HTTP_HEAD_INLINE = 2048,
};

typedef struct HttpLoop HttpLoop;
typedef struct HttpConn HttpConn;
typedef struct Exchange Exchange;
typedef struct Proxies Proxies;

/* A request with its answer. The request is first, so that one is the other. */
struct Exchange {
    HttpRequest req;
    HttpLoop *loop;
    HttpConn *conn;      /* loop; NULL once the client is gone */
    Exchange *next;      /* loop; in the connection's answers, or in the pool */
    Exchange *post_next; /* in the mailbox */
    atomic_bool posted;  /* is in the mailbox */
    /* of the request, fixed before the handler runs */
    unsigned minor;
    bool keep_alive;
    char *body_heap;
    size_t body_cap;
    Str body_map; /* the spilled body, mapped by http_body_bytes */
    char remote[INET6_ADDRSTRLEN];
    /* of the answer, written by whoever answers before it is posted */
    bool answered; /* http_respond or http_stream_begin was called */
    bool interim;  /* a 100 Continue, not an answer */
    bool ready;    /* loop; in the connection's answers */
    bool close;    /* the connection ends with this answer */
    int status;
    Str spans[3]; /* what is to be sent, in order; spans before span_at are sent */
    unsigned span_at, spans_n;
    int file_fd; /* after the spans: file_left bytes from file_at; -1: none */
    off_t file_at;
    uint64_t file_left;
    char *head_heap; /* when head is too small */
    uint8_t *packed; /* compressed body */
    HttpStream *stream;
    uint64_t bytes_sent; /* loop */
    char head[HTTP_HEAD_INLINE];
};

typedef enum ConnState {
    CONN_HANDSHAKE, /* TLS */
    CONN_HEAD,      /* between requests, or in the middle of a head */
    CONN_LENGTH,    /* in a body of known length */
    CONN_CHUNKED,
    CONN_HANDLER, /* the application has the request */
    CONN_LAST,    /* the last answer is on its way; input is not looked at any more */
    CONN_LINGER,  /* it is sent; input is thrown away until the client closes */
    CONN_CLOSED
} ConnState;

struct HttpConn { /* all of it: loop */
    uv_poll_t poll;
    HttpLoop *loop;
    HttpConn *prev, *next; /* all of the loop */
    HttpConn *dirty_next;
    bool dirty; /* is to be pumped before the loop sleeps */
    int fd;
    int watching; /* UV_READABLE | UV_WRITABLE, as the poll handle has it */
    SSL *ssl;
    ConnState state;
    bool readable;                  /* a read may give something */
    bool blocked;                   /* the last write could not finish */
    bool eof;                       /* the client has sent all it will send */
    bool refused;                   /* over connections_max */
    bool peer_trusted;              /* a trusted proxy */
    char *in;                       /* input buffer of loop->in_cap bytes, or NULL while idle */
    size_t in_at, in_n;             /* unread: in[in_at .. in_n) */
    size_t head_seen;               /* bytes of an incomplete head that were parsed in vain */
    Exchange *cur;                  /* being read or handled */
    Exchange *out_first, *out_last; /* answered, not wholly sent */
    size_t out_n, out_bytes;
    uint64_t body_left; /* CONN_LENGTH */
    HttpChunks chunks;  /* CONN_CHUNKED */
    HttpBodyPlan plan;
    uint64_t since_ms;     /* when the present wait began: idle, head, handshake, linger */
    uint64_t window_ms;    /* when the present rate window began */
    uint64_t window_bytes; /* body bytes in the window; or acknowledged total at its begin */
    uint64_t sent_total;
    int64_t head_start_ns; /* monotonic, first byte of the present head; 0: none */
    unsigned requests;
    char remote[INET6_ADDRSTRLEN];
};

typedef struct NewFd {
    struct NewFd *next;
    int fd;
    bool refused;
    struct sockaddr_storage from;
} NewFd;

struct HttpLoop {
    HttpServer *server;
    unsigned index;
    uv_loop_t uv;
    uv_async_t wake;
    uv_timer_t tick;
    uv_prepare_t before; /* waiting */
    uv_poll_t listen;    /* loop 0 only */
    bool prepared, listening, ticking, calm, stopped;
    OsThread *thread;
    _Atomic(Exchange *) mailbox; /* newest first */
    _Atomic(NewFd *) new_fds;
    atomic_uint open; /* connections, those on their way included */
    HttpConn *conns;
    HttpConn *dirty;
    HttpConn *pumping;
    Exchange *pool;
    size_t pool_n;
    char **in_pool;
    size_t in_pool_n, in_cap;
    HttpHead head; /* scratch of the parser */
    char *scratch; /* HTTP_SCRATCH bytes */
    /* counted by the loop thread, read by any */
    _Atomic uint64_t accepted, requests, refusals, bytes_in, bytes_out;
};

struct HttpServer {
    HttpConfig config;
    HttpApp app;
    HttpLoop *loops;
    unsigned loops_n, loops_started;
    int listen_fd;
    bool unix_socket;
    char *unix_path; /* to unlink at the end, when we made it */
    int port;
    Proxies *proxies;
    SSL_CTX *tls; /* under lock */
    uv_mutex_t lock;
    uv_cond_t changed;
    atomic_bool stopping, cutting, quitting;
    atomic_bool drained; /* nothing is in flight: the application is not called any more */
    atomic_uint calm;    /* loops that know it */
    atomic_uint open, refused_open;
};

/* A counter of one writing thread: no locked instruction needed. */
static inline void count_add(_Atomic uint64_t *c, uint64_t n)
{
    atomic_store_explicit(c, atomic_load_explicit(c, memory_order_relaxed) + n, memory_order_relaxed);
}

/* loop.c */
extern _Thread_local HttpLoop *http_loop_current;
Exchange *exchange_take(HttpLoop *loop);
/* Calls done, frees what the request held, puts it back. */
void exchange_finish(Exchange *ex);
/* Any thread. The exchange may be gone when it returns. */
void loop_post(Exchange *ex);
void loop_mark_dirty(HttpConn *c);
/* Pumps what was marked; at the end of every callback. */
void loop_settle(HttpLoop *loop);
char *loop_take_input(HttpLoop *loop);
void loop_give_input(HttpLoop *loop, char *in);
MUST_USE Err loop_prepare(HttpLoop *loop);
MUST_USE Err loop_start(HttpLoop *loop);
/* Closes the handles of a loop that was prepared and never started. */
void loop_abandon(HttpLoop *loop);
void loop_tick_needed(HttpLoop *loop);

/* listen.c */
MUST_USE Err listener_open(HttpServer *server, char ret_why[256]);
void listener_ready(uv_poll_t *poll, int status, int events);

/* conn.c */
void conn_pump(HttpConn *c);
/* The exchange's answer can be sent from now on. */
void conn_answer_ready(Exchange *ex);
/* The server's own answer to what it does not take; the connection ends with it. */
void conn_refuse(HttpConn *c, int status, const char *why);
void conn_watch(HttpConn *c, int events);
/* While the application works: what a pipelining client sends is read as far as the buffer goes, so that the poll need
 * not be turned off and on for each request; then the kernel holds it back. */
void conn_read_ahead(HttpConn *c);
bool conn_is_idle(const HttpConn *c);

/* conn_life.c */
void conn_open(HttpLoop *loop, const NewFd *from);
void conn_check_deadlines(HttpConn *c, uint64_t now_ms);
/* Gives up at once; the request in a handler's hands is answered into nothing. */
void conn_close(HttpConn *c);
/* After the last answer: tells the client that nothing more comes, and waits until it has read that. */
void conn_linger(HttpConn *c);

/* send.c: true when nothing is left to send. */
bool conn_flush(HttpConn *c);

/* wire.c: read and write with or without TLS. >0 bytes, 0 end of input, or one of these. */
enum { WIRE_AGAIN = -1, WIRE_GONE = -2, WIRE_AGAIN_OTHER = -3 /* TLS wants the other direction first */ };
ssize_t wire_read(HttpConn *c, char *p, size_t n);
ssize_t wire_write(HttpConn *c, const struct iovec *iov, int iov_n, bool more);
ssize_t wire_send_file(HttpConn *c, int fd, off_t at, size_t n);
int wire_handshake(HttpConn *c); /* 1 done, WIRE_AGAIN, WIRE_AGAIN_OTHER, WIRE_GONE */
void wire_shutdown(HttpConn *c);
/* Bytes the client's kernel has acknowledged. */
uint64_t wire_acknowledged(const HttpConn *c);

/* tls.c */
MUST_USE Err tls_context(const HttpConfig *config, SSL_CTX **ret, char ret_why[256]);

/* body.c */
MUST_USE Err body_begin(Exchange *ex, int64_t length, HttpBodyPlan plan);
MUST_USE Err body_add(Exchange *ex, const char *spill_dir, HttpBodyPlan plan, Str bytes); /* ERR_TOO_LARGE, ERR_IO.. */
void body_end(Exchange *ex);
void body_free(Exchange *ex);

/* response.c */
void response_build(Exchange *ex, const HttpResponse *res, bool chunked);
/* The answer of the server itself to what it refuses. */
void response_refuse(Exchange *ex, int status, const char *why);
void response_continue(Exchange *ex);

/* negotiate.c: pure */
typedef enum Coding { CODING_IDENTITY, CODING_GZIP, CODING_BR } Coding;
Coding negotiate_coding(Str accept_encoding, bool br_there, bool gzip_there);
/* True: the client's copy is good, answer 304. */
bool negotiate_not_modified(const HttpRequest *req, Str etag, Time last_modified);
typedef enum RangeKind { RANGE_WHOLE, RANGE_PART, RANGE_UNSATISFIABLE } RangeKind;
RangeKind negotiate_range(const HttpRequest *req, Str etag, Time last_modified, uint64_t size, uint64_t *ret_from,
                          uint64_t *ret_n);

/* compress.c: malloc'ed bytes, or NULL when it does not pay. */
uint8_t *compress_body(Coding coding, Str body, size_t *ret_n);

/* stream.c */
/* Loop: takes what the writer has laid ready as spans of the exchange. False: nothing now. *ret_end: all is sent. */
bool stream_pull(Exchange *ex, bool *ret_end);
/* Loop: nobody will read it any more; a writer that waits is woken. */
void stream_cut(Exchange *ex);
/* Loop: true when the writer has called end and will not touch it again. */
bool stream_is_over(const Exchange *ex);
bool stream_is_aborted(const Exchange *ex);
void stream_free(Exchange *ex);

/* proxy.c */
/* NULL list: nobody. ret NULL on a bad list. */
Proxies *proxies_parse(const char *list);
void proxies_free(Proxies *p);
bool proxies_trust(const Proxies *p, const char *address);
bool proxies_trust_unix(const Proxies *p);
/* Sets remote and tls of a request that came through a trusted proxy. */
void proxies_apply(const Proxies *p, HttpRequest *req);

void http_date_into(char out[29], Time t); /* "Sat, 21 Nov 2026 05:46:00 GMT" */

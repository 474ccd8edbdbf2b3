/* The head of a request and the framing of a chunked body, as bytes: no sockets, no memory of its own, no clock.
 * Strict by choice (RFC 9112 with its lenient parts left out): what two servers in a row could read differently is
 * refused. Fuzzed by fuzz/http_request_fuzz.c. */
#pragma once
#include "http/http.h"

enum {
    HTTP_FIELDS_MAX = 100,       /* fields of one head; more: 431 */
    HTTP_METHOD_MAX = 32,        /* bytes of a method; more: 501 */
    HTTP_CHUNK_EXT_MAX = 256,    /* bytes of one chunk's extensions */
    HTTP_CHUNK_EXTS_MAX = 16384, /* bytes of all extensions of a body */
    HTTP_TRAILER_MAX = 8192,     /* bytes of the trailer section */
};

typedef enum HttpParse { HTTP_PARSE_DONE, HTTP_PARSE_MORE, HTTP_PARSE_REFUSED } HttpParse;

typedef struct HttpHead {
    size_t size; /* bytes of the head with its empty line */
    HttpMethod method;
    unsigned minor; /* 0, or 1 for every other 1.x */
    Str method_text, target, path, query, host;
    int64_t content_length; /* -1: none given */
    bool chunked;
    bool keep_alive; /* what version and Connection say together */
    bool expect_continue;
    int status;      /* of a refusal */
    const char *why; /* of a refusal, static */
    size_t headers_n;
    unsigned hosts, lengths, codings; /* how many such fields were seen */
    bool close_asked, keep_alive_asked;
    HttpHeader headers[HTTP_FIELDS_MAX];
} HttpHead;

/* Reads one head from the n bytes at p; names are lower-cased in place. limit: bytes a head may have; 431 over it, 414
 * when the request line is. Views of *head point into p. MORE: nothing wrong so far, and not the whole head yet. */
HttpParse http_head_parse(char *p, size_t n, size_t limit, HttpHead *head);

typedef enum HttpChunkState {
    CHUNK_SIZE,
    CHUNK_EXT_SPACE,
    CHUNK_EXT,
    CHUNK_SIZE_LF,
    CHUNK_DATA,
    CHUNK_DATA_CR,
    CHUNK_DATA_LF,
    CHUNK_TRAILER_START,
    CHUNK_TRAILER_NAME,
    CHUNK_TRAILER_VALUE,
    CHUNK_TRAILER_LF,
    CHUNK_LAST_LF,
    CHUNK_DONE,
    CHUNK_BAD
} HttpChunkState;
typedef struct HttpChunks {
    HttpChunkState state;
    uint64_t left;      /* of the chunk's data */
    unsigned digits;    /* of the size read so far */
    unsigned ext, exts; /* bytes of extensions: this chunk's, all */
    unsigned trailer;   /* bytes of the trailer section */
    int status;         /* with CHUNK_BAD */
    const char *why;
} HttpChunks;
/* Eats framing and at most one run of data: returns the bytes eaten and sets *ret_data to the run (a view of p, or
 * empty). Call again while it eats; the state then tells DONE or BAD. Start from a zeroed struct. */
size_t http_chunks_eat(HttpChunks *c, const char *p, size_t n, Str *ret_data);

/* One field name character as lower case, or 0 for what is no token character (RFC 9110 5.6.2). */
extern const uint8_t http_token_lower[256];
/* Host as RFC 3986 3.2.2 with an optional port; no user part, not empty. */
bool http_host_valid(Str host);
/* No control character in it, the tab included. */
bool http_value_is_clean(Str value);

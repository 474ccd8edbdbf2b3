/* Calls to other servers: identity providers, webhooks. One call, one answer, by libcurl; no cookies, no proxy, no
 * content coding.
 *
 * Where a call may go is looked at when the socket is made, after the name was resolved and again on each redirect: a
 * name that resolves to a private address, or that changes its address between two look-ups, leads nowhere. Plain HTTP
 * is refused but for `anywhere`. Every call has a limit of time and size. Blocks: never on a loop thread and never
 * inside a unit of work. Areas call through app/outgoing.h. */
#pragma once
#include "http/http.h"

enum { HTTP_CALL_BODY_MAX = 256 << 10, HTTP_CALL_TIMEOUT_MS = 8000, HTTP_CALL_HEADERS_MAX = 32 };

typedef struct HttpCall {
    Str method; /* empty: GET, or POST with a body */
    Str url;
    const HttpHeader *headers;
    size_t headers_n;
    Str body;
    size_t body_max;        /* of the answer; 0: HTTP_CALL_BODY_MAX */
    unsigned timeout_ms;    /* for the whole; 0: HTTP_CALL_TIMEOUT_MS */
    unsigned redirects_max; /* followed for GET only; 0: none, a redirect is the answer */
    bool anywhere;          /* private addresses and plain HTTP too: sandboxes and tests */
    Str networks;           /* private networks that may be reached all the same, by commas */
} HttpCall;

typedef enum HttpCallFailure {
    HTTP_CALL_FINE,
    HTTP_CALL_ADDRESS,  /* not an address of https */
    HTTP_CALL_NAME,     /* the name has no address */
    HTTP_CALL_PRIVATE,  /* it leads to an address that may not be called */
    HTTP_CALL_CONNECT,  /* nobody answers there */
    HTTP_CALL_TLS,      /* the certificate does not hold, or no common version */
    HTTP_CALL_TIME,     /* took too long */
    HTTP_CALL_SIZE,     /* the answer is larger than body_max */
    HTTP_CALL_REDIRECT, /* more redirects than allowed, or to an address that is not of https */
    HTTP_CALL_BROKEN    /* anything else */
} HttpCallFailure;

typedef struct HttpReply {
    HttpCallFailure failure;
    Str why; /* English, for the log */
    int status;
    Str url; /* after redirects */
    Str content_type, body;
    HttpHeader headers[HTTP_CALL_HEADERS_MAX]; /* of the last answer; names in lower case */
    size_t headers_n;
    int64_t took_us;
} HttpReply;

/* OK when an answer came, whatever its status. Else ret->failure says why: ERR_INVALID for ADDRESS, ERR_FORBIDDEN for
 * PRIVATE, ERR_TOO_LARGE for SIZE, ERR_UNAVAILABLE for the rest. */
MUST_USE Err http_call(Arena *a, const HttpCall *call, HttpReply *ret);
/* Value of a header of the answer; empty when absent. */
Str http_reply_header(const HttpReply *reply, Str name_lower);
/* An address of https (with `anywhere` of http too), without user name and fragment. */
bool http_url_ok(Str url, bool anywhere);

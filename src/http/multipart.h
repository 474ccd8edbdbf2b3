/* multipart/form-data (RFC 7578) over a body in memory or a mapped file: views, no copies. Fuzzed. */
#pragma once
#include "http/http.h"

typedef struct HttpPart {
    Str name, filename, content_type, bytes;
} HttpPart; /* filename empty: a plain field */
/* The whole body as bytes: the memory body, or the spilled file mapped for the life of the request. */
MUST_USE Err http_body_bytes(HttpRequest *req, Str *ret);
/* boundary from the Content-Type value; ERR_PARSE when absent. */
MUST_USE Err http_multipart(Arena *a, Str content_type, Str body, HttpPart **ret, size_t *ret_n);

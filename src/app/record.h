/* The last calls of a sandbox, to look at: method, address, status, time taken, some headers, and bodies as far as they
 * are kept, without secrets. They stand in memory: nothing is written for them, and they end with the process. */
#pragma once
#include "app/ctx.h"

enum { RECORD_CALLS_MAX = 500, RECORD_BODY_MAX = 16 << 10 };

typedef struct RecordedCall {
    int64_t number; /* from 1, in the order they were answered */
    Time at, now;   /* by the wall, and by the business clock */
    Str method, target, path;
    int status; /* 0: the connection was dropped */
    int64_t took_us;
    Str who; /* application or person; empty: nobody known */
    Str request_id;
    Str request_headers, response_headers; /* lines "name: value" */
    Str request_body, response_body;
    bool request_cut, response_cut; /* the body goes on */
    bool faulty;                    /* a fault was asked for */
} RecordedCall;

typedef struct Record Record;
MUST_USE Record *record_open(void);
void record_close(Record *r);
/* At the end of a request on the wire; any thread. */
void record_note(Ctx *ctx, const HttpResponse *res, bool dropped, bool faulty);

typedef struct RecordAsk {
    Str method, path; /* path: part of it; empty: any */
    int from, to;     /* statuses; 0: any */
    int64_t before;   /* numbers below it; 0: from the newest on */
    size_t max;
} RecordAsk;
/* The newest first, copied into the arena. */
size_t record_list(Record *r, Arena *a, const RecordAsk *ask, RecordedCall *ret, bool *ret_more);
bool record_get(Record *r, Arena *a, int64_t number, RecordedCall *ret);
void record_empty(Record *r);

/* The text with the values of members, parameters and headers that are secrets by their names taken out: JSON, whole or
 * cut, or a query. */
Str record_without_secrets(Arena *a, Str text);

/* Error codes shared by all layers.
 *
 * A fallible function returns Err; OK is 0. Details for the user go into ctx->problem (app/problem.h), never
 * into the code itself. A result that is dropped is a compile error. */
#pragma once

typedef enum Err {
    OK = 0,
    ERR_NOT_FOUND,       /* no such row in scope */
    ERR_INVALID,         /* the input has problems; they are collected in the Problem */
    ERR_PARSE,           /* bytes that are not of the format (JSON, CSV, multipart, a number) */
    ERR_UNAUTHENTICATED, /* nobody is signed in, or the token does not hold */
    ERR_FORBIDDEN,       /* somebody is, and may not */
    ERR_CONFLICT,        /* exists already, or the state does not allow it */
    ERR_STALE,           /* the version given is not the row's version */
    ERR_LIMIT,           /* a limit of ours: rate, size, count */
    ERR_TOO_LARGE,       /* does not fit the named maximum */
    ERR_SERIALIZE,       /* the engine asks to run the unit again */
    ERR_BUDGET,          /* a read used up its inline budget; runs again on a worker */
    ERR_BUSY,            /* a queue is full, or another process holds the database: try later */
    ERR_DISK_FULL,
    ERR_READ_ONLY,
    ERR_UNAVAILABLE, /* database or file store cannot be reached now */
    ERR_IO,
    ERR_UNSUPPORTED,
    ERR_INTERNAL, /* our mistake */
} Err;

/* Short stable name for logs ("not_found"). Never NULL. */
const char *err_name(Err err);

#define MUST_USE __attribute__((warn_unused_result))

/* Plain propagation; safe because memory is the arena's and the unit is the dispatcher's. */
#define TRY(expr)                                                                                                      \
    do {                                                                                                               \
        Err try_err_ = (expr);                                                                                         \
        if (try_err_ != OK) {                                                                                          \
            return try_err_;                                                                                           \
        }                                                                                                              \
    } while (0)

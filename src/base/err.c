/* Names of error codes, for logs. */
#include "base/err.h"

const char *err_name(Err err)
{
    switch (err) {
    case OK:
        return "ok";
    case ERR_NOT_FOUND:
        return "not_found";
    case ERR_INVALID:
        return "invalid";
    case ERR_PARSE:
        return "parse";
    case ERR_UNAUTHENTICATED:
        return "unauthenticated";
    case ERR_FORBIDDEN:
        return "forbidden";
    case ERR_CONFLICT:
        return "conflict";
    case ERR_STALE:
        return "stale";
    case ERR_LIMIT:
        return "limit";
    case ERR_TOO_LARGE:
        return "too_large";
    case ERR_SERIALIZE:
        return "serialize";
    case ERR_BUDGET:
        return "budget";
    case ERR_BUSY:
        return "busy";
    case ERR_DISK_FULL:
        return "disk_full";
    case ERR_READ_ONLY:
        return "read_only";
    case ERR_UNAVAILABLE:
        return "unavailable";
    case ERR_IO:
        return "io";
    case ERR_UNSUPPORTED:
        return "unsupported";
    case ERR_INTERNAL:
        return "internal";
    }
    return "unknown";
}

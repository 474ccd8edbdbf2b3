/* What went wrong, for the user: collected on the request, turned into an error page, a form with its messages, or an
 * API error, from this one struct. Detect once, describe where it is known best. */
#pragma once
#include "app/i18n.h"

enum { PROBLEM_FIELDS_MAX = 64 };
typedef struct ProblemField {
    Str field;
    Msg message;
} ProblemField; /* field: form name, or JSON path "companyProfile.domain" */
typedef struct Problem {
    int status;            /* 0: from the Err (problem_status) */
    int64_t api_code;      /* the wire's number (spec api-errors.tsv); 0: by status */
    Msg message;           /* what happened */
    Msg hint;              /* what to do */
    Str log;               /* for the log only, English */
    bool stale;            /* 409: because somebody else saved meanwhile, and not because a rule is against it */
    Str permission;        /* 403: which one is missing */
    int64_t retry_after_s; /* 0: no Retry-After */
    ProblemField fields[PROBLEM_FIELDS_MAX];
    size_t fields_n;
} Problem;

typedef struct Ctx Ctx;
/* Each sets ctx->problem and returns the code, so that callers write `return problem_not_found(ctx, ...)`. */
Err problem(Ctx *ctx, Err err, Msg message, Msg hint);
Err problem_api(Ctx *ctx, Err err, int status, int64_t api_code, Msg message);
/* Adds a field's message; the handler goes on and ends with problem_check. */
void problem_field(Ctx *ctx, Str field, Msg message);
/* Adds the message for a value that is no line of text (bad UTF-8, line ends, what turns the direction of reading);
 * true when it is one. */
bool problem_unless_line(Ctx *ctx, Str field, Str value);
/* ERR_INVALID when any field has a message. */
Err problem_check(Ctx *ctx);
Msg problem_of_field(const Ctx *ctx, Str field); /* unset when the field is fine */
int problem_status(Err err);

/* What went wrong, in one struct, for whoever shows it. */
#include "app/ctx.h"
#include "base/utf8.h"

Err problem(Ctx *ctx, Err err, Msg message, Msg hint)
{
    ctx->problem.message = message;
    ctx->problem.hint = hint;
    return err;
}

Err problem_api(Ctx *ctx, Err err, int status, int64_t api_code, Msg message)
{
    ctx->problem.status = status;
    ctx->problem.api_code = api_code;
    ctx->problem.message = message;
    return err;
}

void problem_field(Ctx *ctx, Str field, Msg message)
{
    Problem *p = &ctx->problem;
    for (size_t i = 0; i < p->fields_n; i++) {
        if (str_eq(p->fields[i].field, field)) {
            return; /* the first complaint about a field is the one to act on */
        }
    }
    if (p->fields_n < PROBLEM_FIELDS_MAX) {
        p->fields[p->fields_n++] = (ProblemField){field, message};
    }
}

bool problem_unless_line(Ctx *ctx, Str field, Str value)
{
    bool line = utf8_valid(value) && !utf8_has_control(value);
    if (!line) {
        problem_field(ctx, field, MSG("Write this on one line, without control characters"));
    }
    return line;
}

Err problem_check(Ctx *ctx) { return ctx->problem.fields_n ? ERR_INVALID : OK; }

Msg problem_of_field(const Ctx *ctx, Str field)
{
    for (size_t i = 0; i < ctx->problem.fields_n; i++) {
        if (str_eq(ctx->problem.fields[i].field, field)) {
            return ctx->problem.fields[i].message;
        }
    }
    return (Msg){0};
}

int problem_status(Err err)
{
    switch (err) {
    case OK:
        return 200;
    case ERR_NOT_FOUND:
        return 404;
    case ERR_INVALID:
        return 422;
    case ERR_PARSE:
        return 400;
    case ERR_UNAUTHENTICATED:
        return 401;
    case ERR_FORBIDDEN:
        return 403;
    case ERR_CONFLICT:
        return 409;
    case ERR_STALE:
        return 409;
    case ERR_LIMIT:
        return 429;
    case ERR_TOO_LARGE:
        return 413;
    case ERR_SERIALIZE:
    case ERR_BUDGET:
    case ERR_BUSY:
    case ERR_DISK_FULL:
    case ERR_READ_ONLY:
    case ERR_UNAVAILABLE:
        return 503;
    case ERR_UNSUPPORTED:
        return 405;
    case ERR_IO:
    case ERR_INTERNAL:
        return 500;
    }
    return 500;
}

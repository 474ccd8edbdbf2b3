/* What commands have in common: options, complaints and progress. */
#include "app/command.h"
#include "os/os.h"
#include <unistd.h>

static bool option_eq(const char *x, const char *y)
{
    while (*x && *y && (*x == *y || ((*x == '-' || *x == '_') && (*y == '-' || *y == '_')))) {
        x++;
        y++;
    }
    return *x == *y;
}

const char *command_option(const CommandRun *run, const char *name)
{
    for (size_t i = run->options_n; i-- > 0;) { /* the last one given counts */
        if (option_eq(run->options[i].name, name)) {
            return run->options[i].value;
        }
    }
    return NULL;
}

__attribute__((format(printf, 2, 0))) static void complain(const CommandRun *run, const char *fmt, va_list ap)
{
    fprintf(stderr, "entente %s: ", run->name);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
}

int command_fail(const CommandRun *run, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    complain(run, fmt, ap);
    va_end(ap);
    return EXIT_FAILED;
}

int command_usage(const CommandRun *run, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    complain(run, fmt, ap);
    va_end(ap);
    fprintf(stderr, "`entente %s --help` tells how it is used.\n", run->name);
    return EXIT_USAGE;
}

static Str advice(Err err)
{
    switch (err) {
    case ERR_BUSY:
        return S("Another process holds the database; try again, or stop it first.");
    case ERR_DISK_FULL:
        return S("The disk is full; make room and try again.");
    case ERR_READ_ONLY:
        return S("The disk or the file is read-only; make it writable.");
    case ERR_UNAVAILABLE:
        return S("The database cannot be reached; see that it runs and that the address is right.");
    case ERR_IO:
        return S("Reading or writing failed; see the system's log for the disk.");
    case OK:
    case ERR_NOT_FOUND:
    case ERR_INVALID:
    case ERR_PARSE:
    case ERR_UNAUTHENTICATED:
    case ERR_FORBIDDEN:
    case ERR_CONFLICT:
    case ERR_STALE:
    case ERR_LIMIT:
    case ERR_TOO_LARGE:
    case ERR_SERIALIZE:
    case ERR_BUDGET:
    case ERR_UNSUPPORTED:
    case ERR_INTERNAL:
        break;
    }
    return S("");
}

int command_problem(const CommandRun *run, const Ctx *ctx, Err err)
{
    const Locale *l = locale_get(S("en-US"));
    const Problem *p = &ctx->problem;
    Str message = msg_is_set(p->message) ? msg_text(run->arena, l, &p->message)
                                         : str_fmt(run->arena, "it failed (%s).", err_name(err));
    command_fail(run, "%.*s", S_ARG(message));
    for (size_t i = 0; i < p->fields_n; i++) {
        Str text = msg_text(run->arena, l, &p->fields[i].message);
        fprintf(stderr, "  %.*s: %.*s\n", S_ARG(p->fields[i].field), S_ARG(text));
    }
    Str hint = msg_is_set(p->hint) ? msg_text(run->arena, l, &p->hint) : advice(err);
    if (hint.n) {
        fprintf(stderr, "  %.*s\n", S_ARG(hint));
    }
    if (p->log.n) {
        fprintf(stderr, "  (%.*s)\n", S_ARG(p->log));
    }
    return EXIT_FAILED;
}

void command_progress(const char *what, int64_t done, int64_t total)
{
    static int64_t last_ns; /* of the one thread that runs a command */
    static bool open_line;
    bool ended = total >= 0 && done >= total;
    int64_t now = os_monotonic_ns();
    if (!isatty(STDERR_FILENO) || (!ended && now - last_ns < 200000000)) {
        return;
    }
    last_ns = now;
    const Locale *l = locale_get(S("en-US"));
    Arena *a = arena_create(0);
    Buf b = buf_on_arena(a, 400);
    buf_fmt(&b, "\r%s: ", what);
    fmt_i64(&b, l, done);
    if (total >= 0) {
        buf_add(&b, S(" of "));
        fmt_i64(&b, l, total);
    }
    fprintf(stderr, "%s   %s", buf_z(&b), ended && (open_line || done > 0) ? "\n" : "");
    open_line = !ended;
    arena_destroy(a);
}

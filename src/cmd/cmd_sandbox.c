/* `entente sandbox --ephemeral`: a whole partner center for one run of a client's tests, in a private folder that is
 * gone when it ends: with the end of its standard input, by a signal, or when nobody has called for a while. */
#include "app/kernel.h"
#include "app/mail.h"
#include "areas/sandbox/seed.h"
#include "base/num.h"
#include "cmd/cmd.h"
#include "os/os.h"
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { IDLE_S = 600, LOOK_MS = 200, LOOPS = 1, WORKERS = 2 };

static const CommandOption OPTIONS[] = {
    {"ephemeral", NULL, "In a temporary folder that is removed at the end. There is no other way yet."},
    {"at", "PORT", "Port on 127.0.0.1; without it a free one."},
    {"limits", NULL,
     "With the documented limits: 75 customers, 5 subscriptions of each, 25 licenses of each of these."},
    {"seed", "FILE", "Fill it from this JSON file: docs/sandbox.md says what may stand in it."},
    {"idle", "SECONDS", "Stop after so long without a call; 0: never. 600 without it."},
};

typedef struct Running {
    HttpServer *server;
    int64_t idle_s;
    bool watch_input; /* a pipe or a socket: its end is the end of whoever started this */
} Running;

/* /dev/null and files end at once, and a terminal is somebody's: neither says that the caller is gone. */
static bool input_tells(void)
{
    struct stat st;
    return fstat(STDIN_FILENO, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

static bool input_ended(void)
{
    char bytes[256];
    struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&p, 1, 0) > 0 && read(STDIN_FILENO, bytes, sizeof bytes) <= 0;
}

static void wait_for_end(const sigset_t *signals, const Running *r)
{
    uint64_t seen = 0;
    int64_t since_ns = os_monotonic_ns();
    struct timespec look = {.tv_nsec = LOOK_MS * 1000000L};
    for (;;) {
        int which = sigtimedwait(signals, NULL, &look);
        if (which == SIGINT || which == SIGTERM || (r->watch_input && input_ended())) {
            return;
        }
        uint64_t requests = http_server_stats(r->server).requests;
        int64_t now_ns = os_monotonic_ns();
        since_ns = requests == seen ? since_ns : now_ns;
        seen = requests;
        if (r->idle_s > 0 && now_ns - since_ns > r->idle_s * INT64_C(1000000000)) {
            return;
        }
    }
}

/* One "NAME=value" a line, as a shell, a CI's environment file and dotenv read it. */
static void print_environment(Str base, const SandboxFresh *f)
{
    printf("ENTENTE_BASE_URL=%.*s\n", S_ARG(base));
    printf("ENTENTE_TENANT=%.*s\n", S_ARG(f->tenant));
    printf("ENTENTE_CLIENT_ID=%.*s\n", S_ARG(f->client_id));
    printf("ENTENTE_CLIENT_SECRET=%.*s\n", S_ARG(f->client_secret));
    printf("ENTENTE_TOKEN_URL=%.*s/%.*s/oauth2/token\n", S_ARG(base), S_ARG(f->tenant));
    printf("ENTENTE_SIGN_IN=%.*s\n", S_ARG(f->admin_sign_in));
    printf("ENTENTE_PASSWORD=%.*s\n", S_ARG(f->admin_password));
    printf("ENTENTE_READY=1\n");
    (void)fflush(stdout);
}

static int serve_until_end(CommandRun *run, App *app, const sigset_t *signals, int64_t idle_s)
{
    char why[256] = "";
    SandboxFresh fresh;
    Running r = {.idle_s = idle_s, .watch_input = input_tells()};
    const char *seed = command_option(run, "seed");
    Str file = S(""), problems;
    if (seed && os_read_file(run->arena, seed, SEED_BYTES_MAX, &file) != OK) {
        return command_fail(run, "%s cannot be read, or is larger than 16 MB.", seed);
    }
    if (sandbox_fresh(app, run->arena, command_option(run, "limits") != NULL, file, &fresh, &problems, why) != OK) {
        if (problems.n) {
            return command_fail(run, "nothing is wrong with the sandbox, but with %s:\n%.*s", seed, S_ARG(problems));
        }
        return command_fail(run, "the sandbox cannot be filled: %s", why);
    }
    HttpConfig h = cmd_http_config(run, app);
    HttpApp http = app_http(app);
    if (http_server_start(&h, &http, &r.server, why) != OK) {
        return command_fail(run, "%s", why);
    }
    Str base = str_fmt(run->arena, "http://127.0.0.1:%d", http_server_port(r.server));
    app->served_url = base;
    mail_begin(app);
    app_release_jobs(app);
    print_environment(base, &fresh);
    wait_for_end(signals, &r);
    atomic_store(&app->stopping, true);
    http_server_stop(r.server, 1000);
    return EXIT_OK;
}

static int with_folder(CommandRun *run, const char *folder, int64_t port, int64_t idle_s)
{
    Config c = *run->config;
    CommandRun mine = *run;
    App *app = NULL;
    c.data = str_from(folder);
    c.database = c.keyring_command = c.public_url = c.tls_cert = c.tls_key = c.mail_dir = c.smtp_url = S("");
    c.keyring = str_fmt(run->arena, "%s/keys", folder); /* it goes with the folder */
    c.address = S("127.0.0.1");
    c.port = port;
    c.sandbox = S("yes");
    mine.config = &c;
    sigset_t signals = cmd_signals_block();
    int code = cmd_open(&mine,
                        (AppOptions){.migrate = true,
                                     .serving = true,
                                     .jobs_held = true,
                                     .quiet = true,
                                     .bulk = true, /* nothing is kept past the end */
                                     .loops = LOOPS,
                                     .workers = WORKERS,
                                     .log_level = "error",
                                     .sandbox_of = "Ephemeral"},
                        &app);
    if (code != EXIT_OK) {
        return code;
    }
    code = serve_until_end(&mine, app, &signals, idle_s);
    cmd_close(app);
    return code;
}

static int run(CommandRun *r)
{
    int64_t port = 0, idle_s = IDLE_S;
    const char *at = command_option(r, "at"), *idle = command_option(r, "idle"), *tmp = getenv("TMPDIR");
    if (!command_option(r, "ephemeral")) {
        return command_usage(r, "say --ephemeral: a sandbox that is gone at the end. Lasting ones are made in the "
                                "portal, in Account settings.");
    }
    if (at && (str_to_i64(str_from(at), &port) != OK || port < 0 || port > 65535)) {
        return command_usage(r, "--at must be a port from 0 to 65535.");
    }
    if (idle && (str_to_i64(str_from(idle), &idle_s) != OK || idle_s < 0)) {
        return command_usage(r, "--idle must be a number of seconds.");
    }
    char *folder = (char *)(uintptr_t)str_z(
        r->arena, str_fmt(r->arena, "%s/entente-sandbox-XXXXXX", tmp && tmp[0] ? tmp : "/tmp"));
    if (!mkdtemp(folder)) {
        return command_fail(r, "no folder can be made in %s; name another in TMPDIR.", tmp && tmp[0] ? tmp : "/tmp");
    }
    int code = with_folder(r, folder, port, idle_s);
    if (os_remove_tree(folder) != OK) {
        code = command_fail(r, "%s cannot be removed.", folder);
    }
    return code;
}

const Command CMD_SANDBOX = {
    .name = "sandbox",
    .about = "A partner center for one run of a client's tests",
    .help =
        "Makes a partner with an application in a private temporary folder, serves it on 127.0.0.1, and prints what "
        "a client\n"
        "needs as NAME=value lines; the last is ENTENTE_READY=1. It has a catalogue, a clock that is turned "
        "(POST /sandbox/clock)\n"
        "and faults on request (header Entente-Fault). It ends with SIGINT or SIGTERM, with the end of its "
        "standard input when\n"
        "that is a pipe, or when nobody has called for a while; nothing of it is left.",
    LIST_OF(OPTIONS),
    .run = run,
};

/* `entente serve`: opens the data, starts the server, tells the service manager, waits for a signal, stops in order:
 * no new connections, requests in flight answered, jobs' steps ended, everything noted written. */
#include "app/estate.h"
#include "app/kernel.h"
#include "app/mail.h"
#include "areas/identity/identity.h"
#include "cmd/cmd.h"
#include "os/os.h"
#include "os/systemd.h"
#include <signal.h>
#include <unistd.h>

static const CommandOption OPTIONS[] = {{"quiet", NULL, "Log no line for requests below status 500."}};

static const char *text_or_null(CommandRun *run, Str s) { return s.n ? str_z(run->arena, s) : NULL; }

HttpConfig cmd_http_config(CommandRun *run, const App *app)
{
    const Config *c = run->config;
    HttpConfig h = http_config_default();
    h.address = str_z(run->arena, c->address);
    h.port = (int)c->port;
    h.listen_fd = systemd_listen_fd();
    h.loops = app->options.loops;
    h.tls_cert = text_or_null(run, c->tls_cert);
    h.tls_key = text_or_null(run, c->tls_key);
    h.trusted_proxies = text_or_null(run, c->trusted_proxies);
    h.spill_dir = app->options.data_dir;
    h.header_max = (size_t)c->header_max;
    h.connections_max = (unsigned)c->connections_max;
    h.header_timeout_ms = (unsigned)c->header_timeout_ms;
    h.keepalive_timeout_ms = (unsigned)c->keepalive_timeout_ms;
    return h;
}

/* What a person can open: the wildcard addresses are not one. */
static Str shown_address(CommandRun *run, const HttpServer *server)
{
    const Config *c = run->config;
    if (c->public_url.n) {
        return c->public_url;
    }
    if (str_starts(c->address, S("unix:"))) {
        return c->address;
    }
    Str host = str_eq(c->address, S("0.0.0.0")) || str_eq(c->address, S("::")) ? S("127.0.0.1") : c->address;
    bool v6 = str_find_char(host, ':') >= 0;
    return str_fmt(run->arena, "%s://%s%.*s%s:%d", c->tls_cert.n ? "https" : "http", v6 ? "[" : "", S_ARG(host),
                   v6 ? "]" : "", http_server_port(server));
}

/* Where partners' sandboxes are reached: as configured, below the public address, or on this machine alone. */
static bool estate_of_config(CommandRun *run, EstateConfig *ret)
{
    const Config *c = run->config;
    Str host = config_url_host(c->public_url), rest = c->public_url;
    *ret = (EstateConfig){.domain = c->sandbox_domain,
                          .scheme = c->tls_cert.n ? S("https") : S("http"),
                          .max = (unsigned)c->sandboxes_max};
    if (host.n) {
        ret->scheme = str_starts_nocase(rest, S("https:")) ? S("https") : S("http");
        ptrdiff_t at = str_find(rest, host), colon = at + (ptrdiff_t)host.n;
        int64_t port = str_eq(ret->scheme, S("https")) ? 443 : 80;
        if (at >= 0 && (size_t)colon < rest.n && rest.p[colon] == ':') {
            Str digits = str_skip(rest, (size_t)colon + 1);
            ptrdiff_t slash = str_find_char(digits, '/');
            digits = slash >= 0 ? str_sub(digits, 0, (size_t)slash) : digits;
            port = str_to_i64(digits, &port) == OK ? port : 0;
        }
        ret->port = (int)port;
    }
    if (ret->domain.n == 0) {
        ret->domain = host.n ? str_concat(run->arena, S("sandbox."), host) : S("localhost");
    }
    return ret->max > 0 && (host.n || c->sandbox_domain.n || !str_starts(c->address, S("unix:")));
}

static void say_setup(CommandRun *run, App *app, Str address)
{
    Str path;
    Ctx *ctx = ctx_system(app, run->arena);
    if (identity_setup_link(ctx, &path) == OK) {
        printf("This installation is empty. Set it up at (once, within a day):\n  %.*s%.*s\n", S_ARG(address),
               S_ARG(path));
    }
}

static void reload(HttpServer *server, App *app, const Config *c)
{
    char why[256] = "";
    if (!c->tls_cert.n) {
        return;
    }
    systemd_notify("RELOADING=1");
    Err err = http_server_reload_tls(server, why);
    log_line(app, err == OK ? "info" : "error", S("certificate reload"), err == OK ? S("done") : str_from(why));
    systemd_notify("READY=1");
}

/* The signals are blocked in every thread and taken here, so nothing is ever interrupted half-way. */
static void wait_for_end(const sigset_t *signals, HttpServer *server, App *app, const Config *c)
{
    for (;;) {
        int which = 0;
        if (sigwait(signals, &which) != 0 || which != SIGHUP) {
            return;
        }
        reload(server, app, c);
    }
}

sigset_t cmd_signals_block(void)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &set, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    return set;
}

static int serve(CommandRun *run)
{
    sigset_t signals = cmd_signals_block();
    App *app = NULL;
    int code = cmd_open(
        run,
        (AppOptions){
            .migrate = true, .serving = true, .jobs_held = true, .quiet = command_option(run, "quiet") != NULL},
        &app);
    if (code != EXIT_OK) {
        return code;
    }
    char why[256] = "";
    EstateConfig estate;
    if (estate_of_config(run, &estate) && estate_open(app, &estate, why) != OK) {
        cmd_close(app);
        return command_fail(run, "%s", why);
    }
    HttpConfig h = cmd_http_config(run, app);
    HttpApp http = estate_http(app);
    HttpServer *server = NULL;
    if (http_server_start(&h, &http, &server, why) != OK) {
        cmd_close(app);
        return command_fail(run, "%s", why);
    }
    Str address = shown_address(run, server);
    app->served_url = str_starts(address, S("unix:")) ? S("") : address;
    estate_begin(app, http_server_port(server));
    mail_begin(app);
    app_release_jobs(app);
    printf("Entente serves on %.*s\n", S_ARG(address));
    say_setup(run, app, address);
    (void)fflush(stdout);
    systemd_notify("READY=1");
    wait_for_end(&signals, server, app, run->config);
    systemd_notify("STOPPING=1");
    atomic_store(&app->stopping, true);
    http_server_stop(server, (unsigned)run->config->stop_grace_ms);
    estate_close(app);
    cmd_close(app);
    http_server_free(server);
    return EXIT_OK;
}

const Command CMD_SERVE = {
    .name = "serve",
    .about = "Serve the portal and the API",
    .help = "Opens the data folder, makes it when it is not there, and serves until SIGINT or SIGTERM; requests in "
            "flight are\n"
            "answered first. SIGHUP reads the TLS certificate and key again. Runs jobs too, unless --jobs=no.\n"
            "Under systemd it says when it is ready and takes over a socket.",
    LIST_OF(OPTIONS),
    .any_flag = true,
    .run = serve,
};

static int work(CommandRun *run)
{
    sigset_t signals = cmd_signals_block();
    App *app = NULL;
    int code = cmd_open(run, (AppOptions){.serving = true, .loops = 1, .workers = 1, .jobs_always = true}, &app);
    if (code != EXIT_OK) {
        return code;
    }
    mail_begin(app);
    printf("Entente runs jobs\n");
    (void)fflush(stdout);
    systemd_notify("READY=1");
    int which = 0;
    while (sigwait(&signals, &which) == 0 && which == SIGHUP) {
    }
    systemd_notify("STOPPING=1");
    cmd_close(app);
    return EXIT_OK;
}

const Command CMD_WORK = {
    .name = "work",
    .about = "Run jobs without serving",
    .help = "Leases jobs from the database and runs them until SIGINT or SIGTERM. Any number of these may run beside "
            "each other\n"
            "and beside `entente serve` on one database.",
    .any_flag = true,
    .run = work,
};

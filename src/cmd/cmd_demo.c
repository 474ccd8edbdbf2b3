/* entente demo: a small believable world in an empty data folder. */
#include "app/demo.h"
#include "app/setting.h"
#include "base/num.h"
#include "cmd/cmd.h"
#include "gen/app_q.h"
#include "os/os.h"

enum {
    CUSTOMERS_DEFAULT = 1000,
    CUSTOMERS_MAX = 50000000,
    CUSTOMERS_MANY = 50000,
    USERS_MAX = 1000000,
    ROLES_MAX = 1000,
    CACHE_MANY = 512 << 20,
    UNIT_BUDGET_S = 600
};

static Err begin(Ctx *ctx, void *arg)
{
    bool *ret_empty = arg;
    CommandDirectoriesRow *rows;
    size_t n;
    TRY(q_command_directories(system_of(ctx), NULL, &rows, &n));
    *ret_empty = n == 0;
    return n ? OK : installation_put(ctx, S("demo"), S("true"));
}

static const char *credentials_path(CommandRun *r)
{
    return str_z(r->arena, str_fmt(r->arena, "%.*s/demo.json", S_ARG(r->config->data)));
}

static Str base_of(CommandRun *r)
{
    const Config *c = r->config;
    if (c->public_url.n) {
        return c->public_url;
    }
    return str_fmt(r->arena, "%s://127.0.0.1:%lld", c->tls_cert.n ? "https" : "http", (long long)c->port);
}

static Str text_member(const JsonValue *v, Str name)
{
    const JsonValue *m = json_get(v, name);
    return m && m->kind == JSON_STRING ? m->text : S("");
}

static Str roles_of(CommandRun *r, const JsonValue *person)
{
    const JsonValue *list = json_get(person, S("roles"));
    Buf b = buf_on_arena(r->arena, BUF_MAX_SMALL);
    for (size_t i = 0; list && list->kind == JSON_ARRAY && i < list->n; i++) {
        buf_fmt(&b, "%s%.*s", i ? ", " : "", S_ARG(list->items[i].text));
    }
    return buf_str(&b);
}

static void show_table(CommandRun *r, FILE *to, const JsonValue *all)
{
    const JsonValue *portal = json_get(all, S("portal"));
    fprintf(to, "%-34s %-20s %-18s %s\n", "Sign in as", "Password", "Account", "Roles");
    for (size_t i = 0; portal && i < portal->n; i++) {
        const JsonValue *p = &portal->items[i];
        Str email = text_member(p, S("email")), password = text_member(p, S("password")),
            account = text_member(p, S("account")), roles = roles_of(r, p);
        fprintf(to, "%-34.*s %-20.*s %-18.*s %.*s\n", S_ARG(email), S_ARG(password), S_ARG(account), S_ARG(roles));
    }
}

static int show_text(CommandRun *r, FILE *to, Str text)
{
    const JsonValue *v;
    if (json_parse(r->arena, text, JSON_LIMITS_DEFAULT, &v, NULL) != OK) {
        return command_fail(r, "%s cannot be read; make the demo again in an empty folder.", credentials_path(r));
    }
    show_table(r, to, v);
    return EXIT_OK;
}

static int show(CommandRun *r)
{
    Str text;
    if (os_read_file(r->arena, credentials_path(r), 4 << 20, &text) != OK) {
        return command_fail(r, "%s is not there: this folder holds no demo, or its list was removed.",
                            credentials_path(r));
    }
    if (command_option(r, "json")) {
        fwrite(text.p, 1, text.n, stdout);
        return EXIT_OK;
    }
    return show_text(r, stdout, text);
}

typedef struct Size {
    int64_t customers, users, roles;
} Size;

static int fill(CommandRun *r, App *app, const Size *size)
{
    Arena *a = arena_create(0);
    DemoCtx d;
    demo_start(&d, app, a, size->customers);
    d.users = size->users;
    d.roles = size->roles;
    bool empty = false;
    Err err = demo_unit(&d, "installation.demo", begin, &empty);
    int code = EXIT_OK;
    if (err == OK && !empty) {
        code = command_fail(r, "the database holds data already; the demo goes into an empty one only. Choose another "
                               "--data or --database.");
    } else if (err != OK || (err = demo_run_areas(&d)) != OK) {
        code = command_problem(r, d.ctx, err);
    }
    if (code == EXIT_OK) {
        Buf b = buf_on_arena(r->arena, BUF_MAX_PAGE);
        demo_write_json(&d, &b, base_of(r));
        err = os_write_file(credentials_path(r), buf_str(&b), 0600);
        if (command_option(r, "json")) {
            fwrite(b.p, 1, b.n, stdout);
        } else {
            (void)show_text(r, stdout, buf_str(&b));
        }
        code = err == OK ? EXIT_OK : command_fail(r, "%s cannot be written (%s).", credentials_path(r), err_name(err));
    }
    demo_end(&d);
    arena_destroy(a);
    return code;
}

/* demo.partial stands beside a database that is being filled, so that one interrupted half-way is made again and never
 * taken for data. */
static bool begin_again(CommandRun *r)
{
    static const char *const FILES[] = {"entente.db", "entente.db-wal", "entente.db-shm", "demo.json"};
    const char *partial = cmd_partial_demo(r);
    if (os_exists(partial)) {
        for (size_t i = 0; i < COUNT_OF(FILES); i++) {
            (void)os_remove(str_z(r->arena, str_fmt(r->arena, "%.*s/%s", S_ARG(r->config->data), FILES[i])));
        }
    }
    return os_make_dir(str_z(r->arena, r->config->data), 0700) == OK && os_write_file(partial, S(""), 0600) == OK;
}

static int number_of(CommandRun *r, const char *option, int64_t max, int64_t *ret)
{
    const char *text = command_option(r, option);
    if (text && (str_to_i64(str_from(text), ret) != OK || *ret < 0 || *ret > max)) {
        return command_usage(r, "--%s must be a number from 0 to %lld.", option, (long long)max);
    }
    return EXIT_OK;
}

static int run(CommandRun *r)
{
    if (command_option(r, "show")) {
        return show(r);
    }
    Size size = {.customers = CUSTOMERS_DEFAULT};
    int code = number_of(r, "customers", CUSTOMERS_MAX, &size.customers);
    code = code == EXIT_OK ? number_of(r, "users", USERS_MAX, &size.users) : code;
    code = code == EXIT_OK ? number_of(r, "roles", ROLES_MAX, &size.roles) : code;
    if (code != EXIT_OK) {
        return code;
    }
    bool sqlite = !r->config->database.n;
    if (sqlite && cmd_has_data(r) && !os_exists(cmd_partial_demo(r))) {
        return command_fail(
            r, "%.*s holds data already; the demo goes into an empty folder only. Choose another with --data.",
            S_ARG(r->config->data));
    }
    Err state;
    code = cmd_probe(r, &state);
    if (code == EXIT_OK && state != OK && state != ERR_NOT_FOUND) {
        code = command_fail(r, "the database holds data of another version already; the demo goes into an empty one "
                               "only. Choose another --database.");
    }
    if (code != EXIT_OK) {
        return code;
    }
    bool marked = sqlite && begin_again(r); /* where it cannot be written, cmd_open says so */
    App *app = NULL;
    /* Many customers or users meet their indexes all over the file. */
    size_t cache = num_max_i64(size.customers, size.users) > CUSTOMERS_MANY ? CACHE_MANY : 0;
    code = cmd_open(r,
                    (AppOptions){.migrate = true,
                                 .no_jobs = true,
                                 .bulk = true,
                                 .cache_bytes = cache,
                                 .write_budget_us = UNIT_BUDGET_S * TIME_SECOND},
                    &app);
    if (code == EXIT_OK) {
        code = fill(r, app, &size);
        cmd_close(app);
    }
    if (marked && code == EXIT_OK) {
        (void)os_remove(cmd_partial_demo(r));
    }
    return code;
}

static const CommandOption OPTIONS[] = {
    {"customers", "N", "How many customers; 1000 when not given."},
    {"users", "N", "How many more users one account has (Harbor Systems); 0 when not given."},
    {"roles", "N", "How many roles of its own that account has, at most 1000; 0 when not given."},
    {"json", NULL, "Print sign-ins and API credentials as one JSON object."},
    {"show", NULL, "Print the sign-ins of a demo made before; makes nothing."},
};
const Command CMD_DEMO = {
    .name = "demo",
    .about = "Fill an empty data folder with a small believable world",
    LIST_OF(OPTIONS),
    .any_flag = true,
    .run = run,
    .help = "One vendor, partner accounts of different kinds and countries, people in every role, customers and "
            "history. The same each time.\n"
            "Refuses a folder that holds data; one that was interrupted is made again. The sign-ins are kept in "
            "demo.json in the data folder.",
};

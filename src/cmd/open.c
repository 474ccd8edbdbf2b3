/* The database and the key ring for a command, by the configuration. */
#include "base/num.h"
#include "cmd/cmd.h"
#include "db/migrate.h"
#include "os/os.h"
#include <unistd.h>

bool cmd_has_data(const CommandRun *run)
{
    return run->config->database.n || os_exists(str_z(run->arena, config_database(run->arena, run->config)));
}

static Err ring_open(CommandRun *run, bool create, KeyRing **ret, char why[256])
{
    const Config *c = run->config;
    if (c->keyring_command.n) {
        return keyring_from_command(str_z(run->arena, c->keyring_command), ret, why);
    }
    return keyring_open(str_z(run->arena, config_keyring(run->arena, c)), create, ret, why);
}

static void fill(CommandRun *run, AppOptions *o)
{
    const Config *c = run->config;
    Arena *a = run->arena;
    o->database = str_z(a, config_database(a, c));
    o->data_dir = str_z(a, c->data);
    o->no_jobs = o->no_jobs || !c->jobs;
    o->secure_cookies = c->tls_cert.n || str_starts_nocase(c->public_url, S("https://"));
    o->loops = o->loops ? o->loops : (unsigned)c->loops;
    o->workers = o->workers ? o->workers : (unsigned)c->workers;
    o->writers = o->writers ? o->writers : (unsigned)c->pool;
    o->cache_bytes = num_max_size(o->cache_bytes, (size_t)c->cache_bytes); /* a command may know that it needs more */
    o->session_us = c->session_hours * TIME_HOUR;
    o->limit_sign_in = (unsigned)c->sign_in_limit_per_minute;
    o->limit_api = (unsigned)c->api_limit_per_minute;
    o->sandbox = str_eq(c->sandbox, S("yes"));
    o->sandbox_demo = str_eq(c->sandbox, S("auto"));
    o->limit_page = (unsigned)c->page_limit_per_minute;
    o->limit_write = (unsigned)c->write_limit_per_minute;
    o->limit_migrate = (int)c->migration_limit;
    o->limit_migrate_check = (int)c->migration_check_limit;
    o->session_idle_us = c->session_idle_minutes * TIME_MINUTE;
    o->scim_scan_max = c->scim_scan_max;
    o->require_pkce = c->require_pkce;
    o->step_up_us = c->step_up_minutes * TIME_MINUTE;
    o->upload_max = (size_t)c->upload_max;
    o->document_max = (size_t)c->document_max;
    o->scan_socket = str_z(a, c->scan_socket);
    o->scan_command = str_z(a, c->scan_command);
    o->scan_timeout_ms = c->scan_timeout_ms;
    o->file_keep_us = c->file_days * TIME_DAY;
    o->log_level = str_z(a, c->log_level);
    Time clock;
    o->business_clock_us =
        c->test_clock.n && time_parse(c->test_clock, &clock) == OK ? clock.us : 0; /* config_load refuses another */
    o->outgoing_networks = str_z(a, c->outgoing_networks);
    o->dns_server = str_z(a, c->dns_server);
    o->public_url = c->public_url.n ? str_z(a, c->public_url) : NULL;
    o->passkeys_at = c->passkey_domain.n ? str_z(a, c->passkey_domain) : NULL;
}

/* Before an older SQLite database is changed, a copy of it is made beside it. */
static Err copy_before(CommandRun *run, char why[256])
{
    DbConfig config = {.url = str_z(run->arena, config_database(run->arena, run->config)), .busy_ms = 5000};
    Db *db;
    DbConn *conn;
    int number = 0;
    if (run->config->database.n || !os_exists(config.url) || db_open(&config, &db, why) != OK) {
        return OK; /* what is wrong with it app_open says */
    }
    Err err = db_connect(db, DB_READER, &conn, why);
    if (err == OK) {
        if (migrate_state(conn, &number) == ERR_STALE) {
            const char *to = str_z(
                run->arena, str_fmt(run->arena, "%s.before-%04d", config.url, MIGRATIONS[MIGRATIONS_N - 1].number));
            err = os_exists(to) ? OK : db_backup(conn, to, why);
        }
        db_disconnect(conn);
    } else {
        err = OK;
    }
    db_close(db);
    return err;
}

/* A PostgreSQL that cannot be reached is said before a folder or a key ring is made for it. */
int cmd_probe(CommandRun *run, Err *ret_state)
{
    DbConfig config = {.url = str_z(run->arena, config_database(run->arena, run->config)), .busy_ms = 5000};
    char why[256] = "";
    Db *db = NULL;
    DbConn *conn;
    int number;
    *ret_state = ERR_NOT_FOUND;
    if (!run->config->database.n) {
        return EXIT_OK;
    }
    Err err = db_open(&config, &db, why);
    if (err == OK && (err = db_connect(db, DB_READER, &conn, why)) == OK) {
        *ret_state = migrate_state(conn, &number);
        db_disconnect(conn);
    }
    if (db) {
        db_close(db);
    }
    return err == OK ? EXIT_OK
                     : command_fail(run, "%s. See that PostgreSQL runs there, and the address given as database.", why);
}

const char *cmd_partial_demo(const CommandRun *run)
{
    return str_z(run->arena, str_fmt(run->arena, "%.*s/demo.partial", S_ARG(run->config->data)));
}

static const char *folder_why(Err err)
{
    switch ((int)err) {
    case ERR_CONFLICT:
        return "a file of that name is in the way";
    case ERR_NOT_FOUND:
        return "the folder it lies in is not there";
    case ERR_FORBIDDEN:
        return "the folder it lies in is not writable for this user";
    default:
        return err_name(err);
    }
}

int cmd_open(CommandRun *run, AppOptions how, App **ret)
{
    const char *data = str_z(run->arena, run->config->data);
    char why[256] = "";
    if (!how.migrate && !cmd_has_data(run)) {
        return command_fail(
            run,
            "there is no data in %s. Name its folder with --data, or make it with `entente serve` or `entente demo`.",
            data);
    }
    if (!how.bulk && !run->config->database.n && os_exists(cmd_partial_demo(run))) {
        return command_fail(
            run, "the demo in %s was interrupted and is not whole. Make it again with `entente demo --data %s`.", data,
            data);
    }
    bool fresh = !os_exists(data);
    Err state;
    int code = fresh ? cmd_probe(run, &state) : EXIT_OK;
    if (code != EXIT_OK) {
        return code;
    }
    Err err = os_make_dir(data, 0700);
    if (err != OK) {
        return command_fail(
            run, "the data folder %s cannot be made: %s. Choose another with --data, or make that one first.", data,
            folder_why(err));
    }
    if (access(data, W_OK) != 0) {
        return command_fail(run,
                            "the data folder %s is read-only or not yours. Make it writable for this user, or choose "
                            "another with --data.",
                            data);
    }
    KeyRing *ring = NULL;
    err = ring_open(run, how.migrate && (fresh || !cmd_has_data(run) || run->config->database.n), &ring, why);
    if (err != OK) {
        return command_fail(run, "the key ring cannot be opened: %s", why);
    }
    fill(run, &how);
    if (how.migrate && copy_before(run, why) != OK) {
        keyring_close(ring);
        return command_fail(
            run, "the copy before the migration could not be made: %s. Make room, or move the database.", why);
    }
    how.ring = ring;
    err = app_open(&how, ret, why);
    if (err != OK) {
        keyring_close(ring);
        return command_fail(run, "%s", why);
    }
    run->app = *ret;
    return EXIT_OK;
}

void cmd_close(App *app)
{
    KeyRing *ring = app->options.ring;
    app_close(app);
    keyring_close(ring);
}

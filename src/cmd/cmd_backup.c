/* entente backup and restore: the database as of one moment, then the files, which never change once published. The key
 * ring is not part of it: who has a backup without the keys has nothing. */
#include "base/num.h"
#include "cmd/cmd.h"
#include "db/migrate.h"
#include "os/os.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 1200 };

static Err copy_bytes(int from, int to)
{
    static char chunk[256 << 10]; /* of the one thread that runs the command */
    ssize_t n;
    while ((n = read(from, chunk, sizeof chunk)) > 0) {
        for (ssize_t at = 0, wrote; at < n; at += wrote) {
            wrote = write(to, chunk + at, (size_t)(n - at));
            if (wrote <= 0) {
                return os_err(errno);
            }
        }
    }
    return n == 0 ? OK : os_err(errno);
}

/* Beside, synced, renamed. One that is there with the same size is the same: names are made of content. */
static Err copy_file(const char *from, const char *to)
{
    struct stat here, there;
    char beside[PATH_BYTES + 8];
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0) {
        return errno == ENOENT ? OK : os_err(errno); /* swept meanwhile */
    }
    if (fstat(in, &here) == 0 && stat(to, &there) == 0 && here.st_size == there.st_size) {
        close(in);
        return OK;
    }
    snprintf(beside, sizeof beside, "%s.part", to);
    int out = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    Err err = out < 0 ? os_err(errno) : copy_bytes(in, out);
    if (err == OK && (fsync(out) != 0 || rename(beside, to) != 0)) {
        err = os_err(errno);
    }
    if (out >= 0) {
        close(out);
    }
    close(in);
    return err;
}

static bool join(char out[PATH_BYTES], const char *dir, const char *name)
{
    return snprintf(out, PATH_BYTES, "%s/%s", dir, name) < PATH_BYTES;
}

static Err copy_folder(const char *from, const char *to, int depth, int64_t *count)
{
    DIR *d = opendir(from);
    if (!d) {
        return errno == ENOENT ? OK : os_err(errno);
    }
    Err err = os_make_dir(to, 0700);
    for (struct dirent *e; err == OK && (e = readdir(d));) {
        char source[PATH_BYTES], target[PATH_BYTES];
        struct stat st;
        if (e->d_name[0] == '.' || strcmp(e->d_name, "stage") == 0 || !join(source, from, e->d_name) ||
            !join(target, to, e->d_name) || lstat(source, &st) != 0) {
            continue;
        }
        if (S_ISDIR(st.st_mode) && depth > 0) {
            err = copy_folder(source, target, depth - 1, count);
        } else if (S_ISREG(st.st_mode)) {
            err = copy_file(source, target);
            *count += 1;
        }
    }
    closedir(d);
    return err;
}

static Err copy_database(CommandRun *r, const char *from, const char *to, char why[256])
{
    Db *db;
    DbConn *conn;
    (void)r;
    TRY(db_open(&(DbConfig){.url = from, .busy_ms = 5000}, &db, why));
    Err err = db_connect(db, DB_READER, &conn, why);
    if (err == OK) {
        err = db_backup(conn, to, why);
        db_disconnect(conn);
    }
    db_close(db);
    return err;
}

static int both(CommandRun *r, const char *from, const char *to)
{
    char database_from[PATH_BYTES], database_to[PATH_BYTES], files_from[PATH_BYTES], files_to[PATH_BYTES],
        why[256] = "";
    int64_t files = 0;
    if (!join(database_from, from, "entente.db") || !join(database_to, to, "entente.db") ||
        !join(files_from, from, "files") || !join(files_to, to, "files")) {
        return command_fail(r, "the folder's name is too long.");
    }
    Err err = copy_database(r, database_from, database_to, why);
    if (err != OK) {
        return command_fail(r, "the database could not be copied: %s", why[0] ? why : err_name(err));
    }
    err = copy_folder(files_from, files_to, 1, &files);
    if (err != OK) {
        return command_fail(r, "the files could not all be copied (%s); make room and run it again.", err_name(err));
    }
    printf("Copied the database and %lld files to %s.\n", (long long)files, to);
    return EXIT_OK;
}

static int backup(CommandRun *r)
{
    const char *to = command_option(r, "to"), *from = str_z(r->arena, r->config->data);
    if (!to) {
        return command_usage(r, "--to FOLDER is missing.");
    }
    if (r->config->database.n) {
        return command_fail(r, "PostgreSQL is backed up by pg_dump; copy the folder %s/files beside it.", from);
    }
    if (!cmd_has_data(r)) {
        return command_fail(r, "there is no data in %s. Name its folder with --data.", from);
    }
    Err err = os_make_dir(to, 0700);
    if (err != OK) {
        return command_fail(r, "%s cannot be made (%s).", to, err_name(err));
    }
    if (!os_dir_is_empty(to)) {
        return command_fail(r, "%s is not empty; give a new folder for each backup.", to);
    }
    int code = both(r, from, to);
    if (code == EXIT_OK) {
        Str ring = config_keyring(r->arena, r->config);
        printf("Keep the key ring %.*s in another safe place: the backup cannot be read without it.\n", S_ARG(ring));
    }
    return code;
}

/* Empties the folder that this restore found empty, so that the same command can be given again. */
static void undo(const char *data, int depth)
{
    DIR *d = opendir(data);
    for (struct dirent *e; d && (e = readdir(d));) {
        char path[PATH_BYTES];
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 || !join(path, data, e->d_name)) {
            continue;
        }
        if (unlink(path) != 0 && depth > 0) {
            undo(path, depth - 1);
            (void)rmdir(path);
        }
    }
    if (d) {
        closedir(d);
    }
}

static int restore(CommandRun *r)
{
    const char *from = command_option(r, "from"), *data = str_z(r->arena, r->config->data);
    char database[PATH_BYTES];
    if (!from) {
        return command_usage(r, "--from FOLDER is missing.");
    }
    if (r->config->database.n) {
        return command_fail(r, "restore puts back SQLite data folders; PostgreSQL is restored by pg_restore.");
    }
    if (!join(database, from, "entente.db") || !os_exists(database)) {
        return command_fail(r, "%s holds no backup: there is no entente.db.", from);
    }
    if (os_exists(data) && !os_dir_is_empty(data)) {
        return command_fail(r, "%s is not empty; restore into a new folder, so that nothing is lost by mistake.", data);
    }
    Str ring = config_keyring(r->arena, r->config);
    if (!r->config->keyring_command.n && !os_exists(str_z(r->arena, ring))) {
        return command_fail(r,
                            "the key ring %.*s is not there, and without its keys the backup cannot be read. Put it "
                            "there or name it with --keyring.",
                            S_ARG(ring));
    }
    Err err = os_make_dir(data, 0700);
    if (err != OK) {
        return command_fail(r, "%s cannot be made (%s).", data, err_name(err));
    }
    int code = both(r, from, data);
    App *app = NULL;
    if (code == EXIT_OK && (code = cmd_open(r, (AppOptions){.migrate = true, .no_jobs = true}, &app)) == EXIT_OK) {
        cmd_close(app);
        const char *where =
            r->config->keyring.n ? str_z(r->arena, str_fmt(r->arena, " --keyring %.*s", S_ARG(ring))) : "";
        printf("Restored. `entente verify all --data %s%s` proves it.\n", data, where);
    }
    if (code != EXIT_OK) {
        undo(data, 2); /* a restore without its keys leaves nothing behind */
    }
    return code;
}

static const CommandOption BACKUP_OPTIONS[] = {{"to", "FOLDER", "A new or empty folder."}};
const Command CMD_BACKUP = {
    .name = "backup",
    .about = "Copy database and files, also while serving",
    LIST_OF(BACKUP_OPTIONS),
    .any_flag = true,
    .run = backup,
    .help = "The database as of one moment, then the files it names. The key ring is not copied: keep it elsewhere."};
static const CommandOption RESTORE_OPTIONS[] = {{"from", "FOLDER", "What `entente backup` made."}};
const Command CMD_RESTORE = {
    .name = "restore",
    .about = "Put a backup into an empty data folder",
    LIST_OF(RESTORE_OPTIONS),
    .any_flag = true,
    .run = restore,
    .help = "Refuses a folder that holds anything, and a backup whose keys are not there (--keyring FILE)."};

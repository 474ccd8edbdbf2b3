/* SQLite: moving the log into the database, verifying, copying. */
#include "db/sqlite.h"
#include "os/os.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum {
    WAL_TRUNCATE_FRAMES = 8192, /* 32 MB: then the log is emptied, not only copied */
    RESTORE_TRIES = 3,
    TRUNCATE_WAIT_MS = 20, /* for readers, as the writer stands still meanwhile */
};

void sqlite_checkpoint(DbConn *conn)
{
    SqliteConn *c = sqlite_of(conn);
    int frames = 0, moved = 0;
    if (sqlite3_wal_checkpoint_v2(c->h, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames, &moved) != SQLITE_OK) {
        return;
    }
    if (frames > WAL_TRUNCATE_FRAMES && moved == frames) {
        sqlite3_busy_timeout(c->h, TRUNCATE_WAIT_MS);
        (void)sqlite3_wal_checkpoint_v2(c->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
        sqlite3_busy_timeout(c->h, (int)conn->db->busy_ms);
    }
}

static Err first_text(SqliteConn *c, const char *sql, char out[200], bool *ret_any)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(c->h, sql, -1, &s, NULL) != SQLITE_OK) {
        return sqlite_failed(c, "verify");
    }
    int rc = sqlite3_step(s);
    *ret_any = rc == SQLITE_ROW;
    if (*ret_any) {
        const unsigned char *t = sqlite3_column_text(s, 0);
        snprintf(out, 200, "%s", t ? (const char *)t : "");
    }
    Err err = rc == SQLITE_ROW || rc == SQLITE_DONE ? OK : sqlite_failed(c, "verify");
    sqlite3_finalize(s);
    return err;
}

Err sqlite_verify(DbConn *conn, char ret_why[256])
{
    SqliteConn *c = sqlite_of(conn);
    char text[200] = "";
    bool any = false;
    Err err = first_text(c, "PRAGMA integrity_check(1)", text, &any);
    if (err != OK || strcmp(text, "ok") != 0) {
        snprintf(ret_why, 256, "integrity check: %.230s", err != OK ? conn->error : text);
        return err != OK ? err : ERR_IO;
    }
    err = first_text(c, "PRAGMA foreign_key_check", text, &any);
    if (err != OK || any) {
        snprintf(ret_why, 256, "foreign key check: %.230s", err != OK ? conn->error : text);
        return err != OK ? err : ERR_INVALID;
    }
    return OK;
}

static Err copy_pages(SqliteConn *c, sqlite3 *to)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", c->h, "main");
    if (!b) {
        return sqlite_map_error(sqlite3_extended_errcode(to));
    }
    int rc;
    int64_t give_up = os_monotonic_ns() + INT64_C(600000000000);
    do {
        rc = sqlite3_backup_step(b, 4096);
        if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
            sqlite3_sleep(20);
        }
    } while ((rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED) && os_monotonic_ns() < give_up);
    int end = sqlite3_backup_finish(b);
    return rc == SQLITE_DONE && end == SQLITE_OK ? OK : rc == SQLITE_OK ? ERR_BUSY : sqlite_map_error(rc);
}

/* Into a file beside, then renamed: a backup is whole or not there. The copy is one file, without a log. */
Err sqlite_backup(DbConn *conn, const char *to_path, char ret_why[256])
{
    char part[4096];
    if (snprintf(part, sizeof(part), "%s.part", to_path) >= (int)sizeof(part)) {
        snprintf(ret_why, 256, "the path is too long");
        return ERR_INVALID;
    }
    (void)unlink(part);
    sqlite3 *to = NULL;
    int rc = sqlite3_open_v2(part, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    Err err = rc == SQLITE_OK ? copy_pages(sqlite_of(conn), to) : sqlite_map_error(rc);
    if (err == OK && sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) != SQLITE_OK) {
        err = sqlite_map_error(sqlite3_extended_errcode(to));
    }
    if (err != OK) {
        snprintf(ret_why, 256, "copying to %.150s: %.80s", part, to ? sqlite3_errmsg(to) : "cannot be opened");
    }
    sqlite3_close(to);
    if (err == OK && rename(part, to_path) != 0) {
        snprintf(ret_why, 256, "%.150s cannot be renamed into place", part);
        err = ERR_IO;
    }
    if (err != OK) {
        (void)unlink(part);
    }
    return err;
}

/* All pages at once: a copy in steps would let others in between them. */
static Err put_pages(Db *db, sqlite3 *from, sqlite3 *to)
{
    sqlite3_busy_timeout(to, (int)db->busy_ms);
    const char *how = db->bulk ? "PRAGMA synchronous=OFF; PRAGMA wal_autocheckpoint=0"
                               : "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0";
    if (sqlite3_exec(to, how, NULL, NULL, NULL) != SQLITE_OK) {
        return sqlite_map_error(sqlite3_extended_errcode(to));
    }
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
    if (!b) {
        return sqlite_map_error(sqlite3_extended_errcode(to));
    }
    int rc, tries = 0;
    do {
        rc = sqlite3_backup_step(b, -1);
    } while ((rc == SQLITE_BUSY || rc == SQLITE_LOCKED) && ++tries < RESTORE_TRIES);
    int end = sqlite3_backup_finish(b);
    return rc == SQLITE_DONE && end == SQLITE_OK ? OK : sqlite_map_error(rc == SQLITE_DONE ? end : rc);
}

Err sqlite_restore(Db *db, const char *from_path, char ret_why[256])
{
    sqlite3 *from = NULL, *to = NULL;
    int rc = sqlite3_open_v2(from_path, &from, SQLITE_OPEN_READONLY, NULL);
    rc = rc ? rc : sqlite3_open_v2(db->url, &to, SQLITE_OPEN_READWRITE, NULL);
    Err err = rc == SQLITE_OK ? put_pages(db, from, to) : sqlite_map_error(rc);
    if (err != OK) {
        snprintf(ret_why, 256, "putting %.150s back: %.80s", from_path, to ? sqlite3_errmsg(to) : "cannot be opened");
    }
    sqlite3_close(to);
    sqlite3_close(from);
    return err;
}

/* What a bulk writer left to the kernel reaches the disk: the log's pages go into the file, then the file is synced. */
void sqlite_bulk_end(SqliteConn *c)
{
    (void)sqlite3_exec(c->h, "PRAGMA synchronous=FULL; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
    int fd = open(c->base.db->url, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)!fsync(fd);
        close(fd);
    }
}

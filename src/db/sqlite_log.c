/* The log of the writer, written in one piece. SQLite writes a frame of its log as two small pieces, 24 bytes and then
 * the page: at 32 units to a commit some two hundred system calls, a quarter of the writer's time. This VFS is the
 * system's own, but for one file, the log of a writer that syncs at each commit: what is appended to it is gathered in
 * memory and written when it is synced, read, measured, cut or closed.
 *
 * Why nothing is lost: with synchronous=FULL the engine syncs the log before it publishes a commit in the shared index
 * (sqlite.org/wal.html), and frames that are not published are looked at by nobody but the connection that wrote them,
 * through this same file. An error of the late write is answered by the sync, so that the commit fails as it would
 * have. With synchronous=OFF nobody would sync, so a bulk writer uses the system's VFS. */
#include "db/sqlite.h"

#include <pthread.h>
#include <stdlib.h>

/* Sixteen pages. The system's VFS takes the length of a write modulo 128 KB. */
enum { GATHER = 1 << 16 };

typedef struct LogFile {
    sqlite3_file base;
    sqlite3_file *real; /* behind this one, in the same memory */
    unsigned char *bytes;
    sqlite3_int64 at; /* where the gathered bytes belong */
    int n;
} LogFile;

static sqlite3_vfs *system_vfs;
static LogFile *log_of(sqlite3_file *f) { return (LogFile *)f; }

static int flush(LogFile *l)
{
    if (!l->n) {
        return SQLITE_OK;
    }
    int n = l->n;
    l->n = 0; /* on an error too: the engine gives up the transaction, and the frames with it */
    return l->real->pMethods->xWrite(l->real, l->bytes, n, l->at);
}

static int log_write(sqlite3_file *f, const void *data, int n, sqlite3_int64 at)
{
    LogFile *l = log_of(f);
    bool joins = l->n && at == l->at + l->n && n <= GATHER - l->n;
    if (!joins) {
        int rc = flush(l);
        if (rc != SQLITE_OK || n > GATHER) {
            return rc != SQLITE_OK ? rc : l->real->pMethods->xWrite(l->real, data, n, at);
        }
        l->at = at;
    }
    memcpy(l->bytes + l->n, data, (size_t)n);
    l->n += n;
    return SQLITE_OK;
}

static int log_read(sqlite3_file *f, void *data, int n, sqlite3_int64 at)
{
    LogFile *l = log_of(f);
    int rc = flush(l);
    return rc != SQLITE_OK ? rc : l->real->pMethods->xRead(l->real, data, n, at);
}

static int log_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    LogFile *l = log_of(f);
    int rc = flush(l);
    return rc != SQLITE_OK ? rc : l->real->pMethods->xTruncate(l->real, size);
}

static int log_sync(sqlite3_file *f, int flags)
{
    LogFile *l = log_of(f);
    int rc = flush(l);
    return rc != SQLITE_OK ? rc : l->real->pMethods->xSync(l->real, flags);
}

static int log_size(sqlite3_file *f, sqlite3_int64 *ret)
{
    LogFile *l = log_of(f);
    int rc = flush(l);
    return rc != SQLITE_OK ? rc : l->real->pMethods->xFileSize(l->real, ret);
}

static int log_close(sqlite3_file *f)
{
    LogFile *l = log_of(f);
    int written = flush(l), closed = l->real->pMethods->xClose(l->real);
    free(l->bytes);
    return written != SQLITE_OK ? written : closed;
}

static int log_lock(sqlite3_file *f, int level) { return log_of(f)->real->pMethods->xLock(log_of(f)->real, level); }
static int log_unlock(sqlite3_file *f, int level) { return log_of(f)->real->pMethods->xUnlock(log_of(f)->real, level); }
static int log_reserved(sqlite3_file *f, int *ret)
{
    return log_of(f)->real->pMethods->xCheckReservedLock(log_of(f)->real, ret);
}
static int log_control(sqlite3_file *f, int op, void *arg)
{
    return log_of(f)->real->pMethods->xFileControl(log_of(f)->real, op, arg);
}
static int log_sector(sqlite3_file *f) { return log_of(f)->real->pMethods->xSectorSize(log_of(f)->real); }
static int log_device(sqlite3_file *f) { return log_of(f)->real->pMethods->xDeviceCharacteristics(log_of(f)->real); }

static const sqlite3_io_methods METHODS = {
    .iVersion = 1, /* a log is neither mapped nor does it hold the shared index */
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = log_lock,
    .xUnlock = log_unlock,
    .xCheckReservedLock = log_reserved,
    .xFileControl = log_control,
    .xSectorSize = log_sector,
    .xDeviceCharacteristics = log_device,
};

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
    (void)vfs;
    if (!(flags & SQLITE_OPEN_WAL)) {
        return system_vfs->xOpen(system_vfs, name, f, flags, ret_flags);
    }
    LogFile *l = log_of(f);
    *l = (LogFile){.real = (sqlite3_file *)(l + 1)};
    int rc = system_vfs->xOpen(system_vfs, name, l->real, flags, ret_flags);
    if (rc != SQLITE_OK) {
        return rc;
    }
    l->bytes = malloc(GATHER);
    if (!l->bytes) {
        abort();
    }
    l->base.pMethods = &METHODS;
    return SQLITE_OK;
}

static sqlite3_vfs gathering;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void set_up(void)
{
    system_vfs = sqlite3_vfs_find(NULL);
    if (!system_vfs) {
        return;
    }
    gathering = *system_vfs;
    gathering.zName = "entente-log";
    gathering.pNext = NULL;
    gathering.szOsFile = system_vfs->szOsFile + (int)sizeof(LogFile);
    gathering.xOpen = vfs_open;
    if (sqlite3_vfs_register(&gathering, 0) != SQLITE_OK) {
        system_vfs = NULL;
    }
}

const char *sqlite_log_vfs(void)
{
    (void)pthread_once(&once, set_up);
    return system_vfs ? gathering.zName : NULL;
}

/* Files: whole reads, whole writes, folders, maps. Errors are told apart only as far as callers act on them. */
#include "os/os.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

Err os_err(int error)
{
    switch (error) {
    case 0:
        return OK;
    case ENOENT:
    case ENOTDIR:
        return ERR_NOT_FOUND;
    case ENOSPC:
    case EDQUOT:
        return ERR_DISK_FULL;
    case EROFS:
        return ERR_READ_ONLY;
    case EACCES:
    case EPERM:
        return ERR_FORBIDDEN;
    case EFBIG:
    case EOVERFLOW:
        return ERR_TOO_LARGE;
    default:
        return ERR_IO;
    }
}

/* Up to max bytes and one more, which proves that the file is larger. */
static Err read_fd(Arena *a, int fd, size_t max, size_t expected, Str *ret)
{
    size_t cap = expected < max ? expected + 1 : max + 1;
    char *p = arena_alloc_raw(a, cap, 1);
    size_t n = 0;
    for (;;) {
        if (n == cap) {
            if (cap > max) {
                return ERR_TOO_LARGE;
            }
            size_t larger = cap > max / 2 ? max + 1 : cap * 2 + 4096;
            larger = larger > max + 1 ? max + 1 : larger;
            if (!arena_extend(a, p, larger)) {
                char *q = arena_alloc_raw(a, larger, 1);
                memcpy(q, p, n);
                p = q;
            }
            cap = larger;
        }
        ssize_t got = read(fd, p + n, cap - n);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return os_err(errno);
        }
        if (got == 0) {
            *ret = str_of(p, n);
            return OK; /* n is at most max: the byte past it would have filled the room */
        }
        n += (size_t)got;
    }
}

Err os_read_file(Arena *a, const char *path, size_t max, Str *ret)
{
    if (max > SIZE_MAX / 4) {
        max = SIZE_MAX / 4;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return os_err(errno);
    }
    struct stat st;
    Err err = fstat(fd, &st) == 0 ? OK : os_err(errno);
    if (err == OK && S_ISREG(st.st_mode) && (size_t)st.st_size > max) {
        err = ERR_TOO_LARGE;
    }
    if (err == OK) {
        err = read_fd(a, fd, max, (size_t)st.st_size, ret); /* size 0 for /proc and pipes: it grows */
    }
    (void)close(fd);
    return err;
}

static Err write_all(int fd, Str bytes)
{
    while (bytes.n > 0) {
        ssize_t put = write(fd, bytes.p, bytes.n);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return os_err(errno);
        }
        bytes = str_skip(bytes, (size_t)put);
    }
    return OK;
}

/* The folder's entry must be on disk too, or a crash can undo the rename. */
static Err sync_folder_of(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    if (slash && n == 0) {
        n = 1; /* "/" itself */
    }
    if (n >= sizeof folder) {
        return ERR_IO;
    }
    memcpy(folder, n ? path : ".", n ? n : 1);
    folder[n ? n : 1] = '\0';
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return os_err(errno);
    }
    Err err = fsync(fd) == 0 || errno == EINVAL ? OK : os_err(errno); /* some file systems do not sync folders */
    (void)close(fd);
    return err;
}

/* temp: at least PATH_MAX bytes, filled with the name of the synced file beside path. */
static Err write_beside(const char *path, Str bytes, int mode, char *temp)
{
    int n = snprintf(temp, PATH_MAX, "%s.XXXXXX", path);
    if (n < 0 || n >= PATH_MAX) {
        return ERR_IO;
    }
    int fd = mkostemp(temp, O_CLOEXEC);
    if (fd < 0) {
        return os_err(errno);
    }
    Err err = write_all(fd, bytes);
    if (err == OK && (fchmod(fd, (mode_t)mode) != 0 || fsync(fd) != 0)) {
        err = os_err(errno);
    }
    if (close(fd) != 0 && err == OK) {
        err = os_err(errno);
    }
    if (err != OK) {
        (void)unlink(temp);
    }
    return err;
}

Err os_write_file(const char *path, Str bytes, int mode)
{
    char temp[PATH_MAX];
    TRY(write_beside(path, bytes, mode, temp));
    if (rename(temp, path) != 0) {
        Err err = os_err(errno);
        (void)unlink(temp);
        return err;
    }
    return sync_folder_of(path);
}

Err os_write_new_file(const char *path, Str bytes, int mode)
{
    char temp[PATH_MAX];
    TRY(write_beside(path, bytes, mode, temp));
    Err err = link(temp, path) == 0 ? OK : errno == EEXIST ? ERR_CONFLICT : os_err(errno);
    (void)unlink(temp);
    return err == OK ? sync_folder_of(path) : err;
}

static Err make_one_dir(const char *path, int mode)
{
    if (mkdir(path, (mode_t)mode) == 0) {
        return OK;
    }
    int error = errno;
    struct stat st;
    if (error == EEXIST) {
        return stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? OK : ERR_CONFLICT;
    }
    return os_err(error);
}

Err os_make_dir(const char *path, int mode)
{
    char part[PATH_MAX];
    size_t n = strlen(path);
    if (n == 0 || n >= sizeof part) {
        return ERR_IO;
    }
    memcpy(part, path, n + 1);
    for (size_t i = 1; i < n; i++) {
        if (part[i] != '/') {
            continue;
        }
        part[i] = '\0';
        struct stat st;
        if (stat(part, &st) != 0) { /* a parent that is there need not be ours to write */
            TRY(make_one_dir(part, mode));
        }
        part[i] = '/';
    }
    return make_one_dir(path, mode);
}

bool os_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

bool os_dir_is_empty(const char *path)
{
    DIR *dir = opendir(path);
    if (!dir) {
        return false;
    }
    bool empty = true;
    for (struct dirent *entry = readdir(dir); entry && empty; entry = readdir(dir)) {
        Str name = str_from(entry->d_name);
        empty = str_eq(name, S(".")) || str_eq(name, S(".."));
    }
    (void)closedir(dir);
    return empty;
}

Err os_remove(const char *path) { return unlink(path) == 0 ? OK : os_err(errno); }

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path) == 0 ? 0 : errno;
}

Err os_remove_tree(const char *path)
{
    enum { OPEN_MAX_DIRS = 16 };
    int failed = nftw(path, remove_one, OPEN_MAX_DIRS, FTW_DEPTH | FTW_PHYS);
    failed = failed < 0 ? errno : failed;
    return failed == 0 || failed == ENOENT ? OK : os_err(failed);
}

static int by_name(const void *x, const void *y) { return str_cmp(*(const Str *)x, *(const Str *)y); }

Err os_list_dir(Arena *a, const char *path, Str **ret, size_t *ret_n)
{
    DIR *dir = opendir(path);
    if (!dir) {
        return os_err(errno);
    }
    size_t n = 0, cap = 16;
    Str *names = arena_array(a, Str, cap);
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        Str name = str_from(entry->d_name);
        if (str_eq(name, S(".")) || str_eq(name, S(".."))) {
            continue;
        }
        if (n == cap) {
            Str *more = arena_array(a, Str, cap * 2);
            memcpy(more, names, n * sizeof *names);
            names = more;
            cap *= 2;
        }
        names[n++] = str_copy(a, name);
    }
    (void)closedir(dir);
    qsort(names, n, sizeof *names, by_name);
    *ret = names;
    *ret_n = n;
    return OK;
}

int64_t os_file_size(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

Time os_file_time(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (Time){st.st_mtim.tv_sec * TIME_SECOND + st.st_mtim.tv_nsec / 1000} : TIME_NONE;
}

Err os_map_file(int fd, size_t size, Str *ret)
{
    if (size == 0) { /* mmap refuses it */
        *ret = S("");
        return OK;
    }
    void *p = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED) {
        return os_err(errno);
    }
    *ret = str_of(p, size);
    return OK;
}

void os_unmap(Str bytes)
{
    if (bytes.n) {
        (void)munmap((void *)(uintptr_t)bytes.p, bytes.n);
    }
}

int os_temp_fd(const char *dir)
{
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) {
        return fd;
    }
    char path[PATH_MAX]; /* file systems without nameless files */
    int n = snprintf(path, sizeof path, "%s/.temp.XXXXXX", dir);
    if (n < 0 || (size_t)n >= sizeof path) {
        return -1;
    }
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0) {
        (void)unlink(path);
    }
    return fd;
}

size_t os_resident_bytes(void)
{
    char text[128];
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return 0;
    }
    ssize_t n = read(fd, text, sizeof text);
    (void)close(fd);
    Str rest = str_of(text, n > 0 ? (size_t)n : 0), word;
    uint64_t pages = 0;
    if (!str_split(&rest, ' ', &word) || !str_split(&rest, ' ', &word) || str_to_u64(word, &pages) != OK) {
        return 0;
    }
    return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

int os_share_file(const char *path, bool *ret_alone)
{
    *ret_alone = false;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return -1;
    }
    *ret_alone = flock(fd, LOCK_EX | LOCK_NB) == 0;
    return fd;
}

void os_share_begin(int fd) { (void)flock(fd, LOCK_SH); }

/* Where the bytes of a request's body go while they come: arena, heap, or an unlinked file. */
#include "http/internal.h"

#include <errno.h>
#include <unistd.h>

Err body_begin(Exchange *ex, int64_t length, HttpBodyPlan plan)
{
    ex->req.body_fd = -1;
    ex->req.body_size = 0;
    if (length > 0 && (uint64_t)length <= HTTP_BODY_ARENA_MAX && (uint64_t)length <= plan.body_memory_max) {
        ex->req.body = str_of(arena_alloc(ex->req.arena, (size_t)length, 1), 0);
        ex->body_cap = (size_t)length;
    }
    return OK;
}

static Err write_all(int fd, Str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return errno == ENOSPC || errno == EDQUOT ? ERR_DISK_FULL : ERR_IO;
        }
        bytes = str_skip(bytes, (size_t)n);
    }
    return OK;
}

static Err spill(Exchange *ex, const char *dir, Str bytes)
{
    if (ex->req.body_fd < 0) {
        ex->req.body_fd = os_temp_fd(dir ? dir : "/tmp");
        if (ex->req.body_fd < 0) {
            return ERR_IO;
        }
        TRY(write_all(ex->req.body_fd, ex->req.body));
        ex->req.body = S("");
        free(ex->body_heap);
        ex->body_heap = NULL;
        ex->body_cap = 0;
    }
    return write_all(ex->req.body_fd, bytes);
}

/* Doubles, so that a length that was only claimed costs nothing. */
static void grow(Exchange *ex, size_t need)
{
    size_t cap = ex->body_cap < 4096 ? 4096 : ex->body_cap * 2;
    cap = cap < need ? need : cap;
    char *p = realloc(ex->body_heap, cap);
    if (!p) {
        abort(); /* like the arena: nothing sensible is left to do without memory */
    }
    if (!ex->body_heap && ex->req.body.n > 0) {
        memcpy(p, ex->req.body.p, ex->req.body.n);
    }
    ex->body_heap = p;
    ex->body_cap = cap;
    ex->req.body.p = p;
}

Err body_add(Exchange *ex, const char *spill_dir, HttpBodyPlan plan, Str bytes)
{
    HttpRequest *req = &ex->req;
    if (bytes.n > plan.body_max - req->body_size) {
        return ERR_TOO_LARGE;
    }
    req->body_size += bytes.n;
    if (req->body_fd >= 0 || req->body_size > plan.body_memory_max) {
        return spill(ex, spill_dir, bytes);
    }
    if (req->body_size > ex->body_cap) {
        grow(ex, req->body_size);
    }
    memcpy((char *)(uintptr_t)req->body.p + req->body.n, bytes.p, bytes.n);
    req->body.n += bytes.n;
    return OK;
}

void body_end(Exchange *ex)
{
    if (ex->req.body_fd >= 0) {
        lseek(ex->req.body_fd, 0, SEEK_SET);
    }
}

void body_free(Exchange *ex)
{
    if (ex->body_map.n > 0) {
        os_unmap(ex->body_map);
        ex->body_map = S("");
    }
    if (ex->req.body_fd >= 0) {
        close(ex->req.body_fd);
        ex->req.body_fd = -1;
    }
    free(ex->body_heap);
    ex->body_heap = NULL;
    ex->body_cap = 0;
}

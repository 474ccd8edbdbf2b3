/* Sealed files.
 *
 * A file is a header (magic, its own id, the account's id) and chunks: length (4 bytes, little end first), then
 * XChaCha20-Poly1305 of at most 64 KB. The context of a chunk is the file's id, its number and whether it is the last,
 * so that chunks cannot be swapped, dropped or taken from another file. It is written to files/stage/ and moved to the
 * name of its content once whole. */
#include "app/file.h"
#include "app/app.h"
#include "gen/app_q.h"
#include "os/os.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 64 << 10, SEALED_MAX = CHUNK + 128, MAGIC_N = 8, HEADER_N = MAGIC_N + 32 };
static const char MAGIC[MAGIC_N] = "ENTFILE1";

struct FileStage {
    int fd;
    char path[600], dir[520];
    Id id, account_id;
    uint8_t key[32];
    uint64_t chunks, size;
    Digest digest; /* of all chunks so far: a chain, so that it can be taken up again */
    Arena *scratch;
    size_t held_n;
    char held[CHUNK];
};

static void account_key(const App *app, Id account_id, uint8_t key[32])
{
    char purpose[48];
    size_t n = 5;
    memcpy(purpose, "file/", 5);
    id_to(purpose + 5, account_id);
    n += ID_TEXT;
    keyring_key(app->options.ring, str_of(purpose, n), key);
}

static Err folder(const App *app, const char *inner, char out[520])
{
    if (!app->options.data_dir || !app->options.ring) {
        return ERR_UNAVAILABLE;
    }
    int n = snprintf(out, 520, "%s/files%s%s", app->options.data_dir, *inner ? "/" : "", inner);
    return n > 0 && n < 520 ? OK : ERR_TOO_LARGE;
}

static Str context_of(Arena *a, Id id, uint64_t chunk, bool last)
{
    Str text = id_text(a, id);
    return str_fmt(a, "file/%.*s/%llu/%d", S_ARG(text), (unsigned long long)chunk, last);
}

static Err write_all(int fd, const void *bytes, size_t n)
{
    const char *p = bytes;
    while (n) {
        ssize_t wrote = write(fd, p, n);
        if (wrote < 0 && errno == EINTR) {
            continue;
        }
        if (wrote <= 0) {
            return os_err(errno);
        }
        p += wrote;
        n -= (size_t)wrote;
    }
    return OK;
}

/* --- Writing. */

static FileStage *stage_new(const App *app, Id id, Id account_id)
{
    FileStage *s = calloc(1, sizeof *s);
    if (!s) {
        abort();
    }
    s->fd = -1;
    s->id = id;
    s->account_id = account_id;
    s->scratch = arena_create(0);
    account_key(app, account_id, s->key);
    return s;
}

static void stage_free(FileStage *s)
{
    if (s->fd >= 0) {
        close(s->fd);
    }
    arena_destroy(s->scratch);
    explicit_bzero(s->key, sizeof s->key);
    explicit_bzero(s->held, sizeof s->held);
    free(s);
}

static Err stage_open(const App *app, FileStage *s, int flags)
{
    TRY(folder(app, "stage", s->dir));
    TRY(os_make_dir(s->dir, 0700));
    char name[ID_TEXT + 1] = {0};
    id_to(name, s->id);
    if (snprintf(s->path, sizeof s->path, "%s/%s", s->dir, name) >= (int)sizeof s->path) {
        return ERR_TOO_LARGE;
    }
    s->fd = open(s->path, flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    return s->fd < 0 ? os_err(errno) : OK;
}

Err file_stage(Ctx *ctx, Id account_id, FileStage **ret)
{
    FileStage *s = stage_new(ctx->app, os_id_v7(), account_id);
    Err err = stage_open(ctx->app, s, O_CREAT | O_EXCL);
    char header[HEADER_N];
    memcpy(header, MAGIC, MAGIC_N);
    memcpy(header + MAGIC_N, s->id.b, 16);
    memcpy(header + MAGIC_N + 16, account_id.b, 16);
    err = err == OK ? write_all(s->fd, header, HEADER_N) : err;
    if (err != OK) {
        file_stage_abandon(s);
        return err;
    }
    *ret = s;
    return OK;
}

static Err chunk_write(FileStage *s, bool last)
{
    Str plain = str_of(s->held, s->held_n);
    Digest both[2] = {s->digest, digest_sha256(plain)};
    s->digest = digest_sha256(str_of((const char *)both, sizeof both));
    Str sealed = seal(s->scratch, s->key, context_of(s->scratch, s->id, s->chunks, last), plain);
    uint8_t length[4] = {(uint8_t)sealed.n, (uint8_t)(sealed.n >> 8), (uint8_t)(sealed.n >> 16),
                         (uint8_t)(sealed.n >> 24)};
    Err err = write_all(s->fd, length, 4);
    err = err == OK ? write_all(s->fd, sealed.p, sealed.n) : err;
    arena_reset(s->scratch);
    s->chunks++;
    s->held_n = 0;
    return err;
}

Err file_stage_write(FileStage *s, Str bytes)
{
    s->size += bytes.n;
    while (bytes.n) {
        size_t n = num_min_size(bytes.n, CHUNK - s->held_n);
        memcpy(s->held + s->held_n, bytes.p, n);
        s->held_n += n;
        bytes = str_skip(bytes, n);
        if (s->held_n == CHUNK) {
            TRY(chunk_write(s, false));
        }
    }
    return OK;
}

/* id:account:chunks:size:bytes of the file:digest */
Err file_stage_suspend(FileStage *s, Arena *a, Str *ret_token)
{
    Err err = s->held_n ? chunk_write(s, false) : OK;
    if (err == OK && fdatasync(s->fd) != 0) {
        err = os_err(errno);
    }
    off_t end = lseek(s->fd, 0, SEEK_CUR);
    if (err == OK) {
        Str id = id_text(a, s->id), account = id_text(a, s->account_id),
            digest = base64url_encode(a, digest_str(&s->digest));
        *ret_token = str_fmt(a, "%.*s:%.*s:%llu:%llu:%lld:%.*s", S_ARG(id), S_ARG(account),
                             (unsigned long long)s->chunks, (unsigned long long)s->size, (long long)end, S_ARG(digest));
        stage_free(s);
    } else {
        file_stage_abandon(s);
    }
    return err;
}

Err file_stage_resume(Ctx *ctx, Str token, FileStage **ret)
{
    Str part[6];
    for (size_t i = 0; i < COUNT_OF(part); i++) {
        if (!str_split(&token, ':', &part[i])) {
            return ERR_PARSE;
        }
    }
    Id id, account;
    uint64_t chunks, size, end;
    Str digest;
    if (id_parse(part[0], &id) != OK || id_parse(part[1], &account) != OK || str_to_u64(part[2], &chunks) != OK ||
        str_to_u64(part[3], &size) != OK || str_to_u64(part[4], &end) != OK ||
        base64url_decode(ctx->arena, part[5], &digest) != OK || digest.n != sizeof(Digest)) {
        return ERR_PARSE;
    }
    FileStage *s = stage_new(ctx->app, id, account);
    Err err = stage_open(ctx->app, s, 0);
    struct stat st;
    if (err == OK && (fstat(s->fd, &st) != 0 || (uint64_t)st.st_size < end)) {
        err = ERR_NOT_FOUND;
    }
    if (err == OK && (ftruncate(s->fd, (off_t)end) != 0 || lseek(s->fd, (off_t)end, SEEK_SET) < 0)) {
        err = os_err(errno);
    }
    if (err != OK) {
        stage_free(s);
        return err;
    }
    s->chunks = chunks;
    s->size = size;
    memcpy(s->digest.b, digest.p, sizeof s->digest.b);
    *ret = s;
    return OK;
}

static Err sync_dir(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return os_err(errno);
    }
    Err err = fsync(fd) == 0 ? OK : os_err(errno);
    close(fd);
    return err;
}

/* Moves the staged file to files/ab/cdef... */
static Err move_in(FileStage *s, Str name)
{
    char root[520], dir[560], to[660];
    size_t root_n = strlen(s->dir) - sizeof("/stage") + 1;
    memcpy(root, s->dir, root_n);
    root[root_n] = '\0';
    if (snprintf(dir, sizeof dir, "%s/%.2s", root, name.p) >= (int)sizeof dir ||
        snprintf(to, sizeof to, "%s/%.*s", root, S_ARG(name)) >= (int)sizeof to) {
        return ERR_TOO_LARGE;
    }
    TRY(os_make_dir(dir, 0700));
    if (rename(s->path, to) != 0) {
        return os_err(errno);
    }
    return sync_dir(dir);
}

Err file_stage_finish(FileStage *s, Arena *a, FileDone *ret)
{
    Err err = chunk_write(s, true);
    if (err == OK && fsync(s->fd) != 0) {
        err = os_err(errno);
    }
    if (err == OK) {
        Str hex = digest_hex(
            a, digest_keyed(s->key, digest_str(&s->digest))); /* keyed: a name tells nothing of the content */
        *ret = (FileDone){.account_id = s->account_id,
                          .size = s->size,
                          .digest = s->digest,
                          .stored_as = str_fmt(a, "%.2s/%.*s", hex.p, (int)hex.n - 2, hex.p + 2)};
        err = move_in(s, ret->stored_as);
    }
    if (err != OK) {
        (void)os_remove(s->path);
    }
    stage_free(s);
    return err;
}

void file_stage_abandon(FileStage *s)
{
    if (s->path[0]) {
        (void)os_remove(s->path);
    }
    stage_free(s);
}

/* --- Rows. */

Time file_keep_until(const Ctx *ctx) { return time_add(ctx->wall, ctx->app->options.file_keep_us); }

/* There is no timetable: the first published file asks for a sweep a day later, and each sweep for the next one. */
static Err sweep_later(Ctx *ctx, Str key)
{
    Id id;
    return job_enqueue(
        ctx, &(JobAsk){.kind = FILE_SWEEP_JOB.kind, .key = key, .payload = S("{}"), .delay_us = TIME_DAY, .total = -1},
        &id);
}

Err file_publish(Ctx *ctx, const FilePublish *f, Id *ret_id)
{
    Id id = ctx_new_id(ctx);
    FileInsertArgs args = {
        .account_id = f->done->account_id,
        .id = id,
        .name = f->name,
        .content_type = f->content_type,
        .size = (int64_t)f->done->size,
        .digest = digest_str(&f->done->digest),
        .stored_as = f->done->stored_as,
        .user_id = f->user_id,
        .expires_at = f->expires_at,
    };
    TRY(q_file_insert(system_of(ctx), &args, NULL));
    *ret_id = id;
    return sweep_later(ctx, S("first"));
}

Err file_find(AccountCtx a, Id id, FileInfo *ret)
{
    FileOfAccountRow row;
    TRY(q_file_of_account(a, &(FileOfAccountArgs){.id = id}, &row));
    bool expired = time_is_set(row.expires_at) && row.expires_at.us <= a.ctx->wall.us;
    bool anothers =
        !id_is_nil(row.user_id) && a.ctx->actor.kind != ACTOR_JOB && !id_eq(row.user_id, a.ctx->actor.user_id);
    if (expired || anothers) {
        return ERR_NOT_FOUND;
    }
    *ret = (FileInfo){
        .id = row.id,
        .name = row.name,
        .content_type = row.content_type,
        .size = row.size,
        .stored_as = row.stored_as,
        .account_id = a.ctx->account_id,
        .user_id = row.user_id,
        .created_at = row.created_at,
        .expires_at = row.expires_at,
    };
    return OK;
}

Err file_remove(Ctx *ctx, Id account_id, Id id)
{
    return q_file_delete(system_of(ctx), &(FileDeleteArgs){.account_id = account_id, .id = id}, NULL);
}

/* --- Reading. */

typedef struct Reader {
    int fd;
    Id id;
    uint8_t key[32];
    uint64_t chunks;
    bool ended;
} Reader;

static Err read_exact(int fd, void *to, size_t n)
{
    char *p = to;
    while (n) {
        ssize_t got = read(fd, p, n);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0 ? ERR_PARSE : os_err(errno);
        }
        p += got;
        n -= (size_t)got;
    }
    return OK;
}

static Err header_read(int fd, Id *ret_id, Id *ret_account)
{
    char header[HEADER_N];
    TRY(read_exact(fd, header, HEADER_N));
    memcpy(ret_id->b, header + MAGIC_N, 16);
    memcpy(ret_account->b, header + MAGIC_N + 16, 16);
    return memcmp(header, MAGIC, MAGIC_N) == 0 ? OK : ERR_PARSE;
}

static bool name_is_safe(Str name)
{
    for (size_t i = 0; i < name.n; i++) {
        if (!strchr("0123456789abcdef/", name.p[i]) || name.p[i] == '\0') {
            return false;
        }
    }
    return name.n > 3 && name.n < 80 && name.p[2] == '/';
}

static Err reader_open(const Ctx *ctx, const FileInfo *info, Reader *r)
{
    char dir[520], path[620];
    Id account;
    TRY(folder(ctx->app, "", dir));
    if (!name_is_safe(info->stored_as)) {
        return ERR_NOT_FOUND;
    }
    snprintf(path, sizeof path, "%s/%.*s", dir, S_ARG(info->stored_as));
    *r = (Reader){.fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (r->fd < 0) {
        return os_err(errno);
    }
    Err err = header_read(r->fd, &r->id, &account);
    if (err == OK && !id_eq(account, info->account_id)) {
        err = ERR_NOT_FOUND;
    }
    if (err != OK) {
        close(r->fd);
        return err;
    }
    account_key(ctx->app, account, r->key);
    return OK;
}

/* One chunk, opened. The last one says so itself: a file cut short does not end well. */
static Err reader_next(Reader *r, Arena *a, Str *ret)
{
    uint8_t length[4];
    TRY(read_exact(r->fd, length, 4));
    size_t n = (size_t)length[0] | (size_t)length[1] << 8 | (size_t)length[2] << 16 | (size_t)length[3] << 24;
    if (n > SEALED_MAX) {
        return ERR_PARSE;
    }
    char *sealed = arena_alloc_raw(a, n, 1);
    TRY(read_exact(r->fd, sealed, n));
    Err err = unseal(a, r->key, context_of(a, r->id, r->chunks, false), str_of(sealed, n), ret);
    if (err != OK) {
        err = unseal(a, r->key, context_of(a, r->id, r->chunks, true), str_of(sealed, n), ret);
        r->ended = err == OK;
    }
    r->chunks++;
    return err;
}

static Err each_chunk(Ctx *ctx, const FileInfo *info, Err (*take)(void *arg, Str plain), void *arg)
{
    Reader r;
    TRY(reader_open(ctx, info, &r));
    Arena *a = arena_create(0);
    Err err = OK;
    while (err == OK && !r.ended) {
        Str plain;
        err = reader_next(&r, a, &plain);
        err = err == OK ? take(arg, plain) : err;
        arena_reset(a);
    }
    arena_destroy(a);
    close(r.fd);
    explicit_bzero(r.key, sizeof r.key);
    return err;
}

static Err take_to_fd(void *arg, Str plain) { return write_all(*(int *)arg, plain.p, plain.n); }

Err file_open_plain(Ctx *ctx, const FileInfo *info, int *ret_fd)
{
    char dir[520];
    TRY(folder(ctx->app, "stage", dir));
    TRY(os_make_dir(dir, 0700));
    int fd = os_temp_fd(dir);
    if (fd < 0) {
        return os_err(errno);
    }
    Err err = each_chunk(ctx, info, take_to_fd, &fd);
    if (err == OK && lseek(fd, 0, SEEK_SET) < 0) {
        err = os_err(errno);
    }
    if (err != OK) {
        close(fd);
        return err;
    }
    *ret_fd = fd;
    return OK;
}

static Err take_to_buf(void *arg, Str plain)
{
    Buf *b = arg;
    buf_add(b, plain);
    return b->full ? ERR_TOO_LARGE : OK;
}

Err file_read_plain(Ctx *ctx, const FileInfo *info, size_t max, Str *ret)
{
    Buf b = buf_on_arena(ctx->arena, max + 1);
    TRY(each_chunk(ctx, info, take_to_buf, &b));
    *ret = buf_str(&b);
    return OK;
}

/* --- Sweeping: expired rows, then one of 256 folders a step, then the stage. */

static Err expire(Ctx *ctx, void *arg)
{
    size_t *ret_n = arg;
    FileExpiredRow *rows;
    TRY(q_file_expired(system_of(ctx), NULL, &rows, ret_n));
    for (size_t i = 0; i < *ret_n; i++) {
        TRY(file_remove(ctx, rows[i].account_id, rows[i].id));
    }
    return OK;
}

typedef struct Orphan {
    Id account_id;
    Str stored_as;
    bool named;
} Orphan;

static Err ask_named(Ctx *ctx, void *arg)
{
    Orphan *o = arg;
    FileIsNamedRow row;
    TRY(q_file_is_named(system_of(ctx), &(FileIsNamedArgs){.account_id = o->account_id, .stored_as = o->stored_as},
                        &row));
    o->named = row.n > 0;
    return OK;
}

static bool is_old(int fd, Time wall)
{
    struct stat st;
    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (int64_t)st.st_mtime * TIME_SECOND < wall.us - TIME_DAY;
}

/* prefix "ab", or "stage", where nothing is published and age alone counts. */
static Err sweep_one(Ctx *ctx, const char *prefix, const char *dir, const char *name)
{
    char path[800];
    Id id;
    Orphan o = {.named = false};
    snprintf(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return OK; /* gone meanwhile */
    }
    bool old = is_old(fd, ctx->wall);
    bool ours = strlen(prefix) == 2 && header_read(fd, &id, &o.account_id) == OK;
    close(fd);
    if (!old) {
        return OK;
    }
    if (ours) {
        o.stored_as = str_fmt(ctx->arena, "%s/%s", prefix, name);
        TRY(unit_run(ctx, MODE_READ, NULL, ask_named, &o));
    }
    return o.named ? OK : os_remove(path);
}

static Err sweep_folder(Ctx *ctx, const char *prefix)
{
    char dir[520];
    TRY(folder(ctx->app, prefix, dir));
    DIR *d = opendir(dir);
    if (!d) {
        return OK; /* nothing there yet */
    }
    Err err = OK;
    for (struct dirent *e; err == OK && (e = readdir(d));) {
        if (e->d_name[0] != '.') {
            err = sweep_one(ctx, prefix, dir, e->d_name);
        }
    }
    closedir(d);
    return err;
}

static Err sweep_again(Ctx *ctx, void *arg)
{
    const JobRun *job = arg; /* its own key is still taken by itself */
    return sweep_later(ctx, str_eq(job->key, S("a")) ? S("b") : S("a"));
}

static Err sweep(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    int64_t at = 0;
    if (job->cursor.n && str_to_i64(job->cursor, &at) != OK) {
        at = 0;
    }
    *ret_next = JOB_AGAIN;
    job->total = 258;
    if (at == 0) {
        size_t n = 0;
        TRY(unit_run(ctx, MODE_WRITE, NULL, expire, &n));
        at += n == 0;
    } else {
        char prefix[8];
        snprintf(prefix, sizeof prefix, "%02x", (unsigned)(at - 1) & 0xff);
        TRY(sweep_folder(ctx, at == 257 ? "stage" : prefix));
        at++;
    }
    job->done = at;
    job->cursor = str_fmt(ctx->arena, "%lld", (long long)at);
    *ret_next = at > 257 ? JOB_DONE : JOB_AGAIN;
    return at > 257 ? unit_run(ctx, MODE_WRITE, NULL, sweep_again, job) : OK;
}

const JobKind FILE_SWEEP_JOB = {
    .kind = "files.sweep", .title = N_("Removal of old files"), .step = sweep, .outside = true};

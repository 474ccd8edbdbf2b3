/* Files: streamed to a staged, sealed file outside any unit, then published by a row inside one. A file without a row
 * is an orphan and swept. Bytes are sealed in chunks of 64 KB under a key of the account; order and end are
 * authenticated. The content's digest names the file. */
#pragma once
#include "app/ctx.h"
#include "app/job.h"
#include "crypt/crypt.h"

typedef struct FileStage FileStage;
typedef struct FileDone {
    Id account_id;
    uint64_t size;
    Digest digest;
    Str stored_as;
} FileDone;
/* account_id nil: a file of the operator. Lives in the heap until finished or abandoned. */
MUST_USE Err file_stage(Ctx *ctx, Id account_id, FileStage **ret);
MUST_USE Err file_stage_write(FileStage *stage, Str bytes);
/* Leaves the file for a later step: everything so far is durable; *ret_token goes into the job's cursor. */
MUST_USE Err file_stage_suspend(FileStage *stage, Arena *a, Str *ret_token);
/* Continues exactly there; what was written after the token was made is cut off. ERR_NOT_FOUND when it was swept. */
MUST_USE Err file_stage_resume(Ctx *ctx, Str token, FileStage **ret);
/* Sealed, synced, under its content's name. Frees the stage, also on failure. */
MUST_USE Err file_stage_finish(FileStage *stage, Arena *a, FileDone *ret);
void file_stage_abandon(FileStage *stage);
/* Inside a WRITE unit. user_id nil: anybody who may see the page. expires_at may be TIME_NONE. */
typedef struct FilePublish {
    const FileDone *done;
    Str name, content_type;
    Id user_id;
    Time expires_at;
} FilePublish;
/* When a file made now may go: the setting file_days. */
Time file_keep_until(const Ctx *ctx);
MUST_USE Err file_publish(Ctx *ctx, const FilePublish *f, Id *ret_id);
/* A published file of this account, for this user when it has one. Inside a unit; ERR_NOT_FOUND otherwise or expired.
 */
typedef struct FileInfo {
    Id id;
    Str name, content_type;
    int64_t size;
    Str stored_as;
    Id account_id, user_id;
    Time created_at, expires_at;
} FileInfo;
MUST_USE Err file_find(AccountCtx a, Id id, FileInfo *ret);
/* The plain bytes as an unlinked file, for ctx->out.file_fd (which closes it). Outside a unit for large files. */
MUST_USE Err file_open_plain(Ctx *ctx, const FileInfo *info, int *ret_fd);
/* The whole of a small one. */
MUST_USE Err file_read_plain(Ctx *ctx, const FileInfo *info, size_t max, Str *ret);
/* Ends a row; the sweeper removes the bytes. Inside a WRITE unit. */
MUST_USE Err file_remove(Ctx *ctx, Id account_id, Id id);
extern const JobKind FILE_SWEEP_JOB; /* expired rows, orphans older than a day */

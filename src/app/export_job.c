/* See export_job.h. A CSV file stops after some chunks and goes on in the next step, from the stage's token and the
 * row's cursor; a spreadsheet is one piece, so it is made in one step. Rows live in an arena of their own, given back
 * after each chunk: a million rows take no more memory than a thousand. */
#include "app/export_job.h"
#include "app/session.h"

#include "app/audit.h"
#include "app/file.h"
#include "app/shape.h"
#include "app/unit.h"
#include "base/num.h"

enum { STEP_CHUNKS = 20 };

ExportFormat export_asked(Str word)
{
    ExportFormat format;
    return export_format(word, &format) == OK ? format : EXPORT_CSV;
}

static ExportOptions options_of(const ExportList *list, const Locale *locale, Str tz, ExportFormat format)
{
    return (ExportOptions){.format = format,
                           .locale = locale,
                           .tz = tz,
                           .columns = list->columns,
                           .columns_n = list->columns_n,
                           .sheet = tr(locale, NULL, list->sheet)};
}

static Str file_name(Ctx *ctx, const ExportList *list, ExportFormat format)
{
    return str_fmt(ctx->arena, "%s-%.*s.%.*s", list->file, S_ARG(date_iso(ctx->arena, date_of(ctx->now))),
                   S_ARG(export_extension(format)));
}

/* --- at once --- */

static Err to_buf(void *sink, Str bytes)
{
    Buf *b = sink;
    buf_add(b, bytes);
    return b->full ? ERR_TOO_LARGE : OK;
}

Err export_direct(AccountCtx a, const ExportList *list, Str query, ExportFormat format, int64_t max)
{
    Ctx *ctx = a.ctx;
    Buf *body = arena_new(ctx->arena, Buf);
    *body = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    ExportOptions options = options_of(list, ctx->locale, ctx->tz, format);
    options.write = to_buf;
    options.sink = body;
    Export *e;
    TRY(export_begin(ctx->arena, &options, &e));
    Str after = S("");
    Err err = OK;
    do {
        int64_t n = 0;
        err = list->chunk(a, query, after, e, &after, &n);
        if (err == OK && (export_rows(e) > max || (after.n && export_rows(e) == max))) {
            err = ERR_TOO_LARGE;
        }
    } while (err == OK && after.n);
    if (err != OK) {
        export_abandon(e);
        return err;
    }
    TRY(export_end(e));
    ctx->out.body = buf_str(body);
    ctx->out.content_type = export_content_type(format);
    ctx_header(ctx, S("Content-Disposition"),
               str_fmt(ctx->arena, "attachment; filename=\"%.*s\"", S_ARG(file_name(ctx, list, format))));
    return OK;
}

/* --- one run over the rows, for the job and the stream --- */

typedef struct ExportPayload {
    Str query, format, locale, tz;
} ExportPayload;
static const Field PAYLOAD_FIELDS[] = {
    FIELD(ExportPayload, query, "query", F_STR, .max = 4000), FIELD(ExportPayload, format, "format", F_STR),
    FIELD(ExportPayload, locale, "locale", F_STR), FIELD(ExportPayload, tz, "tz", F_STR)};
static const Shape PAYLOAD = SHAPE(ExportPayload, PAYLOAD_FIELDS);

typedef struct ExportRun {
    const ExportList *list;
    Id account_id;
    JobRun *job; /* NULL: a stream */
    ExportPayload payload;
    ExportFormat format;
    FileStage *stage;
    bool muted; /* continuing a CSV: its heading is there already */
    Arena *chunk;
    Str after;
    Export *out;
    FileDone done;
    Id file_id;
} ExportRun;

static Err chunk_unit(Ctx *ctx, void *arg)
{
    ExportRun *r = arg;
    Id account = ctx->account_id;
    AccountCtx a = account_of(ctx, r->account_id);
    Arena *outer = ctx->arena;
    ctx->arena = r->chunk;
    Str next = {"", 0};
    int64_t n = 0;
    Err err = r->list->chunk(a, r->payload.query, r->after, r->out, &next, &n);
    ctx->arena = outer;
    r->after = err == OK ? str_copy(outer, next) : r->after;
    if (r->job) {
        r->job->done += err == OK ? n : 0;
    } else {
        ctx->account_id = ctx->account.id = account;
    }
    return err;
}

/* Until the end or, of a CSV, for some chunks. */
static Err run_chunks(Ctx *ctx, ExportRun *r, int max)
{
    r->chunk = arena_create(0);
    Err err = OK;
    int chunks = 0;
    do {
        err = unit_run(ctx, MODE_READ, NULL, chunk_unit, r);
        arena_reset(r->chunk);
    } while (err == OK && r->after.n && (++chunks < max || r->format == EXPORT_XLSX));
    arena_destroy(r->chunk);
    return err;
}

/* --- the stream --- */

static Err to_stream(void *sink, Str bytes) { return ctx_stream_write(sink, bytes); }

Err export_stream(Ctx *ctx, Id account_id, const ExportList *list, Str query, ExportFormat format)
{
    ExportRun r = {
        .list = list, .account_id = account_id, .payload = {.query = query}, .format = format, .after = S("")};
    ExportOptions options = options_of(list, ctx->locale, ctx->tz, format);
    options.write = to_stream;
    options.sink = ctx;
    ctx_stream_begin(ctx, export_content_type(format), file_name(ctx, list, format));
    TRY(export_begin(ctx->arena, &options, &r.out));
    Err err = run_chunks(ctx, &r, INT32_MAX);
    if (err != OK) {
        export_abandon(r.out);
        return err;
    }
    return export_end(r.out);
}

typedef struct Taken {
    Id account_id;
    Str query, format;
} Taken;

static Err note_taken(Ctx *ctx, void *arg)
{
    const Taken *t = arg;
    bool own = !id_is_nil(t->account_id);
    ctx->audit.target_kind = own ? S("account") : S("export");
    ctx->audit.target_id = t->account_id;
    ctx->audit.target_name = own ? ctx->account.name : S("");
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"filter", t->query}, {"format", t->format});
    return OK;
}

Err export_stream_told(Ctx *ctx, Id account_id, const ExportList *list, Str query)
{
    ExportFormat format = export_asked(ctx_query(ctx, S("format")));
    TRY(session_may_export(ctx));
    Taken t = {account_id, query, export_extension(format)};
    TRY(unit_run(ctx, MODE_WRITE, list->kind, note_taken, &t));
    return export_stream(ctx, account_id, list, query, format);
}

/* --- the job --- */

Err export_job_start(AccountCtx a, const ExportList *list, Str query, ExportFormat format, Id *ret_job)
{
    Ctx *ctx = a.ctx;
    ExportPayload payload = {query, export_extension(format), locale_tag(ctx->locale), ctx->tz};
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    shape_write(&b, &PAYLOAD, &payload);
    return job_enqueue(ctx,
                       &(JobAsk){.kind = list->kind,
                                 .key = id_text(ctx->arena, ctx_new_id(ctx)),
                                 .payload = buf_str(&b),
                                 .account_id = ctx->account_id,
                                 .user_id = ctx->actor.user_id,
                                 .total = -1},
                       ret_job);
}

static Err to_stage(void *sink, Str bytes)
{
    ExportRun *r = sink;
    if (r->muted) { /* the heading line, which the file has already; the writer may keep it back until later */
        ptrdiff_t end = str_find_char(bytes, '\n');
        r->muted = end < 0;
        bytes = end < 0 ? S("") : str_skip(bytes, (size_t)end + 1);
    }
    return bytes.n ? file_stage_write(r->stage, bytes) : OK;
}

static Err publish_unit(Ctx *ctx, void *arg)
{
    ExportRun *r = arg;
    (void)account_of(ctx, r->account_id);
    ctx->audit.target_kind = S("export");
    ctx->audit.target_id = r->job->id;
    ctx->audit.target_name = file_name(ctx, r->list, r->format);
    return file_publish(ctx,
                        &(FilePublish){.done = &r->done,
                                       .name = ctx->audit.target_name,
                                       .content_type = export_content_type(r->format),
                                       .user_id = r->job->user_id,
                                       .expires_at = file_keep_until(ctx)},
                        &r->file_id);
}

static Err finish(Ctx *ctx, ExportRun *r, const char *action)
{
    Err err = export_end(r->out);
    if (err != OK) {
        file_stage_abandon(r->stage);
        return err;
    }
    TRY(file_stage_finish(r->stage, ctx->arena, &r->done));
    TRY(unit_run(ctx, MODE_WRITE, action, publish_unit, r));
    r->job->result = id_text(ctx->arena, r->file_id);
    r->job->total = r->job->done;
    return OK;
}

static Err open_stage(Ctx *ctx, ExportRun *r)
{
    Str cursor = r->job->cursor;
    Str token = {"", 0};
    if (!str_split(&cursor, ' ', &token) || str_empty(token)) {
        return file_stage(ctx, r->account_id, &r->stage);
    }
    r->after = str_copy(ctx->arena, cursor);
    r->muted = true;
    Err err = file_stage_resume(ctx, token, &r->stage);
    if (err == ERR_NOT_FOUND) { /* swept meanwhile: from the start */
        r->after = S("");
        r->muted = false;
        r->job->done = 0;
        return file_stage(ctx, r->account_id, &r->stage);
    }
    return err;
}

Err export_job_step(Ctx *ctx, JobRun *job, JobNext *ret_next, const ExportList *list, const char *action)
{
    ExportRun r = {.list = list, .account_id = job->account_id, .job = job, .after = S("")};
    TRY(shape_read_text(ctx, &PAYLOAD, job->payload, &r.payload));
    TRY(export_format(r.payload.format, &r.format));
    TRY(open_stage(ctx, &r));
    ctx->locale = locale_get(r.payload.locale);
    ctx->tz = r.payload.tz;
    ExportOptions options = options_of(list, ctx->locale, r.payload.tz, r.format);
    options.write = to_stage;
    options.sink = &r;
    Err err = export_begin(ctx->arena, &options, &r.out);
    if (err != OK) {
        file_stage_abandon(r.stage);
        return err;
    }
    err = run_chunks(ctx, &r, STEP_CHUNKS);
    if (err != OK) {
        export_abandon(r.out);
        file_stage_abandon(r.stage);
        return err;
    }
    if (!r.after.n) {
        *ret_next = JOB_DONE;
        return finish(ctx, &r, action);
    }
    /* Flushes what the writer holds; for CSV the end adds nothing. */
    Str token;
    err = export_end(r.out);
    err = err == OK ? file_stage_suspend(r.stage, ctx->arena, &token) : err;
    TRY(err);
    job->cursor = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(token), S_ARG(r.after));
    *ret_next = JOB_AGAIN;
    return OK;
}

/* --- its page and its file --- */

Err export_job_find(AccountCtx a, const ExportList *list, JobStatus *ret)
{
    return job_of_path(a, list->kind, MSG("There is no such export"),
                       MSG("Exports are kept for a week; make it again from the list."), ret);
}

void export_job_progress(Ctx *ctx, const JobStatus *job, Url at, Msg title, ProgressView *ret)
{
    bool done = str_eq(job->state, S("done"));
    bool failed = str_eq(job->state, S("failed"));
    bool cancelled = str_eq(job->state, S("cancelled"));
    *ret = (ProgressView){.title = title,
                          .done = job->done,
                          .total = job->total,
                          .started_at = job->started_at,
                          .started_by = ctx->actor.name,
                          .running = !done && !failed && !cancelled,
                          .failed = failed,
                          .self = at,
                          .result_label = MSG("Download the file"),
                          .state = done                                                 ? MSG("Done")
                                   : failed                                             ? MSG("Stopped")
                                   : cancelled                                          ? MSG("Cancelled")
                                   : str_eq(job->state, S("waiting")) && job->done == 0 ? MSG("Waiting for its turn")
                                                                                        : MSG("Running")};
    if (failed) {
        ret->problem = MSG("The file could not be made. Nothing was changed; try again from the list.");
    }
    if (done) {
        ret->result = (Url){str_concat(ctx->arena, at.s, S("/file"))};
    }
    if (ret->running) {
        ret->cancel = (Url){str_concat(ctx->arena, at.s, S("/cancel"))};
    }
}

typedef struct FoundFile {
    const ExportList *list;
    FileInfo info;
} FoundFile;

static Err find_file(Ctx *ctx, void *arg)
{
    FoundFile *found = arg;
    AccountCtx a = account_of(ctx, ctx->account_id);
    JobStatus job;
    TRY(export_job_find(a, found->list, &job));
    Id file_id;
    Err err = id_parse(job.result, &file_id) == OK ? file_find(a, file_id, &found->info) : ERR_NOT_FOUND;
    return err == ERR_NOT_FOUND ? problem(ctx, err, MSG("This file is not there any more"),
                                          MSG("Exports are kept for a week; make it again from the list."))
                                : err;
}

/* Unsealing a large file takes longer than a unit may: the row is read in a short one, the bytes outside. */
Err export_job_file(AccountCtx a, const ExportList *list)
{
    Ctx *ctx = a.ctx;
    FoundFile found = {.list = list};
    TRY(unit_run(ctx, MODE_READ, NULL, find_file, &found));
    int fd;
    TRY(file_open_plain(ctx, &found.info, &fd));
    ctx->out.file_fd = fd;
    ctx->out.file_size = (uint64_t)found.info.size;
    ctx->out.file_name = found.info.name;
    ctx->out.content_type = found.info.content_type;
    return OK;
}

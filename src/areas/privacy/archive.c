/* The archive: every table that holds something of the subject as JSON and as CSV, and a page that says what is in it
 * and what is not. A step makes some tables; what is written so far, and what it was, stands in the job's cursor. */
#include "areas/privacy/privacy.h"

#include "app/audit.h"
#include "app/file.h"
#include "app/setting.h"
#include "app/shape.h"
#include "app/unit.h"
#include "app/zip.h"
#include "areas/privacy/privacy_view.h"
#include "base/csv.h"
#include "gen/privacy_html.h"
#include "gen/privacy_q.h"

enum { CHUNK = 500, PART_ROWS = 20000, PART_BYTES = 16 << 20, STEP_TABLES = 12, STEP_ROWS = 20000 };

const ExportList PRIVACY_ARCHIVE = {.kind = "privacy.archive", .file = "personal-data", .sheet = N_("Personal data")};

typedef struct ArchivePayload {
    Str of, id, within, locale, tz;
} ArchivePayload;
static const Field PAYLOAD_FIELDS[] = {FIELD(ArchivePayload, of, "of", F_STR), FIELD(ArchivePayload, id, "id", F_STR),
                                       FIELD(ArchivePayload, within, "within", F_STR),
                                       FIELD(ArchivePayload, locale, "locale", F_STR),
                                       FIELD(ArchivePayload, tz, "tz", F_STR)};
static const Shape PAYLOAD = SHAPE(ArchivePayload, PAYLOAD_FIELDS);

Err privacy_archive_start(AccountCtx a, const PrivacySubject *subject, Id *ret_job)
{
    Ctx *ctx = a.ctx;
    Str id = id_text(ctx->arena, subject->id);
    ArchivePayload payload = {.of = subject->of == PERSONAL_PERSON ? S("person") : S("account"),
                              .id = id,
                              .within = id_is_nil(subject->within) ? S("") : id_text(ctx->arena, subject->within),
                              .locale = locale_tag(ctx->locale),
                              .tz = ctx->tz};
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    shape_write(&b, &PAYLOAD, &payload);
    return job_enqueue(
        ctx,
        &(JobAsk){.kind = PRIVACY_ARCHIVE.kind,
                  .key = str_fmt(ctx->arena, "%.*s/%.*s", S_ARG(id), S_ARG(id_text(ctx->arena, ctx->actor.user_id))),
                  .payload = buf_str(&b),
                  .account_id = ctx->account_id,
                  .user_id = ctx->actor.user_id,
                  .total = (int64_t)PERSONAL_TABLES_N},
        ret_job);
}

/* --- one table --- */

typedef struct Making {
    JobRun *job;
    PrivacySubject subject;
    PersonalWho who;
    Str name; /* of the person or account */
    ArchivePayload payload;
    FileStage *stage;
    FileDone done;
    Id file_id;
    Zip zip;
    size_t table;
    /* of the table in hand */
    Arena *chunk;
    DbValue after[PERSONAL_KEYS_MAX];
    bool begun, more;
    Buf json, csv;
    Json writer;
    int64_t rows, part_rows, part;
} Making;

static Err to_stage(void *sink, Str bytes) { return file_stage_write(sink, bytes); }

static Str cell_text(Arena *a, const DbValue *v)
{
    if (v->null) {
        return S("");
    }
    switch (v->type) {
    case DB_ID:
        return id_text(a, v->id);
    case DB_TIME:
        return time_iso(a, (Time){v->i});
    case DB_DATE:
        return date_iso(a, (Date){(int32_t)v->i});
    case DB_BOOL:
        return v->i ? S("true") : S("false");
    case DB_MINOR:
    case DB_INT:
        return str_fmt(a, "%lld", (long long)v->i);
    case DB_DEC: {
        Buf b = buf_on_arena(a, BUF_MAX_SMALL);
        Json j = json_writer(&b);
        json_dec(&j, (Dec){v->i});
        return buf_str(&b);
    }
    case DB_TEXT:
    case DB_BYTES:
    case DB_JSON:
        return v->s;
    }
    return S("");
}

static void cell_json(Json *j, Arena *a, const DbValue *v)
{
    if (v->null) {
        json_null(j);
    } else if (v->type == DB_JSON) {
        json_raw(j, v->s.n ? v->s : S("null"));
    } else if (v->type == DB_BOOL || v->type == DB_INT || v->type == DB_MINOR || v->type == DB_DEC) {
        json_raw(j, cell_text(a, v));
    } else {
        json_str(j, cell_text(a, v));
    }
}

static void part_begin(Making *m)
{
    const PersonalTable *t = &PERSONAL_TABLES[m->table];
    buf_clear(&m->json);
    buf_clear(&m->csv);
    m->writer = json_writer(&m->json);
    json_arr(&m->writer);
    for (size_t i = 0; i < t->columns_n; i++) {
        csv_add_plain(&m->csv, str_from(t->columns[i]), ',', i == 0);
    }
    csv_end_row(&m->csv);
    m->part_rows = 0;
}

static Err part_end(Making *m)
{
    const char *table = PERSONAL_TABLES[m->table].name;
    if (m->part_rows == 0) {
        return OK;
    }
    json_arr_end(&m->writer);
    m->part++;
    Str tail = m->part > 1 ? str_fmt(m->zip.arena, "-%lld", (long long)m->part) : S("");
    if (m->json.full || m->csv.full) {
        return ERR_TOO_LARGE;
    }
    TRY(zip_add(&m->zip, str_fmt(m->zip.arena, "data/%s%.*s.json", table, S_ARG(tail)), buf_str(&m->json), 0));
    return zip_add(&m->zip, str_fmt(m->zip.arena, "data/%s%.*s.csv", table, S_ARG(tail)), buf_str(&m->csv),
                   m->part_rows);
}

/* Another account's, or another directory's, where an account asks for one of its people. */
static bool outside(const Making *m, const PersonalTable *t, const DbValue *row)
{
    if (id_is_nil(m->subject.within)) {
        return false;
    }
    for (size_t i = 0; i < t->columns_n; i++) {
        bool account = strcmp(t->columns[i], "account_id") == 0, directory = strcmp(t->columns[i], "directory_id") == 0;
        if ((account || directory) && !row[i].null &&
            !id_eq(row[i].id, account ? m->subject.within : m->who.directory_id)) {
            return true;
        }
    }
    return false;
}

static void row_write(Making *m, const PersonalTable *t, const DbValue *row)
{
    json_obj(&m->writer);
    for (size_t i = 0; i < t->columns_n; i++) {
        bool words = row[i].type == DB_TEXT || row[i].type == DB_JSON;
        json_key(&m->writer, str_from(t->columns[i]));
        cell_json(&m->writer, m->chunk, &row[i]);
        (words ? csv_add_text : csv_add_plain)(&m->csv, cell_text(m->chunk, &row[i]), ',', i == 0);
    }
    json_obj_end(&m->writer);
    csv_end_row(&m->csv);
    m->part_rows++;
    m->rows++;
}

static Err chunk_unit(Ctx *ctx, void *arg)
{
    Making *m = arg;
    const PersonalTable *t = &PERSONAL_TABLES[m->table];
    size_t width = t->columns_n + t->keys_n, n = 0;
    Arena *outer = ctx->arena;
    DbValue *rows;
    ctx->arena = m->chunk;
    Err err = personal_rows(ctx, m->table, &m->who, m->begun ? m->after : NULL, CHUNK, &rows, &n);
    ctx->arena = outer;
    TRY(err);
    m->more = n == CHUNK;
    m->begun = true;
    for (size_t i = 0; i < n; i++) {
        if (!outside(m, t, rows + i * width)) {
            row_write(m, t, rows + i * width);
        }
    }
    for (size_t k = 0; n && k < t->keys_n; k++) { /* the chunk goes: what is pointed to is kept */
        DbValue v = rows[(n - 1) * width + t->columns_n + k];
        bool bytes = v.type == DB_TEXT || v.type == DB_BYTES || v.type == DB_JSON;
        v.s = bytes ? str_copy(m->zip.arena, v.s) : v.s;
        m->after[k] = v;
    }
    return OK;
}

static Err table_make(Ctx *ctx, Making *m)
{
    const PersonalTable *t = &PERSONAL_TABLES[m->table];
    if (!personal_has(t, m->subject.of) || t->exported_not[0]) {
        return OK;
    }
    m->begun = false;
    m->part = 0;
    part_begin(m);
    do {
        TRY(unit_run(ctx, MODE_READ, NULL, chunk_unit, m));
        arena_reset(m->chunk);
        if (m->part_rows >= PART_ROWS || m->json.n > PART_BYTES) {
            TRY(part_end(m));
            part_begin(m);
        }
    } while (m->more);
    return part_end(m);
}

/* --- the page of contents --- */

static Msg left_out(const char *why)
{
    Str word = str_from(why);
    return str_eq(word, S("secret"))
               ? MSG("Secrets that prove who somebody is: nobody may read them, not even their owner")
           : str_eq(word, S("derived")) ? MSG("Made from the other files, for searching and counting")
                                        : MSG("The program's own bookkeeping");
}

static void contents_lines(Arena *a, const Making *m, ArchiveView *v)
{
    ArchiveLine *in = arena_array(a, ArchiveLine, m->zip.n + 1),
                *out = arena_array(a, ArchiveLine, PERSONAL_TABLES_N + 1);
    for (size_t i = 0; i < m->zip.n; i++) {
        const ZipEntry *e = &m->zip.entries[i];
        if (!str_ends(e->name, S(".csv"))) {
            continue;
        }
        Str name = str_sub(e->name, 5, e->name.n - 9);
        in[v->lines_n++] = (ArchiveLine){
            .name = name, .rows = e->rows, .csv = {e->name}, .json = {str_fmt(a, "data/%.*s.json", S_ARG(name))}};
    }
    for (size_t i = 0; i < PERSONAL_TABLES_N; i++) {
        const PersonalTable *t = &PERSONAL_TABLES[i];
        if (personal_has(t, m->subject.of) && t->exported_not[0]) {
            out[v->left_n++] = (ArchiveLine){.name = str_from(t->name), .why = left_out(t->exported_not)};
        }
    }
    v->lines = in;
    v->left = out;
}

static Err contents(Ctx *ctx, Making *m)
{
    ArchiveView v = {.locale = ctx->locale,
                     .title = m->subject.of == PERSONAL_PERSON ? MSG("Personal data") : MSG("Data of the account"),
                     .who = m->name,
                     .made = ctx->wall,
                     .within = !id_is_nil(m->subject.within)};
    contents_lines(ctx->arena, m, &v);
    Buf page = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Out o = {.b = &page, .locale = ctx->locale, .tz = ctx->tz, .now = ctx->now};
    privacy_archive_html(&o, &v);
    return page.full ? ERR_TOO_LARGE : zip_add(&m->zip, S("index.html"), buf_str(&page), 0);
}

/* --- the job --- */

static Err subject_unit(Ctx *ctx, void *arg)
{
    Making *m = arg;
    SystemCtx s = system_of(ctx);
    m->who.of = m->subject.of;
    m->who.id = m->subject.id;
    if (m->subject.of == PERSONAL_ACCOUNT) {
        PrivacyAccountRow a;
        TRY(q_privacy_account(s, &(PrivacyAccountArgs){.account_id = m->subject.id}, &a));
        m->who.directory_id = a.directory_id;
        m->name = a.name;
        return OK;
    }
    PrivacyPersonRow p;
    TRY(q_privacy_person(s, &(PrivacyPersonArgs){.user_id = m->subject.id}, &p));
    m->who.email = str_lower_ascii(ctx->arena, p.email);
    m->who.directory_id = p.directory_id;
    m->name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(p.first_name), S_ARG(p.last_name));
    return OK;
}

static Err publish_unit(Ctx *ctx, void *arg)
{
    Making *m = arg;
    int64_t days;
    TRY(setting_int(ctx, ID_NIL, S("privacy.archive_days"), &days));
    (void)account_of(ctx, m->job->account_id);
    ctx->audit.target_kind = m->subject.of == PERSONAL_PERSON ? S("user") : S("account");
    ctx->audit.target_id = m->subject.id;
    ctx->audit.target_name = m->name;
    return file_publish(ctx,
                        &(FilePublish){.done = &m->done,
                                       .name = str_fmt(ctx->arena, "%s-%.*s.zip", PRIVACY_ARCHIVE.file,
                                                       S_ARG(date_iso(ctx->arena, date_of(ctx->now)))),
                                       .content_type = S("application/zip"),
                                       .user_id = m->job->user_id,
                                       .expires_at = time_add(ctx->wall, days * TIME_DAY)},
                        &m->file_id);
}

/* The cursor: token, the next table, then what the archive holds. */
static Err stage_open(Ctx *ctx, Making *m)
{
    Str rest = m->job->cursor, token = S(""), next = S("");
    int64_t table = 0;
    if (!str_split(&rest, '\n', &token) || !token.n || !str_split(&rest, '\n', &next) ||
        str_to_i64(next, &table) != OK || table < 0 || zip_resume(&m->zip, rest) != OK) {
        return file_stage(ctx, m->job->account_id, &m->stage);
    }
    Err err = file_stage_resume(ctx, token, &m->stage);
    if (err == ERR_NOT_FOUND) { /* swept meanwhile: from the start */
        m->zip.n = 0;
        m->zip.at = 0;
        return file_stage(ctx, m->job->account_id, &m->stage);
    }
    m->table = (size_t)table;
    return err;
}

static Err tables_make(Ctx *ctx, Making *m)
{
    size_t from = m->table;
    m->json = buf_on_heap(BUF_MAX_FILE);
    m->csv = buf_on_heap(BUF_MAX_FILE);
    m->chunk = arena_create(0);
    Err err = OK;
    while (err == OK && m->table < PERSONAL_TABLES_N && m->table - from < STEP_TABLES && m->rows < STEP_ROWS) {
        err = table_make(ctx, m);
        m->table++;
    }
    arena_destroy(m->chunk);
    buf_free(&m->json);
    buf_free(&m->csv);
    return err;
}

static Err finish(Ctx *ctx, Making *m)
{
    Err err = contents(ctx, m);
    err = err == OK ? zip_end(&m->zip) : err;
    if (err != OK) {
        file_stage_abandon(m->stage);
        return err;
    }
    TRY(file_stage_finish(m->stage, ctx->arena, &m->done));
    TRY(unit_run(ctx, MODE_WRITE, "privacy.archive", publish_unit, m));
    m->job->result = id_text(ctx->arena, m->file_id);
    return OK;
}

static Err payload_read(Ctx *ctx, Making *m)
{
    TRY(shape_read_text(ctx, &PAYLOAD, m->job->payload, &m->payload));
    m->subject.of = str_eq(m->payload.of, S("account")) ? PERSONAL_ACCOUNT : PERSONAL_PERSON;
    TRY(id_parse(m->payload.id, &m->subject.id));
    if (m->payload.within.n) {
        TRY(id_parse(m->payload.within, &m->subject.within));
    }
    ctx->locale = locale_get(m->payload.locale);
    ctx->tz = m->payload.tz;
    return OK;
}

Err privacy_archive_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Making m = {.job = job, .zip = {.arena = ctx->arena, .write = to_stage, .made = ctx->wall}};
    TRY(payload_read(ctx, &m));
    TRY(unit_run(ctx, MODE_READ, NULL, subject_unit, &m));
    TRY(stage_open(ctx, &m));
    m.zip.sink = m.stage;
    Err err = tables_make(ctx, &m);
    if (err != OK) {
        file_stage_abandon(m.stage);
        return err;
    }
    job->done = (int64_t)m.table;
    job->total = (int64_t)PERSONAL_TABLES_N;
    if (m.table == PERSONAL_TABLES_N) {
        *ret_next = JOB_DONE;
        return finish(ctx, &m);
    }
    Str token;
    TRY(file_stage_suspend(m.stage, ctx->arena, &token));
    job->cursor = str_fmt(ctx->arena, "%.*s\n%zu\n%.*s", S_ARG(token), m.table, S_ARG(zip_state(&m.zip, ctx->arena)));
    *ret_next = JOB_AGAIN;
    return OK;
}

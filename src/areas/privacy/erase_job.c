/* The job that erases, and the daily look for people who were removed long ago. The person's own row comes last: as
 * long as it stands, a job that was interrupted knows whom to look for. */
#include "areas/privacy/erasure.h"

#include "app/audit.h"
#include "app/job.h"
#include "app/search.h"
#include "app/setting.h"
#include "app/unit.h"
#include "base/buf.h"
#include "base/json.h"

enum { SCAN = 500, NEEDLES = 6, NEEDLE_MIN = 5 };
#define GONE S("\xE2\x80\x94") /* a dash where the name stood */

typedef struct Erasing {
    JobRun *job;
    ErasureGetRow e;
    PersonalWho who;
    Str needles[NEEDLES];
    size_t needles_n;
    size_t table;
    int64_t erased;
    /* of a scan */
    Arena *chunk;
    DbValue after[PERSONAL_KEYS_MAX];
    bool begun, more;
    DbValue *rows; /* that name the person, to be written */
    size_t rows_n;
} Erasing;

static void needle(Erasing *x, Str s)
{
    if (s.n >= NEEDLE_MIN && x->needles_n < NEEDLES) {
        x->needles[x->needles_n++] = s;
    }
}

static Err read_unit(Ctx *ctx, void *arg)
{
    Erasing *x = arg;
    Id id;
    PrivacyPersonRow p;
    TRY(id_parse(x->job->key, &id));
    TRY(q_erasure_get(system_of(ctx), &(ErasureGetArgs){.id = id}, &x->e));
    TRY(q_privacy_person(system_of(ctx), &(PrivacyPersonArgs){.user_id = x->e.user_id}, &p));
    x->who = (PersonalWho){.of = PERSONAL_PERSON, .id = x->e.user_id, .email = str_lower_ascii(ctx->arena, p.email)};
    needle(x, p.email);
    Str sign_in = p.sign_in, name = p.sign_in;
    (void)str_split(&sign_in, '#', &name); /* a removed person's name carries their id */
    if (!str_eq(name, p.email)) {
        needle(x, name);
    }
    needle(x, str_fmt(ctx->arena, "%.*s %.*s", S_ARG(p.first_name), S_ARG(p.last_name)));
    needle(x, str_fmt(ctx->arena, "%.*s %.*s", S_ARG(p.last_name), S_ARG(p.first_name)));
    needle(x, p.phone);
    return OK;
}

static Err table_unit(Ctx *ctx, void *arg)
{
    Erasing *x = arg;
    int64_t changed = 0;
    Str unique = str_fmt(ctx->arena, "erased#%.*s", S_ARG(id_text(ctx->arena, x->e.user_id)));
    TRY(personal_erase(ctx, x->table, &x->who, unique, &changed));
    x->erased += changed;
    return OK;
}

static bool is_person(const PersonalTable *t) { return strcmp(t->name, "app_user") == 0; }
static bool is_request(const PersonalTable *t) { return strcmp(t->name, "erasure") == 0; }

static Err erase_tables(Ctx *ctx, Erasing *x)
{
    for (x->table = 0; x->table < PERSONAL_TABLES_N; x->table++) {
        const PersonalTable *t = &PERSONAL_TABLES[x->table];
        if (t->erase[0] && !is_person(t)) {
            TRY(unit_run(ctx, MODE_WRITE, NULL, table_unit, x));
        }
    }
    return OK;
}

/* --- where others named them --- */

/* Without regard to ASCII case: addresses are written in both. */
static ptrdiff_t find(Str text, Str word)
{
    for (size_t i = 0; i + word.n <= text.n; i++) {
        if (str_eq_nocase(str_sub(text, i, word.n), word)) {
            return (ptrdiff_t)i;
        }
    }
    return -1;
}

static bool without(Arena *a, Str text, Str word, Str *ret)
{
    ptrdiff_t at = find(text, word);
    if (at < 0) {
        *ret = text;
        return false;
    }
    Buf b = buf_on_arena(a, BUF_MAX_FILE);
    while (at >= 0) {
        buf_add(&b, str_sub(text, 0, (size_t)at));
        buf_add(&b, GONE);
        text = str_skip(text, (size_t)at + word.n);
        at = find(text, word);
    }
    buf_add(&b, text);
    *ret = buf_str(&b);
    return true;
}

static bool cleaned(Arena *a, const Erasing *x, DbValue *v)
{
    bool changed = false;
    for (size_t i = 0; !v->null && i < x->needles_n; i++) {
        changed = without(a, v->s, x->needles[i], &v->s) || changed;
    }
    return changed;
}

static Err scan_unit(Ctx *ctx, void *arg)
{
    Erasing *x = arg;
    const PersonalTable *t = &PERSONAL_TABLES[x->table];
    size_t width = t->keys_n + t->mentions_n, n = 0;
    Arena *outer = ctx->arena;
    DbValue *rows;
    ctx->arena = x->chunk;
    Err err = personal_mentions(ctx, x->table, x->begun ? x->after : NULL, SCAN, &rows, &n);
    ctx->arena = outer;
    TRY(err);
    x->begun = true;
    x->more = n == SCAN;
    x->rows_n = 0;
    x->rows = arena_array(x->chunk, DbValue, (n + 1) * width);
    for (size_t i = 0; i < n; i++) {
        bool changed = false;
        for (size_t c = 0; c < t->mentions_n; c++) {
            changed = cleaned(x->chunk, x, &rows[i * width + t->keys_n + c]) || changed;
        }
        if (changed) {
            memcpy(x->rows + x->rows_n++ * width, rows + i * width, width * sizeof(DbValue));
        }
    }
    for (size_t k = 0; n && k < t->keys_n; k++) {
        DbValue v = rows[(n - 1) * width + k];
        bool words = v.type == DB_TEXT || v.type == DB_BYTES || v.type == DB_JSON;
        v.s = words ? str_copy(outer, v.s) : v.s;
        x->after[k] = v;
    }
    return OK;
}

/* Words that a record is found by are made of its text: the record leaves the index until it is saved again. */
static Err found_no_more(Ctx *ctx, const DbValue *row) { return search_drop(ctx, row[0].id, row[2].s, row[1].id); }

static Err rewrite_unit(Ctx *ctx, void *arg)
{
    Erasing *x = arg;
    const PersonalTable *t = &PERSONAL_TABLES[x->table];
    bool index = strcmp(t->name, "search_record") == 0;
    for (size_t i = 0; i < x->rows_n; i++) {
        const DbValue *row = x->rows + i * (t->keys_n + t->mentions_n);
        TRY(index ? found_no_more(ctx, row) : personal_rewrite(ctx, x->table, row));
    }
    x->erased += (int64_t)x->rows_n;
    return OK;
}

static Err clean_table(Ctx *ctx, Erasing *x)
{
    x->begun = false;
    do {
        TRY(unit_run(ctx, MODE_READ, NULL, scan_unit, x));
        if (x->rows_n) {
            TRY(unit_run(ctx, MODE_WRITE, NULL, rewrite_unit, x));
        }
        arena_reset(x->chunk);
    } while (x->more);
    return OK;
}

static Err clean_mentions(Ctx *ctx, Erasing *x)
{
    x->chunk = arena_create(0);
    Err err = OK;
    for (x->table = 0; err == OK && x->needles_n && x->table < PERSONAL_TABLES_N; x->table++) {
        if (PERSONAL_TABLES[x->table].mentions) {
            err = clean_table(ctx, x);
        }
    }
    arena_destroy(x->chunk);
    return err;
}

/* --- the receipt --- */

static Str receipt_write(Arena *a, const ErasureKept *kept, size_t n, int64_t erased)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("erased"));
    json_i64(&j, erased);
    json_key(&j, S("kept"));
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        json_obj(&j);
        json_key(&j, S("table"));
        json_str(&j, str_from(kept[i].table));
        json_key(&j, S("rows"));
        json_i64(&j, kept[i].rows);
        json_key(&j, S("why"));
        json_str(&j, kept[i].why);
        json_obj_end(&j);
    }
    json_arr_end(&j);
    json_obj_end(&j);
    return buf_str(&b);
}

Err erasure_receipt_read(Arena *a, Str receipt, ErasureKept **ret, size_t *ret_n, int64_t *ret_erased)
{
    const JsonValue *v;
    *ret_n = 0;
    *ret_erased = 0;
    TRY(json_parse(a, receipt, JSON_LIMITS_DEFAULT, &v, NULL));
    const JsonValue *kept = json_get(v, S("kept"));
    if (!kept || kept->kind != JSON_ARRAY) {
        return OK;
    }
    TRY(json_to_i64(json_get(v, S("erased")), ret_erased));
    *ret = arena_array(a, ErasureKept, kept->n + 1);
    for (size_t i = 0; i < kept->n; i++) {
        ErasureKept *k = &(*ret)[(*ret_n)++];
        k->table = str_z(a, json_exact_text(&kept->items[i], S("table")));
        k->why = json_exact_text(&kept->items[i], S("why"));
        TRY(json_to_i64(json_get(&kept->items[i], S("rows")), &k->rows));
    }
    return OK;
}

static Err finish_unit(Ctx *ctx, void *arg)
{
    Erasing *x = arg;
    ErasureKept *kept;
    size_t n;
    TRY(erasure_kept(ctx, &x->who, &kept, &n)); /* before the person's row says nothing any more */
    for (x->table = 0; x->table < PERSONAL_TABLES_N; x->table++) {
        const PersonalTable *t = &PERSONAL_TABLES[x->table];
        if (is_person(t) || is_request(t)) {
            TRY(table_unit(ctx, x));
        }
    }
    Str receipt = receipt_write(ctx->arena, kept, n, x->erased);
    TRY(q_erasure_receipt(
        system_of(ctx), &(ErasureReceiptArgs){.receipt = receipt, .id = x->e.id, .account_id = x->e.account_id}, NULL));
    ctx->account_id = x->e.account_id;
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = x->e.user_id;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"rowsErased", str_fmt(ctx->arena, "%lld", (long long)x->erased)});
    TRY(machine_move(
        ctx, &ERASURE,
        &(MachineAsk){.account_id = x->e.account_id, .subject_id = x->e.id, .to = S("done"), .mover = MOVER_SYSTEM}));
    return OK;
}

Err erasure_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Erasing x = {.job = job};
    int64_t rows = 0;
    TRY(unit_run(ctx, MODE_READ, NULL, read_unit, &x));
    *ret_next = JOB_DONE;
    if (!str_eq(x.e.state, S("accepted"))) {
        return OK;
    }
    TRY(erase_tables(ctx, &x));
    TRY(audit_erase_person(ctx, x.e.user_id, &rows));
    x.erased += rows;
    TRY(clean_mentions(ctx, &x));
    TRY(unit_run(ctx, MODE_WRITE, "erasure.done", finish_unit, &x));
    job->done = x.erased;
    return OK;
}

/* --- people who were removed long ago --- */

typedef struct Sweep {
    int64_t months;
    Id after;
    ErasureDueRow *rows;
    size_t n, at;
} Sweep;

static Err due_unit(Ctx *ctx, void *arg)
{
    Sweep *w = arg;
    TRY(setting_int(ctx, ID_NIL, S("privacy.removed_months"), &w->months));
    if (w->months <= 0) {
        w->n = 0;
        return OK;
    }
    Time before = time_of_date(date_add_months(date_of(ctx->wall), -(int)w->months));
    return q_erasure_due(system_of(ctx), &(ErasureDueArgs){.before = before, .after = w->after}, &w->rows, &w->n);
}

static Err begin_unit(Ctx *ctx, void *arg)
{
    Sweep *w = arg;
    const ErasureDueRow *r = &w->rows[w->at];
    Id id;
    ctx->account_id = r->account_id;
    return erasure_begin(ctx, r->account_id, r->user_id, r->directory_id, MOVER_SYSTEM, S(""), &id);
}

Err erasure_sweep_start(Ctx *ctx)
{
    Id job;
    return job_enqueue(ctx, &(JobAsk){.kind = "privacy.sweep", .key = S("all"), .payload = S("{}"), .total = -1}, &job);
}

Err erasure_sweep_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Sweep w = {.after = ID_NIL};
    do {
        TRY(unit_run(ctx, MODE_READ, NULL, due_unit, &w));
        for (w.at = 0; w.at < w.n; w.at++) {
            w.after = w.rows[w.at].user_id;
            if (!id_is_nil(w.rows[w.at].account_id)) {
                TRY(unit_run(ctx, MODE_WRITE, "erasure.begin", begin_unit, &w));
                job->done++;
            }
        }
    } while (w.n > 0);
    *ret_next = w.months > 0 ? JOB_LATER : JOB_DONE;
    job->run_after_us = TIME_DAY;
    return OK;
}

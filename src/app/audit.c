/* The audit chain: who did what, when, to what, with what outcome.
 *
 * Each account has a chain (the installation's has the nil id). A row's digest is a keyed hash over the digest before
 * it and its own fields, so that a row cannot be changed, taken out or put between without the key ring. On SQLite the
 * row is sealed when it is written, since there is one writer; the heads are read once a batch and written once at its
 * end. On PostgreSQL many write at once, so rows wait in audit_unsealed and a sealer chains them within seconds.
 *
 * What was before and after stands in audit_detail with a salt; the chained row holds only its hash, so that erasing
 * personal data leaves the chain whole. */
#include "app/kernel.h"
#include "base/num.h"
#include "gen/app_q.h"
#include "os/os.h"

void audit_begin(AuditBatch *b, bool sealing)
{
    b->n = 0;
    b->undo_n = 0;
    b->sealing = sealing;
}

void audit_mark(AuditBatch *b) { b->undo_n = 0; }

void audit_undo(AuditBatch *b)
{
    while (b->undo_n > 0) {
        b->undo_n--;
        b->heads[b->undo[b->undo_n].at] = b->undo[b->undo_n].was;
    }
}

/* --- heads --- */

static Err head_load(Ctx *ctx, AuditHead *h)
{
    AuditHeadGetRow row;
    Err err = q_audit_head_get(system_of(ctx), &(AuditHeadGetArgs){.account_id = h->account}, &row);
    if (err == ERR_NOT_FOUND) {
        h->fresh = true;
        return OK;
    }
    TRY(err);
    h->seq = h->stored_seq = row.seq;
    if (row.digest.n != sizeof h->digest.b) {
        ctx->problem.log = S("audit head without a digest");
        return ERR_INTERNAL;
    }
    memcpy(h->digest.b, row.digest.p, sizeof h->digest.b);
    return OK;
}

static Err head_of(Ctx *ctx, AuditBatch *b, Id account, AuditHead **ret)
{
    size_t at = 0;
    while (at < b->n && !id_eq(b->heads[at].account, account)) {
        at++;
    }
    if (at == AUDIT_HEADS_MAX) {
        return ERR_TOO_LARGE;
    }
    if (at == b->n) {
        b->heads[at] = (AuditHead){.account = account};
        TRY(head_load(ctx, &b->heads[at]));
        b->n++;
    }
    *ret = &b->heads[at];
    return OK;
}

static Err head_store(Ctx *ctx, AuditHead *h)
{
    if (!h->dirty) {
        return OK;
    }
    int64_t changed = 0;
    Str digest = digest_str(&h->digest);
    if (h->fresh) {
        Err err = q_audit_head_new(
            system_of(ctx), &(AuditHeadNewArgs){.account_id = h->account, .seq = h->seq, .digest = digest}, &changed);
        return err == ERR_CONFLICT ? ERR_SERIALIZE : err;
    }
    TRY(q_audit_head_set(
        system_of(ctx),
        &(AuditHeadSetArgs){.seq = h->seq, .digest = digest, .account_id = h->account, .old_seq = h->stored_seq},
        &changed));
    return changed == 1 ? OK : ERR_SERIALIZE;
}

Err audit_flush(Ctx *ctx, AuditBatch *b)
{
    for (size_t i = 0; i < b->n; i++) {
        TRY(head_store(ctx, &b->heads[i]));
    }
    return OK;
}

/* --- digests: length before each field, so that no two rows have one text --- */

static void add_bytes(Buf *b, Str s)
{
    buf_add_u64(b, s.n);
    buf_addc(b, ':');
    buf_add(b, s);
}

static void add_id(Buf *b, Id id) { add_bytes(b, str_of((const char *)id.b, 16)); }

static void add_int(Buf *b, int64_t v)
{
    buf_add_i64(b, v);
    buf_addc(b, ';');
}

static Digest row_digest(Ctx *ctx, const AuditInsertArgs *row, int64_t seq, const Digest *previous)
{
    char room[1024];
    Buf b = {.p = room, .cap = sizeof room, .max = sizeof room};
    b.arena = ctx->arena;
    b.max = BUF_MAX_SMALL;
    add_bytes(&b, digest_str(previous));
    add_int(&b, seq);
    add_id(&b, row->account_id);
    add_id(&b, row->id);
    add_int(&b, row->at.us);
    add_int(&b, row->business_at.us);
    add_bytes(&b, row->action);
    add_bytes(&b, row->actor_kind);
    add_id(&b, row->actor_id);
    add_bytes(&b, row->actor_name);
    add_id(&b, row->customer_id);
    add_id(&b, row->on_behalf_of);
    add_bytes(&b, row->target_kind);
    add_id(&b, row->target_id);
    add_bytes(&b, row->target_name);
    add_bytes(&b, row->outcome);
    add_int(&b, row->times);
    add_bytes(&b, row->request_id);
    add_bytes(&b, row->detail_hash);
    return digest_keyed(ctx->app->key_audit, buf_str(&b));
}

static Digest detail_digest(Ctx *ctx, Str salt, Str before, Str after)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    add_bytes(&b, salt);
    add_bytes(&b, before);
    add_bytes(&b, after);
    return digest_keyed(ctx->app->key_audit, buf_str(&b));
}

/* --- writing --- */

static Err row_write(Ctx *ctx, AuditBatch *b, AuditInsertArgs *row)
{
    SystemCtx s = system_of(ctx);
    if (!b->sealing) {
        row->seq_null = row->digest_null = true;
        TRY(q_audit_insert(s, row, NULL));
        return q_audit_unsealed_insert(
            s, &(AuditUnsealedInsertArgs){.account_id = row->account_id, .audit_id = row->id}, NULL);
    }
    AuditHead *h = NULL;
    TRY(head_of(ctx, b, row->account_id, &h));
    if (b->undo_n == AUDIT_HEADS_MAX) {
        return ERR_TOO_LARGE;
    }
    b->undo[b->undo_n].at = (size_t)(h - b->heads);
    b->undo[b->undo_n++].was = *h;
    Digest digest = row_digest(ctx, row, h->seq + 1, &h->digest);
    row->seq = h->seq + 1;
    row->digest = digest_str(&digest);
    TRY(q_audit_insert(s, row, NULL));
    h->seq++;
    h->digest = digest;
    h->dirty = true;
    return OK;
}

static Str actor_kind_name(ActorKind kind)
{
    switch (kind) {
    case ACTOR_NONE:
        return S("none");
    case ACTOR_USER:
        return S("user");
    case ACTOR_APPLICATION:
        return S("application");
    case ACTOR_CUSTOMER_USER:
        return S("customer_user");
    case ACTOR_OPERATOR:
        return S("operator");
    case ACTOR_PROVISIONER:
        return S("provisioning");
    case ACTOR_JOB:
        return S("job");
    }
    return S("none");
}

static Id actor_id_of(const Actor *a) { return id_is_nil(a->user_id) ? a->application_id : a->user_id; }

Err audit_append(Ctx *ctx, AuditBatch *b, const char *action)
{
    AuditInsertArgs row = {
        .account_id = ctx->account_id,
        .id = os_id_v7(),
        .at = ctx->wall,
        .business_at = ctx->now,
        .action = str_from(action),
        .actor_kind = actor_kind_name(ctx->actor.kind),
        .actor_id = actor_id_of(&ctx->actor),
        .actor_name = ctx->actor.name,
        .customer_id = ctx->customer_id,
        .on_behalf_of = ctx->on_behalf_of,
        .target_kind = ctx->audit.target_kind,
        .target_id = ctx->audit.target_id,
        .target_name = ctx->audit.target_name,
        .outcome = S("done"),
        .times = 1,
        .request_id = ctx->request_id,
        .detail_hash = S(""),
    };
    bool detail = !str_empty(ctx->audit.before) || !str_empty(ctx->audit.after);
    uint8_t salt_bytes[16];
    Str salt = str_of((const char *)salt_bytes, sizeof salt_bytes);
    Digest hash;
    if (detail) {
        os_random(salt_bytes, sizeof salt_bytes);
        hash = detail_digest(ctx, salt, ctx->audit.before, ctx->audit.after);
        row.detail_hash = digest_str(&hash);
    }
    TRY(row_write(ctx, b, &row));
    if (!detail) {
        return OK;
    }
    return q_audit_detail_insert(system_of(ctx),
                                 &(AuditDetailInsertArgs){.account_id = row.account_id,
                                                          .audit_id = row.id,
                                                          .salt = salt,
                                                          .before_json = ctx->audit.before,
                                                          .after_json = ctx->audit.after},
                                 NULL);
}

Err audit_also(Ctx *ctx, const char *action)
{
    Request *r = request_of(ctx);
    TRY(audit_append(ctx, r->audit, action));
    memset(&ctx->audit, 0, sizeof ctx->audit);
    r->audit_also++;
    return OK;
}

Err audit_append_refusal(Ctx *ctx, AuditBatch *b, const Refusal *r)
{
    AuditInsertArgs row = {
        .account_id = r->account_id,
        .id = os_id_v7(),
        .at = {r->minute * TIME_MINUTE},
        .business_at = ctx->now,
        .action = str_from(r->route->action ? r->route->action : r->route->perm->id.p),
        .actor_kind = actor_kind_name(r->actor_kind),
        .actor_id = r->actor_id,
        .actor_name = r->actor_name,
        .target_kind = S("route"),
        .target_name = str_fmt(ctx->arena, "%s %s", r->route->method, r->route->path),
        .outcome = S("refused"),
        .times = r->times,
        .request_id = str_from(r->request_id),
        .detail_hash = S(""),
    };
    return row_write(ctx, b, &row);
}

/* --- sealing (PostgreSQL) --- */

static AuditInsertArgs row_of_stored(const AuditRowRow *r)
{
    return (AuditInsertArgs){.account_id = r->account_id,
                             .id = r->id,
                             .at = r->at,
                             .business_at = r->business_at,
                             .action = r->action,
                             .actor_kind = r->actor_kind,
                             .actor_id = r->actor_id,
                             .actor_name = r->actor_name,
                             .customer_id = r->customer_id,
                             .on_behalf_of = r->on_behalf_of,
                             .target_kind = r->target_kind,
                             .target_id = r->target_id,
                             .target_name = r->target_name,
                             .outcome = r->outcome,
                             .times = r->times,
                             .request_id = r->request_id,
                             .detail_hash = r->detail_hash};
}

static Err seal_one(Ctx *ctx, AuditBatch *b, Id account, Id id)
{
    SystemCtx s = system_of(ctx);
    AuditRowRow stored;
    TRY(q_audit_row(s, &(AuditRowArgs){.account_id = account, .id = id}, &stored));
    AuditInsertArgs row = row_of_stored(&stored);
    AuditHead *h = NULL;
    TRY(head_of(ctx, b, account, &h));
    h->digest = row_digest(ctx, &row, h->seq + 1, &h->digest);
    h->seq++;
    h->dirty = true;
    int64_t changed = 0;
    TRY(q_audit_seal(s,
                     &(AuditSealArgs){.seq = h->seq, .digest = digest_str(&h->digest), .account_id = account, .id = id},
                     &changed));
    if (changed != 1) {
        return ERR_SERIALIZE;
    }
    return q_audit_unsealed_drop(s, &(AuditUnsealedDropArgs){.account_id = account, .audit_id = id}, NULL);
}

static Err seal_unit(Ctx *ctx, void *arg)
{
    size_t *ret_n = arg, n = 0;
    AuditUnsealedNextRow *rows = NULL;
    TRY(q_audit_unsealed_next(system_of(ctx), NULL, &rows, &n));
    AuditBatch *b = request_of(ctx)->audit;
    for (size_t i = 0; i < n; i++) {
        TRY(seal_one(ctx, b, rows[i].account_id, rows[i].audit_id));
    }
    *ret_n = n;
    return OK;
}

Err audit_seal_some(App *app)
{
    if (app->engine == DB_SQLITE) {
        return OK;
    }
    Arena *a = arena_create(0);
    Err err = OK;
    size_t n = 1;
    while (err == OK && n > 0) {
        arena_reset(a);
        err = unit_run(ctx_system(app, a), MODE_WRITE, NULL, seal_unit, &n);
    }
    arena_destroy(a);
    return err;
}

/* --- verification --- */

typedef struct Verify {
    AuditReport *report;
    Id after, chain;       /* heads after this one; the chain in hand */
    int64_t seq, head_seq; /* last row verified; where the head stood when the chain was begun */
    Digest digest, head_digest;
    AuditHeadsRow *heads;
    size_t heads_n;
    size_t rows_n;
    Arena *keep;
} Verify;

static Err verify_fail(Verify *v, int64_t seq, const char *what)
{
    v->report->chain = v->chain;
    v->report->seq = seq;
    v->report->why =
        str_fmt(v->keep, "%s (chain %.*s, row %lld)", what, S_ARG(id_text(v->keep, v->chain)), (long long)seq);
    return ERR_CONFLICT;
}

static Err verify_row(Ctx *ctx, Verify *v, const AuditChainRow *r)
{
    if (r->seq != v->seq + 1) {
        return verify_fail(v, v->seq + 1, "a row is missing");
    }
    AuditInsertArgs row = {.account_id = r->account_id,
                           .id = r->id,
                           .at = r->at,
                           .business_at = r->business_at,
                           .action = r->action,
                           .actor_kind = r->actor_kind,
                           .actor_id = r->actor_id,
                           .actor_name = r->actor_name,
                           .customer_id = r->customer_id,
                           .on_behalf_of = r->on_behalf_of,
                           .target_kind = r->target_kind,
                           .target_id = r->target_id,
                           .target_name = r->target_name,
                           .outcome = r->outcome,
                           .times = r->times,
                           .request_id = r->request_id,
                           .detail_hash = r->detail_hash};
    v->digest = row_digest(ctx, &row, r->seq, &v->digest);
    if (!str_eq(digest_str(&v->digest), r->digest)) {
        return verify_fail(v, r->seq, "a row does not fit its digest");
    }
    if (r->detail_hash.n && !time_is_set(r->erased_at)) {
        Digest d = detail_digest(ctx, r->salt, r->before_json, r->after_json);
        if (!str_eq(digest_str(&d), r->detail_hash)) {
            return verify_fail(v, r->seq, "what was before and after does not fit the row");
        }
    }
    v->seq = r->seq;
    v->report->rows++;
    return OK;
}

static Err verify_chunk(Ctx *ctx, void *arg)
{
    Verify *v = arg;
    AuditChainRow *rows = NULL;
    TRY(q_audit_chain(system_of(ctx), &(AuditChainArgs){.account_id = v->chain, .after_seq = v->seq}, &rows,
                      &v->rows_n));
    for (size_t i = 0; i < v->rows_n && v->seq < v->head_seq; i++) {
        TRY(verify_row(ctx, v, &rows[i]));
    }
    return OK;
}

static Err verify_chain(App *app, Arena *scratch, Verify *v)
{
    v->seq = 0;
    memset(&v->digest, 0, sizeof v->digest);
    v->rows_n = 1;
    while (v->seq < v->head_seq && v->rows_n > 0) {
        arena_reset(scratch);
        TRY(unit_run(ctx_system(app, scratch), MODE_READ, NULL, verify_chunk, v));
    }
    if (v->seq != v->head_seq) {
        return verify_fail(v, v->seq + 1, "rows at the end are missing");
    }
    if (!str_eq(digest_str(&v->digest), digest_str(&v->head_digest))) {
        return verify_fail(v, v->seq, "the head does not fit the last row");
    }
    v->report->chains++;
    return OK;
}

static Err verify_heads(Ctx *ctx, void *arg)
{
    Verify *v = arg;
    TRY(q_audit_heads(system_of(ctx), &(AuditHeadsArgs){.from_id = v->after}, &v->heads, &v->heads_n));
    AuditHeadlessRow *lost = NULL;
    size_t lost_n = 0;
    TRY(q_audit_headless(system_of(ctx), NULL, &lost, &lost_n));
    if (lost_n > 0) {
        v->chain = lost[0].account_id;
        return verify_fail(v, 1, "a chain has lost its head");
    }
    AuditUnsealedCountRow waiting;
    TRY(q_audit_unsealed_count(system_of(ctx), NULL, &waiting));
    v->report->unsealed = waiting.n;
    return OK;
}

/* Chunks begin with the last chain of the one before, since the installation's own has the nil id. */
static Err verify_all(App *app, Arena *heads_arena, Arena *scratch, Verify *v)
{
    size_t first = 0;
    do {
        arena_reset(heads_arena);
        TRY(unit_run(ctx_system(app, heads_arena), MODE_READ, NULL, verify_heads, v));
        for (size_t i = first; i < v->heads_n; i++) {
            const AuditHeadsRow *h = &v->heads[i];
            v->chain = v->after = h->account_id;
            v->head_seq = h->seq;
            memcpy(v->head_digest.b, h->digest.p, num_min_size(h->digest.n, sizeof v->head_digest.b));
            TRY(verify_chain(app, scratch, v));
        }
        first = 1;
    } while (v->heads_n > 1);
    return OK;
}

Err audit_verify(Ctx *ctx, AuditReport *ret)
{
    Arena *heads = arena_create(0), *scratch = arena_create(0);
    memset(ret, 0, sizeof *ret);
    Verify v = {.report = ret, .keep = ctx->arena};
    Err err = verify_all(ctx->app, heads, scratch, &v);
    arena_destroy(heads);
    arena_destroy(scratch);
    return err;
}

/* Where each chain ends, and which chains there are.
 *
 * The digests of a chain prove that nothing in it was changed. They say nothing of rows cut off at its end by somebody
 * who puts the head back to the row that is last then, nor of a chain that is gone altogether. So each head carries a
 * keyed hash of itself, and one record carries, sealed, how many chains and rows there are and two sums: over the names
 * of the chains and over their heads. The terms of the sums are keyed hashes that stand nowhere else. Whoever lacks the
 * key ring cannot make a head or a record; whoever kept old ones finds none that fit each other but those of one
 * moment, which is the log as a whole at that moment (docs/decisions/0097).
 *
 * Both are written with what moved the heads: one statement more a batch of units. A head that is not ours is not made
 * ours by the next row: it stays without a hash. */
#include "app/audit_row.h"
#include "base/num.h"
#include <endian.h>

enum { SUM_BYTES = 3 * 8 + 2 * DIGEST_N };

/* --- keyed hashes --- */

static Digest keyed(Ctx *ctx, const char *what, Id account, int64_t seq, const Digest *digest)
{
    char room[128];
    int n = snprintf(room, sizeof room, "%s;%lld;", what, (long long)seq);
    Buf b = {.p = room, .cap = sizeof room, .max = sizeof room};
    b.n = (size_t)n;
    buf_add(&b, str_of((const char *)account.b, sizeof account.b));
    if (digest) {
        buf_add(&b, digest_str(digest));
    }
    return digest_keyed(ctx->app->key_audit_head, buf_str(&b));
}
static Digest head_mac(Ctx *ctx, Id account, int64_t seq, const Digest *digest)
{
    return keyed(ctx, "head", account, seq, digest);
}

static void mix(uint8_t into[DIGEST_N], const Digest *term)
{
    for (size_t i = 0; i < DIGEST_N; i++) {
        into[i] ^= term->b[i];
    }
}
/* Takes a head that is in the sum out of it, or puts one in. */
static void sum_head(Ctx *ctx, AuditSum *sum, Id account, int64_t seq, const Digest *digest)
{
    Digest term = keyed(ctx, "term", account, seq, digest);
    mix(sum->heads, &term);
}
static void sum_name(Ctx *ctx, AuditSum *sum, Id account)
{
    Digest term = keyed(ctx, "name", account, 0, NULL);
    mix(sum->names, &term);
}

/* --- the record --- */

static void put_number(Buf *b, int64_t v)
{
    uint64_t be = htobe64((uint64_t)v);
    buf_add(b, str_of((const char *)&be, sizeof be));
}
static int64_t number_at(Str plain, size_t at)
{
    uint64_t v;
    memcpy(&v, plain.p + at, sizeof v);
    return (int64_t)be64toh(v);
}

static Str sum_context(Ctx *ctx, int64_t version) { return str_fmt(ctx->arena, "audit_sum;%lld", (long long)version); }

/* As the row of a version. */
static Str sum_seal(Ctx *ctx, const AuditSum *sum, int64_t version)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    put_number(&b, sum->chains);
    put_number(&b, sum->rows);
    put_number(&b, sum->since.us);
    buf_add(&b, str_of((const char *)sum->heads, DIGEST_N));
    buf_add(&b, str_of((const char *)sum->names, DIGEST_N));
    return seal(ctx->arena, ctx->app->key_audit_sum, sum_context(ctx, version), buf_str(&b));
}

Err audit_sum_load(Ctx *ctx, AuditSum *ret)
{
    AuditSumGetRow row;
    Str plain;
    *ret = (AuditSum){0};
    TRY(q_audit_sum_get(system_of(ctx), NULL, &row));
    ret->version = row.version;
    TRY(unseal(ctx->arena, ctx->app->key_audit_sum, sum_context(ctx, row.version), row.sealed, &plain));
    if (plain.n != SUM_BYTES) {
        return ERR_PARSE;
    }
    ret->chains = number_at(plain, 0);
    ret->rows = number_at(plain, 8);
    ret->since = (Time){number_at(plain, 16)};
    memcpy(ret->heads, plain.p + 24, DIGEST_N);
    memcpy(ret->names, plain.p + 24 + DIGEST_N, DIGEST_N);
    return OK;
}

static Err sum_store(Ctx *ctx, const AuditSum *sum)
{
    int64_t changed = 0;
    AuditSumSetArgs args = {.sealed = sum_seal(ctx, sum, sum->version + 1), .old_version = sum->version};
    TRY(q_audit_sum_set(system_of(ctx), &args, &changed));
    return changed == 1 ? OK : ERR_SERIALIZE; /* another sealer came first */
}

/* Once a process: the log has to say it, not to be flooded. The proof finds it each time. */
static void complain(Ctx *ctx, const char *what)
{
    if (!atomic_exchange_explicit(&ctx->app->audit_complained, true, memory_order_relaxed)) {
        log_line(ctx->app, "error", S("the audit was changed from outside: run `entente verify audit`"),
                 str_from(what));
    }
}

/* --- heads --- */

Err audit_head_load(Ctx *ctx, AuditHead *h)
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
    h->stored_digest = h->digest;
    Digest mac = head_mac(ctx, h->account, h->seq, &h->digest);
    h->foreign = !str_eq(row.mac, digest_str(&mac));
    if (h->foreign) {
        complain(ctx, "a head is not ours");
    }
    return OK;
}

static Err head_store(Ctx *ctx, const AuditHead *h)
{
    int64_t changed = 0;
    Digest mac = head_mac(ctx, h->account, h->seq, &h->digest);
    Str digest = digest_str(&h->digest), sign = h->foreign ? S("") : digest_str(&mac);
    SystemCtx s = system_of(ctx);
    if (h->fresh) {
        AuditHeadNewArgs new = {.account_id = h->account, .seq = h->seq, .digest = digest, .mac = sign};
        Err err = q_audit_head_new(s, &new, &changed);
        return err == ERR_CONFLICT ? ERR_SERIALIZE : err;
    }
    AuditHeadSetArgs set = {
        .seq = h->seq, .digest = digest, .mac = sign, .account_id = h->account, .old_seq = h->stored_seq};
    TRY(q_audit_head_set(s, &set, &changed));
    return changed == 1 ? OK : ERR_SERIALIZE;
}

static void sum_move(Ctx *ctx, AuditSum *sum, const AuditHead *h)
{
    if (h->fresh) {
        sum->chains++;
        sum_name(ctx, sum, h->account);
    } else {
        sum_head(ctx, sum, h->account, h->stored_seq, &h->stored_digest);
    }
    sum_head(ctx, sum, h->account, h->seq, &h->digest);
    sum->rows += h->seq - h->stored_seq;
}

Err audit_flush(Ctx *ctx, AuditBatch *b)
{
    AuditSum sum;
    Err kept = ERR_NOT_FOUND;
    for (size_t i = 0, moved = 0; i < b->n; i++) {
        const AuditHead *h = &b->heads[i];
        if (!h->dirty) {
            continue;
        }
        if (moved++ == 0) {
            kept = audit_sum_load(ctx, &sum);
            if (kept != OK && kept != ERR_NOT_FOUND && kept != ERR_PARSE) {
                return kept;
            }
        }
        TRY(head_store(ctx, h));
        if (kept == OK) {
            sum_move(ctx, &sum, h);
        } else {
            complain(ctx, "the record of the chains is gone or changed");
        }
    }
    return kept == OK ? sum_store(ctx, &sum) : OK;
}

/* --- all heads --- */

typedef struct AllHeads {
    Err (*each)(Ctx *ctx, const AuditHeadsRow *row, void *arg);
    void *arg;
    Id from;
    bool first, more;
} AllHeads;

/* Chunks begin with the last head of the one before, since the installation's own has the nil id. */
static Err heads_piece(Ctx *ctx, void *arg)
{
    AllHeads *w = arg;
    AuditHeadsRow *rows = NULL;
    size_t n = 0;
    TRY(q_audit_heads(system_of(ctx), &(AuditHeadsArgs){.from_id = w->from}, &rows, &n));
    for (size_t i = w->first ? 0 : 1; i < n; i++) {
        TRY(w->each(ctx, &rows[i], w->arg));
    }
    w->more = n > 1 || (w->first && n == 1);
    w->from = n ? rows[n - 1].account_id : w->from;
    w->first = false;
    return OK;
}
static Err all_heads(Ctx *ctx, Err (*each)(Ctx *ctx, const AuditHeadsRow *row, void *arg), void *arg)
{
    AllHeads w = {.each = each, .arg = arg, .first = true, .more = true};
    return unit_in_pieces(ctx, heads_piece, &w, &w.more);
}

static Digest digest_of_row(const AuditHeadsRow *row)
{
    Digest d = {0};
    memcpy(d.b, row->digest.p, num_min_size(row->digest.n, sizeof d.b));
    return d;
}
bool audit_head_is_ours(Ctx *ctx, const AuditHeadsRow *row)
{
    Digest digest = digest_of_row(row), mac = head_mac(ctx, row->account_id, row->seq, &digest);
    return str_eq(row->mac, digest_str(&mac));
}

static Err count_head(Ctx *ctx, const AuditHeadsRow *row, void *arg)
{
    AuditSum *sum = arg;
    Digest digest = digest_of_row(row);
    sum->chains++;
    sum->rows += row->seq;
    sum_name(ctx, sum, row->account_id);
    sum_head(ctx, sum, row->account_id, row->seq, &digest);
    return OK;
}
Err audit_sum_count(Ctx *ctx, AuditSum *ret)
{
    *ret = (AuditSum){0};
    return all_heads(ctx, count_head, ret);
}

bool audit_sum_lacks(Ctx *ctx, const AuditSum *was, const AuditSum *is, Id account)
{
    AuditSum with = *is;
    sum_name(ctx, &with, account);
    return memcmp(with.names, was->names, DIGEST_N) == 0;
}

/* --- the first start --- */

static Err find_signed(Ctx *ctx, const AuditHeadsRow *row, void *arg)
{
    (void)ctx;
    bool *ret = arg;
    *ret = *ret || row->mac.n > 0;
    return OK;
}
static Err sign_head(Ctx *ctx, const AuditHeadsRow *row, void *arg)
{
    (void)arg;
    Digest digest = digest_of_row(row), mac = head_mac(ctx, row->account_id, row->seq, &digest);
    AuditHeadSetArgs set = {.seq = row->seq,
                            .digest = row->digest,
                            .mac = digest_str(&mac),
                            .account_id = row->account_id,
                            .old_seq = row->seq};
    return q_audit_head_set(system_of(ctx), &set, NULL);
}

Err audit_sum_there(Ctx *ctx, void *arg)
{
    AuditSumGetRow row;
    Err err = q_audit_sum_get(system_of(ctx), NULL, &row);
    *(bool *)arg = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

Err audit_sum_begin(Ctx *ctx, void *arg)
{
    AuditSum *ret = arg;
    bool there = false, is_signed = false;
    TRY(audit_sum_there(ctx, &there));
    TRY(all_heads(ctx, find_signed, &is_signed));
    *ret = (AuditSum){0};
    if (there ||
        is_signed) { /* where heads are sealed there was a record: it is not made good again, the proof says so */
        ctx->audit.skip = true;
        return OK;
    }
    TRY(all_heads(ctx, sign_head, NULL));
    TRY(audit_sum_count(ctx, ret));
    ret->since = ctx->wall;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"chains", str_fmt(ctx->arena, "%lld", (long long)ret->chains)},
                                  {"rows", str_fmt(ctx->arena, "%lld", (long long)ret->rows)});
    return q_audit_sum_new(system_of(ctx), &(AuditSumNewArgs){.sealed = sum_seal(ctx, ret, 1)}, NULL);
}

/* The proof of the audit chains: every chain is computed again from its first row, in keyset chunks, and the first row
 * that does not hold is named. What was erased is taken as such only where the chain itself says that it was. Then the
 * record of all chains is compared with what is there (audit_head.c). */
#include "app/audit_row.h"
#include "base/num.h"

typedef struct Verify {
    AuditReport *report;
    Id after, chain;       /* heads after this one; the chain in hand */
    int64_t seq, head_seq; /* last row verified; where the head stood when the chain was begun */
    bool head_is_ours;
    Digest digest, head_digest;
    AuditHeadsRow *heads;
    size_t heads_n;
    size_t rows_n;
    Arena *keep;
} Verify;

static Err fail(Verify *v, int64_t seq, Id row, const char *what)
{
    v->report->chain = v->chain;
    v->report->seq = seq;
    v->report->row = row;
    v->report->why = str_copy(v->keep, str_from(what));
    return ERR_CONFLICT;
}

static Err fail_row(Verify *v, const AuditChainRow *r, const char *what) { return fail(v, r->seq, r->id, what); }

/* --- what was erased --- */

static Err told_of_person(Ctx *ctx, const AuditChainRow *r, Id person, bool *ret)
{
    AuditErasureOfRow *rows = NULL;
    size_t n = 0;
    *ret = false;
    if (id_is_nil(person)) {
        return OK;
    }
    TRY(q_audit_erasure_of(system_of(ctx),
                           &(AuditErasureOfArgs){.account_id = r->account_id, .person_id = person, .after_seq = r->seq},
                           &rows, &n));
    *ret = n > 0;
    return OK;
}

/* A later row of the chain says that this person's details, or all of that age, were erased. */
static Err erasure_told(Ctx *ctx, const AuditChainRow *r, Id person, bool *ret)
{
    TRY(told_of_person(ctx, r, person, ret));
    if (*ret) {
        return OK;
    }
    AuditErasureByAgeRow *rows = NULL;
    size_t n = 0;
    TRY(q_audit_erasure_by_age(system_of(ctx),
                               &(AuditErasureByAgeArgs){.account_id = r->account_id, .id = r->id, .after_seq = r->seq},
                               &rows, &n));
    *ret = n > 0;
    return OK;
}

static Err erased_part(Ctx *ctx, Verify *v, const AuditChainRow *r, Id person, bool empty)
{
    bool told;
    if (!empty) {
        return fail_row(v, r, "its details are marked as erased, yet some are there");
    }
    TRY(erasure_told(ctx, r, person, &told));
    return told ? OK : fail_row(v, r, "its details were erased, and no row of the chain says so");
}

/* --- one row --- */

static Err who_holds(Ctx *ctx, Verify *v, const AuditChainRow *r)
{
    if (time_is_set(r->who_erased_at)) {
        bool empty = !r->who_salt.n && !r->who_name.n && !r->address.n && !r->agent.n;
        return erased_part(ctx, v, r, r->actor_id, empty);
    }
    Digest d = audit_who_digest(ctx, r->who_salt, r->who_name, r->address, r->agent);
    return str_eq(digest_str(&d), str_sub(r->detail_hash, 0, DIGEST_N))
               ? OK
               : fail_row(v, r, "who did it from where was changed after the row was written");
}

static Err what_holds(Ctx *ctx, Verify *v, const AuditChainRow *r)
{
    if (time_is_set(r->erased_at)) {
        bool empty = !r->what_name.n && !r->before_json.n && !r->after_json.n;
        return erased_part(ctx, v, r, r->target_id, empty);
    }
    Digest d = r->sealed_as == 1 ? audit_detail_digest_1(ctx, r->salt, r->before_json, r->after_json)
                                 : audit_what_digest(ctx, r->salt, r->what_name, r->before_json, r->after_json);
    Str want = r->sealed_as == 1 ? r->detail_hash : str_skip(r->detail_hash, DIGEST_N);
    return str_eq(digest_str(&d), want)
               ? OK
               : fail_row(v, r, "what was before and after was changed after the row was written");
}

static Err detail_holds(Ctx *ctx, Verify *v, const AuditChainRow *r)
{
    if (r->detail_hash.n == 0) {
        return OK;
    }
    if (r->salt_null) {
        return fail_row(v, r, "its details are missing");
    }
    if (r->sealed_as != 1) {
        TRY(who_holds(ctx, v, r));
    }
    return what_holds(ctx, v, r);
}

static Err verify_row(Ctx *ctx, Verify *v, const AuditChainRow *r)
{
    if (r->seq != v->seq + 1) {
        return fail(v, v->seq + 1, ID_NIL, "the row is missing: it was taken out, or moved to another place");
    }
    AuditInsertArgs row = AUDIT_ROW_OF(r);
    v->digest = audit_row_digest(ctx, &row, r->seq, &v->digest);
    if (!str_eq(digest_str(&v->digest), r->digest)) {
        return fail_row(v, r, "the row does not fit its digest: it was changed after it was written");
    }
    TRY(detail_holds(ctx, v, r));
    v->seq = r->seq;
    v->report->rows++;
    return OK;
}

/* --- one chain --- */

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

static Err never_sealed(Ctx *ctx, void *arg)
{
    Verify *v = arg;
    AuditNeverSealedRow *rows = NULL;
    size_t n = 0;
    TRY(q_audit_never_sealed(system_of(ctx), &(AuditNeverSealedArgs){.account_id = v->chain}, &rows, &n));
    return n ? fail(v, v->seq + 1, rows[0].id, "a row stands outside of the chain: its place was taken from it") : OK;
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
    arena_reset(scratch);
    TRY(unit_run(ctx_system(app, scratch), MODE_READ, NULL, never_sealed, v));
    if (v->seq != v->head_seq) {
        return fail(v, v->seq + 1, ID_NIL, "the row and all behind it are missing: the chain was cut off here");
    }
    if (!str_eq(digest_str(&v->digest), digest_str(&v->head_digest))) {
        return fail(v, v->seq, ID_NIL, "the head of the chain does not fit its last row");
    }
    if (!v->head_is_ours) {
        return fail(v, v->seq, ID_NIL,
                    "the head of the chain was not written by Entente: rows behind this one may have been cut off");
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
        return fail(v, 1, ID_NIL, "the chain has lost its head, which says where it ends");
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
            v->head_is_ours = audit_head_is_ours(ctx_system(app, scratch), h);
            memset(&v->head_digest, 0, sizeof v->head_digest);
            memcpy(v->head_digest.b, h->digest.p, num_min_size(h->digest.n, sizeof v->head_digest.b));
            TRY(verify_chain(app, scratch, v));
        }
        first = 1;
    } while (v->heads_n > 1);
    return OK;
}

/* --- all chains --- */

typedef struct Whole {
    Verify *v;
    AuditSum was, is;
    Id after;
    bool more, named;
} Whole;

static Err fail_whole(Verify *v, const char *what)
{
    v->report->whole = true;
    return fail(v, 0, ID_NIL, what);
}

static Err name_piece(Ctx *ctx, void *arg)
{
    Whole *w = arg;
    AuditAccountsRow *rows = NULL;
    size_t n = 0;
    TRY(q_audit_accounts(system_of(ctx), &(AuditAccountsArgs){.after = w->after}, &rows, &n));
    for (size_t i = 0; i < n && !w->named; i++) {
        w->named = audit_sum_lacks(ctx, &w->was, &w->is, rows[i].id);
        w->v->chain = w->named ? rows[i].id : w->v->chain;
    }
    w->more = n > 0 && !w->named;
    w->after = n ? rows[n - 1].id : w->after;
    return OK;
}
/* One that is missing is told by its name, as long as its account is there. */
static Err chains_missing(Ctx *ctx, Whole *w)
{
    w->v->chain = ID_NIL;
    w->named = audit_sum_lacks(ctx, &w->was, &w->is, ID_NIL); /* the installation's own */
    w->more = !w->named;
    TRY(unit_in_pieces(ctx, name_piece, w, &w->more));
    if (w->named) {
        return fail(w->v, 1, ID_NIL, "all of it is gone, with the head that said where it ends");
    }
    return fail_whole(w->v, "chains are missing that once were there");
}

/* The record of all chains, against what is there in the same moment. */
static Err whole_unit(Ctx *ctx, void *arg)
{
    Whole *w = arg;
    Err err = audit_sum_load(ctx, &w->was);
    if (err == ERR_NOT_FOUND || err == ERR_PARSE) {
        return fail_whole(w->v, err == ERR_PARSE ? "it was changed from outside" : "it was taken away");
    }
    TRY(err);
    TRY(audit_sum_count(ctx, &w->is));
    w->v->report->since = w->was.since;
    if (w->is.chains < w->was.chains) {
        return chains_missing(ctx, w);
    }
    if (w->is.chains != w->was.chains || w->is.rows != w->was.rows ||
        memcmp(w->is.names, w->was.names, DIGEST_N) != 0 || memcmp(w->is.heads, w->was.heads, DIGEST_N) != 0) {
        return fail_whole(w->v, w->is.rows < w->was.rows
                                    ? "there are fewer rows than were written: a chain was put back to an earlier end"
                                    : "a chain does not end where Entente ended it");
    }
    return OK;
}

static Err verify_whole(App *app, Arena *scratch, Verify *v)
{
    Whole w = {.v = v};
    arena_reset(scratch);
    return unit_run(ctx_system(app, scratch), MODE_READ, NULL, whole_unit, &w);
}

Err audit_verify(Ctx *ctx, AuditReport *ret)
{
    Arena *heads = arena_create(0), *scratch = arena_create(0);
    memset(ret, 0, sizeof *ret);
    Verify v = {.report = ret, .keep = ctx->arena};
    Err err = verify_all(ctx->app, heads, scratch, &v);
    err = err == OK ? verify_whole(ctx->app, scratch, &v) : err;
    arena_destroy(heads);
    arena_destroy(scratch);
    return err;
}

/* --- in plain words --- */

typedef struct ChainOwner {
    Id account;
    Str name;
} ChainOwner;

static Err find_owner(Ctx *ctx, void *arg)
{
    ChainOwner *o = arg;
    ActorAccountRow row;
    Err err = q_actor_account(system_of(ctx), &(ActorAccountArgs){.id = o->account}, &row);
    o->name = err == OK ? row.name : S("");
    return err == ERR_NOT_FOUND ? OK : err;
}

Str audit_report_text(Ctx *ctx, const AuditReport *r)
{
    if (r->whole) {
        return str_fmt(ctx->arena, "the record of all chains does not hold: %.*s.", S_ARG(r->why));
    }
    ChainOwner o = {.account = r->chain, .name = S("")};
    if (!id_is_nil(r->chain) && unit_run(ctx, MODE_READ, NULL, find_owner, &o) != OK) {
        o.name = S("");
    }
    Str id = id_text(ctx->arena, r->chain);
    Str whose = id_is_nil(r->chain) ? S("the installation")
                : o.name.n          ? str_fmt(ctx->arena, "%.*s (account %.*s)", S_ARG(o.name), S_ARG(id))
                                    : str_fmt(ctx->arena, "account %.*s", S_ARG(id));
    Str row = id_is_nil(r->row) ? S("") : str_fmt(ctx->arena, " (row %.*s)", S_ARG(id_text(ctx->arena, r->row)));
    return str_fmt(ctx->arena, "the chain of %.*s does not hold at number %lld%.*s: %.*s.", S_ARG(whose),
                   (long long)r->seq, S_ARG(row), S_ARG(r->why));
}

/* The audit chain: who did what, when, to what, with what outcome.
 *
 * Each account has a chain (the installation's has the nil id). A row's digest is a keyed hash over the digest before
 * it and its own fields, so that a row cannot be changed, taken out or put between without the key ring. On SQLite the
 * row is sealed when it is written, since there is one writer; the heads are read once a batch and written once at its
 * end. On PostgreSQL many write at once, so rows wait in audit_unsealed and a sealer chains them within seconds.
 *
 * Who did it from where, and what was before and after, stand in audit_detail, each part with a salt; the chained row
 * holds only their digests, so that erasing personal data leaves the chain whole (audit_erase.c). Where chains end is
 * audit_head.c, the proof audit_verify.c, the digests audit_digest.c. */
#include "app/agent.h"
#include "app/audit_row.h"
#include "app/search.h"
#include "base/num.h"
#include "base/utf8.h"
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

Err audit_head_of(Ctx *ctx, AuditBatch *b, Id account, AuditHead **ret)
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
        TRY(audit_head_load(ctx, &b->heads[at]));
        b->n++;
    }
    *ret = &b->heads[at];
    return OK;
}

/* --- the chained row --- */

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
    TRY(audit_head_of(ctx, b, row->account_id, &h));
    if (b->undo_n == AUDIT_HEADS_MAX) {
        return ERR_TOO_LARGE;
    }
    b->undo[b->undo_n].at = (size_t)(h - b->heads);
    b->undo[b->undo_n++].was = *h;
    Digest digest = audit_row_digest(ctx, row, h->seq + 1, &h->digest);
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

/* --- names, so that lists find rows by words --- */

static bool is_among(Str names, Str name)
{
    Str one;
    while (str_split(&names, '\n', &one)) {
        if (str_eq(one, name)) {
            return true;
        }
    }
    return false;
}

/* A thing is found by the name it has and by those it had. Nothing is written while the name stays. */
static Err name_note(Ctx *ctx, Id account, Id id, Str name)
{
    enum { NAMES_MAX = 600 };
    if (id_is_nil(id) || str_empty(name)) {
        return OK;
    }
    name = utf8_prefix(name, 200);
    AuditNameRow had = {.title = S(""), .line = S("")};
    Err err = q_audit_name(system_of(ctx), &(AuditNameArgs){.account_id = account, .record_id = id}, &had);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    if (str_eq(had.title, name) || is_among(had.line, name)) {
        return OK;
    }
    Str line = had.title.n ? str_fmt(ctx->arena, "%.*s\n%.*s", S_ARG(had.title), S_ARG(had.line)) : S("");
    line = utf8_prefix(line, NAMES_MAX);
    return search_put(ctx, account, S(AUDIT_KIND), id, name, line, line);
}

/* --- rows --- */

typedef struct Parts {
    Str actor_name, address, agent;
    Str target_name, before, after;
} Parts;

/* The row with its two erasable parts. Names stand in the parts only. */
static Err write_with_parts(Ctx *ctx, AuditBatch *b, AuditInsertArgs *row, const Parts *p)
{
    uint8_t salts[2][16];
    os_random(salts, sizeof salts);
    Str who = str_of((const char *)salts[0], sizeof salts[0]), what = str_of((const char *)salts[1], sizeof salts[1]);
    Digest hashes[2] = {audit_who_digest(ctx, who, p->actor_name, p->address, p->agent),
                        audit_what_digest(ctx, what, p->target_name, p->before, p->after)};
    row->sealed_as = AUDIT_SEALED_AS;
    row->actor_name = row->target_name = S("");
    row->detail_hash = str_of((const char *)hashes, sizeof hashes);
    TRY(row_write(ctx, b, row));
    return q_audit_detail_insert(system_of(ctx),
                                 &(AuditDetailInsertArgs){.account_id = row->account_id,
                                                          .audit_id = row->id,
                                                          .salt = what,
                                                          .before_json = p->before,
                                                          .after_json = p->after,
                                                          .who_salt = who,
                                                          .actor_name = p->actor_name,
                                                          .address = p->address,
                                                          .agent = p->agent,
                                                          .target_name = p->target_name},
                                 NULL);
}

/* Where a request came from; work of the program itself says which kind of program. */
static void from_where(Ctx *ctx, Parts *p)
{
    p->address = ctx->req ? ctx->req->remote : S("");
    p->agent = ctx->req                       ? agent_short(ctx->arena, http_header(ctx->req, S("user-agent")))
               : ctx->app->options.serving    ? S("")
               : ctx->actor.kind == ACTOR_JOB ? S(AUDIT_AGENT_COMMAND)
                                              : S("");
}

/* A row that says of a change only that there was one is of little use: said in the log, where tests look. */
static void complain(Ctx *ctx, const char *action, const AuditAction *words)
{
    if (words && !words->no_diff && !ctx->audit.before.n && !ctx->audit.after.n) {
        log_line(ctx->app, "warn", S("audit without before and after"), str_from(action));
    }
}

Err audit_append(Ctx *ctx, AuditBatch *b, const char *action)
{
    const AuditAction *words = audit_action_find(str_from(action));
    AuditInsertArgs row = {
        .account_id = ctx->account_id,
        .id = ctx_new_id(ctx),
        .at = ctx->wall,
        .business_at = ctx->now,
        .action = str_from(action),
        .operation = str_from(words ? words->operation : ""),
        .resource = str_from(words ? words->resource : ""),
        .actor_kind = actor_kind_name(ctx->actor.kind),
        .actor_id = actor_id_of(&ctx->actor),
        .application_id = ctx->actor.application_id,
        .customer_id = ctx->customer_id,
        .on_behalf_of = ctx->on_behalf_of,
        .target_kind = ctx->audit.target_kind,
        .target_id = ctx->audit.target_id,
        .outcome = S("done"),
        .quiet = words && words->quiet,
        .times = 1,
        .permission = S(""),
        .request_id = ctx->request_id,
    };
    Parts p = {.actor_name = ctx->actor.name,
               .target_name = ctx->audit.target_name,
               .before = ctx->audit.before,
               .after = ctx->audit.after};
    from_where(ctx, &p);
    complain(ctx, action, words);
    TRY(write_with_parts(ctx, b, &row, &p));
    if (ctx->actor.kind != ACTOR_JOB) { /* a job's name is its kind */
        TRY(name_note(ctx, row.account_id, row.actor_id, p.actor_name));
    }
    return name_note(ctx, row.account_id, row.target_id, p.target_name);
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
    const char *action = r->route->action ? r->route->action : r->route->perm->id.p;
    const AuditAction *words = audit_action_find(str_from(action));
    uint8_t random[10];
    os_random(random, sizeof random);
    Time at = {r->minute * TIME_MINUTE};
    AuditInsertArgs row = {
        .account_id = r->account_id,
        .id = id_v7(at, random),
        .at = at,
        .business_at = ctx->now,
        .action = str_from(action),
        .operation = str_from(words ? words->operation : ""),
        .resource = str_from(words ? words->resource : ""),
        .actor_kind = actor_kind_name(r->actor_kind),
        .actor_id = r->actor_id,
        .application_id = r->application_id,
        .customer_id = r->customer_id,
        .on_behalf_of = r->on_behalf_of,
        .target_kind = S("route"),
        .outcome = S("refused"),
        .times = r->times,
        .permission = str_from(r->permission),
        .status = r->status,
        .request_id = str_from(r->request_id),
    };
    Parts p = {.actor_name = r->actor_name,
               .address = str_from(r->address),
               .agent = str_from(r->agent),
               .target_name = str_fmt(ctx->arena, "%s %s", r->route->method, r->route->path)};
    TRY(write_with_parts(ctx, b, &row, &p));
    return name_note(ctx, row.account_id, row.actor_id, p.actor_name);
}

/* The person did not prove who they are: the row stands under their name, with nobody's kind. */
Err audit_append_tried(Ctx *ctx, AuditBatch *b, const AuditTried *t)
{
    const AuditAction *words = audit_action_find(str_from(t->action));
    uint8_t random[10];
    os_random(random, sizeof random);
    AuditInsertArgs row = {
        .account_id = t->account_id,
        .id = id_v7(t->at, random),
        .at = t->at,
        .business_at = ctx->now,
        .action = str_from(t->action),
        .operation = str_from(words ? words->operation : ""),
        .resource = str_from(words ? words->resource : ""),
        .actor_kind = actor_kind_name(ACTOR_NONE),
        .actor_id = t->person_id,
        .application_id = t->application_id,
        .target_kind = S("user"),
        .target_id = t->person_id,
        .outcome = S("refused"),
        .times = t->times,
        .permission = S(""),
        .request_id = ctx->request_id,
    };
    Parts p = {.actor_name = t->name, .address = t->address, .agent = t->agent, .target_name = t->name};
    TRY(write_with_parts(ctx, b, &row, &p));
    return name_note(ctx, row.account_id, row.actor_id, p.actor_name);
}

/* --- sealing (PostgreSQL) --- */

static Err seal_one(Ctx *ctx, AuditBatch *b, Id account, Id id)
{
    SystemCtx s = system_of(ctx);
    AuditRowRow stored;
    TRY(q_audit_row(s, &(AuditRowArgs){.account_id = account, .id = id}, &stored));
    AuditInsertArgs row = AUDIT_ROW_OF(&stored);
    AuditHead *h = NULL;
    TRY(audit_head_of(ctx, b, account, &h));
    h->digest = audit_row_digest(ctx, &row, h->seq + 1, &h->digest);
    h->seq++;
    h->dirty = true;
    int64_t changed = 0;
    AuditSealArgs seal = {.seq = h->seq, .digest = digest_str(&h->digest), .account_id = account, .id = id};
    Err err = q_audit_seal(s, &seal, &changed);
    if (err == ERR_CONFLICT || (err == OK && changed != 1)) { /* another sealer gave this place away meanwhile */
        return ERR_SERIALIZE;
    }
    TRY(err);
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
        Ctx *ctx = ctx_system(app, a);
        err = unit_run(ctx, MODE_WRITE, NULL, seal_unit, &n);
        house_note(ctx, "seals of the audit chain", err);
    }
    arena_destroy(a);
    return err;
}

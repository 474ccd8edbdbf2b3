/* Erasing personal data from the audit without breaking a chain: the parts of a row that say who and what are emptied,
 * the chained row stays, and a row is added that says what was erased, which the proof asks for (audit_verify.c). */
#include "app/audit_row.h"
#include "app/search.h"
#include "app/setting.h"

enum { UNITS_A_CALL = 25 };

typedef struct Erase {
    Id person, chain;
    const Id *rows;
    const Id *named; /* of expiry: whom and what the rows speak of, two a row */
    size_t n;
    bool who, what;
    Id below; /* of expiry: above all ids erased; nil: of a person */
    int64_t erased;
} Erase;

static Err empty_row(Ctx *ctx, const Erase *e, Id row, int64_t *changed)
{
    SystemCtx s = system_of(ctx);
    int64_t who = 0, what = 0;
    if (e->who) {
        AuditEraseWhoArgs args = {.account_id = e->chain, .audit_id = row, .no_salt = S("")};
        TRY(q_audit_erase_who(s, &args, &who));
    }
    if (e->what) {
        AuditEraseWhatArgs args = {.account_id = e->chain, .audit_id = row, .no_salt = S(""), .nothing = S("")};
        TRY(q_audit_erase_what(s, &args, &what));
    }
    *changed += who || what;
    return OK;
}

/* Names that no younger row speaks of go with the details of the last that did. */
static Err forget_names(Ctx *ctx, const Erase *e)
{
    for (size_t i = 0; i < 2 * e->n; i++) {
        if (id_is_nil(e->named[i]) || (i >= 2 && id_eq(e->named[i], e->named[i - 2]))) {
            continue;
        }
        AuditSpeaksOfRow speaks;
        AuditSpeaksOfArgs args = {.account_id = e->chain, .id = e->named[i], .from_id = e->below};
        TRY(q_audit_speaks_of(system_of(ctx), &args, &speaks));
        if (!speaks.yes) {
            TRY(search_drop(ctx, e->chain, S(AUDIT_KIND), e->named[i]));
        }
    }
    return OK;
}

/* Some rows of one chain, and the row that says so. */
static Err erase_unit(Ctx *ctx, void *arg)
{
    Erase *e = arg;
    int64_t changed = 0;
    ctx->account_id = e->chain;
    for (size_t i = 0; i < e->n; i++) {
        TRY(empty_row(ctx, e, e->rows[i], &changed));
    }
    bool aged = !id_is_nil(e->below);
    TRY(aged ? forget_names(ctx, e) : search_drop(ctx, e->chain, S(AUDIT_KIND), e->person));
    ctx->audit.target_kind = aged ? S("audit") : S("user");
    ctx->audit.target_id = aged ? e->below : e->person;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"rowsErased", str_fmt(ctx->arena, "%lld", (long long)changed)});
    ctx->audit.skip = changed == 0;
    e->erased = changed;
    return OK;
}

static Err erase_in_chain(Ctx *ctx, Erase *e, const char *action, int64_t *ret_rows)
{
    Id account = ctx->account_id;
    Err err = e->n ? unit_run(ctx, MODE_WRITE, action, erase_unit, e) : OK;
    ctx->account_id = account;
    *ret_rows += err == OK && e->n ? e->erased : 0;
    return err;
}

/* --- a person --- */

typedef struct Found {
    Id person, chain, after;
    AuditRowsByPersonRow *by;
    AuditRowsAboutPersonRow *about;
    AuditHeadsRow *heads;
    size_t n;
} Found;

static Err find_by(Ctx *ctx, void *arg)
{
    Found *f = arg;
    return q_audit_rows_by_person(
        system_of(ctx), &(AuditRowsByPersonArgs){.person_id = f->person, .after_id = f->after}, &f->by, &f->n);
}

static Err find_about(Ctx *ctx, void *arg)
{
    Found *f = arg;
    return q_audit_rows_about_person(
        system_of(ctx),
        &(AuditRowsAboutPersonArgs){.account_id = f->chain, .person_id = f->person, .after_id = f->after}, &f->about,
        &f->n);
}

static Err find_heads(Ctx *ctx, void *arg)
{
    Found *f = arg;
    return q_audit_heads(system_of(ctx), &(AuditHeadsArgs){.from_id = f->chain}, &f->heads, &f->n);
}

/* Rows come in order of their ids over all chains; each chain's share of a chunk is one unit. */
static Err erase_acts(Ctx *ctx, Id person, int64_t *ret_rows)
{
    Found f = {.person = person, .after = ID_NIL};
    do {
        TRY(unit_run(ctx, MODE_READ, NULL, find_by, &f));
        Id *ids = arena_array(ctx->arena, Id, f.n + 1);
        bool *taken = arena_array(ctx->arena, bool, f.n + 1);
        for (size_t i = 0; i < f.n; i++) {
            Erase e = {.person = person, .chain = f.by[i].account_id, .rows = ids, .who = true};
            for (size_t k = i; k < f.n; k++) {
                if (!taken[k] && id_eq(f.by[k].account_id, e.chain)) {
                    ids[e.n++] = f.by[k].id;
                    taken[k] = true;
                }
            }
            TRY(erase_in_chain(ctx, &e, "audit.erase", ret_rows));
        }
        f.after = f.n ? f.by[f.n - 1].id : f.after;
    } while (f.n > 0);
    return OK;
}

static Err erase_about_in(Ctx *ctx, Id chain, Id person, int64_t *ret_rows)
{
    Found f = {.person = person, .chain = chain, .after = ID_NIL};
    do {
        TRY(unit_run(ctx, MODE_READ, NULL, find_about, &f));
        Id *ids = arena_array(ctx->arena, Id, f.n + 1);
        for (size_t i = 0; i < f.n; i++) {
            ids[i] = f.about[i].id;
        }
        Erase e = {.person = person, .chain = chain, .rows = ids, .n = f.n, .what = true};
        TRY(erase_in_chain(ctx, &e, "audit.erase", ret_rows));
        f.after = f.n ? ids[f.n - 1] : f.after;
    } while (f.n > 0);
    return OK;
}

/* Chunks of heads begin with the last of the one before. */
static Err erase_about(Ctx *ctx, Id person, int64_t *ret_rows)
{
    Found f = {.chain = ID_NIL};
    size_t first = 0;
    do {
        TRY(unit_run(ctx, MODE_READ, NULL, find_heads, &f));
        for (size_t i = first; i < f.n; i++) {
            f.chain = f.heads[i].account_id;
            TRY(erase_about_in(ctx, f.chain, person, ret_rows));
        }
        first = 1;
    } while (f.n > 1);
    return OK;
}

static Err forget_tried(Ctx *ctx, void *arg)
{
    return q_tried_forget(system_of(ctx), &(TriedForgetArgs){.user_id = *(const Id *)arg}, NULL);
}

Err audit_erase_person(Ctx *ctx, Id person_id, int64_t *ret_rows)
{
    *ret_rows = 0;
    if (id_is_nil(person_id)) {
        return OK;
    }
    TRY(unit_run(ctx, MODE_WRITE, NULL, forget_tried, &person_id));
    TRY(erase_acts(ctx, person_id, ret_rows));
    return erase_about(ctx, person_id, ret_rows);
}

/* --- age --- */

typedef struct Aged {
    Id chain, after, below;
    AuditHeadsRow *heads;
    size_t heads_n;
    AuditRowsBeforeRow *rows;
    size_t n;
} Aged;

static Err aged_heads(Ctx *ctx, void *arg)
{
    Aged *g = arg;
    return q_audit_heads(system_of(ctx), &(AuditHeadsArgs){.from_id = g->chain}, &g->heads, &g->heads_n);
}

static Err aged_rows(Ctx *ctx, void *arg)
{
    Aged *g = arg;
    return q_audit_rows_before(
        system_of(ctx), &(AuditRowsBeforeArgs){.account_id = g->chain, .after_id = g->after, .before_id = g->below},
        &g->rows, &g->n);
}

Id audit_first_id(Time at)
{
    static const uint8_t zero[10];
    Id id = id_v7(at, zero);
    return id;
}

/* The chain and the row before it, as the job's cursor keeps them: "chain row". */
static void cursor_read(Str cursor, Aged *g)
{
    Str chain;
    g->chain = ID_NIL;
    if (!str_split(&cursor, ' ', &chain) || id_parse(chain, &g->chain) != OK) {
        return;
    }
    Id row;
    if (id_parse(cursor, &row) == OK) {
        g->after = row;
    }
}

static Err expire_chain(Ctx *ctx, Aged *g, int *units, int64_t *ret_rows)
{
    do {
        TRY(unit_run(ctx, MODE_READ, NULL, aged_rows, g));
        Id *ids = arena_array(ctx->arena, Id, g->n + 1), *named = arena_array(ctx->arena, Id, 2 * g->n + 1);
        for (size_t i = 0; i < g->n; i++) {
            ids[i] = g->rows[i].id;
            named[2 * i] = g->rows[i].actor_id;
            named[2 * i + 1] = g->rows[i].target_id;
        }
        Erase e = {
            .chain = g->chain, .rows = ids, .named = named, .n = g->n, .who = true, .what = true, .below = g->below};
        TRY(erase_in_chain(ctx, &e, "audit.expire", ret_rows));
        g->after = g->n ? ids[g->n - 1] : g->after;
    } while (g->n > 0 && --*units > 0);
    return OK;
}

Err audit_expire(Ctx *ctx, Time from, Time before, Str *cursor, int64_t *ret_rows)
{
    Id first = audit_first_id(from);
    Aged g = {.after = first, .below = audit_first_id(before)};
    *ret_rows = 0;
    cursor_read(*cursor, &g);
    int units = UNITS_A_CALL;
    size_t at = 0; /* a chunk of heads begins with the chain in hand, or with the one that was done last */
    TRY(unit_run(ctx, MODE_READ, NULL, aged_heads, &g));
    while (at < g.heads_n && units > 0) {
        g.chain = g.heads[at].account_id;
        TRY(expire_chain(ctx, &g, &units, ret_rows));
        if (units > 0) {
            at++;
            g.after = first;
        }
    }
    bool more = units <= 0 || g.heads_n > 1;
    *cursor = more ? str_fmt(ctx->arena, "%.*s %.*s", S_ARG(id_text(ctx->arena, g.chain)),
                             S_ARG(id_text(ctx->arena, units <= 0 ? g.after : g.below)))
                   : S("");
    return OK;
}

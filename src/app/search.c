/* Search, one index on both engines.
 *
 * A record is known by its folded words in order, such as "nordic bakery 42". For each word there is one row of
 * search_term, whose term is the words rotated to begin with it: "nordic bakery 42", "bakery 42 nordic", "42 nordic
 * bakery". So one range of the primary key answers a prefix, the row itself says what the record's other words are, and
 * words typed in their order ("nordic bak") are one range without any waste. Other orders drive by the longest prefix
 * and test the rest on the row. What is read is bounded: a query of frequent words may miss what lies past the bound,
 * and typing one more letter finds it. */
#include "app/search.h"
#include "app/app.h"
#include "app/ctx.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/app_q.h"

enum {
    WORDS_MAX = 24, /* of a record */
    WORD_BYTES_MAX = 48,
    TERM_BYTES_MAX = 160,
    ASK_WORDS_MAX = 6, /* of a query */
    SCAN_MOST = 4000,  /* rows read of one range */
};
#define TERM_CUT '\x7F'              /* ends a term that did not hold all words */
#define AFTER_ALL "\xF4\x8F\xBF\xBF" /* U+10FFFF: no word holds it, so prefix + this ends the range of a prefix */

typedef struct Words {
    Str at[WORDS_MAX];
    size_t n;
} Words;

static Words words_of(Str folded, size_t max)
{
    Words w = {.n = 0};
    Str word;
    while (w.n < max && str_split(&folded, ' ', &word)) {
        word = str_sub(word, 0, utf8_valid_prefix(str_sub(word, 0, WORD_BYTES_MAX)));
        bool known = word.n == 0;
        for (size_t i = 0; i < w.n && !known; i++) {
            known = str_eq(w.at[i], word);
        }
        if (!known) {
            w.at[w.n++] = word;
        }
    }
    return w;
}

static Str rotation(Arena *a, const Words *w, size_t first)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    for (size_t i = 0; i < w->n; i++) {
        Str word = w->at[(first + i) % w->n];
        if (b.n + word.n + 2 > TERM_BYTES_MAX) {
            buf_addc(&b, TERM_CUT);
            break;
        }
        if (i) {
            buf_addc(&b, ' ');
        }
        buf_add(&b, word);
    }
    return buf_str(&b);
}

typedef struct Record {
    Ctx *ctx;
    Id account_id;
    Str kind;
    Id id;
} Record;

static Err terms_insert(const Record *r, const Words *w)
{
    for (size_t i = 0; i < w->n; i++) {
        SearchTermInsertArgs args = {
            .account_id = r->account_id, .term = rotation(r->ctx->arena, w, i), .kind = r->kind, .record_id = r->id};
        TRY(q_search_term_insert(system_of(r->ctx), &args, NULL));
    }
    return OK;
}

static Err terms_delete(const Record *r, Str terms)
{
    Words w = words_of(terms, WORDS_MAX);
    for (size_t i = 0; i < w.n; i++) {
        SearchTermDeleteArgs args = {
            .account_id = r->account_id, .term = rotation(r->ctx->arena, &w, i), .kind = r->kind, .record_id = r->id};
        TRY(q_search_term_delete(system_of(r->ctx), &args, NULL));
    }
    return OK;
}

static Err replace(const Record *r, Str title, Str line, Str terms, const Words *w)
{
    SearchRecordOldArgs which = {.account_id = r->account_id, .record_id = r->id, .kind = r->kind};
    SearchRecordOldRow old;
    TRY(q_search_record_old(system_of(r->ctx), &which, &old));
    bool same_terms = str_eq(old.terms, terms);
    if (same_terms && str_eq(old.title, title) && str_eq(old.line, line)) {
        return OK;
    }
    SearchRecordUpdateArgs args = {
        .account_id = r->account_id, .record_id = r->id, .kind = r->kind, .title = title, .line = line, .terms = terms};
    TRY(q_search_record_update(system_of(r->ctx), &args, NULL));
    if (same_terms) {
        return OK;
    }
    TRY(terms_delete(r, old.terms));
    return terms_insert(r, w);
}

Err search_put(Ctx *ctx, Id account_id, Str kind, Id id, Str title, Str line, Str words)
{
    Record r = {ctx, account_id, kind, id};
    Words w =
        words_of(fold_search(ctx->arena, str_fmt(ctx->arena, "%.*s %.*s", S_ARG(title), S_ARG(words))), WORDS_MAX);
    Str terms = str_join(ctx->arena, w.at, w.n, S(" "));
    int64_t made = 0;
    SearchRecordInsertArgs args = {
        .account_id = account_id, .record_id = id, .kind = kind, .title = title, .line = line, .terms = terms};
    TRY(q_search_record_insert(system_of(ctx), &args, &made));
    return made ? terms_insert(&r, &w) : replace(&r, title, line, terms, &w);
}

Err search_drop(Ctx *ctx, Id account_id, Str kind, Id id)
{
    Record r = {ctx, account_id, kind, id};
    SearchRecordOldArgs which = {.account_id = account_id, .record_id = id, .kind = kind};
    SearchRecordOldRow old;
    Err err = q_search_record_old(system_of(ctx), &which, &old);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err; /* nothing there to drop */
    }
    TRY(terms_delete(&r, old.terms));
    SearchRecordDeleteArgs args = {.account_id = account_id, .record_id = id, .kind = kind};
    return q_search_record_delete(system_of(ctx), &args, NULL);
}

/* --- Finding. */

typedef struct Find {
    AccountCtx a;
    Arena *arena;
    Words ask;
    Str kind;
    size_t max;
    struct Found {
        Id id;
        Str kind;
    } * found;
    size_t found_n;
} Find;

/* Is each asked word the beginning of some word of the term? */
static bool term_holds(Str term, const Words *ask)
{
    for (size_t i = 0; i < ask->n; i++) {
        Str rest = term, word;
        bool hit = false;
        while (!hit && str_split(&rest, ' ', &word)) {
            hit = str_starts(word, ask->at[i]);
        }
        if (!hit) {
            return false;
        }
    }
    return true;
}

static Err holds(Find *f, const SearchRangeRow *row, bool *ret)
{
    *ret = term_holds(row->term, &f->ask);
    if (*ret || row->term.n == 0 || row->term.p[row->term.n - 1] != TERM_CUT) {
        return OK;
    }
    SearchRecordGetRow record; /* a long record: the row does not know all its words */
    SearchRecordGetArgs which = {.record_id = row->record_id, .kind = row->kind};
    Err err = q_search_record_get(f->a, &which, &record);
    *ret = err == OK && term_holds(record.terms, &f->ask);
    return err == ERR_NOT_FOUND ? OK : err;
}

static bool already(const Find *f, const SearchRangeRow *row)
{
    for (size_t i = 0; i < f->found_n; i++) {
        if (id_eq(f->found[i].id, row->record_id) && str_eq(f->found[i].kind, row->kind)) {
            return true;
        }
    }
    return false;
}

static Err scan(Find *f, Str prefix, size_t limit, size_t *ret_read)
{
    SearchRangeArgs args = {.kind = f->kind,
                            .from_term = prefix,
                            .to_term = str_concat(f->arena, prefix, S(AFTER_ALL)),
                            .max = (int64_t)limit};
    SearchRangeRow *rows;
    TRY(q_search_range(f->a, &args, &rows, ret_read));
    for (size_t i = 0; i < *ret_read && f->found_n < f->max; i++) {
        bool hit;
        TRY(holds(f, &rows[i], &hit));
        if (hit && !already(f, &rows[i])) {
            f->found[f->found_n++] = (struct Found){rows[i].record_id, rows[i].kind};
        }
    }
    return OK;
}

/* Growing looks into the ranges of one or two words, since most searches are answered by a short one, and where one
 * range begins with nothing that fits the other may. A range read to its end is the whole answer. */
static Err scan_ranges(Find *f, const Str *prefixes, size_t prefixes_n, size_t look)
{
    static const size_t LOOKS[] = {0, 160, 1000, SCAN_MOST}; /* the first: hardly more than is shown */
    for (; look < COUNT_OF(LOOKS); look++) {
        for (size_t i = 0; i < prefixes_n; i++) {
            size_t limit = num_max_size(LOOKS[look], f->max + f->max / 2), n = 0;
            TRY(scan(f, prefixes[i], limit, &n));
            if (n < limit || f->found_n == f->max) {
                return OK;
            }
        }
    }
    return OK;
}

static void longest_first(const Words *w, Str ret[2])
{
    ret[0] = ret[1] = S("");
    for (size_t i = 0; i < w->n; i++) {
        if (w->at[i].n > ret[0].n) {
            ret[1] = ret[0];
            ret[0] = w->at[i];
        } else if (w->at[i].n > ret[1].n) {
            ret[1] = w->at[i];
        }
    }
}

/* Among the records of f->kind. */
static Err find_kind(Find *f)
{
    Str typed = str_join(f->arena, f->ask.at, f->ask.n, S(" ")); /* side by side, in the order typed */
    TRY(scan_ranges(f, &typed, 1, 0));                           /* each row of their range is a hit */
    if (f->ask.n == 1 || f->found_n == f->max) {
        return OK;
    }
    Str words[2];
    longest_first(&f->ask, words);
    return scan_ranges(f, words, 2, 1);
}

/* Kinds that begin with a dot are the kernel's own, found by who asks for them only. */
static Err find_kinds(Find *f)
{
    Err err = OK;
    f->kind = S("." AFTER_ALL);
    while (err == OK && f->found_n < f->max) {
        SearchKindNextRow next;
        err = q_search_kind_next(f->a, &(SearchKindNextArgs){.after = f->kind}, &next);
        if (err == OK) {
            f->kind = next.kind;
            err = find_kind(f);
        }
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err find(Find *f, Str text)
{
    f->arena = f->a.ctx->arena;
    f->ask = words_of(fold_search(f->arena, str_sub(text, 0, 400)), ASK_WORDS_MAX);
    f->max = num_min_size(f->max, 1000);
    f->found = (struct Found *)arena_alloc_array(f->arena, f->max + 1, sizeof *f->found, _Alignof(struct Found));
    if (f->ask.n == 0 || f->max == 0) {
        return OK;
    }
    return f->kind.n ? find_kind(f) : find_kinds(f);
}

Err search_ids(AccountCtx a, Str text, Str kind, size_t max, Id **ret, size_t *ret_n)
{
    Find f = {.a = a, .kind = kind, .max = max};
    TRY(find(&f, text));
    *ret = arena_array(a.ctx->arena, Id, f.found_n + 1);
    *ret_n = f.found_n;
    for (size_t i = 0; i < f.found_n; i++) {
        (*ret)[i] = f.found[i].id;
    }
    return OK;
}

static const SearchProvider *provider_of(Str kind)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->search_n; k++) {
            if (str_eq(kind, str_from(AREAS[i]->search[k].kind))) {
                return &AREAS[i]->search[k];
            }
        }
    }
    return NULL;
}

Url search_record_page(Ctx *ctx, const SearchProvider *p, Id id)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (Str rest = str_from(p->path); rest.n;) {
        if (str_starts(rest, S("{account}"))) {
            buf_add_url(&b, ctx->account.public_id);
            rest = str_skip(rest, 9);
        } else if (str_starts(rest, S("{id}"))) {
            buf_add(&b, id_text(ctx->arena, id));
            rest = str_skip(rest, 4);
        } else {
            buf_addc(&b, rest.p[0]);
            rest = str_skip(rest, 1);
        }
    }
    return (Url){buf_str(&b)};
}

static const SearchRecordsRow *row_of(const SearchRecordsRow *rows, size_t n, const struct Found *f)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(rows[i].record_id, f->id) && str_eq(rows[i].kind, f->kind)) {
            return &rows[i];
        }
    }
    return NULL;
}

Err search_find(AccountCtx a, Str text, Str kind, size_t max, SearchHit **ret, size_t *ret_n)
{
    Find f = {.a = a, .kind = kind, .max = num_min_size(max, 500)};
    *ret_n = 0;
    TRY(find(&f, text));
    *ret = arena_array(a.ctx->arena, SearchHit, f.found_n + 1);
    Id *ids = arena_array(a.ctx->arena, Id, f.found_n + 1);
    for (size_t i = 0; i < f.found_n; i++) {
        ids[i] = f.found[i].id;
    }
    SearchRecordsRow *rows = NULL;
    size_t rows_n = 0;
    if (f.found_n) {
        TRY(q_search_records(a, &(SearchRecordsArgs){.ids = ids, .ids_n = f.found_n}, &rows, &rows_n));
    }
    for (size_t i = 0; i < f.found_n; i++) {
        const SearchProvider *p = provider_of(f.found[i].kind);
        const SearchRecordsRow *row = row_of(rows, rows_n, &f.found[i]);
        if (!row || (p && p->perm && !ctx_may(a.ctx, p->perm))) {
            continue; /* found, and not theirs to see */
        }
        (*ret)[(*ret_n)++] = (SearchHit){
            .kind = f.found[i].kind,
            .id = f.found[i].id,
            .title = row->title,
            .line = row->line,
            .url = p ? search_record_page(a.ctx, p, f.found[i].id) : (Url){S("")},
            .icon = p && p->icon ? str_from(p->icon) : S(""),
        };
    }
    return OK;
}

/* The vendor's list of partner accounts: what is asked for, and reading it. Filters that few accounts pass (a name, a
 * rare program) are turned into ids first; the others are ranges of an index in the order of the list. */
#include "areas/partners/partners.h"

#include "base/utf8.h"
#include "ui/lists.h"

enum { SPARSE_MAX = 500, WORDS_MAX = 3 };
#define TEXT_HIGH S("\xF4\x8F\xBF\xBF")

static const char *const SORTS[] = {"name", "added", "since"};

static bool one_of(Str value, const char *words)
{
    Str rest = str_from(words), word;
    while (str_split(&rest, ' ', &word)) {
        if (str_eq(word, value)) {
            return true;
        }
    }
    return false;
}

static void take_sort(PartnersAsk *ask, Str value)
{
    bool down = value.n && value.p[0] == '-';
    for (uint32_t i = 0; i < COUNT_OF(SORTS); i++) {
        if (str_eq(down ? str_skip(value, 1) : value, str_from(SORTS[i]))) {
            ask->order = i;
            ask->descending = down;
        }
    }
}

typedef struct Taking {
    Ctx *ctx;
    PartnersAsk *ask;
} Taking;

static void take(void *arg, Str name, Str value)
{
    const Taking *t = arg;
    PartnersAsk *ask = t->ask;
    value = utf8_prefix(str_trim(value), 200);
    if (list_take(name, value, &ask->size, &ask->compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("q"))) {
        ask->q = value;
    } else if (str_eq(name, S("state")) && machine_state(&PARTNER_ACCOUNT, value)) {
        ask->state = value;
    } else if (str_eq(name, S("kind")) && one_of(value, "direct provider reseller developer learning cpv")) {
        ask->kind = value;
    } else if (str_eq(name, S("country")) && country_known(value)) {
        ask->country = value;
    } else if (str_eq(name, S("program"))) {
        ask->program = value;
    } else if (str_eq(name, S("age")) && one_of(value, "30 90 365 older")) {
        ask->age = value;
    } else if (str_eq(name, S("sort"))) {
        take_sort(ask, value);
    } else if (str_eq(name, S("cols"))) {
        ask->cols = list_cols_add(t->ctx->arena, ask->cols, value);
    }
}

void partners_ask_of_request(Ctx *ctx, PartnersAsk *ret)
{
    *ret = (PartnersAsk){.size = LIST_SIZE};
    list_each_asked(ctx, take, &(Taking){ctx, ret});
}

Err partners_ask_of_page(OperatorCtx o, PartnersAsk *ret)
{
    ListKept kept;
    TRY(list_kept((SelfCtx){o.ctx}, ID_NIL, PARTNERS_LIST, &kept));
    *ret = (PartnersAsk){.size = kept.size, .compact = kept.compact};
    list_each_asked(o.ctx, take, &(Taking){o.ctx, ret});
    ret->cols = ret->cols.n ? ret->cols : kept.cols;
    return OK;
}

void partners_ask_of_query(Ctx *ctx, Str query, PartnersAsk *ret)
{
    *ret = (PartnersAsk){.size = LIST_SIZE};
    list_each(ctx->arena, query, take, &(Taking){ctx, ret});
}

Str partners_query(Ctx *ctx, const PartnersAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "q", ask->q);
    list_put(&b, "state", ask->state);
    list_put(&b, "kind", ask->kind);
    list_put(&b, "country", ask->country);
    list_put(&b, "program", ask->program);
    list_put(&b, "age", ask->age);
    if (ask->order != 0 || ask->descending) {
        list_put(&b, "sort", str_fmt(ctx->arena, "%s%s", ask->descending ? "-" : "", SORTS[ask->order]));
    }
    list_put(&b, "cols", ask->cols);
    list_put(&b, "density", ask->compact ? S("compact") : S(""));
    list_put(&b, "size", ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}

bool partners_filtered(const PartnersAsk *ask)
{
    return ask->q.n || ask->state.n || ask->kind.n || ask->country.n || ask->program.n || ask->age.n;
}

/* --- few ids first --- */

static Err ids_of_word(OperatorCtx o, Str word, Id **ret, size_t *ret_n)
{
    PartnersByWordRow *rows;
    TRY(q_partners_by_word(
        o, &(PartnersByWordArgs){.word_low = word, .word_high = str_concat(o.ctx->arena, word, TEXT_HIGH)}, &rows,
        ret_n));
    *ret = arena_array(o.ctx->arena, Id, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = rows[i].account_id;
    }
    return OK;
}

static Err ids_of_program(OperatorCtx o, Str program, Id **ret, size_t *ret_n)
{
    PartnersByProgramRow *rows;
    TRY(q_partners_by_program(o, &(PartnersByProgramArgs){.program = program}, &rows, ret_n));
    *ret = arena_array(o.ctx->arena, Id, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = rows[i].account_id;
    }
    return OK;
}

/* The longest word finds the fewest. */
static Str best_word(Str words, Str *ret_second)
{
    Str best = S(""), word;
    *ret_second = S("");
    for (int i = 0; i < WORDS_MAX && str_split(&words, ' ', &word); i++) {
        if (word.n > best.n) {
            *ret_second = best;
            best = word;
        } else if (word.n > ret_second->n) {
            *ret_second = word;
        }
    }
    return best;
}

static Time day_before(const Ctx *ctx, int days) { return time_add(ctx->now, -days * TIME_DAY); }

static void fill_age(const Ctx *ctx, Str age, PartnerListArgs *args)
{
    args->created_low = (Time){1};
    args->created_high = (Time){INT64_MAX};
    if (str_eq(age, S("older"))) {
        args->created_high = day_before(ctx, 365);
    } else if (age.n) {
        int64_t days = 0;
        (void)!str_to_i64(age, &days);
        args->created_low = day_before(ctx, (int)days);
    }
}

Err partners_read(OperatorCtx o, const PartnersAsk *ask, const PageAsk *page, PartnerListRow **ret, size_t *ret_n,
                  PageInfo *ret_page)
{
    Ctx *ctx = o.ctx;
    Str second, word = best_word(fold_search(ctx->arena, ask->q), &second);
    Id *ids = NULL;
    size_t ids_n = 0;
    PartnerListArgs args = {.hidden = ask->state.n ? S("") : S("closed"),
                            .with_state = ask->state.n > 0,
                            .state = ask->state,
                            .with_kind = ask->kind.n > 0,
                            .kind = ask->kind,
                            .with_country = ask->country.n > 0,
                            .country = ask->country,
                            .with_program = ask->program.n > 0,
                            .program = ask->program,
                            .with_word = word.n > 0,
                            .word_low = word,
                            .word_high = str_concat(ctx->arena, word, TEXT_HIGH),
                            .second_low = second.n ? second : word,
                            .second_high = str_concat(ctx->arena, second.n ? second : word, TEXT_HIGH)};
    fill_age(ctx, ask->age, &args);
    if (word.n) {
        TRY(ids_of_word(o, word, &ids, &ids_n));
        if (ids_n > SPARSE_MAX && second.n) { /* the other word may be the rarer one */
            TRY(ids_of_word(o, second, &ids, &ids_n));
        }
    } else if (ask->program.n) {
        TRY(ids_of_program(o, ask->program, &ids, &ids_n));
    }
    args.with_ids = ids && ids_n <= SPARSE_MAX;
    args.ids = ids;
    args.ids_n = args.with_ids ? ids_n : 0;
    Err err = q_partner_list(o, &args, page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page->after.n || page->before.n)) {
        PageAsk start = *page;
        start.after = start.before = S("");
        err = q_partner_list(o, &args, &start, ret, ret_n, ret_page);
    }
    return err;
}

/* How the people that a list asks for are found, in one directory.
 *
 * Words are found in a table that also says what else lists ask for of their people: as long as not too many have a
 * word, all of them are read, filtered and put in order; what many pass is looked up late, for those that come first.
 * Otherwise the filter that fewest people pass is read, and the others are looked up for each of them: if no more than
 * a few remain, the list fetches these. Else many pass all filters, and reading everybody in the order of the list
 * finds a page of them soon; but for last names, which stand together, perhaps at the end. */
#include "areas/people/people.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/people_q.h"

enum { WORDS_MAX = 3, COUNTED_MAX = 20000, UNSEEN_COUNTED_MAX = 50000 };
/* People that have a word elsewhere than at the beginning of their name are met soon, if there are so many of them. */
enum { SPREAD_ENOUGH = 1500 };
/* Looking something up takes as long as reading so many rows that stand together. */
enum { LOOK_UP = 8 };

typedef struct Word {
    Str low, high;
    int64_t n; /* how many have it, as far as it is counted */
} Word;

typedef struct Sought {
    Word word[WORDS_MAX]; /* the rarest first */
    size_t words_n;
    bool by_role;
    int64_t holders, unseen;
} Sought;

typedef struct Few {
    bool by_ids; /* only these */
    Id *ids;
    size_t n;
} Few;

static bool id_among(const Id *ids, size_t n, Id id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(ids[i], id)) {
            return true;
        }
    }
    return false;
}

/* Only those that are in both; the first set is taken whole, but once each. */
static void few_and(Arena *a, Few *few, const Id *ids, size_t n)
{
    Id *both = arena_array(a, Id, n + 1);
    size_t both_n = 0;
    for (size_t i = 0; i < n; i++) {
        if ((!few->by_ids || id_among(few->ids, few->n, ids[i])) && !id_among(both, both_n, ids[i])) {
            both[both_n++] = ids[i];
        }
    }
    *few = (Few){true, both, both_n};
}

/* --- what is sought --- */

/* The longest words: they say most. */
static void take_words(Ctx *ctx, Str q, Sought *s)
{
    enum { READ_MAX = 12 };
    Str rest = fold_search(ctx->arena, q), word, all[READ_MAX];
    size_t n = 0;
    while (rest.n && n < READ_MAX && str_split(&rest, ' ', &word)) {
        size_t at = word.n ? n++ : 0;
        for (; word.n && at > 0 && all[at - 1].n < word.n; at--) {
            all[at] = all[at - 1];
        }
        if (word.n) {
            all[at] = word;
        }
    }
    s->words_n = num_min_size(n, WORDS_MAX);
    for (size_t i = 0; i < s->words_n; i++) {
        s->word[i] = (Word){.low = all[i], .high = str_concat(ctx->arena, all[i], PEOPLE_WORD_HIGH)};
    }
}

static void take_roles(Ctx *ctx, const PeopleWorld *w, const PeopleAsk *ask, PeopleListArgs *args, Sought *s)
{
    bool at_location = !id_is_nil(ask->location);
    args->accounts = w->accounts;
    args->accounts_n = w->accounts_n;
    args->with_none = str_eq(ask->access, S("without"));
    s->by_role = ask->role.n || ask->family.n || at_location || str_eq(ask->access, S("with"));
    if (!s->by_role) {
        return;
    }
    Str *roles = arena_array(ctx->arena, Str, ROLES_N + 1);
    if (at_location) {
        Id *only = arena_new(ctx->arena, Id);
        *only = ask->location;
        args->accounts = only;
        args->accounts_n = 1;
    }
    args->everywhere = !at_location;
    args->any_role = !ask->role.n && !ask->family.n;
    args->roles = roles;
    if (ask->role.n) {
        roles[args->roles_n++] = ask->role;
    } else {
        args->roles_n = people_family_roles(ask->family, roles, ROLES_N);
    }
}

static Err count_holders(AccountCtx a, const PeopleListArgs *args, Sought *s)
{
    PeopleHoldersSizeRow own;
    PeopleGroupHoldersSizeRow grouped;
    TRY(q_people_holders_size(a,
                              &(PeopleHoldersSizeArgs){.directory_id = args->directory_id,
                                                       .with_roles = !args->any_role,
                                                       .roles = args->roles,
                                                       .roles_n = args->roles_n,
                                                       .most = COUNTED_MAX},
                              &own));
    TRY(q_people_group_holders_size(a,
                                    &(PeopleGroupHoldersSizeArgs){.directory_id = args->directory_id,
                                                                  .with_roles = !args->any_role,
                                                                  .roles = args->roles,
                                                                  .roles_n = args->roles_n,
                                                                  .most = COUNTED_MAX},
                                    &grouped));
    s->holders = own.n + grouped.n;
    return OK;
}

static Err count_sought(AccountCtx a, const PeopleListArgs *args, Sought *s)
{
    PeopleSizesRow size;
    const Word *w = s->word;
    TRY(q_people_sizes(a,
                       &(PeopleSizesArgs){.directory_id = args->directory_id,
                                          .word_low = w[0].low,
                                          .word_high = w[0].high,
                                          .second_low = w[1].low,
                                          .second_high = w[1].high,
                                          .third_low = w[2].low,
                                          .third_high = w[2].high,
                                          .unseen = args->unseen,
                                          .most = COUNTED_MAX,
                                          .most_unseen = UNSEEN_COUNTED_MAX},
                       &size));
    int64_t n[WORDS_MAX] = {size.words, size.second, size.third};
    s->unseen = size.unseen;
    for (size_t i = 0; i < s->words_n; i++) {
        Word word = s->word[i];
        size_t at = i;
        word.n = n[i];
        for (; at > 0 && s->word[at - 1].n > word.n; at--) {
            s->word[at] = s->word[at - 1];
        }
        s->word[at] = word;
    }
    return s->by_role ? count_holders(a, args, s) : OK;
}

/* --- reading one filter, looking the others up --- */

/* Whether all of a filter is read at once, rather than looked up for each of the people of another. */
static bool whole(int64_t of, int64_t most, int64_t people) { return of < most && of / LOOK_UP < people; }

static bool roles_whole(const Sought *s, const PeopleListArgs *args)
{
    return s->by_role && !args->any_role && whole(s->holders, COUNTED_MAX, s->word[0].n);
}

static bool second_whole(const Sought *s) { return s->words_n > 1 && whole(s->word[1].n, COUNTED_MAX, s->word[0].n); }

static Err few_by_words(AccountCtx a, const Sought *s, PeopleListArgs *args, Few *few)
{
    bool roles = roles_whole(s, args), second = second_whole(s);
    PeopleByWordsArgs by = {.directory_id = args->directory_id,
                            .word_low = s->word[0].low,
                            .word_high = s->word[0].high,
                            .kind = args->kind,
                            .state = args->state,
                            .unseen = args->unseen,
                            .with_second = s->words_n > 1 && !second,
                            .with_second_set = second,
                            .second_low = s->word[1].low,
                            .second_high = s->word[1].high,
                            .with_third = s->words_n > 2,
                            .third_low = s->word[2].low,
                            .third_high = s->word[2].high,
                            .with_role = s->by_role && !roles,
                            .with_role_set = roles,
                            .any_role = args->any_role,
                            .roles = args->roles,
                            .roles_n = args->roles_n,
                            .accounts = args->accounts,
                            .accounts_n = args->accounts_n,
                            .everywhere = args->everywhere};
    PeopleByWordsRow *rows;
    size_t n;
    TRY(q_people_by_words(a, &by, &rows, &n));
    if (n > PEOPLE_FEW) {
        return OK;
    }
    Id *ids = arena_array(a.ctx->arena, Id, n + 1);
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[i].user_id;
    }
    args->with_word = args->with_role = false; /* all of it was looked up */
    few_and(a.ctx->arena, few, ids, n);
    return OK;
}

static Err few_holders(AccountCtx a, const Sought *s, PeopleListArgs *args, Few *few)
{
    PeopleHoldersRow *own;
    PeopleGroupHoldersRow *grouped;
    size_t own_n, grouped_n;
    bool words = s->words_n > 0 && whole(s->word[0].n, COUNTED_MAX, s->holders);
    bool unseen = args->unseen && whole(s->unseen, UNSEEN_COUNTED_MAX, s->holders);
    PeopleHoldersArgs by = {.directory_id = args->directory_id,
                            .with_roles = !args->any_role,
                            .roles = args->roles,
                            .roles_n = args->roles_n,
                            .accounts = args->accounts,
                            .accounts_n = args->accounts_n,
                            .everywhere = args->everywhere,
                            .with_word = s->words_n > 0 && !words,
                            .with_word_set = words,
                            .word_low = s->word[0].low,
                            .word_high = s->word[0].high,
                            .with_second = s->words_n > 1,
                            .second_low = s->word[1].low,
                            .second_high = s->word[1].high,
                            .with_unseen = args->unseen && !unseen,
                            .with_unseen_set = unseen};
    PeopleGroupHoldersArgs by_group = {.directory_id = by.directory_id,
                                       .with_roles = by.with_roles,
                                       .roles = by.roles,
                                       .roles_n = by.roles_n,
                                       .accounts = by.accounts,
                                       .accounts_n = by.accounts_n,
                                       .everywhere = by.everywhere,
                                       .with_word = s->words_n > 0,
                                       .word_low = by.word_low,
                                       .word_high = by.word_high,
                                       .with_second = by.with_second,
                                       .second_low = by.second_low,
                                       .second_high = by.second_high,
                                       .with_unseen = args->unseen};
    TRY(q_people_holders(a, &by, &own, &own_n));
    TRY(q_people_group_holders(a, &by_group, &grouped, &grouped_n));
    if (own_n + grouped_n > PEOPLE_FEW) {
        return OK;
    }
    Id *ids = arena_array(a.ctx->arena, Id, own_n + grouped_n + 1);
    for (size_t i = 0; i < own_n; i++) {
        ids[i] = own[i].user_id;
    }
    for (size_t i = 0; i < grouped_n; i++) {
        ids[own_n + i] = grouped[i].user_id;
    }
    args->with_role = false;
    few_and(a.ctx->arena, few, ids, own_n + grouped_n);
    return OK;
}

static Err few_unseen(AccountCtx a, const Sought *s, const PeopleListArgs *args, Few *few)
{
    PeopleUnseenRow *rows;
    PeopleUnseenGuestsRow *guests;
    size_t n, guests_n;
    PeopleUnseenArgs by = {.directory_id = args->directory_id,
                           .with_role = s->by_role,
                           .any_role = args->any_role,
                           .roles = args->roles,
                           .roles_n = args->roles_n,
                           .accounts = args->accounts,
                           .accounts_n = args->accounts_n,
                           .everywhere = args->everywhere,
                           .with_word = s->words_n > 0,
                           .word_low = s->word[0].low,
                           .word_high = s->word[0].high,
                           .with_second = s->words_n > 1,
                           .second_low = s->word[1].low,
                           .second_high = s->word[1].high};
    TRY(q_people_unseen(a, &by, &rows, &n));
    TRY(q_people_unseen_guests(a, &(PeopleUnseenGuestsArgs){.directory_id = args->directory_id}, &guests, &guests_n));
    if (n + guests_n > PEOPLE_FEW) {
        return OK;
    }
    Id *ids = arena_array(a.ctx->arena, Id, n + guests_n + 1);
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[i].id;
    }
    for (size_t i = 0; i < guests_n; i++) {
        ids[n + i] = guests[i].user_id;
    }
    few_and(a.ctx->arena, few, ids, n + guests_n);
    return OK;
}

static Err few_of_kind(AccountCtx a, const PeopleListArgs *args, Few *few)
{
    PeopleOfKindRow *rows;
    size_t n;
    if (!args->kind.n) {
        return OK;
    }
    TRY(q_people_of_kind(a, &(PeopleOfKindArgs){.kind = args->kind, .directory_id = args->directory_id}, &rows, &n));
    if (n > PEOPLE_FEW) {
        return OK;
    }
    Id *ids = arena_array(a.ctx->arena, Id, n + 1);
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[i].user_id;
    }
    few_and(a.ctx->arena, few, ids, n);
    return OK;
}

typedef enum Least { LEAST_NONE, LEAST_WORDS, LEAST_ROLE, LEAST_UNSEEN } Least;

/* The filter that fewest people pass. */
static Least least_of(const Sought *s, const PeopleListArgs *args)
{
    int64_t words = s->words_n ? s->word[0].n : INT64_MAX, holders = s->by_role ? s->holders : INT64_MAX;
    int64_t unseen = args->unseen ? s->unseen : INT64_MAX;
    if (s->words_n && words <= holders && words <= unseen) {
        return LEAST_WORDS;
    }
    if (s->by_role && holders <= unseen) {
        return LEAST_ROLE;
    }
    return args->unseen ? LEAST_UNSEEN : LEAST_NONE;
}

static Err few_of(AccountCtx a, const Sought *s, PeopleListArgs *args, Few *few)
{
    switch (least_of(s, args)) {
    case LEAST_WORDS:
        return few_by_words(a, s, args, few);
    case LEAST_ROLE:
        return few_holders(a, s, args, few);
    case LEAST_UNSEEN:
        return few_unseen(a, s, args, few);
    case LEAST_NONE:
        break;
    }
    return OK;
}

/* --- the way --- */

static bool gathers(const PeopleAsk *ask, const Sought *s, const PeopleListArgs *args)
{
    return least_of(s, args) == LEAST_WORDS && s->word[0].n < COUNTED_MAX && ask->order == PEOPLE_LIST_BY_NAME;
}

/* Something is asked for that the rows of a word do not answer, and that is not read whole. */
static bool looks_up(const Sought *s, const PeopleListArgs *args)
{
    return args->with_none || s->words_n > 2 || (s->words_n > 1 && !second_whole(s)) ||
           (s->by_role && !roles_whole(s, args));
}

static Err stand_together(AccountCtx a, const PeopleAsk *ask, const Sought *s, const PeopleListArgs *args, bool *ret)
{
    PeopleNamedSizeRow named;
    *ret = false;
    if (s->words_n == 0 || ask->order != PEOPLE_LIST_BY_NAME) {
        return OK;
    }
    TRY(q_people_named_size(a,
                            &(PeopleNamedSizeArgs){.directory_id = args->directory_id,
                                                   .word_low = s->word[0].low,
                                                   .word_high = s->word[0].high,
                                                   .most = COUNTED_MAX},
                            &named));
    *ret = s->word[0].n - named.n < SPREAD_ENOUGH;
    return OK;
}

static void gather_args(const Sought *s, const PeopleListArgs *args, PeopleGatheredArgs *ret)
{
    bool roles = roles_whole(s, args), second = second_whole(s);
    *ret = (PeopleGatheredArgs){.directory_id = args->directory_id,
                                .word_low = s->word[0].low,
                                .word_high = s->word[0].high,
                                .kind = args->kind,
                                .state = args->state,
                                .unseen = args->unseen,
                                .with_second = s->words_n > 1 && !second,
                                .with_second_set = second,
                                .second_low = s->word[1].low,
                                .second_high = s->word[1].high,
                                .with_third = s->words_n > 2,
                                .third_low = s->word[2].low,
                                .third_high = s->word[2].high,
                                .with_role = s->by_role && !roles,
                                .with_role_set = roles,
                                .any_role = args->any_role,
                                .roles = args->roles,
                                .roles_n = args->roles_n,
                                .accounts = args->accounts,
                                .accounts_n = args->accounts_n,
                                .everywhere = args->everywhere,
                                .with_none = args->with_none};
}

static void list_args(const Sought *s, PeopleListArgs *args)
{
    const Word *second = &s->word[s->words_n > 1 ? 1 : 0], *third = &s->word[s->words_n > 2 ? 2 : 0];
    args->with_role = s->by_role;
    args->with_word = s->words_n > 0;
    args->word_low = s->word[0].low;
    args->word_high = s->word[0].high;
    args->second_low = second->low; /* one word is asked for thrice */
    args->second_high = second->high;
    args->third_low = third->low;
    args->third_high = third->high;
}

Err people_way(AccountCtx a, const PeopleWorld *w, const PeopleAsk *ask, PeopleListArgs *args,
               PeopleGatheredArgs *gathered, PeopleWay *ret)
{
    Sought s = {0};
    Few few = {0};
    bool together = false;
    args->unseen = str_eq(ask->status, S("unseen"));
    take_words(a.ctx, ask->q, &s);
    take_roles(a.ctx, w, ask, args, &s);
    TRY(count_sought(a, args, &s));
    list_args(&s, args);
    gather_args(&s, args, gathered);
    TRY(few_of_kind(a, args, &few));
    if (!few.by_ids && gathers(ask, &s, args)) {
        *ret = s.word[0].n > PEOPLE_FEW && looks_up(&s, args) ? PEOPLE_GATHERED_LATE : PEOPLE_GATHERED;
        return OK;
    }
    TRY(few_of(a, &s, args, &few));
    args->with_all = !few.by_ids;
    args->with_ids = few.by_ids;
    args->ids = few.ids;
    args->ids_n = few.n;
    if (few.by_ids) {
        *ret = few.n ? PEOPLE_LISTED : PEOPLE_NOBODY;
        return OK;
    }
    TRY(stand_together(a, ask, &s, args, &together));
    *ret = together ? PEOPLE_GATHERED : PEOPLE_LISTED;
    return OK;
}

/* The list of people: what is asked for, and reading it, over all directories of the account, in one order.
 *
 * Filters that few people pass (three Global admins, a name) are turned into ids first; filters that many pass are left
 * to the list's own query, which finds a page of them in the order of names soon. Either way no page reads everybody.
 */
#include "app/unit.h"
#include "areas/people/people.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/people_q.h"
#include "ui/lists.h"

enum { SPARSE_MAX = 500, WORDS_MAX = 3 };
#define TEXT_HIGH S("\xF4\x8F\xBF\xBF")

Err people_world(AccountCtx a, PeopleWorld *ret)
{
    Ctx *ctx = a.ctx;
    PeopleDirectoriesRow *d;
    PeopleLocationsRow *l;
    PeopleAccountRow account;
    size_t d_n, l_n;
    TRY(q_people_directories(a, NULL, &d, &d_n));
    TRY(q_people_account(a, NULL, &account));
    TRY(q_people_locations(a, NULL, &l, &l_n));
    *ret = (PeopleWorld){.directories = arena_array(ctx->arena, PeoplePlace, d_n),
                         .directories_n = d_n,
                         .locations = arena_array(ctx->arena, PeoplePlace, l_n),
                         .locations_n = l_n,
                         .parent_id = account.parent_id,
                         .accounts = arena_array(ctx->arena, Id, l_n + 2)};
    TRY(programs_load(ctx, &ret->programs));
    for (size_t i = 0; i < d_n; i++) {
        ret->directories[i] = (PeoplePlace){d[i].directory_id, d[i].name, d[i].default_domain};
    }
    ret->accounts[ret->accounts_n++] = ctx->account_id;
    if (!id_is_nil(account.parent_id)) {
        ret->accounts[ret->accounts_n++] = account.parent_id;
    }
    for (size_t i = 0; i < l_n; i++) {
        ret->locations[i] = (PeoplePlace){l[i].id, l[i].name, l[i].city};
        if (ret->accounts_n < PEOPLE_LOCATIONS_MAX) {
            ret->accounts[ret->accounts_n++] = l[i].id;
        }
    }
    return OK;
}

const PeoplePlace *people_place(const PeoplePlace *places, size_t n, Id id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(places[i].id, id)) {
            return &places[i];
        }
    }
    return NULL;
}

/* --- the question --- */

static const char *const SORTS[] = {"name", "added"};
static const char *const FAMILIES[ROLE_FAMILIES] = {
    [ROLE_FAMILY_ADMIN] = "admin",         [ROLE_FAMILY_AGENT] = "agent",       [ROLE_FAMILY_INCENTIVES] = "incentives",
    [ROLE_FAMILY_REFERRALS] = "referrals", [ROLE_FAMILY_INSIGHTS] = "insights", [ROLE_FAMILY_DEVELOPER] = "developer",
    [ROLE_FAMILY_MEMBER] = "member"};

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

static void take_sort(PeopleAsk *ask, Str value)
{
    bool down = value.n && value.p[0] == '-';
    for (uint32_t i = 0; i < COUNT_OF(SORTS); i++) {
        if (str_eq(down ? str_skip(value, 1) : value, str_from(SORTS[i]))) {
            ask->order = i;
            ask->descending = down;
        }
    }
}

static bool known_role(Str value)
{
    const Role *role = role_find(value);
    Id custom;
    return role ? role_assignable(role) : rights_custom_id(value, &custom);
}

typedef struct Taking {
    Arena *arena;
    PeopleAsk *ask;
} Taking;

static void take(void *arg, Str name, Str value)
{
    Taking *t = arg;
    PeopleAsk *ask = t->ask;
    value = utf8_prefix(str_trim(value), 200);
    Id id;
    if (list_take(name, value, &ask->size, &ask->compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("q"))) {
        ask->q = value;
    } else if (str_eq(name, S("role")) && known_role(value)) {
        ask->role = value;
    } else if (str_eq(name, S("family")) &&
               one_of(value, "admin agent incentives referrals insights developer member")) {
        ask->family = value;
    } else if (str_eq(name, S("status")) && one_of(value, "active suspended removed unseen")) {
        ask->status = value;
    } else if (str_eq(name, S("kind")) && one_of(value, "member guest")) {
        ask->kind = value;
    } else if (str_eq(name, S("access")) && one_of(value, "with without")) {
        ask->access = value;
    } else if (str_eq(name, S("directory")) && id_parse(value, &id) == OK) {
        ask->directory = id;
    } else if (str_eq(name, S("location")) && id_parse(value, &id) == OK) {
        ask->location = id;
    } else if (str_eq(name, S("sort"))) {
        take_sort(ask, value);
    } else if (str_eq(name, S("cols"))) {
        ask->cols = ask->cols.n ? str_fmt(t->arena, "%.*s,%.*s", S_ARG(ask->cols), S_ARG(value)) : value;
    }
}

void people_ask_of_request(Ctx *ctx, PeopleAsk *ret)
{
    *ret = (PeopleAsk){.size = LIST_SIZE};
    Taking t = {ctx->arena, ret};
    list_each_asked(ctx, take, &t);
}

Err people_ask_with_own(AccountCtx a, PeopleAsk *ret)
{
    ListKept kept;
    TRY(list_kept(account_self(a), a.ctx->account_id, "users", &kept));
    people_ask_of_request(a.ctx, ret);
    ret->cols = ret->cols.n ? ret->cols : kept.cols;
    ret->compact = ctx_has_query(a.ctx, S("density")) ? ret->compact : kept.compact;
    ret->size = ctx_has_query(a.ctx, S("size")) ? ret->size : kept.size;
    return OK;
}

void people_ask_of_query(Ctx *ctx, Str query, PeopleAsk *ret)
{
    *ret = (PeopleAsk){.size = LIST_SIZE};
    list_each(ctx->arena, query, take, &(Taking){ctx->arena, ret});
}

Str people_query(Ctx *ctx, const PeopleAsk *ask)
{
    Arena *a = ctx->arena;
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    list_put(&b, "q", ask->q);
    list_put(&b, "family", ask->family);
    list_put(&b, "role", ask->role);
    list_put(&b, "status", ask->status);
    list_put(&b, "kind", ask->kind);
    list_put(&b, "access", ask->access);
    list_put(&b, "directory", id_is_nil(ask->directory) ? S("") : id_text(a, ask->directory));
    list_put(&b, "location", id_is_nil(ask->location) ? S("") : id_text(a, ask->location));
    if (ask->order != 0 || ask->descending) {
        list_put(&b, "sort", str_fmt(a, "%s%s", ask->descending ? "-" : "", SORTS[ask->order]));
    }
    list_put(&b, "size", ask->size == LIST_SIZE ? S("") : str_fmt(a, "%d", ask->size));
    list_put(&b, "cols", ask->cols);
    list_put(&b, "density", ask->compact ? S("compact") : S(""));
    return buf_str(&b);
}

bool people_filtered(const PeopleAsk *ask)
{
    return ask->q.n || ask->role.n || ask->family.n || ask->status.n || ask->kind.n || ask->access.n ||
           !id_is_nil(ask->directory) || !id_is_nil(ask->location);
}

size_t people_family_roles(Str family, Str *ret, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < ROLES_N && n < max; i++) {
        const char *word = role_assignable(&ROLES[i]) ? FAMILIES[ROLES[i].family] : NULL;
        /* Who manages a publisher account is an administrator of it. */
        bool also =
            str_eq(family, S("admin")) && (str_eq(ROLES[i].id, S("owner")) || str_eq(ROLES[i].id, S("manager")));
        if (also || (word && str_eq(family, str_from(word)))) {
            ret[n++] = ROLES[i].id;
        }
    }
    return n;
}

/* --- what few people pass --- */

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

/* The words asked for, the longest first: it says most. */
static size_t words_of(Ctx *ctx, Str q, Str words[WORDS_MAX])
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
    n = num_min_size(n, WORDS_MAX);
    memcpy(words, all, n * sizeof *words);
    return n;
}

static Str high_of(Ctx *ctx, Str word) { return str_concat(ctx->arena, word, TEXT_HIGH); }

static Err few_by_words(AccountCtx a, const PeopleAsk *ask, Id directory, PeopleListArgs *args, Few *few)
{
    Ctx *ctx = a.ctx;
    Str w[WORDS_MAX] = {0};
    size_t n = words_of(ctx, ask->q, w);
    if (n == 0) {
        return OK;
    }
    PeopleByWordsArgs by = {.directory_id = directory, .word_low = w[0], .word_high = high_of(ctx, w[0])};
    by.with_second = n > 1;
    by.second_low = w[1];
    by.second_high = high_of(ctx, w[1]);
    by.with_third = n > 2;
    by.third_low = w[2];
    by.third_high = high_of(ctx, w[2]);
    PeopleByWordsRow *rows;
    size_t rows_n;
    TRY(q_people_by_words(a, &by, &rows, &rows_n));
    if (rows_n <= SPARSE_MAX) {
        Id *ids = arena_array(ctx->arena, Id, rows_n + 1);
        for (size_t i = 0; i < rows_n; i++) {
            ids[i] = rows[i].user_id;
        }
        few_and(ctx->arena, few, ids, rows_n);
        return OK;
    }
    args->with_word = true;
    args->word_low = by.word_low;
    args->word_high = by.word_high;
    args->second_low = n > 1 ? by.second_low : by.word_low; /* one word is asked for twice */
    args->second_high = n > 1 ? by.second_high : by.word_high;
    return OK;
}

static Err few_holders(AccountCtx a, Id directory, PeopleListArgs *args, Few *few)
{
    PeopleHoldersRow *own;
    PeopleGroupHoldersRow *grouped;
    size_t own_n, grouped_n;
    TRY(q_people_holders(a,
                         &(PeopleHoldersArgs){.directory_id = directory,
                                              .with_roles = !args->any_role,
                                              .roles = args->roles,
                                              .roles_n = args->roles_n,
                                              .accounts = args->accounts,
                                              .accounts_n = args->accounts_n,
                                              .everywhere = args->everywhere},
                         &own, &own_n));
    TRY(q_people_group_holders(a,
                               &(PeopleGroupHoldersArgs){.directory_id = directory,
                                                         .with_roles = !args->any_role,
                                                         .roles = args->roles,
                                                         .roles_n = args->roles_n,
                                                         .accounts = args->accounts,
                                                         .accounts_n = args->accounts_n,
                                                         .everywhere = args->everywhere},
                               &grouped, &grouped_n));
    args->with_role = own_n + grouped_n > SPARSE_MAX;
    if (args->with_role) {
        return OK;
    }
    Id *ids = arena_array(a.ctx->arena, Id, own_n + grouped_n + 1);
    for (size_t i = 0; i < own_n; i++) {
        ids[i] = own[i].user_id;
    }
    for (size_t i = 0; i < grouped_n; i++) {
        ids[own_n + i] = grouped[i].user_id;
    }
    few_and(a.ctx->arena, few, ids, own_n + grouped_n);
    return OK;
}

static Err few_by_roles(AccountCtx a, const PeopleWorld *w, const PeopleAsk *ask, Id directory, PeopleListArgs *args,
                        Few *few)
{
    bool at_location = !id_is_nil(ask->location);
    args->accounts = w->accounts;
    args->accounts_n = w->accounts_n;
    args->with_none = str_eq(ask->access, S("without"));
    if (!ask->role.n && !ask->family.n && !at_location && !str_eq(ask->access, S("with"))) {
        return OK;
    }
    Str *roles = arena_array(a.ctx->arena, Str, ROLES_N + 1);
    if (at_location) {
        Id *only = arena_new(a.ctx->arena, Id);
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
    return few_holders(a, directory, args, few);
}

static Err few_unseen(AccountCtx a, const PeopleAsk *ask, Id directory, PeopleListArgs *args, Few *few)
{
    args->unseen = str_eq(ask->status, S("unseen"));
    if (!args->unseen) {
        return OK;
    }
    PeopleUnseenRow *rows;
    size_t n;
    TRY(q_people_unseen(a, &(PeopleUnseenArgs){.directory_id = directory}, &rows, &n));
    if (n > SPARSE_MAX) {
        return OK;
    }
    Id *ids = arena_array(a.ctx->arena, Id, n + 1);
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[i].id;
    }
    few_and(a.ctx->arena, few, ids, n);
    return OK;
}

static Err few_of_kind(AccountCtx a, const PeopleAsk *ask, Id directory, Few *few)
{
    PeopleOfKindRow *rows;
    size_t n;
    if (!ask->kind.n) {
        return OK;
    }
    TRY(q_people_of_kind(a, &(PeopleOfKindArgs){.kind = ask->kind, .directory_id = directory}, &rows, &n));
    if (n > SPARSE_MAX) {
        return OK;
    }
    Id *ids = arena_array(a.ctx->arena, Id, n + 1);
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[i].user_id;
    }
    few_and(a.ctx->arena, few, ids, n);
    return OK;
}

/* --- reading --- */

static Err read_directory(AccountCtx a, const PeopleWorld *w, const PeopleAsk *ask, Id directory, const PageAsk *page,
                          PeopleListRow **ret, size_t *ret_n, PageInfo *ret_page)
{
    bool one_state = one_of(ask->status, "active suspended removed");
    PeopleListArgs args = {.directory_id = directory,
                           .kind = ask->kind,
                           .hidden = one_state ? S("") : S("removed"),
                           .with_state = one_state,
                           .state = ask->status};
    Few few = {0};
    *ret_n = 0;
    *ret_page = (PageInfo){0};
    TRY(few_by_words(a, ask, directory, &args, &few));
    TRY(few_by_roles(a, w, ask, directory, &args, &few));
    TRY(few_unseen(a, ask, directory, &args, &few));
    TRY(few_of_kind(a, ask, directory, &few));
    if (few.by_ids && few.n == 0) {
        return OK;
    }
    args.with_all = !few.by_ids;
    args.with_ids = few.by_ids;
    args.ids = few.ids;
    args.ids_n = few.n;
    return q_people_list(a, &args, page, ret, ret_n, ret_page);
}

static int compare(const PeopleAsk *ask, const PeopleListRow *x, const PeopleListRow *y)
{
    int c = ask->order == PEOPLE_LIST_BY_NAME      ? str_cmp(x->name_key, y->name_key)
            : x->created_at.us == y->created_at.us ? 0
                                                   : (x->created_at.us < y->created_at.us ? -1 : 1);
    c = c ? c : memcmp(x->user_id.b, y->user_id.b, sizeof x->user_id.b);
    return ask->descending ? -c : c;
}

static Str cursor_at(Ctx *ctx, const PeopleAsk *ask, const PeopleListRow *r)
{
    DbValue keys[2] = {ask->order == PEOPLE_LIST_BY_NAME ? (DbValue){.type = DB_TEXT, .s = r->name_key}
                                                         : (DbValue){.type = DB_TIME, .i = r->created_at.us},
                       {.type = DB_ID, .id = r->user_id}};
    return page_cursor_encode(ctx->arena, S("people_list"), ask->order, keys, 2);
}

typedef struct Part {
    PeopleListRow *rows;
    size_t n, at;
    PageInfo page;
} Part;

/* The parts, each in order, into one; somebody who belongs to two directories stands there once. */
static size_t merge(const PeopleAsk *ask, Part *parts, size_t parts_n, PeopleListRow *into)
{
    size_t n = 0;
    for (;;) {
        Part *least = NULL;
        for (size_t i = 0; i < parts_n; i++) {
            Part *p = &parts[i];
            if (p->at < p->n && (!least || compare(ask, &p->rows[p->at], &least->rows[least->at]) < 0)) {
                least = p;
            }
        }
        if (!least) {
            return n;
        }
        const PeopleListRow *row = &least->rows[least->at++];
        bool again = false;
        for (size_t i = n > 3 ? n - 3 : 0; i < n; i++) {
            again = again || id_eq(into[i].user_id, row->user_id);
        }
        if (!again) {
            into[n++] = *row;
        }
    }
}

Err people_read(AccountCtx a, const PeopleWorld *w, const PeopleAsk *ask, const PageAsk *page, PeopleListRow **ret,
                size_t *ret_n, PageInfo *ret_page)
{
    Ctx *ctx = a.ctx;
    Part parts[PEOPLE_DIRECTORIES_MAX] = {0};
    size_t n = 0, rows = 0;
    bool more = page->before.n > 0, fewer = page->after.n > 0; /* there is the page one comes from */
    for (size_t i = 0; i < w->directories_n; i++) {
        if (id_is_nil(ask->directory) || id_eq(ask->directory, w->directories[i].id)) {
            Part *p = &parts[n++];
            TRY(read_directory(a, w, ask, w->directories[i].id, page, &p->rows, &p->n, &p->page));
            rows += p->n;
            more = more || p->page.next.n;
            fewer = fewer || p->page.previous.n;
        }
    }
    if (n == 1) {
        *ret = parts[0].rows;
        *ret_n = parts[0].n;
        *ret_page = parts[0].page;
        return OK;
    }
    PeopleListRow *all = arena_array(ctx->arena, PeopleListRow, rows + 1);
    size_t all_n = merge(ask, parts, n, all), from = 0;
    if (all_n > page->size) { /* going back, the last ones are the page */
        from = page->before.n ? all_n - page->size : 0;
        more = more || !page->before.n;
        fewer = fewer || page->before.n;
        all_n = page->size;
    }
    *ret = all + from;
    *ret_n = all_n;
    *ret_page = (PageInfo){.next = more && all_n ? cursor_at(ctx, ask, &all[from + all_n - 1]) : S(""),
                           .previous = fewer && all_n ? cursor_at(ctx, ask, &all[from]) : S("")};
    return OK;
}

/* --- what a row says --- */

PersonStatus people_status(Str user_state, Str member_state, Time last_seen)
{
    if (str_eq(user_state, S("removed")) || str_eq(member_state, S("removed"))) {
        return PERSON_IS_REMOVED;
    }
    if (!str_eq(user_state, S("active")) || !str_eq(member_state, S("active"))) {
        return PERSON_IS_SUSPENDED;
    }
    return time_is_set(last_seen) ? PERSON_IS_ACTIVE : PERSON_IS_NEW;
}

Str people_role_name(Ctx *ctx, Str role, Str custom_name)
{
    const Role *r = role_find(role);
    return r ? tr(ctx->locale, NULL, r->name) : custom_name.n ? custom_name : tr(ctx->locale, NULL, TR("Removed role"));
}

static Str joined(Arena *a, Str so_far, Str one)
{
    return so_far.n ? str_fmt(a, "%.*s, %.*s", S_ARG(so_far), S_ARG(one)) : one;
}

static Str custom_of(const PeopleCustomNamesRow *names, size_t n, Str role)
{
    Id id;
    for (size_t i = 0; rights_custom_id(role, &id) && i < n; i++) {
        if (id_eq(names[i].id, id)) {
            return names[i].name;
        }
    }
    return S("");
}

static Err add_locations(AccountCtx a, const Id *ids, size_t n, Str *ret)
{
    Ctx *ctx = a.ctx;
    PeopleAtLocationsRow *rows;
    PeopleCustomNamesRow *custom = NULL;
    size_t rows_n, custom_n = 0;
    TRY(q_people_at_locations(a, &(PeopleAtLocationsArgs){.users = ids, .users_n = n}, &rows, &rows_n));
    for (size_t k = 0; k < rows_n; k++) {
        if (str_starts(rows[k].role, S("custom:")) && !custom) {
            TRY(q_people_custom_names(a, &(PeopleCustomNamesArgs){.most = PEOPLE_CUSTOM_MAX}, &custom, &custom_n));
        }
        Str name = people_role_name(ctx, rows[k].role, custom_of(custom, custom_n, rows[k].role));
        for (size_t i = 0; i < n; i++) {
            if (id_eq(ids[i], rows[k].user_id)) {
                ret[i] =
                    joined(ctx->arena, ret[i], str_fmt(ctx->arena, "%.*s (%.*s)", S_ARG(name), S_ARG(rows[k].name)));
            }
        }
    }
    return OK;
}

Err people_roles(AccountCtx a, const PeopleWorld *w, const PeopleListRow *rows, size_t n, Str *ret)
{
    Ctx *ctx = a.ctx;
    if (n == 0) {
        return OK;
    }
    Id *ids = arena_array(ctx->arena, Id, n);
    Rights *rights = arena_array(ctx->arena, Rights, n);
    RightsAccount account;
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[i].user_id;
    }
    TRY(rights_account(system_of(ctx), ctx->account_id, &account));
    TRY(rights_of_users(system_of(ctx), ids, n, &account, rights));
    for (size_t i = 0; i < n; i++) {
        ret[i] = S("");
        for (size_t k = 0; k < rights[i].held_n; k++) {
            const HeldRole *h = &rights[i].held[k];
            if (h->counts && h->from != HELD_BROUGHT) {
                ret[i] = joined(ctx->arena, ret[i], people_role_name(ctx, h->role, h->name));
            }
        }
    }
    return w->locations_n ? add_locations(a, ids, n, ret) : OK;
}

Err people_factors(AccountCtx a, const PeopleListRow *rows, size_t n, PersonFactor *ret)
{
    Id *ids = arena_array(a.ctx->arena, Id, n + 1);
    PeopleFactorsHeldRow *held = NULL;
    size_t held_n = 0;
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[i].user_id;
        ret[i] = (PersonFactor){.label = MSG("None yet"), .missing = true};
    }
    if (n) {
        TRY(q_people_factors_held(a, &(PeopleFactorsHeldArgs){.users = ids, .users_n = n}, &held, &held_n));
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < held_n; k++) {
            if (id_eq(ids[i], held[k].user_id)) {
                bool both = held[k].passkeys && held[k].apps;
                ret[i] = (PersonFactor){.label = both               ? MSG("Passkey, authenticator app")
                                                 : held[k].passkeys ? MSG("Passkey")
                                                                    : MSG("Authenticator app")};
            }
        }
    }
    return OK;
}

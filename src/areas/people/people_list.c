/* The list of people: what is asked for, and reading it, over all directories of the account, in one order.
 * Which way it is read is people_way's to say (people_find.c). */
#include "app/unit.h"
#include "areas/people/people.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/people_q.h"
#include "ui/lists.h"

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
        ask->cols = list_cols_add(t->arena, ask->cols, value);
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

/* --- reading --- */

static const Id *ids_of(Arena *a, const PeopleGatheredRow *who, size_t n)
{
    Id *ids = arena_array(a, Id, n + 1);
    for (size_t i = 0; i < n; i++) {
        ids[i] = who[i].user_id;
    }
    return ids;
}

/* The rows of people that stand in order already. */
static Err read_these(AccountCtx a, Id directory, const PageAsk *page, const PeopleGatheredRow *who, size_t n,
                      PeopleListRow **ret, size_t *ret_n)
{
    PeopleListRow *all = arena_array(a.ctx->arena, PeopleListRow, n + 1);
    const Id *ids = ids_of(a.ctx->arena, who, n);
    PageAsk part = {.order = page->order, .descending = page->descending};
    size_t all_n = 0;
    for (size_t i = 0; i < n; i += part.size) {
        PeopleListRow *rows;
        size_t rows_n;
        PageInfo info;
        part.size = (uint32_t)num_min_size(n - i, PEOPLE_FEW);
        PeopleListArgs these = {.directory_id = directory, .with_ids = true, .ids = ids + i, .ids_n = part.size};
        TRY(q_people_list(a, &these, &part, &rows, &rows_n, &info));
        memcpy(all + all_n, rows, rows_n * sizeof *rows);
        all_n += rows_n;
    }
    *ret = all;
    *ret_n = all_n;
    return OK;
}

static Str cursor_at(Ctx *ctx, const PeopleAsk *ask, const PeopleListRow *r)
{
    DbValue keys[2] = {ask->order == PEOPLE_LIST_BY_NAME ? (DbValue){.type = DB_TEXT, .s = r->name_key}
                                                         : (DbValue){.type = DB_TIME, .i = r->created_at.us},
                       {.type = DB_ID, .id = r->user_id}};
    return page_cursor_encode(ctx->arena, S("people_list"), ask->order, keys, 2);
}

static Str place_of(Arena *a, uint32_t order, Str name_key, Id user_id)
{
    DbValue keys[2] = {{.type = DB_TEXT, .s = name_key}, {.type = DB_ID, .id = user_id}};
    return page_cursor_encode(a, S("people_list"), order, keys, 2);
}

/* A place in the list, among the rows of words: behind all of that person's, or before them. */
static Err place_in_words(Arena *a, uint32_t order, Str cursor, Str word, Str *ret)
{
    DbValue keys[3] = {{.type = DB_TEXT}, {.type = DB_ID}, {.type = DB_TEXT, .s = word}};
    *ret = S("");
    if (cursor.n) {
        TRY(page_cursor_decode(a, S("people_list"), order, cursor, keys, 2));
        *ret = page_cursor_encode(a, S("people_gathered"), PEOPLE_GATHERED_BY_NAME, keys, 3);
    }
    return OK;
}

/* As many as wanted, if there are so many, once each, going away from the place that was asked for. */
static Err gather_some(AccountCtx a, const PeopleGatheredArgs *args, const PageAsk *page, size_t want,
                       PeopleGatheredRow *who, size_t *ret_n)
{
    bool back = page->before.n > 0, first_high = page->descending;
    PageAsk ask = {.order = PEOPLE_GATHERED_BY_NAME, .descending = page->descending};
    size_t n = 0;
    TRY(place_in_words(a.ctx->arena, page->order, page->after, first_high ? S("") : PEOPLE_WORD_HIGH, &ask.after));
    TRY(place_in_words(a.ctx->arena, page->order, page->before, first_high ? PEOPLE_WORD_HIGH : S(""), &ask.before));
    for (;;) {
        PeopleGatheredRow *rows;
        size_t rows_n;
        PageInfo info;
        ask.size = (uint32_t)num_min_size(2 * want, PAGE_SIZE_MAX);
        TRY(q_people_gathered(a, args, &ask, &rows, &rows_n, &info));
        for (size_t i = 0; i < rows_n && n < want; i++) {
            const PeopleGatheredRow *row = &rows[back ? rows_n - 1 - i : i];
            if (n == 0 || !id_eq(who[n - 1].user_id, row->user_id)) {
                who[n++] = *row;
            }
        }
        *ret_n = n;
        if (n == want || !(back ? info.previous : info.next).n) {
            return OK;
        }
        ask.after = back ? S("") : info.next;
        ask.before = back ? info.previous : S("");
    }
}

static Err gather(AccountCtx a, const PeopleGatheredArgs *args, const PageAsk *page, PeopleGatheredRow **ret,
                  size_t *ret_n, PageInfo *ret_page)
{
    Arena *arena = a.ctx->arena;
    bool back = page->before.n > 0;
    PeopleGatheredRow *who = arena_array(arena, PeopleGatheredRow, page->size + 1);
    size_t n;
    TRY(gather_some(a, args, page, page->size + 1, who, &n));
    bool more = n > page->size;
    n = num_min_size(n, page->size);
    for (size_t i = 0; back && i < n / 2; i++) {
        PeopleGatheredRow other = who[i];
        who[i] = who[n - 1 - i];
        who[n - 1 - i] = other;
    }
    bool next = n && (back || more), previous = n && (back ? more : page->after.n > 0);
    *ret = who;
    *ret_n = n;
    *ret_page =
        (PageInfo){.next = next ? place_of(arena, page->order, who[n - 1].name_key, who[n - 1].user_id) : S(""),
                   .previous = previous ? place_of(arena, page->order, who[0].name_key, who[0].user_id) : S("")};
    return OK;
}

static Err read_gathered(AccountCtx a, const PeopleGatheredArgs *args, const PageAsk *page, PeopleListRow **ret,
                         size_t *ret_n, PageInfo *ret_page)
{
    PeopleGatheredRow *who;
    size_t n;
    TRY(gather(a, args, page, &who, &n, ret_page));
    return read_these(a, args->directory_id, page, who, n, ret, ret_n);
}

/* What many pass is asked of the first ones only. *ret_done false: too few of these passed it. */
static Err read_late(AccountCtx a, const PeopleGatheredArgs *args, const PeopleListArgs *list, const PeopleAsk *asked,
                     const PageAsk *page, PeopleListRow **ret, size_t *ret_n, PageInfo *ret_page, bool *ret_done)
{
    PeopleGatheredArgs first = *args;
    PeopleListArgs these = *list;
    PageAsk ask = *page;
    PeopleGatheredRow *who;
    PageInfo beyond;
    size_t n;
    bool back = page->before.n > 0;
    first.with_second = first.with_third = first.with_role = first.with_none = false;
    ask.size = (uint32_t)num_min_size(4 * (size_t)page->size, PEOPLE_FEW);
    TRY(gather(a, &first, &ask, &who, &n, &beyond));
    these.with_all = false;
    these.with_ids = true;
    these.ids = ids_of(a.ctx->arena, who, n);
    these.ids_n = n;
    ask = (PageAsk){.order = page->order, .descending = page->descending, .size = page->size, .last = back};
    TRY(q_people_list(a, &these, &ask, ret, ret_n, ret_page));
    *ret_done = back ? ret_page->previous.n || !beyond.previous.n : ret_page->next.n || !beyond.next.n;
    if (*ret_n && back) { /* there is the page one comes from */
        ret_page->next = cursor_at(a.ctx, asked, &(*ret)[*ret_n - 1]);
    } else if (*ret_n && page->after.n) {
        ret_page->previous = cursor_at(a.ctx, asked, &(*ret)[0]);
    }
    return OK;
}

static Err read_directory(AccountCtx a, const PeopleWorld *w, const PeopleAsk *ask, Id directory, const PageAsk *page,
                          PeopleListRow **ret, size_t *ret_n, PageInfo *ret_page)
{
    bool one_state = one_of(ask->status, "active suspended removed");
    PeopleListArgs args = {.directory_id = directory,
                           .kind = ask->kind,
                           .hidden = one_state ? S("") : S("removed"),
                           .with_state = one_state,
                           .state = one_state ? ask->status : S("")};
    PeopleGatheredArgs gathered;
    PeopleWay way;
    bool done = false;
    *ret_n = 0;
    *ret_page = (PageInfo){0};
    TRY(people_way(a, w, ask, &args, &gathered, &way));
    switch (way) {
    case PEOPLE_NOBODY:
        return OK;
    case PEOPLE_GATHERED_LATE:
        TRY(read_late(a, &gathered, &args, ask, page, ret, ret_n, ret_page, &done));
        if (done) {
            return OK;
        }
        /* fall through */
    case PEOPLE_GATHERED:
        return read_gathered(a, &gathered, page, ret, ret_n, ret_page);
    case PEOPLE_LISTED:
        break;
    }
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

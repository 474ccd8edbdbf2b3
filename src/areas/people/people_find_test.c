/* Lists of many people: whatever way the list is read (people_find.c), it shows exactly those whom all filters pass,
 * once each, in order, page by page there and back. What it should show is told by looking at everybody. */
#include "app/person.h"
#include "app/rights.h"
#include "areas/identity/identity.h"
#include "areas/people/people.h"
#include "gen/people_q.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"
#include <stdlib.h>

enum { PEOPLE = 2100, GROUPED = 700, PAGE = 120, PAGES = 64 };
static const char *const FIRST[] = {"Ada", "Bo", "Cleo", "Vera", "Zeno"};
static const char *const LAST[] = {"Aerts", "Bakker", "Verhoef", "Zijlstra", "Zijlstra", "Zijlstra", "Zijlstra"};

typedef struct Somebody {
    Id id;
    Str first, last, key;
    const char *role, *state;
    bool grouped, guest, unseen;
    Time created_at;
} Somebody;

static Fixture *fx;
static Somebody people[PEOPLE + 1];
static size_t people_n;

static Err make_one(AccountCtx a, size_t i, Str hash, Id group)
{
    Ctx *ctx = a.ctx;
    Somebody *p = &people[i];
    bool changed;
    *p = (Somebody){.first = str_from(FIRST[i % COUNT_OF(FIRST)]),
                    .last = str_fmt(fx->arena, "%s%zu", LAST[i % COUNT_OF(LAST)], i / 9),
                    .role = i % 3 == 0   ? "report_viewer"
                            : i % 6 == 1 ? "sales_agent"
                                         : "",
                    .state = i % 17 == 0   ? "removed"
                             : i % 11 == 0 ? "suspended"
                                           : "active",
                    .unseen = i % 6 != 1 && i % 2 == 0,
                    .grouped = i < GROUPED};
    PersonNew n = {.first_name = p->first,
                   .last_name = p->last,
                   .sign_in = str_fmt(fx->arena, "p%04zu@test.example", i),
                   .locale = S("en"),
                   .directory_id = fx->directory,
                   .origin = S("import")};
    TRY(person_make(a, &n, hash, &p->id));
    if (*p->role) {
        TRY(identity_grant(system_of(ctx), p->id, fx->directory, i % 2 ? ID_NIL : fx->account, str_from(p->role)));
    }
    if (p->grouped) {
        TRY(group_member_add(system_of(ctx), group, p->id, &changed));
    }
    if (!p->unseen) {
        TRY(q_people_demo_seen(system_of(ctx), &(PeopleDemoSeenArgs){.at = ctx->wall, .user_id = p->id}, NULL));
        TRY(person_seen(system_of(ctx), p->id));
    }
    if (strcmp(p->state, "active") != 0) {
        PersonMove move = {.user_id = p->id,
                           .directory_id = fx->directory,
                           .to = p->state[0] == 'r' ? PERSON_REMOVED : PERSON_SUSPENDED,
                           .reason = S("test")};
        TRY(person_move(system_of(ctx), &move, &changed));
    }
    if (p->state[0] == 'r') {
        p->role = "";
        p->grouped = false;
    }
    return OK;
}

typedef struct Making {
    size_t from, n;
    Id group;
} Making;

static Err make_some(Ctx *ctx, void *arg)
{
    Making *m = arg;
    AccountCtx a = account_of(ctx, fx->account);
    Str hash;
    bool changed;
    (void)identity_temporary_password(ctx, &hash);
    if (m->from == 0) {
        TRY(group_add(system_of(ctx), &(NewGroup){.directory_id = fx->directory, .name = S("Marketing")}, &m->group));
        TRY(rights_give(a, &(RightsChange){.group_id = m->group, .directory_id = fx->directory, .role = S("marketer")},
                        &changed));
    }
    for (size_t i = m->from; i < m->from + m->n; i++) {
        TRY(make_one(a, i, hash, m->group));
    }
    return OK;
}

/* Of another directory: a guest here who never signed in. */
static Err make_guest(Ctx *ctx, void *arg)
{
    (void)arg;
    PersonJoin join = {.user_id = fx->stranger, .directory_id = fx->directory, .guest = true};
    people[PEOPLE] = (Somebody){.id = fx->stranger,
                                .first = S("Eve"),
                                .last = S("Other"),
                                .role = "",
                                .state = "active",
                                .guest = true,
                                .unseen = true};
    return person_join(system_of(ctx), &join);
}

static Err read_times(Ctx *ctx, void *arg)
{
    (void)arg;
    AccountCtx a = account_of(ctx, fx->account);
    for (size_t i = 0; i < people_n; i++) {
        PersonGetRow row;
        TRY(q_person_get(a, &(PersonGetArgs){.user_id = people[i].id}, &row));
        people[i].created_at = row.created_at;
        people[i].first = str_copy(fx->arena, row.first_name);
        people[i].last = str_copy(fx->arena, row.last_name);
        people[i].key =
            fold_search(fx->arena, str_fmt(fx->arena, "%.*s %.*s", S_ARG(row.last_name), S_ARG(row.first_name)));
    }
    return OK;
}

static int set_up(void **state)
{
    *state = fx = fixture_open();
    Making m = {0};
    for (m.from = 0; m.from < PEOPLE; m.from += m.n) {
        m.n = PEOPLE / 21;
        assert_int_equal(fixture_unit(fx, MODE_WRITE, fx->account, make_some, &m), OK);
    }
    assert_int_equal(fixture_unit(fx, MODE_WRITE, ID_NIL, make_guest, NULL), OK);
    people_n = PEOPLE + 1;
    return fixture_unit(fx, MODE_READ, fx->account, read_times, NULL) == OK ? 0 : -1;
}

static int tear_down(void **state)
{
    fixture_close(*state);
    return 0;
}

/* --- who should be shown --- */

static bool begins(Str word, Str with) { return str_starts(fold_search(fx->arena, word), with); }

static bool has_words(const Somebody *p, size_t i, Str q)
{
    Str rest = q, w, number = str_fmt(fx->arena, "p%04zu", i);
    while (rest.n && str_split(&rest, ' ', &w)) {
        bool in_mail =
            p->guest ? begins(S("eve"), w) || begins(S("other"), w) : begins(number, w) || begins(S("test"), w);
        if (!begins(p->first, w) && !begins(p->last, w) && !in_mail && !begins(S("example"), w)) {
            return false;
        }
    }
    return true;
}

static bool passes(const Somebody *p, size_t i, const PeopleAsk *ask)
{
    bool removed = p->state[0] == 'r', holds = *p->role || p->grouped;
    Str status = ask->status;
    if (str_eq(status, S("unseen")) ? !p->unseen || removed
        : status.n                  ? !str_eq(status, str_from(p->state))
                                    : removed) {
        return false;
    }
    if (ask->role.n && !(str_eq(ask->role, str_from(p->role)) || (p->grouped && str_eq(ask->role, S("marketer"))))) {
        return false;
    }
    if (ask->access.n && holds != str_eq(ask->access, S("with"))) {
        return false;
    }
    if (ask->kind.n && p->guest != str_eq(ask->kind, S("guest"))) {
        return false;
    }
    return has_words(p, i, ask->q);
}

static const PeopleAsk *sorted_by;

static int in_order(const void *x, const void *y)
{
    const Somebody *a = &people[*(const size_t *)x], *b = &people[*(const size_t *)y];
    int c = sorted_by->order == PEOPLE_LIST_BY_NAME ? str_cmp(a->key, b->key)
            : a->created_at.us == b->created_at.us  ? 0
                                                    : (a->created_at.us < b->created_at.us ? -1 : 1);
    c = c ? c : memcmp(a->id.b, b->id.b, sizeof a->id.b);
    return sorted_by->descending ? -c : c;
}

static size_t expected(const PeopleAsk *ask, size_t ret[PEOPLE + 1])
{
    size_t n = 0;
    for (size_t i = 0; i < people_n; i++) {
        if (passes(&people[i], i, ask)) {
            ret[n++] = i;
        }
    }
    sorted_by = ask;
    qsort(ret, n, sizeof *ret, in_order);
    return n;
}

/* --- what is shown --- */

static bool is_ours(Id id) { return !id_eq(id, fx->user) && !id_eq(id, fx->colleague); }

/* All pages, there (into shown) and back; what the fixture itself made is left out. */
static Err read_all(AccountCtx a, const PeopleAsk *ask, Id *shown, size_t *ret_n, Id *back, size_t *ret_back)
{
    PeopleWorld w;
    PageAsk page = {.order = ask->order, .descending = ask->descending, .size = PAGE};
    PeopleListRow *rows;
    PageInfo info = {0};
    size_t n, at = PEOPLE + 1;
    Str first = S("");
    *ret_n = *ret_back = 0;
    TRY(people_world(a, &w));
    for (int i = 0; i < PAGES; i++) {
        TRY(people_read(a, &w, ask, &page, &rows, &n, &info));
        for (size_t k = 0; k < n; k++) {
            if (is_ours(rows[k].user_id)) {
                shown[(*ret_n)++] = rows[k].user_id;
            }
        }
        assert_true((i == 0) == (info.previous.n == 0));
        assert_true(n > 0 || i == 0);
        if (!info.next.n) {
            break;
        }
        page.after = first = info.next;
    }
    for (int i = 0; i < PAGES && first.n && info.previous.n; i++) {
        page.after = S("");
        page.before = info.previous;
        TRY(people_read(a, &w, ask, &page, &rows, &n, &info));
        assert_true(n > 0 && info.next.n > 0);
        for (size_t k = n; k > 0; k--) {
            if (is_ours(rows[k - 1].user_id)) {
                back[--at] = rows[k - 1].user_id;
                (*ret_back)++;
            }
        }
    }
    memmove(back, back + at, *ret_back * sizeof *back);
    return OK;
}

static void differs(const PeopleAsk *ask, const char *where, size_t got, size_t wanted)
{
    fail_msg("q=%.*s role=%.*s access=%.*s status=%.*s kind=%.*s order=%u%s: %s %zu, not %zu", S_ARG(ask->q),
             S_ARG(ask->role), S_ARG(ask->access), S_ARG(ask->status), S_ARG(ask->kind), ask->order,
             ask->descending ? " down" : "", where, got, wanted);
}

static Err check(Ctx *ctx, void *arg)
{
    static Id shown[PEOPLE + 8], back[PEOPLE + 8];
    static size_t want[PEOPLE + 1];
    const PeopleAsk *ask = arg;
    size_t n, back_n, want_n = expected(ask, want);
    TRY(read_all(account_of(ctx, fx->account), ask, shown, &n, back, &back_n));
    if (n != want_n) {
        differs(ask, "shown", n, want_n);
    }
    for (size_t i = 0; i < n; i++) {
        if (!id_eq(shown[i], people[want[i]].id)) {
            differs(ask, "another at", i, want[i]);
        }
    }
    for (size_t i = 0; i < back_n; i++) {
        if (!id_eq(back[i], shown[i])) {
            differs(ask, "on the way back another at", i, want[i]);
        }
    }
    return OK;
}

static void look(PeopleAsk ask) { assert_int_equal(fixture_unit(fx, MODE_READ, fx->account, check, &ask), OK); }

static void filters_show_exactly_those_whom_all_of_them_pass(void **state)
{
    (void)state;
    static const char *const Q[] = {"",      "a",       "ze",  "zij",         "ver ada",    "zij ada",
                                    "zi te", "ex te p", "p00", "zij ve te p", "nobody zij", "o"};
    static const char *const ROLE[] = {"", "sales_agent", "report_viewer", "marketer", "+with", "+without"};
    static const char *const STATUS[] = {"", "unseen", "suspended", "removed", "active"};
    unsigned turn = 0;
    for (size_t q = 0; q < COUNT_OF(Q); q++) {
        for (size_t r = 0; r < COUNT_OF(ROLE); r++) {
            for (size_t s = (q + r) % 2; s < COUNT_OF(STATUS); s += 2, turn++) { /* every other */
                bool access = ROLE[r][0] == '+';
                look((PeopleAsk){.q = str_from(Q[q]),
                                 .role = access ? S("") : str_from(ROLE[r]),
                                 .access = access ? str_from(ROLE[r] + 1) : S(""),
                                 .status = str_from(STATUS[s]),
                                 .order = turn % 5 == 4 ? PEOPLE_LIST_BY_ADDED : PEOPLE_LIST_BY_NAME,
                                 .descending = turn % 3 == 2});
            }
        }
    }
}

static void guests_are_among_those_who_never_signed_in(void **state)
{
    (void)state;
    look((PeopleAsk){.kind = S("guest"), .status = S("unseen")});
    look((PeopleAsk){.kind = S("guest"), .q = S("ev")});
    look((PeopleAsk){.kind = S("member"), .q = S("ex te")});
    look((PeopleAsk){.status = S("unseen"), .q = S("eve ot")});
    look((PeopleAsk){.status = S("unseen"), .access = S("without")});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(filters_show_exactly_those_whom_all_of_them_pass, set_up, tear_down),
        cmocka_unit_test_setup_teardown(guests_are_among_those_who_never_signed_in, set_up, tear_down),
    };
    return FIXTURE_RUN(tests);
}

/* Search: found by prefix of any word in any order, what was saved is found, nobody else's is. */
#include "app/search.h"
#include "base/num.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit.h"

static Fixture *F;

static int set_up(void **state)
{
    (void)state;
    F = fixture_open();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(F);
    return 0;
}

typedef struct Put {
    Id account, id;
    Str kind, title, line, words;
    bool drop;
} Put;

static Err put_unit(Ctx *ctx, void *arg)
{
    Put *p = arg;
    return p->drop ? search_drop(ctx, p->account, p->kind, p->id)
                   : search_put(ctx, p->account, p->kind, p->id, p->title, p->line, p->words);
}

static Id put(Id account, const char *kind, const char *title, const char *words)
{
    Put p = {.account = account,
             .id = os_id_v7(),
             .kind = str_from(kind),
             .title = str_from(title),
             .line = S("line"),
             .words = str_from(words)};
    assert_ok(fixture_unit(F, MODE_WRITE, account, put_unit, &p));
    return p.id;
}

typedef struct Ask {
    Str text, kind;
    size_t max;
    SearchHit *hits;
    size_t n;
    Id *ids;
    size_t ids_n;
} Ask;

static Err find_unit(Ctx *ctx, void *arg)
{
    Ask *q = arg;
    AccountCtx a = account_of(ctx, ctx->account_id);
    TRY(search_ids(a, q->text, q->kind, q->max, &q->ids, &q->ids_n));
    return search_find(a, q->text, q->kind, q->max, &q->hits, &q->n);
}

static Ask find(Id account, const char *text, const char *kind, size_t max)
{
    Ask q = {.text = str_from(text), .kind = str_from(kind), .max = max};
    assert_ok(fixture_unit(F, MODE_READ, account, find_unit, &q));
    return q;
}

static void prefixes_of_any_word_in_any_order_find(void **state)
{
    (void)state;
    Id id = put(F->account, "t1", "\xC3\x85ngstr\xC3\xB6m Bakery AG", "bakery.example Z\xC3\xBCrich");
    static const char *const FIND[] = {"angstrom",           "ANG",  "bak",       "bak ang",  "ang bak",
                                       "ag bakery angstrom", "zuri", "example b", "bakery a", "angstrom bakery ag"};
    for (size_t i = 0; i < COUNT_OF(FIND); i++) {
        Ask q = find(F->account, FIND[i], "t1", 20);
        if (q.n != 1 || !id_eq(q.hits[0].id, id) || q.ids_n != 1 || !id_eq(q.ids[0], id)) {
            fail_msg("\"%s\" finds %zu", FIND[i], q.n);
        }
    }
    static const char *const MISS[] = {"akery", "ang x", "", "  ", "-", "bakeryy", "ang bak ag zur exam nothing"};
    for (size_t i = 0; i < COUNT_OF(MISS); i++) {
        assert_int_equal(find(F->account, MISS[i], "t1", 20).n, 0);
    }
    Ask q = find(F->account, "angstrom", "", 20);
    assert_str(q.hits[0].line, "line");
}

static void another_account_finds_nothing_of_it(void **state)
{
    (void)state;
    put(F->account, "t2", "Secret Harbour", "");
    assert_int_equal(find(F->account, "secret", "", 20).n, 1);
    assert_int_equal(find(F->other_account, "secret", "", 20).n, 0);
}

static void putting_again_replaces(void **state)
{
    (void)state;
    Id id = put(F->account, "t3", "Old Quay", "alpha");
    Put p = {
        .account = F->account, .id = id, .kind = S("t3"), .title = S("New Quay"), .line = S("l"), .words = S("beta")};
    assert_ok(fixture_unit(F, MODE_WRITE, F->account, put_unit, &p));
    assert_int_equal(find(F->account, "old", "t3", 5).n, 0);
    assert_int_equal(find(F->account, "alpha", "t3", 5).n, 0);
    assert_int_equal(find(F->account, "beta new", "t3", 5).n, 1);
    p.drop = true;
    assert_ok(fixture_unit(F, MODE_WRITE, F->account, put_unit, &p));
    assert_ok(fixture_unit(F, MODE_WRITE, F->account, put_unit, &p));
    assert_int_equal(find(F->account, "quay", "t3", 5).n, 0);
}

static void long_records_are_found_by_their_last_word(void **state)
{
    (void)state;
    Id id = put(F->account, "t4", "Lengthy",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1 bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb2 "
                "ccccccccccccccccccccccccccccccccccc3 dddddddddddddddddddddddd4 lastword");
    Ask q = find(F->account, "lastw leng", "t4", 5);
    assert_int_equal(q.n, 1);
    assert_true(id_eq(q.hits[0].id, id));
    assert_int_equal(find(F->account, "lengthy aaaa dddd", "t4", 5).n, 1);
}

static void a_record_is_shown_once_and_at_most_max(void **state)
{
    (void)state;
    for (int i = 0; i < 30; i++) {
        put(F->account, "t5", "Anna Ander Andersen", "an");
    }
    assert_int_equal(find(F->account, "an", "t5", 20).n, 20);
    assert_int_equal(find(F->account, "an", "t5", 100).n, 30);
    assert_int_equal(find(F->account, "an ander", "t5", 100).n, 30);
    assert_int_equal(find(F->account, "an", "t5", 0).n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prefixes_of_any_word_in_any_order_find),
        cmocka_unit_test(another_account_finds_nothing_of_it),
        cmocka_unit_test(putting_again_replaces),
        cmocka_unit_test(long_records_are_found_by_their_last_word),
        cmocka_unit_test(a_record_is_shown_once_and_at_most_max),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

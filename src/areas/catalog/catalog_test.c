/* The promises of the catalogue's reader: dirt is repaired and counted, nonsense refused, twice is once. */
#include "areas/catalog/catalog.h"
#include "gen/catalog_q.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define HEAD                                                                                                           \
    "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names\n"
#define P1 "9706eed9-966f-4f1b-94f6-bb2b4af99a5b"
#define S1 "f6de4823-28fa-440b-b886-4783fa86ddba"

static void test_no_break_spaces_capitals_and_repeated_rows_are_repaired(void **state)
{
    Arena *arena = *state;
    CatalogFile f;
    Str why;
    Str bytes = S("\xef\xbb\xbf" HEAD "Desk,DESK," P1 ",MAIL," S1 ",MAIL\n"
                  "Desk,DESK\xc2\xa0,"
                  "9706EED9-966F-4F1B-94F6-BB2B4AF99A5B"
                  "\xc2\xa0,MAIL," S1 ",Post and\xc2\xa0mail\n");
    assert_ok(catalog_read(arena, bytes, &f, &why));
    assert_true(f.bom);
    assert_int_equal(f.rows, 2);
    assert_int_equal(f.products_n, 1);
    assert_int_equal(f.repeated, 1);
    assert_int_equal(f.repaired, 3);
    assert_int_equal(f.refused, 0);
    assert_str_is(f.products[0]->sku, S("DESK"));
    assert_str_is(f.plans[0]->name, S("Post and mail")); /* reads like a name; MAIL is the code again */
}
static void test_rows_that_make_no_sense_are_refused_with_their_line(void **state)
{
    Arena *arena = *state;
    CatalogFile f;
    Str why;
    assert_ok(catalog_read(
        arena, S(HEAD "Desk,DESK,not-an-id,MAIL," S1 ",Mail\nDesk,DESK," P1 "\n,X," P1 ",MAIL," S1 ",Mail\n"), &f,
        &why));
    assert_int_equal(f.refused, 3);
    assert_int_equal(f.refusals[0].line, 2);
    assert_int_equal(f.products_n, 0);
    assert_int_equal(catalog_read(arena, S("a,b\n1,2\n"), &f, &why), ERR_PARSE);
}

typedef struct Write {
    CatalogFile *file;
    CatalogWritten written;
} Write;
static Err write_all(Ctx *ctx, void *arg)
{
    Write *w = arg;
    w->written = (CatalogWritten){0};
    return catalog_write(ctx, w->file, 0, w->file->products_n, &w->written);
}
static void test_writing_a_catalogue_twice_changes_nothing(void **state)
{
    Arena *arena = *state;
    Fixture *fixture = fixture_open();
    CatalogFile f;
    Str why;
    assert_ok(catalog_read(arena, S(HEAD "Desk,DESK," P1 ",MAIL," S1 ",Mail\n"), &f, &why));
    Write w = {.file = &f};
    assert_int_equal(fixture_unit(fixture, MODE_WRITE, ID_NIL, write_all, &w), OK);
    assert_int_equal(w.written.added, 1);
    assert_int_equal(w.written.plans_added, 1);
    assert_int_equal(fixture_unit(fixture, MODE_WRITE, ID_NIL, write_all, &w), OK);
    assert_int_equal(w.written.added + w.written.changed + w.written.plans_added + w.written.plans_changed, 0);
    assert_int_equal(w.written.same, 1);
    fixture_account(fixture, false);
    assert_int_equal(fixture_unit(fixture, MODE_WRITE, ID_NIL, write_all, &w), OK);
    assert_int_equal(w.written.indexed, 1); /* in the search of the account that came later */
    Str cookie = fixture_sign_in(fixture, fixture->user, fixture->account);
    FixtureAnswer page = fixture_request(fixture, "GET", "/a/test/pricing?q=mail", &(FixtureSend){.cookie = cookie});
    assert_int_equal(page.status, 200);
    assert_true(str_find(page.body, S("Desk")) >= 0);
    fixture_close(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_no_break_spaces_capitals_and_repeated_rows_are_repaired),
        UNIT_TEST(test_rows_that_make_no_sense_are_refused_with_their_line),
        UNIT_TEST(test_writing_a_catalogue_twice_changes_nothing),
    };
    return FIXTURE_RUN(tests);
}

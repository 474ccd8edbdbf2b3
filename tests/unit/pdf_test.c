/* app/pdf: a long document goes on from page to page, in any script, and is the same bytes at the same moment. */
#include "app/pdf.h"
#include "base/buf.h"
#include "unit.h"

static size_t count(Str text, Str what)
{
    size_t n = 0;
    ptrdiff_t at;
    while ((at = str_find(text, what)) >= 0) {
        text = str_skip(text, (size_t)at + what.n);
        n++;
    }
    return n;
}

static Str made(Arena *a, const PdfBlock *blocks, size_t n)
{
    PdfDocument d = {.title = S("Vertrag Ω 契約 חוזה"),
                     .author = S("Test"),
                     .language = S("de-DE"),
                     .foot = S("a line at the foot that is far too long for one page, a line at the foot that is far "
                               "too long for one page"),
                     .made = {INT64_C(1764000000000000)},
                     .blocks = blocks,
                     .blocks_n = n};
    Str bytes = S("");
    assert_ok(pdf_make(a, &d, &bytes));
    return bytes;
}

static void a_long_document_goes_on_from_page_to_page(void **state)
{
    (void)state;
    enum { BLOCKS = 400 };
    Arena *a = arena_create(0);
    PdfBlock *blocks = arena_array(a, PdfBlock, BLOCKS);
    for (size_t i = 0; i < BLOCKS; i++) {
        blocks[i] = (PdfBlock){.kind = i % 4, .label = S("Étiquette"), .text = S("Ein Satz, der eine Zeile braucht.")};
    }
    Str bytes = made(a, blocks, BLOCKS);
    assert_true(str_starts(bytes, S("%PDF-1.")) && str_find(bytes, S("%%EOF")) > 0);
    size_t pages = count(bytes, S("/MediaBox"));
    assert_true(pages > 3 && pages < 20);
    assert_true(count(bytes, S("/FontFile")) > 0); /* fonts come with it */
    assert_str_is(made(a, blocks, BLOCKS), bytes);
    /* One paragraph of several pages, and none at all. */
    Buf long_one = buf_on_arena(a, BUF_MAX_PAGE);
    for (int i = 0; i < 4000; i++) {
        buf_add(&long_one, S("words and "));
    }
    PdfBlock one = {.kind = PDF_PARAGRAPH, .text = buf_str(&long_one)};
    assert_true(count(made(a, &one, 1), S("/MediaBox")) > 3);
    assert_int_equal(count(made(a, NULL, 0), S("/MediaBox")), 1);
    arena_destroy(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_long_document_goes_on_from_page_to_page)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

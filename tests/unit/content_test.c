/* Files of strangers: what they are by their bytes, and the hostile ones by name. */
#include "app/content.h"
#include "base/buf.h"
#include "unit.h"
#include <zlib.h>

static Arena *A;
static Buf made(void) { return buf_on_arena(A, BUF_MAX_FILE); }

static void put32(Buf *b, uint64_t v)
{
    const char bytes[4] = {(char)(v >> 24), (char)(v >> 16), (char)(v >> 8), (char)v};
    buf_add(b, str_of(bytes, 4));
}
static void chunk(Buf *b, const char *type, Str data)
{
    put32(b, data.n);
    buf_add(b, str_of(type, 4));
    buf_add(b, data);
    put32(b, 0); /* nobody reads the sum */
}
static Str packed_zeros(size_t n)
{
    char *zeros = arena_alloc(A, n ? n : 1, 1);
    uLongf size = compressBound(n);
    Bytef *out = arena_alloc_raw(A, size, 1);
    assert_int_equal(compress2(out, &size, (const Bytef *)zeros, n, 9), Z_OK);
    return str_of((char *)out, size);
}
static Str png_of(uint64_t w, uint64_t h, Str data, const char *extra, Str extra_data)
{
    Buf b = made(), head = made();
    buf_add(&b, S("\x89PNG\r\n\x1a\n"));
    put32(&head, w);
    put32(&head, h);
    buf_add(&head, str_of("\x08\x02\0\0\0", 5));
    chunk(&b, "IHDR", buf_str(&head));
    if (extra) {
        chunk(&b, extra, extra_data);
    }
    chunk(&b, "IDAT", data);
    chunk(&b, "IEND", S(""));
    return buf_str(&b);
}
static Str png(uint64_t w, uint64_t h) { return png_of(w, h, packed_zeros((size_t)((w * 3 + 1) * h)), NULL, S("")); }
static Str jpeg(int w, int h)
{
    const char frame[] = {(char)0xff, (char)0xc0, 0, 11,   8, (char)(h >> 8), (char)h, (char)(w >> 8),
                          (char)w,    1,          1, 0x11, 0};
    Buf b = made();
    buf_add(&b, S("\xff\xd8\xff\xe0"));
    buf_add(&b, str_of("\0\x04JF", 4));
    buf_add(&b, str_of(frame, sizeof frame));
    buf_add(&b, str_of("\xff\xda\0\x08\1\1\0\0\x3f\0", 10));
    buf_add(&b, str_of("ab\xff\0cd\xff\xd0"
                       "ef\xff\xd9",
                       12));
    return buf_str(&b);
}
#define PDF_WITH(INSIDE) S("%PDF-1.7\n1 0 obj\n<< /Type /Catalog " INSIDE " >>\nendobj\ntrailer\n%%EOF\n")
static Str join(Str a, Str b) { return str_concat(A, a, b); }

#define IS(WHAT, BYTES) assert_int_equal(content_look(BYTES).fault, CONTENT_##WHAT)

static void honest_files_are_what_they_are(void **state)
{
    A = *state;
    Content c = content_look(png(40, 30));
    assert_int_equal(c.fault, CONTENT_FINE);
    assert_int_equal(c.kind, CONTENT_PNG);
    assert_int_equal(c.width, 40);
    assert_int_equal(c.height, 30);
    c = content_look(jpeg(640, 480));
    assert_int_equal(c.fault, CONTENT_FINE);
    assert_int_equal(c.kind, CONTENT_JPEG);
    assert_int_equal(c.width, 640);
    c = content_look(PDF_WITH("/Pages 2 0 R"));
    assert_int_equal(c.fault, CONTENT_FINE);
    assert_int_equal(c.kind, CONTENT_PDF);
    c = content_look(S("2026-11-21 error: \xc3\xa9t\xc3\xa9\n"));
    assert_int_equal(c.fault, CONTENT_FINE);
    assert_int_equal(c.kind, CONTENT_TEXT);
    IS(FINE, png_of(4, 4, packed_zeros(52), "zTXt", join(str_of("Title\0\0", 7), packed_zeros(200))));
    IS(FINE, png_of(4, 4, packed_zeros(52), "iTXt", join(str_of("Title\0\1\0en\0\0", 12), packed_zeros(200))));
}

static void what_some_cameras_write_behind_a_picture_is_left_out(void **state)
{
    A = *state;
    Str picture = jpeg(64, 64);
    Content c = content_look(join(picture, S("SEFT trailer of a telephone")));
    assert_int_equal(c.fault, CONTENT_FINE);
    assert_int_equal(c.n, picture.n);
    picture = png(8, 8);
    c = content_look(join(picture, str_of("\0\0\0\0", 4)));
    assert_int_equal(c.fault, CONTENT_FINE);
    assert_int_equal(c.n, picture.n);
}

static void nothing_and_what_is_none_of_them_is_named(void **state)
{
    A = *state;
    IS(EMPTY, S(""));
    static const struct {
        Str bytes;
        const char *name;
    } CASES[] = {{S_INIT("PK\x03\x04rest"), "a ZIP archive or an office document"},
                 {S_INIT("GIF89a..."), "a GIF picture"},
                 {S_INIT("RIFF....WEBPVP8 "), "a WebP picture"},
                 {S_INIT("\0\0\0\x18"
                         "ftypheic"),
                  "a HEIC picture or a video"},
                 {S_INIT("MZ\x90\0"), "a program"},
                 {S_INIT("\x7f"
                         "ELF\2"),
                  "a program"},
                 {S_INIT("#!/bin/sh\necho"), "a program"},
                 {S_INIT("II*\0abc"), "a TIFF picture"}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Content c = content_look(CASES[i].bytes);
        assert_int_equal(c.fault, CONTENT_OTHER);
        assert_string_equal(c.other, CASES[i].name);
    }
    IS(OTHER, str_of("\0\1\2\3\4\5", 6));
    IS(OTHER, S("\xff\xfe text of another coding"));
}

static void markup_is_no_text_whatever_it_is_called(void **state)
{
    A = *state;
    IS(MARKUP, S("<!DOCTYPE html><p>hello"));
    IS(MARKUP, S("\xef\xbb\xbf  <?xml version=\"1.0\"?><a/>"));
    IS(MARKUP, S("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"));
    IS(MARKUP, S("harmless words\n<ScRiPt>alert(1)</script>"));
    IS(MARKUP, S("text <?php system($_GET[0]);"));
}

static void a_file_that_is_two_is_refused_with_the_name_of_the_other(void **state)
{
    A = *state;
    Str zip = S("PK\x03\x04 a.txt PK\x01\x02 a.txt PK\x05\x06 end");
    Content c = content_look(join(png(8, 8), zip));
    assert_int_equal(c.fault, CONTENT_MIXED);
    assert_string_equal(c.other, "a ZIP archive");
    IS(MIXED, join(jpeg(8, 8), zip));
    IS(MIXED, join(PDF_WITH(""), zip));
    IS(MIXED, join(PDF_WITH(""), S("<html><script>alert(1)</script>")));
    IS(MIXED, S("%PDF-1.4\n% <script>alert(1)</script>\n1 0 obj\nendobj\n%%EOF\n"));
    IS(MIXED, S("<html><!-- %PDF-1.4\n1 0 obj\nendobj\n%%EOF -->"));
    IS(MIXED, png_of(8, 8, packed_zeros(200), "tEXt", S("Comment\0<script>alert(1)</script>")));
    IS(MIXED, png_of(8, 8, packed_zeros(200), "tEXt", S("Comment\0%PDF-1.4 1 0 obj")));
    IS(MIXED, join(jpeg(8, 8), S("Rar!\x1a\x07\0")));
    IS(DAMAGED, S("junk %PDF-1.4\n1 0 obj\nendobj\n%%EOF\n"));
}

static void what_would_grow_beyond_all_bounds_is_not_unpacked(void **state)
{
    A = *state;
    IS(HUGE, png_of(100000, 100000, packed_zeros(10), NULL, S("")));
    IS(HUGE, png_of(0xffffffff, 1, packed_zeros(10), NULL, S("")));
    IS(HUGE, png_of(20000, 20000, packed_zeros(10), NULL, S("")));
    IS(HUGE, png_of(1, 1, packed_zeros(32 << 20), NULL, S(""))); /* says 1 x 1 and holds 32 MB */
    IS(HUGE, png_of(4, 4, packed_zeros(52), "zTXt", join(str_of("Title\0\0", 7), packed_zeros(16 << 20))));
    IS(HUGE, png_of(4, 4, packed_zeros(52), "iCCP", join(str_of("Title\0\0", 7), packed_zeros(16 << 20))));
    IS(HUGE, png_of(4, 4, packed_zeros(52), "iTXt", join(str_of("Title\0\1\0en\0\0", 12), packed_zeros(16 << 20))));
    IS(HUGE, jpeg(65000, 65000));
    IS(HUGE,
       join(join(S("%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\r\n"), packed_zeros(16 << 20)),
            S("\nendstream\nendobj\n%%EOF\n")));
}

static void a_document_that_acts_is_refused_however_it_spells_it(void **state)
{
    A = *state;
    IS(ACTIVE, PDF_WITH("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"));
    IS(ACTIVE, PDF_WITH("/OpenAction << /S /J#61vaScript /JS (x) >>"));
    IS(ACTIVE, PDF_WITH("/AA << /S /Launch /F (cmd.exe) >>"));
    IS(ACTIVE, PDF_WITH("/Names << /EmbeddedFiles 3 0 R >>"));
    const char inside[] = "2 0 << /S /JavaScript /JS (x) >>";
    uLongf n = compressBound(sizeof inside);
    Bytef *out = arena_alloc_raw(A, n, 1);
    assert_int_equal(compress2(out, &n, (const Bytef *)inside, sizeof inside, 9), Z_OK);
    IS(ACTIVE,
       join(join(S("%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n"), str_of((char *)out, n)),
            S("\nendstream\nendobj\n%%EOF\n")));
    IS(FINE, PDF_WITH("/Title (About /JavaScripting) /Launcher 3 0 R"));
}

static void whatever_is_cut_short_is_damaged_and_nothing_is_read_past_its_end(void **state)
{
    A = *state;
    Str all[] = {png(16, 16), jpeg(16, 16)};
    for (size_t k = 0; k < 2; k++) {
        for (size_t n = 8; n < all[k].n; n++) {
            char *copy = malloc(n);
            memcpy(copy, all[k].p, n);
            assert_int_equal(content_look(str_of(copy, n)).fault, CONTENT_DAMAGED);
            free(copy);
        }
    }
    IS(DAMAGED, S("%PDF-1.7\n1 0 obj\nendobj\n"));
    IS(DAMAGED, S("%PDF-9.9\n1 0 obj\nendobj\n%%EOF"));
    IS(DAMAGED, S("%PDF-"));
    IS(DAMAGED, png_of(0, 5, S(""), NULL, S("")));
}

static void a_name_is_safe_in_every_folder_and_ends_as_its_kind_does(void **state)
{
    Arena *a = *state;
    static const struct {
        const char *given;
        ContentKind kind;
        const char *want;
    } CASES[] = {{"register.pdf", CONTENT_PDF, "register.pdf"},
                 {"Extrait Kbis.PDF", CONTENT_PDF, "Extrait Kbis.pdf"},
                 {"C:\\Users\\me\\id card.jpeg", CONTENT_JPEG, "id card.jpeg"},
                 {"../../etc/passwd", CONTENT_PDF, "passwd.pdf"},
                 {"..", CONTENT_PNG, "document.png"},
                 {".htaccess", CONTENT_PNG, "htaccess.png"},
                 {"", CONTENT_JPEG, "document.jpg"},
                 {"page.html", CONTENT_PDF, "page.html.pdf"},
                 {"a\r\nSet-Cookie: x.pdf", CONTENT_PDF, "aSet-Cookie x.pdf"},
                 {"fdp.\xe2\x80\xaegnp.pdf", CONTENT_PDF, "fdp.gnp.pdf"},
                 {"x\"><script>.png", CONTENT_PNG, "xscript.png"},
                 {"\xff\xfe.pdf", CONTENT_PDF, "document.pdf"},
                 {"r\xc3\xa9sum\xc3\xa9.pdf", CONTENT_PDF, "r\xc3\xa9sum\xc3\xa9.pdf"}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_str_is(content_clean_name(a, str_from(CASES[i].given), CASES[i].kind), str_from(CASES[i].want));
    }
    char long_name[400];
    memset(long_name, 'a', sizeof long_name);
    assert_true(content_clean_name(a, str_of(long_name, sizeof long_name), CONTENT_PDF).n <= 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(honest_files_are_what_they_are),
        UNIT_TEST(what_some_cameras_write_behind_a_picture_is_left_out),
        UNIT_TEST(nothing_and_what_is_none_of_them_is_named),
        UNIT_TEST(markup_is_no_text_whatever_it_is_called),
        UNIT_TEST(a_file_that_is_two_is_refused_with_the_name_of_the_other),
        UNIT_TEST(what_would_grow_beyond_all_bounds_is_not_unpacked),
        UNIT_TEST(a_document_that_acts_is_refused_however_it_spells_it),
        UNIT_TEST(whatever_is_cut_short_is_damaged_and_nothing_is_read_past_its_end),
        UNIT_TEST(a_name_is_safe_in_every_folder_and_ends_as_its_kind_does),
    };
    return cmocka_run_group_tests_name("content", tests, NULL, NULL);
}

/* PDF by Cairo, its lines by Pango: shaping, direction of writing and breaking of lines are theirs. */
#include "app/pdf.h"
#include "base/buf.h"
#include <cairo-pdf.h>
#include <pango/pangocairo.h>

/* In points: A4 with margins of 2 cm. */
#define PAGE_WIDTH 595.0
#define PAGE_HEIGHT 842.0
#define MARGIN 57.0
#define FOOT (PAGE_HEIGHT - 34.0)
#define POINT_INDENT 14.0
#define LABEL_WIDTH 150.0

typedef struct Page {
    Arena *arena;
    cairo_t *cairo;
    PangoContext *context;
    const PdfDocument *document;
    double y; /* where the next line begins */
    int number;
} Page;

static cairo_status_t write_to(void *closure, const unsigned char *bytes, unsigned n)
{
    Buf *b = closure;
    buf_add(b, str_of((const char *)bytes, n));
    return b->full ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

typedef struct Look {
    const char *font, *tag;
    double before, x, width;
} Look;

static PangoLayout *layout_of(Page *p, Str text, const Look *look)
{
    PangoLayout *l = pango_layout_new(p->context);
    PangoFontDescription *font = pango_font_description_from_string(look->font);
    pango_layout_set_font_description(l, font);
    pango_font_description_free(font);
    pango_layout_set_width(l, (int)(look->width * PANGO_SCALE));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(l, text.p, (int)text.n);
    return l;
}

static void foot(Page *p)
{
    static const Look SMALL = {"Sans 8", "P", 0, MARGIN, PAGE_WIDTH - 2 * MARGIN};
    char number[16];
    int n = snprintf(number, sizeof number, "%d", p->number);
    PangoLayout *left = layout_of(p, p->document->foot, &SMALL),
                *right = layout_of(p, str_of(number, (size_t)n), &SMALL);
    pango_layout_set_height(left, -1); /* one line, cut where it is too long */
    pango_layout_set_ellipsize(left, PANGO_ELLIPSIZE_END);
    pango_layout_set_width(left, (int)((SMALL.width - 40) * PANGO_SCALE));
    pango_layout_set_alignment(right, PANGO_ALIGN_RIGHT);
    cairo_move_to(p->cairo, MARGIN, FOOT);
    pango_cairo_show_layout(p->cairo, left);
    cairo_move_to(p->cairo, MARGIN, FOOT);
    pango_cairo_show_layout(p->cairo, right);
    g_object_unref(left);
    g_object_unref(right);
}

static void next_page(Page *p)
{
    foot(p);
    cairo_show_page(p->cairo);
    p->number++;
    p->y = MARGIN;
}

/* Line by line, so that a long one goes on on the next page; a tag ends where its page does. */
static void write_text(Page *p, Str text, const Look *look)
{
    PangoLayout *l = layout_of(p, text, look);
    PangoLayoutIter *i = pango_layout_get_iter(l);
    p->y += p->y > MARGIN ? look->before : 0;
    cairo_tag_begin(p->cairo, look->tag, NULL);
    do {
        PangoRectangle box;
        pango_layout_iter_get_line_extents(i, NULL, &box);
        double height = box.height / (double)PANGO_SCALE;
        double base = (pango_layout_iter_get_baseline(i) - box.y) / (double)PANGO_SCALE;
        if (p->y + height > PAGE_HEIGHT - MARGIN) {
            cairo_tag_end(p->cairo, look->tag);
            next_page(p);
            cairo_tag_begin(p->cairo, look->tag, NULL);
        }
        cairo_move_to(p->cairo, look->x + box.x / (double)PANGO_SCALE, p->y + base);
        pango_cairo_show_layout_line(p->cairo, pango_layout_iter_get_line_readonly(i));
        p->y += height;
    } while (pango_layout_iter_next_line(i));
    cairo_tag_end(p->cairo, look->tag);
    pango_layout_iter_free(i);
    g_object_unref(l);
}

static void write_block(Page *p, const PdfBlock *b)
{
    static const Look HEADING = {"Sans Bold 12", "H2", 12, MARGIN, PAGE_WIDTH - 2 * MARGIN},
                      PARAGRAPH = {"Sans 10", "P", 6, MARGIN, PAGE_WIDTH - 2 * MARGIN},
                      MARK = {"Sans 10", "P", 4, MARGIN, POINT_INDENT},
                      POINT = {"Sans 10", "P", 0, MARGIN + POINT_INDENT, PAGE_WIDTH - 2 * MARGIN - POINT_INDENT},
                      LABEL = {"Sans Bold 9", "P", 4, MARGIN, LABEL_WIDTH - 8},
                      VALUE = {"Sans 9", "P", 0, MARGIN + LABEL_WIDTH, PAGE_WIDTH - 2 * MARGIN - LABEL_WIDTH};
    bool pair = b->kind == PDF_PAIR;
    if (b->kind == PDF_HEADING || b->kind == PDF_PARAGRAPH) {
        write_text(p, b->text, b->kind == PDF_HEADING ? &HEADING : &PARAGRAPH);
        return;
    }
    int page = p->number;
    double from = p->y + (p->y > MARGIN ? 4 : 0);
    write_text(p, pair ? b->label : S("•"), pair ? &LABEL : &MARK);
    double below = p->y;
    p->y = p->number == page ? from : MARGIN; /* beside it, not below */
    write_text(p, b->text, pair ? &VALUE : &POINT);
    p->y = p->y < below && p->number == page ? below : p->y;
}

static void describe(cairo_surface_t *s, Arena *a, const PdfDocument *d)
{
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE, str_z(a, d->title));
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_AUTHOR, str_z(a, d->author));
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE, str_z(a, time_iso(a, d->made)));
}

/* A map of its own, so that no thread keeps the fonts of its documents. */
static PangoContext *context_of(Arena *a, const PdfDocument *d)
{
    PangoFontMap *map = pango_cairo_font_map_new();
    PangoContext *c = pango_font_map_create_context(map);
    pango_cairo_context_set_resolution(c, 72);
    pango_context_set_language(c, pango_language_from_string(str_z(a, d->language)));
    g_object_unref(map); /* the context holds it */
    return c;
}

Err pdf_make(Arena *a, const PdfDocument *d, Str *ret)
{
    static const Look TITLE = {"Sans Bold 17", "H1", 0, MARGIN, PAGE_WIDTH - 2 * MARGIN};
    Buf out = buf_on_arena(a, BUF_MAX_PAGE);
    cairo_surface_t *s = cairo_pdf_surface_create_for_stream(write_to, &out, PAGE_WIDTH, PAGE_HEIGHT);
    Page p = {
        .arena = a, .cairo = cairo_create(s), .context = context_of(a, d), .document = d, .y = MARGIN, .number = 1};
    describe(s, a, d);
    write_text(&p, d->title, &TITLE);
    for (size_t i = 0; i < d->blocks_n; i++) {
        write_block(&p, &d->blocks[i]);
    }
    foot(&p);
    cairo_show_page(p.cairo);
    g_object_unref(p.context);
    cairo_destroy(p.cairo);
    cairo_surface_finish(s);
    cairo_status_t status = cairo_surface_status(s);
    cairo_surface_destroy(s);
    if (out.full || status == CAIRO_STATUS_WRITE_ERROR) {
        return ERR_TOO_LARGE;
    }
    *ret = buf_str(&out);
    return status == CAIRO_STATUS_SUCCESS ? OK : ERR_INTERNAL;
}

/* Documents as PDF: A4, headings, paragraphs, points and pairs, page numbers, any script; fonts of the machine,
 * embedded as far as they are used. Decision 0103. */
#pragma once
#include "base/str.h"
#include "base/time.h"

typedef struct PdfBlock {
    enum { PDF_PARAGRAPH, PDF_HEADING, PDF_POINT, PDF_PAIR } kind;
    Str label, text; /* label: of a pair */
} PdfBlock;
typedef struct PdfDocument {
    Str title, author;
    Str language; /* "fr-FR" */
    Str foot;     /* a line at the foot of each page, beside its number */
    Time made;    /* stands in the file; the same document of the same moment is the same bytes */
    const PdfBlock *blocks;
    size_t blocks_n;
} PdfDocument;
/* ERR_TOO_LARGE above 8 MB. */
MUST_USE Err pdf_make(Arena *a, const PdfDocument *d, Str *ret);

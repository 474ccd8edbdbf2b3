/* What a file is, by its bytes and not by its name: for files that strangers send. Only looks, never decodes a picture
 * and never runs anything; bounded in memory, and in time by the length. Fuzzed. */
#pragma once
#include "base/str.h"

typedef enum ContentKind { CONTENT_PDF, CONTENT_PNG, CONTENT_JPEG, CONTENT_TEXT } ContentKind;
enum {
    CONTENT_KINDS = 4,
    CONTENT_SIDE_MAX = 30000,    /* pixels of one side of a picture */
    CONTENT_RAW_MAX = 192 << 20, /* bytes of a picture once unpacked: A4 at 600 dpi has 100 MB */
    CONTENT_DOCUMENTS = 1 << CONTENT_PDF | 1 << CONTENT_PNG | 1 << CONTENT_JPEG,
};
typedef enum ContentFault {
    CONTENT_FINE,
    CONTENT_EMPTY,
    CONTENT_OTHER,   /* none of the kinds; `other` names it when it is known */
    CONTENT_MARKUP,  /* HTML, SVG or script */
    CONTENT_MIXED,   /* one file that is two: `other` too */
    CONTENT_ACTIVE,  /* a PDF with scripts, programs or files inside */
    CONTENT_DAMAGED, /* cut short, or not as the format has it */
    CONTENT_HUGE     /* small here, and enormous once unpacked */
} ContentFault;
typedef struct Content {
    ContentFault fault;
    ContentKind kind;       /* where it is one */
    const char *other;      /* N_("a ZIP archive"); NULL: not known */
    size_t n;               /* how much of it to keep: what some cameras write behind the picture is left out */
    uint64_t width, height; /* of a picture */
} Content;
Content content_look(Str bytes);

const char *content_type(ContentKind kind);   /* "application/pdf" */
const char *content_ending(ContentKind kind); /* "pdf" */
const char *content_name(ContentKind kind);   /* N_("PDF") */
/* A name that is safe in any folder and header: the last part of a path, one line, without what turns the direction of
 * reading, at most 100 characters, ending as its kind does. */
Str content_clean_name(Arena *a, Str name, ContentKind kind);

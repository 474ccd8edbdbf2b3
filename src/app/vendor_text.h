/* Texts that the vendor writes, one in each shipped language: names of programs, requirements, agreements. They stand
 * in text_ml under an id that the owner of the text keeps. */
#pragma once
#include "app/ctx.h"

enum { VENDOR_LANGUAGES_MAX = 8, VENDOR_TEXTS_MAX = 400 };
typedef struct VendorText {
    Str in[VENDOR_LANGUAGES_MAX]; /* parallel to locale_languages; empty: not written */
} VendorText;
/* Inside a unit; one statement. Unknown ids give empty texts. */
MUST_USE Err vendor_texts_get(Ctx *ctx, const Id *ids, size_t n, VendorText *ret);
/* In a WRITE unit. */
MUST_USE Err vendor_text_put(Ctx *ctx, Id id, const VendorText *t);
/* In the reader's language, else in the first that is written. */
Str vendor_text(const VendorText *t, const Locale *l);
/* From the form's fields "<name>_en", "<name>_fr"; trimmed. */
VendorText vendor_text_of_form(Ctx *ctx, const char *name);
/* A problem under "<name>_en" for each language that is missing or longer than max characters. */
void vendor_text_check(Ctx *ctx, const char *name, const VendorText *t, size_t max, bool required);

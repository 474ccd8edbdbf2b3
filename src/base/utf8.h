/* UTF-8 (RFC 3629): validity and counting. Folding and collation need ICU and live in app/fold.h. */
#pragma once
#include "base/str.h"

bool utf8_valid(Str s);
size_t utf8_valid_prefix(Str s);     /* bytes before the first bad one */
size_t utf8_multibyte_prefix(Str s); /* bytes of well-formed characters beyond ASCII that s begins with */
size_t utf8_count(Str s);            /* code points; bad bytes count one each */
/* Cuts *rest by one code point; U+FFFD for a bad byte. False at the end. */
bool utf8_next(Str *rest, uint32_t *ret_cp);
size_t utf8_encode(uint32_t cp, char out[4]);
Str utf8_repair(Arena *a, Str s); /* bad bytes become U+FFFD; s itself when there are none */
/* At most n code points, cut at a boundary. */
Str utf8_prefix(Str s, size_t n);
/* C0, DEL, C1, the line and paragraph separators, and what turns the direction of all that follows (UAX 9: embeddings,
 * overrides, isolates), by which a name can look like another. */
bool utf8_has_control(Str s);
/* Lines of text: not UTF-8, or a control among them beside the line ends. */
bool utf8_lines_odd(Str body);

/* The framing of a chunked body (RFC 9112 7.1), byte by byte; data runs are handed out as views.
 *
 * Sizes are hexadecimal digits only, lines end with CR LF only, extensions and trailers are read, bounded and
 * ignored: they serve nobody here, and their lenient readings are how requests are smuggled. */
#include "http/parse.h"

enum { CHUNK_DIGITS_MAX = 15 };

static void bad(HttpChunks *c, int status, const char *why)
{
    c->state = CHUNK_BAD;
    c->status = status;
    c->why = why;
}

static int hex_value(char ch)
{
    if (ch >= '0' && ch <= '9') {
        return ch - '0';
    }
    if (ch >= 'a' && ch <= 'f') {
        return ch - 'a' + 10;
    }
    return ch >= 'A' && ch <= 'F' ? ch - 'A' + 10 : -1;
}

static bool is_field_char(char ch) { return ch == '\t' || ((unsigned char)ch >= 0x20 && ch != 0x7f); }

static void eat_size(HttpChunks *c, char ch)
{
    int v = hex_value(ch);
    if (v >= 0) {
        if (++c->digits > CHUNK_DIGITS_MAX) {
            bad(c, 400, "A chunk size has too many digits.");
            return;
        }
        c->left = c->left * 16 + (uint64_t)v;
        return;
    }
    if (c->digits == 0) {
        bad(c, 400, "A chunk size is not a hexadecimal number.");
    } else if (ch == '\r') {
        c->state = CHUNK_SIZE_LF;
    } else if (ch == ';') {
        c->state = CHUNK_EXT;
    } else if (ch == ' ' || ch == '\t') {
        c->state = CHUNK_EXT_SPACE;
    } else {
        bad(c, 400, "A chunk size is not a hexadecimal number.");
    }
}

static void eat_extension(HttpChunks *c, char ch)
{
    if (++c->ext > HTTP_CHUNK_EXT_MAX || ++c->exts > HTTP_CHUNK_EXTS_MAX) {
        bad(c, 400, "The chunk extensions are too long.");
    } else if (c->state == CHUNK_EXT_SPACE && ch == ';') {
        c->state = CHUNK_EXT;
    } else if (c->state == CHUNK_EXT_SPACE && ch != ' ' && ch != '\t') {
        bad(c, 400, "A chunk size is followed by something that is no extension.");
    } else if (c->state == CHUNK_EXT && ch == '\r') {
        c->state = CHUNK_SIZE_LF;
    } else if (!is_field_char(ch)) {
        bad(c, 400, "A chunk extension holds a control character.");
    }
}

static void eat_line_feed(HttpChunks *c, char ch)
{
    if (ch != '\n') {
        bad(c, 400, "A line of the chunked body does not end with CR LF.");
        return;
    }
    switch (c->state) {
    case CHUNK_SIZE_LF:
        c->state = c->left > 0 ? CHUNK_DATA : CHUNK_TRAILER_START;
        c->digits = 0;
        c->ext = 0;
        break;
    case CHUNK_DATA_LF:
        c->state = CHUNK_SIZE;
        break;
    case CHUNK_TRAILER_LF:
        c->state = CHUNK_TRAILER_START;
        break;
    case CHUNK_LAST_LF:
        c->state = CHUNK_DONE;
        break;
    case CHUNK_SIZE:
    case CHUNK_EXT_SPACE:
    case CHUNK_EXT:
    case CHUNK_DATA:
    case CHUNK_DATA_CR:
    case CHUNK_TRAILER_START:
    case CHUNK_TRAILER_NAME:
    case CHUNK_TRAILER_VALUE:
    case CHUNK_DONE:
    case CHUNK_BAD:
        break;
    }
}

static void eat_trailer(HttpChunks *c, char ch)
{
    if (++c->trailer > HTTP_TRAILER_MAX) {
        bad(c, 431, "The trailer section is larger than this server takes.");
    } else if (c->state == CHUNK_TRAILER_VALUE) {
        if (ch == '\r') {
            c->state = CHUNK_TRAILER_LF;
        } else if (!is_field_char(ch)) {
            bad(c, 400, "A trailer holds a control character.");
        }
    } else if (c->state == CHUNK_TRAILER_START && ch == '\r') {
        c->state = CHUNK_LAST_LF;
    } else if (c->state == CHUNK_TRAILER_NAME && ch == ':') {
        c->state = CHUNK_TRAILER_VALUE;
    } else if (http_token_lower[(uint8_t)ch]) {
        c->state = CHUNK_TRAILER_NAME;
    } else {
        bad(c, 400, "A trailer name is not a token before a colon.");
    }
}

static void eat_byte(HttpChunks *c, char ch)
{
    switch (c->state) {
    case CHUNK_SIZE:
        eat_size(c, ch);
        break;
    case CHUNK_EXT_SPACE:
    case CHUNK_EXT:
        eat_extension(c, ch);
        break;
    case CHUNK_DATA_CR:
        if (ch == '\r') {
            c->state = CHUNK_DATA_LF;
        } else {
            bad(c, 400, "A chunk is longer than its size says.");
        }
        break;
    case CHUNK_SIZE_LF:
    case CHUNK_DATA_LF:
    case CHUNK_TRAILER_LF:
    case CHUNK_LAST_LF:
        eat_line_feed(c, ch);
        break;
    case CHUNK_TRAILER_START:
    case CHUNK_TRAILER_NAME:
    case CHUNK_TRAILER_VALUE:
        eat_trailer(c, ch);
        break;
    case CHUNK_DATA:
    case CHUNK_DONE:
    case CHUNK_BAD:
        break;
    }
}

size_t http_chunks_eat(HttpChunks *c, const char *p, size_t n, Str *ret_data)
{
    *ret_data = S("");
    size_t i = 0;
    while (i < n && c->state != CHUNK_DATA && c->state != CHUNK_DONE && c->state != CHUNK_BAD) {
        eat_byte(c, p[i++]);
    }
    if (c->state == CHUNK_DATA && i < n) {
        size_t run = n - i < c->left ? n - i : (size_t)c->left;
        *ret_data = str_of(p + i, run);
        c->left -= run;
        i += run;
        if (c->left == 0) {
            c->state = CHUNK_DATA_CR;
        }
    }
    return i;
}

/* JSON reading (RFC 8259, strict): one pass that checks and builds. docs/decisions/0002-json.md says why it is ours.
 *
 * The text is copied to the arena once; strings are decoded in place there (an escape is never shorter than what it
 * stands for) and numbers stay as they were written, so that money and ids never pass through a double. Children of
 * open containers wait on one stack and move to their final array when the container closes. */
#include "base/json.h"

#include "base/num.h"
#include "base/utf8.h"

#include <stdlib.h>

typedef struct Entry {
    Str name; /* empty in arrays */
    JsonValue value;
} Entry;

typedef struct Reader {
    Arena *arena;
    char *text;
    size_t at, n;
    JsonLimits limits;
    size_t depth, members;
    Entry *stack;
    size_t stack_n, stack_cap;
    const char *why; /* set with the first error; at is where */
} Reader;

static Err refuse(Reader *r, Err err, const char *why)
{
    r->why = why;
    return err;
}

static Err wrong(Reader *r, const char *why) { return refuse(r, ERR_PARSE, r->at < r->n ? why : "ends too early"); }

static inline char peek(const Reader *r) { return r->at < r->n ? r->text[r->at] : '\0'; }

static void skip_space(Reader *r)
{
    while (r->at < r->n) {
        char c = r->text[r->at];
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
            return;
        }
        r->at++;
    }
}

static bool read_hex4(Reader *r, uint32_t *ret)
{
    uint32_t v = 0;
    if (r->n - r->at < 4) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)r->text[r->at + (size_t)i];
        unsigned char letter = (unsigned char)(c | 0x20);
        bool digit = c >= '0' && c <= '9';
        if (!digit && !(letter >= 'a' && letter <= 'f')) {
            return false;
        }
        v = v << 4 | (uint32_t)(digit ? c - '0' : letter - 'a' + 10);
    }
    r->at += 4;
    *ret = v;
    return true;
}

/* After "\u": one code unit, or two that make one code point. */
static Err read_unicode(Reader *r, uint32_t *ret)
{
    uint32_t high, low;
    if (!read_hex4(r, &high)) {
        return wrong(r, "needs four hex digits after \\u");
    }
    *ret = high;
    if (high < 0xD800 || high > 0xDFFF) {
        return OK;
    }
    bool pair = high < 0xDC00 && r->n - r->at >= 6 && r->text[r->at] == '\\' && r->text[r->at + 1] == 'u';
    if (pair) {
        r->at += 2;
        if (!read_hex4(r, &low)) {
            return wrong(r, "needs four hex digits after \\u");
        }
        pair = low >= 0xDC00 && low <= 0xDFFF;
        *ret = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    }
    return pair ? OK : refuse(r, ERR_PARSE, "holds half of a surrogate pair");
}

static Err read_escape(Reader *r, char **to)
{
    char c = peek(r);
    r->at++;
    switch (c) {
    case '"':
    case '\\':
    case '/':
        *(*to)++ = c;
        return OK;
    case 'b':
        *(*to)++ = '\b';
        return OK;
    case 'f':
        *(*to)++ = '\f';
        return OK;
    case 'n':
        *(*to)++ = '\n';
        return OK;
    case 'r':
        *(*to)++ = '\r';
        return OK;
    case 't':
        *(*to)++ = '\t';
        return OK;
    case 'u': {
        uint32_t cp;
        TRY(read_unicode(r, &cp));
        *to += utf8_encode(cp, *to);
        return OK;
    }
    default:
        r->at--;
        return wrong(r, "has an unknown escape");
    }
}

/* At the opening quote. The result lies in r->text. */
static Err read_string(Reader *r, Str *ret)
{
    size_t start = ++r->at;
    while (r->at < r->n && r->text[r->at] != '"' && r->text[r->at] != '\\' && (unsigned char)r->text[r->at] >= 0x20) {
        r->at++;
    }
    char *to = r->text + r->at;
    while (r->at < r->n && r->text[r->at] != '"') {
        char c = r->text[r->at];
        if ((unsigned char)c < 0x20) {
            return wrong(r, "has a control character in a string");
        }
        r->at++;
        if (c == '\\') {
            TRY(read_escape(r, &to));
        } else {
            *to++ = c;
        }
    }
    if (r->at >= r->n) {
        return wrong(r, "");
    }
    r->at++;
    *ret = str_of(r->text + start, (size_t)(to - (r->text + start)));
    return OK;
}

static bool skip_digits(Reader *r)
{
    size_t before = r->at;
    while (peek(r) >= '0' && peek(r) <= '9') {
        r->at++;
    }
    return r->at > before;
}

static Err read_number(Reader *r, JsonValue *ret)
{
    size_t start = r->at;
    r->at += peek(r) == '-';
    if (peek(r) == '0') {
        r->at++;
    } else if (!skip_digits(r)) {
        return wrong(r, "has an unexpected character");
    }
    if (peek(r) == '.') {
        r->at++;
        if (!skip_digits(r)) {
            return wrong(r, "needs a digit after the point");
        }
    }
    if (peek(r) == 'e' || peek(r) == 'E') {
        r->at++;
        r->at += peek(r) == '+' || peek(r) == '-';
        if (!skip_digits(r)) {
            return wrong(r, "needs a digit in the exponent");
        }
    }
    *ret = (JsonValue){.kind = JSON_NUMBER, .text = str_of(r->text + start, r->at - start)};
    return OK;
}

static Err read_word(Reader *r, Str word, JsonValue value, JsonValue *ret)
{
    if (!str_starts(str_of(r->text + r->at, r->n - r->at), word)) {
        return wrong(r, "has an unexpected character");
    }
    r->at += word.n;
    *ret = value;
    return OK;
}

static Err push(Reader *r, Entry entry)
{
    if (++r->members > r->limits.members_max) {
        return refuse(r, ERR_TOO_LARGE, "has too many members");
    }
    if (r->stack_n == r->stack_cap) {
        size_t cap = r->stack_cap ? r->stack_cap * 2 : 32;
        if (!arena_extend(r->arena, r->stack, cap * sizeof(Entry))) {
            Entry *larger = arena_alloc_raw(r->arena, cap * sizeof(Entry), _Alignof(Entry));
            if (r->stack_n) {
                memcpy(larger, r->stack, r->stack_n * sizeof(Entry));
            }
            r->stack = larger;
        }
        r->stack_cap = cap;
    }
    r->stack[r->stack_n++] = entry;
    return OK;
}

static int compare_names(const void *x, const void *y) { return str_cmp(*(const Str *)x, *(const Str *)y); }

/* Sorting, not hashing: no sender can choose names that make it slow. */
static bool has_duplicate_sorted(Arena *a, const Str *names, size_t n)
{
    Str *sorted = arena_alloc_raw(a, n * sizeof(Str), _Alignof(Str));
    memcpy(sorted, names, n * sizeof(Str));
    qsort(sorted, n, sizeof(Str), compare_names);
    for (size_t i = 1; i < n; i++) {
        if (str_eq(sorted[i - 1], sorted[i])) {
            return true;
        }
    }
    return false;
}

enum { PAIRWISE_MAX = 24 };

static bool has_duplicate(Arena *a, const Str *names, size_t n)
{
    if (n > PAIRWISE_MAX) {
        return has_duplicate_sorted(a, names, n);
    }
    for (size_t i = 1; i < n; i++) {
        for (size_t k = 0; k < i; k++) {
            if (str_eq(names[i], names[k])) {
                return true;
            }
        }
    }
    return false;
}

/* Moves the children above `from` off the stack to their own array. */
static Err take_children(Reader *r, size_t from, JsonKind kind, JsonValue *ret)
{
    size_t n = r->stack_n - from;
    JsonValue v = {.kind = kind, .n = n};
    v.items = arena_alloc_raw(r->arena, n * sizeof(JsonValue), _Alignof(JsonValue));
    for (size_t i = 0; i < n; i++) {
        v.items[i] = r->stack[from + i].value;
    }
    if (kind == JSON_OBJECT) {
        v.names = arena_alloc_raw(r->arena, n * sizeof(Str), _Alignof(Str));
        for (size_t i = 0; i < n; i++) {
            v.names[i] = r->stack[from + i].name;
        }
        if (has_duplicate(r->arena, v.names, n)) {
            return refuse(r, ERR_PARSE, "has the same name twice in an object");
        }
    }
    r->stack_n = from;
    *ret = v;
    return OK;
}

static Err read_value(Reader *r, JsonValue *ret);

static Err read_member(Reader *r, JsonKind kind)
{
    Entry entry = {.name = S("")};
    if (kind == JSON_OBJECT) {
        if (peek(r) != '"') {
            return wrong(r, "needs a name in quotes");
        }
        TRY(read_string(r, &entry.name));
        skip_space(r);
        if (peek(r) != ':') {
            return wrong(r, "needs a colon after a name");
        }
        r->at++;
        skip_space(r);
    }
    TRY(read_value(r, &entry.value));
    return push(r, entry);
}

/* At the opening brace or bracket. Recursion is bounded by depth_max. */
static Err read_container(Reader *r, JsonKind kind, JsonValue *ret)
{
    char end = kind == JSON_OBJECT ? '}' : ']';
    if (++r->depth > r->limits.depth_max) {
        return refuse(r, ERR_TOO_LARGE, "is nested too deeply");
    }
    size_t from = r->stack_n;
    r->at++;
    skip_space(r);
    while (peek(r) != end) {
        TRY(read_member(r, kind));
        skip_space(r);
        if (peek(r) == ',') {
            r->at++;
            skip_space(r);
            if (peek(r) == end) {
                return wrong(r, "has a comma before the end");
            }
        } else if (peek(r) != end) {
            return wrong(r, "needs a comma or the end here");
        }
    }
    r->at++;
    r->depth--;
    return take_children(r, from, kind, ret);
}

static Err read_value(Reader *r, JsonValue *ret)
{
    switch (peek(r)) {
    case '{':
        return read_container(r, JSON_OBJECT, ret);
    case '[':
        return read_container(r, JSON_ARRAY, ret);
    case 't':
        return read_word(r, S("true"), (JsonValue){.kind = JSON_BOOL, .boolean = true}, ret);
    case 'f':
        return read_word(r, S("false"), (JsonValue){.kind = JSON_BOOL}, ret);
    case 'n':
        return read_word(r, S("null"), (JsonValue){.kind = JSON_NULL}, ret);
    case '"':
        *ret = (JsonValue){.kind = JSON_STRING};
        return read_string(r, &ret->text);
    default:
        return read_number(r, ret);
    }
}

static Err read_document(Reader *r, JsonValue *ret)
{
    if (r->n > r->limits.bytes_max) {
        return refuse(r, ERR_TOO_LARGE, "is too large");
    }
    Str start = str_sub(str_of(r->text, r->n), 0, r->n < 2 ? r->n : 2);
    if (start.n == 2 && (str_eq(start, S("\xFE\xFF")) || str_eq(start, S("\xFF\xFE")) || !start.p[0] || !start.p[1])) {
        return wrong(r, "is UTF-16 or UTF-32, send it as UTF-8");
    }
    size_t good = utf8_valid_prefix(str_of(r->text, r->n));
    if (good < r->n) {
        r->at = good;
        return wrong(r, "is not UTF-8");
    }
    if (str_starts(str_of(r->text, r->n), S("\xEF\xBB\xBF"))) {
        r->at = 3;
    }
    skip_space(r);
    TRY(read_value(r, ret));
    skip_space(r);
    return r->at == r->n ? OK : wrong(r, "goes on after the end");
}

Err json_parse(Arena *a, Str text, JsonLimits limits, const JsonValue **ret, Str *ret_why)
{
    bool fits = text.n <= limits.bytes_max; /* else nothing is copied; read_document says so */
    Reader r = {.arena = a, .n = text.n, .limits = limits};
    if (fits) {
        r.text = arena_alloc_raw(a, text.n, 1);
        if (text.n) {
            memcpy(r.text, text.p, text.n);
        }
    }
    JsonValue *root = arena_new(a, JsonValue);
    Err err = read_document(&r, root);
    if (err != OK) {
        if (ret_why) {
            *ret_why = str_fmt(a, "JSON %s at byte %zu", r.why, r.at);
        }
        return err;
    }
    *ret = root;
    return OK;
}

const JsonValue *json_exact(const JsonValue *object, Str name)
{
    for (size_t i = 0; object && object->kind == JSON_OBJECT && i < object->n; i++) {
        if (str_eq(object->names[i], name)) {
            return &object->items[i];
        }
    }
    return NULL;
}

Str json_exact_text(const JsonValue *object, Str name)
{
    const JsonValue *v = json_exact(object, name);
    return v && v->kind == JSON_STRING ? v->text : S("");
}

const JsonValue *json_get(const JsonValue *object, Str name)
{
    if (!object || object->kind != JSON_OBJECT) {
        return NULL;
    }
    for (size_t i = 0; i < object->n; i++) {
        if (str_eq(object->names[i], name)) {
            return &object->items[i];
        }
    }
    for (size_t i = 0; i < object->n; i++) {
        if (str_eq_nocase(object->names[i], name)) {
            return &object->items[i];
        }
    }
    return NULL;
}

/* The number as mantissa times 10^exponent. ERR_PARSE when the mantissa passes 128 bits. */
static Err number_parts(Str text, __int128 *ret_mantissa, int64_t *ret_exponent)
{
    bool negative = text.p[0] == '-', fraction = false;
    __int128 mantissa = 0;
    int64_t exponent = 0;
    size_t i = negative;
    for (; i < text.n && (text.p[i] | 0x20) != 'e'; i++) {
        if (text.p[i] == '.') {
            fraction = true;
            continue;
        }
        if (__builtin_mul_overflow(mantissa, 10, &mantissa) ||
            __builtin_add_overflow(mantissa, text.p[i] - '0', &mantissa)) {
            return ERR_PARSE;
        }
        exponent -= fraction;
    }
    if (i < text.n) {
        int64_t written;
        TRY(str_to_i64(str_skip(text, i + 1), &written));
        if (!num_add_i64(exponent, written, &exponent)) {
            return ERR_PARSE;
        }
    }
    *ret_mantissa = negative ? -mantissa : mantissa;
    *ret_exponent = exponent;
    return OK;
}

/* value * 10^places as a whole number, exactly. */
static Err number_scaled(const JsonValue *v, int64_t places, int64_t *ret)
{
    if (!v || v->kind != JSON_NUMBER) {
        return ERR_PARSE;
    }
    __int128 mantissa = 0;
    int64_t exponent = 0;
    TRY(number_parts(v->text, &mantissa, &exponent));
    if (mantissa != 0 && !num_add_i64(exponent, places, &exponent)) {
        return ERR_PARSE;
    }
    for (; mantissa != 0 && exponent > 0; exponent--) {
        if (__builtin_mul_overflow(mantissa, 10, &mantissa)) {
            return ERR_PARSE;
        }
    }
    for (; mantissa != 0 && exponent < 0; exponent++) {
        if (mantissa % 10 != 0) {
            return ERR_PARSE;
        }
        mantissa /= 10;
    }
    if (mantissa > INT64_MAX || mantissa < INT64_MIN) {
        return ERR_PARSE;
    }
    *ret = (int64_t)mantissa;
    return OK;
}

Err json_to_i64(const JsonValue *v, int64_t *ret) { return number_scaled(v, 0, ret); }

Err json_to_dec(const JsonValue *v, Dec *ret) { return number_scaled(v, 8, &ret->units); }

/* How a text is compared with a country's rows. What people write between the signs does not matter: it is dropped, and
 * the written form puts the country's own signs back. */
#include "app/country_rule.h"

enum { COMPACT_MAX = 40 };

const CountryId *country_id(CountryKind kind, Str code)
{
    size_t n;
    const CountryId *rows = country_ids(&n);
    for (size_t i = 0; i < n && code.n == 2; i++) {
        if (rows[i].kind == kind && memcmp(rows[i].code, code.p, 2) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

const CountryAddress *country_address(Str code)
{
    static const CountryAddress OTHERS = {.code = "", .source = ""};
    size_t n;
    const CountryAddress *rows = country_addresses(&n);
    for (size_t i = 0; i < n && code.n == 2; i++) {
        if (memcmp(rows[i].code, code.p, 2) == 0) {
            return &rows[i];
        }
    }
    return &OTHERS;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_sign(char c) { return is_digit(c) || is_letter(c) || c == '*' || c == '^'; }

/* Upper case, without the signs that people put between. False: something else is in it, or it is too long. */
static bool compact(Str text, char ret[COMPACT_MAX + 1], size_t *ret_n)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c >= 'a' && c <= 'z') {
            c = (char)(c - 'a' + 'A');
        }
        if (is_digit(c) || is_letter(c)) {
            if (n == COMPACT_MAX) {
                return false;
            }
            ret[n++] = c;
        } else if (!strchr(" -./", c) || c == 0) {
            return false;
        }
    }
    ret[n] = 0;
    *ret_n = n;
    return true;
}

/* What a place takes of a sign: the sign, or what was meant by it (O for 0) when guesses are allowed; 0: nothing. */
static char takes(char place, char c, bool guess)
{
    static const char LETTERS[] = "OQILSBZ", DIGITS[] = "0011582";
    if (place == '*') {
        return c;
    }
    if (place == '9') {
        const char *at = guess && is_letter(c) ? strchr(LETTERS, c) : NULL;
        return is_digit(c) ? c : at ? DIGITS[at - LETTERS] : 0;
    }
    if (place == 'A') {
        return is_letter(c) ? c : guess && c == '0' ? 'O' : guess && c == '1' ? 'I' : 0;
    }
    return 0;
}

/* Compact text of one shape; ret has what was meant. */
static bool fits(const char *text, size_t n, Str shape, bool guess, char *ret)
{
    size_t at = 0;
    for (size_t i = 0; i < shape.n; i++) {
        char place = shape.p[i];
        if (!is_sign(place)) {
            continue;
        }
        if (at == n) {
            return false;
        }
        bool literal = place == '^' || (is_letter(place) && place != 'A') || (is_digit(place) && place != '9');
        if (place == '^') {
            place = shape.p[++i];
        }
        char c = literal ? (text[at] == place ? place : 0) : takes(place, text[at], guess);
        if (c == 0) {
            return false;
        }
        ret[at++] = c;
    }
    ret[at] = 0;
    return at == n;
}

/* The signs of the shape put back. */
static Str written(Arena *a, const char *prefix, const char *text, Str shape)
{
    Buf b = buf_on_arena(a, 128);
    buf_add(&b, str_from(prefix));
    for (size_t i = 0; i < shape.n; i++) {
        if (!is_sign(shape.p[i])) {
            buf_addc(&b, shape.p[i]);
        } else {
            i += shape.p[i] == '^';
            buf_addc(&b, *text++);
        }
    }
    return buf_str(&b);
}

static size_t shape_length(Str shape)
{
    size_t n = 0;
    for (size_t i = 0; i < shape.n; i++) {
        n += is_sign(shape.p[i]) && shape.p[i] != '^';
    }
    return n;
}

typedef struct Rule {
    const char *prefix, *shapes;
    CountryHolds *holds;
} Rule;

/* Empty when the text is of no shape of the rule; ret_digits: it is of one, and its check digits do not hold. */
static Str match(Arena *a, const Rule *r, const char *text, size_t n, bool guess, bool *ret_digits)
{
    char meant[COMPACT_MAX + 1];
    Str rest = str_from(r->shapes), shape;
    while (str_split(&rest, '|', &shape)) {
        if (!fits(text, n, shape, guess, meant)) {
            continue;
        }
        if (!r->holds || r->holds(meant, n)) {
            return written(a, r->prefix, meant, shape);
        }
        *ret_digits = true;
    }
    return S("");
}

/* Zeros that a spreadsheet took off the front, at most two. */
static Str padded(Arena *a, const Rule *r, const char *text, size_t n)
{
    Str rest = str_from(r->shapes), shape;
    while (str_split(&rest, '|', &shape)) {
        size_t full = shape_length(shape);
        if (n >= full || full - n > (r->holds ? 2 : 1) || full > COMPACT_MAX || n < 3) {
            continue;
        }
        char zeros[COMPACT_MAX + 1] = "00";
        memcpy(zeros + (full - n), text, n);
        bool digits = false;
        Str form = match(a, r, zeros, full, false, &digits);
        if (form.n) {
            return form;
        }
    }
    return S("");
}

static CountryAnswer against(Arena *a, const Rule *r, Str text)
{
    CountryAnswer answer = {.verdict = COUNTRY_WRONG};
    char buffer[COMPACT_MAX + 1];
    size_t n;
    if (!compact(text, buffer, &n) || n == 0) {
        return answer;
    }
    const char *bare = buffer;
    size_t prefix = r->prefix ? strlen(r->prefix) : 0;
    if (prefix && n > prefix && memcmp(buffer, r->prefix, prefix) == 0) {
        bare += prefix;
        n -= prefix;
    }
    answer.form = match(a, r, bare, n, false, &answer.digits);
    if (answer.form.n) {
        answer.verdict = COUNTRY_OK;
        answer.digits = false;
        return answer;
    }
    bool ignored = false;
    answer.proposal = match(a, r, bare, n, true, &ignored);
    if (!answer.proposal.n) {
        answer.proposal = padded(a, r, bare, n);
    }
    return answer;
}

CountryAnswer country_check(Arena *a, CountryKind kind, Str code, Str text)
{
    const CountryAddress *address = country_address(code);
    const CountryId *id = country_id(kind, code);
    Rule r = kind == COUNTRY_POSTAL ? (Rule){.shapes = address->postal}
             : id                   ? (Rule){.prefix = id->prefix, .shapes = id->shapes, .holds = id->holds}
                                    : (Rule){0};
    if (!r.shapes) {
        return (CountryAnswer){.verdict = COUNTRY_UNCHECKED, .form = text};
    }
    CountryAnswer answer = against(a, &r, text);
    answer.name = kind == COUNTRY_POSTAL ? S("") : str_from(id->name);
    answer.example = str_from(kind == COUNTRY_POSTAL ? address->postal_example : id->example);
    return answer;
}

Msg country_problem(const CountryAnswer *w)
{
    if (w->verdict != COUNTRY_WRONG) {
        return (Msg){0};
    }
    if (w->name.n == 0) {
        return w->proposal.n ? MSG2("Enter a postal code like {example}. Did you mean {proposal}?", "example",
                                    w->example, "proposal", w->proposal)
                             : MSG1("Enter a postal code like {example}", "example", w->example);
    }
    if (w->proposal.n) {
        return MSG2("This is no {name}. Did you mean {proposal}?", "name", w->name, "proposal", w->proposal);
    }
    return w->digits
               ? MSG2("The check digits of this {name} do not hold, so a sign of it is wrong. One that holds looks "
                      "like {example}.",
                      "name", w->name, "example", w->example)
               : MSG2("Enter the {name} as {example}", "name", w->name, "example", w->example);
}

Msg country_hint(CountryKind kind, Str code)
{
    const CountryId *id = country_id(kind, code);
    if (kind == COUNTRY_POSTAL) {
        const CountryAddress *address = country_address(code);
        return address->postal ? MSG1("Like {example}.", "example", str_from(address->postal_example))
               : address->optional
                   ? MSG("Addresses of this country have none.")
                   : MSG("No rule is known here for postal codes of this country: what you enter is not checked.");
    }
    if (!id || !id->shapes) {
        return MSG("No rule is known here for numbers of this country: what you enter is not checked.");
    }
    return MSG2("{name}, like {example}.", "name", str_from(id->name), "example", str_from(id->example));
}

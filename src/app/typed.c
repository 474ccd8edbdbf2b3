/* Addresses and their like, checked; see the header. */
#include "app/typed.h"

#include "app/phone.h"
#include "base/utf8.h"

void typed_line(Ctx *ctx, const char *field, Str text, size_t max, Msg needed)
{
    Str name = str_from(field);
    if (!text.n) {
        if (msg_is_set(needed)) {
            problem_field(ctx, name, needed);
        }
    } else if (utf8_count(text) > max) {
        problem_field(ctx, name, MSG1("Write at most {max} characters", "max", str_fmt(ctx->arena, "%zu", max)));
    } else {
        (void)problem_unless_line(ctx, name, text);
    }
}

void typed_number(Ctx *ctx, CountryKind kind, const char *field, Str country, Str *text)
{
    enum { UNCHECKED_MAX = 40 };
    CountryAnswer answer = country_check(ctx->arena, kind, country, *text);
    if (answer.verdict == COUNTRY_WRONG) {
        problem_field(ctx, str_from(field), country_problem(&answer));
    } else if (answer.verdict == COUNTRY_OK) {
        *text = answer.form;
    } else {
        typed_line(ctx, field, *text, UNCHECKED_MAX, (Msg){0});
    }
}

void typed_address(Ctx *ctx, Str country, Address *address)
{
    const CountryAddress *rule = country_address(country);
    typed_line(ctx, "line1", address->line1, 128, MSG("Enter the street and number"));
    typed_line(ctx, "line2", address->line2, 128, (Msg){0});
    typed_line(ctx, "city", address->city, 64, rule->city_free ? (Msg){0} : MSG("Enter the town or city"));
    typed_line(ctx, "state", address->state, 64,
               rule->state ? MSG("Enter the state or province; this country asks for it") : (Msg){0});
    if (address->postal_code.n) {
        typed_number(ctx, COUNTRY_POSTAL, "postal_code", country, &address->postal_code);
    } else if (rule->postal && !rule->optional) {
        problem_field(ctx, S("postal_code"),
                      MSG1("Enter a postal code like {example}", "example", str_from(rule->postal_example)));
    }
}

/* What the API's documents show as numbers is not always one that a country gives out. */
static bool like_a_number(Str text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        digits += c >= '0' && c <= '9';
        if (!c || !strchr("+ -()./0123456789", c)) {
            return false;
        }
    }
    return digits >= 5 && digits <= 15;
}

void typed_phone(Ctx *ctx, const char *field, Str country, Str *text)
{
    if (!text->n) {
        return;
    }
    PhoneAnswer answer = phone_read(ctx->arena, country, *text);
    if (answer.verdict == PHONE_OK) {
        *text = answer.stored;
    } else if (!ctx->actor.on_api || !like_a_number(*text)) {
        problem_field(ctx, str_from(field), phone_problem(ctx->arena, ctx->locale, &answer));
    }
}

Str typed_phone_kept(Ctx *ctx, Str country, Str text)
{
    PhoneAnswer answer = {.verdict = PHONE_NOT_A_NUMBER};
    if (text.n) {
        answer = phone_read(ctx->arena, country, text);
    }
    return answer.verdict == PHONE_OK ? answer.stored : text;
}

Str typed_address_text(Ctx *ctx, const Address *a, Str country)
{
    const Str parts[] = {a->line1, a->line2, a->postal_code,
                         a->city,  a->state, country_name(ctx->arena, ctx->locale, country)};
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i].n) {
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(parts[i]));
        }
    }
    return buf_str(&b);
}

/* Where the fraction begins: at the last point or comma, unless it stands as the language groups thousands. -1: none.
 * -2: "1,000" where a comma begins the fraction: nobody can say whether a thousand was meant. */
static ptrdiff_t point_of(Ctx *ctx, Str text)
{
    ptrdiff_t comma = str_rfind_char(text, ','), point = str_rfind_char(text, '.');
    ptrdiff_t last = comma > point ? comma : point;
    bool both = comma >= 0 && point >= 0, own = last == (locale_decimal_comma(ctx->locale) ? comma : point);
    bool thousands = last > 0 && text.n - (size_t)last == 4 && text.p[0] != '0';
    return last < 0 || (!both && !own && thousands) ? -1 : !both && thousands ? -2 : last;
}

Err typed_amount(Ctx *ctx, Str text, Dec *ret)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    ptrdiff_t point = point_of(ctx, text);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool between = c == ' ' || c == ',' || c == '.' || (unsigned char)c >= 0x80; /* narrow spaces */
        if ((ptrdiff_t)i == point) {
            buf_addc(&b, '.');
        } else if (!between) {
            buf_addc(&b, c);
        }
    }
    return b.n && point > -2 ? dec_parse(buf_str(&b), ret) : ERR_PARSE;
}

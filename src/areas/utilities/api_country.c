/* Addresses and what countries ask of them, on the wire (spec api-endpoints.tsv, utilities). */
#include "app/country_rule.h"
#include "app/resource.h"
#include "areas/customers/customers.h"
#include "areas/utilities/api.h"

enum { STATES_MAX = 200 };

/* --- an address --- */

typedef struct ApiAddressAnswer {
    ApiAddress original;
    ApiAddress *suggested;
    size_t suggested_n;
    Str status, message;
} ApiAddressAnswer;
static const Field ANSWER_FIELDS[] = {
    FIELD(ApiAddressAnswer, original, "originalAddress", F_OBJECT, .shape = &API_ADDRESS),
    FIELD_LIST(ApiAddressAnswer, suggested, suggested_n, "suggestedAddresses", &API_ADDRESS, .flags = FIELD_ALWAYS),
    FIELD(ApiAddressAnswer, status, "status", F_STR),
    FIELD(ApiAddressAnswer, message, "validationMessage", F_STR),
};
const Shape API_ADDRESS_VALIDATION = SHAPE_AS(ApiAddressValidation, ApiAddressAnswer, ANSWER_FIELDS);
static const Field ASKED_FIELDS[] = {
    FIELD(ApiAddress, line1, "addressLine1", F_STR),
    FIELD(ApiAddress, line2, "addressLine2", F_STR),
    FIELD(ApiAddress, city, "city", F_STR),
    FIELD(ApiAddress, state, "state", F_STR),
    FIELD(ApiAddress, postal_code, "postalCode", F_STR),
    FIELD(ApiAddress, country, "country", F_STR),
    FIELD(ApiAddress, region, "region", F_STR),
    FIELD(ApiAddress, phone, "phoneNumber", F_STR),
    FIELD(ApiAddress, first_name, "firstName", F_STR),
    FIELD(ApiAddress, last_name, "lastName", F_STR),
    FIELD(ApiAddress, middle_name, "middleName", F_STR),
};
const Shape API_ADDRESS_ASKED = SHAPE_AS(ApiAddressAsked, ApiAddress, ASKED_FIELDS);

static void take_written(ApiAddress *to, const PostalAddress *p)
{
    to->line1 = p->line1;
    to->line2 = p->line2;
    to->city = p->city;
    to->state = p->state;
    to->postal_code = p->postal_code;
    to->country = p->country;
    to->phone = p->phone;
}

static bool same_address(const ApiAddress *x, const ApiAddress *y)
{
    return str_eq(x->line1, y->line1) && str_eq(x->line2, y->line2) && str_eq(x->city, y->city) &&
           str_eq(x->state, y->state) && str_eq(x->postal_code, y->postal_code) && str_eq(x->country, y->country);
}

/* What is asked for and not there. */
static size_t count_missing(const PostalAddress *p, const CountryAddress *rule)
{
    return (size_t)(!p->line1.n) + (size_t)(!p->city.n && !rule->city_free) + (size_t)(!p->state.n && rule->state) +
           (size_t)(!p->postal_code.n && rule->postal && !rule->optional);
}

/* The postal code that may have been meant, where that alone is in the way. */
static Str meant_postal(Ctx *ctx, const PostalAddress *p)
{
    if (!p->postal_code.n) {
        return S("");
    }
    CountryAnswer answer = country_check(ctx->arena, COUNTRY_POSTAL, p->country, p->postal_code);
    return answer.verdict == COUNTRY_WRONG ? answer.proposal : S("");
}

static Str messages(Ctx *ctx)
{
    Str texts[PROBLEM_FIELDS_MAX];
    for (size_t i = 0; i < ctx->problem.fields_n; i++) {
        texts[i] = msg_text(ctx->arena, ctx->locale, &ctx->problem.fields[i].message);
    }
    return str_join(ctx->arena, texts, ctx->problem.fields_n, S(". "));
}

Err api_address_validation(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiAddressAnswer w = {.status = S("Verified")};
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_ADDRESS_ASKED, &w.original)));
    ApiAddress *o = &w.original, *written = arena_array(ctx->arena, ApiAddress, 1);
    if (!country_known(str_upper_ascii(ctx->arena, str_trim(o->country)))) {
        problem_field(ctx, S("country"), MSG("Choose a country of the list; its code has two letters, like NL"));
        return resource_bad_property(ctx, problem_check(ctx));
    }
    NewCustomer n = {.company.address = {.line1 = o->line1,
                                         .line2 = o->line2,
                                         .city = o->city,
                                         .state = o->state.n ? o->state : o->region,
                                         .postal_code = o->postal_code,
                                         .country = o->country,
                                         .phone = o->phone}};
    customer_tidy(ctx->arena, &n);
    PostalAddress *p = &n.company.address;
    const CountryAddress *rule = country_address(p->country);
    *written = *o;
    take_written(written, p);
    w.suggested = written;
    customer_check_address(ctx, S(""), p, false);
    size_t wrong = ctx->problem.fields_n, missing = count_missing(p, rule);
    Str meant = meant_postal(ctx, p);
    w.message = messages(ctx);
    ctx->problem = (Problem){0}; /* the answer says so; the call is fine */
    if (wrong == 1 && meant.n) {
        written->postal_code = meant;
        w.suggested_n = 1;
        w.status = S("InteractionRequired");
    } else if (wrong > 0) {
        w.status = missing > 1 ? S("Multiple") : wrong == 1 && !p->line1.n ? S("StreetPartial") : S("None");
    } else if (!rule->source || !*rule->source) {
        w.status = S("NotValidated");
    } else if (!same_address(written, o)) {
        w.suggested_n = 1;
        w.status = S("InteractionRequired");
    } else {
        w.suggested_n = 1;
    }
    ctx_json(ctx, 200, &API_ADDRESS_VALIDATION, &w);
    return OK;
}

/* --- a country --- */

static void put_shape_char(Buf *b, char c)
{
    switch (c) {
    case '9':
        buf_add(b, S("[0-9]"));
        return;
    case 'A':
        buf_add(b, S("[A-Za-z]"));
        return;
    case '*':
        buf_add(b, S("[A-Za-z0-9]"));
        return;
    case '|':
        buf_add(b, S("|"));
        return;
    default: /* a sign, which may be left out */
        buf_add(b, strchr(".+*?()[]{}\\^$/", c) ? S("\\") : S(""));
        buf_add(b, str_of(&c, 1));
        buf_add(b, S("?"));
    }
}

Str country_pattern(Arena *arena, const char *prefix, const char *shapes)
{
    Buf b = buf_on_arena(arena, BUF_MAX_SMALL);
    if (!shapes) {
        return S("");
    }
    buf_add(&b, S("^"));
    if (prefix) {
        buf_add(&b, str_fmt(arena, "(%s)?", prefix));
    }
    buf_add(&b, S("("));
    for (const char *c = shapes; *c; c++) {
        if (*c == '^' && c[1]) {
            c++;
            buf_add(&b, str_of(c, 1));
        } else {
            put_shape_char(&b, *c);
        }
    }
    buf_add(&b, S(")$"));
    return buf_str(&b);
}

typedef struct ApiCountry {
    Str iso2, culture, postal, tax_name, tax_sample, vat, phone;
    bool state, postal_required, city, vat_supported, tax_supported, tax_optional;
    Str *states, *languages, *cultures, *calling;
    size_t states_n, languages_n, cultures_n, calling_n;
    ApiAttributes attributes;
} ApiCountry;
static const Field COUNTRY_FIELDS[] = {
    FIELD(ApiCountry, iso2, "iso2Code", F_STR),
    FIELD(ApiCountry, culture, "defaultCulture", F_STR),
    FIELD(ApiCountry, state, "isStateRequired", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD_STRS(ApiCountry, states, states_n, "supportedStatesList", .flags = FIELD_ALWAYS),
    FIELD_STRS(ApiCountry, languages, languages_n, "supportedLanguagesList", .flags = FIELD_ALWAYS),
    FIELD_STRS(ApiCountry, cultures, cultures_n, "supportedCulturesList", .flags = FIELD_ALWAYS),
    FIELD(ApiCountry, postal_required, "isPostalCodeRequired", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiCountry, postal, "postalCodeRegex", F_STR),
    FIELD(ApiCountry, city, "isCityRequired", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiCountry, vat_supported, "isVatIdSupported", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiCountry, tax_name, "taxIdFormat", F_STR),
    FIELD(ApiCountry, tax_sample, "taxIdSample", F_STR),
    FIELD(ApiCountry, vat, "vatIdRegex", F_STR),
    FIELD(ApiCountry, phone, "phoneNumberRegex", F_STR),
    FIELD(ApiCountry, tax_supported, "isTaxIdSupported", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiCountry, tax_optional, "isTaxIdOptional", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD_STRS(ApiCountry, calling, calling_n, "countryCallingCodesList", .flags = FIELD_ALWAYS),
    FIELD(ApiCountry, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_COUNTRY_RULES = SHAPE_AS(ApiCountryRules, ApiCountry, COUNTRY_FIELDS);

static void words_into(Arena *arena, Str words, Str **ret, size_t *ret_n)
{
    Str word;
    *ret = arena_array(arena, Str, STATES_MAX);
    while (*ret_n < STATES_MAX && str_split(&words, ' ', &word)) {
        if (word.n) {
            (*ret)[(*ret_n)++] = word;
        }
    }
}

static void take_languages(Arena *arena, ApiCountry *w)
{
    w->cultures_n = locales_of_country(arena, w->iso2, &w->cultures);
    w->languages = arena_array(arena, Str, w->cultures_n + 1);
    for (size_t i = 0; i < w->cultures_n; i++) {
        ptrdiff_t at = str_find_char(w->cultures[i], '-');
        Str language = str_of(w->cultures[i].p, (size_t)at);
        bool there = false;
        for (size_t k = 0; k < w->languages_n; k++) {
            there = there || str_eq(w->languages[k], language);
        }
        if (!there) {
            w->languages[w->languages_n++] = language;
        }
    }
    w->culture = w->cultures_n ? w->cultures[0] : S("");
}

Err api_country_rules(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Arena *arena = ctx->arena;
    ApiCountry w = {.iso2 = str_upper_ascii(arena, ctx_param(ctx, S("country"))),
                    .phone = S("^[0-9 +().-]{5,25}$"),
                    .attributes = {.object_type = S("CountryValidationRules")}};
    if (!country_known(w.iso2)) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 0, MSG("There is no country with this code"));
    }
    const CountryAddress *rule = country_address(w.iso2);
    const CountryId *tax = country_id(COUNTRY_TAX, w.iso2);
    w.state = rule->state;
    w.city = !rule->city_free;
    w.postal_required = rule->postal && !rule->optional;
    w.postal = country_pattern(arena, NULL, rule->postal);
    words_into(arena, str_from(rule->states ? rule->states : ""), &w.states, &w.states_n);
    words_into(arena, country_calling(w.iso2), &w.calling, &w.calling_n);
    take_languages(arena, &w);
    if (tax && tax->shapes) {
        w.vat_supported = w.tax_supported = true;
        w.tax_name = str_from(tax->name);
        w.tax_sample = str_from(tax->example ? tax->example : "");
        w.vat = country_pattern(arena, tax->prefix, tax->shapes);
    }
    w.tax_optional = true; /* customers are not asked for one */
    ctx_json(ctx, 200, &API_COUNTRY_RULES, &w);
    return OK;
}

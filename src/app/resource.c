/* What resources of the API share; see the header. */
#include "app/resource.h"

#include "base/num.h"
#include "crypt/crypt.h"

static const Field ATTRIBUTES_FIELDS[] = {
    FIELD(ApiAttributes, etag, "etag", F_STR, .max = 512),
    FIELD(ApiAttributes, object_type, "objectType", F_STR),
};
const Shape API_ATTRIBUTES = SHAPE(ApiAttributes, ATTRIBUTES_FIELDS);

static const Field HEADER_FIELDS[] = {FIELD(ApiHeader, key, "key", F_STR), FIELD(ApiHeader, value, "value", F_STR)};
static const Shape HEADER = SHAPE(ApiHeader, HEADER_FIELDS);
static const Field LINK_FIELDS[] = {
    FIELD(ApiLink, uri, "uri", F_STR, .max = 2048),
    FIELD(ApiLink, method, "method", F_STR),
    FIELD_LIST(ApiLink, headers, headers_n, "headers", &HEADER, .flags = FIELD_ALWAYS),
};
const Shape API_LINK = SHAPE(ApiLink, LINK_FIELDS);
static const Field LINKS_FIELDS[] = {FIELD(ApiLinks, self, "self", F_OBJECT, .shape = &API_LINK)};
const Shape API_LINKS = SHAPE(ApiLinks, LINKS_FIELDS);

static const Field ADDRESS_FIELDS[] = {
    FIELD(ApiAddress, country, "country", F_STR),
    FIELD(ApiAddress, region, "region", F_STR),
    FIELD(ApiAddress, city, "city", F_STR),
    FIELD(ApiAddress, state, "state", F_STR),
    FIELD(ApiAddress, line1, "addressLine1", F_STR),
    FIELD(ApiAddress, line2, "addressLine2", F_STR),
    FIELD(ApiAddress, postal_code, "postalCode", F_STR),
    FIELD(ApiAddress, first_name, "firstName", F_STR),
    FIELD(ApiAddress, middle_name, "middleName", F_STR),
    FIELD(ApiAddress, last_name, "lastName", F_STR),
    FIELD(ApiAddress, phone, "phoneNumber", F_STR),
};
const Shape API_ADDRESS = SHAPE(ApiAddress, ADDRESS_FIELDS);

static const Field CONTACT_FIELDS[] = {
    FIELD(ApiContact, first_name, "firstName", F_STR),
    FIELD(ApiContact, last_name, "lastName", F_STR),
    FIELD(ApiContact, email, "email", F_STR),
    FIELD(ApiContact, phone, "phoneNumber", F_STR),
};
const Shape API_CONTACT = SHAPE(ApiContact, CONTACT_FIELDS);

ApiLinks resource_self(Str uri) { return (ApiLinks){.self = {.uri = uri, .method = S("GET")}}; }

/* No secret, and in each item of a list: the table that is quick, where base64_encode takes the same time for all
 * texts. */
static Str base64_quick(Arena *a, const char *p, size_t n)
{
    static const char to[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = arena_alloc_raw(a, (n + 2) / 3 * 4, 1), *at = out;
    for (size_t i = 0; i < n; i += 3) {
        size_t left = num_min_size(n - i, 3);
        unsigned v = (unsigned)(unsigned char)p[i] << 16 | (left > 1 ? (unsigned)(unsigned char)p[i + 1] << 8 : 0U) |
                     (left > 2 ? (unsigned)(unsigned char)p[i + 2] : 0U);
        *at++ = to[v >> 18];
        *at++ = to[v >> 12 & 63];
        *at++ = left > 1 ? to[v >> 6 & 63] : '=';
        *at++ = left > 2 ? to[v & 63] : '=';
    }
    return str_of(out, (size_t)(at - out));
}

Str resource_etag(Arena *a, Id id, int64_t version)
{
    static const Str BEGIN = S_INIT("{\"id\":\""), MIDDLE = S_INIT("\",\"version\":");
    char text[ID_TEXT + 64], *at = text;
    memcpy(at, BEGIN.p, BEGIN.n);
    at += BEGIN.n;
    id_to(at, id);
    at += ID_TEXT;
    memcpy(at, MIDDLE.p, MIDDLE.n);
    at += MIDDLE.n;
    at += num_i64_into(at, version);
    *at++ = '}';
    return base64_quick(a, text, (size_t)(at - text));
}

/* "x" or W/"x" or x. */
static Str bare_etag(Str s)
{
    s = str_trim(s);
    if (str_starts(s, S("W/"))) {
        s = str_skip(s, 2);
    }
    return s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"' ? str_sub(s, 1, s.n - 2) : s;
}

/* What the request names; empty: nothing. */
static Str given_etag(Ctx *ctx, Str body_etag, Str now)
{
    Str given = bare_etag(http_header(ctx->req, S("if-match")));
    bool any = str_eq(given, S("*")); /* whatever is there, as long as there is something (RFC 9110 13.1.1) */
    if (str_empty(given) || any) {
        given = bare_etag(body_etag);
    }
    return any && str_empty(given) ? now : given;
}

Err resource_may_match(Ctx *ctx, Str body_etag, Str now)
{
    Str given = given_etag(ctx, body_etag, now);
    return str_empty(given) || str_eq(given, now)
               ? OK
               : problem_api(ctx, ERR_STALE, 400, 2055, MSG("It was changed since it was read; read it again"));
}

Err resource_must_match(Ctx *ctx, Str body_etag, Str now)
{
    return str_empty(given_etag(ctx, body_etag, now))
               ? problem_api(ctx, ERR_INVALID, 400, 800002,
                             MSG("Send the profile's etag as If-Match or in attributes.etag"))
               : resource_may_match(ctx, body_etag, now);
}

Str resource_word(const Ctx *ctx, Str word, const char *known, Str otherwise)
{
    if (!word.n || !ctx->req ||
        !str_starts_nocase(http_header(ctx->req, S("ms-partnercenter-client")), S("Partner Center Java SDK"))) {
        return word;
    }
    Str rest = str_from(known), one;
    while (rest.n && str_split(&rest, ' ', &one)) {
        if (str_eq_nocase(one, word)) {
            return one;
        }
    }
    return otherwise;
}

Err resource_bad_property(Ctx *ctx, Err err)
{
    if (err == ERR_INVALID && ctx->problem.status == 0) {
        ctx->problem.status = 400;
        if (ctx->problem.api_code == 0) {
            ctx->problem.api_code = 3000;
        }
    }
    return err;
}

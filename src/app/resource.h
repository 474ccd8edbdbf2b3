/* Parts that many resources of the API share (spec api-resources.tsv, utility-resources): attributes with the etag,
 * links, addresses, contacts; and the etag as clients send it back. */
#pragma once
#include "app/shape.h"

typedef struct ApiAttributes {
    Str etag, object_type;
} ApiAttributes;
typedef struct ApiHeader {
    Str key, value;
} ApiHeader;
typedef struct ApiLink {
    Str uri, method;
    const ApiHeader *headers;
    size_t headers_n;
} ApiLink;
typedef struct ApiLinks {
    ApiLink self;
} ApiLinks;
typedef struct ApiAddress {
    Str country, region, city, state, line1, line2, postal_code, first_name, middle_name, last_name, phone;
} ApiAddress;
typedef struct ApiContact {
    Str first_name, last_name, email, phone;
} ApiContact;
extern const Shape API_ATTRIBUTES, API_LINK, API_LINKS, API_ADDRESS, API_CONTACT;

/* An embedded object that may be absent: has tells. */
#define FIELD_PART(T, MEMBER, HAS, NAME, SHAPE_OF, ...)                                                                \
    {                                                                                                                  \
        .name = S_INIT(NAME), .type = F_OBJECT, .offset = offsetof(T, MEMBER), .offset_n = offsetof(T, HAS),           \
        .shape = (SHAPE_OF), __VA_ARGS__                                                                               \
    }

/* uri: without host and /v1, in memory that outlives the answer. */
ApiLinks resource_self(Str uri);
/* Opaque to clients; changes with every save. */
Str resource_etag(Arena *a, Id id, int64_t version);
/* Does the request, by If-Match or else by the attributes in its body, speak of the version `now`? Refuses with the
 * wire's codes: 2055 for another version; _must_ also 800002 when it names none ("*" names whatever there is). */
MUST_USE Err resource_must_match(Ctx *ctx, Str body_etag, Str now);
MUST_USE Err resource_may_match(Ctx *ctx, Str body_etag, Str now);
/* A word of a list that has grown since some clients were built: the Java client loses the whole answer over one word
 * it does not know, so it gets the word in the spelling it knows, or else `otherwise`. known: its list, by spaces.
 * Every other client gets the word. */
Str resource_word(const Ctx *ctx, Str word, const char *known, Str otherwise);
/* Problems of a request are 400 with the wire's number for a bad property, unless a rule named another. */
Err resource_bad_property(Ctx *ctx, Err err);

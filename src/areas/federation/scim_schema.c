/* Tables of the SCIM schemas, and values in the form they ask for. */
#include "areas/federation/scim_schema.h"

#include "base/num.h"
#include "base/utf8.h"

const JsonLimits SCIM_LIMITS = {.depth_max = 12, .bytes_max = SCIM_BODY_MAX, .members_max = 60000};

/* --- tables --- */

#define A(NAME, TYPE, ABOUT, ...)                                                                                      \
    {                                                                                                                  \
        .name = S_INIT(NAME), .type = (TYPE), .about = (ABOUT), __VA_ARGS__                                            \
    }
#define SUBS(LIST) .subs = (LIST), .subs_n = COUNT_OF(LIST)

static const ScimAttr META[] = {
    A("resourceType", SCIM_STRING, "The name of the resource type.", .mutability = SCIM_READ_ONLY, .exact = true),
    A("created", SCIM_DATETIME, "When the resource was made.", .mutability = SCIM_READ_ONLY),
    A("lastModified", SCIM_DATETIME, "When the resource was last changed.", .mutability = SCIM_READ_ONLY),
    A("location", SCIM_REFERENCE, "The address of the resource.", .mutability = SCIM_READ_ONLY, .exact = true,
      .refers = "uri"),
    A("version", SCIM_STRING, "The entity tag of the resource.", .mutability = SCIM_READ_ONLY, .exact = true),
};
const ScimAttr SCIM_COMMON[] = {
    A("schemas", SCIM_REFERENCE, "The schemas of the resource.", .multi = true, .exact = true, .returned = SCIM_ALWAYS,
      .mutability = SCIM_READ_ONLY, .refers = "uri"),
    A("id", SCIM_STRING, "The id of the resource here.", .exact = true, .mutability = SCIM_READ_ONLY,
      .returned = SCIM_ALWAYS, .unique = true),
    A("externalId", SCIM_STRING, "The id of the resource at the provisioning client.", .exact = true),
    A("meta", SCIM_COMPLEX, "Facts about the resource.", .mutability = SCIM_READ_ONLY, SUBS(META)),
};
const size_t SCIM_COMMON_N = COUNT_OF(SCIM_COMMON);

static const ScimAttr NAME[] = {
    A("formatted", SCIM_STRING, "The whole name as it is shown."),
    A("familyName", SCIM_STRING, "The family name."),
    A("givenName", SCIM_STRING, "The given name."),
    A("middleName", SCIM_STRING, "Middle names."),
    A("honorificPrefix", SCIM_STRING, "What stands before the name."),
    A("honorificSuffix", SCIM_STRING, "What stands behind the name."),
};
#define DISPLAY A("display", SCIM_STRING, "The value as it is shown.")
#define PRIMARY A("primary", SCIM_BOOLEAN, "The preferred one; at most one is.")
static const ScimAttr EMAILS[] = {
    A("value", SCIM_STRING, "The e-mail address."),
    DISPLAY,
    A("type", SCIM_STRING, "What it is for.", .canonical = "work home other"),
    PRIMARY,
};
static const ScimAttr PHONES[] = {
    A("value", SCIM_STRING, "The phone number."),
    DISPLAY,
    A("type", SCIM_STRING, "What it is for.", .canonical = "work home mobile fax pager other"),
    PRIMARY,
};
static const ScimAttr PHOTOS[] = {
    A("value", SCIM_REFERENCE, "The address of the picture.", .exact = true, .refers = "external"),
    DISPLAY,
    A("type", SCIM_STRING, "What it is for.", .canonical = "photo thumbnail"),
    PRIMARY,
};
static const ScimAttr ADDRESSES[] = {
    A("formatted", SCIM_STRING, "The whole address as it is written."),
    A("streetAddress", SCIM_STRING, "Street and number."),
    A("locality", SCIM_STRING, "City."),
    A("region", SCIM_STRING, "State or region."),
    A("postalCode", SCIM_STRING, "Postal code."),
    A("country", SCIM_STRING, "Country, by ISO 3166-1."),
    A("type", SCIM_STRING, "What it is for.", .canonical = "work home other"),
    PRIMARY,
};
static const ScimAttr GROUPS[] = {
    A("value", SCIM_STRING, "The id of the group.", .exact = true, .mutability = SCIM_READ_ONLY),
    A("$ref", SCIM_REFERENCE, "The address of the group.", .exact = true, .mutability = SCIM_READ_ONLY,
      .refers = "Group"),
    A("display", SCIM_STRING, "The name of the group.", .mutability = SCIM_READ_ONLY),
    A("type", SCIM_STRING, "How the person belongs to it.", .mutability = SCIM_READ_ONLY, .canonical = "direct"),
};
static const ScimAttr USER[] = {
    A("userName", SCIM_STRING,
      "The sign-in name: an e-mail address in a domain of the directory, or its part before @.", .required = true,
      .unique = true),
    A("name", SCIM_COMPLEX, "The parts of the name.", SUBS(NAME)),
    A("displayName", SCIM_STRING, "The name as it is shown."),
    A("nickName", SCIM_STRING, "A casual name."),
    A("profileUrl", SCIM_REFERENCE, "The address of an online profile.", .exact = true, .refers = "external"),
    A("title", SCIM_STRING, "The title in the organization."),
    A("userType", SCIM_STRING, "The relation to the organization."),
    A("preferredLanguage", SCIM_STRING, "The language of the pages, as in Accept-Language."),
    A("locale", SCIM_STRING, "Language and region, such as fr-FR."),
    A("timezone", SCIM_STRING, "The time zone, such as Europe/Paris."),
    A("active", SCIM_BOOLEAN, "Whether the person may sign in. Set to false, all sessions end at once."),
    A("emails", SCIM_COMPLEX, "E-mail addresses; the primary one gets our mail.", .multi = true, SUBS(EMAILS)),
    A("phoneNumbers", SCIM_COMPLEX, "Phone numbers.", .multi = true, SUBS(PHONES)),
    A("photos", SCIM_COMPLEX, "Pictures.", .multi = true, SUBS(PHOTOS)),
    A("addresses", SCIM_COMPLEX, "Postal addresses.", .multi = true, SUBS(ADDRESSES)),
    A("groups", SCIM_COMPLEX, "Groups of the person.", .multi = true, .mutability = SCIM_READ_ONLY, SUBS(GROUPS)),
};
static const ScimAttr MANAGER[] = {
    A("value", SCIM_STRING, "The id of the manager.", .exact = true),
    A("$ref", SCIM_REFERENCE, "The address of the manager.", .exact = true, .refers = "User"),
    A("displayName", SCIM_STRING, "The name of the manager.", .mutability = SCIM_READ_ONLY),
};
static const ScimAttr ENTERPRISE[] = {
    A("employeeNumber", SCIM_STRING, "A number the organization gives."),
    A("costCenter", SCIM_STRING, "Cost center."),
    A("organization", SCIM_STRING, "Organization."),
    A("division", SCIM_STRING, "Division."),
    A("department", SCIM_STRING, "Department."),
    A("manager", SCIM_COMPLEX, "The manager.", SUBS(MANAGER)),
};
static const ScimAttr MEMBERS[] = {
    A("value", SCIM_STRING, "The id of the member.", .exact = true, .mutability = SCIM_IMMUTABLE),
    A("$ref", SCIM_REFERENCE, "The address of the member.", .exact = true, .mutability = SCIM_IMMUTABLE,
      .refers = "User"),
    A("type", SCIM_STRING, "What the member is.", .mutability = SCIM_IMMUTABLE, .canonical = "User"),
    A("display", SCIM_STRING, "The name of the member.", .mutability = SCIM_READ_ONLY),
};
static const ScimAttr GROUP[] = {
    A("displayName", SCIM_STRING, "The name of the group, once in the directory.", .required = true),
    A("members", SCIM_COMPLEX, "Members of the group: users of the directory.", .multi = true, SUBS(MEMBERS)),
};

static const ScimSchema USER_SCHEMA = {S_INIT(SCIM_CORE_USER), S_INIT("User"), "User account", USER, COUNT_OF(USER)};
static const ScimSchema ENTERPRISE_SCHEMA = {S_INIT(SCIM_ENTERPRISE_USER), S_INIT("EnterpriseUser"),
                                             "Facts about a person in an organization", ENTERPRISE,
                                             COUNT_OF(ENTERPRISE)};
static const ScimSchema GROUP_SCHEMA = {S_INIT(SCIM_CORE_GROUP), S_INIT("Group"), "Group", GROUP, COUNT_OF(GROUP)};
const ScimKind SCIM_USER = {S_INIT("User"), S_INIT("Users"), "User account", &USER_SCHEMA, &ENTERPRISE_SCHEMA};
const ScimKind SCIM_GROUP = {S_INIT("Group"), S_INIT("Groups"), "Group", &GROUP_SCHEMA, NULL};

const ScimAttr *scim_attr(const ScimAttr *attrs, size_t n, Str name)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq_nocase(attrs[i].name, name)) {
            return &attrs[i];
        }
    }
    return NULL;
}

const ScimAttr *scim_top(const ScimKind *kind, Str name)
{
    const ScimAttr *common = scim_attr(SCIM_COMMON, SCIM_COMMON_N, name);
    return common ? common : scim_attr(kind->core->attrs, kind->core->attrs_n, name);
}

Err scim_fault(ScimFault *f, int status, const char *type, Str detail)
{
    if (f->status == 0) {
        *f = (ScimFault){status, type, detail};
    }
    return ERR_INVALID;
}

/* --- values --- */

const JsonValue SCIM_EMPTY = {.kind = JSON_OBJECT};

const JsonValue *scim_text(Arena *a, Str text)
{
    JsonValue *v = arena_new(a, JsonValue);
    *v = (JsonValue){.kind = JSON_STRING, .text = text};
    return v;
}

const JsonValue *scim_bool(bool v)
{
    static const JsonValue YES = {.kind = JSON_BOOL, .boolean = true}, NO = {.kind = JSON_BOOL};
    return v ? &YES : &NO;
}

JsonValue *scim_open(Arena *a, const JsonValue *from, size_t more)
{
    size_t n = from ? from->n : 0;
    JsonValue *v = arena_new(a, JsonValue);
    *v = (JsonValue){.kind = JSON_OBJECT,
                     .items = arena_array_raw(a, JsonValue, n + more),
                     .names = arena_array_raw(a, Str, n + more),
                     .n = n};
    for (size_t i = 0; i < n; i++) {
        v->names[i] = from->names[i];
        v->items[i] = from->items[i];
    }
    return v;
}

static void take_out(JsonValue *object, size_t at)
{
    for (object->n--; at < object->n; at++) {
        object->names[at] = object->names[at + 1];
        object->items[at] = object->items[at + 1];
    }
}

void scim_set(JsonValue *object, Str name, const JsonValue *value)
{
    for (size_t i = 0; i < object->n; i++) {
        if (str_eq(object->names[i], name)) {
            if (value) {
                object->items[i] = *value;
            } else {
                take_out(object, i);
            }
            return;
        }
    }
    if (value) {
        object->names[object->n] = name;
        object->items[object->n++] = *value;
    }
}

const JsonValue *scim_with(Arena *a, const JsonValue *object, Str name, const JsonValue *value)
{
    JsonValue *v = scim_open(a, object, 1);
    scim_set(v, name, value);
    return v;
}

const JsonValue *scim_list(Arena *a, const JsonValue *const *items, size_t n)
{
    JsonValue *v = arena_new(a, JsonValue);
    *v = (JsonValue){.kind = JSON_ARRAY, .items = arena_array(a, JsonValue, n), .n = n};
    for (size_t i = 0; i < n; i++) {
        v->items[i] = *items[i];
    }
    return v;
}

bool scim_assigned(const JsonValue *v)
{
    return v && v->kind != JSON_NULL && !((v->kind == JSON_ARRAY || v->kind == JSON_OBJECT) && v->n == 0);
}

bool scim_same(const JsonValue *x, const JsonValue *y)
{
    if (!x || !y) {
        return x == y;
    }
    if (x->kind != y->kind || x->n != y->n || x->boolean != y->boolean || !str_eq(x->text, y->text)) {
        return false;
    }
    for (size_t i = 0; i < x->n; i++) {
        const JsonValue *other = x->kind == JSON_OBJECT ? json_exact(y, x->names[i]) : &y->items[i];
        if (!scim_same(&x->items[i], other)) {
            return false;
        }
    }
    return true;
}

/* --- from what clients send --- */

static Err wrong_type(Arena *a, const ScimAttr *attr, const char *wanted, ScimFault *f)
{
    return scim_fault(f, 400, "invalidValue", str_fmt(a, "%.*s must be %s.", S_ARG(attr->name), wanted));
}

static Err coerce_text(Arena *a, const ScimAttr *attr, const JsonValue *in, const JsonValue **ret, ScimFault *f)
{
    Str text = in->kind == JSON_BOOL ? (in->boolean ? S("true") : S("false")) : in->text;
    bool names = attr->unique && in->kind != JSON_STRING && in->kind != JSON_NULL; /* a number names nobody */
    if (names || in->kind == JSON_ARRAY || in->kind == JSON_OBJECT) {
        return wrong_type(a, attr, "a text", f);
    }
    if (utf8_count(text) > SCIM_TEXT_MAX) {
        return scim_fault(f, 400, "invalidValue",
                          str_fmt(a, "%.*s is longer than %d characters.", S_ARG(attr->name), SCIM_TEXT_MAX));
    }
    Time t;
    if (attr->type == SCIM_DATETIME && time_parse(text, &t) != OK) {
        return wrong_type(a, attr, "a time such as 2026-11-21T05:46:00Z", f);
    }
    *ret = text.n ? scim_text(a, text) : NULL;
    return OK;
}

static Err coerce_bool(Arena *a, const ScimAttr *attr, const JsonValue *in, const JsonValue **ret, ScimFault *f)
{
    bool yes = in->kind == JSON_BOOL ? in->boolean : str_eq_nocase(in->text, S("true"));
    bool known = in->kind == JSON_BOOL || (in->kind == JSON_STRING && (yes || str_eq_nocase(in->text, S("false"))));
    if (!known) {
        return wrong_type(a, attr, "true or false", f);
    }
    *ret = scim_bool(yes);
    return OK;
}

static Err coerce_complex(Arena *a, const ScimAttr *attr, const JsonValue *in, const JsonValue **ret, ScimFault *f)
{
    if (in->kind == JSON_STRING && scim_attr(attr->subs, attr->subs_n, S("value"))) {
        *ret = in->text.n ? scim_with(a, NULL, S("value"), in) : NULL; /* the id alone */
        return OK;
    }
    if (in->kind != JSON_OBJECT) {
        return wrong_type(a, attr, "an object", f);
    }
    const JsonValue *out = &SCIM_EMPTY;
    for (size_t i = 0; i < in->n; i++) {
        const ScimAttr *sub = scim_attr(attr->subs, attr->subs_n, in->names[i]);
        const JsonValue *value = NULL;
        if (!sub || sub->mutability == SCIM_READ_ONLY) {
            continue;
        }
        TRY(scim_coerce(a, sub, &in->items[i], &value, f));
        if (value) {
            out = scim_with(a, out, sub->name, value);
        }
    }
    *ret = out->n ? out : NULL;
    return OK;
}

static Err coerce_one(Arena *a, const ScimAttr *attr, const JsonValue *in, const JsonValue **ret, ScimFault *f)
{
    switch (attr->type) {
    case SCIM_STRING:
    case SCIM_DATETIME:
    case SCIM_REFERENCE:
        return coerce_text(a, attr, in, ret, f);
    case SCIM_BOOLEAN:
        return coerce_bool(a, attr, in, ret, f);
    case SCIM_COMPLEX:
        return coerce_complex(a, attr, in, ret, f);
    }
    return ERR_INTERNAL;
}

static Err coerce_list(Arena *a, const ScimAttr *attr, const JsonValue *in, const JsonValue **ret, ScimFault *f)
{
    const JsonValue *one[1] = {in};
    size_t n = in->kind == JSON_ARRAY ? in->n : 1, kept = 0;
    if (n > SCIM_ITEMS_MAX) {
        return scim_fault(f, 400, "tooMany",
                          str_fmt(a, "%.*s has more than %d values.", S_ARG(attr->name), SCIM_ITEMS_MAX));
    }
    const JsonValue **items = arena_array(a, const JsonValue *, n);
    for (size_t i = 0; i < n; i++) {
        const JsonValue *value = NULL, *item = in->kind == JSON_ARRAY ? &in->items[i] : one[0];
        if (item->kind != JSON_NULL) {
            TRY(coerce_one(a, attr, item, &value, f));
        }
        if (value) {
            items[kept++] = value;
        }
    }
    *ret = kept ? scim_list(a, items, kept) : NULL;
    return OK;
}

Err scim_coerce(Arena *a, const ScimAttr *attr, const JsonValue *in, const JsonValue **ret, ScimFault *f)
{
    *ret = NULL;
    if (in->kind == JSON_NULL) {
        return OK;
    }
    if (attr->multi) {
        return coerce_list(a, attr, in, ret, f);
    }
    if (in->kind == JSON_ARRAY && in->n > 1) {
        return wrong_type(a, attr, "one value", f);
    }
    if (in->kind == JSON_ARRAY) {
        return in->n == 0 || in->items[0].kind == JSON_NULL ? OK : coerce_one(a, attr, &in->items[0], ret, f);
    }
    return coerce_one(a, attr, in, ret, f);
}

const JsonValue *scim_one_primary(Arena *a, const JsonValue *list, const JsonValue *newest)
{
    ptrdiff_t chosen = -1;
    for (size_t i = 0; list && i < list->n; i++) {
        const JsonValue *p = json_exact(&list->items[i], S("primary"));
        if (p && p->boolean && (chosen < 0 || (newest && scim_same(&list->items[i], newest)))) {
            chosen = (ptrdiff_t)i;
        }
    }
    if (chosen < 0) {
        return list;
    }
    const JsonValue **items = arena_array(a, const JsonValue *, list->n);
    for (size_t i = 0; i < list->n; i++) {
        const JsonValue *p = json_exact(&list->items[i], S("primary"));
        bool other = p && p->boolean && (ptrdiff_t)i != chosen;
        items[i] = other ? scim_with(a, &list->items[i], S("primary"), scim_bool(false)) : &list->items[i];
    }
    return scim_list(a, items, list->n);
}

static size_t primaries(const JsonValue *list)
{
    size_t n = 0;
    for (size_t i = 0; list && list->kind == JSON_ARRAY && i < list->n; i++) {
        const JsonValue *p = json_exact(&list->items[i], S("primary"));
        n += p && p->boolean;
    }
    return n;
}

static Err read_members(Arena *a, const ScimAttr *attrs, size_t n, const JsonValue *in, const JsonValue **io,
                        ScimFault *f)
{
    for (size_t i = 0; i < in->n; i++) {
        const ScimAttr *attr = scim_attr(attrs, n, in->names[i]);
        const JsonValue *value = NULL;
        if (!attr || attr->mutability == SCIM_READ_ONLY) {
            continue;
        }
        TRY(scim_coerce(a, attr, &in->items[i], &value, f));
        if (primaries(value) > 1) {
            return scim_fault(f, 400, "invalidValue",
                              str_fmt(a, "%.*s has more than one primary value.", S_ARG(attr->name)));
        }
        if (value) {
            *io = scim_with(a, *io, attr->name, value);
        }
    }
    return OK;
}

static bool schema_named(const JsonValue *schemas, Str id)
{
    if (schemas->kind == JSON_STRING) {
        return str_eq_nocase(schemas->text, id);
    }
    for (size_t i = 0; schemas->kind == JSON_ARRAY && i < schemas->n; i++) {
        if (str_eq_nocase(schemas->items[i].text, id)) {
            return true;
        }
    }
    return false;
}

Err scim_read(Arena *a, const ScimKind *kind, const JsonValue *in, const JsonValue **ret, ScimFault *f)
{
    const JsonValue *out = &SCIM_EMPTY;
    if (in->kind != JSON_OBJECT) {
        return scim_fault(f, 400, "invalidSyntax", S("The body must be a JSON object."));
    }
    const JsonValue *schemas = json_get(in, S("schemas"));
    if (schemas && !schema_named(schemas, kind->core->id)) {
        return scim_fault(f, 400, "invalidValue", str_fmt(a, "schemas must name %.*s.", S_ARG(kind->core->id)));
    }
    TRY(read_members(a, SCIM_COMMON, SCIM_COMMON_N, in, &out, f));
    TRY(read_members(a, kind->core->attrs, kind->core->attrs_n, in, &out, f));
    const JsonValue *more = kind->extension ? json_get(in, kind->extension->id) : NULL;
    if (more && more->kind == JSON_OBJECT) {
        const JsonValue *inner = &SCIM_EMPTY;
        TRY(read_members(a, kind->extension->attrs, kind->extension->attrs_n, more, &inner, f));
        if (inner->n) {
            out = scim_with(a, out, kind->extension->id, inner);
        }
    }
    *ret = out;
    return OK;
}

Err scim_complete(Arena *a, const ScimKind *kind, const JsonValue *resource, ScimFault *f)
{
    for (size_t i = 0; i < kind->core->attrs_n; i++) {
        const ScimAttr *attr = &kind->core->attrs[i];
        if (attr->required && !scim_assigned(json_exact(resource, attr->name))) {
            return scim_fault(f, 400, "invalidValue", str_fmt(a, "%.*s is required.", S_ARG(attr->name)));
        }
    }
    return OK;
}

/* What this server says about itself: its configuration, its resource types and its schemas (RFC 7643, sections 5 to
 * 7). */
#include "areas/federation/federation.h"
#include "areas/federation/scim_api.h"
#include "base/num.h"

#define CORE_CONFIG "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
#define CORE_TYPE "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
#define CORE_SCHEMA "urn:ietf:params:scim:schemas:core:2.0:Schema"

typedef struct Page {
    Buf b;
    Json j;
    Str base;
} Page;

static Page *page(DirectoryCtx d)
{
    Page *p = arena_new(d.ctx->arena, Page);
    p->b = buf_on_arena(d.ctx->arena, BUF_MAX_PAGE);
    p->j = json_writer(&p->b);
    p->base = federation_scim_url(d.ctx, d.ctx->directory_id);
    return p;
}

static void member(Page *p, const char *name, Str value)
{
    json_key(&p->j, str_from(name));
    json_str(&p->j, value);
}

static void flag(Page *p, const char *name, bool value)
{
    json_key(&p->j, str_from(name));
    json_bool(&p->j, value);
}

static void schemas(Page *p, const char *id)
{
    json_key(&p->j, S("schemas"));
    json_arr(&p->j);
    json_str(&p->j, str_from(id));
    json_arr_end(&p->j);
}

static void meta(DirectoryCtx d, Page *p, const char *type, Str rest)
{
    json_key(&p->j, S("meta"));
    json_obj(&p->j);
    member(p, "resourceType", str_from(type));
    member(p, "location", str_fmt(d.ctx->arena, "%.*s/%.*s", S_ARG(p->base), S_ARG(rest)));
    json_obj_end(&p->j);
}

static void supported(Page *p, const char *name, bool value)
{
    json_key(&p->j, str_from(name));
    json_obj(&p->j);
    flag(p, "supported", value);
}

Err scim_provider_config(DirectoryCtx d)
{
    Page *p = page(d);
    Json *j = &p->j;
    json_obj(j);
    schemas(p, CORE_CONFIG);
    supported(p, "patch", true);
    json_obj_end(j);
    supported(p, "bulk", false);
    json_key(j, S("maxOperations"));
    json_i64(j, 0);
    json_key(j, S("maxPayloadSize"));
    json_i64(j, 0);
    json_obj_end(j);
    supported(p, "filter", true);
    json_key(j, S("maxResults"));
    json_i64(j, 200);
    json_obj_end(j);
    supported(p, "changePassword", false);
    json_obj_end(j);
    supported(p, "sort", false);
    json_obj_end(j);
    supported(p, "etag", true);
    json_obj_end(j);
    json_key(j, S("authenticationSchemes"));
    json_arr(j);
    json_obj(j);
    member(p, "type", S("oauthbearertoken"));
    member(p, "name", S("Bearer token"));
    member(p, "description", S("A token that is made on the page Sign-in and provisioning."));
    member(p, "specUri", S("https://www.rfc-editor.org/info/rfc6750"));
    flag(p, "primary", true);
    json_obj_end(j);
    json_arr_end(j);
    meta(d, p, "ServiceProviderConfig", S("ServiceProviderConfig"));
    json_obj_end(j);
    scim_answer(d.ctx, 200, &p->b);
    return OK;
}

/* --- lists of what does not change --- */

static void list_open(Page *p, size_t n)
{
    Json *j = &p->j;
    json_obj(j);
    schemas(p, SCIM_MESSAGE "ListResponse");
    json_key(j, S("totalResults"));
    json_i64(j, (int64_t)n);
    json_key(j, S("startIndex"));
    json_i64(j, 1);
    json_key(j, S("itemsPerPage"));
    json_i64(j, (int64_t)n);
    json_key(j, S("Resources"));
    json_arr(j);
}

static Err no_filter(DirectoryCtx d)
{
    if (!ctx_has_query(d.ctx, S("filter"))) {
        return OK;
    }
    ScimFault f = {403, NULL, S("This list cannot be filtered.")}; /* RFC 7644, section 4 */
    return scim_answer_fault(d.ctx, &f);
}

static Err none_of(DirectoryCtx d)
{
    ScimFault f = {404, NULL, S("There is no such resource.")};
    return scim_answer_fault(d.ctx, &f);
}

/* --- resource types --- */

static const ScimKind *const KINDS[] = {&SCIM_USER, &SCIM_GROUP};

static void write_type(DirectoryCtx d, Page *p, const ScimKind *kind)
{
    Json *j = &p->j;
    json_obj(j);
    schemas(p, CORE_TYPE);
    member(p, "id", kind->name);
    member(p, "name", kind->name);
    member(p, "endpoint", str_concat(d.ctx->arena, S("/"), kind->endpoint));
    member(p, "description", str_from(kind->about));
    member(p, "schema", kind->core->id);
    if (kind->extension) {
        json_key(j, S("schemaExtensions"));
        json_arr(j);
        json_obj(j);
        member(p, "schema", kind->extension->id);
        flag(p, "required", false);
        json_obj_end(j);
        json_arr_end(j);
    }
    meta(d, p, "ResourceType", str_concat(d.ctx->arena, S("ResourceTypes/"), kind->name));
    json_obj_end(j);
}

Err scim_resource_types(DirectoryCtx d)
{
    TRY(no_filter(d));
    Page *p = page(d);
    list_open(p, COUNT_OF(KINDS));
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        write_type(d, p, KINDS[i]);
    }
    json_arr_end(&p->j);
    json_obj_end(&p->j);
    scim_answer(d.ctx, 200, &p->b);
    return OK;
}

Err scim_resource_type(DirectoryCtx d)
{
    Page *p = page(d);
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        if (str_eq(KINDS[i]->name, ctx_param(d.ctx, S("id")))) {
            write_type(d, p, KINDS[i]);
            scim_answer(d.ctx, 200, &p->b);
            return OK;
        }
    }
    return none_of(d);
}

/* --- schemas --- */

static void words(Page *p, const char *name, const char *list)
{
    Str rest = str_from(list), word;
    if (!list) {
        return;
    }
    json_key(&p->j, str_from(name));
    json_arr(&p->j);
    while (str_split(&rest, ' ', &word)) {
        json_str(&p->j, word);
    }
    json_arr_end(&p->j);
}

static void write_attrs(Page *p, const char *name, const ScimAttr *attrs, size_t n)
{
    static const char *const TYPES[] = {"string", "boolean", "dateTime", "reference", "complex"};
    static const char *const MUTABILITY[] = {"readWrite", "readOnly", "immutable"};
    Json *j = &p->j;
    json_key(j, str_from(name));
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        const ScimAttr *a = &attrs[i];
        json_obj(j);
        member(p, "name", a->name);
        member(p, "type", str_from(TYPES[a->type]));
        flag(p, "multiValued", a->multi);
        member(p, "description", str_from(a->about));
        flag(p, "required", a->required);
        words(p, "canonicalValues", a->canonical);
        if (a->type != SCIM_COMPLEX && a->type != SCIM_BOOLEAN && a->type != SCIM_DATETIME) {
            flag(p, "caseExact", a->exact);
        }
        member(p, "mutability", str_from(MUTABILITY[a->mutability]));
        member(p, "returned", a->returned == SCIM_ALWAYS ? S("always") : S("default"));
        member(p, "uniqueness", a->unique ? S("server") : S("none"));
        words(p, "referenceTypes", a->refers);
        if (a->subs_n) {
            write_attrs(p, "subAttributes", a->subs, a->subs_n);
        }
        json_obj_end(j);
    }
    json_arr_end(j);
}

static void write_schema(DirectoryCtx d, Page *p, const ScimSchema *s)
{
    json_obj(&p->j);
    schemas(p, CORE_SCHEMA);
    member(p, "id", s->id);
    member(p, "name", s->name);
    member(p, "description", str_from(s->about));
    write_attrs(p, "attributes", s->attrs, s->attrs_n);
    meta(d, p, "Schema", str_concat(d.ctx->arena, S("Schemas/"), s->id));
    json_obj_end(&p->j);
}

static size_t all_schemas(const ScimSchema *ret[4])
{
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        ret[n++] = KINDS[i]->core;
        if (KINDS[i]->extension) {
            ret[n++] = KINDS[i]->extension;
        }
    }
    return n;
}

Err scim_schemas(DirectoryCtx d)
{
    const ScimSchema *list[4];
    size_t n = all_schemas(list);
    TRY(no_filter(d));
    Page *p = page(d);
    list_open(p, n);
    for (size_t i = 0; i < n; i++) {
        write_schema(d, p, list[i]);
    }
    json_arr_end(&p->j);
    json_obj_end(&p->j);
    scim_answer(d.ctx, 200, &p->b);
    return OK;
}

Err scim_schema(DirectoryCtx d)
{
    const ScimSchema *list[4];
    size_t n = all_schemas(list);
    Page *p = page(d);
    for (size_t i = 0; i < n; i++) {
        if (str_eq_nocase(list[i]->id, ctx_param(d.ctx, S("id")))) {
            write_schema(d, p, list[i]);
            scim_answer(d.ctx, 200, &p->b);
            return OK;
        }
    }
    return none_of(d);
}

Err scim_not_offered(DirectoryCtx d)
{
    ScimFault f = {501, NULL, S("This server does not offer that. See ServiceProviderConfig.")};
    return scim_answer_fault(d.ctx, &f);
}

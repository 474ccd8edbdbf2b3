/* OpenAPI 3.1 from the tables that serve the API, so that it cannot say anything else. */
#include "app/openapi.h"
#include "app/app.h"
#include "app/shape.h"
#include "base/map.h"
#include <ctype.h>
#include <stdlib.h>

/* collections: the shapes of whose lists the envelope is described too. */
typedef struct Writer_ {
    Json j;
    Arena *arena;
    Map seen;
    const Shape *shapes[512];
    size_t shapes_n;
    const Shape *lists[128];
    size_t lists_n;
    Map read; /* shapes that bodies of requests are made of: the longest texts are those that are taken */
} Writer_;

static void text(Writer_ *w, Str name, const char *value)
{
    json_key(&w->j, name);
    json_str(&w->j, str_from(value));
}

static void want(Writer_ *w, const Shape *shape)
{
    const Shape *same = map_get(&w->seen, str_from(shape->name));
    if (same && same != shape) {
        fprintf(stderr, "two shapes are named %s; give one its own name with SHAPE_AS\n", shape->name);
        abort(); /* the document would lie about one of them */
    }
    if (!same && w->shapes_n < COUNT_OF(w->shapes)) {
        map_put(&w->seen, str_from(shape->name), (void *)(uintptr_t)shape);
        w->shapes[w->shapes_n++] = shape;
    }
}

static void want_list(Writer_ *w, const Shape *shape)
{
    size_t i = 0;
    while (i < w->lists_n && w->lists[i] != shape) {
        i++;
    }
    if (i == w->lists_n && i < COUNT_OF(w->lists)) {
        w->lists[w->lists_n++] = shape;
    }
}

static void asked_for(Writer_ *w, const Shape *shape)
{
    if (!shape || map_get(&w->read, str_from(shape->name))) {
        return;
    }
    map_put(&w->read, str_from(shape->name), (void *)(uintptr_t)shape);
    for (size_t i = 0; i < shape->fields_n; i++) {
        asked_for(w, shape->fields[i].shape);
    }
}

static void reference(Writer_ *w, const Shape *shape)
{
    want(w, shape);
    json_obj(&w->j);
    json_key(&w->j, S("$ref"));
    json_str(&w->j, str_fmt(w->arena, "#/components/schemas/%s", shape->name));
    json_obj_end(&w->j);
}

static const char *type_of(FieldType t, const char **ret_format)
{
    *ret_format = NULL;
    switch (t) {
    case F_STR:
    case F_ENUM_:
    case F_CONST:
        return "string";
    case F_INT:
        *ret_format = "int64";
        return "integer";
    case F_BOOL_:
        return "boolean";
    case F_MONEY_:
    case F_DEC_:
        return "number";
    case F_TIME_:
        *ret_format = "date-time";
        return "string";
    case F_DATE_:
        *ret_format = "date";
        return "string";
    case F_ID_:
        *ret_format = "uuid";
        return "string";
    case F_LIST:
    case F_STRS:
        return "array";
    case F_OBJECT:
    case F_RAW:
        return NULL;
    }
    return NULL;
}

static void field_type(Writer_ *w, const Field *f)
{
    const char *format, *type = type_of(f->type, &format);
    if (type && (f->flags & FIELD_NULL)) {
        json_key(&w->j, S("type"));
        json_arr(&w->j);
        json_str(&w->j, str_from(type));
        json_str(&w->j, S("null"));
        json_arr_end(&w->j);
    } else if (type) {
        text(w, S("type"), type);
    }
    if (format) {
        text(w, S("format"), format);
    } else if (f->flags & FIELD_SECRET) {
        text(w, S("format"), "password");
    }
}

static void field_write(Writer_ *w, const Field *f, bool asked)
{
    if (f->type == F_OBJECT) {
        reference(w, f->shape);
        return;
    }
    json_obj(&w->j);
    field_type(w, f);
    if (f->type == F_STR && asked) {
        json_key(&w->j, S("maxLength"));
        json_i64(&w->j, f->max ? f->max : 256);
    }
    if (f->type == F_CONST) {
        text(w, S("const"), f->constant);
    }
    if (f->type == F_ENUM_) {
        json_key(&w->j, S("enum"));
        json_arr(&w->j);
        for (const char *const *v = f->values; *v; v++) {
            json_str(&w->j, str_from(*v));
        }
        json_arr_end(&w->j);
    }
    if (f->type == F_LIST || f->type == F_STRS) {
        json_key(&w->j, S("items"));
        if (f->type == F_LIST) {
            reference(w, f->shape);
        } else {
            json_obj(&w->j);
            text(w, S("type"), "string");
            json_obj_end(&w->j);
        }
    }
    if (f->flags & FIELD_OUT_ONLY) {
        json_key(&w->j, S("readOnly"));
        json_bool(&w->j, true);
    }
    if (f->flags & FIELD_IN_ONLY) {
        json_key(&w->j, S("writeOnly"));
        json_bool(&w->j, true);
    }
    if (f->label) {
        text(w, S("title"), f->label);
    }
    json_obj_end(&w->j);
}

static void schema(Writer_ *w, const Shape *shape)
{
    json_obj(&w->j);
    text(w, S("type"), "object");
    json_key(&w->j, S("properties"));
    json_obj(&w->j);
    bool required = false;
    for (size_t i = 0; i < shape->fields_n; i++) {
        json_key(&w->j, shape->fields[i].name);
        field_write(w, &shape->fields[i], map_get(&w->read, str_from(shape->name)) != NULL);
        required |= (shape->fields[i].flags & FIELD_REQUIRED) != 0;
    }
    json_obj_end(&w->j);
    if (required) {
        json_key(&w->j, S("required"));
        json_arr(&w->j);
        for (size_t i = 0; i < shape->fields_n; i++) {
            if (shape->fields[i].flags & FIELD_REQUIRED) {
                json_str(&w->j, shape->fields[i].name);
            }
        }
        json_arr_end(&w->j);
    }
    json_obj_end(&w->j);
}

static void parameter(Writer_ *w, Str name, const char *in, const char *type, const char *about)
{
    json_obj(&w->j);
    json_key(&w->j, S("name"));
    json_str(&w->j, name);
    text(w, S("in"), in);
    if (about) {
        text(w, S("description"), about);
    }
    if (strcmp(in, "path") == 0) {
        json_key(&w->j, S("required"));
        json_bool(&w->j, true);
    }
    json_key(&w->j, S("schema"));
    json_obj(&w->j);
    text(w, S("type"), type);
    json_obj_end(&w->j);
    json_obj_end(&w->j);
}

static void list_parameters(Writer_ *w)
{
    parameter(w, S("size"), "query", "integer", "Items a page; none or 0: as many as there may be");
    parameter(w, S("offset"), "query", "integer", "Items to leave out first; better follow links.next");
    parameter(w, S("seekOperation"), "query", "string", "Next or Previous, with the continuation token");
    parameter(w, S("MS-ContinuationToken"), "header", "string",
              "Of links.next.headers: the whole of the query stands in it");
}

static void parameters(Writer_ *w, const Route *r)
{
    Str path = str_from(r->path), own = str_from(r->query ? r->query : ""), name;
    json_key(&w->j, S("parameters"));
    json_arr(&w->j);
    Str rest = path;
    ptrdiff_t open;
    while ((open = str_find_char(rest, '{')) >= 0) {
        rest = str_skip(rest, (size_t)open + 1);
        ptrdiff_t close = str_find_char(rest, '}');
        if (close < 0) {
            break;
        }
        parameter(w, str_sub(rest, 0, (size_t)close), "path", "string", NULL);
    }
    if (r->list) {
        list_parameters(w);
    }
    while (own.n && str_split(&own, ' ', &name)) {
        parameter(w, name, "query", "string", NULL);
    }
    json_arr_end(&w->j);
}

static void list_schema(Writer_ *w, const Shape *shape)
{
    Str whole = str_fmt(w->arena,
                        "{\"type\":\"object\",\"required\":[\"totalCount\",\"items\",\"attributes\"],\"properties\":{"
                        "\"totalCount\":{\"type\":\"integer\"},"
                        "\"items\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/"
                        "%s\"}},\"links\":{\"type\":\"object\"},"
                        "\"continuationToken\":{\"type\":\"string\"},\"attributes\":{\"type\":\"object\","
                        "\"properties\":{\"objectType\":{\"const\":\"Collection\"}}}}}",
                        shape->name);
    json_raw(&w->j, whole);
}

static void answer_schema(Writer_ *w, const Route *r)
{
    if (r->list) {
        want(w, r->shape_out);
        want_list(w, r->shape_out);
        json_obj(&w->j);
        json_key(&w->j, S("$ref"));
        json_str(&w->j, str_fmt(w->arena, "#/components/schemas/%sCollection", ((const Shape *)r->shape_out)->name));
        json_obj_end(&w->j);
    } else if (r->shape_out) {
        reference(w, r->shape_out);
    } else {
        json_raw(&w->j, str_from(r->schema_out));
    }
}

static void content(Writer_ *w, const Route *r, bool answer)
{
    json_key(&w->j, S("content"));
    json_obj(&w->j);
    json_key(&w->j, answer && r->media_out ? str_from(r->media_out) : S("application/json"));
    json_obj(&w->j);
    json_key(&w->j, S("schema"));
    if (answer && r->media_out) {
        json_raw(&w->j, S("{\"type\":\"string\"}"));
    } else if (answer) {
        answer_schema(w, r);
    } else {
        reference(w, r->shape_in);
    }
    json_obj_end(&w->j);
    json_obj_end(&w->j);
}

static void response(Writer_ *w, Str code, const char *about, const Route *r)
{
    json_key(&w->j, code);
    json_obj(&w->j);
    text(w, S("description"), about);
    if ((r->shape_out || r->schema_out || r->media_out) && !str_eq(code, S("204"))) {
        content(w, r, true);
    }
    json_obj_end(&w->j);
}

static void error_response(Writer_ *w)
{
    json_key(&w->j, S("default"));
    json_obj(&w->j);
    json_key(&w->j, S("$ref"));
    json_str(&w->j, S("#/components/responses/Error"));
    json_obj_end(&w->j);
}

/* "get_customers_customer_carts": the same as long as the address is. */
static Str operation_id(Writer_ *w, const Route *r, Str method)
{
    Buf b = buf_on_arena(w->arena, BUF_MAX_SMALL);
    buf_add(&b, method);
    Str rest = str_from(r->path), part;
    while (rest.n && str_split(&rest, '/', &part)) {
        if (part.n && !str_eq(part, S("v1"))) {
            buf_addc(&b, '_');
            for (size_t i = 0; i < part.n; i++) {
                if (isalnum((unsigned char)part.p[i]) || part.p[i] == '_') {
                    buf_addc(&b, part.p[i]);
                }
            }
        }
    }
    return buf_str(&b);
}

static void operation(Writer_ *w, const RouteInfo *info)
{
    const Route *r = info->route;
    char method[16];
    size_t n = 0;
    for (; r->method[n] && n < sizeof method - 1; n++) {
        method[n] = (char)tolower((unsigned char)r->method[n]);
    }
    json_key(&w->j, str_of(method, n));
    json_obj(&w->j);
    json_key(&w->j, S("operationId"));
    json_str(&w->j, operation_id(w, r, str_of(method, n)));
    if (r->summary) {
        text(w, S("summary"), r->summary);
    }
    json_key(&w->j, S("tags"));
    json_arr(&w->j);
    json_str(&w->j, str_from(r->api_area ? r->api_area : info->area));
    json_arr_end(&w->j);
    parameters(w, r);
    if (r->shape_in) {
        json_key(&w->j, S("requestBody"));
        json_obj(&w->j);
        content(w, r, false);
        json_obj_end(&w->j);
    }
    json_key(&w->j, S("responses"));
    json_obj(&w->j);
    Str codes = str_from(r->answers                                          ? r->answers
                         : strcmp(r->method, "DELETE") == 0 && !r->shape_out ? "204"
                         : strcmp(r->method, "POST") == 0                    ? "201"
                                                                             : "200"),
        code;
    while (codes.n && str_split(&codes, ' ', &code)) {
        response(w, code, str_eq(code, S("202")) ? "Accepted; it is done later" : "Done", r);
    }
    error_response(w);
    json_obj_end(&w->j);
    text(w, S("x-permission"), str_z(w->arena, r->perm->id));
    json_obj_end(&w->j);
}

static int by_path(const void *x, const void *y)
{
    const RouteInfo *a = x, *b = y;
    int order = strcmp(a->route->path, b->route->path);
    return order ? order : strcmp(a->route->method, b->route->method);
}

static void paths(Writer_ *w)
{
    const RouteInfo *all;
    size_t n = routes_all(w->arena, &all);
    RouteInfo *sorted = arena_array(w->arena, RouteInfo, n + 1);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (all[i].route->kind == ROUTE_API) {
            sorted[kept++] = all[i];
            asked_for(w, all[i].route->shape_in);
        }
    }
    qsort(sorted, kept, sizeof *sorted, by_path);
    json_key(&w->j, S("paths"));
    json_obj(&w->j);
    for (size_t i = 0; i < kept;) {
        const char *path = sorted[i].route->path;
        json_key(&w->j, str_from(path));
        json_obj(&w->j);
        for (; i < kept && strcmp(sorted[i].route->path, path) == 0; i++) {
            operation(w, &sorted[i]);
        }
        json_obj_end(&w->j);
    }
    json_obj_end(&w->j);
}

static const char ERROR_SCHEMA[] =
    "{\"type\":\"object\",\"properties\":{\"code\":{\"type\":\"integer\"},\"description\":{\"type\":\"string\"},"
    "\"data\":{\"type\":\"array\",\"items\":{}},\"source\":{\"type\":\"string\"},"
    "\"missingPermission\":{\"type\":\"object\",\"description\":\"Of a refusal for lack of a permission: which one, "
    "and "
    "the roles that give it, the weakest first.\",\"properties\":{\"permission\":{\"type\":\"string\"},"
    "\"roles\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}}}";

static void components(Writer_ *w)
{
    json_key(&w->j, S("components"));
    json_obj(&w->j);
    json_key(&w->j, S("securitySchemes"));
    json_raw(&w->j, S("{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\",\"bearerFormat\":\"JWT\"}}"));
    json_key(&w->j, S("responses"));
    json_raw(&w->j,
             S("{\"Error\":{\"description\":\"It was refused or "
               "failed\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Error\"}}}}}"));
    json_key(&w->j, S("schemas"));
    json_obj(&w->j);
    json_key(&w->j, S("Error"));
    json_raw(&w->j, str_from(ERROR_SCHEMA));
    for (size_t i = 0; i < w->shapes_n; i++) { /* grows while it is walked: shapes within shapes */
        json_key(&w->j, str_from(w->shapes[i]->name));
        schema(w, w->shapes[i]);
    }
    for (size_t i = 0; i < w->lists_n; i++) {
        json_key(&w->j, str_fmt(w->arena, "%sCollection", w->lists[i]->name));
        list_schema(w, w->lists[i]);
    }
    json_obj_end(&w->j);
    json_obj_end(&w->j);
}

void openapi_write(Buf *b, Arena *a, Str server)
{
    Writer_ *w = arena_new(a, Writer_);
    w->j = json_writer(b);
    w->arena = a;
    w->seen = map_on_arena(a, 256);
    w->read = map_on_arena(a, 256);
    json_obj(&w->j);
    text(w, S("openapi"), "3.1.0");
    json_key(&w->j, S("info"));
    json_obj(&w->j);
    text(w, S("title"), "Entente partner API");
    text(w, S("version"), "v1");
    json_obj_end(&w->j);
    json_key(&w->j, S("servers"));
    json_arr(&w->j);
    json_obj(&w->j);
    text(w, S("url"), server.n ? str_z(a, server) : "/");
    json_obj_end(&w->j);
    json_arr_end(&w->j);
    json_key(&w->j, S("security"));
    json_raw(&w->j, S("[{\"bearer\":[]}]"));
    paths(w);
    components(w);
    json_obj_end(&w->j);
}

/* PATCH operations. Nothing is changed in place: each operation makes a new resource from the one before it.
 *
 * Known clients send more than the standard has: "Add" and "Replace" with a capital, "True" for true, values without a
 * path whose names are paths ("name.givenName"), members to remove as a value beside the path "members", one value
 * where a list belongs, and `add` to a value of a list that is not there yet (emails[type eq "work"].value). All of
 * this is taken where it can only mean one thing. */
#include "areas/federation/scim_patch.h"

#include "base/map.h"
#include "base/num.h"

typedef enum PatchOp { PATCH_ADD, PATCH_REPLACE, PATCH_REMOVE } PatchOp;
typedef struct Patch {
    Arena *arena;
    const ScimKind *kind;
    const JsonValue *resource;
    ScimFault *fault;
} Patch;

static Err refuse(Patch *p, const char *type, const char *what)
{
    return scim_fault(p->fault, 400, type, str_from(what));
}

/* --- where an attribute stands: in the resource, or in its extension --- */

static const JsonValue *holder_of(const Patch *p, const ScimPath *path)
{
    return path->extension ? json_exact(p->resource, p->kind->extension->id) : p->resource;
}

static void put(Patch *p, const ScimPath *path, const JsonValue *value)
{
    value = scim_assigned(value) ? value : NULL;
    if (!path->extension) {
        p->resource = scim_with(p->arena, p->resource, path->attr->name, value);
        return;
    }
    const JsonValue *inner = scim_with(p->arena, holder_of(p, path), path->attr->name, value);
    p->resource = scim_with(p->arena, p->resource, p->kind->extension->id, scim_assigned(inner) ? inner : NULL);
}

static const JsonValue *current(const Patch *p, const ScimPath *path)
{
    return json_exact(holder_of(p, path), path->attr->name);
}

/* --- one value --- */

/* What `more` names, over what is there. */
static const JsonValue *merged(Arena *a, const JsonValue *value, const JsonValue *more)
{
    for (size_t i = 0; more && i < more->n; i++) {
        value = scim_with(a, value, more->names[i], &more->items[i]);
    }
    return value;
}

static Err change_single(Patch *p, const ScimPath *path, PatchOp op, const JsonValue *in)
{
    const JsonValue *now = current(p, path), *value = NULL;
    const ScimAttr *attr = path->sub ? path->sub : path->attr;
    if (op != PATCH_REMOVE) {
        TRY(scim_coerce(p->arena, attr, in, &value, p->fault));
    }
    if (path->sub) {
        value = scim_with(p->arena, now, path->sub->name, value);
    } else if (attr->type == SCIM_COMPLEX && value) {
        value = merged(p->arena, now, value); /* sub-attributes that are not named stay */
    }
    put(p, path, value);
    return OK;
}

/* --- lists --- */

typedef struct Items {
    const JsonValue **v;
    size_t n;
} Items;

static Items items_of(Patch *p, const JsonValue *list, size_t more)
{
    Items it = {.v = arena_array(p->arena, const JsonValue *, (list ? list->n : 0) + more)};
    for (size_t i = 0; list && i < list->n; i++) {
        it.v[it.n++] = &list->items[i];
    }
    return it;
}

static Err put_items(Patch *p, const ScimPath *path, const Items *it, const JsonValue *newest)
{
    if (it->n > SCIM_ITEMS_MAX) {
        return scim_fault(p->fault, 400, "tooMany",
                          str_fmt(p->arena, "%.*s has more than %d values.", S_ARG(path->attr->name), SCIM_ITEMS_MAX));
    }
    put(p, path, scim_one_primary(p->arena, scim_list(p->arena, it->v, it->n), newest));
    return OK;
}

/* The same value: equal in all, or, where values are known by an id (members), in that. */
static bool same_item(const ScimAttr *attr, const JsonValue *x, const JsonValue *y)
{
    const ScimAttr *id = scim_attr(attr->subs, attr->subs_n, S("value"));
    if (id && id->mutability == SCIM_IMMUTABLE) {
        return str_eq(json_exact_text(x, S("value")), json_exact_text(y, S("value")));
    }
    return scim_same(x, y);
}

static bool has_item(const ScimAttr *attr, const Items *it, const JsonValue *value)
{
    for (size_t i = 0; i < it->n; i++) {
        if (same_item(attr, it->v[i], value)) {
            return true;
        }
    }
    return false;
}

static const JsonValue *newest_primary(const JsonValue *list)
{
    for (size_t i = 0; list && i < list->n; i++) {
        const JsonValue *primary = json_exact(&list->items[i], S("primary"));
        if (primary && primary->boolean) {
            return &list->items[i];
        }
    }
    return NULL;
}

/* Long lists are known by their ids: a table instead of a search for each. */
static Err add_items(Patch *p, const ScimPath *path, const JsonValue *list)
{
    const JsonValue *now = current(p, path);
    Items it = items_of(p, now, list ? list->n : 0);
    const ScimAttr *id = scim_attr(path->attr->subs, path->attr->subs_n, S("value"));
    bool keyed = id && id->mutability == SCIM_IMMUTABLE;
    Map known = map_on_arena(p->arena, keyed ? it.n + (list ? list->n : 0) : 1);
    for (size_t i = 0; keyed && i < it.n; i++) {
        map_put(&known, json_exact_text(it.v[i], S("value")), p);
    }
    for (size_t i = 0; list && i < list->n; i++) {
        Str key = json_exact_text(&list->items[i], S("value"));
        if (keyed ? map_get(&known, key) != NULL : has_item(path->attr, &it, &list->items[i])) {
            continue;
        }
        if (keyed) {
            map_put(&known, key, p);
        }
        it.v[it.n++] = &list->items[i];
    }
    return put_items(p, path, &it, newest_primary(list));
}

static Err remove_items(Patch *p, const ScimPath *path, const JsonValue *list)
{
    Items it = items_of(p, current(p, path), 0), gone = items_of(p, list, 0), kept = items_of(p, NULL, it.n);
    for (size_t i = 0; i < it.n; i++) {
        if (!has_item(path->attr, &gone, it.v[i])) {
            kept.v[kept.n++] = it.v[i];
        }
    }
    return put_items(p, path, &kept, NULL);
}

static Err change_list(Patch *p, const ScimPath *path, PatchOp op, const JsonValue *in)
{
    const JsonValue *value = NULL;
    if (in) {
        TRY(scim_coerce(p->arena, path->attr, in, &value, p->fault));
    }
    switch (op) {
    case PATCH_ADD:
        return add_items(p, path, value);
    case PATCH_REPLACE:
        put(p, path, NULL);
        return add_items(p, path, value);
    case PATCH_REMOVE:
        if (value) {
            return remove_items(p, path, value);
        }
        put(p, path, NULL);
        return OK;
    }
    return ERR_INTERNAL;
}

/* --- some values of a list --- */

/* A value that fits the filter, when it only says what is equal to what. */
static bool value_for(Arena *a, const ScimFilter *where, const JsonValue **io)
{
    if (where->node == SCIM_AND) {
        return value_for(a, where->left, io) && value_for(a, where->right, io);
    }
    if (where->node != SCIM_TEST || where->op != SCIM_EQ || where->value_kind == JSON_NULL) {
        return false;
    }
    const JsonValue *value = where->value_kind == JSON_BOOL ? scim_bool(where->boolean) : scim_text(a, where->text);
    *io = scim_with(a, *io, where->path.sub->name, value);
    return true;
}

/* One value of a list after the operation; *ret NULL: gone. */
static Err change_item(Patch *p, const ScimPath *path, PatchOp op, const JsonValue *item, const JsonValue *in,
                       const JsonValue **ret)
{
    const JsonValue *value = NULL;
    ScimAttr one = *path->attr;
    one.multi = false;
    if (op == PATCH_REMOVE) {
        *ret = path->sub ? scim_with(p->arena, item, path->sub->name, NULL) : NULL;
        return OK;
    }
    if (path->sub && path->sub->mutability != SCIM_READ_WRITE) {
        return refuse(p, "mutability", "This sub-attribute cannot be changed.");
    }
    TRY(scim_coerce(p->arena, path->sub ? path->sub : &one, in, &value, p->fault));
    *ret = path->sub ? scim_with(p->arena, item, path->sub->name, value) : merged(p->arena, item, value);
    return OK;
}

static Err change_some(Patch *p, const ScimPath *path, PatchOp op, const JsonValue *in)
{
    Items it = items_of(p, current(p, path), 1), out = items_of(p, NULL, it.n + 1);
    const JsonValue *newest = NULL, *made = NULL;
    size_t found = 0;
    for (size_t i = 0; i < it.n; i++) {
        const JsonValue *item = it.v[i];
        if (!path->where || scim_value_fits(path->where, item)) {
            found++;
            TRY(change_item(p, path, op, item, in, &item));
            newest = item ? item : newest;
        }
        if (scim_assigned(item)) {
            out.v[out.n++] = item;
        }
    }
    if (found == 0 && op == PATCH_REMOVE) {
        return OK; /* gone already */
    }
    if (found == 0) {
        if (path->where && (op == PATCH_REPLACE || !value_for(p->arena, path->where, &made))) {
            return refuse(p, "noTarget", "No value fits the filter of the path.");
        }
        TRY(change_item(p, path, op, made, in, &newest));
        if (scim_assigned(newest)) {
            out.v[out.n++] = newest;
        }
    }
    return put_items(p, path, &out, newest);
}

/* --- operations --- */

static Err apply_at(Patch *p, const ScimPath *path, PatchOp op, const JsonValue *in)
{
    if (op != PATCH_REMOVE && !in) {
        return refuse(p, "invalidValue", "The operation has no value.");
    }
    if (path->attr->mutability == SCIM_READ_ONLY ||
        (path->sub && !path->attr->multi && path->sub->mutability == SCIM_READ_ONLY)) {
        return refuse(p, "mutability", "This attribute cannot be changed.");
    }
    if (op == PATCH_REMOVE && path->attr->required && !path->sub) {
        return refuse(p, "mutability", "This attribute is required.");
    }
    if (!path->attr->multi) {
        return change_single(p, path, op, in);
    }
    return path->where || path->sub ? change_some(p, path, op, in) : change_list(p, path, op, in);
}

/* The members of a value without a path, each its own path; what cannot be written is passed over. */
static Err apply_members(Patch *p, PatchOp op, const JsonValue *in, bool extension)
{
    for (size_t i = 0; i < in->n; i++) {
        Str name = in->names[i];
        ScimPath path;
        if (!extension && p->kind->extension && str_eq_nocase(name, p->kind->extension->id)) {
            if (in->items[i].kind != JSON_OBJECT) {
                return refuse(p, "invalidValue", "An extension's value must be an object.");
            }
            TRY(apply_members(p, op, &in->items[i], true));
            continue;
        }
        ScimFault unknown = {0};
        Str text = extension ? str_fmt(p->arena, "%.*s:%.*s", S_ARG(p->kind->extension->id), S_ARG(name)) : name;
        if (scim_path_parse(p->arena, p->kind, text, &path, &unknown) != OK || !path.attr ||
            path.attr->mutability == SCIM_READ_ONLY) {
            continue;
        }
        TRY(apply_at(p, &path, op, &in->items[i]));
    }
    return OK;
}

static Err apply_extension(Patch *p, PatchOp op, const JsonValue *in)
{
    if (op == PATCH_REMOVE) {
        p->resource = scim_with(p->arena, p->resource, p->kind->extension->id, NULL);
        return OK;
    }
    if (!in || in->kind != JSON_OBJECT) {
        return refuse(p, "invalidValue", "An extension's value must be an object.");
    }
    return apply_members(p, op, in, true);
}

static bool op_of(Str word, PatchOp *ret)
{
    static const Str OPS[] = {S_INIT("add"), S_INIT("replace"), S_INIT("remove")};
    for (size_t i = 0; i < COUNT_OF(OPS); i++) {
        if (str_eq_nocase(OPS[i], word)) {
            *ret = (PatchOp)i;
            return true;
        }
    }
    return false;
}

static Err apply(Patch *p, const JsonValue *operation)
{
    PatchOp op;
    ScimPath path;
    const JsonValue *word = json_get(operation, S("op")), *in = json_get(operation, S("value")),
                    *at = json_get(operation, S("path"));
    if (operation->kind != JSON_OBJECT || !word || word->kind != JSON_STRING || !op_of(word->text, &op)) {
        return refuse(p, "invalidSyntax", "An operation has op \"add\", \"replace\" or \"remove\".");
    }
    if (at && at->kind == JSON_STRING && at->text.n) {
        TRY(scim_path_parse(p->arena, p->kind, at->text, &path, p->fault));
        return path.attr ? apply_at(p, &path, op, in) : apply_extension(p, op, in);
    }
    if (op == PATCH_REMOVE) {
        return refuse(p, "noTarget", "To remove something, name it as path.");
    }
    if (!in || in->kind != JSON_OBJECT) {
        return refuse(p, "invalidValue", "Without a path, the value is an object of attributes.");
    }
    return apply_members(p, op, in, false);
}

static bool names_patch(const JsonValue *schemas)
{
    for (size_t i = 0; schemas->kind == JSON_ARRAY && i < schemas->n; i++) {
        if (str_eq_nocase(schemas->items[i].text, S(SCIM_MESSAGE "PatchOp"))) {
            return true;
        }
    }
    return false;
}

Err scim_patch(Arena *a, const ScimKind *kind, const JsonValue *resource, const JsonValue *body, const JsonValue **ret,
               ScimFault *f)
{
    Patch p = {.arena = a, .kind = kind, .resource = resource, .fault = f};
    const JsonValue *schemas = json_get(body, S("schemas")), *list = json_get(body, S("Operations"));
    if (body->kind != JSON_OBJECT || (schemas && !names_patch(schemas))) {
        return refuse(&p, "invalidSyntax", "The body must be a message of the schema " SCIM_MESSAGE "PatchOp.");
    }
    if (!list || list->kind != JSON_ARRAY || list->n == 0) {
        return refuse(&p, "invalidSyntax", "Operations must be a list of operations.");
    }
    if (list->n > SCIM_OPERATIONS_MAX) {
        return refuse(&p, "tooMany", "There are more operations than are taken at once.");
    }
    for (size_t i = 0; i < list->n; i++) {
        TRY(apply(&p, &list->items[i]));
    }
    *ret = p.resource;
    return OK;
}

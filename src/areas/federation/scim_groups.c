/* Groups of SCIM: directory_group and group_member. What roles a group gives is decided in the portal. */
#include "app/audit.h"
#include "app/rights.h"
#include "app/unit.h"
#include "areas/federation/scim_store.h"
#include "base/map.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/federation_q.h"

enum { GROUP_NAME_MAX = 100 };

/* --- from rows to resources --- */

static const JsonValue *member_of(DirectoryCtx d, const ScimMembersRow *row)
{
    Arena *a = d.ctx->arena;
    const JsonValue *m = scim_with(a, NULL, S("value"), scim_text(a, id_text(a, row->id)));
    m = scim_with(a, m, S("$ref"), scim_text(a, scim_location(d, &SCIM_USER, row->id)));
    m = scim_with(a, m, S("type"), scim_text(a, S("User")));
    Str name = str_trim(str_fmt(a, "%.*s %.*s", S_ARG(row->first_name), S_ARG(row->last_name)));
    return scim_with(a, m, S("display"), scim_text(a, name.n ? name : row->sign_in));
}

static Err add_members(DirectoryCtx d, ScimRecord *recs, size_t n)
{
    Arena *a = d.ctx->arena;
    Id *ids = arena_array(a, Id, n);
    ScimMembersRow *rows;
    size_t rows_n;
    for (size_t i = 0; i < n; i++) {
        ids[i] = recs[i].id;
    }
    TRY(q_scim_members(d, &(ScimMembersArgs){.ids = ids, .ids_n = n, .size = INT32_MAX}, &rows, &rows_n));
    const JsonValue **list = arena_array(a, const JsonValue *, rows_n);
    for (size_t i = 0; i < n; i++) {
        size_t kept = 0;
        for (size_t k = 0; k < rows_n; k++) {
            if (id_eq(rows[k].group_id, recs[i].id)) {
                list[kept++] = member_of(d, &rows[k]);
            }
        }
        recs[i].resource = scim_with(a, recs[i].resource, S("members"), kept ? scim_list(a, list, kept) : NULL);
    }
    return OK;
}

static Err groups_list(DirectoryCtx d, const ScimAsk *ask, ScimRecord **ret, size_t *ret_n)
{
    Arena *a = d.ctx->arena;
    ScimGroupsRow *rows;
    size_t n;
    *ret_n = 0;
    ScimGroupsArgs args = {.after = ask->after, .size = ask->size, .skip = ask->skip};
    if (ask->hint) {
        const ScimHint *h = ask->hint;
        args.with_one = h->id.n > 0;
        args.with_name = h->display_name.n > 0;
        args.name_key = fold_search(a, h->display_name);
        args.with_external = h->external_id.n > 0;
        args.external_id = h->external_id;
        args.with_changed = time_is_set(h->changed_from);
        args.changed_from = h->changed_from;
        args.with_member = h->member.n > 0;
        if ((args.with_one && id_parse(h->id, &args.id) != OK) ||
            (args.with_member && id_parse(h->member, &args.member_id) != OK)) {
            return OK;
        }
    }
    TRY(q_scim_groups(d, &args, &rows, &n));
    ScimRecord *recs = arena_array(a, ScimRecord, n);
    for (size_t i = 0; i < n; i++) {
        const JsonValue *r = scim_with(a, NULL, S("displayName"), scim_text(a, rows[i].name));
        if (rows[i].external_id.n) {
            r = scim_with(a, r, S("externalId"), scim_text(a, rows[i].external_id));
        }
        r = scim_with(a, r, S("id"), scim_text(a, id_text(a, rows[i].id)));
        Str etag = str_fmt(a, "W/\"%lld\"", (long long)rows[i].version);
        const JsonValue *meta = scim_meta(d, &SCIM_GROUP, rows[i].id, rows[i].created_at, rows[i].updated_at, etag);
        recs[i] = (ScimRecord){
            .id = rows[i].id, .resource = scim_with(a, r, S("meta"), meta), .etag = etag, .name = rows[i].name};
    }
    if (ask->wanted.links && n) {
        TRY(add_members(d, recs, n));
    }
    *ret = recs;
    *ret_n = n;
    return OK;
}

static Err groups_count(DirectoryCtx d, int64_t *ret)
{
    ScimGroupsCountRow row;
    TRY(q_scim_groups_count(d, NULL, &row));
    *ret = row.n;
    return OK;
}

/* --- from resources to rows --- */

static Err check_name(DirectoryCtx d, Str name, Id group_id, ScimFault *f)
{
    ScimGroupNamedRow row;
    if (utf8_count(name) > GROUP_NAME_MAX || utf8_has_control(name)) {
        return scim_fault(f, 400, "invalidValue",
                          str_fmt(d.ctx->arena, "displayName has at most %d characters, on one line.", GROUP_NAME_MAX));
    }
    Err err = q_scim_group_named(d, &(ScimGroupNamedArgs){.name_key = fold_search(d.ctx->arena, name)}, &row);
    if (err == OK && !id_eq(row.id, group_id)) {
        return scim_fault(f, 409, "uniqueness", S("There is a group with this displayName already."));
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err member_id(DirectoryCtx d, const JsonValue *member, Id *ret, ScimFault *f)
{
    ScimUserThereRow row;
    Str value = json_exact_text(member, S("value")), type = json_exact_text(member, S("type"));
    if (type.n && !str_eq_nocase(type, S("User"))) {
        return scim_fault(f, 400, "invalidValue", S("Only users can be members of a group."));
    }
    if (id_parse(value, ret) == OK) {
        Err err = q_scim_user_there(d, &(ScimUserThereArgs){.id = *ret}, &row);
        if (err != ERR_NOT_FOUND) {
            return err;
        }
    }
    return scim_fault(f, 400, "invalidValue",
                      str_fmt(d.ctx->arena, "There is no user with the id %.*s.", S_ARG(utf8_prefix(value, 80))));
}

static bool has_member(const Map *ids, const JsonValue *member)
{
    return map_get(ids, json_exact_text(member, S("value"))) != NULL;
}

static Map ids_of(Arena *a, const JsonValue *members)
{
    Map ids = map_on_arena(a, members ? members->n : 1);
    for (size_t i = 0; members && i < members->n; i++) {
        Str id = str_lower_ascii(a, json_exact_text(&members->items[i], S("value")));
        if (id.n) {
            map_put(&ids, id, (void *)(uintptr_t)members);
        }
    }
    return ids;
}

static Err change_members(DirectoryCtx d, Id group_id, const JsonValue *was, const JsonValue *now, bool *ret_changed,
                          ScimFault *f)
{
    Ctx *ctx = d.ctx;
    Map before = ids_of(ctx->arena, was), after = ids_of(ctx->arena, now);
    bool changed;
    Id id;
    for (size_t i = 0; now && i < now->n; i++) {
        if (!has_member(&before, &now->items[i])) {
            TRY(member_id(d, &now->items[i], &id, f));
            TRY(group_member_add(system_of(ctx), group_id, id, &changed));
            *ret_changed = *ret_changed || changed;
        }
    }
    for (size_t i = 0; was && i < was->n; i++) {
        if (!has_member(&after, &was->items[i]) && id_parse(json_exact_text(&was->items[i], S("value")), &id) == OK) {
            TRY(group_member_drop(system_of(ctx), group_id, id, &changed));
            *ret_changed = *ret_changed || changed;
        }
    }
    return OK;
}

static Str audit_of(Ctx *ctx, const JsonValue *r)
{
    const JsonValue *members = json_exact(r, S("members"));
    return AUDIT_JSON(ctx->arena, {"group_name", json_exact_text(r, S("displayName"))},
                      {"external_id", json_exact_text(r, S("externalId"))},
                      {"members", str_fmt(ctx->arena, "%zu", members ? members->n : 0)});
}

static void audit_target(Ctx *ctx, Id id, Str name)
{
    ctx->audit.target_kind = S("directory_group");
    ctx->audit.target_id = id;
    ctx->audit.target_name = name;
}

static Err groups_create(DirectoryCtx d, const JsonValue *resource, Id *ret, ScimFault *f)
{
    Ctx *ctx = d.ctx;
    bool changed = false;
    Str name = str_trim(json_exact_text(resource, S("displayName")));
    TRY(check_name(d, name, ID_NIL, f));
    Err err = group_add(system_of(ctx),
                        &(NewGroup){.directory_id = ctx->directory_id,
                                    .name = name,
                                    .external_id = json_exact_text(resource, S("externalId")),
                                    .origin = S("provisioning")},
                        ret);
    if (err == ERR_CONFLICT) {
        return scim_fault(f, 409, "uniqueness", S("There is a group with this displayName already."));
    }
    TRY(err);
    audit_target(ctx, *ret, name);
    ctx->audit.after = audit_of(ctx, resource);
    return change_members(d, *ret, NULL, json_exact(resource, S("members")), &changed, f);
}

static Err groups_change(DirectoryCtx d, const ScimRecord *was, const JsonValue *resource, ScimFault *f)
{
    Ctx *ctx = d.ctx;
    bool changed = false;
    Str name = str_trim(json_exact_text(resource, S("displayName"))),
        external = json_exact_text(resource, S("externalId"));
    TRY(check_name(d, name, was->id, f));
    TRY(change_members(d, was->id, json_exact(was->resource, S("members")), json_exact(resource, S("members")),
                       &changed, f));
    TRY(q_scim_group_put(
        d,
        &(ScimGroupPutArgs){
            .name = name, .name_key = fold_search(ctx->arena, name), .external_id = external, .id = was->id},
        NULL));
    audit_target(ctx, was->id, name);
    ctx->audit.before = audit_of(ctx, was->resource);
    ctx->audit.after = audit_of(ctx, resource);
    return OK;
}

static Err groups_remove(DirectoryCtx d, const ScimRecord *was, ScimFault *f)
{
    (void)f;
    audit_target(d.ctx, was->id, was->name);
    d.ctx->audit.before = audit_of(d.ctx, was->resource);
    return group_drop(system_of(d.ctx), was->id);
}

const ScimStore SCIM_GROUPS = {.kind = &SCIM_GROUP,
                               .links = S_INIT("members"),
                               .list = groups_list,
                               .count = groups_count,
                               .create = groups_create,
                               .change = groups_change,
                               .remove = groups_remove};

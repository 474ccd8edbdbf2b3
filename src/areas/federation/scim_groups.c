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
    JsonValue *m = scim_open(a, NULL, 4);
    scim_set(m, S("value"), scim_text(a, id_text(a, row->id)));
    scim_set(m, S("$ref"), scim_text(a, scim_location(d, &SCIM_USER, row->id)));
    scim_set(m, S("type"), scim_text(a, S("User")));
    Str name = str_trim(str_fmt(a, "%.*s %.*s", S_ARG(row->first_name), S_ARG(row->last_name)));
    scim_set(m, S("display"), scim_text(a, name.n ? name : row->sign_in));
    return m;
}

static Err add_members(DirectoryCtx d, ScimRecord *recs, size_t n, ScimFault *f)
{
    Arena *a = d.ctx->arena;
    Id *ids = arena_array(a, Id, n);
    ScimMembersRow *rows;
    size_t rows_n, at = 0;
    for (size_t i = 0; i < n; i++) {
        ids[i] = recs[i].id;
    }
    TRY(q_scim_members(d, &(ScimMembersArgs){.ids = ids, .ids_n = n, .size = SCIM_MEMBERS_MAX + 1}, &rows, &rows_n));
    if (rows_n > SCIM_MEMBERS_MAX) {
        return scim_fault(f, 400, "tooMany",
                          str_fmt(a,
                                  "There are more than %d members. Ask with excludedAttributes=members, or for fewer "
                                  "groups at a time.",
                                  SCIM_MEMBERS_MAX));
    }
    const JsonValue **list = arena_array(a, const JsonValue *, rows_n);
    for (size_t i = 0; i < n; i++) { /* both in the order of the groups' ids */
        size_t kept = 0;
        for (; at < rows_n && id_eq(rows[at].group_id, recs[i].id); at++) {
            list[kept++] = member_of(d, &rows[at]);
        }
        if (kept) {
            recs[i].resource = scim_with(a, recs[i].resource, S("members"), scim_list(a, list, kept));
        }
    }
    return OK;
}

static ScimRecord record_of(DirectoryCtx d, const ScimGroupsRow *row)
{
    Arena *a = d.ctx->arena;
    JsonValue *r = scim_open(a, NULL, 4);
    Str etag = str_fmt(a, "W/\"%lld\"", (long long)row->version);
    scim_set(r, S("displayName"), scim_text(a, row->name));
    if (row->external_id.n) {
        scim_set(r, S("externalId"), scim_text(a, row->external_id));
    }
    scim_set(r, S("id"), scim_text(a, id_text(a, row->id)));
    scim_set(r, S("meta"), scim_meta(d, &SCIM_GROUP, row->id, row->created_at, row->updated_at, etag));
    return (ScimRecord){.id = row->id,
                        .resource = r,
                        .etag = etag,
                        .name = row->name,
                        .by_hand = !str_eq(row->origin, S("provisioning")) && !time_is_set(row->handed_over_at)};
}

/* False: nothing can fit. */
static bool groups_args(DirectoryCtx d, const ScimHint *h, ScimGroupsArgs *args)
{
    args->with_name = h->display_name.n > 0;
    args->name_key = fold_search(d.ctx->arena, h->display_name);
    args->with_external = h->external_id.n > 0;
    args->external_id = h->external_id;
    args->with_changed = time_is_set(h->changed_from);
    args->changed_from = h->changed_from;
    args->with_member = h->member.n > 0;
    if (h->id.n) {
        Id *one = arena_new(d.ctx->arena, Id);
        args->with_ids = true;
        args->ids = one;
        args->ids_n = 1;
        return id_parse(h->id, one) == OK;
    }
    return !args->with_member || id_parse(h->member, &args->member_id) == OK;
}

static Err groups_list(DirectoryCtx d, const ScimAsk *ask, ScimPlace *io, ScimRecord **ret, size_t *ret_n, ScimFault *f)
{
    ScimGroupsRow *rows;
    size_t n;
    ScimPlace first = {0}, *place = io ? io : &first;
    *ret_n = 0;
    ScimGroupsArgs args = {
        .size = ask->size, .skip = ask->skip, .with_ids = ask->ids != NULL, .ids = ask->ids, .ids_n = ask->ids_n};
    if (ask->hint && !groups_args(d, ask->hint, &args)) {
        place->end = true;
        return OK;
    }
    bool few = args.with_ids || args.with_name;
    args.with_walk = !few;
    args.after = place->id;
    TRY(q_scim_groups(d, &args, &rows, &n));
    ScimRecord *recs = arena_array(d.ctx->arena, ScimRecord, n);
    for (size_t i = 0; i < n; i++) {
        recs[i] = record_of(d, &rows[i]);
    }
    if (ask->wanted.links && n) {
        TRY(add_members(d, recs, n, f));
    }
    place->id = n ? rows[n - 1].id : place->id;
    place->end = few || (int64_t)n < ask->size;
    *ret = recs;
    *ret_n = n;
    return OK;
}

static Err groups_count(DirectoryCtx d, const ScimHint *hint, int64_t *ret)
{
    (void)hint; /* none says all of a filter */
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

/* What an administrator made is theirs, with the roles it gives, and nobody else's. */
static Err check_ours(DirectoryCtx d, const ScimRecord *was, ScimFault *f)
{
    return was->by_hand
               ? scim_fault(
                     f, 403, NULL,
                     str_fmt(
                         d.ctx->arena,
                         "The group %.*s was made by hand in the portal and is read only here. Make one of another "
                         "name, or ask an administrator to let the provisioning client keep it, on the group's page.",
                         S_ARG(was->name)))
               : OK;
}

static Err groups_change(DirectoryCtx d, const ScimRecord *was, const JsonValue *resource, ScimFault *f)
{
    Ctx *ctx = d.ctx;
    TRY(check_ours(d, was, f));
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
    TRY(check_ours(d, was, f));
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

/* What customers may buy by themselves, on the wire (spec api-endpoints.tsv, self-serve-policy). */
#include "areas/self_serve/api.h"

#include "app/audit.h"
#include "app/collection.h"
#include "app/resource.h"
#include "areas/customers/customers.h"
#include "gen/self_serve_q.h"

enum { PERMISSIONS_MAX = 20, WORD_MAX = 64, PAGE_MAX = 500 };

typedef struct ApiParty {
    Str type;
    Id tenant_id;
} ApiParty;
static const Field ENTITY_FIELDS[] = {FIELD(ApiParty, type, "selfServeEntityType", F_STR),
                                      FIELD(ApiParty, tenant_id, "tenantID", F_ID_)};
static const Shape API_ENTITY = SHAPE_AS(ApiSelfServeEntity, ApiParty, ENTITY_FIELDS);
static const Field GRANTOR_FIELDS[] = {FIELD(ApiParty, type, "grantorType", F_STR),
                                       FIELD(ApiParty, tenant_id, "tenantID", F_ID_)};
static const Shape API_GRANTOR = SHAPE_AS(ApiSelfServeGrantor, ApiParty, GRANTOR_FIELDS);
typedef struct ApiPermission {
    Str resource, action;
} ApiPermission;
static const Field PERMISSION_FIELDS[] = {FIELD(ApiPermission, resource, "resource", F_STR),
                                          FIELD(ApiPermission, action, "action", F_STR)};
static const Shape API_PERMISSION = SHAPE_AS(ApiSelfServePermission, ApiPermission, PERMISSION_FIELDS);

typedef struct ApiPolicy {
    Str id, etag;
    ApiParty entity, grantor;
    bool has_entity, has_grantor, has_attributes;
    ApiPermission *permissions;
    size_t permissions_n;
    ApiAttributes attributes;
} ApiPolicy;
#define POLICY_FACTS                                                                                                   \
    FIELD(ApiPolicy, id, "id", F_STR), FIELD_PART(ApiPolicy, entity, has_entity, "selfServeEntity", &API_ENTITY),      \
        FIELD_PART(ApiPolicy, grantor, has_grantor, "grantor", &API_GRANTOR),                                          \
        FIELD_LIST(ApiPolicy, permissions, permissions_n, "permissions", &API_PERMISSION, .max = PERMISSIONS_MAX,      \
                   .flags = FIELD_ALWAYS),                                                                             \
        FIELD_PART(ApiPolicy, attributes, has_attributes, "attributes", &API_ATTRIBUTES)
static const Field POLICY_FIELDS[] = {POLICY_FACTS};
const Shape API_SELF_SERVE = SHAPE_AS(ApiSelfServePolicy, ApiPolicy, POLICY_FIELDS);
/* The etag comes as a member of its own, too. */
static const Field POLICY_IN_FIELDS[] = {POLICY_FACTS, FIELD(ApiPolicy, etag, "etag", F_STR, .max = 512)};
const Shape API_SELF_SERVE_IN = SHAPE_AS(ApiSelfServePolicyIn, ApiPolicy, POLICY_IN_FIELDS);

/* --- out --- */

static Str wire_id(Ctx *ctx, Id grantor_id, Id customer_id)
{
    return str_fmt(ctx->arena, "%.*s_%.*s", S_ARG(id_text(ctx->arena, grantor_id)),
                   S_ARG(id_text(ctx->arena, customer_id)));
}
static ApiPolicy wire_policy(Ctx *ctx, const SelfServePolicyGetRow *p)
{
    ApiPolicy w = {
        .id = wire_id(ctx, p->grantor_id, p->customer_id),
        .entity = {S("customer"), p->customer_id},
        .has_entity = true,
        .grantor = {S("billToPartner"), p->grantor_id},
        .has_grantor = true,
        .has_attributes = true,
        .permissions = arena_array(ctx->arena, ApiPermission, PERMISSIONS_MAX),
        .attributes = {.etag = resource_etag(ctx->arena, p->id, p->version), .object_type = S("SelfServePolicy")}};
    Str rest = p->permissions, word;
    while (w.permissions_n < PERMISSIONS_MAX && str_split(&rest, ' ', &word)) {
        Str resource;
        if (str_split(&word, ':', &resource) && resource.n) {
            w.permissions[w.permissions_n++] = (ApiPermission){resource, word};
        }
    }
    return w;
}
static Err unknown(Ctx *ctx)
{
    return problem_api(ctx, ERR_NOT_FOUND, 404, 600039, MSG("There is no such self-serve policy"));
}
/* Of a customer that this account serves; sets ctx->customer_id. */
static Err find(AccountCtx a, Id customer_id, SelfServePolicyGetRow *ret)
{
    a.ctx->customer_id = customer_id;
    Err err = q_self_serve_policy_get(a, &(SelfServePolicyGetArgs){.customer_id = customer_id}, ret);
    return err == ERR_NOT_FOUND ? unknown(a.ctx) : err;
}
static Err answer(AccountCtx a, int status, Id customer_id)
{
    SelfServePolicyGetRow p;
    TRY(find(a, customer_id, &p));
    ApiPolicy w = wire_policy(a.ctx, &p);
    ctx_json(a.ctx, status, &API_SELF_SERVE, &w);
    return OK;
}
static Err find_by_text(AccountCtx a, Str id, SelfServePolicyGetRow *ret)
{
    Str grantor;
    Id customer_id;
    if (!str_split(&id, '_', &grantor) || id_parse(id, &customer_id) != OK) {
        return unknown(a.ctx);
    }
    TRY(find(a, customer_id, ret));
    Id grantor_id;
    return id_parse(grantor, &grantor_id) == OK && id_eq(grantor_id, ret->grantor_id) ? OK : unknown(a.ctx);
}

/* --- in --- */

static bool is_word(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
              c == '-')) {
            return false;
        }
    }
    return s.n > 0 && s.n <= WORD_MAX;
}
static Err read_permissions(Ctx *ctx, const ApiPolicy *w, Str *ret)
{
    Str words[PERMISSIONS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < w->permissions_n && i < PERMISSIONS_MAX; i++) {
        const ApiPermission *p = &w->permissions[i];
        if (!is_word(p->resource) || !is_word(p->action)) {
            problem_field(ctx, S("permissions"), MSG("Each permission has a resource and an action, each one word"));
            break;
        }
        words[n++] = str_fmt(ctx->arena, "%.*s:%.*s", S_ARG(p->resource), S_ARG(p->action));
    }
    if (w->permissions_n == 0) {
        problem_field(ctx, S("permissions"), MSG("Give at least one permission, or delete the policy"));
    }
    *ret = str_join(ctx->arena, words, n, S(" "));
    return problem_check(ctx);
}
static void note(Ctx *ctx, Id customer_id, Str before, Str after)
{
    ctx->audit.target_id = customer_id;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"permissions", before});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"permissions", after});
}

Err api_self_serve_list(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    TRY(collection_ask(ctx, PAGE_MAX, PAGE_MAX, &ask));
    Str entity = collection_param(ctx, &ask, S("entity_id"));
    SelfServePoliciesArgs args = {0};
    if (entity.n) {
        if (id_parse(entity, &args.customer_id) != OK) {
            return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("entity_id is the id of a customer"));
        }
        args.with_customer_id = true;
        TRY(customer_reach(a, args.customer_id));
    }
    PageAsk page = {.size = ask.size, .after = ask.after, .before = ask.before, .last = ask.last};
    SelfServePoliciesRow *rows;
    size_t n;
    PageInfo info;
    TRY(q_self_serve_policies(a, &args, &page, &rows, &n, &info));
    ApiPolicy *items = arena_array(ctx->arena, ApiPolicy, n + 1);
    for (size_t i = 0; i < n; i++) {
        SelfServePolicyGetRow p = {.id = rows[i].id,
                                   .customer_id = rows[i].customer_id,
                                   .grantor_id = rows[i].grantor_id,
                                   .version = rows[i].version,
                                   .permissions = rows[i].permissions};
        items[i] = wire_policy(ctx, &p);
    }
    ctx_json_collection(
        ctx, &ask, &(Collection){.shape = &API_SELF_SERVE, .items = items, .items_n = n, .total = -1, .page = info});
    return OK;
}
Err api_self_serve_get(AccountCtx a)
{
    SelfServePolicyGetRow p;
    TRY(find_by_text(a, ctx_param(a.ctx, S("policy")), &p));
    return answer(a, 200, p.customer_id);
}

Err api_self_serve_add(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiPolicy w = {0};
    Str permissions;
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_SELF_SERVE_IN, &w)));
    Id customer_id = w.entity.tenant_id, own = ctx->actor.directory_id;
    TRY(customer_reach(a, customer_id));
    if (!id_is_nil(w.grantor.tenant_id) && !id_eq(w.grantor.tenant_id, own)) {
        problem_field(ctx, S("grantor"), MSG("The grantor is your own tenant"));
    }
    TRY(resource_bad_property(ctx, read_permissions(ctx, &w, &permissions)));
    SelfServePolicyGetRow there;
    Err err = q_self_serve_policy_get(a, &(SelfServePolicyGetArgs){.customer_id = customer_id}, &there);
    if (err == OK) {
        return problem_api(ctx, ERR_CONFLICT, 409, 600041, MSG("This customer has a self-serve policy already"));
    }
    if (err != ERR_NOT_FOUND) {
        return err;
    }
    ctx->customer_id = customer_id;
    note(ctx, customer_id, S(""), permissions);
    TRY(q_self_serve_policy_add(
        a, &(SelfServePolicyAddArgs){.id = ctx_new_id(ctx), .grantor_id = own, .permissions = permissions}, NULL));
    return answer(a, 201, customer_id);
}

/* The id stands in the body, and in the path for those that put it there too. */
Err api_self_serve_put(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiPolicy w = {0};
    SelfServePolicyGetRow p;
    Str permissions, path = ctx_param(ctx, S("policy"));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_SELF_SERVE_IN, &w)));
    TRY(find_by_text(a, w.id, &p));
    if ((path.n && !str_eq_nocase(path, w.id)) || (w.has_entity && !id_eq(w.entity.tenant_id, p.customer_id)) ||
        (!id_is_nil(w.grantor.tenant_id) && !id_eq(w.grantor.tenant_id, p.grantor_id))) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 600040,
                           MSG("The id of the self-serve policy is not that of its entity and grantor"));
    }
    TRY(resource_may_match(ctx, w.attributes.etag.n ? w.attributes.etag : w.etag,
                           resource_etag(ctx->arena, p.id, p.version)));
    TRY(resource_bad_property(ctx, read_permissions(ctx, &w, &permissions)));
    note(ctx, p.customer_id, p.permissions, permissions);
    TRY(q_self_serve_policy_put(a, &(SelfServePolicyPutArgs){.permissions = permissions}, NULL));
    return answer(a, 200, p.customer_id);
}
Err api_self_serve_delete(AccountCtx a)
{
    SelfServePolicyGetRow p;
    TRY(find_by_text(a, ctx_param(a.ctx, S("policy")), &p));
    note(a.ctx, p.customer_id, p.permissions, S(""));
    TRY(q_self_serve_policy_drop(a, NULL, NULL));
    a.ctx->out.status = 204;
    return OK;
}
Err self_serve_customer_gone(AccountCtx a) { return q_self_serve_policy_drop(a, NULL, NULL); }

/* Resellers that a provider makes for itself in a sandbox (spec api-endpoints.tsv, relationships). */
#include "areas/relationships/api.h"

#include "app/audit.h"
#include "app/resource.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/relationships/relationships.h"
#include "gen/relationships_q.h"
#include "http/http.h"

enum { SANDBOX_RESELLERS_MAX = 5, NAME_MAX = 120 };

typedef struct ApiTenant {
    Str prefix, name, display_name, admin_user, first_name, last_name, email, country, culture, password, admin_account;
    Id id;
} ApiTenant;
static const Field TENANT_FIELDS[] = {
    FIELD(ApiTenant, id, "id", F_ID_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiTenant, prefix, "domainPrefix", F_STR),
    FIELD(ApiTenant, name, "name", F_STR),
    FIELD(ApiTenant, display_name, "displayName", F_STR),
    FIELD(ApiTenant, admin_user, "adminUserName", F_STR),
    FIELD(ApiTenant, first_name, "adminFirstName", F_STR),
    FIELD(ApiTenant, last_name, "adminLastName", F_STR),
    FIELD(ApiTenant, email, "adminAlternateEmail", F_STR),
    FIELD(ApiTenant, country, "country", F_STR),
    FIELD(ApiTenant, culture, "culture", F_STR),
    FIELD(ApiTenant, admin_account, "adminUserAccount", F_STR, .flags = FIELD_OUT_ONLY),
    FIELD(ApiTenant, password, "password", F_STR, .flags = FIELD_OUT_ONLY),
};
static const Shape API_TENANT = SHAPE_AS(ApiSandboxTenant, ApiTenant, TENANT_FIELDS);

typedef struct ApiLinked {
    Id id;
    Str name, type, state, mpn_id;
    ApiAttributes attributes;
} ApiLinked;
static const Field LINKED_FIELDS[] = {
    FIELD(ApiLinked, id, "id", F_ID_),
    FIELD(ApiLinked, name, "name", F_STR),
    FIELD(ApiLinked, type, "relationshipType", F_STR),
    FIELD(ApiLinked, state, "state", F_STR),
    FIELD(ApiLinked, mpn_id, "mpnId", F_STR),
    FIELD(ApiLinked, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
static const Shape API_LINKED = SHAPE_AS(ApiSandboxRelationship, ApiLinked, LINKED_FIELDS);

typedef struct ApiReseller {
    Str mpn_id, legal; /* legal: JSON, given back as it came */
    Id account_id;
    ApiTenant tenant;
    ApiLinked linked;
    bool has_tenant, has_linked;
} ApiReseller;
static const Field RESELLER_FIELDS[] = {
    FIELD(ApiReseller, mpn_id, "mpnId", F_STR),
    FIELD(ApiReseller, account_id, "accountId", F_ID_, .flags = FIELD_OUT_ONLY),
    FIELD_PART(ApiReseller, tenant, has_tenant, "tenant", &API_TENANT),
    FIELD(ApiReseller, legal, "legalBusinessProfile", F_RAW),
    FIELD_PART(ApiReseller, linked, has_linked, "partnerRelationship", &API_LINKED, .flags = FIELD_OUT_ONLY),
};
const Shape API_SANDBOX_RESELLER = SHAPE_AS(ApiSandboxReseller, ApiReseller, RESELLER_FIELDS);

/* Both headers, and a provider in a sandbox. */
static Err enter(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    if (!http_header(ctx->req, S("ms-requestid")).n || !http_header(ctx->req, S("ms-correlationid")).n) {
        return problem_api(ctx, ERR_INVALID, 400, 800002, MSG("MS-RequestId and MS-CorrelationId are both needed"));
    }
    if (!str_eq(ctx->environment, S("sandbox")) || !str_eq(ctx->account.kind, S("provider"))) {
        return problem_api(ctx, ERR_UNAUTHENTICATED, 401, 6002, MSG("Only a provider in a sandbox does this"));
    }
    return OK;
}

static Err check(Ctx *ctx, const ApiReseller *w)
{
    const ApiTenant *t = &w->tenant;
    struct {
        Str field, value;
    } const needed[] = {{S("mpnId"), w->mpn_id},
                        {S("tenant.domainPrefix"), t->prefix},
                        {S("tenant.name"), t->name},
                        {S("tenant.adminUserName"), t->admin_user},
                        {S("tenant.country"), t->country}};
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        if (problem_unless_line(ctx, needed[i].field, needed[i].value) &&
            (!needed[i].value.n || needed[i].value.n > NAME_MAX)) {
            problem_field(ctx, needed[i].field, MSG("Needed, at most 120 characters"));
        }
    }
    if (t->country.n && !country_known(t->country)) {
        problem_field(ctx, S("tenant.country"), MSG("The country is a code of two letters, as NL"));
    }
    return problem_check(ctx);
}

static Err taken(Ctx *ctx, Err err)
{
    return err == ERR_CONFLICT ? problem_api(ctx, err, 409, 1003, MSG("There is a tenant of this name already")) : err;
}

/* The tenant, its account and its first user, who has to replace the password at the first sign-in. */
static Err make(AccountCtx a, ApiReseller *w, Str domain)
{
    Ctx *ctx = a.ctx;
    SystemCtx s = system_of(ctx);
    ApiTenant *t = &w->tenant;
    Str hash, country = str_upper_ascii(ctx->arena, t->country);
    NewDirectory directory = {
        .id = ctx_new_id(ctx), .kind = S("partner"), .name = t->name, .domain = domain, .country = country};
    NewAccount account = {.id = ctx_new_id(ctx),
                          .directory_id = directory.id,
                          .kind = S("reseller"),
                          .name = t->name,
                          .country = country,
                          .currency = S("EUR"),
                          .locale = t->culture.n ? t->culture : S("en-GB"),
                          .time_zone = S("UTC"),
                          .programs = "csp_reseller mpn"};
    account.public_id = str_concat(ctx->arena, S("r"), str_skip(id_text(ctx->arena, account.id), 24));
    TRY(taken(ctx, identity_add_directory(s, &directory)));
    TRY(taken(ctx, identity_add_account(s, &account)));
    NewUser user = {.id = ctx_new_id(ctx),
                    .directory_id = directory.id,
                    .last_account_id = account.id,
                    .sign_in = str_fmt(ctx->arena, "%.*s@%.*s", S_ARG(t->admin_user), S_ARG(domain)),
                    .first_name = t->first_name.n ? t->first_name : t->admin_user,
                    .last_name = t->last_name,
                    .locale = account.locale,
                    .time_zone = account.time_zone,
                    .must_change = true};
    t->password = identity_temporary_password(ctx, &hash);
    user.password_hash = hash;
    TRY(taken(ctx, identity_add_user(s, &user)));
    TRY(identity_grant(s, user.id, directory.id, ID_NIL, S("global_admin")));
    t->id = directory.id;
    t->admin_account = user.sign_in;
    w->account_id = account.id;
    return OK;
}

Err api_sandbox_reseller_add(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiReseller w = {0};
    RelSandboxCountRow there;
    RelAskerRow own;
    TRY(enter(a));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_SANDBOX_RESELLER, &w)));
    TRY(resource_bad_property(ctx, check(ctx, &w)));
    TRY(q_rel_sandbox_count(a, NULL, &there));
    if (there.n >= SANDBOX_RESELLERS_MAX) {
        return problem_api(ctx, ERR_FORBIDDEN, 403, 6004,
                           MSG("A provider has at most 5 resellers in its sandbox; remove one first"));
    }
    TRY(q_rel_asker(system_of(ctx), &(RelAskerArgs){.id = ctx->account_id}, &own));
    Str prefix = str_lower_ascii(ctx->arena, w.tenant.prefix);
    Str domain = str_find_char(prefix, '.') >= 0
                     ? prefix
                     : str_fmt(ctx->arena, "%.*s.%.*s", S_ARG(prefix), S_ARG(own.default_domain));
    TRY(make(a, &w, domain));
    TRY(q_rel_sandbox_add(a, &(RelSandboxAddArgs){.reseller_account_id = w.account_id, .mpn_id = w.mpn_id}, NULL));
    TRY(partnership_begin(system_of(ctx), ctx->account_id, w.account_id));
    ctx->audit.target_kind = S("partner_relationship");
    ctx->audit.target_id = w.account_id;
    ctx->audit.target_name = w.tenant.name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"domain", domain}, {"partner", w.tenant.name});
    w.has_linked = true;
    w.linked = (ApiLinked){.id = w.tenant.id,
                           .name = w.tenant.name,
                           .type = S("is_indirect_cloud_solution_provider_of"),
                           .state = S("active"),
                           .mpn_id = w.mpn_id,
                           .attributes = {.object_type = S("PartnerRelationship")}};
    ctx_json(ctx, 201, &API_SANDBOX_RESELLER, &w);
    return OK;
}

Err api_sandbox_reseller_drop(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    RelSandboxGetRow r;
    Id id;
    int64_t sold;
    TRY(enter(a));
    Err err = id_parse(ctx_param(ctx, S("reseller")), &id) == OK
                  ? q_rel_sandbox_get(a, &(RelSandboxGetArgs){.id = id}, &r)
                  : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) {
        return problem_api(ctx, ERR_FORBIDDEN, 403, 6003, MSG("This is no reseller that you made in the sandbox"));
    }
    TRY(err);
    ctx->out.status = 204;
    ctx->audit.target_kind = S("partner_relationship");
    ctx->audit.target_id = r.reseller_account_id;
    ctx->audit.target_name = r.name;
    if (time_is_set(r.removed_at)) {
        ctx->audit.skip = true;
        return OK;
    }
    TRY(partnership_customers(system_of(ctx), ctx->account_id, r.reseller_account_id, &sold));
    if (sold) {
        return problem_api(ctx, ERR_FORBIDDEN, 403, 6003, MSG("The reseller still has customers; delete them first"));
    }
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"partner", r.name});
    TRY(q_rel_sandbox_remove(a, &(RelSandboxRemoveArgs){.reseller_account_id = r.reseller_account_id}, NULL));
    return partnership_end(system_of(ctx), ctx->account_id, r.reseller_account_id);
}

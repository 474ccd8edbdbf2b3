/* Relationships on the wire: partners of an account, the link that makes customers of companies, and what a customer's
 * account is found to be. */
#include "areas/relationships/api.h"

#include "app/collection.h"
#include "app/country_rule.h"
#include "app/filter.h"
#include "app/resource.h"
#include "app/session.h"
#include "areas/relationships/relationships.h"
#include "gen/relationships_q.h"

enum { LIST_MAX = 500 };

typedef struct ApiPartner {
    Id id;
    Str name, type, state, mpn_id, location;
    ApiAttributes attributes;
} ApiPartner;
static const Field PARTNER_FIELDS[] = {
    FIELD(ApiPartner, id, "id", F_ID_),
    FIELD(ApiPartner, name, "name", F_STR),
    FIELD(ApiPartner, type, "relationshipType", F_STR),
    FIELD(ApiPartner, state, "state", F_STR),
    FIELD(ApiPartner, mpn_id, "mpnId", F_STR),
    FIELD(ApiPartner, location, "location", F_STR),
    FIELD(ApiPartner, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_PARTNER_RELATIONSHIP = SHAPE_AS(ApiPartnerRelationship, ApiPartner, PARTNER_FIELDS);

typedef struct ApiRequest {
    Str url;
    ApiAttributes attributes;
} ApiRequest;
static const Field REQUEST_FIELDS[] = {
    FIELD(ApiRequest, url, "url", F_STR),
    FIELD(ApiRequest, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_RELATIONSHIP_REQUEST = SHAPE_AS(ApiRelationshipRequest, ApiRequest, REQUEST_FIELDS);

typedef struct ApiServiceLinks {
    ApiLink admin, health, ticket, self;
} ApiServiceLinks;
static const Field SERVICE_LINK_FIELDS[] = {
    FIELD(ApiServiceLinks, admin, "adminService", F_OBJECT, .shape = &API_LINK),
    FIELD(ApiServiceLinks, health, "serviceHealth", F_OBJECT, .shape = &API_LINK),
    FIELD(ApiServiceLinks, ticket, "serviceTicket", F_OBJECT, .shape = &API_LINK),
    FIELD(ApiServiceLinks, self, "self", F_OBJECT, .shape = &API_LINK),
};
static const Shape API_SERVICE_LINKS = SHAPE(ApiServiceLinks, SERVICE_LINK_FIELDS);
typedef struct ApiService {
    Id id;
    Str name, group;
    ApiServiceLinks links;
    ApiAttributes attributes;
} ApiService;
static const Field SERVICE_FIELDS[] = {
    FIELD(ApiService, id, "id", F_ID_),
    FIELD(ApiService, name, "name", F_STR),
    FIELD(ApiService, group, "groupName", F_STR),
    FIELD(ApiService, links, "links", F_OBJECT, .shape = &API_SERVICE_LINKS),
    FIELD(ApiService, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_MANAGED_SERVICE = SHAPE_AS(ApiManagedService, ApiService, SERVICE_FIELDS);

typedef struct ApiStatus {
    Str type, status;
    Time updated_at;
} ApiStatus;
static const Field STATUS_FIELDS[] = {
    FIELD(ApiStatus, type, "type", F_STR),
    FIELD(ApiStatus, status, "status", F_STR),
    FIELD(ApiStatus, updated_at, "lastUpdateDateTime", F_TIME_),
};
const Shape API_ACCOUNT_STATUS = SHAPE_AS(ApiAccountValidationStatus, ApiStatus, STATUS_FIELDS);

/* --- partners --- */

static bool has_within(Str name, Str part)
{
    bool found = part.n == 0;
    for (size_t i = 0; i < name.n && !found; i++) {
        found = str_starts_nocase(str_skip(name, i), part);
    }
    return found;
}

static bool fits(const Filter *f, Str name)
{
    bool same = str_eq_nocase(name, f->value);
    return !f->set || (f->op == FILTER_EQUALS        ? same
                       : f->op == FILTER_NOT_EQUALS  ? !same
                       : f->op == FILTER_SUBSTRING   ? has_within(name, f->value)
                       : f->op == FILTER_STARTS_WITH ? str_starts_nocase(name, f->value)
                                                     : !str_starts_nocase(name, f->value));
}

static Err read_filter(Ctx *ctx, const CollectionAsk *ask, Filter *f)
{
    TRY(filter_read(ctx, collection_param(ctx, ask, S("filter")), f));
    if (!f->set) {
        return OK;
    }
    if (!filter_is(f, S("Name"))) {
        return filter_unknown_field(ctx, f, S("Name"));
    }
    bool known = f->op == FILTER_EQUALS || f->op == FILTER_NOT_EQUALS || f->op == FILTER_STARTS_WITH ||
                 f->op == FILTER_SUBSTRING || f->op == FILTER_NOT_STARTS_WITH;
    return known ? OK : filter_unsupported(ctx, f);
}

static Err read_partners(AccountCtx a, bool resellers, RelResellersRow **ret, size_t *ret_n)
{
    if (resellers) {
        return q_rel_resellers(a, NULL, ret, ret_n);
    }
    RelProvidersRow *rows;
    TRY(q_rel_providers(a, NULL, &rows, ret_n));
    *ret = arena_array(a.ctx->arena, RelResellersRow, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = (RelResellersRow){.id = rows[i].id,
                                      .directory_id = rows[i].directory_id,
                                      .name = rows[i].name,
                                      .partner_id = rows[i].partner_id,
                                      .city = rows[i].city};
    }
    return OK;
}

Err api_relationships(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    Filter f = {0};
    RelResellersRow *rows;
    size_t n, found = 0;
    TRY(collection_ask(ctx, LIST_MAX, LIST_MAX, &ask));
    Str type = collection_param(ctx, &ask, S("relationship_type"));
    bool resellers = filter_word_eq(type, S("IsIndirectCloudSolutionProviderOf"));
    if (!resellers && !filter_word_eq(type, S("IsIndirectResellerOf"))) {
        return problem_api(ctx, ERR_INVALID, 400, 3000,
                           MSG("relationship_type is IsIndirectCloudSolutionProviderOf or IsIndirectResellerOf"));
    }
    TRY(read_filter(ctx, &ask, &f));
    TRY(read_partners(a, resellers, &rows, &n));
    ApiPartner *items = arena_array(ctx->arena, ApiPartner, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (fits(&f, rows[i].name)) {
            items[found++] = (ApiPartner){.id = rows[i].directory_id,
                                          .name = rows[i].name,
                                          .type = resellers ? S("is_indirect_cloud_solution_provider_of")
                                                            : S("is_indirect_reseller_of"),
                                          .state = S("active"),
                                          .mpn_id = rows[i].partner_id,
                                          .location = rows[i].city,
                                          .attributes = {.object_type = S("PartnerRelationship")}};
        }
    }
    ctx_json_collection(
        ctx, &ask,
        &(Collection){.shape = &API_PARTNER_RELATIONSHIP, .items = items, .items_n = found, .total = (int64_t)found});
    return OK;
}

/* --- the account's own link --- */

Err api_relationship_link(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str base = token_base_url(ctx), path = relationship_request_own_path(ctx, ctx->account_id);
    ApiRequest w = {.url = str_concat(ctx->arena, base, path), .attributes = {.object_type = S("RelationshipRequest")}};
    ctx_json(ctx, 200, &API_RELATIONSHIP_REQUEST, &w);
    return OK;
}

/* --- of one customer --- */

static ApiLink link_to(Url url) { return (ApiLink){.uri = url.s, .method = S("GET")}; }

Err api_managed_services(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    RelServicesRow *rows;
    size_t n;
    TRY(customer_enter(a));
    TRY(customer_reach(a, ctx->customer_id));
    TRY(collection_ask(ctx, LIST_MAX, LIST_MAX, &ask));
    TRY(q_rel_services(a, NULL, &rows, &n));
    ApiService *items = arena_array(ctx->arena, ApiService, n + 1);
    Str account = ctx->account.public_id;
    for (size_t i = 0; i < n; i++) {
        items[i] = (ApiService){
            .id = rows[i].id,
            .name = rows[i].name,
            .group = rows[i].group_name,
            .links = {.admin = link_to(url_fmt(ctx->arena, "/a/%s/customers/%i", account, ctx->customer_id)),
                      .health = link_to(url_fmt(ctx->arena, "/a/%s/support/health", account)),
                      .ticket = link_to(url_fmt(ctx->arena, "/a/%s/support", account)),
                      .self = link_to(url_fmt(ctx->arena, "/customers/%i/managedservices", ctx->customer_id))},
            .attributes = {.object_type = S("ManagedService")}};
    }
    ctx_json_collection(
        ctx, &ask, &(Collection){.shape = &API_MANAGED_SERVICE, .items = items, .items_n = n, .total = (int64_t)n});
    return OK;
}

/* What its country asks of every address, and it has not said. */
static bool lacks(const PostalAddress *p)
{
    const CountryAddress *rule = country_address(p->country);
    return !p->country.n || !p->line1.n || (!p->city.n && !rule->city_free) || (!p->state.n && rule->state) ||
           (!p->postal_code.n && rule->postal && !rule->optional);
}

/* Where the company's name, number and addresses stand with the rules of its country as they are now: they may have
 * come before a rule, from a file, or by another partner. */
static Str account_status(Ctx *ctx, const Customer *c)
{
    const PostalAddress *bill = &c->billing.address;
    bool billed = bill->line1.n > 0;
    Problem kept = ctx->problem;
    ctx->problem = (Problem){0};
    customer_check_company(ctx, S("company."), &c->company);
    customer_check_address(ctx, S("company."), &c->company.address, false);
    if (billed) {
        customer_check_address(ctx, S("billing."), bill, false);
    }
    bool wrong = ctx->problem.fields_n > 0;
    ctx->problem = kept;
    return lacks(&c->company.address) || (billed && lacks(bill)) ? S("Not Ready")
           : wrong                                               ? S("NotAllowed")
                                                                 : S("Allowed");
}

Err api_validation_status(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Customer c;
    TRY(customer_enter(a));
    TRY(customer_get(a, &c));
    if (!filter_word_eq(ctx_query(ctx, S("type")), S("account"))) {
        return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("The type of a validation is account"));
    }
    ApiStatus w = {.type = S("account"), .status = account_status(ctx, &c), .updated_at = c.since};
    ctx_json(ctx, 200, &API_ACCOUNT_STATUS, &w);
    return OK;
}

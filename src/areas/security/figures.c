/* Figures on the wire: sign-ins with and without a second factor, and delegated administration. */
#include "app/audit.h"
#include "app/collection.h"
#include "app/resource.h"
#include "areas/security/api.h"
#include "areas/security/security.h"
#include "base/json.h"

enum { SINCE_DAYS = 30, ACTS_DAYS = 90, LIST_MAX = 10000 };

static bool has_factor(Str amr) { return str_has_word(amr, S("mfa")); }
static Time days_ago(Ctx *ctx, int64_t days) { return time_add(ctx->now, -days * TIME_DAY); }
/* Sign-ins are told by the wall's clock. */
static Time sign_ins_since(Ctx *ctx) { return time_add(ctx->wall, -SINCE_DAYS * TIME_DAY); }

/* --- sign-ins to applications, by day --- */

typedef struct Adoption {
    Id application_id;
    Str name;
    Date day;
    int64_t with, all;
} Adoption;

static Adoption *adoption_of(Adoption *list, size_t *n, const SecurityAdoptionRow *r)
{
    Date day = date_of(r->created_at);
    for (size_t i = *n; i > 0 && list[i - 1].day.days == day.days; i--) { /* rows come day after day */
        if (id_eq(list[i - 1].application_id, r->application_id)) {
            return &list[i - 1];
        }
    }
    list[*n] = (Adoption){.application_id = r->application_id, .name = r->name, .day = day};
    return &list[(*n)++];
}

Err api_factor_adoption(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SecurityAdoptionRow *rows;
    size_t rows_n, n = 0;
    TRY(q_security_adoption(a, &(SecurityAdoptionArgs){.since = sign_ins_since(ctx)}, &rows, &rows_n));
    Adoption *list = arena_array(ctx->arena, Adoption, rows_n + 1);
    for (size_t i = 0; i < rows_n; i++) {
        Adoption *of = adoption_of(list, &n, &rows[i]);
        of->all++;
        of->with += has_factor(rows[i].amr);
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        json_obj(&j);
        json_key(&j, S("loginDate"));
        json_time(&j, time_of_date(list[i].day));
        json_key(&j, S("mfaCompliantRequestCount"));
        json_i64(&j, list[i].with);
        json_key(&j, S("totalRequestCount"));
        json_i64(&j, list[i].all);
        json_key(&j, S("applicationId"));
        json_id(&j, list[i].application_id);
        json_key(&j, S("applicationName"));
        json_str(&j, list[i].name);
        json_obj_end(&j);
    }
    json_arr_end(&j);
    ctx_json_text(ctx, 200, buf_str(&b));
    return OK;
}

typedef struct ApiPartnerRequest {
    Id id, user_id, tenant_id, application_id;
    Str operation, sign_in;
    Time at;
    bool compliant;
    ApiAttributes attributes;
} ApiPartnerRequest;
static const Field PARTNER_REQUEST_FIELDS[] = {
    FIELD(ApiPartnerRequest, id, "requestId", F_ID_),
    FIELD(ApiPartnerRequest, id, "correlationId", F_ID_),
    FIELD(ApiPartnerRequest, operation, "operationName", F_STR),
    FIELD(ApiPartnerRequest, at, "requestDateTime", F_TIME_),
    FIELD(ApiPartnerRequest, user_id, "objectId", F_ID_),
    FIELD(ApiPartnerRequest, tenant_id, "tenantId", F_ID_),
    FIELD(ApiPartnerRequest, sign_in, "upn", F_STR),
    FIELD(ApiPartnerRequest, application_id, "applicationId", F_ID_),
    FIELD(ApiPartnerRequest, compliant, "mfaCompliant", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiPartnerRequest, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_PARTNER_REQUEST = SHAPE(ApiPartnerRequest, PARTNER_REQUEST_FIELDS);

Err api_partner_requests(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk page;
    SecurityRequestsRow *rows;
    size_t n;
    TRY(collection_ask(ctx, LIST_MAX, LIST_MAX, &page));
    TRY(q_security_requests(a, &(SecurityRequestsArgs){.since = sign_ins_since(ctx)}, &rows, &n));
    ApiPartnerRequest *items = arena_array(ctx->arena, ApiPartnerRequest, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = (ApiPartnerRequest){.id = rows[i].id,
                                       .operation = S("SignIn"),
                                       .at = rows[i].created_at,
                                       .user_id = rows[i].user_id,
                                       .tenant_id = rows[i].directory_id,
                                       .sign_in = rows[i].sign_in,
                                       .application_id = rows[i].application_id,
                                       .compliant = has_factor(rows[i].amr),
                                       .attributes = {.object_type = S("PartnerRequest")}};
    }
    ctx_json_collection(ctx, &page,
                        &(Collection){.shape = &API_PARTNER_REQUEST, .items = items, .items_n = n, .total = -1});
    return OK;
}

/* --- sign-ins to the portal --- */

typedef struct ApiPrincipal {
    Id user_id, tenant_id;
    Str sign_in;
    Time at, used;
    ApiAttributes attributes;
} ApiPrincipal;
/* The resource names the sign-in, the example the request. */
static const Field PRINCIPAL_FIELDS[] = {
    FIELD(ApiPrincipal, user_id, "objectId", F_ID_),
    FIELD(ApiPrincipal, tenant_id, "tenantId", F_ID_),
    FIELD(ApiPrincipal, sign_in, "upn", F_STR),
    FIELD(ApiPrincipal, at, "lastNonMfaCompliantLoginDateTime", F_TIME_),
    FIELD(ApiPrincipal, used, "lastNonMfaCompliantRequestDateTime", F_TIME_),
    FIELD(ApiPrincipal, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_PRINCIPAL = SHAPE_AS(ApiNonCompliantPrincipal, ApiPrincipal, PRINCIPAL_FIELDS);

/* A person's newest sign-in comes first of theirs. */
Err api_principals(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk page;
    SecuritySessionsRow *rows;
    size_t n, found = 0;
    TRY(collection_ask(ctx, LIST_MAX, LIST_MAX, &page));
    TRY(q_security_sessions(a, &(SecuritySessionsArgs){.since = sign_ins_since(ctx)}, &rows, &n));
    ApiPrincipal *items = arena_array(ctx->arena, ApiPrincipal, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool newest = i == 0 || !id_eq(rows[i].user_id, rows[i - 1].user_id);
        if (newest && rows[i].strength < 2) {
            items[found++] = (ApiPrincipal){.user_id = rows[i].user_id,
                                            .tenant_id = rows[i].directory_id,
                                            .sign_in = rows[i].sign_in,
                                            .at = rows[i].created_at,
                                            .used = rows[i].seen_at,
                                            .attributes = {.object_type = S("NonMfaCompliantPartnerPrincipal")}};
        }
    }
    ctx_json_collection(ctx, &page,
                        &(Collection){.shape = &API_PRINCIPAL, .items = items, .items_n = found, .total = -1});
    return OK;
}

/* --- delegated administration: OData, as its own host has it --- */

typedef struct Delegation {
    SecurityDelegatedRow *customers;
    SecurityActsRow *acts;
    SecurityAgentsRow agents;
    SecurityAccountRow account;
    size_t customers_n, acts_n;
} Delegation;

static Err read_delegation(AccountCtx a, Delegation *ret)
{
    TRY(q_security_delegated(a, NULL, &ret->customers, &ret->customers_n));
    TRY(q_security_acts(a,
                        &(SecurityActsArgs){.from_id = audit_first_id(time_add(a.ctx->wall, -ACTS_DAYS * TIME_DAY)),
                                            .since = days_ago(a.ctx, ACTS_DAYS)},
                        &ret->acts, &ret->acts_n));
    TRY(q_security_agents(a, NULL, &ret->agents));
    return q_security_account(a, NULL, &ret->account);
}

static int compare_acts(const void *key, const void *row)
{
    return memcmp(key, &((const SecurityActsRow *)row)->customer_id, sizeof(Id));
}
static const SecurityActsRow *acts_of(const Delegation *d, Id customer_id)
{
    return d->acts_n ? bsearch(&customer_id, d->acts, d->acts_n, sizeof *d->acts, compare_acts) : NULL;
}
static bool delegates(const SecurityDelegatedRow *r) { return str_eq(r->rights, S("delegated")); }

static Str context_of(Ctx *ctx, const char *what)
{
    return str_fmt(ctx->arena, "/CustomerServiceAdminApi/Web/v1/$metadata#%s", what);
}
static void put_number(Json *j, const char *name, int64_t n)
{
    json_key(j, str_from(name));
    json_i64(j, n);
}
static void put_text(Json *j, const char *name, Str text)
{
    json_key(j, str_from(name));
    json_str(j, text);
}

static void put_customer(Ctx *ctx, Json *j, const Delegation *d, const SecurityDelegatedRow *r)
{
    const SecurityActsRow *acts = acts_of(d, r->customer_id);
    json_obj(j);
    put_text(j, "id",
             str_fmt(ctx->arena, "%.*s-%.*s", S_ARG(id_text(ctx->arena, d->account.directory_id)),
                     S_ARG(id_text(ctx->arena, r->customer_id))));
    json_key(j, S("customerTenantId"));
    json_id(j, r->customer_id);
    put_text(j, "organizationDisplayName", r->name);
    put_number(j, "partnerAgentCount", d->agents.n);
    put_number(j, "partnerSignInCount", acts ? acts->n : 0);
    json_key(j, S("dapEnabled"));
    json_bool(j, delegates(r));
    json_key(j, S("startDateTime"));
    json_time(j, r->created_at);
    json_key(j, S("endDateTime"));
    json_time(j, r->ended_at);
    json_key(j, S("lastSignInDateTime"));
    json_time(j, acts ? acts->last_at : TIME_NONE);
    json_obj_end(j);
}

Err api_delegated_customers(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Delegation d;
    TRY(read_delegation(a, &d));
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_obj(&j);
    put_text(&j, "@odata.context", context_of(ctx, "delegatedAdminCustomers"));
    json_key(&j, S("value"));
    json_arr(&j);
    for (size_t i = 0; i < d.customers_n; i++) {
        put_customer(ctx, &j, &d, &d.customers[i]);
    }
    json_arr_end(&j);
    json_obj_end(&j);
    ctx_json_text(ctx, 200, buf_str(&b));
    return OK;
}

/* Customers that let the account administer them since so many days; those nobody worked for in as many. */
static int64_t count_established(Ctx *ctx, const Delegation *d, int64_t days)
{
    int64_t n = 0;
    for (size_t i = 0; i < d->customers_n; i++) {
        n += delegates(&d->customers[i]) && d->customers[i].created_at.us >= days_ago(ctx, days).us;
    }
    return n;
}
static int64_t count_inactive(Ctx *ctx, const Delegation *d, int64_t days)
{
    int64_t n = 0;
    for (size_t i = 0; i < d->customers_n; i++) {
        const SecurityActsRow *acts = acts_of(d, d->customers[i].customer_id);
        n += delegates(&d->customers[i]) && (!acts || acts->last_at.us < days_ago(ctx, days).us);
    }
    return n;
}

static void put_counts(Ctx *ctx, Json *j, const char *name, const Delegation *d,
                       int64_t (*count)(Ctx *ctx, const Delegation *d, int64_t days))
{
    static const int64_t DAYS[] = {30, 60, 90};
    json_key(j, str_from(name));
    json_arr(j);
    for (size_t i = 0; i < COUNT_OF(DAYS); i++) {
        json_obj(j);
        put_number(j, "durationInDays", DAYS[i]);
        put_number(j, "count", count(ctx, d, DAYS[i]));
        json_obj_end(j);
    }
    json_arr_end(j);
}

Err api_delegated_statistics(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Delegation d;
    int64_t total = 0;
    TRY(read_delegation(a, &d));
    for (size_t i = 0; i < d.customers_n; i++) {
        total += delegates(&d.customers[i]);
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_obj(&j);
    put_text(&j, "@odata.context", context_of(ctx, "delegatedAdminStatistics/$entity"));
    json_key(&j, S("id"));
    json_id(&j, d.account.directory_id);
    json_key(&j, S("partnerTenantId"));
    json_id(&j, d.account.directory_id);
    put_number(&j, "totalDapCustomerCount", total);
    put_counts(ctx, &j, "establishedDapCount", &d, count_established);
    put_counts(ctx, &j, "inactiveDapCount", &d, count_inactive);
    json_obj_end(&j);
    ctx_json_text(ctx, 200, buf_str(&b));
    return OK;
}

/* The API of customers: Shapes, and handlers of input, one domain call, output. Wire names are the spec's. */
#include "areas/customers/api.h"
#include "app/collection.h"
#include "app/counter.h"
#include "app/filter.h"
#include "app/resource.h"
#include "areas/customers/customers_filter.h"
#include "areas/customers/customers_list.h"
#include "gen/customers_q.h"

/* --- shapes --- */

typedef struct ApiCompany {
    Id tenant_id;
    Str domain, name, registration_number, email;
    ApiAddress address;
    bool has_address;
    ApiLinks links;
    bool has_links;
    ApiAttributes attributes;
    bool has_attributes;
} ApiCompany;
static const Field COMPANY_FIELDS[] = {
    FIELD(ApiCompany, tenant_id, "tenantId", F_ID_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiCompany, domain, "domain", F_STR, .label = N_("Primary domain")),
    FIELD(ApiCompany, name, "companyName", F_STR, .label = N_("Company name")),
    FIELD(ApiCompany, registration_number, "organizationRegistrationNumber", F_STR, .label = N_("Registration number")),
    FIELD(ApiCompany, email, "email", F_STR),
    FIELD_PART(ApiCompany, address, has_address, "address", &API_ADDRESS),
    FIELD_PART(ApiCompany, links, has_links, "links", &API_LINKS, .flags = FIELD_OUT_ONLY),
    FIELD_PART(ApiCompany, attributes, has_attributes, "attributes", &API_ATTRIBUTES),
};
const Shape API_COMPANY = SHAPE(ApiCompany, COMPANY_FIELDS);

typedef struct ApiBilling {
    Id id;
    Str first_name, last_name, email, culture, language, company_name;
    ApiAddress address;
    bool has_address;
    ApiLinks links;
    bool has_links;
    ApiAttributes attributes;
    bool has_attributes;
} ApiBilling;
static const Field BILLING_FIELDS[] = {
    FIELD(ApiBilling, id, "id", F_ID_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiBilling, first_name, "firstName", F_STR),
    FIELD(ApiBilling, last_name, "lastName", F_STR),
    FIELD(ApiBilling, email, "email", F_STR),
    FIELD(ApiBilling, culture, "culture", F_STR),
    FIELD(ApiBilling, language, "language", F_STR),
    FIELD(ApiBilling, company_name, "companyName", F_STR),
    FIELD_PART(ApiBilling, address, has_address, "defaultAddress", &API_ADDRESS),
    FIELD_PART(ApiBilling, links, has_links, "links", &API_LINKS, .flags = FIELD_OUT_ONLY),
    FIELD_PART(ApiBilling, attributes, has_attributes, "attributes", &API_ATTRIBUTES),
};
const Shape API_BILLING = SHAPE(ApiBilling, BILLING_FIELDS);

typedef struct ApiCredentials {
    Str user_name, password;
} ApiCredentials;
static const Field CREDENTIALS_FIELDS[] = {
    FIELD(ApiCredentials, user_name, "userName", F_STR),
    FIELD(ApiCredentials, password, "password", F_STR, .flags = FIELD_SECRET),
};
static const Shape CREDENTIALS = SHAPE(ApiCredentials, CREDENTIALS_FIELDS);

typedef struct ApiCustomer {
    Id id, commerce_id, associated_partner_id;
    ApiCompany company;
    bool has_company;
    ApiBilling billing;
    bool has_billing;
    Str relationship;
    bool delegated, gdap_by_default;
    Str domain; /* of a create-request for an indirect reseller: it may stand outside companyProfile */
    Str registration_number;
    const Str *domains;
    size_t domains_n;
    ApiCredentials credentials;
    bool has_credentials;
    ApiLinks links;
    ApiAttributes attributes;
} ApiCustomer;
#define CUSTOMER_HEAD                                                                                                  \
    FIELD(ApiCustomer, id, "id", F_ID_, .flags = FIELD_OUT_ONLY),                                                      \
        FIELD(ApiCustomer, commerce_id, "commerceId", F_ID_, .flags = FIELD_OUT_ONLY),                                 \
        FIELD_PART(ApiCustomer, company, has_company, "companyProfile", &API_COMPANY)
#define CUSTOMER_TAIL                                                                                                  \
    FIELD(ApiCustomer, relationship, "relationshipToPartner", F_STR, .flags = FIELD_OUT_ONLY),                         \
        FIELD(ApiCustomer, associated_partner_id, "associatedPartnerId", F_ID_),                                       \
        FIELD(ApiCustomer, links, "links", F_OBJECT, .shape = &API_LINKS, .flags = FIELD_OUT_ONLY),                    \
        FIELD(ApiCustomer, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES, .flags = FIELD_OUT_ONLY)
static const Field CUSTOMER_FIELDS[] = {
    CUSTOMER_HEAD,
    FIELD_PART(ApiCustomer, billing, has_billing, "billingProfile", &API_BILLING),
    FIELD(ApiCustomer, delegated, "allowDelegatedAccess", F_BOOL_, .flags = FIELD_ALWAYS | FIELD_OUT_ONLY),
    {.name = S_INIT("customDomains"),
     .type = F_STRS,
     .offset = offsetof(ApiCustomer, domains),
     .offset_n = offsetof(ApiCustomer, domains_n),
     .flags = FIELD_ALWAYS | FIELD_OUT_ONLY},
    FIELD_PART(ApiCustomer, credentials, has_credentials, "userCredentials", &CREDENTIALS, .flags = FIELD_OUT_ONLY),
    CUSTOMER_TAIL,
};
const Shape API_CUSTOMER = SHAPE(ApiCustomer, CUSTOMER_FIELDS);
/* Lists leave out the billing profile and the delegated access. */
static const Field CUSTOMER_ITEM_FIELDS[] = {CUSTOMER_HEAD, CUSTOMER_TAIL};
const Shape API_CUSTOMER_ITEM = SHAPE_AS(ApiCustomerItem, ApiCustomer, CUSTOMER_ITEM_FIELDS);
static const Field CUSTOMER_NEW_FIELDS[] = {
    FIELD_PART(ApiCustomer, company, has_company, "companyProfile", &API_COMPANY),
    FIELD_PART(ApiCustomer, billing, has_billing, "billingProfile", &API_BILLING),
    FIELD(ApiCustomer, associated_partner_id, "associatedPartnerId", F_ID_),
    FIELD(ApiCustomer, domain, "domain", F_STR),
    FIELD(ApiCustomer, registration_number, "organizationRegistrationNumber", F_STR),
    FIELD(ApiCustomer, gdap_by_default, "enableGDAPByDefault", F_BOOL_),
};
const Shape API_CUSTOMER_NEW = SHAPE_AS(ApiCustomerNew, ApiCustomer, CUSTOMER_NEW_FIELDS);

typedef struct ApiPatch {
    Str relationship, delegated;
} ApiPatch;
static const Field PATCH_FIELDS[] = {
    FIELD(ApiPatch, relationship, "relationshipToPartner", F_STR),
    FIELD(ApiPatch, delegated, "allowDelegatedAccess", F_RAW),
};
const Shape API_CUSTOMER_PATCH = SHAPE(ApiPatch, PATCH_FIELDS);

typedef struct ApiRelationship {
    Id id;
    Str name, mpn_id, location, state, relationship_type;
    ApiAttributes attributes;
} ApiRelationship;
static const Field RELATIONSHIP_FIELDS[] = {
    FIELD(ApiRelationship, id, "id", F_ID_),
    FIELD(ApiRelationship, name, "name", F_STR),
    FIELD(ApiRelationship, relationship_type, "relationshipType", F_STR),
    FIELD(ApiRelationship, state, "state", F_STR),
    FIELD(ApiRelationship, mpn_id, "mpnId", F_STR),
    FIELD(ApiRelationship, location, "location", F_STR),
    FIELD(ApiRelationship, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_RELATIONSHIP = SHAPE(ApiRelationship, RELATIONSHIP_FIELDS);

/* --- from the domain to the wire --- */

static ApiLinks self_link(Ctx *ctx, Id id, const char *rest)
{
    char text[ID_TEXT];
    id_to(text, id);
    return resource_self(str_fmt(ctx->arena, "/customers/%.*s%s", ID_TEXT, text, rest));
}
static ApiAddress wire_address(const PostalAddress *p, Str first_name, Str last_name)
{
    return (ApiAddress){.country = p->country,
                        .city = p->city,
                        .state = p->state,
                        .line1 = p->line1,
                        .line2 = p->line2,
                        .postal_code = p->postal_code,
                        .first_name = first_name,
                        .last_name = last_name,
                        .phone = p->phone};
}
static PostalAddress domain_address(const ApiAddress *w)
{
    return (PostalAddress){.line1 = w->line1,
                           .line2 = w->line2,
                           .city = w->city,
                           .state = str_empty(w->state) ? w->region : w->state,
                           .postal_code = w->postal_code,
                           .country = w->country,
                           .phone = w->phone};
}
static ApiCompany wire_company(Ctx *ctx, Id id, const CompanyFacts *c)
{
    return (ApiCompany){.tenant_id = id,
                        .domain = c->domain,
                        .name = c->name,
                        .registration_number = c->registration_number,
                        .email = c->email,
                        .address = wire_address(&c->address, S(""), S("")),
                        .has_address = !str_empty(c->address.country),
                        .links = self_link(ctx, id, "/profiles/company"),
                        .has_links = true,
                        .attributes = {.object_type = S("CustomerCompanyProfile")},
                        .has_attributes = true};
}
static ApiBilling wire_billing(Ctx *ctx, const Customer *c)
{
    const BillingFacts *b = &c->billing;
    return (ApiBilling){.id = c->billing_id,
                        .first_name = b->first_name,
                        .last_name = b->last_name,
                        .email = b->email,
                        .culture = b->culture,
                        .language = b->language,
                        .company_name = b->company_name,
                        .address = wire_address(&b->address, b->first_name, b->last_name),
                        .has_address = true,
                        .links = self_link(ctx, c->id.id, "/profiles/billing"),
                        .has_links = true,
                        .attributes = {.etag = resource_etag(ctx->arena, c->billing_id, c->billing_version),
                                       .object_type = S("CustomerBillingProfile")},
                        .has_attributes = true};
}
static ApiCustomer wire_customer(Ctx *ctx, const Customer *c)
{
    Str *domains = arena_new(ctx->arena, Str);
    *domains = c->company.domain;
    return (ApiCustomer){.id = c->id.id,
                         .commerce_id = c->commerce_id,
                         .associated_partner_id = str_eq(c->kind, S("provider")) ? c->reseller_directory_id : ID_NIL,
                         .company = wire_company(ctx, c->id.id, &c->company),
                         .has_company = true,
                         .billing = wire_billing(ctx, c),
                         .has_billing = true,
                         .relationship = c->ended ? S("none") : S("reseller"),
                         .delegated = str_eq(c->rights, S("delegated")),
                         .domains = domains,
                         .domains_n = 1,
                         .links = self_link(ctx, c->id.id, ""),
                         .attributes = {.object_type = S("Customer")}};
}

/* --- list --- */

enum { LIST_MAX = 500, OFFSET_MAX = 10000 };
typedef struct ListQuery {
    bool filtered; /* by the filter; else all, or all of a reseller */
    CustomerFilter filter;
    Id reseller;
} ListQuery;
typedef struct ListPage {
    ApiCustomer *items;
    size_t n;
    PageInfo page;
} ListPage;

static void put_item(Ctx *ctx, ApiCustomer *ret, Id id, Str name, Str domain)
{
    *ret = (ApiCustomer){.id = id,
                         .company = {.tenant_id = id,
                                     .domain = domain,
                                     .name = name,
                                     .attributes = {.object_type = S("CustomerCompanyProfile")},
                                     .has_attributes = true},
                         .has_company = true,
                         .relationship = S("reseller"),
                         .links = self_link(ctx, id, ""),
                         .attributes = {.object_type = S("Customer")}};
}

static Err read_filter(AccountCtx a, const CollectionAsk *ask, ListQuery *ret)
{
    *ret = (ListQuery){0};
    Filter f = {0};
    TRY(filter_read(a.ctx, collection_param(a.ctx, ask, S("filter")), &f));
    if (!f.set) {
        return OK;
    }
    TRY(customer_filter_read(a, &f, &ret->filter));
    ret->reseller = ret->filter.only_reseller;
    ret->filtered = id_is_nil(ret->reseller);
    return OK;
}

/* A page of what a filter leaves. It may be short, or empty, and still have a next one (customers_filter.h). */
static Err read_filtered(AccountCtx a, const ListQuery *q, const PageAsk *ask, int64_t offset, ListPage *ret)
{
    CustomerFilterAsk by = {.page = *ask, .skip = offset, .looks = CUSTOMER_FILTER_LOOKS};
    CustomerFound *rows;
    TRY(customer_filter_page(a, &q->filter, &by, &rows, &ret->n, &ret->page));
    if (by.ret_cut && by.skipped < offset) {
        return problem_api(a.ctx, ERR_INVALID, 400, 3000,
                           MSG("This offset is too far away for this filter; follow links.next instead"));
    }
    ret->items = arena_array(a.ctx->arena, ApiCustomer, ret->n + 1);
    for (size_t i = 0; i < ret->n; i++) {
        put_item(a.ctx, &ret->items[i], rows[i].id, rows[i].name, rows[i].domain);
    }
    return OK;
}

static Err read_page(AccountCtx a, const ListQuery *q, const PageAsk *ask, ListPage *ret)
{
    CustomersWanted w = {.state = S("active"), .reseller = q->reseller};
    CustomerListRow *rows;
    TRY(customer_list(a, &w, ask, &rows, &ret->n, &ret->page));
    ret->items = arena_array(a.ctx->arena, ApiCustomer, ret->n + 1);
    for (size_t i = 0; i < ret->n; i++) {
        put_item(a.ctx, &ret->items[i], rows[i].customer_id, rows[i].name, rows[i].domain);
    }
    return OK;
}
/* Offsets are walked: kept for old clients only. */
static Err read_all(AccountCtx a, const ListQuery *q, PageAsk page, int64_t offset, ListPage *ret)
{
    uint32_t size = page.size;
    for (int64_t left = offset; left > 0;) {
        page.size = (uint32_t)num_min_i64(left, LIST_MAX);
        TRY(read_page(a, q, &page, ret));
        left -= (int64_t)page.size;
        page.after = ret->page.next;
        if (str_empty(page.after)) {
            *ret = (ListPage){0};
            return OK;
        }
    }
    page.size = size;
    return read_page(a, q, &page, ret);
}

/* How many a filter leaves, on every page the same: counted once, among the first CUSTOMER_FILTER_LOOKS rows that can
 * match; where there are more, what was counted of them is the least that there is. */
static Err count_matches(AccountCtx a, const ListQuery *q, const CollectionAsk *ask, const ListPage *got, int64_t *ret)
{
    *ret = ask->total;
    if (ask->seek && ask->total >= 0) {
        return OK;
    }
    if (!ask->seek && ask->offset == 0 && !got->page.next.n) {
        *ret = (int64_t)got->n;
        return OK;
    }
    CustomerFilterAsk by = {.page = {.size = 1}, .skip = INT64_MAX, .looks = CUSTOMER_FILTER_LOOKS};
    CustomerFound *rows;
    PageInfo page;
    size_t n;
    TRY(customer_filter_page(a, &q->filter, &by, &rows, &n, &page));
    *ret = num_max_i64(by.skipped, (int64_t)got->n);
    return OK;
}

Err api_customer_list(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    TRY(collection_ask(ctx, LIST_MAX, LIST_MAX, &ask));
    ListQuery query;
    TRY(read_filter(a, &ask, &query));
    if (ask.offset > OFFSET_MAX) {
        return problem_api(ctx, ERR_INVALID, 400, 3000,
                           MSG("An offset goes to 10000 at most; follow links.next instead"));
    }
    PageAsk page = {.size = ask.size, .after = ask.after, .before = ask.before, .last = ask.last};
    int64_t offset = ask.seek ? 0 : ask.offset;
    ListPage got = {0};
    TRY(query.filtered ? read_filtered(a, &query, &page, offset, &got) : read_all(a, &query, page, offset, &got));
    bool narrowed = query.filtered || !id_is_nil(query.reseller);
    int64_t total = -1;
    TRY(narrowed ? count_matches(a, &query, &ask, &got, &total)
                 : counter_get(ctx, ctx->account_id, S("customers"), &total));
    ctx_json_collection(ctx, &ask,
                        &(Collection){.shape = &API_CUSTOMER_ITEM,
                                      .items = got.items,
                                      .items_n = got.n,
                                      .total = total,
                                      .keep_total = narrowed,
                                      .page = got.page});
    return OK;
}

/* --- one --- */

Err api_customer_get(AccountCtx a)
{
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    ApiCustomer w = wire_customer(a.ctx, &c);
    ctx_json(a.ctx, 200, &API_CUSTOMER, &w);
    return OK;
}

static NewCustomer new_of_wire(const ApiCustomer *w)
{
    const ApiBilling *b = &w->billing;
    const ApiAddress *p = &b->address;
    NewCustomer n = {
        .company = {.name = str_empty(w->company.name) ? b->company_name : w->company.name,
                    .domain = str_empty(w->company.domain) ? w->domain : w->company.domain,
                    .registration_number = str_empty(w->company.registration_number) ? w->registration_number
                                                                                     : w->company.registration_number,
                    .email = w->company.email,
                    .address = domain_address(w->company.has_address ? &w->company.address : p)},
        .billing = {.company_name = str_empty(b->company_name) ? w->company.name : b->company_name,
                    .first_name = str_empty(b->first_name) ? p->first_name : b->first_name,
                    .last_name = str_empty(b->last_name) ? p->last_name : b->last_name,
                    .email = b->email,
                    .culture = b->culture,
                    .language = b->language,
                    .address = domain_address(p)},
        .delegated = true, /* as a customer made by its partner starts, until the partner gives it up */
    };
    if (str_empty(n.company.address.country)) {
        n.company.address.country = n.billing.address.country;
    }
    return n;
}

static Err create_of_wire(AccountCtx a, const ApiCustomer *w, bool silent, NewCustomer *n, CustomerCreated *ret)
{
    if (!w->has_billing || !w->has_company) {
        return problem_api(a.ctx, ERR_INVALID, 400, 800002,
                           MSG("A customer needs a companyProfile and a billingProfile"));
    }
    *n = new_of_wire(w);
    n->silent_user = silent;
    if (!id_is_nil(w->associated_partner_id)) {
        TRY(customer_reseller_of_directory(a, w->associated_partner_id, &n->reseller_account_id));
    }
    return resource_bad_property(a.ctx, customer_create(a, n, ret));
}

Err customer_create_json(AccountCtx a, const JsonValue *object, bool silent, CustomerCreated *ret)
{
    ApiCustomer w = {0};
    NewCustomer n;
    TRY(resource_bad_property(a.ctx, shape_read_value(a.ctx, &API_CUSTOMER_NEW, object, S(""), &w)));
    return create_of_wire(a, &w, silent, &n, ret);
}

Err api_customer_create(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiCustomer w = {0};
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_CUSTOMER_NEW, &w)));
    NewCustomer n;
    CustomerCreated made;
    TRY(create_of_wire(a, &w, false, &n, &made));
    Customer c = {.id = made.id,
                  .kind = str_eq(ctx->account.kind, S("provider")) ? S("provider") : S("direct"),
                  .rights = S("delegated"),
                  .commerce_id = made.commerce_id,
                  .billing_id = made.billing_id,
                  .company = n.company,
                  .billing = n.billing,
                  .reseller_directory_id = w.associated_partner_id,
                  .version = 1,
                  .billing_version = 1};
    ApiCustomer out = wire_customer(ctx, &c);
    out.credentials = (ApiCredentials){made.user_name, made.password};
    out.has_credentials = true;
    ctx_json(ctx, 201, &API_CUSTOMER, &out);
    return OK;
}

Err api_customer_patch(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    ApiPatch patch = {0};
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_CUSTOMER_PATCH, &patch)));
    Customer c;
    TRY(customer_get(a, &c));
    bool end = filter_word_eq(patch.relationship, S("none"));
    bool drop = str_eq(str_trim(patch.delegated), S("false"));
    if (!end && !drop) {
        return problem_api(ctx, ERR_INVALID, 400, 3000,
                           MSG("Only relationshipToPartner \"none\" and allowDelegatedAccess false can be set"));
    }
    if (end) {
        TRY(customer_end(a, &c));
        c.ended = true;
    } else {
        TRY(customer_drop_delegation(a, &c));
    }
    c.rights = S("none");
    ApiCustomer w = wire_customer(ctx, &c);
    ctx_json(ctx, 200, &API_CUSTOMER, &w);
    return OK;
}

Err api_customer_delete(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    if (!str_eq(ctx->environment, S("sandbox"))) {
        return problem_api(ctx, ERR_INVALID, 400, 900127,
                           MSG("Customers can be deleted in a sandbox only; end the relationship instead"));
    }
    TRY(customer_delete(a, &c));
    ctx->out.status = 204;
    return OK;
}

/* --- profiles --- */

Err api_customer_billing_get(AccountCtx a)
{
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    ApiBilling w = wire_billing(a.ctx, &c);
    ctx_json(a.ctx, 200, &API_BILLING, &w);
    return OK;
}

Err api_customer_billing_put(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    ApiBilling w = {0};
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_BILLING, &w)));
    Customer c;
    TRY(customer_get(a, &c));
    TRY(resource_must_match(ctx, w.attributes.etag, resource_etag(ctx->arena, c.billing_id, c.billing_version)));
    BillingFacts b = {.company_name = w.company_name,
                      .first_name = str_empty(w.first_name) ? w.address.first_name : w.first_name,
                      .last_name = str_empty(w.last_name) ? w.address.last_name : w.last_name,
                      .email = w.email,
                      .culture = w.culture,
                      .language = w.language,
                      .address = domain_address(&w.address)};
    TRY(resource_bad_property(ctx, customer_billing_save(a, &c, &b, c.billing_version)));
    NewCustomer tidy = {.billing = b};
    customer_tidy(ctx->arena, &tidy);
    c.billing = tidy.billing;
    c.billing_version++;
    ApiBilling out = wire_billing(ctx, &c);
    ctx_json(ctx, 200, &API_BILLING, &out);
    return OK;
}

Err api_customer_company_get(AccountCtx a)
{
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    ApiCompany w = wire_company(a.ctx, c.id.id, &c.company);
    w.attributes.etag = resource_etag(a.ctx->arena, c.id.id, c.version);
    ctx_json(a.ctx, 200, &API_COMPANY, &w);
    return OK;
}

/* A bare array of one organization, as the wire has it. */
Err api_customer_organization(AccountCtx a)
{
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    const PostalAddress *p = &c.company.address;
    Buf b = buf_on_arena(a.ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_arr(&j);
    json_obj(&j);
    struct {
        Str key, value;
    } const pairs[] = {{S("street"), p->line1},
                       {S("countryLetterCode"), p->country},
                       {S("postalCode"), p->postal_code},
                       {S("city"), p->city},
                       {S("state"), p->state},
                       {S("displayName"), c.company.name}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        json_key(&j, pairs[i].key);
        json_str(&j, pairs[i].value);
    }
    json_key(&j, S("technicalNotificationMails"));
    json_arr(&j);
    json_str(&j, c.billing.email);
    json_arr_end(&j);
    json_obj_end(&j);
    json_arr_end(&j);
    ctx_json_text(a.ctx, 200, buf_str(&b));
    return OK;
}
/* The indirect resellers tied to a customer. */
Err api_customer_relationships(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    CollectionAsk ask;
    TRY(collection_ask(ctx, LIST_MAX, LIST_MAX, &ask));
    ApiRelationship item = {0};
    size_t n = 0;
    if (str_eq(c.kind, S("provider")) && !id_is_nil(c.reseller_account_id)) {
        CustomerResellerGetRow r;
        Err err = q_customer_reseller_get(a, &(CustomerResellerGetArgs){.id = c.reseller_account_id}, &r);
        if (err != OK && err != ERR_NOT_FOUND) {
            return err;
        }
        n = err == OK;
        item = (ApiRelationship){.id = n ? r.directory_id : ID_NIL,
                                 .name = n ? r.name : S(""),
                                 .mpn_id = n ? r.partner_id : S(""),
                                 .location = n ? r.city : S(""),
                                 .state = S("active"),
                                 .relationship_type = S("is_indirect_cloud_solution_provider_of"),
                                 .attributes = {.object_type = S("PartnerRelationship")}};
    }
    ctx_json_collection(ctx, &ask,
                        &(Collection){.shape = &API_RELATIONSHIP, .items = &item, .items_n = n, .total = (int64_t)n});
    return OK;
}

/* 200: taken; 404: free. */
Err api_domain_head(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomerClaimGetRow row;
    Str domain = str_lower_ascii(ctx->arena, str_trim(ctx_param(ctx, S("domain"))));
    Err err = q_customer_claim_get(a, &(CustomerClaimGetArgs){.kind = S("domain"), .name = domain}, &row);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    ctx->out.status = err == OK ? 200 : 404;
    return OK;
}

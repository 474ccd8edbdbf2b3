/* What can be done with customers: find one in reach, create, save, share, end, delete, tag. No HTTP, no HTML, no SQL.
 * What the facts may be is in customers_check.c. */
#include "areas/customers/customers.h"
#include "app/app.h"
#include "app/area.h"
#include "app/audit.h"
#include "app/counter.h"
#include "app/event.h"
#include "app/import.h"
#include "app/quota.h"
#include "app/search.h"
#include "app/session.h"
#include "base/utf8.h"
#include "gen/customers_q.h"

static Err not_found(AccountCtx a)
{
    return problem_api(a.ctx, ERR_NOT_FOUND, 404, 1000,
                       MSG("This customer is not among yours. The address may be old, or the relationship has ended."));
}

static void audit_customer(Ctx *ctx, Id id, Str name)
{
    ctx->audit.target_kind = S("customer");
    ctx->audit.target_id = id;
    ctx->audit.target_name = name;
}

Err customer_enter(AccountCtx a) { return ctx_param_id(a.ctx, S("customer"), &a.ctx->customer_id); }

static void company_of_row(const CustomerGetRow *r, CompanyFacts *ret)
{
    *ret = (CompanyFacts){
        .name = r->company_name,
        .domain = r->domain,
        .registration_number = r->registration_number,
        .email = r->email,
        .address = {.line1 = r->address_line1,
                    .line2 = r->address_line2,
                    .city = r->city,
                    .state = r->region,
                    .postal_code = r->postal_code,
                    .country = r->country,
                    .phone = r->phone},
    };
}
static void billing_of_row(const CustomerGetRow *r, BillingFacts *ret)
{
    *ret = (BillingFacts){
        .company_name = r->billing_company_name,
        .first_name = r->first_name,
        .last_name = r->last_name,
        .email = r->billing_email,
        .culture = r->culture,
        .language = r->language,
        .address = {.line1 = r->billing_line1,
                    .line2 = r->billing_line2,
                    .city = r->billing_city,
                    .state = r->billing_region,
                    .postal_code = r->billing_postal_code,
                    .country = r->billing_country,
                    .phone = r->billing_phone},
    };
}

Err customer_reach(AccountCtx a, Id customer_id)
{
    CustomerReachRow row;
    Err err = q_customer_reach(a, &(CustomerReachArgs){.customer_id = customer_id}, &row);
    return err == ERR_NOT_FOUND ? not_found(a) : err;
}

Err customer_get(AccountCtx a, Customer *ret)
{
    CustomerGetRow r;
    Err err = q_customer_get(a, NULL, &r);
    if (err == ERR_NOT_FOUND) {
        return not_found(a);
    }
    TRY(err);
    *ret = (Customer){
        .id = {a.ctx->customer_id},
        .kind = r.kind,
        .rights = r.rights,
        .since = r.since,
        .commerce_id = r.commerce_id,
        .billing_id = r.billing_id,
        .billing_account_id = r.billing_account_id,
        .reseller_account_id = r.reseller_account_id,
        .reseller_directory_id = r.reseller_directory_id,
        .reseller_name = r.reseller_name,
        .version = r.version,
        .billing_version = r.billing_version,
    };
    company_of_row(&r, &ret->company);
    billing_of_row(&r, &ret->billing);
    audit_customer(a.ctx, a.ctx->customer_id, r.company_name);
    return OK;
}

Err customer_reseller_of_directory(AccountCtx a, Id directory_id, Id *ret_account_id)
{
    CustomerResellerByDirectoryRow r;
    Err err = q_customer_reseller_by_directory(a, &(CustomerResellerByDirectoryArgs){.directory_id = directory_id}, &r);
    if (err == OK) {
        *ret_account_id = r.id;
        return OK;
    }
    if (err != ERR_NOT_FOUND) {
        return err;
    }
    CustomerDirectoryKindRow kind;
    err = q_customer_directory_kind(a, &(CustomerDirectoryKindArgs){.directory_id = directory_id}, &kind);
    if (err == OK && str_eq(kind.kind, S("partner"))) {
        return problem_api(a.ctx, ERR_INVALID, 400, 800016,
                           MSG("The associated partner is not an indirect reseller of yours"));
    }
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    return problem_api(a.ctx, ERR_NOT_FOUND, 404, 800015, MSG("No partner has the id given as associated partner"));
}

/* --- search, counters, audit: what follows a customer around --- */

/* The words a customer is found by: its name and its domain without the last part, which half of all domains share. */
static Str search_words(Arena *arena, Str name, Str domain)
{
    ptrdiff_t dot = str_rfind_char(domain, '.');
    return str_fmt(arena, "%.*s %.*s", S_ARG(name), dot < 0 ? (int)domain.n : (int)dot, domain.p);
}
static Err search_record(Ctx *ctx, Id account_id, Id id, Str name, Str domain)
{
    return search_put(ctx, account_id, S("customer"), id, name, domain, search_words(ctx->arena, name, domain));
}

/* "customers" is how many there are now; "customers.2026-11" how many came in that month, for the tile's line. */
static Err count(Ctx *ctx, Id account_id, int64_t delta)
{
    TRY(counter_add(ctx, account_id, S("customers"), delta));
    if (delta < 0) {
        return OK;
    }
    Civil c = time_civil(ctx->now);
    return counter_add(ctx, account_id, str_fmt(ctx->arena, "customers.%04d-%02d", c.year, c.month), delta);
}

static Err count_new(Ctx *ctx, Id account_id, Str country)
{
    TRY(q_customer_country_add(system_of(ctx), &(CustomerCountryAddArgs){account_id, country}, NULL));
    return count(ctx, account_id, 1);
}

static Str json_of_company(Arena *arena, const CompanyFacts *c)
{
    const PostalAddress *p = &c->address;
    return AUDIT_JSON(arena, {"companyName", c->name}, {"domain", c->domain},
                      {"organizationRegistrationNumber", c->registration_number}, {"email", c->email},
                      {"addressLine1", p->line1}, {"addressLine2", p->line2}, {"city", p->city}, {"state", p->state},
                      {"postalCode", p->postal_code}, {"country", p->country}, {"phoneNumber", p->phone});
}
static Str json_of_billing(Arena *arena, const BillingFacts *b)
{
    const PostalAddress *p = &b->address;
    return AUDIT_JSON(arena, {"companyName", b->company_name}, {"firstName", b->first_name}, {"lastName", b->last_name},
                      {"email", b->email}, {"culture", b->culture}, {"language", b->language},
                      {"addressLine1", p->line1}, {"addressLine2", p->line2}, {"city", p->city}, {"state", p->state},
                      {"postalCode", p->postal_code}, {"country", p->country}, {"phoneNumber", p->phone});
}
static Str json_of_relationship(Arena *arena, Str relationship, Str rights)
{
    return AUDIT_JSON(arena, {"relationship", relationship}, {"delegatedAdministration", rights});
}
/* --- create --- */

static Err check_new(AccountCtx a, const NewCustomer *n, Str own_domain)
{
    Ctx *ctx = a.ctx;
    customer_check_company(ctx, S(""), &n->company);
    customer_check_billing(ctx, S(""), &n->billing);
    customer_check_address(ctx, S(""), &n->billing.address, true);
    if (!n->own) {
        TRY(customer_check_email_owner(a, own_domain, S("email"), n->billing.email));
    }
    return problem_check(ctx);
}
static Err claim(AccountCtx a, Str kind, Str name, Id owner)
{
    return q_customer_claim_add(a, &(CustomerClaimAddArgs){.kind = kind, .name = name, .owner_id = owner}, NULL);
}
static Err add_facts(AccountCtx a, const NewCustomer *n, Id id)
{
    const CompanyFacts *c = &n->company;
    const PostalAddress *p = &c->address;
    TRY(q_customer_directory_add(
        a, &(CustomerDirectoryAddArgs){.id = id, .name = c->name, .default_domain = c->domain, .country = p->country},
        NULL));
    return q_customer_add(a,
                          &(CustomerAddArgs){.id = id,
                                             .company_name = c->name,
                                             .domain = c->domain,
                                             .country = p->country,
                                             .registration_number = c->registration_number,
                                             .email = c->email,
                                             .phone = p->phone,
                                             .address_line1 = p->line1,
                                             .address_line2 = p->line2,
                                             .city = p->city,
                                             .state = p->state,
                                             .postal_code = p->postal_code},
                          NULL);
}
static Err add_billing(AccountCtx a, const BillingFacts *b, Id customer_id, Id billing_id)
{
    const PostalAddress *p = &b->address;
    return q_customer_billing_add(a,
                                  &(CustomerBillingAddArgs){.customer_id = customer_id,
                                                            .id = billing_id,
                                                            .company_name = b->company_name,
                                                            .first_name = b->first_name,
                                                            .last_name = b->last_name,
                                                            .email = b->email,
                                                            .culture = b->culture,
                                                            .language = b->language,
                                                            .phone = p->phone,
                                                            .address_line1 = p->line1,
                                                            .address_line2 = p->line2,
                                                            .city = p->city,
                                                            .state = p->state,
                                                            .postal_code = p->postal_code,
                                                            .country = p->country},
                                  NULL);
}
static Err add_access(AccountCtx a, const NewCustomer *n, bool provider, Id id, Id commerce_id)
{
    Ctx *ctx = a.ctx;
    Str rights = n->delegated ? S("delegated") : S("none");
    Str key = utf8_prefix(fold_search(ctx->arena, n->company.name), 100);
    TRY(q_customer_access_add(a,
                              &(CustomerAccessAddArgs){.customer_id = id,
                                                       .kind = provider ? S("provider") : S("direct"),
                                                       .rights = rights,
                                                       .commerce_id = commerce_id,
                                                       .reseller_account_id = n->reseller_account_id,
                                                       .name = n->company.name,
                                                       .name_key = key,
                                                       .domain = n->company.domain,
                                                       .country = n->company.address.country},
                              NULL));
    TRY(search_record(ctx, ctx->account_id, id, n->company.name, n->company.domain));
    TRY(count_new(ctx, ctx->account_id, n->company.address.country));
    if (id_is_nil(n->reseller_account_id)) {
        return OK;
    }
    TRY(q_customer_access_add_reseller(a,
                                       &(CustomerAccessAddResellerArgs){.reseller_account_id = n->reseller_account_id,
                                                                        .customer_id = id,
                                                                        .rights = rights,
                                                                        .commerce_id = commerce_id,
                                                                        .name = n->company.name,
                                                                        .name_key = key,
                                                                        .domain = n->company.domain,
                                                                        .country = n->company.address.country},
                                       NULL));
    TRY(search_record(ctx, n->reseller_account_id, id, n->company.name, n->company.domain));
    return count_new(ctx, n->reseller_account_id, n->company.address.country);
}
/* "admin@domain" with a generated password of 112 bits and more, kept as a keyed hash. */
static Err add_first_user(AccountCtx a, const NewCustomer *n, Id id, CustomerCreated *ret)
{
    Ctx *ctx = a.ctx;
    ret->user_name = str_fmt(ctx->arena, "admin@%.*s", S_ARG(n->company.domain));
    ret->password = n->silent_user ? S("") : token_temporary_password(ctx->arena);
    Str hash = S("");
    if (!n->silent_user) {
        hash = str_concat(ctx->arena, S("keyed:"), digest_hex(ctx->arena, secret_digest(ctx->app, ret->password)));
    }
    Id user_id = ctx_new_id(ctx);
    TRY(claim(a, S("sign_in"), ret->user_name, user_id));
    return q_customer_user_add(a,
                               &(CustomerUserAddArgs){.id = user_id,
                                                      .directory_id = id,
                                                      .sign_in = ret->user_name,
                                                      .email = n->billing.email,
                                                      .first_name = n->billing.first_name,
                                                      .last_name = n->billing.last_name,
                                                      .password_hash = hash,
                                                      .must_change = true,
                                                      .locale = n->billing.culture},
                               NULL);
}

/* A sandbox that keeps to the documented limits is full at some time. */
static Err check_quota(AccountCtx a)
{
    bool on = false;
    CustomerQuotaRow have = {0};
    TRY(quota_on(a.ctx, &on));
    TRY(on ? q_customer_quota(a, NULL, &have) : OK);
    return have.n < QUOTA_CUSTOMERS
               ? OK
               : problem_api(a.ctx, ERR_INVALID, 400, QUOTA_CODE, MSG("The sandbox holds as many customers as it may"));
}

Err customer_create(AccountCtx a, NewCustomer *n, CustomerCreated *ret)
{
    Ctx *ctx = a.ctx;
    customer_tidy(ctx->arena, n);
    CustomerPartnerRow partner;
    TRY(q_customer_partner(a, NULL, &partner));
    TRY(check_new(a, n, partner.default_domain));
    TRY(check_quota(a));
    bool provider = str_eq(partner.kind, S("provider"));
    if (str_eq(partner.kind, S("reseller")) || (!provider && !id_is_nil(n->reseller_account_id))) {
        return problem_api(
            ctx, ERR_FORBIDDEN, 403, 900308,
            MSG("Only a direct partner or a provider adds customers, and only a provider names a reseller"));
    }
    Id id = ctx_new_id(ctx);
    CustomerCreated made = {.id = {id}, .commerce_id = ctx_new_id(ctx), .billing_id = ctx_new_id(ctx)};
    Err err = claim(a, S("domain"), n->company.domain, id);
    if (err == ERR_CONFLICT) {
        problem_field(ctx, S("domain"),
                      MSG1("{domain} belongs to a company that is here already", "domain", n->company.domain));
        return problem_api(ctx, ERR_CONFLICT, 409, 1003,
                           MSG1("{domain} belongs to a company that is here already", "domain", n->company.domain));
    }
    TRY(err);
    TRY(add_facts(a, n, id));
    TRY(add_billing(a, &n->billing, id, made.billing_id));
    TRY(add_access(a, n, provider, id, made.commerce_id));
    TRY(add_first_user(a, n, id, &made));
    ctx->customer_id = id;
    audit_customer(ctx, id, n->company.name);
    ctx->audit.after = json_of_company(ctx->arena, &n->company);
    *ret = made;
    return OK;
}

Err customer_share(Ctx *ctx, Id with_account_id, CustomerId id, const BillingFacts *billing)
{
    SystemCtx s = system_of(ctx);
    AccountCtx a = account_of(ctx, with_account_id);
    ctx->customer_id = id.id;
    TRY(q_customer_access_share(
        s,
        &(CustomerAccessShareArgs){.account_id = with_account_id,
                                   .commerce_id = ctx_new_id(ctx),
                                   .name_key = utf8_prefix(fold_search(ctx->arena, billing->company_name), 100),
                                   .customer_id = id.id},
        NULL));
    TRY(add_billing(a, billing, id.id, ctx_new_id(ctx)));
    Customer c;
    TRY(customer_get(a, &c));
    TRY(search_record(ctx, with_account_id, id.id, c.company.name, c.company.domain));
    ctx->audit.after = json_of_relationship(ctx->arena, c.kind, c.rights);
    return count_new(ctx, with_account_id, c.company.address.country);
}

/* The rows that ended with an earlier relationship; the one of this account's reseller with it. */
static Err begin_again(AccountCtx a, const NewCustomer *n, bool *ret)
{
    Ctx *ctx = a.ctx;
    int64_t changed;
    Customer c;
    TRY(q_customer_access_reopen(a, &(CustomerAccessReopenArgs){.rights = n->delegated ? S("delegated") : S("none")},
                                 &changed));
    *ret = changed > 0;
    if (!changed) {
        return OK;
    }
    TRY(customer_get(a, &c));
    TRY(search_record(ctx, ctx->account_id, c.id.id, c.company.name, c.company.domain));
    TRY(count(ctx, ctx->account_id, 1));
    if (id_is_nil(c.reseller_account_id)) {
        return OK;
    }
    TRY(search_record(ctx, c.reseller_account_id, c.id.id, c.company.name, c.company.domain));
    return count(ctx, c.reseller_account_id, 1);
}

Err customer_begin(AccountCtx a, CustomerId id, const NewCustomer *n, bool provider)
{
    Ctx *ctx = a.ctx;
    bool again;
    ctx->customer_id = id.id;
    TRY(begin_again(a, n, &again));
    if (again) {
        return OK;
    }
    TRY(add_billing(a, &n->billing, id.id, ctx_new_id(ctx)));
    return add_access(a, n, provider, id.id, ctx_new_id(ctx));
}

/* --- save --- */

static bool is_reseller(const Customer *c) { return str_eq(c->kind, S("reseller")); }
static Err provider_only(AccountCtx a)
{
    return problem(a.ctx, ERR_FORBIDDEN, MSG("The provider keeps this customer's data"),
                   MSG("Ask your indirect provider to change it."));
}
static Err stale(AccountCtx a)
{
    return problem_api(a.ctx, ERR_STALE, a.ctx->actor.on_api ? 400 : 409, 2055,
                       MSG("Somebody else saved this in the meantime; look at both and choose"));
}

Err customer_company_save(AccountCtx a, const Customer *before, const CompanyFacts *facts, int64_t version)
{
    Ctx *ctx = a.ctx;
    if (is_reseller(before)) {
        return provider_only(a);
    }
    NewCustomer n = {.company = *facts};
    n.company.domain = before->company.domain;
    n.company.address.country = before->company.address.country;
    customer_tidy(ctx->arena, &n);
    const CompanyFacts *c = &n.company;
    const PostalAddress *p = &c->address;
    customer_check_company(ctx, S(""), c);
    customer_check_address(ctx, S(""), p, true);
    TRY(customer_check_email_owner(a, S(""), S("email"), c->email));
    TRY(problem_check(ctx));
    int64_t changed;
    TRY(q_customer_company_put(a,
                               &(CustomerCompanyPutArgs){.company_name = c->name,
                                                         .registration_number = c->registration_number,
                                                         .email = c->email,
                                                         .phone = p->phone,
                                                         .address_line1 = p->line1,
                                                         .address_line2 = p->line2,
                                                         .city = p->city,
                                                         .state = p->state,
                                                         .postal_code = p->postal_code,
                                                         .version = version},
                               &changed));
    if (changed == 0) {
        return stale(a);
    }
    ctx->audit.before = json_of_company(ctx->arena, &before->company);
    ctx->audit.after = json_of_company(ctx->arena, c);
    if (str_eq(c->name, before->company.name)) {
        return OK;
    }
    TRY(q_customer_access_rename(
        a, &(CustomerAccessRenameArgs){.name = c->name, .name_key = utf8_prefix(fold_search(ctx->arena, c->name), 100)},
        NULL));
    CustomerHoldersRow *holders;
    size_t holders_n;
    TRY(q_customer_holders(a, NULL, &holders, &holders_n));
    for (size_t i = 0; i < holders_n; i++) {
        if (str_eq(holders[i].state, S("active"))) {
            TRY(search_record(ctx, holders[i].account_id, before->id.id, c->name, c->domain));
        }
    }
    return OK;
}

Err customer_billing_save(AccountCtx a, const Customer *before, const BillingFacts *facts, int64_t version)
{
    Ctx *ctx = a.ctx;
    if (is_reseller(before)) {
        return provider_only(a);
    }
    NewCustomer n = {.billing = *facts};
    customer_tidy(ctx->arena, &n);
    const BillingFacts *b = &n.billing;
    const PostalAddress *p = &b->address;
    customer_check_billing(ctx, S(""), b);
    customer_check_address(ctx, S(""), p, true);
    TRY(customer_check_email_owner(a, S(""), S("email"), b->email));
    TRY(problem_check(ctx));
    int64_t changed;
    TRY(q_customer_billing_put(a,
                               &(CustomerBillingPutArgs){.company_name = b->company_name,
                                                         .first_name = b->first_name,
                                                         .last_name = b->last_name,
                                                         .email = b->email,
                                                         .culture = b->culture,
                                                         .language = b->language,
                                                         .phone = p->phone,
                                                         .address_line1 = p->line1,
                                                         .address_line2 = p->line2,
                                                         .city = p->city,
                                                         .state = p->state,
                                                         .postal_code = p->postal_code,
                                                         .country = p->country,
                                                         .version = version},
                               &changed));
    if (changed == 0) {
        return stale(a);
    }
    ctx->audit.before = json_of_billing(ctx->arena, &before->billing);
    ctx->audit.after = json_of_billing(ctx->arena, b);
    return OK;
}

Err customer_drop_delegation(AccountCtx a, const Customer *c)
{
    if (str_eq(c->rights, S("none"))) {
        a.ctx->audit.skip = true;
        return OK;
    }
    a.ctx->audit.action = "customer.delegation.end";
    a.ctx->audit.before = json_of_relationship(a.ctx->arena, c->kind, c->rights);
    a.ctx->audit.after = json_of_relationship(a.ctx->arena, c->kind, S("none"));
    TRY(q_customer_rights_put(a, &(CustomerRightsPutArgs){.rights = S("none")}, NULL));
    Arena *arena = a.ctx->arena;
    Str customer = id_text(arena, c->id.id);
    return event_emit(a.ctx, S("delegation.ended"), customer,
                      str_fmt(arena, "{\"account\":\"%.*s\",\"customer\":\"%.*s\"}",
                              S_ARG(id_text(arena, a.ctx->account_id)), S_ARG(customer)));
}

/* --- end and delete --- */

/* This account's search record and count, and those of its reseller. */
static Err forget(AccountCtx a, const Customer *c)
{
    Id reseller = is_reseller(c) ? ID_NIL : c->reseller_account_id;
    TRY(search_drop(a.ctx, a.ctx->account_id, S("customer"), c->id.id));
    TRY(count(a.ctx, a.ctx->account_id, -1));
    if (id_is_nil(reseller)) {
        return OK;
    }
    TRY(search_drop(a.ctx, reseller, S("customer"), c->id.id));
    return count(a.ctx, reseller, -1);
}

Err customer_end(AccountCtx a, const Customer *c)
{
    TRY(q_customer_access_end(a, NULL, NULL));
    a.ctx->audit.action = "customer.end";
    a.ctx->audit.before = json_of_relationship(a.ctx->arena, c->kind, c->rights);
    a.ctx->audit.after = json_of_relationship(a.ctx->arena, S("ended"), S("none"));
    return forget(a, c);
}

Err customer_may_delete(AccountCtx a, const Customer *c, bool *ret, Msg *ret_why)
{
    *ret = false;
    *ret_why = (Msg){0};
    if (is_reseller(c)) {
        *ret_why = MSG("Only the provider that bills this customer can delete it.");
        return OK;
    }
    CustomerOthersRow others;
    TRY(q_customer_others(a, NULL, &others));
    if (others.n > 0) {
        *ret_why = MSG("Another partner serves this customer too. End the relationship instead.");
        return OK;
    }
    *ret = true;
    return OK;
}

static Err drop_users(AccountCtx a)
{
    CustomerUsersRow *users;
    size_t users_n;
    TRY(q_customer_users(a, NULL, &users, &users_n));
    for (size_t i = 0; i < users_n; i++) {
        TRY(q_customer_claims_drop(
            a, &(CustomerClaimsDropArgs){.kind = S("sign_in"), .name = users[i].sign_in, .owner_id = users[i].id},
            NULL));
    }
    return q_customer_users_drop(a, NULL, NULL);
}
Err customer_delete(AccountCtx a, const Customer *c)
{
    Ctx *ctx = a.ctx;
    bool may;
    Msg why;
    TRY(customer_may_delete(a, c, &may, &why));
    if (!may) {
        return problem(ctx, ERR_CONFLICT, why, (Msg){0});
    }
    TRY(forget(a, c));
    for (size_t i = 0; i < AREAS_N; i++) {
        if (AREAS[i]->customer_gone) {
            TRY(AREAS[i]->customer_gone(a));
        }
    }
    TRY(drop_users(a));
    TRY(q_customer_domain_claims_drop(a, NULL, NULL)); /* the first and those beside it */
    TRY(q_customer_domains_drop(a, NULL, NULL));
    TRY(q_customer_welcome_drop_any(a, NULL, NULL));
    TRY(import_forget(a, c->id.id));
    TRY(q_customer_tags_drop(a, NULL, NULL));
    TRY(q_customer_billing_drop(a, NULL, NULL));
    TRY(q_customer_access_drop(a, NULL, NULL));
    Id const holders[] = {ctx->account_id, is_reseller(c) ? ID_NIL : c->reseller_account_id};
    for (size_t i = 0; i < COUNT_OF(holders); i++) {
        TRY(q_customer_country_tidy(system_of(ctx), &(CustomerCountryTidyArgs){holders[i], c->company.address.country},
                                    NULL));
    }
    TRY(q_customer_drop(a, NULL, NULL));
    TRY(q_customer_directory_drop(a, NULL, NULL));
    ctx->audit.before = json_of_company(ctx->arena, &c->company);
    return OK;
}

/* --- resellers of a provider --- */

Err partnership_begin(SystemCtx s, Id provider_id, Id reseller_id)
{
    return q_partnership_begin(s, &(PartnershipBeginArgs){.provider_id = provider_id, .reseller_id = reseller_id},
                               NULL);
}

Err partnership_end(SystemCtx s, Id provider_id, Id reseller_id)
{
    return q_partnership_end(s, &(PartnershipEndArgs){.provider_id = provider_id, .reseller_id = reseller_id}, NULL);
}

Err partnership_customers(SystemCtx s, Id provider_id, Id reseller_id, int64_t *ret)
{
    PartnershipCustomersRow row;
    TRY(q_partnership_customers(s, &(PartnershipCustomersArgs){.provider_id = provider_id, .reseller_id = reseller_id},
                                &row));
    *ret = row.n;
    return OK;
}

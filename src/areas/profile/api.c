/* /v1/profiles: an account's own profiles, and another partner's number verified (spec api-endpoints,
 * partner-profiles). What is saved here is what the pages of Account settings show. */
#include "areas/profile/api.h"

#include "app/collection.h"
#include "app/mail.h"
#include "app/resource.h"
#include "app/typed.h"
#include "areas/account/account.h"
#include "areas/legal/legal.h"
#include "areas/profile/profile.h"
#include "gen/profile_q.h"

#define TAIL(T)                                                                                                        \
    FIELD(T, type, "profileType", F_STR, .flags = FIELD_OUT_ONLY),                                                     \
        FIELD(T, links, "links", F_OBJECT, .shape = &API_LINKS, .flags = FIELD_OUT_ONLY),                              \
        FIELD_PART(T, attributes, has_attributes, "attributes", &API_ATTRIBUTES)
#define TAIL_OF                                                                                                        \
    Str type;                                                                                                          \
    ApiLinks links;                                                                                                    \
    ApiAttributes attributes;                                                                                          \
    bool has_attributes

typedef struct ApiMpnProfile {
    Str number, name;
    TAIL_OF;
} ApiMpnProfile;
static const Field MPN_FIELDS[] = {
    FIELD(ApiMpnProfile, number, "mpnId", F_STR),
    FIELD(ApiMpnProfile, name, "partnerName", F_STR),
    TAIL(ApiMpnProfile),
};
const Shape API_MPN_PROFILE = SHAPE(ApiMpnProfile, MPN_FIELDS);

typedef struct ApiLegalProfile {
    Str name, approver_email, vetting, vetting_sub;
    ApiAddress address, approver_address;
    ApiContact contact;
    bool has_address, has_contact, has_approver;
    TAIL_OF;
} ApiLegalProfile;
static const Field LEGAL_FIELDS[] = {
    FIELD(ApiLegalProfile, name, "companyName", F_STR, .label = N_("Company name")),
    FIELD_PART(ApiLegalProfile, address, has_address, "address", &API_ADDRESS),
    FIELD_PART(ApiLegalProfile, contact, has_contact, "primaryContact", &API_CONTACT),
    FIELD_PART(ApiLegalProfile, approver_address, has_approver, "companyApproverAddress", &API_ADDRESS,
               .flags = FIELD_OUT_ONLY),
    FIELD(ApiLegalProfile, approver_email, "companyApproverEmail", F_STR, .flags = FIELD_OUT_ONLY),
    FIELD(ApiLegalProfile, vetting, "vettingStatus", F_STR, .flags = FIELD_OUT_ONLY),
    FIELD(ApiLegalProfile, vetting_sub, "vettingSubStatus", F_STR, .flags = FIELD_OUT_ONLY),
    TAIL(ApiLegalProfile),
};
const Shape API_LEGAL_PROFILE = SHAPE(ApiLegalProfile, LEGAL_FIELDS);

typedef struct ApiBillingProfile {
    Str name, purchase_order, tax_id, currency;
    int64_t day;
    ApiAddress address;
    ApiContact contact;
    bool has_address, has_contact;
    TAIL_OF;
} ApiBillingProfile;
static const Field BILLING_FIELDS[] = {
    FIELD(ApiBillingProfile, name, "companyName", F_STR, .label = N_("Company name")),
    FIELD_PART(ApiBillingProfile, address, has_address, "address", &API_ADDRESS),
    FIELD_PART(ApiBillingProfile, contact, has_contact, "primaryContact", &API_CONTACT),
    FIELD(ApiBillingProfile, purchase_order, "purchaseOrderNumber", F_STR, .flags = FIELD_ALWAYS),
    FIELD(ApiBillingProfile, tax_id, "taxId", F_STR, .flags = FIELD_ALWAYS),
    FIELD(ApiBillingProfile, day, "billingDay", F_INT, .flags = FIELD_OUT_ONLY),
    FIELD(ApiBillingProfile, currency, "billingCurrency", F_STR),
    TAIL(ApiBillingProfile),
};
const Shape API_BILLING_PROFILE = SHAPE(ApiBillingProfile, BILLING_FIELDS);

typedef struct ApiSupportProfile {
    Str email, telephone, website;
    TAIL_OF;
} ApiSupportProfile;
static const Field SUPPORT_FIELDS[] = {
    FIELD(ApiSupportProfile, email, "email", F_STR, .flags = FIELD_ALWAYS),
    FIELD(ApiSupportProfile, telephone, "telephone", F_STR, .flags = FIELD_ALWAYS),
    FIELD(ApiSupportProfile, website, "website", F_STR, .max = 300, .flags = FIELD_ALWAYS),
    TAIL(ApiSupportProfile),
};
const Shape API_SUPPORT_PROFILE = SHAPE(ApiSupportProfile, SUPPORT_FIELDS);

typedef struct ApiOrganizationProfile {
    Id id, tenant_id;
    Str name, domain, email, language, culture;
    ApiAddress address;
    bool has_address;
    TAIL_OF;
} ApiOrganizationProfile;
static const Field ORGANIZATION_FIELDS[] = {
    FIELD(ApiOrganizationProfile, id, "id", F_ID_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiOrganizationProfile, name, "companyName", F_STR, .label = N_("Company name")),
    FIELD_PART(ApiOrganizationProfile, address, has_address, "defaultAddress", &API_ADDRESS),
    FIELD(ApiOrganizationProfile, tenant_id, "tenantId", F_ID_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiOrganizationProfile, domain, "domain", F_STR, .flags = FIELD_OUT_ONLY),
    FIELD(ApiOrganizationProfile, email, "email", F_STR),
    FIELD(ApiOrganizationProfile, language, "language", F_STR),
    FIELD(ApiOrganizationProfile, culture, "culture", F_STR),
    TAIL(ApiOrganizationProfile),
};
const Shape API_ORGANIZATION_PROFILE = SHAPE(ApiOrganizationProfile, ORGANIZATION_FIELDS);

/* --- what they share --- */

static ApiAddress wire_address(const Address *p, Str country, const ApiContact *who)
{
    return (ApiAddress){.country = country,
                        .city = p->city,
                        .state = p->state,
                        .line1 = p->line1,
                        .line2 = p->line2,
                        .postal_code = p->postal_code,
                        .first_name = who->first_name,
                        .last_name = who->last_name,
                        .phone = who->phone};
}

static Address domain_address(const ApiAddress *w)
{
    return (Address){str_trim(w->line1), str_trim(w->line2), str_trim(w->city),
                     str_trim(str_empty(w->state) ? w->region : w->state), str_trim(w->postal_code)};
}

/* The account's country never changes; an address that names none means it. */
static Err same_country(Ctx *ctx, const ApiAddress *w)
{
    return str_empty(str_trim(w->country)) || str_eq_nocase(str_trim(w->country), ctx->account.country)
               ? OK
               : problem_api(ctx, ERR_INVALID, 400, 3000,
                             MSG1("The account's country is {country}, and profiles cannot leave it", "country",
                                  ctx->account.country));
}

/* The rules of the pages name the fields of the pages; what the wire calls them, by the profile's own objects. */
typedef struct WireName {
    const char *field, *wire;
} WireName;
#define ADDRESS_NAMES(AT)                                                                                              \
    {"line1", AT ".addressLine1"}, {"line2", AT ".addressLine2"}, {"city", AT ".city"}, {"state", AT ".state"},        \
    {                                                                                                                  \
        "postal_code", AT ".postalCode"                                                                                \
    }
#define CONTACT_NAMES(AT)                                                                                              \
    {"first_name", AT ".firstName"}, {"last_name", AT ".lastName"}, {"phone", AT ".phoneNumber"},                      \
    {                                                                                                                  \
        "email", AT ".email"                                                                                           \
    }
static const WireName LEGAL_NAMES[] = {
    {"legal_name", "companyName"}, ADDRESS_NAMES("address"), CONTACT_NAMES("primaryContact")};
static const WireName BILLING_NAMES[] = {{"company_name", "companyName"},
                                         ADDRESS_NAMES("address"),
                                         CONTACT_NAMES("primaryContact"),
                                         {"po_number", "purchaseOrderNumber"},
                                         {"tax_id", "taxId"}};
static const WireName SUPPORT_NAMES[] = {{"phone", "telephone"}};
static const WireName ORGANIZATION_NAMES[] = {{"name", "companyName"},
                                              ADDRESS_NAMES("defaultAddress"),
                                              {"first_name", "defaultAddress.firstName"},
                                              {"last_name", "defaultAddress.lastName"},
                                              {"phone", "defaultAddress.phoneNumber"}};

static Err wire_check(Ctx *ctx, const WireName *names, size_t n)
{
    for (size_t i = 0; i < ctx->problem.fields_n; i++) {
        ProblemField *f = &ctx->problem.fields[i];
        size_t k = 0;
        while (k < n && !str_eq(f->field, str_from(names[k].field))) {
            k++;
        }
        f->field = k < n ? str_from(names[k].wire) : f->field;
    }
    return resource_bad_property(ctx, problem_check(ctx));
}

static Str etag_now(Ctx *ctx, int64_t version) { return resource_etag(ctx->arena, ctx->account_id, version); }

/* --- the number --- */

Err api_mpn_get(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str number = str_trim(collection_param(ctx, &(CollectionAsk){.query = S("")}, S("mpnId")));
    ProfileAccountRow own;
    PartnerKnown known;
    if (str_empty(number)) {
        TRY(q_profile_account(a, NULL, &own));
        number = own.partner_id;
    }
    Err err = partner_by_number(a, number, &known);
    if (err == ERR_NOT_FOUND) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 3000, MSG("No partner has this number"));
    }
    TRY(err);
    ApiMpnProfile w = {.number = known.number,
                       .name = known.name,
                       .type = S("mpn_profile"),
                       .links = resource_self(str_fmt(ctx->arena, "/profiles/mpn?mpnId=%.*s", S_ARG(known.number))),
                       .attributes = {.object_type = S("MpnProfile")},
                       .has_attributes = true};
    ctx_json(ctx, 200, &API_MPN_PROFILE, &w);
    return OK;
}

/* --- legal business profile --- */

static Err write_legal(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    LegalProfile p;
    TRY(legal_get(a, &p));
    const LegalFacts *f = &p.facts;
    ApiContact contact = {f->first_name, f->last_name, f->email, f->phone};
    Address at = {f->line1, f->line2, f->city, f->state, f->postal_code};
    ApiAddress address = wire_address(&at, p.country, &contact);
    ApiLegalProfile w = {.name = p.there ? f->legal_name : ctx->account.name,
                         .address = address,
                         .has_address = true,
                         .contact = contact,
                         .has_contact = p.there,
                         .approver_address = address,
                         .has_approver = p.there,
                         .approver_email = f->email,
                         .vetting = S("none"),
                         .vetting_sub = S("none"),
                         .type = S("legal_business_profile"),
                         .links = resource_self(S("/profiles/legalbusiness")),
                         .attributes = {.etag = etag_now(ctx, p.version), .object_type = S("LegalBusinessProfile")},
                         .has_attributes = true};
    ctx_json(ctx, 200, &API_LEGAL_PROFILE, &w);
    return OK;
}

Err api_legal_get(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str of = str_trim(collection_param(ctx, &(CollectionAsk){.query = S("")}, S("vettingVersion")));
    if (!str_empty(of) && !str_eq_nocase(of, S("Current")) && !str_eq_nocase(of, S("LastFinalized"))) {
        return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("vettingVersion is Current or LastFinalized"));
    }
    return write_legal(a);
}

Err api_legal_put(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiLegalProfile w = {0};
    LegalProfile now;
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_LEGAL_PROFILE, &w)));
    TRY(legal_get(a, &now));
    TRY(resource_may_match(ctx, w.attributes.etag, etag_now(ctx, now.version)));
    TRY(same_country(ctx, &w.address));
    Address at = domain_address(&w.address);
    LegalFacts f = {.legal_name = str_trim(w.name),
                    .line1 = at.line1,
                    .line2 = at.line2,
                    .city = at.city,
                    .state = at.state,
                    .postal_code = at.postal_code,
                    .registration_id = now.facts.registration_id,
                    .tax_id = now.facts.tax_id,
                    .first_name = str_trim(w.contact.first_name),
                    .last_name = str_trim(w.contact.last_name),
                    .email = str_trim(w.contact.email),
                    .phone = str_trim(w.contact.phone)};
    legal_check(ctx, now.country, &f);
    TRY(wire_check(ctx, LEGAL_NAMES, COUNT_OF(LEGAL_NAMES)));
    TRY(legal_save(a, &now, &f, now.version));
    return write_legal(a);
}

/* --- billing profile --- */

static Err write_billing(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    BillToSaved b;
    ProfileAccountRow account;
    TRY(bill_to_get(a, &b));
    TRY(q_profile_account(a, NULL, &account));
    const BillTo *f = &b.facts;
    ApiContact contact = {f->first_name, f->last_name, f->email, f->phone};
    ApiBillingProfile w = {.name = f->company_name,
                           .address = wire_address(&f->address, account.country, &contact),
                           .has_address = true,
                           .contact = contact,
                           .has_contact = f->email.n > 0,
                           .purchase_order = f->po_number,
                           .tax_id = f->tax_id,
                           .currency = account.currency,
                           .day = 1,
                           .type = S("billing_profile"),
                           .links = resource_self(S("/profiles/billing")),
                           .attributes = {.etag = etag_now(ctx, b.version), .object_type = S("BillingProfile")},
                           .has_attributes = true};
    ctx_json(ctx, 200, &API_BILLING_PROFILE, &w);
    return OK;
}

Err api_billing_get(AccountCtx a) { return write_billing(a); }

Err api_billing_put(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiBillingProfile w = {0};
    BillToSaved now;
    ProfileAccountRow account;
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_BILLING_PROFILE, &w)));
    TRY(bill_to_get(a, &now));
    TRY(q_profile_account(a, NULL, &account));
    TRY(resource_may_match(ctx, w.attributes.etag, etag_now(ctx, now.version)));
    TRY(same_country(ctx, &w.address));
    if (!str_empty(w.currency) && !str_eq_nocase(str_trim(w.currency), account.currency)) {
        return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("The billing currency is fixed"));
    }
    BillTo b = {.company_name = str_trim(w.name),
                .address = domain_address(&w.address),
                .first_name = str_trim(str_empty(w.contact.first_name) ? w.address.first_name : w.contact.first_name),
                .last_name = str_trim(str_empty(w.contact.last_name) ? w.address.last_name : w.contact.last_name),
                .email = str_trim(w.contact.email),
                .phone = str_trim(str_empty(w.contact.phone) ? w.address.phone : w.contact.phone),
                .po_number = str_trim(w.purchase_order),
                .tax_id = str_trim(w.tax_id)};
    bill_to_check(ctx, &b);
    TRY(wire_check(ctx, BILLING_NAMES, COUNT_OF(BILLING_NAMES)));
    TRY(bill_to_save(a, &now, &b));
    return write_billing(a);
}

/* --- support profile --- */

static Err write_support(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CompanyInput c;
    int64_t version;
    TRY(company_get(a, &c, &version));
    ApiSupportProfile w = {.email = c.email,
                           .telephone = c.phone,
                           .website = c.website,
                           .type = S("support_profile"),
                           .links = resource_self(S("/profiles/support")),
                           .attributes = {.etag = etag_now(ctx, version), .object_type = S("SupportProfile")},
                           .has_attributes = true};
    ctx_json(ctx, 200, &API_SUPPORT_PROFILE, &w);
    return OK;
}

Err api_support_profile_get(AccountCtx a) { return write_support(a); }

Err api_support_profile_put(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiSupportProfile w = {0};
    CompanyInput c;
    int64_t version;
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_SUPPORT_PROFILE, &w)));
    TRY(company_get(a, &c, &version));
    TRY(resource_may_match(ctx, w.attributes.etag, etag_now(ctx, version)));
    c.email = str_trim(w.email);
    c.phone = str_trim(w.telephone);
    CompanyInput judged = c;
    judged.website = str_eq(str_trim(w.website), c.website) ? S("") : str_trim(w.website); /* as it stood: stays */
    c.website = str_trim(w.website);
    company_check(ctx, &judged);
    c.phone = judged.phone;
    TRY(wire_check(ctx, SUPPORT_NAMES, COUNT_OF(SUPPORT_NAMES)));
    TRY(company_save(a, &c, version));
    return write_support(a);
}

/* --- organization profile --- */

typedef struct Organization {
    ProfileAccountRow account;
    OrganizationProfileGetRow more; /* version 0: nothing is saved */
    CompanyInput company;
    int64_t company_version;
} Organization;

static Err read_organization(AccountCtx a, Organization *ret)
{
    TRY(q_profile_account(a, NULL, &ret->account));
    TRY(company_get(a, &ret->company, &ret->company_version));
    Err err = q_organization_profile_get(a, NULL, &ret->more);
    if (err == ERR_NOT_FOUND) {
        ret->more = (OrganizationProfileGetRow){.version = 0};
        err = OK;
    }
    return err;
}

/* It changes with either of the two rows that it is made of. */
static Str organization_etag(Ctx *ctx, const Organization *o)
{
    return etag_now(ctx, o->company_version * 1000000 + o->more.version);
}

static Str or_else(Str a, Str b) { return str_empty(a) ? b : a; }

static ApiOrganizationProfile organization_wire(Ctx *ctx, const Organization *o)
{
    Address at = {o->more.line1, o->more.line2, o->account.city, o->more.state, o->more.postal_code};
    Str language = o->account.locale;
    ptrdiff_t dash = str_find_char(language, '-');
    return (ApiOrganizationProfile){
        .id = o->account.directory_id,
        .tenant_id = o->account.directory_id,
        .name = o->account.name,
        .domain = o->account.default_domain,
        .email = or_else(o->more.email, o->company.email),
        .language = or_else(o->more.language, dash > 0 ? str_sub(language, 0, (size_t)dash) : language),
        .culture = or_else(o->more.culture, o->account.locale),
        .address = wire_address(&at, o->account.country,
                                &(ApiContact){o->more.first_name, o->more.last_name, S(""), o->more.phone}),
        .has_address = true,
        .type = S("organization_profile"),
        .links = resource_self(S("/profiles/organization")),
        .attributes = {.etag = organization_etag(ctx, o), .object_type = S("OrganizationProfile")},
        .has_attributes = true};
}

static Err write_organization(AccountCtx a)
{
    Organization o;
    TRY(read_organization(a, &o));
    ApiOrganizationProfile w = organization_wire(a.ctx, &o);
    ctx_json(a.ctx, 200, &API_ORGANIZATION_PROFILE, &w);
    return OK;
}

Err api_organization_get(AccountCtx a) { return write_organization(a); }

/* What was answered can be sent back as it came: an address that is not whole yet, the culture that the account has. */
static void check_organization(Ctx *ctx, const ApiOrganizationProfile *was, ApiOrganizationProfile *w, Address *at)
{
    Str culture = str_trim(w->culture), language = str_trim(w->language);
    Address before = domain_address(&was->address);
    if (!str_eq(at->line1, before.line1) || !str_eq(at->line2, before.line2) || !str_eq(at->city, before.city) ||
        !str_eq(at->state, before.state) || !str_eq(at->postal_code, before.postal_code)) {
        typed_address(ctx, ctx->account.country, at);
    }
    typed_line(ctx, "first_name", str_trim(w->address.first_name), 64, (Msg){0});
    typed_line(ctx, "last_name", str_trim(w->address.last_name), 64, (Msg){0});
    typed_phone(ctx, "phone", ctx->account.country, &w->address.phone);
    if (!str_empty(str_trim(w->email)) && !mail_is_email(str_trim(w->email))) {
        problem_field(ctx, S("email"), MSG("Enter an e-mail address, as name@company.example."));
    }
    if (!str_empty(language) && !str_eq(language, was->language) && !language_known(language)) {
        problem_field(ctx, S("language"), MSG("Name a language by two letters, like fr"));
    }
    ptrdiff_t dash = str_find_char(culture, '-');
    if (!str_empty(culture) && !str_eq(culture, was->culture) &&
        (dash < 0 || !language_known(str_sub(culture, 0, (size_t)dash)) || culture.n > 20)) {
        problem_field(ctx, S("culture"), MSG("Name a culture by language and country, like fr-FR"));
    }
}

Err api_organization_put(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiOrganizationProfile w = {0};
    Organization now;
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_ORGANIZATION_PROFILE, &w)));
    TRY(read_organization(a, &now));
    TRY(resource_may_match(ctx, w.attributes.etag, organization_etag(ctx, &now)));
    TRY(same_country(ctx, &w.address));
    Address at = domain_address(&w.address);
    CompanyInput c = now.company;
    c.name = str_trim(w.name);
    c.city = at.city;
    company_check(ctx, &(CompanyInput){.name = c.name, .city = c.city}); /* the rest is of the support profile */
    w.address.phone = str_trim(w.address.phone);
    ApiOrganizationProfile was = organization_wire(ctx, &now);
    check_organization(ctx, &was, &w, &at);
    TRY(wire_check(ctx, ORGANIZATION_NAMES, COUNT_OF(ORGANIZATION_NAMES)));
    TRY(company_save(a, &c, now.company_version));
    TRY(q_organization_profile_put(a,
                                   &(OrganizationProfilePutArgs){.line1 = at.line1,
                                                                 .line2 = at.line2,
                                                                 .state = at.state,
                                                                 .postal_code = at.postal_code,
                                                                 .first_name = str_trim(w.address.first_name),
                                                                 .last_name = str_trim(w.address.last_name),
                                                                 .phone = w.address.phone,
                                                                 .email = str_trim(w.email),
                                                                 .language = str_trim(w.language),
                                                                 .culture = str_trim(w.culture)},
                                   NULL));
    return write_organization(a);
}

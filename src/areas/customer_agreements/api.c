/* Agreements on the wire (spec api-endpoints.tsv, agreements): what the vendor's agreements with customers are, what a
 * customer has accepted, what the partner and its resellers have signed. */
#include "areas/customer_agreements/api.h"

#include "app/collection.h"
#include "app/mail.h"
#include "app/resource.h"
#include "app/unit.h"
#include "areas/customer_agreements/accept.h"

enum { PAGE_MAX = 500 };

/* --- metadata --- */

typedef struct ApiMetadata {
    Str template_id, type, link;
    int64_t rank;
} ApiMetadata;
static const Field METADATA_FIELDS[] = {
    FIELD(ApiMetadata, template_id, "templateId", F_STR),
    FIELD(ApiMetadata, type, "type", F_STR),
    FIELD(ApiMetadata, type, "agreementType", F_STR, .flags = FIELD_OUT_ONLY), /* as the older clients call it */
    FIELD(ApiMetadata, link, "agreementLink", F_STR, .max = 1024),
    FIELD(ApiMetadata, rank, "versionRank", F_INT, .flags = FIELD_ALWAYS),
};
const Shape API_AGREEMENT_METADATA = SHAPE_AS(ApiAgreementMetaData, ApiMetadata, METADATA_FIELDS);

/* Clients say no type, and mean the older kind; "*" and mean all. */
static Err wanted_kinds(Ctx *ctx, Str type, const CustomerKind *ret[CUSTOMER_KINDS_N], size_t *ret_n)
{
    *ret_n = 0;
    if (str_eq(type, S("*"))) {
        for (size_t i = 0; i < CUSTOMER_KINDS_N; i++) {
            ret[(*ret_n)++] = &CUSTOMER_KINDS[i];
        }
        return OK;
    }
    const CustomerKind *one = type.n ? customer_kind_wire(type) : customer_kind(S("cloud"));
    if (!one) {
        return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("There is no such type of agreement"));
    }
    ret[(*ret_n)++] = one;
    return OK;
}

static Str absolute(Ctx *ctx, Url u) { return mail_link(ctx, u).s; }

static Err answer_metadata(AccountCtx a, Str type)
{
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    const CustomerKind *kinds[CUSTOMER_KINDS_N];
    ApiMetadata items[CUSTOMER_KINDS_N];
    size_t kinds_n, n = 0;
    TRY(collection_ask(ctx, PAGE_MAX, PAGE_MAX, &ask));
    TRY(wanted_kinds(ctx, type, kinds, &kinds_n));
    for (size_t i = 0; i < kinds_n; i++) {
        AgreementVersion *versions;
        size_t versions_n;
        TRY(agreement_versions(ctx, kinds[i]->id, ctx->account.country, &versions, &versions_n));
        if (versions_n) {
            items[n++] = (ApiMetadata){
                .template_id = str_from(kinds[i]->template_id),
                .type = str_from(kinds[i]->wire),
                .link = absolute(ctx, agreement_public_url(ctx, kinds[i]->id, "", ctx->account.country, S(""))),
                .rank = (int64_t)versions_n - 1};
        }
    }
    ctx_json_collection(ctx, &ask,
                        &(Collection){.shape = &API_AGREEMENT_METADATA, .items = items, .items_n = n, .total = -1});
    return OK;
}

Err api_agreements(AccountCtx a)
{
    return answer_metadata(a, collection_param(a.ctx, &(CollectionAsk){.query = S("")}, S("agreementType")));
}
Err api_agreements_of_type(AccountCtx a)
{
    Str type = ctx_param(a.ctx, S("type"));
    if (!customer_kind_wire(type)) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 3000, MSG("There is no such type of agreement"));
    }
    return answer_metadata(a, type);
}

/* --- the document of a template --- */

typedef struct ApiDocument {
    Str country, language, display, download;
    int64_t rank;
} ApiDocument;
static const Field DOCUMENT_FIELDS[] = {
    FIELD(ApiDocument, country, "country", F_STR),
    FIELD(ApiDocument, language, "language", F_STR),
    FIELD(ApiDocument, display, "displayUri", F_STR, .max = 1024),
    FIELD(ApiDocument, download, "downloadUri", F_STR, .max = 1024),
    FIELD(ApiDocument, rank, "versionRank", F_INT, .flags = FIELD_ALWAYS),
};
const Shape API_AGREEMENT_DOCUMENT = SHAPE_AS(ApiAgreementDocument, ApiDocument, DOCUMENT_FIELDS);

static const CustomerKind *kind_of_template(Str id)
{
    for (size_t i = 0; i < CUSTOMER_KINDS_N; i++) {
        if (str_eq_nocase(str_from(CUSTOMER_KINDS[i].template_id), id)) {
            return &CUSTOMER_KINDS[i];
        }
    }
    return NULL;
}

/* "fr-FR" where the text is there in French; else "en-US", as without a language. */
static Str language_served(Str asked, Str *ret_tag)
{
    size_t n;
    const Str *tags = locale_languages(&n, NULL);
    Str region = asked, language;
    bool more = str_split(&region, '-', &language);
    for (size_t i = 0; i < n && more; i++) {
        if (str_eq_nocase(tags[i], language)) {
            *ret_tag = tags[i];
            return asked;
        }
    }
    *ret_tag = S("en");
    return S("en-US");
}

Err api_agreement_document(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    const CustomerKind *kind = kind_of_template(ctx_param(ctx, S("template")));
    CollectionAsk none = {.query = S("")};
    Str country = collection_param(ctx, &none, S("country")), tag;
    country = country.n ? country : S("US");
    AgreementVersion *versions;
    size_t n;
    if (!kind) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 3000, MSG("There is no such agreement template"));
    }
    if (!country_known(country) || !str_eq(country, str_upper_ascii(ctx->arena, country))) { /* case matters here */
        return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("country is a code of two capital letters, as FR"));
    }
    TRY(agreement_versions(ctx, kind->id, country, &versions, &n));
    if (n == 0) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 3000, MSG("The template has no version for this country"));
    }
    ApiDocument w = {.country = country,
                     .language = language_served(collection_param(ctx, &none, S("language")), &tag),
                     .rank = (int64_t)n - 1};
    w.display = absolute(ctx, agreement_public_url(ctx, kind->id, "", country, tag));
    w.download = absolute(ctx, agreement_public_url(ctx, kind->id, "download", country, tag));
    ctx_json(ctx, 200, &API_AGREEMENT_DOCUMENT, &w);
    return OK;
}

/* --- what a customer has accepted, as the partner recorded it --- */

typedef struct ApiAgreement {
    Id user_id;
    ApiContact contact;
    bool has_contact;
    Time agreed_at;
    Str template_id, type, link;
    ApiAttributes attributes;
} ApiAgreement;
#define AGREEMENT_FACTS(REQUIRED)                                                                                      \
    FIELD_PART(ApiAgreement, contact, has_contact, "primaryContact", &API_CONTACT, .flags = (REQUIRED)),               \
        FIELD(ApiAgreement, agreed_at, "dateAgreed", F_TIME_, .flags = (REQUIRED)),                                    \
        FIELD(ApiAgreement, template_id, "templateId", F_STR, .flags = (REQUIRED)),                                    \
        FIELD(ApiAgreement, type, "type", F_STR, .flags = (REQUIRED))
static const Field AGREEMENT_FIELDS[] = {
    FIELD(ApiAgreement, user_id, "userId", F_ID_), AGREEMENT_FACTS(0),
    FIELD(ApiAgreement, link, "agreementLink", F_STR, .max = 1024),
    FIELD(ApiAgreement, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES)};
const Shape API_CUSTOMER_AGREEMENT = SHAPE_AS(ApiCustomerAgreement, ApiAgreement, AGREEMENT_FIELDS);
static const Field AGREEMENT_NEW_FIELDS[] = {AGREEMENT_FACTS(FIELD_REQUIRED)};
const Shape API_CUSTOMER_AGREEMENT_NEW = SHAPE_AS(ApiCustomerAgreementNew, ApiAgreement, AGREEMENT_NEW_FIELDS);

static ApiAgreement wire_agreement(Ctx *ctx, const CustomerKind *kind, Str country, Time agreed_at,
                                   const AgreementContact *who, Id user_id)
{
    return (ApiAgreement){.user_id = user_id,
                          .contact = {who->first_name, who->last_name, who->email, who->phone},
                          .has_contact = true,
                          .agreed_at = agreed_at,
                          .template_id = str_from(kind->template_id),
                          .type = str_from(kind->wire),
                          .link = absolute(ctx, agreement_public_url(ctx, kind->id, "", country, S(""))),
                          .attributes = {.object_type = S("Agreement")}};
}

Err api_customer_agreements(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Customer c;
    CollectionAsk ask;
    const CustomerKind *kinds[CUSTOMER_KINDS_N];
    size_t kinds_n, n;
    TRY(customer_enter(a));
    TRY(customer_get(a, &c));
    TRY(collection_ask(ctx, PAGE_MAX, PAGE_MAX, &ask));
    TRY(wanted_kinds(ctx, collection_param(ctx, &ask, S("agreementType")), kinds, &kinds_n));
    CagreeListArgs args = {.with_kind = kinds_n == 1, .kind = kinds[0]->id, .with_way = true, .way = S("attested")};
    PageAsk page = {.descending = true, .size = ask.size, .after = ask.after, .before = ask.before, .last = ask.last};
    CagreeListRow *rows;
    PageInfo info;
    TRY(q_cagree_list(a, &args, &page, &rows, &n, &info));
    ApiAgreement *items = arena_array(ctx->arena, ApiAgreement, n + 1);
    size_t shown = 0;
    for (size_t i = 0; i < n; i++) {
        const CustomerKind *kind = customer_kind(rows[i].kind);
        if (kind) {
            AgreementContact who = {rows[i].first_name, rows[i].last_name, rows[i].email, rows[i].phone};
            items[shown++] =
                wire_agreement(ctx, kind, c.company.address.country, rows[i].agreed_at, &who, rows[i].user_id);
        }
    }
    ctx_json_collection(
        ctx, &ask,
        &(Collection){.shape = &API_CUSTOMER_AGREEMENT, .items = items, .items_n = shown, .total = -1, .page = info});
    return OK;
}

static Err read_kind(Ctx *ctx, const ApiAgreement *w, const CustomerKind **ret)
{
    *ret = customer_kind_wire(w->type);
    if (!*ret) {
        problem_field(ctx, S("type"), MSG("There is no such type of agreement"));
    } else if (!str_eq_nocase(w->template_id, str_from((*ret)->template_id))) {
        problem_field(ctx, S("templateId"), MSG("This is not the template of that type of agreement"));
    }
    return problem_check(ctx);
}

/* The one refusal of these that the documents show in the newer shape of errors. */
typedef struct ApiTwice {
    int64_t code;
    Str message, name, parameters, extended;
    bool retryable;
} ApiTwice;
static const Field TWICE_FIELDS[] = {
    FIELD(ApiTwice, code, "code", F_INT),
    FIELD(ApiTwice, message, "message", F_STR),
    FIELD(ApiTwice, message, "description", F_STR),
    FIELD(ApiTwice, name, "errorName", F_STR),
    FIELD(ApiTwice, retryable, "isRetryable", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiTwice, parameters, "parameters", F_RAW),
    FIELD(ApiTwice, extended, "errorMessageExtended", F_STR),
};
static const Shape API_TWICE = SHAPE_AS(ApiAgreementTwice, ApiTwice, TWICE_FIELDS);

/* Nothing was written: the unit ends well, and says so to nobody. */
static Err answer_twice(Ctx *ctx)
{
    ApiTwice w = {.code = ctx->problem.api_code,
                  .message = msg_text(ctx->arena, ctx->locale, &ctx->problem.message),
                  .name = S("PartnerConfirmedAgreementAlreadyExists"),
                  .parameters = S("{}"),
                  .extended = str_fmt(ctx->arena, "InternalErrorCode=%d", AGREEMENT_TWICE)};
    ctx->problem = (Problem){0};
    ctx->audit.skip = true;
    ctx_json(ctx, 409, &API_TWICE, &w);
    return OK;
}

Err api_customer_agreement_create(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Customer c;
    const CustomerKind *kind;
    ApiAgreement w = {.agreed_at = TIME_NONE};
    TRY(customer_enter(a));
    TRY(customer_get(a, &c));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_CUSTOMER_AGREEMENT_NEW, &w)));
    TRY(resource_bad_property(ctx, read_kind(ctx, &w, &kind)));
    AgreementContact who = {str_trim(w.contact.first_name), str_trim(w.contact.last_name), str_trim(w.contact.email),
                            str_trim(w.contact.phone)};
    Err err = agreement_attest(a, &c, kind->id, "primaryContact", &who, w.agreed_at);
    if (err == ERR_CONFLICT && ctx->problem.api_code == AGREEMENT_TWICE) {
        return answer_twice(ctx);
    }
    TRY(resource_bad_property(ctx, err));
    ApiAgreement out = wire_agreement(ctx, kind, c.company.address.country, w.agreed_at, &who, ctx->actor.user_id);
    ctx_json(ctx, 201, &API_CUSTOMER_AGREEMENT, &out);
    return OK;
}

typedef struct ApiSigned {
    bool is;
} ApiSigned;
static const Field DIRECT_FIELDS[] = {FIELD(ApiSigned, is, "isSigned", F_BOOL_, .flags = FIELD_ALWAYS)};
const Shape API_DIRECT_SIGNED = SHAPE_AS(ApiDirectSignedStatus, ApiSigned, DIRECT_FIELDS);
static const Field STATUS_FIELDS[] = {FIELD(ApiSigned, is, "isAgreementSigned", F_BOOL_, .flags = FIELD_ALWAYS)};
const Shape API_AGREEMENT_STATUS = SHAPE_AS(ApiAgreementSignatureStatus, ApiSigned, STATUS_FIELDS);

/* Whether somebody of the customer has accepted it themselves. */
Err api_direct_signed(AccountCtx a)
{
    Customer c;
    AgreedStanding s;
    TRY(customer_enter(a));
    TRY(customer_get(a, &c));
    TRY(agreed_of_customer(a, S("customer"), c.company.address.country, &s));
    ApiSigned w = {.is = s.direct};
    ctx_json(a.ctx, 200, &API_DIRECT_SIGNED, &w);
    return OK;
}

/* --- what the account itself has signed --- */

static const struct {
    const char *kind, *wire;
} OWN_KINDS[] = {{"partner", "MicrosoftPartnerAgreement"},
                 {"publisher", "PublisherAgreement"},
                 {"cpv", "ControlPanelVendorAgreement"},
                 {"membership", "MembershipAgreement"}};

typedef struct ApiSignature {
    Id id, account_id, agreement_id, user_id, tenant_id;
    Str type, first_name, email;
    Time at;
    ApiAttributes attributes;
} ApiSignature;
static const Field SIGNATURE_FIELDS[] = {
    FIELD(ApiSignature, id, "id", F_ID_),
    FIELD(ApiSignature, account_id, "accountId", F_ID_),
    FIELD(ApiSignature, agreement_id, "agreementId", F_ID_),
    FIELD(ApiSignature, type, "agreementType", F_STR),
    FIELD(ApiSignature, at, "dateSigned", F_TIME_),
    FIELD(ApiSignature, first_name, "signedByFirstName", F_STR),
    FIELD(ApiSignature, email, "signedByUserPrincipalName", F_STR),
    FIELD(ApiSignature, user_id, "signedByUserObjectId", F_ID_),
    FIELD(ApiSignature, tenant_id, "signedByUserTenantId", F_ID_),
    FIELD(ApiSignature, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_AGREEMENT_SIGNATURE = SHAPE_AS(ApiAgreementSignature, ApiSignature, SIGNATURE_FIELDS);

static Err own_kind(Ctx *ctx, Str *ret_kind, Str *ret_wire)
{
    Str type = ctx_param(ctx, S("type"));
    for (size_t i = 0; i < COUNT_OF(OWN_KINDS); i++) {
        if (str_eq_nocase(type, str_from(OWN_KINDS[i].wire))) {
            *ret_kind = str_from(OWN_KINDS[i].kind);
            *ret_wire = str_from(OWN_KINDS[i].wire);
            return OK;
        }
    }
    const CustomerKind *kind = customer_kind_wire(type); /* accepted by customers: the account signs none */
    if (kind) {
        *ret_kind = kind->id;
        *ret_wire = str_from(kind->wire);
        return OK;
    }
    return problem_api(ctx, ERR_NOT_FOUND, 404, 3000, MSG("There is no such type of agreement"));
}

static ApiSignature wire_signature(Ctx *ctx, const AccountAgreement *g, Str wire)
{
    Str rest = g->signed_by, first;
    return (ApiSignature){.id = g->signature_id,
                          .account_id = ctx->account_id,
                          .agreement_id = g->id,
                          .user_id = g->signed_by_id,
                          .tenant_id = ctx->actor.directory_id,
                          .type = wire,
                          .first_name = str_split(&rest, ' ', &first) ? first : S(""),
                          .email = g->email,
                          .at = g->signed_at,
                          .attributes = {.object_type = S("AgreementSignatureResponse")}};
}

/* Signatures of the type of the path; version: its number, or empty for all. */
static Err signatures(AccountCtx a, Str version, ApiSignature **ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    Str kind = S(""), wire = S("");
    AccountAgreement *list;
    size_t n;
    TRY(own_kind(ctx, &kind, &wire));
    TRY(agreements_of_account(a, &list, &n));
    *ret = arena_array(ctx->arena, ApiSignature, n + 1);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        bool wanted = version.n == 0 || str_eq(version, list[i].number);
        if (list[i].standing == SIGNED && str_eq(list[i].kind->id, kind) && wanted) {
            (*ret)[(*ret_n)++] = wire_signature(ctx, &list[i], wire);
        }
    }
    return OK;
}

Err api_agreement_signatures(AccountCtx a)
{
    CollectionAsk ask;
    ApiSignature *items;
    size_t n;
    TRY(collection_ask(a.ctx, PAGE_MAX, PAGE_MAX, &ask));
    TRY(signatures(a, S(""), &items, &n));
    ctx_json_collection(a.ctx, &ask,
                        &(Collection){.shape = &API_AGREEMENT_SIGNATURE, .items = items, .items_n = n, .total = -1});
    return OK;
}
Err api_agreement_signature(AccountCtx a)
{
    ApiSignature *items;
    size_t n;
    TRY(signatures(a, ctx_param(a.ctx, S("version")), &items, &n));
    if (n == 0) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 3000, MSG("The account has not signed this version"));
    }
    ctx_json(a.ctx, 200, &API_AGREEMENT_SIGNATURE, &items[0]);
    return OK;
}

/* --- whether a reseller has signed --- */

static bool is_number(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
    }
    return s.n > 0 && s.n <= 20;
}

static Err refuse(Ctx *ctx, int64_t code, Msg why) { return problem_api(ctx, ERR_INVALID, 400, code, why); }

static Err signed_by_number(AccountCtx a, Str number)
{
    Ctx *ctx = a.ctx;
    CagreePartnerByNumberRow p;
    if (!is_number(number)) {
        return refuse(ctx, 2000, MSG("mpnId is a number of digits"));
    }
    Err err = q_cagree_partner_by_number(system_of(ctx), &(CagreePartnerByNumberArgs){.number = number}, &p);
    if (err == ERR_NOT_FOUND) {
        return refuse(ctx, 2200, MSG("No partner has this number"));
    }
    TRY(err);
    if (!str_eq(p.kind, S("reseller"))) {
        return refuse(ctx, 2204, MSG("The partner with this number is no indirect reseller"));
    }
    return p.signatures ? OK
                        : refuse(ctx, 2203, MSG("The partner with this number has not signed the partner agreement"));
}

static Err signed_by_tenant(AccountCtx a, Str tenant)
{
    Ctx *ctx = a.ctx;
    CagreePartnerByDirectoryRow p;
    Id id;
    if (id_parse(tenant, &id) != OK) {
        return refuse(ctx, 2000, MSG("tenantId is the id of a tenant"));
    }
    TRY(q_cagree_partner_by_directory(system_of(ctx), &(CagreePartnerByDirectoryArgs){.directory_id = id}, &p));
    if (p.accounts == 0) {
        return refuse(ctx, 2205, MSG("No partner has this tenant"));
    }
    return p.signatures ? OK
                        : refuse(ctx, 2206, MSG("The partner of this tenant has not signed the partner agreement"));
}

Err api_reseller_agreement_status(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk none = {.query = S("")};
    Str number = str_trim(collection_param(ctx, &none, S("mpnId")));
    Str tenant = str_trim(collection_param(ctx, &none, S("tenantId")));
    if (number.n && tenant.n) {
        return refuse(ctx, 2000, MSG("Give mpnId or tenantId, not both"));
    }
    if (!number.n && !tenant.n) {
        return refuse(ctx, 2001, MSG("Give mpnId or tenantId"));
    }
    TRY(number.n ? signed_by_number(a, number) : signed_by_tenant(a, tenant));
    ApiSigned w = {.is = true};
    ctx_json(ctx, 200, &API_AGREEMENT_STATUS, &w);
    return OK;
}

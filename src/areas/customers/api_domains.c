/* Domains of customers on the wire: the list, and one more that the customer has proved. */
#include "app/audit.h"
#include "app/resource.h"
#include "areas/customers/api.h"
#include "areas/customers/customers.h"
#include "base/json.h"
#include "gen/customers_q.h"

typedef struct ApiDomain {
    Str authentication, capability, name, root, status, method;
    bool is_default, is_initial;
} ApiDomain;
static const Field DOMAIN_FIELDS[] = {
    FIELD(ApiDomain, authentication, "authenticationType", F_STR),
    FIELD(ApiDomain, capability, "capability", F_STR),
    FIELD(ApiDomain, is_default, "isDefault", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiDomain, is_initial, "isInitial", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiDomain, name, "name", F_STR),
    FIELD(ApiDomain, root, "rootDomain", F_STR),
    FIELD(ApiDomain, status, "status", F_STR),
    FIELD(ApiDomain, method, "verificationMethod", F_STR),
};
const Shape API_DOMAIN = SHAPE(ApiDomain, DOMAIN_FIELDS);

typedef struct ApiDomainRequest {
    Str name, settings; /* settings: JSON */
    ApiDomain domain;
    bool has_domain;
} ApiDomainRequest;
static const Field REQUEST_FIELDS[] = {
    FIELD(ApiDomainRequest, name, "verifiedDomainName", F_STR),
    FIELD_PART(ApiDomainRequest, domain, has_domain, "domain", &API_DOMAIN),
    FIELD(ApiDomainRequest, settings, "domainFederationSettings", F_RAW),
};
const Shape API_DOMAIN_REQUEST = SHAPE(ApiDomainRequest, REQUEST_FIELDS);

/* Bare texts: the first domain, then those beside it. */
Err api_customer_domains(AccountCtx a)
{
    Customer c;
    CustomerDomainsRow *rows;
    size_t n;
    TRY(customer_enter(a));
    TRY(customer_get(a, &c));
    TRY(q_customer_domains(a, NULL, &rows, &n));
    Buf b = buf_on_arena(a.ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_arr(&j);
    json_str(&j, c.company.domain);
    for (size_t i = 0; i < n; i++) {
        json_str(&j, rows[i].name);
    }
    json_arr_end(&j);
    ctx_json_text(a.ctx, 200, buf_str(&b));
    return OK;
}

/* A word of the wire and ours; the given one of them, without regard to case. */
typedef struct Word {
    Str wire, own;
} Word;
static const Word AUTHENTICATIONS[] = {{S_INIT("Managed"), S_INIT("managed")},
                                       {S_INIT("Federated"), S_INIT("federated")}};
static const Word METHODS[] = {
    {S_INIT("None"), S_INIT("none")}, {S_INIT("DnsRecord"), S_INIT("dns")}, {S_INIT("Email"), S_INIT("email")}};

static const Word *word_of(const Word *words, size_t n, Str given)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq_nocase(words[i].wire, given)) {
            return &words[i];
        }
    }
    return NULL;
}

/* What a federation cannot do without. */
static void check_settings(Ctx *ctx, Str json)
{
    static const Str NEEDED[] = {S_INIT("issuerUri"),          S_INIT("logOffUri"),
                                 S_INIT("passiveLogOnUri"),    S_INIT("preferredAuthenticationProtocol"),
                                 S_INIT("signingCertificate"), S_INIT("promptLoginBehavior")};
    const JsonValue *v = NULL;
    bool object = json.n && json_parse(ctx->arena, json, JSON_LIMITS_DEFAULT, &v, NULL) == OK && v->kind == JSON_OBJECT;
    for (size_t i = 0; i < COUNT_OF(NEEDED); i++) {
        const JsonValue *member = object ? json_get(v, NEEDED[i]) : NULL;
        if (!member || member->kind != JSON_STRING || !member->text.n) {
            problem_field(ctx, str_fmt(ctx->arena, "domainFederationSettings.%.*s", S_ARG(NEEDED[i])),
                          MSG1("A federated domain needs {member} in domainFederationSettings", "member", NEEDED[i]));
        }
    }
}

static Err check(Ctx *ctx, const ApiDomainRequest *w, const Word *authentication, const Word *method, Str name)
{
    if (!w->has_domain || !authentication) {
        problem_field(ctx, S("domain.authenticationType"), MSG("The authenticationType is Managed or Federated"));
    }
    if (w->domain.method.n && !method) {
        problem_field(ctx, S("domain.verificationMethod"), MSG("The verificationMethod is None, DnsRecord or Email"));
    }
    if (w->domain.status.n && !str_eq_nocase(w->domain.status, S("Verified"))) {
        problem_field(ctx, S("domain.status"), MSG("Only a domain that the customer has proved can be added"));
    }
    if (w->domain.name.n && !str_eq_nocase(str_trim(w->domain.name), name)) {
        problem_field(ctx, S("domain.name"), MSG("The name of the domain is not verifiedDomainName"));
    }
    customer_check_domain(ctx, S("verifiedDomainName"), name);
    if (authentication && str_eq(authentication->own, S("federated"))) {
        check_settings(ctx, w->settings);
    }
    return problem_check(ctx);
}

static Err claim(AccountCtx a, const Customer *c, Str name)
{
    CustomerClaimGetRow row;
    Err err = q_customer_claim_get(a, &(CustomerClaimGetArgs){.kind = S("domain"), .name = name}, &row);
    if (err == OK) {
        return problem_api(a.ctx, ERR_CONFLICT, 409, 1003,
                           MSG1("{domain} belongs to a company that is here already", "domain", name));
    }
    return err == ERR_NOT_FOUND
               ? q_customer_claim_add(
                     a, &(CustomerClaimAddArgs){.kind = S("domain"), .name = name, .owner_id = c->id.id}, NULL)
               : err;
}

Err api_domain_add(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Customer c;
    ApiDomainRequest w = {0};
    TRY(customer_enter(a));
    TRY(customer_get(a, &c));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_DOMAIN_REQUEST, &w)));
    Str name = str_lower_ascii(ctx->arena, str_trim(w.name));
    const Word *authentication = word_of(AUTHENTICATIONS, COUNT_OF(AUTHENTICATIONS), w.domain.authentication);
    const Word *method = word_of(METHODS, COUNT_OF(METHODS), w.domain.method.n ? w.domain.method : S("None"));
    TRY(resource_bad_property(ctx, check(ctx, &w, authentication, method, name)));
    TRY(claim(a, &c, name));
    ctx->audit.target_kind = S("customer");
    ctx->audit.target_id = c.id.id;
    ctx->audit.target_name = c.company.name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"domain", name}, {"authentication", authentication->own});
    bool federated = str_eq(authentication->own, S("federated"));
    TRY(q_customer_domain_add(a,
                              &(CustomerDomainAddArgs){.name = name,
                                                       .authentication = authentication->own,
                                                       .capability = w.domain.capability,
                                                       .method = method->own,
                                                       .settings = federated ? w.settings : S("{}")},
                              NULL));
    ApiDomain out = {.authentication = authentication->wire,
                     .capability = w.domain.capability,
                     .name = name,
                     .root = w.domain.root,
                     .status = S("Verified"),
                     .method = method->wire};
    ctx_json(ctx, 201, &API_DOMAIN, &out);
    return OK;
}

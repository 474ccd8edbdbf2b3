/* Applications that may act in a customer's directory, on the wire (spec api-endpoints.tsv, application-consents): a
 * control panel's partner consents on behalf of its customer. */
#include "areas/customer_agreements/api.h"

#include "app/audit.h"
#include "app/resource.h"
#include "areas/customer_agreements/accept.h"

enum { GRANTS_MAX = 50, SCOPE_MAX = 2000, NAME_MAX = 256 };

typedef struct ApiGrant {
    Id enterprise_id;
    Str scope;
} ApiGrant;
static const Field GRANT_FIELDS[] = {
    FIELD(ApiGrant, enterprise_id, "enterpriseApplicationId", F_ID_, .flags = FIELD_REQUIRED),
    FIELD(ApiGrant, scope, "scope", F_STR, .max = SCOPE_MAX, .flags = FIELD_REQUIRED),
};
static const Shape API_GRANT = SHAPE_AS(ApiApplicationGrant, ApiGrant, GRANT_FIELDS);
typedef struct ApiConsent {
    Id application_id;
    Str display_name;
    ApiGrant *grants;
    size_t grants_n;
    ApiAttributes attributes;
} ApiConsent;
static const Field CONSENT_FIELDS[] = {
    FIELD(ApiConsent, application_id, "applicationId", F_ID_, .flags = FIELD_REQUIRED),
    FIELD(ApiConsent, display_name, "displayName", F_STR, .max = NAME_MAX),
    FIELD_LIST(ApiConsent, grants, grants_n, "applicationGrants", &API_GRANT, .max = GRANTS_MAX, .flags = FIELD_ALWAYS),
    FIELD(ApiConsent, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES, .flags = FIELD_OUT_ONLY),
};
const Shape API_APPLICATION_CONSENT = SHAPE_AS(ApiApplicationConsent, ApiConsent, CONSENT_FIELDS);

/* The customer of the path, which has given delegated administration: without it nobody consents for it. */
static Err enter(AccountCtx a, Customer *ret)
{
    TRY(customer_enter(a));
    TRY(customer_get(a, ret));
    return str_eq(ret->rights, S("delegated"))
               ? OK
               : problem_api(
                     a.ctx, ERR_FORBIDDEN, 403, 2032,
                     MSG("The customer has given no delegated administration, so you consent to nothing for it"));
}

static void note(Ctx *ctx, const Customer *c, Id application_id)
{
    ctx->audit.target_kind = S("application");
    ctx->audit.target_id = application_id;
    ctx->audit.target_name = c->company.name;
}

static Err there(AccountCtx a, Id application_id, bool *ret)
{
    AconsentThereRow row;
    TRY(q_aconsent_there(a, &(AconsentThereArgs){.application_id = application_id}, &row));
    *ret = row.n > 0;
    return OK;
}

static Err add_grants(AccountCtx a, const ApiConsent *w)
{
    for (size_t i = 0; i < w->grants_n; i++) {
        AconsentGrantAddArgs row = {.application_id = w->application_id,
                                    .place = (int64_t)i,
                                    .enterprise_id = w->grants[i].enterprise_id,
                                    .scope = w->grants[i].scope};
        TRY(q_aconsent_grant_add(a, &row, NULL));
    }
    return OK;
}

static void check(Ctx *ctx, const ApiConsent *w)
{
    (void)problem_unless_line(ctx, S("displayName"), w->display_name);
    if (w->grants_n == 0) {
        problem_field(ctx, S("applicationGrants"), MSG("Give at least one grant"));
    }
    for (size_t i = 0; i < w->grants_n; i++) {
        (void)problem_unless_line(ctx, S("applicationGrants"), w->grants[i].scope);
    }
}

Err api_application_consent_create(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Customer c;
    ApiConsent w = {0};
    bool is;
    TRY(enter(a, &c));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_APPLICATION_CONSENT, &w)));
    check(ctx, &w);
    TRY(resource_bad_property(ctx, problem_check(ctx)));
    TRY(there(a, w.application_id, &is));
    if (is) {
        return problem_api(ctx, ERR_CONFLICT, 409, 0, MSG("This application has the customer's consent already"));
    }
    TRY(q_aconsent_add(a, &(AconsentAddArgs){.application_id = w.application_id, .display_name = w.display_name},
                       NULL));
    TRY(add_grants(a, &w));
    note(ctx, &c, w.application_id);
    Str *scopes = arena_array(ctx->arena, Str, w.grants_n);
    for (size_t i = 0; i < w.grants_n; i++) {
        scopes[i] = w.grants[i].scope;
    }
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"application", w.display_name},
                                  {"scopes", str_join(ctx->arena, scopes, w.grants_n, S(", "))});
    w.attributes = (ApiAttributes){.object_type = S("ApplicationConsent")};
    ctx_json(ctx, 201, &API_APPLICATION_CONSENT, &w);
    return OK;
}

Err api_application_consent_delete(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Customer c;
    Id id;
    bool is = false;
    TRY(enter(a, &c));
    if (id_parse(ctx_param(ctx, S("application")), &id) == OK) {
        TRY(there(a, id, &is));
    }
    if (!is) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 0, MSG("The application has no consent of this customer"));
    }
    TRY(q_aconsent_grants_drop(a, &(AconsentGrantsDropArgs){.with_application_id = true, .application_id = id}, NULL));
    TRY(q_aconsent_drop(a, &(AconsentDropArgs){.with_application_id = true, .application_id = id}, NULL));
    note(ctx, &c, id);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"application", id_text(ctx->arena, id)});
    ctx->out.status = 200;
    return OK;
}

Err application_consents_gone(AccountCtx a)
{
    TRY(q_aconsent_grants_drop(a, &(AconsentGrantsDropArgs){0}, NULL));
    return q_aconsent_drop(a, &(AconsentDropArgs){0}, NULL);
}

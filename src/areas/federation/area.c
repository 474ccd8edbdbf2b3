/* Federation: what the kernel must know of it. */
#include "app/area.h"
#include "areas/federation/pages.h"
#include "areas/federation/scim_api.h"

const Perm FEDERATION_MANAGE =
    PERM("federation.manage", N_("Set up how the organization's people sign in and are kept in step"), "global_admin");
const Perm FEDERATION_OPERATOR =
    PERM("federation.operator", N_("Set up how the vendor's staff sign in and are kept in step"), "operator_admin",
         .operator_only = true);
const Perm OPERATOR_DOMAINS = PERM("operator.domains", N_("Confirm the domains of organizations"),
                                   "operator_admin operator_verification", .operator_only = true);
const Perm FEDERATION_PROVISION =
    PERM("federation.provision", N_("Keep the people of a directory in step (provisioning tokens)"), "");
static const Perm *const PERMS[] = {&FEDERATION_MANAGE, &FEDERATION_OPERATOR, &OPERATOR_DOMAINS, &FEDERATION_PROVISION};

#define SETTINGS "/a/{account}/settings/sign-in"
#define DESK "/operator/sign-in"
/* A page or form of both places. */
#define AT_BOTH(METHOD, REST, ACTION, MODE, NAME, ...)                                                                 \
    ROUTE(METHOD, SETTINGS REST, &FEDERATION_MANAGE, ACTION, MODE, NAME##_of_account, __VA_ARGS__),                    \
        ROUTE(METHOD, DESK REST, &FEDERATION_OPERATOR, ACTION, MODE, NAME##_of_operator, __VA_ARGS__)
#define SCIM(METHOD, REST, ACTION, MODE, HANDLER, ...)                                                                 \
    ROUTE(METHOD, "/scim/v2/{directory}" REST, &FEDERATION_PROVISION, ACTION, MODE, HANDLER, .kind = ROUTE_RAW,        \
          .body_max = SCIM_BODY_MAX, .authenticate = scim_authenticate, .error_body = scim_error_body, __VA_ARGS__)

static const Route ROUTES[] = {
    ROUTE("GET", "/sign-in/at/{directory}", &PERM_PUBLIC, NULL, MODE_READ, at_page,
          .summary = "The page that leads to an organization's provider"),
    ROUTE("GET", "/sign-in/at/{directory}/go", &PERM_PUBLIC, NULL, MODE_OUTSIDE, at_go,
          .summary = "To the provider (OpenID Connect)"),
    ROUTE("GET", "/sign-in/at/{directory}/callback", &PERM_PUBLIC, NULL, MODE_OUTSIDE, at_callback,
          .summary = "Back from the provider"),
    ROUTE("GET", "/sign-in/at/{directory}/keys", &PERM_PUBLIC, NULL, MODE_READ, at_keys, .kind = ROUTE_RAW,
          .summary = "Public key for private_key_jwt"),
    ROUTE("GET", "/sign-out/at", &PERM_PUBLIC, NULL, MODE_OUTSIDE, signed_out_page,
          .summary = "After signing out: the provider too"),

    AT_BOTH("GET", "", NULL, MODE_READ, overview, .title = N_("Sign-in and provisioning"),
            .keywords = N_("single sign-on openid oidc sso scim identity provider directory")),
    AT_BOTH("GET", "/provider", NULL, MODE_READ, provider_form, .summary = "Form of the provider"),
    AT_BOTH("POST", "/provider", "federation.provider", MODE_OUTSIDE, provider_save, .step_up = true),
    AT_BOTH("POST", "/switch", "federation.switch", MODE_WRITE, switch, .step_up = true),
    AT_BOTH("POST", "/release", "federation.release", MODE_WRITE, release, .step_up = true),
    AT_BOTH("POST", "/test", NULL, MODE_OUTSIDE, test, .summary = "Test of the connection, step by step"),
    AT_BOTH("GET", "/try", NULL, MODE_OUTSIDE, try, .summary = "Tries a sign-in at the provider"),
    AT_BOTH("GET", "/rules/add", NULL, MODE_READ, rule_form, .summary = "Form of a rule"),
    AT_BOTH("POST", "/rules", "federation.rule_add", MODE_WRITE, rule_add, .step_up = true),
    AT_BOTH("POST", "/rules/{rule}/remove", "federation.rule_remove", MODE_WRITE, rule_remove, .step_up = true),
    AT_BOTH("GET", "/tokens/add", NULL, MODE_READ, token_form, .summary = "Form of a provisioning token"),
    AT_BOTH("POST", "/tokens", "federation.token_add", MODE_WRITE, token_add, .step_up = true),
    AT_BOTH("POST", "/tokens/{token}/end", "federation.token_end", MODE_WRITE, token_end, .step_up = true),
    AT_BOTH("POST", "/stop", "federation.stop", MODE_WRITE, stop, .step_up = true),

    AT_BOTH("GET", "/domains", NULL, MODE_READ, domains, .title = N_("Domains"),
            .keywords = N_("domain dns txt verify e-mail addresses organization")),
    AT_BOTH("POST", "/domains", "federation.domain_ask", MODE_WRITE, domain_add, .step_up = true),
    AT_BOTH("POST", "/domains/remove", "federation.domain_remove", MODE_WRITE, domain_remove, .step_up = true),
    AT_BOTH("POST", "/domains/{domain}/check", "federation.domain_prove", MODE_OUTSIDE, domain_check),
    AT_BOTH("POST", "/domains/{domain}/cancel", "federation.domain_cancel", MODE_WRITE, domain_cancel),
    ROUTE("GET", "/operator/domains", &OPERATOR_DOMAINS, NULL, MODE_READ, vendor_domains_page,
          .title = N_("Domains that wait"), .keywords = N_("dns verify organization")),
    ROUTE("POST", "/operator/domains/{domain}/confirm", &OPERATOR_DOMAINS, "federation.domain_confirm", MODE_WRITE,
          vendor_domain_confirm, .step_up = true),
    ROUTE("POST", "/operator/domains/{domain}/decline", &OPERATOR_DOMAINS, "federation.domain_decline", MODE_WRITE,
          vendor_domain_decline),

    SCIM("GET", "/ServiceProviderConfig", NULL, MODE_READ, scim_provider_config),
    SCIM("GET", "/ResourceTypes", NULL, MODE_READ, scim_resource_types),
    SCIM("GET", "/ResourceTypes/{id}", NULL, MODE_READ, scim_resource_type),
    SCIM("GET", "/Schemas", NULL, MODE_READ, scim_schemas),
    SCIM("GET", "/Schemas/{id}", NULL, MODE_READ, scim_schema),
    SCIM("GET", "/Users", NULL, MODE_READ, scim_users_list),
    SCIM("POST", "/Users", "federation.scim_user_add", MODE_WRITE, scim_users_post),
    SCIM("POST", "/Users/.search", NULL, MODE_READ, scim_users_search),
    SCIM("GET", "/Users/{id}", NULL, MODE_READ, scim_users_get),
    SCIM("PUT", "/Users/{id}", "federation.scim_user_change", MODE_WRITE, scim_users_put),
    SCIM("PATCH", "/Users/{id}", "federation.scim_user_change", MODE_WRITE, scim_users_patch),
    SCIM("DELETE", "/Users/{id}", "federation.scim_user_remove", MODE_WRITE, scim_users_delete),
    SCIM("GET", "/Groups", NULL, MODE_READ, scim_groups_list),
    SCIM("POST", "/Groups", "federation.scim_group_add", MODE_WRITE, scim_groups_post),
    SCIM("POST", "/Groups/.search", NULL, MODE_READ, scim_groups_search),
    SCIM("GET", "/Groups/{id}", NULL, MODE_READ, scim_groups_get),
    SCIM("PUT", "/Groups/{id}", "federation.scim_group_change", MODE_WRITE, scim_groups_put),
    SCIM("PATCH", "/Groups/{id}", "federation.scim_group_change", MODE_WRITE, scim_groups_patch),
    SCIM("DELETE", "/Groups/{id}", "federation.scim_group_remove", MODE_WRITE, scim_groups_delete),
    SCIM("POST", "/Bulk", NULL, MODE_READ, scim_not_offered),
    SCIM("GET", "/Me", NULL, MODE_READ, scim_not_offered),
    SCIM("POST", "/.search", NULL, MODE_READ, scim_not_offered),
};

static const NavEntry NAV[] = {
    {.group = N_("Vendor"),
     .label = N_("Domains that wait"),
     .icon = "shield",
     .path = "/operator/domains",
     .perm = &OPERATOR_DOMAINS,
     .order = 31},
};
static const NavEntry SETTINGS_NAV[] = {
    {.group = N_("Access"),
     .label = N_("Sign-in and provisioning"),
     .icon = "shield",
     .path = SETTINGS,
     .perm = &FEDERATION_MANAGE,
     .order = 36},
    {.group = N_("Access"),
     .label = N_("Sign-in and provisioning"),
     .icon = "shield",
     .path = DESK,
     .perm = &FEDERATION_OPERATOR,
     .order = 36},
};

static const AuditWord RESOURCES[] = {
    {"sign_in_provider", N_("Sign-in provider")},
    {"provisioning_token", N_("Provisioning token")},
    {"directory_group", N_("Group of the directory")},
    {"directory_domain", N_("Domain of the directory")},
};
static const AuditAction AUDITED[] = {
    AUDIT("federation.provider", "update_sign_in_provider", "sign_in_provider",
          N_("Set up or changed the sign-in provider")),
    AUDIT("federation.switch", "switch_sign_in_provider", "sign_in_provider",
          N_("Switched sign-in at the provider on, off, or to the only way in")),
    AUDIT("federation.rule_add", "update_sign_in_rules", "sign_in_provider",
          N_("Added a rule that gives a role by what the provider says")),
    AUDIT("federation.rule_remove", "update_sign_in_rules", "sign_in_provider",
          N_("Removed a rule that gives a role by what the provider says")),
    AUDIT("federation.entry", "enter_by_provider", "partner_user",
          N_("Linked or added a person, or changed their roles, by what the sign-in provider says")),
    AUDIT("federation.release", "release_from_provider", "partner_user",
          N_("Released a person from their account at the sign-in provider")),
    AUDIT("federation.token_add", "add_provisioning_token", "provisioning_token", N_("Made a provisioning token")),
    AUDIT("federation.token_end", "end_provisioning_token", "provisioning_token", N_("Ended a provisioning token"),
          .no_diff = "ends a token"),
    AUDIT("federation.stop", "stop_provisioning", "provisioning_token", N_("Stopped provisioning"),
          .no_diff = "ends all tokens"),
    AUDIT("federation.domain_ask", "ask_directory_domain", "directory_domain", N_("Asked for a domain")),
    AUDIT("federation.domain_prove", "add_directory_domain", "directory_domain", N_("Proved a domain by its DNS")),
    AUDIT("federation.domain_cancel", "cancel_directory_domain", "directory_domain",
          N_("Took a domain back before it was proved")),
    AUDIT("federation.domain_remove", "remove_directory_domain", "directory_domain", N_("Removed a domain")),
    AUDIT("federation.domain_confirm", "confirm_directory_domain", "directory_domain",
          N_("Confirmed a domain by hand")),
    AUDIT("federation.domain_decline", "decline_directory_domain", "directory_domain", N_("Declined a domain")),
    AUDIT("federation.scim_user_add", "create_partner_user", "partner_user", N_("Provisioned a person")),
    AUDIT("federation.scim_user_change", "update_partner_user", "partner_user", N_("Changed a person by provisioning")),
    AUDIT("federation.scim_user_remove", "remove_partner_user", "partner_user", N_("Removed a person by provisioning")),
    AUDIT("federation.scim_group_add", "create_group", "directory_group", N_("Provisioned a group")),
    AUDIT("federation.scim_group_change", "update_group", "directory_group", N_("Changed a group by provisioning")),
    AUDIT("federation.scim_group_remove", "remove_group", "directory_group", N_("Removed a group by provisioning")),
};
static const AuditWord FIELDS[] = {
    {"issuer", N_("Issuer")},
    {"domain", N_("Domain")},
    {"directory", N_("Directory")},
    {"client_id", N_("Client ID")},
    {"scopes", N_("Scopes")},
    {"jit", N_("People are added at their first sign-in")},
    {"jit_roles", N_("Roles of people who are added so")},
    {"sign_in_at", N_("Sign-in at the provider")},
    {"claim", N_("Claim")},
    {"test", N_("Test")},
    {"value", N_("Value")},
    {"how", N_("How")},
    {"subject", N_("Subject at the provider")},
    {"linked", N_("Linked with an account of the provider")},
    {"given", N_("Roles given")},
    {"taken", N_("Roles taken")},
    {"user_name", N_("Sign-in name")},
    {"external_id", N_("Id at the provisioning client")},
    {"active", N_("Active")},
    {"group_name", N_("Name of the group")},
    {"members", N_("Members")},
    {"expires_at", N_("Valid until")},
};

static const JobKind JOBS[] = {
    {.kind = PROVIDER_JOB, .title = N_("Keys of the sign-in provider"), .step = provider_refresh, .outside = true},
};
static const char *const NEEDS[] = {"identity", "home", NULL};

const Area area_federation = {
    .name = "federation",
    .title = N_("Sign-in and provisioning"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS_NAV),
    .jobs = LIST(JOBS),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(RESOURCES),
    .audit_fields = LIST(FIELDS),
    .sign_in_at = federation_sign_in_at,
    .signed_out_to = federation_signed_out_to,
    .person_leaves = federation_person_leaves,
    .help = "sign-in-and-provisioning",
};

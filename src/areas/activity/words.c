/* The operations and kinds of things that the wire API has words for. Clients made from its description stop at any
 * other word, so rows of others are not told there. */
#include "areas/activity/words.h"
#include "app/audit.h"
#include "base/num.h"

static const char *const OPERATIONS[] = {
    "update_customer_qualification",
    "update_subscription",
    "upgrade_subscription",
    "convert_trial_subscription",
    "add_customer",
    "update_customer_billing_profile",
    "update_customer_partner_contract_company_name",
    "update_customer_spending_budget",
    "delete_customer",
    "remove_partner_customer_relationship",
    "create_order",
    "update_order",
    "create_customer_user",
    "delete_customer_user",
    "update_customer_user",
    "update_customer_user_licenses",
    "reset_customer_user_password",
    "update_customer_user_principal_name",
    "restore_customer_user",
    "create_mpn_association",
    "update_mpn_association",
    "update_sfb_customer_user_licenses",
    "create_transfer",
    "update_transfer",
    "create_partner_relationship",
    "remove_partner_relationship",
    "register_application",
    "unregister_application",
    "add_application_credential",
    "remove_application_credential",
    "create_partner_user",
    "update_partner_user",
    "remove_partner_user",
    "create_self_serve_policy",
    "update_self_serve_policy",
    "delete_self_serve_policy",
    "delete_tip_customer",
    "create_referral",
    "update_referral",
    "create_related_referral",
    "update_related_referral",
    "get_software_key",
    "get_software_download_link",
    "increase_spending_limit",
    "ready_invoice",
    "create_agreement",
    "extend_relationship",
    "dap_admin_relationship_approved",
    "dap_admin_relationship_terminated",
    "dap_admin_relationship_terminated_by_microsoft",
    "add_user_member",
    "remove_user_member",
    "granular_admin_relationship_approved",
    "granular_admin_relationship_activated",
    "granular_admin_relationship_termination_requested",
    "granular_admin_relationship_terminated",
    "granular_admin_relationship_expired",
    "granular_admin_relationship_cleaned_up",
    "granular_admin_access_assignment_created",
    "granular_admin_access_assignment_updated",
    "granular_admin_access_assignment_deleted",
    "granular_admin_access_assignment_activated",
    "create_credit",
    "update_credit",
    "cancel_credit",
    "software_attestation",
    "update_company_info",
    "policy_created",
    "policy_updated",
    "policy_deleted",
    "device_updated",
    "devices_update_attempted",
    "device_deleted",
    "devices_upload_to_new_batch_attempted",
    "devices_upload_to_existing_batch_attempted",
    "manage_overage",
    "azure_fraud_event_detected",
};
static const char *const RESOURCES[] = {
    "customer",
    "customer_user",
    "order",
    "subscription",
    "license",
    "third_party_add_on",
    "mpn_association",
    "transfer",
    "application",
    "application_credential",
    "partner_user",
    "partner_relationship",
    "partner_customer_dap",
    "customer_directory_role",
    "referral",
    "software_key",
    "software_download_link",
    "spending_limit",
    "invoice",
    "agreement",
    "partner_customer_relationship",
    "self_serve_policy",
    "granular_admin_relationship",
    "granular_admin_access_assignment",
    "credit",
    "software_page",
    "device",
    "policy",
};

static const char *find(const char *const *words, size_t n, Str word)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(str_from(words[i]), word)) {
            return words[i];
        }
    }
    return NULL;
}

bool wire_operation_known(Str word) { return find(OPERATIONS, COUNT_OF(OPERATIONS), word) != NULL; }
bool wire_resource_known(Str word) { return find(RESOURCES, COUNT_OF(RESOURCES), word) != NULL; }

const char *wire_operation(const AuditAction *row)
{
    const char *word = row->wire ? row->wire : row->operation;
    return wire_resource_known(str_from(row->resource)) ? find(OPERATIONS, COUNT_OF(OPERATIONS), str_from(word)) : NULL;
}

/* All actions of an operation have a word, or it is not told: a record without one would stop its reader. */
static bool can_be_told(const AuditAction *const *rows, size_t n, const char *operation)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(rows[i]->operation, operation) == 0 && !wire_operation(rows[i])) {
            return false;
        }
    }
    return true;
}

size_t wire_operations(Arena *a, Str **ret)
{
    const AuditAction *const *rows;
    size_t n = audit_actions_all(a, &rows), at = 0;
    *ret = arena_array(a, Str, n + 1);
    for (size_t i = 0; i < n; i++) {
        Str operation = str_from(rows[i]->operation);
        bool again = false;
        for (size_t k = 0; k < at && !again; k++) {
            again = str_eq((*ret)[k], operation);
        }
        if (!again && can_be_told(rows, n, rows[i]->operation)) {
            (*ret)[at++] = operation;
        }
    }
    return at;
}

/* All roles that can be given to somebody, with stable ids: they stand in role_grant and in the areas' permissions. */
#include "app/i18n.h"
#include "app/perm.h"
#include "base/num.h"

#define ROLE(ID, NAME, ABOUT, SCOPE, FAMILY, GRANTED_BY, ...)                                                          \
    {                                                                                                                  \
        .id = S_INIT(ID), .name = (NAME), .about = (ABOUT), .scope = (SCOPE), .family = (FAMILY),                      \
        .granted_by = (GRANTED_BY), __VA_ARGS__                                                                        \
    }
/* Programs that make sense of a family of roles. */
#define SELLING "csp_direct csp_provider csp_reseller"
#define DEVELOPING "marketplace desktop_apps addins extensions hardware"
const Role ROLES[] = {
    /* People of a partner's directory: every account of it. */
    ROLE("global_admin", N_("Global admin"), N_("Manages everything of the organization, its people and their roles"),
         ROLE_DIRECTORY, ROLE_FAMILY_ADMIN, "global_admin", .kept = true, .guarded = true),
    ROLE("user_management_admin", N_("User management admin"), N_("Adds people, resets passwords and manages groups"),
         ROLE_DIRECTORY, ROLE_FAMILY_ADMIN, "global_admin", .guarded = true),
    ROLE("billing_admin", N_("Billing admin"), N_("Works with invoices, payments and support cases about billing"),
         ROLE_DIRECTORY, ROLE_FAMILY_ADMIN, "global_admin", .guarded = true, .applications = true),
    ROLE("admin_agent", N_("Admin agent"), N_("Manages customers, their orders and their subscriptions"),
         ROLE_DIRECTORY, ROLE_FAMILY_AGENT, "global_admin", .programs = SELLING, .applications = true),
    ROLE("sales_agent", N_("Sales agent"), N_("Adds customers and places orders for them"), ROLE_DIRECTORY,
         ROLE_FAMILY_AGENT, "global_admin", .programs = SELLING, .applications = true),
    ROLE("helpdesk_agent", N_("Helpdesk agent"), N_("Helps customers' people and opens support cases for them"),
         ROLE_DIRECTORY, ROLE_FAMILY_AGENT, "global_admin", .programs = SELLING, .applications = true),
    ROLE("advisor", N_("Advisor (legacy)"),
         N_("Prepares trials and offers for customers; kept for those who hold it already"), ROLE_DIRECTORY,
         ROLE_FAMILY_AGENT, "global_admin", .programs = SELLING),
    ROLE("compliance_admin", N_("Compliance admin"), N_("Looks after compliance documents and reviews"), ROLE_DIRECTORY,
         ROLE_FAMILY_ADMIN, "global_admin", .guarded = true),
    ROLE("cpv_global_admin", N_("Control panel vendor admin"),
         N_("Manages the applications a control panel vendor offers"), ROLE_DIRECTORY, ROLE_FAMILY_ADMIN,
         "global_admin", .guarded = true),
    ROLE("default_user", N_("Member"), N_("Sees the home page and public pages of the organization"), ROLE_DIRECTORY,
         ROLE_FAMILY_MEMBER, "global_admin user_management_admin account_admin owner manager"),
    ROLE("guest_user", N_("Guest"), N_("Is invited from another organization and sees what is shared"), ROLE_DIRECTORY,
         ROLE_FAMILY_MEMBER, "global_admin user_management_admin account_admin owner manager", .guests = true),
    /* The partner account with all its locations. */
    ROLE("mpn_partner_admin", N_("Partner program admin"), N_("Manages memberships, locations and program benefits"),
         ROLE_ACCOUNT, ROLE_FAMILY_ADMIN, "global_admin account_admin", .brings = "executive_report_viewer",
         .programs = "mpn", .guarded = true, .guests = true),
    ROLE("account_admin", N_("Account admin"), N_("Manages the account's profile, people and program roles"),
         ROLE_ACCOUNT, ROLE_FAMILY_ADMIN, "global_admin account_admin", .guarded = true),
    ROLE("co_sell_solution_admin", N_("Co-sell solution admin"), N_("Prepares solutions for selling together"),
         ROLE_ACCOUNT, ROLE_FAMILY_REFERRALS, "global_admin account_admin", .programs = "referrals marketplace"),
    ROLE("marketing_content_admin", N_("Marketing content admin"), N_("Publishes marketing material of the account"),
         ROLE_ACCOUNT, ROLE_FAMILY_ADMIN, "global_admin", .guarded = true),
    /* A program in some locations or in all. */
    ROLE("incentives_admin", N_("Incentives admin"), N_("Enrolls in incentives and manages payout and tax profiles"),
         ROLE_PROGRAM, ROLE_FAMILY_INCENTIVES, "global_admin account_admin", .programs = "incentives"),
    ROLE("incentives_user", N_("Incentives user"), N_("Sees incentives, earnings and payments"), ROLE_PROGRAM,
         ROLE_FAMILY_INCENTIVES, "global_admin account_admin", .programs = "incentives"),
    ROLE("channel_incentives_contact", N_("Channel incentives contact"),
         N_("Is the first contact of the channel incentives program"), ROLE_PROGRAM, ROLE_FAMILY_INCENTIVES,
         "global_admin account_admin", .programs = "incentives"),
    ROLE("crm_admin", N_("CRM connector admin"), N_("Connects the account's own customer system"), ROLE_PROGRAM,
         ROLE_FAMILY_REFERRALS, "global_admin account_admin", .programs = "referrals"),
    /* Locations. */
    ROLE("referrals_admin", N_("Referrals admin"), N_("Manages all referrals and the business profile used for them"),
         ROLE_LOCATION, ROLE_FAMILY_REFERRALS, "global_admin account_admin", .programs = "referrals", .guests = true),
    ROLE("referrals_user", N_("Referrals user"), N_("Works on the referrals given to them"), ROLE_LOCATION,
         ROLE_FAMILY_REFERRALS, "global_admin account_admin", .programs = "referrals"),
    ROLE("business_profile_admin", N_("Business profile admin"), N_("Edits the profile that customers find"),
         ROLE_LOCATION, ROLE_FAMILY_REFERRALS, "global_admin account_admin", .programs = "mpn referrals",
         .guests = true),
    ROLE("executive_report_viewer", N_("Executive report viewer"), N_("Sees all reports, with revenue and customers"),
         ROLE_LOCATION, ROLE_FAMILY_INSIGHTS, "global_admin account_admin", .applications = true),
    ROLE("report_viewer", N_("Report viewer"), N_("Sees reports without personal data"), ROLE_LOCATION,
         ROLE_FAMILY_INSIGHTS, "global_admin account_admin", .applications = true),
    /* A publisher's (seller's) account. */
    ROLE("owner", N_("Owner"), N_("Owns the publisher account and everything in it"), ROLE_PUBLISHER,
         ROLE_FAMILY_DEVELOPER, "owner", .programs = DEVELOPING, .guarded = true),
    ROLE("manager", N_("Manager"), N_("Manages the publisher account but not its owner"), ROLE_PUBLISHER,
         ROLE_FAMILY_DEVELOPER, "owner manager", .programs = DEVELOPING, .guests = true, .applications = true),
    ROLE("developer", N_("Developer"), N_("Makes and submits offers"), ROLE_PUBLISHER, ROLE_FAMILY_DEVELOPER,
         "owner manager", .programs = DEVELOPING, .guests = true, .applications = true),
    ROLE("business_contributor", N_("Business contributor"), N_("Sets prices and sees how offers do"), ROLE_PUBLISHER,
         ROLE_FAMILY_DEVELOPER, "owner manager", .programs = DEVELOPING, .guests = true),
    ROLE("financial_contributor", N_("Financial contributor"), N_("Sees payouts and payments of offers"),
         ROLE_PUBLISHER, ROLE_FAMILY_DEVELOPER, "owner manager", .programs = DEVELOPING, .guests = true),
    ROLE("marketer", N_("Marketer"), N_("Answers reviews and sees reports without payments"), ROLE_PUBLISHER,
         ROLE_FAMILY_DEVELOPER, "owner manager", .programs = DEVELOPING, .guests = true),
    /* The vendor's own staff. */
    ROLE("operator_admin", N_("Operator admin"), N_("Manages the whole installation and the vendor's staff"),
         ROLE_OPERATOR, ROLE_FAMILY_OPERATOR, "operator_admin", .kept = true),
    ROLE("operator_support", N_("Operator support"), N_("Works on partners' support cases"), ROLE_OPERATOR,
         ROLE_FAMILY_OPERATOR, "operator_admin"),
    ROLE("operator_finance", N_("Operator finance"), N_("Works on invoices, payouts and credit"), ROLE_OPERATOR,
         ROLE_FAMILY_OPERATOR, "operator_admin"),
    ROLE("operator_catalog", N_("Operator catalog"), N_("Manages products, prices and offers"), ROLE_OPERATOR,
         ROLE_FAMILY_OPERATOR, "operator_admin"),
    ROLE("operator_verification", N_("Operator verification"), N_("Checks partners' companies and documents"),
         ROLE_OPERATOR, ROLE_FAMILY_OPERATOR, "operator_admin"),
    /* A customer's own people. */
    ROLE("customer_global_admin", N_("Customer global admin"), N_("Manages the customer's own organization"),
         ROLE_DIRECTORY, ROLE_FAMILY_CUSTOMER, "customer_global_admin", .kept = true),
    ROLE("customer_billing_admin", N_("Customer billing admin"), N_("Sees what the customer bought and pays"),
         ROLE_DIRECTORY, ROLE_FAMILY_CUSTOMER, "customer_global_admin"),
};
const size_t ROLES_N = COUNT_OF(ROLES);
_Static_assert(COUNT_OF(ROLES) <= ROLE_MAX, "RoleSet has room");

const char *role_family_name(RoleFamily f)
{
    switch (f) {
    case ROLE_FAMILY_ADMIN:
        return N_("Manages the account");
    case ROLE_FAMILY_AGENT:
        return N_("Assists customers");
    case ROLE_FAMILY_INCENTIVES:
        return N_("Manages incentives");
    case ROLE_FAMILY_REFERRALS:
        return N_("Works on referrals");
    case ROLE_FAMILY_INSIGHTS:
        return N_("Reads reports");
    case ROLE_FAMILY_DEVELOPER:
        return N_("Publishes in developer programs");
    case ROLE_FAMILY_MEMBER:
        return N_("Belongs to the organization");
    case ROLE_FAMILY_OPERATOR:
        return N_("Works for the vendor");
    case ROLE_FAMILY_CUSTOMER:
        return N_("Works for a customer");
    case ROLE_FAMILIES:
        break;
    }
    return "";
}

/* All roles that can be given to somebody, with stable ids: they stand in role_grant and in the areas' permissions. */
#include "app/i18n.h"
#include "app/perm.h"
#include "base/num.h"

#define ROLE(ID, NAME, ABOUT, SCOPE)                                                                                   \
    {                                                                                                                  \
        S_INIT(ID), NAME, ABOUT, SCOPE                                                                                 \
    }
const Role ROLES[] = {
    /* People of a partner's directory: every account of it. */
    ROLE("global_admin", N_("Global admin"), N_("Manages everything of the organization, its people and their roles"),
         ROLE_DIRECTORY),
    ROLE("user_management_admin", N_("User management admin"), N_("Adds people, resets passwords and manages groups"),
         ROLE_DIRECTORY),
    ROLE("billing_admin", N_("Billing admin"), N_("Works with invoices, payments and support cases about billing"),
         ROLE_DIRECTORY),
    ROLE("admin_agent", N_("Admin agent"), N_("Manages customers, their orders and their subscriptions"),
         ROLE_DIRECTORY),
    ROLE("sales_agent", N_("Sales agent"), N_("Adds customers and places orders for them"), ROLE_DIRECTORY),
    ROLE("helpdesk_agent", N_("Helpdesk agent"), N_("Helps customers' people and opens support cases for them"),
         ROLE_DIRECTORY),
    ROLE("compliance_admin", N_("Compliance admin"), N_("Looks after compliance documents and reviews"),
         ROLE_DIRECTORY),
    ROLE("cpv_global_admin", N_("Control panel vendor admin"),
         N_("Manages the applications a control panel vendor offers"), ROLE_DIRECTORY),
    ROLE("default_user", N_("Member"), N_("Sees the home page and public pages of the organization"), ROLE_DIRECTORY),
    ROLE("guest_user", N_("Guest"), N_("Is invited from another organization and sees what is shared"), ROLE_DIRECTORY),
    /* The partner account with all its locations. */
    ROLE("mpn_partner_admin", N_("Partner program admin"), N_("Manages memberships, locations and program benefits"),
         ROLE_ACCOUNT),
    ROLE("account_admin", N_("Account admin"), N_("Manages the account's profile, people and program roles"),
         ROLE_ACCOUNT),
    ROLE("co_sell_solution_admin", N_("Co-sell solution admin"), N_("Prepares solutions for selling together"),
         ROLE_ACCOUNT),
    ROLE("marketing_content_admin", N_("Marketing content admin"), N_("Publishes marketing material of the account"),
         ROLE_ACCOUNT),
    /* A program in some locations or in all. */
    ROLE("incentives_admin", N_("Incentives admin"), N_("Enrolls in incentives and manages payout and tax profiles"),
         ROLE_PROGRAM),
    ROLE("incentives_user", N_("Incentives user"), N_("Sees incentives, earnings and payments"), ROLE_PROGRAM),
    ROLE("channel_incentives_contact", N_("Channel incentives contact"),
         N_("Is the first contact of the channel incentives program"), ROLE_PROGRAM),
    ROLE("crm_admin", N_("CRM connector admin"), N_("Connects the account's own customer system"), ROLE_PROGRAM),
    /* Locations. */
    ROLE("referrals_admin", N_("Referrals admin"), N_("Manages all referrals and the business profile used for them"),
         ROLE_LOCATION),
    ROLE("referrals_user", N_("Referrals user"), N_("Works on the referrals given to them"), ROLE_LOCATION),
    ROLE("business_profile_admin", N_("Business profile admin"), N_("Edits the profile that customers find"),
         ROLE_LOCATION),
    ROLE("executive_report_viewer", N_("Executive report viewer"), N_("Sees all reports, with revenue and customers"),
         ROLE_LOCATION),
    ROLE("report_viewer", N_("Report viewer"), N_("Sees reports without personal data"), ROLE_LOCATION),
    /* A publisher's (seller's) account. */
    ROLE("owner", N_("Owner"), N_("Owns the publisher account and everything in it"), ROLE_PUBLISHER),
    ROLE("manager", N_("Manager"), N_("Manages the publisher account but not its owner"), ROLE_PUBLISHER),
    ROLE("developer", N_("Developer"), N_("Makes and submits offers"), ROLE_PUBLISHER),
    ROLE("business_contributor", N_("Business contributor"), N_("Sets prices and sees how offers do"), ROLE_PUBLISHER),
    ROLE("financial_contributor", N_("Financial contributor"), N_("Sees payouts and payments of offers"),
         ROLE_PUBLISHER),
    ROLE("marketer", N_("Marketer"), N_("Answers reviews and sees reports without payments"), ROLE_PUBLISHER),
    /* The vendor's own staff. */
    ROLE("operator_admin", N_("Operator admin"), N_("Manages the whole installation and the vendor's staff"),
         ROLE_OPERATOR),
    ROLE("operator_support", N_("Operator support"), N_("Works on partners' support cases"), ROLE_OPERATOR),
    ROLE("operator_finance", N_("Operator finance"), N_("Works on invoices, payouts and credit"), ROLE_OPERATOR),
    ROLE("operator_catalog", N_("Operator catalog"), N_("Manages products, prices and offers"), ROLE_OPERATOR),
    ROLE("operator_verification", N_("Operator verification"), N_("Checks partners' companies and documents"),
         ROLE_OPERATOR),
    /* A customer's own people. */
    ROLE("customer_global_admin", N_("Customer global admin"), N_("Manages the customer's own organization"),
         ROLE_DIRECTORY),
    ROLE("customer_billing_admin", N_("Customer billing admin"), N_("Sees what the customer bought and pays"),
         ROLE_DIRECTORY),
};
const size_t ROLES_N = COUNT_OF(ROLES);
_Static_assert(COUNT_OF(ROLES) <= ROLE_MAX, "RoleSet has room");

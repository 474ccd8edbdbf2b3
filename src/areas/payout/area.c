/* Payout and tax profiles: what the kernel must know of the area. */
#include "app/demo.h"
#include "app/tell.h"
#include "areas/home/home.h"
#include "areas/payout/exemption_pages.h"

Err payout_demo(DemoCtx *demo);

const Perm PAYOUT_VIEW = PERM("account.bank_view", N_("View bank and tax profiles"),
                              "global_admin account_admin incentives_admin owner financial_contributor");
const Perm PAYOUT_EDIT = PERM("account.bank_edit", N_("Enter, change and assign bank and tax profiles"),
                              "incentives_admin owner financial_contributor");
const Perm OPERATOR_PAYOUT =
    PERM("operator.payout", N_("See partners' bank and tax profiles, numbers masked"),
         "operator_admin operator_finance operator_verification operator_support", .operator_only = true);
const Perm OPERATOR_PAYOUT_DECIDE = PERM("operator.payout_decide", N_("Approve and reject bank and tax profiles"),
                                         "operator_admin operator_finance", .operator_only = true);
const Perm OPERATOR_PAYOUT_UNMASK =
    PERM("operator.payout_unmask", N_("See numbers of bank accounts and of taxpayers in clear"),
         "operator_admin operator_finance", .operator_only = true);
const Perm OPERATOR_PAYOUT_SETTINGS =
    PERM("operator.payout_settings", N_("Set currencies, countries, least payments and taxes of payouts"),
         "operator_admin", .operator_only = true);
const Perm EXEMPTION_FILE = PERM("billing.tax_exemption", N_("File tax exemptions and withdraw them"), "global_admin");
static const Perm *const PERMS[] = {&EXEMPTION_FILE,
                                    &PAYOUT_VIEW,
                                    &PAYOUT_EDIT,
                                    &OPERATOR_PAYOUT,
                                    &OPERATOR_PAYOUT_DECIDE,
                                    &OPERATOR_PAYOUT_UNMASK,
                                    &OPERATOR_PAYOUT_SETTINGS};

#define P PAYOUT_PAGE
#define D PAYOUT_DESK
#define ONE D "/profiles/{profile}"
#define X P "/exemptions"
#define DX D "/exemptions"
static const Route ROUTES[] = {
    ROUTE("GET", P, &PAYOUT_VIEW, NULL, MODE_READ, payout_page, .title = N_("Payout and tax profiles"),
          .keywords = N_("bank iban payout payment account tax form withholding treaty")),
    ROUTE("GET", P "/bank/new", &PAYOUT_EDIT, NULL, MODE_READ, payout_bank_new_page),
    ROUTE("POST", P "/bank/new", &PAYOUT_EDIT, "payout.bank_add", MODE_WRITE, payout_bank_new_post, .step_up = true),
    ROUTE("GET", P "/bank/{profile}", &PAYOUT_VIEW, NULL, MODE_READ, payout_bank_page, .summary = "One bank profile"),
    ROUTE("GET", P "/bank/{profile}/edit", &PAYOUT_EDIT, NULL, MODE_READ, payout_bank_edit_page),
    ROUTE("POST", P "/bank/{profile}/edit", &PAYOUT_EDIT, "payout.bank_change", MODE_WRITE, payout_bank_edit_post,
          .step_up = true),
    ROUTE("GET", P "/tax/new", &PAYOUT_EDIT, NULL, MODE_READ, payout_tax_new_page),
    ROUTE("POST", P "/tax/new", &PAYOUT_EDIT, "payout.tax_add", MODE_WRITE, payout_tax_new_post, .step_up = true),
    ROUTE("GET", P "/tax/{profile}", &PAYOUT_VIEW, NULL, MODE_READ, payout_tax_page, .summary = "One tax profile"),
    ROUTE("GET", P "/tax/{profile}/edit", &PAYOUT_EDIT, NULL, MODE_READ, payout_tax_edit_page),
    ROUTE("POST", P "/tax/{profile}/edit", &PAYOUT_EDIT, "payout.tax_change", MODE_WRITE, payout_tax_edit_post,
          .step_up = true),

    ROUTE("GET", P "/assignment", &PAYOUT_VIEW, NULL, MODE_READ, payout_assignment_page,
          .title = N_("Payout and tax profile assignment"),
          .keywords = N_("assign bank tax profile program location hold payment currency")),
    ROUTE("GET", P "/assignment/{program}/{location}", &PAYOUT_EDIT, NULL, MODE_READ, payout_assign_page),
    ROUTE("POST", P "/assignment/{program}/{location}", &PAYOUT_EDIT, "payout.assign", MODE_WRITE, payout_assign_post,
          .step_up = true),

    ROUTE("GET", X, &PAYOUT_VIEW, NULL, MODE_READ, exemptions_page, .title = N_("Tax exemptions"),
          .keywords = N_("tax exemption certificate exempt region invoice")),
    ROUTE("GET", X "/new", &EXEMPTION_FILE, NULL, MODE_READ, exemption_new_page),
    ROUTE("POST", X "/new", &EXEMPTION_FILE, "payout.exemption_file", MODE_OUTSIDE, exemption_new_post, UPLOAD_ROUTE),
    ROUTE("GET", X "/{exemption}", &PAYOUT_VIEW, NULL, MODE_READ, exemption_page, .summary = "One tax exemption"),
    ROUTE("GET", X "/{exemption}/document", &PAYOUT_VIEW, NULL, MODE_OUTSIDE, exemption_document,
          .summary = "The certificate of a tax exemption as a file"),
    ROUTE("GET", X "/{exemption}/edit", &EXEMPTION_FILE, NULL, MODE_READ, exemption_edit_page),
    ROUTE("POST", X "/{exemption}/edit", &EXEMPTION_FILE, "payout.exemption_change", MODE_OUTSIDE, exemption_edit_post,
          UPLOAD_ROUTE),
    ROUTE("POST", X "/{exemption}/withdraw", &EXEMPTION_FILE, "payout.exemption_withdraw", MODE_WRITE,
          exemption_withdraw_post, .step_up = true),

    ROUTE("GET", DX, &OPERATOR_PAYOUT, NULL, MODE_READ, exemptions_desk_page, .title = N_("Tax exemptions"),
          .keywords = N_("tax exemption certificate decide")),
    ROUTE("GET", DX "/export", &OPERATOR_PAYOUT, NULL, MODE_OUTSIDE, exemptions_desk_export,
          .summary = "Tax exemptions as a file"),
    ROUTE("POST", DX "/several", &OPERATOR_PAYOUT_DECIDE, "payout.exemption_decide", MODE_OUTSIDE, exemptions_several,
          .step_up = true, .summary = "Decide on the tax exemptions that are selected"),
    ROUTE("GET", DX "/{exemption}", &OPERATOR_PAYOUT, NULL, MODE_READ, exemption_desk_page,
          .summary = "One tax exemption, for the vendor's staff"),
    ROUTE("POST", DX "/{exemption}", &OPERATOR_PAYOUT_DECIDE, "payout.exemption_decide", MODE_WRITE,
          exemption_desk_post, .step_up = true),
    ROUTE("GET", DX "/{exemption}/document", &OPERATOR_PAYOUT, NULL, MODE_OUTSIDE, exemption_desk_document,
          .summary = "The certificate of a tax exemption, for the vendor's staff"),

    ROUTE("GET", D, &OPERATOR_PAYOUT, NULL, MODE_READ, payout_desk_page, .title = N_("Payout validation"),
          .keywords = N_("bank tax profiles approve reject queue")),
    ROUTE("GET", D "/export", &OPERATOR_PAYOUT, NULL, MODE_OUTSIDE, payout_desk_export,
          .summary = "Bank and tax profiles as a file, numbers masked"),
    ROUTE("POST", D "/accept", &OPERATOR_PAYOUT_DECIDE, "payout.decide", MODE_WRITE, payout_desk_accept_post,
          .step_up = true, .summary = "Approve what is selected"),
    ROUTE("GET", D "/settings", &OPERATOR_PAYOUT_SETTINGS, NULL, MODE_READ, payout_settings_page,
          .title = N_("Payout settings"), .keywords = N_("threshold minimum payment currencies countries treaties")),
    ROUTE("POST", D "/settings", &OPERATOR_PAYOUT_SETTINGS, "payout.settings", MODE_WRITE, payout_settings_post,
          .step_up = true),
    ROUTE("GET", ONE, &OPERATOR_PAYOUT, NULL, MODE_READ, payout_desk_profile_page,
          .summary = "One bank or tax profile, for the vendor's staff"),
    ROUTE("POST", ONE, &OPERATOR_PAYOUT_DECIDE, "payout.decide", MODE_WRITE, payout_desk_profile_post, .step_up = true),
    ROUTE("POST", ONE "/reveal", &OPERATOR_PAYOUT_UNMASK, "payout.reveal", MODE_WRITE, payout_desk_reveal_post,
          .step_up = true, .summary = "Show the number of a profile in clear"),
};
static const NavEntry NAV[] = {{.group = N_("Vendor"),
                                .label = N_("Payout validation"),
                                .icon = "billing",
                                .path = D,
                                .perm = &OPERATOR_PAYOUT,
                                .order = 7},
                               {.group = N_("Vendor"),
                                .label = N_("Tax exemptions"),
                                .icon = "file",
                                .path = DX,
                                .perm = &OPERATOR_PAYOUT,
                                .order = 8}};
static const NavEntry SETTINGS_NAV[] = {{.group = N_("Billing and payout"),
                                         .label = N_("Payout and tax profiles"),
                                         .icon = "billing",
                                         .path = P,
                                         .perm = &PAYOUT_VIEW,
                                         .order = 32},
                                        {.group = N_("Billing and payout"),
                                         .label = N_("Payout and tax profile assignment"),
                                         .icon = "billing",
                                         .path = P "/assignment",
                                         .perm = &PAYOUT_VIEW,
                                         .order = 33},
                                        {.group = N_("Billing and payout"),
                                         .label = N_("Tax exemptions"),
                                         .icon = "file",
                                         .path = X,
                                         .perm = &PAYOUT_VIEW,
                                         .order = 34}};
static const Machine *const MACHINES[] = {&PAYOUT_PROFILE, &TAX_EXEMPTION};
static const WorkKind WORK[] = {{.id = PAYOUT_WORK,
                                 .name = N_("Bank and tax profiles"),
                                 .about = N_("Profiles that are compared with what the bank or the tax office knows."),
                                 .perm = &OPERATOR_PAYOUT_DECIDE,
                                 .limit = "payout.validate_days",
                                 .path = D "/profiles/{id}",
                                 .desk = D},
                                {.id = EXEMPTION_WORK,
                                 .name = N_("Tax exemptions"),
                                 .about = N_("Certificates that exempt accounts from the taxes of a region."),
                                 .perm = &OPERATOR_PAYOUT_DECIDE,
                                 .limit = "payout.exemption_days",
                                 .path = DX "/{id}",
                                 .desk = DX}};
#define NUMBER(KEY, LABEL, INITIAL, MIN, MAX)                                                                          \
    {                                                                                                                  \
        .key = S_INIT(KEY), .label = (LABEL), .type = SETTING_INT, .initial = (INITIAL), .min = (MIN), .max = (MAX),   \
        .operator_ = true                                                                                              \
    }
#define WORDS(KEY, LABEL, INITIAL)                                                                                     \
    {                                                                                                                  \
        .key = S_INIT(KEY), .label = (LABEL), .type = SETTING_TEXT, .initial = (INITIAL), .operator_ = true            \
    }
static const Setting SETTINGS[] = {
    WORDS("payout.currencies", N_("Currencies, each with its least payment"),
          "EUR 50.00 USD 50.00 GBP 50.00 AUD 75.00 CAD 75.00 CHF 50.00 DKK 350.00 INR 4000.00 JPY 7000 NOK 500.00 "
          "NZD 75.00 PLN 200.00 SEK 500.00"),
    WORDS("payout.countries", N_("Countries of banks that are paid to"), ""),
    WORDS("payout.tax_home", N_("Country of the vendor's taxes"), "US"),
    WORDS("payout.withholding", N_("Kept back without a treaty, in percent"), "30"),
    WORDS("payout.treaties", N_("Tax treaties, each country with its percentage"),
          "AT 0 AU 5 BE 0 CA 0 CH 0 CZ 0 DE 0 DK 0 ES 5 FI 0 FR 0 GB 0 IE 0 IN 15 IT 0 JP 0 NL 0 NO 0 NZ 5 PL 10 PT 10 "
          "SE 0"),
    NUMBER("payout.tax_days", N_("Days that a tax declaration from abroad holds"), "1095", 30, 3650),
    NUMBER("payout.warn_days", N_("Days before its end when people are told to renew it"), "60", 1, 365),
    NUMBER("payout.validate_days", N_("Days until a bank or tax profile is validated"), "2", 1, 60),
    NUMBER("payout.exemption_days", N_("Days until a tax exemption is decided"), "14", 1, 90),
    NUMBER("payout.exemption_max_days", N_("Days from now for which a certificate is taken at most"), "1825", 30,
           36500),
};
const JobKind PAYOUT_JOBS[2] = {
    {.kind = PAYOUT_CLOCK, .title = N_("End of a tax declaration"), .step = payout_clock_step, .business_clock = true},
    {.kind = EXEMPTION_CLOCK,
     .title = N_("End of a tax exemption"),
     .step = exemption_clock_step,
     .business_clock = true}};
static const NoticeCategory NOTICES[] = {{.id = "payout",
                                          .name = N_("Bank and tax profiles"),
                                          .about = N_("Decisions on bank and tax profiles, and declarations that end."),
                                          .mandatory = N_("Payments wait for them.")}};
static const AuditAction AUDITED[] = {
    AUDIT("payout.bank_add", "create_bank_profile", "payout_profile", N_("Entered a bank profile")),
    AUDIT("payout.bank_change", "update_bank_profile", "payout_profile", N_("Changed a bank profile")),
    AUDIT("payout.tax_add", "create_tax_profile", "payout_profile", N_("Entered a tax profile")),
    AUDIT("payout.tax_change", "update_tax_profile", "payout_profile", N_("Changed a tax profile")),
    AUDIT("payout.assign", "assign_payout_profiles", "payout_profile",
          N_("Assigned a bank and a tax profile to a program")),
    AUDIT("payout.decide", "decide_payout_profile", "payout_profile", N_("Decided on a bank or tax profile")),
    AUDIT("payout.reveal", "reveal_payout_number", "payout_profile",
          N_("Looked at the number of a bank or tax profile in clear"), .no_diff = "nothing is changed"),
    AUDIT("payout.clock", "expire_tax_profile", "payout_profile", N_("A tax profile came to its end")),
    AUDIT("payout.exemption_file", "file_tax_exemption", "tax_exemption", N_("Filed a tax exemption")),
    AUDIT("payout.exemption_change", "update_tax_exemption", "tax_exemption",
          N_("Corrected or renewed a tax exemption")),
    AUDIT("payout.exemption_withdraw", "withdraw_tax_exemption", "tax_exemption", N_("Withdrew a tax exemption")),
    AUDIT("payout.exemption_decide", "decide_tax_exemption", "tax_exemption", N_("Decided on a tax exemption")),
    AUDIT("payout.exemption_clock", "expire_tax_exemption", "tax_exemption", N_("A tax exemption came to its end")),
    AUDIT("payout.exemption_export", "export_tax_exemptions", "export", N_("Exported tax exemptions")),
    AUDIT("payout.settings", "update_payout_settings", "payout_profile", N_("Changed the settings of payouts")),
    AUDIT("payout.export", "export_payout_profiles", "export", N_("Exported bank and tax profiles")),
    AUDIT("demo.payout", "create_bank_profile", "payout_profile", N_("Made the bank and tax profiles of the demo"),
          .no_diff = "the demo's world"),
};
static const AuditWord AUDIT_RESOURCES[] = {{"payout_profile", N_("Bank or tax profile")},
                                            {"tax_exemption", N_("Tax exemption")}};
static const AuditWord AUDIT_FIELDS[] = {
    {"holder", N_("Holder")},
    {"last4", N_("Last four characters")},
    {"currency", N_("Currency")},
    {"method", N_("Payment method")},
    {"bic", N_("BIC")},
    {"taxForm", N_("Form")},
    {"treaty", N_("Tax treaty")},
    {"currencies", N_("Currencies")},
    {"validUntil", N_("Valid until")},
    {"validFrom", N_("Valid from")},
    {"region", N_("Region")},
    {"certificate", N_("Number of the certificate")},
    {"document", N_("Document")},
    {"program", N_("Program")},
    {"location", N_("Location")},
    {"bankProfile", N_("Bank profile")},
    {"taxProfile", N_("Tax profile")},
    {"held", N_("Payments on hold")},
    {"taxHome", N_("Country of the vendor's taxes")},
    {"withholding", N_("Kept back, in percent")},
    {"treaties", N_("Tax treaties")},
    {"taxDays", N_("Days of a declaration")},
    {"warnDays", N_("Days of warning")},
    {"validateDays", N_("Days until it is validated")},
    {"exemptionDays", N_("Days until an exemption is decided")},
    {"exemptionMaxDays", N_("Longest certificate, in days")},
};
static const AuditValue AUDIT_VALUES[] = {
    {"state", "action_required", N_("Action required")},
    {"state", "approved", N_("Approved")},
    {"state", "rejected", N_("Rejected")},
    {"state", "expired", N_("Expired")},
    {"method", "transfer", N_("Electronic bank transfer")},
    {"method", "wire", N_("International transfer (BIC)")},
    {"taxForm", "iban", N_("IBAN")},
    {"taxForm", "local", N_("Account number")},
    {"taxForm", "resident", N_("Taxed in the vendor's country")},
    {"taxForm", "company", N_("Company taxed elsewhere")},
    {"taxForm", "person", N_("Person taxed elsewhere")},
    {"treaty", "1", N_("Claimed")},
    {"held", "1", N_("On hold")},
};

/* What still has to be done, for those who may do it. */
static Err pending(AccountCtx a, PendingAction **ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    PayoutSummary s;
    *ret_n = 0;
    *ret = arena_array(ctx->arena, PendingAction, 4);
    if (!ctx_may(ctx, &PAYOUT_EDIT)) {
        return OK;
    }
    TRY(payout_summary(a, &s));
    PendingAction *list = *ret;
    if (s.wrong) {
        list[(*ret_n)++] = (PendingAction){
            .title = MSGN("Correct {n} bank or tax profile", "Correct {n} bank or tax profiles", s.wrong),
            .line = MSG("Payments wait for it. The reason stands in the profile."),
            .url = home_path(ctx, P),
            .due = DATE_NONE};
    }
    if (!s.taxes_any) {
        list[(*ret_n)++] = (PendingAction){.title = MSG("Enter your tax profile"),
                                           .line = MSG("It says how payments to you are taxed. It comes first."),
                                           .url = home_path(ctx, P "/tax/new"),
                                           .due = DATE_NONE};
    }
    if (!s.banks_any) {
        list[(*ret_n)++] = (PendingAction){.title = MSG("Enter your bank information"),
                                           .line = MSG("The vendor pays to it. About two minutes."),
                                           .url = home_path(ctx, P "/bank/new"),
                                           .due = DATE_NONE};
    }
    int64_t open = 0;
    if (s.banks && s.taxes) { /* before that there is nothing to assign */
        TRY(payout_missing(a, &open));
    }
    if (open) {
        list[(*ret_n)++] =
            (PendingAction){.title = MSGN("Assign profiles to {n} program", "Assign profiles to {n} programs", open),
                            .line = MSG("A program pays by the bank and the tax profile that it is assigned."),
                            .url = home_path(ctx, P "/assignment"),
                            .due = DATE_NONE};
    }
    return OK;
}

static const char *const NEEDS[] = {"identity", "home", NULL};
const Area area_payout = {
    .name = "payout",
    .title = N_("Payout and tax profiles"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS_NAV),
    .machines = LIST(MACHINES),
    .work = LIST(WORK),
    .settings = LIST(SETTINGS),
    .jobs = LIST(PAYOUT_JOBS),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
    .pending = pending,
    .demo = payout_demo,
    .help = "payout-and-tax",
};

/* Billing: charges, taxes and the runs that put them on documents. */
#include "app/area.h"

#include "areas/billing/billing.h"

static Err customer_gone(AccountCtx a)
{
    return q_charge_cycles_of_customer_drop(a, &(ChargeCyclesOfCustomerDropArgs){.customer_id = a.ctx->customer_id},
                                            NULL);
}

static const Setting SETTINGS[] = {
    {.key = S_INIT("billing.run"),
     .label = N_("When the month's billing runs"),
     .type = SETTING_CHOICE,
     .initial = "automatic",
     .choices = "automatic hand",
     .operator_ = true},
    {.key = S_INIT("billing.run_day"),
     .label = N_("Day of the next month on which a month is billed"),
     .type = SETTING_INT,
     .initial = "2",
     .min = 1,
     .max = 8,
     .operator_ = true},
    {.key = S_INIT("billing.terms_days"),
     .label = N_("Days until an invoice is due"),
     .type = SETTING_INT,
     .initial = "60",
     .min = 0,
     .max = 180,
     .operator_ = true},
    {.key = S_INIT("billing.country"),
     .label = N_("Country in which the vendor is taxed"),
     .type = SETTING_TEXT,
     .initial = "",
     .max = 2,
     .operator_ = true},
};
static const AuditAction AUDITED[] = {
    AUDIT("billing.run", "run_billing", "account", N_("Billed an account for a month"),
          .no_diff = "the documents stand by themselves"),
    AUDIT("billing.clock", "charge_cycle", "account", N_("Charged a new charge cycle, or began to bill a month"),
          .no_diff = "the charges stand by themselves"),
};
static const char *const NEEDS[] = {"commerce", "customers", "ledger", "profile", "usage", "shared_services", NULL};

const Area area_billing = {
    .name = "billing",
    .title = N_("Billing"),
    .needs = NEEDS,
    .jobs = LIST(BILLING_JOBS),
    .settings = LIST(SETTINGS),
    .customer_gone = customer_gone,
    .sold = billing_sold,
    .demo = billing_demo,
    .audit_actions = LIST(AUDITED),
};

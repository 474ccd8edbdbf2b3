/* What requests are about, in words: workspaces, kinds of problems, severities, and the clock that severities set. */
#include "areas/support/support.h"

#include "app/setting.h"

const SupportWorkspace SUPPORT_WORKSPACES[] = {
    {"portal", N_("Partner center"), N_("Signing in, finding one's way, errors of the portal itself"),
     "home help identity notices support"},
    {"account", N_("Account settings"), N_("Company, people, roles, programs, agreements, how the account stands"),
     "account access people activity partners programs legal"},
    {"customers", N_("Customers"),
     N_("Adding, finding, changing and removing customers, and rights in their directories"), "customers"},
    {"pricing", N_("Pricing"), N_("Products, service plans and price lists"), "catalog"},
    {"orders", N_("Orders and subscriptions"), N_("Buying, changing, renewing and cancelling"), ""},
    {"billing", N_("Billing"), N_("Invoices, reconciliation files, payments, tax and credit"), ""},
    {"payouts", N_("Payouts and tax"), N_("Bank and tax profiles, earnings and payments to the partner"), ""},
    {"incentives", N_("Incentives"), N_("Enrollment, claims and rates of incentive programs"), ""},
    {"referrals", N_("Referrals"), N_("Leads, deals and business profiles"), ""},
    {"membership", N_("Membership and benefits"), N_("Designations, offers, benefits and their keys"), ""},
    {"marketplace", N_("Marketplace offers"), N_("Creating, publishing and selling offers"), ""},
    {"insights", N_("Insights"), N_("Reports and their figures"), ""},
    {"api", N_("API and applications"), N_("Programs that call the API, their credentials and refusals; provisioning"),
     "authority federation"},
};
const size_t SUPPORT_WORKSPACES_N = COUNT_OF(SUPPORT_WORKSPACES);

const SupportWord SUPPORT_PROBLEMS[] = {
    {"broken", N_("Something does not work")},
    {"howto", N_("I do not find out how to do something")},
    {"access", N_("I may not do what I have to do")},
    {"data", N_("Figures or records are not right")},
    {"change", N_("The vendor has to change something for us")},
    {"other", N_("Something else")},
};
const size_t SUPPORT_PROBLEMS_N = COUNT_OF(SUPPORT_PROBLEMS);

const SupportWord SUPPORT_SEVERITIES[] = {
    {"critical", N_("A: critical. Business stands still")},
    {"moderate", N_("B: moderate. Work is hindered")},
    {"minimal", N_("C: minimal. A question, or a small thing")},
};
const size_t SUPPORT_SEVERITIES_N = COUNT_OF(SUPPORT_SEVERITIES);

const SupportWorkspace *support_workspace(Str id)
{
    for (size_t i = 0; i < SUPPORT_WORKSPACES_N; i++) {
        if (str_eq(str_from(SUPPORT_WORKSPACES[i].id), id)) {
            return &SUPPORT_WORKSPACES[i];
        }
    }
    return NULL;
}

const SupportWorkspace *support_workspace_of_area(Str area)
{
    for (size_t i = 0; i < SUPPORT_WORKSPACES_N; i++) {
        if (area.n && str_has_word(str_from(SUPPORT_WORKSPACES[i].areas), area)) {
            return &SUPPORT_WORKSPACES[i];
        }
    }
    return &SUPPORT_WORKSPACES[0];
}

static Msg name_in(const SupportWord *words, size_t n, Str id)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(str_from(words[i].id), id)) {
            return MSG_OF(words[i].name);
        }
    }
    return (Msg){0};
}
Msg support_problem_name(Str id) { return name_in(SUPPORT_PROBLEMS, SUPPORT_PROBLEMS_N, id); }
Msg support_severity_name(Str id) { return name_in(SUPPORT_SEVERITIES, SUPPORT_SEVERITIES_N, id); }

Msg support_severity_short(Str id)
{
    static const SupportWord SHORT[] = {
        {"critical", N_("A: critical")}, {"moderate", N_("B: moderate")}, {"minimal", N_("C: minimal")}};
    return name_in(SHORT, COUNT_OF(SHORT), id);
}

/* --- the clock --- */

static Time day_at(Time local, int64_t days, int64_t hour)
{
    int64_t day = local.us / TIME_DAY - (local.us % TIME_DAY < 0);
    return (Time){(day + days) * TIME_DAY + hour * TIME_HOUR};
}

/* Worked out on the wall clock of the desk's zone; a change to summer time in between moves the end by its hour. */
Time support_after_hours(const SupportHours *h, Time from, int64_t hours)
{
    enum { DAYS_MAX = 400 };
    Time local = time_in_zone(h->tz, from), at = local;
    int64_t left = hours * TIME_HOUR;
    if (h->close <= h->open) {
        return time_add(from, left);
    }
    for (int day = 0; day < DAYS_MAX; day++) {
        Time open = day_at(local, day, h->open), close = day_at(local, day, h->close);
        if (date_weekday(date_of(open)) >= 5 || at.us >= close.us) {
            continue;
        }
        at = at.us < open.us ? open : at;
        if (time_add(at, left).us <= close.us) {
            at = time_add(at, left);
            left = 0;
            break;
        }
        left -= time_diff(close, at);
        at = close;
    }
    Time guess = time_add(from, time_diff(at, local));
    return time_add(guess, time_diff(at, time_in_zone(h->tz, guess)));
}

Err support_hours(Ctx *ctx, SupportHours *ret)
{
    TRY(setting_int(ctx, ID_NIL, S("support.open"), &ret->open));
    TRY(setting_int(ctx, ID_NIL, S("support.close"), &ret->close));
    return setting_text(ctx, ID_NIL, S("support.zone"), &ret->tz);
}

Err support_due(Ctx *ctx, Str severity, Time *ret)
{
    int64_t hours;
    SupportHours h;
    Str key = str_eq(severity, S("critical"))   ? S("support.hours_a")
              : str_eq(severity, S("moderate")) ? S("support.hours_b")
                                                : S("support.hours_c");
    TRY(setting_int(ctx, ID_NIL, key, &hours));
    TRY(support_hours(ctx, &h));
    *ret = support_after_hours(&h, ctx->now, hours);
    return OK;
}

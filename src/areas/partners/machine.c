/* The partner account as a machine (portal-states.tsv "suspended account"; portal-workflows.md sections 4, 22, 26). */
#include "areas/partners/requests.h"

#include "app/unit.h"
#include "gen/partners_q.h"

#define STANDING_PAGE "/a/{account}/settings/standing"
#define DESK_PAGE "/operator/partners/{account}"

static const MachineState STATES[] = {
    {.id = "active",
     .name = N_("Active"),
     .tone = STATE_GOOD,
     .means = N_("Everything that the account's programs bring is open to its people, by their roles."),
     .why = N_("The vendor has accepted the account, and nothing stands against it."),
     .next = N_("Nothing has to happen. The vendor can restrict or suspend the account, always with a reason."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: it stays so until somebody changes it."),
     .vendor = {N_("Open the partner's page"), DESK_PAGE, &PARTNERS_VIEW},
     .first = true},
    {.id = "restricted",
     .name = N_("Restricted"),
     .tone = STATE_WARN,
     .means = N_("Nothing new is sold: no new customers, subscriptions, add-ons, one-time purchases, invitations of "
                 "resellers or sandboxes. Renewals, changes of seats and all other work go on."),
     .why = N_("The vendor restricted the account."),
     .next = N_("When what stands in the reason is put right, the vendor lifts the restriction. If it is not, the "
                "account may be suspended."),
     .who = N_("A Global admin of the account puts it right; then the vendor's partner desk decides."),
     .when = N_("There is no date. The restriction stays until the vendor lifts it."),
     .partner = {N_("Ask to be reinstated"), STANDING_PAGE, &PARTNERS_STANDING},
     .vendor = {N_("Open the partner's page"), DESK_PAGE, &PARTNERS_VIEW}},
    {.id = "suspended",
     .name = N_("Suspended"),
     .tone = STATE_BAD,
     .means =
         N_("People of the account can sign in, read everything, and keep the account's own affairs in order: its "
            "people, sign-in, profiles and programs. Nothing can be sold, bought or changed for customers, who keep "
            "the services they have."),
     .why = N_("The vendor suspended the account."),
     .next = N_("When what stands in the reason is put right, the vendor reinstates the account. If it is not, the "
                "vendor may end its authorization."),
     .who = N_("A Global admin of the account puts it right; then the vendor's partner desk decides."),
     .when = N_("There is no date. The account stays suspended until the vendor reinstates it."),
     .partner = {N_("Ask to be reinstated"), STANDING_PAGE, &PARTNERS_STANDING},
     .vendor = {N_("Open the partner's page"), DESK_PAGE, &PARTNERS_VIEW}},
    {.id = "deauthorized",
     .name = N_("Deauthorized"),
     .tone = STATE_BAD,
     .means = N_("The account is no longer a partner of the vendor. Its people can sign in, read what was and keep the "
                 "account's own affairs in order; nothing can be sold, bought or changed for customers."),
     .why = N_("The vendor ended the account's authorization."),
     .next = N_("The vendor can authorize the account again, or close it for good."),
     .who = N_("The vendor's partner desk decides. A Global admin of the account can ask it to."),
     .when = N_("There is no date. It stays so until the vendor decides otherwise."),
     .partner = {N_("Ask to be reinstated"), STANDING_PAGE, &PARTNERS_STANDING},
     .vendor = {N_("Open the partner's page"), DESK_PAGE, &PARTNERS_VIEW}},
    {.id = "closed",
     .name = N_("Closed"),
     .tone = STATE_OFF,
     .means = N_("The account is gone: nobody can work in it. Its records are kept as long as the law asks."),
     .why = N_("The vendor closed the account after its authorization had ended, or the account itself asked for it."),
     .next = N_("Nothing: a closed account is not opened again. The company can enroll anew."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: this is the end."),
     .ends = true},
};

#define BY_VENDOR(ID, NAME, FROM, TO, REASON)                                                                          \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_VENDOR, .perm = &PARTNERS_MANAGE,       \
        .reason = (REASON)                                                                                             \
    }
#define BY_RULE(ID, NAME, FROM, TO)                                                                                    \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_SYSTEM, .reason = true                  \
    }
static const MachineMove MOVES[] = {
    BY_VENDOR("restrict", N_("Restrict"), "active", "restricted", true),
    BY_VENDOR("suspend", N_("Suspend"), "active", "suspended", true),
    BY_VENDOR("suspend", N_("Suspend"), "restricted", "suspended", true),
    BY_VENDOR("restrict", N_("Restrict"), "suspended", "restricted", true),
    BY_VENDOR("deauthorize", N_("Deauthorize"), "active", "deauthorized", true),
    BY_VENDOR("deauthorize", N_("Deauthorize"), "restricted", "deauthorized", true),
    BY_VENDOR("deauthorize", N_("Deauthorize"), "suspended", "deauthorized", true),
    BY_VENDOR("reinstate", N_("Reinstate"), "restricted", "active", false),
    BY_VENDOR("reinstate", N_("Reinstate"), "suspended", "active", false),
    BY_VENDOR("reinstate", N_("Reinstate"), "deauthorized", "active", false),
    BY_VENDOR("close", N_("Close for good"), "deauthorized", "closed", true),
    /* Overdue invoices, a rejected verification, a payment that came: of the areas that know. */
    BY_RULE("restrict_by_rule", N_("Restrict"), "active", "restricted"),
    BY_RULE("suspend_by_rule", N_("Suspend"), "active", "suspended"),
    BY_RULE("suspend_by_rule", N_("Suspend"), "restricted", "suspended"),
    BY_RULE("restrict_by_rule", N_("Restrict"), "suspended", "restricted"),
    BY_RULE("reinstate_by_rule", N_("Reinstate"), "restricted", "active"),
    BY_RULE("reinstate_by_rule", N_("Reinstate"), "suspended", "active"),
    BY_RULE("close_by_request", N_("Close as the account asked"), "active", "closed"),
};

static Err account_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    (void)subject_id;
    PartnersStandingRow row;
    TRY(q_partners_standing(system_of(ctx), &(PartnersStandingArgs){.account_id = account_id}, &row));
    *ret = row.state;
    return OK;
}

/* A rule lifts what a rule has laid down: what the vendor's staff decided, they lift. */
static Err check_rule(Ctx *ctx, const MachineStep *step)
{
    bool lifts =
        str_eq(step->to, S("active")) || (str_eq(step->from, S("suspended")) && str_eq(step->to, S("restricted")));
    if (step->mover != MOVER_SYSTEM || !lifts) {
        return OK;
    }
    PartnersLastMoverRow *last;
    size_t n;
    TRY(q_partners_last_mover(system_of(ctx), &(PartnersLastMoverArgs){.account_id = step->account_id}, &last, &n));
    return n && str_eq(last[0].mover, str_from(mover_name(MOVER_VENDOR)))
               ? problem(ctx, ERR_CONFLICT, MSG("The vendor's staff decided how the account stands."),
                         MSG("They lift it, on the partner's page."))
               : OK;
}

static Err account_write(Ctx *ctx, const MachineStep *step)
{
    SystemCtx s = system_of(ctx);
    int64_t changed = 0;
    TRY(check_rule(ctx, step));
    TRY(q_partners_standing_put(
        s,
        &(PartnersStandingPutArgs){
            .account_id = step->account_id, .from_state = step->from, .to_state = step->to, .reason = step->reason},
        &changed));
    if (!changed) {
        return ERR_STALE;
    }
    if (str_eq(step->to, S("closed"))) {
        TRY(q_partners_account_put(s, &(PartnersAccountPutArgs){.account_id = step->account_id, .state = S("closed")},
                                   NULL));
    }
    if (str_eq(step->to, S("active"))) { /* whoever asked for it has the answer */
        TRY(request_accept_open(ctx, step->account_id, step->reason));
    }
    return q_partners_rights_moved(s, &(PartnersRightsMovedArgs){.account_id = step->account_id}, NULL);
}

const Machine PARTNER_ACCOUNT = {
    .id = "partner_account",
    .name = N_("Partner account"),
    .source = "portal-states.tsv \"suspended account\" and \"program enrollment (CSP)\", portal-workflows.md 4, 22, 26",
    .states = STATES,
    .states_n = COUNT_OF(STATES),
    .moves = MOVES,
    .moves_n = COUNT_OF(MOVES),
    .read = account_read,
    .write = account_write,
};

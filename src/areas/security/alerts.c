/* Security alerts: the machine, raising one, and what the partner says of it. */
#include "areas/security/security.h"

#include "app/area.h"
#include "app/audit.h"
#include "app/event.h"
#include "app/tell.h"
#include "base/utf8.h"

const AlertKind ALERT_KIND[ALERT_KINDS] = {
    {"NetworkConnectionsToCryptoMiningPools", N_("Connections to mining pools")},
    {"UsageAnomalyDetection", N_("Unusual use")},
    {"VirtualMachineDeploymentAnomaly", N_("Unusual new machines")},
    {"MultiRegionVirtualMachineScaleSetDeploymentAnomaly", N_("Unusual new machines in many regions")},
    {"MultiRegionMachineLearningUsageAnomaly", N_("Unusual training of models in many regions")},
    {"ServiceHealthSecurityAdvisory", N_("Security advice about a service")},
};
const AlertKind *alert_kind(Str id)
{
    for (size_t i = 0; i < ALERT_KINDS; i++) {
        if (str_eq_nocase(id, str_from(ALERT_KIND[i].id))) {
            return &ALERT_KIND[i];
        }
    }
    return NULL;
}

/* --- the machine --- */

#define PAGE "/a/{account}/security-alerts/{id}"
#define DESK "/operator/security-alerts/{id}"
#define LOOK                                                                                                           \
    {                                                                                                                  \
        N_("See the alert"), PAGE, &SECURITY_ALERTS                                                                    \
    }
#define OPEN                                                                                                           \
    {                                                                                                                  \
        N_("Open the alert"), DESK, &OPERATOR_SECURITY                                                                 \
    }
static const MachineState STATES[] = {
    {.id = "active",
     .name = N_("Active"),
     .tone = STATE_BAD,
     .means = N_("Somebody may use the customer's subscription who should not. The use goes on, and is billed."),
     .why = N_("The vendor noticed it."),
     .next =
         N_("Look at what was used, with the customer; stop the use at the subscription if it is not theirs. Then say "
            "here what it was."),
     .who = N_("An Admin agent of the account."),
     .when = N_("Within an hour, if you can: what is used meanwhile is billed."),
     .partner = {N_("Look into it"), PAGE, &SECURITY_ALERTS},
     .vendor = OPEN,
     .first = true},
    {.id = "investigating",
     .name = N_("In progress"),
     .tone = STATE_WAIT,
     .means = N_("Somebody of the account is looking into it. The use goes on, and is billed."),
     .why = N_("The account took it up."),
     .next = N_("Say what it was: the customer's own use, or fraud."),
     .who = N_("An Admin agent of the account."),
     .when = N_("There is no last day; what is used meanwhile is billed."),
     .partner = {N_("Say what it was"), PAGE, &SECURITY_ALERTS},
     .vendor = OPEN},
    {.id = "legitimate",
     .name = N_("Resolved: legitimate"),
     .tone = STATE_GOOD,
     .means = N_("It was the customer's own use. Nothing was stopped."),
     .why = N_("The account found that it was so."),
     .next = N_("Nothing has to happen."),
     .who = N_("Nobody has to do anything."),
     .when = N_("It stays so."),
     .partner = LOOK,
     .vendor = OPEN,
     .ends = true},
    {.id = "fraud",
     .name = N_("Resolved: fraud"),
     .tone = STATE_OFF,
     .means = N_("Somebody used the subscription who should not have. The account has dealt with it."),
     .why = N_("The account found that it was so."),
     .next = N_("See that the use has stopped and that the customer's passwords and second factors are new."),
     .who = N_("An Admin agent of the account."),
     .when = N_("It stays so."),
     .partner = LOOK,
     .vendor = OPEN,
     .ends = true},
};
#define MOVE(ID, NAME, FROM, TO)                                                                                       \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_PARTNER, .perm = &SECURITY_ALERTS       \
    }
static const MachineMove MOVES[] = {
    MOVE("investigate", N_("Take it up"), "active", "investigating"),
    MOVE("put_back", N_("Put it back"), "investigating", "active"),
    MOVE("legitimate", N_("It was the customer's own use"), "active", "legitimate"),
    MOVE("legitimate", N_("It was the customer's own use"), "investigating", "legitimate"),
    MOVE("fraud", N_("It was fraud"), "active", "fraud"),
    MOVE("fraud", N_("It was fraud"), "investigating", "fraud"),
};

static Err state_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    SecurityAlertStateRow row;
    TRY(q_security_alert_state(system_of(ctx), &(SecurityAlertStateArgs){.account_id = account_id, .id = subject_id},
                               &row));
    *ret = row.state;
    return OK;
}

static bool is_end(Str state) { return str_eq(state, S("legitimate")) || str_eq(state, S("fraud")); }

static Err state_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed;
    Id who = id_is_nil(ctx->actor.user_id) ? ctx->actor.application_id : ctx->actor.user_id;
    TRY(q_security_alert_state_put(system_of(ctx),
                                   &(SecurityAlertStatePutArgs){.to_state = step->to,
                                                                .resolved_by = is_end(step->to) ? who : ID_NIL,
                                                                .account_id = step->account_id,
                                                                .id = step->subject_id,
                                                                .from_state = step->from},
                                   &changed));
    if (!changed) {
        return ERR_STALE;
    }
    return is_end(step->to) ? tell_done(ctx, step->account_id, id_text(ctx->arena, step->subject_id)) : OK;
}

const Machine SECURITY_ALERT = {
    .id = "security_alert",
    .name = N_("Security alert"),
    .source = "portal-states.tsv \"security alert\"",
    .states = LIST(STATES),
    .moves = LIST(MOVES),
    .read = state_read,
    .write = state_write,
};

/* --- the partner's side --- */

Err alert_find(AccountCtx a, Id id, Alert *ret)
{
    Alert *rows;
    size_t n;
    TRY(q_security_alert_list(a, &(SecurityAlertListArgs){.with_id = true, .id = id}, &rows, &n));
    if (n == 0) {
        return problem(a.ctx, ERR_NOT_FOUND, MSG("There is no such alert."), MSG("Go back to the alerts."));
    }
    *ret = rows[0];
    a.ctx->customer_id = ret->customer_id;
    return OK;
}

Err alert_move(AccountCtx a, const Alert *f, Str to)
{
    Ctx *ctx = a.ctx;
    if (str_eq(f->state, to)) {
        return OK;
    }
    ctx->audit.target_kind = S("subscription");
    ctx->audit.target_id = f->subscription_id;
    ctx->audit.target_name = f->subscription_name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"alert", f->title}, {"state", f->state});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"alert", f->title}, {"state", to});
    return machine_move(
        ctx, &SECURITY_ALERT,
        &(MachineAsk){.account_id = ctx->account_id, .subject_id = f->id, .to = to, .mover = MOVER_PARTNER});
}

Err security_customer_gone(AccountCtx a)
{
    return q_security_alerts_gone(a, &(SecurityAlertsGoneArgs){.customer_id = a.ctx->customer_id}, NULL);
}

/* --- the vendor's side --- */

static void check_text(Ctx *ctx, const char *field, Str text, size_t max, bool needed)
{
    Str name = str_from(field);
    if (needed && !text.n) {
        problem_field(ctx, name, MSG("Enter a value"));
    } else if (utf8_count(text) > max) {
        problem_field(
            ctx, name,
            MSG1("Enter at most {max} characters", "max", str_fmt(ctx->arena, "%llu", (unsigned long long)max)));
    }
}

static bool is_level(Str word)
{
    return str_eq(word, S("high")) || str_eq(word, S("medium")) || str_eq(word, S("low"));
}

static Err find_subscription(OperatorCtx o, Str text, Id *ret_id, SecurityDeskSubscriptionRow *ret)
{
    SecurityDeskSubscriptionRow *rows;
    size_t n = 0;
    if (id_parse(str_trim(text), ret_id) == OK) {
        TRY(q_security_desk_subscription(o, &(SecurityDeskSubscriptionArgs){.id = *ret_id}, &rows, &n));
    }
    if (n != 1) {
        problem_field(o.ctx, S("subscription"), MSG("There is no subscription with this ID"));
        return OK;
    }
    *ret = rows[0];
    if (str_eq(ret->state, S("deleted"))) {
        problem_field(o.ctx, S("subscription"), MSG("This subscription has been deleted"));
    }
    return OK;
}

static Err check(Ctx *ctx, const AlertNew *n, int64_t *ret_hits)
{
    enum { HITS_MAX = 1000000 };
    *ret_hits = 1;
    if (!alert_kind(n->kind)) {
        problem_field(ctx, S("kind"), MSG("Choose what was noticed"));
    }
    if (!is_level(n->severity)) {
        problem_field(ctx, S("severity"), MSG("Choose how severe it is"));
    }
    if (!is_level(n->confidence)) {
        problem_field(ctx, S("confidence"), MSG("Choose how sure it is"));
    }
    if (n->hits.n && (str_to_i64(n->hits, ret_hits) != OK || *ret_hits < 1 || *ret_hits > HITS_MAX)) {
        problem_field(ctx, S("hits"), MSG("Enter a whole number from 1 to 1,000,000"));
    }
    check_text(ctx, "title", n->title, ALERT_TITLE_MAX, true);
    (void)problem_unless_line(ctx, S("title"), n->title);
    check_text(ctx, "description", n->description, ALERT_TEXT_MAX, true);
    check_text(ctx, "resource", n->resource_name, ALERT_NAME_MAX, false);
    check_text(ctx, "group", n->resource_group, ALERT_NAME_MAX, false);
    return problem_check(ctx);
}

static Err tell_partner(Ctx *ctx, const SecurityDeskSubscriptionRow *s, Id alert_id, Id subscription_id, Str title)
{
    Arena *m = ctx->arena;
    TRY(event_emit(ctx, S("fraud.detected"), id_text(m, subscription_id),
                   str_fmt(m, "{\"account\":\"%.*s\",\"customer\":\"%.*s\",\"subscription\":\"%.*s\"}",
                           S_ARG(id_text(m, s->account_id)), S_ARG(id_text(m, s->customer_id)),
                           S_ARG(id_text(m, subscription_id)))));
    return tell_roles(ctx, s->account_id, str_from(SECURITY_ALERTS.roles),
                      &(Tell){.category = S("security_alerts"),
                              .account_id = s->account_id,
                              .icon = S("warning"),
                              .title = MSG1("Security alert about {customer}", "customer", s->company_name),
                              .line = MSG1("{title}. Look into it: what is used meanwhile is billed.", "title", title),
                              .url = url_fmt(m, "/a/%s/security-alerts/%i", s->public_id, alert_id),
                              .action = MSG("Look into it"),
                              .action_key = id_text(m, alert_id)});
}

Err alert_raise(OperatorCtx o, const AlertNew *n, Id *ret)
{
    Ctx *ctx = o.ctx;
    SecurityDeskSubscriptionRow s = {0};
    Id subscription_id = ID_NIL;
    int64_t hits;
    TRY(find_subscription(o, n->subscription, &subscription_id, &s));
    TRY(check(ctx, n, &hits));
    *ret = ctx_new_id(ctx);
    (void)account_of(ctx, s.account_id); /* the row of the log is the account's */
    ctx->audit.target_kind = S("subscription");
    ctx->audit.target_id = subscription_id;
    ctx->audit.target_name = s.friendly_name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"alert", n->title}, {"state", S("active")});
    TRY(q_security_alert_add(o,
                             &(SecurityAlertAddArgs){.account_id = s.account_id,
                                                     .id = *ret,
                                                     .customer_id = s.customer_id,
                                                     .subscription_id = subscription_id,
                                                     .kind = str_from(alert_kind(n->kind)->id),
                                                     .severity = n->severity,
                                                     .confidence = n->confidence,
                                                     .title = n->title,
                                                     .description = n->description,
                                                     .resource_name = n->resource_name,
                                                     .resource_group = n->resource_group,
                                                     .hits = hits,
                                                     .first_at = ctx->now,
                                                     .last_at = ctx->now,
                                                     .test = n->test},
                             NULL));
    TRY(machine_begin(ctx, &SECURITY_ALERT, s.account_id, *ret, MOVER_VENDOR));
    return tell_partner(ctx, &s, *ret, subscription_id, n->title);
}

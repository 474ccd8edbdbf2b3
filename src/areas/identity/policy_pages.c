/* "Sign-in rules": who must have a second factor, who has one, and taking one off. For an account, and for the vendor's
 * own staff. */
#include "areas/identity/pages.h"

#include "app/audit.h"
#include "app/rights.h"
#include "app/session.h"
#include "app/unit.h"
#include "areas/identity/enroll.h"
#include "gen/identity_html.h"
#include "gen/identity_q.h"
#include "ui/shell.h"

enum { PEOPLE_PAGE = 50 };

static FieldView policy_field(Ctx *ctx, MfaPolicy chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, 3);
    o[0] = (OptionView){.value = S("required"),
                        .label = MSG("Required: nobody signs in without, from the day below on"),
                        .selected = chosen == MFA_REQUIRED};
    o[1] = (OptionView){.value = S("encouraged"),
                        .label = MSG("Encouraged: people are reminded and decide themselves"),
                        .selected = chosen == MFA_ENCOURAGED};
    o[2] = (OptionView){.value = S("off"), .label = MSG("Off: nobody is reminded"), .selected = chosen == MFA_OFF};
    FieldView f = text_field(ctx, S("policy"), S(""), MSG("Second factor"));
    f.kind = FIELD_RADIO;
    f.options = o;
    f.options_n = 3;
    return f;
}

static FieldView from_field(Ctx *ctx, Str value)
{
    FieldView f = text_field(ctx, S("from"), value, MSG("Required from"));
    f.kind = FIELD_DATE;
    f.hint = MSG("Until then people without a second factor can put it off. From that day on they set it up when they "
                 "sign in.");
    return f;
}

static Msg factors_text(Ctx *ctx, int64_t apps, int64_t passkeys)
{
    if (!apps && !passkeys) {
        return MSG("None");
    }
    if (!passkeys) {
        return MSGN("{n} app", "{n} apps", apps);
    }
    if (!apps) {
        return MSGN("{n} passkey", "{n} passkeys", passkeys);
    }
    return MSG2("Apps: {apps}, passkeys: {passkeys}", "apps", str_fmt(ctx->arena, "%lld", (long long)apps), "passkeys",
                str_fmt(ctx->arena, "%lld", (long long)passkeys));
}

static StateView state_view(MfaState state)
{
    switch (state) {
    case MFA_STATE_ENFORCED:
        return (StateView){STATE_GOOD, MSG("Enforced")};
    case MFA_STATE_ENABLED:
        return (StateView){STATE_WARN, MSG("Enabled")};
    case MFA_STATE_DISABLED:
        break;
    }
    return (StateView){STATE_OFF, MSG("Disabled")};
}

static MfaPersonLine person_line(Ctx *ctx, const IdentityMfaPeopleRow *row, const MfaRule *rule)
{
    Factors f = {row->authenticators, row->passkeys, row->recovery_left};
    MfaRule demand = *rule;
    bool asked = date_is_set(row->mfa_from);
    if (asked) {
        demand = mfa_stricter(demand, (MfaRule){.policy = MFA_REQUIRED, .from = row->mfa_from});
    }
    return (MfaPersonLine){
        .id = row->id,
        .name = str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(row->first_name), S_ARG(row->last_name))),
        .email = row->email,
        .state = state_view(mfa_state(&f, &demand)),
        .factors = factors_text(ctx, f.authenticators, f.passkeys),
        .seen = row->last_seen_at,
        .has = factors_any(&f),
        .asked = asked,
        .self = id_eq(row->id, ctx->actor.user_id),
        .guest = !row->at_home,
    };
}

/* What the page shows of the form: as typed after a mistake, else as it is stored. */
typedef struct RuleForm {
    MfaRule rule;
    Str from, days;
} RuleForm;

static RuleForm form_of_rule(Ctx *ctx, const MfaRule *rule)
{
    Date day = date_is_set(rule->from) ? rule->from : (Date){date_of(ctx->wall).days + MFA_GRACE_DAYS};
    bool already = rule->policy == MFA_REQUIRED && !date_is_set(rule->from);
    return (RuleForm){*rule, date_iso(ctx->arena, already ? date_of(ctx->wall) : day),
                      str_fmt(ctx->arena, "%lld", (long long)rule->remind_days)};
}

/* The rule of the vendor's staff has no such field, and what does not send it leaves it as it is. */
static void read_days(Ctx *ctx, const MfaRule *stored, RuleForm *f)
{
    Str typed;
    if (!ctx_form_nth(ctx, S("days"), 0, &typed)) {
        f->rule.remind_days = stored->remind_days;
        return;
    }
    f->days = str_trim(typed);
    int64_t *days = &f->rule.remind_days;
    if (str_to_i64(f->days, days) != OK || *days < 1 || *days > MFA_REMIND_DAYS_MAX) {
        problem_field(ctx, S("days"), MSG("Enter a whole number of days, 1 to 365."));
    }
}

static RuleForm form_read(Ctx *ctx, const MfaRule *stored)
{
    Str policy = ctx_form(ctx, S("policy"));
    RuleForm f = {.rule = {.from = DATE_NONE}, .from = str_trim(ctx_form(ctx, S("from")))};
    read_days(ctx, stored, &f);
    if (str_eq(policy, S("required"))) {
        f.rule.policy = MFA_REQUIRED;
        int32_t today = date_of(ctx->wall).days;
        bool is_day = date_parse(f.from, &f.rule.from) == OK;
        bool stays = is_day && stored->policy == MFA_REQUIRED && date_is_set(stored->from) &&
                     stored->from.days == f.rule.from.days; /* saved again, long after it began */
        if (!is_day || (f.rule.from.days < today && !stays) || f.rule.from.days > today + MFA_GRACE_DAYS_MAX) {
            problem_field(ctx, S("from"), MSG("Enter a day of the next twelve months, such as 2026-12-31."));
        }
    } else if (str_eq(policy, S("encouraged"))) {
        f.rule.policy = MFA_ENCOURAGED;
    } else if (!str_eq(policy, S("off"))) {
        problem_field(ctx, S("policy"), MSG("Choose one of the three."));
    }
    return f;
}

static MfaView *rule_view(Ctx *ctx, const RuleForm *f, Url here, ShellView *shell)
{
    static const Str names[] = {S_INIT("policy"), S_INIT("from"), S_INIT("days")};
    MfaView *v = arena_new(ctx->arena, MfaView);
    v->shell = shell;
    v->here = here;
    v->form = (FormView){.action = here, .errors = error_summary(ctx, names, COUNT_OF(names))};
    v->policy = policy_field(ctx, f->rule.policy);
    v->from = from_field(ctx, f->from);
    v->days = text_field(ctx, S("days"), f->days, MSG("Days until the reminder comes back"));
    v->days.hint =
        MSG("When the second factor is encouraged: whoever puts the reminder off sees it again after so many.");
    v->days.inputmode = S("numeric");
    v->shell->failed = v->form.errors.links_n > 0;
    v->only_without = str_eq(ctx_query(ctx, S("show")), S("without"));
    v->all_url = here;
    v->without_url = url_with(ctx->arena, here, S("show"), S("without"));
    return v;
}

static void fill_pager(Ctx *ctx, MfaView *v, const PageInfo *page)
{
    Url base = v->only_without ? v->without_url : v->here;
    v->pager = (PagerView){.has_next = page->next.n > 0,
                           .has_previous = page->previous.n > 0,
                           .next = url_with(ctx->arena, base, S("after"), page->next),
                           .previous = url_with(ctx->arena, base, S("before"), page->previous)};
}

static PageAsk page_ask(Ctx *ctx, uint32_t order)
{
    return (PageAsk){.order = order,
                     .size = PEOPLE_PAGE,
                     .after = ctx_query(ctx, S("after")),
                     .before = ctx_query(ctx, S("before"))};
}

/* --- an account --- */

static Url mfa_here(Ctx *ctx) { return url_fmt(ctx->arena, "/a/%s/settings/sign-in-rules", ctx->account.public_id); }

/* f and typed: what was typed into one of the two forms; NULL: as it is stored. */
static Err mfa_view(AccountCtx a, const RuleForm *f, const LimitsForm *typed, MfaView **ret)
{
    Ctx *ctx = a.ctx;
    MfaRule stored;
    SessionRule session_rule;
    SessionLimits above;
    TRY(mfa_rule_of(ctx, ctx->account_id, &stored));
    TRY(session_rule_of(a, &session_rule, &above));
    RuleForm as_stored = form_of_rule(ctx, &stored);
    LimitsForm limits = typed ? *typed : limits_form_of(ctx, &session_rule);
    MfaView *v = rule_view(ctx, f ? f : &as_stored, mfa_here(ctx), my_shell(ctx, MSG("Sign-in rules")));
    limits_fill(ctx, &limits, &session_rule, &above, v);
    IdentityMfaPeopleRow *rows;
    size_t n;
    PageInfo page;
    PageAsk ask = page_ask(ctx, IDENTITY_MFA_PEOPLE_BY_NAME);
    TRY(q_identity_mfa_people(a, &(IdentityMfaPeopleArgs){.with_without = v->only_without}, &ask, &rows, &n, &page));
    IdentityMfaWithoutRow without;
    TRY(q_identity_mfa_without(a, NULL, &without));
    MfaPersonLine *lines = arena_array(ctx->arena, MfaPersonLine, n);
    for (size_t i = 0; i < n; i++) {
        lines[i] = person_line(ctx, &rows[i], &stored);
        lines[i].ask = url_fmt(ctx->arena, "%u/%i/ask", v->here, rows[i].id);
        lines[i].reset = url_fmt(ctx->arena, "%u/%i/reset", v->here, rows[i].id);
    }
    v->people = lines;
    v->people_n = n;
    v->without = without.n;
    v->without_many = without.n >= 1000;
    v->may_set = ctx_may(ctx, &IDENTITY_MFA_SET);
    v->may_reset = ctx_may(ctx, &IDENTITY_MFA_RESET);
    fill_pager(ctx, v, &page);
    *ret = v;
    return OK;
}

Err mfa_page(AccountCtx a)
{
    MfaView *v;
    TRY(mfa_view(a, NULL, NULL, &v));
    RENDER(a.ctx, 200, mfa_rules, v);
    return OK;
}

Err limits_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SessionRule before, after;
    SessionLimits above;
    TRY(session_rule_of(a, &before, &above));
    LimitsForm typed = limits_read(ctx, &above, &after);
    if (problem_check(ctx) != OK) {
        MfaView *v;
        TRY(mfa_view(a, NULL, &typed, &v));
        return RENDER_FAILED(ctx, mfa_rules, v);
    }
    TRY(limits_save(a, &before, &after));
    ctx_redirect(ctx, mfa_here(ctx), MSG("Saved. It holds for the sessions that are open now, too."));
    return OK;
}

static Str rule_words(Ctx *ctx, const MfaRule *r)
{
    static const Str WORDS[] = {S_INIT("off"), S_INIT("encouraged"), S_INIT("required")};
    return r->policy == MFA_REQUIRED && date_is_set(r->from)
               ? str_fmt(ctx->arena, "required from %.*s", S_ARG(date_iso(ctx->arena, r->from)))
               : WORDS[r->policy];
}

static Err rule_store(Ctx *ctx, Id account_id, const MfaRule *before, const MfaRule *after)
{
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = account_id;
    if (before->remind_days == after->remind_days) {
        ctx->audit.before = AUDIT_JSON(ctx->arena, {"secondFactor", rule_words(ctx, before)});
        ctx->audit.after = AUDIT_JSON(ctx->arena, {"secondFactor", rule_words(ctx, after)});
    } else {
        ctx->audit.before = AUDIT_JSON(ctx->arena, {"secondFactor", rule_words(ctx, before)},
                                       {"remindDays", str_fmt(ctx->arena, "%lld", (long long)before->remind_days)});
        ctx->audit.after = AUDIT_JSON(ctx->arena, {"secondFactor", rule_words(ctx, after)},
                                      {"remindDays", str_fmt(ctx->arena, "%lld", (long long)after->remind_days)});
    }
    return mfa_rule_put(ctx, account_id, after);
}

Err mfa_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    MfaRule rule;
    TRY(mfa_rule_of(ctx, ctx->account_id, &rule));
    RuleForm f = form_read(ctx, &rule);
    if (problem_check(ctx) != OK) {
        MfaView *v;
        TRY(mfa_view(a, &f, NULL, &v));
        return RENDER_FAILED(ctx, mfa_rules, v);
    }
    TRY(rule_store(ctx, ctx->account_id, &rule, &f.rule));
    ctx->audit.target_name = ctx->account.name;
    ctx_redirect(ctx, mfa_here(ctx), MSG("The rule is saved."));
    return OK;
}

static Err one_person(AccountCtx a, IdentityMfaOneRow *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("person"), &id));
    Err err = q_identity_mfa_one(a, &(IdentityMfaOneArgs){.user_id = id}, ret);
    if (err == ERR_NOT_FOUND) {
        return problem(a.ctx, err, MSG("This person is not in your company any more."), MSG("Reload the list."));
    }
    TRY(err);
    if (!ret->at_home) {
        return problem(a.ctx, ERR_CONFLICT,
                       MSG("This person is a guest: another organization looks after how they sign in."),
                       MSG("Ask an administrator of theirs."));
    }
    a.ctx->audit.target_kind = S("user");
    a.ctx->audit.target_id = ret->id;
    a.ctx->audit.target_name = ret->sign_in;
    return OK;
}

static Str person_name(Ctx *ctx, const IdentityMfaOneRow *row)
{
    return str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(row->first_name), S_ARG(row->last_name)));
}

/* One person must have a second factor, whatever the rule says for all; or need not any more. */
Err mfa_person_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    IdentityMfaOneRow row;
    TRY(one_person(a, &row));
    bool ask = !str_eq(ctx_form(ctx, S("do")), S("stop"));
    Date from = ask ? date_of(ctx->wall) : DATE_NONE;
    TRY(q_identity_mfa_ask(system_of(ctx), &(IdentityMfaAskArgs){.mfa_from = from, .user_id = row.id}, NULL));
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"secondFactor", date_is_set(row.mfa_from) ? S("required") : S("")});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"secondFactor", ask ? S("required") : S("")});
    ctx_redirect(ctx, mfa_here(ctx),
                 ask ? MSG1("{name} is asked for a second factor at the next sign-in.", "name", person_name(ctx, &row))
                     : MSG1("{name} is asked for a second factor by the rule only.", "name", person_name(ctx, &row)));
    return OK;
}

/* For somebody who lost everything: their factors are taken off and they begin anew. A way to their powers, so only
 * whoever may act on them does it. */
Err mfa_reset_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SystemCtx s = system_of(ctx);
    IdentityMfaOneRow row;
    TRY(one_person(a, &row));
    TRY(rights_check_over(a, row.id));
    TRY(identity_drop_factors(s, row.id));
    Msg had = factors_text(ctx, row.authenticators, row.passkeys);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"secondFactor", msg_text(ctx->arena, locale_get(S("en")), &had)});
    TRY(session_end_everything(s, row.id));
    TRY(identity_tell(ctx, row.id, MSG1("{name} took your second factors off", "name", ctx->actor.name),
                      MSG("All your sessions are ended. If you did not ask for it, tell a global admin."),
                      "/me/sign-in"));
    ctx_redirect(
        ctx, mfa_here(ctx),
        MSG1("{name} has no second factor any more and all their sessions are ended.", "name", person_name(ctx, &row)));
    return OK;
}

/* --- the vendor's staff --- */

static Err staff_view(OperatorCtx o, const RuleForm *f, const MfaRule *rule, MfaView **ret)
{
    Ctx *ctx = o.ctx;
    Crumb crumb = {.label = MSG("Sign-in rules")};
    MfaView *v =
        rule_view(ctx, f, url_static("/operator/sign-in-rules"), shell_view(ctx, MSG("Sign-in rules"), &crumb, 1));
    IdentityStaffMfaRow *rows;
    size_t n;
    PageInfo page;
    PageAsk ask = page_ask(ctx, IDENTITY_STAFF_MFA_BY_NAME);
    TRY(q_identity_staff_mfa(o, &(IdentityStaffMfaArgs){.with_without = v->only_without}, &ask, &rows, &n, &page));
    IdentityStaffWithoutRow without;
    TRY(q_identity_staff_without(o, NULL, &without));
    MfaPersonLine *lines = arena_array(ctx->arena, MfaPersonLine, n);
    for (size_t i = 0; i < n; i++) {
        IdentityMfaPeopleRow row = {.id = rows[i].id,
                                    .first_name = rows[i].first_name,
                                    .last_name = rows[i].last_name,
                                    .email = rows[i].email,
                                    .authenticators = rows[i].authenticators,
                                    .passkeys = rows[i].passkeys,
                                    .recovery_left = rows[i].recovery_left,
                                    .mfa_from = rows[i].mfa_from,
                                    .last_seen_at = rows[i].last_seen_at,
                                    .at_home = true};
        lines[i] = person_line(ctx, &row, rule);
    }
    v->staff = true;
    v->people = lines;
    v->people_n = n;
    v->without = without.n;
    v->may_set = true;
    fill_pager(ctx, v, &page);
    *ret = v;
    return OK;
}

Err staff_mfa_page(OperatorCtx o)
{
    MfaRule rule;
    TRY(mfa_rule_of(o.ctx, ID_NIL, &rule));
    RuleForm f = form_of_rule(o.ctx, &rule);
    MfaView *v;
    TRY(staff_view(o, &f, &rule, &v));
    RENDER(o.ctx, 200, staff_mfa_rules, v);
    return OK;
}

Err staff_mfa_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    MfaRule rule;
    TRY(mfa_rule_of(ctx, ID_NIL, &rule));
    RuleForm f = form_read(ctx, &rule);
    if (problem_check(ctx) != OK) {
        MfaView *v;
        TRY(staff_view(o, &f, &rule, &v));
        return RENDER_FAILED(ctx, staff_mfa_rules, v);
    }
    TRY(rule_store(ctx, ID_NIL, &rule, &f.rule));
    ctx->audit.target_kind = S("installation");
    ctx_redirect(ctx, url_static("/operator/sign-in-rules"), MSG("The rule is saved."));
    return OK;
}

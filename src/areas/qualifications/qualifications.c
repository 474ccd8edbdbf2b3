/* Qualifications of customers: the machine, asking, the vendor's decision, and the codes. */
#include "areas/qualifications/rules.h"

#include "app/area.h"
#include "app/audit.h"
#include "app/tell.h"
#include "app/unit.h"
#include "app/work.h"
#include "areas/customers/customers.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/qualifications_q.h"
#include "os/os.h"

const QualificationKind QUALIFICATION_KIND[QUALIFICATION_KINDS] = {
    {S_INIT("education"), "Education", "education", 1, N_("Education")},
    {S_INIT("government"), "GovernmentCommunityCloud", "governmentCommunityCloud", 3, N_("Government Community Cloud")},
    {S_INIT("nonprofit"), "Nonprofit", "nonprofit", 2, N_("Nonprofit")},
    {S_INIT("state_owned"), "StateOwnedEntity", "stateOwnedEntity", 4, N_("State-owned entity")},
};

const QualificationKind *qualification_kind(Str word)
{
    int64_t number;
    bool is_number = str_to_i64(word, &number) == OK;
    for (size_t i = 0; i < QUALIFICATION_KINDS; i++) {
        const QualificationKind *k = &QUALIFICATION_KIND[i];
        if (is_number ? number == k->number : str_eq_nocase(word, k->id) || str_eq_nocase(word, str_from(k->wire))) {
            return k;
        }
    }
    return NULL;
}

Str qualification_segment(Str word)
{
    return str_eq_nocase(word, S("k12"))                                                   ? S("k12")
           : str_eq_nocase(word, S("higher")) || str_eq_nocase(word, S("HigherEducation")) ? S("higher")
                                                                                           : S("");
}

/* --- the machine --- */

#define PAGE "/a/{account}/qualifications/{id}"
#define DESK "/operator/customer-qualifications/{id}"
#define SEE                                                                                                            \
    {                                                                                                                  \
        N_("See the request"), PAGE, &QUALIFICATIONS_VIEW                                                              \
    }
#define OPEN                                                                                                           \
    {                                                                                                                  \
        N_("Open the request"), DESK, &OPERATOR_CUSTOMER_QUALIFY                                                       \
    }
#define ASKER N_("A Global admin, an Admin agent or a Sales agent of the account.")

static const MachineState STATES[] = {
    {.id = "review",
     .name = N_("In review"),
     .tone = STATE_WAIT,
     .means = N_("The customer is not counted as qualified yet. It buys as every company does."),
     .why = N_("The account asked for it, and the vendor looks whether it is so."),
     .next = N_("The vendor's staff approves it, or denies it with a reason."),
     .who = N_("The vendor's staff."),
     .when = N_("As a rule within five working days."),
     .partner = SEE,
     .vendor = {N_("Decide on it"), DESK, &OPERATOR_CUSTOMER_QUALIFY},
     .first = true},
    {.id = "approved",
     .name = N_("Approved"),
     .tone = STATE_GOOD,
     .means = N_("The customer may buy what is kept for customers of this kind, at their prices."),
     .why = N_("The vendor found that it is so, or one of its validation codes said it."),
     .next = N_("Nothing has to happen. It holds until the vendor or the account takes it back."),
     .who = N_("Nobody has to do anything."),
     .when = N_("It has no last day."),
     .partner = SEE,
     .vendor = OPEN},
    {.id = "denied",
     .name = N_("Denied"),
     .tone = STATE_BAD,
     .means = N_("The customer is not qualified. What it has bought stays; it buys as every company does."),
     .why = N_("The vendor found that it is not so."),
     .next = N_("Put right what the reason names and ask again; the vendor then looks once more."),
     .who = ASKER,
     .when = N_("There is no last day."),
     .partner = {N_("See the reason and ask again"), PAGE, &QUALIFICATIONS_VIEW},
     .vendor = OPEN},
    {.id = "withdrawn",
     .name = N_("Withdrawn"),
     .tone = STATE_OFF,
     .means = N_("The account does not say it of the customer any more. It buys as every company does."),
     .why = N_("Somebody of the account withdrew it."),
     .next = N_("Nothing. It can be asked for again at any time."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no last day."),
     .partner = SEE,
     .vendor = OPEN},
};

#define PARTNER(ID, NAME, FROM, TO)                                                                                    \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_PARTNER, .perm = &QUALIFICATIONS_ASK    \
    }
#define VENDOR(ID, NAME, FROM, TO, REASON)                                                                             \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_VENDOR,                                 \
        .perm = &OPERATOR_CUSTOMER_QUALIFY, .reason = (REASON)                                                         \
    }
static const MachineMove MOVES[] = {
    PARTNER("ask_again", N_("Ask again"), "denied", "review"),
    PARTNER("ask_again", N_("Ask again"), "withdrawn", "review"),
    PARTNER("change", N_("Changed while it waited"), "review", "review"),
    PARTNER("withdraw", N_("Withdraw"), "review", "withdrawn"),
    PARTNER("withdraw", N_("Withdraw"), "approved", "withdrawn"),
    VENDOR("approve", N_("Approve"), "review", "approved", false),
    VENDOR("deny", N_("Deny"), "review", "denied", true),
    VENDOR("deny", N_("Deny"), "approved", "denied", true),
    {.id = "code", .name = N_("Approve by a code"), .from = "review", .to = "approved", .mover = MOVER_SYSTEM},
};

static Err state_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    CqualStateRow row;
    TRY(q_cqual_state(system_of(ctx), &(CqualStateArgs){.account_id = account_id, .id = subject_id}, &row));
    *ret = row.state;
    return OK;
}

static Err state_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed;
    CqualStatePutArgs args = {.to_state = step->to,
                              .reason = step->reason,
                              .account_id = step->account_id,
                              .id = step->subject_id,
                              .from_state = step->from};
    TRY(q_cqual_state_put(system_of(ctx), &args, &changed));
    if (!changed) {
        return ERR_STALE;
    }
    if (str_eq(step->to, S("review"))) {
        return work_add(
            ctx,
            &(WorkNew){.kind = QUALIFICATION_WORK, .account_id = step->account_id, .subject_id = step->subject_id});
    }
    return work_done(ctx, QUALIFICATION_WORK, step->subject_id, str_z(ctx->arena, step->to));
}

const Machine CUSTOMER_QUALIFICATION = {
    .id = "customer_qualification",
    .name = N_("Qualification of a customer"),
    .source = "portal-states.tsv \"customer qualification (education)\", portal-workflows.md 6",
    .states = LIST(STATES),
    .moves = LIST(MOVES),
    .read = state_read,
    .write = state_write,
};

/* --- finding --- */

#define QUALIFICATION(R)                                                                                               \
    ((Qualification){.account_id = (R).account_id,                                                                     \
                     .id = (R).id,                                                                                     \
                     .customer_id = (R).customer_id,                                                                   \
                     .kind = qualification_kind((R).kind),                                                             \
                     .state = (R).state,                                                                               \
                     .reason = (R).reason,                                                                             \
                     .segment = (R).segment,                                                                           \
                     .website = (R).website,                                                                           \
                     .since = (R).since,                                                                               \
                     .asked_at = (R).asked_at,                                                                         \
                     .code = (R).code_number,                                                                          \
                     .version = (R).version})

Err qualification_list(AccountCtx a, Qualification **ret, size_t *ret_n)
{
    CqualListRow *rows;
    TRY(customer_reach(a, a.ctx->customer_id));
    TRY(q_cqual_list(a, NULL, &rows, ret_n));
    *ret = arena_array(a.ctx->arena, Qualification, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = QUALIFICATION(rows[i]);
        (*ret)[i].customer_name = rows[i].customer_name;
    }
    return OK;
}

static Err none_such(Ctx *ctx, Err err)
{
    return err == ERR_NOT_FOUND ? problem(ctx, err, MSG("There is no such request for a qualification."),
                                          MSG("Choose one on the page of the customer."))
                                : err;
}

Err qualification_find(AccountCtx a, Id id, Qualification *ret)
{
    CqualGetRow row;
    TRY(none_such(a.ctx, q_cqual_get(a, &(CqualGetArgs){.id = id}, &row)));
    *ret = QUALIFICATION(row);
    ret->customer_name = row.customer_name;
    a.ctx->customer_id = row.customer_id;
    return OK;
}

Err qualification_desk_find(OperatorCtx o, Id id, Qualification *ret)
{
    CqualDeskGetRow row;
    TRY(none_such(o.ctx, q_cqual_desk_get(o, &(CqualDeskGetArgs){.id = id}, &row)));
    *ret = QUALIFICATION(row);
    ret->customer_name = row.company_name;
    ret->account_name = row.account_name;
    ret->public_id = row.public_id;
    ret->partner_id = row.partner_id;
    ret->domain = row.domain;
    ret->country = row.country;
    ret->city = row.city;
    return OK;
}

Err qualification_holds(AccountCtx a, Str kind, bool *ret)
{
    CqualHoldsRow row;
    TRY(q_cqual_holds(a, &(CqualHoldsArgs){.kind = kind}, &row));
    *ret = row.n > 0;
    return OK;
}

/* --- asking --- */

static void audit_of(Ctx *ctx, const Qualification *q)
{
    ctx->audit.target_kind = S("customer");
    ctx->audit.target_id = q->customer_id;
    ctx->audit.target_name = q->customer_name;
}

static Str facts_json(Ctx *ctx, const Qualification *q, Str state)
{
    return AUDIT_JSON(ctx->arena, {"qualification", q->kind->id}, {"state", state}, {"educationSegment", q->segment},
                      {"website", q->website});
}

static bool is_website(Str s)
{
    bool http = str_starts(s, S("http://")) || str_starts(s, S("https://"));
    Str rest = http ? str_skip(s, (size_t)str_find(s, S("//")) + 2) : s;
    return str_find_char(rest, '.') > 0 && str_find_char(rest, ' ') < 0;
}

static Err check(AccountCtx a, const QualificationAsk *ask)
{
    Ctx *ctx = a.ctx;
    if (!ask->kind) {
        problem_field(ctx, S("kind"), MSG("Choose what the customer is."));
        return problem_check(ctx);
    }
    if (ask->segment_needed && str_eq(ask->kind->id, S("education")) && !ask->segment.n) {
        problem_field(ctx, S("segment"), MSG("Choose which kind of school it is."));
    }
    if (ask->website.n && problem_unless_line(ctx, S("website"), ask->website) &&
        (utf8_count(ask->website) > QUALIFICATION_WEBSITE_MAX || !is_website(ask->website))) {
        problem_field(ctx, S("website"), MSG("Enter the address of the customer's own pages, as www.school.example."));
    }
    if (str_eq(ask->kind->id, S("government")) && !ask->code.n) {
        problem_field(ctx, S("code"), MSG("Choose the validation code that the vendor gave you for the organization."));
    }
    return problem_check(ctx);
}

/* A use of the code, or the problem. */
static Err use_code(AccountCtx a, Str code, int64_t *ret)
{
    int64_t changed = 0;
    if (str_to_i64(code, ret) == OK) {
        TRY(q_validation_code_use(a, &(ValidationCodeUseArgs){.number = *ret}, &changed));
    }
    if (!changed) {
        problem_field(a.ctx, S("code"),
                      MSG("There is no such validation code of yours, or it has been used as often as it may be."));
    }
    return problem_check(a.ctx);
}

static Err start(AccountCtx a, Qualification *q, bool is_new)
{
    Ctx *ctx = a.ctx;
    if (!is_new) {
        TRY(q_cqual_put(
            a, &(CqualPutArgs){.id = q->id, .segment = q->segment, .website = q->website, .code_number = q->code},
            NULL));
        return machine_move(
            ctx, &CUSTOMER_QUALIFICATION,
            &(MachineAsk){
                .account_id = ctx->account_id, .subject_id = q->id, .to = S("review"), .mover = MOVER_PARTNER});
    }
    q->id = ctx_new_id(ctx);
    TRY(q_cqual_add(
        a,
        &(CqualAddArgs){
            .id = q->id, .kind = q->kind->id, .segment = q->segment, .website = q->website, .code_number = q->code},
        NULL));
    TRY(machine_begin(ctx, &CUSTOMER_QUALIFICATION, ctx->account_id, q->id, MOVER_PARTNER));
    return work_add(ctx, &(WorkNew){.kind = QUALIFICATION_WORK, .account_id = ctx->account_id, .subject_id = q->id});
}

static Err look_up(AccountCtx a, const QualificationKind *kind, Qualification *ret)
{
    Qualification *list;
    size_t n;
    *ret = (Qualification){.kind = kind};
    TRY(qualification_list(a, &list, &n));
    for (size_t i = 0; i < n; i++) {
        if (list[i].kind == kind) {
            *ret = list[i];
        }
    }
    return OK;
}

Err qualification_ask(AccountCtx a, const QualificationAsk *ask, Qualification *ret)
{
    Ctx *ctx = a.ctx;
    Qualification was;
    Customer c;
    TRY(customer_get(a, &c));
    TRY(check(a, ask));
    TRY(look_up(a, ask->kind, &was));
    if (str_eq(was.state, S("approved"))) {
        *ret = was;
        ctx->audit.skip = true;
        return OK;
    }
    Qualification q = was;
    q.customer_id = ctx->customer_id;
    q.customer_name = c.company.name;
    q.segment = str_eq(ask->kind->id, S("education")) ? ask->segment : S("");
    q.website = ask->website;
    q.code = 0;
    if (str_eq(ask->kind->id, S("government"))) {
        TRY(use_code(a, ask->code, &q.code));
    }
    audit_of(ctx, &q);
    ctx->audit.before = was.state.n ? facts_json(ctx, &was, was.state) : S("");
    TRY(start(a, &q, !was.state.n));
    bool at_once = q.code != 0;
    if (at_once) {
        TRY(machine_move(
            ctx, &CUSTOMER_QUALIFICATION,
            &(MachineAsk){
                .account_id = ctx->account_id, .subject_id = q.id, .to = S("approved"), .mover = MOVER_SYSTEM}));
    }
    ctx->audit.after = facts_json(ctx, &q, at_once ? S("approved") : S("review"));
    return look_up(a, ask->kind, ret);
}

Err qualification_withdraw(AccountCtx a, const Qualification *q)
{
    Ctx *ctx = a.ctx;
    if (str_eq(q->state, S("denied"))) { /* a form that was open meanwhile */
        return problem(ctx, ERR_CONFLICT, MSG("The qualification was denied, so there is nothing to withdraw."),
                       MSG("Read the reason on its page; you can put it right and ask again."));
    }
    audit_of(ctx, q);
    ctx->audit.before = facts_json(ctx, q, q->state);
    ctx->audit.after = facts_json(ctx, q, S("withdrawn"));
    return machine_move(
        ctx, &CUSTOMER_QUALIFICATION,
        &(MachineAsk){
            .account_id = ctx->account_id, .subject_id = q->id, .to = S("withdrawn"), .mover = MOVER_PARTNER});
}

/* --- the vendor's side --- */

Err qualification_decide(OperatorCtx o, const Qualification *q, Str to, Str reason)
{
    Ctx *ctx = o.ctx;
    bool approve = str_eq(to, S("approved"));
    (void)account_of(ctx, q->account_id); /* the row of the log is the account's */
    audit_of(ctx, q);
    TRY(machine_move(
        ctx, &CUSTOMER_QUALIFICATION,
        &(MachineAsk){
            .account_id = q->account_id, .subject_id = q->id, .to = to, .mover = MOVER_VENDOR, .reason = reason}));
    Msg title = approve ? MSG2("{customer} is qualified: {kind}", "customer", q->customer_name, "kind",
                               tell_word(ctx->arena, q->kind->name))
                        : MSG2("{customer} is not qualified: {kind}", "customer", q->customer_name, "kind",
                               tell_word(ctx->arena, q->kind->name));
    return tell_roles(ctx, q->account_id, str_from(QUALIFICATIONS_ASK.roles),
                      &(Tell){.category = S("qualifications"),
                              .account_id = q->account_id,
                              .icon = S("building"),
                              .title = title,
                              .line = approve ? (Msg){0} : MSG1("Reason: {reason}", "reason", str_trim(reason)),
                              .url = url_fmt(ctx->arena, "/a/%s/qualifications/%i", q->public_id, q->id),
                              .action = MSG("See the request")});
}

Err validation_code_issue(OperatorCtx o, const CodeAsk *ask, int64_t *ret_number)
{
    Ctx *ctx = o.ctx;
    ValidationCodePartnerRow partner = {0};
    int64_t most = 0;
    Err err = q_validation_code_partner(o, &(ValidationCodePartnerArgs){.partner_id = ask->partner_id}, &partner);
    if (err == ERR_NOT_FOUND) {
        problem_field(ctx, S("partner"), MSG("There is no account with this partner ID."));
    } else {
        TRY(err);
    }
    if (problem_unless_line(ctx, S("organization"), ask->organization) &&
        (!ask->organization.n || utf8_count(ask->organization) > CODE_ORGANIZATION_MAX)) {
        problem_field(ctx, S("organization"), MSG("Enter the name of the organization, at most 120 characters."));
    }
    if (str_to_i64(ask->most, &most) != OK || most < 1 || most > CODE_CREATES_MAX) {
        problem_field(ctx, S("most"), MSG("Enter how many customers it is for, from 1 to 100,000."));
    }
    TRY(problem_check(ctx));
    uint32_t random;
    os_random(&random, sizeof random);
    *ret_number = 100000000 + (int64_t)(random % 900000000U); /* nine digits, not to be guessed from another */
    (void)account_of(ctx, partner.id);
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = partner.id;
    ctx->audit.target_name = partner.name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"organization", ask->organization}, {"most", ask->most});
    TRY(q_validation_code_add(o,
                              &(ValidationCodeAddArgs){.account_id = partner.id,
                                                       .id = ctx_new_id(ctx),
                                                       .number = *ret_number,
                                                       .organization = ask->organization,
                                                       .most = most},
                              NULL));
    return tell_roles(
        ctx, partner.id, str_from(QUALIFICATIONS_ASK.roles),
        &(Tell){.category = S("qualifications"),
                .account_id = partner.id,
                .icon = S("key"),
                .title = MSG1("You have a validation code for {organization}", "organization", ask->organization),
                .url = url_fmt(ctx->arena, "/a/%s/customers", partner.public_id)});
}

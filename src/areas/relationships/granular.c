/* Granular administration: the machine, asking, the customer's answer, and the clock. */
#include "areas/relationships/granular.h"

#include "app/area.h"
#include "app/audit.h"
#include "app/event.h"
#include "app/mail.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/customer_users/customer_users.h"
#include "base/json.h"
#include "base/utf8.h"
#include "gen/relationships_q.h"

#define CLOCK "relationships.granular_clock"
enum { MONTHS_MORE = 6 };

/* --- the machine --- */

#define PAGE "/a/{account}/admin-relationships/{id}"
#define SEE                                                                                                            \
    {                                                                                                                  \
        N_("See the admin relationship"), PAGE, &GRANULAR_VIEW                                                         \
    }
static const MachineState STATES[] = {
    {.id = "pending",
     .name = N_("Approval pending"),
     .tone = STATE_WAIT,
     .means = N_("The account has none of the roles yet."),
     .why = N_("The account asked for the roles, and the customer has not approved them."),
     .next = N_("Send the drafted text with its link. A Global administrator of the customer opens it and approves."),
     .who = N_("The account sends the text; then the customer approves."),
     .when = N_("The request lapses on {date}."),
     .partner = {N_("Send the drafted text"), PAGE, &GRANULAR_VIEW},
     .first = true},
    {.id = "active",
     .name = N_("Active"),
     .tone = STATE_GOOD,
     .means = N_("The account has the roles over the customer."),
     .why = N_("The customer approved them on its page."),
     .next = N_("Both sides are told 30 days, 7 days and a day before the end. Either side can end it before."),
     .who = N_("Nobody has to do anything."),
     .when = N_("It ends on the day that stands on its page."),
     .partner = SEE},
    {.id = "terminated",
     .name = N_("Terminated"),
     .tone = STATE_OFF,
     .means = N_("The account has none of the roles any more."),
     .why = N_("One of the two sides ended it."),
     .next = N_("Nothing. The account can ask anew, under another name."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: this is the end."),
     .partner = SEE,
     .ends = true},
    {.id = "expired",
     .name = N_("Expired"),
     .tone = STATE_OFF,
     .means = N_("The account has none of the roles any more."),
     .why = N_("Its time is over."),
     .next = N_("Nothing. The account can ask anew, under another name."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: this is the end."),
     .partner = SEE,
     .ends = true},
    {.id = "lapsed",
     .name = N_("Request lapsed"),
     .tone = STATE_OFF,
     .means = N_("The link opens nothing any more. The account never had the roles."),
     .why = N_("The customer did not approve in time."),
     .next = N_("Nothing. The account can ask anew, under another name."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: this is the end."),
     .partner = SEE,
     .ends = true},
};
static const MachineMove MOVES[] = {
    {.id = "approve", .name = N_("Approve all"), .from = "pending", .to = "active", .mover = MOVER_SYSTEM},
    {.id = "withdraw",
     .name = N_("Withdraw"),
     .from = "pending",
     .to = "terminated",
     .mover = MOVER_PARTNER,
     .perm = &GRANULAR_MANAGE,
     .reason = true},
    {.id = "lapse",
     .name = N_("Lapse"),
     .from = "pending",
     .to = "lapsed",
     .mover = MOVER_TIMER,
     .limit = "relationships.granular_request_days"},
    {.id = "end",
     .name = N_("End"),
     .from = "active",
     .to = "terminated",
     .mover = MOVER_PARTNER,
     .perm = &GRANULAR_MANAGE,
     .reason = true},
    {.id = "end_of_customer",
     .name = N_("End by the customer"),
     .from = "active",
     .to = "terminated",
     .mover = MOVER_SYSTEM},
    {.id = "expire",
     .name = N_("Expire"),
     .from = "active",
     .to = "expired",
     .mover = MOVER_TIMER,
     .limit = "relationships.granular_days"},
};

static Err state_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    GranularStateRow row;
    TRY(q_granular_state(system_of(ctx), &(GranularStateArgs){.account_id = account_id, .id = subject_id}, &row));
    *ret = row.state;
    return OK;
}
static Err state_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed;
    GranularWholeRow g;
    TRY(q_granular_whole(system_of(ctx), &(GranularWholeArgs){.id = step->subject_id}, &g));
    bool begins = str_eq(step->to, S("active"));
    GranularStatePutArgs args = {.to_state = step->to,
                                 .reason = step->reason,
                                 .ends_at = begins ? time_add(ctx->now, g.days * TIME_DAY) : g.ends_at,
                                 .account_id = step->account_id,
                                 .id = step->subject_id,
                                 .from_state = step->from};
    TRY(q_granular_state_put(system_of(ctx), &args, &changed));
    return changed ? OK : ERR_STALE;
}

const Machine GRANULAR_RELATIONSHIP = {
    .id = "granular_relationship",
    .name = N_("Admin relationship"),
    .source = "portal-states.tsv \"GDAP relationship\", portal-workflows.md 7",
    .states = LIST(STATES),
    .moves = LIST(MOVES),
    .read = state_read,
    .write = state_write,
};

/* --- shared --- */

Str granular_path(Ctx *ctx, Id id) { return relationship_path(ctx, "admin-relationship", "granular", id); }

size_t granular_roles(Ctx *ctx, Str ids, Str *ret)
{
    size_t n = 0;
    Str one;
    while (ids.n && n < GRANULAR_ROLES_MAX && str_split(&ids, ' ', &one)) {
        const DirectoryRole *role = directory_role(one);
        if (role) {
            ret[n++] = tr(ctx->locale, NULL, role->name);
        }
    }
    return n;
}

static void audit_of(Ctx *ctx, Id id, Id customer_id, Str name)
{
    ctx->customer_id = customer_id;
    ctx->audit.target_kind = S("granular_admin_relationship");
    ctx->audit.target_id = id;
    ctx->audit.target_name = name;
}

/* The account's people, and by mail whoever approved for the customer. */
static Err tell_both(Ctx *ctx, const Granular *g, Msg title)
{
    Url page = url_fmt(ctx->arena, "/a/%s/admin-relationships/%i", g->public_id, g->id);
    TRY(tell_roles(ctx, g->account_id, str_from(GRANULAR_MANAGE.roles),
                   &(Tell){.category = S("relationships"),
                           .account_id = g->account_id,
                           .icon = S("key"),
                           .title = title,
                           .url = page}));
    if (!g->approved_email.n) {
        return OK;
    }
    Msg action = MSG("See the admin relationship");
    Msg line = MSG2("Admin relationship {name} of {account}.", "name", g->name, "account", g->account);
    return tell_address(ctx, g->approved_email, S(""), ctx->locale, S("relationships"), &title, &line, 1,
                        (Url){granular_path(ctx, g->id)}, &action);
}

static Err tell_webhook(Ctx *ctx, const Granular *g, const char *event)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("account"));
    json_id(&j, g->account_id);
    json_key(&j, S("customer"));
    json_id(&j, g->customer_id);
    json_obj_end(&j);
    return event_emit(ctx, str_from(event), id_text(ctx->arena, g->id), buf_str(&b));
}

/* --- asking --- */

static Err check_name(AccountCtx a, Str name, Str key)
{
    GranularNameRow row;
    if (problem_unless_line(a.ctx, S("name"), name) && (!name.n || utf8_count(name) > GRANULAR_NAME_MAX)) {
        problem_field(a.ctx, S("name"), MSG("Enter a name that the customer reads, at most 50 characters."));
        return OK;
    }
    TRY(q_granular_name(a, &(GranularNameArgs){.name_key = key}, &row));
    if (row.n) {
        problem_field(a.ctx, S("name"), MSG("An admin relationship of yours has this name already."));
    }
    return OK;
}

static Str join_roles(Ctx *ctx, const GranularAsk *ask)
{
    Str known[GRANULAR_ROLES_MAX];
    size_t n = 0;
    for (size_t i = 0; i < ask->roles_n && n < GRANULAR_ROLES_MAX; i++) {
        const DirectoryRole *role = directory_role(ask->roles[i]);
        if (role) {
            known[n++] = str_from(role->id);
        }
    }
    return str_join(ctx->arena, known, n, S(" "));
}

Err granular_ask(AccountCtx a, const GranularAsk *ask, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    Customer c;
    int64_t days = 0, lapse;
    Id job;
    Str roles = join_roles(ctx, ask), key = fold_search(ctx->arena, ask->name);
    TRY(customer_get(a, &c));
    TRY(check_name(a, ask->name, key));
    if (str_to_i64(ask->days, &days) != OK || days < 1 || days > GRANULAR_DAYS) {
        problem_field(ctx, S("days"), MSG("Enter for how many days, from 1 to 730."));
    }
    if (!roles.n) {
        problem_field(ctx, S("roles"), MSG("Choose at least one role."));
    }
    TRY(problem_check(ctx));
    *ret_id = ctx_new_id(ctx);
    audit_of(ctx, *ret_id, c.id.id, ask->name);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"customer", c.company.name}, {"days", ask->days}, {"roles", roles});
    TRY(q_granular_add(
        a,
        &(GranularAddArgs){
            .id = *ret_id, .name = ask->name, .name_key = key, .days = days, .extends = ask->extends, .roles = roles},
        NULL));
    TRY(machine_begin(ctx, &GRANULAR_RELATIONSHIP, ctx->account_id, *ret_id, MOVER_PARTNER));
    TRY(setting_int(ctx, ID_NIL, S("relationships.granular_request_days"), &lapse));
    return job_enqueue(
        ctx, &(JobAsk){.kind = CLOCK, .key = id_text(ctx->arena, *ret_id), .delay_us = lapse * TIME_DAY, .total = -1},
        &job);
}

/* --- ending and answering --- */

static Err whole(SystemCtx s, Id id, Granular *ret)
{
    GranularWholeRow r;
    TRY(q_granular_whole(s, &(GranularWholeArgs){.id = id}, &r));
    *ret = (Granular){.account_id = r.account_id,
                      .id = r.id,
                      .customer_id = r.customer_id,
                      .name = r.name,
                      .roles = r.roles,
                      .state = r.state,
                      .account = r.account_name,
                      .public_id = r.public_id,
                      .company = r.company_name,
                      .approved_email = r.approved_email,
                      .days = r.days,
                      .warned = r.warned,
                      .extends = r.extends > 0,
                      .created_at = r.created_at,
                      .ends_at = r.ends_at};
    return OK;
}

static Err move(Ctx *ctx, const Granular *g, Str to, Mover mover, Str reason)
{
    audit_of(ctx, g->id, g->customer_id, g->name);
    return machine_move(
        ctx, &GRANULAR_RELATIONSHIP,
        &(MachineAsk){.account_id = g->account_id, .subject_id = g->id, .to = to, .mover = mover, .reason = reason});
}

Err granular_end(AccountCtx a, Id id, Str reason)
{
    Granular g;
    TRY(whole(system_of(a.ctx), id, &g));
    TRY(move(a.ctx, &g, S("terminated"), MOVER_PARTNER, reason));
    TRY(tell_webhook(a.ctx, &g, "granular.terminated"));
    return tell_both(a.ctx, &g, MSG1("The admin relationship {name} is ended", "name", g.name));
}

Err granular_find(SystemCtx s, Str token, Granular *ret)
{
    Id id;
    Err err = relationship_opens(s.ctx, token, "granular", &id) ? whole(s, id, ret) : ERR_NOT_FOUND;
    return err == ERR_NOT_FOUND ? problem(s.ctx, err, MSG("This link opens no request."),
                                          MSG("Check that the whole link was opened, or ask whoever sent it."))
                                : err;
}

/* The clock looks next when the first warning is due. */
static Err start_clock(Ctx *ctx, const Granular *g)
{
    Id job;
    int64_t to_warning = (g->days - 30) * TIME_DAY;
    return job_enqueue(ctx,
                       &(JobAsk){.kind = CLOCK,
                                 .key = str_concat(ctx->arena, id_text(ctx->arena, g->id), S("+")),
                                 .delay_us = to_warning > 0 ? to_warning : 0,
                                 .total = -1},
                       &job);
}

Err granular_answer(Ctx *ctx, const Granular *g, const Answerer *who)
{
    bool approve = str_eq(g->state, S("pending"));
    (void)account_of(ctx, g->account_id);
    Str by = str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(who->name), S_ARG(g->company));
    TRY(move(ctx, g, approve ? S("active") : S("terminated"), MOVER_SYSTEM, by));
    if (!approve) {
        TRY(tell_webhook(ctx, g, "granular.terminated"));
        return tell_both(ctx, g, MSG1("The admin relationship {name} is ended", "name", g->name));
    }
    TRY(q_granular_approved(system_of(ctx),
                            &(GranularApprovedArgs){.approved_by = who->name,
                                                    .approved_email = who->facts.billing.email,
                                                    .account_id = g->account_id,
                                                    .id = g->id},
                            NULL));
    Granular after = *g;
    after.approved_email = who->facts.billing.email;
    TRY(start_clock(ctx, g));
    TRY(tell_webhook(ctx, g, "granular.approved"));
    return tell_both(ctx, &after, MSG1("The admin relationship {name} is approved", "name", g->name));
}

/* --- the clock --- */

static Err lapse(Ctx *ctx, const Granular *g, JobRun *job, JobNext *ret_next)
{
    int64_t days;
    TRY(setting_int(ctx, ID_NIL, S("relationships.granular_request_days"), &days));
    int64_t left = time_diff(time_add(g->created_at, days * TIME_DAY), ctx->now);
    if (left > 0) {
        *ret_next = JOB_LATER;
        job->run_after_us = left;
        ctx->audit.skip = true;
        return OK;
    }
    TRY(move(ctx, g, S("lapsed"), MOVER_TIMER, S("")));
    return tell_both(ctx, g, MSG1("The request for the admin relationship {name} lapsed", "name", g->name));
}

static Err at_end(Ctx *ctx, const Granular *g, JobRun *job, JobNext *ret_next)
{
    if (!g->extends) {
        TRY(move(ctx, g, S("expired"), MOVER_TIMER, S("")));
        TRY(tell_webhook(ctx, g, "granular.expired"));
        return tell_both(ctx, g, MSG1("The admin relationship {name} has expired", "name", g->name));
    }
    Time ends = time_of_date(date_add_months(date_of(g->ends_at), MONTHS_MORE));
    audit_of(ctx, g->id, g->customer_id, g->name);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"validUntil", date_iso(ctx->arena, date_of(ends))});
    TRY(q_granular_extended(system_of(ctx),
                            &(GranularExtendedArgs){.ends_at = ends, .account_id = g->account_id, .id = g->id}, NULL));
    *ret_next = JOB_LATER;
    job->run_after_us = time_diff(ends, ctx->now) - 30 * TIME_DAY;
    return tell_both(ctx, g, MSG1("The admin relationship {name} goes on by six months", "name", g->name));
}

/* The nearest warning that is due and was not told, and when the next is. */
static int64_t warning_due(int64_t left, int64_t warned, int64_t *ret_next)
{
    static const int64_t DAYS[] = {30, 7, 1};
    int64_t due = 0;
    *ret_next = left;
    for (size_t i = 0; i < COUNT_OF(DAYS); i++) {
        int64_t to = left - DAYS[i] * TIME_DAY;
        if (to <= 0 && (warned == 0 || DAYS[i] < warned)) {
            due = DAYS[i];
        } else if (to > 0 && to < *ret_next) {
            *ret_next = to;
        }
    }
    return due;
}

static Err count_down(Ctx *ctx, const Granular *g, JobRun *job, JobNext *ret_next)
{
    int64_t left = time_diff(g->ends_at, ctx->now);
    if (left <= 0) {
        return at_end(ctx, g, job, ret_next);
    }
    int64_t due = warning_due(left, g->warned, &job->run_after_us);
    *ret_next = JOB_LATER;
    if (!due) {
        ctx->audit.skip = true;
        return OK;
    }
    audit_of(ctx, g->id, g->customer_id, g->name);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"validUntil", date_iso(ctx->arena, date_of(g->ends_at))});
    TRY(q_granular_warned(system_of(ctx),
                          &(GranularWarnedArgs){.warned = due, .account_id = g->account_id, .id = g->id}, NULL));
    return tell_both(ctx, g,
                     MSG2("The admin relationship {name} ends on {date}", "name", g->name, "date",
                          tell_date(ctx->arena, date_of(g->ends_at))));
}

static Err clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Granular g;
    Id id;
    *ret_next = JOB_DONE;
    bool of_active = str_ends(job->key, S("+"));
    TRY(id_parse(of_active ? str_sub(job->key, 0, job->key.n - 1) : job->key, &id));
    Err err = whole(system_of(ctx), id, &g);
    if (err == ERR_NOT_FOUND) {
        ctx->audit.skip = true;
        return OK; /* its customer is gone */
    }
    TRY(err);
    (void)account_of(ctx, g.account_id);
    if (!of_active && str_eq(g.state, S("pending"))) {
        return lapse(ctx, &g, job, ret_next);
    }
    if (of_active && str_eq(g.state, S("active"))) {
        return count_down(ctx, &g, job, ret_next);
    }
    ctx->audit.skip = true;
    return OK;
}

const JobKind GRANULAR_JOBS[1] = {
    {.kind = CLOCK, .title = N_("Clock of an admin relationship"), .step = clock_step, .business_clock = true}};

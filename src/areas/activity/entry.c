/* A row of the audit in words: what was done, who did it and how, where from. */
#include "areas/activity/entry.h"
#include "app/area.h"
#include "app/audit.h"

/* --- what --- */

static Msg refused_text(Ctx *ctx, const AuditAction *words, Str permission, int64_t status)
{
    const Perm *perm = perm_find(permission);
    if (perm) {
        return MSG1("Refused for want of a permission: {permission}", "permission", tr(ctx->locale, NULL, perm->label));
    }
    Str what = words ? tr(ctx->locale, NULL, words->text) : S("");
    switch (status) {
    case 404:
        return what.n ? MSG1("Refused, not there or not theirs: {what}", "what", what)
                      : MSG("Asked for something that is not there, or not theirs");
    case 429:
        return MSG("Stopped for a moment: too many requests in a short time");
    default:
        return what.n ? MSG1("Refused: {what}", "what", what) : MSG("Was refused");
    }
}

Msg activity_text(Ctx *ctx, Str action, Str outcome, Str permission, int64_t status)
{
    const AuditAction *words = audit_action_find(action);
    if (str_eq(outcome, S("refused"))) {
        return refused_text(ctx, words, permission, status);
    }
    return words ? MSG_OF(words->text) : MSG1("Made a change ({action})", "action", action);
}

Msg entry_times_label(const Entry *e)
{
    return str_eq(e->operation, S("refuse_sign_in")) ? MSG("Times within an hour") : MSG("Times within a minute");
}

StateView entry_state(bool refused)
{
    return refused ? (StateView){STATE_BAD, MSG("Refused")} : (StateView){STATE_GOOD, MSG("Done")};
}

/* --- who --- */

static const char *job_title(Str kind)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->jobs_n; k++) {
            if (str_eq(kind, str_from(AREAS[i]->jobs[k].kind))) {
                return AREAS[i]->jobs[k].title;
            }
        }
    }
    return NULL;
}

/* A job works for who started it; the program itself has no name of a person. */
static void who_of_job(Ctx *ctx, const ActivityListRow *r, Str name, Entry *ret)
{
    const char *title = job_title(name);
    ret->who = r->actor_title;
    ret->who_msg = str_eq(r->agent, S(AUDIT_AGENT_COMMAND)) ? MSG("Command line") : MSG("System");
    ret->how = title ? MSG1("In the background: {task}", "task", tr(ctx->locale, NULL, title)) : (Msg){0};
}

static void who_of(Ctx *ctx, const ActivityListRow *r, Entry *ret)
{
    Str name = r->actor_name.n ? r->actor_name : r->who_name;
    if (time_is_set(r->who_erased_at)) {
        ret->who_msg = MSG("Erased");
        return;
    }
    if (str_eq(r->actor_kind, S("job"))) {
        who_of_job(ctx, r, name, ret);
        return;
    }
    static const struct {
        Str kind;
        const char *how;
    } KINDS[] = {{S_INIT("application"), N_("By a program, with the API")},
                 {S_INIT("operator"), N_("By the vendor")},
                 {S_INIT("provisioner"), N_("By a program that keeps the directory in step")},
                 {S_INIT("customer_user"), N_("By a customer's own people")}};
    ret->who = name;
    ret->who_msg = MSG("Nobody signed in");
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        if (str_eq(r->actor_kind, KINDS[i].kind)) {
            ret->how = MSG_OF(KINDS[i].how);
        }
    }
}

static Str agent_words(Ctx *ctx, Str agent)
{
    return str_eq(agent, S(AUDIT_AGENT_COMMAND)) ? tr(ctx->locale, NULL, N_("Command line")) : agent;
}

void entry_of_row(Ctx *ctx, const ActivityListRow *r, Entry *ret)
{
    const char *resource = audit_resource_label(r->resource);
    const Perm *perm = perm_find(r->permission);
    bool refused = str_eq(r->outcome, S("refused"));
    *ret = (Entry){
        .id = r->id,
        .at = r->at,
        .business_at = r->business_at,
        .what = activity_text(ctx, r->action, r->outcome, r->permission, r->status),
        .action = r->action,
        .operation = r->operation,
        .resource = r->resource,
        .resource_label = resource ? MSG_OF(resource) : (Msg){0},
        .target = r->target_name.n ? r->target_name : r->what_name,
        .target_id = r->target_id,
        .target_kind = r->target_kind,
        .refused = refused,
        .actor_id = r->actor_id,
        .application = r->application_name,
        .behalf = r->behalf_name,
        .customer = r->customer_name,
        .customer_id = r->customer_id,
        .on_behalf_of = r->on_behalf_of,
        .application_id = r->application_id,
        .address = r->address,
        .agent = agent_words(ctx, r->agent),
        .permission = r->permission,
        .permission_label = perm ? MSG_OF(perm->label) : (Msg){0},
        .times = r->times,
        .status = r->status,
        .seq = r->seq_null ? 0 : r->seq,
        .request_id = r->request_id,
    };
    who_of(ctx, r, ret);
    diff_of(ctx, r->before_json, r->after_json, &ret->diff);
    ret->diff.erased = time_is_set(r->erased_at);
}

/* The rules of access requests. */
#include "areas/access/access.h"

#include "app/job.h"
#include "app/rights.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/access/jobs.h"
#include "areas/home/home.h"
#include "base/utf8.h"
#include "gen/access_q.h"

static const char *const WORDS[] = {"open", "granted", "declined", "withdrawn", "expired"};

const char *access_state_word(AccessState s) { return WORDS[s]; }

AccessState access_state_of(Str word)
{
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        if (str_eq(word, str_from(WORDS[i]))) {
            return (AccessState)i;
        }
    }
    return ACCESS_OPEN;
}

Str access_role_name(Ctx *ctx, Str role, Str custom_name)
{
    const Role *r = role_find(role);
    return r ? tr(ctx->locale, NULL, r->name) : custom_name;
}

static Url own_page(Ctx *ctx, Id id)
{
    Url base = home_path(ctx, "/a/{account}/my-access/requests/");
    return (Url){str_concat(ctx->arena, base.s, id_text(ctx->arena, id))};
}

static Url queue_page(Ctx *ctx, Id id)
{
    Url base = home_path(ctx, "/a/{account}/settings/access-requests/");
    return (Url){str_concat(ctx->arena, base.s, id_text(ctx->arena, id))};
}

static void audit_request(Ctx *ctx, Id id, const AccessRequest *r, Str after)
{
    ctx->audit.target_kind = S("access_request");
    ctx->audit.target_id = id;
    ctx->audit.target_name = r->perm ? str_from(r->perm->label) : r->permission;
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("permission"));
    json_str(&j, r->permission);
    json_key(&j, S("person"));
    json_str(&j, r->person);
    json_key(&j, S("state"));
    json_str(&j, after);
    json_key(&j, S("role"));
    json_str(&j, r->role);
    json_key(&j, S("reason"));
    json_str(&j, r->reason);
    json_key(&j, S("answer"));
    json_str(&j, r->answer);
    json_obj_end(&j);
    ctx->audit.after = buf_str(&b);
}

/* --- asking --- */

static Err no_role_helps(Ctx *ctx, const Why *w)
{
    switch (w->reason) {
    case WHY_EVERYBODY:
    case WHY_BY_ROLE:
        return problem(ctx, ERR_CONFLICT, MSG("You have this permission already."),
                       MSG("Open the page again; your rights may have changed meanwhile."));
    case WHY_SIDE:
    case WHY_PROGRAM:
        return problem(ctx, ERR_CONFLICT,
                       MSG("No role can give this: the account is in none of the programs that bring it."),
                       MSG("Ask a Global admin to enroll the account in such a program."));
    case WHY_STANDING:
        return problem(ctx, ERR_CONFLICT,
                       MSG("No role can give this while the account is restricted, suspended or not verified yet."),
                       MSG("Account standing and Legal info say why, and what to do about it."));
    case WHY_OPERATOR:
    case WHY_KIND:
    case WHY_NOT_MEMBER:
    case WHY_GROUP:
    case WHY_ONE_PROGRAM:
    case WHY_ELSEWHERE:
    case WHY_ROLE_REMOVED:
    case WHY_NO_ROLE:
        break;
    }
    return problem(ctx, ERR_CONFLICT, MSG("No role of this account can give this."),
                   MSG("It does not exist in accounts of this kind."));
}

static Err tell_those_who_decide(AccountCtx a, const Why *w, Id id, Time due, Str reason)
{
    Ctx *ctx = a.ctx;
    for (size_t i = 0; i < w->people_n; i++) {
        TRY(tell_user(ctx, &(Tell){.category = S("access"),
                                   .user_id = w->people[i].user_id,
                                   .account_id = ctx->account_id,
                                   .icon = S("key"),
                                   .title = MSG2("{who} asks for access: {what}", "who", ctx->actor.name, "what",
                                                 tell_word(ctx->arena, w->perm->label)),
                                   .line = MSG1("Reason: {reason}", "reason", reason),
                                   .url = queue_page(ctx, id),
                                   .action = MSG("Decide"),
                                   .action_key = id_text(ctx->arena, id),
                                   .due = date_in_zone(ctx->tz, due)}));
    }
    return OK;
}

Err access_ask(AccountCtx a, Str permission, Str reason, Id *ret_id, bool *ret_again)
{
    Ctx *ctx = a.ctx;
    const Perm *p = perm_find(permission);
    WhyAsk ask;
    Why w;
    if (!p || p->operator_only) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such permission."),
                       MSG("Choose a workspace from the list."));
    }
    TRY(why_ask(a, ctx->actor.user_id, WHY_PEOPLE, &ask));
    TRY(why(&ask, p, &w));
    if (w.granted || w.roles_n == 0) {
        return no_role_helps(ctx, &w);
    }
    if (reason.n == 0) {
        problem_field(ctx, S("reason"), MSG("Say what you need it for, so that somebody can decide."));
    } else if (utf8_count(reason) > ACCESS_REASON_MAX) {
        problem_field(ctx, S("reason"), MSG("Keep the reason under 1,000 characters."));
    }
    TRY(problem_check(ctx));
    Str key = str_fmt(ctx->arena, "%.*s/%.*s", S_ARG(id_text(ctx->arena, ctx->actor.user_id)), S_ARG(permission));
    Time due = time_add(ctx->wall, ACCESS_REQUEST_DAYS * TIME_DAY);
    int64_t changed = 0;
    *ret_id = ctx_new_id(ctx);
    TRY(q_access_request_add(a,
                             &(AccessRequestAddArgs){.id = *ret_id,
                                                     .user_id = ctx->actor.user_id,
                                                     .permission = permission,
                                                     .reason = reason,
                                                     .open_key = key,
                                                     .due_at = due},
                             &changed));
    *ret_again = changed == 0;
    if (*ret_again) {
        AccessRequestOpenRow row;
        TRY(q_access_request_open(a, &(AccessRequestOpenArgs){.open_key = key}, &row));
        *ret_id = row.id;
        ctx->audit.skip = true;
        return OK;
    }
    AccessRequest r = {.perm = p, .permission = permission, .person = ctx->actor.name, .reason = reason};
    audit_request(ctx, *ret_id, &r, S("open"));
    TRY(tell_those_who_decide(a, &w, *ret_id, due, reason));
    Id job;
    return job_enqueue(ctx,
                       &(JobAsk){.kind = ACCESS_EXPIRE,
                                 .key = id_text(ctx->arena, *ret_id),
                                 .payload = S("{}"),
                                 .account_id = ctx->account_id,
                                 .delay_us = ACCESS_REQUEST_DAYS * TIME_DAY},
                       &job);
}

/* --- deciding --- */

Err access_get(AccountCtx a, Id id, AccessRequest *ret)
{
    Arena *arena = a.ctx->arena;
    AccessRequestGetRow r;
    Err err = q_access_request_get(a, &(AccessRequestGetArgs){.id = id}, &r);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? problem(a.ctx, ERR_NOT_FOUND, MSG("There is no such request."),
                                              MSG("Start from the list of requests."))
                                    : err;
    }
    *ret =
        (AccessRequest){.id = r.id,
                        .user_id = r.user_id,
                        .person = str_fmt(arena, "%.*s %.*s", S_ARG(r.first_name), S_ARG(r.last_name)),
                        .email = r.email,
                        .perm = perm_find(r.permission),
                        .permission = r.permission,
                        .reason = r.reason,
                        .role = r.role,
                        .answer = r.answer,
                        .decider = str_trim(str_fmt(arena, "%.*s %.*s", S_ARG(r.decider_first), S_ARG(r.decider_last))),
                        .state = access_state_of(r.state),
                        .created_at = r.created_at,
                        .due_at = r.due_at,
                        .decided_at = r.decided_at};
    return OK;
}

static Err close_request(AccountCtx a, AccessRequest *r, AccessState state, Str role, Str answer)
{
    Ctx *ctx = a.ctx;
    int64_t changed = 0;
    TRY(q_access_request_close(a,
                               &(AccessRequestCloseArgs){.state = str_from(access_state_word(state)),
                                                         .decided_by = ctx->actor.user_id,
                                                         .role = role,
                                                         .answer = answer,
                                                         .id = r->id},
                               &changed));
    if (!changed) {
        return problem(ctx, ERR_CONFLICT, MSG("This request has been decided already."),
                       MSG("Reload the page to see how."));
    }
    r->role = role;
    r->answer = answer;
    audit_request(ctx, r->id, r, str_from(access_state_word(state)));
    return tell_done(ctx, ctx->account_id, id_text(ctx->arena, r->id));
}

/* What was asked for, in each reader's own language. */
static Str asked_for(Ctx *ctx, const AccessRequest *r)
{
    return r->perm ? tell_word(ctx->arena, r->perm->label) : r->permission;
}

static Err tell_the_person(AccountCtx a, const AccessRequest *r, Msg title, Msg line)
{
    return tell_user(a.ctx, &(Tell){.category = S("access"),
                                    .user_id = r->user_id,
                                    .account_id = a.ctx->account_id,
                                    .icon = S("key"),
                                    .title = title,
                                    .line = line,
                                    .url = own_page(a.ctx, r->id)});
}

static bool would_do(const Why *w, Str role)
{
    for (size_t i = 0; i < w->roles_n; i++) {
        if (str_eq(w->roles[i].role, role)) {
            return true;
        }
    }
    return false;
}

static Err open_request(AccountCtx a, Id id, AccessRequest *ret)
{
    TRY(access_get(a, id, ret));
    return ret->state == ACCESS_OPEN ? OK
                                     : problem(a.ctx, ERR_CONFLICT, MSG("This request has been decided already."),
                                               MSG("Reload the page to see how."));
}

Err access_grant(AccountCtx a, Id id, Str role, bool whole_directory)
{
    Ctx *ctx = a.ctx;
    AccessRequest r;
    WhyAsk ask;
    Why w = {0};
    bool changed = false;
    TRY(open_request(a, id, &r));
    if (!r.perm) {
        return problem(ctx, ERR_CONFLICT, MSG("This permission does not exist any more."), MSG("Decline the request."));
    }
    TRY(why_ask(a, r.user_id, WHY_ROLES, &ask));
    TRY(why(&ask, r.perm, &w));
    if (!w.granted) {
        if (!would_do(&w, role)) {
            problem_field(ctx, S("role"), MSG("Choose one of the roles that hold the permission."));
            return problem_check(ctx);
        }
        TRY(rights_give(
            a,
            &(RightsChange){
                .user_id = r.user_id, .role = role, .whole_directory = whole_directory, .origin = S("request")},
            &changed));
        if (!changed) {
            return problem(
                ctx, ERR_CONFLICT, MSG("The role cannot be given to this person here."),
                MSG("They may hold it already, displaced by a group, or belong to another directory. Open their "
                    "page under Users."));
        }
    } else {
        role = S("");
    }
    TRY(close_request(a, &r, ACCESS_GRANTED, role, S("")));
    const Role *built_in = role_find(role);
    Msg line = built_in ? MSG1("You hold the role {role} now.", "role", tell_word(ctx->arena, built_in->name))
                        : MSG("It counts at once; no new sign-in is needed.");
    return tell_the_person(a, &r, MSG1("Your request for access was granted: {what}", "what", asked_for(ctx, &r)),
                           line);
}

Err access_decline(AccountCtx a, Id id, Str answer)
{
    Ctx *ctx = a.ctx;
    AccessRequest r;
    TRY(open_request(a, id, &r));
    if (answer.n == 0) {
        problem_field(ctx, S("answer"), MSG("Say why not, and what they can do instead: they read it."));
    } else if (utf8_count(answer) > ACCESS_REASON_MAX) {
        problem_field(ctx, S("answer"), MSG("Keep the answer under 1,000 characters."));
    }
    TRY(problem_check(ctx));
    TRY(close_request(a, &r, ACCESS_DECLINED, S(""), answer));
    return tell_the_person(a, &r, MSG1("Your request for access was declined: {what}", "what", asked_for(ctx, &r)),
                           MSG1("Answer: {answer}", "answer", answer));
}

Err access_withdraw(AccountCtx a, Id id)
{
    AccessRequest r;
    TRY(access_get(a, id, &r));
    if (!id_eq(r.user_id, a.ctx->actor.user_id)) {
        return problem(a.ctx, ERR_NOT_FOUND, MSG("There is no such request."), MSG("Start from the list of requests."));
    }
    return close_request(a, &r, ACCESS_WITHDRAWN, S(""), S(""));
}

/* --- nobody decided --- */

Err access_expire_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Id id;
    *ret_next = JOB_DONE;
    if (id_parse(job->key, &id) != OK) {
        return OK;
    }
    AccountCtx a = account_of(ctx, job->account_id);
    AccessRequest r;
    Err err = access_get(a, id, &r);
    if (err == ERR_NOT_FOUND || (err == OK && r.state != ACCESS_OPEN)) {
        return OK;
    }
    TRY(err);
    TRY(close_request(a, &r, ACCESS_EXPIRED, S(""), S("")));
    return tell_the_person(a, &r, MSG1("Nobody decided your request for access: {what}", "what", asked_for(ctx, &r)),
                           MSG("You can ask again, or write to one of the people named on the page."));
}

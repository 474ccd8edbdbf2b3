/* Acts that end or give back access: each has a page that says what will happen, in figures, before it does. */
#include "app/audit.h"
#include "app/person.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/people/pages.h"
#include "base/utf8.h"
#include "gen/people_html.h"
#include "gen/people_q.h"
#include "ui/shell.h"

enum { EFFECTS_MAX = 6, REASON_CHARS_MAX = 200 };

typedef struct Act {
    PersonGetRow p;
    PersonActView *v;
    Msg *effects;
    Str name;
} Act;

static Err act_begin(AccountCtx a, const char *rest, Act *ret)
{
    Ctx *ctx = a.ctx;
    TRY(person_of_path(a, &ret->p));
    TRY(person_must_be_there(ctx, &ret->p));
    ret->name = person_name(ctx->arena, ret->p.first_name, ret->p.last_name);
    ret->v = arena_new(ctx->arena, PersonActView);
    ret->effects = arena_array(ctx->arena, Msg, EFFECTS_MAX);
    *ret->v = (PersonActView){
        .shell = people_sub_shell(ctx, (Msg){0}, ret->name),
        .form = {.action = person_url(ctx, ret->p.user_id, rest), .errors = people_errors(ctx), .no_guard = true},
        .effects = ret->effects,
        .back = person_url(ctx, ret->p.user_id, "")};
    return OK;
}

static void effect(Act *act, Msg m)
{
    if (act->v->effects_n < EFFECTS_MAX) {
        act->effects[act->v->effects_n++] = m;
    }
}

/* A rule that refuses is said on the page, in place of the button. */
static Err blocked_by(Ctx *ctx, Err err, PersonActView *v)
{
    if (err != ERR_FORBIDDEN && err != ERR_CONFLICT) {
        return err;
    }
    v->blocked = true;
    v->warning = ctx->problem.message;
    ctx->problem = (Problem){0};
    return OK;
}

static FieldView reason_field(Ctx *ctx)
{
    FieldView f = people_field(ctx, "reason", ctx_form(ctx, S("reason")), MSG("Reason"));
    f.optional = true;
    f.hint = MSG("Kept with the person and in the activity log.");
    f.max_length = REASON_CHARS_MAX;
    return f;
}

static Str reason_of(Ctx *ctx) { return utf8_prefix(str_trim(ctx_form(ctx, S("reason"))), REASON_CHARS_MAX); }

static Err show(AccountCtx a, Act *act)
{
    PersonActView *v = act->v;
    RENDER(a.ctx, 200, person_act, v);
    return OK;
}

/* --- suspend and reinstate --- */

Err page_user_suspend(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Act act;
    PersonLeaves leaves;
    TRY(act_begin(a, "/suspend", &act));
    TRY(person_leaves(a, &act.p, &leaves));
    act.v->question = MSG1("Suspend {name}?", "name", act.name);
    act.v->button = MSG("Suspend");
    act.v->danger = true;
    act.v->has_reason = true;
    act.v->reason = reason_field(ctx);
    effect(&act,
           person_at_home(&act.p)
               ? MSG("They can no longer sign in, in any account of the directory, until somebody reinstates them.")
               : MSG("Their roles in this directory do not count until somebody reinstates them. They still sign in "
                     "at home."));
    if (person_at_home(&act.p)) {
        effect(&act,
               MSGN("{n} session and all tokens end now.", "{n} sessions and all tokens end now.", leaves.sessions));
    }
    effect(&act, MSGN("{n} role and their groups stay as they are, for later.",
                      "{n} roles and their groups stay as they are, for later.", leaves.roles));
    Err err = rights_check_over(a, act.p.user_id);
    err = err == OK ? person_must_be_ours(a, act.p.user_id, act.p.directory_id) : err;
    err = err == OK ? rights_check_leaving(system_of(ctx), act.p.user_id, act.p.directory_id) : err;
    TRY(blocked_by(ctx, err, act.v));
    return show(a, &act);
}

Err page_user_suspend_do(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PersonGetRow p;
    bool changed;
    TRY(person_of_path(a, &p));
    TRY(person_must_be_there(ctx, &p));
    TRY(person_suspend(a, p.user_id, p.directory_id, reason_of(ctx), &changed));
    ctx->audit.skip = !changed;
    ctx_redirect(ctx, person_url(ctx, p.user_id, ""),
                 changed ? MSG("Suspended. Their sessions are ended.") : MSG("They were suspended already."));
    return OK;
}

Err page_user_reinstate(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PersonGetRow p;
    bool changed;
    TRY(person_of_path(a, &p));
    TRY(person_must_be_there(ctx, &p));
    TRY(person_reinstate(a, p.user_id, p.directory_id, &changed));
    ctx->audit.skip = !changed;
    ctx_redirect(ctx, person_url(ctx, p.user_id, ""), MSG("Reinstated. They can sign in again."));
    return OK;
}

/* --- password and sessions --- */

Err page_user_reset(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Act act;
    PersonLeaves leaves;
    TRY(act_begin(a, "/reset", &act));
    TRY(person_must_be_at_home(ctx, &act.p));
    TRY(person_leaves(a, &act.p, &leaves));
    act.v->question = MSG1("Reset the password of {name}?", "name", act.name);
    act.v->button = MSG("Reset the password");
    effect(&act, MSG("You see a temporary password on the next page, once. Hand it over yourself; no mail is sent."));
    effect(&act, MSG("At the next sign-in they choose their own."));
    effect(&act, MSGN("{n} session and all tokens end now.", "{n} sessions and all tokens end now.", leaves.sessions));
    act.v->has_where = true;
    act.v->where = people_field(ctx, "factors", S("1"), MSG("Also take away their passkeys and other second factors"));
    act.v->where.kind = FIELD_CHECKBOX;
    act.v->where.hint = MSG("For a device that is lost. They set up new ones after signing in.");
    TRY(blocked_by(ctx, person_check_reset(a, act.p.user_id), act.v));
    int64_t left;
    TRY(rights_admins_left(a, ID_NIL, &left));
    if (!act.v->blocked && left < 2) {
        act.v->warning =
            MSG("Your organization has fewer than two Global admins. If the only one forgets the password, "
                "nobody here can reset it.");
    }
    return show(a, &act);
}

Err page_user_reset_do(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PersonGetRow p;
    Id batch = ctx_new_id(ctx);
    TRY(person_of_path(a, &p));
    TRY(person_reset_password(a, &p, batch));
    if (ctx_form(ctx, S("factors")).n) {
        TRY(identity_drop_factors(system_of(ctx), p.user_id));
    }
    ctx_redirect(ctx, credentials_url(ctx, batch), (Msg){0});
    return OK;
}

Err page_user_end_sessions(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PersonGetRow p;
    TRY(person_of_path(a, &p));
    TRY(person_must_be_there(ctx, &p));
    TRY(person_must_be_at_home(ctx, &p));
    TRY(id_eq(p.user_id, ctx->actor.user_id) ? OK : rights_check_over(a, p.user_id));
    TRY(person_end_sessions(system_of(ctx), p.user_id));
    ctx_redirect(ctx, person_url(ctx, p.user_id, "/sign-ins"), MSG("All their sessions are ended."));
    return OK;
}

/* --- removing --- */

Err page_user_remove(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Act act;
    PersonLeaves l;
    bool managed = false;
    TRY(act_begin(a, "/remove", &act));
    TRY(person_leaves(a, &act.p, &l));
    if (person_at_home(&act.p)) {
        TRY(people_managed(a, act.p.directory_id, &managed));
    }
    bool directory_too = ctx_may(ctx, &USERS_REMOVE_DIRECTORY) && !managed;
    act.v->question = MSG1("Remove {name}?", "name", act.name);
    act.v->button = MSG1("Remove from {account} only", "account", ctx->account.name);
    act.v->danger = true;
    if (directory_too) {
        act.v->second = MSG1("Remove from the directory {directory} too", "directory", act.p.directory_name);
        act.v->second_action = person_url(ctx, act.p.user_id, "/remove-directory");
    }
    effect(&act, MSGN("They lose {n} role here and stay in the directory; they can be given roles again.",
                      "They lose {n} roles here and stay in the directory; they can be given roles again.", l.roles));
    if (l.groups_here) {
        effect(&act, MSGN("They leave {n} group that gives roles here.", "They leave {n} groups that give roles here.",
                          l.groups_here));
    }
    if (l.roles_elsewhere && directory_too) {
        effect(&act, l.elsewhere.n
                         ? MSG1("From the directory: they also lose their roles in other accounts, among them "
                                "{account}.",
                                "account", l.elsewhere)
                         : MSG("From the directory: they also lose their roles in its other accounts."));
    }
    if (managed) {
        effect(&act, MSG("The directory is managed by your provisioning client; take them out of it there."));
    }
    if (directory_too) {
        effect(&act, person_at_home(&act.p)
                         ? MSG("From the directory: they can no longer sign in to anything, their sessions, tokens and "
                               "passkeys end now, and the sign-in name can be given to somebody else.")
                         : MSG("From the directory: they are no longer a guest here. They still sign in at home."));
    }
    effect(&act, MSG("What they did stays in the activity log under their name; customers, orders and files are the "
                     "account's and stay."));
    act.v->has_reason = true;
    act.v->reason = reason_field(ctx);
    Err err = rights_check_over(a, act.p.user_id);
    err = err == OK ? rights_check_leaving(system_of(ctx), act.p.user_id, act.p.directory_id) : err;
    TRY(blocked_by(ctx, err, act.v));
    return show(a, &act);
}

Err page_user_remove_do(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PersonGetRow p;
    TRY(person_of_path(a, &p));
    TRY(person_must_be_there(ctx, &p));
    TRY(person_remove_here(a, &p));
    ctx_redirect(ctx, people_url(ctx, ""), MSG("They are removed from the account."));
    return OK;
}

Err page_user_remove_directory_do(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PersonGetRow p;
    TRY(person_of_path(a, &p));
    TRY(person_must_be_there(ctx, &p));
    TRY(person_remove_directory(a, &p, reason_of(ctx)));
    ctx_redirect(ctx, people_url(ctx, ""), MSG("They are removed from the directory. They can no longer sign in."));
    return OK;
}

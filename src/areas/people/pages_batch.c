/* Acting on several people: the rows that were ticked, a page that says in figures what will happen to whom and why not
 * to the others, and the act. What the rules refuse for one person leaves that one as they were. */
#include "app/audit.h"
#include "app/person.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/people/pages.h"
#include "base/utf8.h"
#include "gen/people_html.h"
#include "gen/people_q.h"
#include "ui/shell.h"

enum { PICKED_MAX = 200, REASON_CHARS_MAX = 200 };

typedef enum What { DO_GIVE, DO_TAKE, DO_GROUP, DO_SUSPEND, DO_SESSIONS, DO_RESET, WHATS } What;
static const struct {
    const char *word, *path, *title, *button;
    const Perm *perm;
} WHAT[WHATS] = {
    [DO_GIVE] = {"give", "/selected/give", N_("Give roles"), N_("Give the roles"), &USERS_GRANT},
    [DO_TAKE] = {"take", "/selected/take", N_("Take a role"), N_("Take the role"), &USERS_GRANT},
    [DO_GROUP] = {"group", "/selected/group", N_("Add to a group"), N_("Add to the group"), &GROUPS_MANAGE},
    [DO_SUSPEND] = {"suspend", "/selected/suspend", N_("Suspend users"), N_("Suspend them"), &USERS_SUSPEND},
    [DO_SESSIONS] = {"sessions", "/selected/sessions", N_("End sessions"), N_("End their sessions"), &USERS_SUSPEND},
    [DO_RESET] = {"reset", "/selected/reset", N_("Reset passwords"), N_("Reset the passwords"), &USERS_RESET_PASSWORD},
};

typedef struct Picked {
    What what;
    PeopleWorld w;
    PeopleListRow *rows;
    size_t n;
    Str *roles; /* of each, as text */
    Msg *why_not;
    RolePlan plan;
    Str role, reason;
    Id group;
    bool done;
} Picked;

/* The ticked people of the account; ids of anybody else are not among the rows. */
static Err picked_read(AccountCtx a, Picked *p)
{
    Ctx *ctx = a.ctx;
    Id *ids = arena_array(ctx->arena, Id, PICKED_MAX);
    size_t n = picked_ids(ctx, ids, PICKED_MAX);
    TRY(people_world(a, &p->w));
    p->rows = arena_array(ctx->arena, PeopleListRow, n + 1);
    for (size_t d = 0; n && d < p->w.directories_n; d++) {
        PeopleListRow *rows;
        size_t rows_n;
        PageInfo info;
        TRY(q_people_list(
            a, &(PeopleListArgs){.directory_id = p->w.directories[d].id, .with_ids = true, .ids = ids, .ids_n = n},
            &(PageAsk){.order = PEOPLE_LIST_BY_NAME, .size = PICKED_MAX}, &rows, &rows_n, &info));
        for (size_t i = 0; i < rows_n; i++) {
            bool seen = false;
            for (size_t k = 0; k < p->n; k++) {
                seen = seen || id_eq(p->rows[k].user_id, rows[i].user_id);
            }
            if (!seen && p->n < n) {
                p->rows[p->n++] = rows[i];
            }
        }
    }
    p->roles = arena_array(ctx->arena, Str, p->n + 1);
    p->why_not = arena_array(ctx->arena, Msg, p->n + 1);
    return people_roles(a, &p->w, p->rows, p->n, p->roles);
}

/* What a rule says of one person, without the problem staying. */
static Err asked(Ctx *ctx, Err err, Msg *ret_why_not)
{
    if (err == OK || (err != ERR_FORBIDDEN && err != ERR_CONFLICT && err != ERR_NOT_FOUND && err != ERR_INVALID)) {
        return err;
    }
    *ret_why_not = msg_is_set(ctx->problem.message) ? ctx->problem.message : MSG("This cannot be done to this person.");
    ctx->problem = (Problem){0};
    return OK;
}

static bool at_home(const PeopleListRow *r) { return id_eq(r->home_id, r->directory_id); }

static Err may_state(AccountCtx a, const PeopleListRow *r)
{
    Ctx *ctx = a.ctx;
    if (id_eq(r->user_id, ctx->actor.user_id)) {
        return problem(ctx, ERR_CONFLICT, MSG("This is you."), (Msg){0});
    }
    if (people_status(r->state, r->member_state, r->last_seen_at) >= PERSON_IS_SUSPENDED) {
        return problem(ctx, ERR_CONFLICT, MSG("Suspended or removed already."), (Msg){0});
    }
    TRY(rights_check_over(a, r->user_id));
    return rights_check_leaving(system_of(ctx), r->user_id, r->directory_id);
}

static Err may_password(AccountCtx a, const PeopleListRow *r)
{
    if (!at_home(r)) {
        return problem(a.ctx, ERR_CONFLICT, MSG("Signs in with another organization."), (Msg){0});
    }
    if (people_status(r->state, r->member_state, r->last_seen_at) >= PERSON_IS_SUSPENDED) {
        return problem(a.ctx, ERR_CONFLICT, MSG("Suspended or removed already."), (Msg){0});
    }
    return rights_check_over(a, r->user_id);
}

static Err may(AccountCtx a, const Picked *p, const PeopleListRow *r)
{
    switch (p->what) {
    case DO_SUSPEND:
        return may_state(a, r);
    case DO_SESSIONS:
        return at_home(r) ? rights_check_over(a, r->user_id)
                          : problem(a.ctx, ERR_CONFLICT, MSG("Signs in with another organization."), (Msg){0});
    case DO_RESET:
        return may_password(a, r);
    case DO_GIVE:
    case DO_TAKE:
    case DO_GROUP:
    case WHATS:
        break;
    }
    return people_status(r->state, r->member_state, r->last_seen_at) == PERSON_IS_REMOVED
               ? problem(a.ctx, ERR_CONFLICT, MSG("Removed from the directory."), (Msg){0})
               : OK;
}

static Err ask_all(AccountCtx a, Picked *p)
{
    for (size_t i = 0; i < p->n; i++) {
        p->why_not[i] = (Msg){0};
        TRY(asked(a.ctx, may(a, p, &p->rows[i]), &p->why_not[i]));
    }
    return OK;
}

/* --- the page --- */

static Err role_select(AccountCtx a, const Picked *p, FieldView *ret)
{
    Ctx *ctx = a.ctx;
    OptionView *o = arena_array(ctx->arena, OptionView, ROLES_N + 1);
    size_t n = 0;
    o[n++] = (OptionView){.value = S(""), .label = MSG("Choose a role")};
    for (size_t i = 0; i < ROLES_N; i++) {
        if (role_assignable(&ROLES[i]) && rights_may_grant(&ctx->actor.roles, ROLES[i].id)) {
            o[n++] = (OptionView){.value = ROLES[i].id, .label = MSG_OF(ROLES[i].name)};
        }
    }
    *ret = people_select(ctx, "role", o, n, p->role, MSG("Role"));
    ret->hint =
        MSG("It is taken for the account and for each location, however it was given to the person. Roles that a "
            "group gives stay.");
    return OK;
}

static Err group_select(AccountCtx a, const Picked *p, FieldView *ret)
{
    Ctx *ctx = a.ctx;
    GroupChoicesRow *rows;
    size_t n;
    TRY(q_group_choices(a, NULL, &rows, &n));
    OptionView *o = arena_array(ctx->arena, OptionView, n + 1);
    o[0] = (OptionView){.value = S(""), .label = MSG("Choose a group")};
    for (size_t i = 0; i < n; i++) {
        o[i + 1] = (OptionView){.value = id_text(ctx->arena, rows[i].id), .text = rows[i].name};
    }
    Str chosen = id_is_nil(p->group) ? S("") : id_text(ctx->arena, p->group);
    *ret = people_select(ctx, "group", o, n + 1, chosen, MSG("Group"));
    ret->hint = MSG("In an account where a group holds roles, they stand in place of its members' own.");
    return OK;
}

static Msg effect_of(What what, int64_t n)
{
    switch (what) {
    case DO_GIVE:
        return MSGN("{n} person gets the roles you choose.", "{n} people get the roles you choose.", n);
    case DO_TAKE:
        return MSGN("{n} person loses the role you choose, if they hold it.",
                    "{n} people lose the role you choose, if they hold it.", n);
    case DO_GROUP:
        return MSGN("{n} person joins the group you choose.", "{n} people join the group you choose.", n);
    case DO_SUSPEND:
        return MSGN("{n} person can no longer sign in, and their sessions and tokens end now.",
                    "{n} people can no longer sign in, and their sessions and tokens end now.", n);
    case DO_SESSIONS:
        return MSGN("{n} person is signed out everywhere, now.", "{n} people are signed out everywhere, now.", n);
    case DO_RESET:
    case WHATS:
        break;
    }
    return MSGN("{n} person gets a temporary password, which you see once on the next page. Their sessions end now.",
                "{n} people get temporary passwords, which you see once on the next page. Their sessions end now.", n);
}

static Err batch_view(AccountCtx a, Picked *p, BatchView **ret)
{
    Ctx *ctx = a.ctx;
    BatchView *v = arena_new(ctx->arena, BatchView);
    BatchLine *lines = arena_array(ctx->arena, BatchLine, p->n + 1);
    for (size_t i = 0; i < p->n; i++) {
        lines[i] = (BatchLine){.id = id_text(ctx->arena, p->rows[i].user_id),
                               .name = person_name(ctx->arena, p->rows[i].first_name, p->rows[i].last_name),
                               .email = p->rows[i].email,
                               .roles = p->roles[i],
                               .effect = p->why_not[i],
                               .able = !msg_is_set(p->why_not[i])};
        v->able += lines[i].able;
        v->unable += !lines[i].able;
    }
    v->lines = lines;
    v->lines_n = p->n;
    v->shell = people_sub_shell(ctx, MSG_OF(WHAT[p->what].title), S(""));
    v->form = (FormView){
        .action = people_url(ctx, WHAT[p->what].path), .errors = people_errors(ctx), .wide = true, .no_guard = true};
    v->effect = effect_of(p->what, v->able);
    v->button = MSG_OF(WHAT[p->what].button);
    v->danger = p->what == DO_SUSPEND || p->what == DO_TAKE;
    v->query = ctx_form(ctx, S("query"));
    v->cancel = people_url(ctx, "");
    v->picks_roles = p->what == DO_GIVE;
    v->picks_group = p->what == DO_GROUP;
    v->asks_reason = p->what == DO_SUSPEND;
    v->reason = people_field(ctx, "reason", p->reason, MSG("Reason"));
    v->reason.optional = true;
    v->reason.hint = MSG("Kept with the person and in the activity log.");
    v->reason.max_length = REASON_CHARS_MAX;
    if (p->what == DO_TAKE) {
        TRY(role_select(a, p, &v->role));
    }
    if (p->what == DO_GROUP) {
        TRY(group_select(a, p, &v->group));
    }
    *ret = v;
    return p->what == DO_GIVE ? role_picker(a, &p->w, &p->plan, false, &v->picker) : OK;
}

static What what_of(Str word)
{
    for (int i = 0; i < WHATS; i++) {
        if (str_eq(word, str_from(WHAT[i].word))) {
            return (What)i;
        }
    }
    return WHATS;
}

static Err back_without(Ctx *ctx, Msg said)
{
    ctx->audit.skip = true;
    ctx_redirect(ctx, people_url(ctx, ""), said);
    return OK;
}

Err page_user_batch(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Picked p = {.what = what_of(ctx_form(ctx, S("do"))), .plan = {.scope = S("account")}};
    BatchView *v;
    if (p.what == WHATS || !ctx_may(ctx, WHAT[p.what].perm)) {
        return back_without(ctx, MSG("Choose what to do with the people you ticked."));
    }
    TRY(picked_read(a, &p));
    if (p.n == 0) {
        return back_without(ctx, MSG("Tick the people first."));
    }
    TRY(ask_all(a, &p));
    TRY(batch_view(a, &p, &v));
    RENDER(ctx, 200, people_batch, v);
    return OK;
}

/* --- doing --- */

typedef Err (*ActFn)(AccountCtx a, Picked *p, const PeopleListRow *r, bool *ret_changed);

static void audit_target(Ctx *ctx, const PeopleListRow *r)
{
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = r->user_id;
    ctx->audit.target_name = person_name(ctx->arena, r->first_name, r->last_name);
}

static Msg result_msg(Ctx *ctx, int64_t done, int64_t left)
{
    Msg m = left ? MSGN("Done for {n} person; {left} left as they were.",
                        "Done for {n} people; {left} left as they were.", done)
                 : MSGN("Done for {n} person.", "Done for {n} people.", done);
    if (left) {
        m.args[0] = (struct MsgArg){"left", str_fmt(ctx->arena, "%lld", (long long)left)};
    }
    return m;
}

static Err show_again(AccountCtx a, Picked *p)
{
    BatchView *v;
    TRY(batch_view(a, p, &v));
    return RENDER_FAILED(a.ctx, people_batch, v);
}

/* Each person is an audit row of their own. */
static Err act_on_all(AccountCtx a, Picked *p, const char *action, ActFn act, int64_t *ret_done)
{
    Ctx *ctx = a.ctx;
    *ret_done = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (msg_is_set(p->why_not[i])) {
            continue;
        }
        bool changed = false;
        audit_target(ctx, &p->rows[i]);
        TRY(asked(ctx, act(a, p, &p->rows[i], &changed), &p->why_not[i]));
        if (changed) {
            TRY(audit_also(ctx, action));
            ++*ret_done;
        }
        memset(&ctx->audit, 0, sizeof ctx->audit);
    }
    ctx->audit.skip = true;
    return OK;
}

static Err run(AccountCtx a, Picked *p, const char *action, ActFn act)
{
    Ctx *ctx = a.ctx;
    int64_t done;
    TRY(act_on_all(a, p, action, act, &done));
    ctx_redirect(ctx, people_url(ctx, ""), result_msg(ctx, done, (int64_t)p->n - done));
    return OK;
}

static Err begin(AccountCtx a, What what, Picked *p)
{
    Ctx *ctx = a.ctx;
    *p = (Picked){.what = what, .reason = utf8_prefix(str_trim(ctx_form(ctx, S("reason"))), REASON_CHARS_MAX)};
    role_plan_of_form(ctx, &p->plan);
    p->role = ctx_form(ctx, S("role"));
    if (id_parse(ctx_form(ctx, S("group")), &p->group) != OK) {
        p->group = ID_NIL;
    }
    TRY(picked_read(a, p));
    return ask_all(a, p);
}

static Err give_one(AccountCtx a, Picked *p, const PeopleListRow *r, bool *ret_changed)
{
    Ctx *ctx = a.ctx;
    int64_t given;
    Str before, after;
    TRY(person_roles_text(a, r->user_id, &before));
    for (size_t i = 0; i < p->plan.roles_n; i++) { /* all or none of the roles */
        RightsChange c = {.user_id = r->user_id,
                          .directory_id = r->directory_id,
                          .role = p->plan.roles[i],
                          .whole_directory = str_eq(p->plan.scope, S("directory"))};
        TRY(rights_check(a, &c, false));
    }
    TRY(plan_give(a, &p->plan, r->user_id, r->directory_id, S("direct"), &given));
    TRY(person_roles_text(a, r->user_id, &after));
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"roles", before});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"roles", after});
    *ret_changed = given > 0;
    return OK;
}

Err page_user_batch_give(AccountCtx a)
{
    Picked p;
    TRY(begin(a, DO_GIVE, &p));
    Err err = plan_check(a, &p.w, &p.plan, false, true);
    if (err == ERR_INVALID) {
        return show_again(a, &p);
    }
    TRY(err);
    return run(a, &p, "person.roles.give", give_one);
}

static Err take_one(AccountCtx a, Picked *p, const PeopleListRow *r, bool *ret_changed)
{
    Ctx *ctx = a.ctx;
    Str before, after;
    TRY(person_roles_text(a, r->user_id, &before));
    TRY(person_take_role(a, r->user_id, p->role, ret_changed));
    TRY(person_roles_text(a, r->user_id, &after));
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"roles", before});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"roles", after});
    return OK;
}

Err page_user_batch_take(AccountCtx a)
{
    Picked p;
    TRY(begin(a, DO_TAKE, &p));
    if (!role_find(p.role)) {
        problem_field(a.ctx, S("role"), MSG("Choose a role."));
        return show_again(a, &p);
    }
    return run(a, &p, "person.roles.take", take_one);
}

static Err suspend_one(AccountCtx a, Picked *p, const PeopleListRow *r, bool *ret_changed)
{
    return person_suspend(a, r->user_id, r->directory_id, p->reason, ret_changed);
}

Err page_user_batch_suspend(AccountCtx a)
{
    Picked p;
    TRY(begin(a, DO_SUSPEND, &p));
    return run(a, &p, "person.suspend", suspend_one);
}

static Err sessions_one(AccountCtx a, Picked *p, const PeopleListRow *r, bool *ret_changed)
{
    (void)p;
    *ret_changed = true;
    return person_end_sessions(system_of(a.ctx), r->user_id);
}

Err page_user_batch_sessions(AccountCtx a)
{
    Picked p;
    TRY(begin(a, DO_SESSIONS, &p));
    return run(a, &p, "person.sessions.end", sessions_one);
}

static Err group_one(AccountCtx a, Picked *p, const PeopleListRow *r, bool *ret_changed)
{
    return group_join(a, p->group, r->user_id, ret_changed);
}

Err page_user_batch_group(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Picked p;
    GroupGetRow g;
    TRY(begin(a, DO_GROUP, &p));
    Err err = id_is_nil(p.group) ? ERR_NOT_FOUND : q_group_get(a, &(GroupGetArgs){.id = p.group}, &g);
    if (err == ERR_NOT_FOUND) {
        problem_field(ctx, S("group"), MSG("Choose a group."));
        return show_again(a, &p);
    }
    TRY(err);
    return run(a, &p, "group.members.add", group_one);
}

static Err reset_one(AccountCtx a, Picked *p, const PeopleListRow *r, bool *ret_changed)
{
    PersonGetRow person;
    TRY(person_get(a, r->user_id, &person));
    *ret_changed = true;
    return person_reset_password(a, &person, p->group); /* the batch's id */
}

Err page_user_batch_reset(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Picked p;
    int64_t done;
    TRY(begin(a, DO_RESET, &p));
    p.group = ctx_new_id(ctx);
    TRY(act_on_all(a, &p, "person.password.reset", reset_one, &done));
    if (done == 0) {
        ctx_redirect(ctx, people_url(ctx, ""), result_msg(ctx, 0, (int64_t)p.n));
        return OK;
    }
    ctx_redirect(ctx, credentials_url(ctx, p.group), (Msg){0});
    return OK;
}

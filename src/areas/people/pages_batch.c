/* Acting on several people: the rows that were ticked, a page that says in figures what will happen to whom and why not
 * to the others, and the act. What the rules refuse for one person leaves that one as they were. */
#include "app/audit.h"
#include "app/person.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/people/batch.h"
#include "base/utf8.h"
#include "gen/people_html.h"
#include "gen/people_q.h"
#include "ui/shell.h"

const BatchWhat BATCH_WHAT[WHATS] = {
    [DO_GIVE] = {"give", "/selected/give", "person.roles.give", N_("Give roles"), N_("Give the roles"), &USERS_GRANT},
    [DO_TAKE] = {"take", "/selected/take", "person.roles.take", N_("Take a role"), N_("Take the role"), &USERS_GRANT},
    [DO_GROUP] = {"group", "/selected/group", "group.members.add", N_("Add to a group"), N_("Add to the group"),
                  &GROUPS_MANAGE},
    [DO_SUSPEND] = {"suspend", "/selected/suspend", "person.suspend", N_("Suspend users"), N_("Suspend them"),
                    &USERS_SUSPEND},
    [DO_SESSIONS] = {"sessions", "/selected/sessions", "person.sessions.end", N_("End sessions"),
                     N_("End their sessions"), &USERS_SUSPEND},
    [DO_RESET] = {"reset", "/selected/reset", "person.password.reset", N_("Reset passwords"), N_("Reset the passwords"),
                  &USERS_RESET_PASSWORD},
};

/* Everybody that the filter of the list finds, if they are few enough to be shown one by one. */
static Err matching_read(AccountCtx a, Picked *p)
{
    PeopleAsk ask;
    PageInfo info;
    people_ask_of_query(a.ctx, ctx_form(a.ctx, S("query")), &ask);
    p->query = people_query(a.ctx, &ask);
    TRY(people_read(a, &p->w, &ask, &(PageAsk){.order = ask.order, .descending = ask.descending, .size = PICKED_MAX},
                    &p->rows, &p->n, &info));
    p->many = info.next.n > 0;
    if (p->many) {
        p->n = 0;
        TRY(batch_count(a, &p->w, p->query, &p->total));
    }
    return OK;
}

/* The ticked people of the account; ids of anybody else are not among the rows. */
static Err ticked_read(AccountCtx a, Picked *p)
{
    Ctx *ctx = a.ctx;
    Id *ids = arena_array(ctx->arena, Id, PICKED_MAX);
    size_t n = picked_ids(ctx, ids, PICKED_MAX);
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
    return OK;
}

static Err picked_read(AccountCtx a, Picked *p)
{
    TRY(people_world(a, &p->w));
    TRY(ctx_form(a.ctx, S("all")).n ? matching_read(a, p) : ticked_read(a, p));
    p->roles = arena_array(a.ctx->arena, Str, p->n + 1);
    p->why_not = arena_array(a.ctx->arena, Msg, p->n + 1);
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
    TRY(person_must_be_ours(a, r->user_id, r->directory_id));
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
    if (id_eq(r->user_id, a.ctx->actor.user_id)) {
        return problem(a.ctx, ERR_CONFLICT, MSG("This is you."), (Msg){0});
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

Err batch_ask_all(AccountCtx a, Picked *p)
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
    OptionView *o = arena_array(ctx->arena, OptionView, ROLES_N + OWN_ROLES_SHOWN + 1);
    PeopleCustomNamesRow *own;
    size_t own_n, n = 0;
    TRY(q_people_custom_names(a, &(PeopleCustomNamesArgs){.most = OWN_ROLES_SHOWN}, &own, &own_n));
    o[n++] = (OptionView){.value = S(""), .label = MSG("Choose a role")};
    for (size_t i = 0; i < ROLES_N; i++) {
        if (role_assignable(&ROLES[i]) && rights_may_grant(&ctx->actor.roles, ROLES[i].id)) {
            o[n++] = (OptionView){.value = ROLES[i].id, .label = MSG_OF(ROLES[i].name)};
        }
    }
    for (size_t i = 0; i < own_n; i++) {
        Str role = rights_custom_role(ctx->arena, own[i].id);
        if (rights_may_grant(&ctx->actor.roles, role)) {
            o[n++] = (OptionView){.value = role, .text = own[i].name};
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
    v->shell = people_sub_shell(ctx, MSG_OF(BATCH_WHAT[p->what].title), S(""));
    v->form = (FormView){.action = people_url(ctx, BATCH_WHAT[p->what].path),
                         .errors = people_errors(ctx),
                         .wide = true,
                         .no_guard = true};
    v->many = p->many;
    v->able = p->many ? p->total : v->able;
    v->effect = p->many && p->what == DO_RESET
                    ? MSGN("{n} person gets a temporary password. Their sessions end now.",
                           "{n} people get temporary passwords, in a file that is downloaded once. Their sessions end "
                           "now.",
                           v->able)
                    : effect_of(p->what, v->able);
    v->more_than = p->many && p->total >= BATCH_COUNT_MAX;
    v->who = list_url(ctx->arena, people_url(ctx, ""), p->query);
    v->button = MSG_OF(BATCH_WHAT[p->what].button);
    v->danger = p->what == DO_SUSPEND || p->what == DO_TAKE;
    v->query = p->many ? p->query : ctx_form(ctx, S("query"));
    v->cancel = people_url(ctx, "");
    v->picks_roles = p->what == DO_GIVE;
    v->picks_group = p->what == DO_GROUP;
    v->asks_reason = p->what == DO_SUSPEND;
    v->reason = people_field(ctx, "reason", p->reason, MSG("Reason"));
    v->reason.optional = true;
    v->reason.hint = MSG("Kept with the person and in the activity log.");
    v->reason.max_length = BATCH_REASON_MAX;
    if (p->what == DO_TAKE) {
        TRY(role_select(a, p, &v->role));
    }
    if (p->what == DO_GROUP) {
        TRY(group_select(a, p, &v->group));
    }
    *ret = v;
    return p->what == DO_GIVE ? role_picker(a, &p->w, &p->plan, false, &v->picker) : OK;
}

What batch_what_of(Str word)
{
    for (int i = 0; i < WHATS; i++) {
        if (str_eq(word, str_from(BATCH_WHAT[i].word))) {
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
    Picked p = {.what = batch_what_of(ctx_form(ctx, S("do"))), .plan = {.scope = S("account")}};
    BatchView *v;
    if (p.what == WHATS || !ctx_may(ctx, BATCH_WHAT[p.what].perm)) {
        return back_without(ctx, MSG("Choose what to do with the people you ticked."));
    }
    TRY(picked_read(a, &p));
    if (p.n == 0 && !p.many) {
        return back_without(ctx, MSG("Tick the people first."));
    }
    TRY(batch_ask_all(a, &p));
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

Msg batch_result(Ctx *ctx, int64_t done, int64_t left)
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

static Err suspend_one(AccountCtx a, Picked *p, const PeopleListRow *r, bool *ret_changed)
{
    return person_suspend(a, r->user_id, r->directory_id, p->reason, ret_changed);
}

static Err sessions_one(AccountCtx a, Picked *p, const PeopleListRow *r, bool *ret_changed)
{
    (void)p;
    *ret_changed = true;
    return person_end_sessions(system_of(a.ctx), r->user_id);
}

static Err group_one(AccountCtx a, Picked *p, const PeopleListRow *r, bool *ret_changed)
{
    return group_join(a, p->group, r->user_id, ret_changed);
}

static Err reset_one(AccountCtx a, Picked *p, const PeopleListRow *r, bool *ret_changed)
{
    PersonGetRow person;
    TRY(person_get(a, r->user_id, &person));
    TRY(person_reset_password(a, &person, p->group));
    *ret_changed = true;
    return OK;
}

static const ActFn ACTS[WHATS] = {[DO_GIVE] = give_one,       [DO_TAKE] = take_one,         [DO_GROUP] = group_one,
                                  [DO_SUSPEND] = suspend_one, [DO_SESSIONS] = sessions_one, [DO_RESET] = reset_one};

Err batch_act_on_all(AccountCtx a, Picked *p, int64_t *ret_done)
{
    Ctx *ctx = a.ctx;
    *ret_done = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (msg_is_set(p->why_not[i])) {
            continue;
        }
        bool changed = false;
        audit_target(ctx, &p->rows[i]);
        TRY(asked(ctx, ACTS[p->what](a, p, &p->rows[i], &changed), &p->why_not[i]));
        if (changed) {
            TRY(audit_also(ctx, BATCH_WHAT[p->what].action));
            ++*ret_done;
        }
        memset(&ctx->audit, 0, sizeof ctx->audit);
    }
    ctx->audit.skip = true;
    return OK;
}

static Err run(AccountCtx a, Picked *p)
{
    Ctx *ctx = a.ctx;
    int64_t done;
    if (p->many) {
        return batch_start(a, p);
    }
    TRY(batch_act_on_all(a, p, &done));
    ctx_redirect(ctx, people_url(ctx, ""), batch_result(ctx, done, (int64_t)p->n - done));
    return OK;
}

static Err begin(AccountCtx a, What what, Picked *p)
{
    Ctx *ctx = a.ctx;
    *p = (Picked){.what = what, .reason = utf8_prefix(str_trim(ctx_form(ctx, S("reason"))), BATCH_REASON_MAX)};
    p->role = ctx_form(ctx, S("role"));
    if (id_parse(ctx_form(ctx, S("group")), &p->group) != OK) {
        p->group = ID_NIL;
    }
    TRY(picked_read(a, p));
    TRY(batch_ask_all(a, p));
    return role_plan_of_form(a, &p->plan); /* last: what is wrong with it stays */
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
    return run(a, &p);
}

Err page_user_batch_take(AccountCtx a)
{
    Picked p;
    TRY(begin(a, DO_TAKE, &p));
    Id own;
    if (!role_find(p.role) && !rights_custom_id(p.role, &own)) {
        problem_field(a.ctx, S("role"), MSG("Choose a role."));
        return show_again(a, &p);
    }
    return run(a, &p);
}

Err page_user_batch_suspend(AccountCtx a)
{
    Picked p;
    TRY(begin(a, DO_SUSPEND, &p));
    return run(a, &p);
}

Err page_user_batch_sessions(AccountCtx a)
{
    Picked p;
    TRY(begin(a, DO_SESSIONS, &p));
    return run(a, &p);
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
    return run(a, &p);
}

Err page_user_batch_reset(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Picked p;
    int64_t done;
    TRY(begin(a, DO_RESET, &p));
    p.group = ctx_new_id(ctx);
    if (p.many) {
        return batch_start(a, &p);
    }
    TRY(batch_act_on_all(a, &p, &done));
    if (done == 0) {
        ctx_redirect(ctx, people_url(ctx, ""), batch_result(ctx, 0, (int64_t)p.n));
        return OK;
    }
    ctx_redirect(ctx, credentials_url(ctx, p.group), (Msg){0});
    return OK;
}

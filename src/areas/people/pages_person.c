/* One person: what they hold here and why, their groups, how they sign in, and what happened. */
#include "app/agent.h"
#include "app/mail.h"
#include "app/phone.h"
#include "app/unit.h"
#include "areas/activity/activity.h"
#include "areas/people/pages.h"
#include "gen/people_html.h"
#include "gen/people_q.h"
#include "ui/shell.h"

typedef enum PersonTab { PERSON_ROLES, PERSON_GROUPS, PERSON_SIGN_INS, PERSON_ACTIVITY } PersonTab;

static void fill_tabs(Ctx *ctx, Id id, PersonTab current, PersonView *v)
{
    const struct {
        Msg label;
        const char *rest;
    } all[COUNT_OF(v->tabs)] = {
        {MSG("Roles"), ""}, {MSG("Groups"), "/groups"}, {MSG("Sign-ins"), "/sign-ins"}, {MSG("Activity"), "/activity"}};
    for (size_t i = 0; i < COUNT_OF(v->tabs); i++) {
        v->tabs[i] = (TabView){all[i].label, person_url(ctx, id, all[i].rest), i == (size_t)current, -1};
    }
}

static Err fill_facts(AccountCtx a, const PersonGetRow *p, PersonView *v)
{
    Ctx *ctx = a.ctx;
    FactView *f = arena_array(ctx->arena, FactView, 5);
    PersonFactor factor;
    PeopleListRow row = {.user_id = p->user_id};
    TRY(people_factors(a, &row, 1, &factor));
    Str by = person_name(ctx->arena, p->by_first, p->by_last);
    v->email = p->email;
    v->mail_url = url_mail(ctx->arena, p->email);
    f[0] = (FactView){
        .kind = FACT_TEXT, .label = MSG("Phone"), .text = phone_shown(ctx->arena, ctx->account.country, p->phone)};
    f[1] = (FactView){.kind = FACT_TEXT, .label = MSG("Job title"), .text = p->job_title};
    f[2] = (FactView){.kind = FACT_MSG, .label = MSG("Second factor"), .msg = factor.label};
    f[3] = (FactView){.kind = FACT_TIME, .label = MSG("Last seen"), .at = p->last_seen_at};
    Buf b = buf_on_arena(ctx->arena, 128);
    fmt_date(&b, ctx->locale, date_in_zone(ctx->tz, p->created_at), DATE_SHORT);
    Msg origin = origin_msg(p->origin);
    Str how = msg_text(ctx->arena, ctx->locale, &origin);
    f[4] = (FactView){.kind = FACT_MSG,
                      .label = MSG("Added"),
                      .msg = by.n ? (Msg){.id = N_("{date}: {how}, by {who}"),
                                          .args = {{"date", buf_str(&b)}, {"how", how}, {"who", by}}}
                                  : MSG2("{date}: {how}", "date", buf_str(&b), "how", how)};
    v->facts = f;
    v->facts_n = 5;
    return OK;
}

/* Mail that does not arrive. */
static Err fill_suppressed(Ctx *ctx, const PersonGetRow *p, PersonView *v)
{
    MailSuppression held;
    bool is;
    TRY(mail_suppression(ctx, p->email, &held, &is));
    if (!is) {
        return OK;
    }
    Buf b = buf_on_arena(ctx->arena, 128);
    fmt_date(&b, ctx->locale, date_in_zone(ctx->tz, held.since), DATE_SHORT);
    bool stopped = str_eq(held.reason, S("stopped"));
    v->notices[v->notices_n++] = (NoticeView){
        .kind = NOTICE_WARN,
        .text = stopped ? MSG1("Mail to this address has been held by the vendor since {date}. Notices wait under "
                               "their bell.",
                               "date", buf_str(&b))
                        : MSG1("Mail has not reached this address since {date}: its server refused it. Correct the "
                               "address; until then notices wait under their bell.",
                               "date", buf_str(&b)),
        .action = v->may_edit && !stopped ? MSG("Correct the address") : (Msg){0},
        .action_url = v->may_edit && !stopped ? v->edit : (Url){S("")}};
    return OK;
}

static Err fill_notices(AccountCtx a, const PersonGetRow *p, PersonStatus status, PersonView *v)
{
    Ctx *ctx = a.ctx;
    if (v->managed) {
        v->notices[v->notices_n++] = (NoticeView){
            .kind = NOTICE_INFO,
            .text = MSG("Managed by your directory: a provisioning client keeps name, address and state in step. "
                        "Roles are given and taken here.")};
    }
    if (status != PERSON_IS_REMOVED) {
        TRY(fill_suppressed(ctx, p, v));
    }
    if (status == PERSON_IS_SUSPENDED) {
        Str who = person_name(ctx->arena, p->state_first, p->state_last);
        Msg text = p->state_reason.n ? MSG2("Suspended by {who}: {reason}", "who", who, "reason", p->state_reason)
                   : who.n           ? MSG1("Suspended by {who}.", "who", who)
                                     : MSG("Suspended.");
        v->notices[v->notices_n++] = (NoticeView){.kind = NOTICE_WARN, .text = text};
    }
    if (!person_at_home(p) && status != PERSON_IS_REMOVED) {
        v->notices[v->notices_n++] = (NoticeView){
            .kind = NOTICE_INFO,
            .text =
                MSG1("A guest: {organization} looks after their name and sign-in; you decide about their roles here.",
                     "organization", p->home_name)};
    }
    bool admin = false;
    RightsAccount account;
    Rights rights;
    TRY(rights_account(system_of(ctx), ctx->account_id, &account));
    TRY(rights_of_user(system_of(ctx), p->user_id, &account, &rights));
    admin = role_in(&rights.roles, role_index(S("global_admin")));
    int64_t left = 2;
    if (admin) {
        TRY(rights_admins_left(a, p->user_id, &left));
    }
    if (left == 0) {
        v->notices[v->notices_n++] = (NoticeView){
            .kind = NOTICE_WARN,
            .text = MSG("The only Global admin. If they cannot sign in, nobody can help them: make a second "
                        "person Global admin.")};
    }
    v->few_admins = left == 0;
    return OK;
}

static Err head(AccountCtx a, PersonTab tab, PersonGetRow *p, PersonView **ret)
{
    Ctx *ctx = a.ctx;
    TRY(person_of_path(a, p));
    Id id = p->user_id;
    PersonStatus status = people_status(p->state, p->member_state, p->last_seen_at);
    bool there = status != PERSON_IS_REMOVED, home = person_at_home(p), self = id_eq(id, ctx->actor.user_id);
    bool managed = false;
    if (home) {
        TRY(people_managed(a, p->directory_id, &managed));
    }
    PersonView *v = arena_new(ctx->arena, PersonView);
    *v = (PersonView){
        .managed = managed && there,
        .name = person_name(ctx->arena, p->first_name, p->last_name),
        .initials = person_initials(ctx->arena, p->first_name, p->last_name),
        .state = person_state(status),
        .guest = str_eq(p->kind, S("guest")),
        .self = self,
        .may_edit = there && home && !managed && ctx_may(ctx, &USERS_EDIT),
        .may_suspend = there && !self && !managed && status != PERSON_IS_SUSPENDED && ctx_may(ctx, &USERS_SUSPEND),
        .may_reinstate = there && !self && !managed && status == PERSON_IS_SUSPENDED && ctx_may(ctx, &USERS_SUSPEND),
        .may_reset = there && home && !self && status != PERSON_IS_SUSPENDED && ctx_may(ctx, &USERS_RESET_PASSWORD),
        .may_remove = there && !self && ctx_may(ctx, &USERS_REMOVE),
        .may_end = there && home && ctx_may(ctx, &USERS_SUSPEND),
        .may_grant = there && people_may_give(ctx),
        .edit = person_url(ctx, id, "/edit"),
        .suspend = person_url(ctx, id, "/suspend"),
        .reinstate = person_url(ctx, id, "/reinstate"),
        .reset = person_url(ctx, id, "/reset"),
        .remove = person_url(ctx, id, "/remove"),
        .end_sessions = person_url(ctx, id, "/sessions/end"),
        .give = person_url(ctx, id, "/roles"),
        .take = person_url(ctx, id, "/roles/take"),
        .drop_group = person_url(ctx, id, "/groups/drop"),
        .permissions = url_with(ctx->arena, url_fmt(ctx->arena, "/a/%s/settings/permissions", ctx->account.public_id),
                                S("user"), id_text(ctx->arena, id)),
        .directory = p->directory_name,
    };
    v->shell = people_sub_shell(ctx, (Msg){0}, v->name);
    fill_tabs(ctx, id, tab, v);
    TRY(fill_facts(a, p, v));
    *ret = v;
    return fill_notices(a, p, status, v);
}

/* --- roles --- */

static Msg cover_msg(const PeopleWorld *w, HeldCover cover, Str company)
{
    switch (cover) {
    case COVER_LOCATION:
        return MSG("This location");
    case COVER_COMPANY:
        return MSG1("The whole company, by {company}", "company", company);
    case COVER_DIRECTORY:
        return MSG("Every account of the directory");
    case COVER_ACCOUNT:
        break;
    }
    return w->locations_n ? MSG("The whole company") : MSG("This account");
}

static Str who_gave(const PeopleNamesRow *names, size_t n, Arena *a, Id id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(names[i].id, id)) {
            return person_name(a, names[i].first_name, names[i].last_name);
        }
    }
    return S("");
}

static Msg from_msg(Ctx *ctx, const HeldRole *h)
{
    if (h->from == HELD_GROUP) {
        return MSG1("Group {group}", "group", h->group_name);
    }
    if (h->from == HELD_BROUGHT) {
        return MSG1("Comes with {role}", "role", people_role_name(ctx, h->brought_by, S("")));
    }
    return str_eq(h->origin, S("direct"))    ? MSG("Given directly")
           : str_eq(h->origin, S("request")) ? MSG("Asked for and granted")
                                             : origin_msg(h->origin);
}

/* Why a role that is held does not count. */
static Str why_not(Ctx *ctx, const Rights *r, const HeldRole *h)
{
    if (h->counts) {
        return S("");
    }
    for (size_t i = 0; i < r->held_n; i++) {
        if (r->held[i].from == HELD_GROUP && h->from == HELD_OWN) {
            Msg m = MSG1("The roles of the group {group} stand in place of own ones.", "group", r->held[i].group_name);
            return msg_text(ctx->arena, ctx->locale, &m);
        }
    }
    return tr(ctx->locale, NULL, TR("This role was removed."));
}

typedef struct RoleRows {
    AccountCtx a;
    const PeopleWorld *w;
    const PersonView *v;
    PersonRole *rows;
    size_t n;
    const PeopleNamesRow *names;
    size_t names_n;
} RoleRows;

static void add_held(RoleRows *r, const Rights *rights, const HeldRole *h)
{
    Ctx *ctx = r->a.ctx;
    const Role *role = role_find(h->role);
    Msg cover = cover_msg(r->w, h->cover, S(""));
    bool own = h->from == HELD_OWN, here = h->cover != COVER_COMPANY;
    r->rows[r->n++] = (PersonRole){
        .name = people_role_name(ctx, h->role, h->name),
        .role = h->role,
        .about = role ? MSG_OF(role->about) : (Msg){0},
        .scope = msg_text(ctx->arena, ctx->locale, &cover),
        .program = h->program,
        .only = only_program(&r->w->programs, h->program),
        .from = from_msg(ctx, h),
        .by = who_gave(r->names, r->names_n, ctx->arena, h->granted_by),
        .group = h->group_name,
        .group_url = id_is_nil(h->group_id) ? (Url){S("")} : group_url(ctx, h->group_id, ""),
        .since = h->since,
        .counts = h->counts,
        .why_not = why_not(ctx, rights, h),
        .brought = h->from == HELD_BROUGHT,
        .may_take = own && here && r->v->may_grant && rights_may_grant(&ctx->actor.roles, h->role),
        .take_scope = h->cover == COVER_DIRECTORY ? S("directory") : S("account"),
    };
}

/* Grants at single locations do not reach the account, so rights of the account do not tell of them. */
static Err add_located(RoleRows *r, const PersonGrantsRow *grants, size_t n)
{
    Ctx *ctx = r->a.ctx;
    for (size_t i = 0; i < n; i++) {
        const PersonGrantsRow *g = &grants[i];
        const PeoplePlace *l = people_place(r->w->locations, r->w->locations_n, g->account_id);
        if (!l) {
            continue;
        }
        const Role *role = role_find(g->role);
        Str name;
        TRY(people_role_named(r->a, g->role, &name));
        r->rows[r->n++] = (PersonRole){
            .name = name,
            .role = g->role,
            .about = role ? MSG_OF(role->about) : (Msg){0},
            .scope = l->name,
            .program = g->program,
            .only = only_program(&r->w->programs, g->program),
            .from = str_eq(g->origin, S("direct")) ? MSG("Given directly") : origin_msg(g->origin),
            .by = who_gave(r->names, r->names_n, ctx->arena, g->granted_by),
            .since = g->created_at,
            .counts = true,
            .may_take = r->v->may_grant && rights_may_grant(&ctx->actor.roles, g->role),
            .take_scope = S("locations"),
            .location = id_text(ctx->arena, g->account_id),
        };
    }
    return OK;
}

static Err fill_roles(AccountCtx a, const PeopleWorld *w, const PersonGetRow *p, PersonView *v)
{
    Ctx *ctx = a.ctx;
    RightsAccount account;
    Rights rights;
    PersonGrantsRow *grants;
    size_t grants_n, givers_n = 0;
    TRY(rights_account(system_of(ctx), ctx->account_id, &account));
    TRY(rights_of_user(system_of(ctx), p->user_id, &account, &rights));
    TRY(q_person_grants(a, &(PersonGrantsArgs){.user_id = p->user_id}, &grants, &grants_n));
    RoleRows r = {.a = a, .w = w, .v = v, .rows = arena_array(ctx->arena, PersonRole, rights.held_n + grants_n + 1)};
    Id *givers = arena_array(ctx->arena, Id, rights.held_n + grants_n + 1);
    for (size_t i = 0; i < rights.held_n && givers_n < 200; i++) {
        givers[givers_n++] = rights.held[i].granted_by;
    }
    for (size_t i = 0; i < grants_n && givers_n < 400; i++) {
        givers[givers_n++] = grants[i].granted_by;
    }
    PeopleNamesRow *names;
    TRY(q_people_names(a, &(PeopleNamesArgs){.ids = givers, .ids_n = givers_n, .user_id = p->user_id}, &names,
                       &r.names_n));
    r.names = names;
    for (size_t i = 0; i < rights.held_n; i++) {
        add_held(&r, &rights, &rights.held[i]);
    }
    TRY(add_located(&r, grants, grants_n));
    v->roles = r.rows;
    v->roles_n = r.n;
    return OK;
}

Err person_roles_page(AccountCtx a, const RolePlan *plan)
{
    Ctx *ctx = a.ctx;
    PersonGetRow p;
    PersonView *v;
    PeopleWorld w;
    TRY(head(a, PERSON_ROLES, &p, &v));
    TRY(people_world(a, &w));
    TRY(fill_roles(a, &w, &p, v));
    if (v->may_grant) {
        v->give_form = (FormView){.action = v->give, .errors = people_errors(ctx), .no_guard = true};
        TRY(role_picker(a, &w, plan, v->guest, &v->picker));
    }
    RENDER(ctx, ctx->problem.fields_n ? 422 : 200, person_roles, v);
    return OK;
}

Err page_person(AccountCtx a) { return person_roles_page(a, &(RolePlan){.scope = S("account")}); }

/* --- groups, sign-ins, activity --- */

Err page_person_groups(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PersonGetRow p;
    PersonView *v;
    PersonGroupsRow *rows;
    size_t n;
    TRY(head(a, PERSON_GROUPS, &p, &v));
    TRY(q_person_groups(a, &(PersonGroupsArgs){.user_id = p.user_id}, &rows, &n));
    PersonGroup *groups = arena_array(ctx->arena, PersonGroup, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool direct = str_eq(rows[i].origin, S("direct"));
        groups[i] = (PersonGroup){.id = id_text(ctx->arena, rows[i].id),
                                  .name = rows[i].name,
                                  .about = rows[i].about,
                                  .url = group_url(ctx, rows[i].id, ""),
                                  .since = rows[i].created_at,
                                  .may_drop = direct && ctx_may(ctx, &GROUPS_MANAGE),
                                  .origin = direct ? MSG("Kept here") : MSG("Kept by provisioning")};
    }
    v->groups = groups;
    v->groups_n = n;
    RENDER(ctx, 200, person_groups, v);
    return OK;
}

static void fill_sign_in_facts(Ctx *ctx, const PersonGetRow *p, PersonView *v)
{
    FactView *f = arena_array(ctx->arena, FactView, 4);
    size_t n = 0;
    f[n++] = (FactView){.kind = FACT_TEXT, .label = MSG("Sign-in name"), .text = p->sign_in};
    f[n++] = (FactView){.kind = FACT_TEXT, .label = MSG("Home directory"), .text = p->home_name};
    f[n++] =
        (FactView){.kind = FACT_MSG,
                   .label = MSG("Password"),
                   .msg = p->must_change ? MSG("Temporary; must be replaced at the next sign-in") : MSG("Their own")};
    f[n++] = (FactView){.kind = FACT_TIME, .label = MSG("Password changed"), .at = p->password_at};
    v->factors = f;
    v->factors_n = person_at_home(p) ? n : 2;
}

static Str device_of(Ctx *ctx, Str agent)
{
    Str browser = agent_browser(agent), platform = agent_platform(agent);
    Msg both = MSG2("{browser} on {platform}", "browser", browser, "platform", platform);
    return browser.n && platform.n   ? msg_text(ctx->arena, ctx->locale, &both)
           : browser.n || platform.n ? str_concat(ctx->arena, browser, platform)
                                     : tr(ctx->locale, NULL, TR("Unknown device"));
}

Err page_person_sign_ins(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PersonGetRow p;
    PersonView *v;
    PersonSessionsRow *rows;
    size_t n;
    TRY(head(a, PERSON_SIGN_INS, &p, &v));
    fill_sign_in_facts(ctx, &p, v);
    TRY(q_person_sessions(a, &(PersonSessionsArgs){.user_id = p.user_id}, &rows, &n));
    PersonSession *sessions = arena_array(ctx->arena, PersonSession, n + 1);
    for (size_t i = 0; i < n; i++) {
        sessions[i] = (PersonSession){.browser = device_of(ctx, rows[i].agent),
                                      .address = rows[i].address,
                                      .since = rows[i].created_at,
                                      .seen = rows[i].seen_at,
                                      .strength = rows[i].strength > 1 ? MSG("Two factors") : MSG("One factor")};
    }
    v->sessions = sessions;
    v->sessions_n = n;
    RENDER(ctx, 200, person_sign_ins, v);
    return OK;
}

Err page_person_activity(AccountCtx a)
{
    enum { SHOWN = 30 };
    PersonGetRow p;
    PersonView *v;
    EventView *done, *changes;
    TRY(head(a, PERSON_ACTIVITY, &p, &v));
    TRY(activity_of_actor(a, p.user_id, SHOWN, &done, &v->done_n));
    TRY(activity_of_target(a, p.user_id, SHOWN, &changes, &v->changes_n));
    v->done = done;
    v->changes = changes;
    v->done_url = activity_url_of_actor(a.ctx, p.user_id);
    v->changes_url = activity_url_of_target(a.ctx, p.user_id);
    RENDER(a.ctx, 200, person_activity, v);
    return OK;
}

/* Add a user: who it is, roles, review, and the credentials on a page that is shown once. Each step has its own
 * address; the answers so far are a draft on the server, one administrator's own, until the person exists. */
#include "app/audit.h"
#include "app/mail.h"
#include "app/phone.h"
#include "app/program.h"
#include "app/shape.h"
#include "areas/identity/identity.h"
#include "areas/people/pages.h"
#include "gen/people_html.h"
#include "gen/people_q.h"
#include "ui/shell.h"

typedef struct Draft { /* what the wizard has been told */
    Str first_name, last_name, local, domain, directory, email, phone, job_title;
    Str roles, scope, locations, program;
    Str person_done, roles_done;
} Draft;
#define D(MEMBER) FIELD(Draft, MEMBER, #MEMBER, F_STR, .max = 4000)
static const Field DRAFT_FIELDS[] = {D(first_name), D(last_name), D(local),       D(domain),    D(directory),
                                     D(email),      D(phone),     D(job_title),   D(roles),     D(scope),
                                     D(locations),  D(program),   D(person_done), D(roles_done)};
#undef D
static const Shape DRAFT = SHAPE(Draft, DRAFT_FIELDS);

typedef struct Wizard {
    Id id;
    Draft d;
    PeopleWorld w;
    RolePlan plan;
    bool saved;
    Time saved_at;
} Wizard;

/* A draft is our own JSON of plain texts: read back by name. */
static void draft_parse(Ctx *ctx, Str json, Draft *ret)
{
    const JsonValue *v;
    if (json_parse(ctx->arena, json, JSON_LIMITS_DEFAULT, &v, NULL) != OK) {
        return;
    }
    for (size_t i = 0; i < DRAFT.fields_n; i++) {
        const JsonValue *member = json_get(v, DRAFT.fields[i].name);
        if (member && member->kind == JSON_STRING) {
            *(Str *)(void *)((char *)ret + DRAFT.fields[i].offset) = member->text;
        }
    }
}

static Err wizard_of(AccountCtx a, Wizard *ret)
{
    Ctx *ctx = a.ctx;
    Str text = ctx_query(ctx, S("draft"));
    *ret = (Wizard){0};
    TRY(people_world(a, &ret->w));
    if (text.n) {
        PersonDraftGetRow row;
        Err err = id_parse(text, &ret->id) == OK ? q_person_draft_get(a, &(PersonDraftGetArgs){.id = ret->id}, &row)
                                                 : ERR_NOT_FOUND;
        if (err == ERR_NOT_FOUND) {
            return problem(ctx, err, MSG("This draft is not there any more."),
                           MSG("The user may be added already; look at the list of users."));
        }
        TRY(err);
        draft_parse(ctx, row.answers, &ret->d);
        ret->saved = true;
        ret->saved_at = row.updated_at;
    }
    if (!ret->d.directory.n && ret->w.directories_n) {
        ret->d.directory = id_text(ctx->arena, ret->w.directories[0].id);
        ret->d.domain = ret->w.directories[0].domain;
    }
    plan_parse(ret->d.roles, ret->d.scope, ret->d.locations, ret->d.program, &ret->plan);
    return OK;
}

static Err wizard_save(AccountCtx a, Wizard *w)
{
    Ctx *ctx = a.ctx;
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    shape_write(&b, &DRAFT, &w->d);
    Str name = person_name(ctx->arena, w->d.first_name, w->d.last_name);
    if (w->saved) {
        return q_person_draft_put(a, &(PersonDraftPutArgs){.id = w->id, .name = name, .answers = buf_str(&b)}, NULL);
    }
    w->id = ctx_new_id(ctx);
    w->saved = true;
    return q_person_draft_add(a, &(PersonDraftAddArgs){.id = w->id, .name = name, .answers = buf_str(&b)}, NULL);
}

static Url step_url(Ctx *ctx, const Wizard *w, const char *rest)
{
    Url url = people_url(ctx, rest);
    return w->saved ? url_with(ctx->arena, url, S("draft"), id_text(ctx->arena, w->id)) : url;
}

static PersonNew person_of(Ctx *ctx, const Draft *d)
{
    PersonNew n = {
        .first_name = d->first_name,
        .last_name = d->last_name,
        .sign_in = identity_name_key(ctx->arena, str_fmt(ctx->arena, "%.*s@%.*s", S_ARG(d->local), S_ARG(d->domain))),
        .email = d->email,
        .phone = d->phone,
        .job_title = d->job_title};
    if (id_parse(d->directory, &n.directory_id) != OK) {
        n.directory_id = ID_NIL;
    }
    return n;
}

/* --- the frame --- */

enum { STEP_PERSON, STEP_ROLES, STEP_REVIEW, STEPS };
static AddView *step_view(Ctx *ctx, const Wizard *w, int current, const char *rest)
{
    AddView *v = arena_new(ctx->arena, AddView);
    StepView *steps = arena_array(ctx->arena, StepView, STEPS);
    steps[STEP_PERSON] =
        (StepView){MSG("Person"), step_url(ctx, w, "/new"), w->d.person_done.n ? STEP_DONE : STEP_TODO};
    steps[STEP_ROLES] = (StepView){MSG("Roles"), w->d.person_done.n ? step_url(ctx, w, "/new/roles") : (Url){S("")},
                                   w->d.roles_done.n ? STEP_DONE : STEP_TODO};
    steps[STEP_REVIEW] =
        (StepView){MSG("Review"), w->d.roles_done.n ? step_url(ctx, w, "/new/review") : (Url){S("")}, STEP_TODO};
    steps[current].state = ctx->problem.fields_n ? STEP_BAD : STEP_CURRENT;
    *v = (AddView){.shell = people_sub_shell(ctx, MSG("Add a user"), S("")),
                   .steps = steps,
                   .steps_n = STEPS,
                   .form = {.action = step_url(ctx, w, rest), .errors = people_errors(ctx)},
                   .cancel = people_url(ctx, ""),
                   .has_draft = w->saved && w->saved_at.us != 0,
                   .saved_at = w->saved_at,
                   .discard = step_url(ctx, w, "/new/discard"),
                   .many_directories = w->w.directories_n > 1};
    return v;
}

static Err later(AccountCtx a, Wizard *w)
{
    TRY(wizard_save(a, w));
    ctx_redirect(a.ctx, people_url(a.ctx, ""), MSG("The draft is saved."));
    return OK;
}

/* --- who --- */

static Err domain_select(AccountCtx a, const Draft *d, FieldView *ret)
{
    Ctx *ctx = a.ctx;
    Id directory;
    PeopleDomainsRow *rows = NULL;
    size_t n = 0;
    if (id_parse(d->directory, &directory) == OK) {
        TRY(q_people_domains(a, &(PeopleDomainsArgs){.directory_id = directory}, &rows, &n));
    }
    OptionView *options = arena_array(ctx->arena, OptionView, n + 1);
    for (size_t i = 0; i < n; i++) {
        options[i] = (OptionView){.value = rows[i].name, .text = str_concat(ctx->arena, S("@"), rows[i].name)};
    }
    *ret = people_select(ctx, "domain", options, n, d->domain, MSG("Domain"));
    ret->hint = MSG("The directory's own domains.");
    return OK;
}

static Err person_view(AccountCtx a, const Wizard *w, AddView **ret)
{
    Ctx *ctx = a.ctx;
    const Draft *d = &w->d;
    AddView *v = step_view(ctx, w, STEP_PERSON, "/new");
    v->first_name = people_field(ctx, "first_name", d->first_name, MSG("First name"));
    v->last_name = people_field(ctx, "last_name", d->last_name, MSG("Last name"));
    v->directory = directory_select(ctx, &w->w, d->directory);
    v->sign_in = people_field(ctx, "sign_in", d->local, MSG("Sign-in name, before the @"));
    v->sign_in.hint = MSG("They sign in with it. It is one person's own in the whole installation.");
    TRY(domain_select(a, d, &v->domain));
    v->email = people_field(ctx, "email", d->email, MSG("E-mail"));
    v->email.kind = FIELD_EMAIL;
    v->email.optional = true;
    v->email.hint = MSG("Where notices go; without one, to the sign-in name.");
    v->phone = people_field(ctx, "phone", d->phone, MSG("Phone"));
    v->phone.kind = FIELD_TEL;
    v->phone.optional = true;
    v->job_title = people_field(ctx, "job_title", d->job_title, MSG("Job title"));
    v->job_title.optional = true;
    *ret = v;
    return OK;
}

/* With several directories one may be kept here, and the form says so of the others. */
static Err some_are_ours(AccountCtx a, const Wizard *w) { return w->w.directories_n > 1 ? OK : people_must_be_ours(a); }

Err page_user_add(AccountCtx a)
{
    Wizard w;
    AddView *v;
    TRY(wizard_of(a, &w));
    TRY(some_are_ours(a, &w));
    TRY(person_view(a, &w, &v));
    RENDER(a.ctx, 200, user_add_person, v);
    return OK;
}

Err page_user_add_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Wizard w;
    TRY(wizard_of(a, &w));
    Draft *d = &w.d;
    d->first_name = str_trim(ctx_form(ctx, S("first_name")));
    d->last_name = str_trim(ctx_form(ctx, S("last_name")));
    d->local = str_trim(ctx_form(ctx, S("sign_in")));
    d->domain = ctx_form(ctx, S("domain"));
    d->directory = ctx_form(ctx, S("directory")).n ? ctx_form(ctx, S("directory")) : d->directory;
    d->email = str_trim(ctx_form(ctx, S("email")));
    d->phone = str_trim(ctx_form(ctx, S("phone")));
    d->job_title = str_trim(ctx_form(ctx, S("job_title")));
    if (str_eq(ctx_form(ctx, S("do")), S("later"))) {
        d->person_done = S("");
        return later(a, &w);
    }
    PersonNew n = person_of(ctx, d);
    TRY(person_check_new(a, S(""), &n));
    if (problem_check(ctx) != OK) {
        AddView *v;
        TRY(person_view(a, &w, &v));
        return RENDER_FAILED(ctx, user_add_person, v);
    }
    d->person_done = S("1");
    TRY(wizard_save(a, &w));
    ctx_redirect(ctx, step_url(ctx, &w, "/new/roles"), (Msg){0});
    return OK;
}

/* --- roles --- */

static Err roles_view(AccountCtx a, const Wizard *w, AddView **ret)
{
    *ret = step_view(a.ctx, w, STEP_ROLES, "/new/roles");
    return role_picker(a, &w->w, &w->plan, false, &(*ret)->picker);
}

static bool sent_back(Ctx *ctx, const Wizard *w, Str done)
{
    if (w->saved && done.n) {
        return false;
    }
    ctx_redirect(ctx, step_url(ctx, w, "/new"), (Msg){0});
    return true;
}

Err page_user_add_roles(AccountCtx a)
{
    Wizard w;
    AddView *v;
    TRY(wizard_of(a, &w));
    if (sent_back(a.ctx, &w, w.d.person_done)) {
        return OK;
    }
    TRY(roles_view(a, &w, &v));
    RENDER(a.ctx, 200, user_add_roles, v);
    return OK;
}

Err page_user_add_roles_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Wizard w;
    TRY(wizard_of(a, &w));
    TRY(role_plan_of_form(a, &w.plan));
    w.d.roles = plan_roles_text(ctx->arena, &w.plan);
    w.d.scope = w.plan.scope;
    w.d.locations = plan_locations_text(ctx->arena, &w.plan);
    w.d.program = w.plan.program;
    if (str_eq(ctx_form(ctx, S("do")), S("later"))) {
        w.d.roles_done = S("");
        return later(a, &w);
    }
    Err err = plan_check(a, &w.w, &w.plan, false, false);
    if (err == ERR_INVALID) {
        AddView *v;
        TRY(roles_view(a, &w, &v));
        return RENDER_FAILED(ctx, user_add_roles, v);
    }
    TRY(err);
    w.d.roles_done = S("1");
    TRY(wizard_save(a, &w));
    ctx_redirect(ctx, step_url(ctx, &w, "/new/review"), (Msg){0});
    return OK;
}

/* --- review and creation --- */

static void fact(FactView *facts, size_t *n, Msg label, Str text)
{
    facts[(*n)++] = (FactView){.kind = FACT_TEXT, .label = label, .text = text};
}

static Err review_view(AccountCtx a, const Wizard *w, AddView **ret)
{
    Ctx *ctx = a.ctx;
    PersonNew n = person_of(ctx, &w->d);
    AddView *v = step_view(ctx, w, STEP_REVIEW, "/new/review");
    v->form.no_guard = true;
    v->person_url = step_url(ctx, w, "/new");
    v->roles_url = step_url(ctx, w, "/new/roles");
    const PeoplePlace *d = people_place(w->w.directories, w->w.directories_n, n.directory_id);
    fact(v->person, &v->person_n, MSG("Name"), person_name(ctx->arena, n.first_name, n.last_name));
    fact(v->person, &v->person_n, MSG("Sign-in name"), n.sign_in);
    fact(v->person, &v->person_n, MSG("E-mail"), n.email.n ? n.email : n.sign_in);
    fact(v->person, &v->person_n, MSG("Phone"), phone_shown(ctx->arena, ctx->account.country, n.phone));
    fact(v->person, &v->person_n, MSG("Job title"), n.job_title);
    fact(v->person, &v->person_n, MSG("Directory"), d ? d->name : S(""));
    Str names;
    TRY(plan_role_names(a, &w->plan, &names));
    v->roles[0] = (FactView){.kind = names.n ? FACT_TEXT : FACT_MSG,
                             .label = MSG("Roles"),
                             .text = names,
                             .msg = MSG("None: only their own pages open")};
    v->roles_n = 1;
    if (w->plan.roles_n) {
        fact(v->roles, &v->roles_n, MSG("Holds for"), plan_scope_name(ctx, &w->w, &w->plan));
        v->roles[v->roles_n++] =
            (FactView){.kind = FACT_MSG,
                       .label = MSG("Program"),
                       .msg = w->plan.program.n ? programs_name(&w->w.programs, w->plan.program) : MSG("All programs")};
    }
    *ret = v;
    return OK;
}

Err page_user_add_review(AccountCtx a)
{
    Wizard w;
    AddView *v;
    TRY(wizard_of(a, &w));
    if (sent_back(a.ctx, &w, w.d.roles_done)) {
        return OK;
    }
    TRY(review_view(a, &w, &v));
    RENDER(a.ctx, 200, user_add_review, v);
    return OK;
}

static Err create(AccountCtx a, const Wizard *w, Id *ret_batch)
{
    Ctx *ctx = a.ctx;
    PersonNew n = person_of(ctx, &w->d);
    TRY(person_check_new(a, S(""), &n));
    TRY(problem_check(ctx));
    TRY(plan_check(a, &w->w, &w->plan, false, false));
    Str hash;
    Credential c = {.name = person_name(ctx->arena, n.first_name, n.last_name),
                    .sign_in = n.sign_in,
                    .password = identity_temporary_password(ctx, &hash)};
    int64_t given;
    TRY(person_make(a, &n, hash, &c.user_id));
    TRY(plan_give(a, &w->plan, c.user_id, n.directory_id, S("direct"), &given));
    *ret_batch = ctx_new_id(ctx);
    TRY(credential_keep(a, *ret_batch, &c));
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = c.user_id;
    ctx->audit.target_name = c.name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"signIn", n.sign_in}, {"firstName", n.first_name},
                                  {"lastName", n.last_name}, {"email", n.email}, {"phone", n.phone},
                                  {"jobTitle", n.job_title}, {"roles", plan_roles_text(ctx->arena, &w->plan)});
    return q_person_draft_drop(a, &(PersonDraftDropArgs){.id = w->id}, NULL);
}

Err page_user_add_create(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Wizard w;
    Id batch;
    TRY(wizard_of(a, &w));
    if (sent_back(ctx, &w, w.d.roles_done)) {
        ctx->audit.skip = true;
        return OK;
    }
    Err err = create(a, &w, &batch);
    if (err == ERR_INVALID) {
        AddView *v;
        TRY(review_view(a, &w, &v));
        return RENDER_FAILED(ctx, user_add_review, v);
    }
    TRY(err);
    Url url = credentials_url(ctx, batch);
    ctx_redirect(ctx, url, (Msg){0});
    return OK;
}

Err page_user_add_discard(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Wizard w;
    TRY(wizard_of(a, &w));
    TRY(q_person_draft_drop(a, &(PersonDraftDropArgs){.id = w.id}, NULL));
    ctx_redirect(ctx, people_url(ctx, ""), MSG("The draft is discarded."));
    return OK;
}

/* --- credentials --- */

Url credentials_url(Ctx *ctx, Id batch_id)
{
    return url_fmt(ctx->arena, "/a/%s/settings/users/credentials/%i", ctx->account.public_id, batch_id);
}

/* Shows the passwords to whoever made them, and forgets them in the same unit. */
Err page_user_credentials(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Id batch;
    Credential *c;
    size_t n;
    TRY(ctx_param_id(ctx, S("batch"), &batch));
    TRY(credentials_take(a, batch, &c, &n));
    ctx->audit.skip = n == 0;
    CredentialLine *lines = arena_array(ctx->arena, CredentialLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        lines[i] = (CredentialLine){c[i].name, c[i].sign_in, c[i].password};
    }
    if (n == 1) {
        ctx->audit.target_kind = S("user");
        ctx->audit.target_id = c[0].user_id;
        ctx->audit.target_name = c[0].name;
    }
    CredentialsView *v = arena_new(ctx->arena, CredentialsView);
    *v = (CredentialsView){
        .shell = people_sub_shell(ctx, n == 1 ? MSG1("Credentials of {name}", "name", c[0].name) : MSG("Credentials"),
                                  S("")),
        .lines = lines,
        .lines_n = n,
        .door = mail_link(ctx, url_static("/sign-in")),
        .list_url = people_url(ctx, ""),
        .again_url = ctx_may(ctx, &USERS_ADD) ? people_url(ctx, "/new") : (Url){S("")},
        .again = MSG("Add another user")};
    ctx_header(ctx, S("Cache-Control"), S("no-store"));
    RENDER(ctx, n ? 200 : 404, people_credentials, v);
    return OK;
}

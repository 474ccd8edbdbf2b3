/* A person's name and how to reach them. */
#include "app/audit.h"
#include "app/mail.h"
#include "app/person.h"
#include "app/phone.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/people/pages.h"
#include "base/num.h"
#include "gen/people_html.h"
#include "gen/people_q.h"
#include "ui/shell.h"

typedef struct Edit {
    PersonGetRow p;
    PersonNew n;
    Str local, domain;
    int64_t version;
} Edit;

static void split_sign_in(Str sign_in, Str *local, Str *domain)
{
    ptrdiff_t at = str_find_char(sign_in, '@');
    *local = at >= 0 ? str_sub(sign_in, 0, (size_t)at) : sign_in;
    *domain = at >= 0 ? str_skip(sign_in, (size_t)at + 1) : S("");
}

/* A name that does not end with a domain of the directory (a guest's own address) stays as it is. */
static Err domain_select(AccountCtx a, const Edit *e, FieldView *ret)
{
    Ctx *ctx = a.ctx;
    PeopleDomainsRow *rows;
    size_t n, m = 0;
    bool known = false;
    TRY(q_people_domains(a, &(PeopleDomainsArgs){.directory_id = e->p.directory_id}, &rows, &n));
    OptionView *options = arena_array(ctx->arena, OptionView, n + 2);
    for (size_t i = 0; i < n; i++) {
        known = known || str_eq(rows[i].name, e->domain);
        options[m++] = (OptionView){.value = rows[i].name, .text = str_concat(ctx->arena, S("@"), rows[i].name)};
    }
    if (!known) {
        options[m++] = (OptionView){.value = e->domain, .text = str_concat(ctx->arena, S("@"), e->domain)};
    }
    *ret = people_select(ctx, "domain", options, m, e->domain, MSG("Domain"));
    return OK;
}

/* Where mail about the sign-in goes decides who can sign in: it is changed by whoever may reset the password, and by
 * the person. */
static bool may_move(AccountCtx a, const Edit *e)
{
    return ctx_may(a.ctx, &USERS_RESET_PASSWORD) || id_eq(e->p.user_id, a.ctx->actor.user_id);
}

static Err edit_view(AccountCtx a, const Edit *e, PersonFormView **ret)
{
    Ctx *ctx = a.ctx;
    PersonFormView *v = arena_new(ctx->arena, PersonFormView);
    *v = (PersonFormView){
        .shell = people_sub_shell(ctx, (Msg){0}, person_name(ctx->arena, e->p.first_name, e->p.last_name)),
        .form = {.action = person_url(ctx, e->p.user_id, "/edit"), .errors = people_errors(ctx), .version = e->version},
        .first_name = people_field(ctx, "first_name", e->n.first_name, MSG("First name")),
        .last_name = people_field(ctx, "last_name", e->n.last_name, MSG("Last name")),
        .sign_in = people_field(ctx, "sign_in", e->local, MSG("Sign-in name, before the @")),
        .email = people_field(ctx, "email", e->n.email, MSG("E-mail")),
        .phone = people_field(ctx, "phone", phone_shown(ctx->arena, ctx->account.country, e->n.phone), MSG("Phone")),
        .job_title = people_field(ctx, "job_title", e->n.job_title, MSG("Job title")),
        .back = person_url(ctx, e->p.user_id, "")};
    v->email.kind = FIELD_EMAIL;
    v->email.hint = MSG("Where notices go.");
    v->sign_in.hint = MSG("Whoever changes it should tell the person: the old name no longer signs in.");
    if (!may_move(a, e)) {
        v->sign_in.disabled = v->email.disabled = true;
        v->sign_in.hint = v->email.hint =
            MSG("Links for a forgotten password go there, so only who may reset passwords changes it.");
    }
    v->phone.kind = FIELD_TEL;
    v->phone.optional = v->job_title.optional = true;
    *ret = v;
    TRY(domain_select(a, e, &v->domain));
    v->domain.disabled = v->sign_in.disabled;
    return OK;
}

static Err edit_begin(AccountCtx a, Edit *e)
{
    *e = (Edit){0};
    TRY(person_of_path(a, &e->p));
    TRY(person_must_be_there(a.ctx, &e->p));
    TRY(person_must_be_at_home(a.ctx, &e->p));
    TRY(person_must_be_ours(a, e->p.user_id, e->p.directory_id));
    TRY(id_eq(e->p.user_id, a.ctx->actor.user_id) ? OK : rights_check_over(a, e->p.user_id));
    e->n = (PersonNew){.first_name = e->p.first_name,
                       .last_name = e->p.last_name,
                       .sign_in = e->p.sign_in,
                       .email = e->p.email,
                       .phone = e->p.phone,
                       .job_title = e->p.job_title,
                       .directory_id = e->p.directory_id};
    e->version = e->p.version;
    split_sign_in(e->p.sign_in, &e->local, &e->domain);
    return OK;
}

Err page_person_edit(AccountCtx a)
{
    Edit e;
    PersonFormView *v;
    TRY(edit_begin(a, &e));
    TRY(edit_view(a, &e, &v));
    RENDER(a.ctx, 200, person_edit, v);
    return OK;
}

static Str facts_json(Ctx *ctx, Str first, Str last, Str sign_in, Str email, Str phone, Str job)
{
    return AUDIT_JSON(ctx->arena, {"firstName", first}, {"lastName", last}, {"signIn", sign_in}, {"email", email},
                      {"phone", phone}, {"jobTitle", job});
}

/* Told where they read until now; whoever holds a link that went there has it no more. */
static Err tell_old(AccountCtx a, const Edit *e)
{
    Ctx *ctx = a.ctx;
    Str old = mail_address_ok(e->p.email) ? e->p.email : e->p.sign_in;
    Msg title = MSG("The address or name you sign in with was changed"),
        lines[] = {MSG2("{who} changed it: you sign in as {name} now.", "who", ctx->actor.name, "name", e->n.sign_in),
                   MSG1("Mail about your sign-in goes to {address}.", "address", e->n.email),
                   MSG("If this is not right, tell a global admin of your company now.")},
        action = MSG("Sign in");
    TRY(identity_end_links(system_of(ctx), e->p.user_id));
    return mail_address_ok(old) ? tell_address(ctx, old, e->p.first_name, locale_get(e->p.locale), S("security"),
                                               &title, lines, COUNT_OF(lines), url_static("/sign-in"), &action)
                                : OK;
}

static Err save(AccountCtx a, Edit *e)
{
    Ctx *ctx = a.ctx;
    int64_t changed;
    TRY(q_person_edit(a,
                      &(PersonEditArgs){.first_name = e->n.first_name,
                                        .last_name = e->n.last_name,
                                        .email = e->n.email,
                                        .phone = e->n.phone,
                                        .job_title = e->n.job_title,
                                        .user_id = e->p.user_id,
                                        .version = e->version},
                      &changed));
    if (!changed) {
        return ERR_STALE;
    }
    if (!str_eq(e->n.sign_in, e->p.sign_in)) {
        TRY(q_person_claim_move(a, &(PersonClaimMoveArgs){.name = e->n.sign_in, .user_id = e->p.user_id}, NULL));
        TRY(q_person_sign_in(a, &(PersonSignInArgs){.sign_in = e->n.sign_in, .user_id = e->p.user_id}, NULL));
    }
    if (!str_eq(e->n.sign_in, e->p.sign_in) || !str_eq(e->n.email, e->p.email)) {
        TRY(tell_old(a, e));
    }
    TRY(person_reindex(system_of(ctx), e->p.user_id));
    ctx->audit.before =
        facts_json(ctx, e->p.first_name, e->p.last_name, e->p.sign_in, e->p.email, e->p.phone, e->p.job_title);
    ctx->audit.after =
        facts_json(ctx, e->n.first_name, e->n.last_name, e->n.sign_in, e->n.email, e->n.phone, e->n.job_title);
    ctx->audit.skip = str_eq(ctx->audit.before, ctx->audit.after);
    return OK;
}

/* Fields that the reader may not change are not sent: then nothing changes. */
static void read_addresses(AccountCtx a, Edit *e)
{
    Ctx *ctx = a.ctx;
    Str email = str_trim(ctx_form(ctx, S("email"))), local = str_trim(ctx_form(ctx, S("sign_in"))),
        domain = ctx_form(ctx, S("domain"));
    Str name = identity_name_key(ctx->arena, str_fmt(ctx->arena, "%.*s@%.*s", S_ARG(local), S_ARG(domain)));
    if (may_move(a, e)) {
        e->local = local;
        e->domain = domain;
        e->n.sign_in = name;
        e->n.email = email;
    } else {
        Msg no = MSG("Links for a forgotten password go there, so only who may reset passwords changes it.");
        if (local.n && !str_eq(name, e->p.sign_in)) {
            problem_field(ctx, S("sign_in"), no);
        }
        if (email.n && !str_eq(email, e->p.email)) {
            problem_field(ctx, S("email"), no);
        }
    }
    if (e->n.email.n == 0) {
        problem_field(ctx, S("email"), MSG("Enter an e-mail address, as name@company.example."));
    }
}

Err page_person_edit_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Edit e;
    TRY(edit_begin(a, &e));
    e.n.first_name = str_trim(ctx_form(ctx, S("first_name")));
    e.n.last_name = str_trim(ctx_form(ctx, S("last_name")));
    e.n.phone = str_trim(ctx_form(ctx, S("phone")));
    e.n.job_title = str_trim(ctx_form(ctx, S("job_title")));
    read_addresses(a, &e);
    /* A directory that is run elsewhere may have sent what is no number: left alone, it stays. */
    bool same = str_eq(e.n.phone, phone_shown(ctx->arena, ctx->account.country, e.p.phone));
    e.n.phone = same ? S("") : e.n.phone;
    person_check_facts(ctx, S(""), &e.n);
    e.n.phone = same ? e.p.phone : e.n.phone;
    if (!str_eq(e.n.sign_in, e.p.sign_in)) {
        TRY(person_check_sign_in(a, S(""), e.p.directory_id, e.n.sign_in, e.p.user_id));
    }
    int64_t version = 0;
    if (str_to_i64(ctx_form(ctx, S("version")), &version) != OK || version != e.p.version) {
        problem_field(ctx, S("first_name"),
                      MSG("Somebody changed this person meanwhile. Compare with their page, then save again."));
    }
    if (problem_check(ctx) != OK) {
        PersonFormView *v;
        TRY(edit_view(a, &e, &v));
        return RENDER_FAILED(ctx, person_edit, v);
    }
    TRY(save(a, &e));
    ctx_redirect(ctx, person_url(ctx, e.p.user_id, ""), MSG("The changes are saved."));
    return OK;
}

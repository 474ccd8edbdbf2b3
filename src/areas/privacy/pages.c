/* Pages on which archives are asked for: a person's own, and those of an account's admin. */
#include "areas/privacy/pages.h"
#include "areas/privacy/pages_erasure.h"

#include "app/audit.h"
#include "app/setting.h"
#include "app/unit.h"
#include "areas/home/home.h"
#include "areas/people/people.h"
#include "areas/privacy/privacy_view.h"
#include "gen/privacy_html.h"
#include "gen/privacy_q.h"
#include "ui/field.h"
#include "ui/shell.h"

#define ACCOUNT_PAGE "/a/{account}/settings/data"

typedef struct Place {
    Ctx *ctx;
    bool mine;
} Place;

static Url page_of(const Place *p, const char *rest)
{
    Url base = p->mine ? url_static("/me/data") : home_path(p->ctx, ACCOUNT_PAGE);
    return (Url){str_concat(p->ctx->arena, base.s, str_from(rest))};
}

static ShellView *data_shell(const Place *p, Msg last)
{
    Ctx *ctx = p->ctx;
    Msg title = p->mine ? MSG("My data") : MSG("Data of the account");
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    size_t n = 0;
    if (ctx->actor.kind != ACTOR_OPERATOR) {
        crumbs[n++] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
    }
    crumbs[n++] = (Crumb){.label = title};
    if (msg_is_set(last)) {
        crumbs[n - 1].url = page_of(p, "");
        crumbs[n++] = (Crumb){.label = last};
    }
    ShellView *shell = shell_view(ctx, msg_is_set(last) ? last : title, crumbs, n);
    shell->workspace = MSG("Account settings");
    return shell;
}

static StateView job_state(Str state)
{
    return str_eq(state, S("done"))        ? (StateView){STATE_GOOD, MSG("Done")}
           : str_eq(state, S("failed"))    ? (StateView){STATE_BAD, MSG("Stopped")}
           : str_eq(state, S("cancelled")) ? (StateView){STATE_OFF, MSG("Cancelled")}
                                           : (StateView){STATE_WAIT, MSG("Running")};
}

static Err fill_archives(const Place *p, ArchivesView *v)
{
    Ctx *ctx = p->ctx;
    PrivacyArchivesRow *rows;
    size_t n;
    TRY(q_privacy_archives(system_of(ctx),
                           &(PrivacyArchivesArgs){.account_id = ctx->account_id,
                                                  .user_id = ctx->actor.user_id,
                                                  .kind = str_from(PRIVACY_ARCHIVE.kind)},
                           &rows, &n));
    ArchiveJob *jobs = arena_array(ctx->arena, ArchiveJob, n + 1);
    Str me = id_text(ctx->arena, ctx->actor.user_id);
    for (size_t i = 0; i < n; i++) {
        bool mine = str_starts(rows[i].key, me);
        if (mine == p->mine) {
            jobs[v->jobs_n++] =
                (ArchiveJob){.state = job_state(rows[i].state),
                             .at = rows[i].created_at,
                             .url = page_of(p, str_z(ctx->arena, str_fmt(ctx->arena, "/export/%.*s",
                                                                         S_ARG(id_text(ctx->arena, rows[i].id)))))};
        }
    }
    v->jobs = jobs;
    v->form = (FormView){.action = page_of(p, "/export"), .no_guard = true};
    return setting_int(ctx, ID_NIL, S("privacy.archive_days"), &v->days);
}

Err privacy_me_view(SelfCtx s, Str reason, MyDataView **ret)
{
    Place p = {s.ctx, true};
    MyDataView *v = arena_new(s.ctx->arena, MyDataView);
    *v = (MyDataView){.shell = data_shell(&p, (Msg){0})};
    TRY(fill_archives(&p, &v->archives));
    *ret = v;
    return erasure_fill_me(s, reason, v);
}

Err privacy_me_page(SelfCtx s)
{
    MyDataView *v;
    TRY(privacy_me_view(s, S(""), &v));
    RENDER(s.ctx, 200, privacy_me, v);
    return OK;
}

static Err start(const Place *p, const PrivacySubject *subject, Str name)
{
    Ctx *ctx = p->ctx;
    Id job;
    TRY(privacy_archive_start((AccountCtx){ctx}, subject, &job));
    ctx->audit.target_kind = subject->of == PERSONAL_PERSON ? S("user") : S("account");
    ctx->audit.target_id = subject->id;
    ctx->audit.target_name = name;
    ctx_redirect(ctx,
                 page_of(p, str_z(ctx->arena, str_fmt(ctx->arena, "/export/%.*s", S_ARG(id_text(ctx->arena, job))))),
                 (Msg){0});
    return OK;
}

Err privacy_me_export_post(SelfCtx s)
{
    Place p = {s.ctx, true};
    PrivacySubject me = {.of = PERSONAL_PERSON, .id = s.ctx->actor.user_id};
    return start(&p, &me, s.ctx->actor.email);
}

/* --- the account's --- */

Err privacy_account_view(AccountCtx a, Str typed, AccountDataView **ret)
{
    static const Str NAMES[] = {S_INIT("person")};
    Ctx *ctx = a.ctx;
    Place p = {ctx, false};
    AccountDataView *v = arena_new(ctx->arena, AccountDataView);
    *v = (AccountDataView){.shell = data_shell(&p, (Msg){0}),
                           .person_form = {.action = page_of(&p, "/person"),
                                           .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                                           .no_guard = true},
                           .person = ui_field(ctx, S("person"), typed, MSG("Sign-in name of the person"))};
    v->person.hint = MSG("One of the people of your directory, also one who was removed.");
    v->person.autocomplete = S("off");
    v->shell->failed = v->person_form.errors.links_n > 0;
    TRY(fill_archives(&p, &v->archives));
    *ret = v;
    return erasure_fill_account(a, v);
}

Err privacy_account_get(AccountCtx a)
{
    AccountDataView *v;
    TRY(privacy_account_view(a, S(""), &v));
    RENDER(a.ctx, 200, privacy_account_page, v);
    return OK;
}

Err privacy_account_export_post(AccountCtx a)
{
    Place p = {a.ctx, false};
    PrivacySubject account = {.of = PERSONAL_ACCOUNT, .id = a.ctx->account_id};
    return start(&p, &account, a.ctx->account.name);
}

Err privacy_find_person(AccountCtx a, Str typed, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    PrivacyAccountRow account;
    PrivacyPersonNamedRow row;
    TRY(q_privacy_account(system_of(ctx), &(PrivacyAccountArgs){.account_id = ctx->account_id}, &account));
    Str name = str_lower_ascii(ctx->arena, typed);
    Err err = q_privacy_person_named(
        system_of(ctx), &(PrivacyPersonNamedArgs){.directory_id = account.directory_id, .sign_in = name, .email = name},
        &row);
    *ret_id = err == OK ? row.id : ID_NIL;
    return err == ERR_NOT_FOUND ? OK : err;
}

Err privacy_person_export_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Place p = {ctx, false};
    Str typed = str_trim(ctx_form(ctx, S("person")));
    Id id = ID_NIL;
    if (typed.n) {
        TRY(privacy_find_person(a, typed, &id));
    }
    if (id_is_nil(id)) {
        problem_field(ctx, S("person"),
                      typed.n
                          ? MSG("Nobody of your directory signs in by this name. Write it as User management has it.")
                          : MSG("Enter the name the person signs in with."));
        AccountDataView *v;
        TRY(privacy_account_view(a, typed, &v));
        return RENDER_FAILED(ctx, privacy_account_page, v);
    }
    PrivacySubject person = {.of = PERSONAL_PERSON, .id = id, .within = ctx->account_id};
    return start(&p, &person, typed);
}

/* --- one archive --- */

static Err job_page(const Place *p)
{
    Ctx *ctx = p->ctx;
    JobStatus job;
    TRY(export_job_find((AccountCtx){ctx}, &PRIVACY_ARCHIVE, &job));
    ArchiveJobView *v = arena_new(ctx->arena, ArchiveJobView);
    v->shell = data_shell(p, MSG("The archive"));
    TRY(setting_int(ctx, ID_NIL, S("privacy.archive_days"), &v->days));
    Url at = page_of(p, str_z(ctx->arena, str_fmt(ctx->arena, "/export/%.*s", S_ARG(id_text(ctx->arena, job.id)))));
    export_job_progress(ctx, &job, at, MSG("Archive of personal data"), &v->progress);
    v->progress.result_label = MSG("Download the archive");
    if (v->progress.running) {
        v->shell->refresh_url = at;
        v->shell->refresh_s = 5;
    }
    RENDER(ctx, 200, privacy_job, v);
    return OK;
}

static Err job_cancel_post(const Place *p)
{
    JobStatus job;
    TRY(export_job_find((AccountCtx){p->ctx}, &PRIVACY_ARCHIVE, &job));
    TRY(job_cancel((AccountCtx){p->ctx}, job.id));
    ctx_redirect(p->ctx, page_of(p, ""), MSG("The archive is cancelled"));
    return OK;
}

Err privacy_me_job_page(SelfCtx s) { return job_page(&(Place){s.ctx, true}); }
Err privacy_me_job_cancel_post(SelfCtx s) { return job_cancel_post(&(Place){s.ctx, true}); }
Err privacy_me_job_file(SelfCtx s) { return export_job_file((AccountCtx){s.ctx}, &PRIVACY_ARCHIVE); }
Err privacy_account_job_page(AccountCtx a) { return job_page(&(Place){a.ctx, false}); }
Err privacy_account_job_cancel_post(AccountCtx a) { return job_cancel_post(&(Place){a.ctx, false}); }
Err privacy_account_job_file(AccountCtx a) { return export_job_file(a, &PRIVACY_ARCHIVE); }

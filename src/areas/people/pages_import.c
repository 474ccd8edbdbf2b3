/* Import of people from a CSV file, and the file of their temporary passwords, which is downloaded once. */
#include "app/mail.h"
#include "areas/people/import.h"
#include "areas/people/jobs.h"
#include "areas/people/pages.h"
#include "gen/ui_html.h"
#include "ui/import.h"
#include "ui/shell.h"

static const char *const EXAMPLE[] = {
    "Femke", "Bos", "femke.bos", "", "+31 10 555 0140", "Inside sales", "Sales agent | Report viewer", ""};

static ShellView *shell(Ctx *ctx, Str file_name)
{
    ShellView *v = people_sub_shell(ctx, MSG("Import users"), S(""));
    if (file_name.n) {
        Crumb *crumbs = arena_array(ctx->arena, Crumb, 4);
        memcpy(crumbs, v->crumbs, 2 * sizeof *crumbs);
        crumbs[2] = (Crumb){.label = MSG("Import users"), .url = people_url(ctx, "/import")};
        crumbs[3] = (Crumb){.text = file_name};
        v->crumbs = crumbs;
        v->crumbs_n = 4;
    }
    return v;
}
static Msg add(int64_t n) { return MSGN("Add {n} user", "Add {n} users", n); }
static Url at(Ctx *ctx, const char *rest)
{
    return (Url){str_concat(ctx->arena, people_url(ctx, "/import").s, str_from(rest))};
}
static Url thing(Ctx *ctx, Id id) { return person_url(ctx, id, ""); }

static const ImportPages PAGES = {
    .kind = &PEOPLE_FILE,
    .title = N_("Import users"),
    .about = N_("A CSV file with one person a row. It is checked first and every problem is shown; nothing is written "
                "before you say so. Roles are written by their names, with | between them."),
    .task = N_("Import of users"),
    .what = N_("Person"),
    .file_name = "users.csv",
    .template_name = "users-template.csv",
    .example = EXAMPLE,
    .add = add,
    .at = at,
    .thing = thing,
    .shell = shell};

Err page_user_imports(AccountCtx a)
{
    TRY(people_must_be_ours(a));
    return import_page_files(a, &PAGES);
}
Err page_user_import_template(AccountCtx a) { return import_page_template(a, &PAGES); }
Err page_user_import_upload(AccountCtx a)
{
    TRY(people_must_be_ours(a));
    return import_page_upload(a, &PAGES);
}
Err page_user_import_run(AccountCtx a) { return import_page_run(a, &PAGES); }
Err page_user_import_report(AccountCtx a) { return import_page_report(a, &PAGES); }
Err people_import_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    return import_step(ctx, job, ret_next, &PEOPLE_FILE);
}

/* --- with the passwords --- */

Err credentials_offer(AccountCtx a, Id batch_id, Url at, ImportFileView *v)
{
    int64_t left = 0;
    if (v->done) {
        TRY(credentials_left(a, batch_id, &left));
    }
    v->secrets = left > 0;
    v->secrets_about = MSGN("{n} person can sign in with a temporary password. The file holds it; it can be "
                            "downloaded once, by you, within a day. Hand it over yourself; no mail is sent.",
                            "{n} people can sign in with temporary passwords. The file holds them; it can be "
                            "downloaded once, by you, within a day. Hand them over yourself; no mail is sent.",
                            left);
    v->secrets_button = MSG("Download the passwords");
    v->secrets_form = (FormView){.action = at, .no_guard = true};
    return OK;
}

Err page_user_import(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ImportFile file;
    ImportFileView *v;
    TRY(import_page_find(a, &PAGES, &file));
    TRY(import_page_view(a, &PAGES, &file, &v));
    TRY(credentials_offer(a, file.id, (Url){str_concat(ctx->arena, credentials_url(ctx, file.id).s, S("/file"))}, v));
    RENDER(ctx, 200, import_file, v);
    return OK;
}

static void answer_credentials(Ctx *ctx, const Credential *all, size_t n)
{
    CsvAnswer c = csv_answer(ctx, BUF_MAX_PAGE);
    Url door = mail_link(ctx, url_static("/sign-in"));
    const char *const heads[] = {TR("Name"), TR("Sign-in name"), TR("Temporary password"), TR("Sign in at")};
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        csv_answer_text(&c, tr(ctx->locale, NULL, heads[i]));
    }
    csv_answer_row(&c);
    for (size_t i = 0; i < n; i++) {
        csv_answer_text(&c, all[i].name);
        csv_answer_text(&c, all[i].sign_in);
        csv_answer_text(&c, all[i].password);
        csv_answer_text(&c, door.s);
        csv_answer_row(&c);
    }
    csv_answer_end(&c, "temporary-passwords.csv");
    ctx_header(ctx, S("Cache-Control"), S("no-store"));
}

Err credentials_send(AccountCtx a, Id batch_id)
{
    Credential *all;
    size_t n;
    TRY(credentials_take(a, batch_id, &all, &n));
    if (n == 0) {
        return problem(a.ctx, ERR_NOT_FOUND, MSG("These passwords were downloaded already, or their day is over."),
                       MSG("Reset the passwords of those who still need one, on their pages."));
    }
    answer_credentials(a.ctx, all, n);
    return OK;
}

/* Of a file that was imported, or of passwords that were reset for many: to whoever did it, once. */
Err page_user_credentials_file(AccountCtx a)
{
    Id batch;
    TRY(ctx_param_id(a.ctx, S("batch"), &batch));
    return credentials_send(a, batch);
}

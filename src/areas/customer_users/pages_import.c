/* Import of a customer's people from a CSV file, and the file of their temporary passwords, downloaded once. */
#include "areas/customer_users/api.h"
#include "areas/customer_users/import.h"
#include "areas/customer_users/pages.h"
#include "areas/customers/customers.h"
#include "areas/people/people.h"
#include "gen/ui_html.h"
#include "ui/import.h"
#include "ui/shell.h"

static const char *const EXAMPLE[] = {"Femke Bos", "Femke",        "Bos", "femke.bos",
                                      "NL",        "020 555 0140", "",    "Helpdesk Administrator | Global Reader"};

static Url at(Ctx *ctx, const char *rest)
{
    return (Url){str_concat(ctx->arena, customer_page_url(ctx, ctx->customer_id, "/users/import").s, str_from(rest))};
}
static Url thing(Ctx *ctx, Id id)
{
    Str users = customer_page_url(ctx, ctx->customer_id, "/users").s;
    return (Url){str_fmt(ctx->arena, "%.*s/%.*s", S_ARG(users), S_ARG(id_text(ctx->arena, id)))};
}
/* Every handler has entered the customer before, so that it is there. */
static ShellView *shell(Ctx *ctx, Str file_name)
{
    CustomerFrame *frame;
    Crumb users = {.label = MSG("Users and licenses"), .url = customer_page_url(ctx, ctx->customer_id, "/users")};
    Crumb files = {.label = MSG("Import users"), .url = at(ctx, "")};
    Msg title = file_name.n ? MSG1("{name}", "name", file_name) : MSG("Import users");
    if (customer_frame_view((AccountCtx){ctx}, title, file_name.n ? &files : &users, &frame) != OK) {
        return shell_view(ctx, title, &users, 1);
    }
    return frame->shell;
}
static Msg add(int64_t n) { return MSGN("Add {n} user", "Add {n} users", n); }
static size_t sums(const ImportRows *rows, ImportSum *ret)
{
    CustomerUsersSums made;
    customer_users_file_sums(rows, &made);
    ret[0] = (ImportSum){MSG("Users"), made.users};
    ret[1] = (ImportSum){MSG("Licenses"), made.licences};
    ret[2] = (ImportSum){MSG("Roles"), made.roles};
    return 3;
}

static const ImportPages PAGES = {
    .kind = &CUSTOMER_USERS_FILE,
    .title = N_("Import users"),
    .about = N_("A CSV file with one person a row. It is checked first, and what is wrong with each row and what it "
                "will make is shown; nothing is written before you say so. Licenses are written by their codes and "
                "roles by their names, with | between them."),
    .task = N_("Import of a customer's users"),
    .what = N_("Person"),
    .file_name = "users.csv",
    .template_name = "customer-users-template.csv",
    .example = EXAMPLE,
    .add = add,
    .sums = sums,
    .at = at,
    .thing = thing,
    .shell = shell};

Err page_customer_user_imports(AccountCtx a)
{
    TRY(customer_users_enter(a));
    return import_page_files(a, &PAGES);
}
Err page_customer_user_import_template(AccountCtx a)
{
    TRY(customer_users_enter(a));
    return import_page_template(a, &PAGES);
}
Err page_customer_user_import_upload(AccountCtx a)
{
    TRY(customer_users_enter(a));
    return import_page_upload(a, &PAGES);
}
Err page_customer_user_import(AccountCtx a)
{
    ImportFile file;
    ImportFileView *v;
    TRY(customer_users_enter(a));
    TRY(import_page_find(a, &PAGES, &file));
    TRY(import_page_view(a, &PAGES, &file, &v));
    TRY(credentials_offer(a, file.id, import_page_url(a.ctx, &PAGES, file.id, "/passwords"), v));
    RENDER(a.ctx, 200, import_file, v);
    return OK;
}
Err page_customer_user_import_run(AccountCtx a)
{
    TRY(customer_users_enter(a));
    return import_page_run(a, &PAGES);
}
Err page_customer_user_import_report(AccountCtx a)
{
    TRY(customer_users_enter(a));
    return import_page_report(a, &PAGES);
}
Err page_customer_user_import_passwords(AccountCtx a)
{
    ImportFile file;
    TRY(customer_users_enter(a));
    TRY(import_page_find(a, &PAGES, &file));
    return credentials_send(a, file.id);
}
Err customer_users_import_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    return import_step(ctx, job, ret_next, &CUSTOMER_USERS_FILE);
}

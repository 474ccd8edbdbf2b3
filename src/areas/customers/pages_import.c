/* Import of a CSV file: upload, a dry run that shows every row's problem, then a job that adds what can be added. */
#include "areas/customers/import.h"
#include "areas/customers/jobs.h"
#include "areas/customers/pages.h"
#include "ui/import.h"
#include "ui/shell.h"

static const char *const EXAMPLE[] = {"Windmill Sails",
                                      "windmillsails.example",
                                      "NL",
                                      "Herengracht 12",
                                      "",
                                      "Amsterdam",
                                      "",
                                      "1015 BK",
                                      "020 123 4567",
                                      "",
                                      "Femke",
                                      "Bos",
                                      "femke.bos@windmillsails.example",
                                      "nl-NL"};

static ShellView *shell(Ctx *ctx, Str file_name)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    crumbs[0] = customers_crumb(ctx);
    crumbs[1] = (Crumb){.label = MSG("Import"), .url = customers_url(ctx, "/import")};
    crumbs[2] = (Crumb){.text = file_name};
    ShellView *v = shell_view(ctx, MSG("Import customers"), crumbs, file_name.n ? 3 : 2);
    v->workspace = MSG("Customers");
    return v;
}
static Msg add(int64_t n) { return MSGN("Add {n} customer", "Add {n} customers", n); }
static Url at(Ctx *ctx, const char *rest)
{
    return (Url){str_concat(ctx->arena, customers_url(ctx, "/import").s, str_from(rest))};
}
static Url thing(Ctx *ctx, Id id) { return customer_url(ctx, id, ""); }

static const ImportPages PAGES = {.kind = &CUSTOMERS_FILE,
                                  .title = N_("Import customers"),
                                  .about = N_("A CSV file with one customer a row. It is checked first and every "
                                              "problem is shown; nothing is written before you say so."),
                                  .task = N_("Import of customers"),
                                  .what = N_("Company"),
                                  .file_name = "customers.csv",
                                  .template_name = "customers-template.csv",
                                  .example = EXAMPLE,
                                  .add = add,
                                  .at = at,
                                  .thing = thing,
                                  .shell = shell};

Err page_imports(AccountCtx a) { return import_page_files(a, &PAGES); }
Err page_import_template(AccountCtx a) { return import_page_template(a, &PAGES); }
Err page_import_upload(AccountCtx a) { return import_page_upload(a, &PAGES); }
Err page_import(AccountCtx a) { return import_page_file(a, &PAGES); }
Err page_import_run(AccountCtx a) { return import_page_run(a, &PAGES); }
Err page_import_report(AccountCtx a) { return import_page_report(a, &PAGES); }
Err customers_import_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    return import_step(ctx, job, ret_next, &CUSTOMERS_FILE);
}

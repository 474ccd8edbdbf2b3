/* The page that fills a sandbox from a file. */
#include "areas/sandbox/pages.h"

#include "app/clock.h"
#include "app/problem.h"
#include "app/unit.h"
#include "areas/home/home.h"
#include "areas/sandbox/sandbox_view.h"
#include "areas/sandbox/seed.h"
#include "gen/sandbox_html.h"
#include "ui/field.h"

#define PAGE "/a/{account}/settings/sandbox/seed"

static SeedView *view_of(Ctx *ctx)
{
    static const Str FIELDS[] = {S_INIT("file")};
    SeedView *v = arena_new(ctx->arena, SeedView);
    v->shell = sandbox_shell(ctx, MSG("Fill from a file"));
    v->here = clock_may_turn(ctx->app);
    v->form = (FormView){
        .action = home_path(ctx, PAGE), .errors = ui_errors(ctx, FIELDS, 1), .upload = true, .no_guard = true};
    v->shell->failed = v->form.errors.links_n > 0;
    v->file = ui_field(ctx, S("file"), S(""), MSG("JSON file"));
    v->file.kind = FIELD_FILE;
    v->file.accept = S(".json,application/json");
    v->file.hint = MSG("At most 5,000 customers and 16 MB.");
    v->sandbox = home_path(ctx, "/a/{account}/settings/sandbox");
    v->customers_url = home_path(ctx, "/a/{account}/customers");
    return v;
}

Err sandbox_seed_page(AccountCtx a)
{
    RENDER(a.ctx, 200, sandbox_seed, view_of(a.ctx));
    return OK;
}

typedef struct Told {
    SeedView *view;
} Told;

static Err draw(Ctx *ctx, void *arg)
{
    ((Told *)arg)->view = view_of(ctx);
    return OK;
}

Err sandbox_seed_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str name = S(""), bytes = S("");
    Seeded s;
    Told told;
    bool make = !str_eq(ctx_form(ctx, S("act")), S("check"));
    Err err = ctx_upload(ctx, S("file"), &name, &bytes);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    if (!bytes.n) {
        problem_field(ctx, S("file"), MSG("Choose a JSON file that is not empty"));
        Problem kept = ctx->problem;
        TRY(unit_run(ctx, MODE_READ, NULL, draw, &told));
        ctx->problem = kept;
        told.view = view_of(ctx);
        return RENDER_FAILED(ctx, sandbox_seed, told.view);
    }
    TRY(sandbox_seed(ctx, bytes, !make, &s));
    TRY(unit_run(ctx, MODE_READ, NULL, draw, &told));
    SeedView *v = told.view;
    SeedLine *lines = arena_array(ctx->arena, SeedLine, s.problems_n + 1);
    for (size_t i = 0; i < s.problems_n; i++) {
        lines[i] = (SeedLine){s.problems[i].where, s.problems[i].text};
    }
    v->looked = true;
    v->done = make && !s.problems_n;
    v->more = s.more;
    v->customers = s.customers;
    v->users = s.users;
    v->orders = s.orders;
    v->subscriptions = s.subscriptions;
    v->problems = lines;
    v->problems_n = s.problems_n;
    RENDER(ctx, s.problems_n && make ? 422 : 200, sandbox_seed, v);
    return s.problems_n && make ? ERR_INVALID : OK;
}

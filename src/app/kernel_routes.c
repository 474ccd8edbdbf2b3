/* The kernel's own addresses: health, metrics, assets. */
#include "app/kernel.h"
#include "app/tell.h"
#include "gen/app_q.h"

static Err text_answer(Ctx *ctx, int status, Str text)
{
    ctx->out.status = status;
    ctx->out.body = text;
    ctx->out.content_type = S("text/plain; charset=utf-8");
    return OK;
}

/* The process runs and answers; says nothing of the database. */
static Err healthz(PublicCtx p) { return text_answer(p.ctx, 200, S("ok\n")); }

/* Requests may be sent here: the database answers and nobody has asked us to stop. */
static Err readyz(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    if (atomic_load(&ctx->app->stopping) || !atomic_load(&ctx->app->ready)) {
        return text_answer(ctx, 503, S("stopping\n"));
    }
    JobOpenCountRow row;
    if (q_job_open_count(system_of(ctx), &(JobOpenCountArgs){.state = S("running")}, &row) != OK) {
        return text_answer(ctx, 503, S("the database does not answer\n"));
    }
    return text_answer(ctx, 200, S("ready\n"));
}

static Err metrics(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    ctx->out.body = metrics_text(ctx);
    ctx->out.content_type = S("text/plain; version=0.0.4; charset=utf-8");
    return OK;
}

/* An asset's name carries its content's hash, so it never changes. */
static Err asset(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    const AppAsset *found = APP_HOOKS.asset(ctx, ctx_param(ctx, S("name")));
    if (!found) {
        return problem(ctx, ERR_NOT_FOUND, MSG("This file does not exist."), MSG("Reload the page."));
    }
    HttpResponse *res = arena_new(ctx->arena, HttpResponse);
    *res = (HttpResponse){.status = 200,
                          .content_type = found->content_type,
                          .body = found->body,
                          .body_br = found->br,
                          .body_gz = found->gz,
                          .file_fd = -1,
                          .etag = found->etag,
                          .last_modified = TIME_NONE};
    http_add_header(res, S("Cache-Control"), S("public, max-age=31536000, immutable"));
    request_of(ctx)->asset = res;
    return OK;
}

static const Route ROUTES[] = {
    ROUTE("GET", "/healthz", &PERM_PUBLIC, NULL, MODE_NONE, healthz, .kind = ROUTE_RAW,
          .summary = "The process is alive"),
    ROUTE("GET", "/readyz", &PERM_PUBLIC, NULL, MODE_READ, readyz, .kind = ROUTE_RAW,
          .summary = "The process takes requests"),
    ROUTE("GET", "/metrics", &PERM_PUBLIC, NULL, MODE_NONE, metrics, .kind = ROUTE_RAW,
          .summary = "Figures for Prometheus"),
    ROUTE("GET", "/assets/{name}", &PERM_PUBLIC, NULL, MODE_NONE, asset, .kind = ROUTE_RAW,
          .summary = "Style, script, icons and images"),
};
static const NoticeCategory NOTICES[] = {
    {.id = "security",
     .name = N_("Security of your sign-in"),
     .about = N_("New devices, changed passwords, checks of your address."),
     .mandatory = N_("So that nobody can change your sign-in without your knowing.")},
    {.id = "invitations",
     .name = N_("Invitations"),
     .about = N_("Invitations to an account, with the link to accept."),
     .mandatory = N_("The link to accept comes by mail only.")},
    {.id = "account",
     .name = N_("Your account"),
     .about = N_("Your roles and access, changes to the account and its programs.")},
    {.id = "tasks",
     .name = N_("Finished tasks"),
     .about = N_("Exports, imports and other work that you started and that has ended."),
     .initial = TELL_OFF},
    {.id = "announcements",
     .name = N_("Announcements"),
     .about = N_("News from the vendor: changes, dates, offers."),
     .initial = TELL_DIGEST,
     .promotional = true},
};
const Area AREA_KERNEL = {.name = "kernel", .routes = LIST(ROUTES), .notices = LIST(NOTICES)};

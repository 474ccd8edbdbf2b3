/* An administrator lets an application in for a whole organization: the address that its maker sends them to
 * (/{tenant}/adminconsent), the question, and the way back. */
#include "areas/authority/authorize.h"

#include "app/audit.h"
#include "areas/authority/perms.h"
#include "gen/authority_html.h"
#include "gen/authority_q.h"

/* redirect_uri may be left out: then the answer stays here. */
static Err find_redirect(Ctx *ctx, Authorize *w)
{
    AuthorityRedirectsRow *rows;
    size_t n;
    Str asked = authorize_param(&w->query, S("redirect_uri"));
    if (asked.n == 0) {
        return OK;
    }
    TRY(q_authority_redirects(system_of(ctx), &(AuthorityRedirectsArgs){.application = w->app.id, .kind = S("sign_in")},
                              &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (authority_redirect_fits(rows[i].uri, asked)) {
            w->redirect_uri = asked;
            return OK;
        }
    }
    w->what = MSG1("The application “{name}” asked to be answered at an address that is not registered for it.", "name",
                   w->app.name);
    w->hint = MSG("Nothing was given away. Tell whoever made the application to register this redirect address in App "
                  "management.");
    return ERR_NOT_FOUND;
}

static Err find_scope(Ctx *ctx, Authorize *w)
{
    Str asked = authorize_param(&w->query, S("scope"));
    const OauthError *e = asked.n ? oauth_scope(ctx, asked, &w->scope) : oauth_resource(ctx, S(""), &w->scope);
    e = e ? e : oauth_scope_for(&w->app, &w->scope);
    w->what = MSG("The link asks for something that this application may not have.");
    w->hint = MSG("Tell whoever made the application.");
    return e ? ERR_NOT_FOUND : OK;
}

/* ERR_NOT_FOUND: w->what and w->hint say why not. */
static Err find(Ctx *ctx, Authorize *w)
{
    w->what = MSG("There is no such application here, or it may not be used now.");
    w->hint = MSG("Check the link, or ask whoever gave it to you.");
    if (authorize_query(ctx->arena, w->query_text, &w->query) != OK || w->query.twice) {
        return ERR_NOT_FOUND;
    }
    w->state = str_sub(authorize_param(&w->query, S("state")), 0, AUTHORIZE_STATE_MAX);
    TRY(oauth_tenant(system_of(ctx), ctx_param(ctx, S("tenant")), &w->tenant));
    TRY(oauth_app(system_of(ctx), authorize_param(&w->query, S("client_id")), &w->app));
    if (!w->app.multi_tenant && !id_is_nil(w->tenant.directory_id) &&
        !id_eq(w->tenant.directory_id, w->app.directory_id)) {
        return ERR_NOT_FOUND;
    }
    TRY(find_redirect(ctx, w));
    TRY(find_scope(ctx, w));
    TRY(authorize_place(ctx, w));
    w->what =
        MSG1("Only a Global admin of {account} can allow an application for everybody.", "account", w->account_name);
    w->hint = MSG("Send the link to one of them.");
    return w->may_for_all ? OK : ERR_FORBIDDEN;
}

static Err refuse(Ctx *ctx, const Authorize *w, Err err)
{
    AskErrorView *v = arena_new(ctx->arena, AskErrorView);
    *v = (AskErrorView){.frame = ask_frame(ctx, MSG("This cannot go on")),
                        .what = w->what,
                        .hint = w->hint,
                        .request_id = ctx->request_id,
                        .home = url_static("/"),
                        .other = ask_other(ctx, ctx->req->target)};
    v->frame.shell->failed = true;
    RENDER(ctx, err == ERR_FORBIDDEN ? 403 : 400, ask_error, v);
    return OK;
}

static void add_line(ScopeLine *lines, size_t *n, const char *icon, Msg text)
{
    lines[(*n)++] = (ScopeLine){str_from(icon), text};
}

Err admin_consent_page(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Authorize *w = arena_new(ctx->arena, Authorize);
    w->path = ctx->req->path;
    w->query_text = ctx->req->query;
    Err err = find(ctx, w);
    if (err == ERR_NOT_FOUND || err == ERR_FORBIDDEN) {
        return refuse(ctx, w, err);
    }
    TRY(err);
    ConsentView *v = arena_new(ctx->arena, ConsentView);
    HiddenField *keep = arena_array(ctx->arena, HiddenField, 1);
    keep[0] = (HiddenField){S("request"), w->query_text};
    *v = (ConsentView){.frame = ask_frame(ctx, MSG("Allow an application")),
                       .app = w->app.name,
                       .about = w->app.about,
                       .maker = w->app.account_name,
                       .account = w->account_name,
                       .directory = w->directory_name,
                       .abroad = w->abroad,
                       .for_all_only = true,
                       .returns_to = w->redirect_uri.n ? authority_redirect_origin(ctx->arena, w->redirect_uri) : S(""),
                       .action = (Url){w->path},
                       .keep = keep,
                       .keep_n = 1};
    size_t n;
    const ScopeLine *lines = authorize_scope_lines(ctx, &w->scope, &n);
    ScopeLine *all = arena_array(ctx->arena, ScopeLine, n + 1);
    memcpy(all, lines, n * sizeof *all);
    if (w->app.app_only && !w->app.public_client) {
        add_line(all, &n, "clock", MSG("Work on its own too, with nobody signed in, in the roles it is given here"));
    }
    v->lines = all;
    v->lines_n = n;
    if (w->redirect_uri.n) {
        ctx->out.form_action = authority_redirect_origin(ctx->arena, w->redirect_uri);
    }
    RENDER(ctx, 200, consent, v);
    return OK;
}

static Err back(Ctx *ctx, const Authorize *w, bool allowed)
{
    if (w->redirect_uri.n == 0) {
        ctx_redirect(ctx, url_fmt(ctx->arena, "/me/applications"),
                     allowed ? MSG1("“{name}” is allowed for the whole organization.", "name", w->app.name)
                             : MSG1("“{name}” is not allowed.", "name", w->app.name));
        return OK;
    }
    Str directory = id_text(ctx->arena, w->directory_id);
    if (!allowed) {
        return authorize_tell_error(ctx, w, "access_denied", "The administrator has declined.");
    }
    AuthorizeAnswer list[] = {{S("admin_consent"), S("True")}, {S("tenant"), directory}};
    return authorize_answer(ctx, w, list, COUNT_OF(list));
}

Err admin_consent_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Authorize *w = arena_new(ctx->arena, Authorize);
    w->path = ctx->req->path;
    w->query_text = ctx_form(ctx, S("request"));
    w->v2 = true;
    Err err = find(ctx, w);
    ctx->audit.skip = err != OK;
    if (err == ERR_NOT_FOUND || err == ERR_FORBIDDEN) {
        return refuse(ctx, w, err);
    }
    TRY(err);
    if (!str_eq(ctx_form(ctx, S("do")), S("allow"))) {
        ctx->audit.skip = true;
        return back(ctx, w, false);
    }
    ctx->account_id = w->account_id;
    ctx->audit.target_kind = S("application");
    ctx->audit.target_id = w->app.id;
    ctx->audit.target_name = w->app.name;
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"scopes", api_scope_names(ctx->arena, w->scope.scopes)}, {"for", S("everybody")});
    TRY(authorize_consent_put(ctx, w, true));
    return back(ctx, w, true);
}

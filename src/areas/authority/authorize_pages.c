/* The authorization endpoint, as people meet it: sign-in, consent, the way back. */
#include "areas/authority/authorize.h"

#include "app/audit.h"
#include "gen/authority_html.h"
#include "gen/authority_q.h"
#include "ui/parts.h"
#include "ui/shell.h"

AskFrame ask_frame(Ctx *ctx, Msg title)
{
    AskFrame f = {.shell = shell_view(ctx, title, NULL, 0)};
    if (ctx->actor.kind != ACTOR_NONE) {
        f.who = ctx->actor.name;
        f.email = ctx->actor.email;
    }
    return f;
}

Url ask_other(Ctx *ctx, Str again)
{
    Url to = url_with(ctx->arena, url_static("/sign-in"), S("other"), S("1"));
    return url_with(ctx->arena, to, S("return"), again);
}

/* A place for the page's policy: an IPv6 address cannot stand there, so all of http is named for it. */
static Str policy_place(Ctx *ctx, Str uri)
{
    Str origin = authority_redirect_origin(ctx->arena, uri);
    return str_find_char(origin, '[') >= 0 ? S("http:") : origin;
}

/* --- the way back --- */

static void add_members(Buf *b, const AuthorizeAnswer *list, size_t n, bool first)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i].value.n == 0) {
            continue;
        }
        buf_add(b, first ? S("") : S("&"));
        buf_add(b, list[i].name);
        buf_add(b, S("="));
        buf_add_url(b, list[i].value);
        first = false;
    }
}

static Str address_back(Ctx *ctx, const Authorize *w, const AuthorizeAnswer *list, size_t n)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    bool fragment = str_eq(w->mode, S("fragment")), more = str_find_char(w->redirect_uri, '?') >= 0;
    buf_add(&b, w->redirect_uri);
    buf_add(&b, fragment ? S("#") : more ? S("&") : S("?"));
    add_members(&b, list, n, true);
    return buf_str(&b);
}

static Err form_post_back(Ctx *ctx, const Authorize *w, const AuthorizeAnswer *list, size_t n)
{
    FormPostView *v = arena_new(ctx->arena, FormPostView);
    HiddenField *fields = arena_array(ctx->arena, HiddenField, n);
    for (size_t i = 0; i < n; i++) {
        if (list[i].value.n) {
            fields[v->fields_n++] = (HiddenField){list[i].name, list[i].value};
        }
    }
    v->frame = ask_frame(ctx, MSG("Back to the application"));
    v->app = w->app.name;
    v->place = authority_redirect_origin(ctx->arena, w->redirect_uri);
    v->to = (Url){w->redirect_uri}; /* registered, and checked again for this request */
    v->fields = fields;
    ctx->out.form_action = policy_place(ctx, w->redirect_uri);
    RENDER(ctx, 200, form_post, v);
    return OK;
}

/* A browser that came here by a form of ours may not follow a redirect to another site (form-action); a page that sends
 * it on may. */
static Err page_back(Ctx *ctx, const Authorize *w, Str address)
{
    GoOnView *v = arena_new(ctx->arena, GoOnView);
    v->frame = ask_frame(ctx, MSG("Back to the application"));
    v->app = w->app.name;
    v->place = authority_redirect_origin(ctx->arena, w->redirect_uri);
    v->to = (Url){address};
    ctx_header(ctx, S("Refresh"), str_concat(ctx->arena, S("0; url="), address));
    RENDER(ctx, 200, go_on, v);
    return OK;
}

Err authorize_answer(Ctx *ctx, const Authorize *w, const AuthorizeAnswer *list, size_t n)
{
    AuthorizeAnswer all[8];
    size_t all_n = 0;
    for (size_t i = 0; i < n && i < 5; i++) {
        all[all_n++] = list[i];
    }
    all[all_n++] = (AuthorizeAnswer){S("state"), w->state};
    /* RFC 9207: who answers, so that a client of several authorities cannot be mixed up. */
    OauthTenant t = {w->directory_id, id_text(ctx->arena, w->directory_id)};
    all[all_n++] = (AuthorizeAnswer){S("iss"), oauth_issuer(ctx, id_is_nil(w->directory_id) ? &w->tenant : &t, w->v2)};
    if (str_eq(w->mode, S("form_post"))) {
        return form_post_back(ctx, w, all, all_n);
    }
    Str address = address_back(ctx, w, all, all_n);
    if (authorize_param(&w->query, S("resume")).n) {
        return page_back(ctx, w, address);
    }
    ctx_redirect(ctx, (Url){address}, (Msg){0});
    return OK;
}

Err authorize_tell_error(Ctx *ctx, const Authorize *w, const char *error, const char *why)
{
    AuthorizeAnswer list[] = {{S("error"), str_from(error)}, {S("error_description"), str_from(why)}};
    return authorize_answer(ctx, w, list, COUNT_OF(list));
}

/* --- the way in --- */

Str authorize_again(Ctx *ctx, const Authorize *w, int64_t since)
{
    static const Str KEPT[] = {S_INIT("client_id"),      S_INIT("response_type"),
                               S_INIT("redirect_uri"),   S_INIT("response_mode"),
                               S_INIT("scope"),          S_INIT("resource"),
                               S_INIT("state"),          S_INIT("nonce"),
                               S_INIT("code_challenge"), S_INIT("code_challenge_method")};
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    buf_add(&b, w->path);
    buf_add(&b, S("?resume=1"));
    for (size_t i = 0; i < COUNT_OF(KEPT); i++) {
        Str value = authorize_param(&w->query, KEPT[i]);
        if (value.n) {
            buf_fmt(&b, "&%.*s=", S_ARG(KEPT[i]));
            buf_add_url(&b, value);
        }
    }
    if (oauth_has_word(w->prompt, S("consent"))) {
        buf_add(&b, S("&prompt=consent"));
    }
    if (since) {
        buf_fmt(&b, "&since=%lld", (long long)since);
    }
    return buf_str(&b);
}

static int64_t seconds_now(const Ctx *ctx) { return ctx->wall.us / TIME_SECOND; }

static Err to_sign_in(Ctx *ctx, const Authorize *w)
{
    Url to = url_with(ctx->arena, url_static("/sign-in"), S("return"), authorize_again(ctx, w, 0));
    to = url_with(ctx->arena, to, S("email"), authorize_param(&w->query, S("login_hint")));
    ctx_redirect(ctx, to, (Msg){0});
    return OK;
}

static Err to_confirm(Ctx *ctx, const Authorize *w)
{
    Str back = authorize_again(ctx, w, seconds_now(ctx));
    ctx_redirect(ctx, url_with(ctx->arena, url_static("/sign-in/confirm"), S("return"), back), (Msg){0});
    return OK;
}

/* --- pages --- */

static Err show_error(Ctx *ctx, const Authorize *w)
{
    AskErrorView *v = arena_new(ctx->arena, AskErrorView);
    v->frame = ask_frame(ctx, MSG("This cannot go on"));
    v->frame.shell->failed = true;
    v->what = w->what;
    v->hint = w->hint;
    v->request_id = ctx->request_id;
    v->home = url_static("/");
    if (w->client_known && ctx->actor.kind != ACTOR_NONE) {
        v->other = ask_other(ctx, authorize_again(ctx, w, 0));
    }
    RENDER(ctx, 400, ask_error, v);
    return OK;
}

static Err show_choose(Ctx *ctx, const Authorize *w)
{
    ChooseView *v = arena_new(ctx->arena, ChooseView);
    Str again = authorize_again(ctx, w, 0);
    v->frame = ask_frame(ctx, MSG("Choose an account"));
    v->app = w->app.name;
    v->hint = authorize_param(&w->query, S("login_hint"));
    v->go_on = (Url){again};
    v->other = ask_other(ctx, again);
    RENDER(ctx, 200, choose_account, v);
    return OK;
}

const ScopeLine *authorize_scope_lines(Ctx *ctx, const OauthScope *scope, size_t *ret_n)
{
    const ApiScope *all;
    size_t all_n = api_scopes(&all), n = 0;
    ScopeLine *lines = arena_array(ctx->arena, ScopeLine, all_n + 4);
    Str names = api_scope_names(ctx->arena, scope->scopes);
    for (size_t i = 0; i < all_n; i++) {
        if (!oauth_has_word(names, all[i].name)) {
            continue;
        }
        Str area = all[i].area ? tr(ctx->locale, NULL, all[i].area) : S("");
        Msg text = !all[i].area    ? MSG("Do everything in your name that you may do here")
                   : all[i].writes ? MSG1("See and change in your name: {area}", "area", area)
                                   : MSG1("See in your name: {area}", "area", area);
        lines[n++] = (ScopeLine){all[i].writes ? S("edit") : S("file"), text};
    }
    if (oauth_has_word(scope->claims, S("profile")) || oauth_has_word(scope->claims, S("openid"))) {
        lines[n++] = (ScopeLine){S("profile"), MSG("Know who you are: your name and sign-in name")};
    }
    if (oauth_has_word(scope->claims, S("email"))) {
        lines[n++] = (ScopeLine){S("info"), MSG("Know your e-mail address")};
    }
    if (oauth_has_word(scope->claims, S("offline_access"))) {
        lines[n++] = (ScopeLine){S("clock"), MSG("Keep this access while you are away")};
    }
    *ret_n = n;
    return lines;
}

static Err show_consent(Ctx *ctx, const Authorize *w)
{
    ConsentView *v = arena_new(ctx->arena, ConsentView);
    HiddenField *keep = arena_array(ctx->arena, HiddenField, 2);
    keep[0] = (HiddenField){S("path"), w->path};
    keep[1] = (HiddenField){S("request"), w->query_text};
    *v = (ConsentView){.frame = ask_frame(ctx, MSG("Allow an application")),
                       .app = w->app.name,
                       .about = w->app.about,
                       .maker = w->app.account_name,
                       .account = w->account_name,
                       .directory = w->directory_name,
                       .abroad = w->abroad,
                       .may_for_all = w->may_for_all,
                       .again = w->given && w->unsure,
                       .returns_to = authority_redirect_origin(ctx->arena, w->redirect_uri),
                       .action = url_static("/consent"),
                       .keep = keep,
                       .keep_n = 2};
    v->lines = authorize_scope_lines(ctx, &w->scope, &v->lines_n);
    ctx->out.form_action = policy_place(ctx, w->redirect_uri);
    RENDER(ctx, 200, consent, v);
    return OK;
}

static Err show_admin_needed(Ctx *ctx, const Authorize *w)
{
    AdminNeededView *v = arena_new(ctx->arena, AdminNeededView);
    Str directory = id_text(ctx->arena, w->directory_id);
    *v = (AdminNeededView){.frame = ask_frame(ctx, MSG("An administrator has to allow it")),
                           .app = w->app.name,
                           .maker = w->app.account_name,
                           .account = w->account_name,
                           .admins = w->admins,
                           .admins_n = w->admins_n};
    v->link = str_fmt(ctx->arena, "%.*s/%.*s/adminconsent?client_id=%.*s", S_ARG(token_base_url(ctx)), S_ARG(directory),
                      S_ARG(id_text(ctx->arena, w->app.id)));
    AuthorizeAnswer list[] = {{S("error"), S("access_denied")}, {S("state"), w->state}};
    v->back = (Url){address_back(ctx, w, list, COUNT_OF(list))};
    RENDER(ctx, 403, admin_needed, v);
    return OK;
}

/* --- handlers --- */

static Err decide_unit(Ctx *ctx, void *arg) { return authorize_decide(ctx, arg); }

static Err code_unit(Ctx *ctx, void *arg)
{
    struct {
        const Authorize *w;
        Str code;
    } *work = arg;
    return authorize_code(system_of(ctx), work->w, &work->code);
}

static Err issue(Ctx *ctx, const Authorize *w)
{
    struct {
        const Authorize *w;
        Str code;
    } work = {.w = w};
    TRY(unit_run(ctx, MODE_WRITE, NULL, code_unit, &work));
    AuthorizeAnswer list[] = {{S("code"), work.code}};
    return authorize_answer(ctx, w, list, COUNT_OF(list));
}

static Err go(Ctx *ctx, const Authorize *w)
{
    switch (w->next) {
    case AUTHORIZE_PAGE:
        return show_error(ctx, w);
    case AUTHORIZE_ERROR:
        return authorize_tell_error(ctx, w, w->error, w->error_text);
    case AUTHORIZE_SIGN_IN:
        return to_sign_in(ctx, w);
    case AUTHORIZE_CHOOSE:
        return show_choose(ctx, w);
    case AUTHORIZE_CONFIRM:
        return to_confirm(ctx, w);
    case AUTHORIZE_CONSENT:
        return show_consent(ctx, w);
    case AUTHORIZE_ADMIN_NEEDED:
        return show_admin_needed(ctx, w);
    case AUTHORIZE_ISSUE:
        return issue(ctx, w);
    }
    return ERR_INTERNAL;
}

static Err authorize(Ctx *ctx, bool v2)
{
    Authorize *w = arena_new(ctx->arena, Authorize);
    w->v2 = v2;
    w->path = ctx->req->path;
    w->query_text = ctx->req->query;
    TRY(unit_run(ctx, MODE_READ, NULL, decide_unit, w));
    return go(ctx, w);
}

Err authorize_v1(PublicCtx p) { return authorize(p.ctx, false); }

Err authorize_v2(PublicCtx p) { return authorize(p.ctx, true); }

/* The request may come as a form (OpenID Connect Core 3.1.2.1). A form of another site brings no session along, so it
 * is turned into the same request by its address. */
Err authorize_form(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    AuthorizeQuery q;
    Str type = http_header(ctx->req, S("content-type")), body = ctx->req->body;
    if (!str_starts_nocase(type, S("application/x-www-form-urlencoded")) || ctx->req->body_fd >= 0 ||
        authorize_query(ctx->arena, body, &q) != OK) {
        return oauth_refuse(ctx, &OAUTH_BROKEN_FORM, S(""));
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    buf_fmt(&b, "%.*s?", S_ARG(ctx->req->path));
    for (size_t i = 0; i < q.n; i++) {
        buf_add(&b, i ? S("&") : S(""));
        buf_add_url(&b, q.params[i].name);
        buf_add(&b, S("="));
        buf_add_url(&b, q.params[i].value);
    }
    ctx_redirect(ctx, (Url){buf_str(&b)}, (Msg){0});
    return OK;
}

/* "/{tenant}/oauth2/v2.0/authorize" of a form that we made: the tenant, and which of the two. */
static bool cut_path(Str path, Str *ret_tenant, bool *ret_v2)
{
    Str rest = str_skip(path, 1);
    if (!str_starts(path, S("/")) || !str_split(&rest, '/', ret_tenant) || ret_tenant->n == 0) {
        return false;
    }
    *ret_v2 = str_eq(rest, S("oauth2/v2.0/authorize"));
    return *ret_v2 || str_eq(rest, S("oauth2/authorize"));
}

static void set_tenant(Ctx *ctx, Str tenant)
{
    if (ctx->params_n < COUNT_OF(ctx->params)) {
        ctx->params[ctx->params_n++] = (Param){S("tenant"), tenant};
    }
}

/* The answer to the consent page. Everything is decided anew from the request it carries. */
Err consent_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Authorize *w = arena_new(ctx->arena, Authorize);
    Str tenant;
    w->path = ctx_form(ctx, S("path"));
    w->query_text = ctx_form(ctx, S("request"));
    if (!cut_path(w->path, &tenant, &w->v2)) {
        return problem(ctx, ERR_INVALID, MSG("This form does not belong to a request of an application."),
                       MSG("Go back to the application and try again."));
    }
    set_tenant(ctx, tenant);
    TRY(authorize_decide(ctx, w));
    ctx->audit.target_kind = S("application");
    ctx->audit.target_id = w->app.id;
    ctx->audit.target_name = w->app.name;
    if (w->next != AUTHORIZE_CONSENT) {
        ctx->audit.skip = true;
        if (w->next == AUTHORIZE_PAGE) {
            return show_error(ctx, w);
        }
        /* Allowed meanwhile, or the session has changed: the request is begun again, by its own address. */
        ctx_redirect(ctx, (Url){authorize_again(ctx, w, 0)}, (Msg){0});
        return OK;
    }
    if (!str_eq(ctx_form(ctx, S("do")), S("allow"))) {
        ctx->audit.skip = true;
        return authorize_tell_error(ctx, w, "access_denied", "The person has declined.");
    }
    bool for_all = w->may_for_all && ctx_form(ctx, S("all")).n > 0;
    if (for_all && time_diff(ctx->wall, session_authenticated_at(ctx)) > ctx->app->options.step_up_us) {
        ctx->audit.skip = true; /* for everybody: only with a fresh proof of presence, then the question again */
        return to_confirm(ctx, w);
    }
    ctx->account_id = w->account_id;
    TRY(authorize_consent_put(ctx, w, for_all));
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"scopes", api_scope_names(ctx->arena, w->scope.scopes)},
                                  {"for", for_all ? S("everybody") : S("oneself")});
    Str code;
    TRY(authorize_code(system_of(ctx), w, &code));
    AuthorizeAnswer list[] = {{S("code"), code}};
    return authorize_answer(ctx, w, list, COUNT_OF(list));
}

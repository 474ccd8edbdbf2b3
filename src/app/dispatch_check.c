/* What stands between a request and its handler: limits, the account of the address, rights, the form's token. */
#include "app/kernel.h"
#include "app/standing.h"
#include "app/why.h"
#include "gen/app_q.h"

Err check_limit(Request *r)
{
    Ctx *ctx = &r->ctx;
    const Route *route = ctx->route;
    bool writes = ctx->req->method != HTTP_GET && ctx->req->method != HTTP_HEAD && ctx->req->method != HTTP_OPTIONS;
    if (route->perm == &PERM_PUBLIC && writes) {
        /* A program that asks for tokens does not lock the people of its network out, nor they it. */
        Str who = route->kind == ROUTE_PAGE ? ctx->req->remote : str_concat(ctx->arena, S("token|"), ctx->req->remote);
        return limit_take(r, LIMIT_SIGN_IN, who);
    }
    if (r->bearer) {
        const Id *caller = id_is_nil(ctx->actor.application_id) ? &ctx->actor.user_id : &ctx->actor.application_id;
        Str who = str_of((const char *)caller->b, 16);
        TRY(limit_take(r, LIMIT_API, who));
        return writes ? limit_take(r, LIMIT_WRITE, who) : OK;
    }
    if (route->perm == &PERM_PUBLIC && route->query && !r->authenticated) {
        /* A look-up that anybody may make: not without end from one network. */
        return limit_take(r, LIMIT_SIGN_IN, str_concat(ctx->arena, S("look|"), ctx->req->remote));
    }
    if (r->authenticated) {
        return limit_take(r, LIMIT_PAGE, str_of((const char *)ctx->actor.session_id.b, 16));
    }
    return OK;
}

static Err to_sign_in(Request *r)
{
    Ctx *ctx = &r->ctx;
    bool page = ctx->route->kind == ROUTE_PAGE && (ctx->req->method == HTTP_GET || ctx->req->method == HTTP_HEAD);
    if (!page) {
        return problem(ctx, ERR_UNAUTHENTICATED, MSG("You are not signed in."), MSG("Sign in, then try again."));
    }
    Url to = str_eq(ctx->req->target, S("/"))
                 ? url_static("/sign-in")
                 : url_with(ctx->arena, url_static("/sign-in"), S("return"), ctx->req->target);
    ctx_redirect(ctx, to, (Msg){0});
    return OK;
}

static Err not_there(Ctx *ctx)
{
    return problem(ctx, ERR_NOT_FOUND, MSG("This page does not exist, or you cannot see it."),
                   MSG("Check the address, or go to the home page."));
}

static Err note_current(Request *r)
{
    ActorAccountRow row;
    Err err = q_actor_account(system_of(&r->ctx), &(ActorAccountArgs){.id = r->current_account}, &row);
    r->current_name = err == OK ? row.name : S("");
    return err == ERR_NOT_FOUND ? OK : err;
}

Err check_account(Request *r)
{
    Ctx *ctx = &r->ctx;
    const Route *route = ctx->route;
    if (route->perm == &PERM_PUBLIC) {
        return OK;
    }
    if (ctx->actor.kind == ACTOR_NONE) {
        if (r->api) {
            return problem(ctx, ERR_UNAUTHENTICATED,
                           MSG("The request has no access token, or the token does not hold."), (Msg){0});
        }
        return to_sign_in(r);
    }
    bool named = ctx_param(ctx, S("account")).n > 0;
    if (named && !r->api) {
        if (!r->member) {
            return not_there(ctx);
        }
        if (r->elsewhere && route->kind == ROUTE_PAGE &&
            (ctx->req->method == HTTP_GET || ctx->req->method == HTTP_HEAD)) {
            TRY(note_current(r));
            APP_HOOKS.switch_page(ctx, ctx->account.name, ctx->account.public_id, ctx->req->target);
            return OK;
        }
    }
    if (route->scope == SCOPE_ACCOUNT && id_is_nil(ctx->account_id)) {
        return not_there(ctx);
    }
    if (route->scope == SCOPE_DIRECTORY && id_is_nil(ctx->directory_id)) {
        return not_there(ctx);
    }
    if (route->scope == SCOPE_OPERATOR && ctx->actor.kind != ACTOR_OPERATOR) {
        return not_there(ctx); /* a partner is not told what the vendor's staff have */
    }
    return OK;
}

/* Why not, what would help and whom to ask: read here, where a unit is open, for the answer that is written later: an
 * error page names people too, the API what its caller can be given. */
static Err note_why(Request *r)
{
    Ctx *ctx = &r->ctx;
    bool page = ctx->route->kind == ROUTE_PAGE && ctx->actor.kind == ACTOR_USER;
    bool api = r->api && (ctx->actor.kind == ACTOR_USER || ctx->actor.kind == ACTOR_APPLICATION);
    if (id_is_nil(ctx->account_id) || !(page || api)) {
        return OK;
    }
    WhyAsk ask;
    Why *w = arena_new(ctx->arena, Why);
    AccountCtx a = {ctx};
    TRY(id_is_nil(ctx->actor.user_id) ? why_ask_application(a, ctx->actor.application_id, WHY_ROLES, &ask)
                                      : why_ask(a, ctx->actor.user_id, page ? WHY_PEOPLE : WHY_ROLES, &ask));
    TRY(why(&ask, ctx->route->perm, w));
    r->why = w;
    return OK;
}

/* What the token may be used for comes before what its owner may do: a script gets the same answer whoever runs it. */
static Err check_token(Request *r)
{
    Ctx *ctx = &r->ctx;
    bool reads = ctx->req->method == HTTP_GET || ctx->req->method == HTTP_HEAD;
    if (ctx->route->user_only && ctx->actor.app_only) {
        return problem_api(ctx, ERR_FORBIDDEN, 403, 900329,
                           MSG("This operation needs a token that was issued to an application and a person."));
    }
    if (api_scope_allows(r->scopes, r->area, !reads)) {
        return OK;
    }
    Str needed = api_scope_needed(ctx->arena, r->area, !reads);
    ctx_header(ctx, S("WWW-Authenticate"),
               str_fmt(ctx->arena, "Bearer error=\"insufficient_scope\", scope=\"%.*s\"", S_ARG(needed)));
    return problem(ctx, ERR_FORBIDDEN, MSG1("The token does not include the scope {scope}.", "scope", needed),
                   (Msg){0});
}

/* Where no role helps, nobody is sent to ask for one. */
static Msg what_helps(const Why *w)
{
    if (!w || !why_no_role_helps(w)) {
        return MSG("Ask an administrator of your organization for a role that has it.");
    }
    return w->reason == WHY_SIDE || w->reason == WHY_PROGRAM ? MSG("No role opens it here before a Global admin has "
                                                                   "the account enrolled in a program that brings it.")
                                                             : MSG("Nobody in this account can give it.");
}

/* Numbers of the wire: the program of resellers is not active; the caller is denied. */
enum { API_PROGRAM_INACTIVE = 800039, API_CALLER_DENIED = 2032 };
static Err standing_refuses(Ctx *ctx)
{
    if (ctx->account.standing == STANDING_UNVERIFIED) {
        ctx->problem.api_code = API_CALLER_DENIED;
        return problem(ctx, ERR_FORBIDDEN,
                       MSG("The account is not verified yet: nothing can be bought, published or signed."),
                       MSG("Legal info, in Account settings, says which check is open, what to do and who does it. "
                           "Nothing was changed."));
    }
    bool restricted = ctx->account.standing == STANDING_RESTRICTED;
    ctx->problem.api_code = restricted ? API_CALLER_DENIED : API_PROGRAM_INACTIVE;
    return problem(ctx, ERR_FORBIDDEN,
                   restricted
                       ? MSG("The vendor has restricted the account: nothing new can be sold.")
                       : MSG("The vendor has suspended the account: it can be read, and no business is written."),
                   MSG("Account standing, in Account settings, says why, what to do about it and who does it. Nothing "
                       "was changed."));
}

static bool would_change(const Ctx *ctx)
{
    HttpMethod m = ctx->req->method;
    return ctx->route->mode == MODE_WRITE || !(m == HTTP_GET || m == HTTP_HEAD || m == HTTP_OPTIONS);
}

Err check_rights(Request *r)
{
    Ctx *ctx = &r->ctx;
    const Route *route = ctx->route;
    if (r->bearer) {
        TRY(check_token(r));
    }
    bool writes = would_change(ctx) || (!ctx_may(ctx, route->perm) && perm_in(standing_view_takes(), route->perm));
    if (r->viewing && writes) {
        return problem(ctx, ERR_FORBIDDEN, MSG("You look at this account as the vendor: nothing can be changed here."),
                       MSG("What the vendor does to an account is on the partner's page of the vendor desk."));
    }
    if (route->accepted && ctx->account.standing == STANDING_UNVERIFIED) {
        return standing_refuses(ctx);
    }
    if (ctx_may(ctx, route->perm)) {
        return route->scope == SCOPE_SELF && id_is_nil(ctx->actor.user_id) ? not_there(ctx) : OK;
    }
    if (perm_in(standing_takes(ctx->account.standing), route->perm)) {
        return standing_refuses(ctx);
    }
    ctx->problem.permission = route->perm->id;
    TRY(note_why(r));
    return problem(ctx, ERR_FORBIDDEN, MSG("You do not have the permission for this."), what_helps(r->why));
}

Err check_form(Request *r)
{
    Ctx *ctx = &r->ctx;
    HttpMethod m = ctx->req->method;
    bool safe = m == HTTP_GET || m == HTTP_HEAD || m == HTTP_OPTIONS;
    if (safe || r->api || r->standing_in || ctx->route->kind == ROUTE_RAW) {
        return OK; /* a bearer token is not sent by browsers on their own; raw routes know no cookie */
    }
    Str token = http_header(ctx->req, S("x-csrf-token"));
    if (!token.n) {
        token = ctx_form(ctx, S("csrf"));
        token = token.n ? token : ctx_form(ctx, S("_csrf"));
    }
    ctx->csrf_checked = token.n && csrf_holds(ctx, token);
    if (r->form_err == ERR_PARSE || (r->form_err != OK && !ctx->csrf_checked)) { /* its other fields are missing */
        return problem(ctx, ERR_PARSE, MSG("The form did not arrive whole."), MSG("Go back and send it again."));
    }
    if (ctx->csrf_checked) {
        return OK;
    }
    if (r->foreign_form) {
        return problem(ctx, ERR_FORBIDDEN,
                       MSG1("This page belongs to another sign-in. You act as {name} now.", "name", ctx->actor.name),
                       MSG("Nothing was changed. Switch to the other sign-in in the profile menu, open the page again "
                           "and send it from there."));
    }
    r->late_form = true;
    return problem(ctx, ERR_FORBIDDEN, MSG("This form is no longer valid."),
                   MSG("Go back, reload the page and send it again. Nothing was changed."));
}

/* JSON is UTF-8 (RFC 8259, 8.1). A body that says it is something else may still be read as UTF-8, with other letters
 * than were meant: it is refused instead. */
Err check_charset(Request *r)
{
    static const Str SAME[] = {S_INIT("utf-8"), S_INIT("utf8"), S_INIT("us-ascii"), S_INIT("ascii")};
    Ctx *ctx = &r->ctx;
    Str type = str_lower_ascii(ctx->arena, http_header(ctx->req, S("content-type")));
    ptrdiff_t at = r->api && ctx->req->body_size ? str_find(type, S("charset=")) : -1;
    if (at < 0 || str_starts(type, S("multipart/")) || str_starts(type, S("application/x-www-form-urlencoded"))) {
        return OK;
    }
    Str charset = str_skip(type, (size_t)at + 8), value;
    charset = str_split(&charset, ';', &value) ? value : charset;
    charset = str_trim(charset);
    if (charset.n >= 2 && charset.p[0] == '"') {
        charset = str_sub(charset, 1, charset.n - 2);
    }
    for (size_t i = 0; i < COUNT_OF(SAME); i++) {
        if (str_eq(charset, SAME[i])) {
            return OK;
        }
    }
    /* Not 415: clients of the field repeat what they do not know without end (api-sdk-needs.md). */
    return problem_api(ctx, ERR_INVALID, 400, 3000,
                       MSG("The body has to be UTF-8; its Content-Type names another charset"));
}

static Err to_confirm(Request *r)
{
    Ctx *ctx = &r->ctx;
    bool reads = ctx->req->method == HTTP_GET || ctx->req->method == HTTP_HEAD;
    if (reads) {
        ctx_redirect(ctx, url_with(ctx->arena, url_static("/sign-in/confirm"), S("return"), ctx->req->target),
                     (Msg){0});
        return OK;
    }
    if (ctx->route->upload) {
        return problem(ctx, ERR_FORBIDDEN, MSG("Confirm that it is you before you send this file."),
                       MSG("Sign in again, then choose the file and send it once more."));
    }
    /* The browser sends the same form to the page of the proof, which keeps it, sealed, and has it sent here again. */
    ctx->out.status = 307;
    ctx->out.redirect = url_with(ctx->arena, url_static("/sign-in/confirm"), S("for"), ctx->req->target).s;
    return OK;
}

Err check_presence(Request *r)
{
    Ctx *ctx = &r->ctx;
    if (!ctx->route->step_up) {
        return OK;
    }
    bool fresh = !id_is_nil(r->own_session) && !(r->methods & SESSION_UNASKED) &&
                 time_diff(ctx->wall, r->authenticated_at) <= ctx->app->options.step_up_us;
    if (fresh) {
        return OK;
    }
    if (ctx->route->kind == ROUTE_PAGE && !r->bearer) {
        return to_confirm(r);
    }
    return problem(ctx, r->bearer ? ERR_FORBIDDEN : ERR_UNAUTHENTICATED,
                   MSG("This needs a fresh proof that it is you."), MSG("Confirm it in the portal, then try again."));
}

static Err reach(Ctx *ctx, void *arg)
{
    const Area *area = arg;
    return area->customer_reach((AccountCtx){ctx}, ctx->customer_id);
}

Err check_reach(Request *r)
{
    Ctx *ctx = &r->ctx;
    Str text = ctx_param(ctx, S("customer"));
    if (!text.n || id_is_nil(ctx->account_id)) {
        return OK;
    }
    if (id_parse(text, &ctx->customer_id) != OK) {
        return ctx->route->scope == SCOPE_CUSTOMER ? not_there(ctx)
                                                   : OK; /* else the handler says what is wrong with it */
    }
    for (size_t i = 0; i < AREAS_N; i++) {
        if (AREAS[i]->customer_reach) {
            void *area = (void *)(uintptr_t)AREAS[i];
            return ctx->db ? reach(ctx, area) : unit_run(ctx, MODE_READ, NULL, reach, area);
        }
    }
    return OK;
}

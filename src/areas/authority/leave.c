/* What comes after a sign-in: who it is (userinfo), and the way out again (RP-initiated logout). */
#include "areas/authority/authorize.h"

#include "gen/authority_html.h"
#include "gen/authority_q.h"

/* --- userinfo: OpenID Connect Core 5.3 --- */

static void text(Json *j, Str name, Str value)
{
    if (value.n) {
        json_key(j, name);
        json_str(j, value);
    }
}

Err userinfo(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    OauthPerson p;
    TRY(oauth_person(system_of(ctx), ctx->actor.user_id, &p));
    Str claims = token_claims_of(ctx);
    if (!oauth_has_word(claims, S("openid"))) {
        ctx_header(ctx, S("WWW-Authenticate"), S("Bearer error=\"insufficient_scope\", scope=\"openid\""));
        return problem(ctx, ERR_FORBIDDEN, MSG1("The token does not include the scope {scope}.", "scope", S("openid")),
                       (Msg){0});
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    text(&j, S("sub"), oauth_subject(ctx, ctx->actor.application_id, p.id));
    if (oauth_has_word(claims, S("profile"))) {
        text(&j, S("name"), str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(p.first_name), S_ARG(p.last_name))));
        text(&j, S("given_name"), p.first_name);
        text(&j, S("family_name"), p.last_name);
        text(&j, S("preferred_username"), p.sign_in);
    }
    if (oauth_has_word(claims, S("email"))) {
        text(&j, S("email"), p.email);
    }
    json_obj_end(&j);
    oauth_json(ctx, 200, &b);
    return OK;
}

/* --- the way out --- */

/* The client of a hint that we signed, however old; empty when it is none of ours. */
static Str hinted_client(Ctx *ctx, Str hint)
{
    Str body;
    const JsonValue *claims = NULL;
    if (hint.n == 0 || token_verify_signature(ctx, hint, &body) != OK ||
        json_parse(ctx->arena, body, JSON_LIMITS_DEFAULT, &claims, NULL) != OK) {
        return S("");
    }
    const JsonValue *aud = json_get(claims, S("aud"));
    return aud && aud->kind == JSON_STRING ? aud->text : S("");
}

/* Where to go afterwards: only an address that is registered for it (OpenID Connect RP-Initiated Logout 3). */
static Err find_place(Ctx *ctx, const AuthorizeQuery *q, OauthApp *app, Str *ret)
{
    Str client = authorize_param(q, S("client_id")), asked = authorize_param(q, S("post_logout_redirect_uri"));
    client = client.n ? client : hinted_client(ctx, authorize_param(q, S("id_token_hint")));
    *ret = S("");
    Err err = oauth_app(system_of(ctx), client, app);
    if (err != OK || asked.n == 0) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    AuthorityRedirectsRow *rows;
    size_t n;
    TRY(q_authority_redirects(system_of(ctx), &(AuthorityRedirectsArgs){.application = app->id, .kind = S("sign_out")},
                              &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (authority_redirect_fits(rows[i].uri, asked)) {
            Str state = authorize_param(q, S("state"));
            Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
            buf_add(&b, asked);
            if (state.n && state.n <= AUTHORIZE_STATE_MAX) {
                buf_fmt(&b, "%sstate=", str_find_char(asked, '?') >= 0 ? "&" : "?");
                buf_add_url(&b, state);
            }
            *ret = buf_str(&b);
        }
    }
    return OK;
}

Err leave_page(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    AuthorizeQuery *q = arena_new(ctx->arena, AuthorizeQuery);
    OauthApp app = {.name = S("")};
    Str place = S("");
    if (authorize_query(ctx->arena, ctx->req->query, q) == OK && !q->twice) {
        TRY(find_place(ctx, q, &app, &place));
    }
    if (ctx->actor.kind == ACTOR_NONE) {
        ctx_redirect(ctx, place.n ? (Url){place} : url_static("/sign-in"), (Msg){0});
        return OK;
    }
    LeaveView *v = arena_new(ctx->arena, LeaveView);
    HiddenField *keep = arena_array(ctx->arena, HiddenField, 1);
    keep[0] = (HiddenField){S("request"), ctx->req->query};
    *v = (LeaveView){.frame = ask_frame(ctx, MSG("Sign out")),
                     .app = app.name,
                     .place = place.n ? authority_redirect_origin(ctx->arena, place) : S(""),
                     .keep = keep,
                     .keep_n = 1,
                     .stay = place.n ? (Url){place} : url_static("/")};
    if (place.n) {
        ctx->out.form_action = authority_redirect_origin(ctx->arena, place);
    }
    RENDER(ctx, 200, leave, v);
    return OK;
}

Err leave_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    AuthorizeQuery *q = arena_new(ctx->arena, AuthorizeQuery);
    OauthApp app = {.name = S("")};
    Str place = S(""), goes_on;
    if (authorize_query(ctx->arena, ctx_form(ctx, S("request")), q) == OK && !q->twice) {
        TRY(find_place(ctx, q, &app, &place));
    }
    TRY(session_end(s, &goes_on));
    ctx_redirect(ctx, place.n ? (Url){place} : url_static("/sign-in"), place.n ? (Msg){0} : MSG("You are signed out."));
    return OK;
}

/* Where a person is signed in, ending that, and changing between the people of one browser. */
#include "areas/identity/pages.h"

#include "app/agent.h"
#include "app/app.h"
#include "app/session.h"
#include "app/unit.h"
#include "gen/identity_html.h"
#include "gen/identity_q.h"
#include "ui/shell.h"

/* "Password and authenticator app". */
static Msg method_name(unsigned methods)
{
    if (methods & AUTH_PASSKEY) {
        return MSG("Passkey");
    }
    if (methods & AUTH_FEDERATED) {
        return methods & (AUTH_FEDERATED_MFA | AUTH_TOTP | AUTH_RECOVERY)
                   ? MSG("Your company's sign-in and a second factor")
                   : MSG("Your company's sign-in");
    }
    if (methods & AUTH_TOTP) {
        return MSG("Password and authenticator app");
    }
    if (methods & AUTH_RECOVERY) {
        return MSG("Password and recovery code");
    }
    return methods & AUTH_MAIL ? MSG("Link in a mail") : MSG("Password");
}

static SessionLine session_line(Ctx *ctx, const IdentitySessionsRow *row)
{
    bool here = id_eq(row->id, ctx->actor.session_id); /* signing out here needs no proof of presence */
    SessionLimits all = session_limits(ctx->app);
    SessionLimits most = session_limits_under(all, row->parent_idle_minutes, row->parent_hours);
    most = session_limits_under(most, row->idle_minutes, row->hours);
    Time last = time_add(row->created_at, most.life_us);
    bool own = most.idle_us != all.idle_us || most.life_us != all.life_us;
    return (SessionLine){
        .browser = agent_browser(row->agent),
        .platform = agent_platform(row->agent),
        .address = row->address,
        .seen_address = str_eq(row->seen_address, row->address) ? S("") : row->seen_address,
        .method = method_name((unsigned)row->methods),
        .strength = row->strength >= 2 ? (StateView){STATE_GOOD, MSG("Two factors")}
                                       : (StateView){STATE_WARN, MSG("One factor")},
        .since = row->created_at,
        .seen = row->seen_at,
        .until = last.us < row->expires_at.us ? last : row->expires_at,
        .account = own ? row->account_name : S(""),
        .idle_minutes = most.idle_us / TIME_MINUTE,
        .over = last.us <= ctx->wall.us || (most.idle_us && time_diff(ctx->wall, row->seen_at) > most.idle_us),
        .current = here,
        .end = here ? url_static("/sign-out") : url_fmt(ctx->arena, "/me/sessions/%i/end", row->id),
    };
}

Err sessions_open(SelfCtx s, int64_t *ret)
{
    IdentitySessionsRow *rows;
    size_t n;
    TRY(q_identity_sessions(s, NULL, &rows, &n));
    *ret = 0;
    for (size_t i = 0; i < n; i++) {
        *ret += !session_line(s.ctx, &rows[i]).over;
    }
    return OK;
}

Err sessions_page(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    IdentitySessionsRow *rows;
    size_t n;
    TRY(q_identity_sessions(s, NULL, &rows, &n));
    SessionLine *lines = arena_array(ctx->arena, SessionLine, n);
    for (size_t i = 0; i < n; i++) {
        lines[i] = session_line(ctx, &rows[i]);
    }
    SessionsView *v = arena_new(ctx->arena, SessionsView);
    *v = (SessionsView){.shell = my_shell(ctx, MSG("Sessions and devices")),
                        .lines = lines,
                        .lines_n = n,
                        .others = n > 1,
                        .hours = ctx->app->options.session_us / TIME_HOUR,
                        .idle_minutes = ctx->app->options.session_idle_us / TIME_MINUTE};
    RENDER(ctx, 200, sessions, v);
    return OK;
}

Err session_end_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Id id;
    TRY(ctx_param_id(ctx, S("session"), &id));
    if (id_eq(id, ctx->actor.session_id)) {
        return sign_out_post(s);
    }
    TRY(session_end_one(s, id));
    ctx->audit.target_kind = S("session");
    ctx->audit.target_id = id;
    ctx_redirect(ctx, url_static("/me/sessions"), MSG("The session is ended."));
    return OK;
}

Err sessions_end_others_post(SelfCtx s)
{
    TRY(session_end_all(system_of(s.ctx), s.ctx->actor.user_id, s.ctx->actor.session_id));
    audit_me(s.ctx);
    ctx_redirect(s.ctx, url_static("/me/sessions"), MSG("All other sessions are ended."));
    return OK;
}

/* Everywhere, here too. */
Err sessions_end_all_post(SelfCtx s)
{
    TRY(session_end_everything(system_of(s.ctx), s.ctx->actor.user_id));
    audit_me(s.ctx);
    return sign_out_post(s);
}

Err sign_out_post(SelfCtx s)
{
    Str goes_on_as;
    Url elsewhere = signed_out_elsewhere(s.ctx, s.ctx->actor.user_id);
    TRY(session_end(s, &goes_on_as));
    if (elsewhere.s.n && !goes_on_as.n) {
        ctx_redirect(s.ctx, elsewhere, (Msg){0});
    } else if (goes_on_as.n) {
        ctx_redirect(s.ctx, url_static("/"), MSG1("You are signed out. You act as {name} now.", "name", goes_on_as));
    } else {
        ctx_redirect(s.ctx, url_static("/sign-in"), MSG("You are signed out."));
    }
    return OK;
}

/* Another person of this browser: nothing is kept of the page, which was the first one's. */
Err session_switch_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Id id;
    SessionOther now;
    if (id_parse(ctx_form(ctx, S("session")), &id) != OK) {
        return problem(ctx, ERR_INVALID, MSG("This session has ended."), MSG("Sign in with that account again."));
    }
    TRY(session_switch(ctx, id, &now));
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = now.user_id;
    ctx->audit.target_name = now.email;
    ctx_redirect(ctx, url_static("/"), MSG1("You act as {name} now.", "name", now.name));
    return OK;
}

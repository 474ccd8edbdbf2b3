/* The door: sign-in, sign-out, and the small switches of language, theme and account. */
#include "areas/identity/pages.h"

#include "app/app.h"
#include "app/audit.h"
#include "app/session.h"
#include "app/tried.h"
#include "app/unit.h"
#include "gen/identity_html.h"
#include "gen/identity_q.h"
#include "ui/shell.h"

DoorView *door_view(Ctx *ctx, Msg title)
{
    DoorView *door = arena_new(ctx->arena, DoorView);
    door->shell = shell_view(ctx, title, NULL, 0);
    const Str *names;
    size_t n;
    const Str *tags = locale_languages(&n, &names);
    DoorLanguage *languages = arena_array(ctx->arena, DoorLanguage, n);
    for (size_t i = 0; i < n; i++) {
        languages[i] = (DoorLanguage){tags[i], names[i], str_eq(tags[i], locale_language(ctx->locale))};
    }
    door->languages = languages;
    door->languages_n = n;
    door->here = ctx->req ? ctx->req->target : S("/");
    return door;
}

bool secure(const Ctx *ctx) { return ctx->req->tls || ctx->app->options.secure_cookies; }

Str safe_return(Str path)
{
    ptrdiff_t query = str_find_char(path, '?');
    /* No page has an empty segment; behind dots some clients would read a host out of one. */
    bool ours = path.n > 0 && path.n <= RETURN_MAX && path.p[0] == '/' &&
                str_find(query < 0 ? path : str_sub(path, 0, (size_t)query), S("//")) < 0;
    for (size_t i = 0; ours && i < path.n; i++) {
        ours = path.p[i] > ' ' && path.p[i] < 127 && path.p[i] != '\\';
    }
    return ours ? path : S("/");
}

/* Only after safe_return. */
Url url_of_path(Str checked_path) { return (Url){checked_path}; }

FieldView text_field(Ctx *ctx, Str name, Str value, Msg label)
{
    return (FieldView){
        .kind = FIELD_TEXT, .name = name, .value = value, .label = label, .error = problem_of_field(ctx, name)};
}

FieldView new_password_field(Ctx *ctx, Str name, Msg label)
{
    FieldView f = text_field(ctx, name, S(""), label);
    f.kind = FIELD_PASSWORD;
    f.autocomplete = S("new-password");
    f.hint = MSG1("At least {n} characters. A few unrelated words are easy to remember.", "n",
                  str_fmt(ctx->arena, "%d", PASSWORD_MIN));
    return f;
}

Msg too_many_tries(int64_t wait_s)
{
    return MSGN("Too many wrong passwords. Try again in {n} minute.",
                "Too many wrong passwords. Try again in {n} minutes.", (wait_s + 59) / 60);
}

ErrorSummary error_summary(Ctx *ctx, const Str *names, size_t n)
{
    ErrorLink *links = arena_array(ctx->arena, ErrorLink, n);
    size_t links_n = 0;
    for (size_t i = 0; i < n; i++) {
        Msg m = problem_of_field(ctx, names[i]);
        if (msg_is_set(m)) {
            links[links_n++] = (ErrorLink){m, names[i]};
        }
    }
    return (ErrorSummary){links, links_n};
}

static SignInView *sign_in_view(Ctx *ctx, Str email, Str next)
{
    SignInView *v = arena_new(ctx->arena, SignInView);
    v->door = door_view(ctx, MSG("Sign in"));
    v->next = next;
    if (ctx->actor.kind == ACTOR_USER || ctx->actor.kind == ACTOR_OPERATOR) {
        v->beside = ctx->actor.name;
        v->back = url_of_path(next);
    }
    v->email = text_field(ctx, S("email"), email, MSG("Work e-mail"));
    v->email.kind = FIELD_EMAIL;
    v->passkey = passkey_ask(ctx, PASSKEY_SIGN_IN, next);
    v->email.autocomplete = v->passkey.shown ? S("username webauthn") : S("username");
    v->email.inputmode = S("email");
    v->email.focus = email.n == 0;
    v->password = text_field(ctx, S("password"), S(""), MSG("Password"));
    v->password.kind = FIELD_PASSWORD;
    v->password.autocomplete = S("current-password");
    v->password.focus = email.n > 0;
    return v;
}

/* Where some people sign in elsewhere, the address is asked for first: it says where. */
Err sign_in_page(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Str next = safe_return(ctx_query(ctx, S("return"))), email = str_trim(ctx_query(ctx, S("email")));
    bool other = ctx_query(ctx, S("other")).n > 0; /* as somebody else beside who is signed in */
    if (!other && (ctx->actor.kind == ACTOR_USER || ctx->actor.kind == ACTOR_OPERATOR)) {
        ctx_redirect(ctx, url_of_path(next), (Msg){0});
        return OK;
    }
    SignInAt any;
    TRY(sign_in_elsewhere(system_of(ctx), S(""), ID_NIL, &any));
    SignInView *v = sign_in_view(ctx, email, next);
    v->email_first = any.name.n > 0 && email.n == 0;
    RENDER(ctx, 200, sign_in, v);
    return OK;
}

/* One try, carried through the units of a sign-in. */
typedef struct Try {
    Str email, key, next;
    SignInKeys keys;
    SignInUser user;
    SignInAt at;
    int64_t wait_s;
} Try;

static Err look(Ctx *ctx, void *arg)
{
    Try *t = arg;
    TRY(sign_in_elsewhere(system_of(ctx), t->key, ID_NIL, &t->at));
    TRY(identity_wait(system_of(ctx), &t->keys, &t->wait_s));
    return identity_find(system_of(ctx), t->key, &t->user);
}

static Id who_tries(const Try *t)
{
    return id_is_nil(t->user.known_id) ? tried_nobody(t->keys.name) : t->user.known_id;
}

static Err note_failure(Ctx *ctx, void *arg)
{
    Try *t = arg;
    bool suspended = !id_is_nil(t->user.known_id) && !t->user.found;
    TRY(identity_failed(system_of(ctx), &t->keys));
    return tried_note(ctx, who_tries(t), suspended ? TRIED_SUSPENDED : TRIED_PASSWORD, t->next);
}

static Err note_locked(Ctx *ctx, void *arg)
{
    Try *t = arg;
    return tried_note(ctx, who_tries(t), TRIED_LOCKED, t->next);
}

static Try try_of_form(Ctx *ctx)
{
    Try t = {.email = str_trim(ctx_form(ctx, S("email"))), .next = safe_return(ctx_form(ctx, S("return")))};
    t.key = identity_name_key(ctx->arena, t.email);
    t.keys = identity_sign_in_keys(ctx, t.key, ctx->req->remote, http_cookie(ctx->req, S(DEVICE_COOKIE)));
    return t;
}

static Err must_wait(Ctx *ctx, Try *t)
{
    TRY(unit_run(ctx, MODE_WRITE, NULL, note_locked, t));
    SignInView *v = sign_in_view(ctx, t->email, t->next);
    v->problem = too_many_tries(t->wait_s);
    ctx_header(ctx, S("Retry-After"), str_fmt(ctx->arena, "%lld", (long long)t->wait_s));
    RENDER(ctx, 429, sign_in, v);
    return OK;
}

static Err wrong(Ctx *ctx, Try *t)
{
    TRY(unit_run(ctx, MODE_WRITE, NULL, note_failure, t));
    SignInView *v = sign_in_view(ctx, t->email, t->next);
    v->door->shell->failed = true;
    v->problem = MSG("The e-mail and the password do not belong together. Check both and try again.");
    return RENDER_FAILED(ctx, sign_in, v);
}

static Url elsewhere_url(Ctx *ctx, const Try *t)
{
    Url to = url_with(ctx->arena, t->at.url, S("hint"), t->email);
    return str_eq(t->next, S("/")) ? to : url_with(ctx->arena, to, S("return"), t->next);
}

/* The address alone was sent: its people sign in elsewhere, or the password is asked for. */
static Err email_post(Ctx *ctx, Try *t)
{
    if (t->email.n == 0) {
        problem_field(ctx, S("email"), MSG("Enter your work e-mail."));
        SignInView *v = sign_in_view(ctx, t->email, t->next);
        v->email_first = v->door->shell->failed = true;
        return RENDER_FAILED(ctx, sign_in, v);
    }
    TRY(unit_run(ctx, MODE_READ, NULL, look, t));
    if (t->at.name.n) {
        ctx_redirect(ctx, elsewhere_url(ctx, t), (Msg){0});
        return OK;
    }
    SignInView *v = sign_in_view(ctx, t->email, t->next);
    RENDER(ctx, 200, sign_in, v);
    return OK;
}

Err sign_in_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Try t = try_of_form(ctx);
    Str password;
    if (!ctx_form_nth(ctx, S("password"), 0, &password)) {
        return email_post(ctx, &t);
    }
    password = identity_password(ctx->arena, password);
    if (t.email.n == 0) {
        problem_field(ctx, S("email"), MSG("Enter your work e-mail."));
    }
    if (password.n == 0) {
        problem_field(ctx, S("password"), MSG("Enter your password."));
    }
    if (problem_check(ctx) != OK) {
        SignInView *v = sign_in_view(ctx, t.email, t.next);
        v->door->shell->failed = true;
        return RENDER_FAILED(ctx, sign_in, v);
    }
    TRY(unit_run(ctx, MODE_READ, NULL, look, &t));
    if (t.at.only) { /* no password is looked at */
        ctx_redirect(ctx, elsewhere_url(ctx, &t), (Msg){0});
        return OK;
    }
    if (t.wait_s > 0) {
        return must_wait(ctx, &t);
    }
    bool holds = password.n <= PASSWORD_MAX * 4 && identity_password_holds(ctx, t.user.password_hash, password);
    if (!holds || !t.user.found) {
        return wrong(ctx, &t);
    }
    return signin_proved(ctx, t.user.id, AUTH_PASSWORD, t.next);
}

static void choice_cookie(Ctx *ctx, const char *name, Str value)
{
    ctx_cookie(ctx, str_fmt(ctx->arena, "%s=%.*s; Path=/; SameSite=Lax; Max-Age=31536000%s", name, S_ARG(value),
                            secure(ctx) ? "; Secure" : ""));
}

static bool signed_in(const Ctx *ctx) { return ctx->actor.kind == ACTOR_USER || ctx->actor.kind == ACTOR_OPERATOR; }

static bool language_shipped(Str tag)
{
    size_t n;
    const Str *tags = locale_languages(&n, NULL);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(tags[i], tag)) {
            return true;
        }
    }
    return false;
}

/* A language keeps the region whose dates and numbers the person reads now; else it takes
 * the account's, or the one the browser names. */
Str identity_locale_for(Ctx *ctx, Str language)
{
    Str now = locale_tag(ctx->locale);
    if (str_eq(locale_language(ctx->locale), language)) {
        return now;
    }
    ptrdiff_t dash = str_find_char(now, '-');
    if (dash > 0) {
        Str tag = str_concat(ctx->arena, language, str_sub(now, (size_t)dash, now.n - (size_t)dash));
        if (str_eq(locale_tag(locale_get(tag)), tag)) {
            return tag;
        }
    }
    if (ctx->account.country.n == 2) {
        Str tag = str_fmt(ctx->arena, "%.*s-%.*s", S_ARG(language), S_ARG(ctx->account.country));
        if (str_eq(locale_tag(locale_get(tag)), tag)) {
            return tag;
        }
    }
    const Locale *browser = locale_accept(http_header(ctx->req, S("accept-language")));
    return str_eq(locale_language(browser), language) ? locale_tag(browser) : language;
}

static Err save_language(Ctx *ctx, void *arg)
{
    const Str *tag = arg;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"language", locale_tag(ctx->locale)});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"language", *tag});
    return q_identity_set_language((SelfCtx){ctx}, &(IdentitySetLanguageArgs){.locale = *tag}, NULL);
}

/* Signed-out visitors keep their choice in a cookie, people in their own row; the cookie serves the next sign-in page.
 */
Err language_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Str tag = ctx_form(ctx, S("language"));
    if (!language_shipped(tag)) {
        return problem(ctx, ERR_INVALID, MSG("This language is not offered."),
                       MSG("Choose one of the languages in the list."));
    }
    tag = identity_locale_for(ctx, tag);
    if (signed_in(ctx)) {
        TRY(unit_run(ctx, MODE_WRITE, "identity.language", save_language, &tag));
    }
    choice_cookie(ctx, "entente_lang", tag);
    ctx_redirect(ctx, url_of_path(safe_return(ctx_form(ctx, S("return")))), (Msg){0});
    return OK;
}

static Err save_theme(Ctx *ctx, void *arg)
{
    const Str *theme = arg;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"theme", ctx->theme.n ? ctx->theme : S("system")});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"theme", theme->n ? *theme : S("system")});
    return q_identity_set_theme((SelfCtx){ctx}, &(IdentitySetThemeArgs){.theme = *theme}, NULL);
}

Err theme_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Str theme = ctx_form(ctx, S("theme"));
    if (!str_eq(theme, S("light")) && !str_eq(theme, S("dark"))) {
        theme = S("");
    }
    if (signed_in(ctx)) {
        TRY(unit_run(ctx, MODE_WRITE, "identity.theme", save_theme, &theme));
    }
    choice_cookie(ctx, "entente_theme", theme);
    ctx_redirect(ctx, url_of_path(safe_return(ctx_form(ctx, S("return")))), (Msg){0});
    return OK;
}

/* Another account of the same person: the whole context changes, so it lands on that account's home unless the person
 * was following a link into it. */
Err switch_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Str wanted = ctx_form(ctx, S("account"));
    const AccountOption *options;
    size_t n;
    TRY(session_accounts(s, &options, &n));
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(options[i].public_id, wanted)) {
            continue;
        }
        TRY(session_choose_account(s, options[i].id));
        ctx->audit.target_kind = S("account");
        ctx->audit.target_id = options[i].id;
        ctx->audit.target_name = options[i].name;
        Str prefix = str_fmt(ctx->arena, "/a/%.*s/", S_ARG(wanted));
        Str back = safe_return(ctx_form(ctx, S("return")));
        Url to = str_starts(back, prefix) ? url_of_path(back) : url_fmt(ctx->arena, "/a/%s", wanted);
        ctx_redirect(ctx, to, MSG1("You now work for {account}.", "account", options[i].name));
        return OK;
    }
    return problem(ctx, ERR_NOT_FOUND, MSG("You do not belong to this account."),
                   MSG("Choose one of the accounts in the list of the top bar."));
}

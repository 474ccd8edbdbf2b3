/* The rules of the authorization endpoint (RFC 6749 4.1.1, OpenID Connect Core 3.1.2): what is asked, whether it may
 * be, and what comes next. Pages are authorize_pages.c's. */
#include "areas/authority/authorize.h"

#include "app/rights.h"
#include "areas/authority/perms.h"
#include "areas/identity/identity.h"
#include "gen/authority_q.h"

/* --- the parameters --- */

Err authorize_query(Arena *a, Str text, AuthorizeQuery *ret)
{
    *ret = (AuthorizeQuery){.n = 0};
    if (text.n > AUTHORIZE_QUERY_MAX) {
        return ERR_TOO_LARGE;
    }
    Str rest = text, name, value;
    Err err = OK;
    while (http_next_param(a, &rest, &name, &value, &err)) {
        if (ret->n == AUTHORIZE_PARAMS_MAX) {
            return ERR_TOO_LARGE;
        }
        for (size_t i = 0; i < ret->n; i++) {
            ret->twice |= str_eq(ret->params[i].name, name);
        }
        ret->params[ret->n++] = (Param){name, value};
    }
    return err;
}

Str authorize_param(const AuthorizeQuery *q, Str name)
{
    for (size_t i = 0; i < q->n; i++) {
        if (str_eq(q->params[i].name, name)) {
            return q->params[i].value;
        }
    }
    return S("");
}

/* --- steps; each says what comes next, or lets the following one look --- */

static Err page(Authorize *w, Msg what, Msg hint)
{
    w->next = AUTHORIZE_PAGE;
    w->what = what;
    w->hint = hint;
    return ERR_INVALID;
}

static Err tell(Authorize *w, const char *error, const char *text)
{
    w->next = AUTHORIZE_ERROR;
    w->error = error;
    w->error_text = text;
    return ERR_INVALID;
}

static Err next(Authorize *w, AuthorizeNext what)
{
    w->next = what;
    return ERR_INVALID; /* the rest is not looked at now */
}

static Err find_redirect(Ctx *ctx, Authorize *w)
{
    AuthorityRedirectsRow *rows;
    size_t n;
    Str asked = authorize_param(&w->query, S("redirect_uri"));
    TRY(q_authority_redirects(system_of(ctx), &(AuthorityRedirectsArgs){.application = w->app.id, .kind = S("sign_in")},
                              &rows, &n));
    if (asked.n == 0 && n == 1) {
        w->redirect_uri = rows[0].uri; /* there is only one place it can mean */
        return OK;
    }
    for (size_t i = 0; asked.n && i < n; i++) {
        if (authority_redirect_fits(rows[i].uri, asked)) {
            w->redirect_uri = asked;
            return OK;
        }
    }
    return page(w,
                MSG1("The application “{name}” asked to be answered at an address that is not registered for it.",
                     "name", w->app.name),
                MSG("Nothing was given away. Tell whoever made the application to register this redirect address in "
                    "App management."));
}

/* Until the client and its redirect address are known, nobody is sent anywhere (RFC 9700 4.11). */
static Err find_client(Ctx *ctx, Authorize *w)
{
    Str client_id = authorize_param(&w->query, S("client_id"));
    if (w->query.twice) {
        return page(w,
                    MSG("The link of the application says something twice, so that it is not clear what it asks for."),
                    MSG("Go back to the application and try again."));
    }
    Err err = oauth_app(system_of(ctx), client_id, &w->app);
    bool home = err == OK && (id_is_nil(w->tenant.directory_id) || id_eq(w->tenant.directory_id, w->app.directory_id));
    if (err == ERR_NOT_FOUND || (err == OK && !home && !w->app.multi_tenant)) {
        return page(w, MSG("There is no such application here, or it may not be used now."),
                    MSG("Check the link, or ask whoever gave it to you."));
    }
    TRY(err);
    TRY(find_redirect(ctx, w));
    w->client_known = true;
    return OK;
}

static bool is_challenge(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_')) {
            return false;
        }
    }
    return s.n == 43;
}

static Err read_challenge(Authorize *w)
{
    Str method = authorize_param(&w->query, S("code_challenge_method"));
    w->challenge = authorize_param(&w->query, S("code_challenge"));
    if (w->challenge.n == 0) { /* RFC 7636 4.4.1 */
        return w->app.require_pkce || method.n
                   ? tell(w, "invalid_request",
                          "Code challenge required: send code_challenge with code_challenge_method S256.")
                   : OK;
    }
    if (!str_eq(method, S("S256")) || !is_challenge(w->challenge)) {
        return tell(w, "invalid_request", "code_challenge_method must be S256, and code_challenge its 43 characters.");
    }
    return OK;
}

static Err read_scope(Ctx *ctx, Authorize *w)
{
    const OauthError *e;
    if (w->v2) {
        e = oauth_scope(ctx, authorize_param(&w->query, S("scope")), &w->scope);
    } else {
        e = oauth_resource(ctx, authorize_param(&w->query, S("resource")), &w->scope);
    }
    e = e ? e : oauth_scope_for(&w->app, &w->scope);
    return e ? tell(w, e->error, e->text) : OK;
}

static Err read_modes(Ctx *ctx, Authorize *w)
{
    Str type = authorize_param(&w->query, S("response_type"));
    w->state = authorize_param(&w->query, S("state"));
    w->nonce = authorize_param(&w->query, S("nonce"));
    w->mode = authorize_param(&w->query, S("response_mode"));
    w->prompt = authorize_param(&w->query, S("prompt"));
    bool known = w->mode.n == 0 || str_eq(w->mode, S("query")) || str_eq(w->mode, S("fragment")) ||
                 str_eq(w->mode, S("form_post"));
    if (!known) {
        w->mode = S("");
        return tell(w, "invalid_request", "response_mode must be query, fragment or form_post.");
    }
    if (!str_eq(type, S("code"))) {
        return tell(w, type.n ? "unsupported_response_type" : "invalid_request",
                    "response_type must be code. Tokens are not put into addresses.");
    }
    if (w->state.n > AUTHORIZE_STATE_MAX || w->nonce.n > AUTHORIZE_NONCE_MAX) {
        w->state = S("");
        return tell(w, "invalid_request", "state or nonce is too long.");
    }
    if (authorize_again(ctx, w, INT64_MAX).n > RETURN_MAX) {
        return tell(w, "invalid_request", "The request is too long to be carried through a sign-in.");
    }
    if (authorize_param(&w->query, S("request")).n || authorize_param(&w->query, S("request_uri")).n) {
        return tell(w,
                    authorize_param(&w->query, S("request")).n ? "request_not_supported" : "request_uri_not_supported",
                    "Request objects are not taken here.");
    }
    return OK;
}

static bool asks(const Authorize *w, const char *what) { return oauth_has_word(w->prompt, str_from(what)); }

static Err read_prompt(Authorize *w)
{
    static const Str KNOWN[] = {S_INIT("none"), S_INIT("login"), S_INIT("consent"), S_INIT("select_account"),
                                S_INIT("admin_consent")};
    Str rest = w->prompt, word;
    size_t n = 0;
    while (str_split(&rest, ' ', &word)) {
        bool known = word.n == 0;
        for (size_t i = 0; i < COUNT_OF(KNOWN); i++) {
            known |= str_eq(KNOWN[i], word);
        }
        if (!known) {
            return tell(w, "invalid_request", "prompt must be none, login, consent or select_account.");
        }
        n += word.n > 0;
    }
    return n > 1 && asks(w, "none") ? tell(w, "invalid_request", "prompt=none stands alone.") : OK;
}

/* --- the person --- */

static Err silent(Authorize *w, const char *error, const char *text, AuthorizeNext otherwise)
{
    return asks(w, "none") ? tell(w, error, text) : next(w, otherwise);
}

/* A hint that is not the person who is signed in: better to ask than to act as the wrong one. */
static Err check_hint(Ctx *ctx, Authorize *w)
{
    AuthorityPersonRow me;
    Str hint = str_trim(authorize_param(&w->query, S("login_hint")));
    if (hint.n == 0) {
        return OK;
    }
    TRY(q_authority_person(system_of(ctx), &(AuthorityPersonArgs){.id = ctx->actor.user_id}, &me));
    Str id = id_text(ctx->arena, ctx->actor.user_id);
    bool same = str_eq_nocase(hint, me.sign_in) || str_eq_nocase(hint, me.email) || str_starts_nocase(hint, id);
    return same ? OK
                : silent(w, "login_required", "Somebody else is signed in than login_hint says.", AUTHORIZE_CHOOSE);
}

static Err check_fresh(Ctx *ctx, Authorize *w)
{
    int64_t since = 0, age = -1;
    Str asked = authorize_param(&w->query, S("since")), max = authorize_param(&w->query, S("max_age"));
    if (asked.n && str_to_i64(asked, &since) != OK) {
        since = 0;
    }
    if (max.n && (str_to_i64(max, &age) != OK || age < 0)) {
        return tell(w, "invalid_request", "max_age must be a number of seconds.");
    }
    int64_t at = session_authenticated_at(ctx).us / TIME_SECOND, now = ctx->wall.us / TIME_SECOND;
    bool old = at < since || (age >= 0 && now - at > age) || asks(w, "login");
    return old ? silent(w, "login_required", "The person has to prove anew who they are.", AUTHORIZE_CONFIRM) : OK;
}

static Err check_person(Ctx *ctx, Authorize *w)
{
    if (ctx->actor.kind == ACTOR_NONE) {
        return silent(w, "login_required", "Nobody is signed in.", AUTHORIZE_SIGN_IN);
    }
    if (ctx->actor.kind != ACTOR_USER) {
        return page(
            w, MSG1("You are signed in as {name}, who cannot use applications of partners.", "name", ctx->actor.name),
            MSG("Sign in with the account of your partner organization."));
    }
    if (asks(w, "select_account")) {
        return next(w, AUTHORIZE_CHOOSE);
    }
    TRY(check_hint(ctx, w));
    return check_fresh(ctx, w);
}

/* --- where it would act --- */

static Err member_of(Ctx *ctx, Id account_id, bool *ret_member, bool *ret_may_consent)
{
    RightsAccount account;
    Rights rights;
    *ret_member = *ret_may_consent = false;
    Err err = rights_account(system_of(ctx), account_id, &account);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    TRY(rights_of_user(system_of(ctx), ctx->actor.user_id, &account, &rights));
    *ret_member = rights.member;
    *ret_may_consent = perm_in(&rights.perms, &APPLICATIONS_CONSENT);
    return OK;
}

static Err use_account(Ctx *ctx, Authorize *w, Id account_id)
{
    AuthorityAccountRow row;
    bool member;
    TRY(q_authority_account(system_of(ctx), &(AuthorityAccountArgs){.id = account_id}, &row));
    TRY(member_of(ctx, account_id, &member, &w->may_for_all));
    w->account_id = account_id;
    w->account_name = row.name;
    w->directory_name = row.directory_name;
    if (!member || !str_eq(row.state, S("active"))) {
        w->what =
            MSG2("You hold no role in {account}, where “{name}” works.", "account", row.name, "name", w->app.name);
        w->hint = MSG("Ask a Global admin of that account for a role, or sign in as somebody who has one.");
        return ERR_NOT_FOUND;
    }
    return OK;
}

/* The account to offer an application of another organization: the one the person works in now, if it is of the
 * directory, else their first there. */
static Err offer_account(Ctx *ctx, Authorize *w)
{
    const AccountOption *options;
    size_t n;
    Id found = ID_NIL;
    TRY(session_accounts((SelfCtx){ctx}, &options, &n));
    for (size_t i = 0; i < n; i++) {
        AuthorityAccountRow row;
        TRY(q_authority_account(system_of(ctx), &(AuthorityAccountArgs){.id = options[i].id}, &row));
        bool here = id_eq(row.directory_id, w->directory_id);
        if (here && (id_is_nil(found) || id_eq(options[i].id, ctx->account_id))) {
            found = options[i].id;
        }
    }
    if (id_is_nil(found)) {
        w->what = MSG("You do not belong to the organization that this link is for.");
        w->hint = MSG("Sign in as somebody of that organization.");
        return ERR_NOT_FOUND;
    }
    return use_account(ctx, w, found);
}

static Err home_directory(Ctx *ctx, Id *ret)
{
    AuthorityAccountRow row;
    *ret = ctx->actor.directory_id;
    if (!id_is_nil(ctx->account_id)) {
        TRY(q_authority_account(system_of(ctx), &(AuthorityAccountArgs){.id = ctx->account_id}, &row));
        *ret = row.directory_id;
    }
    return OK;
}

Err authorize_place(Ctx *ctx, Authorize *w)
{
    w->directory_id = w->tenant.directory_id;
    if (id_is_nil(w->directory_id)) {
        if (w->app.multi_tenant) {
            TRY(home_directory(ctx, &w->directory_id));
        } else {
            w->directory_id = w->app.directory_id;
        }
    }
    w->abroad = !id_eq(w->directory_id, w->app.directory_id);
    if (!w->abroad) {
        return use_account(ctx, w, w->app.account_id);
    }
    AuthorityConsentOfDirectoryRow all;
    Err err = q_authority_consent_of_directory(
        system_of(ctx),
        &(AuthorityConsentOfDirectoryArgs){.application_id = w->app.id, .directory_id = w->directory_id}, &all);
    if (err == OK) {
        return use_account(ctx, w, all.account_id);
    }
    return err == ERR_NOT_FOUND ? offer_account(ctx, w) : err;
}

Err authorize_consented(Ctx *ctx, Authorize *w, bool *ret)
{
    AuthorityConsentsRow *rows;
    size_t n;
    ApiScopeSet given = {0};
    TRY(q_authority_consents(system_of(ctx),
                             &(AuthorityConsentsArgs){.application_id = w->app.id,
                                                      .directory_id = w->directory_id,
                                                      .account_id = w->account_id,
                                                      .user_id = ctx->actor.user_id},
                             &rows, &n));
    for (size_t i = 0; i < n; i++) {
        ApiScopeSet one = api_scope_set(rows[i].scopes);
        given.read |= one.read;
        given.write |= one.write;
        w->consent_id = id_is_nil(rows[i].user_id) ? w->consent_id : rows[i].id;
    }
    /* Names only ("openid") still need one yes. */
    *ret = n > 0 && api_scope_within(w->scope.scopes, given);
    return OK;
}

static Err note_admins(Ctx *ctx, Authorize *w)
{
    AuthorityAdminsRow *rows;
    size_t n;
    TRY(q_authority_admins(system_of(ctx), &(AuthorityAdminsArgs){.account_id = w->account_id}, &rows, &n));
    Str *names = arena_array(ctx->arena, Str, n);
    for (size_t i = 0; i < n; i++) {
        names[i] = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name));
    }
    w->admins = names;
    w->admins_n = n;
    return OK;
}

static Err check_consent(Ctx *ctx, Authorize *w)
{
    bool given;
    TRY(authorize_consented(ctx, w, &given));
    bool again = asks(w, "consent") || asks(w, "admin_consent");
    /* Whoever listens at a device's own address may be any program that says this one's id: a yes of before was not for
     * it (RFC 8252 8.6). */
    w->unsure = w->app.public_client && !authority_redirect_sure(w->redirect_uri);
    if (given && !again && !w->unsure) {
        return OK;
    }
    w->given = given;
    /* An application of another organization is let in by somebody who answers for this one. */
    if (w->abroad && !given && !w->may_for_all) {
        TRY(note_admins(ctx, w));
        return silent(w, "consent_required", "An administrator has to allow the application first.",
                      AUTHORIZE_ADMIN_NEEDED);
    }
    return silent(w, "consent_required", "The person has to allow it first.", AUTHORIZE_CONSENT);
}

static Err decide(Ctx *ctx, Authorize *w)
{
    if (authorize_query(ctx->arena, w->query_text, &w->query) != OK) {
        return page(w, MSG("The link of the application cannot be read."),
                    MSG("Go back to the application and try again."));
    }
    Err err = oauth_tenant(system_of(ctx), ctx_param(ctx, S("tenant")), &w->tenant);
    if (err == ERR_NOT_FOUND) {
        return page(w, MSG("There is no such directory."), MSG("Check the link, or ask whoever gave it to you."));
    }
    TRY(err);
    TRY(find_client(ctx, w));
    TRY(read_modes(ctx, w));
    TRY(read_prompt(w));
    TRY(read_challenge(w));
    TRY(read_scope(ctx, w));
    TRY(check_person(ctx, w));
    err = authorize_place(ctx, w);
    if (err == ERR_NOT_FOUND) {
        return page(w, w->what, w->hint);
    }
    TRY(err);
    return check_consent(ctx, w);
}

Err authorize_decide(Ctx *ctx, Authorize *w)
{
    w->next = AUTHORIZE_ISSUE;
    Err err = decide(ctx, w);
    return err == ERR_INVALID && w->next != AUTHORIZE_ISSUE ? OK : err;
}

/* --- results --- */

Err authorize_code(SystemCtx s, const Authorize *w, Str *ret)
{
    Ctx *ctx = s.ctx;
    *ret = token_new(ctx->arena, 32);
    Digest hash = secret_digest(ctx->app, str_concat(ctx->arena, S("code|"), *ret));
    return q_authority_code_add(
        s,
        &(AuthorityCodeAddArgs){.code_hash = digest_str(&hash),
                                .expires_at = time_add(ctx->wall, AUTHORITY_CODE_S * TIME_SECOND),
                                .application_id = w->app.id,
                                .account_id = w->account_id,
                                .directory_id = w->directory_id,
                                .user_id = ctx->actor.user_id,
                                .redirect_uri = w->redirect_uri,
                                .challenge = w->challenge,
                                .scopes = api_scope_names(ctx->arena, w->scope.scopes),
                                .claims = w->scope.claims,
                                .audience = w->scope.audience,
                                .nonce = w->nonce,
                                .amr = identity_amr(ctx),
                                .auth_at = session_authenticated_at(ctx)},
        NULL);
}

Err authorize_consent_put(Ctx *ctx, const Authorize *w, bool for_all)
{
    SystemCtx s = system_of(ctx);
    Id user = for_all ? ID_NIL : ctx->actor.user_id;
    TRY(q_authority_consent_replace(
        s,
        &(AuthorityConsentReplaceArgs){
            .application_id = w->app.id, .directory_id = w->directory_id, .account_id = w->account_id, .user_id = user},
        NULL));
    return q_authority_consent_add(s,
                                   &(AuthorityConsentAddArgs){.account_id = w->account_id,
                                                              .id = ctx_new_id(ctx),
                                                              .application_id = w->app.id,
                                                              .directory_id = w->directory_id,
                                                              .user_id = user,
                                                              .scopes = api_scope_names(ctx->arena, w->scope.scopes),
                                                              .granted_by = ctx->actor.user_id},
                                   NULL);
}

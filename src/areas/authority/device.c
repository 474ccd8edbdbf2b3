/* Devices without a browser (RFC 8628): the code they are given, and the page where a person answers for them. The page
 * warns and says where the device asked from, because the usual fraud is a code that somebody else started. */
#include "areas/authority/authorize.h"

#include "app/audit.h"
#include "areas/identity/identity.h"
#include "gen/authority_html.h"
#include "gen/authority_q.h"
#include "os/os.h"
#include "ui/parts.h"

enum { USER_CODE = 8, DEVICE_CODE_TRIES = 4 };

/* No vowels, so that no word comes out; no letters that look alike (RFC 8628 6.1): 20 to the 8th, 34 bits. */
static const char LETTERS[] = "BCDFGHJKLMNPQRSTVWXZ";

static const OauthError NOT_PUBLIC = {"unauthorized_client", 400,
                                      "Only public clients may use the device flow. Use authorization_code.", 0};

static Digest user_code_hash(Ctx *ctx, Str code)
{
    return secret_digest(ctx->app, str_concat(ctx->arena, S("user-code|"), code));
}

static Str user_code_new(Arena *a)
{
    char text[USER_CODE];
    for (size_t i = 0; i < USER_CODE;) {
        uint64_t bits = os_random_u64();
        for (size_t k = 0; k < 12 && i < USER_CODE; k++, bits >>= 5) {
            if ((bits & 31) < 20) {
                text[i++] = LETTERS[bits & 31];
            }
        }
    }
    return str_copy(a, str_of(text, USER_CODE));
}

/* As people type it: in any case, with hyphens or spaces. Empty when it cannot be one. */
Str authority_user_code(Arena *a, Str typed)
{
    char text[USER_CODE];
    size_t n = 0;
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];
        c = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
        if (c == '-' || c == ' ') {
            continue;
        }
        if (n == USER_CODE || c == 0 || !strchr(LETTERS, c)) {
            return S("");
        }
        text[n++] = c;
    }
    return n == USER_CODE ? str_copy(a, str_of(text, n)) : S("");
}

static Str with_hyphen(Arena *a, Str code)
{
    return str_fmt(a, "%.*s-%.*s", USER_CODE / 2, code.p, USER_CODE / 2, code.p + USER_CODE / 2);
}

/* --- the device's side --- */

typedef struct DeviceAsk {
    OauthTenant tenant;
    OauthShown shown;
    OauthClient client;
    OauthScope scope;
    Str device_code, user_code;
    const OauthError *e;
    bool added;
} DeviceAsk;

static Err ask_find(Ctx *ctx, void *arg)
{
    DeviceAsk *w = arg;
    Err err = oauth_tenant(system_of(ctx), ctx_param(ctx, S("tenant")), &w->tenant);
    if (err == ERR_NOT_FOUND) {
        w->e = &OAUTH_NO_DIRECTORY;
        return OK;
    }
    TRY(err);
    TRY(oauth_client(system_of(ctx), &w->tenant, &w->shown, &w->client, &w->e));
    if (!w->e && !w->client.app.public_client) {
        w->e = &NOT_PUBLIC;
    }
    w->e = w->e ? w->e : oauth_scope_for(&w->client.app, &w->scope);
    return OK;
}

static Err ask_add(Ctx *ctx, void *arg)
{
    DeviceAsk *w = arg;
    int64_t changed = 0;
    w->device_code = token_new(ctx->arena, 32);
    w->user_code = user_code_new(ctx->arena);
    Digest device = secret_digest(ctx->app, str_concat(ctx->arena, S("device|"), w->device_code));
    Digest user = user_code_hash(ctx, w->user_code);
    TRY(q_authority_device_add(
        system_of(ctx),
        &(AuthorityDeviceAddArgs){.id = ctx_new_id(ctx),
                                  .expires_at = time_add(ctx->wall, AUTHORITY_DEVICE_S * TIME_SECOND),
                                  .device_hash = digest_str(&device),
                                  .user_code_hash = digest_str(&user),
                                  .application_id = w->client.app.id,
                                  .directory_id = w->tenant.directory_id,
                                  .address = ctx->req->remote,
                                  .scopes = api_scope_names(ctx->arena, w->scope.scopes),
                                  .claims = w->scope.claims,
                                  .audience = w->scope.audience},
        &changed));
    w->added = changed == 1;
    return OK;
}

static void text(Json *j, Str name, Str value)
{
    json_key(j, name);
    json_str(j, value);
}

static Err ask_answer(Ctx *ctx, const DeviceAsk *w)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    Str page = str_concat(ctx->arena, token_base_url(ctx), S("/devicelogin"));
    Str code = with_hyphen(ctx->arena, w->user_code);
    json_obj(&j);
    text(&j, S("user_code"), code);
    text(&j, S("device_code"), w->device_code);
    text(&j, S("verification_uri"), page);
    text(&j, S("verification_url"), page); /* version 1's name */
    text(&j, S("verification_uri_complete"), str_fmt(ctx->arena, "%.*s?code=%.*s", S_ARG(page), S_ARG(code)));
    json_key(&j, S("expires_in"));
    json_i64(&j, AUTHORITY_DEVICE_S);
    json_key(&j, S("interval"));
    json_i64(&j, AUTHORITY_POLL_S);
    text(&j, S("message"),
         str_fmt(ctx->arena, "To sign in, open %.*s in a browser and enter the code %.*s.", S_ARG(page), S_ARG(code)));
    json_obj_end(&j);
    ctx_header(ctx, S("Pragma"), S("no-cache"));
    oauth_json(ctx, 200, &b);
    return OK;
}

static Err ask(Ctx *ctx, bool v2)
{
    DeviceAsk w = {0};
    const OauthError *e = oauth_form_flaw(ctx);
    e = e ? e : oauth_shown(ctx, &w.shown);
    e = e    ? e
        : v2 ? oauth_scope(ctx, ctx_form(ctx, S("scope")), &w.scope)
             : oauth_resource(ctx, ctx_form(ctx, S("resource")), &w.scope);
    if (e) {
        return oauth_refuse(ctx, e, S(""));
    }
    TRY(unit_run(ctx, MODE_READ, NULL, ask_find, &w));
    if (w.e) {
        return oauth_refuse(ctx, w.e, S(""));
    }
    for (int i = 0; i < DEVICE_CODE_TRIES && !w.added; i++) { /* one code in a thousand million is somebody's already */
        TRY(unit_run(ctx, MODE_WRITE, NULL, ask_add, &w));
    }
    return w.added ? ask_answer(ctx, &w) : ERR_BUSY;
}

Err device_code_v1(PublicCtx p) { return ask(p.ctx, false); }

Err device_code_v2(PublicCtx p) { return ask(p.ctx, true); }

/* --- the person's side --- */

typedef struct DeviceEntry {
    Str code; /* normal form; empty: none */
    AuthorityDeviceByUserCodeRow row;
    Authorize w; /* the application and where it would act */
    Msg problem;
} DeviceEntry;

/* Wrong codes are counted by person and by network, as wrong passwords are. */
static SignInKeys guess_keys(Ctx *ctx)
{
    Str network = identity_network(ctx->arena, ctx->req->remote);
    return (SignInKeys){.name = secret_digest(ctx->app, str_fmt(ctx->arena, "user-code-of|%.*s",
                                                                S_ARG(id_text(ctx->arena, ctx->actor.user_id)))),
                        .network = secret_digest(ctx->app, str_fmt(ctx->arena, "user-code-from|%.*s", S_ARG(network)))};
}

static Err show_ask(Ctx *ctx, Str typed, Msg problem)
{
    DeviceAskView *v = arena_new(ctx->arena, DeviceAskView);
    v->frame = ask_frame(ctx, MSG("Connect a device"));
    v->code = (FieldView){.kind = FIELD_TEXT,
                          .name = S("code"),
                          .value = typed,
                          .label = MSG("Code that the device shows"),
                          .hint = MSG("Eight letters, in any case."),
                          .autocomplete = S("one-time-code"),
                          .max_length = 20,
                          .focus = true,
                          .error = problem};
    if (msg_is_set(problem)) {
        ErrorLink *link = arena_new(ctx->arena, ErrorLink);
        *link = (ErrorLink){problem, S("code")};
        v->errors = (ErrorSummary){link, 1};
        v->frame.shell->failed = true;
    }
    RENDER(ctx, msg_is_set(problem) ? 422 : 200, device_ask, v);
    return OK;
}

Err device_page(SelfCtx s) { return show_ask(s.ctx, str_sub(ctx_query(s.ctx, S("code")), 0, 20), (Msg){0}); }

/* The waiting row of a code, and the application of it for this person. problem: what to say instead. */
static Err entry_find(Ctx *ctx, DeviceEntry *e)
{
    SystemCtx s = system_of(ctx);
    Digest hash = user_code_hash(ctx, e->code);
    Err err = e->code.n ? q_authority_device_by_user_code(
                              s, &(AuthorityDeviceByUserCodeArgs){.user_code_hash = digest_str(&hash)}, &e->row)
                        : ERR_NOT_FOUND;
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    if (err == ERR_NOT_FOUND || !str_eq(e->row.state, S("waiting")) || e->row.expires_at.us <= ctx->wall.us) {
        e->problem =
            MSG("This code does not hold. Look at the device: codes are good for fifteen minutes and for one use.");
        return OK;
    }
    Authorize *w = &e->w;
    err = oauth_app(s, id_text(ctx->arena, e->row.application_id), &w->app);
    if (err == OK) {
        w->tenant.directory_id = e->row.directory_id;
        w->scope = (OauthScope){.scopes = api_scope_set(e->row.scopes), .claims = e->row.claims};
        err = authorize_place(ctx, w);
    }
    if (err == ERR_NOT_FOUND) {
        e->problem =
            msg_is_set(w->what) ? w->what : MSG("There is no such application here, or it may not be used now.");
        return OK;
    }
    TRY(err);
    bool given;
    TRY(authorize_consented(ctx, w, &given));
    if (w->abroad && !given && !w->may_for_all) {
        e->problem = MSG1("An administrator has to allow “{name}” before a device can use it.", "name", w->app.name);
    }
    return OK;
}

static Err entry_unit(Ctx *ctx, void *arg) { return entry_find(ctx, arg); }

static Err show_consent(Ctx *ctx, const DeviceEntry *e)
{
    DeviceConsentView *v = arena_new(ctx->arena, DeviceConsentView);
    *v = (DeviceConsentView){.frame = ask_frame(ctx, MSG("Connect a device")),
                             .app = e->w.app.name,
                             .about = e->w.app.about,
                             .maker = e->w.app.account_name,
                             .account = e->w.account_name,
                             .code = with_hyphen(ctx->arena, e->code),
                             .address = e->row.address,
                             .since = e->row.created_at,
                             .abroad = e->w.abroad};
    v->lines = authorize_scope_lines(ctx, &e->w.scope, &v->lines_n);
    RENDER(ctx, 200, device_consent, v);
    return OK;
}

typedef struct Guess {
    SignInKeys keys;
    int64_t wait_s;
} Guess;

static Err guess_wait(Ctx *ctx, void *arg)
{
    Guess *g = arg;
    return identity_wait(system_of(ctx), &g->keys, &g->wait_s);
}

static Err guess_failed(Ctx *ctx, void *arg)
{
    Guess *g = arg;
    return identity_failed(system_of(ctx), &g->keys);
}

/* The answer of a writing unit that was refused; the guess is counted all the same. */
static void note_guess(SystemCtx s, void *arg)
{
    Guess *g = arg;
    Err err = identity_failed(s, &g->keys);
    if (err != OK) {
        s.ctx->problem.log = S("a wrong user code could not be counted");
    }
}

static Err show_wait(Ctx *ctx, Str typed, int64_t wait_s)
{
    ctx_header(ctx, S("Retry-After"), str_fmt(ctx->arena, "%lld", (long long)wait_s));
    return show_ask(ctx, typed,
                    MSGN("Too many wrong codes. Try again in {n} minute.",
                         "Too many wrong codes. Try again in {n} minutes.", (wait_s + 59) / 60));
}

static Err must_be_person(Ctx *ctx)
{
    return ctx->actor.kind == ACTOR_USER
               ? OK
               : problem(ctx, ERR_FORBIDDEN,
                         MSG1("You are signed in as {name}, who cannot use applications of partners.", "name",
                              ctx->actor.name),
                         MSG("Sign in with the account of your partner organization."));
}

Err device_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Str typed = str_sub(ctx_form(ctx, S("code")), 0, 20);
    DeviceEntry *e = arena_new(ctx->arena, DeviceEntry);
    Guess g = {.keys = guess_keys(ctx)};
    TRY(must_be_person(ctx));
    TRY(unit_run(ctx, MODE_READ, NULL, guess_wait, &g));
    if (g.wait_s > 0) {
        return show_wait(ctx, typed, g.wait_s);
    }
    e->code = authority_user_code(ctx->arena, typed);
    TRY(unit_run(ctx, MODE_READ, NULL, entry_unit, e));
    if (msg_is_set(e->problem)) {
        bool wrong = id_is_nil(e->row.id);
        if (wrong && e->code.n) {
            TRY(unit_run(ctx, MODE_WRITE, NULL, guess_failed, &g));
        }
        return show_ask(ctx, typed, e->problem);
    }
    return show_consent(ctx, e);
}

static Err show_done(Ctx *ctx, const DeviceEntry *e, bool allowed)
{
    DeviceDoneView *v = arena_new(ctx->arena, DeviceDoneView);
    v->frame = ask_frame(ctx, MSG("Connect a device"));
    v->app = e->w.app.name;
    v->allowed = allowed;
    RENDER(ctx, 200, device_done, v);
    return OK;
}

Err device_answer_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    DeviceEntry *e = arena_new(ctx->arena, DeviceEntry);
    bool allow = str_eq(ctx_form(ctx, S("do")), S("allow"));
    Guess g = {.keys = guess_keys(ctx)};
    e->code = authority_user_code(ctx->arena, ctx_form(ctx, S("code")));
    TRY(must_be_person(ctx));
    TRY(guess_wait(ctx, &g));
    if (g.wait_s > 0) {
        TRY(show_wait(ctx, S(""), g.wait_s));
        return ERR_INVALID;
    }
    TRY(entry_find(ctx, e));
    if (msg_is_set(e->problem)) {
        TRY(show_ask(ctx, S(""), e->problem));
        if (id_is_nil(e->row.id) && e->code.n) {
            Guess *kept = arena_new(ctx->arena, Guess);
            *kept = g;
            ctx->after_refusal = note_guess;
            ctx->after_refusal_arg = kept;
        }
        return ERR_INVALID;
    }
    ctx->account_id = e->w.account_id;
    ctx->audit.target_kind = S("application");
    ctx->audit.target_id = e->w.app.id;
    ctx->audit.target_name = e->w.app.name;
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"answer", allow ? S("allowed") : S("declined")}, {"address", e->row.address});
    if (!allow) {
        TRY(q_authority_device_deny(system_of(ctx), &(AuthorityDeviceDenyArgs){.id = e->row.id}, NULL));
        return show_done(ctx, e, false);
    }
    int64_t changed = 0;
    bool given;
    TRY(q_authority_device_allow(system_of(ctx),
                                 &(AuthorityDeviceAllowArgs){.id = e->row.id,
                                                             .account_id = e->w.account_id,
                                                             .user_id = ctx->actor.user_id,
                                                             .amr = identity_amr(ctx),
                                                             .auth_at = session_authenticated_at(ctx)},
                                 &changed));
    if (changed == 0) {
        return problem(ctx, ERR_CONFLICT, MSG("This code was answered already."),
                       MSG("Look at the device, or begin again there."));
    }
    TRY(authorize_consented(ctx, &e->w, &given));
    if (!given) {
        TRY(authorize_consent_put(ctx, &e->w, false));
    }
    return show_done(ctx, e, true);
}

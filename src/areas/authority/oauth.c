/* What all addresses of the authority share: refusals, directories, scopes. */
#include "areas/authority/oauth.h"

#include "areas/identity/identity.h"

const OauthError OAUTH_NO_DIRECTORY = {
    "invalid_request", 400, "This directory was not found. Check the id or the domain in the address.", 90002};
const OauthError OAUTH_DIRECTORY_NEEDED = {
    "invalid_request", 400,
    "Here the address must carry the id or the domain of one directory, not common or organizations.", 0};
const OauthError OAUTH_NO_CLIENT = {
    "unauthorized_client", 400, "This application was not found in the directory, or it may not be used now.", 700016};
const OauthError OAUTH_NO_CLIENT_ID = {"invalid_request", 400,
                                       "The body must contain client_id, or the request Basic credentials.", 900144};
const OauthError OAUTH_TWICE = {"invalid_request", 400, "A parameter is given more than once.", 90014};
const OauthError OAUTH_BROKEN_FORM = {"invalid_request", 400,
                                      "The body cannot be read. Send it as application/x-www-form-urlencoded.", 0};

void oauth_json(Ctx *ctx, int status, const Buf *b)
{
    ctx->out.status = status;
    ctx->out.body = buf_str(b);
    ctx->out.content_type = S("application/json; charset=utf-8");
}

static void text(Json *j, Str name, Str value)
{
    json_key(j, name);
    json_str(j, value);
}

/* MSAL sends its correlation id as client-request-id, in the body or as a header. */
static Str correlation(Ctx *ctx)
{
    Id id;
    Str sent = ctx_form(ctx, S("client-request-id"));
    sent = sent.n ? sent : http_header(ctx->req, S("client-request-id"));
    return id_parse(sent, &id) == OK ? id_text(ctx->arena, id) : ctx->request_id;
}

static Str error_json(Ctx *ctx, const OauthError *e, Str detail)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    text(&j, S("error"), str_from(e->error));
    text(&j, S("error_description"),
         detail.n ? str_fmt(ctx->arena, "%s %.*s", e->text, S_ARG(detail)) : str_from(e->text));
    json_key(&j, S("error_codes"));
    json_arr(&j);
    if (e->code) {
        json_i64(&j, e->code);
    }
    json_arr_end(&j);
    json_key(&j, S("timestamp"));
    json_time(&j, (Time){ctx->wall.us / TIME_SECOND * TIME_SECOND});
    text(&j, S("trace_id"), ctx->request_id);
    text(&j, S("correlation_id"), correlation(ctx));
    json_obj_end(&j);
    return buf_str(&b);
}

Str oauth_error_body(Ctx *ctx, Err err, int status, Str *ret_content_type)
{
    static const OauthError BUSY = {"temporarily_unavailable", 503, "Too much at once. Wait a moment, then try again.",
                                    0};
    static const OauthError OURS = {"server_error", 500, "The server failed on this request.", 0};
    static const OauthError YOURS = {"invalid_request", 400, "The request cannot be used as it is.", 0};
    (void)err;
    *ret_content_type = S("application/json; charset=utf-8");
    return error_json(ctx, status == 429 || status == 503 ? &BUSY : status >= 500 ? &OURS : &YOURS, S(""));
}

Err oauth_refuse(Ctx *ctx, const OauthError *e, Str detail)
{
    if (e->status == 401 && str_starts_nocase(http_header(ctx->req, S("authorization")), S("basic "))) {
        ctx_header(ctx, S("WWW-Authenticate"), S("Basic realm=\"token\""));
    }
    ctx_header(ctx, S("Pragma"), S("no-cache"));
    ctx->out.status = e->status;
    ctx->out.body = error_json(ctx, e, detail);
    ctx->out.content_type = S("application/json; charset=utf-8");
    return OK;
}

const OauthError *oauth_form_flaw(Ctx *ctx)
{
    Str type = http_header(ctx->req, S("content-type")), name, value, second;
    if (!str_starts_nocase(type, S("application/x-www-form-urlencoded")) || !ctx_form_at(ctx, 0, &name, &value)) {
        return &OAUTH_BROKEN_FORM;
    }
    for (size_t i = 0; ctx_form_at(ctx, i, &name, &value); i++) {
        if (ctx_form_nth(ctx, name, 1, &second)) {
            return &OAUTH_TWICE;
        }
    }
    return NULL;
}

bool oauth_query_twice(Ctx *ctx)
{
    size_t n;
    const Param *all = ctx_query_all(ctx, &n);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++) {
            if (str_eq(all[i].name, all[k].name)) {
                return true;
            }
        }
    }
    return false;
}

/* --- directories --- */

Err oauth_tenant(SystemCtx s, Str tenant, OauthTenant *ret)
{
    *ret = (OauthTenant){.directory_id = ID_NIL};
    if (str_eq(tenant, S("common")) || str_eq(tenant, S("organizations"))) {
        ret->text = tenant;
        return OK;
    }
    TRY(identity_directory_id(s, tenant, &ret->directory_id));
    ret->text = id_text(s.ctx->arena, ret->directory_id);
    return OK;
}

Str oauth_issuer(Ctx *ctx, const OauthTenant *t, bool v2)
{
    Str tenant = id_is_nil(t->directory_id) ? S("{tenantid}") : t->text;
    return str_fmt(ctx->arena, v2 ? "%.*s/%.*s/v2.0" : "%.*s/%.*s/", S_ARG(token_base_url(ctx)), S_ARG(tenant));
}

Str oauth_issuer_of(Ctx *ctx, Id directory_id, bool v2)
{
    OauthTenant t = {directory_id, id_text(ctx->arena, directory_id)};
    return oauth_issuer(ctx, &t, v2);
}

/* --- scopes --- */

static const OauthError BAD_RESOURCE = {"invalid_resource", 400, "This resource is not offered here.", 500011};
static const OauthError BAD_SCOPE = {
    "invalid_scope", 400, "The scope must be an address of this API followed by /.default or the name of a permission.",
    70011};
static const OauthError TWO_RESOURCES = {"invalid_scope", 400, "All scopes of one request are of one API.", 0};
static const OauthError TOO_MUCH = {
    "invalid_scope", 400,
    "The application does not have this permission. Somebody who manages it can add it in App management.", 0};
static const Str CLAIMS[] = {S_INIT("openid"), S_INIT("profile"), S_INIT("email"), S_INIT("offline_access")};
static const char API[] = "https://api.partnercenter.microsoft.com", DIRECTORY_API[] = "https://graph.windows.net";

bool oauth_has_word(Str words, Str word)
{
    Str one;
    while (str_split(&words, ' ', &one)) {
        if (str_eq(one, word)) {
            return true;
        }
    }
    return false;
}

static bool is_claim(Str word)
{
    for (size_t i = 0; i < COUNT_OF(CLAIMS); i++) {
        if (str_eq(CLAIMS[i], word)) {
            return true;
        }
    }
    return false;
}

static Str claims_of(Arena *a, Str words)
{
    Buf b = buf_on_arena(a, 256);
    for (size_t i = 0; i < COUNT_OF(CLAIMS); i++) {
        if (oauth_has_word(words, CLAIMS[i])) {
            buf_add(&b, b.n ? S(" ") : S(""));
            buf_add(&b, CLAIMS[i]);
        }
    }
    return buf_str(&b);
}

static Str without_slash(Str s) { return str_ends(s, S("/")) ? str_sub(s, 0, s.n - 1) : s; }

/* "https://api.example/.default": the part behind the last slash is the permission's name. */
static const OauthError *scope_word(Ctx *ctx, Str word, OauthScope *ret)
{
    ptrdiff_t slash = str_rfind_char(word, '/');
    Str name = str_skip(word, (size_t)(slash + 1));
    Str audience = slash < 0 ? str_from(API) : without_slash(str_sub(word, 0, (size_t)slash));
    if (!token_audience_known(audience, token_base_url(ctx))) {
        return &BAD_SCOPE;
    }
    if (ret->audience.n && !str_eq_nocase(ret->audience, audience)) {
        return &TWO_RESOURCES;
    }
    ret->audience = audience;
    if (str_eq(name, S(".default"))) {
        ret->all = true;
        return NULL;
    }
    if (!api_scope_find(name)) {
        return &BAD_SCOPE;
    }
    ApiScopeSet one = api_scope_set(name);
    ret->scopes.read |= one.read;
    ret->scopes.write |= one.write;
    return NULL;
}

const OauthError *oauth_scope(Ctx *ctx, Str words, OauthScope *ret)
{
    *ret = (OauthScope){.claims = claims_of(ctx->arena, words)};
    Str rest = words, word;
    while (str_split(&rest, ' ', &word)) {
        if (word.n == 0 || is_claim(word)) {
            continue;
        }
        const OauthError *e = scope_word(ctx, word, ret);
        if (e) {
            return e;
        }
    }
    if (!ret->audience.n) {
        ret->audience = str_from(API);
        return ret->claims.n ? NULL : &BAD_SCOPE;
    }
    return NULL;
}

const OauthError *oauth_resource(Ctx *ctx, Str resource, OauthScope *ret)
{
    resource = without_slash(str_trim(resource));
    *ret = (OauthScope){.all = true,
                        .audience = resource.n ? resource : str_from(DIRECTORY_API),
                        .claims = S("openid profile offline_access")};
    return token_audience_known(ret->audience, token_base_url(ctx)) ? NULL : &BAD_RESOURCE;
}

const OauthError *oauth_scope_for(const OauthApp *app, OauthScope *scope)
{
    if (scope->all) {
        scope->scopes = app->scopes;
        return NULL;
    }
    return api_scope_within(scope->scopes, app->scopes) ? NULL : &TOO_MUCH;
}

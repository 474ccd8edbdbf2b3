/* What a provider answers: the code becomes tokens, the tokens become claims. All calls are made with no unit open. */
#include "areas/federation/exchange.h"

#include "app/app.h"
#include "app/outgoing.h"
#include "app/unit.h"
#include "base/num.h"
#include "base/utf8.h"

enum { ASSERTION_S = 60, TOKENS_MAX = 128 << 10, SAID_MAX = 300 };
static const JsonLimits LIMITS = {.depth_max = 16, .bytes_max = TOKENS_MAX, .members_max = 5000};

static Err fail(Failure *ret, Failure failure)
{
    *ret = failure;
    return ERR_UNAUTHENTICATED;
}

/* --- who we are, to the provider --- */

typedef struct Form {
    Buf body;
    HttpHeader headers[2];
    size_t headers_n;
} Form;

static void form_add(Form *f, Str name, Str value)
{
    if (f->body.n) {
        buf_addc(&f->body, '&');
    }
    buf_add(&f->body, name);
    buf_addc(&f->body, '=');
    buf_add_url(&f->body, value);
}

/* RFC 7523, with the key that stands at our keys address. */
static Err assertion(Ctx *ctx, const Connection *c, const Provider *p, Str jwk, Str *ret)
{
    JwtKey *key = NULL;
    TRY(jwt_key_load(jwk, &key));
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    const struct {
        Str name, value;
    } texts[] = {{S("iss"), c->client_id},
                 {S("sub"), c->client_id},
                 {S("aud"), p->doc.token},
                 {S("jti"), token_new(ctx->arena, 16)}};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        json_key(&j, texts[i].name);
        json_str(&j, texts[i].value);
    }
    json_key(&j, S("iat"));
    json_i64(&j, ctx->wall.us / TIME_SECOND);
    json_key(&j, S("exp"));
    json_i64(&j, ctx->wall.us / TIME_SECOND + ASSERTION_S);
    json_obj_end(&j);
    Err err = jwt_sign(ctx->arena, key, buf_str(&b), ret);
    jwt_key_free(key);
    return err;
}

static Str basic(Ctx *ctx, Str id, Str secret)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    buf_add_url(&b, id);
    buf_addc(&b, ':');
    buf_add_url(&b, secret);
    return str_concat(ctx->arena, S("Basic "), base64_encode(ctx->arena, buf_str(&b)));
}

static Err authenticate(Ctx *ctx, const Connection *c, const Provider *p, Form *f)
{
    Str secret, signed_;
    TRY(connection_secret(ctx, c, &secret));
    switch (c->client_auth) {
    case CLIENT_SECRET_BASIC:
        f->headers[f->headers_n++] = (HttpHeader){S("Authorization"), basic(ctx, c->client_id, secret)};
        return OK;
    case CLIENT_SECRET_POST:
        form_add(f, S("client_id"), c->client_id);
        form_add(f, S("client_secret"), secret);
        return OK;
    case CLIENT_PRIVATE_KEY:
        TRY(assertion(ctx, c, p, secret, &signed_));
        form_add(f, S("client_id"), c->client_id);
        form_add(f, S("client_assertion_type"), S("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
        form_add(f, S("client_assertion"), signed_);
        return OK;
    }
    return ERR_INTERNAL;
}

/* --- the token endpoint --- */

static Str said(Ctx *ctx, Str text) { return utf8_repair(ctx->arena, utf8_prefix(text, SAID_MAX)); }

static Err tokens_ask(Ctx *ctx, const Connection *c, const Provider *p, Str code, Str verifier, HttpReply *ret,
                      Failure *ret_failure)
{
    Form f = {.body = buf_on_arena(ctx->arena, BUF_MAX_SMALL)};
    f.headers[f.headers_n++] = (HttpHeader){S("Accept"), S("application/json")};
    form_add(&f, S("grant_type"), S("authorization_code"));
    form_add(&f, S("code"), code);
    form_add(&f, S("redirect_uri"), c->redirect_uri);
    form_add(&f, S("code_verifier"), verifier);
    if (authenticate(ctx, c, p, &f) != OK) {
        return fail(ret_failure, (Failure){.what = MSG("The client secret that is stored here cannot be opened."),
                                           .theirs = true,
                                           .log = S("client secret cannot be unsealed")});
    }
    HttpHeader headers[3] = {f.headers[0], f.headers[1]};
    headers[f.headers_n] = (HttpHeader){S("Content-Type"), S("application/x-www-form-urlencoded")};
    Err err = outgoing_call(ctx,
                            &(HttpCall){.method = S("POST"),
                                        .url = p->doc.token,
                                        .headers = headers,
                                        .headers_n = f.headers_n + 1,
                                        .body = buf_str(&f.body),
                                        .body_max = TOKENS_MAX},
                            ret);
    if (err != OK) {
        return fail(ret_failure,
                    (Failure){.what = err == ERR_BUSY ? MSG("Too many sign-ins are under way. Try again in a moment.")
                                                      : outgoing_failure(ctx, ret),
                              .theirs = err != ERR_BUSY,
                              .retry = true,
                              .log = ret->why});
    }
    return OK;
}

static Err tokens_refused(Ctx *ctx, const HttpReply *reply, const JsonValue *v, Failure *ret_failure)
{
    Str error = json_exact_text(v, S("error"));
    if (error.n == 0) {
        return fail(ret_failure, (Failure){.what = outgoing_failure(ctx, reply),
                                           .theirs = true,
                                           .retry = true,
                                           .log = str_fmt(ctx->arena, "token endpoint: status %d", reply->status)});
    }
    return fail(ret_failure, (Failure){.what = openid_error(error),
                                       .said = said(ctx, json_exact_text(v, S("error_description"))),
                                       .theirs = !str_eq(error, S("invalid_grant")),
                                       .retry = true,
                                       .log = str_fmt(ctx->arena, "token endpoint: %.*s", S_ARG(said(ctx, error)))});
}

static const JsonValue *object_of(Ctx *ctx, Str body)
{
    const JsonValue *v = NULL;
    return json_parse(ctx->arena, body, LIMITS, &v, NULL) == OK && v->kind == JSON_OBJECT ? v : NULL;
}

/* --- the id token --- */

static Err bad_token(Ctx *ctx, Msg what, const char *why, Failure *ret_failure)
{
    return fail(
        ret_failure,
        (Failure){.what = what, .theirs = true, .retry = true, .log = str_fmt(ctx->arena, "id token: %s", why)});
}

static Err signature_holds(Ctx *ctx, const Connection *c, Provider *p, Str token, JoseToken *ret, Failure *ret_failure)
{
    JoseWhy why = jose_verify(ctx->arena, &p->keys, token, ret);
    if (why == JOSE_KEY) { /* the provider may have a new one */
        bool asked;
        TRY(provider_keys_again(ctx, c, p, &asked));
        why = jose_verify(ctx->arena, &p->keys, token, ret);
    }
    switch (why) {
    case JOSE_OK:
        return OK;
    case JOSE_ALG:
        return bad_token(
            ctx, MSG("The provider signs with an algorithm that is not taken here. Set it to RS256, ES256 or EdDSA."),
            jose_why(why), ret_failure);
    case JOSE_KEY:
        return bad_token(ctx, MSG("The provider signed with a key that it does not publish."), jose_why(why),
                         ret_failure);
    case JOSE_FORM:
    case JOSE_CRITICAL:
    case JOSE_SIGNATURE:
        break;
    }
    return bad_token(ctx, MSG("The provider's signature does not hold."), jose_why(why), ret_failure);
}

/* --- userinfo --- */

/* Claims that the id token may leave out (Core, 5.4). Without them the sign-in goes on: what they would have given is
 * not given. */
static const JsonValue *userinfo(Ctx *ctx, const Provider *p, Str access_token, const JsonValue *claims)
{
    if (p->doc.userinfo.n == 0 || access_token.n == 0) {
        return NULL;
    }
    HttpReply reply;
    HttpHeader headers[] = {{S("Authorization"), str_concat(ctx->arena, S("Bearer "), access_token)},
                            {S("Accept"), S("application/json")}};
    HttpCall call = {.url = p->doc.userinfo, .headers = headers, .headers_n = 2, .body_max = TOKENS_MAX};
    if (outgoing_call(ctx, &call, &reply) != OK || reply.status != 200) {
        ctx->problem.log = str_fmt(ctx->arena, "userinfo: status %d %.*s", reply.status, S_ARG(reply.why));
        return NULL;
    }
    const JsonValue *more = object_of(ctx, reply.body);
    Str sub = json_exact_text(more, S("sub"));
    return sub.n && str_eq(sub, json_exact_text(claims, S("sub"))) ? more : NULL; /* Core, 5.3.2: of the same person */
}

Err exchange(Ctx *ctx, const Connection *c, Provider *p, const Attempt *attempt, Claims *ret, Str *ret_id_token,
             Failure *ret_failure)
{
    HttpReply reply;
    JoseToken token;
    *ret_failure = (Failure){0};
    TRY(tokens_ask(ctx, c, p, ctx_query(ctx, S("code")), attempt->verifier, &reply, ret_failure));
    const JsonValue *v = object_of(ctx, reply.body);
    if (reply.status != 200 || !v) {
        return tokens_refused(ctx, &reply, v, ret_failure);
    }
    Str id_token = json_exact_text(v, S("id_token")), access = json_exact_text(v, S("access_token"));
    if (id_token.n == 0) {
        return bad_token(ctx, MSG("The provider sent no id token. The scope openid must be allowed there."), "missing",
                         ret_failure);
    }
    TRY(signature_holds(ctx, c, p, id_token, &token, ret_failure));
    OpenidExpect expect = {.issuer = c->issuer,
                           .client_id = c->client_id,
                           .nonce = attempt->nonce,
                           .access_token = access,
                           .wall = ctx->wall,
                           .presence_after = attempt->purpose == ATTEMPT_CONFIRM ? attempt->began_at : TIME_NONE};
    OpenidWhy why = openid_check(ctx->arena, &expect, &token, &ret->token);
    if (why != OPENID_OK) {
        return bad_token(ctx, openid_why_words(why), openid_why(why), ret_failure);
    }
    ret->more = userinfo(ctx, p, access, ret->token);
    openid_person(ctx->arena, ret->token, ret->more, &ret->person);
    *ret_id_token = id_token;
    return OK;
}

Err exchange_try(Ctx *ctx, const Connection *c, const Provider *p, Failure *ret_failure)
{
    HttpReply reply;
    Str nothing = token_new(ctx->arena, 24);
    *ret_failure = (Failure){0};
    TRY(tokens_ask(ctx, c, p, nothing, token_new(ctx->arena, 48), &reply, ret_failure));
    const JsonValue *v = object_of(ctx, reply.body);
    if (str_eq(json_exact_text(v, S("error")), S("invalid_grant"))) {
        return OK;
    }
    return tokens_refused(ctx, &reply, v, ret_failure);
}

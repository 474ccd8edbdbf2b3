/* The settings of a directory's provider. */
#include "areas/federation/connection.h"

#include "app/app.h"
#include "app/mail.h"
#include "app/outgoing.h"
#include "app/unit.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/federation_q.h"

#define SEAL_PURPOSE S("federation")
enum { NAME_MAX_CHARS = 60, CLIENT_ID_MAX = 255, SECRET_MAX = 1000, SCOPES_MAX = 255 };

static ClientAuth auth_of(Str word)
{
    return str_eq(word, S("secret_post"))   ? CLIENT_SECRET_POST
           : str_eq(word, S("private_key")) ? CLIENT_PRIVATE_KEY
                                            : CLIENT_SECRET_BASIC;
}

static Str auth_word(ClientAuth auth)
{
    static const Str WORDS[] = {S_INIT("secret_basic"), S_INIT("secret_post"), S_INIT("private_key")};
    return WORDS[auth];
}

/* --- addresses of ours --- */

static Str absolute(Ctx *ctx, Url path) { return mail_link(ctx, path).s; }

Str connection_keys_uri(Ctx *ctx, Id directory_id)
{
    return absolute(ctx, url_fmt(ctx->arena, "/sign-in/at/%i/keys", directory_id));
}

Str connection_logout_uri(Ctx *ctx) { return absolute(ctx, url_static("/sign-in")); }

Err connection_get(DirectoryCtx d, Connection *ret)
{
    FederationConnectionRow row;
    Str redirect_uri = absolute(d.ctx, url_fmt(d.ctx->arena, "/sign-in/at/%i/callback", d.ctx->directory_id));
    *ret = (Connection){.directory_id = d.ctx->directory_id,
                        .updated_at = TIME_NONE,
                        .proven_at = TIME_NONE,
                        .redirect_uri = redirect_uri};
    Err err = q_federation_connection(d, NULL, &row);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    *ret = (Connection){.there = true,
                        .on = str_eq(row.state, S("on")),
                        .enforced = row.enforced,
                        .directory_id = d.ctx->directory_id,
                        .version = row.version,
                        .updated_at = row.updated_at,
                        .proven_at = row.proven_at,
                        .name = row.name,
                        .issuer = row.issuer,
                        .client_id = row.client_id,
                        .scopes = row.scopes,
                        .client_auth = auth_of(row.client_auth),
                        .secret_sealed = row.secret_sealed,
                        .jit = row.jit,
                        .trust_email = row.trust_email,
                        .trust_mfa = row.trust_mfa,
                        .jit_roles = row.jit_roles,
                        .jit_account_id = row.jit_account_id,
                        .break_glass_id = row.break_glass_id,
                        .redirect_uri = redirect_uri};
    return OK;
}

/* --- the secret --- */

static Str seal_context(Ctx *ctx, Id directory_id)
{
    return str_concat(ctx->arena, S("federation_connection.secret_sealed/"), id_text(ctx->arena, directory_id));
}

Str connection_seal(Ctx *ctx, Id directory_id, Str secret)
{
    return keyring_seal(ctx->arena, ctx->app->options.ring, SEAL_PURPOSE, seal_context(ctx, directory_id), secret);
}

Err connection_secret(Ctx *ctx, const Connection *c, Str *ret)
{
    return keyring_unseal(ctx->arena, ctx->app->options.ring, SEAL_PURPOSE, seal_context(ctx, c->directory_id),
                          c->secret_sealed, ret);
}

/* --- what was filled in --- */

static void check_text(Ctx *ctx, Str field, Str value, size_t max, Msg missing)
{
    if (value.n == 0) {
        problem_field(ctx, field, missing);
    } else if (utf8_count(value) > max || utf8_has_control(value)) {
        problem_field(ctx, field,
                      MSG1("Use at most {n} characters, on one line.", "n", str_fmt(ctx->arena, "%zu", max)));
    }
}

static void check_scopes(Ctx *ctx, Str scopes)
{
    Str rest = scopes, word;
    bool openid = false;
    for (size_t i = 0; i < scopes.n; i++) {
        unsigned char c = (unsigned char)scopes.p[i];
        if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') { /* RFC 6749, 3.3 */
            problem_field(ctx, S("scopes"), MSG("Scopes are words by spaces, such as: openid email profile."));
            return;
        }
    }
    while (str_split(&rest, ' ', &word)) {
        openid = openid || str_eq(word, S("openid"));
    }
    if (!openid || scopes.n > SCOPES_MAX) {
        problem_field(ctx, S("scopes"), MSG("The scope openid must be among them."));
    }
}

static void check_secret(Ctx *ctx, const Connection *now, const ConnectionInput *in)
{
    if (in->client_auth == CLIENT_PRIVATE_KEY) {
        return;
    }
    /* The old secret goes to the old issuer only: whoever may change the issuer does not get to see it that way. */
    bool kept =
        now->there && now->client_auth != CLIENT_PRIVATE_KEY && now->secret_sealed.n && str_eq(now->issuer, in->issuer);
    if (in->secret.n == 0 && !kept) {
        problem_field(ctx, S("secret"),
                      now->there && !str_eq(now->issuer, in->issuer)
                          ? MSG("Enter the secret anew: it is only sent to the issuer it was entered for.")
                          : MSG("Enter the client secret that the provider gave you."));
    } else if (in->secret.n > SECRET_MAX || utf8_has_control(in->secret)) {
        problem_field(ctx, S("secret"), MSG("This is not a client secret."));
    }
}

bool provider_url_ok(Str url, const void *arg) { return outgoing_url_ok(arg, url); }

void connection_check(Ctx *ctx, const Connection *now, const ConnectionInput *in)
{
    check_text(ctx, S("name"), in->name, NAME_MAX_CHARS, MSG("Enter the name people know the provider by."));
    if (!openid_issuer_ok(in->issuer, provider_url_ok, ctx)) {
        problem_field(ctx, S("issuer"), MSG("Enter the issuer, such as https://id.example.com, without ? and #."));
    }
    check_text(ctx, S("client_id"), in->client_id, CLIENT_ID_MAX,
               MSG("Enter the client ID that the provider gave you."));
    check_secret(ctx, now, in);
    check_scopes(ctx, in->scopes);
    if (in->domains_n == 0) {
        problem_field(ctx, S("domains"), MSG("Choose at least one e-mail domain whose people sign in there."));
    }
}

/* --- saving --- */

static bool list_has(const Str *list, size_t n, Str one)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i], one)) {
            return true;
        }
    }
    return false;
}

/* Only domains that the directory owns; others are passed over in silence, since the form offers none. */
static Err save_domains(DirectoryCtx d, const ConnectionInput *in)
{
    FederationDomainsOwnedRow *owned;
    size_t n;
    TRY(q_federation_domains_owned(system_of(d.ctx), &(FederationDomainsOwnedArgs){.directory_id = d.ctx->directory_id},
                                   &owned, &n));
    TRY(q_federation_domains_drop(d, NULL, NULL));
    for (size_t i = 0; i < n; i++) {
        if (list_has(in->domains, in->domains_n, owned[i].name)) {
            TRY(q_federation_domain_add(d, &(FederationDomainAddArgs){.domain = owned[i].name}, NULL));
        }
    }
    return OK;
}

static bool same_way(const Connection *now, const ConnectionInput *in, Str secret_sealed)
{
    return now->there && str_eq(now->issuer, in->issuer) && str_eq(now->client_id, in->client_id) &&
           now->client_auth == in->client_auth && str_eq(now->scopes, in->scopes) && secret_sealed.n == 0;
}

Err connection_save(DirectoryCtx d, const Connection *now, const ConnectionInput *in, Str secret_sealed,
                    int64_t version)
{
    Ctx *ctx = d.ctx;
    Str sealed = secret_sealed.n ? secret_sealed : now->secret_sealed;
    TRY(save_domains(d, in));
    if (!now->there) {
        return q_federation_connection_add(d,
                                           &(FederationConnectionAddArgs){.updated_by = ctx->actor.user_id,
                                                                          .name = in->name,
                                                                          .issuer = in->issuer,
                                                                          .client_id = in->client_id,
                                                                          .client_auth = auth_word(in->client_auth),
                                                                          .secret_sealed = sealed,
                                                                          .scopes = in->scopes,
                                                                          .jit = in->jit,
                                                                          .jit_roles = in->jit_roles,
                                                                          .jit_account_id = in->jit_account_id,
                                                                          .trust_email = in->trust_email,
                                                                          .trust_mfa = in->trust_mfa},
                                           NULL);
    }
    int64_t changed = 0;
    TRY(q_federation_connection_put(
        d,
        &(FederationConnectionPutArgs){.updated_by = ctx->actor.user_id,
                                       .name = in->name,
                                       .issuer = in->issuer,
                                       .client_id = in->client_id,
                                       .client_auth = auth_word(in->client_auth),
                                       .secret_sealed = sealed,
                                       .scopes = in->scopes,
                                       .jit = in->jit,
                                       .jit_roles = in->jit_roles,
                                       .jit_account_id = in->jit_account_id,
                                       .trust_email = in->trust_email,
                                       .trust_mfa = in->trust_mfa,
                                       .proven_at = same_way(now, in, secret_sealed) ? now->proven_at : TIME_NONE,
                                       .version = version},
        &changed));
    return changed ? OK : ERR_STALE;
}

Err connection_switch(DirectoryCtx d, bool on, bool enforced, Id break_glass_id)
{
    TRY(q_federation_connection_state(d,
                                      &(FederationConnectionStateArgs){.updated_by = d.ctx->actor.user_id,
                                                                       .state = on ? S("on") : S("off"),
                                                                       .enforced = enforced,
                                                                       .break_glass_id = break_glass_id},
                                      NULL));
    return on ? provider_job_start(d.ctx, d.ctx->directory_id) : OK;
}

Err connection_proven(DirectoryCtx d, const Connection *c, Id user_id)
{
    FederationRunsRow row;
    if (time_is_set(c->proven_at)) {
        return OK; /* how often does not matter */
    }
    Err err = q_federation_runs(d, &(FederationRunsArgs){.user_id = user_id}, &row);
    if (err == ERR_NOT_FOUND || (err == OK && row.n == 0)) {
        return OK;
    }
    TRY(err);
    return q_federation_connection_proven(d, &(FederationConnectionProvenArgs){.version = c->version}, NULL);
}

/* The provider of a directory: its settings, and what it publishes, fetched and kept. Shared by the files of this area
 * only. */
#pragma once
#include "app/ctx.h"
#include "app/job.h"
#include "app/outgoing.h"
#include "areas/federation/openid.h"

typedef enum ClientAuth { CLIENT_SECRET_BASIC, CLIENT_SECRET_POST, CLIENT_PRIVATE_KEY } ClientAuth;
typedef struct Connection {
    bool there, on, enforced;
    Id directory_id;
    int64_t version;
    Time updated_at, proven_at;
    Str name, issuer, client_id, scopes;
    ClientAuth client_auth;
    Str secret_sealed; /* empty: none yet */
    bool jit, trust_email, trust_mfa;
    Str jit_roles; /* ids by spaces */
    Id jit_account_id, break_glass_id;
    Str redirect_uri; /* where the provider sends people back to; there too when nothing is set up yet */
} Connection;
/* there is false when the directory has none. Inside a unit. */
MUST_USE Err connection_get(DirectoryCtx d, Connection *ret);
/* The client's secret, or its private key as a JWK. */
MUST_USE Err connection_secret(Ctx *ctx, const Connection *c, Str *ret);
Str connection_seal(Ctx *ctx, Id directory_id, Str secret);
/* What was filled in; problems are set under the names of the fields. */
typedef struct ConnectionInput {
    Str name, issuer, client_id, secret, scopes;
    ClientAuth client_auth;
    bool jit, trust_email, trust_mfa;
    Str jit_roles;
    Id jit_account_id;
    const Str *domains;
    size_t domains_n;
} ConnectionInput;
void connection_check(Ctx *ctx, const Connection *now, const ConnectionInput *in);
/* Saves, in a WRITE unit. secret_sealed: of a new secret or key; empty keeps the old one. ERR_STALE. */
MUST_USE Err connection_save(DirectoryCtx d, const Connection *now, const ConnectionInput *in, Str secret_sealed,
                             int64_t version);
/* Switches it; enforced needs break_glass_id. In a WRITE unit. */
MUST_USE Err connection_switch(DirectoryCtx d, bool on, bool enforced, Id break_glass_id);
/* A sign-in of this person worked; noted when they run the directory. In a WRITE unit. */
MUST_USE Err connection_proven(DirectoryCtx d, const Connection *c, Id user_id);

/* Where the provider finds our public key, and sends people who have signed out. Inside a unit. */
Str connection_keys_uri(Ctx *ctx, Id directory_id);
Str connection_logout_uri(Ctx *ctx);

/* What the provider publishes; from what is kept while it is fresh, else fetched and kept. With no unit open. A
 * provider that cannot be reached is used as it was known for some days more. ERR_UNAVAILABLE with ret_problem set. */
typedef struct Provider {
    OpenidProvider doc;
    JwkSet keys;
} Provider;
MUST_USE Err provider_get(Ctx *ctx, const Connection *c, Provider *ret, Msg *ret_problem);
/* Fetched now, whatever is kept, and kept; for the job. */
MUST_USE Err provider_fetch(Ctx *ctx, const Connection *c, Provider *ret, Msg *ret_problem);
/* The same for the test, with how far it came. */
typedef enum ProbeStage { PROBE_CALL, PROBE_DOCUMENT, PROBE_KEYS, PROBE_DONE } ProbeStage; /* what failed, or nothing */
typedef struct ProviderProbe {
    ProbeStage stage;
    Msg problem;
    HttpReply document, keys;
} ProviderProbe;
MUST_USE Err provider_probe(Ctx *ctx, const Connection *c, Provider *ret, ProviderProbe *ret_probe);
/* Notes what went wrong at the provider, for those who run the directory. In a WRITE unit. */
MUST_USE Err provider_failed(DirectoryCtx d, const Connection *c, Msg what);
/* The keys anew, because a token names one that is not known: at most once a minute for everybody. *ret_asked false:
 * not now. */
MUST_USE Err provider_keys_again(Ctx *ctx, const Connection *c, Provider *io, bool *ret_asked);
/* Which addresses may be called, for openid_discovery; arg is the Ctx. */
bool provider_url_ok(Str url, const void *ctx);

/* Keeps what is known of providers fresh; enqueued when one is set up, ends when it is switched off. */
#define PROVIDER_JOB "federation.refresh"
Err provider_refresh(Ctx *ctx, JobRun *job, JobNext *ret_next);
MUST_USE Err provider_job_start(Ctx *ctx, Id directory_id);

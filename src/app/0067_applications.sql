-- Applications as the authority of tokens knows them, and everything that a token of theirs hangs on.

-- public_client: keeps no secret (a program on somebody's device). multi_tenant: other directories may allow it.
-- app_only: may ask for tokens without a person. rotate_refresh: each use of a refresh token makes the one before
-- worthless, as it always is for public clients. scopes: the most it may be given. tokens_from: tokens issued before do
-- not hold. secrets and certificates are its credentials.
ALTER TABLE application ADD COLUMN about text NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN public_client bool NOT NULL DEFAULT FALSE;
ALTER TABLE application ADD COLUMN multi_tenant bool NOT NULL DEFAULT FALSE;
ALTER TABLE application ADD COLUMN app_only bool NOT NULL DEFAULT TRUE;
ALTER TABLE application ADD COLUMN rotate_refresh bool NOT NULL DEFAULT FALSE;
ALTER TABLE application ADD COLUMN scopes text NOT NULL DEFAULT 'user_impersonation';
ALTER TABLE application ADD COLUMN tokens_from time;
ALTER TABLE application ADD COLUMN last_used_at time;
-- hint: the first characters of the secret, so that people can tell two apart.
ALTER TABLE application_secret ADD COLUMN name text NOT NULL DEFAULT '';
ALTER TABLE application_secret ADD COLUMN hint text NOT NULL DEFAULT '';
ALTER TABLE application_secret ADD COLUMN last_used_at time;
ALTER TABLE application_secret ADD COLUMN warned_at time;

-- Public certificates by whose key an application signs its assertions, in place of a secret.
-- owner: account
CREATE TABLE application_certificate (
    account_id     id NOT NULL REFERENCES account (id),
    application_id id NOT NULL REFERENCES application (id),
    id             id NOT NULL PRIMARY KEY,
    created_at     time NOT NULL,
    name           text NOT NULL,
    sha1           bytes NOT NULL,
    sha256         bytes NOT NULL,
    der            bytes NOT NULL,
    starts_at      time NOT NULL,
    expires_at     time NOT NULL,
    ended_at       time,
    last_used_at   time,
    warned_at      time
);
CREATE INDEX application_certificate_by_application ON application_certificate (application_id);

-- What somebody allowed an application: for themselves (user_id), or an administrator for the whole directory (user_id is
-- null). account_id is the account the application acts in; for an application of another organization this row is what
-- lets it in.
-- owner: account
-- person: user_id
-- erase: nothing
CREATE TABLE application_consent (
    account_id     id NOT NULL REFERENCES account (id),
    id             id NOT NULL PRIMARY KEY,
    created_at     time NOT NULL,
    application_id id NOT NULL REFERENCES application (id),
    directory_id   id NOT NULL REFERENCES directory (id),
    user_id        id REFERENCES app_user (id),
    scopes         text NOT NULL,
    granted_by     id NOT NULL REFERENCES app_user (id),
    ended_at       time
);
CREATE INDEX application_consent_by_application ON application_consent (application_id, directory_id);
CREATE INDEX application_consent_by_user ON application_consent (user_id);
CREATE INDEX application_consent_by_account ON application_consent (account_id);

-- One sign-in of a person to an application: its access and refresh tokens come from this row and end with it.
-- claims: the OpenID scopes given. amr: how the person signed in.
-- owner: account
-- person: user_id
-- erase: empty claims
CREATE TABLE token_grant (
    account_id     id NOT NULL REFERENCES account (id),
    id             id NOT NULL PRIMARY KEY,
    created_at     time NOT NULL,
    application_id id NOT NULL REFERENCES application (id),
    directory_id   id NOT NULL REFERENCES directory (id),
    user_id        id NOT NULL REFERENCES app_user (id),
    how            text NOT NULL CHECK (how IN ('code', 'device')),
    scopes         text NOT NULL,
    claims         text NOT NULL,
    amr            text NOT NULL,
    auth_at        time NOT NULL,
    used_at        time NOT NULL,
    expires_at     time NOT NULL,
    ended_at       time,
    ended_why      text NOT NULL
);
CREATE INDEX token_grant_by_application ON token_grant (application_id, account_id);
CREATE INDEX token_grant_by_user ON token_grant (user_id, application_id);
CREATE INDEX token_grant_by_account ON token_grant (account_id, expires_at);

-- Long-lived tokens for scripts, of a person or of an application; shown once, kept as a keyed hash.
-- owner: account
-- person: user_id
-- erase: nothing
CREATE TABLE service_token (
    account_id     id NOT NULL REFERENCES account (id),
    id             id NOT NULL PRIMARY KEY,
    created_at     time NOT NULL,
    user_id        id REFERENCES app_user (id),
    application_id id REFERENCES application (id),
    made_by        id NOT NULL REFERENCES app_user (id),
    name           text NOT NULL,
    token_hash     bytes NOT NULL,
    hint           text NOT NULL,
    scopes         text NOT NULL,
    amr            text NOT NULL,
    expires_at     time NOT NULL,
    ended_at       time,
    last_used_at   time,
    warned_at      time
);
CREATE UNIQUE INDEX service_token_by_hash ON service_token (token_hash);
CREATE INDEX service_token_by_user ON service_token (user_id);
CREATE INDEX service_token_by_application ON service_token (application_id);
CREATE INDEX service_token_by_account ON service_token (account_id, expires_at);

-- Keys that sign tokens. The newest whose use_at has come signs; all are published until gone_at, the next one before
-- its time comes. key_sealed: sealed with the key ring.
-- owner: system
CREATE TABLE signing_key (
    generation  int NOT NULL PRIMARY KEY,
    created_at  time NOT NULL,
    kid         text NOT NULL,
    key_sealed  bytes NOT NULL,
    certificate bytes NOT NULL,
    use_at      time NOT NULL,
    gone_at     time
);

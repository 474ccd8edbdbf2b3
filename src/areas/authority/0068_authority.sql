-- The authority: how a person's sign-in becomes an application's tokens.

-- Where an application may be answered: after a sign-in, and after a sign-out.
-- owner: account
CREATE TABLE application_redirect (
    account_id     id NOT NULL REFERENCES account (id),
    application_id id NOT NULL REFERENCES application (id),
    id             id NOT NULL PRIMARY KEY,
    created_at     time NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('sign_in', 'sign_out')),
    uri            text NOT NULL
);
CREATE UNIQUE INDEX application_redirect_by_uri ON application_redirect (application_id, kind, uri);

-- Authorization codes, by their keyed hash; good once, for minutes. grant_id: what the code became, so that a second use
-- can end it.
-- owner: system
-- person: user_id
-- erase: delete
-- export: no secret
CREATE TABLE authorization_code (
    code_hash      bytes NOT NULL PRIMARY KEY,
    created_at     time NOT NULL,
    expires_at     time NOT NULL,
    used_at        time,
    grant_id       id,
    application_id id NOT NULL REFERENCES application (id),
    account_id     id NOT NULL REFERENCES account (id),
    directory_id   id NOT NULL REFERENCES directory (id),
    user_id        id NOT NULL REFERENCES app_user (id),
    redirect_uri   text NOT NULL,
    challenge      text NOT NULL,
    scopes         text NOT NULL,
    claims         text NOT NULL,
    audience       text NOT NULL,
    nonce          text NOT NULL,
    amr            text NOT NULL,
    auth_at        time NOT NULL
);
CREATE INDEX authorization_code_by_age ON authorization_code (expires_at);

-- Refresh tokens, by their keyed hash. used_at: replaced by a later one; showing it again ends the grant.
-- owner: system
CREATE TABLE refresh_token (
    token_hash bytes NOT NULL PRIMARY KEY,
    grant_id   id NOT NULL REFERENCES token_grant (id),
    created_at time NOT NULL,
    expires_at time NOT NULL,
    used_at    time
);
CREATE INDEX refresh_token_by_grant ON refresh_token (grant_id);
CREATE INDEX refresh_token_by_age ON refresh_token (expires_at);

-- A device without a browser that waits for its person (RFC 8628). user_code_hash: of what the person types.
-- directory_id: of the address the device asked at; null for any. address: where the device asked from, told to the person.
-- owner: system
-- person: user_id
-- erase: delete
-- export: no secret
CREATE TABLE device_code (
    id             id NOT NULL PRIMARY KEY,
    created_at     time NOT NULL,
    expires_at     time NOT NULL,
    device_hash    bytes NOT NULL,
    user_code_hash bytes NOT NULL,
    state          text NOT NULL CHECK (state IN ('waiting', 'allowed', 'denied', 'used')),
    polled_at      time,
    application_id id NOT NULL REFERENCES application (id),
    directory_id   id REFERENCES directory (id),
    address        text NOT NULL,
    scopes         text NOT NULL,
    claims         text NOT NULL,
    audience       text NOT NULL,
    account_id     id REFERENCES account (id),
    user_id        id REFERENCES app_user (id),
    amr            text NOT NULL,
    auth_at        time
);
CREATE UNIQUE INDEX device_code_by_device ON device_code (device_hash);
CREATE UNIQUE INDEX device_code_by_user_code ON device_code (user_code_hash);
CREATE INDEX device_code_by_age ON device_code (expires_at);

-- Sign-in by an outside OpenID provider, and what is known of the provider and of the people it vouches for.

-- The provider of a directory's people. state: off while it is being set up and when it is switched off. enforced:
-- passwords are not taken, but for break_glass_id. secret_sealed: the client's secret, or its private key.
-- jit: people who are not here yet are added at their first sign-in, with jit_roles in jit_account_id (nil: every
-- account of the directory). trust_email: addresses count as verified when the provider does not say. trust_mfa: its
-- word that it asked for two factors counts here. proven_at: when a sign-in of a Global admin through it last worked
-- with the settings as they are now.
-- owner: directory
CREATE TABLE federation_connection (
    directory_id   id NOT NULL PRIMARY KEY REFERENCES directory (id),
    created_at     time NOT NULL,
    version        int NOT NULL,
    updated_at     time NOT NULL,
    updated_by     id,
    state          text NOT NULL CHECK (state IN ('off', 'on')),
    enforced       bool NOT NULL,
    name           text NOT NULL,
    issuer         text NOT NULL,
    client_id      text NOT NULL,
    client_auth    text NOT NULL CHECK (client_auth IN ('secret_basic', 'secret_post', 'private_key')),
    secret_sealed  bytes NOT NULL,
    scopes         text NOT NULL,
    jit            bool NOT NULL,
    jit_roles      text NOT NULL,
    jit_account_id id REFERENCES account (id),
    trust_email    bool NOT NULL,
    trust_mfa      bool NOT NULL,
    break_glass_id id REFERENCES app_user (id),
    proven_at      time
);
CREATE INDEX federation_connection_by_account ON federation_connection (jit_account_id);
CREATE INDEX federation_connection_by_glass ON federation_connection (break_glass_id);

-- What the provider publishes, as it was fetched: its discovery document and its keys, each with the end of its
-- freshness. keys_asked_at: when keys were last fetched because a token named one that was not known.
-- owner: directory
CREATE TABLE federation_provider (
    directory_id  id NOT NULL PRIMARY KEY REFERENCES directory (id),
    issuer        text NOT NULL,
    discovery     json NOT NULL,
    fresh_until   time NOT NULL,
    keys          json NOT NULL,
    keys_until    time NOT NULL,
    keys_asked_at time,
    problem       text NOT NULL,
    problem_args  json NOT NULL,
    problem_at    time
);

-- E-mail domains whose people sign in at the provider. Only domains that the directory owns (claim).
-- owner: directory
CREATE TABLE federation_domain (
    domain       text NOT NULL PRIMARY KEY,
    directory_id id NOT NULL REFERENCES directory (id),
    created_at   time NOT NULL
);
CREATE INDEX federation_domain_by_directory ON federation_domain (directory_id);

-- What the provider says of a person gives a role: claim `claim` is (or is like, or is there at all) `value`.
-- owner: directory
CREATE TABLE federation_rule (
    id           id NOT NULL PRIMARY KEY,
    directory_id id NOT NULL REFERENCES directory (id),
    created_at   time NOT NULL,
    created_by   id,
    claim        text NOT NULL,
    test         text NOT NULL CHECK (test IN ('is', 'like', 'any')),
    value        text NOT NULL,
    role         text NOT NULL,
    account_id   id REFERENCES account (id)
);
CREATE INDEX federation_rule_by_directory ON federation_rule (directory_id, id);
CREATE INDEX federation_rule_by_account ON federation_rule (account_id);

-- Who a person of the provider is here: by issuer and subject, for good. The e-mail only helped to find them once.
-- owner: directory
-- person: user_id
-- erase: delete
CREATE TABLE federation_link (
    directory_id id NOT NULL REFERENCES directory (id),
    issuer       text NOT NULL,
    subject      text NOT NULL,
    user_id      id NOT NULL REFERENCES app_user (id),
    created_at   time NOT NULL,
    seen_at      time NOT NULL,
    PRIMARY KEY (directory_id, issuer, subject)
);
CREATE INDEX federation_link_by_user ON federation_link (user_id);

-- Sign-ins that came back from a provider: each comes back once. Kept until the cookie that began it is dead.
-- owner: system
CREATE TABLE federation_return (
    state_hash bytes NOT NULL PRIMARY KEY,
    expires_at time NOT NULL
);
CREATE INDEX federation_return_by_age ON federation_return (expires_at);

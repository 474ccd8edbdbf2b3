-- A passkey: the public half of a key that an authenticator keeps. credential_id is unique in the installation; public_key is a COSE_Key;
-- sign_count is the authenticator's counter (0: it does not count). portable: may be copied between devices of its owner; copied: it is now.
-- discoverable: found without a name being typed, as the browser said. blocked: its counter went backwards, so there are two of it.
-- owner: self
-- person: user_id
-- erase: delete
CREATE TABLE passkey (
    id            id NOT NULL PRIMARY KEY,
    created_at    time NOT NULL,
    version       int NOT NULL,
    user_id       id NOT NULL REFERENCES app_user (id),
    name          text NOT NULL,
    state         text NOT NULL CHECK (state IN ('active', 'blocked')),
    domain        text NOT NULL,
    credential_id bytes NOT NULL,
    public_key    bytes NOT NULL,
    sign_count    int NOT NULL,
    portable      bool NOT NULL,
    copied        bool NOT NULL,
    discoverable  bool NOT NULL,
    transports    text NOT NULL,
    used_at       time
);
CREATE UNIQUE INDEX passkey_by_credential ON passkey (credential_id);
CREATE INDEX passkey_by_user ON passkey (user_id, created_at);

-- Challenges that were answered, until they would have ended by themselves: each holds once. What was only asked is not stored.
-- owner: system
-- clustered
CREATE TABLE passkey_spent (
    challenge bytes NOT NULL PRIMARY KEY,
    until     time NOT NULL
);

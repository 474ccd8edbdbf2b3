-- Second factors of a person, counted here so that lists and sign-ins need no other table; whoever adds or removes one counts
-- again in the same unit. mfa_from: the day from which this person must have one, whatever their accounts say; null: no such wish.
ALTER TABLE app_user ADD COLUMN authenticators int NOT NULL DEFAULT 0;
ALTER TABLE app_user ADD COLUMN passkeys int NOT NULL DEFAULT 0;
ALTER TABLE app_user ADD COLUMN recovery_left int NOT NULL DEFAULT 0;
ALTER TABLE app_user ADD COLUMN mfa_from date;

-- Authenticator apps (RFC 6238). The secret is sealed by the key ring; last_step is the newest that was taken, so that no code is good
-- twice; drift is how many steps of 30 seconds the app's clock is ahead.
-- owner: self
-- person: user_id
-- erase: delete
CREATE TABLE authenticator (
    user_id      id NOT NULL REFERENCES app_user (id),
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    name         text NOT NULL,
    secret       bytes NOT NULL,
    last_step    int NOT NULL,
    drift        int NOT NULL,
    last_used_at time
);
CREATE INDEX authenticator_by_user ON authenticator (user_id);

-- Recovery codes: each good once, shown once when made; keyed hashes.
-- owner: self
-- person: user_id
-- erase: delete
-- export: no secret
CREATE TABLE recovery_code (
    user_id    id NOT NULL REFERENCES app_user (id),
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    code_hash  bytes NOT NULL,
    used_at    time
);
CREATE INDEX recovery_code_by_user ON recovery_code (user_id);

-- Links to choose a new password, mailed to whoever forgot theirs: keyed hashes, good once and for half an hour.
-- owner: system
-- person: user_id
-- erase: delete
-- export: no secret
CREATE TABLE password_link (
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    user_id    id NOT NULL REFERENCES app_user (id),
    token_hash bytes NOT NULL,
    expires_at time NOT NULL,
    used_at    time
);
CREATE UNIQUE INDEX password_link_by_token ON password_link (token_hash);
CREATE INDEX password_link_by_user ON password_link (user_id);

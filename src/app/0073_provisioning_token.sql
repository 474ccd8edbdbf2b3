-- The kernel notes when a token was used, so the table is its own; what tokens are for is areas/federation.

-- Bearer tokens of provisioning clients: shown once when made, kept as keyed hashes.
-- owner: directory
CREATE TABLE provisioning_token (
    id           id NOT NULL PRIMARY KEY,
    directory_id id NOT NULL REFERENCES directory (id),
    created_at   time NOT NULL,
    created_by   id,
    name         text NOT NULL,
    token_hash   bytes NOT NULL,
    expires_at   time NOT NULL,
    used_at      time,
    ended_at     time
);
CREATE UNIQUE INDEX provisioning_token_by_hash ON provisioning_token (token_hash);
CREATE INDEX provisioning_token_by_directory ON provisioning_token (directory_id, id);

-- A session knows how its person proved who they are: methods is a bit set (areas/identity/signin.h), strength the number of
-- factors (1 or 2), authenticated_at the last proof of presence. seen_address: from where it was last used.
ALTER TABLE session ADD COLUMN methods int NOT NULL DEFAULT 1;
ALTER TABLE session ADD COLUMN strength int NOT NULL DEFAULT 1;
ALTER TABLE session ADD COLUMN authenticated_at time;
ALTER TABLE session ADD COLUMN seen_address text NOT NULL DEFAULT '';

-- Whatever a person opened elsewhere before this moment holds no more: refresh tokens, devices, links.
ALTER TABLE app_user ADD COLUMN signed_out_at time;

-- A sign-in that has proved something and not yet everything: the cookie's secret is kept as its keyed hash. methods: proved so far;
-- refused: wrong codes; put_off: the person wants to set up a second factor later.
-- owner: system
-- person: user_id
-- erase: delete
-- export: no secret
CREATE TABLE sign_in_pending (
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    user_id    id NOT NULL REFERENCES app_user (id),
    token_hash bytes NOT NULL,
    methods    int NOT NULL,
    return_to  text NOT NULL,
    refused    int NOT NULL,
    put_off    bool NOT NULL,
    expires_at time NOT NULL
);
CREATE UNIQUE INDEX sign_in_pending_by_token ON sign_in_pending (token_hash);
CREATE INDEX sign_in_pending_by_user ON sign_in_pending (user_id);

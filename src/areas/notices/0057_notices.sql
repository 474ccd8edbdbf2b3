-- Notices: addresses that wait to be confirmed, and what the vendor announces.

-- An address for notices that waits for its owner to follow the link. token_hash: keyed hash of the link's secret; a new
-- link replaces the one before it. ended_at: confirmed, withdrawn or replaced by another address.
-- owner: self
-- person: user_id
-- erase: delete
CREATE TABLE notice_address_check (
    user_id    id NOT NULL REFERENCES app_user (id),
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    email      text NOT NULL,
    token_hash bytes NOT NULL,
    sent       int NOT NULL,
    sent_at    time NOT NULL,
    expires_at time NOT NULL,
    outcome    text NOT NULL CHECK (outcome IN ('waiting', 'confirmed', 'withdrawn')),
    ended_at   time
);
CREATE UNIQUE INDEX notice_address_check_by_token ON notice_address_check (token_hash);
CREATE INDEX notice_address_check_by_user ON notice_address_check (user_id, outcome);

-- News of the vendor to partners. Its words stand in text_ml under title_id and body_id, one row a language.
-- kinds, programs, countries: whom it is for, words by spaces; empty: all.
-- owner: operator
CREATE TABLE announcement (
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    updated_at   time NOT NULL,
    version      int NOT NULL,
    state        text NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    title_id     id NOT NULL,
    body_id      id NOT NULL,
    kinds        text NOT NULL,
    programs     text NOT NULL,
    countries    text NOT NULL,
    from_at      time NOT NULL,
    until_at     time,
    published_at time,
    withdrawn_at time,
    made_by      id NOT NULL,
    told         int NOT NULL
);
CREATE INDEX announcement_by_state ON announcement (state, from_at);

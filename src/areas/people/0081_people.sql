-- People that are asked to join, credentials that are shown once, and what a wizard has been told so far.

-- An invitation by mail: roles (ids, spaces between), locations (account ids; empty: the whole account) and program of the
-- roles. token_hash: of the link that was sent last; earlier ones open nothing any more. It has expired when its time is
-- over, which no row says.
-- owner: account
-- person: user_id, email_key
-- erase: empty email, email_key, message
CREATE TABLE invitation (
    account_id   id NOT NULL REFERENCES account (id),
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    version      int NOT NULL,
    directory_id id NOT NULL REFERENCES directory (id),
    email        text NOT NULL,
    email_key    text NOT NULL,
    locale       text NOT NULL,
    message      text NOT NULL,
    roles        text NOT NULL,
    locations    text NOT NULL,
    program      text NOT NULL,
    token_hash   bytes NOT NULL,
    sends        int NOT NULL,
    sent_at      time NOT NULL,
    expires_at   time NOT NULL,
    state        text NOT NULL CHECK (state IN ('pending', 'accepted', 'withdrawn')),
    ended_at     time,
    ended_by     id,
    user_id      id REFERENCES app_user (id),
    invited_by   id NOT NULL
);
CREATE UNIQUE INDEX invitation_by_token ON invitation (token_hash);
CREATE INDEX invitation_by_account ON invitation (account_id, id);
CREATE INDEX invitation_by_state ON invitation (account_id, state, id);
CREATE INDEX invitation_by_email ON invitation (account_id, email_key);

-- Names and temporary passwords of one act (a person added, passwords reset, a file imported), sealed, for whoever did
-- it: shown once and forgotten in the same unit, or forgotten after a day.
-- owner: account
-- person: user_id
-- erase: delete
-- export: no secret
-- clustered
CREATE TABLE person_credential (
    account_id id NOT NULL REFERENCES account (id),
    batch_id   id NOT NULL,
    user_id    id NOT NULL REFERENCES app_user (id),
    created_at time NOT NULL,
    made_by    id NOT NULL,
    name       text NOT NULL,
    sign_in    text NOT NULL,
    sealed     bytes NOT NULL,
    PRIMARY KEY (account_id, batch_id, user_id)
);
CREATE INDEX person_credential_by_age ON person_credential (account_id, created_at);

-- Somebody who is being added: one administrator's own.
-- owner: account
-- person: user_id
-- erase: delete
-- mentions: name, answers
CREATE TABLE person_draft (
    account_id id NOT NULL REFERENCES account (id),
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    version    int NOT NULL,
    user_id    id NOT NULL,
    updated_at time NOT NULL,
    name       text NOT NULL,
    answers    json NOT NULL
);
CREATE INDEX person_draft_by_account ON person_draft (account_id, user_id, id);

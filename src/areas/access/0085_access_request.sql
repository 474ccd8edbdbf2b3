-- Somebody asks for a permission they lack; somebody who can give a role that holds it decides.
-- open_key ("<user>/<permission>") is unique while the request is open, so that asking twice is one request.
-- owner: account
-- person: user_id
-- erase: empty reason
-- mentions: answer
CREATE TABLE access_request (
    account_id id NOT NULL REFERENCES account (id),
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    version    int NOT NULL,
    user_id    id NOT NULL REFERENCES app_user (id),
    permission text NOT NULL,
    reason     text NOT NULL,
    state      text NOT NULL CHECK (state IN ('open', 'granted', 'declined', 'withdrawn', 'expired')),
    open_key   text,
    due_at     time NOT NULL,
    decided_at time,
    decided_by id,
    role       text NOT NULL,
    answer     text NOT NULL
);
CREATE UNIQUE INDEX access_request_open ON access_request (account_id, open_key);
CREATE INDEX access_request_by_state ON access_request (account_id, state, id);
CREATE INDEX access_request_by_account ON access_request (account_id, id);
CREATE INDEX access_request_by_user ON access_request (account_id, user_id, id);

-- An account asks the vendor to be reinstated: text by user_id, answer by the vendor's staff. standing: how the account
-- stood then. One is open at a time.
-- owner: account
-- person: user_id
-- erase: nothing
-- mentions: body, answer
CREATE TABLE account_request (
    account_id id NOT NULL REFERENCES account (id),
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    state      text NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn')),
    standing   text NOT NULL,
    user_id    id NOT NULL REFERENCES app_user (id),
    body       text NOT NULL,
    answer     text NOT NULL,
    decided_at time,
    CHECK (trim(body) <> ''),
    CHECK (state <> 'declined' OR trim(answer) <> '')
);
CREATE INDEX account_request_by_account ON account_request (account_id, id);
CREATE INDEX account_request_by_user ON account_request (user_id);

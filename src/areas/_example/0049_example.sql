-- A line of text that people of an account share.
-- owner: account
CREATE TABLE example_note (
    account_id id NOT NULL REFERENCES account (id),
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    body       text NOT NULL
);
CREATE INDEX example_note_by_account ON example_note (account_id, id);

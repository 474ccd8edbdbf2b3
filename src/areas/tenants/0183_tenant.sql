-- An account asks to be tied to a directory: user_id asked, an administrator of the directory answers. Once confirmed,
-- account_directory has the tie.
-- owner: account
-- person: user_id
-- erase: nothing
-- mentions: body, reason
CREATE TABLE tenant_request (
    account_id   id NOT NULL REFERENCES account (id),
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    directory_id id NOT NULL REFERENCES directory (id),
    state        text NOT NULL CHECK (state IN ('waiting', 'confirmed', 'declined', 'withdrawn')),
    user_id      id REFERENCES app_user (id),
    body         text NOT NULL,
    reason       text NOT NULL,
    decided_at   time,
    CHECK (state <> 'declined' OR trim(reason) <> '')
);
CREATE INDEX tenant_request_by_account ON tenant_request (account_id, id);
CREATE INDEX tenant_request_by_directory ON tenant_request (directory_id, state);
CREATE INDEX tenant_request_by_person ON tenant_request (user_id);

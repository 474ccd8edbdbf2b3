-- A document that was sent with a message of a request; its bytes are among the account's sealed files. kind and name:
-- as it was found by its content (app/content.h).
-- owner: account
-- erase: nothing
-- mentions: name
CREATE TABLE support_file (
    account_id id NOT NULL REFERENCES account (id),
    request_id id NOT NULL REFERENCES support_request (id),
    message_id id NOT NULL REFERENCES support_message (id),
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    file_id    id NOT NULL,
    name       text NOT NULL,
    size       int NOT NULL
);
CREATE INDEX support_file_of_request ON support_file (account_id, request_id, created_at, id);

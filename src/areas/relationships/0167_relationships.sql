-- Requests to companies to become an account's customers. The link is told by the id, so no secret is kept. rights: what
-- is asked for. reseller_account_id: of a provider, who is to sell. customer_id, answered_by: who answered.
-- owner: account
-- person: user_id
-- erase: nothing
-- mentions: email, message, answered_by
CREATE TABLE relationship_request (
    account_id          id NOT NULL REFERENCES account (id),
    id                  id NOT NULL PRIMARY KEY,
    created_at          time NOT NULL,
    version             int NOT NULL,
    user_id             id REFERENCES app_user (id),
    company             text NOT NULL,
    email               text NOT NULL,
    message             text NOT NULL,
    rights              text NOT NULL CHECK (rights IN ('none', 'delegated')),
    reseller_account_id id REFERENCES account (id),
    state               text NOT NULL CHECK (state IN ('asked', 'accepted', 'declined', 'withdrawn')),
    since               time NOT NULL,
    reason              text NOT NULL,
    customer_id         id REFERENCES customer (id),
    answered_by         text NOT NULL
);
CREATE INDEX relationship_request_by_account ON relationship_request (account_id, id);
CREATE INDEX relationship_request_by_state ON relationship_request (account_id, state, id);
CREATE INDEX relationship_request_by_person ON relationship_request (user_id);
CREATE INDEX relationship_request_by_customer ON relationship_request (customer_id);
CREATE INDEX relationship_request_by_reseller ON relationship_request (reseller_account_id);

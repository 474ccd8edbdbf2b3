-- What a customer may buy by itself with a partner who is billed for it. permissions: "resource:action" words by spaces.
-- grantor_id: the directory that granted it, which stands in the wire's id.
-- owner: account
CREATE TABLE self_serve_policy (
    account_id  id NOT NULL REFERENCES account (id),
    id          id NOT NULL PRIMARY KEY,
    customer_id id NOT NULL REFERENCES customer (id),
    grantor_id  id NOT NULL,
    version     int NOT NULL,
    created_at  time NOT NULL,
    permissions text NOT NULL
);
CREATE UNIQUE INDEX self_serve_policy_of ON self_serve_policy (account_id, customer_id);
CREATE INDEX self_serve_policy_by_customer ON self_serve_policy (customer_id);

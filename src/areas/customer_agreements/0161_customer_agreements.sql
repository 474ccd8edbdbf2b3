-- What partners' customers agree to. The agreements and their versions are the vendor's (areas/agreements).

-- That a customer has accepted a version: recorded by the partner (way attested) or by the person itself through a link
-- (way direct). agreed_at: the day it was accepted; created_at: when it was recorded. hash and locale: of the text that the
-- person read; empty for attested ones. Evidence, never changed.
-- owner: account
-- person: email
-- erase: keep law
CREATE TABLE customer_agreement (
    account_id   id NOT NULL REFERENCES account (id),
    id           id NOT NULL PRIMARY KEY,
    customer_id  id NOT NULL REFERENCES customer (id),
    created_at   time NOT NULL,
    agreement_id id NOT NULL REFERENCES agreement (id),
    kind         text NOT NULL,
    way          text NOT NULL CHECK (way IN ('attested', 'direct')),
    agreed_at    time NOT NULL,
    first_name   text NOT NULL,
    last_name    text NOT NULL,
    email        text NOT NULL,
    phone        text NOT NULL,
    user_id      id REFERENCES app_user (id),
    locale       text NOT NULL,
    hash         text NOT NULL,
    address      text NOT NULL,
    agent        text NOT NULL
);
CREATE INDEX customer_agreement_by_customer ON customer_agreement (account_id, customer_id, id);
CREATE INDEX customer_agreement_of_customer ON customer_agreement (customer_id);
CREATE INDEX customer_agreement_by_agreement ON customer_agreement (agreement_id);
CREATE INDEX customer_agreement_by_person ON customer_agreement (user_id);

-- A link by which somebody of the customer accepts an agreement. token_hash: of the link, which is sent once. It has
-- expired when its time is over, which no row says.
-- owner: account
-- person: email
-- erase: delete
CREATE TABLE customer_agreement_link (
    account_id  id NOT NULL REFERENCES account (id),
    id          id NOT NULL PRIMARY KEY,
    customer_id id NOT NULL REFERENCES customer (id),
    created_at  time NOT NULL,
    version     int NOT NULL,
    kind        text NOT NULL,
    first_name  text NOT NULL,
    last_name   text NOT NULL,
    email       text NOT NULL,
    token_hash  bytes NOT NULL,
    expires_at  time NOT NULL,
    state       text NOT NULL CHECK (state IN ('open', 'accepted', 'withdrawn')),
    ended_at    time,
    sent_by     id NOT NULL REFERENCES app_user (id)
);
CREATE UNIQUE INDEX customer_agreement_link_by_token ON customer_agreement_link (token_hash);
CREATE INDEX customer_agreement_link_by_customer ON customer_agreement_link (account_id, customer_id, id);
CREATE INDEX customer_agreement_link_of_customer ON customer_agreement_link (customer_id);
CREATE INDEX customer_agreement_link_by_person ON customer_agreement_link (sent_by);

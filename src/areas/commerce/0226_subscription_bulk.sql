-- The list of all subscriptions of an account, and changes of many at once.
CREATE INDEX subscription_by_name ON subscription (account_id, friendly_name, id);
CREATE INDEX subscription_by_created ON subscription (account_id, created_at, id);
CREATE INDEX subscription_by_title ON subscription (account_id, title, id);

-- One act on many subscriptions. quantity: of seats, with add and set. undo_of: what it takes back.
-- owner: account
-- person: user_id
-- erase: nothing
CREATE TABLE subscription_bulk (
    account_id id NOT NULL REFERENCES account (id),
    id         id NOT NULL,
    created_at time NOT NULL,
    user_id    id REFERENCES app_user (id),
    job_id     id NOT NULL,
    act        text NOT NULL CHECK (act IN ('renew', 'stop', 'add', 'set')),
    quantity   int NOT NULL,
    undo_of    id,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX subscription_bulk_by_person ON subscription_bulk (user_id);

-- What became of each. why: a rule was against it, in the language of who began. was, became: seats, or 1 and 0 of
-- auto-renew.
-- owner: account
-- clustered
CREATE TABLE subscription_bulk_line (
    account_id      id NOT NULL REFERENCES account (id),
    bulk_id         id NOT NULL,
    subscription_id id NOT NULL,
    customer_id     id NOT NULL,
    created_at      time NOT NULL,
    state           text NOT NULL CHECK (state IN ('waiting', 'done', 'same', 'refused')),
    why             text NOT NULL,
    was             int NOT NULL,
    became          int NOT NULL,
    PRIMARY KEY (account_id, bulk_id, subscription_id),
    FOREIGN KEY (account_id, bulk_id) REFERENCES subscription_bulk (account_id, id)
);
CREATE INDEX subscription_bulk_line_by_customer ON subscription_bulk_line (account_id, customer_id);

-- Subscriptions of a customer that go from one of its partners to another. Sources: spec portal-workflows.md 9,
-- portal-states.tsv (subscription transfer), api-resources.tsv (TransferEntity).

-- account_id asks, other_account_id answers; asks_as is what account_id is. user_id asked.
-- owner: account
-- person: user_id
-- erase: nothing
-- mentions: body, reason
CREATE TABLE transfer (
    account_id       id NOT NULL REFERENCES account (id),
    id               id NOT NULL PRIMARY KEY,
    created_at       time NOT NULL,
    changed_at       time NOT NULL,
    customer_id      id NOT NULL,
    other_account_id id NOT NULL REFERENCES account (id),
    asks_as          text NOT NULL CHECK (asks_as IN ('source', 'target')),
    state            text NOT NULL CHECK (state IN ('asked', 'completed', 'rejected', 'withdrawn', 'expired')),
    user_id          id REFERENCES app_user (id),
    partner_number   text NOT NULL,
    body             text NOT NULL,
    reason           text NOT NULL,
    expires_at       time NOT NULL,
    CHECK (state <> 'rejected' OR trim(reason) <> ''),
    CHECK (account_id <> other_account_id)
);
CREATE INDEX transfer_by_account ON transfer (account_id, customer_id, id);
CREATE INDEX transfer_by_other ON transfer (other_account_id, customer_id, id);
CREATE INDEX transfer_by_customer ON transfer (customer_id, id);
CREATE INDEX transfer_by_person ON transfer (user_id);

-- What it is about: named when it was asked for, or chosen when it was accepted. The words of the subscription stand
-- here from the moment its partner has named it. why: it stayed (the message's English). The two accounts are the transfer's.
-- owner: account
-- clustered
CREATE TABLE transfer_line (
    account_id       id NOT NULL REFERENCES account (id),
    transfer_id      id NOT NULL REFERENCES transfer (id),
    line             int NOT NULL,
    created_at       time NOT NULL,
    other_account_id id NOT NULL REFERENCES account (id),
    subscription_id  id NOT NULL,
    title            text NOT NULL,
    offer_id         text NOT NULL,
    cycle            text NOT NULL,
    quantity         int NOT NULL,
    state            text NOT NULL CHECK (state IN ('asked', 'moved', 'stayed')),
    why              text NOT NULL,
    new_id           id,
    order_id         text NOT NULL,
    PRIMARY KEY (account_id, transfer_id, line)
);
CREATE INDEX transfer_line_by_transfer ON transfer_line (transfer_id, line);

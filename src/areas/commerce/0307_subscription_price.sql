-- What one of a subscription cost, and how many there were, until a moment at which either changed. What it costs since
-- the last one stands in the subscription.
-- owner: account
-- clustered
CREATE TABLE subscription_price (
    account_id      id NOT NULL REFERENCES account (id),
    subscription_id id NOT NULL,
    until_at        time NOT NULL,
    created_at      time NOT NULL,
    unit_price      dec NOT NULL,
    quantity        int NOT NULL CHECK (quantity >= 1),
    PRIMARY KEY (account_id, subscription_id, until_at)
);

-- What metered subscriptions used, by the hour and by the month. Money is in the currency that the account bills in when
-- it comes in, and once more in USD, which the wire has beside it. Months and days are UTC's.

-- A thing that was used: a server, a store. One name of one type in a group of a subscription.
-- owner: account
CREATE TABLE usage_resource (
    account_id      id NOT NULL REFERENCES account (id),
    id              id NOT NULL,
    created_at      time NOT NULL,
    customer_id     id NOT NULL,
    subscription_id id NOT NULL,
    name            text NOT NULL,
    group_name      text NOT NULL,
    kind            text NOT NULL,
    region          text NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX usage_resource_by_name ON usage_resource (account_id, subscription_id, group_name, kind, name);

-- One meter of one resource in one hour of a day. cost: what it added to the month's when it came in.
-- owner: account
-- clustered
CREATE TABLE usage_record (
    account_id      id NOT NULL REFERENCES account (id),
    subscription_id id NOT NULL,
    day             date NOT NULL,
    hour            int NOT NULL CHECK (hour BETWEEN 0 AND 23),
    resource_id     id NOT NULL,
    meter_id        id NOT NULL REFERENCES usage_meter (id),
    customer_id     id NOT NULL,
    created_at      time NOT NULL,
    changed_at      time NOT NULL,
    quantity        dec NOT NULL CHECK (quantity >= 0),
    cost            dec NOT NULL,
    cost_usd        dec NOT NULL,
    PRIMARY KEY (account_id, subscription_id, day, hour, resource_id, meter_id),
    FOREIGN KEY (account_id, resource_id) REFERENCES usage_resource (account_id, id)
);
CREATE INDEX usage_record_by_customer ON usage_record (account_id, customer_id, day);

-- The same by the month; month: its first day. The sums that tiers and included quantities are counted in.
-- owner: account
-- clustered
CREATE TABLE usage_month (
    account_id      id NOT NULL REFERENCES account (id),
    customer_id     id NOT NULL,
    month           date NOT NULL,
    subscription_id id NOT NULL,
    resource_id     id NOT NULL,
    meter_id        id NOT NULL REFERENCES usage_meter (id),
    created_at      time NOT NULL,
    changed_at      time NOT NULL,
    quantity        dec NOT NULL CHECK (quantity >= 0),
    cost            dec NOT NULL,
    cost_usd        dec NOT NULL,
    PRIMARY KEY (account_id, customer_id, month, subscription_id, resource_id, meter_id),
    FOREIGN KEY (account_id, resource_id) REFERENCES usage_resource (account_id, id)
);

-- All of a customer in a month. told: the highest share of the budget, in percent, that people were told of.
-- owner: account
-- clustered
CREATE TABLE usage_customer_month (
    account_id  id NOT NULL REFERENCES account (id),
    month       date NOT NULL,
    customer_id id NOT NULL,
    created_at  time NOT NULL,
    changed_at  time NOT NULL,
    currency    text NOT NULL,
    cost        dec NOT NULL,
    cost_usd    dec NOT NULL,
    told        int NOT NULL,
    PRIMARY KEY (account_id, month, customer_id)
);

-- A plan whose usage is made here, in sandboxes and the demo: each day of business time, the same of the same seed.
-- owner: account
CREATE TABLE usage_feed (
    account_id      id NOT NULL REFERENCES account (id),
    subscription_id id NOT NULL,
    customer_id     id NOT NULL,
    created_at      time NOT NULL,
    seed            int NOT NULL,
    next_day        date NOT NULL,
    due_at          time NOT NULL,
    PRIMARY KEY (account_id, subscription_id)
);
CREATE INDEX usage_feed_by_due ON usage_feed (due_at, account_id, subscription_id);

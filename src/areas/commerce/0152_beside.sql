-- What stands beside subscriptions (spec api-resources.tsv: SupportContact, SubscriptionRegistrationStatus, Overage).

-- Who helps the people of a subscription; without a row the account that sold it. tenant_id, number: of that partner.
-- owner: account
-- clustered
CREATE TABLE subscription_contact (
    account_id      id NOT NULL REFERENCES account (id),
    subscription_id id NOT NULL,
    created_at      time NOT NULL,
    version         int NOT NULL,
    name            text NOT NULL,
    tenant_id       text NOT NULL,
    number          text NOT NULL,
    PRIMARY KEY (account_id, subscription_id),
    FOREIGN KEY (account_id, subscription_id) REFERENCES subscription (account_id, id)
);

-- A subscription that reservations may be bought for: asked for then, registered a while later.
-- owner: account
-- clustered
CREATE TABLE subscription_registration (
    account_id      id NOT NULL REFERENCES account (id),
    subscription_id id NOT NULL,
    created_at      time NOT NULL,
    PRIMARY KEY (account_id, subscription_id),
    FOREIGN KEY (account_id, subscription_id) REFERENCES subscription (account_id, id)
);

-- Whose metered subscription takes what a customer uses beyond what it has bought.
-- owner: account
-- clustered
CREATE TABLE customer_overage (
    account_id     id NOT NULL REFERENCES account (id),
    customer_id    id NOT NULL,
    created_at     time NOT NULL,
    version        int NOT NULL,
    entitlement_id text NOT NULL,
    number         text NOT NULL,
    enabled        bool NOT NULL,
    PRIMARY KEY (account_id, customer_id)
);

-- What the vendor noticed about a subscription (spec api-resources.tsv, FraudEvent), and what the partner found. state: of
-- the machine security_alert. resource_*: what was used; hits: how often it was seen, between first_at and last_at.
-- resolved_by: who resolved it: a person, or an application.
-- owner: account
-- person: resolved_by
-- erase: nothing
CREATE TABLE security_alert (
    account_id      id NOT NULL REFERENCES account (id),
    id              id NOT NULL PRIMARY KEY,
    customer_id     id NOT NULL REFERENCES customer (id),
    subscription_id id NOT NULL,
    created_at      time NOT NULL,
    version         int NOT NULL,
    kind            text NOT NULL,
    severity        text NOT NULL CHECK (severity IN ('high', 'medium', 'low')),
    confidence      text NOT NULL CHECK (confidence IN ('high', 'medium', 'low')),
    title           text NOT NULL,
    description     text NOT NULL,
    resource_name   text NOT NULL,
    resource_group  text NOT NULL,
    hits            int NOT NULL CHECK (hits >= 1),
    first_at        time NOT NULL,
    last_at         time NOT NULL,
    test            bool NOT NULL,
    state           text NOT NULL CHECK (state IN ('active', 'investigating', 'legitimate', 'fraud')),
    since           time NOT NULL,
    resolved_by     id,
    FOREIGN KEY (account_id, subscription_id) REFERENCES subscription (account_id, id)
);
CREATE INDEX security_alert_by_account ON security_alert (account_id, created_at, id);
CREATE INDEX security_alert_by_subscription ON security_alert (account_id, subscription_id, created_at);
CREATE INDEX security_alert_by_customer ON security_alert (customer_id);
CREATE INDEX security_alert_by_state ON security_alert (state, created_at, id);

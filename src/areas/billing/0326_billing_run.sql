-- Where the next charge cycle of a subscription begins, which is written then. Only those whose term has several cycles.
-- owner: account
CREATE TABLE charge_cycle (
    account_id      id NOT NULL REFERENCES account (id),
    subscription_id id NOT NULL,
    created_at      time NOT NULL,
    customer_id     id NOT NULL,
    next_at         time NOT NULL,
    PRIMARY KEY (account_id, subscription_id)
);
CREATE INDEX charge_cycle_by_next ON charge_cycle (next_at, account_id, subscription_id);
CREATE INDEX charge_cycle_by_customer ON charge_cycle (account_id, customer_id, subscription_id);

-- What of a month's use of a meter stands in charges: what comes in late becomes a charge of the difference.
-- owner: account
-- clustered
CREATE TABLE charge_usage (
    account_id      id NOT NULL REFERENCES account (id),
    month           date NOT NULL,
    subscription_id id NOT NULL,
    meter_id        id NOT NULL,
    quantity        dec NOT NULL,
    cost            dec NOT NULL,
    PRIMARY KEY (account_id, month, subscription_id, meter_id)
);

-- A run of a month over all accounts. slot: 'real' or 'dry' while it runs, so that there is one; else its id.
-- last_account: the accounts up to it are done. by_id: who started it; null: the clock. error: of how many accounts
-- something is in the way (billing_run_account).
-- owner: operator
-- person: by_id
-- erase: keep accounting
CREATE TABLE billing_run (
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    version      int NOT NULL,
    slot         text NOT NULL,
    period       date NOT NULL,
    dry          bool NOT NULL,
    state        text NOT NULL CHECK (state IN ('running', 'done', 'stopped')),
    since        time NOT NULL,
    by_id        id,
    last_account id,
    accounts     int NOT NULL,
    documents    int NOT NULL,
    lines        int NOT NULL,
    errors       int NOT NULL
);
CREATE UNIQUE INDEX billing_run_by_slot ON billing_run (slot);
CREATE INDEX billing_run_by_period ON billing_run (period, created_at, id);

-- What a run made, or a dry one would have made, of an account's open charges; invoice_id empty: no document. error: what
-- is in the way, and what to do.
-- owner: operator
CREATE TABLE billing_run_account (
    run_id     id NOT NULL REFERENCES billing_run (id),
    account_id id NOT NULL,
    currency   text NOT NULL,
    series     text NOT NULL,
    created_at time NOT NULL,
    lines      int NOT NULL,
    net        minor NOT NULL,
    tax        minor NOT NULL,
    invoice_id text NOT NULL,
    error      text NOT NULL,
    PRIMARY KEY (run_id, account_id, currency, series)
);

-- The cause of the document's entry in the ledger.
ALTER TABLE invoice ADD COLUMN cause_id id;

-- What a customer means to spend on metered services in a month. No row: no budget. Nothing is stopped by it.
-- owner: account
CREATE TABLE customer_budget (
    account_id  id NOT NULL REFERENCES account (id),
    customer_id id NOT NULL REFERENCES customer (id),
    version     int NOT NULL,
    changed_at  time NOT NULL,
    amount      dec NOT NULL CHECK (amount > 0),
    currency    text NOT NULL,
    PRIMARY KEY (account_id, customer_id)
);
CREATE INDEX customer_budget_by_customer ON customer_budget (customer_id);

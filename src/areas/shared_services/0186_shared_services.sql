-- The tenant in which a seller uses what it sells: a customer of its own, whose cost is on the account's own invoice.
-- owner: account
-- erase: nothing
CREATE TABLE shared_services (
    account_id  id NOT NULL PRIMARY KEY REFERENCES account (id),
    created_at  time NOT NULL,
    customer_id id NOT NULL REFERENCES customer (id)
);
CREATE INDEX shared_services_by_customer ON shared_services (customer_id);

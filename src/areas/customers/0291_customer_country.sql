-- The countries that an account's customers are in, for the choice in its list: kept when customers come and go, since
-- looking for them among the customers costs as much as the list itself.
-- owner: account
-- erase: nothing
-- export: no derived
-- clustered
CREATE TABLE customer_country (
    account_id id NOT NULL REFERENCES account (id),
    country    text NOT NULL,
    PRIMARY KEY (account_id, country)
);
INSERT INTO customer_country (account_id, country) SELECT DISTINCT account_id, country FROM customer_access;

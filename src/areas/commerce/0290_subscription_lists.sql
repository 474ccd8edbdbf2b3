-- Lists of subscriptions by name: a customer's, those of one state, those of one product.
CREATE INDEX subscription_by_customer_name ON subscription (account_id, customer_id, friendly_name, id);
CREATE INDEX subscription_by_state ON subscription (account_id, state, friendly_name, id);
DROP INDEX subscription_by_title;
CREATE INDEX subscription_by_title ON subscription (account_id, title, friendly_name, id);

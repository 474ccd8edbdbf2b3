-- The open cart of a customer, for the pages that fill it.
CREATE INDEX cart_by_customer ON cart (account_id, customer_id, changed_at, id);

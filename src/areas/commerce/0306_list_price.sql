-- What one would have cost without the promotion; 0: there was none.
ALTER TABLE order_line ADD COLUMN list_price dec NOT NULL DEFAULT 0;

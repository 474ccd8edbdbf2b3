-- QUERIES
-- A row for another account.
-- name: x :exec scope=account
INSERT INTO sale (account_id, id, day, price, amount_minor) VALUES (:other, :id, :day, :price, :amount_minor)

-- QUERIES
-- No customer_access in between.
-- name: x :one scope=account
SELECT name FROM customer WHERE id = :id AND id <> :account

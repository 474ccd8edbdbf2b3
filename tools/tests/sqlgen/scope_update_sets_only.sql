-- QUERIES
-- SET is not WHERE.
-- name: x :exec scope=account
UPDATE sale SET account_id = :account WHERE id = :id

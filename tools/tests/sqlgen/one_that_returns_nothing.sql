-- QUERIES
-- All.
-- name: x :one scope=account
UPDATE account SET name = :name WHERE id = :account

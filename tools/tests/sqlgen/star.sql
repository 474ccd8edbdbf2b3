-- QUERIES
-- All.
-- name: x :one scope=account
SELECT * FROM account WHERE id = :account

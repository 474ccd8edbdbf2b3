-- QUERIES
-- All.
-- name: x :one scope=account limit=5
SELECT name FROM account WHERE id = :account

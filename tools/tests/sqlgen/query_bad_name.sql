-- QUERIES
-- All.
-- name: GetX :one scope=account
SELECT name FROM account WHERE id = :account

-- QUERIES
-- All.
-- name: x :one scope=account
-- name: y :one scope=account
SELECT name FROM account WHERE id = :account

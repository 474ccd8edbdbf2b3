-- QUERIES
-- All.
-- name: x :one scope=account
SELECT name FROM account WHERE id = :account
-- Again.
-- name: x :one scope=account
SELECT name FROM account WHERE id = :account

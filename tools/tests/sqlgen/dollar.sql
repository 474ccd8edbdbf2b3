-- QUERIES
-- All.
-- name: x :one scope=account
SELECT name FROM account WHERE id = $1

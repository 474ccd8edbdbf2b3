-- QUERIES
-- All.
-- name: x :exec scope=account
SELECT name FROM account WHERE id = :account

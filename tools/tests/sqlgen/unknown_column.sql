-- QUERIES
-- All.
-- name: x :one scope=account
SELECT nam FROM account WHERE id = :account

-- QUERIES
-- All.
-- name: x :one scope=account
SELECT name FROM acount WHERE id = :account

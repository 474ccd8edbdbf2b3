-- QUERIES
-- All.
-- name: x :one scope=tenant
SELECT name FROM account WHERE id = :account
